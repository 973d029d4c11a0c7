//! The register of breaches (R-SEC-04; Art. 33, 34 GDPR): writing down, counting whom it concerns from
//! what is there, and taking the register along. It is the installation's: nobody who is limited to
//! some sites looks into it.

use plausch_core::id::IncidentId;
use plausch_core::incident::{Counts, Data, Nature, Report, Risk, Scope, Told};
use plausch_core::role::{Level, Permission};
use plausch_core::{Personal, Timestamp};
use plausch_store::Tx;
pub use plausch_store::Version;
use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;

use super::csv::row;
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
/// this answer and kept nowhere; only for whoever may see contact data as well.
pub async fn concerned(app: &App, who: &SignedIn, id: &IncidentId) -> Result<String, Error> {
    may(who, Level::Write)?;
    who.may(Permission::Contact, Level::Read)?;
    let newest = versions(app, who, id).await?.swap_remove(0);
    let scope = newest.report.and_then(|report| report.scope).ok_or(Error::Invalid("scope"))?;
    let (id, by, entry, now) = (id.clone(), who.agent.id.clone(), app.entry_id(), app.now());
    let deed = move |tx: &mut Tx<'_>| {
        let said = "exported whom a breach concerns";
        tx.note_audit(&entry, Some(&by), said, id.as_str(), now)?;
        Ok::<_, Error>(tx.concerned(&scope)?)
    };
    let mut text = line(["conversation", "site", "language", "name", "mail", "phone", "readable"]);
    for one in app.store.write(deed).await? {
        let shown = |text: &Option<Personal<String>>| {
            text.as_ref().map_or_else(String::new, |text| text.reveal().clone())
        };
        let (conversation, site) = (one.conversation.to_string(), one.site.to_string());
        let readable = if one.is_readable { "yes" } else { "no" };
        text.push_str(&line([
            conversation.as_str(),
            site.as_str(),
            one.lang.as_str(),
            &shown(&one.name),
            &shown(&one.mail),
            &shown(&one.phone),
            readable,
        ]));
    }
    Ok(text)
}

