//! A visitor's own page: `/s/{site}/{lang}/my` (R-DSR-02 to R-DSR-06). Server-rendered, without a cookie:
//! each form carries a pass (`app::conversation::own::pass`), so nothing that opens the page stands in an
//! address, a log or the browser. Its one script takes the chat's ticket out of the address, where the `#`
//! keeps it from being sent.

mod erasure;
mod view;

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderName, StatusCode};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use plausch_core::Personal;
use plausch_core::id::SiteId;
use plausch_core::site::{Lang, Site};
use serde::Deserialize;

use self::view::{OwnPage, Said};
use super::client::ClientAddress;
use super::page::{Failure, FromHere, asset, dress, show, show_as};
use super::widget::export;
use crate::app::conversation::own::{self, Guest, Typed, pass};
use crate::app::{App, Error};
use crate::texts::Speaker;

/// The largest form, in bytes: three lines of contact data, and room.
const FORM_BYTES: usize = 16 * 1024;

/// The page and what can be done there.
pub(super) fn routes(app: &Arc<App>) -> Router<Arc<App>> {
    Router::new()
        .route("/s/{site}/{lang}/my", get(door).post(open))
        .route("/s/{site}/{lang}/my/secret", post(make_secret))
        .route("/s/{site}/{lang}/my/contact", post(correct))
        .route("/s/{site}/{lang}/my/copy", post(copy))
        .route("/s/{site}/{lang}/my/withdrawal", post(withdraw))
        .route("/s/{site}/{lang}/my/objection", post(object))
        .route("/s/{site}/{lang}/my/erasure", post(erasure::erase))
        .layer(DefaultBodyLimit::max(FORM_BYTES))
        .layer(from_fn_with_state(Arc::clone(app), dress))
}

/// Whose page is asked for, and in which language.
struct Place {
    app: Arc<App>,
    site: Arc<Site>,
    lang: Lang,
}

type Address = Path<(String, String)>;

impl Place {
    fn new(app: Arc<App>, Path((site, lang)): Address) -> Result<Self, Failure> {
        let site = SiteId::parse(&site).map_err(|_| Error::NotFound)?;
        let lang = Lang::parse(&lang).ok_or(Error::NotFound)?;
        let site = app.directory.site(&site)?;
        let speaks = site.settings.languages.contains(&lang);
        if speaks { Ok(Self { app, site, lang }) } else { Err(Error::NotFound.into()) }
    }

    fn t(&self) -> Speaker<'_> {
        self.app.texts.speaker(self.lang)
    }

    fn path(&self) -> String {
        format!("/s/{}/{}/my", self.site.id, self.lang.as_str())
    }

    /// Whoever the pass is for; what they do is limited as messages are.
    fn guest(&self, pass: &str) -> Result<Guest, Error> {
        let guest = pass::by_pass(&self.app, &self.site.id, pass)?;
        self.app.limiters.message(&guest.conversation)?;
        Ok(guest)
    }

    /// The page as it is now, with what there is to say.
    async fn page(&self, guest: &Guest, said: Said) -> Result<Response, Error> {
        let own = own::view(&self.app, guest).await?;
        let is_refused = said.refused.is_some();
        let page = OwnPage::new(self, guest, own, said);
        let html = page.render().map_err(|error| Error::Internal(error.to_string()))?;
        let status = if is_refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        Ok((status, axum::response::Html(html)).into_response())
    }

    /// What a deed has led to; whoever can't be known (any more) stands at the door again.
    fn answer(
        &self,
        outcome: Result<Response, Error>,
        at_the_door: bool,
    ) -> Result<Response, Failure> {
        let problem = match outcome {
            Ok(response) => return Ok(unlisted(response)),
            Err(Error::TokenInvalid) if at_the_door => self.t().say("own-wrong"),
            Err(Error::TokenInvalid) => self.t().say("own-expired"),
            Err(Error::NotFound) => self.t().say("own-gone"),
            Err(Error::TooMany { .. }) => {
                let page = self.door(Some(self.t().say("own-too-many").into_owned()));
                return show_as(StatusCode::TOO_MANY_REQUESTS, &page).map(unlisted);
            }
            Err(error) => return Err(error.into()),
        };
        let page = self.door(Some(problem.into_owned()));
        show_as(StatusCode::UNPROCESSABLE_ENTITY, &page).map(unlisted)
    }

    fn door(&self, problem: Option<String>) -> DoorPage<'_> {
        DoorPage { t: self.t(), site: &self.site, path: self.path(), problem }
    }
}

/// No search engine lists it.
fn unlisted(mut response: Response) -> Response {
    let name = HeaderName::from_static("x-robots-tag");
    response.headers_mut().insert(name, axum::http::HeaderValue::from_static("noindex"));
    response
}

#[derive(Template)]
#[template(path = "own/door.html")]
struct DoorPage<'a> {
    t: Speaker<'a>,
    site: &'a Site,
    path: String,
    problem: Option<String>,
}

