//! The operator's own roles. Those that come with the program are in core and stay as they are.

use plausch_core::id::RoleId;
use plausch_core::role::{BuiltIn, Level, Permission, Rights, Role};

use super::{App, Error, SignedIn};

/// The longest name, in characters.
pub const MAX_NAME: usize = 60;

/// A role as its page shows it.
#[derive(Debug)]
pub struct Listed {
    /// The role.
    pub role: Role,
    /// How many agents have it.
    pub agents: usize,
}

/// All roles, those that come with the program first.
pub fn list(app: &App, who: &SignedIn) -> Result<Vec<Listed>, Error> {
    who.may(Permission::Roles, Level::Read)?;
    let agents = app.directory.agents();
    let count = |role: &Role| agents.iter().filter(|agent| agent.role == role.id).count();
    let roles = app.directory.roles().into_iter();
    Ok(roles.map(|role| Listed { agents: count(&role), role }).collect())
}

/// One role.
pub fn one(app: &App, who: &SignedIn, id: &RoleId) -> Result<Role, Error> {
    who.may(Permission::Roles, Level::Read)?;
    app.directory.role(id).ok_or(Error::NotFound)
}

/// May they work on roles at all? A role counts on every site, so nobody who is limited to some.
pub fn may_change(who: &SignedIn) -> Result<(), Error> {
    who.may(Permission::Roles, Level::Write)?;
    if who.reach.sites.is_none() { Ok(()) } else { Err(Error::Forbidden) }
}

/// Goes on only if they may make a role permit this. Nobody puts into a role what they haven't got;
/// administrators may, but not into a role that they have.
pub fn may_put(who: &SignedIn, id: Option<&RoleId>, rights: &Rights) -> Result<(), Error> {
    may_change(who)?;
    let is_own = id == Some(&who.agent.role);
    let is_administrator = who.agent.role == BuiltIn::Administrator.id();
    let may = (is_administrator && !is_own) || rights.is_within(&who.reach.rights);
    if may { Ok(()) } else { Err(Error::Forbidden) }
}

fn named(name: &str) -> Result<String, Error> {
    let name = name.trim();
    let is_fine =
        (1..=MAX_NAME).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    if is_fine { Ok(name.to_owned()) } else { Err(Error::Invalid("name")) }
}

/// Adds a role; gives its id.
pub async fn create(
    app: &App,
    who: &SignedIn,
    name: &str,
    rights: Rights,
) -> Result<RoleId, Error> {
    may_put(who, None, &rights)?;
    let (now, entry, by) = (app.now(), app.entry_id(), who.agent.id.clone());
    let id = RoleId::new(now, app.random());
    let role = Role { id: id.clone(), name: named(name)?, rights };
    // As strict as for whoever makes it.
    let is_waived = !app.directory.needs_second_factor(&who.agent.role);
    app.store
        .write(move |tx| -> Result<(), Error> {
            tx.insert_role(&role, now)?;
            tx.set_second_factor_waiver(&role.id, is_waived, now)?;
            Ok(tx.note_audit(&entry, Some(&by), "created a role", role.id.as_str(), now)?)
        })
        .await?;
    app.read_directory().await?;
    Ok(id)
}

/// Changes a role: at once for everybody who has it, also for what they listen to. Those that come
/// with the program stay as they are ([`Error::Conflict`]).
pub async fn change(
    app: &App,
    who: &SignedIn,
    id: &RoleId,
    name: &str,
    rights: Rights,
) -> Result<(), Error> {
    let before = one(app, who, id)?;
    // Neither what it permits now nor what it shall permit is more than they have.
    may_put(who, Some(id), &rights)?;
    may_put(who, Some(id), &before.rights)?;
    if BuiltIn::of(id).is_some() {
        return Err(Error::Conflict);
    }
    let role = Role { id: id.clone(), name: named(name)?, rights };
    let (now, entry, by) = (app.now(), app.entry_id(), who.agent.id.clone());
    app.store
        .write(move |tx| -> Result<(), Error> {
            if !tx.update_role(&role)? {
                return Err(Error::NotFound);
            }
            Ok(tx.note_audit(&entry, Some(&by), "changed a role", role.id.as_str(), now)?)
        })
        .await?;
    app.read_directory().await?;
    for agent in app.directory.agents().iter().filter(|agent| agent.role == *id) {
        app.hub.end_agent(&agent.id);
    }
    Ok(())
}

/// Deletes a role that nobody has ([`Error::Conflict`] otherwise).
pub async fn delete(app: &App, who: &SignedIn, id: &RoleId) -> Result<(), Error> {
    may_change(who)?;
    one(app, who, id)?;
    if BuiltIn::of(id).is_some() {
        return Err(Error::Conflict);
    }
    let (id, now, entry, by) = (id.clone(), app.now(), app.entry_id(), who.agent.id.clone());
    app.store
        .write(move |tx| -> Result<(), Error> {
            // Nobody gets it between these lines.
            tx.lock_agents()?;
            if tx.agents()?.iter().any(|agent| agent.role == id) {
                return Err(Error::Conflict);
            }
            if !tx.delete_role(&id)? {
                return Err(Error::NotFound);
            }
            Ok(tx.note_audit(&entry, Some(&by), "deleted a role", id.as_str(), now)?)
        })
        .await?;
    app.read_directory().await
}
