//! Any sequence of a table's versions imported one after another, with corrections by hand between, leaves what the last
//! version and the hand's corrections say, and no duplicate.

mod tables;

use std::collections::BTreeMap;

use hovedbok_core::{EntryId, Fact, Seq};
use hovedbok_interchange::kinds;
use hovedbok_ledger::correct::{Change, Why};
use hovedbok_ledger::import::{ImportReport, InputError, InputFile, TableOptions, Tables};
use hovedbok_ledger::{CommitOptions, LedgerError};
use hovedbok_projection::History;
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use serde_json::{Map, Value};

use crate::given::{World, cases};
use tables::{KEYS, Table};

#[derive(Debug, Clone)]
enum Act {
    /// A version of the table: the value of each key, where it has a row.
    Import([Option<u8>; KEYS as usize]),
    Replace(u8, u8),
    Void(u8),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => prop::array::uniform3(prop::option::weighted(0.8, 0..3_u8)).prop_map(Act::Import),
        2 => (0..KEYS, 0..5_u8).prop_map(|(key, value)| Act::Replace(key, value)),
        1 => (0..KEYS).prop_map(Act::Void),
    ]
}

/// Something that was said of a key.
#[derive(Debug)]
struct Statement {
    value: u8,
    /// Whether a hand corrected it last.
    corrected: Option<bool>,
    /// Which original it has, counted from 1.
    slot: usize,
}

/// What was said of a key.
#[derive(Debug, Default)]
struct Told {
    statements: Vec<Statement>,
    /// The statements that the one in force rests on, itself last.
    standing: Vec<usize>,
    slot: usize,
    /// Whether a hand wrote something in the slot.
    by_hand: bool,
}

impl Told {
    fn now(&self) -> Option<u8> {
        self.standing.last().map(|at| self.statements[*at].value)
    }

    fn replace(&mut self, value: u8, by_hand: bool) {
        match self.standing.last() {
            Some(at) => self.statements[*at].corrected = Some(by_hand),
            None => {
                self.slot += 1;
                self.by_hand = false;
            }
        }
        self.by_hand |= by_hand;
        self.standing.push(self.statements.len());
        self.statements.push(Statement { value, corrected: None, slot: self.slot });
    }

    fn void(&mut self) {
        if let Some(at) = self.standing.pop() {
            self.statements[at].corrected = Some(true);
        }
    }

    /// The month of a grid has nothing of it any more: what a hand wrote stays, and what counts although it was corrected,
    /// because a hand took the correction back.
    fn clear(&mut self) {
        let restored = self.standing.last().is_some_and(|at| self.statements[*at].corrected.is_some());
        if !self.by_hand && !restored {
            for at in self.standing.drain(..) {
                self.statements[at].corrected = Some(false);
            }
        }
    }

    /// Whether a hand took the value back; in the slot of what is in force now, or in any.
    fn taken_back(&self, value: u8, here: bool) -> bool {
        let gone = |at: &usize| self.standing.last() != Some(at);
        let mut gone = self.statements.iter().enumerate().filter(|(at, _)| gone(at)).map(|(_, statement)| statement);
        gone.any(|gone| gone.value == value && gone.corrected == Some(true) && (!here || gone.slot == self.slot))
    }

    /// Whether a row with the value says something new, rather than what stands or what a hand took back.
    fn is_news(&self, value: u8) -> bool {
        self.now() != Some(value) && !self.taken_back(value, false)
    }

    /// A row of a table, which of a grid says everything of the month.
    fn row(&mut self, value: u8, of_grid: bool) {
        if self.is_news(value) {
            self.replace(value, false);
        } else if of_grid && self.now() != Some(value) && !self.taken_back(value, true) {
            self.clear();
        }
    }
}

/// The rows that a version of the table has: key and value.
fn rows(version: &[Option<u8>]) -> impl Iterator<Item = (u8, u8)> {
    (0..KEYS).zip(version).filter_map(|(key, value)| Some((key, (*value)?)))
}

fn import(world: &mut World, table: &Table, version: &[Option<u8>]) -> Result<Option<ImportReport>, LedgerError> {
    let rows: Vec<String> = rows(version).map(|(key, value)| (table.row)(key, value)).collect();
    if rows.is_empty() {
        return Ok(None);
    }
    let text = format!("{}\n{}\n", table.header, rows.join("\n"));
    let options = TableOptions::default();
    let files = [InputFile { name: "t.csv", bytes: text.as_bytes() }];
    let tables = Tables::read(kinds::find(table.kind).unwrap(), &files, &options)?;
    world.with(|ledger, edge| ledger.import_tables(tables, &options, None, edge)).map(Some)
}

/// What is in force of the table's type, by key: ids and values.
fn in_force(world: &World, table: &Table) -> BTreeMap<u8, Vec<(EntryId, Value)>> {
    let mut streams: BTreeMap<String, History<Fact>> = BTreeMap::new();
    for entry in world.ledger().entries(Seq(1), world.ledger().last()).map(Result::unwrap) {
        streams.entry(entry.draft.stream.to_string()).or_default().learn(&entry);
    }
    let mut found: BTreeMap<u8, Vec<(EntryId, Value)>> = BTreeMap::new();
    for (stream, history) in &streams {
        for row in history.current().filter(|row| row.fact.type_name() == table.type_name) {
            let body: Map<String, Value> = serde_json::from_slice(&row.fact.to_json()).unwrap();
            if let Some(key) = (table.key)(stream, &body) {
                found.entry(key).or_default().push((row.id, body[table.field].clone()));
            }
        }
    }
    found
}

