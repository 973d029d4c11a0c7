//! What a form of the own page carries to show whose page it is: the conversation, since when its secret
//! counts, when the page was opened, a moment, and a seal over all of it. Nothing of it is kept, here or
//! in the browser, and no cookie is needed; it can't be used for anything but this page. A new secret
//! shuts out whoever holds a pass from before it, and no chain of passes goes on for ever. The ticket,
//! with which the chat opens the page, counts for minutes only, because it stands behind the `#` of an
//! address.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use plausch_core::Timestamp;
use plausch_core::id::{ConversationId, SiteId};
use plausch_core::own::is_same;
use plausch_core::time::{HOUR, MINUTE};

use super::Guest;
use crate::app::{App, Error};

/// From the chat to the page.
const TICKET: (&str, i64) = ("own-ticket", 5 * MINUTE);
/// From one form to the next; each page makes a new one.
const PASS: (&str, i64) = ("own-pass", 30 * MINUTE);
/// So long after it was opened the page is closed, however busy it was.
const WHOLE: i64 = 4 * HOUR;

/// With this the page can be opened from the chat.
pub(in crate::app) fn ticket(app: &App, guest: &Guest) -> String {
    make(app, TICKET, guest)
}

/// With this a form of the page can be sent.
pub fn pass(app: &App, guest: &Guest) -> String {
    make(app, PASS, guest)
}

/// Who has this ticket. [`Error::TokenInvalid`]: it is none, or counts no longer. Whether the secret is
/// still the same is asked with the conversation itself.
pub fn by_ticket(app: &App, site: &SiteId, ticket: &str) -> Result<Guest, Error> {
    read(app, TICKET, site, ticket)
}

/// Who has this pass; as [`by_ticket`].
pub fn by_pass(app: &App, site: &SiteId, pass: &str) -> Result<Guest, Error> {
    read(app, PASS, site, pass)
}

fn make(app: &App, (purpose, lasts): (&str, i64), guest: &Guest) -> String {
    let until = app.now().plus(lasts).min(guest.since.plus(WHOLE));
    // Before the first secret there is none: no time is so early.
    let secret = guest.secret.map_or(0, Timestamp::millis);
    let (conversation, since) = (&guest.conversation, guest.since.millis());
    let said = format!("{conversation}.{secret}.{since}.{}", until.millis());
    let seal = BASE64.encode(app.keys.lookup(purpose, &said));
    format!("{said}.{seal}")
}

fn read(app: &App, (purpose, _): (&str, i64), site: &SiteId, text: &str) -> Result<Guest, Error> {
    let read = || {
        let (said, seal) = text.rsplit_once('.')?;
        let seal = BASE64.decode(seal).ok()?;
        // While the master key is rotated, the earlier one has sealed some.
        let mut seals = app.keys.lookups(purpose, said).into_iter();
        let mut parts = said.split('.');
        let conversation = ConversationId::parse(parts.next()?).ok()?;
        let mut time = || Some(Timestamp::from_millis(parts.next()?.parse().ok()?));
        let (secret, since, until) = (time()?, time()?, time()?);
        let counts = seals.any(|wanted| is_same(&wanted, &seal)) && app.now() < until;
        let secret = (secret.millis() != 0).then_some(secret);
        counts.then_some(Guest { site: site.clone(), conversation, secret, since })
    };
    read().ok_or(Error::TokenInvalid)
}
