//! `plausch keys`: changing the master key. Beside a program that serves, which takes the new one
//! up by itself (app/rotation.rs); docs/backups.md tells operators when, and what older backups need.

use plausch_store::rotation::waiting;

use crate::clock::Chance;
use crate::config::{Config, StartError, master_key};
use crate::serve;

/// Why the master key stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// The configuration or the key file.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The key is in the environment, which a program can't change for others.
    #[error(
        "the master key is in PLAUSCH_MASTER_KEY; put a new one before it (new,old), start the \
         server again, and take the old one away when `plausch keys status` says so"
    )]
    InEnvironment,
    /// Older keys are still needed.
    #[error("{0} rows are still wrapped by an older key; the running server wraps them anew")]
    StillNeeded(u64),
}

/// Puts a new master key before the present one.
pub fn rotate(config: &Config) -> Result<String, Problem> {
    refuse_environment(config)?;
    let no_chance = "the operating system gives no randomness".to_owned();
    let chance = Chance::from_system().map_err(|_| StartError::Database { problem: no_chance })?;
    master_key::rotate_file(&config.master_key_file(), chance.bytes())?;
    Ok("There is a new master key. The running server takes it up within ten seconds and wraps \
        everything anew; `plausch keys status` tells when it is done. Older backups need the older \
        key: make a copy of the key file now."
        .to_owned())
}

/// How far a rotation is.
pub fn status(config: &Config) -> Result<String, Problem> {
    let older = config.known_master_keys()?.older.len();
    Ok(match (older, still_waiting(config)?) {
        (0, _) => "There is one master key, and no rotation.".to_owned(),
        (older, 0) => format!(
            "Nothing in the database needs an older master key any more ({older} in the file). \
             Backups that were made before the rotation do; `plausch keys forget` takes older keys \
             out of the file."
        ),
        (_, rows) => format!("{rows} rows are still wrapped by an older master key."),
    })
}

/// Takes older master keys out of the file, once nothing in the database needs them.
pub fn forget(config: &Config) -> Result<String, Problem> {
    refuse_environment(config)?;
    match still_waiting(config)? {
        0 => master_key::forget_older(&config.master_key_file())?,
        rows => return Err(Problem::StillNeeded(rows)),
    }
    Ok("Only the present master key is left. Backups from before the rotation can't be restored \
        without a copy of the older one."
        .to_owned())
}

fn refuse_environment(config: &Config) -> Result<(), Problem> {
    config.master_keys.as_ref().map_or(Ok(()), |_| Err(Problem::InEnvironment))
}

fn still_waiting(config: &Config) -> Result<u64, StartError> {
    let keys = config.known_master_keys()?.keys();
    let problem = |error: plausch_store::Error| StartError::Database { problem: error.to_string() };
    waiting(&serve::database(config), &keys).map_err(problem)
}
