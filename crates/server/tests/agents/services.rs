//! What a site asks consent for: choosing, describing, publishing.

use axum::http::StatusCode;
use plausch::app::registry;
use plausch_core::id::SiteId;
use plausch_core::registry::Registry;
use plausch_core::site::Lang;
use plausch_store::KeptRegistry;

use crate::office::{Answer, Browser, Office};

const HERE: &str = "/admin/sites/blumenladen";

fn blumenladen() -> SiteId {
    SiteId::parse("blumenladen").expect("a site")
}

fn at(page: &str) -> String {
    format!("{HERE}/{page}")
}

/// What the shop keeps.
async fn kept(office: &Office) -> KeptRegistry {
    let store = office.database.open();
    store.read(|tx| tx.registry(&blumenladen())).await.expect("read")
}

async fn takes(browser: &Browser<'_>, services: &[&str]) -> Answer {
    let ticked: Vec<_> = services.iter().map(|id| ("services", *id)).collect();
    browser.post(&at("catalogue"), &ticked).await
}

/// Publishes the draft that the page shows.
async fn publishes(browser: &Browser<'_>, words: &str) -> Answer {
    let page = browser.get(&at("publication")).await;
    let seen = page.between("name=\"seen\" value=\"", "\"").to_owned();
    browser.post(&at("publication"), &[("seen", &seen), ("words", words)]).await
}

/// A field of a form, as the browser sends it.
type Field = (String, String);

/// The fields of a service's form as the page shows them.
async fn form_of(browser: &Browser<'_>, service: &str) -> Vec<Field> {
    let page = browser.get(&at(&format!("services/{service}"))).await;
    assert_eq!(page.status, StatusCode::OK);
    let form = page.between("class=\"card stack\" novalidate>", "</form>").to_owned();
    let plain =
        |text: &str| text.replace("&#38;", "&").replace("&#39;", "'").replace("&#34;", "\"");
    let mut fields = Vec::new();
    for tag in form.split('<').skip(1) {
        let value_of = |name: &str| {
            let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
            Some(plain(rest.split('"').next()?))
        };
        let last = fields.last_mut();
        match (tag.split([' ', '>']).next(), value_of("name")) {
            (Some("input"), Some(name)) if name != "csrf" => {
                let is_ticked =
                    tag.split(['>', '<']).next().is_some_and(|tag| tag.ends_with(" checked"));
                let is_off =
                    (tag.contains("\"radio\"") || tag.contains("\"checkbox\"")) && !is_ticked;
                if !is_off {
                    fields.push((name, value_of("value").unwrap_or_default()));
                }
            }
            (Some("textarea"), Some(name)) => {
                fields.push((name, plain(tag.split_once('>').map_or("", |(_, text)| text))));
            }
            (Some("select"), Some(name)) => fields.push((name, String::new())),
            (Some("option"), _) if tag.contains("selected") => {
                let select: &mut Field = last.expect("a select");
                select.1 = value_of("value").unwrap_or_default();
            }
            _ => {}
        }
    }
    fields
}

/// Sends a service's form with some fields changed.
async fn changes(browser: &Browser<'_>, service: &str, changed: &[(&str, &str)]) -> Answer {
    let mut fields = form_of(browser, service).await;
    fields.retain(|(name, _)| !changed.iter().any(|(other, _)| other == name));
    let fields = fields.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    let fields: Vec<_> = fields.chain(changed.iter().copied()).collect();
    browser.post(&at(&format!("services/{service}")), &fields).await
}

