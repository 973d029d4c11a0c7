//! What protects the team: figures, their lock, own data, and that nobody reads along unseen.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use plausch::app::agent;
use plausch_core::Personal;
use plausch_core::figures::WEEK;
use plausch_core::role::BuiltIn;
use plausch_core::time::MINUTE;
use plausch_store::agent_data::PARTS;
use serde_json::Value;

use crate::office::{Browser, Office, PASSWORD, mail};

const AGREEMENT: [(&str, &str); 4] = [
    ("ground", "agreement"),
    ("reference", "Betriebsvereinbarung Chat"),
    ("agreed_on", "2026-05-01"),
    ("reason", "Schichtplanung"),
];
const SINGLE: &str = "/admin/employees/agents";

async fn add(office: &Office, name: &str, role: BuiltIn) {
    let password = Personal::new(PASSWORD.to_owned());
    let added = agent::add_at_start(&office.app, name, &mail(name), role, &password).await;
    added.expect("added");
}

/// Somebody at an address of their own: many sign-ins from one are slowed down.
async fn arrives<'o>(office: &'o Office, name: &str, number: usize) -> Browser<'o> {
    let mut browser = office.browser();
    let from = format!("192.0.2.{number}");
    let headers = [("sec-fetch-site", "same-origin"), ("x-forwarded-for", from.as_str())];
    let mail = mail(name);
    let fields = [("mail", mail.as_str()), ("password", PASSWORD)];
    let entered = browser.post_with("/sign-in", &headers, "", &fields).await;
    browser.takes_cookie(&entered).await;
    browser
}

/// A team of these, by the names of their boxes.
async fn team(office: &Office, ada: &Browser<'_>, name: &str, members: &[&str]) {
    let page = ada.get("/admin/agents/teams").await;
    assert_eq!(page.status, StatusCode::OK);
    let ids = office.app.directory.agents();
    let boxes: Vec<_> = members
        .iter()
        .map(|name| {
            let of = ids.iter().find(|agent| agent.name.reveal() == name).expect("somebody");
            format!("member-{}", of.id)
        })
        .collect();
    let mut form = vec![("name", name)];
    form.extend(boxes.iter().map(|name| (name.as_str(), "on")));
    let made = ada.post("/admin/agents/teams", &form).await;
    assert!(made.goes_to().starts_with("/admin/agents/teams"), "{made:?}");
    let kept = office.app.directory.teams();
    let kept = kept.iter().find(|team| team.name == name).expect("the team");
    assert_eq!(kept.members.len(), members.len(), "need members for this to mean anything");
}

