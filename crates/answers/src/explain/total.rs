//! A row's value as the sum of what parts contribute to it.

use serde_json::Value;

/// What several parts contribute to one row: numbers add up, and anything else has to be the same in all of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Total {
    sum: i128,
    numbers: usize,
    /// What is no number, each with how often it is contributed.
    others: Vec<(Value, usize)>,
}

impl Total {
    pub fn add(&mut self, value: Option<&Value>) {
        match value {
            None | Some(Value::Null) => {}
            Some(Value::Number(number)) if number.is_i64() || number.is_u64() => {
                self.sum += integer(number);
                self.numbers += 1;
            }
            Some(other) => match self.others.iter_mut().find(|(known, _)| known == other) {
                Some((_, count)) => *count += 1,
                None => self.others.push((other.clone(), 1)),
            },
        }
    }

    pub fn take(&mut self, value: Option<&Value>) {
        match value {
            None | Some(Value::Null) => {}
            Some(Value::Number(number)) if number.is_i64() || number.is_u64() => {
                self.sum -= integer(number);
                self.numbers = self.numbers.saturating_sub(1);
            }
            Some(other) => {
                if let Some((_, count)) = self.others.iter_mut().find(|(known, _)| known == other) {
                    *count = count.saturating_sub(1);
                }
                self.others.retain(|(_, count)| *count > 0);
            }
        }
    }

    /// The row's value; nothing where the parts cannot be put together.
    pub fn value(&self) -> Option<Value> {
        match (self.numbers, self.others.as_slice()) {
            (0, []) => Some(Value::Null),
            (_, []) => i64::try_from(self.sum).ok().map(Value::from),
            (0, [(only, _)]) => Some(only.clone()),
            (_, _) => None,
        }
    }
}

fn integer(number: &serde_json::Number) -> i128 {
    number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from)).unwrap_or_default()
}
