//! What agents and administrators see and do, through the real router.

#[expect(dead_code, reason = "the tests here run on one engine; the store's run on both")]
#[path = "../../../store/tests/support/mod.rs"]
mod support;

mod banner;
mod consents;
mod conversations;
mod door;
mod masking;
mod numbers;
mod office;
mod reads;
mod requests;
mod retention;
mod rights;
mod roles;
mod services;
mod set_up;
mod sites;
mod team;
