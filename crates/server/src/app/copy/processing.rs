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
    /// Each site that the data come from: who is responsible there, and what holds.
    pub sites: Vec<OfSite>,
    /// Who has got something of the data, beside the controllers and whoever works for them.
    pub recipients: Vec<String>,
    to: To,
}

/// What holds of the data of one site.
#[derive(Debug, Clone)]
pub struct OfSite {
    /// The site, with its controller.
    pub site: Arc<Site>,
    /// How long each kind is kept.
    rules: Rules,
    /// Is anything of it kept?
    is_kept: bool,
    /// Has the person objected, wherever there is something to object to?
    is_objected: bool,
}

/// Whom it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum To {
    /// Somebody who has asked by right.
    Requester,
    /// The visitor of one conversation.
    Visitor,
}

impl Processing {
    /// For a data request: of every site that something was found on; of the `asked` one, where that is
    /// none.
    pub(in crate::app) fn of_request(
        tx: &mut Tx<'_>,
        asked: &Arc<Site>,
        copies: &[Copy],
        recipients: BTreeSet<String>,
    ) -> Result<Self, plausch_store::Error> {
        Self::new(tx, asked, copies, recipients, To::Requester)
    }

    /// For the visitor of this conversation.
    fn of_visitor(tx: &mut Tx<'_>, directory: &Directory, copy: &Copy) -> Result<Self, Error> {
        let recipients = providers(directory, &copy.site.id, &copy.beyond.consents)?;
        let copies = std::slice::from_ref(copy);
        Ok(Self::new(tx, &copy.site, copies, recipients, To::Visitor)?)
    }

    fn new(
        tx: &mut Tx<'_>,
        asked: &Arc<Site>,
        copies: &[Copy],
        recipients: BTreeSet<String>,
        to: To,
    ) -> Result<Self, plausch_store::Error> {
        let installation = tx.installation_rules()?;
        let mut found: Vec<_> = copies.iter().map(|copy| &copy.site).collect();
        if found.is_empty() {
            found.push(asked);
        }
        // Whoever was asked comes first.
        found.sort_by_key(|site| (site.id != asked.id, &site.id));
        found.dedup_by_key(|site| &site.id);
        let sites = found.into_iter().map(|site| OfSite::new(site, &installation, copies));
        Ok(Self { sites: sites.collect(), recipients: recipients.into_iter().collect(), to })
    }

    /// As JSON: fields for programs, and everything in words.
    pub fn json(&self, t: Speaker<'_>) -> Value {
        let facts: BTreeMap<_, _> = self.information(t).into_iter().collect();
        let sites: Vec<_> = self.sites.iter().map(|one| one.json(t)).collect();
        json!({ "sites": sites, "information": facts })
    }

    /// What holds whatever the site, in pairs of what it is and what holds.
    pub fn information(&self, t: Speaker<'_>) -> Vec<(String, String)> {
        let say = |id: &str| t.say(id).into_owned();
        let always = say("copy-no-recipients");
        let all: Vec<_> = std::iter::once(always).chain(self.recipients.iter().cloned()).collect();
        let mut told = vec![
            (say("copy-recipients"), all.join("\n")),
            (say("copy-source"), say("copy-source-text")),
            (say("copy-rights"), say("copy-rights-text")),
            (say("copy-complaint"), say("copy-complaint-text")),
            (say("copy-decisions"), say("copy-decisions-text")),
        ];
        match self.to {
            To::Requester => told.push((say("copy-request"), say("copy-request-text"))),
            To::Visitor => {
                let sites = self.sites.iter().map(|one| &one.site.settings);
                let whom = sites.filter_map(|settings| {
                    settings.data_protection_officer.as_deref().or(settings.mail.as_deref())
                });
                let text = std::iter::once(say("copy-not-here-text"));
                let text: Vec<_> = text.chain(whom.map(str::to_owned)).collect();
                told.push((say("copy-not-here"), text.join(" ")));
            }
        }
        told
    }
}

impl OfSite {
    fn new(site: &Arc<Site>, installation: &Rules, copies: &[Copy]) -> Self {
        let mut rules = site.settings.retention.clone();
        for kind in Kind::set_by(Scope::Installation) {
            rules.set(kind, installation.of(kind));
        }
        let here: Vec<_> = copies.iter().filter(|copy| copy.site.id == site.id).collect();
        Self {
            site: Arc::clone(site),
            rules,
            is_kept: here.is_empty() || here.iter().any(|copy| copy.conversation.is_kept),
            is_objected: !here.is_empty() && here.iter().all(|copy| copy.objected_at.is_some()),
        }
    }

    fn json(&self, t: Speaker<'_>) -> Value {
        let settings = &self.site.settings;
        let facts: BTreeMap<_, _> = self.information(t).into_iter().collect();
        json!({
            "id": self.site.id,
            "name": settings.name,
            "address": settings.address,
            "controller": settings.controller,
            "data_protection_officer": settings.data_protection_officer,
            "privacy": settings.privacy_url,
            "information": facts,
        })
    }

    /// What holds here, in pairs of what it is and what holds.
    pub fn information(&self, t: Speaker<'_>) -> Vec<(String, String)> {
        let say = |id: &str| t.say(id).into_owned();
        let settings = &self.site.settings;
        let basis = match settings.mode {
            Mode::Consent => say("copy-basis-consent"),
            Mode::OnRequest => say("copy-basis-request"),
        };
        let mut told = vec![(say("copy-controller"), settings.controller.clone())];
        let officer = settings.data_protection_officer.clone();
        told.extend(officer.map(|officer| (say("copy-officer"), officer)));
        told.extend([
            (say("copy-purposes"), say("copy-purposes-text")),
            (say("copy-basis"), basis),
            (say("copy-periods"), self.periods(t)),
        ]);
        told
    }

    fn periods(&self, t: Speaker<'_>) -> String {
        let site = |kind| self.rules.days_for(kind, self.is_objected);
        let values = [
            ("messages", site(Kind::Messages).into()),
            ("contact", site(Kind::Contact).into()),
            ("facts", site(Kind::Facts).into()),
            ("audit", self.rules.days(Kind::Audit).into()),
            ("reads", self.rules.days(Kind::Reads).into()),
        ];
        let id = if self.is_kept { "copy-periods-text" } else { "copy-periods-unkept" };
        t.say_with_all(id, values)
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
