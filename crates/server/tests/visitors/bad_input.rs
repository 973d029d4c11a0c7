//! Whatever is sent: a clear 4xx, nothing stored, and the server lives on.

use axum::http::{Method, StatusCode};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::shop::{Ask, Shop, Vera, message};

/// A conversation of Vera's, and what another visitor might try.
async fn shop_with_conversation() -> (Shop, Vera, String) {
    let shop = Shop::open().await;
    let vera = Vera::new(1);
    let conversation = shop.vera_begins(&vera, "Hallo").await;
    (shop, vera, conversation)
}

async fn rows(shop: &Shop) -> i64 {
    let store = shop.database.open();
    let sql = "select (select count(*) from conversation_event) + (select count(*) from conversation) \
               + (select count(*) from consent_event)";
    let rows = store.read(move |tx| tx.inspect(sql)).await.expect("read");
    rows[0].int(0).expect("a number")
}

#[tokio::test]
async fn what_is_not_in_the_asked_form_is_refused_with_a_clear_problem_and_not_stored() {
    let (shop, vera, conversation) = shop_with_conversation().await;
    let before = rows(&shop).await;
    let messages = format!("/v1/conversations/{conversation}/messages");
    let begin = "/v1/sites/blumenladen/conversations";
    let good = message(2, "x");
    let with = |change: fn(&mut Value)| {
        let mut body = message(2, "x");
        change(&mut body);
        body.to_string()
    };
    let cases: Vec<(&str, &str, String, u16, &str)> = vec![
        ("not JSON", &messages, "{".into(), 400, "malformed"),
        ("nothing", &messages, String::new(), 400, "malformed"),
        ("a list", &messages, "[]".into(), 400, "malformed"),
        (
            "the fields' values as a list",
            &messages,
            "[\"AgICAgICAgICAgICAgICAg\",\"x\"]".into(),
            400,
            "malformed",
        ),
        ("an unknown field", &messages, with(|b| b["draft"] = json!("x")), 400, "malformed"),
        ("a missing field", &messages, "{\"body\":\"x\"}".into(), 400, "malformed"),
        ("a number for a text", &messages, with(|b| b["body"] = json!(7)), 400, "malformed"),
        (
            "an id of the wrong length",
            &messages,
            with(|b| b["id"] = json!("short")),
            400,
            "malformed",
        ),
        (
            "an id with a slash",
            &messages,
            with(|b| b["id"] = json!("../../../../etc/passwd")),
            400,
            "malformed",
        ),
        ("an empty text", &messages, with(|b| b["body"] = json!(" \n ")), 422, "invalid"),
        (
            "a text that is too long",
            &messages,
            with(|b| b["body"] = json!("x".repeat(4_001))),
            413,
            "too_large",
        ),
        (
            "a body that is too large",
            &messages,
            with(|b| b["body"] = json!("x".repeat(40_000))),
            413,
            "too_large",
        ),
        (
            "an unknown site",
            "/v1/sites/nirgends/conversations",
            vera.first("x").to_string(),
            404,
            "not_found",
        ),
        (
            "a site name that is no text",
            "/v1/sites/%ff/conversations",
            vera.first("x").to_string(),
            404,
            "not_found",
        ),
        (
            "a site name that is none",
            "/v1/sites/%2e%2e/conversations",
            vera.first("x").to_string(),
            404,
            "not_found",
        ),
        ("an unknown language", begin, with_lang(&vera, "xx"), 400, "malformed"),
        ("another message under a used token", begin, second(&vera), 409, "conflict"),
    ];
    for (what, path, body, status, code) in cases {
        let ask = Ask { token: Some(&vera.token), ..Ask::default() };
        let answer = shop.ask(Method::POST, path, ask, body).await;
        assert_eq!(answer.problem(), (status, code.to_owned()), "{what}");
    }
    assert_eq!(rows(&shop).await, before, "nothing was stored");
    assert_eq!(
        shop.post(&messages, &vera.token, &good).await.status,
        StatusCode::CREATED,
        "and it goes on"
    );
}

fn with_lang(vera: &Vera, lang: &str) -> String {
    let mut first = vera.first("x");
    first["lang"] = lang.into();
    first.to_string()
}

fn second(vera: &Vera) -> String {
    let mut first = vera.first("x");
    first["message"] = message(77, "x");
    first.to_string()
}

