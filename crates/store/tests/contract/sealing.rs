//! The log of consent events: sealed once, in order, without a gap; and whatever is changed in it
//! is found.

use plausch_core::Timestamp;
use plausch_core::consent::{Event, EventId, EventKind, Ui};
use plausch_core::id::{ConsentId, MessageId, NoticeVersion};
use plausch_core::merkle::{Bytes, Hash};
use plausch_core::proof::{Checked, Finding, Verdict};
use plausch_core::site::Lang;
use plausch_store::{Error, Reader, Store, Tx};

use crate::support::TestDatabase;
use crate::{NOW, blumenladen, on_both_engines};

on_both_engines! {
    r_proof_04_events_are_sealed_in_order_without_a_gap,
    r_proof_04_several_programs_seal_every_event_once,
    r_proof_04_whatever_is_changed_in_the_database_is_found,
    r_proof_04_a_cut_end_is_found_by_a_head_only,
    r_proof_01_a_text_that_is_not_what_its_name_says_is_found,
    r_proof_04_what_is_no_event_keeps_nobody_from_being_sealed,
    r_proof_04_events_of_another_time_are_counted,
    r_proof_05_events_go_with_their_salts_and_leave_their_leaves,
    a_reader_opens_only_what_is_there,
}

pub(crate) fn record(number: u8) -> ConsentId {
    ConsentId::parse(MessageId::new([number; 16]).as_str()).expect("a record")
}

pub(crate) fn event(
    record: ConsentId,
    number: i64,
    notice: &NoticeVersion,
    at: Timestamp,
) -> Event {
    Event {
        id: EventId { record, number },
        site: blumenladen().id,
        kind: EventKind::Granted,
        granted: crate::chat(),
        since: plausch_core::consent::Since::new(),
        notice: notice.clone(),
        lang: Lang::De,
        ui: Ui::Dialog,
        at,
    }
}

/// Keeps site and text.
async fn open(database: &TestDatabase) -> Store {
    let store = database.open();
    let deed = |tx: &mut Tx<'_>| -> Result<(), Error> {
        tx.insert_site(&blumenladen(), NOW)?;
        tx.keep_notice(&NoticeVersion::of("text"), &blumenladen().id, Lang::De, "text", NOW)
    };
    store.write(deed).await.expect("stored");
    store
}

/// Vera and others agree, each with a salt of their own.
async fn agree(store: &Store, records: std::ops::Range<u8>, at: Timestamp) {
    let notice = NoticeVersion::of("text");
    for number in records {
        let event = event(record(number), 1, &notice, at.plus(i64::from(number)));
        let begun = store.write(move |tx| tx.begin_consent(&event, Bytes([number; 16]))).await;
        assert!(begun.expect("stored"));
    }
}

async fn seal(store: &Store, limit: i64, now: Timestamp) -> usize {
    store.write(move |tx| tx.seal_consents(limit, now)).await.expect("sealed")
}

async fn check(database: &TestDatabase, head: Option<Hash>) -> Checked {
    let reader = Reader::open(&database.database).expect("it opens");
    reader.check_log(head, NOW).await.expect("checked")
}

async fn r_proof_04_events_are_sealed_in_order_without_a_gap(database: &TestDatabase) {
    let store = open(database).await;
    assert_eq!(seal(&store, 9, NOW).await, 0, "nothing to seal");
    agree(&store, 0..7, NOW).await;
    assert!(store.read(|tx| tx.has_unsealed_consents()).await.expect("read"));
    assert_eq!(seal(&store, 4, NOW.plus(100)).await, 4);
    // One that is late goes behind those that are sealed.
    agree(&store, 7..8, NOW.plus(-50)).await;
    assert_eq!(seal(&store, 100, NOW.plus(200)).await, 4);
    assert!(!store.read(|tx| tx.has_unsealed_consents()).await.expect("read"));
    let mut positions = Vec::new();
    for number in 0..8 {
        let kept = store.read(move |tx| tx.consent_events(&record(number))).await.expect("read");
        let kept = kept.first().expect("there").clone();
        let position = kept.position.expect("sealed");
        positions.push(position);
        let block = store.read(move |tx| tx.block_of(position)).await.expect("read");
        let block = block.expect("a block");
        let proof = block.inclusion(position, kept.salt, &kept.event).expect("it is in there");
        assert!(proof.holds());
    }
    assert_eq!(positions, [0, 1, 2, 3, 5, 6, 7, 4]);
    let checked = check(database, None).await;
    assert_eq!((checked.verdict(), checked.kept, checked.waiting), (Verdict::Consistent, 8, 0));
    let (last, hash) = checked.last.expect("a block");
    assert_eq!((last.number, last.end()), (2, 8));
    let verdict = check(database, Some(hash)).await.verdict();
    assert_eq!(verdict, Verdict::UnchangedSince(NOW.plus(200)));
}

