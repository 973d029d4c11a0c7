//! Rights as data (R-SEC-02): what there is to permit, the roles that come with the program, and how
//! far an agent's rights reach. One table serves the deeds, the pages and `docs/rights.md`.
//!
//! Not here: who asks (`app`), and how roles are kept (store).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::id::{AgentId, RoleId, SiteId};

/// One thing that a role may do, to look at or to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// The own queue: conversations that wait, and those that the agent has.
    Conversations,
    /// Conversations that colleagues have, also of other teams.
    Colleagues,
    /// What a visitor is called and how to reach them.
    Contact,
    /// Files in conversations.
    Attachments,
    /// Erasing conversations for good.
    Erasure,
    /// How long things are kept, and what goes next.
    Retention,
    /// What persons ask for by right.
    Requests,
    /// Single choices of visitors with their proof, and their export.
    Proof,
    /// Sites, services, texts and numbers.
    Sites,
    /// Agents' accounts and teams.
    Team,
    /// Roles and what they permit.
    Roles,
    /// Who changed what.
    Audit,
    /// Who read which conversation (R-EMP-02).
    Reads,
    /// Keys and backups.
    Keys,
}

/// How much of a permission somebody has; each level holds the ones before it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Nothing.
    #[default]
    Off,
    /// To look at it.
    Read,
    /// To change it.
    Write,
}

impl Level {
    /// All levels, the least first.
    pub const ALL: [Self; 3] = [Self::Off, Self::Read, Self::Write];

    /// The word stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Read => "read",
            Self::Write => "write",
        }
    }

    /// Reads a level's word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.as_str() == text)
    }
}

impl Permission {
    /// All of them, in the order in which people read them.
    pub const ALL: [Self; 14] = [
        Self::Conversations,
        Self::Colleagues,
        Self::Contact,
        Self::Attachments,
        Self::Erasure,
        Self::Retention,
        Self::Requests,
        Self::Proof,
        Self::Sites,
        Self::Team,
        Self::Roles,
        Self::Audit,
        Self::Reads,
        Self::Keys,
    ];

    /// The word stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Conversations => "conversations",
            Self::Colleagues => "colleagues",
            Self::Contact => "contact",
            Self::Attachments => "attachments",
            Self::Erasure => "erasure",
            Self::Retention => "retention",
            Self::Requests => "requests",
            Self::Proof => "proof",
            Self::Sites => "sites",
            Self::Team => "team",
            Self::Roles => "roles",
            Self::Audit => "audit",
            Self::Reads => "reads",
            Self::Keys => "keys",
        }
    }

    /// Reads a permission's word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }

    /// The levels that mean something: nobody writes into the audit, and erasing is never a look.
    pub const fn levels(self) -> &'static [Level] {
        match self {
            Self::Proof | Self::Audit | Self::Reads => &[Level::Off, Level::Read],
            Self::Erasure | Self::Keys => &[Level::Off, Level::Write],
            _ => &Level::ALL,
        }
    }
}

/// What a role permits: a level for each permission. What is not named is off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "BTreeMap<String, Level>", into = "BTreeMap<String, Level>")]
pub struct Rights([Level; Permission::ALL.len()]);

impl Rights {
    /// Nothing at all.
    pub const NONE: Self = Self([Level::Off; Permission::ALL.len()]);

    /// The same with this level of one permission.
    #[must_use]
    pub const fn with(mut self, permission: Permission, level: Level) -> Self {
        self.0[permission as usize] = level;
        self
    }

    /// How much of a permission there is.
    pub const fn level(&self, permission: Permission) -> Level {
        self.0[permission as usize]
    }

    /// Is there at least so much of it?
    pub fn may(&self, permission: Permission, level: Level) -> bool {
        self.level(permission) >= level
    }

    /// Is there nothing in these rights that isn't in those?
    pub fn is_within(&self, those: &Self) -> bool {
        Permission::ALL.into_iter().all(|one| self.level(one) <= those.level(one))
    }
}

