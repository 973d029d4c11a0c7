//! Sites: creating, changing, and what goes into their pages.

use axum::http::StatusCode;

use crate::office::{Answer, Browser, Office};

pub(crate) const TULPEN: &[(&str, &str)] = &[
    ("id", "tulpen"),
    ("name", "Tulpen & Co"),
    ("address", "https://tulpen.example/start"),
    ("origins", "https://tulpen.example\r\nhttps://www.tulpen.example"),
    ("lang_de", "on"),
    ("lang_en", "on"),
    ("first_lang", "en"),
    ("mode", "consent"),
    ("lifetime", "session"),
    ("idle_hours", "4"),
    ("remember_days", "0"),
    ("controller", "Tulpen & Co, Feldweg 2"),
    ("mail", "hallo@tulpen.example"),
    ("privacy_url", "https://tulpen.example/datenschutz"),
    ("imprint_url", "https://tulpen.example/impressum"),
];

fn with<'f>(name: &'f str, value: &'f str) -> Vec<(&'f str, &'f str)> {
    let kept = TULPEN.iter().copied().filter(|(known, _)| *known != name);
    kept.chain([(name, value)]).collect()
}

/// Saves the Blumenladen's settings.
pub(crate) async fn saves(who: &Browser<'_>, fields: &[(&str, &str)]) -> Answer {
    confirms(who, "/admin/sites/blumenladen", fields).await
}

/// Saves what visitors may have to be told of: that is shown first, and confirmed.
pub(crate) async fn confirms(who: &Browser<'_>, path: &str, fields: &[(&str, &str)]) -> Answer {
    let answer = who.post(path, fields).await;
    let Some((_, rest)) = answer.text.split_once("name=\"material\" form=\"site-form\" value=\"")
    else {
        return answer;
    };
    let state = rest.split('"').next().expect("a state");
    who.post(path, &[fields, &[("material", state)]].concat()).await
}

#[tokio::test]
async fn r_info_05_what_visitors_will_be_told_is_shown_before_it_is_saved() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    let path = "/admin/sites/blumenladen";
    let controller = || office.app.directory.sites()[0].settings.controller.clone();
    let before = controller();
    for confirmed in [None, Some("AAAAAAAA")] {
        let mut form = TULPEN.to_vec();
        form.extend(confirmed.map(|state| ("material", state)));
        let shown = ada.post(path, &form).await;
        assert_eq!(shown.status, StatusCode::OK);
        for text in ["Noch ist nichts gespeichert", &before, "Offene Chats, die davon erfahren: 0"]
        {
            assert!(shown.says(text), "{text}: {shown:?}");
        }
        assert_eq!(controller(), before);
    }
    let saved = saves(&ada, TULPEN).await;
    assert_eq!(saved.goes_to(), "/admin/sites/blumenladen?saved=true", "{saved:?}");
    assert_eq!(controller(), "Tulpen & Co, Feldweg 2");
    let words = ada.post(path, &with("name", "Tulpen am Markt")).await;
    assert_eq!(words.goes_to(), "/admin/sites/blumenladen?saved=true", "words alone: {words:?}");
}

#[tokio::test]
async fn an_administrator_adds_a_site_and_copies_what_its_pages_need() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    assert_eq!(ada.get("/s/tulpen/en/plausch.js").await.status, StatusCode::NOT_FOUND);
    let created = ada.post("/admin/sites/new", TULPEN).await;
    assert_eq!(created.goes_to(), "/admin/sites/tulpen?saved=true", "{created:?}");
    let page = ada.get(created.goes_to()).await;
    for needed in [
        "&#60;script src=&#34;http://127.0.0.1:8080/s/tulpen/en/plausch.js&#34; async&#62;&#60;/script&#62;",
        "/s/tulpen/de/plausch.js",
        "&#60;div data-plausch-landing&#62;",
        "script-src http://127.0.0.1:8080",
        "http://127.0.0.1:8080/s/tulpen/en/chat",
        "https://tulpen.example\nhttps://www.tulpen.example",
        "Tulpen &#38; Co",
    ] {
        assert!(page.says(needed), "{needed}");
    }
    assert_eq!(ada.get("/s/tulpen/en/plausch.js").await.status, StatusCode::OK, "at once");
    let again = ada.post("/admin/sites/new", TULPEN).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.says("Diesen Kurznamen gibt es schon"));
    assert!(ada.get("/admin/sites").await.says(">Tulpen &#38; Co</a>"));
    saves(&ada, TULPEN).await;
    let list = ada.get("/admin/sites").await;
    for name in ["Tulpen &#38; Co (tulpen)</a>", "Tulpen &#38; Co (blumenladen)</a>"] {
        assert!(list.says(name), "two are called the same: {list:?}");
    }
}

#[tokio::test]
async fn r_web_01_a_site_without_its_duties_does_not_go_live_and_says_at_which_field() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    for (field, value, sentence) in [
        ("id", "Tulpen!", "2 bis 40 Zeichen"),
        ("name", " ", "einen Namen mit höchstens 80"),
        ("address", "tulpen", "vollständige Adresse"),
        ("origins", "https://tulpen.example\nkein ursprung", "Mindestens ein Ursprung"),
        ("idle_hours", "vier", "ganze Zahl"),
        ("remember_days", "366", "ganze Zahl"),
        ("controller", "", "darf der Chat nicht starten"),
        ("mail", "", "E-Mail oder Telefon an"),
        ("mail", "keine", "Bitte geben Sie eine E-Mail-Adresse an"),
        ("privacy_url", "/datenschutz", "vollständige Adresse"),
        ("imprint_url", "", "vollständige Adresse"),
    ] {
        let answer = ada.post("/admin/sites/new", &with(field, value)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}={value}");
        assert!(answer.says(sentence), "{field}={value}: {sentence}");
        assert!(answer.says("Tulpen &#38; Co") || field == "name", "what was typed stays");
    }
    let none: Vec<_> =
        TULPEN.iter().copied().filter(|(name, _)| !name.starts_with("lang_")).collect();
    assert!(ada.post("/admin/sites/new", &none).await.says("mindestens eine Sprache"));
    assert_eq!(office.app.directory.sites().len(), 1, "nothing was kept");
}

#[tokio::test]
async fn a_change_counts_at_once_and_both_modes_tell_their_legal_ground() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    let changed = saves(&ada, &with("name", "Blumenladen Nord")).await;
    assert_eq!(changed.goes_to(), "/admin/sites/blumenladen?saved=true", "{changed:?}");
    let page = ada.get("/admin/sites/blumenladen").await;
    assert!(page.says("Blumenladen Nord"));
    assert!(page.says("§ 25 Abs. 1 TDDDG") && page.says("§ 25 Abs. 2 Nr. 2 TDDDG"));
    assert!(page.says("unterschiedlich beurteilt"));
}
