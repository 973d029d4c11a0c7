//! Promise 2: nothing acknowledged is ever lost. Visitors write and choose while the server is killed
//! again and again; afterwards every acknowledged message is there once, in order, without a gap,
//! and every acknowledged choice is in the log once (R-PROOF-04). And nothing erased ever returns: the
//! restore drill.

#[path = "../../../store/tests/support/mod.rs"]
#[expect(dead_code, reason = "the store's own tests use the rest of it")]
mod support;

mod backups;
mod desk;
mod drill;
mod log;
mod outage;
mod own;
mod retention;
mod rotating;
mod site;
mod unkept;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use plausch_core::proof::Inclusion;
use serde_json::{Value, json};
use site::Site;
use support::{Engine as DatabaseEngine, TestDatabase};

/// How often the server is killed on each engine.
const KILLS: usize = 50;
const VISITORS: usize = 6;
/// Acknowledged messages between two kills, at least: a kill without traffic proves nothing.
const MESSAGES_PER_LIFE: usize = 12;

#[test]
fn no_acknowledged_message_is_lost_when_the_server_is_killed_on_sqlite() {
    survive_kills(DatabaseEngine::Sqlite);
}

#[test]
fn no_acknowledged_message_is_lost_when_the_server_is_killed_on_postgres() {
    survive_kills(DatabaseEngine::Postgres);
}

fn survive_kills(engine: DatabaseEngine) {
    let database = TestDatabase::new(engine);
    let site = Arc::new(Site::new(&database));
    let acknowledged = Arc::new(AtomicUsize::new(0));
    let is_over = Arc::new(AtomicBool::new(false));
    let visitors: Vec<_> = (0..VISITORS)
        .map(|number| {
            let visitor = Visitor::new(&site, number, &acknowledged, &is_over);
            thread::spawn(move || visitor.write_until_over())
        })
        .collect();
    for _ in 0..KILLS {
        let mut server = site.start();
        let before = acknowledged.load(Ordering::SeqCst);
        while acknowledged.load(Ordering::SeqCst) < before + MESSAGES_PER_LIFE {
            thread::sleep(Duration::from_millis(2));
        }
        server.0.kill().expect("killed");
        server.0.wait().expect("dead");
    }
    let _server = site.start();
    is_over.store(true, Ordering::SeqCst);
    let mut positions = BTreeSet::new();
    let mut choices = 0;
    for visitor in visitors {
        let visitor = visitor.join().expect("the visitor's thread ran");
        visitor.check();
        positions.extend(visitor.places_of_choices());
        choices += visitor.choices.len();
    }
    let log = site.verify();
    assert_eq!(log["verdict"], "consistent", "{log}");
    assert_eq!((&log["kept"], &log["waiting"]), (&json!(choices), &json!(0)), "{log}");
    let all: BTreeSet<_> = (0..i64::try_from(choices).expect("few choices")).collect();
    assert_eq!(positions, all, "every choice has one place, without a gap");
    let blocks = log["blocks"].as_u64().expect("a number");
    assert!(blocks > 2, "need several blocks for this to mean anything: {log}");
}

/// Somebody who writes without pause, and sends again what was not acknowledged.
struct Visitor {
    site: Arc<Site>,
    number: u8,
    token: String,
    conversation: Option<String>,
    /// Acknowledged messages by their number in the conversation.
    sent: BTreeMap<i64, String>,
    /// Acknowledged choices, each a record of its own.
    choices: Vec<String>,
    acknowledged: Arc<AtomicUsize>,
    is_over: Arc<AtomicBool>,
}

impl Visitor {
    fn new(
        site: &Arc<Site>,
        number: usize,
        acknowledged: &Arc<AtomicUsize>,
        is_over: &Arc<AtomicBool>,
    ) -> Self {
        let number = u8::try_from(number).expect("few visitors");
        Self {
            site: Arc::clone(site),
            number,
            token: BASE64.encode([number; 32]),
            conversation: None,
            sent: BTreeMap::new(),
            choices: Vec::new(),
            acknowledged: Arc::clone(acknowledged),
            is_over: Arc::clone(is_over),
        }
    }

