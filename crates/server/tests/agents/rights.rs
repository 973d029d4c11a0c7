//! Role × endpoint: who gets which answer where.

use axum::http::{Method, StatusCode};

use crate::office::Office;

/// Every address behind the door. `{c}` is a conversation, `{a}` an agent.
const ADDRESSES: &[(Method, &str, bool)] = &[
    (Method::GET, "/inbox", false),
    (Method::GET, "/inbox/list", false),
    (Method::GET, "/inbox/views", false),
    (Method::GET, "/inbox/stream", false),
    (Method::GET, "/inbox/conversations/{c}", false),
    (Method::GET, "/inbox/conversations/{c}/events", false),
    (Method::GET, "/inbox/conversations/{c}/looking", false),
    (Method::POST, "/inbox/conversations/{c}/messages", false),
    (Method::POST, "/inbox/conversations/{c}/notes", false),
    (Method::POST, "/inbox/conversations/{c}/assignment", false),
    (Method::POST, "/inbox/conversations/{c}/close", false),
    (Method::POST, "/inbox/conversations/{c}/reopen", false),
    (Method::POST, "/inbox/conversations/{c}/seen", false),
    (Method::POST, "/inbox/conversations/{c}/typing", false),
    (Method::POST, "/inbox/conversations/{c}/looking", false),
    (Method::GET, "/inbox/conversations/{c}/erase", true),
    (Method::POST, "/inbox/conversations/{c}/erase", true),
    (Method::GET, "/account", false),
    (Method::POST, "/account/name", false),
    (Method::POST, "/account/password", false),
    (Method::GET, "/admin/sites", true),
    (Method::GET, "/admin/sites/new", true),
    (Method::POST, "/admin/sites/new", true),
    (Method::GET, "/admin/sites/blumenladen", true),
    (Method::POST, "/admin/sites/blumenladen", true),
    (Method::GET, "/admin/sites/blumenladen/consents.csv", true),
    (Method::GET, "/admin/sites/blumenladen/consents.json", true),
    (Method::GET, "/admin/sites/blumenladen/services", true),
    (Method::GET, "/admin/sites/blumenladen/catalogue", true),
    (Method::POST, "/admin/sites/blumenladen/catalogue", true),
    (Method::GET, "/admin/sites/blumenladen/new-service", true),
    (Method::POST, "/admin/sites/blumenladen/new-service", true),
    (Method::GET, "/admin/sites/blumenladen/services/matomo", true),
    (Method::POST, "/admin/sites/blumenladen/services/matomo", true),
    (Method::GET, "/admin/sites/blumenladen/services/matomo/removal", true),
    (Method::POST, "/admin/sites/blumenladen/services/matomo/removal", true),
    (Method::GET, "/admin/sites/blumenladen/new-purpose", true),
    (Method::POST, "/admin/sites/blumenladen/new-purpose", true),
    (Method::GET, "/admin/sites/blumenladen/purposes/statistics", true),
    (Method::POST, "/admin/sites/blumenladen/purposes/statistics", true),
    (Method::GET, "/admin/sites/blumenladen/purposes/statistics/removal", true),
    (Method::POST, "/admin/sites/blumenladen/purposes/statistics/removal", true),
    (Method::GET, "/admin/sites/blumenladen/publication", true),
    (Method::POST, "/admin/sites/blumenladen/publication", true),
    (Method::GET, "/admin/sites/blumenladen/banner", true),
    (Method::POST, "/admin/sites/blumenladen/banner", true),
    (Method::GET, "/admin/sites/blumenladen/banner/frame", true),
    (Method::GET, "/admin/sites/blumenladen/set-up", true),
    (Method::GET, "/admin/sites/blumenladen/gaps", true),
    (Method::POST, "/admin/sites/blumenladen/gaps", true),
    (Method::GET, "/admin/sites/blumenladen/installation", true),
    (Method::GET, "/admin/sites/blumenladen/trial/de", true),
    (Method::GET, "/admin/sites/blumenladen/notices/de/AAAAAAAAAAAAAAAAAAAAAA/plausch.js", true),
    (Method::GET, "/admin/sites/blumenladen/consents", true),
    (Method::GET, "/admin/sites/blumenladen/consents/AAAAAAAAAAAAAAAAAAAAAA.1", true),
    (Method::POST, "/admin/sites/blumenladen/numbers", true),
    (Method::GET, "/admin/sites/blumenladen/numbers", true),
    (Method::GET, "/admin/sites/blumenladen/numbers.csv", true),
    (Method::GET, "/admin/agents", true),
    (Method::POST, "/admin/agents", true),
    (Method::POST, "/admin/agents/{a}", true),
    (Method::POST, "/admin/agents/{a}/link", true),
];

/// One form that has the fields of all of them.
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
];

#[tokio::test]
async fn r_sec_02_an_agent_does_not_reach_the_administrators_deeds() {
    let office = Office::open().await;
    let vera = office.visitor_writes(1, "Vera", "Haben Sie Tulpen?").await;
    let (ada, ben) = (office.signed_in("Ada").await, office.signed_in("Ben").await);
    let ben_id = office.app.directory.agents()[1].id.clone();
    let mut forbidden = 0_usize;
    for (method, address, is_administrators) in ADDRESSES {
        let path = address.replace("{c}", &vera.id).replace("{a}", ben_id.as_str());
        let is_erasure = *method == Method::POST && address.ends_with("/erase");
        for (name, browser) in [("Ben", &ben), ("Ada", &ada)] {
            // Ada would: that is tested elsewhere, and would leave nothing for the others.
            if is_erasure && name == "Ada" {
                continue;
            }
            let answer = match *method {
                Method::GET => browser.get(&path).await,
                _ => browser.post(&path, FIELDS).await,
            };
            let is_forbidden = answer.status == StatusCode::FORBIDDEN;
            assert_eq!(
                is_forbidden,
                *is_administrators && name == "Ben",
                "{name} {method} {path}: {answer:?}"
            );
            assert!(!answer.status.is_server_error(), "{name} {method} {path}: {answer:?}");
            forbidden += usize::from(is_forbidden);
        }
    }
    let theirs = ADDRESSES.iter().filter(|(_, _, is_administrators)| *is_administrators).count();
    assert!(theirs > 10, "need refusals for this to mean anything");
    assert_eq!(forbidden, theirs, "Ben, and nobody else");
    assert_eq!(ada.get(&vera.path).await.status, StatusCode::OK, "Ben has erased nothing");
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
        for (method, address, _) in ADDRESSES {
            let path = address.replace("{c}", &vera.id).replace("{a}", "x");
            let answer = match *method {
                Method::GET => stranger.get(&path).await,
                _ => stranger.post(&path, FIELDS).await,
            };
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{method} {path}");
            assert!(answer.goes_to().starts_with("/sign-in?next=/"), "{method} {path}");
            assert!(!answer.says("Tulpen"));
            if *method == Method::GET {
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
