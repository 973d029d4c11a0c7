//! How the banner looks and begins.

use axum::http::StatusCode;
use plausch_core::id::SiteId;
use plausch_core::registry::{Colour, Design, ENOUGH};

use crate::office::{Browser, Office};

const BANNER: &str = "/admin/sites/blumenladen/banner";

/// The form as it comes, with one field changed.
fn with<'f>(name: &'f str, value: &'f str) -> Vec<(&'f str, &'f str)> {
    let fields = [("key", "#0b5f57"), ("corners", "round"), ("position", "bottom")];
    fields.into_iter().filter(|(known, _)| *known != name).chain([(name, value)]).collect()
}

async fn design(office: &Office) -> Design {
    let site = SiteId::parse("blumenladen").expect("a site");
    let store = office.database.open();
    store.read(move |tx| tx.registry(&site)).await.expect("read").draft.design
}

/// The fill of the preview's buttons on a kind of screen.
async fn fill(browser: &Browser<'_>, page: &str, screen: &str) -> Colour {
    let address = page.replace("&#38;", "&");
    let css = browser.get(&address).await;
    assert!(css.header("content-type").starts_with("text/css"), "{css:?}");
    let fill = css.between(&format!(".{screen} {{ --fill: "), ";").to_owned();
    Colour::parse(&fill).expect("a colour")
}

#[tokio::test]
async fn r_ban_03_a_colour_that_can_not_be_read_is_repaired_and_the_page_says_so() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    let shown =
        ada.post(BANNER, &[with("key", "#ffd400"), vec![("deed", "preview")]].concat()).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert_eq!(design(&office).await, Design::default(), "a preview keeps nothing");
    assert!(shown.says("Auf hellem Grund wird daraus #") && !shown.says("Auf dunklem Grund"));
    let style = shown.between("<link rel=\"stylesheet\" href=\"/admin", "\"").to_owned();
    let style = format!("/admin{style}");
    assert!(fill(&ada, &style, "is-light").await.contrast(Colour::LIGHT) >= ENOUGH);
    assert_eq!(fill(&ada, &style, "is-dark").await.to_string(), "#ffd400");
    let saved = ada.post(BANNER, &with("key", "#ffd400")).await;
    assert_eq!(saved.goes_to(), "/admin/sites/blumenladen/banner?saved=true");
    assert_eq!(design(&office).await.key, Colour::parse("#ffd400"));
}

#[tokio::test]
async fn r_ban_06_the_banners_own_words_are_read_by_the_linter() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    let headline = with("headline-de", "Ihre Privatsphäre ist uns wichtig");
    let refused = ada.post(BANNER, &headline).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let told = refused.between("id=\"headline-de-problem\">", "</p>");
    assert!(told.contains("»ihre privatsphäre ist uns wichtig« sagt nicht, was geschieht"));
    assert_eq!(design(&office).await, Design::default(), "nothing was kept");
    ada.post(BANNER, &with("headline-de", "Dürfen wir?")).await;
    assert_eq!(design(&office).await.headline.len(), 1);
}

#[tokio::test]
async fn what_no_browser_sends_is_refused() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    for (name, bad) in [("key", "red"), ("key", "#fff;}"), ("corners", "99"), ("position", "top")] {
        let refused = ada.post(BANNER, &with(name, bad)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}={bad}");
    }
    let style = ada.get("/admin/sites/blumenladen/banner.css?key=red;}").await;
    assert_eq!(style.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(design(&office).await, Design::default());
}
