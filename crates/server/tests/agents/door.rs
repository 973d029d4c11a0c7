//! Signing in and out, setting up, and what keeps strangers out.

use axum::http::StatusCode;
use plausch::app::{invitation, session};
use plausch_core::time::HOUR;

use crate::office::{Office, PASSWORD, mail};
use crate::second_factor::{gives_code, sets_up};

#[tokio::test]
async fn ada_signs_in_works_and_signs_out() {
    let office = Office::open().await;
    let mut ada = office.browser();
    assert_eq!(ada.get("/inbox?view=mine").await.goes_to(), "/sign-in?next=/inbox%3Fview%3Dmine");
    let answer = ada.signs_in(" ADA@blumenladen.example", PASSWORD).await;
    assert_eq!((answer.status, answer.goes_to()), (StatusCode::SEE_OTHER, "/inbox"));
    let cookie = answer.header("set-cookie");
    for needed in ["__Host-plausch=", "; Path=/", "; HttpOnly", "; Secure", "; SameSite=Strict"] {
        assert!(cookie.contains(needed), "{needed} in {cookie}");
    }
    assert_eq!(ada.get("/inbox").await.status, StatusCode::OK);
    assert_eq!(ada.get("/sign-in").await.goes_to(), "/inbox", "already in");
    assert_eq!(ada.post("/sign-out", &[]).await.goes_to(), "/sign-in");
    assert_eq!(ada.get("/inbox").await.goes_to(), "/sign-in?next=/inbox");
}

#[tokio::test]
async fn an_address_that_leads_nowhere_has_words_for_people_and_a_code_for_programs() {
    let office = Office::open().await;
    let browser = office.browser();
    let person = [("accept", "text/html,*/*;q=0.8"), ("accept-language", "de")];
    let answer = browser.get_with("/nowhere", &person).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.says("<h1") && answer.header("content-type").starts_with("text/html"));
    assert!(answer.header("content-security-policy").contains("default-src 'none'"));
    let answer = browser.get_with("/nowhere", &[("accept", "*/*")]).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(answer.header("content-type"), "application/problem+json");
}

#[tokio::test]
async fn what_the_framework_refuses_is_told_in_our_words() {
    let office = Office::open().await;
    let browser = office.browser();
    let person = [("accept", "text/html,*/*;q=0.8"), ("accept-language", "de")];
    for (path, status) in [
        ("/v1/sites/blumenladen/consents", StatusCode::METHOD_NOT_ALLOWED),
        ("/sign-out", StatusCode::METHOD_NOT_ALLOWED),
        ("/set-up/%ff", StatusCode::BAD_REQUEST),
        ("/assets/%ff/x", StatusCode::BAD_REQUEST),
        ("/assets/x/x", StatusCode::NOT_FOUND),
    ] {
        let told = browser.get_with(path, &person).await;
        assert_eq!(told.status, status, "{path}");
        assert!(
            told.header("content-type").starts_with("text/html") && told.says("<h1"),
            "{told:?}"
        );
        let told = browser.get_with(path, &[("accept", "*/*")]).await;
        assert_eq!(told.status, status, "{path}");
        assert_eq!(told.header("content-type"), "application/problem+json", "{path}");
        assert!(!told.says("UTF-8") && told.says("\"code\""), "{told:?}");
        let methods = told.header("allow");
        assert_eq!(!methods.is_empty(), status == StatusCode::METHOD_NOT_ALLOWED, "{methods}");
    }
}

#[tokio::test]
async fn r_sec_03_nothing_tells_whether_an_account_exists() {
    let office = Office::open().await;
    let mut answers = Vec::new();
    let ada = office.signed_in("Ada").await;
    let agents = ada.get("/admin/agents").await;
    let bens = agents.text.split("/admin/agents/").nth(4).expect("Ben's form");
    let ben = bens.split(['"', '/']).next().expect("his id").to_owned();
    let disabled =
        ada.post(&format!("/admin/agents/{ben}"), &[("role", "agent"), ("enabled", "false")]).await;
    assert_eq!(disabled.goes_to(), "/admin/agents", "{disabled:?}");
    for (mail, password) in [
        (mail("Ada"), "ein falsches passwort"),
        (mail("Niemand"), PASSWORD),
        (mail("Ben"), PASSWORD),
    ] {
        let answer = office.browser().signs_in(&mail, password).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(answer.header("set-cookie"), "");
        answers.push(answer.text.replace(&mail, "…"));
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "the same words for all");
}

