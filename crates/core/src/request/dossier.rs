//! What is written about a request, and what of a copy was looked through before it was released.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::id::ConversationId;
use crate::merkle::hash;

/// What is written about a request, as it is sealed: who asks, what for, and the reasons.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Dossier {
    /// The person, as they are called in the request.
    pub person: String,
    /// How to answer them.
    pub reply_to: String,
    /// What they asked for, in short.
    pub asked: String,
    /// How somebody made sure that it is this person; never a copy of a document.
    pub identity: String,
    /// Why it takes longer than a month (Art. 12(3)).
    pub extension: String,
    /// Why it was refused.
    pub refusal: String,
    /// Why it was opened again after it was closed.
    pub reopening: String,
    /// Lines of the copy that are kept back, each with its reason (Art. 15(4)).
    pub withheld: BTreeMap<String, String>,
    /// What was noted when a restriction was lifted (Art. 18(3)).
    pub lifting: String,
    /// What was looked through when it was released.
    pub reviewed: Reviewed,
}

/// It holds data about a person, so it does not print.
impl std::fmt::Debug for Dossier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("«personal»")
    }
}

/// How far somebody has looked through a copy: what came later was seen by nobody, and does not go
/// (Art. 15(4) GDPR, R-DSR-02). No contents: numbers and hashes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Reviewed {
    /// The last event of each conversation. What was said is never changed, so a number is enough.
    until: BTreeMap<ConversationId, i64>,
    /// Everything else, each by its hash.
    lines: BTreeSet<String>,
}

impl Reviewed {
    /// A conversation was looked through up to this event.
    pub fn add_until(&mut self, conversation: &ConversationId, seq: i64) {
        self.until.insert(conversation.clone(), seq);
    }

    /// A line was looked through: what it is, and what it says.
    pub fn add_line(&mut self, what: &str, says: &[&str]) {
        let mut parts: Vec<&[u8]> = vec![what.as_bytes()];
        for part in says {
            // Ends that no text has, so that no two lines look the same.
            parts.extend([&[0xff][..], part.as_bytes()]);
        }
        let mut text = hash(0, &parts).to_string();
        text.truncate(32);
        self.lines.insert(text);
    }

    /// Is all of that in here? What is gone since then is no reason to look again.
    pub fn covers(&self, now: &Self) -> bool {
        let is_known = |(conversation, seq): (&ConversationId, &i64)| {
            self.until.get(conversation).is_some_and(|until| seq <= until)
        };
        now.until.iter().all(is_known) && now.lines.is_subset(&self.lines)
    }

    /// What a page carries to say what was on it.
    pub fn mark(&self) -> String {
        let until = self.until.iter().map(|(id, seq)| format!("{id}/{seq}"));
        let all: Vec<_> = until.chain(self.lines.iter().cloned()).collect();
        hash(1, &[all.join("\n").as_bytes()]).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Timestamp;

    fn reviewed(last: i64, lines: &[&str]) -> Reviewed {
        let mut reviewed = Reviewed::default();
        let id = ConversationId::new(Timestamp::from_millis(0), [1; 10]);
        reviewed.add_until(&id, last);
        lines.iter().for_each(|line| reviewed.add_line("name", &[line]));
        reviewed
    }

    #[test]
    fn r_dsr_02_what_came_after_the_review_is_not_covered_by_it_and_what_is_gone_does_not_matter() {
        let was = reviewed(3, &["Vera", "Nass"]);
        for now in [reviewed(3, &["Vera", "Nass"]), reviewed(2, &["Vera"]), Reviewed::default()] {
            assert!(was.covers(&now), "{now:?}");
        }
        let mut elsewhere = was.clone();
        elsewhere.add_until(&ConversationId::new(Timestamp::from_millis(0), [2; 10]), 1);
        for now in [reviewed(4, &["Vera"]), reviewed(3, &["Vera", "Anders"]), elsewhere] {
            assert!(!was.covers(&now), "{now:?}");
            assert_ne!(was.mark(), now.mark());
        }
    }

    #[test]
    fn lines_are_told_apart_by_what_they_are_and_where_their_parts_end() {
        let mut one = Reviewed::default();
        one.add_line("told", &["a", "bc"]);
        for (what, says) in [("told", ["ab", "c"]), ("name", ["a", "bc"])] {
            let mut other = Reviewed::default();
            other.add_line(what, &says);
            assert!(!one.covers(&other));
        }
    }

    #[test]
    fn a_dossier_keeps_what_was_written_and_takes_what_an_older_program_wrote() {
        let dossier = Dossier {
            person: "Vera".into(),
            withheld: [("a/1".into(), "another person".into())].into(),
            reviewed: reviewed(3, &["Vera"]),
            ..Dossier::default()
        };
        let stored = serde_json::to_string(&dossier).expect("JSON");
        assert_eq!(serde_json::from_str::<Dossier>(&stored).expect("a dossier"), dossier);
        assert_eq!(serde_json::from_str::<Dossier>("{}").expect("empty"), Dossier::default());
        assert_eq!(format!("{dossier:?}"), "«personal»");
    }
}
