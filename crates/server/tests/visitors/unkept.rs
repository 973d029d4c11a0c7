//! A site that keeps nothing (R-MIN-03): what visitors are told beforehand, and that nothing is left
//! of a conversation when it is over, however that came.

use std::sync::Arc;

use axum::http::{Method, StatusCode};
use plausch::app::conversation::unkept;
use plausch::app::{App, site};
use plausch::clock::Chance;
use plausch::config::{Config, Flags};
use plausch_core::id::SiteId;
use plausch_core::seal::{Key, Keys};
use plausch_core::site::{Mode, Privacy, PrivacyMode, Settings, Site};
use plausch_core::time::HOUR;
use plausch_store::Store;
use serde_json::{Value, json};

use crate::shop::{Ask, Shop, Vera, message, settings};
use crate::support::Engine;

const CANARY: &str = "Kanarienvogel im Arbeitsspeicher";

/// Both sites keep nothing from now on.
async fn keep_nothing(shop: &Shop) {
    set(shop, PrivacyMode::NoPersist).await;
}

async fn set(shop: &Shop, mode: PrivacyMode) {
    for (id, begins) in [("blumenladen", Mode::Consent), ("auf-wunsch", Mode::OnRequest)] {
        let id = SiteId::parse(id).expect("a site name");
        let privacy = Privacy { mode, ..Privacy::default() };
        let remember_days = if mode == PrivacyMode::NoPersist { 0 } else { 30 };
        let settings = Settings { privacy, remember_days, ..settings(begins) };
        site::put_at_start(&shop.app, Site { id, settings }).await.expect("changed");
    }
}

/// How many rows, and reasons of the journal.
async fn rows(shop: &Shop, of: &str) -> i64 {
    let sql = format!("select count(*) from {of}");
    let store = shop.database.open();
    let rows = store.read(move |tx| tx.inspect(&sql)).await.expect("read");
    rows[0].int(0).expect("a number")
}

async fn assert_gone(shop: &Shop, vera: &Vera, conversation: &str, why: &str) {
    for table in [
        "conversation where id",
        "conversation_key where conversation_id",
        "conversation_event where conversation_id",
    ] {
        assert_eq!(rows(shop, &format!("{table} = '{conversation}'")).await, 0, "{table}");
    }
    let journal = format!(
        "journal where kind = 'erasure' and subject = '{conversation}' and reason = '{why}'"
    );
    assert_eq!(rows(shop, &journal).await, 1, "{why}");
    let path = format!("/v1/conversations/{conversation}");
    assert_eq!(shop.get(&path, &vera.token).await.problem(), (401, "token_invalid".into()));
    let export = shop.get(&format!("{path}/export"), &vera.token).await;
    assert_eq!(export.problem(), (401, "token_invalid".into()));
    assert_eq!(shop.holds(CANARY).await, Vec::<String>::new());
}

#[tokio::test]
async fn r_min_03_visitors_are_told_before_the_first_message_that_nothing_is_kept() {
    let shop = Shop::open().await;
    let before = shop.notice().await;
    keep_nothing(&shop).await;
    assert_ne!(shop.notice().await, before, "it is another text to agree to");
    for (lang, told, chat_says) in [
        ("de", "bewahren sie nicht auf", "ist nicht aufbewahrt worden"),
        ("en", "do not keep it", "has not been kept"),
    ] {
        let path = format!("/s/blumenladen/{lang}/plausch.js");
        let loader = shop.ask(Method::GET, &path, Ask::default(), "").await.text;
        assert!(loader.contains(told) && loader.contains("\"retention_days\":0"), "{loader}");
        let chat = format!("/w/chat-unkept.{lang}.");
        let (_, rest) = loader.split_once(&chat).expect("the chat that says so");
        let chat = format!("{chat}{}", rest.split('"').next().expect("its end"));
        let chat = shop.ask(Method::GET, &chat, Ask::default(), "").await;
        assert_eq!(chat.status, StatusCode::OK);
        assert!(chat.text.contains(chat_says), "the chat's own texts");
        assert!(!chat.text.contains("{$days} Tage auf"), "nothing of days");
    }
    set(&shop, PrivacyMode::Mask).await;
    assert_eq!(shop.notice().await, before);
}

#[tokio::test]
async fn r_min_03_what_is_delivered_and_not_kept_is_gone_when_the_visitor_ends_it_on_sqlite() {
    delivered_not_kept(&Shop::on(Engine::Sqlite).await).await;
}

#[tokio::test]
async fn r_min_03_what_is_delivered_and_not_kept_is_gone_when_the_visitor_ends_it_on_postgres() {
    delivered_not_kept(&Shop::on(Engine::Postgres).await).await;
}

