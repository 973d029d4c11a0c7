//! `plausch verify`: what it says, and with which exit code, beside a program that has the database
//! open.

#[path = "../../store/tests/support/mod.rs"]
mod support;

use std::process::Command;

use plausch_core::Timestamp;
use plausch_core::consent::{Event, EventId, EventKind, Ui};
use plausch_core::id::{ConsentId, EntryId, NoticeVersion, Revision, ServiceId, SiteId};
use plausch_core::merkle::Bytes;
use plausch_core::site::Lang;
use plausch_store::{Error, Run, Store, Tx};
use serde_json::Value;
use support::{Engine, TestDatabase};

const NOW: Timestamp = Timestamp::from_millis(1_780_000_000_000);

/// What the command answers.
struct Said {
    code: i32,
    text: String,
}

fn verify(database: &TestDatabase, arguments: &[&str]) -> Said {
    let address = match &database.database {
        plausch_store::Database::Sqlite(_) => "sqlite".to_owned(),
        plausch_store::Database::Postgres(address) => address.clone(),
    };
    let folder = database.folder.path().display().to_string();
    let ran = Command::new(env!("CARGO_BIN_EXE_plausch"))
        .args(["verify", "--data", &folder])
        .args(arguments)
        .env("PLAUSCH_DATABASE", address)
        .output()
        .expect("it runs");
    let text = [ran.stdout, ran.stderr].map(|bytes| String::from_utf8(bytes).expect("text"));
    Said { code: ran.status.code().expect("it ends by itself"), text: text.concat() }
}

fn json(database: &TestDatabase, arguments: &[&str]) -> Value {
    let said = verify(database, &[&["--json"], arguments].concat());
    serde_json::from_str(&said.text).unwrap_or_else(|_| panic!("no JSON: {}", said.text))
}

async fn change(store: &Store, sql: &'static str) {
    store.write(move |tx| tx.inspect(sql)).await.expect("changed");
}

/// Vera agrees, changes her choice twice, and each time it is sealed.
async fn agree(store: &Store) {
    let site = SiteId::parse("blumenladen").expect("a site");
    let notice = NoticeVersion::of("text");
    let deed = move |tx: &mut Tx<'_>| -> Result<(), Error> {
        tx.inspect(
            "insert into site (id, settings, created_at, updated_at) \
             values ('blumenladen', '{}', 0, 0)",
        )?;
        tx.keep_notice(&notice, &site, Lang::De, "text", NOW)?;
        for number in 1..=3 {
            let event = Event {
                id: EventId {
                    record: ConsentId::parse("AAAAAAAAAAAAAAAAAAAAAA").expect("a record"),
                    number,
                },
                site: site.clone(),
                kind: EventKind::Granted,
                granted: [(ServiceId::chat(), Revision::of(&number.to_string()))].into(),
                since: plausch_core::consent::Since::new(),
                notice: notice.clone(),
                lang: Lang::De,
                ui: Ui::Dialog,
                at: NOW,
            };
            tx.append_consent(&event, Bytes([7; 16]))?;
            tx.seal_consents(9, NOW)?;
        }
        Ok(())
    };
    store.write(deed).await.expect("stored");
}

#[tokio::test]
async fn r_proof_04_verify_says_what_it_knows_and_what_it_cannot_know() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let database = TestDatabase::new(engine);
        let missing = verify(&database, &[]);
        assert_eq!(missing.code, 1, "{}", missing.text);
        assert!(missing.text.starts_with("plausch: cannot open the database"), "{}", missing.text);

        let store = database.open();
        assert!(verify(&database, &[]).text.contains("holds nothing yet"));
        agree(&store).await;
        let outcome = json(&database, &[]);
        assert_eq!((&outcome["verdict"], &outcome["kept"]), (&"consistent".into(), &3.into()));
        let head = outcome["head"].as_str().expect("a head").to_owned();
        let said = verify(&database, &[]);
        assert_eq!(said.code, 0, "{}", said.text);
        assert!(said.text.contains("consistent in itself") && said.text.contains(&head));
        assert!(said.text.contains("can't be seen without a head"), "{}", said.text);

        let said = verify(&database, &["--head", &head]);
        assert!(said.text.contains("unchanged since 2026-05-28T20:26:40Z"), "{}", said.text);
        assert_eq!(said.code, 0);

        change(&store, "delete from consent_event where position = 2").await;
        change(&store, "delete from consent_block where number = 3").await;
        let said = verify(&database, &[]);
        assert_eq!(said.code, 0, "a cut end can't be seen: {}", said.text);
        let said = verify(&database, &["--head", &head]);
        assert_eq!(said.code, 4, "{}", said.text);
        assert!(said.text.contains("is NOT in it"), "{}", said.text);

        change(&store, "update consent_event set ui = 'banner' where position = 1").await;
        let said = verify(&database, &["--head", &head]);
        assert_eq!(said.code, 3, "{}", said.text);
        assert!(said.text.contains("the event at position 1 does not fit its leaf"));
        let outcome = json(&database, &[]);
        assert_eq!(outcome["findings"][0]["what"], "event_changed", "{outcome}");
    }
}

