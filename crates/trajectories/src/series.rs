//! Series: a figure of a programme month by month, quarter by quarter or year by year.

mod indicator;

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_core::entries::codes::{Decision, Sex};
use hovedbok_core::money::basis_points;
use hovedbok_core::{Day, Name, ParticipantId};
use hovedbok_projection::At;
use hovedbok_state::{Enrolment, Everybody, Person, Placement, Segment, age_band};
use serde::{Deserialize, Serialize};

use crate::absence::spells;
use crate::once::Once;
use crate::paid::presence as spread;

pub use indicator::{SeriesBy, SeriesGroup, SeriesIndicator, SeriesSource, SeriesUnit};

/// The periods of a series, and what its values are split by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SeriesFilter {
    /// Only this programme.
    pub programme: Option<Name>,
    /// Only what happened in stays of this cohort: those whose last intake by the day names it, or those that its definition
    /// takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cohort: Option<Name>,
    /// What it is a series of.
    pub indicator: SeriesIndicator,
    /// How long the periods are.
    pub by: SeriesBy,
    /// What the values are split by.
    pub group: Option<SeriesGroup>,
    /// The first period is the one that includes this day; else the first one with a value.
    pub from: Option<Day>,
    /// The last period is the last one that ends by this day; else by the last day that the records reach.
    pub to: Option<Day>,
    /// Whether each value counts from the beginning of its year.
    pub cumulative: bool,
}

/// What `series` is answered with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Series {
    /// What it is a series of.
    pub indicator: SeriesIndicator,
    /// What its values count.
    pub unit: SeriesUnit,
    /// The periods, and in each the groups.
    pub rows: Vec<SeriesRow>,
    /// The period that is left out because it was not over by the last day, where it has values; absent otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unfinished: Option<Unfinished>,
}

/// A period that is left out of a series because it is not over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Unfinished {
    /// The period.
    pub period: String,
    /// The last day that is answered for.
    pub until: Day,
}

/// A value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct SeriesRow {
    /// The period: `2009-03`, `2009-Q1` or `2009`.
    pub period: String,
    /// First day that is counted.
    pub from: Day,
    /// First day after it.
    pub to: Day,
    /// The group; absent where nothing is split.
    pub group: Option<String>,
    /// The value; absent where there is nothing to take a mean or share of, and where nothing is counted and the records of a
    /// programme ended before the period did: then nobody knows.
    pub value: Option<i64>,
    /// How many entries, stays or persons it rests on.
    pub count: u64,
    /// What the value counts.
    pub unit: SeriesUnit,
    /// The programmes whose records ended before the period did. A stock has those who were in on the last day that is known;
    /// of everything else, what happened later is not counted. Absent where there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub records_ended: Vec<Name>,
    /// How many persons it rests on; none where it is not about persons.
    #[serde(skip)]
    pub persons: usize,
    /// How many persons were added to the period before, where it counts from the beginning of the year.
    #[serde(skip)]
    pub added: usize,
}

#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    count: u64,
    sum: i64,
    of: i64,
    /// Who was counted last, where persons count once.
    last: Option<ParticipantId>,
    persons: Once,
    added: Once,
}

/// A series under way.
#[derive(Debug)]
pub struct Tally<'q> {
    filter: &'q SeriesFilter,
    /// The last day that is answered for.
    until: Day,
    /// The programmes whose records end before that day, each with their last one.
    ended: Vec<(Name, Day)>,
    cells: BTreeMap<(i64, Option<String>), Cell>,
    /// Whom what is added is about.
    person: Option<ParticipantId>,
}

/// What is added to a series.
#[derive(Debug, Clone, Copy)]
struct Amount {
    sum: i64,
    of: i64,
    once: Option<ParticipantId>,
    /// How many entries it adds: none where a part of the same one was added before.
    entries: u64,
}

impl Amount {
    const ONE: Amount = Amount { sum: 1, of: 0, once: None, entries: 1 };
}

