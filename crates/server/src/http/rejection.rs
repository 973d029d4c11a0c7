//! What the framework refuses by itself (another method, an address or a query that can't be read, a
//! body that is too large): told in our words, as a page or as a problem, like everything else.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::page::{self, Failure};
use super::problem::Problem;
use crate::app::{App, Error};

/// Puts our words in the place of the framework's.
pub(super) async fn in_our_words(
    State(app): State<Arc<App>>,
    request: Request,
    next: Next,
) -> Response {
    let person = page::is_person(request.headers()).then(|| request.headers().clone());
    let response = next.run(request).await;
    if !is_the_frameworks(&response) {
        return response;
    }
    let (status, allow) = (response.status(), response.headers().get(header::ALLOW).cloned());
    let mut told = match person {
        Some(asked) => page::finish(&app, &asked, Failure::from(error(status)).into_response()),
        None => problem(status).into_response(),
    };
    *told.status_mut() = status;
    if let Some(methods) = allow {
        told.headers_mut().insert(header::ALLOW, methods);
    }
    told
}

/// Its refusals are plain text or empty. Our own sentences for scripts of ours are plain text, too,
/// and say that they are ours.
fn is_the_frameworks(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE);
    response.status().is_client_error()
        && response.extensions().get::<page::OurWords>().is_none()
        && kind.is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"))
}

fn error(status: StatusCode) -> Error {
    match status {
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => Error::NotFound,
        StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge,
        _ => Error::Invalid("address"),
    }
}

fn problem(status: StatusCode) -> Problem {
    match status {
        StatusCode::METHOD_NOT_ALLOWED => {
            let title = "This address does not take that method; `Allow` names those it takes.";
            Problem::new(status, "method_not_allowed", title)
        }
        StatusCode::NOT_FOUND | StatusCode::PAYLOAD_TOO_LARGE => error(status).into(),
        _ => Problem { detail: None, ..Problem::malformed("") },
    }
}
