//! What agents may do with conversations. Every deed commits first and then hints at it.

use std::sync::Arc;

use plausch_core::agent::Deed;
use plausch_core::conversation::{Conversation, Refusal};
use plausch_core::event::{Author, Event, Kind};
use plausch_core::id::{AgentId, ConversationId, MessageId};
use plausch_core::message::Body;
use plausch_core::{Personal, Timestamp};
use plausch_store::NewEvent;
pub use plausch_store::{Counts, Listed, View};

use super::masking;
use crate::app::{App, Error, SignedIn, erasure};
use crate::live::{Hint, Side};

/// Conversations on one page of the list.
const LIST: u8 = 30;
/// Events on one page of a thread.
const THREAD: i64 = 100;

/// A page of a view.
#[derive(Debug)]
pub struct List {
    /// The conversations, newest first.
    pub rows: Vec<Listed>,
    /// How many each view holds.
    pub counts: Counts,
    /// Where the next page begins, when there is one.
    pub next: Option<(Timestamp, ConversationId)>,
}

/// A page of a view; `before` is where the page before ended.
pub async fn list(
    app: &App,
    who: &SignedIn,
    view: View,
    before: Option<(Timestamp, ConversationId)>,
) -> Result<List, Error> {
    who.may(Deed::Answer)?;
    let agent = who.agent.id.clone();
    let (mut rows, counts) = app
        .store
        .read(move |tx| {
            let rows = tx.conversations(view, &agent, before.clone(), i64::from(LIST) + 1)?;
            Ok::<_, plausch_store::Error>((rows, tx.counts(&agent)?))
        })
        .await?;
    for row in rows.iter().filter(|row| !row.is_readable) {
        app.damage.tell(&row.conversation.id);
    }
    let is_more = rows.len() > usize::from(LIST);
    rows.truncate(usize::from(LIST));
    let last = rows.last().filter(|_| is_more).map(|row| &row.conversation);
    Ok(List { next: last.map(|last| (last.last_message_at, last.id.clone())), rows, counts })
}

/// How many conversations each view holds for this agent.
pub async fn counts(app: &App, who: &SignedIn) -> Result<Counts, Error> {
    who.may(Deed::Answer)?;
    let agent = who.agent.id.clone();
    Ok(app.store.read(move |tx| tx.counts(&agent)).await?)
}

/// A part of a conversation.
#[derive(Debug)]
pub struct Thread {
    /// The conversation as it is now.
    pub conversation: Conversation,
    /// Did its key and the visitor's name open?
    pub is_readable: bool,
    /// Some of its events, in order; messages and notes without a text are those that don't open.
    pub events: Vec<Event>,
    /// The number before which there are more, when there are.
    pub earlier: Option<i64>,
}

/// The newest events, or the newest of those before `before`.
pub async fn thread(
    app: &App,
    who: &SignedIn,
    id: &ConversationId,
    before: Option<i64>,
) -> Result<Thread, Error> {
    who.may(Deed::Answer)?;
    let (id, before) = (id.clone(), before.unwrap_or(i64::MAX));
    let found = app.store.read(move |tx| {
        let (conversation, is_readable) = tx.agents_conversation(&id)?.ok_or(Error::NotFound)?;
        let events = tx.events_before(&id, before, THREAD)?;
        // Numbers have no gaps and begin with 1.
        let earlier = events.first().map(|event| event.seq).filter(|seq| *seq > 1);
        Ok::<_, Error>(Thread { conversation, is_readable, events, earlier })
    });
    found.await.inspect(|thread| tell_damage(app, thread))
}

/// What is new after the event with the number `after`, all of it.
pub async fn events_after(
    app: &App,
    who: &SignedIn,
    id: &ConversationId,
    after: i64,
) -> Result<Thread, Error> {
    who.may(Deed::Answer)?;
    let id = id.clone();
    let found = app.store.read(move |tx| {
        let (conversation, is_readable) = tx.agents_conversation(&id)?.ok_or(Error::NotFound)?;
        let events = tx.events_after(&id, after, false, i64::MAX)?;
        Ok::<_, Error>(Thread { conversation, is_readable, events, earlier: None })
    });
    found.await.inspect(|thread| tell_damage(app, thread))
}

fn tell_damage(app: &App, thread: &Thread) {
    if !thread.is_readable || thread.events.iter().any(is_unreadable) {
        app.damage.tell(&thread.conversation.id);
    }
}

/// Is it a message or a note whose text does not open? Nothing else is without one.
fn is_unreadable(event: &Event) -> bool {
    matches!(event.kind, Kind::Message | Kind::Note) && event.body.is_none()
}

/// Writes a text: a message, which answers the visitor, or a note, which only agents see. Sent
/// again with the same id, it is there once.
pub async fn write_text(
    app: &App,
    who: &SignedIn,
    id: &ConversationId,
    kind: Kind,
    message: MessageId,
    text: &Personal<String>,
) -> Result<(), Error> {
    who.may(Deed::Answer)?;
    write(app, who, id, kind, Some((message, Body::new(text)?)), None).await
}

