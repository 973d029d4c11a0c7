//! Data requests (R-DSR-01, 02, 04 … 06): from the letter to the answer, and what is restricted is out of
//! everybody's reach.

use axum::http::StatusCode;
use plausch::app::agent;
use plausch::app::request::coverage::{GIVEN, NOT_IN_OWN};
use plausch::http::rights::{ENDPOINTS, Needs};
use plausch_core::Personal;
use plausch_core::role::{BuiltIn, Permission};
use plausch_core::time::DAY;
use serde_json::Value;

use crate::office::{Answer, Browser, Office, PASSWORD, Visitor, mail};
use crate::stream::Stream;

/// Dana, the data protection officer.
pub(crate) async fn dana(office: &Office) -> Browser<'_> {
    let (password, mail) = (Personal::new(PASSWORD.to_owned()), mail("Dana"));
    let added = agent::add_at_start(&office.app, "Dana", &mail, BuiltIn::Officer, &password).await;
    added.expect("added");
    office.signed_in_to("Dana", "/admin/sites").await
}

/// The clock stands at 2026-05-28.
const LETTER: [(&str, &str); 8] = [
    ("site", "blumenladen"),
    ("kind", "access"),
    ("source", "letter"),
    ("received_on", "2026-05-20"),
    ("lang", "de"),
    ("person", "Vera Nass"),
    ("reply_to", "vera@beispiel.example"),
    ("asked", "Was haben Sie über mich gespeichert?"),
];

fn with<'f>(changed: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    let kept = LETTER.iter().filter(|(name, _)| changed.iter().all(|(other, _)| other != name));
    kept.chain(changed).copied().collect()
}

/// Enters a request; gives its page.
pub(crate) async fn enters(browser: &Browser<'_>, changed: &[(&str, &str)]) -> String {
    let entered = browser.post("/admin/requests/new", &with(changed)).await;
    assert!(entered.goes_to().starts_with("/admin/requests/"), "{entered:?}");
    entered.goes_to().to_owned()
}

pub(crate) async fn does(
    browser: &Browser<'_>,
    path: &str,
    deed: &str,
    fields: &[(&str, &str)],
) -> Answer {
    browser.post(&format!("{path}/{deed}"), fields).await
}

/// It is sure who asks, and that the conversation is theirs.
pub(crate) async fn prepares(browser: &Browser<'_>, path: &str, vera: &Visitor) {
    let how = [("text", "Schreibt von der Adresse in der Unterhaltung.")];
    assert!(does(browser, path, "identity", &how).await.status.is_redirection());
    let theirs = [("conversation", vera.id.as_str()), ("belongs", "true")];
    let added = does(browser, path, "conversations", &theirs).await;
    assert!(added.status.is_redirection(), "{added:?}");
}

/// Presses the button of the preview.
pub(crate) async fn releases(browser: &Browser<'_>, path: &str) -> Answer {
    let preview = browser.get(&format!("{path}/preview")).await;
    let seen = [("seen", preview.between("name=\"seen\" value=\"", "\""))];
    does(browser, path, "release", &seen).await
}

async fn audit(office: &Office) -> Vec<(String, String)> {
    let sql = "select deed, subject from audit_entry order by at, id";
    let rows = office.database.open().read(move |tx| tx.inspect(sql)).await.expect("read");
    let text = |row: &plausch_store::Row, column| row.text(column).expect("a text").to_owned();
    rows.iter().map(|row| (text(row, 0), text(row, 1))).collect()
}

