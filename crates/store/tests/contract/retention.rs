//! What a rule erases, kind by kind, in units of work with a bound; the archive; the deletion log.

use std::collections::BTreeSet;

use plausch_core::conversation::State;
use plausch_core::id::{ConversationId, EntryId};
use plausch_core::merkle::Hash;
use plausch_core::retention::{Class, KINDS, Kind, Rule, Rules, chained};
use plausch_core::time::DAY;
use plausch_core::{Personal, Timestamp};
use plausch_store::inventory::{Kept, TABLES, Whose};
use plausch_store::{Due, Error, Run, Shelf, Store, Tx, Value, View};

use crate::support::TestDatabase;
use crate::{
    NOW, append, blumenladen, on_both_engines, read_conversation, says, token, vera_writes,
};

on_both_engines! {
    r_ret_01_messages_go_before_facts_and_leave_tombstones,
    r_ret_01_the_key_goes_with_the_last_sealed_content,
    r_ret_01_a_unit_of_work_takes_no_more_rows_than_it_may,
    r_ret_01_whoever_wrote_meanwhile_keeps_the_conversation,
    r_ret_03_the_archive_is_out_of_every_list_and_away_from_the_rules,
    r_ret_01_the_log_counts_what_went_and_knows_no_ids,
    r_ret_01_the_audit_goes_entry_by_entry,
    rules_for_all_sites_are_kept,
}

fn run(number: u8, rule: &'static str, cutoff: Timestamp) -> Run {
    let site = Some(blumenladen().id);
    Run { entry: EntryId::new(NOW, [number; 10]), site, rule, cutoff, at: NOW }
}

/// Of the job that deletes proof of consent.
pub(crate) fn proof_run() -> Run {
    Run { site: None, ..run(9, "consent_proof", NOW.plus(1)) }
}

/// Everything said so far is old enough.
fn all() -> Timestamp {
    NOW.plus(DAY)
}

pub(crate) async fn erase(
    store: &Store,
    kind: Kind,
    ids: &[ConversationId],
    limit: u64,
) -> (Vec<ConversationId>, bool) {
    let (run, ids) = (run(kind as u8, kind.as_str(), all()), ids.to_vec());
    let deed = move |tx: &mut Tx<'_>| tx.erase_due(&run, Due::Kind(kind), &ids, limit);
    store.write(deed).await.expect("erased")
}

async fn values(store: &Store, sql: &str) -> Vec<Vec<Value>> {
    let sql = sql.to_owned();
    let rows = store.read(move |tx| tx.inspect(&sql)).await.expect("read");
    rows.iter().map(|row| row.values().to_vec()).collect()
}

async fn count(store: &Store, of: &str) -> usize {
    values(store, &format!("select 1 from {of}")).await.len()
}

async fn shelved(store: &Store) -> Vec<(Shelf, ConversationId)> {
    let deed = |tx: &mut Tx<'_>| {
        let mut found = Vec::new();
        for shelf in Shelf::ALL {
            for state in State::ALL {
                let start = (Timestamp::from_millis(i64::MIN), String::new());
                let aged = tx.aged((shelf, state), all(), start, 100)?;
                found.extend(aged.into_iter().map(|one| (shelf, one.id)));
            }
        }
        Ok::<_, Error>(found)
    };
    store.read(deed).await.expect("read")
}

async fn r_ret_01_messages_go_before_facts_and_leave_tombstones(database: &TestDatabase) {
    let store = database.open();
    let (old, other) = (vera_writes(&store, 1, "Alt").await, vera_writes(&store, 2, "Neu").await);
    let (over, is_more) = erase(&store, Kind::Messages, std::slice::from_ref(&old), 100).await;
    assert_eq!((over, is_more), (vec![old.clone()], false));
    let of = |table: &str| format!("{table} where conversation_id = '{old}'");
    assert_eq!(count(&store, &of("conversation_event")).await, 1, "the tombstone stays");
    let filled =
        format!("{} and (body is not null or message_id is not null)", of("conversation_event"));
    assert_eq!(count(&store, &filled).await, 0);
    assert_eq!(count(&store, "conversation_event where body is not null").await, 1, "the other's");
    assert_eq!(count(&store, &of("conversation_key")).await, 1, "the name is still sealed by it");
    // Nobody can go on with it.
    assert!(read_conversation(&store, &old).await.is_none());
    let of = old.clone();
    let again = store.write(move |tx| append(tx, &of, &says(8, "Zombie"))).await;
    assert!(again.is_err());
    let (visitor, agent) = (old.clone(), old.clone());
    let seen = store.read(move |tx| {
        Ok::<_, Error>((
            tx.visitors_conversation(&visitor, &token(1))?.is_some(),
            tx.agents_conversation(&agent)?.is_some(),
            tx.conversation_by_token(&token(1))?.is_some(),
        ))
    });
    assert_eq!(seen.await.expect("read"), (false, false, false));
    assert_eq!(shelved(&store).await, [(Shelf::Inbox, other), (Shelf::Emptied, old)]);
}

