//! The 30 participants to practise on, and one who was registered twice: some wait, most are in a measure, some have left.

use hovedbok_core::entries::absence::{Absence, Attendance};
use hovedbok_core::entries::benefit::Paid;
use hovedbok_core::entries::codes::{
    AbsenceKind, Answer, BenefitKind, Decision, Destination, Ground, Outcome, Owner, PlanKind, ReasonCode, Sex,
    SuspensionKind,
};
use hovedbok_core::entries::measure::{DaysPerWeek, Ended, Started};
use hovedbok_core::entries::participant::{
    Applied, CounsellorAssigned, Decided, Exited, FollowedUp, Intake, Merged, MergedFrom, PlanOffered, Registered,
    Suspended, Waitlisted,
};
use hovedbok_core::field::{AtLeastOne, List};
use hovedbok_core::{Day, EnrolmentId, Month, Name, ParticipantId, Period, PlacementId, ShareBp, StreamId};
use rand::RngExt;
use rand::seq::IndexedRandom;

use super::{Made, OFFICES, PROGRAMME, actor};
use crate::archive::AboutPerson;
use crate::given::{kroner, month, name, period, whole, workday};
use crate::ids;

/// Who is in the programme, by number; those after them wait, were rejected, or have left.
const INSIDE: usize = 21;
const WAITING: usize = 23;
const REJECTED: usize = 24;
const ALL: usize = 30;

const TARGET_GROUPS: [&str; 3] = ["under_30", "flyktning", "langtidsmottaker"];

/// The three measures: name, provider, owner.
const MEASURES: [(&str, &str, Owner); 3] = [
    ("arbeidstrening", "Fjordvik Verksted", Owner::Municipal),
    ("språkpraksis", "Fjordvik Læringssenter", Owner::Municipal),
    ("lønnstilskudd", "Havna Mat", Owner::State),
];

/// Share of full time, in basis points.
const SHARES: [u32; 4] = [5000, 6000, 8000, 10_000];

/// In how many days an open placement is planned to end, by number.
const PLANNED_ENDS: [i64; 8] = [-6, 4, 13, 20, 27, 55, 90, 140];

/// Where those who left went.
const EXITS: [(Outcome, Destination); 6] = [
    (Outcome::WorkFull, Destination::WorkFull),
    (Outcome::Education, Destination::Education),
    (Outcome::WorkPart, Destination::WorkPart),
    (Outcome::StateMeasure, Destination::StateMeasure),
    (Outcome::Moved, Destination::Moved),
    (Outcome::WorkFull, Destination::WorkFull),
];

/// One of them.
struct One {
    number: usize,
    who: ParticipantId,
    enrolment: EnrolmentId,
    office: &'static str,
}

/// Puts them in.
pub(super) fn put(made: &mut Made) {
    for number in 1..=ALL {
        let who = ids::participant(&made.batch, number);
        let enrolment = ids::enrolment(&made.batch, number);
        let office = OFFICES.get(number % 2).copied().unwrap_or("Nord");
        made.cases.insert(case(made.today, number), who);
        let one = One { number, who, enrolment, office };
        if number <= INSIDE {
            let intake = day_between(made, 300, 45);
            begin(made, &one, intake);
            inside(made, &one, intake);
        } else if number <= REJECTED {
            outside(made, &one);
        } else {
            let intake = day_between(made, 540, 440);
            begin(made, &one, intake);
            left(made, &one, intake);
        }
    }
    twice(made);
}

/// A case number of the office.
fn case(today: Day, number: usize) -> String {
    format!("{}-{number:03}", today.year())
}

/// A working day between two numbers of days before today.
fn day_between(made: &mut Made, from: i64, to: i64) -> Day {
    let (from, to) = (made.ago(from), made.ago(to));
    workday(&mut made.rng, from, to)
}

fn registered(made: &mut Made, one: &One, on: Day) {
    let age = made.rng.random_range(19..=58);
    let born: Month = month(on.year() - age, made.rng.random_range(1..=12));
    let sex = Sex::ALL.choose(&mut made.rng).copied();
    // The month of birth of one is missing.
    let birth_month = (one.number != 9).then_some(born);
    let entry = Registered { office: one.office.into(), birth_month, sex, background: None, note: None };
    made.person(one.who, on, entry);
}

