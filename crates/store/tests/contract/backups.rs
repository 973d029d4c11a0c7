//! Backups: what comes back, on either engine and from one to the other; what must not come back.

use std::io::Cursor;
use std::sync::atomic::{AtomicU8, Ordering};

use plausch_core::consent::{EventKind, Ui};
use plausch_core::conversation::State;
use plausch_core::id::{ConversationId, EntryId, NoticeVersion, ServiceId};
use plausch_core::merkle::Bytes;
use plausch_core::proof::Verdict;
use plausch_core::retention::Kind;
use plausch_core::seal::{Key, Keys};
use plausch_core::site::Lang;
use plausch_core::{Personal, Timestamp};
use plausch_store::backup::{self, Error, Heading, Means, Part, Restored};
use plausch_store::{Reader, Store, Tx, Value, Withdrawn};

use crate::requests;
use crate::sealing::{event, record};
use crate::support::{Engine, TestDatabase};
use crate::{NOW, append, blumenladen, on_both_engines, read_conversation, says, vera_writes};

on_both_engines! {
    r_sec_01_a_backup_comes_back_as_it_was_on_either_engine,
    r_ret_05_what_was_erased_after_a_backup_is_not_in_it_any_more,
    r_ret_01_what_is_left_of_an_emptied_conversation_comes_back_without_a_key,
    r_wdr_02_what_was_taken_back_after_a_backup_is_taken_back_again,
    r_dsr_04_what_was_restricted_lifted_or_put_right_after_a_backup_is_so_again,
    r_dsr_06_an_objection_that_was_made_after_a_backup_is_made_again,
    a_backup_goes_into_an_empty_database_only_and_a_damaged_one_leaves_it_empty,
}

const CANARY: &str = "Vera's canary sings of tulips";

pub(crate) fn file(database: &TestDatabase, part: Part, at: Timestamp) -> Vec<u8> {
    let heading = Heading { part, at, id: [3; 16] };
    let (mut out, mut number) = (Vec::new(), 0_u8);
    let nonce = || {
        number += 1;
        [number; 12]
    };
    backup::write(&database.database, &database.keys, heading, nonce, &mut out).expect("written");
    out
}

pub(crate) fn restore(
    into: &TestDatabase,
    data: &[u8],
    keys: &[u8],
    by: &Keys,
) -> Result<Restored, Error> {
    let number = AtomicU8::new(0);
    let next = || number.fetch_add(1, Ordering::Relaxed);
    let means = Means { keys: by, now: NOW.plus(9_000), salt: &mut || Bytes([next(); 16]) };
    let open = |part| Ok(Cursor::new(if part == Part::Data { data } else { keys }.to_vec()));
    backup::restore(&into.database, &open, means)
}

/// Every value of every table that a backup holds, as both engines give them.
async fn everything(store: &Store) -> Vec<(&'static str, Vec<Vec<Value>>)> {
    let mut all = Vec::new();
    for table in plausch_store::inventory::TABLES {
        if ["migration", "agent_session", "invitation"].contains(&table.name) {
            continue;
        }
        let columns: Vec<_> = table.columns.iter().map(|column| column.name).collect();
        let sql = format!("select {} from {}", columns.join(", "), table.name);
        let rows = store.read(move |tx| tx.inspect(&sql)).await.expect("read");
        let number = |value: &Value| match value {
            Value::Bool(truth) => Value::Int(i64::from(*truth)),
            value => value.clone(),
        };
        let mut rows: Vec<Vec<_>> =
            rows.iter().map(|row| row.values().iter().map(number).collect()).collect();
        rows.sort_by_cached_key(|row| format!("{:?}", row.iter().map(spelled).collect::<Vec<_>>()));
        all.push((table.name, rows));
    }
    all
}

