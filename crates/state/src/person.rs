//! One person as the ledger knows them at (D, S): what the fold makes and every answer counts.
//!
//! Spells are half-open `[from, to)`: `to` is the first day outside (time.md). `to` is absent while open at D.

use std::collections::BTreeSet;

use hovedbok_core::away::{DayAway, days_away};
use hovedbok_core::entries::ParticipantEntry;
use hovedbok_core::entries::benefit::ConditionAnswered;
use hovedbok_core::entries::codes::{
    AbsenceKind, BenefitKind, ConditionKind, Decision, Destination, Ground, Outcome, Owner, Sex,
};
use hovedbok_core::money::basis_points;
use hovedbok_core::{Day, EnrolmentId, Month, Name, Ore, ParticipantId, Period, PlacementId, ShareBp};

use crate::status::{Event, Status};

/// One person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person<'a> {
    /// The participant; of merged ones the one who stays.
    pub id: ParticipantId,
    /// The participants merged into this one, by id.
    pub merged: Vec<ParticipantId>,
    /// What is known of the person.
    pub details: Details<'a>,
    /// The offices that registered the person or took over, with the day from which each did, in order.
    pub offices: Vec<(Day, &'a str)>,
    /// The days on which the person was known without an enrolment that had begun, the last one still open at D; absent
    /// where there was no such moment.
    pub registered: Option<(Day, Option<Day>)>,
    /// Enrolments, in the order in which they are first spoken of.
    pub enrolments: Vec<Enrolment<'a>>,
    /// Placements, in the order in which they begin.
    pub placements: Vec<Placement<'a>>,
    /// Absences, by their first day.
    pub absences: Vec<Absence>,
    /// Attendance, by its first day.
    pub attendance: Vec<Attendance>,
    /// Benefits, by the last day of the payment.
    pub benefits: Vec<Benefit<'a>>,
    /// Conditions for benefits, in the order in which they were set. Who lies ready to be counted has none here.
    pub conditions: Vec<Condition<'a>>,
}

/// What is known of a person, the latest word on each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Details<'a> {
    /// The office that registered the person or took over.
    pub office: Option<&'a str>,
    /// Month of birth.
    pub birth_month: Option<Month>,
    /// Sex.
    pub sex: Option<Sex>,
}

impl Details<'_> {
    /// Learns the facts about a person that nothing changes; the last word on each counts.
    pub(crate) fn learn(&mut self, entry: &ParticipantEntry) {
        let (birth_month, sex) = entry.lasting_facts();
        self.prefer(birth_month, sex);
    }

    /// Takes these facts, where there are any, in place of those that are known.
    pub(crate) fn prefer(&mut self, birth_month: Option<Month>, sex: Option<Sex>) {
        self.birth_month = birth_month.or(self.birth_month);
        self.sex = sex.or(self.sex);
    }
}

/// One course of one person in one programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolment<'a> {
    /// Its id.
    pub id: EnrolmentId,
    /// The programme: the first that an entry names; absent when none does.
    pub programme: Option<&'a Name>,
    /// Every status with the day it took hold, in order; never empty once folded.
    pub statuses: Vec<(Day, Status)>,
    /// The spells inside the programme, in order; a further one is a re-entry. Each holds a day at least.
    pub stays: Vec<Stay<'a>>,
    /// The counsellors with the day from which each follows up, in order.
    pub counsellors: Vec<(Day, &'a Name)>,
    /// The moves to another step or arena, in order.
    pub steps: Vec<Step<'a>>,
    /// The day of the first application or referral.
    pub applied: Option<Day>,
    /// Every decision to grant or to reject, with its day, in order: also one that leaves the status as it is.
    pub decisions: Vec<(Day, Decision)>,
    /// The last decision to grant or to extend: its day, and the last day on which it is valid.
    pub granted_until: Option<(Day, Option<Day>)>,
    /// The bodies of the programme that decided, each as often as it did.
    pub decided_by: Vec<&'a str>,
    /// The days on which the person was offered a plan, in order.
    pub plans_offered: Vec<Day>,
    /// The days on which the case was reviewed, in order.
    pub reviews: Vec<Day>,
    /// What was recorded of the person after an exit, in order.
    pub follow_ups: Vec<FollowUp>,
}

