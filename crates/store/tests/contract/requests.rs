//! Data requests: kept sealed, restricted conversations out of every list and rule, and what was put right
//! (R-DSR-01, R-DSR-04).

use std::collections::BTreeSet;

use plausch_core::conversation::Contact;
use plausch_core::id::{AgentId, ConversationId, EntryId, RequestId};
use plausch_core::request::{Deadline, Dossier, Kind, Source, State, Telling, day_of};
use plausch_core::retention::Kind as Kept;
use plausch_core::role::{BuiltIn, Reach};
use plausch_core::seal::Key;
use plausch_core::site::Lang;
use plausch_core::time::DAY;
use plausch_core::{Personal, Timestamp};
use plausch_store::{
    DataRequest, Due, Error, NewAgent, Notification, Run, Shelf, Store, Tx, Value, View, rotation,
};

use crate::support::TestDatabase;
use crate::{
    NOW, append, blumenladen, on_both_engines, read_conversation, says, token, vera_writes,
};

on_both_engines! {
    r_dsr_01_a_request_is_kept_sealed_and_what_is_due_first_stands_first,
    r_dsr_04_what_is_restricted_is_in_no_list_and_no_rule_takes_it,
    r_dsr_04_contact_data_are_put_right_and_what_was_wrong_is_gone,
    r_dsr_04_notes_stand_beneath_messages_and_go_with_them,
    r_dsr_04_the_ledger_says_who_was_told,
    r_ret_01_closed_requests_go_unless_something_is_still_restricted,
    r_sec_01_requests_are_sealed_anew_when_the_key_is_rotated,
}

pub(crate) fn request_id(number: u8) -> RequestId {
    RequestId::new(NOW, [number; 10])
}

pub(crate) fn request(number: u8, received: &str) -> DataRequest {
    let received_on = day_of(received).expect("a day");
    let dossier = Dossier {
        person: format!("Canary Nass {number}"),
        asked: "alles".into(),
        ..Dossier::default()
    };
    DataRequest {
        id: request_id(number),
        site: blumenladen().id,
        lang: Lang::De,
        kind: Kind::Access,
        state: State::Open,
        source: Source::Letter,
        received_on,
        due_on: Deadline::of(received_on).due_on,
        is_extended: false,
        by: None,
        at: NOW,
        closed_at: None,
        dossier: Some(dossier.into()),
    }
}

pub(crate) async fn enter(store: &Store, number: u8, received: &str) -> DataRequest {
    let new = request(number, received);
    let kept = new.clone();
    let deed = move |tx: &mut Tx<'_>| -> Result<(), Error> {
        if tx.sites()?.is_empty() {
            tx.insert_site(&blumenladen(), NOW)?;
        }
        tx.insert_request(&kept, [number; 12])
    };
    store.write(deed).await.expect("stored");
    new
}

pub(crate) async fn ada(store: &Store) -> AgentId {
    let id = AgentId::new(NOW, [77; 10]);
    let agent = plausch_core::agent::Agent {
        id: id.clone(),
        name: Personal::new("Ada".into()),
        mail: Personal::new("ada@blumenladen.example".into()),
        role: BuiltIn::Administrator.id(),
        sites: None,
        is_enabled: true,
    };
    let deed = move |tx: &mut Tx<'_>| {
        let new = NewAgent { agent: &agent, password_hash: None, nonces: [[1; 12], [2; 12]] };
        tx.insert_agent(&new, NOW)
    };
    store.write(deed).await.expect("stored");
    id
}

pub(crate) async fn restrict(store: &Store, id: &ConversationId, number: u8, by: &AgentId) -> bool {
    let (id, by) = (id.clone(), by.clone());
    let entry = EntryId::new(NOW.plus(i64::from(number)), [100 + number; 10]);
    let at = NOW.plus(i64::from(number));
    let deed = move |tx: &mut Tx<'_>| tx.restrict(&id, &request_id(number), &by, &entry, at);
    store.write(deed).await.expect("written")
}

pub(crate) async fn lift(store: &Store, id: &ConversationId, number: u8, at: Timestamp) -> bool {
    let (id, entry) = (id.clone(), EntryId::new(at, [200 - number; 10]));
    let deed = move |tx: &mut Tx<'_>| tx.lift_restriction(&id, &request_id(number), &entry, at);
    store.write(deed).await.expect("written")
}

