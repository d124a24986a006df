//! `status`: that all is well, or what is wrong.

use std::process::ExitCode;

use clap::Args;
use hovedbok_ledger::ViewsStatus;
use hovedbok_ledger::archive::{ArchiveStatus, RegisterStatus};
use hovedbok_present::{Section, sentences, words};
use serde_json::{Value, json};

use crate::exit::Failure;
use crate::global::{Format, Global};
use crate::{edge, output};

/// Check that the ledger is in order, or show what is wrong.
#[derive(Debug, Args)]
pub struct Status {}

impl Status {
    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        let ledger = edge::open(global)?;
        let status = ledger.status(edge::now())?;
        let register = ledger.register_status(&global.places.register_path())?;
        ledger.close()?;
        let columns = [
            "ledger",
            "origin",
            "entries",
            "root",
            "streams",
            "last_recorded",
            "opened_at",
            "clock_held",
            "folder_bytes",
            "unknown",
            "incomplete",
            "repaired",
            "projections",
            "views",
            "archives",
            "register",
        ];
        let mut shown = json!(status);
        if let Value::Object(fields) = &mut shown {
            let noted = status.archives.len();
            fields.insert("views".to_owned(), json!(views(&status.views)));
            fields.insert("archives".to_owned(), if noted == 0 { json!("never archived") } else { json!(noted) });
            fields
                .insert("register".to_owned(), register.as_ref().map_or(json!([]), |register| json!(copies(register))));
            let empty = fields.values_mut().filter(|value| value.as_array().is_some_and(Vec::is_empty));
            // Programs get an empty list; people get a word.
            if global.format == Format::Table {
                let none = sentences::say(global.lang, "none");
                empty.for_each(|value| *value = json!(none));
            }
        }
        let mut sections = vec![Section::fields(&columns, &shown)];
        if !status.archives.is_empty() {
            let rows: Vec<Value> = status.archives.iter().map(row).collect();
            let title = words::label(global.lang, "archives");
            sections.push(Section::new(&["dir", "status", "size", "at"], &rows).titled(title));
        }
        let mut result = json!(status);
        result.as_object_mut().map(|fields| fields.insert("register".to_owned(), json!(register)));
        output::plain(global, &json!({ "result": result }), sections)?;
        Ok(ExitCode::SUCCESS)
    }
}

/// How far the views have come.
fn views(views: &ViewsStatus) -> String {
    match views {
        ViewsStatus { damaged: Some(_), .. } => "damaged; the next question writes them again".to_owned(),
        ViewsStatus { position: None, .. } => "none yet".to_owned(),
        ViewsStatus { position: Some(position), behind: 0, .. } => format!("up to date at {position}"),
        ViewsStatus { position: Some(position), behind, .. } => format!("at {position}, {behind} behind"),
    }
}

/// What is known about copies of the register.
fn copies(register: &RegisterStatus) -> String {
    let RegisterStatus { register, copy, at: _, up_to_date } = register;
    match (copy, up_to_date) {
        (None, _) => format!("{register}, never copied: use archive --with-register"),
        (Some(copy), true) => format!("{register}, copied to {copy}"),
        (Some(copy), false) => format!("{register}, changed since it was copied to {copy}"),
    }
}

/// An archive as a line of a table.
fn row(archive: &ArchiveStatus) -> Value {
    let ArchiveStatus { dir, size, behind, at, there, signed } = archive;
    let behind = match behind {
        0 => "up to date".to_owned(),
        1 => "1 entry behind".to_owned(),
        more => format!("{more} entries behind"),
    };
    let status = match (there, signed) {
        (false, _) => "not found".to_owned(),
        (true, false) => format!("{behind}, unsigned"),
        (true, true) => behind,
    };
    json!({ "dir": dir, "status": status, "size": size, "at": at })
}
