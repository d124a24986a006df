//! Benefits: the same one is not paid twice, and one that belongs to an enrolment is for days of it.

use std::collections::BTreeMap;

use super::course::Course;
use crate::entries::codes::BenefitKind;
use crate::entries::{BenefitEntry, PersonEntry};
use crate::rules::{Context, Rule, Violation, pair, short};

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

/// A benefit for those in a programme that names its enrolment, for a period that shares no day with it, or that belongs to
/// none and is for a period before the person was registered. It is paid for whole months, in which the enrolment may begin
/// or end. Social assistance is not judged: who is entitled to it need not be in any programme (lov om sosiale tjenester i
/// NAV, sections 18 and 35).
pub(super) fn outside(course: &Course<'_>, _: &Context) -> Vec<Violation> {
    let broken = course.rows.iter().filter_map(|row| {
        let PersonEntry::Benefit(BenefitEntry::Paid(body)) = &row.fact else { return None };
        if body.kind != BenefitKind::QualificationBenefit {
            return None;
        }
        let (first, last) = (body.for_period.start(), body.for_period.end());
        let paid = format!("{} on {} is for {}", body.kind, row.day(), body.for_period);
        let (entries, what) = match body.enrolment {
            None => {
                let registered = course.registered.filter(|registered| last < registered.day)?;
                let what = format!("{paid}, before the person was registered on {}", registered.day);
                (vec![row.seq, registered.seq], what)
            }
            Some(id) => {
                let enrolment = course.enrolments.get(&id)?;
                let before = enrolment.start().filter(|start| last < start.day);
                let after = enrolment.over.map(|(over, _)| over).filter(|over| over.day < first);
                match (before, after) {
                    (Some(start), _) => {
                        let what = format!("{paid}, before enrolment {} begins on {}", short(id), start.day);
                        (vec![row.seq, start.seq], what)
                    }
                    (None, Some(over)) => {
                        let what = format!("{paid}, after enrolment {} ended on {}", short(id), over.day);
                        (vec![row.seq, over.seq], what)
                    }
                    (None, None) => return None,
                }
            }
        };
        Some(Violation::new(Rule::BenefitOutsideEnrolment, entries, what).about(course.programme_of(row)))
    });
    broken.collect()
}
