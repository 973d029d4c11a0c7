//! What a visitor writes: the first message, which begins a conversation, and all others. Each
//! brings an id of its browser's making, so that sending can be repeated.

use plausch_core::conversation::Conversation;
use plausch_core::event::{Author, Event, Kind};
use plausch_core::id::{ConsentId, ConversationId, MessageId, SiteId};
use plausch_core::message::Body;
use plausch_core::role::Place;
use plausch_core::site::{Lang, Mode, Origin, Site};
use plausch_core::visitor::{self, Token};
use plausch_core::{Personal, Timestamp};
use plausch_store::{NewConversation, NewEvent, Tx};

use super::access::{Rules, Visitor};
use crate::app::{App, Error};
use crate::live::Hint;

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
    /// Where the conversation is, and who has it.
    pub place: Place,
}

/// Appends what the visitor did, if the rules allow it now. A message that was kept before gets
/// its answer again, whatever the rules say of it by now.
pub(super) fn append(
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
                    place: change.conversation.place(),
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

pub(super) fn visitors_event(app: &App, kind: Kind, message: Option<Message>) -> NewEvent {
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
        place: conversation.place(),
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

/// Also of a message that was kept before: whoever kept it may have been cut off before the hint.
pub(super) fn announce(app: &App, sent: &Sent) {
    let hint = Hint::Conversation { conversation: sent.conversation.clone(), seq: sent.seq };
    app.bus.publish_at(&sent.place, &hint);
}
