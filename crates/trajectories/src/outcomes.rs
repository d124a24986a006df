//! The answer *outcomes*: where those who left went, who is still in, how many were in on each month-end, and what became of
//! them afterwards.

use std::collections::{BTreeMap, HashMap};

use hovedbok_core::entries::codes::Destination;
use hovedbok_core::entries::destinations::DestinationGroup;
use hovedbok_core::money::basis_points;
use hovedbok_core::{Day, Name, PlacementId};
use hovedbok_projection::At;
use hovedbok_state::{Enrolment, Everybody, Person, Status};
use serde::{Deserialize, Serialize};

use crate::observed::{Observed, StaySelection, gather_persons};
use crate::paid::{Payment, by_placement};
use crate::shares::{Shares, Sharing};
use crate::stocks::{StockRow, Stocks};

/// Within how many months somebody who comes back counts as coming back soon.
const SOON_MONTHS: u32 = 12;

/// After how many months those who left are followed up.
const FOLLOWED_UP_MONTHS: [u16; 3] = [3, 6, 12];

/// The situation of whom nothing is recorded.
const NOT_RECORDED: &str = "not_recorded";

/// Which stays, and in which days.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OutcomesFilter {
    /// Which stays.
    pub selection: StaySelection,
    /// From this day on; from the first intake when absent.
    pub from: Option<Day>,
    /// Up to this day; up to D when absent.
    pub to: Option<Day>,
}

/// The result of `outcomes`. An exit is counted on the first day outside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Outcomes {
    /// The first day, where one was asked for.
    pub from: Option<Day>,
    /// The last day.
    pub to: Day,
    /// Stays that go on after the last day or ended in the days asked about: `exits` and `still_in` together.
    pub stays: usize,
    /// Persons with such a stay.
    pub participants: usize,
    /// Stays that ended in the days asked about.
    pub exits: usize,
    /// Stays that go on after the last day.
    pub still_in: usize,
    /// Exits to work.
    pub work: usize,
    /// Exits to work or education.
    pub work_or_education: usize,
    /// Exits without further contact.
    pub drop_out: usize,
    /// Exits to a benefit for people whose health keeps them from work.
    pub health_related: usize,
    /// The exits by destination.
    pub rows: Vec<DestinationRow>,
    /// Enrolments that ended before anybody was taken in.
    pub never_taken_in: Vec<NeverTakenIn>,
    /// Month by month, whole months that end in the days asked about, from that of the first intake on.
    pub stocks: Vec<StockRow>,
    /// The mean of the stocks at the month-ends, in hundredths.
    pub mean_month_ends_hundredths: Option<i64>,
    /// The mean over the days asked about, from the first intake on: days of stays by days, in hundredths.
    pub mean_days_hundredths: Option<i64>,
    /// Who came back.
    pub re_entry: ReEntry,
    /// What is recorded of those who left, some months later.
    pub followed_up: Vec<FollowedUp>,
    /// Who follows up those who are in the programme at D.
    pub caseload: Vec<Caseload>,
    /// Presence and payment by placement and provider.
    pub shares: Shares,
}

/// Exits to one destination.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct DestinationRow {
    /// The destination.
    pub destination: Destination,
    /// Exits.
    pub exits: usize,
    /// Persons, each once.
    pub participants: usize,
    /// The part of all exits, in basis points.
    pub share_bp: Option<i64>,
    /// The part of the exits with a known destination, in basis points; null of unknown ones.
    pub share_known_bp: Option<i64>,
}

/// Enrolments that ended with a status before anybody was taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct NeverTakenIn {
    /// The status.
    pub status: Status,
    /// Enrolments.
    pub enrolments: usize,
}

/// Who came back into the programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct ReEntry {
    /// Exits after which the person came back by D, however late.
    pub re_entries: usize,
    /// Exits whose months are over by D.
    pub exits_followed: usize,
    /// Of those, exits after which the person came back within the months.
    pub within: usize,
    /// How many months.
    pub months: u32,
    /// `within` of `exits_followed`, in basis points.
    pub share_bp: Option<i64>,
}

/// What is recorded of those who left, some months after the last day inside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct FollowedUp {
    /// How many months.
    pub months_after: u16,
    /// Exits whose months are over by D.
    pub due: usize,
    /// Of those, exits of which something is recorded.
    pub recorded: usize,
    /// Exits whose months are not over.
    pub not_due_yet: usize,
    /// The situations of those that are due, and of how many nothing is recorded.
    pub situations: Vec<Situation>,
}

/// How those who left were doing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Situation {
    /// The situation, as a destination; `not_recorded` of whom nothing is recorded.
    pub situation: &'static str,
    /// Exits.
    pub exits: usize,
}

/// Whom a counsellor follows up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Caseload {
    /// The counsellor; null of enrolments without one.
    pub counsellor: Option<Name>,
    /// Enrolments with somebody in the programme.
    pub enrolments: usize,
}

