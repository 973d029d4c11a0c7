//! Times that were measured, and what they say together.

use std::time::Duration;

/// Microseconds, one for each thing that was measured.
#[derive(Debug, Default, Clone)]
pub(crate) struct Latencies(Vec<u32>);

impl Latencies {
    pub(crate) fn add(&mut self, time: Duration) {
        self.0.push(u32::try_from(time.as_micros()).unwrap_or(u32::MAX));
    }

    pub(crate) fn join(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    pub(crate) const fn count(&self) -> usize {
        self.0.len()
    }

    /// The value that so many per mille stay at or below, in milliseconds; 0 without any.
    pub(crate) fn per_mille(&self, share: usize) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let rank = (sorted.len() * share).div_ceil(1000).max(1) - 1;
        sorted.get(rank).map_or(0.0, |micros| f64::from(*micros) / 1000.0)
    }

    pub(crate) fn median(&self) -> f64 {
        self.per_mille(500)
    }

    pub(crate) fn p99(&self) -> f64 {
        self.per_mille(990)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_were_measured() {
        let mut times = Latencies::default();
        assert!(times.p99().abs() < f64::EPSILON, "nothing was measured");
        (1..=200).rev().for_each(|millis| times.add(Duration::from_millis(millis)));
        let close = |a: f64, b: f64| (a - b).abs() < 1e-9;
        assert!(close(times.median(), 100.0) && close(times.p99(), 198.0));
        assert!(close(times.per_mille(1000), 200.0));
    }
}
