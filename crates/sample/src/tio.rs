//! TIO: closer individual follow-up, a national trial 2005-2008. Known from its milestone plan of 2007-08-27.

use hovedbok_core::entries::codes::Unit;
use hovedbok_core::entries::figure::Published;
use hovedbok_core::entries::fund::GrantAllocated;
use hovedbok_core::entries::programme::{Established, ProjectAdmitted};
use hovedbok_core::field::List;
use hovedbok_core::{Day, Text};

use crate::archive::{Archive, Known, Recorded, published};
use crate::frame::{self, Meetings};
use crate::given::{day, kroner, name, text, written, year};
use crate::{plans, sources, tables};

const DOCUMENT: &str = "TIO milestone plan 0.0.3";
const PLAN: &str = "tio_milestones.csv";

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
        day("2005-01-01"),
        "",
        Established {
            owner: "Directorate for Health and Social Affairs".into(),
            legal_basis: Some("chapter 621 item 63 (grants) and item 21 (operations)".into()),
            period: written("2005-01-01", "2008-12-31", "2005-2008"),
            title: Some("Closer individual follow-up, national trial".into()),
            note: None,
        },
    );
    projects(&mut archive, document);
    frame::budget(&mut archive, |of| (of == 2005).then(|| day("2005-09-01")));
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
    let plan = plans::put(&mut archive, PLAN, day("2006-01-01"), document, rows.collect());
    // The requirements stand in the plan, whose first version is of this day.
    frame::bodies(&mut archive, |_| (day("2006-07-05"), None));
    frame::meetings(&mut archive, PLAN, &plan, MEETINGS);
    frame::risks(&mut archive, document);
    frame::records_end(&mut archive, document, document, &[], "version 0.0.3 of the project plan is of this day");
    sources::put(&mut archive, document, include_str!("../../../tests/data/programmes/sources/tio.jsonl"));
    archive.into_entries()
}

fn projects(archive: &mut Archive, document: Day) {
    let when = written("2005-09-01", "2006-12-31", "whether from 2005 or 2006 is not stated");
    for row in tables::municipalities().into_iter().filter(|row| row.programme == "TIO") {
        let body = ProjectAdmitted {
            project: Text::from(row.project_or_district.as_deref().unwrap_or(&row.municipality)),
            municipality: Text::from(row.municipality.as_str()),
            district: text(row.project_or_district.as_deref()),
            year: None,
            until: None,
            partners: List(Vec::new()),
            note: text(row.note.as_deref()),
        };
        archive.programme(&when, "municipalities.csv", body);
    }
    let counted = [
        ("projects", 21, Unit::Projects, year(2005), "which of the projects joined in 2005 is not stated"),
        ("municipalities", 17, Unit::Municipalities, year(2005), "which municipalities joined in 2005 is not stated"),
        ("projects", 25, Unit::Projects, year(2006), "24 of the 25 projects are named"),
        ("municipalities", 20, Unit::Municipalities, year(2006), "Oslo has several projects"),
    ];
    for (indicator, value, unit, about, note) in counted {
        let figure = published(indicator, Some(value), unit, about, DOCUMENT);
        archive.figure(document, "", Published { note: Some(note.into()), ..figure });
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
                "given by {}; the amount of each municipality is not stated",
                grant.given_by
            ))),
        };
        let as_written = grant.note.unwrap_or_default();
        archive.fund(&fund, written("2005-09-01", "2005-11-30", &as_written), "grants.csv", body);
    }
}