impl<'q> Tally<'q> {
    /// A series without a value, up to the last day that the records reach: of several programmes, up to the last one that any
    /// of theirs does. `ended` has those whose records end earlier, each with their last day.
    pub fn new(filter: &'q SeriesFilter, until: Day, mut ended: Vec<(Name, Day)>) -> Tally<'q> {
        let until = filter.to.map_or(until, |to| to.min(until));
        ended.retain(|(_, day)| *day < until);
        Tally { filter, until, ended, cells: BTreeMap::new(), person: None }
    }

    /// Counts something that happened on a day; `kind` is the kind that the indicator has.
    pub fn count(&mut self, day: Day, kind: &str) {
        let group = self.filter.group.map(|group| if group == SeriesGroup::Kind { kind } else { "unknown" }.to_owned());
        self.add(day, group, Amount::ONE);
    }

    fn number(&self, day: Day) -> i64 {
        self.filter.by.spans().number(day)
    }

    fn add(&mut self, day: Day, group: Option<String>, amount: Amount) {
        let first = self.number(day);
        let in_year = 12 / i64::from(self.filter.by.months());
        let last = if self.filter.cumulative { (first / in_year + 1) * in_year - 1 } else { first };
        let person = self.person;
        for number in first..=last {
            let cell = self.put(number, group.clone(), amount);
            if let Some(person) = person.filter(|_| number == first) {
                cell.added.note(person);
            }
        }
    }

    fn put(&mut self, number: i64, group: Option<String>, amount: Amount) -> &mut Cell {
        let person = self.person;
        let cell = self.cells.entry((number, group)).or_default();
        if let Some(person) = person {
            cell.persons.note(person);
        }
        if amount.once.is_some() && cell.last == amount.once {
            return cell;
        }
        cell.last = amount.once;
        cell.count += amount.entries;
        cell.sum = cell.sum.saturating_add(amount.sum);
        cell.of = cell.of.saturating_add(amount.of);
        cell
    }

    /// The first and the last day of a period.
    fn days(&self, number: i64) -> Option<(Day, Day)> {
        self.filter.by.spans().days(number)
    }

    fn label(&self, first: Day) -> String {
        let (year, month, _) = first.parts();
        match self.filter.by {
            SeriesBy::Month => first.month().to_string(),
            SeriesBy::Quarter => format!("{year}-Q{}", (month - 1) / 3 + 1),
            SeriesBy::Year => year.to_string(),
        }
    }

    /// The series: every period that ended by the last day, and in each every group that has a value in any.
    pub fn series(self) -> Series {
        let (indicator, unit) = (self.filter.indicator, self.filter.indicator.unit());
        let first = self.filter.from.map(|day| self.number(day));
        let first = first.or_else(|| self.cells.keys().map(|(number, _)| *number).min());
        let last = self.number(self.until);
        let mut groups: BTreeSet<Option<&String>> = self.cells.keys().map(|(_, group)| group.as_ref()).collect();
        if self.filter.group.is_none() {
            groups.insert(None);
        }
        let mut rows = Vec::new();
        for number in first.map_or(last + 1, |first| first)..=last {
            let Some((from, end)) = self.days(number).filter(|(_, end)| *end <= self.until) else { continue };
            let since = Day::new(from.year(), 1, 1).filter(|_| self.filter.cumulative).unwrap_or(from);
            let ended = self.ended.iter().filter(|(_, day)| *day < end).map(|(programme, _)| programme.clone());
            let records_ended: Vec<Name> = ended.collect();
            for group in &groups {
                let cell = self.cells.get(&(number, group.cloned())).copied().unwrap_or_default();
                let is_known = cell.count > 0 || records_ended.is_empty() || indicator == SeriesIndicator::Stock;
                rows.push(SeriesRow {
                    period: self.label(from),
                    from: since,
                    to: end.next(),
                    group: group.cloned(),
                    value: value(indicator, cell).filter(|_| is_known),
                    count: cell.count,
                    unit,
                    records_ended: records_ended.clone(),
                    persons: cell.persons.persons,
                    added: cell.added.persons,
                });
            }
        }
        let begun = |number: i64| self.days(number).filter(|(from, end)| *from <= self.until && self.until < *end);
        let has_values = self.cells.keys().any(|(number, _)| *number == last);
        let unfinished = begun(last).filter(|_| has_values && first.is_some_and(|first| first <= last));
        let unfinished = unfinished.map(|(from, _)| Unfinished { period: self.label(from), until: self.until });
        Series { indicator, unit, rows, unfinished }
    }
}

fn value(indicator: SeriesIndicator, cell: Cell) -> Option<i64> {
    match indicator {
        SeriesIndicator::DaysToDecision => {
            let count = i64::try_from(cell.count).ok().filter(|count| *count > 0)?;
            // Rounded half up; days are never negative.
            Some((cell.sum.saturating_mul(200) + count) / (2 * count))
        }
        SeriesIndicator::Attendance => basis_points(cell.sum, cell.of),
        SeriesIndicator::Intakes
        | SeriesIndicator::Exits
        | SeriesIndicator::Stock
        | SeriesIndicator::Applications
        | SeriesIndicator::Decisions
        | SeriesIndicator::Recipients
        | SeriesIndicator::NewRecipients
        | SeriesIndicator::BenefitsPaid
        | SeriesIndicator::AbsenceDays
        | SeriesIndicator::Meetings
        | SeriesIndicator::MilestonesCompleted => Some(cell.sum),
    }
}

/// Adds what the persons of the programme did, each as far as the records of their programme reach, to a series, at a point of
/// both times.
pub fn series_of_persons<'e>(tally: &mut Tally<'_>, everybody: impl Into<Everybody<'e>>, at: At) {
    let everybody = everybody.into();
    everybody.each(&[at], &mut |_, person| {
        tally.person = Some(person.id);
        let source = tally.filter.indicator.source();
        if source == SeriesSource::Absence {
            return absences(tally, person, everybody, at.as_of);
        }
        let programme = tally.filter.programme.as_ref();
        let asked = |enrolment: &&Enrolment<'_>| programme.is_none() || enrolment.programme == programme;
        let own: Vec<&Enrolment<'_>> = person.enrolments.iter().filter(asked).collect();
        if own.is_empty() {
            return;
        }
        match source {
            SeriesSource::Benefits => benefits(tally, person, &own),
            SeriesSource::Attendance => attendance(tally, person, &own),
            SeriesSource::Courses => {
                for enrolment in own {
                    let reached = everybody.reached(enrolment, at.as_of);
                    course(tally, person, enrolment, reached);
                }
            }
            SeriesSource::Absence | SeriesSource::Meetings | SeriesSource::Plans => {}
        }
    });
}

