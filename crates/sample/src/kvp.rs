//! KVP: the qualification programme in Oppland 2008-2010. Known from its final report of 2010-11-15.
//!
//! Assumed, to carry both 380 and 383 for the end of 2009: entries were recorded on the day each takes hold, but for three
//! intakes of December 2009 that were recorded on 2010-01-15. One exit takes hold on 2009-12-31, so that what was known
//! then reaches that day.

mod flows;
mod people;

use std::collections::BTreeMap;

use hovedbok_core::entries::codes::{NoBaseline, RecordSubject, TargetKind, Unit};
use hovedbok_core::entries::figure::Published;
use hovedbok_core::entries::programme::{Baseline, Established, GoalSet, TargetSet};
use hovedbok_core::{Day, Label, Period, Text};

use crate::archive::{Archive, Known, Recorded, published};
use crate::given::{date, day, name, period, text, written, year};
use crate::tables::{self, KvpTarget};
use crate::{frame, sources};

const DOCUMENT: &str = "KVP final report, Oppland";
const REPORT: &str = "2010-11-15";
const TARGETS: &str = "kvp_targets.csv";
const GOAL: &str = "participants";
const STOCK: &str = "participants_in_programme";

/// Every entry of the archive.
pub(crate) fn entries() -> Vec<Recorded> {
    let report = day(REPORT);
    let mut archive = Archive::new("KVP", DOCUMENT, Known::AtOnce);
    archive.programme(
        day("2008-01-01"),
        "",
        Established {
            owner: "NAV Oppland".into(),
            legal_basis: Some("Social Services Act, qualification programme".into()),
            period: written("2008-01-01", "2010-12-31", "2008-2010"),
            title: Some("The qualification programme in Oppland".into()),
            note: Some("the day of each step is assumed; the published totals are not".into()),
        },
    );
    targets(&mut archive);
    people::put(&mut archive);
    figures(&mut archive, report);
    frame::risks(&mut archive, report);
    let reason = "the statistics of the final report end with October 2010";
    let subjects = [RecordSubject::Participants];
    frame::records_end(&mut archive, report, so_far().end(), &subjects, reason);
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
    archive.programme(day("2008-01-01"), TARGETS, goal);
    let by_year: BTreeMap<u16, KvpTarget> = tables::kvp_targets().into_iter().map(|row| (row.year, row)).collect();
    for (of, row) in by_year {
        let kinds: &[TargetKind] = match of {
            2010 => &[TargetKind::Point, TargetKind::Average],
            _ => &[TargetKind::Point],
        };
        for kind in kinds {
            let body = TargetSet {
                goal: name(GOAL),
                kind: *kind,
                value: row.target_participants,
                unit: Unit::Persons,
                direction: None,
                office: None,
                period: year(of),
                note: text(Some(&row.where_in_report)),
            };
            archive.programme(date(of.into(), 1, 1), TARGETS, body);
        }
    }
}

fn figures(archive: &mut Archive, report: Day) {
    for row in tables::kvp_targets() {
        let on = day(&row.date_of_figure);
        let mean = row.where_in_report.contains("average so far");
        let about = if mean { period(date(on.year(), 1, 1), on) } else { Period::day(on) };
        let indicator = if mean { "participants_in_programme_month_end_mean" } else { STOCK };
        let counted = Published {
            counting_rule: mean.then(|| "mean of the month-ends".into()),
            page: text(Some(&row.where_in_report)),
            ..published(indicator, Some(row.participants), Unit::Persons, about, DOCUMENT)
        };
        archive.figure(report, TARGETS, counted);
        for (indicator, value) in [("applications", row.applications), ("grants", row.grants)] {
            if value.is_some() {
                let figure = published(indicator, value, Unit::Persons, year(row.year), DOCUMENT);
                archive.figure(report, TARGETS, Published { page: text(Some(&row.where_in_report)), ..figure });
            }
        }
        if row.where_in_report.contains("113 %") {
            let figure = published("attainment", Some(11_300), Unit::BasisPoints, on, DOCUMENT);
            archive.figure(report, TARGETS, Published { page: text(Some(&row.where_in_report)), ..figure });
        }
    }
    for row in tables::kvp_exits() {
        let figure = published("exits_share", Some(row.share_percent * 100), Unit::BasisPoints, so_far(), DOCUMENT);
        let body = Published {
            part: Some(Label::from(format!("destination={}", people::destination(&row.exit)))),
            denominator: Some(Text::from("not stated")),
            note: Some(Text::from(format!("{}: {}", row.exit, row.note.unwrap_or_default()))),
            ..figure
        };
        archive.figure(report, "kvp_exits.csv", body);
    }
}

/// The days that the report covers.
fn so_far() -> Period {
    period(day("2008-01-01"), day("2010-10-31"))
}
