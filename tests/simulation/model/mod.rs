//! What must hold, as simply as it can be said. It is told what was committed, called, answered and lost; it
//! knows nothing of how the bot does it.

mod ledger;
mod pace;

use std::collections::BTreeMap;

use aftercare::{
    engine::{Act, ChatId, CheckIn, Class, Mark},
    runtime::Delivery,
    store::{OutboxRow, Request, RowId, UpdateId},
};
use jiff::{SignedDuration, Timestamp};

use self::pace::Pace;
use crate::{history::History, telegram::Update};

/// What is withdrawn is not sent any more; what is on its way to the messenger by then is not called back.
const CALLED_BACK: SignedDuration = SignedDuration::from_secs(5);

/// After so many ends that nobody knows, an urgent advice is tried again less often.
const QUICK_TRIES: u32 = 10;

pub(crate) struct Model {
    pub(crate) history: History,
    /// What did not hold, and for whom.
    pub(crate) faults: Vec<(ChatId, String)>,
    updates: BTreeMap<UpdateId, Came>,
    /// The rows that have not ended.
    rows: BTreeMap<RowId, Row>,
    /// Rows that were erased while a sender had them, and when.
    erased: BTreeMap<RowId, (ChatId, Timestamp)>,
    chats: BTreeMap<ChatId, Chat>,
    pace: Pace,
}

/// An update.
struct Came {
    chat: ChatId,
    /// Whatever the bot thinks of it, it says something.
    answered: bool,
    committed: bool,
    lost: bool,
}

/// A committed message.
struct Row {
    message: OutboxRow,
    in_flight: bool,
    /// Ends of calls that nobody knows.
    unknown: u32,
    last: Option<Delivery>,
    /// The messenger has it so often.
    takes: u32,
    /// So often it may have it: once, and once more for each lost answer and each crash with that call under way.
    allowed: u32,
    /// The messenger has it, and this is not committed yet.
    unsettled: bool,
    /// Nobody wants it any more, since then.
    withdrawn: Option<Timestamp>,
}

#[derive(Default)]
struct Chat {
    /// Which promise counts: another one begins when everything is erased or the consent is taken back.
    epoch: u32,
    consent: bool,
    stopped: Option<Timestamp>,
    check_ins: BTreeMap<(u32, u32), CheckIn>,
}

impl Model {
    pub(crate) fn new(now: Timestamp) -> Self {
        Self {
            history: History::default(),
            faults: Vec::new(),
            updates: BTreeMap::new(),
            rows: BTreeMap::new(),
            erased: BTreeMap::new(),
            chats: BTreeMap::new(),
            pace: Pace::new(now),
        }
    }

    fn fault(&mut self, chat: ChatId, what: impl Into<String>) {
        self.faults.push((chat, what.into()));
    }

    // --- updates ------------------------------------------------------------------------------------------

    pub(crate) fn pushed(&mut self, number: UpdateId, chat: ChatId, act: &Act) {
        let answered = matches!(act, Act::Text(_) | Act::Start(_));
        self.updates.insert(number, Came { chat, answered, committed: false, lost: false });
    }

    /// Telegram will not give it any more, and nobody took it.
    pub(crate) fn lost(&mut self, update: &Update) {
        if let Some(came) = self.updates.get_mut(&update.number) {
            came.lost = true;
        }
    }

    pub(crate) fn acknowledged(&mut self, updates: &[Update]) {
        for update in updates {
            if !self.updates.get(&update.number).is_some_and(|came| came.committed) {
                self.fault(
                    update.chat,
                    format!("update {} is acknowledged and not durable", update.number.0),
                );
            }
        }
    }

    // --- calls --------------------------------------------------------------------------------------------

    pub(crate) fn called(&mut self, now: Timestamp, bot: Timestamp, row: &OutboxRow) {
        self.check_order(row);
        self.check_unasked(now, bot, row);
        if let Err(what) = self.pace.called(now, row) {
            self.fault(row.chat, what);
        }
        // A sender that is about to call cannot know of what is erased at that moment.
        let just_erased = self.erased.get(&row.id).is_some_and(|(_, erased)| *erased == now);
        if !self.rows.contains_key(&row.id) && !just_erased {
            self.fault(row.chat, format!("row {} is sent, and is not there (any more)", row.id.0));
        }
    }

    /// What was committed earlier goes out earlier.
    fn check_order(&mut self, row: &OutboxRow) {
        if row.class == Class::Unasked {
            return;
        }
        let earlier = self.rows.values().find(|earlier| {
            earlier.message.chat == row.chat
                && earlier.message.class == row.class
                && earlier.message.id < row.id
                && !self.is_overtaken(&earlier.message)
        });
        if let Some(earlier) = earlier {
            let (first, second) = (earlier.message.id.0, row.id.0);
            self.fault(row.chat, format!("row {second} is sent before the end of row {first} is durable"));
        }
    }

    /// Whether a later change of the same message makes this one needless.
    fn is_overtaken(&self, row: &OutboxRow) -> bool {
        row.request.target().is_some()
            && self.rows.range(row.id..).skip(1).any(|(_, later)| {
                later.message.chat == row.chat && later.message.request.overtakes(&row.request)
            })
    }