async fn delivered_not_kept(shop: &Shop) {
    keep_nothing(shop).await;
    let vera = Vera::new(9);
    let conversation = shop.vera_begins(&vera, CANARY).await;
    let path = format!("/v1/conversations/{conversation}");
    // Masked as everywhere, and asked about contact data.
    let number = message(2, "0171 1234567");
    let asked = shop.post(&format!("{path}/messages"), &vera.token, &number).await;
    assert_eq!(asked.problem(), (422, "contact_data".into()));
    let mut wishes = message(3, "0171 1234567, DE89 3704 0044 0532 0130 00");
    wishes["contact"] = "keep".into();
    let sent = shop.post(&format!("{path}/messages"), &vera.token, &wishes).await;
    assert_eq!(sent.status, StatusCode::CREATED, "{sent:?}");
    for clear in [CANARY, "Vera Canary", "0171 1234567"] {
        assert_eq!(shop.holds(clear).await, Vec::<String>::new(), "{clear}");
    }
    let export = shop.get(&format!("{path}/export"), &vera.token).await.json();
    assert_eq!(
        (&export["kept_until"], &export["events"][0]["body"]),
        (&Value::Null, &json!(CANARY))
    );
    assert_eq!(export["events"][1]["body"], "[Telefonnummer entfernt], [IBAN entfernt]");
    let page = shop.get(&format!("{path}/export?as=html"), &vera.token).await;
    assert!(page.text.contains("Aufbewahrt wird dieses Gespräch nicht"), "{page:?}");
    assert_eq!(shop.database.keys.held(), 1);

    for _ in 0..2 {
        let ended = shop.post(&format!("{path}/end"), &vera.token, &json!({})).await;
        assert!(matches!(ended.status.as_u16(), 204 | 401), "{ended:?}");
    }
    assert_gone(shop, &vera, &conversation, "not kept: ended").await;
    assert_eq!(shop.database.keys.held(), 0, "memory is given back");
}

#[tokio::test]
async fn r_min_03_what_is_not_kept_is_gone_when_the_consent_is_taken_back() {
    let shop = Shop::open().await;
    keep_nothing(&shop).await;
    let vera = Vera::new(9);
    let conversation = shop.vera_begins(&vera, CANARY).await;
    let path = "/v1/sites/blumenladen/withdrawals";
    let withdrawn = shop.post(path, &vera.token, &json!({ "id": vera.record, "ui": "menu" })).await;
    assert_eq!(withdrawn.status, StatusCode::NO_CONTENT, "{withdrawn:?}");
    assert_gone(&shop, &vera, &conversation, "not kept: withdrawn").await;
    assert_eq!(rows(&shop, "consent_event where kind = 'withdrawn'").await, 1, "the proof stays");
}

#[tokio::test]
async fn r_min_03_a_withdrawal_and_all_that_goes_with_it_are_one_unit_of_work() {
    let shop = Shop::open().await;
    let vera = Vera::new(9);
    let kept = shop.vera_begins(&vera, "Tulpen").await;
    keep_nothing(&shop).await;
    // The same choice, and under the new text another conversation on her phone.
    assert_eq!(shop.vera_agrees(&vera, &["chat"]).await.status, StatusCode::CREATED);
    let phone = Vera { token: Vera::new(8).token, ..vera.clone() };
    let begun = "/v1/sites/blumenladen/conversations";
    let begun = shop.post(begun, &phone.token, &phone.first(CANARY)).await.json();
    let unkept = begun["conversation"].as_str().expect("an id");

    // It dies between the first erasure and the second.
    let database = shop.database.open();
    let dies = "create trigger dies before insert on journal when new.kind = 'erasure' \
         and exists (select 1 from journal where kind = 'erasure') \
         begin select raise(abort, 'the program dies here'); end";
    database.write(move |tx| tx.inspect(dies)).await.expect("a trigger");
    let path = "/v1/sites/blumenladen/withdrawals";
    let withdrawal = json!({ "id": vera.record, "ui": "menu" });
    let failed = shop.post(path, &vera.token, &withdrawal).await;
    assert!(!failed.status.is_success(), "need it to fail for this to mean anything: {failed:?}");
    assert_eq!(
        rows(&shop, "consent_event where kind = 'withdrawn'").await,
        0,
        "not taken back yet"
    );
    assert_eq!(rows(&shop, "journal").await, 0, "and nothing of it done");
    for (who, conversation) in [(&vera, kept.as_str()), (&phone, unkept)] {
        let export = format!("/v1/conversations/{conversation}/export");
        let export = shop.get(&export, &who.token).await.json();
        assert_eq!(export["events"].as_array().map(Vec::len), Some(1), "as before");
    }

    // Her browser tells it again, as it does until there is an answer.
    database.write(|tx| tx.inspect("drop trigger dies")).await.expect("dropped");
    let withdrawn = shop.post(path, &vera.token, &withdrawal).await;
    assert_eq!(withdrawn.status, StatusCode::NO_CONTENT, "{withdrawn:?}");
    assert_gone(&shop, &vera, &kept, "not kept: withdrawn").await;
    assert_gone(&shop, &phone, unkept, "not kept: withdrawn").await;
    assert_eq!(rows(&shop, "consent_event where kind = 'withdrawn'").await, 1);
    assert_eq!(rows(&shop, "journal where kind = 'withdrawal'").await, 1);
    assert_eq!(shop.database.keys.held(), 0);
}

