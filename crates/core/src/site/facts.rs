//! What visitors are told of a site's chat and rely on: facts, not words. A change of them is material
//! and has to be told (R-INFO-05, R-CONS-07); words may be polished.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Lifetime, Mode, Settings};
use crate::id::Revision;
use crate::retention::{Kind, Scope};

/// The facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatFacts {
    /// Who is responsible.
    pub controller: String,
    /// When the chat may run.
    pub mode: Mode,
    /// How long the chat's key lies on the device.
    pub lifetime: Lifetime,
    /// After so many hours of silence the key counts no more.
    pub idle_hours: i64,
    /// For so many days the chat may be remembered; 0: it isn't.
    pub remember_days: i64,
    /// For how many days each kind of data is kept, by its word; 0: not at all.
    pub days: BTreeMap<String, i64>,
}

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact<'f> {
    /// [`ChatFacts::controller`]
    Controller(&'f str),
    /// [`ChatFacts::mode`]
    Mode(Mode),
    /// [`ChatFacts::lifetime`]
    Lifetime(Lifetime),
    /// [`ChatFacts::idle_hours`]
    IdleHours(i64),
    /// [`ChatFacts::remember_days`]
    RememberDays(i64),
    /// [`ChatFacts::days`]
    Days(Kind, i64),
}

impl ChatFacts {
    /// Names this state of the chat: what a consent to it is given to.
    pub fn revision(&self) -> Revision {
        Revision::of(&serde_json::to_string(self).unwrap_or_default())
    }

    /// Each fact that is another one afterwards: as it was, as it is.
    pub fn changed<'f>(&'f self, after: &'f Self) -> Vec<(Fact<'f>, Fact<'f>)> {
        let pairs = self.all().into_iter().zip(after.all());
        pairs.filter(|(was, is)| was != is).collect()
    }

    fn all(&self) -> Vec<Fact<'_>> {
        let days = |kind: Kind| {
            Fact::Days(kind, self.days.get(kind.as_str()).copied().unwrap_or_default())
        };
        let mut all = vec![
            Fact::Controller(&self.controller),
            Fact::Mode(self.mode),
            Fact::Lifetime(self.lifetime),
            Fact::IdleHours(self.idle_hours),
            Fact::RememberDays(self.remember_days),
        ];
        all.extend(Kind::set_by(Scope::Site).map(days));
        all
    }
}

impl Settings {
    /// What visitors rely on.
    pub fn chat_facts(&self) -> ChatFacts {
        let days = |kind: Kind| (kind.as_str().to_owned(), self.days_kept(kind));
        ChatFacts {
            controller: self.controller.clone(),
            mode: self.mode,
            lifetime: self.lifetime,
            idle_hours: self.idle_hours,
            remember_days: self.remember_days,
            days: Kind::set_by(Scope::Site).map(days).collect(),
        }
    }

    /// The state of the chat that visitors agree to (R-CONS-07): who, what is kept where, and how
    /// long. Words may be polished without a new one.
    pub fn chat_revision(&self) -> Revision {
        self.chat_facts().revision()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::tests::blumenladen;
    use crate::site::{Privacy, PrivacyMode};

    #[test]
    fn r_info_05_what_visitors_rely_on_is_material_and_words_are_editorial() {
        let before = blumenladen();
        let changes = |after: Settings| {
            let (was, is) = (before.chat_facts(), after.chat_facts());
            assert_eq!(was == is, before.chat_revision() == after.chat_revision());
            was.changed(&is).len()
        };
        let name = "Blumen am Markt".to_owned();
        assert_eq!(changes(Settings { name, ..blumenladen() }), 0, "a name is a word");
        assert_eq!(changes(Settings { phone: Some("030 1".into()), ..blumenladen() }), 0);
        let controller = "Blumen GmbH, Weg 2".to_owned();
        assert_eq!(changes(Settings { controller, idle_hours: 5, ..blumenladen() }), 2);
        let privacy = Privacy { mode: PrivacyMode::NoPersist, ..Privacy::default() };
        assert_eq!(changes(Settings { privacy, ..blumenladen() }), 3, "each kind of data");
    }
}
