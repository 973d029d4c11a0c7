//! The keys of an installation. All are derived from master keys: the present one, and, while it is
//! being rotated, older ones. What is sealed is sealed with the present one; what is opened may
//! still be sealed with an older one.

use std::sync::{Arc, PoisonError, RwLock};

use ring::hmac;
use zeroize::Zeroize;

use super::held::Held;
use super::{Key, NonceBytes, Unopenable};
use crate::personal::Personal;

/// The keys of this installation. Its clones are the same keys: what is replaced in one of them is
/// replaced in all, and what one holds in memory all hold.
#[derive(Debug, Clone)]
pub struct Keys {
    derived: Arc<RwLock<Vec<Derived>>>,
    held: Held,
}

/// What is derived from one master key; each has one purpose.
#[derive(Debug, Clone)]
struct Derived {
    wrapping: Key,
    directory: Key,
    lookup: Key,
    backup: Key,
}

impl Derived {
    fn from(master: &Key) -> Self {
        let derive = |purpose: &str| {
            let key = hmac::Key::new(hmac::HMAC_SHA256, &master.0);
            let mut bytes = [0; 32];
            bytes.copy_from_slice(hmac::sign(&key, purpose.as_bytes()).as_ref());
            Key(bytes)
        };
        Self {
            wrapping: derive("plausch wrap conversation keys 1"),
            directory: derive("plausch seal the directory 1"),
            lookup: derive("plausch look up by keyed hash 1"),
            backup: derive("plausch seal backups 1"),
        }
    }

    fn lookup(&self, purpose: &str, value: &str) -> Vec<u8> {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.lookup.0);
        let mut context = hmac::Context::with_key(&key);
        context.update(purpose.as_bytes());
        context.update(&[0]);
        context.update(value.as_bytes());
        context.sign().as_ref().to_vec()
    }
}

impl Keys {
    /// From the one master key of an installation that isn't rotating.
    pub fn from_master(master: &Key) -> Self {
        Self::from_masters(master, &[])
    }

    /// From the present master key and older ones.
    pub fn from_masters(present: &Key, older: &[Key]) -> Self {
        Self { derived: Arc::new(RwLock::new(derived(present, older))), held: Held::default() }
    }

    /// From now on these, in every clone.
    pub fn replace(&self, present: &Key, older: &[Key]) {
        *self.derived.write().unwrap_or_else(PoisonError::into_inner) = derived(present, older);
    }

    /// Is there an older master key that may still open something?
    pub fn is_rotating(&self) -> bool {
        self.with(|all| all.len() > 1)
    }

    /// Wraps a conversation's key for storage.
    pub fn wrap(&self, conversation: &str, key: &Key, nonce: NonceBytes) -> Vec<u8> {
        self.with(|all| all[0].wrapping.seal(conversation, &key.0, nonce))
    }

    /// Unwraps a conversation's key.
    pub fn unwrap(&self, conversation: &str, wrapped: &[u8]) -> Result<Key, Unopenable> {
        let mut bytes = self.open(|one| one.wrapping.open(conversation, wrapped))?;
        let key = bytes.as_slice().try_into().map(Key).map_err(|_| Unopenable);
        bytes.zeroize();
        key
    }

    /// The key of a conversation by what is stored of it: the wrapped key, or nothing where it is in
    /// memory only.
    pub fn key_of(&self, conversation: &str, stored: Option<&[u8]>) -> Result<Key, Unopenable> {
        match stored {
            Some(wrapped) => self.unwrap(conversation, wrapped),
            None => self.held.get(conversation).map(|key| (*key).clone()).ok_or(Unopenable),
        }
    }

    /// Holds a conversation's key in memory, and nowhere else (R-MIN-03).
    pub fn hold(&self, conversation: &str, key: &Key) {
        self.held.put(conversation, key);
    }

    /// Is a conversation's key in memory?
    pub fn holds(&self, conversation: &str) -> bool {
        self.held.has(conversation)
    }

    /// Wipes a key that is in memory: what it has sealed opens never again.
    pub fn let_go(&self, conversation: &str) {
        self.held.remove(conversation);
    }

    /// How many keys are in memory: one for each conversation of which nothing is kept.
    pub fn held(&self) -> usize {
        self.held.len()
    }

    /// Does it take no older master key to unwrap this?
    pub fn is_wrapped_now(&self, conversation: &str, wrapped: &[u8]) -> bool {
        let open =
            |one: &Derived| one.wrapping.open(conversation, wrapped).map(|mut key| key.zeroize());
        self.with(|all| open(&all[0]).is_ok())
    }

    /// Seals what belongs to no conversation: agents' names and mail addresses.
    pub fn seal_entry(&self, place: &str, text: &Personal<String>, nonce: NonceBytes) -> Vec<u8> {
        self.with(|all| all[0].directory.seal_text(place, text, nonce))
    }

