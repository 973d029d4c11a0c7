//! Where the hub reads from: two questions to the database, given as functions, so that live
//! delivery never opens a transaction and tests can answer from memory.

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::pin::Pin;

use plausch_core::id::ConversationId;

/// The database could not answer; the hub tries again at the next hint or heartbeat.
pub type Unreadable = Box<dyn Error + Send + Sync>;

/// A durable event as the visitor sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its number in the conversation.
    pub seq: i64,
    /// The event of docs/api.md as compact JSON (no line breaks), `seq` and `previous` included.
    pub json: String,
}

/// Events that the visitor may see, read at one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// In order, without gaps; at most as many as the source likes to give at once.
    pub events: Vec<Event>,
    /// The conversation's last visible `seq`, 0 when there is none.
    pub last: i64,
    /// There are more after these.
    pub more: bool,
    /// Why nothing can be written, in the words of the conversation's language; `None`: it can be.
    pub restricted: Option<String>,
}

type Answer<T> = Pin<Box<dyn Future<Output = Result<T, Unreadable>> + Send>>;
type EventsAfter = dyn Fn(ConversationId, i64) -> Answer<Page> + Send + Sync;
type LastSeqs = dyn Fn(Vec<ConversationId>) -> Answer<Vec<(ConversationId, i64)>> + Send + Sync;

/// The two questions.
pub struct Source {
    events_after: Box<EventsAfter>,
    last_seqs: Box<LastSeqs>,
}

impl Source {
    /// - `events_after(conversation, seq)`: what the visitor may see after `seq`. It must see
    ///   everything that was committed before the call (no lagging replica).
    /// - `last_seqs(conversations)`: the last visible `seq` of each (0 when there is none), at most
    ///   500 in one call. A conversation that does not exist any more is left out of the answer,
    ///   and its streams are told that it was erased.
    pub fn new<E, EF, L, LF>(events_after: E, last_seqs: L) -> Self
    where
        E: Fn(ConversationId, i64) -> EF + Send + Sync + 'static,
        EF: Future<Output = Result<Page, Unreadable>> + Send + 'static,
        L: Fn(Vec<ConversationId>) -> LF + Send + Sync + 'static,
        LF: Future<Output = Result<Vec<(ConversationId, i64)>, Unreadable>> + Send + 'static,
    {
        Self {
            events_after: Box::new(move |id, seq| Box::pin(events_after(id, seq))),
            last_seqs: Box::new(move |ids| Box::pin(last_seqs(ids))),
        }
    }

    pub(super) async fn events_after(
        &self,
        conversation: &ConversationId,
        seq: i64,
    ) -> Result<Page, Unreadable> {
        (self.events_after)(conversation.clone(), seq).await
    }

    pub(super) async fn last_seqs(
        &self,
        conversations: Vec<ConversationId>,
    ) -> Result<Vec<(ConversationId, i64)>, Unreadable> {
        (self.last_seqs)(conversations).await
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source").finish_non_exhaustive()
    }
}
