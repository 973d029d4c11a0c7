//! Whose request it is when a reverse proxy stands in front. For rate limits only: addresses are
//! never stored (DESIGN section 8).
//!
//! Only `X-Forwarded-For` counts. RFC 7239 `Forwarded` is not read on purpose: a proxy that writes
//! one of the two headers passes the other one on as the client sent it, so whoever reads both
//! believes the client.

use std::net::IpAddr;

use http::HeaderMap;
use ipnet::IpNet;

/// The client's address: the peer's, or, when the peer is a trusted proxy, the rightmost address in
/// `X-Forwarded-For` that is not a trusted proxy itself. What stands left of that one, the client
/// may have written.
pub fn client_address(peer: IpAddr, headers: &HeaderMap, trusted_proxies: &[IpNet]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted_proxies.iter().any(|net| net.contains(&address));
    let mut client = peer.to_canonical();
    let lines: Vec<_> = headers.get_all("x-forwarded-for").iter().collect();
    let hops = lines.iter().rev().flat_map(|line| line.as_bytes().rsplit(|byte| *byte == b','));
    for hop in hops {
        if !is_trusted(client) {
            break;
        }
        // What cannot be read cannot be passed over: the proxy that wrote it is the last we know.
        let Some(address) = parse(hop) else { break };
        client = address;
    }
    client
}

/// An address as proxies write it: `192.0.2.1`, `2001:db8::1`, also with brackets and port.
fn parse(hop: &[u8]) -> Option<IpAddr> {
    let text = std::str::from_utf8(hop).ok()?.trim();
    let address = if let Ok(address) = text.parse::<IpAddr>() {
        address
    } else if let Ok(with_port) = text.parse::<std::net::SocketAddr>() {
        with_port.ip()
    } else {
        text.strip_prefix('[')?.strip_suffix(']')?.parse().ok()?
    };
    Some(address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn trusted() -> Vec<IpNet> {
        ["10.0.0.0/8", "fd00::/8"].iter().map(|net| net.parse().unwrap()).collect()
    }

    fn forwarded_for(lines: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        headers
    }

    fn client(peer: &str, lines: &[&str]) -> String {
        client_address(peer.parse().unwrap(), &forwarded_for(lines), &trusted()).to_string()
    }

    #[test]
    fn a_stranger_is_not_believed() {
        assert_eq!(client("203.0.113.9", &["192.0.2.1"]), "203.0.113.9");
    }

    #[test]
    fn a_trusted_proxy_is_believed_about_its_own_peer_and_no_further() {
        assert_eq!(client("10.0.0.1", &["6.6.6.6, 192.0.2.1"]), "192.0.2.1");
        assert_eq!(client("10.0.0.1", &["6.6.6.6", "192.0.2.1, 10.9.9.9"]), "192.0.2.1");
        assert_eq!(client("::ffff:10.0.0.1", &["[2001:db8::1]:4711"]), "2001:db8::1");
        assert_eq!(client("10.0.0.1", &["[2001:db8::1]"]), "2001:db8::1");
    }

    #[test]
    fn without_a_readable_header_the_last_known_hop_counts() {
        assert_eq!(client("10.0.0.1", &[]), "10.0.0.1");
        assert_eq!(client("10.0.0.1", &["192.0.2.1, unknown"]), "10.0.0.1");
        assert_eq!(client("10.0.0.1", &["fd00::5"]), "fd00::5", "all hops are ours");
    }

    proptest! {
        /// Whatever a client writes itself, the proxy appends the true address, and that one counts.
        #[test]
        fn nobody_can_pretend_to_be_somebody_else(
            lies in proptest::collection::vec("[ -~]{0,40}", 0..4),
            address in any::<[u8; 4]>().prop_map(IpAddr::from),
            proxies in 1..3_u8,
        ) {
            prop_assume!(!trusted().iter().any(|net| net.contains(&address)));
            let mut headers = HeaderMap::new();
            for lie in &lies {
                headers.append("x-forwarded-for", lie.parse().unwrap());
            }
            let mut truth = address.to_string();
            for hop in 1..proxies {
                truth = format!("{truth}, 10.0.0.{hop}");
            }
            headers.append("x-forwarded-for", truth.parse().unwrap());
            let seen = client_address("10.1.1.1".parse().unwrap(), &headers, &trusted());
            prop_assert_eq!(seen, address);
        }

        #[test]
        fn no_header_makes_it_panic(
            lines in proptest::collection::vec(proptest::collection::vec(32..=255_u8, 0..30), 0..4),
            peer in any::<[u8; 16]>().prop_map(IpAddr::from),
        ) {
            let mut headers = HeaderMap::new();
            for line in lines {
                if let Ok(value) = http::HeaderValue::from_bytes(&line) {
                    headers.append("x-forwarded-for", value);
                }
            }
            client_address(peer, &headers, &trusted());
        }
    }
}
