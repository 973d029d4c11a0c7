//! What people read, in each language: Fluent files under `locales/`.
//!
//! Pages ask for one text at a time; the two scripts get all of theirs at once. That every text
//! exists in every language, and that every text a page asks for exists, is checked by `build.rs`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, PatternElement};
use plausch_core::site::Lang;

/// The texts of server-rendered pages and of each script, in one language.
struct Language {
    pages: FluentBundle<FluentResource>,
    loader: Script,
    chat: Script,
    unkept_chat: Script,
    banner: Script,
    services: Script,
    copies: Script,
    masking: Script,
    changed: Script,
}

/// The texts of a script: it gets all of them.
struct Script {
    bundle: FluentBundle<FluentResource>,
    source: FluentResource,
}

/// All texts.
pub struct Texts {
    german: Language,
    english: Language,
}

macro_rules! script {
    ($lang:literal, $name:literal) => {
        Script::new($lang, include_str!(concat!("../locales/", $lang, "/", $name, ".ftl")))
    };
}

macro_rules! language {
    ($lang:literal) => {
        Language {
            pages: bundle($lang, &include!(concat!(env!("OUT_DIR"), "/pages.", $lang, ".rs"))),
            loader: script!($lang, "loader"),
            chat: script!($lang, "chat"),
            unkept_chat: script!($lang, "unkept-chat"),
            banner: script!($lang, "banner"),
            services: script!($lang, "services"),
            copies: script!($lang, "copies"),
            masking: script!($lang, "masking"),
            changed: script!($lang, "changed"),
        }
    };
}

impl Texts {
    /// Reads the texts that are built in.
    pub fn built_in() -> Self {
        Self { german: language!("de"), english: language!("en") }
    }

    const fn of(&self, lang: Lang) -> &Language {
        match lang {
            Lang::De => &self.german,
            Lang::En => &self.english,
        }
    }

    /// The texts of server-rendered pages in one language.
    pub const fn speaker(&self, lang: Lang) -> Speaker<'_> {
        Speaker { texts: self, lang }
    }

    /// All texts of the loader, with a site's facts filled in.
    pub fn loader(&self, lang: Lang, facts: &[(&str, String)]) -> BTreeMap<String, String> {
        self.of(lang).loader.all(facts)
    }

    /// All texts of the banner's two layers, with a site's facts filled in.
    pub fn banner(&self, lang: Lang, facts: &[(&str, String)]) -> BTreeMap<String, String> {
        self.of(lang).banner.all(facts)
    }

    /// All texts about services: their details, and what stands in their place on a page.
    pub fn services(&self, lang: Lang) -> BTreeMap<String, String> {
        self.of(lang).services.all(&[])
    }

    /// All texts of the chat panel; the script fills in what they leave open.
    pub fn chat(&self, lang: Lang) -> BTreeMap<String, String> {
        self.of(lang).chat.all(&[])
    }

    /// The same for sites that keep nothing: what they say otherwise stands in place of it.
    pub fn unkept_chat(&self, lang: Lang) -> BTreeMap<String, String> {
        let mut all = self.chat(lang);
        all.extend(self.of(lang).unkept_chat.all(&[]));
        all
    }

    /// All texts of the copies that visitors take along.
    pub fn copies(&self, lang: Lang) -> BTreeMap<String, String> {
        self.of(lang).copies.all(&[])
    }

    /// All texts of what asks about contact data and tells what was masked.
    pub fn masking(&self, lang: Lang) -> BTreeMap<String, String> {
        self.of(lang).masking.all(&[])
    }

    /// All texts of what tells of a changed notice.
    pub fn changed(&self, lang: Lang) -> BTreeMap<String, String> {
        self.of(lang).changed.all(&[])
    }
}

impl Script {
    fn new(lang: &str, source: &str) -> Self {
        Self { bundle: bundle(lang, source), source: resource(source) }
    }

