//! What is carried out because somebody asked for it by right: erasing, putting right, restricting, and
//! giving back what was restricted (Arts. 16 to 18 GDPR; R-DSR-04). Each makes lines in the ledger for
//! those who have to be told (Art. 19).

use std::collections::BTreeSet;
use std::sync::Arc;

use plausch_core::Personal;
use plausch_core::conversation::Contact;
use plausch_core::id::{ConversationId, RequestId};
use plausch_core::request::{Deed, Telling};
use plausch_core::role::{Level, Permission, Place};
use plausch_core::visitor;
use plausch_store::Tx;

use super::{at_most, known, ledger, said, take_step};
use crate::app::{App, Error, SignedIn, erasure};
use crate::live::{Hint, OverReason};

/// Erases a conversation of the request for good.
pub async fn erase(
    app: &App,
    who: &SignedIn,
    id: &RequestId,
    conversation: &ConversationId,
) -> Result<(), Error> {
    may_carry_out(app, who, id, conversation).await?;
    // Told first who got it: afterwards nobody can tell any more.
    ledger::note_known(app, who, id, conversation, Telling::Erasure).await?;
    erasure::conversation(app, conversation, erasure::By::Agent(who.agent.id.clone())).await
}

/// Restricts a conversation: it is kept, and nobody but those who answer requests reads it.
pub async fn restrict(
    app: &App,
    who: &SignedIn,
    id: &RequestId,
    conversation: &ConversationId,
) -> Result<(), Error> {
    may_carry_out(app, who, id, conversation).await?;
    let (of, request, by) = (conversation.clone(), id.clone(), who.agent.id.clone());
    let (journal, entry, now) = (app.entry_id(), app.entry_id(), app.now());
    let deed = move |tx: &mut Tx<'_>| {
        let place = place(tx, &of)?;
        // Of what is gone at its end nothing can be kept longer (R-MIN-03).
        if tx.conversation_anywhere(&of)?.is_some_and(|found| !found.conversation.is_kept) {
            return Err(Error::Conflict);
        }
        if !tx.restrict(&of, &request, &by, &journal, now)? {
            return Err(Error::Unchanged);
        }
        tx.note_audit(&entry, Some(&by), "restricted a conversation", of.as_str(), now)?;
        Ok(place)
    };
    let place = app.store.write(deed).await?;
    tell_over(app, &place, conversation);
    ledger::note_known(app, who, id, conversation, Telling::Restriction).await
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
        belongs(tx, &request, &of)?;
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
    // Lists that are open hear of it, and fetch it again.
    let seq = 0;
    app.bus.publish_at(&place, &Hint::Conversation { conversation: conversation.clone(), seq });
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

/// Puts right how a visitor is called and reached. What was said is not rewritten.
pub async fn rectify(
    app: &App,
    who: &SignedIn,
    id: &RequestId,
    conversation: &ConversationId,
    right: Right,
) -> Result<(), Error> {
    may_carry_out(app, who, id, conversation).await?;
    let name = visitor::name(&right.name);
    let text = |text: &Personal<String>, field| -> Result<_, Error> {
        let text = at_most(text.reveal(), field)?;
        if text.chars().count() > MAX_CONTACT || text.chars().any(char::is_control) {
            return Err(Error::Invalid(field));
        }
        Ok((!text.is_empty()).then(|| Personal::new(text)))
    };
    let contact = Contact { mail: text(&right.mail, "mail")?, phone: text(&right.phone, "phone")? };
    let (of, by, now) = (conversation.clone(), who.agent.id.clone(), app.now());
    let (entry, nonces) = (app.entry_id(), [app.random(), app.random(), app.random()]);
    let deed = move |tx: &mut Tx<'_>| {
        let place = place(tx, &of)?;
        if !tx.rectify(&of, name.as_ref(), &contact, nonces, now)? {
            return Err(Error::Conflict);
        }
        tx.note_audit(&entry, Some(&by), "put contact data right", of.as_str(), now)?;
        Ok::<_, Error>(place)
    };
    let place = app.store.write(deed).await?;
    let hint = Hint::Conversation { conversation: conversation.clone(), seq: 0 };
    app.bus.publish_at(&place, &hint);
    erasure::scrub_if_due(app).await;
    ledger::note_known(app, who, id, conversation, Telling::Rectification).await
}

/// The longest mail address, by its standard (RFC 5321).
const MAX_CONTACT: usize = 254;

/// Goes on only if the request is one of theirs, it is sure who asks, and the conversation belongs to it.
async fn may_carry_out(
    app: &App,
    who: &SignedIn,
    id: &RequestId,
    conversation: &ConversationId,
) -> Result<(), Error> {
    who.may(Permission::Requests, Level::Write)?;
    let (of, request, reach) = (conversation.clone(), id.clone(), Arc::clone(&who.reach));
    let deed = move |tx: &mut Tx<'_>| {
        let mut asked = known(tx, &reach, &request)?;
        belongs(tx, &request, &of)?;
        take_step(&mut asked, Deed::CarryOut).map(drop)
    };
    app.store.read(deed).await
}

fn belongs(tx: &mut Tx<'_>, id: &RequestId, conversation: &ConversationId) -> Result<(), Error> {
    let all: BTreeSet<_> = tx.conversations_of(id)?.into_iter().collect();
    if all.contains(conversation) { Ok(()) } else { Err(Error::NotFound) }
}

fn place(tx: &mut Tx<'_>, id: &ConversationId) -> Result<Place, Error> {
    let place = tx.places(std::slice::from_ref(id))?.pop().map(|(_, place)| place);
    place.ok_or(Error::Conflict)
}

fn tell_over(app: &App, place: &Place, conversation: &ConversationId) {
    let hint = Hint::Over { conversation: conversation.clone(), reason: OverReason::Ended };
    app.bus.publish_at(place, &hint);
}
