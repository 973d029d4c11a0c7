//! The schema's versions. Each is one text for both engines, applied once, in order.

use crate::connection::{Connection, Use};
use crate::error::Error;
use crate::value::values;
use crate::{Database, Value};

const MIGRATIONS: [&str; 1] = [include_str!("../migrations/0001_start.sql")];

/// Brings the schema up to date.
pub(crate) fn run(database: &Database) -> Result<(), Error> {
    on_a_thread(database, Use::Schema, migrate)
}

/// Is there a schema?
pub(crate) fn has_run(database: &Database) -> Result<bool, Error> {
    on_a_thread(database, Use::Schema, |connection| Ok(version(connection).is_ok()))
}

/// Goes on only if the schema is the one that this program knows. Changes nothing.
pub(crate) fn refuse_others(database: &Database) -> Result<(), Error> {
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    match on_a_thread(database, Use::Read, version)? {
        found if found == known => Ok(()),
        found if found > known => Err(Error::Newer { found, known }),
        _ => Err(Error::Unavailable("an older plausch wrote it; start this one once".into())),
    }
}

fn version(connection: &mut Connection) -> Result<i64, Error> {
    let rows = connection.rows("select max(version) from migration", &[])?;
    Ok(match rows.first().map(crate::Row::values) {
        Some([Value::Int(version)]) => *version,
        _ => 0,
    })
}

/// On a thread of its own, because the PostgreSQL client blocks.
fn on_a_thread<T: Send + 'static>(
    database: &Database,
    usage: Use,
    work: impl FnOnce(&mut Connection) -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let database = database.clone();
    std::thread::spawn(move || work(&mut Connection::open(&database, usage)?))
        .join()
        .unwrap_or_else(|_| Err(Error::Database("the migration panicked".into())))
}

fn migrate(connection: &mut Connection) -> Result<(), Error> {
    refuse_other_collations(connection)?;
    connection.run("create table if not exists migration (version bigint not null primary key)")?;
    connection.begin()?;
    let found = version(connection)?;
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    if found > known {
        connection.rollback();
        return Err(Error::Newer { found, known });
    }
    for (version, sql) in (1..).zip(MIGRATIONS).filter(|(version, _)| *version > found) {
        connection.run(sql)?;
        connection.execute("insert into migration (version) values ($1)", values![version])?;
    }
    connection.commit()
}

/// Ids and words are compared byte by byte on both engines.
fn refuse_other_collations(connection: &mut Connection) -> Result<(), Error> {
    match connection.collation()?.as_deref() {
        None | Some("C" | "C.UTF-8" | "POSIX") => Ok(()),
        Some(other) => Err(Error::Unavailable(format!(
            "the PostgreSQL database must have the collation C, it has {other}"
        ))),
    }
}
