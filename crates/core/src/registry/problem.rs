//! What keeps a registry from being published.

use super::design::{LONGEST_HEADLINE, LONGEST_INTRO};
use super::{Basis, Design, Key, Purpose, Registry, Service, Transfer, Translated, euphemisms};
use crate::id::{PurposeId, ServiceId};
use crate::site::{Lang, Origin};

/// The longest text of a field, in characters.
const LONGEST: usize = 600;
/// How our own keys on the device begin.
const OURS: &str = "plausch";

/// A field that can't stay as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Of which purpose, if it is a purpose's.
    pub purpose: Option<PurposeId>,
    /// Of which service, if it is a service's.
    pub service: Option<ServiceId>,
    /// The field, as it is called in [`Service`], [`Purpose`] or [`Design`].
    pub field: &'static str,
    /// Which of the service's keys, if it is a key's; counted from 0.
    pub row: Option<usize>,
    /// In which language, where it has several.
    pub lang: Option<Lang>,
    /// What is wrong.
    pub reason: Reason,
}

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// It is empty.
    Missing,
    /// It holds something else than it should.
    Malformed,
    /// Longer than so many characters.
    TooLong(usize),
    /// There are two of that name.
    Double,
    /// It comes from another website than the site's own.
    Elsewhere,
    /// The words say nothing.
    Euphemism(&'static str),
}

impl Registry {
    /// Everything that keeps it from being published in these languages (R-CONS-04, R-BAN-04,
    /// R-CONS-10); empty when nothing does.
    pub fn problems(&self, languages: &[Lang]) -> Vec<Problem> {
        let mut found = Found { languages, ..Found::default() };
        for (index, purpose) in self.purposes.iter().enumerate() {
            found.purpose = Some(purpose.id.clone());
            if self.purposes[..index].iter().any(|other| other.id == purpose.id) {
                found.note("id", None, Reason::Double);
            }
            found.purpose(purpose);
        }
        for (index, service) in self.services.iter().enumerate() {
            (found.purpose, found.service) = (None, Some(service.id.clone()));
            if self.services[..index].iter().any(|other| other.id == service.id)
                || matches!(service.id.as_str(), "chat" | "remember")
            {
                found.note("id", None, Reason::Double);
            }
            if !self.purposes.iter().any(|purpose| purpose.id == service.purpose) {
                found.note("purpose", None, Reason::Missing);
            }
            found.service(service);
        }
        (found.purpose, found.service) = (None, None);
        found.design(&self.design);
        found.problems
    }
}

#[derive(Default)]
struct Found<'a> {
    languages: &'a [Lang],
    purpose: Option<PurposeId>,
    service: Option<ServiceId>,
    row: Option<usize>,
    problems: Vec<Problem>,
}

impl Found<'_> {
    fn note(&mut self, field: &'static str, lang: Option<Lang>, reason: Reason) {
        let (purpose, service) = (self.purpose.clone(), self.service.clone());
        self.problems.push(Problem { purpose, service, field, row: self.row, lang, reason });
    }

    fn purpose(&mut self, purpose: &Purpose) {
        self.translated("name", &purpose.name);
        self.translated("description", &purpose.description);
    }

    fn service(&mut self, service: &Service) {
        self.text("name", &service.name);
        self.text("provider.name", &service.provider.name);
        self.text("provider.address", &service.provider.address);
        let country = &service.provider.country;
        if country.len() != 2 || !country.bytes().all(|letter| letter.is_ascii_uppercase()) {
            self.note("provider.country", None, Reason::Malformed);
        } else if service.leaves_the_eea() && service.provider.transfer.is_none() {
            self.note("provider.transfer", None, Reason::Missing);
        } else if service.leaves_the_eea() && !fits(service.provider.transfer, country) {
            self.note("provider.transfer", None, Reason::Malformed);
        }
        self.translated("aim", &service.aim);
        self.translated("data", &service.data);
        self.translated("recipients", &service.recipients);
        for (row, key) in service.keys.iter().enumerate() {
            self.row = Some(row);
            self.key(key);
        }
        self.row = None;
        if service.basis != Basis::Consent {
            self.translated("reason", &service.reason);
        }
        if Origin::parse(&service.privacy_url).is_none() {
            self.note("privacy_url", None, Reason::Malformed);
        }
        if !service.embeds.iter().all(|embed| embed.is_sound(&service.origins)) {
            self.note("embeds", None, Reason::Malformed);
        }
    }

    fn key(&mut self, key: &Key) {
        self.text("keys.name", &key.name);
        // `*` alone would remove every key of the page when a consent is taken back.
        // And our own keys hold the choice itself.
        let name = key.name.trim_end_matches('*');
        let is_ours = name.starts_with(OURS) || name != key.name && OURS.starts_with(name);
        if name.is_empty() || is_ours {
            self.note("keys.name", None, Reason::Malformed);
        }
        self.translated("keys.lifetime", &key.lifetime);
    }

    /// Its words may be left out, but not say nothing (R-BAN-06).
    fn design(&mut self, design: &Design) {
        for &lang in self.languages {
            let said = |text: &Translated| text.get(&lang).cloned().unwrap_or_default();
            self.said("headline", Some(lang), &said(&design.headline), LONGEST_HEADLINE);
            self.said("intro", Some(lang), &said(&design.intro), LONGEST_INTRO);
        }
        if !design.logo.trim().is_empty() && design.logo_address().is_none() {
            self.note("logo", None, Reason::Malformed);
        }
    }

    fn text(&mut self, field: &'static str, text: &str) {
        self.checked(field, None, text);
    }

    fn translated(&mut self, field: &'static str, text: &Translated) {
        for &lang in self.languages {
            self.checked(field, Some(lang), text.get(&lang).map_or("", String::as_str));
        }
    }

    fn checked(&mut self, field: &'static str, lang: Option<Lang>, text: &str) {
        if text.trim().is_empty() {
            return self.note(field, lang, Reason::Missing);
        }
        self.said(field, lang, text, LONGEST);
    }

    fn said(&mut self, field: &'static str, lang: Option<Lang>, text: &str, longest: usize) {
        if text.chars().count() > longest {
            self.note(field, lang, Reason::TooLong(longest));
        }
        let phrases = lang.map_or_else(Vec::new, |lang| euphemisms(text, lang));
        for phrase in phrases {
            self.note(field, lang, Reason::Euphemism(phrase));
        }
    }
}

/// The Data Privacy Framework is about the United States, and nothing else is adequate there.
fn fits(transfer: Option<Transfer>, country: &str) -> bool {
    match transfer {
        Some(Transfer::DataPrivacyFramework) => country == "US",
        Some(Transfer::Adequacy) => country != "US",
        _ => true,
    }
}
