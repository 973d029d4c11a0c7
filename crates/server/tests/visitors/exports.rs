//! What an authority gets to read of a site's choices.

use std::collections::BTreeSet;

use plausch::app::consent::{self, Grant};
use plausch::app::proof::{self, Format, Parts};
use plausch::app::{Error, registry};
use plausch::clock::Chance;
use plausch_core::Timestamp;
use plausch_core::consent::{Event, EventId, EventKind, Granted, Ui};
use plausch_core::id::{ConsentId, MessageId, ServiceId};
use plausch_core::merkle::Bytes;
use plausch_core::role::BuiltIn;
use plausch_core::site::Lang;
use plausch_core::time::DAY;
use plausch_store::Tx;
use serde_json::{Value, json};

use crate::receipts::{blumenladen, objections, shop_with_tools, signed_in, tools};
use crate::shop::Shop;
use crate::support::Engine;

/// A thousand people choose something, in either language, under two texts; some change it, some
/// take it back.
async fn a_thousand_choose(shop: &Shop) {
    let chance = Chance::seeded(9);
    for round in 0..2 {
        let choices = (0..500_u16).map(|number| {
            let [pick, lang, place, again, back] = chance.bytes();
            let mut id = [round; 16];
            id[..2].copy_from_slice(&number.to_be_bytes());
            let record = ConsentId::parse(MessageId::new(id).as_str()).expect("a record");
            chooses(shop, record, pick, [lang, place], [again, back])
        });
        for chosen in choices.collect::<Vec<_>>() {
            chosen.await;
        }
        assert!(proof::seal(&shop.app).await.expect("sealed") >= 500);
        shop.clock.advance(100 * DAY);
        let mut changed = tools();
        changed.services[0].provider.name = "Zähler AG".into();
        registry::put_at_start(&shop.app, &blumenladen(), changed).await.expect("published");
    }
}

async fn chooses(shop: &Shop, record: ConsentId, pick: u8, form: [u8; 2], later: [u8; 2]) {
    let lang = Lang::ALL[usize::from(form[0]) % 2];
    let services = |pick: u8| -> BTreeSet<ServiceId> {
        let all = ["chat", "remember", "counter", "films"];
        let chosen = (0..4).filter(|bit| (pick % 15 + 1) >> bit & 1 == 1);
        chosen.map(|bit| ServiceId::parse(all[bit]).expect("a service")).collect()
    };
    let grant = |pick: u8| Grant {
        record: record.clone(),
        notice: shop.app.directory.notice(&blumenladen(), lang).expect("shown").version.clone(),
        lang,
        services: services(pick),
        // Not the last three: an adapter, for sites that have switched it on, and two places in which
        // nobody agrees to anything.
        ui: Ui::ALL[usize::from(form[1]) % (Ui::ALL.len() - 3)],
    };
    let site = blumenladen();
    consent::grant(&shop.app, &site, None, grant(pick)).await.expect("recorded");
    if later[0].is_multiple_of(3) {
        consent::grant(&shop.app, &site, None, grant(later[0])).await.expect("recorded");
    }
    if later[1].is_multiple_of(4) {
        consent::withdraw(&shop.app, &site, None, record, Ui::Settings).await.expect("recorded");
    }
}

async fn exported(shop: &Shop, span: (Timestamp, Timestamp), format: Format) -> String {
    let dana = signed_in(BuiltIn::Administrator);
    let export = proof::export(&shop.app, &dana, &blumenladen(), span, format).await;
    let (mut export, mut text) = (export.expect("an export"), String::new());
    while let Some(part) = export.next().await.expect("a part") {
        text.push_str(&part);
    }
    text
}

