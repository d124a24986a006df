//! Any sequence of a table's versions imported one after another, with corrections by hand between, leaves what the last
//! version and the hand's corrections say, and no duplicate.

use std::collections::BTreeMap;

use hovedbok_core::{EntryId, Fact, History, Seq};
use hovedbok_interchange::kinds;
use hovedbok_ledger::correct::{Change, Why};
use hovedbok_ledger::import::{ImportReport, InputFile, TableOptions, Tables};
use hovedbok_ledger::{LedgerError, Manner};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::acts::{enrolled, participant};
use crate::given::{World, cases, proposal};

const KEYS: u8 = 3;

/// A kind of table: how a row with a key and a value is written, and the type of its entry.
struct Case {
    kind: &'static str,
    header: &'static str,
    row: fn(u8, u8) -> String,
    type_name: &'static str,
    /// The field of a body that tells the key.
    key: fn(&Map<String, Value>) -> Option<u8>,
    /// The field that holds the value, as a body has it.
    field: &'static str,
    value: fn(u8) -> Value,
}

fn number(text: &Value) -> Option<u8> {
    text.as_str()?.chars().rev().find(char::is_ascii_digit)?.to_digit(10).and_then(|digit| u8::try_from(digit).ok())
}

fn all() -> Vec<Case> {
    vec![
        Case {
            kind: "spending",
            header: "programme;period;kind;what;amount;paid;source;voucher",
            row: |key, value| format!("KVP;2010-01;spent;bus;{};2010-01-15;municipal;V{key}", 100 + i64::from(value)),
            type_name: "fund.spent",
            key: |body| number(body.get("voucher")?),
            field: "amount_ore",
            value: |value| json!(10_000 + 100 * i64::from(value)),
        },
        Case {
            kind: "benefits",
            header: "participant;kind;amount;for_period",
            row: |key, value| {
                format!("{};qualification_benefit;{};2010-0{}", participant(0), 100 + i64::from(value), key + 1)
            },
            type_name: "benefit.paid",
            key: |body| {
                number(&json!(body.get("for_period")?.get("start")?.as_str()?.get(..7)?)).map(|month| month - 1)
            },
            field: "amount_ore",
            value: |value| json!(10_000 + 100 * i64::from(value)),
        },
        Case {
            kind: "measures",
            header: "participant;start;measure;provider;owner;share",
            row: |key, value| {
                format!("{};2010-01-04;training;Workshop {key};municipal;{} %", participant(0), 10 + value)
            },
            type_name: "measure.started",
            key: |body| number(body.get("provider")?),
            field: "share_bp",
            value: |value| json!(1000 + 100 * i64::from(value)),
        },
        Case {
            kind: "absence",
            header: "participant;start;end;kind;days",
            row: |key, value| {
                let (first, last) = (6 * key + 1, 6 * key + 5);
                format!("{};2010-02-{first:02};2010-02-{last:02};medical;{}", participant(0), value + 1)
            },
            type_name: "absence.recorded",
            key: |body| match number(body.get("period")?.get("start")?)? {
                1 => Some(0),
                7 => Some(1),
                3 => Some(2),
                other => panic!("no period begins on a day that ends with {other}"),
            },
            field: "days",
            value: |value| json!(value + 1),
        },
        Case {
            kind: "figures",
            header: "programme;figure;value;unit;when;document",
            row: |key, value| format!("KVP;figure {key};{value};persons;2010-01-31;report"),
            type_name: "figure.published",
            key: |body| number(body.get("indicator")?),
            field: "value",
            value: |value| json!(value),
        },
    ]
}

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

/// What was said of a key: each statement, and whether a hand corrected it last.
#[derive(Debug, Default)]
struct Told {
    statements: Vec<(u8, Option<bool>)>,
    /// The statements that the one in force rests on, itself last.
    standing: Vec<usize>,
}

impl Told {
    fn now(&self) -> Option<u8> {
        self.standing.last().map(|at| self.statements[*at].0)
    }

    fn replace(&mut self, value: u8, by_hand: bool) {
        if let Some(at) = self.standing.last() {
            self.statements[*at].1 = Some(by_hand);
        }
        self.standing.push(self.statements.len());
        self.statements.push((value, None));
    }

    fn void(&mut self) {
        if let Some(at) = self.standing.pop() {
            self.statements[at].1 = Some(true);
        }
    }

    /// A row of the table says the value.
    fn import(&mut self, value: u8) {
        let in_force = |at: &usize| self.standing.last() == Some(at);
        let mut gone = self.statements.iter().enumerate().filter(|(at, _)| !in_force(at));
        let corrected = gone.any(|(_, (said, by_hand))| *said == value && *by_hand == Some(true));
        if self.now() != Some(value) && !corrected {
            self.replace(value, false);
        }
    }
}

fn world() -> World {
    let mut world = enrolled();
    let fund =
        proposal("fund/KVP/2010/municipal", "fund.appropriated", "2010-01-01", json!({"amount_ore": 100_000_000}));
    let measure = json!({"measure": "practice", "provider": "ASVO", "owner": "municipal", "share_bp": 1000});
    let stream = format!("participant/{}", participant(0));
    world.record(vec![fund]).unwrap();
    world.record(vec![proposal(&stream, "measure.started", "2010-01-04", measure)]).unwrap();
    world
}

