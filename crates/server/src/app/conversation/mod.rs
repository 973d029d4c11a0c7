//! Conversations: what a visitor may do with their own, and what agents may do with all.

mod access;
pub mod agents;
mod damage;
mod masking;
pub mod messages;
pub mod own;
pub mod search;
pub mod told;
pub mod unkept;
pub mod visitors;

pub(super) use self::damage::Damage;
pub use self::masking::ContactWish;
pub(super) use self::masking::corrected;
