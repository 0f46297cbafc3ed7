//! The whole bot against a Bot API of our own: the real runtime, database file, door, sender and poller, with a
//! clock that is moved by hand. What the client sees, whatever goes wrong, and wherever the bot is killed.

mod support;

#[path = "telegram/actor.rs"]
mod actor;
#[path = "telegram/stage.rs"]
#[expect(dead_code, reason = "other tests need more of it")]
mod stage;

use std::{collections::BTreeSet, sync::Arc};

use aftercare::{
    engine::{Act, ChatId, Event, Person},
    link::{ClinicId, Link},
    runtime::{Batch, Incoming},
    store::UpdateId,
};
use jiff::SignedDuration;
use tokio::sync::Semaphore;

use self::{
    actor::{SORENESS, perform},
    stage::{DORA, EVE, HOUR, MINUTE, Stage, TOKEN, count, said, start, tap_link},
    support::{
        fake_api::{Fault, On, Shown},
        logs,
    },
};

const SECOND: SignedDuration = SignedDuration::from_secs(1);

/// The messages that hold buttons.
fn open(messages: &[Shown]) -> Vec<i64> {
    messages.iter().filter(|message| !message.buttons.is_empty()).map(|message| message.id).collect()
}

/// What a client has who tapped the link: the greeting and the first question, once each and in this order.
fn is_greeted(messages: &[Shown]) -> bool {
    matches!(messages, [hello, card] if hello.text.starts_with("Hi ") && card.text.contains(&said("q-warning")))
}

// ---- Whole conversations -------------------------------------------------------------------------------------

#[tokio::test]
async fn a_whole_conversation_looks_on_telegram_as_in_its_transcript() {
    let mut stage = Stage::set().await;
    let actor = perform(&mut stage, 1).await.remove(0);
    let plan = [
        "h24 sent",
        "h72 sent",
        "h24 reminder cancelled, the client had answered already",
        "h72 reminder cancelled, the client had answered already",
    ];
    assert_eq!(stage.plan(actor.user.id).await, plan);
    assert!(stage.outbox().await.is_empty());
    logs::assert_silent_about(&[
        TOKEN,
        "T0k3n",
        "Anna-1",
        "Balance 1",
        "soreness",
        &said("a-warning-w_none"),
    ]);
}

#[tokio::test]
async fn fifty_clients_at_once_get_each_their_own() {
    let mut stage = Stage::set().await;
    let actors = perform(&mut stage, 50).await;
    // Greeting, card, advice; check-in, its advice; check-in, its advice.
    assert!(actors.iter().all(|actor| actor.user.received().len() == 7));
    assert_eq!(stage.api.calls("sendMessage").len(), 50 * 7);
    let taps = SORENESS.lines().filter(|line| line.starts_with("tap")).count();
    stage.api.wait_until("every press is answered", |state| state.answered.len() == 50 * taps).await;
}

#[tokio::test]
async fn the_card_is_edited_in_place_and_what_stays_comes_as_a_new_message() {
    let mut stage = Stage::set().await;
    let eve = stage.eve();
    stage.assess(&eve).await;
    let received = eve.received();
    let edits: Vec<usize> = received.iter().map(|message| message.edits).collect();
    // One edit for each press; the last one turns the card into the summary.
    assert_eq!(edits, [0, 10, 0], "greeting, card, advice");
    assert_eq!(received[1].labels(), [""; 0]);
    stage.pass(24 * HOUR).await;
    let received = eve.received();
    assert_eq!((received.len(), &received[3].text), (4, &said("check-in-h24")));
    eve.press_label(&said("a-hello-open"));
    stage.rest().await;
    assert_eq!(eve.received().len(), 4);
    assert!(eve.last().text.contains(&said("q-news")));
}

#[tokio::test]
async fn typed_words_move_the_question_to_a_new_message_and_the_old_buttons_go() {
    let mut stage = Stage::set().await;
    let eve = stage.eve();
    stage.ask(&eve, "q-nrs").await;
    let card = eve.last().id;
    eve.say("3");
    stage.rest().await;
    assert!(eve.last().text.contains(&said("q-trend")));
    assert_eq!(open(&eve.received()), [eve.last().id]);
    assert_ne!(eve.last().id, card);
    let card = eve.last().id;
    eve.say("zzz");
    stage.rest().await;
    assert!(eve.last().text.contains(&said("q-trend")));
    assert_eq!(open(&eve.received()), [eve.last().id]);
    assert_ne!(eve.last().id, card);
}

