//! The rows of two answers as people compare them: what is the same thing of another year or office is one row, and what says
//! nothing is left out.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_core::Day;
use serde_json::Value;

use super::{ComparedRow, Comparison, Side};
use crate::explain::place::{Place, Step};

/// The rows as people compare them.
#[derive(Debug, Clone, PartialEq)]
pub struct LinedUp {
    /// The rows.
    pub rows: Vec<ComparedRow>,
    /// How many persons and placements only one of the sides has: they are in no row.
    pub of_one_side: usize,
    /// Of each thing within another, whether either side has it.
    sides: BTreeMap<String, (bool, bool)>,
}

impl LinedUp {
    /// Makes one row of each thing within another that only one side has: that it is recorded there, unless it has sentences or
    /// amounts of money, which stay. Says how many things these are.
    pub fn say_once_what_one_side_has(&mut self) -> usize {
        let speaking = self.rows.iter().filter(|row| speaks(row)).flat_map(|row| inner_items(&row.place));
        let speaking: BTreeSet<String> = speaking.map(|inner| key(&inner)).collect();
        let sides = &self.sides;
        let of_one_side = |place: &Place| {
            inner_items(place).into_iter().find_map(|inner| {
                let (a, b) = sides.get(&key(&inner)).filter(|(a, b)| a != b)?;
                Some((inner, *a, *b))
            })
        };
        let mut rows: Vec<ComparedRow> = Vec::new();
        let mut once = BTreeSet::new();
        for row in std::mem::take(&mut self.rows) {
            match of_one_side(&row.place).filter(|_| !speaks(&row)) {
                Some((inner, a, b)) => {
                    if once.insert(key(&inner)) && !speaking.contains(&key(&inner)) {
                        let there = |on: bool| on.then_some(Value::Bool(true));
                        let place = inner.below(Step::Field(RECORDED.to_owned()), None);
                        rows.push(ComparedRow::of(row.row, place, there(a), there(b)));
                    }
                }
                None => rows.push(row),
            }
        }
        self.rows = rows;
        once.len()
    }

    /// Whether the rows are in several lists, so that a row's name needs that of its list.
    pub fn has_several_lists(&self) -> bool {
        let lists: BTreeSet<&str> = self.rows.iter().filter_map(|row| row.place.list()).collect();
        lists.len() > 1
    }
}

/// Fields that say where an answer comes from, and nothing that can be compared.
const ORIGINS: [&str; 6] = ["entries", "entry", "last_entry", "seq", "as_written", "unit"];

/// What names a single person, stay or placement: on two sides these are others.
const SINGLE: [&str; 3] = ["participant", "enrolment", "placement"];

/// The field with a sentence about a thing.
const SENTENCE: &str = "what";

/// The field that says of a thing that it is there.
const RECORDED: &str = "recorded";

/// What names an office.
const OFFICE: &str = "office";

impl Comparison {
    /// The rows as people compare them.
    pub fn lined_up(&self) -> LinedUp {
        let (mut rows, mut of_one_side) = (self.paired(), BTreeSet::new());
        // Before rows that say nothing are left out: a side has a thing of which it says nothing.
        let mut sides: BTreeMap<String, (bool, bool)> = BTreeMap::new();
        for row in &rows {
            for inner in inner_items(&row.place) {
                let (a, b) = sides.entry(key(&inner)).or_default();
                *a |= row.a.is_some();
                *b |= row.b.is_some();
            }
        }
        rows.retain(|row| {
            let (a, b) = (said(&row.a), said(&row.b));
            if let Some(single) = single(row)
                && (a.is_none() || b.is_none())
                && row.a.is_some() != row.b.is_some()
            {
                of_one_side.insert(single);
                return false;
            }
            // Of what only one side has, what it has none of is not worth a row.
            let nothing = match (&row.a, &row.b) {
                (Some(one), None) | (None, Some(one)) => one.as_i64() == Some(0) || one.as_bool() == Some(false),
                (Some(_), Some(_)) | (None, None) => false,
            };
            let origin =
                nothing || repeats_its_year(row) || ORIGINS.contains(&row.place.field()) || row.place.names_its_item();
            (a.is_some() || b.is_some()) && !origin && !self.echoes(row)
        });
        LinedUp { rows, of_one_side: of_one_side.len(), sides }
    }

