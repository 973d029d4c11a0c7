//! How deeds are run: together, alone after a failure, and never halfway.

use plausch_store::{Error, Tx};

use crate::support::TestDatabase;
use crate::{NOW, append, blumenladen, on_both_engines, read_conversation, says, vera_writes};

on_both_engines! {
    a_deed_that_fails_leaves_nothing_and_spoils_no_other,
    a_deed_that_panics_fails_alone,
    a_deed_goes_on_when_its_caller_has_gone,
    what_was_acknowledged_is_there_when_opened_again,
    an_embedded_database_is_where_it_was_put,
    batches_that_want_the_same_rows_in_another_order_all_get_them,
    a_message_that_is_there_changes_nothing,
    what_one_engine_cannot_hold_neither_takes,
}

fn note(tx: &mut Tx<'_>, number: u8) -> Result<(), Error> {
    tx.note_audit(&plausch_core::id::EntryId::new(NOW, [number; 10]), None, "test", "x", NOW)
}

async fn count(store: &plausch_store::Store) -> i64 {
    let rows = store.read(|tx| tx.inspect("select count(*) from audit_entry")).await.expect("read");
    rows[0].int(0).expect("a number")
}

async fn a_deed_that_fails_leaves_nothing_and_spoils_no_other(database: &TestDatabase) {
    let store = database.open();
    let deeds: Vec<_> = (0..60u8)
        .map(|number| {
            let store = store.clone();
            tokio::spawn(async move {
                store
                    .write(move |tx| {
                        note(tx, number)?;
                        if number % 3 == 0 { Err(Error::Database("no".into())) } else { Ok(()) }
                    })
                    .await
            })
        })
        .collect();
    let mut failed = 0;
    for deed in deeds {
        failed += i64::from(deed.await.expect("ran").is_err());
    }
    assert_eq!((failed, count(&store).await), (20, 40));
}

async fn what_one_engine_cannot_hold_neither_takes(database: &TestDatabase) {
    let store = database.open();
    let entry = plausch_core::id::EntryId::new(NOW, [1; 10]);
    let kept = store.write(move |tx| tx.note_audit(&entry, None, "test", "x\0y", NOW)).await;
    assert!(matches!(kept, Err(Error::Nul)), "{kept:?}");
    let search = plausch_store::AuditSearch { deed: Some("\0".into()), ..Default::default() };
    let found = store.read(move |tx| tx.audit_entries(&search, None, 1)).await;
    assert!(matches!(found, Err(Error::Nul)), "{found:?}");
    store.write(|tx| note(tx, 2)).await.expect("the next one is taken");
    assert_eq!(count(&store).await, 1);
}

async fn a_deed_that_panics_fails_alone(database: &TestDatabase) {
    let store = database.open();
    let panicked = store
        .write(|tx| -> Result<(), Error> {
            note(tx, 1)?;
            panic!("a mistake in a deed (part of the test)")
        })
        .await;
    assert!(panicked.is_err());
    store.write(|tx| note(tx, 2)).await.expect("the writer lives on");
    assert_eq!(count(&store).await, 1);
}

async fn a_deed_goes_on_when_its_caller_has_gone(database: &TestDatabase) {
    let store = database.open();
    let deed = store.write(|tx| note(tx, 1));
    let gone = tokio::time::timeout(std::time::Duration::ZERO, deed).await;
    drop(gone);
    // On either engine a later deed of the same caller may overtake; so ask until it is there.
    for _ in 0..200 {
        if count(&store).await == 1 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("the deed was dropped with its caller");
}

async fn what_was_acknowledged_is_there_when_opened_again(database: &TestDatabase) {
    database.open().write(|tx| tx.insert_site(&blumenladen(), NOW)).await.expect("stored");
    let sites = database.open().read(|tx| tx.sites()).await.expect("read");
    assert_eq!(sites.len(), 1);
}

async fn an_embedded_database_is_where_it_was_put(database: &TestDatabase) {
    database.open();
    let is_embedded = matches!(database.database, plausch_store::Database::Sqlite(_));
    assert_eq!(database.folder.path().join("plausch.db").exists(), is_embedded);
}

/// Several writers' batches hold the rows of the same two conversations, in either order.
async fn batches_that_want_the_same_rows_in_another_order_all_get_them(database: &TestDatabase) {
    let store = database.open();
    let one = vera_writes(&store, 1, "first").await;
    let two = vera_writes(&store, 2, "first").await;
    let deeds: Vec<_> = (10..250u8)
        .map(|number| {
            let id = if number % 3 == 0 { one.clone() } else { two.clone() };
            let store = store.clone();
            let deed = move |tx: &mut Tx<'_>| append(tx, &id, &says(number, "both"));
            tokio::spawn(async move { store.write(deed).await })
        })
        .collect();
    for deed in deeds {
        deed.await.expect("ran").expect("written");
    }
    let mut events = 0;
    for id in [one, two] {
        events += read_conversation(&store, &id).await.expect("there").last_seq;
    }
    assert_eq!(events, 242, "one number for each event");
}

async fn a_message_that_is_there_changes_nothing(database: &TestDatabase) {
    let store = database.open();
    let id = vera_writes(&store, 1, "first").await;
    let before = read_conversation(&store, &id).await.expect("there");
    let of = id.clone();
    let again = store.write(move |tx| append(tx, &of, &says(1, "first"))).await;
    assert!(matches!(again, Err(Error::Conflict)), "{again:?}");
    let after = read_conversation(&store, &id).await.expect("there");
    assert_eq!((after.last_seq, after.unread), (before.last_seq, before.unread));
}