async fn r_ret_01_the_key_goes_with_the_last_sealed_content(database: &TestDatabase) {
    let store = database.open();
    for (first, second) in [(Kind::Messages, Kind::Contact), (Kind::Contact, Kind::Messages)] {
        let id = vera_writes(&store, if first == Kind::Contact { 1 } else { 2 }, "Hallo").await;
        let keys = format!("conversation_key where conversation_id = '{id}'");
        erase(&store, first, std::slice::from_ref(&id), 100).await;
        assert_eq!(count(&store, &keys).await, 1, "{first:?} went, {second:?} is still there");
        erase(&store, second, std::slice::from_ref(&id), 100).await;
        assert_eq!(count(&store, &keys).await, 0);
        assert_eq!(count(&store, &format!("conversation where id = '{id}'")).await, 1);
        erase(&store, Kind::Facts, std::slice::from_ref(&id), 100).await;
    }
    for table in TABLES.iter().filter(|table| table.erased_with_conversation.is_some()) {
        assert_eq!(count(&store, table.name).await, 0, "{}", table.name);
    }
}

async fn r_ret_01_a_unit_of_work_takes_no_more_rows_than_it_may(database: &TestDatabase) {
    let store = database.open();
    let id = vera_writes(&store, 1, "Hallo").await;
    for number in 2..12 {
        let of = id.clone();
        store.write(move |tx| append(tx, &of, &says(number, "Noch etwas"))).await.expect("sent");
    }
    let only = std::slice::from_ref(&id);
    for (kind, left, next) in [
        (Kind::Messages, "conversation_event where body is not null", [7, 3, 0]),
        (Kind::Facts, "conversation_event", [7, 3, 0]),
    ] {
        for (number, expected) in next.into_iter().enumerate() {
            let (_, is_more) = erase(&store, kind, only, 4).await;
            assert_eq!(count(&store, left).await, expected, "{kind:?}");
            assert_eq!(is_more, number < 2, "{kind:?}");
            if kind == Kind::Facts {
                assert_eq!(count(&store, "conversation_key").await, 0, "nobody reads a half");
            }
        }
    }
    assert_eq!(count(&store, "conversation").await, 0);
}

async fn r_ret_01_whoever_wrote_meanwhile_keeps_the_conversation(database: &TestDatabase) {
    let store = database.open();
    let id = vera_writes(&store, 1, "Hallo").await;
    for kind in [Kind::Messages, Kind::Contact, Kind::Facts] {
        let (run, of) = (run(1, kind.as_str(), NOW), vec![id.clone()]);
        let deed = move |tx: &mut Tx<'_>| tx.erase_due(&run, Due::Kind(kind), &of, 100);
        assert_eq!(store.write(deed).await.expect("nothing"), (Vec::new(), false));
    }
    assert!(read_conversation(&store, &id).await.is_some_and(|one| one.visitor_name.is_some()));
    assert_eq!(count(&store, "journal").await, 0);
}

async fn archive(store: &Store, id: &ConversationId) {
    let ada = crate::people::ada(store).await;
    let of = id.clone();
    store
        .write(move |tx| {
            let ground = Personal::new("Auftrag 4711".to_owned());
            let times = (NOW, NOW.plus(100 * DAY));
            tx.archive(&of, Class::Letters, (&ground, [7; 12]), &ada, times)
        })
        .await
        .expect("archived");
}

