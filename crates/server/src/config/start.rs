//! What can keep the server from starting, each in one sentence that says what to do. And the two
//! first deeds of a start that fail most often: the data folder and the port.

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use tokio::net::TcpListener;

use super::ConfigError;

/// Why the server does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// See [`ConfigError`].
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Somebody else listens there.
    #[error("port {} is taken: another program listens on {listen}; stop it or set `listen`", listen.port())]
    PortTaken {
        /// The address.
        listen: SocketAddr,
    },
    /// The port cannot be had for another reason.
    #[error("cannot listen on {listen}: {error}")]
    CannotListen {
        /// The address.
        listen: SocketAddr,
        /// Why.
        error: io::Error,
    },
    /// The data folder is of no use.
    #[error("cannot write to the data folder {}: {error}", folder.display())]
    FolderNotWritable {
        /// The folder.
        folder: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// Another process works there.
    #[error("the data folder {} is in use: another plausch runs on it", folder.display())]
    FolderTaken {
        /// The folder.
        folder: PathBuf,
    },
    /// The key file is there and of no use.
    #[error("the key file {} is not usable: {problem}", file.display())]
    KeyFile {
        /// The file.
        file: PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// There is data, but the key to it is not there.
    #[error(
        "there is a database but no key: {} is missing; bring it back (or set PLAUSCH_MASTER_KEY): \
         a new key would open nothing that is stored",
        file.display()
    )]
    KeyMissing {
        /// Where it is looked for.
        file: PathBuf,
    },
    /// A newer version of the program has been here.
    #[error(
        "the database was written by a newer version of plausch (its schema is {found}, \
         this program knows {known}); start that version"
    )]
    DatabaseNewer {
        /// The schema's number.
        found: i64,
        /// The last number that this program knows.
        known: i64,
    },
    /// The database does not open. (Not the database's address: it may hold a password.)
    #[error("cannot open the database: {problem}")]
    Database {
        /// What the database says.
        problem: String,
    },
}

/// Makes the data folder for this account's eyes only, if it is not there, and tries to write.
pub fn prepare_folder(folder: &Path) -> Result<(), StartError> {
    let try_it = || {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder)?;
        // One that was there before may be open to others; what is put into it is not for them.
        #[cfg(unix)]
        std::fs::set_permissions(folder, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
        tempfile::tempfile_in(folder).map(drop)
    };
    try_it().map_err(|error| StartError::FolderNotWritable { folder: folder.to_owned(), error })
}

/// Takes the data folder for this process alone; it is given back when the file is dropped.
pub fn lock_folder(folder: &Path) -> Result<std::fs::File, StartError> {
    let not_writable = |error| StartError::FolderNotWritable { folder: folder.to_owned(), error };
    let file = std::fs::File::create(folder.join("lock")).map_err(not_writable)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => {
            Err(StartError::FolderTaken { folder: folder.to_owned() })
        }
        Err(std::fs::TryLockError::Error(error)) => Err(not_writable(error)),
    }
}

/// Takes the port.
pub async fn listen(address: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(address).await.map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => StartError::PortTaken { listen: address },
        _ => StartError::CannotListen { listen: address, error },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_taken_port_is_called_so() {
        let first = listen(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        let taken = first.local_addr().unwrap();
        let error = listen(taken).await.unwrap_err();
        assert!(matches!(error, StartError::PortTaken { .. }), "{error}");
        let address = "192.0.2.1:80".parse().unwrap();
        let error = listen(address).await.unwrap_err().to_string();
        assert!(error.starts_with("cannot listen on 192.0.2.1:80: "), "{error}");
    }

    #[test]
    fn a_data_folder_is_for_one_process() {
        let folder = tempfile::tempdir().unwrap();
        let first = lock_folder(folder.path()).unwrap();
        let second = lock_folder(folder.path()).unwrap_err().to_string();
        assert!(second.contains("is in use"), "{second}");
        drop(first);
        lock_folder(folder.path()).unwrap();
    }

    #[test]
    fn the_data_folder_is_made_for_its_owner_only() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("a/b");
        prepare_folder(&folder).unwrap();
        prepare_folder(&folder).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&folder).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o700);
        }
        let file = parent.path().join("file");
        std::fs::write(&file, "").unwrap();
        let error = prepare_folder(&file).unwrap_err().to_string();
        assert!(error.contains("cannot write to the data folder"), "{error}");
        assert_eq!(error.lines().count(), 1);
    }
}
