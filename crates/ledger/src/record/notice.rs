//! Notes about what is recorded, which is recorded all the same.

use std::collections::{BTreeSet, HashMap};
use std::fmt;

use hovedbok_core::entries::names::NameKind;
use hovedbok_core::entries::{BenefitEntry, PersonEntry};
use hovedbok_core::proposal::Origin;
use hovedbok_core::rules::ahead::happened_by;
use hovedbok_core::{Day, Draft, Fact, Name, Period, Row, Seq};
use hovedbok_projection::History;
use serde::Serialize;

use super::spell::NewName;

/// Something that whoever records should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// A name that the ledger does not have.
    Name(NewName),
    /// Something that is recorded as having happened on a day that has not come.
    Ahead(Ahead),
    /// A text that may name a case.
    MayNameCase(MayNameCase),
    /// A condition that never falls due.
    NoDeadline(NoDeadline),
    /// A condition that has an answer already.
    AnsweredAgain(AnsweredAgain),
    /// Two participants that count as two until the day of their merging.
    TwoUntil(TwoUntil),
    /// A correction that changes a period, and not the number of days beside it.
    DaysKept(DaysKept),
}

/// Corrections that make a period longer or shorter and leave the number of days in it as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DaysKept {
    /// The type of the first of them.
    pub type_name: String,
    /// The number of days that stays.
    pub days: u64,
    /// The period as it is now.
    pub period: Period,
    /// How many there are besides the first.
    pub more: usize,
}

/// Mergings that take effect after both participants were registered: until then they count as two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TwoUntil {
    /// The day from which the first of them count as one.
    pub day: Day,
    /// The day from which both are registered.
    pub since: Day,
    /// How many there are besides the first.
    pub more: usize,
    /// The row of a file that the first came with.
    pub origin: Option<Origin>,
}

/// Answers to conditions that have an answer already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnsweredAgain {
    /// The condition of the first of them.
    pub condition: Name,
    /// The position of the other answer to it.
    pub seq: Seq,
    /// The day of the other answer, as it is shown.
    pub day: String,
    /// How many there are besides the first.
    pub more: usize,
    /// The row of a file that the first came with.
    pub origin: Option<Origin>,
}

/// Conditions for benefits that have no last day on which they can be met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoDeadline {
    /// The first of them.
    pub condition: Name,
    /// How many there are besides the first.
    pub more: usize,
    /// The row of a file that the first came with.
    pub origin: Option<Origin>,
}

/// Entries of a type that say that something happened on a day that has not come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ahead {
    /// Their type.
    pub type_name: String,
    /// The day that the first of them names.
    pub day: Day,
    /// The day on which they are recorded.
    pub today: Day,
    /// How many there are besides the first.
    pub more: usize,
    /// The row of a file that the first came with.
    pub origin: Option<Origin>,
}

/// Texts that contain a word that is also a case number of the register, too short to be sure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MayNameCase {
    /// The type of the first entry.
    pub type_name: String,
    /// The field of its text.
    pub field: String,
    /// How many entries there are besides the first.
    pub more: usize,
    /// The row of a file that the first came with.
    pub origin: Option<Origin>,
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Notice::Name(name) => name.fmt(f),
            Notice::Ahead(ahead) => {
                let Ahead { type_name, day, today, .. } = ahead;
                place(f, ahead.origin.as_ref(), ahead.more)?;
                write!(
                    f,
                    "{type_name} says that something happened on {day}, but today is {today}: check the day; answers \
                     count it from that day on"
                )
            }
            Notice::NoDeadline(without) => {
                place(f, without.origin.as_ref(), without.more)?;
                write!(
                    f,
                    "condition {} has no deadline, and its benefit no period: `due` never shows it",
                    without.condition
                )
            }
            Notice::AnsweredAgain(answered) => {
                place(f, answered.origin.as_ref(), answered.more)?;
                let AnsweredAgain { condition, seq, day, .. } = answered;
                write!(
                    f,
                    "condition {condition} has an answer already, on {day} ({seq}), and the later one counts: to correct \
                     that answer, void this entry and use `replace`"
                )
            }
            Notice::TwoUntil(two) => {
                place(f, two.origin.as_ref(), two.more)?;
                let TwoUntil { day, since, .. } = two;
                write!(
                    f,
                    "these participants count as one from {day} on, and as two before: if one person was entered twice, \
                     correct the day of this entry to {since} with `replace`"
                )
            }
            Notice::DaysKept(kept) => {
                let DaysKept { type_name, days, period, more } = kept;
                match more {
                    0 => write!(
                        f,
                        "{type_name}: the period is {period} now, and the number of days in it stays {days}: name --days \
                         as well if it has changed"
                    ),
                    more => write!(
                        f,
                        "{type_name}: the period is {period} now, and the number of days in it stays {days}, and so in \
                         {more} more: name --days as well if it has changed"
                    ),
                }
            }
            Notice::MayNameCase(named) => {
                place(f, named.origin.as_ref(), named.more)?;
                let MayNameCase { type_name, field, .. } = named;
                write!(
                    f,
                    "{type_name}: the text in '{field}' contains a word that is also a case number in the register; \
                     if it means that case, remove it with `replace`: entries never identify a person by case number"
                )
            }
        }
    }
}

pub(super) fn place(f: &mut fmt::Formatter<'_>, origin: Option<&Origin>, more: usize) -> fmt::Result {
    if let Some(Origin { file, line }) = origin {
        write!(f, "{file}, line {line}")?;
        match more {
            0 => {}
            1 => f.write_str(" and 1 more line")?,
            more => write!(f, " and {more} more lines")?,
        }
        f.write_str(": ")?;
    }
    Ok(())
}

