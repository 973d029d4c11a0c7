//! The restore drill (R-SEC-01, R-RET-05): a backup is made beside a server that serves, all is
//! lost, and the program says what it restored. What was erased after the backup stays gone.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use serde_json::json;

use crate::desk;
use crate::own;
use crate::site::Site;
use crate::support::{Engine as DatabaseEngine, TestDatabase};

/// What Vera writes before the backup and erases after it, and what she writes and leaves.
const ERASED: &str = "Kanarienvogel eins";
const KEPT: &str = "Kanarienvogel zwei";
/// Who asks by right and what has happened, before the backup; and what is put right after it.
const PERSON: &str = "Kanarienvogel drei";
const BREACH: &str = "Kanarienvogel vier";
const OBJECTED: &str = "Kanarienvogel fünf";
const RIGHT: &str = "Kanarienvogel sechs";

#[test]
fn r_ret_05_r_dsr_04_the_restore_drill_on_sqlite() {
    drill(DatabaseEngine::Sqlite);
}

#[test]
fn r_ret_05_r_dsr_04_the_restore_drill_on_postgres() {
    drill(DatabaseEngine::Postgres);
}

fn drill(engine: DatabaseEngine) {
    let database = TestDatabase::new(engine);
    let site = Site::new(&database);
    let backups = tempfile::tempdir().expect("a folder");
    let server = site.start();
    let ada = desk::signs_in(&site);
    let erased = begin(&site, 1, ERASED);
    let kept = begin(&site, 2, KEPT);
    let objected = begin(&site, 3, OBJECTED);
    let (request, breach) = (desk::enters(&site, &ada, PERSON), desk::records(&site, &ada, BREACH));

    let told = site.run(&["backup", path(backups.path())]);
    assert!(told.is_fine && told.text.contains("The master key is in neither"), "{}", told.text);
    let data = newest(backups.path(), "data");
    let restricted = desk::restricts(&site, &ada, &kept);
    assert!(restricted, "need it restricted for the restore to mean anything");
    withdraw(&site, 2);
    erase(&site, 1, &erased);
    let mut own = own::opens(&site, 3, &objected);
    own.corrects(&site, RIGHT);
    own.objects(&site);
    let told = site.run(&["backup", path(backups.path())]);
    assert!(told.is_fine, "{}", told.text);
    assert!(newest(backups.path(), "data") != data, "two backups have two names");
    for folder in [backups.path(), &site.folder()] {
        for canary in [ERASED, KEPT, PERSON, BREACH, OBJECTED, RIGHT] {
            assert!(!holds(folder, canary.as_bytes()), "{canary} in {}", folder.display());
        }
    }
    let refused = site.run(&["restore", path(&data)]);
    assert!(!refused.is_fine && refused.text.contains("is in use"), "{}", refused.text);
    drop(server);
    let refused = site.run(&["restore", path(&data)]);
    assert!(
        !refused.is_fine && refused.text.contains("into an empty database"),
        "{}",
        refused.text
    );

    // All is lost but the backups and a copy of the master key.
    let other = TestDatabase::new(engine);
    let again = site.moved_to(&other);
    let missing = again.run(&["restore", path(&data)]);
    assert!(!missing.is_fine && missing.text.contains("master.key"), "{}", missing.text);
    fs::copy(site.folder().join("master.key"), again.folder().join("master.key")).expect("a copy");
    let told = again.run(&["restore", path(&data)]);
    assert!(told.is_fine, "{}", told.text);
    for words in [
        "1 conversations were left out",
        "1 withdrawals",
        "1 restrictions and 1 corrections",
        "1 objections were made again",
        "consistent in itself",
    ] {
        assert!(told.text.contains(words), "no «{words}» in: {}", told.text);
    }
    assert!(!holds(&again.folder(), erased.as_bytes()) || engine == DatabaseEngine::Sqlite);

    let _server = again.start();
    // What anybody would check first: both logs hold together, and the audit ends where the data did.
    let checked = again.verify();
    assert_eq!(checked["verdict"], "consistent", "{checked}");
    assert!(checked["audit"]["kept"].as_u64() > Some(2), "{checked}");
    assert_eq!(checked["audit"]["findings"], json!([]), "{checked}");
    let (status, _) = again.get(&format!("/v1/conversations/{erased}/export"), &token(1));
    assert!(status == 401 || status == 404, "{status}");
    let (status, export) = again.get(&format!("/v1/conversations/{kept}/export"), &token(2));
    assert_eq!(status, 200, "{export}");
    assert_eq!(export["events"][0]["body"], KEPT, "{export}");
    // R-DSR-04: what was restricted after the backup is restricted again; its visitor sees it.
    let ada = desk::signs_in(&again);
    let (status, page) = ada.get(&again, &format!("/inbox/conversations/{kept}"));
    assert_eq!(status, 404, "{page}");
    // R-DSR-03, R-DSR-06: what she put right and objected to after the backup holds again.
    let own = own::opens(&again, 3, &objected);
    assert!(own.page.contains(RIGHT) && own.page.contains(OBJECTED), "{}", own.page);
    assert!(own.has_objected(), "{}", own.page);
    // What was known of requests and breaches opens again.
    for (path, canary) in [(&request, PERSON), (&breach, BREACH)] {
        let (status, page) = ada.get(&again, path);
        assert!(status == 200 && page.contains(canary), "{path} {status}: {page}");
    }
    let message = json!({ "id": BASE64.encode([9; 16]), "body": "Noch da?" });
    let sent = again.post(&format!("/v1/conversations/{kept}/messages"), &token(2), &message);
    let (status, refusal) = sent.expect("an answer");
    assert_eq!(status, 403, "the consent was withdrawn after the backup: {refusal}");
    assert!(desk::lifts(&again, &ada, &kept), "and nobody has to leave it restricted for ever");
    let checked = again.verify();
    assert_eq!(checked["audit"]["findings"], json!([]), "the chain goes on: {checked}");
}

