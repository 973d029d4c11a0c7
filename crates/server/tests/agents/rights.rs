//! Role × endpoint (R-SEC-02): every address of the office, every role, things of the own site and of
//! another, through the real router; compared with the matrix that `docs/rights.md` prints.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use axum::http::{Method, StatusCode};
use plausch::app::agent;
use plausch::app::consent::{self, Grant};
use plausch::http::rights::{ENDPOINTS, Endpoint, Needs, document};
use plausch_core::Personal;
use plausch_core::consent::Ui;
use plausch_core::id::{ConsentId, ServiceId, SiteId};
use plausch_core::role::BuiltIn;
use plausch_core::site::Lang;
use plausch_core::time::MINUTE;

use crate::office::{Answer, Browser, Office, PASSWORD, Visitor, mail};
use crate::requests;

/// One form that has the fields of all of them; most forms are refused for what they lack, which comes
/// after the question who asks.
const FIELDS: &[(&str, &str)] = &[
    ("id", "AAAAAAAAAAAAAAAAAAAAAA"),
    ("body", "Ja."),
    ("to", "me"),
    ("seq", "1"),
    ("typing", "true"),
    ("here", "true"),
    ("old", "geraten geraten"),
    ("password", "vier lilien im juni"),
    ("name", "Dana"),
    ("mail", "dana@blumenladen.example"),
    ("role", "agent"),
    ("enabled", "true"),
    ("seen", "AAAAAAAA"),
    ("words", "Tulpen"),
    ("class", "letters"),
    ("ground", "Bestellung"),
    ("reason", "Verwechslung"),
    ("needed", "false"),
];

const SITES: [&str; 2] = ["blumenladen", "kaufhaus"];

/// The addresses, word for word as the sources give them to the router.
fn routed() -> BTreeSet<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/http");
    let mut files: Vec<_> =
        ["page.rs", "account.rs", "second_factor.rs", "sign_in.rs", "inbox.rs", "admin.rs"]
            .map(|file| folder.join(file))
            .to_vec();
    let mut folders = vec![folder.join("admin"), folder.join("inbox"), folder.join("page")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    let mut found = BTreeSet::new();
    for file in files {
        let source = fs::read_to_string(&file).expect("a readable file");
        assert!(!source.contains(".nest("), "{}: nested paths can't be read here", file.display());
        for route in source.split(".route(").skip(1) {
            let route = route.split(".route(").next().unwrap_or_default();
            let path = route.split('"').nth(1).expect("a path").to_owned();
            let ends = ["\n        .", "\n}"].map(|end| route.find(end).unwrap_or(route.len()));
            let end = ends[0].min(ends[1]);
            for (word, method) in [("get(", "GET"), ("post(", "POST")] {
                if route[..end].contains(word) {
                    found.insert((method.to_owned(), path.clone()));
                }
            }
        }
    }
    found
}

#[test]
fn r_sec_02_every_address_of_the_office_is_in_the_matrix() {
    let listed: BTreeSet<_> =
        ENDPOINTS.iter().map(|one| (one.method.to_owned(), one.path.to_owned())).collect();
    assert_eq!(listed.len(), ENDPOINTS.len(), "each once");
    assert!(listed.len() > 70, "need addresses for this to mean anything");
    let routed = routed();
    let difference: Vec<_> = routed.symmetric_difference(&listed).collect();
    assert!(difference.is_empty(), "in the router or in the matrix only: {difference:?}");
}

#[test]
fn r_sec_02_the_printed_matrix_is_that_of_the_program() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/rights.md");
    let printed = fs::read_to_string(path).unwrap_or_default();
    assert!(printed == document(), "run: cargo run --example rights > docs/rights.md");
}

/// What the addresses name, on each of the two sites.
struct Things<'o> {
    office: &'o Office,
    ada: Browser<'o>,
    visitors: Vec<Visitor>,
    begun: u8,
    events: Vec<String>,
    notices: Vec<String>,
    /// An agent with one site.
    eve: String,
    incident: String,
    /// A data request on each site.
    requests: Vec<String>,
}

