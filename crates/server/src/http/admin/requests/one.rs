//! A request's page: where it stands, and every step to its answer.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use plausch_core::Personal;
use plausch_core::id::{ConversationId, EntryId, SiteId};
use plausch_core::request::{Deadline, Dossier, State as RequestState, Telling, today};
use plausch_core::site::Lang;
use serde::Deserialize;

use super::super::snippets::language;
use super::words::{day, source_name, telling_name};
use super::{Head, id};
use crate::app::request::{self, Belonging, Notification, Whole, find};
use crate::app::{App, Error};
use crate::http::page::Posted;
use crate::http::page::{Failure, Moment, Page, Reader, show_as};
use crate::texts::Speaker;

#[derive(Template)]
#[template(path = "requests/one.html")]
#[expect(clippy::struct_excessive_bools, reason = "facts of their own, of which any two may hold")]
struct RequestPage<'a> {
    page: Page<'a>,
    head: Head,
    facts: Vec<(String, String)>,
    /// What is written about it; empty for whoever may only look, or where it does not open.
    dossier: Dossier,
    is_readable: bool,
    may_work: bool,
    /// Has it been made sure who asks?
    is_known: bool,
    state: RequestState,
    conversations: Vec<Card>,
    search: Option<Found>,
    ledger: Vec<Told>,
    tellings: Vec<(&'static str, String)>,
    /// Until when more time could be taken, where it still could.
    extended_to: Option<String>,
    refusals: Vec<(Lang, String, String)>,
    /// Was something added since the copy was looked through?
    is_newer: bool,
    closed: Option<Moment>,
}

/// A conversation of the request.
#[expect(clippy::struct_excessive_bools, reason = "facts of their own, of which any two may hold")]
struct Card {
    id: ConversationId,
    is_gone: bool,
    /// What has become of it.
    marks: Vec<String>,
    restricted: Option<Moment>,
    is_restricted_here: bool,
    /// What its site is called, where that is not the request's.
    site: Option<String>,
    /// On a site that the reader may not see.
    is_elsewhere: bool,
    objected: Option<Moment>,
    /// Does it rest on a consent that was not taken back?
    has_consent: bool,
    began: Option<Moment>,
    name: String,
    mail: String,
    phone: String,
    can_be_put_right: bool,
    /// Nothing of it is kept: it is gone at its end (R-MIN-03).
    goes_at_its_end: bool,
}

/// What a search found.
struct Found {
    sought: String,
    has_problem: bool,
    rows: Vec<Row>,
    is_all_since: Option<Moment>,
}

struct Row {
    id: ConversationId,
    site: String,
    name: String,
    reached: String,
    began: Moment,
    last: Moment,
    is_here: bool,
}

/// A line of the ledger.
struct Told {
    id: EntryId,
    what: String,
    recipient: String,
    how: String,
    told: Option<Moment>,
}

impl RequestPage<'_> {
    fn is_closed(&self) -> bool {
        self.state.is_closed()
    }

    fn is_refused(&self) -> bool {
        self.state == RequestState::Refused
    }

    fn is_ready(&self) -> bool {
        self.state == RequestState::ReadyForReview
    }

    fn may_download(&self) -> bool {
        matches!(self.state, RequestState::Released | RequestState::Done)
    }

    fn has_conversations(&self) -> bool {
        self.conversations.iter().any(|card| !card.is_gone)
    }
}

