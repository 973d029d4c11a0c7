//! How long a site keeps what, on one page: the rules, what will go by them, what went, and the
//! archive for what the law wants kept.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use plausch_core::Timestamp;
use plausch_core::id::{ConversationId, EntryId, SiteId};
use plausch_core::retention::{Class, KINDS, Kind, Problem, Rule, Rules, Scope, Since};
use plausch_core::role::{Level, Permission};
use plausch_core::site::Site;
use plausch_core::time::DAY;
use serde::Deserialize;

use super::field::TextField;
use super::services::{go, site_id};
use crate::app::retention::{self, AHEAD, Ahead, Archived, Gone, Part};
use crate::app::{App, Error};
use crate::http::device::{self, KeyLine};
use crate::http::page::{Failure, Moment, Page, Posted, Reader, show_as};
use crate::texts::Speaker;

/// The page, its file, and what is done on it.
pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/admin/sites/{id}/retention", get(show).post(change))
        .route("/admin/sites/{id}/retention.csv", get(file))
        .route("/admin/sites/{id}/retention/archive/{conversation}", post(unmark))
}

#[derive(Template)]
#[template(path = "admin/retention.html")]
struct RetentionPage<'a> {
    page: Page<'a>,
    site: Arc<Site>,
    rules: Vec<RuleCard>,
    archive: Vec<ArchiveLine>,
    /// What of the archive will go.
    archive_ahead: Vec<AheadLine>,
    more_archive: Option<String>,
    log: Vec<LogLine>,
    more_log: Option<String>,
    is_saved: bool,
    has_problems: bool,
    /// What lies in visitors' browsers, and in the team's.
    keys_of_visitors: Vec<KeyLine>,
    keys_of_agents: Vec<KeyLine>,
}

/// A rule with what it will erase.
struct RuleCard {
    word: &'static str,
    name: String,
    what: String,
    since: String,
    /// Where it can't be set: what holds.
    fixed: Option<String>,
    fields: Vec<TextField>,
    /// Does it hold for all sites?
    is_for_all: bool,
    ahead: Vec<AheadLine>,
}

/// What will go within some days.
struct AheadLine {
    days: String,
    count: String,
    examples: Vec<String>,
}

/// A conversation in the archive.
struct ArchiveLine {
    id: ConversationId,
    class: String,
    ground: String,
    by: String,
    at: Moment,
    until: String,
}

/// What a run has erased.
struct LogLine {
    at: Moment,
    rule: String,
    before: Moment,
    counts: String,
    checksum: String,
    is_for_all: bool,
}

#[derive(Deserialize)]
struct Where {
    #[serde(default)]
    saved: bool,
    /// The last entry of the log's page before: its time and id.
    log: Option<String>,
    /// The same of the archive.
    archive: Option<String>,
}

/// `GET /admin/sites/{id}/retention`
async fn show(
    State(app): State<Arc<App>>,
    reader: Reader,
    Path(id): Path<String>,
    Query(place): Query<Where>,
) -> Result<Response, Failure> {
    let id = site_id(&id)?;
    let (_, rules) = retention::rules(&app, &reader.who, &id).await?;
    let page = page(&app, &reader, &id, &place, &Typed::of(&rules)).await?;
    show_as(StatusCode::OK, &RetentionPage { is_saved: place.saved, ..page })
}

/// `POST /admin/sites/{id}/retention`: other rules from now on.
async fn change(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Posted { reader, form }: Posted<HashMap<String, String>>,
) -> Result<Response, Failure> {
    let id = site_id(&id)?;
    reader.who.may_on(Permission::Retention, Level::Write, &id)?;
    let typed = Typed(form);
    let rules = typed.rules();
    if retention::problems(&rules).is_empty() {
        retention::change(&app, &reader.who, &id, &rules).await?;
        return Ok(go(&format!("/admin/sites/{id}/retention?saved=true")));
    }
    let place = Where { saved: false, log: None, archive: None };
    let page = page(&app, &reader, &id, &place, &typed).await?;
    show_as(StatusCode::UNPROCESSABLE_ENTITY, &RetentionPage { has_problems: true, ..page })
}

