//! How long things are kept: the rules of a site, what will go by them, and what went (R-RET-01,
//! R-RET-02). What the law wants kept for years is in `archive`.

pub mod archive;
mod job;

use std::sync::Arc;

use plausch_core::Timestamp;
use plausch_core::consent::proof_needed_since;
use plausch_core::id::SiteId;
use plausch_core::request::kept_since;
use plausch_core::retention::{KINDS, Kind, Problem, Rule, Rules, Scope};
use plausch_core::role::{Level, Permission};
use plausch_core::site::{Settings, Site};
use plausch_core::time::{DAY, HOUR};
use plausch_store::Tx;
pub use plausch_store::{Gone, Preview};

pub use self::job::{erase_due, erase_due_proof};
use super::{App, Error, SignedIn, site};

/// Entries on one page of the deletion log, and of the archive.
const PAGE: i64 = 20;
/// Examples of what will go, by id.
const EXAMPLES: i64 = 3;

/// Within how many days something will go: what a preview looks at.
pub const AHEAD: [i64; 2] = [7, 30];

/// What will go by one rule, within each of [`AHEAD`] days.
#[derive(Debug)]
pub struct Ahead {
    /// The kind of data; `None`: the archive.
    pub kind: Option<Kind>,
    /// What will go, days by days; empty where this program does not see it.
    pub previews: Vec<Preview>,
}

/// A part of a list, and where the next one begins, when there is one.
#[derive(Debug)]
pub struct Part<T> {
    /// Its entries.
    pub rows: Vec<T>,
    /// The last one here.
    pub next: Option<(Timestamp, String)>,
}

impl<T> Part<T> {
    fn of(mut rows: Vec<T>, place: impl Fn(&T) -> (Timestamp, String)) -> Self {
        let limit = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let is_more = rows.len() > limit;
        rows.truncate(limit);
        Self { next: rows.last().filter(|_| is_more).map(place), rows }
    }
}

/// The rules that hold for a site: its own, and those of the installation.
pub async fn rules(app: &App, who: &SignedIn, id: &SiteId) -> Result<(Arc<Site>, Rules), Error> {
    who.may_on(Permission::Retention, Level::Read, id)?;
    let site = app.directory.site(id)?;
    let installation = app.store.read(|tx| tx.installation_rules()).await?;
    let mut rules = site.settings.retention.clone();
    for kind in Kind::set_by(Scope::Installation) {
        rules.set(kind, installation.of(kind));
    }
    let days = i64::from(app.config.backups.days.get());
    rules.set(Kind::Backups, Rule { days, reason: String::new() });
    Ok((site, rules))
}

/// The rules that hold for all sites alike. No secret: the team is told how long what is kept of it.
pub async fn for_all_sites(app: &App) -> Result<Rules, Error> {
    Ok(app.store.read(|tx| tx.installation_rules()).await?)
}

/// What can't stay as it is among rules that somebody has typed.
pub fn problems(rules: &Rules) -> Vec<(Kind, Problem)> {
    let mut problems = rules.problems(Scope::Site);
    problems.extend(rules.problems(Scope::Installation));
    problems
}

/// A site's settings with its own ones of these rules.
pub fn with_rules(site: &Site, rules: &Rules) -> Settings {
    let mut retention = Rules::default();
    for kind in Kind::set_by(Scope::Site) {
        retention.set(kind, rules.of(kind));
    }
    Settings { retention, ..site.settings.clone() }
}

