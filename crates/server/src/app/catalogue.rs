//! The catalogue: services that many websites use, described once, to be taken into a site's
//! registry and checked there. One file per service under `catalogue/`; docs/catalogue.md says how
//! an entry looks. What a site really uses stands in its registry, not here.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use include_dir::{Dir, include_dir};
use plausch_core::registry::{Purpose, Service};
use plausch_core::site::Settings;
use serde::Deserialize;
use serde::de::DeserializeOwned;

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/catalogue");
const PURPOSES: &str = "purposes.toml";

/// A ready service, and where each of its facts was read.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Does it run on the site's own server? Then its provider is the controller, whom the site's
    /// settings name, and the entry says neither who that is nor where their notice is.
    #[serde(default)]
    pub is_self_hosted: bool,
    /// As it is taken into a registry; see [`Entry::of`].
    pub service: Service,
    /// By field, named as in [`plausch_core::registry::Problem`]; every one of [`Entry::facts`].
    pub sources: BTreeMap<String, Source>,
}

/// Where a fact was read.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Source {
    /// In a page.
    Read(Page),
    /// Nowhere: general knowledge, to be checked by the operator.
    Unread(Unread),
}

/// A page in which a fact was read.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// Its address.
    pub url: String,
    /// The day of reading, `2026-11-22`.
    pub read: String,
}

/// The mark of a fact that nobody has looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unread {
    /// Written `"unknown"`.
    Unknown,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Purposes {
    purposes: Vec<Purpose>,
}

impl Entry {
    /// As it is taken into the registry of a site.
    pub fn of(&self, settings: &Settings) -> Service {
        let mut service = self.service.clone();
        if self.is_self_hosted {
            settings.controller_name().clone_into(&mut service.provider.name);
            service.provider.address = settings.controller_address();
            service.privacy_url.clone_from(&settings.privacy_url);
        }
        service
    }

    /// The fields that state something about the world and so can be wrong. Purpose, aim and basis
    /// are our own judgement and have no source.
    pub fn facts(&self) -> Vec<&'static str> {
        let mut facts = vec![
            "provider.name",
            "provider.address",
            "provider.country",
            "data",
            "recipients",
            "keys.name",
            "keys.lifetime",
            "privacy_url",
            "origins",
        ];
        if self.is_self_hosted {
            facts.retain(|fact| {
                !matches!(*fact, "provider.name" | "provider.address" | "privacy_url")
            });
        }
        facts.extend(self.service.provider.transfer.map(|_| "provider.transfer"));
        facts.extend((!self.service.embeds.is_empty()).then_some("embeds"));
        facts.extend(self.service.signal.map(|_| "signal"));
        facts
    }

    /// The facts that nobody has looked up: the operator is told to check them.
    pub fn unread(&self) -> Vec<&'static str> {
        let mut facts = self.facts();
        facts.retain(|fact| !matches!(self.sources.get(*fact), Some(Source::Read(_))));
        facts
    }
}

/// Every ready service, by name.
pub fn catalogue() -> &'static [Entry] {
    static CATALOGUE: LazyLock<Vec<Entry>> = LazyLock::new(|| {
        let mut entries: Vec<Entry> =
            services().filter_map(|(name, text)| read(name, text)).collect();
        entries.sort_by_key(|entry| entry.service.name.to_lowercase());
        entries
    });
    &CATALOGUE
}

/// The ready purposes, in the order in which they are shown.
pub fn purposes() -> &'static [Purpose] {
    static READY: LazyLock<Vec<Purpose>> = LazyLock::new(|| {
        let text = FILES.get_file(PURPOSES).and_then(|file| file.contents_utf8());
        let read = text.and_then(|text| read::<Purposes>(PURPOSES, text));
        read.map_or_else(Vec::new, |ready| ready.purposes)
    });
    &READY
}

/// The files of the services, with their names.
fn services() -> impl Iterator<Item = (&'static str, &'static str)> {
    FILES
        .files()
        .filter_map(|file| Some((file.path().to_str()?, file.contents_utf8()?)))
        .filter(|(name, _)| *name != PURPOSES)
}

/// A file that can't be read is left out; the tests read them all, so that none ever is.
fn read<T: DeserializeOwned>(name: &str, text: &str) -> Option<T> {
    toml::from_str(text).inspect_err(|error| tracing::error!(name, %error, "not readable")).ok()
}

#[cfg(test)]
mod tests;
