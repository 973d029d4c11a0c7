//! What the system can do: one file per noun, one function per deed. The first thing a deed does
//! is to ask whether whoever asks may. Nothing here knows HTTP.

pub mod agent;
pub mod agent_data;
pub mod audit;
pub mod catalogue;
pub mod consent;
pub mod conversation;
pub mod copy;
mod csv;
pub mod design;
mod directory;
pub mod erasure;
mod error;
pub mod event;
pub mod figures;
pub mod incident;
pub mod invitation;
mod limits;
pub mod loader;
mod lockout;
pub mod notice;
pub mod numbers;
mod password;
pub mod proof;
pub mod reading;
pub mod refusal;
pub mod registry;
pub mod request;
pub mod retention;
pub mod role;
pub mod rotation;
pub mod second_factor;
pub mod session;
pub mod sign_in;
pub mod site;
pub mod team;

use std::fs::File;
use std::sync::{Arc, OnceLock};

use plausch_core::Timestamp;
use plausch_core::agent::Agent;
use plausch_core::id::{ConversationId, EntryId, SiteId};
use plausch_core::role::{Level, Permission, Reach, Role};
use plausch_core::seal::Keys;
use plausch_core::site::{Origin, Site};
use plausch_store::{Standing, Store};

pub use self::directory::Directory;
pub use self::error::Error;
pub use self::limits::Limiters;
use crate::assets::Assets;
use crate::clock::{Chance, Clock};
use crate::config::Config;
use crate::live::{
    Bus, Hint, Hub, Limits as StreamLimits, OverReason, Presence, Source, Unreadable,
};
use crate::texts::Texts;

/// The running system.
pub struct App {
    /// What was set outside the database.
    pub config: Config,
    /// What people read.
    pub texts: Arc<Texts>,
    /// Live delivery.
    pub hub: Arc<Hub>,
    /// Who looks at which conversation.
    pub presence: Presence,
    /// The built scripts.
    pub assets: Assets,
    pub(crate) loaders: loader::Loaders,
    damage: conversation::Damage,
    rotation: rotation::Progress,
    /// Are there visitors who may have to be told of a change?
    pub untold: conversation::told::Due,
    deadlines: request::deadlines::Deadlines,
    /// How often who may do what.
    pub limiters: Arc<Limiters>,
    pub(crate) store: Store,
    pub(crate) keys: Keys,
    pub(crate) bus: Arc<Bus>,
    /// Sites and agents, in memory.
    pub directory: Arc<Directory>,
    /// The origin of the hosted landing pages.
    pub own_origin: Option<Origin>,
    /// The lock on the data folder, where there is one.
    pub(crate) folder: OnceLock<File>,
    clock: Arc<dyn Clock>,
    chance: Chance,
}

/// What the heartbeat of the streams asks for.
#[derive(Clone)]
struct Heart {
    store: Store,
    clock: Arc<dyn Clock>,
    bus: Arc<Bus>,
}

impl Heart {
    /// The newest visible `seq` of each conversation. Streams whose token has run out meanwhile,
    /// or whose consent was taken back while nobody could tell them, are ended.
    async fn last_seqs(
        &self,
        of: Vec<ConversationId>,
    ) -> Result<Vec<(ConversationId, i64)>, Unreadable> {
        let now = self.clock.now();
        let standings = self.store.read(move |tx| tx.standings(&of)).await?;
        for standing in &standings {
            let reason = match standing {
                Standing { is_withdrawn: true, .. } => OverReason::Withdrawn,
                Standing { token_expires_at, .. } if *token_expires_at <= now => {
                    OverReason::Expired
                }
                _ => continue,
            };
            let conversation = standing.id.clone();
            self.bus.publish_at(&standing.place, &Hint::Over { conversation, reason });
        }
        Ok(standings.into_iter().map(|standing| (standing.id, standing.last_visible)).collect())
    }
}

/// An agent who has signed in.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Who.
    pub agent: Arc<Agent>,
    /// What they may do, and where.
    pub reach: Arc<Reach>,
}

impl SignedIn {
    /// Their role; of one that is gone, the id alone.
    pub fn role(&self, app: &App) -> Role {
        let (id, rights) = (self.agent.role.clone(), self.reach.rights);
        app.directory.role(&id).unwrap_or(Role { name: id.to_string(), id, rights })
    }

