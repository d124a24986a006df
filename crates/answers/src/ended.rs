//! One finding a programme and subject whose records end before the day of the question, with what was open then.

use hovedbok_budgets::Filter;
use hovedbok_core::Name;
use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::reach::{End, EndsBy, spoken};
use hovedbok_core::rules::{Rule, Violation};
use hovedbok_programmes::{ReportStatus, RiskStatus};
use hovedbok_projection::At;
use hovedbok_state::Selection;

use crate::finding::{Ended, Finding};
use crate::projections::Projections;

/// The findings, from projections as far as the records reach.
pub(crate) fn ended(projections: &Projections, at: At) -> Vec<Finding> {
    let finding = |(programme, subject, end): (Name, RecordSubject, End)| {
        let open = open(projections, At { as_of: end.day, ..at }, &programme, subject);
        finding(&programme, subject, end, &open)
    };
    ends(projections, at).into_iter().map(finding).collect()
}

/// Where the records of subjects end. Of what nothing is recorded no records end.
pub(crate) fn ends(projections: &Projections, at: At) -> Vec<(Name, RecordSubject, End)> {
    let recorded = projections.recorded(at.known_at);
    let ends = projections.programmes.reach().iter();
    let ends = ends.filter(|(programme, subject, _)| recorded.contains(&((*programme).clone(), *subject)));
    ends.map(|(programme, subject, end)| (programme.clone(), subject, end)).collect()
}

/// What was open, and how many: the words for one and for several.
pub(crate) type Open = Vec<(i64, [&'static str; 2])>;

/// The finding about an end.
pub(crate) fn finding(programme: &Name, subject: RecordSubject, end: End, open: &Open) -> Finding {
    let by = match end.by {
        EndsBy::RecordsEnd => "as stated",
        EndsBy::Closed => "when the programme closed",
        EndsBy::Batch => "with the last migrated document",
        EndsBy::Recorded => "a month after the last entry",
    };
    let open = (!open.is_empty()).then(|| {
        let told = open.iter().map(|(count, [one, many])| format!("{count} {}", if *count == 1 { one } else { many }));
        told.collect::<Vec<_>>().join(", ")
    });
    let then = open.as_ref().map(|open| format!("; open then: {open}")).unwrap_or_default();
    let what = format!("the records of {programme} about {} end on {}, {by}{then}", spoken(subject), end.day);
    let (programme, entries) = (Some(programme.clone()), vec![end.entry]);
    let violation = Violation { rule: Rule::RecordsEnd, programme, entries, weight: 0, what };
    Finding { ended: Some(Ended { subject, day: end.day, by, open }), ..Finding::from(violation) }
}

/// What is open where this many persons are in the programme.
pub(crate) fn inside(persons: usize) -> Open {
    let count = i64::try_from(persons).unwrap_or(i64::MAX);
    if count > 0 { vec![(count, ["person in the programme", "persons in the programme"])] } else { Vec::new() }
}

/// How many persons are in a programme on a day.
pub(crate) fn persons_inside(projections: &Projections, at: At, programme: &Name) -> usize {
    let selection = Selection { programme: Some(programme.clone()), ..Selection::default() };
    hovedbok_state::state(projections.everybody(), at, &selection, None).participants
}

/// What was open on the last day that the records speak for.
pub(crate) fn open(projections: &Projections, at: At, programme: &Name, subject: RecordSubject) -> Open {
    let count = |many: usize| i64::try_from(many).unwrap_or(i64::MAX);
    let open = match subject {
        RecordSubject::Participants => {
            return inside(persons_inside(projections, at, programme));
        }
        RecordSubject::Plan => {
            let plans = hovedbok_milestones::plans(&projections.milestones, at);
            let own = plans.into_iter().filter(|plan| {
                hovedbok_milestones::programme_of(&projections.milestones, plan, at.known_at).as_ref()
                    == Some(programme)
            });
            let rows = own.flat_map(|plan| hovedbok_milestones::rows(&projections.milestones, at, &plan));
            vec![(count(rows.filter(|row| row.is_open()).count()), ["milestone", "milestones"])]
        }
        RecordSubject::Money => {
            let filter = Filter { programme: Some(programme.clone()), ..Filter::default() };
            // Sums beyond what can be held are the budget's own error, which says so.
            let grants = hovedbok_budgets::grants(&projections.budgets, at, &filter).unwrap_or_default();
            vec![(
                count(grants.iter().filter(|grant| grant.open).count()),
                ["grant not accounted for", "grants not accounted for"],
            )]
        }
        RecordSubject::Reports => {
            let all = hovedbok_programmes::reports(&projections.programmes, at);
            let missing = |status| matches!(status, ReportStatus::Due | ReportStatus::Missing);
            let own = all.get(programme).into_iter().flatten();
            vec![(
                count(own.filter(|report| missing(report.status)).count()),
                ["report not received", "reports not received"],
            )]
        }
        RecordSubject::Risks => {
            let rows = hovedbok_programmes::programmes(&projections.programmes, at, None);
            let own = rows.iter().filter(|row| row.programme == *programme).flat_map(|row| &row.risks);
            vec![(count(own.filter(|risk| risk.status != RiskStatus::Closed).count()), ["risk", "risks"])]
        }
        RecordSubject::Bodies | RecordSubject::Staff => Vec::new(),
    };
    open.into_iter().filter(|(count, _)| *count > 0).collect()
}