    /// Opens what [`Keys::seal_entry`] made for the same place.
    pub fn open_entry(&self, place: &str, sealed: &[u8]) -> Result<Personal<String>, Unopenable> {
        self.open(|one| one.directory.open_text(place, sealed))
    }

    /// Does it take no older master key to open this entry?
    pub fn is_entry_sealed_now(&self, place: &str, sealed: &[u8]) -> bool {
        self.with(|all| all[0].directory.open_text(place, sealed).is_ok())
    }

    /// A keyed hash by which a value is found again without being stored (an agent's mail address).
    pub fn lookup(&self, purpose: &str, value: &str) -> Vec<u8> {
        self.with(|all| all[0].lookup(purpose, value))
    }

    /// The hashes under which a value may have been stored: the present one first.
    pub fn lookups(&self, purpose: &str, value: &str) -> Vec<Vec<u8>> {
        self.with(|all| all.iter().map(|one| one.lookup(purpose, value)).collect())
    }

    /// The key that seals the files of backups.
    pub fn backup(&self) -> Key {
        self.with(|all| all[0].backup.clone())
    }

    /// The keys with which a file of a backup may have been sealed.
    pub fn backups(&self) -> Vec<Key> {
        self.with(|all| all.iter().map(|one| one.backup.clone()).collect())
    }

    fn open<T>(&self, by: impl Fn(&Derived) -> Result<T, Unopenable>) -> Result<T, Unopenable> {
        self.with(|all| all.iter().find_map(|one| by(one).ok()).ok_or(Unopenable))
    }

    fn with<T>(&self, act: impl FnOnce(&[Derived]) -> T) -> T {
        act(&self.derived.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Never empty: the present one is the first.
fn derived(present: &Key, older: &[Key]) -> Vec<Derived> {
    std::iter::once(present).chain(older).map(Derived::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conversation_key_survives_wrapping_and_only_for_its_conversation() {
        let keys = Keys::from_master(&Key::new([7; 32]));
        let wrapped = keys.wrap("c1", &Key::new([1; 32]), [0; 12]);
        assert!(keys.unwrap("c2", &wrapped).is_err());
        let sealed = Key::new([1; 32]).seal("x", b"y", [0; 12]);
        assert_eq!(
            keys.unwrap("c1", &wrapped).and_then(|key| key.open("x", &sealed)),
            Ok(b"y".to_vec())
        );
    }

    #[test]
    fn r_min_03_a_key_in_memory_is_there_in_every_clone_until_it_is_let_go() {
        let master = Key::new([7; 32]);
        let (keys, key) = (Keys::from_master(&master), Key::new([1; 32]));
        let (elsewhere, after_a_restart) = (keys.clone(), Keys::from_master(&master));
        let sealed = key.seal("x", b"y", [0; 12]);
        keys.hold("c1", &key);
        let opened = elsewhere.key_of("c1", None).and_then(|key| key.open("x", &sealed));
        assert_eq!(opened, Ok(b"y".to_vec()));
        assert!(elsewhere.key_of("c2", None).is_err() && elsewhere.holds("c1"));
        assert!(after_a_restart.key_of("c1", None).is_err() && !after_a_restart.holds("c1"));
        keys.replace(&Key::new([8; 32]), &[]);
        assert!(elsewhere.key_of("c1", None).is_ok(), "no master key has to do with it");
        elsewhere.let_go("c1");
        assert!(keys.key_of("c1", None).is_err());
        assert_eq!(keys.held(), 0);
    }

    #[test]
    fn r_sec_01_a_new_master_key_seals_and_the_older_one_still_opens_until_it_is_gone() {
        let (old, new) = (Key::new([1; 32]), Key::new([2; 32]));
        let keys = Keys::from_master(&old);
        let elsewhere = keys.clone();
        let (name, key) = (Personal::new("Ada".to_owned()), Key::new([9; 32]));
        let (wrapped, entry) =
            (keys.wrap("c1", &key, [0; 12]), keys.seal_entry("a", &name, [0; 12]));
        let hash = keys.lookup("mail", "ada");
        assert!(keys.is_wrapped_now("c1", &wrapped) && keys.is_entry_sealed_now("a", &entry));

        elsewhere.replace(&new, &[old]);
        assert!(keys.is_rotating() && !keys.is_wrapped_now("c1", &wrapped));
        assert!(!keys.is_entry_sealed_now("a", &entry));
        assert!(keys.unwrap("c1", &wrapped).is_ok() && keys.open_entry("a", &entry).is_ok());
        assert_ne!(keys.lookup("mail", "ada"), hash);
        assert!(keys.lookups("mail", "ada").contains(&hash));
        let anew = keys.wrap("c1", &key, [1; 12]);

        keys.replace(&new, &[]);
        assert!(!elsewhere.is_rotating() && elsewhere.unwrap("c1", &anew).is_ok());
        assert!(elsewhere.unwrap("c1", &wrapped).is_err());
    }
}
