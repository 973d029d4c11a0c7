//! Who has to be told when something was put right, erased, restricted, objected to or taken back, and
//! whether they were (Art. 19 GDPR, R-DSR-04). Known by themselves are the services that a conversation's
//! consent covered; others are added by hand. Nothing is sent by the program yet: the ledger says what is
//! still to be done.

use std::collections::BTreeSet;
use std::sync::Arc;

use plausch_core::id::{ConversationId, EntryId, RequestId};
use plausch_core::request::Telling;
use plausch_core::role::{Level, Permission};
use plausch_core::seal::NonceBytes;
use plausch_core::{Personal, Timestamp};
use plausch_store::{Notification, Tx};

use super::{known, said};
use crate::app::copy::providers;
use crate::app::{App, Directory, Error, SignedIn};

/// The providers of services that a conversation's consent covered, by name.
pub(super) fn of_conversation(
    tx: &mut Tx<'_>,
    directory: &Directory,
    conversation: &ConversationId,
) -> Result<BTreeSet<String>, Error> {
    let Some(found) = tx.conversation_anywhere(conversation)? else { return Ok(BTreeSet::new()) };
    let Some(record) = found.conversation.consent else { return Ok(BTreeSet::new()) };
    let consents = tx.consent_events(&record)?.into_iter().map(|kept| kept.event);
    providers(directory, &found.conversation.site, &consents.collect::<Vec<_>>())
}

/// What it takes beside a transaction to write lines for everybody who is known.
pub(super) struct Lines {
    what: Telling,
    directory: Arc<Directory>,
    /// An id and a nonce for each; there are no more recipients than services.
    fresh: Vec<(EntryId, NonceBytes)>,
}

impl Lines {
    pub(super) fn new(app: &App, what: Telling) -> Self {
        let sites = app.directory.sites();
        let registries = sites.iter().filter_map(|site| app.directory.registry(&site.id).ok());
        let most = registries.map(|registry| registry.services.len()).max().unwrap_or_default();
        let fresh = (0..most).map(|_| (app.entry_id(), app.random())).collect();
        Self { what, directory: Arc::clone(&app.directory), fresh }
    }

    pub(super) fn of_conversation(
        &self,
        tx: &mut Tx<'_>,
        conversation: &ConversationId,
    ) -> Result<BTreeSet<String>, Error> {
        of_conversation(tx, &self.directory, conversation)
    }

    /// Writes a line for each of these recipients.
    pub(super) fn write(
        &self,
        tx: &mut Tx<'_>,
        request: &RequestId,
        recipients: BTreeSet<String>,
        now: Timestamp,
    ) -> Result<(), Error> {
        let mut fresh = self.fresh.iter();
        for recipient in recipients {
            // Somebody has published more services this moment: again, please.
            let (id, nonce) = fresh.next().ok_or(Error::Unavailable)?;
            add_line(tx, (id, *nonce), request, (self.what, recipient.into()), now)?;
        }
        Ok(())
    }
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
    let (of, reach, now) = (id.clone(), Arc::clone(&who.reach), app.now());
    let (line, audit, nonce) = (app.entry_id(), app.entry_id(), app.random());
    let deed = move |tx: &mut Tx<'_>| {
        known(tx, &reach, &of)?;
        add_line(tx, (&line, nonce), &of, (what, recipient.clone()), now)?;
        let word = "added a recipient to a data request";
        Ok::<_, Error>(tx.note_audit(&audit, Some(&reach.agent), word, of.as_str(), now)?)
    };
    app.store.write(deed).await
}

/// Who has to know the same already stands there once.
fn add_line(
    tx: &mut Tx<'_>,
    (id, nonce): (&EntryId, NonceBytes),
    request: &RequestId,
    (what, recipient): (Telling, Personal<String>),
    now: Timestamp,
) -> Result<(), Error> {
    let line = Notification {
        id: id.clone(),
        request: request.clone(),
        what,
        recipient,
        how: String::new().into(),
        at: now,
        told_at: None,
    };
    let same = |one: &Notification| one.what == line.what && one.recipient == line.recipient;
    if tx.notifications(request)?.iter().any(same) {
        return Ok(());
    }
    Ok(tx.insert_notification(&line, nonce)?)
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
    let (now, nonce, audit) = (app.now(), app.random(), app.entry_id());
    let deed = move |tx: &mut Tx<'_>| {
        known(tx, &reach, &of)?;
        let mut lines = tx.notifications(&of)?.into_iter();
        let known = lines.find(|one| one.id == line).ok_or(Error::NotFound)?;
        let told = Notification { how: how.clone(), told_at: Some(now), ..known };
        tx.update_notification(&told, nonce)?;
        let word = "told a recipient of a data request";
        Ok::<_, Error>(tx.note_audit(&audit, Some(&reach.agent), word, of.as_str(), now)?)
    };
    app.store.write(deed).await
}
