//! What becomes of personal data in what is written on a site (R-MIN-03).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Settings;
use crate::masking::{Kind, Policy};
use crate::retention;

/// So many own details may be listed.
const OWN_MOST: usize = 10;

/// The longest of them, in characters.
const OWN_LONGEST: usize = 60;

/// A site's privacy mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum PrivacyMode {
    /// Personal data is masked before anything is kept. The strict default.
    #[default]
    Mask,
    /// Texts are kept as they were written.
    Off,
    /// Masked as in `Mask`, and sealed under a key that is in memory only: delivered, not kept. A
    /// conversation is gone when it ends, and when the program starts anew.
    NoPersist,
}

impl PrivacyMode {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Mask, Self::NoPersist, Self::Off];

    /// Reads the stored word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.as_str() == text)
    }

    /// The word stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mask => "mask",
            Self::Off => "off",
            Self::NoPersist => "no_persist",
        }
    }
}

/// The mode, and the kinds that are kept in it. Named by what is kept, so that a kind that a later
/// version learns is masked everywhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Privacy {
    /// The mode.
    pub mode: PrivacyMode,
    /// Kinds that stay as they are where texts are masked.
    #[serde(default)]
    pub kept: BTreeSet<Kind>,
    /// The site's own mail addresses, phone numbers and account numbers, beside its contacts: they may
    /// be told while everybody else's are masked.
    #[serde(default)]
    pub own: Vec<String>,
}

impl Privacy {
    /// Are there few enough own details, and is each one of them short and something that is
    /// recognised where it is told?
    pub fn has_fine_own(&self) -> bool {
        let is_fine = |own: &String| own.chars().count() <= OWN_LONGEST && Policy::knows_own(own);
        self.own.len() <= OWN_MOST && self.own.iter().all(is_fine)
    }
}

impl Settings {
    /// What is masked on this site: all that is not kept, but for the site's own contacts and details.
    /// `None`: nothing is.
    pub fn masking(&self) -> Option<Policy> {
        let own = [&self.mail, &self.phone, &self.data_protection_officer];
        let own = own.into_iter().flatten().chain([&self.controller]).chain(&self.privacy.own);
        let own = own.map(String::as_str);
        (self.privacy.mode != PrivacyMode::Off).then(|| Policy::new(self.privacy.kept.clone(), own))
    }

    /// Is what is written on this site from now on delivered and not kept? A conversation stays what
    /// it was when it began.
    pub fn keeps_nothing(&self) -> bool {
        self.privacy.mode == PrivacyMode::NoPersist
    }

    /// For how many days this kind of data is kept, as visitors are told; 0: not at all.
    pub fn days_kept(&self, kind: retention::Kind) -> i64 {
        if self.keeps_nothing() { 0 } else { self.retention.days(kind) }
    }
}

#[cfg(test)]
mod tests {
    use crate::masking::mask;
    use crate::site::{Field, Lang, Privacy, PrivacyMode, Settings, tests::blumenladen};

    #[test]
    fn r_min_03_a_site_that_was_stored_before_masks() {
        let mut stored = serde_json::to_value(blumenladen()).expect("settings");
        stored.as_object_mut().and_then(|stored| stored.remove("privacy")).expect("it is stored");
        let settings: Settings = serde_json::from_value(stored).expect("settings");
        assert_eq!(settings.privacy.mode, PrivacyMode::Mask);
        let policy = settings.masking().expect("a policy");
        let text = "vera@web.de hallo@blumenladen.example DE89370400440532013000";
        assert_eq!(
            mask(text, &policy, Lang::En).text.reveal(),
            "[email address removed] hallo@blumenladen.example [IBAN removed]"
        );
    }

    #[test]
    fn r_min_03_where_nothing_is_kept_texts_are_masked_and_visitors_are_told_and_asked_anew() {
        let privacy = Privacy { mode: PrivacyMode::NoPersist, ..Privacy::default() };
        let settings = Settings { privacy, ..blumenladen() };
        assert!(settings.masking().is_some() && settings.keeps_nothing());
        let kept = |settings: &Settings| settings.days_kept(crate::retention::Kind::Messages);
        assert_eq!((kept(&settings), kept(&blumenladen())), (0, 30));
        assert_ne!(settings.chat_revision(), blumenladen().chat_revision());
        let off = Privacy { mode: PrivacyMode::Off, ..Privacy::default() };
        let off = Settings { privacy: off, ..blumenladen() };
        assert_eq!(off.chat_revision(), blumenladen().chat_revision());
    }

    #[test]
    fn r_min_03_where_nothing_is_kept_nobody_is_remembered_for_days() {
        for (mode, remember_days, is_fine) in [
            (PrivacyMode::NoPersist, 0, true),
            (PrivacyMode::NoPersist, 1, false),
            (PrivacyMode::Mask, 1, true),
        ] {
            let privacy = Privacy { mode, ..Privacy::default() };
            let found = Settings { remember_days, privacy, ..blumenladen() }.problems();
            assert_eq!(!found.contains(&Field::RememberDays), is_fine, "{mode:?} {remember_days}");
        }
    }

    #[test]
    fn every_mode_is_read_as_it_is_stored() {
        for mode in PrivacyMode::ALL {
            assert_eq!(PrivacyMode::parse(mode.as_str()), Some(mode));
            assert_eq!(serde_json::to_value(mode).expect("a word"), mode.as_str());
        }
    }

    #[test]
    fn r_min_03_a_site_may_tell_its_own_details_and_nobody_elses() {
        let own = |lines: &[&str]| Privacy {
            own: lines.iter().map(|line| (*line).to_owned()).collect(),
            ..Privacy::default()
        };
        let listed = own(&["Konto: DE89 3704 0044 0532 0130 00", "bestellung@blumen.example"]);
        let policy = Settings { privacy: listed, ..blumenladen() }.masking().expect("a policy");
        for (text, said) in [
            ("auf de89370400440532013000 bitte", "auf de89370400440532013000 bitte"),
            ("Bestellung@Blumen.example", "Bestellung@Blumen.example"),
            ("AT61 1904 3002 3457 3201", "[IBAN removed]"),
            ("030 7654321", "[phone number removed]"),
        ] {
            assert_eq!(mask(text, &policy, Lang::En).text.reveal(), said);
        }
        let long = "hallo@".to_owned() + &"blumen".repeat(9) + ".example";
        let eleven = ["030 1234567"; 11];
        for (lines, is_fine) in [
            (&eleven[..10], true),
            (&eleven[..], false),
            (&[long.as_str()], false),
            (&["Musterstraße 1"], false),
            (&["4111 1111 1111 1111"], false),
        ] {
            let settings = Settings { privacy: own(lines), ..blumenladen() };
            assert_eq!(!settings.problems().contains(&Field::OwnDetails), is_fine, "{lines:?}");
            assert_eq!(settings.chat_revision(), blumenladen().chat_revision());
        }
    }

    #[test]
    fn r_min_03_switched_off_nothing_is_masked() {
        let privacy = Privacy { mode: PrivacyMode::Off, ..Privacy::default() };
        assert!(Settings { privacy, ..blumenladen() }.masking().is_none());
    }
}
