//! Parts of an answer that are asked alone: of a statement participants, money, what belongs to programmes, and plans; of a
//! statement and of findings those of each kind. Each is read from fewer entries than the answer, or asked of fewer persons.
//!
//! A statement has the rows of a programme only where there is the programme, so an entry that says so is named with them.

use std::collections::{BTreeMap, HashMap};

use hovedbok_budgets::Filter;
use hovedbok_core::rules::Rule;
use hovedbok_core::{Name, Seq, StreamId};
use hovedbok_state::{By, Selection};
use serde_json::Value;

use super::cut;
use super::differing::Difference;
use super::gathered::Gathered;
use super::parts::Parts;
use super::place::{Place, Step};
use super::rows::Rows;
use super::trial::{Chosen, Only, Trial, until_each_is_needed};
use super::whole::Whole;
use crate::questions::{BudgetOf, Question, StateOf};

/// A part of an answer that is asked alone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Section {
    /// The participants of a programme.
    State(Name),
    /// The money of a programme.
    Budget(Name),
    /// What belongs to programmes, and plans.
    Records,
    /// The findings of one kind.
    Findings(Rule),
}

/// A section, and what is asked for it about the same entries.
pub(super) struct Asked<'p> {
    section: Section,
    trial: Trial<'p>,
}

/// The rows of an answer that belong to sections.
pub(super) struct SharedRows<'t, 'p> {
    /// The answer.
    trial: &'t Trial<'p>,
    answers: BTreeMap<Section, Answers<'t, 'p>>,
    /// The section of each row that belongs to one.
    sections: HashMap<String, Section>,
    /// The entries by which there is a programme, where none of the others are there.
    existing: HashMap<Name, Option<Chosen>>,
    /// What was found for rows.
    found: BTreeMap<String, Chosen>,
    /// The rows that were found by what is learnt person by person, each with the programme that it is about.
    gathered: HashMap<String, Option<Name>>,
}

/// How a section is asked.
enum Answers<'t, 'p> {
    /// As another question, put together from parts; with its rows at the earlier position and at the later one.
    InParts { then: Rows, now: Rows, parts: Box<Parts<'t, 'p>> },
    /// As a whole; where it rests on everybody together, by what is learnt person by person.
    Whole(Box<Whole<'t, 'p>>, Option<Box<Gathered<'t, 'p>>>),
}

impl Section {
    /// The section of an answer that a row belongs to.
    fn of(question: &Question, place: &Place) -> Option<Section> {
        if let Question::Findings(_) = question {
            return Section::of_kind(place.steps.first()?);
        }
        let Question::Statement(_) = question else { return None };
        match place.steps.as_slice() {
            [Step::Item { list, naming, .. }, first, ..] if list == "programmes" => match first {
                Step::Field(key) if key == "state" => named("programme", naming).map(Section::State),
                Step::Field(key) if key == "budget" => named("programme", naming).map(Section::Budget),
                Step::Item { list, .. } if list == "goals" => None,
                Step::Item { list, .. } if list.starts_with("findings") => Section::of_kind(first),
                Step::Field(_) | Step::Item { .. } => Some(Section::Records),
            },
            [first @ Step::Item { list, .. }, ..] if list == "findings" => Section::of_kind(first),
            [Step::Item { list, .. }, ..] if list == "plans" => Some(Section::Records),
            [Step::Item { .. } | Step::Field(_), ..] | [] => None,
        }
    }

    /// That of the findings of the kind that an item is about.
    fn of_kind(item: &Step) -> Option<Section> {
        let Step::Item { naming, .. } = item else { return None };
        let (_, kind) = naming.iter().find(|(key, _)| key == "kind")?;
        let rule = Rule::ALL.iter().find(|rule| Some(rule.word()) == kind.as_str())?;
        Some(Section::Findings(*rule))
    }

    /// What is asked for it.
    fn asked<'p>(&self, trial: &Trial<'p>) -> Trial<'p> {
        match self {
            Section::State(programme) => {
                let selection = Selection { programme: Some(programme.clone()), ..Selection::default() };
                trial.asking(&Question::State(StateOf { selection, by: Some(By::Status) }))
            }
            Section::Budget(programme) => {
                let filter = Filter { programme: Some(programme.clone()), ..Filter::default() };
                trial.asking(&Question::Budget(BudgetOf { filter, by: hovedbok_budgets::By::Line }))
            }
            Section::Records => trial.looking_at(Only::Records),
            Section::Findings(rule) => trial.looking_at(Only::Findings(*rule)),
        }
    }
}

