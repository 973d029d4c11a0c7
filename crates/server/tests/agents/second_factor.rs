//! The second factor: who has to have one, how it is set up, and what signing in takes then.

use axum::http::StatusCode;
use plausch::app::invitation;
use plausch::config::{Config, Flags};
use plausch::http::rights::{ENDPOINTS, Needs};
use plausch_core::Personal;
use plausch_core::second_factor::Key;
use plausch_core::time::{MINUTE, SECOND};

use crate::office::{Answer, Browser, Office, PASSWORD, mail};

/// What somebody's app and piece of paper know.
pub(crate) struct Factor {
    key: Key,
    pub(crate) recovery: Vec<String>,
}

impl Factor {
    /// The code that the app shows, a step later than the last one.
    pub(crate) fn next_code(&self, office: &Office) -> String {
        office.clock.advance(30 * SECOND);
        self.code(office)
    }

    pub(crate) fn code(&self, office: &Office) -> String {
        self.key.code(office.app.now()).expect("a code")
    }
}

fn key_of(page: &Answer) -> Key {
    let key = page.between("id=\"key\">", "<").replace(' ', "");
    Key::parse(Personal::new(key)).expect("a key")
}

fn codes_of(page: &Answer) -> Vec<String> {
    let codes = page.between("id=\"codes\">", "</ul>");
    codes.split("<code>").skip(1).map(|code| code[..29].to_owned()).collect()
}

/// Somebody sets one up.
pub(crate) async fn sets_up(office: &Office, browser: &Browser<'_>) -> Factor {
    let page = browser.post("/account/second-factor/key", &[]).await;
    assert!(page.says("<svg"), "{page:?}");
    let key = key_of(&page);
    let code = key.code(office.app.now()).expect("a code");
    let done = browser.post("/account/second-factor", &[("code", &code)]).await;
    assert_eq!(done.status, StatusCode::OK, "{done:?}");
    Factor { key, recovery: codes_of(&done) }
}

/// The second step of signing in, as the page that the first one answered asks for it.
pub(crate) async fn gives_code(browser: &mut Browser<'_>, page: &Answer, code: &str) -> Answer {
    let halfway = page.between("name=\"halfway\" value=\"", "\"").to_owned();
    let answer = browser.post("/sign-in/code", &[("halfway", &halfway), ("code", code)]).await;
    browser.takes_cookie(&answer).await;
    answer
}

/// The audit in its order, but for who has signed in or tried to.
pub(crate) async fn audit(office: &Office) -> Vec<(String, String)> {
    let sql = "select deed, subject from audit_entry where deed not in \
         ('signed in', 'failed to sign in') order by number";
    let rows = office.database.open().read(move |tx| tx.inspect(sql)).await.expect("read");
    let text = |row: &plausch_store::Row, at| row.text(at).expect("a text").to_owned();
    rows.iter().map(|row| (text(row, 0), text(row, 1))).collect()
}

pub(crate) async fn deeds(office: &Office) -> Vec<String> {
    audit(office).await.into_iter().map(|(deed, _)| deed).collect()
}

#[tokio::test]
async fn r_sec_03_the_first_administrator_sets_up_a_second_factor_before_anything_else() {
    let office = Office::strict().await;
    let link = invitation::first_administrator_link(&office.app).await.unwrap().expect("a link");
    let path = link.split_once("8080").expect("our address").1;
    let mut ada = office.browser();
    let fields = [("name", "Ada"), ("mail", &mail("Ada")), ("password", PASSWORD)];
    let done = ada.post(path, &fields).await;
    ada.takes_cookie(&done).await;
    let mut refused = 0;
    for endpoint in ENDPOINTS {
        let path = endpoint.path.replace("{id}", "blumenladen").replace(['{', '}'], "");
        if matches!(endpoint.needs, Needs::Nothing | Needs::Password) {
            continue;
        }
        let answer = match endpoint.method {
            "GET" => ada.get(&path).await,
            _ => ada.post(&path, &[]).await,
        };
        assert_eq!(answer.goes_to(), "/account/second-factor", "{path}: {answer:?}");
        assert_eq!(ada.get_part("/inbox/list").await.status, StatusCode::FORBIDDEN);
        refused += 1;
    }
    assert!(refused > 70, "need addresses for this to mean anything");
    assert!(ada.get("/account/second-factor").await.says("Ihre Rolle braucht"));

    let factor = sets_up(&office, &ada).await;
    assert_eq!(factor.recovery.len(), 10);
    assert_eq!(ada.get("/inbox").await.status, StatusCode::OK);
    assert_eq!(ada.get("/admin/agents").await.status, StatusCode::OK);
    assert!(ada.get("/account").await.says("10 von 10"));
    let signed_in = office.browser().signs_in(&mail("Ada"), PASSWORD).await;
    assert!(signed_in.goes_to().is_empty() && signed_in.header("set-cookie").is_empty());
}

