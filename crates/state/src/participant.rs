//! The answer *state participant*: one person's course.

use hovedbok_core::entries::codes::{BenefitKind, Owner};
use hovedbok_core::{Day, EnrolmentId, Name, ParticipantId, Period, PlacementId, Seq};
use hovedbok_projection::{At, Timeline};
use serde::Serialize;

use crate::event::{CourseEvent, Events};
use crate::person::{Enrolment, Person, Placement, Stay};
use crate::projection::{State, reached};
use crate::roster::rosters;
use crate::status::Status;

/// The result of `state participant`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Course {
    /// The participant; of merged ones the one who stays.
    pub participant: ParticipantId,
    /// Enrolments, in the order in which they are first spoken of.
    pub enrolments: Vec<CourseEnrolment>,
    /// Positions of the entries in force that the course rests on, in order.
    pub entries: Vec<Seq>,
    /// The office that registered the person or took over.
    pub office: Option<String>,
    /// The participants merged into this one.
    pub merged: Vec<ParticipantId>,
    /// Benefits, by the last day of the payment.
    pub benefits: Vec<CourseBenefit>,
    /// What is recorded of the person outside any enrolment, in order.
    pub events: Vec<CourseEvent>,
}

impl Course {
    /// The course of somebody of whom nothing holds yet.
    pub fn empty(participant: ParticipantId) -> Course {
        Course {
            participant,
            enrolments: Vec::new(),
            entries: Vec::new(),
            office: None,
            merged: Vec::new(),
            benefits: Vec::new(),
            events: Vec::new(),
        }
    }
}

/// One enrolment of a course.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct CourseEnrolment {
    /// Its id.
    pub enrolment: EnrolmentId,
    /// The programme; absent only where no entry names it.
    pub programme: Option<Name>,
    /// The status at D.
    pub status: Status,
    /// The day from which it has had that status; for an exit the first day outside.
    pub since: Option<Day>,
    /// Placements, in the order in which they begin.
    pub placements: Vec<CoursePlacement>,
    /// The office that follows up, by the last intake.
    pub office: Option<String>,
    /// The target group admitted under, by the last intake.
    pub target_group: Option<Name>,
    /// The counsellor at D.
    pub counsellor: Option<Name>,
    /// The step or arena that the person last moved to.
    pub step: Option<String>,
    /// Where the person went, once left.
    pub destination: Option<String>,
    /// The first day in the programme, by the first intake.
    pub from: Option<Day>,
    /// The first day outside, once left; absent again after a re-entry.
    pub to: Option<Day>,
    /// Everything recorded of the enrolment, in order.
    pub events: Vec<CourseEvent>,
}

/// One placement of a course.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct CoursePlacement {
    /// Its id.
    pub placement: PlacementId,
    /// The measure.
    pub measure: String,
    /// The provider, as the data writes it.
    pub provider: String,
    /// The step of the stair.
    pub step: Option<String>,
    /// State or municipal.
    pub owner: Owner,
    /// Share of full time in basis points, as last changed.
    pub share_bp: u32,
    /// Days a week, as last changed.
    pub days_per_week: Option<u8>,
    /// First day inside.
    pub from: Day,
    /// The last day as planned, as last changed.
    pub planned_end: Option<Day>,
    /// First day outside, once ended.
    pub to: Option<Day>,
    /// How it ended.
    pub outcome: Option<String>,
    /// Days absent up to D.
    pub absence_days: i64,
    /// Present of planned minutes in basis points.
    pub attended_bp: Option<i64>,
}

/// One benefit of a course.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct CourseBenefit {
    /// The enrolment that it belongs to, if any.
    pub enrolment: Option<EnrolmentId>,
    /// Which benefit.
    pub kind: BenefitKind,
    /// How much, in øre.
    pub amount_ore: i64,
    /// The days that it was paid for.
    pub for_period: Period,
}

/// One person's course at a point of both times; nothing when the ledger does not know the participant then.
///
/// For a participant who was merged by D, the course of the one who stays.
pub fn participant(timeline: &Timeline<State>, at: At, id: ParticipantId) -> Option<Course> {
    let roster = rosters(timeline, at).into_iter().find(|roster| roster.id == id || roster.merged.contains(&id))?;
    let mut entries: Vec<Seq> = roster.rows.iter().map(|row| row.seq).collect();
    entries.sort_unstable();
    let mut events = Events::of(&roster.rows);
    let person = roster.fold();
    let benefit = |benefit: &crate::Benefit<'_>| CourseBenefit {
        enrolment: benefit.enrolment,
        kind: benefit.kind,
        amount_ore: benefit.amount.get(),
        for_period: benefit.for_period.clone(),
    };
    Some(Course {
        participant: person.id,
        enrolments: person
            .enrolments
            .iter()
            .map(|enrolment| {
                let reached = reached(timeline, enrolment, at.as_of);
                course(&person, enrolment, events.take(enrolment.id), reached)
            })
            .collect(),
        entries,
        office: person.details.office.map(str::to_owned),
        benefits: person.benefits.iter().map(benefit).collect(),
        merged: person.merged,
        events: events.rest(),
    })
}

fn course(person: &Person<'_>, enrolment: &Enrolment<'_>, events: Vec<CourseEvent>, day: Day) -> CourseEnrolment {
    let placed = person.placements.iter().filter(|placement| placement.enrolment == enrolment.id);
    let stay = enrolment.stays.last();
    let segment = stay.and_then(Stay::last);
    CourseEnrolment {
        enrolment: enrolment.id,
        programme: enrolment.programme.cloned(),
        status: enrolment.status(),
        since: enrolment.statuses.last().map(|(day, _)| *day),
        placements: placed.map(|placement| placement_of(person, placement, day)).collect(),
        office: segment.map(|segment| segment.office.to_owned()),
        target_group: segment.map(|segment| segment.target_group.clone()),
        counsellor: enrolment.counsellors.last().map(|(_, counsellor)| (*counsellor).clone()),
        step: enrolment.steps.last().map(|step| step.to.to_owned()),
        destination: stay.and_then(|stay| stay.destination).map(|destination| destination.word().to_owned()),
        from: enrolment.stays.first().map(|stay| stay.from),
        to: stay.and_then(|stay| stay.to),
        events,
    }
}

fn placement_of(person: &Person<'_>, placement: &Placement<'_>, day: Day) -> CoursePlacement {
    CoursePlacement {
        placement: placement.id,
        measure: placement.measure.to_owned(),
        provider: placement.provider.to_owned(),
        step: placement.step.map(str::to_owned),
        owner: placement.owner,
        share_bp: placement.share_bp.0,
        days_per_week: placement.days_per_week,
        from: placement.from,
        planned_end: placement.planned_end,
        to: placement.to(),
        outcome: placement.ended.map(|(_, outcome)| outcome.word().to_owned()),
        absence_days: person.absence_days(placement.id, day),
        attended_bp: person.attended_bp(placement.id),
    }
}
