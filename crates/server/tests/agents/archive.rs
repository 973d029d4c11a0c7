//! The archive for what the law wants kept: what gets there, who opens it, and what is noted of that.

use axum::http::StatusCode;
use plausch::app::retention;
use plausch_core::time::{DAY, MINUTE};

use crate::office::{Browser, Office, Visitor};
use crate::reads::dana;
use crate::requests;
use crate::roles::{adds_a_role, gives};

const PAGE: &str = "/admin/sites/blumenladen/archive";

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
    assert_eq!(archived.goes_to(), "/inbox?view=closed&gone=archived", "{archived:?}");
    assert!(ben.get(archived.goes_to()).await.says("Sie liegt jetzt im Archiv"));
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
    assert!(!ada.get(PAGE).await.says("Auftrag 4711"));
    let log = ada.get("/admin/sites/blumenladen/retention").await;
    assert!(log.says("<b>Archiv</b>"), "{log:?}");
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
    let release = format!("{PAGE}/{}/release", vera.id);
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

/// Vera's order is in the archive; gives its page there.
async fn archived(office: &Office) -> (Visitor, String) {
    let ben = office.signed_in("Ben").await;
    let vera = vera_orders(office, &ben).await;
    let note = [("id", "AAAAAAAAAAAAAAAAAAAAAA"), ("body", "Zahlt bar")];
    ben.post(&format!("{}/notes", vera.path), &note).await;
    ben.post(&format!("{}/archive", vera.path), &MARK).await;
    let page = format!("{PAGE}/{}", vera.id);
    (vera, page)
}

const WHY: (&str, &str) = ("reason", "Betriebsprüfung 2025");

async fn reads(office: &Office) -> usize {
    let sql = "select hour from conversation_read";
    office.database.open().read(move |tx| tx.inspect(sql)).await.expect("read").len()
}

