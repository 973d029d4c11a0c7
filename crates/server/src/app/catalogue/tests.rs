use std::collections::BTreeSet;

use plausch_core::id::PurposeId;
use plausch_core::registry::{Basis, Registry, Translated};
use plausch_core::site::Lang;
use time::Date;
use time::macros::{date, format_description};

use super::*;

/// The registry of a site that uses nothing but this.
fn alone(entry: &Entry) -> Registry {
    let is_its = |purpose: &&Purpose| purpose.id == entry.service.purpose;
    let purposes = purposes().iter().filter(is_its).cloned().collect();
    Registry { purposes, services: vec![entry.of(&operator())], ..Registry::default() }
}

/// A site of this controller.
fn run_by(controller: &str) -> Settings {
    let settings = serde_json::json!({
        "name": "Blumenladen", "address": "https://blumenladen.example", "origins": [],
        "languages": ["de", "en"], "mode": "consent", "lifetime": "session", "remember_days": 0,
        "idle_hours": 4, "retention_days": 30, "controller": controller,
        "privacy_url": "https://blumenladen.example/datenschutz",
        "imprint_url": "https://blumenladen.example/impressum", "counts_refusals": false,
    });
    serde_json::from_value(settings).expect("settings")
}

fn operator() -> Settings {
    run_by("Blumenladen Ada GmbH\nMusterstraße 1\n12345 Musterstadt")
}

fn entry(id: &str) -> &'static Entry {
    let found = catalogue().iter().find(|entry| entry.service.id.as_str() == id);
    found.unwrap_or_else(|| panic!("{id} is in the catalogue"))
}

fn texts(service: &Service) -> impl Iterator<Item = &Translated> {
    let lifetimes = service.keys.iter().map(|key| &key.lifetime);
    [&service.aim, &service.data, &service.recipients].into_iter().chain(lifetimes)
}

#[test]
fn no_file_is_left_out_and_each_is_named_like_its_service() {
    let files: BTreeSet<_> = services().map(|(name, _)| name.to_owned()).collect();
    let named: BTreeSet<_> =
        catalogue().iter().map(|entry| format!("{}.toml", entry.service.id)).collect();
    assert_eq!(files, named);
    assert!(files.len() >= 25, "{} services", files.len());
}

#[test]
fn r_cons_04_every_entry_can_be_published_as_it_is() {
    for entry in catalogue() {
        assert_eq!(alone(entry).problems(&Lang::ALL), [], "{}", entry.service.id);
    }
}

#[test]
fn r_cons_04_what_runs_on_the_sites_own_server_names_its_controller() {
    let matomo = entry("matomo").of(&operator());
    assert_eq!(matomo.provider.name, "Blumenladen Ada GmbH");
    assert_eq!(matomo.provider.address, "Musterstraße 1, 12345 Musterstadt");
    assert_eq!(matomo.privacy_url, "https://blumenladen.example/datenschutz");
    // Nothing is made up where the settings say nothing: publishing asks for it.
    let nobody = entry("matomo").of(&run_by(""));
    assert_eq!((nobody.provider.name.as_str(), nobody.provider.address.as_str()), ("", ""));
    let youtube = &entry("youtube").service;
    assert_eq!(&entry("youtube").of(&operator()), youtube, "others have providers of their own");
}

#[test]
fn r_ban_06_the_ready_purposes_say_what_is_done() {
    let ids: Vec<_> = purposes().iter().map(|purpose| purpose.id.as_str()).collect();
    assert_eq!(ids, ["functional", "statistics", "marketing", "media"]);
    let registry = Registry { purposes: purposes().to_vec(), ..Registry::default() };
    assert_eq!(registry.problems(&Lang::ALL), []);
    let used: BTreeSet<&PurposeId> = catalogue().iter().map(|one| &one.service.purpose).collect();
    assert_eq!(used.len(), ids.len(), "each is of use");
}

#[test]
fn r_cons_10_the_catalogue_asks_for_everything() {
    // An exception depends on what a site does with the service; only its operator knows that.
    for entry in catalogue() {
        assert_eq!(entry.service.basis, Basis::Consent, "{}", entry.service.id);
    }
}

