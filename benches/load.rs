//! What an answered update costs, beside a bot that keeps nothing: `cargo bench --bench load`.
//!
//! This process is the Bot API and its virtual users: each presses the next button as soon as the reply to the last
//! one came. The bots are processes of their own, one after the other, several rounds of each:
//!
//! - **aftercare**: `aftercare run`, as it is shipped, on a fresh SQLite file with synchronous=FULL;
//! - **teloxide**: a minimal bot on teloxide's `Dispatcher` with its dialogues in memory;
//! - **bare**: a loop that only makes the calls, and one fsync for each batch of updates: the floor for a durable bot
//!   on this HTTP client.
//!
//! The latter two send the very messages that aftercare sent before, from a recording. All limits are off, except in
//! the last part: a burst of check-ins under the limits of Telegram, together with live replies.
//!
//! Options behind `--`: `--users 200`, `--seconds 10` and `--rounds 3` of each bot, `--check-ins 600` in the burst,
//! `--clients 0` who are in the file already (1000000 is what is promised for). With `AFTERCARE_BENCH_POSTGRES` set
//! to the address of an empty PostgreSQL database, aftercare is measured on that, too: polling, and one and two
//! processes that are called by a webhook.

#[path = "load/bare_bot.rs"]
mod bare_bot;
#[path = "load/burst.rs"]
mod burst;
#[path = "load/contender.rs"]
mod contender;
#[path = "support/figures.rs"]
mod figures;
#[path = "support/fill.rs"]
mod fill;
#[path = "load/hook.rs"]
mod hook;
#[path = "load/http.rs"]
mod http;
#[path = "load/limits.rs"]
mod limits;
#[path = "load/options.rs"]
mod options;
#[path = "load/recording.rs"]
mod recording;
#[path = "load/rounds.rs"]
mod rounds;
#[path = "load/teloxide_bot.rs"]
mod teloxide_bot;
#[path = "load/world.rs"]
mod world;

use tokio::runtime::Builder;

use self::{
    contender::{BARE, TELOXIDE},
    options::Options,
};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        [TELOXIDE, url, recording] => {
            let runtime = Builder::new_multi_thread().enable_all().build();
            runtime.expect("threads are there").block_on(teloxide_bot::run(url, recording));
        }
        [BARE, url, recording] => {
            let runtime = Builder::new_multi_thread().enable_all().build();
            runtime.expect("threads are there").block_on(bare_bot::run(url, recording));
        }
        _ => {
            let options = Options::read(&arguments);
            let runtime = Builder::new_current_thread().enable_all().build();
            runtime.expect("a thread is there").block_on(async {
                rounds::compare(&options).await;
                burst::drain(&options).await;
            });
        }
    }
}