/// Gives the conversation to an agent, or back to those that wait.
pub async fn assign(
    app: &App,
    who: &SignedIn,
    id: &ConversationId,
    to: Option<AgentId>,
) -> Result<(), Error> {
    who.may(Deed::Answer)?;
    if let Some(agent) = &to {
        let agent = app.directory.agent(agent).ok_or(Error::NotFound)?;
        if !agent.is_enabled {
            return Err(Error::Invalid("agent"));
        }
    }
    write(app, who, id, Kind::Assigned, None, to).await
}

/// Closes a conversation.
pub async fn close(app: &App, who: &SignedIn, id: &ConversationId) -> Result<(), Error> {
    who.may(Deed::Answer)?;
    write(app, who, id, Kind::Closed, None, None).await
}

/// Opens a closed conversation again.
pub async fn reopen(app: &App, who: &SignedIn, id: &ConversationId) -> Result<(), Error> {
    who.may(Deed::Answer)?;
    write(app, who, id, Kind::Reopened, None, None).await
}

async fn write(
    app: &App,
    who: &SignedIn,
    id: &ConversationId,
    kind: Kind,
    text: Option<(MessageId, Body)>,
    assignee: Option<AgentId>,
) -> Result<(), Error> {
    let author = Author::Agent(who.agent.id.clone());
    let new = NewEvent { kind, author, assignee, text, nonce: app.random() };
    let (of, now, directory) = (id.clone(), app.now(), Arc::clone(&app.directory));
    let change = app
        .store
        .write(move |tx| -> Result<_, Error> {
            let conversation = tx.conversation(&of)?.ok_or(Error::NotFound)?;
            let site = directory.site(&conversation.site)?;
            let fit = |body: &Body| masking::agents(&site, conversation.lang, body);
            let text = new.text.as_ref().map(|(message, body)| (message.clone(), fit(body)));
            let new = NewEvent { text, ..new.clone() };
            if let Some((message, body)) = &new.text
                && let Some(sent) = tx.event_by_message(&of, message)?
            {
                let is_same = sent.kind == new.kind
                    && sent.author == new.author
                    && sent.body.as_ref() == Some(body.text());
                return if is_same { Ok(None) } else { Err(Error::MessageIdReused) };
            }
            // Nobody could read the answer: the visitor's device has no access any more.
            if kind == Kind::Message && conversation.is_withdrawn {
                return Err(Refusal::Ended.into());
            }
            let next = conversation.after(kind, &new.author, new.assignee.as_ref())?;
            let expiry = conversation.token_expiry_after(kind, &site.settings, now);
            let change =
                tx.append(&conversation, next, &new, expiry, now)?.ok_or(Error::Conflict)?;
            Ok(Some((conversation.agents_seen, change)))
        })
        .await?;
    if let Some((seen_before, change)) = change {
        let (conversation, seq) = (id.clone(), change.event.seq);
        app.bus.publish(&Hint::Conversation { conversation, seq });
        tell_seen(app, id, seen_before, change.conversation.agents_seen);
    }
    Ok(())
}

/// Agents have seen everything up to `seq`.
pub async fn seen(app: &App, who: &SignedIn, id: &ConversationId, seq: i64) -> Result<(), Error> {
    who.may(Deed::Answer)?;
    let of = id.clone();
    let is_news = app
        .store
        .write(move |tx| -> Result<bool, Error> {
            tx.conversation(&of)?.ok_or(Error::NotFound)?;
            Ok(tx.set_agents_seen(&of, seq)?)
        })
        .await?;
    if is_news {
        tell_seen(app, id, seq - 1, seq);
    }
    Ok(())
}

fn tell_seen(app: &App, id: &ConversationId, before: i64, seq: i64) {
    if seq > before {
        app.bus.publish(&Hint::Seen { conversation: id.clone(), by: Side::Agent, seq });
    }
}

/// The agent is typing, or has stopped. Nothing of it is kept.
pub fn typing(app: &App, who: &SignedIn, id: &ConversationId, typing: bool) -> Result<(), Error> {
    who.may(Deed::Answer)?;
    app.bus.publish(&Hint::Typing { conversation: id.clone(), by: Side::Agent, typing });
    Ok(())
}

/// The agent looks at the conversation, or away.
pub fn looks(app: &App, who: &SignedIn, id: &ConversationId, is_here: bool) -> Result<(), Error> {
    who.may(Deed::Answer)?;
    let agent = &who.agent.id;
    let has_changed = if is_here {
        app.presence.looks_at(agent, id, app.now())
    } else {
        app.presence.looks_away(agent, id)
    };
    if has_changed {
        app.bus.publish(&Hint::Presence { conversation: id.clone() });
    }
    Ok(())
}

/// The names of the other agents who look at the conversation.
pub fn who_else_looks(
    app: &App,
    who: &SignedIn,
    id: &ConversationId,
) -> Result<Vec<String>, Error> {
    who.may(Deed::Answer)?;
    let all = app.presence.who(id, app.now());
    let others = all.iter().filter(|agent| **agent != who.agent.id);
    Ok(others.map(|agent| app.directory.agent_name(agent)).collect())
}

/// Erases the conversation for good (Art. 17 GDPR).
pub async fn erase(app: &App, who: &SignedIn, id: &ConversationId) -> Result<(), Error> {
    who.may(Deed::EraseConversation)?;
    erasure::conversation(app, id, erasure::By::Agent(who.agent.id.clone())).await
}
