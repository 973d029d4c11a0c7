//! What a visitor writes: the first message, which begins a conversation, and all others. Each
//! brings an id of its browser's making, so that sending can be repeated.

use plausch_core::conversation::{Contact, Conversation};
use plausch_core::event::{Author, Event, Kind};
use plausch_core::id::{ConsentId, ConversationId, MessageId, NoticeVersion, Revision, SiteId};
use plausch_core::masking;
use plausch_core::message::Body;
use plausch_core::retention;
use plausch_core::role::Place;
use plausch_core::seal::NonceBytes;
use plausch_core::site::{Lang, Mode, Origin, Site};
use plausch_core::time::DAY;
use plausch_core::visitor::{self, Token};
use plausch_core::{Personal, Timestamp};
use plausch_store::{NewConversation, NewEvent, Tx};
use serde::Deserialize;

use super::access::{Rules, Visitor};
use super::masking::{self as fitting, ContactWish, Fit};
use super::told;
use crate::app::{App, Error};
use crate::live::Hint;

/// A message as the browser sends it.
#[derive(Debug, Clone)]
pub struct Message {
    /// The id that the browser made.
    pub id: MessageId,
    /// The text.
    pub body: Body,
    /// What shall become of contact data in it, if the visitor was asked.
    pub contact: Option<ContactWish>,
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
    /// The text that the page has shown; `None`: the current one.
    pub notice: Option<NoticeVersion>,
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
    /// What was masked in it, and the text that was kept instead.
    pub masked: Option<(Vec<masking::Kind>, Personal<String>)>,
}

impl Sent {
    /// Tells the visitor what was masked.
    fn telling(self, fit: &Fit) -> Self {
        let is_masked = !fit.kinds.is_empty();
        let masked = is_masked.then(|| (fit.kinds.clone(), fit.body.text().clone()));
        Self { masked, ..self }
    }
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
                    masked: None,
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

/// Appends a visitor's message, and keeps the contact data that they want kept.
fn append_message(
    rules: &Rules,
    tx: &mut Tx<'_>,
    site: &Site,
    conversation: &Conversation,
    letter: &Letter,
    fit: Fit,
) -> Result<Sent, Error> {
    let text = Some((letter.message.id.clone(), fit.body.clone()));
    let new = NewEvent { text, ..letter.event.clone() };
    let sent = append(rules, tx, site, conversation, &new)?;
    if sent.is_new && fit.contact != Contact::default() {
        tx.set_contact(&conversation.id, &fit.contact, letter.nonces)?;
    }
    Ok(sent.telling(&fit))
}

/// A message with the randomness to keep it.
struct Letter {
    message: Message,
    event: NewEvent,
    nonces: [NonceBytes; 2],
}

impl Letter {
    fn new(app: &App, message: Message) -> Self {
        let event = visitors_event(app, Kind::Message);
        Self { message, event, nonces: [app.random(), app.random()] }
    }
}

/// An event of the visitor's without a text.
pub(super) fn visitors_event(app: &App, kind: Kind) -> NewEvent {
    NewEvent { kind, author: Author::Visitor, assignee: None, text: None, nonce: app.random() }
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
        masked: None,
    })
}

/// What the visitor was told before the first message.
#[derive(Debug, Clone, Deserialize)]
struct Promised {
    /// The state of the chat.
    revision: Revision,
    /// 0: nothing is kept.
    retention_days: i64,
}

/// For so long after it was replaced a text may be named that says something else than the present one: a
/// page can be open in a tab over night. Without an end whoever begins could choose from everything that the
/// site has ever said, such as that nothing is kept.
const STAYS_OPEN: i64 = DAY;

