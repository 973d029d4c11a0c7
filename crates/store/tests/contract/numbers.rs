//! How often consent was given and taken back.

use plausch_core::Timestamp;
use plausch_core::consent::{Event, EventId, EventKind, Granted, Ui};
use plausch_core::id::{ConsentId, NoticeVersion, Revision, ServiceId, SiteId};
use plausch_core::merkle::Bytes;
use plausch_core::site::{Lang, Site};
use plausch_core::time::DAY;
use plausch_store::{ConsentCount, Store};

use crate::support::TestDatabase;
use crate::{NOW, blumenladen, on_both_engines};

on_both_engines! {
    r_proof_02_grants_and_withdrawals_are_counted_by_service_and_day,
    r_proof_02_a_refusal_is_a_number_of_its_day_and_nothing_else,
    what_is_sealed_is_counted_as_before,
}

fn services(granted: &[(&str, &str)]) -> Granted {
    let service = |(id, state): &(&str, &str)| {
        (ServiceId::parse(id).expect("a service"), Revision::of(state))
    };
    granted.iter().map(service).collect()
}

/// Somebody's next event.
async fn event(
    store: &Store,
    (site, record, number): (&str, u8, i64),
    kind: EventKind,
    granted: &[(&str, &str)],
    at: Timestamp,
) {
    let (site, granted) = (SiteId::parse(site).expect("a site"), services(granted));
    store
        .write(move |tx| {
            let notice = NoticeVersion::of(site.as_str());
            tx.keep_notice(&notice, &site, Lang::De, "Text", NOW)?;
            let record = ConsentId::parse(&format!("{record:A<22}")).expect("a record");
            let new = Event {
                id: EventId { record, number },
                site: site.clone(),
                kind,
                granted: granted.clone(),
                since: plausch_core::consent::Since::new(),
                notice,
                lang: Lang::De,
                ui: Ui::Menu,
                at,
            };
            tx.append_consent(&new, Bytes([7; 16]))
        })
        .await
        .expect("stored");
}

async fn r_proof_02_grants_and_withdrawals_are_counted_by_service_and_day(database: &TestDatabase) {
    use EventKind::{Granted, Withdrawn};
    let store = database.open();
    let other = Site { id: SiteId::parse("tulpen").expect("a site"), ..blumenladen() };
    store
        .write(move |tx| {
            tx.insert_site(&blumenladen(), NOW)?;
            tx.insert_site(&other, NOW)
        })
        .await
        .expect("stored");
    let (today, tomorrow) = (NOW, NOW.plus(DAY));
    let here = |record, number| ("blumenladen", record, number);
    // Two agree to the same; the first takes one of it back the next day, then everything.
    event(&store, here(1, 1), Granted, &[("map", "a"), ("video", "a")], today).await;
    event(&store, here(2, 1), Granted, &[("map", "a"), ("video", "a")], today).await;
    event(&store, here(1, 2), Granted, &[("map", "a")], tomorrow).await;
    event(&store, here(1, 3), Withdrawn, &[("map", "a")], tomorrow).await;
    // The second agrees to the map in its new state: the video stays as it was.
    event(&store, here(2, 2), Granted, &[("map", "b"), ("video", "a")], tomorrow).await;
    // Another site, and another time.
    event(&store, ("tulpen", 3, 1), Granted, &[("map", "a")], today).await;
    event(&store, here(4, 1), Granted, &[("map", "a")], NOW.plus(-DAY)).await;
    let site = blumenladen().id;
    let counts =
        store.read(move |tx| tx.consent_counts(&site, NOW, NOW.plus(2 * DAY))).await.expect("read");
    let count = |granted, withdrawn| ConsentCount { granted, withdrawn };
    let day = NOW.millis() / DAY;
    let of = |service: &str| counts[&ServiceId::parse(service).expect("a service")].clone();
    assert_eq!(of("map"), [(day, count(2, 0)), (day + 1, count(1, 1))].into());
    assert_eq!(of("video"), [(day, count(2, 0)), (day + 1, count(0, 1))].into());
    assert_eq!(counts.len(), 2);
}

async fn r_proof_02_a_refusal_is_a_number_of_its_day_and_nothing_else(database: &TestDatabase) {
    let store = database.open();
    let other = Site { id: SiteId::parse("tulpen").expect("a site"), ..blumenladen() };
    let (here, there) = (blumenladen().id, other.id.clone());
    let (mine, theirs) = (here.clone(), there.clone());
    store
        .write(move |tx| {
            tx.insert_site(&blumenladen(), NOW)?;
            tx.insert_site(&other, NOW)?;
            for day in [100, 100, 101, 103] {
                tx.count_refusal(&mine, day)?;
            }
            tx.count_refusal(&theirs, 101)
        })
        .await
        .expect("stored");
    let counted = async |site: &SiteId| {
        let site = site.clone();
        store.read(move |tx| tx.refusal_counts(&site, 100, 102)).await.expect("read")
    };
    assert_eq!(counted(&here).await, [(100, 2), (101, 1)].into());
    assert_eq!(counted(&there).await, [(101, 1)].into());
    store.write(|tx| tx.delete_refusal_counts(101)).await.expect("deleted");
    assert_eq!(counted(&here).await, [(101, 1)].into(), "of every site, before the day");
}

async fn what_is_sealed_is_counted_as_before(database: &TestDatabase) {
    let store = database.open();
    store.write(move |tx| tx.insert_site(&blumenladen(), NOW)).await.expect("stored");
    let of = |record| ("blumenladen", record, 1);
    let long_ago = NOW.plus(-30 * DAY);
    event(&store, of(1), EventKind::Granted, &[("map", "a")], long_ago).await;
    store.write(move |tx| tx.seal_consents(10, long_ago)).await.expect("sealed");
    event(&store, of(2), EventKind::Granted, &[("map", "a")], NOW).await;
    store.write(move |tx| tx.seal_consents(10, NOW.plus(1_000))).await.expect("sealed");
    event(&store, of(3), EventKind::Granted, &[("map", "a")], NOW).await;
    let site = blumenladen().id;
    let counts = |from: Timestamp| {
        let (store, site) = (store.clone(), site.clone());
        async move {
            let counts = store.read(move |tx| tx.consent_counts(&site, from, NOW.plus(DAY))).await;
            counts
                .expect("read")
                .values()
                .flat_map(|days| days.values())
                .map(|one| one.granted)
                .sum::<i64>()
        }
    };
    assert_eq!(counts(NOW).await, 2, "sealed or not");
    assert_eq!(counts(long_ago).await, 3);
}
