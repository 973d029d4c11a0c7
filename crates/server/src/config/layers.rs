//! Defaults, file, environment and flags, put on top of each other. Each layer names itself, so
//! that an error can say where the wrong value stands.

use std::io;
use std::path::{Path, PathBuf};

use figment::providers::{Format, Serialized, Toml};
use figment::value::{Dict, Map, Value};
use figment::{Figment, Metadata, Profile, Provider};

use super::error::one_line;
use super::{Config, ConfigError, Flags, master_key};

const DEFAULT_FILE: &str = "plausch.toml";
const PREFIX: &str = "PLAUSCH_";
const MASTER_KEY: &str = "PLAUSCH_MASTER_KEY";
const CONFIG: &str = "PLAUSCH_CONFIG";

pub(super) fn read(
    flags: &Flags,
    environment: impl IntoIterator<Item = (String, String)>,
) -> Result<Config, ConfigError> {
    let ours: Vec<(String, String)> = environment
        .into_iter()
        .filter(|(name, _)| name.starts_with(PREFIX) && !is_service_address(name))
        .collect();
    let named = |wanted: &str| ours.iter().find(|(name, _)| name == wanted).map(|(_, value)| value);
    let keys = keys();

    let mut figment = Figment::from(Serialized::defaults(Config::default()));
    let file = flags.config.clone().or_else(|| named(CONFIG).map(PathBuf::from));
    if let Some(layer) = file_layer(file)? {
        figment = figment.merge(layer);
    }
    for (name, text) in ours.iter().filter(|(name, _)| name != CONFIG && name != MASTER_KEY) {
        let key = keys.iter().find(|key| variable(&key.name) == *name);
        let key = key.ok_or_else(|| ConfigError::UnknownVariable { name: name.clone() })?;
        figment = figment.merge(Layer::of_one(name.clone(), &key.name, key.value_of(text)));
    }
    for (flag, key, text) in [
        ("--listen", "listen", &flags.listen),
        ("--public-url", "public_url", &flags.public_url),
        ("--data", "data", &flags.data),
        ("--log", "log", &flags.log),
    ] {
        if let Some(text) = text {
            figment = figment.merge(Layer::of_one(flag.to_owned(), key, Value::from(text.clone())));
        }
    }

    let mut config: Config = figment.extract()?;
    let invalid = |key: &str, problem: String| {
        let origin = figment.find_metadata(key).map_or_else(String::new, |m| m.name.to_string());
        ConfigError::Invalid { origin, key: key.to_owned(), problem }
    };
    if let Err(error) = tracing_subscriber::EnvFilter::try_new(&config.log) {
        return Err(invalid("log", one_line(&error.to_string())));
    }
    if let Some(text) = named(MASTER_KEY) {
        let keys = master_key::parse(text).ok_or_else(|| ConfigError::Invalid {
            origin: "environment".to_owned(),
            key: MASTER_KEY.to_owned(),
            problem: master_key::WANTED.to_owned(),
        })?;
        config.master_keys = Some(keys);
    }
    Ok(config)
}

/// Kubernetes puts the address of every service into the environment of every container; a service
/// called `plausch` looks like this. Nobody misspells a key that way.
fn is_service_address(name: &str) -> bool {
    ["PLAUSCH_SERVICE_HOST", "PLAUSCH_PORT"].contains(&name)
        || name.starts_with("PLAUSCH_SERVICE_PORT")
        || name.starts_with("PLAUSCH_PORT_")
}

fn variable(key: &str) -> String {
    format!("{PREFIX}{}", key.replace('.', "_").to_uppercase())
}

/// A key with its default, which tells how to read its value from a text.
pub(super) struct Key {
    pub(super) name: String,
    pub(super) default: serde_json::Value,
}

impl Key {
    /// A list is written with commas. What is not a number where one is wanted stays a text, and
    /// the types complain about it.
    fn value_of(&self, text: &str) -> Value {
        match &self.default {
            serde_json::Value::Number(_) => text
                .trim()
                .parse::<u64>()
                .map_or_else(|_| Value::from(text.to_owned()), Value::from),
            serde_json::Value::Array(_) => text
                .split(',')
                .map(str::trim)
                .filter(|item| !item.is_empty())
                .map(str::to_owned)
                .collect::<Vec<_>>()
                .into(),
            _ => Value::from(text.to_owned()),
        }
    }
}

/// All keys, from the defaults, so that there is no second list of them.
pub(super) fn keys() -> Vec<Key> {
    let mut keys = Vec::new();
    let defaults = serde_json::to_value(Config::default()).unwrap_or_default();
    collect_keys("", &defaults, &mut keys);
    keys
}

fn collect_keys(section: &str, value: &serde_json::Value, keys: &mut Vec<Key>) {
    for (name, value) in value.as_object().into_iter().flatten() {
        let name = format!("{section}{name}");
        if value.is_object() {
            collect_keys(&format!("{name}."), value, keys);
        } else {
            keys.push(Key { name, default: value.clone() });
        }
    }
}

/// The named file, which must be there, or `plausch.toml`, which need not.
fn file_layer(named: Option<PathBuf>) -> Result<Option<Layer>, ConfigError> {
    let is_named = named.is_some();
    let file = named.unwrap_or_else(|| PathBuf::from(DEFAULT_FILE));
    let text = match std::fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound && !is_named => return Ok(None),
        Err(error) => return Err(ConfigError::Unreadable { file, error }),
    };
    parse_file(&file, &text).map(Some)
}

fn parse_file(file: &Path, text: &str) -> Result<Layer, ConfigError> {
    let values: Dict = Toml::from_str(text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        ConfigError::Syntax {
            file: file.to_owned(),
            line: before.matches('\n').count() + 1,
            problem: one_line(error.message()),
        }
    })?;
    Ok(Layer { origin: file.display().to_string(), values })
}

/// Values and where they come from.
struct Layer {
    origin: String,
    values: Dict,
}

impl Layer {
    fn of_one(origin: String, key: &str, value: Value) -> Self {
        let nested = figment::util::nest(key, value);
        Self { origin, values: nested.into_dict().unwrap_or_default() }
    }
}

impl Provider for Layer {
    fn metadata(&self) -> Metadata {
        Metadata::named(self.origin.clone())
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        Ok(Map::from([(Profile::Default, self.values.clone())]))
    }
}
