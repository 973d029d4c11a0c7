//! A visitor's own page: everything that is kept of their conversation, and what they may do about it
//! (R-DSR-02 to R-DSR-06). They come with the key of their browser, or with a code and a secret; from then
//! on each form carries a [`pass`]. Every deed is noted in the audit without an agent.
//!
//! Not here: what a restricted or archived conversation is to agents. To the person it stays visible.

pub mod pass;

use std::net::IpAddr;
use std::sync::Arc;

use plausch_core::consent::EventKind;
use plausch_core::conversation::Conversation;
use plausch_core::id::{ConversationId, ServiceId, SiteId};
use plausch_core::own::{CODE_BYTES, Code, SECRET_BYTES, Secret, is_same};
use plausch_core::site::Lang;
use plausch_core::{Personal, Timestamp};
pub use plausch_store::RecordedConsent;
use plausch_store::Tx;

use super::masking;
use crate::app::copy::{Copy, Names, Taken};
use crate::app::{App, Error, consent, erasure};
use crate::live::Hint;

/// Whose page it is, and on which site it is asked for: known by a pass.
#[derive(Debug, Clone)]
pub struct Guest {
    /// The site in the address.
    pub site: SiteId,
    /// The conversation.
    pub conversation: ConversationId,
    /// Since when the secret counted when the page was opened; `None`: there was none.
    pub secret: Option<Timestamp>,
    /// When the page was opened.
    pub since: Timestamp,
}

/// What the page tells.
#[derive(Debug)]
pub struct Own {
    /// What can be taken along; of those who opened it in the last days, roles only (R-EMP-02).
    pub export: Copy,
    /// Until when the law wants it kept, if somebody has marked it so.
    pub archived_until: Option<Timestamp>,
    /// The code, and since when its secret counts.
    pub code: Option<(Code, Timestamp)>,
    /// What the consent says that the chat rests on.
    pub consent: Option<RecordedConsent>,
}

impl Own {
    /// Does the chat rest on a consent that counts?
    pub fn has_consent(&self, now: Timestamp) -> bool {
        self.consent.as_ref().is_some_and(|RecordedConsent { consent, .. }| {
            consent.kind == EventKind::Granted
                && consent.granted.contains_key(&ServiceId::chat())
                && now < plausch_core::consent::valid_until(consent.at)
        })
    }
}

/// Contact data as it was typed.
#[derive(Debug, Clone)]
pub struct Typed {
    /// The name.
    pub name: Personal<String>,
    /// Mail addresses.
    pub mail: Personal<String>,
    /// Phone numbers.
    pub phone: Personal<String>,
}

/// Comes in by code and secret. [`Error::TokenInvalid`]: not with these; the answer and the work are the
/// same whether there is such a code or not.
pub async fn enter(
    app: &App,
    site: &SiteId,
    address: IpAddr,
    code: &str,
    secret: &Personal<String>,
) -> Result<Guest, Error> {
    let code = Code::parse(code).map_err(|_| Error::TokenInvalid);
    let tried = code.as_ref().map_or("", Code::as_str);
    app.limiters.own_page(address, tried, app.now())?;
    let secret = Secret::parse(secret).map_err(|_| Error::TokenInvalid);
    let (code, secret) = (code?, secret?);
    let hash = secret.hash(&code);
    let of = site.clone();
    let found = app.store.read(move |tx| tx.by_own_code(&of, &code)).await?;
    // Of an unknown code, something is compared as well.
    let kept = found.as_ref().map_or(&[0; 32][..], |(_, kept, _)| kept);
    let is_right = is_same(&hash, kept);
    let (conversation, _, since) = found.filter(|_| is_right).ok_or(Error::TokenInvalid)?;
    let (site, secret) = (site.clone(), Some(since));
    let guest = Guest { site, conversation, secret, since: app.now() };
    note(app, &guest, "visitor came by code and secret").await?;
    Ok(guest)
}

/// Lets a guest in who has a pass or a ticket, if there is no newer secret; and not too often: whatever
/// they do, the whole page or copy is made anew.
pub async fn admit(app: &App, guest: Guest) -> Result<Guest, Error> {
    let of = guest.clone();
    app.store.read(move |tx| found(tx, &of).map(drop)).await?;
    app.limiters.copy(&guest.conversation)?;
    Ok(guest)
}

/// Everything that the page tells, in this language. [`Error::NotFound`]: it is gone.
/// [`Error::TokenInvalid`]: there is a newer secret; so for every deed here.
pub async fn view(app: &App, guest: &Guest, lang: Lang) -> Result<Own, Error> {
    let (site, of, names) = (app.directory.site(&guest.site)?, guest.clone(), Names::of(app));
    let view = move |tx: &mut Tx<'_>| {
        let found = found(tx, &of)?;
        let export = Copy::of_visitor(tx, &names, found, Arc::clone(&site), lang)?;
        let record = export.conversation.consent.clone();
        Ok::<_, Error>(Own {
            archived_until: tx.archived_until(&of.conversation)?,
            code: tx.own_access(&of.conversation)?,
            consent: record.map(|record| tx.consent(&record)).transpose()?.flatten(),
            export,
        })
    };
    app.store.read(view).await
}

/// What the visitor takes along.
pub async fn export(app: &App, guest: &Guest) -> Result<Taken, Error> {
    let (site, of, names) = (app.directory.site(&guest.site)?, guest.clone(), Names::of(app));
    let export = move |tx: &mut Tx<'_>| {
        let found = found(tx, &of)?;
        Taken::of_visitor(tx, &names, found, Arc::clone(&site))
    };
    let export = app.store.read(export).await?;
    note(app, guest, "visitor took a copy").await?;
    Ok(export)
}

