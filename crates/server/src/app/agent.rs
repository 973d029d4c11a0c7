//! Agents' accounts: inviting, roles, enabling and disabling. How they sign in is `session`.

use std::collections::BTreeSet;
use std::sync::Arc;

use plausch_core::Personal;
use plausch_core::agent::{Agent, is_acceptable_password, is_mail};
use plausch_core::id::{AgentId, RoleId, SiteId};
use plausch_core::role::{BuiltIn, Level, Permission, Rights};
use plausch_core::time::HOUR;
use plausch_core::visitor;
use plausch_store::{Invited, NewAgent, Tx};

use super::session::{self, Secret};
use super::sign_in::Inside;
use super::{App, Error, SignedIn, invitation, password, sign_in};

/// An invitation counts for so long.
pub const INVITATION_LIMIT: i64 = 72 * HOUR;

/// An agent as administrators see one.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The account.
    pub agent: Arc<Agent>,
    /// Has somebody taken it up, so that there is a password?
    pub is_taken_up: bool,
    /// Is a code asked for, too?
    pub has_second_factor: bool,
}

/// Adds an account that can be signed in to at once. Asks nobody: for the start of the program
/// (the demo), before anybody can sign in.
pub async fn add_at_start(
    app: &App,
    name: &str,
    mail: &str,
    role: BuiltIn,
    password: &Personal<String>,
) -> Result<AgentId, Error> {
    if !is_acceptable_password(password) {
        return Err(Error::Invalid("password"));
    }
    let hash = password::hash(password, app.random()).await?;
    let agent = new_agent(app, name, mail, Part { role: role.id(), sites: None })?;
    let (id, nonces, now) = (agent.id.clone(), [app.random(), app.random()], app.now());
    app.store
        .write(move |tx| {
            let new = NewAgent { agent: &agent, password_hash: Some(hash.clone()), nonces };
            tx.insert_agent(&new, now)
        })
        .await?;
    app.read_directory().await?;
    Ok(id)
}

/// What an agent may do, and on which sites; `None`: on all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The role.
    pub role: RoleId,
    /// The sites.
    pub sites: Option<BTreeSet<SiteId>>,
}

fn new_agent(app: &App, name: &str, mail: &str, part: Part) -> Result<Agent, Error> {
    if !is_mail(mail) {
        return Err(Error::Invalid("mail"));
    }
    Ok(Agent {
        id: AgentId::new(app.now(), app.random()),
        name: visitor::name(&Personal::new(name.to_owned())).ok_or(Error::Invalid("name"))?,
        mail: Personal::new(mail.trim().to_owned()),
        role: part.role,
        sites: part.sites,
        is_enabled: true,
    })
}

/// Goes on only if whoever asks may give this part to an agent (`None`: to a new one) who has had
/// another so far. Nobody raises their own rights, and nobody gives what they haven't got; only
/// administrators may, or nobody could ever name a data protection officer (R-SEC-02).
fn may_give(
    app: &App,
    who: &SignedIn,
    to: Option<&AgentId>,
    before: Option<&Part>,
    part: &Part,
) -> Result<(), Error> {
    who.may(Permission::Team, Level::Write)?;
    app.directory.role(&part.role).ok_or(Error::Invalid("role"))?;
    let known = |site: &SiteId| app.directory.site(site).is_ok();
    if !part.sites.iter().flatten().all(known) {
        return Err(Error::Invalid("sites"));
    }
    let own = who.reach.sites.as_ref();
    let is_within = |part: &Part| {
        let rights = app.directory.role(&part.role).map_or(Rights::NONE, |role| role.rights);
        let sites = match (&part.sites, own) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(sites), Some(own)) => sites.is_subset(own),
        };
        rights.is_within(&who.reach.rights) && sites
    };
    let is_own = to == Some(&who.agent.id);
    let is_administrator = who.agent.role == BuiltIn::Administrator.id() && own.is_none();
    let may = is_within(part) && before.is_none_or(is_within);
    if may || (is_administrator && !is_own) { Ok(()) } else { Err(Error::Forbidden) }
}

