//! An agent takes along what is kept about them (Art. 15, 20 GDPR; R-EMP-04). Which columns that are
//! says `plausch_store::agent_data`, and a test compares it with the inventory.

use plausch_store::Tx;
pub use plausch_store::agent_data::{Given, OwnRows, OwnValue, PARTS, Part, Withheld};
pub use plausch_store::inventory::Kept;

use super::{App, Error, SignedIn};

/// All that is kept about whoever asks. Noted in the audit, like any export.
pub async fn data(app: &App, who: &SignedIn) -> Result<Vec<(&'static Part, OwnRows)>, Error> {
    let (agent, entry, now) = (who.agent.id.clone(), app.entry_id(), app.now());
    let deed = move |tx: &mut Tx<'_>| {
        let own = tx.agent_data(&agent)?;
        tx.note_audit(&entry, Some(&agent), "exported own data", agent.as_str(), now)?;
        Ok(own)
    };
    app.store.write(deed).await
}

/// How long a part's rows are kept; `None`: the inventory doesn't know it, which a test excludes.
pub fn kept(part: &Part) -> Option<Kept> {
    part.inventory().map(|table| table.kept)
}
