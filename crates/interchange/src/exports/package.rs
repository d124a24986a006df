//! A Frictionless Data Package: the tidy tables as CSV, described by `datapackage.json`, with a codebook.
//!
//! It is a folder, which every reader opens at the first try. Every file has its length and its hash in the description,
//! so that a changed byte is noticed.

use std::io;

use serde_json::{Value, json};

use super::codebook::Line;
use super::manifest::Manifest;
use super::measured::File;
use super::tables::{Column, Kind, Table};

/// The name of the description.
pub const DESCRIPTION: &str = "datapackage.json";
/// The name of the manifest beside it.
pub const MANIFEST: &str = "manifest.json";

/// The file of a table.
pub fn file_name(table: &Table) -> String {
    format!("{}.csv", table.name)
}

/// The description of the package: its tables with the files that hold them.
///
/// # Errors
/// When it cannot be made into JSON.
pub fn description(tables: &[(&Table, &File)], manifest: &Manifest, lines: &[Line]) -> io::Result<Vec<u8>> {
    let resources: Vec<Value> = tables.iter().map(|(table, file)| resource(table, file, lines)).collect();
    let package = json!({
        "profile": "data-package",
        "name": "hovedbok-export",
        "title": format!("{} as of {}, known at #{}", manifest.format, manifest.as_of, manifest.known_at_seq.0),
        "version": manifest.known_at_seq.0.to_string(),
        "resources": resources,
    });
    let mut bytes = serde_json::to_vec_pretty(&package)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn resource(table: &Table, file: &File, lines: &[Line]) -> Value {
    let label = |column: &Column| {
        lines.iter().find(|line| line.table == table.name && line.column == column.name && line.code.is_none())
    };
    let fields: Vec<Value> = table
        .columns
        .iter()
        .map(|column| {
            let line = label(column);
            json!({
                "name": column.name,
                "type": kind(column.kind),
                "title": line.map(|line| line.label_en.as_str()).unwrap_or(column.name),
                "title_nb": line.map(|line| line.label_nb.as_str()).unwrap_or(column.name),
                "constraints": { "required": column.needed },
            })
        })
        .collect();
    let mut schema = json!({ "fields": fields, "missingValues": ["", ":"] });
    if let Some(schema) = schema.as_object_mut() {
        if !table.key.is_empty() {
            schema.insert("primaryKey".to_owned(), json!(table.key));
        }
        if let Some(of) = table.of {
            let of = json!([{ "fields": of.key, "reference": { "resource": of.name, "fields": of.key } }]);
            schema.insert("foreignKeys".to_owned(), of);
        }
    }
    json!({
        "profile": "tabular-data-resource",
        "name": table.name.replace('_', "-"),
        "path": file.name,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.bytes,
        "hash": format!("sha256:{}", file.sha256),
        "schema": schema,
    })
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "string",
        Kind::Integer => "integer",
        Kind::Day => "date",
        Kind::Truth => "boolean",
        Kind::Instant => "datetime",
    }
}
