//! One table of an answer: its columns and its rows, before they are laid out.

use std::borrow::Cow;

use hovedbok_answers::Answer;
use hovedbok_core::Day;
use serde::Serialize;
use serde_json::Map;

use crate::fit::GivenUp;
use crate::value::{Fields, Value};
use crate::words;

/// The first day after a spell, as JSON has it.
const OUTSIDE: &str = "to";

/// The last day of a spell, as tables and CSV have it.
const INSIDE: &str = "last_day";

/// One table of an answer.
#[derive(Debug, Clone)]
pub struct Section {
    /// A heading; none for the only table.
    pub title: Option<String>,
    /// The columns, by JSON key; `a.b` reaches into an object, `last_day` is the day before `to`.
    pub columns: Vec<String>,
    /// The columns that a narrow table gives up, the first one first.
    pub spare: Vec<GivenUp<&'static str>>,
    /// The rows, as objects.
    pub(crate) rows: Vec<Value>,
    /// Lines after the table.
    pub note: Option<String>,
    /// The text in place of a table without rows, by its key in the catalogue.
    pub empty: &'static str,
    /// The object of the catalogue of questions that its rows are, which says what their code words mean.
    pub(crate) object: Option<&'static str>,
    /// Whether what an answer does not show is hidden in its rows.
    is_of_answer: bool,
}

impl Section {
    /// A table of these columns over these rows.
    pub fn new<T: Serialize>(columns: &[&str], rows: &[T]) -> Section {
        let rows = Value::of_each(rows);
        let columns = columns.iter().map(|key| (*key).to_owned()).collect();
        Section {
            title: None,
            columns,
            spare: Vec::new(),
            rows,
            note: None,
            empty: "none",
            object: None,
            is_of_answer: false,
        }
    }

    /// A table of one row, shown as fields one below the other.
    pub fn fields<T: Serialize>(columns: &[&str], row: &T) -> Section {
        // A row can have lists that are long, and are sections of their own.
        let names: Vec<&str> = columns.iter().map(|key| key.split_once('.').map_or(*key, |(outer, _)| outer)).collect();
        let row = Value::of_fields(row, &names);
        let mut section = Section::new::<()>(&["field", "value"], &[]);
        for key in columns {
            let mut pair = Fields::default();
            pair.insert(Cow::Borrowed("field"), Value::of(key));
            pair.insert(Cow::Borrowed("value"), at(&row, key).into_owned());
            section.rows.push(Value::Object(pair));
        }
        section
    }

    /// Its rows are objects of this name in the catalogue of questions: their code words mean what they mean there.
    #[must_use]
    pub fn about(mut self, object: &'static str) -> Section {
        self.object = Some(object);
        self
    }