/// The programme that a finding, or a count of findings, is about.
fn about(place: &Place) -> Option<Name> {
    place.steps.iter().find_map(|step| match step {
        Step::Item { naming, .. } => named("programme", naming),
        Step::Field(_) => None,
    })
}

/// What names an item, as a name.
fn named(key: &str, naming: &[(String, Value)]) -> Option<Name> {
    let (_, value) = naming.iter().find(|(own, _)| own == key)?;
    Name::stored(value.as_str()?)
}

/// The programme that a row of a statement is about, and the rest of the row's name.
fn of_programme(row: &str) -> Option<(&str, &str)> {
    row.strip_prefix("programmes[")?.split_once("].")
}

/// A row's name in the question that is asked for a section in parts.
fn elsewhere(row: &str) -> Option<&str> {
    let (_, rest) = of_programme(row)?;
    rest.split_once('.').map(|(_, rest)| rest)
}

/// What is asked for the sections that these rows belong to.
pub(super) fn asked<'p>(trial: &Trial<'p>, differing: &[Difference]) -> Vec<Asked<'p>> {
    let mut sections: Vec<Section> =
        differing.iter().filter_map(|row| Section::of(&trial.question, &row.place)).collect();
    sections.sort();
    sections.dedup();
    sections.into_iter().map(|section| Asked { trial: section.asked(trial), section }).collect()
}

