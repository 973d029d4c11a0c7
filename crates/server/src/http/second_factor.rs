//! The pages of an agent's own second factor: setting it up, recovery codes, switching it off. Key and
//! recovery codes are shown once, in the answer to the form that made them.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use plausch_core::Personal;
use plausch_core::second_factor::{Key, RecoveryCode};
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};
use serde::Deserialize;

use super::client::ClientAddress;
use super::page::{Failure, Moment, Page, Posted, Reader, home, show, show_as};
use crate::app::second_factor as factor;
use crate::app::{App, Error};

/// Open also to whoever has to set one up first, but for the last two.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/account/second-factor", get(show_own).post(switch_on))
        .route("/account/second-factor/key", post(begin))
        .route("/account/second-factor/codes", post(renew_codes))
        .route("/account/second-factor/removal", post(switch_off))
}

#[derive(Template)]
#[template(path = "second_factor.html")]
struct FactorPage<'a> {
    page: Page<'a>,
    state: factor::State,
    step: Step,
    /// Then there is one way on.
    shows_codes: bool,
    /// Somebody else has taken the last one away.
    reset: Option<ResetNote>,
    problem: Option<String>,
}

/// What is told about that.
pub(super) struct ResetNote {
    pub(super) text: String,
    pub(super) at: Moment,
}

impl ResetNote {
    pub(super) async fn of(app: &App, reader: &Reader) -> Result<Option<Self>, Failure> {
        if reader.has_second_factor {
            return Ok(None);
        }
        let t = app.texts.speaker(reader.lang);
        let reset = factor::since(app, &reader.who).await?;
        Ok(reset.map(|reset| Self {
            text: match &reset.by {
                Some(by) => {
                    t.say_with("second-factor-was-reset", "name", app.directory.agent_name(by))
                }
                None => t.say("second-factor-was-reset-there").into_owned(),
            },
            at: Moment::new(reset.at, reader.lang),
        }))
    }
}

/// What the page asks for.
enum Step {
    /// To begin; or it is on, and can be renewed or switched off.
    Begin,
    /// To tell the key to an app, and to type its first code.
    Scan { picture: String, key: Personal<String> },
    /// The first code once more: the key is not shown again.
    Code,
    /// To keep the recovery codes.
    Codes { codes: Vec<RecoveryCode>, next: &'static str, is_new: bool },
}

async fn page<'a>(
    app: &'a App,
    reader: &'a Reader,
    step: Step,
    problem: Option<String>,
) -> Result<FactorPage<'a>, Failure> {
    let page = Page::for_agent(app, reader, "/account/second-factor");
    let state = factor::state(app, &reader.who).await?;
    let shows_codes = matches!(step, Step::Codes { .. });
    let reset = if state.is_on { None } else { ResetNote::of(app, reader).await? };
    Ok(FactorPage { page, state, step, shows_codes, reset, problem })
}

async fn show_own(State(app): State<Arc<App>>, reader: Reader) -> Result<Response, Failure> {
    show(&page(&app, &reader, Step::Begin, None).await?)
}

#[derive(Deserialize)]
struct Nothing {}

async fn begin(
    State(app): State<Arc<App>>,
    Posted { reader, .. }: Posted<Nothing>,
) -> Result<Response, Failure> {
    let key = factor::begin(&app, &reader.who).await?;
    let step = Step::Scan { picture: picture(&app, &reader, &key)?, key: key.in_groups() };
    show(&page(&app, &reader, step, None).await?)
}

/// A picture for the app's camera: dark on light, also on dark screens, as cameras want it.
fn picture(app: &App, reader: &Reader, key: &Key) -> Result<String, Failure> {
    let address = factor::address(app, &reader.who, key)?;
    let code = QrCode::with_error_correction_level(address.reveal(), EcLevel::M)
        .map_err(|error| Failure::internal(&error))?;
    let picture = code.render::<svg::Color<'_>>().module_dimensions(1, 1).build();
    // The declaration before it is for files.
    let svg = picture.find("<svg").and_then(|at| picture.get(at..)).unwrap_or_default();
    Ok(svg.to_owned())
}

#[derive(Deserialize)]
struct Code {
    code: Personal<String>,
}

async fn switch_on(
    State(app): State<Arc<App>>,
    Posted { reader, form }: Posted<Code>,
) -> Result<Response, Failure> {
    let codes = factor::switch_on(&app, &reader.who, &reader.secret, &form.code).await?;
    if let Some(codes) = codes {
        let step = Step::Codes { codes, next: home(&reader.who.reach), is_new: true };
        return show(&page(&app, &reader, step, None).await?);
    }
    let problem = app.texts.speaker(reader.lang).say("second-factor-wrong").into_owned();
    let page = page(&app, &reader, Step::Code, Some(problem)).await?;
    show_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

async fn renew_codes(
    State(app): State<Arc<App>>,
    Posted { reader, .. }: Posted<Nothing>,
) -> Result<Response, Failure> {
    let codes = factor::renew_codes(&app, &reader.who).await?;
    let step = Step::Codes { codes, next: "/account", is_new: false };
    show(&page(&app, &reader, step, None).await?)
}

#[derive(Deserialize)]
struct Off {
    password: Personal<String>,
    code: Personal<String>,
}

async fn switch_off(
    State(app): State<Arc<App>>,
    ClientAddress(address): ClientAddress,
    Posted { reader, form }: Posted<Off>,
) -> Result<Response, Failure> {
    let t = app.texts.speaker(reader.lang);
    let inside = reader.inside(address);
    let off = factor::switch_off(&app, inside, &form.password, &form.code).await;
    let (status, problem) = match off {
        Ok(true) => return Ok(Redirect::to("/account?done=second-factor").into_response()),
        Ok(false) => (StatusCode::UNPROCESSABLE_ENTITY, t.say("again-wrong").into_owned()),
        Err(Error::TooMany { retry_after }) => {
            let problem = t.say_with("sign-in-too-often", "seconds", retry_after.to_string());
            (StatusCode::TOO_MANY_REQUESTS, problem)
        }
        Err(error) => return Err(error.into()),
    };
    show_as(status, &page(&app, &reader, Step::Begin, Some(problem)).await?)
}
