//! Placements: what needs an open one, and what may not leave one open.

use super::course::{Course, Mark, placement_named, type_name};
use super::past_end::period;
use crate::day::Day;
use crate::entries::codes::RecordSubject;
use crate::entries::measure::Started;
use crate::entries::{AbsenceEntry, MeasureEntry, PersonEntry};
use crate::ids::Name;
use crate::rules::{Context, Rule, Violation, pair, short};

/// A start of a placement that was started already: the first start stands.
pub(super) fn twice(course: &Course<'_>, _: &Context) -> Vec<Violation> {
    let broken = course.rows.iter().filter_map(|row| {
        let PersonEntry::Measure(MeasureEntry::Started(body)) = &row.fact else { return None };
        let start = course.placements.get(&body.placement)?.start;
        if start.seq == row.seq {
            return None;
        }
        let what = format!(
            "placement {} is started on {}, but had already been started on {}",
            short(body.placement),
            row.day(),
            start.day
        );
        let violation = Violation::new(Rule::PlacementTwice, pair(row.seq, start.seq), what);
        Some(violation.about(course.programme_of(row)))
    });
    broken.collect()
}

/// The end of a placement before its start.
pub(super) fn end_before_start(course: &Course<'_>, _: &Context) -> Vec<Violation> {
    let broken = course.rows.iter().filter_map(|row| {
        let PersonEntry::Measure(MeasureEntry::Ended(ended)) = &row.fact else { return None };
        let placement = course.placements.get(&ended.placement)?;
        let start = placement.start;
        if row.day() >= start.day {
            return None;
        }
        let what = format!("the placement's last day is {}, before its start on {}", row.day(), start.day);
        let violation = Violation::new(Rule::EndBeforeStart, pair(row.seq, start.seq), what);
        Some(violation.weighing(start.day.days_since(row.day())).about(course.programme_of(row)))
    });
    broken.collect()
}

/// An end, change, absence or attendance for a placement that is not open on that day. A second end is one of them.
pub(super) fn not_open(course: &Course<'_>, _: &Context) -> Vec<Violation> {
    let broken = course.rows.iter().filter(|row| needs_open_placement(&row.fact)).filter_map(|row| {
        let id = placement_named(&row.fact)?;
        let what = format!("{} on {} is about placement {}", type_name(row), row.day(), short(id));
        let (entries, what) = match course.placements.get(&id) {
            None => (vec![row.seq], format!("{what}, which has not started")),
            Some(placement) if row.day() < placement.start.day => {
                // An end before the start has a rule of its own.
                if let PersonEntry::Measure(MeasureEntry::Ended(_)) = row.fact {
                    return None;
                }
                (vec![row.seq, placement.start.seq], format!("{what}, which begins on {}", placement.start.day))
            }
            Some(placement) => {
                let second = matches!(row.fact, PersonEntry::Measure(MeasureEntry::Ended(_)));
                let end = placement.end.filter(|end| end.seq != row.seq)?;
                // Periods after the end have a rule of their own.
                if !second && (period(&row.fact).is_some() || placement.open_on(row.day())) {
                    return None;
                }
                (vec![row.seq, end.seq], format!("{what}, which ended on {}", end.day))
            }
        };
        Some(Violation::new(Rule::PlacementNotOpen, entries, what).about(course.programme_of(row)))
    });
    broken.collect()
}

/// An exit while a placement is open. One that ends on the exit's last day, or before, is not.
pub(super) fn exit_with_open(course: &Course<'_>, _: &Context) -> Vec<Violation> {
    let broken = course.placements.iter().filter_map(|(id, placement)| {
        let enrolment = course.enrolments.get(&placement.enrolment)?;
        let exit = enrolment.exit.filter(|exit| placement.open_on(exit.day.next()) && placement.open_on(exit.day))?;
        let until = placement.end.map_or("has not ended".to_owned(), |end| format!("ends on {}", end.day));
        let what = format!(
            "the person leaves on {}, but placement {}, which began on {}, {until}",
            exit.day,
            short(id),
            placement.start.day
        );
        let violation = Violation::new(Rule::ExitWithOpenPlacement, pair(exit.seq, placement.start.seq), what);
        Some(violation.about(enrolment.programme.as_ref()))
    });
    broken.collect()
}

/// Two placements in one measure at one provider with days in common: most likely one that was recorded twice. At different
/// providers a person can be part of each day; what is more than a whole day is said of the shares.
pub(super) fn overlap(course: &Course<'_>, _: &Context) -> Vec<Violation> {
    if course.placements.len() < 2 {
        return Vec::new();
    }
    let mut starts: Vec<(&Mark, &Started)> = Vec::new();
    for row in course.rows {
        let PersonEntry::Measure(MeasureEntry::Started(body)) = &row.fact else { continue };
        let start = course.placements.get(&body.placement).map(|placement| &placement.start);
        starts.extend(start.filter(|start| start.seq == row.seq).map(|start| (start, body.as_ref())));
    }
    starts.sort_by_key(|(start, _)| (start.day, start.seq));
    let mut broken = Vec::new();
    for (place, (later, own)) in starts.iter().enumerate() {
        let same = |(_, other): &&(&Mark, &Started)| other.measure == own.measure && other.provider == own.provider;
        let open = |(_, other): &&(&Mark, &Started)| {
            course.placements.get(&other.placement).is_some_and(|placement| placement.open_on(later.day))
        };
        let Some((earlier, other)) = starts.iter().take(place).filter(same).find(open) else { continue };
        let what = format!(
            "placements {} and {}, both in {} at {}, begin on {} and {}, and the first had not ended by then",
            short(other.placement),
            short(own.placement),
            own.measure.as_str(),
            own.provider.as_str(),
            earlier.day,
            later.day
        );
        let violation = Violation::new(Rule::PlacementOverlap, pair(later.seq, earlier.seq), what);
        broken.push(violation.about(course.programme(own.enrolment)));
    }
    broken
}

/// The first day after a programme's closing, once it is over and the records speak for its last day: else nobody knows what
/// ended on it.
pub(super) fn closed(programme: &Name, ctx: &Context) -> Option<Day> {
    let closed = *ctx.closed.get(programme)?;
    let judged = ctx.judged(Some(programme), RecordSubject::Participants);
    let over = ctx.as_of.is_none_or(|as_of| as_of >= closed) && judged.is_none_or(|day| day >= closed.plus_days(-1));
    over.then_some(closed)
}

/// A placement open when its programme has closed.
pub(super) fn open_at_end(course: &Course<'_>, ctx: &Context) -> Vec<Violation> {
    let broken = course.placements.iter().filter_map(|(id, placement)| {
        let programme = course.programme(placement.enrolment)?;
        let closed = closed(programme, ctx)?;
        if !placement.open_on(closed) || placement.start.day >= closed {
            return None;
        }
        let what = format!(
            "placement {}, begun on {}, was still open when {programme} closed on {}",
            short(id),
            placement.start.day,
            closed.plus_days(-1)
        );
        Some(Violation::new(Rule::PlacementOpenAtEnd, vec![placement.start.seq], what).about(Some(programme)))
    });
    broken.collect()
}

fn needs_open_placement(fact: &PersonEntry) -> bool {
    match fact {
        PersonEntry::Measure(entry) => matches!(entry, MeasureEntry::Changed(_) | MeasureEntry::Ended(_)),
        PersonEntry::Absence(AbsenceEntry::Absence(_) | AbsenceEntry::Attendance(_)) => true,
        PersonEntry::Participant(_) | PersonEntry::Benefit(_) => false,
    }
}
