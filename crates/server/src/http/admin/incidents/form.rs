//! A breach as a form: what is known as text, and back. Bounds are `Report::problems`.

use std::collections::{BTreeMap, BTreeSet};

use plausch_core::Timestamp;
use plausch_core::id::SiteId;
use plausch_core::incident::{Data, Nature, Problem, Report, Risk, Scope, Told};
use plausch_core::time::{DAY, SECOND};
use time::PrimitiveDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

use super::words;
use crate::app::{App, Error};
use crate::http::admin::field::TextField;
use crate::http::admin::services::Typed;
use crate::http::page::Failure;
use crate::texts::Speaker;

/// As `datetime-local` writes it, in UTC, as the page says. A script shows it in the reader's zone and sends it
/// as UTC (`web/inbox/times.js`).
const MINUTE: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]");

/// A part of the form.
pub(super) struct Section {
    pub(super) id: &'static str,
    pub(super) name: String,
    pub(super) help: Option<String>,
    /// Does it say in which zone its times are?
    pub(super) has_moments: bool,
    pub(super) ticks_name: Option<String>,
    pub(super) ticks: Vec<Tick>,
    pub(super) fields: Vec<TextField>,
}

impl Section {
    /// Is there anything in it to be put on paper?
    pub(super) fn is_filled(&self) -> bool {
        let has_value = self.fields.iter().any(|field| !field.value.is_empty());
        has_value || self.ticks.iter().any(|tick| tick.is_ticked)
    }
}

/// A box to tick.
pub(super) struct Tick {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) is_ticked: bool,
}

/// A moment as the form writes it.
fn written(at: Option<Timestamp>) -> String {
    at.and_then(|at| at.to_utc().format(MINUTE).ok()).unwrap_or_default()
}

/// What is known, as text.
pub(super) fn typed(report: &Report) -> Typed {
    let mut typed = Typed::default();
    for (name, text) in [
        ("title", report.title.clone()),
        ("noticed_at", written(Some(report.noticed_at))),
        ("from", written(report.from)),
        ("to", written(report.to)),
        ("what", report.what.clone()),
        ("consequences", report.consequences.clone()),
        ("measures", report.measures.clone()),
        ("risk", report.risk.map_or("", Risk::as_str).to_owned()),
        ("risk_reason", report.risk_reason.clone()),
        ("contact", report.contact.clone()),
        ("is_processor", if report.is_processor { "on" } else { "" }.to_owned()),
    ] {
        typed.put(name, text);
    }
    for nature in &report.natures {
        typed.put(format!("nature-{}", nature.as_str()), "on");
    }
    for (who, told) in [
        ("authority", &report.authority),
        ("persons", &report.persons),
        ("controller", &report.controller),
    ] {
        typed.put(format!("{who}-at"), written(told.at));
        typed.put(format!("{who}-whom"), told.whom.clone());
        typed.put(format!("{who}-reference"), told.reference.clone());
        typed.put(format!("{who}-reason"), told.reason.clone());
    }
    typed
}

/// What was typed as a report, with the problem of each field that can't stay as it is.
pub(super) fn read(
    typed: &Typed,
    now: Timestamp,
) -> (Report, BTreeMap<&'static str, &'static str>) {
    let mut problems = BTreeMap::new();
    let mut moment = |name: &'static str| {
        moment(typed.text(name)).unwrap_or_else(|()| {
            problems.insert(name, "problem-moment");
            None
        })
    };
    let noticed_at = moment("noticed_at");
    let (from, to) = (moment("from"), moment("to"));
    let told_at = [moment("authority-at"), moment("persons-at"), moment("controller-at")];
    if noticed_at.is_none() {
        problems.insert("noticed_at", "problem-moment");
    }
    let text = |name: &str| typed.text(name).replace("\r\n", "\n");
    let told = |who: &str, at| Told {
        at,
        whom: text(&format!("{who}-whom")),
        reference: text(&format!("{who}-reference")),
        reason: text(&format!("{who}-reason")),
    };
    let is_ticked = |nature: &Nature| typed.text(&format!("nature-{}", nature.as_str())) == "on";
    let report = Report {
        title: text("title"),
        from,
        to,
        what: text("what"),
        natures: Nature::ALL.into_iter().filter(is_ticked).collect(),
        consequences: text("consequences"),
        measures: text("measures"),
        risk: Risk::parse(typed.text("risk")),
        risk_reason: text("risk_reason"),
        contact: text("contact"),
        is_processor: typed.text("is_processor") == "on",
        authority: told("authority", told_at[0]),
        persons: told("persons", told_at[1]),
        controller: told("controller", told_at[2]),
        ..Report::new(noticed_at.unwrap_or(now))
    };
    for problem in report.problems(now) {
        let (field, said) = match problem {
            Problem::Title => ("title", "problem-incident-title"),
            Problem::Noticed => ("noticed_at", "problem-incident-noticed"),
            Problem::Happened => ("from", "problem-incident-happened"),
            Problem::RiskReason => ("risk_reason", "problem-incident-risk"),
            Problem::ToldAt => (told_wrongly(&report, now), "problem-incident-told"),
            Problem::LateReason => ("authority-reason", "problem-incident-late"),
            Problem::TooLong => ("what", "problem-incident-long"),
        };
        problems.entry(field).or_insert(said);
    }
    (report, problems)
}

/// The field that says that somebody was told before it was noticed, or in the future.
fn told_wrongly(report: &Report, now: Timestamp) -> &'static str {
    let told = [
        ("authority-at", &report.authority),
        ("persons-at", &report.persons),
        ("controller-at", &report.controller),
    ];
    let is_wrong = |told: &Told| told.at.is_some_and(|at| at < report.noticed_at || at > now);
    told.into_iter().find(|(_, told)| is_wrong(told)).map_or("authority-at", |(name, _)| name)
}

