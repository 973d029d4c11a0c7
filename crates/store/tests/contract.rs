//! The contract of the store: the same tests on either engine.

#[path = "support/mod.rs"]
mod support;

#[path = "contract/agent_data.rs"]
mod agent_data;
#[path = "contract/audit.rs"]
mod audit;
#[path = "contract/backups.rs"]
mod backups;
#[path = "contract/conversations.rs"]
mod conversations;
#[path = "contract/erasing.rs"]
mod erasing;
#[path = "contract/failing.rs"]
mod failing;
#[path = "contract/figures.rs"]
mod figures;
#[path = "contract/inbox.rs"]
mod inbox;
#[path = "contract/incidents.rs"]
mod incidents;
#[path = "contract/numbers.rs"]
mod numbers;
#[path = "contract/own.rs"]
mod own;
#[path = "contract/people.rs"]
mod people;
#[path = "contract/requests.rs"]
mod requests;
#[path = "contract/retention.rs"]
mod retention;
#[path = "contract/rotating.rs"]
mod rotating;
#[path = "contract/sealing.rs"]
mod sealing;
#[path = "contract/second_factor.rs"]
mod second_factor;
#[path = "contract/unkept.rs"]
mod unkept;
#[path = "contract/writing.rs"]
mod writing;

use plausch_core::conversation::Conversation;
use plausch_core::event::{Author, Kind};
use plausch_core::id::{ConversationId, MessageId, Revision, ServiceId, SiteId};
use plausch_core::message::Body;
use plausch_core::site::{Lang, Lifetime, Mode, Origin, Settings, Site};
use plausch_core::visitor::TokenHash;
use plausch_core::{Personal, Timestamp};
use plausch_store::{Error, NewConversation, NewEvent, Store, Tx};

/// Makes a test of each function, on either engine.
macro_rules! on_both_engines {
    ($($test:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $test() {
                super::$test(&crate::support::TestDatabase::new(crate::support::Engine::Sqlite)).await;
            })*
        }
        mod postgres {
            $(#[tokio::test]
            async fn $test() {
                super::$test(&crate::support::TestDatabase::new(crate::support::Engine::Postgres)).await;
            })*
        }
    };
}
pub(crate) use on_both_engines;

const NOW: Timestamp = Timestamp::from_millis(1_780_000_000_000);

fn blumenladen() -> Site {
    Site {
        id: SiteId::parse("blumenladen").expect("a site"),
        settings: Settings {
            name: "Blumenladen".into(),
            address: "https://blumenladen.example".into(),
            origins: Origin::parse("https://blumenladen.example").into_iter().collect(),
            languages: vec![Lang::De, Lang::En],
            mode: Mode::Consent,
            lifetime: Lifetime::Session,
            remember_days: 0,
            idle_hours: 4,
            retention: plausch_core::retention::Rules::default(),
            controller: "Blumenladen, Musterstraße 1".into(),
            data_protection_officer: None,
            mail: Some("hallo@blumenladen.example".into()),
            phone: None,
            privacy_url: "https://blumenladen.example/datenschutz".into(),
            imprint_url: "https://blumenladen.example/impressum".into(),
            counts_refusals: false,
            reaches_children: false,
            privacy: plausch_core::site::Privacy::default(),
        },
    }
}

fn chat() -> plausch_core::consent::Granted {
    [(ServiceId::chat(), Revision::of("state 1"))].into()
}

fn token(number: u8) -> TokenHash {
    TokenHash(vec![number; 32])
}

fn conversation_id(number: u8) -> ConversationId {
    ConversationId::new(NOW.plus(i64::from(number)), [number; 10])
}

fn says(number: u8, text: &str) -> NewEvent {
    NewEvent {
        kind: Kind::Message,
        author: Author::Visitor,
        assignee: None,
        text: Some((
            MessageId::new([number; 16]),
            Body::new(&Personal::new(text.into())).expect("a body"),
        )),
        nonce: [number; 12],
    }
}

/// Adds the Blumenladen and one conversation of Vera's.
async fn vera_writes(store: &Store, number: u8, text: &'static str) -> ConversationId {
    let id = conversation_id(number);
    let of = id.clone();
    store
        .write(move |tx: &mut Tx<'_>| -> Result<(), Error> {
            let site = blumenladen();
            if tx.sites()?.is_empty() {
                tx.insert_site(&site, NOW)?;
            }
            tx.insert_conversation(
                &NewConversation {
                    id: &of,
                    site: &site.id,
                    lang: Lang::De,
                    is_kept: true,
                    visitor_name: Some(&Personal::new("Vera Canary".into())),
                    consent: None,
                    token: &token(number),
                    token_expires_at: NOW.plus(1_000),
                    told: &plausch_core::id::Revision::of("told"),
                    key: [number; 32],
                    nonces: [[1; 12], [2; 12]],
                },
                NOW,
            )?;
            append(tx, &of, &says(number, text))
        })
        .await
        .expect("stored");
    id
}

/// Appends an event as the application does: read under the lock, rules, append.
fn append(tx: &mut Tx<'_>, id: &ConversationId, new: &NewEvent) -> Result<(), Error> {
    let conversation = tx.conversation(id)?.ok_or(Error::Conflict)?;
    let next = conversation
        .after(new.kind, &new.author, new.assignee.as_ref())
        .map_err(|_| Error::Conflict)?;
    tx.append(&conversation, next, new, NOW.plus(2_000), NOW)?.map(drop).ok_or(Error::Conflict)
}

async fn read_conversation(store: &Store, id: &ConversationId) -> Option<Conversation> {
    let id = id.clone();
    store.read(move |tx| tx.conversation(&id)).await.expect("read")
}
