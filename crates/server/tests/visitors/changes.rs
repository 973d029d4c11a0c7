//! That what visitors were told has changed: told to who has the chat open, once, and what was promised
//! holds (R-INFO-05, R-MIN-03).

use axum::http::{Method, StatusCode};
use plausch::app::conversation::told;
use plausch::app::site;
use plausch_core::id::SiteId;
use plausch_core::site::{Mode, Privacy, PrivacyMode, Settings, Site};
use plausch_core::time::{DAY, HOUR};
use serde_json::{Value, json};

use crate::shop::{Ask, Shop, Vera, message, settings};
use crate::stream::Stream;
use crate::support::Engine;

async fn put(shop: &Shop, site: &str, settings: Settings) {
    let id = SiteId::parse(site).expect("a site");
    site::put_at_start(&shop.app, Site { id, settings }).await.expect("changed");
    // As the job does it.
    told::tell_due(&shop.app).await.expect("told");
}

fn controller(mode: Mode) -> Settings {
    Settings { controller: "Blumen GmbH, Gartenweg 2".into(), ..settings(mode) }
}

fn keeping(mode: Mode, privacy: PrivacyMode) -> Settings {
    let privacy = Privacy { mode: privacy, ..Privacy::default() };
    Settings { privacy, remember_days: 0, ..settings(mode) }
}

/// Begins where nothing is asked, on a page that shows this text.
async fn begins(shop: &Shop, vera: &Vera, notice: Option<&str>) -> String {
    let first =
        json!({ "lang": "de", "notice": notice, "message": message(1, "Haben Sie Tulpen?") });
    let begun = shop.post("/v1/sites/auf-wunsch/conversations", &vera.token, &first).await;
    assert_eq!(begun.status, StatusCode::CREATED, "{begun:?}");
    begun.json()["conversation"].as_str().expect("an id").to_owned()
}

/// How often she was told, and what was said of keeping.
async fn told_of(shop: &Shop, vera: &Vera, conversation: &str) -> Vec<Value> {
    let path = format!("/v1/conversations/{conversation}/events?after=0");
    let events = shop.get(&path, &vera.token).await;
    assert_eq!(events.status, StatusCode::OK, "{events:?}");
    let events = events.json()["events"].as_array().cloned().unwrap_or_default();
    let told = events.into_iter().filter(|event| event["kind"] == "notice_changed");
    told.map(|event| {
        assert_eq!(event["author"], "site");
        event["stays"].clone()
    })
    .collect()
}

#[tokio::test]
async fn r_info_05_a_material_change_is_told_once_to_who_has_the_chat_open_and_an_editorial_one_never()
 {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let shop = Shop::on(engine).await;
        let (vera, ended, late) = (Vera::new(9), Vera::new(8), Vera::new(7));
        let [hers, over, lapsed] = [
            begins(&shop, &vera, None).await,
            begins(&shop, &ended, None).await,
            begins(&shop, &late, None).await,
        ];
        shop.post(&format!("/v1/conversations/{over}/end"), &ended.token, &json!({})).await;
        shop.clock.advance(3 * HOUR);
        shop.post(&format!("/v1/conversations/{hers}/messages"), &vera.token, &message(2, "?"))
            .await;
        shop.clock.advance(2 * HOUR);
        let name = "Blumen am Markt".to_owned();
        put(&shop, "auf-wunsch", Settings { name, ..settings(Mode::OnRequest) }).await;
        assert_eq!(told_of(&shop, &vera, &hers).await, [Value::Null; 0], "words alone");
        let mut stream = Stream::open(&shop.app, &vera.token, &hers).await;
        stream.hears("event: hello").await;
        put(&shop, "auf-wunsch", controller(Mode::OnRequest)).await;
        stream.hears("notice_changed").await;
        put(&shop, "auf-wunsch", controller(Mode::OnRequest)).await;
        shop.app.untold.note();
        told::tell_due(&shop.app).await.expect("told");
        assert_eq!(told_of(&shop, &vera, &hers).await, [Value::Null], "once");
        let sent = format!("/v1/conversations/{hers}/messages");
        let sent = shop.post(&sent, &vera.token, &message(3, "Gut.")).await;
        assert_eq!(sent.status, StatusCode::CREATED, "it goes on");
        for gone in [&over, &lapsed] {
            let sql = format!(
                "select count(*) from conversation_event where conversation_id = '{gone}' \
                 and kind = 'notice_changed'"
            );
            let rows = shop.database.open().read(move |tx| tx.inspect(&sql)).await.expect("read");
            assert_eq!(rows[0].int(0).expect("a number"), 0, "nobody has it open");
        }
        // What has changed, for everybody.
        let page =
            shop.ask(Method::GET, "/s/auf-wunsch/de/notice/changes", Ask::default(), "").await;
        assert_eq!(page.status, StatusCode::OK, "{page:?}");
        for text in ["Blumenladen, Musterstraße 1", "Blumen GmbH, Gartenweg 2"] {
            assert_eq!(page.text.matches(text).count(), 1, "{text}: {}", page.text);
        }
        assert!(!page.text.contains("Tage nach"), "only what is different");
    }
}

