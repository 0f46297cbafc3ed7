//! One world: its clients, its troubles, and the director who lets one thing happen after the other. The bot
//! only ever moves between two of them, until it has come to rest.

use std::{collections::BTreeMap, sync::Arc};

use aftercare::{
    engine::{Act, ChatId, Class, Clinic, Command, Typed},
    link::ClinicId,
    runtime::{Clock as _, Delivery, Scope},
    store::{Database, Store as _},
};
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;

use crate::{
    client::Client,
    content::SCRIPTS,
    dice::Dice,
    happening::{BEGINNINGS, CLINICS},
    lease::Ice,
    process::Process,
    quiet::Quiet,
    scene::{Point, Stage},
    telegram::Call,
};

/// More than this, and something turns in a circle.
const TURNS_MAX: usize = 300_000;
/// Telegram answers a poll at least so often; a longer time without is a gap.
const POLL: SignedDuration = SignedDuration::from_secs(140);
/// So many polls are told at once.
const POLLS: usize = 100;
/// All is well so long at the end: what was promised has ended by then.
const CALM: SignedDuration = SignedDuration::from_hours(20 * 24);

/// One in so many worlds has an hour in which two processes share the work.
const SHARED_EVERY: u64 = 5;
const SHARED_AT: u64 = 2;
const SHARED: SignedDuration = SignedDuration::from_hours(1);

pub(crate) struct World {
    seed: u64,
    dice: Dice,
    stage: Stage,
    database: Arc<Database>,
    /// Which version of the content it runs with.
    version: usize,
    process: Option<Process>,
    /// Those that share the work, while several do.
    pair: Vec<Process>,
    clients: Vec<Client>,
    /// What is to come, in order.
    agenda: BTreeMap<(Timestamp, u64), Thing>,
    things: u64,
    /// Calls that the messenger has not answered.
    open: BTreeMap<u64, Call>,
    calls: BTreeMap<ChatId, Dice>,
    weather: Weather,
    turns: usize,
}

/// Something that will happen.
enum Thing {
    Client(usize),
    /// The messenger answers a call.
    Answer(u64, Delivery),
    Trouble,
    /// The weather is fine again.
    Fine,
    Start,
    /// A process that was held still goes on.
    Thaw(Ice),
}

/// How often calls go wrong, of a hundred.
#[derive(Clone, Copy)]
struct Weather {
    name: &'static str,
    /// Not taken, and the bot knows it.
    refused_now: u32,
    /// Too fast, for this chat or for all.
    flood: u32,
    /// The answer is lost.
    lost: u32,
    /// The connection is lost, and the message with it; the bot cannot know.
    cut: u32,
    /// Refused for good.
    bad: u32,
    /// The answer takes its time.
    slow: u32,
}

const FINE: Weather = Weather { name: "fine", refused_now: 0, flood: 0, lost: 0, cut: 0, bad: 0, slow: 5 };
const WEATHERS: [(u32, Weather); 7] = [
    (6, FINE),
    (3, Weather { name: "slow", slow: 60, ..FINE }),
    (3, Weather { name: "rain", refused_now: 10, flood: 10, lost: 6, cut: 4, bad: 3, slow: 20 }),
    (2, Weather { name: "storm", refused_now: 30, flood: 20, lost: 15, cut: 15, bad: 2, slow: 30 }),
    (1, Weather { name: "messenger away", refused_now: 100, ..FINE }),
    (1, Weather { name: "answers lost", lost: 100, ..FINE }),
    (1, Weather { name: "connections lost", cut: 100, ..FINE }),
];

impl World {
    /// Lives through one world.
    pub(crate) async fn play(seed: u64, quiet: Arc<Quiet>) {
        let mut world = Self::new(seed, quiet).await;
        world.start().await;
        let days = world.dice.between(4, 16);
        world.live(SignedDuration::from_hours(24 * days)).await;
        if seed % SHARED_EVERY == SHARED_AT {
            world.share().await;
        }
        world.calm_down().await;
        world.live(CALM).await;
        world.say_good_bye().await;
    }

