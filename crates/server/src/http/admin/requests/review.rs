//! Looking through what was collected, line by line; what then goes, exactly; and the files.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use plausch_core::id::RequestId;
use plausch_core::request::State as RequestState;
use plausch_core::site::Site;
use serde::Deserialize;

use super::super::services::{Typed, go};
use super::one::whole_page;
use super::words::{day, kind_name};
use super::{id, one};
use crate::app::copy::Withheld;
use crate::app::request::collect::Collected;
use crate::app::request::release;
use crate::app::{App, Error};
use crate::http::copy::{CopyView, SiteView, attachment};
use crate::http::page::{Failure, Page, Posted, Reader, show_as};
use crate::texts::Speaker;

/// What goes to the person, in words: the same in the preview and in the file.
struct Document<'a> {
    /// The person's language.
    t: Speaker<'a>,
    site: Arc<Site>,
    title: String,
    received: String,
    sites: Vec<SiteView>,
    information: Vec<(String, String)>,
    copies: Vec<CopyView>,
}

impl<'a> Document<'a> {
    fn new(app: &'a App, collected: &Collected) -> Self {
        let t = app.texts.speaker(collected.request.lang);
        let copies = collected.copies.iter();
        Self {
            t,
            site: Arc::clone(&collected.site),
            title: kind_name(t, collected.request.kind),
            received: day(t, collected.request.received_on),
            sites: SiteView::all(t, &collected.processing),
            information: collected.processing.information(t),
            copies: copies.map(|copy| CopyView::new(t, &app.directory, copy)).collect(),
        }
    }
}

#[derive(Template)]
#[template(path = "requests/review.html")]
struct ReviewPage<'a> {
    page: Page<'a>,
    id: RequestId,
    copies: Vec<CopyView>,
    may_change: bool,
    has_problem: bool,
    /// Lines that are to stay back and have no reason: where, and which.
    unexplained: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "requests/preview.html")]
struct PreviewPage<'a> {
    page: Page<'a>,
    id: RequestId,
    is_ready: bool,
    /// Was something added since somebody pressed the button?
    is_newer: bool,
    /// Says what is on the page.
    seen: String,
    document: Document<'a>,
}

#[derive(Template)]
#[template(path = "requests/file.html")]
struct File<'a> {
    document: Document<'a>,
}

/// `GET …/review`
pub(super) async fn page(
    State(app): State<Arc<App>>,
    reader: Reader,
    Path(of): Path<String>,
) -> Result<Response, Failure> {
    review(&app, &reader, &of, None).await
}

async fn review(
    app: &App,
    reader: &Reader,
    of: &str,
    refused: Option<&Withheld>,
) -> Result<Response, Failure> {
    let collected = release::all(app, &reader.who, &id(of)?).await?;
    let page = Page::for_agent(app, reader, format!("/admin/requests/{of}/review"));
    let mut copies: Vec<_> =
        (collected.copies.iter()).map(|copy| CopyView::new(page.t, &app.directory, copy)).collect();
    let mut unexplained = Vec::new();
    if let Some(refused) = refused {
        // What was ticked and typed before the mistake stays.
        let lines = copies.iter_mut().flat_map(CopyView::all_lines);
        for line in lines {
            line.withheld = refused.get(&line.key).cloned();
            if line.withheld.as_ref().is_some_and(|reason| reason.trim().is_empty()) {
                let name = format!("{} {}", line.who, line.at.text);
                unexplained.push((format!("reason:{}", line.key), name.trim_end().to_owned()));
            }
        }
    }
    let status = refused.map_or(StatusCode::OK, |_| StatusCode::UNPROCESSABLE_ENTITY);
    let may_change = collected.request.state == RequestState::ReadyForReview;
    show_as(
        status,
        &ReviewPage {
            page,
            id: collected.request.id,
            copies,
            may_change,
            has_problem: refused.is_some(),
            unexplained,
        },
    )
}

