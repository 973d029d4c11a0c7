//! The visitor's own page: the way to it, what they correct there, and what they object to.

use std::collections::{BTreeMap, BTreeSet};

use plausch_core::consent::{Event, EventId, EventKind, Ui};
use plausch_core::conversation::Contact;
use plausch_core::id::{ConsentId, ConversationId, EntryId, NoticeVersion, SiteId};
use plausch_core::merkle::Bytes;
use plausch_core::own::{Code, Secret};
use plausch_core::site::Lang;
use plausch_core::time::DAY;
use plausch_core::{Personal, Timestamp};
use plausch_store::inventory::{self, Whose};
use plausch_store::{Error, Store, Tx};

use crate::support::TestDatabase;
use crate::{NOW, blumenladen, chat, on_both_engines, vera_writes};

on_both_engines! {
    r_dsr_03_a_code_leads_to_one_conversation_and_goes_with_it,
    r_dsr_04_what_is_corrected_takes_the_place_of_what_was_there,
    r_dsr_06_who_objects_is_left_out_of_the_numbers_and_of_longer_periods,
}

async fn give(
    store: &Store,
    id: &ConversationId,
    code: &Code,
    secret: &Secret,
) -> (Code, Timestamp) {
    let (id, code, secret) = (id.clone(), code.clone(), secret.clone());
    let deed = move |tx: &mut Tx<'_>| tx.set_own_access(&id, &code, |code| secret.hash(code), NOW);
    store.write(deed).await.expect("kept")
}

async fn r_dsr_03_a_code_leads_to_one_conversation_and_goes_with_it(database: &TestDatabase) {
    let store = database.open();
    let vera = vera_writes(&store, 1, "Tulpen").await;
    let nora = vera_writes(&store, 2, "Rosen").await;
    let (code, secret) = (Code::new([1; 5]), Secret::new([1; 10]));
    assert_eq!(give(&store, &vera, &code, &secret).await, (code.clone(), NOW));
    give(&store, &nora, &Code::new([2; 5]), &Secret::new([2; 10])).await;
    let by = async |site: &str, code: &Code| {
        let (site, code) = (SiteId::parse(site).expect("a site"), code.clone());
        store.read(move |tx| tx.by_own_code(&site, &code)).await.expect("read")
    };
    assert_eq!(by("blumenladen", &code).await, Some((vera.clone(), secret.hash(&code), NOW)));
    assert_eq!(by("tulpen", &code).await, None, "another site");
    assert_eq!(by("blumenladen", &Code::new([3; 5])).await, None, "another code");
    // A new secret takes the place of the old one, and is newer also in the same moment; the code stays.
    let again = Secret::new([9; 10]);
    assert_eq!(give(&store, &vera, &Code::new([4; 5]), &again).await, (code.clone(), NOW.plus(1)));
    assert_eq!(
        by("blumenladen", &code).await,
        Some((vera.clone(), again.hash(&code), NOW.plus(1)))
    );
    let (of, entry) = (vera.clone(), EntryId::new(NOW, [1; 10]));
    let erase = move |tx: &mut Tx<'_>| tx.erase_conversation(&of, "visitor", &entry, NOW);
    store.write(erase).await.expect("erased");
    assert_eq!(by("blumenladen", &code).await, None);
}

async fn r_dsr_04_what_is_corrected_takes_the_place_of_what_was_there(database: &TestDatabase) {
    let store = database.open();
    let vera = vera_writes(&store, 1, "Tulpen").await;
    let correct = async |name: Option<&str>, mail: Option<&str>| {
        let id = vera.clone();
        let own = |text: &str| Personal::new(text.to_owned());
        let (name, mail) = (name.map(own), mail.map(own));
        let deed = move |tx: &mut Tx<'_>| -> Result<_, Error> {
            let contact = Contact { mail: mail.clone(), phone: None };
            let nonces = [[1; 12], [2; 12], [3; 12]];
            let now = Timestamp::from_millis(0);
            assert!(tx.rectify(&id, name.as_ref(), &contact, nonces, now)?, "it has its key");
            tx.own_conversation(&id)
        };
        let (found, is_emptied) = store.write(deed).await.expect("corrected").expect("there");
        assert!(!is_emptied);
        (found.visitor_name, found.contact.mail)
    };
    let (name, mail) = (Personal::new("Vera Blum".into()), Personal::new("v@web.de".into()));
    assert_eq!(correct(Some("Vera Blum"), Some("v@web.de")).await, (Some(name), Some(mail)));
    assert_eq!(correct(None, None).await, (None, None), "what is left empty is gone");
}