    fn write_until_over(mut self) -> Self {
        self.agree(self.record());
        let mut number: u64 = 0;
        while !self.is_over.load(Ordering::SeqCst) {
            let text = format!("Nachricht {number} von {}", self.number);
            let mut id = [self.number; 16];
            id[8..].copy_from_slice(&number.to_be_bytes());
            let message = json!({ "id": BASE64.encode(id), "body": text });
            let (path, body) = match &self.conversation {
                None => (
                    "/v1/sites/blumenladen/conversations".to_owned(),
                    json!({ "consent": self.record(), "lang": "de", "message": message }),
                ),
                Some(id) => (format!("/v1/conversations/{id}/messages"), message),
            };
            let answer = self.insist(&path, &body);
            if let Some(conversation) = answer["conversation"].as_str() {
                self.conversation = Some(conversation.to_owned());
            }
            self.sent.insert(answer["seq"].as_i64().expect("a number"), text);
            self.acknowledged.fetch_add(1, Ordering::SeqCst);
            id[0] = 0xff;
            self.agree(BASE64.encode(id));
            number += 1;
        }
        self
    }

    fn record(&self) -> String {
        BASE64.encode([self.number; 16])
    }

    fn agree(&mut self, record: String) {
        let notice = loop {
            let known = self.site.notice.lock().expect("no panic").clone();
            if let Some(notice) = known {
                break notice;
            }
            thread::sleep(Duration::from_millis(5));
        };
        let choice = json!({ "id": record, "notice": notice, "lang": "de",
                             "services": ["chat"], "ui": "dialog" });
        self.insist("/v1/sites/blumenladen/consents", &choice);
        self.choices.push(record);
    }

    /// The place in the log of each choice, as its receipt proves it, once it is sealed.
    fn places_of_choices(&self) -> Vec<i64> {
        let place = |record: &String| {
            for _ in 0..1_000 {
                let receipt =
                    self.insist("/v1/sites/blumenladen/receipts", &json!({ "id": record }));
                let events = receipt["events"].as_array().expect("events");
                assert_eq!(events.len(), 1, "one event for one choice: {receipt}");
                if events[0]["proof"].is_null() {
                    thread::sleep(Duration::from_millis(20));
                    continue;
                }
                let proof = serde_json::from_value::<Inclusion>(events[0]["proof"].clone());
                let proof = proof.expect("a proof");
                assert!(proof.holds(), "{receipt}");
                return proof.position;
            }
            panic!("nobody sealed {record}");
        };
        self.choices.iter().map(place).collect()
    }

    /// Sends again and again until it is acknowledged.
    fn insist(&self, path: &str, body: &Value) -> Value {
        for _ in 0..3_000 {
            match self.site.post(path, &self.token, body) {
                Some((200 | 201, answer)) => return answer,
                Some((status, answer)) if status < 500 => panic!("{path}: {status} {answer}"),
                _ => thread::sleep(Duration::from_millis(10)),
            }
        }
        panic!("the server did not come back");
    }

    /// Everything that was acknowledged is there once, in order, without a gap.
    fn check(&self) {
        let conversation = self.conversation.as_ref().expect("begun");
        let address = self.site.address(&format!("/v1/conversations/{conversation}/export"));
        let response = ureq::get(address)
            .header("Authorization", format!("Bearer {}", self.token))
            .call()
            .expect("the conversation");
        let export: Value = response.into_body().read_json().expect("JSON");
        let events = export["events"].as_array().expect("events");
        let kept: BTreeMap<_, _> = events
            .iter()
            .map(|event| {
                let seq = event["seq"].as_i64().expect("a number");
                (seq, event["body"].as_str().expect("a text").to_owned())
            })
            .collect();
        let numbers: Vec<_> = kept.keys().copied().collect();
        let count = i64::try_from(events.len()).expect("few events");
        assert_eq!(numbers, (1..=count).collect::<Vec<_>>(), "numbers without a gap");
        assert_eq!(kept, self.sent, "what was acknowledged is there, once, and nothing else");
        assert!(self.sent.len() > KILLS / 2, "need messages for this to mean anything");
    }
}
