//! From a hint to the streams: what is durable is read from the database, what is not goes through as
//! it is.

use std::sync::Arc;

use plausch_core::id::ConversationId;
use plausch_core::role::Place;

use super::bus::{Bus, Hint, OverReason, Side};
use super::frame;
use super::hub::Hub;
use super::ring::Audience;
use super::topic::Topic;

impl Hub {
    /// From now on the hub hears what the bus carries.
    pub fn listen_to(self: &Arc<Self>, bus: &Bus) {
        let hub = Arc::clone(self);
        bus.listen(move |hint, place| hub.receive(hint, place));
    }

    /// Passes a hint on to whom it concerns: of the agents, to those who may see what happens in its
    /// place. Never waits; may be called from any thread.
    pub fn receive(self: &Arc<Self>, hint: &Hint, place: Option<&Place>) {
        use frame::inbox;
        match hint {
            Hint::Conversation { conversation, seq } => {
                if let Some(topic) = self.topic(conversation) {
                    self.read(&topic, Some(*seq));
                }
                self.tell_agents(place, || inbox::conversation(conversation, *seq));
            }
            Hint::Typing { conversation, by: Side::Agent, typing } => {
                self.tell_visitor(conversation, || frame::typing(*typing));
            }
            Hint::Typing { conversation, by: Side::Visitor, typing } => {
                self.tell_agents(place, || inbox::typing(conversation, *typing));
            }
            Hint::Seen { conversation, by: Side::Agent, seq } => {
                self.tell_visitor(conversation, || frame::seen(*seq));
            }
            Hint::Seen { conversation, by: Side::Visitor, seq } => {
                self.tell_agents(place, || inbox::seen(conversation, *seq));
            }
            Hint::Over { conversation, reason } => {
                // Whoever asked for the restriction goes on reading (R-DSR-04).
                if *reason != OverReason::Restricted {
                    self.end(conversation, *reason);
                }
                self.tell_agents(place, || inbox::over(conversation, *reason));
            }
            Hint::Presence { conversation } => {
                self.tell_agents(place, || inbox::presence(conversation));
            }
        }
    }

    /// Tells the visitor's browsers that nothing can be written, and why; `None`: it can be again.
    pub fn tell_restricted(&self, conversation: &ConversationId, why: Option<&str>) {
        self.tell_visitor(conversation, || frame::restricted(why));
    }

    fn tell_visitor(&self, conversation: &ConversationId, frame: impl FnOnce() -> frame::Bytes) {
        if let Some(topic) = self.topic(conversation) {
            topic.push(frame(), Audience::Everybody);
        }
    }

    fn tell_agents(&self, place: Option<&Place>, frame: impl FnOnce() -> frame::Bytes) {
        if self.agents_online() > 0 {
            self.inbox.push(frame(), Audience::of(place));
        }
    }

    /// Reads what is new in a topic, in a task of its own, unless somebody does already.
    pub(super) fn read(self: &Arc<Self>, topic: &Arc<Topic>, seq: Option<i64>) {
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
                    // The next hint or heartbeat tries again.
                    tracing::warn!(%conversation, %error, "cannot read what is new");
                    break;
                }
            }
        }
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