#[tokio::test]
async fn r_proof_03_a_thousand_random_records_are_exported_whole_in_the_terms_of_the_standard() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let shop = shop_with_tools(engine).await;
        let begin = shop.app.now();
        a_thousand_choose(&shop).await;
        let all = (begin, shop.app.now());
        let export: Value =
            serde_json::from_str(&exported(&shop, all, Format::Json).await).expect("JSON");
        let records = export["records"].as_array().expect("records");
        assert_eq!(objections(records), Vec::<String>::new());
        let of = |path: &str| -> BTreeSet<String> {
            records.iter().map(|one| one.pointer(path).expect(path).to_string()).collect()
        };
        assert_eq!(of("/record_id").len(), 1_000, "each of them");
        assert_eq!(of("/event/id").len(), records.len(), "each event once");
        assert_eq!(of("/log/position").len(), records.len(), "each has a place of its own");
        assert_eq!(of("/notice/version").len(), 4, "two texts in two languages");
        assert_eq!(of("/event/state").len(), 3, "given, withdrawn, expired");
        assert!(records.len() > 1_300, "need changes for this to mean anything");
        // A schema that takes everything would prove nothing.
        let mut spoiled = records[0].clone();
        spoiled["services"][0]["pii_information"] = Value::Null;
        assert_eq!(objections(&[spoiled]).len(), 1);

        let csv = exported(&shop, all, Format::Csv).await;
        let services = records.iter().map(|one| one["services"].as_array().expect("some").len());
        assert_eq!(
            csv.matches("\r\n").count(),
            1 + services.sum::<usize>(),
            "a row for each service"
        );
        // What was taken back stands in the file, too.
        let lost = records.iter().find_map(|one| one["event"]["taken_back"][0].as_str());
        let lost = lost.expect("need something taken back for this to mean anything");
        let place = csv
            .lines()
            .next()
            .expect("a head")
            .split(',')
            .position(|name| name.contains("taken_back"));
        let place = place.expect("a column");
        assert!(
            csv.lines()
                .skip(1)
                .any(|row| row.split("\",\"").nth(place).is_some_and(|cell| cell.contains(lost)))
        );
        let none: Value =
            serde_json::from_str(&exported(&shop, (all.1, all.1), Format::Json).await)
                .expect("JSON");
        assert_eq!(none["records"], json!([]));
        let half = (begin, begin.plus(50 * DAY));
        let half: Value =
            serde_json::from_str(&exported(&shop, half, Format::Json).await).expect("JSON");
        assert!(half["records"].as_array().expect("some").len() < records.len());
    }
}

#[tokio::test]
async fn r_proof_03_only_administrators_export_and_it_is_noted() {
    let shop = Shop::open().await;
    let (app, site, span) = (&shop.app, blumenladen(), (Timestamp::from_millis(0), shop.app.now()));
    let ben = signed_in(BuiltIn::Agent);
    let refused = proof::export(app, &ben, &site, span, Format::Csv).await.map(drop);
    assert_eq!(refused, Err(Error::Forbidden));
    exported(&shop, span, Format::Csv).await;
    let store = shop.database.open();
    let noted = store.read(|tx| tx.inspect("select deed, subject from audit_entry")).await;
    let noted = noted.expect("read");
    assert_eq!(noted.len(), 1);
    assert_eq!(
        (noted[0].text(0).ok(), noted[0].text(1).ok()),
        (Some("exported consents"), Some("blumenladen"))
    );
}

/// A record of Vera's: so many events, each another choice than the one before.
async fn changes_her_mind(shop: &Shop, times: i64) -> ConsentId {
    let notice = shop.app.directory.notice(&blumenladen(), Lang::De).expect("shown");
    let offered = shop.app.directory.offered(&blumenladen()).expect("offered");
    let record = ConsentId::parse("VVVVVVVVVVVVVVVVVVVVVQ").expect("a record");
    let (of, at) = (record.clone(), shop.app.now());
    let deed = move |tx: &mut Tx<'_>| {
        for number in 1..=times {
            let less = |id: &ServiceId| number % 2 == 1 || id.as_str() != "films";
            let granted = offered.iter().filter(|(id, _)| less(id));
            let event = Event {
                id: EventId { record: of.clone(), number },
                site: blumenladen(),
                kind: EventKind::Granted,
                since: plausch_core::consent::Since::new(),
                granted: granted.map(|(id, state)| (id.clone(), state.clone())).collect(),
                notice: notice.version.clone(),
                lang: Lang::De,
                ui: Ui::Settings,
                at,
            };
            tx.append_consent(&event, Bytes([7; 16]))?;
        }
        Ok::<_, plausch_store::Error>(())
    };
    shop.database.open().write(deed).await.expect("stored");
    assert_eq!(proof::seal(&shop.app).await.ok(), usize::try_from(times).ok());
    record
}

async fn told(shop: &Shop, record: &ConsentId) -> (Value, usize) {
    let receipt = proof::receipt(&shop.app, &blumenladen(), None, record.clone()).await;
    let (mut receipt, mut text, mut largest) = (receipt.expect("a receipt"), String::new(), 0);
    while let Some(part) = receipt.next().await.expect("a part") {
        largest = largest.max(part.len());
        text.push_str(&part);
    }
    (serde_json::from_str(&text).expect("JSON"), largest)
}

#[tokio::test]
async fn r_proof_06_the_receipt_of_a_long_record_is_told_whole_in_small_parts() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let shop = shop_with_tools(engine).await;
        let record = changes_her_mind(&shop, 200).await;
        let (told, largest) = told(&shop, &record).await;
        let events = told["events"].as_array().expect("events");
        assert_eq!(objections(events), Vec::<String>::new());
        let numbers: Vec<_> = events.iter().map(|one| one["event"]["id"].clone()).collect();
        let named: Vec<_> = (1..=200).map(|number| json!(format!("{record}.{number}"))).collect();
        assert_eq!(numbers, named, "each once, in their order");
        let proofs = events.iter().map(|one| serde_json::from_value(one["proof"].clone()));
        let proofs: Result<Vec<plausch_core::proof::Inclusion>, _> = proofs.collect();
        assert!(proofs.expect("proofs").iter().all(plausch_core::proof::Inclusion::holds));
        // Also across the parts it is known what was taken back.
        let taken_back = |one: &Value| one["event"]["taken_back"] == json!(["films"]);
        assert_eq!(events.iter().filter(|one| taken_back(one)).count(), 100);
        assert!(largest < 256 * 1024, "what waits in memory: {largest} bytes");
    }
}

