//! `GET /s/{site}/{lang}/notice/changes`: what has changed about the chat, for visitors who are told that
//! something has (R-INFO-05).

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use super::notice::{STYLE, dressed, place};
use super::request::Named;
use crate::app::conversation::told;
use crate::app::{App, Error};
use crate::http::changes::{self, ChangeLine};
use crate::http::page::{Moment, nowhere};
use crate::http::problem::Problem;
use crate::texts::Speaker;

struct Change {
    at: Moment,
    lines: Vec<ChangeLine>,
}

#[derive(Template)]
#[template(path = "changes.html")]
struct ChangesPage<'a> {
    t: Speaker<'a>,
    style: &'static str,
    lang: &'static str,
    name: &'a str,
    /// Where everything that is told now stands.
    notice: String,
    changes: Vec<Change>,
}

pub(super) async fn changes(
    State(app): State<Arc<App>>,
    Named((site, lang)): Named<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    match page(&app, &site, &lang).await {
        Err(Error::NotFound) => nowhere(&app, &headers).ok_or_else(|| Error::NotFound.into()),
        answer => Ok(answer?),
    }
}

async fn page(app: &App, site: &str, lang: &str) -> Result<Response, Error> {
    let (site, lang) = place(site, lang)?;
    app.directory.notice(&site, lang)?;
    let (site, t) = (app.directory.site(&site)?, app.texts.speaker(lang));
    let changes = told::changes(app, &site.id).await?.into_iter().map(|change| Change {
        at: Moment::new(change.at, lang),
        lines: changes::lines(t, &change.before, &change.after),
    });
    dressed(&ChangesPage {
        t,
        style: STYLE,
        lang: lang.as_str(),
        name: &site.settings.name,
        notice: format!("/s/{}/{}/notice", site.id, lang.as_str()),
        changes: changes.filter(|change| !change.lines.is_empty()).collect(),
    })
}