#[tokio::test]
async fn r_info_05_where_the_chat_rests_on_a_consent_it_waits_for_a_new_one() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let shop = Shop::on(engine).await;
        let vera = Vera::new(9);
        let hers = shop.vera_begins(&vera, "Haben Sie Tulpen?").await;
        let mut stream = Stream::open(&shop.app, &vera.token, &hers).await;
        stream.hears("event: hello").await;
        put(&shop, "blumenladen", controller(Mode::Consent)).await;
        stream.hears("notice_changed").await;
        stream.hears("event: drain").await;
        let path = format!("/v1/conversations/{hers}");
        let waits =
            shop.post(&format!("{path}/messages"), &vera.token, &message(2, "Hallo?")).await;
        assert_eq!(waits.problem(), (409, "consent_stale".into()));
        let reads = shop.get(&format!("{path}/stream"), &vera.token).await;
        assert_eq!(reads.problem(), (409, "consent_stale".into()));
        let agreed = shop.vera_agrees(&vera, &["chat"]).await;
        assert_eq!(agreed.status, StatusCode::CREATED, "{agreed:?}");
        assert_eq!(told_of(&shop, &vera, &hers).await, [Value::Null]);
        let goes_on =
            shop.post(&format!("{path}/messages"), &vera.token, &message(2, "Hallo?")).await;
        assert_eq!(goes_on.status, StatusCode::CREATED);
    }
}

#[tokio::test]
async fn r_min_03_what_was_begun_under_a_promise_keeps_it_and_who_is_there_is_told() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let shop = Shop::on(engine).await;
        let kept_notice = shop.notice_of("auf-wunsch").await;
        let kept = begins(&shop, &Vera::new(1), Some(&kept_notice)).await;
        put(&shop, "auf-wunsch", keeping(Mode::OnRequest, PrivacyMode::NoPersist)).await;
        assert_eq!(told_of(&shop, &Vera::new(1), &kept).await, ["kept"]);
        // A page that is still open promised days; what is written there is kept no longer than now said.
        let stricter = begins(&shop, &Vera::new(2), Some(&kept_notice)).await;
        assert_eq!(told_of(&shop, &Vera::new(2), &stricter).await, [Value::Null]);
        assert_eq!(shop.database.keys.held(), 1);

        let unkept_notice = shop.notice_of("auf-wunsch").await;
        put(&shop, "auf-wunsch", keeping(Mode::OnRequest, PrivacyMode::Mask)).await;
        assert_eq!(told_of(&shop, &Vera::new(2), &stricter).await, [Value::Null, json!("unkept")]);
        assert_eq!(told_of(&shop, &Vera::new(1), &kept).await, [json!("kept"), Value::Null]);
        // A page that promised to keep nothing: what begins there isn't kept, whatever the site says by now.
        let promised = begins(&shop, &Vera::new(3), Some(&unkept_notice)).await;
        assert_eq!(told_of(&shop, &Vera::new(3), &promised).await, ["unkept"]);
        assert_eq!(shop.database.keys.held(), 2, "its key is in memory only");
        let present = begins(&shop, &Vera::new(4), None).await;
        assert_eq!(told_of(&shop, &Vera::new(4), &present).await, [Value::Null; 0]);
        assert_eq!(shop.database.keys.held(), 2);
        // A text that nobody has shown here.
        let foreign = shop.notice().await;
        let first = json!({ "lang": "de", "notice": foreign, "message": message(1, "?") });
        let path = "/v1/sites/auf-wunsch/conversations";
        let refused = shop.post(path, &Vera::new(5).token, &first).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{refused:?}");
    }
}