impl<'o> Things<'o> {
    async fn new(office: &'o Office) -> Self {
        let ada = office.signed_in("Ada").await;
        let eve = add(office, "Eve", BuiltIn::Agent).await;
        limit(&ada, &eve, BuiltIn::Agent, &SITES[..1]).await;
        let noticed = [("title", "Laptop"), ("noticed_at", "2026-05-01T08:00")];
        let begun = ada.post("/admin/incidents/new", &noticed).await;
        let incident = begun.goes_to().trim_start_matches("/admin/incidents/").to_owned();
        let incident = incident.split('?').next().unwrap_or_default().to_owned();
        let mut things = Self {
            office,
            ada,
            visitors: Vec::new(),
            begun: 0,
            events: Vec::new(),
            notices: Vec::new(),
            eve,
            incident,
            requests: Vec::new(),
        };
        for (name, record) in
            SITES.into_iter().zip(["AAAAAAAAAAAAAAAAAAAAAA", "BBBBBBBBBBBBBBBBBBBBBA"])
        {
            let path = format!("/admin/sites/{name}");
            things.ada.post(&format!("{path}/catalogue"), &[("services", "matomo")]).await;
            let page = things.ada.get(&format!("{path}/publication")).await;
            let seen = page.between("name=\"seen\" value=\"", "\"").to_owned();
            things.ada.post(&format!("{path}/publication"), &[("seen", &seen)]).await;
            let site = SiteId::parse(name).expect("a name");
            let notice = office.app.directory.notice(&site, Lang::De).expect("shown");
            let grant = Grant {
                record: ConsentId::parse(record).expect("a record"),
                notice: notice.version.clone(),
                lang: Lang::De,
                services: [ServiceId::parse("matomo").expect("a service")].into(),
                ui: Ui::Banner,
            };
            consent::grant(&office.app, &site, None, grant).await.expect("recorded");
            things.events.push(format!("{record}.1"));
            things.notices.push(notice.version.to_string());
            let visitor = things.visitor(name).await;
            things.visitors.push(visitor);
            let path = requests::enters(&things.ada, &[("site", name)]).await;
            things.requests.push(path.replace("/admin/requests/", ""));
        }
        things
    }

    async fn visitor(&mut self, site: &str) -> Visitor {
        self.begun += 1;
        self.office.visitor_writes_on(site, self.begun, "Vera", "Haben Sie Tulpen?").await
    }

    /// Everything is there, and waits: whatever the last request has done to it.
    async fn restore(&mut self, endpoint: &Endpoint, at: usize) {
        if endpoint.path.starts_with("/inbox/conversations/") {
            let path = format!("{}/assignment", self.visitors[at].path);
            let answer = self.ada.post(&path, &[("to", "nobody")]).await;
            if answer.status == StatusCode::NOT_FOUND {
                self.visitors[at] = self.visitor(SITES[at]).await;
            }
        }
        if endpoint.path.contains("{conversation}") {
            let archive = self.ada.get(&format!("/admin/sites/{}/archive", SITES[at])).await;
            if !archive.says(&self.visitors[at].id) {
                let here = self.ada.get(&self.visitors[at].path).await;
                if here.status == StatusCode::NOT_FOUND {
                    self.visitors[at] = self.visitor(SITES[at]).await;
                }
                let path = &self.visitors[at].path;
                self.ada.post(&format!("{path}/close"), &[]).await;
                self.ada.post(&format!("{path}/archive"), FIELDS).await;
            }
        }
        if endpoint.path.contains("{service}") || endpoint.path.contains("{purpose}") {
            let path = format!("/admin/sites/{}/catalogue", SITES[at]);
            self.ada.post(&path, &[("services", "matomo")]).await;
        }
        if endpoint.path.starts_with("/admin/employees/agents") {
            let right = [
                ("ground", "no_council"),
                ("reference", "Art. 6(1)(f)"),
                ("reason", "Schichtplanung"),
            ];
            self.ada.post("/admin/employees/unlocking", &right).await;
        }
        if endpoint.path.contains("{team}") && self.office.app.directory.teams().is_empty() {
            self.ada.post("/admin/agents/teams", &[("name", "Laden")]).await;
        }
    }

