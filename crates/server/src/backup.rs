//! `plausch backup` and `plausch restore`: where the files of a backup lie, what they are called,
//! and when they go. What is in them: `plausch_store::backup`. docs/backups.md tells operators.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, BufWriter};
use std::path::{Path, PathBuf};

use plausch_core::Timestamp;
use plausch_core::merkle::Bytes;
use plausch_core::time::DAY;
use plausch_store::backup::{self, Error, Heading, Means, Part, Restored};
use time::format_description::BorrowedFormatItem;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;

use crate::clock::{Chance, Clock, SystemClock};
use crate::config::start::{self, StartError};
use crate::config::{Backups, Config};
use crate::serve;

/// `plausch-20261122-150405-678-1a2b3c4d.data`: names in the order of time, without a colon.
const MOMENT: &[BorrowedFormatItem<'_>] =
    format_description!("[year][month][day]-[hour][minute][second]-[subsecond digits:3]");

const MOMENT_LENGTH: usize = 19;
/// The ending of a file that is being written.
const UNFINISHED: &str = "part";

/// Why there is no backup, or nothing restored.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// The configuration or the data folder.
    #[error(transparent)]
    Start(#[from] StartError),
    /// A file.
    #[error("{}: {error}", .file.display())]
    File {
        /// Which one, or the folder.
        file: PathBuf,
        /// What is wrong with it.
        error: Error,
    },
    /// There is no second file beside the data.
    #[error("there is no file ending in .keys in {}; name one with --keys", .0.display())]
    NoKeys(PathBuf),
}

/// A backup that was made.
#[derive(Debug)]
pub struct Made {
    /// The data.
    pub data: PathBuf,
    /// What belongs to all data that is older.
    pub keys: PathBuf,
    /// Rows in both.
    pub rows: u64,
    /// Older files that have gone.
    pub removed: Vec<PathBuf>,
}

/// Writes a backup into a folder, beside a program that serves, and removes older ones whose days
/// have run out. Both files are on the disk before it returns; nothing half-written stays.
pub fn make(config: &Config, folder: &Path) -> Result<Made, Problem> {
    let chance = chance()?;
    let (database, keys) = (serve::database(config), config.known_master_keys()?.keys());
    let mut rows = 0;
    // The keys last: what is erased meanwhile must not be opened by them.
    let mut write = |part: Part| {
        let heading = Heading { part, at: SystemClock.now(), id: chance.bytes() };
        let file = folder.join(name(&heading));
        let at_file = |error| Problem::File { file: file.clone(), error };
        let written = on_the_disk(&file, |out| {
            rows += backup::write(&database, &keys, heading, || chance.bytes(), out)?;
            Ok(())
        });
        written.map_err(at_file).map(|()| file)
    };
    let (data, keys) = (write(Part::Data)?, write(Part::Keys)?);
    let removed = remove_old(&config.backups, folder, &keys, SystemClock.now())
        .map_err(|error| Problem::File { file: folder.to_owned(), error: error.into() })?;
    Ok(Made { data, keys, rows, removed })
}

/// Restores the data of a backup into an empty database, with the newest keys beside it unless
/// others are named. The server must not run.
pub fn restore(config: &Config, data: &Path, keys: Option<&Path>) -> Result<Restored, Problem> {
    start::prepare_folder(&config.data)?;
    let _lock = start::lock_folder(&config.data)?;
    let chance = chance()?;
    let folder = data.parent().unwrap_or(Path::new("."));
    let second = match keys {
        Some(file) => file.to_owned(),
        None => newest_keys(folder).ok_or_else(|| Problem::NoKeys(folder.to_owned()))?,
    };
    let (database, master) = (serve::database(config), config.known_master_keys()?.keys());
    let means =
        Means { keys: &master, now: SystemClock.now(), salt: &mut || Bytes(chance.bytes()) };
    let open = |part: Part| {
        let file = if part == Part::Data { data } else { &second };
        File::open(file).map(BufReader::new)
    };
    let restored = backup::restore(&database, &open, means);
    restored.map_err(|error| Problem::File { file: data.to_owned(), error })
}

fn chance() -> Result<Chance, StartError> {
    let problem = "the operating system gives no randomness".to_owned();
    Chance::from_system().map_err(|_| StartError::Database { problem })
}

fn name(heading: &Heading) -> String {
    let moment = heading.at.to_utc().format(MOMENT).unwrap_or_default();
    let [a, b, c, d, ..] = heading.id;
    format!("plausch-{moment}-{a:02x}{b:02x}{c:02x}{d:02x}.{}", heading.part.as_str())
}

/// Writes beside, and renames when all of it is on the disk.
fn on_the_disk(
    file: &Path,
    write: impl FnOnce(BufWriter<&File>) -> Result<(), Error>,
) -> Result<(), Error> {
    let part = file.with_extension(UNFINISHED);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let out = options.open(&part)?;
    let written = write(BufWriter::new(&out)).and_then(|()| {
        out.sync_all()?;
        fs::rename(&part, file)?;
        // The folder's entry, too.
        Ok(file.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())?)
    });
    if written.is_err() {
        let _ = fs::remove_file(&part);
    }
    written
}

/// Our own files of a kind in a folder, oldest first: their names are in the order of time.
fn files(folder: &Path, part: Part) -> io::Result<Vec<PathBuf>> {
    let mut found: Vec<_> = fs::read_dir(folder)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|file| moment(file, part).is_some())
        .collect();
    found.sort();
    Ok(found)
}

/// When a file was made, by its name.
fn moment(file: &Path, part: Part) -> Option<Timestamp> {
    moment_of(file, part.as_str())
}

