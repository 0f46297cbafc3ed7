//! The way of an arrow between two boxes: straight where it can be, else with a corner in the gap between the rows,
//! or, upwards, along the side.

use super::{Arrow, GAP, Graph, MARGIN, PAGE};

/// Where a box stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) left: usize,
    pub(super) top: usize,
    pub(super) width: usize,
    pub(super) height: usize,
}

impl Place {
    pub(super) fn middle(&self) -> usize {
        self.left + self.width / 2
    }

    fn right(&self) -> usize {
        self.left + self.width
    }

    fn bottom(&self) -> usize {
        self.top + self.height
    }

    /// Whether a line at `x` meets the box well inside its corners.
    fn spans(&self, x: usize) -> bool {
        (self.left + 8..=self.right() - 8).contains(&x)
    }
}

/// The corners of an arrow, and where its label stands.
#[derive(Clone, Debug)]
pub(super) struct Route {
    pub(super) points: Vec<(usize, usize)>,
    pub(super) label: (usize, usize),
    pub(super) anchor: &'static str,
}

/// Arrows that come into one box keep this far apart.
const APART: usize = 44;

pub(super) fn route(graph: &Graph, places: &[Place], arrow: &Arrow) -> Route {
    let place = |id: &str| {
        let at = graph.boxes.iter().position(|node| node.id == *id);
        at.and_then(|at| places.get(at)).copied().unwrap_or(Place { left: 0, top: 0, width: 20, height: 0 })
    };
    let (from, to) = (place(&arrow.from), place(&arrow.to));
    if from.top == to.top {
        return beside(from, to);
    }
    if to.top < from.top {
        return upwards(from, to);
    }
    // Those that come from further left come in further left.
    let mut coming: Vec<(usize, &str)> = graph
        .arrows
        .iter()
        .filter(|other| other.to == arrow.to && place(&other.from).top < to.top)
        .map(|other| (place(&other.from).middle(), other.from.as_str()))
        .collect();
    coming.sort_unstable();
    let number = coming.iter().position(|(_, id)| *id == arrow.from).unwrap_or_default();
    let entry = to.middle() + number * APART - coming.len().saturating_sub(1) * APART / 2;
    down(from, to, entry)
}

fn down(from: Place, to: Place, entry: usize) -> Route {
    let straight = if from.spans(entry) { Some(entry) } else { Some(from.middle()).filter(|x| to.spans(*x)) };
    if let Some(x) = straight {
        let left = x < to.middle() && x == entry;
        return Route {
            points: vec![(x, from.bottom()), (x, to.top)],
            label: (if left { x - 6 } else { x + 6 }, from.bottom() + 16),
            anchor: if left { "end" } else { "start" },
        };
    }
    // A wide box beside its target is left at the near end, others in their middle.
    let exit = if from.width > PAGE / 4 && entry < from.left { from.left + 20 } else { from.middle() };
    let corner = to.top - GAP / 2;
    Route {
        points: vec![(exit, from.bottom()), (exit, corner), (entry, corner), (entry, to.top)],
        label: (usize::midpoint(exit, entry), corner - 5),
        anchor: "middle",
    }
}

fn beside(from: Place, to: Place) -> Route {
    let y = from.top + from.height / 2;
    let (start, end) = if from.left < to.left { (from.right(), to.left) } else { (from.left, to.right()) };
    Route {
        points: vec![(start, y), (end, y)],
        label: (usize::midpoint(start, end), y - 6),
        anchor: "middle",
    }
}

/// Back up: at the right of its own column, or along the left margin.
fn upwards(from: Place, to: Place) -> Route {
    let x = from.right() - 16;
    if to.spans(x) {
        return Route {
            points: vec![(x, from.top), (x, to.bottom())],
            label: (x - 6, from.top - 8),
            anchor: "end",
        };
    }
    let (y, end) = (from.top + from.height / 2, to.top + to.height / 2);
    let side = MARGIN / 2;
    Route {
        points: vec![(from.left, y), (side, y), (side, end), (to.left, end)],
        label: (side + 6, end - 6),
        anchor: "start",
    }
}
