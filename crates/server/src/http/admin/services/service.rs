//! Describing a service: adding, changing, and its rows of keys.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use plausch_core::id::{ServiceId, SiteId};
use plausch_core::registry::{Registry, Service};
use serde::Deserialize;

use super::service_form::{self, Unreadable};
use super::service_page::ServicePage;
use super::{Desk, Done, Meanwhile, REFUSED, Typed, go, place, saved_by, seen, sentence};
use crate::app::{App, Error, registry};
use crate::http::page::{Failure, Page, Posted, Reader, show_as};
use crate::texts::Speaker;

#[derive(Deserialize, Default)]
pub(super) struct For {
    #[serde(default)]
    purpose: String,
}

/// `GET /admin/sites/{id}/new-service`
pub(super) async fn blank(
    State(app): State<Arc<App>>,
    reader: Reader,
    Path(id): Path<String>,
    Query(For { purpose }): Query<For>,
) -> Result<Response, Failure> {
    let desk = Desk::to_change(&app, &reader, &id).await?;
    let first = desk.kept.draft.purposes.first().map_or("", |purpose| purpose.id.as_str());
    let form = service_form::blank(if purpose.is_empty() { first } else { &purpose });
    answer(&app, &reader, desk, form, None, StatusCode::OK)
}

/// `GET /admin/sites/{id}/services/{service}`: says also what is missing.
pub(super) async fn one(
    State(app): State<Arc<App>>,
    reader: Reader,
    Path((id, service)): Path<(String, String)>,
    Query(Done { saved }): Query<Done>,
) -> Result<Response, Failure> {
    let desk = Desk::of(&app, &reader, &id).await?;
    let service = find(&desk.kept.draft, &service)?;
    let form = form_of(&service)?;
    let page = page_of(&app, &reader, desk, form, Some(service));
    let problems = problems_of(page.page.t, &page.desk, page.service.as_ref());
    show_as(StatusCode::OK, &ServicePage { problems, is_saved: saved, ..page })
}

/// A service as a form, which knows what it was made from.
fn form_of(service: &Service) -> Result<Typed, Error> {
    let mut form = service_form::typed(service);
    form.put("seen", registry::name_of(service)?.as_str());
    Ok(form)
}

/// `POST /admin/sites/{id}/new-service`
pub(super) async fn create(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Posted { reader, form }: Posted<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let desk = Desk::to_change(&app, &reader, &id).await?;
    keep(&app, &reader, desk, Typed::new(form), None).await
}

/// `POST /admin/sites/{id}/services/{service}`
pub(super) async fn change(
    State(app): State<Arc<App>>,
    Path((id, service)): Path<(String, String)>,
    Posted { reader, form }: Posted<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let desk = Desk::to_change(&app, &reader, &id).await?;
    let service = find(&desk.kept.draft, &service)?;
    keep(&app, &reader, desk, Typed::new(form), Some(service)).await
}

/// Another row, one row less, or the whole into the draft. A draft may have gaps: then the form
/// comes again and names them.
async fn keep(
    app: &App,
    reader: &Reader,
    desk: Desk,
    mut form: Typed,
    before: Option<Service>,
) -> Result<Response, Failure> {
    let deed = form.text("deed").to_owned();
    if deed == "add-key" {
        service_form::add_key(&mut form);
        return answer(app, reader, desk, form, before, StatusCode::OK);
    }
    if let Some(row) = deed.strip_prefix("remove-key-") {
        form.remove_row("keys", row.parse().map_err(|_| Error::Invalid("deed"))?);
        return answer(app, reader, desk, form, before, StatusCode::OK);
    }
    let (service, unreadable) = service_form::read(&form, before.as_ref(), &app.today())?;
    let is_known = before.is_none() && desk.kept.draft.service(&service.id).is_some();
    if !unreadable.is_empty() || is_known {
        let problems = unreadable_problems(app, reader, &unreadable, is_known);
        let page = page_of(app, reader, desk, form, before);
        return show_as(REFUSED, &ServicePage { problems, ..page });
    }
    let seen = before.is_some().then(|| seen(form.text("seen"))).transpose()?;
    let (id, site) = (service.id.clone(), desk.site.id.clone());
    match registry::put_services(app, &reader.who, &site, vec![(service, seen)]).await {
        Err(Error::Conflict) if before.is_some() => {
            return changed_meanwhile(app, reader, &site, form, &id).await;
        }
        done => done?,
    }
    let kept = registry::one(app, &reader.who, &site).await?;
    let problems = registry::problems(&desk.site, &kept.draft);
    let is_whole = problems.iter().all(|problem| problem.service.as_ref() != Some(&id));
    let next = if is_whole { "services".to_owned() } else { format!("services/{id}") };
    Ok(go(&desk.path(&format!("{next}?saved=true"))))
}