/// From the registration to the intake.
fn begin(made: &mut Made, one: &One, intake: Day) {
    let One { number, who, enrolment, .. } = *one;
    registered(made, one, intake.plus_days(-32));
    made.person(
        who,
        intake.plus_days(-28),
        Applied { enrolment, programme: name(PROGRAMME), committee: None, note: None },
    );
    decide(made, one, intake.plus_days(-9), Decision::Grant, Some(intake.plus_months(12)));
    let taken_in = Intake {
        enrolment,
        programme: name(PROGRAMME),
        office: one.office.into(),
        target_group: group(number),
        also: List::default(),
        cohorts: List::default(),
        referred_by: None,
        note: None,
    };
    made.person(who, intake, taken_in);
    // Two have no counsellor.
    if number != 4 && number != 19 {
        let counsellor = actor(&(number % 3 + 1).to_string());
        made.person(who, intake.plus_days(2), CounsellorAssigned { enrolment, counsellor, note: None });
    }
    // Three were not offered a plan.
    if ![2, 11, 18].contains(&number) {
        let offered = intake.plus_days(made.days(12, 70));
        let offer = PlanOffered { enrolment, plan: PlanKind::ActivityPlan, answer: Answer::Accepted, note: None };
        made.person(who, offered, offer);
    }
}

fn group(number: usize) -> Name {
    name(TARGET_GROUPS.get(number % 3).copied().unwrap_or("under_30"))
}

fn decide(made: &mut Made, one: &One, on: Day, decision: Decision, valid_until: Option<Day>) {
    let grounds = AtLeastOne::of(Ground::SocialServices2009Section29, []);
    let (enrolment, grounds_text) = (one.enrolment, None);
    let body = Decided { enrolment, decision, grounds, grounds_text, valid_until, decided_by: None, note: None };
    made.person(one.who, on, body);
}

/// Somebody who is in the programme.
fn inside(made: &mut Made, one: &One, intake: Day) {
    let One { number, who, enrolment, .. } = *one;
    if number == INSIDE {
        let kind = SuspensionKind::LeaveWithoutBenefit;
        made.person(who, made.ago(16), Suspended { enrolment, kind, note: None });
    }
    benefits(made, one, intake);
    // Two have no placement.
    if number == 17 || number == 20 {
        return;
    }
    let from = intake.plus_days(made.days(5, 30));
    let ends = PLANNED_ENDS.get(number % PLANNED_ENDS.len()).copied().unwrap_or(30);
    let planned_end = (number != 6).then(|| made.today.plus_days(ends));
    let (placement, started) = start(made, one, from, planned_end);
    if let Some(entry) = started
        && number == 3
    {
        // The share of a full place was typed wrongly.
        let (measure, provider, owner) = measure(number);
        let (enrolment, share_bp) = (one.enrolment, ShareBp(5000));
        let new = Started {
            placement,
            enrolment,
            measure: measure.into(),
            provider: provider.into(),
            step: None,
            owner,
            share_bp,
            days_per_week: Some(DaysPerWeek(3)),
            planned_end,
            note: None,
        };
        made.replace(who, entry, made.ago(9), from, new, (ReasonCode::Typing, Some("50 %, ikke 100 %")));
    }
    absence(made, one, placement, from);
}

fn measure(number: usize) -> (&'static str, &'static str, Owner) {
    MEASURES.get(number % 3).copied().unwrap_or(("arbeidstrening", "Fjordvik Verksted", Owner::Municipal))
}

/// Begins a placement.
fn start(
    made: &mut Made,
    one: &One,
    from: Day,
    planned_end: Option<Day>,
) -> (PlacementId, Option<hovedbok_core::EntryId>) {
    let placement = ids::placement(&made.batch, one.number, 1);
    let (measure, provider, owner) = measure(one.number);
    let share = if one.number == 3 { 10_000 } else { SHARES.choose(&mut made.rng).copied().unwrap_or(10_000) };
    let started = Started {
        placement,
        enrolment: one.enrolment,
        measure: measure.into(),
        provider: provider.into(),
        step: None,
        owner,
        share_bp: ShareBp(share),
        days_per_week: None,
        planned_end,
        note: None,
    };
    (placement, made.person(one.who, from, started))
}

/// The last whole months before today, the newest first.
fn months(today: Day) -> [Month; 2] {
    let last = today.month().first().plus_days(-1).month();
    [last, last.first().plus_days(-1).month()]
}

