//! A site's privacy mode in its form (R-MIN-03): the mode, a switch for each kind, and the site's own
//! details, one a line. A form without them changes nothing.

use std::collections::BTreeMap;

use plausch_core::masking::Kind;
use plausch_core::site::{Privacy, PrivacyMode};

use crate::texts::Speaker;

/// The field that says that the form has these fields at all.
const MODE: &str = "privacy_mode";

/// The field of the site's own details.
pub(super) const OWN: &str = "own_details";

/// A kind with its switch.
pub(super) struct Switch {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) is_on: bool,
}

/// What was typed, from the form's other fields.
pub(super) fn read(typed: &BTreeMap<String, String>, before: Option<&Privacy>) -> Privacy {
    let Some(mode) = typed.get(MODE) else { return before.cloned().unwrap_or_default() };
    let mode = PrivacyMode::parse(mode).unwrap_or_default();
    let is_kept = |kind: &Kind| !typed.contains_key(&name(*kind));
    let own = typed.get(OWN).map_or("", String::as_str).lines().map(str::trim);
    let own = own.filter(|line| !line.is_empty()).map(str::to_owned).collect();
    Privacy { mode, kept: Kind::ALL.into_iter().filter(is_kept).collect(), own }
}

/// A site's mode as the form's fields.
pub(super) fn fields(privacy: &Privacy) -> BTreeMap<String, String> {
    let masked = Kind::ALL.into_iter().filter(|kind| !privacy.kept.contains(kind));
    let switches = masked.map(|kind| (name(kind), "on".to_owned()));
    let own = [(MODE, privacy.mode.as_str().to_owned()), (OWN, privacy.own.join("\n"))];
    switches.chain(own.map(|(name, value)| (name.to_owned(), value))).collect()
}

/// A switch for each kind.
pub(super) fn switches(t: Speaker<'_>, privacy: &Privacy) -> Vec<Switch> {
    let switch = |kind: Kind| Switch {
        name: name(kind),
        label: label(t, kind),
        is_on: !privacy.kept.contains(&kind),
    };
    Kind::ALL.into_iter().map(switch).collect()
}

fn name(kind: Kind) -> String {
    format!("mask_{}", kind.as_str())
}

/// A kind in words.
pub(in crate::http) fn label(t: Speaker<'_>, kind: Kind) -> String {
    let said = match kind {
        Kind::Mail => t.say("kind-mail"),
        Kind::Phone => t.say("kind-phone"),
        Kind::Iban => t.say("kind-iban"),
        Kind::Card => t.say("kind-card"),
        Kind::Ip => t.say("kind-ip"),
        Kind::TaxId => t.say("kind-tax-id"),
        Kind::Pension => t.say("kind-pension"),
        Kind::Ahv => t.say("kind-ahv"),
        Kind::Svnr => t.say("kind-svnr"),
        Kind::Document => t.say("kind-document"),
        Kind::Link => t.say("kind-link"),
    };
    said.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_set_comes_back() {
        let own = vec!["DE89370400440532013000".to_owned(), "030 1234567".to_owned()];
        let kept = [Kind::Ip, Kind::Mail].into();
        let privacy = Privacy { mode: PrivacyMode::Mask, kept, own };
        assert_eq!(read(&fields(&privacy), None), privacy);
        assert_eq!(read(&BTreeMap::new(), Some(&privacy)), privacy);
        assert_eq!(read(&BTreeMap::new(), None), Privacy::default());
    }
}
