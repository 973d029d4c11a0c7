//! The built scripts of `web/dist`, embedded, filled with texts and compressed once.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::{Arc, OnceLock};

use axum::body::Bytes;
use plausch_core::site::Lang;
use serde_json::Value;

use crate::texts::Texts;

/// The built loader.
pub const LOADER: &str = include_str!("../../../web/dist/loader.js");
/// The built loader of sites whose registry asks for something.
pub const MANAGER: &str = include_str!("../../../web/dist/manager.js");
/// What that loader fetches when it is needed: the chat's door, and what starts and ends services.
pub const SERVICES: &str = include_str!("../../../web/dist/services.js");
/// What an operator may put before all other tags, for those that can't be marked up.
pub const CATCH: &str = include_str!("../../../web/dist/catch.js");
const EMBEDS: &str = include_str!("../../../web/dist/embeds.js");
const TYPES: &str = include_str!("../../../web/widget/manager/plausch.d.ts");
const CHAT: &str = include_str!("../../../web/dist/chat.js");
const COPIES: &str = include_str!("../../../web/dist/copies.js");
const MASKING: &str = include_str!("../../../web/dist/masking.js");
const CHANGED: &str = include_str!("../../../web/dist/changed.js");

const LANDING: &str = include_str!("../templates/landing.html");
const LANDING_STYLE: &str = include_str!("../templates/landing.css");

/// Names the layout in which a site's text stands on the screen: the scripts that ask, with their
/// styles in them, and the page that explains the chat (R-PROOF-01).
pub fn layout(has_banner: bool) -> String {
    let asking: &[&str] = if has_banner { &[MANAGER, SERVICES, EMBEDS] } else { &[LOADER] };
    let asking = asking.iter().chain(&[CHAT, LANDING, LANDING_STYLE]);
    // Each by its hash: none can take over the end of another.
    let hashes: Vec<_> = asking.map(|file| hash(file.as_bytes())).collect();
    hash(hashes.join(" ").as_bytes())
}

/// The identifier in the loader that stands for a site's facts and texts.
pub const SITE: &str = "__PLAUSCH_SITE__";
const TEXTS: &str = "__PLAUSCH_TEXTS__";

/// A file as it is sent. Cheap to clone; compressed when first asked for, because the best
/// compression takes tens of milliseconds and the program is to start at once.
#[derive(Debug, Clone)]
pub struct Asset(Arc<File>);

#[derive(Debug)]
struct File {
    media_type: &'static str,
    etag: String,
    identity: Bytes,
    brotli: OnceLock<Bytes>,
    gzip: OnceLock<Bytes>,
}

impl Asset {
    /// A script, compressed as well as it can be.
    pub fn script(content: Vec<u8>) -> Self {
        Self::new("text/javascript; charset=utf-8", content)
    }

    /// A file of some media type.
    pub fn new(media_type: &'static str, content: Vec<u8>) -> Self {
        Self(Arc::new(File {
            media_type,
            etag: format!("\"{}\"", hash(&content)),
            identity: content.into(),
            brotli: OnceLock::new(),
            gzip: OnceLock::new(),
        }))
    }

    /// Its media type.
    pub fn media_type(&self) -> &'static str {
        self.0.media_type
    }

    /// Names the content: the same for everybody.
    pub fn etag(&self) -> &str {
        &self.0.etag
    }

    /// As it is.
    pub fn identity(&self) -> Bytes {
        self.0.identity.clone()
    }

    /// Compressed with brotli.
    pub fn brotli(&self) -> Bytes {
        self.0.brotli.get_or_init(|| brotli(&self.0.identity).into()).clone()
    }

    /// Compressed with gzip.
    pub fn gzip(&self) -> Bytes {
        self.0.gzip.get_or_init(|| gzip(&self.0.identity).into()).clone()
    }
}

/// What is the same for every site.
#[derive(Debug)]
pub struct Assets {
    chat: Spoken<(String, Asset)>,
    unkept_chat: Spoken<(String, Asset)>,
    copies: Spoken<Asset>,
    masking: Spoken<Asset>,
    changed: Spoken<Asset>,
    embeds: (String, Asset),
    landing_style: Asset,
    types: Asset,
}

