use proptest::prelude::*;

use super::*;
use crate::time::{DAY, MINUTE};

const NOTICED: Timestamp = Timestamp::from_millis(1_780_000_000_000);

fn report() -> Report {
    Report { title: "Laptop gestohlen".into(), ..Report::new(NOTICED) }
}

fn at(hours: i64) -> Timestamp {
    NOTICED.plus(hours * HOUR)
}

#[test]
fn r_sec_04_the_clock_runs_from_noticing_for_seventy_two_hours() {
    let report = report();
    assert_eq!(report.duties(), [Duty::Judge, Duty::Authority], "until it is judged, it counts");
    assert_eq!(report.authority_due(), Some(at(72)));
    assert_eq!(Clock::at(report.due_at(), at(58)), Clock::Left(14 * HOUR));
    assert_eq!(Clock::at(report.due_at(), at(58).plus(1)).hours(), 13, "never more than there is");
    assert!(!report.is_late(at(72)), "the hour itself still counts");
    assert!(report.is_late(at(72).plus(1)));
    assert!(Clock::at(report.due_at(), at(72).plus(1)).is_late());
}

#[test]
fn r_sec_04_no_risk_stops_the_clock_and_needs_its_reason() {
    let mut none = Report { risk: Some(Risk::None), ..report() };
    assert_eq!(none.problems(at(1)), [Problem::RiskReason]);
    none.risk_reason = "Der Laptop war verschlüsselt.".into();
    assert!(none.problems(at(1)).is_empty());
    assert_eq!((none.duties(), none.authority_due()), (vec![], None));
    assert!(!none.is_late(at(100)));
}

#[test]
fn r_sec_04_a_high_risk_has_to_be_told_to_the_people_or_a_reason_written_down() {
    let told = Told { at: Some(at(10)), ..Told::default() };
    let mut high = Report { risk: Some(Risk::High), authority: told, ..report() };
    assert_eq!(high.duties(), [Duty::Persons]);
    assert_eq!(high.authority_due(), None, "the authority knows");
    high.persons.reason = "Die Daten waren verschlüsselt (Art. 34 Abs. 3 a).".into();
    assert!(high.duties().is_empty());
}

#[test]
fn r_sec_04_telling_late_needs_reasons() {
    let mut late = report();
    late.authority.at = Some(at(72).plus(MINUTE));
    assert_eq!(late.problems(at(80)), [Problem::LateReason]);
    assert!(late.missing_for_authority(at(80)).contains(&Missing::LateReason));
    late.authority.reason = "Wir wussten erst heute, was auf dem Laptop war.".into();
    assert!(late.problems(at(80)).is_empty());
    assert!(!late.missing_for_authority(at(80)).contains(&Missing::LateReason));
    let open = report();
    assert!(!open.missing_for_authority(at(72)).contains(&Missing::LateReason));
    assert!(open.missing_for_authority(at(73)).contains(&Missing::LateReason), "late if told now");
}

#[test]
fn r_sec_04_a_processor_tells_the_controller_and_nobody_else() {
    let mut ours = Report { is_processor: true, risk: Some(Risk::High), ..report() };
    assert_eq!((ours.duties(), ours.authority_due()), (vec![Duty::Controller], None));
    ours.controller.at = Some(at(2));
    assert!(ours.duties().is_empty());
}

#[test]
fn what_can_not_have_been_is_refused() {
    let good = Report { from: Some(at(-30)), to: Some(at(-2)), ..report() };
    assert!(good.problems(at(1)).is_empty());
    for (wrong, problem) in [
        (Report { title: " ".into(), ..good.clone() }, Problem::Title),
        (Report { title: "x".repeat(121), ..good.clone() }, Problem::Title),
        (Report { noticed_at: at(2), ..good.clone() }, Problem::Noticed),
        (Report { to: Some(at(-31)), ..good.clone() }, Problem::Happened),
        (Report { from: Some(at(1)), to: None, ..good.clone() }, Problem::Happened),
        (
            Report { authority: Told { at: Some(at(-1)), ..Told::default() }, ..good.clone() },
            Problem::ToldAt,
        ),
        (
            Report { persons: Told { at: Some(at(2)), ..Told::default() }, ..good.clone() },
            Problem::ToldAt,
        ),
        (Report { what: "x".repeat(4_001), ..good.clone() }, Problem::TooLong),
    ] {
        assert_eq!(wrong.problems(at(1)), [problem]);
    }
}

#[test]
fn r_sec_04_a_notification_names_what_article_33_wants_and_is_not_there() {
    let all = [
        Missing::What,
        Missing::Nature,
        Missing::Counts,
        Missing::Contact,
        Missing::Consequences,
        Missing::Measures,
    ];
    assert_eq!(report().missing_for_authority(at(1)), all);
    let scope = Scope { sites: [].into(), from: at(-48), to: at(0), data: [Data::Contact].into() };
    let whole = Report {
        what: "Gestohlen".into(),
        natures: [Nature::Confidentiality].into(),
        contact: "Dana, dana@blumenladen.example".into(),
        consequences: "Unerwünschte Anrufe".into(),
        measures: "Passwörter geändert".into(),
        scope: Some(scope),
        counts: Some(Counts::default()),
        ..report()
    };
    assert!(whole.missing_for_authority(at(1)).is_empty());
    assert!(whole.missing_for_persons().is_empty());
    let persons = [Missing::What, Missing::Contact, Missing::Consequences, Missing::Measures];
    assert_eq!(report().missing_for_persons(), persons);
}

#[test]
fn a_report_reads_back_as_it_was_kept_and_never_prints() {
    let report = Report { what: "Canary".into(), natures: Nature::ALL.into(), ..report() };
    let kept = serde_json::to_string(&report).expect("JSON");
    assert_eq!(serde_json::from_str::<Report>(&kept).expect("a report"), report);
    assert!(!format!("{report:?}").contains("Canary"));
}

proptest! {
    #[test]
    fn r_sec_04_what_is_left_and_what_is_over_add_up(noticed in 0_i64..4_000_000_000_000, after in 0..30 * DAY) {
        let report = Report::new(Timestamp::from_millis(noticed));
        let now = report.noticed_at.plus(after);
        match Clock::at(report.due_at(), now) {
            Clock::Left(left) => prop_assert_eq!(left + after, TIME_TO_TELL),
            Clock::Late(late) => prop_assert!(late > 0 && TIME_TO_TELL + late == after),
        }
        prop_assert_eq!(report.is_late(now), Clock::at(report.due_at(), now).is_late());
    }
}
