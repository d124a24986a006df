//! Registration and enrolments: what comes before, after and at once, and what goes on for too long.

use std::collections::BTreeMap;

use super::course::{Course, Ending, Enrolment, begins_enrolment, enrolment_named, placement_named, type_name};
use super::past_end;
use super::placement::closed;
use crate::day::Day;
use crate::entries::{ParticipantEntry, PersonEntry};
use crate::ids::{EnrolmentId, Name};
use crate::row::Row;
use crate::rules::{Context, Rule, Violation, pair, short};

/// An entry about a person before the registration.
pub(super) fn registered_first(course: &Course<'_>, _: &Context) -> Vec<Violation> {
    let registration =
        |row: &&&Row<PersonEntry>| matches!(row.fact, PersonEntry::Participant(ParticipantEntry::Registered(_)));
    let judged = course.rows.iter().filter(|row| !registration(row));
    let broken = judged.filter_map(|row| {
        let what = format!("{} takes effect on {}", type_name(row), row.holds);
        let (entries, what) = match course.registered {
            None => (vec![row.seq], format!("{what}, but the person is not registered")),
            Some(first) if row.holds < first.day => {
                (vec![row.seq, first.seq], format!("{what}, before the registration on {}", first.day))
            }
            Some(_) => return None,
        };
        Some(Violation::new(Rule::RegisteredFirst, entries, what).about(course.programme_of(row)))
    });
    broken.collect()
}

/// Something on an enrolment before it is applied for or taken in. An exit is judged by its start.
pub(super) fn not_begun(course: &Course<'_>, _: &Context) -> Vec<Violation> {
    let broken = course.rows.iter().filter_map(|row| {
        let id = enrolment_named(&row.fact).filter(|_| !begins(&row.fact))?;
        let enrolment = course.enrolments.get(&id)?;
        let what = format!("{} on {} is about enrolment {}", type_name(row), row.day(), short(id));
        let (entries, what) = match enrolment.begun {
            None => (vec![row.seq], format!("{what}, for which there is no application, referral or intake")),
            Some(first) if row.day() < first.day && !exits(&row.fact) => {
                (vec![row.seq, first.seq], format!("{what}, which begins on {}", first.day))
            }
            Some(_) => return None,
        };
        Some(Violation::new(Rule::EnrolmentNotBegun, entries, what).about(enrolment.programme.as_ref()))
    });
    broken.collect()
}

/// An exit whose last day inside is before the intake, or without one before the application.
pub(super) fn exit_before_start(course: &Course<'_>, _: &Context) -> Vec<Violation> {
    let broken = course.rows.iter().filter(|row| exits(&row.fact)).filter_map(|row| {
        let enrolment = course.enrolments.get(&enrolment_named(&row.fact)?)?;
        let start = enrolment.start().filter(|start| row.day() < start.day)?;
        let what =
            format!("the exit gives {} as the last day in the programme, before the start on {}", row.day(), start.day);
        let violation = Violation::new(Rule::EndBeforeStart, pair(row.seq, start.seq), what);
        Some(violation.weighing(start.day.days_since(row.day())).about(enrolment.programme.as_ref()))
    });
    broken.collect()
}

/// A person who is still in a programme after it closed: nobody knows where they went.
pub(super) fn still_in(course: &Course<'_>, ctx: &Context) -> Vec<Violation> {
    let broken = course.enrolments.iter().filter_map(|(id, enrolment)| {
        let programme = enrolment.programme.as_ref()?;
        let closed = closed(programme, ctx)?;
        let intake = enrolment.intake.filter(|intake| intake.day < closed)?;
        if enrolment.over.is_some() {
            return None;
        }
        let what = format!(
            "enrolment {}, begun on {}, has not ended, but {programme} closed on {}",
            short(id),
            intake.day,
            closed.plus_days(-1)
        );
        Some(Violation::new(Rule::StillInAfterClosing, vec![intake.seq], what).about(Some(programme)))
    });
    broken.collect()
}

/// A decision that holds only for days before the enrolment.
pub(super) fn valid_before_start(course: &Course<'_>, _: &Context) -> Vec<Violation> {
    let broken = course.rows.iter().filter_map(|row| {
        let PersonEntry::Participant(ParticipantEntry::Decided(body)) = &row.fact else { return None };
        let enrolment = course.enrolments.get(&body.enrolment)?;
        let (last, begun) = (body.valid_until?, enrolment.begun?);
        if last >= begun.day {
            return None;
        }
        let what = format!(
            "participant.decided on {} is valid until {last}, before the enrolment begins on {}",
            row.day(),
            begun.day
        );
        let violation = Violation::new(Rule::EndBeforeStart, vec![row.seq, begun.seq], what);
        Some(violation.weighing(begun.day.days_since(last)).about(enrolment.programme.as_ref()))
    });
    broken.collect()
}

