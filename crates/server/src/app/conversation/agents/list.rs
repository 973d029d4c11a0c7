//! Lists of conversations, a page at a time.

use std::sync::Arc;

use plausch_core::Timestamp;
use plausch_core::id::ConversationId;
use plausch_core::role::{Level, Permission};
use plausch_store::{Counts, Listed, View};

use super::hide;
use crate::app::{App, Error, SignedIn};

/// Conversations on one page.
const LIST: u8 = 30;

/// A page of a view.
#[derive(Debug)]
pub struct List {
    /// The conversations, newest first.
    pub rows: Vec<Listed>,
    /// How many each view holds.
    pub counts: Counts,
    /// Where the next page begins, when there is one.
    pub next: Option<(Timestamp, ConversationId)>,
}

/// A page of a view; `before` is where the page before ended.
pub async fn list(
    app: &App,
    who: &SignedIn,
    view: View,
    before: Option<(Timestamp, ConversationId)>,
) -> Result<List, Error> {
    who.may(Permission::Conversations, Level::Read)?;
    let reach = Arc::clone(&who.reach);
    let (mut rows, counts) = app
        .store
        .read(move |tx| {
            let rows = tx.conversations(&[view], &reach, before.clone(), i64::from(LIST) + 1)?;
            Ok::<_, plausch_store::Error>((rows, tx.counts(&reach)?))
        })
        .await?;
    for row in &mut rows {
        hide(&who.reach, &mut row.conversation);
    }
    for row in rows.iter().filter(|row| !row.is_readable) {
        app.damage.tell(&row.conversation.id);
    }
    let is_more = rows.len() > usize::from(LIST);
    rows.truncate(usize::from(LIST));
    let last = rows.last().filter(|_| is_more).map(|row| &row.conversation);
    Ok(List { next: last.map(|last| (last.last_message_at, last.id.clone())), rows, counts })
}

/// How many conversations each view holds for this agent.
pub async fn counts(app: &App, who: &SignedIn) -> Result<Counts, Error> {
    who.may(Permission::Conversations, Level::Read)?;
    let reach = Arc::clone(&who.reach);
    Ok(app.store.read(move |tx| tx.counts(&reach)).await?)
}