/// A move to another step or arena inside a programme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step<'a> {
    /// The day.
    pub day: Day,
    /// The step or arena before, where it is given.
    pub from: Option<&'a str>,
    /// The step or arena from that day on.
    pub to: &'a str,
}

/// How the person was doing some months after an exit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FollowUp {
    /// The day on which it was so.
    pub day: Day,
    /// Months after the exit.
    pub months_after: u16,
    /// The situation then.
    pub situation: Destination,
}

/// A spell inside a programme, suspension included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stay<'a> {
    /// First day inside.
    pub from: Day,
    /// First day outside, once left.
    pub to: Option<Day>,
    /// The parts of it, in order, one after the other without a gap: an intake while inside begins a new one. There is
    /// always one, and each holds a day at least.
    pub segments: Vec<Segment<'a>>,
    /// Where to, once left.
    pub destination: Option<Destination>,
}

/// A part of a stay with one office, target group and set of cohorts: what an intake says, from its day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment<'a> {
    /// First day.
    pub from: Day,
    /// First day after it, once there is one.
    pub to: Option<Day>,
    /// The office responsible for the person.
    pub office: &'a str,
    /// The target group admitted under.
    pub target_group: &'a Name,
    /// Other target groups.
    pub also: &'a [Name],
    /// Cohorts that the person is counted in.
    pub cohorts: &'a [Name],
    /// Those of the defined cohorts asked about that the stay belongs to.
    pub defined: &'a [Name],
    /// Whether the intake that says so was migrated; one that corrects a migrated intake counts as that.
    pub migrated: bool,
}

/// A spell at a provider in a measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement<'a> {
    /// Its id.
    pub id: PlacementId,
    /// The enrolment that it belongs to.
    pub enrolment: EnrolmentId,
    /// The measure.
    pub measure: &'a str,
    /// The provider, as the data writes it.
    pub provider: &'a str,
    /// The step of the stair.
    pub step: Option<&'a str>,
    /// State or municipal.
    pub owner: Owner,
    /// Share of full time, as last changed.
    pub share_bp: ShareBp,
    /// Days a week, as last changed.
    pub days_per_week: Option<u8>,
    /// The last day as planned, as last changed.
    pub planned_end: Option<Day>,
    /// First day inside.
    pub from: Day,
    /// How it ended: the last day and the outcome.
    pub ended: Option<(Day, Outcome)>,
}

/// Somebody was away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absence {
    /// The placement.
    pub placement: PlacementId,
    /// First to last day away.
    pub period: Period,
    /// Why.
    pub kind: AbsenceKind,
    /// Minutes, when it was less than whole days.
    pub minutes: Option<u32>,
    /// Working days, when counted.
    pub days: Option<u16>,
}

/// Somebody was there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attendance {
    /// The placement.
    pub placement: PlacementId,
    /// First to last day counted.
    pub period: Period,
    /// Planned presence in minutes.
    pub planned_minutes: u32,
    /// Actual presence in minutes.
    pub present_minutes: u32,
}

/// Money paid to the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Benefit<'a> {
    /// The enrolment that it belongs to, if any.
    pub enrolment: Option<EnrolmentId>,
    /// Which benefit.
    pub kind: BenefitKind,
    /// How much.
    pub amount: Ore,
    /// The day of payment.
    pub paid: Day,
    /// The days that it was paid for.
    pub for_period: &'a Period,
}

