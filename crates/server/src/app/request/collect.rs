//! Everything that is kept about a person, as a copy for them (Art. 15 GDPR; R-DSR-02, R-DSR-05). It is
//! kept nowhere, and made anew from the data each time it is asked for. Looking through it and giving it
//! away: `release`.

use std::collections::BTreeSet;
use std::sync::Arc;

use plausch_core::Personal;
use plausch_core::id::ConversationId;
use plausch_core::request::Reviewed;
use plausch_core::role::Reach;
use plausch_core::site::{Lang, Site};
use plausch_store::{DataRequest, Notification, Tx};
use serde_json::{Value, json};

use super::ledger;
use crate::app::copy::{Beyond, Copy, Names, Processing, Withheld};
use crate::app::{App, Directory, Error};
use crate::texts::Speaker;

/// What is collected for a request.
#[derive(Debug)]
pub struct Collected {
    /// The request.
    pub request: DataRequest,
    /// Whose controller answers.
    pub site: Arc<Site>,
    /// What has to be told of the processing.
    pub processing: Processing,
    /// The conversations.
    pub copies: Vec<Copy>,
    /// Who was told of what was carried out.
    pub ledger: Vec<Notification>,
}

/// What a tx needs of the program to collect.
pub(in crate::app) struct Means {
    names: Names,
    reach: Arc<Reach>,
}

impl Means {
    pub(in crate::app) fn of(app: &App, reach: &Arc<Reach>) -> Self {
        Self { names: Names::of(app), reach: Arc::clone(reach) }
    }
}

/// [`Error::Forbidden`]: a conversation of it is on a site that is not theirs; without it, the copy would
/// not be whole.
pub(super) fn collect(
    tx: &mut Tx<'_>,
    means: &Means,
    request: DataRequest,
) -> Result<Collected, Error> {
    let directory = &means.names.directory;
    let site = directory.site(&request.site)?;
    let withheld = request.dossier.as_ref().ok_or(Error::Conflict)?.reveal().withheld.clone();
    let (mut copies, mut recipients) = (Vec::new(), BTreeSet::new());
    for id in tx.conversations_of(&request.id)? {
        recipients.extend(ledger::of_conversation(tx, directory, &id)?);
        if let Some(copy) = copy(tx, means, &id, request.lang, &withheld)? {
            let only_given = request.kind.is_of_what_was_given();
            copies.push(if only_given { copy.of_what_was_given() } else { copy });
        }
    }
    let ledger = tx.notifications(&request.id)?;
    let told = ledger.iter().map(|line| line.recipient.reveal().clone());
    recipients.extend(told);
    let processing = Processing::of_request(tx, &site, &copies, recipients)?;
    Ok(Collected { request, site, processing, copies, ledger })
}

/// Everything that is kept of one conversation, on whatever shelf; `None`: it is gone.
pub(in crate::app) fn copy(
    tx: &mut Tx<'_>,
    means: &Means,
    id: &ConversationId,
    lang: Lang,
    withheld: &Withheld,
) -> Result<Option<Copy>, Error> {
    let Some(found) = tx.conversation_anywhere(id)? else { return Ok(None) };
    if !means.reach.has_site(&found.conversation.site) {
        return Err(Error::Forbidden);
    }
    let site = means.names.directory.site(&found.conversation.site)?;
    let beyond = Beyond {
        is_damaged: !found.is_whole,
        is_emptied: found.is_emptied,
        ..Beyond::read(tx, &means.names, &found.conversation, lang)?
    };
    Ok(Some(Copy {
        conversation: found.conversation,
        site,
        events: found.events,
        annotations: tx.annotations(id)?,
        objected_at: tx.objected_at(id)?,
        beyond,
        withheld: withheld.clone(),
        is_for_office: false,
    }))
}

impl Collected {
    /// What there is to be looked through. Not in it: which role has read it, which changes by looking.
    pub fn reviewed(&self) -> Reviewed {
        let mut reviewed = Reviewed::default();
        for copy in &self.copies {
            copy.note_reviewed(&mut reviewed);
        }
        if let Some(dossier) = self.request.dossier.as_ref().map(Personal::reveal) {
            reviewed.add_line("request", &[&dossier.person, &dossier.asked, &dossier.identity]);
            for (line, reason) in &dossier.withheld {
                reviewed.add_line("withheld", &[line, reason]);
            }
        }
        // Not those of the ledger: it goes on when the person has the copy (Art. 19).
        let told: BTreeSet<_> = self.ledger.iter().map(|line| line.recipient.reveal()).collect();
        for recipient in
            self.processing.recipients.iter().filter(|recipient| !told.contains(recipient))
        {
            reviewed.add_line("recipient", &[recipient]);
        }
        reviewed
    }

    /// As JSON, for the person: what is kept back stands in it with its reason only.
    pub fn json(&self, directory: &Directory, t: Speaker<'_>) -> Value {
        let request = &self.request;
        let dossier = request.dossier.as_ref().map(|dossier| dossier.reveal().clone());
        let dossier = dossier.unwrap_or_default();
        let conversations: Vec<_> = self.copies.iter().map(|copy| copy.json(directory)).collect();
        let told = self.ledger.iter().map(|line| {
            json!({ "recipient": line.recipient.reveal(), "what": line.what.as_str(),
                    "since": line.at, "told_at": line.told_at, "how": line.how.reveal() })
        });
        json!({
            "format": "plausch-request-1",
            "request": {
                "id": request.id, "kind": request.kind.as_str(),
                "article": request.kind.article(), "lang": request.lang,
                "source": request.source.as_str(), "state": request.state.as_str(),
                "received_on": request.received_on.to_string(),
                "due_on": request.due_on.to_string(), "is_extended": request.is_extended,
                "entered_at": request.at, "closed_at": request.closed_at,
                "person": dossier.person, "asked": dossier.asked, "identity": dossier.identity,
            },
            "processing": self.processing.json(t),
            "recipients": self.processing.recipients,
            "told": told.collect::<Vec<_>>(),
            "conversations": conversations,
        })
    }
}
