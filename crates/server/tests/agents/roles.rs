//! Roles, sites and teams: what they change for whoever has them (R-SEC-02).

use axum::http::StatusCode;
use http_body_util::BodyExt;

use crate::office::{Browser, Office, PASSWORD, mail};

/// The account of whoever came at this place.
fn account(office: &Office, at: usize) -> String {
    format!("/admin/agents/{}", office.app.directory.agents()[at].id)
}

/// Adds a role with these rights; gives its id.
pub(crate) async fn adds_a_role(ada: &Browser<'_>, rights: &[(&str, &str)]) -> String {
    let form = [&[("name", "Redaktion")], rights].concat();
    let added = ada.post("/admin/roles/new", &form).await;
    let to = added.goes_to().strip_prefix("/admin/roles/").unwrap_or_else(|| panic!("{added:?}"));
    to.split('?').next().expect("an id").to_owned()
}

pub(crate) async fn gives(
    ada: &Browser<'_>,
    office: &Office,
    at: usize,
    form: &[(&str, &str)],
) -> StatusCode {
    ada.post(&account(office, at), form).await.status
}

#[tokio::test]
async fn r_sec_02_an_agent_limited_to_a_site_sees_nothing_of_another() {
    let office = Office::with_two_sites().await;
    let vera = office.visitor_writes(1, "Vera", "Haben Sie Tulpen?").await;
    let kurt = office.visitor_writes_on("kaufhaus", 2, "Kurt", "Haben Sie Hosen?").await;
    let ada = office.signed_in("Ada").await;
    let form = [("role", "agent"), ("where", "some"), ("on-blumenladen", "on")];
    assert_eq!(gives(&ada, &office, 1, &form).await, StatusCode::SEE_OTHER);
    let ben = office.signed_in("Ben").await;
    for path in ["/inbox", "/inbox?view=waiting", "/inbox?view=closed", "/inbox/list"] {
        let list = ben.get(path).await;
        assert!(!list.says("Kurt") && !list.says("Hosen"), "{path}");
    }
    assert!(ben.get("/inbox").await.says("Vera"));
    assert_eq!(ben.get(&kurt.path).await.status, StatusCode::NOT_FOUND);
    let nobody = ben.get("/inbox/conversations/01970000-0000-7000-8000-000000000000").await;
    let stranger = ben.get(&kurt.path).await;
    assert_eq!(stranger.text, nobody.text, "word for word what an id says that nobody has");
    assert_eq!(ben.answers(&vera, "Ja.").await.status, StatusCode::SEE_OTHER);

    // Nobody is given what they couldn't see.
    let bens = office.app.directory.agents()[1].id.to_string();
    let given = ada.post(&format!("{}/assignment", kurt.path), &[("to", &bens)]).await;
    assert_eq!(given.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!ada.get(&kurt.path).await.says(&format!("to-{bens}")), "nor offered");
    assert!(ada.get(&vera.path).await.says("Vera"));
}

#[tokio::test]
async fn r_sec_02_an_agent_has_the_own_queue_and_a_lead_the_colleagues() {
    let office = Office::open().await;
    let vera = office.visitor_writes(1, "Vera", "Haben Sie Tulpen?").await;
    let (ada, ben) = (office.signed_in("Ada").await, office.signed_in("Ben").await);
    assert_eq!(ben.get(&vera.path).await.status, StatusCode::OK, "it waits");
    ada.answers(&vera, "Ja, in Rosa.").await;
    assert_eq!(ben.get(&vera.path).await.status, StatusCode::NOT_FOUND, "it is Ada's");
    assert!(!ben.get("/inbox").await.says("Vera"));
    gives(&ada, &office, 1, &[("role", "lead")]).await;
    assert!(ben.get("/inbox").await.says("Vera"), "at once");
    assert_eq!(ben.get(&vera.path).await.status, StatusCode::OK);
    gives(&ada, &office, 1, &[("role", "agent")]).await;

    // Whoever hands over what they may not read then, is sent to the list.
    let adas = office.app.directory.agents()[0].id.to_string();
    ada.post(&format!("{}/assignment", vera.path), &[("to", "nobody")]).await;
    let given = ben.post(&format!("{}/assignment", vera.path), &[("to", &adas)]).await;
    assert_eq!(given.goes_to(), "/inbox", "{given:?}");
}

