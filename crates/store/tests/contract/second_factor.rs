//! Second factors: sealed keys, codes that count once, and the roles that need none.

use plausch_core::id::{AgentId, RoleId};
use plausch_core::role::{BuiltIn, Rights, Role};
use plausch_core::second_factor::Key;
use plausch_store::{Error, Session, Store, Tx};

use crate::people::{ada, somebody};
use crate::support::TestDatabase;
use crate::{NOW, on_both_engines};

on_both_engines! {
    r_sec_03_a_key_is_sealed_and_stays_once_a_code_has_come_from_the_app,
    r_sec_03_a_step_and_a_recovery_code_are_taken_once_also_by_two_at_a_time,
    r_sec_03_roles_need_a_second_factor_until_that_is_waived,
    r_sec_03_sessions_are_listed_and_ended_apart_from_those_of_others,
}

async fn begin(store: &Store, agent: &AgentId, key: &Key) -> bool {
    let (agent, key) = (agent.clone(), key.clone());
    let deed = move |tx: &mut Tx<'_>| tx.begin_second_factor(&agent, &key, [5; 12], NOW);
    store.write(deed).await.expect("stored")
}

async fn take(store: &Store, agent: &AgentId, step: i64) -> bool {
    let agent = agent.clone();
    store.write(move |tx| tx.take_step(&agent, step)).await.expect("stored")
}

async fn r_sec_03_a_key_is_sealed_and_stays_once_a_code_has_come_from_the_app(
    database: &TestDatabase,
) {
    let store = database.open();
    let id = ada(&store).await;
    let (first, second) = (Key::new([1; 20]), Key::new([2; 20]));
    assert!(begin(&store, &id, &first).await && begin(&store, &id, &second).await);
    let read = || {
        let (store, id) = (store.clone(), id.clone());
        async move { store.read(move |tx| tx.second_factor(&id)).await.expect("read") }
    };
    let factor = read().await.expect("there");
    assert_eq!((factor.key, factor.is_confirmed, factor.last_step), (second.clone(), false, 0));
    assert!(take(&store, &id, 7).await);
    assert!(!begin(&store, &id, &first).await, "it counts now");
    let factor = read().await.expect("there");
    assert_eq!((&factor.key, factor.is_confirmed, factor.last_step), (&second, true, 7));

    let sealed = store.read(|tx| tx.inspect("select secret from second_factor")).await;
    let sealed = sealed.expect("read")[0].bytes(0).expect("bytes").to_vec();
    let text = second.text().reveal();
    assert!(!sealed.windows(text.len()).any(|bytes| bytes == text.as_bytes()));
    // What is sealed elsewhere does not open as a key.
    let swap = "update second_factor set secret = (select mail from agent)";
    store.write(|tx| tx.inspect(swap)).await.expect("changed");
    let of = id.clone();
    let opened = store.read(move |tx| tx.second_factor(&of)).await;
    assert!(matches!(opened, Err(Error::Unopenable)), "{opened:?}");
    assert!(store.write(move |tx| tx.delete_second_factor(&id)).await.expect("deleted"));
}

async fn r_sec_03_a_step_and_a_recovery_code_are_taken_once_also_by_two_at_a_time(
    database: &TestDatabase,
) {
    let (one, two) = (database.open(), database.open());
    let (id, ben) = (ada(&one).await, somebody(&one, "ben@canary.example", 0xBE).await);
    begin(&one, &id, &Key::new([1; 20])).await;
    let codes = [vec![1; 32], vec![2; 32]];
    let (of, hashes) = (id.clone(), codes.clone());
    one.write(move |tx| tx.replace_recovery_codes(&of, &hashes)).await.expect("stored");
    let tries = (0..8).map(|turn| {
        let (store, id, code) = ([&one, &two][turn % 2].clone(), id.clone(), codes[0].clone());
        tokio::spawn(async move {
            let taken = store.write(move |tx| {
                let step = tx.take_step(&id, 9)?;
                Ok::<_, Error>((step, tx.take_recovery_code(&id, &code)?))
            });
            // Who comes in another's way (PostgreSQL) has taken nothing.
            taken.await.unwrap_or_default()
        })
    });
    let mut taken = (0, 0);
    for one in tries.collect::<Vec<_>>() {
        let (step, code) = one.await.expect("ran");
        taken = (taken.0 + i32::from(step), taken.1 + i32::from(code));
    }
    assert_eq!(taken, (1, 1));
    assert!(!take(&one, &id, 9).await && !take(&one, &id, 8).await && take(&one, &id, 10).await);
    let (of, code) = (ben.clone(), codes[1].clone());
    let others = one.write(move |tx| tx.take_recovery_code(&of, &code)).await;
    assert!(!others.expect("asked"), "Ada's, not Ben's");
    let of = id.clone();
    assert_eq!(one.read(move |tx| tx.recovery_codes_left(&of)).await.expect("read"), 1);
    let of = id.clone();
    one.write(move |tx| tx.delete_second_factor(&of)).await.expect("deleted");
    let left = one.read(move |tx| tx.recovery_codes_left(&id)).await;
    assert_eq!(left.expect("read"), 0, "they go with it");
    assert!(!take(&one, &ben, 1).await, "there is none");
}

