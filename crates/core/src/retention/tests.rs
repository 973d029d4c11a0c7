use super::*;
use crate::Timestamp;
use crate::time::{DAY, SECOND};
use proptest::prelude::*;
use time::macros::datetime;

fn moment(at: time::OffsetDateTime) -> Timestamp {
    Timestamp::from_millis(at.unix_timestamp() * SECOND)
}

#[test]
fn r_ret_01_every_kind_stands_in_the_table_once_with_a_word_of_its_own() {
    let named = [Kind::Messages, Kind::Contact, Kind::Facts, Kind::ConsentProof, Kind::Audit];
    let more = [Kind::Reads, Kind::Incidents, Kind::Requests, Kind::Backups];
    assert_eq!(named.len() + more.len(), KINDS.len());
    for kind in named.into_iter().chain(more) {
        assert_eq!(KINDS.iter().filter(|line| line.0 == kind).count(), 1);
        assert_eq!(Kind::parse(kind.as_str()), Some(kind));
        let word = serde_json::to_value(kind).expect("a word");
        assert_eq!(word, kind.as_str(), "the stored word is the word sent");
    }
}

#[test]
fn r_ret_02_conversations_go_after_thirty_days_unless_somebody_sets_something_else() {
    let rules = Rules::default();
    let days = Kind::set_by(Scope::Site).map(|kind| rules.days(kind));
    assert_eq!(days.collect::<Vec<_>>(), [30; 3]);
    assert!(rules.problems(Scope::Site).is_empty());
    let now = Timestamp::from_millis(100 * DAY);
    assert!(rules.due(now.plus(-30 * DAY), now).is_empty(), "the moment itself is kept");
    let due = rules.due(now.plus(-30 * DAY - 1), now);
    assert_eq!(due, [Kind::Messages, Kind::Contact, Kind::Facts]);
}

#[test]
fn r_ret_02_more_than_ninety_days_need_a_written_reason() {
    let facts = |days, reason: &str| Rules::default().with(Kind::Facts, days, reason);
    assert!(facts(90, "").problems(Scope::Site).is_empty());
    let refused = [(Kind::Facts, Problem::ReasonMissing)];
    assert_eq!(facts(91, "").problems(Scope::Site), refused);
    assert_eq!(facts(91, " \n").problems(Scope::Site), refused);
    assert!(facts(91, "Gewährleistung").problems(Scope::Site).is_empty());
}

#[test]
fn r_ret_01_facts_never_go_before_what_they_are_of() {
    let rules = Rules::default().with(Kind::Messages, 60, "");
    assert_eq!(rules.problems(Scope::Site), [(Kind::Facts, Problem::BeforeContent)]);
    assert!(rules.with(Kind::Facts, 60, "").problems(Scope::Site).is_empty());
    let shorter = Rules::default().with(Kind::Messages, 3, "");
    assert!(shorter.problems(Scope::Site).is_empty());
    let now = Timestamp::from_millis(100 * DAY);
    assert_eq!(shorter.due(now.plus(-4 * DAY), now), [Kind::Messages]);
}

#[test]
fn what_is_no_period_is_refused() {
    for days in [0, -1, MAX_DAYS + 1, i64::MAX] {
        let rules = Rules::default().with(Kind::Messages, days, "weil");
        assert!(rules.problems(Scope::Site).contains(&(Kind::Messages, Problem::Days)));
    }
    let long = "x".repeat(MAX_REASON_CHARACTERS + 1);
    let rules = Rules::default().with(Kind::Facts, 91, &long);
    assert_eq!(rules.problems(Scope::Site), [(Kind::Facts, Problem::ReasonTooLong)]);
}

#[test]
fn only_what_differs_from_the_defaults_is_stored() {
    let rules = Rules::default().with(Kind::Messages, 7, "").with(Kind::Messages, 30, "");
    assert_eq!(serde_json::to_string(&rules).expect("JSON"), "{}");
    let rules = rules.with(Kind::Facts, 120, "Gewährleistung");
    let stored = serde_json::to_string(&rules).expect("JSON");
    assert_eq!(stored, r#"{"facts":{"days":120,"reason":"Gewährleistung"}}"#);
    assert_eq!(serde_json::from_str::<Rules>(&stored).expect("rules"), rules);
}

#[test]
fn r_ret_03_statutory_periods_end_with_a_year() {
    let written = moment(datetime!(2026-11-22 10:00 UTC));
    for (class, last_day_is_over) in [
        (Class::Letters, datetime!(2033-01-01 00:00 UTC)),
        (Class::Vouchers, datetime!(2035-01-01 00:00 UTC)),
        (Class::Books, datetime!(2037-01-01 00:00 UTC)),
    ] {
        assert_eq!(class.until(written), moment(last_day_is_over), "{class:?}");
    }
    let first_minute_in_germany = moment(datetime!(2026-12-31 23:01 UTC));
    let until = Class::Letters.until(first_minute_in_germany);
    assert_eq!(until, moment(datetime!(2034-01-01 00:00 UTC)));
}

proptest! {
    #[test]
    fn r_ret_03_a_class_is_kept_for_its_whole_years(at in 0_i64..4_000_000_000_000) {
        let at = Timestamp::from_millis(at);
        for class in Class::ALL {
            let days = class.until(at).since(at) / DAY;
            let years = i64::from(class.years());
            prop_assert!((years * 365..=(years + 1) * 366).contains(&days));
        }
    }
}
