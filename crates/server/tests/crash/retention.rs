//! Retention resumes where a crash left it: nothing is erased by half for good, nothing twice, and
//! the deletion log counts each row once (R-RET-01).

use std::time::Duration;

use plausch_core::conversation::State;
use plausch_core::event::{Author, Kind};
use plausch_core::id::{ConversationId, MessageId, SiteId};
use plausch_core::message::Body;
use plausch_core::site::Lang;
use plausch_core::time::DAY;
use plausch_core::visitor::TokenHash;
use plausch_core::{Personal, Timestamp};
use plausch_store::{Database, Error, NewConversation, NewEvent, Store, Tx};

use crate::site::Site;
use crate::support::{Engine, TestDatabase};

const OLD: u32 = 1_200;
const EVENTS: u32 = 6;
/// More events than one unit of work takes, several times.
const LONG: u32 = 2_000;
/// The server is killed so often while it erases.
const KILLS: usize = 5;

#[tokio::test(flavor = "multi_thread")]
async fn r_ret_01_erasing_goes_on_after_the_server_was_killed_on_sqlite() {
    survive_kills(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r_ret_01_erasing_goes_on_after_the_server_was_killed_on_postgres() {
    survive_kills(Engine::Postgres).await;
}

async fn survive_kills(engine: Engine) {
    let database = TestDatabase::new(engine);
    let site = Site::new(&database);
    // Its tables and its shop.
    drop(site.start());
    let store = beside(&site, &database);
    let now = plausch::clock::Clock::now(&plausch::clock::SystemClock);
    let before = count(&store, "conversation_event").await;
    for first in (0..OLD).step_by(100) {
        plant(&store, first..first + 100, EVENTS, now.plus(-31 * DAY)).await;
    }
    plant(&store, OLD..OLD + 1, LONG, now.plus(-31 * DAY)).await;
    plant(&store, OLD + 1..OLD + 2, EVENTS, now.plus(-29 * DAY)).await;
    let planted = count(&store, "conversation").await;
    let (mut left, mut kills) = (planted, 0);
    while kills < KILLS {
        let mut server = site.start();
        // Something more has to be gone, or the kill would prove nothing.
        let began = left;
        while left == began && is_due(&store, now).await {
            tokio::time::sleep(Duration::from_millis(3)).await;
            left = count(&store, "conversation").await;
        }
        assert!(is_due(&store, now).await, "need something left for this to mean anything");
        server.0.kill().expect("killed");
        server.0.wait().expect("dead");
        kills += 1;
        left = count(&store, "conversation").await;
        check_whole(&store).await;
    }
    let _server = site.start();
    for _ in 0..2_000 {
        if !is_due(&store, now).await {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(!is_due(&store, now).await, "it finishes");
    let young = i64::from(EVENTS);
    assert_eq!(count(&store, "conversation_event").await, before + young, "the young one stays");
    let log = store
        .read(|tx| tx.deletion_log(&blumenladen(), None, 1_000))
        .await
        .expect("the deletion log");
    assert!(log.len() > 1, "several runs");
    let counted = |table: &str| log.iter().filter_map(|one| one.counts.get(table)).sum::<u64>();
    assert_eq!(counted("conversation"), u64::from(OLD + 1));
    assert_eq!(counted("conversation_key"), u64::from(OLD + 1));
    assert_eq!(counted("conversation_event"), u64::from(OLD * EVENTS + LONG));
}

/// The program's own database, opened beside it.
pub(crate) fn beside(site: &Site, database: &TestDatabase) -> Store {
    let kept = match &database.database {
        Database::Sqlite(_) => Database::Sqlite(site.folder().join("plausch.db")),
        postgres @ Database::Postgres(_) => postgres.clone(),
    };
    Store::open(&kept, &database.keys).expect("it opens")
}

pub(crate) fn blumenladen() -> SiteId {
    SiteId::parse("blumenladen").expect("a site")
}

pub(crate) async fn count(store: &Store, of: &str) -> i64 {
    let sql = format!("select count(*) from {of}");
    let rows = store.read(move |tx| tx.inspect(&sql)).await.expect("read");
    rows[0].int(0).expect("a number")
}

pub(crate) async fn is_due(store: &Store, now: Timestamp) -> bool {
    let before = now.plus(-30 * DAY).millis();
    count(store, &format!("conversation where last_message_at < {before}")).await > 0
}

/// Whatever can still be read is all there; only the long one may be on its way out, without a key.
pub(crate) async fn check_whole(store: &Store) {
    let broken = "conversation c join conversation_key k on k.conversation_id = c.id where \
        c.last_seq <> (select count(*) from conversation_event e where e.conversation_id = c.id)";
    assert_eq!(count(store, broken).await, 0, "a conversation that opens is whole");
    let unreadable = "conversation c where not exists \
        (select 1 from conversation_key k where k.conversation_id = c.id)";
    assert!(count(store, unreadable).await <= 1);
}

pub(crate) async fn plant(
    store: &Store,
    numbers: std::ops::Range<u32>,
    events: u32,
    at: Timestamp,
) {
    let deed = move |tx: &mut Tx<'_>| {
        for number in numbers.clone() {
            plant_one(tx, number, events, at)?;
        }
        Ok::<_, Error>(())
    };
    store.write(deed).await.expect("planted");
}

fn plant_one(tx: &mut Tx<'_>, number: u32, events: u32, at: Timestamp) -> Result<(), Error> {
    let bytes = number.to_be_bytes();
    let mut random = [7; 10];
    random[..4].copy_from_slice(&bytes);
    let mut token = vec![7; 32];
    token[..4].copy_from_slice(&bytes);
    let new = NewConversation {
        id: &ConversationId::new(at, random),
        site: &blumenladen(),
        lang: Lang::De,
        is_kept: true,
        visitor_name: None,
        consent: None,
        token: &TokenHash(token),
        token_expires_at: at,
        told: &plausch_core::id::Revision::of("told"),
        key: [1; 32],
        nonces: [[1; 12], [2; 12]],
    };
    tx.insert_conversation(&new, at)?;
    for event in 0..events {
        let conversation = tx.conversation(new.id)?.ok_or(Error::Conflict)?;
        let mut id = [0; 16];
        id[..4].copy_from_slice(&bytes);
        id[4..8].copy_from_slice(&event.to_be_bytes());
        let body = Body::new(&Personal::new("Guten Tag".into())).map_err(|_| Error::Conflict)?;
        let said = NewEvent {
            kind: Kind::Message,
            author: Author::Visitor,
            assignee: None,
            text: Some((MessageId::new(id), body)),
            nonce: [3; 12],
        };
        tx.append(&conversation, (State::Closed, None), &said, at, at)?;
    }
    Ok(())
}