    /// Whether a row only repeats the days that the sides ask about, alone or in a sentence that is the same in all else.
    fn echoes(&self, row: &ComparedRow) -> bool {
        if let (Some(Value::String(a)), Some(Value::String(b))) = (&row.a, &row.b)
            && a != b
            && self.a.without_own_days(a) == self.b.without_own_days(b)
        {
            return true;
        }
        let day = |value: &Option<Value>| value.as_ref().and_then(Value::as_str).and_then(|text| text.parse().ok());
        // What a side does not have repeats nothing else either.
        let repeats =
            |value: &Option<Value>, side: &Side| said(value).is_none() || day(value).is_some_and(|day| side.names(day));
        repeats(&row.a, &self.a) && repeats(&row.b, &self.b)
    }

    /// The rows, with those of one thing of another year or office in one.
    fn paired(&self) -> Vec<ComparedRow> {
        let (only_a, only_b) = self.of_one_side();
        let (of_a, of_b) = (self.reduced(&only_a), self.reduced(&only_b));
        // Of an item of b, the place of its counterpart in a with both names.
        let mut counterparts: BTreeMap<String, Place> = BTreeMap::new();
        for (reduced, items) in &of_a {
            if let ([item], Some([other])) = (items.as_slice(), of_b.get(reduced).map(Vec::as_slice)) {
                let both = together(item, other);
                counterparts.insert(key(item), both.clone());
                counterparts.insert(key(other), both);
            }
        }
        let mut rows: Vec<ComparedRow> = Vec::new();
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        for row in &self.rows {
            let both = item_of(&row.place).and_then(|item| counterparts.get(&key(&item)));
            let Some(both) = both else {
                rows.push(row.clone());
                continue;
            };
            let rest = row.place.steps.iter().skip(both.steps.len()).cloned();
            let steps = both.steps.iter().cloned().chain(rest).collect();
            let place = Place { steps, unit: row.place.unit.clone() };
            match known.get(&key(&place)).and_then(|index| rows.get_mut(*index)) {
                Some(first) => {
                    let (a, b) = (first.a.take().or_else(|| row.a.clone()), first.b.take().or_else(|| row.b.clone()));
                    *first = ComparedRow::of(std::mem::take(&mut first.row), place, a, b);
                }
                None => {
                    known.insert(key(&place), rows.len());
                    rows.push(ComparedRow { place, ..row.clone() });
                }
            }
        }
        rows
    }

    /// The items that only one of the answers has, of either.
    fn of_one_side(&self) -> (Vec<Place>, Vec<Place>) {
        let mut items: BTreeMap<String, (Place, bool, bool)> = BTreeMap::new();
        for row in &self.rows {
            if let Some(item) = item_of(&row.place) {
                let (_, a, b) = items.entry(key(&item)).or_insert((item, false, false));
                *a |= row.a.is_some();
                *b |= row.b.is_some();
            }
        }
        let of = |on_a: bool| {
            let own = items.values().filter(move |(_, a, b)| *a == on_a && *b != on_a);
            own.map(|(item, ..)| item.clone()).collect()
        };
        (of(true), of(false))
    }

    /// Items by what names them beside the year, and beside the office where the sides ask about two.
    fn reduced(&self, items: &[Place]) -> BTreeMap<String, Vec<Place>> {
        let mut by_rest: BTreeMap<String, Vec<Place>> = BTreeMap::new();
        for item in items {
            let mut rest = item.clone();
            if let Some(Step::Item { naming, .. }) = rest.steps.last_mut() {
                for (key, value) in naming.iter_mut() {
                    if key == OFFICE && self.asks_of_two_offices() {
                        *value = Value::Null;
                    } else {
                        without_year(value);
                    }
                }
            }
            by_rest.entry(key(&rest)).or_default().push(item.clone());
        }
        by_rest
    }

    fn asks_of_two_offices(&self) -> bool {
        let written = |side: &Side| serde_json::to_string(&side.question).unwrap_or_default();
        self.a.question != self.b.question && written(&self.a).contains("\"office\":\"")
    }
}

impl Side {
    /// Whether the question names a day: the day asked about, the one after it, or one of its parameters.
    fn names(&self, day: Day) -> bool {
        let written = serde_json::to_value(&self.question).unwrap_or_default();
        day == self.as_of || day == self.as_of.plus_days(1) || has_day(&written, day)
    }
}

