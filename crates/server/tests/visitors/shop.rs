//! The Blumenladen under test: the real router on a database of its own, with a clock that stands
//! and a visitor's deeds.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use http_body_util::BodyExt;
use plausch::app::{App, site};
use plausch::clock::{Chance, FixedClock};
use plausch::config::{Config, Flags};
use plausch::http::router;
use plausch_core::Timestamp;
use plausch_core::id::SiteId;
use plausch_core::site::{Lang, Lifetime, Mode, Origin, Settings, Site};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::support::{Engine, TestDatabase};

/// The page that the visitor is on.
pub(crate) const SHOP: &str = "https://blumenladen.example";

/// A shop with the sites `blumenladen` (mode `consent`) and `auf-wunsch` (mode `on_request`).
pub(crate) struct Shop {
    pub(crate) app: Arc<App>,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) database: TestDatabase,
    router: Router,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) media_type: String,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_default()
    }

    /// Status and problem code, for short assertions.
    pub(crate) fn problem(&self) -> (u16, String) {
        assert_eq!(self.media_type, "application/problem+json", "{self:?}");
        (self.status.as_u16(), self.json()["code"].as_str().unwrap_or_default().to_owned())
    }
}

/// A request's parts that tests like to change.
#[derive(Clone)]
pub(crate) struct Ask<'a> {
    pub(crate) origin: Option<&'a str>,
    pub(crate) token: Option<&'a str>,
    pub(crate) headers: &'a [(&'a str, &'a str)],
}

impl Default for Ask<'_> {
    fn default() -> Self {
        Self { origin: Some(SHOP), token: None, headers: &[] }
    }
}

impl Shop {
    pub(crate) async fn open() -> Self {
        Self::on(Engine::Sqlite).await
    }

    pub(crate) async fn on(engine: Engine) -> Self {
        let database = TestDatabase::new(engine);
        let flags =
            Flags { data: Some(database.folder.path().display().to_string()), ..Flags::default() };
        let limits = ["CONVERSATIONS_PER_MINUTE", "CONSENTS_PER_MINUTE"];
        let environment =
            limits.map(|limit| (format!("PLAUSCH_LIMITS_{limit}"), "100000".to_owned()));
        let config = Config::read_from(&flags, environment).expect("a configuration");
        let clock = Arc::new(FixedClock::new(Timestamp::from_millis(1_780_000_000_000)));
        let keys = database.keys.clone();
        let app = App::new(config, database.open(), keys, clock.clone(), Chance::seeded(7));
        let app = app.await.expect("the application");
        for (id, mode) in [("blumenladen", Mode::Consent), ("auf-wunsch", Mode::OnRequest)] {
            let id = SiteId::parse(id).expect("a site name");
            site::put_at_start(&app, Site { id, settings: settings(mode) }).await.expect("a site");
        }
        let router = router::router(&app);
        Self { app, clock, database, router }
    }

    pub(crate) async fn ask(
        &self,
        method: Method,
        path: &str,
        ask: Ask<'_>,
        body: impl Into<Body>,
    ) -> Answer {
        let json = (header::CONTENT_TYPE.as_str(), "application/json");
        let headers = [&[json], ask.headers].concat();
        let ask = Ask { headers: &headers, ..ask };
        self.send(method, path, ask, body.into()).await
    }

    /// A form of a page.
    pub(crate) async fn form(&self, path: &str, ask: Ask<'_>, body: String) -> Answer {
        self.send(Method::POST, path, ask, body.into()).await
    }

