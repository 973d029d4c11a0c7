//! Who may call the visitors' API: pages of registered origins, without credentials.
//!
//! Which origins belong to which site is decided by the deeds in `app`; here pages of no site at
//! all are turned away, and the headers are set by which browsers let a page read the answer.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use plausch_core::site::Origin;

use crate::app::App;
use crate::http::problem::origin_not_registered;

/// The page that asks, if its browser names it.
#[derive(Debug, Clone)]
pub(super) struct Asking(pub Option<Origin>);

pub(super) async fn guard(
    State(app): State<Arc<App>>,
    mut request: Request,
    next: Next,
) -> Response {
    let named = request.headers().get(header::ORIGIN).cloned();
    let origin = named.as_ref().and_then(|value| value.to_str().ok()).and_then(origin_of);
    let is_known = origin.as_ref().is_some_and(|origin| is_known(&app, origin));
    // Browsers name the page whenever something is changed: who does not, is no browser.
    let is_reading = request.method() == Method::GET || request.method() == Method::HEAD;
    let mut response = if request.method() == Method::OPTIONS {
        // Also for others: their requests are refused, with a reason that they can read.
        preflight()
    } else if !is_known && (named.is_some() || !is_reading) {
        origin_not_registered().into_response()
    } else {
        request.extensions_mut().insert(Asking(origin));
        next.run(request).await
    };
    allow(response.headers_mut(), named);
    response
}

/// The origin exactly as browsers write it; whatever only resembles one is none.
fn origin_of(text: &str) -> Option<Origin> {
    Origin::parse(text).filter(|origin| origin.as_str() == text)
}

fn is_known(app: &App, origin: &Origin) -> bool {
    app.own_origin.as_ref() == Some(origin) || app.directory.has_origin(origin)
}

fn preflight() -> Response {
    let headers = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, PUT, DELETE"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "authorization, content-type"),
        (header::ACCESS_CONTROL_MAX_AGE, "7200"),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}

fn allow(headers: &mut HeaderMap, origin: Option<HeaderValue>) {
    headers.insert(header::VARY, HeaderValue::from_static("origin"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Some(origin) = origin {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        let retry_after = HeaderValue::from_static("retry-after");
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, retry_after);
    }
}
