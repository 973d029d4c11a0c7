//! Polite refusals for connections that get no further: a short answer, and time to read it.
//!
//! A socket that is closed while bytes of the client are unread is reset, and the reset overtakes
//! the answer. So what comes is read for a moment first.

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// No place is left.
pub(super) const BUSY: &str = "HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\n\
    content-length: 0\r\nconnection: close\r\n\r\n";
/// Nothing may follow a request for a stream.
pub(super) const UNEXPECTED: &str = "HTTP/1.1 400 Bad Request\r\n\
    content-length: 0\r\nconnection: close\r\n\r\n";

const PATIENCE: Duration = Duration::from_secs(1);
/// Beyond this many at once, politeness would be a way to exhaust us: they are just closed.
const AT_ONCE: usize = 64;

#[derive(Clone)]
pub(super) struct Farewells(Arc<Semaphore>);

impl Default for Farewells {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

impl Farewells {
    /// Answers and closes, in a task of its own.
    pub(super) fn say(&self, mut socket: TcpStream, answer: &'static str) {
        let Ok(place) = Arc::clone(&self.0).try_acquire_owned() else { return };
        tokio::spawn(async move {
            // Whatever goes wrong here, the connection is closed, which is all that was wanted.
            let _ = timeout(PATIENCE, async {
                socket.write_all(answer.as_bytes()).await?;
                socket.shutdown().await?;
                let mut unread = [0; 512];
                while socket.read(&mut unread).await? > 0 {}
                std::io::Result::Ok(())
            })
            .await;
            drop(place);
        });
    }
}