/// Goes on only if whoever asks may do what could end with somebody else in this account: that is given
/// like the rights that go with it. Not for one's own, which has its own page.
pub(super) fn may_stand_in(app: &App, who: &SignedIn, id: &AgentId) -> Result<(), Error> {
    who.may(Permission::Team, Level::Write)?;
    let agent = app.directory.agent(id).ok_or(Error::NotFound)?;
    let part = Part { role: agent.role.clone(), sites: agent.sites.clone() };
    may_give(app, who, Some(id), None, &part)?;
    if *id == who.agent.id { Err(Error::Forbidden) } else { Ok(()) }
}

/// All agents, oldest first.
pub async fn list(app: &App, who: &SignedIn) -> Result<Vec<Listed>, Error> {
    who.may(Permission::Team, Level::Read)?;
    let read = |tx: &mut Tx<'_>| {
        Ok::<_, Error>((tx.agents_with_password()?, tx.agents_with_second_factor()?))
    };
    let (taken_up, with_factor) = app.store.read(read).await?;
    let listed = |agent: Arc<Agent>| Listed {
        is_taken_up: taken_up.contains(&agent.id),
        has_second_factor: with_factor.contains(&agent.id),
        agent,
    };
    Ok(app.directory.agents().into_iter().map(listed).collect())
}

/// Invites somebody; gives the one-time link, which is shown once and not kept.
pub async fn invite(
    app: &App,
    who: &SignedIn,
    name: &str,
    mail: &str,
    part: Part,
) -> Result<String, Error> {
    may_give(app, who, None, None, &part)?;
    let agent = new_agent(app, name, mail, part)?;
    let (secret, now) = (Secret::new(app.random()), app.now());
    let (hash, until) = (secret.hash(), now.plus(INVITATION_LIMIT));
    let (nonces, entry, by) = ([app.random(), app.random()], app.entry_id(), who.agent.id.clone());
    app.store
        .write(move |tx| -> Result<(), Error> {
            tx.insert_agent(&NewAgent { agent: &agent, password_hash: None, nonces }, now)?;
            tx.insert_invitation(&hash, &Invited::Agent(agent.id.clone()), now, until)?;
            tx.note_audit(&entry, Some(&by), "invited an agent", agent.id.as_str(), now)?;
            Ok(())
        })
        .await?;
    app.read_directory().await?;
    Ok(invitation::link(app, &secret))
}

/// A new one-time link for an account, for whoever has lost the first or the password. The old
/// password counts until the link is taken up. A disabled account gets none ([`Error::Conflict`]).
pub async fn invite_again(app: &App, who: &SignedIn, id: &AgentId) -> Result<String, Error> {
    may_stand_in(app, who, id)?;
    let (secret, now) = (Secret::new(app.random()), app.now());
    let (hash, until) = (secret.hash(), now.plus(INVITATION_LIMIT));
    let (id, entry, by) = (id.clone(), app.entry_id(), who.agent.id.clone());
    app.store
        .write(move |tx| -> Result<(), Error> {
            // Whoever disables the account at the same time ends this link, too.
            tx.lock_agents()?;
            let agents = tx.agents()?;
            let agent = agents.iter().find(|agent| agent.id == id).ok_or(Error::NotFound)?;
            if !agent.is_enabled {
                return Err(Error::Conflict);
            }
            tx.insert_invitation(&hash, &Invited::Agent(id.clone()), now, until)?;
            tx.note_audit(&entry, Some(&by), "made a one-time link", id.as_str(), now)?;
            Ok(())
        })
        .await?;
    Ok(invitation::link(app, &secret))
}

