//! Reading the chats of a batch: their states, their open planned messages and their clinics; in SQLite first from the
//! copies of what was saved last.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::DatabaseTx;
use crate::{
    engine::{ChatId, CheckIn, Clinic, Conversation, State},
    link::ClinicId,
    store::{
        Loaded, StoreError,
        record::{CheckInRecord, ClinicRecord, Damaged, chat_list, list},
        sql,
    },
};

impl DatabaseTx {
    /// See [`crate::store::Tx::load`].
    pub(super) async fn read_chats(
        &mut self,
        chats: &[ChatId],
        clinics: &[ClinicId],
    ) -> Result<Vec<Loaded>, StoreError> {
        let chats: BTreeSet<ChatId> = chats.iter().copied().collect();
        let mut recent = self.recent(&chats).await?;
        let others: BTreeSet<ChatId> =
            chats.iter().filter(|chat| !recent.contains_key(chat)).copied().collect();
        let mut bodies = self.bodies(&others).await?;
        let queued = self.queued(&chats).await?;
        let mut plans = self.open_plans(&others).await?;
        let mut loaded: Vec<Loaded> = chats
            .into_iter()
            .map(|chat| {
                let loaded = match recent.remove(&chat) {
                    Some(conversation) => {
                        Loaded { conversation, unreadable: false, exists: true, queued: false }
                    }
                    None => read(chat, bodies.remove(&chat), plans.remove(&chat).unwrap_or_default()),
                };
                Loaded { queued: queued.contains(&chat), ..loaded }
            })
            .collect();
        self.add_unsent(&mut loaded).await?;
        self.add_clinics(&mut loaded, clinics).await?;
        Ok(loaded)
    }

    /// The chats that the last batches saved, as they stand in the database.
    async fn recent(
        &mut self,
        chats: &BTreeSet<ChatId>,
    ) -> Result<BTreeMap<ChatId, Conversation>, StoreError> {
        if self.is_shared() {
            return Ok(BTreeMap::new());
        }
        let version: Vec<(i64,)> =
            self.rows(sql::DATA_VERSION, Vec::new(), "look whether others wrote").await?;
        self.recent.at(version.first().map(|(version,)| *version));
        self.read.extend(chats);
        let recent: BTreeMap<ChatId, Conversation> =
            chats.iter().filter_map(|chat| Some((*chat, self.recent.get(*chat)?))).collect();
        #[cfg(debug_assertions)]
        self.compare(&recent).await?;
        Ok(recent)
    }

    /// Every test proves that the copies say what the database does.
    #[cfg(debug_assertions)]
    async fn compare(&mut self, recent: &BTreeMap<ChatId, Conversation>) -> Result<(), StoreError> {
        let chats: BTreeSet<ChatId> = recent.keys().copied().collect();
        let mut bodies = self.known(&chats).await?;
        let mut plans = self.open_plans(&chats).await?;
        for (chat, copy) in recent {
            let Loaded { conversation, .. } =
                read(*chat, bodies.remove(chat), plans.remove(chat).unwrap_or_default());
            assert!(*copy == conversation, "a copy differs from what is saved");
        }
        Ok(())
    }

    /// The saved states, by chat. Where others write too, no other transaction has these chats until this one
    /// ends, the new ones included.
    async fn bodies(&mut self, chats: &BTreeSet<ChatId>) -> Result<BTreeMap<ChatId, String>, StoreError> {
        if chats.is_empty() {
            return Ok(BTreeMap::new());
        }
        let mut bodies = self.known(chats).await?;
        if !self.is_shared() {
            return Ok(bodies);
        }
        let mut missing: BTreeSet<ChatId> =
            chats.iter().filter(|chat| !bodies.contains_key(chat)).copied().collect();
        // Once, unless somebody else makes or erases one of them just now.
        while !missing.is_empty() {
            let parameters = vec![chat_list(&missing).into()];
            let held: Vec<(i64,)> = self.rows(sql::HOLD_PLACES, parameters, "begin conversations").await?;
            for (chat,) in held {
                missing.remove(&ChatId(chat));
                self.places.push(chat);
            }
            let known = if missing.is_empty() { BTreeMap::new() } else { self.known(&missing).await? };
            missing.retain(|chat| !known.contains_key(chat));
            bodies.extend(known);
        }
        // An empty one only holds the place, from an earlier look.
        bodies.retain(|_, body| !body.is_empty());
        Ok(bodies)
    }

    async fn known(&mut self, chats: &BTreeSet<ChatId>) -> Result<BTreeMap<ChatId, String>, StoreError> {
        let parameters = vec![chat_list(chats).into()];
        let rows: Vec<(i64, String)> =
            self.rows(sql::CONVERSATIONS, parameters, "load conversations").await?;
        Ok(rows.into_iter().map(|(chat, body)| (ChatId(chat), body)).collect())
    }

