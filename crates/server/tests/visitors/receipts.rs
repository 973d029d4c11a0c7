//! What visitors get to keep of their choices, and the text that was shown.

use std::io::Write;
use std::process::{Command, Stdio};

use axum::http::{Method, StatusCode};
use plausch::app::{Error, SignedIn, proof, registry};
use plausch_core::agent::Agent;
use plausch_core::consent::EventId;
use plausch_core::id::{AgentId, NoticeVersion, SiteId};
use plausch_core::proof::Inclusion;
use plausch_core::registry::Registry;
use plausch_core::role::{BuiltIn, Reach};
use plausch_core::site::Lang;
use plausch_core::time::{DAY, MINUTE};
use plausch_core::{Personal, Timestamp};
use serde_json::{Value, json};

use crate::shop::{Answer, Ask, Shop, Vera};
use crate::support::Engine;

const RECEIPTS: &str = "/v1/sites/blumenladen/receipts";

/// A statistics tool of the shop's own, and films from the United States.
pub(crate) fn tools() -> Registry {
    let both = |de: &str, en: &str| json!({ "de": de, "en": en });
    let service = |id: &str, purpose: &str, country: &str, transfer: Option<&str>| {
        json!({
            "id": id, "purpose": purpose, "name": id,
            "provider": { "name": "Zähler GmbH", "address": "Musterstraße 2, 12345 Musterstadt",
                          "country": country, "transfer": transfer },
            "aim": both("Zählt Besuche.", "Counts visits."),
            "data": both("Seite und Zeit", "Page and time"),
            "recipients": both("Niemand sonst", "Nobody else"),
            "keys": [{ "name": "counter_*", "place": "cookie", "lifetime": both("30 Tage", "30 days"),
                       "party": "first" }],
            "basis": "consent",
            "privacy_url": "https://counter.example/privacy",
            "origins": ["https://counter.example"],
        })
    };
    let purpose = |id: &str, de: &str, en: &str| json!({ "id": id, "name": both(de, en), "description": both("Wofür es ist.", "What for.") });
    let registry = json!({
        "purposes": [purpose("statistics", "Statistik", "Statistics"), purpose("media", "Filme", "Films")],
        "services": [service("counter", "statistics", "DE", None),
                     service("films", "media", "US", Some("standard_clauses"))],
    });
    serde_json::from_value(registry).expect("a registry")
}

pub(crate) async fn shop_with_tools(engine: Engine) -> Shop {
    let shop = Shop::on(engine).await;
    registry::put_at_start(&shop.app, &blumenladen(), tools()).await.expect("published");
    shop
}

pub(crate) fn blumenladen() -> SiteId {
    SiteId::parse("blumenladen").expect("a site")
}

pub(crate) fn signed_in(role: BuiltIn) -> SignedIn {
    let agent = Agent {
        id: AgentId::new(Timestamp::from_millis(1), [1; 10]),
        name: Personal::new("Dana".into()),
        mail: Personal::new("dana@blumenladen.example".into()),
        role: role.id(),
        sites: None,
        is_enabled: true,
    };
    let reach = Reach {
        agent: agent.id.clone(),
        rights: role.rights(),
        sites: None,
        others: std::collections::BTreeSet::new(),
    };
    SignedIn { agent: agent.into(), reach: reach.into() }
}

async fn receipt(shop: &Shop, vera: &Vera) -> Answer {
    shop.post(RECEIPTS, &vera.token, &json!({ "id": vera.record })).await
}

/// What the schema says against a record; empty: nothing.
pub(crate) fn objections(records: &[Value]) -> Vec<String> {
    let schema = include_str!("../../../../docs/consent-record.schema.json");
    let schema = serde_json::from_str(schema).expect("JSON");
    let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
    compiler.add_resource("record.json", schema).expect("a schema");
    let index = compiler.compile("record.json", &mut schemas).expect("a valid schema");
    let objection = |record| schemas.validate(record, index).err().map(|error| error.to_string());
    records.iter().filter_map(objection).collect()
}

