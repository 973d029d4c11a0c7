//! The layers, their errors, and whether docs/configuration.md tells the truth.

use std::collections::BTreeMap;
use std::path::Path;

use super::layers::keys;
use super::{Config, Database, Flags};

struct Written {
    _folder: tempfile::TempDir,
    flags: Flags,
}

fn file(text: &str) -> Written {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plausch.toml");
    std::fs::write(&path, text).unwrap();
    Written { flags: Flags { config: Some(path), ..Flags::default() }, _folder: folder }
}

fn read(text: &str, environment: &[(&str, &str)]) -> Result<Config, String> {
    read_with(&file(text).flags, environment)
}

fn read_with(flags: &Flags, environment: &[(&str, &str)]) -> Result<Config, String> {
    let environment = environment.iter().map(|(name, value)| ((*name).into(), (*value).into()));
    Config::read_from(flags, environment).map_err(|error| error.to_string())
}

/// The one line that is told, with the folder of the test taken out.
fn complaint(text: &str, environment: &[(&str, &str)]) -> String {
    let error = read(text, environment).unwrap_err();
    assert_eq!(error.lines().count(), 1, "{error}");
    match error.split_once("/plausch.toml: ") {
        Some((_, rest)) => format!("plausch.toml: {rest}"),
        None => error,
    }
}

#[test]
fn without_anything_the_defaults_hold() {
    let config = read("", &[]).unwrap();
    assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.public_url().as_str(), "http://127.0.0.1:8080");
    assert!(!config.public_url().is_https());
    assert_eq!(config.database, Database::Sqlite);
    assert!(config.master_keys.is_none());
    assert_eq!(config.master_key_file(), Path::new("./plausch-data/master.key"));
}

#[test]
fn flags_beat_the_environment_which_beats_the_file_which_beats_the_defaults() {
    let mut written = file("listen = '[::1]:1'\nlog = 'warn'\ndata = '/file'\n");
    written.flags.listen = Some("[::1]:3".to_owned());
    let config =
        read_with(&written.flags, &[("PLAUSCH_LISTEN", "[::1]:2"), ("PLAUSCH_LOG", "debug")])
            .unwrap();
    assert_eq!(config.listen.port(), 3);
    assert_eq!(config.log, "debug");
    assert_eq!(config.data, Path::new("/file"));
}

#[test]
fn the_environment_speaks_in_words_numbers_and_lists() {
    let config = read(
        "[limits]\nmessages_at_once = 5",
        &[
            ("PLAUSCH_LIMITS_STREAMS_PER_CONVERSATION", "3"),
            ("PLAUSCH_TRUSTED_PROXIES", "10.0.0.0/8, ::1/128"),
            ("PLAUSCH_PUBLIC_URL", "https://chat.example/"),
            ("PLAUSCH_DATA", "1"),
            ("PLAUSCH_HEARTBEAT_SECONDS", "5"),
            ("HOME", "/root"),
            ("PLAUSCH_PORT_8080_TCP_ADDR", "10.0.0.7"),
        ],
    )
    .unwrap();
    assert_eq!(config.limits.streams_per_conversation.get(), 3);
    assert_eq!(config.limits.messages_at_once.get(), 5, "the rest of the section stays");
    assert_eq!(config.trusted_proxies.len(), 2);
    assert_eq!(config.public_url().as_str(), "https://chat.example");
    assert!(config.public_url().is_https());
    assert_eq!(config.data, Path::new("1"), "a folder may have a number for a name");
    assert_eq!(config.heartbeat_seconds.duration().as_secs(), 5);
}

