//! The retention page, and the archive for what the law wants kept.

use axum::http::StatusCode;
use plausch::app::retention;
use plausch_core::id::SiteId;
use plausch_core::retention::Kind;
use plausch_core::time::DAY;

use crate::office::{Answer, Browser, Office, Visitor};

const PAGE: &str = "/admin/sites/blumenladen/retention";

/// The form as it is, with some fields changed.
async fn sets(browser: &Browser<'_>, changed: &[(&str, &str)]) -> Answer {
    let mut fields: Vec<(String, String)> =
        [("messages", 30), ("contact", 30), ("facts", 30), ("audit", 365), ("incidents", 1095)]
            .into_iter()
            .flat_map(|(kind, days)| {
                [
                    (format!("days-{kind}"), days.to_string()),
                    (format!("reason-{kind}"), String::new()),
                ]
            })
            .collect();
    for (name, value) in changed {
        fields.retain(|(field, _)| field != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    let fields: Vec<_> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post(PAGE, &fields).await
}

fn days(office: &Office, kind: Kind) -> i64 {
    let site = SiteId::parse("blumenladen").expect("a site");
    office.app.directory.site(&site).expect("a site").settings.retention.days(kind)
}

#[tokio::test]
async fn r_ret_02_more_than_ninety_days_need_a_reason_on_the_page() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    let shown = ada.get(PAGE).await;
    for name in ["days-messages", "days-contact", "days-facts", "days-audit", "days-incidents"] {
        assert!(shown.says(&format!("name=\"{name}\"")), "{name}");
    }
    assert!(!shown.says("days-consent_proof"), "what is fixed is no field");
    let refused = sets(&ada, &[("days-facts", "91")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("gehen nur mit einem Grund") && refused.says("value=\"91\""));
    assert_eq!(days(&office, Kind::Facts), 30);
    let saved = sets(&ada, &[("days-facts", "91"), ("reason-facts", "Gewährleistung")]).await;
    assert_eq!(saved.goes_to(), "/admin/sites/blumenladen/retention?saved=true", "{saved:?}");
    assert_eq!(days(&office, Kind::Facts), 91);
    assert!(ada.get(PAGE).await.says(">Gewährleistung</textarea>"));
    // What is set on the site's own page leaves the rules as they are.
    for (wrong, sentence) in [
        (&[("days-messages", "viele")][..], "ganze Zahl von 1 bis 3653"),
        (&[("days-messages", "60")][..], "mindestens so lange bleiben"),
    ] {
        let refused = sets(&ada, wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.says(sentence), "{sentence}");
    }
    let ben = office.signed_in("Ben").await;
    assert_eq!(ben.get(PAGE).await.status, StatusCode::FORBIDDEN);
    assert_eq!(sets(&ben, &[]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(ben.get(&format!("{PAGE}.csv")).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn r_ret_01_the_page_shows_what_will_go_and_what_went() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    let vera = office.visitor_writes(1, "Vera", "Haben Sie Tulpen?").await;
    office.clock.advance(1);
    let empty = ada.get(PAGE).await;
    assert!(empty.says("Noch wurde nichts gelöscht") && empty.says("keine Unterhaltung"));
    assert!(empty.says(&vera.id), "within 30 days it will go");
    assert!(!empty.between("Binnen 7 Tagen", "</div>").contains(&vera.id));
    office.clock.advance(23 * DAY);
    let ada = office.signed_in("Ada").await;
    let soon = ada.get(PAGE).await;
    assert!(soon.between("Binnen 7 Tagen", "</div>").contains(&vera.id));
    office.clock.advance(7 * DAY);
    assert_eq!(retention::erase_due(&office.app).await, Ok(1));
    let ada = office.signed_in("Ada").await;
    let gone = ada.get(PAGE).await;
    assert!(gone.says("1 Unterhaltung, 1 Eintrag darin, 1 Schlüssel"), "{gone:?}");
    assert!(!gone.says(&vera.id), "the log holds no ids");
    let file = ada.get(&format!("{PAGE}.csv")).await;
    assert!(file.header("content-type").starts_with("text/csv"));
    let lines: Vec<_> = file.text.lines().collect();
    assert_eq!(lines.len(), 2, "{file:?}");
    assert!(lines[1].contains(",facts,blumenladen,") && lines[1].contains("conversation=1"));
    assert!(!file.says("Tulpen") && !file.says("Vera"));
}

#[tokio::test]
async fn the_log_goes_on_on_another_page() {
    let office = Office::open().await;
    for number in 1..=25 {
        office.visitor_writes(number, "Vera", "Hallo").await;
        office.clock.advance(30 * DAY + 1);
        assert_eq!(retention::erase_due(&office.app).await, Ok(1));
    }
    let ada = office.signed_in("Ada").await;
    let first = ada.get(PAGE).await;
    let runs = |page: &Answer| page.text.matches("class=\"quiet small checksum\"").count();
    assert_eq!(runs(&first), 20);
    let more = first.between("href=\"?log=", "#log").to_owned();
    let second = ada.get(&format!("{PAGE}?log={more}")).await;
    assert_eq!(runs(&second), 5, "{second:?}");
}

async fn vera_orders(office: &Office, browser: &Browser<'_>) -> Visitor {
    let vera = office.visitor_writes(1, "Vera", "Hiermit bestelle ich 30 Tulpen").await;
    assert!(browser.does(&vera, "close").await.status.is_redirection());
    vera
}

const MARK: [(&str, &str); 2] = [("class", "letters"), ("ground", "Auftrag 4711")];

#[tokio::test]
async fn r_ret_03_a_marked_conversation_leaves_the_inbox_and_stays_until_its_day() {
    let office = Office::open().await;
    let ben = office.signed_in("Ben").await;
    let vera = vera_orders(&office, &ben).await;
    let form = ben.get(&format!("{}/archive", vera.path)).await;
    assert!(form.says("bis zum 31.12.2032"), "{form:?}");
    let archived = ben.post(&format!("{}/archive", vera.path), &MARK).await;
    assert_eq!(archived.goes_to(), "/inbox?view=closed", "{archived:?}");
    for name in ["Ben", "Ada"] {
        let browser = office.signed_in(name).await;
        for view in ["all", "waiting", "mine", "closed"] {
            assert!(!browser.get(&format!("/inbox?view={view}")).await.says(&vera.id));
        }
        for path in ["", "/events?after=0", "/archive", "/erase"] {
            let status = browser.get(&format!("{}{path}", vera.path)).await.status;
            assert!(status == StatusCode::NOT_FOUND || status == StatusCode::FORBIDDEN, "{path}");
        }
        for deed in ["reopen", "erase", "close"] {
            let answer = browser.does(&vera, deed).await;
            assert!(answer.status.is_client_error(), "{name} {deed}: {answer:?}");
        }
    }
    let ada = office.signed_in("Ada").await;
    let page = ada.get(PAGE).await;
    assert!(page.says("Auftrag 4711") && page.says("bis zum 31.12.2032") && page.says(&vera.id));
    // 2026-05-28: the seventh new year after it is far beyond every rule.
    office.clock.advance(6 * 365 * DAY);
    assert_eq!(retention::erase_due(&office.app).await, Ok(0));
    assert_eq!(
        office
            .database
            .open()
            .read(|tx| tx.inspect("select id from conversation"))
            .await
            .expect("read")
            .len(),
        1
    );
    office.clock.advance(365 * DAY);
    assert_eq!(retention::erase_due(&office.app).await, Ok(1));
    let ada = office.signed_in("Ada").await;
    let page = ada.get(PAGE).await;
    assert!(page.says("<b>Archiv</b>: 1 Eintrag darin") || page.says("<b>Archiv</b>"), "{page:?}");
    assert!(!page.says("Auftrag 4711"));
}

#[tokio::test]
async fn r_ret_03_a_mark_needs_a_class_and_a_ground_and_one_closed_conversation() {
    let office = Office::open().await;
    let ben = office.signed_in("Ben").await;
    let open = office.visitor_writes(2, "Vera", "Hallo").await;
    let status = ben.post(&format!("{}/archive", open.path), &MARK).await.status;
    assert_eq!(status, StatusCode::CONFLICT, "not while somebody writes");
    let vera = vera_orders(&office, &ben).await;
    for fields in [
        &[("class", "letters"), ("ground", " ")][..],
        &[("ground", "Auftrag")],
        &[("class", "forever"), ("ground", "Auftrag")],
    ] {
        let answer = ben.post(&format!("{}/archive", vera.path), fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
    }
    assert!(ben.get(&vera.path).await.status.is_success(), "it is where it was");
}

#[tokio::test]
async fn r_ret_03_only_an_administrator_takes_a_mark_back_and_says_why() {
    let office = Office::open().await;
    let ben = office.signed_in("Ben").await;
    let vera = vera_orders(&office, &ben).await;
    ben.post(&format!("{}/archive", vera.path), &MARK).await;
    let release = format!("{PAGE}/archive/{}", vera.id);
    let why = [("reason", "Kein Auftrag, nur eine Anfrage")];
    assert_eq!(ben.post(&release, &why).await.status, StatusCode::FORBIDDEN);
    let ada = office.signed_in("Ada").await;
    assert_eq!(
        ada.post(&release, &[("reason", "")]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert!(ada.post(&release, &why).await.status.is_redirection());
    assert_eq!(ada.post(&release, &why).await.status, StatusCode::NOT_FOUND, "once");
    assert!(ben.get(&vera.path).await.says("30 Tulpen"));
    let audit = "select deed from audit_entry order by at, id";
    let rows = office.database.open().read(move |tx| tx.inspect(audit)).await.expect("read");
    let deeds: Vec<_> = rows.iter().map(|row| row.text(0).expect("a deed")).collect();
    assert!(deeds.contains(&"archived a conversation"));
    assert!(deeds.iter().any(|deed| deed.contains("Kein Auftrag, nur eine Anfrage")), "{deeds:?}");
    office.clock.advance(30 * DAY + 1);
    assert_eq!(retention::erase_due(&office.app).await, Ok(1), "the rules hold for it again");
}
