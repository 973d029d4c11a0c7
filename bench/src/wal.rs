//! How many commits SQLite makes: read from outside, in the write-ahead log, whose frames say
//! where a transaction ends (<https://www.sqlite.org/fileformat2.html#walformat>).

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

const LOOK_EVERY: Duration = Duration::from_millis(20);
const HEADER: u64 = 32;
const FRAME_HEADER: u64 = 24;

/// Watches a database's log in a thread of its own until it is asked for the rate.
pub(crate) struct Commits {
    is_over: Arc<AtomicBool>,
    watching: thread::JoinHandle<(f64, u32)>,
}

impl Commits {
    pub(crate) fn watch(database: &Path) -> Self {
        let mut name = database.as_os_str().to_owned();
        name.push("-wal");
        let (log, is_over) = (PathBuf::from(name), Arc::new(AtomicBool::new(false)));
        let told = Arc::clone(&is_over);
        let watching = thread::spawn(move || watch(&log, &told));
        Self { is_over, watching }
    }

    /// Commits per second; `None` when nothing was seen.
    pub(crate) fn per_second(self) -> Option<f64> {
        self.is_over.store(true, Ordering::Relaxed);
        let (seconds, commits) = self.watching.join().ok()?;
        (commits > 0).then(|| f64::from(commits) / seconds)
    }
}

/// Seconds and commits between two looks that saw the same log; it begins anew after checkpoints.
fn watch(log: &Path, is_over: &AtomicBool) -> (f64, u32) {
    let (mut seconds, mut commits) = (0.0, 0);
    let mut last: Option<(Instant, Place)> = None;
    while !is_over.load(Ordering::Relaxed) {
        thread::sleep(LOOK_EVERY);
        let Some((file, salt, page)) = open(log) else { continue };
        let before = last.as_ref().filter(|(_, place)| place.salt == salt);
        let from = before.map_or(Place { salt, frame: 0 }, |(_, place)| place.clone());
        let (now, (place, found)) = (Instant::now(), read_on(&file, from, page));
        if let Some((then, _)) = before {
            seconds += (now - *then).as_secs_f64();
            commits += found;
        }
        last = Some((now, place));
    }
    (seconds, commits)
}

/// Up to where a log was read.
#[derive(Clone)]
struct Place {
    salt: [u8; 8],
    frame: u64,
}

fn open(log: &Path) -> Option<(File, [u8; 8], u64)> {
    let file = File::open(log).ok()?;
    let mut header = [0; 32];
    file.read_exact_at(&mut header, 0).ok()?;
    let page = u32::from_be_bytes(header[8..12].try_into().ok()?);
    Some((file, header[16..24].try_into().ok()?, page.into()))
}

/// Counts the frames that end a transaction. Frames of an older log have another salt.
fn read_on(file: &File, mut place: Place, page: u64) -> (Place, u32) {
    let mut commits = 0;
    loop {
        let mut frame = [0; 16];
        let at = HEADER + place.frame * (FRAME_HEADER + page);
        if file.read_exact_at(&mut frame, at).is_err() || frame[8..] != place.salt {
            return (place, commits);
        }
        commits += u32::from(frame[4..8] != [0; 4]);
        place.frame += 1;
    }
}
