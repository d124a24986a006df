//! What was paid for a placement beside what was attended there, month by month, and what the attended share would have cost.
//!
//! Minutes, days and øre of a period are spread over its months by days, so that every sum is exact. What is compared is a
//! payment in a month with the attendance in that month, and everything above is a sum of these.

use std::collections::{BTreeMap, HashMap};

use hovedbok_core::money::{apportioned, basis_points, rounded};
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

/// A sum; nothing where nothing of its kind is recorded: nobody said that it was nought.
pub(crate) type Sum = Option<i64>;

/// Adds to a sum what is recorded.
pub(crate) fn plus(sum: &mut Sum, more: Sum) {
    if let Some(more) = more {
        *sum = Some(sum.unwrap_or_default().saturating_add(more));
    }
}

/// Sums over placements and months.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sums {
    pub(crate) planned: Sum,
    pub(crate) present: Sum,
    pub(crate) days: Sum,
    /// Basis points times days.
    pub(crate) share_days: i64,
    pub(crate) paid: Sum,
    pub(crate) compared: Sum,
    pub(crate) attended: Sum,
    pub(crate) without_attendance: i64,
    pub(crate) without_payment: i64,
    pub(crate) without_share: bool,
    pub(crate) without_amount: bool,
}

impl Sums {
    pub(crate) fn add(&mut self, other: Sums) {
        plus(&mut self.planned, other.planned);
        plus(&mut self.present, other.present);
        plus(&mut self.days, other.days);
        self.share_days = self.share_days.saturating_add(other.share_days);
        plus(&mut self.paid, other.paid);
        plus(&mut self.compared, other.compared);
        plus(&mut self.attended, other.attended);
        self.without_attendance += other.without_attendance;
        self.without_payment += other.without_payment;
        self.without_share |= other.without_share;
        self.without_amount |= other.without_amount;
    }

    /// How much more was paid than the attended share would have cost, in øre; nothing where nothing can be compared.
    pub(crate) fn above(self) -> Sum {
        self.compared.zip(self.attended).map(|(compared, attended)| compared.saturating_sub(attended))
    }

    /// The share that was attended, in basis points.
    pub(crate) fn attended_bp(self) -> Option<i64> {
        basis_points(self.present?, self.planned?)
    }

    /// The share that was paid, in basis points.
    pub(crate) fn paid_bp(self) -> Option<i64> {
        rounded(self.share_days.into(), self.days?.into())
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
            (attended, sums.planned.is_some()),
            (paid, sums.days.is_some()),
            (compared, sums.compared.is_some()),
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
        let recorded = |minutes: i64| Some(minutes).filter(|_| self.attended);
        let mut sums = Sums { planned: recorded(self.planned), present: recorded(self.present), ..Sums::default() };
        for (share, days, ore) in &self.paid {
            sums.add(Sums {
                days: Some(*days),
                share_days: i64::from(*share).saturating_mul(*days),
                paid: *ore,
                without_amount: ore.is_none(),
                ..Sums::default()
            });
            let Some(ore) = ore.filter(|_| self.planned > 0) else { continue };
            let cost = i128::from(ore) * 10_000 * i128::from(self.present);
            match rounded(cost, i128::from(*share) * i128::from(self.planned)) {
                Some(attended) => {
                    sums.add(Sums { compared: Some(ore), attended: Some(attended), ..Sums::default() });
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
