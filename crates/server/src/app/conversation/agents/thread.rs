//! What was said in a conversation, a part at a time. Who reads it is noted (R-EMP-02).

use std::collections::BTreeSet;
use std::sync::Arc;

use plausch_core::Timestamp;
use plausch_core::conversation::Conversation;
use plausch_core::event::{Event, Kind};
use plausch_core::id::ConversationId;
use plausch_core::role::{Level, Permission};
use plausch_store::{Annotation, Tx};

use super::{hide, may};
use crate::app::{App, Error, SignedIn, reading};

/// Events on one page.
const THREAD: i64 = 100;

/// A part of a conversation.
#[derive(Debug)]
pub struct Thread {
    /// The conversation as it is now.
    pub conversation: Conversation,
    /// Since when the visitor objects (R-DSR-06).
    pub objected_at: Option<Timestamp>,
    /// Did its key and the visitor's name open?
    pub is_readable: bool,
    /// Some of its events, in order; messages and notes without a text are those that don't open.
    pub events: Vec<Event>,
    /// Notes that put right what was said (R-DSR-04).
    pub annotations: Vec<Annotation>,
    /// The number before which there are more, when there are.
    pub earlier: Option<i64>,
}

/// The newest events, or the newest of those before `before`.
pub async fn thread(
    app: &App,
    who: &SignedIn,
    id: &ConversationId,
    before: Option<i64>,
) -> Result<Thread, Error> {
    let before = before.unwrap_or(i64::MAX);
    read(app, who, id, move |tx, id, _| {
        let events = tx.events_before(id, before, THREAD)?;
        // Numbers have no gaps and begin with 1.
        let earlier = events.first().map(|event| event.seq).filter(|seq| *seq > 1);
        Ok((events, earlier))
    })
    .await
}

/// What is new after the event with the number `after`, all of it, behind the older ones that were put right.
pub async fn events_after(
    app: &App,
    who: &SignedIn,
    id: &ConversationId,
    after: i64,
) -> Result<Thread, Error> {
    read(app, who, id, move |tx, id, annotations| {
        let noted: BTreeSet<i64> = annotations.iter().map(|note| note.seq).collect();
        let mut events = Vec::new();
        for seq in noted.range(..=after) {
            events.extend(tx.events_after(id, seq - 1, false, 1)?);
        }
        events.extend(tx.events_after(id, after, false, i64::MAX)?);
        Ok((events, None))
    })
    .await
}

/// Some events, and the number before which there are more, when there are.
type Part = (Vec<Event>, Option<i64>);

/// Reads a part of a conversation, as far as they may see it, and notes that they did.
async fn read(
    app: &App,
    who: &SignedIn,
    id: &ConversationId,
    part: impl Fn(&mut Tx<'_>, &ConversationId, &[Annotation]) -> Result<Part, plausch_store::Error>
    + Send
    + 'static,
) -> Result<Thread, Error> {
    who.may(Permission::Conversations, Level::Read)?;
    let (of, reach) = (id.clone(), Arc::clone(&who.reach));
    let found = app.store.read(move |tx| {
        let (mut conversation, is_readable) =
            tx.agents_conversation(&of)?.ok_or(Error::NotFound)?;
        may(&reach, &conversation, Level::Read)?;
        hide(&reach, &mut conversation);
        let (objected_at, annotations) = (tx.objected_at(&of)?, tx.annotations(&of)?);
        let (events, earlier) = part(tx, &of, &annotations)?;
        Ok::<_, Error>(Thread {
            conversation,
            objected_at,
            is_readable,
            events,
            annotations,
            earlier,
        })
    });
    let found = found.await.inspect(|thread| tell_damage(app, thread))?;
    reading::note(app, who, std::slice::from_ref(id)).await?;
    reading::show(app, who, &found.conversation);
    Ok(found)
}

fn tell_damage(app: &App, thread: &Thread) {
    if !thread.is_readable || thread.events.iter().any(is_unreadable) {
        app.damage.tell(&thread.conversation.id);
    }
}

/// Is it a message or a note whose text does not open? Nothing else is without one.
fn is_unreadable(event: &Event) -> bool {
    matches!(event.kind, Kind::Message | Kind::Note) && event.body.is_none()
}
