//! A visitor takes their conversation along: as JSON, or as a page to read and print
//! (Art. 15, 20 GDPR). From the chat and from their own page.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use plausch_core::site::Site;
use serde::Deserialize;

use crate::app::conversation::visitors::{self, Visitor};
use crate::app::copy::Taken;
use crate::app::{App, Error};
use crate::http::copy::{CopyView, SiteView, attachment};
use crate::http::problem::Problem;
use crate::texts::Speaker;

#[derive(Deserialize)]
pub(super) struct Form {
    r#as: Option<String>,
}

pub(super) async fn download(
    State(app): State<Arc<App>>,
    who: Visitor,
    Query(form): Query<Form>,
) -> Result<Response, Problem> {
    Ok(file(&app, &visitors::export(&app, who).await?, form.r#as.as_deref() == Some("html"))?)
}

/// The file: to be read, or for programs.
pub(in crate::http) fn file(app: &App, taken: &Taken, is_to_read: bool) -> Result<Response, Error> {
    let internal = |error: &dyn std::fmt::Display| Error::Internal(error.to_string());
    let copy = &taken.copy;
    let t = app.texts.speaker(copy.conversation.lang);
    if is_to_read {
        let page = ExportPage {
            t,
            site: &copy.site,
            is_kept: copy.conversation.is_kept,
            copy: CopyView::new(t, &app.directory, copy),
            sites: SiteView::all(t, &taken.processing),
            information: taken.processing.information(t),
        };
        let html = page.render().map_err(|error| internal(&error))?;
        return Ok(attachment("text/html; charset=utf-8", "chat.html", html));
    }
    let json = serde_json::to_string_pretty(&taken.json(&app.directory, t));
    let json = json.map_err(|error| internal(&error))?;
    Ok(attachment("application/json", "chat.json", json))
}

#[derive(Template)]
#[template(path = "export.html")]
struct ExportPage<'a> {
    t: Speaker<'a>,
    site: &'a Site,
    is_kept: bool,
    copy: CopyView,
    /// What has to be told of the processing: on the site, and whatever the site.
    sites: Vec<SiteView>,
    information: Vec<(String, String)>,
}
