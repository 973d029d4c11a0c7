//! Errors for programs: `application/problem+json` (RFC 9457), with a code from docs/api.md.
//! Nothing inside is told; an internal error gets a reference that stands in the log.

use axum::extract::rejection::JsonRejection;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use plausch_core::masking::Kind;
use serde_json::json;

use crate::app::Error;

/// An error as an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The status.
    pub status: StatusCode,
    /// The word that programs go by.
    pub code: &'static str,
    /// A plain sentence.
    pub title: &'static str,
    /// Which field, if that helps.
    pub detail: Option<String>,
    /// Which kinds of contact data, where that is the matter.
    pub kinds: Option<Box<[Kind]>>,
    /// When to try again, in seconds.
    pub retry_after: Option<u64>,
    /// Stands beside the cause in the log.
    pub reference: Option<String>,
}

impl Problem {
    /// A problem with a code and a sentence.
    pub const fn new(status: StatusCode, code: &'static str, title: &'static str) -> Self {
        Self { status, code, title, detail: None, kinds: None, retry_after: None, reference: None }
    }

    /// The request is not what is asked for.
    pub fn malformed(detail: impl Into<String>) -> Self {
        let title = "The request is not in the form that is asked for.";
        Self {
            detail: Some(detail.into()),
            ..Self::new(StatusCode::BAD_REQUEST, "malformed", title)
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        use StatusCode as S;
        let problem = |status, code, title| Self::new(status, code, title);
        match error {
            Error::NotFound => problem(S::NOT_FOUND, "not_found", "There is no such thing here."),
            Error::Forbidden => problem(S::FORBIDDEN, "forbidden", "This is not allowed."),
            Error::FiguresLocked => problem(
                S::FORBIDDEN,
                "figures_locked",
                "Figures of single agents are off until an administrator records by which right.",
            ),
            Error::SessionEnded => {
                problem(S::UNAUTHORIZED, "session_ended", "Sign in again: this session is over.")
            }
            Error::TokenInvalid => {
                problem(S::UNAUTHORIZED, "token_invalid", "The token does not count (any more).")
            }
            Error::OriginNotRegistered => origin_not_registered(),
            Error::ConsentRequired => {
                problem(S::FORBIDDEN, "consent_required", "The chat needs the visitor's consent.")
            }
            Error::ConsentStale => problem(
                S::CONFLICT,
                "consent_stale",
                "The page or the consent is of an earlier text; ask again.",
            ),
            Error::ConversationClosed => {
                problem(S::CONFLICT, "conversation_closed", "The visitor ended the conversation.")
            }
            Error::Restricted => problem(
                S::CONFLICT,
                "restricted",
                "This conversation is restricted: it can be read, and nothing is added to it.",
            ),
            Error::KeptByLaw => problem(
                S::CONFLICT,
                "kept_by_law",
                "The law wants this conversation kept for now; agents can't see it any more.",
            ),
            Error::MessageIdReused => {
                problem(S::CONFLICT, "message_id_reused", "This message id had another text.")
            }
            Error::TooLarge => problem(S::PAYLOAD_TOO_LARGE, "too_large", "The text is too long."),
            Error::Invalid(field) => Self {
                detail: Some(field.to_owned()),
                ..problem(S::UNPROCESSABLE_ENTITY, "invalid", "A field can't stay as it is.")
            },
            Error::InvalidSettings(_) => {
                problem(S::UNPROCESSABLE_ENTITY, "invalid", "Some settings can't stay as they are.")
            }
            Error::ContactData(kinds) => Self {
                kinds: Some(kinds.into()),
                ..problem(
                    S::UNPROCESSABLE_ENTITY,
                    "contact_data",
                    "The message holds contact data; say whether to keep or to mask it.",
                )
            },
            Error::Conflict | Error::NotReviewed => {
                problem(S::CONFLICT, "conflict", "This collides with what is there already.")
            }
            Error::Unchanged => problem(S::CONFLICT, "unchanged", "There is nothing to change."),
            Error::TooMany { retry_after } => Self {
                retry_after: Some(retry_after),
                ..problem(S::TOO_MANY_REQUESTS, "too_many_requests", "Too many requests.")
            },
            Error::Unavailable => Self {
                retry_after: Some(2),
                ..problem(
                    S::SERVICE_UNAVAILABLE,
                    "unavailable",
                    "This can't be taken right now; nothing was stored. Please try again.",
                )
            },
            Error::Internal(cause) => Self::internal(&cause),
        }
    }
}

impl Problem {
    /// A mistake of ours: the cause goes to the log, a reference to the caller.
    pub fn internal(cause: &str) -> Self {
        // The reference only has to be found again in the log.
        let digest = ring::digest::digest(&ring::digest::SHA256, cause.as_bytes());
        let reference =
            digest.as_ref()[..4].iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        tracing::error!(%reference, cause, "internal error");
        let title = "Something went wrong on our side.";
        Self {
            reference: Some(reference),
            ..Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", title)
        }
    }
}

/// The page's origin is not registered for the site.
pub const fn origin_not_registered() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "origin_not_registered",
        "The page's origin is not registered for this site.",
    )
}

impl From<JsonRejection> for Problem {
    fn from(rejection: JsonRejection) -> Self {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            return Error::TooLarge.into();
        }
        // What serde says may quote what was sent, so only the kind of mistake is told.
        Self::malformed(match rejection {
            JsonRejection::MissingJsonContentType(_) => {
                "The content type must be application/json."
            }
            JsonRejection::JsonSyntaxError(_) => "The body is not JSON.",
            _ => "A field is missing, unknown or of a wrong type.",
        })
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut body = json!({
            "type": format!("urn:plausch:problem:{}", self.code),
            "code": self.code,
            "title": self.title,
            "status": self.status.as_u16(),
        });
        if let Some(detail) = self.detail {
            body["detail"] = detail.into();
        }
        if let Some(kinds) = self.kinds {
            body["kinds"] = json!(kinds);
        }
        if let Some(reference) = self.reference {
            body["reference"] = reference.into();
        }
        let mut response = (self.status, body.to_string()).into_response();
        let headers = response.headers_mut();
        let media_type = HeaderValue::from_static("application/problem+json");
        headers.insert(header::CONTENT_TYPE, media_type);
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}
