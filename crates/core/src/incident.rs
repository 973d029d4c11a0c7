//! Breaches of personal data: what is written down about one, which hour it has to be told by, and
//! what is still missing (R-SEC-04; Art. 33, 34 GDPR).
//!
//! A report is kept in versions, each whole; nothing of an earlier one is changed. Not here: counting
//! whom it concerns (store), and the words of the notifications (`app`).

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::id::SiteId;
use crate::time::HOUR;

/// The authority has to be told within so long after somebody noticed (Art. 33(1)).
pub const TIME_TO_TELL: i64 = 72 * HOUR;
/// The longest title, in characters.
pub const MAX_TITLE_CHARACTERS: usize = 120;
/// The longest of the other texts, in characters.
pub const MAX_TEXT_CHARACTERS: usize = 4_000;

/// What happened to the data; often more than one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nature {
    /// Somebody got to know what they shouldn't.
    Confidentiality,
    /// Something was changed.
    Integrity,
    /// Something is lost, or can't be reached.
    Availability,
}

impl Nature {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Confidentiality, Self::Integrity, Self::Availability];

    /// The word stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Confidentiality => "confidentiality",
            Self::Integrity => "integrity",
            Self::Availability => "availability",
        }
    }
}

/// What it means for the people concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Risk {
    /// Unlikely to harm anybody: nobody has to be told, but it has to be written down.
    None,
    /// The authority has to be told (Art. 33).
    Risk,
    /// The people concerned as well (Art. 34).
    High,
}

impl Risk {
    /// All of them, the least first.
    pub const ALL: [Self; 3] = [Self::None, Self::Risk, Self::High];

    /// The word stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Risk => "risk",
            Self::High => "high",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|risk| risk.as_str() == text)
    }
}

/// A kind of data that may be concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Data {
    /// What was said in conversations.
    Messages,
    /// Names, mail addresses and phone numbers of visitors.
    Contact,
    /// Choices in the log of consents.
    Consents,
    /// Accounts of the team.
    Accounts,
}

impl Data {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Messages, Self::Contact, Self::Consents, Self::Accounts];

    /// The word stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Messages => "messages",
            Self::Contact => "contact",
            Self::Consents => "consents",
            Self::Accounts => "accounts",
        }
    }
}

/// Which data are concerned: those of these sites, from this span of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// The sites; none: all.
    pub sites: BTreeSet<SiteId>,
    /// From when on.
    pub from: Timestamp,
    /// Before when.
    pub to: Timestamp,
    /// Which kinds.
    pub data: BTreeSet<Data>,
}

/// What was found in the data at some hour.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Counts {
    /// The beginning of the hour in which it was counted.
    pub hour: i64,
    /// Conversations that went on in the span.
    pub conversations: i64,
    /// Those of them with a name, an address or a number: about so many people can be told.
    pub persons: i64,
    /// Messages in these conversations.
    pub messages: i64,
    /// Records of consent with a choice in the span.
    pub consents: i64,
    /// Accounts of the team.
    pub accounts: i64,
}

/// Somebody was told, or is not.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Told {
    /// When; `None`: not yet, or not at all.
    pub at: Option<Timestamp>,
    /// Whom, and how.
    pub whom: String,
    /// Under which reference.
    pub reference: String,
    /// Why late, or why not at all.
    pub reason: String,
}

