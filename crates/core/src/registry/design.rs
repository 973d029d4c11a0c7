//! How the banner looks and how it begins. What has to stand in it, the equal buttons and their
//! order are not for anybody to change (R-BAN-01, R-BAN-03, R-BAN-07): there is nothing for it here.

use serde::{Deserialize, Serialize};

use url::Url;

use super::{Colour, Translated};
use crate::site::Origin;

/// The longest headline, in characters: with it and the longest introduction everything that has to
/// stand on the first layer still does on a small phone, without scrolling (R-BAN-06).
pub(super) const LONGEST_HEADLINE: usize = 50;
/// The longest introduction, in characters.
pub(super) const LONGEST_INTRO: usize = 100;

/// What an operator may choose of the banner. As it comes: ours.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Design {
    /// The colour of its buttons and links, repaired by [`super::Palette`]; `None`: ours.
    #[serde(default)]
    pub key: Option<Colour>,
    /// How round its corners are.
    #[serde(default)]
    pub corners: Corners,
    /// Where it stands.
    #[serde(default)]
    pub position: Position,
    /// The address of a picture above the headline, on one of the site's own origins: nobody else
    /// is to learn who reads the banner (R-TERM-11). As it was typed; empty: none.
    #[serde(default)]
    pub logo: String,
    /// A headline of the operator's own; empty in a language: ours.
    #[serde(default)]
    pub headline: Translated,
    /// A sentence before what every banner says; empty in a language: none.
    #[serde(default)]
    pub intro: Translated,
}

impl Design {
    /// The logo's address as browsers read it; `None` when there is none, or what was typed can't
    /// be one: it has to be sealed on its way (https, or this machine itself).
    pub fn logo_address(&self) -> Option<String> {
        let url = Url::parse(self.logo.trim()).ok()?;
        let is_here = matches!(url.host_str(), Some("localhost" | "127.0.0.1"));
        let is_sealed = url.scheme() == "https" || url.scheme() == "http" && is_here;
        let has_name = !url.username().is_empty() || url.password().is_some();
        (is_sealed && !has_name).then(|| url.into())
    }

    /// Where the logo comes from.
    pub fn logo_origin(&self) -> Option<Origin> {
        Origin::parse(&self.logo_address()?)
    }
}

/// How round the banner's corners are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Corners {
    /// Not at all.
    Square,
    /// A little.
    Slight,
    /// As it comes.
    #[default]
    Round,
}

/// Where the banner stands. It never covers the page's middle, and the page stays usable.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Position {
    /// Along the lower edge. As it comes.
    #[default]
    Bottom,
    /// In the lower corner where lines begin.
    Start,
    /// In the lower corner where lines end.
    End,
}

impl Corners {
    /// In pixels.
    pub const fn pixels(self) -> u8 {
        match self {
            Self::Square => 0,
            Self::Slight => 6,
            Self::Round => 16,
        }
    }
}
