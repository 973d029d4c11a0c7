//! The notice: everything that the consent dialog of a site shows, in one language. Its version is
//! named by its content; the store keeps every version that was ever shown (R-PROOF-01).

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use plausch_core::id::NoticeVersion;
use plausch_core::registry::{Key, Party, Purpose, Registry, Service, Translated};
use plausch_core::retention::{Kind, Scope};
use plausch_core::site::{Lang, Site};
use serde_json::{Value, json};

use crate::assets;
use crate::texts::Texts;

/// A notice in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Names the text.
    pub version: NoticeVersion,
    /// Facts and texts, as the loader gets them.
    pub shown: Value,
    /// Everything that somebody may agree to under this version, as it is kept and hashed: what
    /// the loader shows, the chat's question whether to be remembered, and what needs no consent.
    pub content: String,
    /// What the banner tells of each service when somebody asks.
    pub details: Value,
}

/// The notices of a site, in every language that it offers.
pub fn of_site(site: &Site, registry: &Registry, texts: &Texts) -> HashMap<Lang, Arc<Notice>> {
    let notice = |lang: Lang| {
        let shown = shown(site, registry, lang, texts);
        let mut content = shown.clone();
        content["remember"] = remember(site, lang, texts);
        // Every number of days, by kind of data; the dialog tells those of messages (R-RET-01).
        content["kept_days"] = kept_days(site);
        // How a consent is taken back, as receipts tell it (R-WDR-01).
        content["withdrawal"] = texts.speaker(lang).say("withdrawal-method").as_ref().into();
        // In which layout: scripts and styles as they were, by their hash.
        content["layout"] = assets::layout(shown.get("banner").is_some()).into();
        let details = details(registry, lang);
        content["details"] = details.clone();
        if let Some(exempt) = exempt(registry, lang, texts) {
            content["exempt"] = exempt;
            content["service_texts"] = json!(texts.services(lang));
        }
        let content = content.to_string();
        (lang, Arc::new(Notice { version: NoticeVersion::of(&content), shown, content, details }))
    };
    site.settings.languages.iter().copied().map(notice).collect()
}

fn kept_days(site: &Site) -> Value {
    let days = |kind: Kind| (kind.as_str().to_owned(), site.settings.days_kept(kind).into());
    Kind::set_by(Scope::Site).map(days).collect::<serde_json::Map<_, _>>().into()
}

/// What is kept longer than the messages, in a sentence; `None`: nothing is.
fn kept_longer(site: &Site, lang: Lang, texts: &Texts) -> Option<String> {
    let days = |kind| site.settings.days_kept(kind);
    let (messages, contact, facts) = (days(Kind::Messages), days(Kind::Contact), days(Kind::Facts));
    let values = [("contact", contact.into()), ("facts", facts.into())];
    (contact != messages || facts != messages)
        .then(|| texts.speaker(lang).say_with_all("kept-longer", values))
}

/// The question in the chat's menu whether to be remembered, word for word.
fn remember(site: &Site, lang: Lang, texts: &Texts) -> Value {
    let days = site.settings.remember_days.to_string();
    let chat = texts.chat(lang);
    let said = |id: &str| chat.get(id).map(|text| text.replace("{days}", &days));
    json!([said("remember"), said("remember-why")])
}

/// What runs without consent, and by which right: told to everybody, in what is kept and on the page
/// of the notice, and part of no question (R-BAN-04, R-SIG-01). `None`: there is nothing of the kind.
fn exempt(registry: &Registry, lang: Lang, texts: &Texts) -> Option<Value> {
    let purposes = purposes(registry, lang, |service| !service.asks());
    let speaker = texts.speaker(lang);
    let said = |id: &str| (id.to_owned(), speaker.say(&format!("exempt-{id}")).into());
    let texts = ["title", "why", "reason", "basis-25-2-1", "basis-25-2-2"].map(said);
    let texts: serde_json::Map<String, Value> = texts.into_iter().collect();
    (!purposes.is_empty()).then(|| json!({ "texts": texts, "purposes": purposes }))
}

/// Purposes with those of their services that are meant, in few words; none without any.
fn purposes(registry: &Registry, lang: Lang, is_meant: impl Fn(&Service) -> bool) -> Vec<Value> {
    let said = |text: &Translated| text.get(&lang).cloned().unwrap_or_default();
    let services = |purpose: &Purpose| -> Vec<Value> {
        let of = registry.services.iter().filter(|service| service.purpose == purpose.id);
        of.filter(|service| is_meant(service))
            .map(|service| json!([service.id, service.revision(), service.name]))
            .collect()
    };
    let purposes = registry.purposes.iter().filter_map(|purpose| {
        let services = services(purpose);
        let has_any = !services.is_empty();
        has_any
            .then(|| json!([purpose.id, said(&purpose.name), said(&purpose.description), services]))
    });
    purposes.collect()
}

