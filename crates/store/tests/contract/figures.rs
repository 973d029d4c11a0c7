//! What figures about work are made of, and unlocking those of single agents.

use plausch_core::Timestamp;
use plausch_core::agent::Team;
use plausch_core::event::Author;
use plausch_core::figures::{Answered, Week};
use plausch_core::id::{AgentId, EntryId, TeamId};
use plausch_core::time::{DAY, HOUR};
use plausch_store::backup::Part;
use plausch_store::{Error, Ground, NewEvent, Store, Tx, Unlocking};

use crate::backups;
use crate::people::{ada, somebody};
use crate::support::{Engine, TestDatabase};
use crate::{NOW, blumenladen, on_both_engines, says, vera_writes};

on_both_engines! {
    r_emp_01_who_answered_is_read_by_week_with_the_first_answer_of_each,
    r_emp_01_a_team_with_other_members_is_another_group_and_one_with_another_name_is_not,
    r_emp_01_a_team_that_another_one_hid_begins_anew_when_that_is_changed_or_deleted,
    r_emp_01_after_a_restore_every_team_begins_anew,
    r_emp_01_single_figures_are_unlocked_once_and_taken_back_for_all_to_see,
}

async fn answers(
    store: &Store,
    id: &plausch_core::id::ConversationId,
    agent: &AgentId,
    number: u8,
    at: Timestamp,
) {
    let (id, author) = (id.clone(), Author::Agent(agent.clone()));
    store
        .write(move |tx: &mut Tx<'_>| {
            let new = NewEvent { author: author.clone(), ..says(number, "Ja") };
            let conversation = tx.conversation(&id)?.ok_or(Error::Conflict)?;
            let next = conversation.after(new.kind, &new.author, None);
            let next = next.map_err(|_| Error::Conflict)?;
            tx.append(&conversation, next, &new, NOW.plus(90 * DAY), at)?.ok_or(Error::Conflict)
        })
        .await
        .expect("answered");
}

async fn r_emp_01_who_answered_is_read_by_week_with_the_first_answer_of_each(
    database: &TestDatabase,
) {
    let store = database.open();
    let vera = vera_writes(&store, 1, "Tulpen?").await;
    let (ada, ben) = (ada(&store).await, somebody(&store, "ben@canary.example", 0xBE).await);
    for (number, agent, after) in
        [(2, &ada, HOUR), (3, &ada, 2 * HOUR), (4, &ben, 3 * HOUR), (5, &ada, 7 * DAY)]
    {
        answers(&store, &vera, agent, number, NOW.plus(after)).await;
    }
    let answered = |agent: &AgentId, after| Answered {
        conversation: vera.clone(),
        started_at: NOW,
        agent: agent.clone(),
        week: Week::of(NOW.plus(after)),
        first_at: NOW.plus(after),
    };
    let mut found = store.read(|tx| tx.answered(NOW)).await.expect("read");
    found.sort_by_key(|one| one.first_at);
    assert_eq!(found, [answered(&ada, HOUR), answered(&ben, 3 * HOUR), answered(&ada, 7 * DAY)]);
    let later = NOW.plus(7 * DAY + 1);
    assert!(store.read(move |tx| tx.answered(later)).await.expect("read").is_empty());
}

async fn r_emp_01_a_team_with_other_members_is_another_group_and_one_with_another_name_is_not(
    database: &TestDatabase,
) {
    let store = database.open();
    store.write(|tx| tx.insert_site(&blumenladen(), NOW)).await.expect("stored");
    let (ada, ben) = (ada(&store).await, somebody(&store, "ben@canary.example", 0xBE).await);
    let team = Team {
        id: TeamId::new(NOW, [2; 10]),
        name: "Laden".into(),
        members: [ada.clone()].into(),
        sites: [].into(),
    };
    let new = team.clone();
    store.write(move |tx| tx.insert_team(&new, NOW)).await.expect("stored");
    let renamed = Team { name: "Blumen".into(), sites: [blumenladen().id].into(), ..team.clone() };
    let grown = Team { members: [ada, ben].into(), ..renamed.clone() };
    for (changed, after, since) in [(&team, 1, 0), (&renamed, 2, 0), (&grown, 3, 3), (&grown, 4, 3)]
    {
        let changed = changed.clone();
        let done = store.write(move |tx| tx.update_team(&changed, NOW.plus(after))).await;
        assert!(done.expect("stored"));
        assert_eq!(since_of(&store).await, [(team.id.clone(), NOW.plus(since))], "{after}");
    }
}

