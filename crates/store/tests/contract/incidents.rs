//! The register of breaches: versions, counts that are those of the data, and what its time has run
//! out for.

use plausch_core::consent::EventKind;
use plausch_core::id::{EntryId, IncidentId, NoticeVersion, SiteId};
use plausch_core::incident::{Counts, Data, Report, Risk, Scope};
use plausch_core::seal::Key;
use plausch_core::site::Lang;
use plausch_core::time::{DAY, HOUR};
use plausch_core::{Personal, Timestamp};
use plausch_store::{Error, Run, Store, rotation};

use crate::people::ada;
use crate::sealing::event;
use crate::support::TestDatabase;
use crate::{NOW, blumenladen, on_both_engines, vera_writes};

on_both_engines! {
    r_sec_04_versions_are_only_added_and_two_who_write_at_once_do_not_overwrite_each_other,
    r_sec_04_the_hours_that_count_are_those_of_what_is_open,
    r_sec_04_counts_are_those_of_the_data,
    r_sec_04_those_concerned_are_told_by_what_they_left,
    r_sec_04_settled_breaches_go_when_their_time_has_run_out_and_open_ones_stay,
    r_sec_01_what_is_known_of_a_breach_is_sealed_and_survives_another_master_key,
}

fn incident(number: u8) -> IncidentId {
    IncidentId::new(NOW.plus(i64::from(number)), [number; 10])
}

fn report(title: &str) -> Report {
    Report { title: title.into(), what: "Canary".into(), ..Report::new(NOW) }
}

/// Ada writes down a version.
async fn writes(
    store: &Store,
    id: &IncidentId,
    number: i64,
    report: &Report,
    at: Timestamp,
) -> Result<(), Error> {
    let (id, report) = (id.clone(), report.clone());
    store
        .write(move |tx| {
            let by = tx.agents()?.into_iter().next().ok_or(Error::Conflict)?.id;
            let nonce = [u8::try_from(number).unwrap_or(0); 12];
            tx.write_incident(&id, number, &report, (&by, nonce), at)
        })
        .await
}

async fn r_sec_04_versions_are_only_added_and_two_who_write_at_once_do_not_overwrite_each_other(
    database: &TestDatabase,
) {
    let store = database.open();
    let ada = ada(&store).await;
    let (first, second) = (incident(1), incident(2));
    writes(&store, &first, 1, &report("Laptop"), NOW).await.expect("written");
    let earlier = Report { noticed_at: NOW.plus(-DAY), ..report("Brief") };
    writes(&store, &second, 1, &earlier, NOW).await.expect("written");
    let more = Report { risk: Some(Risk::Risk), ..report("Laptop gestohlen") };
    writes(&store, &first, 2, &more, NOW.plus(5)).await.expect("written");
    for number in [1, 2, 4] {
        let again = writes(&store, &first, number, &report("Überschrieben"), NOW.plus(6)).await;
        assert!(matches!(again, Err(Error::Conflict)), "{number}");
    }
    let nowhere = writes(&store, &incident(9), 2, &report("Nichts"), NOW).await;
    assert!(matches!(nowhere, Err(Error::Conflict)));
    let of = first.clone();
    let versions = store.read(move |tx| tx.incident_versions(&of)).await.expect("read");
    let told: Vec<_> =
        versions.into_iter().map(|one| (one.number, one.at, one.by, one.report)).collect();
    assert_eq!(
        told,
        [(2, NOW.plus(5), ada.clone(), Some(more.clone())), (1, NOW, ada, Some(report("Laptop"))),]
    );
    let all = store.read(|tx| tx.incidents()).await.expect("read");
    let all: Vec<_> = all.into_iter().map(|one| (one.incident, one.number, one.report)).collect();
    assert_eq!(all, [(first, 2, Some(more)), (second, 1, Some(earlier))]);
}