/// Tries passwords until it is told to wait; gives how often it was heard.
async fn guesses(office: &Office, from: &str, mail: impl Fn(u8) -> String) -> u8 {
    for attempt in 0..40 {
        let mail = mail(attempt);
        let headers = [("x-forwarded-for", from), ("sec-fetch-site", "same-origin")];
        let fields = [("mail", mail.as_str()), ("password", "geraten")];
        let answer = office.browser().post_with("/sign-in", &headers, "", &fields).await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            assert!(!answer.header("retry-after").is_empty());
            return attempt;
        }
    }
    panic!("nobody said stop");
}

#[tokio::test]
async fn r_sec_03_guessing_passwords_is_slowed_down_for_accounts_known_or_not() {
    let office = Office::open().await;
    for (from, account) in [("192.0.2.1", "Ada"), ("192.0.2.2", "Niemand")] {
        assert_eq!(guesses(&office, from, |_| mail(account)).await, 5, "{account}");
    }
    let heard = guesses(&office, "198.51.100.1", |attempt| mail(&attempt.to_string())).await;
    assert_eq!(heard, 10, "whichever account");
}

#[tokio::test]
async fn r_sec_03_whoever_guesses_does_not_keep_out_who_knows_the_password() {
    let office = Office::open().await;
    guesses(&office, "192.0.2.1", |_| mail("Ada")).await;
    let elsewhere = [("x-forwarded-for", "192.0.2.2"), ("sec-fetch-site", "same-origin")];
    let (mail, ada) = (mail("Ada"), office.browser());
    let fields = [("mail", mail.as_str()), ("password", PASSWORD)];
    assert_eq!(ada.post_with("/sign-in", &elsewhere, "", &fields).await.goes_to(), "/inbox");
}

#[tokio::test]
async fn r_sec_03_strangers_from_many_addresses_do_not_keep_out_who_has_a_second_factor() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    let factor = sets_up(&office, &ada).await;
    let attempt = async |from: &str, name: &str, password: &str| {
        let headers = [("x-forwarded-for", from), ("sec-fetch-site", "same-origin")];
        let mail = mail(name);
        let fields = [("mail", mail.as_str()), ("password", password)];
        office.browser().post_with("/sign-in", &headers, "", &fields).await
    };
    // Known here, at her own address; unknown; and with a password alone.
    for name in ["Ada", "Niemand", "Ben"] {
        for from in 0..50 {
            let from = format!("198.51.{}.{from}", name.len());
            let refused = attempt(&from, name, "geraten geraten").await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
    }
    let mut answers = Vec::new();
    for (last, name, password) in
        [(10, "Ada", "geraten geraten"), (20, "Niemand", PASSWORD), (30, "Ben", PASSWORD)]
    {
        let mut both = String::new();
        // What the first one was shows neither in its answer nor in the next.
        for (last, password) in [(last, password), (last + 1, "geraten geraten")] {
            let refused = attempt(&format!("203.0.113.{last}"), name, password).await;
            assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS, "{name}");
            both += &refused.text.replace(&mail(name), "…");
        }
        answers.push(both);
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "the same words for all");
    let first = attempt("203.0.113.5", "Ada", PASSWORD).await;
    let code = factor.next_code(&office);
    let done = gives_code(&mut office.browser(), &first, &code).await;
    assert_eq!(done.goes_to(), "/inbox", "Ada comes in by password and code");
}

#[tokio::test]
async fn r_min_02_the_address_of_whoever_signs_in_is_not_kept() {
    let office = Office::open().await;
    for (path, from) in [("/sign-in", "203.0.113.77"), ("/inbox", "203.0.113.78")] {
        let headers = [("x-forwarded-for", from), ("sec-fetch-site", "same-origin")];
        let fields = [("mail", "ada@blumenladen.example"), ("password", PASSWORD)];
        office.browser().post_with(path, &headers, "", &fields).await;
    }
    let mut searched = 0;
    for entry in std::fs::read_dir(office.database.folder.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        searched += bytes.len();
        assert!(!bytes.windows(9).any(|bytes| bytes == b"203.0.113"));
        assert!(!bytes.windows(4).any(|bytes| bytes == [203, 0, 113, 77]));
    }
    assert!(searched > 10_000, "need files for this to mean anything");
}

