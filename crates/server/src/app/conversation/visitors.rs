//! What a visitor may do with their own conversation, known by the token of their browser.

use std::sync::Arc;

use plausch_core::consent::Purpose;
use plausch_core::conversation::Conversation;
use plausch_core::event::{Author, Event, Kind};
use plausch_core::id::{ConsentId, ConversationId, MessageId, SiteId};
use plausch_core::message::Body;
use plausch_core::site::{Lang, Mode, Origin, Site};
use plausch_core::visitor::{self, Token};
use plausch_core::{Personal, Timestamp};
use plausch_store::{NewConversation, NewEvent, Tx};

use super::access::Rules;
pub use super::access::Visitor;
use crate::app::{App, Error, consent, erasure, event};
use crate::live::{Hint, Side, TakeOver};

/// A message as the browser sends it.
#[derive(Debug, Clone)]
pub struct Message {
    /// The id that the browser made.
    pub id: MessageId,
    /// The text.
    pub body: Body,
}

/// The first send.
#[derive(Debug, Clone)]
pub struct Beginning {
    /// The token that the browser made.
    pub token: Token,
    /// The consent record (mode `consent`).
    pub consent: Option<ConsentId>,
    /// In which language.
    pub lang: Lang,
    /// The visitor's name, if they gave one.
    pub name: Option<Personal<String>>,
    /// The first message.
    pub message: Message,
}

/// A message that was kept.
#[derive(Debug, Clone)]
pub struct Sent {
    /// In which conversation.
    pub conversation: ConversationId,
    /// Its number.
    pub seq: i64,
    /// When it was kept.
    pub at: Timestamp,
    /// Until when the token counts now.
    pub expires_at: Timestamp,
    /// `false`: it had been kept before.
    pub is_new: bool,
}

/// Appends what the visitor did, if the rules allow it now. A message that was kept before gets
/// its answer again, whatever the rules say of it by now.
fn append(
    rules: &Rules,
    tx: &mut Tx<'_>,
    site: &Site,
    conversation: &Conversation,
    new: &NewEvent,
) -> Result<Sent, Error> {
    let refusal = match conversation.after(new.kind, &new.author, None) {
        Ok(next) => {
            let is_remembered = conversation.remembered_by.is_some();
            let expires_at = Conversation::token_expiry(is_remembered, &site.settings, rules.now);
            if let Some(change) = tx.append(conversation, next, new, expires_at, rules.now)? {
                return Ok(Sent {
                    conversation: conversation.id.clone(),
                    seq: change.event.seq,
                    at: rules.now,
                    expires_at,
                    is_new: true,
                });
            }
            Error::Conflict
        }
        Err(refusal) => refusal.into(),
    };
    let Some((message, body)) = &new.text else { return Err(refusal) };
    let kept = tx.event_by_message(&conversation.id, message)?.ok_or(refusal)?;
    repeated(conversation, &kept, body)
}

fn visitors_event(app: &App, kind: Kind, message: Option<Message>) -> NewEvent {
    NewEvent {
        kind,
        author: Author::Visitor,
        assignee: None,
        text: message.map(|message| (message.id, message.body)),
        nonce: app.random(),
    }
}

/// The message has been kept before: the same answer again, if it is the same text.
fn repeated(conversation: &Conversation, event: &Event, body: &Body) -> Result<Sent, Error> {
    if event.body.as_ref() != Some(body.text()) {
        return Err(Error::MessageIdReused);
    }
    Ok(Sent {
        conversation: conversation.id.clone(),
        seq: event.seq,
        at: event.at,
        expires_at: conversation.token_expires_at,
        is_new: false,
    })
}

