//! TIO: closer individual follow-up, a national trial 2005-2008. Known from its project plan of 2007-08-27.

use hovedbok_core::entries::codes::Unit;
use hovedbok_core::entries::figure::Published;
use hovedbok_core::entries::fund::GrantAllocated;
use hovedbok_core::entries::programme::{Established, ProjectAdmitted};
use hovedbok_core::field::List;
use hovedbok_core::{Day, Period, Text};

use crate::archive::{Archive, Known, Recorded, published};
use crate::frame::{self, Meetings};
use crate::given::{day, kroner, name, period, text, written, year};
use crate::plans::{Besides, Cited, Further};
use crate::{plans, sources, tables};

const DOCUMENT: &str = "TIO project plan 0.0.3";
const PLAN: Cited = Cited {
    rows: "tio_milestones.csv, chapter 5, lines 231-296; assumed: the rows hold from the first day of 2006, and the initials of those \
           responsible, which nothing explains, are the project manager's",
    versions: "plan_versions.csv, change log, lines 16-18",
    links: "milestone_links.csv, chapter 5, lines 236-282; assumed: that one row goes on with the other, which like titles suggest, \
            as the plan links no rows; and the day, the last of the deadline of the first",
};
/// When projects joined, by both rounds of admission.
const ADMITTED: &str = "municipalities.csv, chapter 1, lines 56-60; chapter 3.13, line 210; assumed: autumn is September to \
                        November, spring March to May";

/// The milestones again, as meetings.
const MET: &str = "tio_milestones.csv, chapter 5, lines 231-274";
const GRANTS: &str = "grants.csv, chapter 1, lines 56-58; assumed: autumn is September to November";

/// Which completed milestones were meetings of which body. 2006/3 is a meeting of project managers, but nothing says that
/// it was their yearly gathering.
const MEETINGS: Meetings<'static> = &[
    ("Project group", &[("2006", "4", 1)]),
    ("Working group of the directorates", &[("2006", "5", 1)]),
    ("Network gathering", &[("2006", "10", 1), ("2007", "15", 1)]),
    ("Project manager gathering", &[("2007", "14", 1)]),
];

