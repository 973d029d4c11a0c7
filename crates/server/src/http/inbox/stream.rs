//! The agents' stream of hints.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use plausch_core::role::{Level, Permission};

use crate::app::{App, Error};
use crate::http::page::{Failure, Reader};

/// `GET /inbox/stream`
pub(super) async fn open(State(app): State<Arc<App>>, reader: Reader) -> Result<Response, Failure> {
    reader.who.may(Permission::Conversations, Level::Read)?;
    match app.hub.open_agent(Arc::clone(&reader.who.reach)) {
        Ok(stream) => Ok(Extension(stream).into_response()),
        Err(_) => Err(Error::Unavailable.into()),
    }
}
