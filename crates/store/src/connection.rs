//! A connection to one of the two engines. The only place that knows there are two.

use plausch_core::seal::Keys;

use crate::error::Error;
use crate::value::{Row, Value};
use crate::{Database, postgres, sqlite};

/// What a connection will be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// Reading only.
    Read,
    /// Reading all there is, for as long as it takes.
    Copy,
    /// Reading and writing.
    Write,
    /// Changing the schema; takes the time it takes.
    Schema,
    /// Removing what erased rows leave in the files, while others read and write.
    Scrub,
}

/// A connection, and what happened on it in the present transaction.
pub(crate) struct Connection {
    engine: Engine,
    failure: Option<Error>,
    leaves_remnants: bool,
    traces: u64,
    is_broken: bool,
    /// What the present transaction does to keys that are in memory.
    pub(crate) held: HeldKeys,
}

/// Keys in memory, by conversation, that stand and fall with a transaction.
#[derive(Debug, Default)]
pub(crate) struct HeldKeys {
    /// Put there; to be let go when the transaction is given up.
    pub(crate) begun: Vec<String>,
    /// Of no use any more once it is kept.
    pub(crate) ended: Vec<String>,
}

enum Engine {
    Sqlite(sqlite::Connection),
    Postgres(Box<postgres::Connection>),
}

macro_rules! either {
    ($self:ident, $connection:ident => $what:expr) => {
        match &mut $self.engine {
            Engine::Sqlite($connection) => $what,
            Engine::Postgres($connection) => $what,
        }
    };
}

impl Connection {
    pub(crate) fn open(database: &Database, usage: Use) -> Result<Self, Error> {
        let engine = match database {
            Database::Sqlite(path) => Engine::Sqlite(sqlite::Connection::open(path, usage)?),
            Database::Postgres(url) => {
                Engine::Postgres(Box::new(postgres::Connection::open(url, usage)?))
            }
        };
        Ok(Self {
            engine,
            failure: None,
            leaves_remnants: false,
            traces: 0,
            is_broken: false,
            held: HeldKeys::default(),
        })
    }

    pub(crate) fn begin(&mut self) -> Result<(), Error> {
        self.failure = None;
        self.leaves_remnants = false;
        self.traces = 0;
        self.held = HeldKeys::default();
        either!(self, connection => connection.begin())
    }

    pub(crate) fn commit(&mut self) -> Result<(), Error> {
        either!(self, connection => connection.commit())
    }

    /// Gives the transaction up, if there is one. A connection on which that fails is no longer
    /// clean.
    pub(crate) fn rollback(&mut self) {
        if !self.is_in_transaction() {
            return;
        }
        if let Err(error) = either!(self, connection => connection.run("rollback")) {
            tracing::error!(%error, "rollback failed");
            self.is_broken = true;
        }
    }

    /// Several statements without values (schema changes).
    pub(crate) fn run(&mut self, sql: &str) -> Result<(), Error> {
        either!(self, connection => connection.run(sql))
    }

    pub(crate) fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, Error> {
        let outcome = either!(self, connection => connection.execute(sql, values));
        self.note(&outcome);
        self.traces += u64::from(!matches!(outcome, Ok(0)));
        outcome
    }

    pub(crate) fn rows(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, Error> {
        let outcome = either!(self, connection => connection.rows(sql, values));
        self.note(&outcome);
        self.traces += u64::from(outcome.is_err() || !sql.starts_with("select"));
        outcome
    }

    /// Every row of an answer, one after the other: of any number.
    pub(crate) fn each_row<E: From<Error>>(
        &mut self,
        sql: &str,
        act: &mut dyn FnMut(Row) -> Result<(), E>,
    ) -> Result<(), E> {
        either!(self, connection => connection.each_row(sql, act))
    }

    /// The columns of a table that hold a truth, where that is another type than a number.
    pub(crate) fn truths(&mut self, table: &str) -> Result<Vec<String>, Error> {
        match &mut self.engine {
            Engine::Sqlite(_) => Ok(Vec::new()),
            Engine::Postgres(connection) => connection.truths(table),
        }
    }

    fn note<T>(&mut self, outcome: &Result<T, Error>) {
        if let Err(error) = outcome {
            // Being in each other's way is told from all else: it is worth another try.
            if self.failure.is_none() || matches!(error, Error::Contention) {
                self.failure = Some(error.clone());
            }
        }
    }

    /// The statement that failed since this was last asked, if one did.
    pub(crate) const fn take_failure(&mut self) -> Option<Error> {
        self.failure.take()
    }

    /// This transaction erases: when it is kept, the files are due for a scrub.
    pub(crate) const fn leave_remnants(&mut self) {
        self.leaves_remnants = true;
    }

    /// Did this transaction erase?
    pub(crate) const fn leaves_remnants(&self) -> bool {
        self.leaves_remnants
    }

    /// How many statements of this transaction may have left something behind: rows, or an error
    /// (after which PostgreSQL refuses all that follow).
    pub(crate) const fn traces(&self) -> u64 {
        self.traces
    }

    /// Is the engine part of this program, so that a statement is no round trip?
    pub(crate) const fn is_embedded(&self) -> bool {
        matches!(self.engine, Engine::Sqlite(_))
    }

    /// What a select that reads in order to write ends with: it takes the row's lock. Where there
    /// is one writer at a time, that has been taken already.
    pub(crate) fn lock_of(&self, table: &str) -> String {
        match &self.engine {
            Engine::Postgres(connection) if connection.locks() => format!(" for update of {table}"),
            _ => String::new(),
        }
    }

    /// Is the transaction that was begun still there? SQLite ends it by itself when the disk is
    /// full. PostgreSQL keeps it until it is told, or loses it with the connection.
    pub(crate) fn is_in_transaction(&self) -> bool {
        match &self.engine {
            Engine::Sqlite(connection) => connection.is_in_transaction(),
            Engine::Postgres(_) => true,
        }
    }

    /// Can a transaction begin on it?
    pub(crate) fn is_clean(&self) -> bool {
        !self.is_broken
            && match &self.engine {
                Engine::Sqlite(connection) => !connection.is_in_transaction(),
                Engine::Postgres(connection) => !connection.is_lost(),
            }
    }

    /// The collation of the database, where it can differ.
    pub(crate) fn collation(&mut self) -> Result<Option<String>, Error> {
        match &mut self.engine {
            Engine::Sqlite(_) => Ok(None),
            Engine::Postgres(connection) => connection.collation().map(Some),
        }
    }

    pub(crate) fn scrub(&mut self) -> Result<(), Error> {
        either!(self, connection => connection.scrub())
    }

    pub(crate) const fn tx<'c>(&'c mut self, keys: &'c Keys) -> crate::Tx<'c> {
        crate::Tx { connection: self, keys, unwrapped: None }
    }
}
