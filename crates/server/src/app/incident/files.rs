//! The register of breaches, and those whom a breach concerns, as files (Art. 33(5), 34 GDPR; R-SEC-04).

use plausch_core::incident::{Counts, Data, Nature, Report, Risk, Told};
use plausch_core::{Personal, Timestamp};
use plausch_store::{Concerned, Version};
use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;

use super::hour;
use crate::app::App;
use crate::app::csv::row;

/// Those who have to be told, as lines for a spreadsheet.
pub(super) fn concerned(all: &[Concerned]) -> String {
    let mut text = line(["conversation", "site", "language", "name", "mail", "phone", "readable"]);
    for one in all {
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
    text
}

fn line<const N: usize>(cells: [&str; N]) -> String {
    row(cells.into_iter().map(str::to_owned))
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
