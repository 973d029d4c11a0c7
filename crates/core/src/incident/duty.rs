//! What has to be done about a breach, and until when (Art. 33(1), (2), 34(1) GDPR).

use super::{Report, Risk, TIME_TO_TELL};
use crate::Timestamp;
use crate::time::HOUR;

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

impl Report {
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
}
