//! The agents' stream of hints.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use plausch_core::agent::Deed;

use crate::app::{App, Error};
use crate::http::page::{Failure, Reader};

/// `GET /inbox/stream`
pub(super) async fn open(State(app): State<Arc<App>>, reader: Reader) -> Result<Response, Failure> {
    reader.who.may(Deed::Answer)?;
    match app.hub.open_agent(&reader.who.agent.id) {
        Ok(stream) => Ok(Extension(stream).into_response()),
        Err(_) => Err(Error::Unavailable.into()),
    }
}