async fn r_dsr_01_a_request_is_kept_sealed_and_what_is_due_first_stands_first(
    database: &TestDatabase,
) {
    let store = database.open();
    let later = enter(&store, 1, "2026-05-20").await;
    let first = enter(&store, 2, "2026-05-10").await;
    let list = |is_closed| store.read(move |tx| tx.requests(None, is_closed, 9));
    assert_eq!(list(false).await.expect("read"), [first.clone(), later.clone()]);
    let nowhere = BTreeSet::new();
    let none = store.read(move |tx| tx.requests(Some(&nowhere), false, 9)).await;
    assert_eq!(none.expect("read"), []);
    let rows = store.read(|tx| tx.inspect("select dossier from data_request")).await.expect("read");
    for row in &rows {
        let [Value::Bytes(sealed)] = row.values() else { panic!("sealed bytes") };
        assert!(!sealed.windows(6).any(|bytes| bytes == b"Canary"), "in clear text");
    }
    let done = DataRequest { state: State::Done, closed_at: Some(NOW.plus(5)), ..first };
    let changed = done.clone();
    store.write(move |tx| tx.update_request(&changed, [9; 12])).await.expect("changed");
    let id = done.id.clone();
    let read = store.read(move |tx| tx.request(&id)).await.expect("read");
    assert_eq!(read, Some(done.clone()));
    assert_eq!(list(false).await.expect("read"), std::slice::from_ref(&later));
    assert_eq!(list(true).await.expect("read"), [done]);
    let deadlines = store.read(|tx| tx.deadlines()).await.expect("read");
    assert_eq!(deadlines, [(blumenladen().id, later.due_on)]);
}

async fn r_dsr_04_what_is_restricted_is_in_no_list_and_no_rule_takes_it(database: &TestDatabase) {
    let store = database.open();
    let id = vera_writes(&store, 1, "Haben Sie Tulpen?").await;
    enter(&store, 1, "2026-05-10").await;
    let ada = ada(&store).await;
    let reach = Reach {
        agent: ada.clone(),
        rights: BuiltIn::Administrator.rights(),
        sites: None,
        others: BTreeSet::new(),
    };
    let listed = async || {
        let reach = reach.clone();
        let deed = move |tx: &mut Tx<'_>| {
            Ok::<_, Error>((
                tx.conversations(&[View::All], &reach, None, 9)?.len(),
                tx.counts(&reach)?.all,
            ))
        };
        store.read(deed).await.expect("read")
    };
    assert_eq!(listed().await, (1, 1), "need it in the list for this to mean anything");
    assert!(restrict(&store, &id, 1, &ada).await);
    assert!(!restrict(&store, &id, 2, &ada).await, "once");
    assert_eq!(listed().await, (0, 0));
    assert!(read_conversation(&store, &id).await.is_none(), "nobody answers in it");
    let of = id.clone();
    let place = store.read(move |tx| tx.place_of_unrestricted(&of)).await.expect("read");
    assert!(place.is_none());
    let of = id.clone();
    let found = store.read(move |tx| tx.visitors_conversation(&of, &token(1))).await;
    let (visitors, _) = found.expect("read").expect("the visitor still sees it");
    assert!(visitors.is_restricted);
    let of = id.clone();
    let found = store.read(move |tx| tx.conversation_anywhere(&of)).await.expect("read");
    let found = found.expect("whoever answers requests does, too");
    assert!(found.is_whole && found.events[0].body.is_some());
    let run = Run {
        entry: EntryId::new(NOW, [3; 10]),
        site: Some(blumenladen().id),
        rule: "facts",
        cutoff: NOW.plus(40 * DAY),
        at: NOW,
    };
    let of = id.clone();
    let taken = store
        .write(move |tx| {
            let mut aged = Vec::new();
            for shelf in Shelf::ALL {
                for state in plausch_core::conversation::State::ALL {
                    let from = (Timestamp::from_millis(i64::MIN), String::new());
                    aged.extend(tx.aged((shelf, state), NOW.plus(40 * DAY), from, 9)?);
                }
            }
            let ahead = tx.preview(&blumenladen().id, Kept::Facts, NOW.plus(40 * DAY), 3)?;
            let due = Due::Kind(Kept::Facts);
            Ok::<_, Error>((
                aged.len(),
                ahead.count,
                tx.erase_due(&run, due, std::slice::from_ref(&of), 99)?.0,
            ))
        })
        .await
        .expect("looked");
    assert_eq!(taken, (0, 0, Vec::new()), "kept until it is lifted");
    assert!(lift(&store, &id, 1, NOW.plus(9)).await);
    assert!(!lift(&store, &id, 1, NOW.plus(9)).await, "once");
    assert_eq!(listed().await, (1, 1), "where it was");
    let of = id.clone();
    store.write(move |tx| append(tx, &of, &says(2, "Rote?"))).await.expect("and it goes on");
}

