//! Masking, with the code that the server uses: what it finds in the chat lines of `masking`, and how
//! long a message of 500 bytes takes.

use std::hint::black_box;

use plausch_core::masking::{Policy, mask};
use plausch_core::site::Lang;

use self::corpus::Line;
use self::score::Score;
use super::sealing::median_micros;
use crate::report::{Amount, Budget, Report};

#[path = "../../masking/corpus.rs"]
mod corpus;
#[path = "../../masking/score.rs"]
mod score;

/// The rules have seen the first; the second was kept from them. Of each, lines and then layouts.
const SEEN: (u64, usize, usize) = (1, 2_000, 4_000);
const UNSEEN: (u64, usize, usize) = (7, 1_000, 2_000);

/// Kinds with a check digit.
const CHECKED: [&str; 6] = ["iban", "card", "tax_id", "pension", "ahv", "svnr"];

pub(crate) fn measure(report: &mut Report) {
    let mut lines = corpus::written();
    lines.extend(corpus::generated(SEEN.0, SEEN.1));
    let laid_out = corpus::laid_out(SEEN.0, SEEN.2);
    let mut unseen = corpus::unseen(UNSEEN.0, UNSEEN.1);
    unseen.extend(corpus::laid_out_unseen(UNSEEN.0, UNSEEN.2));
    let all = [lines.as_slice(), &laid_out].concat();
    let (seen, held_out) = (Score::of(&all), Score::of(&unseen));
    for (kind, counts) in &seen.kinds {
        let checked = CHECKED.contains(&kind.as_str());
        let least = Budget::AtLeast(Amount::Percent(if checked { 99.0 } else { 97.0 }));
        let beside = format!(
            "{} of {}; of lines kept from the rules {}",
            counts.0,
            counts.1,
            held_out
                .kinds
                .get(kind)
                .map_or_else(|| "none".to_owned(), |one| share(*one).to_string()),
        );
        report.add(&format!("masking, recall of {kind}"), share(*counts), least, &beside);
    }
    let most = Budget::AtMost(Amount::Percent(0.3));
    let beside = format!(
        "{} of {} lines; of lines kept from the rules {}",
        seen.clean.0,
        seen.clean.1,
        share(held_out.clean)
    );
    report.add(
        "masking, clean lines in which something was masked",
        share(seen.clean),
        most,
        &beside,
    );
    speed(&lines, &laid_out, report);
}

fn speed(lines: &[Line], laid_out: &[Line], report: &mut Report) {
    let policy = Policy::new([].into(), ["hallo@blumenladen.example", "+49 30 1234567"]);
    let measured = |messages: Vec<String>| {
        let mut next = 0;
        let micros = median_micros(|| {
            next = (next + 1) % messages.len();
            drop(black_box(mask(black_box(&messages[next]), &policy, Lang::De)));
        });
        Amount::Micros(micros)
    };
    // Two lines of the corpus, one of them with something to mask, and then what people write.
    let usual = measured(lines.chunks(2).map(|two| five_hundred(two, PLAIN)).collect());
    let dense = measured(lines.chunks(16).map(|lines| five_hundred(lines, "")).collect());
    let laid_out = measured(laid_out.chunks(2).map(|two| five_hundred(two, PLAIN)).collect());
    let plain = measured(vec![five_hundred(&[], PLAIN)]);
    report.add(
        "masking a message of 500 bytes with two lines of the corpus (median)",
        usual,
        Budget::AtMost(Amount::Micros(20.0)),
        &format!(
            "with two over lines, in columns or links {laid_out}; nothing but lines of the corpus \
             {dense}; without a number {plain}"
        ),
    );
}

const PLAIN: &str = "Guten Tag, ich hätte gern zwanzig rote Tulpen bis Freitag. ";

/// The lines, and then what else is said, or they again.
fn five_hundred(lines: &[Line], then: &str) -> String {
    let mut message = String::new();
    while message.len() < 500 {
        if then.is_empty() || message.is_empty() {
            for line in lines {
                message.push_str(&line.text);
                message.push('\n');
            }
        }
        message.push_str(then);
    }
    message.truncate(message.floor_char_boundary(500));
    message
}

#[expect(clippy::cast_precision_loss, reason = "a few thousand lines")]
fn share((part, whole): (usize, usize)) -> Amount {
    Amount::Percent(100.0 * part as f64 / whole.max(1) as f64)
}
