//! Rules: how long each kind is kept, what is due by them, and what can't stay as it is.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Kind, MAX_DAYS, MAX_REASON_CHARACTERS, Scope, Since, WITHOUT_REASON_DAYS};
use crate::Timestamp;
use crate::time::DAY;

/// How long a kind is kept, and why so long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Days after the kind's event.
    pub days: i64,
    /// Why; must be there above [`WITHOUT_REASON_DAYS`] for kinds of a conversation (R-RET-02).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// What is wrong with a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// No number from 1 to [`MAX_DAYS`].
    Days,
    /// So long only with a written reason (R-RET-02).
    ReasonMissing,
    /// The reason is longer than [`MAX_REASON_CHARACTERS`].
    ReasonTooLong,
    /// The facts of a conversation would go before what was said in it, or before the name.
    BeforeContent,
}

/// Rules that differ from the defaults, by kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rules(BTreeMap<Kind, Rule>);

impl Rules {
    /// Sets a kind's rule. One that says what the default says is none.
    pub fn set(&mut self, kind: Kind, rule: Rule) {
        if rule.days == kind.default_days() && rule.reason.is_empty() {
            self.0.remove(&kind);
        } else {
            self.0.insert(kind, rule);
        }
    }

    /// These rules with this one in its place.
    #[must_use]
    pub fn with(mut self, kind: Kind, days: i64, reason: &str) -> Self {
        self.set(kind, Rule { days, reason: reason.to_owned() });
        self
    }

    /// The rule of a kind.
    pub fn of(&self, kind: Kind) -> Rule {
        let default = || Rule { days: kind.default_days(), reason: String::new() };
        self.0.get(&kind).cloned().unwrap_or_else(default)
    }

    /// The days of a kind.
    pub fn days(&self, kind: Kind) -> i64 {
        self.0.get(&kind).map_or_else(|| kind.default_days(), |rule| rule.days)
    }

    /// The days of a kind for a conversation whose visitor has objected, or has not: a period that is
    /// longer than the default rests on the operator's interest, so it is the default then (Art. 21(1)
    /// GDPR, R-DSR-06).
    pub fn days_for(&self, kind: Kind, has_objection: bool) -> i64 {
        let days = self.days(kind);
        if has_objection { days.min(kind.default_days()) } else { days }
    }

    /// What counts from before this moment has to go.
    pub fn due_before(&self, kind: Kind, now: Timestamp) -> Timestamp {
        now.plus(-self.days(kind).saturating_mul(DAY))
    }

    /// The kinds of a conversation with this last message whose time has run out.
    pub fn due(&self, last_message_at: Timestamp, now: Timestamp) -> Vec<Kind> {
        Kind::set_by(Scope::Site)
            .filter(|kind| last_message_at < self.due_before(*kind, now))
            .collect()
    }

    /// What can't stay as it is among the rules of this scope.
    pub fn problems(&self, scope: Scope) -> Vec<(Kind, Problem)> {
        let problem = |kind: Kind| {
            let rule = self.of(kind);
            let is_of_conversation = kind.since() == Since::LastMessage;
            let has_reason = !rule.reason.trim().is_empty();
            if !(1..=MAX_DAYS).contains(&rule.days) {
                Some((kind, Problem::Days))
            } else if is_of_conversation && rule.days > WITHOUT_REASON_DAYS && !has_reason {
                Some((kind, Problem::ReasonMissing))
            } else if rule.reason.chars().count() > MAX_REASON_CHARACTERS {
                Some((kind, Problem::ReasonTooLong))
            } else if kind == Kind::Facts
                && Kind::set_by(Scope::Site).any(|other| self.days(other) > rule.days)
            {
                Some((kind, Problem::BeforeContent))
            } else {
                None
            }
        };
        Kind::set_by(scope).filter_map(problem).collect()
    }
}
