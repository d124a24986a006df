//! Tables as Parquet: typed columns, compressed, without the time of writing.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::Type;

use super::tables::{Cell, Column, Give, Kind, Table};
use super::written;

/// Rows that are held before they are written.
const GROUP: usize = 1 << 16;
/// The day that Parquet counts from, in days of the common era.
const EPOCH: i32 = 719_163;

/// The values of a column, and for each row whether there is one.
struct Held {
    column: Column,
    there: Vec<i16>,
    values: Values,
}

enum Values {
    Text(Vec<ByteArray>),
    Long(Vec<i64>),
    Int(Vec<i32>),
    Truth(Vec<bool>),
}

impl Held {
    fn new(column: Column) -> Held {
        let values = match column.kind {
            Kind::Text => Values::Text(Vec::new()),
            Kind::Integer | Kind::Instant => Values::Long(Vec::new()),
            Kind::Day => Values::Int(Vec::new()),
            Kind::Truth => Values::Truth(Vec::new()),
        };
        Held { column, there: Vec::new(), values }
    }

    fn push(&mut self, cell: &Cell<'_>) -> io::Result<()> {
        if *cell == Cell::Null {
            self.there.push(0);
            return Ok(());
        }
        self.there.push(1);
        match (&mut self.values, cell) {
            (Values::Text(values), Cell::Text(text)) => values.push(ByteArray::from(text.as_bytes().to_vec())),
            (Values::Long(values), Cell::Integer(number)) => values.push(*number),
            (Values::Long(values), Cell::Instant(instant)) => values.push(instant.micros()),
            (Values::Int(values), Cell::Day(day)) => {
                values.push(chrono::Datelike::num_days_from_ce(&day.date()) - EPOCH);
            }
            (Values::Truth(values), Cell::Truth(yes)) => values.push(*yes),
            (_, _) => return Err(written(format!("column {} holds something else", self.column.name))),
        }
        Ok(())
    }

    fn write<W: Write + Send>(&mut self, group: &mut SerializedRowGroupWriter<'_, W>) -> Result<(), ParquetError> {
        let Some(mut to) = group.next_column()? else { return Ok(()) };
        let there = Some(self.there.as_slice());
        match &mut self.values {
            Values::Text(values) => {
                to.typed::<ByteArrayType>().write_batch(values, there, None)?;
                values.clear();
            }
            Values::Long(values) => {
                to.typed::<Int64Type>().write_batch(values, there, None)?;
                values.clear();
            }
            Values::Int(values) => {
                to.typed::<Int32Type>().write_batch(values, there, None)?;
                values.clear();
            }
            Values::Truth(values) => {
                to.typed::<BoolType>().write_batch(values, there, None)?;
                values.clear();
            }
        }
        self.there.clear();
        to.close()
    }
}

fn field(column: &Column) -> Result<Arc<Type>, ParquetError> {
    let (physical, logical) = match column.kind {
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Integer => (Physical::INT64, None),
        Kind::Day => (Physical::INT32, Some(LogicalType::Date)),
        Kind::Truth => (Physical::BOOLEAN, None),
        Kind::Instant => (Physical::INT64, Some(LogicalType::timestamp(true, TimeUnit::MICROS))),
    };
    let field = Type::primitive_type_builder(column.name, physical).with_repetition(Repetition::OPTIONAL);
    Ok(Arc::new(field.with_logical_type(logical).build()?))
}

/// A table as Parquet.
pub struct Parquet<W: Write + Send> {
    file: SerializedFileWriter<W>,
    columns: Vec<Held>,
    rows: u64,
    held: usize,
}

impl<W: Write + Send> Parquet<W> {
    /// A table without rows.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn of(table: &Table, out: W) -> io::Result<Parquet<W>> {
        let fields = table.columns.iter().map(field).collect::<Result<Vec<_>, _>>().map_err(written)?;
        let schema = Type::group_type_builder(table.name).with_fields(fields).build().map_err(written)?;
        // Without the version of the library: a newer one may still write the same bytes.
        let properties = WriterProperties::builder()
            .set_created_by("hovedbok".to_owned())
            .set_compression(Compression::SNAPPY)
            .build();
        let file = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties)).map_err(written)?;
        let columns = table.columns.iter().map(|column| Held::new(*column)).collect();
        Ok(Parquet { file, columns, rows: 0, held: 0 })
    }

    fn group(&mut self) -> Result<(), ParquetError> {
        let mut group = self.file.next_row_group()?;
        self.columns.iter_mut().try_for_each(|column| column.write(&mut group))?;
        group.close()?;
        self.held = 0;
        Ok(())
    }

    /// Writes a row.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        self.columns.iter_mut().zip(cells).try_for_each(|(column, cell)| column.push(cell))?;
        self.rows += 1;
        self.held += 1;
        if self.held == GROUP { self.group().map_err(written) } else { Ok(()) }
    }

    /// Ends the table, and says how many rows it has.
    ///
    /// # Errors
    /// When the rest cannot be written.
    pub fn end(mut self) -> io::Result<(W, u64)> {
        if self.held > 0 {
            self.group().map_err(written)?;
        }
        let out = self.file.into_inner().map_err(written)?;
        Ok((out, self.rows))
    }
}

/// Writes a table, and counts its rows.
///
/// # Errors
/// When it cannot be written.
pub fn write(
    table: &Table,
    fill: impl FnOnce(&mut Give<'_>) -> io::Result<()>,
    out: &mut (dyn Write + Send),
) -> io::Result<u64> {
    let mut parquet = Parquet::of(table, out)?;
    fill(&mut |cells| parquet.row(cells))?;
    parquet.end().map(|(_, rows)| rows)
}