    /// The type of the code words in a column, or in a field of those one below the other.
    pub(crate) fn type_in(&self, key: &str) -> Option<&'static str> {
        let field = if self.is_fields() { key.rsplit('.').next().unwrap_or(key) } else { key };
        self.object.and_then(|object| words::type_in(object, field))
    }

    /// Whether the rows are fields one below the other.
    pub fn is_fields(&self) -> bool {
        self.columns == ["field", "value"]
    }

    /// Adds a first column with the same value in every row, unless the column exists.
    pub fn lead(&mut self, key: &'static str, value: &impl Serialize) {
        if !self.columns.iter().any(|column| column == key) {
            self.add_field(key, std::iter::repeat(Value::of(value)));
        }
    }

    /// With one more field in its rows, from the first one on; it is the first column, unless it is a column already.
    #[must_use]
    pub fn with_field<T: Serialize>(mut self, key: &'static str, values: impl Iterator<Item = T>) -> Section {
        self.add_field(key, values.map(|value| Value::of(&value)));
        self
    }

    fn add_field(&mut self, key: &'static str, values: impl Iterator<Item = Value>) {
        if !self.columns.iter().any(|column| column == key) {
            self.columns.insert(0, key.to_owned());
        }
        Fields::set_each(&mut self.rows, key, values);
    }

    /// With its rows in the order of a field, without regard to case; those that have no value in it come last.
    #[must_use]
    pub fn sorted_by(mut self, key: &str, down: bool) -> Section {
        let place = |row: &Value| match row.get(key) {
            None | Some(Value::Null) => (true, 0, String::new()),
            Some(Value::Number(number)) => (false, number.as_u64().unwrap_or_default(), String::new()),
            Some(other) => (false, 0, other.as_str().unwrap_or_default().to_lowercase()),
        };
        let mut placed: Vec<_> = self.rows.into_iter().map(|row| (place(&row), row)).collect();
        placed.sort_by(|((no_value, number, text), _), ((other_no_value, other_number, other_text), _)| {
            let order = (number, text).cmp(&(other_number, other_text));
            no_value.cmp(other_no_value).then(if down { order.reverse() } else { order })
        });
        self.rows = placed.into_iter().map(|(_, row)| row).collect();
        self
    }

    /// Whether it has no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many rows it has.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it has case numbers of the register.
    pub fn names_cases(&self) -> bool {
        self.columns.iter().any(|column| column == "case")
    }

    /// Adds a row at the end.
    pub fn add(&mut self, row: &impl Serialize) {
        self.rows.push(Value::of(row));
    }

    /// Its rows are those of a list of the answer, by the list's JSON pointer: what the answer does not show is hidden in them.
    #[must_use]
    pub fn of(self, answer: &Answer, list: &str) -> Section {
        self.of_rest(answer, list, 0)
    }

    /// The same, of the rows of the list from a number on.
    #[must_use]
    pub fn of_rest(mut self, answer: &Answer, list: &str, first: usize) -> Section {
        if answer.suppressed.as_ref().is_some_and(|suppressed| suppressed.hidden.contains(list)) {
            self.rows.clear();
        }
        self.hide(answer, |row| format!("{list}/{}", row + first))
    }

    /// Its one row is an object of the answer, by the object's JSON pointer.
    #[must_use]
    pub fn of_one(self, answer: &Answer, object: &str) -> Section {
        self.hide(answer, |_| object.to_owned())
    }

    /// Adds a row at the end that has fields of an object of the answer, by the object's JSON pointer.
    pub fn add_of(&mut self, answer: &Answer, object: &str, row: &impl Serialize) {
        let mut row = Value::of(row);
        for pointer in answer.suppressed.iter().flat_map(|suppressed| suppressed.of(object)) {
            row.hide(pointer);
        }
        self.rows.push(row);
        self.is_of_answer = true;
    }

    fn hide(mut self, answer: &Answer, object: impl Fn(usize) -> String) -> Section {
        self.is_of_answer = true;
        let Some(suppressed) = &answer.suppressed else { return self };
        let fields = self.is_fields();
        for (number, row) in self.rows.iter_mut().enumerate() {
            let object = object(number);
            if fields {
                let pointer = row.get("field").and_then(Value::as_str).map(|field| format!("{object}/{field}"));
                if pointer.is_some_and(|pointer| suppressed.hidden.contains(&pointer)) {
                    row.hide("/value");
                }
            } else {
                suppressed.of(&object).for_each(|pointer| row.hide(pointer));
            }
        }
        self
    }

    /// Hides all numbers, unless it is known which of them the answer shows.
    pub fn hide_unless_of_answer(&mut self) {
        if !self.is_of_answer {
            self.rows.iter_mut().for_each(Value::hide_numbers);
        }
    }

    /// Changes each row, which comes with its number from 0 on. What is not shown of it stays so.
    pub fn change(&mut self, mut change: impl FnMut(usize, &mut Map<String, serde_json::Value>)) {
        for (number, row) in self.rows.iter_mut().enumerate() {
            if let serde_json::Value::Object(mut fields) = row.to_json() {
                change(number, &mut fields);
                let mut changed = Value::of(&fields);
                changed.hide_as(row);
                *row = changed;
            }
        }
    }

    /// With a heading.
    #[must_use]
    pub fn titled(mut self, title: impl Into<String>) -> Section {
        self.title = Some(title.into());
        self
    }

    /// With a line after it.
    #[must_use]
    pub fn noted(mut self, note: impl Into<String>) -> Section {
        self.note = Some(note.into());
        self
    }

    /// With another text in place of a table without rows.
    #[must_use]
    pub fn or_else(mut self, empty: &'static str) -> Section {
        self.empty = empty;
        self
    }

    /// Without the columns that no row has a value in, of these.
    #[must_use]
    pub fn without_empty(mut self, columns: &[&str]) -> Section {
        let rows = &self.rows;
        self.columns.retain(|key| !columns.contains(&key.as_str()) || rows.iter().any(|row| !at(row, key).is_null()));
        self
    }

    /// Without those of these columns that are null or 0 in every row.
    #[must_use]
    pub fn without_nothing(mut self, columns: &[&str]) -> Section {
        let rows = &self.rows;
        let is_something = |value: &Value| !value.is_null() && value.as_i64() != Some(0);
        let kept = |key: &String| rows.iter().any(|row| is_something(&at(row, key)));
        self.columns.retain(|key| !columns.contains(&key.as_str()) || kept(key));
        self
    }

    /// With the columns that a narrow table leaves out, the first one first.
    #[must_use]
    pub fn sparing(self, spare: &[&'static str]) -> Section {
        let out: Vec<GivenUp<&'static str>> = spare.iter().copied().map(GivenUp::Out).collect();
        self.giving_up(&out)
    }

    /// With the columns that a narrow table gives up, the first one first.
    #[must_use]
    pub fn giving_up(mut self, spare: &[GivenUp<&'static str>]) -> Section {
        self.spare = spare.to_vec();
        self
    }

    /// With the columns asked for that its rows have; unchanged if they have none of them.
    pub fn choose(&mut self, asked: &[String]) {
        let mut chosen: Vec<String> = Vec::new();
        for key in asked.iter().map(|key| self.inside(key)).filter(|key| self.has(key)) {
            if !chosen.contains(&key) {
                chosen.push(key);
            }
        }
        if !chosen.is_empty() {
            self.columns = chosen;
            self.spare.clear();
        }
    }

    /// Whether a column of this name can be shown: one of its own, or any field of its rows.
    pub fn has(&self, key: &str) -> bool {
        let key = &self.inside(key);
        self.columns.contains(key) || self.rows.iter().any(|row| find(row, key).is_some() || !at(row, key).is_null())
    }

    /// The column, or field of its rows, that a text names by its label.
    pub fn labelled(&self, text: &str) -> Option<String> {
        let own = self.columns.iter().map(String::as_str);
        let fields = self.rows.iter().take(1).flat_map(|row| match row {
            Value::Object(fields) => fields.keys().collect(),
            Value::Null | Value::Hidden | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
                Vec::new()
            }
        });
        words::column(text, own.chain(fields)).map(str::to_owned)
    }

    /// The name of a column outside JSON: the last day of a spell instead of the first day after it.
    fn inside(&self, key: &str) -> String {
        let last_day = match key.rsplit_once('.') {
            Some((path, OUTSIDE)) => format!("{path}.{INSIDE}"),
            None if key == OUTSIDE => INSIDE.to_owned(),
            Some(_) | None => return key.to_owned(),
        };
        if self.rows.iter().any(|row| !at(row, &last_day).is_null()) { last_day } else { key.to_owned() }
    }
}

