//! Removing what erased rows leave in the engine's files: on a thread and a connection of its
//! own, so that neither writers nor readers wait for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use tokio::sync::oneshot;

use crate::Database;
use crate::connection::{Connection, Use};
use crate::error::Error;

/// Callers who may wait for the same scrub; who comes later is told to try again.
const QUEUE: usize = 1_024;
/// How often a reader in the way is met before the scrub is left due, and the pause in between, in
/// which writers get on: longer than SQLite sleeps between two looks at a lock (100 ms).
const TRIES: usize = 8;
const PAUSE: Duration = Duration::from_millis(150);

type Reply = oneshot::Sender<Result<(), Error>>;

/// The way to the scrubbing thread.
#[derive(Clone)]
pub(crate) struct Scrubber {
    requests: Sender<Reply>,
    due: Due,
}

/// Has something been erased since the files were last scrubbed? True at the start: the program
/// may have died between an erasure and its scrub.
#[derive(Clone)]
pub(crate) struct Due(Arc<AtomicBool>);

impl Due {
    /// Of somebody who erases nothing.
    pub(crate) fn none() -> Self {
        Self(Arc::new(AtomicBool::new(false)))
    }

    pub(crate) fn set(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    fn take(&self) {
        self.0.store(false, Ordering::SeqCst);
    }
}

impl Scrubber {
    pub(crate) fn start(database: &Database) -> Result<Self, Error> {
        let due = Due(Arc::new(AtomicBool::new(true)));
        let (requests, waiting) = bounded(QUEUE);
        let (database, of) = (database.clone(), due.clone());
        thread::Builder::new()
            .name("store-scrub".into())
            .spawn(move || work(&database, &of, &waiting))
            .map_err(|error| Error::Unavailable(error.to_string()))?;
        Ok(Self { requests, due })
    }

    pub(crate) fn due(&self) -> Due {
        self.due.clone()
    }

    pub(crate) fn is_due(&self) -> bool {
        self.due.0.load(Ordering::SeqCst)
    }

    pub(crate) async fn scrub(&self) -> Result<(), Error> {
        let (reply, answer) = oneshot::channel();
        self.requests.try_send(reply).map_err(|error| match error {
            TrySendError::Full(_) => Error::Contention,
            TrySendError::Disconnected(_) => gone(),
        })?;
        answer.await.unwrap_or_else(|_| Err(gone()))
    }
}

fn gone() -> Error {
    Error::Unavailable("the program is shutting down".into())
}

/// Until the last sender has gone. Whoever asks while a scrub runs shares the next one.
fn work(database: &Database, due: &Due, waiting: &Receiver<Reply>) {
    while let Ok(first) = waiting.recv() {
        let replies: Vec<_> = std::iter::once(first).chain(waiting.try_iter()).collect();
        // Before, not after: what is erased meanwhile stays due.
        due.take();
        let outcome = scrub(database);
        if outcome.is_err() {
            due.set();
        }
        replies.into_iter().for_each(|reply| drop(reply.send(outcome.clone())));
    }
}

fn scrub(database: &Database) -> Result<(), Error> {
    let mut connection = Connection::open(database, Use::Scrub)?;
    let mut outcome = connection.scrub();
    for _ in 1..TRIES {
        if !matches!(outcome, Err(Error::Contention)) {
            break;
        }
        thread::sleep(PAUSE);
        outcome = connection.scrub();
    }
    outcome
}
