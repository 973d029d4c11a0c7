//! How a site's banner looks and begins: one colour, corners, place, words of the operator's own,
//! and a preview. Its parts, their order and the equal buttons are not for anybody to change
//! (R-BAN-01, R-BAN-03, R-BAN-07).

use std::collections::HashMap;
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use axum::routing::get;
use plausch_core::registry::{Colour, Corners, Design, Palette, Position, Problem, Registry};
use plausch_core::site::Lang;

use super::field::{self, TextField};
use super::services::{
    Desk, Done, Meanwhile, REFUSED, Typed, field_in, go, place, saved_by, seen, sentence, word_of,
    words,
};
use crate::app::{App, Error, loader, registry};
use crate::http::page::{Failure, Page, Posted, Reader, in_a_frame, show_as, with_frames};

/// Our own key colour, as it stands in the field when none was chosen.
const OURS: &str = "#0b5f57";

/// The page, and the page in its frames.
pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/admin/sites/{id}/banner", get(one).post(change))
        .route("/admin/sites/{id}/banner/frame", get(frame))
}

#[derive(Template)]
#[template(path = "admin/banner.html")]
struct BannerPage<'a> {
    page: Page<'a>,
    desk: Desk,
    form: Typed,
    design: Design,
    problems: HashMap<String, String>,
    /// As somebody else has saved it since the form was made.
    meanwhile: Option<Meanwhile>,
    is_saved: bool,
    /// What the frames show, as JSON: the draft as it was typed.
    facts: String,
}

/// One of the four previews.
struct Shot {
    label: String,
    size: &'static str,
    scheme: &'static str,
}

impl BannerPage<'_> {
    fn title(&self) -> String {
        self.page.t.say("banner-title").into_owned()
    }

    fn here(&self) -> String {
        self.desk.path("banner")
    }

    /// There is always one, if only the look that nobody has touched.
    #[expect(clippy::unused_self, reason = "the frame asks it of every form of the draft")]
    const fn is_new(&self) -> bool {
        false
    }

    fn meanwhile_of(&self, name: &str) -> Option<String> {
        self.meanwhile.as_ref()?.differs(&self.form, name)
    }

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
            TextField {
                kind: "url",
                is_optional: true,
                help: Some(t.say("design-logo-help").into_owned()),
                ..self.field("logo", t.say("design-logo").into_owned())
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

    fn has_adapter(&self) -> bool {
        !self.form.text("adapter").is_empty()
    }

    /// In which language the preview is, where there is a choice.
    fn shown(&self) -> Option<TextField> {
        let (t, languages) = (self.page.t, &self.desk.site.settings.languages);
        let name = |lang: Lang| match lang {
            Lang::De => t.say("language-de"),
            Lang::En => t.say("language-en"),
        };
        let choice = |&lang: &Lang| (lang.as_str().to_owned(), name(lang).into_owned());
        let field = TextField {
            choices: languages.iter().map(choice).collect(),
            ..self.field("shown", t.say("preview-language").into_owned())
        };
        (languages.len() > 1).then(|| match self.form.text("shown") {
            "" => TextField { value: t.lang.as_str().to_owned(), ..field },
            _ => field,
        })
    }

    fn field(&self, name: &str, label: String) -> TextField {
        TextField {
            problem: self.problems.get(name).cloned(),
            meanwhile: self.meanwhile_of(name),
            ..TextField::new(name, &label, self.form.text(name))
        }
    }

    fn summary(&self) -> Vec<(String, String)> {
        field::summary(self.fields().into_iter().chain(self.texts()))
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
        let shot = |label: &str, size, scheme| Shot { label: label.to_owned(), size, scheme };
        [
            shot(&t.say("shot-wide-light"), "wide", "light"),
            shot(&t.say("shot-small-light"), "small", "light"),
            shot(&t.say("shot-wide-dark"), "wide", "dark"),
            shot(&t.say("shot-small-dark"), "small", "dark"),
        ]
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
    let (design, form) = (desk.kept.draft.design.clone(), typed(&desk.kept.draft)?);
    let (app, reader) = (&app, &reader);
    Shown { app, reader, desk, form, design, meanwhile: None, is_saved: saved }
        .answer(StatusCode::OK)
}

/// `POST /admin/sites/{id}/banner`: keeps the look in the draft, or only shows it.
async fn change(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Posted { reader, form }: Posted<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let desk = Desk::to_change(&app, &reader, &id).await?;
    let form = Typed::new(form);
    let design = read(&form, &desk.kept.draft.design)?;
    let is_preview = form.text("deed") == "preview";
    if !is_preview && found(&desk, &design).is_empty() {
        return keep(&app, &reader, desk, form, design).await;
    }
    let status = if is_preview { StatusCode::OK } else { REFUSED };
    let (app, reader) = (&app, &reader);
    Shown { app, reader, desk, form, design, meanwhile: None, is_saved: false }.answer(status)
}

/// Keeps the look in the draft. Where somebody else has changed it since the form was made, both are
/// shown, and nothing is lost; saved once more, what stands in the form counts.
async fn keep(
    app: &App,
    reader: &Reader,
    desk: Desk,
    mut form: Typed,
    design: Design,
) -> Result<Response, Failure> {
    let has_adapter = !form.text("adapter").is_empty();
    let (site, seen) = (&desk.site.id, seen(form.text("seen"))?);
    let kept =
        registry::put_design(app, &reader.who, site, design.clone(), has_adapter, seen).await;
    match kept {
        Err(Error::Conflict) => {
            let desk = Desk::of(app, reader, site.as_str()).await?;
            let meanwhile = Meanwhile {
                form: typed(&desk.kept.draft)?,
                by: saved_by(app, reader, &desk.site.id).await?,
            };
            form.put("seen", meanwhile.form.text("seen").to_owned());
            let meanwhile = Some(meanwhile);
            Shown { app, reader, desk, form, design, meanwhile, is_saved: false }
                .answer(StatusCode::CONFLICT)
        }
        done => {
            done?;
            Ok(go(&desk.path("banner?saved=true")))
        }
    }
}

/// What goes into the page.
struct Shown<'a> {
    app: &'a App,
    reader: &'a Reader,
    desk: Desk,
    form: Typed,
    design: Design,
    meanwhile: Option<Meanwhile>,
    is_saved: bool,
}

