//! Sending a built-in file: compressed as the browser likes it, cached as it may be.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::assets::Asset;

/// How long browsers may keep a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cached {
    /// Its name changes with its content.
    ForGood,
    /// Its name stays: also the bound within which a change reaches a device.
    TenMinutes,
    /// Not at all.
    Not,
}

/// The file as an answer. Content and `ETag` are the same for everybody; pages of other origins
/// may load it (a module script needs leave for that).
pub fn respond(asset: &Asset, cached: Cached, request: &HeaderMap) -> Response {
    let cache = match cached {
        Cached::ForGood => "public, max-age=31536000, immutable",
        Cached::TenMinutes => "public, max-age=600",
        Cached::Not => "no-store",
    };
    let mut headers = HeaderMap::new();
    let fixed = [
        (header::CACHE_CONTROL, cache),
        (header::VARY, "accept-encoding"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(etag) = HeaderValue::from_str(asset.etag()) {
        if request.get(header::IF_NONE_MATCH) == Some(&etag) {
            return (StatusCode::NOT_MODIFIED, headers).into_response();
        }
        headers.insert(header::ETAG, etag);
    }
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.media_type()));
    let (encoding, content) = if accepts(request, "br") {
        (Some("br"), asset.brotli())
    } else if accepts(request, "gzip") {
        (Some("gzip"), asset.gzip())
    } else {
        (None, asset.identity())
    };
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    (headers, Body::from(content)).into_response()
}

fn accepts(request: &HeaderMap, encoding: &str) -> bool {
    let lines = request.get_all(header::ACCEPT_ENCODING);
    lines.iter().filter_map(|line| line.to_str().ok()).flat_map(|line| line.split(',')).any(
        |offer| {
            let mut parts = offer.split(';').map(str::trim);
            let is_it = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding));
            is_it && !parts.any(|part| matches!(part, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoding_counts_only_when_it_is_offered() {
        let request = |value: &'static str| {
            HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(value))])
        };
        assert!(accepts(&request("gzip, deflate, br"), "br"));
        assert!(accepts(&request("BR;q=0.5"), "br"));
        assert!(!accepts(&request("gzip, br;q=0"), "br"));
        assert!(!accepts(&request("brotli"), "br"));
        assert!(!accepts(&HeaderMap::new(), "br"));
    }
}
