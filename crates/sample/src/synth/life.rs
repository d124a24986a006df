//! A synthetic person: registered, taken in to a programme, placed, paid, gone, asked again; some come back.

use chrono::{Datelike, Weekday};
use hovedbok_core::entries::absence::{Absence, Attendance};
use hovedbok_core::entries::benefit::{ConditionAnswered, ConditionSet, Paid};
use hovedbok_core::entries::codes::{
    AbsenceKind, Answer, BenefitKind, ConditionConsequence, ConditionKind, ConditionOutcome, Decision, Destination,
    Education, Ground, Health, Income, Instrument, Needs, Outcome, Owner, PlanKind, Sex, SuspensionKind,
};
use hovedbok_core::entries::measure::{Changed, DaysPerWeek, Ended, Started};
use hovedbok_core::entries::participant::{
    Applied, Assessed, Background, CertificateConsidered, CounsellorAssigned, Decided, DetailsChanged, Exited,
    FollowedUp, Intake, Merged, MergedFrom, PlanOffered, Referred, Registered, Resumed, Reviewed, Suspended,
    Transitioned, Waitlisted, Withdrawn,
};
use hovedbok_core::field::{AtLeastOne, List};
use hovedbok_core::{Day, EnrolmentId, Fact, Name, ParticipantId, Period, PlacementId, ShareBp, StreamId};
use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

use super::bundle::Bundle;
use super::corrected::Can;
use super::{office, words};
use crate::archive::AboutPerson;
use crate::given::{kroner, month, name, period};

const TARGET_GROUPS: [&str; 4] = ["under_30", "settled_refugees", "qualification_programme", "long_term"];
/// A week of full presence.
const WEEK_MINUTES: u32 = 2250;

/// For how many days after the first a condition for a benefit is set.
const CONDITION_DAYS: i64 = 30;

/// A placement to be.
struct Stay {
    placement: PlacementId,
    /// The day after the stay before it.
    earliest: Day,
    from: Day,
    last: Day,
}

/// One course of the person in a programme.
struct Course<'a> {
    bundle: &'a mut Bundle,
    stream: &'a StreamId,
    enrolment: EnrolmentId,
}

fn one<T: Copy>(rng: &mut ChaCha8Rng, of: &[T], otherwise: T) -> T {
    of.choose(rng).copied().unwrap_or(otherwise)
}

/// Makes a person known from a day, in one or two of so many programmes.
pub(super) fn life(bundle: &mut Bundle, programmes: u64, from: Day) {
    let stream = StreamId::Participant(ParticipantId(bundle.uuid()));
    let rng = &mut bundle.rng;
    let background = Background {
        education: Some(one(rng, Education::ALL, Education::NotAsked)),
        needs: Some(one(rng, Needs::ALL, Needs::NotAsked)),
        health: Some(one(rng, Health::ALL, Health::NotAsked)),
        income: Some(one(rng, Income::ALL, Income::NotAsked)),
    };
    let registered = Registered {
        office: words::place(rng),
        birth_month: Some(month(from.year() - rng.random_range(18..=62), rng.random_range(1..=12))),
        sex: Some(one(rng, Sex::ALL, Sex::NotAsked)),
        background: Some(background),
        note: words::note(rng),
    };
    let known = registered.clone();
    bundle.firm(&stream, Period::day(from), Fact::Person(registered.entry()), Can::KEEP);
    let (gone, programme) = course(bundle, &stream, programmes, from);
    if bundle.happens(1, 6) {
        let on = from.plus_days(bundle.days(20, 200));
        let rng = &mut bundle.rng;
        let (office, income) = (Some(words::place(rng)), Some(one(rng, Income::ALL, Income::Other)));
        let background = Some(Background { education: None, needs: None, health: None, income });
        let note = words::note(rng);
        let changed = DetailsChanged { office, birth_month: None, sex: None, background, note };
        bundle.loose(&stream, Period::day(on), on, Fact::Person(changed.entry()), Can::GO);
    }
    if bundle.happens(1, 50) {
        // Nobody is in one programme twice at the same time.
        let other = Some(office::programme(bundle.rng.random_range(0..programmes))).filter(|other| *other != programme);
        twice(bundle, &stream, known, other, from);
    }
    if bundle.happens(1, 10) {
        let again = gone.plus_days(bundle.days(90, 240));
        course(bundle, &stream, programmes, again);
    }
}

