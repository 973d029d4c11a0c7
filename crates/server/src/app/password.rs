//! Passwords: Argon2id on threads that may take their time, a few at once. Who may sign in is
//! decided in `session`.

use std::sync::{Arc, LazyLock};

use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use plausch_core::Personal;
use tokio::sync::Semaphore;

use super::Error;

/// Memory in KiB, passes and lanes as OWASP's Password Storage Cheat Sheet has them.
const COST: (u32, u32, u32) = (19 * 1024, 2, 1);

/// Each hashing holds 19 MiB and a core for some 30 ms: a crowd at the door waits outside.
static PLACES: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(2)));

/// A hash that no password has, of the same cost as ours: whoever tries an account that is not
/// there waits as long as for one that is.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5J3Mgc2FsdA$\
     AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn argon2() -> Result<Argon2<'static>, Error> {
    let (memory, passes, lanes) = COST;
    let params = Params::new(memory, passes, lanes, None).map_err(internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Hashes a password for storage.
pub(super) async fn hash(password: &Personal<String>, salt: [u8; 16]) -> Result<String, Error> {
    let password = password.clone();
    on_a_thread(move || {
        let hashed = argon2()?.hash_password_with_salt(password.reveal().as_bytes(), &salt);
        Ok(hashed.map_err(internal)?.to_string())
    })
    .await
}

/// Is this the password? Without a hash the answer is no, after the same work.
pub(super) async fn is_right(
    password: &Personal<String>,
    hash: Option<String>,
) -> Result<bool, Error> {
    let password = password.clone();
    on_a_thread(move || {
        let hash = hash.as_deref().unwrap_or(NOBODYS);
        // The stored hash names its own cost, so that earlier ones still count after a change.
        Ok(argon2()?.verify_password(password.reveal().as_bytes(), hash).is_ok())
    })
    .await
}

async fn on_a_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let place = Arc::clone(&PLACES).acquire_owned().await.map_err(internal)?;
    // The work holds the place: it goes on when whoever asked has gone.
    let work = move || {
        let _place = place;
        work()
    };
    tokio::task::spawn_blocking(work).await.map_err(internal)?
}

fn internal(error: impl std::fmt::Display) -> Error {
    Error::Internal(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn r_sec_03_a_password_is_known_by_its_hash_and_nobodys_hash_is_of_the_same_cost() {
        let password = Personal::new("drei rosen im mai".to_owned());
        let hash = hash(&password, [7; 16]).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(NOBODYS.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(argon2::PasswordHash::new(NOBODYS).is_ok(), "else it would fail without the work");
        assert!(is_right(&password, Some(hash.clone())).await.unwrap());
        assert!(!is_right(&Personal::new("vier rosen".to_owned()), Some(hash)).await.unwrap());
        assert!(!is_right(&password, None).await.unwrap());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn whoever_hangs_up_does_not_make_room_for_more_work() {
        let (begun, begins) = std::sync::mpsc::channel();
        let mut ends = Vec::new();
        for _ in 0..2 {
            let ((end, ended), begun) = (std::sync::mpsc::channel::<()>(), begun.clone());
            ends.push(end);
            let asked = tokio::spawn(on_a_thread(move || {
                begun.send(()).map_err(internal)?;
                ended.recv().map_err(internal)
            }));
            let begins = &begins;
            tokio::task::block_in_place(|| begins.recv()).unwrap();
            asked.abort();
            assert!(asked.await.unwrap_err().is_cancelled());
        }
        assert_eq!(PLACES.available_permits(), 0, "the work goes on");
    }
}
