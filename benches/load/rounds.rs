//! The comparison: each bot in turn, several rounds, medians and ratios.

use std::time::Duration;

use super::{
    contender::{Contender, empty},
    fill::Data,
    hook,
    http::Api,
    options::Options,
    recording::Recording,
    world::{Habit, World},
};

/// Replies that each user has got before anything is counted: the first assessment with its consent, and the one that
/// is recorded.
const WARM_UP: u32 = 40;

/// What one round of one bot came to.
#[derive(Clone, Copy, Default)]
struct Round {
    /// Updates answered in a second.
    speed: f64,
    /// From the update to the reply, in milliseconds.
    p50: f64,
    p99: f64,
    /// CPU of the bot for each answered update, in microseconds.
    cpu: f64,
    /// The most memory, in MiB.
    memory: f64,
    /// Calls for each answered update.
    calls: f64,
}

/// Runs and prints the comparison.
pub(crate) async fn compare(options: &Options) {
    let Options { users, seconds, rounds, clients, .. } = options;
    println!("{users} users, {seconds} s in each of {rounds} rounds; medians");
    let mut contenders = vec![("aftercare, SQLite FULL".to_owned(), None)];
    if let Ok(url) = std::env::var("AFTERCARE_BENCH_POSTGRES") {
        contenders.push(("aftercare, PostgreSQL".to_owned(), Some(Contender::Aftercare(url.clone()))));
        for processes in [1, 2] {
            let contender = Contender::Hooked { database: url.clone(), processes };
            contenders.push((format!("the same, {processes} by webhook"), Some(contender)));
        }
    }
    contenders.push(("teloxide, in memory".to_owned(), Some(Contender::Teloxide)));
    contenders.push(("bare loop + fsync".to_owned(), Some(Contender::Bare)));
    let mut all = vec![Vec::new(); contenders.len()];
    for _ in 0..*rounds {
        for ((name, contender), rounds) in contenders.iter().zip(&mut all) {
            let contender = match contender {
                Some(contender) => contender.clone(),
                None => Contender::Aftercare(database(*clients).await),
            };
            let round = measure(&contender, options).await;
            println!("  {}", line(name, &round));
            rounds.push(round);
        }
    }
    println!(
        "\n{:26} {:>9} {:>8} {:>8} {:>10} {:>9} {:>7}",
        "", "updates/s", "p50 ms", "p99 ms", "CPU µs", "peak MiB", "calls"
    );
    let medians: Vec<Round> = all.iter().map(|rounds| median(rounds)).collect();
    for ((name, _), median) in contenders.iter().zip(&medians) {
        println!("{}", line(name, median));
    }
    let teloxide = contenders.iter().position(|(_, contender)| *contender == Some(Contender::Teloxide));
    let Some(teloxide) = teloxide.map(|at| medians[at]) else { return };
    println!("\nratio to teloxide in memory");
    for ((name, _), own) in contenders.iter().zip(&medians) {
        println!(
            "{name:26} {:>9.2} {:>8.2} {:>8.2} {:>10.2} {:>9.2} {:>7.2}",
            own.speed / teloxide.speed,
            own.p50 / teloxide.p50,
            own.p99 / teloxide.p99,
            own.cpu / teloxide.cpu,
            own.memory / teloxide.memory,
            own.calls / teloxide.calls
        );
    }
}

fn line(name: &str, Round { speed, p50, p99, cpu, memory, calls }: &Round) -> String {
    format!("{name:26} {speed:>9.0} {p50:>8.1} {p99:>8.1} {cpu:>10.0} {memory:>9.1} {calls:>7.2}")
}

/// A database with so many clients in it.
async fn database(clients: u32) -> String {
    if clients == 0 {
        return empty("load.db");
    }
    let data = Data::made(clients.into()).await;
    data.with_due(0, jiff::Timestamp::now()).await;
    data.url()
}

/// One round of one bot.
async fn measure(contender: &Contender, options: &Options) -> Round {
    let mut world = World::new();
    let chats: Vec<i64> = (0..options.users).map(|user| world.first_chat() + i64::from(user)).collect();
    for chat in &chats {
        world.join(*chat, Habit::Presses(Duration::ZERO));
    }
    let records = matches!(contender, Contender::Aftercare(_) | Contender::Hooked { .. });
    world.recording = records.then(|| Recording::of(chats[0]));
    let api = Api::start(world).await;
    let bot = contender.start(&api.url, false);
    api.until(|world| world.open).await;
    let _calls = hook::call(&api, &bot.addresses);
    for chat in chats {
        api.world().say(chat, "/start");
    }
    api.until(|world| {
        let recorded = world.recording.as_ref().is_none_or(Recording::is_done);
        recorded && world.fewest_replies() >= WARM_UP
    })
    .await;
    if let Some(recording) = api.world().recording.take() {
        recording.save(&super::contender::recording());
    }
    let before = bot.figures();
    api.world().begin();
    tokio::time::sleep(Duration::from_secs(options.seconds.into())).await;
    let mut seen = api.world().begin();
    let (took, after) = (seen.since.elapsed(), bot.figures());
    let answered = seen.latencies.len();
    assert!(answered > 0, "{contender:?} has stopped answering");
    seen.latencies.sort_unstable();
    let at = |share: usize| seen.latencies[(answered * share / 100).min(answered - 1)].as_secs_f64() * 1e3;
    #[expect(clippy::cast_precision_loss, reason = "figures to read")]
    let (calls, answered) = (seen.calls as f64, answered as f64);
    Round {
        speed: answered / took.as_secs_f64(),
        p50: at(50),
        p99: at(99),
        cpu: (after.cpu.saturating_sub(before.cpu)).as_secs_f64() * 1e6 / answered,
        memory: after.peak_mib(),
        calls: calls / answered,
    }
}

/// The middle of each figure.
fn median(rounds: &[Round]) -> Round {
    let middle = |figure: fn(&Round) -> f64| {
        let mut values: Vec<f64> = rounds.iter().map(figure).collect();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
    };
    Round {
        speed: middle(|round| round.speed),
        p50: middle(|round| round.p50),
        p99: middle(|round| round.p99),
        cpu: middle(|round| round.cpu),
        memory: middle(|round| round.memory),
        calls: middle(|round| round.calls),
    }
}
