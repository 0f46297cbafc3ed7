//! What every database must do, told once as a story and lived through by each back end: in memory, in a file
//! that is closed and opened again in the middle of it, on PostgreSQL; and what only one of them can do.

mod support;

#[path = "store_story/postgres.rs"]
mod postgres;
#[path = "store_story/sqlite.rs"]
mod sqlite;

use aftercare::{
    engine::{
        Button, ChatId, CheckIn, Class, Clinic, Consent, Conversation, Counter, End, Ending, Invitation,
        Mark, Message, MessageId, Move, Reason, Visit,
    },
    link::ClinicId,
    script::Rich,
    store::{
        Changes, Database, Loaded, OutboxRow, Request, RowChange, RowId, Store, StoreError, Tx, UpdateId,
    },
};
use jiff::{SignedDuration, Timestamp};
use sqlx::migrate::Migrator;

/// Stands for what a client said: must be nowhere once it is erased or sent.
const MARKER: &str = "xylophone-in-the-neck";

// --- values

/// So many seconds after the story's beginning.
fn at(seconds: i64) -> Timestamp {
    "2026-03-02T12:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_secs(seconds)
}

fn conversation(chat: i64) -> Conversation {
    Conversation::new(ChatId(chat))
}

fn check_in(generation: u32, purpose: &str, due: i64) -> CheckIn {
    CheckIn {
        generation,
        subject: "visit/1/1000".to_owned(),
        purpose: purpose.into(),
        reminder: false,
        due: at(due),
        latest: at(due + 3600),
        zone: "Europe/Vienna".to_owned(),
        moves: Vec::new(),
        queued: false,
        end: None,
    }
}

fn message(text: &str) -> Message {
    let button = Button { label: "None of these".to_owned(), data: "a:1:none".to_owned() };
    let text = Rich::from_marked(&format!("**Hello** \"{text}\"\n\u{1F9D8} \\ \u{0} {MARKER}"));
    Message { text, buttons: vec![vec![button]] }
}

fn row(id: i64, chat: i64, class: Class) -> OutboxRow {
    OutboxRow {
        id: RowId(id),
        chat: ChatId(chat),
        class,
        request: Request::Send(message("you")),
        mark: Mark::None,
        not_before: at(0),
        latest: None,
        at_night: false,
        zone: None,
        unknown_tries: 0,
        in_flight: false,
    }
}

fn edit(id: i64, chat: i64, target: i64, text: &str) -> OutboxRow {
    let request = Request::Edit(MessageId(target), message(text));
    OutboxRow { request, mark: Mark::Card(3), ..row(id, chat, Class::Reply) }
}

fn strip(id: i64, chat: i64, target: i64) -> OutboxRow {
    OutboxRow { request: Request::Strip(MessageId(target)), ..row(id, chat, Class::Reply) }
}

fn clinic(id: u32, name: &str) -> Clinic {
    Clinic {
        id: ClinicId(id),
        name: name.to_owned(),
        zone: Some("Europe/Vienna".to_owned()),
        phone: None,
        country: Some("AT".to_owned()),
    }
}

// --- steps

async fn write(store: &impl Store, changes: Changes) {
    let mut tx = store.begin().await.unwrap();
    tx.write(&changes, at(0)).await.unwrap();
    tx.commit().await.unwrap();
}

async fn load(store: &impl Store, chat: i64) -> Loaded {
    let mut tx = store.begin().await.unwrap();
    let mut loaded = tx.load(&[ChatId(chat)], &[]).await.unwrap();
    assert_eq!(loaded.len(), 1);
    loaded.remove(0)
}

async fn queue(store: &impl Store, outbox: Vec<OutboxRow>) {
    write(store, Changes { outbox, ..Changes::default() }).await;
}

async fn report(store: &impl Store, rows: Vec<RowChange>) {
    write(store, Changes { rows, ..Changes::default() }).await;
}

async fn plan(store: &impl Store, check_ins: Vec<(ChatId, CheckIn)>) {
    write(store, Changes { check_ins, ..Changes::default() }).await;
}

fn ids(rows: &[OutboxRow]) -> Vec<i64> {
    rows.iter().map(|row| row.id.0).collect()
}

async fn claim(store: &impl Store, now: i64) -> Vec<i64> {
    ids(&store.claim(at(now), 100, 100, &[]).await.unwrap())
}

async fn remove_all(store: &impl Store, rows: &[i64]) {
    report(store, rows.iter().map(|id| RowChange::Remove(RowId(*id))).collect()).await;
}

// --- the story; each chapter leaves the outbox empty and nothing due

