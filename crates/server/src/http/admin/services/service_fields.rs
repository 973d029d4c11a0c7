//! The fields of a service: everything that has to be told of it (R-CONS-04, R-BAN-04), each with its
//! help, its source and what is wrong with it. Its own page shows all of them, the page of the gaps
//! those that are still open.

use std::collections::HashMap;

use plausch_core::registry::{Basis, Party, Place, Service, Signal, Transfer};
use plausch_core::site::Lang;

use super::super::field::{Hint, TextField};
use super::typed::word_of;
use super::{Desk, Meanwhile, Typed, catalogue, words};
use crate::texts::Speaker;

/// What the fields are made from.
pub(super) struct Fields<'a> {
    pub(super) t: Speaker<'a>,
    pub(super) desk: &'a Desk,
    /// What stands in them.
    pub(super) form: &'a Typed,
    /// `None`: a new one.
    pub(super) service: Option<&'a Service>,
    /// What is wrong, by the field's name in the form.
    pub(super) problems: &'a HashMap<String, String>,
    /// What somebody else has saved since the form was made.
    pub(super) meanwhile: Option<&'a Meanwhile>,
}

/// One of the two exceptions, or consent.
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) help: String,
    pub(super) is_chosen: bool,
}

/// Something that the service keeps on the device.
pub(super) struct KeyRow {
    pub(super) row: usize,
    pub(super) name: String,
    pub(super) fields: Vec<TextField>,
}

