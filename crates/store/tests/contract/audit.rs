//! Who changed what: a chain that nobody changes unnoticed; and asked by whoever was overtaken.

use plausch_core::Timestamp;
use plausch_core::audit::{Checked, Finding};
use plausch_core::id::{AgentId, EntryId};
use plausch_store::{Error, Reader, Run, Store, Tx};

use crate::support::TestDatabase;
use crate::{NOW, on_both_engines};

on_both_engines! {
    the_last_who_did_something_is_known,
    r_sec_02_whatever_is_changed_in_the_audit_is_found,
    r_sec_02_several_programs_write_one_chain,
    r_ret_01_the_audit_goes_from_its_beginning_and_says_up_to_where,
}

async fn note(store: &Store, number: u8, at: Timestamp) -> Result<(), Error> {
    let ada = AgentId::new(NOW, [1; 10]);
    let deed = move |tx: &mut Tx<'_>| {
        let entry = EntryId::new(NOW, [number; 10]);
        tx.note_audit(&entry, Some(&ada), "changed a site", "blumenladen", at)
    };
    store.write(deed).await
}

async fn check(database: &TestDatabase) -> Checked {
    let reader = Reader::open(&database.database).expect("it opens");
    reader.check_audit(None).await.expect("checked")
}

async fn change(store: &Store, sql: &'static str) {
    store.write(move |tx| tx.inspect(sql)).await.expect("changed");
}

async fn r_sec_02_whatever_is_changed_in_the_audit_is_found(database: &TestDatabase) {
    let store = database.open();
    assert_eq!(check(database).await.head, None);
    for number in 1..=70 {
        note(&store, number, NOW).await.expect("noted");
    }
    let checked = check(database).await;
    assert_eq!((checked.kept, &checked.findings), (70, &vec![]), "more than a page");
    assert_eq!(checked.head.map(|(number, _)| number), Some(70));
    let missing = |from, to| vec![Finding::EntriesMissing { from, to }];
    for (sql, back, findings) in [
        (
            "update audit_entry set deed = 'looked' where number = 7",
            Some("update audit_entry set deed = 'changed a site' where number = 7"),
            vec![Finding::EntryChanged { number: 7 }],
        ),
        (
            "update audit_head set number = 71 where place = 0",
            Some("update audit_head set number = 70 where place = 0"),
            missing(71, 71),
        ),
        ("delete from audit_entry where number = 70", None, missing(70, 70)),
    ] {
        change(&store, sql).await;
        assert_eq!(check(database).await.findings, findings, "{sql}");
        if let Some(back) = back {
            change(&store, back).await;
            assert!(check(database).await.findings.is_empty(), "{back}");
        }
    }
}

async fn r_sec_02_several_programs_write_one_chain(database: &TestDatabase) {
    let (one, two) = (database.open(), database.open());
    let writers: Vec<_> = (1..=40)
        .map(|number| {
            let store = if number % 2 == 0 { one.clone() } else { two.clone() };
            tokio::spawn(async move {
                // Who comes in another's way comes again.
                while note(&store, number, NOW).await.is_err() {}
            })
        })
        .collect();
    for writer in writers {
        writer.await.expect("ran");
    }
    let checked = check(database).await;
    assert_eq!((checked.kept, checked.findings), (40, vec![]));
}

async fn r_ret_01_the_audit_goes_from_its_beginning_and_says_up_to_where(database: &TestDatabase) {
    let store = database.open();
    // The third was written with a clock that was wrong.
    for (number, at) in [(1, 0), (2, 10), (3, 500), (4, 20), (5, 200)] {
        note(&store, number, NOW.plus(at)).await.expect("noted");
    }
    let run = Run {
        entry: EntryId::new(NOW, [9; 10]),
        site: None,
        rule: "audit",
        cutoff: NOW.plus(100),
        at: NOW,
    };
    // Each unit of work that took some says so by an entry of its own.
    for (number, limit, kept, is_more) in [(20, 1, 5, true), (21, 9, 5, false), (22, 9, 5, false)] {
        let (by, entry) = (run.clone(), EntryId::new(NOW, [number; 10]));
        let left = store.write(move |tx| tx.delete_audit(&by, &entry, limit)).await;
        let checked = check(database).await;
        let found = (left.expect("deleted"), checked.kept, checked.findings);
        assert_eq!(found, (is_more, kept, vec![]));
    }
    let missing = |from, to| vec![Finding::EntriesMissing { from, to }];
    change(&store, "delete from audit_entry where number = 3").await;
    assert_eq!(check(database).await.findings, missing(3, 3), "one more than the rule took");
    change(&store, "delete from audit_entry where number < 7").await;
    assert_eq!(check(database).await.findings, missing(3, 6), "only what says so is left");
    change(&store, "update audit_entry set subject = '6 ' || substr(subject, 3)").await;
    let found = check(database).await.findings;
    assert!(found.contains(&Finding::EntryChanged { number: 7 }), "{found:?}");
    change(&store, "delete from audit_entry").await;
    assert_eq!(check(database).await.findings, missing(1, 7), "nothing says so");
}

async fn the_last_who_did_something_is_known(database: &TestDatabase) {
    let store = database.open();
    let deeds = ["changed", "published"];
    let last = async |subject: &'static str| {
        store.read(move |tx| tx.last_audit(subject, deeds)).await.expect("read")
    };
    assert_eq!(last("blumenladen").await, None, "nobody yet");
    let [ada, ben] = [1, 2].map(|number| AgentId::new(NOW, [number; 10]));
    for (number, by, deed, subject) in [
        (1, Some(&ada), "changed", "blumenladen"),
        (2, Some(&ben), "published", "blumenladen"),
        (3, Some(&ada), "looked", "blumenladen"),
        (4, Some(&ada), "changed", "kaufhaus"),
        (5, None, "changed", "blumenladen"),
    ] {
        let (by, at) = (by.cloned(), NOW.plus(i64::from(number)));
        let entry = EntryId::new(at, [number; 10]);
        let deed = move |tx: &mut plausch_store::Tx<'_>| {
            tx.note_audit(&entry, by.as_ref(), deed, subject, at)
        };
        store.write(deed).await.expect("noted");
    }
    assert_eq!(last("blumenladen").await, Some((ben, NOW.plus(2))));
    assert_eq!(last("kaufhaus").await, Some((ada, NOW.plus(4))));
}
