//! `plausch backup` and `plausch restore`: where the files of a backup lie, what they are called,
//! and when they go. What is in them: `plausch_store::backup`. docs/backups.md tells operators.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, BufWriter};
use std::path::{Path, PathBuf};

use plausch_core::Timestamp;
use plausch_core::id::EntryId;
use plausch_core::merkle::Bytes;
use plausch_core::retention::Kind;
use plausch_core::time::DAY;
use plausch_store::backup::{self, Error, Heading, Means, Part, Restored};
use plausch_store::{Run, Store, Tx};
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
/// What a file is called until all of it is on the disk.
const HALF_WRITTEN: &str = "part";
/// What is older was left by a backup that was killed.
const HALF_WRITTEN_DAYS: u32 = 1;

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
    /// A restore has no key yet.
    #[error(
        "nothing opens the backup without its master key: copy the key file that was in use when \
         it was made to {} first (docs/backups.md)",
        file.display()
    )]
    NoKey {
        /// Where it is looked for.
        file: PathBuf,
    },
    /// There is no second file beside the data.
    #[error("there is no file ending in .keys in {}; name one with --keys", .0.display())]
    NoKeys(PathBuf),
    /// Files have gone, and the deletion log says nothing of it.
    #[error(
        "the backup is made and older files are removed, but the deletion log does not say so: \
         {error}; removed: {}", removed.join(", ")
    )]
    NotNoted {
        /// Their names.
        removed: Vec<String>,
        /// What the database says.
        error: plausch_store::Error,
    },
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
    pub removed: Vec<Removed>,
}

/// Files of one kind that have gone because their days had run out.
#[derive(Debug, PartialEq, Eq)]
pub struct Removed {
    /// The kind, as the deletion log counts it.
    kind: &'static str,
    /// They were made before this moment.
    before: Timestamp,
    files: Vec<PathBuf>,
}

/// Writes a backup into a folder, beside a program that serves, and removes older ones whose days
/// have run out; that goes into the deletion log (R-RET-01). Both files are on the disk before it returns;
/// nothing half-written stays.
pub async fn make(config: Config, folder: PathBuf) -> Result<Made, Problem> {
    let at = config.clone();
    let work = move || {
        let mut made = write(&at, &folder)?;
        let (removed, failed) = remove_old(&at.backups, &folder, &made.keys, SystemClock.now());
        made.removed = removed;
        let failed = failed.err().map(|error| Problem::File { file: folder, error: error.into() });
        Ok::<_, Problem>((made, failed))
    };
    let (made, failed) = tokio::task::spawn_blocking(work).await.map_err(start_problem)??;
    // Also where one of them could not be removed.
    note_removed(config, &made.removed).await?;
    failed.map_or(Ok(made), Err)
}

/// An entry of the deletion log for each kind of file. After they are gone: what it says has gone, has.
async fn note_removed(config: Config, removed: &[Removed]) -> Result<(), Problem> {
    if removed.is_empty() {
        return Ok(());
    }
    let (chance, now) = (chance()?, SystemClock.now());
    let names = |one: &Removed| -> Vec<String> {
        let names = one.files.iter().filter_map(|file| file.file_name());
        names.map(|name| name.to_string_lossy().into_owned()).collect()
    };
    let run = |one: &Removed| Run {
        entry: EntryId::new(now, chance.bytes()),
        site: None,
        rule: Kind::Backups.as_str(),
        cutoff: one.before,
        at: now,
    };
    let runs: Vec<_> = removed.iter().map(|one| (run(one), one.kind, names(one))).collect();
    let names = runs.iter().flat_map(|(_, _, names)| names.clone()).collect();
    let keys = config.known_master_keys()?.keys();
    let open = move || Store::open(&serve::database(&config), &keys);
    let noted = match tokio::task::spawn_blocking(open).await.map_err(start_problem)? {
        Err(error) => Err(error),
        Ok(store) => {
            let deed = move |tx: &mut Tx<'_>| {
                let mut runs = runs.iter();
                runs.try_for_each(|(run, kind, names)| tx.note_removed_files(run, kind, names))
            };
            store.write(deed).await
        }
    };
    noted.map_err(|error| Problem::NotNoted { removed: names, error })
}

/// Both files.
fn write(config: &Config, folder: &Path) -> Result<Made, Problem> {
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
    Ok(Made { data, keys, rows, removed: Vec::new() })
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
    let master = match config.known_master_keys() {
        Err(StartError::KeyMissing { file }) => return Err(Problem::NoKey { file }),
        known => known?.keys(),
    };
    let database = serve::database(config);
    let means =
        Means { keys: &master, now: SystemClock.now(), salt: &mut || Bytes(chance.bytes()) };
    let open = |part: Part| {
        let file = if part == Part::Data { data } else { &second };
        File::open(file).map(BufReader::new)
    };
    let restored = backup::restore(&database, &open, means);
    restored.map_err(|error| Problem::File { file: data.to_owned(), error })
}

fn start_problem(problem: impl ToString) -> StartError {
    StartError::Database { problem: problem.to_string() }
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
    let part = file.with_extension(HALF_WRITTEN);
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

/// Our own files with that ending in a folder, oldest first: their names are in the order of time.
fn files(folder: &Path, ending: &str) -> io::Result<Vec<PathBuf>> {
    let mut found: Vec<_> = fs::read_dir(folder)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|file| moment(file, ending).is_some())
        .collect();
    found.sort();
    Ok(found)
}

