//! Giving consent and taking it back.

use std::collections::BTreeSet;

use plausch_core::Timestamp;
use plausch_core::consent::{self, Event, EventId, EventKind, Granted, NotAllowed, Ui};
use plausch_core::id::{ConsentId, ConversationId, NoticeVersion, ServiceId, SiteId};
use plausch_core::merkle::Bytes;
use plausch_core::site::{Lang, Origin};
use plausch_core::time::DAY;
use plausch_store::{RecordedConsent, Tx};

use super::{App, Directory, Error};
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
    /// When it was recorded.
    pub at: Timestamp,
    /// `false`: it had been recorded before.
    pub is_new: bool,
}

impl Recorded {
    /// When it stops counting.
    pub const fn valid_until(&self) -> Timestamp {
        consent::valid_until(self.at)
    }
}

/// Records a choice. The same choice again changes nothing; another one under the same record is
/// its next event, and what it leaves out is taken back. A record that was withdrawn as a whole
/// takes nothing any more.
pub async fn grant(
    app: &App,
    site: &SiteId,
    origin: Option<&Origin>,
    grant: Grant,
) -> Result<Recorded, Error> {
    let site = app.directory.site(site)?;
    app.may_ask(&site, origin)?;
    // Who may speak for the visitor's hand is the operator's to say (R-TERM-03).
    if grant.ui == Ui::Adapter && !app.directory.registry(&site.id)?.adapter {
        return Err(Error::Invalid("ui"));
    }
    let granted = in_their_states(&grant.services, &*app.directory.offered(&site.id)?)?;
    if app.directory.notice(&site.id, grant.lang)?.version != grant.notice {
        return Err(Error::ConsentStale);
    }
    let (now, salt) = (app.now(), Bytes(app.random()));
    let deed = move |tx: &mut Tx<'_>| {
        let mut new = Event {
            id: EventId { record: grant.record.clone(), number: 1 },
            site: site.id.clone(),
            kind: EventKind::Granted,
            granted: granted.clone(),
            notice: grant.notice.clone(),
            lang: grant.lang,
            ui: grant.ui,
            at: now,
        };
        let recorded = Recorded { granted: granted.clone(), at: now, is_new: true };
        // Nearly always it is the first choice of its record.
        if tx.begin_consent(&new, salt)? {
            return Ok((recorded, Vec::new()));
        }
        let last = tx.consent(&grant.record)?.ok_or(Error::Conflict)?;
        if last.site != site.id || last.consent.kind == EventKind::Withdrawn {
            return Err(Error::Invalid("id"));
        }
        let is_same = last.consent.granted == granted && last.consent.notice == grant.notice;
        // Repeated because the answer was lost. Agreed to again on another day it counts from then.
        if is_same && now < last.consent.at.plus(DAY) {
            let at = last.consent.at;
            return Ok((Recorded { at, is_new: false, ..recorded }, Vec::new()));
        }
        new.id.number = last.number + 1;
        tx.append_consent(&new, salt)?;
        let is_gone = |service: &ServiceId| {
            last.consent.granted.contains_key(service) && !granted.contains_key(service)
        };
        if is_gone(&ServiceId::remember()) {
            tx.forget_remembered(&grant.record, now.plus(site.settings.idle_limit()))?;
        }
        let over = if is_gone(&ServiceId::chat()) {
            tx.withdraw_conversations(&grant.record)?
        } else {
            Vec::new()
        };
        Ok((recorded, over))
    };
    let (recorded, over) = app.store.write(deed).await?;
    tell_withdrawn(app, over);
    Ok(recorded)
}

/// Each service in the state that the site offers now. What a site does not do, nobody can agree
/// to; and agreeing to nothing is refusing, which is not recorded (R-PROOF-02).
fn in_their_states(services: &BTreeSet<ServiceId>, offered: &Granted) -> Result<Granted, Error> {
    let state = |service: &ServiceId| {
        offered.get_key_value(service).map(|(service, state)| (service.clone(), state.clone()))
    };
    let granted: Option<Granted> = services.iter().map(state).collect();
    granted.filter(|granted| !granted.is_empty()).ok_or(Error::Invalid("services"))
}

fn tell_withdrawn(app: &App, conversations: Vec<ConversationId>) {
    for conversation in conversations {
        app.bus.publish(&Hint::Over { conversation, reason: OverReason::Withdrawn });
    }
}

/// Takes a consent back: an event, and every conversation that rests on it ends for the device.
/// An unknown record is no error: there is nothing to learn here.
pub async fn withdraw(
    app: &App,
    site: &SiteId,
    origin: Option<&Origin>,
    record: ConsentId,
) -> Result<(), Error> {
    let (site, now, entry) = (app.directory.site(site)?, app.now(), app.entry_id());
    let salt = Bytes(app.random());
    app.may_ask(&site, origin)?;
    let deed = move |tx: &mut Tx<'_>| {
        let Some(last) = tx.consent(&record)? else { return Ok(Vec::new()) };
        if last.site != site.id || last.consent.kind == EventKind::Withdrawn {
            return Ok(Vec::new());
        }
        let new = Event {
            id: EventId { record: record.clone(), number: last.number + 1 },
            site: site.id.clone(),
            kind: EventKind::Withdrawn,
            granted: last.consent.granted,
            notice: last.consent.notice,
            lang: last.lang,
            ui: Ui::Menu,
            at: now,
        };
        tx.append_consent(&new, salt)?;
        tx.note_withdrawal(&entry, &record, now)?;
        tx.forget_remembered(&record, now.plus(site.settings.idle_limit()))?;
        Ok::<_, Error>(tx.withdraw_conversations(&record)?)
    };
    tell_withdrawn(app, app.store.write(deed).await?);
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
