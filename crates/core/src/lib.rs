//! The rules of Plausch.
//!
//! What a site, a visitor, an agent, a conversation and a consent are, and what may happen to
//! them. Nothing here waits, reads a clock, draws a random number, speaks SQL or HTTP: time,
//! ids and randomness come in as arguments, so that every rule can be tested as it stands.

pub mod agent;
pub mod audit;
pub mod consent;
pub mod conversation;
pub mod device;
pub mod event;
pub mod figures;
pub mod id;
pub mod incident;
pub mod masking;
pub mod merkle;
pub mod message;
pub mod own;
pub mod personal;
pub mod proof;
pub mod registry;
pub mod request;
pub mod retention;
pub mod role;
pub mod seal;
pub mod search;
pub mod second_factor;
pub mod site;
pub mod time;
pub mod visitor;

pub use personal::Personal;
pub use time::Timestamp;
