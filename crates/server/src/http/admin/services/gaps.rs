//! What is still open in the draft, on one page: what is missing, and what stands there from the
//! catalogue without anybody having looked it up.

use std::collections::HashMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use plausch_core::registry::Service;

use super::super::field::TextField;
use super::service::problems_of;
use super::service_fields::Fields;
use super::service_form::{self, Unreadable};
use super::steps::{Step, Steps};
use super::{
    Desk, Done, Missing, REFUSED, Typed, catalogue, difference, go, missing, saved_by, seen,
};
use crate::app::{App, Error, registry};
use crate::http::page::{Failure, Page, Posted, Reader, show_as};

#[derive(Template)]
#[template(path = "admin/gaps.html")]
struct GapsPage<'a> {
    page: Page<'a>,
    desk: Desk,
    steps: Steps,
    gaps: Vec<Gap>,
    /// Gaps that are filled elsewhere: those of purposes and of the banner.
    elsewhere: Vec<Missing>,
    is_saved: bool,
    /// Somebody else has saved meanwhile: who it was.
    moved_on: Option<String>,
}

/// What is open of a service.
struct Gap {
    id: String,
    name: String,
    privacy_url: String,
    /// The state that the form is made from.
    seen: String,
    /// What keeps it from being published.
    wrong: Vec<TextField>,
    /// What nobody has looked up.
    unread: Vec<TextField>,
    /// How many facts that are.
    count: usize,
    /// What it keeps on the device, when nobody has looked that up.
    keys: Option<String>,
}

impl Gap {
    fn tick(&self) -> String {
        format!("{}.checked", self.id)
    }
}

/// What was typed for a service: its fields have its name in front.
fn typed_for(form: &Typed, service: &Service) -> Typed {
    let start = format!("{}.", service.id);
    let own = form.beginning_with(&start);
    let mut typed = service_form::typed(service).with(own);
    if !typed.text("checked").is_empty() {
        for fact in catalogue::unread(service) {
            typed.put(catalogue::tick(fact), "on");
        }
    }
    typed
}

fn gap(
    page: &Page<'_>,
    desk: &Desk,
    form: &Typed,
    unreadable: &[Unreadable],
    service: &Service,
) -> Result<Option<Gap>, Error> {
    let mut problems = problems_of(page.t, desk, Some(service));
    if unreadable.contains(&Unreadable::Origins) {
        problems.insert("origins".into(), page.t.say("wrong-origins").into_owned());
    }
    let facts = catalogue::unread(service);
    if problems.is_empty() && facts.is_empty() {
        return Ok(None);
    }
    let form = &typed_for(form, service);
    let of = Some(service);
    let fields =
        Fields { t: page.t, desk, form, service: of, problems: &problems, meanwhile: None };
    let own =
        |field: TextField| TextField { name: format!("{}.{}", service.id, field.name), ..field };
    let (wrong, rest): (Vec<_>, Vec<_>) =
        fields.all().into_iter().partition(|field| field.problem.is_some());
    let is_unread = |field: &TextField| {
        field.hint.as_ref().is_some_and(|hint| hint.source.is_none() && hint.checked.is_none())
    };
    // Said once for all of them.
    let plain = |field: TextField| own(TextField { hint: None, ..field });
    let has_keys = facts.iter().any(|fact| fact.starts_with("keys."));
    Ok(Some(Gap {
        id: service.id.to_string(),
        name: if service.name.trim().is_empty() {
            service.id.to_string()
        } else {
            service.name.clone()
        },
        privacy_url: service.privacy_url.clone(),
        seen: registry::name_of(service)?.to_string(),
        wrong: wrong.into_iter().map(plain).collect(),
        unread: rest.into_iter().filter(is_unread).map(plain).collect(),
        count: facts.len(),
        keys: has_keys.then(|| difference::keys(page.t, service)),
    }))
}

fn page_of<'a>(
    app: &'a App,
    reader: &'a Reader,
    desk: Desk,
    form: &Typed,
    unreadable: &HashMap<String, Vec<Unreadable>>,
) -> Result<GapsPage<'a>, Failure> {
    let page = Page::for_agent(app, reader, desk.path("gaps"));
    let gap = |service: &Service| {
        let unreadable = unreadable.get(service.id.as_str()).map_or(&[][..], Vec::as_slice);
        gap(&page, &desk, form, unreadable, service).transpose()
    };
    let gaps = desk.kept.draft.services.iter().filter_map(gap).collect::<Result<_, _>>()?;
    Ok(GapsPage {
        steps: Steps::at(page.t, &desk, Step::Gaps),
        gaps,
        elsewhere: missing(&page, &desk).into_iter().filter(|one| !one.is_of_service).collect(),
        is_saved: false,
        moved_on: None,
        page,
        desk,
    })
}

/// `GET /admin/sites/{id}/gaps`
pub(super) async fn show_all(
    State(app): State<Arc<App>>,
    reader: Reader,
    Path(id): Path<String>,
    Query(Done { saved }): Query<Done>,
) -> Result<Response, Failure> {
    let desk = Desk::of(&app, &reader, &id).await?;
    let page = page_of(&app, &reader, desk, &Typed::default(), &HashMap::new())?;
    show_as(StatusCode::OK, &GapsPage { is_saved: saved, ..page })
}

/// `POST /admin/sites/{id}/gaps`: keeps what was typed and ticked, and goes on to publishing when
/// nothing is missing any more.
pub(super) async fn fill(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Posted { reader, form }: Posted<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let desk = Desk::to_change(&app, &reader, &id).await?;
    let form = Typed::new(form);
    let (mut changed, mut unreadable) = (Vec::new(), HashMap::new());
    for service in &desk.kept.draft.services {
        let typed = typed_for(&form, service);
        // Not on the page: nothing of it was open.
        if typed.text("seen").is_empty() {
            continue;
        }
        let (new, wrong) = service_form::read(&typed, Some(service), &app.today())?;
        if wrong.is_empty() {
            changed.push((new, Some(seen(typed.text("seen"))?)));
        } else {
            unreadable.insert(service.id.to_string(), wrong);
        }
    }
    if !unreadable.is_empty() {
        return show_as(REFUSED, &page_of(&app, &reader, desk, &form, &unreadable)?);
    }
    match registry::put_services(&app, &reader.who, &desk.site.id, changed).await {
        Err(Error::Conflict | Error::NotFound) => {
            let desk = Desk::to_change(&app, &reader, &id).await?;
            let moved_on = Some(saved_by(&app, &reader, &desk.site.id).await?);
            let page = page_of(&app, &reader, desk, &form, &unreadable)?;
            return show_as(StatusCode::CONFLICT, &GapsPage { moved_on, ..page });
        }
        done => done?,
    }
    let desk = Desk::to_change(&app, &reader, &id).await?;
    let next = if desk.problems().is_empty() { "publication" } else { "gaps?saved=true" };
    Ok(go(&desk.path(next)))
}
