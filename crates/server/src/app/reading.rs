//! Who read which conversation: for data protection alone, for fourteen days, by the hour. Nothing
//! asks by agent and nothing counts: it answers a person who asks who has seen their words, and is
//! no record of anybody's work (R-EMP-02).

use plausch_core::id::ConversationId;
use plausch_core::role::{Level, Permission};
use plausch_core::time::{DAY, HOUR};
pub use plausch_store::Read;
use plausch_store::Tx;

use super::{App, Error, SignedIn};

/// So long it is kept.
pub const KEPT: i64 = 14 * DAY;
/// So many are shown.
const MOST: i64 = 200;

/// Notes that somebody reads conversations. What can't be noted is not shown.
pub(super) async fn note(app: &App, who: &SignedIn, ids: &[ConversationId]) -> Result<(), Error> {
    let (agent, hour) = (who.agent.id.clone(), app.now().millis().div_euclid(HOUR));
    let (of, by) = (ids.to_vec(), agent.clone());
    let unnoted = move |tx: &mut Tx<'_>| {
        let mut unnoted = Vec::new();
        for id in &of {
            if !tx.has_read(id, &by, hour)? {
                unnoted.push(id.clone());
            }
        }
        Ok::<_, plausch_store::Error>(unnoted)
    };
    let unnoted = app.store.read(unnoted).await?;
    if unnoted.is_empty() {
        return Ok(());
    }
    let deed =
        move |tx: &mut Tx<'_>| unnoted.iter().try_for_each(|id| tx.note_read(id, &agent, hour));
    Ok(app.store.write(deed).await?)
}

/// The newest, of one conversation or of all, on the sites that are theirs.
pub async fn list(
    app: &App,
    who: &SignedIn,
    of: Option<ConversationId>,
) -> Result<Vec<Read>, Error> {
    who.may(Permission::Reads, Level::Read)?;
    let sites = who.reach.sites.clone();
    Ok(app.store.read(move |tx| tx.reads(of.as_ref(), sites.as_ref(), MOST)).await?)
}

/// Forgets what has been kept long enough.
pub async fn forget(app: &App) -> Result<(), Error> {
    let before = (app.now().millis() - KEPT).div_euclid(HOUR);
    Ok(app.store.write(move |tx| tx.delete_reads(before)).await.map(drop)?)
}