#[tokio::test]
async fn r_sec_02_verify_finds_what_was_changed_in_the_audit() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let database = TestDatabase::new(engine);
        let store = database.open();
        assert!(verify(&database, &[]).text.contains("The audit holds nothing yet"));
        for number in 1..=3 {
            let deed = move |tx: &mut Tx<'_>| {
                let entry = EntryId::new(NOW, [number; 10]);
                tx.note_audit(&entry, None, "changed a site", "blumenladen", NOW)
            };
            store.write(deed).await.expect("noted");
        }
        let said = verify(&database, &[]);
        assert_eq!(said.code, 0, "{}", said.text);
        assert!(said.text.contains("3 entries are kept and fit"), "{}", said.text);
        let head = json(&database, &[])["audit"]["head"].as_str().expect("a hash").to_owned();
        assert!(said.text.contains(&format!("Its end: {head}")), "{}", said.text);

        let said = verify(&database, &["--head", &head]);
        assert_eq!(said.code, 0, "{}", said.text);
        assert!(said.text.contains("is its entry 3"), "{}", said.text);
        // Its end is cut off: only a head that was kept tells.
        change(&store, "create table kept as select * from audit_entry").await;
        change(&store, "delete from audit_entry where number = 3").await;
        let end = "update audit_head set (number, hash) = \
             (select number, hash from audit_entry order by number desc limit 1)";
        change(&store, end).await;
        assert_eq!(verify(&database, &[]).code, 0);
        assert_eq!(verify(&database, &["--head", &head]).code, 4);
        change(&store, "insert into audit_entry select * from kept where number = 3").await;
        change(&store, end).await;
        change(&store, "drop table kept").await;
        // The rule takes the first; somebody with the database one more.
        let run = Run {
            entry: EntryId::new(NOW, [9; 10]),
            site: None,
            rule: "audit",
            cutoff: NOW.plus(1),
            at: NOW.plus(1),
        };
        let deed = move |tx: &mut Tx<'_>| tx.delete_audit(&run, &EntryId::new(NOW, [8; 10]), 1);
        store.write(deed).await.expect("deleted");
        let said = verify(&database, &[]);
        assert_eq!(said.code, 0, "{}", said.text);
        assert!(said.text.contains("Numbers 1 to 1 had their time"), "{}", said.text);
        change(&store, "update audit_entry set subject = 'kaufhaus' where number = 2").await;
        let said = verify(&database, &[]);
        assert_eq!(said.code, 3, "{}", said.text);
        assert!(said.text.contains("entry 2 does not fit its hash"), "{}", said.text);
        change(&store, "delete from audit_entry where number = 2").await;
        let outcome = json(&database, &[]);
        let missing = &outcome["audit"]["findings"][0];
        assert_eq!((&missing["what"], &missing["from"]), (&"entries_missing".into(), &2.into()));
        assert_eq!((&missing["to"], &outcome["audit"]["gone"]), (&2.into(), &1.into()));
        let said = verify(&database, &[]);
        assert!(said.text.contains("entries 2 to 2 are gone"), "{}", said.text);
    }
}

#[test]
fn a_head_that_is_none_is_refused() {
    let database = TestDatabase::new(Engine::Sqlite);
    let said = verify(&database, &["--head", "abc"]);
    assert_eq!(said.code, 2);
    assert!(said.text.contains("64 hexadecimal digits"), "{}", said.text);
}