/// Changes the rules: the site's own, and with them those of the installation, for all sites.
pub async fn change(app: &App, who: &SignedIn, id: &SiteId, rules: &Rules) -> Result<(), Error> {
    who.may_on(Permission::Retention, Level::Write, id)?;
    if !problems(rules).is_empty() {
        return Err(Error::Invalid("retention"));
    }
    let site = app.directory.site(id)?;
    let settings = with_rules(&site, rules);
    if settings != site.settings {
        site::set(app, who, id, settings).await?;
    }
    let before = app.store.read(|tx| tx.installation_rules()).await?;
    let changed: Vec<(Kind, Rule)> = Kind::set_by(Scope::Installation)
        .map(|kind| (kind, rules.of(kind)))
        .filter(|(kind, rule)| before.of(*kind) != *rule)
        .collect();
    if changed.is_empty() {
        return Ok(());
    }
    let (now, entry, by) = (app.now(), app.entry_id(), who.agent.id.clone());
    let deed = move |tx: &mut Tx<'_>| {
        for (kind, rule) in &changed {
            tx.set_installation_rule(*kind, rule)?;
        }
        tx.note_audit(&entry, Some(&by), "changed retention for all sites", "*", now)
    };
    Ok(app.store.write(deed).await?)
}

/// What will go: counts, and a few examples by id.
pub async fn ahead(app: &App, who: &SignedIn, id: &SiteId) -> Result<Vec<Ahead>, Error> {
    let (site, rules) = rules(app, who, id).await?;
    let now = app.now();
    let deed = move |tx: &mut Tx<'_>| {
        let mut all = Vec::new();
        for kind in KINDS.map(|line| line.0) {
            let previews =
                AHEAD.map(|days| preview(tx, &site.id, &rules, kind, now.plus(days * DAY)));
            let previews = previews.into_iter().filter_map(Result::transpose);
            all.push(Ahead { kind: Some(kind), previews: previews.collect::<Result<_, _>>()? });
        }
        let previews =
            AHEAD.map(|days| tx.preview_of_archive(&site.id, now.plus(days * DAY), EXAMPLES));
        let previews = previews.into_iter().collect::<Result<_, _>>()?;
        all.push(Ahead { kind: None, previews });
        Ok::<_, Error>(all)
    };
    app.store.read(deed).await
}

/// What of a kind will have gone at that moment; `None`: this program does not see it.
fn preview(
    tx: &mut Tx<'_>,
    site: &SiteId,
    rules: &Rules,
    kind: Kind,
    then: Timestamp,
) -> Result<Option<Preview>, plausch_store::Error> {
    let before = rules.due_before(kind, then);
    match kind {
        Kind::Messages | Kind::Contact | Kind::Facts => tx.preview(site, kind, before, EXAMPLES),
        Kind::ConsentProof => tx.preview_of_proof(site, proof_needed_since(then)),
        Kind::Audit => tx.preview_of_audit(before, EXAMPLES),
        Kind::Reads => tx.preview_of_reads(site, before.millis().div_euclid(HOUR)),
        Kind::Incidents => tx.preview_of_incidents(before),
        Kind::Requests => tx.preview_of_requests(site, kept_since(then), EXAMPLES),
        // Files in a folder that only the command knows.
        Kind::Backups => return Ok(None),
    }
    .map(Some)
}

/// What went, newest first.
pub async fn log(
    app: &App,
    who: &SignedIn,
    id: &SiteId,
    before: Option<(Timestamp, String)>,
) -> Result<Part<Gone>, Error> {
    who.may_on(Permission::Retention, Level::Read, id)?;
    let id = app.directory.site(id)?.id.clone();
    let rows = app.store.read(move |tx| tx.deletion_log(&id, before.clone(), PAGE + 1)).await?;
    Ok(Part::of(rows, |gone| (gone.at, gone.entry.to_string())))
}

/// Everything that went, newest first, for a file.
pub async fn whole_log(app: &App, who: &SignedIn, id: &SiteId) -> Result<Vec<Gone>, Error> {
    who.may_on(Permission::Retention, Level::Read, id)?;
    let id = app.directory.site(id)?.id.clone();
    let (of, by, entry, now) = (id.clone(), who.agent.id.clone(), app.entry_id(), app.now());
    let deed = move |tx: &mut Tx<'_>| {
        tx.note_audit(&entry, Some(&by), "exported the deletion log", of.as_str(), now)
    };
    app.store.write(deed).await?;
    Ok(app.store.read(move |tx| tx.deletion_log(&id, None, i64::MAX)).await?)
}