    /// Every message; variables without a value stay as `{name}`.
    fn all(&self, facts: &[(&str, String)]) -> BTreeMap<String, String> {
        let mut texts = BTreeMap::new();
        for entry in self.source.entries() {
            let Entry::Message(message) = entry else { continue };
            let Some(pattern) = &message.value else { continue };
            let mut args = FluentArgs::new();
            for element in &pattern.elements {
                if let PatternElement::Placeable {
                    expression: Expression::Inline(InlineExpression::VariableReference { id }),
                } = element
                {
                    args.set(id.name, format!("{{{}}}", id.name));
                }
            }
            for (name, value) in facts {
                args.set(*name, value.clone());
            }
            let text = format(&self.bundle, message.id.name, Some(&args)).into_owned();
            texts.insert(message.id.name.to_owned(), text);
        }
        texts
    }
}

/// What a page says, in its reader's language.
#[derive(Clone, Copy)]
pub struct Speaker<'t> {
    texts: &'t Texts,
    /// The language spoken.
    pub lang: Lang,
}

impl<'t> Speaker<'t> {
    /// A text.
    pub fn say(&self, id: &str) -> Cow<'t, str> {
        format(&self.texts.of(self.lang).pages, id, None)
    }

    /// A text with one value in it.
    pub fn say_with(&self, id: &str, name: &str, value: impl Into<FluentValue<'t>>) -> String {
        self.say_with_all(id, [(name, value.into())])
    }

    /// A text with several values in it.
    pub fn say_with_all<'v>(
        &self,
        id: &str,
        values: impl IntoIterator<Item = (&'v str, FluentValue<'t>)>,
    ) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in values {
            args.set(name.to_owned(), value);
        }
        format(&self.texts.of(self.lang).pages, id, Some(&args)).into_owned()
    }
}

fn resource(source: &str) -> FluentResource {
    // What is wrong in a file is a build error (build.rs); here the good part is taken.
    FluentResource::try_new(source.to_owned()).unwrap_or_else(|(resource, _)| resource)
}

fn bundle(lang: &str, source: &str) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new_concurrent(lang.parse().into_iter().collect());
    // Isolation marks are for mixed directions; in attributes and scripts they only hurt.
    bundle.set_use_isolating(false);
    bundle.add_resource_overriding(resource(source));
    bundle
}

fn format<'t>(
    bundle: &'t FluentBundle<FluentResource>,
    id: &str,
    args: Option<&FluentArgs<'_>>,
) -> Cow<'t, str> {
    let pattern = bundle.get_message(id).and_then(|message| message.value());
    let Some(pattern) = pattern else { return Cow::Owned(id.to_owned()) };
    Cow::Owned(bundle.format_pattern(pattern, args, &mut Vec::new()).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r_info_06_every_text_of_the_scripts_exists_in_both_languages() {
        let texts = Texts::built_in();
        let keys = |all: BTreeMap<String, String>| all.into_keys().collect::<Vec<_>>();
        assert_eq!(keys(texts.chat(Lang::De)), keys(texts.chat(Lang::En)));
        assert_eq!(keys(texts.loader(Lang::De, &[])), keys(texts.loader(Lang::En, &[])));
        assert_eq!(keys(texts.banner(Lang::De, &[])), keys(texts.banner(Lang::En, &[])));
        assert_eq!(keys(texts.services(Lang::De)), keys(texts.services(Lang::En)));
        assert_eq!(keys(texts.copies(Lang::De)), keys(texts.copies(Lang::En)));
        assert!(!texts.chat(Lang::De).is_empty());
        for lang in Lang::ALL {
            let (all, unkept) = (texts.chat(lang), texts.unkept_chat(lang));
            assert_eq!(keys(unkept), keys(all), "nothing but what the chat asks for");
        }
    }

    #[test]
    fn what_the_server_does_not_know_is_left_to_the_script() {
        let script = Script::new("de", "a = { $name } und { $other }\n");
        let texts = script.all(&[("name", "Blumenladen".into())]);
        assert_eq!(texts["a"], "Blumenladen und {other}");
    }
}
