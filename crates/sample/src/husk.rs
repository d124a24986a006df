//! HUSK: research, education and practice in cooperation 2006-2011. Known from its plan, latest completion 2009-01-09.

use hovedbok_core::entries::codes::Unit;
use hovedbok_core::entries::figure::Published;
use hovedbok_core::entries::programme::{Established, ProjectAdmitted};
use hovedbok_core::field::List;
use hovedbok_core::{Day, Period, Text};

use crate::archive::{Archive, Known, Recorded, When, published};
use crate::frame::{self, Meetings};
use crate::given::{constant, day, text, written, year};
use crate::{plans, sources, tables};

const DOCUMENT: &str = "HUSK plan 2008-2009";
const PLAN: &str = "husk_milestones.csv";

/// Which completed milestones were meetings of which body. Where one meeting reached two milestones it stands once; 35
/// stands twice in the plan, and the second was the meeting.
const MEETINGS: Meetings<'static> = &[
    (
        "Expert group",
        &[
            ("2006", "4", 1),
            ("2006", "12", 1),
            ("2006", "26", 1),
            ("2007", "45", 1),
            ("2007", "57", 1),
            ("2007", "63", 1),
            ("2008", "67", 1),
            ("2008", "76", 1),
            ("2008", "77", 1),
            ("2008", "93", 1),
        ],
    ),
    (
        "Steering group",
        &[
            ("2006", "6", 1),
            ("2006", "14", 1),
            ("2007", "27", 1),
            ("2007", "35", 2),
            ("2007", "46", 1),
            ("2008", "72", 1),
        ],
    ),
    (
        "Reference group",
        &[
            ("2006", "23", 1),
            ("2007", "36", 1),
            ("2007", "52", 1),
            ("2007", "55", 1),
            ("2008", "68", 1),
            ("2008", "78", 1),
        ],
    ),
    (
        "Project managers forum",
        &[
            ("2006", "20", 1),
            ("2007", "31", 1),
            ("2007", "43", 1),
            ("2007", "53", 1),
            ("2007", "62", 1),
            ("2008", "66", 1),
            ("2008", "75", 1),
            ("2008", "79", 1),
            ("2008", "92", 1),
        ],
    ),
    ("Network gathering", &[("2007", "56", 1), ("2008", "82", 1)]),
    ("Management group", &[("2008", "81", 1), ("2008", "91", 1)]),
];

/// Every entry of the archive.
pub(crate) fn entries() -> Vec<Recorded> {
    let document = day("2009-01-09");
    let mut archive = Archive::new("HUSK", DOCUMENT, Known::By(document));
    archive.programme(
        day("2006-01-01"),
        "",
        Established {
            owner: "Directorate for Health and Social Affairs".into(),
            legal_basis: Some("chapter 621 items 21 and 63, chapter 761 item 77".into()),
            period: written("2006-01-01", "2011-12-31", "2006-2011"),
            title: Some("Cooperation between research, education and practice".into()),
            note: None,
        },
    );
    projects(&mut archive, document);
    frame::budget(&mut archive, |_| None);
    contracts(&mut archive, document);
    let rows = tables::husk_milestones().into_iter().filter(|row| row.plan == "HUSK").map(|row| {
        plans::dated(
            row.section,
            row.number,
            row.title,
            row.responsible,
            &row.due_as_written,
            &row.completed_as_written,
        )
    });
    let plan = plans::put(&mut archive, PLAN, day("2006-01-01"), document, rows.collect());
    frame::bodies(&mut archive, exists_from);
    frame::meetings(&mut archive, PLAN, &plan, MEETINGS);
    frame::risks(&mut archive, document);
    frame::records_end(
        &mut archive,
        document,
        document,
        &[],
        "the latest completion in the plan, which has no date itself",
    );
    sources::put(&mut archive, document, include_str!("../../../tests/data/programmes/sources/husk.jsonl"));
    archive.into_entries()
}

/// From when a body exists that the table gives no day for: when the plan shows it set up, else when the table's words say.
fn exists_from(body: &str) -> (Day, Option<Day>) {
    match body {
        "Expert group" => (day("2006-03-22"), None),
        "Project managers forum" => (day("2006-11-21"), None),
        "Network gathering" => (day("2006-01-01"), Some(day("2007-01-01"))),
        "Nordic conference" => (day("2009-01-01"), None),
        _ => (day("2006-01-01"), None),
    }
}

fn projects(archive: &mut Archive, document: Day) {
    for row in tables::municipalities().into_iter().filter(|row| row.programme == "HUSK") {
        let from = row.from.unwrap_or_default();
        let stated = constant(from.parse(), &from);
        let district = row.municipality.strip_suffix(" (Oslo)");
        let body = ProjectAdmitted {
            project: Text::from(row.project_or_district.unwrap_or_default()),
            municipality: Text::from(if district.is_some() { "Oslo" } else { row.municipality.as_str() }),
            district: text(district),
            year: Some(stated),
            until: None,
            partners: List(Vec::new()),
            note: text(row.note.as_deref()),
        };
        archive.programme(year(stated), "municipalities.csv", body);
    }
    let figure = published("projects", Some(4), Unit::Projects, year(2006), DOCUMENT);
    archive.figure(document, "", figure);
}

/// What the contract costs and what was expected of it are no money of a year: published figures, no fund.
fn contracts(archive: &mut Archive, document: Day) {
    for row in tables::spending().into_iter().filter(|row| row.programme == "HUSK") {
        let about = about(&row.period);
        let figure = published(&row.what, Some(row.amount_nok * 100), Unit::Ore, about, DOCUMENT);
        let note = match &row.note {
            Some(note) => format!("{}: {note}", row.kind),
            None => row.kind.clone(),
        };
        let certainty = frame::certainty(&row.certainty);
        archive.figure(document, "spending.csv", Published { certainty, note: Some(note.into()), ..figure });
    }
}

fn about(years: &str) -> Period {
    let (first, last) = years.split_once('-').unwrap_or((years, years));
    written(&format!("{first}-01-01"), &format!("{last}-12-31"), years).when()
}
