//! How browsers reach this server: an origin, because cookies, links and the script's address are
//! built from it.

use std::fmt;
use std::net::SocketAddr;

use serde::{Deserialize, Serialize};
use url::Url;

/// `http(s)://host[:port]`, without a slash at the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PublicUrl(String);

impl PublicUrl {
    pub(super) fn of_listener(listen: SocketAddr) -> Self {
        Self(format!("http://{listen}"))
    }

    /// The origin as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Browsers come over TLS (that a reverse proxy ends): cookies are `Secure`.
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for PublicUrl {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        const WANTED: &str = "must be an origin such as `https://chat.example`, without a path";
        let url = Url::parse(&text).map_err(|_| WANTED)?;
        let is_origin = matches!(url.scheme(), "http" | "https")
            && url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        if is_origin { Ok(Self(url.origin().ascii_serialization())) } else { Err(WANTED) }
    }
}

impl From<PublicUrl> for String {
    fn from(url: PublicUrl) -> Self {
        url.0
    }
}