fn card(app: &App, t: Speaker<'_>, request: &Whole, one: &Belonging) -> Card {
    let found = one.named.as_ref().map(|found| &found.conversation);
    let text = |value: Option<&Option<Personal<String>>>| {
        value.and_then(Option::as_ref).map_or_else(String::new, |value| value.reveal().clone())
    };
    let restriction = one.restriction.as_ref();
    let marks = [
        (one.is_gone(), t.say("request-gone")),
        (one.is_archived, t.say("archive")),
        (one.is_elsewhere, t.say("request-elsewhere")),
    ];
    let marks = marks.into_iter().filter(|(is_so, _)| *is_so);
    let marks = marks.map(|(_, name)| name.into_owned()).collect();
    Card {
        id: one.id.clone(),
        is_gone: one.is_gone(),
        marks,
        restricted: restriction.map(|one| Moment::new(one.at, t.lang)),
        site: (one.site.as_ref())
            .filter(|site| **site != request.request.site && !one.is_elsewhere)
            .map(|site| site_name(app, site)),
        is_elsewhere: one.is_elsewhere,
        objected: one.objected_at.map(|at| Moment::new(at, t.lang)),
        has_consent: found.is_some_and(|found| found.consent.is_some() && !found.is_withdrawn),
        is_restricted_here: one.is_restricted_here,
        began: found.map(|found| Moment::new(found.started_at, t.lang)),
        name: text(found.map(|found| &found.visitor_name)),
        mail: text(found.map(|found| &found.contact.mail)),
        phone: text(found.map(|found| &found.contact.phone)),
        goes_at_its_end: found.is_some_and(|found| !found.is_kept),
        can_be_put_right: one
            .named
            .as_ref()
            .is_some_and(|found| found.is_whole && !found.is_emptied)
            && !one.is_archived,
    }
}

fn site_name(app: &App, id: &SiteId) -> String {
    let site = app.directory.site(id);
    site.map_or_else(|_| id.to_string(), |site| site.settings.name.clone())
}

fn told(t: Speaker<'_>, line: &Notification) -> Told {
    Told {
        id: line.id.clone(),
        what: telling_name(t, line.what),
        recipient: line.recipient.reveal().clone(),
        how: line.how.reveal().clone(),
        told: line.told_at.map(|at| Moment::new(at, t.lang)),
    }
}

fn facts(t: Speaker<'_>, head: &Head, whole: &Whole) -> Vec<(String, String)> {
    let request = &whole.request;
    let mut due = head.due.clone();
    if let Some(later) = (Deadline { due_on: request.due_on }).next_working_day() {
        due = format!("{due} – {}", t.say_with("due-weekend", "day", day(t, later)));
    }
    let mut facts = vec![
        (
            t.say("request-received"),
            format!("{}, {}", head.received, source_name(t, request.source)),
        ),
        (t.say("request-due"), due),
        (t.say("request-site"), head.site.clone()),
        (t.say("request-lang"), language(t, request.lang)),
    ];
    if let Some(dossier) = request.dossier.as_ref().map(Personal::reveal) {
        for (name, text) in [
            (t.say("request-reply-to"), &dossier.reply_to),
            (t.say("request-extension"), &dossier.extension),
            (t.say("request-refusal"), &dossier.refusal),
            (t.say("request-lifting"), &dossier.lifting),
            (t.say("request-reopening"), &dossier.reopening),
        ] {
            if !text.is_empty() {
                facts.push((name, text.clone()));
            }
        }
    }
    facts.into_iter().map(|(name, value)| (name.into_owned(), value)).collect()
}

/// A letter of refusal to copy, in either language.
fn refusals(app: &App, whole: &Whole) -> Vec<(Lang, String, String)> {
    let reason = whole.request.dossier.as_ref().map(|one| one.reveal().refusal.clone());
    let reason = reason.unwrap_or_default();
    let controller = app.directory.site(&whole.request.site);
    let controller = controller.map(|site| site.settings.controller.clone()).unwrap_or_default();
    let letter = |lang| {
        let t = app.texts.speaker(lang);
        let facts = [
            ("day", day(t, whole.request.received_on).into()),
            ("reason", reason.clone().into()),
            ("controller", controller.clone().into()),
        ];
        (lang, language(app.texts.speaker(lang), lang), t.say_with_all("refusal-letter", facts))
    };
    Lang::ALL.map(letter).into()
}

/// What there is to say on the page beside the request.
pub(super) enum Said {
    Nothing,
    /// Something was added since the copy was looked through.
    Newer,
    /// What was sought, and found.
    Search(String, Result<find::Search, Error>),
}

