//! The matrix of rights (R-SEC-02): every address of the office, what it needs, and so which role may
//! go there. On rights it decides nothing: the deeds do, and a test walks every address with every role
//! and compares. What it does decide is before which of them the password is asked for again, and which
//! are open before a second factor is set up (R-SEC-03): `page::who` reads that here.
//! `cargo run --example rights` prints it for `docs/rights.md`.

use std::fmt::Write;

use plausch_core::role::Level::{self, Read, Write as Change};
use plausch_core::role::Permission::{
    self, Archive, Audit, Conversations, Erasure, Incidents, Proof, Reads, Requests, Retention,
    Roles, Sites, Team,
};
use plausch_core::role::{BuiltIn, Rights};

/// What an address needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: the door and what stands before it.
    Nothing,
    /// A session, even of somebody who has to set up a second factor first.
    Password,
    /// A session, whatever the role.
    Session,
    /// All of these permissions.
    These(&'static [(Permission, Level)]),
    /// The same from somebody who isn't limited to some sites.
    Everywhere(&'static [(Permission, Level)]),
}

/// An address of the office.
#[derive(Debug, Clone, Copy)]
pub struct Endpoint {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The path as the router has it.
    pub path: &'static str,
    /// What it needs.
    pub needs: Needs,
    /// Has the password to be given again when that was longer ago?
    pub is_fresh: bool,
}

impl Endpoint {
    /// The same, and the password was given a short while ago.
    const fn fresh(mut self) -> Self {
        self.is_fresh = true;
        self
    }

    /// May somebody with these rights go there?
    pub fn is_open_to(&self, rights: &Rights, is_everywhere: bool) -> bool {
        let has = |these: &[(Permission, Level)]| {
            these.iter().all(|(permission, level)| rights.may(*permission, *level))
        };
        match self.needs {
            Needs::Nothing | Needs::Password | Needs::Session => true,
            Needs::These(these) => has(these),
            Needs::Everywhere(these) => is_everywhere && has(these),
        }
    }

    /// Does it name a site, a conversation or a data request, so that it exists only for those whose it is?
    pub fn is_of_a_site(&self) -> bool {
        ["/admin/sites/{id}", "/inbox/conversations/{id}", "/admin/requests/{request}"]
            .iter()
            .any(|start| self.path.starts_with(start))
    }
}

const fn get(path: &'static str, needs: Needs) -> Endpoint {
    Endpoint { method: "GET", path, needs, is_fresh: false }
}

const fn post(path: &'static str, needs: Needs) -> Endpoint {
    Endpoint { method: "POST", path, needs, is_fresh: false }
}

const READS: Needs = Needs::These(&[(Conversations, Read)]);
const ANSWERS: Needs = Needs::These(&[(Conversations, Change)]);
const ERASES: Needs = Needs::These(&[(Erasure, Change), (Conversations, Read)]);
const SITE: Needs = Needs::These(&[(Sites, Read)]);
const CHANGES_SITE: Needs = Needs::These(&[(Sites, Change)]);
const ADDS_SITE: Needs = Needs::Everywhere(&[(Sites, Change)]);
const FINDS_PROOF: Needs = Needs::These(&[(Proof, Read), (Sites, Read)]);
const EXPORTS_PROOF: Needs = Needs::These(&[(Proof, Read)]);
const SEES_RETENTION: Needs = Needs::These(&[(Retention, Read)]);
const CHANGES_RETENTION: Needs = Needs::These(&[(Retention, Change)]);
const OPENS_ARCHIVE: Needs = Needs::These(&[(Archive, Read)]);
const SEES_TEAM: Needs = Needs::These(&[(Team, Read)]);
const CHANGES_TEAM: Needs = Needs::These(&[(Team, Change)]);
const CHANGES_TEAMS: Needs = Needs::Everywhere(&[(Team, Change)]);
const SEES_ROLES: Needs = Needs::These(&[(Roles, Read)]);
const SEES_AUDIT: Needs = Needs::Everywhere(&[(Audit, Read)]);
const SEES_READS: Needs = Needs::These(&[(Reads, Read)]);
const SEES_REQUESTS: Needs = Needs::These(&[(Requests, Read)]);
const ANSWERS_REQUESTS: Needs = Needs::These(&[(Requests, Change)]);
const CHANGES_ROLES: Needs = Needs::Everywhere(&[(Roles, Change)]);
const UNLOCKS_FIGURES: Needs = Needs::Everywhere(&[(Team, Change), (Roles, Change)]);
const SEES_INCIDENTS: Needs = Needs::Everywhere(&[(Incidents, Read)]);
const WRITES_INCIDENTS: Needs = Needs::Everywhere(&[(Incidents, Change)]);

/// Every address of the office.
pub const ENDPOINTS: &[Endpoint] = &[
    get("/assets/{version}/{name}", Needs::Nothing),
    post("/language", Needs::Nothing),
    get("/sign-in", Needs::Nothing),
    post("/sign-in", Needs::Nothing),
    post("/sign-in/code", Needs::Nothing),
    get("/set-up/{link}", Needs::Nothing),
    post("/set-up/{link}", Needs::Nothing),
    get("/", Needs::Session),
    get("/account", Needs::Session),
    post("/account/name", Needs::Session),
    post("/account/password", Needs::Session).fresh(),
    get("/account/data.json", Needs::Session).fresh(),
    get("/account/data.html", Needs::Session).fresh(),
    get("/account/notice", Needs::Session),
    post("/account/password-again", Needs::Password),
    get("/account/second-factor", Needs::Password),
    post("/account/second-factor/key", Needs::Password).fresh(),
    post("/account/second-factor", Needs::Password).fresh(),
    post("/account/second-factor/codes", Needs::Session).fresh(),
    post("/account/second-factor/removal", Needs::Session),
    post("/account/sessions", Needs::Session),
    post("/account/sessions/{session}", Needs::Session),
    post("/sign-out", Needs::Password),
    get("/inbox", READS),
    get("/inbox/list", READS),
    get("/inbox/views", READS),
    get("/inbox/search", READS),
    post("/inbox/search", READS),
    get("/inbox/stream", READS),
    get("/inbox/conversations/{id}", READS),
    get("/inbox/conversations/{id}/events", READS),
    get("/inbox/conversations/{id}/looking", READS),
    post("/inbox/conversations/{id}/looking", READS),
    post("/inbox/conversations/{id}/messages", ANSWERS),
    post("/inbox/conversations/{id}/notes", ANSWERS),
    post("/inbox/conversations/{id}/assignment", ANSWERS),
    post("/inbox/conversations/{id}/close", ANSWERS),
    post("/inbox/conversations/{id}/reopen", ANSWERS),
    post("/inbox/conversations/{id}/seen", ANSWERS),
    post("/inbox/conversations/{id}/typing", ANSWERS),
    get("/inbox/conversations/{id}/archive", ANSWERS),
    post("/inbox/conversations/{id}/archive", ANSWERS),
    get("/inbox/conversations/{id}/erase", ERASES),
    post("/inbox/conversations/{id}/erase", ERASES),
    get("/admin/sites", SITE),
    get("/admin/sites/new", ADDS_SITE),
    post("/admin/sites/new", ADDS_SITE),
    get("/admin/sites/{id}", SITE),
    post("/admin/sites/{id}", CHANGES_SITE),
    get("/admin/sites/{id}/set-up", SITE),
    get("/admin/sites/{id}/services", SITE),
    get("/admin/sites/{id}/catalogue", SITE),
    post("/admin/sites/{id}/catalogue", CHANGES_SITE),
    get("/admin/sites/{id}/new-service", CHANGES_SITE),
    post("/admin/sites/{id}/new-service", CHANGES_SITE),
    get("/admin/sites/{id}/services/{service}", SITE),
    post("/admin/sites/{id}/services/{service}", CHANGES_SITE),
    get("/admin/sites/{id}/services/{service}/removal", CHANGES_SITE),
    post("/admin/sites/{id}/services/{service}/removal", CHANGES_SITE),
    get("/admin/sites/{id}/new-purpose", CHANGES_SITE),
    post("/admin/sites/{id}/new-purpose", CHANGES_SITE),
    get("/admin/sites/{id}/purposes/{purpose}", SITE),
    post("/admin/sites/{id}/purposes/{purpose}", CHANGES_SITE),
    get("/admin/sites/{id}/purposes/{purpose}/removal", CHANGES_SITE),
    post("/admin/sites/{id}/purposes/{purpose}/removal", CHANGES_SITE),
    get("/admin/sites/{id}/gaps", SITE),
    post("/admin/sites/{id}/gaps", CHANGES_SITE),
    get("/admin/sites/{id}/publication", SITE),
    post("/admin/sites/{id}/publication", CHANGES_SITE),
    get("/admin/sites/{id}/installation", SITE),
    get("/admin/sites/{id}/banner", SITE),
    post("/admin/sites/{id}/banner", CHANGES_SITE),
    get("/admin/sites/{id}/banner/frame", SITE),
    get("/admin/sites/{id}/numbers", SITE),
    post("/admin/sites/{id}/numbers", CHANGES_SITE),
    get("/admin/sites/{id}/numbers.csv", SITE),
    get("/admin/sites/{id}/retention", SEES_RETENTION),
    post("/admin/sites/{id}/retention", CHANGES_RETENTION),
    get("/admin/sites/{id}/retention.csv", SEES_RETENTION).fresh(),
    get("/admin/sites/{id}/archive", SEES_RETENTION),
    get("/admin/sites/{id}/archive/{conversation}", OPENS_ARCHIVE),
    post("/admin/sites/{id}/archive/{conversation}", OPENS_ARCHIVE).fresh(),
    post("/admin/sites/{id}/archive/{conversation}/release", CHANGES_RETENTION),
    get("/admin/sites/{id}/consents", FINDS_PROOF),
    get("/admin/sites/{id}/consents/{event}", FINDS_PROOF),
    get("/admin/sites/{id}/consents.csv", EXPORTS_PROOF).fresh(),
    get("/admin/sites/{id}/consents.json", EXPORTS_PROOF).fresh(),
    get("/admin/sites/{id}/trial/{lang}", SITE),
    get("/admin/sites/{id}/notices/{lang}/{version}/{file}", SITE),
    get("/admin/agents", SEES_TEAM),
    post("/admin/agents", CHANGES_TEAM).fresh(),
    post("/admin/agents/{id}", CHANGES_TEAM).fresh(),
    post("/admin/agents/{id}/link", CHANGES_TEAM).fresh(),
    post("/admin/agents/{id}/second-factor", CHANGES_TEAM).fresh(),
    get("/admin/agents/teams", SEES_TEAM),
    post("/admin/agents/teams", CHANGES_TEAMS),
    post("/admin/agents/teams/{team}", CHANGES_TEAMS),
    post("/admin/agents/teams/{team}/removal", CHANGES_TEAMS),
    get("/admin/audit", SEES_AUDIT),
    get("/admin/reads", SEES_READS),
    get("/admin/employees", SEES_TEAM),
    get("/admin/employees/sheet", SEES_TEAM),
    get("/admin/employees/agents", UNLOCKS_FIGURES),
    get("/admin/employees/agents.json", UNLOCKS_FIGURES),
    post("/admin/employees/unlocking", UNLOCKS_FIGURES).fresh(),
    post("/admin/employees/locking", UNLOCKS_FIGURES),
    get("/admin/incidents", SEES_INCIDENTS),
    get("/admin/incidents/new", WRITES_INCIDENTS),
    post("/admin/incidents/new", WRITES_INCIDENTS),
    get("/admin/incidents/{incident}", SEES_INCIDENTS),
    post("/admin/incidents/{incident}", WRITES_INCIDENTS),
    post("/admin/incidents/{incident}/counts", WRITES_INCIDENTS),
    get("/admin/incidents/{incident}/authority", SEES_INCIDENTS),
    get("/admin/incidents/{incident}/persons", SEES_INCIDENTS),
    get("/admin/incidents/{incident}/concerned.csv", WRITES_INCIDENTS).fresh(),
    get("/admin/incidents.csv", SEES_INCIDENTS).fresh(),
    get("/admin/incidents.json", SEES_INCIDENTS).fresh(),
    get("/admin/requests", SEES_REQUESTS),
    get("/admin/requests/new", ANSWERS_REQUESTS),
    post("/admin/requests/new", ANSWERS_REQUESTS),
    get("/admin/requests/{request}", SEES_REQUESTS),
    post("/admin/requests/{request}/question", ANSWERS_REQUESTS),
    post("/admin/requests/{request}/identity", ANSWERS_REQUESTS),
    post("/admin/requests/{request}/search", ANSWERS_REQUESTS),
    post("/admin/requests/{request}/conversations", ANSWERS_REQUESTS),
    post("/admin/requests/{request}/collection", ANSWERS_REQUESTS),
    get("/admin/requests/{request}/review", ANSWERS_REQUESTS),
    post("/admin/requests/{request}/review", ANSWERS_REQUESTS),
    get("/admin/requests/{request}/preview", ANSWERS_REQUESTS),
    post("/admin/requests/{request}/release", ANSWERS_REQUESTS),
    get("/admin/requests/{request}/copy.json", ANSWERS_REQUESTS).fresh(),
    get("/admin/requests/{request}/copy.html", ANSWERS_REQUESTS).fresh(),
    post("/admin/requests/{request}/erasure", ANSWERS_REQUESTS),
    post("/admin/requests/{request}/rectification", ANSWERS_REQUESTS),
    get("/admin/requests/{request}/messages", ANSWERS_REQUESTS),
    post("/admin/requests/{request}/annotation", ANSWERS_REQUESTS),
    post("/admin/requests/{request}/restriction", ANSWERS_REQUESTS),
    post("/admin/requests/{request}/objection", ANSWERS_REQUESTS),
    post("/admin/requests/{request}/withdrawal", ANSWERS_REQUESTS),
    post("/admin/requests/{request}/lifting", ANSWERS_REQUESTS),
    post("/admin/requests/{request}/recipients", ANSWERS_REQUESTS),
    post("/admin/requests/{request}/told", ANSWERS_REQUESTS),
    post("/admin/requests/{request}/extension", ANSWERS_REQUESTS),
    post("/admin/requests/{request}/refusal", ANSWERS_REQUESTS),
    post("/admin/requests/{request}/answer", ANSWERS_REQUESTS),
    post("/admin/requests/{request}/reopening", ANSWERS_REQUESTS),
    get("/admin/roles", SEES_ROLES),
    get("/admin/roles/new", CHANGES_ROLES),
    post("/admin/roles/new", CHANGES_ROLES).fresh(),
    get("/admin/roles/{role}", SEES_ROLES),
    post("/admin/roles/{role}", CHANGES_ROLES).fresh(),
    post("/admin/roles/{role}/removal", CHANGES_ROLES).fresh(),
    post("/admin/roles/{role}/second-factor", CHANGES_ROLES).fresh(),
];

/// The endpoint of a request, by the path as the router has it.
pub fn endpoint(method: &str, path: &str) -> Option<&'static Endpoint> {
    // HEAD asks for what GET would give.
    let method = if method == "HEAD" { "GET" } else { method };
    ENDPOINTS.iter().find(|one| one.path == path && one.method == method)
}

