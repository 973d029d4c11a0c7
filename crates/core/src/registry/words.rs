//! Words that ask for nothing and promise everything. A request for consent says what is done and
//! what for (R-CONS-04); phrases like these were named by courts and authorities (R-BAN-06).

use crate::site::Lang;

const GERMAN: [&str; 20] = [
    "optimales nutzungserlebnis",
    "nutzererlebnis",
    "nutzungserlebnis",
    "bestmögliche",
    "besseres erlebnis",
    "benutzererfahrung",
    "nutzererfahrung",
    "website zu verbessern",
    "website verbessern",
    "angebot zu verbessern",
    "dienste zu verbessern",
    "ihre privatsphäre ist uns wichtig",
    "wir schätzen ihre privatsphäre",
    "berechtigtes interesse",
    "ihr erlebnis",
    "erlebnis zu verbessern",
    "erlebnis verbessern",
    "surferlebnis",
    "einkaufserlebnis",
    "optimale nutzung",
];
const ENGLISH: [&str; 17] = [
    "optimal experience",
    "user experience",
    "best possible",
    "better experience",
    "best experience",
    "improve experience",
    "improve your experience",
    "improve our website",
    "improve our services",
    "value your privacy",
    "your privacy is important",
    "legitimate interest",
    "your experience",
    "enhance experience",
    "browsing experience",
    "shopping experience",
    "optimal use",
];

/// The phrases in a text that say nothing, as they are listed here; of two of which one holds the
/// other, the longer.
pub fn euphemisms(text: &str, lang: Lang) -> Vec<&'static str> {
    let text = text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    let phrases: &[&str] = match lang {
        Lang::De => &GERMAN,
        Lang::En => &ENGLISH,
    };
    let found: Vec<_> = phrases.iter().copied().filter(|phrase| text.contains(phrase)).collect();
    let is_part =
        |phrase: &str| found.iter().any(|other| *other != phrase && other.contains(phrase));
    found.iter().copied().filter(|phrase| !is_part(phrase)).collect()
}