async fn r_dsr_06_who_objects_is_left_out_of_the_numbers_and_of_longer_periods(
    database: &TestDatabase,
) {
    let store = database.open();
    let vera = vera_writes(&store, 1, "Tulpen").await;
    let nora = vera_writes(&store, 2, "Rosen").await;
    for (number, id) in [(1_u8, &vera), (2, &nora)] {
        let sql = format!("update conversation set consent_id = '{number:A<22}' where id = '{id}'");
        let deed = move |tx: &mut Tx<'_>| -> Result<(), Error> {
            let notice = NoticeVersion::of("text");
            tx.keep_notice(&notice, &blumenladen().id, Lang::De, "text", NOW)?;
            tx.inspect(&sql)?;
            let record = ConsentId::parse(&format!("{number:A<22}")).expect("a record");
            let new = Event {
                id: EventId { record, number: 1 },
                site: blumenladen().id,
                kind: EventKind::Granted,
                granted: chat(),
                since: plausch_core::consent::Since::new(),
                notice,
                lang: Lang::De,
                ui: Ui::Dialog,
                at: NOW,
            };
            tx.append_consent(&new, Bytes([number; 16]))
        };
        store.write(deed).await.expect("stored");
    }
    let counted = async || {
        let deed = |tx: &mut Tx<'_>| tx.consent_counts(&blumenladen().id, NOW, NOW.plus(DAY));
        let counts = store.read(deed).await.expect("read");
        counts.values().flat_map(|days| days.values()).map(|count| count.granted).sum::<i64>()
    };
    let aged = async || {
        let after = (plausch_core::Timestamp::from_millis(i64::MIN), String::new());
        let deed = move |tx: &mut Tx<'_>| tx.aged_with_objection(NOW.plus(1), after.clone(), 10);
        store.read(deed).await.expect("read").into_iter().map(|one| one.id).collect::<Vec<_>>()
    };
    assert_eq!((counted().await, aged().await), (2, Vec::new()));
    for (number, is_new) in [(1, true), (2, false)] {
        let (id, entry) = (vera.clone(), EntryId::new(NOW, [number; 10]));
        let at = NOW.plus(i64::from(number));
        let objected = store.write(move |tx: &mut Tx<'_>| tx.object(&id, &entry, at)).await;
        assert_eq!(objected.expect("kept"), is_new);
    }
    assert_eq!((counted().await, aged().await), (1, vec![vera.clone()]), "the other one counts");
    let id = vera.clone();
    let at = store.read(move |tx| tx.objected_at(&id)).await.expect("read");
    assert_eq!(at, Some(NOW.plus(1)), "the first counts");
    for was_there in [true, false] {
        let (id, entry) = (vera.clone(), EntryId::new(NOW, [u8::from(was_there) + 8; 10]));
        let deed = move |tx: &mut Tx<'_>| tx.take_objection_back(&id, &entry, NOW.plus(3));
        assert_eq!(store.write(deed).await.expect("taken back"), was_there);
    }
    assert_eq!((counted().await, aged().await), (2, Vec::new()), "as before");
}

/// What visitors think of somebody who answered is nowhere: these are all columns of theirs in rows that
/// also name somebody of the team, and none holds a judgement. Whoever adds one has to come by here:
/// ratings belong to a site or a team, not to an agent.
#[test]
fn r_emp_03_no_row_with_somebody_of_the_team_holds_what_a_visitor_thinks_of_them() {
    let mut found = BTreeMap::new();
    for table in inventory::TABLES {
        let theirs = |column: &&inventory::Column| matches!(column.whose, Whose::Visitor { .. });
        let columns: BTreeSet<_> =
            table.columns.iter().filter(theirs).map(|one| one.name).collect();
        let has_agent = table.columns.iter().any(|one| matches!(one.whose, Whose::Agent { .. }));
        if has_agent && !columns.is_empty() {
            found.insert(table.name, columns);
        }
    }
    let conversation = [
        "id",
        "site_id",
        "lang",
        "state",
        "token_hash",
        "token_expires_at",
        "is_ended_by_visitor",
        "is_withdrawn",
        "started_at",
        "last_message_at",
        "last_message_seq",
        "agents_seen",
        "visitor_seen",
        "visitor_name",
        "contact_mail",
        "contact_phone",
        "consent_id",
        "remembered_by",
    ];
    let listed = BTreeMap::from([
        ("conversation", conversation.into()),
        ("conversation_event", ["conversation_id", "at", "kind", "message_id", "body"].into()),
        ("archive", ["conversation_id", "class", "ground", "until"].into()),
        ("conversation_read", ["conversation_id"].into()),
        ("restriction", ["conversation_id", "request_id", "at"].into()),
    ]);
    assert_eq!(found, listed);
}
