//! The archive for what the law wants kept: what lies there, taking a mark back, and opening one
//! conversation for a reason, with the password given again (R-RET-03).

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use plausch_core::Timestamp;
use plausch_core::id::{AgentId, ConversationId, SiteId};
use plausch_core::retention::Class;
use plausch_core::site::Site;
use plausch_core::time::DAY;
use serde::Deserialize;

use super::{cursor, more};
use crate::app::copy::Copy;
use crate::app::retention::archive::{self, Archived, Opening};
use crate::app::{App, Error};
use crate::http::admin::services::{go, site_id};
use crate::http::copy::{CopyView, attachment};
use crate::http::page::{Failure, Moment, Page, Posted, Reader, role_name, show, show_as};
use crate::texts::Speaker;

/// A conversation in the archive.
struct ArchiveLine {
    id: ConversationId,
    class: String,
    ground: String,
    /// The role of whoever has marked it.
    by: String,
    at: Moment,
    until: String,
}

impl ArchiveLine {
    fn new(app: &App, t: Speaker<'_>, one: &Archived) -> Self {
        let ground = one.ground.as_ref().map(|ground| ground.reveal().clone());
        Self {
            id: one.id.clone(),
            class: class_name(t, one.class),
            ground: ground.unwrap_or_else(|| t.say("archive-unreadable").into_owned()),
            by: role_of(app, t, &one.by),
            at: Moment::new(one.at, t.lang),
            until: last_day(t, one.until),
        }
    }
}

/// What somebody's role is called now; who they are is for those who look after the team.
fn role_of(app: &App, t: Speaker<'_>, agent: &AgentId) -> String {
    let role = app.directory.agent(agent).and_then(|agent| app.directory.role(&agent.role));
    role.map_or_else(String::new, |role| role_name(t, &role))
}

#[derive(Template)]
#[template(path = "admin/archive.html")]
struct ArchivePage<'a> {
    page: Page<'a>,
    site: Arc<Site>,
    archive: Vec<ArchiveLine>,
    more_archive: Option<String>,
    is_saved: bool,
}

#[derive(Deserialize)]
pub(super) struct Where {
    #[serde(default)]
    saved: bool,
    /// The last one of the page before: its time and id.
    archive: Option<String>,
}

/// `GET /admin/sites/{id}/archive`: what lies there, without content.
pub(super) async fn list(
    State(app): State<Arc<App>>,
    reader: Reader,
    Path(id): Path<String>,
    Query(place): Query<Where>,
) -> Result<Response, Failure> {
    let id = site_id(&id)?;
    let after = place.archive.as_deref().and_then(|place| {
        let (at, id) = cursor(place)?;
        Some((at, ConversationId::parse(&id).ok()?))
    });
    let found = archive::list(&app, &reader.who, &id, after).await?;
    let site = app.directory.site(&id)?;
    let page = Page::for_agent(&app, &reader, format!("/admin/sites/{id}/archive"));
    let lines = found.rows.iter().map(|one| ArchiveLine::new(&app, page.t, one)).collect();
    show(&ArchivePage {
        more_archive: more("archive", &found),
        archive: lines,
        is_saved: place.saved,
        page,
        site,
    })
}

#[derive(Deserialize)]
pub(super) struct Unmarking {
    #[serde(default)]
    reason: String,
}

/// `POST /admin/sites/{id}/archive/{conversation}/release`: back to the inbox, for a reason.
pub(super) async fn release(
    State(app): State<Arc<App>>,
    Path(path): Path<(String, String)>,
    Posted { reader, form }: Posted<Unmarking>,
) -> Result<Response, Failure> {
    let (id, conversation) = ids(&path)?;
    archive::unmark(&app, &reader.who, &id, &conversation, &form.reason).await?;
    Ok(go(&format!("/admin/sites/{id}/archive?saved=true")))
}

fn ids((id, conversation): &(String, String)) -> Result<(SiteId, ConversationId), Failure> {
    let conversation = ConversationId::parse(conversation);
    Ok((site_id(id)?, conversation.map_err(|_| Failure::App(Error::NotFound))?))
}