    async fn new(seed: u64, quiet: Arc<Quiet>) -> Self {
        let mut dice = Dice::new(seed, 0);
        let now: Timestamp = dice.one_of(&BEGINNINGS).expect("there are some").parse().expect("an instant");
        let stage = Stage::new(now, quiet);
        let database = Database::open("sqlite::memory:", false).await.expect("memory is there");
        for zone in CLINICS {
            let (name, zone) = ("Back in Balance".to_owned(), zone.map(str::to_owned));
            let clinic = Clinic { id: ClinicId(0), name, zone, phone: None, country: None };
            database.put_clinic(&clinic).await.expect("the database answers");
        }
        let count = dice.between(1, 9);
        let clients: Vec<Client> =
            (1..=count).map(|number| Client::new(seed, number, CLINICS.len())).collect();
        let mut world = Self {
            seed,
            dice,
            stage,
            database: Arc::new(database),
            version: 0,
            process: None,
            pair: Vec::new(),
            clients,
            agenda: BTreeMap::new(),
            things: 0,
            open: BTreeMap::new(),
            calls: BTreeMap::new(),
            weather: FINE,
            turns: 0,
        };
        for client in 0..world.clients.len() {
            let minutes = world.dice.between(0, 600);
            world.plan(SignedDuration::from_mins(minutes), Thing::Client(client));
        }
        world.plan(SignedDuration::from_mins(5), Thing::Trouble);
        world
    }

    // --- time ---------------------------------------------------------------------------------------------

    fn now(&self) -> Timestamp {
        self.stage.lock().now
    }

    fn plan(&mut self, after: SignedDuration, thing: Thing) {
        self.things += 1;
        self.agenda.insert((self.now() + after, self.things), thing);
    }

    fn tell(&self, what: impl Into<String>) {
        let mut scene = self.stage.lock();
        let now = scene.now;
        scene.model.history.tell(now, None, what.into());
    }

    /// Lets everything happen that happens in this time.
    async fn live(&mut self, time: SignedDuration) {
        let end = self.now() + time;
        loop {
            self.turns += 1;
            assert!(self.turns < TURNS_MAX, "world {} does not come to rest", self.seed);
            self.stage.quiet.rest().await;
            self.judge();
            let dead = self.stage.lock().dead;
            if let Some(point) = dead {
                self.tell(format!("killed at {point:?}"));
                self.kill().await;
                continue;
            }
            if std::mem::take(&mut self.stage.lock().followed) {
                self.open.clear();
            }
            if self.begin_anew().await {
                continue;
            }
            let calls = self.stage.lock().telegram.take_calls();
            if !calls.is_empty() {
                for call in calls {
                    self.called(call);
                }
                continue;
            }
            let planned = self.agenda.first_key_value().map(|((at, _), _)| *at);
            let next = [planned, self.alarm().await].into_iter().flatten().min();
            let next = next.filter(|next| *next <= end);
            self.pass_until(next.unwrap_or(end)).await;
            if next.is_none() {
                return;
            }
            while let Some(thing) = self.next_thing() {
                self.happen(thing).await;
            }
        }
    }

    /// What is to happen now.
    fn next_thing(&mut self) -> Option<Thing> {
        let now = self.now();
        let entry = self.agenda.first_entry().filter(|entry| entry.key().0 <= now)?;
        Some(entry.remove())
    }

    /// When the bot wants to go on by itself.
    async fn alarm(&self) -> Option<Timestamp> {
        let awaited = self.stage.clock.awaited(SignedDuration::from_hours(24 * 365));
        let awaited = tokio::select! {
            biased;
            at = awaited => Some(at),
            () = std::future::ready(()) => None,
        };
        awaited.map(|at| self.now() + at.duration_since(self.stage.clock.now()))
    }