#[tokio::test]
async fn r_proof_03_what_can_not_be_read_is_named_and_keeps_none_of_the_others_back() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let shop = shop_with_tools(engine).await;
        let record = changes_her_mind(&shop, 5).await;
        // As a newer program may have written it, read after going back to an older one.
        let sql = "update consent_event set ui = 'hologram' where number = 3";
        shop.database.open().write(move |tx| tx.inspect(sql)).await.expect("changed");
        let name = format!("{record}.3");
        let all = (Timestamp::from_millis(0), shop.app.now().plus(1));
        let json: Value =
            serde_json::from_str(&exported(&shop, all, Format::Json).await).expect("JSON");
        let ids = |list: &Value| -> Vec<String> {
            let list = list.as_array().expect("a list").iter();
            list.map(|one| one["event"]["id"].as_str().expect("an id").to_owned()).collect()
        };
        let others = [1, 2, 4, 5].map(|number| format!("{record}.{number}"));
        assert_eq!((ids(&json["records"]), &json["unreadable"]), (others.to_vec(), &json!([name])));
        let csv = exported(&shop, all, Format::Csv).await;
        let row = csv.lines().find(|row| row.contains(&format!("\"{name}\""))).expect("a row");
        assert!(row.contains("\"unreadable\""), "{row}");
        assert_eq!(csv.lines().filter(|row| row.contains("\"given\"")).count(), 4 + 3 + 3 + 4);
        let (receipt, _) = told(&shop, &record).await;
        assert_eq!(
            (ids(&receipt["events"]), &receipt["unreadable"]),
            (others.into(), &json!([name]))
        );

        // A text that is not what its name says proves nothing; there is one for all of these.
        let sql = "update notice_version set content = '{}' where lang = 'de'";
        shop.database.open().write(move |tx| tx.inspect(sql)).await.expect("changed");
        let json: Value =
            serde_json::from_str(&exported(&shop, all, Format::Json).await).expect("JSON");
        assert_eq!(
            (&json["records"], json["unreadable"].as_array().map(Vec::len)),
            (&json!([]), Some(5))
        );
    }
}

/// Enough for fifty pages; what waits in memory does not depend on how many there are.
const MANY: i64 = 10_000;

#[tokio::test]
async fn r_proof_03_ten_thousand_events_are_exported_in_small_parts() {
    let shop = shop_with_tools(Engine::Sqlite).await;
    let notice = shop.app.directory.notice(&blumenladen(), Lang::De).expect("shown");
    let offered = shop.app.directory.offered(&blumenladen()).expect("offered");
    let granted: Granted = offered.iter().map(|(id, state)| (id.clone(), state.clone())).collect();
    let (store, at) = (shop.database.open(), shop.app.now());
    for start in (0..MANY).step_by(1_000) {
        let (granted, version) = (granted.clone(), notice.version.clone());
        let deed = move |tx: &mut Tx<'_>| {
            for number in start..start + 1_000 {
                let mut id = [0; 16];
                id[..8].copy_from_slice(&number.to_be_bytes());
                let record = ConsentId::parse(MessageId::new(id).as_str())?;
                let event = Event {
                    id: EventId { record, number: 1 },
                    site: blumenladen(),
                    kind: EventKind::Granted,
                    since: plausch_core::consent::Since::new(),
                    granted: granted.clone(),
                    notice: version.clone(),
                    lang: Lang::De,
                    ui: Ui::Banner,
                    at,
                };
                tx.append_consent(&event, Bytes([7; 16]))?;
            }
            Ok::<_, plausch_store::Error>(())
        };
        store.write(deed).await.expect("stored");
    }
    let dana = signed_in(BuiltIn::Administrator);
    let span = (Timestamp::from_millis(0), at.plus(1));
    let export = proof::export(&shop.app, &dana, &blumenladen(), span, Format::Csv).await;
    let mut export = export.expect("an export");
    let (mut lines, mut largest) = (0, 0);
    while let Some(part) = export.next().await.expect("a part") {
        lines += part.matches("\r\n").count();
        largest = largest.max(part.len());
    }
    let services = granted.len();
    assert_eq!(lines, usize::try_from(MANY).expect("a number") * services + 1, "with its head");
    assert!(largest < 1024 * 1024, "what waits in memory: {largest} bytes");
}
