//! What is not kept does not outlive the program (R-MIN-03): killed and started again, with every file
//! it left behind and with the master key, nobody reads it; and a restored backup doesn't hold it.

use std::fs;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use plausch_core::id::SiteId;
use plausch_core::site::{
    Lang, Lifetime, Mode, Origin, Privacy, PrivacyMode, Settings, Site as OneSite,
};
use plausch_store::{Database, Store, Value};
use serde_json::json;

use crate::drill::{begin, holds, newest, path, token};
use crate::site::Site;
use crate::support::{Engine as DatabaseEngine, TestDatabase};

const CANARY: &str = "Kanarienvogel im Arbeitsspeicher";
const NAME: &str = "Vera Kanaria";
const KEPT: &str = "Ein Strauss Tulpen";

#[tokio::test(flavor = "multi_thread")]
async fn r_min_03_what_is_not_kept_does_not_outlive_a_killed_server_on_sqlite() {
    killed(DatabaseEngine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r_min_03_what_is_not_kept_does_not_outlive_a_killed_server_on_postgres() {
    killed(DatabaseEngine::Postgres).await;
}

pub(crate) fn kept_in(database: &TestDatabase) -> Database {
    match &database.database {
        Database::Sqlite(_) => Database::Sqlite(database.folder.path().join("data/plausch.db")),
        postgres @ Database::Postgres(_) => postgres.clone(),
    }
}

async fn killed(engine: DatabaseEngine) {
    let database = TestDatabase::new(engine);
    let site = Site::new(&database);
    // Its tables and its shop.
    drop(site.start());
    add_site(&database, &site).await;
    let backups = tempfile::tempdir().expect("a folder");
    let mut server = site.start();
    let kept = begin(&site, 1, KEPT);
    let message = json!({ "id": BASE64.encode([2; 16]), "body": CANARY });
    let first = json!({ "lang": "de", "name": NAME, "message": message });
    let begun = site.post("/v1/sites/fluechtig/conversations", &token(2), &first);
    let (status, answer) = begun.expect("an answer");
    assert_eq!(status, 201, "{answer}");
    let conversation = answer["conversation"].as_str().expect("an id").to_owned();
    let export = format!("/v1/conversations/{conversation}/export");
    let (status, before) = site.get(&export, &token(2));
    assert_eq!((status, &before["events"][0]["body"]), (200, &json!(CANARY)), "it was delivered");
    let told = site.run(&["backup", path(backups.path())]);
    assert!(told.is_fine, "{}", told.text);
    server.0.kill().expect("killed");
    server.0.wait().expect("dead");

    let clear = |place: &std::path::Path| {
        for text in [CANARY, NAME] {
            assert!(!holds(place, text.as_bytes()), "{text} in {}", place.display());
        }
    };
    clear(&site.folder());
    clear(backups.path());
    assert_eq!(rows(&database, &conversation).await, 1, "need something left behind");
    let _server = site.start();
    assert_eq!(site.get(&export, &token(2)).0, 401);
    let (_, there) = site.get(&format!("/v1/conversations/{kept}/export"), &token(1));
    assert_eq!(there["events"][0]["body"], KEPT, "what is kept is there");
    assert_eq!(rows(&database, &conversation).await, 0, "erased before anybody was served");
    clear(&site.folder());

    // All is lost but the backup and a copy of the master key.
    let other = TestDatabase::new(engine);
    let again = site.moved_to(&other);
    fs::create_dir_all(again.folder()).expect("a folder");
    fs::copy(site.folder().join("master.key"), again.folder().join("master.key")).expect("a copy");
    let told = again.run(&["restore", path(&newest(backups.path(), "data"))]);
    assert!(told.is_fine, "{}", told.text);
    assert!(told.text.contains("1 conversations were left out"), "{}", told.text);
    assert_eq!((rows(&other, &kept).await, rows(&other, &conversation).await), (1, 0));
    clear(&again.folder());
}

/// A site on which nothing is kept.
async fn add_site(database: &TestDatabase, site: &Site) {
    let store = Store::open(&kept_in(database), &database.keys).expect("it opens");
    let settings = Settings {
        name: "Flüchtig".into(),
        address: site.origin(),
        origins: Origin::parse(&site.origin()).into_iter().collect(),
        languages: vec![Lang::De],
        mode: Mode::OnRequest,
        lifetime: Lifetime::Session,
        remember_days: 0,
        idle_hours: 4,
        retention: plausch_core::retention::Rules::default(),
        controller: "Flüchtig, Musterstraße 2".into(),
        data_protection_officer: None,
        mail: Some("hallo@fluechtig.example".into()),
        phone: None,
        privacy_url: "https://fluechtig.example/datenschutz".into(),
        imprint_url: "https://fluechtig.example/impressum".into(),
        counts_refusals: false,
        reaches_children: false,
        privacy: Privacy { mode: PrivacyMode::NoPersist, ..Privacy::default() },
    };
    let new = OneSite { id: SiteId::parse("fluechtig").expect("a name"), settings };
    let now = plausch::clock::Clock::now(&plausch::clock::SystemClock);
    store.write(move |tx| tx.insert_site(&new, now)).await.expect("stored");
}

/// How many rows the conversation has in its table.
async fn rows(database: &TestDatabase, conversation: &str) -> i64 {
    let store = Store::open(&kept_in(database), &database.keys).expect("it opens");
    let sql = format!("select count(*) from conversation where id = '{conversation}'");
    let rows = store.read(move |tx| tx.inspect(&sql)).await.expect("read");
    let Value::Int(count) = rows[0].values()[0] else { panic!("a number") };
    count
}
