//! A person's enrolments and placements as the rules see them: when each begins, when it ends, by which entries.
//!
//! Days decide, never positions: what is recorded for one day in any order is judged alike.

use std::collections::BTreeMap;

use crate::day::Day;
use crate::entries::codes::Decision;
use crate::entries::{AbsenceEntry, BenefitEntry, MeasureEntry, ParticipantEntry, PersonEntry};
use crate::ids::{EnrolmentId, Name, PlacementId, Seq};
use crate::row::Row;

/// A day that an entry sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mark {
    pub(super) day: Day,
    pub(super) seq: Seq,
}

impl Mark {
    fn of(row: &Row<PersonEntry>) -> Mark {
        Mark { day: row.day(), seq: row.seq }
    }
}

/// How an enrolment ended; of several on one day the first of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Ending {
    Exit,
    Withdrawal,
    Rejection,
}

impl Ending {
    pub(super) fn word(self) -> &'static str {
        match self {
            Ending::Exit => "exit",
            Ending::Withdrawal => "withdrawal",
            Ending::Rejection => "rejection",
        }
    }
}

/// One course of the person in one programme.
#[derive(Debug, Clone, Default)]
pub(super) struct Enrolment {
    /// The programme: the first that an entry names.
    pub(super) programme: Option<Name>,
    /// The first application, referral or intake.
    pub(super) begun: Option<Mark>,
    /// The first intake.
    pub(super) intake: Option<Mark>,
    /// The first exit that is not before its start: its last day inside.
    pub(super) exit: Option<Mark>,
    /// The last day on which it goes on, and what ended it.
    pub(super) over: Option<(Mark, Ending)>,
    withdrawn: Option<Mark>,
    rejected: Option<Mark>,
    granted: Option<Mark>,
}

impl Enrolment {
    /// The day that an exit may not lie before: the intake, or without one the application.
    pub(super) fn start(&self) -> Option<Mark> {
        self.intake.or(self.begun)
    }

    fn settle(&mut self) {
        // A complaint that is upheld brings a rejected case back: a grant on or after that day undoes the rejection.
        let rejected = self.rejected.filter(|r| self.granted.is_none_or(|granted| granted.day < r.day));
        let endings = [
            self.exit.map(|mark| (mark, Ending::Exit)),
            self.withdrawn.map(|mark| (mark, Ending::Withdrawal)),
            rejected.map(|mark| (mark, Ending::Rejection)),
        ];
        self.over = endings.into_iter().flatten().min_by_key(|(mark, ending)| (mark.day, *ending, mark.seq));
    }
}

/// The person at one provider in one measure.
#[derive(Debug, Clone)]
pub(super) struct Placement {
    /// The enrolment that it belongs to.
    pub(super) enrolment: EnrolmentId,
    /// The first day.
    pub(super) start: Mark,
    /// The first end that is not before the start: its last day inside.
    pub(super) end: Option<Mark>,
}

impl Placement {
    /// Whether the day lies inside.
    pub(super) fn open_on(&self, day: Day) -> bool {
        self.start.day <= day && self.end.is_none_or(|end| day <= end.day)
    }
}

/// A person's history, sorted out.
#[derive(Debug, Clone)]
pub(super) struct Course<'a> {
    /// The rows in order.
    pub(super) rows: &'a [&'a Row<PersonEntry>],
    /// The first registration.
    pub(super) registered: Option<Mark>,
    /// The enrolments that any entry names.
    pub(super) enrolments: BTreeMap<EnrolmentId, Enrolment>,
    /// The placements that were started.
    pub(super) placements: BTreeMap<PlacementId, Placement>,
}

impl<'a> Course<'a> {
    pub(super) fn of(rows: &'a [&'a Row<PersonEntry>]) -> Course<'a> {
        let mut course = Course { rows, registered: None, enrolments: BTreeMap::new(), placements: BTreeMap::new() };
        for row in rows {
            course.begins(row);
        }
        for row in rows {
            course.ends(row);
        }
        for enrolment in course.enrolments.values_mut() {
            enrolment.settle();
        }
        course
    }

    /// The enrolment that a row names, itself or through its placement.
    pub(super) fn enrolment_of(&self, row: &Row<PersonEntry>) -> Option<EnrolmentId> {
        let through = |placement| self.placements.get(&placement).map(|p| p.enrolment);
        enrolment_named(&row.fact).or_else(|| placement_named(&row.fact).and_then(through))
    }

    /// The programme that a row is about, through its enrolment.
    pub(super) fn programme_of(&self, row: &Row<PersonEntry>) -> Option<&Name> {
        self.enrolment_of(row).and_then(|enrolment| self.programme(enrolment))
    }

    /// The programme of an enrolment.
    pub(super) fn programme(&self, enrolment: EnrolmentId) -> Option<&Name> {
        self.enrolments.get(&enrolment).and_then(|e| e.programme.as_ref())
    }

    fn begins(&mut self, row: &Row<PersonEntry>) {
        let mark = Mark::of(row);
        match &row.fact {
            PersonEntry::Participant(entry) => self.participant_begins(entry, mark),
            PersonEntry::Measure(MeasureEntry::Started(started)) => {
                let placement = Placement { enrolment: started.enrolment, start: mark, end: None };
                self.placements.entry(started.placement).or_insert(placement);
            }
            PersonEntry::Measure(MeasureEntry::Changed(_) | MeasureEntry::Ended(_))
            | PersonEntry::Absence(_)
            | PersonEntry::Benefit(_) => {}
        }
        if let Some(enrolment) = enrolment_named(&row.fact) {
            self.enrolments.entry(enrolment).or_default();
        }
    }

    fn participant_begins(&mut self, entry: &ParticipantEntry, mark: Mark) {
        if let ParticipantEntry::Registered(_) = entry {
            self.registered = self.registered.or(Some(mark));
        }
        let Some((enrolment, programme)) = entry.enrolment_and_programme() else { return };
        let enrolment = self.enrolments.entry(enrolment).or_default();
        enrolment.programme.get_or_insert_with(|| programme.clone());
        if begins_enrolment(entry) {
            enrolment.begun.get_or_insert(mark);
        }
        if let ParticipantEntry::Intake(_) = entry {
            enrolment.intake.get_or_insert(mark);
        }
    }

    fn ends(&mut self, row: &Row<PersonEntry>) {
        let mark = Mark::of(row);
        match &row.fact {
            PersonEntry::Participant(entry) => {
                if let Some(enrolment) = enrolment_named(&row.fact).and_then(|id| self.enrolments.get_mut(&id)) {
                    enrolment_ends(enrolment, entry, mark);
                }
            }
            PersonEntry::Measure(MeasureEntry::Ended(ended)) => {
                if let Some(placement) = self.placements.get_mut(&ended.placement)
                    && placement.start.day <= mark.day
                {
                    placement.end.get_or_insert(mark);
                }
            }
            PersonEntry::Measure(MeasureEntry::Started(_) | MeasureEntry::Changed(_))
            | PersonEntry::Absence(_)
            | PersonEntry::Benefit(_) => {}
        }
    }
}

