//! The form of a service: everything that has to be told of it (R-CONS-04, R-BAN-04).

use std::collections::HashMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use plausch_core::id::ServiceId;
use plausch_core::registry::{Basis, Party, Place, Registry, Service, Signal, Transfer};
use plausch_core::site::Lang;
use serde::Deserialize;

use super::super::field::{Hint, TextField};
use super::service_form::{self, Unreadable};
use super::typed::word_of;
use super::{Desk, Done, REFUSED, Typed, catalogue, go, place, sentence, words};
use crate::app::{App, Error, registry};
use crate::http::page::{Failure, Page, Posted, Reader, show_as};

#[derive(Template)]
#[template(path = "admin/service.html")]
struct ServicePage<'a> {
    page: Page<'a>,
    desk: Desk,
    form: Typed,
    /// `None`: a new one.
    service: Option<Service>,
    problems: HashMap<String, String>,
    is_saved: bool,
}

/// One of the two exceptions, or consent.
struct Choice {
    value: String,
    label: String,
    help: String,
    is_chosen: bool,
}

impl ServicePage<'_> {
    fn title(&self) -> String {
        match &self.service {
            Some(service) if !service.name.is_empty() => service.name.clone(),
            Some(service) => service.id.to_string(),
            None => self.page.t.say("new-service").into_owned(),
        }
    }

    fn here(&self) -> String {
        match &self.service {
            Some(service) => self.desk.path(&format!("services/{}", service.id)),
            None => self.desk.path("new-service"),
        }
    }

    /// A field, named as in the registry, with what is known and wrong of it.
    fn field(&self, field: &str, lang: Option<Lang>) -> TextField {
        let suffix = lang.map(|lang| format!("-{}", lang.as_str())).unwrap_or_default();
        let name = field.replace('.', "-") + &suffix;
        TextField {
            label: words::field_in(self.page.t, field, lang),
            kind: "text",
            value: self.form.text(&name).to_owned(),
            problem: self.problems.get(&name).cloned(),
            lang: lang.map(Lang::as_str).filter(|lang| *lang != self.page.lang()),
            hint: self.service.as_ref().and_then(|service| catalogue::hint(service, field)),
            name,
            ..TextField::default()
        }
    }

    fn basics(&self) -> Vec<TextField> {
        let (t, mut fields) = (self.page.t, Vec::new());
        fields.push(self.field("name", None));
        if self.service.is_none() {
            let help = Some(t.say("field-id-help").into_owned());
            fields.push(TextField { help, ..self.field("id", None) });
        }
        let purposes = self.desk.kept.draft.purposes.iter();
        let mut choices: Vec<_> = purposes
            .map(|purpose| (purpose.id.to_string(), words::purpose_name(t, purpose)))
            .collect();
        let chosen = self.form.text("purpose");
        if !chosen.is_empty() && !choices.iter().any(|(id, _)| id == chosen) {
            choices.push((chosen.to_owned(), chosen.to_owned()));
        }
        fields.push(TextField { choices, ..self.field("purpose", None) });
        fields
    }

    fn provider(&self) -> Vec<TextField> {
        let t = self.page.t;
        let all = [
            None,
            Some(Transfer::Adequacy),
            Some(Transfer::DataPrivacyFramework),
            Some(Transfer::StandardClauses),
            Some(Transfer::CorporateRules),
        ];
        let choice =
            |one: Option<Transfer>| (one.map(word_of).unwrap_or_default(), words::transfer(t, one));
        let country_help = Some(t.say("field-provider-country-help").into_owned());
        vec![
            self.field("provider.name", None),
            TextField { is_long: true, ..self.field("provider.address", None) },
            TextField { help: country_help, ..self.field("provider.country", None) },
            TextField { choices: all.map(choice).into(), ..self.field("provider.transfer", None) },
        ]
    }

    fn texts(&self) -> Vec<TextField> {
        ["aim", "data", "recipients"].into_iter().flat_map(|field| self.translated(field)).collect()
    }

    fn reasons(&self) -> Vec<TextField> {
        self.translated("reason")
    }

    fn translated(&self, field: &'static str) -> Vec<TextField> {
        let help = (field == "recipients").then(|| self.page.t.say("field-recipients-help"));
        let long = |&lang: &Lang| TextField {
            is_long: true,
            help: help.as_ref().map(ToString::to_string),
            ..self.field(field, Some(lang))
        };
        self.desk.site.settings.languages.iter().map(long).collect()
    }

    fn rows(&self) -> usize {
        self.form.rows("keys", "name")
    }

    /// The fields of a key.
    fn key(&self, row: &usize) -> Vec<TextField> {
        let (t, start) = (self.page.t, format!("keys.{row}."));
        let places = [Place::Cookie, Place::LocalStorage, Place::SessionStorage, Place::IndexedDb]
            .map(|place| (word_of(place), words::key_place(t, place)));
        let parties =
            [Party::First, Party::Third].map(|party| (word_of(party), words::party(t, party)));
        let named = |field: &str, label: String, choices: Vec<(String, String)>| TextField {
            label,
            choices,
            ..self.field(&format!("{start}{field}"), None)
        };
        let name = words::field_name(t, "keys.name");
        let mut fields = vec![
            named("name", name, Vec::new()),
            named("place", t.say("field-keys-place").into_owned(), places.into()),
            named("party", t.say("field-keys-party").into_owned(), parties.into()),
        ];
        for &lang in &self.desk.site.settings.languages {
            let label = words::field_in(t, "keys.lifetime", Some(lang));
            fields.push(TextField { label, ..self.field(&format!("{start}lifetime"), Some(lang)) });
        }
        fields
    }

    /// Counted as people do.
    fn number(&self, row: &usize) -> String {
        let number = i64::try_from(row + 1).unwrap_or(i64::MAX);
        self.page.t.say_with("key-number", "number", number)
    }

    /// Where the facts about keys come from: said once, not in every row.
    fn key_hint(&self) -> Option<Hint> {
        catalogue::hint(self.service.as_ref()?, "keys.name")
    }

    fn technical(&self) -> Vec<TextField> {
        let t = self.page.t;
        let all = [None, Some(Signal::Google), Some(Signal::Matomo), Some(Signal::Uet)];
        let choice =
            |one: Option<Signal>| (one.map(word_of).unwrap_or_default(), words::signal(t, one));
        let help = |text: &str| Some(text.to_owned());
        vec![
            TextField { kind: "url", ..self.field("privacy_url", None) },
            TextField {
                is_long: true,
                help: help(&t.say("field-origins-help")),
                ..self.field("origins", None)
            },
            TextField {
                choices: all.map(choice).into(),
                help: help(&t.say("field-signal-help")),
                ..self.field("signal", None)
            },
        ]
    }

    /// R-CONS-10: there are these three.
    fn bases(&self) -> [Choice; 3] {
        let t = self.page.t;
        let choice = |basis: Basis, help: String| Choice {
            value: word_of(basis),
            label: words::basis(t, basis),
            help,
            is_chosen: self.form.text("basis") == word_of(basis),
        };
        [
            choice(Basis::Consent, t.say("basis-consent-help").into_owned()),
            choice(Basis::Requested, t.say("basis-requested-help").into_owned()),
            choice(Basis::Carriage, t.say("basis-carriage-help").into_owned()),
        ]
    }

    fn summary(&self) -> Vec<(String, String)> {
        let fields =
            [self.basics(), self.provider(), self.texts(), self.reasons(), self.technical()];
        let keys = (0..self.rows()).flat_map(|row| self.key(&row));
        let wrong =
            |field: TextField| Some((field.name, format!("{}: {}", field.label, field.problem?)));
        fields.into_iter().flatten().chain(keys).filter_map(wrong).collect()
    }
}

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
    let desk = Desk::of(&app, &reader, &id).await?;
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
    let (page, form) = (page(&app, &reader, &desk), service_form::typed(&service));
    let problems = problems_of(&page, &desk, &service.id);
    let service = Some(service);
    show_as(StatusCode::OK, &ServicePage { page, desk, form, service, problems, is_saved: saved })
}

