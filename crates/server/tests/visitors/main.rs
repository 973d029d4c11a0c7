//! What visitors' browsers may ask of the API (docs/api.md), through the real router.

#[path = "../../../store/tests/support/mod.rs"]
mod support;

#[path = "../support/stream.rs"]
mod stream;

mod bad_input;
mod changes;
mod consents;
mod conversations;
mod erasing;
mod exports;
mod masking;
mod own;
mod receipts;
mod retention;
mod services;
mod shop;
mod staying;
mod streams;
mod unkept;
