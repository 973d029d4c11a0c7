//! The form of a purpose: what consent is asked for, in plain words.

use std::collections::HashMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use plausch_core::id::{PurposeId, Revision};
use plausch_core::registry::{Purpose, Registry, Translated};
use plausch_core::site::Lang;

use super::super::field::{self, TextField};
use super::{Desk, Done, Meanwhile, REFUSED, Typed, go, place, saved_by, seen, sentence, words};
use crate::app::{App, Error, registry};
use crate::http::page::{Failure, Page, Posted, Reader, show_as};

#[derive(Template)]
#[template(path = "admin/purpose.html")]
struct PurposePage<'a> {
    page: Page<'a>,
    desk: Desk,
    form: Typed,
    /// `None`: a new one.
    purpose: Option<Purpose>,
    problems: HashMap<String, String>,
    /// As somebody else has saved it since the form was made.
    meanwhile: Option<Meanwhile>,
    is_saved: bool,
}

impl PurposePage<'_> {
    fn title(&self) -> String {
        match &self.purpose {
            Some(purpose) => words::purpose_name(self.page.t, purpose),
            None => self.page.t.say("new-purpose").into_owned(),
        }
    }

    fn here(&self) -> String {
        match &self.purpose {
            Some(purpose) => self.desk.path(&format!("purposes/{}", purpose.id)),
            None => self.desk.path("new-purpose"),
        }
    }

    fn field(&self, field: &str, lang: Option<Lang>) -> TextField {
        let suffix = lang.map(|lang| format!("-{}", lang.as_str())).unwrap_or_default();
        let name = format!("{field}{suffix}");
        TextField {
            label: words::field_in(self.page.t, field, lang),
            kind: "text",
            value: self.form.text(&name).to_owned(),
            problem: self.problems.get(&name).cloned(),
            meanwhile: self.meanwhile.as_ref().and_then(|kept| kept.differs(&self.form, &name)),
            lang: lang.map(Lang::as_str).filter(|lang| *lang != self.page.lang()),
            is_long: field == "description",
            name,
            ..TextField::default()
        }
    }

    const fn is_new(&self) -> bool {
        self.purpose.is_none()
    }

    fn fields(&self) -> Vec<TextField> {
        let mut fields = Vec::new();
        if self.purpose.is_none() {
            let help = Some(self.page.t.say("field-purpose-id-help").into_owned());
            fields.push(TextField { help, ..self.field("id", None) });
        }
        let languages = &self.desk.site.settings.languages;
        for field in ["name", "description"] {
            fields.extend(languages.iter().map(|&lang| self.field(field, Some(lang))));
        }
        fields
    }

    fn summary(&self) -> Vec<(String, String)> {
        field::summary(self.fields())
    }
}

fn page_of<'a>(
    app: &'a App,
    reader: &'a Reader,
    desk: Desk,
    form: Typed,
    purpose: Option<Purpose>,
) -> PurposePage<'a> {
    PurposePage {
        page: Page::for_agent(app, reader, desk.path("services")),
        desk,
        form,
        purpose,
        problems: HashMap::new(),
        meanwhile: None,
        is_saved: false,
    }
}

/// A purpose as a form, which knows what it was made from.
fn form_of(purpose: &Purpose) -> Result<Typed, Error> {
    let mut form = Typed::default();
    form.put_translated("name", &purpose.name);
    form.put_translated("description", &purpose.description);
    form.put("seen", registry::name_of(purpose)?.as_str());
    Ok(form)
}

/// `GET /admin/sites/{id}/new-purpose`
pub(super) async fn blank(
    State(app): State<Arc<App>>,
    reader: Reader,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let desk = Desk::to_change(&app, &reader, &id).await?;
    show_as(StatusCode::OK, &page_of(&app, &reader, desk, Typed::default(), None))
}