    /// Time passes, and Telegram answers polls meanwhile.
    async fn pass_until(&mut self, until: Timestamp) {
        let mut left = until.duration_since(self.now());
        if let Some(process) = &self.process
            && left > POLL
        {
            // Nothing happens to the bot while it is only told that time passes.
            let armed = self.stage.lock().armed.take();
            let mut at = self.stage.clock.now();
            let end = at + left;
            while at < end {
                for _ in 0..POLLS {
                    at = (at + POLL).min(end);
                    process.door.polled(at);
                }
                process.door.hand_in(Vec::new()).await.expect("the door is open");
            }
            self.stage.lock().armed = armed;
        }
        left = left.max(SignedDuration::ZERO);
        let clock = self.stage.clock.now() + left;
        self.stage.lock().now += left;
        self.stage.clock.set(clock);
    }

    // --- what happens -------------------------------------------------------------------------------------

    async fn happen(&mut self, thing: Thing) {
        match thing {
            Thing::Client(client) => {
                self.client_acts(client);
                let pause = self.clients[client].pause();
                self.plan(pause, Thing::Client(client));
            }
            Thing::Answer(call, delivery) => self.answer(call, delivery),
            Thing::Trouble => {
                let is_alone = self.pair.is_empty();
                if is_alone {
                    self.trouble().await;
                } else {
                    self.trouble_of_two().await;
                }
                let minutes = self.dice.between(1, if is_alone { 400 } else { 10 });
                self.plan(SignedDuration::from_mins(minutes), Thing::Trouble);
            }
            Thing::Fine => self.weather = FINE,
            Thing::Start => self.start().await,
            Thing::Thaw(ice) => self.thaw(&ice),
        }
    }

    fn client_acts(&mut self, client: usize) {
        let client = &mut self.clients[client];
        let mut scene = self.stage.lock();
        let now = scene.now;
        let act = client.act(scene.telegram.screen(client.chat), now);
        let number = scene.telegram.push(client.chat, &client.person, act.clone(), now);
        scene.model.pushed(number, client.chat, &act);
        scene.model.history.tell(
            now,
            Some(client.chat),
            format!("client: update {} {}", number.0, told(&act)),
        );
    }

    async fn trouble(&mut self) {
        match self.dice.between(0, 99) {
            0..50 => {
                let point = self.dice.one_of(&Point::ALL);
                self.stage.lock().armed = point;
            }
            50..58 => {
                self.tell("killed");
                self.kill().await;
            }
            58..64 => self.stop().await,
            64..74 => self.stage.lock().deaf = true,
            74..80 => self.jump(),
            _ => self.change_weather(),
        }
    }

    fn change_weather(&mut self) {
        self.weather = self.dice.weighed(&WEATHERS);
        let minutes = self.dice.weighed(&[(6, 3), (2, 20), (1, 120)]);
        self.tell(format!("weather: {} for {minutes} min", self.weather.name));
        self.plan(SignedDuration::from_mins(minutes), Thing::Fine);
    }

    /// The machine's clock is set.
    fn jump(&mut self) {
        let hours = self.dice.one_of(&[-1, 1, -24, 24]).expect("there are some");
        self.tell(format!("the clock is set by {hours} h"));
        self.stage.clock.advance(SignedDuration::from_hours(hours));
        let mut scene = self.stage.lock();
        let now = scene.now;
        scene.model.anew(now);
    }

    // --- lives --------------------------------------------------------------------------------------------

    async fn start(&mut self) {
        if self.process.is_some() {
            return;
        }
        if self.dice.percent(20) {
            self.version = 1 - self.version;
        }
        self.tell(format!("started, with version {} of the content", self.version));
        {
            let mut scene = self.stage.lock();
            let now = scene.now;
            (scene.dead, scene.armed) = (None, None);
            scene.model.anew(now);
        }
        let script = Arc::clone(&SCRIPTS[self.version]);
        self.process = Some(Process::start(script, &self.database, &self.stage, false).await);
    }

    async fn kill(&mut self) {
        let Some(process) = self.process.take() else { return };
        process.kill().await;
        self.open.clear();
        self.stage.lock().telegram.take_calls();
        self.stage.lock().model.crashed();
        self.stage.lock().dead = None;
        self.plan_start();
    }

