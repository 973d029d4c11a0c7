//! Who may know whom (ARCHITECTURE.md). Cargo keeps the crates apart; this keeps the folders apart.

use std::fs;
use std::path::{Path, PathBuf};

/// In the files below a folder, none of these words may stand.
fn no_word_stands_in(folder: &str, words: &[&str]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let files = rust_files(&folder);
    assert!(!files.is_empty(), "need files in {} for this to mean anything", folder.display());
    for file in files {
        let source = fs::read_to_string(&file).expect("a readable file");
        for (number, line) in (1..).zip(source.lines()) {
            let code = line.split("//").next().unwrap_or_default();
            for word in words {
                assert!(!code.contains(word), "{}:{number} knows «{word}»", file.display());
            }
        }
    }
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let paths = entries.map(|entry| entry.expect("a readable entry").path());
    paths
        .flat_map(|path| if path.is_dir() { rust_files(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect()
}

#[test]
fn http_and_jobs_ask_the_application_and_never_the_database() {
    for folder in ["src/http", "src/jobs"] {
        no_word_stands_in(folder, &["plausch_store", ".store", "Tx<"]);
    }
}

#[test]
fn the_application_does_not_know_http() {
    no_word_stands_in("src/app", &["axum", "hyper", "crate::http"]);
}

#[test]
fn live_delivery_opens_no_transaction() {
    no_word_stands_in("src/live", &["plausch_store", "Tx<"]);
}

#[test]
fn the_rules_wait_for_nothing_and_ask_no_clock() {
    no_word_stands_in("../core/src", &["async ", ".await", "SystemTime", "Instant", "rand::"]);
}

#[test]
fn sql_stands_in_the_store_only() {
    for folder in ["src", "../core/src"] {
        no_word_stands_in(
            folder,
            &["select ", "insert into", "delete from", "update conversation"],
        );
    }
}
