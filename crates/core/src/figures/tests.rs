use proptest::collection::{btree_set, vec};
use proptest::prelude::*;

use super::*;

fn agent(number: u8) -> AgentId {
    AgentId::new(Timestamp::from_millis(1), [number; 10])
}

fn team(number: u8) -> TeamId {
    TeamId::new(Timestamp::from_millis(1), [number; 10])
}

fn group(members: impl IntoIterator<Item = u8>, since: Timestamp) -> Group {
    of_team(1, members, since)
}

fn of_team(number: u8, members: impl IntoIterator<Item = u8>, since: Timestamp) -> Group {
    Group { team: team(number), members: members.into_iter().map(agent).collect(), since }
}

fn answers(agent_number: u8, conversation: u8, week: Week, after: i64) -> Answered {
    let started_at = week.start();
    let mut random = [0; 10];
    random[0] = conversation;
    Answered {
        conversation: ConversationId::new(started_at, random),
        started_at,
        agent: agent(agent_number),
        week,
        first_at: started_at.plus(after),
    }
}

const LONG_AGO: Timestamp = Timestamp::from_millis(0);
const THIS: Week = Week(2_900);

#[test]
fn weeks_begin_on_mondays_and_only_whole_ones_are_shown() {
    let wednesday = THIS.start().plus(2 * DAY + 5 * HOUR);
    assert_eq!(THIS.start().to_utc().weekday(), time::Weekday::Monday);
    assert_eq!(Week::of(wednesday), THIS);
    assert_eq!(Week::of(THIS.start().plus(-1)), Week(THIS.0 - 1));
    let kept = wednesday.plus(-21 * DAY);
    assert_eq!(Week::shown(wednesday, kept), [Week(THIS.0 - 1), Week(THIS.0 - 2)]);
    assert_eq!(Week::shown(wednesday, LONG_AGO).len(), 4);
}

#[test]
fn r_emp_01_four_people_are_no_group_and_neither_are_five_of_whom_one_did_nothing() {
    assert_eq!(admitted(&[group(1..=4, LONG_AGO)]), [Some(Withheld::Small)]);
    let five = group(1..=5, LONG_AGO);
    assert_eq!(admitted(std::slice::from_ref(&five)), [None]);
    let mut answered: Vec<_> = (1..=4).map(|one| answers(one, one, THIS, MINUTE)).collect();
    assert_eq!(of_week(&five, THIS, &answered), Err(Withheld::FewAnswered));
    answered.push(answers(6, 6, THIS, MINUTE));
    assert_eq!(of_week(&five, THIS, &answered), Err(Withheld::FewAnswered), "not of the team");
    answered.push(answers(5, 5, THIS, 2 * HOUR));
    let figure = Figure { conversations: 5, first_answer: Some(Step::Minutes) };
    assert_eq!(of_week(&five, THIS, &answered), Ok(figure));
}

#[test]
fn r_emp_01_a_week_in_which_somebody_came_or_went_is_left_out_and_so_are_those_before() {
    let since = THIS.start().plus(DAY);
    let answered: Vec<_> = (-1..=1)
        .flat_map(|week| (1..=5).map(move |one| answers(one, one, Week(THIS.0 + week), MINUTE)))
        .collect();
    let five = group(1..=5, since);
    for (week, is_told) in [(-1, false), (0, false), (1, true)] {
        let told = of_week(&five, Week(THIS.0 + week), &answered);
        assert_eq!(told.is_ok(), is_told, "{week}");
        assert!(is_told || told == Err(Withheld::Changed));
    }
}

#[test]
fn r_emp_01_first_answers_of_one_person_are_not_told_as_the_team_s() {
    // Everybody answered, but it was always the first who answered first.
    let mut answered: Vec<_> = (1..=6).map(|one| answers(1, one, THIS, 3 * HOUR)).collect();
    answered.extend((2..=5).map(|one| answers(one, one, THIS, 5 * HOUR)));
    let figure = Figure { conversations: 6, first_answer: None };
    assert_eq!(of_week(&group(1..=5, LONG_AGO), THIS, &answered), Ok(figure));
}

#[test]
fn the_first_answer_of_another_week_is_not_this_week_s() {
    let before = Week(THIS.0 - 1);
    let mut answered: Vec<_> = (1..=5).map(|one| answers(one, one, before, MINUTE)).collect();
    answered.extend(answered.clone().into_iter().map(|one| Answered {
        week: THIS,
        first_at: THIS.start().plus(MINUTE),
        ..one
    }));
    let figure = of_week(&group(1..=5, LONG_AGO), THIS, &answered);
    assert_eq!(figure, Ok(Figure { conversations: 5, first_answer: None }));
}

#[test]
fn steps_are_coarse() {
    for (millis, step) in [
        (0, Step::Minutes),
        (5 * MINUTE, Step::Minutes),
        (5 * MINUTE + 1, Step::Hour),
        (4 * HOUR, Step::Hours),
        (DAY, Step::Day),
        (DAY + 1, Step::Longer),
    ] {
        assert_eq!(Step::of(millis), step, "{millis}");
    }
}

