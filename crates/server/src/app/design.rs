//! The look of a site's banner, as the loader gets it: only what is not as it comes.

use plausch_core::registry::{Corners, Palette, Position, Registry};
use plausch_core::site::Lang;
use serde_json::{Map, Value, json};

/// `null`, or an object with any of `key` (the buttons' fill on light and on dark screens, already
/// such that words in the banner's ground colour can be read on it, R-BAN-03), `corners` (pixels),
/// `position`, `headline` and `intro`.
pub fn shown(registry: &Registry, lang: Lang) -> Value {
    let design = &registry.design;
    let mut shown = Map::new();
    if let Some(key) = design.key {
        let Palette { light, dark } = Palette::of(key);
        shown.insert("key".into(), json!([light, dark]));
    }
    if design.corners != Corners::default() {
        shown.insert("corners".into(), design.corners.pixels().into());
    }
    if design.position != Position::default() {
        shown.insert("position".into(), json!(design.position));
    }
    for (name, text) in [("headline", &design.headline), ("intro", &design.intro)] {
        if let Some(text) = text.get(&lang) {
            shown.insert(name.into(), text.as_str().into());
        }
    }
    if shown.is_empty() { Value::Null } else { shown.into() }
}

#[cfg(test)]
mod tests {
    use plausch_core::registry::{Colour, Design};

    use super::*;

    #[test]
    fn r_ban_03_the_loader_gets_colours_that_can_be_read_and_nothing_when_nothing_was_chosen() {
        assert_eq!(shown(&Registry::default(), Lang::De), Value::Null);
        let design = Design {
            key: Colour::parse("#ffd400"),
            corners: Corners::Square,
            position: Position::End,
            headline: [(Lang::De, "Wir fragen Sie".into())].into(),
            ..Design::default()
        };
        let registry = Registry { design, ..Registry::default() };
        let german = shown(&registry, Lang::De);
        assert_eq!(german["key"][1], "#ffd400");
        let light = german["key"][0].as_str().and_then(Colour::parse).expect("a colour");
        assert!(light.contrast(Colour::LIGHT) >= plausch_core::registry::ENOUGH);
        assert_eq!((&german["corners"], &german["position"]), (&json!(0), &json!("end")));
        assert_eq!(german["headline"], "Wir fragen Sie");
        assert_eq!(shown(&registry, Lang::En).get("headline"), None);
    }
}
