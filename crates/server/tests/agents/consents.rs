//! The choices of a site's visitors as a file.

use axum::http::StatusCode;

use crate::office::Office;

#[tokio::test]
async fn r_proof_03_an_administrator_takes_the_choices_of_a_site_along_as_a_file() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    let csv = ada.get("/admin/sites/blumenladen/consents.csv?from=2026-01-01&to=2026-12-31").await;
    assert_eq!(csv.status, StatusCode::OK, "{csv:?}");
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(csv.header("content-disposition"), "attachment; filename=\"consents.csv\"");
    assert_eq!(csv.header("cache-control"), "no-store");
    assert!(
        csv.text.starts_with("\"schema\",\"record_id\",\"event_id\",\"event_time\""),
        "{csv:?}"
    );
    let json = ada.get("/admin/sites/blumenladen/consents.json?from=&to=").await;
    let json: serde_json::Value = serde_json::from_str(&json.text).expect("JSON");
    assert_eq!(json["records"], serde_json::json!([]));
    assert_eq!(json["from"], "1970-01-01T00:00Z");
    let wrong = ada.get("/admin/sites/blumenladen/consents.csv?from=gestern").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let nowhere = ada.get("/admin/sites/nirgends/consents.csv").await;
    assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
}