async fn story<S: Store>(store: S, reopen: impl AsyncFn(S) -> S) {
    assert_eq!(store.join("script", at(0)).await.unwrap().freed, 0);
    updates_are_handled_once(&store).await;
    a_conversation_comes_back_as_it_was_written(&store).await;
    what_is_not_committed_never_was(&store).await;
    clinics_come_with_the_conversations_that_name_them(&store).await;
    settings_and_counters(&store).await;

    let chapter = check_ins_before_a_restart(&store).await;
    outbox_before_a_restart(&store).await;
    let store = reopen(store).await;
    outbox_after_a_restart(&store).await;
    check_ins_after_a_restart(&store, chapter).await;

    one_open_check_in_for_one_purpose(&store).await;
    what_expired_later_than_now(&store).await;
    the_outbox_keeps_the_order(&store).await;
    what_was_asked_for_waits_for_no_clock(&store).await;
    unasked_rows_do_not_wait_for_each_other(&store).await;
    the_newest_change_of_a_message_stays(&store).await;
    offers_are_withdrawn(&store).await;
    a_planned_message_on_its_way_was_sent_or_certainly_not(&store).await;
    what_waits_follows_another_zone(&store).await;
    interrupted_conversations(&store).await;
    erasing(&store).await;
    store.close().await;
}

async fn updates_are_handled_once(store: &impl Store) {
    let updates = |ids: &[i64]| ids.iter().copied().map(UpdateId).collect::<Vec<_>>();
    let mut tx = store.begin().await.unwrap();
    assert!(tx.register(&[], at(0)).await.unwrap().is_empty());
    let fresh = tx.register(&updates(&[7, 5, 7, i64::MAX]), at(0)).await.unwrap();
    assert_eq!(fresh, updates(&[7, 5, i64::MAX]));
    tx.commit().await.unwrap();

    let mut tx = store.begin().await.unwrap();
    assert_eq!(tx.register(&updates(&[5, 6, 7]), at(60)).await.unwrap(), updates(&[6]));
    tx.commit().await.unwrap();

    assert_eq!(store.forget_updates(at(60)).await.unwrap(), 3);
    let mut tx = store.begin().await.unwrap();
    assert_eq!(tx.register(&updates(&[5, 6]), at(90)).await.unwrap(), updates(&[5]));
}

async fn a_conversation_comes_back_as_it_was_written(store: &impl Store) {
    let unknown = load(store, 10).await;
    assert!(!unknown.exists && !unknown.unreadable);
    assert_eq!(unknown.conversation, conversation(10));
    assert!(!load(store, 10).await.exists, "loading makes no row");

    let mut known = conversation(10);
    known.state.language = Some("de".to_owned());
    known.state.active_at = Some(at(1));
    write(store, Changes { conversations: vec![(known.clone(), true)], ..Changes::default() }).await;
    let loaded = load(store, 10).await;
    assert!(loaded.exists && !loaded.unreadable);
    assert_eq!(loaded.conversation, known);

    known.state.stopped = true;
    write(store, Changes { conversations: vec![(known.clone(), false)], ..Changes::default() }).await;
    let mut tx = store.begin().await.unwrap();
    let chats = [ChatId(i64::MAX), ChatId(10), ChatId(-9), ChatId(10)];
    let loaded = tx.load(&chats, &[]).await.unwrap();
    let conversations: Vec<_> = loaded.into_iter().map(|loaded| loaded.conversation).collect();
    assert_eq!(conversations, [conversation(-9), known, conversation(i64::MAX)]);
}

async fn what_is_not_committed_never_was(store: &impl Store) {
    let mut tx = store.begin().await.unwrap();
    tx.register(&[UpdateId(100)], at(0)).await.unwrap();
    let changes = Changes {
        conversations: vec![(conversation(11), true)],
        check_ins: vec![(ChatId(11), check_in(1, "first", -5))],
        outbox: vec![row(1, 11, Class::Reply)],
        counts: vec![Counter::LinkForged],
        ..Changes::default()
    };
    tx.write(&changes, at(0)).await.unwrap();
    assert!(tx.load(&[ChatId(11)], &[]).await.unwrap()[0].exists, "but the batch itself sees it");
    drop(tx);

    let mut tx = store.begin().await.unwrap();
    assert_eq!(tx.register(&[UpdateId(100)], at(0)).await.unwrap(), [UpdateId(100)]);
    drop(tx);
    assert!(!load(store, 11).await.exists);
    assert!(store.check_ins(ChatId(11)).await.unwrap().is_empty());
    assert!(claim(store, 0).await.is_empty());
    assert!(store.counts().await.unwrap().is_empty());
}

