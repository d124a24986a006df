//! Where a row is in its answer, so that people can be shown more than its name.

use serde_json::Value;

/// A place in an answer: the way to it, from the outside in.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Place {
    /// The steps of the way.
    pub steps: Vec<Step>,
    /// What is counted there, where the answer says so: `ore`, `basis_points`.
    pub unit: Option<String>,
}

/// A step on the way to a place.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// A field, by its key.
    Field(String),
    /// An item of a list.
    Item {
        /// The key of the list.
        list: String,
        /// The fields that make the item's name, with their values. What names it differently on two sides is a list of both.
        naming: Vec<(String, Value)>,
        /// Which one it is of several of the same name, from 1.
        nth: usize,
    },
}

impl Place {
    /// A place one step further in; `unit` is what the object around it says of what it counts.
    pub(crate) fn below(&self, step: Step, unit: Option<&str>) -> Place {
        let steps = self.steps.iter().cloned().chain([step]).collect();
        Place { steps, unit: unit.map(str::to_owned).or_else(|| self.unit.clone()) }
    }

    /// The place of an item of the list that is here.
    pub(super) fn item(&self, naming: Vec<(String, Value)>, nth: usize) -> Place {
        let mut steps = self.steps.clone();
        let list = match steps.pop() {
            Some(Step::Field(list)) => list,
            Some(step @ Step::Item { .. }) => {
                steps.push(step);
                String::new()
            }
            None => String::new(),
        };
        steps.push(Step::Item { list, naming, nth });
        Place { steps, unit: self.unit.clone() }
    }

    /// The key of the field that is here.
    pub fn field(&self) -> &str {
        match self.steps.last() {
            Some(Step::Field(key)) => key,
            Some(Step::Item { .. }) | None => "",
        }
    }

    /// Whether the field here is the end of a spell: the first day outside.
    pub fn is_first_day_outside(&self) -> bool {
        let last = self.steps.len().checked_sub(2).and_then(|index| self.steps.get(index));
        self.field() == "to" && matches!(last, Some(Step::Item { .. }))
    }

    /// Whether a field here is a part of what names the item around it.
    pub(crate) fn names_its_item(&self) -> bool {
        self.steps.windows(2).any(|pair| match pair {
            [Step::Item { naming, .. }, Step::Field(key)] => naming.iter().any(|(name, _)| name == key),
            [Step::Field(_) | Step::Item { .. }, Step::Field(_) | Step::Item { .. }] | [] | [_] | [_, _, _, ..] => {
                false
            }
        })
    }

    /// The key of the list that the first item on the way is in.
    pub fn list(&self) -> Option<&str> {
        self.steps.iter().find_map(|step| match step {
            Step::Item { list, .. } => Some(list.as_str()),
            Step::Field(_) => None,
        })
    }

    /// The first item on the way: how many steps lead to it, and what names it.
    pub(crate) fn first_item(&self) -> Option<(usize, &[(String, Value)])> {
        self.steps.iter().enumerate().find_map(|(index, step)| match step {
            Step::Item { naming, .. } => Some((index, naming.as_slice())),
            Step::Field(_) => None,
        })
    }
}
