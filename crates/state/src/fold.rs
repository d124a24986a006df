//! The fold of one person's rows in force into a [`Person`]: total, deterministic, exhaustive.

use hovedbok_core::entries::codes::Decision;
use hovedbok_core::entries::{AbsenceEntry, BenefitEntry, MeasureEntry, ParticipantEntry};
use hovedbok_core::{Day, EnrolmentId, Name, ParticipantId, PersonEntry, Row};

use crate::person::{
    Absence, Attendance, Benefit, Condition, Details, Enrolment, FollowUp, Person, Placement, Segment, Step,
};
use crate::ready::ReadyFact;
use crate::status::Event;

/// What the fold looks at of a fact.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Held<'a> {
    /// From which day it counts.
    pub(crate) holds: Day,
    /// The last day of the period in which it holds in the world.
    pub(crate) last: Day,
    /// Whether the slot's original was migrated.
    pub(crate) migrated: bool,
    /// What it says.
    pub(crate) fact: &'a PersonEntry,
}

impl<'a> From<&'a Row<PersonEntry>> for Held<'a> {
    fn from(row: &'a Row<PersonEntry>) -> Held<'a> {
        Held { holds: row.holds, last: row.effective.end(), migrated: row.slot_migrated, fact: &row.fact }
    }
}

impl<'a> From<&'a ReadyFact> for Held<'a> {
    fn from(ready: &'a ReadyFact) -> Held<'a> {
        Held { holds: ready.holds, last: ready.last, migrated: ready.migrated, fact: &ready.fact }
    }
}

/// Folds facts in the order (day it takes hold, slot, seq).
pub(crate) fn fold<'a>(
    id: ParticipantId,
    merged: Vec<ParticipantId>,
    rows: impl IntoIterator<Item = Held<'a>>,
) -> Person<'a> {
    let mut person = Person {
        id,
        merged,
        details: Details::default(),
        offices: Vec::new(),
        registered: None,
        enrolments: Vec::new(),
        placements: Vec::new(),
        absences: Vec::new(),
        attendance: Vec::new(),
        benefits: Vec::new(),
        conditions: Vec::new(),
    };
    rows.into_iter().for_each(|row| person.learn(row));
    person
}

impl<'a> Person<'a> {
    /// Folds the next fact into the person.
    pub(crate) fn learn(&mut self, row: Held<'a>) {
        match row.fact {
            PersonEntry::Participant(entry) => participant(self, row, entry),
            PersonEntry::Measure(entry) => measure(self, row, entry),
            PersonEntry::Absence(entry) => absence(self, entry),
            PersonEntry::Benefit(entry) => benefit(self, row, entry),
        }
        self.note_registered(row.holds);
    }