impl Shown<'_> {
    fn answer(self, status: StatusCode) -> Result<Response, Failure> {
        let Self { app, reader, desk, form, design, meanwhile, is_saved } = self;
        let page = Page::for_agent(app, reader, desk.path("banner"));
        let said = |problem: &Problem| (place(problem), sentence(page.t, problem));
        let problems = found(&desk, &design).iter().map(said).collect();
        let facts = facts(app, &desk, &form, &design, page.t.lang);
        let page = BannerPage { page, desk, form, design, problems, meanwhile, is_saved, facts };
        let mut shown = show_as(status, &page)?;
        set_policy(&mut shown, &with_frames())?;
        Ok(shown)
    }
}

/// What the frames show: the draft with the look that was typed, in the language that was chosen.
fn facts(app: &App, desk: &Desk, form: &Typed, design: &Design, of_reader: Lang) -> String {
    let languages = &desk.site.settings.languages;
    let offered = |lang: &Lang| languages.contains(lang);
    let chosen = Lang::parse(form.text("shown")).filter(offered);
    let lang = chosen.or(Some(of_reader).filter(offered)).or(languages.first().copied());
    // A picture of somebody else's is not fetched here either.
    let is_theirs = found(desk, design).iter().any(|problem| problem.field == "logo");
    let logo = if is_theirs { String::new() } else { design.logo.clone() };
    let design = Design { logo, ..design.clone() };
    let draft = Registry { design, ..desk.kept.draft.clone() };
    loader::preview(app, &desk.site, &draft, lang.unwrap_or(of_reader)).to_string()
}

#[derive(Template)]
#[template(path = "admin/frame.html")]
struct FramePage<'a> {
    page: Page<'a>,
}

/// `GET /admin/sites/{id}/banner/frame`: a page with nothing on it but what the page around it
/// sends. It may show the logo, which comes from one of the site's own origins.
async fn frame(
    State(app): State<Arc<App>>,
    reader: Reader,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let desk = Desk::of(&app, &reader, &id).await?;
    let page = Page::for_agent(&app, &reader, desk.path("banner/frame"));
    let mut shown = show_as(StatusCode::OK, &FramePage { page })?;
    set_policy(&mut shown, &in_a_frame(&desk.site.settings.origins))?;
    Ok(shown)
}

fn set_policy(page: &mut Response, policy: &str) -> Result<(), Failure> {
    let policy = HeaderValue::from_str(policy).map_err(|error| Failure::internal(&error))?;
    page.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    Ok(())
}

/// The look as a form, which knows what it was made from.
fn typed(draft: &Registry) -> Result<Typed, Error> {
    let (design, mut typed) = (&draft.design, Typed::default());
    typed.put("seen", registry::name_of_design(draft)?.as_str());
    typed.put("adapter", if draft.adapter { "on" } else { "" });
    typed.put("key", design.key.map_or_else(|| OURS.to_owned(), |key| key.to_string()));
    typed.put_word("corners", design.corners);
    typed.put_word("position", design.position);
    typed.put("logo", design.logo.as_str());
    typed.put_translated("headline", &design.headline);
    typed.put_translated("intro", &design.intro);
    Ok(typed)
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
        logo: form.text("logo").to_owned(),
    })
}

/// What is wrong with the look and its words (R-BAN-06).
fn found(desk: &Desk, design: &Design) -> Vec<Problem> {
    let alone = Registry { design: design.clone(), ..Registry::default() };
    registry::problems(&desk.site, &alone)
}
