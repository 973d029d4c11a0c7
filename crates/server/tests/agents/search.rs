//! Looking for words in conversations: within rights, part by part, and noted as read.

use axum::http::StatusCode;

use crate::office::{Answer, Browser, Office};
use crate::reads::dana;

async fn find(browser: &Browser<'_>, words: &str) -> Vec<String> {
    let page = browser.post("/inbox/search", &[("words", words)]).await;
    assert_eq!(page.status, StatusCode::OK, "{page:?}");
    let rows = page.text.split("id=\"row-").skip(1);
    rows.map(|row| row.split('"').next().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn words_are_found_in_messages_notes_names_and_what_was_said_long_ago() {
    let office = Office::open().await;
    let vera = office.visitor_writes(1, "Vera Muster", "Haben Sie gelbe Tulpen?").await;
    let nora = office.visitor_writes(2, "Nora", "Haben Sie Rosen?").await;
    let ada = office.signed_in("Ada").await;
    ada.post(&format!("{}/notes", vera.path), &[("id", &"A".repeat(22)), ("body", "Stammkundin")])
        .await;
    assert_eq!(find(&ada, "tulpen GELBE").await, [vera.id.as_str()], "in any order and case");
    assert_eq!(find(&ada, "stammkundin").await, [vera.id.as_str()], "a note");
    assert_eq!(find(&ada, "muster").await, [vera.id.as_str()], "a name");
    assert_eq!(find(&ada, "haben").await.len(), 2);
    assert!(find(&ada, "tulpen rosen").await.is_empty(), "one text holds all words");
    let page = ada.post("/inbox/search", &[("words", "tulpen")]).await;
    assert!(page.says("Haben Sie gelbe <mark>Tulpen</mark>?"), "{page:?}");
    assert!(page.says(&format!("{}?view=all#event-1", vera.path)), "{page:?}");
    ada.post(&format!("{}/close", nora.path), &[]).await;
    assert_eq!(find(&ada, "rosen").await, [nora.id.as_str()], "closed ones too");
    for (words, sentence) in [("x", "mindestens zwei Zeichen"), ("Orchideen", "Nichts gefunden")] {
        let page = ada.post("/inbox/search", &[("words", words)]).await;
        assert!(page.says(sentence), "{page:?}");
    }
    ada.post(&format!("{}/erase", vera.path), &[]).await;
    assert!(find(&ada, "tulpen").await.is_empty(), "there is no index that remembers");
}

#[tokio::test]
async fn r_sec_02_a_search_finds_nothing_that_somebody_may_not_read() {
    let office = Office::open().await;
    let vera = office.visitor_writes(1, "Vera Muster", "Haben Sie Tulpen?").await;
    let (ada, ben, dana) =
        (office.signed_in("Ada").await, office.signed_in("Ben").await, dana(&office).await);
    assert_eq!(find(&ben, "tulpen").await, [vera.id.as_str()], "it waits for anybody");
    let reads = dana.get("/admin/reads").await;
    assert!(reads.says(&vera.id) && reads.says("<b>Ben</b>"), "what is shown counts as read");
    ada.post(&format!("{}/assignment", vera.path), &[("to", "me")]).await;
    assert!(find(&ben, "tulpen").await.is_empty(), "a colleague has it");
    assert_eq!(
        dana.post("/inbox/search", &[("words", "tulpen")]).await.status,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn while_a_search_is_shown_no_list_is_marked_as_the_present_one() {
    let office = Office::open().await;
    office.visitor_writes(1, "Vera", "Haben Sie Tulpen?").await;
    let ada = office.signed_in("Ada").await;
    let views = |page: &Answer| {
        let menu = page.between("id=\"views\">", "</nav>");
        menu.matches("aria-current").count()
    };
    assert_eq!(views(&ada.get("/inbox").await), 1);
    for page in
        [ada.get("/inbox/search").await, ada.post("/inbox/search", &[("words", "tulpen")]).await]
    {
        assert_eq!(views(&page), 0, "{page:?}");
        // What the page fetches again when something has happened.
        let view = page.between("id=\"list\" data-view=\"", "\"");
        let again = ada.get_part(&format!("/inbox/views?view={view}")).await;
        assert!(again.says("data-view=\"all\"") && !again.says("aria-current"), "{again:?}");
    }
}

#[tokio::test]
async fn a_long_search_goes_on_where_it_ended() {
    let office = Office::open().await;
    for number in 1..=45 {
        office.visitor_writes(number, "Nora", "Haben Sie Rosen?").await;
    }
    let ada = office.signed_in("Ada").await;
    let (mut found, mut from) = (Vec::new(), Vec::new());
    for is_last in [false, false, true] {
        let mut fields = vec![("words", "rosen")];
        fields.extend(from.iter().map(|(name, value): &(&str, String)| (*name, value.as_str())));
        let part = ada.post("/inbox/search", &fields).await;
        let rows = part.text.split("id=\"row-").skip(1);
        found.extend(rows.map(|row| row.split('"').next().unwrap_or_default().to_owned()));
        assert_eq!(part.says("Alles durchsucht"), is_last, "{part:?}");
        if is_last {
            break;
        }
        assert!(!part.says("hx-trigger=\"load\""), "enough for now");
        let field =
            |name: &str| part.between(&format!("name=\"{name}\" value=\""), "\"").to_owned();
        from = vec![("at", field("at")), ("id", field("id"))];
    }
    let all = found.len();
    found.sort();
    found.dedup();
    assert_eq!((all, found.len()), (45, 45), "each once");
}