#[tokio::test]
async fn r_sec_03_key_and_recovery_codes_are_shown_once_and_kept_sealed_or_hashed() {
    let office = Office::open().await;
    let (ben, elsewhere) = (office.signed_in("Ben").await, office.signed_in("Ben").await);
    let page = ben.post("/account/second-factor/key", &[]).await;
    let key = key_of(&page);
    let shown = key.in_groups().into_revealed();
    let wrong = ben.post("/account/second-factor", &[("code", "000000")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!wrong.says(&shown) && wrong.says("passt nicht"));
    assert!(!ben.get("/account/second-factor").await.says(&shown));
    assert_eq!(elsewhere.get("/inbox").await.status, StatusCode::OK, "it isn't on yet");
    let code = key.code(office.app.now()).expect("a code");
    let done = ben.post("/account/second-factor", &[("code", &code)]).await;
    assert_eq!(done.header("cache-control"), "no-store");
    let recovery = codes_of(&done);
    assert_eq!(elsewhere.get("/inbox").await.status, StatusCode::SEE_OTHER, "began without");
    assert_eq!(ben.get("/inbox").await.status, StatusCode::OK);
    for path in ["/account", "/account/second-factor"] {
        let page = ben.get(path).await;
        assert!(!page.says(&recovery[0]) && !page.says(&shown), "{path}");
    }
    let begun = ben.post("/account/second-factor/key", &[]).await;
    assert_eq!(begun.status, StatusCode::CONFLICT, "nobody puts another one in its place");

    let bare = |text: &str| text.replace([' ', '-'], "");
    let secrets = [bare(&shown), bare(&recovery[0]), recovery[0].clone()];
    let mut searched = 0;
    for entry in std::fs::read_dir(office.database.folder.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        searched += bytes.len();
        for secret in &secrets {
            let mut places = bytes.windows(secret.len());
            assert!(!places.any(|bytes| bytes == secret.as_bytes()), "in clear text");
        }
    }
    assert!(searched > 10_000, "need files for this to mean anything");

    let made = ben.post("/account/second-factor/codes", &[]).await;
    assert!(codes_of(&made).iter().all(|code| !recovery.contains(code)));
    let mut later = office.browser();
    let first = later.signs_in(&mail("Ben"), PASSWORD).await;
    let old = gives_code(&mut later, &first, &recovery[0]).await;
    assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY, "the old ones count no more");
    assert_eq!(gives_code(&mut later, &first, &codes_of(&made)[3]).await.goes_to(), "/inbox");
    let known =
        ["switched the second factor on", "made new recovery codes", "used a recovery code"];
    assert_eq!(deeds(&office).await, known);
    let bens = office.app.directory.agents()[1].id.to_string();
    assert!(audit(&office).await.iter().all(|(_, subject)| *subject == bens), "ids only");
}

#[tokio::test]
async fn r_sec_03_signing_in_takes_the_password_and_a_code_that_was_not_used() {
    let office = Office::open().await;
    let ben = office.signed_in("Ben").await;
    let factor = sets_up(&office, &ben).await;
    let mut browser = office.browser();
    let wrong = browser.signs_in(&mail("Ben"), "ein falsches passwort").await;
    assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && !wrong.says("halfway"));
    let next = [("mail", &*mail("Ben")), ("password", PASSWORD), ("next", "/account")];
    let first = browser.post("/sign-in", &next).await;
    assert_eq!(first.header("set-cookie"), "", "no session before both are right");
    assert!(first.says("one-time-code") && first.says("inputmode=\"numeric\""));
    assert!(first.says("name=\"next\" value=\"/account\""));
    let used = factor.code(&office);
    let mut answers = Vec::new();
    for code in [used.as_str(), "000000", "1234-5678-9012-3456-7890-1234", ""] {
        let answer = gives_code(&mut browser, &first, code).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{code}");
        assert_eq!(answer.header("set-cookie"), "");
        answers.push(answer.text.clone());
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "the same words for all");
    let code = factor.next_code(&office);
    assert_eq!(gives_code(&mut browser, &first, &code).await.goes_to(), "/inbox");
    assert_eq!(browser.get("/inbox").await.status, StatusCode::OK);
    let again = gives_code(&mut office.browser(), &first, &code).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "once");
    let recovery = &factor.recovery[0].replace('-', " ");
    assert_eq!(gives_code(&mut office.browser(), &first, recovery).await.goes_to(), "/inbox");
    let again = gives_code(&mut office.browser(), &first, recovery).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "once");
    assert!(browser.get("/account").await.says("9 von 10"));

    // The first step is for one account, one password and five minutes.
    office.clock.advance(5 * MINUTE);
    let late = gives_code(&mut office.browser(), &first, &factor.code(&office)).await;
    assert!(late.says("zu lange gedauert") && late.says("name=\"password\""), "{late:?}");
    let first = office.browser().signs_in(&mail("Ben"), PASSWORD).await;
    let new = [("old", PASSWORD), ("password", "vier lilien im juni")];
    let changed = browser.post("/account/password", &new).await;
    assert_eq!(changed.goes_to(), "/account?done=password", "{changed:?}");
    let code = factor.next_code(&office);
    let late = gives_code(&mut office.browser(), &first, &code).await;
    assert!(late.says("zu lange gedauert") && late.header("set-cookie").is_empty());
    for made_up in ["", "x", "AAAA"] {
        let fields = [("halfway", made_up), ("code", &*code)];
        let answer = office.browser().post("/sign-in/code", &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{made_up}");
    }
}