#[tokio::test]
async fn r_emp_01_figures_of_single_agents_are_refused_with_a_reason_until_somebody_says_by_which_right()
 {
    let office = Office::open().await;
    let (ada, ben) = (office.signed_in("Ada").await, office.signed_in("Ben").await);
    let refused = ada.get(SINGLE).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.says("Zahlen einzelner Personen sind gesperrt"), "{refused:?}");
    let problem = ada.get(&format!("{SINGLE}.json")).await;
    assert_eq!(problem.status, StatusCode::FORBIDDEN);
    assert_eq!(problem.header("content-type"), "application/problem+json");
    assert!(problem.says("figures_locked") && problem.says("records by which right"));

    let mut form = AGREEMENT;
    for (field, wrong) in [("reference", " "), ("reason", ""), ("agreed_on", "2099-01-01")] {
        form.iter_mut().filter(|(name, _)| *name == field).for_each(|pair| pair.1 = wrong);
        let answer = ada.post("/admin/employees/unlocking", &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        form = AGREEMENT;
    }
    assert_eq!(ada.get(SINGLE).await.status, StatusCode::FORBIDDEN);
    let asked = ben.post("/admin/employees/unlocking", &AGREEMENT).await;
    assert_eq!(asked.status, StatusCode::FORBIDDEN, "not by an agent");

    let vera = office.visitor_writes(1, "Vera", "Haben Sie Tulpen?").await;
    ben.answers(&vera, "Ja.").await;
    ada.post("/admin/employees/unlocking", &AGREEMENT).await;
    let page = ada.get("/admin/employees").await;
    assert!(page.says("Entsperrt.") && page.says("Betriebsvereinbarung Chat"), "{page:?}");
    assert!(page.says("Vereinbarung vom 2026-05-01"));
    assert!(ben.get("/account/notice").await.says("Entsperrt nach: Betriebsvereinbarung Chat"));
    assert!(ben.get("/account").await.says("entsperrt: Betriebsvereinbarung Chat"));
    assert_eq!(ben.get(SINGLE).await.status, StatusCode::FORBIDDEN, "administrators only");
    let now = ada.get(SINGLE).await;
    assert!(now.says("Ben") && !now.says("1 Unterhaltung beantwortet"), "nothing of this week");
    office.clock.advance(WEEK);
    let ada = office.signed_in("Ada").await;
    let after = ada.get(SINGLE).await;
    assert!(after.says("1 Unterhaltung beantwortet"), "{after:?}");
    assert!(!after.says("Minuten") && !after.says("Tulpen"));

    ada.post("/admin/employees/locking", &[]).await;
    assert_eq!(ada.get(SINGLE).await.status, StatusCode::FORBIDDEN, "gone at once");
    let page = ada.get("/admin/employees").await;
    assert!(page.says("Gesperrt.") && page.says("Früher"), "{page:?}");
    let log = office.deeds().await;
    for deed in [
        "unlocked figures of single agents: agreement (Betriebsvereinbarung Chat 2026-05-01)",
        "looked at figures of single agents",
        "locked figures of single agents",
    ] {
        assert!(log.iter().any(|said| said == deed), "{deed}: {log:?}");
    }
}

#[tokio::test]
async fn r_emp_01_a_team_s_week_is_told_when_five_of_it_answered_and_never_while_it_runs() {
    let office = Office::open().await;
    let names = ["Cem", "Dora", "Emil", "Finn"];
    for name in names {
        add(&office, name, BuiltIn::Agent).await;
    }
    let ada = office.signed_in("Ada").await;
    team(&office, &ada, "Laden", &["Ben", "Cem", "Dora", "Emil", "Finn"]).await;
    team(&office, &ada, "Abend", &["Ada", "Ben", "Cem", "Dora", "Emil", "Finn"]).await;
    team(&office, &ada, "Paar", &["Ada", "Ben"]).await;
    // The week in which the teams were made is left out.
    office.clock.advance(WEEK);
    for (number, name) in (1..).zip(["Ben"].into_iter().chain(names)) {
        let visitor = office.visitor_writes(number, "Vera", "Haben Sie Tulpen?").await;
        office.clock.advance(10 * MINUTE);
        let browser = arrives(&office, name, usize::from(number) + 10).await;
        assert!(browser.answers(&visitor, "Ja.").await.status.is_redirection());
    }
    let ada = arrives(&office, "Ada", 30).await;
    let running = ada.get("/admin/employees").await;
    assert!(!running.says("Unterhaltungen beantwortet"), "nothing of the week that runs");
    office.clock.advance(WEEK);
    let ada = arrives(&office, "Ada", 31).await;
    let page = ada.get("/admin/employees").await;
    assert!(page.says("5 Unterhaltungen beantwortet") && page.says("bis 1 Stunde"), "{page:?}");
    assert_eq!(page.text.matches("5 Unterhaltungen beantwortet").count(), 1);
    assert!(page.says("Ein älteres Team hat gemeinsame Mitglieder"), "the one with Ada: {page:?}");
    assert!(page.says("weniger als 5 Mitglieder"), "the pair");
    let main = page.between("<main", "</main>");
    assert!(["Ben", "Cem", "Dora"].iter().all(|name| !main.contains(name)), "nobody by name");
}

