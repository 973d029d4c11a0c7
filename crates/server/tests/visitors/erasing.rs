//! What was erased is gone: from every column, and on SQLite from every byte of the data folder.
//! (PostgreSQL's pages and log keep remnants for a while; docs/for-operators.md says so.)

use std::path::PathBuf;
use std::time::Duration;

use axum::http::{Method, StatusCode};
use plausch::app::{proof, retention};
use plausch_core::consent::proof_needed_since;
use plausch_core::id::SiteId;
use plausch_core::proof::Verdict;
use plausch_core::site::{Mode, Settings};
use plausch_core::time::DAY;
use plausch_store::inventory::{TABLES, Whose};
use plausch_store::{Reader, Tx, Value};

use crate::shop::{Ask, Shop, Vera, message, settings};
use crate::support::Engine;

#[tokio::test]
async fn r_ret_05_an_erased_conversation_is_gone_from_every_byte_on_sqlite() {
    let shop = Shop::on(Engine::Sqlite).await;
    let (id, remnants) = vera_erases(&shop, true).await;
    for _ in 0..100 {
        if shop_holds(&shop, &remnants).is_empty() {
            break;
        }
        // The scrub goes on by itself when somebody was in the way.
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(shop_holds(&shop, &remnants), Vec::<String>::new());
    let named: usize =
        files(&shop).iter().map(|(_, bytes)| occurrences(bytes, id.as_bytes())).sum();
    assert_eq!(named, 1, "the journal names what is gone, once, and nothing else does");
    assert_gone_from_every_column(&shop, &id, &remnants).await;
}

#[tokio::test]
async fn r_ret_05_an_erased_conversation_is_gone_from_every_column_on_postgres() {
    let shop = Shop::on(Engine::Postgres).await;
    let (id, remnants) = vera_erases(&shop, false).await;
    assert_gone_from_every_column(&shop, &id, &remnants).await;
}

/// Something of a conversation as it was stored: where, and the bytes.
type Remnant = (String, Vec<u8>);

/// Vera chats and erases. Gives the conversation's id and everything that was stored of it.
async fn vera_erases(shop: &Shop, is_in_files: bool) -> (String, Vec<Remnant>) {
    // Not 1 or 2: their consent records would look like the ids of the messages.
    let vera = Vera::new(9);
    let conversation = shop.vera_begins(&vera, "Geheime Tulpen").await;
    let path = format!("/v1/conversations/{conversation}");
    shop.post(&format!("{path}/messages"), &vera.token, &message(2, "Noch geheimer")).await;
    for clear in ["Geheime Tulpen", "Noch geheimer", "Vera Canary"] {
        assert_eq!(shop.holds(clear).await, Vec::<String>::new(), "«{clear}» is nowhere in clear");
    }
    let remnants = stored_of(shop, &conversation).await;
    let places: Vec<_> = remnants.iter().map(|(place, _)| place.as_str()).collect();
    for place in [
        "conversation.visitor_name",
        "conversation.token_hash",
        "conversation_key.wrapped",
        "conversation_event.message_id",
        "conversation_event.body",
    ] {
        assert!(places.contains(&place), "need {place} for this to mean anything: {places:?}");
    }
    if is_in_files {
        assert_eq!(shop_holds(shop, &remnants).len(), remnants.len(), "all is in the files before");
    }
    let ask = Ask { token: Some(&vera.token), ..Ask::default() };
    let erased = shop.ask(Method::DELETE, &path, ask.clone(), "").await;
    assert_eq!(erased.status, StatusCode::NO_CONTENT);
    let again = shop.ask(Method::DELETE, &path, ask, "").await;
    assert_eq!(again.problem(), (401, "token_invalid".into()));
    (conversation, remnants)
}

/// Every value of a visitor's in the rows that belong to a conversation, if it is long enough to be
/// told from chance. Not its id, which the journal keeps; not the site; not the consent's record,
/// which stays as proof.
async fn stored_of(shop: &Shop, conversation: &str) -> Vec<Remnant> {
    let store = shop.database.open();
    let mut found = Vec::new();
    for table in TABLES {
        let Some(key) = table.erased_with_conversation else { continue };
        for column in table.columns {
            let is_kept = column.name == key || ["site_id", "consent_id"].contains(&column.name);
            if is_kept || !matches!(column.whose, Whose::Visitor { .. }) {
                continue;
            }
            let sql = format!(
                "select {} from {} where {key} = '{conversation}'",
                column.name, table.name
            );
            let rows = store.read(move |tx| tx.inspect(&sql)).await.expect("read");
            let values = rows.iter().filter_map(|row| bytes_of(&row.values()[0]));
            let place = format!("{}.{}", table.name, column.name);
            found.extend(
                values.filter(|bytes| bytes.len() >= 8).map(|bytes| (place.clone(), bytes)),
            );
        }
    }
    found
}

async fn assert_gone_from_every_column(shop: &Shop, id: &str, remnants: &[Remnant]) {
    let store = shop.database.open();
    for table in TABLES {
        for column in table.columns {
            let place = format!("{}.{}", table.name, column.name);
            let sql = format!("select {} from {}", column.name, table.name);
            let rows = store.read(move |tx| tx.inspect(&sql)).await.expect("read");
            let values: Vec<_> = rows.iter().filter_map(|row| bytes_of(&row.values()[0])).collect();
            let holds = |bytes: &[u8]| values.iter().any(|value| occurrences(value, bytes) > 0);
            for (of, bytes) in remnants {
                assert!(!holds(bytes), "{place} still holds what was {of}");
            }
            assert_eq!(holds(id.as_bytes()), place == "journal.subject", "the id in {place}");
        }
    }
}

fn bytes_of(value: &Value) -> Option<Vec<u8>> {
    match value {
        Value::Text(text) => Some(text.clone().into_bytes()),
        Value::Bytes(bytes) => Some(bytes.clone()),
        _ => None,
    }
}

/// Which of these the files of the data folder hold.
fn shop_holds(shop: &Shop, remnants: &[Remnant]) -> Vec<String> {
    let files = files(shop);
    let is_held = |bytes: &[u8]| files.iter().any(|(_, content)| occurrences(content, bytes) > 0);
    let held = remnants.iter().filter(|(_, bytes)| is_held(bytes));
    held.map(|(place, _)| place.clone()).collect()
}

fn files(shop: &Shop) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = std::fs::read_dir(shop.database.folder.path()).expect("the data folder");
    folder
        .map(|file| file.expect("a file").path())
        .map(|path| (path.clone(), std::fs::read(&path).unwrap_or_default()))
        .collect()
}

