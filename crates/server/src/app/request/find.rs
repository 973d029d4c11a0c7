//! Which conversations a request is about: by their number, or by a name, a mail address or a phone
//! number as the person gave it. Names are sealed, so they are opened one after the other, the newest
//! first, within bounds; there is no index of them.

use std::sync::Arc;
use std::time::Duration;

use plausch_core::id::{ConversationId, RequestId};
use plausch_core::request::Deed;
use plausch_core::role::{Level, Permission};
use plausch_core::{Personal, Timestamp};
pub use plausch_store::Named;
use plausch_store::{Found, Tx};
use tokio::time::Instant;

use super::{known, take_step};
use crate::app::{App, Error, SignedIn};

/// Conversations opened together.
const PAGE: i64 = 200;
/// So many are found at most.
const MOST: usize = 50;
/// So long a search takes at most.
const PATIENCE: Duration = Duration::from_secs(4);
/// Less than so many characters tell nobody from anybody.
const FEWEST: usize = 3;

/// What a search found.
#[derive(Debug, Default)]
pub struct Search {
    /// The newest first.
    pub found: Vec<Named>,
    /// Since when everything was looked through, where the search ended before it had seen all.
    pub is_all_since: Option<Timestamp>,
}

/// Looks for a person's conversations on all their sites, on whatever shelf: what is kept of a person does
/// not end where a site does (R-DSR-02). Whose controller it is tells the site.
pub async fn conversations(
    app: &App,
    who: &SignedIn,
    id: &RequestId,
    sought: &Personal<String>,
) -> Result<Search, Error> {
    who.may(Permission::Requests, Level::Write)?;
    let (of, reach) = (id.clone(), Arc::clone(&who.reach));
    app.store.read(move |tx| known(tx, &reach, &of)).await?;
    if let Ok(number) = ConversationId::parse(sought.reveal().trim()) {
        let found = app.store.read(move |tx| tx.conversation_anywhere(&number)).await?;
        let is_theirs = |found: &Found| who.reach.has_site(&found.conversation.site);
        let found = found.filter(is_theirs).map(|found| Named {
            id: found.conversation.id,
            site: found.conversation.site,
            started_at: found.conversation.started_at,
            last_message_at: found.conversation.last_message_at,
            name: found.conversation.visitor_name,
            contact: found.conversation.contact,
        });
        return Ok(Search { found: found.into_iter().collect(), is_all_since: None });
    }
    let sought = Sought::of(sought).ok_or(Error::Invalid("sought"))?;
    let (began, mut search, mut last) = (Instant::now(), Search::default(), None);
    loop {
        let (sites, from) = (who.reach.sites.clone(), last.clone());
        let page =
            move |tx: &mut Tx<'_>| tx.named_conversations(sites.as_ref(), from.clone(), PAGE);
        let page = app.store.read(page).await?;
        let Some(end) = page.last().map(|one| (one.last_message_at, one.id.clone())) else {
            return Ok(search);
        };
        search.found.extend(page.into_iter().filter(|one| sought.fits(one)));
        if search.found.len() >= MOST || began.elapsed() > PATIENCE {
            search.found.truncate(MOST);
            search.is_all_since = Some(end.0);
            return Ok(search);
        }
        last = Some(end);
    }
}

/// What is looked for, in the forms in which it may stand there.
struct Sought {
    text: String,
    digits: String,
}

impl Sought {
    fn of(text: &Personal<String>) -> Option<Self> {
        let text = text.reveal().trim().to_lowercase();
        let is_enough = text.chars().count() >= FEWEST;
        let digits = digits(&text);
        is_enough.then_some(Self { text, digits })
    }

    fn fits(&self, one: &Named) -> bool {
        let holds = |field: &Option<Personal<String>>| {
            field.as_ref().is_some_and(|field| field.reveal().to_lowercase().contains(&self.text))
        };
        let is_number = self.digits.len() >= 6;
        let is_called = |phone: &Personal<String>| digits(phone.reveal()).contains(&self.digits);
        holds(&one.name)
            || holds(&one.contact.mail)
            || holds(&one.contact.phone)
            || is_number && one.contact.phone.as_ref().is_some_and(is_called)
    }
}

/// Without the country's or the area's first zeros: people write them or leave them out.
fn digits(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_start_matches("00").trim_start_matches('0');
    digits.to_owned()
}

/// From now on a conversation belongs to the request, or does not any more.
pub async fn belongs(
    app: &App,
    who: &SignedIn,
    id: &RequestId,
    conversation: &ConversationId,
    belongs: bool,
) -> Result<(), Error> {
    who.may(Permission::Requests, Level::Write)?;
    let (of, reach, now) = (id.clone(), Arc::clone(&who.reach), app.now());
    let (conversation, entry, nonce) = (conversation.clone(), app.entry_id(), app.random());
    let deed = move |tx: &mut Tx<'_>| {
        let mut request = known(tx, &reach, &of)?;
        // Who asks may still be open: what belongs to it is looked up in order to make sure of that.
        let is_known =
            request.dossier.as_ref().is_some_and(|one| !one.reveal().identity.is_empty());
        if is_known {
            take_step(&mut request, Deed::Change)?;
        } else if request.state.is_closed() {
            return Err(Error::Conflict);
        }
        let found = tx.conversation_anywhere(&conversation)?;
        let is_theirs = found.is_some_and(|found| reach.has_site(&found.conversation.site));
        if belongs && !is_theirs {
            return Err(Error::NotFound);
        }
        tx.set_of_request(&of, &conversation, belongs)?;
        tx.update_request(&request, nonce)?;
        let word = if belongs {
            "added a conversation to a data request"
        } else {
            "took a conversation from a data request"
        };
        Ok::<_, Error>(tx.note_audit(&entry, Some(&reach.agent), word, of.as_str(), now)?)
    };
    app.store.write(deed).await
}

#[cfg(test)]
mod tests {
    use plausch_core::conversation::Contact;

    use super::*;

    fn vera() -> Named {
        Named {
            id: ConversationId::new(Timestamp::from_millis(0), [0; 10]),
            site: plausch_core::id::SiteId::parse("blumenladen").expect("a site"),
            started_at: Timestamp::from_millis(0),
            last_message_at: Timestamp::from_millis(0),
            name: Some(Personal::new("Vera Nass".into())),
            contact: Contact {
                mail: Some(Personal::new("Vera@Beispiel.example".into())),
                phone: Some(Personal::new("030 555-01 00".into())),
            },
        }
    }

    #[test]
    fn r_dsr_02_a_person_is_found_however_they_write_their_number_or_address() {
        let fits = |text: &str| {
            Sought::of(&Personal::new(text.to_owned())).is_some_and(|sought| sought.fits(&vera()))
        };
        for text in ["vera", " NASS ", "vera@beispiel", "030/5550100", "555 01 00", "0305550100"] {
            assert!(fits(text), "{text}");
        }
        for text in ["ve", "", "vera@anders", "12345678", "Ben"] {
            assert!(!fits(text), "{text}");
        }
    }
}
