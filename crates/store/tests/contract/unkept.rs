//! What is not kept (R-MIN-03): the key is in memory only, so nothing in the database or in a backup
//! opens it, whoever has the master key; and what is over is found.

use std::sync::atomic::{AtomicU8, Ordering};

use plausch_core::conversation::Contact;
use plausch_core::event::{Author, Kind};
use plausch_core::id::{ConversationId, EntryId};
use plausch_core::retention::Kind as DataKind;
use plausch_core::seal::{Key, Keys};
use plausch_core::site::Lang;
use plausch_core::time::DAY;
use plausch_core::{Personal, Timestamp};
use plausch_store::backup::Part;
use plausch_store::{
    Error, NewConversation, NewEvent, Over, Store, Tx, UnkeptPage, Value, inventory, rotation,
};

use crate::backups::{file, other, restore};
use crate::support::TestDatabase;
use crate::{
    NOW, append, blumenladen, conversation_id, on_both_engines, read_conversation, says, token,
    vera_writes,
};

on_both_engines! {
    r_min_03_what_is_not_kept_is_read_by_its_program_and_by_no_other,
    r_min_03_no_key_is_left_in_memory_when_a_conversation_did_not_begin_or_is_erased,
    r_min_03_rotating_the_master_key_passes_over_what_is_in_memory,
    r_min_03_what_is_over_is_found_with_its_reason,
    r_min_03_no_backup_holds_anything_that_opens,
    r_min_03_no_retention_rule_counts_what_is_not_kept,
}

const CANARY: &str = "Kanarienvogel im Arbeitsspeicher";

/// Adds the Blumenladen and one conversation of Vera's of which nothing is kept.
fn begin(tx: &mut Tx<'_>, number: u8) -> Result<ConversationId, Error> {
    let (site, id) = (blumenladen(), conversation_id(number));
    if tx.sites()?.is_empty() {
        tx.insert_site(&site, NOW)?;
    }
    let new = NewConversation {
        id: &id,
        site: &site.id,
        lang: Lang::De,
        is_kept: false,
        visitor_name: Some(&Personal::new("Vera Canary".into())),
        consent: None,
        token: &token(number),
        token_expires_at: NOW.plus(1_000),
        told: &plausch_core::id::Revision::of("told"),
        key: [number; 32],
        nonces: [[1; 12], [2; 12]],
    };
    tx.insert_conversation(&new, NOW)?;
    append(tx, &id, &says(number, CANARY))?;
    let mail = Some(Personal::new("vera@canary.example".into()));
    tx.set_contact(&id, &Contact { mail, phone: None }, [[8; 12], [9; 12]])?;
    Ok(id)
}

async fn vera_begins(store: &Store, number: u8) -> ConversationId {
    store.write(move |tx| begin(tx, number)).await.expect("stored")
}

async fn over(store: &Store, now: Timestamp) -> Vec<(ConversationId, Over)> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let from: Option<ConversationId> = after.take();
        // Two at a time, so that there are pages.
        let look = move |tx: &mut Tx<'_>| tx.unkept_over(from.as_ref(), now, 2);
        let UnkeptPage { over, last } = store.read(look).await.expect("read");
        all.extend(over);
        if last.is_none() {
            return all;
        }
        after = last;
    }
}

async fn erase(store: &Store, id: &ConversationId) {
    static ENTRY: AtomicU8 = AtomicU8::new(0);
    let entry = EntryId::new(NOW, [ENTRY.fetch_add(1, Ordering::Relaxed); 10]);
    let id = id.clone();
    let deed =
        move |tx: &mut Tx<'_>| tx.erase_conversation(&id, Over::Restart.as_str(), &entry, NOW);
    assert!(store.write(deed).await.expect("erased").is_some());
}

