//! The four kinds of column, as values that both engines take and give.

use crate::error::Error;

/// A value of a column.
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    /// No value.
    Null,
    /// `text`
    Text(String),
    /// `bigint`
    Int(i64),
    /// `boolean`
    Bool(bool),
    /// `bytea`
    Bytes(Vec<u8>),
}

/// Makes the list of a statement's values: `values![id, 3, true]`.
macro_rules! values {
    ($($value:expr),* $(,)?) => { &[$($crate::value::Value::from($value)),*] };
}
pub(crate) use values;

macro_rules! from {
    ($($type:ty => |$value:ident| $make:expr),* $(,)?) => {
        $(impl From<$type> for Value {
            fn from($value: $type) -> Self {
                $make
            }
        })*
    };
}

from! {
    &str => |text| Self::Text(text.to_owned()),
    String => |text| Self::Text(text),
    i64 => |number| Self::Int(number),
    bool => |truth| Self::Bool(truth),
    &[u8] => |bytes| Self::Bytes(bytes.to_vec()),
    Vec<u8> => |bytes| Self::Bytes(bytes),
    plausch_core::Timestamp => |at| Self::Int(at.millis()),
    plausch_core::request::Day => |day| Self::Text(day.to_string()),
    plausch_core::merkle::Hash => |hash| Self::Bytes(hash.0.to_vec()),
    &plausch_core::id::SiteId => |id| Self::Text(id.as_str().to_owned()),
    &plausch_core::id::RoleId => |id| Self::Text(id.as_str().to_owned()),
    &plausch_core::id::TeamId => |id| Self::Text(id.as_str().to_owned()),
    &plausch_core::id::AgentId => |id| Self::Text(id.as_str().to_owned()),
    &plausch_core::id::ConversationId => |id| Self::Text(id.as_str().to_owned()),
    &plausch_core::id::ConsentId => |id| Self::Text(id.as_str().to_owned()),
    &plausch_core::id::MessageId => |id| Self::Text(id.as_str().to_owned()),
    &plausch_core::id::NoticeVersion => |id| Self::Text(id.as_str().to_owned()),
    &plausch_core::id::IncidentId => |id| Self::Text(id.as_str().to_owned()),
    &plausch_core::id::RequestId => |id| Self::Text(id.as_str().to_owned()),
    &plausch_core::id::Revision => |id| Self::Text(id.as_str().to_owned()),
    &plausch_core::id::EntryId => |id| Self::Text(id.as_str().to_owned()),
}

/// A value may be a person's, so it does not print.
impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("«value»")
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// One row of an answer; columns are asked for by their place in the select.
pub struct Row(pub(crate) Vec<Value>);

impl Row {
    fn get(&self, column: usize) -> Result<&Value, Error> {
        self.0.get(column).ok_or_else(|| Error::Database(format!("no column {column}")))
    }

    /// All values, in the order of the select.
    pub fn values(&self) -> &[Value] {
        &self.0
    }

    /// A text that is there.
    pub fn text(&self, column: usize) -> Result<&str, Error> {
        self.optional_text(column)?.ok_or_else(|| wrong(column, "text"))
    }

    /// A text that may be missing.
    pub fn optional_text(&self, column: usize) -> Result<Option<&str>, Error> {
        match self.get(column)? {
            Value::Text(text) => Ok(Some(text)),
            Value::Null => Ok(None),
            _ => Err(wrong(column, "text")),
        }
    }

    /// A number that is there.
    pub fn int(&self, column: usize) -> Result<i64, Error> {
        match self.get(column)? {
            Value::Int(number) => Ok(*number),
            _ => Err(wrong(column, "bigint")),
        }
    }

    /// A number that may be missing.
    pub fn optional_int(&self, column: usize) -> Result<Option<i64>, Error> {
        match self.get(column)? {
            Value::Null => Ok(None),
            _ => self.int(column).map(Some),
        }
    }

    /// A moment.
    pub fn time(&self, column: usize) -> Result<plausch_core::Timestamp, Error> {
        self.int(column).map(plausch_core::Timestamp::from_millis)
    }

    /// A truth (SQLite keeps it as a number).
    pub fn bool(&self, column: usize) -> Result<bool, Error> {
        match self.get(column)? {
            Value::Bool(truth) => Ok(*truth),
            Value::Int(number) => Ok(*number != 0),
            _ => Err(wrong(column, "boolean")),
        }
    }

    /// Bytes that are there.
    pub fn bytes(&self, column: usize) -> Result<&[u8], Error> {
        self.optional_bytes(column)?.ok_or_else(|| wrong(column, "bytea"))
    }

    /// Bytes that may be missing.
    pub fn optional_bytes(&self, column: usize) -> Result<Option<&[u8]>, Error> {
        match self.get(column)? {
            Value::Bytes(bytes) => Ok(Some(bytes)),
            Value::Null => Ok(None),
            _ => Err(wrong(column, "bytea")),
        }
    }
}

fn wrong(column: usize, wanted: &str) -> Error {
    Error::Database(format!("column {column} is no {wanted}"))
}
