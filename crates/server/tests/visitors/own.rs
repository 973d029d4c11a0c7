//! The visitor's own page: who gets in, and what can be done there (R-DSR-02 to R-DSR-06).

use axum::http::{Method, StatusCode, header};
use plausch::app::{retention, site};
use plausch_core::id::SiteId;
use plausch_core::retention::{Kind, Rules};
use plausch_core::site::{Mode, Settings, Site};
use plausch_core::time::{DAY, MINUTE};
use serde_json::json;

use crate::shop::{Answer, Ask, Shop, Vera, message, settings};
use crate::support::Engine;

const PAGE: &str = "/s/blumenladen/de/my";

/// Sends a form of the page, or goes to it.
async fn send(shop: &Shop, path: &str, fields: &[(&str, &str)]) -> Answer {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let form = [("content-type", "application/x-www-form-urlencoded"), ("accept", "text/html")];
    let ask = Ask { origin: None, token: None, headers: &form };
    shop.form(path, ask, body).await
}

/// What a form of this page carries.
fn pass(page: &Answer) -> String {
    let (_, rest) = page.text.split_once("name=\"pass\" value=\"").expect("a form");
    rest.split('"').next().expect("a pass").to_owned()
}

/// Code and secret, as the page shows them.
fn code_and_secret(page: &Answer) -> (String, String) {
    let mut shown = page.text.split("<code class=\"big\">").skip(1);
    let mut next = || {
        let shown = shown.next().and_then(|rest| rest.split('<').next());
        shown.expect("shown").to_owned()
    };
    (next(), next())
}

/// Vera opens the page from the chat.
async fn from_chat(shop: &Shop, vera: &Vera, conversation: &str) -> Answer {
    let path = format!("/v1/conversations/{conversation}/ticket");
    let ticket = shop.post(&path, &vera.token, &json!({})).await;
    let ticket = ticket.json()["ticket"].as_str().expect("a ticket").to_owned();
    send(shop, PAGE, &[("ticket", &ticket)]).await
}

async fn inspect(shop: &Shop, sql: &'static str) -> Vec<String> {
    let rows = shop.database.open().read(move |tx| tx.inspect(sql)).await.expect("read");
    rows.iter().map(|row| row.text(0).expect("a text").to_owned()).collect()
}

#[tokio::test]
async fn r_dsr_02_the_page_shows_everything_that_is_kept_and_nothing_of_others() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let shop = Shop::on(engine).await;
        let (vera, nora) = (Vera::new(9), Vera::new(8));
        let id = shop.vera_begins(&vera, "Haben Sie Tulpen?").await;
        shop.vera_begins(&nora, "Haben Sie Rosen?").await;
        let page = from_chat(&shop, &vera, &id).await;
        assert_eq!(page.status, StatusCode::OK, "{page:?}");
        for text in ["Haben Sie Tulpen?", "Vera Canary", &vera.record, "noch niemand"] {
            assert!(page.text.contains(text), "{text}: {}", page.text);
        }
        // 30 days after 28 May 2026.
        assert_eq!(page.text.matches("27.06.2026").count(), 3, "{}", page.text);
        assert!(!page.text.contains("Rosen") && !page.text.contains(&nora.record));
        for (name, value) in [
            (header::CACHE_CONTROL, "no-store"),
            (header::REFERRER_POLICY, "no-referrer"),
            (header::HeaderName::from_static("x-robots-tag"), "noindex"),
        ] {
            assert_eq!(page.headers[&name], value, "{name}");
        }
        assert!(!page.headers.contains_key(header::SET_COOKIE));
        assert_eq!(page.text.matches("<script").count(), 1, "times in the own zone: {}", page.text);
        let policy = page.headers[header::CONTENT_SECURITY_POLICY].to_str().expect("a policy");
        assert!(policy.contains("default-src 'none'") && policy.contains("form-action 'self'"));
        // An old ticket, somebody else's seal, another site.
        let pass = pass(&page);
        let wrong = pass.replace(&id, "0197158e-f600-7000-8000-000000000000");
        for (path, pass) in [(PAGE, &wrong), ("/s/auf-wunsch/de/my", &pass)] {
            let refused = send(&shop, path, &[("pass", pass)]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(!refused.text.contains("Tulpen"));
        }
        assert_eq!(send(&shop, PAGE, &[("ticket", &pass)]).await.status, 422, "no ticket");
        shop.clock.advance(30 * MINUTE);
        let late = send(&shop, PAGE, &[("pass", &pass)]).await;
        assert!(late.text.contains("zu lange offen"), "{}", late.text);
    }
}