/// The segment that something belongs to that happened on a day.
fn segment<'e, 'a>(enrolment: &'e Enrolment<'a>, day: Day) -> Option<&'e Segment<'a>> {
    let by_then = enrolment.segments().filter(|segment| segment.from <= day).last();
    // What comes before the first intake, such as a benefit for the whole of its month, is of those who are taken in by it.
    by_then.or_else(|| enrolment.segments().next())
}

/// Whether what happened on a day is of the cohort that is asked for.
fn of_cohort(tally: &Tally<'_>, enrolment: &Enrolment<'_>, day: Day) -> bool {
    let of = |cohort: &Name| segment(enrolment, day).is_some_and(|segment| segment.is_of(cohort.as_str()));
    tally.filter.cohort.as_ref().is_none_or(of)
}

/// The group that something is in that happened to a person on a day.
fn group(
    tally: &Tally<'_>,
    person: &Person<'_>,
    enrolment: Option<&Enrolment<'_>>,
    day: Day,
    own: Own<'_>,
) -> Option<String> {
    let found = match tally.filter.group? {
        SeriesGroup::Kind => own.kind,
        SeriesGroup::Provider => own.provider,
        SeriesGroup::Office => person.office_on(enrolment, day),
        SeriesGroup::TargetGroup => {
            let own = enrolment.and_then(|enrolment| segment(enrolment, day));
            own.map(|segment| segment.target_group.as_str())
        }
        SeriesGroup::Sex => person.details.sex.map(Sex::word),
        SeriesGroup::AgeBand => Some(age_band(person.details.birth_month, day)),
    };
    Some(found.unwrap_or("unknown").to_owned())
}

/// The kind and the provider of what is counted, where it has one.
#[derive(Clone, Copy, Default)]
struct Own<'a> {
    kind: Option<&'a str>,
    provider: Option<&'a str>,
}