    async fn stop(&mut self) {
        let Some(process) = self.process.take() else { return };
        self.end_well(process).await;
        self.plan_start();
    }

    async fn end_well(&mut self, process: Process) {
        self.tell("stopped");
        self.stage.lock().armed = None;
        let stopping = tokio::spawn(process.stop());
        self.stage.quiet.rest().await;
        let new = self.stage.lock().telegram.take_calls();
        for call in std::mem::take(&mut self.open).into_values().chain(new) {
            self.end(call, Delivery::Unknown);
        }
        stopping.await.expect("it stops");
        self.stage.lock().model.crashed();
    }

    fn plan_start(&mut self) {
        let minutes = self.dice.weighed(&[(12, 0), (4, 2), (2, 60), (1, 30 * 60)]);
        let after = SignedDuration::from_mins(self.dice.between(0, minutes));
        self.plan(after, Thing::Start);
    }

    // --- two at once --------------------------------------------------------------------------------------

    /// Two processes share the work for a while.
    async fn share(&mut self) {
        self.stop().await;
        self.stage.lock().armed = None;
        self.agenda.retain(|_, thing| !matches!(thing, Thing::Start));
        self.tell("two processes share the work");
        self.join().await;
        self.join().await;
        self.plan(SignedDuration::from_mins(1), Thing::Trouble);
        self.live(SHARED).await;
        for process in std::mem::take(&mut self.pair) {
            self.thaw(&process.ice);
            // What it was in the middle of, it learns now: perhaps that others took it for dead.
            self.stage.quiet.rest().await;
            self.end_well(process).await;
        }
        self.start().await;
    }

    async fn join(&mut self) {
        let script = Arc::clone(&SCRIPTS[self.version]);
        self.pair.push(Process::start(script, &self.database, &self.stage, true).await);
    }

    /// A process that was taken for dead, and knows it, begins anew. Gives whether there was one.
    async fn begin_anew(&mut self) -> bool {
        let evicted = |process: &Process| process.is_evicted() && !process.ice.is_frozen();
        let Some(place) = self.pair.iter().position(evicted) else { return false };
        self.tell("a process that was taken for dead begins anew");
        self.pair.remove(place).stop().await;
        self.join().await;
        true
    }

    async fn trouble_of_two(&mut self) {
        let place = self.pair.iter().position(|process| process.is_keeper() && !process.ice.is_frozen());
        match (self.dice.between(0, 99), place) {
            (0..60, Some(keeper)) => {
                let seconds = self.dice.between(1, 20);
                self.tell(format!("the keeper stands still for {seconds} s"));
                let ice = self.pair[keeper].ice.clone();
                ice.freeze();
                self.plan(SignedDuration::from_secs(seconds), Thing::Thaw(ice));
            }
            (60..75, Some(keeper)) => {
                self.tell("the keeper is killed");
                self.pair.remove(keeper).kill().await;
                self.open.clear();
                self.stage.lock().telegram.take_calls();
                self.join().await;
            }
            (75..85, Some(keeper)) => {
                let process = self.pair.remove(keeper);
                self.end_well(process).await;
                self.join().await;
            }
            _ => self.change_weather(),
        }
    }

    fn thaw(&self, ice: &Ice) {
        self.tell("it goes on");
        ice.thaw();
        let mut scene = self.stage.lock();
        let now = scene.now;
        scene.model.held_up(now);
    }

    // --- calls --------------------------------------------------------------------------------------------

