//! What an answer rests on, where those records end, and of what nothing is recorded: a question about one programme says
//! nothing of another.

use std::collections::BTreeSet;

use hovedbok_core::entries::ProgrammeEntry;
use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::reach::{End, EndsBy};
use hovedbok_core::{Day, Name, Row, StreamId};
use hovedbok_programmes::ProgrammeFact;
use hovedbok_projection::At;
use serde::Serialize;

use crate::ask::{Question, Reply};
use crate::projections::Projections;

/// An end of records in an answer: one before the day asked about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReachRow {
    /// The programme.
    pub programme: Name,
    /// What the records are about.
    pub subject: RecordSubject,
    /// The last day for which they speak.
    pub day: Day,
    /// What says so.
    pub why: EndsBy,
}

/// What an answer has no entry of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NotRecorded {
    /// The programme.
    pub programme: Name,
    /// What the records would be about.
    pub subject: RecordSubject,
}

/// Where the records that an answer rests on end, or are not all understood.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ends {
    /// The ends before the day asked about.
    pub reach: Vec<ReachRow>,
    /// What nothing is recorded of.
    pub not_recorded: Vec<NotRecorded>,
    /// The day of the last entry, where the ledger is in use and a later day is asked about.
    pub recorded_until: Option<Day>,
    /// The streams that hold what this program does not know.
    pub incomplete: Vec<StreamId>,
}

impl Projections {
    /// Where the records end that an answer to a question rests on.
    pub fn ends(&self, question: &Question, reply: Option<&Reply>, at: At) -> Ends {
        let recorded = self.recorded(at.known_at);
        let reach = self.reach(at);
        let mut ends = Ends { incomplete: self.incomplete_of(question, at), ..Ends::default() };
        for (programme, subject) in self.rests_on(question, reply, &recorded, at) {
            let pair = (programme, subject);
            if !recorded.contains(&pair) {
                if NEVER_ZERO.contains(&subject) && question.shows_amounts() && derives(reply, &pair.0) {
                    ends.not_recorded.push(NotRecorded { programme: pair.0, subject });
                }
                continue;
            }
            let (end, programme) = (reach.end(&pair.0, subject), pair.0);
            match end.filter(|end| end.day < at.as_of) {
                Some(End { day, by, .. }) => ends.reach.push(ReachRow { programme, subject, day, why: by }),
                None => {
                    let until = self.recorded_until(end, at.known_at).filter(|until| *until < at.as_of);
                    ends.recorded_until = ends.recorded_until.max(until);
                }
            }
        }
        ends
    }

    /// The programmes and subjects that an answer rests on, by programme; also those that nothing is recorded of.
    fn rests_on(
        &self,
        question: &Question,
        reply: Option<&Reply>,
        recorded: &BTreeSet<(Name, RecordSubject)>,
        at: At,
    ) -> BTreeSet<(Name, RecordSubject)> {
        let question = &question.spelled(&self.names);
        let programmes: BTreeSet<Name> = match (question.programme(), reply) {
            (_, Some(Reply::Participant(course))) => {
                course.enrolments.iter().filter_map(|enrolment| enrolment.programme.clone()).collect()
            }
            (_, Some(Reply::Programmes(rows))) => rows.programmes.iter().map(|row| row.programme.clone()).collect(),
            (None, Some(Reply::Goals(goals))) => {
                goals.goals.iter().map(|row| row.programme.clone()).filter(|name| derives(reply, name)).collect()
            }
            (None, Some(Reply::Figures(figures))) => {
                figures.figures.iter().map(|row| row.programme.clone()).filter(|name| derives(reply, name)).collect()
            }
            (None, Some(Reply::Budget(budget))) if question.is_narrowed() => {
                budget.lines.iter().map(|line| line.programme.clone()).collect()
            }
            (Some(only), _) => BTreeSet::from([only.clone()]),
            (None, _) => match question {
                Question::Milestones { plan: Some(plan) } => {
                    hovedbok_milestones::programme_of(&self.milestones, plan, at.known_at).into_iter().collect()
                }
                Question::Participant(_) => BTreeSet::new(),
                Question::Milestones { plan: None }
                | Question::State { .. }
                | Question::Placements { .. }
                | Question::Budget { .. }
                | Question::Programmes { .. }
                | Question::Goals { .. }
                | Question::Figures { .. }
                | Question::Findings { .. }
                | Question::Statement { .. } => {
                    recorded.iter().map(|(programme, _)| programme.clone()).chain(self.established(at)).collect()
                }
            },
        };
        let subjects = question.subjects();
        programmes.into_iter().flat_map(|name| subjects.iter().map(move |subject| (name.clone(), *subject))).collect()
    }

    /// The programmes that are established by a day.
    fn established(&self, at: At) -> impl Iterator<Item = Name> {
        let established =
            |row: &&Row<ProgrammeFact>| matches!(&row.fact, ProgrammeFact::Programme(ProgrammeEntry::Established(_)));
        let streams = self.programmes.at(at).filter(move |(_, rows)| rows.iter().any(established));
        streams.filter_map(|(stream, _)| stream.programme())
    }
}

/// Whether an answer derives anything of a programme from what is recorded of persons; of others than goals and figures all
/// rests on such records.
fn derives(reply: Option<&Reply>, programme: &Name) -> bool {
    match reply {
        Some(Reply::Goals(goals)) => goals.goals.iter().any(|row| {
            row.programme == *programme && row.indicator.as_ref().is_some_and(|named| is_of_persons(named.as_str()))
        }),
        Some(Reply::Figures(figures)) => {
            figures.figures.iter().any(|row| row.programme == *programme && is_of_persons(row.indicator.as_str()))
        }
        Some(
            Reply::State(_)
            | Reply::Participant(_)
            | Reply::Placements(_)
            | Reply::Milestones(_)
            | Reply::Plans(_)
            | Reply::Budget(_)
            | Reply::Programmes(_)
            | Reply::Findings(_)
            | Reply::Statement(_),
        )
        | None => true,
    }
}

/// What is counted or summed in answers: of these nothing recorded would look like none.
const NEVER_ZERO: [RecordSubject; 3] = [RecordSubject::Participants, RecordSubject::Plan, RecordSubject::Money];

/// Whether an indicator is derived from what is recorded of participants.
pub(crate) fn is_of_persons(indicator: &str) -> bool {
    hovedbok_state::Indicator::from_word(indicator).is_some()
}