fn spelled(value: &Value) -> String {
    match value {
        Value::Null => "-".into(),
        Value::Text(text) => format!("t{text}"),
        Value::Int(number) => format!("n{number}"),
        Value::Bool(truth) => format!("b{truth}"),
        Value::Bytes(bytes) => format!("x{bytes:?}"),
    }
}

pub(crate) fn other(engine: &plausch_store::Database) -> Engine {
    match engine {
        plausch_store::Database::Sqlite(_) => Engine::Postgres,
        plausch_store::Database::Postgres(_) => Engine::Sqlite,
    }
}

async fn consent(store: &Store, number: u8) {
    let notice = NoticeVersion::of("text");
    let deed = move |tx: &mut Tx<'_>| -> Result<(), plausch_store::Error> {
        if tx.inspect("select id from notice_version limit 1")?.is_empty() {
            tx.keep_notice(&notice, &blumenladen().id, Lang::De, "text", NOW)?;
        }
        let mut event = event(record(number), 1, &notice, NOW);
        event.granted.insert(ServiceId::remember(), plausch_core::id::Revision::of("state 1"));
        tx.append_consent(&event, Bytes([number; 16]))?;
        tx.seal_consents(10, NOW).map(drop)
    };
    store.write(deed).await.expect("stored");
}

async fn erase(store: &Store, id: &ConversationId, number: u8) {
    let (id, entry) = (id.clone(), EntryId::new(NOW, [number; 10]));
    let deed = move |tx: &mut Tx<'_>| tx.erase_conversation(&id, "visitor", &entry, NOW);
    assert!(store.write(deed).await.expect("erased").is_some());
}

async fn r_sec_01_a_backup_comes_back_as_it_was_on_either_engine(database: &TestDatabase) {
    let store = database.open();
    let id = vera_writes(&store, 1, CANARY).await;
    // More rows than one insert takes, and content of more than one piece.
    for number in 2..150 {
        let (of, new) = (id.clone(), says(number, &"Tulpen ".repeat(100)));
        store.write(move |tx| append(tx, &of, &new)).await.expect("stored");
    }
    consent(&store, 1).await;
    let before = everything(&store).await;
    let (data, keys) = (file(database, Part::Data, NOW), file(database, Part::Keys, NOW.plus(1)));
    for (name, bytes) in [("data", &data), ("keys", &keys)] {
        for word in ["canary", "Blumenladen", "granted", id.as_str()] {
            let found = bytes.windows(word.len()).any(|window| window == word.as_bytes());
            assert!(!found, "{word} can be read in the {name}");
        }
    }
    for engine in [Engine::Sqlite, other(&database.database)] {
        let fresh = TestDatabase::new(engine);
        let restored = restore(&fresh, &data, &keys, &database.keys).expect("restored");
        assert_eq!((restored.data_at, restored.left_out, restored.withdrawn), (NOW, 0, 0));
        let again = fresh.open();
        assert!(everything(&again).await == before, "all of it, and nothing else");
        let rows: usize = before.iter().map(|(_, rows)| rows.len()).sum();
        assert_eq!(restored.rows, rows as u64);
        assert!(read_conversation(&again, &id).await.is_some(), "and it opens");
        let reader = Reader::open(&fresh.database).expect("it opens");
        let checked = reader.check_log(None, NOW).await.expect("checked");
        assert_eq!((checked.verdict(), checked.kept), (Verdict::Consistent, 1));
    }
}

