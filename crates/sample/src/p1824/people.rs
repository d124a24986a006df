//! The persons of P1824: the cohort of December 2007, those who came later, and what each was paid month by month.
//!
//! A person who stops receiving assistance does not exit, but stays in the programme. A person who turns 25 exits,
//! whether or not they still receive assistance.

use std::collections::BTreeMap;

use hovedbok_core::entries::benefit::Paid;
use hovedbok_core::entries::codes::{BenefitKind, Destination};
use hovedbok_core::entries::participant::{Exited, Intake, Registered};
use hovedbok_core::field::List;
use hovedbok_core::{Day, Month, Name};
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::COHORT;
use super::months::MONTHS;
use crate::archive::Archive;
use crate::given::{constant, day, kroner, month, name, whole, workday};
use crate::ids;

const PROGRAMME: &str = "P1824";
const OFFICE: &str = "Drammen";
/// Months in a life of 25 years.
const MONTHS_TO_25: u32 = 300;
/// One of so many of those who came later leaves assistance each month.
const LEAVES: usize = 25;

/// A person while being built.
#[derive(Clone, Copy)]
struct Person {
    number: usize,
    /// Who stands lower goes on full support first.
    full_first: u32,
}

/// A payment before its amount is known.
struct Payment {
    number: usize,
    month: usize,
    kind: BenefitKind,
    /// The amount in kroner where nothing else decides.
    usual: i64,
}

/// Puts in the persons, the cohort first, with what was paid to them; so many kroner in January to August 2010.
pub(super) fn put(archive: &mut Archive, cohort_size: i64, published: i64) {
    let mut rng = ChaCha8Rng::seed_from_u64(1824);
    let mut people = People { archive, count: 0 };
    let size = constant(usize::try_from(cohort_size), COHORT);
    let mut cohort: Vec<Person> = (0..size).map(|_| people.of_cohort(&mut rng)).collect();
    cohort.shuffle(&mut rng);
    let mut later: Vec<Person> = Vec::new();
    let mut payments = Vec::new();
    for (at, count) in MONTHS.iter().enumerate() {
        people.later(&mut rng, at, count.all - count.cohort, &mut later);
        let mut receiving: Vec<Person> = cohort.iter().take(count.cohort).chain(&later).copied().collect();
        receiving.sort_by_key(|person| (person.full_first, person.number));
        let full = count.all * count.full_permille / 1000;
        for (place, person) in receiving.into_iter().enumerate() {
            payments.push(payment(&mut rng, person.number, at, place < full));
        }
    }
    pay(people.archive, payments, published);
}

/// The month so many months after December 2007.
fn month_at(at: usize) -> Month {
    let months = constant(u32::try_from(at), "month");
    day("2007-12-01").plus_months(months).month()
}

struct People<'a> {
    archive: &'a mut Archive,
    count: usize,
}

impl People<'_> {
    /// One of those who received assistance in December 2007, 18 to 24 years old.
    fn of_cohort(&mut self, rng: &mut ChaCha8Rng) -> Person {
        let age = rng.random_range(216..MONTHS_TO_25);
        let (registered, intake) = (day("2007-12-01"), day("2007-12-31"));
        let person = self.person(rng, registered, intake, age, vec![name(COHORT)]);
        let turns_25 = registered.plus_months(MONTHS_TO_25 - age);
        if turns_25 <= month_at(MONTHS.len() - 1).first() {
            let body = Exited {
                enrolment: ids::enrolment(PROGRAMME, person.number),
                destination: Destination::Other,
                note: Some("left by age: turned 25".into()),
            };
            let more = "that who turns 25 leaves; whether the 50 count those who did is not said";
            let last = turns_25.plus_days(-1);
            self.archive.person_assumed(ids::participant(PROGRAMME, person.number), last, more, body);
        }
        person
    }

    /// Changes those who came later to so many: some leave assistance, others come.
    fn later(&mut self, rng: &mut ChaCha8Rng, at: usize, wanted: usize, later: &mut Vec<Person>) {
        let leave = (later.len() / LEAVES).max(later.len().saturating_sub(wanted));
        for _ in 0..leave {
            later.swap_remove(rng.random_range(0..later.len()));
        }
        let of = month_at(at);
        while later.len() < wanted {
            let came = workday(rng, of.first(), of.first().plus_days(8));
            // Under 23, so that nobody turns 25 before the report.
            let age = rng.random_range(216..264);
            later.push(self.person(rng, came, came, age, Vec::new()));
        }
    }

    fn person(
        &mut self,
        rng: &mut ChaCha8Rng,
        registered: Day,
        intake: Day,
        age_months: u32,
        cohorts: Vec<Name>,
    ) -> Person {
        self.count += 1;
        let who = ids::participant(PROGRAMME, self.count);
        let birth_month = Some(born(registered.month(), age_months));
        let body = Registered { office: OFFICE.into(), birth_month, sex: None, background: None, note: None };
        self.archive.person(who, registered, body);
        let body = Intake {
            enrolment: ids::enrolment(PROGRAMME, self.count),
            programme: self.archive.name(),
            office: OFFICE.into(),
            target_group: name("young_18_24"),
            also: List::default(),
            cohorts: List(cohorts),
            referred_by: None,
            note: None,
        };
        self.archive.person(who, intake, body);
        Person { number: self.count, full_first: rng.random_range(0..1_000_000) }
    }
}

/// The month so many months before.
fn born(now: Month, age_months: u32) -> Month {
    let (year, of, _) = now.first().parts();
    let months = year * 12 + constant(i32::try_from(of), "month") - 1 - constant(i32::try_from(age_months), "age");
    month(months.div_euclid(12), constant(u32::try_from(months.rem_euclid(12)), "month") + 1)
}

fn payment(rng: &mut ChaCha8Rng, number: usize, month: usize, full: bool) -> Payment {
    let (kind, about) = match full {
        true => (BenefitKind::SocialAssistanceFull, 3900),
        false => (BenefitKind::SocialAssistanceSupplementary, 1900),
    };
    Payment { number, month, kind, usual: about * rng.random_range(80..=120) / 100 }
}

/// Puts in the payments, on the 10th of their month (the cohort's first on the day of its intake); those of January to
/// August 2010 sum to what the report says was paid.
fn pay(archive: &mut Archive, payments: Vec<Payment>, published: i64) {
    let first = day("2010-01-01");
    let counted = |payment: &Payment| {
        let start = month_at(payment.month).first();
        first <= start && start <= day("2010-08-01")
    };
    let usual: i64 = payments.iter().filter(|payment| counted(payment)).map(|payment| payment.usual).sum();
    let mut shares: BTreeMap<usize, i64> = BTreeMap::new();
    for (at, payment) in payments.iter().enumerate().filter(|(_, payment)| counted(payment)) {
        shares.insert(at, published * payment.usual / usual);
    }
    let left = published - shares.values().sum::<i64>();
    for ((_, share), _) in shares.iter_mut().zip(0..left) {
        *share += 1;
    }
    for (at, payment) in payments.into_iter().enumerate() {
        let of = month_at(payment.month);
        let paid = if payment.month == 0 { of.last() } else { of.first().plus_days(9) };
        let body = Paid {
            enrolment: Some(ids::enrolment(PROGRAMME, payment.number)),
            kind: payment.kind,
            amount_ore: kroner(shares.get(&at).copied().unwrap_or(payment.usual)),
            for_period: whole(of),
            note: None,
        };
        archive.person(ids::participant(PROGRAMME, payment.number), paid, body);
    }
}
