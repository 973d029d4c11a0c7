//! The inbox: where agents read and answer. Pages are whole without scripts; a script asks for the
//! same parts again when the stream hints at something new (decisions/0003).

mod archive;
mod deeds;
mod event;
mod list;
mod stream;
mod thread;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};
use plausch_core::event::Kind;

use crate::app::App;

/// Everything an agent does with conversations.
pub fn routes() -> Router<Arc<App>> {
    let conversation = Router::new()
        .route("/", get(thread::page))
        .route("/events", get(thread::events))
        .route("/messages", post(|app, of, form| deeds::write_text(Kind::Message, app, of, form)))
        .route("/notes", post(|app, of, form| deeds::write_text(Kind::Note, app, of, form)))
        .route("/assignment", post(deeds::assign))
        .route("/close", post(deeds::close))
        .route("/reopen", post(deeds::reopen))
        .route("/seen", post(deeds::seen))
        .route("/typing", post(deeds::typing))
        .route("/looking", get(thread::looking).post(deeds::look))
        .route("/archive", get(archive::ask).post(archive::mark))
        .route("/erase", get(thread::erase_page).post(deeds::erase));
    Router::new()
        .route("/inbox", get(list::page))
        .route("/inbox/list", get(list::part))
        .route("/inbox/views", get(list::views))
        .route("/inbox/stream", get(stream::open))
        .nest("/inbox/conversations/{id}", conversation)
}
