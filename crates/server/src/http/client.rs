//! The address that asks: for limits only, never kept (R-MIN-02).

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;

use super::connection::{PeerAddress, client_address};
use crate::app::App;

/// The client's address, behind however many trusted proxies.
#[derive(Debug, Clone, Copy)]
pub struct ClientAddress(pub IpAddr);

impl<S: Send + Sync> FromRequestParts<S> for ClientAddress
where
    Arc<App>: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        Ok(Self(address(&Arc::<App>::from_ref(state), parts)))
    }
}

/// The same, for whoever has the request already.
pub(super) fn address(app: &App, parts: &Parts) -> IpAddr {
    // Tests call the router without a connection.
    let peer = parts
        .extensions
        .get()
        .map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |PeerAddress(peer)| peer.ip());
    client_address(peer, &parts.headers, &app.config.trusted_proxies)
}
