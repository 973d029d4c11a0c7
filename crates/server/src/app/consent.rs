//! Giving consent and taking it back.

use std::collections::BTreeSet;
use std::sync::Arc;

use plausch_core::Timestamp;
use plausch_core::consent::{
    Consent, Event, EventId, EventKind, Granted, NotAllowed, Since, Ui, valid_until,
};
use plausch_core::id::{ConsentId, ConversationId, EntryId, NoticeVersion, ServiceId, SiteId};
use plausch_core::merkle::Bytes;
use plausch_core::proof::Salt;
use plausch_core::role::Place;
use plausch_core::site::{Lang, Origin, Site};
use plausch_store::{Over, RecordedConsent, Tx, Withdrawn};

use super::{App, Directory, Error, erasure};
use crate::live::{Hint, OverReason};

/// A choice as the browser sends it.
#[derive(Debug, Clone)]
pub struct Grant {
    /// The record; the browser made its id.
    pub record: ConsentId,
    /// The text that was shown.
    pub notice: NoticeVersion,
    /// In which language.
    pub lang: Lang,
    /// Everything that is granted now.
    pub services: BTreeSet<ServiceId>,
    /// Where in the pages.
    pub ui: Ui,
}

/// A recorded choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Which services, in which state.
    pub granted: Granted,
    /// What of it was agreed to earlier, and when.
    pub since: Since,
    /// When it was recorded.
    pub at: Timestamp,
    /// `false`: it had been recorded before.
    pub is_new: bool,
}

/// Events that one record takes; nobody changes their mind that often, and a receipt tells them all.
const MOST_EVENTS: i64 = 500;

/// Records a choice. The same choice again changes nothing; another one under the same record is
/// its next event, and what it leaves out is taken back. A record that was withdrawn as a whole
/// takes nothing any more. Under a text that is no longer the current one nothing can be agreed to
/// ([`Error::ConsentStale`]), but still be taken back.
pub async fn grant(
    app: &App,
    site: &SiteId,
    origin: Option<&Origin>,
    grant: Grant,
) -> Result<Recorded, Error> {
    let site = app.directory.site(site)?;
    app.may_ask(&site, origin)?;
    if grant.services.is_empty() {
        // Agreeing to nothing is refusing, which is not recorded (R-PROOF-02).
        return Err(Error::Invalid("services"));
    }
    // Who may speak for the visitor's hand is the operator's to say (R-TERM-03).
    let is_foreign = grant.ui == Ui::Adapter && !app.directory.registry(&site.id)?.adapter;
    if is_foreign || matches!(grant.ui, Ui::Unknown | Ui::Request) {
        return Err(Error::Invalid("ui"));
    }
    let means = Means::of(app, site);
    let (recorded, over) = app.store.write(move |tx| means.record(tx, &grant)).await?;
    tell_ended(app, over).await;
    Ok(recorded)
}

/// A conversation that has ended with a consent.
pub(super) struct Ended {
    conversation: ConversationId,
    place: Place,
    /// Nothing of it is kept: it is gone.
    is_erased: bool,
}

/// What it takes beside a transaction to write an event of a record; one event for each.
pub(super) struct Means {
    directory: Arc<Directory>,
    site: Arc<Site>,
    now: Timestamp,
    salt: Salt,
    entry: EntryId,
    /// Of the ids of the journal's entries for what is erased with it.
    seed: [u8; 10],
}

impl Means {
    pub(super) fn of(app: &App, site: Arc<Site>) -> Self {
        let (directory, now) = (Arc::clone(&app.directory), app.now());
        let (salt, entry, seed) = (Bytes(app.random()), app.entry_id(), app.random());
        Self { directory, site, now, salt, entry, seed }
    }

