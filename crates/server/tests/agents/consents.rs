//! The choices of a site's visitors: found, shown with their dialog, and as a file.

use axum::http::StatusCode;
use plausch::app::consent::{self, Grant};
use plausch::app::proof;
use plausch_core::consent::Ui;
use plausch_core::id::{ConsentId, ServiceId, SiteId};
use plausch_core::site::Lang;

use crate::office::Office;

const SITE: &str = "/admin/sites/blumenladen";

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

/// Vera agrees to Matomo in the banner and takes it back; gives her record.
async fn vera_decides(office: &Office) -> String {
    let ada = office.signed_in("Ada").await;
    ada.post(&format!("{SITE}/catalogue"), &[("services", "matomo")]).await;
    let page = ada.get(&format!("{SITE}/publication")).await;
    let seen = page.between("name=\"seen\" value=\"", "\"").to_owned();
    ada.post(&format!("{SITE}/publication"), &[("seen", &seen)]).await;
    let site = SiteId::parse("blumenladen").expect("a site");
    let record = ConsentId::parse("VVVVVVVVVVVVVVVVVVVVVQ").expect("a record");
    let grant = Grant {
        record: record.clone(),
        notice: office.app.directory.notice(&site, Lang::En).expect("shown").version.clone(),
        lang: Lang::En,
        services: [ServiceId::parse("matomo").expect("a service")].into(),
        ui: Ui::Banner,
    };
    consent::grant(&office.app, &site, None, grant).await.expect("recorded");
    proof::seal(&office.app).await.expect("sealed");
    consent::withdraw(&office.app, &site, None, record.clone(), Ui::Settings)
        .await
        .expect("recorded");
    record.to_string()
}

#[tokio::test]
async fn r_proof_01_from_an_event_to_the_dialog_as_it_was() {
    let office = Office::open().await;
    let record = vera_decides(&office).await;
    let ada = office.signed_in("Ada").await;
    // Today's texts are others.
    ada.post(&format!("{SITE}/services/matomo/removal"), &[]).await;
    let page = ada.get(&format!("{SITE}/publication")).await;
    let seen = page.between("name=\"seen\" value=\"", "\"").to_owned();
    ada.post(&format!("{SITE}/publication"), &[("seen", &seen)]).await;
    let page = ada.get(&format!("{SITE}/consents/{record}.1")).await;
    assert_eq!(page.status, StatusCode::OK, "{page:?}");
    for said in [
        "Einwilligung</dd>",
        "Banner</dd>",
        "Versiegelt in Block 1.",
        "keine IP-Adresse",
        "lang=\"en\" aria-label=\"Cookies: you decide\"",
        "_pk_id*",
        "section 25(1) TDDDG",
        "trial/en?notice=",
    ] {
        assert!(page.says(said), "{said}: {page:?}");
    }
    let version = page.between("trial/en?notice=", "\"").to_owned();
    let again = ada.get(&format!("{SITE}/trial/en?notice={version}")).await;
    assert!(again.says("<template data-service=\"matomo\">"), "what was asked for then");
    assert!(!again.says("So testen Sie"), "nothing is tested there");
    let loader = ada.get(&format!("{SITE}/notices/en/{version}/plausch.js")).await;
    assert!(loader.says("\"matomo\"") && loader.says(&version), "the real script with its words");
    assert!(loader.says(&format!("{SITE}/notices/en/{version}/services.js")));
    let services = ada.get(&format!("{SITE}/notices/en/{version}/services.js")).await;
    assert_eq!(services.status, StatusCode::OK);
    let waiting = ada.get(&format!("{SITE}/consents/{record}.2")).await;
    assert!(waiting.says("Wartet noch auf die Versiegelung") && waiting.says("zurückgenommen"));
    assert_eq!(ada.get(&format!("{SITE}/consents/{record}.3")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_choice_is_found_by_its_event_by_its_record_and_among_the_newest() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    let here = format!("{SITE}/consents");
    assert!(ada.get(&here).await.says("Noch keine Einwilligung"));
    let record = vera_decides(&office).await;
    assert!(ada.get(&here).await.says(&format!("{here}/{record}.1")), "sealed");
    let found = ada.get(&format!("{here}?q={record}.2")).await;
    assert_eq!(found.goes_to(), format!("{here}/{record}.2"));
    let all = ada.get(&format!("{here}?q=+{record}+")).await;
    assert!(all.says(&format!("{here}/{record}.1")) && all.says(&format!("{here}/{record}.2")));
    assert!(ada.get(&format!("{here}?q=Vera")).await.says("keine Nummer eines Nachweises"));
    let none = ada.get(&format!("{here}?q=AAAAAAAAAAAAAAAAAAAAAA.1")).await;
    assert!(none.says("Dazu ist nichts gespeichert"));
}