    fn path(&self, endpoint: &Endpoint, at: usize) -> String {
        let id = match endpoint.path {
            path if path.starts_with("/inbox/") => &self.visitors[at].id,
            path if path.starts_with("/admin/agents/") => &self.eve,
            _ => SITES[at],
        };
        let teams = self.office.app.directory.teams();
        endpoint
            .path
            .replace("{id}", id)
            .replace("{conversation}", &self.visitors[at].id)
            .replace("{incident}", &self.incident)
            .replace("{request}", &self.requests[at])
            .replace("{event}", &self.events[at])
            .replace("{version}", &self.notices[at])
            .replace("{service}", "matomo")
            .replace("{purpose}", "statistics")
            .replace("{lang}", "de")
            .replace("{file}", "plausch.js")
            .replace("{role}", BuiltIn::Auditor.as_str())
            .replace("{session}", "AAAAAAAAAAAA")
            .replace("{team}", teams.first().map_or("", |team| team.id.as_str()))
    }
}

/// Somebody with a role, on all sites; gives the account's id.
async fn add(office: &Office, name: &str, role: BuiltIn) -> String {
    let password = Personal::new(PASSWORD.to_owned());
    let mail = mail(name);
    let added = agent::add_at_start(&office.app, name, &mail, role, &password).await;
    added.expect("added").to_string()
}

/// From now on on these sites only.
async fn limit(ada: &Browser<'_>, id: &str, role: BuiltIn, sites: &[&str]) {
    let boxes: Vec<_> = sites.iter().map(|site| format!("on-{site}")).collect();
    let mut form = vec![("role", role.as_str()), ("enabled", "true"), ("where", "some")];
    form.extend(boxes.iter().map(|name| (name.as_str(), "on")));
    let answer = ada.post(&format!("/admin/agents/{id}"), &form).await;
    assert_eq!(answer.goes_to(), "/admin/agents", "{answer:?}");
}

async fn asks(browser: &Browser<'_>, endpoint: &Endpoint, path: &str) -> Answer {
    match endpoint.method {
        "GET" => browser.get(path).await,
        _ => browser.post(path, FIELDS).await,
    }
}

/// What the table makes of it.
fn wanted(endpoint: &Endpoint, role: BuiltIn, is_everywhere: bool, is_own: bool) -> Wanted {
    if !endpoint.is_open_to(&role.rights(), is_everywhere) {
        Wanted::Forbidden
    } else if endpoint.is_of_a_site() && !is_own {
        Wanted::NotFound
    } else {
        Wanted::Open
    }
}

#[derive(Debug, PartialEq, Eq, Clone, Copy)]
enum Wanted {
    Forbidden,
    NotFound,
    Open,
}

impl Wanted {
    fn of(answer: &Answer) -> Self {
        match answer.status {
            StatusCode::FORBIDDEN => Self::Forbidden,
            StatusCode::NOT_FOUND => Self::NotFound,
            _ => Self::Open,
        }
    }
}

#[tokio::test]
async fn r_sec_02_every_role_at_every_address_on_the_own_site_and_on_another() {
    let office = Office::with_two_sites().await;
    let mut things = Things::new(&office).await;
    let mut counted = [0_usize; 3];
    for role in BuiltIn::ALL {
        for is_everywhere in [true, false] {
            let name = format!("{}{}", role.as_str(), usize::from(is_everywhere));
            let id = add(&office, &name, role).await;
            if !is_everywhere {
                limit(&things.ada, &id, role, &SITES[..1]).await;
            }
            let mut browser = office.browser();
            // Each from an address of its own: many sign-ins from one are slowed down.
            let from = format!("192.0.2.{}", office.app.directory.agents().len());
            let headers = [("sec-fetch-site", "same-origin"), ("x-forwarded-for", &from)];
            let fields = [("mail", mail(&name)), ("password", PASSWORD.to_owned())];
            let fields = fields.each_ref().map(|(name, text)| (*name, text.as_str()));
            let entered = browser.post_with("/sign-in", &headers, "", &fields).await;
            browser.takes_cookie(&entered).await;
            let endpoints = ENDPOINTS.iter().filter(|one| one.needs != Needs::Nothing);
            for endpoint in endpoints.filter(|one| one.path != "/sign-out") {
                for at in 0..SITES.len() {
                    things.restore(endpoint, at).await;
                    let wanted = wanted(endpoint, role, is_everywhere, is_everywhere || at == 0);
                    let path = things.path(endpoint, at);
                    let answer = asks(&browser, endpoint, &path).await;
                    let of = format!("{name} {} {path}: {answer:?}", endpoint.method);
                    assert!(!answer.goes_to().starts_with("/sign-in"), "{of}");
                    assert!(!answer.status.is_server_error(), "{of}");
                    assert_eq!(Wanted::of(&answer), wanted, "{of}");
                    counted[wanted as usize] += 1;
                }
            }
        }
    }
    assert!(counted.iter().all(|count| *count > 50), "need some of each: {counted:?}");
}

