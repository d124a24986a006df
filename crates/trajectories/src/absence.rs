//! The answer *absence*: days away from placements by kind, each day of a person once.
//!
//! An absence is taken apart into its days, so that days which overlap count once, and so that it can be cut at the end of
//! a month or of the records.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_core::away::DayAway;
use hovedbok_core::entries::codes::AbsenceKind;
use hovedbok_core::{Day, Month, Name, ParticipantId};
use hovedbok_projection::At;
use hovedbok_state::{Absence as Away, Enrolment, Everybody, Person};
use serde::{Deserialize, Serialize};

/// Which absence, and on which days; what is absent does not narrow.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AbsenceFilter {
    /// From placements of enrolments in this programme.
    pub programme: Option<Name>,
    /// From placements at this provider, as the data writes it.
    pub provider: Option<String>,
    /// On days on which this office followed the person up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<String>,
    /// On this day or on a later one.
    pub from: Option<Day>,
    /// On this day or on an earlier one.
    pub to: Option<Day>,
    /// Of this person only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub participant: Option<ParticipantId>,
}

/// What the kinds of absence are split by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AbsenceBy {
    /// Nothing: each kind.
    #[default]
    Kind,
    /// The provider.
    Provider,
    /// The programme.
    Programme,
    /// The month.
    Month,
    /// The person.
    Person,
}

impl AbsenceBy {
    /// Every grouping, in the order of the contract.
    pub const ALL: &'static [AbsenceBy] =
        &[AbsenceBy::Kind, AbsenceBy::Provider, AbsenceBy::Programme, AbsenceBy::Month, AbsenceBy::Person];

    /// The spelling on the command line.
    pub fn word(self) -> &'static str {
        match self {
            AbsenceBy::Kind => "kind",
            AbsenceBy::Provider => "provider",
            AbsenceBy::Programme => "programme",
            AbsenceBy::Month => "month",
            AbsenceBy::Person => "person",
        }
    }

    /// The grouping of that spelling.
    pub fn from_word(word: &str) -> Option<AbsenceBy> {
        AbsenceBy::ALL.iter().copied().find(|by| by.word() == word)
    }
}

/// What `absence` is answered with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Absence {
    /// The rows, by programme, provider, month, person and kind.
    pub rows: Vec<AbsenceRow>,
    /// All kinds together: a day of a person that is in several rows counts once.
    pub totals: AbsenceTotals,
}

/// Absence of a kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct AbsenceRow {
    /// The programme.
    pub programme: Option<Name>,
    /// The provider, as the data writes it.
    pub provider: Option<String>,
    /// The month.
    pub month: Option<Month>,
    /// The person; of merged ones the one who stays.
    pub participant: Option<ParticipantId>,
    /// Why.
    pub kind: AbsenceKind,
    /// How much.
    #[serde(flatten)]
    pub sums: AbsenceTotals,
}

/// How much absence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, schemars::JsonSchema)]
pub struct AbsenceTotals {
    /// Entries with a day here.
    pub absences: usize,
    /// Persons who were away.
    pub participants: usize,
    /// Days away, Saturdays and Sundays included; a day of a person counts once.
    pub calendar_days: i64,
    /// Working days away: as many as are recorded, else Mondays to Fridays; a day of a person counts once.
    pub working_days: i64,
    /// Minutes away, of absence of less than whole days. They are not among the days.
    pub minutes: i64,
    /// Persons who were away for days.
    #[serde(skip)]
    pub participants_by_days: usize,
    /// Persons who were away for minutes.
    #[serde(skip)]
    pub participants_by_minutes: usize,
}

/// The absence of one person that is counted together.
#[derive(Debug, Default)]
struct Days {
    entries: BTreeSet<usize>,
    calendar: BTreeSet<Day>,
    working: BTreeSet<Day>,
    minutes: i64,
}

impl Days {
    fn take(&mut self, entry: usize, part: DayAway) {
        self.entries.insert(entry);
        match part.minutes {
            Some(minutes) => self.minutes = self.minutes.saturating_add(minutes),
            None => {
                self.calendar.insert(part.day);
                if part.working {
                    self.working.insert(part.day);
                }
            }
        }
    }

    fn add_to(&self, totals: &mut AbsenceTotals) {
        let number = |days: &BTreeSet<Day>| i64::try_from(days.len()).unwrap_or(i64::MAX);
        totals.absences += self.entries.len();
        totals.participants += usize::from(!self.entries.is_empty());
        totals.participants_by_days += usize::from(!self.calendar.is_empty());
        totals.participants_by_minutes += usize::from(self.minutes != 0);
        totals.calendar_days = totals.calendar_days.saturating_add(number(&self.calendar));
        totals.working_days = totals.working_days.saturating_add(number(&self.working));
        totals.minutes = totals.minutes.saturating_add(self.minutes);
    }
}

/// What persons add up to.
#[derive(Debug, Default)]
struct Sums {
    rows: BTreeMap<Key, AbsenceTotals>,
    totals: AbsenceTotals,
}

