//! Sessions: only hashes of their secrets are kept; what a browser does with them is `http::who`.
//! How one begins is `sign_in` and `invitation`.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use plausch_core::id::AgentId;
use plausch_core::time::{HOUR, MINUTE};
use plausch_core::{Personal, Timestamp};
use plausch_store::{Session, Tx};

use super::{App, Error, SignedIn};

/// A session ends after so long, whatever happens in it.
pub const SESSION_LIMIT: i64 = 12 * HOUR;

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

/// The password has to be given again before what matters most when it was given longer ago.
pub const PASSWORD_COUNTS: i64 = 10 * MINUTE;

/// A session that counts, and what its owner may do with it.
#[derive(Debug, Clone)]
pub struct Known {
    /// Whose it is.
    pub who: SignedIn,
    /// Was the password given a short while ago?
    pub is_fresh: bool,
    /// Have they set up a second factor?
    pub has_second_factor: bool,
}

impl Known {
    /// Do they have to set up a second factor before anything else?
    pub fn lacks_second_factor(&self, app: &App) -> bool {
        !self.has_second_factor && app.directory.needs_second_factor(&self.who.agent.role)
    }
}

/// When a session was used is kept to the hour: enough to know it again.
const fn hour(at: Timestamp) -> Timestamp {
    Timestamp::from_millis(at.millis() - at.millis().rem_euclid(HOUR))
}

pub(super) async fn begin(app: &App, agent: &AgentId, now: Timestamp) -> Result<Secret, Error> {
    let secret = Secret::new(app.random());
    let session = Session {
        agent: agent.clone(),
        token_hash: secret.hash(),
        created_at: now,
        used_at: hour(now),
        password_at: now,
    };
    let entry = app.entry_id();
    let deed = move |tx: &mut Tx<'_>| {
        tx.insert_session(&session, now.plus(SESSION_LIMIT))?;
        tx.note_audit(&entry, Some(&session.agent), "signed in", session.agent.as_str(), now)
    };
    app.store.write(deed).await?;
    Ok(secret)
}

/// Who has this session, if it still counts.
pub async fn of(app: &App, secret: &Secret) -> Result<Option<Known>, Error> {
    let (hash, now) = (secret.hash(), app.now());
    let known = app.store.read(move |tx| tx.session(&hash, now)).await?;
    let Some((session, has_second_factor)) = known else { return Ok(None) };
    if hour(now) > session.used_at {
        let hash = session.token_hash.clone();
        app.store.write(move |tx| tx.set_session_used(&hash, hour(now))).await?;
    }
    let is_fresh = now.since(session.password_at) < PASSWORD_COUNTS;
    Ok(app.directory.agent(&session.agent).map(|agent| Known {
        who: SignedIn { reach: app.directory.reach(&agent), agent },
        is_fresh,
        has_second_factor,
    }))
}

/// Ends a session, and what it listens to.
pub async fn sign_out(app: &App, who: &SignedIn, secret: &Secret) -> Result<(), Error> {
    let hash = secret.hash();
    app.store.write(move |tx| tx.delete_session(&hash)).await?;
    app.hub.end_agent(&who.agent.id);
    Ok(())
}

/// A session as its owner sees it.
#[derive(Debug, Clone)]
pub struct Listed {
    /// By which it is ended: the beginning of a hash, so that the page holds no secret.
    pub id: String,
    /// When it began.
    pub created_at: Timestamp,
    /// In which hour it was used last.
    pub used_at: Timestamp,
    /// Is it the one that asks?
    pub is_this: bool,
}

fn id(token_hash: &[u8]) -> String {
    BASE64.encode(token_hash.get(..9).unwrap_or_default())
}

/// The agent's own sessions, the newest first.
pub async fn list(app: &App, who: &SignedIn, secret: &Secret) -> Result<Vec<Listed>, Error> {
    let (agent, now, this) = (who.agent.id.clone(), app.now(), secret.hash());
    let sessions = app.store.read(move |tx| tx.sessions_of(&agent, now)).await?;
    let listed = |session: Session| Listed {
        id: id(&session.token_hash),
        created_at: session.created_at,
        used_at: session.used_at,
        is_this: session.token_hash == this,
    };
    Ok(sessions.into_iter().map(listed).collect())
}

/// Ends one of the agent's own sessions; one that is over, or another agent's, isn't there to be ended.
pub async fn end(app: &App, who: &SignedIn, which: &str) -> Result<(), Error> {
    let (agent, now, entry) = (who.agent.id.clone(), app.now(), app.entry_id());
    let which = which.to_owned();
    app.store
        .write(move |tx| -> Result<(), Error> {
            let sessions = tx.sessions_of(&agent, now)?;
            if let Some(session) = sessions.iter().find(|one| id(&one.token_hash) == which) {
                tx.delete_session(&session.token_hash)?;
                tx.note_audit(&entry, Some(&agent), "ended a session", agent.as_str(), now)?;
            }
            Ok(())
        })
        .await?;
    app.hub.end_agent(&who.agent.id);
    Ok(())
}

/// Ends all the agent's sessions but the one that asks.
pub async fn end_others(app: &App, who: &SignedIn, secret: &Secret) -> Result<(), Error> {
    let (agent, now, entry) = (who.agent.id.clone(), app.now(), app.entry_id());
    let this = secret.hash();
    app.store
        .write(move |tx| -> Result<(), Error> {
            if tx.delete_other_sessions(&agent, &this)? > 0 {
                let deed = "ended all other sessions";
                tx.note_audit(&entry, Some(&agent), deed, agent.as_str(), now)?;
            }
            Ok(())
        })
        .await?;
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
