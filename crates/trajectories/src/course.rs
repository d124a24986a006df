//! An enrolment written out: its stays with their segments, steps and gaps, its spells, and what is recorded of it.

use hovedbok_core::entries::codes::{Destination, Outcome, Owner};
use hovedbok_core::{Day, EnrolmentId, Name, ParticipantId, PersonEntry, PlacementId, Row};
use hovedbok_projection::{At, Timeline};
use hovedbok_state::{
    CourseEvent, Enrolment, Events, Everybody, Person, Placement, State, Status, each_with_events, each_with_rows,
};
use serde::{Deserialize, Serialize};

use crate::observed::{Observation, Observed, StaySelection, stays};
use crate::spells::{self, Days};

/// An entry of a course.
pub type TrajectoryEvent = CourseEvent;

/// One course of one person in one programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Trajectory {
    /// The participant; of merged ones the one who stays.
    pub participant: ParticipantId,
    /// The enrolment.
    pub enrolment: EnrolmentId,
    /// The programme; absent only where no entry names it.
    pub programme: Option<Name>,
    /// The status at D.
    pub status: Status,
    /// The stays, in order.
    pub stays: Vec<StayRow>,
    /// The spells, kind by kind, each in order.
    pub spells: Vec<Spell>,
    /// What is recorded of the enrolment, in order.
    pub events: Vec<TrajectoryEvent>,
}

/// A spell inside the programme, suspension included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct StayRow {
    /// First day inside.
    pub from: Day,
    /// First day outside, once left.
    pub to: Option<Day>,
    /// Its parts, one after the other: an intake while inside begins the next.
    pub segments: Vec<SegmentRow>,
    /// Where to, once left.
    pub destination: Option<Destination>,
    /// The first day that is observed; the intake, if not later.
    pub observed_from: Day,
    /// Whether the beginning is not observed.
    pub left_truncated: bool,
    /// Whether the end is not observed.
    pub right_censored: bool,
    /// The steps, in order.
    pub steps: Vec<StepSpell>,
    /// The days that no spell of a kind covers.
    pub gaps: Vec<Gap>,
}

/// A part of a stay with one office, target group and set of cohorts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct SegmentRow {
    /// First day.
    pub from: Day,
    /// First day after it, once there is one.
    pub to: Option<Day>,
    /// The office responsible for the person.
    pub office: String,
    /// The target group admitted under.
    pub target_group: Name,
    /// Cohorts that the person is counted in.
    pub cohorts: Vec<Name>,
}

/// A spell in a step or arena.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct StepSpell {
    /// The step.
    pub code: String,
    /// First day.
    pub from: Day,
    /// First day after it, once there is one.
    pub to: Option<Day>,
}

/// Days of a stay that no spell of a kind covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Gap {
    /// The kind.
    pub kind: SpellKind,
    /// First day.
    pub from: Day,
    /// First day after it; absent where it goes on at D.
    pub to: Option<Day>,
}

/// What a spell is a spell of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SpellKind {
    /// A status of the enrolment.
    Status,
    /// A step or arena inside a stay.
    Step,
    /// A placement.
    Measure,
    /// A benefit, by the days that it was paid for.
    Benefit,
}

impl SpellKind {
    /// Every kind, in the order of spells.
    pub const ALL: &'static [SpellKind] = &[SpellKind::Status, SpellKind::Step, SpellKind::Measure, SpellKind::Benefit];

    /// The pinned spelling.
    pub fn word(self) -> &'static str {
        match self {
            SpellKind::Status => "status",
            SpellKind::Step => "step",
            SpellKind::Measure => "measure",
            SpellKind::Benefit => "benefit",
        }
    }
}

/// A spell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Spell {
    /// What it is a spell of.
    pub kind: SpellKind,
    /// The status, step, measure or benefit.
    pub code: String,
    /// First day.
    pub from: Day,
    /// First day after it, once there is one.
    pub to: Option<Day>,
    /// The placement; only of measures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placement: Option<PlacementId>,
    /// Who provides the measure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// The step of the stair that the measure is on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// Who owns the measure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<Owner>,
    /// How the placement ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
}

