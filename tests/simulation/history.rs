//! What happened in a world, for whoever has to understand why something did not hold.

use std::fmt::Write as _;

use aftercare::engine::ChatId;
use jiff::Timestamp;

#[derive(Default)]
pub(crate) struct History(Vec<(Timestamp, Option<ChatId>, String)>);

impl History {
    /// Something happened in this chat, or to all.
    pub(crate) fn tell(&mut self, now: Timestamp, chat: Option<ChatId>, what: String) {
        self.0.push((now, chat, what));
    }

    /// The last lines of what one chat went through.
    pub(crate) fn of(&self, chat: ChatId, lines: usize) -> String {
        let about: Vec<_> = self.0.iter().filter(|(_, of, _)| of.is_none_or(|of| of == chat)).collect();
        let mut text = String::new();
        for (at, of, what) in &about[about.len().saturating_sub(lines)..] {
            let indent = if of.is_some() { "  " } else { "" };
            let _ = writeln!(text, "{} {indent}{what}", at.strftime("%F %T%.3f"));
        }
        text
    }
}
