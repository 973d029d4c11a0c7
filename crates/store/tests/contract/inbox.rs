//! The agents' list: its pages, and what it shows of a conversation.

use plausch_core::Timestamp;
use plausch_core::event::{Author, Kind};
use plausch_core::id::{AgentId, ConversationId};
use plausch_store::{Error, NewEvent, Store, View};

use crate::support::TestDatabase;
use crate::{NOW, append, on_both_engines, says, vera_writes};

on_both_engines! {
    the_pages_of_a_view_hold_each_conversation_once_newest_first,
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
                tx.lock_conversation(&of)?;
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
