//! Erasing: also what is damaged, and until the files are scrubbed; proof that has had its time.

use std::sync::mpsc;
use std::time::Duration;

use plausch_core::id::{ConsentId, ConversationId, EntryId, NoticeVersion};
use plausch_core::merkle::Bytes;
use plausch_core::site::Lang;
use plausch_core::time::DAY;
use plausch_store::{Error, Store, Tx};

use crate::sealing::event;
use crate::support::{Engine, TestDatabase};
use crate::{NOW, blumenladen, on_both_engines, vera_writes};

on_both_engines! {
    a_conversation_whose_key_is_damaged_or_gone_is_erased_like_any_other,
    an_erasure_leaves_a_scrub_due_until_it_has_succeeded,
    scrubs_asked_for_at_once_are_all_answered,
    r_proof_05_choices_and_texts_go_when_their_time_is_up,
}

async fn erase(store: &Store, id: &ConversationId, number: u8) -> Result<bool, Error> {
    let (id, entry) = (id.clone(), EntryId::new(NOW, [number; 10]));
    let deed = move |tx: &mut Tx<'_>| tx.erase_conversation(&id, "retention", &entry, NOW);
    store.write(deed).await.map(|erased| erased.is_some())
}

async fn count(store: &Store, table: &str) -> i64 {
    let sql = format!("select count(*) from {table}");
    let rows = store.read(move |tx| tx.inspect(&sql)).await.expect("read");
    rows[0].int(0).expect("a number")
}

async fn a_conversation_whose_key_is_damaged_or_gone_is_erased_like_any_other(
    database: &TestDatabase,
) {
    let store = database.open();
    let (damaged, gone) =
        (vera_writes(&store, 1, "eins").await, vera_writes(&store, 2, "zwei").await);
    let (first, second) = (damaged.clone(), gone.clone());
    store
        .write(move |tx| {
            tx.inspect(&format!(
                "update conversation_key set wrapped = (select token_hash from conversation \
                 where id = conversation_id) where conversation_id = '{first}'"
            ))?;
            tx.inspect(&format!("delete from conversation_key where conversation_id = '{second}'"))
                .map(drop)
        })
        .await
        .expect("damaged");
    let of = damaged.clone();
    let opened = store.read(move |tx| tx.conversation(&of)).await;
    assert!(opened.is_err(), "need a conversation that can't be opened");
    assert!(erase(&store, &damaged, 1).await.expect("erased"));
    assert!(erase(&store, &gone, 2).await.expect("erased"));
    assert!(!erase(&store, &gone, 3).await.expect("nothing to erase"));
    assert_eq!(count(&store, "conversation").await + count(&store, "conversation_event").await, 0);
    assert_eq!(count(&store, "journal").await, 2);
}

async fn an_erasure_leaves_a_scrub_due_until_it_has_succeeded(database: &TestDatabase) {
    let store = database.open();
    let id = vera_writes(&store, 1, "Hallo").await;
    assert!(store.is_scrub_due(), "the program may have died before its last scrub");
    store.scrub().await.expect("scrubbed");
    assert!(!store.is_scrub_due());
    erase(&store, &id, 1).await.expect("erased");
    assert!(store.is_scrub_due());
    store.scrub().await.expect("scrubbed");
    assert!(!store.is_scrub_due());
    erase(&store, &id, 2).await.expect("nothing to erase");
    assert!(!store.is_scrub_due());
}

async fn scrubs_asked_for_at_once_are_all_answered(database: &TestDatabase) {
    let store = database.open();
    let scrubs: Vec<_> = (0..200)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move { store.scrub().await })
        })
        .collect();
    for scrub in scrubs {
        scrub.await.expect("ran").expect("scrubbed");
    }
}

