//! What agents may do with conversations, as far as their rights reach (R-SEC-02). Every deed commits
//! first and then hints at it.

use std::collections::BTreeSet;
use std::sync::Arc;

use plausch_core::agent::Agent;
use plausch_core::conversation::{Contact, Conversation};
use plausch_core::event::{Author, Event, Kind};
use plausch_core::id::{AgentId, ConversationId, MessageId};
use plausch_core::message::Body;
use plausch_core::role::{Level, Permission, Place, Reach};
use plausch_core::{Personal, Timestamp};
use plausch_store::{Annotation, NewEvent, Tx};
pub use plausch_store::{Counts, Listed, View};

use super::{masking, unkept};
use crate::app::{App, Error, SignedIn, erasure, reading};
use crate::live::{Hint, Side};

/// Conversations on one page of the list.
const LIST: u8 = 30;
/// Events on one page of a thread.
const THREAD: i64 = 100;

/// Goes on only if they may do so much with a conversation. One that they may not even read does not
/// exist for them: whoever tries out ids learns nothing.
pub(in crate::app) fn may(
    reach: &Reach,
    conversation: &Conversation,
    level: Level,
) -> Result<(), Error> {
    match reach.conversation(&conversation.site, conversation.assignee.as_ref()) {
        enough if enough >= level => Ok(()),
        Level::Off => Err(Error::NotFound),
        _ => Err(Error::Forbidden),
    }
}

/// The same where nothing else of the conversation is needed; gives where it is.
async fn may_at(
    app: &App,
    who: &SignedIn,
    id: &ConversationId,
    level: Level,
) -> Result<Place, Error> {
    who.may(Permission::Conversations, level)?;
    let of = id.clone();
    let place = app.store.read(move |tx| tx.place_of_unrestricted(&of)).await?;
    let place = place.ok_or(Error::NotFound)?;
    match who.reach.conversation(&place.site, place.held_by[1].as_ref()) {
        enough if enough >= level => Ok(place),
        Level::Off => Err(Error::NotFound),
        _ => Err(Error::Forbidden),
    }
}

/// The conversation without what they may not see of it.
pub(super) fn hide(reach: &Reach, conversation: &mut Conversation) {
    if !reach.rights.may(Permission::Contact, Level::Read) {
        conversation.visitor_name = None;
        conversation.contact = Contact::default();
    }
}

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
    who.may(Permission::Conversations, Level::Read)?;
    let reach = Arc::clone(&who.reach);
    let (mut rows, counts) = app
        .store
        .read(move |tx| {
            let rows = tx.conversations(&[view], &reach, before.clone(), i64::from(LIST) + 1)?;
            Ok::<_, plausch_store::Error>((rows, tx.counts(&reach)?))
        })
        .await?;
    for row in &mut rows {
        hide(&who.reach, &mut row.conversation);
    }
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
    who.may(Permission::Conversations, Level::Read)?;
    let reach = Arc::clone(&who.reach);
    Ok(app.store.read(move |tx| tx.counts(&reach)).await?)
}

/// A part of a conversation.
#[derive(Debug)]
pub struct Thread {
    /// The conversation as it is now.
    pub conversation: Conversation,
    /// Since when the visitor objects (R-DSR-06).
    pub objected_at: Option<Timestamp>,
    /// Did its key and the visitor's name open?
    pub is_readable: bool,
    /// Some of its events, in order; messages and notes without a text are those that don't open.
    pub events: Vec<Event>,
    /// Notes that put right what was said (R-DSR-04).
    pub annotations: Vec<Annotation>,
    /// The number before which there are more, when there are.
    pub earlier: Option<i64>,
}

impl Thread {
    fn new(
        tx: &mut Tx<'_>,
        (conversation, is_readable): (Conversation, bool),
        events: Vec<Event>,
        earlier: Option<i64>,
    ) -> Result<Self, Error> {
        let id = &conversation.id;
        let (objected_at, annotations) = (tx.objected_at(id)?, tx.annotations(id)?);
        Ok(Self { conversation, objected_at, is_readable, events, annotations, earlier })
    }
}

/// The newest events, or the newest of those before `before`.
pub async fn thread(
    app: &App,
    who: &SignedIn,
    id: &ConversationId,
    before: Option<i64>,
) -> Result<Thread, Error> {
    who.may(Permission::Conversations, Level::Read)?;
    let (of, before) = (id, before.unwrap_or(i64::MAX));
    let (id, reach) = (id.clone(), Arc::clone(&who.reach));
    let found = app.store.read(move |tx| {
        let (mut conversation, is_readable) =
            tx.agents_conversation(&id)?.ok_or(Error::NotFound)?;
        may(&reach, &conversation, Level::Read)?;
        hide(&reach, &mut conversation);
        let events = tx.events_before(&id, before, THREAD)?;
        // Numbers have no gaps and begin with 1.
        let earlier = events.first().map(|event| event.seq).filter(|seq| *seq > 1);
        Thread::new(tx, (conversation, is_readable), events, earlier)
    });
    let found = found.await.inspect(|thread| tell_damage(app, thread))?;
    reading::note(app, who, std::slice::from_ref(of)).await?;
    reading::show(app, who, &found.conversation);
    Ok(found)
}

