//! The agents' list: its pages, and what it shows of a conversation.

use plausch_core::Timestamp;
use plausch_core::event::{Author, Kind};
use plausch_core::id::{AgentId, ConversationId, SiteId};
use plausch_core::role::{BuiltIn, Reach};
use plausch_store::{Error, NewEvent, Run, Store, Tx, View};

use crate::support::TestDatabase;
use crate::{NOW, append, blumenladen, on_both_engines, says, vera_writes};

on_both_engines! {
    the_pages_of_a_view_hold_each_conversation_once_newest_first,
    one_that_does_not_open_hides_no_other,
    r_emp_04_what_a_colleague_has_is_not_opened_for_a_list,
    r_sec_02_a_list_holds_what_somebodys_rights_reach_and_counts_no_more,
    r_emp_02_a_read_is_noted_once_an_hour_and_found_by_conversation_and_site,
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

fn reach(role: BuiltIn, agent: &AgentId) -> Reach {
    let others = std::collections::BTreeSet::new();
    Reach { agent: agent.clone(), rights: role.rights(), sites: None, others }
}

/// An administrator sees everything.
pub(crate) fn everything(agent: &AgentId) -> Reach {
    reach(BuiltIn::Administrator, agent)
}

/// All of a view, read in pages of two.
async fn pages(store: &Store, view: View, ada: &Reach) -> Vec<(Timestamp, ConversationId)> {
    let (mut all, mut before) = (Vec::new(), None);
    loop {
        let (ada, from) = (ada.clone(), before.clone());
        let page = store.read(move |tx| tx.conversations(&[view], &ada, from.clone(), 2)).await;
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
    let found = all;
    let all = everything(&ada);
    assert_eq!(pages(&store, View::All, &all).await, found);
    assert_eq!(pages(&store, View::Waiting, &all).await, waiting);
    assert_eq!(pages(&store, View::Mine, &all).await, mine);
    assert_eq!(pages(&store, View::Closed, &all).await, closed);
    let counts = store.read(move |tx| tx.counts(&all)).await.expect("read");
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
        let of = reach(BuiltIn::Lead, &ada);
        let listed = store.read(move |tx| tx.conversations(&[View::Waiting], &of, None, 10)).await;
        let listed = listed.expect("the list can be read");
        let find = |id: &ConversationId| {
            let one = listed.iter().find(|one| one.conversation.id == *id).expect("in the list");
            let name = one.conversation.visitor_name.as_ref().map(|name| name.reveal().as_str());
            (name, one.last_message.as_ref().map(|text| text.reveal().as_str()), one.is_readable)
        };
        assert_eq!(find(&id), (name, text, false), "{column}");
        assert_eq!(find(&whole), (Some("Vera Canary"), Some("Haben Sie Tulpen?"), true));
    }
    let ada = reach(BuiltIn::Lead, &ada);
    let counts = store.read(move |tx| tx.counts(&ada)).await.expect("read");
    assert_eq!(counts.waiting, 4);
}

async fn r_emp_04_what_a_colleague_has_is_not_opened_for_a_list(database: &TestDatabase) {
    let store = database.open();
    let ada = crate::people::ada(&store).await;
    let ben = crate::people::somebody(&store, "ben@canary.example", 0xBE).await;
    let [nobodys, mine, his] = [(1, None), (2, Some(&ada)), (3, Some(&ben))];
    let mut all = Vec::new();
    for (number, to) in [nobodys, mine, his] {
        let id = vera_writes(&store, number, "Guten Tag").await;
        if let Some(to) = to {
            does(&store, to, &id, Kind::Assigned).await;
        }
        all.push(id);
    }
    let listed = async || {
        let ada = everything(&ada);
        let rows = store.read(move |tx| tx.conversations(&[View::All], &ada, None, 10)).await;
        let rows = rows.expect("read");
        let one = |id: &ConversationId| {
            rows.iter().find(|one| one.conversation.id == *id).expect("in the list")
        };
        [0, 1, 2].map(|place: usize| {
            let one = one(&all[place]);
            (one.last_message.is_some(), one.is_readable)
        })
    };
    assert_eq!(listed().await, [(true, true), (true, true), (false, true)]);
    for id in &all {
        damage(&store, "body", id).await;
    }
    // What would not open is not even tried.
    assert_eq!(listed().await, [(false, false), (false, false), (false, true)]);
}

/// Every conversation is on one of two sites, and waits, is mine, is another's, was closed by either or
/// by nobody: the list says of each what the rule in core says.
async fn r_sec_02_a_list_holds_what_somebodys_rights_reach_and_counts_no_more(
    database: &TestDatabase,
) {
    let store = database.open();
    let ada = crate::people::ada(&store).await;
    let ben = crate::people::somebody(&store, "ben@canary.example", 0xBE).await;
    let other = SiteId::parse("kaufhaus").expect("a site");
    let second = plausch_core::site::Site { id: other.clone(), ..crate::blumenladen() };
    let mut all = Vec::new();
    for number in 1..=12 {
        let id = vera_writes(&store, number, "Guten Tag").await;
        let to = [None, Some(&ada), Some(&ben)][usize::from(number % 3)];
        if let Some(to) = to {
            does(&store, to, &id, Kind::Assigned).await;
        }
        if number > 6 {
            does(&store, &ada, &id, Kind::Closed).await;
        }
        all.push(id);
    }
    let moved: Vec<_> = all.iter().skip(1).step_by(2).map(|id| format!("'{id}'")).collect();
    let sql =
        format!("update conversation set site_id = 'kaufhaus' where id in ({})", moved.join(", "));
    store
        .write(move |tx| {
            tx.insert_site(&second, NOW)?;
            tx.inspect(&sql)
        })
        .await
        .expect("moved");
    let shop = crate::blumenladen().id;
    let everywhere = [None, Some([shop.clone()].into()), Some([].into())];
    let teams = [[].into(), [shop.clone()].into(), [shop, other].into()];
    let mut seen = 0;
    for role in BuiltIn::ALL {
        for sites in &everywhere {
            for others in &teams {
                let reach = Reach {
                    sites: sites.clone(),
                    others: std::collections::BTreeSet::clone(others),
                    ..reach(role, &ada)
                };
                let (ids, who) = (all.clone(), reach.clone());
                let read = store.read(move |tx| {
                    let mut wanted = Vec::new();
                    for id in &ids {
                        let conversation = tx.conversation(id)?.ok_or(Error::Conflict)?;
                        if who.hears(&conversation.place()) {
                            wanted.push(conversation);
                        }
                    }
                    let mut found = Vec::new();
                    for view in [View::All, View::Closed, View::Waiting, View::Mine] {
                        let page = tx.conversations(&[view], &who, None, 50)?;
                        found
                            .push(page.into_iter().map(|one| one.conversation).collect::<Vec<_>>());
                    }
                    Ok::<_, Error>((wanted, found, tx.counts(&who)?))
                });
                let (wanted, found, counts) = read.await.expect("read");
                let ids = |rows: &[plausch_core::conversation::Conversation]| {
                    let mut ids: Vec<_> = rows.iter().map(|row| row.id.clone()).collect();
                    ids.sort();
                    ids
                };
                let listed = [found[0].clone(), found[1].clone()].concat();
                assert_eq!(ids(&listed), ids(&wanted), "{reach:?}");
                let lengths = [&found[2], &found[3], &found[0]].map(|view| view.len());
                let counted = [counts.waiting, counts.mine, counts.all];
                assert_eq!(lengths.map(|length| i64::try_from(length).unwrap_or(-1)), counted);
                seen += wanted.len();
            }
        }
    }
    assert!(seen > 100, "need conversations for this to mean anything");
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

async fn r_emp_02_a_read_is_noted_once_an_hour_and_found_by_conversation_and_site(
    database: &TestDatabase,
) {
    let store = database.open();
    let ada = crate::people::ada(&store).await;
    let (first, second) =
        (vera_writes(&store, 1, "Eins").await, vera_writes(&store, 2, "Zwei").await);
    let (of, by) = ([first.clone(), second.clone()], ada.clone());
    store
        .write(move |tx| {
            for hour in [7, 7, 8] {
                tx.note_read(&of[0], &by, hour)?;
            }
            tx.note_read(&of[1], &by, 7)
        })
        .await
        .expect("stored");
    let read = |of: Option<ConversationId>, on: Option<Vec<&'static str>>| {
        let store = store.clone();
        let sites = on.map(|on| on.into_iter().flat_map(SiteId::parse).collect());
        async move {
            let read = store.read(move |tx| tx.reads(of.as_ref(), sites.as_ref(), 9)).await;
            let read = read.expect("read").into_iter();
            read.map(|read| (read.conversation, read.hour)).collect::<Vec<_>>()
        }
    };
    let all = read(None, None).await;
    assert_eq!(all.len(), 3);
    assert_eq!(all[0], (first.clone(), 8), "the newest first");
    let one = read(Some(second.clone()), Some(vec!["blumenladen"])).await;
    assert_eq!(one, [(second, 7)]);
    for sites in [vec![], vec!["kaufhaus"]] {
        assert!(read(None, Some(sites)).await.is_empty());
    }
    let of = first.clone();
    let has = store
        .read(move |tx| Ok::<_, Error>((tx.has_read(&of, &ada, 8)?, tx.has_read(&of, &ada, 9)?)));
    assert_eq!(has.await.expect("read"), (true, false));
    // Two units of work, one entry of the log, and no figure in it.
    let site = blumenladen().id;
    let preview = store.read(move |tx| tx.preview_of_reads(&site, 8)).await.expect("read");
    assert_eq!((preview.count, preview.examples), (2, vec![]), "conversations, not readings");
    for is_more in [true, true, false] {
        let deed = move |tx: &mut Tx<'_>| {
            let first = plausch_core::id::EntryId::new(NOW, [6; 10]);
            let run = Run {
                entry: tx.run_since("reads", NOW)?.unwrap_or(first),
                site: None,
                rule: "reads",
                cutoff: NOW,
                at: NOW,
            };
            tx.delete_reads(&run, 8, 1)
        };
        assert_eq!(store.write(deed).await.expect("deleted"), is_more);
    }
    assert_eq!(read(None, None).await, [(first, 8)]);
    assert!(!store.read(|tx| tx.has_reads(8)).await.expect("read"));
    let site = blumenladen().id;
    let log = store.read(move |tx| tx.deletion_log(&site, None, 9)).await.expect("read");
    assert_eq!((log.len(), log[0].rule.as_str(), log[0].counts.len()), (1, "reads", 0));
    assert!(log[0].checksum.0 != [0; 32] && log[0].is_for_all);
    let tomorrow = store.read(|tx| tx.run_since("reads", NOW.plus(1))).await;
    assert_eq!(tomorrow.expect("read"), None, "another day, another entry");
}
