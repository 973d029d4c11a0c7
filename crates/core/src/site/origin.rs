//! Web origins: which pages may use a chat.

use std::fmt;

use serde::{Deserialize, Serialize};
use url::Url;

/// A web origin: scheme, host and port, as browsers send it in `Origin`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Origin(String);

impl Origin {
    /// Reads an origin, or takes the origin of an address. Only http and https have one here.
    pub fn parse(text: &str) -> Option<Self> {
        let url = Url::parse(text.trim()).ok()?;
        let is_web = matches!(url.scheme(), "http" | "https");
        // An origin stands in headers, where `*`, `,` and `;` would say more than one.
        let is_plain = |host: &str| {
            host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte))
        };
        (is_web && url.host_str().is_some_and(is_plain))
            .then(|| Self(url.origin().ascii_serialization()))
    }

    /// The origin as browsers send it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Origin {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("not a web origin")
    }
}

impl From<Origin> for String {
    fn from(origin: Origin) -> Self {
        origin.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        let origin = |text| Origin::parse(text).map(String::from);
        assert_eq!(origin("https://Shop.example/path?x#y"), Some("https://shop.example".into()));
        assert_eq!(origin("http://localhost:8090"), Some("http://localhost:8090".into()));
        assert_eq!(origin("https://shop.example:443"), Some("https://shop.example".into()));
        for bad in
            ["", "null", "shop.example", "file:///etc/passwd", "javascript:alert(1)", "https://"]
        {
            assert_eq!(origin(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn an_origin_read_again_is_the_same(text in ".*") {
            if let Some(origin) = Origin::parse(&text) {
                prop_assert_eq!(Origin::parse(origin.as_str()), Some(origin.clone()));
            }
        }
    }
}
