//! Giving consent and taking it back.

use plausch_core::Timestamp;
use plausch_core::consent::{EventKind, NotAllowed, Purpose, Purposes, Ui};
use plausch_core::id::{ConsentId, NoticeVersion, SiteId};
use plausch_core::site::{Lang, Mode, Origin, Settings};
use plausch_store::{NewConsent, RecordedConsent, Tx};

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
    pub purposes: Purposes,
    /// Where in the pages.
    pub ui: Ui,
}

/// A recorded choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Granted {
    /// When it was recorded.
    pub at: Timestamp,
    /// When it stops counting.
    pub valid_until: Timestamp,
    /// `false`: it had been recorded before.
    pub is_new: bool,
}

/// Records a choice. The same choice again changes nothing; another one under the same record is
/// its next event. A record that was withdrawn takes nothing any more.
pub async fn grant(
    app: &App,
    site: &SiteId,
    origin: Option<&Origin>,
    grant: Grant,
) -> Result<Granted, Error> {
    let site = app.directory.site(site)?;
    app.may_ask(&site, origin)?;
    refuse_foreign_purposes(&grant.purposes, &site.settings)?;
    if app.directory.notice(&site.id, grant.lang)?.version != grant.notice {
        return Err(Error::ConsentStale);
    }
    let now = app.now();
    let valid_until = now.plus(plausch_core::consent::VALIDITY_DAYS * plausch_core::time::DAY);
    let deed = move |tx: &mut Tx<'_>| {
        let new = NewConsent {
            record: &grant.record,
            site: &site.id,
            kind: EventKind::Granted,
            purposes: &grant.purposes,
            notice: &grant.notice,
            lang: grant.lang,
            ui: grant.ui,
            at: now,
        };
        // Nearly always it is the first choice of its record.
        if tx.begin_consent(&new)? {
            return Ok(Granted { at: now, valid_until, is_new: true });
        }
        let last = tx.consent(&grant.record)?;
        if let Some(last) = &last {
            if last.site != site.id || last.consent.kind == EventKind::Withdrawn {
                return Err(Error::Invalid("id"));
            }
            let is_same =
                last.consent.purposes == grant.purposes && last.consent.notice == grant.notice;
            if is_same && now < last.consent.valid_until() {
                return Ok(Granted {
                    at: last.consent.at,
                    valid_until: last.consent.valid_until(),
                    is_new: false,
                });
            }
        }
        let had =
            |purpose| last.as_ref().is_some_and(|last| last.consent.purposes.contains(purpose));
        let is_narrowed = had(&Purpose::Remember) && !grant.purposes.contains(&Purpose::Remember);
        tx.append_consent(last.as_ref().map_or(0, |last| last.number) + 1, &new)?;
        if is_narrowed {
            tx.forget_remembered(&grant.record, now.plus(site.settings.idle_limit()))?;
        }
        Ok(Granted { at: now, valid_until, is_new: true })
    };
    app.store.write(deed).await
}

/// What a site does not do, nobody can agree to; and agreeing to nothing is refusing, which is
/// not recorded (R-PROOF-02).
fn refuse_foreign_purposes(purposes: &Purposes, settings: &Settings) -> Result<(), Error> {
    let is_offered = |purpose: &Purpose| match purpose {
        Purpose::Chat => settings.mode == Mode::Consent,
        Purpose::Remember => settings.remember_days > 0,
    };
    if purposes.is_empty() || !purposes.iter().all(is_offered) {
        return Err(Error::Invalid("purposes"));
    }
    Ok(())
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
    app.may_ask(&site, origin)?;
    let deed = move |tx: &mut Tx<'_>| {
        let Some(last) = tx.consent(&record)? else { return Ok(Vec::new()) };
        if last.site != site.id || last.consent.kind == EventKind::Withdrawn {
            return Ok(Vec::new());
        }
        let new = NewConsent {
            record: &record,
            site: &site.id,
            kind: EventKind::Withdrawn,
            purposes: &last.consent.purposes,
            notice: &last.consent.notice,
            lang: last.lang,
            ui: Ui::Menu,
            at: now,
        };
        tx.append_consent(last.number + 1, &new)?;
        tx.note_withdrawal(&entry, &record, now)?;
        tx.forget_remembered(&record, now.plus(site.settings.idle_limit()))?;
        Ok::<_, Error>(tx.withdraw_conversations(&record)?)
    };
    for conversation in app.store.write(deed).await? {
        app.bus.publish(&Hint::Over { conversation, reason: OverReason::Withdrawn });
    }
    Ok(())
}

/// Does what was recorded allow a purpose now, on this site?
pub(crate) fn check(
    directory: &Directory,
    recorded: Option<RecordedConsent>,
    site: &SiteId,
    purpose: Purpose,
    now: Timestamp,
) -> Result<(), Error> {
    let recorded =
        recorded.filter(|recorded| &recorded.site == site).ok_or(NotAllowed::Required)?;
    let current = directory.notice(site, recorded.lang).map_err(|_| NotAllowed::Stale)?;
    Ok(recorded.consent.allows(purpose, &current.version, now)?)
}
