//! Erasing conversations for good, on request. What goes because its time is up: `retention.rs`.

use std::time::Duration;

use plausch_core::Timestamp;
use plausch_core::id::{AgentId, ConversationId, EntryId};
use plausch_core::role::Place;
use plausch_store::{Over, Tx};

use super::{App, Error};
use crate::live::{Hint, OverReason};

/// How long somebody who erases waits for the files to be scrubbed.
const PATIENCE: Duration = Duration::from_secs(1);

/// At whose wish something is erased.
#[derive(Debug, Clone)]
pub enum By {
    /// The visitor's, in the chat.
    Visitor,
    /// The visitor's, on their own page; goes into the audit.
    OwnPage,
    /// An agent's; goes into the audit.
    Agent(AgentId),
    /// Nobody's: nothing of it is kept, and it is over (R-MIN-03).
    Over(Over),
}

impl By {
    /// One word for the journal.
    const fn reason(&self) -> &'static str {
        match self {
            Self::Visitor | Self::OwnPage => "visitor",
            Self::Agent(_) => "administrator",
            Self::Over(why) => why.as_str(),
        }
    }
}

/// Erases a conversation: every row and its key, in one unit of work with the journal's entry
/// (Art. 17 GDPR). The caller has authorised.
pub async fn conversation(app: &App, id: &ConversationId, by: By) -> Result<(), Error> {
    erase(app, id, by).await?;
    scrub_soon(app).await;
    Ok(())
}

/// Somebody waits for the files to be scrubbed, a moment. It goes on by itself, and stays due until it has
/// succeeded.
async fn scrub_soon(app: &App) {
    drop(tokio::time::timeout(PATIENCE, scrub(app)).await);
}

/// Erases the rows of a conversation and its key, with the journal's entry, as a part of a unit of work;
/// [`told`] follows its commit.
pub(super) fn rows(
    tx: &mut Tx<'_>,
    of: &ConversationId,
    reason: &str,
    entry: &EntryId,
    now: Timestamp,
) -> Result<Place, Error> {
    // What the law wants kept goes when the law says so (Art. 17(3)(b) GDPR, R-RET-03).
    if tx.is_archived(of)? {
        return Err(Error::KeptByLaw);
    }
    let place = tx.places(std::slice::from_ref(of))?.pop().map(|(_, place)| place);
    let erased = tx.erase_conversation(of, reason, entry, now)?;
    erased.and(place).ok_or(Error::NotFound)
}

/// The same, of one of which nothing is kept and that is over (R-MIN-03). What is kept for the person,
/// whatever the site keeps of others (Art. 18(2) GDPR, R-DSR-04), stays: [`Error::KeptByLaw`].
pub(super) fn rows_over(
    tx: &mut Tx<'_>,
    of: &ConversationId,
    why: Over,
    entry: &EntryId,
    now: Timestamp,
) -> Result<Place, Error> {
    if tx.restriction(of)?.is_some() {
        return Err(Error::KeptByLaw);
    }
    rows(tx, of, why.as_str(), entry, now)
}

/// Tells whoever has it open, and scrubs the files.
pub(super) async fn told(app: &App, of: &ConversationId, place: &Place) {
    tell(app, of, place);
    scrub_soon(app).await;
}

pub(super) fn tell(app: &App, of: &ConversationId, place: &Place) {
    let hint = Hint::Over { conversation: of.clone(), reason: OverReason::Erased };
    app.bus.publish_at(place, &hint);
}

/// The same, and the files are left to the job that scrubs them.
pub(super) async fn erase(app: &App, id: &ConversationId, by: By) -> Result<(), Error> {
    let (now, entry, audit, of) = (app.now(), app.entry_id(), app.entry_id(), id.clone());
    let deed = move |tx: &mut Tx<'_>| {
        let place = match &by {
            By::Over(why) => rows_over(tx, &of, *why, &entry, now)?,
            _ => rows(tx, &of, by.reason(), &entry, now)?,
        };
        let noted = match &by {
            By::Visitor | By::Over(_) => None,
            By::OwnPage => Some((None, "visitor erased the conversation")),
            By::Agent(agent) => Some((Some(agent), "erased a conversation")),
        };
        if let Some((agent, deed)) = noted {
            tx.note_audit(&audit, agent, deed, of.as_str(), now)?;
        }
        Ok::<_, Error>(place)
    };
    let place = app.store.write(deed).await?;
    tell(app, id, &place);
    Ok(())
}

/// Scrubs, when an erasure has left that undone.
pub(super) async fn scrub_if_due(app: &App) {
    if app.store.is_scrub_due() {
        scrub(app).await;
    }
}

/// Removes what erased rows leave in the engine's files. Until it succeeds it stays due, and the
/// retention job, which also runs when the program starts, does it again.
pub(super) async fn scrub(app: &App) {
    if let Err(error) = app.store.scrub().await {
        tracing::warn!(%error, "the files could not be scrubbed yet; the retention job tries again");
    }
}
