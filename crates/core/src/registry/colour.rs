//! Colours of the banner, and whether people can read them. Both of the banner's buttons have the
//! same fill, so one colour decides; it has to stand out from the banner and to carry the buttons'
//! words, on light and on dark screens (R-BAN-03, WCAG 2.2 1.4.3).

use std::fmt;

use serde::{Deserialize, Serialize};

/// The least contrast of words with what is behind them.
pub const ENOUGH: f64 = 4.5;

/// A colour, written `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Colour(pub [u8; 3]);

impl Colour {
    /// The banner's ground on light screens.
    pub const LIGHT: Self = Self([0xff, 0xff, 0xff]);
    /// The banner's ground on dark screens.
    pub const DARK: Self = Self([0x18, 0x21, 0x1f]);

    /// Reads `#rrggbb`, in either case.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.trim().strip_prefix('#')?;
        if digits.len() != 6 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
        Some(Self([part(0)?, part(2)?, part(4)?]))
    }

    /// How much two colours differ for the eye, from 1 to 21 (WCAG 2.2).
    pub fn contrast(self, other: Self) -> f64 {
        let (one, other) = (self.luminance() + 0.05, other.luminance() + 0.05);
        one.max(other) / one.min(other)
    }

    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        let [red, green, blue] = self.0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// This colour, or the nearest on the way to the other end of grey that stands out enough from
    /// the ground.
    fn readable_on(self, ground: Self) -> Self {
        const STEPS: u16 = 64;
        let end = if ground.luminance() > 0.5 { 0 } else { 255 };
        let step = |step: u16| {
            // Between two bytes, so it is one.
            let mixed = self.0.map(|part| (u16::from(part) * (STEPS - step) + end * step) / STEPS);
            Self(mixed.map(|part| u8::try_from(part).unwrap_or(u8::MAX)))
        };
        let readable = |colour: &Self| colour.contrast(ground) >= ENOUGH;
        (0..=STEPS).map(step).find(readable).unwrap_or(step(STEPS))
    }
}

/// What a key colour becomes on the two kinds of screen. The words on a button have the colour of
/// the banner's ground, so one contrast is both: words on the button, button on the ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    /// The buttons' fill on light screens.
    pub light: Colour,
    /// The buttons' fill on dark screens.
    pub dark: Colour,
}

impl Palette {
    /// The palette of a key colour, darkened or lightened as far as reading needs it (R-BAN-03).
    pub fn of(key: Colour) -> Self {
        Self { light: key.readable_on(Colour::LIGHT), dark: key.readable_on(Colour::DARK) }
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl TryFrom<String> for Colour {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("not a colour")
    }
}

impl From<Colour> for String {
    fn from(colour: Colour) -> Self {
        colour.to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn contrast_is_that_of_wcag() {
        let contrast = |one: &str, other: &str| {
            Colour::parse(one).expect("one").contrast(Colour::parse(other).expect("another"))
        };
        assert!((contrast("#ffffff", "#000000") - 21.0).abs() < 1e-9);
        // The well-known greys on either side of the line.
        assert!(contrast("#767676", "#ffffff") >= ENOUGH);
        assert!(contrast("#777777", "#ffffff") < ENOUGH);
    }

    #[test]
    fn only_six_digits_are_a_colour() {
        assert_eq!(Colour::parse(" #0B5f57 "), Some(Colour([0x0b, 0x5f, 0x57])));
        for bad in ["", "#fff", "0b5f57", "#0b5f5g", "#0b5f57ff", "red", "#ä5f57", "url(x)"] {
            assert_eq!(Colour::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn r_ban_03_what_can_be_read_stays_as_it_was_chosen() {
        let green = Colour([0x0b, 0x5f, 0x57]);
        let Palette { light, dark } = Palette::of(green);
        assert_eq!(light, green, "readable on white");
        assert_ne!(dark, green, "but not on the dark ground");
        let yellow = Colour([0xff, 0xd4, 0x00]);
        let palette = Palette::of(yellow);
        assert_eq!(palette.dark, yellow);
        assert_ne!(palette.light, yellow, "yellow on white is repaired");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn r_ban_03_of_200_random_palettes_all_can_be_read(key in any::<[u8; 3]>()) {
            let Palette { light, dark } = Palette::of(Colour(key));
            prop_assert!(light.contrast(Colour::LIGHT) >= ENOUGH, "{} on white", light);
            prop_assert!(dark.contrast(Colour::DARK) >= ENOUGH, "{} on dark", dark);
            prop_assert_eq!(Colour::parse(&Colour(key).to_string()), Some(Colour(key)));
        }
    }
}
