//! Sites and agents, kept in memory: they change rarely, and every request needs one.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::RwLock;
use plausch_core::agent::Agent;
use plausch_core::id::{AgentId, SiteId};
use plausch_core::site::Site;
use plausch_store::Store;

use super::Error;

/// What is known of sites and agents.
#[derive(Debug, Default)]
pub struct Directory {
    sites: RwLock<HashMap<SiteId, Arc<Site>>>,
    agents: RwLock<HashMap<AgentId, Arc<Agent>>>,
}

impl Directory {
    /// Reads everything.
    pub async fn read(store: &Store) -> Result<Self, Error> {
        let directory = Self::default();
        directory.read_again(store).await?;
        Ok(directory)
    }

    /// Reads everything again, after a change.
    pub async fn read_again(&self, store: &Store) -> Result<(), Error> {
        let (sites, agents) =
            store.read(|tx| Ok::<_, plausch_store::Error>((tx.sites()?, tx.agents()?))).await?;
        *self.sites.write() =
            sites.into_iter().map(|site| (site.id.clone(), Arc::new(site))).collect();
        *self.agents.write() =
            agents.into_iter().map(|agent| (agent.id.clone(), Arc::new(agent))).collect();
        Ok(())
    }

    /// A site.
    pub fn site(&self, id: &SiteId) -> Result<Arc<Site>, Error> {
        self.sites.read().get(id).cloned().ok_or(Error::NotFound)
    }

    /// All sites, by name.
    pub fn sites(&self) -> Vec<Arc<Site>> {
        let mut sites: Vec<_> = self.sites.read().values().cloned().collect();
        sites.sort_by(|a, b| a.id.cmp(&b.id));
        sites
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

    /// The name by which visitors and colleagues know an agent; empty when the account is gone.
    pub fn agent_name(&self, id: &AgentId) -> String {
        self.agent(id).map_or_else(String::new, |agent| agent.name.reveal().clone())
    }
}