impl Sums {
    fn take<'p, 'a>(
        &mut self,
        person: &'p Person<'a>,
        spells: impl Iterator<Item = Spell<'p, 'a>>,
        filter: &AbsenceFilter,
        by: AbsenceBy,
    ) {
        let (mut own, mut all): (BTreeMap<Key, Days>, Days) = (BTreeMap::new(), Days::default());
        for (entry, spell) in spells.enumerate() {
            let selected = filter.programme.as_ref().is_none_or(|name| spell.programme == Some(name))
                && filter.provider.as_ref().is_none_or(|name| spell.provider == Some(name));
            if !selected {
                continue;
            }
            let in_office = |day: Day| {
                let asked = filter.office.as_deref();
                asked.is_none_or(|office| person.office_on(spell.enrolment, day) == Some(office))
            };
            let asked = |day: Day| {
                filter.from.is_none_or(|from| from <= day) && filter.to.is_none_or(|to| day <= to) && in_office(day)
            };
            for part in spell.days().filter(|part| asked(part.day)) {
                let key = match by {
                    AbsenceBy::Kind => (None, None, None, None),
                    AbsenceBy::Provider => (None, spell.provider.map(str::to_owned), None, None),
                    AbsenceBy::Programme => (spell.programme.cloned(), None, None, None),
                    AbsenceBy::Month => (None, None, Some(part.day.month()), None),
                    AbsenceBy::Person => (None, None, None, Some(person.id)),
                };
                own.entry((key.0, key.1, key.2, key.3, spell.kind())).or_default().take(entry, part);
                all.take(entry, part);
            }
        }
        for (key, days) in own {
            days.add_to(self.rows.entry(key).or_default());
        }
        all.add_to(&mut self.totals);
    }

    /// These persons and others.
    fn and(mut self, others: Sums) -> Sums {
        for (key, totals) in others.rows {
            self.rows.entry(key).or_default().add(&totals);
        }
        self.totals.add(&others.totals);
        self
    }
}

impl AbsenceTotals {
    /// Adds those of other persons.
    fn add(&mut self, others: &AbsenceTotals) {
        self.absences += others.absences;
        self.participants += others.participants;
        self.participants_by_days += others.participants_by_days;
        self.participants_by_minutes += others.participants_by_minutes;
        self.calendar_days = self.calendar_days.saturating_add(others.calendar_days);
        self.working_days = self.working_days.saturating_add(others.working_days);
        self.minutes = self.minutes.saturating_add(others.minutes);
    }
}

type Key = (Option<Name>, Option<String>, Option<Month>, Option<ParticipantId>, AbsenceKind);

/// Answers `absence` at a point of both times: days up to the last one that the records of the programme reach, and up to
/// the end of the placement.
pub fn absence<'e>(everybody: impl Into<Everybody<'e>>, at: At, filter: &AbsenceFilter, by: AbsenceBy) -> Absence {
    let found = everybody.into().gather_streams(&Sums::default, &|sums, streams| {
        let everybody = Everybody::from(streams);
        everybody.each(&[at], &mut |_, person| {
            if filter.participant.is_none_or(|only| person.is(only)) {
                sums.take(person, spells(person, everybody, at.as_of), filter, by);
            }
        });
    });
    let Sums { rows, totals } = found.into_iter().fold(Sums::default(), Sums::and);
    let row = |((programme, provider, month, participant, kind), sums): (Key, AbsenceTotals)| AbsenceRow {
        programme,
        provider,
        month,
        participant,
        kind,
        sums,
    };
    Absence { rows: rows.into_iter().map(row).collect(), totals }
}

/// An absence, what it was from, and up to which day it counts.
pub(crate) struct Spell<'p, 'a> {
    away: &'p Away,
    pub(crate) enrolment: Option<&'p Enrolment<'a>>,
    pub(crate) programme: Option<&'a Name>,
    pub(crate) provider: Option<&'a str>,
    /// The last day that the records of the programme reach, or that of the placement if it ended earlier.
    last: Day,
}

impl Spell<'_, '_> {
    pub(crate) fn kind(&self) -> AbsenceKind {
        self.away.kind
    }

    /// The days of it that count.
    pub(crate) fn days(&self) -> impl Iterator<Item = DayAway> {
        self.away.days_away().into_iter().take_while(|away| away.day <= self.last)
    }
}

/// The absences of a person.
pub(crate) fn spells<'p, 'a>(
    person: &'p Person<'a>,
    everybody: Everybody<'p>,
    as_of: Day,
) -> impl Iterator<Item = Spell<'p, 'a>> {
    person.absences.iter().map(move |away| {
        let placement = person.placements.iter().find(|placement| placement.id == away.placement);
        let enrolment = placement.and_then(|placement| person.enrolment(placement.enrolment));
        let reached = enrolment.map_or(as_of, |enrolment| everybody.reached(enrolment, as_of));
        let ended = placement.and_then(|placement| placement.ended).map(|(last, _)| last);
        Spell {
            away,
            enrolment,
            programme: enrolment.and_then(|enrolment| enrolment.programme),
            provider: placement.map(|placement| placement.provider),
            last: ended.map_or(reached, |last| last.min(reached)),
        }
    })
}
