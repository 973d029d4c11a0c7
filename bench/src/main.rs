//! Load generator (see README.md in this folder).
fn main() {}
