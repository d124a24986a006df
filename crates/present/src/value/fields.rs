//! The fields of a row.

use std::borrow::Cow;
use std::sync::Arc;

use super::Value;

/// The fields of an object, in the order in which they were serialized. Rows in a row that have the same names share them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Fields {
    pub(super) names: Arc<Vec<Cow<'static, str>>>,
    /// As many as there are names.
    pub(super) values: Vec<Value>,
}

impl Fields {
    pub(crate) fn get(&self, key: &str) -> Option<&Value> {
        self.values.get(self.place(key)?)
    }

    pub(super) fn get_mut(&mut self, key: &str) -> Option<&mut Value> {
        let place = self.place(key)?;
        self.values.get_mut(place)
    }

    fn place(&self, key: &str) -> Option<usize> {
        self.names.iter().position(|name| name == key)
    }

    pub(crate) fn contains_key(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|name| &**name)
    }

    /// Sets a field.
    pub(crate) fn insert(&mut self, key: Cow<'static, str>, value: Value) {
        match self.get_mut(&key) {
            Some(known) => *known = value,
            None => {
                Arc::make_mut(&mut self.names).push(key);
                self.values.push(value);
            }
        }
    }

    /// Sets a field in each of some rows, if they have fields. Those that shared their names share them still.
    pub(crate) fn set_each(rows: &mut [Value], key: &'static str, values: impl Iterator<Item = Value>) {
        let mut added: Option<[Arc<Vec<Cow<'static, str>>>; 2]> = None;
        for (row, value) in rows.iter_mut().zip(values) {
            let Value::Object(fields) = row else { continue };
            match &added {
                Some([before, after]) if Arc::ptr_eq(before, &fields.names) => {
                    fields.names = Arc::clone(after);
                    fields.values.reserve_exact(1);
                    fields.values.push(value);
                }
                Some(_) | None => {
                    let before = Arc::clone(&fields.names);
                    fields.insert(Cow::Borrowed(key), value);
                    added = (fields.names.len() > before.len()).then(|| [before, Arc::clone(&fields.names)]);
                }
            }
        }
    }

    /// The fields in alphabetical order, in which they are shown and written.
    pub(crate) fn in_order(&self) -> Vec<(&str, &Value)> {
        let mut fields: Vec<(&str, &Value)> = self.keys().zip(&self.values).collect();
        fields.sort_by_key(|(name, _)| *name);
        fields
    }
}
