//! Sites: the list, and the form for one with what goes into its pages.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use plausch_core::agent::Deed;
use plausch_core::id::SiteId;
use plausch_core::site::{Field, Lang, Lifetime, Mode, Site};
use serde::Deserialize;

use super::site_form::SiteForm;
use super::snippets::{self, Snippet};
use crate::app::{App, Error, site};
use crate::http::page::{Failure, Page, Posted, Reader, show, show_as};

#[derive(Template)]
#[template(path = "admin/sites.html")]
struct SitesPage<'a> {
    page: Page<'a>,
    sites: Vec<Arc<Site>>,
}

impl SitesPage<'_> {
    fn mode_name(&self, site: &Site) -> String {
        let t = self.page.t;
        match site.settings.mode {
            Mode::Consent => t.say("mode-consent").into_owned(),
            Mode::OnRequest => t.say("mode-on-request").into_owned(),
        }
    }
}

#[derive(Template)]
#[template(path = "admin/site.html")]
struct SitePage<'a> {
    page: Page<'a>,
    form: SiteForm,
    /// `None`: a new one.
    site: Option<Arc<Site>>,
    problems: Vec<Field>,
    id_problem: Option<String>,
    is_saved: bool,
    snippets: Option<Vec<Snippet>>,
}

/// A text field of the form.
struct TextField {
    name: &'static str,
    label: String,
    kind: &'static str,
    value: String,
    help: Option<String>,
    problem: Option<String>,
    is_optional: bool,
    is_long: bool,
}

/// One of several to choose from.
struct Choice {
    name: &'static str,
    value: &'static str,
    label: String,
    help: String,
    is_chosen: bool,
}

impl SitePage<'_> {
    fn title(&self) -> String {
        match &self.site {
            Some(site) => site.settings.name.clone(),
            None => self.page.t.say("new-site").into_owned(),
        }
    }

    fn has_problem_languages(&self) -> bool {
        self.problems.contains(&Field::Languages)
    }

    fn has_problem_alternatives(&self) -> bool {
        self.problems.contains(&Field::Alternatives)
    }

    fn field(&self, name: &'static str, label: &str, value: &str) -> TextField {
        TextField {
            name,
            label: label.to_owned(),
            kind: "text",
            value: value.to_owned(),
            help: None,
            problem: None,
            is_optional: false,
            is_long: false,
        }
    }

    fn problem(&self, field: Field, text: &str) -> Option<String> {
        self.problems.contains(&field).then(|| text.to_owned())
    }

    fn basics(&self) -> Vec<TextField> {
        let (t, form) = (self.page.t, &self.form);
        let mut fields = Vec::new();
        if self.site.is_none() {
            fields.push(TextField {
                help: Some(t.say("site-id-help").into_owned()),
                problem: self.id_problem.clone(),
                ..self.field("id", &t.say("site-id"), &form.id)
            });
        }
        fields.push(TextField {
            help: Some(t.say("site-name-help").into_owned()),
            problem: self.problem(Field::Name, &t.say("problem-name")),
            ..self.field("name", &t.say("site-name"), &form.name)
        });
        fields.push(TextField {
            kind: "url",
            help: Some(t.say("site-address-help").into_owned()),
            problem: self.problem(Field::Address, &t.say("problem-address")),
            ..self.field("address", &t.say("site-address"), &form.address)
        });
        fields.push(TextField {
            is_long: true,
            help: Some(t.say("site-origins-help").into_owned()),
            problem: self.problem(Field::Origins, &t.say("problem-origins")),
            ..self.field("origins", &t.say("site-origins"), &form.origins)
        });
        fields
    }

    fn periods(&self) -> [TextField; 3] {
        let (t, form) = (self.page.t, &self.form);
        let number = |field, problem, help: String| TextField {
            kind: "number",
            problem: self.problem(problem, &t.say("problem-number")),
            help: Some(help),
            ..field
        };
        [
            number(
                self.field("idle_hours", &t.say("site-idle-hours"), &form.idle_hours),
                Field::IdleHours,
                t.say("site-idle-hours-help").into_owned(),
            ),
            number(
                self.field("remember_days", &t.say("site-remember-days"), &form.remember_days),
                Field::RememberDays,
                t.say("site-remember-days-help").into_owned(),
            ),
            number(
                self.field("retention_days", &t.say("site-retention-days"), &form.retention_days),
                Field::RetentionDays,
                t.say("site-retention-days-help").into_owned(),
            ),
        ]
    }

    fn duties(&self) -> [TextField; 4] {
        let (t, form) = (self.page.t, &self.form);
        let address = |field, problem| TextField {
            kind: "url",
            problem: self.problem(problem, &t.say("problem-address")),
            ..field
        };
        [
            TextField {
                is_long: true,
                help: Some(t.say("site-controller-help").into_owned()),
                problem: self.problem(Field::Controller, &t.say("problem-controller")),
                ..self.field("controller", &t.say("site-controller"), &form.controller)
            },
            TextField {
                is_optional: true,
                help: Some(t.say("site-officer-help").into_owned()),
                ..self.field("officer", &t.say("site-officer"), &form.officer)
            },
            address(
                self.field("privacy_url", &t.say("site-privacy"), &form.privacy_url),
                Field::PrivacyUrl,
            ),
            address(
                self.field("imprint_url", &t.say("site-imprint"), &form.imprint_url),
                Field::ImprintUrl,
            ),
        ]
    }

    fn alternatives(&self) -> [TextField; 2] {
        let (t, form) = (self.page.t, &self.form);
        [
            TextField {
                kind: "email",
                problem: self.problem(Field::Mail, &t.say("problem-mail")),
                ..self.field("mail", &t.say("site-mail"), &form.mail)
            },
            TextField { kind: "tel", ..self.field("phone", &t.say("site-phone"), &form.phone) },
        ]
    }

    fn languages(&self) -> [Choice; 2] {
        let language = |name, lang, is_chosen| Choice {
            name,
            value: "on",
            label: snippets::language(self.page.t, lang),
            help: String::new(),
            is_chosen,
        };
        [
            language("lang_de", Lang::De, self.form.lang_de.is_some()),
            language("lang_en", Lang::En, self.form.lang_en.is_some()),
        ]
    }

    fn first_languages(&self) -> [Choice; 2] {
        Lang::ALL.map(|lang| Choice {
            name: "first_lang",
            value: lang.as_str(),
            label: snippets::language(self.page.t, lang),
            help: String::new(),
            is_chosen: self.form.first_lang == lang.as_str(),
        })
    }

    fn modes(&self) -> [Choice; 2] {
        let t = self.page.t;
        let mode = |mode: Mode, label: String, help: String| Choice {
            name: "mode",
            value: mode.as_str(),
            label,
            help,
            is_chosen: self.form.mode == mode.as_str(),
        };
        [
            mode(
                Mode::Consent,
                t.say("mode-consent").into_owned(),
                t.say("mode-consent-help").into_owned(),
            ),
            mode(
                Mode::OnRequest,
                t.say("mode-on-request").into_owned(),
                t.say("mode-on-request-help").into_owned(),
            ),
        ]
    }

    fn lifetimes(&self) -> [Choice; 2] {
        let t = self.page.t;
        let lifetime = |lifetime: Lifetime, label: String, help: String| Choice {
            name: "lifetime",
            value: lifetime.as_str(),
            label,
            help,
            is_chosen: self.form.lifetime == lifetime.as_str(),
        };
        [
            lifetime(
                Lifetime::Session,
                t.say("lifetime-session").into_owned(),
                t.say("lifetime-session-help").into_owned(),
            ),
            lifetime(
                Lifetime::Memory,
                t.say("lifetime-memory").into_owned(),
                t.say("lifetime-memory-help").into_owned(),
            ),
        ]
    }
}

