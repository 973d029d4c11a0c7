//! The register of breaches (R-SEC-04; Art. 33, 34 GDPR): writing down, counting whom it concerns from
//! what is there, and taking the register along. It is the installation's: nobody who is limited to
//! some sites looks into it. How it looks as a file: `files`.

mod files;

use plausch_core::Timestamp;
use plausch_core::id::IncidentId;
use plausch_core::incident::{Counts, Report, Scope};
use plausch_core::role::{Level, Permission};
use plausch_store::Tx;
pub use plausch_store::Version;
use serde_json::{Value, json};

pub use self::files::{as_csv, as_json};
use super::{App, Error, SignedIn};

fn may(who: &SignedIn, level: Level) -> Result<(), Error> {
    who.may(Permission::Incidents, level)?;
    if who.reach.sites.is_none() { Ok(()) } else { Err(Error::Forbidden) }
}

/// What is known of each breach now; what was noticed last comes first.
pub async fn list(app: &App, who: &SignedIn) -> Result<Vec<Version>, Error> {
    may(who, Level::Read)?;
    Ok(app.store.read(|tx| tx.incidents()).await?)
}

/// All versions of a breach, the newest first; never none.
pub async fn versions(app: &App, who: &SignedIn, id: &IncidentId) -> Result<Vec<Version>, Error> {
    may(who, Level::Read)?;
    let id = id.clone();
    let versions = app.store.read(move |tx| tx.incident_versions(&id)).await?;
    if versions.is_empty() { Err(Error::NotFound) } else { Ok(versions) }
}

/// Goes on only if they may write in the register.
pub fn may_write(who: &SignedIn) -> Result<(), Error> {
    may(who, Level::Write)
}

/// Writes down a breach for the first time.
pub async fn begin(app: &App, who: &SignedIn, report: Report) -> Result<IncidentId, Error> {
    let id = IncidentId::new(app.now(), app.random());
    write(app, who, &id, 1, report).await?;
    Ok(id)
}

/// Writes down what is known now, as the version with this number. What was counted stays as it was.
/// [`Error::Conflict`]: somebody else has written meanwhile.
pub async fn write(
    app: &App,
    who: &SignedIn,
    id: &IncidentId,
    number: i64,
    report: Report,
) -> Result<(), Error> {
    may(who, Level::Write)?;
    let now = app.now();
    if !report.problems(now).is_empty() {
        return Err(Error::Invalid("incident"));
    }
    let (id, by, nonce, entry) = (id.clone(), who.agent.id.clone(), app.random(), app.entry_id());
    let deed = move |tx: &mut Tx<'_>| {
        let before = tx.incident_versions(&id)?.into_iter().next();
        if number > 1 && before.is_none() {
            return Err(Error::NotFound);
        }
        let before = before.and_then(|one| one.report);
        let (scope, counts) = before.map_or((None, None), |before| (before.scope, before.counts));
        let report = Report { scope, counts, ..report.clone() };
        tx.write_incident(&id, number, &report, (&by, nonce), now)?;
        let said = if number == 1 { "recorded a breach" } else { "changed a breach" };
        Ok::<_, Error>(tx.note_audit(&entry, Some(&by), said, id.as_str(), now)?)
    };
    app.store.write(deed).await?;
    app.read_directory().await
}

/// Counts whom a breach concerns, and writes it down with the hour.
pub async fn count(
    app: &App,
    who: &SignedIn,
    id: &IncidentId,
    number: i64,
    scope: Scope,
) -> Result<(), Error> {
    may(who, Level::Write)?;
    if scope.data.is_empty() || scope.to <= scope.from {
        return Err(Error::Invalid("scope"));
    }
    for site in &scope.sites {
        app.directory.site(site).map_err(|_| Error::Invalid("scope"))?;
    }
    let (id, by, nonce, entry) = (id.clone(), who.agent.id.clone(), app.random(), app.entry_id());
    let now = app.now();
    let deed = move |tx: &mut Tx<'_>| {
        let newest = tx.incident_versions(&id)?.into_iter().next().ok_or(Error::NotFound)?;
        let report = newest.report.ok_or(Error::Conflict)?;
        let counts = tx.count_concerned(&scope, now)?;
        let report = Report { scope: Some(scope.clone()), counts: Some(counts), ..report };
        tx.write_incident(&id, number, &report, (&by, nonce), now)?;
        let said = "counted whom a breach concerns";
        Ok::<_, Error>(tx.note_audit(&entry, Some(&by), said, id.as_str(), now)?)
    };
    app.store.write(deed).await?;
    app.read_directory().await
}

/// Names and addresses of those who have to be told (Art. 34), as lines for a spreadsheet. Read for
/// this answer and kept nowhere. Whoever keeps the register has to be able to tell them, so that right is
/// enough (R-SEC-04); that they took it is in the audit.
pub async fn concerned(app: &App, who: &SignedIn, id: &IncidentId) -> Result<String, Error> {
    may(who, Level::Write)?;
    let newest = versions(app, who, id).await?.swap_remove(0);
    let scope = newest.report.and_then(|report| report.scope).ok_or(Error::Invalid("scope"))?;
    let sees_restricted = who.may(Permission::Requests, Level::Write).is_ok();
    let (id, by, entry, now) = (id.clone(), who.agent.id.clone(), app.entry_id(), app.now());
    let deed = move |tx: &mut Tx<'_>| {
        let said = "exported whom a breach concerns";
        tx.note_audit(&entry, Some(&by), said, id.as_str(), now)?;
        let mut all = tx.concerned(&scope)?;
        // What is restricted is read by those who answer data requests, and by nobody else (R-DSR-04): its
        // line stands there without a name, and they tell that person.
        for one in all.iter_mut().filter(|one| one.is_restricted && !sees_restricted) {
            (one.name, one.mail, one.phone, one.is_readable) = (None, None, None, false);
        }
        Ok::<_, Error>(all)
    };
    Ok(files::concerned(&app.store.write(deed).await?))
}

/// What differs between two versions, by the fields' names.
pub fn changes(newer: &Report, older: Option<&Report>) -> Vec<String> {
    let fields = |report: &Report| json!(report).as_object().cloned().unwrap_or_default();
    let before = older.map(fields).unwrap_or_default();
    let differs = |(name, value): &(String, Value)| match before.get(name) {
        Some(other) => other != value,
        None => *value != fields(&Report::new(newer.noticed_at))[name] || name == "noticed_at",
    };
    fields(newer).into_iter().filter(differs).map(|(name, _)| name).collect()
}

/// The whole register with its history, for the authority (Art. 33(5)).
pub async fn register(app: &App, who: &SignedIn) -> Result<Vec<Vec<Version>>, Error> {
    may(who, Level::Read)?;
    let (by, entry, now) = (who.agent.id.clone(), app.entry_id(), app.now());
    let deed = move |tx: &mut Tx<'_>| {
        tx.note_audit(&entry, Some(&by), "exported the register of breaches", "", now)?;
        let newest = tx.incidents()?;
        let all = newest.iter().map(|one| tx.incident_versions(&one.incident));
        Ok::<_, Error>(all.collect::<Result<_, _>>()?)
    };
    app.store.write(deed).await
}

/// The beginning of the hour in which it was counted.
pub const fn hour(counts: &Counts) -> Timestamp {
    Timestamp::from_millis(counts.hour * plausch_core::time::HOUR)
}