/// Every sequence of bytes in every column of a visitor's.
async fn sealed(store: &Store) -> Vec<(&'static str, Vec<u8>)> {
    let mut all = Vec::new();
    for table in inventory::TABLES {
        for column in table.columns {
            let sql = format!("select {} from {}", column.name, table.name);
            for row in store.read(move |tx| tx.inspect(&sql)).await.expect("read") {
                if let Value::Bytes(bytes) = &row.values()[0] {
                    all.push((column.name, bytes.clone()));
                }
            }
        }
    }
    all
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

async fn r_min_03_what_is_not_kept_is_read_by_its_program_and_by_no_other(database: &TestDatabase) {
    let store = database.open();
    let kept = vera_writes(&store, 1, "Tulpen").await;
    let id = vera_begins(&store, 2).await;
    let read = read_conversation(&store, &id).await.expect("it opens");
    assert!(!read.is_kept && read.visitor_name.is_some() && read.contact.mail.is_some());
    assert!(read_conversation(&store, &kept).await.expect("it opens").is_kept);
    let of = id.clone();
    let events = store.read(move |tx| tx.events_after(&of, 0, true, 10)).await.expect("read");
    assert_eq!(events[0].body.as_ref().expect("a text").reveal(), CANARY);

    // The key itself is nowhere, wrapped or not; nor is a word of what was said.
    let all = sealed(&store).await;
    assert_eq!(all.iter().filter(|(column, _)| *column == "wrapped").count(), 1, "the kept one's");
    assert!(all.iter().filter(|(column, _)| *column == "body").count() == 2, "need both bodies");
    for (column, bytes) in &all {
        let is_clear = [CANARY, "Vera Canary", "vera@canary"].iter().any(|text| holds(bytes, text));
        // The token's hash happens to be the same number again and again.
        let is_key = *column != "token_hash" && bytes.windows(32).any(|window| window == [2; 32]);
        assert!(!is_clear && !is_key, "{column}");
    }

    // The same master key, another program: after a restart, or with a stolen copy of everything.
    let master = Keys::from_master(&Key::new([7; 32]));
    let again = Store::open(&database.database, &master).expect("it opens");
    assert!(read_conversation(&again, &kept).await.is_some(), "need the right key for this");
    assert!(read_conversation(&again, &id).await.is_none());
    for (of, token) in [(kept.clone(), token(1)), (id.clone(), token(2))] {
        let is_kept = of == kept;
        let found = again.read(move |tx| tx.visitors_conversation(&of, &token)).await;
        assert_eq!(found.expect("read").is_some(), is_kept);
    }
    for (column, bytes) in &all {
        let is_opened = master.unwrap(id.as_str(), bytes).is_ok()
            || master.open_entry(id.as_str(), bytes).is_ok();
        assert!(!is_opened, "the master key opens {column}");
    }
    let of = id.clone();
    let events = again.read(move |tx| tx.events_after(&of, 0, true, 10)).await;
    assert!(events.is_err() || events.expect("read").iter().all(|event| event.body.is_none()));
    assert_eq!(over(&again, NOW).await, [(id.clone(), Over::Restart)]);
    erase(&again, &id).await;
    assert_eq!(over(&again, NOW).await, []);
    assert!(read_conversation(&again, &kept).await.is_some());
}

async fn r_min_03_no_key_is_left_in_memory_when_a_conversation_did_not_begin_or_is_erased(
    database: &TestDatabase,
) {
    let store = database.open();
    vera_writes(&store, 1, "Tulpen").await;
    let refused = store.write(|tx| -> Result<(), Error> {
        begin(tx, 2)?;
        Err(Error::Conflict)
    });
    assert!(matches!(refused.await, Err(Error::Conflict)));
    assert_eq!(database.keys.held(), 0, "what was given up holds nothing");

    // Together with others: the batch is given up, and each runs again alone.
    let deeds: Vec<_> = (3..23)
        .map(|number| {
            let store = store.clone();
            tokio::spawn(async move {
                let deed = move |tx: &mut Tx<'_>| {
                    let id = begin(tx, number)?;
                    if number % 5 == 0 { Err(Error::Conflict) } else { Ok(id) }
                };
                store.write(deed).await
            })
        })
        .collect();
    let mut begun = Vec::new();
    for deed in deeds {
        begun.extend(deed.await.expect("ran"));
    }
    assert_eq!((begun.len(), database.keys.held()), (16, 16));
    for id in &begun {
        assert!(read_conversation(&store, id).await.is_some(), "none lost its key to another");
    }

    let (first, entry) = (begun[0].clone(), EntryId::new(NOW, [99; 10]));
    let undone = store.write(move |tx| -> Result<(), Error> {
        tx.erase_conversation(&first, "visitor", &entry, NOW)?;
        Err(Error::Conflict)
    });
    assert!(undone.await.is_err());
    assert!(read_conversation(&store, &begun[0]).await.is_some(), "it was not erased");
    for id in &begun {
        erase(&store, id).await;
    }
    assert_eq!(database.keys.held(), 0, "keys go with their conversations");
}

