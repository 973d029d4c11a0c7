//! Reading a backup back: into an empty database, in one transaction. What was erased since the
//! data was written is never put in, and what was taken back is taken back before anybody is
//! served (R-RET-05).

use std::collections::HashSet;
use std::io::{BufRead, BufReader};

use plausch_core::Timestamp;
use plausch_core::proof::Salt;
use plausch_core::seal::Keys;
use serde::Deserialize;
use serde_json::Value as Json;

use super::file::Opener;
use super::write::from_json;
use super::{Error, Part, on_a_thread, replay, tables};
use crate::connection::{Connection, Use};
use crate::inventory::{Table, Whose};
use crate::{Database, Value, migration};

/// Rows of one insert: fewer round trips, and few enough placeholders for either engine.
const TOGETHER: usize = 64;

/// What a restore did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// The state of which moment the data is.
    pub data_at: Timestamp,
    /// The state of which moment keys and journal are: what was erased until then stays erased.
    pub keys_at: Timestamp,
    /// Rows that are there again.
    pub rows: u64,
    /// Conversations of the data that were left out, because their keys are gone.
    pub left_out: u64,
    /// Withdrawals of consent that were not in the data yet.
    pub withdrawn: u64,
    /// Conversations that were restricted, or were not any more, since the data was written.
    pub restricted: u64,
    /// Conversations whose contact data were put right since then.
    pub rectified: u64,
    /// Objections that were not in the data yet.
    pub objected: u64,
}

/// What a restore needs beside the files.
pub struct Means<'a> {
    /// The installation's keys; older ones may open older backups.
    pub keys: &'a Keys,
    /// Now.
    pub now: Timestamp,
    /// A random salt for each consent event.
    pub salt: &'a mut (dyn FnMut() -> Salt + Send),
}

/// Restores a backup. Each file is asked for by its part, the second one twice. Blocks.
/// [`Error::NotEmpty`]: there is data; all errors leave the database as it was.
pub fn restore<R: BufRead>(
    database: &Database,
    open: &(impl Fn(Part) -> std::io::Result<R> + Sync),
    means: Means<'_>,
) -> Result<Restored, Error> {
    migration::run(database)?;
    on_a_thread(move || {
        let mut connection = Connection::open(database, Use::Schema)?;
        connection.begin()?;
        let outcome = put_back(&mut connection, open, means);
        match &outcome {
            Ok(_) => connection.commit()?,
            Err(_) => connection.rollback(),
        }
        outcome
    })
}

fn put_back<R: BufRead>(
    connection: &mut Connection,
    open: &impl Fn(Part) -> std::io::Result<R>,
    mut means: Means<'_>,
) -> Result<Restored, Error> {
    refuse_data(connection)?;
    let opener = |part| Opener::new(open(part)?, part, &means.keys.backups());
    let (data, keys) = (opener(Part::Data)?, opener(Part::Keys)?);
    let (data_at, keys_at) = (data.heading().at, keys.heading().at);
    if keys_at < data_at {
        return Err(Error::OldKeys);
    }
    let known = Known::read(keys)?;
    let mut there = HashSet::new();
    let mut left_out = 0;
    let mut writer = Writer::new(connection);
    each_row(Part::Data, data, |table, values| {
        let id = value_of(table, &values, table.erased_with_conversation);
        match id {
            Some(Value::Text(id)) if table.name == "conversation" => {
                if !known.may_return(id, table, &values) {
                    left_out += 1;
                    return Ok(());
                }
                there.insert(id.clone());
            }
            Some(Value::Text(id)) if !there.contains(id) => return Ok(()),
            _ => {}
        }
        writer.add(table, values)
    })?;
    // Keys of conversations that began after the data was written open nothing here.
    each_row(Part::Keys, opener(Part::Keys)?, |table, values| {
        match value_of(table, &values, table.erased_with_conversation) {
            Some(Value::Text(id)) if !there.contains(id) => Ok(()),
            _ => writer.add(table, values),
        }
    })?;
    let rows = writer.finish()?;
    let mut tx = connection.tx(means.keys);
    let withdrawn = replay::withdrawals(&mut tx, &mut means)?;
    let objected = replay::objections(&mut tx)?;
    let restricted = replay::restrictions(&mut tx)?;
    let rectified = tx.rectify_again(data_at)?;
    tx.regroup_all(means.now)?;
    Ok(Restored { data_at, keys_at, rows, left_out, withdrawn, restricted, rectified, objected })
}

/// What the second file knows of conversations.
struct Known {
    /// Those that have a key.
    living: HashSet<String>,
    /// Those that were erased because somebody wanted it.
    erased: HashSet<String>,
}

