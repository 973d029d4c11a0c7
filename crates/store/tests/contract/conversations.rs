//! Conversations and their events; erasing them.

use plausch_core::Personal;
use plausch_core::conversation::State;
use plausch_core::event::{Author, Kind};
use plausch_core::id::{AgentId, EntryId};
use plausch_store::{Error, NewEvent, Tx, Value, View, inventory};

use crate::support::TestDatabase;
use crate::{NOW, append, on_both_engines, read_conversation, says, token, vera_writes};

on_both_engines! {
    a_conversation_is_kept_with_its_messages_in_order,
    a_message_id_counts_once,
    a_thread_is_read_from_its_end,
    only_the_visitors_token_opens_the_conversation,
    the_visitor_sees_no_notes_and_each_event_names_the_one_before_it,
    two_who_write_at_once_get_different_numbers_without_a_gap,
    agents_see_what_waits_and_what_is_unread,
    an_erased_conversation_is_gone_from_every_column,
    bodies_and_names_are_unreadable_in_the_database,
    every_column_is_in_the_inventory,
}

async fn a_conversation_is_kept_with_its_messages_in_order(database: &TestDatabase) {
    let id = vera_writes(&database.open(), 1, "Haben Sie Tulpen?").await;
    let store = database.open();
    let (of, at) = (id.clone(), id.clone());
    store.write(move |tx| append(tx, &of, &says(2, "Rote?"))).await.expect("stored");
    let events = store.read(move |tx| tx.events_after(&at, 0, true, 10)).await.expect("read");
    let texts: Vec<_> = events
        .iter()
        .map(|event| (event.seq, event.body.as_ref().expect("a body").reveal().as_str()))
        .collect();
    assert_eq!(texts, [(1, "Haben Sie Tulpen?"), (2, "Rote?")]);
    let conversation = read_conversation(&store, &id).await.expect("there");
    assert_eq!(conversation.visitor_name, Some(Personal::new("Vera Canary".into())));
    assert_eq!((conversation.state, conversation.unread), (State::Waiting, 2));
}

async fn a_thread_is_read_from_its_end(database: &TestDatabase) {
    let store = database.open();
    let id = vera_writes(&store, 1, "eins").await;
    let of = id.clone();
    store
        .write(move |tx| {
            for (number, text) in [(2, "zwei"), (3, "drei"), (4, "vier")] {
                append(tx, &of, &says(number, text))?;
            }
            Ok::<_, Error>(())
        })
        .await
        .expect("stored");
    let page = |before: i64| {
        let (store, id) = (store.clone(), id.clone());
        async move {
            let events =
                store.read(move |tx| tx.events_before(&id, before, 2)).await.expect("read");
            events.into_iter().map(|event| event.seq).collect::<Vec<_>>()
        }
    };
    assert_eq!(page(i64::MAX).await, [3, 4]);
    assert_eq!(page(3).await, [1, 2]);
    assert!(page(1).await.is_empty());
}

async fn a_message_id_counts_once(database: &TestDatabase) {
    let store = database.open();
    let id = vera_writes(&store, 1, "Einmal").await;
    let of = id.clone();
    let again = store.write(move |tx| append(tx, &of, &says(1, "Einmal"))).await;
    assert!(matches!(again, Err(Error::Conflict)), "{again:?}");
    assert_eq!(
        read_conversation(&store, &id).await.expect("there").last_seq,
        1,
        "nothing half-done"
    );
}

async fn only_the_visitors_token_opens_the_conversation(database: &TestDatabase) {
    let store = database.open();
    let id = vera_writes(&store, 1, "Hallo").await;
    let opened = store
        .read(move |tx| {
            Ok::<_, Error>((
                tx.visitors_conversation(&id, &token(1))?.is_some(),
                tx.visitors_conversation(&id, &token(2))?.is_some(),
            ))
        })
        .await
        .expect("read");
    assert_eq!(opened, (true, false));
}

async fn the_visitor_sees_no_notes_and_each_event_names_the_one_before_it(database: &TestDatabase) {
    let store = database.open();
    let id = vera_writes(&store, 1, "Hallo").await;
    let ada = crate::people::ada(&store).await;
    let (of, at) = (id.clone(), id.clone());
    store
        .write(move |tx| {
            let note = NewEvent {
                kind: Kind::Note,
                author: Author::Agent(ada.clone()),
                ..says(2, "Stammkundin")
            };
            append(tx, &of, &note)?;
            append(tx, &of, &says(3, "Noch da?"))
        })
        .await
        .expect("stored");
    let seen = |only_visible| {
        let at = at.clone();
        let store = store.clone();
        async move {
            let events = store
                .read(move |tx| tx.events_after(&at, 0, only_visible, 10))
                .await
                .expect("read");
            events.iter().map(|event| (event.seq, event.previous_visible)).collect::<Vec<_>>()
        }
    };
    assert_eq!(seen(true).await, [(1, 0), (3, 1)]);
    assert_eq!(seen(false).await, [(1, 0), (2, 1), (3, 1)]);
}

async fn two_who_write_at_once_get_different_numbers_without_a_gap(database: &TestDatabase) {
    let store = database.open();
    let id = vera_writes(&store, 0, "0").await;
    let writers: Vec<_> = (1..=40u8)
        .map(|number| {
            let (store, id) = (store.clone(), id.clone());
            tokio::spawn(
                async move { store.write(move |tx| append(tx, &id, &says(number, "x"))).await },
            )
        })
        .collect();
    for writer in writers {
        writer.await.expect("ran").expect("stored");
    }
    let events = store.read(move |tx| tx.events_after(&id, 0, false, 100)).await.expect("read");
    let numbers: Vec<_> = events.iter().map(|event| event.seq).collect();
    assert_eq!(numbers, (1..=41).collect::<Vec<_>>());
}

