//! A database in memory that can be slow, fail and count.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use parking_lot::Mutex;
use plausch_core::Timestamp;
use plausch_core::id::{AgentId, ConversationId};
use plausch_core::role::{BuiltIn, Reach};

use crate::live::{Event, Hint, Hub, Limits, Page, Source};

pub(crate) fn conversation(number: u8) -> ConversationId {
    ConversationId::new(Timestamp::from_millis(1), [number; 10])
}

/// An administrator.
pub(crate) fn ada() -> Arc<Reach> {
    Arc::new(Reach {
        agent: AgentId::new(Timestamp::from_millis(1), [7; 10]),
        rights: BuiltIn::Administrator.rights(),
        sites: None,
        others: BTreeSet::new(),
    })
}

/// The visible events of every conversation, and how the database behaves.
#[derive(Default)]
pub(crate) struct Memory {
    conversations: Mutex<HashMap<ConversationId, Vec<Event>>>,
    /// Reads of events so far.
    pub(crate) reads: AtomicUsize,
    /// How often a read gives way to other tasks, before and after it looks.
    pub(crate) slowness: AtomicUsize,
    pub(crate) is_down: AtomicBool,
    /// Events in one page; 0 means all.
    pub(crate) page: AtomicUsize,
}

impl Memory {
    pub(crate) fn new() -> Arc<Self> {
        Arc::default()
    }

    /// Commits an event; gaps in the numbers are what the visitor may not see.
    pub(crate) fn commit(&self, conversation: &ConversationId, seq: i64, body: &str) -> Hint {
        let mut all = self.conversations.lock();
        let events = all.entry(conversation.clone()).or_default();
        let previous = events.last().map_or(0, |event| event.seq);
        assert!(seq > previous, "numbers grow");
        let json = serde_json::json!({ "seq": seq, "previous": previous, "body": body });
        events.push(Event { seq, json: json.to_string() });
        Hint::Conversation { conversation: conversation.clone(), seq }
    }

    pub(crate) fn erase(&self, conversation: &ConversationId) {
        self.conversations.lock().remove(conversation);
    }

    pub(crate) fn last(&self, conversation: &ConversationId) -> i64 {
        let all = self.conversations.lock();
        all.get(conversation).and_then(|events| events.last()).map_or(0, |event| event.seq)
    }

    pub(crate) fn hub(self: &Arc<Self>, limits: Limits) -> Arc<Hub> {
        let (for_events, for_lasts) = (Arc::clone(self), Arc::clone(self));
        let source = Source::new(
            move |conversation, after| {
                let memory = Arc::clone(&for_events);
                async move { memory.events_after(&conversation, after).await }
            },
            move |conversations| {
                let memory = Arc::clone(&for_lasts);
                async move {
                    memory.give_way().await?;
                    let known = memory.conversations.lock();
                    Ok(conversations
                        .into_iter()
                        .filter_map(|id| {
                            let events = known.get(&id)?;
                            Some((id, events.last().map_or(0, |event| event.seq)))
                        })
                        .collect())
                }
            },
        );
        Hub::new(source, limits)
    }

    async fn events_after(
        &self,
        conversation: &ConversationId,
        after: i64,
    ) -> Result<Page, crate::live::Unreadable> {
        self.reads.fetch_add(1, Ordering::SeqCst);
        self.give_way().await?;
        let page = {
            let all = self.conversations.lock();
            let events = all.get(conversation).map(Vec::as_slice).unwrap_or_default();
            let new = events.iter().filter(|event| event.seq > after);
            let limit = match self.page.load(Ordering::SeqCst) {
                0 => usize::MAX,
                limit => limit,
            };
            Page {
                events: new.clone().take(limit).cloned().collect(),
                last: events.last().map_or(0, |event| event.seq),
                more: new.count() > limit,
                restricted: None,
            }
        };
        self.give_way().await?;
        Ok(page)
    }

    async fn give_way(&self) -> Result<(), crate::live::Unreadable> {
        for _ in 0..self.slowness.load(Ordering::SeqCst) {
            tokio::task::yield_now().await;
        }
        if self.is_down.load(Ordering::SeqCst) {
            Err("the database is down".into())
        } else {
            Ok(())
        }
    }
}
