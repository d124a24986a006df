//! The answer *attendance*: what was paid for placements, and what the attended share of it would have cost, month by month.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_core::{Day, Month, Name, PlacementId};
use hovedbok_projection::At;
use hovedbok_state::Everybody;
use serde::{Deserialize, Serialize};

use crate::paid::{Noted, Payment, Persons, Sums, by_placement, cells, plus};

/// Which placements, and which months; what is absent does not narrow.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AttendanceFilter {
    /// Of enrolments in this programme.
    pub programme: Option<Name>,
    /// At this provider, as the data writes it.
    pub provider: Option<String>,
    /// Of people whom this office followed up on the first day of the placement in a month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<String>,
    /// The first month is the one that includes this day.
    pub from: Option<Day>,
    /// The last month is the last one that is over by this day.
    pub to: Option<Day>,
}

/// What a row of `attendance` is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AttendanceBy {
    /// A provider in a month.
    #[default]
    ProviderMonth,
    /// A provider.
    Provider,
    /// A placement.
    Placement,
    /// A month.
    Month,
}

impl AttendanceBy {
    /// Every grouping, in the order of the contract.
    pub const ALL: &'static [AttendanceBy] =
        &[AttendanceBy::ProviderMonth, AttendanceBy::Provider, AttendanceBy::Placement, AttendanceBy::Month];

    /// The spelling on the command line.
    pub fn word(self) -> &'static str {
        match self {
            AttendanceBy::ProviderMonth => "provider_month",
            AttendanceBy::Provider => "provider",
            AttendanceBy::Placement => "placement",
            AttendanceBy::Month => "month",
        }
    }

    /// The grouping of that spelling.
    pub fn from_word(word: &str) -> Option<AttendanceBy> {
        AttendanceBy::ALL.iter().copied().find(|by| by.word() == word)
    }
}

/// What `attendance` is answered with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Attendance {
    /// The rows, by provider, placement and month.
    pub rows: Vec<AttendanceRow>,
    /// The sums over the rows.
    pub totals: AttendanceTotals,
    /// What no row has.
    pub left_out: LeftOut,
}

/// What was attended and paid at a provider, at a placement or in a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct AttendanceRow {
    /// The provider, as the data writes it.
    pub provider: Option<String>,
    /// The placement.
    pub placement: Option<PlacementId>,
    /// The month.
    pub month: Option<Month>,
    /// How many placements, and what was attended and paid.
    #[serde(flatten)]
    pub sums: AttendanceTotals,
}

/// What was attended and what was paid, and what of it can be compared. A sum of what nothing is recorded of is null: nobody
/// said that it was nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct AttendanceTotals {
    /// Placements of which attendance or a payment is recorded.
    pub placements: usize,
    /// Planned presence in minutes; null where no attendance is recorded.
    pub planned_minutes: Option<i64>,
    /// Actual presence in minutes; null where no attendance is recorded.
    pub present_minutes: Option<i64>,
    /// Present of planned minutes, in basis points; null where none is planned.
    pub attended_bp: Option<i64>,
    /// Days paid for, placement by placement; null where no payment for days is recorded.
    pub paid_days: Option<i64>,
    /// The share of a full place that was paid, weighed by days, in basis points; null where no days were paid for.
    pub paid_bp: Option<i64>,
    /// How much was paid for these days, in øre, without the payments of which no amount is stated; null where none is.
    pub paid_ore: Option<i64>,
    /// The part of it that was paid for placements in months in which their attendance is recorded, in øre; null where nothing
    /// can be compared.
    pub compared_ore: Option<i64>,
    /// What that part would have been if the share attended had been paid, in øre; null where nothing can be compared.
    pub attended_ore: Option<i64>,
    /// How much more was paid than that, in øre: below zero where less was paid. Null where nothing can be compared.
    pub difference_ore: Option<i64>,
    /// Placements in months that were paid for, but in which no planned presence is recorded.
    pub without_attendance: i64,
    /// Placements in months in which attendance is recorded, but that no payment is recorded for.
    pub without_payment: i64,
    /// What is not recorded, of any placement in any month.
    pub not_recorded: Vec<MissingSide>,
    /// How many persons it rests on.
    #[serde(skip)]
    pub persons: Persons,
}

/// What is not recorded, so that nothing can be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MissingSide {
    /// The attendance, or how much was planned.
    Attendance,
    /// The payment.
    Payment,
    /// The share of a place that was paid: the payment says that it is none.
    PaidShare,
    /// The amount of a payment.
    Amount,
}

/// What is recorded and in no row, because its month is not over by the last day that the records reach, or because it
/// belongs to no month. A sum of what nothing is recorded of is null.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, schemars::JsonSchema)]
pub struct LeftOut {
    /// Planned presence in months that are not over, in minutes.
    pub planned_minutes: Option<i64>,
    /// Actual presence in months that are not over, in minutes.
    pub present_minutes: Option<i64>,
    /// Days paid for in months that are not over.
    pub paid_days: Option<i64>,
    /// What was paid for months that are not over, in øre; null also where no payment says how much.
    pub paid_ore: Option<i64>,
    /// What was paid without saying for which days, in øre; null also where no payment says how much.
    pub without_days_ore: Option<i64>,
    /// How many persons the months that are not over rest on.
    #[serde(skip)]
    pub persons: Persons,
    /// For how many persons was paid without saying for which days.
    #[serde(skip)]
    pub persons_without_days: usize,
}