#[tokio::test]
async fn a_session_ends_after_twelve_hours() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    office.clock.advance(12 * HOUR - 1);
    assert_eq!(ada.get("/inbox").await.status, StatusCode::OK);
    office.clock.advance(1);
    assert_eq!(ada.get("/inbox").await.status, StatusCode::SEE_OTHER);
    assert_eq!(ada.get_part("/inbox/list").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_link_on_another_website_asks_once_more_before_it_asks_to_sign_in() {
    let office = Office::open().await;
    let (ada, stranger) = (office.signed_in("Ada").await, office.browser());
    let path = "/inbox?view=mine";
    for (site, dest, is_asked_again) in [
        ("cross-site", "document", true),
        ("same-site", "document", true),
        // Where our own page brings them, or whoever types the address.
        ("same-origin", "document", false),
        ("none", "document", false),
        // Scripts, pictures and frames of other websites get nothing else than before.
        ("cross-site", "iframe", false),
        ("cross-site", "empty", false),
    ] {
        let headers = [("sec-fetch-site", site), ("sec-fetch-dest", dest)];
        let answer = stranger.get_with(path, &headers).await;
        let status = if is_asked_again { StatusCode::OK } else { StatusCode::SEE_OTHER };
        assert_eq!(answer.status, status, "{site} {dest}");
        let refreshes = "http-equiv=\"refresh\" content=\"0; url=/inbox?view=mine\"";
        assert_eq!(answer.says(refreshes), is_asked_again, "{site} {dest}");
        assert_eq!(ada.get_with(path, &headers).await.status, StatusCode::OK, "{site} {dest}");
    }
    let elsewhere = [("sec-fetch-site", "cross-site"), ("sec-fetch-dest", "document")];
    assert!(
        stranger.get_with("/sign-in?next=/account", &elsewhere).await.says("url=/sign-in?next=")
    );
    let mut signed_out = office.browser();
    "__Host-plausch=x".clone_into(&mut signed_out.cookie);
    let answer = signed_out.get_with(path, &elsewhere).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "the cookie is there, and counts no more");
}

