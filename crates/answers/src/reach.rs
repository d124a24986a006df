//! How far the records of each programme reach at a point of both times (time.md, *Where the records end*), and of
//! what nothing is recorded at all.
//!
//! Statements and closings are facts of the programmes' streams. The rest follows from when something was recorded
//! ([`crate::recording`]).

use std::collections::BTreeSet;
use std::sync::Arc;

use hovedbok_core::entries::ProgrammeEntry;
use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::reach::{End, EndsBy, stated};
use hovedbok_core::rules::programme::closing;
use hovedbok_core::{Day, Name, Reach, Row, Seq, StreamId};
use hovedbok_programmes::ProgrammeFact;
use hovedbok_projection::{At, Projection, Timeline};

use crate::projections::{Change, Projections};
use crate::recording::Marks;

impl Projections {
    /// The subjects of each programme of which anything is recorded by a position.
    pub(crate) fn recorded(&self, known_at: Seq) -> BTreeSet<(Name, RecordSubject)> {
        let by_then = |marks: &Marks| marks.first().is_some_and(|first| first <= known_at);
        let subjects = self.recording.subjects.iter().filter(|(_, marks)| by_then(marks));
        let plans = self.recording.plans.iter().filter(|(_, marks)| by_then(marks));
        let of_plans = plans.filter_map(|(plan, _)| {
            hovedbok_milestones::programme_of(&self.milestones, plan, known_at).map(|name| (name, RecordSubject::Plan))
        });
        subjects.map(|(pair, _)| pair.clone()).chain(of_plans).collect()
    }

    /// Whether anything of a person is recorded of a programme by a position.
    pub(crate) fn has_participants(&self, programme: &Name, known_at: Seq) -> bool {
        let marks = self.recording.subjects.get(&(programme.clone(), RecordSubject::Participants));
        marks.and_then(Marks::first).is_some_and(|first| first <= known_at)
    }

    /// The day of the last entry that a state of knowledge has, in a ledger in use that still speaks for the subject.
    pub(crate) fn recorded_until(&self, end: Option<End>, known_at: Seq) -> Option<Day> {
        end.filter(|end| end.by == EndsBy::Recorded)?;
        self.recording.last_day(known_at)
    }

    /// How far the records of every programme reach, as known at a position.
    pub fn reach(&self, at: At) -> Reach {
        let mut reach = Reach::default();
        let recording = &self.recording;
        for ((programme, subject), marks) in &recording.subjects {
            if let Some(end) = recording.end(marks, at.known_at) {
                reach.set(programme, *subject, end);
            }
        }
        for (plan, marks) in &recording.plans {
            let programme = hovedbok_milestones::programme_of(&self.milestones, plan, at.known_at);
            let Some((programme, end)) = programme.zip(recording.end(marks, at.known_at)) else { continue };
            // A programme's plans are one subject: the latest of them counts.
            if reach
                .end(&programme, RecordSubject::Plan)
                .is_none_or(|other| (other.day, other.entry) < (end.day, end.entry))
            {
                reach.set(&programme, RecordSubject::Plan, end);
            }
        }
        for (stream, history) in self.programmes.streams() {
            let StreamId::Programme(programme) = stream else { continue };
            let rows: Vec<Row<ProgrammeEntry>> = history.in_force(at.known_at).filter_map(own).collect();
            let by_then: Vec<&Row<ProgrammeEntry>> = rows.iter().filter(|row| row.holds <= at.as_of).collect();
            if let Some(closed) = closing(&by_then) {
                let entry = by_then.iter().find(|row| ends(row) && row.holds == closed).map(|row| row.seq);
                let end = End { day: closed.plus_days(-1), by: EndsBy::Closed, entry: entry.unwrap_or_default() };
                for subject in [RecordSubject::Participants, RecordSubject::Bodies, RecordSubject::Staff] {
                    reach.set(programme, subject, end);
                }
            }
            for (subject, end) in stated(&rows) {
                reach.set(programme, subject, end);
            }
        }
        reach
    }

    /// The positions up to a state of knowledge at which the end of any records can have moved, in order.
    pub fn reach_turns(&self, known_at: Seq) -> Vec<Seq> {
        let stated = self.programmes.streams().flat_map(|(_, history)| history.after(Seq(0)));
        let turns: BTreeSet<Seq> = self.recording.turns().chain(stated).filter(|seq| *seq <= known_at).collect();
        turns.into_iter().collect()
    }

    /// The projections as a question about a day sees them: as far as the records reach. Every question is answered from
    /// these, so that none can forget it.
    pub fn reaching(&self, at: At) -> Projections {
        self.reaching_to(&Arc::new(self.reach(at).before(at.as_of)))
    }

    /// The projections as far as the records are said to reach.
    pub(crate) fn reaching_to(&self, reach: &Arc<Reach>) -> Projections {
        let mut reaching = self.changed(&Reaching(Arc::clone(reach)));
        if let Some(counted) = &mut reaching.counted {
            counted.streams = counted.streams.reaching(reach);
        }
        reaching
    }
}

/// As far as the records reach.
struct Reaching(Arc<Reach>);

impl Change for Reaching {
    fn one<P: Projection>(&self, timeline: &Timeline<P>) -> Timeline<P> {
        timeline.reaching(&self.0)
    }
}

/// What bears on where the records end: statements, closings and establishments.
fn own(row: &Row<ProgrammeFact>) -> Option<Row<ProgrammeEntry>> {
    match &row.fact {
        ProgrammeFact::Programme(
            entry @ (ProgrammeEntry::RecordsEnd(_) | ProgrammeEntry::Closed(_) | ProgrammeEntry::Established(_)),
        ) => Some(row.with(entry.clone())),
        ProgrammeFact::Programme(_) | ProgrammeFact::Risk(_) | ProgrammeFact::Figure(_) => None,
    }
}

fn ends(row: &Row<ProgrammeEntry>) -> bool {
    matches!(row.fact, ProgrammeEntry::Closed(_))
}