/// Every entry of the archive.
pub(crate) fn entries() -> Vec<Recorded> {
    let document = day("2007-08-27");
    let mut archive = Archive::new("TIO", DOCUMENT, Known::By(document));
    archive.programme(
        written("2005-01-01", "2005-12-31", "2005"),
        "chapter 1, page 4, lines 56-62; chapter 6.1, line 302; assumed: from 2005, which has the first money; the plan itself is \
         titled 2006-2008",
        Established {
            owner: "Directorate for Health and Social Affairs".into(),
            legal_basis: Some("chapter 621 item 63 (grants to municipalities)".into()),
            period: period(day("2005-01-01"), day("2008-12-31")),
            title: Some("Closer individual follow-up, national trial".into()),
            note: Some(
                "the project group of the national scheme is the superior body responsible; the directorate's department for \
                 municipal welfare services carries the trial out and answers for its money, in cooperation with the \
                 Directorate of Labour and Welfare"
                    .into(),
            ),
        },
    );
    projects(&mut archive, document);
    frame::budget(&mut archive, |of| (of == 2005).then(|| day("2005-09-01")), of_budget);
    grants(&mut archive);
    let rows = tables::tio_milestones().into_iter().filter(|row| row.plan == "TIO").map(|row| {
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
    // The requirements stand in the plan, whose first version is of this day.
    frame::bodies(&mut archive, |_| (Period::day(day("2006-07-05")), None), of_body);
    frame::meetings(&mut archive, MET, &plan, MEETINGS, |_, _| None);
    // Version 0.0.3 did not edit the chapter of risks.
    frame::risks(&mut archive, day("2006-09-15"), "chapter 4, lines 215-224; assumed: as in version 0.0.2");
    let ends = frame::Ends {
        last: document,
        subjects: &[],
        reason: "version 0.0.3 of the project plan is of this day",
        place: "change log, line 18",
    };
    frame::records_end(&mut archive, document, &ends);
    sources::put(&mut archive, document, include_str!("../../../tests/data/programmes/sources/tio.jsonl"));
    archive.into_entries()
}

fn projects(archive: &mut Archive, document: Day) {
    let when = written("2005-09-01", "2006-05-31", "2005 or 2006 (autumn 2005 or spring 2006); which is not stated");
    for row in tables::municipalities().into_iter().filter(|row| row.programme == "TIO") {
        let body = ProjectAdmitted {
            project: Text::from(row.project_or_district.as_deref().unwrap_or(&row.municipality)),
            municipality: Text::from(row.municipality.as_str()),
            district: text(row.project_or_district.as_deref()),
            year: None,
            until: None,
            // Agdenes shares its project with two others, which are no municipalities of the trial.
            partners: List(match row.municipality.as_str() {
                "Agdenes" => vec!["Meldal".into(), "Skaun".into()],
                _ => Vec::new(),
            }),
            note: text(row.note.as_deref()),
        };
        archive.programme(&when, ADMITTED, body);
    }
    let counted = [
        ("projects", 21, Unit::Projects, autumn(), "printed twice; which of the projects joined in 2005 is not stated"),
        (
            "municipalities",
            17,
            Unit::Municipalities,
            autumn(),
            "printed twice; which municipalities joined in 2005 is not stated",
        ),
        ("projects", 25, Unit::Projects, year(2006), "24 are named, by a count of chapter 3.13 that is not the plan's"),
        ("municipalities", 20, Unit::Municipalities, year(2006), "Oslo has several projects"),
    ];
    for (indicator, value, unit, about, note) in counted {
        let figure = published(indicator, Some(value), unit, about, DOCUMENT);
        let page = Some("chapter 1, page 4".into());
        archive.figure(document, "chapter 1, lines 56-60", Published { page, note: Some(note.into()), ..figure });
    }
}

fn grants(archive: &mut Archive) {
    for grant in tables::grants().into_iter().filter(|grant| grant.programme == "TIO") {
        let fund = archive.fund_id(grant.year, "621.63");
        let body = GrantAllocated {
            grant: name(&format!("TIO-{}", grant.year)),
            recipient: Text::from(grant.given_to),
            amount_ore: kroner(grant.amount_nok),
            purpose: "local projects".into(),
            conditions: None,
            certainty: None,
            note: Some(Text::from(format!(
                "given by {}, chosen by both directorates; the amount of each municipality is not stated",
                grant.given_by
            ))),
        };
        archive.fund(&fund, autumn(), GRANTS, body);
    }
}

/// When the grants of 2005 were given.
fn autumn() -> Period {
    written("2005-09-01", "2005-11-30", "autumn 2005")
}

fn of_budget(year: u16) -> &'static str {
    match year {
        2005 => {
            "chapter 1, line 56; chapter 6.1, line 302; assumed: 1 September, as only the revised national budget is named"
        }
        2006 => {
            "chapter 6.2, lines 306-309; of these 30 million, 10 came in 2006 by chapter 1, line 60; assumed: from 1 January of \
             the year"
        }
        _ => "chapter 6.3, line 313; assumed: from 1 January of the year",
    }
}

fn of_body(body: &str) -> &'static str {
    match body {
        "Network gathering" => {
            "chapter 3.3, line 138; assumed: from the day of the plan's first version, and until the trial ends"
        }
        "Project manager gathering" => {
            "chapter 3.4, line 144; assumed: from the day of the plan's first version, and until the trial ends"
        }
        "Internal working group" => {
            "chapter 3.12, line 204; assumed: 52 times a year is once a week, which the plan has; it is also a duty"
        }
        _ => "chapter 3.12, lines 202-203; assumed: from the day of the plan's first version",
    }
}

/// What the plan's own words leave open.
fn besides() -> Vec<Besides> {
    vec![Besides {
        section: "2007",
        number: "4",
        which: 1,
        went: Further::AsWritten,
        note: Some("printed as 'plan and plan' for visits"),
        assumed: Some("the template and plan of 2006/6"),
    }]
}
