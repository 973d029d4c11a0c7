//! Roles: what each permits. Those that come with the program are shown, the operator's own are
//! forms.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use plausch_core::id::RoleId;
use plausch_core::role::{BuiltIn, Level, Permission, Rights, Role};
use serde::Deserialize;

use super::services::{Typed, go};
use crate::app::role::{self, MAX_NAME};
use crate::app::{App, Error, second_factor};
use crate::http::page::{Failure, Page, Posted, Reader, role_name, show, show_as};
use crate::texts::Speaker;

/// What a permission is called, and what it holds.
fn words(t: Speaker<'_>, permission: Permission) -> [String; 2] {
    match permission {
        Permission::Conversations => [t.say("may-conversations"), t.say("may-conversations-help")],
        Permission::Colleagues => [t.say("may-colleagues"), t.say("may-colleagues-help")],
        Permission::Contact => [t.say("may-contact"), t.say("may-contact-help")],
        Permission::Attachments => [t.say("may-attachments"), t.say("may-attachments-help")],
        Permission::Erasure => [t.say("may-erasure"), t.say("may-erasure-help")],
        Permission::Retention => [t.say("may-retention"), t.say("may-retention-help")],
        Permission::Archive => [t.say("may-archive"), t.say("may-archive-help")],
        Permission::Requests => [t.say("may-requests"), t.say("may-requests-help")],
        Permission::Proof => [t.say("may-proof"), t.say("may-proof-help")],
        Permission::Sites => [t.say("may-sites"), t.say("may-sites-help")],
        Permission::Team => [t.say("may-team"), t.say("may-team-help")],
        Permission::Roles => [t.say("may-roles"), t.say("may-roles-help")],
        Permission::Audit => [t.say("may-audit"), t.say("may-audit-help")],
        Permission::Reads => [t.say("may-reads"), t.say("may-reads-help")],
        Permission::Incidents => [t.say("may-incidents"), t.say("may-incidents-help")],
        Permission::Keys => [t.say("may-keys"), t.say("may-keys-help")],
    }
    .map(std::borrow::Cow::into_owned)
}

fn level_word(t: Speaker<'_>, level: Level) -> String {
    match level {
        Level::Off => t.say("level-off"),
        Level::Read => t.say("level-read"),
        Level::Write => t.say("level-write"),
    }
    .into_owned()
}

/// What a role that comes with the program is for.
fn purpose(t: Speaker<'_>, role: &Role) -> String {
    match BuiltIn::of(&role.id) {
        Some(BuiltIn::Administrator) => t.say("role-administrator-help").into_owned(),
        Some(BuiltIn::Lead) => t.say("role-lead-help").into_owned(),
        Some(BuiltIn::Agent) => t.say("role-agent-help").into_owned(),
        Some(BuiltIn::Officer) => t.say("role-officer-help").into_owned(),
        Some(BuiltIn::Auditor) => t.say("role-auditor-help").into_owned(),
        None => t.say("role-own").into_owned(),
    }
}

#[derive(Template)]
#[template(path = "admin/roles.html")]
struct RolesPage<'a> {
    page: Page<'a>,
    rows: Vec<Row>,
    may_change: bool,
}

struct Row {
    id: RoleId,
    name: String,
    purpose: String,
    agents: usize,
}

/// `GET /admin/roles`
pub(super) async fn list(State(app): State<Arc<App>>, reader: Reader) -> Result<Response, Failure> {
    let page = Page::for_agent(&app, &reader, "/admin/roles");
    let row = |listed: role::Listed| Row {
        name: role_name(page.t, &listed.role),
        purpose: purpose(page.t, &listed.role),
        agents: listed.agents,
        id: listed.role.id,
    };
    let rows = role::list(&app, &reader.who)?.into_iter().map(row).collect();
    show(&RolesPage { rows, may_change: role::may_change(&reader.who).is_ok(), page })
}

#[derive(Template)]
#[template(path = "admin/role.html")]
struct RolePage<'a> {
    page: Page<'a>,
    title: String,
    purpose: String,
    /// Where the form goes; `None`: it is only to be read.
    action: Option<String>,
    /// Where it is deleted.
    removal: Option<String>,
    /// Does it need a second factor? `None`: there is no role yet.
    is_factor_needed: Option<bool>,
    /// Where that is changed.
    factor_action: Option<String>,
    name: String,
    rows: Vec<PermissionRow>,
    problem: Option<String>,
    is_saved: bool,
}

struct PermissionRow {
    word: &'static str,
    name: String,
    help: String,
    levels: Vec<LevelOption>,
}

struct LevelOption {
    value: &'static str,
    label: String,
    is_chosen: bool,
}

impl PermissionRow {
    fn chosen(&self) -> &str {
        self.levels.iter().find(|level| level.is_chosen).map_or("", |level| level.label.as_str())
    }

    /// For the style sheet.
    fn is_off(&self) -> bool {
        self.levels.first().is_some_and(|level| level.is_chosen)
    }
}

fn rows(t: Speaker<'_>, rights: &Rights) -> Vec<PermissionRow> {
    let row = |permission: Permission| {
        let [name, help] = words(t, permission);
        let option = |level: &Level| LevelOption {
            value: level.as_str(),
            label: level_word(t, *level),
            is_chosen: rights.level(permission) == *level,
        };
        let levels = permission.levels().iter().map(option).collect();
        PermissionRow { word: permission.as_str(), name, help, levels }
    };
    Permission::ALL.into_iter().map(row).collect()
}

