//! The inbox: where agents read and answer. Pages are whole without scripts; a script asks for the
//! same parts again when the stream hints at something new (decisions/0003).

mod archive;
mod deeds;
mod event;
mod list;
mod search;
mod stream;
mod thread;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};
use plausch_core::event::Kind;

use crate::app::App;

/// Everything an agent does with conversations.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/inbox", get(list::page))
        .route("/inbox/list", get(list::part))
        .route("/inbox/views", get(list::views))
        .route("/inbox/search", get(search::blank).post(search::find))
        .route("/inbox/stream", get(stream::open))
        .route("/inbox/conversations/{id}", get(thread::page))
        .route("/inbox/conversations/{id}/events", get(thread::events))
        .route(
            "/inbox/conversations/{id}/messages",
            post(|app, of, form| deeds::write_text(Kind::Message, app, of, form)),
        )
        .route(
            "/inbox/conversations/{id}/notes",
            post(|app, of, form| deeds::write_text(Kind::Note, app, of, form)),
        )
        .route("/inbox/conversations/{id}/assignment", post(deeds::assign))
        .route("/inbox/conversations/{id}/close", post(deeds::close))
        .route("/inbox/conversations/{id}/reopen", post(deeds::reopen))
        .route("/inbox/conversations/{id}/seen", post(deeds::seen))
        .route("/inbox/conversations/{id}/typing", post(deeds::typing))
        .route("/inbox/conversations/{id}/looking", get(thread::looking).post(deeds::look))
        .route("/inbox/conversations/{id}/archive", get(archive::ask).post(archive::mark))
        .route("/inbox/conversations/{id}/erase", get(thread::erase_page).post(deeds::erase))
}
