//! Sites: the list, and the form for one with what goes into its pages.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use plausch_core::id::SiteId;
use plausch_core::role::{Level, Permission};
use plausch_core::site::{Mode, Site};
use serde::Deserialize;

use super::material::Material;
use super::site_form::SiteForm;
use super::site_page::SitePage;
use super::snippets;
use crate::app::{App, Error, site};
use crate::http::page::{Failure, Page, Posted, Reader, show, show_as};

#[derive(Template)]
#[template(path = "admin/sites.html")]
struct SitesPage<'a> {
    page: Page<'a>,
    sites: Vec<Arc<Site>>,
    may_create: bool,
}

impl SitesPage<'_> {
    /// Is another one called the same?
    fn has_namesake(&self, site: &Site) -> bool {
        let is_same = |other: &&Arc<Site>| other.settings.name == site.settings.name;
        self.sites.iter().filter(is_same).count() > 1
    }

    fn mode_name(&self, site: &Site) -> String {
        let t = self.page.t;
        match site.settings.mode {
            Mode::Consent => t.say("mode-consent").into_owned(),
            Mode::OnRequest => t.say("mode-on-request").into_owned(),
        }
    }
}

/// `GET /admin/sites`
pub(super) async fn list(State(app): State<Arc<App>>, reader: Reader) -> Result<Response, Failure> {
    let sites = site::list(&app, &reader.who)?;
    let may_create = site::may_create(&reader.who).is_ok();
    show(&SitesPage { page: Page::for_agent(&app, &reader, "/admin/sites"), sites, may_create })
}

fn new_page<'a>(app: &'a App, reader: &'a Reader, form: SiteForm) -> SitePage<'a> {
    SitePage {
        page: Page::for_agent(app, reader, "/admin/sites/new"),
        form,
        site: None,
        problems: Vec::new(),
        id_problem: None,
        is_saved: false,
        material: None,
        snippets: None,
    }
}

fn page_of<'a>(app: &'a App, reader: &'a Reader, site: Arc<Site>) -> SitePage<'a> {
    let page = Page::for_agent(app, reader, format!("/admin/sites/{}", site.id));
    SitePage {
        form: SiteForm::of(&site.settings),
        problems: Vec::new(),
        id_problem: None,
        is_saved: false,
        material: None,
        snippets: Some(snippets::of(app, page.t, &site)),
        site: Some(site),
        page,
    }
}

/// `GET /admin/sites/new`
pub(super) async fn blank(
    State(app): State<Arc<App>>,
    reader: Reader,
) -> Result<Response, Failure> {
    site::may_create(&reader.who)?;
    show(&new_page(&app, &reader, SiteForm::blank()))
}

/// `POST /admin/sites/new`
pub(super) async fn create(
    State(app): State<Arc<App>>,
    Posted { reader, form }: Posted<SiteForm>,
) -> Result<Response, Failure> {
    site::may_create(&reader.who)?;
    let t = app.texts.speaker(reader.lang);
    let (settings, problems) = form.read(None);
    let id = SiteId::parse(form.id.trim());
    let id_problem = match (id, problems.is_empty()) {
        (Err(_), _) => Some(t.say("problem-id")),
        (Ok(_), false) => None,
        (Ok(id), true) => {
            match site::create(&app, &reader.who, Site { id: id.clone(), settings }).await {
                Ok(()) => return Ok(saved(&id)),
                Err(Error::Conflict) => Some(t.say("problem-taken")),
                Err(error) => return Err(error.into()),
            }
        }
    };
    let id_problem = id_problem.map(std::borrow::Cow::into_owned);
    let page = SitePage { problems, id_problem, ..new_page(&app, &reader, form) };
    show_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

fn saved(id: &SiteId) -> Response {
    Redirect::to(&format!("/admin/sites/{id}?saved=true")).into_response()
}

fn site_id(text: &str) -> Result<SiteId, Failure> {
    SiteId::parse(text).map_err(|_| Failure::App(Error::NotFound))
}

#[derive(Deserialize)]
pub(super) struct Saved {
    #[serde(default)]
    saved: bool,
}

/// `GET /admin/sites/{id}`
pub(super) async fn one(
    State(app): State<Arc<App>>,
    reader: Reader,
    Path(id): Path<String>,
    Query(Saved { saved }): Query<Saved>,
) -> Result<Response, Failure> {
    let site = site::one(&app, &reader.who, &site_id(&id)?)?;
    show(&SitePage { is_saved: saved, ..page_of(&app, &reader, site) })
}

/// `POST /admin/sites/{id}`
pub(super) async fn change(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Posted { reader, form }: Posted<SiteForm>,
) -> Result<Response, Failure> {
    let id = site_id(&id)?;
    reader.who.may_on(Permission::Sites, Level::Write, &id)?;
    let site = site::one(&app, &reader.who, &id)?;
    let (settings, problems) = form.read(Some(&site.settings));
    if problems.is_empty() {
        let unseen = Material::unseen(&app, &reader, &site, &settings, form.confirmed()).await?;
        let Some(material) = unseen else {
            site::change(&app, &reader.who, &id, settings).await?;
            return Ok(saved(&id));
        };
        return show(&SitePage { form, material: Some(material), ..page_of(&app, &reader, site) });
    }
    let page = SitePage { form, problems, ..page_of(&app, &reader, site) };
    show_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
}
