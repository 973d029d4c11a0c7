//! Giving the password once more before what matters most: nothing typed is lost, and a stranger who
//! finds an open browser gets no further.

use axum::http::StatusCode;
use plausch_core::time::MINUTE;

use crate::office::{Office, PASSWORD, mail};
use crate::second_factor::sets_up;

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

#[tokio::test]
async fn r_sec_03_guessing_it_in_an_open_browser_is_slowed_down() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    let again = |password| [("to", "/account"), ("again-password", password)];
    for _ in 0..5 {
        ada.post("/account/password-again", &again("geraten geraten")).await;
    }
    let waits = ada.post("/account/password-again", &again(PASSWORD)).await;
    assert!(waits.says("Bitte warten Sie 30 Sekunden"), "{waits:?}");
    let old = [("old", PASSWORD), ("password", "vier lilien im juni")];
    assert!(ada.post("/account/password", &old).await.says("Bitte warten Sie"));
    assert_eq!(ada.get("/inbox").await.status, StatusCode::OK, "work goes on");
    let signs_in = office.browser().signs_in(&mail("Ada"), PASSWORD).await;
    assert_eq!(signs_in.status, StatusCode::TOO_MANY_REQUESTS, "from the same address");
}
