//! The data sheet for a works council (R-EMP-05): every column about the team from the inventory, with
//! what for, how long and who sees it; and which reports there are. A page to print.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use plausch_core::role::{Level, Permission, Role};

use crate::app::agent_data::{Given, PARTS, Part};
use crate::app::{App, figures};
use crate::http::agent_data::{Periods, column, table};
use crate::http::page::{Failure, Moment, Page, Reader, role_name, show_as};

/// Who sees a table: whoever has this permission; `None`: nobody but the agent, and the program.
const SEEN_BY: [(&str, Option<Permission>); 15] = [
    ("agent", Some(Permission::Team)),
    ("agent_session", None),
    ("second_factor", Some(Permission::Team)),
    ("recovery_code", None),
    ("invitation", None),
    ("team", Some(Permission::Team)),
    ("conversation", Some(Permission::Conversations)),
    ("conversation_event", Some(Permission::Conversations)),
    ("conversation_read", Some(Permission::Reads)),
    ("audit_entry", Some(Permission::Audit)),
    ("archive", Some(Permission::Retention)),
    ("incident_version", Some(Permission::Incidents)),
    ("data_request", Some(Permission::Requests)),
    ("restriction", Some(Permission::Requests)),
    ("figures_unlocking", Some(Permission::Team)),
];

#[derive(Template)]
#[template(path = "admin/sheet.html")]
struct SheetPage<'a> {
    page: Page<'a>,
    made: Moment,
    tables: Vec<SheetTable>,
    unlocked: Option<String>,
    roles: Vec<String>,
}

struct SheetTable {
    name: String,
    kept: String,
    seen_by: String,
    columns: Vec<(String, bool)>,
}

/// `GET /admin/employees/sheet`
pub(super) async fn show(State(app): State<Arc<App>>, reader: Reader) -> Result<Response, Failure> {
    reader.who.may(Permission::Team, Level::Read)?;
    let page = Page::for_agent(&app, &reader, "/admin/employees/sheet");
    let t = page.t;
    let periods = Periods::of(&app).await?;
    let roles = app.directory.roles();
    let seen_by = |part: &Part| {
        let known = SEEN_BY.iter().find(|(table, _)| *table == part.table);
        let Some(permission) = known.and_then(|(_, permission)| *permission) else {
            return t.say("sheet-nobody").into_owned();
        };
        let see = roles.iter().filter(|role| role.rights.may(permission, Level::Read));
        see.map(|role| role_name(t, role)).collect::<Vec<_>>().join(", ")
    };
    let tables = PARTS.iter().map(|part| SheetTable {
        name: table(t, part),
        kept: periods.kept(t, part),
        seen_by: seen_by(part),
        columns: part
            .columns
            .iter()
            .map(|(name, given)| (column(t, part, name), matches!(given, Given::Sealed)))
            .collect(),
    });
    let unlocked = figures::reference_in_force(&app).await?.map(|one| one.reference);
    let sheet = SheetPage {
        made: Moment::new(app.now(), t.lang),
        tables: tables.collect(),
        unlocked,
        roles: roles.iter().map(|role: &Role| role_name(t, role)).collect(),
        page,
    };
    show_as(StatusCode::OK, &sheet)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r_emp_05_who_sees_it_is_said_of_every_table_about_the_team() {
        let said = SEEN_BY.map(|(table, _)| table);
        let there: Vec<_> = PARTS.iter().map(|part| part.table).collect();
        assert_eq!(said.as_slice(), there, "a table about agents without a line in SEEN_BY");
    }
}
