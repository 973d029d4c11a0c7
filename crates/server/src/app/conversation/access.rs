//! Whether a visitor may: the token, the page that asks, and the consent.

use std::sync::Arc;

use plausch_core::Timestamp;
use plausch_core::conversation::Conversation;
use plausch_core::id::{ConversationId, ServiceId};
use plausch_core::site::{Mode, Origin, Site};
use plausch_core::visitor::TokenHash;
use plausch_store::{RecordedConsent, Tx};

use crate::app::{App, Directory, Error, Limiters, consent, may_ask};

/// Whose conversation, and the proof.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// Which conversation.
    pub conversation: ConversationId,
    /// By which the browser is known.
    pub token: TokenHash,
    /// The page that asks. Browsers name it whenever another origin is asked, and whenever
    /// something is changed; HTTP sees to the latter.
    pub origin: Option<Origin>,
}

/// What the rules need to know while a deed runs.
#[derive(Clone)]
pub(super) struct Rules {
    pub(super) directory: Arc<Directory>,
    own_origin: Option<Origin>,
    limiters: Arc<Limiters>,
    pub(super) now: Timestamp,
}

impl Rules {
    pub(super) fn of(app: &App) -> Self {
        Self {
            directory: Arc::clone(&app.directory),
            own_origin: app.own_origin.clone(),
            limiters: Arc::clone(&app.limiters),
            now: app.now(),
        }
    }

    /// Goes on only if the page may use the site's chat, and the token counts for the
    /// conversation. That is all a visitor needs for taking their words along and erasing them.
    pub(super) fn may_see_and_erase(
        &self,
        tx: &mut Tx<'_>,
        who: &Visitor,
    ) -> Result<(Conversation, Arc<Site>), Error> {
        let (conversation, site, _) = self.known(tx, who)?;
        Ok((conversation, site))
    }

    fn known(
        &self,
        tx: &mut Tx<'_>,
        who: &Visitor,
    ) -> Result<(Conversation, Arc<Site>, Option<RecordedConsent>), Error> {
        let found = tx.visitors_conversation(&who.conversation, &who.token)?;
        let (conversation, consent) = found
            .filter(|(found, _)| self.now < found.token_expires_at)
            .ok_or(Error::TokenInvalid)?;
        let site = self.directory.site(&conversation.site)?;
        may_ask(&site, self.own_origin.as_ref(), who.origin.as_ref())?;
        Ok((conversation, site, consent))
    }

    /// Goes on only if the chat may go on: where it rests on a consent, that consent counts now
    /// (R-CONS-01, R-CONS-07).
    pub(super) fn may_chat(
        &self,
        tx: &mut Tx<'_>,
        who: &Visitor,
    ) -> Result<(Conversation, Arc<Site>), Error> {
        let (conversation, site, consent) = self.known(tx, who)?;
        if conversation.is_withdrawn {
            return Err(Error::ConsentRequired);
        }
        self.check_consent(&site, consent)?;
        Ok((conversation, site))
    }

    /// As [`Rules::may_chat`], for deeds that others notice: limited by conversation, so that many
    /// people behind one address don't disturb each other. Asked last, so that only who may chat
    /// takes a place in the limiter.
    pub(super) fn may_write(
        &self,
        tx: &mut Tx<'_>,
        who: &Visitor,
    ) -> Result<(Conversation, Arc<Site>), Error> {
        let allowed = self.may_chat(tx, who)?;
        self.limiters.message(&who.conversation)?;
        Ok(allowed)
    }

    /// Chat data only with a consent that covers the chat (mode `consent`).
    pub(super) fn check_consent(
        &self,
        site: &Site,
        consent: Option<RecordedConsent>,
    ) -> Result<(), Error> {
        match site.settings.mode {
            Mode::OnRequest => Ok(()),
            Mode::Consent => {
                consent::check(&self.directory, consent, &site.id, &ServiceId::chat(), self.now)
            }
        }
    }
}
