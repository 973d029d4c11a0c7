//! How the banner looks and begins.

use axum::http::StatusCode;
use plausch_core::id::SiteId;
use plausch_core::registry::{Colour, Design, ENOUGH};
use serde_json::Value;

use crate::office::{Answer, Browser, Office};

const BANNER: &str = "/admin/sites/blumenladen/banner";

/// The form as it comes, with one field changed.
fn with<'f>(name: &'f str, value: &'f str) -> Vec<(&'f str, &'f str)> {
    let fields = [("key", "#0b5f57"), ("corners", "round"), ("position", "bottom")];
    fields.into_iter().filter(|(known, _)| *known != name).chain([(name, value)]).collect()
}

/// Saves the form as the page has made it, with one field changed.
async fn saves(browser: &Browser<'_>, name: &str, value: &str) -> Answer {
    let page = browser.get(BANNER).await;
    let seen = page.between("name=\"seen\" value=\"", "\"").to_owned();
    browser.post(BANNER, &[with(name, value), vec![("seen", &seen)]].concat()).await
}

async fn design(office: &Office) -> Design {
    let site = SiteId::parse("blumenladen").expect("a site");
    let store = office.database.open();
    store.read(move |tx| tx.registry(&site)).await.expect("read").draft.design
}

/// What the frames of the page are told.
fn facts(page: &str) -> Value {
    serde_json::from_str(&page.replace("&#34;", "\"").replace("&#38;", "&")).expect("facts")
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
    let facts = facts(shown.between("data-facts=\"", "\""));
    let style = facts["site"]["banner"]["style"].as_str().expect("a style").to_owned();
    let keys: Vec<_> = style.split("--plausch-key:").skip(1).map(|rest| &rest[..7]).collect();
    assert!(Colour::parse(keys[0]).expect("a colour").contrast(Colour::LIGHT) >= ENOUGH);
    assert_eq!(keys[1..], ["#ffd400"]);
    let saved = saves(&ada, "key", "#ffd400").await;
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
    assert!(told.contains("„ihre privatsphäre ist uns wichtig“ sagt nicht, was geschieht"));
    assert_eq!(design(&office).await, Design::default(), "nothing was kept");
    saves(&ada, "headline-de", "Dürfen wir?").await;
    assert_eq!(design(&office).await.headline.len(), 1);
}

#[tokio::test]
async fn what_no_browser_sends_is_refused() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    for (name, bad) in [("key", "red"), ("key", "#fff;}"), ("corners", "99"), ("position", "top")] {
        let refused = saves(&ada, name, bad).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}={bad}");
    }
    assert_eq!(design(&office).await, Design::default());
}

#[tokio::test]
async fn r_term_11_a_logo_comes_from_the_site_itself_or_not_at_all() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    for (logo, told) in [
        ("https://cdn.example/logo.svg", "auf einer anderen Website als Ihrer eigenen"),
        ("http://www.blumenladen.example/logo.svg", "die mit https:// beginnt"),
        ("javascript:alert(1)", "die mit https:// beginnt"),
        ("logo.svg", "die mit https:// beginnt"),
    ] {
        let refused = saves(&ada, "logo", logo).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{logo}");
        let problem = refused.between("id=\"logo-problem\">", "</p>");
        assert!(problem.contains(told), "{logo}: {problem}");
        let facts = refused.between("data-facts=\"", "\"");
        assert!(!facts.contains("logo"), "the preview does not fetch it either: {facts}");
    }
    assert_eq!(design(&office).await, Design::default());
    let own = format!("{}/logo.svg", crate::office::SHOP);
    saves(&ada, "logo", &own).await;
    assert_eq!(design(&office).await.logo, own);
}

#[tokio::test]
async fn a_page_may_be_framed_only_where_it_is_made_for_it_and_by_us_alone() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    let page = ada.get(BANNER).await;
    let policy = page.header("content-security-policy");
    assert!(policy.contains("frame-src 'self'") && policy.contains("frame-ancestors 'none'"));
    let frame = ada.get(&format!("{BANNER}/frame")).await;
    let policy = frame.header("content-security-policy");
    assert!(policy.contains("frame-ancestors 'self'") && policy.contains("script-src 'self';"));
    assert!(!policy.contains("unsafe"));
    assert!(!frame.says("data-facts"), "it knows nothing of the draft itself");
}

#[tokio::test]
async fn r_term_03_the_sites_own_settings_page_speaks_for_visitors_only_when_it_was_switched_on() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    let draft = async || {
        let (store, site) = (office.database.open(), SiteId::parse("blumenladen").expect("a site"));
        store.read(move |tx| tx.registry(&site)).await.expect("read").draft
    };
    assert!(
        !ada.get(BANNER)
            .await
            .says("name=\"adapter\" value=\"on\" aria-describedby=\"adapter-help\" checked")
    );
    assert!(!draft().await.adapter, "off as it comes");
    saves(&ada, "adapter", "on").await;
    assert!(draft().await.adapter);
    saves(&ada, "headline-de", "Dürfen wir?").await;
    assert!(!draft().await.adapter, "an empty box says no");
}

#[tokio::test]
async fn who_saves_the_look_second_sees_what_the_other_has_saved_and_loses_nothing() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    let seen = ada.get(BANNER).await.between("name=\"seen\" value=\"", "\"").to_owned();
    saves(&ada, "headline-de", "Dürfen wir?").await;
    saves(&ada, "adapter", "on").await;
    saves(&ada, "headline-de", "Darf es mehr sein?").await;
    // Another window still has the form of before.
    let late = [with("headline-de", "Fragen kostet nichts"), vec![("seen", &seen)]].concat();
    let refused = ada.post(BANNER, &late).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{refused:?}");
    assert!(refused.says("Inzwischen hat jemand anderes das geändert"));
    assert!(refused.says("Zuletzt gespeichert von Ada, "), "who, and when");
    let kept = refused.between("id=\"headline-de-meanwhile\">", "</p>");
    assert!(kept.contains("Darf es mehr sein?"), "{kept}");
    assert!(refused.says("value=\"Fragen kostet nichts\""), "what was typed");
    let headline = |design: Design| design.headline.into_values().collect::<Vec<_>>();
    assert_eq!(headline(design(&office).await), ["Darf es mehr sein?"]);
    // Saved once more, it counts: now it is known what it replaces.
    let seen = refused.between("name=\"seen\" value=\"", "\"").to_owned();
    let again = [with("headline-de", "Fragen kostet nichts"), vec![("seen", &seen)]].concat();
    assert_eq!(
        ada.post(BANNER, &again).await.goes_to(),
        "/admin/sites/blumenladen/banner?saved=true"
    );
    assert_eq!(headline(design(&office).await), ["Fragen kostet nichts"]);
}
