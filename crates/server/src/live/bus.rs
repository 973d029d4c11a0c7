//! The bus: tells whoever listens that something happened. It carries ids and numbers, never
//! content, and it may lose a hint: the database is the truth, heartbeats cure the loss.
//!
//! Today it calls its listeners in this process. With several nodes, NATS joins here: `publish`
//! sends the hint out as well, and what comes in goes to the same listeners. Sites that keep nothing
//! are for one node only: the keys of their conversations are in its memory (decision 5).

use std::fmt;

use parking_lot::RwLock;
use plausch_core::id::ConversationId;
use plausch_core::role::Place;
use serde::Serialize;

/// Which side of a conversation did something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The visitor.
    Visitor,
    /// An agent.
    Agent,
}

/// Why a stream ends for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum OverReason {
    /// The visitor took the consent back.
    Withdrawn,
    /// The conversation is gone.
    Erased,
    /// The token is no longer good.
    Expired,
    /// Nothing can be added to it any more.
    Ended,
    /// It is kept and used for nothing; only its visitor goes on reading, so this is for agents alone.
    Restricted,
}

/// That something happened, published after it was committed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hint {
    /// A durable event was stored, visible to the visitor or not.
    Conversation {
        /// Where.
        conversation: ConversationId,
        /// Its number.
        seq: i64,
    },
    /// Somebody is typing, or has stopped.
    Typing {
        /// Where.
        conversation: ConversationId,
        /// Who.
        by: Side,
        /// Typing, or stopped.
        typing: bool,
    },
    /// One side has read up to here.
    Seen {
        /// Where.
        conversation: ConversationId,
        /// Who.
        by: Side,
        /// Up to this event.
        seq: i64,
    },
    /// The visitor's streams of this conversation end and are not to come back.
    Over {
        /// Which conversation.
        conversation: ConversationId,
        /// Why.
        reason: OverReason,
    },
    /// Which agents look at a conversation has changed.
    Presence {
        /// Which conversation.
        conversation: ConversationId,
    },
}

type Listener = Box<dyn Fn(&Hint, Option<&Place>) + Send + Sync>;

/// Carries hints from those who change something to those who listen.
#[derive(Default)]
pub struct Bus {
    listeners: RwLock<Vec<Listener>>,
}

impl Bus {
    /// Tells visitors, and those agents who may see what happens in this place (R-SEC-02). Cheap and
    /// never waits; call it after the commit, from any thread.
    pub fn publish_at(&self, place: &Place, hint: &Hint) {
        self.tell(hint, Some(place));
    }

    /// The same for a place that nobody knows: of the agents, only those hear it who may see all.
    pub fn publish(&self, hint: &Hint) {
        self.tell(hint, None);
    }

    fn tell(&self, hint: &Hint, place: Option<&Place>) {
        for listener in self.listeners.read().iter() {
            listener(hint, place);
        }
    }

    /// From now on `listener` is called with every hint. It must not wait.
    pub fn listen(&self, listener: impl Fn(&Hint, Option<&Place>) + Send + Sync + 'static) {
        self.listeners.write().push(Box::new(listener));
    }
}

impl fmt::Debug for Bus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bus").finish_non_exhaustive()
    }
}
