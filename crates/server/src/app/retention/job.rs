//! The job that erases what its time is up for: in small units of work, with a pause after each, so
//! that whoever chats meanwhile does not wait; what a crash leaves is due in the next run.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::AddAssign;
use std::time::Duration;

use plausch_core::Timestamp;
use plausch_core::consent::proof_needed_since;
use plausch_core::conversation::State;
use plausch_core::id::{ConversationId, NoticeVersion, SiteId};
use plausch_core::request::kept_since;
use plausch_core::retention::{Kind, Rules, Scope};
use plausch_core::time::DAY;
use plausch_store::{Aged, Due, Run, Shelf, Tx};
use tokio::time::{Instant, sleep};

use crate::app::{App, Error, erasure};
use crate::live::{Hint, OverReason};

/// Rows in one unit of work, at most: other deeds wait for the writer no longer than these take.
const ROWS: u64 = 60;
/// Conversations looked at together.
const PAGE: i64 = 400;
/// Rows of a conversation besides its events.
const BESIDES: u64 = 3;
/// The longest pause after a unit of work.
const PAUSE: Duration = Duration::from_millis(250);

/// The entry of the journal that belongs to a rule, for as long as a run goes on.
type Runs = BTreeMap<(SiteId, &'static str), Run>;

/// What was done of something.
#[derive(Debug, Clone, Copy, Default)]
struct Done {
    /// So many conversations lost something.
    erased: usize,
    /// Others were put off, because the database could not take it just then.
    is_put_off: bool,
}

impl AddAssign for Done {
    fn add_assign(&mut self, other: Self) {
        self.erased += other.erased;
        self.is_put_off |= other.is_put_off;
    }
}

impl Done {
    fn failed(id: &ConversationId, error: &Error) -> Self {
        tracing::error!(conversation = %id, %error, "a conversation was not erased");
        Self { erased: 0, is_put_off: *error == Error::Unavailable }
    }
}

/// Erases what the rules say (R-RET-01, R-RET-02), and scrubs when an erasure has left that undone.
/// Gives how many conversations lost something. What can't be erased keeps nothing else from it; what
/// was put off because the database was away, or its disk full, makes the run one that did not finish.
pub async fn erase_due(app: &App) -> Result<usize, Error> {
    let (now, mut runs) = (app.now(), Runs::new());
    let mut erased = Done::default();
    for shelf in Shelf::ALL {
        for state in State::ALL {
            erased += erase_aged(app, (shelf, state), now, &mut runs).await?;
        }
    }
    erased += erase_objected(app, now).await?;
    erased += erase_archive(app, now, &mut runs).await?;
    for kind in Kind::set_by(Scope::Installation) {
        erase_of_installation(app, kind, now).await?;
    }
    erase_requests(app, now).await?;
    erasure::scrub_if_due(app).await;
    if erased.is_put_off { Err(Error::Unavailable) } else { Ok(erased.erased) }
}

async fn erase_aged(
    app: &App,
    place: (Shelf, State),
    now: Timestamp,
    runs: &mut Runs,
) -> Result<Done, Error> {
    let rules: BTreeMap<SiteId, Rules> = app
        .directory
        .sites()
        .iter()
        .map(|site| (site.id.clone(), site.settings.retention.clone()))
        .collect();
    let cutoffs = rules
        .values()
        .flat_map(|rules| Kind::set_by(Scope::Site).map(|kind| rules.due_before(kind, now)));
    let Some(before) = cutoffs.max() else { return Ok(Done::default()) };
    let (mut after, mut erased) =
        ((Timestamp::from_millis(i64::MIN), String::new()), Done::default());
    loop {
        let from = after.clone();
        let page = app.store.read(move |tx| tx.aged(place, before, from.clone(), PAGE)).await?;
        let Some(last) = page.last() else { return Ok(erased) };
        after = (last.last_message_at, last.id.to_string());
        for ((site, kind), found) in by_rule(&rules, &page, now) {
            let run = runs.entry((site.clone(), kind.as_str())).or_insert_with(|| {
                run(app, Some(site.clone()), kind.as_str(), rules[&site].due_before(kind, now))
            });
            let sized = found.iter().map(|one| (one.id.clone(), one.events));
            erased += erase_some(app, run, Due::Kind(kind), sized).await;
        }
    }
}

/// Whoever has objected is kept no longer than the defaults say, whatever reason a site has written down
/// (R-DSR-06). What a shorter rule takes has gone before.
async fn erase_objected(app: &App, now: Timestamp) -> Result<Done, Error> {
    let defaults = Rules::default();
    let sites = app.directory.sites();
    let rules: BTreeMap<_, _> =
        sites.iter().map(|site| (site.id.clone(), defaults.clone())).collect();
    let cutoffs = Kind::set_by(Scope::Site).map(|kind| defaults.due_before(kind, now));
    let Some(before) = cutoffs.max() else { return Ok(Done::default()) };
    let (mut runs, mut erased) = (Runs::new(), Done::default());
    let mut after = (Timestamp::from_millis(i64::MIN), String::new());
    loop {
        let from = after.clone();
        let read = move |tx: &mut Tx<'_>| tx.aged_with_objection(before, from.clone(), PAGE);
        let page = app.store.read(read).await?;
        let Some(last) = page.last() else { return Ok(erased) };
        after = (last.last_message_at, last.id.to_string());
        for ((site, kind), found) in by_rule(&rules, &page, now) {
            let run = runs.entry((site.clone(), kind.as_str())).or_insert_with(|| {
                run(app, Some(site.clone()), kind.as_str(), defaults.due_before(kind, now))
            });
            let sized = found.iter().map(|one| (one.id.clone(), one.events));
            erased += erase_some(app, run, Due::Kind(kind), sized).await;
        }
    }
}

/// What is due of a page: each conversation by the rule that takes most of it.
fn by_rule<'p>(
    rules: &BTreeMap<SiteId, Rules>,
    page: &'p [Aged],
    now: Timestamp,
) -> BTreeMap<(SiteId, Kind), Vec<&'p Aged>> {
    let mut due: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for one in page {
        let Some(rules) = rules.get(&one.site) else { continue };
        let kinds = rules.due(one.last_message_at, now);
        let kinds = if kinds.contains(&Kind::Facts) { vec![Kind::Facts] } else { kinds };
        for kind in kinds.into_iter().filter(|kind| one.holds(*kind)) {
            due.entry((one.site.clone(), kind)).or_default().push(one);
        }
    }
    due
}

