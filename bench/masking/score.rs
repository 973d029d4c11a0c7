//! Holds what is found against what is marked.

use std::collections::BTreeMap;

use plausch_core::masking;

use super::corpus::Line;

/// What was found of each kind, and what was found where nothing is.
#[derive(Default)]
pub(crate) struct Score {
    /// Found, of all.
    pub(crate) kinds: BTreeMap<String, (usize, usize)>,
    /// Clean lines in which something was found, of all clean lines.
    pub(crate) clean: (usize, usize),
    pub(crate) missed: Vec<String>,
    pub(crate) wrong: Vec<String>,
}

impl Score {
    pub(crate) fn of(lines: &[Line]) -> Self {
        let mut score = Self::default();
        for line in lines {
            let found = masking::find(&line.text);
            let told: Vec<_> = found
                .iter()
                .map(|one| (one.kind.as_str(), &line.text[one.start..one.end]))
                .collect();
            for (kind, start, end) in &line.marked {
                let is_found = found
                    .iter()
                    .any(|one| one.kind.as_str() == kind && one.start <= *start && *end <= one.end);
                let counts = score.kinds.entry(kind.clone()).or_default();
                counts.0 += usize::from(is_found);
                counts.1 += 1;
                if !is_found {
                    score.missed.push(format!("{kind} in «{}»: {told:?}", line.text));
                }
            }
            if line.marked.is_empty() {
                score.clean.1 += 1;
            }
            // Also what is found beside a mark.
            let is_wrong = found.iter().any(|one| {
                !line.marked.iter().any(|(_, start, end)| one.start < *end && *start < one.end)
            });
            if is_wrong {
                score.clean.0 += 1;
                score.wrong.push(format!("«{}»: {told:?}", line.text));
            }
        }
        score
    }
}
