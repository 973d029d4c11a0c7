//! Who read which conversation, for data protection. There is no list by agent and no number of times
//! (R-EMP-02).

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use plausch_core::Timestamp;
use plausch_core::id::ConversationId;
use plausch_core::time::HOUR;
use serde::Deserialize;

use crate::app::App;
use crate::app::reading::{self, Read};
use crate::http::page::{Failure, Moment, Page, Reader, role_name, show};

#[derive(Template)]
#[template(path = "admin/reads.html")]
struct ReadsPage<'a> {
    page: Page<'a>,
    query: String,
    /// What was asked for is no number of a conversation.
    is_no_number: bool,
    lines: Vec<Line>,
}

struct Line {
    conversation: ConversationId,
    site: String,
    who: String,
    role: String,
    at: Moment,
}

#[derive(Deserialize)]
pub(super) struct Search {
    #[serde(default)]
    q: String,
}

/// `GET /admin/reads`
pub(super) async fn list(
    State(app): State<Arc<App>>,
    reader: Reader,
    Query(Search { q }): Query<Search>,
) -> Result<Response, Failure> {
    let query = q.trim().to_owned();
    let of = (!query.is_empty()).then(|| ConversationId::parse(&query));
    let is_no_number = matches!(of, Some(Err(_)));
    let found = reading::list(&app, &reader.who, of.and_then(Result::ok)).await?;
    let page = Page::for_agent(&app, &reader, "/admin/reads");
    let line = |read: Read| {
        let agent = app.directory.agent(&read.agent);
        let role = agent.as_ref().and_then(|agent| app.directory.role(&agent.role));
        let site = app.directory.site(&read.site);
        Line {
            conversation: read.conversation,
            site: site.map_or_else(|_| read.site.to_string(), |site| site.settings.name.clone()),
            who: app.directory.agent_name(&read.agent),
            role: role.map_or_else(String::new, |role| role_name(page.t, &role)),
            at: Moment::new(Timestamp::from_millis(read.hour * HOUR), page.t.lang),
        }
    };
    let lines = if is_no_number { Vec::new() } else { found.into_iter().map(line).collect() };
    show(&ReadsPage { page, query, is_no_number, lines })
}
