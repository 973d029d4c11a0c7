//! A visitor takes their conversation along: as JSON, or as a page to read and print
//! (Art. 15, 20 GDPR). From the chat and from their own page.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use plausch_core::retention::Kind;
use plausch_core::site::Site;
use serde::Deserialize;

use crate::app::conversation::visitors::{self, Visitor};
use crate::app::copy::Copy;
use crate::app::{App, Error};
use crate::http::copy::{CopyView, attachment};
use crate::http::page::Moment;
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
pub(in crate::http) fn file(app: &App, copy: &Copy, is_to_read: bool) -> Result<Response, Error> {
    let internal = |error: &dyn std::fmt::Display| Error::Internal(error.to_string());
    if is_to_read {
        let t = app.texts.speaker(copy.conversation.lang);
        let page = ExportPage {
            t,
            site: &copy.site,
            kept: kept(t, copy),
            copy: CopyView::new(t, &app.directory, copy),
        };
        let html = page.render().map_err(|error| internal(&error))?;
        return Ok(attachment("text/html; charset=utf-8", "chat.html", html));
    }
    let json = serde_json::to_string_pretty(&copy.json(&app.directory));
    let json = json.map_err(|error| internal(&error))?;
    Ok(attachment("application/json", "chat.json", json))
}

fn kept(t: Speaker<'_>, copy: &Copy) -> String {
    if !copy.conversation.is_kept {
        return t.say("export-kept-not").into_owned();
    }
    let until = Moment::new(copy.kept_until(Kind::Facts), t.lang);
    t.say_with("export-kept", "until", until.text)
}

#[derive(Template)]
#[template(path = "export.html")]
struct ExportPage<'a> {
    t: Speaker<'a>,
    site: &'a Site,
    /// Until when, as a sentence.
    kept: String,
    copy: CopyView,
}