#[tokio::test]
async fn r_dsr_03_code_and_secret_open_that_chat_only_from_any_browser() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let shop = Shop::on(engine).await;
        let vera = Vera::new(9);
        let id = shop.vera_begins(&vera, "Haben Sie Tulpen?").await;
        shop.vera_begins(&Vera::new(8), "Haben Sie Rosen?").await;
        let page = from_chat(&shop, &vera, &id).await;
        let made = send(&shop, &format!("{PAGE}/secret"), &[("pass", &pass(&page))]).await;
        let (code, secret) = code_and_secret(&made);
        assert_eq!((code.len(), secret.len()), (9, 19), "{code} {secret}");
        let bare = secret.replace('-', "");
        assert!(shop.holds(&bare).await.is_empty() && shop.holds(&secret).await.is_empty());
        assert!(!shop.holds(&code.replace('-', "")).await.is_empty(), "need a code that is kept");
        // Long after the browser's key has lapsed, typed as people type.
        shop.clock.advance(3 * DAY);
        let (typed, said) = (code.to_lowercase().replace('-', " "), bare.to_lowercase());
        let back = send(&shop, PAGE, &[("code", &typed), ("secret", &said)]).await;
        assert!(back.text.contains("Tulpen") && !back.text.contains("Rosen"), "{back:?}");
        assert!(!back.text.contains(&secret), "shown once");
        let elsewhere = "/s/auf-wunsch/de/my";
        let elsewhere = send(&shop, elsewhere, &[("code", &code), ("secret", &secret)]).await;
        assert_eq!(elsewhere.status, StatusCode::UNPROCESSABLE_ENTITY);
        // A new secret ends the old one.
        let made = send(&shop, &format!("{PAGE}/secret"), &[("pass", &pass(&back))]).await;
        let (same, other) = code_and_secret(&made);
        assert!(same == code && other != secret);
        let old = send(&shop, PAGE, &[("code", &code), ("secret", &secret)]).await;
        assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY);
        let deeds = inspect(&shop, "select deed from audit_entry where agent_id is null").await;
        for deed in ["visitor made a secret", "visitor came by code and secret"] {
            assert!(deeds.iter().any(|noted| noted == deed), "{deeds:?}");
        }
    }
}

#[tokio::test]
async fn r_dsr_03_a_new_secret_shuts_out_older_passes_and_no_chain_of_them_goes_on_for_ever() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let shop = Shop::on(engine).await;
        let vera = Vera::new(9);
        let id = shop.vera_begins(&vera, "Haben Sie Tulpen?").await;
        let path = format!("/v1/conversations/{id}/ticket");
        let ticket = shop.post(&path, &vera.token, &json!({})).await.json();
        let ticket = ticket["ticket"].as_str().expect("a ticket").to_owned();
        let elsewhere = pass(&from_chat(&shop, &vera, &id).await);
        let secret = format!("{PAGE}/secret");
        // In the same moment, and twice: the second ends what the first has led to.
        let first = send(&shop, &secret, &[("pass", &elsewhere)]).await;
        let page = from_chat(&shop, &vera, &id).await;
        let made = send(&shop, &secret, &[("pass", &pass(&page))]).await;
        for stale in [&elsewhere, &pass(&first), &pass(&page)] {
            for deed in ["", "/secret", "/copy", "/contact", "/objection", "/erasure"] {
                let fields = [("pass", stale.as_str()), ("name", ""), ("mail", ""), ("phone", "")];
                let refused = send(&shop, &format!("{PAGE}{deed}"), &fields).await;
                assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{deed} {refused:?}");
                assert!(!refused.text.contains("Tulpen") && refused.text.contains("Geheimnis"));
            }
        }
        assert_eq!(send(&shop, PAGE, &[("ticket", &ticket)]).await.status, 422);
        // Whoever made it stays in, for four hours at most.
        let mut pass_now = pass(&made);
        for _ in 0..9 {
            shop.clock.advance(25 * MINUTE);
            let page = send(&shop, PAGE, &[("pass", &pass_now)]).await;
            assert_eq!(page.status, StatusCode::OK, "{page:?}");
            pass_now = pass(&page);
        }
        shop.clock.advance(15 * MINUTE);
        let over = send(&shop, PAGE, &[("pass", &pass_now)]).await;
        assert_eq!(over.status, StatusCode::UNPROCESSABLE_ENTITY, "{over:?}");
    }
}

