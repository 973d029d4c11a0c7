//! The files that pages load, embedded. One version names all of them, so that modules find each
//! other by relative paths, and browsers may keep them for good.

use std::collections::HashMap;
use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};

use crate::assets::Asset;
use crate::http::asset::{self, Cached};

const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";

macro_rules! files {
    ($($folder:literal / $name:literal: $kind:expr),* $(,)?) => {
        const FILES: &[(&str, &str, &[u8])] = &[
            $(($name, $kind, include_bytes!(concat!("../../../../../web/", $folder, "/", $name)))),*
        ];
    };
}

files! {
    "inbox" / "base.css": STYLE,
    "inbox" / "controls.css": STYLE,
    "inbox" / "door.css": STYLE,
    "inbox" / "desk.css": STYLE,
    "inbox" / "list.css": STYLE,
    "inbox" / "thread.css": STYLE,
    "inbox" / "composer.css": STYLE,
    "inbox" / "admin.css": STYLE,
    "inbox" / "print.css": STYLE,
    "inbox" / "icon.svg": "image/svg+xml",
    "inbox" / "trusted.js": SCRIPT,
    "inbox" / "main.js": SCRIPT,
    "inbox" / "stream.js": SCRIPT,
    "inbox" / "list.js": SCRIPT,
    "inbox" / "thread.js": SCRIPT,
    "inbox" / "composer.js": SCRIPT,
    "inbox" / "alerts.js": SCRIPT,
    "inbox" / "keys.js": SCRIPT,
    "inbox" / "times.js": SCRIPT,
    "inbox" / "copy.js": SCRIPT,
    "inbox" / "page.js": SCRIPT,
    "inbox" / "part.js": SCRIPT,
    "vendor" / "htmx.min.js": SCRIPT,
}

/// What `main.js` imports, directly or not: browsers that are told so load it at once instead of
/// one import after the other.
pub(super) const MODULES: [&str; 10] = [
    "list.js",
    "thread.js",
    "composer.js",
    "alerts.js",
    "keys.js",
    "times.js",
    "copy.js",
    "page.js",
    "part.js",
    "stream.js",
];

/// All files, compressed when the first of them is asked for.
static READY: LazyLock<HashMap<&str, Asset>> = LazyLock::new(|| {
    FILES.iter().map(|(name, kind, content)| (*name, Asset::new(kind, content.to_vec()))).collect()
});

static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut digest = ring::digest::Context::new(&ring::digest::SHA256);
    FILES.iter().for_each(|(_, _, content)| digest.update(content));
    BASE64.encode(&digest.finish().as_ref()[..9])
});

/// The address of a file.
pub(super) fn path(name: &str) -> String {
    debug_assert!(FILES.iter().any(|(known, ..)| *known == name), "there is no file {name}");
    format!("/assets/{}/{name}", *VERSION)
}

/// Answers with a file. Another version is a page from before an update: it gets today's file,
/// and asks again next time.
pub(super) async fn file(
    Path((version, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let Some(file) = READY.get(name.as_str()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let cached = if version == *VERSION { Cached::ForGood } else { Cached::Not };
    asset::respond(file, cached, &headers)
}