fn course(tally: &mut Tally<'_>, person: &Person<'_>, enrolment: &Enrolment<'_>, reached: Day) {
    let put = |tally: &mut Tally<'_>, day: Day, kind: Option<&str>, amount: Amount| {
        if !of_cohort(tally, enrolment, day) {
            return;
        }
        let group = group(tally, person, Some(enrolment), day, Own { kind, provider: None });
        tally.add(day, group, amount);
    };
    match tally.filter.indicator {
        SeriesIndicator::Intakes => {
            enrolment.stays.iter().for_each(|stay| put(tally, stay.from, None, Amount::ONE));
        }
        SeriesIndicator::Exits => {
            for (day, destination) in enrolment.stays.iter().filter_map(|stay| stay.to.zip(stay.destination)) {
                let inside = day.plus_days(-1);
                if !of_cohort(tally, enrolment, inside) {
                    continue;
                }
                let own = Own { kind: Some(destination.word()), provider: None };
                let group = group(tally, person, Some(enrolment), inside, own);
                tally.add(day, group, Amount::ONE);
            }
        }
        SeriesIndicator::Stock => {
            for stay in &enrolment.stays {
                // Who is in where the records end is in from then on, as in `state`: that is the last that is known.
                let last = stay.to.map_or(tally.until, |to| to.plus_days(-1).min(tally.until));
                for number in tally.number(stay.from)..=tally.number(last) {
                    let Some((_, end)) = tally.days(number).filter(|(_, end)| *end <= last) else { continue };
                    let known = end.min(reached);
                    if !of_cohort(tally, enrolment, known) {
                        continue;
                    }
                    let group = group(tally, person, Some(enrolment), known, Own::default());
                    tally.put(number, group, Amount { once: Some(person.id), ..Amount::ONE });
                }
            }
        }
        SeriesIndicator::Applications => {
            enrolment.applied.iter().for_each(|day| put(tally, *day, None, Amount::ONE));
        }
        SeriesIndicator::Decisions => {
            let decided = |(day, decision): &(Day, Decision)| put(tally, *day, Some(decision.word()), Amount::ONE);
            enrolment.decisions.iter().for_each(decided);
        }
        SeriesIndicator::DaysToDecision => {
            let Some(applied) = enrolment.applied else { return };
            let words = enrolment.decisions.iter().map(|(day, decision)| (*day, decision.word()));
            if let Some((day, kind)) = words.filter(|(day, _)| *day >= applied).min() {
                put(tally, day, Some(kind), Amount { sum: day.days_since(applied), ..Amount::ONE });
            }
        }
        SeriesIndicator::Recipients
        | SeriesIndicator::NewRecipients
        | SeriesIndicator::BenefitsPaid
        | SeriesIndicator::AbsenceDays
        | SeriesIndicator::Attendance
        | SeriesIndicator::Meetings
        | SeriesIndicator::MilestonesCompleted => {}
    }
}

/// Benefits of the person's enrolments in the programme, and those that name no enrolment. Those are of the first enrolment
/// that is of the cohort.
fn benefits(tally: &mut Tally<'_>, person: &Person<'_>, own: &[&Enrolment<'_>]) {
    let mut first: BTreeMap<Option<String>, (Day, Option<Option<String>>)> = BTreeMap::new();
    for benefit in &person.benefits {
        let of_it = |enrolment: &&&Enrolment<'_>| benefit.enrolment.is_none_or(|id| enrolment.id == id);
        if !own.iter().any(|enrolment| of_it(&enrolment)) {
            continue;
        }
        let kind = Own { kind: Some(benefit.kind.word()), provider: None };
        let of = |tally: &Tally<'_>, day: Day| {
            let enrolment = own.iter().filter(of_it).find(|enrolment| of_cohort(tally, enrolment, day))?;
            Some(group(tally, person, Some(enrolment), day, kind))
        };
        match tally.filter.indicator {
            SeriesIndicator::BenefitsPaid => {
                let amount = Amount { sum: benefit.amount.get(), ..Amount::ONE };
                if let Some(group) = of(tally, benefit.paid) {
                    tally.add(benefit.paid, group, amount);
                }
            }
            SeriesIndicator::Recipients => {
                let last = benefit.for_period.end().min(tally.until);
                for number in tally.number(benefit.for_period.start())..=tally.number(last) {
                    let Some((start, _)) = tally.days(number) else { continue };
                    let day = start.max(benefit.for_period.start());
                    if let Some(group) = of(tally, day).filter(|_| day <= last) {
                        tally.add(day, group, Amount { once: Some(person.id), ..Amount::ONE });
                    }
                }
            }
            SeriesIndicator::NewRecipients => {
                let day = benefit.for_period.start();
                let of_kind =
                    Some(benefit.kind.word().to_owned()).filter(|_| tally.filter.group == Some(SeriesGroup::Kind));
                let found = (day, of(tally, day));
                first
                    .entry(of_kind)
                    .and_modify(|known| {
                        if day < known.0 {
                            *known = found.clone()
                        }
                    })
                    .or_insert(found.clone());
            }
            SeriesIndicator::Intakes
            | SeriesIndicator::Exits
            | SeriesIndicator::Stock
            | SeriesIndicator::Applications
            | SeriesIndicator::Decisions
            | SeriesIndicator::DaysToDecision
            | SeriesIndicator::AbsenceDays
            | SeriesIndicator::Attendance
            | SeriesIndicator::Meetings
            | SeriesIndicator::MilestonesCompleted => {}
        }
    }
    for (day, group) in first.into_values() {
        if let Some(group) = group {
            tally.add(day, group, Amount::ONE);
        }
    }
}