#[tokio::test]
async fn names_are_shown_as_typed_and_nothing_secret_is_logged() {
    let mut stage = Stage::set().await;
    let clinic = stage.clinic("*Hands* & <i>Feet</i>").await;
    let bobby = stage.api.user(66, "<b>Bobby</b> & **co**", "en");
    bobby.say(&start(clinic, None));
    stage.rest().await;
    let greeting = &bobby.received()[0];
    assert!(greeting.text.starts_with("Hi <b>Bobby</b> & **co**, "), "{}", greeting.text);
    assert_eq!(greeting.styled("bold"), ["*Hands* & <i>Feet</i>"]);
    bobby.say("my left xylophone aches");
    bobby.send(serde_json::json!({ "caption": "a rash like tiramisu", "photo": [] }));
    stage.api.fault(On::method("sendMessage").nth(1), Fault::Refuse(400, "Bad Request: tiramisu"));
    stage.api.fault(On::method("getUpdates").nth(1), Fault::Page(502));
    stage.rest().await;
    stage.stop().await;
    stage.start().await;
    bobby.say("xylophone");
    stage.rest().await;
    stage.kill().await;
    let payload = start(clinic, None);
    let secrets =
        ["Bobby", "xylophone", "tiramisu", "Hands", TOKEN, "T0k3n", payload.split_at(7).1, "bot123"];
    logs::assert_silent_about(&secrets);
    logs::assert_silent_about(&[&said("q-warning"), &said("disclaimer")[..20], &said("button-some")]);
}

// ---- Updates -------------------------------------------------------------------------------------------------

#[tokio::test]
async fn a_redelivered_update_changes_nothing() {
    let mut stage = Stage::set().await;
    let eve = stage.eve();
    tap_link(&eve);
    let link = stage.api.newest_update();
    stage.rest().await;
    assert!(is_greeted(&eve.received()));
    eve.press_label(&said("a-warning-w_none"));
    let press = stage.api.newest_update();
    stage.rest().await;
    let shown = eve.shown();
    let calls =
        |stage: &Stage| ["sendMessage", "editMessageText"].map(|method| stage.api.calls(method).len());
    let before = calls(&stage);
    stage.api.push_raw(link.clone());
    stage.api.push_raw(press.clone());
    stage.rest().await;
    stage.kill().await;
    stage.api.push_raw(link);
    stage.api.push_raw(press);
    stage.start().await;
    stage.rest().await;
    assert_eq!(eve.shown(), shown);
    assert_eq!(calls(&stage), before);
}

#[tokio::test]
async fn updates_survive_every_trouble_on_their_way() {
    let mut stage = Stage::set().await;
    let eve = stage.eve();
    tap_link(&eve);
    stage.rest().await;
    // Those of the first kind are taken and their answer is lost, so the same updates come once more.
    stage.api.fault(On::method("getUpdates").times(2), Fault::DropReply);
    stage.api.fault(On::method("getUpdates").times(1), Fault::Garble);
    stage.api.fault(On::method("getUpdates").times(2), Fault::DropCall);
    stage.api.fault(On::method("getUpdates").times(2), Fault::Page(502));
    stage.api.fault(On::method("getUpdates").times(1), Fault::Refuse(500, "Internal Server Error"));
    stage.api.fault(On::method("getUpdates").times(1), Fault::TooMany(0));
    // The poll that waits already brings this; those that follow are in trouble.
    eve.press_label(&said("a-warning-w_none"));
    stage.rest().await;
    eve.say("hello?");
    stage.rest().await;
    let asked = |name: &str| count(&eve, name);
    assert_eq!((asked("consent-by-button"), eve.received().len()), (1, 4), "a remark, and the question anew");
    assert_eq!(open(&eve.received()), [eve.last().id]);
    assert_eq!(logs::count("no updates"), 1);
    assert_eq!(logs::count("updates come in again"), 1);
}

