//! What a backup removes is in the deletion log, written beside the running server.

use std::fs;

use plausch_core::merkle::Hash;
use plausch_core::retention::chained;

use crate::desk;
use crate::drill::path;
use crate::site::Site;
use crate::support::{Engine, TestDatabase};

#[test]
fn r_ret_01_what_a_backup_removes_is_in_the_deletion_log_on_sqlite() {
    removed_and_noted(Engine::Sqlite);
}

#[test]
fn r_ret_01_what_a_backup_removes_is_in_the_deletion_log_on_postgres() {
    removed_and_noted(Engine::Postgres);
}

fn removed_and_noted(engine: Engine) {
    let database = TestDatabase::new(engine);
    let site = Site::new(&database);
    let backups = tempfile::tempdir().expect("a folder");
    let old = |number: u8, ending: &str| {
        let name = format!("plausch-20200101-00000{number}-000-abababab.{ending}");
        fs::write(backups.path().join(&name), "").expect("written");
        name
    };
    let _server = site.start();
    let log = || desk::signs_in(&site).get(&site, "/admin/sites/blumenladen/retention.csv").1;
    let (keys, data) = ([old(1, "keys"), old(2, "keys")], [old(1, "data")]);
    let told = site.run(&["backup", path(backups.path())]);
    assert!(told.is_fine && told.text.contains(&keys[1]), "{}", told.text);
    let file = log();
    for (kind, names) in [("backup_keys", &keys[..]), ("backup_data", &data[..])] {
        let zero = Hash::of(&[0; 32]).expect("a hash");
        let checksum = names.iter().map(String::as_str).fold(zero, chained);
        let end = format!(",{kind}={},{checksum}", names.len());
        let lines = file.lines().filter(|line| line.contains(",backups,all,"));
        assert_eq!(lines.filter(|line| line.ends_with(&end)).count(), 1, "{end}: {file}");
        assert!(!file.contains(&names[0]), "no names: {file}");
    }
    let told = site.run(&["backup", path(backups.path())]);
    assert!(told.is_fine && !told.text.contains("removed"), "{}", told.text);
    assert_eq!(log(), file, "nothing went, nothing is noted");
}