/// What the banner's second layer shows of each purpose, in few words; `None`: there is no banner.
fn asked(site: &Site, registry: &Registry, lang: Lang) -> Option<Value> {
    registry.asked().next()?;
    // Whoever asks is no third party.
    let own = site.settings.controller_name();
    let providers = registry.asked().map(|service| service.provider.name.as_str());
    let providers: BTreeSet<_> = providers.filter(|name| *name != own).collect();
    let mut asked = json!({
        "partners": providers.len(),
        "abroad": registry.asked().any(Service::leaves_the_eea),
        "purposes": purposes(registry, lang, Service::asks),
        "rules": rules(registry),
        "former": registry.former,
        "adapter": registry.adapter,
    });
    if let Some(style) = super::design::style(&registry.design) {
        asked["style"] = style.into();
    }
    Some(asked)
}

/// What the page needs to know to start services, and to clear up after them. Services without
/// anything of the kind are left out.
fn rules(registry: &Registry) -> Value {
    let rule = |service: &Service| {
        let own = service.keys.iter().filter(|key| key.party == Party::First);
        let keys: Vec<_> = own.map(|key| json!([key.place, key.name])).collect();
        let is_empty = keys.is_empty() && service.origins.is_empty() && service.signal.is_none();
        let mut rule =
            json!({ "keys": keys, "origins": service.origins, "signal": service.signal });
        if let Some(embed) = embed(service) {
            rule["embed"] = embed;
        }
        (!is_empty).then(|| (service.id.to_string(), rule))
    };
    registry.asked().filter_map(rule).collect::<serde_json::Map<_, _>>().into()
}

/// What a message says of a link that the service can show there (R-CONS-04), and how; `None`: it
/// can show none.
fn embed(service: &Service) -> Option<Value> {
    let links: Vec<_> = service.embeds.iter().map(|one| [&one.link, &one.frame]).collect();
    let provider = &service.provider;
    (!links.is_empty()).then(|| {
        json!({
            "provider": provider.name,
            "country": provider.country,
            "keeps": !service.keys.is_empty(),
            "links": links,
        })
    })
}

/// Everything that has to be told of each service (R-CONS-04, R-BAN-04), in one language.
fn details(registry: &Registry, lang: Lang) -> Value {
    let said = |text: &Translated| text.get(&lang).cloned().unwrap_or_default();
    let keys = |service: &Service| -> Vec<Value> {
        let key = |key: &Key| json!([key.name, key.place, said(&key.lifetime), key.party]);
        service.keys.iter().map(key).collect()
    };
    let service = |service: &Service| {
        json!({
            "id": service.id,
            "purpose": service.purpose,
            "name": service.name,
            "provider": service.provider,
            "aim": said(&service.aim),
            "data": said(&service.data),
            "recipients": said(&service.recipients),
            "keys": keys(service),
            "basis": service.basis,
            "reason": said(&service.reason),
            "privacy": service.privacy_url,
        })
    };
    registry.services.iter().map(service).collect()
}

fn shown(site: &Site, registry: &Registry, lang: Lang, texts: &Texts) -> Value {
    let settings = &site.settings;
    let facts = [
        ("name", settings.name.clone()),
        ("controller", settings.controller.clone()),
        ("idle_hours", settings.idle_hours.to_string()),
        ("remember_days", settings.remember_days.to_string()),
        ("retention_days", settings.days_kept(Kind::Messages).to_string()),
    ];
    let mut shown = json!({
        "site": site.id,
        "lang": lang,
        "mode": settings.mode,
        "name": settings.name,
        "privacy": settings.privacy_url,
        "imprint": settings.imprint_url,
        "mail": settings.mail,
        "phone": settings.phone,
        "lifetime": settings.lifetime,
        "remember_days": settings.remember_days,
        "idle_hours": settings.idle_hours,
        "retention_days": settings.days_kept(Kind::Messages),
        "controller": settings.controller,
        "dpo": settings.data_protection_officer,
        "revision": settings.chat_revision(),
        "texts": texts.loader(lang, &facts),
    });
    if settings.keeps_nothing() {
        let kept = texts.speaker(lang).say("kept-not");
        shown["texts"]["kept"] = kept.as_ref().into();
        // The dialog that asks for consent says it, too: before anybody writes (R-MIN-03).
        let voluntary = shown["texts"]["voluntary"].as_str().unwrap_or_default();
        shown["texts"]["voluntary"] = format!("{kept} {voluntary}").into();
    }
    // Where other kinds have days of their own, they are told beside those of the messages.
    if let Some(longer) = kept_longer(site, lang, texts) {
        let kept = shown["texts"]["kept"].as_str().unwrap_or_default();
        shown["texts"]["kept"] = format!("{kept} {longer}").into();
        shown["longer"] = format!(" {longer}").into();
    }
    if let Some(asked) = asked(site, registry, lang) {
        let facts = [("partners", asked["partners"].to_string()), ("name", settings.name.clone())];
        let mut told = super::design::words(&registry.design, lang, texts.banner(lang, &facts));
        // Told where it is so, and only there; beside what the second layer says of reloading.
        if settings.counts_refusals {
            let counted = texts.speaker(lang).say("refusals-counted");
            told.entry("reloads".into()).and_modify(|text| *text = format!("{text} {counted}"));
            shown["refusals"] = format!("/v1/sites/{}/refusals", site.id).into();
        }
        shown["banner_texts"] = json!(told);
        shown["service_texts"] = json!(texts.services(lang));
        shown["banner"] = asked;
    }
    shown
}