#[derive(Deserialize)]
struct Unmarking {
    #[serde(default)]
    reason: String,
}

/// `POST /admin/sites/{id}/retention/archive/{conversation}`: back to the inbox, for a reason.
async fn unmark(
    State(app): State<Arc<App>>,
    Path((id, conversation)): Path<(String, String)>,
    Posted { reader, form }: Posted<Unmarking>,
) -> Result<Response, Failure> {
    let id = site_id(&id)?;
    let conversation =
        ConversationId::parse(&conversation).map_err(|_| Failure::App(Error::NotFound))?;
    retention::unmark(&app, &reader.who, &id, &conversation, &form.reason).await?;
    Ok(go(&format!("/admin/sites/{id}/retention?saved=true")))
}

/// `GET /admin/sites/{id}/retention.csv`: the whole deletion log, a line for each run of a rule.
async fn file(
    State(app): State<Arc<App>>,
    reader: Reader,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let id = site_id(&id)?;
    let gone = retention::whole_log(&app, &reader.who, &id).await?;
    let mut text = String::from("entry,at,rule,for,from_before,rows,checksum\r\n");
    for one in &gone {
        let rows: Vec<_> =
            one.counts.iter().map(|(table, rows)| format!("{table}={rows}")).collect();
        let scope = if one.is_for_all { "all" } else { id.as_str() };
        let (at, before) = (iso(one.at), iso(one.cutoff));
        let (entry, rule, rows) = (&one.entry, &one.rule, rows.join(" "));
        write!(text, "{entry},{at},{rule},{scope},{before},{rows},{}\r\n", one.checksum)
            .map_err(|error| Failure::internal(&error))?;
    }
    let name = format!("attachment; filename=\"{id}-retention-{}.csv\"", app.today());
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, text).into_response())
}

fn iso(at: Timestamp) -> String {
    Moment::new(at, plausch_core::site::Lang::En).iso
}

async fn page<'a>(
    app: &'a App,
    reader: &'a Reader,
    id: &SiteId,
    place: &Where,
    typed: &Typed,
) -> Result<RetentionPage<'a>, Failure> {
    let who = &reader.who;
    let site = app.directory.site(id)?;
    let page = Page::for_agent(app, reader, format!("/admin/sites/{id}/retention"));
    let mut ahead = retention::ahead(app, who, id).await?;
    let archive_ahead = ahead.pop().filter(|last| last.kind.is_none());
    let after = place.archive.as_deref().and_then(|place| {
        let (at, id) = cursor(place)?;
        Some((at, ConversationId::parse(&id).ok()?))
    });
    let archive = retention::archive(app, who, id, after).await?;
    let before = place.log.as_deref().and_then(cursor).filter(|(_, id)| EntryId::parse(id).is_ok());
    let log = retention::log(app, who, id, before).await?;
    let (t, problems) = (page.t, retention::problems(&typed.rules()));
    Ok(RetentionPage {
        rules: ahead.iter().map(|one| rule_card(t, one, typed, &problems)).collect(),
        more_archive: more("archive", &archive),
        archive: archive.rows.iter().map(|one| archive_line(app, t, one)).collect(),
        archive_ahead: archive_ahead.map(|one| ahead_lines(t, &one)).unwrap_or_default(),
        more_log: more("log", &log),
        log: log.rows.iter().map(|one| log_line(t, one)).collect(),
        is_saved: false,
        has_problems: false,
        keys_of_visitors: device::visitors(app, t, &site)?,
        keys_of_agents: device::agents(t, &site),
        page,
        site,
    })
}

