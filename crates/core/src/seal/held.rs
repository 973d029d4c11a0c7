//! Keys that are in memory only: of conversations of which nothing is kept (R-MIN-03). They are
//! never wrapped and never written, so a database, its files and its backups open nothing, whoever
//! has the master key; and nobody finds them again once the program has ended.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::Key;

/// The keys, by conversation. Its clones are the same keys.
#[derive(Debug, Clone, Default)]
pub(super) struct Held(Arc<RwLock<HashMap<String, Arc<Key>>>>);

impl Held {
    pub(super) fn put(&self, conversation: &str, key: &Key) {
        // Behind a pointer: when the map grows, no copy of a key is left behind.
        self.write().insert(conversation.to_owned(), Arc::new(key.clone()));
    }

    pub(super) fn get(&self, conversation: &str) -> Option<Arc<Key>> {
        self.read().get(conversation).cloned()
    }

    pub(super) fn has(&self, conversation: &str) -> bool {
        self.read().contains_key(conversation)
    }

    pub(super) fn remove(&self, conversation: &str) {
        self.write().remove(conversation);
    }

    pub(super) fn len(&self) -> usize {
        self.read().len()
    }

    fn read(&self) -> RwLockReadGuard<'_, HashMap<String, Arc<Key>>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, HashMap<String, Arc<Key>>> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}
