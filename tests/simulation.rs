//! Random worlds: many clients over many days, a messenger with every fault, a machine that dies at every named
//! point and whose clock jumps. The real runtime, store, door and sender; a small model says what must hold.
//!
//! The worlds are the same each time; `AFTERCARE_WORLDS=5000` lives through more, `AFTERCARE_WORLD=17` through
//! that one.

#[path = "simulation/client.rs"]
mod client;
#[path = "simulation/content.rs"]
mod content;
#[path = "simulation/dice.rs"]
mod dice;
#[path = "promises/happening.rs"]
#[allow(dead_code, reason = "of what happens there, only where and when is used")]
mod happening;
#[path = "simulation/history.rs"]
mod history;
#[path = "simulation/model/mod.rs"]
mod model;
#[path = "simulation/process.rs"]
mod process;
#[path = "promises/model.rs"]
#[allow(dead_code, reason = "of the promises, only those are used that need no closer look")]
mod promise;
#[path = "simulation/quiet.rs"]
mod quiet;
#[path = "simulation/scene.rs"]
mod scene;
#[path = "simulation/store.rs"]
mod store;
#[path = "simulation/telegram.rs"]
mod telegram;
#[path = "simulation/world.rs"]
mod world;

use std::{
    panic::resume_unwind,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

use self::{quiet::Quiet, world::World};

/// Worlds that are lived through each time.
const WORLDS: u64 = 40;
/// So many at a time.
const THREADS: usize = 2;

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().map(|value| value.parse().expect("a number"))
}

fn live(seed: u64) {
    let quiet = Arc::new(Quiet::default());
    let parks = Arc::clone(&quiet);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .on_thread_park(move || parks.thread_parks())
        .build()
        .expect("it starts");
    runtime.block_on(World::play(seed, quiet));
}

#[test]
fn every_world_holds() {
    if let Some(seed) = number("AFTERCARE_WORLD") {
        return live(seed);
    }
    let seeds = AtomicU64::new(0);
    let worlds = number("AFTERCARE_WORLDS").unwrap_or(WORLDS);
    let live_some = || {
        while let Some(seed) = Some(seeds.fetch_add(1, Relaxed)).filter(|seed| *seed < worlds) {
            live(seed);
        }
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(live_some)).collect();
        for thread in threads {
            if let Err(panic) = thread.join() {
                // The others need not go on.
                seeds.store(u64::MAX, Relaxed);
                resume_unwind(panic);
            }
        }
    });
}
