//! DOT, which Graphviz draws.

use std::fmt::Write as _;

use super::{Graph, Look, wrap::wrap};

/// Characters in a line of a box.
const LINE: usize = 30;

/// The picture's source.
#[must_use]
pub fn dot(graph: &Graph) -> String {
    let mut text = String::from(
        "digraph aftercare {\n    rankdir=TB; nodesep=0.3; ranksep=0.4;\n    \
         node [shape=box, style=\"rounded,filled\", fontname=\"Helvetica\", fontsize=11];\n    \
         edge [fontname=\"Helvetica\", fontsize=9];\n",
    );
    for node in &graph.boxes {
        let lines: Vec<String> =
            [&node.title].into_iter().chain(&node.lines).flat_map(|line| wrap(line, LINE)).collect();
        let colours = Look::ALL.iter().find(|(look, ..)| *look == node.look);
        let (ground, line) = colours.map_or(("#ffffff", "#000000"), |(_, ground, line)| (*ground, *line));
        let _ = writeln!(
            text,
            "    {} [label=\"{}\", fillcolor=\"{ground}\", color=\"{line}\"];",
            quoted(&node.id),
            escaped(&lines.join("\n"))
        );
    }
    for arrow in &graph.arrows {
        let style = if arrow.later { ", style=dashed" } else { "" };
        let _ = writeln!(
            text,
            "    {} -> {} [label=\"{}\"{style}];",
            quoted(&arrow.from),
            quoted(&arrow.to),
            escaped(&arrow.label)
        );
    }
    text.push_str("}\n");
    text
}

fn quoted(id: &str) -> String {
    format!("\"{id}\"")
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