#[tokio::test]
async fn the_whole_page_is_made_thirty_times_a_minute_and_no_other_waits_for_it() {
    let shop = Shop::open().await;
    let (vera, nora) = (Vera::new(9), Vera::new(8));
    let id = shop.vera_begins(&vera, "Haben Sie Tulpen?").await;
    let others = shop.vera_begins(&nora, "Haben Sie Rosen?").await;
    let pass = pass(&from_chat(&shop, &vera, &id).await);
    let mut last = StatusCode::OK;
    for turn in 0..60 {
        let deed = if turn % 2 == 0 { "" } else { "/copy" };
        last = send(&shop, &format!("{PAGE}{deed}"), &[("pass", &pass)]).await.status;
        if last != StatusCode::OK {
            assert!(turn > 20, "{last} after {turn}");
            break;
        }
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(from_chat(&shop, &nora, &others).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_open_page_speaks_the_sites_other_languages_and_shows_a_secret_in_one() {
    let shop = Shop::open().await;
    let vera = Vera::new(9);
    let id = shop.vera_begins(&vera, "Haben Sie Tulpen?").await;
    let page = from_chat(&shop, &vera, &id).await;
    let english = "/s/blumenladen/en/my";
    assert!(page.text.contains(&format!("action=\"{english}\"")), "{}", page.text);
    let other = send(&shop, english, &[("pass", &pass(&page))]).await;
    assert_eq!(other.status, StatusCode::OK, "{other:?}");
    assert!(other.text.contains("<html lang=\"en\">") && other.text.contains("Tulpen"));
    let made = send(&shop, &format!("{PAGE}/secret"), &[("pass", &pass(&page))]).await;
    assert!(!made.text.contains(english), "one click would lose it: {}", made.text);
}

#[tokio::test]
async fn r_dsr_03_wrong_secrets_are_limited_and_answered_as_unknown_codes_are() {
    let shop = Shop::open().await;
    let vera = Vera::new(9);
    let id = shop.vera_begins(&vera, "Haben Sie Tulpen?").await;
    let page = from_chat(&shop, &vera, &id).await;
    let made = send(&shop, &format!("{PAGE}/secret"), &[("pass", &pass(&page))]).await;
    let (code, secret) = code_and_secret(&made);
    let tried = async |code: &str| {
        let mut answers = Vec::new();
        for _ in 0..11 {
            let wrong = [("code", code), ("secret", "0000-0000-0000-0000")];
            let Answer { status, text, .. } = send(&shop, PAGE, &wrong).await;
            // The code stands there again as it was typed.
            answers.push((status, text.replace(code, "")));
        }
        answers
    };
    let (known, unknown) = (tried(&code).await, tried("ZZZZ-ZZZZ").await);
    assert!(known == unknown, "nothing tells whether there is such a code");
    let statuses: Vec<_> = known.iter().map(|(status, _)| status.as_u16()).collect();
    assert_eq!(statuses, [[422; 10].as_slice(), &[429]].concat());
    let right = send(&shop, PAGE, &[("code", &code), ("secret", &secret)]).await;
    assert_eq!(right.status, StatusCode::TOO_MANY_REQUESTS, "nor the right one, for a while");
}

#[tokio::test]
async fn r_dsr_04_contact_data_is_corrected_or_emptied_and_what_is_none_is_refused() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let shop = Shop::on(engine).await;
        let vera = Vera::new(9);
        let id = shop.vera_begins(&vera, "Haben Sie Tulpen?").await;
        let page = from_chat(&shop, &vera, &id).await;
        let contact = format!("{PAGE}/contact");
        let pass = pass(&page);
        let typed = |mail| {
            [
                ("pass", pass.as_str()),
                ("name", "Vera Blum"),
                ("mail", mail),
                ("phone", "030 123456"),
            ]
        };
        let wrong = send(&shop, &contact, &typed("vera.web.de")).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text.contains("keine E-Mail-Adresse") && wrong.text.contains("vera.web.de"));
        let fine = send(&shop, &contact, &typed("vera@web.de")).await;
        assert!(fine.text.contains("sind gespeichert"), "{}", fine.text);
        let copy = [("pass", pass.as_str()), ("as", "json")];
        let taken = send(&shop, &format!("{PAGE}/copy"), &copy).await.json();
        assert_eq!(taken["name"], "Vera Blum");
        assert_eq!(taken["contact"], json!({ "mail": "vera@web.de", "phone": "030 123456" }));
        for clear in ["vera@web.de", "Vera Blum", "Vera Canary"] {
            assert!(shop.holds(clear).await.is_empty(), "{clear} is nowhere in clear");
        }
        let empty = [("pass", pass.as_str()), ("name", ""), ("mail", " "), ("phone", "")];
        send(&shop, &contact, &empty).await;
        let taken = send(&shop, &format!("{PAGE}/copy"), &copy).await.json();
        assert_eq!((&taken["name"], &taken["contact"]["mail"]), (&json!(null), &json!(null)));
    }
}