    /// The chats of which rows are queued that this process does not have. Also gets numbers for new rows: only
    /// now, for whoever had one of these chats before has the smaller ones.
    async fn queued(&mut self, chats: &BTreeSet<ChatId>) -> Result<BTreeSet<ChatId>, StoreError> {
        if !self.is_shared() {
            return Ok(BTreeSet::new());
        }
        let parameters = vec![chat_list(chats).into(), self.process.into()];
        let rows: Vec<(Option<i64>, Option<i64>)> =
            self.rows(sql::QUEUED, parameters, "look what is queued").await?;
        self.first_row = rows.iter().find_map(|(number, _)| *number);
        Ok(rows.into_iter().filter_map(|(_, chat)| chat.map(ChatId)).collect())
    }

    /// The open planned messages, by chat.
    async fn open_plans(
        &mut self,
        chats: &BTreeSet<ChatId>,
    ) -> Result<BTreeMap<ChatId, Vec<CheckIn>>, StoreError> {
        const DOING: &str = "load planned messages";
        if chats.is_empty() {
            return Ok(BTreeMap::new());
        }
        let records: Vec<CheckInRecord> =
            self.rows(sql::OPEN_CHECK_INS, vec![chat_list(chats).into()], DOING).await?;
        let mut plans: BTreeMap<ChatId, Vec<CheckIn>> = BTreeMap::new();
        for record in records {
            let (chat, key) = (ChatId(record.chat_id), (record.chat_id, record.generation));
            match record.read().map_err(|damaged| damaged.while_doing(DOING)) {
                Ok(check_in) => plans.entry(chat).or_default().push(check_in),
                // It must not keep its chat, and all the others of the batch, waiting for ever.
                Err(error) => {
                    log::error!("a planned message is given up: {error}");
                    self.damaged.push(key);
                }
            }
        }
        Ok(plans)
    }

    /// Names those of the planned messages on their way that the messenger was certainly not given.
    async fn add_unsent(&mut self, loaded: &mut [Loaded]) -> Result<(), StoreError> {
        const DOING: &str = "look which planned messages wait";
        let all =
            loaded.iter().flat_map(|Loaded { conversation: Conversation { chat, plan, .. }, .. }| {
                plan.iter().map(|check_in| (chat.0, check_in))
            });
        let queued: Vec<(i64, u32)> = all
            .filter(|(_, check_in)| check_in.queued)
            .map(|(chat, check_in)| (chat, check_in.generation))
            .collect();
        if queued.is_empty() {
            return Ok(());
        }
        let waiting: Vec<(i64, i64)> = self.rows(sql::UNSENT, vec![list(queued).into()], DOING).await?;
        let mut unsent: BTreeMap<ChatId, Vec<u32>> = BTreeMap::new();
        for (chat, generation) in waiting {
            unsent.entry(ChatId(chat)).or_default().extend(u32::try_from(generation));
        }
        for Loaded { conversation, .. } in loaded {
            conversation.unsent = unsent.remove(&conversation.chat).unwrap_or_default();
        }
        Ok(())
    }

    /// Gives each conversation the clinics it names and those that were asked for.
    async fn add_clinics(&mut self, loaded: &mut [Loaded], asked: &[ClinicId]) -> Result<(), StoreError> {
        const DOING: &str = "load clinics";
        let named = loaded.iter().flat_map(|loaded| named_clinics(&loaded.conversation.state));
        let wanted: BTreeSet<ClinicId> = named.chain(asked.iter().copied()).collect();
        if wanted.is_empty() {
            return Ok(());
        }
        let parameters = vec![list(wanted.iter().map(|id| (id.0,))).into()];
        let records: Vec<ClinicRecord> = self.rows(sql::SOME_CLINICS, parameters, DOING).await?;
        let clinics: Result<Vec<Clinic>, Damaged> = records.into_iter().map(ClinicRecord::read).collect();
        let clinics = clinics.map_err(|damaged| damaged.while_doing(DOING))?;
        for Loaded { conversation, .. } in loaded {
            let known: HashSet<ClinicId> =
                named_clinics(&conversation.state).chain(asked.iter().copied()).collect();
            conversation.clinics.extend(clinics.iter().filter(|clinic| known.contains(&clinic.id)).cloned());
        }
        Ok(())
    }
}

fn read(chat: ChatId, body: Option<String>, plan: Vec<CheckIn>) -> Loaded {
    let exists = body.is_some();
    let state = body.and_then(|body| State::parse(&body));
    let unreadable = exists && state.is_none();
    let conversation = Conversation { state: state.unwrap_or_default(), plan, ..Conversation::new(chat) };
    Loaded { conversation, unreadable, exists, queued: false }
}

/// The clinics that a state names.
fn named_clinics(state: &State) -> impl Iterator<Item = ClinicId> {
    let visits = state.visits.iter().filter_map(|visit| visit.clinic);
    let invitation = state.invitation.map(|invitation| invitation.clinic);
    let consent = state.consent.and_then(|consent| consent.clinic);
    visits.chain(state.clinic).chain(invitation).chain(consent)
}
