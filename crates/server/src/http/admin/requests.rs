//! Data requests: what persons ask for by right, until when it has to be answered, and everything that
//! answering takes (R-DSR-01 … 06). Everything works as a plain form post.

mod deeds;
mod entry;
mod messages;
mod one;
mod review;
mod words;

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use plausch_core::id::RequestId;
use plausch_core::request::{Deadline, Urgency, today};

use self::words::{day, kind_name, state_name, urgency_name};
use crate::app::request::deadlines::{self, Pressing};
use crate::app::request::{self, DataRequest};
use crate::app::{App, Error};
use crate::http::page::{Due, Failure, Page, Reader, show};
use crate::texts::Speaker;

/// The list, a request's page, and what is done on it.
pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/admin/requests", get(list))
        .route("/admin/requests/new", get(entry::blank).post(entry::enter))
        .route("/admin/requests/{request}", get(one::page))
        .route("/admin/requests/{request}/question", post(deeds::ask_identity))
        .route("/admin/requests/{request}/identity", post(deeds::note_identity))
        .route("/admin/requests/{request}/search", post(one::search))
        .route("/admin/requests/{request}/conversations", post(deeds::belongs))
        .route("/admin/requests/{request}/collection", post(deeds::collect))
        .route("/admin/requests/{request}/review", get(review::page).post(review::withhold))
        .route("/admin/requests/{request}/preview", get(review::preview))
        .route("/admin/requests/{request}/release", post(review::release))
        .route("/admin/requests/{request}/copy.json", get(review::json))
        .route("/admin/requests/{request}/copy.html", get(review::html))
        .route("/admin/requests/{request}/erasure", post(deeds::erase))
        .route("/admin/requests/{request}/rectification", post(deeds::rectify))
        .route("/admin/requests/{request}/messages", get(messages::page))
        .route("/admin/requests/{request}/annotation", post(deeds::annotate))
        .route("/admin/requests/{request}/restriction", post(deeds::restrict))
        .route("/admin/requests/{request}/objection", post(deeds::object))
        .route("/admin/requests/{request}/withdrawal", post(deeds::withdraw))
        .route("/admin/requests/{request}/lifting", post(deeds::lift))
        .route("/admin/requests/{request}/recipients", post(deeds::add_recipient))
        .route("/admin/requests/{request}/told", post(deeds::told))
        .route("/admin/requests/{request}/extension", post(deeds::extend))
        .route("/admin/requests/{request}/refusal", post(deeds::refuse))
        .route("/admin/requests/{request}/answer", post(deeds::finish))
        .route("/admin/requests/{request}/reopening", post(deeds::reopen))
}

/// What presses, for the menu (R-DSR-01).
pub(in crate::http) fn due(app: &App, reader: &Reader, t: Speaker<'_>) -> Option<Due> {
    let Pressing { overdue, soon } = deadlines::pressing(app, &reader.who.reach);
    let (count, said) =
        if overdue > 0 { (overdue, "requests-late") } else { (soon, "requests-soon") };
    (count > 0)
        .then(|| Due { text: t.say_with(said, "count", count.to_string()), is_late: overdue > 0 })
}

/// The request's id from the path.
fn id(text: &str) -> Result<RequestId, Failure> {
    RequestId::parse(text).map_err(|_| Failure::App(Error::NotFound))
}

/// A request in a list, and at the head of its page.
struct Head {
    id: RequestId,
    person: String,
    kind: String,
    state: String,
    site: String,
    received: String,
    due: String,
    /// How much it presses, in a word, and the class of that.
    urgency: Option<(String, &'static str)>,
}

impl Head {
    fn new(app: &App, t: Speaker<'_>, request: &DataRequest) -> Self {
        let deadline = Deadline { due_on: request.due_on };
        let today = today(app.now());
        let urgency = deadline.urgency(today);
        let class = if urgency == Urgency::Overdue { "overdue" } else { "soon" };
        let presses = !request.state.is_closed() && urgency != Urgency::Calm;
        let site = app.directory.site(&request.site);
        let person = request.dossier.as_ref().map(|one| one.reveal().person.clone());
        Self {
            id: request.id.clone(),
            person: person.unwrap_or_else(|| t.say("request-of-somebody").into_owned()),
            kind: kind_name(t, request.kind),
            state: state_name(t, request.state),
            site: site.map_or_else(|_| request.site.to_string(), |one| one.settings.name.clone()),
            received: day(t, request.received_on),
            due: day(t, request.due_on),
            urgency: presses.then(|| (urgency_name(t, deadline.days_left(today)), class)),
        }
    }
}

#[derive(Template)]
#[template(path = "requests/list.html")]
struct ListPage<'a> {
    page: Page<'a>,
    open: Vec<Head>,
    closed: Vec<Head>,
}

/// `GET /admin/requests`
async fn list(State(app): State<Arc<App>>, reader: Reader) -> Result<Response, Failure> {
    let open = request::list(&app, &reader.who, false).await?;
    let closed = request::list(&app, &reader.who, true).await?;
    let page = Page::for_agent(&app, &reader, "/admin/requests");
    let heads =
        |rows: &[DataRequest]| rows.iter().map(|row| Head::new(&app, page.t, row)).collect();
    let (open, closed) = (heads(&open), heads(&closed));
    show(&ListPage { page, open, closed })
}