/// What is new after the event with the number `after`, all of it, behind the older ones that were put right.
pub async fn events_after(
    app: &App,
    who: &SignedIn,
    id: &ConversationId,
    after: i64,
) -> Result<Thread, Error> {
    who.may(Permission::Conversations, Level::Read)?;
    let of = id;
    let (id, reach) = (id.clone(), Arc::clone(&who.reach));
    let found = app.store.read(move |tx| {
        let (mut conversation, is_readable) =
            tx.agents_conversation(&id)?.ok_or(Error::NotFound)?;
        may(&reach, &conversation, Level::Read)?;
        hide(&reach, &mut conversation);
        let events = tx.events_after(&id, after, false, i64::MAX)?;
        let mut thread = Thread::new(tx, (conversation, is_readable), events, None)?;
        let noted: BTreeSet<i64> = thread.annotations.iter().map(|note| note.seq).collect();
        let mut older = Vec::new();
        for seq in noted.range(..=after) {
            older.extend(tx.events_after(&id, seq - 1, false, 1)?);
        }
        thread.events.splice(..0, older);
        Ok::<_, Error>(thread)
    });
    let found = found.await.inspect(|thread| tell_damage(app, thread))?;
    reading::note(app, who, std::slice::from_ref(of)).await?;
    reading::show(app, who, &found.conversation);
    Ok(found)
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
    who.may(Permission::Conversations, Level::Write)?;
    write(app, who, id, kind, Some((message, Body::new(text)?)), None).await.map(drop)
}

/// Gives the conversation to an agent who may answer there, or back to those that wait. `false`: who
/// did it may not read it any more.
pub async fn assign(
    app: &App,
    who: &SignedIn,
    id: &ConversationId,
    to: Option<AgentId>,
) -> Result<bool, Error> {
    who.may(Permission::Conversations, Level::Write)?;
    let to = match to {
        None => None,
        Some(agent) => {
            let agent = app.directory.agent(&agent).ok_or(Error::NotFound)?;
            if !agent.is_enabled {
                return Err(Error::Invalid("agent"));
            }
            Some(app.directory.reach(&agent))
        }
    };
    let place = write(app, who, id, Kind::Assigned, None, to).await?;
    Ok(place.is_none_or(|Place { site, held_by: [_, now] }| {
        who.reach.conversation(&site, now.as_ref()) >= Level::Read
    }))
}

/// The agents who could have the conversation: enabled, and with the right to answer there.
pub fn who_could_have(app: &App, conversation: &Conversation) -> Vec<Arc<Agent>> {
    let mut agents = app.directory.agents();
    agents.retain(|agent| {
        let reach = app.directory.reach(agent);
        agent.is_enabled && reach.conversation(&conversation.site, Some(&agent.id)) >= Level::Write
    });
    agents
}

/// Closes a conversation. `false`: nothing of it is kept, and it is gone (R-MIN-03).
pub async fn close(app: &App, who: &SignedIn, id: &ConversationId) -> Result<bool, Error> {
    who.may(Permission::Conversations, Level::Write)?;
    let (of, now, entry) = (id.clone(), app.now(), app.entry_id());
    let (reach, author) = (Arc::clone(&who.reach), Author::Agent(who.agent.id.clone()));
    let deed = move |tx: &mut Tx<'_>| -> Result<_, Error> {
        let conversation = tx.conversation(&of)?.ok_or(Error::NotFound)?;
        may(&reach, &conversation, Level::Write)?;
        let is_gone = unkept::end(tx, &conversation, (&author, &entry, now))?;
        Ok(is_gone.then_some(conversation))
    };
    if let Some(conversation) = app.store.write(deed).await? {
        unkept::tell(app, &conversation);
        return Ok(false);
    }
    write(app, who, id, Kind::Closed, None, None).await.map(|_| true)
}

/// Opens a closed conversation again.
pub async fn reopen(app: &App, who: &SignedIn, id: &ConversationId) -> Result<(), Error> {
    who.may(Permission::Conversations, Level::Write)?;
    write(app, who, id, Kind::Reopened, None, None).await.map(drop)
}

