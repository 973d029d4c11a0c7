//! The way from nothing to a banner that runs: four steps, which can be left and taken up again.

use axum::http::StatusCode;
use plausch_core::id::SiteId;
use plausch_core::registry::Registry;

use crate::office::{Answer, Browser, Office};

fn at(page: &str) -> String {
    format!("/admin/sites/blumenladen/{page}")
}

async fn draft(office: &Office) -> Registry {
    let site = SiteId::parse("blumenladen").expect("a site");
    office.database.open().read(move |tx| tx.registry(&site)).await.expect("read").draft
}

/// Where setting up goes on.
async fn next(browser: &Browser<'_>) -> String {
    browser.get(&at("set-up")).await.goes_to().to_owned()
}

/// The fields of the page of gaps, some of them changed.
async fn fills(browser: &Browser<'_>, changed: &[(&str, &str)]) -> Answer {
    let page = browser.get(&at("gaps")).await;
    let mut seen = Vec::new();
    for tag in page.text.split("<input type=\"hidden\" name=\"").skip(1) {
        let (name, rest) = tag.split_once("\" value=\"").expect("a value");
        if name.rsplit_once('.').is_some_and(|(_, last)| last == "seen") {
            seen.push((name.to_owned(), rest.split('"').next().expect("its end").to_owned()));
        }
    }
    let fields = seen.iter().map(|(name, text)| (&**name, &**text));
    browser.post(&at("gaps"), &fields.chain(changed.iter().copied()).collect::<Vec<_>>()).await
}

#[tokio::test]
async fn setting_up_goes_on_where_it_was_left() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    assert_eq!(next(&ada).await, at("catalogue"));
    assert!(ada.get(&at("gaps")).await.says("Noch kein Werkzeug gewählt"), "an empty step helps");
    assert!(ada.get(&at("installation")).await.says("Noch nichts veröffentlicht"));
    ada.post(&at("catalogue"), &[("services", "matomo"), ("services", "youtube")]).await;
    assert_eq!(next(&ada).await, at("gaps"));
    let page = ada.get(&at("services")).await;
    assert!(page.says("Schritt 2 von 4: Angaben ergänzen") && page.says("Einrichtung fortsetzen"));
    // What is to be checked keeps nobody from going on.
    assert_eq!(fills(&ada, &[]).await.goes_to(), at("publication"));
    assert_eq!(
        fills(&ada, &[("matomo.checked", "on"), ("youtube.checked", "on")]).await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(next(&ada).await, at("publication"), "nothing is open any more");
    assert!(ada.get(&at("gaps")).await.says("Nichts ist offen"));
    let page = ada.get(&at("publication")).await;
    let seen = page.between("name=\"seen\" value=\"", "\"").to_owned();
    let done = ada.post(&at("publication"), &[("seen", &seen)]).await;
    assert_eq!(done.goes_to(), at("installation?saved=true"));
    let page = ada.get(done.goes_to()).await;
    for said in [
        "&#60;template data-service=&#34;matomo&#34;&#62;",
        "&#60;iframe data-service=&#34;youtube&#34; data-src=&#34;https://www.youtube-nocookie.com/",
        "/s/blumenladen/de/plausch.js",
        "frame-src https://www.youtube-nocookie.com;",
        "trial/en",
    ] {
        assert!(page.says(said), "{said}: {page:?}");
    }
    assert_eq!(next(&ada).await, at("installation"));
}

#[tokio::test]
async fn r_cons_04_what_is_missing_is_filled_in_on_one_page() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    ada.post(&at("catalogue"), &[("services", "matomo")]).await;
    let own =
        [("id", "cards"), ("name", "Karten"), ("purpose", "statistics"), ("basis", "consent")];
    ada.post(&at("new-service"), &own).await;
    let page = ada.get(&at("gaps")).await;
    assert!(page.says("id=\"cards.provider-name-problem\"") && page.says("Fehlt noch."));
    let some = [("cards.provider-name", "Karten GmbH"), ("cards.origins", "kein Ursprung")];
    let refused = fills(&ada, &some).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("Jede Zeile wie") && refused.says("value=\"Karten GmbH\""));
    let some = [
        ("cards.provider-name", "Karten GmbH"),
        ("cards.provider-address", "Kartenweg 1, 12345 Musterstadt"),
        ("cards.provider-country", "de"),
        ("cards.aim-de", "Zeigt Karten."),
        ("cards.aim-en", "Shows cards."),
        ("cards.data-de", "IP-Adresse"),
        ("cards.data-en", "IP address"),
        ("cards.recipients-de", "Niemand"),
    ];
    assert_eq!(fills(&ada, &some).await.goes_to(), at("gaps?saved=true"), "two are still missing");
    let rest =
        [("cards.recipients-en", "Nobody"), ("cards.privacy_url", "https://karten.example/")];
    assert_eq!(fills(&ada, &rest).await.goes_to(), at("publication"));
    let draft = draft(&office).await;
    let cards = draft.services.iter().find(|one| one.id.as_str() == "cards").expect("kept");
    assert_eq!((&*cards.provider.country, &*cards.name), ("DE", "Karten"));
    let matomo = draft.services.iter().find(|one| one.id.as_str() == "matomo").expect("kept");
    assert!(matomo.checked.is_empty(), "nobody has said so");
}

#[tokio::test]
async fn what_somebody_else_has_changed_meanwhile_is_not_undone() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    ada.post(&at("catalogue"), &[("services", "matomo")]).await;
    let stale = [("matomo.seen", "AAAAAAAA"), ("matomo.recipients-de", "Anderswo 1")];
    let refused = ada.post(&at("gaps"), &stale).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{refused:?}");
    assert!(refused.says("Inzwischen hat jemand anderes") && refused.says("Anderswo 1"));
    let recipients = &draft(&office).await.services[0].recipients;
    assert!(recipients.values().all(|one| one != "Anderswo 1"), "{recipients:?}");
}

#[tokio::test]
async fn the_test_page_runs_the_published_loader_and_reaches_no_api() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    let page = ada.get(&at("trial/de")).await;
    assert!(page.says("Noch nichts veröffentlicht"), "{page:?}");
    let policy = page.header("content-security-policy").to_owned();
    assert!(policy.contains("connect-src http://127.0.0.1:8080/s/;"), "{policy}");
    assert!(policy.contains("img-src 'self' data: https://blumenladen.example;"), "{policy}");
    // A name of its own each time: as it is now, whatever the browser has kept.
    assert!(page.says("src=\"/s/blumenladen/de/plausch.js?at="), "{page:?}");
    assert_eq!(ada.get(&at("trial/fr")).await.status, StatusCode::NOT_FOUND);
    let unknown = ada.get(&at("trial/de?notice=AAAAAAAAAAAAAAAAAAAAAA")).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}