/// Two programs on one database (PostgreSQL), or two doors to one file.
async fn r_proof_04_several_programs_seal_every_event_once(database: &TestDatabase) {
    let (one, two) = (open(database).await, database.open());
    agree(&one, 0..60, NOW).await;
    let sealers: Vec<_> = (0..12)
        .map(|turn| {
            let store = if turn % 2 == 0 { one.clone() } else { two.clone() };
            tokio::spawn(async move { store.write(|tx| tx.seal_consents(10, NOW)).await })
        })
        .collect();
    for sealer in sealers {
        // Who comes in another's way may have to come again, which the job does.
        drop(sealer.await.expect("ran"));
    }
    while seal(&two, 10, NOW).await > 0 {}
    let checked = check(database, None).await;
    assert_eq!((checked.verdict(), checked.kept, checked.waiting), (Verdict::Consistent, 60, 0));
}

/// What somebody does to the database, and what a check says.
const TAMPERED: &[(&str, &[Finding])] = &[
    (
        "update consent_event set granted = '{\"chat\":\"AAAAAAAA\"}' where position = 1",
        &[Finding::EventChanged { position: 1 }],
    ),
    (
        "update consent_event set at = at + 1 where position = 5",
        &[Finding::EventChanged { position: 5 }],
    ),
    (
        "update consent_event set kind = 'withdrawn' where position = 5",
        &[Finding::EventChanged { position: 5 }],
    ),
    (
        "update consent_event set lang = 'xx' where position = 0",
        &[Finding::EventChanged { position: 0 }, Finding::NoticeMissing { events: 1 }],
    ),
    (
        "insert into consent_event (record_id, number, site_id, kind, granted, since, \
         notice_version, lang, ui, at, salt, position) select 'zzzzzzzzzzzzzzzzzzzzzA', number, \
         site_id, kind, granted, since, notice_version, lang, ui, at, salt, position \
         from consent_event where position = 3",
        &[Finding::EventAdded { position: 3 }],
    ),
    ("delete from consent_event where position = 2", &[Finding::EventMissing { position: 2 }]),
    (
        "update consent_event set position = null where position = 2",
        &[Finding::EventMissing { position: 2 }],
    ),
    (
        // The order of two events.
        "update consent_event set position = -1 where position = 3; \
         update consent_event set position = 3 where position = 4; \
         update consent_event set position = 4 where position = -1",
        &[Finding::EventChanged { position: 3 }, Finding::EventChanged { position: 4 }],
    ),
    (
        "update consent_block set leaves = (select other.leaves from consent_block other \
         where other.number = 2) where number = 1",
        &[
            Finding::BlockChanged { number: 1 },
            Finding::EventChanged { position: 0 },
            Finding::EventChanged { position: 1 },
            Finding::EventChanged { position: 2 },
            Finding::EventChanged { position: 3 },
        ],
    ),
    (
        "update consent_block set at = at + 1 where number = 2",
        &[Finding::BlockChanged { number: 2 }],
    ),
    (
        "update consent_block set hash = root where number = 2",
        &[Finding::BlockChanged { number: 2 }],
    ),
    (
        "update consent_block set previous = root where number = 2",
        &[Finding::ChainBroken { number: 2 }, Finding::BlockChanged { number: 2 }],
    ),
    (
        // A second block for the same events, where nobody looks.
        "insert into consent_block (number, first, at, root, previous, hash, leaves) \
         select -1, first, at, root, previous, hash, leaves from consent_block where number = 2",
        &[
            Finding::ChainBroken { number: -1 },
            Finding::BlockChanged { number: -1 },
            Finding::ChainBroken { number: 0 },
        ],
    ),
    ("delete from consent_block where number = 1", &[Finding::BlockMissing { number: 1 }]),
    ("delete from consent_block where number = 2", &[Finding::BlocksCut { events: 4 }]),
];

async fn r_proof_04_whatever_is_changed_in_the_database_is_found(database: &TestDatabase) {
    let store = open(database).await;
    agree(&store, 0..8, NOW).await;
    seal(&store, 4, NOW).await;
    seal(&store, 4, NOW.plus(1)).await;
    let tables = ["consent_event", "consent_block"];
    for table in tables {
        change(&store, format!("create table kept_{table} as select * from {table}")).await;
    }
    for (tamper, findings) in TAMPERED {
        for statement in tamper.split("; ") {
            change(&store, statement.to_owned()).await;
        }
        let checked = check(database, None).await;
        assert_eq!(checked.findings, *findings, "{tamper}");
        assert_eq!(checked.verdict(), Verdict::Broken, "{tamper}");
        for table in tables {
            change(&store, format!("delete from {table}")).await;
            change(&store, format!("insert into {table} select * from kept_{table}")).await;
        }
        assert_eq!(check(database, None).await.verdict(), Verdict::Consistent, "need it whole");
    }
}

