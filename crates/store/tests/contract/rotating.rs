//! Rotating the master key: everything opens at every moment, also when it was cut off.

use plausch_core::Personal;
use plausch_core::agent::Agent;
use plausch_core::id::AgentId;
use plausch_core::role::BuiltIn;
use plausch_core::seal::Key;
use plausch_store::{Error, NewAgent, Tx, rotation};

use crate::support::TestDatabase;
use crate::{NOW, on_both_engines, read_conversation, vera_writes};

on_both_engines! {
    r_sec_01_the_master_key_is_rotated_a_few_rows_at_a_time_and_all_opens_meanwhile,
}

fn ada() -> Agent {
    Agent {
        id: AgentId::new(NOW, [1; 10]),
        name: Personal::new("Ada".into()),
        mail: Personal::new("ada@blumenladen.example".into()),
        role: BuiltIn::Administrator.id(),
        sites: None,
        is_enabled: true,
    }
}

async fn r_sec_01_the_master_key_is_rotated_a_few_rows_at_a_time_and_all_opens_meanwhile(
    database: &TestDatabase,
) {
    let store = database.open();
    let mut ids = Vec::new();
    for number in 1..=5 {
        ids.push(vera_writes(&store, number, "Tulpen").await);
    }
    let insert = |tx: &mut Tx<'_>| {
        let nonces = [[1; 12], [2; 12]];
        tx.insert_agent(&NewAgent { agent: &ada(), password_hash: None, nonces }, NOW)
    };
    store.write(insert).await.expect("stored");
    let app = plausch_core::second_factor::Key::new([5; 20]);
    let key = app.clone();
    let begin = move |tx: &mut Tx<'_>| tx.begin_second_factor(&ada().id, &key, [6; 12], NOW);
    assert!(store.write(begin).await.expect("stored"));
    let factor = || {
        let store = store.clone();
        async move { store.read(|tx| tx.second_factor(&ada().id)).await.expect("it opens") }
    };
    let (old, new) = (Key::new([7; 32]), Key::new([8; 32]));
    let left = || rotation::waiting(&database.database, &database.keys).expect("counted");
    assert_eq!(left(), 0);

    // The store holds the same keys: it is told by this.
    database.keys.replace(&new, std::slice::from_ref(&old));
    assert_eq!(left(), 7);
    assert_eq!(factor().await.expect("there").key, app);
    assert!(matches!(store.write(insert).await, Err(Error::Conflict)), "Ada is there already");
    let sixth = vera_writes(&store, 6, "Rosen").await;
    assert_eq!(left(), 7, "what is new is wrapped by the new key");

    let more = store.write(|tx| tx.reseal_agents(&[])).await.expect("looked");
    assert!(more, "there is one, and no nonce for it");
    let more = store.write(|tx| tx.reseal_agents(&[[[3; 12], [4; 12]]])).await.expect("sealed");
    assert!(!more);
    assert_eq!(left(), 6);
    assert!(store.write(|tx| tx.reseal_second_factors(&[])).await.expect("looked"), "no nonce");
    assert!(!store.write(|tx| tx.reseal_second_factors(&[[7; 12]])).await.expect("sealed"));
    assert_eq!(left(), 5);
    let mut last = None;
    for (step, waiting) in [3_u64, 1, 0].into_iter().enumerate() {
        let from = last.take();
        let nonces = [[10 + u8::try_from(step).expect("small"); 12], [20; 12]];
        let deed = move |tx: &mut Tx<'_>| tx.rewrap_keys(from.as_ref(), &nonces);
        last = store.write(deed).await.expect("wrapped");
        assert!(last.is_some());
        assert_eq!(left(), waiting);
        for id in &ids {
            assert!(read_conversation(&store, id).await.is_some());
        }
    }
    let from = last.take();
    let end = store.write(move |tx| tx.rewrap_keys(from.as_ref(), &[[30; 12]])).await;
    assert_eq!(end.expect("looked"), None);

    database.keys.replace(&new, &[]);
    for id in ids.iter().chain([&sixth]) {
        assert!(read_conversation(&store, id).await.is_some(), "without the older key");
    }
    let found = store.read(|tx| tx.agent_by_mail(&ada().mail)).await.expect("read");
    assert_eq!(found.expect("found by the new hash").0, ada());
    assert_eq!(factor().await.expect("there").key, app, "the app's key came along");
}
