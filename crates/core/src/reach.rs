//! How far the records of a programme reach: the last day for which they speak, subject by subject (H14).
//!
//! Silence is not "nothing happened". A question about a later day is answered for that last day, and what is missing is
//! judged there and not later.

use std::collections::BTreeMap;

use crate::day::Day;
use crate::entries::codes::{RecordSubject, codes};
use crate::entries::{Fact, ProgrammeEntry};
use crate::ids::{Name, Seq};
use crate::row::Row;

codes! {
    /// What says that the records of a subject end on a day.
    EndsBy {
        /// An entry that states it.
        RecordsEnd = "records_end",
        /// The closing of the programme.
        Closed = "closed",
        /// The day of the last migrated document.
        Batch = "batch",
        /// The last time that anything was recorded in the ledger, and a month.
        Recorded = "recorded",
    }
}

/// Where the records of a subject end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End {
    /// The last day for which they speak.
    pub day: Day,
    /// What says so.
    pub by: EndsBy,
    /// The entry that put the end there.
    pub entry: Seq,
}

/// How far the records of every programme reach, at one state of knowledge. A subject that nothing is recorded of has no
/// end.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reach {
    ends: BTreeMap<Name, BTreeMap<RecordSubject, End>>,
}

impl Reach {
    /// Notes where the records of a subject end, in place of what was noted before.
    pub fn set(&mut self, programme: &Name, subject: RecordSubject, end: End) {
        self.ends.entry(programme.clone()).or_default().insert(subject, end);
    }

    /// Where the records of a subject end.
    pub fn end(&self, programme: &Name, subject: RecordSubject) -> Option<End> {
        self.ends.get(programme).and_then(|ends| ends.get(&subject)).copied()
    }

    /// The day that a question about a day is answered for: that day, or the last one that the records speak for.
    pub fn day(&self, programme: Option<&Name>, subject: RecordSubject, as_of: Day) -> Day {
        let end = programme.and_then(|programme| self.end(programme, subject));
        end.map_or(as_of, |end| end.day.min(as_of))
    }

    /// The day that a question about a day is answered for, of what is recorded with any of these subjects: that day, or the
    /// last one that the records of one of them speak for.
    pub fn last(&self, programme: &Name, subjects: &[RecordSubject], as_of: Day) -> Day {
        let ends = subjects.iter().filter_map(|subject| self.end(programme, *subject));
        ends.map(|end| end.day).max().map_or(as_of, |day| day.min(as_of))
    }

    /// Whether the records of a subject end before a day in any programme.
    pub fn ends_before(&self, subject: RecordSubject, day: Day) -> bool {
        self.ends.values().filter_map(|ends| ends.get(&subject)).any(|end| end.day < day)
    }

    /// Every end, by programme and subject.
    pub fn iter(&self) -> impl Iterator<Item = (&Name, RecordSubject, End)> {
        self.ends.iter().flat_map(|(name, ends)| ends.iter().map(move |(subject, end)| (name, *subject, *end)))
    }

    /// Only the ends before a day: those that make a difference to a question about it.
    #[must_use]
    pub fn before(&self, day: Day) -> Reach {
        let mut before = Reach::default();
        for (programme, subject, end) in self.iter().filter(|(_, _, end)| end.day < day) {
            before.set(programme, subject, end);
        }
        before
    }
}

/// What a programme's own rows in force state of the end of its records, subject by subject: of several statements the one
/// recorded last.
pub fn stated<'a>(rows: impl IntoIterator<Item = &'a Row<ProgrammeEntry>>) -> BTreeMap<RecordSubject, End> {
    let mut ends: BTreeMap<RecordSubject, End> = BTreeMap::new();
    for row in rows {
        let ProgrammeEntry::RecordsEnd(body) = &row.fact else { continue };
        let subjects = if body.subjects.0.is_empty() { RecordSubject::ALL } else { &body.subjects.0 };
        let end = End { day: body.day.unwrap_or(row.effective.end()), by: EndsBy::RecordsEnd, entry: row.seq };
        for subject in subjects {
            let stated = ends.entry(*subject).or_insert(end);
            if stated.entry < row.seq {
                *stated = end;
            }
        }
    }
    ends
}

/// A subject as it stands after "about".
pub fn spoken(subject: RecordSubject) -> &'static str {
    match subject {
        RecordSubject::Plan => "the plan",
        RecordSubject::Participants
        | RecordSubject::Money
        | RecordSubject::Bodies
        | RecordSubject::Reports
        | RecordSubject::Risks
        | RecordSubject::Staff => subject.word(),
    }
}

/// The subject that an entry is about; none for what a programme is and aims at, published figures and the ledger itself.
pub fn subject_of(fact: &Fact) -> Option<RecordSubject> {
    match fact {
        Fact::Person(_) => Some(RecordSubject::Participants),
        Fact::Plan(_) => Some(RecordSubject::Plan),
        Fact::Fund(_) => Some(RecordSubject::Money),
        Fact::Risk(_) => Some(RecordSubject::Risks),
        Fact::Programme(entry) => match entry {
            ProgrammeEntry::BodyEstablished(_)
            | ProgrammeEntry::BodyMet(_)
            | ProgrammeEntry::BodyMemberJoined(_)
            | ProgrammeEntry::BodyMemberLeft(_)
            | ProgrammeEntry::BodyDissolved(_) => Some(RecordSubject::Bodies),
            ProgrammeEntry::ReportDue(_)
            | ProgrammeEntry::ReportReceived(_)
            | ProgrammeEntry::DeliverableDue(_)
            | ProgrammeEntry::DeliverableReceived(_) => Some(RecordSubject::Reports),
            ProgrammeEntry::StaffAssigned(_) | ProgrammeEntry::StaffEnded(_) | ProgrammeEntry::CaseloadNormSet(_) => {
                Some(RecordSubject::Staff)
            }
            ProgrammeEntry::Established(_)
            | ProgrammeEntry::PhaseStarted(_)
            | ProgrammeEntry::ProjectAdmitted(_)
            | ProgrammeEntry::ProjectExcluded(_)
            | ProgrammeEntry::UnitRenamed(_)
            | ProgrammeEntry::TermsChanged(_)
            | ProgrammeEntry::OfficeJoined(_)
            | ProgrammeEntry::OfficeLeft(_)
            | ProgrammeEntry::UnitReviewed(_)
            | ProgrammeEntry::VisitMade(_)
            | ProgrammeEntry::ContractSigned(_)
            | ProgrammeEntry::TenderStepped(_)
            | ProgrammeEntry::DutySet(_)
            | ProgrammeEntry::RecommendationMade(_)
            | ProgrammeEntry::RecommendationAnswered(_)
            | ProgrammeEntry::AgreementSigned(_)
            | ProgrammeEntry::AgreementFailed(_)
            | ProgrammeEntry::GoalSet(_)
            | ProgrammeEntry::TargetSet(_)
            | ProgrammeEntry::LimitSet(_)
            | ProgrammeEntry::SurveyResult(_)
            | ProgrammeEntry::RecordsEnd(_)
            | ProgrammeEntry::RecordsReconstructed(_)
            | ProgrammeEntry::CohortDefined(_)
            | ProgrammeEntry::Closed(_) => None,
        },
        Fact::Figure(_) | Fact::Ledger(_) => None,
    }
}
