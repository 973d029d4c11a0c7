//! Conversations: what a visitor may do with their own, and what agents may do with all.

mod access;
pub mod agents;
pub mod visitors;
