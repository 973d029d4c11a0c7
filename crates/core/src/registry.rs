//! The registry: everything that a site stores or reads on a visitor's device, or loads from
//! others, for which purpose and by which right. Whatever asks for consent shows it (R-CONS-04,
//! R-BAN-04); nothing in it may be empty.

mod colour;
mod design;
mod embed;
mod problem;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use colour::{Colour, ENOUGH, Palette};
pub use design::{Corners, Design, Position};
pub use embed::Embed;
pub use problem::{Problem, Reason};
pub use words::euphemisms;

use crate::id::{PurposeId, Revision, ServiceId};
use crate::site::{Lang, Origin};

/// A text in every language that the site offers.
pub type Translated = BTreeMap<Lang, String>;

/// What a site uses, and what for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registry {
    /// In the order in which they are shown.
    pub purposes: Vec<Purpose>,
    /// In the order in which they are shown within their purpose.
    pub services: Vec<Service>,
    /// Services that were published once and taken out, with their round: who puts one back asks
    /// for it anew. Written by [`Registry::published_after`].
    #[serde(default)]
    pub retired: BTreeMap<ServiceId, u32>,
    /// How the banner looks and begins; a change of it asks nobody again.
    #[serde(default)]
    pub design: Design,
    /// May the site's own pages tell what a visitor has chosen there, in a settings page of the
    /// site's own? Off unless the operator has switched it on: otherwise only the visitor's hand
    /// in our own controls grants anything (R-TERM-03).
    #[serde(default)]
    pub adapter: bool,
    /// Keys that its services once kept and keep no longer. They may still lie on devices, and go
    /// from there with the consent that does not count any more (R-WDR-02). Kept by
    /// [`Registry::published_after`].
    #[serde(default)]
    pub former: BTreeSet<(Place, String)>,
}

/// What consent is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Purpose {
    /// Its name in the markup of pages.
    pub id: PurposeId,
    /// Its name on the screen.
    pub name: Translated,
    /// What is done for it, in plain words.
    pub description: Translated,
}

/// A tool, and everything that has to be told of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Its name in the markup of pages.
    pub id: ServiceId,
    /// What it is used for.
    pub purpose: PurposeId,
    /// Its name on the screen.
    pub name: String,
    /// Who offers it.
    pub provider: Provider,
    /// What it does for the site and its visitors, in plain words.
    pub aim: Translated,
    /// Which data it gets.
    pub data: Translated,
    /// Who gets them besides the provider; says so when it is nobody.
    pub recipients: Translated,
    /// What it keeps on the device; empty when it keeps nothing there.
    #[serde(default)]
    pub keys: Vec<Key>,
    /// By which right it stores or reads on the device.
    pub basis: Basis,
    /// Why it needs no consent (R-BAN-04); only for the exceptions of section 25(2) TDDDG.
    #[serde(default)]
    pub reason: Translated,
    /// The provider's own notice.
    pub privacy_url: String,
    /// From where its scripts come; nothing else is activated for it.
    #[serde(default)]
    pub origins: BTreeSet<Origin>,
    /// Links in messages that it can show there, once the visitor has allowed it.
    #[serde(default)]
    pub embeds: Vec<Embed>,
    /// A call of the tool's own by which it hears of the choice.
    #[serde(default)]
    pub signal: Option<Signal>,
    /// How often its words have changed in meaning; counted by [`Registry::published_after`].
    #[serde(default)]
    pub round: u32,
    /// The facts that the operator has checked, named as in [`Problem`], and on which day. A note
    /// for those who work on the draft: visitors see nothing of it, and nobody is asked again.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub checked: BTreeMap<String, String>,
}

/// Who offers a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// Name with legal form.
    pub name: String,
    /// Postal address.
    pub address: String,
    /// Where the data are processed: a two-letter code (ISO 3166-1).
    pub country: String,
    /// On what a transfer to a country outside the EEA rests.
    #[serde(default)]
    pub transfer: Option<Transfer>,
}

/// On what a transfer to a third country rests (Art. 45, 46, 49 GDPR).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transfer {
    /// An adequacy decision for the country.
    Adequacy,
    /// The adequacy decision for certified companies in the United States (Data Privacy Framework).
    DataPrivacyFramework,
    /// Standard contractual clauses.
    StandardClauses,
    /// Binding corporate rules.
    CorporateRules,
}

/// Something that a service keeps on the device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// Its name; `*` at the end stands for whatever follows.
    pub name: String,
    /// Where it lies.
    pub place: Place,
    /// How long, in plain words.
    pub lifetime: Translated,
    /// Whose it is.
    pub party: Party,
}

/// Where a key lies on the device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// A cookie.
    Cookie,
    /// The site's `localStorage`.
    LocalStorage,
    /// The tab's `sessionStorage`.
    SessionStorage,
    /// A database in the browser.
    IndexedDb,
}

/// Whose key it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// The site's own; removed here when the consent is taken back.
    First,
    /// Of another domain; only its owner can remove it.
    Third,
}

/// By which right something is stored or read on the device (R-CONS-10): consent, or one of the
/// two exceptions of section 25(2) TDDDG. There is no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Basis {
    /// Section 25(1): consent.
    #[serde(rename = "consent")]
    Consent,
    /// Section 25(2) no. 1: only to carry a message over a public network.
    #[serde(rename = "25-2-1")]
    Carriage,
    /// Section 25(2) no. 2: strictly necessary for what the visitor expressly asked for.
    #[serde(rename = "25-2-2")]
    Requested,
}

