//! Links in messages that a service can show where they stand: a film, a map. Which link leads to
//! which frame is data; matching is the browser's part (`web/widget/embeds/frame.ts`), and this is
//! what keeps a rule that it could not follow safely from being published.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::site::Origin;

/// Two addresses with places: what an agent sends, and what is framed for it.
///
/// `https://films.example/watch?v={id}` becomes `https://player.example/embed/{id}`. A link has to
/// have the same origin and path, and at least the same parameters; what else it has is dropped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Embed {
    /// The link.
    pub link: String,
    /// The frame; from an origin of the service.
    pub frame: String,
}

/// What a place may stand for, by its name: letters, digits, `-` and `_`; digits; a few words;
/// the three numbers of a map.
const PLACES: [&str; 6] = ["id", "number", "words", "lat", "lon", "zoom"];

/// In frames only: the part of the map around `{lat}` and `{lon}`.
const BOX: &str = "box";

impl Embed {
    /// Reads a line of two addresses; the second is the frame's.
    pub fn parse(line: &str) -> Option<Self> {
        let mut words = line.split_whitespace().map(str::to_owned);
        let read = Self { link: words.next()?, frame: words.next()? };
        words.next().is_none().then_some(read)
    }

    /// Whether a browser can follow it: both are whole addresses whose host is fixed, the frame
    /// comes from one of `origins`, and everything in it is known from the link.
    pub fn is_sound(&self, origins: &BTreeSet<Origin>) -> bool {
        let (Some(known), Some(needed)) = (places(&self.link), places(&self.frame)) else {
            return false;
        };
        let is_single = known.iter().collect::<BTreeSet<_>>().len() == known.len();
        let is_place = known.iter().all(|name| PLACES.contains(name));
        let is_known = |name: &&str| match *name {
            BOX => known.contains(&"lat") && known.contains(&"lon"),
            name => known.contains(&name),
        };
        let is_fixed = |address: &str| {
            let rest = address.split_once("://").map_or("", |(_, rest)| rest);
            rest.split(['/', '?', '#']).next().is_some_and(|host| !host.contains(['{', '@']))
        };
        is_single
            && is_place
            && needed.iter().all(is_known)
            && is_fixed(&self.link)
            && is_fixed(&self.frame)
            && Origin::parse(&self.link).is_some()
            && Origin::parse(&self.frame).is_some_and(|origin| origins.contains(&origin))
    }
}

/// The names in braces, in their order; `None`: braces are left open.
fn places(address: &str) -> Option<Vec<&str>> {
    let mut parts = address.split('{');
    let is_closed = !parts.next()?.contains('}');
    let names: Option<Vec<_>> = parts
        .map(|part| part.split_once('}').filter(|(_, rest)| !rest.contains('}')))
        .map(|part| part.map(|(name, _)| name))
        .collect();
    names.filter(|_| is_closed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sound(line: &str) -> bool {
        let origins = Origin::parse("https://player.example").into_iter().collect();
        Embed::parse(line).is_some_and(|embed| embed.is_sound(&origins))
    }

    #[test]
    fn a_rule_leads_from_a_link_to_a_frame_of_the_service() {
        for line in [
            "https://films.example/watch?v={id} https://player.example/embed/{id}",
            "https://films.example/{number}/{id}  https://player.example/{number}?h={id}&dnt=1",
            "https://maps.example/#map={zoom}/{lat}/{lon} https://player.example/?bbox={box}",
            "https://films.example/today https://player.example/today",
        ] {
            assert!(sound(line), "{line}");
        }
    }

    #[test]
    fn r_term_10_a_rule_that_a_link_could_lead_elsewhere_is_none() {
        for line in [
            "",
            "https://films.example/{id}",
            "https://films.example/{id} https://player.example/{id} https://player.example/",
            "https://films.example/{id} https://elsewhere.example/{id}",
            "https://films.example/{id} https://player.example.evil.example/{id}",
            "https://films.example/{id} https://{id}/embed",
            "https://films.example/{id} https://player.example@{id}/embed",
            "https://{id}.films.example/ https://player.example/{id}",
            "https://films.example/{id}/{id} https://player.example/{id}",
            "https://films.example/{anything} https://player.example/{anything}",
            "https://films.example/{id} https://player.example/{number}",
            "https://films.example/{lat} https://player.example/{box}",
            "https://films.example/{id https://player.example/{id}",
            "https://films.example/}{id} https://player.example/{id}",
            "https://films.example/{id} javascript:alert({id})",
            "javascript:{id} https://player.example/{id}",
        ] {
            assert!(!sound(line), "{line}");
        }
    }
}
