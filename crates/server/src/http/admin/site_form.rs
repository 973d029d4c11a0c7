//! A site's settings as a form: what was typed, and back. Bounds are `Settings::problems`.

use std::collections::BTreeMap;

use plausch_core::site::{Field, Lang, Lifetime, Mode, Origin, Privacy, Settings};
use serde::Deserialize;

use super::material::Material;
use super::site_privacy;

/// What was typed. Everything is text, so that it can be shown again as it was.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct SiteForm {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) address: String,
    pub(super) origins: String,
    pub(super) lang_de: Option<String>,
    pub(super) lang_en: Option<String>,
    pub(super) first_lang: String,
    pub(super) mode: String,
    pub(super) lifetime: String,
    pub(super) idle_hours: String,
    pub(super) remember_days: String,
    pub(super) reaches_children: Option<String>,
    pub(super) controller: String,
    pub(super) officer: String,
    pub(super) mail: String,
    pub(super) phone: String,
    pub(super) privacy_url: String,
    pub(super) imprint_url: String,
    /// The privacy mode's fields (`site_privacy.rs`), and others that are of no use here.
    #[serde(flatten)]
    pub(super) others: BTreeMap<String, String>,
}

impl SiteForm {
    /// A new site, as it comes: the cautious choices.
    pub(super) fn blank() -> Self {
        Self {
            lang_de: Some("on".into()),
            first_lang: "de".into(),
            mode: Mode::Consent.as_str().into(),
            lifetime: Lifetime::Session.as_str().into(),
            idle_hours: "4".into(),
            remember_days: "0".into(),
            others: site_privacy::fields(&Privacy::default()),
            ..Self::default()
        }
    }

    /// A site as it is set.
    pub(super) fn of(settings: &Settings) -> Self {
        let lang = |lang| settings.languages.contains(&lang).then(|| "on".to_owned());
        let origins: Vec<_> = settings.origins.iter().map(Origin::as_str).collect();
        Self {
            id: String::new(),
            name: settings.name.clone(),
            address: settings.address.clone(),
            origins: origins.join("\n"),
            lang_de: lang(Lang::De),
            lang_en: lang(Lang::En),
            first_lang: settings.languages.first().map_or("de", |lang| lang.as_str()).into(),
            mode: settings.mode.as_str().into(),
            lifetime: settings.lifetime.as_str().into(),
            idle_hours: settings.idle_hours.to_string(),
            remember_days: settings.remember_days.to_string(),
            reaches_children: settings.reaches_children.then(|| "on".to_owned()),
            controller: settings.controller.clone(),
            officer: settings.data_protection_officer.clone().unwrap_or_default(),
            mail: settings.mail.clone().unwrap_or_default(),
            phone: settings.phone.clone().unwrap_or_default(),
            privacy_url: settings.privacy_url.clone(),
            imprint_url: settings.imprint_url.clone(),
            others: site_privacy::fields(&settings.privacy),
        }
    }

    /// The state of the chat that was shown before saving, if one was.
    pub(super) fn confirmed(&self) -> &str {
        self.others.get(Material::FIELD).map_or("", String::as_str)
    }

    /// The privacy mode as it was typed.
    pub(super) fn privacy(&self) -> Privacy {
        site_privacy::read(&self.others, None)
    }

    /// The site's own details as they were typed.
    pub(super) fn own_details(&self) -> &str {
        self.others.get(site_privacy::OWN).map_or("", String::as_str)
    }