async fn since_of(store: &Store) -> Vec<(TeamId, Timestamp)> {
    let groups = store.read(|tx| tx.groups()).await.expect("read");
    groups.into_iter().map(|group| (group.team, group.since)).collect()
}

async fn r_emp_01_a_team_that_another_one_hid_begins_anew_when_that_is_changed_or_deleted(
    database: &TestDatabase,
) {
    let store = database.open();
    let mut people = Vec::new();
    for number in 1..=9 {
        people.push(somebody(&store, &format!("{number}@canary.example"), number).await);
    }
    let team = |number: u8, members: &[AgentId]| Team {
        id: TeamId::new(NOW.plus(i64::from(number)), [number; 10]),
        name: "Laden".into(),
        members: members.iter().cloned().collect(),
        sites: [].into(),
    };
    let (old, young) = (team(1, &people[..5]), team(2, &people[1..8]));
    for (new, after) in [(old.clone(), 1), (young.clone(), 2)] {
        store.write(move |tx| tx.insert_team(&new, NOW.plus(after))).await.expect("stored");
    }
    let small = Team { members: people[..4].iter().cloned().collect(), ..old.clone() };
    for (changed, after, since) in
        [(&small, 10, [10, 10]), (&old, 20, [20, 10]), (&old, 30, [20, 10])]
    {
        let changed = changed.clone();
        store.write(move |tx| tx.update_team(&changed, NOW.plus(after))).await.expect("stored");
        let wanted = [(old.id.clone(), NOW.plus(since[0])), (young.id.clone(), NOW.plus(since[1]))];
        assert_eq!(since_of(&store).await, wanted, "{after}");
    }
    let (gone, none) = (old.id.clone(), old.id);
    assert!(store.write(move |tx| tx.delete_team(&gone, NOW.plus(40))).await.expect("deleted"));
    assert_eq!(since_of(&store).await, [(young.id.clone(), NOW.plus(40))], "shown from now on");
    assert!(!store.write(move |tx| tx.delete_team(&none, NOW.plus(50))).await.expect("nothing"));
    assert_eq!(since_of(&store).await, [(young.id, NOW.plus(40))]);
}

async fn r_emp_01_after_a_restore_every_team_begins_anew(database: &TestDatabase) {
    let store = database.open();
    let team = Team {
        id: TeamId::new(NOW, [2; 10]),
        name: "Laden".into(),
        members: [ada(&store).await].into(),
        sites: [].into(),
    };
    let new = team.clone();
    store.write(move |tx| tx.insert_team(&new, NOW)).await.expect("stored");
    let [data, keys] = [Part::Data, Part::Keys].map(|part| backups::file(database, part, NOW));
    let other = TestDatabase::new(Engine::Sqlite);
    let restored = backups::restore(&other, &data, &keys, &database.keys).expect("restored");
    assert!(restored.rows > 0);
    // Nobody knows what was told of which teams since.
    assert_eq!(since_of(&other.open()).await, [(team.id, NOW.plus(9_000))]);
}

async fn r_emp_01_single_figures_are_unlocked_once_and_taken_back_for_all_to_see(
    database: &TestDatabase,
) {
    let store = database.open();
    let ada = ada(&store).await;
    let unlocking = |number: u8| Unlocking {
        id: EntryId::new(NOW.plus(i64::from(number)), [number; 10]),
        ground: Ground::Agreement,
        reference: "BV Chat".into(),
        agreed_on: "2026-05-01".into(),
        reason: "Schichtplanung".into(),
        by: ada.clone(),
        at: NOW.plus(i64::from(number)),
        ended: None,
    };
    let unlock = async |number| {
        let new = unlocking(number);
        store.write(move |tx| tx.unlock_figures(&new)).await
    };
    let lock = async || {
        let by = ada.clone();
        store.write(move |tx| tx.lock_figures(&by, NOW.plus(9))).await.expect("written")
    };
    assert!(!lock().await, "there is nothing to take back");
    unlock(1).await.expect("unlocked");
    assert!(matches!(unlock(2).await, Err(Error::Conflict)), "it holds already");
    assert!(lock().await && !lock().await);
    let ended = Unlocking { ended: Some((ada.clone(), NOW.plus(9))), ..unlocking(1) };
    let kept = store.read(|tx| tx.unlockings()).await.expect("read");
    assert_eq!(kept, std::slice::from_ref(&ended));
    let no_council = Unlocking { ground: Ground::NoCouncil, ..unlocking(3) };
    let new = no_council.clone();
    store.write(move |tx| tx.unlock_figures(&new)).await.expect("unlocked");
    assert_eq!(store.read(|tx| tx.unlockings()).await.expect("read"), [no_council, ended]);
}