#[tokio::test]
async fn two_bots_with_one_token_say_so_once_each_and_lose_nothing() {
    let mut stage = Stage::set().await;
    let eve = stage.eve();
    let other = stage.another("other.db").await;
    let many = |state: &support::fake_api::State| state.calls("getUpdates").count() >= 20;
    stage.api.wait_until("they disturb each other for a while", many).await;
    other.stop().await;
    assert_eq!(logs::count("another poller takes this bot's updates"), 2);
    tap_link(&eve);
    stage.rest().await;
    assert!(is_greeted(&eve.received()));
    assert_eq!(logs::count("another poller takes this bot's updates"), 2);
}

// ---- Sending -------------------------------------------------------------------------------------------------

#[tokio::test]
async fn a_wait_that_telegram_asks_for_delays_that_chat_only() {
    let mut stage = Stage::set().await;
    let (eve, dora) = (stage.eve(), stage.dora());
    stage.api.fault(On::method("sendMessage").chat(EVE).nth(1), Fault::TooMany(9));
    tap_link(&eve);
    stage.called("sendMessage", EVE, 1).await;
    tap_link(&dora);
    dora.receives(2).await;
    assert!(eve.received().is_empty());
    assert_eq!(stage.wait_out().await, 9 * SECOND);
    stage.rest().await;
    assert!(is_greeted(&eve.received()) && is_greeted(&dora.received()));
    assert_eq!(stage.sent_to(EVE), 3);
}

#[tokio::test]
async fn servers_out_of_order_are_asked_again_until_the_message_is_there() {
    let mut stage = Stage::set().await;
    let eve = stage.eve();
    stage.api.fault(On::method("sendMessage").nth(1), Fault::Refuse(500, "Internal Server Error"));
    stage.api.fault(On::method("sendMessage").nth(1), Fault::Page(502));
    stage.api.fault(On::method("sendMessage").nth(1), Fault::Page(403));
    stage.api.fault(On::method("sendMessage").nth(1), Fault::Refuse(401, "Unauthorized"));
    tap_link(&eve);
    let mut waits = Vec::new();
    for _ in 0..4 {
        waits.push(stage.wait_out().await.as_millis());
    }
    assert_eq!(waits, [500, 1000, 2000, 4000]);
    stage.rest().await;
    assert!(is_greeted(&eve.received()));
}

#[tokio::test]
async fn a_message_that_is_refused_for_good_does_not_stall_the_chat() {
    let mut stage = Stage::set().await;
    let eve = stage.eve();
    stage.api.fault(On::method("sendMessage").nth(1), Fault::Refuse(400, "Bad Request: TEXT_INVALID"));
    tap_link(&eve);
    stage.rest().await;
    assert_eq!(eve.received().len(), 1, "the question, without the greeting");
    tap_link(&eve);
    stage.rest().await;
    stage.api.fault(On::method("editMessageText").nth(1), Fault::Refuse(400, "Bad Request: TEXT_INVALID"));
    eve.press_label(&said("a-warning-w_none"));
    stage.rest().await;
    // The card was not changed, so the same button is there still: it shows where we are.
    eve.press_label(&said("a-warning-w_none"));
    stage.rest().await;
    eve.press_label(&said("button-agree"));
    stage.rest().await;
    assert!(eve.last().text.contains(&said("q-duration")));
    assert!(stage.outbox().await.is_empty());
    assert_eq!(logs::count("for good"), 2);
}

#[tokio::test]
async fn an_edit_whose_message_is_gone_is_sent_anew() {
    let mut stage = Stage::set().await;
    let eve = stage.eve();
    stage.ask(&eve, "q-duration").await;
    let gone = Fault::Refuse(400, "Bad Request: message to edit not found");
    stage.api.fault(On::method("editMessageText").nth(1), gone);
    let card = eve.last().id;
    eve.press_label(&said("a-duration-lt24"));
    stage.rest().await;
    assert!(eve.last().text.contains(&said("q-location")));
    assert_ne!(eve.last().id, card);
    let card = eve.last().id;
    eve.press_label(&said("a-location-neck"));
    stage.rest().await;
    assert_eq!((eve.last().id, eve.last().edits), (card, 1));
}