#[tokio::test]
async fn r_proof_06_a_receipt_tells_each_choice_with_its_text_and_proves_it() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let shop = shop_with_tools(engine).await;
        let vera = Vera::new(1);
        shop.vera_agrees(&vera, &["chat", "counter", "films"]).await;
        let unsealed = receipt(&shop, &vera).await.json();
        assert_eq!(unsealed["events"][0]["proof"], Value::Null, "not sealed yet");
        assert_eq!(proof::seal(&shop.app).await, Ok(1));
        shop.clock.advance(90 * MINUTE);
        shop.vera_agrees(&vera, &["chat", "films"]).await;
        shop.vera_agrees(&Vera::new(2), &["chat"]).await;
        let withdrawal = json!({ "id": vera.record });
        shop.post("/v1/sites/blumenladen/withdrawals", &vera.token, &withdrawal).await;
        assert_eq!(proof::seal(&shop.app).await, Ok(3));

        let told = receipt(&shop, &vera).await;
        assert_eq!(told.status, StatusCode::OK, "{told:?}");
        let told = told.json();
        assert_eq!(
            (&told["state"], &told["record_id"]),
            (&json!("withdrawn"), &json!(vera.record))
        );
        let events = told["events"].as_array().expect("events");
        assert_eq!(objections(events), Vec::<String>::new());
        let of = |what: fn(&Value) -> &Value| events.iter().map(what).cloned().collect::<Vec<_>>();
        assert_eq!(of(|one| &one["event"]["state"]), ["given", "given", "withdrawn"]);
        let times = ["2026-05-28T20:26Z", "2026-05-28T21:56Z", "2026-05-28T21:56Z"];
        assert_eq!(of(|one| &one["event"]["time"]), times);
        let taken_back = [json!([]), json!(["counter"]), json!(["chat", "films"])];
        assert_eq!(of(|one| &one["event"]["taken_back"]), taken_back);
        let films = &events[0]["services"][2];
        assert_eq!(films["purpose"]["name"], "Filme");
        assert_eq!(
            (&films["jurisdiction"], &films["transfer"]),
            (&json!("US"), &json!("standard_clauses"))
        );
        for (number, event) in events.iter().enumerate() {
            let proof: Inclusion = serde_json::from_value(event["proof"].clone()).expect("a proof");
            assert!(proof.holds(), "{number}: {proof:?}");
            // What is proven is what is told.
            let text: Value = serde_json::from_str(&proof.event).expect("JSON");
            assert_eq!((&text[1], &text[2]), (&json!(vera.record), &json!(number + 1)));
            assert_eq!(text[7], event["notice"]["version"]);
            // And the text that was shown is there for anybody, named by its hash.
            let address = event["notice"]["address"].as_str().expect("an address");
            let notice = shop.ask(Method::GET, address, Ask::default(), "").await;
            assert_eq!(NoticeVersion::of(&notice.text).as_str(), event["notice"]["version"]);
        }
        shop.clock.advance(180 * DAY);
        let other = receipt(&shop, &Vera::new(2)).await.json();
        assert_eq!(
            (&other["state"], &other["events"][0]["event"]["state"]),
            (&json!("expired"), &json!("expired"))
        );
    }
}

#[tokio::test]
async fn r_proof_06_a_receipt_can_be_checked_by_the_script_in_the_documents() {
    let shop = Shop::open().await;
    for number in 1..=5 {
        shop.vera_agrees(&Vera::new(number), &["chat"]).await;
    }
    assert_eq!(proof::seal(&shop.app).await, Ok(5));
    let page = include_str!("../../../../docs/proof.md");
    let (_, script) = page.split_once("```js\n").expect("a script");
    let (script, _) = script.split_once("```").expect("its end");
    for number in 1..=5 {
        let mut told = receipt(&shop, &Vera::new(number)).await.json();
        let said = run(script, &told.to_string());
        assert!(said.contains(".1 is proven by the head "), "{said}");
        let text = told["events"][0]["proof"]["event"].as_str().expect("a text");
        told["events"][0]["proof"]["event"] = text.replace("granted", "withdrawn").into();
        let said = run(script, &told.to_string());
        assert!(said.contains(".1 IS NOT PROVEN by "), "{said}");
    }
}

