//! Lines for spreadsheets.

/// What spreadsheets take for the beginning of a formula, also in full width.
const MARKS: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// A line of CSV (RFC 4180). What a spreadsheet would take for a formula gets an apostrophe in
/// front, which spreadsheets don't show; the JSON has it as it is.
pub(super) fn row(cells: impl Iterator<Item = String>) -> String {
    let cell = |text: String| {
        let mark = if text.starts_with(MARKS) { "'" } else { "" };
        format!("\"{mark}{}\"", text.replace('"', "\"\""))
    };
    cells.map(cell).collect::<Vec<_>>().join(",") + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_row_is_taken_for_a_formula_or_for_another_cell() {
        let cells = ["=1+1", "＝1+1", "-a", "say \"yes\", please", "two\nlines"].map(str::to_owned);
        assert_eq!(
            row(cells.into_iter()),
            "\"'=1+1\",\"'＝1+1\",\"'-a\",\"say \"\"yes\"\", please\",\"two\nlines\"\r\n"
        );
    }
}
