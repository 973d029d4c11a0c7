//! Inviting, changing and disabling agents.

use axum::http::StatusCode;

use crate::office::{Office, PASSWORD, mail};

#[tokio::test]
async fn an_invitation_is_taken_up_once_and_counts_for_seventy_two_hours() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    let dana = [("name", "Dana"), ("mail", "dana@blumenladen.example"), ("role", "agent")];
    let invited = ada.post("/admin/agents", &dana).await;
    let link = invited.between("http://127.0.0.1:8080/set-up/", "<").to_owned();
    assert!(!ada.get("/admin/agents").await.says(&link), "shown once");
    assert_eq!(ada.post("/admin/agents", &dana).await.status, StatusCode::CONFLICT, "one account");

    let path = format!("/set-up/{link}");
    let mut browser = office.browser();
    let page = browser.get(&path).await;
    assert!(page.says("dana@blumenladen.example") && page.says("Sie sind eingeladen"));
    let refused = office.browser().signs_in(&mail("Dana"), "").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "no empty password");
    let fields = [("name", "Dana D."), ("mail", "evil@x.example"), ("password", PASSWORD)];
    let done = browser.post(&path, &fields).await;
    browser.takes_cookie(&done).await;
    assert!(browser.get("/inbox").await.says("Dana D."));
    assert_eq!(browser.get("/admin/agents").await.status, StatusCode::FORBIDDEN, "an agent");
    assert_eq!(browser.post(&path, &fields).await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.signs_in(&mail("Dana"), PASSWORD).await.goes_to(), "/inbox");

    let eve = [("name", "Eve"), ("mail", "eve@blumenladen.example"), ("role", "agent")];
    let invited = ada.post("/admin/agents", &eve).await;
    let path = format!("/set-up/{}", invited.between("8080/set-up/", "<"));
    office.clock.advance(72 * plausch_core::time::HOUR);
    assert_eq!(office.browser().get(&path).await.status, StatusCode::NOT_FOUND, "too late");
}

#[tokio::test]
async fn somebody_remains_administrator() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    let agents = office.app.directory.agents();
    let [adas, bens] = [0, 1].map(|at: usize| format!("/admin/agents/{}", agents[at].id));
    for fields in [
        [("role", "agent"), ("enabled", "true")],
        [("role", "administrator"), ("enabled", "false")],
    ] {
        let answer = ada.post(&adas, &fields).await;
        assert_eq!(answer.status, StatusCode::CONFLICT);
        assert!(answer.says("Jemand muss die Administration behalten"));
    }
    // An administrator who was invited and never came does not count.
    let dana = [("name", "Dana"), ("mail", "dana@blumenladen.example"), ("role", "administrator")];
    assert_eq!(ada.post("/admin/agents", &dana).await.status, StatusCode::OK);
    let answer = ada.post(&adas, &[("role", "agent"), ("enabled", "true")]).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);

    let promoted = ada.post(&bens, &[("role", "administrator"), ("enabled", "true")]).await;
    assert_eq!(promoted.goes_to(), "/admin/agents");
    let stepped_down = ada.post(&adas, &[("role", "agent"), ("enabled", "true")]).await;
    assert_eq!(stepped_down.goes_to(), "/admin/agents");
    assert_eq!(ada.get("/admin/agents").await.status, StatusCode::FORBIDDEN, "at once");
}

#[tokio::test]
async fn disabling_an_account_ends_its_sessions_and_links() {
    let office = Office::open().await;
    let (ada, ben) = (office.signed_in("Ada").await, office.signed_in("Ben").await);
    let id = office.app.directory.agents()[1].id.clone();
    let page = ada.post(&format!("/admin/agents/{id}/link"), &[]).await;
    let link = format!("/set-up/{}", page.between("8080/set-up/", "<"));
    assert_eq!(ben.get("/inbox").await.status, StatusCode::OK);
    let disable = [("role", "agent"), ("enabled", "false")];
    ada.post(&format!("/admin/agents/{id}"), &disable).await;
    assert_eq!(ben.get("/inbox").await.status, StatusCode::SEE_OTHER);
    assert_eq!(ben.get(&link).await.status, StatusCode::NOT_FOUND);
    let new_link = format!("/admin/agents/{id}/link");
    assert_eq!(ada.post(&new_link, &[]).await.status, StatusCode::CONFLICT, "no new one either");
    assert!(!ada.get("/admin/agents").await.says(&new_link), "and no button for it");
    ada.post(&format!("/admin/agents/{id}"), &[("role", "agent"), ("enabled", "true")]).await;
    assert_eq!(ben.get("/inbox").await.status, StatusCode::SEE_OTHER, "ended is ended");
    assert_eq!(office.browser().signs_in(&mail("Ben"), PASSWORD).await.goes_to(), "/inbox");
}

