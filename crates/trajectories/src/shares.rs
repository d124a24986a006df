//! The share of a place that was attended, and the share that was paid, by placement and provider: sums over days and minutes,
//! never means of shares.

use std::collections::{BTreeMap, HashMap};

use hovedbok_core::entries::codes::Outcome;
use hovedbok_core::money::{basis_points, rounded};
use hovedbok_core::{Day, EnrolmentId, PlacementId};
use hovedbok_state::{Enrolment, Person, Placement};
use serde::Serialize;

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

/// Presence and payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Shares {
    /// Placements of which either is recorded.
    pub placements: Vec<PlacementShares>,
    /// The same by provider.
    pub providers: Vec<ProviderShares>,
}

/// Presence and payment of a placement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct PlacementShares {
    /// The placement.
    pub placement: PlacementId,
    /// The enrolment that it belongs to.
    pub enrolment: EnrolmentId,
    /// The provider, as the data writes it.
    pub provider: String,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// Presence and payment.
    #[serde(flatten)]
    pub shares: ShareRow,
}

/// Presence and payment of the placements at a provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct ProviderShares {
    /// The provider, as the data writes it.
    pub provider: String,
    /// How many placements.
    pub placements: usize,
    /// Presence and payment.
    #[serde(flatten)]
    pub shares: ShareRow,
}

/// What was attended and what was paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct ShareRow {
    /// Planned presence in minutes.
    pub planned_minutes: i64,
    /// Actual presence in minutes.
    pub present_minutes: i64,
    /// Present of planned minutes, in basis points; null where none is planned.
    pub attended_bp: Option<i64>,
    /// Days paid for.
    pub paid_days: i64,
    /// The share of a full place that was paid, weighed by days, in basis points; null where no days were paid for.
    pub paid_bp: Option<i64>,
    /// How much was paid for these days, in øre; null where there are payments and none of them says how much.
    pub paid_ore: Option<i64>,
    /// How many payments do not say how much was paid: the sum leaves them out.
    pub paid_not_stated: i64,
    /// What was paid, by how much more was paid than attended, in øre: below zero where less was paid. Null where either is not
    /// known, or a payment does not say how much was paid.
    pub above_attended_ore: Option<i64>,
}

/// Sums of minutes, days and money.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    planned: i64,
    present: i64,
    days: i64,
    /// Basis points times days.
    share_days: i64,
    ore: i64,
    /// Payments without an amount.
    not_stated: i64,
}

impl Sums {
    fn add(&mut self, other: Sums) {
        self.planned = self.planned.saturating_add(other.planned);
        self.present = self.present.saturating_add(other.present);
        self.days = self.days.saturating_add(other.days);
        self.share_days = self.share_days.saturating_add(other.share_days);
        self.ore = self.ore.saturating_add(other.ore);
        self.not_stated = self.not_stated.saturating_add(other.not_stated);
    }

    fn is_empty(self) -> bool {
        self.planned == 0 && self.present == 0 && self.days == 0
    }

    fn row(self) -> ShareRow {
        ShareRow {
            planned_minutes: self.planned,
            present_minutes: self.present,
            attended_bp: basis_points(self.present, self.planned),
            paid_days: self.days,
            paid_bp: rounded(self.share_days.into(), self.days.into()),
            // An amount is more than nothing: the sum is nothing only where no payment has one.
            paid_ore: (self.ore > 0 || self.not_stated == 0).then_some(self.ore),
            paid_not_stated: self.not_stated,
            above_attended_ore: self.above_attended(),
        }
    }

    /// Exact until it is rounded.
    fn above_attended(self) -> Option<i64> {
        if self.not_stated > 0 {
            return None;
        }
        let [planned, present, days, share_days, ore] =
            [self.planned, self.present, self.days, self.share_days, self.ore].map(i128::from);
        let whole = days.checked_mul(planned)?.checked_mul(10_000)?;
        let more = share_days.checked_mul(planned)?.checked_sub(present.checked_mul(days)?.checked_mul(10_000)?)?;
        rounded(ore.checked_mul(more)?, whole)
    }
}

/// Shares in the making.
#[derive(Debug)]
pub(crate) struct Sharing<'q> {
    payments: HashMap<PlacementId, Vec<&'q Payment>>,
    placements: BTreeMap<PlacementId, (PlacementShares, Sums)>,
}

impl<'q> Sharing<'q> {
    pub(crate) fn of(payments: &'q [Payment]) -> Sharing<'q> {
        let mut by_placement: HashMap<PlacementId, Vec<&Payment>> = HashMap::new();
        for payment in payments {
            by_placement.entry(payment.placement).or_default().push(payment);
        }
        Sharing { payments: by_placement, placements: BTreeMap::new() }
    }

    /// Learns the placements of an enrolment that are open on any of some days.
    pub(crate) fn learn(&mut self, person: &Person<'_>, enrolment: &Enrolment<'_>, (first, last): (Day, Day)) {
        let own = person.placements.iter().filter(|placement| placement.enrolment == enrolment.id);
        for placement in own {
            let open = placement.open_days(last).is_some_and(|(_, end)| first <= end);
            let sums = self.sums(person, placement);
            if open && !sums.is_empty() {
                let row = PlacementShares {
                    placement: placement.id,
                    enrolment: enrolment.id,
                    provider: placement.provider.to_owned(),
                    outcome: placement.ended.map(|(_, outcome)| outcome),
                    shares: sums.row(),
                };
                self.placements.insert(placement.id, (row, sums));
            }
        }
    }

    fn sums(&self, person: &Person<'_>, placement: &Placement<'_>) -> Sums {
        let mut sums = Sums::default();
        for row in person.attendance.iter().filter(|row| row.placement == placement.id) {
            let (planned, present) = (row.planned_minutes.into(), row.present_minutes.into());
            sums.add(Sums { planned, present, ..Sums::default() });
        }
        for paid in self.payments.get(&placement.id).into_iter().flatten() {
            let Some((first, last)) = paid.days else { continue };
            let days = last.days_since(first) + 1;
            let share_days = i64::from(paid.share_bp).saturating_mul(days);
            let (ore, not_stated) = paid.amount_ore.map_or((0, 1), |ore| (ore, 0));
            sums.add(Sums { days, share_days, ore, not_stated, ..Sums::default() });
        }
        sums
    }

    pub(crate) fn result(self) -> Shares {
        let mut providers: BTreeMap<&str, (usize, Sums)> = BTreeMap::new();
        for (row, sums) in self.placements.values() {
            let (placements, of_provider) = providers.entry(&row.provider).or_default();
            *placements += 1;
            of_provider.add(*sums);
        }
        let provider = |(provider, (placements, sums)): (&str, (usize, Sums))| ProviderShares {
            provider: provider.to_owned(),
            placements,
            shares: sums.row(),
        };
        let providers = providers.into_iter().map(provider).collect();
        Shares { placements: self.placements.into_values().map(|(row, _)| row).collect(), providers }
    }
}