#[tokio::test]
async fn r_ret_03_opening_needs_a_right_of_its_own_and_a_reason_that_is_noted() {
    let office = Office::with_two_sites().await;
    let (vera, page) = archived(&office).await;
    let (ada, ben, dana) =
        (office.signed_in("Ada").await, office.signed_in("Ben").await, dana(&office).await);
    // Without content: class, day, and who marked it, by role; why only for those who may open it.
    let list = ada.get(PAGE).await;
    for shown in [&vera.id, "bis zum 31.12.2032", "6 Jahre", "von der Rolle Antworten", "4711"] {
        assert!(list.says(shown), "{shown}: {list:?}");
    }
    for hidden in ["30 Tulpen", "Vera", ">Ben<"] {
        assert!(!list.says(hidden), "{hidden}");
    }
    let list = dana.get(PAGE).await;
    assert!(list.says(&vera.id) && !list.says("4711") && !list.says(&page), "{list:?}");
    for browser in [&ben, &dana] {
        assert_eq!(browser.get(&page).await.status, StatusCode::FORBIDDEN);
        assert_eq!(browser.post(&page, &[WHY]).await.status, StatusCode::FORBIDDEN);
    }
    assert_eq!(ben.get(PAGE).await.status, StatusCode::FORBIDDEN);

    let before = reads(&office).await;
    let asked = ada.get(&page).await;
    assert!(asked.says("name=\"reason\"") && !asked.says("30 Tulpen"), "{asked:?}");
    for reason in ["", " ", &"x".repeat(501)] {
        let refused = ada.post(&page, &[("reason", reason)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.says("Bitte schreiben Sie auf, wozu") && !refused.says("30 Tulpen"));
    }
    assert_eq!(reads(&office).await, before, "nothing was read yet");
    let opened = ada.post(&page, &[WHY]).await;
    assert_eq!(opened.status, StatusCode::OK);
    assert!(opened.says("30 Tulpen") && opened.says("Zahlt bar") && opened.says("Vera"));
    assert_eq!(opened.header("cache-control"), "no-store");
    assert_eq!(reads(&office).await, before + 1, "noted as any reading");
    let deeds = office.deeds().await;
    let said = "read a conversation of the archive: Betriebsprüfung 2025";
    assert!(deeds.iter().any(|deed| deed == said), "{deeds:?}");
    assert!(dana.get("/admin/audit").await.says("Unterhaltung im Archiv gelesen"));

    // By another site's name it is not there.
    let elsewhere = page.replace("blumenladen", "kaufhaus");
    assert_eq!(ada.get(&elsewhere).await.status, StatusCode::NOT_FOUND);
    assert_eq!(ada.post(&elsewhere, &[WHY]).await.status, StatusCode::NOT_FOUND);
    // What is in the inbox is no matter of the archive.
    let nora = office.visitor_writes(3, "Nora", "Rosen?").await;
    let inbox = format!("{PAGE}/{}", nora.id);
    assert_eq!(ada.post(&inbox, &[WHY]).await.status, StatusCode::NOT_FOUND);
    // After ten minutes the password is asked for, and the reason is kept meanwhile.
    office.clock.advance(10 * MINUTE);
    let again = ada.post(&page, &[WHY]).await;
    assert_eq!(again.status, StatusCode::FORBIDDEN);
    assert!(again.says("again-password") && again.says("Betriebsprüfung") && !again.says("Tulpen"));
}

#[tokio::test]
async fn r_ret_03_it_is_taken_along_as_a_page_or_for_programs() {
    let office = Office::open().await;
    let (vera, page) = archived(&office).await;
    let ada = office.signed_in("Ada").await;
    for (take, media, ending) in
        [("html", "text/html", "html"), ("json", "application/json", "json")]
    {
        let file = ada.post(&page, &[WHY, ("take", take)]).await;
        assert!(file.header("content-type").starts_with(media), "{file:?}");
        let name = format!("attachment; filename=\"conversation-{}.{ending}\"", vera.id);
        assert_eq!(file.header("content-disposition"), name);
        assert_eq!(file.header("cache-control"), "no-store");
        assert!(file.says("30 Tulpen") && file.says("Zahlt bar") && file.says("Auftrag 4711"));
        let refused = ada.post(&page, &[("take", take)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "also with a reason only");
    }
    let deeds = office.deeds().await;
    let said = "took a conversation of the archive along: Betriebsprüfung 2025";
    assert_eq!(deeds.iter().filter(|deed| *deed == said).count(), 2, "{deeds:?}");
}

#[tokio::test]
async fn r_ret_03_whoever_may_not_see_contact_data_opens_it_without_and_learns_no_reader() {
    let office = Office::open().await;
    let (_, page) = archived(&office).await;
    let ada = office.signed_in("Ada").await;
    let tax =
        adds_a_role(&ada, &[("sites", "read"), ("retention", "read"), ("archive", "read")]).await;
    assert_eq!(gives(&ada, &office, 1, &[("role", &tax)]).await, StatusCode::SEE_OTHER);
    ada.post(&page, &[WHY]).await;
    let ben = office.signed_in_to("Ben", "/admin/sites").await;
    for take in ["", "html", "json"] {
        let opened = ben.post(&page, &[WHY, ("take", take)]).await;
        assert!(opened.status.is_success() && opened.says("30 Tulpen"), "{opened:?}");
        assert!(!opened.says("Vera") && opened.says("sieht keine Kontaktdaten"), "{opened:?}");
        assert!(!opened.says("Gelesen von"), "R-EMP-02");
        assert!(take == "json" || opened.says("Besucher") && !opened.says(">Sie<"), "{opened:?}");
    }
}

#[tokio::test]
async fn r_ret_03_what_is_restricted_or_gone_is_not_opened() {
    let office = Office::open().await;
    let (vera, page) = archived(&office).await;
    let ada = office.signed_in("Ada").await;
    let path = requests::enters(&ada, &[("kind", "restriction")]).await;
    for (deed, fields) in [
        ("identity", &[("text", "Kennt die Nummer")][..]),
        ("conversations", &[("conversation", vera.id.as_str()), ("belongs", "true")]),
        ("restriction", &[("conversation", vera.id.as_str())]),
    ] {
        assert!(ada.post(&format!("{path}/{deed}"), fields).await.status.is_redirection());
    }
    assert!(!ada.get(PAGE).await.says(&vera.id));
    assert_eq!(ada.get(&page).await.status, StatusCode::NOT_FOUND);
    for take in ["", "html", "json"] {
        let answer = ada.post(&page, &[WHY, ("take", take)]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
    let lifted = [("conversation", vera.id.as_str()), ("text", "Weiß Bescheid, per Brief")];
    let lifting = ada.post(&format!("{path}/lifting"), &lifted).await;
    assert!(lifting.status.is_redirection(), "{lifting:?}");
    assert!(ada.get(PAGE).await.says(&vera.id), "back where it was");
    office.clock.advance(7 * 366 * DAY);
    assert_eq!(retention::erase_due(&office.app).await, Ok(1));
    let ada = office.signed_in("Ada").await;
    assert_eq!(ada.post(&page, &[WHY]).await.status, StatusCode::NOT_FOUND);
}