#[tokio::test]
async fn r_dsr_05_what_is_taken_along_is_what_the_chat_gives() {
    let shop = Shop::open().await;
    let vera = Vera::new(9);
    let id = shop.vera_begins(&vera, "Haben Sie Tulpen?").await;
    let pass = pass(&from_chat(&shop, &vera, &id).await);
    for form in ["json", "html"] {
        let path = format!("/v1/conversations/{id}/export?as={form}");
        let chat = shop.get(&path, &vera.token).await;
        let page = send(&shop, &format!("{PAGE}/copy"), &[("pass", &pass), ("as", form)]).await;
        assert_eq!((chat.text, chat.media_type), (page.text, page.media_type));
        let disposition = page.headers[header::CONTENT_DISPOSITION].to_str().expect("a name");
        assert!(disposition.contains(&format!("chat.{form}")));
    }
}

#[tokio::test]
async fn r_dsr_02_what_is_taken_along_tells_of_the_processing_and_names_what_the_person_gave() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let shop = Shop::on(engine).await;
        let vera = Vera::new(9);
        let id = shop.vera_begins(&vera, "Haben Sie Tulpen?").await;
        let path = format!("/v1/conversations/{id}/export");
        let json = shop.get(&path, &vera.token).await.json();
        assert_eq!(json["given"], json!(["/name", "/events/0", "/consents/0"]), "{json:#}");
        for pointer in json["given"].as_array().expect("a list") {
            let there = json.pointer(pointer.as_str().expect("a pointer"));
            assert!(there.is_some_and(|value| !value.is_null()), "{pointer} {json:#}");
        }
        assert_eq!(json["consents"][0]["record"], vera.record);
        let day = shop.app.now().plus(30 * DAY);
        assert_eq!(json["erased_by"], json!({ "messages": day, "contact": day, "facts": day }));
        let html = shop.get(&format!("{path}?as=html"), &vera.token).await.text;
        let parts = ["/processing/sites/0/information", "/processing/information"];
        let parts = parts
            .map(|part| json.pointer(part).and_then(serde_json::Value::as_object).expect(part));
        assert_eq!(parts.map(serde_json::Map::len), [4, 6], "{parts:?}");
        let told = parts.iter().flat_map(|part| part.values());
        let told = told.map(|text| text.as_str().expect("a text"));
        for text in told.chain(["27.06.2026", &vera.record, "Art. 77"]) {
            let text = text.replace('\'', "&#39;");
            assert!(html.contains(&text), "{text}: {html}");
        }
    }
}

