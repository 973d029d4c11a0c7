//! What goes into a website's pages, to copy (docs/embedding.md).

use std::collections::BTreeSet;

use plausch_core::registry::{Registry, Service};
use plausch_core::site::{Lang, Origin, Site};

use crate::app::{App, site};
use crate::texts::Speaker;

/// The catalogue's purpose of what is seen on a page.
const SHOWS: &str = "media";

/// One thing to copy.
pub(super) struct Snippet {
    pub(super) id: String,
    pub(super) label: String,
    pub(super) help: Option<String>,
    pub(super) text: String,
    pub(super) href: Option<String>,
}

/// The tag of each language.
pub(super) fn tags(app: &App, t: Speaker<'_>, of: &Site) -> Vec<Snippet> {
    let tag = |&lang: &Lang| Snippet {
        id: format!("tag-{}", lang.as_str()),
        label: t.say_with("embed-tag", "language", language(t, lang)),
        help: None,
        text: site::tag(app, &of.id, lang),
        href: None,
    };
    of.settings.languages.iter().map(tag).collect()
}

/// How what belongs to a service is marked up so that it waits: a frame in its place, where it shows
/// something; around the code, where it does not.
pub(super) fn of_services(t: Speaker<'_>, published: &Registry) -> Vec<Snippet> {
    let snippet = |service: &Service| {
        let (id, name) = (&service.id, &service.name);
        let origin = service.origins.first().map(Origin::as_str);
        let text = match origin.filter(|_| service.purpose.as_str() == SHOWS) {
            Some(origin) => format!(
                "<iframe data-service=\"{id}\" data-src=\"{origin}/…\" title=\"{}\"></iframe>",
                t.say_with("snippet-title", "name", name.clone()),
            ),
            None => format!(
                "<template data-service=\"{id}\">\n  <!-- {} -->\n</template>",
                t.say_with("snippet-code", "name", name.clone()),
            ),
        };
        let is_frame = text.starts_with("<iframe");
        Snippet {
            id: format!("service-{id}"),
            label: name.clone(),
            help: is_frame.then(|| t.say("snippet-frame-help").into_owned()),
            text,
            href: None,
        }
    };
    published.asked().map(snippet).collect()
}

/// What a Content Security Policy needs for Plausch and for the services that it starts.
pub(super) fn policy(app: &App, t: Speaker<'_>, published: &Registry) -> Snippet {
    let own = app.config.public_url().to_string();
    let services: BTreeSet<_> = published.asked().flat_map(|service| &service.origins).collect();
    let all: Vec<_> = services.iter().map(|origin| origin.as_str()).collect();
    let frames =
        if all.is_empty() { String::new() } else { format!("\nframe-src {};", all.join(" ")) };
    let all = std::iter::once(own.as_str()).chain(all).collect::<Vec<_>>().join(" ");
    Snippet {
        id: "csp".into(),
        label: t.say("embed-csp").into_owned(),
        help: Some(if services.is_empty() {
            t.say("embed-csp-help").into_owned()
        } else {
            format!("{} {}", t.say("embed-csp-help"), t.say("embed-csp-services"))
        }),
        text: format!("script-src {all};\nconnect-src {all};{frames}"),
        href: None,
    }
}

/// The tag of each language first: it is all that most websites need.
pub(super) fn of(app: &App, t: Speaker<'_>, of: &Site) -> Vec<Snippet> {
    let mut snippets = tags(app, t, of);
    snippets.push(Snippet {
        id: "landing-block".into(),
        label: t.say("embed-landing").into_owned(),
        help: Some(t.say("embed-landing-help").into_owned()),
        text: "<div data-plausch-landing></div>".into(),
        href: None,
    });
    snippets.push(policy(app, t, &Registry::default()));
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