async fn clinics_come_with_the_conversations_that_name_them(store: &impl Store) {
    let mut kept = Vec::new();
    for name in ["Arnika", "Birke", "Chili", "Distel", "Eibe", "Farn"] {
        kept.push(store.put_clinic(&clinic(0, name)).await.unwrap());
    }
    let [arnika, birke, chili, distel, eibe, farn] = kept[..] else { unreachable!() };
    assert_eq!(arnika, ClinicId(1));

    let mut known = conversation(12);
    known.state.clinic = Some(arnika);
    known.state.invitation = Some(Invitation { clinic: birke, ended_at: None, until: at(9) });
    known.state.visits = vec![Visit { clinic: Some(chili), ended_at: at(0) }];
    known.state.consent = Some(Consent { version: 1, at: at(0), clinic: Some(distel) });
    write(store, Changes { conversations: vec![(known, false)], ..Changes::default() }).await;

    let mut tx = store.begin().await.unwrap();
    let loaded = tx.load(&[ChatId(12), ChatId(13)], &[eibe, ClinicId(77)]).await.unwrap();
    let clinics =
        |loaded: &Loaded| loaded.conversation.clinics.iter().map(|clinic| clinic.id).collect::<Vec<_>>();
    assert_eq!(clinics(&loaded[0]), [arnika, birke, chili, distel, eibe]);
    assert_eq!(clinics(&loaded[1]), [eibe]);
    assert_eq!(loaded[0].conversation.clinic(birke), Some(&clinic(2, "Birke")));
    drop(tx);

    assert_eq!(store.put_clinic(&clinic(2, "Buche")).await.unwrap(), birke);
    assert!(store.remove_clinic(farn).await.unwrap());
    assert!(!store.remove_clinic(farn).await.unwrap());
    let names: Vec<String> = store.clinics().await.unwrap().into_iter().map(|clinic| clinic.name).collect();
    assert_eq!(names, ["Arnika", "Buche", "Chili", "Distel", "Eibe"]);
    let new = store.put_clinic(&clinic(0, "Ginster")).await.unwrap();
    assert!(new > farn, "the links of a removed clinic must not lead to another one");
}

async fn settings_and_counters(store: &impl Store) {
    assert_eq!(store.setting("link_key").await.unwrap(), None);
    assert_eq!(store.set_setting("link_key", "one", true).await.unwrap(), "one");
    assert_eq!(store.set_setting("link_key", "two", true).await.unwrap(), "one");
    assert_eq!(store.set_setting("link_key", "three", false).await.unwrap(), "three");
    assert_eq!(store.setting("link_key").await.unwrap().as_deref(), Some("three"));

    for _ in 0..2 {
        let changes = Changes {
            counts: vec![Counter::LinkForged, Counter::LinkExpired, Counter::LinkForged],
            poison: vec![(UpdateId(8), "a panic".to_owned())],
            polled_at: Some(at(30)),
            ..Changes::default()
        };
        write(store, changes).await;
    }
    let counts = store.counts().await.unwrap();
    assert_eq!(counts, [("link_expired".to_owned(), 2), ("link_forged".to_owned(), 4)]);
    let polled_at = store.setting("polled_at").await.unwrap().unwrap();
    assert_eq!(polled_at.parse::<Timestamp>().unwrap(), at(30));
}

async fn check_ins_before_a_restart(store: &impl Store) -> Vec<CheckIn> {
    assert_eq!(store.next_due().await.unwrap(), None);
    let mut first = check_in(1, "first", 100);
    first.moves = vec![Move { from: at(50), why: Reason::QuietHours }];
    let second = check_in(2, "second", 300);
    let third = CheckIn { reminder: true, ..check_in(3, "second", 200) };
    let planned = vec![first, second, third];
    let all = planned.iter().cloned().map(|check_in| (ChatId(20), check_in));
    plan(store, all.chain([(ChatId(19), check_in(1, "first", 100))]).collect()).await;
    planned
}

