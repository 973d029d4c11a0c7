//! What Plausch keeps. The only SQL of the program, one text for SQLite and PostgreSQL.
//!
//! There are two doors: [`Store::read`] and [`Store::write`]. Each takes a deed, a closure that
//! holds only SQL and pure code, and runs it in a transaction on a thread that owns a connection
//! (`worker.rs`). Deeds may run twice, so they are `Fn`. The queries are methods on [`Tx`], in the
//! file of their noun.
//!
//! House rules for SQL (DESIGN section 3): columns are `text`, `bigint`, `boolean`, `bytea`;
//! placeholders are `$1, $2`; no `now()`, no random; no `like`, no `lower()`; never `select *`;
//! every `order by` ends in the id.

mod agent;
pub mod agent_data;
mod annotation;
mod archive;
mod audit;
pub mod backup;
mod connection;
mod consent;
mod conversation;
mod deed;
mod erasure;
mod error;
mod event;
mod figures;
mod inbox;
mod incident;
pub mod inventory;
mod migration;
mod notice;
mod notification;
mod numbers;
mod objection;
mod own;
mod postgres;
mod proof;
mod read;
mod reader;
mod refusal;
mod registry;
mod request;
mod restriction;
mod retention;
mod role;
pub mod rotation;
mod scrub;
mod search;
mod second_factor;
mod session;
mod site;
mod sqlite;
mod told;
mod tx;
mod unkept;
mod value;
mod worker;

use std::path::PathBuf;

use plausch_core::seal::Keys;

pub use crate::agent::NewAgent;
pub use crate::annotation::Annotation;
pub use crate::archive::Archived;
pub use crate::audit::{AuditSearch, Withdrawn};
pub use crate::consent::RecordedConsent;
pub use crate::conversation::{Change, NewConversation, Standing};
pub use crate::erasure::Erased;
pub use crate::error::Error;
pub use crate::event::NewEvent;
pub use crate::figures::{Ground, Unlocking};
pub use crate::inbox::{Counts, Listed, View};
pub use crate::incident::{Concerned, Version};
pub use crate::notice::KeptNotice;
pub use crate::notification::Notification;
pub use crate::numbers::{ConsentCount, ConsentCounts};
pub use crate::proof::{FoundEvent, KeptEvent, LogPage};
pub use crate::read::Read;
pub use crate::reader::Reader;
pub use crate::registry::KeptRegistry;
pub use crate::request::{DataRequest, Named};
pub use crate::restriction::{Found, Restriction};
pub use crate::retention::{Aged, Due, Gone, Preview, Run, Shelf};
pub use crate::search::{Hit, Place, Searched};
pub use crate::second_factor::SecondFactor;
pub use crate::session::{Invited, Session};
pub use crate::told::ChatChange;
pub use crate::tx::Tx;
pub use crate::unkept::{Over, UnkeptPage};
pub use crate::value::{Row, Value};

use crate::worker::Workers;

/// Where the database is.
#[derive(Clone)]
pub enum Database {
    /// A file, made when it is not there.
    Sqlite(PathBuf),
    /// A `postgres://…` address. It may hold a password, so it never prints.
    Postgres(String),
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "SQLite in {}", path.display()),
            Self::Postgres(_) => f.write_str("PostgreSQL"),
        }
    }
}

/// The database, open. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    workers: Workers,
}

impl Store {
    /// Opens the database, brings its schema up to date and starts the threads that own its
    /// connections. Blocks; meant for the start of the program.
    pub fn open(database: &Database, keys: &Keys) -> Result<Self, Error> {
        migration::run(database)?;
        Ok(Self { workers: Workers::start(database, keys)? })
    }

    /// Has a Plausch been here before? Blocks, like [`Store::open`].
    pub fn has_data(database: &Database) -> Result<bool, Error> {
        migration::has_run(database)
    }

    /// Runs a deed that only reads, on one consistent state of the database.
    pub async fn read<T, E>(
        &self,
        deed: impl Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.workers.read(deed).await
    }

    /// Runs a deed and makes it durable before it returns. Deeds that wait together share one
    /// commit. When the deed fails, nothing of it stays. It goes on when the caller has gone.
    pub async fn write<T, E>(
        &self,
        deed: impl Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.workers.write(deed).await
    }

    /// Removes what erased rows leave behind in the engine's files (SQLite: overwrites them and
    /// empties the write-ahead log; PostgreSQL: removes dead rows), on a thread of its own.
    /// [`Error::Contention`]: somebody reads all the time; it stays due.
    pub async fn scrub(&self) -> Result<(), Error> {
        self.workers.scrubber.scrub().await
    }

    /// Has something been erased since the files were last scrubbed? Nobody has to remember it: an
    /// erasure sets it with its commit, and the start of the program does, too.
    pub fn is_scrub_due(&self) -> bool {
        self.workers.scrubber.is_due()
    }
}
