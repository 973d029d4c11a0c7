//! Checks the texts when the program is built: the same messages in every language, no mistakes in
//! the files, and every text that a template or a handler asks for exists.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use fluent_syntax::ast::Entry;

const SCRIPTS: [&str; 8] = [
    "loader.ftl",
    "chat.ftl",
    "unkept-chat.ftl",
    "banner.ftl",
    "services.ftl",
    "copies.ftl",
    "masking.ftl",
    "changed.ftl",
];

#[expect(clippy::disallowed_methods, reason = "cargo speaks to build scripts by the environment")]
fn env(name: &str) -> std::ffi::OsString {
    std::env::var_os(name).expect("cargo sets it")
}

#[expect(clippy::unnecessary_debug_formatting, reason = "a path as a string literal")]
fn main() {
    for folder in ["catalogue", "locales", "templates", "src"] {
        println!("cargo::rerun-if-changed={folder}");
    }
    let out = PathBuf::from(env("OUT_DIR"));
    let root = PathBuf::from(env("CARGO_MANIFEST_DIR"));
    let mut pages = BTreeSet::new();
    let files = names(&root.join("locales/de"));
    assert_eq!(files, names(&root.join("locales/en")), "every language has the same files");
    for file in &files {
        let [german, english] =
            ["de", "en"].map(|lang| messages(&root.join("locales").join(lang).join(file)));
        assert_eq!(german, english, "{file}: every language has the same messages");
        if !SCRIPTS.contains(&file.as_str()) {
            let known = pages.len() + german.len();
            pages.extend(german);
            assert_eq!(pages.len(), known, "{file}: a message stands in another file too");
        }
    }
    for lang in ["de", "en"] {
        let includes: Vec<_> = files
            .iter()
            .filter(|file| !SCRIPTS.contains(&file.as_str()))
            .map(|file| {
                format!("include_str!({:?}), \"\\n\",", root.join("locales").join(lang).join(file))
            })
            .collect();
        fs::write(
            out.join(format!("pages.{lang}.rs")),
            format!("[{} \"\"].concat()", includes.join(" ")),
        )
        .expect("the build folder takes files");
    }
    for folder in ["templates", "src"] {
        for file in files_below(&root.join(folder)) {
            let source = fs::read_to_string(&file).expect("a readable file");
            for asked in asked_for(&source) {
                assert!(pages.contains(asked), "{}: there is no text «{asked}»", file.display());
            }
        }
    }
}

/// The ids in `say("…")`, `say_with("…", …)` and `say_with_all("…", …)`.
fn asked_for(source: &str) -> impl Iterator<Item = &str> {
    ["say(\"", "say_with(\"", "say_with_all(\""]
        .into_iter()
        .flat_map(move |call| source.split(call).skip(1).filter_map(|rest| rest.split('"').next()))
}

fn messages(file: &Path) -> BTreeSet<String> {
    let source = fs::read_to_string(file).expect("a readable file");
    let parsed = fluent_syntax::parser::parse(source.as_str())
        .unwrap_or_else(|(_, errors)| panic!("{}: {errors:?}", file.display()));
    let mut found = BTreeSet::new();
    for entry in parsed.body {
        if let Entry::Message(message) = entry {
            assert!(message.value.is_some(), "{}: {} has no text", file.display(), message.id.name);
            let is_new = found.insert(message.id.name.to_owned());
            assert!(is_new, "{}: {} stands twice", file.display(), message.id.name);
        }
    }
    found
}

fn names(folder: &Path) -> BTreeSet<String> {
    files_below(folder)
        .iter()
        .filter(|file| file.extension().is_some_and(|extension| extension == "ftl"))
        .filter_map(|file| Some(file.file_name()?.to_str()?.to_owned()))
        .collect()
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else { return found };
    for entry in entries {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            found.extend(files_below(&path));
        } else {
            found.push(path);
        }
    }
    found
}
