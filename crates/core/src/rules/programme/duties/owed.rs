//! Who is to do what, how often, and when.

use super::frame::{Frame, Time, shared};
use crate::day::Day;
use crate::entries::ProgrammeEntry;
use crate::entries::codes::{DutyKind, Every};
use crate::entries::programme::DutySet;
use crate::identity::same;
use crate::ids::{Name, Seq};
use crate::row::Row;
use crate::rules::programme::{meetings, reports};
use crate::text::Text;

/// A duty of one who has it.
pub(super) struct Owed<'a> {
    pub(super) duty: Option<&'a Name>,
    pub(super) entry: Seq,
    pub(super) what: DutyKind,
    pub(super) subject: &'a Text,
    /// Who is to do it, as the duty says.
    pub(super) by: Option<&'a Text>,
    /// The project or office that has it, of a duty of each.
    pub(super) owner: Option<Text>,
    /// Whether each project or office has it.
    pub(super) each: bool,
    pub(super) every: Every,
    pub(super) least: Option<u16>,
    pub(super) most: Option<u16>,
    pub(super) average_hundredths: Option<u32>,
    pub(super) days_after: Option<u16>,
    pub(super) due: Option<Day>,
    /// When it is a duty.
    pub(super) times: Vec<Time>,
    /// Of a deadline for a report: what was received for it. The matching is that of the findings.
    pub(super) received: Option<Vec<Seq>>,
}

impl Owed<'_> {
    /// Who has it: the project or office, else whom the duty names.
    pub(super) fn who(&self) -> Option<&Text> {
        self.owner.as_ref().or(self.by)
    }
}

/// Every duty, with one for each who has it: those set, in their order, then those of bodies and deadlines.
pub(super) fn owed<'a>(rows: &[&'a Row<ProgrammeEntry>], frame: &Frame) -> Vec<Owed<'a>> {
    let set: Vec<(&Row<ProgrammeEntry>, &DutySet)> = rows
        .iter()
        .filter_map(
            |row| if let ProgrammeEntry::DutySet(body) = &row.fact { Some((*row, body.as_ref())) } else { None },
        )
        .collect();
    let due = reports::matched(rows);
    let has_deadline = |body: &DutySet| {
        body.what == DutyKind::Report
            && body.every == Every::Once
            && due.iter().any(|deadline| {
                let whose = deadline.body.from.as_ref().zip(body.by.as_ref());
                same(deadline.body.report.as_str(), body.subject.as_str())
                    && whose.is_none_or(|(from, by)| same(from.as_str(), by.as_str()))
            })
    };
    let mut owed: Vec<Owed<'a>> = Vec::new();
    for (place, (row, body)) in set.iter().enumerate().filter(|(_, (_, body))| !has_deadline(body)) {
        let next = set.iter().skip(place + 1).find(|(_, other)| other.duty == body.duty);
        let replaced = next.map(|(row, _)| row.holds.plus_days(-1));
        let dissolved = frame.dissolved(body.subject.as_str()).filter(|_| body.what == DutyKind::Meeting);
        let last = [body.until, replaced, dissolved, frame.last].into_iter().flatten().min();
        if last.is_some_and(|last| last < row.holds) {
            continue;
        }
        let life = [(row.holds, last)];
        let times = body.phase.as_ref().map_or(life.to_vec(), |phase| shared(&life, &frame.phase(phase)));
        let one = |owner: Option<Text>, times: Vec<Time>| Owed {
            duty: Some(&body.duty),
            entry: row.seq,
            what: body.what,
            subject: &body.subject,
            by: body.by.as_ref(),
            owner,
            each: body.each.is_some(),
            every: body.every,
            least: least(body),
            most: body.most,
            average_hundredths: body.average_hundredths,
            days_after: body.days_after,
            due: body.due.as_ref().map(crate::day::Period::end),
            times,
            received: None,
        };
        let Some(each) = body.each else {
            owed.push(one(None, times));
            continue;
        };
        let before = owed.len();
        for unit in frame.units.iter().filter(|unit| unit.kind == each) {
            let own = shared(&times, &unit.times);
            if !own.is_empty() {
                owed.push(one(Some(unit.name.clone()), own));
            }
        }
        if owed.len() == before {
            owed.push(one(None, Vec::new()));
        }
    }
    let met_by_duty = |subject: &Text| {
        let meets = |body: &DutySet| body.what == DutyKind::Meeting && body.every != Every::Once;
        set.iter().any(|(_, body)| meets(body) && same(body.subject.as_str(), subject.as_str()))
    };
    let lives = meetings::lives(rows).into_iter().filter(|life| !met_by_duty(&life.body.body));
    owed.extend(lives.filter(|life| life.last.is_none_or(|last| life.from <= last)).map(|life| Owed {
        least: Some(life.body.meetings_per_year.unwrap_or_default()),
        times: vec![(life.from, life.last)],
        ..plain(life.entry, DutyKind::Meeting, &life.body.body, Every::Year)
    }));
    owed.extend(due.into_iter().map(|deadline| Owed {
        by: deadline.body.from.as_ref(),
        due: Some(deadline.body.due.end()),
        times: vec![(deadline.from, None)],
        received: Some(deadline.arrival.map(|row| row.seq).into_iter().collect()),
        ..plain(deadline.entry, DutyKind::Report, &deadline.body.report, Every::Once)
    }));
    owed
}

/// A duty that an entry of another type states.
fn plain(entry: Seq, what: DutyKind, subject: &Text, every: Every) -> Owed<'_> {
    Owed {
        duty: None,
        entry,
        what,
        subject,
        by: None,
        owner: None,
        each: false,
        every,
        least: Some(1),
        most: None,
        average_hundredths: None,
        days_after: None,
        due: None,
        times: Vec::new(),
        received: None,
    }
}

/// At least how many times: 1 when nothing is said of how many, but nothing where the span is the whole time.
fn least(body: &DutySet) -> Option<u16> {
    let silent = body.most.is_none() && body.average_hundredths.is_none() && body.every != Every::Period;
    body.least.or(silent.then_some(1))
}
