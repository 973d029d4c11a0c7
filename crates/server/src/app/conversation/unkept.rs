//! Conversations of which nothing is kept (R-MIN-03): their key is in memory only, and they are erased
//! as soon as they are over. What is kept by rules goes by `retention.rs`.

use plausch_core::Timestamp;
use plausch_core::conversation::Conversation;
use plausch_core::event::{Author, Kind};
use plausch_core::id::EntryId;
use plausch_store::{Over, Tx, UnkeptPage};

use crate::app::{App, Error, erasure};
use crate::live::{Hint, OverReason};

/// Conversations looked at together.
const PAGE: i64 = 200;

/// Erases all that are over, or that nobody can open any more; gives how many. Runs before anybody is
/// served, and once a minute.
pub async fn erase_over(app: &App) -> Result<usize, Error> {
    let (now, mut after, mut erased) = (app.now(), None, 0);
    loop {
        let from = after.take();
        let look = move |tx: &mut Tx<'_>| tx.unkept_over(from.as_ref(), now, PAGE);
        let UnkeptPage { over, last } = app.store.read(look).await?;
        for (id, why) in over {
            match erasure::erase(app, &id, erasure::By::Over(why)).await {
                Ok(()) => erased += 1,
                // Somebody was faster.
                Err(Error::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
        if last.is_none() {
            break;
        }
        after = last;
    }
    if erased > 0 {
        erasure::scrub_if_due(app).await;
    }
    Ok(erased)
}

/// Ends a conversation whose end is its erasure, in the deed that ends it. `false`: it is kept, and
/// ends as others do.
pub(super) fn end(
    tx: &mut Tx<'_>,
    conversation: &Conversation,
    (author, entry, now): (&Author, &EntryId, Timestamp),
) -> Result<bool, Error> {
    if conversation.is_kept {
        return Ok(false);
    }
    conversation.after(Kind::Closed, author, None)?;
    tx.erase_conversation(&conversation.id, Over::Ended.as_str(), entry, now)?;
    Ok(true)
}

/// Tells everybody that it is gone.
pub(super) fn tell(app: &App, conversation: &Conversation) {
    let (conversation, place) = (conversation.id.clone(), conversation.place());
    app.bus.publish_at(&place, &Hint::Over { conversation, reason: OverReason::Erased });
}