#[tokio::test]
async fn a_reader_in_the_way_holds_up_the_scrub_but_no_writer() {
    let database = TestDatabase::new(Engine::Sqlite);
    let store = database.open();
    let id = vera_writes(&store, 1, "Hallo").await;
    let ((reads, is_reading), (end, ended)) = (mpsc::channel::<()>(), mpsc::channel::<()>());
    let (reads, ended) = (std::sync::Mutex::new(reads), std::sync::Mutex::new(ended));
    let (reader, of) = (store.clone(), id.clone());
    let reading = tokio::spawn(async move {
        let deed = move |tx: &mut Tx<'_>| {
            tx.conversation(&of)?;
            let _ = reads.lock().expect("mine").send(());
            let _ = ended.lock().expect("mine").recv();
            Ok::<_, Error>(())
        };
        reader.read(deed).await
    });
    tokio::task::spawn_blocking(move || is_reading.recv()).await.expect("ran").expect("reading");
    erase(&store, &id, 1).await.expect("erased");
    let scrubber = store.clone();
    let scrub = tokio::spawn(async move { scrubber.scrub().await });
    for number in 2..20 {
        let writing = vera_writes(&store, number, "weiter");
        tokio::time::timeout(Duration::from_secs(2), writing).await.expect("not held up");
    }
    assert!(matches!(scrub.await.expect("ran"), Err(Error::Contention)));
    assert!(store.is_scrub_due());
    end.send(()).expect("the reader is told");
    reading.await.expect("ran").expect("read");
    store.scrub().await.expect("scrubbed");
    assert!(!store.is_scrub_due());
}

#[tokio::test]
async fn a_scrub_gets_through_steady_reading() {
    let database = TestDatabase::new(Engine::Sqlite);
    let store = database.open();
    let id = vera_writes(&store, 1, "Hallo").await;
    let readers: Vec<_> = (0..6)
        .map(|_| {
            let (store, id) = (store.clone(), id.clone());
            tokio::spawn(async move {
                loop {
                    let of = id.clone();
                    store.read(move |tx| tx.conversation(&of)).await.expect("read");
                }
            })
        })
        .collect();
    for _ in 0..5 {
        store.scrub().await.expect("scrubbed");
    }
    readers.iter().for_each(tokio::task::JoinHandle::abort);
}

async fn r_proof_05_choices_and_texts_go_when_their_time_is_up(database: &TestDatabase) {
    let store = database.open();
    let record = ConsentId::parse("AAAAAAAAAAAAAAAAAAAAAA").expect("a record");
    let (old, new) = (NoticeVersion::of("old"), NoticeVersion::of("new"));
    let (first, second, of) = (old.clone(), new.clone(), record.clone());
    let site = blumenladen();
    store
        .write(move |tx| {
            tx.insert_site(&site, NOW)?;
            for (number, notice, at) in [(1, &first, NOW), (2, &second, NOW.plus(DAY))] {
                tx.keep_notice(notice, &site.id, Lang::De, "text", at)?;
                let choice = event(of.clone(), number, notice, at);
                tx.append_consent(&choice, Bytes([1; 16]))?;
                tx.seal_consents(1, at)?;
            }
            Ok::<_, Error>(())
        })
        .await
        .expect("stored");
    let end = |before| store.read(move |tx| tx.sealed_before(before));
    let due = |end| store.read(move |tx| tx.has_consent_proof(end));
    let texts = |before| store.read(move |tx| tx.notices_without_consent(before));
    assert_eq!(end(NOW).await.expect("read"), 0, "the moment itself is kept");
    let before = NOW.plus(1);
    let end = end(before).await.expect("read");
    assert!(due(end).await.expect("read"));
    assert!(texts(before).await.expect("read").is_empty(), "a choice refers to it");
    let refused = old.clone();
    let refused = store.write(move |tx| tx.delete_notice(&refused)).await;
    assert!(matches!(refused, Err(Error::Conflict)), "{refused:?}");
    let deleted = store
        .write(move |tx| tx.delete_consent_proof(&crate::retention::proof_run(), end, 100))
        .await;
    assert_eq!(deleted.expect("deleted"), 1);
    assert!(!due(end).await.expect("read"));
    assert_eq!(texts(before).await.expect("read"), std::slice::from_ref(&old));
    store.write(move |tx| tx.delete_notice(&old)).await.expect("deleted");
    let left = store.read(move |tx| tx.consent(&record)).await.expect("read").expect("there");
    assert_eq!((left.number, left.consent.notice), (2, new));
}