async fn check_ins_after_a_restart(store: &impl Store, mut planned: Vec<CheckIn>) {
    assert_eq!(store.check_ins(ChatId(20)).await.unwrap(), planned);
    assert_eq!(load(store, 20).await.conversation.plan, planned);

    let due = async |now: i64, limit: u32| {
        let due = store.due(at(now), limit).await.unwrap();
        due.into_iter().map(|(chat, generation)| (chat.0, generation)).collect::<Vec<_>>()
    };
    assert_eq!(store.next_due().await.unwrap(), Some(at(100)));
    assert!(due(99, 9).await.is_empty());
    assert_eq!(due(100, 9).await, [(19, 1), (20, 1)]);
    assert_eq!(due(1000, 3).await, [(19, 1), (20, 1), (20, 3)]);

    // Queued: not due any more, still open.
    planned[0].queued = true;
    planned[1].due = at(150);
    planned[2].end = Some(End { how: Ending::Cancelled, why: Some(Reason::Answered), at: at(90) });
    plan(store, planned.iter().cloned().map(|check_in| (ChatId(20), check_in)).collect()).await;
    assert_eq!(due(1000, 9).await, [(19, 1), (20, 2)]);
    assert_eq!(load(store, 20).await.conversation.plan, planned[..2]);
    assert_eq!(store.check_ins(ChatId(20)).await.unwrap(), planned);

    // What ended stays as it ended.
    let again = CheckIn { end: None, due: at(5), ..planned[2].clone() };
    plan(store, vec![(ChatId(20), again)]).await;
    assert_eq!(store.check_ins(ChatId(20)).await.unwrap(), planned);

    for how in [Ending::Sent, Ending::SentPerhapsTwice] {
        let end = Some(End { how, why: None, at: at(101) });
        let (chat, ended) = match how {
            Ending::Sent => (20, CheckIn { end, ..planned[1].clone() }),
            _ => (19, CheckIn { end, ..check_in(1, "first", 100) }),
        };
        plan(store, vec![(ChatId(chat), ended.clone())]).await;
        assert!(store.check_ins(ChatId(chat)).await.unwrap().contains(&ended));
    }
    assert_eq!(store.next_due().await.unwrap(), None);
}

async fn what_expired_later_than_now(store: &impl Store) {
    let ended = |generation, purpose: &str, how, seconds| {
        let end = Some(End { how, why: None, at: at(seconds) });
        CheckIn { end, ..check_in(generation, purpose, 10) }
    };
    let rows = [
        (26, ended(1, "first", Ending::Expired, 90_900)),
        (26, ended(2, "second", Ending::Expired, 90_900)),
        (26, ended(3, "third", Ending::Sent, 90_900)),
        // Another one was planned in its place.
        (27, ended(1, "first", Ending::Expired, 90_900)),
        (27, ended(2, "first", Ending::Cancelled, 20)),
        (27, ended(3, "second", Ending::Expired, 90_800)),
        (27, ended(4, "third", Ending::Expired, 90_700)),
        // The reminder is another message.
        (27, CheckIn { reminder: true, ..ended(5, "third", Ending::Sent, 20) }),
    ];
    plan(store, rows.iter().cloned().map(|(chat, row)| (ChatId(chat), row)).collect()).await;
    let after = async |seconds, chat, generation, limit| {
        let after = (at(seconds), ChatId(chat), generation);
        let found = store.expired_after(after, limit).await.unwrap();
        found.into_iter().map(|(chat, row)| (chat.0, row.generation)).collect::<Vec<_>>()
    };
    assert_eq!(after(90_000, i64::MAX, u32::MAX, 9).await, [(27, 4), (27, 3), (26, 1), (26, 2)]);
    assert_eq!(after(90_000, i64::MAX, u32::MAX, 3).await, [(27, 4), (27, 3), (26, 1)]);
    assert_eq!(after(90_900, 26, 1, 9).await, [(26, 2)]);
    assert!(after(90_900, i64::MAX, u32::MAX, 9).await.is_empty());
    let found = store.expired_after((at(90_800), ChatId(27), 9), 1).await.unwrap();
    assert_eq!(found, [(ChatId(26), rows[0].1.clone())]);
}

async fn one_open_check_in_for_one_purpose(store: &impl Store) {
    let first = check_in(1, "first", 100);
    let again = check_in(2, "first", 200);
    plan(store, vec![(ChatId(21), first.clone())]).await;

    let mut tx = store.begin().await.unwrap();
    let changes = Changes { check_ins: vec![(ChatId(21), again.clone())], ..Changes::default() };
    let refusal = tx.write(&changes, at(0)).await.unwrap_err();
    assert!(matches!(refusal, StoreError::Failed { doing: "save planned messages", .. }), "{refusal}");
    drop(tx);

    // In one batch the old one may end and the new one begin, in whatever order they are named.
    let ended = CheckIn { end: Some(End { how: Ending::Skipped, why: None, at: at(7) }), ..first };
    let reminder = CheckIn { reminder: true, generation: 3, ..again.clone() };
    let swapped = [again.clone(), ended, reminder.clone()];
    plan(store, swapped.into_iter().map(|check_in| (ChatId(21), check_in)).collect()).await;
    assert_eq!(load(store, 21).await.conversation.plan, [again.clone(), reminder.clone()]);

    let end = Some(End { how: Ending::Expired, why: None, at: at(9) });
    let over = [again, reminder].map(|check_in| (ChatId(21), CheckIn { end, ..check_in }));
    plan(store, over.to_vec()).await;
}

