//! The program's own log (R-RET-04, R-MIN-02): at its most talkative, while people do whatever they do
//! and others whatever they shouldn't, it holds no address, no text, no name and no secret.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::TcpStream;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use plausch_store::Store;
use serde_json::{Value, json};
use ureq::http::Request;
use url::form_urlencoded;

use crate::site::Site;
use crate::support::{Engine as DatabaseEngine, TestDatabase};
use crate::unkept::kept_in;

/// Of networks that are kept for documentation (RFC 5737, RFC 3849).
const VERAS: &str = "203.0.113.77";
const ADAS: &str = "2001:db8:77::1";
/// In small letters, as the log is searched.
const CANARIES: [&str; 8] = [
    "203.0.113",
    // The same as one number.
    "3405803853",
    "2001:db8:77",
    "kanarienvogel",
    "kanarien.example",
    "171 2345678",
    "vera kanaria",
    "kanarienpasswort",
];

#[tokio::test]
async fn r_ret_04_the_log_holds_no_address_no_text_and_nobody_s_name_on_sqlite() {
    walk(DatabaseEngine::Sqlite).await;
}

#[tokio::test]
async fn r_ret_04_the_log_holds_no_address_no_text_and_nobody_s_name_on_postgres() {
    walk(DatabaseEngine::Postgres).await;
}

async fn walk(engine: DatabaseEngine) {
    let database = TestDatabase::new(engine);
    let site = Site::new(&database);
    let path = database.folder.path().join("log");
    let log = File::create(&path).expect("a file");
    let server = site.start_with(|command| {
        command.args(["--log", "trace"]).stderr(log);
        // Else the program would not even look at the addresses of these requests.
        command.env("PLAUSCH_TRUSTED_PROXIES", "127.0.0.1/32");
    });
    let token = BASE64.encode([0xC7; 32]);
    visits(&site, &token);
    let (ada, thread) = answers(&site);
    strays(&site);
    breaks(&database).await;
    for path in [thread.as_str(), "/admin/audit"] {
        ada.get(path);
    }
    drop(server);

    let log = fs::read_to_string(&path).expect("a log").to_lowercase();
    for said in ["does not open", "a page could not be made", "ended early"] {
        assert!(log.contains(said), "need a log for this to mean anything: {said} in {log}");
    }
    let (mail, password) = site.ada.lock().expect("no panic").clone();
    let secrets = [token, mail, password, ada.cookie, ada.csrf].map(|text| text.to_lowercase());
    for canary in CANARIES.into_iter().chain(secrets.iter().map(String::as_str)) {
        assert!(canary.len() > 8, "need something to look for: «{canary}»");
        let line = log.lines().find(|line| line.contains(canary));
        assert_eq!(line, None, "{canary}");
    }
}

/// Somebody's way to the program, through a proxy.
struct Client<'a> {
    site: &'a Site,
    from: &'static str,
    token: String,
    cookie: String,
    csrf: String,
}

impl<'a> Client<'a> {
    fn new(site: &'a Site, from: &'static str) -> Self {
        let (token, cookie, csrf) = (String::new(), String::new(), String::new());
        Self { site, from, token, cookie, csrf }
    }

    fn send(&self, method: &str, path: &str, kind: &str, body: String) -> (u16, String, String) {
        let request = Request::builder()
            .method(method)
            .uri(self.site.address(path))
            .header("x-forwarded-for", self.from)
            .header("origin", self.site.origin())
            .header("authorization", format!("Bearer {}", self.token))
            .header("cookie", &self.cookie)
            .header("content-type", kind)
            .body(body)
            .expect("a request");
        let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0);
        let answer = ureq::Agent::from(config.build()).run(request).expect("an answer");
        let status = answer.status().as_u16();
        let cookie = answer.headers().get("set-cookie").and_then(|cookie| cookie.to_str().ok());
        let cookie = cookie.and_then(|cookie| cookie.split(';').next()).unwrap_or_default();
        let cookie = cookie.to_owned();
        (status, answer.into_body().read_to_string().unwrap_or_default(), cookie)
    }

    fn get(&self, path: &str) -> (u16, String) {
        let (status, text, _) = self.send("GET", path, "text/plain", String::new());
        (status, text)
    }

    fn json(&self, path: &str, body: &Value) -> (u16, Value) {
        let (status, text, _) = self.send("POST", path, "application/json", body.to_string());
        (status, serde_json::from_str(&text).unwrap_or_default())
    }

    fn form(&self, path: &str, fields: &[(&str, &str)]) -> (u16, String, String) {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(fields).append_pair("csrf", &self.csrf);
        self.send("POST", path, "application/x-www-form-urlencoded", form.finish())
    }
}

