//! How a site's banner looks and begins: one colour, corners, place, words of the operator's own,
//! and a preview. Its parts, their order and the equal buttons are not for anybody to change
//! (R-BAN-01, R-BAN-03, R-BAN-07).

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use plausch_core::agent::Deed;
use plausch_core::registry::{Colour, Corners, Design, Palette, Position, Problem, Registry};
use plausch_core::site::Lang;
use serde::Deserialize;

use super::field::TextField;
use super::services::{Desk, Done, REFUSED, Typed, field_in, go, place, sentence, word_of, words};
use crate::app::{App, Error, registry};
use crate::http::page::{Failure, Page, Posted, Reader, show_as};

/// Our own key colour, as it stands in the field when none was chosen.
const OURS: &str = "#0b5f57";
/// Our own on dark screens: chosen by hand, so not what the rule would make of it.
const OURS_ON_DARK: Colour = Colour([0x7f, 0xd8, 0xcb]);

/// The page, and the preview's style sheet.
pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/admin/sites/{id}/banner", get(one).post(change))
        .route("/admin/sites/{id}/banner.css", get(style))
}

#[derive(Template)]
#[template(path = "admin/banner.html")]
struct BannerPage<'a> {
    page: Page<'a>,
    desk: Desk,
    form: Typed,
    design: Design,
    problems: HashMap<String, String>,
    is_saved: bool,
}

/// One of the four previews.
struct Shot {
    label: String,
    classes: &'static str,
}

impl BannerPage<'_> {
    fn fields(&self) -> Vec<TextField> {
        let t = self.page.t;
        let corners = [Corners::Square, Corners::Slight, Corners::Round]
            .map(|one| (word_of(one), words::corners(t, one)));
        let position = [Position::Bottom, Position::Start, Position::End]
            .map(|one| (word_of(one), words::position(t, one)));
        vec![
            TextField {
                kind: "color",
                help: Some(t.say("design-key-help").into_owned()),
                ..self.field("key", t.say("design-key").into_owned())
            },
            TextField {
                choices: corners.into(),
                ..self.field("corners", t.say("design-corners").into_owned())
            },
            TextField {
                choices: position.into(),
                ..self.field("position", t.say("design-position").into_owned())
            },
        ]
    }

    fn texts(&self) -> Vec<TextField> {
        let languages = &self.desk.site.settings.languages;
        let text = |field: &'static str, lang: Lang| TextField {
            is_optional: true,
            is_long: field == "intro",
            lang: Some(lang.as_str()).filter(|lang| *lang != self.page.lang()),
            ..self.field(
                &format!("{field}-{}", lang.as_str()),
                field_in(self.page.t, field, Some(lang)),
            )
        };
        let texts = ["headline", "intro"].into_iter();
        texts.flat_map(|field| languages.iter().map(move |&lang| text(field, lang))).collect()
    }

    fn field(&self, name: &str, label: String) -> TextField {
        TextField {
            problem: self.problems.get(name).cloned(),
            ..TextField::new(name, &label, self.form.text(name))
        }
    }

    fn summary(&self) -> Vec<(String, String)> {
        let fields = self.fields().into_iter().chain(self.texts());
        let wrong =
            |field: TextField| Some((field.name, format!("{}: {}", field.label, field.problem?)));
        fields.filter_map(wrong).collect()
    }

    /// What became of the colour where it could not be read (R-BAN-03).
    fn repairs(&self) -> Vec<String> {
        let (t, Some(key)) = (self.page.t, self.design.key) else { return Vec::new() };
        let Palette { light, dark } = Palette::of(key);
        let mut repairs = Vec::new();
        if light != key {
            repairs.push(t.say_with("repaired-light", "colour", light.to_string()));
        }
        if dark != key {
            repairs.push(t.say_with("repaired-dark", "colour", dark.to_string()));
        }
        repairs
    }

    fn shots(&self) -> [Shot; 4] {
        let t = self.page.t;
        let shot = |label: &str, classes| Shot { label: label.to_owned(), classes };
        [
            shot(&t.say("shot-wide-light"), "is-wide is-light"),
            shot(&t.say("shot-wide-dark"), "is-wide is-dark"),
            shot(&t.say("shot-small-light"), "is-small is-light"),
            shot(&t.say("shot-small-dark"), "is-small is-dark"),
        ]
    }

    fn position(&self) -> String {
        word_of(self.design.position)
    }

    /// The banner's words in the page's language, else in the site's first.
    fn says(&self, own: &plausch_core::registry::Translated, ours: &str) -> String {
        own.get(&self.page.t.lang).cloned().unwrap_or_else(|| ours.to_owned())
    }

    fn headline(&self) -> String {
        self.says(&self.design.headline, &self.page.t.say("shot-headline"))
    }

    fn intro(&self) -> String {
        self.says(&self.design.intro, "")
    }

    /// The address of the preview's style sheet.
    fn style(&self) -> String {
        let (key, corners) = (self.design.key, word_of(self.design.corners));
        let key = key.map(|key| format!("&key=%23{}", &key.to_string()[1..])).unwrap_or_default();
        self.desk.path(&format!("banner.css?corners={corners}{key}"))
    }
}