async fn r_ret_03_the_archive_is_out_of_every_list_and_away_from_the_rules(
    database: &TestDatabase,
) {
    let store = database.open();
    let id = vera_writes(&store, 1, "Hiermit bestelle ich").await;
    archive(&store, &id).await;
    assert!(shelved(&store).await.is_empty());
    for kind in [Kind::Messages, Kind::Contact, Kind::Facts] {
        assert_eq!(erase(&store, kind, std::slice::from_ref(&id), 100).await.0, []);
    }
    let (site, of) = (blumenladen().id, id.clone());
    let (listed, counted, seen, visitors) = store
        .read(move |tx| {
            let ada = crate::inbox::everything(&plausch_core::id::AgentId::new(NOW, [1; 10]));
            let mut listed = 0;
            for view in [View::Waiting, View::Mine, View::All, View::Closed] {
                listed += tx.conversations(&[view], &ada, None, 10)?.len();
            }
            let found = tx.visitors_conversation(&of, &token(1))?;
            let is_archived = found.is_some_and(|(found, _)| found.is_archived);
            Ok::<_, Error>((listed, tx.counts(&ada)?, tx.agents_conversation(&of)?, is_archived))
        })
        .await
        .expect("read");
    assert_eq!((listed, counted.all + counted.waiting), (0, 0));
    assert!(seen.is_none() && visitors, "agents don't see it, its visitor does");
    let of = site.clone();
    let kept = store.read(move |tx| tx.archived(&of, None, 10)).await.expect("read");
    assert_eq!((kept.len(), kept[0].class, &kept[0].id), (1, Class::Letters, &id));
    assert_eq!(kept[0].ground.as_ref().expect("a ground").reveal(), "Auftrag 4711");
    let on = |site: &'static str| {
        let (of, site) = (id.clone(), plausch_core::id::SiteId::parse(site).expect("a site"));
        store.read(move |tx| tx.archived_on(&site, &of))
    };
    assert_eq!(on("blumenladen").await.expect("read").map(|one| one.id), Some(id.clone()));
    assert!(on("kaufhaus").await.expect("read").is_none(), "it is on another site");
    let due = |now: Timestamp| store.read(move |tx| tx.due_in_archive(now, 10));
    assert!(due(NOW.plus(100 * DAY - 1)).await.expect("read").is_empty());
    assert_eq!(due(NOW.plus(100 * DAY)).await.expect("read").len(), 1);

    let (of, at) = (id.clone(), site.clone());
    assert!(store.write(move |tx| tx.release(&at, &of)).await.expect("released"));
    assert!(read_conversation(&store, &id).await.is_some());
    let (of, at) = (id.clone(), site.clone());
    assert!(!store.write(move |tx| tx.release(&at, &of)).await.expect("nothing to release"));

    archive_again(&store, &id).await;
    let of = vec![id.clone()];
    let (over, _) = store
        .write(move |tx| tx.erase_due(&run(9, "archive", NOW), Due::Archive, &of, 100))
        .await
        .expect("erased");
    assert_eq!(over, [id]);
    assert_eq!(count(&store, "conversation").await + count(&store, "archive").await, 0);
}

async fn archive_again(store: &Store, id: &ConversationId) {
    let of = id.clone();
    store
        .write(move |tx| {
            let ada =
                plausch_core::id::AgentId::parse(tx.inspect("select id from agent")?[0].text(0)?)?;
            let ground = Personal::new("Auftrag 4712".to_owned());
            tx.archive(&of, Class::Books, (&ground, [8; 12]), &ada, (NOW, NOW))
        })
        .await
        .expect("archived");
}

async fn r_ret_01_the_log_counts_what_went_and_knows_no_ids(database: &TestDatabase) {
    let store = database.open();
    let mut ids = Vec::new();
    for number in 1..=3 {
        ids.push(vera_writes(&store, number, "Hallo").await);
    }
    // One run, two units of work: one entry.
    erase(&store, Kind::Facts, &ids[..2], 100).await;
    erase(&store, Kind::Facts, &ids[2..], 100).await;
    let of = blumenladen().id;
    let log = store.read(move |tx| tx.deletion_log(&of, None, 10)).await.expect("read");
    assert_eq!(log.len(), 1);
    let counts: Vec<_> =
        log[0].counts.iter().map(|(table, rows)| (table.as_str(), *rows)).collect();
    assert_eq!(counts, [("conversation", 3), ("conversation_event", 3), ("conversation_key", 3)]);
    assert_eq!((log[0].rule.as_str(), log[0].cutoff, log[0].at), ("facts", all(), NOW));
    let zeros = Hash::of(&[0; 32]).expect("a hash");
    let checksum = ids.iter().fold(zeros, |checksum, id| chained(checksum, id.as_str()));
    assert_eq!(log[0].checksum, checksum, "whoever has the ids can work it out again");
    let entries = values(&store, "select subject, reason, counts from journal").await;
    for id in &ids {
        let holds =
            |value: &Value| matches!(value, Value::Text(text) if text.contains(id.as_str()));
        assert!(!entries.iter().flatten().any(holds), "no id of what is gone");
    }
    let before = (log[0].at, log[0].entry.to_string());
    let of = blumenladen().id;
    let next = store.read(move |tx| tx.deletion_log(&of, Some(before.clone()), 10)).await;
    assert!(next.expect("read").is_empty(), "the next page");
}