/// What a script says of what it reads.
fn run(script: &str, input: &str) -> String {
    let mut node = Command::new("node")
        .args(["--input-type=module", "--eval", script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node is installed");
    node.stdin.take().expect("its input").write_all(input.as_bytes()).expect("written");
    let said = node.wait_with_output().expect("it ends");
    String::from_utf8(said.stdout).expect("text")
}

#[tokio::test]
async fn r_wdr_02_taking_back_in_part_and_as_a_whole_each_give_an_event() {
    let shop = Shop::open().await;
    let vera = Vera::new(1);
    shop.vera_agrees(&vera, &["chat", "remember"]).await;
    shop.vera_agrees(&vera, &["chat"]).await;
    let withdrawal = json!({ "id": vera.record });
    shop.post("/v1/sites/blumenladen/withdrawals", &vera.token, &withdrawal).await;
    let told = receipt(&shop, &vera).await.json();
    let events = told["events"].as_array().expect("events").iter();
    let events: Vec<_> = events
        .map(|one| (one["event"]["state"].clone(), one["event"]["taken_back"].clone()))
        .collect();
    assert_eq!(
        events,
        [
            (json!("given"), json!([])),
            (json!("given"), json!(["remember"])),
            (json!("withdrawn"), json!(["chat"])),
        ]
    );
}

#[tokio::test]
async fn r_wdr_02_what_was_taken_back_as_a_whole_stays_so_when_a_part_of_it_is_told_later() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let shop = shop_with_tools(engine).await;
        let vera = Vera::new(1);
        shop.vera_agrees(&vera, &["chat", "counter", "films"]).await;
        // Both were made without a line; what was decided last arrives first, and doesn't know where.
        let withdrawal = json!({ "id": vera.record });
        shop.post("/v1/sites/blumenladen/withdrawals", &vera.token, &withdrawal).await;
        let late = shop.vera_agrees(&vera, &["chat", "films"]).await;
        assert_eq!(late.problem(), (422, "invalid".into()));
        let told = receipt(&shop, &vera).await.json();
        assert_eq!(
            (&told["state"], told["events"].as_array().map(Vec::len)),
            (&json!("withdrawn"), Some(2))
        );
        assert_eq!(told["events"][1]["event"]["place"], "unknown", "nothing is made up");
        assert_eq!(objections(told["events"].as_array().expect("events")), Vec::<String>::new());

        let settings = json!({ "id": Vera::new(2).record, "ui": "settings" });
        shop.vera_agrees(&Vera::new(2), &["films"]).await;
        shop.post("/v1/sites/blumenladen/withdrawals", "", &settings).await;
        let told = receipt(&shop, &Vera::new(2)).await.json();
        assert_eq!(told["events"][1]["event"]["place"], "settings");
        // Where nobody knows where it was, nobody has agreed to anything.
        let choice = json!({ "id": Vera::new(3).record, "notice": shop.notice().await, "lang": "de",
                             "services": ["films"], "ui": "unknown" });
        let refused = shop.post("/v1/sites/blumenladen/consents", "", &choice).await;
        assert_eq!(refused.problem(), (422, "invalid".into()));
    }
}

