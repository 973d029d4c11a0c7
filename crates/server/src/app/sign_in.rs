//! Signing in: the password, then the second factor where there is one, and giving the password once
//! more before what matters most. What comes of it is `session`; how often somebody may try is
//! `limits` (R-SEC-03).

use std::net::IpAddr;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use plausch_core::agent::{Agent, normalised_mail};
use plausch_core::id::AgentId;
use plausch_core::time::MINUTE;
use plausch_core::{Personal, Timestamp};
use plausch_store::Tx;

use super::limits::Wrong;
use super::session::{self, Secret};
use super::{App, Error, SignedIn, password, second_factor};

/// The second step has to follow the first within so long.
const HALFWAY_LIMIT: i64 = 5 * MINUTE;
/// What the sealed first step is for: it opens nowhere else.
const PLACE: &str = "halfway through signing in";

/// How far somebody got.
#[derive(Debug)]
pub enum Entered {
    /// They are in.
    In(Secret),
    /// The password was right; a code is asked for.
    Halfway(Halfway),
}

/// The first step of signing in is done, and nothing else: sealed, so that the server keeps nothing
/// of it; good for five minutes, for one account and its present password.
#[derive(Debug, Clone)]
pub struct Halfway(Personal<String>);

impl Halfway {
    pub(super) fn new(app: &App, agent: &AgentId, password_hash: &str) -> Self {
        let until = app.now().plus(HALFWAY_LIMIT).millis();
        let said = format!("{agent} {until} {}", fingerprint(password_hash));
        let sealed = app.keys.seal_entry(PLACE, &Personal::new(said), app.random());
        Self(Personal::new(BASE64.encode(sealed)))
    }

    /// Whatever a form says.
    pub const fn of(text: Personal<String>) -> Self {
        Self(text)
    }

    /// What the form of the second step carries.
    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }

    /// Whose it is, and the fingerprint of the password; `None`: not ours, or too late.
    fn open(&self, app: &App) -> Option<(AgentId, String)> {
        let sealed = BASE64.decode(self.0.reveal()).ok()?;
        let said = app.keys.open_entry(PLACE, &sealed).ok()?.into_revealed();
        let mut parts = said.split(' ');
        let agent = AgentId::parse(parts.next()?).ok()?;
        let until = Timestamp::from_millis(parts.next()?.parse().ok()?);
        (app.now() < until).then_some((agent, parts.next()?.to_owned()))
    }
}

/// Tells whether it is still the same password.
fn fingerprint(password_hash: &str) -> String {
    BASE64.encode(ring::digest::digest(&ring::digest::SHA256, password_hash.as_bytes()))
}

/// Signs in with the password. `None`: not with these. Nothing tells whether there is such an account:
/// the answer and the work are the same. While strangers guess from everywhere, it takes a second
/// factor, and whatever else was given is answered with the wait.
pub async fn sign_in(
    app: &App,
    address: IpAddr,
    mail: &Personal<String>,
    password: &Personal<String>,
) -> Result<Option<Entered>, Error> {
    let now = app.now();
    let wait = app.limiters.door.sign_in(address, &normalised_mail(mail.reveal()), now)?;
    let refused = || wait.map_or(Ok(None), |retry_after| Err(Error::TooMany { retry_after }));
    let asked = mail.clone();
    let known = app.store.read(move |tx| tx.agent_by_mail(&asked)).await?;
    let (agent, hash) = known.unzip();
    let hash = hash.flatten();
    let is_right = password::is_right(password, hash.clone()).await?;
    let id = agent.as_ref().map(|agent| agent.id.clone());
    let Some((agent, hash)) = agent.zip(hash).filter(|(agent, _)| is_right && agent.is_enabled)
    else {
        failed(app, address, mail, id, Wrong::Password).await?;
        return refused();
    };
    if second_factor::is_on(app, &agent.id).await? {
        return Ok(Some(Entered::Halfway(Halfway::new(app, &agent.id, &hash))));
    }
    if wait.is_some() {
        // Like a wrong one, or the next wait would tell that it was right.
        failed(app, address, mail, id, Wrong::Password).await?;
        return refused();
    }
    succeeded(app, address, &agent);
    session::begin(app, &agent.id, now).await.map(|secret| Some(Entered::In(secret)))
}

/// The second step: a code of the app, or a recovery code. `None`: not with this one.
/// [`Error::NotFound`]: the first step doesn't count (any more).
pub async fn give_code(
    app: &App,
    address: IpAddr,
    halfway: &Halfway,
    code: &Personal<String>,
) -> Result<Option<Secret>, Error> {
    let (id, fingerprint_then) = halfway.open(app).ok_or(Error::NotFound)?;
    let agent = app.directory.agent(&id).ok_or(Error::NotFound)?;
    app.limiters.door.code(address, &normalised_mail(agent.mail.reveal()), app.now())?;
    let mail = agent.mail.clone();
    let known = app.store.read(move |tx| tx.agent_by_mail(&mail)).await?;
    let is_same = |(agent, hash): &(Agent, Option<String>)| {
        let hash = hash.as_deref().map(fingerprint);
        agent.is_enabled && hash.as_ref() == Some(&fingerprint_then)
    };
    known.as_ref().filter(|known| is_same(known)).ok_or(Error::NotFound)?;
    if !second_factor::takes(app, &agent.id, code).await? {
        failed(app, address, &agent.mail, Some(id), Wrong::Code).await?;
        return Ok(None);
    }
    succeeded(app, address, &agent);
    session::begin(app, &agent.id, app.now()).await.map(Some)
}

