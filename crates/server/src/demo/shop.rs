//! The shop's pages: the files of `demo/`, at the addresses of `demo/pages.tsv`.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use include_dir::{Dir, include_dir};

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/demo");

struct Page {
    headers: HeaderMap,
    content: String,
}

/// A router for the shop's addresses, with the origins of chat and shop filled in.
pub(super) fn router(chat: &str, shop: &str) -> Router {
    let filled = |text: &str| text.replace("{{chat}}", chat).replace("{{shop}}", shop);
    let table =
        FILES.get_file("pages.tsv").and_then(|file| file.contents_utf8()).unwrap_or_default();
    let lines = table.lines().filter(|line| line.starts_with('/'));
    let pages: HashMap<String, Page> = lines
        .filter_map(|line| {
            let mut cells = line.split('\t');
            let (path, file) = (cells.next()?, cells.next()?);
            let content = framed(FILES.get_file(file)?.contents_utf8()?, path);
            let headers = headers(file, &filled(cells.next().unwrap_or_default()));
            Some((path.to_owned(), Page { headers, content: filled(&content) }))
        })
        .collect();
    let pages = Arc::new(pages);
    Router::new().fallback(move |uri: Uri| {
        let pages = Arc::clone(&pages);
        async move { page(&pages, uri.path()) }
    })
}

/// A page with the head and the foot that the pages of the Kaufhaus share; the link to the page itself
/// says so.
fn framed(content: &str, path: &str) -> String {
    let part = |name: &str| {
        let file = FILES.get_file(format!("kaufhaus/{name}.html"));
        let text = file.and_then(|file| file.contents_utf8()).unwrap_or_default().trim_end();
        let link = format!("<li><a href=\"{path}\"");
        text.replace(&link, &format!("{link} aria-current=\"page\""))
    };
    content.replace("{{head}}", &part("head")).replace("{{foot}}", &part("foot"))
}

fn page(pages: &HashMap<String, Page>, path: &str) -> Response {
    match pages.get(path) {
        Some(page) => (page.headers.clone(), page.content.clone()).into_response(),
        None => (StatusCode::NOT_FOUND, "Diese Seite gibt es nicht.\n").into_response(),
    }
}

fn headers(file: &str, own: &str) -> HeaderMap {
    let media_type = match file.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "text/html; charset=utf-8",
    };
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    for (name, value) in own.split(" | ").filter_map(|line| line.split_once(": ")) {
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), value.parse::<HeaderValue>()) {
            headers.insert(name, value);
        }
    }
    headers
}
