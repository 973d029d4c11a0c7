//! Which agents look at which conversation right now, so that two do not answer the same visitor.
//! In memory, forgotten after a while, never written down: it is not a record of anybody's work.

use std::collections::HashMap;

use parking_lot::Mutex;
use plausch_core::Timestamp;
use plausch_core::id::{AgentId, ConversationId};
use plausch_core::time::SECOND;

/// An inbox says again and again that it still looks; after this long without, it has gone.
const EXPIRES_AFTER: i64 = 45 * SECOND;

/// Who looks at what. Times are arguments; every method that changes something says whether the
/// list of agents changed, so that a hint can go out.
#[derive(Debug, Default)]
pub struct Presence {
    looks: Mutex<HashMap<ConversationId, Vec<Look>>>,
}

#[derive(Debug)]
struct Look {
    agent: AgentId,
    until: Timestamp,
}

impl Presence {
    /// The agent looks at the conversation now. True when others did not know that.
    pub fn looks_at(&self, agent: &AgentId, conversation: &ConversationId, now: Timestamp) -> bool {
        let until = now.plus(EXPIRES_AFTER);
        let mut all = self.looks.lock();
        let looks = all.entry(conversation.clone()).or_default();
        if let Some(look) = looks.iter_mut().find(|look| look.agent == *agent) {
            let was_gone = look.until <= now;
            look.until = until;
            return was_gone;
        }
        looks.push(Look { agent: agent.clone(), until });
        true
    }

    /// The agent has left the conversation. True when others thought it was there.
    pub fn looks_away(&self, agent: &AgentId, conversation: &ConversationId) -> bool {
        let mut all = self.looks.lock();
        let Some(looks) = all.get_mut(conversation) else { return false };
        let before = looks.len();
        looks.retain(|look| look.agent != *agent);
        let has_changed = looks.len() != before;
        if looks.is_empty() {
            all.remove(conversation);
        }
        has_changed
    }

    /// Who looks at the conversation, in the order they came.
    pub fn who(&self, conversation: &ConversationId, now: Timestamp) -> Vec<AgentId> {
        let all = self.looks.lock();
        let looks = all.get(conversation).into_iter().flatten();
        looks.filter(|look| look.until > now).map(|look| look.agent.clone()).collect()
    }

    /// Forgets who has gone without a word. Returns the conversations where that changed something.
    pub fn sweep(&self, now: Timestamp) -> Vec<ConversationId> {
        let mut changed = Vec::new();
        self.looks.lock().retain(|conversation, looks| {
            let before = looks.len();
            looks.retain(|look| look.until > now);
            if looks.len() != before {
                changed.push(conversation.clone());
            }
            !looks.is_empty()
        });
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ben_sees_that_ada_looks_until_she_leaves_or_is_silent_too_long() {
        let at = Timestamp::from_millis;
        let (ada, ben) = (AgentId::new(at(1), [1; 10]), AgentId::new(at(1), [2; 10]));
        let tulips = ConversationId::new(at(1), [3; 10]);
        let presence = Presence::default();

        assert!(presence.looks_at(&ada, &tulips, at(0)));
        assert!(!presence.looks_at(&ada, &tulips, at(10_000)), "known already");
        assert!(presence.looks_at(&ben, &tulips, at(20_000)));
        assert_eq!(presence.who(&tulips, at(30_000)), [ada.clone(), ben.clone()]);

        assert_eq!(
            presence.who(&tulips, at(56_000)),
            std::slice::from_ref(&ben),
            "Ada was silent too long"
        );
        assert_eq!(presence.sweep(at(56_000)), std::slice::from_ref(&tulips));
        assert!(presence.sweep(at(56_000)).is_empty(), "told once");

        assert!(presence.looks_away(&ben, &tulips));
        assert!(!presence.looks_away(&ben, &tulips));
        assert!(presence.looks.lock().is_empty(), "nothing is kept of a conversation nobody sees");
    }
}
