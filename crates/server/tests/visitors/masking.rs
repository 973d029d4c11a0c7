//! What is masked is kept nowhere and goes nowhere (R-MIN-03).

use axum::http::StatusCode;
use plausch::app::site;
use plausch_core::id::SiteId;
use plausch_core::site::{Mode, Privacy, PrivacyMode, Settings, Site};
use serde_json::{Value, json};

use crate::shop::{Ask, Shop, Vera, message, settings};
use crate::stream::Stream;
use crate::support::Engine;

const IBAN: &str = "DE89 3704 0044 0532 0130 00";
const KEPT: &str = "Mein Konto ist [IBAN entfernt].";
/// As it comes out of a letter, and from another keyboard.
const LAID_OUT: [&str; 2] =
    ["DE89\n3704\n0044\n0532\n0130\n00", "DE８９ ３７０４ ００４４ ０５３２ ０１３０ ００"];

#[tokio::test]
async fn r_min_03_an_iban_is_kept_nowhere_on_sqlite() {
    an_iban_is_kept_nowhere(Engine::Sqlite).await;
}

#[tokio::test]
async fn r_min_03_an_iban_is_kept_nowhere_on_postgres() {
    an_iban_is_kept_nowhere(Engine::Postgres).await;
}

async fn an_iban_is_kept_nowhere(engine: Engine) {
    let shop = Shop::on(engine).await;
    let vera = Vera::new(1);
    shop.vera_agrees(&vera, &["chat"]).await;
    let text = format!("Mein Konto ist {IBAN}.");
    let mut first = vera.first(&text);
    first["name"] = format!("Vera {IBAN}").into();
    let begun = shop.post("/v1/sites/blumenladen/conversations", &vera.token, &first).await;
    assert_eq!(begun.status, StatusCode::CREATED, "{begun:?}");
    assert_eq!((&begun.json()["kinds"], &begun.json()["body"]), (&json!(["iban"]), &json!(KEPT)));
    let conversation = begun.json()["conversation"].as_str().expect("an id").to_owned();
    let at = |rest: &str| format!("/v1/conversations/{conversation}{rest}");

    let again = shop.post("/v1/sites/blumenladen/conversations", &vera.token, &first).await;
    assert_eq!((again.status, &again.json()["kinds"]), (StatusCode::OK, &json!(["iban"])));
    for status in [StatusCode::CREATED, StatusCode::OK] {
        let sent = shop.post(&at("/messages"), &vera.token, &message(2, &text)).await;
        assert_eq!((sent.status, &sent.json()["body"]), (status, &json!(KEPT)));
    }
    for (number, iban) in (3..).zip(LAID_OUT) {
        let text = format!("Mein Konto ist {iban}.");
        let sent = shop.post(&at("/messages"), &vera.token, &message(number, &text)).await;
        assert_eq!((sent.status, &sent.json()["body"]), (StatusCode::CREATED, &json!(KEPT)));
    }
    let other = shop.post(&at("/messages"), &vera.token, &message(2, "Anderes")).await;
    assert_eq!(other.problem(), (409, "message_id_reused".into()));

    // The texts are sealed, so what opens them has to be looked through, too.
    let mut stream = Stream::open(&shop.app, &vera.token, &conversation).await;
    stream.hears("\"seq\":4").await;
    let mut told = vec![stream.heard().to_owned()];
    for rest in ["/events?after=0", "/export", "/export?as=html"] {
        told.push(shop.get(&at(rest), &vera.token).await.text);
    }
    for told in &told {
        assert!(told.contains(KEPT), "{told}");
        for digits in ["3704", "0532", "３７０４", "０５３２"] {
            assert!(!told.contains(digits), "{told}");
        }
    }
    assert!(told[2].contains("Vera [IBAN entfernt]"), "{}", told[2]);
    assert_eq!(shop.holds(IBAN).await, Vec::<String>::new());
}