/// Somebody else has saved the service since the form was made: both are shown, and nothing is
/// lost. Saved once more, what stands in the form counts.
async fn changed_meanwhile(
    app: &App,
    reader: &Reader,
    site: &SiteId,
    mut form: Typed,
    id: &ServiceId,
) -> Result<Response, Failure> {
    let desk = Desk::of(app, reader, site.as_str()).await?;
    let kept = find(&desk.kept.draft, id.as_str())?;
    let meanwhile = Meanwhile { form: form_of(&kept)?, by: saved_by(app, reader, site).await? };
    form.put("seen", meanwhile.form.text("seen").to_owned());
    let page = page_of(app, reader, desk, form, Some(kept));
    show_as(StatusCode::CONFLICT, &ServicePage { meanwhile: Some(meanwhile), ..page })
}

fn unreadable_problems(
    app: &App,
    reader: &Reader,
    unreadable: &[Unreadable],
    is_known: bool,
) -> HashMap<String, String> {
    let t = app.texts.speaker(reader.lang);
    let known = is_known.then(|| ("id".to_owned(), t.say("wrong-double").into_owned()));
    let wrong = |one: &Unreadable| match one {
        Unreadable::Id => ("id".to_owned(), t.say("wrong-id").into_owned()),
        Unreadable::Origins => ("origins".to_owned(), t.say("wrong-origins").into_owned()),
        Unreadable::Embeds => ("embeds".to_owned(), t.say("wrong-embeds").into_owned()),
    };
    unreadable.iter().map(wrong).chain(known).collect()
}

fn answer(
    app: &App,
    reader: &Reader,
    desk: Desk,
    form: Typed,
    service: Option<Service>,
    status: StatusCode,
) -> Result<Response, Failure> {
    show_as(status, &page_of(app, reader, desk, form, service))
}

fn page_of<'a>(
    app: &'a App,
    reader: &'a Reader,
    desk: Desk,
    form: Typed,
    service: Option<Service>,
) -> ServicePage<'a> {
    ServicePage {
        page: Page::for_agent(app, reader, desk.path("services")),
        desk,
        form,
        service,
        problems: HashMap::new(),
        meanwhile: None,
        is_saved: false,
    }
}

fn find(draft: &Registry, id: &str) -> Result<Service, Error> {
    let id = ServiceId::parse(id).map_err(|_| Error::NotFound)?;
    draft.service(&id).cloned().ok_or(Error::NotFound)
}

/// What is wrong with a service, by the field's name in its form.
pub(super) fn problems_of(
    t: Speaker<'_>,
    desk: &Desk,
    service: Option<&Service>,
) -> HashMap<String, String> {
    let mut found: HashMap<String, String> = HashMap::new();
    let id = service.map(|service| &service.id);
    for problem in desk.problems().iter().filter(|one| one.service.as_ref() == id) {
        let text = found.entry(place(problem)).or_default();
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&sentence(t, problem));
    }
    found
}
