//! What visitors are told of how long things are kept, and that it is so.

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use plausch::app::{Error, retention, site};
use plausch_core::id::SiteId;
use plausch_core::retention::{Kind, Rules};
use plausch_core::site::{Mode, Settings, Site};
use plausch_core::time::DAY;
use plausch_store::Tx;

use crate::shop::{Ask, Shop, Vera, message, settings};
use crate::support::Engine;

async fn keeps(shop: &Shop, rules: Rules) {
    let id = SiteId::parse("blumenladen").expect("a site");
    let settings = Settings { retention: rules, ..settings(Mode::Consent) };
    site::put_at_start(&shop.app, Site { id, settings }).await.expect("changed");
}

async fn count(shop: &Shop, of: &str) -> i64 {
    let sql = format!("select count(*) from {of}");
    let rows = shop.database.open().read(move |tx| tx.inspect(&sql)).await.expect("read");
    rows[0].int(0).expect("a number")
}

fn reason() -> &'static str {
    "Gewährleistung: Anfragen zu Lieferungen kommen noch nach Monaten"
}

#[tokio::test]
async fn r_ret_01_each_kind_goes_at_its_own_time_and_not_a_moment_before() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let shop = Shop::on(engine).await;
        let rules = Rules::default().with(Kind::Contact, 3, "").with(Kind::Messages, 7, "").with(
            Kind::Facts,
            120,
            reason(),
        );
        keeps(&shop, rules).await;
        let vera = Vera::new(9);
        let id = shop.vera_begins(&vera, "Geheime Tulpen").await;
        let path = format!("/v1/conversations/{id}/messages");
        assert_eq!(
            shop.post(&path, &vera.token, &message(2, "Mehr")).await.status,
            StatusCode::CREATED
        );
        let holds = async || {
            let filled = "conversation_event where body is not null";
            let named = "conversation where visitor_name is not null";
            let keyed = "conversation_key";
            let mut found = Vec::new();
            for of in [named, filled, keyed, "conversation"] {
                found.push(count(&shop, of).await);
            }
            found
        };
        let mut day = 0;
        for (days, before, after) in [
            (3, [1, 2, 1, 1], [0, 2, 1, 1]),
            (7, [0, 2, 1, 1], [0, 0, 0, 1]),
            (120, [0, 0, 0, 1], [0, 0, 0, 0]),
        ] {
            shop.clock.advance((days - day) * DAY);
            day = days;
            retention::erase_due(&shop.app).await.expect("nothing yet");
            assert_eq!(holds().await, before, "{engine:?}: day {days} is still kept");
            shop.clock.advance(1);
            retention::erase_due(&shop.app).await.expect("erased");
            assert_eq!(holds().await, after, "{engine:?}: after day {days}");
            shop.clock.advance(-1);
        }
        assert_eq!(count(&shop, "journal where kind = 'retention'").await, 3);
    }
}

#[tokio::test]
async fn r_ret_01_after_its_messages_are_gone_nobody_goes_on_with_a_conversation() {
    let shop = Shop::open().await;
    keeps(&shop, Rules::default().with(Kind::Messages, 1, "")).await;
    let vera = Vera::new(9);
    let id = shop.vera_begins(&vera, "Geheime Tulpen").await;
    let path = format!("/v1/conversations/{id}");
    shop.clock.advance(DAY + 1);
    assert_eq!(retention::erase_due(&shop.app).await, Ok(1));
    assert_eq!(retention::erase_due(&shop.app).await, Ok(0), "nothing is left to do");
    for path in [path.clone(), format!("{path}/export")] {
        assert_eq!(shop.get(&path, &vera.token).await.status, StatusCode::UNAUTHORIZED, "{path}");
    }
    // The same browser may begin anew, with the same token.
    let again =
        shop.post("/v1/sites/blumenladen/conversations", &vera.token, &vera.first("Neu")).await;
    assert_eq!(again.status, StatusCode::CREATED, "{again:?}");
}

/// What the loader, the kept notice and a receipt say of days.
async fn told(shop: &Shop) -> (String, serde_json::Value) {
    let loader = shop.ask(Method::GET, "/s/blumenladen/de/plausch.js", Ask::default(), "").await;
    let notice = shop.notice().await;
    let path = format!("/s/blumenladen/de/notice/{notice}");
    let kept = shop.ask(Method::GET, &path, Ask::default(), "").await;
    (loader.text.clone(), kept.json())
}

