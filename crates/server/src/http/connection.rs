//! Connections: accepts them, lets hyper speak HTTP/1.1 on them, and hands a connection over to a
//! small task of `live` when a handler answers with a `live::TakeOver`. Which URL does what is
//! the router's business.
//!
//! `axum::serve` would keep hyper's whole connection in memory (20 kB and more) for an event stream
//! that says ten words an hour; here it is gone as soon as the request is authorised.

mod client_address;
mod exchange;
mod farewell;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{sleep, timeout};

use crate::live::Hub;

pub use client_address::client_address;

/// The address at the other end of the TCP connection, in every request's extensions. Behind a
/// reverse proxy that is the proxy: see [`client_address()`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PeerAddress(pub SocketAddr);

/// How connections are treated.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Open connections in all, streams included. One more is answered with 503.
    pub connections: u32,
    /// A request's head must be there within this time; also how long an idle connection is kept.
    pub head_within: Duration,
    /// A request must be whole and answered within this time (streams are answered at once).
    pub answer_within: Duration,
    /// At shutdown, what is under way has this long to finish.
    pub finish_within: Duration,
    /// At shutdown, streams are told to come back after this long (plus their own jitter).
    pub come_back_after: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            connections: 20_000,
            head_within: Duration::from_secs(30),
            answer_within: Duration::from_secs(30),
            finish_within: Duration::from_secs(5),
            come_back_after: Duration::from_millis(1_500),
        }
    }
}

/// A failed `accept` (most likely: no file descriptors left) is tried again after this pause.
const ACCEPT_AGAIN: Duration = Duration::from_millis(200);
/// Sent bytes that nobody acknowledges for so long end the connection: a phone that lost its
/// network is found out by the next heartbeat, not by the kernel's quarter of an hour.
#[cfg(target_os = "linux")]
const UNACKNOWLEDGED: Duration = Duration::from_secs(45);

/// Serves until `shutdown` says true (or its sender is gone): then accepts no more, lets requests
/// finish, sends the streams away with a `drain` frame, and returns when all are done or
/// `finish_within` is over.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    hub: Arc<Hub>,
    settings: Settings,
    mut shutdown: watch::Receiver<bool>,
) {
    let places = Arc::new(Semaphore::new(settings.connections as usize));
    let farewells = farewell::Farewells::default();
    loop {
        let accepted = tokio::select! {
            biased;
            () = is_told(&mut shutdown) => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((socket, peer)) => match Arc::clone(&places).try_acquire_owned() {
                Ok(place) => {
                    let connection = Connection {
                        router: router.clone(),
                        settings,
                        shutdown: shutdown.clone(),
                        farewells: farewells.clone(),
                        place,
                    };
                    tokio::spawn(connection.run(socket, peer));
                }
                Err(_) => farewells.say(socket, farewell::BUSY),
            },
            Err(error) if concerns_one_connection(&error) => {}
            Err(error) => {
                tracing::warn!(%error, "cannot accept connections; trying again");
                sleep(ACCEPT_AGAIN).await;
            }
        }
    }
    drop(listener);
    hub.drain(settings.come_back_after);
    let everybody_left = places.acquire_many(settings.connections);
    if timeout(settings.finish_within, everybody_left).await.is_err() {
        tracing::info!("not all connections finished in time; closing them");
    }
}

/// One connection that has a place.
struct Connection {
    router: Router,
    settings: Settings,
    shutdown: watch::Receiver<bool>,
    farewells: farewell::Farewells,
    place: OwnedSemaphorePermit,
}

impl Connection {
    async fn run(self, socket: TcpStream, peer: SocketAddr) {
        let Self { router, settings, shutdown, farewells, place } = self;
        prepare(&socket);
        let outcome = exchange::converse(socket, PeerAddress(peer), router, settings, shutdown);
        match outcome.await {
            exchange::Outcome::Done => drop(place),
            // A new task, so that this one, grown to the size of hyper, is freed.
            exchange::Outcome::Stream(socket, opening) => {
                tokio::spawn(crate::live::run_stream(socket, opening, place));
            }
            exchange::Outcome::Unexpected(socket) => farewells.say(socket, farewell::UNEXPECTED),
        }
    }
}

/// Small frames leave at once, dead peers are noticed. Neither is worth refusing a connection for.
fn prepare(socket: &TcpStream) {
    let _ = socket.set_nodelay(true);
    #[cfg(target_os = "linux")]
    let _ = socket2::SockRef::from(socket).set_tcp_user_timeout(Some(UNACKNOWLEDGED));
}

async fn is_told(shutdown: &mut watch::Receiver<bool>) {
    let _ = shutdown.wait_for(|is_down| *is_down).await;
}

/// The client was gone before it was accepted; the next `accept` may be fine.
fn concerns_one_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionRefused
    )
}

#[cfg(test)]
mod tests;
