//! The retention page: rules, what will go, and what went.

use axum::http::StatusCode;
use plausch::app::{reading, retention};
use plausch_core::id::SiteId;
use plausch_core::retention::{KINDS, Kind};
use plausch_core::time::{DAY, HOUR};

use crate::office::{Answer, Browser, Office};
use crate::sites;

const PAGE: &str = "/admin/sites/blumenladen/retention";

/// The form as it is, with some fields changed; what visitors have to be told is confirmed.
async fn sets(browser: &Browser<'_>, changed: &[(&str, &str)]) -> Answer {
    let fields = form(changed);
    let fields: Vec<_> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    sites::confirms(browser, PAGE, &fields).await
}

fn form(changed: &[(&str, &str)]) -> Vec<(String, String)> {
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
    fields
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
    assert!(shown.says("Anmeldungen des Teams") && shown.says("Höchstens 12 Stunden"));
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
async fn r_info_05_days_that_visitors_rely_on_are_shown_as_they_will_be_told_before_they_are_saved()
{
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    for confirmed in [None, Some(("material", "AAAAAAAA"))] {
        let changed: Vec<_> = [("days-facts", "60")].into_iter().chain(confirmed).collect();
        let fields = form(&changed);
        let fields: Vec<_> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let shown = ada.post(PAGE, &fields).await;
        assert_eq!(shown.status, StatusCode::OK);
        let told = shown.between("id=\"material\"", "</section>");
        for text in [
            "Noch ist nichts gespeichert",
            "Offene Chats, die davon erfahren: 0",
            "bis 30 Tage nach",
            "bis 60 Tage nach",
        ] {
            assert!(told.contains(text), "{text}: {told}");
        }
        assert!(shown.says("value=\"60\""), "what was typed stays");
        assert_eq!(days(&office, Kind::Facts), 30);
    }
    assert!(sets(&ada, &[("days-facts", "60")]).await.status.is_redirection());
    assert_eq!(days(&office, Kind::Facts), 60);
    // What no visitor is told of is saved at once.
    let fields =
        form(&[("days-facts", "60"), ("reason-facts", "Rückfragen"), ("days-audit", "100")]);
    let fields: Vec<_> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let saved = ada.post(PAGE, &fields).await;
    assert_eq!(saved.goes_to(), "/admin/sites/blumenladen/retention?saved=true", "{saved:?}");
}

#[tokio::test]
async fn r_sec_02_the_right_to_change_periods_is_enough_to_change_them() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    let role = [("name", "Fristen"), ("sites", "read"), ("retention", "write")];
    assert!(ada.post("/admin/roles/new", &role).await.status.is_redirection());
    let role = office.app.directory.roles().pop().expect("the new one").id;
    let ben = office.app.directory.agents();
    let ben = ben.iter().find(|one| one.name.reveal() == "Ben").expect("Ben").id.to_string();
    let form = [("role", role.as_str()), ("enabled", "true"), ("where", "all")];
    ada.post(&format!("/admin/agents/{ben}"), &form).await;
    let ben = office.signed_in_to("Ben", "/admin/sites").await;
    let saved = sets(&ben, &[("days-facts", "60"), ("days-audit", "100")]).await;
    assert_eq!(saved.goes_to(), "/admin/sites/blumenladen/retention?saved=true");
    assert_eq!(days(&office, Kind::Facts), 60);
    let settings = sites::saves(&ben, sites::TULPEN).await;
    assert_eq!(settings.status, StatusCode::FORBIDDEN, "and for nothing else of the site");
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

#[tokio::test]
async fn r_ret_02_the_days_count_from_the_last_message_also_while_it_is_open_and_nothing_else_moves_them()
 {
    let office = Office::open().await;
    let open = office.visitor_writes(1, "Vera", "Haben Sie Tulpen?").await;
    let closed = office.visitor_writes(2, "Nora", "Haben Sie Rosen?").await;
    office.clock.advance(29 * DAY);
    let ben = office.signed_in("Ben").await;
    for of in [&open, &closed] {
        let noted = ben.post(&format!("{}/notes", of.path), &NOTE).await;
        assert!(noted.status.is_redirection(), "{noted:?}");
    }
    // Closing late, or opening again, is no new beginning: it goes no later than 30 days after close.
    for deed in ["close", "reopen", "close"] {
        assert!(ben.does(&closed, deed).await.status.is_redirection(), "{deed}");
    }
    assert_eq!(retention::erase_due(&office.app).await, Ok(0));
    office.clock.advance(DAY + 1);
    assert_eq!(retention::erase_due(&office.app).await, Ok(2), "the open one, too");
}

const NOTE: [(&str, &str); 2] = [("id", "AAAAAAAAAAAAAAAAAAAAAA"), ("body", "Ruft zurück")];

#[tokio::test]
async fn r_ret_01_who_read_and_backups_stand_among_the_others() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    let vera = office.visitor_writes(1, "Vera", "Haben Sie Tulpen?").await;
    ada.get(&vera.path).await;
    let page = ada.get(PAGE).await;
    for (kind, ..) in KINDS {
        assert!(page.says(&format!("id=\"rule-{}\"", kind.as_str())), "{kind:?}");
    }
    let reads = page.between("id=\"rule-reads\"", "</fieldset>");
    assert!(reads.contains("14 Tage") && !reads.contains("<input"), "{reads}");
    // The last of 14 days is within 30, and not within 7.
    assert!(reads.contains("1 Unterhaltung") && reads.contains("keine Unterhaltung"), "{reads}");
    assert!(!reads.contains(&vera.id), "which one is for data protection");
    let backups = page.between("id=\"rule-backups\"", "</fieldset>");
    assert!(backups.contains("mit Daten 30 Tage") && backups.contains("mit Schlüsseln 7 Tage"));
    office.clock.advance(14 * DAY + HOUR);
    reading::forget(&office.app).await.expect("forgotten");
    let ada = office.signed_in("Ada").await;
    let page = ada.get(PAGE).await;
    assert!(
        page.says("<b>Protokoll der Einsicht</b>") && page.says("wird nicht gezählt"),
        "{page:?}"
    );
    let file = ada.get(&format!("{PAGE}.csv")).await;
    assert!(file.text.lines().any(|line| line.contains(",reads,all,")), "{file:?}");
}