    /// Writes a choice down, and ends what rested on what was taken back with it.
    fn record(&self, tx: &mut Tx<'_>, grant: &Grant) -> Result<(Recorded, Vec<Ended>), Error> {
        let (site, now) = (&self.site, self.now);
        let is_current = self.directory.notice(&site.id, grant.lang)?.version == grant.notice;
        let offered = if is_current { Some(self.directory.offered(&site.id)?) } else { None };
        let mut new = Event {
            id: EventId { record: grant.record.clone(), number: 1 },
            site: site.id.clone(),
            kind: EventKind::Granted,
            granted: Granted::new(),
            since: Since::new(),
            notice: grant.notice.clone(),
            lang: grant.lang,
            ui: grant.ui,
            at: now,
        };
        let first =
            offered.as_deref().and_then(|offered| in_their_states(&grant.services, offered));
        // Nearly always it is the first choice of its record.
        if let Some(granted) = first {
            new.granted = granted;
            if tx.begin_consent(&new, self.salt)? {
                return Ok((recorded(new, true), Vec::new()));
            }
        }
        let Some(last) = tx.consent(&grant.record)? else {
            return Err(if is_current { Error::Invalid("services") } else { Error::ConsentStale });
        };
        if last.site != site.id || last.consent.kind == EventKind::Withdrawn {
            return Err(Error::Invalid("id"));
        }
        let before = last.consent;
        let change =
            before.then(&grant.services, grant.ui, offered.as_deref(), now).map_err(|error| {
                match error {
                    NotAllowed::Stale => Error::ConsentStale,
                    NotAllowed::Required => Error::Invalid("services"),
                }
            })?;
        if !change.differs_from(&before, now) {
            let Consent { granted, since, at, .. } = before;
            return Ok((Recorded { granted, since, at, is_new: false }, Vec::new()));
        }
        if last.number >= MOST_EVENTS {
            return Err(Error::Invalid("id"));
        }
        if !is_current {
            (new.notice, new.lang) = (before.notice.clone(), last.lang);
        }
        new.id.number = last.number + 1;
        (new.granted, new.since) = (change.granted, change.since);
        tx.append_consent(&new, self.salt)?;
        let is_gone = |service: &ServiceId| {
            before.granted.contains_key(service) && !new.granted.contains_key(service)
        };
        if before.granted.keys().any(is_gone) {
            let left = Some(new.granted.keys().cloned().collect());
            let withdrawn = Withdrawn { number: new.id.number, left, ui: new.ui };
            tx.note_withdrawal(&self.entry, &grant.record, &withdrawn, now)?;
        }
        if is_gone(&ServiceId::remember()) {
            tx.forget_remembered(&grant.record, now.plus(site.settings.idle_limit()))?;
        }
        let over = if is_gone(&ServiceId::chat()) {
            self.end_conversations(tx, &grant.record)?
        } else {
            Vec::new()
        };
        Ok((recorded(new, true), over))
    }

    /// Takes everything back; what is unknown or taken back already stays as it is.
    fn take_back(&self, tx: &mut Tx<'_>, record: &ConsentId, ui: Ui) -> Result<Vec<Ended>, Error> {
        let (site, now) = (&self.site, self.now);
        let Some(last) = tx.consent(record)? else { return Ok(Vec::new()) };
        if last.site != site.id || last.consent.kind == EventKind::Withdrawn {
            return Ok(Vec::new());
        }
        let new = Event {
            id: EventId { record: record.clone(), number: last.number + 1 },
            site: site.id.clone(),
            kind: EventKind::Withdrawn,
            granted: last.consent.granted,
            since: last.consent.since,
            notice: last.consent.notice,
            lang: last.lang,
            ui,
            at: now,
        };
        tx.append_consent(&new, self.salt)?;
        let withdrawn = Withdrawn { number: new.id.number, left: None, ui };
        tx.note_withdrawal(&self.entry, record, &withdrawn, now)?;
        tx.forget_remembered(record, now.plus(site.settings.idle_limit()))?;
        self.end_conversations(tx, record)
    }

    /// Ends what rests on the consent. What is not kept, and on a site that keeps nothing all of it, is
    /// erased in the same unit of work: nothing of it outlives the withdrawal (R-MIN-03).
    fn end_conversations(&self, tx: &mut Tx<'_>, record: &ConsentId) -> Result<Vec<Ended>, Error> {
        let mut all = Vec::new();
        for (number, (conversation, place)) in (0_u64..).zip(tx.withdraw_conversations(record)?) {
            let keeps_nothing = self.site.settings.keeps_nothing();
            let mut is_erased = keeps_nothing || tx.is_unkept(&conversation)?;
            if is_erased {
                let entry = EntryId::new(self.now, nth(self.seed, number));
                match erasure::rows_over(tx, &conversation, Over::Withdrawn, &entry, self.now) {
                    Ok(_) => {}
                    Err(Error::KeptByLaw) => is_erased = false,
                    Err(error) => return Err(error),
                }
            }
            all.push(Ended { conversation, place, is_erased });
        }
        Ok(all)
    }