#[tokio::test]
async fn r_sec_03_guessing_codes_is_slowed_down_and_noted() {
    let office = Office::open().await;
    let ben = office.signed_in("Ben").await;
    let factor = sets_up(&office, &ben).await;
    let mut stranger = office.browser();
    let first = stranger.signs_in(&mail("Ben"), PASSWORD).await;
    for _ in 0..5 {
        let answer = gives_code(&mut stranger, &first, "000000").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let code = factor.next_code(&office);
    office.clock.advance(-SECOND);
    let waits = gives_code(&mut stranger, &first, &code).await;
    assert_eq!((waits.status, waits.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "1"));
    let bens = office.app.directory.agents()[1].id.to_string();
    let locked = ("locked the sign-in for a while".to_owned(), bens);
    for turn in 0.. {
        if audit(&office).await.contains(&locked) {
            break;
        }
        assert!(turn < 200, "nobody noted it");
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    office.clock.advance(SECOND);
    assert_eq!(gives_code(&mut stranger, &first, &code).await.goes_to(), "/inbox");
}

#[tokio::test]
async fn r_sec_03_switching_it_off_takes_password_and_code() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    let factor = sets_up(&office, &ada).await;
    let off = "/account/second-factor/removal";
    for (password, code) in [("geraten geraten", factor.next_code(&office)), (PASSWORD, "1".into())]
    {
        let refused = ada.post(off, &[("password", password), ("code", &code)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.says("prüfen Sie Passwort und Code"));
    }
    let code = factor.code(&office);
    let done = ada.post(off, &[("password", PASSWORD), ("code", &code)]).await;
    assert_eq!(done.goes_to(), "/account?done=second-factor", "the code was not used up: {done:?}");
    assert_eq!(office.browser().signs_in(&mail("Ada"), PASSWORD).await.goes_to(), "/inbox");
    assert_eq!(ada.post(off, &[("password", PASSWORD), ("code", "1")]).await.status, 409);
    assert!(deeds(&office).await.contains(&"switched the second factor off".to_owned()));
    let left = "select hash from recovery_code";
    let left = office.database.open().read(move |tx| tx.inspect(left)).await.expect("read");
    assert!(left.is_empty(), "recovery codes go with it");
}

#[tokio::test]
async fn r_sec_03_a_role_needs_it_or_not_at_once_for_everybody_who_has_it() {
    let office = Office::open().await;
    let (ada, ben) = (office.signed_in("Ada").await, office.signed_in("Ben").await);
    let path = "/admin/roles/agent/second-factor";
    assert!(ada.get("/admin/roles/agent").await.says("freiwillig"));
    assert_eq!(ben.post(path, &[("needed", "true")]).await.status, StatusCode::FORBIDDEN);
    let done = ada.post(path, &[("needed", "true")]).await;
    assert_eq!(done.goes_to(), "/admin/roles/agent?saved=true", "{done:?}");
    assert_eq!(ben.get("/inbox").await.goes_to(), "/account/second-factor", "at once");
    assert_eq!(ada.get("/inbox").await.status, StatusCode::OK, "another role");
    let factor = sets_up(&office, &ben).await;
    assert_eq!(ben.get("/inbox").await.status, StatusCode::OK);
    ada.post(path, &[("needed", "false")]).await;
    let first = office.browser().signs_in(&mail("Ben"), PASSWORD).await;
    assert!(first.says("one-time-code"), "who has one is asked all the same");
    let code = factor.next_code(&office);
    assert_eq!(gives_code(&mut office.browser(), &first, &code).await.goes_to(), "/inbox");
    let said = deeds(&office).await;
    assert!(said.contains(&"made a role need a second factor".to_owned()));
    assert!(said.contains(&"let a role sign in without a second factor".to_owned()));
}

#[tokio::test]
async fn r_sec_03_a_one_time_link_stands_for_the_password_only() {
    let office = Office::open().await;
    let (ada, ben) = (office.signed_in("Ada").await, office.signed_in("Ben").await);
    let factor = sets_up(&office, &ben).await;
    let id = office.app.directory.agents()[1].id.clone();
    let page = ada.post(&format!("/admin/agents/{id}/link"), &[]).await;
    let link = format!("/set-up/{}", page.between("8080/set-up/", "<"));
    let mut browser = office.browser();
    let fields = [("name", "Ben"), ("password", "vier lilien im juni")];
    let first = browser.post(&link, &fields).await;
    assert_eq!(first.header("set-cookie"), "", "a code is asked for");
    let code = factor.next_code(&office);
    assert_eq!(gives_code(&mut browser, &first, &code).await.goes_to(), "/inbox");
}

#[tokio::test]
async fn r_sec_03_an_administrator_resets_a_lost_one_and_whose_it_was_is_told() {
    let office = Office::open().await;
    let (ada, ben) = (office.signed_in("Ada").await, office.signed_in("Ben").await);
    let path =
        |at: usize| format!("/admin/agents/{}/second-factor", office.app.directory.agents()[at].id);
    let (adas, bens) = (path(0), path(1));
    assert_eq!(ada.post(&bens, &[]).await.status, StatusCode::CONFLICT, "there is none");
    assert!(!ada.get("/admin/agents").await.says(&bens));
    sets_up(&office, &ben).await;
    sets_up(&office, &ada).await;
    let page = ada.get("/admin/agents").await;
    assert!(page.says(&bens) && !page.says(&adas), "not one's own");
    assert_eq!(ada.post(&adas, &[]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(ben.post(&adas, &[]).await.status, StatusCode::FORBIDDEN);
    office.clock.advance(10 * MINUTE);
    assert!(ada.post(&bens, &[]).await.says("again-password"));
    office.clock.advance(-10 * MINUTE);
    let done = ada.post(&bens, &[]).await;
    assert!(done.status == StatusCode::OK && done.says("überall abgemeldet"), "{done:?}");
    assert_eq!(ben.get("/inbox").await.status, StatusCode::SEE_OTHER, "every session ends");
    let of = office.app.directory.agents()[1].id.to_string();
    assert_eq!(audit(&office).await.last(), Some(&("reset a second factor".to_owned(), of)));

    let mut ben = office.browser();
    let first = ben.signs_in(&mail("Ben"), PASSWORD).await;
    assert_eq!(first.goes_to(), "/account/second-factor", "he is told first");
    for path in ["/account/second-factor", "/account"] {
        assert!(ben.get(path).await.says("Ada hat Ihren zweiten Faktor zurückgesetzt"), "{path}");
    }
    let second = office.browser().signs_in(&mail("Ben"), PASSWORD).await;
    assert_eq!(second.goes_to(), "/inbox", "once");
    sets_up(&office, &ben).await;
    assert!(!ben.get("/account").await.says("zurückgesetzt"), "there is a new one");
}

#[tokio::test]
async fn r_sec_03_whoever_runs_the_machine_takes_a_lost_one_away() {
    let office = Office::open().await;
    let ben = office.signed_in("Ben").await;
    sets_up(&office, &ben).await;
    let data = office.database.folder.path().display().to_string();
    let flags = Flags { data: Some(data), ..Flags::default() };
    let key = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, [7; 32]);
    let key = ("PLAUSCH_MASTER_KEY".to_owned(), key);
    let config = Config::read_from(&flags, [key]).expect("a configuration");
    let reset = |mail: String| plausch::agents::reset_second_factor(&config, Personal::new(mail));
    assert!(reset(mail("Niemand")).await.is_err());
    reset(mail("Ben")).await.expect("reset");
    assert_eq!(ben.get("/inbox").await.status, StatusCode::SEE_OTHER, "every session ends");
    let mut ben = office.browser();
    assert_eq!(ben.signs_in(&mail("Ben"), PASSWORD).await.goes_to(), "/account/second-factor");
    assert!(ben.get("/account/second-factor").await.says("Wer den Server betreibt, hat"));
    assert_eq!(deeds(&office).await.last().map(String::as_str), Some("reset a second factor"));
}
