//! Teams: agents who share what waits on some sites. A site without a team is everybody's who has
//! the site. No deed counts or times what a team does (R-EMP-01).

use std::sync::Arc;

use plausch_core::agent::Team;
use plausch_core::id::TeamId;
use plausch_core::role::{Level, Permission};

use super::directory::sites_of_others;
use super::role::MAX_NAME;
use super::{App, Error, SignedIn};

/// All teams, oldest first.
pub fn list(app: &App, who: &SignedIn) -> Result<Vec<Arc<Team>>, Error> {
    who.may(Permission::Team, Level::Read)?;
    Ok(app.directory.teams())
}

/// May they work on teams? A team decides on sites, so nobody who is limited to some.
pub fn may_change(who: &SignedIn) -> Result<(), Error> {
    who.may(Permission::Team, Level::Write)?;
    if who.reach.sites.is_none() { Ok(()) } else { Err(Error::Forbidden) }
}

/// Nobody lets themselves into a queue by this: either they see the conversations of all teams
/// anyway, or what is others' stays others' (R-SEC-02).
fn may_make(app: &App, who: &SignedIn, teams: &[Arc<Team>]) -> Result<(), Error> {
    let stays = |site| sites_of_others(teams, &who.agent.id).contains(site);
    let before = sites_of_others(&app.directory.teams(), &who.agent.id);
    let may = who.reach.sees_colleagues() || before.iter().all(stays);
    if may { Ok(()) } else { Err(Error::Forbidden) }
}

fn checked(app: &App, team: Team) -> Result<Team, Error> {
    let name = team.name.trim().to_owned();
    let is_named =
        (1..=MAX_NAME).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    if !is_named {
        return Err(Error::Invalid("name"));
    }
    let are_known = team.members.iter().all(|agent| app.directory.agent(agent).is_some())
        && team.sites.iter().all(|site| app.directory.site(site).is_ok());
    if are_known { Ok(Team { name, ..team }) } else { Err(Error::Invalid("team")) }
}

/// Adds a team.
pub async fn create(app: &App, who: &SignedIn, team: Team) -> Result<(), Error> {
    may_change(who)?;
    let (now, entry, by) = (app.now(), app.entry_id(), who.agent.id.clone());
    let team = checked(app, team)?;
    let mut teams = app.directory.teams();
    teams.push(Arc::new(team.clone()));
    may_make(app, who, &teams)?;
    app.store
        .write(move |tx| -> Result<(), Error> {
            tx.insert_team(&team, now)?;
            Ok(tx.note_audit(&entry, Some(&by), "created a team", team.id.as_str(), now)?)
        })
        .await?;
    changed(app).await
}

/// Changes a team.
pub async fn change(app: &App, who: &SignedIn, team: Team) -> Result<(), Error> {
    may_change(who)?;
    let team = checked(app, team)?;
    let mut teams = app.directory.teams();
    let place = teams.iter_mut().find(|other| other.id == team.id).ok_or(Error::NotFound)?;
    *place = Arc::new(team.clone());
    may_make(app, who, &teams)?;
    let (now, entry, by) = (app.now(), app.entry_id(), who.agent.id.clone());
    app.store
        .write(move |tx| -> Result<(), Error> {
            if !tx.update_team(&team, now)? {
                return Err(Error::NotFound);
            }
            Ok(tx.note_audit(&entry, Some(&by), "changed a team", team.id.as_str(), now)?)
        })
        .await?;
    changed(app).await
}

/// Deletes a team: its sites are everybody's again, or those of the teams that are left.
pub async fn delete(app: &App, who: &SignedIn, id: &TeamId) -> Result<(), Error> {
    may_change(who)?;
    let mut teams = app.directory.teams();
    teams.retain(|team| team.id != *id);
    may_make(app, who, &teams)?;
    let (id, now, entry, by) = (id.clone(), app.now(), app.entry_id(), who.agent.id.clone());
    app.store
        .write(move |tx| -> Result<(), Error> {
            if !tx.delete_team(&id, now)? {
                return Err(Error::NotFound);
            }
            Ok(tx.note_audit(&entry, Some(&by), "deleted a team", id.as_str(), now)?)
        })
        .await?;
    changed(app).await
}

/// What waits is somebody else's now: everybody's inbox asks again.
async fn changed(app: &App) -> Result<(), Error> {
    app.read_directory().await?;
    app.hub.end_agents();
    Ok(())
}