#[tokio::test]
async fn what_a_session_listens_to_ends_with_it() {
    let office = Office::open().await;
    let early = office.signed_in("Ada").await;
    office.clock.advance(HOUR);
    let (late, ben) = (office.signed_in("Ada").await, office.signed_in("Ben").await);
    // Kept, because a stream lives as long as somebody holds it.
    let streams = [office.listens(&early).await, office.listens(&ben).await];
    assert_eq!((office.app.hub.agents_online(), streams.len()), (2, 2));
    session::forget_expired(&office.app).await.expect("nothing yet");
    assert_eq!(office.app.hub.agents_online(), 2, "both sessions count");

    office.clock.advance(11 * HOUR);
    session::forget_expired(&office.app).await.expect("forgotten");
    assert_eq!(office.app.hub.agents_online(), 1, "Ben listens on");
    // What the page asks when its stream has ended; a later session comes back by itself.
    assert_eq!(early.get_part("/inbox/views").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(early.get_part("/inbox/stream").await.status, StatusCode::UNAUTHORIZED);
    let _again = office.listens(&late).await;
    assert_eq!(office.app.hub.agents_online(), 2);
}

#[tokio::test]
async fn r_sec_03_a_form_from_elsewhere_is_refused() {
    let office = Office::open().await;
    let (ada, ben) = (office.signed_in("Ada").await, office.signed_in("Ben").await);
    let vera = office.visitor_writes(1, "Vera", "Haben Sie Tulpen?").await;
    let close = format!("{}/close", vera.path);
    let here = [("sec-fetch-site", "same-origin")];
    for (headers, csrf) in [
        (&here[..], ""),
        (&here[..], "falsch"),
        (&here[..], ben.csrf.as_str()),
        (&[("sec-fetch-site", "cross-site")][..], ada.csrf.as_str()),
        (&[("sec-fetch-site", "same-site")][..], ada.csrf.as_str()),
    ] {
        let answer = ada.post_with(&close, headers, csrf, &[]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{headers:?} {csrf}");
    }
    let fields = [("mail", "ada@blumenladen.example"), ("password", PASSWORD)];
    let elsewhere = [("sec-fetch-site", "cross-site")];
    let signed_in = ada.post_with("/sign-in", &elsewhere, "", &fields).await;
    assert_eq!(signed_in.status, StatusCode::FORBIDDEN, "nobody is signed in by another website");
    assert_eq!(ada.post(&close, &[]).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn after_signing_in_nobody_is_sent_elsewhere() {
    let office = Office::open().await;
    for (next, wanted) in [
        ("/inbox?view=mine", "/inbox?view=mine"),
        ("/admin/sites", "/admin/sites"),
        ("//evil.example", "/inbox"),
        ("https://evil.example/inbox", "/inbox"),
        ("/inbox\\@evil.example", "/inbox"),
        ("/sign-out", "/inbox"),
    ] {
        let fields = [("mail", "ada@blumenladen.example"), ("password", PASSWORD), ("next", next)];
        let answer = office.browser().post("/sign-in", &fields).await;
        assert_eq!(answer.goes_to(), wanted, "{next}");
    }
}

#[tokio::test]
async fn r_sec_03_every_page_says_what_it_may_load() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    for path in ["/sign-in", "/inbox", "/admin/sites/new", "/set-up/x", "/inbox/conversations/x"] {
        let answer = ada.get(path).await;
        let policy = answer.header("content-security-policy");
        for needed in [
            "default-src 'none'",
            "script-src 'self'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
        ] {
            assert!(policy.contains(needed), "{path}: {needed}");
        }
        assert!(!policy.contains("unsafe"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert!(!answer.says(" style=") && !answer.says(" onclick="), "{path}");
    }
}

#[tokio::test]
async fn r_sec_03_the_first_administrator_is_set_up_by_a_link_that_counts_once() {
    let office = Office::empty().await;
    let link = invitation::first_administrator_link(&office.app).await.unwrap().expect("a link");
    let again = invitation::first_administrator_link(&office.app).await.unwrap().expect("a link");
    let path = |link: &str| link.split_once("8080").expect("our address").1.to_owned();
    let mut ada = office.browser();
    assert_eq!(ada.get(&path(&link)).await.status, StatusCode::NOT_FOUND, "a newer one ends it");
    let path = path(&again);
    assert!(ada.get(&path).await.says("Sie richten das erste Konto ein"));
    let fields =
        |password| [("name", "Ada"), ("mail", "ada@blumenladen.example"), ("password", password)];
    let short = ada.post(&path, &fields("kurz")).await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!short.says("kurz"), "a password is never shown again");
    let done = ada.post(&path, &fields(PASSWORD)).await;
    assert_eq!(done.goes_to(), "/inbox", "{done:?}");
    ada.takes_cookie(&done).await;
    assert_eq!(ada.get("/admin/agents").await.status, StatusCode::OK, "an administrator");
    assert_eq!(ada.post(&path, &fields(PASSWORD)).await.status, StatusCode::NOT_FOUND);
    assert_eq!(invitation::first_administrator_link(&office.app).await.unwrap(), None);
}

#[tokio::test]
async fn a_page_comes_in_the_language_that_was_chosen() {
    let office = Office::open().await;
    let mut browser = office.browser();
    assert!(browser.get("/sign-in").await.says("Anmelden"));
    let chosen = browser.post("/language", &[("lang", "en"), ("back", "/sign-in")]).await;
    assert_eq!(chosen.goes_to(), "/sign-in");
    "plausch-lang=en".clone_into(&mut browser.cookie);
    assert!(browser.get("/sign-in").await.says("Sign in"));
    let elsewhere = browser.post("/language", &[("lang", "en"), ("back", "//evil.example")]).await;
    assert_eq!(elsewhere.goes_to(), "/");
}

#[tokio::test]
async fn files_are_kept_for_good_under_the_name_of_their_content() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    let page = ada.get("/inbox").await;
    let script = page.between("type=\"module\" src=\"", "\"").to_owned();
    let file = ada.get(&script).await;
    assert_eq!(file.status, StatusCode::OK);
    assert!(file.header("cache-control").contains("immutable"));
    assert!(!file.says("from\"./"), "what it needs would be found late");
    let old = ada.get("/assets/older/inbox.js").await;
    assert_eq!((old.status, old.header("cache-control")), (StatusCode::OK, "no-store"));
    assert_eq!(ada.get("/assets/older/secret").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn whoever_comes_over_plain_http_learns_why_nobody_stays_signed_in() {
    let office = Office::open().await;
    for (headers, is_told) in [
        (&[("host", "192.168.1.5:8080")][..], true),
        (&[("host", "chat.firma.example")][..], true),
        (&[("host", "chat.firma.example"), ("sec-fetch-site", "none")][..], false),
        (&[("host", "chat.firma.example"), ("x-forwarded-proto", "https")][..], false),
        (&[("host", "127.0.0.1:8080")][..], false),
        (&[("host", "localhost:8080")][..], false),
        (&[("host", "[::1]:8080")][..], false),
        (&[][..], false),
    ] {
        let answer = office.browser().get_with("/sign-in", headers).await;
        assert_eq!(answer.says("nicht verschlüsselt"), is_told, "{headers:?}");
    }
}