/// Answers `outcomes` at a point of both times. `payments` is what was paid for placements.
pub fn outcomes<'e>(
    everybody: impl Into<Everybody<'e>>,
    at: At,
    filter: &OutcomesFilter,
    payments: &[Payment],
) -> Outcomes {
    let everybody = everybody.into();
    let at = filter.selection.at(everybody.streams(), at);
    let last = filter.to.unwrap_or(Day::MAX).min(at.as_of);
    let payments = by_placement(payments);
    let make = || Counting::of(filter, last, &payments);
    let parts = gather_persons(everybody, at, &make, &|counting, person, stays| {
        counting.learn(person, stays, &|enrolment| everybody.reached(enrolment, at.as_of));
    });
    let mut whole = make();
    parts.into_iter().for_each(|part| whole.add(part));
    whole.result()
}

/// Counting over persons, one after the other; what is counted of some is added to what is counted of others.
struct Counting<'q> {
    filter: &'q OutcomesFilter,
    last: Day,
    participants: usize,
    still_in: usize,
    /// Exits, and persons with one.
    destinations: BTreeMap<&'static str, (Destination, usize, usize)>,
    never: BTreeMap<Status, usize>,
    stocks: Stocks,
    re_entry: ReEntry,
    followed_up: Vec<Following>,
    caseload: BTreeMap<Option<Name>, usize>,
    sharing: Sharing<'q>,
}

/// A follow-up in the making.
struct Following {
    months_after: u16,
    not_due_yet: usize,
    situations: BTreeMap<&'static str, usize>,
}

impl<'q> Counting<'q> {
    fn of(filter: &'q OutcomesFilter, last: Day, payments: &'q HashMap<PlacementId, Vec<&'q Payment>>) -> Counting<'q> {
        let re_entry = ReEntry { re_entries: 0, exits_followed: 0, within: 0, months: SOON_MONTHS, share_bp: None };
        let following = |months_after| Following { months_after, not_due_yet: 0, situations: BTreeMap::new() };
        Counting {
            filter,
            last,
            participants: 0,
            still_in: 0,
            destinations: BTreeMap::new(),
            never: BTreeMap::from([(Status::Rejected, 0), (Status::Withdrawn, 0)]),
            stocks: Stocks::default(),
            re_entry,
            followed_up: FOLLOWED_UP_MONTHS.into_iter().map(following).collect(),
            caseload: BTreeMap::new(),
            sharing: Sharing::of(payments),
        }
    }

    /// Takes over what was counted of other persons.
    fn add(&mut self, other: Counting<'_>) {
        self.participants += other.participants;
        self.still_in += other.still_in;
        for (word, (destination, exits, participants)) in other.destinations {
            let (_, own_exits, own_participants) = self.destinations.entry(word).or_insert((destination, 0, 0));
            *own_exits += exits;
            *own_participants += participants;
        }
        other.never.into_iter().for_each(|(status, count)| *self.never.entry(status).or_default() += count);
        self.stocks.add(other.stocks);
        self.re_entry.re_entries += other.re_entry.re_entries;
        self.re_entry.exits_followed += other.re_entry.exits_followed;
        self.re_entry.within += other.re_entry.within;
        for (own, other) in self.followed_up.iter_mut().zip(other.followed_up) {
            own.not_due_yet += other.not_due_yet;
            other.situations.into_iter().for_each(|(said, exits)| *own.situations.entry(said).or_default() += exits);
        }
        for (counsellor, enrolments) in other.caseload {
            *self.caseload.entry(counsellor).or_default() += enrolments;
        }
        self.sharing.add(other.sharing);
    }

    /// Whether a day is one of those asked about.
    fn asked(&self, day: Day) -> bool {
        self.filter.from.is_none_or(|from| from <= day) && day <= self.last
    }

    fn learn(&mut self, person: &Person<'_>, stays: &[Observed<'_, '_>], reached: &dyn Fn(&Enrolment<'_>) -> Day) {
        let selection = &self.filter.selection;
        let own: Vec<&Observed<'_, '_>> = stays.iter().filter(|stay| selection.takes(stay)).collect();
        let mut seen: Vec<Destination> = Vec::new();
        let mut counted = false;
        for stay in &own {
            match stay.to().filter(|to| *to <= self.last) {
                Some(to) if self.asked(to) => {
                    self.left(stay, to, stays, reached(stay.enrolment), &mut seen);
                    counted = true;
                }
                Some(_) => {}
                None if stay.from <= self.last => {
                    self.still_in += 1;
                    counted = true;
                }
                None => {}
            }
            if stay.right_censored() {
                let counsellor = stay.enrolment.counsellors.last().map(|(_, counsellor)| (*counsellor).clone());
                *self.caseload.entry(counsellor).or_default() += 1;
            }
        }
        self.participants += usize::from(counted);
        if let Some(reached) = own.iter().map(|stay| reached(stay.enrolment)).max() {
            self.stocks.learn(&own, reached);
        }
        for enrolment in &person.enrolments {
            let inside = own.iter().any(|stay| stay.enrolment.id == enrolment.id);
            let outside = enrolment.stays.is_empty() && selection.takes_outside(person, enrolment);
            if let Some((day, status)) = enrolment.statuses.last().filter(|_| outside)
                && self.asked(*day)
                && let Some(count) = self.never.get_mut(status)
            {
                *count += 1;
            }
            if inside || outside {
                self.sharing.learn(person, enrolment, (self.filter.from.unwrap_or(Day::MIN), self.last));
            }
        }
    }

