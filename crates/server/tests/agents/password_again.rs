//! Giving the password once more before what matters most: nothing typed is lost, and a stranger who
//! finds an open browser gets no further.

use axum::http::StatusCode;
use plausch_core::time::MINUTE;

use crate::office::{Answer, Browser, Office, PASSWORD};
use crate::second_factor::{audit, sets_up};

const DANA: [(&str, &str); 3] =
    [("name", "Dana <D>"), ("mail", "dana@blumenladen.example"), ("role", "officer")];

#[tokio::test]
async fn r_sec_03_a_form_waits_in_the_page_and_goes_on_with_the_password() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    office.clock.advance(10 * MINUTE);
    let asked = ada.post("/admin/agents", &DANA).await;
    assert_eq!(asked.status, StatusCode::FORBIDDEN);
    assert!(asked.says("action=\"/admin/agents\"") && asked.says("href=\"/admin/agents\""));
    assert!(asked.says("name=\"name\" value=\"Dana &#60;D&#62;\""), "{asked:?}");
    assert!(!asked.says("again-code"), "there is no second factor");
    assert_eq!(office.app.directory.agents().len(), 2, "nothing was done");

    let with = |password| [&DANA[..], &[("again-password", password)]].concat();
    let refused = ada.post("/admin/agents", &with("geraten geraten")).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.says("role=\"alert\"") && refused.says("Dana &#60;D&#62;"));
    assert!(!refused.says("geraten"), "a password is never shown again");
    let elsewhere = ada.post_with("/admin/agents", &[], "falsch", &with(PASSWORD)).await;
    assert!(!elsewhere.says("Dana"), "a form from elsewhere is not even asked");
    let done = ada.post("/admin/agents", &with(PASSWORD)).await;
    assert_eq!(done.status, StatusCode::OK, "{done:?}");
    assert!(done.says("/set-up/") && office.app.directory.agents().len() == 3);
    assert_eq!(ada.post("/admin/roles/new", &[("name", "R")]).await.status, 303, "for a while");
    office.clock.advance(10 * MINUTE);
    assert_eq!(ada.post("/admin/roles/new", &[("name", "S")]).await.status, 403);
}

#[tokio::test]
async fn r_sec_03_a_file_is_taken_along_after_the_password_and_a_code() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    let factor = sets_up(&office, &ada).await;
    office.clock.advance(10 * MINUTE);
    let file = "/admin/sites/blumenladen/consents.csv";
    let asked = ada.get(file).await;
    assert!(asked.says("again-code") && asked.says("one-time-code"));
    assert!(asked.says("href=\"/admin/sites/blumenladen/consents\""), "the way back");
    let again = |password, code| [("to", file), ("again-password", password), ("again-code", code)];
    let path = "/account/password-again";
    let code = factor.code(&office);
    for (password, code) in [("geraten geraten", code.as_str()), (PASSWORD, "000000")] {
        let refused = ada.post(path, &again(password, code)).await;
        assert!(refused.says("prüfen Sie Passwort und Code"), "{refused:?}");
        assert_eq!(ada.get(file).await.status, StatusCode::FORBIDDEN);
    }
    assert_eq!(ada.post(path, &again(PASSWORD, &code)).await.goes_to(), file);
    assert_eq!(ada.get(file).await.status, StatusCode::OK);
    let elsewhere = [("to", "//evil.example"), ("again-password", PASSWORD)];
    assert_eq!(ada.post(path, &elsewhere).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

/// The session asks for the password again, at another address each time; gives where that leads.
async fn guesses(ada: &Browser<'_>, from: u8, password: &str, code: &str) -> Answer {
    let fields = [("to", "/account"), ("again-password", password), ("again-code", code)];
    let from = format!("192.0.2.{from}");
    let headers = [("x-forwarded-for", from.as_str()), ("sec-fetch-site", "same-origin")];
    ada.post_with("/account/password-again", &headers, &ada.csrf, &fields).await
}

#[tokio::test]
async fn r_sec_03_guessing_it_in_an_open_browser_ends_the_session_wherever_it_comes_from() {
    let office = Office::open().await;
    let (ada, elsewhere) = (office.signed_in("Ada").await, office.signed_in("Ada").await);
    for from in 1..=4 {
        assert!(guesses(&ada, from, "geraten geraten", "").await.says("again-password"));
    }
    assert_eq!(ada.get("/inbox").await.status, StatusCode::OK, "work goes on");
    let over = guesses(&ada, 5, "geraten geraten", "").await;
    assert_eq!(over.goes_to(), "/sign-in?after=guesses");
    assert!(office.browser().get(over.goes_to()).await.says("zu oft falsch"));
    assert_eq!(ada.get("/inbox").await.status, StatusCode::SEE_OTHER);
    assert_eq!(elsewhere.get("/inbox").await.status, StatusCode::OK, "another session");
    let adas = office.app.directory.agents()[0].id.to_string();
    let said = ("ended a session in which somebody guessed".to_owned(), adas);
    assert!(audit(&office).await.contains(&said));
}

#[tokio::test]
async fn r_sec_03_codes_are_not_guessed_in_a_stolen_session_by_somebody_who_knows_the_password() {
    let office = Office::open().await;
    let mut ada = office.signed_in("Ada").await;
    sets_up(&office, &ada).await;
    for from in 1..=3 {
        assert!(guesses(&ada, from, PASSWORD, "000000").await.says("again-code"));
    }
    // A new password is a new session, but not a new try.
    let new = "vier lilien im juni";
    let changed = ada.post("/account/password", &[("old", PASSWORD), ("password", new)]).await;
    ada.takes_cookie(&changed).await;
    assert_eq!(ada.get("/inbox").await.status, StatusCode::OK);
    assert!(guesses(&ada, 4, new, "000000").await.says("again-code"));
    let off = [("password", new), ("code", "000000")];
    let over = ada.post("/account/second-factor/removal", &off).await;
    assert_eq!(over.goes_to(), "/sign-in?after=guesses", "the fifth, whatever it was for");
    assert_eq!(ada.get("/inbox").await.status, StatusCode::SEE_OTHER);
}