fn line<const N: usize>(cells: [&str; N]) -> String {
    row(cells.into_iter().map(str::to_owned))
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

/// The register as JSON: each breach with what is known, by when the authority had to be told, and
/// every version.
pub fn as_json(app: &App, register: &[Vec<Version>]) -> String {
    let incidents: Vec<_> = register
        .iter()
        .filter_map(|versions| versions.first().map(|newest| (newest, versions)))
        .map(|(newest, versions)| {
            let report = newest.report.as_ref();
            json!({
                "id": newest.incident,
                "due_at": report.map(|report| moment(report.due_at())),
                "report": report.map(told),
                "history": versions.iter().map(|one| json!({
                    "number": one.number,
                    "at": moment(one.at),
                    "by": app.directory.agent_name(&one.by),
                    "report": one.report.as_ref().map(told),
                })).collect::<Vec<_>>(),
            })
        })
        .collect();
    let whole = json!({
        "schema": "plausch-breach-register-1",
        "made": moment(app.now()),
        "incidents": incidents,
    });
    format!("{whole:#}\n")
}

/// What is known, with moments as people and programs elsewhere write them.
fn told(report: &Report) -> Value {
    let of = |told: &Told| {
        json!({
            "at": told.at.map(moment),
            "whom": told.whom,
            "reference": told.reference,
            "reason": told.reason,
        })
    };
    json!({
        "title": report.title,
        "noticed_at": moment(report.noticed_at),
        "from": report.from.map(moment),
        "to": report.to.map(moment),
        "what": report.what,
        "natures": report.natures,
        "consequences": report.consequences,
        "measures": report.measures,
        "risk": report.risk,
        "risk_reason": report.risk_reason,
        "is_processor": report.is_processor,
        "controller": of(&report.controller),
        "authority": of(&report.authority),
        "persons": of(&report.persons),
        "contact": report.contact,
        "scope": report.scope.as_ref().map(|scope| json!({
            "sites": scope.sites,
            "from": moment(scope.from),
            "to": moment(scope.to),
            "data": scope.data,
        })),
        "counts": report.counts.as_ref().map(|counts| json!({
            "hour": moment(hour(counts)),
            "conversations": counts.conversations,
            "persons": counts.persons,
            "messages": counts.messages,
            "consents": counts.consents,
            "accounts": counts.accounts,
        })),
    })
}

/// The beginning of the hour in which it was counted.
pub const fn hour(counts: &Counts) -> Timestamp {
    Timestamp::from_millis(counts.hour * plausch_core::time::HOUR)
}

const COLUMNS: [&str; 36] = [
    "id",
    "title",
    "noticed_at",
    "due_at",
    "from",
    "to",
    "what",
    "natures",
    "consequences",
    "measures",
    "risk",
    "risk_reason",
    "is_processor",
    "controller_told_at",
    "controller_whom",
    "authority_told_at",
    "authority_whom",
    "authority_reference",
    "authority_late_reason",
    "persons_told_at",
    "persons_how",
    "persons_why_not",
    "contact",
    "scope_sites",
    "scope_from",
    "scope_to",
    "scope_data",
    "counted_hour",
    "conversations",
    "persons",
    "messages",
    "consents",
    "accounts",
    "versions",
    "changed_at",
    "changed_by",
];

/// The register for a spreadsheet: a line for each breach, as it is known now.
pub fn as_csv(app: &App, register: &[Vec<Version>]) -> String {
    let mut text = line(COLUMNS);
    for newest in register.iter().filter_map(|versions| versions.first()) {
        let unreadable = Report { title: "?".into(), ..Report::new(Timestamp::from_millis(0)) };
        let report = newest.report.as_ref().unwrap_or(&unreadable);
        let (scope, counts) = (report.scope.as_ref(), report.counts.as_ref());
        let at = |at: Option<Timestamp>| at.map_or_else(String::new, moment);
        let number =
            |of: fn(&Counts) -> i64| counts.map_or_else(String::new, |c| of(c).to_string());
        let natures = report.natures.iter().map(|one| Nature::as_str(*one));
        let cells: [String; COLUMNS.len()] = [
            newest.incident.to_string(),
            report.title.clone(),
            moment(report.noticed_at),
            moment(report.due_at()),
            at(report.from),
            at(report.to),
            report.what.clone(),
            natures.collect::<Vec<_>>().join(" "),
            report.consequences.clone(),
            report.measures.clone(),
            report.risk.map_or("", Risk::as_str).to_owned(),
            report.risk_reason.clone(),
            report.is_processor.to_string(),
            at(report.controller.at),
            report.controller.whom.clone(),
            at(report.authority.at),
            report.authority.whom.clone(),
            report.authority.reference.clone(),
            report.authority.reason.clone(),
            at(report.persons.at),
            report.persons.whom.clone(),
            report.persons.reason.clone(),
            report.contact.clone(),
            scope.map_or_else(String::new, |scope| {
                scope.sites.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
            }),
            at(scope.map(|scope| scope.from)),
            at(scope.map(|scope| scope.to)),
            scope.map_or_else(String::new, |scope| {
                scope.data.iter().map(|one| Data::as_str(*one)).collect::<Vec<_>>().join(" ")
            }),
            at(counts.map(hour)),
            number(|counts| counts.conversations),
            number(|counts| counts.persons),
            number(|counts| counts.messages),
            number(|counts| counts.consents),
            number(|counts| counts.accounts),
            newest.number.to_string(),
            moment(newest.at),
            app.directory.agent_name(&newest.by),
        ];
        text.push_str(&row(cells.into_iter()));
    }
    text
}

fn moment(at: Timestamp) -> String {
    // It can only fail for years beyond 9999.
    at.to_utc().format(&Rfc3339).unwrap_or_default()
}