fn find<'a>(row: &'a Value, key: &str) -> Option<&'a Value> {
    // Most keys are those of fields.
    if key.contains('.') { key.split('.').try_fold(row, |value, part| value.get(part)) } else { row.get(key) }
}

/// The value of a column in a row.
pub(crate) fn at<'a>(row: &'a Value, key: &str) -> Cow<'a, Value> {
    if let Some(value) = find(row, key) {
        return Cow::Borrowed(value);
    }
    let outside = match key.rsplit_once('.') {
        Some((path, INSIDE)) => find(row, path).and_then(|spell| spell.get(OUTSIDE)),
        None if key == INSIDE => row.get(OUTSIDE),
        Some(_) | None => None,
    };
    Cow::Owned(outside.and_then(day_before).unwrap_or(Value::Null))
}

/// The last day of a spell, from the first day after it.
pub(crate) fn day_before(outside: &Value) -> Option<Value> {
    let day: Day = outside.as_str()?.parse().ok()?;
    Some(Value::of(&day.plus_days(-1)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn spells() -> Section {
        Section::new(
            &["from", "last_day"],
            &[
                json!({ "from": "2009-01-01", "to": "2009-02-01", "project": { "to": "2010-01-01" } }),
                json!({ "from": "2009-03-01", "to": null, "project": null }),
            ],
        )
    }

    #[test]
    fn the_last_day_is_the_day_before_the_first_one_outside() {
        let section = spells();
        let [first, second] = section.rows.as_slice() else { panic!("two rows") };
        let text = |row: &Value, key: &str| at(row, key).as_str().map(str::to_owned);
        let of = |json: serde_json::Value| Value::of(&json);
        assert_eq!(text(first, "last_day").as_deref(), Some("2009-01-31"));
        assert_eq!(text(first, "project.last_day").as_deref(), Some("2009-12-31"));
        assert_eq!(*at(second, "last_day"), Value::Null);
        assert_eq!(*at(&of(json!({ "to": "state_measure" })), "last_day"), Value::Null);
        let named = of(json!({ "to": "2009-02-01", "last_day": "2000-01-01" }));
        assert_eq!(text(&named, "last_day").as_deref(), Some("2000-01-01"));
    }

    #[test]
    fn numbers_of_rows_that_are_not_known_to_be_of_the_answer_are_hidden() {
        let mut section = Section::new(&["a", "b"], &[json!({ "a": 3, "b": "x" })]);
        section.hide_unless_of_answer();
        let [row] = section.rows.as_slice() else { panic!("one row") };
        assert_eq!(*at(row, "a"), Value::Hidden);
        assert_eq!(at(row, "b").as_str(), Some("x"));
    }

    #[test]
    fn columns_are_chosen_by_key() {
        let chosen = |asked: &[&str]| {
            let mut section = spells();
            section.choose(&asked.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>());
            section.columns
        };
        assert_eq!(chosen(&["to", "from", "to"]), ["last_day", "from"]);
        assert_eq!(chosen(&["project.to"]), ["project.last_day"]);
        assert_eq!(chosen(&["colour"]), ["from", "last_day"]);
        assert!(spells().has("project") && !spells().has("colour"));
    }
}
