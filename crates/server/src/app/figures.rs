//! Figures about work (R-EMP-01): of teams, as far as core lets them be told; of single agents only
//! while somebody has recorded by which right, and then no more than how many conversations in whole
//! weeks that are over. Nothing is live, nothing is timed by agent, nothing is stored (R-EMP-02).

use std::collections::{BTreeMap, BTreeSet};

use plausch_core::agent::Team;
use plausch_core::figures::{Figure, MOST_WEEKS, Week, Withheld, admitted, of_week};
use plausch_core::id::AgentId;
use plausch_core::retention::Kind;
use plausch_core::role::{Level, Permission};
use plausch_core::time::DAY;
use plausch_store::Tx;
pub use plausch_store::{Ground, Unlocking};
use time::Date;
use time::macros::format_description;

use super::{App, Error, SignedIn, reading};

/// The longest title or legal basis, in characters.
pub const MAX_REFERENCE: usize = 200;
/// The longest reason, in characters.
pub const MAX_REASON: usize = 500;

/// What may be told of each week, or why not; the newest first.
pub type Weeks = Vec<(Week, Result<Figure, Withheld>)>;

/// What may be told of a team.
#[derive(Debug)]
pub struct TeamFigures {
    /// Which team.
    pub team: Team,
    /// Its weeks; or why nothing is told at all.
    pub weeks: Result<Weeks, Withheld>,
}

/// What may be told of the teams, the oldest team first.
pub async fn of_teams(app: &App, who: &SignedIn) -> Result<Vec<TeamFigures>, Error> {
    who.may(Permission::Team, Level::Read)?;
    let now = app.now();
    // A week is told only as long as no site has begun to forget it.
    let sites = app.directory.sites();
    let days = sites.iter().map(|site| site.settings.retention.days(Kind::Facts)).min();
    let days = days.unwrap_or(0).min((MOST_WEEKS + 1) * 7);
    let since = now.plus(-days * DAY);
    // Of one moment, so that no group is judged by what another was before.
    let read =
        move |tx: &mut Tx<'_>| Ok::<_, Error>((tx.answered(since)?, tx.teams()?, tx.groups()?));
    let (answered, teams, groups) = app.store.read(read).await?;
    let judged = admitted(&groups);
    let told = teams.into_iter().zip(groups).zip(judged).map(|((team, group), withheld)| {
        let weeks = Week::shown(now, since).into_iter();
        let weeks = weeks.map(|week| (week, of_week(&group, week, &answered)));
        TeamFigures { team, weeks: withheld.map_or_else(|| Ok(weeks.collect()), Err) }
    });
    Ok(told.collect())
}

/// In how many conversations somebody answered, week by week.
#[derive(Debug)]
pub struct AgentFigures {
    /// Who.
    pub agent: AgentId,
    /// Weeks that are over, the newest first.
    pub weeks: Vec<(Week, usize)>,
}

/// The plain minimum for each agent, where it is unlocked: of weeks that began within fourteen days
/// (R-EMP-02). Looking is noted in the audit.
pub async fn of_agents(app: &App, who: &SignedIn) -> Result<Vec<AgentFigures>, Error> {
    may_unlock(who)?;
    let (now, entry, by) = (app.now(), app.entry_id(), who.agent.id.clone());
    let since = now.plus(-reading::KEPT);
    let deed = move |tx: &mut Tx<'_>| {
        if !tx.unlockings()?.iter().any(|one| one.ended.is_none()) {
            return Err(Error::FiguresLocked);
        }
        tx.note_audit(&entry, Some(&by), "looked at figures of single agents", "", now)?;
        Ok(tx.answered(since)?)
    };
    let answered = app.store.write(deed).await?;
    let mut conversations: BTreeMap<(&AgentId, Week), BTreeSet<_>> = BTreeMap::new();
    for one in &answered {
        conversations.entry((&one.agent, one.week)).or_default().insert(&one.conversation);
    }
    let mut agents = app.directory.agents();
    // Nothing is said of whoever could not have answered.
    agents.retain(|agent| {
        let rights = app.directory.reach(agent).rights;
        let has_answered = answered.iter().any(|one| one.agent == agent.id);
        has_answered || rights.may(Permission::Conversations, Level::Write)
    });
    let figures = agents.into_iter().map(|agent| {
        let count = |week| conversations.get(&(&agent.id, week)).map_or(0, BTreeSet::len);
        let weeks = Week::shown(now, since).into_iter().map(|week| (week, count(week)));
        AgentFigures { agent: agent.id.clone(), weeks: weeks.collect() }
    });
    Ok(figures.collect())
}

