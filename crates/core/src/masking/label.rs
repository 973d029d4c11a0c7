//! Words before a number: what they say that it is.

/// What the words before a number say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    /// Nothing.
    None,
    /// A phone number.
    Phone,
    /// An order, a parcel, a voucher: nobody's, and as long as a card's number may be.
    Order,
    /// A room, a file, a code: nobody's, and short.
    Thing,
    /// A version of something.
    Version,
    /// An address on the internet.
    Ip,
}

/// Words between a label and its number.
const CONNECTORS: [&str; 51] = [
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
    "numbers",
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
const PHONE_EXACT: [&str; 12] =
    ["tel", "fon", "mob", "cell", "call", "fax", "sms", "ruf", "ring", "reach", "dial", "wa"];

const ORDER: [&str; 38] = [
    "bestell",
    "auftrag",
    "rechnung",
    "sendung",
    "paket",
    "tracking",
    "artikel",
    "article",
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
    "gutschein",
    "voucher",
    "coupon",
    "vertrag",
    "contract",
    "lieferschein",
    "retoure",
    "kassenbon",
    "hermes",
    "fedex",
    "barcode",
    "reservierung",
    "buchung",
    "booking",
    "receipt",
];
const ORDER_EXACT: [&str; 12] =
    ["kd", "ref", "ean", "gtin", "sku", "lot", "imei", "dhl", "dpd", "gls", "ups", "bon"];

const THING: [&str; 9] = [
    "charge",
    "modell",
    "model",
    "aktenzeichen",
    "mitglied",
    "postleit",
    "postcode",
    "zähler",
    "filiale",
];
const THING_EXACT: [&str; 15] = [
    "art", "isbn", "az", "plz", "zip", "hrb", "ust", "vat", "pzn", "wkn", "isin", "bst", "code",
    "case", "raum",
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

/// What the words directly before `at` say, not looking further back than `from`. A number that
/// stands in a list or a table is what its head says.
pub(super) fn before(text: &str, from: usize, at: usize) -> Label {
    let begin = text.ceil_char_boundary(from.max(at.saturating_sub(60)));
    let before = &text[begin..at];
    let cut = before.rfind(['\n', ']', '[', ';']).map_or(0, |at| at + 1);
    let line = &before[cut..];
    let said = said(line);
    let is_line = cut > 0 && before.as_bytes()[cut - 1] == b'\n';
    if said == Label::None
        && is_line
        && (line.contains('\t') || !line.contains(char::is_alphabetic))
    {
        return head(&text[from.min(begin)..begin + cut - 1]);
    }
    said
}

/// What the last words say.
fn said(words: &str) -> Label {
    let words = words
        .rsplit(|c: char| !(c.is_ascii_alphanumeric() || !c.is_ascii() && c.is_alphanumeric()))
        .filter(|word| !word.is_empty());
    for word in words.take(5) {
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            return Label::None;
        }
        let word = word.to_lowercase();
        if !CONNECTORS.contains(&word.as_str()) {
            return of(&word);
        }
    }
    Label::None
}

/// What a word in small letters says.
fn of(word: &str) -> Label {
    let holds = |stems: &[&str]| holds(word.as_bytes(), stems);
    if ORDER_EXACT.contains(&word) || holds(&ORDER) {
        // A customer may have a card, and `Lohnabrechnung` and `Freistellungsauftrag` want a person's number.
        if holds(&["karte", "card", "abrechnung", "freistell"]) {
            Label::None
        } else {
            Label::Order
        }
    } else if THING_EXACT.contains(&word) || holds(&THING) {
        Label::Thing
    } else if PHONE_EXACT.contains(&word) || holds(&PHONE) {
        Label::Phone
    } else if VERSION.contains(&word) {
        Label::Version
    } else if matches!(word, "ip" | "ipv4" | "adresse" | "address" | "host" | "server") {
        Label::Ip
    } else {
        Label::None
    }
}

/// What the head over lines of numbers says: a word alone, a line with a colon at its end, or the
/// names of columns. A sentence before a number says nothing about it.
fn head(before: &str) -> Label {
    let begin = before.ceil_char_boundary(before.len().saturating_sub(400));
    for line in before[begin..].rsplit('\n').map(str::trim).filter(|line| !line.is_empty()) {
        let is_table = line.contains(['\t', '|']);
        if line.contains(|c: char| c.is_ascii_digit()) {
            if is_table || !line.contains(char::is_alphabetic) {
                continue;
            }
            return Label::None;
        }
        if is_table {
            let columns = line.split(|c: char| !c.is_alphanumeric());
            let said: Vec<_> = columns.map(|word| of(&word.to_lowercase())).collect();
            let says = |label| said.contains(&label).then_some(label);
            return says(Label::Phone)
                .or_else(|| says(Label::Order))
                .or_else(|| says(Label::Thing))
                .unwrap_or(Label::None);
        }
        let word = line.strip_suffix('.').unwrap_or(line);
        let is_head = line.ends_with(':') || word.chars().all(char::is_alphanumeric);
        return if is_head { said(line) } else { Label::None };
    }
    Label::None
}

/// What a number is called to which the word is joined: `Visa4111…`, `Tel0171…`.
pub(super) fn is_joined(word: &str) -> bool {
    const NUMBERS: [&str; 11] = [
        "visa", "master", "maestro", "amex", "karte", "card", "nummer", "number", "steuer", "svnr",
        "vsnr",
    ];
    let word = word.to_ascii_lowercase();
    match of(&word) {
        Label::Phone => true,
        Label::None => {
            holds(word.as_bytes(), &NUMBERS)
                || matches!(word.as_str(), "nr" | "no" | "id" | "idnr" | "ahv" | "sv" | "kk" | "cc")
        }
        _ => false,
    }
}

/// Does the word hold one of the stems? Compared byte by byte: a searcher for each stem would take
/// longer than the rest of a message.
fn holds(word: &[u8], stems: &[&str]) -> bool {
    (0..word.len()).any(|at| {
        let rest = &word[at..];
        stems.iter().any(|stem| stem.as_bytes()[0] == rest[0] && rest.starts_with(stem.as_bytes()))
    })
}
