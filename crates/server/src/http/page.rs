//! Server-rendered pages: what all of them share. What stands on them is in `sign_in`, `inbox`
//! and `admin`; everything works as a plain form post, scripts only make it live.

pub(in crate::http) mod again;
mod failure;
mod files;
mod form;
mod headers;
mod lang;
mod moment;
mod who;

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use plausch_core::role::{BuiltIn, Level, Permission, Reach, Role};
use plausch_core::site::Lang;

pub use self::failure::Failure;
pub(in crate::http) use self::failure::OurWords;
pub(in crate::http) use self::files::path as asset;
pub use self::form::{FromHere, Posted};
pub(in crate::http) use self::headers::{
    dress, finish, in_a_frame, is_person, nowhere, with_frames,
};
pub use self::lang::PageLang;
pub use self::moment::Moment;
pub(in crate::http) use self::who::is_ours;
pub use self::who::{Reader, end_session_cookie, session_cookie};
use super::{account, admin, inbox, second_factor, sign_in};
use crate::app::App;
use crate::app::conversation::agents::{Counts, View};
use crate::texts::Speaker;

/// A form with a message of 4,000 characters, each four bytes, each byte escaped, and room.
const FORM_BYTES: usize = 64 * 1024;

/// Every page for agents and administrators, and the files they load.
pub fn routes(app: &Arc<App>) -> Router<Arc<App>> {
    let pages = Router::new()
        .route("/", get(start))
        .route("/language", post(lang::choose))
        .merge(sign_in::routes())
        .merge(account::routes())
        .merge(second_factor::routes())
        .merge(inbox::routes())
        .merge(admin::routes())
        .layer(DefaultBodyLimit::max(FORM_BYTES))
        .layer(from_fn_with_state(Arc::clone(app), dress));
    Router::new().route("/assets/{version}/{name}", get(files::file)).merge(pages)
}

/// `GET /`: where somebody's work is.
async fn start(reader: Reader) -> Redirect {
    Redirect::to(home(&reader.who.reach))
}

/// The first page that their rights open.
pub(in crate::http) fn home(reach: &Reach) -> &'static str {
    let areas = AREAS.iter().find(|(permission, ..)| opens(reach, *permission));
    match areas {
        _ if opens(reach, Permission::Conversations) => "/inbox",
        Some((_, address, _)) => address,
        None => "/account",
    }
}

/// Audit and register of breaches are the installation's: nobody who is limited to some sites looks into
/// them.
fn opens(reach: &Reach, permission: Permission) -> bool {
    let is_of_all = matches!(permission, Permission::Audit | Permission::Incidents);
    (!is_of_all || reach.sites.is_none()) && reach.rights.may(permission, Level::Read)
}

/// The areas of administration: what opens them, where they are, what they are called.
const AREAS: [(Permission, &str, &str); 8] = [
    (Permission::Sites, "/admin/sites", "sites"),
    (Permission::Team, "/admin/agents", "agents"),
    (Permission::Roles, "/admin/roles", "roles"),
    (Permission::Requests, "/admin/requests", "requests"),
    (Permission::Audit, "/admin/audit", "audit"),
    (Permission::Reads, "/admin/reads", "reads"),
    (Permission::Team, "/admin/employees", "employees"),
    (Permission::Incidents, "/admin/incidents", "incidents"),
];

/// What every page needs, whoever reads it.
pub struct Page<'a> {
    /// What it says, in its reader's language.
    pub t: Speaker<'a>,
    /// Its own address, to come back to after a choice of language.
    pub here: String,
    /// What its forms carry; empty on pages without a session.
    pub csrf: String,
    reader: Option<&'a Reader>,
    counts: Option<Counts>,
    view: Option<View>,
    /// What is due, by the permission whose area it is in.
    due: Vec<(Permission, Due)>,
}

/// What is due, for the menu.
#[derive(Debug, Clone)]
pub(in crate::http) struct Due {
    pub(in crate::http) text: String,
    pub(in crate::http) is_late: bool,
}

/// An area in the menu.
pub(super) struct Area {
    pub(super) address: &'static str,
    pub(super) name: String,
    pub(super) due: Option<Due>,
}

/// An area in which something is overdue.
pub(super) struct Late {
    pub(super) address: &'static str,
    pub(super) name: String,
    pub(super) due: String,
}

impl<'a> Page<'a> {
    /// A page for somebody who has not signed in.
    pub fn for_anybody(app: &'a App, lang: Lang, here: impl Into<String>) -> Self {
        let t = app.texts.speaker(lang);
        Self {
            t,
            here: here.into(),
            csrf: String::new(),
            reader: None,
            counts: None,
            view: None,
            due: Vec::new(),
        }
    }

    /// A page for an agent.
    pub fn for_agent(app: &'a App, reader: &'a Reader, here: impl Into<String>) -> Self {
        let page = Self::for_anybody(app, reader.lang, here);
        let breaches = admin::incidents_due(app, reader, page.t);
        let requests = admin::requests_due(app, reader, page.t);
        let due = [(Permission::Incidents, breaches), (Permission::Requests, requests)];
        let due = due.into_iter().filter_map(|(of, due)| Some((of, due?))).collect();
        Self { csrf: reader.csrf.clone(), reader: Some(reader), due, ..page }
    }

    /// The same page, with how many conversations there are.
    pub fn with_counts(self, counts: Counts) -> Self {
        Self { counts: Some(counts), ..self }
    }

    /// The same page of the inbox, which shows this view.
    pub fn of_view(self, view: View) -> Self {
        Self { view: Some(view), ..self }
    }

