//! The hub: topics while somebody listens, and the way from a hint to the streams. What a stream
//! does with its socket is in `stream`; who may open one is decided before.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use plausch_core::id::{AgentId, ConversationId};
use tokio::runtime::Handle;

use super::bus::{Bus, Hint, OverReason, Side};
use super::frame;
use super::ring::Bounds;
use super::source::Source;
use super::stream::TakeOver;
use super::subscription::{Listener, Subscription};
use super::topic::Topic;

/// A conversation's ring: far more than a reader who keeps up ever needs.
const CONVERSATION: Bounds = Bounds { frames: 256, bytes: 256 * 1024 };
/// The agents' ring sees the hints of all conversations.
const INBOX: Bounds = Bounds { frames: 4_096, bytes: 512 * 1024 };
/// A backlog longer than this is written, then the stream closes; the client comes back for more.
const BACKLOG_BYTES: usize = 256 * 1024;
/// How long a stream that had to make room for a newer one is asked to stay away.
pub(super) const EVICTED_STAYS_AWAY: Duration = Duration::from_secs(30);

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

/// Why no stream was opened. All of them mean: try again later (503 with `Retry-After`).
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The server goes down.
    #[error("the server is about to restart")]
    Draining,
    /// The limit for all streams is reached.
    #[error("too many open streams")]
    TooMany,
    /// The database could not be read; the cause has been logged.
    #[error("the events cannot be read now")]
    Unavailable,
}

/// Topics and their streams.
#[derive(Debug)]
pub struct Hub {
    pub(super) source: Source,
    pub(super) limits: Limits,
    pub(super) inbox: Arc<Topic>,
    topics: Mutex<Topics>,
    streams: AtomicUsize,
    runtime: Handle,
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

    /// From now on the hub hears what the bus carries.
    pub fn listen_to(self: &Arc<Self>, bus: &Bus) {
        let hub = Arc::clone(self);
        bus.listen(move |hint| hub.receive(hint));
    }

    /// Opens a visitor's stream: what was missed since `after`, then what happens. The caller has
    /// authorised and knows whether an agent is there for this visitor.
    pub async fn open_visitor(
        self: &Arc<Self>,
        conversation: &ConversationId,
        after: i64,
        agents_online: bool,
    ) -> Result<TakeOver, OpenError> {
        // First the position in the ring, then the reading: see the argument in `mod.rs`.
        let mut subscription = self.subscribe(Listener::Visitor(conversation.clone()))?;
        let mut backlog = String::new();
        let is_complete =
            self.catch_up(conversation, after, &mut subscription, &mut backlog).await?;
        let mut opening = frame::hello(subscription.last, agents_online).to_vec();
        opening.extend_from_slice(backlog.as_bytes());
        Ok(TakeOver::new(opening, is_complete.then_some(subscription)))
    }

    /// Opens an agent's stream of hints. There is no backlog: the inbox fetches its list.
    pub fn open_agent(self: &Arc<Self>, agent: &AgentId) -> Result<TakeOver, OpenError> {
        let subscription = self.subscribe(Listener::Agent(agent.clone()))?;
        Ok(TakeOver::new(frame::inbox::hello().to_vec(), Some(subscription)))
    }

    /// Reads the backlog after `after` into `frames` and starts the subscription behind it. False
    /// when the backlog is too long for one stream.
    async fn catch_up(
        self: &Arc<Self>,
        conversation: &ConversationId,
        after: i64,
        subscription: &mut Subscription,
        frames: &mut String,
    ) -> Result<bool, OpenError> {
        subscription.last = after;
        let mut was_behind = false;
        loop {
            let page = self.source.events_after(conversation, subscription.last).await;
            let page = page.map_err(|error| unavailable(conversation, &*error))?;
            for event in &page.events {
                frames.push_str(&frame::event(event));
                subscription.last = event.seq;
            }
            if page.events.is_empty() {
                // A client that claims to know the future is served from the present on.
                subscription.last = subscription.last.min(page.last);
            }
            if page.more && frames.len() < BACKLOG_BYTES && !page.events.is_empty() {
                continue;
            }
            if page.more {
                return Ok(false);
            }
            if subscription.topic.start_at(subscription.last) {
                break;
            }
            if std::mem::replace(&mut was_behind, true) {
                return Err(unavailable(conversation, "the source forgot what it gave before"));
            }
        }
        if subscription.topic.is_dirty() {
            self.read(&subscription.topic, None);
        }
        Ok(true)
    }

