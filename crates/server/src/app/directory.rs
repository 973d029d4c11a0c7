//! Sites with their notices, agents, roles and teams, kept in memory: they change rarely, and every request
//! needs one.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use parking_lot::RwLock;
use plausch_core::Timestamp;
use plausch_core::agent::{Agent, Team};
use plausch_core::consent::Granted;
use plausch_core::id::{AgentId, NoticeVersion, RoleId, ServiceId, SiteId};
use plausch_core::registry::Registry;
use plausch_core::role::{BuiltIn, Reach, Rights, Role};
use plausch_core::site::{Lang, Mode, Origin, Site};
use plausch_store::Store;

use super::Error;
use super::notice::{self, Notice};
use crate::texts::Texts;

/// What is known of sites and agents.
pub struct Directory {
    texts: Arc<Texts>,
    /// Held while reading, so that of two who read the later one is kept.
    reading: tokio::sync::Mutex<()>,
    sites: RwLock<HashMap<SiteId, Entry>>,
    agents: RwLock<HashMap<AgentId, Arc<Agent>>>,
    rights: RwLock<KeptRights>,
    open_incidents: RwLock<Vec<Option<Timestamp>>>,
}

/// What decides on who may do what.
#[derive(Clone, Default)]
struct KeptRights {
    /// The operator's own roles, oldest first.
    roles: Vec<Role>,
    teams: Vec<Arc<Team>>,
    /// The roles that need no second factor.
    waived: BTreeSet<RoleId>,
}

#[derive(Clone)]
struct Entry {
    site: Arc<Site>,
    registry: Arc<Registry>,
    offered: Arc<Granted>,
    notices: Arc<HashMap<Lang, Arc<Notice>>>,
}

impl Directory {
    /// Reads everything.
    pub async fn read(store: &Store, texts: Arc<Texts>, now: Timestamp) -> Result<Self, Error> {
        let directory = Self {
            texts,
            reading: tokio::sync::Mutex::default(),
            sites: RwLock::default(),
            agents: RwLock::default(),
            rights: RwLock::default(),
            open_incidents: RwLock::default(),
        };
        directory.read_again(store, now).await?;
        Ok(directory)
    }

    /// Reads everything again, after a change. Notices are kept in the store before anybody can
    /// see them. Gives the sites of which visitors rely on something else than before.
    pub async fn read_again(&self, store: &Store, now: Timestamp) -> Result<Vec<SiteId>, Error> {
        let _reading = self.reading.lock().await;
        let (sites, mut registries, agents, rights, incidents) = store
            .read(|tx| {
                let teams = tx.teams()?.into_iter().map(Arc::new).collect();
                let waived = tx.second_factor_waivers()?;
                let rights = KeptRights { roles: tx.roles()?, teams, waived };
                let (registries, incidents) = (tx.published_registries()?, tx.open_incidents()?);
                Ok::<_, Error>((tx.sites()?, registries, tx.agents()?, rights, incidents))
            })
            .await?;
        let entry = |site: Site| {
            let mut registry = registries.remove(&site.id).unwrap_or_default();
            if site.settings.reaches_children {
                // Nobody is asked for anything (R-CONS-06).
                registry.services.retain(|service| !service.asks());
            }
            let notices = notice::of_site(&site, &registry, &self.texts);
            let entry = Entry {
                offered: Arc::new(offered(&site, &registry)),
                registry: Arc::new(registry),
                notices: Arc::new(notices),
                site: Arc::new(site),
            };
            (entry.site.id.clone(), entry)
        };
        let sites: HashMap<_, _> = sites.into_iter().map(entry).collect();
        let shown = sites.clone();
        store
            .write(move |tx| {
                let mut versions = Vec::new();
                for (site, entry) in &shown {
                    for (lang, notice) in entry.notices.iter() {
                        tx.keep_notice(&notice.version, site, *lang, &notice.content, now)?;
                        versions.push(notice.version.clone());
                    }
                }
                Ok::<_, Error>(tx.replace_notices(&versions, now)?)
            })
            .await?;
        let before = std::mem::replace(&mut *self.sites.write(), sites);
        *self.rights.write() = rights;
        *self.open_incidents.write() = incidents;
        *self.agents.write() =
            agents.into_iter().map(|agent| (agent.id.clone(), Arc::new(agent))).collect();
        let state = |entry: &Entry| entry.site.settings.chat_revision();
        let sites = self.sites.read();
        let has_changed = |(id, entry): &(&SiteId, &Entry)| {
            before.get(id).is_some_and(|before| state(before) != state(entry))
        };
        Ok(sites.iter().filter(has_changed).map(|(id, _)| id.clone()).collect())
    }

    /// A site.
    pub fn site(&self, id: &SiteId) -> Result<Arc<Site>, Error> {
        let sites = self.sites.read();
        sites.get(id).map(|entry| Arc::clone(&entry.site)).ok_or(Error::NotFound)
    }