/// When a file was made, by its name.
fn moment(file: &Path, ending: &str) -> Option<Timestamp> {
    let is_one = file.extension().is_some_and(|its| its == ending);
    let moment = file.file_stem()?.to_str()?.strip_prefix("plausch-")?.get(..MOMENT_LENGTH)?;
    let moment = time::PrimitiveDateTime::parse(moment, MOMENT).ok().filter(|_| is_one)?;
    let millis = moment.assume_utc().unix_timestamp_nanos() / 1_000_000;
    i64::try_from(millis).ok().map(Timestamp::from_millis)
}

fn newest_keys(folder: &Path) -> Option<PathBuf> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    files(folder, Part::Keys.as_str()).ok()?.pop()
}

/// Removes files whose days have run out, and what a backup that was killed has left: it may hold
/// the keys of conversations that are erased since. The newest keys stay, whatever the clock says.
/// Gives what has gone, also where one file can't go.
fn remove_old(
    kept: &Backups,
    folder: &Path,
    newest: &Path,
    now: Timestamp,
) -> (Vec<Removed>, io::Result<()>) {
    let mut removed = Vec::new();
    for (ending, kind, days) in [
        (HALF_WRITTEN, "backup_part", HALF_WRITTEN_DAYS),
        (Part::Keys.as_str(), "backup_keys", kept.key_days.get()),
        (Part::Data.as_str(), "backup_data", kept.days.get()),
    ] {
        let before = now.plus(-i64::from(days) * DAY);
        let mut of_kind = Removed { kind, before, files: Vec::new() };
        let is_due = |file: &PathBuf| {
            file != newest && moment(file, ending).is_some_and(|made| made < before)
        };
        let outcome = files(folder, ending).and_then(|files| {
            files.into_iter().filter(is_due).try_for_each(|file| {
                fs::remove_file(&file)?;
                of_kind.files.push(file);
                Ok(())
            })
        });
        if !of_kind.files.is_empty() {
            removed.push(of_kind);
        }
        if outcome.is_err() {
            return (removed, outcome);
        }
    }
    (removed, Ok(()))
}

/// What was made, for people.
pub fn told(made: &Made) -> String {
    let mut lines = vec![
        format!("{} rows are in {}", made.rows, made.data.display()),
        format!("and what opens them in  {}", made.keys.display()),
    ];
    let removed = made.removed.iter().flat_map(|one| &one.files);
    lines.extend(removed.map(|file| format!("removed {}", file.display())));
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
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_780_000_000_123);

    fn put(folder: &Path, part: Part, at: Timestamp) -> PathBuf {
        let file = folder.join(name(&Heading { part, at, id: [0xab; 16] }));
        fs::write(&file, "").unwrap();
        file
    }

    fn half_written(folder: &Path, at: Timestamp) -> PathBuf {
        let file = folder.join(name(&Heading { part: Part::Keys, at, id: [0xab; 16] }));
        let file = file.with_extension(HALF_WRITTEN);
        fs::write(&file, "").unwrap();
        file
    }

    #[test]
    fn a_file_tells_by_its_name_when_it_was_made() {
        let name = name(&Heading { part: Part::Keys, at: NOW, id: [0xab; 16] });
        assert_eq!(name, "plausch-20260528-202640-123-abababab.keys");
        assert_eq!(moment(Path::new(&name), "keys"), Some(NOW));
        for (other, ending) in [
            (name.as_str(), "data"),
            ("plausch-20260528-202640-123-abababab.part", "data"),
            ("plausch-20261328-202640-123-abababab.keys", "keys"),
            ("other-20260528-202640-123-abababab.keys", "keys"),
            ("plausch.keys", "keys"),
        ] {
            assert_eq!(moment(Path::new(other), ending), None, "{other}");
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
        fs::write(folder.join("plausch-notes.keys"), "").unwrap();
        fs::write(folder.join("other.data"), "").unwrap();
        let [left, under_way] = [DAY + 1, DAY].map(|age| half_written(folder, NOW.plus(-age)));
        let (removed, outcome) = remove_old(&Backups::default(), folder, &young_keys, NOW);
        outcome.unwrap();
        let [parts, keys, data] = &removed[..] else { panic!("a run for each kind: {removed:?}") };
        assert_eq!(
            (parts.kind, keys.kind, data.kind),
            ("backup_part", "backup_keys", "backup_data")
        );
        assert_eq!([parts.before, keys.before, data.before], [days(1), days(7), days(30)]);
        let files = removed.iter().flat_map(|one| &one.files);
        assert!(files.eq([&left, &old_keys, &middle_keys, &old]), "{removed:?}");
        assert!(under_way.exists(), "somebody may be writing it");
        fs::remove_file(under_way).unwrap();
        assert!(middle.exists() && young.exists() && young_keys.exists());
        assert_eq!(fs::read_dir(folder).unwrap().count(), 5);
        assert_eq!(newest_keys(folder), Some(young_keys.clone()));
        let later = NOW.plus(100 * DAY);
        remove_old(&Backups::default(), folder, &young_keys, later).1.unwrap();
        assert!(young_keys.exists() && !young.exists(), "the newest keys stay");
    }
}