/// `GET /admin/sites`
pub(super) async fn list(State(app): State<Arc<App>>, reader: Reader) -> Result<Response, Failure> {
    let sites = site::list(&app, &reader.who)?;
    show(&SitesPage { page: Page::for_agent(&app, &reader, "/admin/sites"), sites })
}

fn new_page<'a>(app: &'a App, reader: &'a Reader, form: SiteForm) -> SitePage<'a> {
    SitePage {
        page: Page::for_agent(app, reader, "/admin/sites/new"),
        form,
        site: None,
        problems: Vec::new(),
        id_problem: None,
        is_saved: false,
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
        snippets: Some(snippets::of(app, page.t, &site)),
        site: Some(site),
        page,
    }
}

/// `GET /admin/sites/new`
pub(super) async fn blank(State(app): State<Arc<App>>, reader: Reader) -> Result<Response, Failure> {
    reader.who.may(Deed::ManageSites)?;
    show(&new_page(&app, &reader, SiteForm::blank()))
}

/// `POST /admin/sites/new`
pub(super) async fn create(
    State(app): State<Arc<App>>,
    Posted { reader, form }: Posted<SiteForm>,
) -> Result<Response, Failure> {
    reader.who.may(Deed::ManageSites)?;
    let t = app.texts.speaker(reader.lang);
    let (settings, problems) = form.read();
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
    reader.who.may(Deed::ManageSites)?;
    let site = site::one(&app, &reader.who, &site_id(&id)?)?;
    show(&SitePage { is_saved: saved, ..page_of(&app, &reader, site) })
}

/// `POST /admin/sites/{id}`
pub(super) async fn change(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Posted { reader, form }: Posted<SiteForm>,
) -> Result<Response, Failure> {
    reader.who.may(Deed::ManageSites)?;
    let id = site_id(&id)?;
    let site = site::one(&app, &reader.who, &id)?;
    let (settings, problems) = form.read();
    if problems.is_empty() {
        site::change(&app, &reader.who, &id, settings).await?;
        return Ok(saved(&id));
    }
    let page = SitePage { problems, form, ..page_of(&app, &reader, site) };
    show_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
}