/// An empty field is none.
fn moment(text: &str) -> Result<Option<Timestamp>, ()> {
    if text.is_empty() {
        return Ok(None);
    }
    // Browsers may add seconds.
    let text = text.get(..16).unwrap_or(text);
    let at = PrimitiveDateTime::parse(text, MINUTE).map_err(|_| ())?;
    Ok(Some(Timestamp::from_millis(at.assume_utc().unix_timestamp() * SECOND)))
}

/// The form, part by part.
pub(super) fn sections(
    t: Speaker<'_>,
    typed: &Typed,
    problems: &BTreeMap<&'static str, &'static str>,
) -> Vec<Section> {
    let field = |name: &'static str| {
        let mut field =
            TextField::new(name, &words::field(t, &name.replace('-', "_")), typed.text(name));
        field.problem = problems.get(name).map(|problem| t.say(problem).into_owned());
        field.help = words::help(t, name);
        field
    };
    let long = |name| TextField { is_long: true, ..field(name) };
    let moment = |name| TextField { kind: "datetime-local", ..field(name) };
    let optional = |field| TextField { is_optional: true, ..field };
    let risk = {
        let risks = Risk::ALL.map(|one| (one.as_str().to_owned(), words::risk(t, Some(one))));
        let open = (String::new(), words::risk(t, None));
        TextField { choices: std::iter::once(open).chain(risks).collect(), ..field("risk") }
    };
    let nature = |one: Nature| Tick {
        label: words::nature(t, one),
        is_ticked: typed.text(&format!("nature-{}", one.as_str())) == "on",
        name: format!("nature-{}", one.as_str()),
    };
    let processor = Tick {
        name: "is_processor".into(),
        label: words::field(t, "is_processor"),
        is_ticked: typed.text("is_processor") == "on",
    };
    let section = |id, name: &str, fields| Section {
        id,
        name: t.say(name).into_owned(),
        help: None,
        has_moments: false,
        ticks_name: None,
        ticks: Vec::new(),
        fields,
    };
    vec![
        Section {
            has_moments: true,
            ticks_name: Some(words::field(t, "natures")),
            ticks: Nature::ALL.map(nature).into(),
            ..section(
                "happened",
                "incident-happened",
                vec![
                    field("title"),
                    moment("noticed_at"),
                    optional(moment("from")),
                    optional(moment("to")),
                    long("what"),
                ],
            )
        },
        section(
            "effects",
            "incident-effects",
            vec![
                long("consequences"),
                long("measures"),
                risk,
                long("risk_reason"),
                long("contact"),
            ],
        ),
        section(
            "authority",
            "incident-authority",
            vec![
                optional(moment("authority-at")),
                optional(field("authority-whom")),
                optional(field("authority-reference")),
                optional(long("authority-reason")),
            ],
        ),
        section(
            "persons",
            "incident-persons",
            vec![
                optional(moment("persons-at")),
                optional(field("persons-whom")),
                optional(long("persons-reason")),
            ],
        ),
        Section {
            ticks: vec![processor],
            help: Some(t.say("incident-controller-help").into_owned()),
            ..section(
                "controller",
                "incident-controller",
                vec![optional(moment("controller-at")), optional(field("controller-whom"))],
            )
        },
    ]
}

/// The fields by which it is counted: as they were last, or the span in which it happened.
pub(super) fn scope(
    app: &App,
    t: Speaker<'_>,
    report: &Report,
) -> (Vec<TextField>, Vec<Tick>, Vec<Tick>) {
    let known = report.scope.as_ref();
    let from = known.map(|scope| scope.from).or(report.from);
    let from = from.unwrap_or_else(|| report.noticed_at.plus(-30 * DAY));
    let to = known.map(|scope| scope.to).or(report.to).unwrap_or(report.noticed_at);
    let field = |name, at| {
        let mut field = TextField::new(name, &words::field(t, name), &written(Some(at)));
        field.kind = "datetime-local";
        field
    };
    let sites = app.directory.sites();
    let is_chosen =
        |id: &SiteId| known.is_none_or(|one| one.sites.is_empty() || one.sites.contains(id));
    let sites = sites.iter().map(|site| Tick {
        name: format!("site-{}", site.id),
        label: site.settings.name.clone(),
        is_ticked: is_chosen(&site.id),
    });
    let data = Data::ALL.map(|one| Tick {
        name: format!("data-{}", one.as_str()),
        label: words::data(t, one),
        is_ticked: known.map_or(one != Data::Accounts, |known| known.data.contains(&one)),
    });
    (vec![field("scope_from", from), field("scope_to", to)], sites.collect(), data.into())
}

/// What was chosen to be counted.
pub(super) fn read_scope(typed: &Typed) -> Result<Scope, Failure> {
    let at = |name| moment(typed.text(name)).ok().flatten().ok_or(Error::Invalid("scope"));
    let sites: Result<BTreeSet<_>, _> = typed.ticked("site-").map(SiteId::parse).collect();
    let sites = sites.map_err(|_| Error::Invalid("scope"))?;
    if sites.is_empty() {
        return Err(Error::Invalid("scope").into());
    }
    let is_ticked = |one: &Data| typed.text(&format!("data-{}", one.as_str())) == "on";
    let data = Data::ALL.into_iter().filter(is_ticked).collect();
    Ok(Scope { sites, from: at("scope_from")?, to: at("scope_to")?, data })
}
