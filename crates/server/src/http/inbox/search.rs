//! Looking for words in conversations. They are posted: an address is kept by browsers and proxies,
//! and what is looked for is often somebody's name.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use plausch_core::id::ConversationId;
use plausch_core::role::{Level, Permission};
use plausch_core::search::{Excerpt, Words};
use plausch_core::{Personal, Timestamp};
use serde::Deserialize;

use super::list::{name_of, site_name, state_of};
use crate::app::conversation::search::{self, Hit, Part, Place};
use crate::app::{App, Error};
use crate::http::page::{Failure, Moment, Page, Posted, Reader, show};
use crate::texts::Speaker;

/// After so many parts somebody is asked whether to go on.
const PARTS: u8 = 40;
/// A thread shows so many events behind what was found.
const BEHIND: i64 = 50;
/// A thread shows so many of its newest events without being asked for earlier ones.
const NEWEST: i64 = 90;

/// What is looked for, and from where on.
#[derive(Deserialize)]
pub(super) struct Terms {
    words: Personal<String>,
    at: Option<i64>,
    id: Option<String>,
    /// How many parts were looked through since somebody last asked.
    #[serde(default)]
    parts: u8,
}

impl Terms {
    fn before(&self) -> Result<Option<(Timestamp, ConversationId)>, Error> {
        let (Some(at), Some(id)) = (self.at, &self.id) else { return Ok(None) };
        let id = ConversationId::parse(id).map_err(|_| Error::Invalid("id"))?;
        Ok(Some((Timestamp::from_millis(at), id)))
    }
}

struct Row {
    id: ConversationId,
    address: String,
    name: String,
    at: Moment,
    by: Option<String>,
    excerpt: Excerpt,
    site: String,
    state: &'static str,
    state_name: String,
}

/// Where a search goes on.
struct Next {
    id: ConversationId,
    /// In milliseconds.
    millis: i64,
    at: Moment,
    /// By itself, without being asked.
    goes_on: bool,
    parts: u8,
}

#[derive(Template)]
#[template(path = "inbox/search.html")]
struct SearchPage<'a> {
    page: Page<'a>,
    words: String,
    /// Nothing was looked for yet.
    is_blank: bool,
    is_too_short: bool,
    is_first: bool,
    rows: Vec<Row>,
    next: Option<Next>,
}

#[derive(Template)]
#[template(path = "inbox/found.html")]
struct FoundPart<'a> {
    page: Page<'a>,
    words: String,
    is_first: bool,
    rows: Vec<Row>,
    next: Option<Next>,
}

/// `GET /inbox/search`
pub(super) async fn blank(
    State(app): State<Arc<App>>,
    reader: Reader,
) -> Result<Response, Failure> {
    reader.who.may(Permission::Conversations, Level::Read)?;
    let page = Page::for_agent(&app, &reader, "/inbox/search");
    let (words, rows) = (String::new(), Vec::new());
    show(&SearchPage {
        page,
        words,
        is_blank: true,
        is_too_short: false,
        is_first: true,
        rows,
        next: None,
    })
}

/// `POST /inbox/search`: a page, or for a script the next part of what is found.
pub(super) async fn find(
    State(app): State<Arc<App>>,
    Posted { reader, form }: Posted<Terms>,
) -> Result<Response, Failure> {
    let page = Page::for_agent(&app, &reader, "/inbox/search");
    let (before, is_first) = (form.before()?, form.at.is_none());
    let terms = Words::parse(form.words.reveal());
    let is_too_short = terms.is_none();
    let part = match terms {
        Some(terms) => search::search(&app, &reader.who, &terms, before).await?,
        None => Part { hits: Vec::new(), last: None, is_enough: false },
    };
    let rows = part.hits.iter().map(|hit| row(&app, &reader, page.t, hit)).collect();
    let parts = if part.is_enough { 0 } else { form.parts.saturating_add(1) };
    let next = part.last.map(|(at, id)| Next {
        id,
        millis: at.millis(),
        at: Moment::new(at, page.t.lang),
        goes_on: !part.is_enough && parts < PARTS,
        parts: if parts < PARTS { parts } else { 0 },
    });
    let words = form.words.into_revealed();
    if reader.wants_part {
        return show(&FoundPart { page, words, is_first, rows, next });
    }
    show(&SearchPage { page, words, is_blank: false, is_too_short, is_first, rows, next })
}

fn row(app: &App, reader: &Reader, t: Speaker<'_>, hit: &Hit) -> Row {
    let conversation = &hit.listed.conversation;
    let (state, state_name) = state_of(app, reader, t, conversation);
    let path = format!("/inbox/conversations/{}?view=all", conversation.id);
    let (at, by, address) = match hit.place {
        Place::Event { seq, at, is_from_visitor } => {
            // Far from the end, the part of the thread that holds it.
            let part = if conversation.last_seq - seq > NEWEST {
                format!("&before={}", seq + BEHIND)
            } else {
                String::new()
            };
            let by = (!is_from_visitor).then(|| t.say("reply").into_owned());
            (at, by, format!("{path}{part}#event-{seq}"))
        }
        Place::Contact => {
            (conversation.last_message_at, Some(t.say("found-contact").into_owned()), path)
        }
    };
    Row {
        id: conversation.id.clone(),
        address,
        name: name_of(t, conversation),
        at: Moment::new(at, t.lang),
        by,
        excerpt: hit.excerpt.clone(),
        site: site_name(app, conversation),
        state,
        state_name,
    }
}
