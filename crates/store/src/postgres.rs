//! The engine for a fleet: PostgreSQL, spoken to by a blocking client on a thread of its own.

use std::collections::HashMap;
use std::error::Error as _;
use std::time::Duration;

use postgres::error::SqlState;
use postgres::types::private::BytesMut;
use postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use postgres::{Client, Config, NoTls, Statement};

use crate::connection::Use;
use crate::error::Error;
use crate::value::{Row, Value, values};

/// A statement that takes longer is given up: every deed is a matter of milliseconds.
const STATEMENT_TIMEOUT: &str = "set statement_timeout = '30s'";
/// A writer that waits for a row's lock longer than this gives way (see `worker.rs`).
const LOCK_TIMEOUT: &str = "set lock_timeout = '200ms'";
/// Every question has its index. A plan is made once for a connection's life, maybe while the
/// tables are still empty, when reading them whole looks cheapest (measured: consents were recorded
/// eight times slower).
const PLANS: &str = "set enable_seqscan = off; set enable_hashjoin = off; \
    set enable_mergejoin = off; set jit = off";
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// For how long the other side may be silent on the line before it counts as gone.
const SILENCE: Duration = Duration::from_secs(15);

pub(crate) struct Connection {
    client: Client,
    statements: HashMap<String, Statement>,
    usage: Use,
}

impl Connection {
    pub(crate) fn open(url: &str, usage: Use) -> Result<Self, Error> {
        let config = with_time_limits(url)?;
        let mut client = config.connect(NoTls).map_err(|error| cannot_connect(&error))?;
        let is_limited = config.get_options().is_some_and(|set| set.contains("statement_timeout"));
        if !is_limited && matches!(usage, Use::Read | Use::Write) {
            client.batch_execute(STATEMENT_TIMEOUT)?;
        }
        if matches!(usage, Use::Read | Use::Write) {
            client.batch_execute(PLANS)?;
        }
        if usage == Use::Write {
            client.batch_execute(LOCK_TIMEOUT)?;
        }
        Ok(Self { client, statements: HashMap::new(), usage })
    }

    pub(crate) fn begin(&mut self) -> Result<(), Error> {
        self.run(match self.usage {
            Use::Read | Use::Copy => "begin isolation level repeatable read read only",
            _ => "begin",
        })
    }

    /// When the connection is lost here, nobody can tell on which side of the commit. Whoever sends
    /// again is safe: messages, consents and conversations bring their own ids.
    pub(crate) fn commit(&mut self) -> Result<(), Error> {
        self.run("commit").map_err(|error| match error {
            Error::Unavailable(reason) => Error::Unavailable(format!(
                "lost while committing ({reason}); whether it was kept is not known; \
                 sending again is safe"
            )),
            error => error,
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
        use postgres::fallible_iterator::FallibleIterator;
        let statement = self.statement(sql)?;
        let mut rows = self.client.query_raw(&statement, values).map_err(Error::from)?;
        while let Some(row) = rows.next().map_err(Error::from)? {
            let columns = (0..row.len()).map(|column| value(&row, column));
            act(Row(columns.collect::<Result<_, _>>()?))?;
        }
        Ok(())
    }

    /// The columns of a table that are of type boolean.
    pub(crate) fn truths(&mut self, table: &str) -> Result<Vec<String>, Error> {
        let sql = "select column_name::text from information_schema.columns \
             where table_schema = current_schema() and table_name::text = $1 \
             and data_type::text = 'boolean' order by ordinal_position";
        let rows = self.rows(sql, values![table])?;
        rows.iter().map(|row| Ok(row.text(0)?.to_owned())).collect()
    }

    /// Does what it reads have to stand until the commit?
    pub(crate) fn locks(&self) -> bool {
        self.usage == Use::Write
    }

    pub(crate) fn is_lost(&self) -> bool {
        self.client.is_closed()
    }

    /// Removes the dead rows of what was erased. Their bytes stay in pages, in the server's log and
    /// in what lies beneath until they are used again (docs/for-operators.md says what follows).
    pub(crate) fn scrub(&mut self) -> Result<(), Error> {
        // One by one: statements sent together run in a transaction, which vacuum refuses.
        ["conversation_key", "conversation_event", "conversation", "consent_event"]
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

/// The address, with a limit for every wait that it sets none for.
fn with_time_limits(url: &str) -> Result<Config, Error> {
    let mut config: Config = url.parse().map_err(|error| cannot_connect(&error))?;
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(CONNECT_TIMEOUT);
    }
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(SILENCE);
    }
    if config.get_keepalives_interval().is_none() {
        config.keepalives_idle(SILENCE).keepalives_interval(SILENCE / 3).keepalives_retries(3);
    }
    Ok(config)
}

/// The reason without the address, which may hold a password.
fn cannot_connect(error: &postgres::Error) -> Error {
    let reason = error.source().map(|source| format!(": {source}")).unwrap_or_default();
    Error::Unavailable(format!("{error}{reason}"))
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
                Self::Unavailable(error.to_string())
            } else {
                Self::Database(error.to_string())
            };
        };
        match state {
            &SqlState::UNIQUE_VIOLATION | &SqlState::FOREIGN_KEY_VIOLATION => Self::Conflict,
            &SqlState::T_R_SERIALIZATION_FAILURE
            | &SqlState::T_R_DEADLOCK_DETECTED
            | &SqlState::LOCK_NOT_AVAILABLE => Self::Contention,
            &SqlState::DISK_FULL
            | &SqlState::OUT_OF_MEMORY
            | &SqlState::TOO_MANY_CONNECTIONS
            | &SqlState::ADMIN_SHUTDOWN
            | &SqlState::CRASH_SHUTDOWN
            | &SqlState::CANNOT_CONNECT_NOW
            | &SqlState::QUERY_CANCELED => Self::Unavailable(state.code().to_owned()),
            // Only the code and the primary message: the detail could quote values.
            _ => Self::Database(error.as_db_error().map_or_else(String::new, |error| {
                format!("{} {}", error.code().code(), error.message())
            })),
        }
    }
}