/// A condition for a benefit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition<'a> {
    /// What it is called.
    pub condition: &'a Name,
    /// What it asks of the person.
    pub kind: ConditionKind,
    /// The section that it is based on.
    pub ground: Option<Ground>,
    /// The benefit that it is for.
    pub benefit: Option<BenefitKind>,
    /// The enrolment that it belongs to, if any.
    pub enrolment: Option<EnrolmentId>,
    /// The office that set it, where an entry says so.
    pub office: Option<&'a str>,
    /// The day on which it was set.
    pub set: Day,
    /// The days for which it is set.
    pub for_period: Option<&'a Period>,
    /// The last day on which it can be met.
    pub due: Option<Day>,
    /// What became of it, with the day of each answer, in order.
    pub answers: Vec<(Day, &'a ConditionAnswered)>,
}

impl<'a> Person<'a> {
    /// Whether an id is the person's own, or that of somebody who was merged into the person.
    pub fn is(&self, id: ParticipantId) -> bool {
        self.id == id || self.merged.contains(&id)
    }

    /// The kinds of benefit whose period includes the day, in the order of payment.
    pub fn receives(&self, day: Day) -> impl Iterator<Item = BenefitKind> {
        self.benefits.iter().filter(move |benefit| benefit.for_period.contains(day)).map(|benefit| benefit.kind)
    }

    /// Working days absent from a placement up to a day, of every kind of absence; a day counts once.
    ///
    /// No day counts after the end of the placement.
    pub fn absence_days(&self, placement: PlacementId, until: Day) -> i64 {
        let ended = self.placements.iter().find(|known| known.id == placement).and_then(|known| known.ended);
        let until = ended.map_or(until, |(last, _)| last.min(until));
        let away = self.absences.iter().filter(|absence| absence.placement == placement).flat_map(Absence::days_away);
        let days: BTreeSet<Day> = away.filter(|away| away.working && away.day <= until).map(|away| away.day).collect();
        i64::try_from(days.len()).unwrap_or(i64::MAX)
    }

    /// Present minutes of planned minutes over the attendance of a placement, in basis points; absent when none is planned.
    pub fn attended_bp(&self, placement: PlacementId) -> Option<i64> {
        let of = |minutes: fn(&Attendance) -> u32| {
            let rows = self.attendance.iter().filter(|row| row.placement == placement);
            rows.map(|row| i64::from(minutes(row))).sum::<i64>()
        };
        basis_points(of(|row| row.present_minutes), of(|row| row.planned_minutes))
    }

    /// The enrolment of an id.
    pub fn enrolment(&self, id: EnrolmentId) -> Option<&Enrolment<'a>> {
        self.enrolments.iter().find(|enrolment| enrolment.id == id)
    }

    /// The office that follows the person up on a day: what the last intake of the enrolment by then says, else the person's own
    /// office. What comes before the first intake, such as a benefit for the whole of its month, is of those who are taken in
    /// by it, if the person has no office yet.
    pub fn office_on(&self, enrolment: Option<&Enrolment<'a>>, day: Day) -> Option<&'a str> {
        let segment = enrolment.and_then(|enrolment| enrolment.segments().filter(|segment| segment.from <= day).last());
        let own = || self.offices.iter().rfind(|(from, _)| *from <= day).map(|(_, office)| *office);
        let first = || enrolment.and_then(|enrolment| enrolment.segments().next()).map(|first| first.office);
        segment.map(|segment| segment.office).or_else(own).or_else(first)
    }
}

impl Absence {
    /// Its days, one by one.
    pub fn days_away(&self) -> Vec<DayAway> {
        days_away(&self.period, self.days, self.minutes)
    }
}

