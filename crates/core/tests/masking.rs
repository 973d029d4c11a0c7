//! How much of what is to be masked is masked, and what is masked that should not be, over the lines
//! of `bench/masking` (R-MIN-03). How long it takes is measured there.

#[path = "../../../bench/masking/corpus.rs"]
mod corpus;
#[path = "../../../bench/masking/score.rs"]
mod score;

use plausch_core::masking;
use score::Score;

/// Kinds with a check digit.
const CHECKED: [&str; 6] = ["iban", "card", "tax_id", "pension", "ahv", "svnr"];

fn holds(lines: &[corpus::Line]) {
    let score = Score::of(lines);
    for (kind, (found, all)) in &score.kinds {
        let least = if CHECKED.contains(&kind.as_str()) { 990 } else { 970 };
        assert!(
            found * 1000 >= all * least,
            "{kind}: {found} of {all}\n{}",
            score.missed.join("\n")
        );
    }
    let (wrong, clean) = score.clean;
    assert!(wrong * 1000 <= clean * 3, "{wrong} of {clean}\n{}", score.wrong.join("\n"));
}

#[test]
fn r_min_03_what_was_written_by_hand_is_masked_and_nothing_else() {
    let lines = corpus::written();
    assert!(lines.len() > 190, "{}", lines.len());
    holds(&lines);
}

#[test]
fn r_min_03_generated_lines_are_masked_where_they_should_be() {
    holds(&corpus::generated(1, 2_000));
}

#[test]
fn r_min_03_lines_that_the_rules_were_not_made_for_are_masked_as_well() {
    holds(&corpus::unseen(7, 1_000));
}

#[test]
fn r_min_03_line_breaks_columns_links_and_other_keyboards_hide_nothing() {
    holds(&corpus::laid_out(3, 4_000));
    holds(&corpus::laid_out_unseen(7, 2_000));
}

#[test]
fn r_min_03_a_line_that_is_cut_anywhere_is_read_as_far_as_it_goes() {
    let ends = ["", " 4", "+ 4", "%2B", "\u{ad}"];
    let hostile = ["https://x.de/?tel=+ 4", "x.de?tel=+ 4", "https://wa.me/+ 49 171 2345678"];
    let lines = corpus::written().into_iter().chain(corpus::laid_out_unseen(5, 400));
    for text in lines.map(|line| line.text).chain(hostile.map(str::to_owned)) {
        for (at, _) in text.char_indices() {
            for end in ends {
                masking::find(&format!("{}{end}", &text[..at]));
            }
        }
    }
}

#[test]
fn r_min_03_what_is_not_seen_in_a_number_hides_nothing() {
    for line in corpus::written() {
        for (_, start, end) in &line.marked {
            let inside = line.text[*start..*end].char_indices().skip(1);
            for (index, (at, _)) in inside.enumerate() {
                let sign = ['\u{ad}', '\u{200b}', '\u{200e}', '\u{2060}', '\u{feff}'][index % 5];
                let (before, after) = line.text.split_at(start + at);
                let text = format!("{before}{sign}{after}");
                assert_still_masked(&text, *start, end + sign.len_utf8());
            }
        }
    }
}

#[test]
fn r_min_03_two_spaces_in_place_of_one_hide_nothing() {
    let lines = [corpus::written(), corpus::generated(1, 500), corpus::unseen(7, 500)].concat();
    for line in lines {
        for (_, start, end) in &line.marked {
            let (before, after) = (&line.text[..*start], &line.text[*end..]);
            let value = line.text[*start..*end].replace(' ', "  ");
            assert_still_masked(&format!("{before}{value}{after}"), *start, start + value.len());
        }
    }
}

fn assert_still_masked(text: &str, start: usize, end: usize) {
    let found = masking::find(text);
    assert!(found.iter().any(|one| one.start <= start && end <= one.end), "{text:?}: {found:?}");
}
