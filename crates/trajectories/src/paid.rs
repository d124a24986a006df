//! What was paid for a placement beside what was attended there, month by month, and what the attended share would have cost.
//!
//! Minutes, days and øre of a period are spread over its months by days, so that every sum is exact. What is compared is a
//! payment in a month with the attendance in that month, and everything above is a sum of these.

use std::collections::{BTreeMap, HashMap};

use hovedbok_core::money::{apportioned, rounded};
use hovedbok_core::{Day, Month, ParticipantId, PlacementId};
use hovedbok_state::{Attendance, Person, Placement};

use crate::months::{by_month, months};
use crate::once::Once;

/// Money that was paid for a placement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Payment {
    /// The placement.
    pub placement: PlacementId,
    /// The share of a full place that was paid, in basis points.
    pub share_bp: u32,
    /// The first and the last day that were paid for, if they are recorded.
    pub days: Option<(Day, Day)>,
    /// How much, in øre; nothing where it is not known.
    pub amount_ore: Option<i64>,
}

/// What was paid for each placement.
pub(crate) fn by_placement(payments: &[Payment]) -> HashMap<PlacementId, Vec<&Payment>> {
    let mut by_placement: HashMap<PlacementId, Vec<&Payment>> = HashMap::new();
    for payment in payments {
        by_placement.entry(payment.placement).or_default().push(payment);
    }
    by_placement
}

/// Of which sums over placements nothing is known, so that they are nought only because nothing is added up.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unknown {
    /// Attendance.
    pub(crate) attendance: bool,
    /// Payments.
    pub(crate) payments: bool,
    /// The amounts of payments.
    pub(crate) amounts: bool,
    /// What was paid in months with attendance.
    pub(crate) compared: bool,
}

impl Unknown {
    /// The fields that nought is not known of.
    pub(crate) fn fields(self) -> Vec<&'static str> {
        let fields = [
            ("planned_minutes", self.attendance),
            ("present_minutes", self.attendance),
            ("paid_days", self.payments),
            ("paid_ore", self.payments || self.amounts),
            ("compared_ore", self.compared),
        ];
        fields.into_iter().filter(|(_, unknown)| *unknown).map(|(field, _)| field).collect()
    }
}

/// Sums over placements and months.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sums {
    pub(crate) planned: i64,
    pub(crate) present: i64,
    pub(crate) days: i64,
    /// Basis points times days.
    pub(crate) share_days: i64,
    pub(crate) paid: i64,
    pub(crate) compared: i64,
    pub(crate) attended: i64,
    pub(crate) any_compared: bool,
    pub(crate) without_attendance: i64,
    pub(crate) without_payment: i64,
    pub(crate) without_share: bool,
    pub(crate) without_amount: bool,
}

impl Sums {
    pub(crate) fn add(&mut self, other: Sums) {
        self.planned = self.planned.saturating_add(other.planned);
        self.present = self.present.saturating_add(other.present);
        self.days = self.days.saturating_add(other.days);
        self.share_days = self.share_days.saturating_add(other.share_days);
        self.paid = self.paid.saturating_add(other.paid);
        self.compared = self.compared.saturating_add(other.compared);
        self.attended = self.attended.saturating_add(other.attended);
        self.any_compared |= other.any_compared;
        self.without_attendance += other.without_attendance;
        self.without_payment += other.without_payment;
        self.without_share |= other.without_share;
        self.without_amount |= other.without_amount;
    }

    /// How much more was paid than the attended share would have cost, in øre; nothing where nothing can be compared.
    pub(crate) fn above(self) -> Option<i64> {
        self.any_compared.then(|| self.compared.saturating_sub(self.attended))
    }
}

/// How many persons sums of attendance and payments rest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Persons {
    /// Persons of whom anything is in the sums.
    pub any: usize,
    /// Persons whose attendance is.
    pub attended: usize,
    /// Persons for whose placements the payments are.
    pub paid: usize,
    /// Persons of whom a payment is compared with attendance.
    pub compared: usize,
}

/// Persons who are counted while sums are made.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Noted {
    any: Once,
    attended: Once,
    paid: Once,
    compared: Once,
}

