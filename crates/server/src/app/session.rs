//! Signing in and out, and the one-time links by which accounts begin. Only hashes of the secrets
//! are kept; what a browser does with them is `http::who`.

use std::net::IpAddr;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use plausch_core::agent::{Agent, is_acceptable_password, is_mail, normalised_mail};
use plausch_core::id::AgentId;
use plausch_core::role::BuiltIn;
use plausch_core::time::{DAY, HOUR};
use plausch_core::{Personal, Timestamp, visitor};
use plausch_store::{Invited, NewAgent, Tx};

use super::{App, Error, SignedIn, password};

/// A session ends after so long, whatever happens in it.
pub const SESSION_LIMIT: i64 = 12 * HOUR;
/// The first administrator's link counts for so long; the next start makes a new one.
const FIRST_LINK_LIMIT: i64 = DAY;

/// A secret that the server gave away: a session's or a one-time link's. 32 random bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret(Personal<String>);

impl Secret {
    /// Reads a secret; `None` when it does not have its shape.
    pub fn parse(text: &str) -> Option<Self> {
        let is_valid = text.len() == 43 && BASE64.decode(text).is_ok_and(|bytes| bytes.len() == 32);
        is_valid.then(|| Self(Personal::new(text.to_owned())))
    }

    pub(super) fn new(random: [u8; 32]) -> Self {
        Self(Personal::new(BASE64.encode(random)))
    }

    /// The secret itself, to be given to whom it belongs.
    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }

    /// What is kept of it. 256 random bits can't be guessed back from a plain hash.
    pub(super) fn hash(&self) -> Vec<u8> {
        ring::digest::digest(&ring::digest::SHA256, self.reveal().as_bytes()).as_ref().to_vec()
    }
}

/// Signs in. `None`: not with these. Nothing tells whether there is such an account: the answer
/// and the work are the same.
pub async fn sign_in(
    app: &App,
    address: IpAddr,
    mail: &Personal<String>,
    password: &Personal<String>,
) -> Result<Option<Secret>, Error> {
    let now = app.now();
    app.limiters.sign_in(address, &normalised_mail(mail.reveal()), now)?;
    let asked = mail.clone();
    let (agent, hash) = app.store.read(move |tx| tx.agent_by_mail(&asked)).await?.unzip();
    let is_right = password::is_right(password, hash.flatten()).await?;
    let Some(agent) = agent.filter(|agent| is_right && agent.is_enabled) else {
        // Nobody's name: whether there is such an account is not told, here either.
        let entry = app.entry_id();
        let deed = move |tx: &mut Tx<'_>| tx.note_audit(&entry, None, "failed to sign in", "", now);
        app.store.write(deed).await?;
        return Ok(None);
    };
    begin(app, &agent.id, now).await.map(Some)
}

pub(super) async fn begin(app: &App, agent: &AgentId, now: Timestamp) -> Result<Secret, Error> {
    let secret = Secret::new(app.random());
    let (hash, agent, entry) = (secret.hash(), agent.clone(), app.entry_id());
    let deed = move |tx: &mut Tx<'_>| {
        tx.insert_session(&hash, &agent, now, now.plus(SESSION_LIMIT))?;
        tx.note_audit(&entry, Some(&agent), "signed in", agent.as_str(), now)
    };
    app.store.write(deed).await?;
    Ok(secret)
}

/// Who has this session, if it still counts.
pub async fn of(app: &App, secret: &Secret) -> Result<Option<SignedIn>, Error> {
    let (hash, now) = (secret.hash(), app.now());
    let agent = app.store.read(move |tx| tx.session(&hash, now)).await?;
    Ok(agent
        .and_then(|id| app.directory.agent(&id))
        .map(|agent| SignedIn { reach: app.directory.reach(&agent), agent }))
}

/// Ends a session, and what it listens to.
pub async fn sign_out(app: &App, who: &SignedIn, secret: &Secret) -> Result<(), Error> {
    let hash = secret.hash();
    app.store.write(move |tx| tx.delete_session(&hash)).await?;
    app.hub.end_agent(&who.agent.id);
    Ok(())
}

/// What a form carries to show that it is from a page of this session: derived, so not kept.
pub fn csrf_token(app: &App, secret: &Secret) -> String {
    BASE64.encode(app.keys.lookup("csrf", secret.reveal()))
}

/// Is it that token? Takes the same time however much of it is right.
pub fn is_csrf_token(app: &App, secret: &Secret, token: &str) -> bool {
    app.keys.lookups("csrf", secret.reveal()).into_iter().any(|wanted| {
        let wanted = BASE64.encode(wanted);
        let differences = wanted.bytes().zip(token.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b));
        wanted.len() == token.len() && differences == 0
    })
}

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
pub async fn invitation(app: &App, secret: &Secret) -> Result<Invitation, Error> {
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

/// Takes up a one-time link and signs in. The link is used up in the same unit of work.
pub async fn take_up(app: &App, link: &Secret, said: &Introduction) -> Result<Secret, Error> {
    let known = invitation(app, link).await?;
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
    let agent = app
        .store
        .write(move |tx| -> Result<AgentId, Error> {
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
            Ok(id)
        })
        .await?;
    app.hub.end_agent(&agent);
    app.read_directory().await?;
    begin(app, &agent, now).await
}

/// Forgets sessions and one-time links that have run out, and ends what such a session listens to:
/// a stream is asked who it is for when it begins, and would go on by itself. Browsers with a
/// session that counts come back; the others are told that they are signed out.
pub async fn forget_expired(app: &App) -> Result<(), Error> {
    let now = app.now();
    for agent in app.store.write(move |tx| tx.delete_expired_sessions(now)).await? {
        app.hub.end_agent(&agent);
    }
    Ok(())
}