#[tokio::test]
async fn r_dsr_01_a_request_has_a_deadline_that_everybody_who_answers_sees() {
    let office = Office::open().await;
    let dana = dana(&office).await;
    let empty = dana.get("/admin/requests").await;
    assert!(empty.says("Keine offene Anfrage") && empty.says("/admin/requests/new"), "{empty:?}");
    for wrong in [("received_on", "2026-05-30"), ("received_on", "gestern"), ("asked", " ")] {
        let refused = dana.post("/admin/requests/new", &with(&[wrong])).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong:?}");
        assert!(refused.says("class=\"problem\"") && refused.says("Vera Nass"), "{refused:?}");
        assert!(refused.says(&format!("<a href=\"#{}\">", wrong.0)), "{refused:?}");
    }
    let path = enters(&dana, &[]).await;
    let page = dana.get(&path).await;
    assert!(page.says("20.06.2026") && page.says("Was haben Sie über mich gespeichert?"));
    assert!(page.says("rechtlich reicht 22.06.2026"), "the 20th is a Saturday: {page:?}");
    assert!(!page.says("class=\"due") && !dana.get("/admin/reads").await.says("bald fällig"));
    office.clock.advance(16 * DAY);
    let dana = office.signed_in_to("Dana", "/admin/sites").await;
    assert!(dana.get("/admin/reads").await.says("1 bald fällig"));
    assert!(dana.get("/admin/requests").await.says("noch 7 Tage"));
    office.clock.advance(8 * DAY);
    let dana = office.signed_in_to("Dana", "/admin/sites").await;
    let list = dana.get("/admin/requests").await;
    assert!(list.says(">1 überfällig<") && list.says("seit 1 Tag überfällig"), "{list:?}");
    let beside_menu = list.between("class=\"late-here\"", "</p>");
    assert!(beside_menu.contains("href=\"/admin/requests\"") && beside_menu.contains("Anfragen: "));
    let ben = office.signed_in("Ben").await;
    assert!(!ben.get("/inbox").await.says("/admin/requests"));
    // Too late to take more time: the person would have had to be told within the month.
    let late = does(&dana, &path, "extension", &[("text", "Urlaub")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn r_dsr_01_more_time_is_taken_once_with_a_reason_and_a_refusal_tells_about_complaints() {
    let office = Office::open().await;
    let dana = dana(&office).await;
    let path = enters(&dana, &[]).await;
    let silent = does(&dana, &path, "extension", &[("text", " ")]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    let why = [("text", "Sehr viele Unterhaltungen")];
    assert!(does(&dana, &path, "extension", &why).await.status.is_redirection());
    assert_eq!(does(&dana, &path, "extension", &why).await.status, StatusCode::CONFLICT, "once");
    let page = dana.get(&path).await;
    assert!(page.says("20.08.2026") && page.says("Sehr viele Unterhaltungen"), "{page:?}");
    assert!(does(&dana, &path, "question", &[]).await.status.is_redirection());
    assert!(dana.get(&path).await.says("wartet auf Identität"));
    let why = [("text", "Wir können nicht feststellen, wer fragt.")];
    assert!(does(&dana, &path, "refusal", &why).await.status.is_redirection());
    let page = dana.get(&path).await;
    for words in ["abgelehnt", "Art. 77 DSGVO", "Art. 77 GDPR", "nicht feststellen, wer fragt"] {
        assert!(page.says(words), "no «{words}»: {page:?}");
    }
    for deed in ["identity", "answer", "collection", "refusal"] {
        assert_eq!(does(&dana, &path, deed, &why).await.status, StatusCode::CONFLICT, "{deed}");
    }
    assert!(dana.get("/admin/requests").await.says("Abgeschlossen: 1"));
}

#[tokio::test]
async fn r_dsr_02_everything_is_collected_looked_through_and_given() {
    let office = Office::open().await;
    let vera = office.visitor_writes(1, "Vera Nass", "Haben Sie Tulpen?").await;
    let ben = office.signed_in("Ben").await;
    ben.post(&format!("{}/assignment", vera.path), &[("to", "me")]).await;
    ben.answers(&vera, "Ja, und meine Kollegin Lisa Anders auch.").await;
    let note = [("id", "AAAAAAAAAAAAAAAAAAAAAA"), ("body", "Stammkundin, mag Rot")];
    ben.post(&format!("{}/notes", vera.path), &note).await;
    office.visitor_keeps_contact(&vera, 2, "vera@beispiel.example").await;
    office.visitor_writes(3, "Nora", "Haben Sie Rosen?").await;
    let dana = dana(&office).await;
    let path = enters(&dana, &[]).await;

    let too_short = does(&dana, &path, "search", &[("sought", "ve")]).await;
    assert_eq!(too_short.status, StatusCode::UNPROCESSABLE_ENTITY);
    for sought in ["vera nass", "Vera@Beispiel", vera.id.as_str()] {
        let found = does(&dana, &path, "search", &[("sought", sought)]).await;
        assert!(found.says(&vera.id) && !found.says("Nora"), "{sought}: {found:?}");
    }
    let early = does(&dana, &path, "collection", &[]).await;
    assert_eq!(early.status, StatusCode::CONFLICT, "not before it is sure who asks");
    prepares(&dana, &path, &vera).await;
    assert_eq!(dana.get(&format!("{path}/copy.json")).await.status, StatusCode::CONFLICT);
    let collected = does(&dana, &path, "collection", &[]).await;
    assert_eq!(collected.goes_to(), format!("{path}/review"));
    let review = dana.get(&format!("{path}/review")).await;
    for words in ["Haben Sie Tulpen?", "Lisa Anders", "Stammkundin", "vera@beispiel.example"] {
        assert!(review.says(words), "no «{words}»: {review:?}");
    }
    let line = format!("line:{}/3", vera.id);
    let silent = does(&dana, &path, "review", &[(&line, "on")]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY, "a reason has to be there");
    let reason = format!("reason:{}/3", vera.id);
    let anchor = format!("<a href=\"#{reason}\">");
    assert!(silent.says("checked") && silent.says(&anchor), "ticked as before: {silent:?}");
    let kept = [(line.as_str(), "on"), (reason.as_str(), "Nennt eine andere Person")];
    let kept = does(&dana, &path, "review", &kept).await;
    assert_eq!(kept.goes_to(), format!("{path}/preview"), "{kept:?}");
    let preview = dana.get(&format!("{path}/preview")).await;
    assert!(releases(&dana, &path).await.status.is_redirection());
    let html = dana.get(&format!("{path}/copy.html")).await;
    let json = dana.get(&format!("{path}/copy.json")).await;
    assert!(json.header("content-disposition").starts_with("attachment"));
    for copy in [&preview, &html, &json] {
        assert!(!copy.says("Lisa Anders"), "it is kept back: {copy:?}");
        for words in [
            "Nennt eine andere Person",
            "Haben Sie Tulpen?",
            "Stammkundin, mag Rot",
            "Ben",
            "Nachrichten 30 Tage",
            "Art. 77 DSGVO",
        ] {
            assert!(copy.says(words), "no «{words}»: {copy:?}");
        }
        assert!(!copy.says("Nora"));
    }
    let reads = dana.get("/admin/reads").await;
    assert!(reads.says("<b>Dana</b>"), "who looks it through reads it");
    assert!(does(&dana, &path, "answer", &[]).await.status.is_redirection());
    let deeds = audit(&office).await;
    for deed in [
        "entered a data request",
        "noted who makes a data request",
        "added a conversation to a data request",
        "collected for a data request",
        "chose what a data request keeps back",
        "released a data request",
        "downloaded the copy of a data request",
        "answered a data request",
    ] {
        assert!(deeds.iter().any(|(word, _)| word == deed), "no «{deed}» in {deeds:?}");
    }
    let told = format!("{deeds:?}");
    assert!(!told.contains("Vera") && !told.contains("Nennt"), "ids only: {told}");
}

#[tokio::test]
async fn r_dsr_02_what_was_looked_through_is_what_goes() {
    let office = Office::open().await;
    let vera = office.visitor_writes(1, "Vera Nass", "Haben Sie Tulpen?").await;
    let ben = office.signed_in("Ben").await;
    let dana = dana(&office).await;
    let path = enters(&dana, &[]).await;
    prepares(&dana, &path, &vera).await;
    does(&dana, &path, "collection", &[]).await;
    let preview = dana.get(&format!("{path}/preview")).await;
    let seen = [("seen", preview.between("name=\"seen\" value=\"", "\""))];
    // Written between the look and the button.
    let note = [("id", "AAAAAAAAAAAAAAAAAAAAAA"), ("body", "Ihre Schwester ist Lisa")];
    ben.post(&format!("{}/notes", vera.path), &note).await;
    let refused = does(&dana, &path, "release", &seen).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.says("hat sich etwas geändert") && refused.says("Schwester"), "{refused:?}");
    assert_eq!(does(&dana, &path, "release", &[]).await.status, StatusCode::CONFLICT);
    let reads = format!("line:{}/reads", vera.id);
    let reason = format!("reason:{}/reads", vera.id);
    let kept = [(reads.as_str(), "on"), (reason.as_str(), "Rechte der Mitarbeitenden")];
    assert!(does(&dana, &path, "review", &kept).await.status.is_redirection());
    assert!(releases(&dana, &path).await.status.is_redirection());
    let copies = [format!("{path}/copy.html"), format!("{path}/copy.json")];
    for copy in &copies {
        let copy = dana.get(copy).await;
        assert!(copy.says("Schwester") && copy.says("Rechte der Mitarbeitenden"), "{copy:?}");
        assert!(!copy.says("Gelesen von: Ag") && !copy.says("\"role\""), "kept back: {copy:?}");
    }
    // Written between the button and the download: by an agent, or into the contact data.
    ben.post(&format!("{}/notes", vera.path), &[("id", "BBBBBBBBBBBBBBBBBBBBBA"), note[1]]).await;
    for again in [false, true] {
        for copy in &copies {
            let copy = dana.get(copy).await;
            assert_eq!(copy.status, StatusCode::CONFLICT, "nobody has seen it");
            assert!(copy.says("geben Sie es neu frei"), "{copy:?}");
        }
        does(&dana, &path, "collection", &[]).await;
        assert!(releases(&dana, &path).await.status.is_redirection());
        assert!(dana.get(&copies[0]).await.status.is_success());
        if !again {
            office.visitor_keeps_contact(&vera, 2, "lisa@beispiel.example").await;
        }
    }
    // What is gone is no reason to look again; a closed request gives nothing new until it is
    // opened again.
    assert!(does(&dana, &path, "answer", &[]).await.status.is_redirection());
    assert!(dana.get(&copies[1]).await.status.is_success());
    ben.answers(&vera, "Ja, rote.").await;
    let closed = dana.get(&copies[1]).await;
    assert_eq!(closed.status, StatusCode::CONFLICT);
    assert!(
        closed.says("öffnen Sie diese Anfrage wieder") && !closed.says("Ja, rote."),
        "{closed:?}"
    );
    let ada = office.signed_in("Ada").await;
    for (text, status) in
        [(" ", StatusCode::UNPROCESSABLE_ENTITY), ("Sie fragt nach.", StatusCode::SEE_OTHER)]
    {
        assert_eq!(does(&dana, &path, "reopening", &[("text", text)]).await.status, status);
    }
    let again = does(&dana, &path, "reopening", &[("text", "Sie fragt nach.")]).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "it is open");
    let page = dana.get(&path).await;
    assert!(page.says("Sie fragt nach.") && page.says("20.06.2026"), "its deadline: {page:?}");
    assert!(audit(&office).await.iter().any(|(word, _)| word == "reopened a data request"));
    does(&dana, &path, "collection", &[]).await;
    assert!(releases(&dana, &path).await.status.is_redirection());
    assert!(does(&dana, &path, "answer", &[]).await.status.is_redirection());
    let other = enters(&dana, &[("kind", "erasure")]).await;
    prepares(&dana, &other, &vera).await;
    let of = [("conversation", vera.id.as_str())];
    assert!(does(&ada, &other, "erasure", &of).await.status.is_redirection());
    let empty = dana.get(&copies[1]).await;
    assert!(empty.status.is_success() && !empty.says("Schwester"), "{empty:?}");
}

#[tokio::test]
async fn r_dsr_02_a_request_reaches_every_site_that_the_officer_sees_and_no_other() {
    let office = Office::with_two_sites().await;
    let vera = office.visitor_writes(1, "Vera Nass", "Haben Sie Tulpen?").await;
    let there = office.visitor_writes_on("kaufhaus", 2, "Vera Nass", "Haben Sie Socken?").await;
    let dana = dana(&office).await;
    let ada = office.signed_in("Ada").await;
    let (password, mail) = (Personal::new(PASSWORD.to_owned()), mail("Emil"));
    let added = agent::add_at_start(&office.app, "Emil", &mail, BuiltIn::Officer, &password).await;
    let emil = added.expect("added").to_string();
    let limited = [
        ("role", BuiltIn::Officer.as_str()),
        ("enabled", "true"),
        ("where", "some"),
        ("on-blumenladen", "on"),
    ];
    ada.post(&format!("/admin/agents/{emil}"), &limited).await;
    let emil = office.signed_in_to("Emil", "/admin/sites").await;
    let path = enters(&dana, &[]).await;
    prepares(&dana, &path, &vera).await;
    let hit = format!("name=\"conversation\" value=\"{}\"", there.id);
    for sought in ["Vera Nass", there.id.as_str()] {
        let found = does(&emil, &path, "search", &[("sought", sought)]).await;
        assert!(!found.says(&hit), "not theirs: {found:?}");
        let found = does(&dana, &path, "search", &[("sought", sought)]).await;
        assert!(found.says(&hit), "{found:?}");
    }
    let theirs = [("conversation", there.id.as_str()), ("belongs", "true")];
    let refused = does(&emil, &path, "conversations", &theirs).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    assert!(does(&dana, &path, "conversations", &theirs).await.status.is_redirection());
    let page = emil.get(&path).await;
    assert!(page.says("auf einer Website, die Sie nicht sehen"), "{page:?}");
    let erased = does(&emil, &path, "erasure", &theirs[..1]).await;
    assert_eq!(erased.status, StatusCode::NOT_FOUND);
    does(&dana, &path, "collection", &[]).await;
    let part = emil.get(&format!("{path}/review")).await;
    assert_eq!(part.status, StatusCode::FORBIDDEN, "a copy is whole, or none");
    let review = dana.get(&format!("{path}/review")).await;
    assert!(review.says("Tulpen") && review.says("Socken"), "{review:?}");
}

#[tokio::test]
async fn r_dsr_05_what_is_taken_elsewhere_is_what_the_person_gave() {
    let office = Office::open().await;
    let vera = office.visitor_writes(1, "Vera Nass", "Haben Sie Tulpen?").await;
    let ben = office.signed_in("Ben").await;
    ben.answers(&vera, "Ja, rote.").await;
    let dana = dana(&office).await;
    let path = enters(&dana, &[("kind", "portability")]).await;
    prepares(&dana, &path, &vera).await;
    does(&dana, &path, "collection", &[]).await;
    releases(&dana, &path).await;
    let json = dana.get(&format!("{path}/copy.json")).await;
    let copy: Value = serde_json::from_str(&json.text).expect("JSON");
    assert_eq!(copy["format"], "plausch-request-1");
    let given = &copy["conversations"][0];
    assert_eq!(given["name"], "Vera Nass");
    assert_eq!(given["events"][0]["body"], "Haben Sie Tulpen?");
    assert_eq!(given["events"].as_array().map(Vec::len), Some(1), "{given}");
    assert!(!json.says("Ja, rote."));
}

/// The conversation rests on a consent, and by it the visitor is remembered: this site asks for none. And
/// the visitor has objected on their own page.
async fn agrees_and_objects(office: &Office, visitor: &Visitor) {
    let record = "AAAAAAAAAAAAAAAAAAAAAA";
    let event = format!(
        "insert into consent_event (record_id, number, site_id, kind, granted, since, \
         notice_version, lang, ui, at, salt) select '{record}', 1, site_id, 'granted', \
         '{{\"chat\":\"AAAAAAAA\"}}', '{{}}', id, lang, 'dialog', 1, \
         x'00112233445566778899aabbccddeeff' from notice_version limit 1"
    );
    let rests = format!(
        "update conversation set consent_id = '{record}', remembered_by = '{record}' \
         where id = '{}'",
        visitor.id
    );
    let objects =
        format!("insert into objection (conversation_id, at) values ('{}', 1)", visitor.id);
    let store = office.database.open();
    let written = store.write(move |tx| {
        tx.inspect(&event)?;
        tx.inspect(&objects)?;
        tx.inspect(&rests).map(drop)
    });
    written.await.expect("written");
}

/// The conversation rests on a consent to the chat, with which statistics were allowed.
async fn rests_on_a_consent(office: &Office, visitor: &Visitor) {
    let record = "AAAAAAAAAAAAAAAAAAAAAA";
    let event = format!(
        "insert into consent_event (record_id, number, site_id, kind, granted, since, \
         notice_version, lang, ui, at, salt) select '{record}', 1, site_id, 'granted', \
         '{{\"chat\":\"AAAAAAAA\",\"matomo\":\"AAAAAAAA\"}}', '{{}}', id, lang, 'dialog', 1, \
         x'00112233445566778899aabbccddeeff' from notice_version limit 1"
    );
    let rests =
        format!("update conversation set consent_id = '{record}' where id = '{}'", visitor.id);
    let store = office.database.open();
    let written = store.write(move |tx| {
        tx.inspect(&event)?;
        tx.inspect(&rests).map(drop)
    });
    written.await.expect("written");
}

/// Everything that a conversation can have.
#[tokio::test]
async fn r_dsr_02_every_column_that_is_given_stands_where_it_is_said_to() {
    let office = Office::open().await;
    let vera = office.visitor_writes(1, "Vera Nass", "Haben Sie Tulpen?").await;
    let ben = office.signed_in("Ben").await;
    ben.post(&format!("{}/assignment", vera.path), &[("to", "me")]).await;
    office.visitor_keeps_contact(&vera, 2, "vera@beispiel.example 030 5550100").await;
    agrees_and_objects(&office, &vera).await;
    let dana = dana(&office).await;
    let path = enters(&dana, &[]).await;
    prepares(&dana, &path, &vera).await;
    let of = ("conversation", vera.id.as_str());
    let right = [of, ("name", "Vera Richtig"), ("mail", "v@x.example"), ("phone", "030 5550100")];
    assert!(does(&dana, &path, "rectification", &right).await.status.is_redirection());
    ben.does(&vera, "close").await;
    let marked = [("class", "letters"), ("ground", "Auftrag 4711")];
    ben.post(&format!("{}/archive", vera.path), &marked).await;
    let late = does(&dana, &path, "rectification", &right).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "as it was is what the law wants kept");
    let note = [of, ("seq", "1"), ("text", "Gemeint waren Rosen.")];
    assert!(does(&dana, &path, "annotation", &note).await.status.is_redirection());
    let added = [("what", "rectification"), ("recipient", "Versand GmbH")];
    assert!(does(&dana, &path, "recipients", &added).await.status.is_redirection());
    let page = dana.get(&path).await;
    let line = page.between("name=\"line\" value=\"", "\"");
    let told = [("line", line), ("text", "per E-Mail")];
    assert!(does(&dana, &path, "told", &told).await.status.is_redirection());
    assert!(does(&dana, &path, "restriction", &[of]).await.status.is_redirection());
    does(&dana, &path, "collection", &[]).await;
    let review = dana.get(&format!("{path}/review")).await;
    assert!(review.says("Chat (AAAAAAAAAAAAAAAAAAAAAA.1)"), "by its name: {review:?}");
    releases(&dana, &path).await;
    let json = dana.get(&format!("{path}/copy.json")).await;
    let copy: Value = serde_json::from_str(&json.text).expect("JSON");
    for (table, column, pointer) in GIVEN {
        let value = copy.pointer(pointer);
        assert!(
            value.is_some_and(|value| !value.is_null()),
            "{table}.{column}: {pointer} {copy:#}"
        );
    }
    assert!(dana.get(&format!("{path}/copy.html")).await.says("Vera Richtig"));
    // What she takes along by herself: the same, but for what somebody has to look through first.
    let export = format!("/v1/conversations/{}/export", vera.id);
    let own = office.visitor_gets(&vera, &export).await;
    let own: Value = serde_json::from_str(&own.text).expect("JSON");
    for (_, _, pointer) in GIVEN {
        let Some(place) = pointer.strip_prefix("/conversations/0") else { continue };
        let has = own.pointer(place).is_some_and(|value| !value.is_null());
        let is_kept_back = NOT_IN_OWN.iter().any(|(other, _)| other == pointer);
        assert_eq!(has, !is_kept_back, "{pointer} {own:#}");
    }
    for (pointer, _) in NOT_IN_OWN {
        assert!(GIVEN.iter().any(|(.., other)| other == pointer), "{pointer} is no place");
    }
    assert!(!own.to_string().contains("Auftrag 4711"), "words of the team");
    let of_site = ["Verantwortlich", "Wofür", "Auf welcher Grundlage", "Wie lange"]
        .map(|told| format!("/processing/sites/0/information/{told}"));
    let of_all =
        ["Empfänger", "Woher", "Beschwerde"].map(|told| format!("/processing/information/{told}"));
    for place in of_site.into_iter().chain(of_all) {
        assert!(own.pointer(&place).is_some_and(Value::is_string), "{place} {own:#}");
        // Whom somebody has added to the request by hand is told with the request.
        let said = |one: &Value| one.pointer(&place).map(Value::to_string);
        let requests = said(&copy).map(|text| text.replace("\\nVersand GmbH", ""));
        assert_eq!(said(&own), requests, "one mechanism for both");
    }
}