impl Serialize for Notice {
    /// As people read it.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// What is worth saying of the entries of a commit, alike ones once.
#[derive(Debug, Clone, Default)]
pub(crate) struct Said {
    names: Vec<NewName>,
    /// Where each of these names is among them.
    name_at: HashMap<NameKind, HashMap<String, usize>>,
    ahead: Vec<Ahead>,
    cases: Vec<MayNameCase>,
    deadlines: Vec<NoDeadline>,
    answers: Vec<AnsweredAgain>,
    mergings: Vec<TwoUntil>,
    days: Vec<DaysKept>,
}

impl Said {
    pub(crate) fn name(&mut self, name: NewName) {
        self.name_at.entry(name.kind).or_default().entry(name.name.clone()).or_insert(self.names.len());
        self.names.push(name);
    }

    /// Counts the row of a draft with a name that was new in a row before.
    pub(crate) fn name_again(&mut self, draft: &Draft, origin: Option<&Origin>) {
        let Some(origin) = origin.filter(|_| !self.names.is_empty()) else { return };
        let (mut seen, known) = (BTreeSet::new(), &self.name_at);
        let mut look = |kind: NameKind, name: &str| {
            seen.extend(known.get(&kind).and_then(|names| names.get(name)).copied());
        };
        draft.stream.names(&mut look);
        if let Some(fact) = draft.body.fact() {
            fact.names(&mut look);
        }
        for at in seen {
            if let Some(name) = self.names.get_mut(at) {
                name.more += usize::from(name.origin.as_ref() != Some(origin));
            }
        }
    }

    /// Notes a draft that answers a condition once more: in `course`, the one with the later day counts.
    pub(crate) fn answered(&mut self, draft: &Draft, course: &History<PersonEntry>, origin: Option<&Origin>) {
        let Some(Fact::Person(PersonEntry::Benefit(BenefitEntry::ConditionAnswered(body)))) = draft.body.fact() else {
            return;
        };
        let answers = |row: &&Row<PersonEntry>| {
            let PersonEntry::Benefit(BenefitEntry::ConditionAnswered(other)) = &row.fact else { return false };
            other.condition == body.condition && row.id != draft.id
        };
        let Some(other) = course.current().filter(answers).last() else { return };
        match self.answers.first_mut() {
            Some(answered) => answered.more += 1,
            None => {
                let (condition, seq, origin) = (body.condition.clone(), other.seq, origin.cloned());
                self.answers.push(AnsweredAgain { condition, seq, day: other.effective.to_string(), more: 0, origin });
            }
        }
    }

    /// Notes a merging on a day before which both participants were registered.
    pub(crate) fn merged(&mut self, day: Day, since: Day, origin: Option<&Origin>) {
        match self.mergings.first_mut() {
            Some(two) => two.more += 1,
            None => self.mergings.push(TwoUntil { day, since, more: 0, origin: origin.cloned() }),
        }
    }

    /// Notes a correction of a period that keeps the number of days in it.
    pub(crate) fn days_kept(&mut self, type_name: &str, days: u64, period: Period) {
        match self.days.first_mut() {
            Some(kept) => kept.more += 1,
            None => self.days.push(DaysKept { type_name: type_name.to_owned(), days, period, more: 0 }),
        }
    }

    /// Notes a draft that says that something happened after `today`.
    pub(crate) fn ahead(&mut self, draft: &Draft, today: Day, origin: Option<&Origin>) {
        let Some(fact) = draft.body.fact() else { return };
        let Some(day) = happened_by(fact, &draft.effective).filter(|day| *day > today) else { return };
        let type_name = fact.type_name();
        match self.ahead.iter_mut().find(|ahead| ahead.type_name == type_name) {
            Some(ahead) => ahead.more += 1,
            None => {
                let (type_name, origin) = (type_name.to_owned(), origin.cloned());
                self.ahead.push(Ahead { type_name, day, today, more: 0, origin });
            }
        }
    }

    /// Notes a draft that sets a condition which never falls due.
    pub(crate) fn deadline(&mut self, draft: &Draft, origin: Option<&Origin>) {
        let Some(Fact::Person(PersonEntry::Benefit(BenefitEntry::ConditionSet(body)))) = draft.body.fact() else {
            return;
        };
        if body.due.is_some() || body.for_period.is_some() {
            return;
        }
        match self.deadlines.first_mut() {
            Some(without) => without.more += 1,
            None => {
                let (condition, origin) = (body.condition.clone(), origin.cloned());
                self.deadlines.push(NoDeadline { condition, more: 0, origin });
            }
        }
    }

    /// Notes a text that may name a case.
    pub(crate) fn may_name_case(&mut self, type_name: &str, field: String, origin: Option<&Origin>) {
        match self.cases.iter_mut().find(|named| named.type_name == type_name && named.field == field) {
            Some(named) => named.more += 1,
            None => {
                let (type_name, origin) = (type_name.to_owned(), origin.cloned());
                self.cases.push(MayNameCase { type_name, field, more: 0, origin });
            }
        }
    }

    /// Everything: names first.
    pub(crate) fn all(&self) -> Vec<Notice> {
        let names = self.names.iter().cloned().map(Notice::Name);
        let ahead = self.ahead.iter().cloned().map(Notice::Ahead);
        let deadlines = self.deadlines.iter().cloned().map(Notice::NoDeadline);
        let cases = self.cases.iter().cloned().map(Notice::MayNameCase);
        let answers = self.answers.iter().cloned().map(Notice::AnsweredAgain);
        let mergings = self.mergings.iter().cloned().map(Notice::TwoUntil);
        let days = self.days.iter().cloned().map(Notice::DaysKept);
        names.chain(ahead).chain(cases).chain(deadlines).chain(answers).chain(mergings).chain(days).collect()
    }
}
