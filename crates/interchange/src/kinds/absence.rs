//! Absence as a list: a row a spell.

use hovedbok_core::Period;

use super::Kind;
use super::columns::{CASE, ID, NOTE, PARTICIPANT, PLACEMENT, REFERENCE, SOURCE, column, required};
use super::error::CellFault;
use super::line::Line;
use crate::headers::{Field, Holds};
use crate::remark::Remark;

pub(super) const KIND: Kind =
    Kind::new("absence", "a spell of absence from a placement", "fravær", FIELDS, &["absence.recorded"], row);

const WHY_ONE_DAY: &str = "the row has no last day: the absence is that day";
const WHY_SEVERAL_DAYS: &str = "the row has no last day: the absence is these days";

const FIELDS: &[Field] = &[
    PARTICIPANT,
    CASE,
    column("start", "fra dato", &["fra", "from", "date", "dato"], "First day away.", "02.05.2016"),
    column("end", "til dato", &["til", "to", "siste dag"], "Last day away; empty for one day.", "04.05.2016"),
    column("period", "periode", &[], "First to last day in one cell, in place of the two: 02.05.2016-04.05.2016.", ""),
    required(
        "kind",
        "fraværstype",
        &["type", "årsak", "kode", "code"],
        "E egenmelding (self_certified), S sykmelding (medical), B sykt barn (child_sick), P permisjon med ytelse (leave_with_benefit), U permisjon uten ytelse (leave_without_benefit), G ugyldig (unauthorised), F ferie (holiday), J jobbintervju (job_interview), A annet (other): the letter or the word.",
        "egenmelding",
    ),
    column("days", "dager", &["antall dager"], "Working days.", "3").holding(Holds::Once),
    column("minutes", "minutter", &[], "Minutes, when it was less than whole days.", "").holding(Holds::Once),
    column("documented", "dokumentert", &[], "Whether there is a document for it: ja or nei.", "nei"),
    PLACEMENT,
    SOURCE,
    REFERENCE,
    NOTE,
    ID,
];

fn row(line: &mut Line<'_, '_>) {
    let period = away(line);
    let mut entry = line.about_person("absence.recorded", None);
    line.take(&mut entry, &["placement"]);
    if let Some(period) = &period {
        entry.set_period("period", period);
    }
    line.take(&mut entry, &["kind", "minutes", "days", "documented", "note"]);
    line.make(entry);
}

/// From the first to the last day, or as one cell says.
fn away(line: &mut Line<'_, '_>) -> Option<Period> {
    let (start, end) = (line.peek("start"), line.peek("end"));
    match (line.peek("period"), start) {
        (Some(_), Some(_)) => {
            line.fault_row(CellFault::Both { one: "period", other: "start" });
            None
        }
        (Some(_), None) if end.is_some() => {
            line.fault_row(CellFault::Both { one: "period", other: "end" });
            None
        }
        (Some(_), None) => line.period("period"),
        (None, None) => {
            line.fault_row(CellFault::NoneOf { columns: &["start", "period"] });
            None
        }
        (None, Some(as_written)) => {
            let first = line.period("start");
            let last = if end.is_some() { line.period("end") } else { first.clone() };
            let (first, last) = (first?, last?);
            if end.is_none() {
                let why = if first.start() == first.end() { WHY_ONE_DAY } else { WHY_SEVERAL_DAYS };
                let remark = Remark::new(as_written, first.to_string(), why);
                line.remark("start", remark);
            }
            match Period::new(first.start(), last.end()) {
                Ok(period) => Some(period),
                Err(_) => {
                    line.fault("end", CellFault::Backwards { start: first.start(), end: last.end() });
                    None
                }
            }
        }
    }
}
