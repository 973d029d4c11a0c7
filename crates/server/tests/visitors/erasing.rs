//! What was erased is gone: from every column, and from every byte of the data folder.

use axum::http::{Method, StatusCode};
use plausch::app::erasure;
use plausch_core::time::DAY;

use crate::shop::{Ask, Shop, Vera, message};
use crate::support::Engine;

#[tokio::test]
async fn r_ret_05_an_erased_conversation_is_gone_from_every_byte_on_sqlite() {
    erase_and_search(Engine::Sqlite).await;
}

#[tokio::test]
async fn r_ret_05_an_erased_conversation_is_gone_from_every_column_on_postgres() {
    erase_and_search(Engine::Postgres).await;
}

async fn erase_and_search(engine: Engine) {
    let shop = Shop::on(engine).await;
    let vera = Vera::new(1);
    let conversation = shop.vera_begins(&vera, "Geheime Tulpen").await;
    let path = format!("/v1/conversations/{conversation}");
    shop.post(&format!("{path}/messages"), &vera.token, &message(2, "Noch geheimer")).await;
    let canary = wrapped_key(&shop).await;
    for clear in ["Geheime Tulpen", "Noch geheimer", "Vera Canary"] {
        assert_eq!(
            shop.holds(clear).await,
            Vec::<String>::new(),
            "«{clear}» is nowhere in clear before"
        );
    }
    assert!(
        !places_of(&shop, &canary).is_empty() || engine == Engine::Postgres,
        "need the key to be in a file first"
    );
    let ask = Ask { token: Some(&vera.token), ..Ask::default() };
    assert_eq!(
        shop.ask(Method::DELETE, &path, ask.clone(), "").await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(
        shop.ask(Method::DELETE, &path, ask, "").await.problem(),
        (401, "token_invalid".into())
    );
    assert_eq!(
        shop.holds(&conversation).await.iter().filter(|place| !is_journal(place)).count(),
        0
    );
    assert_eq!(places_of(&shop, &canary), Vec::<String>::new(), "the key is in no file any more");
}

/// The journal keeps the id of what is gone; on SQLite that is in the database file too.
fn is_journal(place: &str) -> bool {
    place == "journal.subject" || place.ends_with("plausch.db") || place.contains("plausch.db-")
}

/// The key of the one conversation, wrapped as it is stored.
async fn wrapped_key(shop: &Shop) -> Vec<u8> {
    let store = shop.database.open();
    let rows =
        store.read(|tx| tx.inspect("select wrapped from conversation_key")).await.expect("read");
    rows[0].bytes(0).expect("a key").to_vec()
}

/// The files of the data folder that hold these bytes.
fn places_of(shop: &Shop, bytes: &[u8]) -> Vec<String> {
    let files = std::fs::read_dir(shop.database.folder.path()).expect("the data folder");
    files
        .map(|file| file.expect("a file").path())
        .filter(|path| {
            let content = std::fs::read(path).unwrap_or_default();
            content.windows(bytes.len()).any(|window| window == bytes)
        })
        .map(|path| path.display().to_string())
        .collect()
}

#[tokio::test]
async fn r_ret_01_a_conversation_is_erased_when_its_days_have_run_out() {
    let shop = Shop::open().await;
    let vera = Vera::new(1);
    shop.vera_begins(&vera, "Hallo").await;
    shop.clock.advance(30 * DAY);
    assert_eq!(erasure::erase_due(&shop.app).await, Ok(0), "the thirtieth day is still kept");
    shop.clock.advance(1);
    assert_eq!(erasure::erase_due(&shop.app).await, Ok(1));
    let store = shop.database.open();
    for table in ["conversation", "conversation_key", "conversation_event"] {
        let sql = format!("select count(*) from {table}");
        let rows = store.read(move |tx| tx.inspect(&sql)).await.expect("read");
        assert_eq!(rows[0].int(0).expect("a number"), 0, "{table}");
    }
}