    /// Somebody left, on a day that is asked about.
    fn left(
        &mut self,
        stay: &Observed<'_, '_>,
        to: Day,
        stays: &[Observed<'_, '_>],
        reached: Day,
        seen: &mut Vec<Destination>,
    ) {
        let destination = stay.destination.unwrap_or(Destination::Unknown);
        let (_, exits, participants) = self.destinations.entry(destination.word()).or_insert((destination, 0, 0));
        *exits += 1;
        if !seen.contains(&destination) {
            seen.push(destination);
            *participants += 1;
        }
        let over = to.plus_months(SOON_MONTHS);
        let again = |other: &&Observed<'_, '_>| other.enrolment.programme == stay.enrolment.programme;
        let next = stays.iter().filter(again).map(|other| other.from).filter(|from| *from >= to).min();
        self.re_entry.re_entries += usize::from(next.is_some());
        if over <= reached.next() {
            self.re_entry.exits_followed += 1;
            self.re_entry.within += usize::from(next.is_some_and(|next| next < over));
        }
        // A follow-up is about the last exit by then.
        let later = stay.enrolment.stays.iter().filter_map(|other| other.to).filter(|other| *other > to).min();
        let inside = to.plus_days(-1);
        for following in &mut self.followed_up {
            let months = following.months_after;
            if inside.plus_months(months.into()) > reached {
                following.not_due_yet += 1;
                continue;
            }
            let mut own = stay.enrolment.follow_ups.iter().rev().filter(|said| said.months_after == months);
            let said = own.find(|said| said.day >= to && later.is_none_or(|later| said.day < later));
            let situation = said.map_or(NOT_RECORDED, |said| said.situation.word());
            *following.situations.entry(situation).or_default() += 1;
        }
    }

    fn result(self) -> Outcomes {
        let exits: usize = self.destinations.values().map(|(_, exits, _)| exits).sum();
        let of = |group: DestinationGroup| {
            let own = self.destinations.values().filter(|(destination, ..)| group.holds(*destination));
            own.map(|(_, exits, _)| exits).sum()
        };
        let unknown = self.destinations.get(Destination::Unknown.word()).map_or(0, |(_, exits, _)| *exits);
        let row = |(destination, of_it, participants): &(Destination, usize, usize)| DestinationRow {
            destination: *destination,
            exits: *of_it,
            participants: *participants,
            share_bp: share(*of_it, exits),
            share_known_bp: share(*of_it, exits - unknown).filter(|_| *destination != Destination::Unknown),
        };
        let (stocks, mean_month_ends_hundredths, mean_days_hundredths) =
            self.stocks.result(self.filter.from, self.last);
        Outcomes {
            from: self.filter.from,
            to: self.last,
            stays: exits + self.still_in,
            participants: self.participants,
            exits,
            still_in: self.still_in,
            work: of(DestinationGroup::Work),
            work_or_education: of(DestinationGroup::WorkOrEducation),
            drop_out: of(DestinationGroup::DropOut),
            health_related: of(DestinationGroup::HealthRelated),
            rows: self.destinations.values().map(row).collect(),
            never_taken_in: self
                .never
                .into_iter()
                .map(|(status, enrolments)| NeverTakenIn { status, enrolments })
                .collect(),
            stocks,
            mean_month_ends_hundredths,
            mean_days_hundredths,
            re_entry: ReEntry { share_bp: share(self.re_entry.within, self.re_entry.exits_followed), ..self.re_entry },
            followed_up: self.followed_up.into_iter().map(Following::result).collect(),
            caseload: self
                .caseload
                .into_iter()
                .map(|(counsellor, enrolments)| Caseload { counsellor, enrolments })
                .collect(),
            shares: self.sharing.result(),
        }
    }
}

impl Following {
    fn result(mut self) -> FollowedUp {
        let not_recorded = self.situations.remove(NOT_RECORDED).unwrap_or_default();
        let recorded = self.situations.values().sum();
        let said = self.situations.into_iter().chain([(NOT_RECORDED, not_recorded)]);
        FollowedUp {
            months_after: self.months_after,
            due: recorded + not_recorded,
            recorded,
            not_due_yet: self.not_due_yet,
            situations: said.map(|(situation, exits)| Situation { situation, exits }).collect(),
        }
    }
}

fn share(part: usize, whole: usize) -> Option<i64> {
    basis_points(i64::try_from(part).ok()?, i64::try_from(whole).ok()?)
}