/// A session in which the password is asked for again.
#[derive(Debug, Clone, Copy)]
pub struct Inside<'a> {
    /// Whose it is.
    pub who: &'a SignedIn,
    /// Its secret.
    pub secret: &'a Secret,
    /// From where.
    pub address: IpAddr,
}

/// Somebody who is signed in gives the password again, and a code where they have a second factor.
/// `false`: one of them is wrong; which one is not said. [`Error::SessionEnded`]: it was the last wrong
/// one.
pub async fn give_password_again(
    app: &App,
    inside: Inside<'_>,
    password: &Personal<String>,
    code: &Personal<String>,
) -> Result<bool, Error> {
    if !knows_all(app, inside, password, code).await? {
        return Ok(false);
    }
    let (hash, now) = (inside.secret.hash(), app.now());
    app.store.write(move |tx| tx.set_password_given(&hash, now)).await?;
    Ok(true)
}

/// Do they know the password, and have they got the second factor, if there is one? A code is used up
/// only when the password was right.
pub(super) async fn knows_all(
    app: &App,
    inside: Inside<'_>,
    password: &Personal<String>,
    code: &Personal<String>,
) -> Result<bool, Error> {
    if knows_password(app, inside, password).await?.is_none() {
        return Ok(false);
    }
    let id = &inside.who.agent.id;
    if second_factor::is_on(app, id).await? && !second_factor::takes(app, id, code).await? {
        failed_inside(app, inside, Wrong::Code).await?;
        return Ok(false);
    }
    app.limiters.door.forget_session(&inside.secret.hash());
    Ok(true)
}

/// The hash of the password, if that is the one they gave.
pub(super) async fn knows_password(
    app: &App,
    inside: Inside<'_>,
    password: &Personal<String>,
) -> Result<Option<String>, Error> {
    let mail = inside.who.agent.mail.clone();
    let now = app.now();
    app.limiters.door.password_again(inside.address, &normalised_mail(mail.reveal()), now)?;
    let hash = app.store.read(move |tx| tx.agent_by_mail(&mail)).await?.and_then(|(_, hash)| hash);
    if !password::is_right(password, hash.clone()).await? {
        failed_inside(app, inside, Wrong::Password).await?;
        return Ok(None);
    }
    Ok(hash)
}

/// Counts a failure in a session, which is over when there were too many: somebody else may have it.
async fn failed_inside(app: &App, inside: Inside<'_>, wrong: Wrong) -> Result<(), Error> {
    let Inside { who, secret, address } = inside;
    let agent = who.agent.id.clone();
    failed(app, address, &who.agent.mail, Some(agent.clone()), wrong).await?;
    let (hash, now, entry) = (secret.hash(), app.now(), app.entry_id());
    if !app.limiters.door.failed_in_session(&hash, now) {
        return Ok(());
    }
    let deed = move |tx: &mut Tx<'_>| {
        tx.delete_session(&hash)?;
        let deed = "ended a session in which somebody guessed";
        tx.note_audit(&entry, None, deed, agent.as_str(), now)
    };
    app.store.write(deed).await?;
    // Not before: where the session could not be ended, the next wrong one tries to.
    app.limiters.door.forget_session(&secret.hash());
    app.hub.end_agent(&who.agent.id);
    Err(Error::SessionEnded)
}

fn succeeded(app: &App, address: IpAddr, agent: &Agent) {
    let mail = normalised_mail(agent.mail.reveal());
    app.limiters.door.succeeded(address, &mail, app.now());
}

/// Counts a failure, and notes it without a name: whether there is such an account is not told there,
/// either. Whose account it was is noted when waiting begins, and behind the answer's back: the answer
/// takes as long as for an account that is not there.
async fn failed(
    app: &App,
    address: IpAddr,
    mail: &Personal<String>,
    agent: Option<AgentId>,
    wrong: Wrong,
) -> Result<(), Error> {
    let (now, entry) = (app.now(), app.entry_id());
    let deed = move |tx: &mut Tx<'_>| tx.note_audit(&entry, None, "failed to sign in", "", now);
    app.store.write(deed).await?;
    let mail = normalised_mail(mail.reveal());
    let begins = app.limiters.door.failed(address, &mail, wrong, now);
    let Some(agent) = agent.filter(|_| begins) else { return Ok(()) };
    let (store, entry) = (app.store.clone(), app.entry_id());
    tokio::spawn(async move {
        let deed = "locked the sign-in for a while";
        let note = move |tx: &mut Tx<'_>| tx.note_audit(&entry, None, deed, agent.as_str(), now);
        if let Err(error) = store.write(note).await {
            tracing::warn!(%error, "a lockout could not be noted");
        }
    });
    Ok(())
}