/// Something on an enrolment after its exit, but follow-up, certificate, benefit, review; or a second exit. A withdrawn
/// or rejected enrolment has ended too. Absence and attendance of a placement that has ended by then are judged by its end
/// ([`past_end`]).
pub(super) fn ended(course: &Course<'_>, _: &Context) -> Vec<Violation> {
    let broken = course.rows.iter().filter(|row| !outlives_enrolment(&row.fact)).filter_map(|row| {
        let id = course.enrolment_of(row)?;
        let enrolment = course.enrolments.get(&id)?;
        let (over, ending) = enrolment.over?;
        let second = ending == Ending::Exit && row.seq != over.seq && counts_as_exit(enrolment, row);
        if (row.day() <= over.day && !second) || ended_before(course, row, over.day) {
            return None;
        }
        let what = format!(
            "{} on {} is about enrolment {}, which ended on {} ({})",
            type_name(row),
            row.day(),
            short(id),
            over.day,
            ending.word()
        );
        let violation = Violation::new(Rule::EnrolmentEnded, vec![row.seq, over.seq], what);
        Some(violation.about(enrolment.programme.as_ref()))
    });
    broken.collect()
}

/// Whether a row is about days in a placement whose last day is not after this one.
fn ended_before(course: &Course<'_>, row: &Row<PersonEntry>, last: Day) -> bool {
    let placement = past_end::period(&row.fact).and_then(|_| course.placements.get(&placement_named(&row.fact)?));
    placement.and_then(|placement| placement.end).is_some_and(|end| end.day <= last)
}

/// Two enrolments of one person in one programme at once.
pub(super) fn twice(course: &Course<'_>, _: &Context) -> Vec<Violation> {
    let mut spells: Vec<_> = course.enrolments.iter().filter_map(|(id, e)| Some((e.begun?, id, e))).collect();
    spells.sort_by_key(|(begun, id, _)| (*begun, **id));
    let mut broken = Vec::new();
    for (place, (begun, id, enrolment)) in spells.iter().enumerate() {
        let same = |other: &Enrolment| other.programme.is_some() && other.programme == enrolment.programme;
        for (earlier, other_id, other) in spells.iter().take(place).filter(|(_, _, other)| same(other)) {
            let over = [first_day_after(enrolment), first_day_after(other)].into_iter().flatten().min();
            if over.is_some_and(|over| over <= begun.day) {
                continue;
            }
            let what = format!(
                "enrolment {} begins on {} while enrolment {} in the same programme, begun on {}, is still open",
                short(id),
                begun.day,
                short(other_id),
                earlier.day
            );
            let violation = Violation::new(Rule::EnrolmentTwice, pair(begun.seq, earlier.seq), what);
            broken.push(violation.about(enrolment.programme.as_ref()));
        }
    }
    broken
}

/// An enrolment that its first entry gives to one programme and others to another: one violation an enrolment and other
/// programme, weighing as many entries as name it.
pub(super) fn in_two_programmes(course: &Course<'_>, _: &Context) -> Vec<Violation> {
    type Named<'a> = Vec<(&'a Name, Vec<&'a Row<PersonEntry>>)>;
    let mut named: BTreeMap<EnrolmentId, Named<'_>> = BTreeMap::new();
    for row in course.rows {
        let PersonEntry::Participant(entry) = &row.fact else { continue };
        let Some((enrolment, programme)) = entry.enrolment_and_programme() else { continue };
        let programmes = named.entry(enrolment).or_default();
        match programmes.iter_mut().find(|(name, _)| *name == programme) {
            Some((_, rows)) => rows.push(row),
            None => programmes.push((programme, vec![row])),
        }
    }
    let mut broken = Vec::new();
    for (enrolment, programmes) in named {
        let mut programmes = programmes.into_iter().filter_map(|(name, rows)| Some((name, *rows.first()?, rows)));
        let Some((own, first, _)) = programmes.next() else { continue };
        for (other, row, rows) in programmes {
            let what = format!(
                "enrolment {} belongs to {own} from {} on, but {} on {} says that it belongs to {other}",
                short(enrolment),
                first.day(),
                type_name(row),
                row.day()
            );
            let more = rows.iter().skip(1).map(|row| row.seq);
            let entries = pair(row.seq, first.seq).into_iter().chain(more).collect();
            let violation = Violation::new(Rule::EnrolmentTwice, entries, what);
            broken.push(violation.weighing(i64::try_from(rows.len()).unwrap_or(i64::MAX)).about(Some(own)));
        }
    }
    broken
}

/// The first day on which another enrolment may begin: after the last day inside, or on the day of the rejection or
/// withdrawal itself.
fn first_day_after(enrolment: &Enrolment) -> Option<Day> {
    enrolment.over.map(|(mark, ending)| match ending {
        Ending::Exit => mark.day.next(),
        Ending::Withdrawal | Ending::Rejection => mark.day,
    })
}

fn begins(fact: &PersonEntry) -> bool {
    matches!(fact, PersonEntry::Participant(entry) if begins_enrolment(entry))
}

fn exits(fact: &PersonEntry) -> bool {
    matches!(fact, PersonEntry::Participant(ParticipantEntry::Exited(_)))
}

/// Whether a row is an exit that is not before the start already.
fn counts_as_exit(enrolment: &Enrolment, row: &Row<PersonEntry>) -> bool {
    exits(&row.fact) && enrolment.start().is_some_and(|start| start.day <= row.day())
}

fn outlives_enrolment(fact: &PersonEntry) -> bool {
    match fact {
        PersonEntry::Participant(entry) => matches!(
            entry,
            ParticipantEntry::FollowedUp(_)
                | ParticipantEntry::CertificateConsidered(_)
                | ParticipantEntry::Reviewed(_)
        ),
        PersonEntry::Measure(_) | PersonEntry::Absence(_) => false,
        PersonEntry::Benefit(_) => true,
    }
}
