//! Writing a file of a backup, beside a program that serves: one state of the database, row by row.

use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use plausch_core::seal::{Keys, NonceBytes};
use serde_json::{Value as Json, json};

use super::file::Sealer;
use super::{Error, Heading, on_a_thread, tables};
use crate::connection::{Connection, Use};
use crate::inventory::Table;
use crate::{Database, Row, Value, migration};

/// Writes the heading's part of the database; tells how many rows. Blocks.
pub fn write<W: Write + Send>(
    database: &Database,
    keys: &Keys,
    heading: Heading,
    mut nonce: impl FnMut() -> NonceBytes + Send,
    out: W,
) -> Result<u64, Error> {
    migration::refuse_others(database)?;
    on_a_thread(move || {
        let (part, key) = (heading.part, keys.backup());
        let mut sealer = Sealer::new(out, heading, &key, &mut nonce)?;
        let mut connection = Connection::open(database, Use::Copy)?;
        connection.begin()?;
        let mut rows = 0;
        for table in tables(part) {
            rows += write_table(&mut connection, table, &mut sealer)?;
        }
        sealer.finish()?;
        Ok(rows)
    })
}

/// A line with the table's name and columns, then one for each row.
fn write_table(
    connection: &mut Connection,
    table: &Table,
    out: &mut impl Write,
) -> Result<u64, Error> {
    let columns: Vec<_> = table.columns.iter().map(|column| column.name).collect();
    line(out, &json!({ "table": table.name, "columns": columns }))?;
    let sql = format!("select {} from {}", columns.join(", "), table.name);
    let mut rows = 0;
    connection.each_row(&sql, &mut |row: Row| {
        rows += 1;
        line(out, &Json::Array(row.0.iter().map(to_json).collect()))
    })?;
    Ok(rows)
}

fn line(out: &mut impl Write, what: &Json) -> Result<(), Error> {
    serde_json::to_writer(&mut *out, what)?;
    Ok(out.write_all(b"\n")?)
}

/// Bytes are the one kind of value that JSON hasn't: a list of one text.
fn to_json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Text(text) => json!(text),
        Value::Int(number) => json!(number),
        Value::Bool(truth) => json!(truth),
        Value::Bytes(bytes) => json!([BASE64.encode(bytes)]),
    }
}

/// What [`to_json`] wrote; `None`: something else.
pub(super) fn from_json(json: Json) -> Option<Value> {
    Some(match json {
        Json::Null => Value::Null,
        Json::String(text) => Value::Text(text),
        Json::Number(number) => Value::Int(number.as_i64()?),
        Json::Bool(truth) => Value::Bool(truth),
        Json::Array(bytes) => match &bytes[..] {
            [Json::String(text)] => Value::Bytes(BASE64.decode(text).ok()?),
            _ => return None,
        },
        Json::Object(_) => return None,
    })
}