/// `GET /admin/sites/{id}/purposes/{purpose}`
pub(super) async fn one(
    State(app): State<Arc<App>>,
    reader: Reader,
    Path((id, purpose)): Path<(String, String)>,
    Query(Done { saved }): Query<Done>,
) -> Result<Response, Failure> {
    let desk = Desk::of(&app, &reader, &id).await?;
    let purpose = find(&desk.kept.draft, &purpose)?;
    let t = app.texts.speaker(reader.lang);
    let wrong = desk.problems().into_iter().filter(|one| one.purpose.as_ref() == Some(&purpose.id));
    let problems = wrong.map(|one| (place(&one), sentence(t, &one))).collect();
    let page = page_of(&app, &reader, desk, form_of(&purpose)?, Some(purpose));
    show_as(StatusCode::OK, &PurposePage { problems, is_saved: saved, ..page })
}

/// `POST /admin/sites/{id}/new-purpose`
pub(super) async fn create(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Posted { reader, form }: Posted<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let desk = Desk::to_change(&app, &reader, &id).await?;
    let form = Typed::new(form);
    let t = app.texts.speaker(reader.lang);
    let problem = match PurposeId::parse(form.text("id")) {
        Err(_) => t.say("wrong-id"),
        Ok(id) if desk.kept.draft.purposes.iter().any(|other| other.id == id) => {
            t.say("wrong-double")
        }
        Ok(id) => return keep(&app, &reader, &desk, form, blank_purpose(id), None).await,
    };
    let problems = [("id".to_owned(), problem.into_owned())].into();
    let page = page_of(&app, &reader, desk, form, None);
    show_as(REFUSED, &PurposePage { problems, ..page })
}

/// `POST /admin/sites/{id}/purposes/{purpose}`
pub(super) async fn change(
    State(app): State<Arc<App>>,
    Path((id, purpose)): Path<(String, String)>,
    Posted { reader, form }: Posted<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let desk = Desk::to_change(&app, &reader, &id).await?;
    let purpose = find(&desk.kept.draft, &purpose)?;
    let form = Typed::new(form);
    let seen = seen(form.text("seen"))?;
    keep(&app, &reader, &desk, form, purpose, Some(seen)).await
}

fn blank_purpose(id: PurposeId) -> Purpose {
    Purpose { id, name: Translated::new(), description: Translated::new() }
}

/// Keeps it in the draft; what is missing then is told in the form, and so is what somebody else
/// has saved since the form was made.
async fn keep(
    app: &App,
    reader: &Reader,
    desk: &Desk,
    mut form: Typed,
    before: Purpose,
    seen: Option<Revision>,
) -> Result<Response, Failure> {
    let purpose = Purpose {
        name: form.translated("name", &before.name),
        description: form.translated("description", &before.description),
        id: before.id,
    };
    let (id, site) = (purpose.id.clone(), &desk.site);
    let is_new = seen.is_none();
    match registry::put_purpose(app, &reader.who, &site.id, purpose, seen).await {
        Err(Error::Conflict) if !is_new => {
            let desk = Desk::of(app, reader, site.id.as_str()).await?;
            let kept = find(&desk.kept.draft, id.as_str())?;
            let meanwhile = Meanwhile {
                form: form_of(&kept)?,
                by: saved_by(app, reader, &desk.site.id).await?,
            };
            form.put("seen", meanwhile.form.text("seen").to_owned());
            let page = page_of(app, reader, desk, form, Some(kept));
            let changed = PurposePage { meanwhile: Some(meanwhile), ..page };
            return show_as(StatusCode::CONFLICT, &changed);
        }
        done => done?,
    }
    let kept = registry::one(app, &reader.who, &site.id).await?;
    let problems = registry::problems(site, &kept.draft);
    let is_whole = problems.iter().all(|problem| problem.purpose.as_ref() != Some(&id));
    let next = if is_whole { "services".to_owned() } else { format!("purposes/{id}") };
    Ok(go(&desk.path(&format!("{next}?saved=true"))))
}

fn find(draft: &Registry, id: &str) -> Result<Purpose, Error> {
    let found = draft.purposes.iter().find(|purpose| purpose.id.as_str() == id);
    found.cloned().ok_or(Error::NotFound)
}
