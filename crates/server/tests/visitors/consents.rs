//! Giving consent, needing it, taking it back.

use axum::http::{Method, StatusCode};
use plausch::app::site;
use plausch_core::id::SiteId;
use plausch_core::site::{Mode, Settings, Site};
use plausch_core::time::{DAY, HOUR};
use serde_json::json;

use crate::shop::{Ask, Shop, Vera, message, settings};

#[tokio::test]
async fn r_cons_01_chat_data_without_a_consent_is_refused() {
    let shop = Shop::open().await;
    let vera = Vera::new(1);
    let begin = |body| {
        let (shop, vera) = (&shop, &vera);
        async move {
            shop.post("/v1/sites/blumenladen/conversations", &vera.token, &body).await.problem()
        }
    };
    let mut without = vera.first("Hallo");
    without.as_object_mut().expect("an object").remove("consent");
    assert_eq!(begin(without).await, (403, "consent_required".into()));
    assert_eq!(
        begin(vera.first("Hallo")).await,
        (403, "consent_required".into()),
        "an unknown record"
    );
    assert!(shop.holds("Vera Canary").await.is_empty());
}

#[tokio::test]
async fn r_cons_03_agreeing_to_be_remembered_is_not_agreeing_to_the_chat() {
    let shop = Shop::open().await;
    let vera = Vera::new(1);
    assert_eq!(shop.vera_agrees(&vera, &["remember"]).await.status, StatusCode::CREATED);
    let begun =
        shop.post("/v1/sites/blumenladen/conversations", &vera.token, &vera.first("Hallo")).await;
    assert_eq!(begun.problem(), (403, "consent_required".into()));
}

#[tokio::test]
async fn r_cons_07_a_consent_to_another_text_is_stale() {
    let shop = Shop::open().await;
    let vera = Vera::new(1);
    let conversation = shop.vera_begins(&vera, "Hallo").await;
    let old = shop.notice().await;
    let changed = Settings { idle_hours: 5, ..settings(Mode::Consent) };
    let id = SiteId::parse("blumenladen").expect("a site name");
    site::put_at_start(&shop.app, Site { id, settings: changed }).await.expect("changed");
    let sent = shop
        .post(
            &format!("/v1/conversations/{conversation}/messages"),
            &vera.token,
            &message(2, "Noch da?"),
        )
        .await;
    assert_eq!(sent.problem(), (409, "consent_stale".into()));
    let choice = json!({ "id": Vera::new(2).record, "notice": old, "lang": "de", "services": ["chat"], "ui": "dialog" });
    let agreed = shop.post("/v1/sites/blumenladen/consents", &vera.token, &choice).await;
    assert_eq!(
        agreed.problem(),
        (409, "consent_stale".into()),
        "nobody can agree to what is shown no more"
    );
    // Agreeing to the new text under the same record lets the conversation go on.
    assert_eq!(shop.vera_agrees(&vera, &["chat"]).await.status, StatusCode::CREATED);
    let sent = shop
        .post(
            &format!("/v1/conversations/{conversation}/messages"),
            &vera.token,
            &message(2, "Noch da?"),
        )
        .await;
    assert_eq!(sent.status, StatusCode::CREATED);
}

#[tokio::test]
async fn r_cons_07_a_consent_counts_for_180_days() {
    let shop = Shop::open().await;
    let vera = Vera::new(1);
    shop.vera_agrees(&vera, &["chat"]).await;
    shop.clock.advance(180 * DAY);
    let begun =
        shop.post("/v1/sites/blumenladen/conversations", &vera.token, &vera.first("Hallo")).await;
    assert_eq!(begun.problem(), (403, "consent_required".into()));
}

#[tokio::test]
async fn the_same_choice_twice_is_one_event_and_another_choice_is_the_next() {
    let shop = Shop::open().await;
    let vera = Vera::new(1);
    assert_eq!(shop.vera_agrees(&vera, &["chat"]).await.status, StatusCode::CREATED);
    assert_eq!(shop.vera_agrees(&vera, &["chat"]).await.status, StatusCode::OK);
    assert_eq!(shop.vera_agrees(&vera, &["chat", "remember"]).await.status, StatusCode::CREATED);
    let store = shop.database.open();
    let rows =
        store.read(|tx| tx.inspect("select count(*) from consent_event")).await.expect("read");
    assert_eq!(rows[0].int(0).expect("a number"), 2);
}

#[tokio::test]
async fn r_cons_07_agreed_to_again_on_another_day_counts_from_then() {
    let shop = Shop::open().await;
    let vera = Vera::new(1);
    shop.vera_agrees(&vera, &["chat"]).await;
    shop.clock.advance(100 * DAY);
    assert_eq!(shop.vera_agrees(&vera, &["chat"]).await.status, StatusCode::CREATED);
    shop.clock.advance(100 * DAY);
    let begun =
        shop.post("/v1/sites/blumenladen/conversations", &vera.token, &vera.first("Hallo")).await;
    assert_eq!(begun.status, StatusCode::CREATED);
}