fn page_of<'a>(app: &'a App, reader: &'a Reader, role: &Role) -> RolePage<'a> {
    let page = Page::for_agent(app, reader, format!("/admin/roles/{}", role.id));
    let is_own = BuiltIn::of(&role.id).is_none();
    let may_change = is_own && role::may_change(&reader.who).is_ok();
    let is_used = app.directory.agents().iter().any(|agent| agent.role == role.id);
    RolePage {
        title: role_name(page.t, role),
        purpose: purpose(page.t, role),
        action: may_change.then(|| format!("/admin/roles/{}", role.id)),
        removal: (may_change && !is_used).then(|| format!("/admin/roles/{}/removal", role.id)),
        is_factor_needed: Some(app.directory.needs_second_factor(&role.id)),
        factor_action: role::may_put(&reader.who, None, &role.rights)
            .is_ok()
            .then(|| format!("/admin/roles/{}/second-factor", role.id)),
        name: role.name.clone(),
        rows: rows(page.t, &role.rights),
        problem: None,
        is_saved: false,
        page,
    }
}

fn blank_page<'a>(app: &'a App, reader: &'a Reader, name: String, rights: &Rights) -> RolePage<'a> {
    let page = Page::for_agent(app, reader, "/admin/roles/new");
    RolePage {
        title: page.t.say("new-role").into_owned(),
        purpose: page.t.say("role-own").into_owned(),
        action: Some("/admin/roles/new".into()),
        removal: None,
        is_factor_needed: None,
        factor_action: None,
        name,
        rows: rows(page.t, rights),
        problem: None,
        is_saved: false,
        page,
    }
}

/// `GET /admin/roles/new`: everything is off.
pub(super) async fn blank(
    State(app): State<Arc<App>>,
    reader: Reader,
) -> Result<Response, Failure> {
    role::may_change(&reader.who)?;
    show(&blank_page(&app, &reader, String::new(), &Rights::NONE))
}

/// What a form says: a level for each permission, by its word. A level that a permission hasn't got
/// is refused, not rounded.
fn rights(form: &Typed) -> Result<Rights, Failure> {
    let mut rights = Rights::NONE;
    for permission in Permission::ALL {
        let level = match form.text(permission.as_str()) {
            "" => Level::Off,
            word => Level::parse(word).ok_or(Error::Invalid("level"))?,
        };
        if !permission.levels().contains(&level) {
            return Err(Error::Invalid("level").into());
        }
        rights = rights.with(permission, level);
    }
    Ok(rights)
}

/// `POST /admin/roles/new`
pub(super) async fn create(
    State(app): State<Arc<App>>,
    Posted { reader, form }: Posted<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    role::may_change(&reader.who)?;
    let form = Typed::new(form);
    let (name, rights) = (form.text("name"), rights(&form)?);
    match role::create(&app, &reader.who, name, rights).await {
        Ok(id) => Ok(go(&format!("/admin/roles/{id}?saved=true"))),
        Err(Error::Invalid("name")) => {
            let page = blank_page(&app, &reader, name.to_owned(), &rights);
            refused(page)
        }
        Err(error) => Err(error.into()),
    }
}

fn refused(page: RolePage<'_>) -> Result<Response, Failure> {
    let problem = page.page.t.say_with("problem-role-name", "most", MAX_NAME.to_string());
    let problem = Some(problem);
    show_as(StatusCode::UNPROCESSABLE_ENTITY, &RolePage { problem, ..page })
}

fn role_id(text: &str) -> Result<RoleId, Failure> {
    RoleId::parse(text).map_err(|_| Failure::App(Error::NotFound))
}

#[derive(Deserialize)]
pub(super) struct Saved {
    #[serde(default)]
    saved: bool,
}

/// `GET /admin/roles/{role}`
pub(super) async fn one(
    State(app): State<Arc<App>>,
    reader: Reader,
    Path(id): Path<String>,
    axum::extract::Query(Saved { saved }): axum::extract::Query<Saved>,
) -> Result<Response, Failure> {
    let role = role::one(&app, &reader.who, &role_id(&id)?)?;
    show(&RolePage { is_saved: saved, ..page_of(&app, &reader, &role) })
}

/// `POST /admin/roles/{role}`
pub(super) async fn change(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Posted { reader, form }: Posted<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    role::may_change(&reader.who)?;
    let (form, id) = (Typed::new(form), role_id(&id)?);
    let (name, rights) = (form.text("name"), rights(&form)?);
    match role::change(&app, &reader.who, &id, name, rights).await {
        Ok(()) => Ok(go(&format!("/admin/roles/{id}?saved=true"))),
        Err(Error::Invalid("name")) => {
            let typed = Role { id, name: name.to_owned(), rights };
            refused(page_of(&app, &reader, &typed))
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Deserialize)]
pub(super) struct Nothing {}

/// `POST /admin/roles/{role}/removal`
pub(super) async fn remove(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Posted { reader, .. }: Posted<Nothing>,
) -> Result<Response, Failure> {
    role::may_change(&reader.who)?;
    role::delete(&app, &reader.who, &role_id(&id)?).await?;
    Ok(go("/admin/roles"))
}

#[derive(Deserialize)]
pub(super) struct FactorNeeded {
    needed: bool,
}

/// `POST /admin/roles/{role}/second-factor`
pub(super) async fn need_second_factor(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Posted { reader, form }: Posted<FactorNeeded>,
) -> Result<Response, Failure> {
    second_factor::set_needed(&app, &reader.who, &role_id(&id)?, form.needed).await?;
    Ok(go(&format!("/admin/roles/{id}?saved=true")))
}
