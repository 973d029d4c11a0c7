//! Looking for words in conversations, in parts that each take a short while: what is found stands
//! on the page while the next part is looked through.

use std::sync::Arc;

use plausch_core::Timestamp;
use plausch_core::id::ConversationId;
use plausch_core::role::{Level, Permission};
use plausch_core::search::Words;
use plausch_core::time::SECOND;
pub use plausch_store::{Hit, Place};

use super::agents::hide;
use crate::app::{App, Error, SignedIn, reading};

/// So long a part takes, about, in milliseconds.
const PART: i64 = SECOND / 4;
/// Conversations that are looked through at once.
const AT_ONCE: i64 = 20;
/// So many are found, at least, before somebody is asked whether to go on.
const ENOUGH: usize = 20;

/// A part of what is found.
#[derive(Debug)]
pub struct Part {
    /// The conversations, newest first.
    pub hits: Vec<Hit>,
    /// Up to which one was looked; `None`: there are no more.
    pub last: Option<(Timestamp, ConversationId)>,
    /// Is it as much as anybody reads at once?
    pub is_enough: bool,
}

/// Looks through the next conversations behind `before`. What is shown of them counts as read.
pub async fn search(
    app: &App,
    who: &SignedIn,
    words: &Words,
    before: Option<(Timestamp, ConversationId)>,
) -> Result<Part, Error> {
    who.may(Permission::Conversations, Level::Read)?;
    let begun = app.now();
    let mut part = Part { hits: Vec::new(), last: before, is_enough: false };
    while !part.is_enough && app.now().millis() - begun.millis() < PART {
        let (words, reach, before) = (words.clone(), Arc::clone(&who.reach), part.last.clone());
        let deed = move |tx: &mut plausch_store::Tx<'_>| {
            tx.search(&words, &reach, before.clone(), AT_ONCE)
        };
        let found = app.store.read(deed).await?;
        part.hits.extend(found.hits);
        part.last = found.last;
        if part.last.is_none() {
            break;
        }
        part.is_enough = part.hits.len() >= ENOUGH;
    }
    let read: Vec<_> = part.hits.iter().map(|hit| hit.listed.conversation.id.clone()).collect();
    reading::note(app, who, &read).await?;
    for hit in &mut part.hits {
        hide(&who.reach, &mut hit.listed.conversation);
    }
    Ok(part)
}