#[tokio::test]
async fn an_administrator_takes_two_tools_from_the_catalogue_and_publishes() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    assert!(ada.get(HERE).await.says(&at("services")), "the way there");
    assert!(ada.get(&at("services")).await.says("Welche Werkzeuge benutzt Ihre Website?"));
    let taken = takes(&ada, &["matomo", "youtube"]).await;
    assert_eq!(taken.goes_to(), at("gaps?saved=true"), "{taken:?}");
    assert!(ada.get(taken.goes_to()).await.says("Schritt 2 von 4"));
    let page = ada.get(&at("services")).await;
    for said in ["Statistik", "Matomo", "Inhalte anderer Anbieter", "YouTube", "bitte prüfen"] {
        assert!(page.says(said), "{said}");
    }
    assert_eq!(kept(&office).await.published, Registry::default(), "visitors see nothing of it");
    let before = office.app.directory.notice(&blumenladen(), Lang::De).expect("a notice");
    let published = publishes(&ada, "material").await;
    assert_eq!(published.goes_to(), at("installation?saved=true"), "{published:?}");
    let after = ada.get(published.goes_to()).await;
    for lang in Lang::ALL {
        let notice = office.app.directory.notice(&blumenladen(), lang).expect("a notice");
        assert!(after.says(notice.version.as_str()), "the version of {lang:?}");
        assert!(notice.content.contains("_pk_id*") && notice.content.contains("YouTube"));
        assert_ne!(notice.version, before.version);
    }
    assert!(ada.get("/s/blumenladen/de/plausch.js").await.says("\"banner\":"), "at once");
    let audit = "select count(*) from audit_entry where deed in \
         ('changed a registry', 'published a registry') and subject = 'blumenladen'";
    let rows = office.database.open().read(move |tx| tx.inspect(audit)).await.expect("read");
    assert_eq!(rows[0].int(0).expect("a number"), 2, "both deeds are in the audit");
}

#[tokio::test]
async fn the_catalogue_is_searched_without_scripts_and_says_where_it_was_read() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    let page = ada.get(&at("catalogue?q=_pk_id+MATOMO")).await;
    assert!(page.says("value=\"matomo\"") && !page.says("value=\"youtube\""), "every word counts");
    assert!(page.says("https://matomo.org/faq/general/faq_146/") && page.says("2026-11-22"));
    assert!(page.says("bitte prüfen"), "what nobody has looked up");
    assert!(ada.get(&at("catalogue?q=rosenstrauch")).await.says("steht nichts im Katalog"));
    let none = takes(&ada, &[]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(none.says("mindestens ein Werkzeug"));
    assert_eq!(takes(&ada, &["matomo", "erfunden"]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(kept(&office).await.draft, Registry::default(), "nothing half-done");
}

#[tokio::test]
async fn a_form_sent_as_it_is_shown_changes_nothing() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    takes(&ada, &["matomo", "google-analytics"]).await;
    let before = kept(&office).await.draft;
    for service in ["matomo", "google-analytics"] {
        assert_eq!(changes(&ada, service, &[]).await.goes_to(), at("services?saved=true"));
    }
    assert_eq!(kept(&office).await.draft, before);
}

#[tokio::test]
async fn r_cons_04_a_gap_is_named_at_its_field_and_nothing_is_published() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    takes(&ada, &["matomo"]).await;
    for (field, bad, sentence) in [
        ("name", "", "Fehlt noch."),
        ("provider-name", "", "Fehlt noch."),
        ("provider-address", "", "Fehlt noch."),
        ("provider-country", "Deutschland", "Zwei Buchstaben"),
        ("provider-country", "US", "außerhalb des EWR"),
        ("aim-en", "", "Fehlt noch."),
        ("data-de", "", "Fehlt noch."),
        ("recipients-de", "", "Fehlt noch."),
        ("keys-2-lifetime-en", "", "Fehlt noch."),
        ("keys-1-name", "*", "Ein Stern allein"),
        ("privacy_url", "javascript:alert(1)", "https://"),
    ] {
        let fields = form_of(&ada, "matomo").await;
        let good = fields.iter().find(|(name, _)| name == field).expect("a field").1.clone();
        let changed = changes(&ada, "matomo", &[(field, bad)]).await;
        assert_eq!(changed.goes_to(), at("services/matomo?saved=true"), "{field}: {changed:?}");
        let page = ada.get(changed.goes_to()).await;
        // A transfer is missing because of the country: it is told where it is put right.
        let place = if bad == "US" { "provider-transfer" } else { field };
        let told = page.between(&format!("id=\"{place}-problem\">"), "</p>");
        assert!(told.contains(sentence), "{field}: {told}");
        assert!(page.says(&format!("href=\"#{place}\"")), "{field} in the summary");
        let overview = ada.get(&at("services")).await;
        let link = format!("href=\"{}#{place}\"", at("services/matomo"));
        assert!(overview.says(&link), "{field}: {link}");
        let refused = publishes(&ada, "material").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert!(refused.says(&link) && !refused.says("Jetzt veröffentlichen"), "{field}");
        assert_eq!(kept(&office).await.published, Registry::default(), "{field}");
        changes(&ada, "matomo", &[(field, &good)]).await;
    }
    assert_eq!(publishes(&ada, "material").await.status, StatusCode::SEE_OTHER, "whole again");
}

