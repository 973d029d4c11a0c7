//! Chat lines in German and English with what is to be masked in them: those of `lines.txt`, written
//! by hand, and generated ones, in which numbers with check digits are computed here a second time.
//! The same seed gives the same lines. Read by core's tests and by the measurement.

mod layouts;
mod numbers;

use std::fmt::Write as _;

use numbers::{ahv, card, document, iban, ip, link, mail, pension, phone, svnr, tax_id};

/// A line, and what is to be masked in it: the kind's word, and bytes of the text.
#[derive(Clone)]
pub(crate) struct Line {
    pub(crate) text: String,
    pub(crate) marked: Vec<(String, usize, usize)>,
}

impl Line {
    /// Reads `… {kind:value} …`, with `<000A>` for a character that is not seen.
    fn parse(line: &str) -> Self {
        let mut read = Self { text: String::new(), marked: Vec::new() };
        let line = spelt_out(line);
        let mut rest = line.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            read.text.push_str(before);
            let (inside, after) = after.split_once('}').expect("a closing brace");
            let (kind, value) = inside.split_once(':').expect("a kind");
            let start = read.text.len();
            read.text.push_str(value);
            read.marked.push((kind.to_owned(), start, read.text.len()));
            rest = after;
        }
        read.text.push_str(rest);
        read
    }
}

fn spelt_out(line: &str) -> String {
    let mut read = String::new();
    for (index, part) in line.split('<').enumerate() {
        let sign = part.split_once('>').filter(|(code, _)| index > 0 && code.len() == 4);
        let sign = sign.and_then(|(code, rest)| {
            Some((char::from_u32(u32::from_str_radix(code, 16).ok()?)?, rest))
        });
        if let Some((sign, rest)) = sign {
            read.push(sign);
            read.push_str(rest);
        } else {
            read.push_str(if index > 0 { "<" } else { "" });
            read.push_str(part);
        }
    }
    read
}

/// The lines that were written by hand.
pub(crate) fn written() -> Vec<Line> {
    let lines = include_str!("lines.txt").lines().map(str::trim);
    lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(Line::parse).collect()
}

/// Generated lines, from the shapes on which the rules were tuned.
pub(crate) fn generated(seed: u64, count: usize) -> Vec<Line> {
    filled(seed, count, "")
}

/// Generated lines with phone numbers and clean sentences of shapes that the rules were made without.
pub(crate) fn unseen(seed: u64, count: usize) -> Vec<Line> {
    filled(seed, count, " unseen")
}

/// Generated lines whose numbers stand over several lines, in columns, in links, joined to their label
/// or between characters that are not seen, and clean ones that look like them.
pub(crate) fn laid_out(seed: u64, count: usize) -> Vec<Line> {
    spread(seed, count, " laid out")
}

/// The same, with phone numbers and clean lines of shapes that the rules were made without.
pub(crate) fn laid_out_unseen(seed: u64, count: usize) -> Vec<Line> {
    spread(seed, count, " laid out unseen")
}

fn spread(seed: u64, count: usize, which: &'static str) -> Vec<Line> {
    let mut chance = Chance::new(seed, which);
    (0..count).map(|index| Line::parse(&layouts::line(&mut chance, index))).collect()
}

fn filled(seed: u64, count: usize, which: &'static str) -> Vec<Line> {
    let mut chance = Chance::new(seed, which);
    (0..count).map(|index| Line::parse(&line(&mut chance, index))).collect()
}

struct Chance {
    state: u64,
    /// Which shapes.
    which: &'static str,
}

