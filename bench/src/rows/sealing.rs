//! Sealing a message, with the code that the server uses.

use std::hint::black_box;
use std::time::Instant;

use plausch_core::Personal;
use plausch_core::seal::Key;

use crate::report::{Amount, Budget, Report};
use crate::site::TEXT;

const BATCHES: usize = 101;
const BATCH: u16 = 2_000;

pub(crate) fn measure(report: &mut Report) {
    let key = Key::new([7; 32]);
    let text = Personal::new(TEXT.to_owned());
    let place = "01993f2e-0000-7000-8000-000000000000/4711";
    let sealed = key.seal_text(place, &text, [1; 12]);
    let seal = median_micros(|| drop(black_box(key.seal_text(place, black_box(&text), [1; 12]))));
    let open = median_micros(|| drop(black_box(key.open_text(place, black_box(&sealed)))));
    report.add(
        "sealing a message (median)",
        Amount::Micros(seal),
        Budget::AtMost(Amount::Micros(2.0)),
        &format!("{} bytes; opening it {}", TEXT.len(), Amount::Micros(open)),
    );
}

pub(super) fn median_micros(mut deed: impl FnMut()) -> f64 {
    let mut batches: Vec<f64> = (0..BATCHES)
        .map(|_| {
            let begin = Instant::now();
            (0..BATCH).for_each(|_| deed());
            begin.elapsed().as_secs_f64() * 1e6 / f64::from(BATCH)
        })
        .collect();
    batches.sort_by(f64::total_cmp);
    batches[BATCHES / 2]
}