    /// A call came in: it is taken or not, and answered sooner or later.
    fn called(&mut self, call: Call) {
        let (chat, weather) = (call.row.chat, self.weather);
        let seed = self.seed;
        let dice = self.calls.entry(chat).or_insert_with(|| Dice::new(seed, -chat.0));
        let mut scene = self.stage.lock();
        let now = scene.now;
        if scene.dies(Point::BeforeCall) {
            return;
        }
        scene.model.called(now, self.stage.clock.now(), &call.row);
        let throw = u32::try_from(dice.between(0, 99)).unwrap_or(0);
        let Weather { refused_now, flood, lost, cut, bad, slow, .. } = weather;
        let take = |scene: &mut crate::scene::Scene| {
            let delivery = scene.telegram.take(&call.row);
            if matches!(delivery, Delivery::Done(_)) {
                scene.model.taken(call.row.id);
            }
            delivery
        };
        let delivery = if throw < refused_now {
            Delivery::NotSent { wait: None }
        } else if throw < refused_now + flood {
            let scope = if dice.percent(80) { Scope::Chat } else { Scope::Bot };
            let seconds = u64::try_from(dice.between(1, 40)).unwrap_or(1);
            Delivery::NotSent { wait: Some((Duration::from_secs(seconds), scope)) }
        } else if throw < refused_now + flood + lost {
            take(&mut scene);
            Delivery::Unknown
        } else if throw < refused_now + flood + lost + cut {
            Delivery::Unknown
        } else if throw < refused_now + flood + lost + cut + bad && call.row.class != Class::Urgent {
            Delivery::Refused
        } else {
            take(&mut scene)
        };
        let is_slow = u32::try_from(dice.between(0, 99)).unwrap_or(0) < slow;
        let millis = if is_slow { dice.between(1_000, 30_000) } else { dice.between(0, 200) };
        scene.model.history.tell(
            now,
            Some(chat),
            format!("call of row {}: {}, after {millis} ms", call.row.id.0, told_end(delivery)),
        );
        let dies = scene.dies(Point::BeforeAnswer);
        drop(scene);
        if dies {
            return;
        }
        self.things += 1;
        let number = self.things;
        self.open.insert(number, call);
        self.plan(SignedDuration::from_millis(millis), Thing::Answer(number, delivery));
    }

    fn answer(&mut self, call: u64, delivery: Delivery) {
        if let Some(call) = self.open.remove(&call) {
            self.end(call, delivery);
        }
    }

    fn end(&self, call: Call, delivery: Delivery) {
        let mut scene = self.stage.lock();
        let now = scene.now;
        scene.model.answered(now, call.row.id, delivery);
        let _ = call.answer.send(delivery);
    }

    // --- the end ------------------------------------------------------------------------------------------

    /// No more trouble, and nobody does anything.
    async fn calm_down(&mut self) {
        self.tell("calm");
        self.weather = FINE;
        self.stage.lock().armed = None;
        self.agenda.retain(|_, thing| matches!(thing, Thing::Answer(..)));
        self.start().await;
        for client in 0..self.clients.len() {
            let client = &self.clients[client];
            let mut scene = self.stage.lock();
            let now = scene.now;
            scene.telegram.screen(client.chat).blocked = false;
            let act = Act::Command(Command::Help, Typed(String::new()));
            let number = scene.telegram.push(client.chat, &client.person, act.clone(), now);
            scene.model.pushed(number, client.chat, &act);
            scene.model.history.tell(now, Some(client.chat), format!("client: update {} /help", number.0));
        }
    }

    async fn say_good_bye(&mut self) {
        self.stage.lock().model.ended();
        self.judge();
        let process = self.process.take().expect("it runs");
        process.stop().await;
    }

    /// Fails with the first thing that did not hold.
    fn judge(&self) {
        let scene = self.stage.lock();
        if let Some((chat, what)) = scene.model.faults.first() {
            let story = scene.model.history.of(*chat, 60);
            panic!("{what}\n\nworld {}, chat {}; what happened before:\n{story}", self.seed, chat.0);
        }
    }
}

fn told(act: &Act) -> String {
    match act {
        Act::Text(Typed(text)) => format!("types {text:?}"),
        Act::Press { data, message } => format!("presses {data} under {:?}", message.map(|id| id.0)),
        act => format!("{act:?}"),
    }
}

fn told_end(delivery: Delivery) -> String {
    match delivery {
        Delivery::Done(id) => format!("taken as {}", id.0),
        other => format!("{other:?}"),
    }
}
