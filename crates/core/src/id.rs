//! Names of things. Each noun has its own type, so that one cannot be passed for another.
//!
//! Ids that the server makes are `UUIDv7` (they sort by time). Ids that a client makes (messages,
//! consent records) are 16 random bytes in base64url, so that a request can be repeated.

use std::fmt;
use std::sync::Arc;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// The text is not an id of this kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a valid {kind}")]
pub struct InvalidId {
    /// Which kind of id was asked for.
    pub kind: &'static str,
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $kind:literal, $is_valid:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Arc<str>);

        impl $name {
            /// The id as text, as it is stored and sent.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Reads an id; refuses what does not have its shape.
            pub fn parse(text: &str) -> Result<Self, InvalidId> {
                let is_valid: fn(&str) -> bool = $is_valid;
                if is_valid(text) { Ok(Self(text.into())) } else { Err(InvalidId { kind: $kind }) }
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;
            fn try_from(text: String) -> Result<Self, InvalidId> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0.as_ref().to_owned()
            }
        }
    };
}

macro_rules! server_made {
    ($name:ident) => {
        impl $name {
            /// Makes a new id from the time and ten random bytes (`UUIDv7`).
            pub fn new(now: Timestamp, random: [u8; 10]) -> Self {
                let millis = u64::try_from(now.millis()).unwrap_or(0);
                Self(
                    uuid::Builder::from_unix_timestamp_millis(millis, &random)
                        .into_uuid()
                        .hyphenated()
                        .to_string()
                        .into(),
                )
            }
        }
    };
}

id!(
    /// A site: a short name that stands in addresses (`blumenladen`).
    SiteId, "site name", |text| {
        (2..=40).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !text.starts_with('-')
            && !text.ends_with('-')
    }
);
id!(
    /// Somebody who answers.
    AgentId, "agent id", is_uuid
);
id!(
    /// A conversation between a visitor and the agents of a site.
    ConversationId, "conversation id", is_uuid
);
id!(
    /// Any other row that the server names by time (journal entries).
    EntryId, "entry id", is_uuid
);
id!(
    /// A message's name, made by whoever sends it, so that sending can be repeated.
    MessageId, "message id", is_16_bytes
);
id!(
    /// A consent record, known only to the browser that gave the consent.
    ConsentId, "consent record id", is_16_bytes
);
id!(
    /// A notice version: names the exact text shown by its content.
    NoticeVersion, "notice version", is_16_bytes
);
id!(
    /// What consent is asked for, as a group of services: `statistics`, `marketing`, `chat`.
    PurposeId, "purpose name", is_word
);
id!(
    /// A tool that a site uses for a purpose: `matomo`, `youtube`, `chat`.
    ServiceId, "service name", is_word
);
id!(
    /// The state of the facts about a service that somebody agreed to, named by its content.
    Revision, "revision", |text| text.len() == 8 && BASE64.decode(text).is_ok()
);
id!(
    /// A role: a word for those that come with the program, a UUID for an operator's own.
    RoleId, "role id", |text| is_word(text) || is_uuid(text)
);
id!(
    /// What a person asked for by right.
    RequestId, "request id", is_uuid
);
id!(
    /// A team.
    TeamId, "team id", is_uuid
);
id!(
    /// A breach in the register.
    IncidentId, "incident id", is_uuid
);
server_made!(AgentId);
server_made!(ConversationId);
server_made!(EntryId);
server_made!(IncidentId);
server_made!(RoleId);
server_made!(RequestId);
server_made!(TeamId);

impl RoleId {
    /// The id of a role that comes with the program.
    pub(crate) fn built_in(word: &'static str) -> Self {
        Self(word.into())
    }
}

impl MessageId {
    /// A message id of the server's or the inbox's own.
    pub fn new(random: [u8; 16]) -> Self {
        Self(BASE64.encode(random).into())
    }
}

impl NoticeVersion {
    /// The name of a text: the first 128 bits of its SHA-256.
    pub fn of(text: &str) -> Self {
        let digest = ring::digest::digest(&ring::digest::SHA256, text.as_bytes());
        Self(BASE64.encode(&digest.as_ref()[..16]).into())
    }
}

impl ServiceId {
    /// The chat itself.
    pub fn chat() -> Self {
        Self("chat".into())
    }

    /// Recognising the visitor's chat again for the site's number of days (R-TERM-06).
    pub fn remember() -> Self {
        Self("remember".into())
    }
}

impl Revision {
    /// The name of a state of facts: the first 48 bits of its SHA-256. Enough to tell a service's
    /// few states apart; what proves the whole text is the [`NoticeVersion`].
    pub fn of(facts: &str) -> Self {
        let digest = ring::digest::digest(&ring::digest::SHA256, facts.as_bytes());
        Self(BASE64.encode(&digest.as_ref()[..6]).into())
    }
}

fn is_word(text: &str) -> bool {
    (2..=40).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && text.as_bytes()[0].is_ascii_lowercase()
        && !text.ends_with('-')
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && uuid::Uuid::try_parse(text).is_ok()
        && !text.bytes().any(|b| b.is_ascii_uppercase())
}

fn is_16_bytes(text: &str) -> bool {
    text.len() == 22 && BASE64.decode(text).is_ok_and(|bytes| bytes.len() == 16)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_site_is_named_by_a_short_word_that_fits_an_address() {
        for good in ["blumenladen", "shop-2", "ab"] {
            assert!(SiteId::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "a", "-shop", "shop-", "Shop", "shop/de", "sh op", "größe"] {
            assert!(SiteId::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn server_made_ids_sort_by_time_and_read_back() {
        let early = ConversationId::new(Timestamp::from_millis(1_000), [9; 10]);
        let late = ConversationId::new(Timestamp::from_millis(2_000), [1; 10]);
        assert!(early < late);
        assert_eq!(ConversationId::parse(early.as_str()), Ok(early));
    }

    #[test]
    fn a_notice_version_names_its_text() {
        assert_eq!(NoticeVersion::of("a"), NoticeVersion::of("a"));
        assert_ne!(NoticeVersion::of("a"), NoticeVersion::of("b"));
        let version = NoticeVersion::of("a");
        assert_eq!(NoticeVersion::parse(version.as_str()), Ok(version));
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parsers_panic_and_what_they_take_is_safe_in_an_address(text in ".*") {
            for id in [
                SiteId::parse(&text).map(String::from),
                MessageId::parse(&text).map(String::from),
                ConversationId::parse(&text).map(String::from),
            ].into_iter().flatten() {
                prop_assert!(id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
            }
        }

        #[test]
        fn every_sixteen_bytes_make_a_message_id_that_reads_back(bytes in any::<[u8; 16]>()) {
            let id = MessageId::new(bytes);
            prop_assert_eq!(MessageId::parse(id.as_str()), Ok(id));
        }
    }
}
