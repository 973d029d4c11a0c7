//! One's own sign-ins: where they are seen, and how they end.

use axum::http::StatusCode;
use plausch_core::time::{HOUR, MINUTE};

use crate::office::{Answer, Office};
use crate::second_factor::deeds;

/// The addresses at which the sessions of a page are ended.
fn ends(page: &Answer) -> Vec<String> {
    let forms = page.text.split("action=\"/account/sessions/").skip(1);
    let id = |form: &str| form.split('"').next().expect("an id").to_owned();
    forms.map(|form| format!("/account/sessions/{}", id(form))).collect()
}

#[tokio::test]
async fn r_sec_03_sessions_are_listed_and_ended_one_by_one_or_all_others() {
    let office = Office::open().await;
    let first = office.signed_in("Ben").await;
    office.clock.advance(MINUTE);
    let (second, ada) = (office.signed_in("Ben").await, office.signed_in("Ada").await);
    let page = first.get("/account").await;
    assert_eq!(page.text.matches("class=\"session\"").count(), 2, "none of Ada's");
    assert_eq!(page.text.matches("diese hier").count(), 1);
    let [end] = &ends(&page)[..] else { panic!("one is this one: {page:?}") };
    assert!(!page.says(&second.cookie), "no secret");

    ada.post(end, &[]).await;
    assert_eq!(second.get("/inbox").await.status, StatusCode::OK, "it is not Ada's");
    let ended = first.post(end, &[]).await;
    assert!(ended.goes_to().starts_with("/account?done=session"));
    assert_eq!(second.get("/inbox").await.status, StatusCode::SEE_OTHER);
    assert!(ends(&first.get("/account").await).is_empty());
    assert_eq!(first.post(end, &[]).await.status, StatusCode::SEE_OTHER, "ended is ended");

    let others = [office.signed_in("Ben").await, office.signed_in("Ben").await];
    first.post("/account/sessions", &[]).await;
    for other in &others {
        assert_eq!(other.get("/inbox").await.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(first.get("/inbox").await.status, StatusCode::OK);
    assert_eq!(ada.get("/inbox").await.status, StatusCode::OK);
    assert_eq!(deeds(&office).await, ["ended a session", "ended all other sessions"]);
}

#[tokio::test]
async fn r_sec_03_of_a_session_the_hour_of_its_last_use_is_kept_and_no_browser() {
    let office = Office::open().await;
    let ben = office.signed_in("Ben").await;
    let used = || async {
        let sql = "select used_at from agent_session";
        let rows = office.database.open().read(move |tx| tx.inspect(sql)).await.expect("read");
        rows[0].int(0).expect("a number")
    };
    let begun = used().await;
    assert_eq!(begun % HOUR, 0);
    office.clock.advance(3 * HOUR);
    ben.get("/inbox").await;
    assert_eq!(used().await, begun + 3 * HOUR);
    let table = plausch_store::inventory::TABLES.iter().find(|one| one.name == "agent_session");
    let columns: Vec<_> = table.expect("the table").columns.iter().map(|one| one.name).collect();
    let known = ["token_hash", "agent_id", "created_at", "expires_at", "used_at", "password_at"];
    assert_eq!(columns, known, "neither address nor browser");
}