/// `POST /admin/sites/{id}/new-service`
pub(super) async fn create(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Posted { reader, form }: Posted<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let desk = Desk::of(&app, &reader, &id).await?;
    keep(&app, &reader, desk, Typed::new(form), None).await
}

/// `POST /admin/sites/{id}/services/{service}`
pub(super) async fn change(
    State(app): State<Arc<App>>,
    Path((id, service)): Path<(String, String)>,
    Posted { reader, form }: Posted<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let desk = Desk::of(&app, &reader, &id).await?;
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
    let (service, unreadable) = service_form::read(&form, before.as_ref())?;
    let is_new = before.is_none();
    let is_known = is_new && desk.kept.draft.service(&service.id).is_some();
    if !unreadable.is_empty() || is_known {
        let problems = unreadable_problems(app, reader, &unreadable, is_known);
        let page = page(app, reader, &desk);
        let refused = ServicePage { page, desk, form, service: before, problems, is_saved: false };
        return show_as(REFUSED, &refused);
    }
    let (id, site) = (service.id.clone(), desk.site.id.clone());
    registry::put_service(app, &reader.who, &site, service, is_new).await?;
    let kept = registry::one(app, &reader.who, &site).await?;
    let problems = registry::problems(&desk.site, &kept.draft);
    let is_whole = problems.iter().all(|problem| problem.service.as_ref() != Some(&id));
    let next = if is_whole { "services".to_owned() } else { format!("services/{id}") };
    Ok(go(&desk.path(&format!("{next}?saved=true"))))
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
    let (page, problems) = (page(app, reader, &desk), HashMap::new());
    show_as(status, &ServicePage { page, desk, form, service, problems, is_saved: false })
}

fn page<'a>(app: &'a App, reader: &'a Reader, desk: &Desk) -> Page<'a> {
    Page::for_agent(app, reader, desk.path("services"))
}

fn find(draft: &Registry, id: &str) -> Result<Service, Error> {
    let id = ServiceId::parse(id).map_err(|_| Error::NotFound)?;
    draft.service(&id).cloned().ok_or(Error::NotFound)
}

fn problems_of(page: &Page<'_>, desk: &Desk, id: &ServiceId) -> HashMap<String, String> {
    let mut found: HashMap<String, String> = HashMap::new();
    for problem in desk.problems().iter().filter(|one| one.service.as_ref() == Some(id)) {
        let text = found.entry(place(problem)).or_default();
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&sentence(page.t, problem));
    }
    found
}