async fn r_ret_05_what_was_erased_after_a_backup_is_not_in_it_any_more(database: &TestDatabase) {
    let store = database.open();
    let erased = vera_writes(&store, 1, CANARY).await;
    let stays = vera_writes(&store, 2, "Rosen").await;
    let (data, old_keys) =
        (file(database, Part::Data, NOW), file(database, Part::Keys, NOW.plus(1)));
    erase(&store, &erased, 1).await;
    let later = vera_writes(&store, 3, "Nelken").await;
    let keys = file(database, Part::Keys, NOW.plus(2));

    let fresh = TestDatabase::new(other(&database.database));
    let restored = restore(&fresh, &data, &keys, &database.keys).expect("restored");
    assert_eq!(restored.left_out, 1);
    let again = fresh.open();
    assert!(read_conversation(&again, &erased).await.is_none());
    assert!(read_conversation(&again, &stays).await.is_some());
    assert!(read_conversation(&again, &later).await.is_none(), "it began after the data");
    let sql = "select (select count(*) from conversation_event) + \
         (select count(*) from conversation_key)";
    let rows = again.read(move |tx| tx.inspect(sql)).await.expect("read");
    assert_eq!(rows[0].int(0).expect("a number"), 2, "one message and its key");
    if let plausch_store::Database::Sqlite(path) = &fresh.database {
        let folder = path.parent().expect("a folder");
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let bytes = std::fs::read(entry.expect("a file").path()).expect("read");
            let id = erased.as_str().as_bytes();
            let times = bytes.windows(id.len()).filter(|window| window == &id).count();
            assert!(times <= 2, "only the journal names it: {times}");
        }
    }
    // The older second file could bring it back: that is why it has to go (backups.key_days).
    let older = TestDatabase::new(Engine::Sqlite);
    restore(&older, &data, &old_keys, &database.keys).expect("restored");
    let seen = read_conversation(&older.open(), &erased).await;
    assert!(seen.is_some(), "need an erased conversation for this to mean anything");
}

async fn r_dsr_06_an_objection_that_was_made_after_a_backup_is_made_again(database: &TestDatabase) {
    let store = database.open();
    let vera = vera_writes(&store, 1, CANARY).await;
    let data = file(database, Part::Data, NOW);
    let later = vera_writes(&store, 2, CANARY).await;
    for (number, id) in [(1, &vera), (2, &later)] {
        let (id, entry) = (id.clone(), EntryId::new(NOW, [number; 10]));
        let deed = move |tx: &mut Tx<'_>| tx.object(&id, &entry, NOW.plus(i64::from(number)));
        assert!(store.write(deed).await.expect("kept"));
    }
    let keys = file(database, Part::Keys, NOW.plus(3));
    let fresh = TestDatabase::new(other(&database.database));
    let restored = restore(&fresh, &data, &keys, &database.keys).expect("restored");
    assert_eq!(restored.objected, 1, "what began after the data is not there");
    let at = fresh.open().read(move |tx| tx.objected_at(&vera)).await.expect("read");
    assert_eq!(at, Some(NOW.plus(1)));
}

async fn r_ret_01_what_is_left_of_an_emptied_conversation_comes_back_without_a_key(
    database: &TestDatabase,
) {
    let store = database.open();
    let emptied = vera_writes(&store, 1, CANARY).await;
    let later = vera_writes(&store, 2, CANARY).await;
    let empty = async |id: &ConversationId| {
        for kind in [Kind::Messages, Kind::Contact] {
            crate::retention::erase(&store, kind, std::slice::from_ref(id), 100).await;
        }
    };
    empty(&emptied).await;
    let data = file(database, Part::Data, NOW);
    empty(&later).await;
    let keys = file(database, Part::Keys, NOW.plus(1));

    let fresh = TestDatabase::new(other(&database.database));
    let restored = restore(&fresh, &data, &keys, &database.keys).expect("restored");
    assert_eq!(restored.left_out, 1, "its texts would be there, and nothing that opens them");
    let again = fresh.open();
    let sql = "select c.id, e.body from conversation c \
         join conversation_event e on e.conversation_id = c.id order by c.id";
    let rows = again.read(move |tx| tx.inspect(sql)).await.expect("read");
    let rows: Vec<_> = rows.iter().map(|row| row.values().to_vec()).collect();
    assert_eq!(rows, [vec![Value::Text(emptied.into()), Value::Null]]);
}