const HEAD: &str = "\
# Rights: who may do what

Printed by `cargo run --example rights`; a test fails when this page is older than the program.
Another test sends every request below with every role, to things of the own site and of another, and compares.

A role is a level for each permission: *off*, *read*, *change*. Roles of your own come from the same table.
An agent's role can be limited to sites. What is on another site, or a colleague's without the right to see that, does not exist for them: the answer is the one for an id that nobody has.
What waits on a site that has teams is seen by their members, and by whoever may see the conversations of others.
Nobody raises their own rights, nobody gives what they haven't got (administrators may, to others), and the last administrator stays one.

## Roles and permissions

";

/// `docs/rights.md`.
pub fn document() -> String {
    let mut text = HEAD.to_owned();
    let roles = BuiltIn::ALL.map(BuiltIn::as_str).join(" | ");
    let line = "|---".repeat(BuiltIn::ALL.len());
    // Writing to memory cannot fail.
    let _ = write!(text, "| permission | {roles} |\n|---{line}|\n");
    for permission in Permission::ALL {
        let levels = BuiltIn::ALL.map(|role| level(role.rights().level(permission)));
        let _ = writeln!(text, "| {} | {} |", permission.as_str(), levels.join(" | "));
    }
    let _ = write!(
        text,
        "\n## Roles and addresses\n\n\
         Without a session every one of them leads to the sign-in page, but for those that say *anybody*. \
         *Everywhere*: not for somebody who is limited to some sites. \
         *Password again*: when it was given more than ten minutes ago, it is asked for, with a code of the second factor. \
         Whoever has to set up a second factor gets to nothing but what says *even before the second factor*.\n\n\
         | request | needs | {roles} |\n|---|---{line}|\n"
    );
    for endpoint in ENDPOINTS {
        let may = BuiltIn::ALL
            .map(|role| if endpoint.is_open_to(&role.rights(), true) { "yes" } else { "–" });
        let (method, path, may) = (endpoint.method, endpoint.path, may.join(" | "));
        let again = if endpoint.is_fresh { ", password again" } else { "" };
        let needs = needs(endpoint.needs);
        let _ = writeln!(text, "| {method} `{path}` | {needs}{again} | {may} |");
    }
    text
}

const fn level(level: Level) -> &'static str {
    match level {
        Level::Off => "–",
        Level::Read => "read",
        Level::Write => "change",
    }
}

fn needs(needs: Needs) -> String {
    let these = |these: &[(Permission, Level)]| {
        let one = |(permission, of): &(Permission, Level)| {
            format!("{}: {}", permission.as_str(), level(*of))
        };
        these.iter().map(one).collect::<Vec<_>>().join(", ")
    };
    match needs {
        Needs::Nothing => "anybody".to_owned(),
        Needs::Password => "a session, even before the second factor".to_owned(),
        Needs::Session => "a session".to_owned(),
        Needs::These(list) => these(list),
        Needs::Everywhere(list) => format!("{}, everywhere", these(list)),
    }
}
