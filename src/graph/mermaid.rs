//! Mermaid, which GitHub draws.

use std::fmt::Write as _;

use super::{Graph, Look};

/// The picture's source.
#[must_use]
pub fn mermaid(graph: &Graph) -> String {
    let mut text = String::from("flowchart TD\n");
    for node in &graph.boxes {
        let lines: Vec<String> =
            [&node.title].into_iter().chain(&node.lines).map(|line| escaped(line)).collect();
        let [open, close] = match node.look {
            Look::Start | Look::Planned => ["([", "])"],
            Look::Decision => ["{{", "}}"],
            Look::Question | Look::Outcome(_) => ["[", "]"],
        };
        let _ =
            writeln!(text, "    {}{open}\"{}\"{close}:::{}", node.id, lines.join("<br/>"), node.look.name());
    }
    for arrow in &graph.arrows {
        let line = if arrow.later { "-.->" } else { "-->" };
        let label =
            if arrow.label.is_empty() { String::new() } else { format!("|\"{}\"|", escaped(&arrow.label)) };
        let _ = writeln!(text, "    {} {line}{label} {}", arrow.from, arrow.to);
    }
    for (look, ground, line) in Look::ALL {
        let _ = writeln!(text, "    classDef {} fill:{ground},stroke:{line},color:#1f1f1f", look.name());
    }
    text
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}