async fn r_min_03_rotating_the_master_key_passes_over_what_is_in_memory(database: &TestDatabase) {
    let store = database.open();
    vera_writes(&store, 1, "Tulpen").await;
    let id = vera_begins(&store, 2).await;
    let kept = vera_writes(&store, 3, "Rosen").await;
    let left = || rotation::waiting(&database.database, &database.keys).expect("counted");
    let (old, new) = (Key::new([7; 32]), Key::new([8; 32]));
    database.keys.replace(&new, &[old]);
    assert_eq!(left(), 2, "those that are wrapped");
    let deed = |tx: &mut Tx<'_>| tx.rewrap_keys(None, &[[3; 12], [4; 12]]);
    assert_eq!(store.write(deed).await.expect("wrapped"), Some(kept.clone()));
    assert_eq!(left(), 0);
    database.keys.replace(&new, &[]);
    assert!(read_conversation(&store, &id).await.is_some(), "it depends on no master key");
    assert!(read_conversation(&store, &kept).await.is_some());
}

async fn r_min_03_what_is_over_is_found_with_its_reason(database: &TestDatabase) {
    let store = database.open();
    let mut ids = Vec::new();
    for number in 1..=5 {
        ids.push(vera_begins(&store, number).await);
    }
    // Those that are kept are nobody's business here.
    for number in 11..=12 {
        vera_writes(&store, number, "Tulpen").await;
    }
    assert_eq!(over(&store, NOW).await, []);
    let (closed, withdrawn, lost) = (ids[0].clone(), ids[1].clone(), &ids[2]);
    let deed = move |tx: &mut Tx<'_>| -> Result<(), Error> {
        let nonce = [0; 12];
        let (kind, author) = (Kind::Closed, Author::Visitor);
        append(tx, &closed, &NewEvent { kind, author, assignee: None, text: None, nonce })?;
        let sql = format!(
            "update conversation set is_withdrawn = (1 = 1), state = 'closed' where id = '{withdrawn}'"
        );
        tx.inspect(&sql).map(drop)
    };
    store.write(deed).await.expect("stored");
    database.keys.let_go(lost.as_str());
    let reasons = [Over::Ended, Over::Withdrawn, Over::Restart];
    let expected: Vec<_> = ids.iter().cloned().zip(reasons).collect();
    assert_eq!(over(&store, NOW).await, expected);
    let late = over(&store, NOW.plus(DAY)).await;
    assert_eq!(late.len(), 5);
    assert_eq!(late[3..], [(ids[3].clone(), Over::Expired), (ids[4].clone(), Over::Expired)]);
}

async fn r_min_03_no_backup_holds_anything_that_opens(database: &TestDatabase) {
    let store = database.open();
    let kept = vera_writes(&store, 1, "Tulpen").await;
    let id = vera_begins(&store, 2).await;
    let (data, keys) = (file(database, Part::Data, NOW), file(database, Part::Keys, NOW));
    for bytes in [&data, &keys] {
        assert!(!holds(bytes, CANARY) && !holds(bytes, "Vera Canary"));
    }
    let into = TestDatabase::new(other(&database.database));
    let restored = restore(&into, &data, &keys, &Keys::from_master(&Key::new([7; 32])));
    assert_eq!(restored.expect("restored").left_out, 1, "its rows never go in");
    let again = into.open();
    assert!(read_conversation(&again, &kept).await.is_some(), "need a backup that works");
    for table in inventory::TABLES {
        let Some(column) = table.erased_with_conversation else { continue };
        let sql = format!("select {column} from {} where {column} = '{id}'", table.name);
        let rows = again.read(move |tx| tx.inspect(&sql)).await.expect("read");
        assert!(rows.is_empty(), "{}", table.name);
    }
    for (column, bytes) in sealed(&again).await {
        assert!(!holds(&bytes, CANARY), "{column}");
    }
}

async fn r_min_03_no_retention_rule_counts_what_is_not_kept(database: &TestDatabase) {
    let store = database.open();
    vera_writes(&store, 1, "Tulpen").await;
    vera_begins(&store, 2).await;
    let site = blumenladen().id;
    for kind in [DataKind::Messages, DataKind::Contact, DataKind::Facts] {
        let of = site.clone();
        let preview = store.read(move |tx| tx.preview(&of, kind, NOW.plus(1), 5)).await;
        let preview = preview.expect("read");
        assert_eq!((preview.count, preview.examples), (1, vec![conversation_id(1).to_string()]));
    }
}