    fn check_unasked(&mut self, now: Timestamp, bot: Timestamp, row: &OutboxRow) {
        if row.class != Class::Unasked {
            return;
        }
        if !row.at_night && crate::promise::is_night(bot, &ledger::zone(row)) {
            self.fault(row.chat, format!("row {} is sent at night", row.id.0));
        }
        if row.latest.is_some_and(|latest| bot > latest) {
            self.fault(row.chat, format!("row {} is sent when it is no longer useful", row.id.0));
        }
        let is_over = |since: Timestamp| now.duration_since(since) > CALLED_BACK;
        if self.chats.get(&row.chat).and_then(|chat| chat.stopped).is_some_and(is_over) {
            self.fault(row.chat, format!("row {} is sent after /stop", row.id.0));
        }
        if self.rows.get(&row.id).and_then(|row| row.withdrawn).is_some_and(is_over) {
            self.fault(row.chat, format!("row {} is sent, and was withdrawn", row.id.0));
        }
    }

    /// The messenger has it.
    pub(crate) fn taken(&mut self, id: RowId) {
        let Some(row) = self.rows.get_mut(&id) else { return };
        row.takes += 1;
        row.unsettled = true;
        if row.takes > row.allowed {
            let chat = row.message.chat;
            self.fault(chat, format!("row {} is sent again, and every answer had come", id.0));
        }
    }

    pub(crate) fn answered(&mut self, now: Timestamp, id: RowId, delivery: Delivery) {
        let Some(row) = self.rows.get_mut(&id) else {
            // Its chat waited for the end of the call all the same.
            if let Some((chat, _)) = self.erased.get(&id).copied() {
                self.pace.answered(now, chat, delivery, false);
            }
            return;
        };
        row.last = Some(delivery);
        if delivery == Delivery::Unknown {
            row.unknown += 1;
            if std::mem::take(&mut row.unsettled) {
                row.allowed += 1;
            }
        }
        let (chat, patient) =
            (row.message.chat, row.message.class == Class::Urgent && row.unknown >= QUICK_TRIES);
        self.pace.answered(now, chat, delivery, patient);
    }

    // --- lives --------------------------------------------------------------------------------------------

    /// The bot has started, or the clock of its machine was set: it knows nothing of what was, but has to send
    /// what is there.
    pub(crate) fn anew(&mut self, now: Timestamp) {
        self.pace = Pace::new(now);
        for row in self.rows.values() {
            self.pace.queued(now, &row.message);
        }
    }

    /// The bot could do nothing until now.
    pub(crate) fn held_up(&mut self, now: Timestamp) {
        self.pace.held_up(now);
    }

    /// Everything that the bot had in memory is gone.
    pub(crate) fn crashed(&mut self) {
        let mut repeats: BTreeMap<ChatId, Vec<i64>> = BTreeMap::new();
        for (id, row) in &mut self.rows {
            if std::mem::take(&mut row.unsettled) {
                row.allowed += 1;
                repeats.entry(row.message.chat).or_default().push(id.0);
            }
        }
        for (chat, rows) in repeats {
            if rows.len() > 1 {
                self.fault(chat, format!("a kill makes several messages of one chat repeat: {rows:?}"));
            }
        }
    }

    pub(crate) fn claimed(&mut self, rows: &[OutboxRow]) {
        for row in rows {
            if let Some(known) = self.rows.get_mut(&row.id) {
                known.in_flight = true;
            }
        }
    }

    pub(crate) fn adopted(&mut self) {
        for row in self.rows.values_mut().filter(|row| row.in_flight) {
            row.in_flight = false;
            row.unknown = row.unknown.max(1);
        }
    }

    // --- the end ------------------------------------------------------------------------------------------

    /// All is well for a long time: everything has found its end.
    pub(crate) fn ended(&mut self) {
        let mut faults = Vec::new();
        for (number, came) in &self.updates {
            if !came.committed && !came.lost {
                faults.push((came.chat, format!("update {} was never handled", number.0)));
            }
        }
        for (id, row) in &self.rows {
            faults.push((row.message.chat, format!("row {} never ended", id.0)));
        }
        for (chat, state) in &self.chats {
            let open = state.check_ins.iter().filter(|((epoch, _), _)| *epoch == state.epoch);
            for ((_, generation), check_in) in open {
                if check_in.end.is_none() {
                    faults.push((*chat, format!("planned message {generation} never ended")));
                }
            }
        }
        self.faults.extend(faults);
    }

    /// What was committed about this row: for whoever tells its story.
    pub(crate) fn tells(row: &OutboxRow) -> String {
        let what = match row.request {
            Request::Send(_) => "message",
            Request::Edit(..) => "edit",
            Request::Strip(_) => "strip",
        };
        let mark = match row.mark {
            Mark::None => String::new(),
            Mark::Card(round) => format!(", card {round}"),
            Mark::CheckIn(generation) => format!(", planned {generation}"),
        };
        format!("{:?} {what} {}{mark}", row.class, row.id.0)
    }
}
