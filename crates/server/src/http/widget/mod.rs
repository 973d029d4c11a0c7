//! What visitors' browsers ask for: scripts, the landing page, kept texts and the API (docs/api.md).

mod changes;
mod consents;
mod conversations;
mod cors;
pub(super) mod export;
mod landing;
mod notice;
mod receipts;
mod request;
mod scripts;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::routing::{get, post, put};

use crate::app::App;

/// The largest request body, in bytes.
const MAX_BODY: usize = 32 * 1024;

/// Scripts and the landing page: plain files for everybody.
pub fn pages() -> Router<Arc<App>> {
    Router::new()
        .route("/s/{site}/{lang}/plausch.js", get(scripts::loader))
        .route("/s/{site}/{lang}/chat", get(landing::page))
        .route("/s/{site}/{lang}/notice", get(notice::current))
        .route("/s/{site}/{lang}/notice/changes", get(changes::changes))
        .route("/s/{site}/{lang}/notice/{version}", get(notice::notice))
        .route("/s/{site}/{lang}/{file}", get(scripts::on_demand))
        .route("/w/{file}", get(scripts::chat))
}

/// The visitors' API.
pub fn api(app: &Arc<App>) -> Router<Arc<App>> {
    use conversations as c;
    Router::new()
        .route("/v1/sites/{site}/consents", post(consents::grant))
        .route("/v1/sites/{site}/withdrawals", post(consents::withdraw))
        .route("/v1/sites/{site}/refusals", post(consents::refuse))
        .route("/v1/sites/{site}/receipts", post(receipts::receipt))
        .route("/v1/sites/{site}/conversations", post(c::begin))
        .route("/v1/conversations/{id}", get(c::view).delete(c::erase))
        .route("/v1/conversations/{id}/events", get(c::events))
        .route("/v1/conversations/{id}/messages", post(c::send))
        .route("/v1/conversations/{id}/typing", post(c::typing))
        .route("/v1/conversations/{id}/seen", post(c::seen))
        .route("/v1/conversations/{id}/remember", put(c::remember).delete(c::forget))
        .route("/v1/conversations/{id}/stay", post(c::stay))
        .route("/v1/conversations/{id}/end", post(c::end))
        .route("/v1/conversations/{id}/export", get(export::download))
        .route("/v1/conversations/{id}/ticket", post(c::ticket))
        .route("/v1/conversations/{id}/stream", get(c::stream))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(middleware::from_fn_with_state(Arc::clone(app), cors::guard))
}