#[tokio::test]
async fn r_ban_06_a_euphemism_is_named_with_its_phrase() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    takes(&ada, &["matomo"]).await;
    let words = [("aim-de", "Für ein optimales Nutzungserlebnis.")];
    let changed = changes(&ada, "matomo", &words).await;
    let page = ada.get(changed.goes_to()).await;
    let told = page.between("id=\"aim-de-problem\">", "</p>");
    assert!(told.contains("„optimales nutzungserlebnis“ sagt nicht, was geschieht"), "{told}");
}

#[tokio::test]
async fn r_ban_04_an_exception_needs_its_reason_and_r_cons_10_there_is_no_other_basis() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    takes(&ada, &["matomo"]).await;
    let before = kept(&office).await.draft;
    let other = changes(&ada, "matomo", &[("basis", "legitimate_interest")]).await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(kept(&office).await.draft, before);
    let page = ada.get(&at("services/matomo")).await;
    assert_eq!(page.text.matches("name=\"basis\"").count(), 3, "R-CONS-10");
    let exempt = changes(&ada, "matomo", &[("basis", "25-2-2")]).await;
    let page = ada.get(exempt.goes_to()).await;
    assert!(page.between("id=\"reason-de-problem\">", "</p>").contains("begründen Sie"));
    let reasons = [("reason-de", "Ohne ihn kein Korb."), ("reason-en", "No basket without it.")];
    assert_eq!(changes(&ada, "matomo", &reasons).await.goes_to(), at("services?saved=true"));
    assert!(ada.get(&at("services")).await.says("ohne Einwilligung"));
}

#[tokio::test]
async fn rows_for_keys_come_and_go_without_scripts_and_without_losing_a_word() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    takes(&ada, &["matomo"]).await;
    let before = kept(&office).await.draft;
    let more = changes(&ada, "matomo", &[("deed", "add-key"), ("name", "Zähler")]).await;
    assert_eq!(more.status, StatusCode::OK);
    assert!(more.says("id=\"keys-6-name\"") && more.says("value=\"Zähler\""));
    let less = changes(&ada, "matomo", &[("deed", "remove-key-0"), ("name", "Zähler")]).await;
    assert!(!less.says("_pk_id*") && less.says("_pk_ref*") && less.says("value=\"Zähler\""));
    assert_eq!(kept(&office).await.draft, before, "nothing is kept until it is saved");
    let new = [
        ("keys-6-name", "_pk_neu"),
        ("keys-6-place", "local_storage"),
        ("keys-6-party", "first"),
        ("keys-6-lifetime-de", "1 Tag"),
        ("keys-6-lifetime-en", "1 day"),
    ];
    changes(&ada, "matomo", &new).await;
    let keys = kept(&office).await.draft.services[0].keys.clone();
    assert_eq!((keys.len(), keys[6].name.as_str()), (7, "_pk_neu"));
}

#[tokio::test]
async fn r_cons_07_the_page_shows_before_and_after_and_who_is_asked_again() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    takes(&ada, &["matomo", "youtube"]).await;
    let page = ada.get(&at("publication")).await;
    assert!(page.says("Der Dienst ist neu"));
    publishes(&ada, "material").await;
    let state = async |id: &str| {
        let published = kept(&office).await.published;
        let service = published.services.iter().find(|one| one.id.as_str() == id);
        service.expect("published").revision()
    };
    let first = state("matomo").await;
    changes(&ada, "matomo", &[("aim-de", "Zählt Besuche, sonst nichts.")]).await;
    let page = ada.get(&at("publication")).await;
    assert!(page.says("<del>Zählt Besuche und") && page.says("<ins>Zählt Besuche, sonst nichts."));
    assert!(page.says("Texte haben sich geändert: Matomo</legend>"), "{page:?}");
    assert!(!page.says("<b>YouTube</b>"), "what has not changed is not shown");
    publishes(&ada, "editorial").await;
    assert_eq!(state("matomo").await, first, "nobody is asked again");
    changes(&ada, "matomo", &[("aim-de", "Zählt Besuche und erkennt Sie wieder.")]).await;
    publishes(&ada, "").await;
    let second = state("matomo").await;
    assert_ne!(second, first, "without a word from the operator, it means something else");
    changes(&ada, "matomo", &[("provider-name", "Anderer GmbH")]).await;
    let page = ada.get(&at("publication")).await;
    assert!(page.says("Tatsachen haben sich geändert") && !page.says("value=\"editorial\""));
    publishes(&ada, "editorial").await;
    assert_ne!(state("matomo").await, second, "facts are never editorial");
}

