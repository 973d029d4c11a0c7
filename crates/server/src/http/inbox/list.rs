//! The list of conversations.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use plausch_core::Timestamp;
use plausch_core::conversation::{Conversation, State as ConversationState};
use plausch_core::id::ConversationId;
use serde::Deserialize;

use super::thread::Thread;
use crate::app::conversation::agents::{self, Listed, View};
use crate::app::{App, Error};
use crate::http::page::{Failure, Moment, Page, Reader, show, view_word};
use crate::texts::Speaker;

/// What of a message fits into the list, in characters.
const PREVIEW: usize = 140;
/// It was put into the archive just now.
pub(super) const ARCHIVED: &str = "archived";

/// Which part of the list.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Which {
    #[serde(default)]
    view: String,
    before: Option<i64>,
    id: Option<String>,
    /// The conversation that was open here was not kept, and is over; or lies in the archive
    /// ([`ARCHIVED`]).
    gone: Option<String>,
}

impl Which {
    /// The first page of the same view.
    pub(super) fn first_page(of: Self) -> Self {
        Self { view: of.view, ..Self::default() }
    }

    pub(super) fn view(&self) -> View {
        match self.view.as_str() {
            "waiting" => View::Waiting,
            "mine" => View::Mine,
            "closed" => View::Closed,
            _ => View::All,
        }
    }

    fn before(&self) -> Result<Option<(Timestamp, ConversationId)>, Error> {
        let (Some(at), Some(id)) = (self.before, &self.id) else { return Ok(None) };
        let id = ConversationId::parse(id).map_err(|_| Error::Invalid("id"))?;
        Ok(Some((Timestamp::from_millis(at), id)))
    }
}

/// The list as it is shown.
pub(super) struct List {
    title: String,
    view: &'static str,
    /// Its part of an address, to fetch it again.
    here: String,
    rows: Vec<Row>,
    next: Option<String>,
    has_no_site: bool,
    nothing: String,
    try_it: Option<(String, String)>,
    /// What has become of the conversation that was open here.
    gone: Option<String>,
}

struct Row {
    id: ConversationId,
    name: String,
    at: Moment,
    by: Option<String>,
    text: String,
    site: String,
    state: &'static str,
    state_name: String,
    unread: i64,
    is_here: bool,
    is_readable: bool,
}

/// Reads the list and puts the counts on the page.
pub(super) async fn read<'a>(
    app: &'a App,
    reader: &'a Reader,
    which: &Which,
    here: Option<&ConversationId>,
) -> Result<(Page<'a>, List), Failure> {
    let view = which.view();
    let before = which.before()?;
    let found = agents::list(app, &reader.who, view, before.clone()).await?;
    let address = match here {
        Some(id) => format!("/inbox/conversations/{id}?view={}", view_word(view)),
        None => format!("/inbox?view={}", view_word(view)),
    };
    let page = Page::for_agent(app, reader, address).with_counts(found.counts).of_view(view);
    let t = page.t;
    let (title, nothing) = match view {
        View::All => (t.say("view-all"), t.say("nothing-all")),
        View::Waiting => (t.say("view-waiting"), t.say("nothing-waiting")),
        View::Mine => (t.say("view-mine"), t.say("nothing-mine")),
        View::Closed => (t.say("view-closed"), t.say("nothing-closed")),
    };
    let mut sites = app.directory.sites();
    sites.retain(|site| reader.who.reach.has_site(&site.id));
    // How to try it is of use to whoever has nothing at all to do yet.
    let first = sites.first().filter(|_| view == View::All && found.counts.all == 0);
    let list = List {
        title: title.into_owned(),
        view: view_word(view),
        rows: found.rows.iter().map(|row| self::row(app, reader, t, row, here)).collect(),
        here: match &before {
            Some((at, id)) => format!("view={}&before={}&id={id}", view_word(view), at.millis()),
            None => format!("view={}", view_word(view)),
        },
        next: found.next.map(|(at, id)| format!("before={}&id={id}", at.millis())),
        has_no_site: sites.is_empty(),
        nothing: nothing.into_owned(),
        gone: which.gone.as_ref().map(|why| match why.as_str() {
            ARCHIVED => t.say("gone-archived").into_owned(),
            _ => t.say("gone-not-kept").into_owned(),
        }),
        try_it: first
            .map(|site| (site.settings.name.clone(), site.settings.address.clone()))
            .filter(|(_, address)| address.starts_with("http")),
    };
    Ok((page, list))
}