/// What a page has promised: the site's present state, or that of the older text which it still shows.
/// [`Error::ConsentStale`]: no page can show that one any more; the visitor is asked to load it again.
async fn promised(
    app: &App,
    site: &Site,
    lang: Lang,
    shown: Option<NoticeVersion>,
) -> Result<Promised, Error> {
    let present = Promised {
        revision: site.settings.chat_revision(),
        retention_days: site.settings.days_kept(retention::Kind::Messages),
    };
    let Some(shown) = shown else { return Ok(present) };
    if app.directory.is_current(&site.id, lang, &shown) {
        return Ok(present);
    }
    let Some(kept) = app.store.read(move |tx| tx.notice(&shown)).await? else {
        // Nobody knows any more what it said, as after a restore.
        return Err(Error::ConsentStale);
    };
    if kept.site != site.id {
        return Err(Error::Invalid("notice"));
    }
    let promised: Promised = serde_json::from_str(&kept.content)
        .map_err(|error| Error::Internal(format!("a kept notice is no notice: {error}")))?;
    // Other words for the same are good for as long as anybody reads them.
    let says_else = promised.revision != present.revision;
    let is_over = kept.replaced_at.is_some_and(|at| at.plus(STAYS_OPEN) <= app.now());
    if says_else && is_over { Err(Error::ConsentStale) } else { Ok(promised) }
}

/// Begins a conversation with its first message. Repeating it gives the same conversation. What a page
/// that was open for a while has promised holds: what it said is not kept isn't. If the chat has changed
/// in substance meanwhile, the visitor is told so at once (R-INFO-05, R-MIN-03).
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
    let name = name.map(|name| fitting::name(&site, beginning.lang, name));
    let letter = Letter::new(app, beginning.message);
    let fit = fitting::visitors(&site, beginning.lang, &letter.message);
    let promised = promised(app, &site, beginning.lang, beginning.notice).await;
    let (here, state) = (site.id.clone(), site.settings.chat_revision());
    let deed = move |tx: &mut Tx<'_>| {
        if let Some(begun) = tx.conversation_by_token(&token)? {
            let who =
                Visitor { conversation: begun.id, token: token.clone(), origin: origin.clone() };
            let (begun, _) = rules.may_chat(tx, &who)?;
            let fit = fit.clone()?;
            let first = tx.event_by_message(&begun.id, &letter.message.id)?;
            let is_here = begun.site == site.id;
            let first = first.filter(|_| is_here).ok_or(Error::Conflict)?;
            return Ok(repeated(&begun, &first, &fit.body)?.telling(&fit));
        }
        let promised = promised.clone()?;
        let is_kept = !site.settings.keeps_nothing() && promised.retention_days > 0;
        let consent = beginning.consent.as_ref().map(|record| tx.consent(record)).transpose()?;
        rules.check_consent(&site, consent.flatten())?;
        // Asked last: who may not chat isn't asked about what they wrote.
        let fit = fit.clone()?;
        tx.insert_conversation(
            &NewConversation {
                id: &id,
                site: &site.id,
                lang: beginning.lang,
                is_kept,
                visitor_name: name.as_ref(),
                consent: beginning.consent.as_ref(),
                token: &token,
                token_expires_at: rules.now,
                told: &promised.revision,
                key,
                nonces,
            },
            rules.now,
        )?;
        let conversation = tx.conversation(&id)?.ok_or(Error::NotFound)?;
        let sent = append_message(&rules, tx, &site, &conversation, &letter, fit)?;
        // As it is by now: somebody may have saved a change since the request came.
        let present = rules.directory.site(&site.id)?;
        if promised.revision != present.settings.chat_revision() {
            let begun = tx.conversation(&id)?.ok_or(Error::NotFound)?;
            told::tell_one(tx, &begun, &present, letter.nonces[0], rules.now)?;
        }
        Ok::<_, Error>(sent)
    };
    let sent = app.store.write(deed).await?;
    // A change that was saved between deed and commit has looked for whom to tell too early.
    if app.directory.site(&here)?.settings.chat_revision() != state {
        app.untold.note();
    }
    announce(app, &sent);
    Ok(sent)
}

/// Adds a message. Repeating it (the same id) changes nothing and gives the same answer.
pub async fn send(app: &App, who: Visitor, message: Message) -> Result<Sent, Error> {
    let rules = Rules::of(app);
    let letter = Letter::new(app, message);
    let deed = move |tx: &mut Tx<'_>| {
        let (conversation, site) = rules.may_write(tx, &who)?;
        let fit = fitting::visitors(&site, conversation.lang, &letter.message)?;
        append_message(&rules, tx, &site, &conversation, &letter, fit)
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
