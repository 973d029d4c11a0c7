//! What a form of the own page carries to show whose page it is: the conversation, a moment, and a seal
//! over both. Nothing of it is kept, here or in the browser, and no cookie is needed; it can't be used for
//! anything but this page. The ticket, with which the chat opens the page, counts for minutes only,
//! because it stands behind the `#` of an address.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use plausch_core::Timestamp;
use plausch_core::id::{ConversationId, SiteId};
use plausch_core::own::is_same;
use plausch_core::time::MINUTE;

use super::Guest;
use crate::app::{App, Error};

/// From the chat to the page.
const TICKET: (&str, i64) = ("own-ticket", 5 * MINUTE);
/// From one form to the next; each page makes a new one.
const PASS: (&str, i64) = ("own-pass", 30 * MINUTE);

/// With this the page can be opened from the chat.
pub(in crate::app) fn ticket(app: &App, conversation: &ConversationId) -> String {
    make(app, TICKET, conversation)
}

/// With this a form of the page can be sent.
pub fn pass(app: &App, guest: &Guest) -> String {
    make(app, PASS, &guest.conversation)
}

/// Who has this ticket. [`Error::TokenInvalid`]: it is none, or counts no longer.
pub fn by_ticket(app: &App, site: &SiteId, ticket: &str) -> Result<Guest, Error> {
    read(app, TICKET, site, ticket)
}

/// Who has this pass.
pub fn by_pass(app: &App, site: &SiteId, pass: &str) -> Result<Guest, Error> {
    read(app, PASS, site, pass)
}

fn make(app: &App, (purpose, lasts): (&str, i64), conversation: &ConversationId) -> String {
    let said = format!("{conversation}.{}", app.now().plus(lasts).millis());
    let seal = BASE64.encode(app.keys.lookup(purpose, &said));
    format!("{said}.{seal}")
}

fn read(app: &App, (purpose, _): (&str, i64), site: &SiteId, text: &str) -> Result<Guest, Error> {
    let read = || {
        let (said, seal) = text.rsplit_once('.')?;
        let (conversation, until) = said.split_once('.')?;
        let seal = BASE64.decode(seal).ok()?;
        // While the master key is rotated, the earlier one has sealed some.
        let mut seals = app.keys.lookups(purpose, said).into_iter();
        let until = Timestamp::from_millis(until.parse().ok()?);
        let conversation = ConversationId::parse(conversation).ok()?;
        let counts = seals.any(|wanted| is_same(&wanted, &seal)) && app.now() < until;
        counts.then_some(Guest { site: site.clone(), conversation })
    };
    read().ok_or(Error::TokenInvalid)
}
