//! What kinds, states and sources of requests are called.

use plausch_core::request::{Day, Kind, Source, State, Telling};
use plausch_core::site::Lang;

use crate::texts::Speaker;

pub(super) fn kind_name(t: Speaker<'_>, kind: Kind) -> String {
    match kind {
        Kind::Access => t.say("request-access"),
        Kind::Portability => t.say("request-portability"),
        Kind::Rectification => t.say("request-rectification"),
        Kind::Erasure => t.say("request-erasure"),
        Kind::Restriction => t.say("request-restriction"),
        Kind::Objection => t.say("request-objection"),
        Kind::Withdrawal => t.say("request-withdrawal"),
    }
    .into_owned()
}

pub(super) fn state_name(t: Speaker<'_>, state: State) -> String {
    match state {
        State::Open => t.say("request-open"),
        State::WaitingForIdentity => t.say("request-waiting"),
        State::ReadyForReview => t.say("request-ready"),
        State::Released => t.say("request-released"),
        State::Refused => t.say("request-refused"),
        State::Done => t.say("request-done"),
    }
    .into_owned()
}

pub(super) fn source_name(t: Speaker<'_>, source: Source) -> String {
    match source {
        Source::Mail => t.say("request-by-mail"),
        Source::Letter => t.say("request-by-letter"),
        Source::Phone => t.say("request-by-phone"),
        Source::Person => t.say("request-in-person"),
        Source::Chat => t.say("request-in-chat"),
        Source::Page => t.say("request-from-page"),
    }
    .into_owned()
}

pub(super) fn telling_name(t: Speaker<'_>, what: Telling) -> String {
    match what {
        Telling::Rectification => t.say("telling-rectification"),
        Telling::Erasure => t.say("telling-erasure"),
        Telling::Restriction => t.say("telling-restriction"),
        Telling::Objection => t.say("telling-objection"),
        Telling::Withdrawal => t.say("telling-withdrawal"),
    }
    .into_owned()
}

/// How many days are left, in words.
pub(super) fn urgency_name(t: Speaker<'_>, left: i64) -> String {
    match left {
        0 => t.say("due-today").into_owned(),
        left if left < 0 => t.say_with("due-over", "days", -left),
        left => t.say_with("due-in", "days", left),
    }
}

/// A day as people write it.
pub(super) fn day(t: Speaker<'_>, day: Day) -> String {
    let (year, month, number) = (day.year(), day.month(), day.day());
    match t.lang {
        Lang::De => format!("{number:02}.{:02}.{year}", u8::from(month)),
        Lang::En => format!("{number} {} {year}", &month.to_string()[..3]),
    }
}
