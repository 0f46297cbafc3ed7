//! A link as a QR code, ready to print: SVG for print shops, PNG for everything else. Writes no files.

use std::{io::Cursor, path::Path};

use image::{ImageFormat, Luma};
use qrcode::{EcLevel, QrCode, render::svg};

/// Side of one module (the smallest square) in pixels: large enough to print 4 cm wide at 300 dpi.
const MODULE_PX: u32 = 12;

/// The kinds of picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A vector picture.
    Svg,
    /// Black and white pixels.
    Png,
}

impl Format {
    /// The kind that the ending of a file name says; `None` for others.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?;
        [("svg", Self::Svg), ("png", Self::Png)]
            .into_iter()
            .find_map(|(name, format)| ending.eq_ignore_ascii_case(name).then_some(format))
    }
}

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum QrError {
    /// A QR code holds at most 2,331 bytes with this error correction.
    #[error("the text does not fit into a QR code: {0}")]
    TooLong(qrcode::types::QrError),
    /// The encoder failed.
    #[error("the picture cannot be encoded as PNG: {0}")]
    Png(image::ImageError),
}

/// The picture of `text`: error correction M (15 % of it may be dirty), with the quiet zone of four modules
/// that scanners need.
///
/// # Errors
/// If the text is too long.
pub fn draw(text: &str, format: Format) -> Result<Vec<u8>, QrError> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(QrError::TooLong)?;
    match format {
        Format::Svg => {
            let picture = code.render::<svg::Color<'_>>().module_dimensions(MODULE_PX, MODULE_PX).build();
            Ok(picture.into_bytes())
        }
        Format::Png => {
            let picture = code.render::<Luma<u8>>().module_dimensions(MODULE_PX, MODULE_PX).build();
            let mut bytes = Cursor::new(Vec::new());
            picture.write_to(&mut bytes, ImageFormat::Png).map_err(QrError::Png)?;
            Ok(bytes.into_inner())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINK: &str = "https://t.me/my_clinic_bot?start=AQAAAAcBw4dWq0kT2vJ5cX8pLm3n";

    #[test]
    fn the_ending_decides() {
        assert_eq!(Format::of(Path::new("a/b.svg")), Some(Format::Svg));
        assert_eq!(Format::of(Path::new("B.PNG")), Some(Format::Png));
        for other in ["b.jpg", "svg", ".png", "b", "b.svg.gz"] {
            assert_eq!(Format::of(Path::new(other)), None, "{other}");
        }
    }

    #[test]
    fn a_png_has_large_modules_and_a_white_margin() {
        let picture = image::load_from_memory(&draw(LINK, Format::Png).unwrap()).unwrap().to_luma8();
        let code = QrCode::with_error_correction_level(LINK, EcLevel::M).unwrap();
        let modules = u32::try_from(code.width()).unwrap();
        assert_eq!(picture.dimensions(), ((modules + 8) * MODULE_PX, (modules + 8) * MODULE_PX));
        let margin = 4 * MODULE_PX;
        for (x, y, pixel) in picture.enumerate_pixels() {
            let inside = |at| (margin..picture.width() - margin).contains(&at);
            let module = |at: u32| usize::try_from((at - margin) / MODULE_PX).unwrap();
            let dark = inside(x) && inside(y) && code[(module(x), module(y))] == qrcode::Color::Dark;
            assert_eq!(pixel.0[0], if dark { 0 } else { 255 }, "{x},{y}");
        }
    }

    #[test]
    fn an_svg_is_one_picture_with_a_white_ground() {
        let picture = String::from_utf8(draw(LINK, Format::Svg).unwrap()).unwrap();
        assert!(picture.starts_with("<?xml") && picture.ends_with("</svg>"));
        assert!(picture.contains(r##"fill="#fff""##));
    }

    #[test]
    fn too_much_text_is_an_error() {
        assert!(matches!(draw(&"x".repeat(3000), Format::Png), Err(QrError::TooLong(_))));
    }
}
