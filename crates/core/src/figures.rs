//! Figures about work, so that none of them tells about one person (R-EMP-01): of whole weeks, of
//! fixed teams, and of at least [`SMALLEST_GROUP`] people who all did something.
//!
//! Two published groups that share people would tell by subtraction what the rest did. So groups are
//! apart or the same: of teams that overlap only the older one is shown. Weeks never overlap.
//!
//! Nor may what is told today be taken from what was told before a team was changed or deleted. A
//! team begins anew ([`begun_anew`]) when its members change, and when it may be shown only because
//! others have changed; weeks from before are not told of it any more. So whatever is ever told of a
//! week is of groups that could all be shown at its end, side by side: apart or the same.
//!
//! Not here: figures of single agents, which are another thing with a lock of its own (`app`).

use std::collections::{BTreeMap, BTreeSet};

use crate::Timestamp;
use crate::id::{AgentId, ConversationId, TeamId};
use crate::time::{DAY, HOUR, MINUTE};

/// So many people hide each other (R-EMP-01).
pub const SMALLEST_GROUP: usize = 5;
/// The longest way back, in weeks.
pub const MOST_WEEKS: i64 = 4;
/// A week in milliseconds.
pub const WEEK: i64 = 7 * DAY;
/// The first Monday after 1970 began, UTC.
pub const FIRST_MONDAY: i64 = 4 * DAY;

/// A week from Monday to Sunday, UTC: how many there were since the first Monday of 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Week(pub i64);

impl Week {
    /// The week of a moment.
    pub const fn of(at: Timestamp) -> Self {
        Self((at.millis() - FIRST_MONDAY).div_euclid(WEEK))
    }

    /// Its first moment.
    pub const fn start(self) -> Timestamp {
        Timestamp::from_millis(FIRST_MONDAY + self.0 * WEEK)
    }

    /// The weeks that are over and of which everything is still there, the newest first. The week
    /// that runs is left out: nothing here is live (R-EMP-02).
    pub fn shown(now: Timestamp, kept_since: Timestamp) -> Vec<Self> {
        let this = Self::of(now).0;
        (this - MOST_WEEKS..this)
            .rev()
            .map(Self)
            .filter(|week| week.start() >= kept_since)
            .collect()
    }
}

/// That somebody answered in a conversation in some week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// Which conversation.
    pub conversation: ConversationId,
    /// When it began.
    pub started_at: Timestamp,
    /// Who.
    pub agent: AgentId,
    /// In which week.
    pub week: Week,
    /// When for the first time in that week.
    pub first_at: Timestamp,
}

/// A team as a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Which team.
    pub team: TeamId,
    /// Who is in it.
    pub members: BTreeSet<AgentId>,
    /// When it began, or began anew.
    pub since: Timestamp,
}

/// Why there is no figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Withheld {
    /// The team has fewer than [`SMALLEST_GROUP`] members.
    Small,
    /// An older team has some of the same members: the difference would tell of the others.
    Overlaps,
    /// The group began, or began anew, in the week or after it.
    Changed,
    /// Fewer than [`SMALLEST_GROUP`] of them answered.
    FewAnswered,
}

/// How long it took to answer, in steps too coarse to compare people by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Up to five minutes.
    Minutes,
    /// Up to an hour.
    Hour,
    /// Up to four hours.
    Hours,
    /// Up to a day.
    Day,
    /// Longer.
    Longer,
}

impl Step {
    /// The step of a number of milliseconds.
    pub const fn of(millis: i64) -> Self {
        match millis {
            _ if millis <= 5 * MINUTE => Self::Minutes,
            _ if millis <= HOUR => Self::Hour,
            _ if millis <= 4 * HOUR => Self::Hours,
            _ if millis <= DAY => Self::Day,
            _ => Self::Longer,
        }
    }
}

/// What is told of a team's week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figure {
    /// In how many conversations somebody of the team answered.
    pub conversations: usize,
    /// How long visitors waited for the first answer, in the middle of all; `None`: too few people
    /// gave first answers.
    pub first_answer: Option<Step>,
}

/// Which of the groups, oldest first, may be shown at all; `None`: this one may.
pub fn admitted(groups: &[Group]) -> Vec<Option<Withheld>> {
    let mut shown: Vec<&BTreeSet<AgentId>> = Vec::new();
    let mut judged = Vec::with_capacity(groups.len());
    for Group { members, .. } in groups {
        let is_apart = |other: &&BTreeSet<_>| other.is_disjoint(members) || *other == members;
        judged.push(if members.len() < SMALLEST_GROUP {
            Some(Withheld::Small)
        } else if shown.iter().all(is_apart) {
            shown.push(members);
            None
        } else {
            Some(Withheld::Overlaps)
        });
    }
    judged
}

/// Which teams begin anew when these groups become those; each list oldest first.
pub fn begun_anew(before: &[Group], after: &[Group]) -> BTreeSet<TeamId> {
    let shown_before: Vec<_> = shown(before).collect();
    let stood_so = |group: &Group| {
        let is_it = |one: &&Group| one.team == group.team && one.members == group.members;
        shown_before.iter().any(is_it)
    };
    let changed = after.iter().filter(|group| {
        let before = before.iter().find(|one| one.team == group.team);
        before.is_none_or(|one| one.members != group.members)
    });
    let begins = shown(after).filter(|group| !stood_so(group)).chain(changed);
    begins.map(|group| group.team.clone()).collect()
}

/// Those of the groups, oldest first, that may be shown.
fn shown(groups: &[Group]) -> impl Iterator<Item = &Group> {
    let judged = groups.iter().zip(admitted(groups));
    judged.filter_map(|(group, why)| why.is_none().then_some(group))
}

/// What may be told of a group's week. The group has to be [`admitted`].
pub fn of_week(group: &Group, week: Week, answered: &[Answered]) -> Result<Figure, Withheld> {
    if group.since > week.start() {
        return Err(Withheld::Changed);
    }
    let theirs = |one: &&Answered| one.week == week && group.members.contains(&one.agent);
    let people: BTreeSet<_> = answered.iter().filter(theirs).map(|one| &one.agent).collect();
    if people.len() < SMALLEST_GROUP {
        return Err(Withheld::FewAnswered);
    }
    let conversations: BTreeSet<_> =
        answered.iter().filter(theirs).map(|one| &one.conversation).collect();
    let firsts: Vec<_> = firsts(answered).into_values().filter(theirs).collect();
    let first_people: BTreeSet<_> = firsts.iter().map(|one| &one.agent).collect();
    let mut waits: Vec<_> = firsts.iter().map(|one| one.first_at.since(one.started_at)).collect();
    waits.sort_unstable();
    let middle = waits.get(waits.len() / 2).map(|wait| Step::of(*wait));
    Ok(Figure {
        conversations: conversations.len(),
        first_answer: middle.filter(|_| first_people.len() >= SMALLEST_GROUP),
    })
}

/// Who answered each conversation first.
fn firsts(answered: &[Answered]) -> BTreeMap<&ConversationId, &Answered> {
    let mut firsts: BTreeMap<&ConversationId, &Answered> = BTreeMap::new();
    for one in answered {
        let first = firsts.entry(&one.conversation).or_insert(one);
        if one.first_at < first.first_at {
            *first = one;
        }
    }
    firsts
}

#[cfg(test)]
mod tests;
