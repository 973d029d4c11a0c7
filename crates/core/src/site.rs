//! A site: a website on which the chat is offered, and how.

mod facts;
mod origin;
mod privacy;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub use self::facts::{ChatFacts, Fact};
pub use self::origin::Origin;
pub use self::privacy::{Privacy, PrivacyMode};
use crate::id::SiteId;
use crate::retention::{Rules, Scope};
use crate::time::{DAY, HOUR};

/// The languages that Plausch speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// German.
    De,
    /// English.
    En,
}

impl Lang {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::De, Self::En];

    /// The language tag used in addresses and `lang` attributes.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::De => "de",
            Self::En => "en",
        }
    }

    /// Reads a language tag.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.as_str() == text)
    }
}

/// How a chat begins (docs/requirements.md, section 6.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// The visitor agrees to the chat first. The strict default.
    Consent,
    /// The visitor expressly asks for the chat (section 25(2) no. 2 TDDDG); no consent is involved.
    OnRequest,
}

impl Mode {
    /// The word stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::OnRequest => "on_request",
        }
    }
}

/// Where the visitor's browser keeps the token while the chat runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lifetime {
    /// Nowhere: leaving the page ends the chat.
    Memory,
    /// For the tab's session. The default.
    Session,
}

impl Lifetime {
    /// The word stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::Session => "session",
        }
    }
}

/// Everything an administrator sets for a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// What visitors read: the shop's name.
    pub name: String,
    /// The website's address.
    pub address: String,
    /// Pages of these origins may use the chat.
    pub origins: BTreeSet<Origin>,
    /// Offered languages; the first is the default.
    pub languages: Vec<Lang>,
    /// How a chat begins.
    pub mode: Mode,
    /// Where the token lives.
    pub lifetime: Lifetime,
    /// Days for which a visitor may choose to be remembered; 0 = not offered (R-TERM-06).
    pub remember_days: i64,
    /// Hours without a message after which the token is refused (R-TERM-05).
    pub idle_hours: i64,
    /// How long what was said is kept, where that differs from the defaults (R-RET-01, R-RET-02).
    #[serde(default)]
    pub retention: Rules,
    /// Who is responsible: name and postal address (Art. 13(1)(a) GDPR).
    pub controller: String,
    /// How to reach the data protection officer, where there is one (Art. 13(1)(b) GDPR).
    pub data_protection_officer: Option<String>,
    /// A mail address as an alternative to the chat.
    pub mail: Option<String>,
    /// A phone number as an alternative to the chat.
    pub phone: Option<String>,
    /// Address of the privacy notice.
    pub privacy_url: String,
    /// Address of the imprint (section 5 DDG).
    pub imprint_url: String,
    /// Are refusals of the banner counted, by day and without an id? Not unless the operator wants
    /// it: then visitors are told so (R-PROOF-02).
    pub counts_refusals: bool,
    /// Is the website also made for children? Under sixteen nobody can consent alone in Germany, so
    /// then nobody is asked: no optional service runs, the chat starts on request, and nothing is
    /// remembered (Art. 8 GDPR; R-CONS-06).
    #[serde(default)]
    pub reaches_children: bool,
    /// What becomes of personal data in what is written here. Whether anything is kept is a part of
    /// what visitors agree to; masking is none: each is told of what is masked when it is, and asked
    /// before contact data is kept.
    #[serde(default)]
    pub privacy: Privacy,
}

/// A site with its name in addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Its name in addresses.
    pub id: SiteId,
    /// What its administrator has set.
    pub settings: Settings,
}

/// A field of [`Settings`] that can't stay as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// [`Settings::name`]
    Name,
    /// [`Settings::address`]
    Address,
    /// [`Settings::origins`]
    Origins,
    /// [`Settings::languages`]
    Languages,
    /// [`Settings::remember_days`]
    RememberDays,
    /// [`Settings::idle_hours`]
    IdleHours,
    /// [`Settings::retention`]
    Retention,
    /// [`Settings::reaches_children`], with something that would need consent.
    Children,
    /// [`Privacy::own`]
    OwnDetails,
    /// [`Settings::controller`]
    Controller,
    /// Neither mail nor phone is given.
    Alternatives,
    /// [`Settings::mail`]
    Mail,
    /// [`Settings::privacy_url`]
    PrivacyUrl,
    /// [`Settings::imprint_url`]
    ImprintUrl,
}

impl Settings {
    /// How long a token lives without a message, in milliseconds.
    pub const fn idle_limit(&self) -> i64 {
        self.idle_hours * HOUR
    }

    /// How long a remembered token lives, in milliseconds.
    pub const fn remember_limit(&self) -> i64 {
        self.remember_days * DAY
    }

    /// The controller's name with its legal form: what stands before the address.
    pub fn controller_name(&self) -> &str {
        self.controller.split([',', '\n']).next().unwrap_or_default().trim()
    }

    /// The controller's postal address, in one line; empty when only a name is known.
    pub fn controller_address(&self) -> String {
        let lines = self.controller.split([',', '\n']).skip(1).map(str::trim);
        lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join(", ")
    }

