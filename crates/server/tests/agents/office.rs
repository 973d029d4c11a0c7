//! The office of the Blumenladen: Ada (administrator) and Ben (agent) at their browsers, the real
//! router, a database of its own, a clock that stands.

use std::num::NonZeroU32;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use http_body_util::BodyExt;
use plausch::app::{App, agent, second_factor, site};
use plausch::clock::{Chance, FixedClock};
use plausch::config::{Config, Flags};
use plausch::http::router;
use plausch_core::id::SiteId;
use plausch_core::role::BuiltIn;
use plausch_core::site::{Lang, Lifetime, Mode, Origin, Settings, Site};
use plausch_core::{Personal, Timestamp};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::support::{Engine, TestDatabase};

/// The page that visitors are on.
pub(crate) const SHOP: &str = "https://blumenladen.example";
/// Everybody's password here.
pub(crate) const PASSWORD: &str = "drei rosen im mai";

pub(crate) struct Office {
    pub(crate) app: Arc<App>,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) database: TestDatabase,
    router: Router,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    /// Where it sends the browser.
    pub(crate) fn goes_to(&self) -> &str {
        self.header("location")
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("a readable header"))
    }

    pub(crate) fn says(&self, text: &str) -> bool {
        self.text.contains(text)
    }

    /// What stands between two texts.
    pub(crate) fn between(&self, before: &str, after: &str) -> &str {
        let (_, rest) =
            self.text.split_once(before).unwrap_or_else(|| panic!("no {before}: {self:?}"));
        rest.split_once(after).expect("an end").0
    }
}

impl Office {
    /// Opens with nobody in it and no site; nobody has to set up a second factor.
    pub(crate) async fn empty() -> Self {
        let office = Self::strict().await;
        for role in BuiltIn::ALL {
            second_factor::waive_at_start(&office.app, role).await.expect("waived");
        }
        office
    }

    /// As it comes: with nobody in it, and every role needs a second factor.
    pub(crate) async fn strict() -> Self {
        let database = TestDatabase::new(Engine::Sqlite);
        let flags =
            Flags { data: Some(database.folder.path().display().to_string()), ..Flags::default() };
        // Whoever asks says from which address, so that there can be several.
        let proxies = ("PLAUSCH_TRUSTED_PROXIES".to_owned(), "127.0.0.1/32".to_owned());
        let mut config = Config::read_from(&flags, [proxies]).expect("a configuration");
        // All visitors of a test have one address.
        config.limits.conversations_per_minute = NonZeroU32::new(600).expect("some");
        let clock = Arc::new(FixedClock::new(Timestamp::from_millis(1_780_000_000_000)));
        let keys = database.keys.clone();
        let app = App::new(config, database.open(), keys, clock.clone(), Chance::seeded(7));
        let app = app.await.expect("the application");
        let router = router::router(&app);
        Self { app, clock, database, router }
    }

    /// Opens with Ada, Ben and the site.
    pub(crate) async fn open() -> Self {
        let office = Self::empty().await;
        for (name, role) in [("Ada", BuiltIn::Administrator), ("Ben", BuiltIn::Agent)] {
            let password = Personal::new(PASSWORD.to_owned());
            let mail = mail(name);
            agent::add_at_start(&office.app, name, &mail, role, &password).await.expect("added");
        }
        let site = Site { id: SiteId::parse("blumenladen").expect("a name"), settings: settings() };
        site::add_at_start(&office.app, site).await.expect("added");
        office
    }

    /// Opens with a second site, the Kaufhaus.
    pub(crate) async fn with_two_sites() -> Self {
        let office = Self::open().await;
        let site = Site { id: SiteId::parse("kaufhaus").expect("a name"), settings: settings() };
        site::add_at_start(&office.app, site).await.expect("added");
        office
    }