#[tokio::test]
async fn r_proof_06_a_receipt_is_for_who_knows_the_record_on_a_page_of_the_site() {
    let shop = Shop::open().await;
    let vera = Vera::new(1);
    shop.vera_agrees(&vera, &["chat"]).await;
    assert_eq!(receipt(&shop, &Vera::new(9)).await.problem(), (404, "not_found".into()));
    let record = json!({ "id": vera.record });
    let elsewhere = shop.post("/v1/sites/auf-wunsch/receipts", &vera.token, &record).await;
    assert_eq!(elsewhere.problem(), (404, "not_found".into()), "another site's");
    let ask = Ask { origin: Some("https://other.example"), ..Ask::default() };
    let foreign = shop.ask(Method::POST, RECEIPTS, ask, record.to_string()).await;
    assert_eq!(foreign.problem(), (403, "origin_not_registered".into()));
    let malformed = shop.post(RECEIPTS, &vera.token, &json!({ "id": "x" })).await;
    assert_eq!(malformed.problem(), (400, "malformed".into()));
}

#[tokio::test]
async fn r_proof_01_from_an_event_to_the_exact_dialog_again() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let shop = Shop::on(engine).await;
        let vera = Vera::new(1);
        let version = shop.notice().await;
        shop.vera_agrees(&vera, &["chat"]).await;
        // Today's text is another one.
        registry::put_at_start(&shop.app, &blumenladen(), tools()).await.expect("published");
        assert_ne!(shop.notice().await, version, "need another text for this to mean anything");
        let event = EventId::parse(&format!("{}.1", vera.record)).expect("an event");
        let dana = signed_in(BuiltIn::Administrator);
        let kept = proof::event(&shop.app, &dana, &blumenladen(), &event).await.expect("kept");
        let shown = &kept.notice;
        let parts = proof::shown(shown, &kept.event).expect("readable");
        let content: Value = serde_json::from_str(&shown.content).expect("JSON");
        let said = |id: &str| content["texts"][id].as_str().expect("a text").to_owned();
        assert_eq!(parts.len(), 1, "the dialog, and no banner");
        assert_eq!(parts[0].sentences[..2], [said("why"), said("voluntary")]);
        assert_eq!(parts[0].items, [said("choice"), said("session")]);
        assert_eq!((shown.version.as_str(), shown.lang), (version.as_str(), Lang::De));
        assert_eq!(NoticeVersion::of(&shown.content), shown.version, "its name is its hash");
        let ben = signed_in(BuiltIn::Agent);
        let asked = async |who, site: &str, event: &EventId| {
            let site = SiteId::parse(site).expect("a site");
            proof::event(&shop.app, who, &site, event).await.map(drop)
        };
        assert_eq!(asked(&ben, "blumenladen", &event).await, Err(Error::Forbidden));
        assert_eq!(
            asked(&dana, "auf-wunsch", &event).await,
            Err(Error::NotFound),
            "another site's"
        );
        let unknown = EventId { number: 2, ..event };
        assert_eq!(asked(&dana, "blumenladen", &unknown).await, Err(Error::NotFound));

        let get = |path: String| {
            let shop = &shop;
            async move { shop.ask(Method::GET, &path, Ask::default(), "").await }
        };
        let public = get(format!("/s/blumenladen/de/notice/{version}")).await;
        assert_eq!(
            (public.status, public.media_type.as_str()),
            (StatusCode::OK, "application/json")
        );
        assert_eq!(public.text, shown.content);
        for elsewhere in ["blumenladen/en", "auf-wunsch/de", "nirgends/de", "blumenladen/xx"] {
            let other = get(format!("/s/{elsewhere}/notice/{version}")).await;
            assert_eq!(other.problem(), (404, "not_found".into()), "{elsewhere}");
        }
        let unknown = get("/s/blumenladen/de/notice/AAAAAAAAAAAAAAAAAAAAAA".to_owned()).await;
        assert_eq!(unknown.problem().0, 404);
    }
}

/// A kept text, as a browser gets it when somebody follows a link to it.
async fn read(shop: &Shop, lang: &str, version: &str) -> Answer {
    let headers = [("accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8")];
    let ask = Ask { origin: None, headers: &headers, ..Ask::default() };
    shop.ask(Method::GET, &format!("/s/blumenladen/{lang}/notice/{version}"), ask, "").await
}