#[tokio::test]
async fn nobody_publishes_a_draft_they_have_not_seen() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    takes(&ada, &["matomo"]).await;
    let seen = registry::name_of(&kept(&office).await.draft).expect("a name").to_string();
    takes(&ada, &["youtube"]).await;
    let refused = ada.post(&at("publication"), &[("seen", &seen)]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.says("Inzwischen hat jemand den Entwurf geändert") && refused.says("YouTube"));
    assert_eq!(kept(&office).await.published, Registry::default());
}

#[tokio::test]
async fn a_purpose_goes_only_when_no_service_is_used_for_it() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    takes(&ada, &["matomo"]).await;
    let removal = at("purposes/statistics/removal");
    let asked = ada.get(&removal).await;
    assert!(asked.says("Diese Dienste gehören dazu") && asked.says(&at("services/matomo")));
    assert_eq!(ada.post(&removal, &[]).await.status, StatusCode::CONFLICT);
    assert!(ada.get(&at("services/matomo/removal")).await.says("„Matomo“ entfernen?"));
    let gone = ada.post(&at("services/matomo/removal"), &[]).await;
    assert_eq!(gone.goes_to(), at("services?saved=true"));
    assert_eq!(ada.post(&removal, &[]).await.goes_to(), at("services?saved=true"));
    assert_eq!(kept(&office).await.draft, Registry::default());
    assert_eq!(ada.post(&removal, &[]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_service_and_a_purpose_of_ones_own_begin_with_their_names() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    let purpose = [
        ("id", "greetings"),
        ("name-de", "Grüße"),
        ("name-en", "Greetings"),
        ("description-de", "Wir zeigen Grußkarten."),
        ("description-en", "We show greeting cards."),
    ];
    assert!(ada.post(&at("new-purpose"), &[("id", "Grüße")]).await.says("ein Buchstabe am Anfang"));
    assert_eq!(ada.post(&at("new-purpose"), &purpose).await.goes_to(), at("services?saved=true"));
    assert!(ada.post(&at("new-purpose"), &purpose).await.says("gibt es schon"));
    let service =
        [("id", "cards"), ("name", "Karten"), ("purpose", "greetings"), ("basis", "consent")];
    for (field, bad, sentence) in [
        ("id", "Karten!", "ein Buchstabe am Anfang"),
        ("origins", "https://karten.example\nkein Ursprung", "Jede Zeile wie"),
    ] {
        let fields: Vec<_> =
            service.into_iter().filter(|(name, _)| *name != field).chain([(field, bad)]).collect();
        let refused = ada.post(&at("new-service"), &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert!(refused.between(&format!("id=\"{field}-problem\">"), "</p>").contains(sentence));
        assert!(refused.says("value=\"Karten\""), "what was typed stays");
    }
    let created = ada.post(&at("new-service"), &service).await;
    assert_eq!(created.goes_to(), at("services/cards?saved=true"), "it has gaps");
    let again = ada.post(&at("new-service"), &service).await;
    assert!(again.between("id=\"id-problem\">", "</p>").contains("gibt es schon"));
    assert_eq!(kept(&office).await.draft.services.len(), 1);
}

#[tokio::test]
async fn two_editors_of_a_service_see_what_the_other_has_saved_and_nothing_is_lost() {
    let office = Office::open().await;
    let (ada, other) = (office.signed_in("Ada").await, office.signed_in("Ada").await);
    takes(&ada, &["matomo"]).await;
    let fields = form_of(&ada, "matomo").await;
    let with = |changed: &[(&str, &str)], fields: &[Field]| -> Vec<Field> {
        let kept = fields.iter().filter(|(name, _)| !changed.iter().any(|(one, _)| one == name));
        let changed = changed.iter().map(|(name, text)| ((*name).into(), (*text).into()));
        kept.cloned().chain(changed).collect()
    };
    let sent = async |browser: &Browser<'_>, fields: &[Field]| {
        let fields: Vec<_> = fields.iter().map(|(name, text)| (&**name, &**text)).collect();
        browser.post(&at("services/matomo"), &fields).await
    };
    let first = with(&[("provider-address", "Ladenweg 1")], &fields);
    assert_eq!(sent(&other, &first).await.goes_to(), at("services?saved=true"));
    let second = with(&[("aim-de", "Zählt Besuche.")], &fields);
    let refused = sent(&ada, &second).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{refused:?}");
    assert!(refused.says("Inzwischen hat jemand anderes das geändert"));
    let kept_address = refused.between("id=\"provider-address-meanwhile\">", "</p>");
    assert!(kept_address.contains("Ladenweg 1"), "{kept_address}");
    assert!(refused.says(">Zählt Besuche.</textarea>"), "what was typed stays");
    assert!(
        !refused.says("id=\"name-meanwhile\""),
        "where both say the same there is nothing to tell"
    );
    let draft = kept(&office).await.draft;
    assert_eq!(draft.services[0].provider.address, "Ladenweg 1", "the first is not undone");
    // Having seen it, Ada saves: now hers counts.
    let seen = refused.between("name=\"seen\" value=\"", "\"").to_owned();
    let third = with(&[("seen", &seen), ("aim-de", "Zählt Besuche.")], &fields);
    assert_eq!(sent(&ada, &third).await.goes_to(), at("services?saved=true"));
    assert_eq!(kept(&office).await.draft.services[0].aim[&Lang::De], "Zählt Besuche.");
}

#[tokio::test]
async fn two_editors_of_a_purpose_see_it_too() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    takes(&ada, &["matomo"]).await;
    let here = at("purposes/statistics");
    let page = ada.get(&here).await;
    let seen = page.between("name=\"seen\" value=\"", "\"").to_owned();
    let form = |name: &'static str| {
        let (de, en) = ("Wir zählen.", "We count.");
        [
            ("seen", seen.clone()),
            ("name-de", name.into()),
            ("name-en", "Numbers".into()),
            ("description-de", de.into()),
            ("description-en", en.into()),
        ]
    };
    let sent = async |name| {
        let form = form(name);
        let fields: Vec<_> = form.iter().map(|(name, text)| (*name, &**text)).collect();
        ada.post(&here, &fields).await
    };
    assert_eq!(sent("Zahlen").await.status, StatusCode::SEE_OTHER);
    let refused = sent("Zähler").await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.between("id=\"name-de-meanwhile\">", "</p>").contains("Zahlen"));
}

