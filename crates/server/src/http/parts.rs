//! An answer that is told part by part.

use axum::body::{Body, Bytes};
use http_body_util::channel::Channel;

use crate::app::Error;
use crate::app::proof::Parts;

/// Parts that may wait for a slow reader.
const WAITING: usize = 2;

/// Parts are read as fast as the other side takes them. When one can't be had, the answer breaks
/// off, so that nobody takes it for the whole.
pub(super) fn body<P: Parts>(mut parts: P) -> Body {
    let (mut sender, body) = Channel::<Bytes, Error>::new(WAITING);
    tokio::spawn(async move {
        loop {
            match parts.next().await {
                Ok(Some(part)) => {
                    if sender.send_data(part.into()).await.is_err() {
                        return;
                    }
                }
                Ok(None) => return,
                Err(error) => {
                    tracing::error!(%error, "{} broke off", P::WHAT);
                    return sender.abort(error);
                }
            }
        }
    });
    Body::new(body)
}