fn import(world: &mut World, case: &Case, version: &[Option<u8>]) -> Result<Option<ImportReport>, LedgerError> {
    let rows: Vec<String> =
        (0..KEYS).zip(version).filter_map(|(key, value)| Some((case.row)(key, (*value)?))).collect();
    if rows.is_empty() {
        return Ok(None);
    }
    let text = format!("{}\n{}\n", case.header, rows.join("\n"));
    let options = TableOptions::default();
    let files = [InputFile { name: "t.csv", bytes: text.as_bytes() }];
    let tables = Tables::read(kinds::find(case.kind).unwrap(), &files, &options)?;
    world.with(|ledger, edge| ledger.import_tables(tables, &options, None, edge)).map(Some)
}

/// What is in force of the table's type, by key: ids and values.
fn in_force(world: &World, case: &Case) -> BTreeMap<u8, Vec<(EntryId, Value)>> {
    let mut streams: BTreeMap<String, History<Fact>> = BTreeMap::new();
    for entry in world.ledger().entries(Seq(1), world.ledger().last()).map(Result::unwrap) {
        streams.entry(entry.draft.stream.to_string()).or_default().learn(&entry);
    }
    let mut found: BTreeMap<u8, Vec<(EntryId, Value)>> = BTreeMap::new();
    for row in streams.values().flat_map(|history| history.in_force(Seq(u64::MAX - 1))) {
        let body: Map<String, Value> = serde_json::from_slice(&row.fact.to_json()).unwrap();
        if row.fact.type_name() != case.type_name {
            continue;
        }
        if let Some(key) = (case.key)(&body) {
            found.entry(key).or_default().push((row.id, body[case.field].clone()));
        }
    }
    found
}

fn why() -> Why {
    Why { reason: "typing".parse().unwrap(), note: None, id: None }
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn versions_and_corrections_leave_what_they_say_and_no_duplicate(
        which in 0..all().len(),
        acts in prop::collection::vec(act(), 1..10),
    ) {
        let case = &all()[which];
        let mut world = world();
        let mut told: BTreeMap<u8, Told> = (0..KEYS).map(|key| (key, Told::default())).collect();
        let mut last: BTreeMap<u8, u8> = BTreeMap::new();
        let mut by_hand = [false; KEYS as usize];
        for act in &acts {
            match act {
                Act::Import(version) => {
                    let report = import(&mut world, case, version).unwrap();
                    for (key, value) in (0..KEYS).zip(version).filter_map(|(key, value)| Some((key, (*value)?))) {
                        told.get_mut(&key).unwrap().import(value);
                        last.insert(key, value);
                    }
                    // Once more changes nothing.
                    let size = world.last();
                    let again = import(&mut world, case, version).unwrap();
                    prop_assert_eq!(world.last(), size);
                    prop_assert_eq!(again.map(|again| again.rows), report.map(|report| report.rows));
                }
                Act::Replace(key, value) => {
                    let Some((id, _)) = in_force(&world, case).get(key).map(|found| found[0].clone()) else { continue };
                    let fields = Map::from_iter([(case.field.to_owned(), (case.value)(*value))]);
                    let change = Change { fields, effective: None };
                    let told = told.get_mut(key).unwrap();
                    if told.now().map(|now| (case.value)(now)) == Some((case.value)(*value)) {
                        continue;
                    }
                    world.work(|work, edge| work.replace(id, change, why(), edge)).unwrap();
                    told.replace(*value, true);
                    by_hand[usize::from(*key)] = true;
                }
                Act::Void(key) => {
                    let Some((id, _)) = in_force(&world, case).get(key).map(|found| found[0].clone()) else { continue };
                    world.work(|work, edge| work.void(id, why(), edge)).unwrap();
                    told.get_mut(key).unwrap().void();
                    by_hand[usize::from(*key)] = true;
                }
            }
            let found = in_force(&world, case);
            for key in 0..KEYS {
                let values: Vec<Value> = found.get(&key).into_iter().flatten().map(|(_, value)| value.clone()).collect();
                let expected: Vec<Value> = told[&key].now().map(|value| (case.value)(value)).into_iter().collect();
                prop_assert_eq!(&values, &expected, "{} key {} after {:?}", case.kind, key, act);
                if !by_hand[usize::from(key)] {
                    let last: Vec<Value> = last.get(&key).map(|value| (case.value)(*value)).into_iter().collect();
                    prop_assert_eq!(values, last);
                }
            }
        }
    }
}

#[test]
fn the_users_word_records_what_is_more_than_the_ledger_has_and_no_more() {
    let mut world = world();
    let row = "KVP;2010-01;spent;bus;100;2010-01-15;municipal;";
    let text = |count: usize| {
        format!("programme;period;kind;what;amount;paid;source;voucher\n{}", format!("{row}\n").repeat(count))
    };
    let options = TableOptions { manner: Manner { again: true, ..Manner::default() }, ..TableOptions::default() };
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