impl Chance {
    const fn new(seed: u64, which: &'static str) -> Self {
        Self { state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1, which }
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state >> 16) % limit
    }

    fn pick<'t>(&mut self, from: &[&'t str]) -> &'t str {
        from[usize::try_from(self.below(from.len() as u64)).unwrap_or_default()]
    }

    /// A shape of `shapes.txt`.
    fn shape(&mut self, of: &str) -> &'static str {
        let title = format!("[{of}{}]\n", self.which);
        let (_, shapes) = include_str!("shapes.txt").split_once(&title).expect("a title");
        let shapes: Vec<_> = shapes.lines().take_while(|line| !line.is_empty()).collect();
        self.pick(&shapes)
    }

    fn digits(&mut self, count: usize) -> String {
        (0..count)
            .map(|_| char::from(b'0' + u8::try_from(self.below(10)).unwrap_or_default()))
            .collect()
    }

    /// A shape filled in: every `#` is a digit, every `~` one that is not 0.
    fn fill(&mut self, shape: &str) -> String {
        let mut filled = String::new();
        for c in shape.chars() {
            match c {
                '#' => filled.push_str(&self.digits(1)),
                '~' => {
                    let _ = write!(filled, "{}", 1 + self.below(9));
                }
                other => filled.push(other),
            }
        }
        filled
    }
}

fn line(chance: &mut Chance, index: usize) -> String {
    if index.is_multiple_of(2) {
        return clean(chance);
    }
    let (kind, value) = match index / 2 % 12 {
        0 | 1 => ("mail", mail(chance)),
        2..=4 => ("phone", phone(chance)),
        5 => ("iban", iban(chance)),
        6 => ("card", card(chance)),
        7 => ("tax_id", tax_id(chance)),
        8 => ("pension", pension(chance)),
        9 => ("ahv", ahv(chance)),
        10 => ("svnr", svnr(chance)),
        _ => match chance.below(3) {
            0 => ("ip", ip(chance)),
            1 => ("document", document(chance)),
            _ => return link(chance),
        },
    };
    let said = label(chance, kind);
    let after = chance.pick(&[
        "",
        ".",
        ", danke!",
        " bitte",
        " – danke",
        " 🙂",
        ", thanks",
        "!",
        " und viele Grüße",
        "?",
    ]);
    format!("{said}{{{kind}:{value}}}{after}")
}

fn label(chance: &mut Chance, kind: &str) -> String {
    let said: &[&str] = match kind {
        "mail" => &[
            "",
            "Meine Mail: ",
            "Schreiben Sie an ",
            "Mail an ",
            "my email is ",
            "Bitte die Rechnung an ",
            "you can reach me at ",
            "E-Mail lautet ",
        ],
        "phone" => &[
            "",
            "Meine Nummer: ",
            "Tel. ",
            "Rufen Sie mich an unter ",
            "call me at ",
            "Handy ",
            "mobil: ",
            "Bitte um Rückruf: ",
            "my number is ",
            "Telefonnummer ",
            "Erreichbar bin ich unter ",
            "Hallo, hier Vera, ",
        ],
        "iban" => {
            &["", "IBAN ", "Meine IBAN lautet: ", "Bitte überweisen auf ", "refund to ", "Konto "]
        }
        "card" => {
            &["", "Karte ", "Meine Kreditkarte: ", "card number is ", "Visa ", "bezahlt mit "]
        }
        "tax_id" => &["", "Steuer-ID ", "Meine Steuernummer ist ", "IdNr. ", "tax id: "],
        "pension" => {
            &["", "RV-Nummer ", "Sozialversicherungsnummer: ", "Rentenversicherung ", "VSNR "]
        }
        "ahv" => &["", "AHV ", "AHV-Nummer: ", "my AHV number is "],
        "svnr" => &["", "SVNR ", "SV-Nummer: ", "meine Versicherungsnummer ist "],
        "ip" => &["", "Meine IP ist ", "IP-Adresse: ", "blocked IP ", "von "],
        _ => &[
            "Ausweisnummer: ",
            "Personalausweis ",
            "Reisepass Nr. ",
            "passport no. ",
            "my passport number is ",
            "Mein Ausweis lautet ",
        ],
    };
    chance.pick(said).to_owned()
}

/// Lines in which nothing is to be masked, most of them with numbers.
fn clean(chance: &mut Chance) -> String {
    let shape = chance.shape("clean");
    chance.fill(shape)
}
