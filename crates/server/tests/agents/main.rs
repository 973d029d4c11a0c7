//! What agents and administrators see and do, through the real router.

#[expect(dead_code, reason = "the tests here run on one engine; the store's run on both")]
#[path = "../../../store/tests/support/mod.rs"]
mod support;

#[path = "../support/stream.rs"]
mod stream;

mod archive;
mod audit;
mod banner;
mod consents;
mod conversations;
mod door;
mod employees;
mod incidents;
mod masking;
mod numbers;
mod office;
mod password_again;
mod reads;
mod requests;
mod retention;
mod rights;
mod roles;
mod search;
mod second_factor;
mod services;
mod sessions;
mod set_up;
mod several_sites;
mod sites;
mod team;
mod unkept;
