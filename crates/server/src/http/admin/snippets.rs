//! What goes into a website's pages, to copy (docs/embedding.md).

use plausch_core::site::{Lang, Site};

use crate::app::{App, site};
use crate::texts::Speaker;

/// One thing to copy.
pub(super) struct Snippet {
    pub(super) id: String,
    pub(super) label: String,
    pub(super) help: Option<String>,
    pub(super) text: String,
    pub(super) href: Option<String>,
}

/// The tag of each language first: it is all that most websites need.
pub(super) fn of(app: &App, t: Speaker<'_>, of: &Site) -> Vec<Snippet> {
    let mut snippets = Vec::new();
    for lang in &of.settings.languages {
        snippets.push(Snippet {
            id: format!("tag-{}", lang.as_str()),
            label: t.say_with("embed-tag", "language", language(t, *lang)),
            help: None,
            text: site::tag(app, &of.id, *lang),
            href: None,
        });
    }
    let base = app.config.public_url();
    snippets.push(Snippet {
        id: "landing-block".into(),
        label: t.say("embed-landing").into_owned(),
        help: Some(t.say("embed-landing-help").into_owned()),
        text: "<div data-plausch-landing></div>".into(),
        href: None,
    });
    snippets.push(Snippet {
        id: "csp".into(),
        label: t.say("embed-csp").into_owned(),
        help: Some(t.say("embed-csp-help").into_owned()),
        text: format!("script-src {base};\nconnect-src {base};"),
        href: None,
    });
    if let Some(lang) = of.settings.languages.first() {
        let page = site::landing_page(app, &of.id, *lang);
        snippets.push(Snippet {
            id: "landing-page".into(),
            label: t.say("embed-page").into_owned(),
            help: Some(t.say("embed-page-help").into_owned()),
            text: page.clone(),
            href: Some(page),
        });
    }
    snippets
}

/// A language's name in the reader's language.
pub(super) fn language(t: Speaker<'_>, lang: Lang) -> String {
    match lang {
        Lang::De => t.say("language-de").into_owned(),
        Lang::En => t.say("language-en").into_owned(),
    }
}