async fn r_sec_04_the_hours_that_count_are_those_of_what_is_open(database: &TestDatabase) {
    let store = database.open();
    ada(&store).await;
    let open = async || store.read(|tx| tx.open_incidents()).await.expect("read");
    writes(&store, &incident(1), 1, &report("Laptop"), NOW).await.expect("written");
    assert_eq!(open().await, [Some(NOW.plus(72 * HOUR))]);
    let mut told = Report { risk: Some(Risk::High), ..report("Laptop") };
    told.authority.at = Some(NOW.plus(HOUR));
    writes(&store, &incident(1), 2, &told, NOW).await.expect("written");
    assert_eq!(open().await, [None], "the people are still to be told");
    told.persons.at = Some(NOW.plus(HOUR));
    writes(&store, &incident(1), 3, &told, NOW).await.expect("written");
    assert!(open().await.is_empty());
}

/// Vera with her name on the Blumenladen, Nora without one there, somebody at the Kaufhaus; a record of
/// consent with two events, and one from long ago.
async fn seed(store: &Store) {
    ada(store).await;
    vera_writes(store, 1, "Tulpen").await;
    vera_writes(store, 2, "Rosen").await;
    store
        .write(|tx| {
            let kaufhaus = SiteId::parse("kaufhaus").expect("a site");
            tx.insert_site(&plausch_core::site::Site { id: kaufhaus, ..blumenladen() }, NOW)?;
            let notice = NoticeVersion::of("Einwilligung");
            tx.keep_notice(&notice, &blumenladen().id, Lang::De, "Einwilligung", NOW)?;
            for (record, number, at) in
                [("A", 1, NOW), ("A", 2, NOW.plus(1)), ("B", 1, NOW.plus(-DAY))]
            {
                let record = plausch_core::id::ConsentId::parse(&format!("{record:A<22}"));
                let mut new = event(record.expect("a record"), number, &notice, at);
                new.kind = EventKind::Granted;
                tx.append_consent(&new, plausch_core::merkle::Bytes([1; 16]))?;
            }
            Ok::<_, Error>(())
        })
        .await
        .expect("stored");
}

fn scope(sites: &[&str], from: Timestamp, to: Timestamp) -> Scope {
    let site = |name: &&str| SiteId::parse(name).expect("a site");
    Scope { sites: sites.iter().map(site).collect(), from, to, data: Data::ALL.into() }
}

async fn counted(store: &Store, scope: &Scope) -> Counts {
    let scope = scope.clone();
    store.read(move |tx| tx.count_concerned(&scope, NOW)).await.expect("counted")
}

async fn r_sec_04_counts_are_those_of_the_data(database: &TestDatabase) {
    let store = database.open();
    seed(&store).await;
    let id = crate::conversation_id(2);
    // Nora gave no name.
    let sql = format!("update conversation set visitor_name = null where id = '{id}'");
    store.write(move |tx| tx.inspect(&sql)).await.expect("emptied");
    let hour = NOW.millis() / HOUR;
    let all = Counts { hour, conversations: 2, persons: 1, messages: 2, consents: 1, accounts: 1 };
    let (from, to) = (NOW.plus(-HOUR), NOW.plus(HOUR));
    assert_eq!(counted(&store, &scope(&[], from, to)).await, all);
    assert_eq!(counted(&store, &scope(&["blumenladen", "kaufhaus"], from, to)).await, all);
    let nothing = Counts { hour, accounts: 1, ..Counts::default() };
    assert_eq!(counted(&store, &scope(&["kaufhaus"], from, to)).await, nothing);
    let after = scope(&[], to, to.plus(HOUR));
    assert_eq!(counted(&store, &after).await, nothing, "another time");
    let earlier = Counts { hour, consents: 2, ..all };
    assert_eq!(counted(&store, &scope(&[], NOW.plus(-2 * DAY), to)).await, earlier.clone());
    let only = Scope { data: [Data::Consents].into(), ..scope(&[], NOW.plus(-2 * DAY), to) };
    assert_eq!(counted(&store, &only).await, Counts { hour, consents: 2, ..Counts::default() });
    let contact = Scope { data: [Data::Contact].into(), ..only };
    let persons = Counts { hour, conversations: 2, persons: 1, ..Counts::default() };
    assert_eq!(counted(&store, &contact).await, persons, "no messages, no consents");
}