/// Another office registers the same person, and may refer them to another programme, which they do not enter; then the two are
/// merged.
fn twice(bundle: &mut Bundle, stream: &StreamId, known: Registered, programme: Option<Name>, from: Day) {
    let StreamId::Participant(into) = *stream else { return };
    let other = ParticipantId(bundle.uuid());
    let there = StreamId::Participant(other);
    let on = from.plus_days(bundle.days(10, 60));
    let registered = Registered { office: words::place(&mut bundle.rng), note: None, ..known };
    bundle.beside(on, [(there.clone(), Fact::Person(registered.entry()))]);
    if let Some(programme) = programme {
        let enrolment = EnrolmentId(bundle.uuid());
        let referred = Referred { enrolment, programme: programme.clone(), committee: None, note: None };
        bundle.beside(on.plus_days(2), [(there.clone(), Fact::Person(referred.entry()))]);
        let withdrawn = Withdrawn { enrolment, programme, committee: None, note: None };
        bundle.beside(on.plus_days(9), [(there.clone(), Fact::Person(withdrawn.entry()))]);
    }
    let met = on.plus_days(bundle.days(20, 120));
    let merged = Fact::Person(Merged { into, note: None }.entry());
    let other_half = Fact::Person(MergedFrom { from: other, note: None }.entry());
    bundle.beside(met, [(there, merged), (stream.clone(), other_half)]);
}

/// One course from its application; the last day of it, and its programme.
fn course(bundle: &mut Bundle, stream: &StreamId, programmes: u64, from: Day) -> (Day, Name) {
    let programme = office::programme(bundle.rng.random_range(0..programmes));
    let enrolment = EnrolmentId(bundle.uuid());
    let mut course = Course { bundle, stream, enrolment };
    let applied = from.plus_days(course.days(0, 7));
    let committee = course.bundle.happens(1, 4).then(|| words::place(&mut course.bundle.rng));
    let note = course.note();
    if course.bundle.happens(1, 5) {
        course.firm(applied, Referred { enrolment, programme: programme.clone(), committee, note });
    } else {
        course.firm(applied, Applied { enrolment, programme: programme.clone(), committee, note });
    }
    let decided = applied.plus_days(course.days(10, 40));
    if course.bundle.happens(1, 20) {
        let (withdrawn, note) = (programme.clone(), course.note());
        course.firm(decided, Withdrawn { enrolment, programme: withdrawn, committee: None, note });
        return (decided, programme);
    }
    if course.bundle.happens(1, 6) {
        let (on, programme, note) = (applied.plus_days(course.days(2, 8)), programme.clone(), course.note());
        course.firm(on, Waitlisted { enrolment, programme, committee: None, note });
    }
    if course.bundle.happens(1, 14) {
        course.decide(decided, Decision::Reject);
        return (decided, programme);
    }
    course.assess(applied, decided);
    course.decide(decided, Decision::Grant);
    let start = decided.plus_days(course.days(1, 25));
    course.intake(start, decided, programme.clone());
    let last = start.plus_days(course.days(200, 440));
    let stays = course.stays(start, last);
    course.inside(start, last, &stays);
    course.leave(last);
    (last, programme)
}

