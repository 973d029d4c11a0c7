//! The register of breaches (R-SEC-04).

use axum::http::StatusCode;
use plausch::app::{agent, retention};
use plausch_core::Personal;
use plausch_core::role::BuiltIn;
use plausch_core::time::{DAY, HOUR};
use serde_json::Value;

use crate::office::{Answer, Browser, Office, PASSWORD, mail};

/// The clock of the office stands at 2026-05-28T20:26:40Z.
const NOTICED: &str = "2026-05-28T20:00";
const REGISTER: &str = "/admin/incidents";

/// Somebody with a role, on all sites.
async fn arrives<'o>(office: &'o Office, name: &str, role: BuiltIn, home: &str) -> Browser<'o> {
    let password = Personal::new(PASSWORD.to_owned());
    let added = agent::add_at_start(&office.app, name, &mail(name), role, &password).await;
    added.expect("added");
    office.signed_in_to(name, home).await
}

fn laptop() -> Vec<(&'static str, &'static str)> {
    vec![("title", "Laptop gestohlen"), ("noticed_at", NOTICED)]
}

/// Writes down a breach; gives its page.
async fn records(browser: &Browser<'_>, form: &[(&str, &str)]) -> String {
    let begun = browser.post(&format!("{REGISTER}/new"), form).await;
    let page = begun.goes_to().split('?').next().unwrap_or_default().to_owned();
    assert!(page.starts_with(&format!("{REGISTER}/0")), "{begun:?}");
    page
}

/// Adds a version on top of the newest.
async fn adds(browser: &Browser<'_>, path: &str, form: &[(&str, &str)]) -> Answer {
    let page = browser.get(path).await;
    let number = page.between("name=\"number\" value=\"", "\"").to_owned();
    let mut all = vec![("number", number.as_str())];
    all.extend(form);
    browser.post(path, &all).await
}

#[tokio::test]
async fn r_sec_04_the_clock_runs_in_words_and_in_the_menu_until_the_authority_knows() {
    let office = Office::open().await;
    let dana = arrives(&office, "Dana", BuiltIn::Officer, "/admin/sites").await;
    let empty = dana.get(REGISTER).await;
    assert!(empty.says("Es ist keine Datenpanne verzeichnet."), "{empty:?}");
    assert!(!empty.says("class=\"due"));
    let path = records(&dana, &laptop()).await;
    let page = dana.get(&path).await;
    assert!(page.says("noch 71 Stunden") && page.says("Das Risiko ist noch nicht beurteilt."));
    assert!(dana.get("/account").await.says("noch 71 Std."), "in the menu of every page");
    let ben = office.signed_in("Ben").await;
    assert!(!ben.get("/account").await.says("Std."), "not of everybody");

    office.clock.advance(72 * HOUR);
    let (dana, mut form) = (office.signed_in_to("Dana", "/admin/sites").await, laptop());
    let page = dana.get(&path).await;
    assert!(page.says("überfällig seit weniger als einer Stunde"), "{page:?}");
    assert!(dana.get("/account").await.says("überfällig"));
    form.extend([("risk", "risk"), ("risk_reason", "Namen"), ("authority-at", "2026-05-31T20:20")]);
    let refused = adds(&dana, &path, &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("verlangt Art. 33 Abs. 1 DSGVO Gründe"), "{refused:?}");
    assert!(refused.says("<a href=\"#authority-reason\">"), "{refused:?}");
    form.push(("authority-reason", "Erst heute war klar, was darauf war."));
    let saved = adds(&dana, &path, &form).await;
    assert!(saved.goes_to().ends_with("?saved=true"), "{saved:?}");
    let page = dana.get(&path).await;
    assert!(page.says("Nichts offen.") && !page.says("class=\"due"), "{page:?}");
    let history = page.between("id=\"history\"", "</main>");
    assert!(history.contains("Aufsichtsbehörde (Art. 33 Abs. 1)") && history.contains("Dana"));
    assert_eq!(history.matches("<li").count(), 2);
}