/// What an older or newer program calls otherwise is off.
impl From<BTreeMap<String, Level>> for Rights {
    fn from(words: BTreeMap<String, Level>) -> Self {
        Permission::ALL.into_iter().fold(Self::NONE, |rights, one| {
            rights.with(one, words.get(one.as_str()).copied().unwrap_or_default())
        })
    }
}

impl From<Rights> for BTreeMap<String, Level> {
    fn from(rights: Rights) -> Self {
        let named = Permission::ALL.into_iter().filter(|one| rights.may(*one, Level::Read));
        named.map(|one| (one.as_str().to_owned(), rights.level(one))).collect()
    }
}

/// A set of permissions with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Its id: a word for those that come with the program.
    pub id: RoleId,
    /// What the operator calls it; empty for those that come with the program, which every
    /// language names itself.
    pub name: String,
    /// What it permits.
    pub rights: Rights,
}

/// The roles that come with the program. Nobody changes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BuiltIn {
    /// Sets everything up and answers; does not see who read what (R-EMP-02).
    Administrator,
    /// Answers, and sees what colleagues answer.
    Lead,
    /// Answers what waits and what is theirs.
    Agent,
    /// Sees proof, audit and who read what, but no content.
    Officer,
    /// Looks at settings, numbers and the audit; changes nothing and sees no content.
    Auditor,
}

