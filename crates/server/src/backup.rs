//! `plausch backup` and `plausch restore`: where the files of a backup lie, and what they are called. When
//! they go: `removal`. What is in them: `plausch_store::backup`. docs/backups.md tells operators.

mod removal;

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, BufWriter};
use std::path::{Path, PathBuf};

use plausch_core::Timestamp;
use plausch_core::merkle::Bytes;
use plausch_store::backup::{self, Error, Heading, Means, Part, Restored};
use time::format_description::BorrowedFormatItem;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;

use self::removal::Removed;
use crate::clock::{Chance, Clock, SystemClock};
use crate::config::Config;
use crate::config::start::{self, StartError};
use crate::serve;

/// `plausch-20261122-150405-678-1a2b3c4d.data`: names in the order of time, without a colon.
const MOMENT: &[BorrowedFormatItem<'_>] =
    format_description!("[year][month][day]-[hour][minute][second]-[subsecond digits:3]");

const MOMENT_LENGTH: usize = 19;
/// What a file is called until all of it is on the disk.
const HALF_WRITTEN: &str = "part";
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

/// Writes a backup into a folder, beside a program that serves, and removes older ones whose days
/// have run out; that goes into the deletion log (R-RET-01). Both files are on the disk before it returns;
/// nothing half-written stays.
pub async fn make(config: Config, folder: PathBuf) -> Result<Made, Problem> {
    let at = config.clone();
    let work = move || {
        let mut made = write(&at, &folder)?;
        let (removed, failed) =
            removal::remove_old(&at.backups, &folder, &made.keys, SystemClock.now());
        made.removed = removed;
        let failed = failed.err().map(|error| Problem::File { file: folder, error: error.into() });
        Ok::<_, Problem>((made, failed))
    };
    let (made, failed) = tokio::task::spawn_blocking(work).await.map_err(start_problem)??;
    // Also where one of them could not be removed.
    removal::note(config, &made.removed).await?;
    failed.map_or(Ok(made), Err)
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
}
