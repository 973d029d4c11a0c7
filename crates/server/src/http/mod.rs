//! What is spoken over HTTP. Handlers ask `app`; they never open a transaction.

pub mod account;
pub mod admin;
mod agent_data;
pub mod asset;
mod changes;
pub mod client;
pub mod connection;
mod copy;
mod device;
pub mod inbox;
mod own;
pub mod page;
mod parts;
pub mod problem;
mod rejection;
pub mod rights;
pub mod router;
pub mod second_factor;
pub mod sign_in;
pub mod widget;
