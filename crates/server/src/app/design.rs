//! The look of a site's banner, as the loader gets it: a few rules for its style sheet, and the
//! site's own words in the place of ours. A site that has chosen nothing sends nothing.

use std::collections::BTreeMap;
use std::fmt::Write;

use plausch_core::registry::{Colour, Corners, Design, Palette, Position};
use plausch_core::site::Lang;

/// What has the key colour: banner, chat and what stands in a service's place, and landing blocks.
const COLOURED: &str = ".plausch,[data-plausch-landing]";

/// Rules for the banner's style sheet (`web/widget/manager/style.css`), `None` when nothing was
/// chosen. The key colour is repaired, so that words in the banner's ground colour can be read on
/// it, on light and on dark screens (R-BAN-03). Both equal buttons take it from the element in
/// which they stand; nothing here can name one of them. Small phones have no room for a logo beside
/// what has to be said (R-BAN-06).
pub fn style(design: &Design) -> Option<String> {
    let mut style = String::new();
    if let Some(key) = design.key {
        let Palette { light, dark } = Palette::of(key);
        let _ = write!(
            style,
            "{COLOURED}{{--plausch-key:{light}}}\
             @media(prefers-color-scheme:dark){{{COLOURED}{{--plausch-key:{dark}}}}}"
        );
    }
    if design.corners != Corners::default() {
        let _ = write!(style, ".plausch{{--plausch-round:{}px}}", design.corners.pixels());
    }
    let corner = match design.position {
        Position::Bottom => None,
        Position::Start => Some("right:auto;left:8px"),
        Position::End => Some("right:8px;left:auto"),
    };
    if let Some(corner) = corner {
        let _ = write!(style, "@media(min-width:768px){{dialog.plausch{{{corner};width:400px}}}}");
    }
    if let Some(address) = design.logo_address() {
        let _ = write!(
            style,
            "@media(min-height:700px){{.plausch h2::before{{content:\"\";display:block;height:40px;\
             margin:0 0 8px;background:url(\"{}\")0/contain no-repeat}}}}",
            in_a_style(&address)
        );
    }
    (!style.is_empty()).then_some(style)
}

/// The same colour for a page of ours that shows the site's: words in it can be read on the ground that
/// it was repaired for, so that ground comes with it.
pub fn page_style(design: &Design) -> String {
    let Some(key) = design.key else { return String::new() };
    let Palette { light, dark } = Palette::of(key);
    let rule = |key, ground| {
        format!(":root{{--link:{key};--on:{ground};--page:{ground};--card:{ground}}}")
    };
    let (light, dark) = (rule(light, Colour::LIGHT), rule(dark, Colour::DARK));
    format!("{light}@media(prefers-color-scheme:dark){{{dark}}}")
}

/// An address has no quotation marks; what else would end a string or a declaration is written as
/// addresses write it.
fn in_a_style(address: &str) -> String {
    address.chars().fold(String::new(), |mut text, letter| {
        match letter {
            '\\' | ';' | '{' | '}' | '"' | '<' => write!(text, "%{:02X}", u32::from(letter)),
            _ => write!(text, "{letter}"),
        }
        .ok();
        text
    })
}

/// The banner's texts with the site's own words: the headline in the place of ours, the
/// introduction before what every banner says (R-BAN-06).
pub fn words(
    design: &Design,
    lang: Lang,
    mut texts: BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    if let Some(headline) = design.headline.get(&lang) {
        texts.insert("cookies".into(), headline.clone());
    }
    if let (Some(intro), Some(asks)) = (design.intro.get(&lang), texts.get_mut("asks")) {
        *asks = format!("{intro} {asks}");
    }
    texts
}

#[cfg(test)]
mod tests {
    use plausch_core::registry::ENOUGH;

    use super::*;

    /// Every colour that a style sheet gives to the key, in its order: light, then dark.
    fn keys(style: &str) -> Vec<Colour> {
        let values = style.split("--plausch-key:").skip(1);
        values.map(|rest| Colour::parse(&rest[..7]).expect("a colour")).collect()
    }

    #[test]
    fn r_ban_03_the_loader_gets_colours_that_can_be_read_and_nothing_when_nothing_was_chosen() {
        assert_eq!(style(&Design::default()), None);
        let design = Design { key: Colour::parse("#ffd400"), ..Design::default() };
        let [light, dark] = keys(&style(&design).expect("a style"))[..] else {
            panic!("two colours")
        };
        assert!(light.contrast(Colour::LIGHT) >= ENOUGH);
        assert_eq!(dark.to_string(), "#ffd400");
    }

    #[test]
    fn r_ban_02_no_choice_names_one_of_the_two_buttons() {
        for position in [Position::Start, Position::End] {
            let design = Design {
                key: Colour::parse("#ffd400"),
                corners: Corners::Square,
                position,
                logo: "https://shop.example/logo.svg".into(),
                ..Design::default()
            };
            let style = style(&design).expect("a style");
            let rules = style.split('{').filter_map(|rule| rule.rsplit('}').next());
            let named: Vec<_> = rules.filter(|rule| rule.contains("plausch")).collect();
            assert!(named.len() >= 4, "need rules for this to mean anything: {style}");
            for rule in named {
                assert!(!rule.contains("button") && !rule.contains("nth"), "{rule}");
            }
        }
    }

    #[test]
    fn an_address_can_not_end_the_rule_it_stands_in() {
        let logo = r#"https://shop.example/a;b}c".svg?d\"e}f;g"#.to_owned();
        let style = style(&Design { logo, ..Design::default() }).expect("a style");
        let address = style.split("url(\"").nth(1).and_then(|rest| rest.split("\")").next());
        let address = address.expect("an address");
        assert!(!address.contains([';', '}', '{', '"', '\\', ' ']), "{address}");
        assert!(style.ends_with("\")0/contain no-repeat}}"));
    }

    #[test]
    fn own_words_stand_where_ours_would_in_their_language_alone() {
        let design = Design {
            headline: [(Lang::De, "Wir fragen Sie".into())].into(),
            intro: [(Lang::De, "Guten Tag.".into())].into(),
            ..Design::default()
        };
        let ours: BTreeMap<String, String> =
            [("cookies", "Cookies"), ("asks", "Nur mit Ihrer Einwilligung")]
                .map(|(id, text)| (id.to_owned(), text.to_owned()))
                .into();
        let german = words(&design, Lang::De, ours.clone());
        assert_eq!(german["cookies"], "Wir fragen Sie");
        assert_eq!(german["asks"], "Guten Tag. Nur mit Ihrer Einwilligung");
        assert_eq!(words(&design, Lang::En, ours.clone()), ours);
    }
}
