//! Conversations of which something sealed does not open: the stored data are damaged, or the master
//! key is another one. The log learns of each once, by its id; pages show the rest of it.

use std::collections::HashSet;

use parking_lot::Mutex;
use plausch_core::id::ConversationId;

/// Which have been told to the log since the program started.
#[derive(Debug, Default)]
pub(in crate::app) struct Damage(Mutex<HashSet<ConversationId>>);

impl Damage {
    /// Tells the log, unless it knows. `true`: it did not.
    pub(super) fn tell(&self, conversation: &ConversationId) -> bool {
        let is_news = self.0.lock().insert(conversation.clone());
        if is_news {
            tracing::error!(%conversation, "something sealed does not open: damaged, or another master key");
        }
        is_news
    }
}

#[cfg(test)]
mod tests {
    use plausch_core::Timestamp;

    use super::*;

    #[test]
    fn the_log_learns_of_a_damaged_conversation_once() {
        let damage = Damage::default();
        let [one, other] =
            [1, 2].map(|number| ConversationId::new(Timestamp::from_millis(0), [number; 10]));
        assert_eq!(
            [&one, &one, &other, &one].map(|id| damage.tell(id)),
            [true, false, true, false]
        );
    }
}
