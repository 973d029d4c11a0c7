//! Who read what (R-EMP-02).

use axum::http::StatusCode;
use plausch::app::{agent, reading};
use plausch_core::Personal;
use plausch_core::role::BuiltIn;
use plausch_core::time::{DAY, HOUR};

use crate::office::{Browser, Office, PASSWORD, mail};

/// Dana, the data protection officer.
pub(crate) async fn dana(office: &Office) -> Browser<'_> {
    let (password, mail) = (Personal::new(PASSWORD.to_owned()), mail("Dana"));
    let added = agent::add_at_start(&office.app, "Dana", &mail, BuiltIn::Officer, &password).await;
    added.expect("added");
    office.signed_in_to("Dana", "/admin/sites").await
}

#[tokio::test]
async fn r_emp_02_data_protection_sees_who_read_what_and_nobody_else_does() {
    let office = Office::open().await;
    let vera = office.visitor_writes(1, "Vera", "Haben Sie Tulpen?").await;
    let other = office.visitor_writes(2, "Nora", "Haben Sie Rosen?").await;
    let (ada, ben, dana) =
        (office.signed_in("Ada").await, office.signed_in("Ben").await, dana(&office).await);
    assert!(dana.get("/admin/reads").await.says("Nichts gefunden"), "a list is no reading");
    for _ in 0..3 {
        ben.get(&vera.path).await;
        ben.get_part(&format!("{}/events", vera.path)).await;
    }
    ada.get(&other.path).await;
    let page = dana.get("/admin/reads").await;
    assert_eq!(page.text.matches("<code>").count(), 2, "once an hour: {page:?}");
    assert!(page.says(&vera.id) && page.says("<b>Ben</b> · Antworten"), "{page:?}");
    assert!(!page.says("Tulpen") && !page.says("Vera") && !page.says("Nora"), "no content");
    let found = dana.get(&format!("/admin/reads?q={}", other.id)).await;
    assert!(found.says("<b>Ada</b>") && !found.says("<b>Ben</b>"));
    let by_name = dana.get("/admin/reads?q=Ben").await;
    assert!(by_name.says("keine Nummer einer Unterhaltung") && !by_name.says("<code>"));
    for browser in [&ada, &ben] {
        assert_eq!(browser.get("/admin/reads").await.status, StatusCode::FORBIDDEN);
        assert!(!browser.get("/inbox").await.says("/admin/reads"));
    }
    assert_eq!(dana.get(&vera.path).await.status, StatusCode::FORBIDDEN, "nor what it was");

    office.clock.advance(HOUR);
    ben.get(&vera.path).await;
    let page = dana.get(&format!("/admin/reads?q={}", vera.id)).await;
    assert_eq!(page.text.matches("<code>").count(), 2, "another hour");
    ada.post(&format!("{}/erase", vera.path), &[]).await;
    assert!(!dana.get("/admin/reads").await.says(&vera.id), "it goes with the conversation");
}

#[tokio::test]
async fn r_emp_04_a_list_shows_nothing_of_what_colleagues_are_told() {
    let office = Office::open().await;
    let vera = office.visitor_writes(1, "Vera", "Haben Sie Tulpen?").await;
    let (ada, ben) = (office.signed_in("Ada").await, office.signed_in("Ben").await);
    for agent in [&ada, &ben] {
        assert!(agent.get("/inbox?view=all").await.says("Tulpen"), "nobody has it yet");
    }
    ben.answers(&vera, "Gelbe und rote.").await;
    office.visitor_adds(&vera, 2, "Dann die gelben!").await;
    let (hers, his) = (ada.get("/inbox?view=all").await, ben.get("/inbox?view=all").await);
    assert!(his.says("die gelben") && hers.says(&vera.id) && !hers.says("gelben"), "{hers:?}");
    assert!(ada.get(&vera.path).await.says("die gelben"), "opening it is noted");
}

#[tokio::test]
async fn r_emp_02_who_read_what_is_forgotten_after_fourteen_days() {
    let office = Office::open().await;
    let vera = office.visitor_writes(1, "Vera", "Haben Sie Tulpen?").await;
    office.signed_in("Ada").await.get(&vera.path).await;
    drop(dana(&office).await);
    for (after, is_there) in [(13 * DAY, true), (DAY + HOUR, false)] {
        office.clock.advance(after);
        reading::forget(&office.app).await.expect("forgotten");
        let dana = office.signed_in_to("Dana", "/admin/sites").await;
        assert_eq!(dana.get("/admin/reads").await.says(&vera.id), is_there);
    }
}
