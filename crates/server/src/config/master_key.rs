//! The master key: a file of mode 0600 in the data folder, or an environment variable; never in
//! the database. Whoever loses it loses every text, so nothing here replaces a key that is there.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use plausch_core::seal::Key;
use zeroize::Zeroizing;

use super::StartError;

/// What [`parse`] wants, for error messages.
pub const WANTED: &str = "must be 32 bytes in base64 (make one with `openssl rand -base64 32`)";

/// A key from base64, in either alphabet. Never says what it read.
pub fn parse(text: &str) -> Option<Key> {
    let text = text.trim();
    let bytes = URL_SAFE_NO_PAD.decode(text).or_else(|_| STANDARD.decode(text)).ok()?;
    Some(Key::new(Zeroizing::new(bytes).as_slice().try_into().ok()?))
}

/// Reads the key file; `None` when there is none. Making one is right only for a new database:
/// with any other, a missing key file means that somebody has to look for it
/// ([`StartError::KeyMissing`]).
pub fn read_file(file: &Path) -> Result<Option<Key>, StartError> {
    let bad = |problem: String| StartError::KeyFile { file: file.to_owned(), problem };
    let text = match std::fs::read_to_string(file) {
        Ok(text) => Zeroizing::new(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(bad(error.to_string())),
    };
    if is_open_to_others(file).map_err(|error| bad(error.to_string()))? {
        return Err(bad("others on this machine may read it; run `chmod 600` on it".to_owned()));
    }
    parse(&text).map(Some).ok_or_else(|| bad(WANTED.to_owned()))
}

/// Writes a new key file from 32 random bytes, and makes sure that it is on the disk: a key that is
/// lost in a power cut is lost with all that was sealed. Fails when there is a file.
pub fn make_file(file: &Path, random: [u8; 32]) -> Result<Key, StartError> {
    let write = || {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut opened = options.open(file)?;
        let text = Zeroizing::new(URL_SAFE_NO_PAD.encode(random));
        opened.write_all(text.as_bytes())?;
        opened.write_all(b"\n")?;
        opened.sync_all()?;
        // The folder's entry too.
        file.parent().map_or(Ok(()), |folder| std::fs::File::open(folder)?.sync_all())
    };
    write().map_err(|error: io::Error| StartError::KeyFile {
        file: file.to_owned(),
        problem: error.to_string(),
    })?;
    Ok(Key::new(random))
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
        assert!(is_same(&made, &read_file(&file).unwrap().unwrap()));
        assert!(make_file(&file, [8; 32]).is_err());
        assert!(is_same(&made, &read_file(&file).unwrap().unwrap()));
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
            assert!(is_same(&wanted, &parse(&text).unwrap()));
        }
        for bad in ["", "secret", &STANDARD.encode([1; 31]), &"0".repeat(64)] {
            assert!(parse(bad).is_none(), "{bad}");
        }
    }
}