impl<'a> Enrolment<'a> {
    /// An enrolment of which nothing is known yet.
    pub(crate) fn new(id: EnrolmentId) -> Enrolment<'a> {
        let (statuses, stays, counsellors, decisions) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Enrolment {
            id,
            programme: None,
            statuses,
            stays,
            counsellors,
            steps: Vec::new(),
            applied: None,
            decisions,
            granted_until: None,
            decided_by: Vec::new(),
            plans_offered: Vec::new(),
            reviews: Vec::new(),
            follow_ups: Vec::new(),
        }
    }

    /// The status at D.
    pub fn status(&self) -> Status {
        self.statuses.last().map_or(Status::Registered, |(_, status)| *status)
    }

    /// Whether it was applied for, decided, taken in or left: else it is only spoken of.
    pub fn begun(&self) -> bool {
        self.status() != Status::Registered
    }

    /// The days of the decisions to grant, in order.
    pub fn grants(&self) -> impl Iterator<Item = Day> {
        self.decisions.iter().filter(|(_, decision)| *decision == Decision::Grant).map(|(day, _)| *day)
    }

    /// The spell inside the programme that is open at D.
    pub fn open_stay(&self) -> Option<&Stay<'a>> {
        self.stays.last().filter(|stay| stay.to.is_none())
    }

    /// Takes the person in: a stay begins, or the next segment of the one that is open.
    pub(crate) fn take_in(&mut self, segment: Segment<'a>) {
        let day = segment.from;
        match self.stays.last_mut().filter(|stay| stay.to.is_none()) {
            Some(stay) => {
                stay.end_segment(day);
                stay.segments.push(segment);
            }
            None => self.stays.push(Stay { from: day, to: None, segments: vec![segment], destination: None }),
        }
        self.step(day, Some(Event::Intake));
    }

    /// The segments of every stay, in order.
    pub fn segments(&self) -> impl Iterator<Item = &Segment<'a>> {
        self.stays.iter().flat_map(|stay| &stay.segments)
    }

    /// Notes what an entry does to the status; nothing but the enrolment being spoken of when it does nothing.
    pub(crate) fn step(&mut self, day: Day, event: Option<Event>) {
        let now = self.status();
        let next = event.map_or(now, |event| now.after(event));
        if self.statuses.is_empty() || next != now {
            self.statuses.push((day, next));
        }
    }

    /// Leaves the programme. A spell without a day never was: somebody taken in and out on one day was not inside.
    pub(crate) fn leave(&mut self, day: Day, destination: Destination) {
        if let Some(stay) = self.stays.last_mut().filter(|stay| stay.to.is_none()) {
            (stay.to, stay.destination) = (Some(day), Some(destination));
            stay.end_segment(day);
            if stay.from >= day {
                self.stays.pop();
                while self.statuses.last().is_some_and(|(_, status)| status.inside()) {
                    self.statuses.pop();
                }
            }
        }
        self.step(day, Some(Event::Exited));
    }
}

impl<'a> Stay<'a> {
    /// Ends the last segment; one without a day never was.
    fn end_segment(&mut self, day: Day) {
        if let Some(last) = self.segments.last_mut() {
            last.to = Some(day);
        }
        self.segments.pop_if(|segment| segment.from >= day);
    }

    /// The segment that the person was taken in to.
    pub fn first(&self) -> Option<&Segment<'a>> {
        self.segments.first()
    }

    /// The segment that the person was in on a day.
    pub(crate) fn on(&self, day: Day) -> Option<&Segment<'a>> {
        self.segments.iter().rfind(|segment| segment.from <= day)
    }

    /// The segment that the person is in at D, or was in last.
    pub fn last(&self) -> Option<&Segment<'a>> {
        self.segments.last()
    }
}

impl Segment<'_> {
    /// Whether it belongs to a cohort: one that the intake names, or a defined one.
    pub fn is_of(&self, cohort: &str) -> bool {
        self.cohorts.iter().chain(self.defined).any(|name| name.as_str() == cohort)
    }
}

impl Placement<'_> {
    /// The first and last open day up to a day, if there is one.
    pub fn open_days(&self, until: Day) -> Option<(Day, Day)> {
        let last = self.ended.map_or(until, |(last, _)| last.min(until));
        (self.from <= last).then_some((self.from, last))
    }

    /// First day outside, once ended.
    pub fn to(&self) -> Option<Day> {
        self.ended.map(|(last, _)| last.next())
    }
}