#[tokio::test]
async fn r_dsr_04_what_is_restricted_is_out_of_everybodys_reach_but_the_persons_own() {
    let office = Office::open().await;
    let vera = office.visitor_writes(1, "Vera Nass", "Haben Sie Tulpen?").await;
    let ada = office.signed_in("Ada").await;
    let ben = office.signed_in("Ben").await;
    let dana = dana(&office).await;
    let path = enters(&dana, &[("kind", "restriction")]).await;
    prepares(&dana, &path, &vera).await;
    let of = [("conversation", vera.id.as_str())];
    assert!(ben.get(&vera.path).await.says("Tulpen"), "need it readable before");
    assert!(does(&dana, &path, "restriction", &of).await.status.is_redirection());
    assert_eq!(does(&dana, &path, "restriction", &of).await.status, StatusCode::CONFLICT, "once");

    // Every address of the office, for whoever answers and for the administrator.
    let fields = [
        ("id", "AAAAAAAAAAAAAAAAAAAAAA"),
        ("body", "Ja."),
        ("to", "me"),
        ("seq", "1"),
        ("typing", "true"),
        ("here", "true"),
        ("class", "letters"),
        ("ground", "Auftrag"),
    ];
    let mut walked = 0;
    for endpoint in ENDPOINTS.iter().filter(|one| one.needs != Needs::Nothing) {
        let is_for_requests = matches!(endpoint.needs, Needs::These(these)
            if these.iter().any(|(permission, _)| *permission == Permission::Requests));
        if is_for_requests || ["/sign-out", "/inbox/stream"].contains(&endpoint.path) {
            continue;
        }
        let is_of_conversation = endpoint.path.starts_with("/inbox/conversations/");
        let id = if is_of_conversation { vera.id.as_str() } else { "blumenladen" };
        let address = endpoint
            .path
            .replace("{id}", id)
            .replace("{lang}", "de")
            .replace("{conversation}", &vera.id);
        for browser in [&ada, &ben] {
            let answer = match endpoint.method {
                "GET" => browser.get(&address).await,
                _ => browser.post(&address, &fields).await,
            };
            let is_content = answer.says("Tulpen") || answer.says("Vera Nass");
            assert!(!is_content, "{} {address}: {answer:?}", endpoint.method);
            if is_of_conversation {
                let hidden = [StatusCode::NOT_FOUND, StatusCode::FORBIDDEN];
                assert!(
                    hidden.contains(&answer.status),
                    "{} {address}: {answer:?}",
                    endpoint.method
                );
            }
            walked += 1;
        }
    }
    assert!(walked > 100, "need addresses for this to mean anything: {walked}");
    for view in ["all", "waiting", "mine", "closed"] {
        assert!(!ada.get(&format!("/inbox?view={view}")).await.says(&vera.id));
    }
    // Vera still sees it, where she was and in what she takes along; what she would add nobody reads.
    let of_hers = |what: &str| format!("/v1/conversations/{}/{what}", vera.id);
    for what in ["export", "events?after=0"] {
        assert!(office.visitor_gets(&vera, &of_hers(what)).await.says("Tulpen"), "{what}");
    }
    let refused = office.visitor_tries(&vera, 3, "Und Rosen?").await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.says("\"restricted\""), "the key is good: {refused:?}");
    // No rule takes it.
    office.clock.advance(100 * DAY);
    assert_eq!(plausch::app::retention::erase_due(&office.app).await, Ok(0));
    let dana = office.signed_in_to("Dana", "/admin/sites").await;
    let refused = does(&dana, &path, "lifting", &of).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "the person is told before");
    let told = [of[0], ("text", "Am 1. September per E-Mail")];
    assert!(does(&dana, &path, "answer", &[]).await.status.is_redirection());
    assert!(does(&dana, &path, "lifting", &told).await.status.is_redirection(), "also afterwards");
    assert!(dana.get(&path).await.says("Am 1. September per E-Mail"));
    let ben = office.signed_in("Ben").await;
    assert!(ben.get(&vera.path).await.says("Tulpen"), "where it was");
    assert_eq!(plausch::app::retention::erase_due(&office.app).await, Ok(1), "its time is up");
}

