//! A burst: many check-ins due in the same second, under the limits of Telegram, while other people go on talking.

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use super::{
    contender::Contender,
    fill::{Data, run},
    http::Api,
    limits::Limits,
    options::Options,
    world::{Habit, World},
};

/// Users who press a button every two seconds.
const PRESSING: u32 = 20;
const THINKING: Duration = Duration::from_secs(2);
/// Users who ask something, one of them four times a second.
const ASKING: u32 = 10;
const ASKED_EVERY: Duration = Duration::from_millis(250);
const QUESTION: &str = "is a bruise normal?";
/// Time to start the bot and the conversations before the burst.
const BEFORE: SignedDuration = SignedDuration::from_secs(12);

const SECOND: Duration = Duration::from_secs(1);
/// How much longer than at ten a second it may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// Runs and prints it.
pub(crate) async fn drain(options: &Options) {
    let check_ins = i64::from(options.check_ins);
    println!(
        "\n{check_ins} check-ins due in the same second, limits of 30 a second and 1 a second in a chat"
    );
    let data = filled(check_ins).await;
    let mut world = World::new();
    let first = world.first_chat();
    let chats = |from: u32, count: u32| (from..from + count).map(move |user| first + i64::from(user));
    for chat in chats(0, PRESSING) {
        world.join(chat, Habit::Presses(THINKING));
    }
    for chat in chats(PRESSING, ASKING) {
        world.join(chat, Habit::Asks);
    }
    world.limits = Some(Limits::default());
    let thinking = world.waiting.take();
    let api = Api::start(world).await;
    let bot = Contender::Aftercare(data.url()).start(&api.url, true);
    api.until(|world| world.open).await;
    let users =
        tokio::spawn(live(api.clone(), chats(0, PRESSING).collect(), chats(PRESSING, ASKING).collect()));
    let think = thinking.map(|waiting| tokio::spawn(think(api.clone(), waiting)));
    api.until(|world| !world.seen.unasked.is_empty()).await;
    // The replies of the time before are not counted.
    api.world().seen.latencies.clear();
    let wanted = usize::try_from(check_ins).unwrap_or(0);
    let all = api.until(|world| world.seen.unasked.len() >= wanted);
    if tokio::time::timeout(PATIENCE + SECOND * options.check_ins / 10, all).await.is_err() {
        println!("  given up: only {} of them came", api.world().seen.unasked.len());
    }
    let mut seen = api.world().begin();
    let limits = api.world().limits.take().unwrap_or_default();
    let (Some(begun), Some(ended)) = (seen.unasked.first().copied(), seen.unasked.last().copied()) else {
        return;
    };
    let within = |at: &&Instant| (begun..=ended).contains(*at);
    let replies = seen.replies_sent.iter().filter(within).count();
    let took = ended.duration_since(begun).as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "figures to read")]
    let speed = (seen.unasked.len() + replies - 1) as f64 / took;
    println!("  {took:.1} s: {speed:.1} messages a second, {replies} of them replies");
    println!("  refused as too many: {}; the most in any second: {}", limits.refused, limits.most);
    seen.latencies.sort_unstable();
    let count = seen.latencies.len();
    let at = |share: usize| {
        seen.latencies.get((count * share / 100).min(count.saturating_sub(1))).copied().unwrap_or_default()
    };
    println!("  {count} live replies: p50 {:.1?}, p99 {:.1?}, the slowest {:.1?}", at(50), at(99), at(100));
    println!("  peak memory: {:.1} MiB", bot.figures().peak_mib());
    users.abort();
    if let Some(think) = think {
        think.abort();
    }
}

/// Clients whose first check-in is due in a moment, in a zone where it is day now.
async fn filled(clients: i64) -> Data {
    let now = Timestamp::now();
    let ended = now + BEFORE - SignedDuration::from_hours(24);
    let hour = i64::from(now.to_zoned(TimeZone::UTC).hour());
    // Named by what is added to get UTC: at 18:00 UTC it is noon in Etc/GMT+6.
    let zone = match hour - 12 {
        0 => "Etc/GMT".to_owned(),
        west @ 1.. => format!("Etc/GMT+{west}"),
        east => format!("Etc/GMT{east}"),
    };
    let data = Data::anew("load_burst.db", clients, ended, &zone).await;
    let due = (now + BEFORE).as_millisecond();
    let moved =
        format!("UPDATE check_in SET due_at = {due}, latest_at = {due} + 14400000 WHERE generation = 1");
    run(&mut data.raw().await, moved).await;
    data
}

/// Lets users begin one after the other, and then some of them ask, one after the other.
async fn live(api: Api, pressing: Vec<i64>, asking: Vec<i64>) {
    for chat in pressing {
        api.world().say(chat, "/start");
        tokio::time::sleep(ASKED_EVERY).await;
    }
    for chat in asking.iter().cycle() {
        api.world().say(*chat, QUESTION);
        tokio::time::sleep(ASKED_EVERY).await;
    }
}

/// Lets users press when they have thought.
async fn think(api: Api, mut waiting: tokio::sync::mpsc::UnboundedReceiver<(Duration, i64, String)>) {
    while let Some((time, chat, press)) = waiting.recv().await {
        let api = api.clone();
        tokio::spawn(async move {
            tokio::time::sleep(time).await;
            api.world().press(chat, &press);
        });
    }
}
