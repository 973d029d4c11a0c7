//! Who asks: the session's cookie and what stands behind it.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{FromRequestParts, MatchedPath, OriginalUri};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use plausch_core::role::Role;
use plausch_core::site::Lang;

use super::{Failure, again, lang};
use crate::app::session::{self, Secret};
use crate::app::sign_in::Inside;
use crate::app::{App, SignedIn};
use crate::http::rights::{self, Endpoint, Needs};

/// `__Host-` makes browsers insist on `Secure`, `Path=/` and no `Domain`. They count loopback
/// addresses as secure, so the demo needs no TLS.
const COOKIE: &str = "__Host-plausch";

/// An agent who has signed in, and the session.
#[derive(Debug, Clone)]
pub struct Reader {
    /// Who.
    pub who: SignedIn,
    /// Their role, by which pages call it.
    pub role: Role,
    /// Was the password given a short while ago?
    pub is_fresh: bool,
    /// Is a code asked for, too?
    pub has_second_factor: bool,
    /// The session's secret.
    pub secret: Secret,
    /// What forms of the session carry.
    pub csrf: String,
    /// The language they read.
    pub lang: Lang,
    /// Does a script ask for a part of a page?
    pub wants_part: bool,
}

impl FromRequestParts<Arc<App>> for Reader {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Failure> {
        let reader = known(parts, app).await?;
        if reader.is_asked_again(parts) {
            return Err(again::ask(&reader, parts, Vec::new(), None));
        }
        Ok(reader)
    }
}

impl Reader {
    /// The session, where the password is asked for again.
    pub fn inside(&self, address: IpAddr) -> Inside<'_> {
        Inside { who: &self.who, secret: &self.secret, address }
    }

    /// Do they have to give the password again before this request? Not for what they may not do
    /// anyway: that is refused as ever.
    pub(super) fn is_asked_again(&self, parts: &Parts) -> bool {
        let reach = &self.who.reach;
        let is_open = |one: &Endpoint| one.is_open_to(&reach.rights, reach.sites.is_none());
        !self.is_fresh && endpoint(parts).is_some_and(|one| one.is_fresh && is_open(one))
    }
}

/// What the matrix says of this request.
fn endpoint(parts: &Parts) -> Option<&'static Endpoint> {
    let path = parts.extensions.get::<MatchedPath>()?;
    rights::endpoint(parts.method.as_str(), path.as_str())
}

/// Who has signed in, and has the second factor that the role needs, or is about to set it up.
pub(super) async fn known(parts: &Parts, app: &App) -> Result<Reader, Failure> {
    let secret = cookie(&parts.headers, COOKIE).and_then(Secret::parse);
    let known = match &secret {
        Some(secret) => session::of(app, secret).await?,
        None => None,
    };
    let (Some(secret), Some(known)) = (secret, known) else {
        let next = next(parts);
        return Err(if may_have_a_cookie(parts) {
            Failure::ComeAgain { here: next }
        } else {
            Failure::SignedOut { next }
        });
    };
    let is_open_before = endpoint(parts).is_some_and(|one| one.needs == Needs::Password);
    // The sign-in page sends whoever is in to where they belong.
    let is_door = endpoint(parts).is_some_and(|one| one.needs == Needs::Nothing);
    if known.lacks_second_factor(app) && !is_open_before && !is_door {
        return Err(Failure::SecondFactorNeeded);
    }
    let role = known.who.role(app);
    Ok(Reader {
        who: known.who,
        role,
        is_fresh: known.is_fresh,
        has_second_factor: known.has_second_factor,
        csrf: session::csrf_token(app, &secret),
        secret,
        lang: lang::of(&parts.headers),
        wants_part: super::headers::is_script(&parts.headers),
    })
}

/// Somebody follows a link on another website (web mail, for example): there, browsers keep a
/// `SameSite=Strict` cookie back, so that nobody knows whether they are signed in. Coming once more
/// from a page of ours tells. It can't go round in circles, because the browser says then that the
/// request is from here; one that does not say so is asked to sign in.
fn may_have_a_cookie(parts: &Parts) -> bool {
    let says = |name: &str| parts.headers.get(name).map(axum::http::HeaderValue::as_bytes);
    parts.method == Method::GET
        && says("sec-fetch-dest") == Some(b"document")
        && matches!(says("sec-fetch-site"), Some(b"cross-site" | b"same-site"))
        && cookie(&parts.headers, COOKIE).is_none()
}

/// Where to go after signing in: the page that was asked for; a form can't be sent again.
fn next(parts: &Parts) -> String {
    let uri = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |uri| &uri.0);
    let path = uri.path_and_query().map_or("/inbox", |path| path.as_str());
    if parts.method == Method::GET && is_ours(path) { path.to_owned() } else { "/inbox".to_owned() }
}

/// Is it a path of ours that one may be sent to? Not `//elsewhere`, which browsers take for a host.
pub(in crate::http) fn is_ours(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains(['\\', '\r', '\n', '\t'])
        && path.len() <= 400
}

/// A cookie's value.
pub(super) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value)
}

/// Begins the session in the browser, until it is closed; the server ends it earlier if need be.
pub fn session_cookie(secret: &Secret) -> String {
    format!("{COOKIE}={}; Path=/; HttpOnly; Secure; SameSite=Strict", secret.reveal())
}

/// Ends the session in the browser.
pub fn end_session_cookie() -> String {
    format!("{COOKIE}=; Path=/; HttpOnly; Secure; SameSite=Strict; Max-Age=0")
}
