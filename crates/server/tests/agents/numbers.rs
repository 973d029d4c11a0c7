//! Consents given and taken back, as an administrator sees them.

use axum::http::StatusCode;
use plausch_core::consent::{Event, EventId, EventKind, Granted, Ui};
use plausch_core::id::{ConsentId, Revision, ServiceId, SiteId};
use plausch_core::merkle::Bytes;
use plausch_core::site::Lang;

use crate::office::Office;

/// Vera agrees to the map and takes it back.
async fn vera_changes_her_mind(office: &Office) {
    let site = SiteId::parse("blumenladen").expect("a site");
    let notice = office.app.directory.notice(&site, Lang::De).expect("a notice").version.clone();
    let map = (ServiceId::parse("map").expect("a service"), Revision::of("state"));
    let (granted, at): (Granted, _) = ([map].into(), office.app.now());
    let events = [(1, EventKind::Granted), (2, EventKind::Withdrawn)];
    let deed = move |tx: &mut plausch_store::Tx<'_>| {
        for (number, kind) in events {
            let record = ConsentId::parse("AAAAAAAAAAAAAAAAAAAAAA").expect("a record");
            let (lang, ui, id) = (Lang::De, Ui::Menu, EventId { record, number });
            let (site, granted, notice) = (site.clone(), granted.clone(), notice.clone());
            let new = Event {
                id,
                site,
                kind,
                granted,
                since: plausch_core::consent::Since::new(),
                notice,
                lang,
                ui,
                at,
            };
            tx.append_consent(&new, Bytes([7; 16]))?;
        }
        Ok::<_, plausch_store::Error>(())
    };
    office.database.open().write(deed).await.expect("stored");
}

#[tokio::test]
async fn an_administrator_reads_the_numbers_as_chart_table_and_file() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    let page = "/admin/sites/blumenladen/numbers";
    assert!(ada.get(page).await.says("niemand eingewilligt oder widerrufen"));
    vera_changes_her_mind(&office).await;
    let shown = ada.get(page).await;
    assert!(shown.says("1 erteilt, 1 widerrufen") && shown.says("class=\"bar-withdrawn\""));
    assert!(shown.says("<th scope=\"row\">2026-05-28</th><td>1</td><td>1</td>"), "{shown:?}");
    let file = ada.get("/admin/sites/blumenladen/numbers.csv?days=7").await;
    assert_eq!(file.text, "day,service,granted,withdrawn\r\n2026-05-28,map,1,1\r\n");
    assert!(file.header("content-disposition").contains("blumenladen-2026-05-28.csv"));
    let strange = ada.get(&format!("{page}?days=100000")).await;
    assert_eq!(strange.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn r_proof_02_the_page_says_that_refusals_are_not_counted() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    let page = ada.get("/admin/sites/blumenladen/numbers").await;
    assert!(page.says("Ablehnungen werden nicht gezählt"));
}
