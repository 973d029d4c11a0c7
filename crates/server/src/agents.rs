//! `plausch agents`: what whoever runs the machine can do for somebody who can't sign in any more,
//! also while the server runs.

use plausch_core::Personal;
use plausch_core::id::EntryId;
use plausch_store::{Database, Store, Tx};

use crate::app::second_factor;
use crate::clock::{Chance, Clock, SystemClock};
use crate::config::{Config, StartError};
use crate::serve;

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// The configuration or the database.
    #[error(transparent)]
    Start(#[from] StartError),
    /// There is no data yet.
    #[error("there is no database of plausch here; --data or plausch.toml say where it is")]
    NoData,
    /// Nobody signs in with this address.
    #[error("no agent signs in with this mail address")]
    Nobody,
}

/// Takes the second factor of an agent away, with its recovery codes and every session. The password
/// stays; where the role needs a second factor, the next sign-in leads to setting one up.
pub async fn reset_second_factor(
    config: &Config,
    mail: Personal<String>,
) -> Result<String, Problem> {
    let keys = config.known_master_keys()?.keys();
    let database = serve::database(config);
    let work = move || {
        let has_data = match &database {
            Database::Sqlite(path) => path.exists(),
            Database::Postgres(_) => Store::has_data(&database).map_err(database_problem)?,
        };
        if !has_data {
            return Err(Problem::NoData);
        }
        Ok(Store::open(&database, &keys).map_err(database_problem)?)
    };
    let store = tokio::task::spawn_blocking(work).await.map_err(database_problem)??;
    let chance = Chance::from_system()
        .map_err(|_| database_problem("the operating system gives no randomness"))?;
    let now = SystemClock.now();
    let entry = EntryId::new(now, chance.bytes());
    let reset = move |tx: &mut Tx<'_>| -> Result<bool, plausch_store::Error> {
        let Some((agent, _)) = tx.agent_by_mail(&mail)? else { return Ok(false) };
        second_factor::take_away(tx, &entry, &agent.id, None, now)?;
        Ok(true)
    };
    if !store.write(reset).await.map_err(database_problem)? {
        return Err(Problem::Nobody);
    }
    Ok("The second factor is gone, and every session has ended. Whoever signs in with this address \
        needs the password alone; if the role needs a second factor, the first page sets one up."
        .to_owned())
}

fn database_problem(problem: impl ToString) -> StartError {
    StartError::Database { problem: problem.to_string() }
}