/// Days of absence, each on its day, as the question about absence counts them.
fn absences(tally: &mut Tally<'_>, person: &Person<'_>, everybody: Everybody<'_>, as_of: Day) {
    // A day of a person counts once in a group, however many entries have it.
    let mut seen: BTreeSet<(Option<String>, Day)> = BTreeSet::new();
    for spell in spells(person, everybody, as_of) {
        let own = Own { kind: Some(spell.kind().word()), provider: spell.provider };
        let of_programme = tally.filter.programme.as_ref().is_none_or(|name| spell.programme == Some(name));
        let asked = |day: Day| {
            let of_cohort = |enrolment: &Enrolment<'_>| of_cohort(tally, enrolment, day);
            of_programme && day <= tally.until && spell.enrolment.map_or(tally.filter.cohort.is_none(), of_cohort)
        };
        let mut parts = Parts::default();
        for away in spell.days().filter(|away| asked(away.day)) {
            let group = group(tally, person, spell.enrolment, away.day, own);
            let counts = away.working && seen.insert((group.clone(), away.day));
            parts.add(tally, away.day, group, (i64::from(counts), 0));
        }
        parts.count(tally);
    }
}

/// Attendance at the placements of the person's enrolments in the programme.
fn attendance(tally: &mut Tally<'_>, person: &Person<'_>, own: &[&Enrolment<'_>]) {
    for attendance in &person.attendance {
        let placement = person.placements.iter().find(|known| known.id == attendance.placement);
        let enrolment = |placement: &Placement<'_>| own.iter().find(|enrolment| enrolment.id == placement.enrolment);
        let Some((placement, enrolment)) = placement.and_then(|of| Some((of, *enrolment(of)?))) else { continue };
        let own = Own { kind: None, provider: Some(placement.provider) };
        let mut parts = Parts::default();
        for part in spread(attendance).into_iter().filter(|part| of_cohort(tally, enrolment, part.last)) {
            let group = group(tally, person, Some(enrolment), part.last, own);
            parts.add(tally, part.last, group, (part.present, part.planned));
        }
        parts.count(tally);
    }
}

/// The parts of one entry, by period and group: a day of each, its group, and what it is a sum of, of how much.
#[derive(Default)]
struct Parts(Vec<(Day, Option<String>, i64, i64)>);

impl Parts {
    fn add(&mut self, tally: &Tally<'_>, day: Day, group: Option<String>, (sum, of): (i64, i64)) {
        let same =
            |part: &&mut (Day, Option<String>, i64, i64)| part.1 == group && tally.number(part.0) == tally.number(day);
        match self.0.iter_mut().rfind(same) {
            Some(part) => (part.2, part.3) = (part.2.saturating_add(sum), part.3.saturating_add(of)),
            None => self.0.push((day, group, sum, of)),
        }
    }

    /// Counts them: one entry in each period and group. Counted from the beginning of the year, it is one entry in the months
    /// after as well.
    fn count(&self, tally: &mut Tally<'_>) {
        for (index, (day, group, sum, of)) in self.0.iter().enumerate() {
            let again = |(other, own, ..): &(Day, Option<String>, i64, i64)| {
                tally.filter.cumulative && own == group && other.year() == day.year()
            };
            let entries = u64::from(!self.0.iter().take(index).any(again));
            tally.add(*day, group.clone(), Amount { sum: *sum, of: *of, entries, ..Amount::ONE });
        }
    }
}
