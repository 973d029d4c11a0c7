//! The configuration: the only reader of file, environment and flags. What a key means is in
//! docs/configuration.md, which a test compares with the types here. Not here: what an operator
//! sets in the admin pages (sites, agents, texts, retention), which is data.
//!
//! Later ones win: defaults, `plausch.toml`, `PLAUSCH_…` in the environment, flags. What nobody
//! knows is an error, so that a misspelt limit is not a missing one.

mod backups;
mod database;
mod error;
mod layers;
mod limits;
pub mod master_key;
mod public_url;
pub mod start;
#[cfg(test)]
mod tests;

use std::net::SocketAddr;
use std::path::PathBuf;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

pub use backups::Backups;
pub use database::Database;
pub use error::ConfigError;
pub use limits::{HeartbeatSeconds, Limits};
pub use master_key::MasterKeys;
pub use public_url::PublicUrl;
pub use start::StartError;

/// Everything that is set outside the database.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where connections are accepted.
    pub listen: SocketAddr,
    /// How browsers reach it; see [`Config::public_url`].
    public_url: Option<PublicUrl>,
    /// The folder for everything that is kept in files.
    pub data: PathBuf,
    /// Where the data is kept.
    pub database: Database,
    /// Who may say whose request it is (`X-Forwarded-For`).
    pub trusted_proxies: Vec<IpNet>,
    /// What is logged: a `tracing` filter.
    pub log: String,
    /// How often streams are told that they are alive.
    pub heartbeat_seconds: HeartbeatSeconds,
    /// How long files of backups stay.
    pub backups: Backups,
    /// How much of everything.
    pub limits: Limits,
    /// From the environment only: a file is copied, committed and backed up too easily.
    #[serde(skip)]
    pub master_keys: Option<MasterKeys>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: None,
            data: PathBuf::from("./plausch-data"),
            database: Database::Sqlite,
            trusted_proxies: Vec::new(),
            log: "info".to_owned(),
            heartbeat_seconds: HeartbeatSeconds::default(),
            backups: Backups::default(),
            limits: Limits::default(),
            master_keys: None,
        }
    }
}

/// What can be said on the command line; the rest stands in the file or the environment.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Flags {
    /// The configuration file [default: plausch.toml, when there is one]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Where to accept connections
    #[arg(long, global = true, value_name = "ADDRESS:PORT")]
    pub listen: Option<String>,
    /// How browsers reach it
    #[arg(long, global = true, value_name = "URL")]
    pub public_url: Option<String>,
    /// The folder for everything that is kept
    #[arg(long, global = true, value_name = "FOLDER")]
    pub data: Option<String>,
    /// What to log
    #[arg(long, global = true, value_name = "FILTER")]
    pub log: Option<String>,
}

impl Config {
    /// Reads file, environment and flags of this process.
    pub fn read(flags: &Flags) -> Result<Self, ConfigError> {
        // Names or values that are not Unicode cannot be ours.
        let environment = std::env::vars_os().filter_map(|(name, value)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        });
        Self::read_from(flags, environment)
    }

    /// Reads the file, this environment and these flags.
    pub fn read_from(
        flags: &Flags,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        layers::read(flags, environment)
    }

    /// The origin that browsers use, without a slash at the end.
    pub fn public_url(&self) -> PublicUrl {
        self.public_url.clone().unwrap_or_else(|| PublicUrl::of_listener(self.listen))
    }

    /// The master keys from the environment or from their file; never new ones.
    pub fn known_master_keys(&self) -> Result<MasterKeys, StartError> {
        if let Some(keys) = &self.master_keys {
            return Ok(keys.clone());
        }
        let file = self.master_key_file();
        master_key::read_file(&file)?.ok_or(StartError::KeyMissing { file })
    }

    /// Where the master key is kept unless the environment has it.
    pub fn master_key_file(&self) -> PathBuf {
        self.data.join("master.key")
    }
}
