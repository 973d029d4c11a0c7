//! What agents may do with conversations, as far as their rights reach (R-SEC-02). Every deed commits
//! first and then hints at it.

mod list;
mod presence;
mod thread;

use std::sync::Arc;

use plausch_core::Personal;
use plausch_core::agent::Agent;
use plausch_core::conversation::{Contact, Conversation};
use plausch_core::event::{Author, Kind};
use plausch_core::id::{AgentId, ConversationId, MessageId};
use plausch_core::message::Body;
use plausch_core::role::{Level, Permission, Place, Reach};
pub use plausch_store::{Counts, Listed, View};
use plausch_store::{NewEvent, Tx};

pub use self::list::{List, counts, list};
pub use self::presence::{looks, notice_who_left, typing, who_else_looks};
pub use self::thread::{Thread, events_after, thread};
use super::{masking, unkept};
use crate::app::{App, Error, SignedIn, erasure};
use crate::live::{Hint, Side};

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

/// Erases the conversation for good (Art. 17 GDPR).
pub async fn erase(app: &App, who: &SignedIn, id: &ConversationId) -> Result<(), Error> {
    who.may(Permission::Erasure, Level::Write)?;
    may_at(app, who, id, Level::Read).await?;
    erasure::conversation(app, id, erasure::By::Agent(who.agent.id.clone())).await
}
