//! What happens when the engine itself fails: nothing is half-done, and it goes on afterwards.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use plausch_core::id::EntryId;
use plausch_store::{Database, Error, Store, Tx};

use crate::support::{Engine, TestDatabase};
use crate::{NOW, on_both_engines};

on_both_engines! {
    a_deed_that_passes_over_a_failed_statement_keeps_nothing,
}

fn note(tx: &mut Tx<'_>, number: u8, subject: &str) -> Result<(), Error> {
    let number = [number; 10];
    tx.note_audit(&EntryId::new(NOW, number), None, "test", subject, NOW)
}

async fn count(store: &Store, condition: &str) -> i64 {
    let sql = format!("select count(*) from audit_entry where {condition}");
    let rows = store.read(move |tx| tx.inspect(&sql)).await.expect("read");
    rows[0].int(0).expect("a number")
}

async fn a_deed_that_passes_over_a_failed_statement_keeps_nothing(database: &TestDatabase) {
    let store = database.open();
    let outcome = store
        .write(|tx| {
            note(tx, 1, "x")?;
            drop(note(tx, 1, "the same id"));
            Ok(())
        })
        .await;
    assert!(matches!(outcome, Err(Error::Conflict)), "{outcome:?}");
    assert_eq!(count(&store, "true").await, 0);
}

#[tokio::test]
async fn a_transaction_that_sqlite_ends_by_itself_leaves_nothing_and_spoils_no_other() {
    let database = TestDatabase::new(Engine::Sqlite);
    let store = database.open();
    let deeds: Vec<_> = (0..60u8)
        .map(|number| {
            let store = store.clone();
            tokio::spawn(async move {
                store
                    .write(move |tx| {
                        note(tx, number, "before")?;
                        if number % 3 == 0 {
                            tx.inspect("rollback")?;
                            drop(note(tx, number, "after"));
                        }
                        Ok::<_, Error>(())
                    })
                    .await
            })
        })
        .collect();
    let mut failed = 0;
    for deed in deeds {
        failed += i64::from(deed.await.expect("ran").is_err());
    }
    assert_eq!((failed, count(&store, "subject = 'before'").await), (20, 40));
    assert_eq!(count(&store, "subject = 'after'").await, 0, "nothing by itself");
}

#[tokio::test]
async fn a_transaction_that_a_deed_leaves_open_does_not_stop_the_writer() {
    let database = TestDatabase::new(Engine::Sqlite);
    let store = database.open();
    let spoilt = store
        .write(|tx| {
            tx.inspect("rollback")?;
            // Refused, because it would be kept whatever becomes of the deed.
            tx.inspect("begin").map(drop)
        })
        .await;
    assert!(matches!(spoilt, Err(Error::Unavailable(_))), "{spoilt:?}");
    store.write(|tx| note(tx, 1, "x")).await.expect("the writer goes on");
}

#[tokio::test]
async fn a_full_database_leaves_nothing_half_done_and_goes_on_when_there_is_room() {
    let database = TestDatabase::new(Engine::Sqlite);
    let store = database.open();
    let limit = |pages: u32| {
        let sql = format!("pragma max_page_count = {pages}");
        store.write(move |tx| tx.inspect(&sql).map(drop))
    };
    limit(150).await.expect("limited");
    write_until_there_is_no_room(&store).await;
    limit(1_000_000).await.expect("lifted");
    store.write(|tx| note(tx, 255, "room again")).await.expect("it goes on");
    assert_eq!(count(&store, "subject = 'room again'").await, 1);
}

/// On a file system of its own, which only root can make: elsewhere the test says that it did not
/// run.
#[tokio::test]
async fn a_full_disk_leaves_nothing_half_done_and_goes_on_when_there_is_room() {
    let database = TestDatabase::new(Engine::Sqlite);
    let Some(disk) = SmallDisk::mount(database.folder.path()) else { return };
    let store = database.open();
    write_until_there_is_no_room(&store).await;
    disk.grow();
    store.write(|tx| note(tx, 255, "room again")).await.expect("it goes on");
    assert_eq!(count(&store, "subject = 'room again'").await, 1);
    store.scrub().await.expect("scrubbed");
}

struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(folder: &Path) -> Option<Self> {
        if mount("size=1m", folder) {
            return Some(Self(folder.to_owned()));
        }
        #[expect(clippy::print_stderr, reason = "a test that did not run has to say so")]
        {
            eprintln!("NOT RUN: a full disk (a small file system can't be mounted here)");
        }
        None
    }

    fn grow(&self) {
        assert!(mount("remount,size=64m", &self.0));
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        drop(Command::new("umount").arg("--lazy").arg(&self.0).status());
    }
}

