//! One conversation, read by an agent.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use plausch_core::Personal;
use plausch_core::conversation::{Contact, Conversation, State as ConversationState};
use plausch_core::id::{AgentId, ConversationId, MessageId};
use plausch_core::role::{Level, Permission};
use plausch_core::site::Lang;
use serde::Deserialize;

use super::event::Event;
use super::list::{self, InboxPage, Which, name_of, site_name, state_of};
use crate::app::conversation::agents;
use crate::app::{App, Error};
use crate::http::copy::annotations;
use crate::http::page::{Failure, Moment, Page, Reader, show, view_word};
use crate::texts::Speaker;

/// A conversation as it is shown.
#[expect(clippy::struct_excessive_bools, reason = "facts of their own, of which any two may hold")]
pub(super) struct Thread {
    pub(super) id: ConversationId,
    pub(super) path: String,
    pub(super) view: &'static str,
    pub(super) name: String,
    pub(super) site: String,
    pub(super) language: String,
    pub(super) started: Moment,
    pub(super) contact: Contact,
    pub(super) state: &'static str,
    pub(super) state_name: String,
    pub(super) kind: ConversationState,
    pub(super) last: i64,
    pub(super) agents_seen: i64,
    pub(super) visitor_seen: i64,
    pub(super) unread: i64,
    pub(super) is_mine: bool,
    pub(super) is_held: bool,
    /// Nobody would read an answer any more.
    pub(super) is_ended: bool,
    /// How much the reader may do with it.
    pub(super) level: Level,
    pub(super) notice: Option<String>,
    /// That the visitor has objected, and when.
    pub(super) objection: Option<String>,
    /// `false`: delivered, not kept.
    pub(super) is_kept: bool,
    /// Why not all of it can be read.
    pub(super) damage: Option<String>,
    pub(super) others: Vec<Other>,
    pub(super) looking: String,
    pub(super) events: Vec<Event>,
    pub(super) earlier: Option<i64>,
    /// One for an answer, one for a note: sending twice is sending once.
    pub(super) new_ids: (MessageId, MessageId),
}

/// Somebody to whom the conversation could be given.
pub(super) struct Other {
    pub(super) id: AgentId,
    pub(super) name: String,
}

impl Thread {
    pub(super) const fn is_closed(&self) -> bool {
        matches!(self.kind, ConversationState::Closed)
    }

    pub(super) fn has_contact(&self) -> bool {
        self.contact != Contact::default()
    }

    /// A phone number as a link takes it (RFC 3966).
    #[expect(clippy::unused_self, reason = "templates ask what they show")]
    pub(super) fn dialled(&self, phone: &Personal<String>) -> String {
        let first = phone.reveal().split(',').next().unwrap_or_default().replace("(0)", "");
        first.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
    }

    pub(super) fn may_write(&self) -> bool {
        self.level >= Level::Write
    }

    pub(super) fn may_take(&self) -> bool {
        self.may_write() && !self.is_mine && !self.is_ended
    }

    pub(super) fn has_menu(&self, may_erase: bool) -> bool {
        let may_give = !self.is_ended && (!self.others.is_empty() || self.is_held);
        self.may_write() && (may_give || self.unread > 0 || self.is_closed()) || may_erase
    }

    async fn new(
        app: &App,
        reader: &Reader,
        t: Speaker<'_>,
        which: &Which,
        found: &agents::Thread,
    ) -> Result<Self, Failure> {
        let reach = &reader.who.reach;
        let c = &found.conversation;
        let (state, state_name) = state_of(app, reader, t, c);
        let is_open = c.state != ConversationState::Closed;
        let me = &reader.who.agent.id;
        let others = agents::who_could_have(app, c);
        let others = others.iter().filter(|agent| {
            agent.id != *me && (Some(&agent.id) != c.assignee.as_ref() || !is_open)
        });
        let event = |event: &plausch_core::event::Event| {
            let notes = found.annotations.iter().filter(|one| one.seq == event.seq);
            Event::new(app, reader, t, c, event, annotations(t, notes))
        };
        Ok(Self {
            path: format!("/inbox/conversations/{}", c.id),
            view: view_word(which.view()),
            name: name_of(t, c),
            site: site_name(app, c),
            language: language(t, c.lang),
            started: Moment::new(c.started_at, t.lang),
            contact: c.contact.clone(),
            state,
            state_name,
            kind: c.state,
            last: c.last_seq,
            agents_seen: c.agents_seen,
            visitor_seen: c.visitor_seen,
            unread: c.unread,
            is_mine: is_open && c.assignee.as_ref() == Some(me),
            is_held: is_open && c.assignee.is_some(),
            is_ended: c.is_ended_by_visitor || c.is_withdrawn,
            level: reach.conversation(&c.site, c.assignee.as_ref()),
            notice: notice(app, t, c),
            objection: found
                .objected_at
                .map(|at| t.say_with("own-agents-objected", "day", Moment::new(at, t.lang).day())),
            is_kept: c.is_kept,
            damage: (!found.is_readable).then(|| t.say("notice-unreadable").into_owned()),
            others: others
                .map(|agent| Other { id: agent.id.clone(), name: agent.name.reveal().clone() })
                .collect(),
            looking: looking_text(t, &agents::who_else_looks(app, &reader.who, &c.id).await?),
            events: found.events.iter().map(event).collect(),
            earlier: found.earlier,
            new_ids: (MessageId::new(app.random()), MessageId::new(app.random())),
            id: c.id.clone(),
        })
    }
}