/// `GET /admin/sites/{id}/banner`
async fn one(
    State(app): State<Arc<App>>,
    reader: Reader,
    Path(id): Path<String>,
    Query(Done { saved }): Query<Done>,
) -> Result<Response, Failure> {
    let desk = Desk::of(&app, &reader, &id).await?;
    let (design, form) = (desk.kept.draft.design.clone(), typed(&desk.kept.draft.design));
    let page = Page::for_agent(&app, &reader, desk.path("banner"));
    let problems = problems(&page, &desk, &design);
    let banner = BannerPage { page, desk, form, design, problems, is_saved: saved };
    show_as(StatusCode::OK, &banner)
}

/// `POST /admin/sites/{id}/banner`: keeps the look in the draft, or only shows it.
async fn change(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Posted { reader, form }: Posted<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let desk = Desk::of(&app, &reader, &id).await?;
    let form = Typed::new(form);
    let design = read(&form, &desk.kept.draft.design)?;
    let page = Page::for_agent(&app, &reader, desk.path("banner"));
    let problems = problems(&page, &desk, &design);
    let is_preview = form.text("deed") == "preview";
    if !is_preview && problems.is_empty() {
        registry::put_design(&app, &reader.who, &desk.site.id, design).await?;
        return Ok(go(&desk.path("banner?saved=true")));
    }
    let status = if is_preview { StatusCode::OK } else { REFUSED };
    show_as(status, &BannerPage { page, desk, form, design, problems, is_saved: false })
}

fn typed(design: &Design) -> Typed {
    let mut typed = Typed::default();
    typed.put("key", design.key.map_or_else(|| OURS.to_owned(), |key| key.to_string()));
    typed.put_word("corners", design.corners);
    typed.put_word("position", design.position);
    typed.put_translated("headline", &design.headline);
    typed.put_translated("intro", &design.intro);
    typed
}

/// Browsers send nothing else than a colour and one of the choices.
fn read(form: &Typed, before: &Design) -> Result<Design, Error> {
    let key = Colour::parse(form.text("key")).ok_or(Error::Invalid("key"))?;
    Ok(Design {
        key: Some(key).filter(|key| key.to_string() != OURS),
        corners: form.word("corners").ok_or(Error::Invalid("corners"))?,
        position: form.word("position").ok_or(Error::Invalid("position"))?,
        headline: form.translated("headline", &before.headline),
        intro: form.translated("intro", &before.intro),
    })
}

/// What is wrong with the words, by field (R-BAN-06).
fn problems(page: &Page<'_>, desk: &Desk, design: &Design) -> HashMap<String, String> {
    let alone = Registry { design: design.clone(), ..Registry::default() };
    let found = registry::problems(&desk.site, &alone);
    found.iter().map(|problem: &Problem| (place(problem), sentence(page.t, problem))).collect()
}

#[derive(Deserialize)]
struct Look {
    key: Option<String>,
    corners: Option<Corners>,
}

/// `GET /admin/sites/{id}/banner.css`: the preview's colours and corners. A file of its own, because
/// pages may have no styles in their markup.
async fn style(reader: Reader, Query(look): Query<Look>) -> Result<Response, Failure> {
    reader.who.may(Deed::ManageSites)?;
    let Palette { light, dark } = match look.key.as_deref().map(Colour::parse) {
        Some(key) => Palette::of(key.ok_or(Error::Invalid("key"))?),
        None => {
            Palette { light: Palette::of(Colour([0x0b, 0x5f, 0x57])).light, dark: OURS_ON_DARK }
        }
    };
    let radius = look.corners.unwrap_or_default().pixels();
    let mut css = format!(".shots {{ --radius: {radius}px; --inner: {}px; }}\n", radius * 3 / 4);
    for (class, fill, ground) in
        [("is-light", light, Colour::LIGHT), ("is-dark", dark, Colour::DARK)]
    {
        writeln!(css, ".shots .{class} {{ --fill: {fill}; --under: {ground}; }}")
            .map_err(|error| Failure::internal(&error))?;
    }
    Ok(([(header::CONTENT_TYPE, "text/css; charset=utf-8")], css).into_response())
}
