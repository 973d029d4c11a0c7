//! How far rights reach: what a role, sites and teams make together.

use std::collections::BTreeSet;

use super::{Level, Permission, Rights};
use crate::id::{AgentId, SiteId};

/// Where something happens in a conversation, and whose it is: what is needed to tell who may know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The conversation's site.
    pub site: SiteId,
    /// Who has it, and who had it before: whoever loses it has to learn that, too.
    pub held_by: [Option<AgentId>; 2],
}

impl Place {
    /// A conversation that stays with whoever has it.
    pub fn new(site: SiteId, assignee: Option<AgentId>) -> Self {
        Self { site, held_by: [assignee.clone(), assignee] }
    }
}

/// What somebody may do, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// Who.
    pub agent: AgentId,
    /// What their role permits.
    pub rights: Rights,
    /// The sites on which it does; `None`: all.
    pub sites: Option<BTreeSet<SiteId>>,
    /// The sites that have teams without them: what waits there is others'.
    pub others: BTreeSet<SiteId>,
}

impl Reach {
    /// Is it one of their sites?
    pub fn has_site(&self, site: &SiteId) -> bool {
        self.sites.as_ref().is_none_or(|sites| sites.contains(site))
    }

    /// How much they may do with a conversation that this agent has (`None`: that waits, or was
    /// closed before anybody had it).
    pub fn conversation(&self, site: &SiteId, assignee: Option<&AgentId>) -> Level {
        let own = self.rights.level(Permission::Conversations);
        if !self.has_site(site) {
            return Level::Off;
        }
        let is_own = assignee.map_or(!self.others.contains(site), |agent| *agent == self.agent);
        if is_own { own } else { own.min(self.rights.level(Permission::Colleagues)) }
    }

    /// May they know that something happens there?
    pub fn hears(&self, place: &Place) -> bool {
        let sees = |agent: &Option<AgentId>| self.conversation(&place.site, agent.as_ref());
        place.held_by.iter().any(|agent| sees(agent) >= Level::Read)
    }

    /// Do they see every conversation there is?
    pub fn is_everything(&self) -> bool {
        self.sites.is_none() && self.sees_colleagues()
    }

    /// Do they see the conversations that colleagues have?
    pub fn sees_colleagues(&self) -> bool {
        self.rights.may(Permission::Conversations, Level::Read)
            && self.rights.may(Permission::Colleagues, Level::Read)
    }

    /// Is there nothing that whoever has this reach could do and the other couldn't?
    pub fn is_within(&self, rights: &Rights, sites: Option<&BTreeSet<SiteId>>) -> bool {
        let has_sites = match (&self.sites, sites) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(mine), Some(those)) => mine.is_subset(those),
        };
        self.rights.is_within(rights) && has_sites
    }
}