async fn r_proof_01_a_text_that_is_not_what_its_name_says_is_found(database: &TestDatabase) {
    let store = open(database).await;
    agree(&store, 0..2, NOW).await;
    seal(&store, 2, NOW).await;
    assert_eq!(check(database, None).await.verdict(), Verdict::Consistent, "need it whole");
    change(&store, "update notice_version set lang = 'en'".to_owned()).await;
    assert_eq!(check(database, None).await.findings, [Finding::NoticeMissing { events: 2 }]);
    change(&store, "update notice_version set lang = 'de'".to_owned()).await;
    let sql = "update notice_version set content = content || ' '";
    change(&store, sql.to_owned()).await;
    let checked = check(database, None).await;
    assert_eq!(checked.verdict(), Verdict::Broken);
    let [Finding::NoticeChanged { version }] = &checked.findings[..] else {
        panic!("{:?}", checked.findings)
    };
    let version = version.clone();
    let told = store.read(move |tx| tx.notice(&version)).await.expect("read");
    assert_eq!(told, None, "nobody is told of it");
}

async fn r_proof_04_what_is_no_event_keeps_nobody_from_being_sealed(database: &TestDatabase) {
    let store = open(database).await;
    agree(&store, 0..3, NOW).await;
    change(&store, "update consent_event set ui = 'hologram' where number = 1 and record_id = (select min(record_id) from consent_event)".to_owned()).await;
    seal(&store, 3, NOW).await;
    let checked = check(database, None).await;
    assert_eq!((checked.kept, checked.found), (2, 1), "{checked:?}");
}

async fn r_proof_04_events_of_another_time_are_counted(database: &TestDatabase) {
    let store = open(database).await;
    agree(&store, 0..2, NOW).await;
    seal(&store, 2, NOW).await;
    agree(&store, 2..4, NOW.plus(-400 * 86_400_000)).await;
    seal(&store, 2, NOW.plus(1_000)).await;
    let checked = check(database, None).await;
    assert_eq!((checked.verdict(), checked.misdated), (Verdict::Consistent, 2));
}

async fn change(store: &Store, sql: String) {
    store.write(move |tx| tx.inspect(&sql)).await.expect("changed");
}

async fn r_proof_04_a_cut_end_is_found_by_a_head_only(database: &TestDatabase) {
    let store = open(database).await;
    agree(&store, 0..8, NOW).await;
    seal(&store, 4, NOW).await;
    let earlier = check(database, None).await.last.expect("a block").1;
    seal(&store, 4, NOW.plus(1)).await;
    let head = check(database, None).await.last.expect("a block").1;
    change(&store, "delete from consent_block where number = 2".into()).await;
    change(&store, "delete from consent_event where position > 3".into()).await;
    assert_eq!(check(database, None).await.verdict(), Verdict::Consistent);
    assert_eq!(check(database, Some(head)).await.verdict(), Verdict::HeadUnknown);
    assert_eq!(check(database, Some(earlier)).await.verdict(), Verdict::UnchangedSince(NOW));
}

async fn r_proof_05_events_go_with_their_salts_and_leave_their_leaves(database: &TestDatabase) {
    let store = open(database).await;
    agree(&store, 0..8, NOW).await;
    seal(&store, 4, NOW).await;
    seal(&store, 4, NOW.plus(100)).await;
    let end = store.read(|tx| tx.sealed_before(NOW.plus(100))).await.expect("read");
    assert_eq!(end, 4, "those of the block that is old enough");
    let deleted = store
        .write(move |tx| tx.delete_consent_proof(&crate::retention::proof_run(), end, 100))
        .await;
    assert_eq!(deleted.expect("deleted"), 4);
    assert!(!store.read(move |tx| tx.has_consent_proof(end)).await.expect("read"));
    assert!(store.is_scrub_due());
    let reader = Reader::open(&database.database).expect("it opens");
    let later = reader.check_log(None, NOW.plus(50)).await.expect("checked");
    assert_eq!((later.verdict(), later.kept, later.gone), (Verdict::Consistent, 4, 4));
    assert_eq!(check(database, None).await.found, 4, "before their time they would be missed");
}

async fn a_reader_opens_only_what_is_there(database: &TestDatabase) {
    assert!(Reader::open(&database.database).map(drop).is_err(), "there is nothing yet");
    let store = open(database).await;
    let reader = Reader::open(&database.database).expect("it opens");
    let written = reader.read(|tx| tx.inspect("delete from site")).await;
    assert!(written.is_err(), "it only reads");
    change(&store, "insert into migration (version) values (99)".into()).await;
    let newer = Reader::open(&database.database).map(drop);
    assert!(matches!(newer, Err(Error::Newer { found: 99, .. })), "{newer:?}");
}
