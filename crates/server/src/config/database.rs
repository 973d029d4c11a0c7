//! Which database. Its address may hold a password, so it never prints whole.

use std::fmt;

use serde::{Deserialize, Serialize, Serializer};
use url::Url;

/// Where the data is kept. `Debug` and `Display` leave the password out.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Database {
    /// A file in the data folder.
    Sqlite,
    /// A `PostgreSQL` server.
    Postgres(PostgresUrl),
}

/// A `postgres://` address with everything in it.
#[derive(Clone, PartialEq, Eq)]
pub struct PostgresUrl(Url);

impl PostgresUrl {
    /// The address as it was given, password included: to connect, and for nothing else.
    pub fn reveal(&self) -> &str {
        self.0.as_str()
    }
}

impl TryFrom<String> for Database {
    // Without the text: it may hold a password.
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text == "sqlite" {
            return Ok(Self::Sqlite);
        }
        match Url::parse(&text) {
            Ok(url) if matches!(url.scheme(), "postgres" | "postgresql") => {
                Ok(Self::Postgres(PostgresUrl(url)))
            }
            _ => Err("must be `sqlite` or an address that begins with `postgres://`"),
        }
    }
}

impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite => f.write_str("sqlite"),
            Self::Postgres(PostgresUrl(url)) => {
                // Neither user nor parameters: a parameter can be a password as well.
                let host = url.host_str().unwrap_or_default();
                let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
                write!(f, "postgres://{host}{port}{}", url.path())
            }
        }
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Debug for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("«address with password»")
    }
}

impl Serialize for Database {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
