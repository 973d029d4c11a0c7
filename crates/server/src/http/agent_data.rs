//! What is kept about the team, for the team: an agent's own data as files, and the notice for agents
//! (Art. 13, 15, 20 GDPR; R-EMP-04).

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use plausch_core::retention::{Kind, Rules, Scope};
use serde_json::{Value, json};

use crate::app::agent_data::{self, Kept, OwnRows, OwnValue, Part, Withheld};
use crate::app::{App, figures, retention};
use crate::http::page::{Failure, Moment, Page, Reader, show_as};
use crate::texts::Speaker;

/// How long what is kept, as it is set now.
pub(in crate::http) struct Periods {
    rules: Rules,
    /// The days that the sites keep a conversation's facts: the fewest and the most.
    facts: (i64, i64),
}

impl Periods {
    /// As they are set now.
    pub(in crate::http) async fn of(app: &App) -> Result<Self, Failure> {
        let sites = app.directory.sites();
        let days = || sites.iter().map(|site| site.settings.retention.days(Kind::Facts));
        let default = Kind::Facts.default_days();
        let facts = (days().min().unwrap_or(default), days().max().unwrap_or(default));
        Ok(Self { rules: retention::for_all_sites(app).await?, facts })
    }

    /// The days of a kind, in words.
    pub(in crate::http) fn days(&self, t: Speaker<'_>, kind: Kind) -> String {
        match (kind.scope(), self.facts) {
            (Scope::Site, (least, most)) if least < most => t.say_with_all(
                "kept-days-between",
                [("least", least.into()), ("most", most.into())],
            ),
            (Scope::Site, (days, _)) => t.say_with("kept-days", "days", days),
            _ => t.say_with("kept-days", "days", self.rules.days(kind)),
        }
    }

    /// How long a table's rows are kept.
    pub(in crate::http) fn kept(&self, t: Speaker<'_>, part: &Part) -> String {
        match agent_data::kept(part) {
            Some(Kept::Rule(kind)) => self.days(t, kind),
            Some(Kept::UntilExpiry) => t.say("kept-until-expiry").into_owned(),
            Some(Kept::WithAccount) => t.say("kept-with-account").into_owned(),
            Some(Kept::Installation) | None => t.say("kept-installation").into_owned(),
        }
    }
}

/// What a table is called.
pub(in crate::http) fn table(t: Speaker<'_>, part: &Part) -> String {
    t.say(&format!("agent-data-{}", part.table)).into_owned()
}

/// What a column holds.
pub(in crate::http) fn column(t: Speaker<'_>, part: &Part, name: &str) -> String {
    t.say(&format!("agent-data-{}-{name}", part.table)).into_owned()
}

/// Why a column is not given.
pub(in crate::http) fn why(t: Speaker<'_>, why: Withheld) -> String {
    match why {
        Withheld::Secret => t.say("agent-data-withheld-secret"),
        Withheld::Derived => t.say("agent-data-withheld-derived"),
    }
    .into_owned()
}

fn file(media_type: &'static str, disposition: &'static str, text: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, "no-store"),
    ]
    .map(|(name, value)| (name, HeaderValue::from_static(value)));
    (headers, text).into_response()
}

fn as_json(t: Speaker<'_>, value: &OwnValue) -> Value {
    match value {
        OwnValue::Text(text) => json!(text.reveal()),
        OwnValue::Truth(truth) => json!(truth),
        OwnValue::Time(at) => json!(Moment::new(*at, t.lang).iso),
        OwnValue::Nothing => Value::Null,
    }
}