#[tokio::test]
async fn r_emp_04_a_supervisor_who_reads_along_is_shown_to_whoever_has_the_conversation() {
    let office = Office::open().await;
    let vera = office.visitor_writes(1, "Vera", "Haben Sie Tulpen?").await;
    let (ada, ben) = (office.signed_in("Ada").await, office.signed_in("Ben").await);
    ben.answers(&vera, "Ja.").await;
    let looking = format!("{}/looking", vera.path);
    assert!(!ben.get_part(&looking).await.says("Ada"));
    // Without a script: her browser doesn't say that it looks.
    ada.get(&vera.path).await;
    assert_eq!(ben.get_part(&looking).await.text.trim(), "Ada sieht das auch gerade an.");
    office.clock.advance(MINUTE);
    assert!(!ben.get_part(&looking).await.says("Ada"), "as long as she looks");
    ada.get_part(&format!("{}/events?after=1", vera.path)).await;
    assert!(ben.get_part(&looking).await.says("Ada"), "also by parts of the page");
    ben.get(&vera.path).await;
    assert!(!ada.get_part(&looking).await.says("Ben"), "whoever has it does not read along");
}

#[tokio::test]
async fn r_emp_04_everybody_takes_along_what_is_kept_about_them() {
    let office = Office::open().await;
    let vera = office.visitor_writes(1, "Vera", "Haben Sie Tulpen?").await;
    let ben = office.signed_in("Ben").await;
    ben.answers(&vera, "Ja, rote.").await;
    let file = ben.get("/account/data.json").await;
    let own: Value = serde_json::from_str(&file.text).expect("JSON");
    let parts = own["parts"].as_array().expect("parts");
    assert_eq!(parts.len(), PARTS.len());
    let part = |name: &str| parts.iter().find(|part| part["table"] == name).expect("a part");
    assert_eq!(part("agent")["rows"][0]["name"], "Ben");
    assert_eq!(part("agent")["rows"][0]["mail"], "ben@blumenladen.example");
    assert_eq!(part("agent")["withheld"].as_array().map(Vec::len), Some(2));
    let answered = part("conversation_event")["rows"].as_array().expect("rows");
    assert!(answered.iter().any(|row| row["kind"] == "message"), "{answered:?}");
    assert_eq!(part("conversation_read")["kept"], "14 Tage");
    assert!(!file.says("rote") && !file.says("Vera") && !file.says("$argon2"), "nobody else's");
    let page = ben.get("/account/data.html").await;
    assert!(page.says("ben@blumenladen.example") && page.says("Antworten und Übergaben"));
    assert!(page.says("Damit könnte sich jemand anmelden."));
    for untold in ["agent-data-", "kept-"] {
        assert!(!page.says(untold), "a text is missing: {page:?}");
    }
    let log = office.deeds().await;
    assert_eq!(log.iter().filter(|deed| *deed == "exported own data").count(), 2);
}

#[tokio::test]
async fn r_emp_05_the_sheet_names_every_column_about_the_team_in_both_languages() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    for lang in ["de", "en"] {
        let asks = Request::get("/admin/employees/sheet")
            .header(header::COOKIE, &ada.cookie)
            .header(header::ACCEPT_LANGUAGE, lang);
        let sheet = office.ask(asks.body(Body::empty()).expect("a request")).await;
        assert!(sheet.says(&format!("<html lang=\"{lang}\"")));
        let main = sheet.between("<main", "</main>").to_owned();
        for untold in ["agent-data-", "kept-", "sheet-n"] {
            assert!(!main.contains(&format!(">{untold}")), "{lang}: a text is missing: {main}");
        }
        let lines = main.matches("<li>").count();
        let columns: usize = PARTS.iter().map(|part| part.columns.len()).sum();
        assert_eq!(lines, columns, "{lang}");
    }
    let sheet = ada.get("/admin/employees/sheet").await;
    assert!(sheet.says("Gesperrt.") && sheet.says("14 Tage") && sheet.says("30 Tage"));
    let ben = office.signed_in("Ben").await;
    assert_eq!(ben.get("/admin/employees/sheet").await.status, StatusCode::FORBIDDEN);
    let notice = ben.get("/account/notice").await;
    assert!(notice.says("Blumenladen, Musterstraße 1") && notice.says("Entwurf"), "{notice:?}");
}