#[tokio::test]
async fn r_sec_02_what_waits_on_a_teams_site_is_seen_by_its_members() {
    let office = Office::with_two_sites().await;
    let vera = office.visitor_writes(1, "Vera", "Haben Sie Tulpen?").await;
    let (ada, ben) = (office.signed_in("Ada").await, office.signed_in("Ben").await);
    let [adas, bens] =
        [0, 1].map(|at: usize| format!("member-{}", office.app.directory.agents()[at].id));
    let team = [("name", "Laden"), ("site-blumenladen", "on"), (adas.as_str(), "on")];
    assert_eq!(ada.post("/admin/agents/teams", &team).await.goes_to(), "/admin/agents/teams");
    assert!(!ben.get("/inbox").await.says("Vera"), "another team's");
    assert_eq!(ben.get(&vera.path).await.status, StatusCode::NOT_FOUND);
    let id = office.app.directory.teams()[0].id.to_string();
    let team = [&team[..], &[(bens.as_str(), "on")]].concat();
    ada.post(&format!("/admin/agents/teams/{id}"), &team).await;
    assert!(ben.get("/inbox").await.says("Vera"), "his now");
    let nameless = [("name", " ")];
    let refused = ada.post(&format!("/admin/agents/teams/{id}"), &nameless).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("Es wurde noch nichts gespeichert"), "{refused:?}");

    // Who may work on teams, but sees no colleagues' conversations, lets nobody in: not themselves.
    let role = adds_a_role(&ada, &[("team", "write"), ("conversations", "read")]).await;
    let team = [("name", "Laden"), ("site-blumenladen", "on"), (adas.as_str(), "on")];
    ada.post(&format!("/admin/agents/teams/{id}"), &team).await;
    gives(&ada, &office, 1, &[("role", &role)]).await;
    let with_himself = [&team[..], &[(bens.as_str(), "on")]].concat();
    for (path, form) in [
        (format!("/admin/agents/teams/{id}"), with_himself.clone()),
        (format!("/admin/agents/teams/{id}/removal"), Vec::new()),
        ("/admin/agents/teams".to_owned(), with_himself),
    ] {
        assert_eq!(ben.post(&path, &form).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(ben.get(&vera.path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn r_sec_02_without_the_right_to_contact_data_nobody_reads_a_name() {
    let office = Office::open().await;
    let vera = office.visitor_writes(1, "Vera Kanarienvogel", "Haben Sie Tulpen?").await;
    let ada = office.signed_in("Ada").await;
    let role = adds_a_role(
        &ada,
        &[("conversations", "read"), ("colleagues", "read"), ("erasure", "write")],
    )
    .await;
    gives(&ada, &office, 1, &[("role", &role)]).await;
    let ben = office.signed_in("Ben").await;
    for path in ["", "/events", "/erase"] {
        let page = ben.get(&format!("{}{path}", vera.path)).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(!page.says("Kanarienvogel"), "{path}");
    }
    let list = ben.get("/inbox").await;
    assert!(list.says("Tulpen") && !list.says("Kanarienvogel"));
    let thread = ben.get(&vera.path).await;
    assert!(!thread.says("id=\"composer\"") && !thread.says("id=\"close\""), "to read only");
    let answer = [("id", "AAAAAAAAAAAAAAAAAAAAAA"), ("body", "Ja.")];
    let refused = ben.post(&format!("{}/messages", vera.path), &answer).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(
        ada.get(&vera.path).await.says("Kanarienvogel"),
        "need a name for this to mean anything"
    );
}

#[tokio::test]
async fn r_sec_02_nobody_raises_their_own_rights_or_gives_what_they_have_not() {
    let office = Office::with_two_sites().await;
    let ada = office.signed_in("Ada").await;
    let role = adds_a_role(&ada, &[("team", "write"), ("roles", "write"), ("sites", "read")]).await;
    gives(&ada, &office, 1, &[("role", &role)]).await;
    let ben = office.signed_in_to("Ben", "/admin/sites").await;
    let mine = account(&office, 1);
    for form in [[("role", "administrator")], [("role", "agent")], [("role", "officer")]] {
        assert_eq!(ben.post(&mine, &form).await.status, StatusCode::FORBIDDEN, "{form:?}");
    }
    let raised = [("name", "Redaktion"), ("team", "write"), ("roles", "write"), ("sites", "write")];
    let own = format!("/admin/roles/{role}");
    assert_eq!(ben.post(&own, &raised).await.status, StatusCode::FORBIDDEN);
    assert_eq!(ben.post("/admin/roles/new", &raised).await.status, StatusCode::FORBIDDEN);
    // Nor through somebody else: a new account, a link for one that may more, or demoting it.
    let eve = [("name", "Eve"), ("mail", "eve@x.example"), ("role", "administrator")];
    assert_eq!(ben.post("/admin/agents", &eve).await.status, StatusCode::FORBIDDEN);
    let adas = account(&office, 0);
    assert_eq!(ben.post(&format!("{adas}/link"), &[]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(ben.post(&adas, &[("role", &role)]).await.status, StatusCode::FORBIDDEN);
    // What he has, he may give; and who is limited gives no more sites than that.
    let eve = [("name", "Eve"), ("mail", "eve@x.example"), ("role", role.as_str())];
    assert_eq!(ben.post("/admin/agents", &eve).await.status, StatusCode::OK);
    gives(&ada, &office, 1, &[("role", &role), ("where", "some"), ("on-kaufhaus", "on")]).await;
    for sites in [[("where", "all"), ("x", "")], [("where", "some"), ("on-blumenladen", "on")]] {
        let form = [&[("role", role.as_str())], &sites[..]].concat();
        assert_eq!(ben.post(&mine, &form).await.status, StatusCode::FORBIDDEN, "{form:?}");
    }
    // An administrator names others, not themselves.
    assert_eq!(ada.post(&adas, &[("role", "officer")]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(gives(&ada, &office, 1, &[("role", "officer")]).await, StatusCode::SEE_OTHER);
    let stepped = [("role", "administrator"), ("where", "some"), ("on-kaufhaus", "on")];
    assert_eq!(
        ada.post(&adas, &stepped).await.status,
        StatusCode::CONFLICT,
        "the last of everything"
    );
}

#[tokio::test]
async fn own_roles_are_made_changed_and_deleted_when_nobody_has_them() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    let role = adds_a_role(&ada, &[("sites", "read")]).await;
    let path = format!("/admin/roles/{role}");
    gives(&ada, &office, 1, &[("role", &role)]).await;
    let ben = office.signed_in_to("Ben", "/admin/sites").await;
    assert_eq!(ben.get("/").await.goes_to(), "/admin/sites", "where his work is");
    let sites = ben.get("/admin/sites").await;
    for (text, is_there) in
        [("Nur zum Lesen", true), ("Redaktion", true), ("/admin/sites/new", false)]
    {
        assert_eq!(sites.says(text), is_there, "{text}: {sites:?}");
    }
    assert!(!sites.says("id=\"views\"") && !sites.says("href=\"/admin/agents\""), "nothing closed");
    assert_eq!(ada.post(&format!("{path}/removal"), &[]).await.status, StatusCode::CONFLICT);
    let changed = ada.post(&path, &[("name", "Texte"), ("sites", "write")]).await;
    assert_eq!(changed.goes_to(), format!("{path}?saved=true"));
    assert!(!ben.get("/admin/sites").await.says("Nur zum Lesen"), "at once");
    for form in [
        [("name", " "), ("sites", "write")],
        [("name", "Texte"), ("sites", "everything")],
        [("name", "Texte"), ("audit", "write")],
    ] {
        let refused = ada.post(&path, &form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{form:?}");
    }
    for built_in in ["administrator", "lead", "agent", "officer", "auditor"] {
        let path = format!("/admin/roles/{built_in}");
        assert!(!ada.get(&path).await.says("type=\"radio\""), "{built_in} is shown");
        let form = [("name", "x"), ("sites", "write")];
        let refused = ada.post(&path, &form).await.status;
        assert!([StatusCode::CONFLICT, StatusCode::FORBIDDEN].contains(&refused), "{built_in}");
        let kept = ada.post(&format!("{path}/removal"), &[]).await;
        assert_eq!(kept.status, StatusCode::CONFLICT, "{built_in}");
    }
    gives(&ada, &office, 1, &[("role", "agent")]).await;
    assert_eq!(ada.post(&format!("{path}/removal"), &[]).await.goes_to(), "/admin/roles");
    assert_eq!(ada.get(&path).await.status, StatusCode::NOT_FOUND);
    let gone = ada.post(&account(&office, 1), &[("role", &role)]).await;
    assert_eq!(gone.status, StatusCode::UNPROCESSABLE_ENTITY, "nobody gets it any more");
}

#[tokio::test]
async fn r_sec_02_a_changed_role_ends_what_is_listened_to() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    let ben = office.signed_in("Ben").await;
    for form in [[("role", "auditor")], [("role", "agent")]] {
        let listening = ben.get("/inbox").await.status == StatusCode::OK;
        let stream = if listening { Some(office.listens(&ben).await) } else { None };
        assert_eq!(office.app.hub.agents_online(), usize::from(listening));
        gives(&ada, &office, 1, &form).await;
        assert_eq!(office.app.hub.agents_online(), 0, "{form:?}");
        if let Some(stream) = stream {
            drop(stream.into_body().collect().await);
        }
    }
    let role = adds_a_role(&ada, &[("conversations", "write")]).await;
    gives(&ada, &office, 1, &[("role", &role)]).await;
    let stream = office.listens(&ben).await;
    ada.post(&format!("/admin/roles/{role}"), &[("name", "x"), ("conversations", "read")]).await;
    assert_eq!(office.app.hub.agents_online(), 0, "the role changed, not the account");
    drop(stream);
    assert_eq!(office.browser().signs_in(&mail("Ben"), PASSWORD).await.goes_to(), "/inbox");
}
