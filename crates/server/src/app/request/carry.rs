//! What is carried out because somebody asked for it by right: erasing, putting right, restricting, and
//! giving back what was restricted, taking an objection and a withdrawal up (Arts. 7(3), 16 to 18, 21 GDPR;
//! R-DSR-04, R-DSR-06). Each is one unit of work: the deed, the lines in the ledger for those who have to
//! be told (Art. 19), and the audit.

use std::collections::BTreeSet;
use std::sync::Arc;

use plausch_core::Personal;
use plausch_core::Timestamp;
use plausch_core::consent::Ui;
use plausch_core::id::{ConversationId, EntryId, RequestId};
use plausch_core::request::{Deed, Telling};
use plausch_core::role::{Level, Permission, Place, Reach};
use plausch_store::Tx;

use super::ledger::Lines;
use super::{known, said, take_step};
use crate::app::conversation::corrected;
use crate::app::{App, Error, SignedIn, consent, erasure, event};
use crate::live::{Hint, OverReason};

/// A conversation of a request, to which something is done.
struct Carrying {
    reach: Arc<Reach>,
    request: RequestId,
    conversation: ConversationId,
    lines: Lines,
    journal: EntryId,
    audit: EntryId,
    now: Timestamp,
}

/// Carries something out, if the request is one of theirs, it is sure who asks, and the conversation belongs
/// to it. In the audit stands `word`. Gives where the conversation is.
async fn carry_out<T: Send + 'static>(
    app: &App,
    who: &SignedIn,
    (id, conversation): (&RequestId, &ConversationId),
    (what, word): (Telling, &'static str),
    act: impl Fn(&mut Tx<'_>, &Carrying) -> Result<T, Error> + Send + 'static,
) -> Result<(T, Place), Error> {
    who.may(Permission::Requests, Level::Write)?;
    let all = Carrying {
        reach: Arc::clone(&who.reach),
        request: id.clone(),
        conversation: conversation.clone(),
        lines: Lines::new(app, what),
        journal: app.entry_id(),
        audit: app.entry_id(),
        now: app.now(),
    };
    let deed = move |tx: &mut Tx<'_>| {
        let (request, of) = (&all.request, &all.conversation);
        let mut asked = known(tx, &all.reach, request)?;
        belongs(tx, &all.reach, request, of)?;
        take_step(&mut asked, Deed::CarryOut)?;
        let place = place(tx, of)?;
        // Looked up before: of what is erased nobody can tell any more who got it.
        let recipients = all.lines.of_conversation(tx, of)?;
        let done = act(tx, &all)?;
        all.lines.write(tx, request, recipients, all.now)?;
        tx.note_audit(&all.audit, Some(&all.reach.agent), word, of.as_str(), all.now)?;
        Ok((done, place))
    };
    app.store.write(deed).await
}

/// Erases a conversation of the request for good.
pub async fn erase(
    app: &App,
    who: &SignedIn,
    id: &RequestId,
    conversation: &ConversationId,
) -> Result<(), Error> {
    let word = (Telling::Erasure, "erased a conversation");
    let deed = |tx: &mut Tx<'_>, all: &Carrying| {
        erasure::rows(tx, &all.conversation, "data request", &all.journal, all.now)
    };
    let (_, place) = carry_out(app, who, (id, conversation), word, deed).await?;
    erasure::told(app, conversation, &place).await;
    Ok(())
}

/// Restricts a conversation: it is kept, and nobody but those who answer requests reads it.
pub async fn restrict(
    app: &App,
    who: &SignedIn,
    id: &RequestId,
    conversation: &ConversationId,
) -> Result<(), Error> {
    let word = (Telling::Restriction, "restricted a conversation");
    let deed = |tx: &mut Tx<'_>, all: &Carrying| {
        let of = &all.conversation;
        // Of what is gone at its end nothing can be kept longer (R-MIN-03).
        let found = tx.conversation_anywhere(of)?.ok_or(Error::NotFound)?.conversation;
        if !found.is_kept {
            return Err(Error::Conflict);
        }
        let is_new = tx.restrict(of, &all.request, &all.reach.agent, &all.journal, all.now)?;
        if is_new { Ok(found.lang) } else { Err(Error::Unchanged) }
    };
    let (lang, place) = carry_out(app, who, (id, conversation), word, deed).await?;
    let hint = Hint::Over { conversation: conversation.clone(), reason: OverReason::Restricted };
    app.bus.publish_at(&place, &hint);
    // The person goes on reading, and learns why nothing can be written.
    let why = event::restricted(&app.texts, lang, true);
    app.hub.tell_restricted(conversation, why.as_deref());
    Ok(())
}

