//! Benefits: the same one is not paid twice.

use std::collections::BTreeMap;

use super::course::Course;
use crate::entries::{BenefitEntry, PersonEntry};
use crate::rules::{Context, Rule, Violation, pair};

/// The same benefit for the same period twice, whichever enrolment it is booked on.
pub(super) fn twice(course: &Course<'_>, _: &Context) -> Vec<Violation> {
    let mut paid = BTreeMap::new();
    let broken = course.rows.iter().filter_map(|row| {
        let PersonEntry::Benefit(BenefitEntry::Paid(body)) = &row.fact else { return None };
        let key = (body.kind, body.for_period.start(), body.for_period.end());
        let Some(first) = paid.get(&key).copied() else {
            paid.insert(key, row.seq);
            return None;
        };
        let what = format!("{} for {} is paid twice, the second time on {}", body.kind, body.for_period, row.holds);
        Some(Violation::new(Rule::BenefitTwice, pair(row.seq, first), what).about(course.programme_of(row)))
    });
    broken.collect()
}