impl Side {
    /// A text without the days that the question names.
    fn without_own_days(&self, text: &str) -> String {
        let names = |word: &str| word.parse().is_ok_and(|day| self.names(day));
        let part = |part: &str| if names(part) { String::new() } else { part.to_owned() };
        text.split_inclusive(|c: char| !c.is_ascii_digit() && c != '-')
            .map(|piece| {
                let word = piece.trim_end_matches(|c: char| !c.is_ascii_digit() && c != '-');
                part(word) + piece.strip_prefix(word).unwrap_or_default()
            })
            .collect()
    }
}

fn has_day(value: &Value, day: Day) -> bool {
    match value {
        Value::String(text) => text.parse::<Day>().is_ok_and(|own| own == day || own.plus_days(1) == day),
        Value::Array(values) => values.iter().any(|value| has_day(value, day)),
        Value::Object(fields) => fields.values().any(|value| has_day(value, day)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// A value that says something.
fn said(value: &Option<Value>) -> Option<&Value> {
    value.as_ref().filter(|value| !value.is_null() && value.as_str() != Some(""))
}

/// Whether a row of an item of two years only repeats that these are two: the same day of each.
fn repeats_its_year(row: &ComparedRow) -> bool {
    let of_two = |step: &Step| match step {
        Step::Item { naming, .. } => naming.iter().any(|(_, value)| value.is_array()),
        Step::Field(_) => false,
    };
    let (Some(Value::String(a)), Some(Value::String(b))) = (&row.a, &row.b) else { return false };
    let is_day = |text: &str| text.parse::<Day>().is_ok();
    let rest = |text: &str| {
        let mut value = Value::from(text);
        without_year(&mut value);
        value
    };
    row.place.steps.iter().any(of_two) && is_day(a) && is_day(b) && rest(a) == rest(b)
}

/// The single person or placement that a row is about.
fn single(row: &ComparedRow) -> Option<String> {
    row.place.steps.iter().find_map(|step| match step {
        Step::Item { naming, .. } => {
            let name = naming.iter().find(|(key, _)| SINGLE.contains(&key.as_str()));
            name.map(|(key, value)| format!("{key} {value}"))
        }
        Step::Field(_) => None,
    })
}

/// The place of the first item on the way to a place.
fn item_of(place: &Place) -> Option<Place> {
    let (index, _) = place.first_item()?;
    Some(Place { steps: place.steps.iter().take(index + 1).cloned().collect(), unit: None })
}

/// The places of the items on the way to a place that are within another, from the outside in.
fn inner_items(place: &Place) -> Vec<Place> {
    let is_item = |(index, step): (usize, &Step)| matches!(step, Step::Item { .. }).then_some(index);
    let items = place.steps.iter().enumerate().filter_map(is_item).skip(1);
    items.map(|index| Place { steps: place.steps.iter().take(index + 1).cloned().collect(), unit: None }).collect()
}

/// Whether a row says by itself what a thing is: a sentence, or an amount of money.
fn speaks(row: &ComparedRow) -> bool {
    row.place.field() == SENTENCE || row.place.field().ends_with("_ore")
}

/// What tells places apart.
fn key(place: &Place) -> String {
    format!("{:?}", place.steps)
}

/// Takes the year out of a day, a month, a quarter, a year or a period. The end of February is one day in every year.
fn without_year(value: &mut Value) {
    match value {
        Value::String(text) => {
            let (year, rest) = text.split_at_checked(4).unwrap_or((text.as_str(), "-"));
            let is_year = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
            let rest_of_date = rest.strip_prefix("-Q").unwrap_or(rest);
            if is_year && rest_of_date.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
                *text = if rest == "-02-29" { "-02-28" } else { rest }.to_owned();
            }
        }
        Value::Number(number) if number.as_u64().is_some_and(|year| (1900..2200).contains(&year)) => {
            *value = Value::Null;
        }
        Value::Object(fields) => {
            fields.remove("as_written");
            fields.values_mut().for_each(without_year);
        }
        Value::Array(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The place of two items in one: what names them differently is a list of both.
fn together(item: &Place, other: &Place) -> Place {
    let mut both = item.clone();
    if let (Some(Step::Item { naming, .. }), Some(Step::Item { naming: others, .. })) =
        (both.steps.last_mut(), other.steps.last())
    {
        for ((_, value), (_, other)) in naming.iter_mut().zip(others).filter(|((_, a), (_, b))| a != b) {
            *value = Value::Array(vec![value.clone(), other.clone()]);
        }
    }
    both
}
