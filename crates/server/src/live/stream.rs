//! An open stream: a small task that owns the socket. It has no queue and no read buffer; what it
//! writes stands in the topic's ring. HTTP is over when it begins (`http::connection` parsed the
//! request, wrote nothing, and handed the socket over).
//!
//! An idle stream is budgeted at 2 kB resident in all (`examples/idle_streams.rs` measures it),
//! so think before adding a local variable that lives across an `await`.

use std::future::{Future, poll_fn};
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::subscription::Subscription;
use super::topic::Next;

/// The last frame is not worth waiting for longer than this.
const FAREWELL: Duration = Duration::from_secs(2);

/// What a handler puts into its response's extensions when the connection shall become a stream.
/// The response's status and headers are sent as usual; its body is not.
#[derive(Debug, Clone)]
pub struct TakeOver(Arc<Mutex<Option<Opening>>>);

/// What a stream begins with.
#[derive(Debug)]
pub(crate) struct Opening {
    /// The first frames.
    pub(super) frames: Vec<u8>,
    /// `None`: close after the first frames.
    pub(super) subscription: Option<Subscription>,
}

impl TakeOver {
    pub(super) fn new(frames: Vec<u8>, subscription: Option<Subscription>) -> Self {
        Self(Arc::new(Mutex::new(Some(Opening { frames, subscription }))))
    }

    /// The opening, for the first who asks (extensions must be cloneable, a place is not).
    pub(crate) fn take(&self) -> Option<Opening> {
        self.0.lock().take()
    }
}

impl Opening {
    /// Puts the response head before the first frames.
    pub(crate) fn prepend(&mut self, mut head: Vec<u8>) {
        head.append(&mut self.frames);
        self.frames = head;
    }
}

/// Serves the stream until either side is done. `place` is the connection's place among all
/// connections and is given back at the end.
///
/// An `async` block that uses what it captured where it is: an `async fn` keeps its arguments
/// twice, and a helper that takes them by value keeps them once more.
pub(crate) fn run<P: Send + 'static>(
    socket: TcpStream,
    opening: Opening,
    place: P,
) -> impl Future<Output = ()> + Send {
    let Opening { mut frames, mut subscription } = opening;
    async move {
        let _place = &place;
        let patience = subscription.as_ref().map_or(FAREWELL, Subscription::patience);
        if write(&socket, &frames, patience).await.is_err() {
            return;
        }
        // Not kept through the long wait: a backlog may be large.
        drop(std::mem::take(&mut frames));
        let Some(subscription) = &mut subscription else { return };
        loop {
            match subscription.next() {
                Next::Write(frame) => {
                    if write(&socket, &frame, subscription.patience()).await.is_err() {
                        return;
                    }
                }
                Next::Wait => {
                    if !wait(&socket, subscription).await {
                        return;
                    }
                }
                Next::Close(frame) => {
                    if let Some(frame) = frame {
                        // The client may be gone already; there is nobody left to tell.
                        let _ = write(&socket, &frame, FAREWELL).await;
                    }
                    return;
                }
            }
        }
    }
}

/// Waits for a frame; false when the client has closed or says something that nobody asked for.
async fn wait(socket: &TcpStream, subscription: &Subscription) -> bool {
    {
        let mut woken = pin!(subscription.woken());
        // From here on no wake is missed; so look once more for what came before.
        woken.as_mut().enable();
        if subscription.has_news() {
            return true;
        }
        let is_woken = poll_fn(|context| {
            if woken.as_mut().poll(context).is_ready() {
                return Poll::Ready(true);
            }
            // Unlike `readable()`, this needs no memory of its own.
            socket.poll_read_ready(context).map(|_| false)
        });
        if is_woken.await {
            return true;
        }
    }
    let mut unexpected = [0; 1];
    matches!(socket.try_read(&mut unexpected), Err(error) if error.kind() == io::ErrorKind::WouldBlock)
}

/// Writes all of it; an error when there was no progress for `patience`.
async fn write(socket: &TcpStream, mut bytes: &[u8], patience: Duration) -> io::Result<()> {
    while !bytes.is_empty() {
        match socket.try_write(bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => bytes = &bytes[written..],
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                // Rare, so its timer is not part of every idle stream.
                Box::pin(timeout(patience, socket.writable())).await??;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