#[tokio::test]
async fn r_dsr_06_an_objection_is_shown_and_ends_longer_periods() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let shop = Shop::on(engine).await;
        let retention = Kind::set_by(plausch_core::retention::Scope::Site)
            .fold(Rules::default(), |rules, kind| rules.with(kind, 60, ""));
        let id = SiteId::parse("blumenladen").expect("a site");
        let settings = Settings { retention, ..settings(Mode::Consent) };
        site::put_at_start(&shop.app, Site { id, settings }).await.expect("changed");
        let (vera, nora) = (Vera::new(9), Vera::new(8));
        let hers = shop.vera_begins(&vera, "Haben Sie Tulpen?").await;
        shop.vera_begins(&nora, "Haben Sie Rosen?").await;
        let page = from_chat(&shop, &vera, &hers).await;
        assert!(page.text.contains("27.07.2026") && !page.text.contains("27.06.2026"));
        let objection = format!("{PAGE}/objection");
        let objected = send(&shop, &objection, &[("pass", &pass(&page))]).await;
        assert!(objected.text.contains("haben am 28.05.2026"), "{}", objected.text);
        assert!(objected.text.contains("27.06.2026") && !objected.text.contains("27.07.2026"));
        let again = send(&shop, &objection, &[("pass", &pass(&page))]).await;
        assert_eq!(again.status, StatusCode::OK, "once is enough");
        let noted = "select kind from journal where kind = 'objection'";
        assert_eq!(inspect(&shop, noted).await.len(), 1);
        // Taken back, and made once more.
        let back = [("pass", &*pass(&again)), ("back", "yes")];
        let back = send(&shop, &objection, &back).await;
        assert!(back.text.contains("ist zurückgenommen"), "{}", back.text);
        assert!(back.text.contains("27.07.2026") && !back.text.contains("27.06.2026"));
        send(&shop, &objection, &[("pass", &pass(&back))]).await;
        assert_eq!(inspect(&shop, noted).await.len(), 3);
        shop.clock.advance(30 * DAY + 1);
        assert_eq!(retention::erase_due(&shop.app).await, Ok(1));
        let left = inspect(&shop, "select id from conversation").await;
        assert!(left.len() == 1 && left[0] != hers, "only who has objected: {left:?}");
    }
}

#[tokio::test]
async fn r_wdr_01_the_consent_to_the_chat_is_taken_back_on_the_page_and_nothing_else() {
    let shop = Shop::open().await;
    let vera = Vera::new(9);
    let id = shop.vera_begins(&vera, "Haben Sie Tulpen?").await;
    let page = from_chat(&shop, &vera, &id).await;
    let path = format!("{PAGE}/withdrawal");
    let withdrawn = send(&shop, &path, &[("pass", &pass(&page))]).await;
    assert!(withdrawn.text.contains("ist widerrufen"), "{}", withdrawn.text);
    assert!(withdrawn.text.contains("Haben Sie Tulpen?"), "what was said can still be seen");
    let path = format!("/v1/conversations/{id}/messages");
    let refused = shop.post(&path, &vera.token, &message(2, "Hallo?")).await;
    assert_eq!(refused.problem(), (403, "consent_required".into()));
    let last = "select ui from consent_event where kind = 'withdrawn'";
    assert_eq!(inspect(&shop, last).await, ["own"]);
}

#[tokio::test]
async fn r_dsr_04_an_erasure_asks_first_and_says_what_is_gone_and_what_stays() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let shop = Shop::on(engine).await;
        let vera = Vera::new(9);
        let id = shop.vera_begins(&vera, "Haben Sie Tulpen?").await;
        let page = from_chat(&shop, &vera, &id).await;
        let erasure = format!("{PAGE}/erasure");
        let asked = send(&shop, &erasure, &[("pass", &pass(&page))]).await;
        assert!(asked.text.contains("endgültig löschen?"), "{}", asked.text);
        let kept = send(&shop, PAGE, &[("pass", &pass(&asked))]).await;
        assert!(kept.text.contains("Haben Sie Tulpen?"), "the question alone erases nothing");
        let sure = [("pass", &*pass(&asked)), ("sure", "yes")];
        let erased = send(&shop, &erasure, &sure).await;
        for text in ["Der Chat ist gelöscht", "nach höchstens 7 Tagen", "Art. 7 Abs. 1"] {
            assert!(erased.text.contains(text), "{text}: {}", erased.text);
        }
        assert_eq!(inspect(&shop, "select id from conversation").await, Vec::<String>::new());
        let noted = "select deed from audit_entry where agent_id is null order by at, id";
        let noted = inspect(&shop, noted).await;
        assert_eq!(noted, ["visitor erased the conversation"]);
        let again = send(&shop, &erasure, &sure).await;
        assert!(again.text.contains("nicht mehr gespeichert"), "{}", again.text);
    }
}