    /// A browser in which nobody has signed in.
    pub(crate) fn browser(&self) -> Browser<'_> {
        Browser { office: self, cookie: String::new(), csrf: String::new() }
    }

    /// Somebody's browser, signed in.
    pub(crate) async fn signed_in(&self, name: &str) -> Browser<'_> {
        self.signed_in_to(name, "/inbox").await
    }

    /// The same of somebody whose work is elsewhere.
    pub(crate) async fn signed_in_to(&self, name: &str, home: &str) -> Browser<'_> {
        let mut browser = self.browser();
        let answer = browser.signs_in(&mail(name), PASSWORD).await;
        assert_eq!(answer.goes_to(), home, "{answer:?}");
        browser
    }

    pub(crate) async fn ask(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: parts.status, headers: parts.headers, text }
    }

    /// Somebody's inbox opens its stream; it is open as long as the answer is kept.
    pub(crate) async fn listens(&self, browser: &Browser<'_>) -> Response {
        let request = Request::get("/inbox/stream").header(header::COOKIE, &browser.cookie);
        let request = request.body(Body::empty()).expect("a request");
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        assert_eq!(response.status(), StatusCode::OK);
        response
    }

    /// What the audit says was done, the oldest first.
    pub(crate) async fn deeds(&self) -> Vec<String> {
        let sql = "select deed from audit_entry where deed <> 'signed in' order by number";
        let rows = self.database.open().read(move |tx| tx.inspect(sql)).await.expect("read");
        rows.iter().map(|row| row.text(0).expect("a deed").to_owned()).collect()
    }

    /// A visitor begins a conversation; gives its path in the inbox.
    pub(crate) async fn visitor_writes(&self, number: u8, name: &str, text: &str) -> Visitor {
        self.visitor_writes_on("blumenladen", number, name, text).await
    }

    /// The same on another site.
    pub(crate) async fn visitor_writes_on(
        &self,
        site: &str,
        number: u8,
        name: &str,
        text: &str,
    ) -> Visitor {
        let token = BASE64.encode([number; 32]);
        let begins = json!({ "lang": "de", "name": name,
                             "message": { "id": BASE64.encode([number; 16]), "body": text } });
        let begun =
            self.visitor_posts(&token, &format!("/v1/sites/{site}/conversations"), &begins).await;
        let id = begun["conversation"].as_str().expect("a conversation").to_owned();
        Visitor { token, path: format!("/inbox/conversations/{id}"), id }
    }

    async fn visitor_posts(&self, token: &str, path: &str, body: &Value) -> Value {
        let request = Request::post(path)
            .header(header::ORIGIN, SHOP)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::AUTHORIZATION, format!("Bearer {token}"));
        let answer = self.ask(request.body(body.to_string().into()).expect("a request")).await;
        assert!(answer.status.is_success(), "{answer:?}");
        serde_json::from_str(&answer.text).unwrap_or_default()
    }

    /// The visitor writes once more, and wants contact data in it kept.
    pub(crate) async fn visitor_keeps_contact(&self, visitor: &Visitor, number: u8, text: &str) {
        let path = format!("/v1/conversations/{}/messages", visitor.id);
        let message = json!({ "id": BASE64.encode([number; 16]), "body": text, "contact": "keep" });
        self.visitor_posts(&visitor.token, &path, &message).await;
    }

    /// What the visitor's browser gets.
    pub(crate) async fn visitor_gets(&self, visitor: &Visitor, path: &str) -> Answer {
        let request = Request::get(path)
            .header(header::ORIGIN, SHOP)
            .header(header::AUTHORIZATION, format!("Bearer {}", visitor.token));
        self.ask(request.body(Body::empty()).expect("a request")).await
    }

    /// The visitor tries to write once more.
    pub(crate) async fn visitor_tries(&self, visitor: &Visitor, number: u8, text: &str) -> Answer {
        let message = json!({ "id": BASE64.encode([number; 16]), "body": text });
        let request = Request::post(format!("/v1/conversations/{}/messages", visitor.id))
            .header(header::ORIGIN, SHOP)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::AUTHORIZATION, format!("Bearer {}", visitor.token));
        self.ask(request.body(message.to_string().into()).expect("a request")).await
    }

    /// The visitor writes once more.
    pub(crate) async fn visitor_adds(&self, visitor: &Visitor, number: u8, text: &str) {
        let path = format!("/v1/conversations/{}/messages", visitor.id);
        let message = json!({ "id": BASE64.encode([number; 16]), "body": text });
        self.visitor_posts(&visitor.token, &path, &message).await;
    }
}

