//! What is spoken over HTTP. Handlers ask `app`; they never open a transaction.

pub mod asset;
pub mod client;
pub mod connection;
pub mod problem;
pub mod router;
pub mod widget;