impl Noted {
    /// Notes that sums of a person are added.
    pub(crate) fn note(&mut self, person: ParticipantId, sums: Sums) {
        let Noted { any, attended, paid, compared } = self;
        let touched = [
            (any, true),
            (attended, sums.planned != 0 || sums.present != 0),
            (paid, sums.days != 0 || sums.paid != 0),
            (compared, sums.any_compared),
        ];
        touched.into_iter().filter(|(_, touched)| *touched).for_each(|(once, _)| once.note(person));
    }

    /// Takes over what was counted of other persons.
    pub(crate) fn add(&mut self, other: Noted) {
        self.any.persons += other.any.persons;
        self.attended.persons += other.attended.persons;
        self.paid.persons += other.paid.persons;
        self.compared.persons += other.compared.persons;
    }

    pub(crate) fn persons(self) -> Persons {
        Persons {
            any: self.any.persons,
            attended: self.attended.persons,
            paid: self.paid.persons,
            compared: self.compared.persons,
        }
    }
}

/// A placement in a month.
#[derive(Debug, Default)]
pub(crate) struct Cell {
    planned: i64,
    present: i64,
    attended: bool,
    /// The share, the days and the øre of each payment; no øre where the amount is not stated.
    paid: Vec<(u32, i64, Option<i64>)>,
}

impl Cell {
    /// What is known of it, payment by payment.
    pub(crate) fn sums(&self) -> Sums {
        let mut sums = Sums { planned: self.planned, present: self.present, ..Sums::default() };
        for (share, days, ore) in &self.paid {
            sums.add(Sums {
                days: *days,
                share_days: i64::from(*share).saturating_mul(*days),
                paid: ore.unwrap_or_default(),
                without_amount: ore.is_none(),
                ..Sums::default()
            });
            let Some(ore) = ore.filter(|_| self.planned > 0) else { continue };
            let cost = i128::from(ore) * 10_000 * i128::from(self.present);
            match rounded(cost, i128::from(*share) * i128::from(self.planned)) {
                Some(attended) => {
                    sums.add(Sums { compared: ore, attended, any_compared: true, ..Sums::default() });
                }
                None => sums.without_share = true,
            }
        }
        sums.without_attendance = i64::from(self.planned <= 0 && !self.paid.is_empty());
        sums.without_payment = i64::from(self.attended && self.paid.is_empty());
        sums
    }
}

/// Minutes of presence in a month.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Presence {
    pub(crate) month: Month,
    /// The last day in it that the record is about.
    pub(crate) last: Day,
    pub(crate) present: i64,
    pub(crate) planned: i64,
}

/// A record of attendance, spread by days over the months that it is about.
pub(crate) fn presence(row: &Attendance) -> Vec<Presence> {
    let (first, last) = (row.period.start(), row.period.end());
    let present = i64::from(row.present_minutes);
    let away = i64::from(row.planned_minutes) - present;
    let of = |month: Month, present: i64, away: i64| Presence {
        month,
        last: last.min(month.last()),
        present,
        planned: present.saturating_add(away),
    };
    // Nearly all lie in one month.
    if first.month() == last.month() {
        return vec![of(first.month(), present, away)];
    }
    // Minutes present and minutes away, so that nobody was there longer than planned for the sake of rounding.
    let minutes = by_month(present, first, last).into_iter().zip(by_month(away, first, last));
    minutes.map(|((month, present), (_, away))| of(month, present, away)).collect()
}

/// What is recorded of a placement, month by month. What was paid without days belongs to no month.
pub(crate) fn cells(person: &Person<'_>, placement: &Placement<'_>, paid: &[&Payment]) -> BTreeMap<Month, Cell> {
    let mut cells: BTreeMap<Month, Cell> = BTreeMap::new();
    for row in person.attendance.iter().filter(|row| row.placement == placement.id) {
        for part in presence(row) {
            let cell = cells.entry(part.month).or_default();
            cell.present = cell.present.saturating_add(part.present);
            cell.planned = cell.planned.saturating_add(part.planned);
            cell.attended = true;
        }
    }
    for payment in paid {
        let Some((first, last)) = payment.days else { continue };
        let each: Vec<i64> = months(first, last).map(|(_, days)| days).collect();
        let ore = match payment.amount_ore {
            Some(ore) => apportioned(ore, &each).into_iter().map(Some).collect(),
            None => vec![None; each.len()],
        };
        for ((month, days), ore) in months(first, last).zip(ore) {
            cells.entry(month).or_default().paid.push((payment.share_bp, days, ore));
        }
    }
    cells
}