#[test]
fn r_emp_01_a_team_that_may_be_shown_only_now_begins_anew_and_so_does_its_neighbours_neighbour() {
    let of = |number, members: std::ops::RangeInclusive<u8>| of_team(number, members, LONG_AGO);
    let (old, middle, far) = (of(1, 1..=6), of(2, 6..=12), of(3, 12..=18));
    let anew = |before: &[&Group], after: &[&Group]| {
        let owned = |groups: &[&Group]| groups.iter().map(|one| (*one).clone()).collect::<Vec<_>>();
        begun_anew(&owned(before), &owned(after))
    };
    let all = [&old, &middle, &far];
    assert!(anew(&all, &all).is_empty());
    assert_eq!(anew(&all, &[&middle, &far]), [team(2)].into(), "it was hidden by the deleted one");
    // The first had nobody in common with the second, which was shown and hid the third.
    let apart = of(1, 20..=26);
    let now_hidden = anew(&[&apart, &middle, &far], &all);
    assert_eq!(now_hidden, [team(1), team(3)].into(), "who shares nobody with what has changed");
    let small = of(1, 1..=3);
    assert_eq!(anew(&[&old, &middle], &[&small, &middle]), [team(1), team(2)].into());
    assert_eq!(anew(&[&old], &[&old, &middle]), [team(2)].into(), "a new one");
}

proptest! {
    /// Teams come, change and go from week to week, and somebody writes down all that is ever told.
    #[test]
    fn r_emp_01_what_is_told_now_and_what_was_told_before_a_change_cannot_be_subtracted(
        deeds in vec((0_usize..5, btree_set(0_u8..16, 0..11), 0_i64..12, 1_i64..7), 1..24)
    ) {
        let mut groups: Vec<Group> = Vec::new();
        let mut told: BTreeMap<Week, BTreeSet<BTreeSet<AgentId>>> = BTreeMap::new();
        let mut now = THIS.start();
        for (made, (which, members, after, day)) in (1_u8..).zip(deeds) {
            now = now.plus(after * 2 * DAY + day);
            for week in Week::shown(now, LONG_AGO) {
                let all = (0..16).map(|one| answers(one, one, week, MINUTE)).collect::<Vec<_>>();
                let is_told = |group: &&Group| of_week(group, week, &all).is_ok();
                let these = shown(&groups).filter(is_told).map(|group| group.members.clone());
                told.entry(week).or_default().extend(these);
            }
            let before = groups.clone();
            match groups.get_mut(which) {
                None => groups.push(of_team(made, [], now)),
                Some(_) if members.is_empty() => drop(groups.remove(which)),
                Some(group) => group.members = members.into_iter().map(agent).collect(),
            }
            let anew = begun_anew(&before, &groups);
            for group in groups.iter_mut().filter(|group| anew.contains(&group.team)) {
                group.since = now;
            }
        }
        for sets in told.values() {
            for (one, other) in sets.iter().flat_map(|one| sets.iter().map(move |other| (one, other))) {
                prop_assert!(one == other || one.is_disjoint(other), "{one:?} {other:?}");
            }
        }
    }

    /// However published groups are added and taken from each other, what is left are cells of
    /// people who are in exactly the same groups; none of them may be small.
    #[test]
    fn r_emp_01_no_difference_of_published_groups_tells_of_fewer_than_five(
        teams in vec(btree_set(0_u8..30, 0..14), 0..7)
    ) {
        let groups: Vec<_> = teams.iter().map(|team| group(team.iter().copied(), LONG_AGO)).collect();
        let judged = admitted(&groups);
        let shown: Vec<_> = groups
            .iter()
            .zip(&judged)
            .filter(|(_, why)| why.is_none())
            .map(|(group, _)| &group.members)
            .collect();
        let mut cells: BTreeMap<Vec<bool>, usize> = BTreeMap::new();
        for one in (0..30).map(agent) {
            let of: Vec<_> = shown.iter().map(|members| members.contains(&one)).collect();
            *cells.entry(of).or_default() += 1;
        }
        for (of, people) in cells {
            let is_outside = of.iter().all(|is_in| !is_in);
            prop_assert!(is_outside || people >= SMALLEST_GROUP);
        }
        for (group, why) in groups.iter().zip(&judged) {
            // Nothing is withheld without need: the oldest group of enough people is shown.
            let is_first = groups.iter().find(|one| one.members.len() >= SMALLEST_GROUP) == Some(group);
            prop_assert!(!is_first || why.is_none());
        }
    }

    #[test]
    fn r_emp_01_whatever_is_told_five_members_who_were_there_all_week_did_it(
        members in btree_set(0_u8..12, 0..12),
        did in vec((0_u8..12, 0_u8..20, -2_i64..3), 0..60),
        since in -2_i64..3,
    ) {
        let group = group(members.iter().copied(), Week(THIS.0 + since).start());
        let answered: Vec<_> = did
            .iter()
            .map(|(who, what, week)| answers(*who, *what, Week(THIS.0 + week), MINUTE))
            .collect();
        let people: BTreeSet<_> = did
            .iter()
            .filter(|(who, _, week)| *week == 0 && members.contains(who))
            .map(|(who, ..)| who)
            .collect();
        let is_told = of_week(&group, THIS, &answered).is_ok();
        prop_assert_eq!(is_told, since <= 0 && people.len() >= SMALLEST_GROUP);
    }
}
