//! Erasing conversations for good: on request, and when their time is up.

use std::time::Duration;

use plausch_core::id::{AgentId, ConversationId};
use plausch_store::Tx;

use super::{App, Error};
use crate::live::{Hint, OverReason};

/// Conversations erased by one run of the retention job per site; the next run takes the rest.
const BATCH: i64 = 200;

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
    scrub(app).await;
    Ok(())
}

async fn erase(app: &App, id: &ConversationId, by: By) -> Result<(), Error> {
    let (now, entry, audit, of) = (app.now(), app.entry_id(), app.entry_id(), id.clone());
    let deed = move |tx: &mut Tx<'_>| {
        let erased = tx.erase_conversation(&of, by.reason(), &entry, now)?;
        if let (Some(_), By::Agent(agent)) = (&erased, &by) {
            tx.note_audit(&audit, Some(agent), "erased a conversation", of.as_str(), now)?;
        }
        erased.map(drop).ok_or(Error::NotFound)
    };
    app.store.write(deed).await?;
    app.bus.publish(&Hint::Over { conversation: id.clone(), reason: OverReason::Erased });
    Ok(())
}

/// Erases what a site's retention days have run out for (R-RET-01, R-RET-02).
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
                Err(error) => return Err(error),
            }
        }
    }
    if erased > 0 {
        scrub(app).await;
    }
    Ok(erased)
}

/// Removes what erased rows leave in the engine's files. A reader in the way is waited for; what
/// stays then is sealed under a key that is gone, and the next erasure scrubs again.
async fn scrub(app: &App) {
    for _ in 0..50 {
        match app.store.scrub().await {
            Ok(()) => return,
            Err(plausch_store::Error::Contention) => {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            Err(error) => return tracing::warn!(%error, "the files could not be scrubbed"),
        }
    }
    tracing::warn!("the files could not be scrubbed: somebody reads all the time");
}