impl<'t, 'p> SharedRows<'t, 'p> {
    pub fn of(trial: &'t Trial<'p>, asked: &'t [Asked<'p>], differing: &[Difference]) -> SharedRows<'t, 'p> {
        let of = |row: &Difference| Some((row.row.clone(), Section::of(&trial.question, &row.place)?));
        let sections: HashMap<String, Section> = differing.iter().filter_map(of).collect();
        let answers = asked.iter().map(|Asked { section, trial }| {
            let answers = match Parts::of(trial) {
                Some(parts) => {
                    let (then, now) = (trial.rows_at(trial.before), trial.rows_at(trial.at.known_at));
                    Answers::InParts { then, now, parts: Box::new(parts) }
                }
                None => {
                    let own = differing.iter().filter(|row| sections.get(&row.row) == Some(section));
                    let gathered = match section {
                        Section::Findings(rule) => Gathered::of(trial, *rule),
                        Section::State(_) | Section::Budget(_) | Section::Records => None,
                    };
                    Answers::Whole(Box::new(Whole::of(trial, own)), gathered.map(Box::new))
                }
            };
            (section.clone(), answers)
        });
        let answers = answers.collect();
        SharedRows {
            trial,
            answers,
            sections,
            existing: HashMap::new(),
            found: BTreeMap::new(),
            gathered: HashMap::new(),
        }
    }

    /// The smallest set of entries found that makes a row what it is with all of them; nothing where the row belongs to no
    /// section, or is another one there.
    pub fn minimal(&mut self, row: &Difference) -> Option<Chosen> {
        let section = self.sections.get(&row.row)?.clone();
        let found = match &section {
            Section::State(programme) | Section::Budget(programme) => self.in_parts(&section, programme, row),
            Section::Records | Section::Findings(_) => self.of_section(&section, row),
        };
        match &found {
            Some(found) => drop(self.found.insert(row.row.clone(), found.clone())),
            None => drop(self.sections.remove(&row.row)),
        }
        found
    }

    /// A row's value, had only some of the entries been recorded; nothing where it was not found in a section.
    pub fn value(&mut self, row: &str, some: &Chosen) -> Option<Value> {
        match self.answers.get_mut(self.sections.get(row)?)? {
            Answers::InParts { parts, .. } => {
                let value = parts.value(elsewhere(row)?, some)?;
                let (programme, _) = of_programme(row)?;
                Some(if self.exists(&Name::stored(programme)?, some) { value } else { Value::Null })
            }
            Answers::Whole(whole, gathered) => match (gathered, self.gathered.get(row)) {
                (Some(gathered), Some(about)) => gathered.value(row, about.as_ref(), some),
                (_, _) => Some(whole.value(row, some)),
            },
        }
    }

    /// Whether a row was found in a section.
    pub fn has(&self, row: &str) -> bool {
        self.found.contains_key(row)
    }

    /// Whether it was found as a sum over parts.
    pub fn adds_up(&self, row: &str) -> bool {
        let in_parts = |section| matches!(self.answers.get(section), Some(Answers::InParts { .. }));
        self.has(row) && self.sections.get(row).is_some_and(in_parts)
    }

    /// What is found where another question answers the row in parts.
    fn in_parts(&mut self, section: &Section, programme: &Name, row: &Difference) -> Option<Chosen> {
        let rest = elsewhere(&row.row)?;
        let Answers::InParts { then, now, parts } = self.answers.get_mut(section)? else { return None };
        let value = |rows: &Rows| rows.get(rest).cloned().unwrap_or_default();
        let (then, now) = (value(then), value(now));
        if now != row.after {
            return None;
        }
        let own = if then == now { Chosen::new() } else { parts.minimal(rest, &then, &now)? };
        let existing = self.existing(programme, &own)?;
        let all: Chosen = own.union(&existing).copied().collect();
        let Answers::InParts { parts, .. } = self.answers.get_mut(section)? else { return None };
        let holds = !all.is_empty() && (existing.is_empty() || parts.value(rest, &all).as_ref() == Some(&now));
        holds.then_some(all)
    }

    /// What is found where the section is asked as a whole. A count of findings is looked for among the entries of these.
    fn of_section(&mut self, section: &Section, row: &Difference) -> Option<Chosen> {
        let counted = self.counted_from(&row.row);
        let Answers::Whole(whole, gathered) = self.answers.get_mut(section)? else { return None };
        if let Some(gathered) = gathered {
            let about = about(&row.place);
            if let Some(found) = gathered.minimal(row, about.as_ref(), counted.clone()) {
                self.gathered.insert(row.row.clone(), about);
                return Some(found);
            }
        }
        if !whole.answers(row) {
            return None;
        }
        let among = counted.and_then(|counted| whole.among(&row.row, &row.after, counted));
        Some(among.unwrap_or_else(|| whole.minimal(&row.row, &row.after)))
    }

    /// The entries of the findings that a row counts.
    fn counted_from(&self, row: &str) -> Option<Chosen> {
        let (programme, rest) = of_programme(row)?;
        let (kind, _) = rest.strip_prefix("findings_by_kind[")?.split_once(']')?;
        let findings = format!("programmes[{programme}].findings[");
        let of_kind = |label: &str| label.starts_with(&format!("{programme} {kind} "));
        let own =
            self.found.range(findings.clone()..).map_while(|(row, found)| Some((row.strip_prefix(&findings)?, found)));
        Some(own.filter(|(label, _)| of_kind(label)).flat_map(|(_, found)| found.iter().copied()).collect())
    }

    /// The entries of a programme's own records.
    fn of_records(&self, programme: &Name) -> impl Iterator<Item = Seq> {
        let own = |stream: &StreamId| match stream {
            StreamId::Programme(_) | StreamId::Risk(_) | StreamId::Figure(_) => {
                stream.programme().as_ref() == Some(programme)
            }
            StreamId::Participant(_)
            | StreamId::Plan(_)
            | StreamId::Fund(_)
            | StreamId::Ledger
            | StreamId::Other(_) => false,
        };
        let candidates = self.trial.candidates.iter();
        candidates.filter(move |(_, candidate)| candidate.stream.as_ref().is_some_and(own)).map(|(seq, _)| *seq)
    }

    /// The fewest entries found by which there is a programme beside some others; none where these are enough.
    fn existing(&mut self, programme: &Name, beside: &Chosen) -> Option<Chosen> {
        if self.exists(programme, beside) {
            return Some(Chosen::new());
        }
        if let Some(known) = self.existing.get(programme) {
            return known.clone();
        }
        let own: Chosen = self.of_records(programme).collect();
        let found = self.exists(programme, &own).then(|| {
            let mut order = self.trial.in_order(&own);
            // What bears on participants is left out first: it could change what is counted.
            order.sort_by_key(|seq| !cut::bears_on_persons(self.trial, *seq));
            let mut some = own;
            until_each_is_needed(
                &order,
                &mut some,
                |some| some,
                |some, seq| {
                    some.remove(&seq);
                    if !self.exists(programme, some) {
                        some.insert(seq);
                    }
                },
            );
            some
        });
        self.existing.insert(programme.clone(), found.clone());
        found
    }

    /// Whether there is a programme, had only some of the entries been recorded.
    fn exists(&self, programme: &Name, some: &Chosen) -> bool {
        let programmes = self.trial.projections(some).programmes;
        let rows = hovedbok_programmes::programmes(&programmes, self.trial.at, None);
        rows.iter().any(|row| row.programme == *programme)
    }
}