/// May they unlock figures of single agents? Only who could do anything anyway: administrators.
pub fn may_unlock(who: &SignedIn) -> Result<(), Error> {
    who.may(Permission::Team, Level::Write)?;
    who.may(Permission::Roles, Level::Write)?;
    if who.reach.sites.is_none() { Ok(()) } else { Err(Error::Forbidden) }
}

/// When figures of single agents were unlocked, and by which right; the newest first. At most the
/// first one holds.
pub async fn unlockings(app: &App, who: &SignedIn) -> Result<Vec<Unlocking>, Error> {
    who.may(Permission::Team, Level::Read)?;
    Ok(app.store.read(|tx| tx.unlockings()).await?)
}

/// By which right figures of single agents are on, where they are. The whole team may know.
pub async fn reference_in_force(app: &App) -> Result<Option<Unlocking>, Error> {
    let all = app.store.read(|tx| tx.unlockings()).await?;
    Ok(all.into_iter().find(|one| one.ended.is_none()))
}

/// By which right figures of single agents shall be unlocked, as it was typed.
#[derive(Debug, Clone)]
pub struct Reference {
    /// Works agreement, or none because there is no council.
    pub ground: Ground,
    /// The agreement's title, or the legal basis.
    pub reference: String,
    /// The agreement's day; not asked for without one.
    pub agreed_on: String,
    /// Why such figures are needed.
    pub reason: String,
}

impl Reference {
    fn checked(self, app: &App) -> Result<Self, Error> {
        let written = |text: &str, most: usize, field| {
            let text = text.trim().to_owned();
            let is_fine = (1..=most).contains(&text.chars().count());
            is_fine.then_some(text).ok_or(Error::Invalid(field))
        };
        let agreed_on = match self.ground {
            Ground::NoCouncil => String::new(),
            Ground::Agreement => {
                let form = format_description!("[year]-[month]-[day]");
                let day = Date::parse(self.agreed_on.trim(), &form);
                let day = day.ok().filter(|day| *day <= app.now().to_utc().date());
                day.ok_or(Error::Invalid("agreed_on"))?.to_string()
            }
        };
        Ok(Self {
            reference: written(&self.reference, MAX_REFERENCE, "reference")?,
            reason: written(&self.reason, MAX_REASON, "reason")?,
            agreed_on,
            ground: self.ground,
        })
    }
}

/// Unlocks figures of single agents. [`Error::Conflict`]: they are unlocked already.
pub async fn unlock(app: &App, who: &SignedIn, reference: Reference) -> Result<(), Error> {
    may_unlock(who)?;
    let Reference { ground, reference, agreed_on, reason } = reference.checked(app)?;
    let (id, by, at) = (app.entry_id(), who.agent.id.clone(), app.now());
    let new = Unlocking { id, ground, reference, agreed_on, reason, by, at, ended: None };
    let entry = app.entry_id();
    let deed = move |tx: &mut Tx<'_>| {
        tx.unlock_figures(&new)?;
        let said = format!(
            "unlocked figures of single agents: {} ({})",
            new.ground.as_str(),
            [&new.reference, &new.agreed_on].map(String::as_str).join(" ").trim()
        );
        Ok(tx.note_audit(&entry, Some(&new.by), &said, new.id.as_str(), at)?)
    };
    app.store.write(deed).await
}

/// Takes it back: from now on there are no figures of single agents.
pub async fn lock(app: &App, who: &SignedIn) -> Result<(), Error> {
    may_unlock(who)?;
    let (entry, by, now) = (app.entry_id(), who.agent.id.clone(), app.now());
    let deed = move |tx: &mut Tx<'_>| {
        if !tx.lock_figures(&by, now)? {
            return Err(Error::Unchanged);
        }
        Ok(tx.note_audit(&entry, Some(&by), "locked figures of single agents", "", now)?)
    };
    app.store.write(deed).await
}