    async fn send(&self, method: Method, path: &str, ask: Ask<'_>, body: Body) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(origin) = ask.origin {
            request = request.header(header::ORIGIN, origin);
        }
        if let Some(token) = ask.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        for (name, value) in ask.headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body).expect("a request");
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let status = response.status();
        let media_type = response.headers().get(header::CONTENT_TYPE);
        let media_type =
            media_type.and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        let headers = response.headers().clone();
        let bytes = response.into_body().collect().await.expect("a body").to_bytes();
        Answer { status, media_type, headers, text: String::from_utf8_lossy(&bytes).into_owned() }
    }

    pub(crate) async fn post(&self, path: &str, token: &str, body: &Value) -> Answer {
        let ask = Ask { token: Some(token), ..Ask::default() };
        self.ask(Method::POST, path, ask, body.to_string()).await
    }

    pub(crate) async fn get(&self, path: &str, token: &str) -> Answer {
        let ask = Ask { token: Some(token), ..Ask::default() };
        self.ask(Method::GET, path, ask, Body::empty()).await
    }

    /// The notice version in the loader, as a browser learns it.
    pub(crate) async fn notice(&self) -> String {
        self.notice_of("blumenladen").await
    }

    pub(crate) async fn notice_of(&self, site: &str) -> String {
        let path = format!("/s/{site}/de/plausch.js");
        let loader = self.ask(Method::GET, &path, Ask::default(), "").await;
        let (_, rest) = loader.text.split_once("\"notice\":\"").expect("a notice version");
        rest[..22].to_owned()
    }

    /// Vera turns the toggle on.
    pub(crate) async fn vera_agrees(&self, vera: &Vera, services: &[&str]) -> Answer {
        let choice = json!({ "id": vera.record, "notice": self.notice().await, "lang": "de",
                             "services": services, "ui": "dialog" });
        self.post("/v1/sites/blumenladen/consents", &vera.token, &choice).await
    }

    /// Vera agrees and sends her first message; gives the conversation's id.
    pub(crate) async fn vera_begins(&self, vera: &Vera, text: &str) -> String {
        let agreed = self.vera_agrees(vera, &["chat"]).await;
        assert_eq!(agreed.status, StatusCode::CREATED, "{agreed:?}");
        let begun =
            self.post("/v1/sites/blumenladen/conversations", &vera.token, &vera.first(text)).await;
        assert_eq!(begun.status, StatusCode::CREATED, "{begun:?}");
        begun.json()["conversation"].as_str().expect("an id").to_owned()
    }

    /// Every byte that the data folder and the database hold.
    pub(crate) async fn holds(&self, canary: &str) -> Vec<String> {
        let mut found = Vec::new();
        for entry in std::fs::read_dir(self.database.folder.path()).expect("the data folder") {
            let path = entry.expect("a file").path();
            let bytes = std::fs::read(&path).unwrap_or_default();
            if bytes.windows(canary.len()).any(|window| window == canary.as_bytes()) {
                found.push(path.display().to_string());
            }
        }
        found.extend(columns_with(&self.database, canary).await);
        found
    }
}

/// The columns that hold a text.
async fn columns_with(database: &TestDatabase, canary: &str) -> Vec<String> {
    let store = database.open();
    let mut found = Vec::new();
    for table in plausch_store::inventory::TABLES {
        for column in table.columns {
            let sql = format!("select {} from {}", column.name, table.name);
            let rows = store.read(move |tx| tx.inspect(&sql)).await.expect("read");
            let holds = rows.iter().any(|row| match &row.values()[0] {
                plausch_store::Value::Text(text) => text.contains(canary),
                plausch_store::Value::Bytes(bytes) => {
                    bytes.windows(canary.len()).any(|window| window == canary.as_bytes())
                }
                _ => false,
            });
            if holds {
                found.push(format!("{}.{}", table.name, column.name));
            }
        }
    }
    found
}

/// A visitor: what her browser made up.
#[derive(Clone)]
pub(crate) struct Vera {
    pub(crate) token: String,
    pub(crate) record: String,
}

impl Vera {
    pub(crate) fn new(number: u8) -> Self {
        Self { token: BASE64.encode([number; 32]), record: BASE64.encode([number; 16]) }
    }

    pub(crate) fn first(&self, text: &str) -> Value {
        json!({ "consent": self.record, "lang": "de", "name": "Vera Canary", "message": message(1, text) })
    }
}

/// A message with a made-up id.
pub(crate) fn message(number: u8, text: &str) -> Value {
    json!({ "id": BASE64.encode([number; 16]), "body": text })
}

pub(crate) fn settings(mode: Mode) -> Settings {
    Settings {
        name: "Blumenladen".into(),
        address: SHOP.into(),
        origins: Origin::parse(SHOP).into_iter().collect(),
        languages: vec![Lang::De, Lang::En],
        mode,
        lifetime: Lifetime::Session,
        remember_days: 30,
        idle_hours: 4,
        retention: plausch_core::retention::Rules::default(),
        controller: "Blumenladen, Musterstraße 1".into(),
        data_protection_officer: None,
        mail: Some("hallo@blumenladen.example".into()),
        phone: None,
        privacy_url: "https://blumenladen.example/datenschutz".into(),
        imprint_url: "https://blumenladen.example/impressum".into(),
        counts_refusals: false,
        reaches_children: false,
        privacy: plausch_core::site::Privacy::default(),
    }
}
