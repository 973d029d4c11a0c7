//! Sites, agents, sessions, invitations and consents.

use plausch_core::agent::{Agent, Team};
use plausch_core::consent::EventKind;
use plausch_core::id::{AgentId, ConsentId, NoticeVersion, RoleId, TeamId};
use plausch_core::merkle::Bytes;
use plausch_core::role::{BuiltIn, Level, Permission, Rights, Role};
use plausch_core::site::{Lang, Mode, Settings};
use plausch_core::{Personal, Timestamp};
use plausch_store::{Error, Invited, NewAgent, Session, Store};

use crate::sealing::event;
use crate::support::TestDatabase;
use crate::{NOW, blumenladen, on_both_engines};

on_both_engines! {
    a_site_reads_back_as_it_was_set,
    an_agent_is_found_by_mail_address_however_it_is_written,
    a_session_counts_until_it_ends,
    an_invitation_counts_once,
    an_agent_without_a_password_is_told_from_those_with_one,
    a_consent_says_what_its_newest_event_says,
    a_database_of_a_newer_program_is_refused,
    r_sec_02_roles_teams_and_the_sites_of_agents_read_back_as_they_were_set,
}

pub(crate) async fn ada(store: &Store) -> AgentId {
    somebody(store, "ada@canary.example", 0xAD).await
}

pub(crate) async fn somebody(store: &Store, mail: &str, number: u8) -> AgentId {
    let id = AgentId::new(NOW, [number; 10]);
    let agent = Agent {
        id: id.clone(),
        name: Personal::new("Ada Canary".into()),
        mail: Personal::new(mail.into()),
        role: BuiltIn::Agent.id(),
        sites: None,
        is_enabled: true,
    };
    store
        .write(move |tx| {
            let new = NewAgent {
                agent: &agent,
                password_hash: Some("hash".into()),
                nonces: [[1; 12], [2; 12]],
            };
            tx.insert_agent(&new, NOW)
        })
        .await
        .expect("stored");
    id
}

async fn a_site_reads_back_as_it_was_set(database: &TestDatabase) {
    let store = database.open();
    store.write(|tx| tx.insert_site(&blumenladen(), NOW)).await.expect("stored");
    assert_eq!(store.read(|tx| tx.sites()).await.expect("read"), [blumenladen()]);
    let settings = Settings { mode: Mode::OnRequest, ..blumenladen().settings };
    let new = settings.clone();
    assert!(
        store.write(move |tx| tx.update_site(&blumenladen().id, &new, NOW)).await.expect("stored")
    );
    assert_eq!(store.read(|tx| tx.sites()).await.expect("read")[0].settings, settings);
    let again = store.write(|tx| tx.insert_site(&blumenladen(), NOW)).await;
    assert!(matches!(again, Err(Error::Conflict)));
}

async fn an_agent_is_found_by_mail_address_however_it_is_written(database: &TestDatabase) {
    let store = database.open();
    let id = ada(&store).await;
    let found = store
        .read(|tx| tx.agent_by_mail(&Personal::new(" ADA@canary.example ".into())))
        .await
        .expect("read")
        .expect("found");
    assert_eq!((found.0.id, found.1.as_deref()), (id, Some("hash")));
    let nobody =
        store.read(|tx| tx.agent_by_mail(&Personal::new("ben@canary.example".into()))).await;
    assert!(nobody.expect("read").is_none());
}

async fn a_session_counts_until_it_ends(database: &TestDatabase) {
    let store = database.open();
    let id = ada(&store).await;
    let session = Session {
        agent: id.clone(),
        token_hash: b"hash".to_vec(),
        created_at: NOW,
        used_at: NOW,
        password_at: NOW,
    };
    let new = session.clone();
    store.write(move |tx| tx.insert_session(&new, NOW.plus(10))).await.expect("stored");
    let at = |moment: Timestamp| {
        let store = store.clone();
        async move { store.read(move |tx| tx.session(b"hash", moment)).await.expect("read") }
    };
    assert_eq!(at(NOW).await, Some((session, false)));
    assert_eq!(at(NOW.plus(10)).await, None);
    store
        .write(move |tx| tx.set_role(&id, &BuiltIn::Agent.id(), None, false))
        .await
        .expect("stored");
    assert_eq!(at(NOW).await, None, "a disabled account has no sessions");
    store.write(|tx| tx.delete_session(b"hash")).await.expect("deleted");
}

async fn an_invitation_counts_once(database: &TestDatabase) {
    let store = database.open();
    store
        .write(|tx| {
            tx.insert_invitation(b"old", &Invited::FirstAdministrator, NOW, NOW.plus(10))?;
            tx.insert_invitation(b"new", &Invited::FirstAdministrator, NOW, NOW.plus(10))
        })
        .await
        .expect("stored");
    assert_eq!(store.read(|tx| tx.invitation(b"old", NOW)).await.expect("read"), None);
    let newest = store.read(|tx| tx.invitation(b"new", NOW)).await.expect("read");
    assert_eq!(newest, Some(Invited::FirstAdministrator));
    assert!(store.write(|tx| tx.delete_invitation(b"new")).await.expect("used"));
    assert!(!store.write(|tx| tx.delete_invitation(b"new")).await.expect("gone"));
}