/// Changes what an agent may do, where, and whether they may sign in. The last administrator who can
/// sign in stays one ([`Error::Conflict`]); nobody raises their own rights or gives what they haven't
/// got ([`Error::Forbidden`]). Disabling ends the agent's sessions and one-time links, another part ends
/// the links.
pub async fn change(
    app: &App,
    who: &SignedIn,
    id: &AgentId,
    part: Part,
    is_enabled: bool,
) -> Result<(), Error> {
    who.may(Permission::Team, Level::Write)?;
    let agent = app.directory.agent(id).ok_or(Error::NotFound)?;
    let before = Part { role: agent.role.clone(), sites: agent.sites.clone() };
    may_give(app, who, Some(id), Some(&before), &part)?;
    let (of, entry, by, now) = (id.clone(), app.entry_id(), who.agent.id.clone(), app.now());
    app.store
        .write(move |tx| -> Result<(), Error> {
            let id = &of;
            // Whoever counts administrators does so under the lock of all accounts, so that two
            // who demote each other don't both succeed.
            tx.lock_agents()?;
            // A role that was deleted meanwhile would leave nothing.
            let is_known = BuiltIn::of(&part.role).is_some()
                || tx.roles()?.iter().any(|role| role.id == part.role);
            if !is_known {
                return Err(Error::Invalid("role"));
            }
            if !tx.set_role(id, &part.role, part.sites.as_ref(), is_enabled)? {
                return Err(Error::NotFound);
            }
            if !has_administrator(tx)? {
                return Err(Error::Conflict);
            }
            if !is_enabled {
                tx.delete_sessions_of(id)?;
            }
            // Whoever made a link for less has none for more.
            if !is_enabled || part != before {
                tx.delete_invitations_of(id)?;
            }
            tx.note_audit(&entry, Some(&by), "changed an agent", id.as_str(), now)?;
            Ok(())
        })
        .await?;
    app.read_directory().await?;
    // Even where only the role has changed: what is listened to is asked for again.
    app.hub.end_agent(id);
    Ok(())
}

/// Changes one's own name, whatever the role.
pub async fn rename(app: &App, who: &SignedIn, name: &Personal<String>) -> Result<(), Error> {
    let name = visitor::name(name).ok_or(Error::Invalid("name"))?;
    let (agent, nonce) = (Arc::clone(&who.agent), app.random());
    app.store
        .write(move |tx| -> Result<(), Error> {
            // Whoever takes up a link for the account at the same time keeps the new password.
            tx.lock_agents()?;
            let (_, password) = tx.agent_by_mail(&agent.mail)?.ok_or(Error::NotFound)?;
            let password = password.ok_or(Error::NotFound)?;
            Ok(tx.set_credentials(&agent.id, &name, &password, nonce)?)
        })
        .await?;
    app.read_directory().await
}

/// Changes one's own password, which takes the old one. Every session of the account ends; gives
/// the one with which the agent goes on. `None`: the old password is another.
pub async fn change_password(
    app: &App,
    inside: Inside<'_>,
    old: &Personal<String>,
    new: &Personal<String>,
) -> Result<Option<Secret>, Error> {
    if !is_acceptable_password(new) {
        return Err(Error::Invalid("password"));
    }
    let agent = Arc::clone(&inside.who.agent);
    let Some(known) = sign_in::knows_password(app, inside, old).await? else {
        return Ok(None);
    };
    let known = Some(known);
    let (hash, nonce) = (password::hash(new, app.random()).await?, app.random());
    let (id, entry, now) = (agent.id.clone(), app.entry_id(), app.now());
    app.store
        .write(move |tx| -> Result<(), Error> {
            tx.lock_agents()?;
            let (agent, password) = tx.agent_by_mail(&agent.mail)?.ok_or(Error::NotFound)?;
            // Not the one any more that was asked for: somebody has taken up a link meanwhile.
            if password != known || !agent.is_enabled {
                return Err(Error::Conflict);
            }
            tx.set_credentials(&agent.id, &agent.name, &hash, nonce)?;
            tx.delete_sessions_of(&agent.id)?;
            tx.delete_invitations_of(&agent.id)?;
            tx.note_audit(
                &entry,
                Some(&agent.id),
                "changed the own password",
                agent.id.as_str(),
                now,
            )?;
            Ok(())
        })
        .await?;
    app.hub.end_agent(&id);
    let next = session::begin(app, &id, app.now()).await?;
    // Whoever guesses codes doesn't begin anew with every new password.
    app.limiters.door.session_goes_on(&inside.secret.hash(), &next.hash());
    Ok(Some(next))
}

/// Is there still an administrator of everything who can sign in?
fn has_administrator(tx: &mut Tx<'_>) -> Result<bool, Error> {
    let can_sign_in = tx.agents_with_password()?;
    let agents = tx.agents()?;
    Ok(agents.iter().any(|agent| {
        agent.role == BuiltIn::Administrator.id()
            && agent.sites.is_none()
            && agent.is_enabled
            && can_sign_in.contains(&agent.id)
    }))
}
