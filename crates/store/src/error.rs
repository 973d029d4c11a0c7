//! What can go wrong with the database, in kinds that callers treat differently.
//! Not found is `Option`, not an error.

/// Why the database did not do it. Nothing of the deed was kept, with one exception: when the
/// connection to PostgreSQL is lost at the commit, nobody knows, and `Unavailable` says so.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// It collides with what is there (the same id, a row that is referred to).
    #[error("this collides with what is stored already")]
    Conflict,
    /// The database can't take it now: connection lost, disk full, queue
    /// full, out of time. Trying again may help.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// Two deeds were in each other's way; running it again will do.
    #[error("two changes were in each other's way")]
    Contention,
    /// The schema is newer than this program.
    #[error(
        "the database was written by a newer Plausch (schema {found}; this program knows {known})"
    )]
    Newer {
        /// The version in the database.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// Something sealed does not open: damaged, or sealed under another master key.
    #[error("something sealed does not open")]
    Unopenable,
    /// A text holds U+0000, which PostgreSQL takes in no column; so none is kept on either engine.
    #[error("a text holds the character U+0000")]
    Nul,
    /// A mistake in SQL or in the data. The text is for the log and holds no values.
    #[error("database error: {0}")]
    Database(String),
}

impl From<plausch_core::seal::Unopenable> for Error {
    fn from(_: plausch_core::seal::Unopenable) -> Self {
        Self::Unopenable
    }
}

impl From<plausch_core::id::InvalidId> for Error {
    fn from(error: plausch_core::id::InvalidId) -> Self {
        Self::Database(format!("a stored id is {error}"))
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Database(format!("stored JSON does not fit: line {}", error.line()))
    }
}
