//! What becomes of personal data in what is written on a site (R-MIN-03).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Settings;
use crate::masking::{Kind, Policy};

/// A site's privacy mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum PrivacyMode {
    /// Personal data is masked before anything is kept. The strict default.
    #[default]
    Mask,
    /// Texts are kept as they were written.
    Off,
}

impl PrivacyMode {
    /// The word stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mask => "mask",
            Self::Off => "off",
        }
    }
}

/// The mode, and the kinds that are kept in it. Named by what is kept, so that a kind that a later
/// version learns is masked everywhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Privacy {
    /// The mode.
    pub mode: PrivacyMode,
    /// Kinds that stay as they are in mode `mask`.
    #[serde(default)]
    pub kept: BTreeSet<Kind>,
}

impl Settings {
    /// What is masked on this site: all that is not kept, but for the site's own contacts. `None`:
    /// nothing is.
    pub fn masking(&self) -> Option<Policy> {
        let own = [&self.mail, &self.phone, &self.data_protection_officer];
        let own = own.into_iter().flatten().chain([&self.controller]).map(String::as_str);
        (self.privacy.mode == PrivacyMode::Mask)
            .then(|| Policy::new(self.privacy.kept.clone(), own))
    }
}

#[cfg(test)]
mod tests {
    use crate::masking::mask;
    use crate::site::{Lang, Privacy, PrivacyMode, Settings, tests::blumenladen};

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
    fn r_min_03_switched_off_nothing_is_masked() {
        let privacy = Privacy { mode: PrivacyMode::Off, ..Privacy::default() };
        assert!(Settings { privacy, ..blumenladen() }.masking().is_none());
    }
}