/// Vera agrees, writes, gives her address and number, reads, and asks for her data.
fn visits(site: &Site, token: &str) {
    let vera = Client { token: token.to_owned(), ..Client::new(site, VERAS) };
    let notice = site.notice.lock().expect("no panic").clone().expect("started");
    let record = BASE64.encode([0xC8; 16]);
    let choice = json!({ "id": record, "notice": notice, "lang": "de", "services": ["chat"],
                         "ui": "dialog" });
    assert_eq!(vera.json("/v1/sites/blumenladen/consents", &choice).0, 201);
    let first = json!({ "id": record, "body": "Kanarienvogel, 203.0.113.77" });
    let begun =
        json!({ "consent": record, "lang": "de", "name": "Vera Kanaria", "message": first });
    let (status, begun) = vera.json("/v1/sites/blumenladen/conversations", &begun);
    assert_eq!(status, 201, "{begun}");
    let path = format!("/v1/conversations/{}", begun["conversation"].as_str().expect("an id"));
    let mut contact = json!({ "id": BASE64.encode([0xC9; 16]),
                              "body": "vera@kanarien.example oder 0171 2345678" });
    assert_eq!(vera.json(&format!("{path}/messages"), &contact).0, 422, "she is asked");
    contact["contact"] = "keep".into();
    assert_eq!(vera.json(&format!("{path}/messages"), &contact).0, 201);
    let (status, export) = vera.get(&format!("{path}/export"));
    assert!(status == 200 && export.contains("kanarien.example"), "it is kept: {export}");
    let (status, ticket) = vera.json(&format!("{path}/ticket"), &json!({}));
    assert_eq!(status, 200, "{ticket}");
    let ticket = ticket["ticket"].as_str().expect("a ticket");
    let (status, page, _) = vera.form("/s/blumenladen/de/my", &[("ticket", ticket)]);
    assert!(status == 200 && page.contains("Vera Kanaria"), "{page}");
    let typed = [("code", "Kanarienvogel"), ("secret", "Kanarienvogel")];
    assert_ne!(vera.form("/s/blumenladen/de/my", &typed).0, 200);
}

/// Ada signs in (not at once), reads, answers, looks for something, and enters what came by letter.
/// Gives her browser, and where she read.
fn answers(site: &Site) -> (Client<'_>, String) {
    let mut ada = Client::new(site, ADAS);
    let (mail, password) = site.ada.lock().expect("no panic").clone();
    for (mail, password) in [
        ("vera@kanarien.example", "kanarienpasswort"),
        (mail.as_str(), "kanarienpasswort"),
        (mail.as_str(), password.as_str()),
    ] {
        let fields = [("mail", mail), ("password", password), ("next", "/inbox?q=Kanarienvogel")];
        ada.cookie = ada.form("/sign-in", &fields).2;
    }
    let (status, account) = ada.get("/account");
    assert_eq!(status, 200, "{account}");
    let (_, rest) = account.split_once("name=\"csrf\" content=\"").expect("a page of hers");
    rest.split('"').next().unwrap_or_default().clone_into(&mut ada.csrf);
    let (status, found, _) = ada.form("/inbox/search", &[("words", "Kanarienvogel")]);
    assert!(status == 200 && found.contains("/inbox/conversations/"), "{found}");
    let (_, rest) = found.split_once("/inbox/conversations/").expect("a conversation");
    let id = rest.split(['"', '?', '#']).next().expect("an id");
    let thread = format!("/inbox/conversations/{id}");
    assert!(ada.get(&thread).1.contains("Kanarienvogel"), "she reads it");
    for (deed, number) in [("messages", 0xCA), ("notes", 0xCB)] {
        let id = BASE64.encode([number; 16]);
        let fields = [("id", id.as_str()), ("body", "Kanarienvogel? Gern.")];
        let (status, text, _) = ada.form(&format!("{thread}/{deed}"), &fields);
        assert!(status < 400, "{deed}: {status} {text}");
    }
    let letter = [
        ("site", "blumenladen"),
        ("kind", "access"),
        ("source", "letter"),
        ("received_on", "2026-01-15"),
        ("lang", "de"),
        ("person", "Vera Kanaria, vera@kanarien.example"),
        ("asked", "Was wissen Sie vom Kanarienvogel?"),
    ];
    assert!(ada.form("/admin/requests/new", &letter).0 < 400);
    let invited = [("name", "Kanarienvogel"), ("mail", "neu@kanarien.example"), ("role", "agent")];
    assert!(ada.form("/admin/agents", &invited).1.contains("/set-up/"), "invited");
    (ada, thread)
}

/// The database is damaged under the program, which has to say so.
async fn breaks(database: &TestDatabase) {
    let store = Store::open(&kept_in(database), &database.keys).expect("it opens");
    for sql in [
        "update conversation_event set body = substr(body, 1, 20) where body is not null",
        "update audit_entry set hash = substr(hash, 1, 4)",
    ] {
        store.write(move |tx| tx.inspect(sql)).await.expect("damaged");
    }
}

/// What isn't there, doesn't fit, or isn't HTTP.
fn strays(site: &Site) {
    let somebody = Client { token: "Kanarienvogel".to_owned(), ..Client::new(site, VERAS) };
    for path in ["/kanarienvogel?mail=vera@kanarien.example", "/set-up/Kanarienvogel"] {
        assert_eq!(somebody.get(path).0, 404, "{path}");
    }
    somebody.get("/sign-in?next=/inbox/Kanarienvogel");
    let path = "/v1/sites/blumenladen/conversations";
    for (kind, body) in [
        ("application/json", "{\"name\":\"Vera Kanaria\",".to_owned()),
        ("application/json", "{\"kanarienvogel\":1}".to_owned()),
        ("text/kanarienvogel", "Kanarienvogel".to_owned()),
        ("application/json", format!("\"{}\"", "Kanarienvogel ".repeat(1_000))),
    ] {
        let (status, ..) = somebody.send("POST", path, kind, body);
        assert!((400..500).contains(&status), "{kind}: {status}");
    }
    for bytes in
        ["GET /kanarienvogel HTTP/1.1\r\nKanarienvogel\r\n\r\n", "\u{16}Kanarienvogel\r\n\r\n"]
    {
        let mut line = TcpStream::connect(site.socket()).expect("a line");
        line.write_all(bytes.as_bytes()).expect("sent");
        // Whatever it answers, if at all.
        let _ = line.read(&mut [0; 512]);
    }
}
