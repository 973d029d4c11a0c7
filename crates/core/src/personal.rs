//! Data about a person. It cannot be printed by accident; `reveal()` is easy to grep.

use std::fmt;

use serde::{Deserialize, Deserializer};

/// Wraps data about a person. `Debug` and `Display` print `«personal»`, and it does not
/// serialise: whoever sends or stores it says `reveal()` at that place.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Personal<T>(T);

impl<T> Personal<T> {
    /// Marks a value as data about a person.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value, where it is really needed: to show it to its reader, to seal it, to send it.
    pub const fn reveal(&self) -> &T {
        &self.0
    }

    /// The value itself, giving up the wrapper.
    pub fn into_revealed(self) -> T {
        self.0
    }
}

impl<T> From<T> for Personal<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T> fmt::Debug for Personal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("«personal»")
    }
}

impl<T> fmt::Display for Personal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("«personal»")
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Personal<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_data_does_not_print() {
        let name = Personal::new("Vera".to_owned());
        assert_eq!(
            format!("{name} {name:?} {:?}", Some(&name)),
            "«personal» «personal» Some(«personal»)"
        );
        assert_eq!(name.reveal(), "Vera");
    }
}