/// What is known of a breach. Free text may name people, so it does not print.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Report {
    /// What it is called among colleagues.
    pub title: String,
    /// When somebody noticed: the clock runs from here.
    pub noticed_at: Timestamp,
    /// When it began, if that is known.
    pub from: Option<Timestamp>,
    /// When it ended, if it did.
    pub to: Option<Timestamp>,
    /// What happened.
    pub what: String,
    /// Of which nature it is.
    pub natures: BTreeSet<Nature>,
    /// What it may lead to.
    pub consequences: String,
    /// What was done, and what will be.
    pub measures: String,
    /// What it means for people; `None`: not judged yet.
    pub risk: Option<Risk>,
    /// Why it was judged so.
    pub risk_reason: String,
    /// Are the data somebody else's, on whose behalf they are processed (Art. 33(2))?
    pub is_processor: bool,
    /// The controller was told, where the data are theirs.
    pub controller: Told,
    /// The authority was told (Art. 33(1)).
    pub authority: Told,
    /// The people concerned were told (Art. 34).
    pub persons: Told,
    /// Who answers questions: name and how to reach them (Art. 33(3)(b)).
    pub contact: String,
    /// Which data are concerned.
    pub scope: Option<Scope>,
    /// How much that was.
    pub counts: Option<Counts>,
}

impl fmt::Debug for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Report(«personal»)")
    }
}

impl Default for Report {
    fn default() -> Self {
        Self::new(Timestamp::from_millis(0))
    }
}

/// What has to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Duty {
    /// Judge what it means for people: until then the clock runs.
    Judge,
    /// Tell the authority, within [`TIME_TO_TELL`].
    Authority,
    /// Tell the controller, without undue delay (Art. 33(2)).
    Controller,
    /// Tell the people concerned, without undue delay (Art. 34(1)), or write down why not (Art. 34(3)).
    Persons,
}

/// How much time there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// So many milliseconds are left.
    Left(i64),
    /// It should have been done so many milliseconds ago.
    Late(i64),
}

impl Clock {
    /// What it shows for something that is due at this moment.
    pub const fn at(due_at: Timestamp, now: Timestamp) -> Self {
        let left = due_at.since(now);
        if left >= 0 { Self::Left(left) } else { Self::Late(-left) }
    }

    /// Whole hours.
    pub const fn hours(self) -> i64 {
        match self {
            Self::Left(millis) | Self::Late(millis) => millis / HOUR,
        }
    }

    /// Is it too late?
    pub const fn is_late(self) -> bool {
        matches!(self, Self::Late(_))
    }
}

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
    /// What was noticed at this moment, and nothing more yet.
    pub fn new(noticed_at: Timestamp) -> Self {
        Self {
            title: String::new(),
            noticed_at,
            from: None,
            to: None,
            what: String::new(),
            natures: BTreeSet::new(),
            consequences: String::new(),
            measures: String::new(),
            risk: None,
            risk_reason: String::new(),
            is_processor: false,
            controller: Told::default(),
            authority: Told::default(),
            persons: Told::default(),
            contact: String::new(),
            scope: None,
            counts: None,
        }
    }

    /// By when the authority has to be told.
    pub const fn due_at(&self) -> Timestamp {
        self.noticed_at.plus(TIME_TO_TELL)
    }

    /// What still has to be done.
    pub fn duties(&self) -> Vec<Duty> {
        let mut duties = Vec::new();
        if self.is_processor {
            // The controller judges and tells.
            if self.controller.at.is_none() {
                duties.push(Duty::Controller);
            }
            return duties;
        }
        if self.risk.is_none() {
            duties.push(Duty::Judge);
        }
        if self.risk != Some(Risk::None) && self.authority.at.is_none() {
            duties.push(Duty::Authority);
        }
        let is_settled = self.persons.at.is_some() || !self.persons.reason.trim().is_empty();
        if self.risk == Some(Risk::High) && !is_settled {
            duties.push(Duty::Persons);
        }
        duties
    }

    /// The hour that still counts: `None` when the authority was told, or needn't be.
    pub fn authority_due(&self) -> Option<Timestamp> {
        self.duties().contains(&Duty::Authority).then(|| self.due_at())
    }

    /// Was the authority told later than the law wants, or is it late now?
    pub fn is_late(&self, now: Timestamp) -> bool {
        match self.authority.at {
            Some(at) => at > self.due_at(),
            None => self.authority_due().is_some_and(|due_at| now > due_at),
        }
    }

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

#[cfg(test)]
mod tests;