    /// What a site uses, as it was published last.
    pub fn registry(&self, site: &SiteId) -> Result<Arc<Registry>, Error> {
        let sites = self.sites.read();
        sites.get(site).map(|entry| Arc::clone(&entry.registry)).ok_or(Error::NotFound)
    }

    /// Everything that somebody may agree to on a site, in its present state.
    pub fn offered(&self, site: &SiteId) -> Result<Arc<Granted>, Error> {
        let sites = self.sites.read();
        sites.get(site).map(|entry| Arc::clone(&entry.offered)).ok_or(Error::NotFound)
    }

    /// All sites, by name.
    pub fn sites(&self) -> Vec<Arc<Site>> {
        let mut sites: Vec<_> =
            self.sites.read().values().map(|entry| Arc::clone(&entry.site)).collect();
        sites.sort_by(|a, b| a.id.cmp(&b.id));
        sites
    }

    /// Is it the origin of a page of any site?
    pub fn has_origin(&self, origin: &Origin) -> bool {
        let sites = self.sites.read();
        sites.values().any(|entry| entry.site.settings.origins.contains(origin))
    }

    /// The notice that a site shows in a language; [`Error::NotFound`] when it does not offer it.
    pub fn notice(&self, site: &SiteId, lang: Lang) -> Result<Arc<Notice>, Error> {
        let sites = self.sites.read();
        sites.get(site).and_then(|entry| entry.notices.get(&lang)).cloned().ok_or(Error::NotFound)
    }

    /// Is this the version that the site shows in this language now?
    pub fn is_current(&self, site: &SiteId, lang: Lang, version: &NoticeVersion) -> bool {
        let sites = self.sites.read();
        let notice = sites.get(site).and_then(|entry| entry.notices.get(&lang));
        notice.is_some_and(|notice| &notice.version == version)
    }

    /// An agent.
    pub fn agent(&self, id: &AgentId) -> Option<Arc<Agent>> {
        self.agents.read().get(id).cloned()
    }

    /// All agents, oldest first.
    pub fn agents(&self) -> Vec<Arc<Agent>> {
        let mut agents: Vec<_> = self.agents.read().values().cloned().collect();
        agents.sort_by(|a, b| a.id.cmp(&b.id));
        agents
    }

    /// All roles: those that come with the program first.
    pub fn roles(&self) -> Vec<Role> {
        let own = self.rights.read().roles.clone();
        BuiltIn::ALL.map(BuiltIn::role).into_iter().chain(own).collect()
    }

    /// A role.
    pub fn role(&self, id: &RoleId) -> Option<Role> {
        self.roles().into_iter().find(|role| role.id == *id)
    }

    /// Do people with this role need a second factor? Unless somebody has waived it (R-SEC-03).
    pub fn needs_second_factor(&self, role: &RoleId) -> bool {
        !self.rights.read().waived.contains(role)
    }

    /// All teams, oldest first.
    pub fn teams(&self) -> Vec<Arc<Team>> {
        self.rights.read().teams.clone()
    }

    /// The breaches with which something has to be done: by when the authority has to be told, where
    /// it has to.
    pub fn open_incidents(&self) -> Vec<Option<Timestamp>> {
        self.open_incidents.read().clone()
    }

    /// What an agent may do, and where. Of a role that is gone nothing is left.
    pub fn reach(&self, agent: &Agent) -> Arc<Reach> {
        let rights = self.role(&agent.role).map_or(Rights::NONE, |role| role.rights);
        let others = sites_of_others(&self.rights.read().teams, &agent.id);
        let (agent, sites) = (agent.id.clone(), agent.sites.clone());
        Arc::new(Reach { agent, rights, sites, others })
    }

    /// The name by which visitors and colleagues know an agent; empty when the account is gone.
    pub fn agent_name(&self, id: &AgentId) -> String {
        self.agent(id).map_or_else(String::new, |agent| agent.name.reveal().clone())
    }
}

/// The sites that have teams without this agent.
pub(super) fn sites_of_others(teams: &[Arc<Team>], agent: &AgentId) -> BTreeSet<SiteId> {
    let (mine, others): (Vec<_>, Vec<_>) =
        teams.iter().partition(|team| team.members.contains(agent));
    let mine: BTreeSet<_> = mine.iter().flat_map(|team| &team.sites).collect();
    let others = others.iter().flat_map(|team| &team.sites);
    others.filter(|site| !mine.contains(site)).cloned().collect()
}

fn offered(site: &Site, registry: &Registry) -> Granted {
    let settings = &site.settings;
    let chat = (settings.mode == Mode::Consent).then(ServiceId::chat);
    let remember = (settings.remember_days > 0).then(ServiceId::remember);
    let own = [chat, remember].into_iter().flatten().map(|id| (id, settings.chat_revision()));
    own.chain(registry.asked().map(|service| (service.id.clone(), service.revision()))).collect()
}

impl std::fmt::Debug for Directory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Directory")
    }
}