/// `GET /account/data.json`
pub(super) async fn json_file(
    State(app): State<Arc<App>>,
    reader: Reader,
) -> Result<Response, Failure> {
    let t = app.texts.speaker(reader.lang);
    let periods = Periods::of(&app).await?;
    let part = |(part, rows): &(&'static Part, OwnRows)| {
        let columns: Vec<_> = part.given().map(|(name, _)| *name).collect();
        let row = |row: &Vec<OwnValue>| {
            let values = columns.iter().zip(row);
            values.map(|(name, value)| ((*name).to_owned(), as_json(t, value))).collect()
        };
        json!({
            "table": part.table,
            "what": table(t, part),
            "kept": periods.kept(t, part),
            "columns": columns.iter().map(|name| (*name, column(t, part, name)))
                .collect::<std::collections::BTreeMap<_, _>>(),
            "rows": rows.iter().map(row).collect::<Vec<serde_json::Map<_, _>>>(),
            "withheld": part.withheld()
                .map(|(name, reason)| json!({ "column": name, "why": why(t, reason) }))
                .collect::<Vec<_>>(),
        })
    };
    let own = agent_data::data(&app, &reader.who).await?;
    let whole = json!({
        "schema": "plausch-agent-export-1",
        "made": Moment::new(app.now(), t.lang).iso,
        "parts": own.iter().map(part).collect::<Vec<_>>(),
    });
    Ok(file("application/json", "attachment; filename=\"my-data.json\"", format!("{whole:#}\n")))
}

#[derive(Template)]
#[template(path = "agent_data.html")]
struct OwnPage<'a> {
    t: Speaker<'a>,
    made: Moment,
    parts: Vec<OwnPart>,
}

struct OwnPart {
    name: String,
    kept: String,
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
    withheld: Vec<(String, String)>,
}

/// `GET /account/data.html`
pub(super) async fn html_file(
    State(app): State<Arc<App>>,
    reader: Reader,
) -> Result<Response, Failure> {
    let t = app.texts.speaker(reader.lang);
    let periods = Periods::of(&app).await?;
    let shown = |value: &OwnValue| match value {
        OwnValue::Text(text) => text.reveal().clone(),
        OwnValue::Truth(true) => t.say("agent-data-yes").into_owned(),
        OwnValue::Truth(false) => t.say("agent-data-no").into_owned(),
        OwnValue::Time(at) => Moment::new(*at, t.lang).text,
        OwnValue::Nothing => "–".to_owned(),
    };
    let part = |(part, rows): (&'static Part, OwnRows)| OwnPart {
        name: table(t, part),
        kept: periods.kept(t, part),
        columns: part.given().map(|(name, _)| column(t, part, name)).collect(),
        rows: rows.iter().map(|row| row.iter().map(shown).collect()).collect(),
        withheld: part.withheld().map(|(name, of)| (column(t, part, name), why(t, of))).collect(),
    };
    let parts = agent_data::data(&app, &reader.who).await?.into_iter().map(part).collect();
    let page = OwnPage { t, made: Moment::new(app.now(), t.lang), parts };
    let html = page.render().map_err(|error| Failure::internal(&error))?;
    Ok(file("text/html; charset=utf-8", "attachment; filename=\"my-data.html\"", html))
}

#[derive(Template)]
#[template(path = "agent_notice.html")]
struct NoticePage<'a> {
    page: Page<'a>,
    controllers: Vec<String>,
    officers: Vec<String>,
    facts: String,
    reads: String,
    audit: String,
    /// By which right figures of single agents are on, where they are.
    unlocked: Option<String>,
}

/// `GET /account/notice`: what the team has to be told (Art. 13), with what is set. A draft.
pub(super) async fn notice(
    State(app): State<Arc<App>>,
    reader: Reader,
) -> Result<Response, Failure> {
    let page = Page::for_agent(&app, &reader, "/account/notice");
    let periods = Periods::of(&app).await?;
    let sites = app.directory.sites();
    let all = |of: fn(&plausch_core::site::Settings) -> Option<&String>| -> Vec<String> {
        let texts: BTreeSet<_> = sites.iter().filter_map(|site| of(&site.settings)).collect();
        texts.into_iter().cloned().collect()
    };
    let unlocked = figures::reference_in_force(&app).await?;
    let notice = NoticePage {
        controllers: all(|settings| Some(&settings.controller)),
        officers: all(|settings| settings.data_protection_officer.as_ref()),
        facts: periods.days(page.t, Kind::Facts),
        reads: periods.days(page.t, Kind::Reads),
        audit: periods.days(page.t, Kind::Audit),
        unlocked: unlocked.map(|one| one.reference),
        page,
    };
    show_as(StatusCode::OK, &notice)
}