    /// Changes an enrolment, which comes into being when it is first spoken of.
    fn change(&mut self, id: EnrolmentId, change: impl FnOnce(&mut Enrolment<'a>)) {
        match self.enrolments.iter_mut().find(|enrolment| enrolment.id == id) {
            Some(enrolment) => change(enrolment),
            None => {
                let mut enrolment = Enrolment::new(id);
                change(&mut enrolment);
                self.enrolments.push(enrolment);
            }
        }
    }

    /// Notes whether the person is known without an enrolment that has begun: only from the first entry on can it be so.
    fn note_registered(&mut self, day: Day) {
        let begun = self.enrolments.iter().any(Enrolment::begun);
        self.registered = match self.registered {
            None if begun => None,
            None => Some((day, None)),
            Some((from, None)) if begun => Some((from, Some(day.plus_days(-1).max(from)))),
            Some(registered) => Some(registered),
        };
    }

    /// The office that takes over; of several on one day the last one.
    fn office(&mut self, day: Day, office: &'a str) {
        self.offices.pop_if(|(from, _)| *from == day);
        self.offices.push((day, office));
        self.details.office = Some(office);
    }

    /// An entry that speaks of an enrolment and names its programme.
    fn named(&mut self, id: EnrolmentId, programme: &'a Name, day: Day, event: Event) {
        self.change(id, |enrolment| {
            enrolment.programme = enrolment.programme.or(Some(programme));
            enrolment.step(day, Some(event));
        });
    }

    /// An entry that speaks of an enrolment and leaves its status alone.
    fn spoken_of(&mut self, id: EnrolmentId, day: Day) {
        self.change(id, |enrolment| enrolment.step(day, None));
    }
}

fn participant<'a>(person: &mut Person<'a>, row: Held<'a>, entry: &'a ParticipantEntry) {
    let day = row.holds;
    person.details.learn(entry);
    match entry {
        ParticipantEntry::Registered(body) => {
            person.office(day, body.office.as_str());
        }
        ParticipantEntry::DetailsChanged(body) => {
            if let Some(office) = &body.office {
                person.office(day, office.as_str());
            }
        }
        // The roster has followed it already; the other half says the same.
        ParticipantEntry::Merged(_) | ParticipantEntry::MergedFrom(_) => {}
        ParticipantEntry::Applied(body) => {
            person.named(body.enrolment, &body.programme, day, Event::Applied);
            person.change(body.enrolment, |enrolment| enrolment.applied = enrolment.applied.or(Some(day)));
        }
        ParticipantEntry::Referred(body) => {
            person.named(body.enrolment, &body.programme, day, Event::Applied);
            person.change(body.enrolment, |enrolment| enrolment.applied = enrolment.applied.or(Some(day)));
        }
        ParticipantEntry::Waitlisted(body) => person.named(body.enrolment, &body.programme, day, Event::Waitlisted),
        ParticipantEntry::Withdrawn(body) => person.named(body.enrolment, &body.programme, day, Event::Withdrawn),
        ParticipantEntry::Decided(body) => {
            person.change(body.enrolment, |enrolment| {
                if matches!(body.decision, Decision::Grant | Decision::Reject) {
                    enrolment.decisions.push((day, body.decision));
                }
                if matches!(body.decision, Decision::Grant | Decision::Extend) {
                    enrolment.granted_until = Some((day, body.valid_until));
                }
                enrolment.decided_by.extend(body.decided_by.as_ref().map(|body| body.as_str()));
                enrolment.step(day, decided(body.decision));
            });
        }
        ParticipantEntry::Intake(body) => person.change(body.enrolment, |enrolment| {
            enrolment.programme = enrolment.programme.or(Some(&body.programme));
            enrolment.take_in(Segment {
                from: day,
                to: None,
                office: body.office.as_str(),
                target_group: &body.target_group,
                also: &body.also.0,
                cohorts: &body.cohorts.0,
                defined: &[],
                migrated: row.migrated,
            });
        }),
        ParticipantEntry::CounsellorAssigned(body) => person.change(body.enrolment, |enrolment| {
            enrolment.counsellors.push((day, &body.counsellor));
            enrolment.step(day, None);
        }),
        ParticipantEntry::Suspended(body) => {
            person.change(body.enrolment, |enrolment| enrolment.step(day, Some(Event::Suspended)));
        }
        ParticipantEntry::Resumed(body) => {
            person.change(body.enrolment, |enrolment| enrolment.step(day, Some(Event::Resumed)));
        }
        ParticipantEntry::Exited(body) => {
            person.change(body.enrolment, |enrolment| enrolment.leave(day, body.destination));
        }
        ParticipantEntry::Assessed(body) => person.spoken_of(body.enrolment, day),
        ParticipantEntry::PlanOffered(body) => person.change(body.enrolment, |enrolment| {
            enrolment.plans_offered.push(day);
            enrolment.step(day, None);
        }),
        ParticipantEntry::Transitioned(body) => person.change(body.enrolment, |enrolment| {
            let from = body.from.as_ref().map(|from| from.as_str());
            enrolment.steps.push(Step { day, from, to: body.to.as_str() });
            enrolment.step(day, None);
        }),
        ParticipantEntry::FollowedUp(body) => person.change(body.enrolment, |enrolment| {
            let (months_after, situation) = (body.months_after, body.situation);
            enrolment.follow_ups.push(FollowUp { day, months_after, situation });
            enrolment.step(day, None);
        }),
        ParticipantEntry::CertificateConsidered(body) => person.spoken_of(body.enrolment, day),
        ParticipantEntry::Reviewed(body) => person.change(body.enrolment, |enrolment| {
            enrolment.reviews.push(day);
            enrolment.step(day, None);
        }),
    }
}

