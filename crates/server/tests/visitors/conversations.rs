//! Beginning, writing, reading, ending, taking along.

use axum::http::StatusCode;
use serde_json::json;

use crate::shop::{Shop, Vera, message};

#[tokio::test]
async fn beginning_twice_is_one_conversation_and_sending_twice_one_message() {
    let shop = Shop::open().await;
    let vera = Vera::new(1);
    let conversation = shop.vera_begins(&vera, "Haben Sie Tulpen?").await;
    let again = shop
        .post("/v1/sites/blumenladen/conversations", &vera.token, &vera.first("Haben Sie Tulpen?"))
        .await;
    assert_eq!(
        (again.status, again.json()["conversation"].as_str()),
        (StatusCode::OK, Some(conversation.as_str()))
    );
    let path = format!("/v1/conversations/{conversation}/messages");
    let sent = shop.post(&path, &vera.token, &message(2, "Rote?")).await;
    assert_eq!((sent.status, sent.json()["seq"].as_i64()), (StatusCode::CREATED, Some(2)));
    let repeated = shop.post(&path, &vera.token, &message(2, "Rote?")).await;
    assert_eq!((repeated.status, repeated.json()["seq"].as_i64()), (StatusCode::OK, Some(2)));
    let other = shop.post(&path, &vera.token, &message(2, "Gelbe?")).await;
    assert_eq!(other.problem(), (409, "message_id_reused".into()));
}

#[tokio::test]
async fn a_reader_gets_what_came_after_the_last_it_knows() {
    let shop = Shop::open().await;
    let vera = Vera::new(1);
    let conversation = shop.vera_begins(&vera, "Eins").await;
    shop.post(
        &format!("/v1/conversations/{conversation}/messages"),
        &vera.token,
        &message(2, "Zwei"),
    )
    .await;
    let events = shop
        .get(&format!("/v1/conversations/{conversation}/events?after=1"), &vera.token)
        .await
        .json();
    assert_eq!(events["more"], false);
    let event = &events["events"][0];
    assert_eq!(
        (
            event["seq"].as_i64(),
            event["previous"].as_i64(),
            event["body"].as_str(),
            event["author"].as_str()
        ),
        (Some(2), Some(1), Some("Zwei"), Some("visitor"))
    );
}

#[tokio::test]
async fn what_the_visitor_ended_takes_no_more_messages() {
    let shop = Shop::open().await;
    let vera = Vera::new(1);
    let conversation = shop.vera_begins(&vera, "Hallo").await;
    let at = |rest: &str| format!("/v1/conversations/{conversation}{rest}");
    for _ in 0..2 {
        assert_eq!(
            shop.post(&at("/end"), &vera.token, &json!({})).await.status,
            StatusCode::NO_CONTENT
        );
    }
    let sent = shop.post(&at("/messages"), &vera.token, &message(2, "Doch noch")).await;
    assert_eq!(sent.problem(), (409, "conversation_closed".into()));
    assert!(shop.get(&at("/export"), &vera.token).await.text.contains("Hallo"));
}

#[tokio::test]
async fn r_dsr_03_a_visitor_takes_the_conversation_along_as_json_and_as_a_page() {
    let shop = Shop::open().await;
    let vera = Vera::new(1);
    let conversation = shop.vera_begins(&vera, "<script>alert('Tulpen')</script> & mehr").await;
    let export =
        shop.get(&format!("/v1/conversations/{conversation}/export"), &vera.token).await.json();
    assert_eq!(export["name"], "Vera Canary");
    assert_eq!(export["events"][0]["body"], "<script>alert('Tulpen')</script> & mehr");
    assert_eq!(export["site"]["controller"], "Blumenladen, Musterstraße 1");
    let page =
        shop.get(&format!("/v1/conversations/{conversation}/export?as=html"), &vera.token).await;
    assert!(page.media_type.starts_with("text/html"));
    assert!(!page.text.contains("<script>"), "text is text");
    assert!(page.text.contains("Vera Canary") && page.text.contains("mehr"));
}

#[tokio::test]
async fn r_term_09_the_api_has_no_place_for_unsent_text() {
    let shop = Shop::open().await;
    let vera = Vera::new(1);
    let conversation = shop.vera_begins(&vera, "Hallo").await;
    let path = format!("/v1/conversations/{conversation}/typing");
    assert_eq!(
        shop.post(&path, &vera.token, &json!({ "typing": true })).await.status,
        StatusCode::NO_CONTENT
    );
    let draft = json!({ "typing": true, "text": "Haben Sie" });
    assert_eq!(shop.post(&path, &vera.token, &draft).await.problem(), (400, "malformed".into()));
}

#[tokio::test]
async fn r_min_01_a_message_needs_no_personal_fields() {
    let shop = Shop::open().await;
    let vera = Vera::new(1);
    shop.vera_agrees(&vera, &["chat"]).await;
    let first = json!({ "consent": vera.record, "lang": "de", "message": message(1, "Hallo") });
    let begun = shop.post("/v1/sites/blumenladen/conversations", &vera.token, &first).await;
    assert_eq!(begun.status, StatusCode::CREATED);
}
