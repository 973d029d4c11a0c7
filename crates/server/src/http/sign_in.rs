//! The door: signing in by password and code, signing out, and the page behind a one-time link.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use plausch_core::Personal;
use plausch_core::site::Lang;
use serde::Deserialize;
use url::{Host, Url};

use super::client::ClientAddress;
use super::page::{
    Failure, FromHere, Page, PageLang, Posted, Reader, end_session_cookie, home, is_ours,
    session_cookie, show, show_as,
};
use crate::app::invitation::{self, Introduction, Invitation};
use crate::app::session::{self, Secret};
use crate::app::sign_in::{self, Entered, Halfway};
use crate::app::{App, Error, second_factor};

/// Where nobody has signed in yet.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/sign-in", get(ask).post(give_password))
        .route("/sign-in/code", post(give_code))
        .route("/sign-out", post(sign_out))
        .route("/set-up/{link}", get(show_invitation).post(take_up))
}

#[derive(Deserialize)]
struct Next {
    #[serde(default)]
    next: String,
    /// Why they are here.
    #[serde(default)]
    after: String,
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage<'a> {
    page: Page<'a>,
    next: String,
    mail: String,
    problem: Option<String>,
    /// The browser will not keep the session's cookie.
    is_plain: bool,
}

async fn ask(
    State(app): State<Arc<App>>,
    PageLang(lang): PageLang,
    Query(Next { next, after }): Query<Next>,
    reader: Result<Reader, Failure>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    match reader {
        Ok(reader) => {
            let to = Some(destination(&next)).filter(|to| *to != "/inbox");
            return Ok(Redirect::to(to.unwrap_or_else(|| home(&reader.who.reach))).into_response());
        }
        Err(again @ Failure::ComeAgain { .. }) => return Err(again),
        Err(_) => {}
    }
    let page = Page::for_anybody(&app, lang, "/sign-in");
    let is_plain = is_plain(&app, &headers);
    let ended = (after == "guesses").then(|| page.t.say("sign-in-after-guesses").into_owned());
    show(&SignInPage { page, next, mail: String::new(), problem: ended, is_plain })
}

/// Is the page read over plain HTTP from another machine? The server sees no more than what the
/// proxy before it says. Today's browsers tell where a request comes from (`Sec-Fetch-Site`) only
/// over connections that they trust, which are those that keep `Secure` cookies.
fn is_plain(app: &App, headers: &HeaderMap) -> bool {
    let says = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(host) = says("host").and_then(|host| Url::parse(&format!("http://{host}")).ok())
    else {
        return false;
    };
    let is_here = match host.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => true,
    };
    let is_encrypted = says("sec-fetch-site").is_some()
        || says("x-forwarded-proto") == Some("https")
        || app.config.public_url().as_str()
            == format!("https://{}", says("host").unwrap_or_default());
    !is_here && !is_encrypted
}

/// Only to pages of ours: a link to the sign-in page must not lead elsewhere afterwards.
fn destination(next: &str) -> &str {
    let is_page = ["/inbox", "/admin", "/account"].iter().any(|page| next.starts_with(page));
    if is_page && is_ours(next) { next } else { "/inbox" }
}

#[derive(Deserialize)]
struct SignIn {
    mail: Personal<String>,
    password: Personal<String>,
    #[serde(default)]
    next: String,
}

async fn give_password(
    State(app): State<Arc<App>>,
    PageLang(lang): PageLang,
    ClientAddress(address): ClientAddress,
    FromHere(form): FromHere<SignIn>,
) -> Result<Response, Failure> {
    let t = app.texts.speaker(lang);
    let (status, problem, wait) =
        match sign_in::sign_in(&app, address, &form.mail, &form.password).await {
            Ok(Some(entered)) => return go_on(&app, lang, entered, form.next).await,
            Ok(None) => {
                let problem = t.say("sign-in-refused").into_owned();
                (StatusCode::UNPROCESSABLE_ENTITY, problem, None)
            }
            Err(Error::TooMany { retry_after }) => {
                let problem = t.say_with("sign-in-too-often", "seconds", retry_after.to_string());
                (StatusCode::TOO_MANY_REQUESTS, problem, Some(retry_after))
            }
            Err(error) => return Err(error.into()),
        };
    let page = Page::for_anybody(&app, lang, "/sign-in");
    let mail = form.mail.into_revealed();
    let form = SignInPage { page, next: form.next, mail, problem: Some(problem), is_plain: false };
    Ok(with_wait(show_as(status, &form)?, wait))
}

/// Into the office, or to the second step.
async fn go_on(app: &App, lang: Lang, entered: Entered, next: String) -> Result<Response, Failure> {
    match entered {
        Entered::In(secret) => enter(app, &secret, destination(&next)).await,
        Entered::Halfway(halfway) => {
            let page = Page::for_anybody(app, lang, "/sign-in");
            show(&CodePage { page, halfway, next, problem: None })
        }
    }
}

#[derive(Template)]
#[template(path = "code.html")]
struct CodePage<'a> {
    page: Page<'a>,
    halfway: Halfway,
    next: String,
    problem: Option<String>,
}

#[derive(Deserialize)]
struct Code {
    halfway: Personal<String>,
    code: Personal<String>,
    #[serde(default)]
    next: String,
}

