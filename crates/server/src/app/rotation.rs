//! Rotating the master key while the program serves: a job sees that the key file has a new first
//! line, and wraps everything anew, a few rows at a time (DESIGN section 3, rule 8; R-SEC-01).
//! `plausch keys` changes the file (../keys.rs).

use parking_lot::Mutex;
use plausch_store::Tx;

use super::{App, Error, erasure};

/// Rows of one unit of work: other deeds wait for the writer no longer than this takes.
const BATCH: usize = 200;

/// The mark of the master key by which everything is wrapped, as far as this program has seen: who
/// rotates twice has another one.
#[derive(Debug, Default)]
pub struct Progress(Mutex<Vec<u8>>);

/// Takes over the master keys as they are in the configuration now, and wraps anew what older ones
/// wrap. `true`: it was done now. When it is cut off, the next run passes over what was done.
pub async fn go_on(app: &App) -> Result<bool, Error> {
    let masters = match app.config.known_master_keys() {
        Ok(masters) => masters,
        Err(error) => {
            // Those that are in use go on: nothing is lost by waiting for somebody to look.
            tracing::error!(%error, "the master key can't be read; the present one stays in use");
            return Ok(false);
        }
    };
    app.keys.replace(&masters.present, &masters.older);
    let present = app.keys.lookup("rotation", "done");
    if !app.keys.is_rotating() || *app.rotation.0.lock() == present {
        return Ok(false);
    }
    wrap_all_anew(app).await?;
    // What the older key had wrapped stands in the write-ahead log until that is emptied.
    erasure::scrub(app).await;
    let (entry, now) = (app.entry_id(), app.now());
    let deed =
        move |tx: &mut Tx<'_>| tx.note_audit(&entry, None, "rotated the master key", "", now);
    app.store.write(deed).await?;
    *app.rotation.0.lock() = present;
    Ok(true)
}

async fn wrap_all_anew(app: &App) -> Result<(), Error> {
    let mut is_more = true;
    while is_more {
        let nonces: Vec<_> = (0..BATCH).map(|_| [app.random(), app.random()]).collect();
        is_more = app.store.write(move |tx| tx.reseal_agents(&nonces)).await?;
    }
    is_more = true;
    while is_more {
        let nonces: Vec<_> = (0..BATCH).map(|_| app.random()).collect();
        is_more = app.store.write(move |tx| tx.reseal_requests(&nonces)).await?;
    }
    is_more = true;
    while is_more {
        let nonces: Vec<_> = (0..BATCH).map(|_| app.random()).collect();
        is_more = app.store.write(move |tx| tx.reseal_second_factors(&nonces)).await?;
    }
    is_more = true;
    while is_more {
        let nonces: Vec<_> = (0..BATCH).map(|_| app.random()).collect();
        is_more = app.store.write(move |tx| tx.reseal_incidents(&nonces)).await?;
    }
    let mut last = None;
    loop {
        let from = last.take();
        let nonces: Vec<_> = (0..BATCH).map(|_| app.random()).collect();
        let deed = move |tx: &mut Tx<'_>| tx.rewrap_keys(from.as_ref(), &nonces);
        last = app.store.write(deed).await?;
        if last.is_none() {
            return Ok(());
        }
    }
}
