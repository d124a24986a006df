//! What a grid states: of the days that have a column its rows say everything, and of other days nothing.

use std::collections::BTreeSet;

use hovedbok_core::Day;
use hovedbok_core::proposal::Origin;
use serde_json::Value;

use super::keys::Courses;
use super::meeting::Known;

/// Days of which a row of a grid says everything.
pub(super) struct Stated {
    pub(super) placement: Option<String>,
    pub(super) days: BTreeSet<Day>,
    pub(super) origin: Origin,
}

/// The days of one person of which rows of grids say everything.
pub(super) struct StatedDays<'a>(pub(super) Vec<&'a Stated>);

impl<'a> StatedDays<'a> {
    /// The first row that is about the days of an entry, where rows say everything of all of them. A Saturday or Sunday
    /// without a column does not part the days around it.
    pub(super) fn covers(&self, known: &Known, courses: &Courses) -> Option<&'a Stated> {
        // A grid has a column for every field that says how far an absence reaches, so all forms say the same.
        let content = known.contents.of(0);
        let (first, last) = known.key.span(content, courses);
        let placed = |id: &String| content.ids.get("placement").and_then(Value::as_str) == Some(id);
        let about = || self.0.iter().filter(|stated| stated.placement.as_ref().is_none_or(placed));
        let (mut day, mut found) = (first, None);
        loop {
            match about().find(|stated| stated.days.contains(&day)) {
                Some(stated) => found = found.or(Some(*stated)),
                None if day.is_weekend() => {}
                None => return None,
            }
            if day >= last {
                return found;
            }
            day = day.next();
        }
    }
}
