//! A visitor's own page: `/s/{site}/{lang}/my` (R-DSR-02 to R-DSR-06). Server-rendered, without a cookie:
//! each form carries a pass (`app::conversation::own::pass`), so nothing that opens the page stands in an
//! address, a log or the browser. Its one script takes the chat's ticket out of the address, where the `#`
//! keeps it from being sent.

mod door;
mod erasure;
mod view;

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use plausch_core::Personal;
use plausch_core::id::SiteId;
use plausch_core::site::{Lang, Site};
use serde::Deserialize;

use self::door::DoorPage;
use self::view::{OwnPage, Said};
use super::client::ClientAddress;
use super::page::{Failure, FromHere, dress, show, show_as};
use super::widget::export;
use crate::app::conversation::own::{self, Guest, Typed, pass};
use crate::app::{App, Error, design};
use crate::texts::Speaker;

/// The largest form, in bytes: three lines of contact data, and room.
const FORM_BYTES: usize = 16 * 1024;

/// The page and what can be done there.
pub(super) fn routes(app: &Arc<App>) -> Router<Arc<App>> {
    Router::new()
        .route("/s/{site}/{lang}/my", get(door).post(open))
        .route("/s/{site}/{lang}/my/colours.css", get(colours))
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
#[derive(Clone)]
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

    /// Whoever the pass is for.
    async fn guest(&self, pass: &str) -> Result<Guest, Error> {
        own::admit(&self.app, pass::by_pass(&self.app, &self.site.id, pass)?).await
    }

    /// The page as it is now, with what there is to say.
    async fn page(&self, guest: &Guest, said: Said) -> Result<Response, Error> {
        let own = own::view(&self.app, guest, self.lang).await?;
        let is_refused = said.refused.is_some();
        let page = OwnPage::new(self, guest, own, said);
        let html = page.render().map_err(|error| Error::Internal(error.to_string()))?;
        let status = if is_refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        Ok((status, axum::response::Html(html)).into_response())
    }

    /// What a deed has led to; whoever can't be known (any more) stands at the door again. `typed`: the
    /// code, where one was typed.
    fn answer(
        &self,
        outcome: Result<Response, Error>,
        typed: Option<&str>,
    ) -> Result<Response, Failure> {
        let code = typed.unwrap_or_default();
        let problem = match outcome {
            Ok(response) => return Ok(unlisted(response)),
            Err(Error::TokenInvalid) if typed.is_some() => self.t().say("own-wrong"),
            Err(Error::TokenInvalid) => self.t().say("own-expired"),
            Err(Error::NotFound) => self.t().say("own-gone"),
            Err(Error::TooMany { .. }) => {
                let page = self.door(Some(self.t().say("own-too-many").into_owned()), code);
                return show_as(StatusCode::TOO_MANY_REQUESTS, &page).map(unlisted);
            }
            Err(error) => return Err(error.into()),
        };
        let page = self.door(Some(problem.into_owned()), code);
        show_as(StatusCode::UNPROCESSABLE_ENTITY, &page).map(unlisted)
    }

    fn door<'a>(&'a self, problem: Option<String>, code: &'a str) -> DoorPage<'a> {
        DoorPage { t: self.t(), site: &self.site, path: self.path(), code, problem }
    }
}

/// What somebody with a pass does, and the page or file that it leads to.
async fn by_pass<F: Future<Output = Result<Response, Error>>>(
    app: Arc<App>,
    address: Address,
    pass: &str,
    deed: impl FnOnce(Place, Guest) -> F,
) -> Result<Response, Failure> {
    let place = Place::new(app, address)?;
    let outcome = match place.guest(pass).await {
        Ok(guest) => deed(place.clone(), guest).await,
        Err(error) => Err(error),
    };
    place.answer(outcome, None)
}

/// No search engine lists it.
fn unlisted(mut response: Response) -> Response {
    let name = HeaderName::from_static("x-robots-tag");
    response.headers_mut().insert(name, axum::http::HeaderValue::from_static("noindex"));
    response
}

async fn door(State(app): State<Arc<App>>, address: Address) -> Result<Response, Failure> {
    let place = Place::new(app, address)?;
    show(&place.door(None, "")).map(unlisted)
}

/// The site's own colour, as its chat has it; nothing where it has none.
async fn colours(State(app): State<Arc<App>>, address: Address) -> Result<Response, Failure> {
    let place = Place::new(app, address)?;
    let registry = place.app.directory.registry(&place.site.id)?;
    let style = design::page_style(&registry.design);
    Ok(([(header::CONTENT_TYPE, "text/css; charset=utf-8")], style).into_response())
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
    let outcome = async {
        let guest = own::admit(app, guest?).await?;
        place.page(&guest, Said::default()).await
    };
    let outcome = outcome.await;
    place.answer(outcome, is_typed.then_some(opening.code.as_str()))
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
    let deed = |place: Place, guest: Guest| async move {
        let (guest, code, secret) = own::make_secret(&place.app, &guest).await?;
        let made = Some((code, secret));
        place.page(&guest, Said { made, ..Said::default() }).await
    };
    by_pass(app, address, &form.pass, deed).await
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
    let typed = Typed { name: form.name, mail: form.mail, phone: form.phone };
    by_pass(app, address, &form.pass, |place: Place, guest: Guest| async move {
        let said = match own::correct(&place.app, &guest, &typed).await {
            Ok(()) => Said::done("contact", place.t().say("own-contact-saved")),
            Err(Error::Invalid(field @ ("mail" | "phone"))) => {
                Said { refused: Some((field, typed)), ..Said::default() }
            }
            Err(error) => return Err(error),
        };
        place.page(&guest, said).await
    })
    .await
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
    by_pass(app, address, &copying.pass, |place: Place, guest: Guest| async move {
        let export = own::export(&place.app, &guest).await?;
        export::file(&place.app, &export, copying.r#as.as_deref() == Some("html"))
    })
    .await
}

async fn withdraw(
    State(app): State<Arc<App>>,
    address: Address,
    FromHere(form): FromHere<Carried>,
) -> Result<Response, Failure> {
    by_pass(app, address, &form.pass, |place: Place, guest: Guest| async move {
        own::withdraw(&place.app, &guest).await?;
        place.page(&guest, Said::done("consent", place.t().say("own-consent-withdrawn"))).await
    })
    .await
}

#[derive(Deserialize)]
struct Objecting {
    #[serde(default)]
    pass: String,
    /// The objection is taken back.
    back: Option<String>,
}

async fn object(
    State(app): State<Arc<App>>,
    address: Address,
    FromHere(form): FromHere<Objecting>,
) -> Result<Response, Failure> {
    by_pass(app, address, &form.pass, |place: Place, guest: Guest| async move {
        own::object(&place.app, &guest, form.back.is_none()).await?;
        let said = match form.back {
            None => Said::default(),
            Some(_) => Said::done("object", place.t().say("own-object-back-done")),
        };
        place.page(&guest, said).await
    })
    .await
}
