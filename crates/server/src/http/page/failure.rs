//! When something does not work: a page (or a sentence, when a script asks) that says what to do.
//! Nothing inside is told; a mistake of ours gets a number that stands in the log.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use plausch_core::site::Lang;

use super::Page;
use super::again::Again;
use crate::app::{App, Error};

/// Why there is no answer. [`super::headers::dress`] makes the page, in the reader's language.
#[derive(Debug, Clone)]
pub enum Failure {
    /// Nobody has signed in; afterwards they go here.
    SignedOut {
        /// A path of ours.
        next: String,
    },
    /// The browser may have kept the session's cookie back, because the link was elsewhere.
    ComeAgain {
        /// The page that was asked for.
        here: String,
    },
    /// The form is not from a page of this session.
    NotFromHere,
    /// The role needs a second factor, and there is none yet.
    SecondFactorNeeded,
    /// The password has to be given again first.
    PasswordAgain(Box<Again>),
    /// The deed was not done.
    App(Error),
}

/// Stands with an answer in plain text that is ours and not the framework's.
#[derive(Debug, Clone, Copy)]
pub(in crate::http) struct OurWords;

impl Failure {
    /// A mistake of ours.
    pub fn internal(error: &dyn std::fmt::Display) -> Self {
        Self::App(Error::Internal(error.to_string()))
    }

    pub(super) const fn status(&self) -> StatusCode {
        match self {
            Self::ComeAgain { .. } => StatusCode::OK,
            Self::SignedOut { .. } | Self::App(Error::SessionEnded) => StatusCode::UNAUTHORIZED,
            Self::NotFromHere
            | Self::SecondFactorNeeded
            | Self::PasswordAgain(_)
            | Self::App(Error::Forbidden | Error::FiguresLocked) => StatusCode::FORBIDDEN,
            Self::App(error) => match error {
                Error::NotFound => StatusCode::NOT_FOUND,
                Error::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
                Error::Conflict
                | Error::Unchanged
                | Error::MessageIdReused
                | Error::KeptByLaw
                | Error::NotReviewed
                | Error::Restricted
                | Error::ConversationClosed => StatusCode::CONFLICT,
                Error::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
                Error::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
                Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            },
        }
    }

    /// The ids of its two texts: what it is, and what to do.
    const fn texts(&self) -> [&'static str; 2] {
        match self {
            Self::ComeAgain { .. } | Self::SignedOut { .. } | Self::NotFromHere => {
                ["failure-not-from-here", "failure-not-from-here-advice"]
            }
            Self::SecondFactorNeeded => ["second-factor-needed", "second-factor-needed-help"],
            Self::PasswordAgain(_) => ["again-title", "again-script"],
            Self::App(error) => match error {
                Error::NotFound => ["failure-not-found", "failure-not-found-advice"],
                Error::Forbidden => ["failure-forbidden", "failure-forbidden-advice"],
                Error::SessionEnded => ["failure-not-from-here", "sign-in-after-guesses"],
                Error::FiguresLocked => ["failure-figures-locked", "failure-figures-locked-advice"],
                Error::TooLarge => ["failure-too-large", "failure-too-large-advice"],
                Error::KeptByLaw => ["failure-kept-by-law", "failure-kept-by-law-advice"],
                Error::ConversationClosed => ["failure-ended", "failure-ended-advice"],
                Error::Conflict
                | Error::NotReviewed
                | Error::Restricted
                | Error::Unchanged
                | Error::MessageIdReused => ["failure-conflict", "failure-conflict-advice"],
                Error::TooMany { .. } => ["failure-too-many", "failure-too-many-advice"],
                Error::Unavailable => ["failure-unavailable", "failure-unavailable-advice"],
                Error::Internal(_) => ["failure-internal", "failure-internal-advice"],
                _ => ["failure-invalid", "failure-invalid-advice"],
            },
        }
    }

    /// The answer in the reader's language; for a script, a sentence instead of a page.
    pub(super) fn answer(&self, app: &App, lang: Lang, to_script: bool) -> Response {
        if let (Self::SignedOut { next }, false) = (self, to_script) {
            let next: String = form_encoded(next);
            return Redirect::to(&format!("/sign-in?next={next}")).into_response();
        }
        if let (Self::App(Error::SessionEnded), false) = (self, to_script) {
            return Redirect::to("/sign-in?after=guesses").into_response();
        }
        if let (Self::SecondFactorNeeded, false) = (self, to_script) {
            return Redirect::to("/account/second-factor").into_response();
        }
        if let (Self::PasswordAgain(again), false) = (self, to_script) {
            return again.page(app, lang).unwrap_or_else(IntoResponse::into_response);
        }
        let page = Page::for_anybody(app, lang, "/");
        if let Self::ComeAgain { here } = self {
            let title = page.t.say("one-moment").into_owned();
            let again = AgainPage { page, title, here };
            return Html(again.render().unwrap_or_default()).into_response();
        }
        let reference = match self {
            Self::App(Error::Internal(cause)) => {
                let reference = reference(app.random());
                tracing::error!(%reference, %cause, "a page could not be made");
                Some(reference)
            }
            _ => None,
        };
        let t = app.texts.speaker(lang);
        let [title, advice] = self.texts().map(|id| t.say(id).into_owned());
        let mut response = if to_script {
            let sentence = match &reference {
                Some(reference) => format!("{title}. {advice} ({reference})"),
                None => format!("{title}. {advice}"),
            };
            let mut response = (self.status(), sentence).into_response();
            response.extensions_mut().insert(OurWords);
            response
        } else {
            let page = FailurePage { page, title, advice, reference };
            let html = page.render().unwrap_or_default();
            (self.status(), Html(html)).into_response()
        };
        if let Self::App(Error::TooMany { retry_after }) = self {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(*retry_after));
        }
        response
    }
}

/// Short enough to be read out over the phone.
fn reference(random: [u8; 5]) -> String {
    use std::fmt::Write;
    random.iter().fold(String::new(), |mut text, byte| {
        // Writing to memory cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A path with a query as a value in a query.
fn form_encoded(path: &str) -> String {
    use std::fmt::Write;
    path.bytes().fold(String::new(), |mut text, byte| {
        if byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
        text
    })
}

#[derive(Template)]
#[template(path = "failure.html")]
struct FailurePage<'a> {
    page: Page<'a>,
    title: String,
    advice: String,
    reference: Option<String>,
}

#[derive(Template)]
#[template(path = "again.html")]
struct AgainPage<'a> {
    page: Page<'a>,
    title: String,
    here: &'a str,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::App(error)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}
