//! What stood on the screen when a choice was made, put together from the kept notice version: nothing
//! in it comes from today's texts or settings (R-PROOF-01, R-PROOF-06).

use plausch_core::consent::{Event, Ui};
use plausch_core::id::ServiceId;
use plausch_store::KeptNotice;
use serde_json::Value;

use crate::app::Error;
use crate::assets;

/// A part of what was shown: a dialog, a layer of the banner, a question.
#[derive(Debug)]
pub struct Part {
    /// Where it stood; `None`: it asks for nothing, and tells what needs no consent.
    pub at: Option<Ui>,
    /// Its headline.
    pub title: String,
    /// Its sentences.
    pub sentences: Vec<String>,
    /// Its list.
    pub items: Vec<String>,
    /// Purposes with their services.
    pub purposes: Vec<Purpose>,
    /// What could be pressed, in its order.
    pub buttons: Vec<String>,
    /// Links: their words, and where they led.
    pub links: Vec<(String, String)>,
}

impl Part {
    const fn new(at: Option<Ui>) -> Self {
        Self {
            at,
            title: String::new(),
            sentences: Vec::new(),
            items: Vec::new(),
            purposes: Vec::new(),
            buttons: Vec::new(),
            links: Vec::new(),
        }
    }
}

/// A purpose as it was told.
#[derive(Debug)]
pub struct Purpose {
    /// Its name.
    pub name: String,
    /// What is done for it.
    pub description: String,
    /// What was asked for.
    pub services: Vec<Service>,
}

/// A service as it was told.
#[derive(Debug)]
pub struct Service {
    /// Its name in the markup.
    pub id: String,
    /// Its name on the screen.
    pub name: String,
    /// What was told of it: what it is about, and the words.
    pub facts: Vec<(String, String)>,
}

/// Everything that a notice version asks for and tells, in the order of reading; at last what needs
/// no consent (R-BAN-04).
pub fn told(notice: &KeptNotice) -> Result<Vec<Part>, Error> {
    let content = read(notice)?;
    let content = Content(&content);
    let mut parts = Vec::new();
    if content.has_banner() {
        parts.extend([content.banner(), content.settings()]);
    }
    parts.push(content.chat(Ui::Dialog));
    if content.0["remember_days"].as_u64() > Some(0) {
        parts.push(content.remember());
    }
    parts.extend(content.exempt());
    Ok(parts)
}

/// The layout of what was shown, and whether it is the one of this program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// Names its scripts and styles.
    pub name: String,
    /// Does this program show the same text in the same way?
    pub is_current: bool,
}

/// In which layout a text was shown (R-PROOF-01).
pub fn layout(notice: &KeptNotice) -> Result<Layout, Error> {
    let content = read(notice)?;
    let content = Content(&content);
    let name = Content::text(&content.0["layout"]);
    let is_current = name == assets::layout(content.has_banner());
    Ok(Layout { name, is_current })
}

fn read(notice: &KeptNotice) -> Result<Value, Error> {
    serde_json::from_str(&notice.content)
        .map_err(|error| Error::Internal(format!("a kept notice is no JSON: {error}")))
}

/// Everything that could be read where the choice was made, in its order.
pub fn shown(notice: &KeptNotice, event: &Event) -> Result<Vec<Part>, Error> {
    let content = read(notice)?;
    let content = Content(&content);
    let is_own = |id: &ServiceId| *id == ServiceId::chat() || *id == ServiceId::remember();
    let is_of_the_chat = event.granted.keys().any(is_own);
    let is_of_services = !event.granted.keys().all(is_own);
    let mut parts = Vec::new();
    match event.ui {
        Ui::Banner => parts.push(content.banner()),
        Ui::Placeholder => parts.extend(content.placeholders(event)),
        Ui::Settings => {}
        Ui::Dialog
        | Ui::Landing
        | Ui::Page
        | Ui::Menu
        | Ui::Message
        | Ui::Ask
        | Ui::Own
        | Ui::Request
        | Ui::Adapter
        | Ui::Unknown => {
            if is_of_the_chat {
                parts.push(content.chat(event.ui));
            }
            if event.granted.contains_key(&ServiceId::remember()) {
                parts.push(content.remember());
            }
        }
    }
    // Whoever was asked by the banner could open its settings.
    let is_settings = matches!(event.ui, Ui::Banner | Ui::Settings | Ui::Placeholder);
    if content.has_banner() && (is_settings || is_of_services) {
        parts.push(content.settings());
    }
    Ok(parts)
}

