//! The rows of a statement that another question answers too: participants, money, plans, findings, and what belongs to
//! programmes. Where that question can be cut into parts, or reads less, entries are looked for with it.
//!
//! A statement has the rows of a programme only where there is the programme, so an entry that says so is named with them.

use std::collections::{BTreeMap, HashMap};

use hovedbok_budgets::Filter;
use hovedbok_core::{Name, Seq, StreamId};
use hovedbok_state::{By, Selection};
use serde_json::Value;

use super::differing::Difference;
use super::parts::Parts;
use super::rows::Rows;
use super::trial::{Chosen, Trial, until_each_is_needed};
use super::whole::Whole;
use super::{changed, cut};
use crate::questions::{BudgetOf, FindingsOf, PlansOf, ProgrammesOf, Question, StateOf};

/// How many entries are checked, one by one, to be needed in the statement itself.
const CHECKED_MOST: usize = 64;

/// Who answers a row of a statement too.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Source {
    State(Name),
    Budget(Name),
    Plans,
    Findings,
    Programmes,
}

/// A question that answers rows of the statement too, about the same entries.
pub(super) struct Asked<'p> {
    source: Source,
    trial: Trial<'p>,
}

/// The rows of a statement that other questions answer too.
pub(super) struct SharedRows<'t, 'p> {
    /// The statement.
    trial: &'t Trial<'p>,
    sources: BTreeMap<Source, Answers<'t, 'p>>,
    /// The entries by which there is a programme, where none of the others are there.
    existing: HashMap<Name, Option<Chosen>>,
    /// What was found for rows.
    found: BTreeMap<String, Chosen>,
}

/// What a question answers.
struct Answers<'t, 'p> {
    /// At the earlier position, and at the later one.
    then: Rows,
    now: Rows,
    parts: Option<Parts<'t, 'p>>,
    whole: Whole<'t, 'p>,
}

impl Source {
    fn question(&self) -> Question {
        match self {
            Source::State(programme) => {
                let selection = Selection { programme: Some(programme.clone()), ..Selection::default() };
                Question::State(StateOf { selection, by: Some(By::Status) })
            }
            Source::Budget(programme) => {
                let filter = Filter { programme: Some(programme.clone()), ..Filter::default() };
                Question::Budget(BudgetOf { filter, by: hovedbok_budgets::By::Line })
            }
            Source::Plans => Question::Plans(PlansOf {}),
            Source::Findings => Question::Findings(FindingsOf { programme: None, kind: None }),
            Source::Programmes => Question::Programmes(ProgrammesOf { municipality: None }),
        }
    }

    /// Who answers a row of a statement too, and the row's name there.
    fn of(row: &str) -> Option<(Source, &str)> {
        let Some((programme, rest)) = of_programme(row) else {
            let of_list = |list: &str, source| row.starts_with(list).then_some((source, row));
            return of_list("plans[", Source::Plans).or_else(|| of_list("findings[", Source::Findings));
        };
        let within = |before: &str| rest.strip_prefix(before).zip(Name::stored(programme));
        if let Some((rest, programme)) = within("state.") {
            return Some((Source::State(programme), rest));
        }
        if let Some((rest, programme)) = within("budget.") {
            return Some((Source::Budget(programme), rest));
        }
        match rest.split_once('[').map_or(rest, |(list, _)| list) {
            "plans" => Some((Source::Plans, rest)),
            "findings" => Some((Source::Findings, rest)),
            _ => Some((Source::Programmes, row)),
        }
    }
}

/// The programme that a row of a statement is about, and the rest of the row's name.
fn of_programme(row: &str) -> Option<(&str, &str)> {
    row.strip_prefix("programmes[")?.split_once("].")
}

/// The questions that answer some of these rows of a statement too; none where another question is asked.
pub(super) fn asked<'p>(trial: &Trial<'p>, differing: &[Difference]) -> Vec<Asked<'p>> {
    let Question::Statement(_) = trial.question else { return Vec::new() };
    let mut sources: Vec<Source> = differing.iter().filter_map(|row| Some(Source::of(&row.row)?.0)).collect();
    sources.sort();
    sources.dedup();
    let asked = |source: Source| Asked { trial: trial.asking(&source.question()), source };
    sources.into_iter().map(asked).collect()
}

