//! Agents' second factors: setting one up, recovery codes, switching off, and which roles need one.
//! How codes are made and read is core; when they are asked for is `sign_in` (R-SEC-03).

mod reset;

use plausch_core::Personal;
use plausch_core::id::{AgentId, RoleId};
use plausch_core::role::BuiltIn;
use plausch_core::second_factor::{Key, RECOVERY_CODES, RecoveryCode};

pub use self::reset::{Reset, reset, since, take_away};
use super::session::Secret;
use super::sign_in::Inside;
use super::{App, Error, SignedIn, role, sign_in};

/// An agent's own second factor, as the account page shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct State {
    /// Is there one?
    pub is_on: bool,
    /// Does the role need one?
    pub is_needed: bool,
    /// How many recovery codes are left.
    pub codes_left: i64,
}

/// How it stands with one's own.
pub async fn state(app: &App, who: &SignedIn) -> Result<State, Error> {
    let id = who.agent.id.clone();
    let codes_left = app.store.read(move |tx| tx.recovery_codes_left(&id)).await?;
    let is_needed = app.directory.needs_second_factor(&who.agent.role);
    Ok(State { is_on: is_on(app, &who.agent.id).await?, is_needed, codes_left })
}

pub(super) async fn is_on(app: &App, agent: &AgentId) -> Result<bool, Error> {
    let agent = agent.clone();
    let factor = app.store.read(move |tx| tx.second_factor(&agent)).await?;
    Ok(factor.is_some_and(|factor| factor.is_confirmed))
}

/// Begins to set one up: gives the key, which is shown once. [`Error::Conflict`]: there is one already.
pub async fn begin(app: &App, who: &SignedIn) -> Result<Key, Error> {
    let (agent, key, nonce, now) =
        (who.agent.id.clone(), Key::new(app.random()), app.random(), app.now());
    let new = key.clone();
    let begun = app.store.write(move |tx| tx.begin_second_factor(&agent, &new, nonce, now)).await?;
    if begun { Ok(key) } else { Err(Error::Conflict) }
}

/// What the app reads from the picture: which installation, which account, and the key.
pub fn address(app: &App, who: &SignedIn, key: &Key) -> Result<Personal<String>, Error> {
    let url = app.config.public_url();
    let host = url.as_str().split_once("://").map_or(url.as_str(), |(_, host)| host);
    let address = key.address(&format!("Plausch {host}"), &who.agent.mail);
    address.ok_or_else(|| Error::Internal("no address for an app".into()))
}

/// Switches it on with a first code. Gives the recovery codes, which are shown once; every other
/// session ends, because it began without. `None`: it is not the code. [`Error::NotFound`]: nobody has
/// begun to set one up; [`Error::Conflict`]: it is on.
pub async fn switch_on(
    app: &App,
    who: &SignedIn,
    secret: &Secret,
    code: &Personal<String>,
) -> Result<Option<Vec<RecoveryCode>>, Error> {
    let (agent, code, now, entry) = (who.agent.id.clone(), code.clone(), app.now(), app.entry_id());
    let (codes, this) = (new_codes(app), secret.hash());
    let hashes = hashes(&codes, &agent);
    let is_on = app
        .store
        .write(move |tx| -> Result<bool, Error> {
            let factor = tx.second_factor(&agent)?.ok_or(Error::NotFound)?;
            if factor.is_confirmed {
                return Err(Error::Conflict);
            }
            let step = factor.key.step_of(&code, now, factor.last_step);
            let Some(step) = step else { return Ok(false) };
            if !tx.take_step(&agent, step)? {
                return Ok(false);
            }
            tx.replace_recovery_codes(&agent, &hashes)?;
            tx.delete_other_sessions(&agent, &this)?;
            let deed = "switched the second factor on";
            tx.note_audit(&entry, Some(&agent), deed, agent.as_str(), now)?;
            Ok(true)
        })
        .await?;
    app.hub.end_agent(&who.agent.id);
    Ok(is_on.then_some(codes))
}

