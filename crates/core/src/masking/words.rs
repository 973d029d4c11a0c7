//! Characters and words around a number: what a label says it is.

/// What the words before a number say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    /// Nothing.
    None,
    /// A phone number.
    Phone,
    /// An order, an article, a parcel: anything that is not a person's.
    Thing,
    /// A version of something.
    Version,
    /// An address on the internet.
    Ip,
}

/// Does the character before `at` belong to the same word?
pub(super) fn is_inside(text: &str, at: usize) -> bool {
    text[..at].chars().next_back().is_some_and(is_word)
}

/// Does a word go on at `at`?
pub(super) fn goes_on(text: &str, at: usize) -> bool {
    text[at..].chars().next().is_some_and(is_word)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The length in bytes of a sign that may stand between the groups of a number; 0 = none does.
pub(super) fn separator(bytes: &[u8], at: usize) -> usize {
    match bytes[at..] {
        [b' ' | b'.' | b'-' | b'/' | b'(' | b')', ..] => 1,
        // No-break space.
        [0xc2, 0xa0, ..] => 2,
        // Figure and thin spaces, hyphens and dashes; narrow no-break space.
        [0xe2, 0x80, 0x87..=0x95 | 0xaf, ..] => 3,
        _ => 0,
    }
}

/// Is the separator between `start` and `end` one with a space in it?
pub(super) fn has_space(text: &str, start: usize, end: usize) -> bool {
    text[start..end].chars().any(char::is_whitespace)
}

/// Words between a label and its number.
const CONNECTORS: [&str; 50] = [
    "nr",
    "hat",
    "haben",
    "has",
    "have",
    "trägt",
    "mit",
    "nummer",
    "nummern",
    "no",
    "number",
    "num",
    "lautet",
    "ist",
    "is",
    "war",
    "was",
    "mein",
    "meine",
    "my",
    "die",
    "der",
    "das",
    "the",
    "von",
    "for",
    "für",
    "mich",
    "mir",
    "me",
    "uns",
    "us",
    "unter",
    "an",
    "auf",
    "at",
    "on",
    "bitte",
    "please",
    "sie",
    "ihn",
    "you",
    "can",
    "dieser",
    "folgender",
    "id",
    "gern",
    "gerne",
    "zur",
    "zum",
];

const PHONE: [&str; 20] = [
    "telefon",
    "phone",
    "handy",
    "mobil",
    "mobile",
    "rückruf",
    "anruf",
    "rufen",
    "ruft",
    "rufnummer",
    "whatsapp",
    "festnetz",
    "durchwahl",
    "erreich",
    "erreichbar",
    "telefax",
    "faxnummer",
    "natel",
    "hotline",
    "callback",
];
const PHONE_EXACT: [&str; 11] =
    ["tel", "fon", "mob", "cell", "call", "fax", "sms", "ruf", "ring", "reach", "dial"];

const THING: [&str; 46] = [
    "bestell",
    "auftrag",
    "rechnung",
    "sendung",
    "paket",
    "tracking",
    "artikel",
    "kunden",
    "vorgang",
    "ticket",
    "beleg",
    "order",
    "invoice",
    "parcel",
    "shipment",
    "item",
    "produkt",
    "product",
    "customer",
    "referen",
    "serien",
    "serial",
    "charge",
    "modell",
    "model",
    "gutschein",
    "voucher",
    "coupon",
    "vertrag",
    "contract",
    "aktenzeichen",
    "mitglied",
    "postleit",
    "postcode",
    "zähler",
    "lieferschein",
    "retoure",
    "filiale",
    "kassenbon",
    "hermes",
    "fedex",
    "barcode",
    "reservierung",
    "buchung",
    "booking",
    "receipt",
];
const THING_EXACT: [&str; 27] = [
    "art", "kd", "ref", "ean", "gtin", "isbn", "sku", "lot", "imei", "az", "plz", "zip", "hrb",
    "ust", "vat", "dhl", "dpd", "gls", "ups", "pzn", "wkn", "isin", "bon", "bst", "code", "case",
    "raum",
];

const VERSION: [&str; 21] = [
    "version",
    "v",
    "ver",
    "release",
    "firmware",
    "fw",
    "build",
    "ios",
    "ipados",
    "macos",
    "android",
    "update",
    "software",
    "rev",
    "kapitel",
    "chapter",
    "abschnitt",
    "section",
    "ziffer",
    "chrome",
    "firefox",
];

/// What the words directly before `at` say, not looking further back than `from`.
pub(super) fn label(text: &str, from: usize, at: usize) -> Label {
    let mut from = from.max(at.saturating_sub(60));
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let before = &text[from..at];
    let before = &before[before.rfind(['\n', ']', '[', ';']).map_or(0, |at| at + 1)..];
    let mut words = before
        .rsplit(|c: char| !(c.is_ascii_alphanumeric() || !c.is_ascii() && c.is_alphanumeric()))
        .filter(|word| !word.is_empty());
    for word in words.by_ref().take(5) {
        let word = word.to_lowercase();
        let word = word.as_str();
        if CONNECTORS.contains(&word) {
            continue;
        }
        let holds = |stems: &[&str]| holds(word.as_bytes(), stems);
        return if THING_EXACT.contains(&word) || holds(&THING) {
            Label::Thing
        } else if PHONE_EXACT.contains(&word) || holds(&PHONE) {
            Label::Phone
        } else if VERSION.contains(&word) {
            Label::Version
        } else if matches!(word, "ip" | "ipv4" | "adresse" | "address" | "host" | "server") {
            Label::Ip
        } else {
            Label::None
        };
    }
    Label::None
}

/// Does the word hold one of the stems? Compared byte by byte: a searcher for each stem would take
/// longer than the rest of a message.
fn holds(word: &[u8], stems: &[&str]) -> bool {
    (0..word.len()).any(|at| {
        let rest = &word[at..];
        stems.iter().any(|stem| stem.as_bytes()[0] == rest[0] && rest.starts_with(stem.as_bytes()))
    })
}