fn totals(sums: Sums, placements: usize, persons: Persons) -> AttendanceTotals {
    let missing = [
        (sums.without_attendance > 0, MissingSide::Attendance),
        (sums.without_payment > 0, MissingSide::Payment),
        (sums.without_share, MissingSide::PaidShare),
        (sums.without_amount, MissingSide::Amount),
    ];
    AttendanceTotals {
        placements,
        planned_minutes: sums.planned,
        present_minutes: sums.present,
        attended_bp: sums.attended_bp(),
        paid_days: sums.days,
        paid_bp: sums.paid_bp(),
        paid_ore: sums.paid,
        compared_ore: sums.compared,
        attended_ore: sums.attended,
        difference_ore: sums.above(),
        without_attendance: sums.without_attendance,
        without_payment: sums.without_payment,
        not_recorded: missing.into_iter().filter(|(missing, _)| *missing).map(|(_, side)| side).collect(),
        persons,
    }
}

type Key = (Option<String>, Option<PlacementId>, Option<Month>);

/// Answers `attendance` at a point of both times. `payments` is what was paid for placements.
///
/// A row has whole months that are over by the last day that the records of the programme reach.
pub fn attendance<'e>(
    everybody: impl Into<Everybody<'e>>,
    at: At,
    filter: &AttendanceFilter,
    by: AttendanceBy,
    payments: &[Payment],
) -> Attendance {
    let everybody = everybody.into();
    let paid = by_placement(payments);
    let mut rows: BTreeMap<Key, (usize, Sums, Noted)> = BTreeMap::new();
    let (mut placements, mut whole, mut left_out) = (0, Sums::default(), LeftOut::default());
    let (mut everyone, mut later) = (Noted::default(), Noted::default());
    everybody.each(&[at], &mut |_, person| {
        let mut paid_without_days = false;
        for placement in &person.placements {
            let enrolment = person.enrolment(placement.enrolment);
            let programme = enrolment.and_then(|of| of.programme);
            let selected = filter.programme.as_ref().is_none_or(|name| programme == Some(name))
                && filter.provider.as_ref().is_none_or(|provider| placement.provider == provider);
            if !selected {
                continue;
            }
            let reached = enrolment.map_or(at.as_of, |enrolment| everybody.reached(enrolment, at.as_of));
            let own = paid.get(&placement.id).map_or(&[][..], Vec::as_slice);
            let mut keys = BTreeSet::new();
            let of_office = |day: Day| {
                filter.office.as_deref().is_none_or(|office| person.office_on(enrolment, day) == Some(office))
            };
            if of_office(placement.from) {
                let without_days =
                    own.iter().filter(|payment| payment.days.is_none()).filter_map(|payment| payment.amount_ore);
                for ore in without_days {
                    plus(&mut left_out.without_days_ore, Some(ore));
                    paid_without_days = true;
                }
            }
            for (month, cell) in cells(person, placement, own) {
                if !of_office(month.first().max(placement.from)) {
                    continue;
                }
                let sums = cell.sums();
                if month.last() > reached {
                    leave_out(&mut left_out, sums);
                    later.note(person.id, sums);
                } else if asked(filter, month) {
                    let provider = || Some(placement.provider.to_owned());
                    let key = match by {
                        AttendanceBy::ProviderMonth => (provider(), None, Some(month)),
                        AttendanceBy::Provider => (provider(), None, None),
                        AttendanceBy::Placement => (provider(), Some(placement.id), None),
                        AttendanceBy::Month => (None, None, Some(month)),
                    };
                    whole.add(sums);
                    everyone.note(person.id, sums);
                    let (_, of_row, noted) = rows.entry(key.clone()).or_default();
                    of_row.add(sums);
                    noted.note(person.id, sums);
                    keys.insert(key);
                }
            }
            placements += usize::from(!keys.is_empty());
            for key in keys {
                rows.entry(key).or_default().0 += 1;
            }
        }
        left_out.persons_without_days += usize::from(paid_without_days);
    });
    left_out.persons = later.persons();
    let row = |((provider, placement, month), (placements, sums, noted)): (Key, (usize, Sums, Noted))| AttendanceRow {
        provider,
        placement,
        month,
        sums: totals(sums, placements, noted.persons()),
    };
    let totals = totals(whole, placements, everyone.persons());
    Attendance { rows: rows.into_iter().map(row).collect(), totals, left_out }
}

/// Whether a month is one of those asked about.
fn asked(filter: &AttendanceFilter, month: Month) -> bool {
    filter.from.is_none_or(|from| from <= month.last()) && filter.to.is_none_or(|to| month.last() <= to)
}

fn leave_out(left_out: &mut LeftOut, sums: Sums) {
    plus(&mut left_out.planned_minutes, sums.planned);
    plus(&mut left_out.present_minutes, sums.present);
    plus(&mut left_out.paid_days, sums.days);
    plus(&mut left_out.paid_ore, sums.paid);
}