    /// Takes back what a chat rests on, and being remembered with it; other services of the record
    /// stay. `None`: nothing of it counts any more.
    pub(super) fn take_back_chat(
        &self,
        tx: &mut Tx<'_>,
        record: &ConsentId,
        ui: Ui,
    ) -> Result<Option<Vec<Ended>>, Error> {
        let last = tx.consent(record)?;
        let last = last.filter(|last| last.consent.kind == EventKind::Granted);
        let Some(RecordedConsent { lang, consent, .. }) = last else { return Ok(None) };
        let own = [ServiceId::chat(), ServiceId::remember()];
        if !consent.granted.keys().any(|id| own.contains(id)) {
            return Ok(None);
        }
        // What has run out is not agreed to once more by taking something else back.
        let counts =
            |id: &&ServiceId| !own.contains(id) && self.now < valid_until(consent.since(id));
        let left: BTreeSet<_> = consent.granted.keys().filter(counts).cloned().collect();
        if left.is_empty() {
            return self.take_back(tx, record, ui).map(Some);
        }
        let (record, notice) = (record.clone(), consent.notice);
        let less = Grant { record, notice, lang, services: left, ui };
        self.record(tx, &less).map(|(_, over)| Some(over))
    }
}

fn recorded(event: Event, is_new: bool) -> Recorded {
    let Event { granted, since, at, .. } = event;
    Recorded { granted, since, at, is_new }
}

/// Each service in the state that the site offers now; `None`: there is one that it does not offer.
fn in_their_states(services: &BTreeSet<ServiceId>, offered: &Granted) -> Option<Granted> {
    let state = |service: &ServiceId| {
        offered.get_key_value(service).map(|(service, state)| (service.clone(), state.clone()))
    };
    services.iter().map(state).collect()
}

/// As many random bytes as were given, others for each number.
fn nth(mut seed: [u8; 10], number: u64) -> [u8; 10] {
    seed.iter_mut().zip(number.to_be_bytes()).for_each(|(byte, other)| *byte ^= other);
    seed
}

/// Tells everybody what has ended with a consent, and scrubs the files of what is gone.
pub(super) async fn tell_ended(app: &App, conversations: Vec<Ended>) {
    let is_any_erased = conversations.iter().any(|one| one.is_erased);
    for Ended { conversation, place, is_erased } in conversations {
        let (of, reason) = (conversation.clone(), OverReason::Withdrawn);
        app.bus.publish_at(&place, &Hint::Over { conversation: of, reason });
        if is_erased {
            erasure::tell(app, &conversation, &place);
        }
    }
    if is_any_erased {
        erasure::scrub_if_due(app).await;
    }
}

/// Takes a consent back: an event, and every conversation that rests on it ends for the device.
/// An unknown record is no error: there is nothing to learn here. `ui`: where in the pages.
pub async fn withdraw(
    app: &App,
    site: &SiteId,
    origin: Option<&Origin>,
    record: ConsentId,
    ui: Ui,
) -> Result<(), Error> {
    let site = app.directory.site(site)?;
    app.may_ask(&site, origin)?;
    if ui == Ui::Request {
        return Err(Error::Invalid("ui"));
    }
    let means = Means::of(app, site);
    let over = app.store.write(move |tx| means.take_back(tx, &record, ui)).await?;
    tell_ended(app, over).await;
    Ok(())
}

/// Takes back what a chat rests on, and being remembered with it; other services of the record stay. From
/// the visitor's own page of this conversation, which is known by more than the record; the audit says so.
pub(super) async fn withdraw_chat(
    app: &App,
    site: &SiteId,
    record: ConsentId,
    conversation: &ConversationId,
) -> Result<(), Error> {
    let site = app.directory.site(site)?;
    let (means, audit, of) = (Means::of(app, site), app.entry_id(), conversation.clone());
    let deed = move |tx: &mut Tx<'_>| {
        let over = means.take_back_chat(tx, &record, Ui::Own)?;
        let word = "visitor withdrew the consent to the chat";
        tx.note_audit(&audit, None, word, of.as_str(), means.now)?;
        Ok::<_, Error>(over)
    };
    let over = app.store.write(deed).await?;
    tell_ended(app, over.unwrap_or_default()).await;
    Ok(())
}

/// Does what was recorded allow a service now, on this site?
pub(crate) fn check(
    directory: &Directory,
    recorded: Option<RecordedConsent>,
    site: &SiteId,
    service: &ServiceId,
    now: Timestamp,
) -> Result<(), Error> {
    let recorded =
        recorded.filter(|recorded| &recorded.site == site).ok_or(NotAllowed::Required)?;
    let offered = directory.offered(site)?;
    let current = offered.get(service).ok_or(NotAllowed::Required)?;
    Ok(recorded.consent.allows(service, current, now)?)
}
