//! Reading and answering.

use axum::http::StatusCode;
use plausch_core::id::ConversationId;

use crate::office::Office;

#[tokio::test]
async fn ada_reads_answers_and_has_the_conversation() {
    let office = Office::open().await;
    let vera = office.visitor_writes(1, "Vera", "Haben Sie Tulpen?").await;
    let ada = office.signed_in("Ada").await;
    let list = ada.get("/inbox?view=waiting").await;
    assert!(list.says("Vera") && list.says("Haben Sie Tulpen?") && list.says("wartet"));
    let thread = ada.get(&vera.path).await;
    assert!(thread.says("id=\"event-1\"") && thread.says("role=\"log\""));

    let answered = ada.answers(&vera, "Ja, in Rosa.").await;
    assert_eq!(answered.goes_to(), vera.path, "{answered:?}");
    let thread = ada.get(&vera.path).await;
    assert!(thread.says("Ja, in Rosa.") && thread.says("Gesendet") && thread.says("bei mir"));
    assert!(!ada.get("/inbox?view=waiting").await.says("Vera</b>"));
    assert!(ada.get("/inbox?view=mine").await.says("Vera</b>"));
    assert!(!ada.get("/inbox?view=mine").await.says("badge"), "who answers has read");
}

#[tokio::test]
async fn an_answer_sent_twice_is_there_once() {
    let office = Office::open().await;
    let vera = office.visitor_writes(1, "Vera", "Haben Sie Tulpen?").await;
    let (ada, ben) = (office.signed_in("Ada").await, office.signed_in("Ben").await);
    let bens = format!("/admin/agents/{}", office.app.directory.agents()[1].id);
    ada.post(&bens, &[("role", "lead")]).await;
    let path = format!("{}/messages", vera.path);
    let form = [("id", "AAAAAAAAAAAAAAAAAAAAAA"), ("body", "Ja, in Rosa.")];
    for _ in 0..2 {
        assert_eq!(ada.post(&path, &form).await.status, StatusCode::SEE_OTHER);
    }
    let events = ada.get_part(&format!("{}/events", vera.path)).await;
    assert_eq!(events.text.matches("Ja, in Rosa.").count(), 1);
    let other = [("id", "AAAAAAAAAAAAAAAAAAAAAA"), ("body", "Nein.")];
    assert_eq!(ada.post(&path, &other).await.status, StatusCode::CONFLICT);
    assert_eq!(ben.post(&path, &form).await.status, StatusCode::CONFLICT, "it is Ada's");
}

#[tokio::test]
async fn two_who_answer_at_once_lose_nothing() {
    let office = Office::open().await;
    let vera = office.visitor_writes(1, "Vera", "Wann öffnen Sie?").await;
    let (ada, ben) = (office.signed_in("Ada").await, office.signed_in("Ben").await);
    // A lead goes on where a colleague was faster; for an agent it would be somebody else's.
    let bens = format!("/admin/agents/{}", office.app.directory.agents()[1].id);
    ada.post(&bens, &[("role", "lead")]).await;
    let (first, second) =
        tokio::join!(ada.answers(&vera, "Um neun."), ben.answers(&vera, "Um 9 Uhr."));
    assert_eq!((first.goes_to(), second.goes_to()), (vera.path.as_str(), vera.path.as_str()));
    let events = ada.get_part(&format!("{}/events", vera.path)).await;
    assert!(events.says("Um neun.") && events.says("Um 9 Uhr."));
    assert!(events.says("data-last=\"3\""), "numbers without a gap");
}

#[tokio::test]
async fn a_note_is_for_agents_only_and_leaves_the_conversation_where_it_is() {
    let office = Office::open().await;
    let vera = office.visitor_writes(1, "Vera", "Haben Sie Tulpen?").await;
    let ada = office.signed_in("Ada").await;
    let note = [("id", "AAAAAAAAAAAAAAAAAAAAAA"), ("body", "Stammkundin.")];
    ada.post(&format!("{}/notes", vera.path), &note).await;
    let thread = ada.get(&vera.path).await;
    assert!(thread.says("Stammkundin.") && thread.says("class=\"event note\""));
    assert!(ada.get("/inbox?view=waiting").await.says("Vera</b>"), "still waiting");
    let request = axum::http::Request::get(format!("/v1/conversations/{}/events?after=0", vera.id))
        .header("origin", crate::office::SHOP)
        .header("authorization", format!("Bearer {}", vera.token));
    let visitors = office.ask(request.body(axum::body::Body::empty()).unwrap()).await;
    assert!(visitors.says("Tulpen") && !visitors.says("Stammkundin"), "{visitors:?}");
}