async fn r_dsr_04_contact_data_are_put_right_and_what_was_wrong_is_gone(database: &TestDatabase) {
    let store = database.open();
    let id = vera_writes(&store, 1, "Hallo").await;
    let of = id.clone();
    let contact = Contact { mail: Some(Personal::new("v@x.example".into())), phone: None };
    let right = contact.clone();
    let done = store.write(move |tx| {
        let name = Personal::new("Vera Richtig".to_owned());
        tx.rectify(&of, Some(&name), &right, [[5; 12], [6; 12], [7; 12]], NOW.plus(3))
    });
    assert!(done.await.expect("put right"));
    let read = read_conversation(&store, &id).await.expect("there");
    assert_eq!(read.visitor_name, Some(Personal::new("Vera Richtig".into())));
    assert_eq!(read.contact, contact);
    let of = id.clone();
    let at = store.read(move |tx| tx.rectified_at(&of)).await.expect("read");
    assert_eq!(at, Some(NOW.plus(3)));
    let (of, entry) = (id.clone(), EntryId::new(NOW, [4; 10]));
    let erased = store.write(move |tx| tx.erase_conversation(&of, "visitor", &entry, NOW)).await;
    let erased = erased.expect("erased").expect("there");
    assert!(erased.contains(&("rectification", 1)), "it goes with the conversation: {erased:?}");
}

pub(crate) async fn annotate(store: &Store, id: &ConversationId, seq: i64, text: &str) -> bool {
    let (of, text) = (id.clone(), Personal::new(text.to_owned()));
    let deed = move |tx: &mut Tx<'_>| {
        tx.annotate(&of, seq, &request_id(1), &text, ([11; 12], NOW.plus(4)))
    };
    store.write(deed).await.expect("written")
}

pub(crate) async fn notes(store: &Store, id: &ConversationId) -> Vec<(i64, i64, String)> {
    let of = id.clone();
    let notes = store.read(move |tx| tx.annotations(&of)).await.expect("read");
    let text = |one: plausch_store::Annotation| {
        let text = one.text.map(Personal::into_revealed).unwrap_or_default();
        (one.number, one.seq, text)
    };
    notes.into_iter().map(text).collect()
}

async fn r_dsr_04_notes_stand_beneath_messages_and_go_with_them(database: &TestDatabase) {
    let store = database.open();
    let id = vera_writes(&store, 1, "Haben Sie Tulpen?").await;
    let other = vera_writes(&store, 2, "Haben Sie Rosen?").await;
    assert!(annotate(&store, &id, 1, "Canary Rosen").await);
    assert!(annotate(&store, &id, 1, "Canary Nelken").await);
    assert!(annotate(&store, &other, 1, "Canary Tulpen").await);
    assert!(!annotate(&store, &id, 9, "Canary").await, "there is no such message");
    let both = [(1, 1, "Canary Rosen".to_owned()), (2, 1, "Canary Nelken".to_owned())];
    assert_eq!(notes(&store, &id).await, both);
    let rows = store.read(|tx| tx.inspect("select body from annotation")).await.expect("read");
    for row in &rows {
        let [Value::Bytes(sealed)] = row.values() else { panic!("sealed bytes") };
        assert!(!sealed.windows(6).any(|bytes| bytes == b"Canary"), "in clear text");
    }
    // A rule takes the messages: notes to them go in the same unit of work, and what stays has no key.
    let run = Run {
        entry: EntryId::new(NOW, [3; 10]),
        site: Some(blumenladen().id),
        rule: "messages",
        cutoff: NOW.plus(40 * DAY),
        at: NOW,
    };
    let of = id.clone();
    let taken = store.write(move |tx| {
        tx.erase_due(&run, Due::Kind(Kept::Messages), std::slice::from_ref(&of), 99)
    });
    assert_eq!(taken.await.expect("erased").0, std::slice::from_ref(&id));
    assert_eq!(notes(&store, &id).await, []);
    assert_eq!(notes(&store, &other).await.len(), 1, "and no other's");
    let (of, entry) = (other.clone(), EntryId::new(NOW, [4; 10]));
    let erased = store.write(move |tx| tx.erase_conversation(&of, "visitor", &entry, NOW)).await;
    let erased = erased.expect("erased").expect("there");
    assert!(erased.contains(&("annotation", 1)), "{erased:?}");
}

