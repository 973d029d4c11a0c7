//! The draft at a glance: what is in it, what is missing, and what visitors are shown.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use plausch_core::registry::{Problem, Service};

use super::steps::{self, Step};
use super::{Desk, Done, catalogue, place, sentence, words};
use crate::app::App;
use crate::http::page::{Failure, Moment, Page, Reader, show};

#[derive(Template)]
#[template(path = "admin/services.html")]
struct ServicesPage<'a> {
    page: Page<'a>,
    desk: Desk,
    groups: Vec<Group>,
    missing: Vec<Missing>,
    published: Option<Moment>,
    /// The notice that is shown now, by language.
    notices: Vec<(String, String)>,
    is_saved: bool,
}

/// A purpose with its services.
struct Group {
    /// `None`: the services whose purpose is gone.
    purpose: Option<String>,
    name: String,
    description: String,
    services: Vec<Line>,
}

/// A service in the list.
struct Line {
    id: String,
    name: String,
    provider: String,
    problems: usize,
    unread: usize,
    needs_no_consent: bool,
}

/// Something that keeps the draft from being published, with the field where it is put right.
pub(super) struct Missing {
    pub(super) href: String,
    pub(super) whose: String,
    pub(super) field: String,
    pub(super) sentence: String,
    /// Is it a service's?
    pub(super) is_of_service: bool,
}

/// `GET /admin/sites/{id}/services`
pub(super) async fn show_all(
    State(app): State<Arc<App>>,
    reader: Reader,
    Path(id): Path<String>,
    Query(Done { saved }): Query<Done>,
) -> Result<Response, Failure> {
    let desk = Desk::of(&app, &reader, &id).await?;
    let page = Page::for_agent(&app, &reader, desk.path("services"));
    show(&ServicesPage {
        groups: groups(&page, &desk),
        missing: missing(&page, &desk),
        published: desk.kept.published_at.map(|at| Moment::new(at, page.t.lang)),
        notices: notices(&app, &page, &desk)?,
        is_saved: saved,
        page,
        desk,
    })
}

impl ServicesPage<'_> {
    fn has_changes(&self) -> bool {
        !self.desk.kept.draft.tells_the_same_as(&self.desk.kept.published)
    }

    /// Where setting up goes on: which step, and what is done in it.
    fn step(&self) -> (String, String) {
        let (t, step) = (self.page.t, Step::next(&self.desk));
        (steps::label(t, step), steps::name(t, step))
    }

    fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }
}

/// The versions that visitors are shown now (R-PROOF-01).
pub(super) fn notices(
    app: &App,
    page: &Page<'_>,
    desk: &Desk,
) -> Result<Vec<(String, String)>, Failure> {
    let notice = |&lang: &plausch_core::site::Lang| {
        let version = app.directory.notice(&desk.site.id, lang)?.version.to_string();
        Ok((super::super::snippets::language(page.t, lang), version))
    };
    desk.site.settings.languages.iter().map(notice).collect()
}

fn groups(page: &Page<'_>, desk: &Desk) -> Vec<Group> {
    let (draft, problems) = (&desk.kept.draft, desk.problems());
    let line = |service: &Service| line(service, &problems);
    let mut groups: Vec<_> = draft
        .purposes
        .iter()
        .map(|purpose| Group {
            purpose: Some(purpose.id.to_string()),
            name: words::purpose_name(page.t, purpose),
            description: purpose.description.get(&page.t.lang).cloned().unwrap_or_default(),
            services: (draft.services.iter())
                .filter(|service| service.purpose == purpose.id)
                .map(line)
                .collect(),
        })
        .collect();
    let is_homeless =
        |service: &&Service| !draft.purposes.iter().any(|purpose| purpose.id == service.purpose);
    let homeless: Vec<_> = draft.services.iter().filter(is_homeless).map(line).collect();
    if !homeless.is_empty() {
        let name = page.t.say("no-purpose").into_owned();
        groups.push(Group { purpose: None, name, description: String::new(), services: homeless });
    }
    groups
}

fn line(service: &Service, problems: &[Problem]) -> Line {
    Line {
        id: service.id.to_string(),
        name: service.name.clone(),
        provider: service.provider.name.clone(),
        problems: problems.iter().filter(|one| one.service.as_ref() == Some(&service.id)).count(),
        unread: catalogue::unread(service).len(),
        needs_no_consent: !service.asks(),
    }
}

/// Everything that is missing, each with a link to its field (R-CONS-04).
pub(super) fn missing(page: &Page<'_>, desk: &Desk) -> Vec<Missing> {
    let missing = |problem: &Problem| {
        let (whose, form) = whose(page, desk, problem);
        Missing {
            href: format!("{}#{}", desk.path(&form), place(problem)),
            whose,
            field: words::field_in(page.t, problem.field, problem.lang),
            sentence: sentence(page.t, problem),
            is_of_service: problem.service.is_some(),
        }
    };
    desk.problems().iter().map(missing).collect()
}

/// Of what, and in which form.
fn whose(page: &Page<'_>, desk: &Desk, problem: &Problem) -> (String, String) {
    if let Some(id) = &problem.service {
        let name = desk.kept.draft.service(id).map_or("", |service| &service.name);
        let name = if name.trim().is_empty() { id.as_str() } else { name };
        return (name.to_owned(), format!("services/{id}"));
    }
    match &problem.purpose {
        Some(id) => {
            (words::name_of_purpose(page.t, &desk.kept.draft, id), format!("purposes/{id}"))
        }
        None => (page.t.say("banner").into_owned(), "banner".into()),
    }
}