/// Gives back what was restricted, also after the request was answered. `told`: how the person was
/// told before (Art. 18(3)).
pub async fn lift(
    app: &App,
    who: &SignedIn,
    id: &RequestId,
    conversation: &ConversationId,
    told: &Personal<String>,
) -> Result<(), Error> {
    who.may(Permission::Requests, Level::Write)?;
    let told = Personal::new(said(told.reveal(), "told")?);
    let (of, request, reach) = (conversation.clone(), id.clone(), Arc::clone(&who.reach));
    let (journal, entry, nonce, now) = (app.entry_id(), app.entry_id(), app.random(), app.now());
    let deed = move |tx: &mut Tx<'_>| {
        let mut asked = known(tx, &reach, &request)?;
        belongs(tx, &reach, &request, &of)?;
        // By whichever request it belongs to, only if the one that restricted it is gone, as after a restore.
        let by = tx.restriction(&of)?.ok_or(Error::Unchanged)?.request;
        if by != request && tx.request(&by)?.is_some() {
            return Err(Error::Conflict);
        }
        let mut dossier = asked.dossier.take().ok_or(Error::Conflict)?.into_revealed();
        if !tx.lift_restriction(&of, &request, &journal, now)? {
            return Err(Error::Unchanged);
        }
        told.reveal().clone_into(&mut dossier.lifting);
        asked.dossier = Some(dossier.into());
        tx.update_request(&asked, nonce)?;
        let word = "lifted the restriction of a conversation";
        tx.note_audit(&entry, Some(&reach.agent), word, of.as_str(), now)?;
        place(tx, &of)
    };
    let place = app.store.write(deed).await?;
    app.hub.tell_restricted(conversation, None);
    // Lists that are open hear of it, and fetch it again.
    tell_agents(app, &place, conversation);
    Ok(())
}

/// How the visitor is called and reached from now on; what is left empty is removed.
#[derive(Debug, Clone)]
pub struct Right {
    /// The name.
    pub name: Personal<String>,
    /// The mail address.
    pub mail: Personal<String>,
    /// The phone number.
    pub phone: Personal<String>,
}

/// Puts right how a visitor is called and reached. What was said is not rewritten: see [`annotate`].
pub async fn rectify(
    app: &App,
    who: &SignedIn,
    id: &RequestId,
    conversation: &ConversationId,
    right: Right,
) -> Result<(), Error> {
    who.may(Permission::Requests, Level::Write)?;
    let directory = Arc::clone(&app.directory);
    let nonces = [app.random(), app.random(), app.random()];
    let word = (Telling::Rectification, "put contact data right");
    let deed = move |tx: &mut Tx<'_>, all: &Carrying| {
        let found = tx.conversation_anywhere(&all.conversation)?.ok_or(Error::NotFound)?;
        let found = found.conversation;
        // As it was is what the law wants kept (R-RET-03).
        if found.is_archived {
            return Err(Error::KeptByLaw);
        }
        let site = directory.site(&found.site)?;
        let right = corrected(&site, found.lang, [&right.name, &right.mail, &right.phone])?;
        let (name, contact) = (right.0.as_ref(), &right.1);
        let is_done = tx.rectify(&all.conversation, name, contact, nonces, all.now)?;
        if is_done { Ok(()) } else { Err(Error::Conflict) }
    };
    let ((), place) = carry_out(app, who, (id, conversation), word, deed).await?;
    tell_agents(app, &place, conversation);
    erasure::scrub_if_due(app).await;
    Ok(())
}

