//! The database goes away in the middle of a retention run and comes back, or the disk is full for a
//! while: the program lives on, acknowledges nothing that it can't keep, and ends the run by itself
//! (R-RET-01, promise 2).

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use plausch_core::time::DAY;
use plausch_store::{Database, Store};
use serde_json::json;

use crate::drill::{begin, token};
use crate::retention::{beside, blumenladen, check_whole, count, is_due, plant};
use crate::site::{Server, Site};
use crate::support::{Engine, TestDatabase};

const OLD: u32 = 1_500;
const EVENTS: u32 = 4;

#[tokio::test(flavor = "multi_thread")]
async fn r_ret_01_erasing_goes_on_by_itself_after_postgres_was_away() {
    let database = TestDatabase::new(Engine::Postgres);
    let Database::Postgres(address) = database.database.clone() else { unreachable!() };
    let away = || {
        let address = address.clone();
        move |is_away| postgres_is_away(&address, is_away)
    };
    let (site, server, id) = half_way(&database).await;
    on_a_thread(away(), true).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    refuses(&site, &id, 7);
    on_a_thread(away(), false).await;
    ends(&database, &site, server, &id).await;
}

/// On a file system of its own, which only root can make: elsewhere the test says that it did not run.
#[tokio::test(flavor = "multi_thread")]
async fn r_ret_01_erasing_goes_on_by_itself_after_the_disk_was_full() {
    let database = TestDatabase::new(Engine::Sqlite);
    let Some(disk) = SmallDisk::mount(database.folder.path()) else { return };
    let (site, server, id) = half_way(&database).await;
    let ballast = site.folder().join("ballast");
    fill_up(&ballast);
    tokio::time::sleep(Duration::from_secs(1)).await;
    // Whether a message still finds room in the log that is there already is the engine's affair.
    let answer = write(&site, &id, 7);
    assert!(matches!(answer, 201 | 503), "kept, or not acknowledged: {answer}");
    fs::remove_file(&ballast).expect("room again");
    ends(&database, &site, server, &id).await;
    drop(disk);
}

/// A server that has begun to erase and is not done; and a conversation of today.
async fn half_way(database: &TestDatabase) -> (Site, Server, String) {
    let site = Site::new(database);
    let server = site.start();
    let id = begin(&site, 1, "Haben Sie Tulpen?");
    drop(server);
    let store = beside(&site, database);
    let now = plausch::clock::Clock::now(&plausch::clock::SystemClock);
    for first in (0..OLD).step_by(100) {
        plant(&store, first..first + 100, EVENTS, now.plus(-31 * DAY)).await;
    }
    let before = count(&store, "conversation").await;
    let server = site.start();
    while count(&store, "conversation").await == before {
        tokio::time::sleep(Duration::from_millis(3)).await;
    }
    assert!(is_due(&store, now).await, "need something left for this to mean anything");
    (site, server, id)
}

async fn ends(database: &TestDatabase, site: &Site, mut server: Server, id: &str) {
    assert!(server.0.try_wait().expect("asked").is_none(), "it is the same program");
    let now = plausch::clock::Clock::now(&plausch::clock::SystemClock);
    let store = open_again(site, database).await;
    for _ in 0..600 {
        check_whole(&store).await;
        if !is_due(&store, now).await {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(!is_due(&store, now).await, "it goes on by itself, and ends");
    let log = store.read(|tx| tx.deletion_log(&blumenladen(), None, 1_000)).await.expect("the log");
    let counted = |table: &str| log.iter().filter_map(|one| one.counts.get(table)).sum::<u64>();
    assert_eq!(counted("conversation"), u64::from(OLD), "each once");
    assert_eq!(counted("conversation_event"), u64::from(OLD * EVENTS));
    assert_eq!(write(site, id, 8), 201, "who writes is heard again");
    let (status, export) = site.get(&format!("/v1/conversations/{id}/export"), &token(1));
    assert_eq!((status, &export["events"][0]["body"]), (200, &"Haben Sie Tulpen?".into()));
}

/// Connections of before are gone.
async fn open_again(site: &Site, database: &TestDatabase) -> Store {
    let store = beside(site, database);
    for _ in 0..100 {
        if store.read(|tx| tx.inspect("select 1")).await.is_ok() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    store
}

fn write(site: &Site, id: &str, number: u8) -> u16 {
    use base64::Engine as _;
    let message_id = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode([number; 16]);
    let message = json!({ "id": message_id, "body": "Noch da?" });
    let sent = site.post(&format!("/v1/conversations/{id}/messages"), &token(1), &message);
    sent.expect("an answer").0
}

fn refuses(site: &Site, id: &str, number: u8) {
    assert_eq!(write(site, id, number), 503, "nothing is acknowledged that can't be kept");
}

async fn on_a_thread(away: impl FnOnce(bool) + Send + 'static, is_away: bool) {
    tokio::task::spawn_blocking(move || away(is_away)).await.expect("done");
}

/// Nobody gets in, and whoever is in is sent away: what a stop of the server looks like from outside.
fn postgres_is_away(address: &str, is_away: bool) {
    let (server, name) = address.rsplit_once('/').expect("a name");
    let mut client = postgres::Client::connect(&format!("{server}/postgres"), postgres::NoTls)
        .expect("PostgreSQL answers");
    let sql = format!("alter database {name} with allow_connections {}", !is_away);
    client.batch_execute(&sql).expect("altered");
    if is_away {
        let sql = format!(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'"
        );
        client.batch_execute(&sql).expect("terminated");
    }
}

fn fill_up(file: &Path) {
    let mut ballast = fs::File::create(file).expect("a file");
    for size in [1 << 16, 1 << 12, 1] {
        let bytes = vec![7; size];
        while ballast.write_all(&bytes).is_ok() {}
    }
}

struct SmallDisk(std::path::PathBuf);

impl SmallDisk {
    fn mount(folder: &Path) -> Option<Self> {
        let mut command = Command::new("mount");
        command.args(["-t", "tmpfs", "-o", "size=48m", "tmpfs"]).arg(folder).stderr(Stdio::null());
        if command.status().is_ok_and(|status| status.success()) {
            return Some(Self(folder.to_owned()));
        }
        #[expect(clippy::print_stderr, reason = "a test that did not run has to say so")]
        {
            eprintln!("NOT RUN: a full disk (a small file system can't be mounted here)");
        }
        None
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        drop(Command::new("umount").arg("--lazy").arg(&self.0).status());
    }
}
