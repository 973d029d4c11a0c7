//! A data request whose conversations were had on several sites, each with a controller of its own.

use plausch::app::site;
use plausch_core::id::SiteId;
use plausch_core::retention::{Kind, Rules, Scope};
use plausch_core::site::{Mode, Settings, Site};
use serde_json::Value;

use crate::office::{Office, settings};
use crate::requests::{dana, does, enters, prepares, releases};

#[tokio::test]
async fn r_dsr_02_each_site_is_told_with_its_own_controller_ground_and_periods() {
    let office = Office::with_two_sites().await;
    let on_both = [
        office.visitor_writes(1, "Vera Nass", "Haben Sie Tulpen?").await,
        office.visitor_writes_on("kaufhaus", 2, "Vera Nass", "Haben Sie Schirme?").await,
    ];
    let rules = |days| {
        Kind::set_by(Scope::Site).fold(Rules::default(), |rules, kind| rules.with(kind, days, ""))
    };
    let kaufhaus = Settings {
        name: "Kaufhaus".into(),
        address: "https://kaufhaus.example".into(),
        controller: "Kaufhaus GmbH, Ring 7".into(),
        data_protection_officer: Some("schutz@kaufhaus.example".into()),
        privacy_url: "https://kaufhaus.example/datenschutz".into(),
        mode: Mode::Consent,
        retention: rules(60),
        ..settings()
    };
    let id = SiteId::parse("kaufhaus").expect("a site");
    site::put_at_start(&office.app, Site { id, settings: kaufhaus }).await.expect("changed");
    let dana = dana(&office).await;
    let path = enters(&dana, &[]).await;
    for conversation in &on_both {
        prepares(&dana, &path, conversation).await;
    }
    does(&dana, &path, "collection", &[]).await;
    let preview = dana.get(&format!("{path}/preview")).await;
    assert!(releases(&dana, &path).await.status.is_redirection());
    let html = dana.get(&format!("{path}/copy.html")).await;
    for shown in [&preview, &html] {
        let own = shown.between("<h3>Blumenladen</h3>", "<h3>Kaufhaus</h3>");
        let other = shown.between("<h3>Kaufhaus</h3>", "<h3>Auf allen diesen Websites</h3>");
        for (part, is_there, is_not) in [
            (
                own,
                ["Blumenladen, Musterstraße 1", "§ 25 Abs. 2 Nr. 2 TDDDG", "Nachrichten 30 Tage"],
                ["Kaufhaus", "§ 25 Abs. 1", "60 Tage"],
            ),
            (
                other,
                ["Kaufhaus GmbH, Ring 7", "§ 25 Abs. 1 TDDDG", "Nachrichten 60 Tage"],
                ["Musterstraße", "§ 25 Abs. 2", "Nachrichten 30"],
            ),
        ] {
            for text in is_there {
                assert!(part.contains(text), "{text}: {part}");
            }
            for text in is_not {
                assert!(!part.contains(text), "{text}: {part}");
            }
        }
        assert!(other.contains("https://kaufhaus.example/datenschutz"), "{other}");
        let at = "<p class=\"quiet\">https://kaufhaus.example</p>";
        assert_eq!(
            shown.text.matches(at).count(),
            2,
            "there, and at what was said there: {shown:?}"
        );
        assert!(other.contains("schutz@kaufhaus.example"), "{other}");
    }
    let json = dana.get(&format!("{path}/copy.json")).await;
    let copy: Value = serde_json::from_str(&json.text).expect("JSON");
    let sites = copy["processing"]["sites"].as_array().expect("a list");
    let told = |field: &str| sites.iter().map(|one| one[field].clone()).collect::<Vec<_>>();
    assert_eq!(told("id"), ["blumenladen", "kaufhaus"], "who was asked comes first: {sites:#?}");
    assert_eq!(told("controller"), ["Blumenladen, Musterstraße 1", "Kaufhaus GmbH, Ring 7"]);
    for (one, days) in sites.iter().zip(["Nachrichten 30 Tage", "Nachrichten 60 Tage"]) {
        let periods = one["information"]["Wie lange"].as_str().expect("a text");
        assert!(periods.contains(days), "{periods}");
    }
}

#[tokio::test]
async fn r_dsr_02_where_nothing_is_found_the_site_that_was_asked_is_told() {
    let office = Office::with_two_sites().await;
    let dana = dana(&office).await;
    let path = enters(&dana, &[]).await;
    let how = [("text", "Schreibt von der Adresse im Impressum.")];
    assert!(does(&dana, &path, "identity", &how).await.status.is_redirection());
    does(&dana, &path, "collection", &[]).await;
    let preview = dana.get(&format!("{path}/preview")).await;
    assert!(preview.says("Zu Ihnen ist hier nichts gespeichert"), "{preview:?}");
    let document = preview.between("data-as-sent", "</article>");
    assert_eq!(document.matches("<dt>Verantwortlich</dt>").count(), 1, "{document}");
    assert!(!document.contains("<h3>"), "one site needs no name");
}
