//! What has to be told of the processing beside a copy of the data (Art. 15(1) and (2) GDPR): the same to
//! a person who asks by right and to a visitor who takes their conversation along.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use plausch_core::consent;
use plausch_core::conversation::Conversation;
use plausch_core::id::SiteId;
use plausch_core::retention::{Kind, Rules, Scope};
use plausch_core::site::{Mode, Site};
use plausch_store::Tx;
use serde_json::{Value, json};

use super::{Copy, Names};
use crate::app::{Directory, Error};
use crate::texts::Speaker;

/// What has to be told.
#[derive(Debug, Clone)]
pub struct Processing {
    /// Whose controller answers.
    pub site: Arc<Site>,
    /// Who has got something of the data, beside the controller and whoever works for it.
    pub recipients: Vec<String>,
    /// How long each kind is kept.
    rules: Rules,
    to: To,
}

/// Whom it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum To {
    /// Somebody who has asked by right.
    Requester,
    /// The visitor of one conversation.
    Visitor { is_kept: bool, has_objection: bool },
}

impl Processing {
    /// For a data request.
    pub(in crate::app) fn of_request(
        tx: &mut Tx<'_>,
        site: Arc<Site>,
        recipients: BTreeSet<String>,
    ) -> Result<Self, plausch_store::Error> {
        Self::new(tx, site, recipients, To::Requester)
    }

    /// For the visitor of this conversation.
    fn of_visitor(tx: &mut Tx<'_>, directory: &Directory, copy: &Copy) -> Result<Self, Error> {
        let site = Arc::clone(&copy.site);
        let recipients = providers(directory, &site.id, &copy.beyond.consents)?;
        let is_kept = copy.conversation.is_kept;
        let to = To::Visitor { is_kept, has_objection: copy.objected_at.is_some() };
        Ok(Self::new(tx, site, recipients, to)?)
    }

    fn new(
        tx: &mut Tx<'_>,
        site: Arc<Site>,
        recipients: BTreeSet<String>,
        to: To,
    ) -> Result<Self, plausch_store::Error> {
        let mut rules = site.settings.retention.clone();
        let installation = tx.installation_rules()?;
        for kind in Kind::set_by(Scope::Installation) {
            rules.set(kind, installation.of(kind));
        }
        Ok(Self { site, recipients: recipients.into_iter().collect(), rules, to })
    }

    /// As JSON: fields for programs, and everything in words.
    pub fn json(&self, t: Speaker<'_>) -> Value {
        let settings = &self.site.settings;
        let facts: BTreeMap<_, _> = self.information(t).into_iter().collect();
        json!({
            "controller": settings.controller,
            "data_protection_officer": settings.data_protection_officer,
            "privacy": settings.privacy_url,
            "information": facts,
        })
    }

    /// In pairs of what it is and what holds.
    pub fn information(&self, t: Speaker<'_>) -> Vec<(String, String)> {
        let say = |id: &str| t.say(id).into_owned();
        let always = say("copy-no-recipients");
        let all: Vec<_> = std::iter::once(always).chain(self.recipients.iter().cloned()).collect();
        let basis = match self.site.settings.mode {
            Mode::Consent => say("copy-basis-consent"),
            Mode::OnRequest => say("copy-basis-request"),
        };
        let mut told = vec![
            (say("copy-purposes"), say("copy-purposes-text")),
            (say("copy-basis"), basis),
            (say("copy-recipients"), all.join("\n")),
            (say("copy-periods"), self.periods(t)),
            (say("copy-source"), say("copy-source-text")),
            (say("copy-rights"), say("copy-rights-text")),
            (say("copy-complaint"), say("copy-complaint-text")),
            (say("copy-decisions"), say("copy-decisions-text")),
        ];
        if self.to != To::Requester {
            let settings = &self.site.settings;
            let whom = settings.data_protection_officer.as_ref().or(settings.mail.as_ref());
            let text = say("copy-not-here-text");
            let text = whom.map_or_else(|| text.clone(), |whom| format!("{text} {whom}"));
            told.push((say("copy-not-here"), text));
        }
        told
    }

    fn periods(&self, t: Speaker<'_>) -> String {
        let is_objected = matches!(self.to, To::Visitor { has_objection: true, .. });
        let site = |kind| self.rules.days_for(kind, is_objected);
        let values = [
            ("messages", site(Kind::Messages).into()),
            ("contact", site(Kind::Contact).into()),
            ("facts", site(Kind::Facts).into()),
            ("audit", self.rules.days(Kind::Audit).into()),
            ("reads", self.rules.days(Kind::Reads).into()),
        ];
        match self.to {
            To::Visitor { is_kept: false, .. } => t.say_with_all("copy-periods-unkept", values),
            To::Visitor { .. } => t.say_with_all("copy-periods-text", values),
            To::Requester => {
                let periods = t.say_with_all("copy-periods-text", values);
                format!("{periods} {}", t.say("copy-periods-request"))
            }
        }
    }
}

/// What a visitor takes along: the conversation, and what has to be told of the processing.
#[derive(Debug, Clone)]
pub struct Taken {
    /// The conversation.
    pub copy: Copy,
    /// What has to be told.
    pub processing: Processing,
}

impl Taken {
    pub(in crate::app) fn of_visitor(
        tx: &mut Tx<'_>,
        names: &Names,
        found: (Conversation, bool),
        site: Arc<Site>,
    ) -> Result<Self, Error> {
        let lang = found.0.lang;
        let copy = Copy::of_visitor(tx, names, found, site, lang)?;
        let processing = Processing::of_visitor(tx, &names.directory, &copy)?;
        Ok(Self { copy, processing })
    }

    /// As JSON (docs/api.md): the conversation, and what holds of it in the words of `t`.
    pub fn json(&self, directory: &Directory, t: Speaker<'_>) -> Value {
        let mut taken = self.copy.json(directory);
        taken["processing"] = self.processing.json(t);
        taken["recipients"] = json!(self.processing.recipients);
        taken
    }
}

/// The providers of services that these choices covered, by name.
pub(in crate::app) fn providers(
    directory: &Directory,
    site: &SiteId,
    consents: &[consent::Event],
) -> Result<BTreeSet<String>, Error> {
    let registry = directory.registry(site)?;
    let granted: BTreeSet<_> = consents.iter().flat_map(|event| event.granted.keys()).collect();
    let services = registry.services.iter().filter(|service| granted.contains(&service.id));
    Ok(services.map(|service| format!("{} ({})", service.provider.name, service.name)).collect())
}