/// What is kept of a notice.
struct Content<'a>(&'a Value);

impl Content<'_> {
    fn text(value: &Value) -> String {
        value.as_str().unwrap_or_default().to_owned()
    }

    fn said(&self, of: &str, id: &str) -> String {
        Self::text(&self.0[of][id])
    }

    fn has_banner(&self) -> bool {
        self.0.get("banner").is_some()
    }

    fn list(value: &Value) -> impl Iterator<Item = &Value> {
        value.as_array().into_iter().flatten()
    }

    fn links(&self, of: &str) -> Vec<(String, String)> {
        ["privacy", "imprint"].map(|id| (self.said(of, id), Self::text(&self.0[id]))).into()
    }

    /// The chat's dialog, landing block and landing page say the same.
    fn chat(&self, at: Ui) -> Part {
        let said = |id: &str| self.said("texts", id);
        let lifetime = Self::text(&self.0["lifetime"]);
        let is_consent = self.0["mode"] == "consent";
        let ways = ["mail", "phone"].map(|way| Self::text(&self.0[way])).join(" ");
        let otherwise = format!("{} {}", said("otherwise"), ways.trim());
        Part {
            title: said("title"),
            sentences: if is_consent {
                vec![said("why"), said("voluntary"), otherwise]
            } else {
                vec![said("request"), said("kept"), otherwise]
            },
            items: if is_consent {
                vec![said("choice"), said(&lifetime)]
            } else {
                vec![said(&lifetime)]
            },
            buttons: vec![if is_consent { said("toggle") } else { said("start") }],
            links: self.links("texts"),
            ..Part::new(Some(at))
        }
    }

    fn remember(&self) -> Part {
        let [question, why] = [0, 1].map(|place: usize| Self::text(&self.0["remember"][place]));
        Part {
            title: question.clone(),
            sentences: vec![why],
            buttons: vec![question],
            ..Part::new(Some(Ui::Menu))
        }
    }

    fn why(&self) -> String {
        let said = |id: &str| self.said("banner_texts", id);
        let banner = &self.0["banner"];
        let names = Self::list(&banner["purposes"]).map(|purpose| Self::text(&purpose[1]));
        let names = names.collect::<Vec<_>>().join(", ");
        let abroad = if banner["abroad"] == true { said("abroad") + " " } else { String::new() };
        format!("{} {names}. {abroad}{}", said("asks"), said("revocable"))
    }

    fn title(&self) -> (String, Vec<String>) {
        let design = &self.0["banner"]["design"];
        let own = design["headline"].as_str().map(str::to_owned);
        let intro = design["intro"].as_str().map(str::to_owned);
        let title = own.unwrap_or_else(|| self.said("banner_texts", "cookies"));
        (title, intro.into_iter().chain([self.why()]).collect())
    }

    fn banner(&self) -> Part {
        let said = |id: &str| self.said("banner_texts", id);
        let (title, sentences) = self.title();
        Part {
            title,
            sentences,
            buttons: ["accept", "refuse", "settings"].map(said).into(),
            links: self.links("banner_texts"),
            ..Part::new(Some(Ui::Banner))
        }
    }

    fn settings(&self) -> Part {
        let said = |id: &str| self.said("banner_texts", id);
        let (title, mut sentences) = self.title();
        sentences.push(said("reloads"));
        Part {
            title,
            sentences,
            purposes: self.purposes(&self.0["banner"]["purposes"]),
            buttons: ["accept", "refuse", "save"].map(said).into(),
            links: self.links("banner_texts"),
            ..Part::new(Some(Ui::Settings))
        }
    }

    /// What runs without consent; `None`: nothing does.
    fn exempt(&self) -> Option<Part> {
        let exempt = self.0.get("exempt")?;
        let said = |id: &str| Self::text(&exempt["texts"][id]);
        Some(Part {
            title: said("title"),
            sentences: vec![said("why")],
            purposes: self.purposes(&exempt["purposes"]),
            ..Part::new(None)
        })
    }

    fn purposes(&self, of: &Value) -> Vec<Purpose> {
        let purpose = |purpose: &Value| Purpose {
            name: Self::text(&purpose[1]),
            description: Self::text(&purpose[2]),
            services: Self::list(&purpose[3]).map(|service| self.service(service)).collect(),
        };
        Self::list(of).map(purpose).collect()
    }

    fn service(&self, asked: &Value) -> Service {
        let details = Self::list(&self.0["details"]).find(|one| one["id"] == asked[0]);
        let facts = details.map_or_else(Vec::new, |details| self.facts(details));
        Service { id: Self::text(&asked[0]), name: Self::text(&asked[2]), facts }
    }

    /// As `web/widget/manager/details.ts` shows them.
    fn facts(&self, details: &Value) -> Vec<(String, String)> {
        let said = |id: &str| self.said("service_texts", id);
        let word = |start: &str, value: &Value| {
            said(&format!("{start}-{}", Self::text(value).replace('_', "-")))
        };
        let provider = &details["provider"];
        let key = |key: &Value| {
            let (name, lifetime) = (Self::text(&key[0]), Self::text(&key[2]));
            format!("{name} ({}, {lifetime})", word("place", &key[1]))
        };
        let keys = Self::list(&details["keys"]).map(key).collect::<Vec<_>>().join("; ");
        let (name, address) = (Self::text(&provider["name"]), Self::text(&provider["address"]));
        let mut facts = vec![
            ("provider", format!("{name}, {address}")),
            ("aim", Self::text(&details["aim"])),
            ("data", Self::text(&details["data"])),
            ("recipients", Self::text(&details["recipients"])),
            ("country", Self::text(&provider["country"])),
        ];
        if !provider["transfer"].is_null() {
            facts.push(("transfer", word("transfer", &provider["transfer"])));
        }
        facts.push(("keys", if keys.is_empty() { said("no-keys") } else { keys }));
        let exempt = |id: &str| Self::text(&self.0["exempt"]["texts"][id]);
        let basis = Self::text(&details["basis"]);
        let is_asked = basis == "consent";
        let basis = format!("basis-{basis}");
        facts.push(("basis", if is_asked { said(&basis) } else { exempt(&basis) }));
        facts.push(("notice", Self::text(&details["privacy"])));
        let mut facts: Vec<_> = facts.into_iter().map(|(id, text)| (said(id), text)).collect();
        if !is_asked {
            facts.push((exempt("reason"), Self::text(&details["reason"])));
        }
        facts
    }

    /// What stood in the place of what was held back.
    fn placeholders(&self, event: &Event) -> Vec<Part> {
        let asked = Self::list(&self.0["banner"]["purposes"]).flat_map(|one| Self::list(&one[3]));
        let granted =
            asked.filter(|one| event.granted.keys().any(|service| one[0] == *service.as_str()));
        let part = |one: &Value| {
            let name = Self::text(&one[2]);
            let said = |id: &str| self.said("service_texts", id).replace("{service}", &name);
            Part {
                title: name.clone(),
                sentences: vec![said("held")],
                buttons: ["once", "always", "elsewhere"].map(said).into(),
                ..Part::new(Some(Ui::Placeholder))
            }
        };
        granted.map(part).collect()
    }
}
