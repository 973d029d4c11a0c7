//! Chat lines in German and English with what is to be masked in them: those of `lines.txt`, written
//! by hand, and generated ones, in which numbers with check digits are computed here a second time.
//! The same seed gives the same lines. Read by core's tests and by the measurement.

use std::fmt::Write as _;

/// A line, and what is to be masked in it: the kind's word, and bytes of the text.
pub(crate) struct Line {
    pub(crate) text: String,
    pub(crate) marked: Vec<(String, usize, usize)>,
}

impl Line {
    /// Reads `… {kind:value} …`.
    fn parse(line: &str) -> Self {
        let mut read = Self { text: String::new(), marked: Vec::new() };
        let mut rest = line;
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

fn filled(seed: u64, count: usize, which: &'static str) -> Vec<Line> {
    let mut chance = Chance { state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1, which };
    (0..count).map(|index| Line::parse(&line(&mut chance, index))).collect()
}

struct Chance {
    state: u64,
    /// Which shapes.
    which: &'static str,
}

impl Chance {
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

const NAMES: [&str; 12] = [
    "vera",
    "Vera.Blum",
    "b.mueller",
    "anna-lena",
    "max_1987",
    "info",
    "jürgen.groß",
    "k",
    "o.neill",
    "sales+chat",
    "Familie.Schmidt",
    "xX99",
];

fn mail(chance: &mut Chance) -> String {
    let name = chance.pick(&NAMES);
    let host = chance.pick(&[
        "gmail.com",
        "web.de",
        "gmx.at",
        "bluewin.ch",
        "t-online.de",
        "mail.firma-xy.de",
        "uni-köln.de",
        "example.co.uk",
        "posteo.net",
        "outlook.com",
        "a1.net",
        "müller.shop",
    ]);
    match chance.below(12) {
        0 => format!("{name} (at) {host}"),
        1 => format!("{name}[at]{host}"),
        _ => format!("{name}@{host}"),
    }
}

fn phone(chance: &mut Chance) -> String {
    let shape = chance.shape("phone");
    chance.fill(shape)
}

/// The remainder of a number of any length, letters as 10 to 35.
fn modulo_97(text: &str) -> u32 {
    text.chars().fold(0, |rest, c| {
        let value = c.to_digit(36).expect("a letter or digit");
        (rest * if value > 9 { 100 } else { 10 } + value) % 97
    })
}

fn iban(chance: &mut Chance) -> String {
    let (country, shape) = match chance.below(7) {
        0..=2 => ("DE", "##################"),
        3 => ("AT", "################"),
        4 => ("CH", "#####00########5#"),
        5 => ("NL", "ABNA##########"),
        _ => ("LI", "#####00########5#"),
    };
    let account = shape
        .chars()
        .map(|c| if c == '#' { chance.digits(1) } else { c.to_string() })
        .collect::<String>();
    let check = 98 - modulo_97(&format!("{account}{country}00"));
    let whole = format!("{country}{check:02}{account}");
    match chance.below(5) {
        0 | 1 => whole,
        2 => whole.to_lowercase(),
        3 => grouped(&whole, &[4; 9], "-"),
        _ => grouped(&whole, &[4; 9], " "),
    }
}

fn grouped(text: &str, lengths: &[usize], sign: &str) -> String {
    let mut parts = Vec::new();
    let mut rest = text;
    for length in lengths {
        if rest.is_empty() {
            break;
        }
        let (part, after) = rest.split_at(rest.len().min(*length));
        parts.push(part);
        rest = after;
    }
    parts.join(sign)
}

fn card(chance: &mut Chance) -> String {
    let (begin, length) = [
        ("4", 16),
        ("51", 16),
        ("55", 16),
        ("2221", 16),
        ("37", 15),
        ("34", 15),
        ("6011", 16),
        ("36", 14),
    ][usize::try_from(chance.below(8)).unwrap_or_default()];
    let body = format!("{begin}{}", chance.digits(length - 1 - begin.len()));
    let sum: u32 = body
        .chars()
        .rev()
        .enumerate()
        .map(|(index, c)| {
            let digit = c.to_digit(10).expect("a digit");
            if index % 2 == 0 { digit * 2 / 10 + digit * 2 % 10 } else { digit }
        })
        .sum();
    let whole = format!("{body}{}", (10 - sum % 10) % 10);
    let lengths: &[usize] = match length {
        16 => &[4, 4, 4, 4],
        15 => &[4, 6, 5],
        _ => &[4, 6, 4],
    };
    match chance.below(3) {
        0 => whole,
        1 => grouped(&whole, lengths, " "),
        _ => grouped(&whole, lengths, "-"),
    }
}

fn tax_id(chance: &mut Chance) -> String {
    // Ten digits: one twice, eight once, one not at all; the first is not 0.
    let mut digits: Vec<u32> = (0..10).collect();
    for index in (1..10).rev() {
        digits.swap(index, usize::try_from(chance.below(index as u64 + 1)).unwrap_or_default());
    }
    digits[9] = digits[4];
    if digits[0] == 0 {
        digits.swap(0, 1);
    }
    let product = digits.iter().fold(10, |product, digit| {
        let sum = (digit + product) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    let check = (11 - product) % 10;
    let whole: String = digits.iter().chain([&check]).map(u32::to_string).collect();
    if chance.below(2) == 0 { whole } else { grouped(&whole, &[2, 3, 3, 3], " ") }
}

fn pension(chance: &mut Chance) -> String {
    let letter = u8::try_from(chance.below(26)).unwrap_or_default();
    let (area, day, month) = (10 + chance.below(70), 1 + chance.below(28), 1 + chance.below(12));
    let birthday = format!("{day:02}{month:02}{}", chance.digits(2));
    let series = chance.digits(2);
    let numbers = format!("{area}{birthday}{:02}{series}", letter + 1);
    let sum: u32 = numbers
        .chars()
        .zip([2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1])
        .map(|(c, weight)| {
            let product = c.to_digit(10).expect("a digit") * weight;
            product / 10 + product % 10
        })
        .sum();
    let (letter, check) = (char::from(b'A' + letter), sum % 10);
    if chance.below(2) == 0 {
        format!("{area}{birthday}{letter}{series}{check}")
    } else {
        format!("{area} {birthday} {letter} {series}{check}")
    }
}

fn ahv(chance: &mut Chance) -> String {
    let body = format!("756{}", chance.digits(9));
    let sum: u32 = body
        .chars()
        .enumerate()
        .map(|(index, c)| c.to_digit(10).expect("a digit") * if index % 2 == 1 { 3 } else { 1 })
        .sum();
    let whole = format!("{body}{}", (10 - sum % 10) % 10);
    if chance.below(3) == 0 { whole } else { grouped(&whole, &[3, 4, 4, 2], ".") }
}

fn svnr(chance: &mut Chance) -> String {
    loop {
        let serial = format!("{}", 100 + chance.below(900));
        let birthday =
            format!("{:02}{:02}{}", 1 + chance.below(28), 1 + chance.below(12), chance.digits(2));
        let weigh = |text: &str, weights: &[u32]| -> u32 {
            text.chars()
                .zip(weights)
                .map(|(c, weight)| c.to_digit(10).expect("a digit") * weight)
                .sum()
        };
        let check = (weigh(&serial, &[3, 7, 9]) + weigh(&birthday, &[5, 8, 4, 2, 1, 6])) % 11;
        if check < 10 {
            let sign = if chance.below(2) == 0 { " " } else { "" };
            return format!("{serial}{check}{sign}{birthday}");
        }
    }
}

fn ip(chance: &mut Chance) -> String {
    if chance.below(3) == 0 {
        return format!(
            "2001:db8:{:x}::{:x}:{:x}",
            1 + chance.below(65_000),
            4096 + chance.below(60_000),
            1 + chance.below(65_000)
        );
    }
    format!(
        "{}.{}.{}.{}",
        20 + chance.below(200),
        chance.below(256),
        chance.below(256),
        1 + chance.below(254)
    )
}

fn document(chance: &mut Chance) -> String {
    let shape = chance.pick(&[
        "L##X##T##",
        "C##X##T###",
        "T########",
        "P#######",
        "S#######",
        "~########",
        "LF#######",
    ]);
    shape
        .chars()
        .map(|c| {
            if c == '#' {
                chance.digits(1)
            } else if c == '~' {
                "5".to_owned()
            } else {
                c.to_string()
            }
        })
        .collect()
}

fn link(chance: &mut Chance) -> String {
    let secret = format!("{}a{}Zk{}q", chance.digits(3), chance.digits(4), chance.digits(9));
    let shape = chance.pick(&[
        "https://shop.example/reset?token={link:S}",
        "https://a.example/x?lang=de&sig={link:S}&page=2",
        "Mein Link https://app.example/login?session={link:S} geht nicht",
        "https://vera:{mail}@x.example",
        "https://x.example/cb#access_token={link:S}",
        "http://shop.example/konto?auth={link:S}",
    ]);
    if shape.contains("{mail}") {
        return format!("https://{{link:vera:{secret}}}@shop.example/konto");
    }
    shape.replace('S', &secret)
}

/// Lines in which nothing is to be masked, most of them with numbers.
fn clean(chance: &mut Chance) -> String {
    let shape = chance.shape("clean");
    chance.fill(shape)
}
