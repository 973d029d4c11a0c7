//! A visitor takes their conversation along: as JSON, or as a page to read and print
//! (Art. 15, 20 GDPR).

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use plausch_core::Timestamp;
use plausch_core::conversation::Conversation;
use plausch_core::event::{Author, Event, Kind};
use plausch_core::retention;
use plausch_core::site::{Lang, Site};
use plausch_core::time::DAY;
use serde::Deserialize;
use serde_json::json;

use crate::app::conversation::visitors::{self, Visitor};
use crate::app::{App, Directory, Error, event};
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
    let (conversation, events, site) = visitors::export(&app, who).await?;
    if form.r#as.as_deref() == Some("html") {
        let t = app.texts.speaker(conversation.lang);
        let page = ExportPage {
            t,
            site: &site,
            conversation: &conversation,
            events: &events,
            directory: &app.directory,
        };
        let html = page.render().map_err(|error| Error::Internal(error.to_string()))?;
        return Ok(attachment(
            "text/html; charset=utf-8",
            "attachment; filename=\"chat.html\"",
            html,
        ));
    }
    let events: Vec<_> =
        events.iter().map(|one| event::visitors_view(one, &app.directory)).collect();
    let export = json!({
        "format": "plausch-conversation-1",
        "conversation": conversation.id,
        "site": { "id": site.id, "name": site.settings.name, "controller": site.settings.controller,
                  "privacy": site.settings.privacy_url, "imprint": site.settings.imprint_url },
        "lang": conversation.lang,
        "name": conversation.visitor_name.as_ref().map(|name| name.reveal()),
        "contact": {
            "mail": conversation.contact.mail.as_ref().map(|mail| mail.reveal()),
            "phone": conversation.contact.phone.as_ref().map(|phone| phone.reveal()),
        },
        "started_at": conversation.started_at,
        "state": conversation.state.as_str(),
        "consent_record": conversation.consent,
        "kept_until": conversation.is_kept.then(|| kept_until(&conversation, &site)),
        "events": events,
    });
    let json = serde_json::to_string_pretty(&export)
        .map_err(|error| Error::Internal(error.to_string()))?;
    Ok(attachment("application/json", "attachment; filename=\"chat.json\"", json))
}

fn kept_until(conversation: &Conversation, site: &Site) -> Timestamp {
    conversation.last_message_at.plus(site.settings.retention.days(retention::Kind::Facts) * DAY)
}

fn attachment(media_type: &'static str, disposition: &'static str, content: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static(disposition)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (headers, content).into_response()
}

/// Date and time in the reader's language, in UTC: the server does not know the reader's zone.
fn moment(t: Speaker<'_>, at: Timestamp) -> String {
    let utc = at.to_utc();
    let (year, month, day) = utc.to_calendar_date();
    let (month, time) = (u8::from(month), utc.time());
    let date = match t.lang {
        Lang::De => format!("{day:02}.{month:02}.{year}"),
        Lang::En => format!("{year}-{month:02}-{day:02}"),
    };
    format!("{date}, {:02}:{:02} UTC", time.hour(), time.minute())
}

#[derive(Template)]
#[template(path = "export.html")]
struct ExportPage<'a> {
    t: Speaker<'a>,
    site: &'a Site,
    conversation: &'a Conversation,
    events: &'a [Event],
    directory: &'a Directory,
}

impl ExportPage<'_> {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates pass references")]
    fn moment(&self, at: &Timestamp) -> String {
        moment(self.t, *at)
    }

    fn kept(&self) -> String {
        if !self.conversation.is_kept {
            return self.t.say("export-kept-not").into_owned();
        }
        let until = moment(self.t, kept_until(self.conversation, self.site));
        self.t.say_with("export-kept", "until", until)
    }

    fn who(&self, event: &Event) -> String {
        match &event.author {
            Author::Agent(agent) => self.directory.agent_name(agent),
            Author::Visitor => self.conversation.visitor_name.as_ref().map_or_else(
                || self.t.say("export-you").into_owned(),
                |name| name.reveal().clone(),
            ),
        }
    }

    /// What happened, where nothing was said.
    fn happened(&self, event: &Event) -> String {
        let assignee = || event.assignee.as_ref().map(|agent| self.directory.agent_name(agent));
        match event.kind {
            Kind::Message | Kind::Note => String::new(),
            Kind::Assigned => match assignee() {
                Some(name) => self.t.say_with("export-joined", "name", name),
                None => self.t.say("export-left").into_owned(),
            },
            Kind::Closed => self.t.say("export-closed").into_owned(),
            Kind::Reopened => self.t.say("export-reopened").into_owned(),
        }
    }
}
