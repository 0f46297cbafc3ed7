//! The picture of the flow: it shows all of the content, its boxes do not meet, and the README shows it as it is.

use std::{fs, path::Path};

use aftercare::{
    graph::{Graph, dot, flow, mermaid, svg},
    script::{Defaults, Script, Source, Words},
};

fn script() -> Script {
    Script::load(&Source::embedded(), Defaults::default()).expect("the embedded content is valid")
}

/// Every language with its flow.
fn flows(script: &Script) -> impl Iterator<Item = Graph> {
    script.languages().iter().map(Words::code).map(|code| flow(script, code))
}

#[test]
fn the_readme_shows_the_flow_as_it_is() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(&path).unwrap();
    let (before, rest) = readme.split_once("```mermaid\n").expect("there is a picture in the README");
    let (shown, after) = rest.split_once("```").expect("it ends");
    let wanted = mermaid(&flow(&script(), "en"));
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, format!("{before}```mermaid\n{wanted}```{after}")).unwrap();
        return;
    }
    assert_eq!(shown, wanted, "`UPDATE=1 cargo test --test graph` writes it anew");
}

#[test]
fn every_question_rule_and_check_in_is_in_it() {
    let script = script();
    for graph in flows(&script) {
        let drawn = [mermaid(&graph), dot(&graph), svg(&graph)];
        for text in &drawn {
            for rule in script.rules() {
                assert!(text.contains(&*rule.id), "rule {} is missing", rule.id);
            }
            for time in ["+24 h", "+48 h", "+72 h", "+10 min", "+1 h", "+4 h", "09:00"] {
                assert!(text.contains(time), "{time} is missing");
            }
        }
        for question in script.assessment() {
            let name = format!("q_{}", question.id);
            assert!(graph.boxes.iter().any(|node| node.id == name), "{name} is missing");
            assert!(graph.arrows.iter().any(|arrow| arrow.to == name), "nothing leads to {name}");
            assert!(graph.arrows.iter().any(|arrow| arrow.from == name), "nothing leads on from {name}");
        }
        for arrow in &graph.arrows {
            for end in [&arrow.from, &arrow.to] {
                assert!(graph.boxes.iter().any(|node| node.id == *end), "there is no box {end}");
            }
        }
    }
}

/// The numbers of an attribute, in the order of the file.
fn numbers(line: &str, name: &str) -> Option<f64> {
    line.split_once(&format!(" {name}=\"")).and_then(|(_, rest)| rest.split('"').next()?.parse().ok())
}

#[test]
fn the_boxes_stand_on_the_page_apart_from_each_other() {
    for graph in flows(&script()) {
        let text = svg(&graph);
        let page = numbers(&text, "width").unwrap();
        let height = numbers(&text, "height").unwrap();
        // A sheet of A4, upright, has room for it.
        assert!(height / page <= 1.42, "{page} x {height}");
        let boxes: Vec<[f64; 4]> = text
            .lines()
            .filter(|line| line.starts_with("<rect") && !line.contains("page"))
            .map(|line| ["x", "y", "width", "height"].map(|name| numbers(line, name).unwrap()))
            .collect();
        assert_eq!(boxes.len(), graph.boxes.len());
        for (at, [x, y, width, tall]) in boxes.iter().enumerate() {
            assert!(x + width <= page && y + tall <= height);
            for [other_x, other_y, other_width, other_tall] in &boxes[at + 1..] {
                let apart = x + width < *other_x
                    || other_x + other_width < *x
                    || y + tall < *other_y
                    || other_y + other_tall < *y;
                assert!(apart, "two boxes meet at {x} {y}");
            }
        }
    }
}
