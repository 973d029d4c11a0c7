//! Who read which conversation: for data protection alone, for fourteen days, by the hour. Nothing
//! asks by agent and nothing counts: it answers a person who asks who has seen their words, and is
//! no record of anybody's work (R-EMP-02).

use plausch_core::Timestamp;
use plausch_core::conversation::Conversation;
use plausch_core::id::ConversationId;
use plausch_core::retention::{Kind, READS_DAYS};
use plausch_core::role::{Level, Permission};
use plausch_core::time::{DAY, HOUR};
pub use plausch_store::Read;
use plausch_store::{Run, Tx};

use super::{App, Error, SignedIn};
use crate::live::Hint;

/// So long it is kept.
pub const KEPT: i64 = READS_DAYS * DAY;
/// So many are shown.
const MOST: i64 = 200;
/// So many are forgotten in one unit of work.
const ROWS: i64 = 400;

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

/// Whoever reads what somebody else has is shown to those who look at it, for as long as an inbox
/// that looks would be, also when their browser doesn't say that it looks: nobody reads along unseen
/// (R-EMP-04). In memory only; visitors are told nothing.
pub(super) fn show(app: &App, who: &SignedIn, conversation: &Conversation) {
    let is_others = conversation.assignee.as_ref().is_some_and(|agent| *agent != who.agent.id);
    if is_others && app.presence.looks_at(&who.agent.id, &conversation.id, app.now()) {
        let hint = Hint::Presence { conversation: conversation.id.clone() };
        app.bus.publish_at(&conversation.place(), &hint);
    }
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

/// Forgets what has been kept long enough, in small units of work. The deletion log has one entry of it
/// for a day.
pub async fn forget(app: &App) -> Result<(), Error> {
    let now = app.now();
    let before = now.plus(-KEPT).millis().div_euclid(HOUR);
    if !app.store.read(move |tx| tx.has_reads(before)).await? {
        return Ok(());
    }
    let today = Timestamp::from_millis(now.millis().div_euclid(DAY) * DAY);
    let cutoff = Timestamp::from_millis(before * HOUR);
    let entry = app.entry_id();
    loop {
        let first = entry.clone();
        let deed = move |tx: &mut Tx<'_>| {
            let rule = Kind::Reads.as_str();
            let entry = tx.run_since(rule, today)?.unwrap_or_else(|| first.clone());
            let run = Run { entry, site: None, rule, cutoff, at: now };
            tx.delete_reads(&run, before, ROWS)
        };
        if !app.store.write(deed).await? {
            return Ok(());
        }
    }
}