impl DoorPage<'_> {
    #[expect(clippy::unused_self, reason = "templates ask the page")]
    fn asset(&self, name: &str) -> String {
        asset(name)
    }

    /// The same door in the site's other languages.
    fn others(&self) -> Vec<(Lang, &'static str)> {
        let named = |lang: &Lang| (*lang, if *lang == Lang::De { "Deutsch" } else { "English" });
        let mut others: Vec<_> = self.site.settings.languages.iter().map(named).collect();
        others.retain(|(lang, _)| *lang != self.t.lang);
        others
    }
}

async fn door(State(app): State<Arc<App>>, address: Address) -> Result<Response, Failure> {
    let place = Place::new(app, address)?;
    show(&place.door(None)).map(unlisted)
}

#[derive(Deserialize)]
struct Opening {
    /// From the chat.
    ticket: Option<String>,
    /// From the page that was just left for a question.
    pass: Option<String>,
    #[serde(default)]
    code: String,
    secret: Option<Personal<String>>,
}

async fn open(
    State(app): State<Arc<App>>,
    address: Address,
    ClientAddress(client): ClientAddress,
    FromHere(opening): FromHere<Opening>,
) -> Result<Response, Failure> {
    let place = Place::new(app, address)?;
    let (app, site) = (&place.app, &place.site.id);
    let is_typed = opening.ticket.is_none() && opening.pass.is_none();
    let guest = match (&opening.ticket, &opening.pass) {
        (Some(ticket), _) => pass::by_ticket(app, site, ticket),
        (None, Some(pass)) => pass::by_pass(app, site, pass),
        (None, None) => {
            let secret = opening.secret.unwrap_or_else(|| String::new().into());
            own::enter(app, site, client, &opening.code, &secret).await
        }
    };
    let outcome = match guest {
        Ok(guest) => place.page(&guest, Said::default()).await,
        Err(error) => Err(error),
    };
    place.answer(outcome, is_typed)
}

#[derive(Deserialize)]
struct Carried {
    #[serde(default)]
    pass: String,
}

async fn make_secret(
    State(app): State<Arc<App>>,
    address: Address,
    FromHere(form): FromHere<Carried>,
) -> Result<Response, Failure> {
    let place = Place::new(app, address)?;
    let outcome = async {
        let guest = place.guest(&form.pass)?;
        let made = Some(own::make_secret(&place.app, &guest).await?);
        place.page(&guest, Said { made, ..Said::default() }).await
    };
    place.answer(outcome.await, false)
}

#[derive(Deserialize)]
struct Corrections {
    #[serde(default)]
    pass: String,
    name: Personal<String>,
    mail: Personal<String>,
    phone: Personal<String>,
}

async fn correct(
    State(app): State<Arc<App>>,
    address: Address,
    FromHere(form): FromHere<Corrections>,
) -> Result<Response, Failure> {
    let place = Place::new(app, address)?;
    let outcome = async {
        let guest = place.guest(&form.pass)?;
        let typed = Typed { name: form.name, mail: form.mail, phone: form.phone };
        let said = match own::correct(&place.app, &guest, &typed).await {
            Ok(()) => Said::done("contact", place.t().say("own-contact-saved")),
            Err(Error::Invalid(field @ ("mail" | "phone"))) => {
                Said { refused: Some((field, typed)), ..Said::default() }
            }
            Err(error) => return Err(error),
        };
        place.page(&guest, said).await
    };
    place.answer(outcome.await, false)
}

#[derive(Deserialize)]
struct Copying {
    #[serde(default)]
    pass: String,
    r#as: Option<String>,
}

async fn copy(
    State(app): State<Arc<App>>,
    address: Address,
    FromHere(copying): FromHere<Copying>,
) -> Result<Response, Failure> {
    let place = Place::new(app, address)?;
    let outcome = async {
        let guest = place.guest(&copying.pass)?;
        let export = own::export(&place.app, &guest).await?;
        export::file(&place.app, &export, copying.r#as.as_deref() == Some("html"))
    };
    place.answer(outcome.await, false)
}

async fn withdraw(
    State(app): State<Arc<App>>,
    address: Address,
    FromHere(form): FromHere<Carried>,
) -> Result<Response, Failure> {
    let place = Place::new(app, address)?;
    let outcome = async {
        let guest = place.guest(&form.pass)?;
        own::withdraw(&place.app, &guest).await?;
        place.page(&guest, Said::done("consent", place.t().say("own-consent-withdrawn"))).await
    };
    place.answer(outcome.await, false)
}

async fn object(
    State(app): State<Arc<App>>,
    address: Address,
    FromHere(form): FromHere<Carried>,
) -> Result<Response, Failure> {
    let place = Place::new(app, address)?;
    let outcome = async {
        let guest = place.guest(&form.pass)?;
        own::object(&place.app, &guest).await?;
        place.page(&guest, Said::default()).await
    };
    place.answer(outcome.await, false)
}