#[test]
fn r_cons_04_every_provider_is_said_to_get_the_ip_address() {
    for entry in catalogue() {
        for (lang, word) in [(Lang::De, "IP-Adresse"), (Lang::En, "IP address")] {
            assert!(entry.service.data[&lang].contains(word), "{} {lang:?}", entry.service.id);
        }
    }
}

#[test]
fn every_fact_names_its_source_and_nothing_else_does() {
    for entry in catalogue() {
        let facts: BTreeSet<_> = entry.facts().into_iter().collect();
        let named: BTreeSet<_> = entry.sources.keys().map(String::as_str).collect();
        assert_eq!(named, facts, "{}", entry.service.id);
    }
}

#[test]
fn what_nobody_has_looked_up_is_told() {
    let unread = entry("vimeo").unread();
    assert!(unread.contains(&"provider.address"), "{unread:?}");
    assert!(!unread.contains(&"keys.lifetime"), "{unread:?}");
    assert!(unread.contains(&"provider.transfer"), "{unread:?}");
    assert!(!entry("spotify").unread().contains(&"provider.transfer"), "it has none");
}

#[test]
fn a_source_is_a_page_and_the_day_on_which_it_was_read() {
    let day = format_description!("[year]-[month]-[day]");
    let mut pages = 0;
    for entry in catalogue() {
        for (fact, source) in &entry.sources {
            let Source::Read(page) = source else { continue };
            let context = format!("{} {fact}", entry.service.id);
            assert!(page.url.starts_with("https://"), "{context}: {}", page.url);
            let read = Date::parse(&page.read, day).unwrap_or_else(|_| panic!("{context}"));
            assert!(read >= date!(2026 - 11 - 22), "{context}: before there was a catalogue");
            pages += 1;
        }
    }
    assert!(pages > 0, "need a page for this to mean anything");
}

#[test]
fn addresses_are_encrypted_and_whole() {
    for entry in catalogue() {
        let service = entry.of(&operator());
        assert!(service.privacy_url.starts_with("https://"), "{}", service.id);
        for origin in &service.origins {
            // Scripts are activated by their exact origin: a `*` would match none.
            let is_exact = !origin.as_str().contains('*');
            assert!(origin.as_str().starts_with("https://") && is_exact, "{origin:?}");
        }
    }
}

#[test]
fn no_key_is_told_twice() {
    for Entry { service, .. } in catalogue() {
        let mut seen = BTreeSet::new();
        for key in &service.keys {
            let is_new = seen.insert(format!("{} {:?} {:?}", key.name, key.place, key.party));
            assert!(is_new, "{}: {}", service.id, key.name);
        }
    }
}

#[test]
fn r_cons_04_sentences_are_short() {
    let described = purposes().iter().flat_map(|purpose| [&purpose.name, &purpose.description]);
    let all: Vec<_> =
        catalogue().iter().flat_map(|entry| texts(&entry.service)).chain(described).collect();
    assert!(all.len() > 100, "need texts for this to mean anything");
    for text in all.iter().flat_map(|text| text.values()) {
        for sentence in text.split(['.', '?', '!']) {
            assert!(sentence.split_whitespace().count() <= 25, "{sentence}");
        }
    }
}

#[test]
fn a_field_that_nobody_knows_is_an_error() {
    let (_, good) = services().next().expect("a file");
    assert!(toml::from_str::<Entry>(good).is_ok(), "need a good file for this to mean anything");
    let broken = [
        good.replacen("[service]\n", "[service]\ncolour = \"red\"\n", 1),
        good.replacen("[service.provider]\n", "[service.provider]\ncolour = \"red\"\n", 1),
        good.replacen("\"unknown\"", "\"unknwon\"", 1),
        good.replacen("\"unknown\"", "{ url = \"https://example.com\" }", 1),
        good.replacen("[sources]", "[source]", 1),
    ];
    for text in broken {
        assert_ne!(text, good, "need a change for this to mean anything");
        assert!(toml::from_str::<Entry>(&text).is_err(), "{text}");
    }
}