#[tokio::test]
async fn r_min_03_contact_data_is_asked_about_before_anything_is_kept() {
    let shop = Shop::open().await;
    let vera = Vera::new(1);
    shop.vera_agrees(&vera, &["chat"]).await;
    let text = "Tel. 0171 1234567 oder vera@web.de, sonst hallo@blumenladen.example";
    let begins = |contact: Option<&str>| {
        let mut first = vera.first(text);
        if let Some(contact) = contact {
            first["message"]["contact"] = contact.into();
        }
        first
    };
    let path = "/v1/sites/blumenladen/conversations";
    let asked = shop.post(path, &vera.token, &begins(None)).await;
    assert_eq!(asked.problem(), (422, "contact_data".into()));
    assert_eq!(asked.json()["kinds"], json!(["mail", "phone"]));
    assert!(!asked.text.contains("0171") && !asked.text.contains("vera@"), "{asked:?}");
    let store = shop.database.open();
    let rows = store.read(|tx| tx.inspect("select id from conversation")).await.expect("read");
    assert!(rows.is_empty(), "nothing was kept");
    let unknown = shop.post(path, &vera.token, &begins(Some("vielleicht"))).await;
    assert_eq!(unknown.problem(), (400, "malformed".into()));

    let kept = shop.post(path, &vera.token, &begins(Some("keep"))).await;
    assert_eq!(kept.status, StatusCode::CREATED, "{kept:?}");
    let conversation = kept.json()["conversation"].as_str().expect("an id").to_owned();
    let export = export(&shop, &vera, &conversation).await;
    assert_eq!(export["contact"], json!({ "mail": "vera@web.de", "phone": "0171 1234567" }));
    let body = "Tel. [Telefonnummer entfernt] oder [E-Mail-Adresse entfernt], sonst hallo@blumenladen.example";
    assert_eq!(export["events"][0]["body"], body);
    for clear in ["0171 1234567", "vera@web.de"] {
        assert_eq!(shop.holds(clear).await, Vec::<String>::new(), "sealed");
    }
    let path = format!("/v1/conversations/{conversation}/export?as=html");
    let page = shop.get(&path, &vera.token).await;
    assert!(page.text.contains("0171 1234567"));
}

#[tokio::test]
async fn r_min_03_contact_data_is_masked_when_the_visitor_says_so() {
    let shop = Shop::open().await;
    let vera = Vera::new(1);
    let conversation = shop.vera_begins(&vera, "Hallo").await;
    let path = format!("/v1/conversations/{conversation}/messages");
    let asked = shop.post(&path, &vera.token, &message(2, "0171 1234567")).await;
    assert_eq!(asked.problem(), (422, "contact_data".into()));
    let mut wishes = message(2, "0171 1234567");
    wishes["contact"] = "mask".into();
    let sent = shop.post(&path, &vera.token, &wishes).await;
    assert_eq!((sent.status, &sent.json()["kinds"]), (StatusCode::CREATED, &json!(["phone"])));
    let export = export(&shop, &vera, &conversation).await;
    assert_eq!(export["contact"], json!({ "mail": null, "phone": null }));
    assert_eq!(export["events"][1]["body"], "[Telefonnummer entfernt]");
}

#[tokio::test]
async fn r_min_03_who_may_not_chat_is_not_asked_about_what_they_wrote() {
    let shop = Shop::open().await;
    let vera = Vera::new(1);
    let path = "/v1/sites/blumenladen/conversations";
    let refused = shop.post(path, &vera.token, &vera.first("0171 1234567")).await;
    assert_eq!(refused.problem(), (403, "consent_required".into()));
}

#[tokio::test]
async fn r_min_03_a_site_may_keep_everything_or_some_kinds() {
    let shop = Shop::open().await;
    let id = SiteId::parse("blumenladen").expect("a site name");
    let vera = Vera::new(1);
    let conversation = shop.vera_begins(&vera, "Hallo").await;
    let path = format!("/v1/conversations/{conversation}/messages");
    let text = format!("{IBAN} und 0171 1234567");
    let only_phone =
        Privacy { kept: [plausch_core::masking::Kind::Phone].into(), ..Privacy::default() };
    let off = Privacy { mode: PrivacyMode::Off, ..Privacy::default() };
    for (number, privacy, kept) in
        [(2, only_phone, "[IBAN entfernt] und 0171 1234567"), (3, off, text.as_str())]
    {
        let settings = Settings { privacy, ..settings(Mode::Consent) };
        site::put_at_start(&shop.app, Site { id: id.clone(), settings }).await.expect("changed");
        let sent = shop.post(&path, &vera.token, &message(number, &text)).await;
        assert_eq!(sent.status, StatusCode::CREATED, "{sent:?}");
        let export = export(&shop, &vera, &conversation).await;
        assert_eq!(export["events"][usize::from(number) - 1]["body"], kept);
    }
}

async fn export(shop: &Shop, vera: &Vera, conversation: &str) -> Value {
    let ask = Ask { token: Some(&vera.token), ..Ask::default() };
    let path = format!("/v1/conversations/{conversation}/export");
    shop.ask(axum::http::Method::GET, &path, ask, "").await.json()
}
