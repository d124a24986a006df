//! TRAPPA: a stair of measures in Nordre Land 2016-2017. Known from its result report of 2017-11-15.

mod figures;
mod money;
mod people;

use hovedbok_core::entries::programme::{Established, ProjectAdmitted};
use hovedbok_core::field::List;
use hovedbok_core::{Day, Text};

use crate::archive::{Archive, Known, Recorded};
use crate::given::{day, text, written};
use crate::{frame, plans, sources, tables};

const DOCUMENT: &str = "TRAPPA result report";
const PLAN: &str = "trappa_plan.csv";
/// The day of the report; nothing in the archive takes hold after it.
const REPORT: &str = "2017-11-15";
const UNDER_30: &str = "under_30";
const REFUGEES: &str = "settled_refugees";
const ASVO: &str = "ASVO";

/// Every entry of the archive.
pub(crate) fn entries() -> Vec<Recorded> {
    let report = day(REPORT);
    let mut archive = Archive::new("TRAPPA", DOCUMENT, Known::By(report));
    archive.programme(
        day("2016-03-01"),
        "",
        Established {
            owner: "Nordre Land municipality".into(),
            legal_basis: None,
            period: written("2016-03-01", "2017-12-31", "2016-2017"),
            title: Some("A stair of measures for people under 30 and settled refugees".into()),
            note: Some("planned for 2016 only, extended through 2017".into()),
        },
    );
    for row in tables::municipalities().into_iter().filter(|row| row.programme == "TRAPPA") {
        let from: Day = day(row.from.as_deref().unwrap_or_default());
        let body = ProjectAdmitted {
            project: Text::from(row.municipality.as_str()),
            municipality: Text::from(row.municipality.as_str()),
            district: text(row.project_or_district.as_deref()),
            year: None,
            until: Some(day("2017-12-31")),
            partners: List(Vec::new()),
            note: text(row.note.as_deref()),
        };
        archive.programme(from, "municipalities.csv", body);
    }
    let rows = tables::trappa_plan()
        .into_iter()
        .map(|row| plans::told(row.section, row.number, row.activity, &row.due_as_written, &row.result));
    plans::put(&mut archive, PLAN, day("2016-01-01"), report, rows.collect());
    let paid_in_full = people::put(&mut archive);
    money::put(&mut archive, &paid_in_full);
    figures::put(&mut archive, report);
    frame::records_end(
        &mut archive,
        report,
        report,
        &[],
        "the result report was written before the last year was over",
    );
    sources::put(&mut archive, report, include_str!("../../../tests/data/programmes/sources/trappa.jsonl"));
    archive.into_entries()
}
