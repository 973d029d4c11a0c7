//! What an agent is given about themselves.

use plausch_core::agent::Team;
use plausch_core::event::Author;
use plausch_core::id::{AgentId, EntryId, TeamId};
use plausch_core::time::HOUR;
use plausch_core::{Personal, Timestamp};
use plausch_store::agent_data::OwnValue;
use plausch_store::{NewEvent, Session, Store, Tx};

use crate::people::{ada, somebody};
use crate::support::TestDatabase;
use crate::{NOW, append, on_both_engines, says, vera_writes};

on_both_engines! {
    r_emp_04_an_agent_is_given_everything_about_themselves_and_nobody_else,
}

/// What one table says, by column.
async fn given(store: &Store, agent: &AgentId, table: &str) -> Vec<Vec<(&'static str, OwnValue)>> {
    let agent = agent.clone();
    let own = store.read(move |tx| tx.agent_data(&agent)).await.expect("read");
    let (part, rows) = own.into_iter().find(|(part, _)| part.table == table).expect("a part");
    let named =
        |row: Vec<OwnValue>| part.given().map(|(name, _)| *name).zip(row).collect::<Vec<_>>();
    rows.into_iter().map(named).collect()
}

fn text(text: &str) -> OwnValue {
    OwnValue::Text(Personal::new(text.into()))
}

fn time(at: Timestamp) -> OwnValue {
    OwnValue::Time(at)
}

async fn r_emp_04_an_agent_is_given_everything_about_themselves_and_nobody_else(
    database: &TestDatabase,
) {
    let store = database.open();
    let vera = vera_writes(&store, 1, "Tulpen?").await;
    let (ada, ben) = (ada(&store).await, somebody(&store, "ben@canary.example", 0xBE).await);
    let (of, mine, other) = (vera.clone(), ada.clone(), ben.clone());
    store
        .write(move |tx: &mut Tx<'_>| {
            for (number, agent) in [(2, &mine), (3, &other)] {
                append(
                    tx,
                    &of,
                    &NewEvent { author: Author::Agent(agent.clone()), ..says(number, "Ja") },
                )?;
            }
            let session = Session {
                agent: mine.clone(),
                token_hash: b"hash".to_vec(),
                created_at: NOW,
                used_at: NOW,
                password_at: NOW,
            };
            tx.insert_session(&session, NOW.plus(10))?;
            tx.note_read(&of, &mine, NOW.millis() / HOUR)?;
            let deeds = [(1, &mine, "blumenladen"), (2, &other, mine.as_str()), (3, &other, "x")];
            for (number, by, subject) in deeds {
                let entry = EntryId::new(NOW, [number; 10]);
                tx.note_audit(&entry, Some(by), "changed", subject, NOW.plus(i64::from(number)))?;
            }
            for (number, members) in [(1, vec![&mine, &other]), (2, vec![&other])] {
                let team = Team {
                    id: TeamId::new(NOW, [number; 10]),
                    name: format!("Team {number}"),
                    members: members.into_iter().cloned().collect(),
                    sites: [].into(),
                };
                tx.insert_team(&team, NOW)?;
            }
            Ok::<_, plausch_store::Error>(())
        })
        .await
        .expect("stored");
    let me = text(ada.as_str());
    assert_eq!(
        given(&store, &ada, "agent").await,
        [vec![
            ("id", me.clone()),
            ("name", text("Ada Canary")),
            ("mail", text("ada@canary.example")),
            ("role", text("agent")),
            ("sites", OwnValue::Nothing),
            ("is_enabled", OwnValue::Truth(true)),
            ("created_at", time(NOW)),
        ]]
    );
    let session = vec![
        ("agent_id", me.clone()),
        ("created_at", time(NOW)),
        ("expires_at", time(NOW.plus(10))),
        ("used_at", time(NOW)),
        ("password_at", time(NOW)),
    ];
    assert_eq!(given(&store, &ada, "agent_session").await, [session]);
    let events = given(&store, &ada, "conversation_event").await;
    assert!(events.iter().all(|row| row.contains(&("agent_id", me.clone()))), "{events:?}");
    assert!(events.iter().any(|row| row.contains(&("kind", text("message")))));
    let hour = Timestamp::from_millis(NOW.millis() / HOUR * HOUR);
    let read = vec![
        ("conversation_id", text(vera.as_str())),
        ("agent_id", me.clone()),
        ("hour", time(hour)),
    ];
    assert_eq!(given(&store, &ada, "conversation_read").await, [read]);
    let did = |number, by, subject: &str| {
        let at = time(NOW.plus(number));
        vec![("at", at), ("agent_id", by), ("deed", text("changed")), ("subject", text(subject))]
    };
    assert_eq!(
        given(&store, &ada, "audit_entry").await,
        [did(1, me.clone(), "blumenladen"), did(2, OwnValue::Nothing, ada.as_str())],
        "what Ben did to her account, but not that it was Ben"
    );
    let team = vec![("name", text("Team 1")), ("members", me)];
    assert_eq!(given(&store, &ada, "team").await, [team]);
    let own = store.read(move |tx| tx.agent_data(&ada)).await.expect("read");
    let is_bens = |value: &OwnValue| *value == text(ben.as_str());
    assert!(!own.iter().flat_map(|(_, rows)| rows.iter().flatten()).any(is_bens));
}