impl Course<'_> {
    fn days(&mut self, least: i64, most: i64) -> i64 {
        self.bundle.days(least, most)
    }

    fn note(&mut self) -> Option<hovedbok_core::Text> {
        words::note(&mut self.bundle.rng)
    }

    fn firm(&mut self, on: Day, body: impl AboutPerson) {
        self.firm_as(on, body, Can::KEEP);
    }

    fn firm_as(&mut self, on: Day, body: impl AboutPerson, can: Can) {
        self.bundle.firm(self.stream, Period::day(on), Fact::Person(body.entry()), can);
    }

    fn loose(&mut self, when: Period, ready: Day, body: impl AboutPerson) {
        self.bundle.loose(self.stream, when, ready, Fact::Person(body.entry()), Can::GO);
    }

    fn on(&mut self, on: Day, body: impl AboutPerson) {
        self.loose(Period::day(on), on, body);
    }

    fn decide(&mut self, on: Day, decision: Decision) {
        let (enrolment, note) = (self.enrolment, self.note());
        let grounds = AtLeastOne::of(Ground::SocialServices2009Section29, []);
        // A body of the programme extends.
        let decided_by = (decision == Decision::Extend).then(|| office::STEERING_GROUP.into());
        self.firm(
            on,
            Decided { enrolment, decision, grounds, grounds_text: None, valid_until: None, decided_by, note },
        );
    }

    fn assess(&mut self, applied: Day, decided: Day) {
        for _ in 0..self.bundle.rng.random_range(1..=2) {
            let rng = &mut self.bundle.rng;
            let body = Assessed {
                enrolment: self.enrolment,
                instrument: one(rng, Instrument::ALL, Instrument::Kis),
                result: Some(words::sentence(rng)),
                sources_cited: rng.random_ratio(2, 3),
                note: words::note(rng),
            };
            let on = applied.plus_days(self.days(1, decided.days_since(applied)));
            self.on(on, body);
        }
    }

    fn intake(&mut self, start: Day, decided: Day, programme: Name) {
        let rng = &mut self.bundle.rng;
        let intake = Intake {
            enrolment: self.enrolment,
            programme,
            office: words::place(rng),
            target_group: name(one(rng, &TARGET_GROUPS, "long_term")),
            also: List::default(),
            cohorts: List(vec![name(&start.month().to_string())]),
            referred_by: rng.random_ratio(1, 5).then(|| words::place(rng)),
            note: words::note(rng),
        };
        let counsellor = name(&format!("c{}", rng.random_range(100..500)));
        // Somebody may have begun earlier than was written, after the decision.
        self.firm_as(start, intake, Can::move_to(decided.next(), start));
        let (enrolment, note) = (self.enrolment, None);
        self.firm(start, CounsellorAssigned { enrolment, counsellor, note });
    }

    /// The placements, one after the other; the last one may run to the last day.
    fn stays(&mut self, start: Day, last: Day) -> Vec<Stay> {
        let mut stays = Vec::new();
        let mut from = start.plus_days(self.days(0, 21));
        let mut earliest = start;
        while last.days_since(from) > 45 {
            let end = from.plus_days(self.days(45, 240)).min(last);
            stays.push(Stay { placement: PlacementId(self.bundle.uuid()), earliest, from, last: end });
            from = end.plus_days(self.days(1, 20));
            // The end before may be moved too, to the day before this one at the most.
            earliest = from;
        }
        stays
    }

    /// What happens from day to day.
    fn inside(&mut self, start: Day, last: Day, stays: &[Stay]) {
        let enrolment = self.enrolment;
        let offered = start.plus_days(self.days(14, 85));
        let away = self.bundle.happens(1, 15).then(|| start.plus_days(self.days(30, 120)));
        let back = away.map(|away| away.plus_days(self.days(14, 40)));
        let moves = self.bundle.happens(1, 6).then(|| start.plus_days(self.days(60, 190)));
        let longer = self.bundle.happens(1, 8).then(|| start.plus_days(self.days(100, 190)));
        let condition = self.bundle.happens(1, 6).then(|| start.plus_days(self.days(20, 90)));
        // Some are never answered.
        let can_answer = condition.filter(|_| self.bundle.happens(4, 5));
        let answered = can_answer.map(|set| set.plus_days(self.days(CONDITION_DAYS, CONDITION_DAYS + 20)));
        let mut absent_until = start;
        let mut today = start;
        while today <= last {
            let open = stays.iter().find(|stay| stay.from <= today && today <= stay.last);
            if let Some(stay) = open {
                self.placed(stay, today, &mut absent_until);
            }
            if today == offered {
                let rng = &mut self.bundle.rng;
                let (plan, answer) = (PlanKind::IndividualPlan, one(rng, Answer::ALL, Answer::Open));
                let note = words::note(rng);
                self.on(today, PlanOffered { enrolment, plan, answer, note });
            }
            if Some(today) == away {
                let (kind, note) = (one(&mut self.bundle.rng, SuspensionKind::ALL, SuspensionKind::Other), self.note());
                self.decide(today, Decision::Suspend);
                self.firm(today, Suspended { enrolment, kind, note });
            }
            if Some(today) == back {
                self.decide(today, Decision::Resume);
                self.firm(today, Resumed { enrolment, kind: None, note: None });
            }
            if Some(today) == moves {
                let (from, note) = (Some("municipal_measure".into()), self.note());
                self.on(today, Transitioned { enrolment, from, to: "state_measure".into(), note });
            }
            if Some(today) == longer {
                self.decide(today, Decision::Extend);
            }
            if today.parts().2 == 20 {
                self.pay(today, start);
            }
            if Some(today) == condition {
                self.condition(today);
            }
            if Some(today) == answered {
                self.condition_answered(today);
            }
            if today.days_since(start) % 120 == 119 {
                self.review(today);
            }
            if today == last.plus_days(-3) {
                self.decide(today, Decision::End);
            }
            if let Some(stay) = open.filter(|stay| stay.last == today) {
                let rng = &mut self.bundle.rng;
                let outcome = if stay.last < last { Outcome::Continued } else { Outcome::Work };
                let note = words::note(rng);
                // It may have gone on for longer than was written, until the next one began.
                let next = stays.iter().map(|other| other.from).find(|from| *from > stay.last);
                let until = next.map_or(last, |next| next.plus_days(-1)).min(stay.last.plus_days(10));
                let can = Can::move_to(stay.last, until);
                self.firm_as(today, Ended { placement: stay.placement, outcome, note }, can);
            }
            today = today.next();
        }
    }

    /// A day with a placement open.
    fn placed(&mut self, stay: &Stay, today: Day, absent_until: &mut Day) {
        let placement = stay.placement;
        if today == stay.from {
            let rng = &mut self.bundle.rng;
            let body = Started {
                placement,
                enrolment: self.enrolment,
                measure: words::measure(rng),
                provider: words::provider(rng),
                step: rng.random_ratio(1, 2).then(|| format!("step {}", rng.random_range(1..=4)).into()),
                owner: one(rng, Owner::ALL, Owner::Municipal),
                share_bp: ShareBp(rng.random_range(2..=10) * 1000),
                days_per_week: Some(DaysPerWeek(rng.random_range(1..=5))),
                planned_end: Some(stay.last),
                note: words::note(rng),
            };
            self.firm_as(today, body, Can::move_to(stay.earliest, today));
        } else if today.days_since(stay.from) == 60 && self.bundle.happens(1, 2) {
            let share_bp = Some(ShareBp(self.bundle.rng.random_range(2..=10) * 1000));
            let note = self.note();
            self.firm(today, Changed { placement, share_bp, days_per_week: None, planned_end: None, note });
        }
        let friday = today.plus_days(4);
        if today.date().weekday() == Weekday::Mon && friday <= stay.last && self.bundle.happens(47, 100) {
            let rng = &mut self.bundle.rng;
            let planned_minutes = WEEK_MINUTES / rng.random_range(1..=5);
            let present_minutes = planned_minutes - rng.random_range(0..=planned_minutes / 3);
            let week = period(today, friday);
            let note = if rng.random_ratio(1, 6) { words::note(rng) } else { None };
            let body = Attendance { placement, period: week.clone(), planned_minutes, present_minutes, note };
            self.loose(week, friday, body);
        }
        if today > *absent_until && self.bundle.happens(1, 30) {
            let last = today.plus_days(self.days(0, 4)).min(stay.last);
            *absent_until = last;
            let away = period(today, last);
            let rng = &mut self.bundle.rng;
            let body = Absence {
                placement,
                period: away.clone(),
                kind: one(rng, AbsenceKind::ALL, AbsenceKind::Other),
                minutes: None,
                days: u16::try_from(away.days()).ok(),
                documented: Some(rng.random_ratio(1, 2)),
                note: words::note(rng),
            };
            self.loose(away, today, body);
        }
    }

    fn pay(&mut self, today: Day, start: Day) {
        let month = today.month();
        let for_period = period(month.first().max(start), month.last());
        let rng = &mut self.bundle.rng;
        let body = Paid {
            enrolment: Some(self.enrolment),
            kind: if rng.random_ratio(1, 12) {
                BenefitKind::SocialAssistanceSupplementary
            } else {
                BenefitKind::QualificationBenefit
            },
            amount_ore: kroner(rng.random_range(4000..16_000)),
            for_period,
            note: if rng.random_ratio(1, 6) { words::note(rng) } else { None },
        };
        self.on(today, body);
    }

    /// What the condition of the course is called.
    fn condition_name(&self) -> Name {
        name(&format!("activity-{}", self.enrolment))
    }

    fn condition(&mut self, today: Day) {
        let body = ConditionSet {
            condition: self.condition_name(),
            kind: one(&mut self.bundle.rng, ConditionKind::ALL, ConditionKind::Other),
            ground: Some(Ground::SocialServices2009Section20),
            benefit: Some(BenefitKind::SocialAssistanceSupplementary),
            enrolment: Some(self.enrolment),
            office: None,
            for_period: Some(period(today, today.plus_days(CONDITION_DAYS))),
            due: None,
            note: self.note(),
        };
        self.firm(today, body);
    }

    fn condition_answered(&mut self, today: Day) {
        let outcome = one(&mut self.bundle.rng, ConditionOutcome::ALL, ConditionOutcome::Met);
        let reduced = outcome == ConditionOutcome::NotMet;
        let consequence = if reduced { ConditionConsequence::Reduced } else { ConditionConsequence::None };
        let body = ConditionAnswered {
            condition: self.condition_name(),
            outcome,
            consequence: Some(consequence),
            consequence_from: reduced.then(|| today.plus_days(1)),
            reduced_ore: reduced.then(|| kroner(500)),
            reduced_share_bp: None,
            note: None,
        };
        self.on(today, body);
    }

    fn review(&mut self, today: Day) {
        let rng = &mut self.bundle.rng;
        let findings = (0..rng.random_range(0..=2)).map(|_| words::sentence(rng)).collect();
        let (review, note) = ("quarterly review".into(), words::note(rng));
        self.on(today, Reviewed { enrolment: self.enrolment, review, findings: List(findings), note });
    }

    /// The exit, and what is asked afterwards.
    fn leave(&mut self, last: Day) {
        let enrolment = self.enrolment;
        let issued = self.bundle.happens(3, 4);
        self.on(last, CertificateConsidered { enrolment, issued, note: None });
        let destination = one(&mut self.bundle.rng, Destination::ALL, Destination::Unknown);
        let note = self.note();
        let can = Can { away: true, ..Can::move_to(last, last.plus_days(5)) };
        self.firm_as(last, Exited { enrolment, destination, note }, can);
        for months_after in [3, 6, 12] {
            if self.bundle.happens(3, 5) {
                let rng = &mut self.bundle.rng;
                let situation = one(rng, Destination::ALL, Destination::Unknown);
                let note = words::note(rng);
                let on = last.plus_months(u32::from(months_after));
                self.on(on, FollowedUp { enrolment, months_after, situation, note });
            }
        }
    }
}