#[tokio::test]
async fn r_min_03_an_older_text_is_good_for_as_long_as_a_page_with_it_may_be_open() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let shop = Shop::on(engine).await;
        let path = "/v1/sites/auf-wunsch/conversations";
        let tries = async |vera: u8, notice: &str| {
            let first = json!({ "lang": "de", "notice": notice, "message": message(1, "Haben Sie Tulpen?") });
            shop.post(path, &Vera::new(vera).token, &first).await
        };
        let kept = settings(Mode::OnRequest);
        let unkept = keeping(Mode::OnRequest, PrivacyMode::NoPersist);
        put(&shop, "auf-wunsch", unkept.clone()).await;
        let promise = shop.notice_of("auf-wunsch").await;
        put(&shop, "auf-wunsch", kept.clone()).await;
        shop.clock.advance(DAY - 1);
        let begun = tries(1, &promise).await;
        assert_eq!(begun.status, StatusCode::CREATED, "open since yesterday: {begun:?}");
        assert_eq!(shop.database.keys.held(), 1, "what it promised holds");
        shop.clock.advance(1);
        assert_eq!(tries(2, &promise).await.problem(), (409, "consent_stale".into()));
        let unknown = "A".repeat(promise.len());
        assert_eq!(tries(2, &unknown).await.problem(), (409, "consent_stale".into()));
        assert_eq!(shop.database.keys.held(), 1, "nothing has begun");
        let again = tries(1, &promise).await;
        assert_eq!(again.status, StatusCode::OK, "the same once more is no beginning: {again:?}");
        // Shown once more meanwhile: its day begins with the end of that.
        put(&shop, "auf-wunsch", unkept).await;
        shop.clock.advance(DAY);
        assert_eq!(tries(3, &promise).await.status, StatusCode::CREATED, "it is the present one");
        put(&shop, "auf-wunsch", kept.clone()).await;
        assert_eq!(tries(4, &promise).await.status, StatusCode::CREATED);
        // Other words for the same can choose nothing.
        let words = shop.notice_of("auf-wunsch").await;
        put(&shop, "auf-wunsch", Settings { name: "Blumen am Markt".into(), ..kept }).await;
        assert_ne!(words, shop.notice_of("auf-wunsch").await);
        shop.clock.advance(30 * DAY);
        assert_eq!(tries(5, &words).await.status, StatusCode::CREATED);
        let present = shop.notice_of("auf-wunsch").await;
        assert_eq!(tries(6, &present).await.status, StatusCode::CREATED);
    }
}

#[tokio::test]
async fn r_min_03_both_dialogs_say_before_anybody_writes_that_nothing_is_kept() {
    let shop = Shop::open().await;
    for (id, mode, text) in
        [("blumenladen", Mode::Consent, "voluntary"), ("auf-wunsch", Mode::OnRequest, "kept")]
    {
        put(&shop, id, keeping(mode, PrivacyMode::NoPersist)).await;
        for (lang, told) in [("de", "bewahren sie nicht auf"), ("en", "do not keep it")] {
            let path = format!("/s/{id}/{lang}/plausch.js");
            let loader = shop.ask(Method::GET, &path, Ask::default(), "").await.text;
            let (_, said) = loader.split_once(&format!("\"{text}\":\"")).expect("the text");
            let said = said.split('"').next().expect("its end");
            assert!(said.contains(told), "{said}");
        }
    }
}
