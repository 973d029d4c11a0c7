//! Consents given and taken back, as an administrator sees them.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use plausch_core::consent::{Event, EventId, EventKind, Granted, Ui};
use plausch_core::id::{ConsentId, Revision, ServiceId, SiteId};
use plausch_core::merkle::Bytes;
use plausch_core::site::{Lang, Settings};

use crate::office::{Office, SHOP};

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
    assert_eq!(file.text, "day,service,granted,withdrawn,refused\r\n2026-05-28,map,1,1,\r\n");
    assert!(file.header("content-disposition").contains("blumenladen-2026-05-28.csv"));
    let strange = ada.get(&format!("{page}?days=100000")).await;
    assert_eq!(strange.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn r_proof_02_refusals_are_counted_only_when_the_operator_wants_it() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    let page = "/admin/sites/blumenladen/numbers";
    let refuses = async || {
        let request = Request::post("/v1/sites/blumenladen/refusals").header(header::ORIGIN, SHOP);
        let request = request.header("x-forwarded-for", "192.0.2.1");
        office.ask(request.body(Body::empty()).expect("a request")).await.status
    };
    let rows = async || {
        let all = "select count, site_id, day from refusal_count";
        office.database.open().read(move |tx| tx.inspect(all)).await.expect("read").len()
    };
    assert!(ada.get(page).await.says("Ablehnungen werden nicht gezählt"));
    assert_eq!(refuses().await, StatusCode::NO_CONTENT, "an older loader gets no error");
    assert_eq!(rows().await, 0);
    let settings = || {
        let site = SiteId::parse("blumenladen").expect("a site");
        office.app.directory.site(&site).expect("a site").settings.clone()
    };
    let before = settings();
    assert_eq!(ada.post(page, &[("refusals", "on")]).await.goes_to(), page);
    assert_eq!(settings(), Settings { counts_refusals: true, ..before.clone() });
    assert_eq!(settings().chat_revision(), before.chat_revision(), "nobody is asked again");
    for _ in 0..3 {
        assert_eq!(refuses().await, StatusCode::NO_CONTENT);
    }
    assert_eq!(rows().await, 1, "a number, and no row for anybody");
    let shown = ada.get(page).await;
    assert!(shown.says("3 abgelehnt") && shown.says("Nicht mehr zählen"), "{shown:?}");
    assert!(shown.says("<th scope=\"row\">2026-05-28</th><td>3</td></tr>"), "{shown:?}");
    let file = ada.get(&format!("{page}.csv?days=7")).await;
    assert_eq!(file.text, "day,service,granted,withdrawn,refused\r\n2026-05-28,,,,3\r\n");
    // What is set elsewhere does not switch it off.
    let form = ada.get("/admin/sites/blumenladen").await;
    assert!(form.says("name=\"controller\""));
    ada.post(page, &[("refusals", "off")]).await;
    refuses().await;
    assert!(ada.get(&format!("{page}.csv")).await.says("2026-05-28,,,,3\r\n"), "no more of them");
}

#[tokio::test]
async fn r_proof_02_visitors_are_told_that_refusals_are_counted_and_one_address_is_limited() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    ada.post("/admin/sites/blumenladen/catalogue", &[("services", "matomo")]).await;
    let page = ada.get("/admin/sites/blumenladen/publication").await;
    let seen = page.between("name=\"seen\" value=\"", "\"").to_owned();
    ada.post("/admin/sites/blumenladen/publication", &[("seen", &seen)]).await;
    let loader = async || ada.get("/s/blumenladen/de/plausch.js").await;
    let off = loader().await;
    assert!(!off.says("/refusals") && !off.says("Ablehnungen zählen wir"));
    ada.post("/admin/sites/blumenladen/numbers", &[("refusals", "on")]).await;
    let on = loader().await;
    assert!(on.says("\"refusals\":\"/v1/sites/blumenladen/refusals\""), "the path");
    assert!(on.says("laden wir die Seite neu. Ablehnungen zählen wir je Tag, ohne Kennung."));
    let asked = |loader: &crate::office::Answer| loader.between("\"purposes\":", "]]]]").to_owned();
    assert_eq!(asked(&off), asked(&on), "editorial: nobody is asked again");
    let refuses = async |from: &str| {
        let request = Request::post("/v1/sites/blumenladen/refusals").header(header::ORIGIN, SHOP);
        let request = request.header("x-forwarded-for", from);
        office.ask(request.body(Body::empty()).expect("a request")).await.status
    };
    let strange = Request::post("/v1/sites/blumenladen/refusals").body(Body::empty());
    let strange = office.ask(strange.expect("a request")).await;
    assert_eq!(strange.status, StatusCode::FORBIDDEN, "from no page of ours");
    let mut last = StatusCode::NO_CONTENT;
    for _ in 0..70 {
        last = refuses("192.0.2.7").await;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refuses("192.0.2.8").await, StatusCode::NO_CONTENT, "nobody else is kept out");
}
