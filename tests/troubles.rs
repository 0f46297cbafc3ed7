//! What happens when a part of the bot itself fails: a panic over one event, a row that the database refuses, a
//! database that is gone. Nobody else notices, nothing is lost, and it goes on by itself.

mod support;

#[path = "telegram/stage.rs"]
#[expect(dead_code, reason = "other tests need more of it")]
mod stage;

use aftercare::{
    engine::{Act, ChatId, Conversation, Event, Mark, Step, step},
    runtime::{Engine, Part},
    script::Script,
};
use jiff::Timestamp;

use self::{
    stage::{DORA, EVE, HOUR, Stage, count, tap_link},
    support::logs,
};

const OURS: &str = "it could not be handled, which is an error of ours";

fn panics(over: bool) {
    assert!(!over, "over her tiramisu");
}

fn over_words(script: &Script, conversation: Conversation, event: &Event, now: Timestamp) -> Step {
    panics(matches!(event, Event::Client { act: Act::Text(typed), .. } if typed.0 == "my tiramisu hurts"));
    step(script, conversation, event, now)
}

fn over_eves_due(script: &Script, conversation: Conversation, event: &Event, now: Timestamp) -> Step {
    panics(conversation.chat == ChatId(EVE) && matches!(event, Event::Due { .. }));
    step(script, conversation, event, now)
}

fn over_eves_results(script: &Script, conversation: Conversation, event: &Event, now: Timestamp) -> Step {
    panics(
        conversation.chat == ChatId(EVE) && matches!(event, Event::Fate { mark, .. } if *mark != Mark::None),
    );
    step(script, conversation, event, now)
}

/// From now on the bot has this engine.
async fn take(stage: &mut Stage, engine: Engine) {
    stage.stop().await;
    stage.engine = engine;
    stage.start().await;
}

#[tokio::test]
async fn a_panic_over_an_update_is_noted_without_content_and_disturbs_nobody() {
    let mut stage = Stage::set().await;
    let (eve, dora) = (stage.eve(), stage.dora());
    tap_link(&eve);
    stage.rest().await;
    stage.stop().await;
    // All in one batch.
    let poison = eve.say("my tiramisu hurts");
    let again = stage.api.newest_update();
    tap_link(&dora);
    eve.say("/help");
    stage.engine = over_words;
    stage.start().await;
    stage.rest().await;
    assert_eq!((count(&eve, "trouble"), dora.received().len()), (1, 2));
    let said = eve.received();
    let answered = said.iter().any(|message| message.text.contains("/check"));
    assert!(answered, "what she said next is answered: {said:?}");
    assert_eq!(stage.poison().await, [(poison, "the engine panicked".to_owned())]);
    stage.api.push_raw(again);
    stage.rest().await;
    assert_eq!(eve.received(), said);
    assert_eq!(logs::count("could not be handled"), 1);
    logs::assert_silent_about(&["tiramisu"]);
}

#[tokio::test]
async fn a_panic_over_a_planned_message_ends_it_and_those_of_others_come() {
    let mut stage = Stage::set().await;
    let (eve, dora) = (stage.eve(), stage.dora());
    stage.assess(&eve).await;
    stage.assess(&dora).await;
    take(&mut stage, over_eves_due).await;
    stage.pass(24 * HOUR).await;
    assert_eq!(stage.plan(EVE).await, [format!("h24 skipped, {OURS}"), "h72 open".to_owned()]);
    assert_eq!(stage.plan(DORA).await, ["h24 sent", "h72 open", "h24 reminder open"]);
    assert_eq!((count(&eve, "check-in-h24"), count(&dora, "check-in-h24")), (0, 1));
    assert_eq!(logs::count("could not be handled"), 1, "it is not due any more");
}

#[tokio::test]
async fn a_panic_over_what_became_of_a_message_keeps_what_is_known_and_sends_nothing_twice() {
    let mut stage = Stage::set().await;
    let eve = stage.eve();
    stage.assess(&eve).await;
    take(&mut stage, over_eves_results).await;
    stage.pass(24 * HOUR).await;
    assert_eq!(count(&eve, "check-in-h24"), 1);
    assert_eq!(stage.plan(EVE).await, ["h24 sent", "h72 open"]);
    assert!(stage.outbox().await.is_empty());
    tap_link(&eve);
    stage.rest().await;
    assert!(stage.outbox().await.is_empty());
    assert_eq!(count(&eve, "check-in-h24"), 1);
}

#[tokio::test]
async fn an_event_that_can_in_no_way_be_written_keeps_nobody_else_waiting() {
    let mut stage = Stage::set().await;
    let (eve, dora) = (stage.eve(), stage.dora());
    let refusal = format!(
        "CREATE TRIGGER refusal BEFORE INSERT ON conversation WHEN NEW.chat_id = {EVE}
        BEGIN SELECT RAISE(ABORT, 'no'); END"
    );
    stage.run_sql(refusal).await;
    stage.stop().await;
    let poison = eve.say("/start");
    tap_link(&dora);
    stage.start().await;
    stage.rest().await;
    assert_eq!((eve.received().len(), dora.received().len()), (0, 2));
    assert_eq!(stage.poison().await, [(poison, "it could not be written".to_owned())]);
    assert_eq!(stage.running().runtime.health().trouble(), None);
    stage.run_sql("DROP TRIGGER refusal".to_owned()).await;
    tap_link(&eve);
    stage.rest().await;
    assert_eq!(eve.received().len(), 2);
}

#[tokio::test]
async fn while_the_database_is_gone_updates_stay_at_telegram_and_are_handled_when_it_is_back() {
    let mut stage = Stage::set().await;
    let eve = stage.eve();
    let (here, away) = (stage.file("bot.db"), stage.file("away.db"));
    std::fs::rename(&here, &away).unwrap();
    let offset = stage.api.look(|state| state.offset);
    tap_link(&eve);
    stage.logged("meanwhile nothing is acknowledged").await;
    let health = std::sync::Arc::clone(stage.running().runtime.health());
    assert!(health.is_troubled(Part::Handling));
    let why = health.trouble().unwrap();
    assert!(why.contains("moved or deleted") && why.contains("bot.db"), "{why}");
    assert_eq!(stage.api.look(|state| (state.offset, state.updates.len())), (offset, 1));
    std::fs::rename(&away, &here).unwrap();
    stage.rest().await;
    assert_eq!(eve.received().len(), 2);
    assert_eq!(health.trouble(), None);
    let said = |text| logs::count(text);
    assert_eq!((said("nothing is acknowledged"), said("the database works again")), (1, 1));
}