fn why() -> Why {
    Why { reason: "typing".parse().unwrap(), note: None, id: None }
}

/// Plays the acts against a ledger and against what they say.
fn play(table: &Table, acts: &[Act]) -> TestCaseResult {
    let mut world = (table.world)();
    let mut told: BTreeMap<u8, Told> = (0..KEYS).map(|key| (key, Told::default())).collect();
    let mut last: BTreeMap<u8, u8> = BTreeMap::new();
    let mut by_hand = [false; KEYS as usize];
    let field = |value: u8| (table.fields)(value)[table.field].clone();
    for act in acts {
        match act {
            Act::Import(version) => {
                let size = world.last();
                let other = |(key, value)| told[&key].now().is_some() && told[&key].is_news(value);
                if table.once && rows(version).any(other) {
                    let error = import(&mut world, table, version).unwrap_err();
                    prop_assert!(matches!(error, LedgerError::Input(InputError::Rows(_))), "{}", error);
                    prop_assert_eq!(world.last(), size, "all or nothing");
                    continue;
                }
                let report = import(&mut world, table, version).unwrap();
                for (key, value) in rows(version) {
                    let told = told.get_mut(&key).unwrap();
                    if table.nothing == Some(value) {
                        told.clear();
                        last.remove(&key);
                    } else {
                        told.row(value, table.nothing.is_some());
                        last.insert(key, value);
                    }
                }
                // Once more changes nothing.
                let size = world.last();
                let again = import(&mut world, table, version).unwrap();
                prop_assert_eq!(world.last(), size);
                prop_assert_eq!(again.map(|again| again.rows), report.map(|report| report.rows));
            }
            Act::Replace(key, value) => {
                let Some((id, _)) = in_force(&world, table).get(key).map(|found| found[0].clone()) else { continue };
                let change = Change { fields: (table.fields)(*value), effective: None };
                let told = told.get_mut(key).unwrap();
                if told.now() == Some(*value) {
                    continue;
                }
                world.work(|work, edge| work.replace(id, change, why(), edge)).unwrap();
                told.replace(*value, true);
                by_hand[usize::from(*key)] = true;
            }
            Act::Void(key) => {
                let Some((id, _)) = in_force(&world, table).get(key).map(|found| found[0].clone()) else { continue };
                world.work(|work, edge| work.void(id, why(), edge)).unwrap();
                told.get_mut(key).unwrap().void();
                by_hand[usize::from(*key)] = true;
            }
        }
        let found = in_force(&world, table);
        for key in 0..KEYS {
            let values: Vec<Value> = found.get(&key).into_iter().flatten().map(|(_, value)| value.clone()).collect();
            let expected: Vec<Value> = told[&key].now().map(field).into_iter().collect();
            prop_assert_eq!(&values, &expected, "{} key {} after {:?}", table.kind, key, act);
            if !by_hand[usize::from(key)] {
                let last: Vec<Value> = last.get(&key).copied().map(field).into_iter().collect();
                prop_assert_eq!(values, last);
            }
        }
    }
    Ok(())
}

/// One property a table, so that they run side by side.
macro_rules! versions_and_corrections_leave_what_they_say_and_no_duplicate {
    ($($table:ident)*) => {
        mod versions_and_corrections_leave_what_they_say_and_no_duplicate {
            use super::*;

            proptest! {
                #![proptest_config(cases(16))]
                $(
                    #[test]
                    fn $table(acts in prop::collection::vec(act(), 1..10)) {
                        play(&tables::$table(), &acts)?;
                    }
                )*
            }
        }
    };
}

versions_and_corrections_leave_what_they_say_and_no_duplicate! {
    registration intake measures measure_ends absence absence_grid exits benefits
    budget_lines budget_lines_below_nothing grants_allocated grants_received grants_left_open spending figures
}

#[test]
fn the_users_word_records_what_is_more_than_the_ledger_has_and_no_more() {
    let mut world = tables::funded();
    let row = "KVP;2010-01;spent;bus;100;2010-01-15;municipal;";
    let text = |count: usize| {
        format!("programme;period;kind;what;amount;paid;source;voucher\n{}", format!("{row}\n").repeat(count))
    };
    let options =
        TableOptions { commit: CommitOptions { again: true, ..CommitOptions::default() }, ..TableOptions::default() };
    let mut most = 0;
    for count in [1, 3, 2, 3, 1, 4] {
        let text = text(count);
        let files = [InputFile { name: "t.csv", bytes: text.as_bytes() }];
        let tables = Tables::read(kinds::find("spending").unwrap(), &files, &options).unwrap();
        let report = world.with(|ledger, edge| ledger.import_tables(tables, &options, None, edge)).unwrap();
        assert_eq!(report.recorded.len(), count.saturating_sub(most));
        most = most.max(count);
    }
}