fn mount(options: &str, folder: &Path) -> bool {
    let mut command = Command::new("mount");
    command.args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(folder).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Deeds of two rows each. Of what was acknowledged both are there, of what was refused none.
async fn write_until_there_is_no_room(store: &Store) {
    let (mut kept, mut refused) = (0, 0);
    for batch in 0..12u8 {
        let deeds: Vec<_> = (10 * batch..10 * (batch + 1))
            .map(|number| {
                let store = store.clone();
                let text = format!("{number} {}", "x".repeat(6_000));
                let both = move |tx: &mut Tx<'_>| {
                    note(tx, number, &text)?;
                    note(tx, number + 120, &text)
                };
                (number, tokio::spawn(async move { store.write(both).await }))
            })
            .collect();
        for (number, deed) in deeds {
            let outcome = deed.await.expect("ran");
            let begins = format!("{number} ");
            let condition = format!("substr(subject, 1, {}) = '{begins}'", begins.len());
            let rows = count(store, &condition).await;
            match outcome {
                Ok(()) => {
                    kept += 1;
                    assert_eq!(rows, 2, "what was acknowledged is there");
                }
                Err(error) => {
                    refused += 1;
                    assert!(matches!(error, Error::Unavailable(_)), "{error:?}");
                    assert_eq!(rows, 0, "nothing of what was refused is there");
                }
            }
        }
    }
    assert!(kept > 0 && refused > 0, "need some of both: {kept} kept, {refused} refused");
}

fn address(database: &TestDatabase) -> String {
    match &database.database {
        Database::Postgres(address) => address.clone(),
        Database::Sqlite(_) => String::new(),
    }
}

/// Ends connections to the database, as a restart of the server would.
fn terminate(address: &str, condition: &str) {
    let mut client = ::postgres::Client::connect(address, ::postgres::NoTls).expect("connected");
    let all = format!(
        "from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() \
         and {condition}"
    );
    client.batch_execute(&format!("select pg_terminate_backend(pid) {all}")).expect("terminated");
    for _ in 0..200 {
        if client.query(&format!("select pid {all}"), &[]).expect("asked").is_empty() {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("a connection would not end");
}

#[tokio::test]
async fn connections_to_postgres_that_were_lost_are_made_again_before_a_deed_fails() {
    let database = TestDatabase::new(Engine::Postgres);
    let store = database.open();
    let of = address(&database);
    tokio::task::spawn_blocking(move || terminate(&of, "true")).await.expect("terminated");
    for number in 0..40 {
        store.write(move |tx| note(tx, number, "x")).await.expect("on a new connection");
    }
    assert_eq!(count(&store, "true").await, 40);
}

#[tokio::test]
async fn a_connection_lost_at_the_commit_says_that_nobody_knows() {
    let database = TestDatabase::new(Engine::Postgres);
    let (store, of) = (database.open(), address(&database));
    let outcome = store
        .write(move |tx| {
            note(tx, 1, "x")?;
            let own = tx.inspect("select pg_backend_pid()")?[0].int(0)?;
            terminate(&of, &format!("pid = {own}"));
            Ok::<_, Error>(())
        })
        .await;
    let reason = outcome.expect_err("lost").to_string();
    assert!(reason.contains("whether it was kept is not known"), "{reason}");
    store.write(|tx| note(tx, 2, "x")).await.expect("the writer goes on");
}

#[tokio::test]
async fn waiting_for_postgres_has_an_end() {
    let database = TestDatabase::new(Engine::Postgres);
    let store = database.open();
    let shown = |tx: &mut Tx<'_>| Ok(tx.inspect("show statement_timeout")?[0].text(0)?.to_owned());
    let limits: [Result<String, Error>; 2] = [store.read(shown).await, store.write(shown).await];
    assert_eq!(limits.map(|limit| limit.expect("shown")), ["30s", "30s"]);
    let late = store
        .write(|tx| {
            tx.inspect("set local statement_timeout = 50")?;
            tx.inspect("select pg_sleep(20)").map(drop)
        })
        .await;
    assert!(matches!(late, Err(Error::Unavailable(_))), "{late:?}");
    let own =
        Database::Postgres(format!("{}?options=-c%20statement_timeout%3D7s", address(&database)));
    let store = Store::open(&own, &database.keys).expect("opened");
    assert_eq!(store.read(shown).await.expect("shown"), "7s", "what the address says counts");
}

#[test]
fn an_address_that_asks_for_encryption_is_refused() {
    let database = TestDatabase::new(Engine::Postgres);
    let asking = Database::Postgres(format!("{}?sslmode=require", address(&database)));
    let refused = Store::open(&asking, &database.keys).err().expect("refused");
    assert!(matches!(refused, Error::Unavailable(_)), "{refused:?}");
}
