//! One life of the bot: the real runtime, door and sender, and a poller that asks the Telegram of this world.

use std::sync::Arc;

use aftercare::{
    runtime::{Clock as _, Door, DoorHandle, Keeper, Lanes, Limits, ManualClock, Runtime, Sender},
    script::Script,
    store::Database,
};
use jiff::{SignedDuration, Timestamp};
use tokio::{sync::watch, task::JoinHandle};

use crate::{
    lease::Ice,
    scene::{Point, Stage},
    store::Watched,
    telegram::Update,
};

/// The limits as they are by default.
pub(crate) const LIMITS: Limits = Limits { all: 30.0, chat: 1.0 };

/// Telegram answers a poll after so long. Where time passes in long steps, the world tells of that instead.
const HOLD: SignedDuration = SignedDuration::from_secs(50);

pub(crate) struct Process {
    pub(crate) door: DoorHandle,
    /// Holds it still.
    pub(crate) ice: Ice,
    runtime: Arc<Runtime<Watched, ManualClock>>,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
    leave: watch::Sender<bool>,
    keeper: JoinHandle<()>,
}

impl Process {
    pub(crate) async fn start(
        script: Arc<Script>,
        database: &Arc<Database>,
        stage: &Stage,
        is_shared: bool,
    ) -> Self {
        let store = Watched::new(database, stage, is_shared);
        let lanes = Lanes::new(LIMITS, script.quiet());
        let runtime = Runtime::new(script, store, stage.clock.clone()).await.expect("the database answers");
        let runtime = Arc::new(runtime);
        let (sender, rows) = Sender::new(Arc::clone(&runtime), stage.clone(), lanes);
        let (work, door) =
            Door::open(Arc::clone(&runtime), rows.clone()).await.expect("the database answers");
        let keeper = Keeper::new(Arc::clone(&runtime), door.downgrade(), rows);
        let (leave, left) = watch::channel(false);
        let (stop, stopped) = watch::channel(false);
        let ice = Ice::default();
        let keeper = tokio::spawn(ice.clone().over(keeper.run(left)));
        let hold = is_shared.then_some(HOLD);
        let poll = poll_while_kept(Arc::clone(&runtime), stage.clone(), door.clone(), hold, stopped.clone());
        let tasks = vec![
            tokio::spawn(ice.clone().over(poll)),
            tokio::spawn(ice.clone().over(sender.run(door.clone(), stopped))),
            tokio::spawn(ice.clone().over(work.run())),
        ];
        Self { door, ice, runtime, stop, tasks, leave, keeper }
    }

    /// Whether it knows that others took it for dead: then it has to begin anew.
    pub(crate) fn is_evicted(&self) -> bool {
        self.runtime.post().is_evicted()
    }

    pub(crate) fn is_keeper(&self) -> bool {
        self.runtime.post().is_keeper(self.runtime.clock().now())
    }

    /// As SIGKILL does it.
    pub(crate) async fn kill(self) {
        let tasks: Vec<_> = self.tasks.into_iter().chain([self.keeper]).collect();
        for task in &tasks {
            task.abort();
        }
        for task in tasks {
            let ended = task.await;
            assert!(!ended.is_err_and(|end| end.is_panic()), "nothing panics");
        }
    }

    /// As SIGTERM does it. Calls under way must have ended, or they are waited for.
    pub(crate) async fn stop(self) {
        let Self { door, stop, tasks, leave, keeper, .. } = self;
        let _ = stop.send(true);
        drop(door);
        for task in tasks {
            task.await.expect("nothing panics");
        }
        let _ = leave.send(true);
        keeper.await.expect("nothing panics");
    }
}

async fn poll_while_kept(
    runtime: Arc<Runtime<Watched, ManualClock>>,
    stage: Stage,
    door: DoorHandle,
    hold: Option<SignedDuration>,
    stop: watch::Receiver<bool>,
) {
    let work = || poll(stage.clone(), door.clone(), hold, stop.clone());
    runtime.post().while_kept(runtime.clock(), stop.clone(), work).await;
}

/// Takes updates and acknowledges them when they are durable.
async fn poll(stage: Stage, door: DoorHandle, hold: Option<SignedDuration>, mut stop: watch::Receiver<bool>) {
    let arrived = Arc::clone(&stage.lock().telegram.arrived);
    door.polled(stage.clock.now());
    loop {
        let updates = stage.lock().polled();
        if updates.is_empty() {
            let answered = hold.map_or(Timestamp::MAX, |hold| stage.clock.now() + hold);
            tokio::select! {
                () = arrived.notified() => {}
                () = stage.clock.until(answered) => door.polled(stage.clock.now()),
                _ = stop.wait_for(|stop| *stop) => return,
            }
            continue;
        }
        door.polled(stage.clock.now());
        stage.pass(Point::Received).await;
        let batch = updates.iter().map(Update::incoming).collect();
        if door.hand_in(batch).await.is_err() {
            return;
        }
        stage.lock().acknowledged(&updates);
    }
}