async fn erase_archive(app: &App, now: Timestamp, runs: &mut Runs) -> Result<Done, Error> {
    let mut erased = Done::default();
    loop {
        let due = app.store.read(move |tx| tx.due_in_archive(now, PAGE)).await?;
        let before = erased.erased;
        let mut by_site: BTreeMap<SiteId, Vec<_>> = BTreeMap::new();
        for (site, id, events) in due {
            by_site.entry(site).or_default().push((id, events));
        }
        for (site, found) in by_site {
            let run = runs
                .entry((site.clone(), "archive"))
                .or_insert_with(|| run(app, Some(site), "archive", now));
            erased += erase_some(app, run, Due::Archive, found.into_iter()).await;
        }
        if erased.erased == before {
            return Ok(erased);
        }
    }
}

fn run(app: &App, site: Option<SiteId>, rule: &'static str, cutoff: Timestamp) -> Run {
    Run { entry: app.entry_id(), site, rule, cutoff, at: app.now() }
}

/// Erases these conversations in units of work of [`ROWS`] rows.
async fn erase_some(
    app: &App,
    run: &Run,
    due: Due,
    found: impl Iterator<Item = (ConversationId, i64)>,
) -> Done {
    let (mut erased, mut unit, mut rows) = (Done::default(), Vec::new(), 0);
    for (id, events) in found {
        let size = u64::try_from(events).unwrap_or(0) + BESIDES;
        if rows + size > ROWS && !unit.is_empty() {
            erased += erase_unit(app, run, due, std::mem::take(&mut unit)).await;
            rows = 0;
        }
        unit.push(id);
        rows += size;
    }
    if !unit.is_empty() {
        erased += erase_unit(app, run, due, unit).await;
    }
    erased
}

/// Erases a few conversations, a long one by and by. One that can't be erased must not keep the
/// others: then each is tried alone.
async fn erase_unit(app: &App, run: &Run, due: Due, unit: Vec<ConversationId>) -> Done {
    let done = |over| Done { erased: over, is_put_off: false };
    match erase_rows(app, run, due, &unit).await {
        Ok(over) => done(over),
        Err(error) if unit.len() == 1 => Done::failed(&unit[0], &error),
        Err(_) => {
            let mut erased = Done::default();
            for id in unit {
                erased += match erase_rows(app, run, due, std::slice::from_ref(&id)).await {
                    Ok(over) => done(over),
                    Err(error) => Done::failed(&id, &error),
                };
            }
            erased
        }
    }
}

/// Pauses twice as long as the unit of work took: two thirds of the writer's time are everybody else's.
async fn rest(began: Instant) {
    sleep((began.elapsed() * 2).min(PAUSE)).await;
}