#[tokio::test]
async fn r_dsr_04_whoever_comes_back_learns_whether_it_is_restricted_and_whoever_stayed_hears_it() {
    let office = Office::open().await;
    let vera = office.visitor_writes(1, "Vera Nass", "Haben Sie Tulpen?").await;
    let dana = dana(&office).await;
    let path = enters(&dana, &[("kind", "restriction")]).await;
    prepares(&dana, &path, &vera).await;
    let of = ("conversation", vera.id.as_str());
    let view = format!("/v1/conversations/{}", vera.id);
    let (nothing, why) = ("\"restricted\":null", "\"restricted\":\"Auf Ihren Wunsch eingeschränkt");
    let comes_back = || Stream::open(&office.app, &vera.token, &vera.id);

    let mut stays = comes_back().await;
    stays.hears("event: hello").await;
    stays.hears("Tulpen").await;
    assert!(stays.heard().contains(nothing), "{}", stays.heard());
    assert!(office.visitor_gets(&vera, &view).await.says(nothing));

    assert!(does(&dana, &path, "restriction", &[of]).await.status.is_redirection());
    stays.hears(&format!("event: restricted\ndata: {{{why}")).await;
    let mut second = comes_back().await;
    second.hears("Tulpen").await;
    assert!(second.heard().contains(why), "in the greeting: {}", second.heard());
    assert!(office.visitor_gets(&vera, &view).await.says(why));

    let told = [of, ("text", "Am 1. September per E-Mail")];
    assert!(does(&dana, &path, "lifting", &told).await.status.is_redirection());
    for listener in [&mut stays, &mut second] {
        listener.hears(&format!("event: restricted\ndata: {{{nothing}}}")).await;
    }
    let mut third = comes_back().await;
    third.hears("Tulpen").await;
    assert!(third.heard().contains(nothing), "in the greeting: {}", third.heard());
    assert!(office.visitor_gets(&vera, &view).await.says(nothing));
    assert!(office.visitor_tries(&vera, 3, "Und Rosen?").await.status.is_success());
}