impl Spell {
    fn of(kind: SpellKind, code: &str, from: Day, to: Option<Day>) -> Spell {
        let code = code.to_owned();
        Spell { kind, code, from, to, placement: None, provider: None, step: None, owner: None, outcome: None }
    }

    fn measure(placement: &Placement<'_>) -> Spell {
        Spell {
            placement: Some(placement.id),
            provider: Some(placement.provider.to_owned()),
            step: placement.step.map(str::to_owned),
            owner: Some(placement.owner),
            outcome: placement.ended.map(|(_, outcome)| outcome),
            ..Spell::of(SpellKind::Measure, placement.measure, placement.from, placement.to())
        }
    }
}

/// Which courses; what is absent does not narrow.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CourseFilter {
    /// Those with such a stay; where nothing but the programme is asked for, also those of which nobody was taken in.
    pub selection: StaySelection,
    /// Those with a placement at this provider, as the data writes it.
    pub provider: Option<String>,
}

impl CourseFilter {
    /// Whether an enrolment of a person is the course of one of them.
    pub fn takes(&self, person: &Person<'_>, enrolment: &Enrolment<'_>) -> bool {
        let inside = || enrolment.stays.iter().any(|stay| self.selection.takes_stay(enrolment, stay));
        let outside = || enrolment.stays.is_empty() && self.selection.takes_outside(person, enrolment);
        let placed = |provider: &String| {
            let mut own = person.placements.iter().filter(|placement| placement.enrolment == enrolment.id);
            own.any(|placement| placement.provider == provider)
        };
        (inside() || outside()) && self.provider.as_ref().is_none_or(placed)
    }
}

/// The courses of everybody at a point of both times, by programme, participant and enrolment.
pub fn trajectories<'e>(
    everybody: impl Into<Everybody<'e>>,
    at: At,
    filter: &CourseFilter,
    observation: Observation,
) -> Vec<Trajectory> {
    let everybody = everybody.into();
    let at = filter.selection.at(everybody.streams(), at);
    let found = everybody.gather_streams(&Vec::new, &|rows, streams| {
        each_with_events(streams, at, &mut |person, events| {
            rows.extend(courses(streams, at, person, events, filter, observation));
        });
    });
    let mut rows: Vec<Trajectory> = found.into_iter().flatten().collect();
    rows.sort_by(|one, other| key(one).cmp(&key(other)));
    rows
}

fn key(row: &Trajectory) -> (Option<&Name>, ParticipantId, EnrolmentId) {
    (row.programme.as_ref(), row.participant, row.enrolment)
}

/// What takes a person, the rows that the person is folded from, and the person's courses.
pub type TakeCourses<'t> = dyn FnMut(&Person<'_>, &[&Row<PersonEntry>], Vec<Trajectory>) + 't;

/// Calls back with each person, the rows that the person is folded from, and the person's courses without their events, in
/// the order in which they are first spoken of. The persons come in no particular order.
pub fn each_course(
    timeline: &Timeline<State>,
    at: At,
    filter: &CourseFilter,
    observation: Observation,
    take: &mut TakeCourses<'_>,
) {
    each_with_rows(timeline, at, &mut |person, rows| {
        take(person, rows, courses(timeline, at, person, &mut Events::default(), filter, observation));
    });
}

/// The courses of one person, by programme and enrolment; nothing where the ledger does not know the participant at that
/// point. Of a participant who was merged by D, the courses of the one who stays.
pub fn trajectories_of(
    timeline: &Timeline<State>,
    at: At,
    id: ParticipantId,
    observation: Observation,
) -> Option<(ParticipantId, Vec<Trajectory>)> {
    let mut found = None;
    each_with_events(timeline, at, &mut |person, events| {
        if person.id == id || person.merged.contains(&id) {
            let all = CourseFilter::default();
            let mut rows = courses(timeline, at, person, events, &all, observation);
            rows.sort_by(|one, other| key(one).cmp(&key(other)));
            found = Some((person.id, rows));
        }
    });
    found
}

