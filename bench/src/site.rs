//! What visitors of the demo's shop do, as requests: agree, begin, write, listen.

use std::net::SocketAddr;

use anyhow::Context;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use serde_json::{Value, json};

use crate::http::{Connection, json_headers, request};
use crate::server::Server;

/// What somebody might write: 98 bytes.
pub(crate) const TEXT: &str = "Guten Tag, haben Sie noch gelbe Tulpen, und liefern Sie am Samstag \
                               Vormittag auch nach Kreuzberg?";
/// Conversations that are begun at the same time.
const AT_ONCE: usize = 64;

/// The demo's site as visitors find it.
#[derive(Debug, Clone)]
pub(crate) struct Site {
    pub(crate) address: SocketAddr,
    pub(crate) origin: String,
    pub(crate) notice: String,
}

/// A conversation that has begun.
#[derive(Debug, Clone)]
pub(crate) struct Conversation {
    pub(crate) id: String,
    pub(crate) token: String,
}

impl Site {
    pub(crate) async fn of(server: &Server) -> anyhow::Result<Self> {
        let origin = server.demo["shop"].as_str().context("no shop")?.to_owned();
        let mut connection = Connection::open(server.address).await?;
        let ask = request("GET", "/s/blumenladen/de/plausch.js", "", "");
        let answer = connection.insist(&ask, 200).await?;
        let loader = connection.text(answer);
        let (_, rest) = loader.split_once("\"notice\":\"").context("no notice version")?;
        let notice = rest.get(..22).context("no notice version")?.to_owned();
        Ok(Self { address: server.address, origin, notice })
    }

    /// Records a consent under the record with this number.
    pub(crate) fn consent(&self, number: u64) -> Vec<u8> {
        let body = format!(
            r#"{{"id":"{}","notice":"{}","lang":"de","services":["chat"],"ui":"dialog"}}"#,
            id(Kind::Consent, number),
            self.notice
        );
        let headers = json_headers(&self.origin, "");
        request("POST", "/v1/sites/blumenladen/consents", &headers, &body)
    }

    /// A visitor's message with this number.
    pub(crate) fn message(&self, conversation: &Conversation, number: u64) -> Vec<u8> {
        let path = format!("/v1/conversations/{}/messages", conversation.id);
        let body = format!(r#"{{"id":"{}","body":"{TEXT}"}}"#, id(Kind::Message, number));
        request("POST", &path, &json_headers(&self.origin, &conversation.token), &body)
    }

    /// Asks for the stream of a conversation that has only its first message.
    pub(crate) fn stream(&self, conversation: &Conversation) -> Vec<u8> {
        let path = format!("/v1/conversations/{}/stream?after=1", conversation.id);
        request("GET", &path, &json_headers(&self.origin, &conversation.token), "")
    }

    /// Asks for the conversation itself.
    pub(crate) fn view(&self, conversation: &Conversation) -> Vec<u8> {
        let path = format!("/v1/conversations/{}", conversation.id);
        request("GET", &path, &json_headers(&self.origin, &conversation.token), "")
    }

    /// Begins so many conversations, each with a consent of its own and a first message. Their
    /// numbers go on from `first`, so that no id is used twice.
    pub(crate) async fn begin(&self, first: u64, count: u64) -> anyhow::Result<Vec<Conversation>> {
        let workers: Vec<_> = (0..AT_ONCE as u64)
            .map(|worker| {
                let site = self.clone();
                tokio::spawn(async move {
                    let mut connection = Connection::open(site.address).await?;
                    let mut begun = Vec::new();
                    for number in (first + worker..first + count).step_by(AT_ONCE) {
                        begun.push(site.begin_one(&mut connection, number).await?);
                    }
                    anyhow::Ok(begun)
                })
            })
            .collect();
        let mut all = Vec::new();
        for worker in workers {
            all.extend(worker.await??);
        }
        Ok(all)
    }

    async fn begin_one(&self, with: &mut Connection, number: u64) -> anyhow::Result<Conversation> {
        // Numbers of consents that other rows measure begin at 0.
        let record = u64::MAX - number;
        with.insist(&self.consent(record), 201).await?;
        let token = token(number);
        let body = json!({
            "consent": id(Kind::Consent, record), "lang": "de", "name": format!("Vera {number}"),
            "message": { "id": id(Kind::First, number), "body": TEXT },
        });
        let headers = json_headers(&self.origin, &token);
        let path = "/v1/sites/blumenladen/conversations";
        let answer = with.insist(&request("POST", path, &headers, &body.to_string()), 201).await?;
        let begun: Value = serde_json::from_slice(with.body(answer))?;
        let id = begun["conversation"].as_str().context("no conversation")?.to_owned();
        Ok(Conversation { id, token })
    }
}

/// What an id names.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    Consent,
    First,
    Message,
}

/// 16 bytes in base64url that hold a number. They are as scattered as random ones, because an index
/// takes sorted ids faster than any browser would give them.
pub(crate) fn id(kind: Kind, number: u64) -> String {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&scatter(number ^ (kind as u64) << 56).to_be_bytes());
    bytes[8..].copy_from_slice(&number.to_be_bytes());
    BASE64.encode(bytes)
}

/// The number in an id.
pub(crate) fn number(id: &[u8]) -> Option<u64> {
    let mut bytes = [0; 16];
    BASE64.decode_slice(id, &mut bytes).ok()?;
    Some(u64::from_be_bytes(bytes[8..].try_into().ok()?))
}

fn token(number: u64) -> String {
    let mut bytes = [7; 32];
    bytes[..8].copy_from_slice(&scatter(number).to_be_bytes());
    BASE64.encode(bytes)
}

/// `SplitMix64`: different numbers stay different.
const fn scatter(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_the_shape_that_is_asked_for_and_holds_its_number() {
        let id = id(Kind::Message, 4711);
        assert_eq!(id.len(), 22);
        assert_eq!(number(id.as_bytes()), Some(4711));
        assert_eq!(token(1).len(), 43);
    }
}
