//! One life of the bot: the real runtime, door and sender, and a poller that asks the Telegram of this world.

use std::sync::Arc;

use aftercare::{
    runtime::{Clock as _, Door, DoorHandle, Lanes, Limits, Runtime, Sender},
    script::Script,
    store::Database,
};
use tokio::{sync::watch, task::JoinHandle};

use crate::{
    scene::{Point, Stage},
    store::Watched,
    telegram::Update,
};

/// The limits as they are by default.
pub(crate) const LIMITS: Limits = Limits { all: 30.0, chat: 1.0 };

pub(crate) struct Process {
    pub(crate) door: DoorHandle,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Process {
    pub(crate) async fn start(script: Arc<Script>, database: &Arc<Database>, stage: &Stage) -> Self {
        let store = Watched { inner: Arc::clone(database), stage: stage.clone() };
        let lanes = Lanes::new(LIMITS, script.quiet());
        let runtime = Runtime::new(script, store, stage.clock.clone()).await.expect("the database answers");
        let runtime = Arc::new(runtime);
        let (sender, rows) = Sender::new(Arc::clone(&runtime), stage.clone(), lanes);
        let (work, door) = Door::open(runtime, rows).await.expect("the database answers");
        let (stop, stopped) = watch::channel(false);
        let tasks = vec![
            tokio::spawn(poll(stage.clone(), door.clone(), stopped.clone())),
            tokio::spawn(sender.run(door.clone(), stopped)),
            tokio::spawn(work.run()),
        ];
        Self { door, stop, tasks }
    }

    /// As SIGKILL does it.
    pub(crate) async fn kill(self) {
        for task in &self.tasks {
            task.abort();
        }
        for task in self.tasks {
            let _ = task.await;
        }
    }

    /// As SIGTERM does it. Calls under way must have ended, or they are waited for.
    pub(crate) async fn stop(self) {
        let Self { door, stop, tasks } = self;
        let _ = stop.send(true);
        drop(door);
        for task in tasks {
            task.await.expect("nothing panics");
        }
    }
}

/// Takes updates and acknowledges them when they are durable.
async fn poll(stage: Stage, door: DoorHandle, mut stop: watch::Receiver<bool>) {
    let arrived = Arc::clone(&stage.lock().telegram.arrived);
    door.polled(stage.clock.now());
    loop {
        let updates = stage.lock().polled();
        if updates.is_empty() {
            tokio::select! {
                () = arrived.notified() => {}
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
