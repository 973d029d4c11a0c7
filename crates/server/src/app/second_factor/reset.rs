//! Taking away somebody else's second factor, who has lost app and codes: by an administrator, or by
//! whoever runs the machine (`crate::agents`). The password stays; every session ends; and whose it was
//! is told.

use plausch_core::Timestamp;
use plausch_core::audit::Entry;
use plausch_core::id::{AgentId, EntryId};
use plausch_store::{AuditSearch, Tx};

use crate::app::{App, Error, SignedIn, agent};

const DEED: &str = "reset a second factor";

/// Takes it away; `by` is `None` on the machine. `false`: there was none, and only sessions ended.
pub fn take_away(
    tx: &mut Tx<'_>,
    entry: &EntryId,
    of: &AgentId,
    by: Option<&AgentId>,
    now: Timestamp,
) -> Result<bool, plausch_store::Error> {
    let was_there = tx.delete_second_factor(of)?;
    tx.delete_sessions_of(of)?;
    tx.note_audit(entry, by, DEED, of.as_str(), now)?;
    Ok(was_there)
}

/// Resets a colleague's. Whoever could give them the account by a one-time link may; one's own is
/// switched off, which takes a code. [`Error::Conflict`]: there is none.
pub async fn reset(app: &App, who: &SignedIn, id: &AgentId) -> Result<(), Error> {
    agent::may_stand_in(app, who, id)?;
    let (of, by, entry, now) = (id.clone(), who.agent.id.clone(), app.entry_id(), app.now());
    app.store
        .write(move |tx| -> Result<(), Error> {
            if take_away(tx, &entry, &of, Some(&by), now)? { Ok(()) } else { Err(Error::Conflict) }
        })
        .await?;
    app.hub.end_agent(id);
    Ok(())
}

/// That somebody else has taken it away, and none has been set up since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reset {
    /// Who; `None`: whoever runs the machine.
    pub by: Option<AgentId>,
    /// When.
    pub at: Timestamp,
    /// Is this the first time since that they have signed in?
    pub is_news: bool,
}

/// What there is to tell somebody about their second factor. The audit knows it.
pub async fn since(app: &App, who: &SignedIn) -> Result<Option<Reset>, Error> {
    let id = who.agent.id.to_string();
    let last = move |tx: &mut Tx<'_>| -> Result<Option<Reset>, Error> {
        let mut newest = |deed: &str, most| -> Result<Vec<Entry>, Error> {
            let (deed, subject) = (Some(deed.to_owned()), Some(id.clone()));
            let search = AuditSearch { deed, subject, ..AuditSearch::default() };
            let found = tx.audit_entries(&search, None, most)?;
            Ok(found.into_iter().map(|(entry, _)| entry).collect())
        };
        let Some(reset) = newest(DEED, 1)?.pop() else { return Ok(None) };
        let on = newest("switched the second factor on", 1)?;
        if on.iter().any(|on| on.number > reset.number) {
            return Ok(None);
        }
        let sign_ins = newest("signed in", 2)?;
        let is_news = sign_ins.iter().filter(|one| one.number > reset.number).count() < 2;
        let by = reset.agent.as_deref().and_then(|id| AgentId::parse(id).ok());
        Ok(Some(Reset { by, at: reset.at, is_news }))
    };
    app.store.read(last).await
}