#[tokio::test]
async fn a_blocked_client_is_skipped_and_others_are_not() {
    let mut stage = Stage::set().await;
    let (eve, dora) = (stage.eve(), stage.dora());
    stage.assess(&eve).await;
    stage.assess(&dora).await;
    let blocked = Fault::Refuse(403, "Forbidden: bot was blocked by the user");
    stage.api.fault(On::method("sendMessage").chat(EVE).nth(1), blocked);
    let before = stage.sent_to(EVE);
    stage.pass(24 * HOUR).await;
    assert_eq!(stage.plan(EVE).await, ["h24 skipped, the client blocked the bot", "h72 open"]);
    assert_eq!(stage.plan(DORA).await, ["h24 sent", "h72 open", "h24 reminder open"]);
    stage.pass(48 * HOUR).await;
    let skipped = ["h24 skipped, the client blocked the bot", "h72 skipped, the client blocked the bot"];
    assert_eq!(stage.plan(EVE).await, skipped);
    assert_eq!(stage.sent_to(EVE) - before, 1, "she was tried once");
    assert_eq!((count(&eve, "check-in-h24"), count(&eve, "check-in-h72")), (0, 0));
    assert_eq!((count(&dora, "check-in-h24"), count(&dora, "check-in-h72")), (1, 1));
    tap_link(&eve);
    stage.rest().await;
    assert!(eve.last().text.contains(&said("q-warning")), "whoever writes is not blocked any more");
}

#[tokio::test]
async fn a_client_who_unblocks_the_bot_gets_what_is_still_to_come() {
    let mut stage = Stage::set().await;
    let eve = stage.eve();
    stage.assess(&eve).await;
    let before = stage.sent_to(EVE);
    eve.block();
    stage.rest().await;
    stage.pass(24 * HOUR).await;
    assert_eq!(stage.sent_to(EVE), before, "nobody tries to reach her");
    eve.unblock();
    stage.rest().await;
    stage.pass(48 * HOUR).await;
    let plan = ["h24 skipped, the client blocked the bot", "h72 sent", "h72 reminder open"];
    assert_eq!(stage.plan(EVE).await, plan);
    assert_eq!((count(&eve, "check-in-h24"), count(&eve, "check-in-h72")), (0, 1));
}

#[tokio::test]
async fn a_check_in_that_is_refused_ends_with_the_reason() {
    let mut stage = Stage::set().await;
    let eve = stage.eve();
    stage.assess(&eve).await;
    stage.api.fault(On::method("sendMessage").nth(1), Fault::Refuse(400, "Bad Request: TEXT_INVALID"));
    stage.pass(24 * HOUR).await;
    assert_eq!(stage.plan(EVE).await, ["h24 skipped, the messenger refused it", "h72 open"]);
}

#[tokio::test]
async fn a_check_in_comes_at_its_minute_though_an_earlier_one_was_cancelled() {
    let mut stage = Stage::set().await;
    let (eve, dora) = (stage.eve(), stage.dora());
    stage.assess(&eve).await;
    stage.pass(HOUR).await;
    // Her massage ended two hours after Eve's.
    dora.say(&start(ClinicId(1), Some(stage.now() + HOUR / 2)));
    stage.rest().await;
    for label in ["a-warning-w_none", "button-agree"] {
        dora.press_label(&said(label));
        stage.rest().await;
    }
    dora.say("/cancel");
    eve.say("/stop");
    stage.rest().await;
    let eves = stage.now() + 22 * HOUR + HOUR / 2;
    stage.clock.set(eves);
    assert_eq!(stage.clock.awaited(3 * HOUR).await, eves + 2 * HOUR);
    stage.clock.set(eves + 2 * HOUR);
    dora.sees(&said("check-in-h24")).await;
    assert_eq!(count(&eve, "check-in-h24"), 0);
}

// ---- Ends nobody knows ---------------------------------------------------------------------------------------

/// A client whose 24 h check-in is sent, and its answer is lost.
async fn check_in_without_an_answer(stage: &mut Stage) {
    let eve = stage.eve();
    stage.assess(&eve).await;
    stage.api.fault(On::method("sendMessage").chat(EVE).nth(1), Fault::DropReply);
    stage.jump(stage.now() + 24 * HOUR).await;
    eve.sees(&said("check-in-h24")).await;
}

/// The client sees it twice; the ledger says so, and either of the two can be answered.
async fn is_perhaps_twice(stage: &mut Stage) {
    stage.rest().await;
    let eve = stage.eve();
    assert_eq!(count(&eve, "check-in-h24"), 2);
    assert_eq!(stage.plan(EVE).await, ["h24 sent, perhaps twice", "h72 open", "h24 reminder open"]);
    let first = eve.received().into_iter().find(|message| message.text == said("check-in-h24")).unwrap();
    eve.press(first.button(&said("a-hello-open")));
    stage.rest().await;
    let answered = eve.received().into_iter().find(|message| message.id == first.id).unwrap();
    assert!(answered.text.contains(&said("q-news")));
    assert_eq!(eve.last().labels(), [""; 0], "the other one is closed");
}