async fn r_wdr_02_what_was_taken_back_after_a_backup_is_taken_back_again(database: &TestDatabase) {
    let store = database.open();
    let id = vera_writes(&store, 1, "Tulpen").await;
    for number in 1..=4 {
        consent(&store, number).await;
    }
    let of = id.clone();
    let rests = move |tx: &mut Tx<'_>| -> Result<(), plausch_store::Error> {
        let record = record(1);
        let sql = format!(
            "update conversation set consent_id = '{record}', remembered_by = '{record}' \
             where id = '{of}'"
        );
        tx.inspect(&sql).map(drop)
    };
    store.write(rests).await.expect("stored");
    let data = file(database, Part::Data, NOW);
    let withdrawn = [
        (1, Withdrawn { number: 2, left: None, ui: Ui::Settings }),
        (2, Withdrawn { number: 2, left: Some([ServiceId::chat()].into()), ui: Ui::Message }),
        // This one is in the data already, and this record is not in it at all.
        (3, Withdrawn { number: 1, left: None, ui: Ui::Settings }),
        (9, Withdrawn { number: 2, left: None, ui: Ui::Settings }),
    ];
    let deed = move |tx: &mut Tx<'_>| -> Result<(), plausch_store::Error> {
        for (number, withdrawn) in &withdrawn {
            let entry = EntryId::new(NOW, [*number; 10]);
            let at = NOW.plus(i64::from(*number));
            tx.note_withdrawal(&entry, &record(*number), withdrawn, at)?;
        }
        Ok(())
    };
    store.write(deed).await.expect("stored");
    let keys = file(database, Part::Keys, NOW.plus(20));

    let fresh = TestDatabase::new(other(&database.database));
    let restored = restore(&fresh, &data, &keys, &database.keys).expect("restored");
    assert_eq!(restored.withdrawn, 2);
    let again = fresh.open();
    let last = |number| {
        let again = again.clone();
        async move {
            let found = again.read(move |tx| tx.consent(&record(number))).await.expect("read");
            let found = found.expect("there");
            let services: Vec<_> = found.consent.granted.into_keys().collect();
            (found.number, found.consent.kind, found.consent.at, services)
        }
    };
    let (chat, remember) = (ServiceId::chat(), ServiceId::remember());
    let both = vec![chat.clone(), remember.clone()];
    assert_eq!(last(1).await, (2, EventKind::Withdrawn, NOW.plus(1), both.clone()));
    assert_eq!(last(2).await, (2, EventKind::Granted, NOW.plus(2), vec![chat]));
    assert_eq!(last(3).await, (1, EventKind::Granted, NOW, both.clone()));
    assert_eq!(last(4).await, (1, EventKind::Granted, NOW, both));
    let conversation = read_conversation(&again, &id).await.expect("there");
    assert!(conversation.is_withdrawn && conversation.remembered_by.is_none());
    assert_eq!(conversation.state, State::Closed, "nobody waits there any more");
    let sealed = again.write(|tx| tx.seal_consents(10, NOW.plus(9_000))).await.expect("sealed");
    assert_eq!(sealed, 2);
    let reader = Reader::open(&fresh.database).expect("it opens");
    let checked = reader.check_log(None, NOW).await.expect("checked");
    assert_eq!((checked.verdict(), checked.kept), (Verdict::Consistent, 6));
}

