//! Cohorts that an intake names.

use std::collections::BTreeSet;

use super::course::Course;
use crate::entries::{ParticipantEntry, PersonEntry};
use crate::rules::{Context, Rule, Violation, pair};

/// An intake that names a cohort which its programme defines by conditions: who belongs to that is not for an intake to say.
pub(super) fn name_taken(course: &Course<'_>, ctx: &Context) -> Vec<Violation> {
    if ctx.cohorts.is_empty() {
        return Vec::new();
    }
    let mut broken = Vec::new();
    for row in course.rows {
        let PersonEntry::Participant(ParticipantEntry::Intake(body)) = &row.fact else { continue };
        let Some(defined) = course.programme_of(row).and_then(|programme| ctx.cohorts.get(programme)) else { continue };
        for cohort in body.cohorts.0.iter().collect::<BTreeSet<_>>() {
            let Some(seq) = defined.get(cohort) else { continue };
            let what = format!(
                "the intake of {} names the cohort {cohort}, which {} defines by conditions",
                row.day(),
                body.programme
            );
            let taken = Violation::new(Rule::CohortNameTaken, pair(row.seq, *seq), what);
            broken.push(taken.about(course.programme_of(row)));
        }
    }
    broken
}