async fn r_sec_03_roles_need_a_second_factor_until_that_is_waived(database: &TestDatabase) {
    let store = database.open();
    let waived = || {
        let store = store.clone();
        async move { store.read(|tx| tx.second_factor_waivers()).await.expect("read") }
    };
    assert!(waived().await.is_empty(), "as it comes");
    let role =
        Role { id: RoleId::new(NOW, [1; 10]), name: "Redaktion".into(), rights: Rights::NONE };
    let (new, agent) = (role.clone(), BuiltIn::Agent.id());
    let deed = move |tx: &mut Tx<'_>| -> Result<(), Error> {
        tx.insert_role(&new, NOW)?;
        tx.set_second_factor_waiver(&new.id, true, NOW)?;
        tx.set_second_factor_waiver(&agent, true, NOW)?;
        tx.set_second_factor_waiver(&agent, true, NOW.plus(1))
    };
    store.write(deed).await.expect("stored");
    assert_eq!(waived().await, [role.id.clone(), BuiltIn::Agent.id()].into());
    let deed = move |tx: &mut Tx<'_>| -> Result<(), Error> {
        tx.delete_role(&role.id)?;
        tx.set_second_factor_waiver(&BuiltIn::Agent.id(), false, NOW)
    };
    store.write(deed).await.expect("stored");
    assert!(waived().await.is_empty());
}

async fn r_sec_03_sessions_are_listed_and_ended_apart_from_those_of_others(
    database: &TestDatabase,
) {
    let store = database.open();
    let (id, ben) = (ada(&store).await, somebody(&store, "ben@canary.example", 0xBE).await);
    let session = |agent: &AgentId, number: u8| Session {
        agent: agent.clone(),
        token_hash: vec![number; 32],
        created_at: NOW.plus(i64::from(number)),
        used_at: NOW,
        password_at: NOW,
    };
    let begun = [session(&id, 1), session(&id, 2), session(&ben, 3)];
    let new = begun.clone();
    let deed = move |tx: &mut Tx<'_>| -> Result<(), Error> {
        new.iter().try_for_each(|one| tx.insert_session(one, NOW.plus(100)))
    };
    store.write(deed).await.expect("stored");
    let list = |at| {
        let (store, id) = (store.clone(), id.clone());
        async move { store.read(move |tx| tx.sessions_of(&id, at)).await.expect("read") }
    };
    assert_eq!(list(NOW).await, [begun[1].clone(), begun[0].clone()], "the newest first");
    assert!(list(NOW.plus(100)).await.is_empty());
    let used = move |tx: &mut Tx<'_>| -> Result<(), Error> {
        tx.set_session_used(&[1; 32], NOW.plus(5))?;
        tx.set_password_given(&[1; 32], NOW.plus(6))
    };
    store.write(used).await.expect("stored");
    let of = id.clone();
    let (read, has_factor) =
        store.read(|tx| tx.session(&[1; 32], NOW)).await.expect("read").expect("there");
    assert_eq!((read.used_at, read.password_at), (NOW.plus(5), NOW.plus(6)));
    assert!(!has_factor);
    begin(&store, &id, &Key::new([1; 20])).await;
    let has_factor = || {
        let store = store.clone();
        async move { store.read(|tx| tx.session(&[1; 32], NOW)).await.expect("read").expect("there").1 }
    };
    assert!(!has_factor().await, "none that counts yet");
    take(&store, &id, 1).await;
    assert!(has_factor().await);
    let ended = store.write(move |tx| tx.delete_other_sessions(&of, &[1; 32])).await;
    assert_eq!((ended.expect("ended"), list(NOW).await.len()), (1, 1));
    let bens = store.read(move |tx| tx.sessions_of(&ben, NOW)).await.expect("read");
    assert_eq!(bens, [begun[2].clone()]);
}
