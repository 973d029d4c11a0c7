//! A deed on its way: the closure, its outcome, and the caller who waits for it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tokio::sync::oneshot;

use crate::Tx;
use crate::error::Error;

/// A deed with its way back to the caller.
pub(crate) trait Job: Send {
    /// Runs the deed and keeps its outcome. `true`: it succeeded.
    fn run(&mut self, tx: &mut Tx<'_>) -> bool;
    /// Did it fail only because another transaction was in the way?
    fn may_run_again(&self) -> bool;
    /// Tells the caller the outcome.
    fn acknowledge(self: Box<Self>);
    /// Tells the caller that it failed, whatever the deed said.
    fn fail(self: Box<Self>, error: Error);
}

pub(crate) struct Deed<F, T, E> {
    deed: F,
    outcome: Option<Result<T, E>>,
    met_contention: bool,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<F, T, E> Deed<F, T, E> {
    pub(crate) const fn new(deed: F, reply: oneshot::Sender<Result<T, E>>) -> Self {
        Self { deed, outcome: None, met_contention: false, reply }
    }
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
        let mut outcome =
            ran.unwrap_or_else(|_| Err(Error::Database("a deed panicked".into()).into()));
        let failure = tx.connection.take_failure();
        self.met_contention = matches!(failure, Some(Error::Contention));
        // PostgreSQL would answer its commit with a quiet rollback.
        if let (Ok(_), Some(failure)) = (&outcome, failure) {
            outcome = Err(failure.into());
        }
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
