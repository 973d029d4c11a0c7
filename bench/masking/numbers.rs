//! Numbers and addresses as somebody has them, their check digits computed a second time.

use super::Chance;

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

pub(super) fn mail(chance: &mut Chance) -> String {
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

pub(super) fn phone(chance: &mut Chance) -> String {
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

pub(super) fn iban(chance: &mut Chance) -> String {
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

pub(super) fn grouped(text: &str, lengths: &[usize], sign: &str) -> String {
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

pub(super) fn card(chance: &mut Chance) -> String {
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

pub(super) fn tax_id(chance: &mut Chance) -> String {
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

pub(super) fn pension(chance: &mut Chance) -> String {
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

pub(super) fn ahv(chance: &mut Chance) -> String {
    let body = format!("756{}", chance.digits(9));
    let sum: u32 = body
        .chars()
        .enumerate()
        .map(|(index, c)| c.to_digit(10).expect("a digit") * if index % 2 == 1 { 3 } else { 1 })
        .sum();
    let whole = format!("{body}{}", (10 - sum % 10) % 10);
    if chance.below(3) == 0 { whole } else { grouped(&whole, &[3, 4, 4, 2], ".") }
}

pub(super) fn svnr(chance: &mut Chance) -> String {
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

pub(super) fn ip(chance: &mut Chance) -> String {
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

pub(super) fn document(chance: &mut Chance) -> String {
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

pub(super) fn link(chance: &mut Chance) -> String {
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