/// Where a list goes on, as a query.
fn more<T>(name: &str, part: &Part<T>) -> Option<String> {
    part.next.as_ref().map(|(at, id)| format!("?{name}={}.{id}#{name}", at.millis()))
}

fn cursor(text: &str) -> Option<(Timestamp, String)> {
    let (at, id) = text.split_once('.')?;
    Some((Timestamp::from_millis(at.parse().ok()?), id.to_owned()))
}

/// What was typed, or what holds: days and reason of each kind.
struct Typed(HashMap<String, String>);

impl Typed {
    fn of(rules: &Rules) -> Self {
        let typed = KINDS.into_iter().flat_map(|(kind, word, ..)| {
            let Rule { days, reason } = rules.of(kind);
            [(format!("days-{word}"), days.to_string()), (format!("reason-{word}"), reason)]
        });
        Self(typed.collect())
    }

    fn text(&self, name: &str) -> &str {
        self.0.get(name).map_or("", |text| text.trim())
    }

    fn rules(&self) -> Rules {
        let mut rules = Rules::default();
        for (kind, word, scope, ..) in KINDS {
            if scope != Scope::Fixed {
                // What is no number is out of bounds.
                let days = self.text(&format!("days-{word}")).parse().unwrap_or(-1);
                let reason = self.text(&format!("reason-{word}")).replace("\r\n", "\n");
                rules.set(kind, Rule { days, reason });
            }
        }
        rules
    }
}

fn rule_card(
    t: Speaker<'_>,
    ahead: &Ahead,
    typed: &Typed,
    problems: &[(Kind, Problem)],
) -> RuleCard {
    let kind = ahead.kind.unwrap_or(Kind::Messages);
    let word = kind.as_str();
    let is_fixed = kind.scope() == Scope::Fixed;
    let [name, what] = names(t, kind);
    RuleCard {
        word,
        name,
        what,
        since: match kind.since() {
            Since::LastMessage => t.say("since-last-message"),
            Since::EndOfValidity => t.say("since-end-of-validity"),
            Since::Entry => t.say("since-entry"),
            Since::Closing => t.say("since-closing"),
        }
        .into_owned(),
        fixed: is_fixed.then(|| t.say("rule-fixed").into_owned()),
        fields: if is_fixed { Vec::new() } else { fields(t, kind, typed, problems) },
        is_for_all: kind.scope() != Scope::Site,
        ahead: ahead_lines(t, ahead),
    }
}

fn fields(
    t: Speaker<'_>,
    kind: Kind,
    typed: &Typed,
    problems: &[(Kind, Problem)],
) -> Vec<TextField> {
    let word = kind.as_str();
    let problem = problems.iter().find(|(of, _)| *of == kind).map(|(_, problem)| *problem);
    let said = |problem| match problem {
        Problem::Days => t.say("problem-days").into_owned(),
        Problem::ReasonMissing => t.say("problem-reason").into_owned(),
        Problem::ReasonTooLong => t.say("problem-reason-long").into_owned(),
        Problem::BeforeContent => t.say("problem-facts").into_owned(),
    };
    let is_of_reason =
        |problem: &Problem| matches!(problem, Problem::ReasonMissing | Problem::ReasonTooLong);
    let (days, reason) = (format!("days-{word}"), format!("reason-{word}"));
    vec![
        TextField {
            kind: "number",
            problem: problem.filter(|problem| !is_of_reason(problem)).map(said),
            help: Some(t.say_with("days-help", "days", kind.default_days())),
            ..TextField::new(days.clone(), &t.say("days-kept"), typed.text(&days))
        },
        TextField {
            is_long: true,
            problem: problem.filter(is_of_reason).map(said),
            help: (kind.scope() == Scope::Site).then(|| t.say("reason-help").into_owned()),
            is_optional: true,
            ..TextField::new(reason.clone(), &t.say("reason-kept"), typed.text(&reason))
        },
    ]
}

