//! Every address on one page, grouped by who calls it.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::problem::Problem;
use super::rejection::in_our_words;
use super::{own, page, widget};
use crate::app::{App, Error};

/// The router of the chat and the inbox.
pub fn router(app: &Arc<App>) -> Router {
    Router::new()
        // Visitors' browsers: scripts, landing page, API (docs/api.md)
        .merge(widget::pages())
        .merge(widget::api(app))
        // The page on which a visitor sees and changes their own data
        .merge(own::routes(app))
        // Agents and administrators: sign-in, inbox, sites, team
        .merge(page::routes(app))
        // Whoever watches over the machine
        .route("/healthz", get(health))
        .fallback(nothing_here)
        .layer(from_fn_with_state(Arc::clone(app), in_our_words))
        .with_state(Arc::clone(app))
}

/// Answers when requests can be taken: the database is asked too.
async fn health(State(app): State<Arc<App>>) -> Result<impl IntoResponse, Problem> {
    app.is_healthy().await?;
    Ok((StatusCode::OK, [(header::CACHE_CONTROL, "no-store")], "ok\n"))
}

async fn nothing_here(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    page::nowhere(&app, &headers).unwrap_or_else(|| Problem::from(Error::NotFound).into_response())
}
