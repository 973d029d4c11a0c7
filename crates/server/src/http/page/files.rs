//! The files that pages load, embedded. One version names all of them, so browsers may keep them for good.
//!
//! A page's style sheets are sent as one file, and so are the inbox's modules: fewer requests, and what one
//! repeats of another is compressed away.

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

/// A file's name, its media type, and what it is put together from.
type File = (&'static str, &'static str, &'static [&'static [u8]]);

macro_rules! files {
    ($($name:literal: $kind:expr, [$($part:literal),+]);* $(;)?) => {
        const FILES: &[File] = &[
            $(($name, $kind, &[$(include_bytes!(concat!("../../../../../web/", $part))),+])),*
        ];
    };
}

files! {
    "door.css": STYLE, ["inbox/base.css", "inbox/controls.css", "inbox/door.css", "inbox/second-factor.css"];
    "inbox.css": STYLE, [
        "inbox/base.css", "inbox/controls.css", "inbox/desk.css", "inbox/list.css",
        "inbox/thread.css", "inbox/composer.css", "inbox/print.css"
    ];
    "admin.css": STYLE, [
        "inbox/base.css", "inbox/controls.css", "inbox/desk.css", "inbox/admin.css",
        "inbox/services.css", "inbox/banner.css", "inbox/consents.css", "inbox/roles.css",
        "inbox/retention.css", "inbox/incidents.css", "inbox/requests.css", "inbox/print.css"
    ];
    "own.css": STYLE, ["own/own.css"];
    "own.js": SCRIPT, ["own/own.js"];
    "trial.css": STYLE, ["inbox/base.css", "inbox/controls.css", "inbox/trial.css"];
    "trial.js": SCRIPT, ["inbox/trial.js"];
    "frame.css": STYLE, ["inbox/frame.css"];
    "preview.js": SCRIPT, ["inbox/preview.js"];
    "banner.js": SCRIPT, ["dist/preview.js"];
    "icon.svg": "image/svg+xml", ["inbox/icon.svg"];
    "trusted.js": SCRIPT, ["inbox/trusted.js"];
    "inbox.js": SCRIPT, ["dist/inbox.js"];
    "htmx.min.js": SCRIPT, ["vendor/htmx.min.js"];
}

/// All files, compressed when the first of them is asked for.
static READY: LazyLock<HashMap<&str, Asset>> = LazyLock::new(|| {
    FILES.iter().map(|(name, kind, parts)| (*name, Asset::new(kind, parts.concat()))).collect()
});

static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut digest = ring::digest::Context::new(&ring::digest::SHA256);
    FILES.iter().flat_map(|(_, _, parts)| *parts).for_each(|part| digest.update(part));
    BASE64.encode(&digest.finish().as_ref()[..9])
});

/// The address of a file.
pub(in crate::http) fn path(name: &str) -> String {
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
