//! Numbers as they come out of letters, tables, links and other keyboards.

use super::{Chance, clean, numbers};

/// What stands between two groups.
const GAPS: [&str; 12] = [
    "  ",
    "   ",
    "<000A>",
    "<000D><000A>",
    " <000A>",
    "<0009>",
    "<00A0>",
    "<202F>",
    "<2003>",
    "<3000>",
    " <200B>",
    "<2028>",
];
/// Characters that are not seen.
const UNSEEN: [&str; 6] = ["<00AD>", "<200B>", "<2060>", "<FEFF>", "<200E>", "<FE0F>"];

pub(super) fn line(chance: &mut Chance, index: usize) -> String {
    if index.is_multiple_of(2) {
        return clean(chance);
    }
    match index / 2 % 10 {
        0 | 1 => mail(chance),
        2 | 3 => {
            let shape = chance.shape("phone");
            chance.fill(shape)
        }
        4 => {
            let whole = numbers::iban(chance).replace(['-', ' '], "");
            checked(chance, "iban", &whole, &[4; 9])
        }
        5 => {
            let whole = numbers::card(chance).replace(['-', ' '], "");
            let lengths: &[usize] = match whole.len() {
                16 => &[4, 4, 4, 4],
                15 => &[4, 6, 5],
                _ => &[4, 6, 4],
            };
            checked(chance, "card", &whole, lengths)
        }
        6 => {
            let whole = numbers::tax_id(chance).replace(' ', "");
            checked(chance, "tax_id", &whole, &[2, 3, 3, 3])
        }
        7 => {
            let whole = numbers::pension(chance).replace(' ', "");
            checked(chance, "pension", &whole, &[2, 6, 1, 3])
        }
        8 => {
            let whole = numbers::ahv(chance).replace('.', "");
            checked(chance, "ahv", &whole, &[3, 4, 4, 2])
        }
        _ => {
            let whole = numbers::svnr(chance).replace(' ', "");
            checked(chance, "svnr", &whole, &[4, 6])
        }
    }
}

fn mail(chance: &mut Chance) -> String {
    let written = loop {
        let mail = numbers::mail(chance);
        if mail.contains('@') {
            break mail;
        }
    };
    if chance.below(8) == 0 {
        let sign = chance.pick(&["@", "%40"]);
        return format!("https://shop.example/?mail={{mail:{}}}", written.replace('@', sign));
    }
    let sign = chance.pick(&[
        " @ ",
        "@ ",
        "@<000A>",
        " @<000A>",
        "<000A>@<000A>",
        "  @  ",
        "%40",
        "<FF20>",
        "<FE6B>",
        "<200B>@",
        "@<00AD>",
        "<2060>@<2060>",
        "<00A0>@<00A0>",
    ]);
    let said = chance.pick(&["", "Mail: ", "Meine Adresse ist ", "write to "]);
    format!("{said}{{mail:{}}}", written.replace('@', sign))
}

fn checked(chance: &mut Chance, kind: &str, whole: &str, lengths: &[usize]) -> String {
    let may_be_in_link = matches!(kind, "iban" | "card");
    let said = chance.pick(&["", "Hier: ", "Bitte sehr<000A>", "Danke. "]);
    let value = match chance.below(if may_be_in_link { 7 } else { 5 }) {
        0 | 1 => numbers::grouped(whole, lengths, chance.pick(&GAPS)),
        2 => numbers::grouped(whole, lengths, chance.pick(&UNSEEN)),
        3 => wide(whole),
        4 => {
            let label = match kind {
                "iban" => chance.pick(&["IBAN", "iban=", "Konto_", "Nr:"]),
                "card" => {
                    chance.pick(&["Visa", "nr=", "Kundenkarte ", "Code ", "Kartennummer", "#"])
                }
                "tax_id" => chance.pick(&["SteuerID", "IdNr", "id="]),
                "ahv" => chance.pick(&["AHV", "nr=", "Nr"]),
                "svnr" => chance.pick(&["SVNR", "SV", "svnr="]),
                _ => chance.pick(&["VSNR:", "VSNR "]),
            };
            return format!("{said}{label}{{{kind}:{whole}}}");
        }
        5 => {
            let link = chance.pick(&["https://x.example/?a=1&nr=", "www.x.example/pay?account="]);
            return format!("{said}{link}{{{kind}:{whole}}}&b=2");
        }
        _ => return format!("{said}https://x.example/pay/{{{kind}:{whole}}}"),
    };
    let after = chance.pick(&["", ".", " danke", "<000A>Grüße"]);
    format!("{said}{{{kind}:{value}}}{after}")
}

/// With the digits of a Japanese, an Arabic or a Hindi keyboard.
fn wide(whole: &str) -> String {
    let zero = if whole.len().is_multiple_of(3) { 0x660 } else { 0xff10 };
    let wide = |c: char| c.to_digit(10).and_then(|digit| char::from_u32(zero + digit)).unwrap_or(c);
    whole.chars().map(wide).collect()
}