async fn outbox_before_a_restart(store: &impl Store) {
    let full = OutboxRow {
        mark: Mark::CheckIn(4),
        not_before: at(-1),
        latest: Some(at(500)),
        at_night: true,
        zone: Some("Asia/Tokyo".to_owned()),
        unknown_tries: 1,
        in_flight: true,
        ..row(2, 30, Class::Unasked)
    };
    let rows = vec![full, edit(3, 30, 55, "new"), strip(4, 30, 56), row(5, 31, Class::Staff)];
    queue(store, rows.clone()).await;
    let waiting = store.claim(at(0), 100, 0, &[ChatId(31)]).await.unwrap();
    let in_flight = |row: &OutboxRow| OutboxRow { in_flight: true, ..row.clone() };
    assert_eq!(waiting, [in_flight(&rows[1]), in_flight(&rows[2])], "they come back as they were written");
    assert!(claim(store, 0).await == [5]);
    report(store, vec![RowChange::Release(RowId(5))]).await;
}

async fn outbox_after_a_restart(store: &impl Store) {
    assert_eq!(claim(store, 0).await, [5], "what a sender has is not taken twice");
    report(store, vec![RowChange::Release(RowId(5))]).await;
    assert_eq!(store.join("script", at(60)).await.unwrap().freed, 3);
    let rows = store.claim(at(0), 100, 100, &[]).await.unwrap();
    let tries: Vec<_> = rows.iter().map(|row| (row.id.0, row.unknown_tries)).collect();
    assert_eq!(tries, [(3, 1), (4, 1), (5, 0), (2, 1)]);
    assert_eq!(rows[3].mark, Mark::CheckIn(4));
    assert_eq!((rows[3].latest, rows[3].zone.as_deref()), (Some(at(500)), Some("Asia/Tokyo")));
    remove_all(store, &[2, 3, 4, 5]).await;
}

async fn the_outbox_keeps_the_order(store: &impl Store) {
    let later = |row| OutboxRow { not_before: at(60), ..row };
    let rows = vec![
        row(10, 40, Class::Unasked),
        row(11, 40, Class::Reply),
        row(12, 41, Class::Staff),
        row(13, 40, Class::Reply),
        row(14, 42, Class::Unasked),
        row(15, 40, Class::Urgent),
        later(row(16, 43, Class::Unasked)),
        row(17, 44, Class::Reply),
    ];
    queue(store, rows).await;
    assert_eq!(store.next_claim(at(0)).await.unwrap(), Some(at(60)));
    assert_eq!(store.next_claim(at(-1)).await.unwrap(), Some(at(0)));

    let some = store.claim(at(0), 2, 100, &[ChatId(44)]).await.unwrap();
    assert_eq!(ids(&some), [15, 11]);
    let some = store.claim(at(0), 100, 1, &[ChatId(44)]).await.unwrap();
    assert_eq!(ids(&some), [13, 12, 10]);
    assert_eq!(ids(&store.claim(at(0), 100, 0, &[]).await.unwrap()), [17]);
    assert_eq!(claim(store, 0).await, [14]);
    assert!(claim(store, 0).await.is_empty());
    assert_eq!(claim(store, 60).await, [16]);
    assert_eq!(store.next_claim(at(0)).await.unwrap(), None);
    remove_all(store, &[10, 11, 12, 13, 14, 15, 16, 17, 999]).await;
}

async fn what_was_asked_for_waits_for_no_clock(store: &impl Store) {
    let rows = vec![row(20, 45, Class::Reply), row(21, 45, Class::Reply), row(22, 46, Class::Reply)];
    queue(store, rows).await;
    assert_eq!(claim(store, 0).await, [20, 21, 22]);
    let retry = RowChange::Retry { id: RowId(20), not_before: at(10), unknown_tries: 2 };
    report(store, vec![retry, RowChange::Release(RowId(21)), RowChange::Remove(RowId(22))]).await;
    queue(store, vec![row(23, 45, Class::Unasked), row(24, 45, Class::Urgent), row(25, 47, Class::Reply)])
        .await;

    // The clock was set back since: the order in a chat holds all the same.
    let rows = store.claim(at(-3600), 100, 100, &[]).await.unwrap();
    assert_eq!(ids(&rows), [24, 20, 21, 25]);
    assert_eq!(rows[1].unknown_tries, 2);
    assert_eq!(claim(store, 0).await, [23]);
    remove_all(store, &[20, 21, 23, 24, 25]).await;
}