#[tokio::test]
async fn a_conversation_is_taken_handed_over_put_back_closed_and_reopened() {
    let office = Office::open().await;
    let vera = office.visitor_writes(1, "Vera", "Haben Sie Tulpen?").await;
    let (ada, ben) = (office.signed_in("Ada").await, office.signed_in("Ben").await);
    let bens_id = office.app.directory.agents()[1].id.to_string();
    let give = |to: String| {
        let (ada, path) = (&ada, format!("{}/assignment", vera.path));
        async move { ada.post(&path, &[("to", to.as_str())]).await.status }
    };
    assert_eq!(give("me".into()).await, StatusCode::SEE_OTHER);
    assert_eq!(give("me".into()).await, StatusCode::CONFLICT, "she has it");
    assert_eq!(give(bens_id).await, StatusCode::SEE_OTHER);
    assert!(ben.get("/inbox?view=mine").await.says("Vera</b>"));
    assert_eq!(give("nobody".into()).await, StatusCode::SEE_OTHER);
    assert_eq!(give("somebody".into()).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(ada.does(&vera, "close").await.status, StatusCode::SEE_OTHER);
    assert_eq!(ada.does(&vera, "close").await.status, StatusCode::CONFLICT);
    assert!(ada.get("/inbox?view=closed").await.says("Vera</b>"));
    assert_eq!(ada.does(&vera, "reopen").await.status, StatusCode::SEE_OTHER);
    let thread = ada.get(&vera.path).await;
    for sentence in [
        "Ada hat übernommen",
        "Ada hat an Ben übergeben",
        "Ada hat zurückgegeben",
        "Ada hat geschlossen",
        "Ada hat wieder geöffnet",
    ] {
        assert!(thread.says(sentence), "{sentence}");
    }
}

#[tokio::test]
async fn what_the_visitor_writes_is_unread_until_somebody_has_seen_it() {
    let office = Office::open().await;
    let vera = office.visitor_writes(1, "Vera", "Eins").await;
    office.visitor_adds(&vera, 2, "Zwei").await;
    let ada = office.signed_in("Ada").await;
    assert!(ada.get("/inbox").await.says("data-unread=\"2\""));
    ada.get(&vera.path).await;
    assert!(ada.get("/inbox").await.says("data-unread=\"2\""), "asking for a page changes nothing");
    let seen = format!("{}/seen", vera.path);
    assert_eq!(ada.post(&seen, &[("seq", "1")]).await.status, StatusCode::SEE_OTHER);
    assert!(ada.get("/inbox").await.says("data-unread=\"1\""));
    ada.post(&seen, &[("seq", "99")]).await;
    assert!(ada.get("/inbox").await.says("data-unread=\"1\""), "nobody has seen the future");
    ada.post(&seen, &[("seq", "2")]).await;
    assert!(ada.get("/inbox").await.says("data-unread=\"0\""));
}

#[tokio::test]
async fn two_who_look_at_one_conversation_see_each_other() {
    let office = Office::open().await;
    let vera = office.visitor_writes(1, "Vera", "Haben Sie Tulpen?").await;
    let (ada, ben) = (office.signed_in("Ada").await, office.signed_in("Ben").await);
    let looking = format!("{}/looking", vera.path);
    ben.post(&looking, &[("here", "true")]).await;
    assert_eq!(ada.get_part(&looking).await.text, "Ben sieht das auch gerade an.");
    assert_eq!(ben.get_part(&looking).await.text, "", "not oneself");
    ben.post(&looking, &[("here", "false")]).await;
    assert_eq!(ada.get_part(&looking).await.text, "");
}

#[tokio::test]
async fn a_long_thread_is_read_from_its_end() {
    let office = Office::open().await;
    let vera = office.visitor_writes(1, "Vera", "Anfang").await;
    let ada = office.signed_in("Ada").await;
    for number in 0..105_u8 {
        let id = plausch_core::id::MessageId::new([number; 16]);
        let text = format!("Zeile {number}");
        let form = [("id", id.as_str()), ("body", text.as_str())];
        ada.post(&format!("{}/messages", vera.path), &form).await;
    }
    let page = ada.get(&vera.path).await;
    assert!(page.says("Zeile 104") && !page.says("Anfang</div>"));
    let earlier = page.between("class=\"earlier\"><a class=\"button\" href=\"", "\"").to_owned();
    assert!(ada.get(&earlier).await.says("Anfang</div>"));
}

#[tokio::test]
async fn r_sec_03_what_people_write_is_text_and_never_markup() {
    let office = Office::open().await;
    let attacks = [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "\"><svg onload=alert(1)>",
        "'-alert(1)-'",
        "javascript:alert(1)",
        "<a href=\"javascript:alert(1)\">x</a>",
        "https://x.example/\"onmouseover=\"alert(1)",
        "</textarea><script>alert(1)</script>",
        "{{7*7}} ${7*7} <%= 7*7 %>",
        "&lt;script&gt;",
        "\u{202e}gpj.exe",
    ];
    let ada = office.signed_in("Ada").await;
    for (number, attack) in (1..).zip(attacks) {
        let vera = office.visitor_writes(number, attack, attack).await;
        ada.answers(&vera, attack).await;
        let pages = [
            ada.get(&vera.path).await,
            ada.get("/inbox").await,
            ada.get_part(&format!("{}/events", vera.path)).await,
        ];
        for page in &pages {
            assert_eq!(page.status, StatusCode::OK);
            for bad in [
                "<script>alert",
                "<img src=x",
                "<svg onload",
                "href=\"javascript:",
                "\"onmouseover",
                "</textarea><script",
            ] {
                assert!(!page.says(bad), "{attack}: {bad}");
            }
        }
    }
}

#[tokio::test]
async fn bodies_that_are_none_are_refused_and_nothing_is_stored() {
    let office = Office::open().await;
    let vera = office.visitor_writes(1, "Vera", "Haben Sie Tulpen?").await;
    let ada = office.signed_in("Ada").await;
    let path = format!("{}/messages", vera.path);
    let (long, huge) = ("ä".repeat(4_001), "x".repeat(100_000));
    let id = "AAAAAAAAAAAAAAAAAAAAAA";
    for (id, body, wanted) in [
        (id, " \n ", StatusCode::UNPROCESSABLE_ENTITY),
        (id, long.as_str(), StatusCode::PAYLOAD_TOO_LARGE),
        (id, huge.as_str(), StatusCode::PAYLOAD_TOO_LARGE),
        ("x", "Ja.", StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let answer = ada.post(&path, &[("id", id), ("body", body)]).await;
        assert_eq!(answer.status, wanted, "{}", body.len());
    }
    assert!(ada.get_part(&format!("{}/events", vera.path)).await.says("data-last=\"1\""));
    let fits = "ä".repeat(4_000);
    assert_eq!(ada.post(&path, &[("id", id), ("body", &fits)]).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_conversation_that_does_not_open_is_shown_as_such_and_hides_no_other() {
    let office = Office::open().await;
    let vera = office.visitor_writes(1, "Vera", "Haben Sie Tulpen?").await;
    let damaged = office.visitor_writes(2, "Vera", "Haben Sie Rosen?").await;
    let sql = format!(
        "update conversation_key set wrapped = (select token_hash from conversation where id = '{0}') \
         where conversation_id = '{0}'",
        damaged.id
    );
    office.database.open().write(move |tx| tx.inspect(&sql)).await.expect("damaged");
    for (name, is_administrator) in [("Ada", true), ("Ben", false)] {
        let browser = office.signed_in(name).await;
        let list = browser.get("/inbox").await;
        assert!(list.says("Haben Sie Tulpen?") && list.says("Lässt sich nicht lesen."), "{name}");
        let numbered = format!("Lässt sich nicht lesen. {}", damaged.id);
        assert_eq!(list.says(&numbered), is_administrator, "{name}");
        assert!(browser.get(&vera.path).await.says("Haben Sie Tulpen?"), "{name}");
        let thread = browser.get(&damaged.path).await;
        assert_eq!(thread.status, StatusCode::OK, "{name}");
        assert!(
            thread.says("lässt sich nicht ganz lesen") && thread.says("id=\"event-1\""),
            "{name}"
        );
        assert_eq!(thread.says("Nummer der Unterhaltung"), is_administrator, "{name}");
    }
    let ada = office.signed_in("Ada").await;
    assert_eq!(ada.get(&format!("{}/erase", damaged.path)).await.status, StatusCode::OK);
    assert_eq!(ada.does(&damaged, "erase").await.goes_to(), "/inbox");
    assert!(!ada.get("/inbox").await.says("Lässt sich nicht lesen."));
}

#[tokio::test]
async fn an_administrator_erases_a_conversation_for_good() {
    let office = Office::open().await;
    let vera = office.visitor_writes(1, "Vera", "Haben Sie Tulpen?").await;
    let ada = office.signed_in("Ada").await;
    let page = ada.get(&format!("{}/erase", vera.path)).await;
    assert!(page.says("Alles von Vera"));
    assert_eq!(ada.does(&vera, "erase").await.goes_to(), "/inbox");
    assert_eq!(ada.get(&vera.path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(ada.does(&vera, "erase").await.status, StatusCode::NOT_FOUND);
    assert!(!ada.get("/inbox").await.says("Vera"));
    assert!(ConversationId::parse(&vera.id).is_ok());
}

#[tokio::test]
async fn r_sec_01_nothing_that_people_said_or_are_called_stands_in_the_files() {
    let office = Office::open().await;
    let vera = office.visitor_writes(1, "Vera Kanarienvogel", "Haben Sie Kanarienblumen?").await;
    let ada = office.signed_in("Ada").await;
    ada.answers(&vera, "Kanarienblumen haben wir.").await;
    let dana = [("name", "Kanaria"), ("mail", "kanaria@blumenladen.example"), ("role", "agent")];
    let invited = ada.post("/admin/agents", &dana).await;
    let link = invited.between("/set-up/", "<").to_owned();
    let secret = ada.cookie.split_once('=').expect("a cookie").1.to_owned();
    let mut searched = 0;
    for entry in std::fs::read_dir(office.database.folder.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        searched += bytes.len();
        for planted in [
            "Kanari",
            "kanari",
            "ada@blumenladen",
            "drei rosen",
            &link,
            &secret,
            &ada.csrf,
            "192.0.2.",
        ] {
            let is_there = bytes.windows(planted.len()).any(|bytes| bytes == planted.as_bytes());
            assert!(!is_there, "{planted}");
        }
    }
    assert!(searched > 10_000, "need files for this to mean anything");
}