impl Fields<'_> {
    /// A field, named as in the registry, with what is known and wrong of it.
    fn field(&self, field: &str, lang: Option<Lang>) -> TextField {
        let suffix = lang.map(|lang| format!("-{}", lang.as_str())).unwrap_or_default();
        let name = field.replace('.', "-") + &suffix;
        TextField {
            label: words::field_in(self.t, field, lang),
            kind: "text",
            value: self.form.text(&name).to_owned(),
            problem: self.problems.get(&name).cloned(),
            meanwhile: self.meanwhile(&name),
            lang: lang.map(Lang::as_str).filter(|lang| *lang != self.t.lang.as_str()),
            hint: self.hint(field, lang),
            name,
            ..TextField::default()
        }
    }

    pub(super) fn basics(&self) -> Vec<TextField> {
        let (t, mut fields) = (self.t, Vec::new());
        fields.push(self.field("name", None));
        if self.service.is_none() {
            let help = Some(t.say("field-id-help").into_owned());
            fields.push(TextField { help, ..self.field("id", None) });
        }
        let purposes = self.desk.kept.draft.purposes.iter();
        let mut choices: Vec<_> = purposes
            .map(|purpose| (purpose.id.to_string(), words::purpose_name(t, purpose)))
            .collect();
        let chosen = self.form.text("purpose");
        if !chosen.is_empty() && !choices.iter().any(|(id, _)| id == chosen) {
            choices.push((chosen.to_owned(), chosen.to_owned()));
        }
        fields.push(TextField { choices, ..self.field("purpose", None) });
        fields
    }

    pub(super) fn provider(&self) -> Vec<TextField> {
        let t = self.t;
        let all = [
            None,
            Some(Transfer::Adequacy),
            Some(Transfer::DataPrivacyFramework),
            Some(Transfer::StandardClauses),
            Some(Transfer::CorporateRules),
        ];
        let choice =
            |one: Option<Transfer>| (one.map(word_of).unwrap_or_default(), words::transfer(t, one));
        let country_help = Some(t.say("field-provider-country-help").into_owned());
        vec![
            self.field("provider.name", None),
            TextField { is_long: true, ..self.field("provider.address", None) },
            TextField { help: country_help, ..self.field("provider.country", None) },
            TextField { choices: all.map(choice).into(), ..self.field("provider.transfer", None) },
        ]
    }

    pub(super) fn texts(&self) -> Vec<TextField> {
        ["aim", "data", "recipients"].into_iter().flat_map(|field| self.translated(field)).collect()
    }

    pub(super) fn reasons(&self) -> Vec<TextField> {
        self.translated("reason")
    }

    fn translated(&self, field: &'static str) -> Vec<TextField> {
        let t = self.t;
        let help = match field {
            "recipients" => Some(t.say("field-recipients-help")),
            "reason" => Some(t.say("field-reason-help")),
            _ => None,
        };
        let long = |&lang: &Lang| TextField {
            is_long: true,
            help: help.as_ref().map(ToString::to_string),
            ..self.field(field, Some(lang))
        };
        self.desk.site.settings.languages.iter().map(long).collect()
    }

    pub(super) fn keys(&self) -> Vec<KeyRow> {
        let t = self.t;
        let key = |row: usize| {
            // Counted as people do.
            let number = i64::try_from(row + 1).unwrap_or(i64::MAX);
            let name = t.say_with("key-number", "number", number);
            KeyRow { row, name, fields: self.key(row) }
        };
        (0..self.form.rows("keys", "name")).map(key).collect()
    }

    fn key(&self, row: usize) -> Vec<TextField> {
        let (t, start) = (self.t, format!("keys.{row}."));
        let places = [Place::Cookie, Place::LocalStorage, Place::SessionStorage, Place::IndexedDb]
            .map(|place| (word_of(place), words::key_place(t, place)));
        let parties =
            [Party::First, Party::Third].map(|party| (word_of(party), words::party(t, party)));
        let named = |field: &str, label: String, choices: Vec<(String, String)>| TextField {
            label,
            choices,
            ..self.field(&format!("{start}{field}"), None)
        };
        let name = words::field_name(t, "keys.name");
        let mut fields = vec![
            named("name", name, Vec::new()),
            named("place", t.say("field-keys-place").into_owned(), places.into()),
            named("party", t.say("field-keys-party").into_owned(), parties.into()),
        ];
        for &lang in &self.desk.site.settings.languages {
            let label = words::field_in(t, "keys.lifetime", Some(lang));
            fields.push(TextField { label, ..self.field(&format!("{start}lifetime"), Some(lang)) });
        }
        fields
    }

    /// Where the facts about keys come from: said once, not in every row.
    pub(super) fn key_hint(&self) -> Option<Hint> {
        catalogue::hint(self.service?, "keys.name")
    }

    pub(super) fn technical(&self) -> Vec<TextField> {
        let t = self.t;
        let all = [None, Some(Signal::Google), Some(Signal::Matomo), Some(Signal::Uet)];
        let choice =
            |one: Option<Signal>| (one.map(word_of).unwrap_or_default(), words::signal(t, one));
        let help = |text: &str| Some(text.to_owned());
        vec![
            TextField { kind: "url", ..self.field("privacy_url", None) },
            TextField {
                is_long: true,
                help: help(&t.say("field-origins-help")),
                ..self.field("origins", None)
            },
            TextField {
                is_long: true,
                help: help(&t.say("field-embeds-help")),
                ..self.field("embeds", None)
            },
            TextField {
                choices: all.map(choice).into(),
                help: help(&t.say("field-signal-help")),
                ..self.field("signal", None)
            },
        ]
    }

    /// R-CONS-10: there are these three.
    pub(super) fn bases(&self) -> [Choice; 3] {
        let t = self.t;
        let choice = |basis: Basis, help: String| Choice {
            value: word_of(basis),
            label: words::basis(t, basis),
            help,
            is_chosen: self.form.text("basis") == word_of(basis),
        };
        [
            choice(Basis::Consent, t.say("basis-consent-help").into_owned()),
            choice(Basis::Requested, t.say("basis-requested-help").into_owned()),
            choice(Basis::Carriage, t.say("basis-carriage-help").into_owned()),
        ]
    }

    /// Every field, row by row.
    pub(super) fn all(&self) -> Vec<TextField> {
        let fields =
            [self.basics(), self.provider(), self.texts(), self.reasons(), self.technical()];
        let keys = self.keys().into_iter().flat_map(|key| key.fields);
        fields.into_iter().flatten().chain(keys).collect()
    }

    /// Where its value comes from. A fact in several languages is checked once, at the first.
    fn hint(&self, field: &str, lang: Option<Lang>) -> Option<Hint> {
        let mut hint = catalogue::hint(self.service?, field)?;
        let first = self.desk.site.settings.languages.first();
        if lang.is_some() && lang.as_ref() != first {
            hint.tick = None;
        }
        Some(hint)
    }

    /// The legal basis that somebody else has saved.
    pub(super) fn meanwhile_basis(&self) -> Option<String> {
        let kept = self.meanwhile("basis")?;
        self.bases().into_iter().find(|one| one.value == kept).map(|one| one.label)
    }

    /// What somebody else has saved in the meantime, where it differs from what stands here.
    pub(super) fn meanwhile(&self, name: &str) -> Option<String> {
        self.meanwhile?.differs(self.form, name)
    }
}
