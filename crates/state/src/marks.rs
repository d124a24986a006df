//! Which stays belong to defined cohorts, as it lies beside the facts that persons are folded from.

use std::collections::BTreeMap;

use hovedbok_core::{Day, EnrolmentId, Name};

use crate::person::Person;

/// The stays that belong to defined cohorts: by enrolment and first day, the names of the cohorts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CohortStays(pub(crate) BTreeMap<(EnrolmentId, Day), Vec<Name>>);

impl CohortStays {
    /// Marks the segments of the person's stays with the cohorts that they belong to.
    pub(crate) fn mark<'a>(&'a self, person: &mut Person<'a>) {
        if self.0.is_empty() {
            return;
        }
        for enrolment in &mut person.enrolments {
            for stay in &mut enrolment.stays {
                if let Some(cohorts) = self.0.get(&(enrolment.id, stay.from)) {
                    stay.segments.iter_mut().for_each(|segment| segment.defined = cohorts);
                }
            }
        }
    }
}