    /// Goes on only if the agent's role permits this.
    pub fn may(&self, permission: Permission, level: Level) -> Result<(), Error> {
        if self.reach.rights.may(permission, level) { Ok(()) } else { Err(Error::Forbidden) }
    }

    /// The same for something of a site. A site that isn't theirs does not exist for them: whoever
    /// tries out names learns nothing.
    pub fn may_on(&self, permission: Permission, level: Level, site: &SiteId) -> Result<(), Error> {
        self.may(permission, level)?;
        if self.reach.has_site(site) { Ok(()) } else { Err(Error::NotFound) }
    }
}

impl App {
    /// Puts the parts together and reads what is kept in memory.
    pub async fn new(
        config: Config,
        store: Store,
        keys: Keys,
        clock: Arc<dyn Clock>,
        chance: Chance,
    ) -> Result<Arc<Self>, Error> {
        let texts = Arc::new(Texts::built_in());
        let directory = Directory::read(&store, Arc::clone(&texts), clock.now()).await?;
        let directory = Arc::new(directory);
        let bus = Arc::new(Bus::default());
        let (names, words) = (Arc::clone(&directory), Arc::clone(&texts));
        let reader = store.clone();
        let heart =
            Heart { store: store.clone(), clock: Arc::clone(&clock), bus: Arc::clone(&bus) };
        let source = Source::new(
            move |conversation, after| {
                let (store, names) = (reader.clone(), Arc::clone(&names));
                let words = Arc::clone(&words);
                async move { event::page(&store, (&names, &words), conversation, after).await }
            },
            move |conversations| {
                let heart = heart.clone();
                async move { heart.last_seqs(conversations).await }
            },
        );
        let hub = Hub::new(
            source,
            StreamLimits {
                per_conversation: config.limits.streams_per_conversation.get() as usize,
                per_agent: config.limits.streams_per_agent.get() as usize,
                in_all: config.limits.connections.get() as usize,
                ..StreamLimits::default()
            },
        );
        hub.listen_to(&bus);
        let app = Arc::new(Self {
            limiters: Arc::new(Limiters::new(&config.limits, chance.bytes())),
            assets: Assets::new(&texts),
            loaders: loader::Loaders::default(),
            damage: conversation::Damage::default(),
            rotation: rotation::Progress::default(),
            untold: conversation::told::Due::default(),
            deadlines: request::deadlines::Deadlines::default(),
            texts,
            hub,
            presence: Presence::default(),
            store,
            keys,
            bus,
            directory,
            own_origin: Origin::parse(config.public_url().as_str()),
            config,
            folder: OnceLock::new(),
            clock,
            chance,
        });
        request::deadlines::read(&app).await?;
        Ok(app)
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The day, in UTC: `2026-11-22`.
    pub fn today(&self) -> String {
        self.now().to_utc().date().to_string()
    }

    /// Random bytes.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        self.chance.bytes()
    }

    /// Goes on only if the page may use the site's chat.
    fn may_ask(&self, site: &Site, origin: Option<&Origin>) -> Result<(), Error> {
        may_ask(site, self.own_origin.as_ref(), origin)
    }

    /// Reads sites and agents again, after a change. Visitors of sites whose chat has changed in
    /// substance are told so by a job (R-INFO-05).
    pub async fn read_directory(&self) -> Result<(), Error> {
        let changed = self.directory.read_again(&self.store, self.now()).await?;
        if !changed.is_empty() {
            self.untold.note();
        }
        Ok(())
    }

    /// Does the database answer?
    pub async fn is_healthy(&self) -> Result<(), Error> {
        self.store.read(|tx| tx.is_alive()).await?;
        Ok(())
    }

    fn entry_id(&self) -> EntryId {
        EntryId::new(self.now(), self.random())
    }
}

/// Pages of registered origins may use a site's chat, and so may the hosted landing page. Browsers
/// don't name the page when it reads from its own origin.
fn may_ask(site: &Site, own: Option<&Origin>, origin: Option<&Origin>) -> Result<(), Error> {
    let is_registered =
        |origin: &Origin| site.settings.origins.contains(origin) || own == Some(origin);
    if origin.is_none_or(is_registered) { Ok(()) } else { Err(Error::OriginNotRegistered) }
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("App")
    }
}