#[tokio::test]
async fn r_term_03_a_page_of_the_sites_own_can_not_agree_for_a_visitor_unless_it_was_switched_on() {
    let shop = Shop::open().await;
    let vera = Vera::new(1);
    let notice = shop.notice().await;
    let choice = json!({ "id": vera.record, "notice": notice, "lang": "de", "services": ["chat"], "ui": "adapter" });
    let refused = shop.post("/v1/sites/blumenladen/consents", &vera.token, &choice).await;
    assert_eq!(refused.problem(), (422, "invalid".into()));
}

#[tokio::test]
async fn r_wdr_02_a_withdrawal_ends_the_chat_and_leaves_taking_along_and_erasing() {
    let shop = Shop::open().await;
    let vera = Vera::new(1);
    let conversation = shop.vera_begins(&vera, "Hallo").await;
    let at = |rest: &str| format!("/v1/conversations/{conversation}{rest}");
    let withdrawal = "/v1/sites/blumenladen/withdrawals";
    for _ in 0..2 {
        assert_eq!(
            shop.post(withdrawal, &vera.token, &json!({ "id": vera.record })).await.status,
            StatusCode::NO_CONTENT
        );
    }
    let sent = shop.post(&at("/messages"), &vera.token, &message(2, "Noch da?")).await;
    assert_eq!(sent.problem(), (403, "consent_required".into()));
    assert_eq!(shop.get(&at("/events"), &vera.token).await.problem().0, 403);
    assert_eq!(shop.get(&at("/stream"), &vera.token).await.problem().0, 403);
    let agreed = shop.vera_agrees(&vera, &["chat"]).await;
    assert_eq!(
        agreed.problem(),
        (422, "invalid".into()),
        "a withdrawn record takes nothing any more"
    );
    assert!(shop.get(&at("/export"), &vera.token).await.text.contains("Hallo"));
    let ask = Ask { token: Some(&vera.token), ..Ask::default() };
    assert_eq!(shop.ask(Method::DELETE, &at(""), ask, "").await.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn withdrawing_what_nobody_gave_tells_nothing() {
    let shop = Shop::open().await;
    let unknown = json!({ "id": Vera::new(9).record });
    let answer = shop.post("/v1/sites/blumenladen/withdrawals", "x", &unknown).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn r_proof_02_a_consent_is_recorded_without_address_user_agent_or_page() {
    let shop = Shop::open().await;
    let vera = Vera::new(1);
    let choice = json!({ "id": vera.record, "notice": shop.notice().await, "lang": "de",
                         "services": ["chat"], "ui": "landing" });
    let headers = [
        ("user-agent", "CanaryBrowser/1.0"),
        ("x-forwarded-for", "203.0.113.77"),
        ("referer", "https://blumenladen.example/canary-page"),
        ("cookie", "canary=crumb"),
    ];
    let ask = Ask { headers: &headers, ..Ask::default() };
    let agreed =
        shop.ask(Method::POST, "/v1/sites/blumenladen/consents", ask, choice.to_string()).await;
    assert_eq!(agreed.status, StatusCode::CREATED);
    assert_eq!(shop.holds(&vera.record).await.len(), 2, "need a record for this to mean anything");
    for canary in ["CanaryBrowser", "203.0.113.77", "canary-page", "crumb"] {
        assert_eq!(shop.holds(canary).await, Vec::<String>::new(), "{canary}");
    }
}

#[tokio::test]
async fn r_proof_02_agreeing_to_nothing_is_no_consent_and_leaves_no_row() {
    let shop = Shop::open().await;
    let vera = Vera::new(1);
    assert_eq!(shop.vera_agrees(&vera, &[]).await.problem(), (422, "invalid".into()));
    assert!(shop.holds(&vera.record).await.is_empty());
}

#[tokio::test]
async fn r_proof_01_the_text_that_was_agreed_to_is_kept_word_for_word() {
    let shop = Shop::open().await;
    let version = shop.notice().await;
    let store = shop.database.open();
    let id = plausch_core::id::NoticeVersion::parse(&version).expect("a version");
    let of = id.clone();
    let kept = store.read(move |tx| tx.notice(&of)).await.expect("read").expect("kept");
    assert_eq!(plausch_core::id::NoticeVersion::of(&kept.content), id, "its name is its hash");
    let loader = shop.ask(Method::GET, "/s/blumenladen/de/plausch.js", Ask::default(), "").await;
    let kept: serde_json::Value = serde_json::from_str(&kept.content).expect("JSON");
    assert!(kept["remember"][0].as_str().is_some_and(|text| text.contains("30 Tage")), "{kept}");
    for text in kept["texts"].as_object().expect("texts").values() {
        let text = text.to_string().replace('<', "\\u003c");
        assert!(loader.text.contains(&text), "the loader shows {text}");
    }
}

#[tokio::test]
async fn r_term_03_in_mode_on_request_no_consent_is_involved() {
    let shop = Shop::open().await;
    let vera = Vera::new(1);
    let mut first = vera.first("Hallo");
    first.as_object_mut().expect("an object").remove("consent");
    let begun = shop.post("/v1/sites/auf-wunsch/conversations", &vera.token, &first).await;
    assert_eq!(begun.status, StatusCode::CREATED);
    let choice = json!({ "id": vera.record, "notice": shop.notice().await, "lang": "de", "services": ["chat"], "ui": "dialog" });
    let agreed = shop.post("/v1/sites/auf-wunsch/consents", &vera.token, &choice).await;
    assert_eq!(agreed.problem(), (409, "consent_stale".into()), "not a text of this site");
}

#[tokio::test]
async fn r_term_05_a_token_is_refused_when_nothing_was_written_for_the_idle_limit() {
    let shop = Shop::open().await;
    let vera = Vera::new(1);
    let conversation = shop.vera_begins(&vera, "Hallo").await;
    let path = format!("/v1/conversations/{conversation}");
    shop.clock.advance(4 * HOUR - 1);
    assert_eq!(shop.get(&path, &vera.token).await.status, StatusCode::OK);
    shop.clock.advance(1);
    assert_eq!(shop.get(&path, &vera.token).await.problem(), (401, "token_invalid".into()));
}

#[tokio::test]
async fn r_term_06_being_remembered_needs_a_consent_of_its_own() {
    let shop = Shop::open().await;
    let vera = Vera::new(1);
    let conversation = shop.vera_begins(&vera, "Hallo").await;
    let path = format!("/v1/conversations/{conversation}/remember");
    let put = |method: Method| {
        let (shop, vera, path) = (&shop, &vera, &path);
        async move {
            let ask = Ask { token: Some(&vera.token), ..Ask::default() };
            shop.ask(method, path, ask, json!({ "consent": vera.record }).to_string()).await
        }
    };
    assert_eq!(put(Method::PUT).await.problem(), (403, "consent_required".into()));
    shop.vera_agrees(&vera, &["chat", "remember"]).await;
    assert_eq!(put(Method::PUT).await.status, StatusCode::OK);
    shop.clock.advance(29 * DAY);
    let view = shop.get(&format!("/v1/conversations/{conversation}"), &vera.token).await;
    assert_eq!(view.json()["remembered"], true);
    assert_eq!(put(Method::DELETE).await.status, StatusCode::OK);
    shop.clock.advance(4 * HOUR);
    assert_eq!(
        shop.get(&format!("/v1/conversations/{conversation}"), &vera.token).await.problem().0,
        401
    );
}

#[tokio::test]
async fn r_wdr_02_nobody_is_remembered_by_a_consent_that_was_taken_back_or_narrowed() {
    let shop = Shop::open().await;
    for (number, narrows) in [(1, false), (2, true)] {
        // In mode on_request the record is for being remembered alone.
        let vera = Vera::new(number);
        let mut first = vera.first("Hallo");
        let site = if narrows { "blumenladen" } else { "auf-wunsch" };
        let services: &[&str] = if narrows { &["chat", "remember"] } else { &["remember"] };
        let choice = json!({ "id": vera.record, "notice": shop.notice_of(site).await, "lang": "de",
                             "services": services, "ui": "menu" });
        let consents = format!("/v1/sites/{site}/consents");
        assert_eq!(shop.post(&consents, &vera.token, &choice).await.status, StatusCode::CREATED);
        if !narrows {
            first.as_object_mut().expect("an object").remove("consent");
        }
        let begun =
            shop.post(&format!("/v1/sites/{site}/conversations"), &vera.token, &first).await;
        let path =
            format!("/v1/conversations/{}", begun.json()["conversation"].as_str().expect("an id"));
        let ask = Ask { token: Some(&vera.token), ..Ask::default() };
        let record = json!({ "consent": vera.record }).to_string();
        let kept = shop.ask(Method::PUT, &format!("{path}/remember"), ask, record).await;
        assert_eq!(kept.status, StatusCode::OK, "{kept:?}");
        if narrows {
            shop.vera_agrees(&vera, &["chat"]).await;
        } else {
            let withdrawal = json!({ "id": vera.record });
            shop.post(&format!("/v1/sites/{site}/withdrawals"), &vera.token, &withdrawal).await;
        }
        assert_eq!(shop.get(&path, &vera.token).await.json()["remembered"], false, "{site}");
        shop.clock.advance(4 * HOUR);
        assert_eq!(shop.get(&path, &vera.token).await.problem().0, 401, "{site}");
    }
}

#[tokio::test]
async fn r_proof_02_in_mode_on_request_no_record_may_look_like_a_proof() {
    let shop = Shop::open().await;
    let vera = Vera::new(1);
    let begun =
        shop.post("/v1/sites/auf-wunsch/conversations", &vera.token, &vera.first("Hallo")).await;
    assert_eq!(begun.problem(), (422, "invalid".into()));
}