fn courses(
    timeline: &Timeline<State>,
    at: At,
    person: &Person<'_>,
    events: &mut Events,
    filter: &CourseFilter,
    observation: Observation,
) -> Vec<Trajectory> {
    let everybody = Everybody::from(timeline);
    let reached = |enrolment: &Enrolment<'_>| everybody.reached(enrolment, at.as_of);
    let all: Vec<Observed<'_, '_>> = stays(person, reached, observation).collect();
    let mut rows = Vec::new();
    for enrolment in &person.enrolments {
        let events = events.take(enrolment.id);
        if filter.takes(person, enrolment) {
            let own = all.iter().filter(|stay| stay.enrolment.id == enrolment.id).copied();
            let own: Vec<Observed<'_, '_>> = own.collect();
            rows.push(course(person, enrolment, &own, reached(enrolment).next(), events));
        }
    }
    rows
}

fn course(
    person: &Person<'_>,
    enrolment: &Enrolment<'_>,
    stays: &[Observed<'_, '_>],
    end: Day,
    events: Vec<TrajectoryEvent>,
) -> Trajectory {
    let benefits = spells::benefits(person, enrolment, end);
    let stays: Vec<StayRow> = stays.iter().map(|stay| row(person, stay, benefits.values().flatten())).collect();
    let mut spells: Vec<Spell> = Vec::new();
    for (status, from, to) in spells::statuses(enrolment) {
        spells.push(Spell::of(SpellKind::Status, status.word(), from, to));
    }
    for step in stays.iter().flat_map(|stay| &stay.steps) {
        spells.push(Spell::of(SpellKind::Step, &step.code, step.from, step.to));
    }
    spells.extend(spells::placements(person, enrolment).map(Spell::measure));
    for (kind, days) in &benefits {
        spells.extend(days.iter().map(|(from, to)| Spell::of(SpellKind::Benefit, kind.word(), *from, Some(*to))));
    }
    Trajectory {
        participant: person.id,
        enrolment: enrolment.id,
        programme: enrolment.programme.cloned(),
        status: enrolment.status(),
        stays,
        spells,
        events,
    }
}

fn row<'d>(person: &Person<'_>, stay: &Observed<'_, '_>, benefits: impl Iterator<Item = &'d Days>) -> StayRow {
    let steps = spells::steps(stay);
    let of_steps = steps.iter().map(|(_, from, to)| (*from, to.unwrap_or(stay.end))).collect();
    let placements = spells::placements(person, stay.enrolment);
    let of_measures = placements.map(|placement| (placement.from, placement.to().unwrap_or(Day::MAX))).collect();
    let mut gaps = Vec::new();
    for (kind, covered) in [
        (SpellKind::Step, of_steps),
        (SpellKind::Measure, of_measures),
        (SpellKind::Benefit, benefits.copied().collect::<Vec<_>>()),
    ] {
        for (from, to) in spells::uncovered((stay.from, stay.end), covered) {
            let goes_on = stay.right_censored() && to == stay.end;
            gaps.push(Gap { kind, from, to: Some(to).filter(|_| !goes_on) });
        }
    }
    StayRow {
        from: stay.from,
        to: stay.to(),
        segments: stay
            .stay
            .segments
            .iter()
            .map(|segment| SegmentRow {
                from: segment.from,
                to: segment.to,
                office: segment.office.to_owned(),
                target_group: segment.target_group.clone(),
                cohorts: segment.cohorts.to_vec(),
            })
            .collect(),
        destination: stay.destination,
        observed_from: stay.observed_from,
        left_truncated: stay.left_truncated(),
        right_censored: stay.right_censored(),
        steps: steps
            .iter()
            .map(|(code, from, to)| StepSpell { code: (*code).to_owned(), from: *from, to: *to })
            .collect(),
        gaps,
    }
}
