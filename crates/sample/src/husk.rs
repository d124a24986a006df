//! HUSK: research, education and practice in cooperation 2006-2011. Known from its plan, latest completion 2009-01-09.

use hovedbok_core::entries::codes::Unit;
use hovedbok_core::entries::figure::Published;
use hovedbok_core::entries::programme::{Established, ProjectAdmitted};
use hovedbok_core::field::List;
use hovedbok_core::{Day, Period, Text};

use crate::archive::{Archive, Known, Recorded, When, published};
use crate::frame::{self, Meetings};
use crate::given::{day, text, written};
use crate::plans::{Besides, Cited, Further};
use crate::{plans, sources, tables};

const DOCUMENT: &str = "HUSK plan 2008-2009";
const PLAN: Cited = Cited {
    rows: "husk_milestones.csv, chapter 6, lines 606-1335; assumed: the rows hold from the first day of 2006, and what the initials \
           of those responsible stand for, as nothing explains them",
    versions: "plan_versions.csv, chapter 3, line 73; chapter 3.1.1, line 97; assumed: the name, and that it was approved",
    links: "milestone_links.csv",
};
/// The milestones again, as meetings.
const MET: &str = "husk_milestones.csv, chapter 6, lines 606-1335";

const COSTS: &str = "spending.csv, chapter 6.1, line 1397";
const ADMITTED: &str = "municipalities.csv, chart 4.9, lines 419-443; assumed: from the day on which the four projects were chosen \
                        (line 707), as no municipality has a day";

/// Which completed milestones were meetings of which body. Where one meeting reached two milestones it stands once; 35
/// stands twice in the plan, and the second was the meeting. 2008/76 and 77 are the two days of one meeting (line 148).
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
            ("2008", "76+77", 1),
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
    let mut archive = Archive::new("HUSK", DOCUMENT, Known::By(document))
        .undated(document, "counts from the latest day in the undated plan");
    archive.programme(
        day("2006-01-01"),
        "chapter 1, lines 9-14; assumed: from the first to the last day of the years given",
        Established {
            owner: "Directorate for Health and Social Affairs".into(),
            legal_basis: Some("Social Services Act; chapter 621 items 21 and 63, chapter 761 item 77".into()),
            period: written("2006-01-01", "2011-12-31", "2006-2011"),
            title: Some("Cooperation between research, education and practice".into()),
            note: Some(
                "university college and university social services offices; four equal parties: users, social services, \
                 education and research"
                    .into(),
            ),
        },
    );
    projects(&mut archive, document);
    frame::budget(&mut archive, |_| None, of_budget);
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
    let rows = plans::with_besides(rows.collect(), besides());
    let plan = plans::put(&mut archive, &PLAN, |_| day("2006-01-01"), document, rows);
    frame::bodies(&mut archive, exists_from, of_body);
    frame::meetings(&mut archive, MET, &plan, MEETINGS, inferred);
    frame::risks(&mut archive, document, "chapter 5, lines 460-600");
    let ends = frame::Ends {
        last: document,
        subjects: &[],
        reason: "the latest completion in the plan, which has no date itself",
        place: "chapter 6, milestones, lines 606-1335",
    };
    frame::records_end(&mut archive, document, &ends);
    sources::put(&mut archive, document, include_str!("../../../tests/data/programmes/sources/husk.jsonl"));
    archive.into_entries()
}

/// From when a body exists that the table gives no day for: when the plan shows it set up, else when the table's words say.
fn exists_from(body: &str) -> (Period, Option<Day>) {
    let (from, meets_from) = match body {
        "Expert group" => (day("2006-03-22"), None),
        "Project managers forum" => (day("2006-11-21"), None),
        "Network gathering" => (day("2006-01-01"), Some(day("2007-01-01"))),
        "Nordic conference" => (day("2009-01-01"), None),
        "Contact meeting" => (day("2009-01-09"), Some(day("2009-01-30"))),
        _ => (day("2006-01-01"), None),
    };
    (Period::day(from), meets_from)
}