async fn give_code(
    State(app): State<Arc<App>>,
    PageLang(lang): PageLang,
    ClientAddress(address): ClientAddress,
    FromHere(form): FromHere<Code>,
) -> Result<Response, Failure> {
    let t = app.texts.speaker(lang);
    let halfway = Halfway::of(form.halfway);
    let given = sign_in::give_code(&app, address, &halfway, &form.code).await;
    let (status, problem, wait) = match given {
        Ok(Some(secret)) => return enter(&app, &secret, destination(&form.next)).await,
        Ok(None) => (StatusCode::UNPROCESSABLE_ENTITY, t.say("code-refused").into_owned(), None),
        Err(Error::TooMany { retry_after }) => {
            let problem = t.say_with("sign-in-too-often", "seconds", retry_after.to_string());
            (StatusCode::TOO_MANY_REQUESTS, problem, Some(retry_after))
        }
        // Too late, or another password by now: from the start.
        Err(Error::NotFound) => {
            let page = Page::for_anybody(&app, lang, "/sign-in");
            let (next, problem) = (form.next, Some(t.say("code-too-late").into_owned()));
            let form = SignInPage { page, next, mail: String::new(), problem, is_plain: false };
            return show_as(StatusCode::UNPROCESSABLE_ENTITY, &form);
        }
        Err(error) => return Err(error.into()),
    };
    let page = Page::for_anybody(&app, lang, "/sign-in");
    let page = CodePage { page, halfway, next: form.next, problem: Some(problem) };
    Ok(with_wait(show_as(status, &page)?, wait))
}

fn with_wait(mut answer: Response, wait: Option<u64>) -> Response {
    if let Some(wait) = wait {
        answer.headers_mut().insert(header::RETRY_AFTER, wait.into());
    }
    answer
}

/// Who wants nothing else goes where their work is; whose second factor somebody else has taken away
/// learns that first.
async fn enter(app: &App, secret: &Secret, to: &str) -> Result<Response, Failure> {
    let known = session::of(app, secret).await?;
    let mut to = match &known {
        Some(known) if to == "/inbox" => home(&known.who.reach),
        _ => to,
    };
    if let Some(known) = known.filter(|known| !known.has_second_factor) {
        let reset = second_factor::since(app, &known.who).await?;
        to = reset.filter(|reset| reset.is_news).map_or(to, |_| "/account/second-factor");
    }
    let cookie = AppendHeaders([(header::SET_COOKIE, session_cookie(secret))]);
    Ok((cookie, Redirect::to(to)).into_response())
}

#[derive(Deserialize)]
struct Nothing {}

async fn sign_out(
    State(app): State<Arc<App>>,
    Posted { reader, .. }: Posted<Nothing>,
) -> Result<Response, Failure> {
    session::sign_out(&app, &reader.who, &reader.secret).await?;
    let cookie = AppendHeaders([(header::SET_COOKIE, end_session_cookie())]);
    // What the browser kept of the pages goes too.
    let forget = AppendHeaders([("clear-site-data", "\"cache\"")]);
    Ok((cookie, forget, Redirect::to("/sign-in")).into_response())
}

#[derive(Template)]
#[template(path = "set_up.html")]
struct SetUpPage<'a> {
    page: Page<'a>,
    invitation: Invitation,
    name: String,
    mail: String,
    problem: Option<&'static str>,
}

impl SetUpPage<'_> {
    const fn is_first(&self) -> bool {
        self.invitation.mail.is_none()
    }

    fn known_mail(&self) -> Option<&str> {
        self.invitation.mail.as_ref().map(|mail| mail.reveal().as_str())
    }

    fn has_problem(&self, field: &str) -> bool {
        self.problem == Some(field)
    }
}

fn secret(link: &str) -> Result<Secret, Failure> {
    Secret::parse(link).ok_or(Failure::App(Error::NotFound))
}

async fn show_invitation(
    State(app): State<Arc<App>>,
    PageLang(lang): PageLang,
    Path(link): Path<String>,
) -> Result<Response, Failure> {
    let invitation = invitation::of(&app, &secret(&link)?).await?;
    let page = Page::for_anybody(&app, lang, format!("/set-up/{link}"));
    let name = invitation.name.clone().map_or_else(String::new, Personal::into_revealed);
    let mail = String::new();
    show(&SetUpPage { page, invitation, name, mail, problem: None })
}

#[derive(Deserialize)]
struct TakeUp {
    name: Personal<String>,
    #[serde(default = "nothing")]
    mail: Personal<String>,
    password: Personal<String>,
}

const fn nothing() -> Personal<String> {
    Personal::new(String::new())
}

async fn take_up(
    State(app): State<Arc<App>>,
    PageLang(lang): PageLang,
    Path(link): Path<String>,
    FromHere(form): FromHere<TakeUp>,
) -> Result<Response, Failure> {
    let secret = secret(&link)?;
    let said = Introduction { name: form.name, mail: form.mail, password: form.password };
    let problem = match invitation::take_up(&app, &secret, &said).await {
        Ok(entered) => return go_on(&app, lang, entered, String::new()).await,
        Err(Error::Invalid(field)) => field,
        Err(error) => return Err(error.into()),
    };
    let invitation = invitation::of(&app, &secret).await?;
    let page = Page::for_anybody(&app, lang, format!("/set-up/{link}"));
    let (name, mail) = (said.name.into_revealed(), said.mail.into_revealed());
    let form = SetUpPage { page, invitation, name, mail, problem: Some(problem) };
    show_as(StatusCode::UNPROCESSABLE_ENTITY, &form)
}