impl Known {
    fn read<R: BufRead>(keys: Opener<R>) -> Result<Self, Error> {
        let mut known = Self { living: HashSet::new(), erased: HashSet::new() };
        each_row(Part::Keys, keys, |table, values| {
            let text = |column| match value_of(table, &values, Some(column)) {
                Some(Value::Text(text)) => Some(text.clone()),
                _ => None,
            };
            if table.name == "conversation_key" {
                // Of one whose key was in memory only nothing can be opened: it stays away.
                let is_wrapped = value_of(table, &values, Some("wrapped")) != Some(&Value::Null);
                known.living.extend(text("conversation_id").filter(|_| is_wrapped));
            } else if text("kind").is_some_and(|kind| kind == "erasure") {
                known.erased.extend(text("subject"));
            }
            Ok(())
        })?;
        Ok(known)
    }

    /// Without its key a conversation is what it was only if nothing in it was sealed any more:
    /// its rules had emptied it before the data was written.
    fn may_return(&self, id: &str, conversation: &Table, values: &[Value]) -> bool {
        // Also where it was restricted afterwards: the id stands in the token's place.
        let was_emptied = value_of(conversation, values, Some("token_hash"))
            == Some(&Value::Bytes(id.as_bytes().to_vec()));
        let sealed = conversation
            .columns
            .iter()
            .zip(values)
            .filter(|(column, _)| column.whose == (Whose::Visitor { sealed: true }));
        let is_empty = was_emptied && sealed.into_iter().all(|(_, value)| *value == Value::Null);
        !self.erased.contains(id) && (self.living.contains(id) || is_empty)
    }
}

fn refuse_data(connection: &mut Connection) -> Result<(), Error> {
    for table in tables(Part::Data).chain(tables(Part::Keys)) {
        let sql = format!("select 1 from {} limit 1", table.name);
        if !connection.rows(&sql, &[])?.is_empty() {
            return Err(Error::NotEmpty);
        }
    }
    Ok(())
}

fn value_of<'v>(table: &Table, values: &'v [Value], column: Option<&str>) -> Option<&'v Value> {
    let place = table.columns.iter().position(|known| Some(known.name) == column)?;
    values.get(place)
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Line {
    Table { table: String, columns: Vec<String> },
    Row(Vec<Json>),
}

/// Every row of a file, up to its last piece.
fn each_row<R: BufRead>(
    part: Part,
    file: Opener<R>,
    mut act: impl FnMut(&'static Table, Vec<Value>) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut waiting = tables(part);
    let mut now = None;
    for line in BufReader::new(file).lines() {
        match serde_json::from_str(&line?)? {
            Line::Table { table, columns } => {
                now = waiting.next().filter(|next| {
                    next.name == table && next.columns.iter().map(|column| column.name).eq(columns)
                });
                now.ok_or(Error::OtherVersion)?;
            }
            Line::Row(row) => {
                let table = now.ok_or(Error::OtherVersion)?;
                let values: Option<Vec<_>> = row.into_iter().map(from_json).collect();
                let values = values.filter(|values| values.len() == table.columns.len());
                act(table, values.ok_or(Error::OtherVersion)?)?;
            }
        }
    }
    waiting.next().map_or(Ok(()), |_| Err(Error::OtherVersion))
}

/// Collects rows of a table and puts them in together.
struct Writer<'c> {
    connection: &'c mut Connection,
    table: Option<&'static Table>,
    /// The places of truths, where the engine wants them as such.
    truths: Vec<usize>,
    values: Vec<Value>,
    rows: u64,
}

impl<'c> Writer<'c> {
    const fn new(connection: &'c mut Connection) -> Self {
        Self { connection, table: None, truths: Vec::new(), values: Vec::new(), rows: 0 }
    }

    fn add(&mut self, table: &'static Table, mut values: Vec<Value>) -> Result<(), Error> {
        if self.table.is_none_or(|now| now.name != table.name) {
            self.flush()?;
            self.table = Some(table);
            let truths = self.connection.truths(table.name)?;
            let is_truth =
                |place: &usize| truths.iter().any(|name| name == table.columns[*place].name);
            self.truths = (0..table.columns.len()).filter(is_truth).collect();
        }
        for &place in &self.truths {
            if let Value::Int(number) = values[place] {
                values[place] = Value::Bool(number != 0);
            }
        }
        self.values.append(&mut values);
        if self.values.len() == TOGETHER * table.columns.len() {
            self.flush()?;
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), Error> {
        let Some(table) = self.table else { return Ok(()) };
        let width = table.columns.len();
        let count = self.values.len() / width;
        if count == 0 {
            return Ok(());
        }
        let names: Vec<_> = table.columns.iter().map(|column| column.name).collect();
        let row = |row: usize| {
            let places: Vec<_> =
                (1..=width).map(|place| format!("${}", row * width + place)).collect();
            format!("({})", places.join(", "))
        };
        let rows: Vec<_> = (0..count).map(row).collect();
        let (name, names, rows) = (table.name, names.join(", "), rows.join(", "));
        let sql = format!("insert into {name} ({names}) values {rows}");
        self.rows += self.connection.execute(&sql, &self.values)?;
        self.values.clear();
        Ok(())
    }

    fn finish(mut self) -> Result<u64, Error> {
        self.flush()?;
        Ok(self.rows)
    }
}
