//! Who has to be told when something was put right, erased or restricted, and whether they were (Art. 19
//! GDPR, R-DSR-04). Known by themselves are the services that a conversation's consent covered; others
//! are added by hand. Nothing is sent by the program yet: the ledger says what is still to be done.

use std::collections::BTreeSet;
use std::sync::Arc;

use plausch_core::Personal;
use plausch_core::id::{ConversationId, EntryId, RequestId};
use plausch_core::registry::Registry;
use plausch_core::request::Telling;
use plausch_core::role::{Level, Permission};
use plausch_store::{Notification, Tx};

use super::{known, said};
use crate::app::{App, Error, SignedIn};

/// The providers of services that a conversation's consent covered, by name.
pub(super) fn of_conversation(
    tx: &mut Tx<'_>,
    registry: &Registry,
    conversation: &ConversationId,
) -> Result<BTreeSet<String>, Error> {
    let found = tx.conversation_anywhere(conversation)?;
    let Some(record) = found.and_then(|found| found.conversation.consent) else {
        return Ok(BTreeSet::new());
    };
    let granted: BTreeSet<_> = tx
        .consent_events(&record)?
        .into_iter()
        .flat_map(|kept| kept.event.granted.into_keys())
        .collect();
    let services = registry.services.iter().filter(|service| granted.contains(&service.id));
    Ok(services.map(|service| format!("{} ({})", service.provider.name, service.name)).collect())
}

/// Writes a line for each recipient that is known to have data of the conversation's visitor.
pub(super) async fn note_known(
    app: &App,
    who: &SignedIn,
    id: &RequestId,
    conversation: &ConversationId,
    what: Telling,
) -> Result<(), Error> {
    let (of, request, reach) = (conversation.clone(), id.clone(), Arc::clone(&who.reach));
    let site = app.store.read(move |tx| known(tx, &reach, &request)).await?.site;
    let registry = app.directory.registry(&site)?;
    let found = app.store.read(move |tx| of_conversation(tx, &registry, &of)).await?;
    for recipient in found {
        add_line(app, id, what, recipient.into()).await?;
    }
    Ok(())
}

/// Adds a recipient whom only the operator knows.
pub async fn add(
    app: &App,
    who: &SignedIn,
    id: &RequestId,
    what: Telling,
    recipient: &Personal<String>,
) -> Result<(), Error> {
    who.may(Permission::Requests, Level::Write)?;
    let recipient = Personal::new(said(recipient.reveal(), "recipient")?);
    let (of, reach) = (id.clone(), Arc::clone(&who.reach));
    app.store.read(move |tx| known(tx, &reach, &of)).await?;
    add_line(app, id, what, recipient).await?;
    note(app, who, id, "added a recipient to a data request").await
}

async fn add_line(
    app: &App,
    id: &RequestId,
    what: Telling,
    recipient: Personal<String>,
) -> Result<(), Error> {
    let line = Notification {
        id: app.entry_id(),
        request: id.clone(),
        what,
        recipient,
        how: String::new().into(),
        at: app.now(),
        told_at: None,
    };
    let nonce = app.random();
    let deed = move |tx: &mut Tx<'_>| {
        let same = |one: &Notification| one.what == line.what && one.recipient == line.recipient;
        if tx.notifications(&line.request)?.iter().any(same) {
            return Ok(());
        }
        tx.insert_notification(&line, nonce)
    };
    Ok(app.store.write(deed).await?)
}

/// Notes that a recipient was told, and how.
pub async fn told(
    app: &App,
    who: &SignedIn,
    id: &RequestId,
    line: &EntryId,
    how: &Personal<String>,
) -> Result<(), Error> {
    who.may(Permission::Requests, Level::Write)?;
    let how = Personal::new(said(how.reveal(), "how")?);
    let (of, line, reach) = (id.clone(), line.clone(), Arc::clone(&who.reach));
    let (now, nonce) = (app.now(), app.random());
    let deed = move |tx: &mut Tx<'_>| {
        known(tx, &reach, &of)?;
        let mut lines = tx.notifications(&of)?.into_iter();
        let known = lines.find(|one| one.id == line).ok_or(Error::NotFound)?;
        let told = Notification { how: how.clone(), told_at: Some(now), ..known };
        tx.update_notification(&told, nonce)?;
        Ok::<_, Error>(())
    };
    app.store.write(deed).await?;
    note(app, who, id, "told a recipient of a data request").await
}

async fn note(app: &App, who: &SignedIn, id: &RequestId, word: &'static str) -> Result<(), Error> {
    let (of, by, now, entry) = (id.clone(), who.agent.id.clone(), app.now(), app.entry_id());
    let deed = move |tx: &mut Tx<'_>| tx.note_audit(&entry, Some(&by), word, of.as_str(), now);
    Ok(app.store.write(deed).await?)
}
