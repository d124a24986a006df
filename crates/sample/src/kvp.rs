//! KVP: the qualification programme in Oppland 2008-2010. Known from its final report, which is taken to be of 2010-11-15.
//!
//! Assumed, to carry both 380 and 383 for the end of 2009: entries were recorded on the day each takes hold, but for three
//! intakes of December 2009 that were recorded on 2010-01-15. One exit takes hold on 2009-12-31, so that what was known
//! then reaches that day.

mod flows;
mod people;

use std::collections::BTreeMap;

use hovedbok_core::entries::codes::{Direction, NoBaseline, RecordSubject, TargetKind, Unit};
use hovedbok_core::entries::figure::Published;
use hovedbok_core::entries::programme::{Baseline, Established, GoalSet, TargetSet};
use hovedbok_core::{Day, Label, Period, Text};

use crate::archive::{Archive, Known, Recorded, published};
use crate::frame::Ends;
use crate::given::{date, day, name, period, written, year};
use crate::tables::{self, KvpTarget};
use crate::{frame, sources};

const DOCUMENT: &str = "KVP final report, Oppland";
const REPORT: &str = "2010-11-15";
/// What is assumed about every person.
const PERSONS: &str = "every day, and the county as one office, since no figure is by office";
/// What the persons were put together from.
const PUBLISHED: &str =
    "applications and grants in total, participants at the end of some months and on average, exits by destination";
const GOAL: &str = "participants";
const STOCK: &str = "participants_in_programme";

/// Every entry of the archive.
pub(crate) fn entries() -> Vec<Recorded> {
    let report = day(REPORT);
    let mut archive = Archive::new("KVP", DOCUMENT, Known::AtOnce)
        .assuming(PERSONS)
        .undated(report, "the day of the report, which has none");
    archive.programme(
        day("2008-01-01"),
        "chapters 1 and 2, pages 3-5, lines 7-11; assumed: the first day; the scheme is of 1 November 2007, the project of \
         spring 2008",
        Established {
            owner: "NAV Oppland and the County Governor of Oppland".into(),
            legal_basis: Some("Social Services Act, chapter 5A".into()),
            period: written("2008-01-01", "2010-12-31", "fram til 31.12.2010"),
            title: Some("The qualification programme in Oppland".into()),
            note: Some(
                "NAV Oppland answers for targets and implementation, the County Governor for the professional side; the \
                 municipality in the NAV office decides on applications; chapter 5A came into force on 1 November 2007"
                    .into(),
            ),
        },
    );
    frame::persons_reconstructed(&mut archive, day("2008-01-01"), PUBLISHED, PERSONS);
    targets(&mut archive);
    people::put(&mut archive);
    figures(&mut archive, report);
    frame::risks(
        &mut archive,
        report,
        "chapter 6, page 19, line 39; assumed: the day of the report; that each remark stands beside its risk",
    );
    let ends = Ends {
        last: so_far().end(),
        subjects: &[RecordSubject::Participants],
        reason: "the statistics of the final report end with October 2010",
        place: "chapter 3, page 8, line 17",
    };
    frame::records_end(&mut archive, report, &ends);
    sources::put(&mut archive, report, include_str!("../../../tests/data/programmes/sources/kvp.jsonl"));
    archive.into_entries()
}

fn targets(archive: &mut Archive) {
    let goal = GoalSet {
        goal: name(GOAL),
        indicator: STOCK.into(),
        baseline: Baseline::Missing(NoBaseline::NotApplicable),
        cohort: None,
        note: Some("targets count those in the programme, from none at its start".into()),
    };
    archive.programme(day("2008-01-01"), "kvp_targets.csv, chapter 2, page 4, line 9", goal);
    let by_year: BTreeMap<u16, KvpTarget> = tables::kvp_targets().into_iter().map(|row| (row.year, row)).collect();
    for (of, row) in by_year {
        let kinds: &[TargetKind] = match of {
            2010 => &[TargetKind::Point, TargetKind::Average],
            _ => &[TargetKind::Point],
        };
        for kind in kinds {
            let (place, note) = of_target(of, *kind);
            let body = TargetSet {
                goal: name(GOAL),
                kind: *kind,
                value: row.target_participants,
                unit: Unit::Persons,
                direction: Some(Direction::AtLeast),
                office: None,
                period: year(of),
                note: Some(note.into()),
            };
            archive.programme(date(of.into(), 1, 1), place, body);
        }
    }
}

