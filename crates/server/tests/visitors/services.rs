//! Consent for the services of a site's registry, next to the chat's.

use axum::http::StatusCode;
use plausch::app::registry;
use plausch_core::id::{ServiceId, SiteId};
use plausch_core::registry::{Embed, Registry};
use plausch_core::site::Origin;
use plausch_core::time::DAY;
use serde_json::json;

use crate::shop::{Answer, Shop, Vera, message};

fn blumenladen() -> SiteId {
    SiteId::parse("blumenladen").expect("a site name")
}

/// Two tools of one purpose, with consent, and one that needs none.
fn tools() -> Registry {
    let both = |text: &str| json!({ "de": text, "en": text });
    let service = |id: &str, basis: &str| {
        json!({
            "id": id, "purpose": "statistics", "name": id, "basis": basis,
            "provider": { "name": "Zähler GmbH", "address": "Musterstraße 1", "country": "DE" },
            "aim": both("Zählt Besuche."), "data": both("Seite, Zeit"), "recipients": both("keine"),
            "reason": both("Ohne ihn geht es nicht."), "privacy_url": "https://counter.example",
        })
    };
    let purpose = json!({ "id": "statistics", "name": both("Statistik"),
                          "description": both("Wir zählen Besuche.") });
    let services =
        [service("counter", "consent"), service("heatmap", "consent"), service("basket", "25-2-2")];
    serde_json::from_value(json!({ "purposes": [purpose], "services": services }))
        .expect("a registry")
}

async fn shop_with(registry: Registry) -> Shop {
    let shop = Shop::open().await;
    registry::put_at_start(&shop.app, &blumenladen(), registry).await.expect("published");
    shop
}

fn granted(answer: &Answer) -> Vec<String> {
    let answer = answer.json();
    answer["services"].as_object().expect("services").keys().cloned().collect()
}

#[tokio::test]
async fn r_cons_03_services_are_agreed_to_one_by_one() {
    let shop = shop_with(tools()).await;
    let vera = Vera::new(1);
    let first = shop.vera_agrees(&vera, &["counter"]).await;
    assert_eq!((first.status, granted(&first)), (StatusCode::CREATED, vec!["counter".into()]));
    let more = shop.vera_agrees(&vera, &["chat", "counter", "heatmap"]).await;
    assert_eq!(granted(&more), ["chat", "counter", "heatmap"]);
    let again = shop.vera_agrees(&vera, &["chat", "counter", "heatmap"]).await;
    assert_eq!(again.status, StatusCode::OK, "said before");
}

/// A choice under a text that may have grown old.
async fn agrees_under(shop: &Shop, notice: &str, services: &[&str], ui: &str) -> Answer {
    let vera = Vera::new(1);
    let choice = json!({ "id": vera.record, "notice": notice, "lang": "de",
                         "services": services, "ui": ui });
    shop.post("/v1/sites/blumenladen/consents", &vera.token, &choice).await
}

#[tokio::test]
async fn r_wdr_01_less_can_be_said_under_an_old_text_and_more_can_not() {
    let shop = shop_with(tools()).await;
    let old = shop.notice().await;
    agrees_under(&shop, &old, &["chat", "counter", "heatmap"], "banner").await;
    let mut changed = tools();
    changed.services.retain(|service| service.id.as_str() != "heatmap");
    changed.services[0].name = "Zähler 2".into();
    registry::put_at_start(&shop.app, &blumenladen(), changed).await.expect("published");
    assert_ne!(shop.notice().await, old, "need another text for this to mean anything");
    let less = agrees_under(&shop, &old, &["chat", "heatmap"], "settings").await;
    assert_eq!(
        (less.status, granted(&less)),
        (StatusCode::CREATED, vec!["chat".into(), "heatmap".into()])
    );
    let more = agrees_under(&shop, &old, &["chat", "counter", "heatmap"], "settings").await;
    assert_eq!(more.problem(), (409, "consent_stale".into()));
    let none = agrees_under(&shop, &old, &["chat"], "settings").await;
    assert_eq!(granted(&none), ["chat"]);
}

