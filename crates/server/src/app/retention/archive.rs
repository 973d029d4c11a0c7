//! The archive for what the law wants kept: conversations are marked one by one, leave the inbox, and
//! can be opened there by whoever has a right of its own for that, each time for a reason (R-RET-03).

use std::sync::Arc;

use plausch_core::Personal;
use plausch_core::Timestamp;
use plausch_core::conversation::State;
use plausch_core::id::{ConversationId, SiteId};
use plausch_core::retention::Class;
use plausch_core::role::{Level, Permission};
use plausch_core::site::Lang;
pub use plausch_store::Archived;
use plausch_store::Tx;

use super::{PAGE, Part};
use crate::app::conversation::agents;
use crate::app::copy::{Copy, Withheld};
use crate::app::request::collect;
use crate::app::{App, Error, SignedIn, reading};
use crate::live::{Hint, OverReason};

/// The longest ground and the longest reason, in characters.
pub const MAX_GROUND_CHARACTERS: usize = 500;

/// A site's archive, what goes first at the top; without content. Why each is there learns who may
/// open it.
pub async fn list(
    app: &App,
    who: &SignedIn,
    id: &SiteId,
    after: Option<(Timestamp, ConversationId)>,
) -> Result<Part<Archived>, Error> {
    who.may_on(Permission::Retention, Level::Read, id)?;
    let id = app.directory.site(id)?.id.clone();
    let mut rows = app.store.read(move |tx| tx.archived(&id, after.clone(), PAGE + 1)).await?;
    if !who.reach.rights.may(Permission::Archive, Level::Read) {
        // Somebody has written it down in their own words.
        rows.iter_mut().for_each(|one| one.ground = None);
    }
    Ok(Part::of(rows, |one| (one.until, one.id.to_string())))
}

/// Marks one closed conversation: the law wants it kept. It leaves the inbox for the archive, and
/// goes at the end of the class's last year (R-RET-03).
pub async fn mark(
    app: &App,
    who: &SignedIn,
    id: &ConversationId,
    class: Class,
    ground: &Personal<String>,
) -> Result<(), Error> {
    who.may(Permission::Conversations, Level::Write)?;
    let ground = written(ground.reveal(), "ground").map(Personal::new)?;
    let (of, by, now) = (id.clone(), who.agent.id.clone(), app.now());
    let (entry, nonce, reach) = (app.entry_id(), app.random(), Arc::clone(&who.reach));
    let deed = move |tx: &mut Tx<'_>| {
        let conversation = tx.conversation(&of)?.ok_or(Error::NotFound)?;
        agents::may(&reach, &conversation, Level::Write)?;
        // Of what is not kept there is nothing to keep for longer.
        if conversation.state != State::Closed || !conversation.is_kept {
            return Err(Error::Conflict);
        }
        let until = class.until(conversation.last_message_at);
        tx.archive(&of, class, (&ground, nonce), &by, (now, until))?;
        tx.note_audit(&entry, Some(&by), "archived a conversation", of.as_str(), now)?;
        Ok::<_, Error>(conversation.place())
    };
    let place = app.store.write(deed).await?;
    let hint = Hint::Over { conversation: id.clone(), reason: OverReason::Ended };
    app.bus.publish_at(&place, &hint);
    Ok(())
}

/// Takes the mark back, for a reason: the conversation is in the inbox again, and goes when the
/// site's rules say so.
pub async fn unmark(
    app: &App,
    who: &SignedIn,
    site: &SiteId,
    id: &ConversationId,
    reason: &str,
) -> Result<(), Error> {
    who.may_on(Permission::Retention, Level::Write, site)?;
    let reason = written(reason, "reason")?;
    let (site, of, by, now) = (site.clone(), id.clone(), who.agent.id.clone(), app.now());
    let entry = app.entry_id();
    let deed = move |tx: &mut Tx<'_>| {
        if !tx.release(&site, &of)? {
            return Err(Error::NotFound);
        }
        let said = format!("took a conversation out of the archive: {reason}");
        tx.note_audit(&entry, Some(&by), &said, of.as_str(), now)?;
        Ok(())
    };
    app.store.write(deed).await
}

/// What is noted of one conversation of the archive, for whoever may open it.
pub async fn one(
    app: &App,
    who: &SignedIn,
    site: &SiteId,
    id: &ConversationId,
) -> Result<Archived, Error> {
    who.may_on(Permission::Archive, Level::Read, site)?;
    let (site, id) = (site.clone(), id.clone());
    let found = app.store.read(move |tx| tx.archived_on(&site, &id)).await?;
    found.ok_or(Error::NotFound)
}

/// What somebody wants with a conversation of the archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// To read it here.
    Read,
    /// To take it along as a file.
    TakeAlong,
}

/// Opens one conversation of the archive, for a reason that stands in the audit; that it was read is
/// noted as any other reading (R-EMP-02). Who may not see contact data sees none here either, and who
/// read it before is for data protection alone.
pub async fn open(
    app: &App,
    who: &SignedIn,
    (site, id): (&SiteId, &ConversationId),
    (opening, reason): (Opening, &str),
    lang: Lang,
) -> Result<Copy, Error> {
    who.may_on(Permission::Archive, Level::Read, site)?;
    let reason = written(reason, "reason")?;
    let rights = who.reach.rights;
    let mut withheld = Withheld::new();
    if !rights.may(Permission::Contact, Level::Read) {
        let why = app.texts.speaker(lang).say("archive-no-contact");
        let lines = ["name", "mail", "phone"].map(|line| format!("{id}/{line}"));
        withheld.extend(lines.map(|line| (line, why.clone().into_owned())));
    }
    let means = collect::Means::of(app, &who.reach);
    let (on, of) = (site.clone(), id.clone());
    let found = app.store.read(move |tx| {
        if tx.archived_on(&on, &of)?.is_none() {
            return Err(Error::NotFound);
        }
        collect::copy(tx, &means, &of, lang, &withheld)?.ok_or(Error::NotFound)
    });
    let mut copy = found.await?;
    copy.is_for_office = true;
    if !rights.may(Permission::Reads, Level::Read) {
        copy.beyond.reads.clear();
    }
    note(app, who, id, opening, &reason).await?;
    Ok(copy)
}

/// What can't be noted is not shown.
async fn note(
    app: &App,
    who: &SignedIn,
    id: &ConversationId,
    opening: Opening,
    reason: &str,
) -> Result<(), Error> {
    let said = match opening {
        Opening::Read => format!("read a conversation of the archive: {reason}"),
        Opening::TakeAlong => format!("took a conversation of the archive along: {reason}"),
    };
    let (entry, by, of, now) = (app.entry_id(), who.agent.id.clone(), id.clone(), app.now());
    let deed = move |tx: &mut Tx<'_>| tx.note_audit(&entry, Some(&by), &said, of.as_str(), now);
    app.store.write(deed).await?;
    reading::note(app, who, std::slice::from_ref(id)).await
}

/// A text that has to be there, and may not be endless.
fn written(text: &str, field: &'static str) -> Result<String, Error> {
    let text = text.trim();
    let is_fine = !text.is_empty() && text.chars().count() <= MAX_GROUND_CHARACTERS;
    is_fine.then(|| text.to_owned()).ok_or(Error::Invalid(field))
}
