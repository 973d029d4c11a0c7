//! Until when a request has to be answered: one month from its receipt by the calendar, and two more
//! with a reason that the person is told within the first (Art. 12(3) GDPR, R-DSR-01).
//!
//! A period of months ends with the day that has the number of the day of receipt; where the last month
//! hasn't got it, with the month's last day (Regulation 1182/71 Art. 3(2)(c); EDPB Guidelines 01/2022
//! on access count from the day of receipt). What ends on a Saturday or Sunday legally ends
//! with the next working day (Art. 3(4)); shown as the deadline is the strict day, because
//! the program doesn't know the holidays of a place.

use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use time::{Date, Duration, Month, Weekday};

use crate::Timestamp;
use crate::time::{HOUR, SECOND};

/// Within so many days a deadline is close.
pub const SOON: i64 = 7;
/// A closed request is kept to the end of the third year after it was closed.
const KEPT_YEARS: i32 = 3;
const ISO: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]");

/// The day that it is by now for those who count deadlines in Germany, Austria and Switzerland:
/// rather early than late.
#[must_use]
pub fn today(now: Timestamp) -> Date {
    now.plus(2 * HOUR).to_utc().date()
}

/// Reads a day as forms and the database write it: `2026-11-22`.
#[must_use]
pub fn day_of(text: &str) -> Option<Date> {
    Date::parse(text, ISO).ok().filter(|day| (2000..=9990).contains(&day.year()))
}

/// What was closed before this moment needs no proof any more that and how it was answered: claims (Art.
/// 82 GDPR; sections 195 and 199 BGB) and fines (section 31(2) no. 1 `OWiG` with section 41 BDSG)
/// are barred after three years, claims at the end of a year.
#[must_use]
pub fn kept_since(now: Timestamp) -> Timestamp {
    let first_year = now.to_utc().year() - KEPT_YEARS;
    let began = Date::from_calendar_date(first_year, Month::January, 1)
        .map_or(0, |day| day.midnight().assume_utc().unix_timestamp());
    Timestamp::from_millis(began * SECOND)
}

/// Until when something has to be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deadline {
    /// The day at whose end it is over, read strictly.
    pub due_on: Date,
}

/// How much a deadline presses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// There is time.
    Calm,
    /// It ends within [`SOON`] days.
    Soon,
    /// It is over.
    Overdue,
}

impl Deadline {
    /// One month from the receipt.
    #[must_use]
    pub fn of(received_on: Date) -> Self {
        Self { due_on: months_later(received_on, 1) }
    }

    /// Two months more (Art. 12(3)). `None`: the person would have had to be told within the first
    /// month, and it is over.
    #[must_use]
    pub fn extended(received_on: Date, today: Date) -> Option<Self> {
        let is_in_time = today <= Self::of(received_on).due_on;
        is_in_time.then(|| Self { due_on: months_later(received_on, 3) })
    }

    /// The next working day where the last one is a Saturday or a Sunday (Regulation 1182/71 Art. 3(4)).
    #[must_use]
    pub fn next_working_day(self) -> Option<Date> {
        let days = match self.due_on.weekday() {
            Weekday::Saturday => 2,
            Weekday::Sunday => 1,
            _ => return None,
        };
        self.due_on.checked_add(Duration::days(days))
    }

    /// Days that are left; none on the last day, and less when it is over.
    #[must_use]
    pub fn days_left(self, today: Date) -> i64 {
        (self.due_on - today).whole_days()
    }

    /// How much it presses.
    #[must_use]
    pub fn urgency(self, today: Date) -> Urgency {
        match self.days_left(today) {
            left if left < 0 => Urgency::Overdue,
            left if left <= SOON => Urgency::Soon,
            _ => Urgency::Calm,
        }
    }
}