fn row(
    app: &App,
    reader: &Reader,
    t: Speaker<'_>,
    listed: &Listed,
    here: Option<&ConversationId>,
) -> Row {
    let conversation = &listed.conversation;
    let text = listed.last_message.as_ref().map_or("", |text| text.reveal().as_str());
    let (state, state_name) = state_of(app, reader, t, conversation);
    Row {
        id: conversation.id.clone(),
        name: name_of(t, conversation),
        at: Moment::new(conversation.last_message_at, t.lang),
        by: (!listed.is_from_visitor && !text.is_empty()).then(|| t.say("reply").into_owned()),
        text: text.chars().take(PREVIEW).collect(),
        site: site_name(app, conversation),
        state,
        state_name,
        unread: conversation.unread,
        is_here: here == Some(&conversation.id),
        is_readable: listed.is_readable,
    }
}

/// The visitor's name; without one, something by which two of them can be told apart.
pub(super) fn name_of(t: Speaker<'_>, conversation: &Conversation) -> String {
    conversation.visitor_name.as_ref().map_or_else(
        || {
            // The end of the id is random, its beginning is time.
            let id = conversation.id.as_str();
            t.say_with("visitor-unnamed", "mark", id[id.len() - 4..].to_owned())
        },
        |name| name.reveal().clone(),
    )
}

/// The site's name.
pub(super) fn site_name(app: &App, conversation: &Conversation) -> String {
    let site = app.directory.site(&conversation.site);
    site.map_or_else(|_| conversation.site.as_str().to_owned(), |site| site.settings.name.clone())
}

/// Where it stands, as a word for the style sheet and one for people: an open one is named by who
/// has it.
pub(super) fn state_of(
    app: &App,
    reader: &Reader,
    t: Speaker<'_>,
    conversation: &Conversation,
) -> (&'static str, String) {
    match (conversation.state, &conversation.assignee) {
        (ConversationState::Waiting, _) => ("waiting", t.say("state-waiting").into_owned()),
        (ConversationState::Closed, _) => ("closed", t.say("state-closed").into_owned()),
        (ConversationState::Open, Some(agent)) if *agent == reader.who.agent.id => {
            ("mine", t.say("held-by-me").into_owned())
        }
        (ConversationState::Open, Some(agent)) => ("open", app.directory.agent_name(agent)),
        (ConversationState::Open, None) => ("open", t.say("state-open").into_owned()),
    }
}

/// The inbox, with or without a conversation.
#[derive(Template)]
#[template(path = "inbox/page.html")]
pub(super) struct InboxPage<'a> {
    pub(super) page: Page<'a>,
    pub(super) list: List,
    pub(super) thread: Option<Thread>,
}

impl InboxPage<'_> {
    fn title(&self) -> &str {
        self.thread.as_ref().map_or(&self.list.title, |thread| &thread.name)
    }
}

#[derive(Template)]
#[template(path = "inbox/list.html")]
struct ListPart<'a> {
    page: Page<'a>,
    list: List,
}

#[derive(Template)]
#[template(path = "inbox/views.html")]
struct ViewsPart<'a> {
    page: Page<'a>,
}

/// `GET /inbox`
pub(super) async fn page(
    State(app): State<Arc<App>>,
    reader: Reader,
    Query(which): Query<Which>,
) -> Result<Response, Failure> {
    let (page, list) = read(&app, &reader, &which, None).await?;
    show(&InboxPage { page, list, thread: None })
}

/// `GET /inbox/list`
pub(super) async fn part(
    State(app): State<Arc<App>>,
    reader: Reader,
    Query(which): Query<Which>,
) -> Result<Response, Failure> {
    let (page, list) = read(&app, &reader, &which, None).await?;
    show(&ListPart { page, list })
}

/// `GET /inbox/views`
pub(super) async fn views(
    State(app): State<Arc<App>>,
    reader: Reader,
    Query(which): Query<Which>,
) -> Result<Response, Failure> {
    let counts = agents::counts(&app, &reader.who).await?;
    let page = Page::for_agent(&app, &reader, "/inbox").with_counts(counts);
    // Elsewhere than in the inbox, none of them is the current one.
    let page = if which.view == "none" { page } else { page.of_view(which.view()) };
    show(&ViewsPart { page })
}
