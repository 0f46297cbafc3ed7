//! A world: things happen on the stage, and after each of them it is checked that every promise holds.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    sync::Arc,
};

use aftercare::{
    engine::{Act, CheckIn, Command, Person, Typed, Visit, story},
    link::{ClinicId, Link, Ticket},
    script::Script,
};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use crate::{
    happening::{BEGINNINGS, CLINICS, Happening, ZONES},
    model::hours,
    stage::{Net, Stage},
};

/// Answers of mild pain, or none.
const MILD: [&str; 11] =
    [".open", ".w_none", ".t_today", ".lt24", ".neck", ".dull", ".1", ".better", ".none", ".no", ".0"];

/// What has happened so far, as far as it excuses that something was not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fact {
    Answered,
    Stopped,
    Withdrawn,
    Blocked,
    Moved,
    Zone,
    Urgent,
    Seen,
    /// An outage, a messenger that was not there, or a clock that jumped.
    Trouble,
    Mute,
    Refused,
    SeveralVisits,
}

/// A row as it was seen last.
#[derive(Clone)]
pub(crate) struct Known {
    pub(crate) row: CheckIn,
    /// The promise that it belongs to: another one begins with `/forget` and when the consent is taken back.
    pub(crate) epoch: u32,
}

pub(crate) struct World {
    script: Arc<Script>,
    pub(crate) stage: Stage,
    pub(crate) past: BTreeSet<Fact>,
    pub(crate) stopped: bool,
    pub(crate) blocked_at: Option<Timestamp>,
    /// When the client did something last.
    pub(crate) acted_at: Option<Timestamp>,
    clinic: Option<usize>,
    chosen: Option<&'static str>,
    pub(crate) visits: Vec<Visit>,
    /// The rows of this chat since the last `/forget`, by generation.
    pub(crate) known: BTreeMap<u32, Known>,
    /// Those that may have come without our hearing of it.
    pub(crate) unheard: BTreeSet<u32>,
    pub(crate) epoch: u32,
    pub(crate) log: String,
}

impl World {
    pub(crate) async fn new(script: Arc<Script>, beginning: usize, russian: bool) -> Self {
        let now = BEGINNINGS[beginning].parse().unwrap();
        let mut stage = Stage::new(Arc::clone(&script), now, &CLINICS).await;
        let language = if russian { "ru" } else { "en" };
        stage.person = Person { name: None, language: Some(language.to_owned()) };
        Self {
            script,
            stage,
            past: BTreeSet::new(),
            stopped: false,
            blocked_at: None,
            acted_at: None,
            clinic: None,
            chosen: None,
            visits: Vec::new(),
            known: BTreeMap::new(),
            unheard: BTreeSet::new(),
            epoch: 0,
            log: String::new(),
        }
    }

    /// The client's clock, as far as anybody told us.
    pub(crate) fn zone(&self) -> TimeZone {
        let clinic = self.clinic.and_then(|clinic| CLINICS[clinic]);
        let named = |name: Option<&str>| TimeZone::get(name?).ok();
        named(self.chosen).or_else(|| named(clinic)).unwrap_or(TimeZone::UTC)
    }

    pub(crate) async fn happen(&mut self, happening: Happening) {
        use Happening as H;
        self.note(&format!("{happening:?}"));
        match happening {
            H::Visit { clinic, minutes_ago } => {
                let ended_at = self.stage.now() - SignedDuration::from_mins(minutes_ago);
                self.tap(clinic, Some(ended_at)).await;
            }
            H::SameMinute { clinic } => {
                let ended_at = self.visits.last().map(|visit| visit.ended_at);
                self.tap(clinic, ended_at.or(Some(self.stage.now()))).await;
            }
            H::Link { clinic } => self.tap(clinic, None).await,
            H::Answer { seed, turns } => self.answer(seed, turns).await,
            H::WriteFirst { seed } => {
                self.command(Command::Check).await;
                self.answer(seed, 24).await;
            }
            H::Stop => {
                self.past.insert(Fact::Stopped);
                self.stopped = true;
                self.command(Command::Stop).await;
            }
            H::Start => self.start(Link::None).await,
            H::Cancel => self.command(Command::Cancel).await,
            H::Withdraw => {
                self.past.insert(Fact::Withdrawn);
                self.epoch += 1;
                self.act(Act::Press { data: "withdraw".to_owned(), message: None }).await;
            }
            H::Forget => self.forget().await,
            H::Block => {
                self.past.insert(Fact::Blocked);
                self.blocked_at = Some(self.stage.now());
                self.stage.blocked = true;
                self.stage.act(Act::Blocked).await;
                self.check().await;
            }
            H::Unblock => {
                self.unblock();
                self.act(Act::Unblocked).await;
            }
            H::Move { which } => self.move_one(which).await,
            H::Zone { which } => {
                self.past.insert(Fact::Zone);
                self.chosen = Some(ZONES[which]);
                self.act(Act::Press { data: format!("z.{}", ZONES[which]), message: None }).await;
            }
            H::Sign { which } => {
                let signs = &self.script.question("warning").unwrap().answers;
                let sign = &signs[which % (signs.len() - 1)].id;
                let data = format!("w.{sign}");
                self.past.insert(Fact::Urgent);
                self.act(Act::Press { data, message: None }).await;
            }
            H::Seen { yes } => {
                let start = if yes { "n.yes" } else { "n.no" };
                if let Some(act) = self.stage.button(start) {
                    self.past.insert(Fact::Seen);
                    self.act(act).await;
                }
            }
            H::Wait { minutes } => self.stage.advance(SignedDuration::from_mins(minutes)).await,
            H::Next => self.stage.advance_to_next().await,
            H::Outage { minutes } => {
                self.past.insert(Fact::Trouble);
                self.stage.outage(SignedDuration::from_mins(minutes)).await;
            }
            H::Down => self.messenger(Net::Down),
            H::Mute => {
                self.past.insert(Fact::Mute);
                self.messenger(Net::Mute);
            }
            H::Refuses => {
                self.past.insert(Fact::Refused);
                self.messenger(Net::Refuses);
            }
            H::Up => self.messenger(Net::Up),
            H::ClockBack => {
                self.past.insert(Fact::Trouble);
                self.stage.jump(-hours(1)).await;
            }
            H::ClockForwardAYear => {
                self.past.insert(Fact::Trouble);
                self.stage.jump(hours(365 * 24)).await;
            }
            H::ClockAside { hours: aside } => {
                self.past.insert(Fact::Trouble);
                self.stage.jump(hours(aside)).await;
                self.check().await;
                self.stage.jump(-hours(aside)).await;
                self.check().await;
                self.check_nothing_lost();
            }
        }
        self.check().await;
    }

