//! A visitor takes their conversation along: as JSON, or as a page to read and print
//! (Art. 15, 20 GDPR).

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use plausch_core::site::Site;
use serde::Deserialize;

use crate::app::conversation::visitors::{self, Visitor};
use crate::app::{App, Error};
use crate::http::copy::{CopyView, attachment, moment};
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
    let copy = visitors::export(&app, who).await?;
    if form.r#as.as_deref() == Some("html") {
        let t = app.texts.speaker(copy.conversation.lang);
        let page = ExportPage {
            t,
            site: &copy.site,
            kept_until: moment(t, copy.kept_until()),
            copy: CopyView::new(t, &app.directory, &copy),
        };
        let html = page.render().map_err(|error| Error::Internal(error.to_string()))?;
        return Ok(attachment("text/html; charset=utf-8", "chat.html", html));
    }
    let json = serde_json::to_string_pretty(&copy.json(&app.directory))
        .map_err(|error| Error::Internal(error.to_string()))?;
    Ok(attachment("application/json", "chat.json", json))
}

#[derive(Template)]
#[template(path = "export.html")]
struct ExportPage<'a> {
    t: Speaker<'a>,
    site: &'a Site,
    kept_until: String,
    copy: CopyView,
}