fn moment_of(file: &Path, ending: &str) -> Option<Timestamp> {
    let is_part = file.extension().is_some_and(|found| found == ending);
    let moment = file.file_stem()?.to_str()?.strip_prefix("plausch-")?.get(..MOMENT_LENGTH)?;
    let moment = time::PrimitiveDateTime::parse(moment, MOMENT).ok().filter(|_| is_part)?;
    let millis = moment.assume_utc().unix_timestamp_nanos() / 1_000_000;
    i64::try_from(millis).ok().map(Timestamp::from_millis)
}

fn newest_keys(folder: &Path) -> Option<PathBuf> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    files(folder, Part::Keys).ok()?.pop()
}

/// Removes files whose days have run out. The newest keys stay, whatever the clock says. What a killed
/// backup has left goes after a day: it may hold keys, and another one may be writing now.
fn remove_old(
    kept: &Backups,
    folder: &Path,
    newest: &Path,
    now: Timestamp,
) -> io::Result<Vec<PathBuf>> {
    let mut removed = Vec::new();
    for entry in fs::read_dir(folder)? {
        let file = entry?.path();
        if moment_of(&file, UNFINISHED).is_some_and(|begun| begun < now.plus(-DAY)) {
            fs::remove_file(&file)?;
            removed.push(file);
        }
    }
    for (part, days) in [(Part::Keys, kept.key_days.get()), (Part::Data, kept.days.get())] {
        let before = now.plus(-i64::from(days) * DAY);
        for file in files(folder, part)? {
            if file != newest && moment(&file, part).is_some_and(|made| made < before) {
                fs::remove_file(&file)?;
                removed.push(file);
            }
        }
    }
    Ok(removed)
}

/// What was made, for people.
pub fn told(made: &Made) -> String {
    let mut lines = vec![
        format!("{} rows are in {}", made.rows, made.data.display()),
        format!("and what opens them in  {}", made.keys.display()),
    ];
    lines.extend(made.removed.iter().map(|file| format!("removed {}", file.display())));
    lines.push(
        "The master key is in neither of them: keep a copy of it, in another place than these files."
            .to_owned(),
    );
    lines.join("\n")
}

/// What was restored, for people.
pub fn told_restored(restored: &Restored) -> String {
    let moment = |at: Timestamp| at.to_utc().format(&Rfc3339).unwrap_or_default();
    let mut lines = vec![format!(
        "{} rows are there again, as they were on {}.",
        restored.rows,
        moment(restored.data_at)
    )];
    if restored.left_out > 0 {
        lines.push(format!(
            "{} conversations were left out: they were erased until {}.",
            restored.left_out,
            moment(restored.keys_at)
        ));
    }
    if restored.withdrawn > 0 {
        lines.push(format!("{} withdrawals of consent were made again.", restored.withdrawn));
    }
    if restored.restricted + restored.rectified > 0 {
        lines.push(format!(
            "{} restrictions and {} corrections of contact data were made again.",
            restored.restricted, restored.rectified
        ));
    }
    if restored.objected > 0 {
        lines.push(format!("{} objections were made again.", restored.objected));
    }
    lines.push("Agents have to sign in again.".to_owned());
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_780_000_000_123);

    fn put(folder: &Path, part: Part, at: Timestamp) -> PathBuf {
        let file = folder.join(name(&Heading { part, at, id: [0xab; 16] }));
        fs::write(&file, "").unwrap();
        file
    }

    #[test]
    fn a_file_tells_by_its_name_when_it_was_made() {
        let name = name(&Heading { part: Part::Keys, at: NOW, id: [0xab; 16] });
        assert_eq!(name, "plausch-20260528-202640-123-abababab.keys");
        assert_eq!(moment(Path::new(&name), Part::Keys), Some(NOW));
        for (other, part) in [
            (name.as_str(), Part::Data),
            ("plausch-20260528-202640-123-abababab.part", Part::Data),
            ("plausch-20261328-202640-123-abababab.keys", Part::Keys),
            ("other-20260528-202640-123-abababab.keys", Part::Keys),
            ("plausch.keys", Part::Keys),
        ] {
            assert_eq!(moment(Path::new(other), part), None, "{other}");
        }
    }

    #[test]
    fn r_ret_05_older_keys_go_first_then_older_data_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let days = |days: i64| NOW.plus(-days * DAY);
        let [old, middle, young] = [40, 20, 2].map(|age| put(folder, Part::Data, days(age)));
        let [old_keys, middle_keys, young_keys] =
            [40, 20, 2].map(|age| put(folder, Part::Keys, days(age)));
        let [left, later] = [&middle_keys, &young_keys].map(|file| file.with_extension(UNFINISHED));
        for unfinished in [&left, &later] {
            fs::write(unfinished, "").unwrap();
        }
        // Another backup writes since an hour.
        let now = put(folder, Part::Keys, NOW.plus(-DAY / 24));
        fs::rename(&now, now.with_extension(UNFINISHED)).unwrap();
        fs::write(folder.join("plausch-notes.keys"), "").unwrap();
        fs::write(folder.join("other.data"), "").unwrap();
        let removed = remove_old(&Backups::default(), folder, &young_keys, NOW).unwrap();
        let unfinished: BTreeSet<_> = removed.iter().take(2).cloned().collect();
        assert_eq!(unfinished, [left, later].into());
        assert_eq!(removed[2..], [old_keys, middle_keys, old]);
        assert!(middle.exists() && young.exists() && young_keys.exists());
        assert_eq!(fs::read_dir(folder).unwrap().count(), 6);
        assert_eq!(newest_keys(folder), Some(young_keys.clone()));
        let later = NOW.plus(100 * DAY);
        remove_old(&Backups::default(), folder, &young_keys, later).unwrap();
        assert!(young_keys.exists() && !young.exists(), "the newest keys stay");
    }
}
