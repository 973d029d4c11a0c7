//! How long things are kept: the rules of a site, what will go by them, what went, and the archive
//! for what the law wants kept (R-RET-01, R-RET-02, R-RET-03).

mod job;

use std::sync::Arc;

use plausch_core::consent::proof_needed_since;
use plausch_core::conversation::State;
use plausch_core::id::{ConversationId, SiteId};
use plausch_core::request::kept_since;
use plausch_core::retention::{Class, Kind, Problem, Rule, Rules, Scope};
use plausch_core::role::{Level, Permission};
use plausch_core::site::{Settings, Site};
use plausch_core::time::DAY;
use plausch_core::{Personal, Timestamp};
pub use plausch_store::{Archived, Gone, Preview};

pub use self::job::{erase_due, erase_due_proof};
use super::conversation::agents;
use super::{App, Error, SignedIn, site};
use crate::live::{Hint, OverReason};

/// Entries on one page of the deletion log, and of the archive.
const PAGE: i64 = 20;
/// Examples of what will go, by id.
const EXAMPLES: i64 = 3;
/// The longest ground and the longest reason, in characters.
pub const MAX_GROUND_CHARACTERS: usize = 500;

/// Within how many days something will go: what a preview looks at.
pub const AHEAD: [i64; 2] = [7, 30];

/// What will go by one rule, within each of [`AHEAD`] days.
#[derive(Debug)]
pub struct Ahead {
    /// The kind of data; `None`: the archive.
    pub kind: Option<Kind>,
    /// What will go, days by days.
    pub previews: [Preview; 2],
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

/// Changes the rules: the site's own, and with them those of the installation, for all sites.
pub async fn change(app: &App, who: &SignedIn, id: &SiteId, rules: &Rules) -> Result<(), Error> {
    who.may_on(Permission::Retention, Level::Write, id)?;
    if !problems(rules).is_empty() {
        return Err(Error::Invalid("retention"));
    }
    let settings = app.directory.site(id)?.settings.clone();
    let mut own = Rules::default();
    for kind in Kind::set_by(Scope::Site) {
        own.set(kind, rules.of(kind));
    }
    if own != settings.retention {
        site::change(app, who, id, Settings { retention: own, ..settings }).await?;
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
    let deed = move |tx: &mut plausch_store::Tx<'_>| {
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
    let deed = move |tx: &mut plausch_store::Tx<'_>| {
        let mut all = Vec::new();
        for kind in plausch_core::retention::KINDS.map(|line| line.0) {
            let mut previews = [Preview::default(), Preview::default()];
            for (preview, days) in previews.iter_mut().zip(AHEAD) {
                let then = now.plus(days * DAY);
                let before = rules.due_before(kind, then);
                *preview = match kind.scope() {
                    Scope::Site => tx.preview(&site.id, kind, before, EXAMPLES)?,
                    Scope::Installation if kind == Kind::Incidents => {
                        tx.preview_of_incidents(before)?
                    }
                    Scope::Installation => tx.preview_of_audit(before, EXAMPLES)?,
                    Scope::Fixed if kind == Kind::Requests => {
                        tx.preview_of_requests(&site.id, kept_since(then), EXAMPLES)?
                    }
                    Scope::Fixed => tx.preview_of_proof(&site.id, proof_needed_since(then))?,
                };
            }
            all.push(Ahead { kind: Some(kind), previews });
        }
        let mut previews = [Preview::default(), Preview::default()];
        for (preview, days) in previews.iter_mut().zip(AHEAD) {
            *preview = tx.preview_of_archive(&site.id, now.plus(days * DAY), EXAMPLES)?;
        }
        all.push(Ahead { kind: None, previews });
        Ok::<_, Error>(all)
    };
    app.store.read(deed).await
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
    let deed = move |tx: &mut plausch_store::Tx<'_>| {
        tx.note_audit(&entry, Some(&by), "exported the deletion log", of.as_str(), now)
    };
    app.store.write(deed).await?;
    Ok(app.store.read(move |tx| tx.deletion_log(&id, None, i64::MAX)).await?)
}

/// A site's archive, what goes first at the top.
pub async fn archive(
    app: &App,
    who: &SignedIn,
    id: &SiteId,
    after: Option<(Timestamp, ConversationId)>,
) -> Result<Part<Archived>, Error> {
    who.may_on(Permission::Retention, Level::Read, id)?;
    let id = app.directory.site(id)?.id.clone();
    let rows = app.store.read(move |tx| tx.archived(&id, after.clone(), PAGE + 1)).await?;
    Ok(Part::of(rows, |one| (one.until, one.id.to_string())))
}

/// Marks one closed conversation: the law wants it kept. It leaves the inbox for the archive, and
/// goes at the end of the class's last year (R-RET-03).
pub async fn mark(
    app: &App,
    who: &SignedIn,
    id: &ConversationId,
    class: Class,
    ground: &Personal<String>,
) -> Result<(), Error> {
    who.may(Permission::Conversations, Level::Write)?;
    let ground = written(ground.reveal(), "ground").map(Personal::new)?;
    let (of, by, now) = (id.clone(), who.agent.id.clone(), app.now());
    let (entry, nonce, reach) = (app.entry_id(), app.random(), Arc::clone(&who.reach));
    let deed = move |tx: &mut plausch_store::Tx<'_>| {
        let conversation = tx.conversation(&of)?.ok_or(Error::NotFound)?;
        agents::may(&reach, &conversation, Level::Write)?;
        // Of what is not kept there is nothing to keep for longer.
        if conversation.state != State::Closed || !conversation.is_kept {
            return Err(Error::Conflict);
        }
        let until = class.until(conversation.last_message_at);
        tx.archive(&of, class, (&ground, nonce), &by, (now, until))?;
        tx.note_audit(&entry, Some(&by), "archived a conversation", of.as_str(), now)?;
        Ok::<_, Error>(conversation.place())
    };
    let place = app.store.write(deed).await?;
    let hint = Hint::Over { conversation: id.clone(), reason: OverReason::Ended };
    app.bus.publish_at(&place, &hint);
    Ok(())
}

/// Takes the mark back, for a reason: the conversation is in the inbox again, and goes when the
/// site's rules say so.
pub async fn unmark(
    app: &App,
    who: &SignedIn,
    site: &SiteId,
    id: &ConversationId,
    reason: &str,
) -> Result<(), Error> {
    who.may_on(Permission::Retention, Level::Write, site)?;
    let reason = written(reason, "reason")?;
    let (site, of, by, now) = (site.clone(), id.clone(), who.agent.id.clone(), app.now());
    let entry = app.entry_id();
    let deed = move |tx: &mut plausch_store::Tx<'_>| {
        if !tx.release(&site, &of)? {
            return Err(Error::NotFound);
        }
        let said = format!("took a conversation out of the archive: {reason}");
        tx.note_audit(&entry, Some(&by), &said, of.as_str(), now)?;
        Ok(())
    };
    app.store.write(deed).await
}

/// A text that has to be there, and may not be endless.
fn written(text: &str, field: &'static str) -> Result<String, Error> {
    let text = text.trim();
    let is_fine = !text.is_empty() && text.chars().count() <= MAX_GROUND_CHARACTERS;
    is_fine.then(|| text.to_owned()).ok_or(Error::Invalid(field))
}