#[tokio::test]
async fn r_sec_02_a_link_that_was_made_for_less_does_not_open_more() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    let [adas, bens] =
        [0, 1].map(|at| format!("/admin/agents/{}", office.app.directory.agents()[at].id));
    let page = ada.post(&format!("{bens}/link"), &[]).await;
    let link = format!("/set-up/{}", page.between("8080/set-up/", "<"));
    ada.post(&bens, &[("role", "agent"), ("enabled", "true")]).await;
    assert_eq!(office.browser().get(&link).await.status, StatusCode::OK, "nothing was changed");
    let lead = [("role", "lead"), ("enabled", "true")];
    assert_eq!(ada.post(&bens, &lead).await.goes_to(), "/admin/agents");
    assert_eq!(office.browser().get(&link).await.status, StatusCode::NOT_FOUND);
    let own = ada.post(&format!("{adas}/link"), &[]).await;
    assert_eq!(own.status, StatusCode::FORBIDDEN, "nobody keeps a second key to their own");
}

#[tokio::test]
async fn r_sec_02_a_link_of_a_disabled_account_does_not_count() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    let dana = [("name", "Dana"), ("mail", "dana@blumenladen.example"), ("role", "agent")];
    let invited = ada.post("/admin/agents", &dana).await;
    let link = format!("/set-up/{}", invited.between("8080/set-up/", "<"));
    assert_eq!(office.browser().get(&link).await.status, StatusCode::OK, "until then it does");
    // As if the link had been made while somebody disabled the account.
    let sql = "update agent set is_enabled = false where password_hash is null";
    office.database.open().write(move |tx| tx.inspect(sql)).await.expect("disabled");
    assert_eq!(office.browser().get(&link).await.status, StatusCode::NOT_FOUND);
    let fields = [("name", "Dana"), ("password", PASSWORD)];
    let refused = office.browser().post(&link, &fields).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND, "{refused:?}");
    let signed_in = office.browser().signs_in(&mail("Dana"), PASSWORD).await;
    assert_eq!(signed_in.status, StatusCode::UNPROCESSABLE_ENTITY, "no password was set");
}

#[tokio::test]
async fn a_new_link_gives_a_new_password_and_ends_the_old_sessions() {
    let office = Office::open().await;
    let (ada, ben) = (office.signed_in("Ada").await, office.signed_in("Ben").await);
    let id = office.app.directory.agents()[1].id.clone();
    let page = ada.post(&format!("/admin/agents/{id}/link"), &[]).await;
    let link = format!("/set-up/{}", page.between("8080/set-up/", "<"));
    assert_eq!(ben.get("/inbox").await.status, StatusCode::OK, "until it is taken up");
    assert!(office.browser().get(&link).await.says("value=\"Ben\""), "the name stays as it is");
    let fields = [("name", "Ben"), ("password", "vier lilien im juni")];
    assert_eq!(office.browser().post(&link, &fields).await.goes_to(), "/inbox");
    assert_eq!(ben.get("/inbox").await.status, StatusCode::SEE_OTHER);
    let old = office.browser().signs_in(&mail("Ben"), PASSWORD).await;
    assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn an_agent_changes_the_own_name_and_nothing_else() {
    let office = Office::open().await;
    let ben = office.signed_in("Ben").await;
    let renamed = ben.post("/account/name", &[("name", " Benno ")]).await;
    assert_eq!(renamed.goes_to(), "/account?done=name", "{renamed:?}");
    let page = ben.get("/account?done=name").await;
    assert!(page.says("value=\"Benno\"") && page.says("Gespeichert"));
    let nameless = ben.post("/account/name", &[("name", " ")]).await;
    assert_eq!(nameless.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(ben.get("/inbox").await.status, StatusCode::OK, "the session goes on");
    assert_eq!(office.browser().signs_in(&mail("Ben"), PASSWORD).await.goes_to(), "/inbox");
}

#[tokio::test]
async fn r_sec_03_a_new_password_takes_the_old_one_and_ends_every_other_session() {
    const NEW: &str = "vier lilien im juni";
    let office = Office::open().await;
    let (mut ben, elsewhere) = (office.signed_in("Ben").await, office.signed_in("Ben").await);
    for (old, new) in [("geraten geraten", NEW), (PASSWORD, "kurz")] {
        let refused = ben.post("/account/password", &[("old", old), ("password", new)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!refused.says(old) && !refused.says(new), "a password is never shown again");
    }
    assert_eq!(elsewhere.get("/inbox").await.status, StatusCode::OK, "nothing has changed");
    let done = ben.post("/account/password", &[("old", PASSWORD), ("password", NEW)]).await;
    assert_eq!(done.goes_to(), "/account?done=password", "{done:?}");
    ben.takes_cookie(&done).await;
    assert!(ben.get("/account?done=password").await.says("Das neue Passwort gilt"));
    assert_eq!(elsewhere.get("/inbox").await.status, StatusCode::SEE_OTHER);
    let old = office.browser().signs_in(&mail("Ben"), PASSWORD).await;
    assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(office.browser().signs_in(&mail("Ben"), NEW).await.goes_to(), "/inbox");
}