#[test]
fn every_complaint_names_the_key_and_where_it_stands() {
    for (text, environment, wanted) in [
        ("lisen = 'x'", vec![], "plausch.toml: unknown key `lisen` (known here: listen, "),
        ("[limits]\nconections = 1", vec![], "plausch.toml: unknown key `limits.conections` ("),
        ("listen = 'here'", vec![], "plausch.toml: `listen`: invalid socket address"),
        ("[limits]\nconnections = 0", vec![], "plausch.toml: `limits.connections`: invalid value"),
        ("listen = [", vec![], "plausch.toml: line 1: "),
        ("log = 'info'\ndata = nothing", vec![], "plausch.toml: line 2: "),
        ("log = '=,=='", vec![], "plausch.toml: `log`: invalid filter directive"),
        ("heartbeat_seconds = 60", vec![], "plausch.toml: `heartbeat_seconds`: must be from 1"),
        ("public_url = 'https://x.example/chat'", vec![], "plausch.toml: `public_url`: must be an"),
        ("trusted_proxies = ['10.0.0.1/99']", vec![], "plausch.toml: `trusted_proxies.0`: "),
        (
            "",
            vec![("PLAUSCH_LIMITS_CONNECTIONS", "many")],
            "PLAUSCH_LIMITS_CONNECTIONS: `limits.connections`: invalid type: found string \"many\"",
        ),
        ("", vec![("PLAUSCH_LISEN", "x")], "environment: unknown variable PLAUSCH_LISEN ("),
        ("", vec![("PLAUSCH_MASTER_KEY", "secret")], "environment: `PLAUSCH_MASTER_KEY`: must be"),
    ] {
        let error = complaint(text, &environment);
        assert!(error.starts_with(wanted), "{error}\n  wanted: {wanted}");
        assert!(!error.contains("secret"), "{error}");
    }
}

#[test]
fn a_named_file_must_be_there() {
    let flags = Flags { config: Some("/nowhere/plausch.toml".into()), ..Flags::default() };
    let error = read_with(&flags, &[]).unwrap_err();
    assert!(error.starts_with("/nowhere/plausch.toml: cannot be read: "), "{error}");
    let error = read_with(&Flags::default(), &[("PLAUSCH_CONFIG", "/nowhere/x")]).unwrap_err();
    assert!(error.starts_with("/nowhere/x: cannot be read: "), "{error}");
}

#[test]
fn passwords_and_keys_never_print() {
    let url = "postgres://plausch:geheim@db.example:5433/chat?password=geheim";
    let key = "Z2VoZWltZ2VoZWltZ2VoZWltZ2VoZWltZ2VoZWltMTI";
    let config = read(&format!("database = '{url}'"), &[("PLAUSCH_MASTER_KEY", key)]).unwrap();
    assert!(config.master_keys.is_some());
    let Database::Postgres(address) = &config.database else { panic!("is PostgreSQL") };
    assert_eq!(address.reveal(), url);
    for printed in [
        format!("{config:?}"),
        format!("{address:?}"),
        config.database.to_string(),
        serde_json::to_string(&config).unwrap(),
    ] {
        assert!(!printed.contains("geheim") && !printed.contains("Z2Vo"), "{printed}");
    }
    assert_eq!(config.database.to_string(), "postgres://db.example:5433/chat");
    for wrong in [
        "database = 'mysql://u:geheim@h'",
        "database = 'postgres://u:geheim@h",
        "database = ['geheim']",
    ] {
        let error = complaint(wrong, &[]);
        assert!(!error.contains("geheim"), "{error}");
    }
}

/// docs/configuration.md: `| key | default | meaning |` for every key of the types, and no other.
#[test]
fn the_documentation_lists_every_key_with_its_default() {
    let text = include_str!("../../../../docs/configuration.md");
    let documented: BTreeMap<&str, &str> = text
        .lines()
        .filter_map(|line| {
            let mut cells = line.strip_prefix("| `")?.split('|').map(str::trim);
            let key = cells.next()?.strip_suffix('`')?;
            let default = cells.next()?;
            let meaning = cells.next()?;
            assert!(meaning.len() > 20, "{key} needs a meaning");
            (!key.starts_with("PLAUSCH_")).then_some((key, default))
        })
        .collect();
    let known: BTreeMap<String, String> = keys()
        .into_iter()
        .map(|key| {
            let default = match &key.default {
                serde_json::Value::Null => "`http://{listen}`".to_owned(),
                serde_json::Value::String(text) => format!("`{text}`"),
                serde_json::Value::Array(items) if items.is_empty() => "none".to_owned(),
                other => format!("`{other}`"),
            };
            (key.name, default)
        })
        .collect();
    let known: BTreeMap<&str, &str> =
        known.iter().map(|(key, default)| (key.as_str(), default.as_str())).collect();
    assert_eq!(documented, known);
}