#[tokio::test]
async fn what_the_catalogue_does_not_know_is_ticked_off_with_its_day() {
    let office = Office::open().await;
    let ada = office.signed_in("Ada").await;
    takes(&ada, &["youtube"]).await;
    let before = ada.get(&at("services/youtube")).await;
    assert!(before.says("name=\"checked-provider.address\"") && before.says("bitte prüfen"));
    let ticked = [("checked-provider.address", "on"), ("checked-data", "on")];
    changes(&ada, "youtube", &ticked).await;
    let page = ada.get(&at("services/youtube")).await;
    assert!(
        page.between("id=\"provider-address-hint\">", "</p>").contains("geprüft am 2026-05-28")
    );
    assert!(page.says("name=\"checked-origins\"") && !page.says("name=\"checked-data\""));
    let service = kept(&office).await.draft.services[0].clone();
    assert_eq!(service.checked.keys().collect::<Vec<_>>(), ["data", "provider.address"]);
    publishes(&ada, "").await;
    changes(&ada, "youtube", &[("checked-origins", "on")]).await;
    let overview = ada.get(&at("services")).await;
    assert!(!overview.says("Der Entwurf weicht davon ab"), "visitors are told the same");
    assert!(ada.get(&at("publication")).await.says("nichts zu veröffentlichen"));
}