pub(crate) fn token(number: u8) -> String {
    BASE64.encode([number; 32])
}

fn record(number: u8) -> String {
    BASE64.encode([number; 16])
}

pub(crate) fn begin(site: &Site, number: u8, text: &str) -> String {
    let notice = site.notice.lock().expect("no panic").clone().expect("started");
    let choice = json!({ "id": record(number), "notice": notice, "lang": "de",
                         "services": ["chat"], "ui": "dialog" });
    let (status, answer) =
        site.post("/v1/sites/blumenladen/consents", &token(number), &choice).expect("an answer");
    assert_eq!(status, 201, "{answer}");
    let message = json!({ "id": record(number), "body": text });
    let body = json!({ "consent": record(number), "lang": "de", "message": message });
    let (status, answer) =
        site.post("/v1/sites/blumenladen/conversations", &token(number), &body).expect("an answer");
    assert_eq!(status, 201, "{answer}");
    answer["conversation"].as_str().expect("an id").to_owned()
}

fn withdraw(site: &Site, number: u8) {
    let body = json!({ "id": record(number), "ui": "settings" });
    site.post("/v1/sites/blumenladen/withdrawals", &token(number), &body);
}

fn erase(site: &Site, number: u8, conversation: &str) {
    let answer = ureq::delete(site.address(&format!("/v1/conversations/{conversation}")))
        .header("Origin", site.origin())
        .header("Authorization", format!("Bearer {}", token(number)))
        .call()
        .expect("erased");
    assert!(answer.status().is_success());
}

pub(crate) fn path(path: &Path) -> &str {
    path.to_str().expect("a path in Unicode")
}

pub(crate) fn newest(folder: &Path, ending: &str) -> PathBuf {
    let entries = fs::read_dir(folder).expect("a folder");
    let files = entries.map(|entry| entry.expect("a file").path());
    files.filter(|file| file.extension().is_some_and(|found| found == ending)).max().expect("one")
}

/// Is it in any file of the folder, at any depth?
pub(crate) fn holds(folder: &Path, wanted: &[u8]) -> bool {
    fs::read_dir(folder).expect("a folder").any(|entry| {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            return holds(&path, wanted);
        }
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            // Of a database that is running, files come and go.
            Err(error) if error.kind() == ErrorKind::NotFound => return false,
            Err(error) => panic!("not read: {error}"),
        };
        bytes.windows(wanted.len()).any(|window| window == wanted)
    })
}
