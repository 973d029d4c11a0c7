//! Who changed what: searched by deed, thing and days.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use plausch_core::Timestamp;
use plausch_core::audit::Entry;
use plausch_core::id::AgentId;
use plausch_core::merkle::Hash;
use plausch_core::time::{DAY, SECOND};
use serde::Deserialize;
use time::Date;
use time::format_description::well_known::Iso8601;

use crate::app::App;
use crate::app::audit::{self, AuditSearch, DEEDS};
use crate::http::page::{Failure, Moment, Page, Reader, show};
use crate::texts::Speaker;

#[derive(Template)]
#[template(path = "admin/audit.html")]
struct AuditPage<'a> {
    page: Page<'a>,
    search: Search,
    deeds: Vec<(&'static str, String)>,
    lines: Vec<Line>,
    more: Option<String>,
}

struct Line {
    number: i64,
    who: String,
    deed: String,
    reason: Option<String>,
    subject: String,
    at: Moment,
    hash: Hash,
}

#[derive(Debug, Default, Clone, Deserialize)]
pub(super) struct Search {
    #[serde(default)]
    deed: String,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    before: Option<i64>,
}

impl Search {
    fn terms(&self) -> AuditSearch {
        let text = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        AuditSearch {
            deed: text(&self.deed),
            subject: text(&self.subject),
            from: day(&self.from),
            until: day(&self.to).map(|day| day.plus(DAY)),
        }
    }

    /// The same search, further down.
    fn below(&self, number: i64) -> String {
        let fields = [("deed", &self.deed), ("subject", &self.subject), ("from", &self.from)];
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(fields).append_pair("to", &self.to);
        format!("/admin/audit?{}", query.append_pair("before", &number.to_string()).finish())
    }
}

/// The beginning of a day in UTC; what is no day is not looked for.
fn day(text: &str) -> Option<Timestamp> {
    let day = Date::parse(text, &Iso8601::DATE).ok()?;
    Some(Timestamp::from_millis(day.midnight().assume_utc().unix_timestamp() * SECOND))
}

/// `GET /admin/audit`
pub(super) async fn list(
    State(app): State<Arc<App>>,
    reader: Reader,
    Query(search): Query<Search>,
) -> Result<Response, Failure> {
    let found = audit::list(&app, &reader.who, search.terms(), search.before).await?;
    let page = Page::for_agent(&app, &reader, "/admin/audit");
    let t = page.t;
    let lines = found.entries.into_iter().map(|(entry, hash)| line(&app, t, entry, hash)).collect();
    let deeds = DEEDS.map(|deed| (deed, name(t, deed))).to_vec();
    let more = found.next.map(|number| search.below(number));
    show(&AuditPage { page, search, deeds, lines, more })
}

fn line(app: &App, t: Speaker<'_>, entry: Entry, hash: Hash) -> Line {
    let agent = entry.agent.as_deref().and_then(|id| AgentId::parse(id).ok());
    let (deed, reason) = match entry.deed.split_once(": ") {
        Some((deed, reason)) => (name(t, deed), Some(reason.to_owned())),
        None => (name(t, &entry.deed), None),
    };
    Line {
        number: entry.number,
        who: agent.map_or_else(
            || t.say("audit-nobody").into_owned(),
            |agent| app.directory.agent_name(&agent),
        ),
        deed,
        reason,
        subject: entry.subject,
        at: Moment::new(entry.at, t.lang),
        hash,
    }
}

/// What a deed is called; one that an older program has written keeps its own words.
fn name(t: Speaker<'_>, deed: &str) -> String {
    if DEEDS.contains(&deed) {
        t.say(&format!("deed-{}", deed.replace(' ', "-"))).into_owned()
    } else {
        deed.to_owned()
    }
}
