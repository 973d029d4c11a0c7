//! The inventory: every table and column, whose data it is, what for, how long it is kept and how
//! it is erased. Erasure and retention read it, the record of processing will; a column missing
//! here fails the tests (R-DSR-02, R-RET-05).

mod tables;

use plausch_core::retention::Kind;

pub use self::tables::TABLES;

/// Whose data a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// A visitor's; `sealed` = readable only with the conversation's key.
    Visitor {
        /// Readable only with the conversation's key.
        sealed: bool,
    },
    /// An agent's; `sealed` = readable only with the installation's key.
    Agent {
        /// Readable only with the installation's key.
        sealed: bool,
    },
    /// Of a person who asks for something by right; sealed with the installation's key, because it
    /// belongs to no single conversation.
    Requester,
    /// The operator's own settings and texts.
    Operator,
    /// Nobody's: numbers and states of the machine.
    Nobody,
}

/// How long a table's rows are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// As long as the rule of this kind of data says (R-RET-01).
    Rule(Kind),
    /// Until its own time of expiry.
    UntilExpiry,
    /// As long as the account or site exists.
    WithAccount,
    /// As long as the installation: ids and counts only.
    Installation,
}

/// A column.
#[derive(Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// Whose data it holds.
    pub whose: Whose,
    /// What for.
    pub what_for: &'static str,
    /// Its kind, where that is not its table's: when the kind's time has run out it is emptied, and
    /// the row stays.
    pub kind: Option<Kind>,
}

/// A table.
#[derive(Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// How long rows are kept.
    pub kept: Kept,
    /// The column by which rows go when their conversation is erased.
    pub erased_with_conversation: Option<&'static str>,
    /// Where a conversation can have many rows: the column that numbers them, so that they can go
    /// a few at a time.
    pub taken_by: Option<&'static str>,
    /// All its columns.
    pub columns: &'static [Column],
}