#[tokio::test]
async fn r_cons_07_a_choice_in_the_banner_renews_neither_the_date_nor_the_state_of_the_chat() {
    let shop = shop_with(tools()).await;
    let first = agrees_under(&shop, &shop.notice().await, &["chat"], "dialog").await.json();
    shop.clock.advance(100 * DAY);
    let notice = shop.notice().await;
    let both = agrees_under(&shop, &notice, &["chat", "counter"], "banner").await.json();
    assert_eq!(both["since"], json!({ "chat": first["at"] }));
    assert_eq!(both["services"]["chat"], first["services"]["chat"]);
    // The banner asks again on another day: the counter counts from then, the chat still from the first.
    shop.clock.advance(10 * DAY);
    let again = agrees_under(&shop, &notice, &["chat", "counter"], "banner").await;
    assert_eq!(again.status, StatusCode::CREATED);
    assert_eq!(again.json()["since"], json!({ "chat": first["at"] }));
    // After 180 days of its own the chat may not begin any more, whatever was decided since.
    shop.clock.advance(70 * DAY);
    let vera = Vera::new(1);
    let begun =
        shop.post("/v1/sites/blumenladen/conversations", &vera.token, &vera.first("Hallo")).await;
    assert_eq!(begun.problem(), (403, "consent_required".into()));
}

#[tokio::test]
async fn r_proof_01_a_page_with_an_old_text_gets_the_details_of_that_text() {
    let shop = shop_with(tools()).await;
    let old = shop.notice().await;
    let mut changed = tools();
    changed.services[0].provider.name = "Andere GmbH".into();
    registry::put_at_start(&shop.app, &blumenladen(), changed).await.expect("published");
    let details = |version: String| {
        let shop = &shop;
        async move { shop.get(&format!("/s/blumenladen/de/details.{version}.json"), "").await.json() }
    };
    assert_eq!(details(old).await[0]["provider"]["name"], "Zähler GmbH");
    assert_eq!(details(shop.notice().await).await[0]["provider"]["name"], "Andere GmbH");
}

#[tokio::test]
async fn r_cons_06_a_website_that_reaches_children_asks_nobody_for_anything() {
    let shop = shop_with(tools()).await;
    assert!(shop.get("/s/blumenladen/de/plausch.js", "").await.text.contains("\"purposes\""));
    let site = shop.app.directory.site(&blumenladen()).expect("a site");
    let settings = plausch_core::site::Settings {
        reaches_children: true,
        mode: plausch_core::site::Mode::OnRequest,
        remember_days: 0,
        ..site.settings.clone()
    };
    let now = plausch_core::Timestamp::from_millis(1);
    let store = shop.database.open();
    store.write(move |tx| tx.update_site(&blumenladen(), &settings, now)).await.expect("changed");
    shop.app.read_directory().await.expect("read again");
    let loader = shop.get("/s/blumenladen/de/plausch.js", "").await.text;
    assert!(!loader.contains("\"purposes\"") && !loader.contains("heatmap"), "no banner");
    for service in ["chat", "remember", "counter"] {
        let asked = agrees_under(&shop, &shop.notice().await, &[service], "banner").await;
        assert_eq!(asked.problem(), (422, "invalid".into()), "{service}");
    }
}

#[tokio::test]
async fn nobody_agrees_to_what_a_site_does_not_ask_for() {
    let shop = shop_with(tools()).await;
    // One that needs no consent can't be agreed to either: it runs anyway, by law.
    for services in [&["other"][..], &["basket"], &["counter", "other"], &[]] {
        let answer = shop.vera_agrees(&Vera::new(1), services).await;
        assert_eq!(answer.problem(), (422, "invalid".into()), "{services:?}");
    }
}

#[tokio::test]
async fn r_wdr_02_leaving_the_chat_out_of_a_choice_ends_what_rests_on_it() {
    let shop = shop_with(tools()).await;
    let vera = Vera::new(1);
    let conversation = shop.vera_begins(&vera, "Hallo").await;
    let path = format!("/v1/conversations/{conversation}/messages");
    assert_eq!(shop.vera_agrees(&vera, &["chat", "counter"]).await.status, StatusCode::CREATED);
    let goes_on = shop.post(&path, &vera.token, &message(2, "Noch da?")).await;
    assert_eq!(goes_on.status, StatusCode::CREATED, "a wider choice disturbs nobody");
    assert_eq!(shop.vera_agrees(&vera, &["counter"]).await.status, StatusCode::CREATED);
    let refused = shop.post(&path, &vera.token, &message(3, "Und jetzt?")).await;
    assert_eq!(refused.problem(), (403, "consent_required".into()));
}