#[tokio::test]
async fn r_dsr_04_erasing_and_putting_right_is_done_and_others_are_to_be_told() {
    let office = Office::open().await;
    let vera = office.visitor_writes(1, "Vera Nass", "Haben Sie Tulpen?").await;
    let other = office.visitor_writes(2, "Nora", "Haben Sie Rosen?").await;
    let dana = dana(&office).await;
    let path = enters(&dana, &[("kind", "erasure")]).await;
    let of = ("conversation", vera.id.as_str());
    let early = does(&dana, &path, "erasure", &[of]).await;
    assert_eq!(early.status, StatusCode::NOT_FOUND, "it does not belong to the request");
    prepares(&dana, &path, &vera).await;
    let foreign = [("conversation", other.id.as_str())];
    assert_eq!(does(&dana, &path, "erasure", &foreign).await.status, StatusCode::NOT_FOUND);
    // As on the person's own page: a field holds what it is for, and nothing that is masked elsewhere.
    let long = "x".repeat(300);
    for wrong in [
        ("mail", long.as_str()),
        ("mail", "DE89370400440532013000@x.example"),
        ("phone", "4111 1111 1111 1111"),
    ] {
        let wrong = does(&dana, &path, "rectification", &[of, wrong]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let right = [of, ("name", "Vera Richtig"), ("mail", "v@x.example")];
    assert!(does(&dana, &path, "rectification", &right).await.status.is_redirection());
    let ada = office.signed_in("Ada").await;
    let thread = ada.get(&vera.path).await;
    assert!(thread.says("Vera Richtig") && thread.says("v@x.example"), "{thread:?}");
    assert!(dana.get(&path).await.says("Bekannt ist niemand"), "nobody got any of it");
    assert!(does(&dana, &path, "erasure", &[of]).await.status.is_redirection());
    assert_eq!(ada.get(&vera.path).await.status, StatusCode::NOT_FOUND);
    assert!(ada.get(&other.path).await.says("Rosen"), "and nobody else's");
    let page = dana.get(&path).await;
    assert!(page.says("gelöscht") && page.says(&vera.id), "{page:?}");
    let sql = "select reason from journal where kind = 'erasure'";
    let rows = office.database.open().read(move |tx| tx.inspect(sql)).await.expect("read");
    assert_eq!(rows[0].text(0).expect("a word"), "data request");
    let deeds = audit(&office).await;
    for deed in ["put contact data right", "erased a conversation"] {
        assert!(deeds.contains(&(deed.to_owned(), vera.id.clone())), "{deed}: {deeds:?}");
    }
}

#[tokio::test]
async fn r_dsr_06_an_objection_and_a_withdrawal_are_carried_out_and_others_are_to_be_told() {
    let office = Office::open().await;
    let vera = office.visitor_writes(1, "Vera Nass", "Haben Sie Tulpen?").await;
    let ada = office.signed_in("Ada").await;
    let site = "/admin/sites/blumenladen";
    ada.post(&format!("{site}/catalogue"), &[("services", "matomo")]).await;
    let page = ada.get(&format!("{site}/publication")).await;
    let seen = page.between("name=\"seen\" value=\"", "\"");
    ada.post(&format!("{site}/publication"), &[("seen", seen)]).await;
    rests_on_a_consent(&office, &vera).await;
    let dana = dana(&office).await;
    let path = enters(&dana, &[("kind", "objection")]).await;
    let of = [("conversation", vera.id.as_str())];
    for deed in ["objection", "withdrawal"] {
        assert_eq!(does(&dana, &path, deed, &of).await.status, StatusCode::NOT_FOUND, "{deed}");
    }
    let theirs = [of[0], ("belongs", "true")];
    does(&dana, &path, "conversations", &theirs).await;
    for deed in ["objection", "withdrawal"] {
        let early = does(&dana, &path, deed, &of).await.status;
        assert_eq!(early, StatusCode::CONFLICT, "{deed}: not before it is sure who asks");
    }
    prepares(&dana, &path, &vera).await;
    for deed in ["objection", "withdrawal"] {
        assert!(does(&dana, &path, deed, &of).await.status.is_redirection(), "{deed}");
        assert_eq!(does(&dana, &path, deed, &of).await.status, StatusCode::CONFLICT, "once");
    }
    let page = dana.get(&path).await;
    for words in ["widersprochen am", "· widersprochen</p>", "· Einwilligung widerrufen</p>"] {
        assert!(page.says(words), "no «{words}»: {page:?}");
    }
    assert!(page.says("Matomo"), "{page:?}");
    let thread = ada.get(&vera.path).await;
    assert!(thread.says("hat die Einwilligung"), "nobody can write any more: {thread:?}");
    let sql = "select (select ui from consent_event order by number desc limit 1), \
         (select kind from journal where kind = 'withdrawal'), \
         (select reason from journal where kind = 'objection'), \
         (select count(*) from objection)";
    let rows = office.database.open().read(move |tx| tx.inspect(sql)).await.expect("read");
    assert_eq!(rows[0].text(0).expect("a word"), "request");
    assert_eq!(rows[0].text(1).expect("a word"), "withdrawal");
    assert_eq!(rows[0].text(2).expect("a word"), path.trim_start_matches("/admin/requests/"));
    assert_eq!(rows[0].int(3).expect("a number"), 1);
    let deeds = audit(&office).await;
    for deed in ["took up an objection", "took back a consent"] {
        let done: Vec<_> = deeds.iter().filter(|(word, _)| word == deed).collect();
        assert_eq!(done, [&(deed.to_owned(), vera.id.clone())]);
    }
}

#[tokio::test]
async fn r_dsr_04_what_was_said_is_not_rewritten_and_a_note_puts_it_right_everywhere() {
    let office = Office::open().await;
    let vera = office.visitor_writes(1, "Vera Nass", "Meine Schwester heißt Lisa").await;
    let dana = dana(&office).await;
    let path = enters(&dana, &[("kind", "rectification")]).await;
    let of = ("conversation", vera.id.as_str());
    let right = "Sie heißt Luise.\nDas war ein Versehen.";
    let note = [of, ("seq", "1"), ("text", right)];
    assert_eq!(does(&dana, &path, "annotation", &note).await.status, StatusCode::NOT_FOUND);
    prepares(&dana, &path, &vera).await;
    let empty = does(&dana, &path, "annotation", &[of, ("seq", "1"), ("text", " ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let nowhere = does(&dana, &path, "annotation", &[of, ("seq", "7"), ("text", right)]).await;
    assert_eq!(nowhere.status, StatusCode::CONFLICT);
    let page = dana.get(&format!("{path}/messages")).await;
    assert!(page.says("heißt Lisa") && page.says("Anmerkung speichern"), "{page:?}");
    let noted = does(&dana, &path, "annotation", &note).await;
    assert_eq!(noted.goes_to(), format!("{path}/messages#{}-1", vera.id));
    let ben = office.signed_in("Ben").await;
    does(&dana, &path, "collection", &[]).await;
    assert!(releases(&dana, &path).await.status.is_redirection());
    let export = format!("/v1/conversations/{}/export", vera.id);
    for shown in [
        dana.get(&format!("{path}/messages")).await,
        ben.get(&vera.path).await,
        dana.get(&format!("{path}/copy.html")).await,
        dana.get(&format!("{path}/copy.json")).await,
        office.visitor_gets(&vera, &export).await,
    ] {
        assert!(shown.says("heißt Lisa") && shown.says("Sie heißt Luise."), "{shown:?}");
    }
    // Whoever has it open gets it with what is new, and nothing else of what is shown already.
    office.visitor_adds(&vera, 2, "Und Rosen?").await;
    office.visitor_adds(&vera, 3, "Rote?").await;
    let news = ben.get(&format!("{}/events?after=2", vera.path)).await;
    assert!(news.says("id=\"event-1\"") && news.says("Sie heißt Luise."), "{news:?}");
    assert!(!news.says("id=\"event-2\"") && news.says("id=\"event-3\""), "{news:?}");
    let deeds = audit(&office).await;
    assert!(deeds.contains(&("annotated a message".to_owned(), vera.id.clone())), "{deeds:?}");
}

#[tokio::test]
async fn r_sec_02_whoever_may_only_look_sees_what_is_due_and_no_content() {
    let office = Office::open().await;
    let vera = office.visitor_writes(1, "Vera Nass", "Haben Sie Tulpen?").await;
    let ada = office.signed_in("Ada").await;
    let path = enters(&ada, &[]).await;
    prepares(&ada, &path, &vera).await;
    let role = [("name", "Zuschauer"), ("requests", "read")];
    let made = ada.post("/admin/roles/new", &role).await;
    assert!(made.status.is_redirection(), "{made:?}");
    let role = office.app.directory.roles().pop().expect("the new one").id;
    let ben = office.app.directory.agents();
    let ben = ben.iter().find(|one| one.name.reveal() == "Ben").expect("Ben").id.to_string();
    let form = [("role", role.as_str()), ("enabled", "true"), ("where", "all")];
    ada.post(&format!("/admin/agents/{ben}"), &form).await;
    let ben = office.signed_in_to("Ben", "/admin/requests").await;
    for page in ["/admin/requests", path.as_str()] {
        let shown = ben.get(page).await;
        assert!(shown.status.is_success() && shown.says("20.06.2026"), "{shown:?}");
        for words in ["Nass", "gespeichert?", "Schreibt von der Adresse"] {
            assert!(!shown.says(words), "«{words}» in {shown:?}");
        }
    }
    assert_eq!(ben.get(&format!("{path}/review")).await.status, StatusCode::FORBIDDEN);
}
