//! The one-time links by which accounts begin. Who may give one is `agent`.

use plausch_core::agent::{Agent, is_acceptable_password, is_mail};
use plausch_core::id::AgentId;
use plausch_core::role::BuiltIn;
use plausch_core::time::DAY;
use plausch_core::{Personal, visitor};
use plausch_store::{Invited, NewAgent};

use super::session::{Secret, begin};
use super::sign_in::{Entered, Halfway};
use super::{App, Error, password};

/// The first administrator's link counts for so long; the next start makes a new one.
const FIRST_LINK_LIMIT: i64 = DAY;

/// A one-time link to set up the first administrator: only while there is no agent. An earlier
/// one ends.
pub async fn first_administrator_link(app: &App) -> Result<Option<String>, Error> {
    if !app.directory.agents().is_empty() {
        return Ok(None);
    }
    let (secret, now) = (Secret::new(app.random()), app.now());
    let (hash, until) = (secret.hash(), now.plus(FIRST_LINK_LIMIT));
    app.store
        .write(move |tx| tx.insert_invitation(&hash, &Invited::FirstAdministrator, now, until))
        .await?;
    Ok(Some(link(app, &secret)))
}

/// Where a one-time link leads.
pub(super) fn link(app: &App, secret: &Secret) -> String {
    format!("{}/set-up/{}", app.config.public_url(), secret.reveal())
}

/// For whom a one-time link is, as its page needs it.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// The address of whoever was invited; `None`: the first administrator names their own.
    pub mail: Option<Personal<String>>,
    /// What they are called so far.
    pub name: Option<Personal<String>>,
}

/// What a one-time link is for; [`Error::NotFound`] when it was used or has run out.
pub async fn of(app: &App, secret: &Secret) -> Result<Invitation, Error> {
    let (hash, now) = (secret.hash(), app.now());
    match app.store.read(move |tx| tx.invitation(&hash, now)).await?.ok_or(Error::NotFound)? {
        Invited::FirstAdministrator => Ok(Invitation { mail: None, name: None }),
        Invited::Agent(id) => {
            let agent = app.directory.agent(&id).ok_or(Error::NotFound)?;
            Ok(Invitation { mail: Some(agent.mail.clone()), name: Some(agent.name.clone()) })
        }
    }
}

/// What somebody says who takes up a one-time link.
#[derive(Debug, Clone)]
pub struct Introduction {
    /// The name that visitors and colleagues will read.
    pub name: Personal<String>,
    /// The address to sign in with (the first administrator's).
    pub mail: Personal<String>,
    /// The password.
    pub password: Personal<String>,
}

/// Takes up a one-time link and signs in. The link is used up in the same unit of work. It stands for
/// the password, not for the second factor: whoever has one is asked for it.
pub async fn take_up(app: &App, link: &Secret, said: &Introduction) -> Result<Entered, Error> {
    let known = of(app, link).await?;
    let name = visitor::name(&said.name).ok_or(Error::Invalid("name"))?;
    let mail = known.mail.unwrap_or_else(|| Personal::new(said.mail.reveal().trim().to_owned()));
    if !is_mail(mail.reveal()) {
        return Err(Error::Invalid("mail"));
    }
    if !is_acceptable_password(&said.password) {
        return Err(Error::Invalid("password"));
    }
    let password = password::hash(&said.password, app.random()).await?;
    let (now, hash, entry) = (app.now(), link.hash(), app.entry_id());
    let nonces = [app.random(), app.random()];
    let first = Agent {
        id: AgentId::new(now, app.random()),
        name: name.clone(),
        mail,
        role: BuiltIn::Administrator.id(),
        sites: None,
        is_enabled: true,
    };
    let set = password.clone();
    let (agent, has_second_factor) = app
        .store
        .write(move |tx| -> Result<(AgentId, bool), Error> {
            // Nobody disables or renames the account between these lines.
            tx.lock_agents()?;
            let invited = tx.invitation(&hash, now)?.ok_or(Error::NotFound)?;
            if !tx.delete_invitation(&hash)? {
                return Err(Error::NotFound);
            }
            let id = match invited {
                Invited::FirstAdministrator if !tx.agents()?.is_empty() => {
                    return Err(Error::NotFound);
                }
                Invited::FirstAdministrator => {
                    let new =
                        NewAgent { agent: &first, password_hash: Some(password.clone()), nonces };
                    tx.insert_agent(&new, now)?;
                    first.id.clone()
                }
                Invited::Agent(id) => {
                    tx.set_credentials(&id, &name, &password, nonces[0])?;
                    // Whoever knew the password before, is out now.
                    tx.delete_sessions_of(&id)?;
                    id
                }
            };
            tx.note_audit(&entry, Some(&id), "took up an invitation", id.as_str(), now)?;
            let factor = tx.second_factor(&id)?;
            Ok((id, factor.is_some_and(|factor| factor.is_confirmed)))
        })
        .await?;
    app.hub.end_agent(&agent);
    app.read_directory().await?;
    if has_second_factor {
        return Ok(Entered::Halfway(Halfway::new(app, &agent, &set)));
    }
    begin(app, &agent, now).await.map(Entered::In)
}