fn occurrences(content: &[u8], bytes: &[u8]) -> usize {
    content.windows(bytes.len()).filter(|window| *window == bytes).count()
}

#[tokio::test]
async fn r_ret_01_a_conversation_is_erased_when_its_days_have_run_out() {
    let shop = Shop::open().await;
    let vera = Vera::new(1);
    shop.vera_begins(&vera, "Hallo").await;
    shop.clock.advance(30 * DAY);
    assert_eq!(retention::erase_due(&shop.app).await, Ok(0), "the thirtieth day is still kept");
    shop.clock.advance(1);
    assert_eq!(retention::erase_due(&shop.app).await, Ok(1));
    let store = shop.database.open();
    for table in ["conversation", "conversation_key", "conversation_event"] {
        let sql = format!("select count(*) from {table}");
        let rows = store.read(move |tx| tx.inspect(&sql)).await.expect("read");
        assert_eq!(rows[0].int(0).expect("a number"), 0, "{table}");
    }
}

#[tokio::test]
async fn r_ret_01_a_conversation_that_cannot_be_opened_is_erased_with_the_others() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let shop = Shop::on(engine).await;
        let damaged = shop.vera_begins(&Vera::new(1), "Hallo").await;
        shop.vera_begins(&Vera::new(2), "Hallo").await;
        let store = shop.database.open();
        let sql = format!(
            "update conversation_key set wrapped = (select token_hash from conversation \
             where id = conversation_id) where conversation_id = '{damaged}'"
        );
        store.write(move |tx: &mut Tx<'_>| tx.inspect(&sql).map(drop)).await.expect("damaged");
        shop.clock.advance(30 * DAY + 1);
        assert_eq!(retention::erase_due(&shop.app).await, Ok(2), "{engine:?}");
    }
}

#[tokio::test]
async fn r_proof_05_proof_of_consent_goes_when_its_time_is_up_and_the_shown_text_stays() {
    let shop = Shop::open().await;
    shop.vera_agrees(&Vera::new(1), &["chat"]).await;
    assert_eq!(proof::seal(&shop.app).await, Ok(1));
    let old = shop.notice().await;
    let blumenladen = SiteId::parse("blumenladen").expect("a site");
    let renamed = Settings { name: "Blumenhaus".into(), ..settings(Mode::Consent) };
    let (store, now) = (shop.database.open(), shop.app.now());
    store
        .write(move |tx: &mut Tx<'_>| tx.update_site(&blumenladen, &renamed, now).map(drop))
        .await
        .expect("renamed");
    shop.app.read_directory().await.expect("read");
    let shown = shop.notice().await;
    assert_ne!(shown, old, "need another text for this to mean anything");
    // Given in May 2026, it counts until November 2026: proof to the end of 2029.
    let texts = || async {
        let rows =
            store.read(|tx| tx.inspect("select id from notice_version")).await.expect("read");
        rows.iter().map(|row| row.text(0).expect("an id").to_owned()).collect::<Vec<_>>()
    };
    shop.clock.advance(3 * 365 * DAY);
    assert_eq!(retention::erase_due_proof(&shop.app).await, Ok(0));
    assert!(texts().await.contains(&old));
    shop.clock.advance(365 * DAY);
    assert_eq!(retention::erase_due_proof(&shop.app).await, Ok(1));
    let left = texts().await;
    assert!(!left.contains(&old) && left.contains(&shown), "{left:?}");
    // The leaf stays, and the log is whole.
    let reader = Reader::open(&shop.database.database).expect("it opens");
    let checked =
        reader.check_log(None, proof_needed_since(shop.app.now())).await.expect("checked");
    assert_eq!((checked.verdict(), checked.kept, checked.gone), (Verdict::Consistent, 0, 1));
}
