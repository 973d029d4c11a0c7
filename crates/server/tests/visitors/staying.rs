//! Staying: the key lapses when nobody writes, and the visitor can prolong it with one press.

use axum::http::{Method, StatusCode};
use plausch_core::time::{DAY, HOUR};
use serde_json::{Value, json};

use crate::shop::{Ask, Shop, Vera};

#[tokio::test]
async fn r_a11y_06_a_visitor_who_wants_to_stay_gets_the_whole_idle_limit_again() {
    let shop = Shop::open().await;
    let (vera, ben) = (Vera::new(1), Vera::new(2));
    let conversation = shop.vera_begins(&vera, "Hallo").await;
    let path = format!("/v1/conversations/{conversation}");
    let stay = |token: String| {
        let (shop, path) = (&shop, format!("{path}/stay"));
        async move { shop.post(&path, &token, &json!({})).await }
    };
    let left = |answer: &Value| answer["expires_at"].as_i64().zip(answer["at"].as_i64());
    shop.clock.advance(4 * HOUR - 1);
    let view = shop.get(&path, &vera.token).await.json();
    assert_eq!(left(&view).map(|(end, at)| end - at), Some(1), "the view says how long: {view}");

    assert_eq!(stay(ben.token).await.problem(), (401, "token_invalid".into()), "a forged key");
    let view = shop.get(&path, &vera.token).await.json();
    assert_eq!(left(&view).map(|(end, at)| end - at), Some(1), "refused means unchanged");

    let stayed = stay(vera.token.clone()).await;
    assert_eq!(stayed.status, StatusCode::OK);
    assert_eq!(left(&stayed.json()).map(|(end, at)| end - at), Some(4 * HOUR));
    shop.clock.advance(4 * HOUR - 1);
    assert_eq!(shop.get(&path, &vera.token).await.status, StatusCode::OK);
    shop.clock.advance(1);
    assert_eq!(stay(vera.token.clone()).await.problem(), (401, "token_invalid".into()), "too late");
    assert_eq!(shop.get(&path, &vera.token).await.problem().0, 401);
}

#[tokio::test]
async fn r_term_05_what_is_withdrawn_or_ended_is_not_prolonged() {
    let shop = Shop::open().await;
    let (withdrew, ended) = (Vera::new(1), Vera::new(2));
    let withdrawn = shop.vera_begins(&withdrew, "Hallo").await;
    let taken_back = json!({ "id": withdrew.record });
    let path = "/v1/sites/blumenladen/withdrawals";
    let answer = shop.post(path, &withdrew.token, &taken_back).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    let over = shop.vera_begins(&ended, "Hallo").await;
    let answer =
        shop.post(&format!("/v1/conversations/{over}/end"), &ended.token, &json!({})).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    for (conversation, token, problem) in [
        (&withdrawn, &withdrew.token, (403, "consent_required")),
        (&over, &ended.token, (409, "conversation_closed")),
    ] {
        let path = format!("/v1/conversations/{conversation}");
        shop.clock.advance(HOUR);
        let stay = shop.post(&format!("{path}/stay"), token, &json!({})).await;
        assert_eq!(stay.problem(), (problem.0, problem.1.to_owned()));
    }
}

#[tokio::test]
async fn r_a11y_06_to_stay_never_shortens_the_time_of_somebody_who_is_remembered() {
    let shop = Shop::open().await;
    let vera = Vera::new(1);
    let conversation = shop.vera_begins(&vera, "Hallo").await;
    let path = format!("/v1/conversations/{conversation}");
    shop.vera_agrees(&vera, &["chat", "remember"]).await;
    let ask = Ask { token: Some(&vera.token), ..Ask::default() };
    let record = json!({ "consent": vera.record }).to_string();
    let kept = shop.ask(Method::PUT, &format!("{path}/remember"), ask, record).await;
    assert_eq!(kept.status, StatusCode::OK);
    shop.clock.advance(DAY);
    let stayed = shop.post(&format!("{path}/stay"), &vera.token, &json!({})).await.json();
    let view = shop.get(&path, &vera.token).await.json();
    assert_eq!(view["remembered"], true);
    assert_eq!(view["expires_at"], stayed["expires_at"]);
    let (at, end) = (stayed["at"].as_i64(), stayed["expires_at"].as_i64());
    assert_eq!(at.zip(end).map(|(at, end)| end - at), Some(30 * DAY));
}