impl Assets {
    /// Fills the texts in and compresses.
    pub fn new(texts: &Texts) -> Self {
        Self {
            chat: Spoken::new(|lang| {
                let script = with_texts(CHAT, &texts.chat(lang));
                named(&format!("chat.{}", lang.as_str()), script)
            }),
            unkept_chat: Spoken::new(|lang| {
                let script = with_texts(CHAT, &texts.unkept_chat(lang));
                named(&format!("chat-unkept.{}", lang.as_str()), script)
            }),
            copies: Spoken::new(|lang| Asset::script(with_texts(COPIES, &texts.copies(lang)))),
            masking: Spoken::new(|lang| Asset::script(with_texts(MASKING, &texts.masking(lang)))),
            changed: Spoken::new(|lang| Asset::script(with_texts(CHANGED, &texts.changed(lang)))),
            embeds: named("embeds", EMBEDS.as_bytes().to_vec()),
            landing_style: Asset::new("text/css; charset=utf-8", LANDING_STYLE.into()),
            types: Asset::new("text/plain; charset=utf-8", TYPES.as_bytes().to_vec()),
        }
    }

    /// The chat panel of a language, and where it is: its name changes with its content. Of a site
    /// that keeps nothing, it says so.
    pub const fn chat(&self, lang: Lang, is_kept: bool) -> &(String, Asset) {
        if is_kept { self.chat.of(lang) } else { self.unkept_chat.of(lang) }
    }

    /// What visitors take along, in a language.
    pub const fn copies(&self, lang: Lang) -> &Asset {
        self.copies.of(lang)
    }

    /// What asks about contact data and tells what was masked, in a language.
    pub const fn masking(&self, lang: Lang) -> &Asset {
        self.masking.of(lang)
    }

    /// What tells of a changed notice, in a language.
    pub const fn changed(&self, lang: Lang) -> &Asset {
        self.changed.of(lang)
    }

    /// What shows links of messages where they stand, and where it is.
    pub const fn embeds(&self) -> &(String, Asset) {
        &self.embeds
    }

    /// The style of the hosted landing page.
    pub const fn landing_style(&self) -> &Asset {
        &self.landing_style
    }

    /// What `window.plausch` can do, as TypeScript's types.
    pub const fn types(&self) -> &Asset {
        &self.types
    }
}

/// The same in each language.
#[derive(Debug)]
struct Spoken<T> {
    german: T,
    english: T,
}

impl<T> Spoken<T> {
    fn new(make: impl Fn(Lang) -> T) -> Self {
        Self { german: make(Lang::De), english: make(Lang::En) }
    }

    const fn of(&self, lang: Lang) -> &T {
        match lang {
            Lang::De => &self.german,
            Lang::En => &self.english,
        }
    }
}

fn with_texts(script: &str, texts: &BTreeMap<String, String>) -> Vec<u8> {
    let texts = serde_json::to_value(texts).unwrap_or_default();
    with_data(script, TEXTS, &texts).into_bytes()
}

/// A script for every site, under a name that changes with its content.
fn named(name: &str, script: Vec<u8>) -> (String, Asset) {
    (format!("/w/{name}.{}.js", hash(&script)), Asset::script(script))
}

/// Puts data in the place of an identifier of a script. JSON is a part of JavaScript; `<` is
/// escaped all the same, so that the script may stand anywhere.
pub fn with_data(script: &str, identifier: &str, data: &Value) -> String {
    script.replacen(identifier, &data.to_string().replace('<', "\\u003c"), 1)
}

/// The first 64 bits of the SHA-256: enough to tell versions of a file apart.
pub fn hash(content: &[u8]) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, content);
    digest.as_ref()[..8].iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn brotli(content: &[u8]) -> Vec<u8> {
    let parameters =
        brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    let mut compressed = Vec::new();
    let mut content = content;
    // Writing to memory does not fail.
    let _ = brotli::BrotliCompress(&mut content, &mut compressed, &parameters);
    compressed
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let _ = encoder.write_all(content);
    encoder.finish().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_script_has_one_place_for_its_data() {
        for script in [LOADER, MANAGER, SERVICES, CATCH] {
            assert_eq!(script.matches(SITE).count(), 1);
        }
        for script in [CHAT, COPIES, MASKING] {
            assert_eq!(script.matches(TEXTS).count(), 1);
        }
        assert_eq!(EMBEDS.matches("__PLAUSCH").count(), 0);
    }

    #[test]
    fn data_can_not_end_the_script_it_stands_in() {
        let script = with_data("f(X)", "X", &serde_json::json!({ "name": "</script>" }));
        assert_eq!(script, r#"f({"name":"\u003c/script>"})"#);
    }
}