fn of_body(body: &str) -> &'static str {
    match body {
        "Management group" => "chapter 3.1.2, line 111; chapter 4.8, line 331; assumed: from its first meeting",
        "Expert group" => "chapter 3.2.2, line 148; chapter 4.8, line 334; assumed: from the milestone that sets it up",
        "Contact meeting" => {
            "chapter 3.3.2, line 171; chapter 4.8, line 337; assumed: from the day of the plan, and twice a year from the day for \
             which the first meeting is planned; it was not held by then"
        }
        "Project managers forum" => {
            "chapter 3.4.2, line 189; chapter 4.8, line 340; assumed: from the milestone that constitutes it"
        }
        "Network gathering" => {
            "chapter 4.2, line 213; chapter 4.8, line 343; assumed: exists from the trial's first day"
        }
        "Nordic conference" => "chapter 4.4.2, line 232; chapter 4.8; assumed: from the year for which it is planned",
        _ => {
            "chapter 3, lines 73 and 151; chapter 6, milestones 2006/2 and 2006/23, lines 621-625 and 756-760; assumed: to the day \
             before the management group first met, as autumn 2008 is given"
        }
    }
}

fn of_budget(year: u16) -> &'static str {
    match year {
        2009 => "chapter 6.3, line 1403; assumed: the amount of 2008, as the line announces the same frame",
        _ => "chapter 6.1, lines 1378-1384; assumed: from 1 January of the year",
    }
}

/// What is read into a milestone that counts as a meeting.
fn inferred(section: &str, number: &str) -> Option<&'static str> {
    match (section, number) {
        ("2006", "20" | "23") => Some("that a body which was constituted met"),
        ("2006", "26") | ("2007", "57" | "63") => {
            Some("that a project discussed with the expert group is a meeting of it")
        }
        ("2008", "82") => Some("that the network conference is that year's network gathering"),
        ("2008", "76+77") => Some("that these are the two days of one meeting, as line 148 describes"),
        _ => None,
    }
}

/// What the plan does not say of its rows and the tables do.
fn besides() -> Vec<Besides> {
    let row = |section: &'static str, number: &'static str, note, assumed| Besides {
        section,
        number,
        which: 1,
        went: Further::AsWritten,
        note,
        assumed,
    };
    let order = Some("the order against the other row, which the titles suggest; the plan orders no rows");
    let two_days = Some("two days are printed as done; which is for which group is not said");
    let second = Some("beside the national project manager, initials that nothing explains");
    vec![
        row("2006", "21", two_days, Some("the row is done on the last of the two days")),
        row("2006", "22", two_days, Some("the row is done on the last of the two days")),
        row("2006", "16", None, order),
        row("2006", "17", None, order),
        row("2007", "49", None, order),
        row("2007", "50", None, order),
        row("2008", "83", Some("responsible: initials that nothing explains"), None),
        row("2008", "93", second, None),
        row("2009", "109", second, None),
        row("2009", "110", second, None),
    ]
}

fn projects(archive: &mut Archive, document: Day) {
    for row in tables::municipalities().into_iter().filter(|row| row.programme == "HUSK") {
        let from: Day = day(row.from.as_deref().unwrap_or_default());
        let district = row.municipality.strip_suffix(" (Oslo)");
        let body = ProjectAdmitted {
            project: Text::from(row.project_or_district.unwrap_or_default()),
            municipality: Text::from(if district.is_some() { "Oslo" } else { row.municipality.as_str() }),
            district: text(district),
            year: None,
            until: None,
            partners: List(Vec::new()),
            note: text(row.note.as_deref()),
        };
        archive.programme(from, ADMITTED, body);
    }
    let figure = published("projects", Some(4), Unit::Projects, document, DOCUMENT);
    archive.figure(document, "chapter 3, line 76", Published { page: Some("chapter 3".into()), ..figure });
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
        let page = Some("chapter 6.1".into());
        let certainty = frame::certainty(&row.certainty);
        archive.figure(document, COSTS, Published { certainty, page, note: Some(note.into()), ..figure });
    }
}

fn about(years: &str) -> Period {
    let (first, last) = years.split_once('-').unwrap_or((years, years));
    written(&format!("{first}-01-01"), &format!("{last}-12-31"), years).when()
}
