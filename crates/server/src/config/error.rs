//! What is wrong with the configuration, in one line that names the key and where it stands.

use std::path::PathBuf;

use figment::error::Kind;

/// The configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file that was named, or `plausch.toml`, does not open.
    #[error("{}: cannot be read: {error}", file.display())]
    Unreadable {
        /// Which file.
        file: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// The file is not TOML.
    #[error("{}: line {line}: {problem}", file.display())]
    Syntax {
        /// Which file.
        file: PathBuf,
        /// Which line, from 1.
        line: usize,
        /// What the parser says; the line itself is not shown, it may hold a password.
        problem: String,
    },
    /// A variable that looks like ours and is not.
    #[error("environment: unknown variable {name} (docs/configuration.md lists all)")]
    UnknownVariable {
        /// Its name.
        name: String,
    },
    /// A key that nobody knows.
    #[error("{origin}: unknown key `{key}` (known here: {known})")]
    UnknownKey {
        /// File, variable or flag.
        origin: String,
        /// The whole key, with its section.
        key: String,
        /// What could be meant.
        known: String,
    },
    /// A value that does not fit.
    #[error("{origin}: `{key}`: {problem}")]
    Invalid {
        /// File, variable or flag.
        origin: String,
        /// The whole key, with its section.
        key: String,
        /// What is wrong with it.
        problem: String,
    },
}

impl From<figment::Error> for ConfigError {
    fn from(error: figment::Error) -> Self {
        let origin = error
            .metadata
            .as_ref()
            .map_or_else(|| "configuration".to_owned(), |origin| origin.name.to_string());
        let key = error.path.join(".");
        match error.kind {
            Kind::UnknownField(field, known) => {
                // The path ends with the unknown key, or with the section around it.
                let key = match error.path.last() {
                    Some(last) if *last == field => key,
                    Some(_) => format!("{key}.{field}"),
                    None => field,
                };
                Self::UnknownKey { origin, key, known: known.join(", ") }
            }
            kind => Self::Invalid { origin, key, problem: one_line(&kind.to_string()) },
        }
    }
}

/// The first line, which says it; parsers like to add more.
pub(super) fn one_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}
