//! The proof of consent: sealing what was recorded.

use super::{App, Error};

/// Events of one block: other deeds wait for the writer no longer than sealing these takes.
const BLOCK: i64 = 512;

/// Seals every event that is not sealed yet (R-PROOF-04); gives how many. Events that come while
/// it works are left to the next run.
pub async fn seal(app: &App) -> Result<usize, Error> {
    let mut sealed = 0;
    while app.store.read(|tx| tx.has_unsealed_consents()).await? {
        let now = app.now();
        let done = app.store.write(move |tx| tx.seal_consents(BLOCK, now)).await?;
        sealed += done;
        if done < usize::try_from(BLOCK).unwrap_or(usize::MAX) {
            break;
        }
    }
    Ok(sealed)
}
