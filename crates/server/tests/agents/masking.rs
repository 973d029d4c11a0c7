//! What agents write is masked as well, and they see what was (R-MIN-03).

use axum::http::StatusCode;
use plausch_core::masking::Kind;
use plausch_core::site::PrivacyMode;

use crate::office::Office;

#[tokio::test]
async fn r_min_03_the_inbox_shows_only_what_was_kept_and_says_what_was_masked() {
    let office = Office::open().await;
    let vera = office.visitor_writes(1, "Vera", "Konto DE89 3704 0044 0532 0130 00").await;
    let ada = office.signed_in("Ada").await;
    for page in [ada.get("/inbox?view=waiting").await, ada.get(&vera.path).await] {
        assert!(page.says("[IBAN entfernt]") && !page.says("3704"), "{page:?}");
    }
    assert!(ada.get(&vera.path).await.says("bevor sie gespeichert wurde: Kontonummern (IBAN)."));
}

#[tokio::test]
async fn r_min_03_answers_and_notes_are_masked_but_for_the_sites_own_contacts() {
    let office = Office::open().await;
    let vera = office.visitor_writes(1, "Vera", "Haben Sie Tulpen?").await;
    let ada = office.signed_in("Ada").await;
    ada.answers(&vera, "An hallo@blumenladen.example oder ben@web.de, 4111 1111 1111 1111").await;
    let note = [("id", "AAAAAAAAAAAAAAAAAAAAAA"), ("body", "Vera: 0171 1234567")];
    for _ in 0..2 {
        let noted = ada.post(&format!("{}/notes", vera.path), &note).await;
        assert_eq!(
            noted.status,
            StatusCode::SEE_OTHER,
            "the same text is the same note: {noted:?}"
        );
    }
    let thread = ada.get(&vera.path).await;
    assert!(thread.says("hallo@blumenladen.example"), "{thread:?}");
    assert!(thread.says("[E-Mail-Adresse entfernt], [Kartennummer entfernt]"), "{thread:?}");
    assert!(thread.says("Vera: [Telefonnummer entfernt]"), "{thread:?}");
    assert!(!thread.says("ben@web.de") && !thread.says("4111") && !thread.says("0171"));
}

#[tokio::test]
async fn r_min_03_kept_contact_data_stands_in_the_threads_head() {
    let office = Office::open().await;
    let vera = office.visitor_writes(1, "Vera", "Haben Sie Tulpen?").await;
    let body = "Tel. +49 (0)171 1234567, vera@web.de";
    office.visitor_keeps_contact(&vera, 2, body).await;
    let ada = office.signed_in("Ada").await;
    let thread = ada.get(&vera.path).await;
    assert!(
        thread.says("href=\"tel:+491711234567\"") && thread.says("href=\"mailto:vera@web.de\"")
    );
    assert!(thread.says("Tel. [Telefonnummer entfernt], [E-Mail-Adresse entfernt]"));
}

#[tokio::test]
async fn r_min_03_an_administrator_switches_kinds_and_the_mode() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    let page = ada.get("/admin/sites/blumenladen").await;
    assert_eq!(page.text.matches("name=\"mask_").count(), Kind::ALL.len());
    let sites = office.app.directory.sites();
    let privacy =
        || office.app.directory.site(&sites[0].id).expect("the site").settings.privacy.clone();
    let mut form = crate::sites::TULPEN.to_vec();
    form.push(("privacy_mode", "mask"));
    let fields: Vec<String> =
        Kind::ALL.iter().map(|kind| format!("mask_{}", kind.as_str())).collect();
    form.extend(fields.iter().filter(|name| *name != "mask_ip").map(|name| (name.as_str(), "on")));
    let changed = crate::sites::saves(&ada, &form).await;
    assert_eq!(changed.status, StatusCode::SEE_OTHER, "{changed:?}");
    assert_eq!((privacy().mode, privacy().kept), (PrivacyMode::Mask, [Kind::Ip].into()));
    let off: Vec<_> = form
        .iter()
        .copied()
        .map(|(name, value)| if name == "privacy_mode" { (name, "off") } else { (name, value) })
        .collect();
    crate::sites::saves(&ada, &off).await;
    assert_eq!(privacy().mode, PrivacyMode::Off);
}

#[tokio::test]
async fn r_min_03_a_shop_tells_its_own_account_while_others_are_masked() {
    let office = Office::open().await;
    let vera = office.visitor_writes(1, "Vera", "Wohin überweise ich?").await;
    let ada = office.signed_in("Ada").await;
    let mut form = crate::sites::TULPEN.to_vec();
    let switches = Kind::ALL.map(|kind| format!("mask_{}", kind.as_str()));
    form.push(("privacy_mode", "mask"));
    form.extend(switches.iter().map(|name| (name.as_str(), "on")));
    let wrong = [form.as_slice(), &[("own_details", "Feldweg 2")]].concat();
    let refused = ada.post("/admin/sites/blumenladen", &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{refused:?}");
    assert!(refused.says("href=\"#own_details\"") && refused.says(">Feldweg 2</textarea>"));
    let own = "DE89 3704 0044 0532 0130 00\r\n\r\n 030 1234567 ";
    form.push(("own_details", own));
    let saved = crate::sites::saves(&ada, &form).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{saved:?}");
    let page = ada.get("/admin/sites/blumenladen").await;
    assert!(page.says(">DE89 3704 0044 0532 0130 00\n030 1234567</textarea>"), "{page:?}");
    ada.answers(&vera, "An DE89370400440532013000, nicht AT611904300234573201").await;
    let thread = ada.get(&vera.path).await;
    assert!(thread.says("An DE89370400440532013000, nicht [IBAN entfernt]"), "{thread:?}");
}