    pub(super) fn lang(&self) -> &'static str {
        self.t.lang.as_str()
    }

    #[expect(clippy::unused_self, reason = "templates ask the page")]
    pub(super) fn asset(&self, name: &str) -> String {
        files::path(name)
    }

    #[expect(clippy::unused_self, reason = "templates ask the page")]
    pub(super) const fn languages(&self) -> [Lang; 2] {
        Lang::ALL
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates pass references")]
    pub(super) fn speaks(&self, lang: &Lang) -> bool {
        self.t.lang == *lang
    }

    /// A language's name in itself.
    #[expect(clippy::unused_self, clippy::trivially_copy_pass_by_ref, reason = "for templates")]
    pub(super) const fn language_name(&self, lang: &Lang) -> &'static str {
        match lang {
            Lang::De => "Deutsch",
            Lang::En => "English",
        }
    }

    pub(super) fn is_at(&self, path: &str) -> bool {
        self.here.starts_with(path)
    }

    fn may(&self, word: &str, level: Level) -> bool {
        let permission = Permission::parse(word);
        let may = |reader: &Reader, permission| reader.who.reach.rights.may(permission, level);
        self.reader.zip(permission).is_some_and(|(reader, permission)| may(reader, permission))
    }

    /// May the reader look at this? By the permission's word, for templates.
    pub(super) fn reads(&self, permission: &str) -> bool {
        self.may(permission, Level::Read)
    }

    /// May the reader change this?
    pub(super) fn changes(&self, permission: &str) -> bool {
        self.may(permission, Level::Write)
    }

    /// The areas of administration that are open to the reader.
    pub(super) fn areas(&self) -> Vec<Area> {
        let is_open =
            |permission| self.reader.is_some_and(|reader| opens(&reader.who.reach, permission));
        let open = AREAS.iter().filter(|(permission, ..)| is_open(*permission));
        let area = |(permission, address, name): &(Permission, &'static str, &str)| Area {
            address,
            name: self.t.say(name).into_owned(),
            due: self.due.iter().find(|(of, _)| of == permission).map(|(_, due)| due.clone()),
        };
        open.map(area).collect()
    }

    /// The areas in which something is overdue: small screens say so beside the menu, which is closed.
    pub(super) fn late(&self) -> Vec<Late> {
        let late = |area: Area| {
            let due = area.due.filter(|due| due.is_late)?;
            Some(Late { address: area.address, name: area.name, due: due.text })
        };
        self.areas().into_iter().filter_map(late).collect()
    }

    /// Is it a page of an area in which the reader may change nothing?
    pub(super) fn is_to_read(&self) -> bool {
        let here = AREAS.iter().find(|(_, address, _)| self.is_at(address));
        here.is_some_and(|(permission, ..)| {
            permission.levels().contains(&Level::Write) && !self.changes(permission.as_str())
        })
    }

    pub(super) fn name(&self) -> &str {
        self.reader.map_or("", |reader| reader.who.agent.name.reveal())
    }

    pub(super) fn agent_id(&self) -> &str {
        self.reader.map_or("", |reader| reader.who.agent.id.as_str())
    }

    /// What the reader's role is called.
    pub(super) fn role_name(&self) -> String {
        self.reader.map_or_else(String::new, |reader| role_name(self.t, &reader.role))
    }

    pub(super) fn views(&self) -> [ViewLink; 4] {
        let count = |number: fn(&Counts) -> i64| self.counts.as_ref().map(number);
        let link = |view: View, name: &str, count: Option<i64>| ViewLink {
            word: view_word(view),
            name: self.t.say(name).into_owned(),
            count: count.filter(|count| *count > 0),
            is_here: self.view == Some(view),
        };
        [
            link(View::All, "view-all", count(|counts| counts.all)),
            link(View::Waiting, "view-waiting", count(|counts| counts.waiting)),
            link(View::Mine, "view-mine", count(|counts| counts.mine)),
            link(View::Closed, "view-closed", None),
        ]
    }
}

/// What a role is called: the operator's own by the name it was given.
pub(in crate::http) fn role_name(t: Speaker<'_>, role: &Role) -> String {
    match BuiltIn::of(&role.id) {
        Some(BuiltIn::Administrator) => t.say("role-administrator").into_owned(),
        Some(BuiltIn::Lead) => t.say("role-lead").into_owned(),
        Some(BuiltIn::Agent) => t.say("role-agent").into_owned(),
        Some(BuiltIn::Officer) => t.say("role-officer").into_owned(),
        Some(BuiltIn::Auditor) => t.say("role-auditor").into_owned(),
        None => role.name.clone(),
    }
}

/// A view in the navigation.
pub(super) struct ViewLink {
    pub(super) word: &'static str,
    pub(super) name: String,
    pub(super) count: Option<i64>,
    pub(super) is_here: bool,
}

/// A view's word in addresses.
pub const fn view_word(view: View) -> &'static str {
    match view {
        View::Waiting => "waiting",
        View::Mine => "mine",
        View::All => "all",
        View::Closed => "closed",
    }
}

/// Answers with a page. It is never compressed: the length would tell about what visitors wrote to
/// whoever makes them write beside each other (BREACH).
pub fn show(page: &impl Template) -> Result<Response, Failure> {
    show_as(StatusCode::OK, page)
}

/// Answers with a page that is not simply fine.
pub fn show_as(status: StatusCode, page: &impl Template) -> Result<Response, Failure> {
    let html = page.render().map_err(|error| Failure::internal(&error))?;
    Ok((status, Html(html)).into_response())
}
