//! The engine for a fleet: PostgreSQL, spoken to by a blocking client on a thread of its own.

use std::collections::HashMap;
use std::error::Error as _;

use postgres::error::SqlState;
use postgres::types::private::BytesMut;
use postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use postgres::{Client, NoTls, Statement};

use crate::connection::Use;
use crate::error::Error;
use crate::value::{Row, Value};

pub(crate) struct Connection {
    client: Client,
    statements: HashMap<String, Statement>,
    usage: Use,
}

impl Connection {
    pub(crate) fn open(url: &str, usage: Use) -> Result<Self, Error> {
        let client = Client::connect(url, NoTls)
            .map_err(|error| Error::Unavailable(without_address(&error)))?;
        Ok(Self { client, statements: HashMap::new(), usage })
    }

    pub(crate) fn begin(&mut self) -> Result<(), Error> {
        self.run(match self.usage {
            Use::Write => "begin",
            Use::Read => "begin isolation level repeatable read read only",
        })
    }

    pub(crate) fn run(&mut self, sql: &str) -> Result<(), Error> {
        Ok(self.client.batch_execute(sql)?)
    }

    pub(crate) fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, Error> {
        let statement = self.statement(sql)?;
        let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(|value| value as _).collect();
        Ok(self.client.execute(&statement, &values)?)
    }

    pub(crate) fn rows(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, Error> {
        use postgres::fallible_iterator::FallibleIterator;
        let statement = self.statement(sql)?;
        let mut rows = self.client.query_raw(&statement, values)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(Row((0..row.len())
                .map(|column| value(&row, column))
                .collect::<Result<_, _>>()?));
        }
        Ok(found)
    }

    pub(crate) fn is_lost(&self) -> bool {
        self.client.is_closed()
    }

    /// Removes dead rows of what was erased. What the engine's own log and files beneath keep for
    /// a while is sealed under a key that is gone (docs/for-operators.md says what this covers).
    pub(crate) fn scrub(&mut self) -> Result<(), Error> {
        // One by one: statements sent together run in a transaction, which vacuum refuses.
        ["conversation_key", "conversation_event", "conversation"]
            .iter()
            .try_for_each(|table| self.run(&format!("vacuum {table}")))
    }

    pub(crate) fn collation(&mut self) -> Result<String, Error> {
        let sql = "select datcollate::text from pg_database where datname = current_database()";
        let rows = self.rows(sql, &[])?;
        Ok(rows.first().map_or(Ok(""), |row| row.text(0))?.to_owned())
    }

    fn statement(&mut self, sql: &str) -> Result<Statement, Error> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(sql)?;
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}

fn value(row: &postgres::Row, column: usize) -> Result<Value, Error> {
    let kind = row.columns()[column].type_();
    Ok(match *kind {
        Type::TEXT | Type::VARCHAR | Type::NAME => row.try_get::<_, Option<String>>(column)?.into(),
        Type::INT8 => row.try_get::<_, Option<i64>>(column)?.into(),
        Type::INT4 => row.try_get::<_, Option<i32>>(column)?.map(i64::from).into(),
        Type::BOOL => row.try_get::<_, Option<bool>>(column)?.into(),
        Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(column)?.into(),
        _ => return Err(Error::Database(format!("no value for columns of type {kind}"))),
    })
}

impl ToSql for Value {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Text(text) => text.to_sql(kind, out),
            Self::Int(number) if *kind == Type::INT4 => i32::try_from(*number)?.to_sql(kind, out),
            Self::Int(number) => number.to_sql(kind, out),
            Self::Bool(truth) => truth.to_sql(kind, out),
            Self::Bytes(bytes) => bytes.to_sql(kind, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl From<postgres::Error> for Error {
    fn from(error: postgres::Error) -> Self {
        let Some(state) = error.code() else {
            return if error.is_closed()
                || error.source().is_some_and(<dyn std::error::Error>::is::<std::io::Error>)
            {
                Self::Unavailable(without_address(&error))
            } else {
                Self::Database(without_address(&error))
            };
        };
        match state {
            &SqlState::UNIQUE_VIOLATION | &SqlState::FOREIGN_KEY_VIOLATION => Self::Conflict,
            &SqlState::T_R_SERIALIZATION_FAILURE | &SqlState::T_R_DEADLOCK_DETECTED => {
                Self::Contention
            }
            &SqlState::DISK_FULL
            | &SqlState::OUT_OF_MEMORY
            | &SqlState::TOO_MANY_CONNECTIONS
            | &SqlState::ADMIN_SHUTDOWN
            | &SqlState::CRASH_SHUTDOWN
            | &SqlState::CANNOT_CONNECT_NOW => Self::Unavailable(state.code().to_owned()),
            // Only the code and the primary message: the detail could quote values.
            _ => Self::Database(error.as_db_error().map_or_else(String::new, |error| {
                format!("{} {}", error.code().code(), error.message())
            })),
        }
    }
}

fn without_address(error: &postgres::Error) -> String {
    error.to_string()
}