fn enrolment_ends(enrolment: &mut Enrolment, entry: &ParticipantEntry, mark: Mark) {
    if let ParticipantEntry::Exited(_) = entry
        && enrolment.start().is_some_and(|start| start.day <= mark.day)
    {
        enrolment.exit.get_or_insert(mark);
    }
    if let ParticipantEntry::Withdrawn(_) = entry {
        enrolment.withdrawn.get_or_insert(mark);
    }
    if let ParticipantEntry::Decided(decided) = entry {
        if decided.decision == Decision::Reject {
            enrolment.rejected = Some(mark);
        }
        if decided.decision == Decision::Grant {
            enrolment.granted = Some(mark);
        }
    }
}

/// Whether an entry begins an enrolment: it is applied for, referred to or taken in.
pub(super) fn begins_enrolment(entry: &ParticipantEntry) -> bool {
    matches!(entry, ParticipantEntry::Applied(_) | ParticipantEntry::Referred(_) | ParticipantEntry::Intake(_))
}

/// The enrolment that an entry itself names.
pub(super) fn enrolment_named(entry: &PersonEntry) -> Option<EnrolmentId> {
    match entry {
        PersonEntry::Participant(entry) => match entry {
            ParticipantEntry::Registered(_)
            | ParticipantEntry::DetailsChanged(_)
            | ParticipantEntry::Merged(_)
            | ParticipantEntry::MergedFrom(_) => None,
            ParticipantEntry::Applied(body) => Some(body.enrolment),
            ParticipantEntry::Referred(body) => Some(body.enrolment),
            ParticipantEntry::Waitlisted(body) => Some(body.enrolment),
            ParticipantEntry::Withdrawn(body) => Some(body.enrolment),
            ParticipantEntry::Assessed(body) => Some(body.enrolment),
            ParticipantEntry::Decided(body) => Some(body.enrolment),
            ParticipantEntry::Intake(body) => Some(body.enrolment),
            ParticipantEntry::PlanOffered(body) => Some(body.enrolment),
            ParticipantEntry::CounsellorAssigned(body) => Some(body.enrolment),
            ParticipantEntry::Suspended(body) => Some(body.enrolment),
            ParticipantEntry::Resumed(body) => Some(body.enrolment),
            ParticipantEntry::Transitioned(body) => Some(body.enrolment),
            ParticipantEntry::Exited(body) => Some(body.enrolment),
            ParticipantEntry::FollowedUp(body) => Some(body.enrolment),
            ParticipantEntry::CertificateConsidered(body) => Some(body.enrolment),
            ParticipantEntry::Reviewed(body) => Some(body.enrolment),
        },
        PersonEntry::Measure(MeasureEntry::Started(body)) => Some(body.enrolment),
        PersonEntry::Measure(MeasureEntry::Changed(_) | MeasureEntry::Ended(_)) => None,
        PersonEntry::Absence(_) => None,
        PersonEntry::Benefit(BenefitEntry::Paid(body)) => body.enrolment,
        PersonEntry::Benefit(BenefitEntry::ConditionSet(body)) => body.enrolment,
        PersonEntry::Benefit(BenefitEntry::ConditionAnswered(_)) => None,
    }
}

/// The placement that an entry names.
pub(super) fn placement_named(entry: &PersonEntry) -> Option<PlacementId> {
    match entry {
        PersonEntry::Participant(_) | PersonEntry::Benefit(_) => None,
        PersonEntry::Measure(MeasureEntry::Started(body)) => Some(body.placement),
        PersonEntry::Measure(MeasureEntry::Changed(body)) => Some(body.placement),
        PersonEntry::Measure(MeasureEntry::Ended(body)) => Some(body.placement),
        PersonEntry::Absence(AbsenceEntry::Absence(body)) => Some(body.placement),
        PersonEntry::Absence(AbsenceEntry::Attendance(body)) => Some(body.placement),
    }
}

/// The pinned name of a row's type.
pub(super) fn type_name(row: &Row<PersonEntry>) -> &'static str {
    match &row.fact {
        PersonEntry::Participant(entry) => entry.type_name(),
        PersonEntry::Measure(entry) => entry.type_name(),
        PersonEntry::Absence(entry) => entry.type_name(),
        PersonEntry::Benefit(entry) => entry.type_name(),
    }
}
