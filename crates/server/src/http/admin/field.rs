//! A field of a form: its label, what was typed, its help, what is wrong with it, and where its
//! value was read. `templates/admin/field.html` shows it.

/// A field that takes text, or one of a few choices.
#[derive(Default)]
pub(super) struct TextField {
    /// Its name in the form, and its id in the page.
    pub(super) name: String,
    pub(super) label: String,
    /// The `type` of its input.
    pub(super) kind: &'static str,
    pub(super) value: String,
    pub(super) help: Option<String>,
    pub(super) problem: Option<String>,
    pub(super) is_optional: bool,
    pub(super) is_long: bool,
    /// In which language it is typed, when that is not the page's.
    pub(super) lang: Option<&'static str>,
    /// What there is to choose from; empty: text.
    pub(super) choices: Vec<(String, String)>,
    pub(super) hint: Option<Hint>,
    /// What somebody else has saved here since the form was made, where that is something else.
    pub(super) meanwhile: Option<String>,
}

/// Where a value comes from.
pub(super) struct Hint {
    /// The page in which it was read, and the day; `None`: nobody has looked it up.
    pub(super) source: Option<(String, String)>,
    /// The day on which the operator has checked it.
    pub(super) checked: Option<String>,
    /// The name of the box that says so; `None`: there is nothing to tick here.
    pub(super) tick: Option<String>,
}

/// What is wrong, field by field: where it stands, and what to do.
pub(super) fn summary(fields: impl IntoIterator<Item = TextField>) -> Vec<(String, String)> {
    fields.into_iter().filter_map(|field| field.wrong()).collect()
}

impl TextField {
    /// A plain field, to be made more of.
    pub(super) fn new(name: impl Into<String>, label: &str, value: &str) -> Self {
        Self {
            name: name.into(),
            label: label.to_owned(),
            kind: "text",
            value: value.to_owned(),
            ..Self::default()
        }
    }

    /// Where it stands, and what to do; `None`: nothing is wrong with it.
    pub(super) fn wrong(&self) -> Option<(String, String)> {
        let problem = self.problem.as_ref()?;
        Some((self.name.clone(), format!("{}: {problem}", self.label)))
    }

    /// What somebody else has saved, as people read it.
    pub(super) fn kept_meanwhile(&self) -> Option<String> {
        Some(self.named(self.meanwhile.as_ref()?))
    }

    /// What stands in it, as people read it on paper; the page's moments are UTC.
    pub(super) fn shown(&self) -> String {
        let shown = self.named(&self.value);
        if self.kind == "datetime-local" { shown.replace('T', " ") + " UTC" } else { shown }
    }

    fn named(&self, value: &str) -> String {
        let chosen = self.choices.iter().find(|(one, _)| one == value);
        chosen.map_or_else(|| value.to_owned(), |(_, label)| label.clone())
    }

    /// The ids of what explains it.
    pub(super) fn described_by(&self) -> Option<String> {
        let parts = [
            (self.problem.is_some(), "problem"),
            (self.help.is_some(), "help"),
            (self.hint.is_some(), "hint"),
            (self.meanwhile.is_some(), "meanwhile"),
        ];
        let ids: Vec<_> = parts
            .into_iter()
            .filter(|(is_there, _)| *is_there)
            .map(|(_, part)| format!("{}-{part}", self.name))
            .collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}