#[tokio::test]
async fn a_crash_between_sending_and_noting_it_may_send_twice_and_says_so() {
    let mut stage = Stage::set().await;
    check_in_without_an_answer(&mut stage).await;
    stage.kill().await;
    assert_eq!(stage.outbox().await, [(EVE, true, 0)]);
    stage.start().await;
    is_perhaps_twice(&mut stage).await;
}

#[tokio::test]
async fn an_answer_that_is_lost_may_send_twice_and_says_so() {
    let mut stage = Stage::set().await;
    check_in_without_an_answer(&mut stage).await;
    assert_eq!(stage.wait_out().await.as_millis(), 500);
    is_perhaps_twice(&mut stage).await;
}

#[tokio::test]
async fn a_clean_stop_remembers_that_it_was_perhaps_sent() {
    let mut stage = Stage::set().await;
    check_in_without_an_answer(&mut stage).await;
    stage.clock.awaited(MINUTE).await;
    stage.stop().await;
    assert_eq!(stage.outbox().await, [(EVE, false, 1)]);
    stage.start().await;
    stage.wait_out().await;
    is_perhaps_twice(&mut stage).await;
}

#[tokio::test]
async fn after_three_ends_nobody_knows_it_is_given_up() {
    let mut stage = Stage::set().await;
    let eve = stage.eve();
    stage.assess(&eve).await;
    stage.api.fault(On::method("sendMessage").chat(EVE).times(3), Fault::DropCall);
    stage.jump(stage.now() + 24 * HOUR).await;
    assert_eq!(stage.wait_out().await.as_millis(), 500);
    assert_eq!(stage.wait_out().await.as_millis(), 1000);
    stage.rest().await;
    assert_eq!(stage.plan(EVE).await, ["h24 perhaps sent", "h72 open"]);
}

// ---- Kills and stops -----------------------------------------------------------------------------------------

#[tokio::test]
async fn what_was_committed_when_the_bot_was_killed_is_sent_once_after_the_start() {
    let mut stage = Stage::set().await;
    let eve = stage.eve();
    stage.api.fault(On::method("sendMessage"), Fault::Hang);
    tap_link(&eve);
    stage.called("sendMessage", EVE, 1).await;
    stage.kill().await;
    assert_eq!(stage.outbox().await, [(EVE, true, 0), (EVE, true, 0)]);
    stage.api.no_faults();
    stage.start().await;
    stage.rest().await;
    assert!(is_greeted(&eve.received()));
}

#[tokio::test]
async fn what_was_committed_and_never_reached_a_sender_is_sent_once_after_the_start() {
    let mut stage = Stage::set().await;
    let eve = stage.eve();
    let running = stage.take();
    running.bot.stop().await;
    let person = Person { name: Some("Eve".to_owned()), language: None };
    let event = Event::Client { person, act: Act::Start(Link::None) };
    let incoming = vec![Incoming { chat: ChatId(EVE), update: Some(UpdateId(9)), event: Some(event) }];
    running.runtime.handle(&Batch { incoming, straight: true, ..Batch::default() }).await.unwrap();
    drop(running.runtime);
    stage.start().await;
    stage.rest().await;
    assert!(is_greeted(&eve.received()));
}

#[tokio::test]
async fn a_clean_stop_finishes_what_is_under_way_and_gives_the_rest_back() {
    let mut stage = Stage::set().await;
    let (eve, dora) = (stage.eve(), stage.dora());
    let gate = Arc::new(Semaphore::new(0));
    stage.api.fault(On::method("sendMessage").chat(EVE).nth(1), Fault::TooMany(30));
    stage.api.fault(On::method("sendMessage").chat(DORA).nth(1), Fault::Hold(Arc::clone(&gate)));
    tap_link(&eve);
    tap_link(&dora);
    stage.called("sendMessage", EVE, 1).await;
    stage.called("sendMessage", DORA, 1).await;
    stage.clock.awaited(MINUTE).await;
    let stopping = tokio::spawn(stage.take().stop());
    stage.api.wait_until("no poll waits", |state| state.polls_waiting == 0).await;
    assert!(!stopping.is_finished());
    gate.add_permits(1);
    stopping.await.unwrap();
    assert_eq!(stage.outbox().await, [(EVE, false, 0), (EVE, false, 0), (DORA, false, 0)]);
    assert_eq!(dora.received().len(), 1);
    stage.start().await;
    stage.rest().await;
    assert!(is_greeted(&eve.received()) && is_greeted(&dora.received()));
}