/// Begins a conversation with its first message. Repeating it gives the same conversation.
pub async fn begin(
    app: &App,
    site: &SiteId,
    origin: Option<Origin>,
    beginning: Beginning,
) -> Result<Sent, Error> {
    let (rules, site) = (Rules::of(app), app.directory.site(site)?);
    app.may_ask(&site, origin.as_ref())?;
    if !site.settings.languages.contains(&beginning.lang) {
        return Err(Error::NotFound);
    }
    if site.settings.mode == Mode::OnRequest && beginning.consent.is_some() {
        // Nothing was asked for; a record that proves nothing must not look as if it did.
        return Err(Error::Invalid("consent"));
    }
    let id = ConversationId::new(rules.now, app.random());
    let (key, nonces) = (app.random(), [app.random(), app.random()]);
    let token = beginning.token.hash();
    let name = beginning.name.as_ref().and_then(visitor::name);
    let message = beginning.message;
    let new = visitors_event(app, Kind::Message, Some(message.clone()));
    let deed = move |tx: &mut Tx<'_>| {
        if let Some(begun) = tx.conversation_by_token(&token)? {
            let who =
                Visitor { conversation: begun.id, token: token.clone(), origin: origin.clone() };
            let (begun, _) = rules.may_chat(tx, &who)?;
            let first = tx.event_by_message(&begun.id, &message.id)?;
            let is_here = begun.site == site.id;
            let first = first.filter(|_| is_here).ok_or(Error::Conflict)?;
            return repeated(&begun, &first, &message.body);
        }
        let consent = beginning.consent.as_ref().map(|record| tx.consent(record)).transpose()?;
        rules.check_consent(&site, consent.flatten())?;
        tx.insert_conversation(
            &NewConversation {
                id: &id,
                site: &site.id,
                lang: beginning.lang,
                visitor_name: name.as_ref(),
                consent: beginning.consent.as_ref(),
                token: &token,
                token_expires_at: rules.now,
                key,
                nonces,
            },
            rules.now,
        )?;
        let conversation = tx.conversation(&id)?.ok_or(Error::NotFound)?;
        append(&rules, tx, &site, &conversation, &new)
    };
    let sent = app.store.write(deed).await?;
    announce(app, &sent);
    Ok(sent)
}

/// Adds a message. Repeating it (the same id) changes nothing and gives the same answer.
pub async fn send(app: &App, who: Visitor, message: Message) -> Result<Sent, Error> {
    let rules = Rules::of(app);
    let new = visitors_event(app, Kind::Message, Some(message));
    let deed = move |tx: &mut Tx<'_>| {
        let (conversation, site) = rules.may_write(tx, &who)?;
        append(&rules, tx, &site, &conversation, &new)
    };
    let sent = app.store.write(deed).await?;
    announce(app, &sent);
    Ok(sent)
}

/// Ends the conversation. The token stays good for taking it along and for erasing it.
pub async fn end(app: &App, who: Visitor) -> Result<(), Error> {
    let rules = Rules::of(app);
    let new = visitors_event(app, Kind::Closed, None);
    let deed = move |tx: &mut Tx<'_>| {
        let (conversation, site) = rules.may_chat(tx, &who)?;
        match append(&rules, tx, &site, &conversation, &new) {
            Ok(sent) => Ok(Some(sent)),
            Err(Error::Unchanged) => Ok(None),
            Err(error) => Err(error),
        }
    };
    if let Some(sent) = app.store.write(deed).await? {
        announce(app, &sent);
    }
    Ok(())
}

/// The conversation as it stands.
pub async fn view(app: &App, who: Visitor) -> Result<Conversation, Error> {
    let rules = Rules::of(app);
    app.store.read(move |tx| Ok(rules.may_chat(tx, &who)?.0)).await
}

/// Events after `after`, as the visitor sees them, and whether there are more.
pub async fn events(
    app: &App,
    who: Visitor,
    after: i64,
) -> Result<(Vec<serde_json::Value>, bool), Error> {
    let rules = Rules::of(app);
    let (events, last) = app
        .store
        .read(move |tx| {
            let (conversation, _) = rules.may_chat(tx, &who)?;
            let events = tx.events_after(&conversation.id, after, true, event::PAGE)?;
            Ok::<_, Error>((events, conversation.last_visible))
        })
        .await?;
    let more = events.last().is_some_and(|event| event.seq < last);
    Ok((events.iter().map(|one| event::visitors_view(one, &app.directory)).collect(), more))
}

/// The visitor is typing, or has stopped. Never text (R-TERM-09).
pub async fn typing(app: &App, who: Visitor, typing: bool) -> Result<(), Error> {
    let (rules, of) = (Rules::of(app), who.clone());
    app.store.read(move |tx| rules.may_write(tx, &of).map(drop)).await?;
    let conversation = who.conversation;
    app.bus.publish(&Hint::Typing { conversation, by: Side::Visitor, typing });
    Ok(())
}

