//! Rights as data (R-SEC-02): what there is to permit, the roles that come with the program, and how
//! far an agent's rights reach. One table serves the deeds, the pages and `docs/rights.md`.
//!
//! Not here: who asks (`app`), and how roles are kept (store).

mod built_in;
mod permission;
mod reach;
#[cfg(test)]
mod tests;

pub use self::built_in::BuiltIn;
pub use self::permission::{Level, Permission, Rights};
pub use self::reach::{Place, Reach};
use crate::id::RoleId;

/// A set of permissions with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Its id: a word for those that come with the program.
    pub id: RoleId,
    /// What the operator calls it; empty for those that come with the program, which every
    /// language names itself.
    pub name: String,
    /// What it permits.
    pub rights: Rights,
}
