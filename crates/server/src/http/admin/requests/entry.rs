//! The form for a request that came by mail, by letter or otherwise.

use std::collections::HashMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use plausch_core::id::SiteId;
use plausch_core::request::{Dossier, Kind, Source, today};
use plausch_core::role::{Level, Permission};
use plausch_core::site::Lang;

use super::super::field::TextField;
use super::super::services::go;
use super::super::snippets::language;
use super::words::{kind_name, source_name};
use crate::app::request::{self, New};
use crate::app::{App, Error};
use crate::http::page::{Failure, Page, Posted, Reader, show_as};
use crate::texts::Speaker;

#[derive(Template)]
#[template(path = "requests/new.html")]
struct EntryPage<'a> {
    page: Page<'a>,
    fields: Vec<TextField>,
}

impl EntryPage<'_> {
    fn summary(&self) -> Vec<(String, String)> {
        self.fields.iter().filter_map(TextField::wrong).collect()
    }
}

/// What was typed.
struct Typed(HashMap<String, String>);

impl Typed {
    fn text(&self, name: &str) -> &str {
        self.0.get(name).map_or("", |text| text.trim())
    }

    /// `None`: a choice that there isn't, made by no form of ours.
    fn request(&self) -> Option<New> {
        let text = |name| self.text(name).to_owned();
        let dossier = Dossier {
            person: text("person"),
            reply_to: text("reply_to"),
            asked: text("asked"),
            ..Dossier::default()
        };
        Some(New {
            site: SiteId::parse(self.text("site")).ok()?,
            lang: Lang::parse(self.text("lang"))?,
            kind: Kind::parse(self.text("kind"))?,
            source: Source::parse(self.text("source"))?,
            received_on: text("received_on"),
            dossier: dossier.into(),
        })
    }
}

fn fields(
    app: &App,
    reader: &Reader,
    t: Speaker<'_>,
    typed: &Typed,
    problem: Option<&str>,
) -> Vec<TextField> {
    let field = |name: &str, label: &str| TextField {
        problem: (problem == Some(name)).then(|| match name {
            "received_on" => t.say("problem-received").into_owned(),
            "site" => t.say("problem-request-site").into_owned(),
            _ => t.say("problem-request-text").into_owned(),
        }),
        ..TextField::new(name, label, typed.text(name))
    };
    let choice = |name: &str, label: &str, choices: Vec<(String, String)>| TextField {
        choices,
        ..TextField::new(name, label, typed.text(name))
    };
    let sites = app.directory.sites();
    let sites = sites.iter().filter(|site| reader.who.reach.has_site(&site.id));
    let sites =
        sites.map(|site| (site.id.to_string(), format!("{} ({})", site.settings.name, site.id)));
    // Which of several it is, nobody guesses: the search looks on this one only.
    let mut sites: Vec<_> = sites.collect();
    if sites.len() > 1 {
        sites.insert(0, (String::new(), t.say("request-choose").into_owned()));
    }
    let kinds = Kind::ALL.iter().map(|kind| (kind.as_str().to_owned(), kind_name(t, *kind)));
    let by_hand = Source::ALL.iter().filter(|source| **source != Source::Page);
    let sources = by_hand.map(|source| (source.as_str().to_owned(), source_name(t, *source)));
    let languages = Lang::ALL.map(|lang| (lang.as_str().to_owned(), language(t, lang)));
    vec![
        TextField { choices: sites, ..field("site", &t.say("request-site")) },
        choice("kind", &t.say("request-kind"), kinds.collect()),
        choice("source", &t.say("request-source"), sources.collect()),
        TextField {
            kind: "date",
            help: Some(t.say("request-received-help").into_owned()),
            ..field("received_on", &t.say("request-received"))
        },
        choice("lang", &t.say("request-lang"), languages.to_vec()),
        TextField {
            help: Some(t.say("request-person-help").into_owned()),
            ..field("person", &t.say("request-person"))
        },
        TextField {
            is_optional: true,
            help: Some(t.say("request-reply-to-help").into_owned()),
            ..field("reply_to", &t.say("request-reply-to"))
        },
        TextField {
            is_long: true,
            help: Some(t.say("request-asked-help").into_owned()),
            ..field("asked", &t.say("request-asked"))
        },
    ]
}

/// `GET /admin/requests/new`
pub(super) async fn blank(
    State(app): State<Arc<App>>,
    reader: Reader,
) -> Result<Response, Failure> {
    reader.who.may(Permission::Requests, Level::Write)?;
    let typed = [
        ("received_on".to_owned(), today(app.now()).to_string()),
        ("lang".to_owned(), reader.lang.as_str().to_owned()),
    ];
    let page = Page::for_agent(&app, &reader, "/admin/requests/new");
    let fields = fields(&app, &reader, page.t, &Typed(typed.into()), None);
    show_as(StatusCode::OK, &EntryPage { page, fields })
}

/// `POST /admin/requests/new`
pub(super) async fn enter(
    State(app): State<Arc<App>>,
    Posted { reader, form }: Posted<HashMap<String, String>>,
) -> Result<Response, Failure> {
    reader.who.may(Permission::Requests, Level::Write)?;
    let typed = Typed(form);
    let done = match typed.request() {
        Some(new) => request::enter(&app, &reader.who, new).await,
        None if typed.text("site").is_empty() => Err(Error::Invalid("site")),
        None => return Err(Error::Invalid("request").into()),
    };
    match done {
        Ok(id) => Ok(go(&format!("/admin/requests/{id}"))),
        Err(Error::Invalid(field)) => {
            let page = Page::for_agent(&app, &reader, "/admin/requests/new");
            let fields = fields(&app, &reader, page.t, &typed, Some(field));
            show_as(StatusCode::UNPROCESSABLE_ENTITY, &EntryPage { page, fields })
        }
        Err(error) => Err(error.into()),
    }
}
