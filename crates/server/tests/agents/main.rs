//! What agents and administrators see and do, through the real router.

#[path = "../../../store/tests/support/mod.rs"]
mod support;

mod conversations;
mod door;
mod office;
mod rights;
mod sites;
mod team;