    /// From now on, until it changes again.
    fn messenger(&mut self, net: Net) {
        self.past.insert(Fact::Trouble);
        self.stage.net = net;
    }

    /// All is well for a long time: what was promised has ended by then.
    pub(crate) async fn end(&mut self) {
        self.note("the end");
        self.stage.net = Net::Up;
        self.stage.advance(hours(40 * 24)).await;
        self.check().await;
        let open = self.known.values().find(|known| known.row.end.is_none());
        if let Some(open) = open {
            self.fail(&format!("generation {} never ended", open.row.generation));
        }
    }

    // --- what the client does -----------------------------------------------------------------------------

    async fn tap(&mut self, clinic: usize, ended_at: Option<Timestamp>) {
        let id = ClinicId(u32::try_from(clinic).unwrap() + 1);
        self.clinic = Some(clinic);
        self.start(Link::Ticket(Ticket { clinic: id, ended_at })).await;
    }

    async fn start(&mut self, link: Link) {
        let resumed = std::mem::take(&mut self.stopped);
        self.act(Act::Start(link)).await;
        if resumed {
            self.check_resumed();
        }
    }

    async fn command(&mut self, command: Command) {
        self.act(Act::Command(command, Typed(String::new()))).await;
    }

    async fn move_one(&mut self, which: usize) {
        self.command(Command::Plan).await;
        let Some((id, message)) = self.stage.screen.last() else { return };
        let moves: Vec<_> =
            message.buttons.iter().flatten().filter(|button| button.data.starts_with("v.")).collect();
        if let Some(button) = moves.get(which % moves.len().max(1)) {
            self.past.insert(Fact::Moved);
            self.act(Act::Press { data: button.data.clone(), message: Some(*id) }).await;
        }
    }

    async fn forget(&mut self) {
        self.past.insert(Fact::Withdrawn);
        self.epoch += 1;
        self.stopped = false;
        self.clinic = None;
        self.chosen = None;
        self.visits.clear();
        self.known.clear();
        self.unheard.clear();
        self.act(Act::Press { data: "f.yes".to_owned(), message: None }).await;
        if !self.known.is_empty() {
            self.fail("rows are left after /forget");
        }
    }

    fn unblock(&mut self) {
        self.stage.blocked = false;
        self.blocked_at = None;
    }

    /// Answers what is asked, mostly mildly; never the way back or out.
    async fn answer(&mut self, seed: u32, turns: u8) {
        for turn in 0..turns {
            let Some((id, message)) =
                self.stage.screen.iter().rev().find(|(_, message)| !message.buttons.is_empty())
            else {
                return;
            };
            let forward =
                |data: &&String| ["a.", "t.", "d.", "c.agree."].iter().any(|way| data.starts_with(way));
            let buttons: Vec<&String> =
                message.buttons.iter().flatten().map(|button| &button.data).filter(forward).collect();
            if buttons.is_empty()
                || buttons.iter().all(|data| data.starts_with("t.yes") || data.starts_with("t.no"))
            {
                return;
            }
            let mild = |data: &&&String| {
                data.starts_with("c.agree")
                    || data.starts_with("d.")
                    || MILD.iter().any(|answer| data.ends_with(answer))
            };
            let gentle = buttons.iter().rfind(mild).filter(|_| !seed.is_multiple_of(4) || turn < 2);
            let any = buttons[seed.rotate_left(u32::from(turn) * 5) as usize % buttons.len()];
            let data = gentle.map_or(any, |gentle| *gentle).clone();
            let message = Some(*id);
            self.past.insert(Fact::Answered);
            self.act(Act::Press { data, message }).await;
        }
    }

    async fn act(&mut self, act: Act) {
        if self.stage.blocked {
            self.unblock();
        }
        self.acted_at = Some(self.stage.now());
        self.stage.act(act).await;
        self.check().await;
    }

    // --- the story ----------------------------------------------------------------------------------------

    pub(crate) fn local(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone()).strftime("%F %H:%M %Z").to_string()
    }

    fn note(&mut self, what: &str) {
        let _ = writeln!(self.log, "{}  {what}", self.local(self.stage.now()));
    }

    pub(crate) fn tell(&mut self, row: &CheckIn, how: &str) {
        let CheckIn { generation, purpose, subject, .. } = row;
        let reminder = if row.reminder { " reminder" } else { "" };
        let told = story(row, &self.zone());
        let due = self.local(row.due);
        let _ = writeln!(
            self.log,
            "        {how} {generation}: {purpose}{reminder} of {subject}, due {due}: {told}"
        );
    }

    pub(crate) fn fail(&self, what: &str) -> ! {
        panic!("{what}\n\nat {}, in this world:\n{}", self.local(self.stage.now()), self.log)
    }
}
