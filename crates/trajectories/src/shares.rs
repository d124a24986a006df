//! The share of a place that was attended, and the share that was paid, by placement and provider: sums over days and minutes,
//! never means of shares.

use std::collections::{BTreeMap, HashMap};

use hovedbok_core::entries::codes::Outcome;
use hovedbok_core::{Day, EnrolmentId, PlacementId};
use hovedbok_state::{Enrolment, Person, Placement};
use serde::Serialize;

use crate::paid::{Noted, Payment, Persons, Sums, cells};

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

/// What was attended and what was paid. A sum of what nothing is recorded of is null: nobody said that it was nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct ShareRow {
    /// Planned presence in minutes; null where no attendance is recorded.
    pub planned_minutes: Option<i64>,
    /// Actual presence in minutes; null where no attendance is recorded.
    pub present_minutes: Option<i64>,
    /// Present of planned minutes, in basis points; null where none is planned.
    pub attended_bp: Option<i64>,
    /// Days paid for; null where no payment for days is recorded.
    pub paid_days: Option<i64>,
    /// The share of a full place that was paid, weighed by days, in basis points; null where no days were paid for.
    pub paid_bp: Option<i64>,
    /// How much was paid for these days, in øre; null where no payment says how much.
    pub paid_ore: Option<i64>,
    /// How many payments do not say how much was paid: the sum leaves them out.
    pub paid_not_stated: i64,
    /// The part of it that was paid for placements in months in which their attendance is recorded, in øre; null where nothing
    /// can be compared.
    pub compared_ore: Option<i64>,
    /// How much more that part is than it would have been if the share attended had been paid, in øre: below zero where less
    /// was paid. Null where nothing can be compared. It is `difference_ore` of `attendance`, over all months.
    pub above_attended_ore: Option<i64>,
    /// How many persons it rests on; not counted of a single placement.
    #[serde(skip)]
    pub persons: Persons,
}

/// What is known of a placement, or of the placements at a provider.
#[derive(Debug, Clone, Copy, Default)]
struct Known {
    sums: Sums,
    /// Payments for days without an amount.
    not_stated: i64,
}

impl Known {
    fn add(&mut self, other: Known) {
        self.sums.add(other.sums);
        self.not_stated = self.not_stated.saturating_add(other.not_stated);
    }

    fn is_empty(self) -> bool {
        [self.sums.planned, self.sums.present, self.sums.days].into_iter().all(|sum| sum.unwrap_or_default() == 0)
    }

    fn row(self, persons: Persons) -> ShareRow {
        let sums = self.sums;
        ShareRow {
            planned_minutes: sums.planned,
            present_minutes: sums.present,
            attended_bp: sums.attended_bp(),
            paid_days: sums.days,
            paid_bp: sums.paid_bp(),
            paid_ore: sums.paid,
            paid_not_stated: self.not_stated,
            compared_ore: sums.compared,
            above_attended_ore: sums.above(),
            persons,
        }
    }
}

/// Shares in the making.
#[derive(Debug)]
pub(crate) struct Sharing<'q> {
    payments: &'q HashMap<PlacementId, Vec<&'q Payment>>,
    placements: Vec<(PlacementShares, Known)>,
    /// Persons by provider.
    persons: BTreeMap<String, Noted>,
}

impl<'q> Sharing<'q> {
    /// `payments` is what was paid for each placement.
    pub(crate) fn of(payments: &'q HashMap<PlacementId, Vec<&'q Payment>>) -> Sharing<'q> {
        Sharing { payments, placements: Vec::new(), persons: BTreeMap::new() }
    }

    /// Takes over what other shares learned of other persons.
    pub(crate) fn add(&mut self, other: Sharing<'_>) {
        self.placements.extend(other.placements);
        for (provider, noted) in other.persons {
            self.persons.entry(provider).or_default().add(noted);
        }
    }

    /// Learns the placements of an enrolment that are open on any of some days.
    pub(crate) fn learn(&mut self, person: &Person<'_>, enrolment: &Enrolment<'_>, (first, last): (Day, Day)) {
        let own = person.placements.iter().filter(|placement| placement.enrolment == enrolment.id);
        for placement in own {
            let open = placement.open_days(last).is_some_and(|(_, end)| first <= end);
            let known = self.known(person, placement);
            if open && !known.is_empty() {
                let row = PlacementShares {
                    placement: placement.id,
                    enrolment: enrolment.id,
                    provider: placement.provider.to_owned(),
                    outcome: placement.ended.map(|(_, outcome)| outcome),
                    shares: known.row(Persons::default()),
                };
                if !self.persons.contains_key(placement.provider) {
                    self.persons.insert(placement.provider.to_owned(), Noted::default());
                }
                if let Some(noted) = self.persons.get_mut(placement.provider) {
                    noted.note(person.id, known.sums);
                }
                self.placements.push((row, known));
            }
        }
    }

    fn known(&self, person: &Person<'_>, placement: &Placement<'_>) -> Known {
        let paid = self.payments.get(&placement.id).map_or(&[][..], Vec::as_slice);
        let not_stated = paid.iter().filter(|payment| payment.days.is_some() && payment.amount_ore.is_none()).count();
        let mut known = Known { not_stated: i64::try_from(not_stated).unwrap_or(i64::MAX), ..Known::default() };
        cells(person, placement, paid).values().for_each(|cell| known.sums.add(cell.sums()));
        known
    }

    pub(crate) fn result(mut self) -> Shares {
        self.placements.sort_by_key(|(row, _)| row.placement);
        // Two persons with one placement is a mistake: what was learned last counts.
        self.placements.dedup_by(|later, earlier| {
            let same = later.0.placement == earlier.0.placement;
            if same {
                std::mem::swap(later, earlier);
            }
            same
        });
        let mut providers: BTreeMap<&str, (usize, Known)> = BTreeMap::new();
        for (row, known) in &self.placements {
            let (placements, of_provider) = providers.entry(&row.provider).or_default();
            *placements += 1;
            of_provider.add(*known);
        }
        let provider = |(provider, (placements, known)): (&str, (usize, Known))| ProviderShares {
            provider: provider.to_owned(),
            placements,
            shares: known.row(self.persons.get(provider).map_or_else(Persons::default, |noted| noted.persons())),
        };
        let providers = providers.into_iter().map(provider).collect();
        Shares { placements: self.placements.into_iter().map(|(row, _)| row).collect(), providers }
    }
}
