//! The embedded engine: one file, write-ahead log, durable at every commit.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{ErrorCode, OpenFlags, ToSql};

use crate::connection::Use;
use crate::error::Error;
use crate::value::{Row, Value};

pub(crate) struct Connection {
    inner: rusqlite::Connection,
    usage: Use,
}

impl Connection {
    pub(crate) fn open(path: &Path, usage: Use) -> Result<Self, Error> {
        let flags = match usage {
            Use::Write | Use::Schema => {
                OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE
            }
            Use::Scrub => OpenFlags::SQLITE_OPEN_READ_WRITE,
            Use::Read | Use::Copy => OpenFlags::SQLITE_OPEN_READ_ONLY,
        };
        let inner =
            rusqlite::Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        // A scrub holds the writer up while it waits for readers, so it waits briefly.
        inner.busy_timeout(match usage {
            Use::Scrub => Duration::from_millis(200),
            _ => Duration::from_secs(5),
        })?;
        inner.set_prepared_statement_cache_capacity(128);
        // A plan must not depend on the values: SQLite would prepare most statements again whenever
        // they are bound, which cost more than running them (44 % of the writer's time).
        inner.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        if !matches!(usage, Use::Read | Use::Copy) {
            // `full`: the commit is on the disk before anybody hears of it (promise 2).
            // `secure_delete`: deleted bytes are overwritten, not just unlinked.
            inner.execute_batch(
                "pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on; \
                 pragma wal_autocheckpoint = 4000; pragma cache_size = -32000;",
            )?;
        }
        inner.execute_batch("pragma foreign_keys = on; pragma temp_store = memory;")?;
        Ok(Self { inner, usage })
    }

    pub(crate) fn begin(&mut self) -> Result<(), Error> {
        // A deferred `begin` that writes later fails most concurrent transactions.
        self.run(match self.usage {
            Use::Read | Use::Copy => "begin",
            _ => "begin immediate",
        })
    }

    pub(crate) fn commit(&mut self) -> Result<(), Error> {
        self.run("commit")
    }

    pub(crate) fn is_in_transaction(&self) -> bool {
        !self.inner.is_autocommit()
    }

    pub(crate) fn run(&mut self, sql: &str) -> Result<(), Error> {
        match sql {
            "begin" | "begin immediate" | "commit" | "rollback" => {
                self.inner.prepare_cached(sql)?.execute([])?;
            }
            _ => self.inner.execute_batch(sql)?,
        }
        Ok(())
    }

    pub(crate) fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, Error> {
        let mut statement = self.inner.prepare_cached(sql)?;
        bind(&mut statement, values)?;
        Ok(statement.raw_execute()? as u64)
    }

    pub(crate) fn rows(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, Error> {
        let mut found = Vec::new();
        self.each(sql, values, &mut |row| {
            found.push(row);
            Ok::<_, Error>(())
        })?;
        Ok(found)
    }

    pub(crate) fn each_row<E: From<Error>>(
        &mut self,
        sql: &str,
        act: &mut dyn FnMut(Row) -> Result<(), E>,
    ) -> Result<(), E> {
        self.each(sql, &[], act)
    }

    fn each<E: From<Error>>(
        &mut self,
        sql: &str,
        values: &[Value],
        act: &mut dyn FnMut(Row) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut statement = self.inner.prepare_cached(sql).map_err(Error::from)?;
        bind(&mut statement, values)?;
        let columns = statement.column_count();
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().map_err(Error::from)? {
            let read = |column| row.get_ref(column).map_err(Error::from).and_then(value);
            act(Row((0..columns).map(read).collect::<Result<_, _>>()?))?;
        }
        Ok(())
    }

    /// Moves the write-ahead log into the database file and empties it. [`Error::Contention`]
    /// when a reader or the writer was in the way for too long.
    pub(crate) fn scrub(&mut self) -> Result<(), Error> {
        let is_busy: i64 =
            self.inner.query_row("pragma wal_checkpoint(truncate)", [], |row| row.get(0))?;
        if is_busy == 0 { Ok(()) } else { Err(Error::Contention) }
    }
}

/// SQLite takes `$1` for a name, not a number: the number is read from the name.
fn bind(statement: &mut rusqlite::Statement<'_>, values: &[Value]) -> Result<(), Error> {
    for index in 1..=statement.parameter_count() {
        let number: usize = statement
            .parameter_name(index)
            .and_then(|name| name.strip_prefix('$'))
            .and_then(|number| number.parse().ok())
            .ok_or_else(|| Error::Database("a placeholder is not $1, $2 …".into()))?;
        let value = values
            .get(number - 1)
            .ok_or_else(|| Error::Database(format!("no value for ${number}")))?;
        statement.raw_bind_parameter(index, value)?;
    }
    Ok(())
}

fn value(value: ValueRef<'_>) -> Result<Value, Error> {
    Ok(match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Int(number),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
        ValueRef::Real(_) => return Err(Error::Database("a stored number is not whole".into())),
    })
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Int(number) => ValueRef::Integer(*number),
            Self::Bool(truth) => ValueRef::Integer(i64::from(*truth)),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::ConstraintViolation) => Self::Conflict,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Contention,
            Some(
                ErrorCode::DiskFull
                | ErrorCode::SystemIoFailure
                | ErrorCode::CannotOpen
                | ErrorCode::ReadOnly
                | ErrorCode::PermissionDenied,
            ) => Self::Unavailable(error.to_string()),
            _ => Self::Database(error.to_string()),
        }
    }
}
