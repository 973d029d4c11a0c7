//! The server is killed in the middle of a rotation of the master key; it is begun again, and ends.

use std::fs;
use std::thread;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use plausch_core::Timestamp;
use plausch_core::id::{ConversationId, SiteId};
use plausch_core::seal::{Key, Keys};
use plausch_core::site::Lang;
use plausch_core::visitor::TokenHash;
use plausch_store::{Database, Error, NewConversation, Store, Tx};

use crate::drill::{begin, token};
use crate::site::Site;
use crate::support::{Engine as DatabaseEngine, TestDatabase};

/// Enough that a rotation takes longer than a look at it.
const CONVERSATIONS: u16 = 12_000;
const MASTER: [u8; 32] = [7; 32];

#[test]
fn r_sec_01_a_rotation_that_was_cut_off_is_ended_by_the_next_life_on_sqlite() {
    survive(DatabaseEngine::Sqlite);
}

#[test]
fn r_sec_01_a_rotation_that_was_cut_off_is_ended_by_the_next_life_on_postgres() {
    survive(DatabaseEngine::Postgres);
}

fn survive(engine: DatabaseEngine) {
    let database = TestDatabase::new(engine);
    let site = Site::new(&database);
    fs::create_dir_all(site.folder()).expect("a folder");
    key_file(&site);
    let server = site.start();
    let id = begin(&site, 1, "Tulpen");
    drop(server);
    fill(&site, &database);
    assert!(site.run(&["keys", "status"]).text.contains("no rotation"));

    let mut was_in_the_middle = false;
    for _ in 0..5 {
        let told = site.run(&["keys", "rotate"]);
        assert!(told.is_fine, "{}", told.text);
        let before = waiting(&site);
        assert!(
            before >= i64::from(CONVERSATIONS),
            "need work for this to mean anything: {before}"
        );
        // The job runs as soon as the server does.
        let mut server = site.start();
        let mut now = before;
        while now == before {
            now = waiting(&site);
        }
        server.0.kill().expect("killed");
        server.0.wait().expect("dead");
        now = waiting(&site);
        was_in_the_middle = now > 0 && now < before;
        if was_in_the_middle {
            break;
        }
        let _server = site.start();
        wait_for_the_end(&site);
    }
    assert!(was_in_the_middle, "the server was never killed in the middle");
    let refused = site.run(&["keys", "forget"]);
    assert!(!refused.is_fine && refused.text.contains("still wrapped"), "{}", refused.text);

    let server = site.start();
    wait_for_the_end(&site);
    // Once more before the older ones are taken out: the running server takes that up, too.
    assert!(site.run(&["keys", "rotate"]).is_fine);
    wait_for_the_end(&site);
    let told = site.run(&["keys", "forget"]);
    assert!(told.is_fine, "{}", told.text);
    drop(server);
    let text = fs::read_to_string(site.folder().join("master.key")).expect("the key file");
    assert!(
        text.lines().count() == 1 && text.trim() != BASE64.encode(MASTER),
        "the old one is gone"
    );
    let _server = site.start();
    let (status, export) = site.get(&format!("/v1/conversations/{id}/export"), &token(1));
    assert_eq!((status, &export["events"][0]["body"]), (200, &"Tulpen".into()), "{export}");
}

fn key_file(site: &Site) {
    let file = site.folder().join("master.key");
    fs::write(&file, BASE64.encode(MASTER)).expect("written");
    fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o600)).expect("mine");
}

/// Conversations of nobody's, only to be wrapped.
fn fill(site: &Site, database: &TestDatabase) {
    let place = match &database.database {
        Database::Sqlite(_) => Database::Sqlite(site.folder().join("plausch.db")),
        postgres @ Database::Postgres(_) => postgres.clone(),
    };
    let store = Store::open(&place, &Keys::from_master(&Key::new(MASTER))).expect("it opens");
    let shop = SiteId::parse("blumenladen").expect("a site");
    let deed = move |tx: &mut Tx<'_>| -> Result<(), Error> {
        for number in 0..CONVERSATIONS {
            let [high, low] = number.to_be_bytes();
            let mut random = [9; 10];
            random[4..6].copy_from_slice(&[high, low]);
            let now = Timestamp::from_millis(1_780_000_000_000);
            let mut hash = vec![9; 32];
            hash[..2].copy_from_slice(&[high, low]);
            let new = NewConversation {
                id: &ConversationId::new(now, random),
                site: &shop,
                lang: Lang::De,
                is_kept: true,
                visitor_name: None,
                consent: None,
                token: &TokenHash(hash),
                // Not due for retention: the clock of this test is the machine's.
                token_expires_at: now,
                told: &plausch_core::id::Revision::of("told"),
                key: [low; 32],
                nonces: [[1; 12], [2; 12]],
            };
            tx.insert_conversation(&new, Timestamp::from_millis(4_000_000_000_000))?;
        }
        Ok(())
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(store.write(deed)).expect("stored");
}

fn waiting(site: &Site) -> i64 {
    let text = site.run(&["keys", "status"]).text;
    if let Some((rows, _)) = text.split_once(" rows are still wrapped") {
        return rows.trim().parse().expect("a number");
    }
    assert!(text.contains("Nothing in the database needs"), "{text}");
    0
}

fn wait_for_the_end(site: &Site) {
    for _ in 0..600 {
        if waiting(site) == 0 {
            return;
        }
        thread::sleep(Duration::from_millis(100));
    }
    panic!("the rotation does not end");
}
