//! The threads that own the connections, and the group commit.
//!
//! A deed is sent to a thread; the thread runs it in a transaction and answers. Writers take
//! everything that waits into one transaction, so that one `fsync` acknowledges all (SQLite has
//! one writer; PostgreSQL has several and commits each deed alone, since it shares its own log
//! flushes and rows locked in one batch could block another).
//!
//! When a deed of a batch fails after it has changed something, the batch is rolled back and each
//! deed runs again alone. That is why deeds are `Fn` and hold only SQL and pure code. Savepoints
//! would do the same at half the speed.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use plausch_core::seal::Keys;
use tokio::sync::oneshot;

use crate::connection::{Connection, Use};
use crate::error::Error;
use crate::{Database, Tx};

/// Deeds that may wait for a writer; more are refused as unavailable, so that memory stays bounded.
const QUEUE: usize = 8_192;
/// Deeds that may share one commit.
const BATCH: usize = 512;
const SQLITE_READERS: usize = 3;
const POSTGRES_READERS: usize = 4;
const POSTGRES_WRITERS: usize = 12;
/// How often a deed that met another's lock is run again.
const TRIES: usize = 4;

/// A deed with its way back to the caller.
trait Job: Send {
    /// Runs the deed and keeps its outcome. `true`: it succeeded.
    fn run(&mut self, tx: &mut Tx<'_>) -> bool;
    /// Did it fail only because another transaction was in the way?
    fn may_run_again(&self) -> bool;
    /// Tells the caller the outcome.
    fn acknowledge(self: Box<Self>);
    /// Tells the caller that it failed, whatever the deed said.
    fn fail(self: Box<Self>, error: Error);
}

struct Deed<F, T, E> {
    deed: F,
    outcome: Option<Result<T, E>>,
    met_contention: bool,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<F, T, E> Job for Deed<F, T, E>
where
    F: Fn(&mut Tx<'_>) -> Result<T, E> + Send,
    T: Send,
    E: From<Error> + Send,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> bool {
        let deed = &self.deed;
        let ran = catch_unwind(AssertUnwindSafe(|| deed(tx)));
        let outcome = ran.unwrap_or_else(|_| Err(Error::Database("a deed panicked".into()).into()));
        self.met_contention = tx.connection.take_contention();
        let is_done = outcome.is_ok();
        self.outcome = Some(outcome);
        is_done
    }

    fn may_run_again(&self) -> bool {
        self.met_contention
    }

    fn acknowledge(self: Box<Self>) {
        let outcome = self
            .outcome
            .unwrap_or_else(|| Err(Error::Database("a deed was not run".into()).into()));
        // The caller may have gone; the deed is done all the same.
        drop(self.reply.send(outcome));
    }

    fn fail(self: Box<Self>, error: Error) {
        drop(self.reply.send(Err(error.into())));
    }
}

enum Order {
    Do(Box<dyn Job>),
    Scrub(oneshot::Sender<Result<(), Error>>),
}

#[derive(Clone)]
pub(crate) struct Workers {
    readers: Sender<Order>,
    writers: Sender<Order>,
}

impl Workers {
    pub(crate) fn start(database: &Database, keys: &Keys) -> Result<Self, Error> {
        let (readers, writers) = match database {
            Database::Sqlite(_) => (SQLITE_READERS, 1),
            Database::Postgres(_) => (POSTGRES_READERS, POSTGRES_WRITERS),
        };
        Ok(Self {
            readers: spawn(database, keys, Use::Read, readers)?,
            writers: spawn(database, keys, Use::Write, writers)?,
        })
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

    pub(crate) async fn scrub(&self) -> Result<(), Error> {
        let (reply, answer) = oneshot::channel();
        send(&self.writers, Order::Scrub(reply))?;
        answer.await.unwrap_or_else(|_| Err(gone()))
    }
}

async fn submit<T, E>(
    workers: &Sender<Order>,
    deed: impl Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
) -> Result<T, E>
where
    T: Send + 'static,
    E: From<Error> + Send + 'static,
{
    let (reply, answer) = oneshot::channel();
    send(workers, Order::Do(Box::new(Deed { deed, outcome: None, met_contention: false, reply })))?;
    answer.await.unwrap_or_else(|_| Err(gone().into()))
}

fn send(workers: &Sender<Order>, order: Order) -> Result<(), Error> {
    workers.try_send(order).map_err(|error| match error {
        TrySendError::Full(_) => Error::Unavailable("too much is waiting for the database".into()),
        TrySendError::Disconnected(_) => gone(),
    })
}

fn gone() -> Error {
    Error::Unavailable("the program is shutting down".into())
}

fn spawn(
    database: &Database,
    keys: &Keys,
    usage: Use,
    count: usize,
) -> Result<Sender<Order>, Error> {
    let (sender, orders) = bounded(QUEUE);
    let keys = Arc::new(keys.clone());
    let mut starts = Vec::new();
    for number in 0..count {
        let (database, keys, orders) = (database.clone(), Arc::clone(&keys), orders.clone());
        let (started, start) = bounded(1);
        let name = format!("store-{}-{number}", if usage == Use::Read { "read" } else { "write" });
        thread::Builder::new()
            .name(name)
            .spawn(move || {
                let opened = Connection::open(&database, usage);
                let is_open = opened.as_ref().map(drop).map_err(Clone::clone);
                drop(started.send(is_open));
                if let Ok(connection) = opened {
                    Worker { database, usage, keys, orders, connection }.work();
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
    orders: Receiver<Order>,
    connection: Connection,
}

impl Worker {
    /// Until the last sender has gone.
    fn work(mut self) {
        while let Ok(order) = self.orders.recv() {
            let mut jobs = Vec::new();
            let mut scrubs = Vec::new();
            let mut take = |order| match order {
                Order::Do(job) => jobs.push(job),
                Order::Scrub(reply) => scrubs.push(reply),
            };
            take(order);
            for order in self.orders.try_iter().take(self.batch() - 1) {
                take(order);
            }
            if let Err(error) = self.reconnect_when_lost() {
                jobs.into_iter().for_each(|job| job.fail(error.clone()));
                scrubs.into_iter().for_each(|reply| drop(reply.send(Err(error.clone()))));
                continue;
            }
            if !jobs.is_empty() {
                self.run_together(jobs);
            }
            if !scrubs.is_empty() {
                let outcome = self.connection.scrub();
                scrubs.into_iter().for_each(|reply| drop(reply.send(outcome.clone())));
            }
        }
    }

    const fn batch(&self) -> usize {
        match (&self.database, self.usage) {
            (Database::Sqlite(_), Use::Write) => BATCH,
            _ => 1,
        }
    }

    fn reconnect_when_lost(&mut self) -> Result<(), Error> {
        if self.connection.is_lost() {
            tracing::warn!("the connection to the database was lost; connecting again");
            self.connection = Connection::open(&self.database, self.usage)?;
        }
        Ok(())
    }

    fn run_together(&mut self, mut jobs: Vec<Box<dyn Job>>) {
        if let Err(error) = self.connection.begin() {
            jobs.into_iter().for_each(|job| job.fail(error.clone()));
            return;
        }
        let is_alone = jobs.len() == 1;
        for job in &mut jobs {
            let before = self.connection.changes();
            if job.run(&mut self.connection.tx(&self.keys)) {
                continue;
            }
            // A deed that refused before it changed anything leaves the batch as it is.
            let is_harmless = before.is_some() && before == self.connection.changes();
            if is_harmless && !is_alone {
                continue;
            }
            if let Err(error) = self.connection.rollback() {
                tracing::error!(%error, "rollback failed");
            }
            if is_alone {
                return self.finish_alone(jobs);
            }
            return jobs.into_iter().for_each(|job| self.run_together(vec![job]));
        }
        match self.connection.commit() {
            Ok(()) => jobs.into_iter().for_each(Job::acknowledge),
            Err(error) => {
                // Whether it was kept is decided by the engine: rolled back if it still can be.
                drop(self.connection.rollback());
                jobs.into_iter().for_each(|job| job.fail(error.clone()));
            }
        }
    }

    /// A deed failed by itself and was rolled back: try again if only a lock was in the way.
    fn finish_alone(&mut self, mut jobs: Vec<Box<dyn Job>>) {
        for _ in 1..TRIES {
            let Some(job) = jobs.first_mut() else { return };
            if !job.may_run_again() || self.connection.begin().is_err() {
                break;
            }
            if job.run(&mut self.connection.tx(&self.keys)) {
                match self.connection.commit() {
                    Ok(()) => break,
                    Err(error) => return jobs.into_iter().for_each(|job| job.fail(error.clone())),
                }
            }
            drop(self.connection.rollback());
        }
        jobs.into_iter().for_each(Job::acknowledge);
    }
}