/// A visitor with a conversation.
pub(crate) struct Visitor {
    pub(crate) token: String,
    pub(crate) id: String,
    /// Its page in the inbox.
    pub(crate) path: String,
}

/// An agent's browser: keeps its cookie, and puts the page's token into forms as pages do.
pub(crate) struct Browser<'o> {
    office: &'o Office,
    pub(crate) cookie: String,
    pub(crate) csrf: String,
}

impl Browser<'_> {
    pub(crate) async fn signs_in(&mut self, mail: &str, password: &str) -> Answer {
        let answer = self.post("/sign-in", &[("mail", mail), ("password", password)]).await;
        self.takes_cookie(&answer).await;
        answer
    }

    pub(crate) async fn takes_cookie(&mut self, answer: &Answer) {
        let cookie = answer.header("set-cookie");
        if let Some((cookie, _)) = cookie.split_once(';') {
            cookie.clone_into(&mut self.cookie);
            // Open to everybody, whatever the role, and before there is a second factor.
            let account = self.get("/account/second-factor").await;
            account.between("name=\"csrf\" value=\"", "\"").clone_into(&mut self.csrf);
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.asks(Method::GET, path, &[], Body::empty()).await
    }

    pub(crate) async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.asks(Method::GET, path, headers, Body::empty()).await
    }

    /// What a script of the page asks for.
    pub(crate) async fn get_part(&self, path: &str) -> Answer {
        self.asks(Method::GET, path, &[("hx-request", "true")], Body::empty()).await
    }

    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_with(path, &[("sec-fetch-site", "same-origin")], &self.csrf, fields).await
    }

    pub(crate) async fn post_with(
        &self,
        path: &str,
        headers: &[(&str, &str)],
        csrf: &str,
        fields: &[(&str, &str)],
    ) -> Answer {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.append_pair("csrf", csrf).extend_pairs(fields);
        self.asks(Method::POST, path, headers, form.finish().into()).await
    }

    async fn asks(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Body,
    ) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::COOKIE, &self.cookie)
            .header(header::ACCEPT_LANGUAGE, "de")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.office.ask(request.body(body).expect("a request")).await
    }

    /// Answers with a fresh id, as the page's form does.
    pub(crate) async fn answers(&self, visitor: &Visitor, text: &str) -> Answer {
        let page = self.get(&visitor.path).await;
        let form = page.between("<form class=\"reply\"", "</form>");
        let (_, id) = form.split_once("name=\"id\" value=\"").expect("an id");
        let id = id.split('"').next().expect("its end");
        self.post(&format!("{}/messages", visitor.path), &[("id", id), ("body", text)]).await
    }

    /// Does one of the deeds that are a click.
    pub(crate) async fn does(&self, visitor: &Visitor, deed: &str) -> Answer {
        self.post(&format!("{}/{deed}", visitor.path), &[]).await
    }
}

pub(crate) fn mail(name: &str) -> String {
    format!("{}@blumenladen.example", name.to_lowercase())
}

pub(crate) fn settings() -> Settings {
    Settings {
        name: "Blumenladen".into(),
        address: SHOP.into(),
        origins: Origin::parse(SHOP).into_iter().collect(),
        languages: vec![Lang::De, Lang::En],
        mode: Mode::OnRequest,
        lifetime: Lifetime::Session,
        remember_days: 0,
        idle_hours: 4,
        retention: plausch_core::retention::Rules::default(),
        controller: "Blumenladen, Musterstraße 1".into(),
        data_protection_officer: None,
        mail: Some("hallo@blumenladen.example".into()),
        phone: None,
        privacy_url: format!("{SHOP}/datenschutz"),
        imprint_url: format!("{SHOP}/impressum"),
        counts_refusals: false,
        reaches_children: false,
        privacy: plausch_core::site::Privacy::default(),
    }
}