#[derive(Template)]
#[template(path = "admin/archived.html")]
struct ArchivedPage<'a> {
    page: Page<'a>,
    t: Speaker<'a>,
    site: Arc<Site>,
    one: ArchiveLine,
    reason: String,
    has_problem: bool,
    /// What was said, once somebody has given a reason.
    copy: Option<CopyView>,
}

#[derive(Template)]
#[template(path = "admin/archived_file.html")]
struct ArchivedFile<'a> {
    t: Speaker<'a>,
    site: Arc<Site>,
    copy: CopyView,
}

/// `GET /admin/sites/{id}/archive/{conversation}`: asks for a reason.
pub(super) async fn ask(
    State(app): State<Arc<App>>,
    reader: Reader,
    Path(path): Path<(String, String)>,
) -> Result<Response, Failure> {
    one(&app, &reader, &path, "", StatusCode::OK, None).await
}

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    reason: String,
    /// `html` or `json`: as a file.
    #[serde(default)]
    take: String,
}

/// `POST /admin/sites/{id}/archive/{conversation}`: opens it, or takes it along.
pub(super) async fn open(
    State(app): State<Arc<App>>,
    Path(path): Path<(String, String)>,
    Posted { reader, form: Asked { reason, take } }: Posted<Asked>,
) -> Result<Response, Failure> {
    let (id, conversation) = ids(&path)?;
    let opening = if take.is_empty() { Opening::Read } else { Opening::TakeAlong };
    let asked = (opening, reason.as_str());
    let opened = archive::open(&app, &reader.who, (&id, &conversation), asked, reader.lang).await;
    let copy = match opened {
        Ok(copy) => copy,
        Err(Error::Invalid(_)) => {
            return one(&app, &reader, &path, &reason, StatusCode::UNPROCESSABLE_ENTITY, None)
                .await;
        }
        Err(error) => return Err(error.into()),
    };
    match take.as_str() {
        "html" => html(&app, app.texts.speaker(reader.lang), &copy),
        "json" => {
            let json = serde_json::to_string_pretty(&copy.json(&app.directory))
                .map_err(|error| Failure::internal(&error))?;
            Ok(attachment("application/json", &format!("conversation-{conversation}.json"), json))
        }
        _ => one(&app, &reader, &path, &reason, StatusCode::OK, Some(&copy)).await,
    }
}

fn html(app: &App, t: Speaker<'_>, copy: &Copy) -> Result<Response, Failure> {
    let name = format!("conversation-{}.html", copy.conversation.id);
    let view = CopyView::new(t, &app.directory, copy);
    let file = ArchivedFile { t, site: Arc::clone(&copy.site), copy: view };
    let html = file.render().map_err(|error| Failure::internal(&error))?;
    Ok(attachment("text/html; charset=utf-8", &name, html))
}

async fn one(
    app: &App,
    reader: &Reader,
    path: &(String, String),
    reason: &str,
    status: StatusCode,
    copy: Option<&Copy>,
) -> Result<Response, Failure> {
    let (id, conversation) = ids(path)?;
    let found = archive::one(app, &reader.who, &id, &conversation).await?;
    let page = Page::for_agent(app, reader, format!("/admin/sites/{id}/archive/{conversation}"));
    let t = page.t;
    let archived = ArchivedPage {
        site: app.directory.site(&id)?,
        one: ArchiveLine::new(app, t, &found),
        reason: reason.to_owned(),
        has_problem: status != StatusCode::OK,
        copy: copy.map(|copy| CopyView::new(t, &app.directory, copy)),
        t,
        page,
    };
    show_as(status, &archived)
}

/// What a class of the law is called.
pub(in crate::http) fn class_name(t: Speaker<'_>, class: Class) -> String {
    match class {
        Class::Letters => t.say("class-letters"),
        Class::Vouchers => t.say("class-vouchers"),
        Class::Books => t.say("class-books"),
    }
    .into_owned()
}

/// The last day of which this moment is the end.
pub(in crate::http) fn last_day(t: Speaker<'_>, until: Timestamp) -> String {
    let text = Moment::new(until.plus(-DAY), t.lang).text;
    text.split_once(", ").map_or(text.clone(), |(day, _)| day.to_owned())
}