async fn an_agent_without_a_password_is_told_from_those_with_one(database: &TestDatabase) {
    let store = database.open();
    let id = ada(&store).await;
    let ben = Agent {
        id: AgentId::new(NOW, [0xBE; 10]),
        name: Personal::new("Ben Canary".into()),
        mail: Personal::new("ben@canary.example".into()),
        role: BuiltIn::Agent.id(),
        sites: None,
        is_enabled: true,
    };
    let of = ben.id.clone();
    store
        .write(move |tx| {
            tx.lock_agents()?;
            let new = NewAgent { agent: &ben, password_hash: None, nonces: [[3; 12], [4; 12]] };
            tx.insert_agent(&new, NOW)?;
            tx.insert_invitation(b"bens", &Invited::Agent(ben.id.clone()), NOW, NOW.plus(10))
        })
        .await
        .expect("stored");
    let taken_up = store.read(|tx| tx.agents_with_password()).await.expect("read");
    assert_eq!(taken_up, [id].into());
    assert!(store.read(|tx| tx.invitation(b"bens", NOW)).await.expect("read").is_some());
    store.write(move |tx| tx.delete_invitations_of(&of)).await.expect("deleted");
    assert_eq!(store.read(|tx| tx.invitation(b"bens", NOW)).await.expect("read"), None);
}

async fn a_consent_says_what_its_newest_event_says(database: &TestDatabase) {
    let store = database.open();
    let record = ConsentId::parse("AAAAAAAAAAAAAAAAAAAAAA").expect("a record");
    let notice = NoticeVersion::of("Einwilligung");
    let (of, text) = (record.clone(), notice.clone());
    store
        .write(move |tx| {
            tx.insert_site(&blumenladen(), NOW)?;
            tx.keep_notice(&text, &blumenladen().id, Lang::De, "Einwilligung", NOW)?;
            tx.keep_notice(&text, &blumenladen().id, Lang::De, "Einwilligung", NOW)?;
            let mut new = event(of.clone(), 1, &text, NOW);
            tx.append_consent(&new, Bytes([1; 16]))?;
            (new.kind, new.id.number) = (EventKind::Withdrawn, 2);
            tx.append_consent(&new, Bytes([2; 16]))
        })
        .await
        .expect("stored");
    let of = record.clone();
    let found = store.read(move |tx| tx.consent(&of)).await.expect("read").expect("there");
    assert_eq!((found.number, found.consent.kind), (2, EventKind::Withdrawn));
    assert_eq!(found.consent.granted, crate::chat());
    let kept = store.read(move |tx| tx.notice(&notice)).await.expect("read");
    assert_eq!(kept.map(|kept| kept.content).as_deref(), Some("Einwilligung"));
}

async fn a_database_of_a_newer_program_is_refused(database: &TestDatabase) {
    let store = database.open();
    store
        .write(|tx| tx.inspect("insert into migration (version) values (99)"))
        .await
        .expect("stored");
    drop(store);
    let opened = Store::open(&database.database, &database.keys).map(drop);
    assert!(matches!(opened, Err(Error::Newer { found: 99, .. })), "{opened:?}");
}

async fn r_sec_02_roles_teams_and_the_sites_of_agents_read_back_as_they_were_set(
    database: &TestDatabase,
) {
    let store = database.open();
    let ada = ada(&store).await;
    let role = Role {
        id: RoleId::new(NOW, [1; 10]),
        name: "Redaktion".into(),
        rights: Rights::NONE.with(Permission::Sites, Level::Write),
    };
    let team = Team {
        id: TeamId::new(NOW, [2; 10]),
        name: "Laden".into(),
        members: [ada.clone()].into(),
        sites: [blumenladen().id].into(),
    };
    let (new, members) = (role.clone(), team.clone());
    store
        .write(move |tx| {
            tx.insert_role(&new, NOW)?;
            tx.insert_team(&members, NOW)?;
            let sites = Some([blumenladen().id].into());
            tx.set_role(&ada, &new.id, sites.as_ref(), true)
        })
        .await
        .expect("stored");
    let read = || {
        let store = store.clone();
        async move {
            let read = store.read(|tx| Ok::<_, Error>((tx.roles()?, tx.teams()?, tx.agents()?)));
            read.await.expect("read")
        }
    };
    let (roles, teams, agents) = read().await;
    assert_eq!((roles, teams), (vec![role.clone()], vec![team.clone()]));
    assert_eq!((&agents[0].role, &agents[0].sites), (&role.id, &Some([blumenladen().id].into())));

    let changed = Role { rights: Rights::NONE, ..role.clone() };
    let emptied = Team { members: [].into(), ..team.clone() };
    let (new, of) = (changed.clone(), emptied.clone());
    let done =
        store.write(move |tx| Ok::<_, Error>((tx.update_role(&new)?, tx.update_team(&of, NOW)?)));
    assert_eq!(done.await.expect("stored"), (true, true));
    let (roles, teams, _) = read().await;
    assert_eq!((roles, teams), (vec![changed], vec![emptied]));

    let gone = store.write(move |tx| {
        let (first, second) = (tx.delete_role(&role.id)?, tx.delete_role(&role.id)?);
        Ok::<_, Error>((first, second, tx.delete_team(&team.id, NOW)?, tx.update_team(&team, NOW)?))
    });
    assert_eq!(gone.await.expect("deleted"), (true, false, true, false));
}
