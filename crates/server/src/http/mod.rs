//! What is spoken over HTTP. Handlers ask `app`; they never open a transaction.

pub mod connection;