#[tokio::test]
async fn a_call_that_fails_while_we_stop_is_given_back_too() {
    let mut stage = Stage::set().await;
    let eve = stage.eve();
    let gate = Arc::new(Semaphore::new(0));
    stage.api.fault(On::method("sendMessage").nth(1), Fault::RefuseLater(500, Arc::clone(&gate)));
    tap_link(&eve);
    stage.called("sendMessage", EVE, 1).await;
    let stopping = tokio::spawn(stage.take().stop());
    stage.api.wait_until("no poll waits", |state| state.polls_waiting == 0).await;
    gate.add_permits(1);
    stopping.await.unwrap();
    assert_eq!(stage.outbox().await, [(EVE, false, 0), (EVE, false, 0)]);
}

#[tokio::test]
async fn stopped_at_any_moment_nothing_is_lost_said_twice_or_left_in_flight() {
    let mut stage = Stage::set().await;
    let mut clients = Vec::new();
    for moment in 0..24 {
        let client = stage.api.user(100 + moment, "Somebody", "en");
        tap_link(&client);
        for _ in 0..moment * 2 {
            tokio::task::yield_now().await;
        }
        stage.stop().await;
        let in_flight = stage.outbox().await.into_iter().filter(|(_, in_flight, _)| *in_flight).count();
        assert_eq!(in_flight, 0, "stopped at moment {moment}");
        stage.start().await;
        clients.push(client);
    }
    stage.rest().await;
    assert!(clients.iter().all(|client| is_greeted(&client.received())));
}

#[tokio::test]
async fn killed_at_any_moment_nothing_is_lost() {
    let mut stage = Stage::set().await;
    let mut clients = Vec::new();
    for moment in 0..24 {
        let client = stage.api.user(100 + moment, "Somebody", "en");
        tap_link(&client);
        for _ in 0..moment * 2 {
            tokio::task::yield_now().await;
        }
        stage.kill().await;
        stage.start().await;
        clients.push(client);
    }
    stage.rest().await;
    for client in clients {
        // A message whose end was not noted yet may come again, but the tap is handled once: one round.
        let mut known = BTreeSet::new();
        let received = client.received().into_iter();
        let different: Vec<Shown> = received.filter(|shown| known.insert(said_in(shown))).collect();
        assert!(is_greeted(&different), "each message, in order: {different:#?}");
    }
}

/// What a message says and does, whatever its number.
fn said_in(shown: &Shown) -> (String, Vec<String>) {
    (shown.text.clone(), shown.buttons.iter().flatten().map(|button| button.data.clone()).collect())
}

/// Makes the database refuse rows of a chat.
fn refusal(table: &str, chat: i64) -> String {
    let (when, raise) = (format!("WHEN NEW.chat_id = {chat}"), "SELECT RAISE(ABORT, 'no')");
    format!("CREATE TRIGGER refusal BEFORE INSERT ON {table} {when} BEGIN {raise}; END")
}

#[tokio::test]
async fn half_a_batch_that_was_committed_before_the_database_failed_is_not_forgotten() {
    let mut stage = Stage::set().await;
    let (eve, dora) = (stage.eve(), stage.dora());
    stage.run_sql(refusal("conversation", DORA)).await;
    // Nor can be noted that she could not be answered.
    stage.run_sql("ALTER TABLE poison RENAME TO away".to_owned()).await;
    // Both stand in one batch.
    tap_link(&eve);
    tap_link(&dora);
    stage.logged("meanwhile nothing is acknowledged").await;
    stage.run_sql("DROP TRIGGER refusal".to_owned()).await;
    stage.run_sql("ALTER TABLE away RENAME TO poison".to_owned()).await;
    stage.rest().await;
    assert!(is_greeted(&eve.received()) && is_greeted(&dora.received()));
}

