//! A synthetic person: registered, taken in to a programme, placed, paid, gone, asked again; some come back.

use chrono::{Datelike, Weekday};
use hovedbok_core::entries::absence::{Absence, Attendance};
use hovedbok_core::entries::benefit::Paid;
use hovedbok_core::entries::codes::{
    AbsenceKind, Answer, BenefitKind, Decision, Destination, Education, Ground, Health, Income, Instrument, Needs, Outcome,
    Owner, PlanKind, Sex, SuspensionKind,
};
use hovedbok_core::entries::measure::{Changed, DaysPerWeek, Ended, Started};
use hovedbok_core::entries::participant::{
    Applied, Assessed, Background, CertificateConsidered, CounsellorAssigned, Decided, Exited, FollowedUp, Intake,
    PlanOffered, Registered, Resumed, Reviewed, Suspended,
};
use hovedbok_core::field::{AtLeastOne, List};
use hovedbok_core::{Day, EnrolmentId, Fact, Name, ParticipantId, Period, PlacementId, ShareBp, StreamId};
use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

use super::bundle::Bundle;
use super::{office, words};
use crate::archive::AboutPerson;
use crate::given::{kroner, month, name, period};

const TARGET_GROUPS: [&str; 4] = ["under_30", "settled_refugees", "qualification_programme", "long_term"];
/// A week of full presence.
const WEEK_MINUTES: u32 = 2250;

/// A placement to be.
struct Stay {
    placement: PlacementId,
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
    bundle.firm(&stream, Period::day(from), Fact::Person(registered.entry()));
    let gone = course(bundle, &stream, programmes, from);
    if bundle.happens(1, 10) {
        let again = gone.plus_days(bundle.days(60, 240));
        course(bundle, &stream, programmes, again);
    }
}

/// One course from its application; the last day of it.
fn course(bundle: &mut Bundle, stream: &StreamId, programmes: u64, from: Day) -> Day {
    let programme = office::programme(bundle.rng.random_range(0..programmes));
    let enrolment = EnrolmentId(bundle.uuid());
    let mut course = Course { bundle, stream, enrolment };
    let applied = from.plus_days(course.days(0, 7));
    let committee = course.bundle.happens(1, 4).then(|| words::place(&mut course.bundle.rng));
    let note = course.note();
    course.firm(applied, Applied { enrolment, programme: programme.clone(), committee, note });
    let decided = applied.plus_days(course.days(10, 40));
    if course.bundle.happens(1, 14) {
        course.decide(decided, Decision::Reject);
        return decided;
    }
    course.assess(applied, decided);
    course.decide(decided, Decision::Grant);
    let start = decided.plus_days(course.days(1, 25));
    course.intake(start, programme);
    let last = start.plus_days(course.days(200, 440));
    let stays = course.stays(start, last);
    course.inside(start, last, &stays);
    course.leave(last);
    last
}

impl Course<'_> {
    fn days(&mut self, least: i64, most: i64) -> i64 {
        self.bundle.days(least, most)
    }

    fn note(&mut self) -> Option<hovedbok_core::Text> {
        words::note(&mut self.bundle.rng)
    }

    fn firm(&mut self, on: Day, body: impl AboutPerson) {
        self.bundle.firm(self.stream, Period::day(on), Fact::Person(body.entry()));
    }

    fn loose(&mut self, when: Period, ready: Day, body: impl AboutPerson) {
        self.bundle.loose(self.stream, when, ready, Fact::Person(body.entry()));
    }

    fn on(&mut self, on: Day, body: impl AboutPerson) {
        self.loose(Period::day(on), on, body);
    }

    fn decide(&mut self, on: Day, decision: Decision) {
        let (enrolment, note) = (self.enrolment, self.note());
        let grounds = AtLeastOne::of(Ground::SocialServices2009Section29, []);
        self.firm(on, Decided { enrolment, decision, grounds, grounds_text: None, valid_until: None, note });
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

    fn intake(&mut self, start: Day, programme: Name) {
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
        self.firm(start, intake);
        let (enrolment, note) = (self.enrolment, None);
        self.firm(start, CounsellorAssigned { enrolment, counsellor, note });
    }

    /// The placements, one after the other; the last one may run to the last day.
    fn stays(&mut self, start: Day, last: Day) -> Vec<Stay> {
        let mut stays = Vec::new();
        let mut from = start.plus_days(self.days(0, 21));
        while last.days_since(from) > 45 {
            let end = from.plus_days(self.days(45, 240)).min(last);
            stays.push(Stay { placement: PlacementId(self.bundle.uuid()), from, last: end });
            from = end.plus_days(self.days(1, 20));
        }
        stays
    }

    /// What happens from day to day.
    fn inside(&mut self, start: Day, last: Day, stays: &[Stay]) {
        let enrolment = self.enrolment;
        let offered = start.plus_days(self.days(14, 85));
        let away = self.bundle.happens(1, 15).then(|| start.plus_days(self.days(30, 120)));
        let back = away.map(|away| away.plus_days(self.days(14, 40)));
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
                let note = self.note();
                self.firm(today, Suspended { enrolment, kind: SuspensionKind::LeaveWithBenefit, note });
            }
            if Some(today) == back {
                self.firm(today, Resumed { enrolment, kind: None, note: None });
            }
            if today.parts().2 == 20 {
                self.pay(today, start);
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
                self.firm(today, Ended { placement: stay.placement, outcome, note });
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
            self.firm(today, body);
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
            kind: BenefitKind::QualificationBenefit,
            amount_ore: kroner(rng.random_range(4000..16_000)),
            for_period,
            note: if rng.random_ratio(1, 6) { words::note(rng) } else { None },
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
        self.firm(last, Exited { enrolment, destination, note });
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
