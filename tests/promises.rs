//! Every promise is kept, in random worlds: massages past and booked, every zone, answers whole and half,
//! `/stop` and `/start`, outages, a messenger that loses answers, clocks that jump. Played on the real runtime
//! and engine; judged by a model that counts hours and walks out of the night minute by minute.
//!
//! The worlds are the same each time; `PROPTEST_RNG_SEED=7 PROPTEST_CASES=2000` looks at others.

#[path = "promises/checks.rs"]
mod checks;
#[path = "promises/happening.rs"]
mod happening;
#[path = "promises/model.rs"]
mod model;
#[path = "promises/stage.rs"]
mod stage;
#[path = "promises/world.rs"]
mod world;

use std::sync::{Arc, LazyLock};

use aftercare::script::{Defaults, Script, Source};
use proptest::{prelude::*, test_runner::RngSeed};

use self::{happening::world, world::World};

static SCRIPT: LazyLock<Arc<Script>> = LazyLock::new(|| {
    let script = Script::load(&Source::embedded(), Defaults::default());
    Arc::new(script.expect("the embedded content is valid"))
});

fn config() -> ProptestConfig {
    let asked = ProptestConfig::default();
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { asked.cases } else { 60 };
    let rng_seed = match asked.rng_seed {
        RngSeed::Random => RngSeed::Fixed(24),
        fixed @ RngSeed::Fixed(_) => fixed,
    };
    ProptestConfig { cases, rng_seed, failure_persistence: None, max_shrink_iters: 600, ..asked }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_promise_is_kept((beginning, russian, first, story) in world()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("it starts");
        runtime.block_on(async {
            let mut world = World::new(Arc::clone(&SCRIPT), beginning, russian).await;
            for happening in first.into_iter().chain(story) {
                world.happen(happening).await;
            }
            world.end().await;
        });
    }
}
