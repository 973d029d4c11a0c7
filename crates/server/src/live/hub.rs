//! The hub: topics while somebody listens, and who listens. How a stream begins is in `opening`, what
//! a hint does in `hints`, what a stream does with its socket in `stream`; who may open one is
//! decided before.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use plausch_core::id::{AgentId, ConversationId};
use tokio::runtime::Handle;

use super::bus::OverReason;
use super::frame;
use super::opening::OpenError;
use super::ring::Bounds;
use super::source::Source;
use super::subscription::{Listener, Subscription};
use super::topic::Topic;

/// A conversation's ring: far more than a reader who keeps up ever needs.
const CONVERSATION: Bounds = Bounds { frames: 256, bytes: 256 * 1024 };
/// The agents' ring sees the hints of all conversations.
const INBOX: Bounds = Bounds { frames: 4_096, bytes: 512 * 1024 };
/// How long a stream that had to make room for a newer one is asked to stay away.
pub(super) const EVICTED_STAYS_AWAY: Duration = Duration::from_secs(30);

/// How long a stream that was recalled is asked to stay away.
const RECALLED_STAYS_AWAY: Duration = Duration::from_millis(200);

/// What the hub allows.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Open streams of one conversation. One more closes the oldest: it is most likely the ghost
    /// of a line that a phone has lost, and refusing the new one would lock the visitor out.
    pub per_conversation: usize,
    /// Open streams of one agent; again the oldest makes room.
    pub per_agent: usize,
    /// Open streams in all; one more is refused.
    pub in_all: usize,
    /// A write that makes no progress for so long ends the stream.
    pub patience: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            per_conversation: 8,
            per_agent: 8,
            in_all: 20_000,
            patience: Duration::from_secs(30),
        }
    }
}

/// Topics and their streams.
#[derive(Debug)]
pub struct Hub {
    pub(super) source: Source,
    pub(super) limits: Limits,
    pub(super) inbox: Arc<Topic>,
    topics: Mutex<Topics>,
    streams: AtomicUsize,
    pub(super) runtime: Handle,
}

#[derive(Debug, Default)]
struct Topics {
    conversations: HashMap<ConversationId, Arc<Topic>>,
    /// The inbox streams of every connected agent, oldest first.
    agents: HashMap<AgentId, Vec<u64>>,
    last_ticket: u64,
    is_draining: bool,
}

impl Hub {
    /// A hub that reads from `source`. Must be called within the tokio runtime that will read.
    pub fn new(source: Source, limits: Limits) -> Arc<Self> {
        Arc::new(Self {
            source,
            limits,
            inbox: Arc::new(Topic::new(None, INBOX)),
            topics: Mutex::default(),
            streams: AtomicUsize::new(0),
            runtime: Handle::current(),
        })
    }

    pub(super) fn subscribe(
        self: &Arc<Self>,
        listener: Listener,
    ) -> Result<Subscription, OpenError> {
        let mut topics = self.topics.lock();
        if topics.is_draining {
            return Err(OpenError::Draining);
        }
        if self.streams.load(Ordering::Relaxed) >= self.limits.in_all {
            return Err(OpenError::TooMany);
        }
        self.streams.fetch_add(1, Ordering::Relaxed);
        topics.last_ticket += 1;
        let ticket = topics.last_ticket;
        let topic = match &listener {
            Listener::Visitor(conversation) => {
                let topic = topics.conversations.entry(conversation.clone()).or_insert_with(|| {
                    Arc::new(Topic::new(Some(conversation.clone()), CONVERSATION))
                });
                topic.evict_oldest(self.limits.per_conversation.saturating_sub(1));
                Arc::clone(topic)
            }
            Listener::Agent(reach) => {
                let tickets = topics.agents.entry(reach.agent.clone()).or_default();
                tickets.push(ticket);
                if tickets.len() > self.limits.per_agent {
                    self.inbox.evict(tickets.remove(0));
                }
                Arc::clone(&self.inbox)
            }
        };
        let position = topic.enter(ticket);
        drop(topics);
        Ok(Subscription { hub: Arc::clone(self), topic, listener, ticket, position, last: 0 })
    }

    /// Called by a subscription that goes.
    pub(super) fn leave(&self, subscription: &Subscription) {
        let mut topics = self.topics.lock();
        self.streams.fetch_sub(1, Ordering::Relaxed);
        let is_empty = subscription.topic.leave(subscription.ticket);
        match &subscription.listener {
            Listener::Visitor(conversation) => {
                let is_current = topics
                    .conversations
                    .get(conversation)
                    .is_some_and(|current| Arc::ptr_eq(current, &subscription.topic));
                if is_empty && is_current {
                    topics.conversations.remove(conversation);
                }
            }
            Listener::Agent(reach) => {
                let agent = &reach.agent;
                if let Some(tickets) = topics.agents.get_mut(agent) {
                    tickets.retain(|ticket| *ticket != subscription.ticket);
                    if tickets.is_empty() {
                        topics.agents.remove(agent);
                    }
                }
            }
        }
    }

    /// Closes an agent's streams: a session of theirs has ended. Browsers that are still signed in
    /// come back by themselves.
    pub fn end_agent(&self, agent: &AgentId) {
        let tickets = self.topics.lock().agents.remove(agent).unwrap_or_default();
        tickets.into_iter().for_each(|ticket| self.inbox.evict(ticket));
    }

    /// Closes all agents' streams: what is whose has changed. Browsers come back by themselves.
    pub fn end_agents(&self) {
        let agents = std::mem::take(&mut self.topics.lock().agents);
        agents.into_values().flatten().for_each(|ticket| self.inbox.evict(ticket));
    }

    /// Closes the visitor's streams of a conversation; the browser comes back, and is asked anew whether
    /// it may.
    pub fn recall(&self, conversation: &ConversationId) {
        let topic = self.topics.lock().conversations.remove(conversation);
        if let Some(topic) = topic {
            topic.end(frame::drain(RECALLED_STAYS_AWAY));
        }
    }

    /// Ends the visitor's streams of a conversation for good.
    pub(super) fn end(&self, conversation: &ConversationId, reason: OverReason) {
        let topic = self.topics.lock().conversations.remove(conversation);
        if let Some(topic) = topic {
            topic.end(frame::over(reason));
        }
    }

    /// Tells all streams to come back in a moment, closes them, and opens no new ones.
    pub fn drain(&self, come_back_after: Duration) {
        let mut topics = self.topics.lock();
        topics.is_draining = true;
        let conversations = std::mem::take(&mut topics.conversations);
        drop(topics);
        let goodbye = frame::drain(come_back_after);
        self.inbox.end(goodbye.clone());
        for topic in conversations.values() {
            topic.end(goodbye.clone());
        }
    }

    pub(super) fn topic(&self, conversation: &ConversationId) -> Option<Arc<Topic>> {
        self.topics.lock().conversations.get(conversation).cloned()
    }

    pub(super) fn conversation_topics(&self) -> Vec<Arc<Topic>> {
        self.topics.lock().conversations.values().cloned().collect()
    }

    /// How many agents have an open stream to this node.
    pub fn agents_online(&self) -> usize {
        self.topics.lock().agents.len()
    }

    /// How many streams are open on this node.
    pub fn streams(&self) -> usize {
        self.streams.load(Ordering::Relaxed)
    }

    /// How many conversations somebody listens to on this node.
    pub fn topics(&self) -> usize {
        self.topics.lock().conversations.len()
    }
}
