//! `status`: that all is well, or what is wrong.

mod metrics;

use std::process::ExitCode;

use clap::Args;
use hovedbok_ledger::archive::{ArchiveStatus, RegisterStatus};
use hovedbok_ledger::{Alarm, Outside, ViewsStatus};
use hovedbok_present::{Section, sentences, words};
use serde_json::{Value, json};

use super::rebuild::steps;
use crate::exit::Failure;
use crate::global::{Format, Global};
use crate::{edge, output};

/// Check that the ledger is in order, or show what is wrong.
///
/// Views that are behind the log and do not advance, and a rebuild that is stopped or failing, are reported with exit code 1.
/// With --format prometheus, the ledger is not opened, so that this can be asked while another process has it open.
#[derive(Debug, Args)]
pub struct Status {
    /// Also show what was done to the views, when and by whom.
    #[arg(long)]
    operations: bool,
    /// How long views may be behind without advancing.
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    stalled_after: u64,
}

impl Status {
    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        if global.format == Format::Prometheus {
            return self.metrics(global);
        }
        let ledger = edge::open(global)?;
        let status = ledger.status(edge::now())?;
        let register = ledger.register_status(&global.places.register_path())?;
        ledger.close()?;
        let operations = if self.operations { Some(steps::operations(global)?.operations) } else { None };
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
            "rebuild",
            "archives",
            "register",
        ];
        let mut shown = json!(status);
        if let Value::Object(fields) = &mut shown {
            let noted = status.archives.len();
            fields.insert("views".to_owned(), json!(views(&status.views)));
            fields.insert(
                "rebuild".to_owned(),
                status.views.rebuild.as_ref().map_or(json!([]), |rebuild| json!(steps::state(rebuild))),
            );
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
            let rows: Vec<Value> = status.archives.iter().map(|archive| row(status.entries, archive)).collect();
            let title = words::label(global.lang, "archives");
            sections.push(Section::new(&["dir", "status", "size", "at"], &rows).titled(title));
        }
        if !status.parked.is_empty() {
            let title = words::label(global.lang, "parked");
            sections.push(Section::new(&["seq", "why", "type", "stream", "what"], &status.parked).titled(title));
        }
        if status.views.views.len() > 1 {
            sections.push(steps::of_views(&status.views.views).titled(words::label(global.lang, "views")));
        }
        if let Some(operations) = &operations {
            let columns = ["at", "by", "what", "position", "generation", "entries", "millis", "digest"];
            let title = words::label(global.lang, "operations");
            sections.push(Section::new(&columns, operations).titled(title));
        }
        let mut result = json!(status);
        if let Value::Object(fields) = &mut result {
            fields.insert("register".to_owned(), json!(register));
            operations.map(|operations| fields.insert("operations".to_owned(), json!(operations)));
        }
        output::plain(global, &json!({ "result": result }), sections)?;
        if let Some(ahead) = status.archives.iter().find(|archive| archive.is_ahead_of(status.entries)) {
            let ArchiveStatus { dir, size, .. } = ahead;
            return Err(Failure::Check {
                message: format!("the archive in {dir} has {size} entries, but the ledger has {}", status.entries),
                hint:
                    "the ledger was cut off or is an older copy: `verify --checkpoint` shows it; operating.md, *When \
                       something is wrong*"
                        .to_owned(),
            });
        }
        if let Some(damage) = status.archives.iter().find_map(|archive| archive.damage.as_ref()) {
            return Err(Failure::Check {
                message: format!("an archive is damaged: {damage}"),
                hint: "keep it as it is, and archive to a new folder; `hovedbok-check archive DIR` reads the whole archive; \
                       operating.md, *Archive*"
                    .to_owned(),
            });
        }
        looked_after(&status.views.alarms(self.stalled_after, false))
    }

    /// The views in the text format of Prometheus.
    fn metrics(&self, global: &Global) -> Result<ExitCode, Failure> {
        if self.operations {
            return Err(Failure::call(
                "--format prometheus has no operations",
                "leave out --operations, or write --format json",
            ));
        }
        let Some(outside) = Outside::of(&global.places.ledger, edge::now())? else {
            // Opening it says what is wrong.
            edge::open(global)?.close()?;
            return Ok(ExitCode::SUCCESS);
        };
        let alarms = outside.views.alarms(self.stalled_after, outside.open_by.is_some());
        output::metrics(&metrics::of(&outside, &alarms))?;
        looked_after(&alarms)
    }
}

/// Reports what is to be looked after.
fn looked_after(alarms: &[Alarm]) -> Result<ExitCode, Failure> {
    let (message, hint) = match alarms.first() {
        None => return Ok(ExitCode::SUCCESS),
        Some(Alarm::Stalled { lag }) => (
            format!("the views are behind the log and do not advance; entries that they lack: {lag}"),
            "ask any question, or run `rebuild`; operating.md, *Views*",
        ),
        Some(Alarm::RebuildStalled { position, target }) => (
            format!("a rebuild was stopped at {position} of {target}"),
            "`rebuild resume` goes on with it, `rebuild cancel` gives it up",
        ),
        Some(Alarm::RebuildFailing) => {
            ("a rebuild failed".to_owned(), "`rebuild status` lists what is wrong; operating.md, *Rebuilding*")
        }
    };
    Err(Failure::Check { message, hint: hint.to_owned() })
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
fn row(entries: u64, archive: &ArchiveStatus) -> Value {
    let ArchiveStatus { dir, size, behind, at, there, damage, signed } = archive;
    let behind = match behind {
        0 if *size > entries => "more entries than the ledger".to_owned(),
        0 => "up to date".to_owned(),
        1 => "1 entry behind".to_owned(),
        more => format!("{more} entries behind"),
    };
    let status = match (there, damage, signed) {
        (false, _, _) => "not found".to_owned(),
        (true, Some(_), _) => "damaged".to_owned(),
        (true, None, false) => format!("{behind}, unsigned"),
        (true, None, true) => behind,
    };
    json!({ "dir": dir, "status": status, "size": size, "at": at })
}
