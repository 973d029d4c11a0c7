//! The master key: a file of mode 0600 in the data folder, or an environment variable; never in
//! the database. Whoever loses it loses every text, so nothing here replaces a key that is there.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use plausch_core::seal::{Key, Keys};
use zeroize::Zeroizing;

use super::StartError;

/// What [`parse`] wants, for error messages.
pub const WANTED: &str = "must be 32 bytes in base64 (make one with `openssl rand -base64 32`); \
    while it is rotated, older ones follow it";

/// The master key, and older ones while it is rotated (docs/backups.md).
#[derive(Debug, Clone)]
pub struct MasterKeys {
    /// Everything is sealed with this one.
    pub present: Key,
    /// What was sealed before may take one of these.
    pub older: Vec<Key>,
}

impl MasterKeys {
    /// The working keys.
    pub fn keys(&self) -> Keys {
        Keys::from_masters(&self.present, &self.older)
    }
}

/// Keys from base64, in either alphabet, the present one first; one per line, or with commas between
/// them. Never says what it read.
pub fn parse(text: &str) -> Option<MasterKeys> {
    let words = text.split([',', '\n']).map(str::trim).filter(|word| !word.is_empty());
    let mut keys = words.map(parse_one).collect::<Option<Vec<_>>>()?.into_iter();
    Some(MasterKeys { present: keys.next()?, older: keys.collect() })
}

fn parse_one(text: &str) -> Option<Key> {
    let bytes = URL_SAFE_NO_PAD.decode(text).or_else(|_| STANDARD.decode(text)).ok()?;
    Some(Key::new(Zeroizing::new(bytes).as_slice().try_into().ok()?))
}

/// Reads the key file; `None` when there is none. Making one is right only for a new database:
/// with any other, a missing key file means that somebody has to look for it
/// ([`StartError::KeyMissing`]).
pub fn read_file(file: &Path) -> Result<Option<MasterKeys>, StartError> {
    let Some(text) = text_of(file)? else { return Ok(None) };
    parse(&text).map(Some).ok_or_else(|| bad(file, WANTED))
}

fn text_of(file: &Path) -> Result<Option<Zeroizing<String>>, StartError> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => Zeroizing::new(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(bad(file, error)),
    };
    if is_open_to_others(file).map_err(|error| bad(file, error))? {
        return Err(bad(file, "others on this machine may read it; run `chmod 600` on it"));
    }
    Ok(Some(text))
}

fn bad(file: &Path, problem: impl ToString) -> StartError {
    StartError::KeyFile { file: file.to_owned(), problem: problem.to_string() }
}

/// Writes a new key file from 32 random bytes. Fails when there is a file.
pub fn make_file(file: &Path, random: [u8; 32]) -> Result<MasterKeys, StartError> {
    write(file, &Zeroizing::new(URL_SAFE_NO_PAD.encode(random)))
        .map_err(|error| bad(file, error))?;
    Ok(MasterKeys { present: Key::new(random), older: Vec::new() })
}

/// Puts a new key from 32 random bytes before those that are in the file.
pub fn rotate_file(file: &Path, random: [u8; 32]) -> Result<(), StartError> {
    let text = text_of(file)?.ok_or_else(|| StartError::KeyMissing { file: file.to_owned() })?;
    parse(&text).ok_or_else(|| bad(file, WANTED))?;
    let new = Zeroizing::new(URL_SAFE_NO_PAD.encode(random));
    replace(file, &Zeroizing::new(format!("{}\n{}", *new, text.trim())))
}

/// Leaves only the present key in the file.
pub fn forget_older(file: &Path) -> Result<(), StartError> {
    let text = text_of(file)?.ok_or_else(|| StartError::KeyMissing { file: file.to_owned() })?;
    let first = text.split([',', '\n']).map(str::trim).find(|word| !word.is_empty());
    let first = first.filter(|word| parse_one(word).is_some()).ok_or_else(|| bad(file, WANTED))?;
    replace(file, first)
}

/// In one step: at every moment there is a whole file.
fn replace(file: &Path, text: &str) -> Result<(), StartError> {
    let beside = file.with_extension("new");
    let work = || {
        // What a run that was cut off has left.
        match std::fs::remove_file(&beside) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => write(&beside, text)?,
        }
        std::fs::rename(&beside, file)?;
        sync_folder_of(file)
    };
    work().map_err(|error| bad(file, error))
}

/// Makes sure that it is on the disk: a key that is lost in a power cut is lost with all that was
/// sealed.
fn write(file: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut opened = options.open(file)?;
    opened.write_all(text.as_bytes())?;
    opened.write_all(b"\n")?;
    opened.sync_all()?;
    sync_folder_of(file)
}

/// The folder's entry too.
fn sync_folder_of(file: &Path) -> io::Result<()> {
    file.parent().map_or(Ok(()), |folder| std::fs::File::open(folder)?.sync_all())
}

#[cfg(unix)]
fn is_open_to_others(file: &Path) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    Ok(std::fs::metadata(file)?.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_open_to_others(_: &Path) -> io::Result<bool> {
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_same(one: &Key, other: &Key) -> bool {
        one.open("here", &other.seal("here", b"Tulpen", [1; 12])).is_ok()
    }

    #[test]
    fn a_key_file_reads_back_and_is_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("master.key");
        assert!(read_file(&file).unwrap().is_none());
        let made = make_file(&file, [7; 32]).unwrap();
        assert!(is_same(&made.present, &read_file(&file).unwrap().unwrap().present));
        assert!(make_file(&file, [8; 32]).is_err());
        assert!(is_same(&made.present, &read_file(&file).unwrap().unwrap().present));
    }

    #[test]
    fn rotating_puts_a_new_key_first_and_forgetting_leaves_it_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("master.key");
        assert!(matches!(rotate_file(&file, [8; 32]), Err(StartError::KeyMissing { .. })));
        make_file(&file, [7; 32]).unwrap();
        std::fs::write(folder.path().join("master.new"), "left behind").unwrap();
        rotate_file(&file, [8; 32]).unwrap();
        let keys = read_file(&file).unwrap().unwrap();
        assert!(is_same(&keys.present, &Key::new([8; 32])));
        assert!(matches!(&keys.older[..], [old] if is_same(old, &Key::new([7; 32]))));
        rotate_file(&file, [9; 32]).unwrap();
        assert_eq!(read_file(&file).unwrap().unwrap().older.len(), 2);
        forget_older(&file).unwrap();
        let keys = read_file(&file).unwrap().unwrap();
        assert!(is_same(&keys.present, &Key::new([9; 32])) && keys.older.is_empty());
        assert!(!folder.path().join("master.new").exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_key_file_that_others_may_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("master.key");
        make_file(&file, [7; 32]).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).unwrap();
        let error = read_file(&file).unwrap_err().to_string();
        assert!(error.contains("master.key") && error.contains("chmod 600"), "{error}");
    }

    #[test]
    fn both_alphabets_of_base64_are_read_and_nothing_else() {
        let bytes = [0xfb; 32];
        let wanted = Key::new(bytes);
        for text in [URL_SAFE_NO_PAD.encode(bytes), STANDARD.encode(bytes) + "\n"] {
            assert!(is_same(&wanted, &parse(&text).unwrap().present));
        }
        for bad in ["", "secret", &STANDARD.encode([1; 31]), &"0".repeat(64)] {
            assert!(parse(bad).is_none(), "{bad}");
        }
    }
}
