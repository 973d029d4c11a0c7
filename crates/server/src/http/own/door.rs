//! The door of the own page: code and secret, for whoever doesn't come from the chat.

use askama::Template;
use plausch_core::site::{Lang, Site};

use crate::http::page::asset;
use crate::texts::Speaker;

#[derive(Template)]
#[template(path = "own/door.html")]
pub(super) struct DoorPage<'a> {
    pub(super) t: Speaker<'a>,
    pub(super) site: &'a Site,
    pub(super) path: String,
    /// As it was typed.
    pub(super) code: &'a str,
    pub(super) problem: Option<String>,
}

impl DoorPage<'_> {
    #[expect(clippy::unused_self, reason = "templates ask the page")]
    fn asset(&self, name: &str) -> String {
        asset(name)
    }

    fn others(&self) -> Vec<(Lang, &'static str)> {
        others(self.site, self.t.lang)
    }
}

/// The site's other languages, in which the same page can be read.
pub(super) fn others(site: &Site, here: Lang) -> Vec<(Lang, &'static str)> {
    let named = |lang: &Lang| (*lang, if *lang == Lang::De { "Deutsch" } else { "English" });
    let mut others: Vec<_> = site.settings.languages.iter().map(named).collect();
    others.retain(|(lang, _)| *lang != here);
    others
}
