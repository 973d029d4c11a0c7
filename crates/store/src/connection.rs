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
    /// Reading and writing.
    Write,
}

/// A connection, and whether another transaction was in its way.
pub(crate) struct Connection {
    engine: Engine,
    met_contention: bool,
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
        Ok(Self { engine, met_contention: false })
    }

    pub(crate) fn begin(&mut self) -> Result<(), Error> {
        either!(self, connection => connection.begin())
    }

    pub(crate) fn commit(&mut self) -> Result<(), Error> {
        either!(self, connection => connection.run("commit"))
    }

    pub(crate) fn rollback(&mut self) -> Result<(), Error> {
        either!(self, connection => connection.run("rollback"))
    }

    /// Several statements without values (schema changes).
    pub(crate) fn run(&mut self, sql: &str) -> Result<(), Error> {
        either!(self, connection => connection.run(sql))
    }

    pub(crate) fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, Error> {
        let outcome = either!(self, connection => connection.execute(sql, values));
        self.met_contention |= matches!(outcome, Err(Error::Contention));
        outcome
    }

    pub(crate) fn rows(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, Error> {
        let outcome = either!(self, connection => connection.rows(sql, values));
        self.met_contention |= matches!(outcome, Err(Error::Contention));
        outcome
    }

    /// Was another transaction in the way since this was last asked?
    pub(crate) const fn take_contention(&mut self) -> bool {
        std::mem::replace(&mut self.met_contention, false)
    }

    /// A mark that changes when rows change; `None` where the engine can't tell.
    pub(crate) fn changes(&self) -> Option<u64> {
        match &self.engine {
            Engine::Sqlite(connection) => Some(connection.changes()),
            Engine::Postgres(_) => None,
        }
    }

    /// Can nobody else write while this connection is in a transaction?
    pub(crate) const fn is_the_only_writer(&self) -> bool {
        matches!(self.engine, Engine::Sqlite(_))
    }

    pub(crate) fn is_lost(&self) -> bool {
        match &self.engine {
            Engine::Sqlite(_) => false,
            Engine::Postgres(connection) => connection.is_lost(),
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
