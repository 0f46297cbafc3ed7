//! SVG, laid out by the rows and columns of the boxes: readable on one printed page, by day and by night.

mod route;

use std::fmt::Write as _;

use self::route::Place;
use super::{Arrow, Graph, Look, Node, wrap::wrap};

/// Width of the page; a hundredth of it is the unit of columns.
const PAGE: usize = 1000;
/// Height of a line of a title and of the lines below it.
const TITLE_LINE: usize = 17;
const SMALL_LINE: usize = 14;
/// Space inside a box, and between two rows (arrows and their labels stand there).
const PADDING: usize = 9;
const GAP: usize = 44;
const MARGIN: usize = 14;
/// A character is at most so wide on average, in tenths: titles, and smaller lines.
const TITLE_TENTHS: usize = 78;
const SMALL_TENTHS: usize = 64;

/// The picture.
#[must_use]
pub fn svg(graph: &Graph) -> String {
    let (places, height) = lay_out(graph);
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {PAGE} {height}\" width=\"{PAGE}\" \
         height=\"{height}\" font-family=\"Helvetica, Arial, 'Noto Sans', sans-serif\">\n"
    );
    style(&mut text);
    let _ = writeln!(text, "<rect class=\"page\" width=\"{PAGE}\" height=\"{height}\"/>");
    // Labels last, so that no line crosses them.
    let routes: Vec<_> =
        graph.arrows.iter().map(|arrow| (arrow, route::route(graph, &places, arrow))).collect();
    for (arrow, route) in &routes {
        line(&mut text, arrow, &route.points);
    }
    for (node, place) in graph.boxes.iter().zip(&places) {
        boxed(&mut text, node, place);
    }
    for (arrow, route) in routes.iter().filter(|(arrow, _)| !arrow.label.is_empty()) {
        let (x, y) = route.label;
        let _ = writeln!(
            text,
            "<text class=\"label\" x=\"{x}\" y=\"{y}\" text-anchor=\"{}\">{}</text>",
            route.anchor,
            escaped(&arrow.label)
        );
    }
    text.push_str("</svg>\n");
    text
}

/// The lines of a box: of its title, and below it.
fn lines(node: &Node) -> (Vec<String>, Vec<String>) {
    let room = (node.width * PAGE / 100).saturating_sub(2 * PADDING) * 10;
    let title = wrap(&node.title, room / TITLE_TENTHS);
    let small = node.lines.iter().flat_map(|line| wrap(line, room / SMALL_TENTHS)).collect();
    (title, small)
}

/// Where each box stands, and how high the page is.
fn lay_out(graph: &Graph) -> (Vec<Place>, usize) {
    let height = |node: &Node| {
        let (title, small) = lines(node);
        title.len() * TITLE_LINE + small.len() * SMALL_LINE + 2 * PADDING
    };
    let rows = graph.boxes.iter().map(|node| node.row + 1).max().unwrap_or_default();
    let mut tops = Vec::new();
    let mut heights = Vec::new();
    let mut top = MARGIN;
    for row in 0..rows {
        let highest = graph.boxes.iter().filter(|node| node.row == row).map(height).max().unwrap_or_default();
        tops.push(top);
        heights.push(highest);
        top += highest + GAP;
    }
    let places = graph.boxes.iter().map(|node| Place {
        left: (node.column * PAGE / 100).saturating_sub(node.width * PAGE / 200),
        width: node.width * PAGE / 100,
        top: tops[node.row],
        height: heights[node.row],
    });
    (places.collect(), top - GAP + MARGIN)
}

fn boxed(text: &mut String, node: &Node, place: &Place) {
    let round = if matches!(node.look, Look::Start | Look::Planned) { 14 } else { 4 };
    let _ = writeln!(
        text,
        "<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{round}\"/>",
        node.look.name(),
        place.left,
        place.top,
        place.width,
        place.height
    );
    let (title, small) = lines(node);
    let used = title.len() * TITLE_LINE + small.len() * SMALL_LINE;
    let mut y = place.top + place.height.saturating_sub(used) / 2;
    for (line, class, height) in title
        .iter()
        .map(|line| (line, "title", TITLE_LINE))
        .chain(small.iter().map(|line| (line, "small", SMALL_LINE)))
    {
        let _ = writeln!(
            text,
            "<text class=\"{class}\" x=\"{}\" y=\"{}\">{}</text>",
            place.middle(),
            y + height - 4,
            escaped(line)
        );
        y += height;
    }
}

fn line(text: &mut String, arrow: &Arrow, points: &[(usize, usize)]) {
    let path: Vec<String> = points.iter().map(|(x, y)| format!("{x},{y}")).collect();
    let class = if arrow.later { "arrow later" } else { "arrow" };
    let _ = writeln!(text, "<polyline class=\"{class}\" points=\"{}\"/>", path.join(" "));
    let [.., (from_x, from_y), (x, y)] = *points else { return };
    // The head points where the last piece of the line goes.
    let head = if from_x == x {
        let back = if from_y < y { y.saturating_sub(8) } else { y + 8 };
        format!("{x},{y} {},{back} {},{back}", x.saturating_sub(4), x + 4)
    } else {
        let back = if from_x < x { x.saturating_sub(8) } else { x + 8 };
        format!("{x},{y} {back},{} {back},{}", y.saturating_sub(4), y + 4)
    };
    let _ = writeln!(text, "<polygon class=\"head\" points=\"{head}\"/>");
}

fn style(text: &mut String) {
    text.push_str(
        "<style>\n\
         .page { fill: #ffffff } text { fill: #1f1f1f }\n\
         .title { font-size: 13px; text-anchor: middle } .small, .label { font-size: 11px }\n\
         .small { text-anchor: middle; opacity: .8 }\n\
         .label { font-style: italic; paint-order: stroke; stroke: #ffffff; stroke-width: 4px }\n\
         .arrow { fill: none; stroke: #7a7f87; stroke-width: 1.4 } .later { stroke-dasharray: 5 4 }\n\
         .head { fill: #7a7f87 } rect { stroke-width: 1.3 }\n",
    );
    for (look, ground, line) in Look::ALL {
        let _ = writeln!(text, ".{} {{ fill: {ground}; stroke: {line} }}", look.name());
    }
    text.push_str(
        "@media (prefers-color-scheme: dark) {\n\
         .page { fill: #16181c } text { fill: #eceff3 } .label { stroke: #16181c }\n\
         rect:not(.page) { fill: #24282e }\n}\n</style>\n",
    );
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
