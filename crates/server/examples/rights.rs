//! Prints `docs/rights.md`: `cargo run --example rights > docs/rights.md`.

use std::io::{self, Write};

fn main() -> io::Result<()> {
    io::stdout().write_all(plausch::http::rights::document().as_bytes())
}