/// Where the report has a target, and what else it says of it.
fn of_target(year: u16, kind: TargetKind) -> (&'static str, &'static str) {
    match (year, kind) {
        (2008, _) => (
            "kvp_targets.csv, chapter 3, page 8, line 17; chapter 6, page 18, line 37; assumed: from the first day of the \
             year, as targets came before the third tertial of 2008 without a day",
            "about 200 on page 8, 200 on page 18",
        ),
        (2009, _) => (
            "kvp_targets.csv, chapter 3, page 8, line 17; chapter 6, page 18, line 37; assumed: from the first day of the year",
            "Oppland's part of a national target of 8860",
        ),
        (_, TargetKind::Point) => (
            "kvp_targets.csv, chapter 2, page 4, line 9; assumed: from the first day of the year",
            "for 31 December 2010; chapters 3 and 6 have the same number as an average for the year",
        ),
        (_, TargetKind::Average | TargetKind::CohortReduction) => (
            "kvp_targets.csv, chapter 3, page 8, line 17; chapter 6, page 18, line 37; assumed: from the first day of the year",
            "an average for the year; chapter 2 has the same number for 31 December 2010",
        ),
    }
}

fn figures(archive: &mut Archive, report: Day) {
    for row in tables::kvp_targets() {
        let on = day(&row.date_of_figure);
        let mean = row.where_in_report.contains("average so far");
        let about = if mean { period(date(on.year(), 1, 1), on) } else { Period::day(on) };
        let indicator = if mean { "participants_in_programme_month_end_mean" } else { STOCK };
        let (page, line) = match row.where_in_report.split_once(" 6") {
            Some(_) => ("chapter 6, page 18", "line 37"),
            None => ("chapter 3, page 8", "line 17"),
        };
        let mut place = format!("kvp_targets.csv, {page}, {line}");
        if mean {
            place.push_str(
                "; assumed: the day of the report; the mean is of the month-ends since the year began; printed is the average per \
                 September",
            );
        }
        let printed = |figure: Published| Published { page: Some(page.into()), ..figure };
        let counted = published(indicator, Some(row.participants), Unit::Persons, about, DOCUMENT);
        archive.figure(report, &place, printed(counted));
        for (indicator, value) in [("applications", row.applications), ("grants", row.grants)] {
            if value.is_some() {
                let figure = published(indicator, value, Unit::Persons, year(row.year), DOCUMENT);
                let read = indicator == "grants" && row.year == 2009;
                let note = read.then(|| "printed as decisions made; that all of them are grants is read so".into());
                archive.figure(report, &place, printed(Published { note, ..figure }));
            }
        }
        if row.where_in_report.contains("113 %") {
            let figure = published("attainment", Some(11_300), Unit::BasisPoints, year(row.year), DOCUMENT);
            archive.figure(report, &place, printed(figure));
        }
    }
    for row in tables::kvp_exits() {
        let share = row.share_percent * 100;
        // "Nearly 5 %" is a bound.
        let bound = row.note.as_deref().is_some_and(|note| note.starts_with("nearly"));
        let (value, below) = if bound { (None, Some(share)) } else { (Some(share), None) };
        let body = Published {
            below,
            part: Some(Label::from(format!("destination={}", people::destination(&row.exit)))),
            page: Some("chapter 4, page 12".into()),
            note: Some(Text::from(format!("{}: {}", row.exit, row.note.unwrap_or_default()))),
            ..published("exits_share", value, Unit::BasisPoints, so_far(), DOCUMENT)
        };
        archive.figure(report, EXITS, body);
    }
}

/// The shares of those who left, which have no period.
const EXITS: &str =
    "kvp_exits.csv, chapter 4, page 12, line 25; assumed: the day of the report; about all days that it covers";

/// The days that the report covers.
fn so_far() -> Period {
    period(day("2008-01-01"), day("2010-10-31"))
}