async fn r_sec_04_those_concerned_are_told_by_what_they_left(database: &TestDatabase) {
    let store = database.open();
    let vera = vera_writes(&store, 1, "Tulpen").await;
    let nora = vera_writes(&store, 2, "Rosen").await;
    let sql = format!("update conversation set visitor_name = null where id = '{nora}'");
    store.write(move |tx| tx.inspect(&sql)).await.expect("emptied");
    let whom = scope(&[], NOW.plus(-HOUR), NOW.plus(HOUR));
    let of = whom.clone();
    let found = store.read(move |tx| tx.concerned(&of)).await.expect("read");
    let [one] = &found[..] else { panic!("only who left a name: {found:?}") };
    assert_eq!((&one.conversation, one.is_readable), (&vera, true));
    assert_eq!(one.name, Some(Personal::new("Vera Canary".into())));
    let sql = format!("delete from conversation_key where conversation_id = '{vera}'");
    store.write(move |tx| tx.inspect(&sql)).await.expect("gone");
    let found = store.read(move |tx| tx.concerned(&whom)).await.expect("read");
    assert_eq!((found[0].is_readable, &found[0].name), (false, &None), "told, not passed over");
}

async fn r_sec_04_settled_breaches_go_when_their_time_has_run_out_and_open_ones_stay(
    database: &TestDatabase,
) {
    let store = database.open();
    ada(&store).await;
    let settled =
        Report { risk: Some(Risk::None), risk_reason: "Verschlüsselt".into(), ..report("Laptop") };
    for (number, report) in [(1, &settled), (2, &report("Brief")), (3, &settled)] {
        let at = if number == 3 { NOW } else { NOW.plus(-DAY) };
        writes(&store, &incident(number), 1, report, at).await.expect("written");
    }
    let run = Run {
        entry: EntryId::new(NOW, [1; 10]),
        site: None,
        rule: "incidents",
        cutoff: NOW.plus(-1),
        at: NOW,
    };
    let cutoff = run.cutoff;
    let ahead = store.read(move |tx| tx.preview_of_incidents(cutoff)).await.expect("read");
    assert_eq!(ahead.count, 1);
    let is_more = store.write(move |tx| tx.delete_incidents(&run, 10)).await.expect("deleted");
    assert!(!is_more);
    let left = store.read(|tx| tx.incidents()).await.expect("read");
    let mut left: Vec<_> = left.into_iter().map(|one| one.incident).collect();
    left.sort();
    assert_eq!(left, [incident(2), incident(3)]);
}

async fn r_sec_01_what_is_known_of_a_breach_is_sealed_and_survives_another_master_key(
    database: &TestDatabase,
) {
    let store = database.open();
    ada(&store).await;
    for number in 1..=3 {
        writes(&store, &incident(1), number, &report("Laptop"), NOW).await.expect("written");
    }
    let rows = store.read(|tx| tx.inspect("select content from incident_version")).await;
    for row in rows.expect("read") {
        let content = row.bytes(0).expect("bytes");
        assert!(!content.windows(6).any(|window| window == b"Canary"));
    }
    let (old, new) = (Key::new([7; 32]), Key::new([8; 32]));
    database.keys.replace(&new, std::slice::from_ref(&old));
    let left = || rotation::waiting(&database.database, &database.keys).expect("counted");
    assert_eq!(left(), 4, "three versions and Ada");
    let agents = store.write(|tx| tx.reseal_agents(&[[[3; 12], [4; 12]]])).await.expect("sealed");
    assert!(!agents);
    let is_more = store.write(|tx| tx.reseal_incidents(&[[5; 12], [6; 12]])).await.expect("sealed");
    assert!(is_more && left() == 1);
    assert!(!store.write(|tx| tx.reseal_incidents(&[[9; 12]])).await.expect("sealed"));
    database.keys.replace(&new, &[]);
    let versions = store.read(|tx| tx.incident_versions(&incident(1))).await.expect("read");
    assert!(versions.iter().all(|one| one.report == Some(report("Laptop"))));
}