/// Makes a secret, in place of an earlier one; the code stays. Nobody can read the secret again; when the
/// answer is lost, the next one counts (unlike the token, which decision 2 leaves to the browser).
/// Whoever came before it is shut out: from now on, only the guest that this gives is in.
pub async fn make_secret(app: &App, guest: &Guest) -> Result<(Guest, Code, Secret), Error> {
    let (of, now, entry) = (guest.clone(), app.now(), app.entry_id());
    let code = Code::new(app.random::<CODE_BYTES>());
    let secret = Secret::new(app.random::<SECRET_BYTES>());
    let kept = secret.clone();
    let deed = move |tx: &mut Tx<'_>| {
        let id = found(tx, &of)?.0.id;
        let made = tx.set_own_access(&id, &code, |code| kept.hash(code), now)?;
        tx.note_audit(&entry, None, "visitor made a secret", id.as_str(), now)?;
        Ok::<_, Error>(made)
    };
    let (code, since) = app.store.write(deed).await?;
    Ok((Guest { secret: Some(since), ..guest.clone() }, code, secret))
}

/// Corrects name and contact data; what is left empty is gone (Art. 16 GDPR, R-DSR-04).
/// [`Error::Invalid`] names the field that can't stay as it is.
pub async fn correct(app: &App, guest: &Guest, typed: &Typed) -> Result<(), Error> {
    let (site, of) = (app.directory.site(&guest.site)?, guest.clone());
    let typed = typed.clone();
    let (now, entry, nonces) =
        (app.now(), app.entry_id(), [app.random(), app.random(), app.random()]);
    let deed = move |tx: &mut Tx<'_>| {
        let (found, _) = found(tx, &of)?;
        // As it was is what the law wants kept (Art. 17(3)(b) GDPR, R-RET-03).
        if tx.is_archived(&found.id)? {
            return Err(Error::KeptByLaw);
        }
        let (name, contact) =
            masking::corrected(&site, found.lang, [&typed.name, &typed.mail, &typed.phone])?;
        if !tx.rectify(&found.id, name.as_ref(), &contact, nonces, now)? {
            return Err(Error::Conflict);
        }
        tx.note_audit(&entry, None, "visitor corrected contact data", found.id.as_str(), now)?;
        Ok::<_, Error>(found)
    };
    tell_agents(app, &app.store.write(deed).await?);
    Ok(())
}

/// Objects to whatever rests on a legitimate interest beyond the answer itself: numbers, and periods
/// longer than the defaults (Art. 21(1) GDPR, R-DSR-06); or takes that back. Once is enough.
pub async fn object(app: &App, guest: &Guest, objects: bool) -> Result<(), Error> {
    let (of, now) = (guest.clone(), app.now());
    let (journal, audit) = (app.entry_id(), app.entry_id());
    let deed = move |tx: &mut Tx<'_>| {
        let (found, _) = found(tx, &of)?;
        let (is_news, noted) = if objects {
            (tx.object(&found.id, &journal, now)?, "visitor objected")
        } else {
            (tx.take_objection_back(&found.id, &journal, now)?, "visitor took an objection back")
        };
        if is_news {
            tx.note_audit(&audit, None, noted, found.id.as_str(), now)?;
        }
        Ok::<_, Error>(found)
    };
    tell_agents(app, &app.store.write(deed).await?);
    Ok(())
}

/// Takes the consent back that the chat rests on; what else was agreed to with it stays.
pub async fn withdraw(app: &App, guest: &Guest) -> Result<(), Error> {
    let of = guest.clone();
    let (found, _) = app.store.read(move |tx| found(tx, &of)).await?;
    let record = found.consent.ok_or(Error::Unchanged)?;
    consent::withdraw_chat(app, &guest.site, record, &found.id).await
}

/// Erases the conversation for good, as from the chat.
pub async fn erase(app: &App, guest: &Guest) -> Result<(), Error> {
    let of = guest.clone();
    let (found, _) = app.store.read(move |tx| found(tx, &of)).await?;
    erasure::conversation(app, &found.id, erasure::By::OwnPage).await
}

/// The conversation, and whether it has been emptied of what was said.
fn found(tx: &mut Tx<'_>, guest: &Guest) -> Result<(Conversation, bool), Error> {
    let found = tx.own_conversation(&guest.conversation)?;
    let found = found.filter(|(found, _)| found.site == guest.site).ok_or(Error::NotFound)?;
    // A pass from before this secret.
    if tx.own_access(&guest.conversation)?.map(|(_, since)| since) != guest.secret {
        return Err(Error::TokenInvalid);
    }
    Ok(found)
}

/// Agents who have it open fetch its head again.
fn tell_agents(app: &App, found: &Conversation) {
    let hint = Hint::Conversation { conversation: found.id.clone(), seq: found.last_seq };
    app.bus.publish_at(&found.place(), &hint);
}

async fn note(app: &App, guest: &Guest, deed: &'static str) -> Result<(), Error> {
    let (id, entry, now) = (guest.conversation.clone(), app.entry_id(), app.now());
    let note = move |tx: &mut Tx<'_>| tx.note_audit(&entry, None, deed, id.as_str(), now);
    Ok(app.store.write(note).await?)
}