async fn unasked_rows_do_not_wait_for_each_other(store: &impl Store) {
    let morning = OutboxRow { not_before: at(3600), ..row(30, 48, Class::Unasked) };
    queue(store, vec![morning, row(31, 48, Class::Unasked)]).await;
    assert_eq!(claim(store, 0).await, [31]);
    assert_eq!(claim(store, 3600).await, [30]);
    remove_all(store, &[30, 31]).await;
}

async fn the_newest_change_of_a_message_stays(store: &impl Store) {
    // Within one batch; the same number in another chat is another message.
    queue(store, vec![edit(40, 50, 7, "one"), edit(41, 50, 7, "two"), edit(42, 51, 7, "other")]).await;
    // In a later batch.
    queue(store, vec![edit(43, 50, 7, "three")]).await;
    assert_eq!(claim(store, 0).await, [42, 43]);

    // What a sender has stays, until it comes back and is out of date.
    queue(store, vec![edit(44, 50, 7, "four"), row(45, 50, Class::Reply)]).await;
    report(store, vec![RowChange::Release(RowId(43)), RowChange::Remove(RowId(42))]).await;
    assert_eq!(claim(store, 0).await, [44, 45]);

    // A strip follows an edit, since alone it would lose the text; an edit replaces both.
    report(store, vec![RowChange::Release(RowId(44)), RowChange::Remove(RowId(45))]).await;
    queue(store, vec![strip(46, 50, 7), strip(47, 50, 7)]).await;
    assert_eq!(claim(store, 0).await, [44, 47]);
    report(store, vec![RowChange::Release(RowId(44)), RowChange::Release(RowId(47))]).await;
    queue(store, vec![edit(48, 50, 7, "five")]).await;
    assert_eq!(claim(store, 0).await, [48]);
    remove_all(store, &[48]).await;
}

async fn offers_are_withdrawn(store: &impl Store) {
    let offer = |id, chat| OutboxRow { mark: Mark::Card(1), ..row(id, chat, Class::Unasked) };
    let taken = OutboxRow { in_flight: true, ..offer(50, 52) };
    let check_in = OutboxRow { mark: Mark::CheckIn(1), ..row(51, 52, Class::Unasked) };
    let answer = OutboxRow { mark: Mark::Card(1), ..row(52, 52, Class::Reply) };
    queue(store, vec![taken, check_in, answer, offer(53, 52), offer(54, 53)]).await;
    let changes = Changes { withdrawn: vec![ChatId(52)], outbox: vec![offer(55, 52)], ..Changes::default() };
    write(store, changes).await;
    assert_eq!(claim(store, 0).await, [52, 51, 54, 55]);
    // What a sender had comes back untried, and it is too late for it.
    report(store, vec![RowChange::Release(RowId(50))]).await;
    let back = store.claim(at(0), 100, 100, &[]).await.unwrap();
    assert_eq!(
        back.iter().map(|row| (row.id.0, row.latest)).collect::<Vec<_>>(),
        [(50, Some(Timestamp::UNIX_EPOCH))]
    );
    remove_all(store, &[50, 51, 52, 54, 55]).await;
}

async fn a_planned_message_on_its_way_was_sent_or_certainly_not(store: &impl Store) {
    let queued = |generation, purpose| CheckIn { queued: true, ..check_in(generation, purpose, 100) };
    let row = |id, generation| OutboxRow { mark: Mark::CheckIn(generation), ..row(id, 56, Class::Unasked) };
    let check_ins =
        [(1, "h24"), (2, "h48"), (3, "h72")].map(|(number, purpose)| (ChatId(56), queued(number, purpose)));
    let taken = OutboxRow { in_flight: true, ..row(61, 2) };
    let tried = OutboxRow { unknown_tries: 1, ..row(62, 3) };
    let changes = Changes {
        conversations: vec![(conversation(56), false)],
        check_ins: check_ins.to_vec(),
        outbox: vec![row(60, 1), taken, tried],
        ..Changes::default()
    };
    write(store, changes).await;
    assert_eq!(load(store, 56).await.conversation.unsent, [1]);
    report(store, vec![RowChange::Release(RowId(61))]).await;
    assert_eq!(load(store, 56).await.conversation.unsent, [1, 2]);
    write(store, Changes { erased: vec![ChatId(56)], ..Changes::default() }).await;
    assert!(load(store, 56).await.conversation.unsent.is_empty());
}

