//! The threads that own the connections, and the group commit.
//!
//! A deed is sent to a thread; the thread runs it in a transaction and answers. Writers take
//! everything that waits into one transaction, so that one `fsync` acknowledges all. SQLite has
//! one writer. PostgreSQL has a few, whose batches may meet each other's row locks: none waits for
//! long (`lock_timeout`), it gives its own locks back and its deeds go one by one.
//!
//! When a deed of a batch fails after it has changed something, the batch is rolled back and each
//! deed runs again alone. That is why deeds are `Fn` and hold only SQL and pure code. Savepoints
//! would do the same at half the speed.
//!
//! An engine may end a transaction by itself (SQLite does when the disk is full), and a rollback
//! may fail. So the connection is asked before and after each deed, and opened again when it can't
//! be brought back to a clean state.

use std::sync::Arc;
use std::thread;

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use plausch_core::seal::{Key, Keys};
use tokio::sync::oneshot;

use crate::connection::{Connection, Use};
use crate::deed::{Deed, Job};
use crate::error::Error;
use crate::scrub::{Due, Scrubber};
use crate::{Database, Tx};

/// Deeds that may wait for a writer; more are refused as unavailable, so that memory stays bounded.
const QUEUE: usize = 8_192;
/// Deeds that may share one commit.
const SQLITE_BATCH: usize = 512;
/// Each holds the locks of its rows until the last has run, one round trip after another.
const POSTGRES_BATCH: usize = 64;
const SQLITE_READERS: usize = 3;
const POSTGRES_READERS: usize = 4;
const POSTGRES_WRITERS: usize = 4;
/// How often a deed that met another's lock is run again.
const TRIES: usize = 4;

/// The threads of somebody who only reads.
#[derive(Clone)]
pub(crate) struct Readers(Sender<Box<dyn Job>>);

impl Readers {
    pub(crate) fn start(database: &Database) -> Result<Self, Error> {
        // No key opens anything that is sealed: nothing here asks for it.
        let keys = Keys::from_master(&Key::new([0; 32]));
        spawn(database, &keys, Use::Read, 1, &Due::none()).map(Self)
    }

    pub(crate) async fn read<T, E>(
        &self,
        deed: impl Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        submit(&self.0, deed).await
    }
}

#[derive(Clone)]
pub(crate) struct Workers {
    readers: Sender<Box<dyn Job>>,
    writers: Sender<Box<dyn Job>>,
    pub(crate) scrubber: Scrubber,
}

impl Workers {
    pub(crate) fn start(database: &Database, keys: &Keys) -> Result<Self, Error> {
        let (readers, writers) = match database {
            Database::Sqlite(_) => (SQLITE_READERS, 1),
            Database::Postgres(_) => (POSTGRES_READERS, POSTGRES_WRITERS),
        };
        let scrubber = Scrubber::start(database)?;
        let spawn = |usage, count| spawn(database, keys, usage, count, &scrubber.due());
        let (readers, writers) = (spawn(Use::Read, readers)?, spawn(Use::Write, writers)?);
        Ok(Self { readers, writers, scrubber })
    }

    pub(crate) async fn read<T, E>(
        &self,
        deed: impl Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        submit(&self.readers, deed).await
    }

    pub(crate) async fn write<T, E>(
        &self,
        deed: impl Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        submit(&self.writers, deed).await
    }
}

async fn submit<T, E>(
    workers: &Sender<Box<dyn Job>>,
    deed: impl Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
) -> Result<T, E>
where
    T: Send + 'static,
    E: From<Error> + Send + 'static,
{
    let (reply, answer) = oneshot::channel();
    workers.try_send(Box::new(Deed::new(deed, reply))).map_err(|error| match error {
        TrySendError::Full(_) => Error::Unavailable("too much is waiting for the database".into()),
        TrySendError::Disconnected(_) => gone(),
    })?;
    answer.await.unwrap_or_else(|_| Err(gone().into()))
}

fn gone() -> Error {
    Error::Unavailable("the program is shutting down".into())
}

fn spawn(
    database: &Database,
    keys: &Keys,
    usage: Use,
    count: usize,
    due: &Due,
) -> Result<Sender<Box<dyn Job>>, Error> {
    let (sender, orders) = bounded(QUEUE);
    let keys = Arc::new(keys.clone());
    let mut starts = Vec::new();
    for number in 0..count {
        let (database, keys, orders) = (database.clone(), Arc::clone(&keys), orders.clone());
        let due = due.clone();
        let (started, start) = bounded(1);
        let name = format!("store-{}-{number}", if usage == Use::Read { "read" } else { "write" });
        thread::Builder::new()
            .name(name)
            .spawn(move || {
                let opened = Connection::open(&database, usage);
                let is_open = opened.as_ref().map(drop).map_err(Clone::clone);
                drop(started.send(is_open));
                if let Ok(connection) = opened {
                    Worker { database, usage, keys, orders, connection, due }.work();
                }
            })
            .map_err(|error| Error::Unavailable(error.to_string()))?;
        starts.push(start);
    }
    starts.into_iter().try_for_each(|start| start.recv().unwrap_or_else(|_| Err(gone())))?;
    Ok(sender)
}