    /// As settings, with every field that can't stay as it is. `before`: the settings that are
    /// changed; what is set on another page stays as it was there.
    pub(super) fn read(&self, before: Option<&Settings>) -> (Settings, Vec<Field>) {
        let (origins, are_origins_fine) = self.origins();
        let settings = Settings {
            name: self.name.trim().to_owned(),
            address: self.address.trim().to_owned(),
            origins,
            languages: self.languages(),
            mode: if self.mode == Mode::OnRequest.as_str() {
                Mode::OnRequest
            } else {
                Mode::Consent
            },
            lifetime: if self.lifetime == Lifetime::Memory.as_str() {
                Lifetime::Memory
            } else {
                Lifetime::Session
            },
            // What is no number is out of bounds.
            remember_days: number(&self.remember_days),
            idle_hours: number(&self.idle_hours),
            retention: before.map(|before| before.retention.clone()).unwrap_or_default(),
            controller: self.controller.trim().replace("\r\n", "\n"),
            data_protection_officer: some(&self.officer),
            mail: some(&self.mail),
            phone: some(&self.phone),
            privacy_url: self.privacy_url.trim().to_owned(),
            imprint_url: self.imprint_url.trim().to_owned(),
            counts_refusals: before.is_some_and(|before| before.counts_refusals),
            reaches_children: self.reaches_children.is_some(),
            privacy: site_privacy::read(&self.others, before.map(|before| &before.privacy)),
        };
        let mut problems = settings.problems();
        if !are_origins_fine && !problems.contains(&Field::Origins) {
            problems.push(Field::Origins);
        }
        (settings, problems)
    }

    /// The origins, one a line; the address's own when there are none. False: a line is no origin.
    fn origins(&self) -> (std::collections::BTreeSet<Origin>, bool) {
        let lines = self.origins.lines().map(str::trim).filter(|line| !line.is_empty());
        let parsed: Vec<_> = lines.map(Origin::parse).collect();
        let are_fine = parsed.iter().all(Option::is_some);
        let mut origins: std::collections::BTreeSet<_> = parsed.into_iter().flatten().collect();
        if origins.is_empty() && are_fine {
            origins.extend(Origin::parse(&self.address));
        }
        (origins, are_fine)
    }

    /// The chosen languages, the first one first.
    fn languages(&self) -> Vec<Lang> {
        let chosen = [(Lang::De, &self.lang_de), (Lang::En, &self.lang_en)];
        let mut languages: Vec<_> =
            chosen.into_iter().filter(|(_, on)| on.is_some()).map(|(lang, _)| lang).collect();
        languages.sort_by_key(|lang| lang.as_str() != self.first_lang);
        languages
    }
}

fn number(text: &str) -> i64 {
    text.trim().parse().unwrap_or(-1)
}

fn some(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled() -> SiteForm {
        SiteForm {
            name: "Blumenladen".into(),
            address: "https://www.blumenladen.example/start".into(),
            controller: "Blumenladen, Musterstraße 1".into(),
            mail: "hallo@blumenladen.example".into(),
            privacy_url: "https://www.blumenladen.example/datenschutz".into(),
            imprint_url: "https://www.blumenladen.example/impressum".into(),
            ..SiteForm::blank()
        }
    }

    #[test]
    fn without_origins_the_addresss_own_is_registered() {
        let (settings, problems) = filled().read(None);
        assert!(problems.is_empty(), "{problems:?}");
        let origins: Vec<_> = settings.origins.iter().map(Origin::as_str).collect();
        assert_eq!(origins, ["https://www.blumenladen.example"]);
        assert_eq!(SiteForm::of(&settings).read(None), (settings, Vec::new()));
    }

    #[test]
    fn what_is_no_origin_and_no_number_is_told() {
        let form = SiteForm {
            origins: "https://a.example\nnichts".into(),
            idle_hours: "vier".into(),
            lang_de: None,
            ..filled()
        };
        let problems = form.read(None).1;
        for field in [Field::Origins, Field::IdleHours, Field::Languages] {
            assert!(problems.contains(&field), "{field:?} in {problems:?}");
        }
    }

    #[test]
    fn the_first_language_comes_first() {
        let form = SiteForm { lang_en: Some("on".into()), first_lang: "en".into(), ..filled() };
        assert_eq!(form.read(None).0.languages, [Lang::En, Lang::De]);
    }
}