impl<'t, 'p> SharedRows<'t, 'p> {
    pub fn of(trial: &'t Trial<'p>, asked: &'t [Asked<'p>], differing: &[Difference]) -> SharedRows<'t, 'p> {
        let mut sources = BTreeMap::new();
        for Asked { source, trial } in asked {
            let (then, now) = (trial.rows_at(trial.before), trial.rows_at(trial.at.known_at));
            let wanted = |name: &str| differing.iter().any(|row| Source::of(&row.row) == Some((source.clone(), name)));
            let rows: Vec<Difference> = changed(&then, &now).into_iter().filter(|row| wanted(&row.row)).collect();
            let whole = Whole::of(trial, rows.iter());
            sources.insert(source.clone(), Answers { then, now, parts: Parts::of(trial), whole });
        }
        SharedRows { trial, sources, existing: HashMap::new(), found: BTreeMap::new() }
    }

    /// The smallest set of entries found that makes a row what it is with all of them; nothing where no other question
    /// answers the row as the statement does.
    pub fn minimal(&mut self, row: &Difference, statement: &mut Whole<'_, '_>) -> Option<Chosen> {
        let found = match self.elsewhere(row, statement) {
            Some(found) => Some(found),
            None => statement.among(&row.row, &row.after, self.counted_from(&row.row)?),
        }?;
        self.found.insert(row.row.clone(), found.clone());
        Some(found)
    }

    /// A row's value, had only some of the entries been recorded; nothing where it is not put together from parts.
    pub fn value(&mut self, row: &str, some: &Chosen) -> Option<Value> {
        let (source, rest) = Source::of(row)?;
        let value = self.sources.get_mut(&source)?.parts.as_mut()?.value(rest, some)?;
        let (programme, _) = of_programme(row)?;
        Some(if self.exists(&Name::stored(programme)?, some) { value } else { Value::Null })
    }

    /// Whether a row was found as a sum over parts.
    pub fn adds_up(&self, row: &str) -> bool {
        let source = Source::of(row).and_then(|(source, _)| self.sources.get(&source));
        self.found.contains_key(row) && source.is_some_and(|answers| answers.parts.is_some())
    }

    /// What is found where another question answers the row.
    fn elsewhere(&mut self, row: &Difference, statement: &mut Whole<'_, '_>) -> Option<Chosen> {
        let (source, rest) = Source::of(&row.row)?;
        let answers = self.sources.get_mut(&source)?;
        let value = |rows: &Rows| rows.get(rest).cloned().unwrap_or_default();
        let (then, now) = (value(&answers.then), value(&answers.now));
        if now != row.after {
            return None;
        }
        let adds_up = answers.parts.is_some();
        let own = match &mut answers.parts {
            _ if then == now => Chosen::new(),
            Some(parts) => parts.minimal(rest, &then, &now)?,
            None => answers.whole.minimal(rest, &now),
        };
        let programme = of_programme(&row.row).and_then(|(programme, _)| Name::stored(programme));
        let existing = match &programme {
            Some(programme) => self.existing(programme, &own)?,
            None => Chosen::new(),
        };
        let all: Chosen = own.union(&existing).copied().collect();
        let holds = if adds_up {
            let parts = self.sources.get_mut(&source)?.parts.as_mut()?;
            !all.is_empty() && (existing.is_empty() || parts.value(rest, &all).as_ref() == Some(&now))
        } else {
            all.len() <= CHECKED_MOST && statement.is_minimal(&row.row, &row.after, &all)
        };
        holds.then_some(all)
    }

    /// The entries to look among for a row that only the statement has: of a count of findings those of the findings, else
    /// those of the programme's own records.
    fn counted_from(&self, row: &str) -> Option<Chosen> {
        let (programme, rest) = of_programme(row)?;
        if let Some((kind, _)) = rest.strip_prefix("findings_by_kind[").and_then(|rest| rest.split_once(']')) {
            let findings = format!("programmes[{programme}].findings[");
            let of_kind = |label: &str| label.starts_with(&format!("{programme} {kind} "));
            let own = self
                .found
                .range(findings.clone()..)
                .map_while(|(row, found)| Some((row.strip_prefix(&findings)?, found)));
            let own = own.filter(|(label, _)| of_kind(label));
            return Some(own.flat_map(|(_, found)| found.iter().copied()).collect());
        }
        let (Source::Programmes, _) = Source::of(row)? else { return None };
        Some(self.of_records(&Name::stored(programme)?).collect())
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