#[tokio::test]
async fn r_proof_06_the_text_that_was_shown_is_a_page_for_people_in_its_language() {
    let shop = shop_with_tools(Engine::Sqlite).await;
    for (lang, said) in [
        (Lang::De, ["Was Blumenladen gefragt hat", "Alle ablehnen", "Zählt Besuche.", "30 Tage"]),
        (Lang::En, ["What Blumenladen asked", "Refuse all", "Counts visits.", "30 days"]),
    ] {
        let notice = shop.app.directory.notice(&blumenladen(), lang).expect("a notice");
        let page = read(&shop, lang.as_str(), notice.version.as_str()).await;
        assert_eq!(
            (page.status, page.media_type.as_str()),
            (StatusCode::OK, "text/html; charset=utf-8")
        );
        for text in said.into_iter().chain([notice.version.as_str()]) {
            assert!(page.text.contains(text), "{lang:?}: {text}\n{}", page.text);
        }
        let texts = notice.shown["texts"].as_object().expect("texts");
        let text_of_page = page.text.replace("&#39;", "'");
        for id in ["title", "why", "choice", "session", "voluntary", "toggle"] {
            let text = texts[id].as_str().expect("a text");
            assert!(text_of_page.contains(text), "{lang:?}: {id}");
        }
        let header = |name: &str| page.headers[name].to_str().expect("text");
        assert!(
            header("content-security-policy").starts_with("default-src 'none'; style-src 'sha256-")
        );
        assert_eq!(header("vary"), "accept");
        assert!(!header("cache-control").contains("immutable"), "it may change with the program");
        assert!(!page.text.contains("<script"));
        // For programs nothing has changed.
        let path = format!("/s/blumenladen/{}/notice/{}", lang.as_str(), notice.version);
        let kept = shop.ask(Method::GET, &path, Ask::default(), "").await;
        assert_eq!((kept.media_type.as_str(), &kept.text), ("application/json", &notice.content));
        assert_eq!(kept.headers["vary"], "accept");
        assert!(kept.headers["cache-control"].to_str().expect("text").contains("immutable"));
    }
}

#[tokio::test]
async fn r_ban_04_r_sig_01_what_needs_no_consent_is_told_with_its_reason_under_an_address_that_stays()
 {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let shop = Shop::on(engine).await;
        let mut registry = serde_json::to_value(tools()).expect("JSON");
        let basket = &mut registry["services"][1];
        (basket["basis"], basket["name"]) = ("25-2-2".into(), "Warenkorb".into());
        basket["reason"] = json!({ "de": "Ohne ihn kein Kauf.", "en": "No purchase without it." });
        // Nothing is asked for: no banner, and still it is told.
        let mut alone = registry.clone();
        alone["services"].as_array_mut().expect("services").remove(0);
        for (registry, is_asking) in [(alone, false), (registry, true)] {
            let registry = serde_json::from_value(registry).expect("a registry");
            registry::put_at_start(&shop.app, &blumenladen(), registry).await.expect("published");
            let version = shop.notice().await;
            for (lang, [title, basis, reason, lifetime]) in [
                (
                    "de",
                    ["Ohne Einwilligung", "§ 25 Abs. 2 Nr. 2", "Ohne ihn kein Kauf.", "30 Tage"],
                ),
                ("en", ["Without consent", "section 25(2) no. 2", "No purchase", "30 days"]),
            ] {
                let headers = [("accept", "text/html")];
                let ask = Ask { origin: None, headers: &headers, ..Ask::default() };
                let path = format!("/s/blumenladen/{lang}/notice");
                let page = shop.ask(Method::GET, &path, ask, "").await;
                assert_eq!(page.status, StatusCode::OK, "{page:?}");
                let (_, exempt) =
                    page.text.split_once(&format!("<h2>{title}</h2>")).expect("a part of its own");
                let standard = "Musterstraße 2, 12345 Musterstadt";
                for told in [
                    "Warenkorb",
                    "Zähler GmbH",
                    standard,
                    "US",
                    "Art. 46",
                    "counter_*",
                    lifetime,
                    basis,
                    reason,
                    "https://counter.example/privacy",
                ] {
                    assert!(exempt.contains(told), "{lang}: {told} in {exempt}");
                }
                assert!(!exempt.contains("told-buttons"), "nothing to decide");
                assert_eq!(page.text.contains("Alle ablehnen"), is_asking && lang == "de");
            }
            let path = "/s/blumenladen/de/notice";
            let json = shop.ask(Method::GET, path, Ask::default(), "").await;
            assert_eq!(json.headers["content-location"], format!("{path}/{version}"));
            assert!(!json.headers["cache-control"].to_str().expect("text").contains("immutable"));
            assert_eq!(NoticeVersion::of(&json.text).as_str(), version);
            assert_eq!(json.json()["exempt"]["purposes"][0][3][0][2], "Warenkorb");
        }
        let vera = Vera::new(1);
        shop.vera_agrees(&vera, &["chat", "counter"]).await;
        let exempt = receipt(&shop, &vera).await.json()["without_consent"].clone();
        assert_eq!(exempt.as_array().map(Vec::len), Some(1));
        assert_eq!(
            (&exempt[0]["legal_basis"], &exempt[0]["reason"], &exempt[0]["purpose"]["name"]),
            (&json!("25-2-2"), &json!("Ohne ihn kein Kauf."), &json!("Filme"))
        );
    }
    for elsewhere in ["blumenladen/xx", "nirgends/de"] {
        let path = format!("/s/{elsewhere}/notice");
        let none = Shop::open().await.ask(Method::GET, &path, Ask::default(), "").await;
        assert_eq!(none.problem(), (404, "not_found".into()), "{elsewhere}");
    }
}