/// `POST …/review`: these lines stay back, for this reason; all others go.
pub(super) async fn withhold(
    State(app): State<Arc<App>>,
    Path(of): Path<String>,
    Posted { reader, form }: Posted<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let typed = Typed::new(form);
    let reason = |line: &str| match typed.text(&format!("reason:{line}")) {
        "" => typed.text("reason").to_owned(),
        own => own.to_owned(),
    };
    let lines = typed.ticked("line:");
    let withheld: Withheld = lines.map(|line| (line.to_owned(), reason(line))).collect();
    match release::withhold(&app, &reader.who, &id(&of)?, &withheld.clone().into()).await {
        Ok(()) => Ok(go(&format!("/admin/requests/{of}/preview"))),
        Err(Error::Invalid(_)) => review(&app, &reader, &of, Some(&withheld)).await,
        Err(error) => Err(error.into()),
    }
}

/// `GET …/preview`: exactly what goes.
pub(super) async fn preview(
    State(app): State<Arc<App>>,
    reader: Reader,
    Path(of): Path<String>,
) -> Result<Response, Failure> {
    previewed(&app, &reader, &of, false).await
}

async fn previewed(
    app: &App,
    reader: &Reader,
    of: &str,
    is_newer: bool,
) -> Result<Response, Failure> {
    let collected = release::all(app, &reader.who, &id(of)?).await?;
    let page = Page::for_agent(app, reader, format!("/admin/requests/{of}/preview"));
    let document = Document::new(app, &collected);
    let is_ready = collected.request.state == RequestState::ReadyForReview;
    let status = if is_newer { StatusCode::CONFLICT } else { StatusCode::OK };
    let (id, seen) = (collected.request.id.clone(), collected.reviewed().mark());
    show_as(status, &PreviewPage { page, id, is_ready, is_newer, seen, document })
}

#[derive(Deserialize)]
pub(super) struct Seen {
    #[serde(default)]
    seen: String,
}

/// `POST …/release`: what was on the page may go. When something was added since, the page comes again.
pub(super) async fn release(
    State(app): State<Arc<App>>,
    Path(of): Path<String>,
    Posted { reader, form }: Posted<Seen>,
) -> Result<Response, Failure> {
    match release::release(&app, &reader.who, &id(&of)?, &form.seen).await {
        Ok(()) => Ok(go(&format!("/admin/requests/{of}#copy"))),
        Err(Error::NotReviewed) => previewed(&app, &reader, &of, true).await,
        Err(error) => Err(error.into()),
    }
}

/// What was released, to be taken along; where something was added since, the request's page says so.
async fn released(
    app: &App,
    reader: &Reader,
    of: &str,
    file: impl FnOnce(&Collected) -> Result<Response, Failure>,
) -> Result<Response, Failure> {
    match release::released(app, &reader.who, &id(of)?).await {
        Ok(collected) => file(&collected),
        Err(Error::NotReviewed) => whole_page(app, reader, of, one::Said::Newer).await,
        Err(error) => Err(error.into()),
    }
}

/// `GET …/copy.html`: what was released, to read and print.
pub(super) async fn html(
    State(app): State<Arc<App>>,
    reader: Reader,
    Path(of): Path<String>,
) -> Result<Response, Failure> {
    let file = |collected: &Collected| {
        let document = Document::new(&app, collected);
        let html = File { document }.render().map_err(|error| Failure::internal(&error))?;
        Ok(attachment("text/html; charset=utf-8", &format!("request-{of}.html"), html))
    };
    released(&app, &reader, &of, file).await
}

/// `GET …/copy.json`: the same for programs.
pub(super) async fn json(
    State(app): State<Arc<App>>,
    reader: Reader,
    Path(of): Path<String>,
) -> Result<Response, Failure> {
    let file = |collected: &Collected| {
        let t = app.texts.speaker(collected.request.lang);
        let json = serde_json::to_string_pretty(&collected.json(&app.directory, t))
            .map_err(|error| Failure::internal(&error))?;
        Ok(attachment("application/json", &format!("request-{of}.json"), json))
    };
    released(&app, &reader, &of, file).await
}
