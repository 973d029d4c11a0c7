//! Erasing conversations for good: on request, and when their time is up.

use std::time::Duration;

use plausch_core::consent::proof_needed_since;
use plausch_core::id::{AgentId, ConversationId, NoticeVersion};
use plausch_core::time::DAY;
use plausch_store::Tx;

use super::{App, Error};
use crate::live::{Hint, OverReason};

/// Conversations erased by one run of the retention job per site; the next run takes the rest.
const BATCH: i64 = 200;
/// Choices deleted in one unit of work: other deeds wait for the writer no longer than this takes.
const PROOF_BATCH: i64 = 500;
/// How long somebody who erases waits for the files to be scrubbed.
const PATIENCE: Duration = Duration::from_secs(1);

/// At whose wish something is erased.
#[derive(Debug, Clone)]
pub enum By {
    /// The visitor's.
    Visitor,
    /// An agent's; goes into the audit.
    Agent(AgentId),
    /// The site's retention days have run out.
    Retention,
}

impl By {
    /// One word for the journal.
    const fn reason(&self) -> &'static str {
        match self {
            Self::Visitor => "visitor",
            Self::Agent(_) => "administrator",
            Self::Retention => "retention",
        }
    }
}

/// Erases a conversation: every row and its key, in one unit of work with the journal's entry
/// (Art. 17 GDPR). The caller has authorised.
pub async fn conversation(app: &App, id: &ConversationId, by: By) -> Result<(), Error> {
    erase(app, id, by).await?;
    // The scrub goes on by itself, and stays due until it has succeeded.
    drop(tokio::time::timeout(PATIENCE, scrub(app)).await);
    Ok(())
}

async fn erase(app: &App, id: &ConversationId, by: By) -> Result<(), Error> {
    let (now, entry, audit, of) = (app.now(), app.entry_id(), app.entry_id(), id.clone());
    let deed = move |tx: &mut Tx<'_>| {
        let place = tx.places(std::slice::from_ref(&of))?.pop().map(|(_, place)| place);
        let erased = tx.erase_conversation(&of, by.reason(), &entry, now)?;
        if let (Some(_), By::Agent(agent)) = (&erased, &by) {
            tx.note_audit(&audit, Some(agent), "erased a conversation", of.as_str(), now)?;
        }
        erased.and(place).ok_or(Error::NotFound)
    };
    let place = app.store.write(deed).await?;
    let hint = Hint::Over { conversation: id.clone(), reason: OverReason::Erased };
    app.bus.publish_at(&place, &hint);
    Ok(())
}

/// Erases what a site's retention days have run out for (R-RET-01, R-RET-02), and scrubs when an
/// erasure has left that undone. A conversation that can't be erased keeps no other from it.
pub async fn erase_due(app: &App) -> Result<usize, Error> {
    let mut erased = 0;
    for site in app.directory.sites() {
        let before = app.now().plus(-site.settings.retention());
        let of = site.id.clone();
        let due = app.store.read(move |tx| tx.conversations_older_than(&of, before, BATCH)).await?;
        for conversation in due {
            match erase(app, &conversation, By::Retention).await {
                Ok(()) => erased += 1,
                Err(Error::NotFound) => {}
                Err(error) => {
                    tracing::error!(%conversation, %error, "a conversation was not erased");
                }
            }
        }
    }
    scrub_if_due(app).await;
    Ok(erased)
}

/// Deletes choices that are no longer needed as proof, and texts under which none is kept any more
/// (R-PROOF-05). They go by the time at which they were sealed, within seconds of being made, so
/// that a check can tell whether one is missing before its time. What the sites show now stays.
/// Counts of refusals go with them: numbers are told for as long as there are choices.
pub async fn erase_due_proof(app: &App) -> Result<u64, Error> {
    let before = proof_needed_since(app.now());
    let end = app.store.read(move |tx| tx.sealed_before(before)).await?;
    let mut deleted = 0;
    while app.store.read(move |tx| tx.has_consent_proof(end)).await? {
        let deed = move |tx: &mut Tx<'_>| tx.delete_consent_proof(end, PROOF_BATCH);
        deleted += app.store.write(deed).await?;
    }
    let first = before.millis().div_euclid(DAY);
    app.store.write(move |tx| tx.delete_refusal_counts(first)).await?;
    let is_shown = |version: &NoticeVersion| {
        app.directory.sites().iter().any(|site| {
            let mut languages = site.settings.languages.iter();
            languages.any(|lang| app.directory.is_current(&site.id, *lang, version))
        })
    };
    for version in app.store.read(move |tx| tx.notices_without_consent(before)).await? {
        if !is_shown(&version) {
            app.store.write(move |tx| tx.delete_notice(&version)).await?;
        }
    }
    scrub_if_due(app).await;
    Ok(deleted)
}

async fn scrub_if_due(app: &App) {
    if app.store.is_scrub_due() {
        scrub(app).await;
    }
}

/// Removes what erased rows leave in the engine's files. Until it succeeds it stays due, and the
/// retention job, which also runs when the program starts, does it again.
async fn scrub(app: &App) {
    if let Err(error) = app.store.scrub().await {
        tracing::warn!(%error, "the files could not be scrubbed yet; the retention job tries again");
    }
}
