//! TRAPPA: a stair of measures in Nordre Land 2016-2017. Known from its final report, which is taken to be of 2017-11-15.

mod figures;
mod money;
mod people;

use hovedbok_core::entries::programme::{Established, ProjectAdmitted};
use hovedbok_core::field::List;
use hovedbok_core::{Day, Text};

use crate::archive::{Archive, Known, Recorded};
use crate::given::{day, text, written};
use crate::plans::{Besides, Cited, Further};
use crate::{frame, plans, sources, tables};

const DOCUMENT: &str = "TRAPPA final report";
const PLAN: Cited = Cited {
    rows: "trappa_plan.csv, annex 1, lines 551-587; assumed: each year's activities hold from the project's first day and from 1 \
           January 2017",
    versions: "plan_versions.csv",
    links: "milestone_links.csv, annex 1, lines 565-566 and 586-587; assumed: that the row of 2017 goes on with the one of 2016 that \
            has the same title; and the day, the last of the deadline or year of the first",
};
/// What is assumed about every person.
const PERSONS: &str = "every day, the month of birth, who is a settled refugee, the measure's name, a full place, that who left a measure left \
     the programme, and where those of both years were before";
/// What the persons were put together from.
const PUBLISHED: &str =
    "participants, placements and outcomes by year, group and provider, and who received social assistance";
/// The day that is taken for the report, whose latest day is 1 November 2017; nothing in the archive takes hold after it.
const REPORT: &str = "2017-11-15";
const UNDER_30: &str = "under_30";
const REFUGEES: &str = "settled_refugees";
const ASVO: &str = "ASVO";
/// The first day of the project.
const BEGINS: &str = "2016-03-01";

/// Every entry of the archive.
pub(crate) fn entries() -> Vec<Recorded> {
    let report = day(REPORT);
    let mut archive = Archive::new("TRAPPA", DOCUMENT, Known::By(report))
        .assuming(PERSONS)
        .undated(report, "the day of the report, which has none");
    archive.programme(
        day("2016-03-01"),
        "front page, lines 10-13; chapter 1, lines 46-49; chapter 2, lines 101-105",
        Established {
            owner: "Municipal chief executive of Nordre Land".into(),
            legal_basis: Some("Municipal council decision of 16 February 2016".into()),
            period: written("2016-03-01", "2016-12-31", "2016"),
            title: Some("A stair of measures for people under 30 and settled refugees".into()),
            note: Some(
                "the manager of the NAV office is project manager, and NAV the coordinating unit; those under 30 receive \
                 social assistance or have applied for it; settled refugees include reunited family"
                    .into(),
            ),
        },
    );
    frame::persons_reconstructed(&mut archive, day("2016-03-01"), PUBLISHED, PERSONS);
    for row in tables::municipalities().into_iter().filter(|row| row.programme == "TRAPPA") {
        let from: Day = day(row.from.as_deref().unwrap_or_default());
        let body = ProjectAdmitted {
            project: Text::from(row.municipality.as_str()),
            municipality: Text::from(row.municipality.as_str()),
            district: text(row.project_or_district.as_deref()),
            year: None,
            until: None,
            partners: List(Vec::new()),
            note: text(row.note.as_deref()),
        };
        archive.programme(from, "municipalities.csv, chapter 2, line 101", body);
    }
    let rows = tables::trappa_plan()
        .into_iter()
        .map(|row| plans::told(row.section, row.number, row.activity, &row.due_as_written, &row.result));
    let rows = plans::with_besides(rows.collect(), besides());
    // The activities of 2017 were made when the project went on.
    let holds = |row: &plans::PlanRow| if row.of_section("2017") { day("2017-01-01") } else { day(BEGINS) };
    plans::put(&mut archive, &PLAN, holds, report, rows);
    let paid_in_full = people::put(&mut archive);
    money::put(&mut archive, &paid_in_full);
    figures::put(&mut archive, report);
    let ends = frame::Ends {
        last: report,
        subjects: &[],
        reason: "the final report was written before the last year was over",
        place: "front page, lines 1-13; assumed: the day of the report, which has none: its latest is 1 November 2017",
    };
    frame::records_end(&mut archive, report, &ends);
    sources::put(&mut archive, report, include_str!("../../../tests/data/programmes/sources/trappa.jsonl"));
    archive.into_entries()
}

/// What the report says of the plan's rows elsewhere, and what its words leave to be read.
fn besides() -> Vec<Besides> {
    let done = "that these words mean done is read from them";
    let row = |section: &'static str, number: &'static str, went: Further, note: &'static str| Besides {
        section,
        number,
        which: 1,
        went,
        note: Some(note),
        assumed: Some(done),
    };
    let as_written = |number: &'static str, note: &'static str| row("2016", number, Further::AsWritten, note);
    let some_day = |from: &str| Further::Completed(written(from, REPORT, "done, no day given"));
    let read_as_done = |number: &'static str, note: &'static str| row("2016", number, some_day(BEGINS), note);
    let of_january = "the cell has two months for three tasks, under a heading that is deadline or when done";
    let read = "when each of the three tasks was due and done; chapter 4.1, line 191, says only that the plan was made";
    let planned = |which: usize, on: (&str, &str, &str)| Besides {
        section: "2017",
        number: "HA01",
        which,
        went: Further::Completed(written(on.0, on.1, on.2)),
        note: Some(of_january),
        assumed: Some(read),
    };
    vec![
        as_written("HA02", "the report refers to its evaluation for how it went"),
        read_as_done("HA04", "made because of central guidelines"),
        read_as_done("HA07", "the source says that what was needed was clarified after some rounds"),
        read_as_done("HA08", "the source says that routines were clarified after some time"),
        Besides {
            section: "2016",
            number: "HA10",
            which: 3,
            went: Further::Completed(written("2016-12-31", "2017-01-01", "ved årsskiftet")),
            note: Some("a result report was made instead of a proposal"),
            assumed: Some(
                "that the result report is what became of the proposal; the turn of the year is read as its two days",
            ),
        },
        Besides {
            section: "2016",
            number: "HA12",
            which: 1,
            went: Further::Postponed(written("2017-09-01", "2017-11-30", "høsten 2017")),
            note: Some("chapter 3, line 161: the steering group moved evaluating with the extension"),
            assumed: Some("autumn is read as September to November"),
        },
        Besides {
            section: "2016",
            number: "HA13",
            which: 1,
            went: Further::Postponed(written("2017-01-01", "2017-12-31", "ut 2017")),
            note: Some("chapter 2, line 103"),
            assumed: None,
        },
        planned(1, ("2017-01-01", "2017-01-31", "Januar")),
        planned(2, ("2017-03-01", "2017-03-31", "Mars")),
        row("2017", "HA08", some_day("2017-01-01"), "the teaching part was carried out to a small degree"),
        Besides {
            section: "2017",
            number: "HA12",
            which: 1,
            went: Further::AsWritten,
            note: Some("chapters 1 and 3, lines 61 and 173, say that the evaluation is done"),
            assumed: None,
        },
    ]
}
