//! What every page says to the browser: what it may load, and that it is nobody else's business.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use plausch_core::site::Origin;

use super::{Failure, lang};
use crate::app::{App, Error};

/// Scripts and styles are files of ours, and nothing else is loaded, framed or sent elsewhere.
///
/// Trusted Types stay on although htmx writes fragments with `DOMParser`: `trusted.js` has the one
/// policy. It lets HTML pass (scripts in it don't run: neither htmx nor this policy lets them) and
/// refuses script text and script addresses, so that `eval` and its relatives stay shut.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; \
     require-trusted-types-for 'script'; trusted-types default";

const ALWAYS: [(HeaderName, &str); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    ),
];

/// The policy of a page that shows another page of ours in frames.
pub(in crate::http) fn with_frames() -> String {
    format!("{POLICY}; frame-src 'self'")
}

/// The policy of a page that stands in a frame of ours, and may show pictures of these origins.
pub(in crate::http) fn in_a_frame(pictures: &BTreeSet<Origin>) -> String {
    let pictures: Vec<_> = pictures.iter().map(Origin::as_str).collect();
    POLICY
        .replace("frame-ancestors 'none'", "frame-ancestors 'self'")
        .replace("img-src 'self'", &format!("img-src 'self' {}", pictures.join(" ")))
}

/// Makes failures into pages in the reader's language, and adds the headers to everything.
pub(in crate::http) async fn dress(
    State(app): State<Arc<App>>,
    request: Request,
    next: Next,
) -> Response {
    let asked = request.headers().clone();
    finish(&app, &asked, next.run(request).await)
}

/// What an address that leads nowhere answers to a person; `None`: a program asks.
pub(in crate::http) fn nowhere(app: &App, asked: &HeaderMap) -> Option<Response> {
    is_person(asked).then(|| finish(app, asked, Failure::from(Error::NotFound).into_response()))
}

/// Does somebody read the answer in a browser's window? Scripts and programs take whatever comes.
pub(in crate::http) fn is_person(asked: &HeaderMap) -> bool {
    let accepted = asked.get(header::ACCEPT).and_then(|kinds| kinds.to_str().ok());
    accepted.is_some_and(|kinds| kinds.contains("text/html"))
}

/// Makes a failure into a page for whoever asked, and adds the headers.
pub(in crate::http) fn finish(app: &App, asked: &HeaderMap, mut response: Response) -> Response {
    if let Some(failure) = response.extensions_mut().remove::<Failure>() {
        response = failure.answer(app, lang::of(asked), is_script(asked));
    }
    let headers = response.headers_mut();
    // A page that runs something else than pages of ours do has said so itself.
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(POLICY));
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let policy = HeaderValue::from_static(POLICY);
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
    // Pages show what people said: no cache keeps them, not the browser's either.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Does a script of ours ask, for a part of a page?
pub(super) fn is_script(headers: &HeaderMap) -> bool {
    headers.contains_key("hx-request")
        || headers.get(header::ACCEPT).is_some_and(|kind| kind == "text/event-stream")
}