impl BuiltIn {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Administrator, Self::Lead, Self::Agent, Self::Officer, Self::Auditor];

    /// Its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Lead => "lead",
            Self::Agent => "agent",
            Self::Officer => "officer",
            Self::Auditor => "auditor",
        }
    }

    /// What it permits.
    pub const fn rights(self) -> Rights {
        use Level::{Read, Write};
        use Permission as P;
        let none = Rights::NONE;
        let answers =
            none.with(P::Conversations, Write).with(P::Contact, Write).with(P::Attachments, Write);
        let looks = none
            .with(P::Retention, Read)
            .with(P::Sites, Read)
            .with(P::Team, Read)
            .with(P::Roles, Read)
            .with(P::Audit, Read);
        match self {
            Self::Administrator => answers
                .with(P::Colleagues, Write)
                .with(P::Erasure, Write)
                .with(P::Retention, Write)
                .with(P::Requests, Write)
                .with(P::Proof, Read)
                .with(P::Sites, Write)
                .with(P::Team, Write)
                .with(P::Roles, Write)
                .with(P::Audit, Read)
                .with(P::Keys, Write),
            Self::Lead => answers.with(P::Colleagues, Write).with(P::Team, Read),
            Self::Agent => answers,
            Self::Officer => {
                looks.with(P::Requests, Write).with(P::Proof, Read).with(P::Reads, Read)
            }
            Self::Auditor => looks,
        }
    }

    /// As a role.
    pub fn role(self) -> Role {
        Role { id: self.id(), name: String::new(), rights: self.rights() }
    }

    /// Its id.
    pub fn id(self) -> RoleId {
        RoleId::built_in(self.as_str())
    }

    /// The one with this id.
    pub fn of(id: &RoleId) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == id.as_str())
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;

    fn site(name: &str) -> SiteId {
        SiteId::parse(name).unwrap()
    }

    fn agent(number: u8) -> AgentId {
        AgentId::new(Timestamp::from_millis(1), [number; 10])
    }

    fn reach(role: BuiltIn) -> Reach {
        Reach { agent: agent(1), rights: role.rights(), sites: None, others: BTreeSet::new() }
    }

    #[test]
    fn r_sec_02_the_built_in_roles_permit_what_they_are_for() {
        use Level::{Off, Read, Write};
        use Permission as P;
        let level = |role: BuiltIn, permission| role.rights().level(permission);
        for content in [P::Conversations, P::Colleagues, P::Contact, P::Attachments] {
            assert_eq!(level(BuiltIn::Officer, content), Off, "{content:?}");
            assert_eq!(level(BuiltIn::Auditor, content), Off, "{content:?}");
            assert_eq!(level(BuiltIn::Administrator, content), Write, "{content:?}");
        }
        assert!(P::ALL.into_iter().all(|one| level(BuiltIn::Auditor, one) <= Read));
        assert_eq!(level(BuiltIn::Agent, P::Colleagues), Off, "the own queue");
        assert_eq!(level(BuiltIn::Lead, P::Colleagues), Write);
        for permission in [P::Sites, P::Team, P::Roles, P::Proof, P::Erasure, P::Audit] {
            assert_eq!(level(BuiltIn::Agent, permission), Off, "{permission:?}");
        }
        for role in BuiltIn::ALL {
            assert_eq!(level(role, P::Reads) == Read, role == BuiltIn::Officer, "R-EMP-02");
            for permission in P::ALL {
                assert!(permission.levels().contains(&level(role, permission)), "{permission:?}");
            }
            assert_eq!(BuiltIn::of(&role.id()), Some(role));
        }
    }

    #[test]
    fn rights_read_back_and_what_is_unknown_is_off() {
        for role in BuiltIn::ALL {
            let text = serde_json::to_string(&role.rights()).unwrap();
            assert_eq!(serde_json::from_str::<Rights>(&text).unwrap(), role.rights(), "{text}");
        }
        let rights: Rights = serde_json::from_str(r#"{"sites":"read","moon":"write"}"#).unwrap();
        assert_eq!(rights, Rights::NONE.with(Permission::Sites, Level::Read));
        assert!(rights.is_within(&BuiltIn::Auditor.rights()));
        assert!(!BuiltIn::Auditor.rights().is_within(&rights));
    }

    #[test]
    fn r_sec_02_an_agent_has_the_own_queue_a_lead_the_sites() {
        let (shop, other, ben) = (site("blumenladen"), site("kaufhaus"), agent(2));
        let mine = Reach { sites: Some([shop.clone()].into()), ..reach(BuiltIn::Agent) };
        for (site, assignee, level) in [
            (&shop, None, Level::Write),
            (&shop, Some(&mine.agent), Level::Write),
            (&shop, Some(&ben), Level::Off),
            (&other, None, Level::Off),
            (&other, Some(&mine.agent), Level::Off),
        ] {
            assert_eq!(mine.conversation(site, assignee), level, "{site} {assignee:?}");
        }
        let lead = Reach { sites: mine.sites.clone(), ..reach(BuiltIn::Lead) };
        assert_eq!(lead.conversation(&shop, Some(&ben)), Level::Write);
        assert_eq!(lead.conversation(&other, Some(&ben)), Level::Off);
        let officer = reach(BuiltIn::Officer);
        assert_eq!(officer.conversation(&shop, None), Level::Off);
        // Colleagues without conversations is nothing: one reads through the other.
        let odd = Rights::NONE.with(Permission::Colleagues, Level::Write);
        assert_eq!(Reach { rights: odd, ..officer }.conversation(&shop, Some(&ben)), Level::Off);
    }

    #[test]
    fn what_waits_for_another_team_is_theirs_until_it_is_handed_over() {
        let shop = site("blumenladen");
        let ben = Reach { others: [shop.clone()].into(), ..reach(BuiltIn::Agent) };
        assert_eq!(ben.conversation(&shop, None), Level::Off);
        assert_eq!(ben.conversation(&shop, Some(&ben.agent)), Level::Write);
        let place = |held_by| Place { site: shop.clone(), held_by };
        assert!(!ben.hears(&place([None, Some(agent(9))])));
        assert!(ben.hears(&place([Some(agent(9)), Some(ben.agent.clone())])), "it was theirs");
    }

    #[test]
    fn r_sec_02_nobody_gets_more_by_an_exchange_of_sites_or_rights() {
        let shop = [site("blumenladen")].into();
        let limited = Reach { sites: Some(shop), ..reach(BuiltIn::Agent) };
        let all = reach(BuiltIn::Agent);
        assert!(
            limited.is_within(&all.rights, None)
                && limited.is_within(&limited.rights, limited.sites.as_ref())
        );
        assert!(!all.is_within(&limited.rights, limited.sites.as_ref()));
        assert!(!reach(BuiltIn::Officer).is_within(&BuiltIn::Administrator.rights(), None));
    }
}