async fn r_ret_01_the_audit_goes_entry_by_entry(database: &TestDatabase) {
    let store = database.open();
    for number in 1..=5 {
        let entry = EntryId::new(NOW, [number; 10]);
        let at = NOW.plus(i64::from(number));
        store.write(move |tx| tx.note_audit(&entry, None, "did", "it", at)).await.expect("noted");
    }
    let audit = Run { site: None, ..run(9, "audit", NOW.plus(5)) };
    let before = audit.cutoff;
    let preview = store.read(move |tx| tx.preview_of_audit(before, 2)).await.expect("read");
    assert_eq!((preview.count, preview.examples.len()), (4, 2));
    // What was taken last is named by one more each time.
    for (number, is_more, left) in [(20, true, 3), (21, false, 3)] {
        let (run, entry) = (audit.clone(), EntryId::new(NOW, [number; 10]));
        let deed = move |tx: &mut Tx<'_>| tx.delete_audit(&run, &entry, 3);
        assert_eq!(store.write(deed).await.expect("deleted"), is_more);
        assert_eq!(count(&store, "audit_entry").await, left);
    }
    let of = blumenladen().id;
    let log = store.read(move |tx| tx.deletion_log(&of, None, 10)).await.expect("read");
    assert_eq!((log[0].is_for_all, log[0].counts["audit_entry"]), (true, 4));
}

async fn rules_for_all_sites_are_kept(database: &TestDatabase) {
    let store = database.open();
    assert_eq!(store.read(|tx| tx.installation_rules()).await.expect("read"), Rules::default());
    for days in [400, 500] {
        let rule = Rule { days, reason: "Prüfung".into() };
        store.write(move |tx| tx.set_installation_rule(Kind::Audit, &rule)).await.expect("set");
    }
    let rules = store.read(|tx| tx.installation_rules()).await.expect("read");
    assert_eq!(rules, Rules::default().with(Kind::Audit, 500, "Prüfung"));
}

#[test]
fn r_ret_01_every_sealed_column_of_a_visitor_has_a_kind_that_goes() {
    for table in TABLES {
        for column in table.columns {
            if column.whose == (Whose::Visitor { sealed: true }) {
                let has_rule = column.kind.is_some() || matches!(table.kept, Kept::Rule(_));
                assert!(has_rule, "{}.{}", table.name, column.name);
                assert!(table.erased_with_conversation.is_some(), "{}", table.name);
            }
        }
    }
}

#[test]
fn r_ret_01_every_column_about_a_person_has_a_kind_or_goes_with_something_else() {
    // A person's data is of a kind with a rule, or ends with what it belongs to. What stays as long as
    // the installation is named here, so that nothing joins it unnoticed.
    let stay: Vec<_> = TABLES
        .iter()
        .filter(|table| table.kept == Kept::Installation)
        .filter(|table| {
            table.columns.iter().any(|one| one.kind.is_none() && is_personal(one.whose))
        })
        .map(|table| table.name)
        .collect();
    assert_eq!(stay, ["figures_unlocking"]);
    let kinds = TABLES.iter().flat_map(|table| {
        let of_table = if let Kept::Rule(kind) = table.kept { Some(kind) } else { None };
        of_table.into_iter().chain(table.columns.iter().filter_map(|column| column.kind))
    });
    let kinds: BTreeSet<_> = kinds.collect();
    for kind in KINDS.map(|line| line.0) {
        // Backups are files, not rows.
        assert_eq!(kinds.contains(&kind), kind != Kind::Backups, "{kind:?}");
    }
}

fn is_personal(whose: Whose) -> bool {
    matches!(whose, Whose::Visitor { .. } | Whose::Agent { .. } | Whose::Requester)
}