#[tokio::test]
async fn r_min_03_what_is_not_kept_is_gone_when_nobody_writes_for_long() {
    let shop = Shop::open().await;
    keep_nothing(&shop).await;
    let vera = Vera::new(9);
    let conversation = shop.vera_begins(&vera, CANARY).await;
    shop.clock.advance(3 * HOUR);
    assert_eq!(unkept::erase_over(&shop.app).await, Ok(0));
    let path = format!("/v1/conversations/{conversation}");
    assert_eq!(shop.get(&path, &vera.token).await.status, StatusCode::OK);
    shop.clock.advance(2 * HOUR);
    assert_eq!(unkept::erase_over(&shop.app).await, Ok(1));
    assert_gone(&shop, &vera, &conversation, "not kept: expired").await;
}

#[tokio::test]
async fn r_min_03_after_a_restart_nobody_opens_what_was_not_kept_and_it_is_erased() {
    let shop = Shop::open().await;
    let kept = shop.vera_begins(&Vera::new(7), "Tulpen").await;
    keep_nothing(&shop).await;
    let vera = Vera::new(9);
    let conversation = shop.vera_begins(&vera, CANARY).await;
    // Another program with the same master key.
    let keys = Keys::from_master(&Key::new([7; 32]));
    let store = Store::open(&shop.database.database, &keys).expect("it opens");
    let config = Config::read_from(&Flags::default(), []).expect("a configuration");
    let app = App::new(config, store, keys, shop.clock.clone(), Chance::seeded(8)).await;
    let app: Arc<App> = app.expect("the application");
    assert_eq!(unkept::erase_over(&app).await, Ok(1));
    assert_gone(&shop, &vera, &conversation, "not kept: restart").await;
    let export = shop.get(&format!("/v1/conversations/{kept}/export"), &Vera::new(7).token).await;
    assert_eq!(export.json()["events"][0]["body"], "Tulpen", "what is kept stays");
}

#[tokio::test]
async fn r_min_03_a_conversation_stays_what_it_was_when_it_began_but_for_its_end() {
    let shop = Shop::open().await;
    let (vera, later) = (Vera::new(7), Vera::new(9));
    let kept = shop.vera_begins(&vera, "Tulpen").await;
    keep_nothing(&shop).await;
    let unkept_one = shop.vera_begins(&later, CANARY).await;
    assert_eq!(unkept::erase_over(&shop.app).await, Ok(0));
    assert_eq!(rows(&shop, "conversation_key where wrapped is null").await, 1);
    set(&shop, PrivacyMode::Mask).await;
    assert_eq!(rows(&shop, "conversation_key where wrapped is null").await, 1, "as was promised");
    // Nobody can be remembered by what will be gone.
    let agreed = shop.vera_agrees(&later, &["chat", "remember"]).await;
    assert_eq!(agreed.status, StatusCode::CREATED, "{agreed:?}");
    let path = format!("/v1/conversations/{unkept_one}/remember");
    let ask = Ask { token: Some(&later.token), ..Ask::default() };
    let wish = json!({ "consent": later.record }).to_string();
    let remembered = shop.ask(Method::PUT, &path, ask, wish).await;
    assert_eq!(remembered.status, StatusCode::UNPROCESSABLE_ENTITY, "{remembered:?}");
    let ask = Ask { token: Some(&later.token), ..Ask::default() };
    let erased =
        shop.ask(Method::DELETE, &format!("/v1/conversations/{unkept_one}"), ask, "").await;
    assert_eq!(erased.status, StatusCode::NO_CONTENT);
    assert_eq!(shop.database.keys.held(), 0);
    // Where visitors read that nothing is kept, what they end is not kept.
    keep_nothing(&shop).await;
    let withdrawn = json!({ "id": vera.record, "ui": "menu" });
    shop.post("/v1/sites/blumenladen/withdrawals", &vera.token, &withdrawn).await;
    assert_gone(&shop, &vera, &kept, "not kept: withdrawn").await;
}
