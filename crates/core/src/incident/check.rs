//! What can't stay as it is in a report, and what a notification needs that is not in it yet
//! (Art. 33(3), (5), 34(2) GDPR).

use super::{MAX_TEXT_CHARACTERS, MAX_TITLE_CHARACTERS, Report};
use crate::Timestamp;

/// What can't stay as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Problem {
    /// It needs a title.
    Title,
    /// It can't have been noticed in the future.
    Noticed,
    /// It can't end before it began, or begin after it was noticed.
    Happened,
    /// A judgement needs its reason (Art. 33(5)).
    RiskReason,
    /// Nobody was told before it was noticed, or in the future.
    ToldAt,
    /// Later than 72 hours only with reasons (Art. 33(1)).
    LateReason,
    /// A text is too long.
    TooLong,
}

/// What a notification needs and the report doesn't say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Missing {
    /// What happened.
    What,
    /// Of which nature.
    Nature,
    /// Which data, and about how many people and records.
    Counts,
    /// Who answers questions.
    Contact,
    /// What it may lead to.
    Consequences,
    /// What was done, and what will be.
    Measures,
    /// Why it comes late.
    LateReason,
}

impl Report {
    /// What can't stay as it is.
    pub fn problems(&self, now: Timestamp) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut find = |is_wrong: bool, problem| {
            if is_wrong {
                problems.push(problem);
            }
        };
        let title = self.title.trim().chars().count();
        find(!(1..=MAX_TITLE_CHARACTERS).contains(&title), Problem::Title);
        find(self.noticed_at > now, Problem::Noticed);
        let is_reversed = self.from.zip(self.to).is_some_and(|(from, to)| to < from);
        let is_before = self.from.is_some_and(|from| from > self.noticed_at);
        find(is_reversed || is_before, Problem::Happened);
        find(self.risk.is_some() && self.risk_reason.trim().is_empty(), Problem::RiskReason);
        let told = [&self.authority, &self.persons, &self.controller];
        let is_possible = |at: Timestamp| (self.noticed_at..=now).contains(&at);
        find(told.iter().any(|told| told.at.is_some_and(|at| !is_possible(at))), Problem::ToldAt);
        let told_late = self.authority.at.is_some_and(|at| at > self.due_at());
        find(told_late && self.authority.reason.trim().is_empty(), Problem::LateReason);
        let texts =
            [&self.what, &self.consequences, &self.measures, &self.risk_reason, &self.contact];
        let of_told = told.iter().flat_map(|told| [&told.whom, &told.reference, &told.reason]);
        let is_long = |text: &String| text.chars().count() > MAX_TEXT_CHARACTERS;
        find(texts.into_iter().chain(of_told).any(is_long), Problem::TooLong);
        problems
    }

    /// What the authority has to be told and isn't written down yet (Art. 33(3), (1)).
    pub fn missing_for_authority(&self, now: Timestamp) -> Vec<Missing> {
        let mut missing = self.missing();
        let is_counted = self.counts.is_some() && self.scope.is_some();
        for (is_there, part) in [
            (!self.natures.is_empty(), Missing::Nature),
            (is_counted, Missing::Counts),
            (!self.is_late(now) || !self.authority.reason.trim().is_empty(), Missing::LateReason),
        ] {
            if !is_there {
                missing.push(part);
            }
        }
        missing.sort_unstable();
        missing
    }

    /// What the people concerned have to be told and isn't written down yet (Art. 34(2)).
    pub fn missing_for_persons(&self) -> Vec<Missing> {
        self.missing()
    }

    fn missing(&self) -> Vec<Missing> {
        let parts = [
            (&self.what, Missing::What),
            (&self.contact, Missing::Contact),
            (&self.consequences, Missing::Consequences),
            (&self.measures, Missing::Measures),
        ];
        let empty = parts.into_iter().filter(|(text, _)| text.trim().is_empty());
        empty.map(|(_, part)| part).collect()
    }
}