async fn erase_rows(
    app: &App,
    run: &Run,
    due: Due,
    unit: &[ConversationId],
) -> Result<usize, Error> {
    let mut all = BTreeSet::new();
    loop {
        let (of, by) = (unit.to_vec(), run.clone());
        let began = Instant::now();
        let deed = move |tx: &mut Tx<'_>| {
            // Where they were: afterwards nobody can tell who has to hear of it.
            let places: BTreeMap<_, _> = tx.places(&of)?.into_iter().collect();
            Ok::<_, Error>((places, tx.erase_due(&by, due, &of, ROWS)?))
        };
        let (places, (over, is_more)) = app.store.write(deed).await?;
        for conversation in over {
            if due != Due::Kind(Kind::Contact)
                && let Some(place) = places.get(&conversation)
            {
                let of = conversation.clone();
                let hint = Hint::Over { conversation: of, reason: OverReason::Erased };
                app.bus.publish_at(place, &hint);
            }
            all.insert(conversation);
        }
        rest(began).await;
        if !is_more {
            return Ok(all.len());
        }
    }
}

/// Erases what is kept for all sites alike.
async fn erase_of_installation(app: &App, kind: Kind, now: Timestamp) -> Result<(), Error> {
    let rules = app.store.read(|tx| tx.installation_rules()).await?;
    let cutoff = rules.due_before(kind, now);
    let is_register = kind == Kind::Incidents;
    let due = app.store.read(move |tx| {
        if is_register { tx.preview_of_incidents(cutoff) } else { tx.preview_of_audit(cutoff, 0) }
    });
    if due.await?.count == 0 {
        return Ok(());
    }
    let run = run(app, None, kind.as_str(), cutoff);
    let rows = i64::try_from(ROWS).unwrap_or(i64::MAX);
    loop {
        let (by, entry, began) = (run.clone(), app.entry_id(), Instant::now());
        let deed = move |tx: &mut Tx<'_>| {
            if is_register {
                tx.delete_incidents(&by, rows)
            } else {
                tx.delete_audit(&by, &entry, rows)
            }
        };
        let is_more = app.store.write(deed).await?;
        rest(began).await;
        if !is_more {
            return Ok(());
        }
    }
}

/// Deletes data requests that were answered long ago.
async fn erase_requests(app: &App, now: Timestamp) -> Result<(), Error> {
    let cutoff = kept_since(now);
    if !app.store.read(move |tx| tx.has_due_requests(cutoff)).await? {
        return Ok(());
    }
    let run = run(app, None, Kind::Requests.as_str(), cutoff);
    let rows = i64::try_from(ROWS).unwrap_or(i64::MAX);
    loop {
        let by = run.clone();
        if !app.store.write(move |tx| tx.delete_requests(&by, rows)).await? {
            return Ok(());
        }
        sleep(PAUSE).await;
    }
}

/// Deletes choices that are no longer needed as proof, and texts under which none is kept any more
/// (R-PROOF-05). They go by the time at which they were sealed, within seconds of being made, so
/// that a check can tell whether one is missing before its time. What the sites show now stays.
/// Counts of refusals go with them: numbers are told for as long as there are choices.
pub async fn erase_due_proof(app: &App) -> Result<u64, Error> {
    let before = proof_needed_since(app.now());
    let end = app.store.read(move |tx| tx.sealed_before(before)).await?;
    let run = run(app, None, Kind::ConsentProof.as_str(), before);
    let rows = i64::try_from(ROWS).unwrap_or(i64::MAX);
    let mut deleted = 0;
    while app.store.read(move |tx| tx.has_consent_proof(end)).await? {
        let (by, began) = (run.clone(), Instant::now());
        let deed = move |tx: &mut Tx<'_>| tx.delete_consent_proof(&by, end, rows);
        deleted += app.store.write(deed).await?;
        rest(began).await;
    }
    let first = before.millis().div_euclid(DAY);
    app.store.write(move |tx| tx.delete_refusal_counts(first)).await?;
    let is_shown = |version: &NoticeVersion| {
        app.directory.sites().iter().any(|site| {
            let mut languages = site.settings.languages.iter();
            languages.any(|lang| app.directory.is_current(&site.id, *lang, version))
        })
    };
    for version in app.store.read(move |tx| tx.notices_without_consent(before)).await? {
        if !is_shown(&version) {
            app.store.write(move |tx| tx.delete_notice(&version)).await?;
        }
    }
    erasure::scrub_if_due(app).await;
    Ok(deleted)
}