    /// What is missing or out of bounds; empty when the site may go live. A site without privacy
    /// notice, imprint, controller or another way to get in touch does not (R-INFO-01, R-WEB-01,
    /// R-A11Y-07).
    pub fn problems(&self) -> Vec<Field> {
        let is_address = |text: &str| Origin::parse(text).is_some();
        let is_empty =
            |text: &Option<String>| text.as_deref().is_none_or(|text| text.trim().is_empty());
        let checks = [
            (Field::Name, !self.name.trim().is_empty() && self.name.chars().count() <= 80),
            (Field::Address, is_address(&self.address)),
            (Field::Origins, !self.origins.is_empty()),
            (Field::Languages, !self.languages.is_empty()),
            (
                Field::RememberDays,
                // Nothing that is gone can be come back to.
                (0..=if self.keeps_nothing() { 0 } else { 365 }).contains(&self.remember_days),
            ),
            (Field::IdleHours, (1..=24).contains(&self.idle_hours)),
            (Field::Retention, self.retention.problems(Scope::Site).is_empty()),
            (
                Field::Children,
                !self.reaches_children || self.mode == Mode::OnRequest && self.remember_days == 0,
            ),
            (Field::OwnDetails, self.privacy.has_fine_own()),
            (Field::Controller, !self.controller.trim().is_empty()),
            (Field::Alternatives, !(is_empty(&self.mail) && is_empty(&self.phone))),
            (
                Field::Mail,
                is_empty(&self.mail) || self.mail.as_deref().is_some_and(crate::agent::is_mail),
            ),
            (Field::PrivacyUrl, is_address(&self.privacy_url)),
            (Field::ImprintUrl, is_address(&self.imprint_url)),
        ];
        checks.into_iter().filter(|(_, is_fine)| !is_fine).map(|(field, _)| field).collect()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::retention::Kind;

    pub(crate) fn blumenladen() -> Settings {
        Settings {
            name: "Blumenladen".into(),
            address: "https://blumenladen.example".into(),
            origins: [Origin::parse("https://blumenladen.example").expect("an origin")].into(),
            languages: vec![Lang::De],
            mode: Mode::Consent,
            lifetime: Lifetime::Session,
            remember_days: 0,
            idle_hours: 4,
            retention: Rules::default(),
            controller: "Blumenladen, Musterstraße 1, 12345 Musterstadt".into(),
            data_protection_officer: None,
            mail: Some("hallo@blumenladen.example".into()),
            phone: None,
            privacy_url: "https://blumenladen.example/datenschutz".into(),
            imprint_url: "https://blumenladen.example/impressum".into(),
            counts_refusals: false,
            reaches_children: false,
            privacy: Privacy::default(),
        }
    }

    #[test]
    fn r_web_01_a_site_without_imprint_or_privacy_notice_does_not_go_live() {
        assert_eq!(blumenladen().problems(), []);
        let settings =
            Settings { imprint_url: String::new(), privacy_url: "ftp://x".into(), ..blumenladen() };
        assert_eq!(settings.problems(), [Field::PrivacyUrl, Field::ImprintUrl]);
    }

    #[test]
    fn r_a11y_07_a_site_offers_another_way_to_get_in_touch() {
        assert_eq!(
            Settings { mail: Some(" ".into()), ..blumenladen() }.problems(),
            [Field::Alternatives]
        );
    }

    #[test]
    fn r_term_05_a_token_lives_at_most_a_day_without_a_message() {
        assert_eq!(Settings { idle_hours: 25, ..blumenladen() }.problems(), [Field::IdleHours]);
    }

    #[test]
    fn r_ret_02_a_site_keeps_nothing_for_long_without_a_reason() {
        let keeps = |reason| {
            let retention = Rules::default().with(Kind::Facts, 91, reason);
            Settings { retention, ..blumenladen() }
        };
        assert_eq!(keeps("").problems(), [Field::Retention]);
        assert_eq!(keeps("Gewährleistung").problems(), []);
    }

    #[test]
    fn r_cons_07_other_days_are_another_state_of_the_chat_and_another_reason_is_not() {
        let keeps = |days, reason| {
            let retention = Rules::default().with(Kind::Facts, days, reason);
            Settings { retention, ..blumenladen() }.chat_revision()
        };
        assert_ne!(keeps(30, ""), keeps(31, ""));
        assert_eq!(keeps(91, "eins"), keeps(91, "zwei"));
    }

    #[test]
    fn r_cons_06_with_children_nothing_that_needs_consent_can_be_set() {
        for (reaches_children, mode, remember_days, is_fine) in [
            (false, Mode::Consent, 30, true),
            (false, Mode::OnRequest, 30, true),
            (true, Mode::Consent, 0, false),
            (true, Mode::Consent, 30, false),
            (true, Mode::OnRequest, 30, false),
            (true, Mode::OnRequest, 0, true),
        ] {
            let settings = Settings { mode, remember_days, reaches_children, ..blumenladen() };
            let found = settings.problems().contains(&Field::Children);
            assert_eq!(found, !is_fine, "{reaches_children} {mode:?} {remember_days}");
        }
    }
}
