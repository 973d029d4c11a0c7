//! Who changed what (R-SEC-02): on a page of its own, without names where a name would tell too much.

use axum::http::StatusCode;

use crate::office::{Office, PASSWORD};
use crate::reads::dana;

#[tokio::test]
async fn r_sec_02_what_was_done_is_found_by_deed_thing_and_day() {
    let office = Office::open().await;
    let vera = office.visitor_writes(1, "Vera Muster", "Haben Sie Tulpen?").await;
    let (ada, ben) = (office.signed_in("Ada").await, office.signed_in("Ben").await);
    ada.post(&format!("{}/erase", vera.path), &[]).await;
    ada.get("/admin/sites/blumenladen/retention.csv").await;
    let all = ada.get("/admin/audit").await;
    for deed in ["Unterhaltung gelöscht", "Löschprotokoll ausgegeben", "Angemeldet"] {
        assert!(all.says(&format!("<b>{deed}</b>")), "{deed}: {all:?}");
    }
    assert!(!all.says("Vera Muster") && !all.says("Tulpen"), "ids only");
    let found = |page: &crate::office::Answer| page.text.matches("event-line").count();
    let erased = ada.get("/admin/audit?deed=erased+a+conversation&subject=&from=&to=").await;
    assert_eq!(found(&erased), 1);
    assert!(erased.says(&vera.id) && erased.says("Ada,"), "{erased:?}");
    assert_eq!(found(&ada.get(&format!("/admin/audit?subject={}", vera.id)).await), 1);
    // The clock of the tests stands at 28 May 2026.
    assert_eq!(found(&ada.get("/admin/audit?from=2026-05-29").await), 0);
    assert_eq!(found(&ada.get("/admin/audit?from=2026-05-28&to=2026-05-28").await), found(&all));
    assert_eq!(ben.get("/admin/audit").await.status, StatusCode::FORBIDDEN);
    let dana = dana(&office).await;
    assert_eq!(dana.get("/admin/audit").await.status, StatusCode::OK);
}

#[tokio::test]
async fn r_sec_03_who_fails_to_sign_in_is_not_named() {
    let office = Office::open().await;
    for mail in ["ada@blumenladen.example", "nobody@blumenladen.example"] {
        let mut stranger = office.browser();
        let answer = stranger.signs_in(mail, "geraten geraten").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let mut ada = office.browser();
    ada.signs_in(&crate::office::mail("Ada"), PASSWORD).await;
    let page = ada.get("/admin/audit?deed=failed+to+sign+in").await;
    assert_eq!(page.text.matches("<b>Anmeldung gescheitert</b>").count(), 2, "{page:?}");
    assert!(!page.says("@blumenladen"), "{page:?}");
    assert_eq!(page.text.matches("jemand Unbekanntes").count(), 2);
}

#[tokio::test]
async fn a_long_audit_is_read_part_by_part() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    for _ in 0..60 {
        ada.get("/admin/sites/blumenladen/retention.csv").await;
    }
    let first = ada.get("/admin/audit?deed=exported+the+deletion+log").await;
    assert_eq!(first.text.matches("event-line").count(), 50);
    let older = first.between("class=\"button\" href=\"", "\"").replace("&#38;", "&");
    let rest = ada.get(&older.replace("&amp;", "&")).await;
    assert_eq!(rest.text.matches("event-line").count(), 10, "{older}");
    assert!(!rest.says("Ältere"));
}
