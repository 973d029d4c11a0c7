//! Backups: two files that one engine writes and either reads again.
//!
//! The data, and, after it, a small second file with what can take something back: the wrapped keys
//! of conversations, the journal of erasures, withdrawals and restrictions, and what was put right (notes to messages
//! among it). A restore takes any data and the
//! newest second file: what was erased in between has no key any more and is left out, what was
//! withdrawn is withdrawn, what was restricted is restricted, what was put right is right (DESIGN section 3, rule 8; R-RET-05, R-SEC-01). Older second files have
//! to go after some days; then older data is useless where something was erased.
//!
//! Not here: where the files lie, and when they go (the server's `backup.rs`).

mod file;
mod replay;
mod restore;
mod write;

use std::io;

pub use file::{Heading, Part};
pub use restore::{Means, Restored, restore};
pub use write::write;

use crate::inventory::{TABLES, Table};

/// Tables of the second file.
const OF_KEYS: [&str; 4] = ["conversation_key", "journal", "rectification", "annotation"];
/// Nobody is signed in after a restore, and no link that was sent out works again.
const LEFT_OUT: [&str; 3] = ["migration", "agent_session", "invitation"];

/// The tables of a file, in the inventory's order: one that refers to others comes after them.
fn tables(part: Part) -> impl Iterator<Item = &'static Table> {
    TABLES.iter().filter(move |table| {
        let is_of_keys = OF_KEYS.contains(&table.name);
        !LEFT_OUT.contains(&table.name) && is_of_keys == (part == Part::Keys)
    })
}

/// Why there is no backup, or nothing restored.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file can't be written or read; also when it is damaged.
    #[error("{0}")]
    File(#[from] io::Error),
    /// Another file was named.
    #[error("this is no file of a backup that ends in .{}", .0.as_str())]
    NotOne(Part),
    /// The master key is another one, or the file is damaged at its beginning.
    #[error(
        "the file does not open with the master key that is here, or it is damaged; was it made with an older key? Then put that key file here"
    )]
    OtherKey,
    /// What it holds has another form than this program's tables.
    #[error("the backup was written by another version of plausch; restore it with that one")]
    OtherVersion,
    /// A row that is none.
    #[error("the backup holds something that this program does not understand: {0}")]
    Content(serde_json::Error),
    /// There is data already.
    #[error("there is data already; a backup is restored into an empty database only")]
    NotEmpty,
    /// The second file is older than the data: it could bring back what was erased.
    #[error("the file with the keys is older than the data; take the newest one")]
    OldKeys,
    /// The database.
    #[error(transparent)]
    Store(#[from] crate::Error),
}

impl From<serde_json::Error> for Error {
    /// A full disk is told as what it is.
    fn from(error: serde_json::Error) -> Self {
        if error.is_io() { Self::File(error.into()) } else { Self::Content(error) }
    }
}

/// On a thread of its own, because the PostgreSQL client blocks.
fn on_a_thread<T: Send>(work: impl FnOnce() -> Result<T, Error> + Send) -> Result<T, Error> {
    std::thread::scope(|scope| {
        let gone = || crate::Error::Database("the thread of the backup panicked".into());
        scope.spawn(work).join().unwrap_or_else(|_| Err(gone().into()))
    })
}
