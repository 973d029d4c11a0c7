//! Who changed what: asked by whoever was overtaken.

use plausch_core::id::{AgentId, EntryId};

use crate::support::TestDatabase;
use crate::{NOW, on_both_engines};

on_both_engines! {
    the_last_who_did_something_is_known,
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