    fn subscribe(self: &Arc<Self>, listener: Listener) -> Result<Subscription, OpenError> {
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
            Listener::Agent(agent) => {
                let tickets = topics.agents.entry(agent.clone()).or_default();
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
            Listener::Agent(agent) => {
                if let Some(tickets) = topics.agents.get_mut(agent) {
                    tickets.retain(|ticket| *ticket != subscription.ticket);
                    if tickets.is_empty() {
                        topics.agents.remove(agent);
                    }
                }
            }
        }
    }

    /// Passes a hint on to whom it concerns. Never waits; may be called from any thread.
    pub fn receive(self: &Arc<Self>, hint: &Hint) {
        use frame::inbox;
        match hint {
            Hint::Conversation { conversation, seq } => {
                if let Some(topic) = self.topic(conversation) {
                    self.read(&topic, Some(*seq));
                }
                self.tell_agents(|| inbox::conversation(conversation, *seq));
            }
            Hint::Typing { conversation, by: Side::Agent, typing } => {
                self.tell_visitor(conversation, || frame::typing(*typing));
            }
            Hint::Typing { conversation, by: Side::Visitor, typing } => {
                self.tell_agents(|| inbox::typing(conversation, *typing));
            }
            Hint::Seen { conversation, by: Side::Agent, seq } => {
                self.tell_visitor(conversation, || frame::seen(*seq));
            }
            Hint::Seen { conversation, by: Side::Visitor, seq } => {
                self.tell_agents(|| inbox::seen(conversation, *seq));
            }
            Hint::Over { conversation, reason } => {
                self.end(conversation, *reason);
                self.tell_agents(|| inbox::over(conversation, *reason));
            }
            Hint::Presence { conversation } => {
                self.tell_agents(|| inbox::presence(conversation));
            }
        }
    }

    fn tell_visitor(&self, conversation: &ConversationId, frame: impl FnOnce() -> frame::Bytes) {
        if let Some(topic) = self.topic(conversation) {
            topic.push(frame());
        }
    }

    fn tell_agents(&self, frame: impl FnOnce() -> frame::Bytes) {
        if self.agents_online() > 0 {
            self.inbox.push(frame());
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

    /// Reads what is new in a topic, in a task of its own, unless somebody does already.
    fn read(self: &Arc<Self>, topic: &Arc<Topic>, seq: Option<i64>) {
        if let Some(after) = topic.begin_reading(seq) {
            self.runtime.spawn(Arc::clone(self).refresh(Arc::clone(topic), after));
        }
    }

    /// Reads until nothing is new. The caller got the right to read from `begin_reading`.
    pub(super) async fn refresh(self: Arc<Self>, topic: Arc<Topic>, mut after: i64) {
        let Some(conversation) = topic.conversation.clone() else { return };
        let mut right = RightToRead { topic: &topic, is_returned: false };
        loop {
            match self.source.events_after(&conversation, after).await {
                Ok(page) => match topic.append(&page) {
                    Some(last) => after = last,
                    None => break right.is_returned = true,
                },
                Err(error) => {
                    unavailable(&conversation, &*error);
                    break;
                }
            }
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

/// Gives the right to read back when the reader fails, panics or is cancelled.
struct RightToRead<'a> {
    topic: &'a Topic,
    is_returned: bool,
}

impl Drop for RightToRead<'_> {
    fn drop(&mut self) {
        if !self.is_returned {
            self.topic.give_up_reading();
        }
    }
}

fn unavailable(
    conversation: &ConversationId,
    error: &(impl std::fmt::Display + ?Sized),
) -> OpenError {
    tracing::warn!(%conversation, %error, "cannot read the events of a conversation");
    OpenError::Unavailable
}
