//! In which language a page is: as chosen (kept for the browser's session, only then), else as the
//! browser prefers, else German.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use plausch_core::site::Lang;
use serde::Deserialize;

use super::FromHere;
use super::who::{cookie, is_ours};
use crate::app::App;

const COOKIE: &str = "plausch-lang";

/// The language of the page that is asked for.
#[derive(Debug, Clone, Copy)]
pub struct PageLang(pub Lang);

impl FromRequestParts<Arc<App>> for PageLang {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Self, Infallible> {
        Ok(Self(of(&parts.headers)))
    }
}

/// The language for a request.
pub(super) fn of(headers: &HeaderMap) -> Lang {
    let chosen = cookie(headers, COOKIE).and_then(Lang::parse);
    chosen.or_else(|| preferred(headers)).unwrap_or(Lang::De)
}

/// The first of the browser's languages that we speak, by weight.
fn preferred(headers: &HeaderMap) -> Option<Lang> {
    let asked = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    let weighed = asked.split(',').filter_map(|one| {
        let (tag, weight) = one.split_once(";q=").unwrap_or((one, "1"));
        let lang = Lang::parse(tag.trim().get(..2)?.to_ascii_lowercase().as_str())?;
        Some((lang, weight.trim().parse::<f32>().unwrap_or(0.0)))
    });
    // Of equals, the first counts.
    weighed.reduce(|best, one| if one.1 > best.1 { one } else { best }).map(|(lang, _)| lang)
}

#[derive(Deserialize)]
pub(super) struct Choice {
    lang: String,
    back: String,
}

/// `POST /language`
pub(super) async fn choose(FromHere(choice): FromHere<Choice>) -> Response {
    let back = if is_ours(&choice.back) { choice.back } else { "/".to_owned() };
    let Some(lang) = Lang::parse(&choice.lang) else {
        return Redirect::to(&back).into_response();
    };
    let lang = lang.as_str();
    let cookie = format!("{COOKIE}={lang}; Path=/; HttpOnly; Secure; SameSite=Strict");
    (AppendHeaders([(header::SET_COOKIE, cookie)]), Redirect::to(&back)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_speaks_as_the_browser_prefers_unless_somebody_chose() {
        let lang = |asked: &str, cookie: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, asked.parse().unwrap());
            headers.insert(header::COOKIE, cookie.parse().unwrap());
            of(&headers)
        };
        assert_eq!(lang("en-GB,en;q=0.9,de;q=0.8", "a=b"), Lang::En);
        assert_eq!(lang("fr, en;q=0.3, de;q=0.7", "a=b"), Lang::De);
        assert_eq!(lang("fr", "a=b"), Lang::De);
        assert_eq!(lang("de", "a=b; plausch-lang=en"), Lang::En);
        assert_eq!(lang("ä;q=x,,;", "plausch-lang=xx"), Lang::De);
    }
}