async fn a_backup_goes_into_an_empty_database_only_and_a_damaged_one_leaves_it_empty(
    database: &TestDatabase,
) {
    let store = database.open();
    vera_writes(&store, 1, CANARY).await;
    let (data, keys) = (file(database, Part::Data, NOW), file(database, Part::Keys, NOW));
    let refused = restore(database, &data, &keys, &database.keys);
    assert!(matches!(refused, Err(Error::NotEmpty)), "{refused:?}");

    let fresh = TestDatabase::new(other(&database.database));
    let strangers = Keys::from_master(&Key::new([8; 32]));
    let refused = restore(&fresh, &data, &keys, &strangers);
    assert!(matches!(refused, Err(Error::OtherKey)), "{refused:?}");
    let old = file(database, Part::Keys, NOW.plus(-1));
    let refused = restore(&fresh, &data, &old, &database.keys);
    assert!(matches!(refused, Err(Error::OldKeys)), "{refused:?}");
    let refused = restore(&fresh, &keys, &data, &database.keys);
    assert!(matches!(refused, Err(Error::NotOne(Part::Data))), "{refused:?}");
    let mut damaged = data.clone();
    *damaged.last_mut().expect("bytes") ^= 1;
    for (data, keys) in [(&damaged, &keys), (&data, &keys[..keys.len() - 1].to_vec())] {
        let refused = restore(&fresh, data, keys, &database.keys);
        assert!(refused.is_err(), "{refused:?}");
    }
    let left: usize = everything(&fresh.open()).await.iter().map(|(_, rows)| rows.len()).sum();
    assert_eq!(left, 0, "nothing half-done stays");
    restore(&fresh, &data, &keys, &database.keys).expect("and it can be tried again");
}

async fn r_dsr_04_what_was_restricted_lifted_or_put_right_after_a_backup_is_so_again(
    database: &TestDatabase,
) {
    let store = database.open();
    let mut ids = Vec::new();
    for number in 1..=4 {
        ids.push(vera_writes(&store, number, CANARY).await);
        requests::enter(&store, number, "2026-05-10").await;
    }
    let ada = requests::ada(&store).await;
    let [before, after, lifted, gone] = &ids[..] else { panic!("four") };
    for (id, number) in [(before, 1), (lifted, 3)] {
        assert!(requests::restrict(&store, id, number, &ada).await);
    }
    let data = file(database, Part::Data, NOW.plus(10));
    assert!(requests::restrict(&store, after, 2, &ada).await);
    assert!(requests::lift(&store, lifted, 3, NOW.plus(20)).await);
    assert!(requests::restrict(&store, gone, 4, &ada).await);
    erase(&store, gone, 9).await;
    let of = after.clone();
    let put_right = store.write(move |tx| {
        let name = Personal::new("Vera Richtig".to_owned());
        let none = plausch_core::conversation::Contact::default();
        tx.rectify(&of, Some(&name), &none, [[5; 12], [6; 12], [7; 12]], NOW.plus(20))
    });
    assert!(put_right.await.expect("put right"));
    assert!(requests::annotate(&store, after, 1, "Gemeint waren Rosen.").await);
    let keys = file(database, Part::Keys, NOW.plus(30));
    for engine in [Engine::Sqlite, other(&database.database)] {
        let fresh = TestDatabase::new(engine);
        let restored = restore(&fresh, &data, &keys, &database.keys).expect("restored");
        assert_eq!((restored.restricted, restored.rectified, restored.left_out), (2, 1, 1));
        let again = fresh.open();
        for (id, is_open) in [(before, false), (after, false), (lifted, true)] {
            let is_there = read_conversation(&again, id).await.is_some();
            assert_eq!(is_there, is_open, "{id}");
            let of = id.clone();
            let restriction = again.read(move |tx| tx.restriction(&of)).await.expect("read");
            assert_eq!(restriction.is_none(), is_open);
        }
        let of = after.clone();
        let found = again.read(move |tx| tx.conversation_anywhere(&of)).await.expect("read");
        let found = found.expect("there");
        assert_eq!(found.conversation.visitor_name, Some(Personal::new("Vera Richtig".into())));
        assert!(found.is_whole, "it opens with the conversation's own key");
        let notes = requests::notes(&again, after).await;
        assert_eq!(notes, [(1, 1, "Gemeint waren Rosen.".to_owned())]);
        assert!(requests::lift(&again, after, 2, NOW.plus(40)).await);
        assert!(read_conversation(&again, after).await.is_some(), "and goes back where it was");
    }
}
