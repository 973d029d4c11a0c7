//! The agents' list: its pages, and what it shows of a conversation.

use plausch_core::Timestamp;
use plausch_core::event::{Author, Kind};
use plausch_core::id::{AgentId, ConversationId};
use plausch_store::{Error, NewEvent, Store, View};

use crate::support::TestDatabase;
use crate::{NOW, append, on_both_engines, says, vera_writes};

on_both_engines! {
    the_pages_of_a_view_hold_each_conversation_once_newest_first,
    one_that_does_not_open_hides_no_other,
    a_thread_shows_every_event_also_where_a_text_does_not_open,
}

/// Ada takes a conversation, or closes it.
async fn does(store: &Store, ada: &AgentId, id: &ConversationId, kind: Kind) {
    let (id, ada) = (id.clone(), ada.clone());
    store
        .write(move |tx| {
            let assignee = (kind == Kind::Assigned).then(|| ada.clone());
            let author = Author::Agent(ada.clone());
            append(tx, &id, &NewEvent { kind, author, assignee, text: None, ..says(0, "-") })
        })
        .await
        .expect("stored");
}

/// All of a view, read in pages of two.
async fn pages(store: &Store, view: View, ada: &AgentId) -> Vec<(Timestamp, ConversationId)> {
    let (mut all, mut before) = (Vec::new(), None);
    loop {
        let (ada, from) = (ada.clone(), before.clone());
        let page = store.read(move |tx| tx.conversations(view, &ada, from.clone(), 2)).await;
        let page = page.expect("read");
        let Some(last) = page.last() else { return all };
        before = Some((last.conversation.last_message_at, last.conversation.id.clone()));
        assert!(page.len() <= 2 && all.len() < 20, "a page that never ends");
        all.extend(page.into_iter().map(|one| {
            assert!(one.is_from_visitor && one.last_message.is_some());
            (one.conversation.last_message_at, one.conversation.id)
        }));
    }
}

async fn the_pages_of_a_view_hold_each_conversation_once_newest_first(database: &TestDatabase) {
    let store = database.open();
    let ada = crate::people::ada(&store).await;
    let (mut waiting, mut mine, mut closed) = (Vec::new(), Vec::new(), Vec::new());
    for number in 1..=9 {
        let id = vera_writes(&store, number, "Guten Tag").await;
        // Two of each moment, so that the id decides between them.
        let at = NOW.plus(i64::from(number / 2));
        let (of, text) = (id.clone(), says(number + 100, "Noch etwas"));
        store
            .write(move |tx| {
                let conversation = tx.conversation(&of)?.ok_or(Error::Conflict)?;
                let next = (conversation.state, None);
                tx.append(&conversation, next, &text, at, at).map(drop)
            })
            .await
            .expect("stored");
        match number % 3 {
            0 => waiting.push((at, id)),
            1 => {
                does(&store, &ada, &id, Kind::Assigned).await;
                mine.push((at, id));
            }
            _ => {
                does(&store, &ada, &id, Kind::Closed).await;
                closed.push((at, id));
            }
        }
    }
    let mut all = [waiting.clone(), mine.clone()].concat();
    let newest_first = |rows: &mut Vec<_>| {
        rows.sort();
        rows.reverse();
    };
    for rows in [&mut waiting, &mut mine, &mut closed, &mut all] {
        newest_first(rows);
    }
    assert_eq!((waiting.len(), mine.len(), closed.len()), (3, 3, 3), "need some of each");
    assert_eq!(pages(&store, View::All, &ada).await, all);
    assert_eq!(pages(&store, View::Waiting, &ada).await, waiting);
    assert_eq!(pages(&store, View::Mine, &ada).await, mine);
    assert_eq!(pages(&store, View::Closed, &ada).await, closed);
    let counts = store.read(move |tx| tx.counts(&ada)).await.expect("read");
    assert_eq!((counts.waiting, counts.mine, counts.all), (3, 3, 6));
}

/// Puts other bytes in the place of something sealed, as a damaged disk would.
async fn damage(store: &Store, column: &str, id: &ConversationId) {
    let other = "select token_hash from conversation where id = ";
    let sql = match column {
        "visitor_name" => {
            format!("update conversation set visitor_name = token_hash where id = '{id}'")
        }
        "body" => format!(
            "update conversation_event set body = ({other} '{id}') \
             where conversation_id = '{id}' and seq = 1"
        ),
        _ => format!(
            "update conversation_key set wrapped = ({other} '{id}') where conversation_id = '{id}'"
        ),
    };
    store.write(move |tx| tx.inspect(&sql)).await.expect("damaged");
}

async fn one_that_does_not_open_hides_no_other(database: &TestDatabase) {
    let store = database.open();
    let ada = crate::people::ada(&store).await;
    let whole = vera_writes(&store, 1, "Haben Sie Tulpen?").await;
    for (number, column, name, text) in [
        (2, "visitor_name", None, Some("Rosen?")),
        (3, "body", Some("Vera Canary"), None),
        (4, "wrapped", None, None),
    ] {
        let id = vera_writes(&store, number, "Rosen?").await;
        damage(&store, column, &id).await;
        let of = ada.clone();
        let listed = store.read(move |tx| tx.conversations(View::Waiting, &of, None, 10)).await;
        let listed = listed.expect("the list can be read");
        let find = |id: &ConversationId| {
            let one = listed.iter().find(|one| one.conversation.id == *id).expect("in the list");
            let name = one.conversation.visitor_name.as_ref().map(|name| name.reveal().as_str());
            (name, one.last_message.as_ref().map(|text| text.reveal().as_str()), one.is_readable)
        };
        assert_eq!(find(&id), (name, text, false), "{column}");
        assert_eq!(find(&whole), (Some("Vera Canary"), Some("Haben Sie Tulpen?"), true));
    }
    let counts = store.read(move |tx| tx.counts(&ada)).await.expect("read");
    assert_eq!(counts.waiting, 4);
}

async fn a_thread_shows_every_event_also_where_a_text_does_not_open(database: &TestDatabase) {
    let store = database.open();
    let id = vera_writes(&store, 1, "Eins").await;
    let of = id.clone();
    store.write(move |tx| append(tx, &of, &says(2, "Zwei"))).await.expect("stored");
    let thread = || {
        let (store, id) = (store.clone(), id.clone());
        async move {
            let read = store.read(move |tx| {
                let (conversation, is_named) =
                    tx.agents_conversation(&id)?.ok_or(Error::Conflict)?;
                let events = tx.events_before(&id, i64::MAX, 10)?;
                assert_eq!(events, tx.events_after(&id, 0, false, 10)?, "both ways");
                Ok::<_, Error>((conversation.visitor_name.is_some() && is_named, events))
            });
            let (is_named, events) = read.await.expect("read");
            let text = |body: Option<plausch_core::Personal<String>>| {
                body.map_or_else(|| "–".to_owned(), |body| body.reveal().clone())
            };
            let texts: Vec<_> = events.into_iter().map(|event| text(event.body)).collect();
            (is_named, texts.join(" "))
        }
    };
    assert_eq!(thread().await, (true, "Eins Zwei".to_owned()));
    damage(&store, "body", &id).await;
    assert_eq!(thread().await, (true, "– Zwei".to_owned()));
    damage(&store, "wrapped", &id).await;
    assert_eq!(thread().await, (false, "– –".to_owned()));
    let entry = plausch_core::id::EntryId::new(NOW, [5; 10]);
    let erased = store.write(move |tx| tx.erase_conversation(&id, "agent", &entry, NOW)).await;
    assert!(erased.expect("erased").is_some(), "what can't be read can be erased");
}
