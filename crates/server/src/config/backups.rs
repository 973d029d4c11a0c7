//! How long files of backups stay, where the program makes them.

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

/// The section `[backups]`. Nothing here can be 0: what was made has to be good for something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Backups {
    /// Days for which files with data stay (R-RET-01).
    pub days: NonZeroU32,
    /// Days for which older files with keys stay. Until the last that holds its key has gone, an
    /// erased conversation could be opened from older data by whoever has the master key (R-RET-05).
    pub key_days: NonZeroU32,
}

impl Default for Backups {
    fn default() -> Self {
        let some = |number| NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN);
        Self { days: some(30), key_days: some(7) }
    }
}
