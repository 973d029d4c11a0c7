//! The notice: everything that the consent dialog of a site shows, in one language. Its version is
//! named by its content; the store keeps every version that was ever shown (R-PROOF-01).

use std::collections::HashMap;
use std::sync::Arc;

use plausch_core::id::NoticeVersion;
use plausch_core::site::{Lang, Site};
use serde_json::{Value, json};

use crate::texts::Texts;

/// A notice in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Names the text.
    pub version: NoticeVersion,
    /// Facts and texts, as the loader gets them.
    pub shown: Value,
    /// Everything that somebody may agree to under this version, as it is kept and hashed: what
    /// the loader shows, and the chat's question whether to be remembered.
    pub content: String,
}

/// The notices of a site, in every language that it offers.
pub fn of_site(site: &Site, texts: &Texts) -> HashMap<Lang, Arc<Notice>> {
    let notice = |lang: Lang| {
        let shown = shown(site, lang, texts);
        let mut content = shown.clone();
        content["remember"] = remember(site, lang, texts);
        let content = content.to_string();
        (lang, Arc::new(Notice { version: NoticeVersion::of(&content), shown, content }))
    };
    site.settings.languages.iter().copied().map(notice).collect()
}

/// The question in the chat's menu whether to be remembered, word for word.
fn remember(site: &Site, lang: Lang, texts: &Texts) -> Value {
    let days = site.settings.remember_days.to_string();
    let chat = texts.chat(lang);
    let said = |id: &str| chat.get(id).map(|text| text.replace("{days}", &days));
    json!([said("remember"), said("remember-why")])
}

fn shown(site: &Site, lang: Lang, texts: &Texts) -> Value {
    let settings = &site.settings;
    let facts = [
        ("name", settings.name.clone()),
        ("controller", settings.controller.clone()),
        ("idle_hours", settings.idle_hours.to_string()),
        ("remember_days", settings.remember_days.to_string()),
        ("retention_days", settings.retention_days.to_string()),
    ];
    json!({
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
        "retention_days": settings.retention_days,
        "controller": settings.controller,
        "dpo": settings.data_protection_officer,
        "texts": texts.loader(lang, &facts),
    })
}