#[tokio::test]
async fn r_ret_01_the_days_that_visitors_are_told_are_those_that_count() {
    let shop = Shop::open().await;
    let mut notices = BTreeSet::new();
    for (messages, contact, facts) in [(30, 30, 30), (7, 7, 7), (11, 13, 120)] {
        let rules = Rules::default()
            .with(Kind::Messages, messages, "")
            .with(Kind::Contact, contact, "")
            .with(Kind::Facts, facts, if facts > 90 { reason() } else { "" });
        keeps(&shop, rules).await;
        let (loader, notice) = told(&shop).await;
        assert!(loader.contains(&format!("löschen sie {messages} Tage nach der letzten")));
        assert!(loader.contains(&format!("\"retention_days\":{messages}")));
        let longer = format!(
            "Ihr Name und Ihre Kontaktdaten bleiben {contact} Tage; Zeiten und Zustand der Unterhaltung, ohne Inhalt, {facts} Tage."
        );
        assert_eq!(loader.contains(&longer), facts != messages, "{longer}");
        let kept = serde_json::json!({ "messages": messages, "contact": contact, "facts": facts });
        assert_eq!(notice["kept_days"], kept);
        notices.insert(shop.notice().await);
        // A receipt says the same.
        let vera = Vera::new(u8::try_from(messages).expect("few"));
        let id = shop.vera_begins(&vera, "Hallo").await;
        let receipt = shop
            .post(
                "/v1/sites/blumenladen/receipts",
                &vera.token,
                &serde_json::json!({ "id": vera.record }),
            )
            .await
            .text;
        assert!(receipt.contains(&format!("\"days\":{messages}")), "{receipt}");
        assert!(receipt.contains(&format!("\"facts\":{facts}")), "{receipt}");
        // And so it is.
        let body =
            format!("conversation_event where conversation_id = '{id}' and body is not null");
        let row = format!("conversation where id = '{id}'");
        shop.clock.advance(messages * DAY);
        retention::erase_due(&shop.app).await.expect("ran");
        assert_eq!(count(&shop, &body).await, 1, "the last day told is kept");
        shop.clock.advance(1);
        retention::erase_due(&shop.app).await.expect("ran");
        assert_eq!(count(&shop, &body).await, 0);
        shop.clock.advance((facts - messages) * DAY - 1);
        retention::erase_due(&shop.app).await.expect("ran");
        assert_eq!(count(&shop, &row).await, i64::from(facts != messages));
        shop.clock.advance(1);
        retention::erase_due(&shop.app).await.expect("ran");
        assert_eq!(count(&shop, &row).await, 0);
    }
    assert_eq!(notices.len(), 3, "other days are another notice");
}

#[tokio::test]
async fn r_ret_02_more_than_ninety_days_without_a_reason_are_refused() {
    let shop = Shop::open().await;
    let id = SiteId::parse("blumenladen").expect("a site");
    for (why, is_fine) in [("", false), ("  ", false), (reason(), true)] {
        let retention = Rules::default().with(Kind::Facts, 91, why);
        let settings = Settings { retention, ..settings(Mode::Consent) };
        let put = site::put_at_start(&shop.app, Site { id: id.clone(), settings }).await;
        assert_eq!(put.is_ok(), is_fine, "{put:?}");
        assert!(is_fine || matches!(put, Err(Error::InvalidSettings(_))));
    }
}

#[tokio::test]
async fn r_ret_05_what_retention_erased_is_gone_from_every_byte_on_sqlite() {
    let shop = Shop::open().await;
    keeps(&shop, Rules::default().with(Kind::Messages, 1, "").with(Kind::Contact, 1, "")).await;
    let vera = Vera::new(9);
    let id = shop.vera_begins(&vera, "Geheime Tulpen").await;
    let store = shop.database.open();
    let rows = store
        .read(|tx: &mut Tx<'_>| {
            tx.inspect(
                "select e.body, k.wrapped, c.visitor_name, c.token_hash from conversation_event e \
                        join conversation c on c.id = e.conversation_id \
                        join conversation_key k on k.conversation_id = c.id",
            )
        })
        .await
        .expect("read");
    let remnants: Vec<Vec<u8>> =
        (0..4).map(|column| rows[0].bytes(column).expect("bytes").to_vec()).collect();
    let found = || {
        let mut found = 0;
        for entry in std::fs::read_dir(shop.database.folder.path()).expect("the data folder") {
            let bytes = std::fs::read(entry.expect("a file").path()).unwrap_or_default();
            found += remnants
                .iter()
                .filter(|one| bytes.windows(one.len()).any(|window| window == one.as_slice()))
                .count();
        }
        found
    };
    assert!(found() >= 4, "need something to be erased for this to mean anything");
    shop.clock.advance(DAY + 1);
    assert_eq!(retention::erase_due(&shop.app).await, Ok(1));
    for _ in 0..100 {
        if found() == 0 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(found(), 0, "{id}");
    assert_eq!(count(&shop, "conversation").await, 1, "the facts are still there");
}