/// Puts right what was said: a note beneath the message, which stays as it was (R-DSR-04).
pub async fn annotate(
    app: &App,
    who: &SignedIn,
    id: &RequestId,
    conversation: &ConversationId,
    (seq, text): (i64, &Personal<String>),
) -> Result<(), Error> {
    who.may(Permission::Requests, Level::Write)?;
    let (text, nonce) = (Personal::new(said(text.reveal(), "text")?), app.random());
    let word = (Telling::Rectification, "annotated a message");
    let deed = move |tx: &mut Tx<'_>, all: &Carrying| {
        let (of, request) = (&all.conversation, &all.request);
        let is_done = tx.annotate(of, seq, request, &text, (nonce, all.now))?;
        if is_done { Ok(()) } else { Err(Error::Conflict) }
    };
    let ((), place) = carry_out(app, who, (id, conversation), word, deed).await?;
    tell_agents(app, &place, conversation);
    Ok(())
}

/// Takes an objection up, as the person could on their own page: numbers leave the conversation out, and
/// it is kept no longer than the defaults say (Art. 21(1), R-DSR-06).
pub async fn object(
    app: &App,
    who: &SignedIn,
    id: &RequestId,
    conversation: &ConversationId,
) -> Result<(), Error> {
    let word = (Telling::Objection, "took up an objection");
    let deed = |tx: &mut Tx<'_>, all: &Carrying| {
        let is_new = tx.object_for(&all.conversation, &all.request, &all.journal, all.now)?;
        if is_new { Ok(()) } else { Err(Error::Unchanged) }
    };
    let ((), place) = carry_out(app, who, (id, conversation), word, deed).await?;
    tell_agents(app, &place, conversation);
    Ok(())
}

/// Takes back the consent that a conversation rests on, as the person could themselves (Art. 7(3)); what
/// else was agreed to with it stays.
pub async fn withdraw(
    app: &App,
    who: &SignedIn,
    id: &RequestId,
    conversation: &ConversationId,
) -> Result<(), Error> {
    who.may(Permission::Requests, Level::Write)?;
    let (of, request, reach) = (conversation.clone(), id.clone(), Arc::clone(&who.reach));
    let found = app.store.read(move |tx| {
        belongs(tx, &reach, &request, &of)?;
        place(tx, &of)
    });
    let site = found.await?.site;
    let site = app.directory.site(&site)?;
    let means = consent::Means::of(app, site);
    let word = (Telling::Withdrawal, "took back a consent");
    let deed = move |tx: &mut Tx<'_>, all: &Carrying| {
        let found = tx.conversation_anywhere(&all.conversation)?.ok_or(Error::NotFound)?;
        let record = found.conversation.consent.ok_or(Error::Unchanged)?;
        means.take_back_chat(tx, &record, Ui::Request)?.ok_or(Error::Unchanged)
    };
    let (over, _) = carry_out(app, who, (id, conversation), word, deed).await?;
    consent::tell_ended(app, over).await;
    Ok(())
}

/// Goes on only if the conversation belongs to the request, and is on one of their sites.
fn belongs(
    tx: &mut Tx<'_>,
    reach: &Reach,
    id: &RequestId,
    conversation: &ConversationId,
) -> Result<(), Error> {
    let all: BTreeSet<_> = tx.conversations_of(id)?.into_iter().collect();
    let place = tx.places(std::slice::from_ref(conversation))?.pop();
    let is_theirs = place.is_none_or(|(_, place)| reach.has_site(&place.site));
    if all.contains(conversation) && is_theirs { Ok(()) } else { Err(Error::NotFound) }
}

fn place(tx: &mut Tx<'_>, id: &ConversationId) -> Result<Place, Error> {
    let place = tx.places(std::slice::from_ref(id))?.pop().map(|(_, place)| place);
    place.ok_or(Error::Conflict)
}

/// Agents who have it open fetch its head again.
fn tell_agents(app: &App, place: &Place, conversation: &ConversationId) {
    let hint = Hint::Conversation { conversation: conversation.clone(), seq: 0 };
    app.bus.publish_at(place, &hint);
}
