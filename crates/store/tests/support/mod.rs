//! What tests need to run on both engines: an empty database of either kind.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use plausch_core::seal::{Key, Keys};
use plausch_store::{Database, Store};
use tempfile::TempDir;

/// An engine to test on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

/// An empty database; gone when dropped.
pub(crate) struct TestDatabase {
    pub(crate) database: Database,
    pub(crate) keys: Keys,
    pub(crate) folder: TempDir,
}

impl TestDatabase {
    pub(crate) fn new(engine: Engine) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let database = match engine {
            Engine::Sqlite => Database::Sqlite(folder.path().join("plausch.db")),
            Engine::Postgres => Database::Postgres(empty_postgres()),
        };
        Self { database, keys: Keys::from_master(&Key::new([7; 32])), folder }
    }

    pub(crate) fn open(&self) -> Store {
        Store::open(&self.database, &self.keys).expect("the database opens")
    }
}

/// A new, empty database on the one PostgreSQL server of this run.
fn empty_postgres() -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let name = format!("test_{}_{number}", std::process::id());
    let server = server().to_owned();
    let made = name.clone();
    std::thread::spawn(move || {
        let mut client = postgres::Client::connect(&format!("{server}/postgres"), postgres::NoTls)
            .expect("PostgreSQL answers");
        client.batch_execute(&format!("drop database if exists {made}")).expect("dropped");
        client.batch_execute(&format!("create database {made}")).expect("a database");
    })
    .join()
    .expect("a database");
    format!("{}/{name}", self::server())
}

/// The address of a PostgreSQL server without a database name: the one that the whole run shares
/// (`TEST_POSTGRES`), or one that this process starts and that ends with it.
fn server() -> &'static str {
    static SERVER: OnceLock<(String, Option<(Child, ChildStdin)>)> = OnceLock::new();
    &SERVER
        .get_or_init(|| {
            #[expect(clippy::disallowed_methods, reason = "tests have no configuration file")]
            if let Ok(address) = std::env::var("TEST_POSTGRES") {
                return (address, None);
            }
            let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../store/tests/support/postgres.sh");
            let mut child = Command::new("bash")
                .arg(script)
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .expect("bash starts");
            let mut address = String::new();
            let stdout = child.stdout.take().expect("its output");
            BufReader::new(stdout).read_line(&mut address).expect("its address");
            assert!(
                address.starts_with("postgres://"),
                "PostgreSQL did not start; install it with: apt-get install postgresql"
            );
            // The script ends the server when its input ends, which is when this process ends.
            let stdin = child.stdin.take().expect("its input");
            (address.trim().to_owned(), Some((child, stdin)))
        })
        .0
}
