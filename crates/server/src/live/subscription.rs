//! A stream's place in a topic. Dropping it leaves the topic, whatever the reason.

use std::sync::Arc;
use std::time::Duration;

use plausch_core::id::ConversationId;
use plausch_core::role::Reach;
use tokio::sync::futures::Notified;

use super::hub::Hub;
use super::topic::{Next, Topic};

/// Who listens.
#[derive(Debug)]
pub(super) enum Listener {
    Visitor(ConversationId),
    /// As far as they reach when the stream begins: a change ends it.
    Agent(Arc<Reach>),
}

#[derive(Debug)]
pub(super) struct Subscription {
    pub(super) hub: Arc<Hub>,
    pub(super) topic: Arc<Topic>,
    pub(super) listener: Listener,
    pub(super) ticket: u64,
    /// The next frame to look at.
    pub(super) position: u64,
    /// The last durable event written.
    pub(super) last: i64,
}

impl Subscription {
    pub(super) fn next(&mut self) -> Next {
        let reach = match &self.listener {
            Listener::Agent(reach) => Some(&**reach),
            Listener::Visitor(_) => None,
        };
        self.topic.next(self.ticket, reach, &mut self.position, &mut self.last)
    }

    /// Whether `next` would answer anything but "wait".
    pub(super) fn has_news(&self) -> bool {
        self.topic.has_news(self.ticket, self.position)
    }

    pub(super) fn woken(&self) -> Notified<'_> {
        self.topic.wake.notified()
    }

    pub(super) fn patience(&self) -> Duration {
        self.hub.limits.patience
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.hub.leave(self);
    }
}