/// The benefit of the last two months.
fn benefits(made: &mut Made, one: &One, intake: Day) {
    for month in months(made.today) {
        if month.first() < intake {
            continue;
        }
        let paid = Paid {
            enrolment: Some(one.enrolment),
            kind: BenefitKind::QualificationBenefit,
            amount_ore: kroner(18_450),
            for_period: whole(month),
            note: None,
        };
        made.person(one.who, month.last(), paid);
    }
}

/// Absence of the last weeks, and the attendance of the last month.
fn absence(made: &mut Made, one: &One, placement: PlacementId, from: Day) {
    let [last, _] = months(made.today);
    if last.first() >= from {
        let note = None;
        let present_minutes = made.rng.random_range(3600..=6000);
        let attendance = Attendance { placement, period: whole(last), planned_minutes: 6000, present_minutes, note };
        let when = whole(last);
        made.person(one.who, when, attendance);
    }
    let away = |first: Day, last: Day, kind: AbsenceKind| Absence {
        placement,
        period: period(first, last),
        kind,
        minutes: None,
        days: None,
        documented: Some(kind == AbsenceKind::Medical),
        note: None,
    };
    if one.number.is_multiple_of(4) {
        let first = day_between(made, 22, 12).max(from);
        made.person(one.who, first, away(first, first, AbsenceKind::SelfCertified));
    }
    if one.number == 8 {
        let (first, last) = (made.ago(34), made.ago(24));
        made.person(one.who, period(first, last), away(first, last, AbsenceKind::Medical));
    }
    if one.number == 5 {
        // Recorded for the wrong person.
        let first = made.ago(11);
        let entry = made.person(one.who, first, away(first, first, AbsenceKind::Unauthorised));
        if let Some(entry) = entry {
            let why = (ReasonCode::WrongPerson, Some("gjaldt en annen deltaker"));
            made.void(one.who, entry, made.ago(4), Period::day(first), why);
        }
    }
}

/// Somebody who applied, and waits or was rejected.
fn outside(made: &mut Made, one: &One) {
    let One { number, who, enrolment, .. } = *one;
    let applied = day_between(made, 40, 20);
    registered(made, one, applied.plus_days(-3));
    made.person(who, applied, Applied { enrolment, programme: name(PROGRAMME), committee: None, note: None });
    if number == WAITING {
        let programme = name(PROGRAMME);
        made.person(who, applied.plus_days(6), Waitlisted { enrolment, programme, committee: None, note: None });
    }
    if number == REJECTED {
        decide(made, one, applied.plus_days(14), Decision::Reject, None);
    }
}

/// Somebody who has left.
fn left(made: &mut Made, one: &One, intake: Day) {
    let One { number, who, enrolment, .. } = *one;
    let from = intake.plus_days(made.days(5, 25));
    let last = day_between(made, 250, 40);
    let (placement, _) = start(made, one, from, Some(last));
    let (outcome, destination) =
        EXITS.get(number - REJECTED - 1).copied().unwrap_or((Outcome::Unknown, Destination::Unknown));
    made.person(who, last, Ended { placement, outcome, note: None });
    // Of one, it was learnt later where the person went.
    let first_said = if number == ALL { Destination::Unknown } else { destination };
    let exited = made.person(who, last, Exited { enrolment, destination: first_said, note: None });
    if let Some(entry) = exited
        && number == ALL
    {
        let new = Exited { enrolment, destination, note: None };
        made.replace(who, entry, made.ago(20), last, new, (ReasonCode::NewInformation, None));
    }
    if number.is_multiple_of(2) {
        let follow_up = FollowedUp { enrolment, months_after: 3, situation: destination, note: None };
        made.person(who, last.plus_months(3), follow_up);
    }
}

/// Another office registered the twelfth once more; the two were merged.
fn twice(made: &mut Made) {
    let (kept, other) = (ids::participant(&made.batch, 12), ids::participant(&made.batch, ALL + 1));
    made.cases.insert(format!("S-{}-7", made.today.year()), other);
    let on = made.ago(40);
    let again = Registered { office: "Sør".into(), birth_month: None, sex: None, background: None, note: None };
    made.person(other, on, again);
    let met = made.ago(15);
    let halves =
        [(other, Merged { into: kept, note: None }.entry()), (kept, MergedFrom { from: other, note: None }.entry())];
    for (who, entry) in halves {
        let fact = hovedbok_core::Fact::Person(entry);
        made.record(StreamId::Participant(who), Period::day(met), met, fact);
    }
}
