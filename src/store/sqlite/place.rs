//! Owns the knowledge where the database's file is. SQLite goes on writing into a file that was deleted or moved,
//! and everything since would be gone with the process: so it is looked for before each batch.

use std::{
    fmt, io,
    path::{Path, PathBuf},
};

/// A file, as it was opened.
pub(in crate::store) struct Place {
    path: PathBuf,
    file: FileId,
}

impl Place {
    /// The file at this path.
    pub(in crate::store) fn of(path: &Path) -> io::Result<Self> {
        let path = path.canonicalize()?;
        Ok(Self { file: file_id(&path)?, path })
    }

    /// Whether the same file is still there.
    pub(in crate::store) fn is_there(&self) -> bool {
        file_id(&self.path).is_ok_and(|file| file == self.file)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.path.display().fmt(f)
    }
}

/// Device and number.
#[cfg(unix)]
type FileId = (u64, u64);

#[cfg(unix)]
fn file_id(path: &Path) -> io::Result<FileId> {
    use std::os::unix::fs::MetadataExt as _;
    path.metadata().map(|file| (file.dev(), file.ino()))
}

/// Elsewhere a file that is open can be neither moved nor deleted.
#[cfg(not(unix))]
type FileId = ();

#[cfg(not(unix))]
fn file_id(path: &Path) -> io::Result<FileId> {
    path.metadata().map(drop)
}