#[tokio::test]
async fn r_proof_06_what_a_registry_says_is_never_markup_on_the_page() {
    let shop = Shop::open().await;
    let hostile = "</style><script>alert(1)</script>\"'><img src=x onerror=alert(2)>";
    let mut registry = serde_json::to_value(tools()).expect("JSON");
    registry["purposes"][0]["name"]["de"] = hostile.into();
    registry["purposes"][0]["description"]["de"] = hostile.into();
    let service = &mut registry["services"][0];
    service["name"] = hostile.into();
    service["provider"]["name"] = hostile.into();
    for fact in ["aim", "data", "recipients"] {
        service[fact]["de"] = hostile.into();
    }
    let registry = serde_json::from_value(registry).expect("a registry");
    registry::put_at_start(&shop.app, &blumenladen(), registry).await.expect("published");
    let page = read(&shop, "de", &shop.notice().await).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.text.matches("alert(1)").count() >= 7,
        "need it on the page for this to mean anything"
    );
    assert!(!page.text.contains("<script") && !page.text.contains("<img"), "{}", page.text);
    assert_eq!(page.text.matches("</style>").count(), 1);
}

#[tokio::test]
async fn a_text_that_was_never_shown_is_told_to_people_as_a_page() {
    let shop = Shop::open().await;
    let page = read(&shop, "de", "AAAAAAAAAAAAAAAAAAAAAA").await;
    assert_eq!(
        (page.status, page.media_type.as_str()),
        (StatusCode::NOT_FOUND, "text/html; charset=utf-8")
    );
}

#[tokio::test]
async fn what_visitors_take_along_is_one_script_in_each_language_for_ten_minutes() {
    let shop = Shop::open().await;
    for (lang, said) in [("de", "Meine Einwilligungen"), ("en", "My consents")] {
        let script =
            shop.ask(Method::GET, &format!("/w/copies.{lang}.js"), Ask::default(), "").await;
        assert_eq!(script.media_type, "text/javascript; charset=utf-8");
        assert!(script.text.contains(said) && !script.text.contains("__PLAUSCH"), "{lang}");
        assert_eq!(script.headers["cache-control"], "public, max-age=600");
    }
    let unknown = shop.ask(Method::GET, "/w/copies.xx.js", Ask::default(), "").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}