async fn agents_see_what_waits_and_what_is_unread(database: &TestDatabase) {
    let store = database.open();
    let (first, second) =
        (vera_writes(&store, 1, "Erste").await, vera_writes(&store, 2, "Zweite").await);
    let ada = crate::people::ada(&store).await;
    let answer = {
        let ada = ada.clone();
        let first = first.clone();
        move |tx: &mut Tx<'_>| {
            let new = NewEvent { author: Author::Agent(ada.clone()), ..says(9, "Gern!") };
            append(tx, &first, &new)
        }
    };
    let list = |view: View, agent: AgentId| {
        let store = store.clone();
        async move {
            let listed = store
                .read(move |tx| {
                    tx.conversations(&[view], &crate::inbox::everything(&agent), None, 10)
                })
                .await
                .expect("read");
            listed
                .into_iter()
                .map(|one| (one.conversation.id, one.conversation.unread))
                .collect::<Vec<_>>()
        }
    };
    assert_eq!(list(View::Waiting, ada.clone()).await.len(), 2);
    store.write(answer).await.expect("stored");
    assert_eq!(list(View::Waiting, ada.clone()).await, [(second.clone(), 1)]);
    assert_eq!(list(View::Mine, ada.clone()).await, [(first, 0)]);
    let counts =
        store.read(move |tx| tx.counts(&crate::inbox::everything(&ada))).await.expect("read");
    assert_eq!((counts.waiting, counts.mine, counts.all), (1, 1, 2));
    let seen = store.write(move |tx| tx.set_agents_seen(&second, 1)).await.expect("stored");
    assert!(seen, "that was news");
}

async fn an_erased_conversation_is_gone_from_every_column(database: &TestDatabase) {
    let store = database.open();
    let (erased, kept) =
        (vera_writes(&store, 1, "Lösch mich").await, vera_writes(&store, 2, "Bleib").await);
    let (of, ada) = (erased.clone(), crate::people::ada(&store).await);
    store.write(move |tx| tx.note_read(&of, &ada, 7)).await.expect("stored");
    let of = erased.clone();
    let entry = EntryId::new(NOW, [5; 10]);
    let counts = store
        .write(move |tx| tx.erase_conversation(&of, "visitor", &entry, NOW))
        .await
        .expect("erased")
        .expect("it was there");
    let counts: Vec<_> = counts.into_iter().filter(|(_, rows)| *rows > 0).collect();
    let tables = ["conversation_read", "conversation_event", "conversation_key", "conversation"];
    assert_eq!(counts, tables.map(|table| (table, 1)));
    store.scrub().await.expect("scrubbed");
    for (table, column, value) in everything(&store).await {
        // The journal keeps the id of what is gone, and nothing else.
        assert!(
            table == "journal"
                || !matches!(&value, Value::Text(text) if text.contains(erased.as_str())),
            "{table}.{column} still holds the id"
        );
        assert!(
            !matches!(&value, Value::Bytes(bytes) if *bytes == token(1).0),
            "{table}.{column} still holds the token"
        );
    }
    assert!(read_conversation(&store, &kept).await.is_some(), "the neighbour stays");
    let again = store.write(move |tx| append(tx, &erased, &says(8, "Zombie"))).await;
    assert!(again.is_err(), "an erased conversation takes nothing");
}

async fn bodies_and_names_are_unreadable_in_the_database(database: &TestDatabase) {
    let store = database.open();
    vera_writes(&store, 1, "Geheime Tulpen").await;
    crate::people::ada(&store).await;
    for (table, column, value) in everything(&store).await {
        let bytes = match value {
            Value::Text(text) => text.into_bytes(),
            Value::Bytes(bytes) => bytes,
            _ => continue,
        };
        for canary in ["Geheime Tulpen", "Vera Canary", "Ada Canary", "ada@canary.example"] {
            let found = bytes.windows(canary.len()).any(|window| window == canary.as_bytes());
            assert!(!found, "{table}.{column} holds «{canary}» in clear");
        }
    }
}

async fn every_column_is_in_the_inventory(database: &TestDatabase) {
    let store = database.open();
    let is_sqlite = matches!(database.database, plausch_store::Database::Sqlite(_));
    let sql = if is_sqlite {
        "select m.name, c.name from sqlite_master m join pragma_table_info(m.name) c \
         where m.type = 'table' and m.name not in ('sqlite_sequence') order by m.name, c.name"
    } else {
        "select table_name::text, column_name::text from information_schema.columns \
         where table_schema = 'public' order by table_name, column_name"
    };
    let rows = store.read(move |tx| tx.inspect(sql)).await.expect("read");
    let mut found: Vec<_> = rows
        .iter()
        .map(|row| format!("{}.{}", row.text(0).expect("a table"), row.text(1).expect("a column")))
        .collect();
    let mut listed: Vec<_> = inventory::TABLES
        .iter()
        .flat_map(|table| {
            table.columns.iter().map(move |column| format!("{}.{}", table.name, column.name))
        })
        .collect();
    found.sort();
    listed.sort();
    assert_eq!(found, listed, "src/inventory and the schema must name the same columns");
}

/// Every value of every column of every table.
async fn everything(store: &plausch_store::Store) -> Vec<(&'static str, &'static str, Value)> {
    let mut found = Vec::new();
    for table in inventory::TABLES {
        let names: Vec<_> = table.columns.iter().map(|column| column.name).collect();
        let sql = format!("select {} from {}", names.join(", "), table.name);
        for row in store.read(move |tx| tx.inspect(&sql)).await.expect("read") {
            let values = row.values().iter().cloned();
            found.extend(
                names.iter().zip(values).map(|(column, value)| (table.name, *column, value)),
            );
        }
    }
    found
}