#[tokio::test]
async fn r_sec_03_the_page_takes_no_form_from_elsewhere_and_opens_nothing_by_its_address() {
    let shop = Shop::open().await;
    let vera = Vera::new(9);
    let id = shop.vera_begins(&vera, "Haben Sie Tulpen?").await;
    let pass = pass(&from_chat(&shop, &vera, &id).await);
    let door = shop.ask(Method::GET, &format!("{PAGE}?pass={pass}"), Ask::default(), "").await;
    assert!(door.text.contains("Geheimnis") && !door.text.contains("Tulpen"));
    let foreign =
        [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "cross-site")];
    let ask = Ask { origin: None, token: None, headers: &foreign };
    let refused = shop.form(PAGE, ask, format!("pass={pass}")).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    // Another's token gets no ticket.
    let path = format!("/v1/conversations/{id}/ticket");
    let refused = shop.post(&path, &Vera::new(8).token, &json!({})).await;
    assert_eq!(refused.problem(), (401, "token_invalid".into()));
}

#[tokio::test]
async fn r_dsr_03_what_was_emptied_can_be_opened_and_says_what_is_gone() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let shop = Shop::on(engine).await;
        let retention = Rules::default().with(Kind::Facts, 60, "");
        let id = SiteId::parse("blumenladen").expect("a site");
        let settings = Settings { retention, ..settings(Mode::Consent) };
        site::put_at_start(&shop.app, Site { id, settings }).await.expect("changed");
        let vera = Vera::new(9);
        let hers = shop.vera_begins(&vera, "Haben Sie Tulpen?").await;
        let page = from_chat(&shop, &vera, &hers).await;
        let made = send(&shop, &format!("{PAGE}/secret"), &[("pass", &pass(&page))]).await;
        let (code, secret) = code_and_secret(&made);
        shop.clock.advance(31 * DAY);
        retention::erase_due(&shop.app).await.expect("emptied");
        let page = send(&shop, PAGE, &[("code", &code), ("secret", &secret)]).await;
        assert_eq!(page.status, StatusCode::OK, "{page:?}");
        assert!(page.text.contains("ist gelöscht: Seine Zeit ist abgelaufen"), "{}", page.text);
        for gone in ["Tulpen", "Vera Canary", "id=\"contact\"", &vera.record] {
            assert!(!page.text.contains(gone), "{gone}: {}", page.text);
        }
        let copy = [("pass", &*pass(&page)), ("as", "json")];
        let taken = send(&shop, &format!("{PAGE}/copy"), &copy).await.json();
        assert_eq!((&taken["name"], &taken["conversation"]), (&json!(null), &json!(hers)));
        let sure = [("pass", &*pass(&page)), ("sure", "yes")];
        let erased = send(&shop, &format!("{PAGE}/erasure"), &sure).await;
        assert!(erased.text.contains("Der Chat ist gelöscht"), "{}", erased.text);
        assert_eq!(inspect(&shop, "select id from conversation").await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn the_page_has_the_colour_of_the_sites_chat_where_there_is_one() {
    let shop = Shop::open().await;
    let none = shop.ask(Method::GET, &format!("{PAGE}/colours.css"), Ask::default(), "").await;
    assert_eq!((none.status, none.text.as_str()), (StatusCode::OK, ""));
    assert!(none.media_type.starts_with("text/css"));
    let id = SiteId::parse("blumenladen").expect("a site");
    let mut registry = plausch_core::registry::Registry::default();
    registry.design.key = plausch_core::registry::Colour::parse("#7a1f6b");
    plausch::app::registry::put_at_start(&shop.app, &id, registry).await.expect("published");
    let style = shop.ask(Method::GET, &format!("{PAGE}/colours.css"), Ask::default(), "").await;
    assert!(style.text.starts_with(":root{--link:#7a1f6b;"), "{style:?}");
    assert!(style.text.contains("prefers-color-scheme:dark"));
}