fn language(t: Speaker<'_>, lang: Lang) -> String {
    match lang {
        Lang::De => t.say("language-de").into_owned(),
        Lang::En => t.say("language-en").into_owned(),
    }
}

/// What an agent should know before writing.
fn notice(app: &App, t: Speaker<'_>, c: &Conversation) -> Option<String> {
    let notice = if !c.is_kept {
        t.say("notice-not-kept")
    } else if c.is_withdrawn {
        t.say("notice-withdrawn")
    } else if c.is_ended_by_visitor {
        t.say("notice-ended")
    } else if c.token_expires_at <= app.now() {
        t.say("notice-expired")
    } else {
        return None;
    };
    Some(notice.into_owned())
}

fn looking_text(t: Speaker<'_>, names: &[String]) -> String {
    match names {
        [] => String::new(),
        [name] => t.say_with("looks-too", "names", name.clone()),
        names => t.say_with("look-too", "names", names.join(", ")),
    }
}

/// The conversation's id from the path.
pub(super) fn id(text: &str) -> Result<ConversationId, Failure> {
    ConversationId::parse(text).map_err(|_| Failure::App(Error::NotFound))
}

#[derive(Deserialize)]
pub(super) struct Before {
    before: Option<i64>,
}

#[derive(Template)]
#[template(path = "inbox/thread.html")]
struct ThreadPart<'a> {
    page: Page<'a>,
    thread: Thread,
}

/// `GET /inbox/conversations/{id}`: the whole inbox, or for a script the thread alone.
pub(super) async fn page(
    State(app): State<Arc<App>>,
    reader: Reader,
    Path(of): Path<String>,
    Query(which): Query<Which>,
    Query(Before { before }): Query<Before>,
) -> Result<Response, Failure> {
    let of = id(&of)?;
    let found = agents::thread(&app, &reader.who, &of, before).await?;
    let t = app.texts.speaker(reader.lang);
    let thread = Thread::new(&app, &reader, t, &which, &found).await?;
    if reader.wants_part {
        let page = Page::for_agent(&app, &reader, "/inbox");
        return show(&ThreadPart { page, thread });
    }
    // `before` pages the thread here, not the list.
    let which = Which::first_page(which);
    let (page, list) = list::read(&app, &reader, &which, Some(&of)).await?;
    show(&InboxPage { page, list, thread: Some(thread) })
}

#[derive(Deserialize)]
pub(super) struct After {
    #[serde(default)]
    after: i64,
}

#[derive(Template)]
#[template(path = "inbox/more_events.html")]
struct MoreEvents<'a> {
    page: Page<'a>,
    thread: Thread,
}

/// `GET …/events`: what is new, and the head of the thread as it is now.
pub(super) async fn events(
    State(app): State<Arc<App>>,
    reader: Reader,
    Path(of): Path<String>,
    Query(which): Query<Which>,
    Query(After { after }): Query<After>,
) -> Result<Response, Failure> {
    let found = agents::events_after(&app, &reader.who, &id(&of)?, after).await?;
    let page = Page::for_agent(&app, &reader, "/inbox");
    let thread = Thread::new(&app, &reader, page.t, &which, &found).await?;
    show(&MoreEvents { page, thread })
}

/// `GET …/looking`: who else looks, as a sentence.
pub(super) async fn looking(
    State(app): State<Arc<App>>,
    reader: Reader,
    Path(of): Path<String>,
) -> Result<String, Failure> {
    let names = agents::who_else_looks(&app, &reader.who, &id(&of)?).await?;
    Ok(looking_text(app.texts.speaker(reader.lang), &names))
}

#[derive(Template)]
#[template(path = "inbox/erase.html")]
struct ErasePage<'a> {
    page: Page<'a>,
    name: String,
    path: String,
}

/// `GET …/erase`: asks once more.
pub(super) async fn erase_page(
    State(app): State<Arc<App>>,
    reader: Reader,
    Path(of): Path<String>,
) -> Result<Response, Failure> {
    reader.who.may(Permission::Erasure, Level::Write)?;
    let found = agents::thread(&app, &reader.who, &id(&of)?, None).await?;
    let path = format!("/inbox/conversations/{}", found.conversation.id);
    let page = Page::for_agent(&app, &reader, format!("{path}/erase"));
    let name = name_of(page.t, &found.conversation);
    show(&ErasePage { page, name, path })
}
