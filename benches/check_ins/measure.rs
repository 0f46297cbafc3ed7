//! What the database costs: finding and claiming what is due, and planning a visit.

use std::time::{Duration, Instant};

use aftercare::{
    engine::{Act, Command, Event, Person, Typed},
    link::{ClinicId, Link, Ticket},
    runtime::{Batch, Clock as _, Incoming},
    store::{Store as _, Tx as _},
};
use jiff::SignedDuration;

use crate::fill::{Data, event, noon};

/// Check-ins taken at a time.
const AT_A_TIME: u32 = 100;
const ROUNDS: i64 = 20;

/// The next hundred that are due: found, opened (conversations, texts, outbox, one commit), and taken by the
/// sender.
pub(crate) async fn due_costs(data: &Data) {
    data.with_due(ROUNDS * i64::from(AT_A_TIME), noon()).await;
    let runtime = data.runtime(noon()).await;
    let (mut find, mut open, mut claim) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        let due = runtime.store().due(noon(), AT_A_TIME).await.expect("it answers");
        find.push(begun.elapsed());
        assert_eq!(due.len(), AT_A_TIME as usize);
        let incoming = due
            .into_iter()
            .map(|(chat, generation)| Incoming { chat, update: None, event: Some(Event::Due { generation }) })
            .collect();
        let begun = Instant::now();
        runtime.handle(&Batch { incoming, ..Batch::default() }).await.expect("it answers");
        open.push(begun.elapsed());
        let begun = Instant::now();
        let rows = runtime.store().claim(noon(), AT_A_TIME, AT_A_TIME, &[]).await.expect("it answers");
        claim.push(begun.elapsed());
        assert_eq!(rows.len(), AT_A_TIME as usize);
    }
    tell("find the next 100 due", find);
    tell("claim them from the outbox", claim);
    tell("open them: 100 conversations stepped and committed", open);
    runtime.store().close().await;
}

/// A visit with its check-ins, beside a transaction that changes one value, and beside that of any answered message.
pub(crate) async fn visit_costs(data: &Data) {
    data.with_due(0, noon()).await;
    let runtime = data.runtime(noon()).await;
    let (mut bare, mut answering, mut planning) = (Vec::new(), Vec::new(), Vec::new());
    for chat in 1..=200 {
        let begun = Instant::now();
        let mut tx = runtime.store().begin().await.expect("it answers");
        let polled = aftercare::store::Changes {
            polled_at: Some(noon() + SignedDuration::from_secs(chat)),
            ..aftercare::store::Changes::default()
        };
        tx.write(&polled, noon()).await.expect("it can be written");
        tx.commit().await.expect("it can be written");
        bare.push(begun.elapsed());
        let act = Act::Command(Command::Privacy, Typed(String::new()));
        let batch = event(chat, Event::Client { person: Person::default(), act });
        let begun = Instant::now();
        runtime.handle(&batch).await.expect("it answers");
        answering.push(begun.elapsed());
        let ticket = Ticket { clinic: ClinicId(1), ended_at: Some(runtime.clock().now()) };
        let act = Act::Start(Link::Ticket(ticket));
        let batch = event(chat, Event::Client { person: Person::default(), act });
        let begun = Instant::now();
        runtime.handle(&batch).await.expect("it answers");
        planning.push(begun.elapsed());
    }
    tell("a bare transaction", bare);
    tell("answer any message", answering);
    tell("plan a visit (four rows changed, two planned, two messages)", planning);
    runtime.store().close().await;
}

pub(crate) fn tell(what: &str, mut took: Vec<Duration>) {
    took.sort();
    let (median, worst) = (took[took.len() / 2], took[took.len() - 1]);
    println!("  {what}: {:.2} ms, at worst {:.2} ms", millis(median), millis(worst));
}

fn millis(took: Duration) -> f64 {
    took.as_secs_f64() * 1e3
}
