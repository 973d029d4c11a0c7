//! What is published, brought onto the pages: the tag, what is marked up for each service, and the
//! page on which it can be tried.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use plausch_core::site::Lang;

use super::super::snippets::{self, Snippet};
use super::steps::{Step, Steps};
use super::{Desk, Done, overview};
use crate::app::App;
use crate::http::page::{Failure, Moment, Page, Reader, show};

#[derive(Template)]
#[template(path = "admin/installation.html")]
struct InstallationPage<'a> {
    page: Page<'a>,
    desk: Desk,
    steps: Steps,
    published: Option<Moment>,
    /// The notice that is shown now, by language.
    notices: Vec<(String, String)>,
    tags: Vec<Snippet>,
    services: Vec<Snippet>,
    policy: Snippet,
    is_published: bool,
}

impl InstallationPage<'_> {
    /// The pages on which it can be tried, by language.
    fn trials(&self) -> Vec<(String, String)> {
        let trial = |&lang: &Lang| {
            let href = self.desk.path(&format!("trial/{}", lang.as_str()));
            (snippets::language(self.page.t, lang), href)
        };
        self.desk.site.settings.languages.iter().map(trial).collect()
    }
}

/// `GET /admin/sites/{id}/installation`
pub(super) async fn show_all(
    State(app): State<Arc<App>>,
    reader: Reader,
    Path(id): Path<String>,
    Query(Done { saved }): Query<Done>,
) -> Result<Response, Failure> {
    let desk = Desk::of(&app, &reader, &id).await?;
    let page = Page::for_agent(&app, &reader, desk.path("installation"));
    show(&InstallationPage {
        steps: Steps::at(page.t, &desk, Step::Installation),
        published: desk.kept.published_at.map(|at| Moment::new(at, page.t.lang)),
        notices: overview::notices(&app, &page, &desk)?,
        tags: snippets::tags(&app, page.t, &desk.site),
        services: snippets::of_services(page.t, &desk.kept.published),
        policy: snippets::policy(&app, page.t, &desk.kept.published),
        is_published: saved,
        page,
        desk,
    })
}