#[tokio::test]
async fn r_sec_04_two_who_write_at_once_do_not_overwrite_each_other() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    let path = records(&ada, &laptop()).await;
    let mut form = laptop();
    form.extend([("number", "1"), ("what", "Aus dem Auto")]);
    assert!(ada.post(&path, &form).await.goes_to().ends_with("saved=true"));
    form.pop();
    form.push(("what", "Aus dem Zug"));
    let overtaken = ada.post(&path, &form).await;
    assert_eq!(overtaken.status, StatusCode::CONFLICT);
    assert!(overtaken.says("Aus dem Zug"), "nothing typed is lost");
    assert!(ada.get(&path).await.says("Aus dem Auto"));
    let nowhere = path.replace("/0", "/1");
    assert_eq!(ada.post(&nowhere, &form).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn r_sec_04_counts_are_those_of_the_data_and_only_who_may_see_contacts_takes_them_along() {
    let office = Office::with_two_sites().await;
    let vera = office.visitor_writes(1, "Vera", "Haben Sie Tulpen?").await;
    office.visitor_writes(2, "=HYPERLINK(1)", "Haben Sie Rosen?").await;
    office.visitor_writes_on("kaufhaus", 3, "Nora", "Haben Sie Teekannen?").await;
    office.visitor_keeps_contact(&vera, 4, "vera@example.org").await;
    let ada = office.signed_in("Ada").await;
    let path = records(&ada, &laptop()).await;
    let mut scope = vec![
        ("number", "1"),
        ("scope_from", "2026-05-28T20:00"),
        ("scope_to", "2026-05-28T21:00"),
        ("site-blumenladen", "on"),
        ("data-messages", "on"),
        ("data-contact", "on"),
    ];
    let concerned = format!("{path}/concerned.csv");
    let early = ada.get(&concerned).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "nothing is chosen yet");
    let counted = ada.post(&format!("{path}/counts"), &scope).await;
    assert!(counted.goes_to().contains("saved=true"), "{counted:?}");
    let page = ada.get(&path).await;
    let said = page.between("class=\"counted\"><b>", "</b>");
    assert_eq!(said, "mindestens 2 Personen mit Kontaktdaten · 2 Unterhaltungen · 3 Nachrichten");
    assert!(page.says("Gezählt in der Stunde ab") && page.says("28.05.2026, 20:00 UTC"));
    let list = ada.get(&concerned).await;
    assert!(list.says("\"Vera\",\"vera@example.org\",\"\",\"yes\""), "{list:?}");
    assert!(list.says("\"'=HYPERLINK(1)\"") && !list.says("Nora"), "no formula, no other site");
    let dana = arrives(&office, "Dana", BuiltIn::Officer, "/admin/sites").await;
    // She sees no contact data elsewhere; whom a breach concerns she has to tell.
    assert!(dana.get(&concerned).await.says("\"Vera\",\"vera@example.org\""));
    assert!(dana.get(&path).await.says("concerned.csv"));
    office.clock.advance(HOUR);
    assert!(!dana.get(&concerned).await.says("vera@example.org"), "the password comes first");
    let path_of_counts = format!("{path}/counts");
    scope[0] = ("number", "2");
    scope.truncate(4);
    let nothing = dana.post(&path_of_counts, &scope).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY, "no kind of data");
    let log = office.deeds().await;
    for deed in
        ["recorded a breach", "counted whom a breach concerns", "exported whom a breach concerns"]
    {
        assert!(log.iter().any(|said| said == deed), "{deed}: {log:?}");
    }
}

