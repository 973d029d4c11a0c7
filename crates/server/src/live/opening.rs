//! How a stream begins: a place in the topic first, then the backlog, then the start. The order is
//! the point, see the argument in `mod.rs`.

use std::fmt::Display;
use std::sync::Arc;

use plausch_core::id::ConversationId;
use plausch_core::role::Reach;

use super::frame;
use super::hub::Hub;
use super::stream::TakeOver;
use super::subscription::{Listener, Subscription};

/// A backlog longer than this is written, then the stream closes; the client comes back for more.
const BACKLOG_BYTES: usize = 256 * 1024;

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

impl Hub {
    /// Opens a visitor's stream: how it stands, what was missed since `after`, then what happens. The caller has
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
        let (is_complete, restricted) =
            self.catch_up(conversation, after, &mut subscription, &mut backlog).await?;
        let hello = frame::hello(subscription.last, agents_online, restricted.as_deref());
        let opening = [&*hello, backlog.as_bytes()].concat();
        Ok(TakeOver::new(opening, is_complete.then_some(subscription)))
    }

    /// Opens an agent's stream of hints at what they may see. There is no backlog: the inbox fetches
    /// its list.
    pub fn open_agent(self: &Arc<Self>, reach: Arc<Reach>) -> Result<TakeOver, OpenError> {
        let subscription = self.subscribe(Listener::Agent(reach))?;
        Ok(TakeOver::new(frame::inbox::hello().to_vec(), Some(subscription)))
    }

    /// Reads the backlog after `after` into `frames` and starts the subscription behind it. False
    /// when the backlog is too long for one stream. Also gives why nothing can be written, as it was read
    /// after the place in the ring was taken: a change since then is in the ring.
    async fn catch_up(
        self: &Arc<Self>,
        conversation: &ConversationId,
        after: i64,
        subscription: &mut Subscription,
        frames: &mut String,
    ) -> Result<(bool, Option<String>), OpenError> {
        subscription.last = after;
        let mut was_behind = false;
        let restricted = loop {
            let page = self.source.events_after(conversation, subscription.last).await;
            let page = page.map_err(|error| unavailable(conversation, &error))?;
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
                return Ok((false, page.restricted));
            }
            if subscription.topic.start_at(subscription.last) {
                break page.restricted;
            }
            if std::mem::replace(&mut was_behind, true) {
                return Err(unavailable(conversation, &"the source forgot what it gave before"));
            }
        };
        if subscription.topic.is_dirty() {
            self.read(&subscription.topic, None);
        }
        Ok((true, restricted))
    }
}

fn unavailable(conversation: &ConversationId, error: &dyn Display) -> OpenError {
    tracing::warn!(%conversation, %error, "cannot read the backlog of a conversation");
    OpenError::Unavailable
}
