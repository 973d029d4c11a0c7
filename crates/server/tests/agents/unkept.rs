//! Conversations of which nothing is kept, as agents see them, and the mode on the site's page
//! (R-MIN-03).

use axum::http::StatusCode;
use plausch::app::conversation::unkept;
use plausch::app::site;
use plausch_core::id::SiteId;
use plausch_core::site::{Privacy, PrivacyMode, Settings, Site};
use plausch_core::time::DAY;

use crate::office::{Office, Visitor, settings};

const GONE: &str = "Auf dieser Website wird nichts aufbewahrt";

async fn keeps_nothing() -> Office {
    let office = Office::open().await;
    let privacy = Privacy { mode: PrivacyMode::NoPersist, ..Privacy::default() };
    let settings = Settings { privacy, ..settings() };
    let id = SiteId::parse("blumenladen").expect("a site name");
    site::put_at_start(&office.app, Site { id, settings }).await.expect("changed");
    office
}

async fn left_of(office: &Office, visitor: &Visitor) -> i64 {
    let sql = format!(
        "select (select count(*) from conversation where id = '{0}') + \
         (select count(*) from conversation_event where conversation_id = '{0}')",
        visitor.id
    );
    let store = office.database.open();
    store.read(move |tx| tx.inspect(&sql)).await.expect("read")[0].int(0).expect("a number")
}

#[tokio::test]
async fn r_min_03_agents_read_and_answer_and_see_that_it_is_not_kept() {
    let office = keeps_nothing().await;
    let vera = office.visitor_writes(1, "Vera", "Haben Sie Tulpen?").await;
    let ada = office.signed_in("Ada").await;
    assert!(ada.get("/inbox?view=waiting").await.says("Haben Sie Tulpen?"));
    let answered = ada.answers(&vera, "Ja, rote.").await;
    assert_eq!(answered.status, StatusCode::SEE_OTHER, "{answered:?}");
    let thread = ada.get(&vera.path).await;
    for text in
        ["Zugestellt, nicht aufbewahrt", "Ja, rote.", "Schließen und löschen", "data-not-kept"]
    {
        assert!(thread.says(text), "{text}: {thread:?}");
    }
    assert!(!thread.says("/archive"), "nothing to keep for longer");
    let path = format!("{}/archive", vera.path);
    let marked = ada.post(&path, &[("class", "letters"), ("ground", "Brief")]).await;
    assert_eq!(marked.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn r_min_03_closed_it_is_gone_and_the_agent_is_told_why() {
    let office = keeps_nothing().await;
    let vera = office.visitor_writes(1, "Vera", "Haben Sie Tulpen?").await;
    let ada = office.signed_in("Ada").await;
    assert!(left_of(&office, &vera).await > 1, "need something to go");
    let closed = ada.does(&vera, "close").await;
    assert_eq!(closed.goes_to(), "/inbox?gone=1");
    assert!(ada.get("/inbox?gone=1").await.says(GONE));
    assert!(!ada.get("/inbox").await.says(GONE));
    assert_eq!(left_of(&office, &vera).await, 0);
    assert_eq!(ada.get(&vera.path).await.status, StatusCode::NOT_FOUND);
    for view in ["waiting", "mine", "all", "closed"] {
        assert!(!ada.get(&format!("/inbox?view={view}")).await.says("Tulpen"), "{view}");
    }
    // Its button in a page with scripts.
    let ben = office.visitor_writes(2, "Ben", "Rosen?").await;
    let script = [("sec-fetch-site", "same-origin"), ("hx-request", "true")];
    let closed = ada.post_with(&format!("{}/close", ben.path), &script, &ada.csrf, &[]).await;
    assert_eq!(
        (closed.status, closed.header("hx-redirect")),
        (StatusCode::NO_CONTENT, "/inbox?gone=1")
    );
    assert_eq!(office.database.keys.held(), 0);
}

#[tokio::test]
async fn r_min_03_who_may_not_answer_there_does_not_end_it() {
    let office = keeps_nothing().await;
    let vera = office.visitor_writes(1, "Vera", "Haben Sie Tulpen?").await;
    let ada = office.signed_in("Ada").await;
    assert_eq!(ada.does(&vera, "close").await.goes_to(), "/inbox?gone=1");
    let nobody = office.browser();
    let next = office.visitor_writes(2, "Vera", "Und Rosen?").await;
    nobody.does(&next, "close").await;
    assert!(left_of(&office, &next).await > 1);
    assert_eq!(ada.does(&vera, "close").await.status, StatusCode::NOT_FOUND);
    office.clock.advance(DAY);
    assert_eq!(unkept::erase_over(&office.app).await, Ok(1));
    assert_eq!(left_of(&office, &next).await, 0);
}

#[tokio::test]
async fn r_min_03_an_administrator_reads_what_the_mode_costs_and_sets_it() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    let page = ada.get("/admin/sites/blumenladen").await;
    for text in ["value=\"no_persist\"", "Jeder Neustart von Plausch beendet", "was gesagt wurde"] {
        assert!(page.says(text), "{text}");
    }
    let privacy = || office.app.directory.sites()[0].settings.privacy.mode;
    let mut form = crate::sites::TULPEN.to_vec();
    form.retain(|(name, _)| *name != "remember_days");
    form.extend([("privacy_mode", "no_persist"), ("remember_days", "30")]);
    let refused = ada.post("/admin/sites/blumenladen", &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("woran sich ein Gerät erinnern"), "{refused:?}");
    assert_eq!(privacy(), PrivacyMode::Mask);
    form.pop();
    form.push(("remember_days", "0"));
    let changed = crate::sites::saves(&ada, &form).await;
    assert_eq!(changed.status, StatusCode::SEE_OTHER, "{changed:?}");
    assert_eq!(privacy(), PrivacyMode::NoPersist);
    let page = ada.get("/admin/sites/blumenladen").await;
    assert!(page.says("value=\"no_persist\" checked"), "{page:?}");
}
