//! Clients who follow a transcript, and what they should see then.

use aftercare::{
    console::{
        Player,
        notation::{self, Input},
    },
    engine::{Button, Message},
    link::ClinicId,
    script::Rich,
};
use jiff::{Timestamp, tz::TimeZone};
use tokio::task::JoinSet;

use crate::{
    stage::{PATIENCE, Stage, script, start},
    support::fake_api::{self, FakeApi, Shown, User},
};

/// One input of a transcript, and what the client sees then.
#[derive(Clone)]
pub(crate) struct Scene {
    input: Input,
    sees: Vec<String>,
}

/// The scenes of a transcript, as they are played on the stage of the terminal: what a client sees there, they
/// must see on Telegram. (That it is right is what the transcripts' own test says.)
async fn scenes(text: &str) -> Vec<Scene> {
    let mut player = Player::new(script(), Timestamp::UNIX_EPOCH, TimeZone::UTC).await.unwrap();
    let mut scenes = Vec::new();
    for input in text.lines().filter_map(|line| Input::parse(line).unwrap()) {
        let lines = player.play(&input).await.unwrap();
        // Whether somebody asked for a message cannot be seen.
        let lines = lines.into_iter().map(|line| line.replacen("later   ", "bot     ", 1));
        let sees =
            lines.filter(|line| ["bot ", "card ", "closed "].iter().any(|word| line.starts_with(word)));
        scenes.push(Scene { input, sees: sees.collect() });
    }
    scenes
}

/// A client who follows a transcript, and what they have seen so far.
pub(crate) struct Actor {
    pub(crate) user: User,
    clinic: ClinicId,
    seen: Vec<Shown>,
    /// What the transcript calls them and their clinic, and what they are called here.
    names: [(&'static str, String); 2],
}

impl Actor {
    /// What is different in the chat, as a transcript writes it.
    fn news(&self, shown: &[Shown]) -> Vec<String> {
        let received: Vec<&Shown> = shown.iter().filter(|message| message.from_bot).collect();
        let mut news = Vec::new();
        for (at, now) in received.into_iter().enumerate() {
            match self.seen.get(at) {
                None => news.push(notation::message("bot", &written(now))),
                Some(before) if (&before.text, &before.buttons) == (&now.text, &now.buttons) => {}
                Some(before) if before.text == now.text && now.buttons.is_empty() => {
                    news.push(notation::line("closed", now.text.lines().next().unwrap_or_default()));
                }
                Some(_) => news.push(notation::message("card", &written(now))),
            }
        }
        news
    }

    /// Waits for exactly what the transcript says, and nothing else.
    async fn sees(&mut self, api: &FakeApi, scene: &Scene) {
        let rename = |text: &String| {
            self.names.iter().fold(text.clone(), |text, (theirs, ours)| text.replace(theirs, ours))
        };
        let expected: Vec<String> = scene.sees.iter().map(rename).collect();
        let what = format!("what follows from {:?}", scene.input);
        let seen = tokio::time::timeout(
            PATIENCE * 5 / 6,
            api.wait_for(&what, |state| {
                let shown = state.shown(self.user.id);
                (self.news(shown) == expected).then(|| shown.to_vec())
            }),
        );
        let Ok(seen) = seen.await else {
            let news = self.news(&self.user.shown());
            assert_eq!(news, expected, "{what}");
            return;
        };
        self.seen = seen.into_iter().filter(|message| message.from_bot).collect();
    }

    fn does(&self, input: &Input) {
        match input {
            Input::Link(end) => {
                let zoned = end.map(|end| end.in_tz("Europe/Berlin").unwrap());
                self.user.say(&start(self.clinic, zoned.map(|end| end.timestamp())));
            }
            Input::Client(text) => {
                self.user.say(text);
            }
            Input::Tap { label, .. } => {
                self.user.press_label(label);
            }
            other => panic!("this transcript does {other:?}"),
        }
    }
}

/// The message as the engine would have written it.
fn written(shown: &Shown) -> Message {
    let button = |b: &fake_api::Button| Button { label: b.label.clone(), data: b.data.clone() };
    Message {
        text: Rich { text: shown.text.clone(), spans: Vec::new() },
        buttons: shown.buttons.iter().map(|row| row.iter().map(button).collect()).collect(),
    }
}

pub(crate) const SORENESS: &str = include_str!("../transcripts/ordinary_soreness.txt");

/// Plays the transcript with so many clients, each at their own pace as long as the clock stands.
pub(crate) async fn perform(stage: &mut Stage, clients: i64) -> Vec<Actor> {
    let mut actors = Vec::new();
    for number in 1..=clients {
        let names = [("Anna", format!("Anna-{number}")), ("Back in Balance", format!("Balance {number}"))];
        let user = stage.api.user(1000 + number, &names[0].1, "en");
        let clinic = stage.clinic(&names[1].1).await;
        actors.push(Actor { user, clinic, seen: Vec::new(), names });
    }
    let scenes: Vec<Scene> = scenes(SORENESS)
        .await
        .into_iter()
        .filter(|scene| !matches!(scene.input, Input::Clock(..) | Input::Name(_) | Input::Clinic(_)))
        .collect();
    let is_wait = |scene: &Scene| matches!(scene.input, Input::Wait(_));
    for act in scenes.chunk_by(|_, next| !is_wait(next)) {
        if let Input::Wait(by) = act[0].input {
            stage.pass(by).await;
        }
        let mut performance = JoinSet::new();
        for mut actor in actors {
            let (api, act) = (stage.api.clone(), act.to_vec());
            performance.spawn(async move {
                for scene in &act {
                    if !matches!(scene.input, Input::Wait(_)) {
                        actor.does(&scene.input);
                    }
                    actor.sees(&api, scene).await;
                }
                actor
            });
        }
        actors = performance.join_all().await;
        stage.rest().await;
        for actor in &actors {
            assert_eq!(actor.news(&actor.user.shown()), [""; 0], "nothing came after that");
        }
    }
    actors
}