#[tokio::test]
async fn r_sec_04_the_texts_say_what_the_law_wants_and_name_what_is_missing() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    let path = records(&ada, &laptop()).await;
    let text = ada.get(&format!("{path}/authority")).await;
    for missing in ["Was geschehen ist", "Die Art der Verletzung", "Wer Fragen beantwortet"] {
        let list = text.between("Es fehlt noch:", "</ul>");
        assert!(list.contains(missing), "{missing}: {list}");
    }
    let mut form = laptop();
    form.extend([
        ("what", "Aus dem Auto gestohlen."),
        ("from", "2026-05-27T18:00"),
        ("nature-confidentiality", "on"),
        ("consequences", "Unerwünschte Anrufe."),
        ("measures", "Passwörter geändert."),
        ("contact", "Dana, dana@blumenladen.example"),
        ("risk", "high"),
        ("risk_reason", "Namen und Nummern."),
    ]);
    assert!(adds(&ada, &path, &form).await.goes_to().ends_with("saved=true"));
    let scope = [
        ("number", "2"),
        ("scope_from", "2026-05-28T00:00"),
        ("scope_to", "2026-05-29T00:00"),
        ("site-blumenladen", "on"),
        ("data-contact", "on"),
    ];
    ada.post(&format!("{path}/counts"), &scope).await;
    let text = ada.get(&format!("{path}/authority")).await;
    assert!(!text.says("Es fehlt noch:"), "{text:?}");
    for said in [
        "Blumenladen, Musterstraße 1",
        "Begonnen am 27.05.2026, 18:00 UTC",
        "Vertraulichkeit",
        "mindestens 0 Personen",
        "Dana, dana@blumenladen.example",
        "Unerwünschte Anrufe.",
        "Passwörter geändert.",
    ] {
        assert!(text.says(said), "{said}: {text:?}");
    }
    let english = ada.get(&format!("{path}/persons?lang=en")).await;
    assert!(english.says("<article class=\"card stack paper-text\" lang=\"en\""));
    assert!(english.says("What could it mean for you?") && english.says("Contact data"));
    assert!(ada.get(&path).await.says("Betroffene unverzüglich benachrichtigen"));
    form.push(("is_processor", "on"));
    adds(&ada, &path, &form).await;
    let controller = ada.get(&format!("{path}/authority")).await;
    assert!(controller.says("Art. 33 Abs. 2 DSGVO") && !controller.says("Verzögerung"));
    assert!(ada.get(&path).await.says("Auftraggeber unverzüglich unterrichten."));
}

#[tokio::test]
async fn r_sec_04_the_register_is_taken_along_with_its_history_and_holds_no_formula() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    let mut form = laptop();
    form[0].1 = "=1+1";
    let path = records(&ada, &form).await;
    form.push(("measures", "@Passwörter geändert"));
    adds(&ada, &path, &form).await;
    let auditor = arrives(&office, "Rolf", BuiltIn::Auditor, "/admin/sites").await;
    let csv = auditor.get("/admin/incidents.csv").await;
    assert_eq!(csv.header("cache-control"), "no-store");
    assert!(csv.says("\"'=1+1\"") && csv.says("\"'@Passwörter geändert\""), "{csv:?}");
    assert!(csv.says("\"2026-05-31T20:00:00Z\""), "by when");
    assert_eq!(csv.text.lines().count(), 2);
    let json = auditor.get("/admin/incidents.json").await;
    let json: Value = serde_json::from_str(&json.text).expect("JSON");
    let breach = &json["incidents"][0];
    assert_eq!(breach["report"]["title"], "=1+1");
    assert_eq!(breach["due_at"], "2026-05-31T20:00:00Z");
    let history = breach["history"].as_array().expect("versions");
    let said: Vec<_> = history.iter().map(|one| (&one["number"], &one["by"])).collect();
    assert_eq!(said, [(&Value::from(2), &Value::from("Ada")), (&Value::from(1), &"Ada".into())]);
    assert_eq!(history[1]["report"]["measures"], "", "each version as it was");
    let wanted = auditor.post(&path, &form).await;
    assert_eq!(wanted.status, StatusCode::FORBIDDEN, "an auditor reads");
    assert_eq!(auditor.get(&format!("{REGISTER}/new")).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn r_sec_04_what_is_settled_goes_after_three_years_and_what_is_open_stays() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    let mut settled = laptop();
    settled.extend([("risk", "none"), ("risk_reason", "Verschlüsselt")]);
    let settled = records(&ada, &settled).await;
    let open = records(&ada, &laptop()).await;
    for (after, is_there) in [(3 * 365 * DAY - HOUR, true), (2 * HOUR, false)] {
        office.clock.advance(after);
        retention::erase_due(&office.app).await.expect("erased");
        let ada = office.signed_in("Ada").await;
        let found = ada.get(&settled).await.status;
        assert_eq!(found == StatusCode::OK, is_there, "{found}");
        assert_eq!(ada.get(&open).await.status, StatusCode::OK);
    }
}