async fn what_waits_follows_another_zone(store: &impl Store) {
    let zoned =
        |id, chat| OutboxRow { zone: Some("Europe/Berlin".to_owned()), ..row(id, chat, Class::Unasked) };
    let taken = OutboxRow { in_flight: true, ..zoned(56, 54) };
    let at_night = OutboxRow { at_night: true, zone: None, ..zoned(57, 54) };
    queue(store, vec![taken, at_night, zoned(58, 54), zoned(59, 55)]).await;
    let rezoned = vec![(ChatId(54), "Asia/Tokyo".to_owned())];
    write(store, Changes { rezoned, ..Changes::default() }).await;
    let rows = store.claim(at(0), 100, 100, &[]).await.unwrap();
    let nights: Vec<_> = rows.iter().map(|row| (row.id.0, row.zone.as_deref())).collect();
    assert_eq!(nights, [(57, None), (58, Some("Asia/Tokyo")), (59, Some("Europe/Berlin"))]);
    remove_all(store, &[56, 57, 58, 59]).await;
}

async fn interrupted_conversations(store: &impl Store) {
    let active = |chat, seconds, waiting| {
        let mut conversation = conversation(chat);
        conversation.state.active_at = Some(at(seconds));
        (conversation, waiting)
    };
    let conversations = vec![
        active(60, 1000, true),
        active(61, 1001, false),
        active(62, 1002, true),
        active(63, 999, true),
        active(64, 1003, true),
        (conversation(65), true),
    ];
    write(store, Changes { conversations, ..Changes::default() }).await;
    assert_eq!(store.interrupted(at(1000), at(1002)).await.unwrap(), [ChatId(60), ChatId(62)]);
}

/// Everything that can be kept about a chat; the last row is with a sender.
fn traces(chat: i64, id: i64) -> Changes {
    let mut told = conversation(chat);
    told.state.language = Some(MARKER.to_owned());
    let ended = CheckIn {
        end: Some(End { how: Ending::Sent, why: None, at: at(0) }),
        subject: MARKER.to_owned(),
        ..check_in(1, "first", 0)
    };
    let planned = CheckIn { subject: MARKER.to_owned(), ..check_in(2, "second", 10_000) };
    Changes {
        conversations: vec![(told, true)],
        check_ins: vec![(ChatId(chat), ended), (ChatId(chat), planned)],
        outbox: vec![
            row(id, chat, Class::Reply),
            OutboxRow { in_flight: true, ..row(id + 1, chat, Class::Reply) },
        ],
        ..Changes::default()
    }
}

async fn erasing(store: &impl Store) {
    write(store, traces(70, 60)).await;
    write(store, traces(71, 70)).await;
    let changes = Changes {
        erased: vec![ChatId(70)],
        outbox: vec![row(80, 70, Class::Reply)],
        rows: vec![RowChange::Retry { id: RowId(61), not_before: at(0), unknown_tries: 1 }],
        ..Changes::default()
    };
    write(store, changes).await;
    assert!(!load(store, 70).await.exists);
    assert!(store.check_ins(ChatId(70)).await.unwrap().is_empty());
    assert_eq!(claim(store, 0).await, [70, 80], "only the goodbye is left of one, all of the other");
    assert!(load(store, 71).await.exists);
    remove_all(store, &[70, 71, 80]).await;
    write(store, Changes { erased: vec![ChatId(71)], ..Changes::default() }).await;
}

// --- a database of an earlier version

/// The migrations up to this version, of those in these folders.
fn migrations_until(version: i64, folders: &[&Migrator]) -> Migrator {
    let all = folders.iter().flat_map(|folder| folder.iter());
    Migrator::with_migrations(all.filter(|migration| migration.version <= version).cloned().collect())
}

/// One row in each table that was there from the beginning; past the store, which knows the newest shape only.
fn earlier_rows() -> String {
    let [due, latest, ended] = [10, 3610, 90_900].map(|seconds| at(seconds).as_millisecond());
    format!(
        "INSERT INTO setting (key, value) VALUES ('bot_name', 'aftercare_bot');
        INSERT INTO clinic (id, name, zone, phone, country) VALUES (3, 'Old', NULL, NULL, NULL);
        INSERT INTO conversation (chat_id, body, waiting, active_at) VALUES (1, '{{\"version\":1}}', 0, NULL);
        INSERT INTO check_in (chat_id, generation, subject, purpose, reminder, due_at, latest_at, zone, moves,
            queued, ending, reason, ended_at)
        VALUES
            (1, 1, 'visit/1/1000', 'first', 0, {due}, {latest}, 'Europe/Vienna', '[]', 0, 'expired', NULL, {ended}),
            (1, 2, 'visit/1/1000', 'second', 0, {due}, {latest}, 'Europe/Vienna', '[]', 0, NULL, NULL, NULL);
        INSERT INTO outbox (id, chat_id, class, target, message, mark, mark_number, not_before, latest,
            at_night, zone, unknown_tries, in_flight)
        VALUES (7400000000000000, 1, 1, 9, NULL, 'none', 0, 0, NULL, 1, NULL, 0, 0);
        INSERT INTO handled_update (update_id, handled_at) VALUES (5, {due});
        INSERT INTO poison (update_id, reason, failed_at) VALUES (4, 'the engine panicked', {due});
        INSERT INTO counter (name, value) VALUES ('link_expired', 2)"
    )
}