/// What a kind is called, and what belongs to it.
fn names(t: Speaker<'_>, kind: Kind) -> [String; 2] {
    match kind {
        Kind::Messages => [t.say("kind-messages"), t.say("kind-messages-what")],
        Kind::Contact => [t.say("kind-contact"), t.say("kind-contact-what")],
        Kind::Facts => [t.say("kind-facts"), t.say("kind-facts-what")],
        Kind::ConsentProof => [t.say("kind-consent-proof"), t.say("kind-consent-proof-what")],
        Kind::Audit => [t.say("kind-audit"), t.say("kind-audit-what")],
        Kind::Incidents => [t.say("kind-incidents"), t.say("kind-incidents-what")],
        Kind::Requests => [t.say("kind-requests"), t.say("kind-requests-what")],
    }
    .map(std::borrow::Cow::into_owned)
}

fn ahead_lines(t: Speaker<'_>, ahead: &Ahead) -> Vec<AheadLine> {
    let count = |count| match ahead.kind {
        Some(Kind::ConsentProof) => t.say_with("count-choices", "count", count),
        Some(Kind::Audit | Kind::Incidents | Kind::Requests) => {
            t.say_with("count-entries", "count", count)
        }
        _ => t.say_with("count-conversations", "count", count),
    };
    AHEAD
        .iter()
        .zip(&ahead.previews)
        .map(|(days, preview)| AheadLine {
            days: t.say_with("within-days", "days", *days),
            count: count(preview.count),
            examples: preview.examples.clone(),
        })
        .collect()
}

fn archive_line(app: &App, t: Speaker<'_>, one: &Archived) -> ArchiveLine {
    let ground = one.ground.as_ref().map(|ground| ground.reveal().clone());
    ArchiveLine {
        id: one.id.clone(),
        class: class_name(t, one.class),
        ground: ground.unwrap_or_else(|| t.say("archive-unreadable").into_owned()),
        by: app.directory.agent_name(&one.by),
        at: Moment::new(one.at, t.lang),
        until: last_day(t, one.until),
    }
}

/// What a class of the law is called.
pub(in crate::http) fn class_name(t: Speaker<'_>, class: Class) -> String {
    match class {
        Class::Letters => t.say("class-letters"),
        Class::Vouchers => t.say("class-vouchers"),
        Class::Books => t.say("class-books"),
    }
    .into_owned()
}

/// The last day of which this moment is the end.
pub(in crate::http) fn last_day(t: Speaker<'_>, until: Timestamp) -> String {
    let text = Moment::new(until.plus(-DAY), t.lang).text;
    text.split_once(", ").map_or(text.clone(), |(day, _)| day.to_owned())
}

fn log_line(t: Speaker<'_>, gone: &Gone) -> LogLine {
    let rule = match Kind::parse(&gone.rule) {
        Some(kind) => names(t, kind)[0].clone(),
        None => t.say("archive").into_owned(),
    };
    LogLine {
        at: Moment::new(gone.at, t.lang),
        rule,
        before: Moment::new(gone.cutoff, t.lang),
        counts: counts(t, &gone.counts),
        checksum: gone.checksum.to_string(),
        is_for_all: gone.is_for_all,
    }
}

fn counts(t: Speaker<'_>, counts: &BTreeMap<String, u64>) -> String {
    let said = |(table, rows): (&String, &u64)| {
        let rows = i64::try_from(*rows).unwrap_or(i64::MAX);
        match table.as_str() {
            "conversation" => t.say_with("count-conversations", "count", rows),
            "conversation_event" => t.say_with("count-events", "count", rows),
            "conversation_key" => t.say_with("count-keys", "count", rows),
            "consent_event" => t.say_with("count-choices", "count", rows),
            "audit_entry" | "incident" | "data_request" => {
                t.say_with("count-entries", "count", rows)
            }
            table => format!("{table}: {rows}"),
        }
    };
    counts.iter().map(said).collect::<Vec<_>>().join(", ")
}
