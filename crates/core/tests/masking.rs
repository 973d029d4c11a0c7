//! How much of what is to be masked is masked, and what is masked that should not be, over the lines
//! of `bench/masking` (R-MIN-03). How long it takes is measured there.

#[path = "../../../bench/masking/corpus.rs"]
mod corpus;
#[path = "../../../bench/masking/score.rs"]
mod score;

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