/// They are all as they were.
async fn earlier_rows_are_kept(store: &Database) {
    assert_eq!(store.setting("bot_name").await.unwrap().as_deref(), Some("aftercare_bot"));
    assert_eq!(
        store.clinics().await.unwrap(),
        [Clinic { zone: None, phone: None, country: None, ..clinic(3, "Old") }]
    );
    let loaded = load(store, 1).await;
    assert!(loaded.exists && !loaded.unreadable);
    let open = check_in(2, "second", 10);
    assert_eq!(loaded.conversation.plan, [open]);
    let end = Some(End { how: Ending::Expired, why: None, at: at(90_900) });
    let expired = CheckIn { end, ..check_in(1, "first", 10) };
    assert_eq!(store.expired_after((at(0), ChatId(1), 1), 9).await.unwrap(), [(ChatId(1), expired)]);
    assert_eq!(store.due(at(10), 9).await.unwrap(), [(ChatId(1), 2)]);
    let mut tx = store.begin().await.unwrap();
    assert_eq!(tx.register(&[UpdateId(5), UpdateId(6)], at(11)).await.unwrap(), [UpdateId(6)]);
    tx.load(&[ChatId(1)], &[]).await.unwrap();
    let number = tx.number_rows(Timestamp::now()).await.unwrap();
    assert!(number.0 > 7_400_000_000_000_000, "a new row stands behind those that wait");
    drop(tx);
    assert_eq!(store.counts().await.unwrap(), [("link_expired".to_owned(), 2)]);
    assert_eq!(claim(store, 0).await, [7_400_000_000_000_000]);
}

// --- what somebody else wrote

/// `run` runs a statement past the store.
async fn what_cannot_be_read(store: &Database, run: impl AsyncFn(&'static str)) {
    a_damaged_state_costs_neither_the_chat_nor_its_plan(store, &run).await;
    a_damaged_message_keeps_no_other_back(store, &run).await;
    errors_tell_no_content(store, &run).await;
}

async fn a_damaged_state_costs_neither_the_chat_nor_its_plan(
    store: &Database,
    run: &impl AsyncFn(&'static str),
) {
    let planned = check_in(1, "first", 100);
    let changes = Changes {
        conversations: vec![(conversation(1), false), (conversation(2), false)],
        check_ins: vec![(ChatId(1), planned.clone())],
        ..Changes::default()
    };
    write(store, changes).await;
    run("UPDATE conversation SET body = '{\"version\":999}' WHERE chat_id = 1").await;

    let damaged = load(store, 1).await;
    assert!(damaged.unreadable && damaged.exists);
    assert_eq!(damaged.conversation, Conversation { plan: vec![planned], ..conversation(1) });
    assert!(!load(store, 2).await.unreadable);
}

async fn a_damaged_message_keeps_no_other_back(store: &Database, run: &impl AsyncFn(&'static str)) {
    queue(store, vec![row(1, 1, Class::Reply), row(2, 2, Class::Reply)]).await;
    run("UPDATE outbox SET message = '{' WHERE id = 1").await;
    assert_eq!(claim(store, 0).await, [2]);
    assert!(claim(store, 0).await.is_empty());
}

async fn errors_tell_no_content(store: &Database, run: &impl AsyncFn(&'static str)) {
    let planned = CheckIn { subject: MARKER.to_owned(), ..check_in(1, MARKER, 0) };
    plan(store, vec![(ChatId(3), planned)]).await;
    run("UPDATE check_in SET moves = '[\"xylophone-in-the-neck\"]'").await;
    let error = store.check_ins(ChatId(3)).await.unwrap_err();
    assert!(!error.to_string().contains(MARKER), "{error}");
    let clash = check_in(2, MARKER, 0);
    let clash = CheckIn { subject: MARKER.to_owned(), ..clash };
    let changes = Changes { check_ins: vec![(ChatId(3), clash)], ..Changes::default() };
    let error = store.begin().await.unwrap().write(&changes, at(0)).await.unwrap_err();
    assert!(!error.to_string().contains(MARKER), "{error}");
}
