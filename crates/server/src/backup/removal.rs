//! When files of backups go, and what the deletion log says of it.

use std::path::{Path, PathBuf};
use std::{fs, io};

use plausch_core::Timestamp;
use plausch_core::id::EntryId;
use plausch_core::retention::Kind;
use plausch_core::time::DAY;
use plausch_store::backup::Part;
use plausch_store::{Run, Store, Tx};

use super::{HALF_WRITTEN, Problem, chance, files, moment, start_problem};
use crate::clock::{Clock, SystemClock};
use crate::config::{Backups, Config};
use crate::serve;

/// What is older was left by a backup that was killed.
const HALF_WRITTEN_DAYS: u32 = 1;

/// Files of one kind that have gone because their days had run out.
#[derive(Debug, PartialEq, Eq)]
pub struct Removed {
    /// The kind, as the deletion log counts it.
    kind: &'static str,
    /// They were made before this moment.
    before: Timestamp,
    pub(super) files: Vec<PathBuf>,
}

/// Removes files whose days have run out, and what a backup that was killed has left: it may hold
/// the keys of conversations that are erased since. The newest keys stay, whatever the clock says.
/// Gives what has gone, also where one file can't go.
pub(super) fn remove_old(
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

/// An entry of the deletion log for each kind of file. After they are gone: what it says has gone, has.
pub(super) async fn note(config: Config, removed: &[Removed]) -> Result<(), Problem> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backup::{name, newest_keys};
    use plausch_store::backup::Heading;

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
