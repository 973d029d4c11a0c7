//! What was typed into a form whose fields have languages and rows, by name. It stays text, so
//! that it can be shown again as it was.

use std::collections::BTreeMap;

use plausch_core::registry::Translated;
use plausch_core::site::Lang;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A form as names and values; of two of the same name the later counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::http::admin) struct Typed(BTreeMap<String, String>);

impl Typed {
    pub(in crate::http::admin) fn new(fields: Vec<(String, String)>) -> Self {
        Self(fields.into_iter().collect())
    }

    /// A field's text without the space around it; empty when there is none.
    pub(in crate::http::admin) fn text(&self, name: &str) -> &str {
        self.0.get(name).map_or("", |text| text.trim())
    }

    pub(in crate::http::admin) fn put(&mut self, name: impl Into<String>, text: impl Into<String>) {
        self.0.insert(name.into(), text.into());
    }

    /// The same form with what was typed on top of it.
    pub(in crate::http::admin) fn with(
        mut self,
        typed: impl Iterator<Item = (String, String)>,
    ) -> Self {
        self.0.extend(typed);
        self
    }

    /// What was typed into fields whose names begin like this, by the rest of their names.
    pub(in crate::http::admin) fn beginning_with<'t>(
        &'t self,
        start: &'t str,
    ) -> impl Iterator<Item = (String, String)> + 't {
        let own = move |(name, text): (&String, &String)| {
            Some((name.strip_prefix(start)?.to_owned(), text.clone()))
        };
        self.0.iter().filter_map(own)
    }

    /// The ends of the names of ticked boxes that begin like this.
    pub(in crate::http::admin) fn ticked<'t>(
        &'t self,
        start: &'t str,
    ) -> impl Iterator<Item = &'t str> {
        self.0.keys().filter_map(move |name| name.strip_prefix(start))
    }

    /// A text in several languages, one field each: `aim-de`, `aim-en`.
    pub(in crate::http::admin) fn put_translated(&mut self, name: &str, text: &Translated) {
        for (lang, text) in text {
            self.put(format!("{name}-{}", lang.as_str()), text.as_str());
        }
    }

    /// The same back. A language that the form did not offer stays as it was `before`.
    pub(in crate::http::admin) fn translated(&self, name: &str, before: &Translated) -> Translated {
        let text = |lang: Lang| {
            let typed = self.0.get(&format!("{name}-{}", lang.as_str()));
            let text = typed.map(|text| lines(text.trim())).or_else(|| before.get(&lang).cloned());
            text.filter(|text| !text.is_empty()).map(|text| (lang, text))
        };
        Lang::ALL.into_iter().filter_map(text).collect()
    }

    /// A field that holds one of a few words, as they are stored.
    pub(in crate::http::admin) fn word<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        serde_json::from_value(self.text(name).into()).ok()
    }

    pub(in crate::http::admin) fn put_word(
        &mut self,
        name: impl Into<String>,
        word: impl Serialize,
    ) {
        self.put(name, word_of(word));
    }

    /// How many rows there are of a field with rows.
    pub(super) fn rows(&self, list: &str, field: &str) -> usize {
        (0..self.0.len())
            .take_while(|row| self.0.contains_key(&format!("{list}-{row}-{field}")))
            .count()
    }

    /// Takes a row away; the rows after it move up.
    pub(super) fn remove_row(&mut self, list: &str, removed: usize) {
        let start = format!("{list}-");
        let fields = std::mem::take(&mut self.0);
        for (name, text) in fields {
            let place = name.strip_prefix(&start).and_then(|rest| rest.split_once('-'));
            let row = place.and_then(|(row, field)| Some((row.parse::<usize>().ok()?, field)));
            match row {
                Some((row, _)) if row == removed => {}
                Some((row, field)) if row > removed => {
                    let name = format!("{list}-{}-{field}", row - 1);
                    self.0.insert(name, text);
                }
                _ => drop(self.0.insert(name, text)),
            }
        }
    }
}

/// The word as which something is stored.
pub(in crate::http::admin) fn word_of(word: impl Serialize) -> String {
    let word = serde_json::to_value(word).ok();
    word.and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Forms send lines with a carriage return.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(fields: &[(&str, &str)]) -> Typed {
        Typed::new(fields.iter().map(|(name, text)| ((*name).into(), (*text).into())).collect())
    }

    #[test]
    fn a_row_is_taken_away_and_the_others_move_up() {
        let mut form = typed(&[
            ("keys-0-name", "a"),
            ("keys-1-name", "b"),
            ("keys-1-lifetime-de", "1 Tag"),
            ("keys-2-name", "c"),
            ("keys-2-lifetime-de", "2 Tage"),
            ("keys", "unberührt"),
        ]);
        assert_eq!(form.rows("keys", "name"), 3);
        form.remove_row("keys", 1);
        let left = typed(&[
            ("keys-0-name", "a"),
            ("keys-1-name", "c"),
            ("keys-1-lifetime-de", "2 Tage"),
            ("keys", "unberührt"),
        ]);
        assert_eq!(form, left);
    }

    #[test]
    fn a_language_that_was_not_offered_stays() {
        let before: Translated = [(Lang::De, "alt".into()), (Lang::En, "old".into())].into();
        let form = typed(&[("aim-de", " neu\r\nund mehr ")]);
        let after: Translated =
            [(Lang::De, "neu\nund mehr".into()), (Lang::En, "old".into())].into();
        assert_eq!(form.translated("aim", &before), after);
        assert_eq!(typed(&[("aim-de", " ")]).translated("aim", &before).len(), 1, "emptied");
    }
}