/// How a tool hears of the choice, besides being started or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signal {
    /// Google's consent mode, basic: `default`, `update`, then the tag.
    Google,
    /// Matomo's consent calls.
    Matomo,
    /// Microsoft's advertising tag.
    Uet,
}

impl Service {
    /// Are visitors asked before it runs?
    pub fn asks(&self) -> bool {
        self.basis == Basis::Consent
    }

    /// Does it bring data to a country outside the European Economic Area?
    pub fn leaves_the_eea(&self) -> bool {
        !EEA.contains(&self.provider.country.as_str())
    }

    /// The state of what visitors agree to. Who, where, by which right and which keys are in it as
    /// they are; words only by the number of times that they have changed in meaning (R-CONS-07).
    pub fn revision(&self) -> Revision {
        let keys: Vec<_> = self.keys.iter().map(|key| (&key.name, key.place, key.party)).collect();
        let facts = serde_json::json!([
            self.id,
            self.purpose,
            self.provider,
            keys,
            self.basis,
            self.origins,
            self.signal,
            self.round
        ]);
        Revision::of(&facts.to_string())
    }

    fn words(&self) -> impl PartialEq + use<'_> {
        (&self.name, &self.aim, &self.privacy_url, self.told_facts())
    }

    /// Facts that are told in words: which data, who gets them, how long they stay.
    fn told_facts(&self) -> Vec<&Translated> {
        let lifetimes = self.keys.iter().map(|key| &key.lifetime);
        [&self.data, &self.recipients].into_iter().chain(lifetimes).collect()
    }

    /// Does it say anything else of its facts than `old`, in a language that both speak? Another
    /// language alone tells nobody anything else.
    fn has_other_facts_than(&self, old: &Self) -> bool {
        let differs = |(new, old): (&Translated, &Translated)| {
            new.iter().any(|(lang, text)| old.get(lang).is_some_and(|old| old != text))
        };
        self.told_facts().into_iter().zip(old.told_facts()).any(differs)
    }
}

impl Registry {
    /// What visitors are asked for by the banner.
    pub fn asked(&self) -> impl Iterator<Item = &Service> {
        self.services.iter().filter(|service| service.asks())
    }

    /// A service by its name.
    pub fn service(&self, id: &ServiceId) -> Option<&Service> {
        self.services.iter().find(|service| &service.id == id)
    }

    /// The state of everything that the banner asks for; `None`: it asks for nothing, and there
    /// is no banner.
    pub fn revision(&self) -> Option<Revision> {
        let all: Vec<_> = self.asked().map(Service::revision).collect();
        (!all.is_empty()).then(|| Revision::of(&serde_json::json!(all).to_string()))
    }

    /// The registry as it is published in place of `before`: services whose words have changed
    /// begin a new round, and everybody is asked for them again, unless the operator says that the
    /// change is *editorial* (R-CONS-07). Facts can't be said to be editorial, also where they are
    /// told in words: which data, who gets them, how long they stay.
    #[must_use]
    pub fn published_after(mut self, before: &Self, is_editorial: bool) -> Self {
        let purpose = |registry: &Self, id: &PurposeId| {
            registry.purposes.iter().find(|purpose| &purpose.id == id).cloned()
        };
        let purposes = self.clone();
        self.retired.clone_from(&before.retired);
        for gone in before.services.iter().filter(|one| purposes.service(&one.id).is_none()) {
            self.retired.insert(gone.id.clone(), gone.round);
        }
        for service in &mut self.services {
            let Some(old) = before.service(&service.id) else {
                service.round = self.retired.remove(&service.id).map_or(0, |round| round + 1);
                continue;
            };
            let has_new_words = service.words() != old.words()
                || purpose(&purposes, &service.purpose) != purpose(before, &old.purpose);
            let is_material = has_new_words && !is_editorial || service.has_other_facts_than(old);
            service.round = old.round + u32::from(is_material);
        }
        let now: BTreeSet<_> = self.first_party_keys().collect();
        self.former = before.first_party_keys().chain(before.former.iter().cloned()).collect();
        self.former.retain(|key| !now.contains(key));
        self
    }

    /// Would visitors be told the same by it? What the operator has noted as checked is told to
    /// nobody.
    pub fn tells_the_same_as(&self, other: &Self) -> bool {
        let told = |registry: &Self| {
            let mut told = registry.clone();
            told.services.iter_mut().for_each(|service| service.checked.clear());
            told
        };
        told(self) == told(other)
    }

    fn first_party_keys(&self) -> impl Iterator<Item = (Place, String)> {
        let keys = self.asked().flat_map(|service| &service.keys);
        keys.filter(|key| key.party == Party::First).map(|key| (key.place, key.name.clone()))
    }

    /// For which services are visitors asked again (or for the first time) after `before`?
    pub fn material_after(&self, before: &Self) -> Vec<&Service> {
        let known = |service: &Service| {
            before.service(&service.id).filter(|old| old.asks()).map(Service::revision)
        };
        self.asked().filter(|service| known(service) != Some(service.revision())).collect()
    }
}

/// The European Economic Area (ISO 3166-1).
const EEA: [&str; 30] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS",
    "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
];

#[cfg(test)]
mod tests;
