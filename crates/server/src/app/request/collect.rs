//! Everything that is kept about a person, as a copy for them (Art. 15 GDPR; R-DSR-02, R-DSR-05). It is
//! kept nowhere, and made anew from the data each time it is asked for. Looking through it and giving it
//! away: `release`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use plausch_core::Personal;
use plausch_core::Timestamp;
use plausch_core::id::{AgentId, ConversationId, RoleId};
use plausch_core::request::Reviewed;
use plausch_core::retention::{Kind, Rules, Scope};
use plausch_core::role::{Reach, Role};
use plausch_core::site::{Lang, Mode, Site};
use plausch_core::time::HOUR;
use plausch_store::{DataRequest, Notification, Tx};
use serde_json::{Value, json};

use super::ledger;
use crate::app::copy::{Beyond, Copy, KeptByLaw, Withheld};
use crate::app::{App, Directory, Error};
use crate::texts::Speaker;

/// So many who read a conversation are told.
const READS: i64 = 1_000;

/// What is collected for a request.
#[derive(Debug)]
pub struct Collected {
    /// The request.
    pub request: DataRequest,
    /// Whose controller answers.
    pub site: Arc<Site>,
    /// The conversations.
    pub copies: Vec<Copy>,
    /// Who has got something of them.
    pub recipients: Vec<String>,
    /// Who was told of what was carried out.
    pub ledger: Vec<Notification>,
    /// How long each kind is kept.
    pub rules: Rules,
}

/// What a tx needs of the program to collect.
pub(in crate::app) struct Means {
    directory: Arc<Directory>,
    reach: Arc<Reach>,
    /// What roles are called, in the language of the person.
    roles: BTreeMap<(Lang, RoleId), String>,
}

impl Means {
    pub(in crate::app) fn of(app: &App, reach: &Arc<Reach>) -> Self {
        let (directory, reach) = (Arc::clone(&app.directory), Arc::clone(reach));
        Self { directory, reach, roles: roles(app) }
    }
}

fn roles(app: &App) -> BTreeMap<(Lang, RoleId), String> {
    let in_languages = |role: Role| {
        Lang::ALL.map(|lang| {
            let name = match role.name.as_str() {
                "" => app.texts.speaker(lang).say(&format!("role-{}", role.id)).into_owned(),
                own => own.to_owned(),
            };
            ((lang, role.id.clone()), name)
        })
    };
    app.directory.roles().into_iter().flat_map(in_languages).collect()
}

/// [`Error::Forbidden`]: a conversation of it is on a site that is not theirs; without it, the copy would
/// not be whole.
pub(super) fn collect(
    tx: &mut Tx<'_>,
    means: &Means,
    request: DataRequest,
) -> Result<Collected, Error> {
    let site = means.directory.site(&request.site)?;
    let withheld = request.dossier.as_ref().ok_or(Error::Conflict)?.reveal().withheld.clone();
    let (mut copies, mut recipients) = (Vec::new(), BTreeSet::new());
    for id in tx.conversations_of(&request.id)? {
        recipients.extend(ledger::of_conversation(tx, &means.directory, &id)?);
        if let Some(copy) = copy(tx, means, &id, request.lang, &withheld)? {
            let only_given = request.kind.is_of_what_was_given();
            copies.push(if only_given { copy.of_what_was_given() } else { copy });
        }
    }
    let ledger = tx.notifications(&request.id)?;
    let told = ledger.iter().map(|line| line.recipient.reveal().clone());
    recipients.extend(told);
    let mut rules = site.settings.retention.clone();
    let installation = tx.installation_rules()?;
    for kind in Kind::set_by(Scope::Installation) {
        rules.set(kind, installation.of(kind));
    }
    let recipients = recipients.into_iter().collect();
    Ok(Collected { request, site, copies, recipients, ledger, rules })
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
    let site = means.directory.site(&found.conversation.site)?;
    let name = |agent: &AgentId| means.directory.agent_name(agent);
    let mut consents = Vec::new();
    let records = [&found.conversation.consent, &found.conversation.remembered_by];
    for record in records.into_iter().flatten().collect::<BTreeSet<_>>() {
        consents.extend(tx.consent_events(record)?.into_iter().map(|kept| kept.event));
    }
    let reads = tx.reads(Some(id), None, READS)?;
    let role = |read: &plausch_store::Read| {
        let agent = means.directory.agent(&read.agent);
        let role = agent.and_then(|agent| means.roles.get(&(lang, agent.role.clone())).cloned());
        (role.unwrap_or_default(), Timestamp::from_millis(read.hour * HOUR))
    };
    let kept_by_law = tx.archived_one(id)?.map(|one| KeptByLaw {
        class: one.class,
        ground: one.ground.map(Personal::into_revealed).unwrap_or_default(),
        by: name(&one.by),
        at: one.at,
        until: one.until,
    });
    let restricted = tx.restriction(id)?.map(|one| {
        let by = one.by.as_ref().map(name).unwrap_or_default();
        (one.request, one.at, by)
    });
    let beyond = Beyond {
        consents,
        reads: reads.iter().map(role).collect(),
        answered_by: found.conversation.assignee.as_ref().map(name).unwrap_or_default(),
        kept_by_law,
        restricted,
        rectified_at: tx.rectified_at(id)?,
        is_damaged: !found.is_whole,
        is_emptied: found.is_emptied,
    };
    Ok(Some(Copy {
        conversation: found.conversation,
        site,
        events: found.events,
        annotations: tx.annotations(id)?,
        objected_at: tx.objected_at(id)?,
        beyond: Some(beyond),
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
        for recipient in self.recipients.iter().filter(|recipient| !told.contains(recipient)) {
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
            "processing": self.processing(t),
            "recipients": self.recipients,
            "told": told.collect::<Vec<_>>(),
            "conversations": conversations,
        })
    }

    fn processing(&self, t: Speaker<'_>) -> Value {
        let settings = &self.site.settings;
        let facts: BTreeMap<_, _> = self.information(t).into_iter().collect();
        json!({
            "controller": settings.controller,
            "data_protection_officer": settings.data_protection_officer,
            "privacy": settings.privacy_url,
            "information": facts,
        })
    }

    /// What has to be told of the processing beside the copy (Art. 15(1) and (2)), in pairs of what it is and
    /// what holds.
    pub fn information(&self, t: Speaker<'_>) -> Vec<(String, String)> {
        let say = |id: &str| t.say(id).into_owned();
        let none = || t.say("copy-no-recipients").into_owned();
        let all: Vec<_> = std::iter::once(none()).chain(self.recipients.iter().cloned()).collect();
        let mode = match self.site.settings.mode {
            Mode::Consent => t.say("copy-basis-consent"),
            Mode::OnRequest => t.say("copy-basis-request"),
        };
        let days = |kind| self.rules.days(kind);
        let periods = t.say_with_all(
            "copy-periods-text",
            [
                ("messages", days(Kind::Messages).into()),
                ("contact", days(Kind::Contact).into()),
                ("facts", days(Kind::Facts).into()),
                ("audit", days(Kind::Audit).into()),
                ("reads", days(Kind::Reads).into()),
            ],
        );
        vec![
            (say("copy-purposes"), say("copy-purposes-text")),
            (say("copy-basis"), mode.into_owned()),
            (say("copy-recipients"), all.join("\n")),
            (say("copy-periods"), periods),
            (say("copy-source"), say("copy-source-text")),
            (say("copy-rights"), say("copy-rights-text")),
            (say("copy-complaint"), say("copy-complaint-text")),
            (say("copy-decisions"), say("copy-decisions-text")),
        ]
    }
}