/// Makes new recovery codes; earlier ones count no more. [`Error::Conflict`]: it is not on.
pub async fn renew_codes(app: &App, who: &SignedIn) -> Result<Vec<RecoveryCode>, Error> {
    let (agent, now, entry, codes) =
        (who.agent.id.clone(), app.now(), app.entry_id(), new_codes(app));
    let hashes = hashes(&codes, &agent);
    app.store
        .write(move |tx| -> Result<(), Error> {
            let factor = tx.second_factor(&agent)?;
            factor.filter(|factor| factor.is_confirmed).ok_or(Error::Conflict)?;
            tx.replace_recovery_codes(&agent, &hashes)?;
            let deed = "made new recovery codes";
            Ok(tx.note_audit(&entry, Some(&agent), deed, agent.as_str(), now)?)
        })
        .await?;
    Ok(codes)
}

/// Switches it off, which takes password and code, however short ago they were given. `false`: one of
/// them is wrong. Where the role needs one, the next page is the one that sets it up.
pub async fn switch_off(
    app: &App,
    inside: Inside<'_>,
    password: &Personal<String>,
    code: &Personal<String>,
) -> Result<bool, Error> {
    let who = inside.who;
    if !is_on(app, &who.agent.id).await? {
        return Err(Error::Conflict);
    }
    if !sign_in::knows_all(app, inside, password, code).await? {
        return Ok(false);
    }
    let (agent, now, entry) = (who.agent.id.clone(), app.now(), app.entry_id());
    app.store
        .write(move |tx| -> Result<(), Error> {
            tx.delete_second_factor(&agent)?;
            let deed = "switched the second factor off";
            Ok(tx.note_audit(&entry, Some(&agent), deed, agent.as_str(), now)?)
        })
        .await?;
    Ok(true)
}

/// Is the code right, of the app or for recovery? It is used up by being asked for.
pub(super) async fn takes(
    app: &App,
    agent: &AgentId,
    code: &Personal<String>,
) -> Result<bool, Error> {
    let (agent, code, now, entry) = (agent.clone(), code.clone(), app.now(), app.entry_id());
    app.store
        .write(move |tx| -> Result<bool, Error> {
            if let Some(recovery) = RecoveryCode::parse(&code) {
                let is_right = tx.take_recovery_code(&agent, &recovery.hash(agent.as_str()))?;
                if is_right {
                    let deed = "used a recovery code";
                    tx.note_audit(&entry, Some(&agent), deed, agent.as_str(), now)?;
                }
                return Ok(is_right);
            }
            let Some(factor) = tx.second_factor(&agent)? else { return Ok(false) };
            let step = factor.key.step_of(&code, now, factor.last_step);
            match step.filter(|_| factor.is_confirmed) {
                Some(step) => Ok(tx.take_step(&agent, step)?),
                None => Ok(false),
            }
        })
        .await
}

fn new_codes(app: &App) -> Vec<RecoveryCode> {
    (0..RECOVERY_CODES).map(|_| RecoveryCode::new(app.random())).collect()
}

fn hashes(codes: &[RecoveryCode], agent: &AgentId) -> Vec<Vec<u8>> {
    codes.iter().map(|code| code.hash(agent.as_str())).collect()
}

/// Makes a role need a second factor, or no more: at once, for everybody who has it. Whoever may
/// change roles may, unless the role permits what they haven't got.
pub async fn set_needed(
    app: &App,
    who: &SignedIn,
    id: &RoleId,
    is_needed: bool,
) -> Result<(), Error> {
    let role = role::one(app, who, id)?;
    role::may_put(who, None, &role.rights)?;
    let (of, now, entry, by) = (id.clone(), app.now(), app.entry_id(), who.agent.id.clone());
    app.store
        .write(move |tx| -> Result<(), Error> {
            tx.set_second_factor_waiver(&of, !is_needed, now)?;
            let deed = if is_needed {
                "made a role need a second factor"
            } else {
                "let a role sign in without a second factor"
            };
            Ok(tx.note_audit(&entry, Some(&by), deed, of.as_str(), now)?)
        })
        .await?;
    app.read_directory().await?;
    for agent in app.directory.agents().iter().filter(|agent| agent.role == *id) {
        app.hub.end_agent(&agent.id);
    }
    Ok(())
}

/// Lets the people of a role sign in with a password alone. Asks nobody: for the start of the program
/// (the demo), before anybody can sign in.
pub async fn waive_at_start(app: &App, role: BuiltIn) -> Result<(), Error> {
    let now = app.now();
    app.store.write(move |tx| tx.set_second_factor_waiver(&role.id(), true, now)).await?;
    app.read_directory().await
}
