//! The table: what was measured, what was promised, and by how much a promise was missed.

use std::fmt::Write;

/// A number with its unit.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Amount {
    Millis(f64),
    Micros(f64),
    PerSecond(f64),
    Bytes(f64),
    Mebibytes(f64),
    Percent(f64),
}

impl Amount {
    const fn value(self) -> f64 {
        match self {
            Self::Millis(value)
            | Self::Micros(value)
            | Self::PerSecond(value)
            | Self::Bytes(value)
            | Self::Mebibytes(value)
            | Self::Percent(value) => value,
        }
    }
}

impl std::fmt::Display for Amount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Millis(value) => write!(f, "{value:.2} ms"),
            Self::Micros(value) => write!(f, "{value:.2} µs"),
            Self::PerSecond(value) => write!(f, "{} /s", thousands(*value)),
            Self::Bytes(value) => write!(f, "{} B", thousands(*value)),
            Self::Mebibytes(value) => write!(f, "{value:.1} MiB"),
            Self::Percent(value) => write!(f, "{value:.2} %"),
        }
    }
}

fn thousands(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// What a row was measured against.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Budget {
    AtMost(Amount),
    AtLeast(Amount),
    /// Only to be known.
    None,
}

#[derive(Debug)]
struct Row {
    what: String,
    measured: String,
    budget: Budget,
    beside: String,
    miss: Option<String>,
}

/// All rows of a run.
#[derive(Debug)]
pub(crate) struct Report {
    machine: Vec<(&'static str, String)>,
    rows: Vec<Row>,
}

impl Report {
    pub(crate) const fn new(machine: Vec<(&'static str, String)>) -> Self {
        Self { machine, rows: Vec::new() }
    }

    /// Adds a number; `beside` is what else is worth knowing about it.
    pub(crate) fn add(&mut self, what: &str, measured: Amount, budget: Budget, beside: &str) {
        let miss = miss(what, measured, budget);
        let (what, measured) = (what.to_owned(), measured.to_string());
        self.rows.push(Row { what, measured, budget, beside: beside.to_owned(), miss });
    }

    /// Adds a row that could not be measured, and why.
    pub(crate) fn not_measured(&mut self, what: &str, why: &str) {
        let row = Row {
            what: what.to_owned(),
            measured: "not measured".to_owned(),
            budget: Budget::None,
            beside: why.to_owned(),
            miss: None,
        };
        self.rows.push(row);
    }

    /// The page `results.md`.
    pub(crate) fn page(&self) -> String {
        let mut page = String::from(
            "# Measured\n\nWritten by `make bench`; how each row is measured: [README.md](README.md).\n\n\
             | machine | |\n|---|---|\n",
        );
        for (name, value) in &self.machine {
            let _ = writeln!(page, "| {name} | {value} |");
        }
        page.push_str("\n| what | measured | budget | | beside it |\n|---|---|---|---|---|\n");
        for row in &self.rows {
            let (budget, verdict) = match (row.budget, &row.miss) {
                (Budget::None, _) => ("–".to_owned(), ""),
                (Budget::AtMost(most), miss) => (format!("≤ {most}"), word(miss.is_some())),
                (Budget::AtLeast(least), miss) => (format!("≥ {least}"), word(miss.is_some())),
            };
            let (what, measured, beside) = (&row.what, &row.measured, &row.beside);
            let _ = writeln!(page, "| {what} | {measured} | {budget} | {verdict} | {beside} |");
        }
        let misses: Vec<_> = self.rows.iter().filter_map(|row| row.miss.as_deref()).collect();
        page.push_str("\n## Missed budgets\n\n");
        if misses.is_empty() {
            page.push_str("None.\n");
        }
        for miss in misses {
            let _ = writeln!(page, "- {miss}");
        }
        page
    }
}

const fn word(is_missed: bool) -> &'static str {
    if is_missed { "**missed**" } else { "kept" }
}

fn miss(what: &str, measured: Amount, budget: Budget) -> Option<String> {
    match budget {
        Budget::AtMost(most) if measured.value() > most.value() => {
            let times = measured.value() / most.value();
            Some(format!("{what}: {measured}, {times:.1} times the budget of {most}."))
        }
        Budget::AtLeast(least) if measured.value() < least.value() => {
            let short = 100.0 * (1.0 - measured.value() / least.value());
            Some(format!("{what}: {measured}, {short:.0} % short of {least}."))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missed_budget_is_told_with_by_how_much() {
        let mut report = Report::new(Vec::new());
        let least = Budget::AtLeast(Amount::PerSecond(10_000.0));
        report.add("messages", Amount::PerSecond(7_512.3), least, "");
        report.add("answer", Amount::Millis(6.0), Budget::AtMost(Amount::Millis(3.0)), "");
        report.add("start", Amount::Millis(3.0), Budget::AtMost(Amount::Millis(3.0)), "");
        let page = report.page();
        assert!(page.contains("- messages: 7,512 /s, 25 % short of 10,000 /s.\n"), "{page}");
        assert!(page.contains("- answer: 6.00 ms, 2.0 times the budget of 3.00 ms.\n"), "{page}");
        assert!(page.contains("| start | 3.00 ms | ≤ 3.00 ms | kept |  |"), "{page}");
    }
}