/// Gives where the conversation is now; `None`: nothing has changed.
async fn write(
    app: &App,
    who: &SignedIn,
    id: &ConversationId,
    kind: Kind,
    text: Option<(MessageId, Body)>,
    to: Option<Arc<Reach>>,
) -> Result<Option<Place>, Error> {
    let author = Author::Agent(who.agent.id.clone());
    let assignee = to.as_ref().map(|reach| reach.agent.clone());
    let new = NewEvent { kind, author, assignee, text, nonce: app.random() };
    let (of, now, directory) = (id.clone(), app.now(), Arc::clone(&app.directory));
    let reach = Arc::clone(&who.reach);
    let change = app
        .store
        .write(move |tx| -> Result<_, Error> {
            let conversation = tx.conversation(&of)?.ok_or(Error::NotFound)?;
            may(&reach, &conversation, Level::Write)?;
            if let Some(to) = &to
                && to.conversation(&conversation.site, Some(&to.agent)) < Level::Write
            {
                return Err(Error::Invalid("agent"));
            }
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
            let next = conversation.after(kind, &new.author, new.assignee.as_ref())?;
            let expiry = conversation.token_expiry_after(kind, &site.settings, now);
            let change =
                tx.append(&conversation, next, &new, expiry, now)?.ok_or(Error::Conflict)?;
            Ok(Some((conversation, change)))
        })
        .await?;
    let Some((before, change)) = change else { return Ok(None) };
    let place = Place {
        site: before.site,
        held_by: [before.assignee, change.conversation.assignee.clone()],
    };
    let (conversation, seq) = (id.clone(), change.event.seq);
    app.bus.publish_at(&place, &Hint::Conversation { conversation, seq });
    tell_seen(app, &place, id, before.agents_seen, change.conversation.agents_seen);
    Ok(Some(place))
}

/// Agents have seen everything up to `seq`.
pub async fn seen(app: &App, who: &SignedIn, id: &ConversationId, seq: i64) -> Result<(), Error> {
    let place = may_at(app, who, id, Level::Write).await?;
    let of = id.clone();
    if app.store.write(move |tx| tx.set_agents_seen(&of, seq)).await? {
        tell_seen(app, &place, id, seq - 1, seq);
    }
    Ok(())
}

fn tell_seen(app: &App, place: &Place, id: &ConversationId, before: i64, seq: i64) {
    if seq > before {
        let hint = Hint::Seen { conversation: id.clone(), by: Side::Agent, seq };
        app.bus.publish_at(place, &hint);
    }
}

/// The agent is typing, or has stopped. Nothing of it is kept.
pub async fn typing(
    app: &App,
    who: &SignedIn,
    id: &ConversationId,
    typing: bool,
) -> Result<(), Error> {
    let place = may_at(app, who, id, Level::Write).await?;
    let hint = Hint::Typing { conversation: id.clone(), by: Side::Agent, typing };
    app.bus.publish_at(&place, &hint);
    Ok(())
}

/// The agent looks at the conversation, or away.
pub async fn looks(
    app: &App,
    who: &SignedIn,
    id: &ConversationId,
    is_here: bool,
) -> Result<(), Error> {
    let agent = &who.agent.id;
    let place = may_at(app, who, id, Level::Read).await;
    let has_changed = match &place {
        Ok(_) if is_here => app.presence.looks_at(agent, id, app.now()),
        // Whoever may not look any more looks away all the same.
        _ => app.presence.looks_away(agent, id),
    };
    let place = place?;
    if has_changed {
        app.bus.publish_at(&place, &Hint::Presence { conversation: id.clone() });
    }
    Ok(())
}

/// Tells the others when somebody has left without a word.
pub async fn notice_who_left(app: &App) -> Result<(), Error> {
    let left = app.presence.sweep(app.now());
    if left.is_empty() {
        return Ok(());
    }
    for (conversation, place) in app.store.read(move |tx| tx.places(&left)).await? {
        app.bus.publish_at(&place, &Hint::Presence { conversation });
    }
    Ok(())
}

/// The names of the other agents who look at the conversation.
pub async fn who_else_looks(
    app: &App,
    who: &SignedIn,
    id: &ConversationId,
) -> Result<Vec<String>, Error> {
    may_at(app, who, id, Level::Read).await?;
    let all = app.presence.who(id, app.now());
    let others = all.iter().filter(|agent| **agent != who.agent.id);
    Ok(others.map(|agent| app.directory.agent_name(agent)).collect())
}

/// Erases the conversation for good (Art. 17 GDPR).
pub async fn erase(app: &App, who: &SignedIn, id: &ConversationId) -> Result<(), Error> {
    who.may(Permission::Erasure, Level::Write)?;
    may_at(app, who, id, Level::Read).await?;
    erasure::conversation(app, id, erasure::By::Agent(who.agent.id.clone())).await
}