#[tokio::test]
async fn r_cons_07_a_change_of_other_tools_does_not_disturb_the_chat() {
    let shop = shop_with(tools()).await;
    let vera = Vera::new(1);
    let conversation = shop.vera_begins(&vera, "Hallo").await;
    let counter = ServiceId::parse("counter").expect("a service");
    let state = |shop: &Shop| {
        shop.app.directory.offered(&blumenladen()).expect("a site").get(&counter).cloned()
    };
    let before = (state(&shop), shop.notice().await);

    let mut polished = tools();
    for text in polished.services[0].aim.values_mut() {
        *text = "Zählt die Besuche.".into();
    }
    registry::put_at_start(&shop.app, &blumenladen(), polished).await.expect("published");
    assert_eq!(state(&shop), before.0, "an editorial change asks nobody");
    assert_ne!(shop.notice().await, before.1, "and still the text has another name");

    let mut moved = tools();
    moved.services[0].provider.name = "Andere GmbH".into();
    registry::put_at_start(&shop.app, &blumenladen(), moved).await.expect("published");
    assert_ne!(state(&shop), before.0, "a material one asks again");

    let path = format!("/v1/conversations/{conversation}/messages");
    let sent = shop.post(&path, &vera.token, &message(2, "Noch da?")).await;
    assert_eq!(sent.status, StatusCode::CREATED, "the chat rests on nothing of it");
}

#[tokio::test]
async fn r_cons_04_a_registry_with_gaps_is_not_published() {
    let shop = Shop::open().await;
    let mut gaps = tools();
    gaps.services[0].data.clear();
    let refused = registry::put_at_start(&shop.app, &blumenladen(), gaps).await;
    assert!(refused.is_err());
    assert_eq!(shop.app.directory.registry(&blumenladen()).expect("a site").services, []);
}

#[tokio::test]
async fn r_ban_04_what_needs_no_consent_is_told_and_not_asked_for() {
    let shop = shop_with(tools()).await;
    let notice =
        shop.app.directory.notice(&blumenladen(), plausch_core::site::Lang::De).expect("a notice");
    let asked = notice.shown["banner"]["purposes"].to_string();
    assert!(asked.contains("counter") && !asked.contains("basket"), "{asked}");
    assert!(
        notice.content.contains("basket") && notice.content.contains("Ohne ihn geht es nicht.")
    );
}

#[tokio::test]
async fn r_term_02_what_shows_links_is_loaded_apart_and_only_where_a_service_can_show_any() {
    let path = |script: &str, start: &str| -> Option<String> {
        let at = script.find(start)?;
        Some(script[at..].split('"').next()?.to_owned())
    };
    let services = async |shop: &Shop| {
        let loader = shop.get("/s/blumenladen/de/plausch.js", "").await.text;
        assert!(path(&loader, "/w/embeds.").is_none(), "no page view carries it");
        let services = path(&loader, "/s/blumenladen/de/services.").expect("a second script");
        shop.get(&services, "").await.text
    };
    let script = services(&shop_with(tools()).await).await;
    assert!(path(&script, "/w/embeds.").is_none(), "no service has a rule");

    let mut showing = tools();
    let rule = "https://films.example/{id} https://counter.example/embed/{id}";
    showing.services[0].origins.extend(Origin::parse("https://counter.example"));
    showing.services[0].embeds.extend(Embed::parse(rule));
    let shop = shop_with(showing).await;
    let script = services(&shop).await;
    for known in
        ["https://films.example/{id}", "\"provider\":\"Zähler GmbH\"", "\"country\":\"DE\""]
    {
        assert!(script.contains(known), "{known}");
    }
    let embeds = path(&script, "/w/embeds.").expect("where it is");
    let answer = shop.get(&embeds, "").await;
    assert_eq!(
        (answer.status, &*answer.media_type),
        (StatusCode::OK, "text/javascript; charset=utf-8")
    );
    let older = shop.get("/w/embeds.0123456789abcdef.js", "").await;
    assert_eq!(older.text, answer.text, "a page with an older loader gets the present one");
}
