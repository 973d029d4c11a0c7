//! Prints `docs/rights.md`: `cargo run --example rights > docs/rights.md`.

fn main() {
    print!("{}", plausch::http::rights::document());
}