pub(super) async fn whole_page(
    app: &App,
    reader: &Reader,
    of: &str,
    said: Said,
) -> Result<Response, Failure> {
    let id = id(of)?;
    let whole = request::one(app, &reader.who, &id).await?;
    let page = Page::for_agent(app, reader, format!("/admin/requests/{id}"));
    let t = page.t;
    let head = Head::new(app, t, &whole.request);
    let dossier = whole.request.dossier.as_ref().map(|one| one.reveal().clone());
    let may_work = page.changes("requests") && dossier.is_some();
    let today = today(app.now());
    let later = Deadline::extended(whole.request.received_on, today);
    let (is_newer, search) = match said {
        Said::Nothing => (false, None),
        Said::Newer => (true, None),
        Said::Search(sought, found) => (false, Some((sought, found))),
    };
    let has_problem = matches!(&search, Some((_, Err(_))));
    let here = |id: &ConversationId| whole.conversations.iter().any(|one| one.id == *id);
    let search =
        search.map(|(sought, found)| found_rows(app, t, sought, found.unwrap_or_default(), here));
    let search = search.map(|found| Found { has_problem, ..found });
    let status = match (has_problem, is_newer) {
        (true, _) => StatusCode::UNPROCESSABLE_ENTITY,
        (_, true) => StatusCode::CONFLICT,
        _ => StatusCode::OK,
    };
    let facts = facts(t, &head, &whole);
    show_as(
        status,
        &RequestPage {
            facts,
            is_readable: dossier.is_some() || !page.changes("requests"),
            is_known: dossier.as_ref().is_some_and(|one| !one.identity.is_empty()),
            dossier: dossier.unwrap_or_default(),
            may_work,
            state: whole.request.state,
            conversations: (whole.conversations.iter())
                .map(|one| card(app, t, &whole, one))
                .collect(),
            search,
            ledger: whole.ledger.iter().map(|line| told(t, line)).collect(),
            tellings: Telling::ALL
                .iter()
                .map(|one| (one.as_str(), telling_name(t, *one)))
                .collect(),
            extended_to: later
                .filter(|_| may_work && !whole.request.is_extended)
                .map(|later| day(t, later.due_on)),
            refusals: refusals(app, &whole),
            is_newer,
            closed: whole.request.closed_at.map(|at| Moment::new(at, t.lang)),
            head,
            page,
        },
    )
}

fn found_rows(
    app: &App,
    t: Speaker<'_>,
    sought: String,
    search: find::Search,
    is_here: impl Fn(&ConversationId) -> bool,
) -> Found {
    let row = |one: find::Named| Row {
        is_here: is_here(&one.id),
        site: site_name(app, &one.site),
        name: one.name.as_ref().map_or_else(String::new, |name| name.reveal().clone()),
        reached: [&one.contact.mail, &one.contact.phone]
            .into_iter()
            .flatten()
            .map(|one| one.reveal().clone())
            .collect::<Vec<_>>()
            .join(", "),
        began: Moment::new(one.started_at, t.lang),
        last: Moment::new(one.last_message_at, t.lang),
        id: one.id,
    };
    Found {
        sought,
        has_problem: false,
        is_all_since: search.is_all_since.map(|at| Moment::new(at, t.lang)),
        rows: search.found.into_iter().map(row).collect(),
    }
}

/// `GET /admin/requests/{request}`
pub(super) async fn page(
    State(app): State<Arc<App>>,
    reader: Reader,
    Path(of): Path<String>,
) -> Result<Response, Failure> {
    whole_page(&app, &reader, &of, Said::Nothing).await
}

#[derive(Deserialize)]
pub(super) struct Sought {
    sought: Option<Personal<String>>,
}

/// `POST …/search`: by post, so that no name stands in an address.
pub(super) async fn search(
    State(app): State<Arc<App>>,
    Path(of): Path<String>,
    Posted { reader, form }: Posted<Sought>,
) -> Result<Response, Failure> {
    let sought = form.sought.unwrap_or_else(|| String::new().into());
    let found = find::conversations(&app, &reader.who, &id(&of)?, &sought).await;
    match found {
        Err(error) if error != Error::Invalid("sought") => Err(error.into()),
        found => {
            let said = Said::Search(sought.reveal().clone(), found);
            whole_page(&app, &reader, &of, said).await
        }
    }
}
