//! Opening the system and serving it until it is told to stop.

use std::sync::Arc;

use plausch_core::seal::Keys;
use plausch_store::Store;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::app::App;
use crate::app::conversation::unkept;
use crate::clock::{Chance, SystemClock};
use crate::config::start::{self, StartError};
use crate::config::{Config, Database, master_key};
use crate::http::{connection, router};
use crate::jobs;

/// Opens key, database and application.
pub async fn open(config: Config) -> Result<Arc<App>, StartError> {
    start::prepare_folder(&config.data)?;
    let lock = start::lock_folder(&config.data)?;
    let chance = Chance::from_system()
        .map_err(|_| database_problem("the operating system gives no randomness"))?;
    let database = database(&config);
    let keys = keys(&config, &database, &chance)?;
    let (for_opening, at) = (keys.clone(), database.clone());
    let store = tokio::task::spawn_blocking(move || Store::open(&at, &for_opening))
        .await
        .map_err(database_problem)?
        .map_err(|error| match error {
            plausch_store::Error::Newer { found, known } => {
                StartError::DatabaseNewer { found, known }
            }
            other => database_problem(other),
        })?;
    let app = App::new(config, store, keys, Arc::new(SystemClock), chance);
    let app = app.await.map_err(database_problem)?;
    // Before anybody is served: what nobody can open any more goes (R-MIN-03).
    let over = unkept::erase_over(&app).await.map_err(database_problem)?;
    if over > 0 {
        tracing::info!(
            conversations = over,
            "erased what was not kept and ended with the last stop"
        );
    }
    // Kept as long as the application is.
    let _ = app.folder.set(lock);
    Ok(app)
}

/// Where the database is, as it is configured.
pub fn database(config: &Config) -> plausch_store::Database {
    match &config.database {
        Database::Sqlite => plausch_store::Database::Sqlite(config.data.join("plausch.db")),
        Database::Postgres(url) => plausch_store::Database::Postgres(url.reveal().to_owned()),
    }
}

/// The keys of this installation; with a new database, new ones.
fn keys(
    config: &Config,
    database: &plausch_store::Database,
    chance: &Chance,
) -> Result<Keys, StartError> {
    match config.known_master_keys() {
        Err(StartError::KeyMissing { file }) => {
            let has_data = match database {
                plausch_store::Database::Sqlite(path) => path.exists(),
                plausch_store::Database::Postgres(_) => {
                    Store::has_data(database).map_err(database_problem)?
                }
            };
            if has_data {
                return Err(StartError::KeyMissing { file });
            }
            master_key::make_file(&file, chance.bytes()).map(|made| made.keys())
        }
        known => known.map(|known| known.keys()),
    }
}

fn database_problem(problem: impl ToString) -> StartError {
    StartError::Database { problem: problem.to_string() }
}

/// Serves the chat and the inbox until `shutdown` says true.
pub async fn serve(app: Arc<App>, listener: TcpListener, shutdown: watch::Receiver<bool>) {
    jobs::start(&app, &shutdown);
    let settings = connection::Settings {
        connections: app.config.limits.connections.get(),
        ..connection::Settings::default()
    };
    let router = router::router(&app);
    connection::serve(listener, router, Arc::clone(&app.hub), settings, shutdown).await;
}

/// Says true when the program is asked to stop (SIGTERM, SIGINT).
pub fn stop_signal() -> std::io::Result<watch::Receiver<bool>> {
    let (tell, told) = watch::channel(false);
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
        let _ = tell.send(true);
        // Listeners that come later read it too.
        tell.closed().await;
    });
    Ok(told)
}