struct Worker {
    database: Database,
    usage: Use,
    keys: Arc<Keys>,
    orders: Receiver<Box<dyn Job>>,
    connection: Connection,
    due: Due,
}

impl Worker {
    /// Until the last sender has gone.
    fn work(mut self) {
        while let Ok(job) = self.orders.recv() {
            let others = self.orders.try_iter().take(self.batch() - 1);
            let jobs: Vec<_> = std::iter::once(job).chain(others).collect();
            if jobs.len() == 1 {
                jobs.into_iter().for_each(|job| self.run_alone(job));
            } else {
                self.run_together(jobs);
            }
        }
    }

    const fn batch(&self) -> usize {
        match (&self.database, self.usage) {
            (_, Use::Read | Use::Copy | Use::Schema | Use::Scrub) => 1,
            (Database::Sqlite(_), Use::Write) => SQLITE_BATCH,
            (Database::Postgres(_), Use::Write) => POSTGRES_BATCH,
        }
    }

    fn run_together(&mut self, mut jobs: Vec<Box<dyn Job>>) {
        if let Err(error) = self.begin() {
            return jobs.into_iter().for_each(|job| job.fail(error.clone()));
        }
        for job in &mut jobs {
            let before = self.connection.traces();
            let is_done = job.run(&mut self.connection.tx(&self.keys));
            // A deed that refused before it changed anything leaves the batch as it is.
            let is_harmless = before == self.connection.traces();
            if (is_done || is_harmless) && self.connection.is_in_transaction() {
                continue;
            }
            self.abandon();
            return jobs.into_iter().for_each(|job| self.run_alone(job));
        }
        match self.commit() {
            Ok(()) => jobs.into_iter().for_each(Job::acknowledge),
            Err(error) => jobs.into_iter().for_each(|job| job.fail(error.clone())),
        }
    }

    /// Runs a deed in a transaction of its own, again if only a lock was in the way.
    fn run_alone(&mut self, mut job: Box<dyn Job>) {
        for _ in 0..TRIES {
            if let Err(error) = self.begin() {
                return job.fail(error);
            }
            if job.run(&mut self.connection.tx(&self.keys)) {
                return match self.commit() {
                    Ok(()) => job.acknowledge(),
                    Err(error) => job.fail(error),
                };
            }
            self.abandon();
            if !job.may_run_again() {
                break;
            }
        }
        job.acknowledge();
    }

    /// Begins on a clean connection; on a new one when the old was lost meanwhile. Trying twice is
    /// safe: nothing has run yet.
    fn begin(&mut self) -> Result<(), Error> {
        if !self.connection.is_clean() {
            self.reopen()?;
        }
        match self.connection.begin() {
            Err(Error::Unavailable(_)) => {
                self.reopen()?;
                self.connection.begin()
            }
            outcome => outcome,
        }
    }

    fn commit(&mut self) -> Result<(), Error> {
        let outcome = if self.connection.is_in_transaction() {
            self.connection.commit()
        } else {
            Err(Error::Unavailable("the database ended the transaction by itself".into()))
        };
        // Also when it failed: whether it was kept may be unknown.
        if self.connection.leaves_remnants() {
            self.due.set();
        }
        // And these: a conversation whose key is gone is erased sooner or later, one that is gone and
        // whose key stays is not gone.
        for conversation in std::mem::take(&mut self.connection.held.ended) {
            self.keys.let_go(&conversation);
        }
        if outcome.is_err() {
            self.abandon();
        }
        outcome
    }

    /// Gives the transaction up. A connection that can't is opened again.
    fn abandon(&mut self) {
        for conversation in std::mem::take(&mut self.connection.held).begun {
            self.keys.let_go(&conversation);
        }
        self.connection.rollback();
        if !self.connection.is_clean()
            && let Err(error) = self.reopen()
        {
            tracing::error!(%error, "the database can't be opened again; the next deed tries");
        }
    }

    fn reopen(&mut self) -> Result<(), Error> {
        tracing::warn!("the connection to the database was lost; connecting again");
        self.connection = Connection::open(&self.database, self.usage)?;
        Ok(())
    }
}
