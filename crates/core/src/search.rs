//! What agents look for in conversations: words that one text has to hold, all of them, in any order.
//! There is no index of what people wrote: every text is opened and looked through.
//!
//! Not here: which texts (the store reads them, as far as somebody's rights reach).

use std::ops::Range;

use crate::Personal;

/// More words narrow nothing down any further.
const MOST_WORDS: usize = 8;
/// A single letter is in every text.
const LEAST: usize = 2;
/// What an excerpt shows on each side of what was found, in characters.
const AROUND: usize = 60;

/// The words, as they are compared: small letters, `ß` as `ss`.
#[derive(Debug, Clone)]
pub struct Words(Personal<Vec<String>>);

impl Words {
    /// Reads what somebody typed; `None`: too little to look for.
    pub fn parse(text: &str) -> Option<Self> {
        let words: Vec<_> = text.split_whitespace().take(MOST_WORDS).map(folded).collect();
        let is_enough = words.iter().any(|word| word.chars().count() >= LEAST);
        is_enough.then(|| Self(words.into()))
    }

    /// Where the text holds them: what is around the first of them, if all are there.
    pub fn find(&self, text: &Personal<String>) -> Option<Excerpt> {
        let (text, words) = (text.reveal(), self.0.reveal());
        let haystack = folded(text);
        let places: Option<Vec<_>> =
            words.iter().map(|word| haystack.find(word).map(|at| (at, at + word.len()))).collect();
        let (from, to) = places?.into_iter().min()?;
        Some(Excerpt::around(text, from, to))
    }
}

/// A part of a text, and where in it something was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    text: Personal<String>,
    found: Range<usize>,
}

impl Excerpt {
    /// `from` and `to` count the bytes of the folded text.
    fn around(text: &str, from: usize, to: usize) -> Self {
        // Folding changes how many bytes a letter takes, so the letters are counted.
        let mut at = 0;
        let (mut first, mut last) = (None, text.len());
        for (place, letter) in text.char_indices() {
            let next = at + fold(letter).map(char::len_utf8).sum::<usize>();
            if first.is_none() && next > from {
                first = Some(place);
            }
            if next >= to {
                last = place + letter.len_utf8();
                break;
            }
            at = next;
        }
        let first = first.unwrap_or(last);
        let begin = text[..first]
            .char_indices()
            .rev()
            .nth(AROUND)
            .map(|(place, letter)| place + letter.len_utf8());
        let end = text[last..].char_indices().nth(AROUND).map(|(place, _)| last + place);
        let before = begin.map_or("", |_| "…");
        let shift = begin.unwrap_or(0);
        let after = end.map_or("", |_| "…");
        let part = &text[shift..end.unwrap_or(text.len())];
        let found = first - shift + before.len()..last - shift + before.len();
        Self { text: format!("{before}{part}{after}").into(), found }
    }

    /// What stands before what was found, it, and what follows.
    pub fn parts(&self) -> [&str; 3] {
        let text = self.text.reveal();
        [&text[..self.found.start], &text[self.found.clone()], &text[self.found.end..]]
    }
}

fn folded(text: &str) -> String {
    text.chars().flat_map(fold).collect()
}

/// A letter as it is compared.
fn fold(letter: char) -> impl Iterator<Item = char> {
    let sharp = if matches!(letter, 'ß' | 'ẞ') { "ss" } else { "" };
    let small = sharp.is_empty().then(|| letter.to_lowercase());
    sharp.chars().chain(small.into_iter().flatten())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(words: &str, text: &str) -> Option<[String; 3]> {
        let excerpt = Words::parse(words)?.find(&text.to_owned().into())?;
        Some(excerpt.parts().map(str::to_owned))
    }

    #[test]
    fn all_words_have_to_be_there_in_any_order_and_any_case() {
        let text = "Der Strauß mit den Tulpen kam ÜBERMORGEN.";
        let some = |parts: [&str; 3]| Some(parts.map(str::to_owned));
        assert_eq!(
            found("tulpen", text),
            some(["Der Strauß mit den ", "Tulpen", " kam ÜBERMORGEN."])
        );
        assert_eq!(found("übermorgen", text).unwrap()[1], "ÜBERMORGEN");
        assert_eq!(found("STRAUSS", text).unwrap()[1], "Strauß");
        assert_eq!(found("tulpen strauß", text).unwrap()[1], "Strauß", "the first in the text");
        assert_eq!(found("tulpen rosen", text), None);
        assert_eq!(found("", text), None);
        assert_eq!(found("a", text), None, "in every text");
        assert!(found("a tulpen", text).is_some());
    }

    #[test]
    fn an_excerpt_says_where_it_was_cut() {
        let text = format!("{}Nadel{}", "Heu ".repeat(50), " Stroh".repeat(50));
        let [before, word, after] = found("nadel", &text).unwrap();
        assert!(before.starts_with('…') && after.ends_with('…'), "{before}{word}{after}");
        assert_eq!(
            (before.chars().count(), word.as_str(), after.chars().count()),
            (61, "Nadel", 61)
        );
    }

    #[test]
    fn what_is_looked_for_is_not_printed() {
        assert!(!format!("{:?}", Words::parse("Vera Muster")).to_lowercase().contains("vera"));
    }

    proptest! {
        #[test]
        fn whatever_is_in_a_text_is_found_there_and_nothing_of_the_rest_is_lost(
            before in "[^…]{0,80}", word in "[a-zA-ZäöüÄÖÜßẞİ]{2,9}", after in "[^…]{0,80}",
        ) {
            let text = format!("{before}{word}{after}");
            let [left, middle, right] = found(&word, &text).expect("found");
            prop_assert!(folded(&middle).contains(&folded(&word)));
            let part = format!("{}{middle}{}", left.trim_start_matches('…'), right.trim_end_matches('…'));
            prop_assert!(text.contains(&part));
        }
    }
}