/// Only a grant or a rejection decides where an enrolment stands: a decision to suspend, resume, stop or end is followed by
/// the entry that says from which day it is so.
fn decided(decision: Decision) -> Option<Event> {
    match decision {
        Decision::Grant => Some(Event::Granted),
        Decision::Reject => Some(Event::Rejected),
        Decision::Extend | Decision::Suspend | Decision::Resume | Decision::Stop | Decision::End | Decision::Reduce => {
            None
        }
    }
}

fn measure<'a>(person: &mut Person<'a>, row: Held<'a>, entry: &'a MeasureEntry) {
    match entry {
        MeasureEntry::Started(body) => {
            person.spoken_of(body.enrolment, row.holds);
            // Started once more: the first start stands.
            if person.placements.iter().any(|placement| placement.id == body.placement) {
                return;
            }
            person.placements.push(Placement {
                id: body.placement,
                enrolment: body.enrolment,
                measure: body.measure.as_str(),
                provider: body.provider.as_str(),
                step: body.step.as_ref().map(|step| step.as_str()),
                owner: body.owner,
                share_bp: body.share_bp,
                days_per_week: body.days_per_week.map(|days| days.0),
                planned_end: body.planned_end,
                from: row.holds,
                ended: None,
            });
        }
        MeasureEntry::Changed(body) => {
            if let Some(placement) = person.placements.iter_mut().rfind(|p| p.id == body.placement) {
                placement.share_bp = body.share_bp.unwrap_or(placement.share_bp);
                placement.days_per_week = body.days_per_week.map(|days| days.0).or(placement.days_per_week);
                placement.planned_end = body.planned_end.or(placement.planned_end);
            }
        }
        MeasureEntry::Ended(body) => {
            let open = person.placements.iter_mut().rfind(|p| p.id == body.placement && p.ended.is_none());
            if let Some(placement) = open {
                placement.ended = Some((row.last, body.outcome));
            }
        }
    }
}

fn absence(person: &mut Person<'_>, entry: &AbsenceEntry) {
    match entry {
        AbsenceEntry::Absence(body) => person.absences.push(Absence {
            placement: body.placement,
            period: body.period.clone(),
            kind: body.kind,
            minutes: body.minutes,
            days: body.days,
        }),
        AbsenceEntry::Attendance(body) => person.attendance.push(Attendance {
            placement: body.placement,
            period: body.period.clone(),
            planned_minutes: body.planned_minutes,
            present_minutes: body.present_minutes,
        }),
    }
}

fn benefit<'a>(person: &mut Person<'a>, row: Held<'a>, entry: &'a BenefitEntry) {
    match entry {
        BenefitEntry::Paid(body) => person.benefits.push(Benefit {
            enrolment: body.enrolment,
            kind: body.kind,
            amount: body.amount_ore,
            paid: row.last,
            for_period: &body.for_period,
        }),
        BenefitEntry::ConditionSet(body) => {
            // Of two conditions of one name the first counts.
            if person.conditions.iter().any(|known| *known.condition == body.condition) {
                return;
            }
            person.conditions.push(Condition {
                condition: &body.condition,
                kind: body.kind,
                ground: body.ground,
                benefit: body.benefit,
                enrolment: body.enrolment,
                office: body.office.as_ref().map(|office| office.as_str()),
                set: row.holds,
                for_period: body.for_period.as_ref(),
                due: body.due.or(body.for_period.as_ref().map(|period| period.end())),
                answers: Vec::new(),
            });
        }
        BenefitEntry::ConditionAnswered(body) => {
            if let Some(known) = person.conditions.iter_mut().find(|known| *known.condition == body.condition) {
                known.answers.push((row.holds, body));
            }
        }
    }
}