#[tokio::test]
async fn r_sec_02_nobody_gets_at_another_visitors_conversation() {
    let (shop, vera, conversation) = shop_with_conversation().await;
    let other = Vera::new(2);
    shop.vera_begins(&other, "Ich bin jemand anders").await;
    let id = |rest: &str| format!("/v1/conversations/{conversation}{rest}");
    let attempts = [
        (Method::GET, id("")),
        (Method::GET, id("/events")),
        (Method::GET, id("/stream")),
        (Method::GET, id("/export")),
        (Method::POST, id("/messages")),
        (Method::POST, id("/typing")),
        (Method::POST, id("/seen")),
        (Method::POST, id("/end")),
        (Method::PUT, id("/remember")),
        (Method::DELETE, id("/remember")),
        (Method::DELETE, id("")),
    ];
    let body = |path: &str| match path.rsplit('/').next() {
        Some("messages") => message(9, "x").to_string(),
        Some("typing") => json!({ "typing": true }).to_string(),
        Some("seen") => json!({ "seq": 1 }).to_string(),
        Some("remember") => json!({ "consent": other.record }).to_string(),
        _ => String::new(),
    };
    let before = rows(&shop).await;
    for (method, path) in attempts {
        for token in [other.token.as_str(), &Vera::new(3).token, "forged", ""] {
            let ask = Ask { token: Some(token), ..Ask::default() };
            let answer = shop.ask(method.clone(), &path, ask, body(&path)).await;
            assert_eq!(
                answer.problem(),
                (401, "token_invalid".into()),
                "{method} {path} with {token}"
            );
        }
        let answer = shop.ask(method.clone(), &path, Ask::default(), body(&path)).await;
        assert_eq!(
            answer.problem(),
            (401, "token_missing".into()),
            "{method} {path} without a token"
        );
    }
    assert_eq!(rows(&shop).await, before);
    assert_eq!(shop.get(&id(""), &vera.token).await.status, StatusCode::OK, "Vera herself gets in");
}

#[tokio::test]
async fn a_page_of_an_unregistered_origin_is_turned_away() {
    let (shop, vera, conversation) = shop_with_conversation().await;
    let path = format!("/v1/conversations/{conversation}/messages");
    for origin in [
        Some("https://evil.example"),
        Some("null"),
        Some("https://blumenladen.example/"),
        Some("https://vera@blumenladen.example"),
        Some("https://blumenladen.example.evil.example"),
        None,
    ] {
        let ask = Ask { token: Some(&vera.token), origin, ..Ask::default() };
        let answer = shop.ask(Method::POST, &path, ask, message(2, "x").to_string()).await;
        assert_eq!(answer.problem(), (403, "origin_not_registered".into()), "{origin:?}");
    }
    assert_eq!(
        shop.ask(Method::OPTIONS, &path, Ask::default(), "").await.status,
        StatusCode::NO_CONTENT
    );
}

#[tokio::test]
async fn ten_thousand_rapid_posts_are_slowed_down_and_the_server_answers_on() {
    let (shop, vera, conversation) = shop_with_conversation().await;
    let path = format!("/v1/conversations/{conversation}/messages");
    let (mut taken, mut slowed) = (0, 0);
    for number in 0..10_000_u32 {
        let mut id = [0; 16];
        id[..4].copy_from_slice(&number.to_be_bytes());
        let body = json!({ "id": base64::Engine::encode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, id), "body": "x" });
        match shop.post(&path, &vera.token, &body).await.status {
            StatusCode::CREATED => taken += 1,
            StatusCode::TOO_MANY_REQUESTS => slowed += 1,
            other => panic!("{other}"),
        }
    }
    assert!(slowed > 9_000, "taken {taken}, slowed {slowed}");
    let other = Vera::new(2);
    shop.vera_begins(&other, "Und ich?").await;
}

/// One shop for all cases. The hub lives on the runtime that it was made on.
static SHOP: std::sync::OnceLock<(Shop, Vera, String, tokio::runtime::Runtime)> =
    std::sync::OnceLock::new();

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_body_makes_the_server_fail(body in proptest::collection::vec(any::<u8>(), 0..300), path in "[ -~]{0,40}") {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let (shop, vera, conversation, _) = SHOP.get_or_init(|| {
            let home = tokio::runtime::Runtime::new().expect("a runtime");
            let (shop, vera, conversation) = home.block_on(shop_with_conversation());
            (shop, vera, conversation, home)
        });
        let paths = [
            format!("/v1/conversations/{conversation}/messages"),
            "/v1/sites/blumenladen/consents".to_owned(),
            "/v1/sites/blumenladen/conversations".to_owned(),
        ];
        for path in &paths {
            let ask = Ask { token: Some(&vera.token), ..Ask::default() };
            let answer = runtime.block_on(shop.ask(Method::POST, path, ask, body.clone()));
            prop_assert!(answer.status.is_client_error(), "{:?}", answer);
        }
        let path = format!("/{}", path.replace([' ', '"', '<', '>', '\\', '^', '`', '{', '|', '}', '#'], "%20"));
        if path.parse::<axum::http::Uri>().is_ok() {
            let answer = runtime.block_on(shop.ask(Method::GET, &path, Ask::default(), ""));
            prop_assert!(!answer.status.is_server_error(), "{:?}", answer);
        }
    }
}