#[tokio::test]
async fn an_update_that_cannot_be_handled_is_answered_with_an_apology_and_others_as_ever() {
    let mut stage = Stage::set().await;
    let (eve, dora) = (stage.eve(), stage.dora());
    stage.ask(&eve, "q-consent").await;
    stage.run_sql(refusal("check_in", EVE)).await;
    tap_link(&dora);
    eve.press_label(&said("button-agree"));
    stage.rest().await;
    assert!(is_greeted(&dora.received()));
    assert_eq!(count(&eve, "trouble"), 1);
    assert_eq!(logs::count("could not be handled"), 1);
}

// ---- Outages -------------------------------------------------------------------------------------------------

/// Somebody else writes, so a poll is answered.
fn anybody_writes(stage: &Stage) {
    stage.api.user(9, "Nobody", "en").say("/help");
}

/// Eve's question is open, Dora's assessment is over; then the bot is away for ten minutes.
async fn outage(stage: &mut Stage) {
    let (eve, dora) = (stage.eve(), stage.dora());
    stage.assess(&dora).await;
    // The instant of a poll is not saved each time, so the bot does not know exactly when it was killed.
    stage.clock.advance(20 * SECOND);
    stage.ask(&eve, "q-nrs").await;
    stage.kill().await;
    stage.clock.advance(10 * MINUTE);
    stage.start().await;
    anybody_writes(stage);
    stage.rest().await;
}

async fn is_offered_once(stage: &mut Stage) {
    let (eve, dora) = (stage.eve(), stage.dora());
    stage.rest().await;
    stage.pass(10 * MINUTE).await;
    anybody_writes(stage);
    stage.rest().await;
    assert_eq!((count(&eve, "after-outage"), count(&dora, "after-outage")), (1, 0));
    assert!(eve.last().text.contains(&said("q-nrs")));
    assert_eq!(open(&eve.received()), [eve.last().id], "the old buttons are gone");
    eve.press_label(&said("a-nrs-3"));
    stage.rest().await;
    assert!(eve.last().text.contains(&said("q-trend")));
}

#[tokio::test]
async fn after_an_outage_the_open_question_is_offered_again_once() {
    let mut stage = Stage::set().await;
    outage(&mut stage).await;
    assert_eq!(stage.wait_out().await, 2 * SECOND);
    is_offered_once(&mut stage).await;
}

#[tokio::test]
async fn killed_before_it_is_offered_it_is_offered_after_the_start() {
    let mut stage = Stage::set().await;
    outage(&mut stage).await;
    stage.kill().await;
    stage.start().await;
    anybody_writes(&stage);
    stage.rest().await;
    assert_eq!(stage.wait_out().await, 2 * SECOND);
    is_offered_once(&mut stage).await;
}

#[tokio::test]
async fn killed_while_it_is_offered_it_is_offered_once() {
    let mut stage = Stage::set().await;
    outage(&mut stage).await;
    stage.api.fault(On::method("sendMessage"), Fault::Hang);
    let before = stage.sent_to(EVE);
    stage.wait_out().await;
    stage.called("sendMessage", EVE, before + 1).await;
    stage.kill().await;
    stage.api.no_faults();
    stage.start().await;
    is_offered_once(&mut stage).await;
}

#[tokio::test]
async fn killed_after_it_was_offered_it_is_not_offered_again() {
    let mut stage = Stage::set().await;
    outage(&mut stage).await;
    stage.wait_out().await;
    stage.rest().await;
    stage.kill().await;
    stage.start().await;
    anybody_writes(&stage);
    is_offered_once(&mut stage).await;
}

#[tokio::test]
async fn a_check_in_that_is_sent_after_an_outage_is_not_offered_again_at_once() {
    let mut stage = Stage::set().await;
    let eve = stage.eve();
    stage.assess(&eve).await;
    stage.kill().await;
    stage.clock.advance(24 * HOUR);
    stage.start().await;
    anybody_writes(&stage);
    eve.sees(&said("check-in-h24")).await;
    stage.rest().await;
    assert_eq!(stage.wait_out().await, 2 * SECOND);
    stage.rest().await;
    assert_eq!((count(&eve, "check-in-h24"), count(&eve, "after-outage")), (1, 0));
    assert_eq!(eve.last().text, said("check-in-h24"));
}