async fn r_dsr_04_the_ledger_says_who_was_told(database: &TestDatabase) {
    let store = database.open();
    let asked = enter(&store, 1, "2026-05-10").await;
    let line = Notification {
        id: EntryId::new(NOW, [1; 10]),
        request: asked.id.clone(),
        what: Telling::Erasure,
        recipient: Personal::new("Versand Canary GmbH".into()),
        how: Personal::new(String::new()),
        at: NOW,
        told_at: None,
    };
    let new = line.clone();
    store.write(move |tx| tx.insert_notification(&new, [1; 12])).await.expect("stored");
    let how = Personal::new("per Brief".to_owned());
    let told = Notification { how, told_at: Some(NOW.plus(7)), ..line };
    let (changed, elsewhere) =
        (told.clone(), Notification { request: request_id(9), ..told.clone() });
    assert!(store.write(move |tx| tx.update_notification(&changed, [2; 12])).await.expect("told"));
    let refused = store.write(move |tx| tx.update_notification(&elsewhere, [3; 12])).await;
    assert!(!refused.expect("looked"), "of another request");
    let lines = store.read(move |tx| tx.notifications(&asked.id)).await.expect("read");
    assert_eq!(lines, [told]);
}

async fn r_ret_01_closed_requests_go_unless_something_is_still_restricted(database: &TestDatabase) {
    let store = database.open();
    let id = vera_writes(&store, 1, "Hallo").await;
    let ada = ada(&store).await;
    for number in 1..=3 {
        let entered = enter(&store, number, "2026-05-10").await;
        let closed_at = (number != 3).then(|| NOW.plus(i64::from(number)));
        let of = id.clone();
        store
            .write(move |tx| {
                tx.set_of_request(&entered.id, &of, true)?;
                tx.update_request(&DataRequest { closed_at, ..entered.clone() }, [50; 12])
            })
            .await
            .expect("closed");
    }
    assert!(restrict(&store, &id, 2, &ada).await);
    let run = Run {
        entry: EntryId::new(NOW, [5; 10]),
        site: None,
        rule: "requests",
        cutoff: NOW.plus(99),
        at: NOW,
    };
    let by = run.clone();
    let is_more = store.write(move |tx| tx.delete_requests(&by, 10)).await.expect("deleted");
    assert!(!is_more && store.is_scrub_due());
    let left = store.read(|tx| tx.inspect("select id from data_request order by id")).await;
    let left = left.expect("read");
    let left: Vec<_> = left.iter().map(|row| row.text(0).expect("an id").to_owned()).collect();
    assert_eq!(left, [request_id(2).to_string(), request_id(3).to_string()]);
    let linked = store.read(|tx| tx.inspect("select request_id from request_conversation")).await;
    assert_eq!(linked.expect("read").len(), 2, "what belongs to it goes with it");
    let log = store.read(|tx| tx.deletion_log(&blumenladen().id, None, 9)).await.expect("read");
    assert_eq!((log[0].rule.as_str(), log[0].counts["data_request"]), ("requests", 1));
    assert!(lift(&store, &id, 2, NOW.plus(50)).await);
    store.write(move |tx| tx.delete_requests(&run, 10)).await.expect("deleted");
    let left = store.read(|tx| tx.inspect("select id from data_request")).await.expect("read");
    assert_eq!(left.len(), 1, "open ones stay");
}

async fn r_sec_01_requests_are_sealed_anew_when_the_key_is_rotated(database: &TestDatabase) {
    let store = database.open();
    let asked = enter(&store, 1, "2026-05-10").await;
    enter(&store, 2, "2026-05-10").await;
    let (old, new) = (Key::new([7; 32]), Key::new([8; 32]));
    let left = || rotation::waiting(&database.database, &database.keys).expect("counted");
    database.keys.replace(&new, std::slice::from_ref(&old));
    assert_eq!(left(), 2);
    assert!(store.write(|tx| tx.reseal_requests(&[[1; 12]])).await.expect("sealed"), "more");
    assert_eq!(left(), 1);
    assert!(!store.write(|tx| tx.reseal_requests(&[[2; 12]])).await.expect("sealed"));
    database.keys.replace(&new, &[]);
    let id = asked.id.clone();
    let read = store.read(move |tx| tx.request(&id)).await.expect("read");
    assert_eq!(read, Some(asked), "without the older key");
}