#[tokio::test]
async fn r_sec_03_the_password_is_asked_for_again_where_the_matrix_says_so() {
    let office = Office::with_two_sites().await;
    let things = Things::new(&office).await;
    let mut ada = office.signed_in("Ada").await;
    office.clock.advance(10 * MINUTE);
    let endpoints = ENDPOINTS.iter().filter(|one| one.needs != Needs::Nothing);
    let mut asked = 0;
    for endpoint in endpoints.filter(|one| one.path != "/sign-out") {
        let path = things.path(endpoint, 0);
        let answer = asks(&ada, endpoint, &path).await;
        let of = format!("{} {path}: {answer:?}", endpoint.method);
        assert_eq!(answer.says("name=\"again-password\""), endpoint.is_fresh, "{of}");
        assert!(!endpoint.is_fresh || answer.status == StatusCode::FORBIDDEN, "{of}");
        asked += usize::from(endpoint.is_fresh);
        if endpoint.is_fresh && endpoint.method == Method::GET.as_str() {
            let part = ada.get_part(&path).await;
            assert!(part.status == StatusCode::FORBIDDEN && !part.says("<form"), "{of}");
        }
    }
    assert!(asked > 12, "need some for this to mean anything");
    // Whoever may not do it is not asked.
    let ben = office.signed_in("Ben").await;
    office.clock.advance(10 * MINUTE);
    assert!(!ben.post("/admin/roles/new", FIELDS).await.says("again-password"));
    // And a short while after signing in nobody is.
    ada.signs_in(&mail("Ada"), PASSWORD).await;
    office.clock.advance(10 * MINUTE - 1);
    let csv = ada.get("/admin/sites/blumenladen/consents.csv").await;
    assert_eq!(csv.status, StatusCode::OK);
}

#[tokio::test]
async fn r_sec_02_without_signing_in_there_is_only_the_door() {
    let office = Office::open().await;
    let vera = office.visitor_writes(1, "Vera", "Haben Sie Tulpen?").await;
    let mut stranger = office.browser();
    for cookie in
        ["", "__Host-plausch=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "__Host-plausch=x"]
    {
        cookie.clone_into(&mut stranger.cookie);
        for endpoint in ENDPOINTS.iter().filter(|one| one.needs != Needs::Nothing) {
            let id = if endpoint.path.starts_with("/inbox/") { &vera.id } else { SITES[0] };
            let path = endpoint.path.replace("{id}", id).replace(['{', '}'], "");
            let answer = asks(&stranger, endpoint, &path).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{} {path}", endpoint.method);
            assert!(answer.goes_to().starts_with("/sign-in?next=/"), "{path}");
            assert!(!answer.says("Tulpen"));
            if endpoint.method == Method::GET.as_str() {
                let part = stranger.get_part(&path).await;
                assert_eq!(part.status, StatusCode::UNAUTHORIZED, "{path}");
            }
        }
    }
}

#[tokio::test]
async fn r_sec_02_ids_that_are_none_or_nobodys_are_not_found() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    for id in ["x", "../admin", "01970000-0000-7000-8000-000000000000", "%00", "'or'1'='1"] {
        for rest in ["", "/events", "/erase"] {
            let answer = ada.get(&format!("/inbox/conversations/{id}{rest}")).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{id}{rest}");
        }
        for deed in ["close", "erase", "reopen"] {
            let answer = ada.post(&format!("/inbox/conversations/{id}/{deed}"), &[]).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{id}/{deed}");
        }
    }
    assert_eq!(ada.get("/admin/sites/nirgends").await.status, StatusCode::NOT_FOUND);
}