fn months_later(from: Date, months: u8) -> Date {
    let mut month = from.month();
    let mut year = from.year();
    for _ in 0..months {
        month = month.next();
        year += i32::from(month == Month::January);
    }
    let day = from.day().min(month.length(year));
    // Within the years that `day_of` takes there is always such a day.
    Date::from_calendar_date(year, month, day).unwrap_or(from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::macros::{date, datetime};

    fn moment(at: time::OffsetDateTime) -> Timestamp {
        Timestamp::from_millis(at.unix_timestamp() * SECOND)
    }

    #[test]
    fn r_dsr_01_a_month_ends_with_the_day_of_the_same_number_or_the_months_last() {
        for (received, due) in [
            (date!(2026 - 03 - 05), date!(2026 - 04 - 05)),
            (date!(2026 - 08 - 31), date!(2026 - 09 - 30)),
            (date!(2026 - 01 - 31), date!(2026 - 02 - 28)),
            (date!(2028 - 01 - 31), date!(2028 - 02 - 29)),
            (date!(2026 - 02 - 28), date!(2026 - 03 - 28)),
            (date!(2026 - 12 - 15), date!(2027 - 01 - 15)),
        ] {
            assert_eq!(Deadline::of(received).due_on, due, "{received}");
        }
    }

    #[test]
    fn r_dsr_01_two_months_more_count_from_the_receipt_and_are_told_within_the_first() {
        let received = date!(2026 - 11 - 30);
        let extended = |today| Deadline::extended(received, today).map(|one| one.due_on);
        assert_eq!(extended(date!(2026 - 12 - 30)), Some(date!(2027 - 02 - 28)));
        assert_eq!(extended(date!(2026 - 12 - 31)), None, "too late to say so");
    }

    #[test]
    fn r_dsr_01_the_last_day_counts_to_its_end_and_the_week_before_it_presses() {
        let deadline = Deadline { due_on: date!(2026 - 12 - 22) };
        for (now, urgency) in [
            (datetime!(2026-12-14 12:00 UTC), Urgency::Calm),
            (datetime!(2026-12-15 12:00 UTC), Urgency::Soon),
            (datetime!(2026-12-22 21:59 UTC), Urgency::Soon),
            (datetime!(2026-12-22 22:00 UTC), Urgency::Overdue),
        ] {
            assert_eq!(deadline.urgency(today(moment(now))), urgency, "{now}");
        }
    }

    #[test]
    fn r_dsr_01_a_weekend_is_told_of_and_moves_nothing() {
        let saturday = Deadline { due_on: date!(2026 - 11 - 21) };
        assert_eq!(saturday.next_working_day(), Some(date!(2026 - 11 - 23)));
        let sunday = Deadline { due_on: date!(2026 - 11 - 22) };
        assert_eq!(sunday.next_working_day(), Some(date!(2026 - 11 - 23)));
        assert_eq!(Deadline { due_on: date!(2026 - 11 - 23) }.next_working_day(), None);
        assert_eq!(sunday.urgency(date!(2026 - 11 - 23)), Urgency::Overdue);
    }

    #[test]
    fn r_ret_01_a_closed_request_is_kept_to_the_end_of_the_third_year_after() {
        let closed = moment(datetime!(2026-05-05 12:00 UTC));
        assert!(closed >= kept_since(moment(datetime!(2029-12-31 23:59 UTC))));
        assert!(closed < kept_since(moment(datetime!(2030-01-01 00:00 UTC))));
    }

    #[test]
    fn a_day_is_read_as_it_is_written() {
        let day = date!(2026 - 11 - 22);
        assert_eq!(day_of(&day.to_string()), Some(day));
        for wrong in ["", "22.11.2026", "2026-02-30", "0001-01-01", "9999-12-31"] {
            assert_eq!(day_of(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn r_dsr_01_a_month_is_between_28_and_31_days(day in 0_i64..3_000_000) {
            let received = Date::from_ordinal_date(2000, 1).expect("a day") + Duration::days(day % 2_000_000);
            let left = Deadline::of(received).days_left(received);
            prop_assert!((28..=31).contains(&left), "{received}: {left}");
        }
    }
}
