//! The classes that the law wants kept for years.

use time::{Date, Month};

use crate::Timestamp;
use crate::time::{HOUR, SECOND};

/// What the law wants kept: only for a conversation that somebody has marked so, never by default
/// (R-RET-03; sections 257 HGB and 147 AO).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Business letters.
    Letters,
    /// Vouchers for the books.
    Vouchers,
    /// Books and what belongs to them.
    Books,
}

impl Class {
    /// All of them, the shortest first.
    pub const ALL: [Self; 3] = [Self::Letters, Self::Vouchers, Self::Books];

    /// The word stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Letters => "letters",
            Self::Vouchers => "vouchers",
            Self::Books => "books",
        }
    }

    /// Reads the stored word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.as_str() == text)
    }

    /// Whole years after the end of the year in which it came into being.
    pub const fn years(self) -> i32 {
        match self {
            Self::Letters => 6,
            Self::Vouchers => 8,
            Self::Books => 10,
        }
    }

    /// The moment after the last one for which it is kept: 31 December + n is over.
    pub fn until(self, last_message_at: Timestamp) -> Timestamp {
        // At the turn of the year it is an hour later in Germany, Austria and Switzerland: what was
        // written in the first hour of a year must not count as the last of the year before.
        let year = last_message_at.plus(HOUR).to_utc().year() + self.years() + 1;
        let first = Date::from_calendar_date(year, Month::January, 1);
        first.map_or(Timestamp::from_millis(i64::MAX), |day| {
            Timestamp::from_millis(day.midnight().assume_utc().unix_timestamp() * SECOND)
        })
    }
}