/// The visitor has read up to here.
pub async fn seen(app: &App, who: Visitor, seq: i64) -> Result<(), Error> {
    let (rules, conversation) = (Rules::of(app), who.conversation.clone());
    let deed = move |tx: &mut Tx<'_>| {
        rules.may_write(tx, &who)?;
        Ok::<_, Error>(tx.set_visitor_seen(&who.conversation, seq)?)
    };
    if app.store.write(deed).await? {
        app.bus.publish(&Hint::Seen { conversation, by: Side::Visitor, seq });
    }
    Ok(())
}

/// Keeps the token for the site's days, if the record covers that; or takes it back (`None`).
/// Where the chat rests on a consent, it is the same record: taking it back takes both.
/// Gives the moment until which the token counts now.
pub async fn remember(
    app: &App,
    who: Visitor,
    record: Option<ConsentId>,
) -> Result<Timestamp, Error> {
    let rules = Rules::of(app);
    let deed = move |tx: &mut Tx<'_>| {
        let (conversation, site) = rules.may_write(tx, &who)?;
        if let Some(record) = &record {
            if conversation.consent.as_ref().is_some_and(|consent| consent != record) {
                return Err(Error::Invalid("consent"));
            }
            let (recorded, purpose) = (tx.consent(record)?, Purpose::Remember);
            consent::check(&rules.directory, recorded, &site.id, purpose, rules.now)?;
        }
        let expires_at = Conversation::token_expiry(record.is_some(), &site.settings, rules.now);
        tx.set_remembered(&conversation.id, record.as_ref(), expires_at)?;
        Ok::<_, Error>(expires_at)
    };
    app.store.write(deed).await
}

/// The visitor wants to go on, with nothing to say yet: the key's time begins anew (R-A11Y-06), for
/// as long as a message would be taken. Gives this moment, and until when the key counts now.
pub async fn stay(app: &App, who: Visitor) -> Result<(Timestamp, Timestamp), Error> {
    let rules = Rules::of(app);
    let deed = move |tx: &mut Tx<'_>| {
        tx.lock_conversation(&who.conversation)?;
        let (conversation, site) = rules.may_write(tx, &who)?;
        conversation.after(Kind::Message, &Author::Visitor, None)?;
        let remembered_by = conversation.remembered_by.as_ref();
        let expires_at =
            Conversation::token_expiry(remembered_by.is_some(), &site.settings, rules.now);
        tx.set_remembered(&conversation.id, remembered_by, expires_at)?;
        Ok::<_, Error>((rules.now, expires_at))
    };
    app.store.write(deed).await
}

/// Everything of the conversation that the visitor may see, with its site.
pub async fn export(
    app: &App,
    who: Visitor,
) -> Result<(Conversation, Vec<Event>, Arc<Site>), Error> {
    let rules = Rules::of(app);
    app.store
        .read(move |tx| {
            let (conversation, site) = rules.may_see_and_erase(tx, &who)?;
            let events = tx.events_after(&conversation.id, 0, true, i64::MAX)?;
            Ok((conversation, events, site))
        })
        .await
}

/// Erases the conversation for good.
pub async fn erase(app: &App, who: Visitor) -> Result<(), Error> {
    let (rules, id) = (Rules::of(app), who.conversation.clone());
    app.store.read(move |tx| rules.may_see_and_erase(tx, &who).map(drop)).await?;
    erasure::conversation(app, &id, erasure::By::Visitor).await
}

/// Opens the visitor's stream of events after `after`.
pub async fn stream(app: &App, who: Visitor, after: i64) -> Result<TakeOver, Error> {
    let conversation = view(app, who.clone()).await?.id;
    let is_agent_there = app.hub.agents_online() > 0;
    let opened = app.hub.open_visitor(&conversation, after, is_agent_there).await;
    // Again: a withdrawal between the two would have told only the streams that were open.
    view(app, who).await?;
    opened.map_err(|_| Error::Unavailable)
}

/// Also of a message that was kept before: whoever kept it may have been cut off before the hint.
fn announce(app: &App, sent: &Sent) {
    app.bus.publish(&Hint::Conversation { conversation: sent.conversation.clone(), seq: sent.seq });
}
