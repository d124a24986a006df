//! What an answer rests on, where those records end, and of what nothing is recorded: a question about one programme says
//! nothing of another.

use std::collections::BTreeSet;

use hovedbok_core::entries::ProgrammeEntry;
use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::reach::{End, EndsBy};
use hovedbok_core::{Day, Name, Row, Seq, StreamId};
use hovedbok_programmes::ProgrammeFact;
use hovedbok_projection::At;
use serde::Serialize;

use crate::cohorts::asked_until;
use crate::projections::Projections;
use crate::questions::{Question, Reply};

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

/// Records that an answer rests on and that were put together from published totals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reconstructed {
    /// The programme.
    pub programme: Name,
    /// What the records are about.
    pub subject: RecordSubject,
    /// What they were put together from.
    pub published: String,
    /// What is assumed.
    pub assumed: String,
}

/// Where the records that an answer rests on end, or are not all understood, and which of them are not what somebody saw.
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
    /// The records that were put together from published totals.
    pub reconstructed: Vec<Reconstructed>,
}

impl Projections {
    /// Where the records end that an answer to a question rests on.
    pub fn ends(&self, question: &Question, reply: Option<&Reply>, at: At) -> Ends {
        let question = &question.spelled(&self.names);
        let recorded = self.recorded(at.known_at);
        let reach = self.reach(at);
        let cohorts = self.cohorts_named(question, at.known_at);
        let mut ends = Ends { incomplete: self.incomplete_of(question, at), ..Ends::default() };
        for (programme, subject) in self.rests_on(question, reply, &recorded, at) {
            let pair = (programme, subject);
            if !recorded.contains(&pair) {
                if NEVER_ZERO.contains(&subject) && question.ask().counts(reply, &pair.0) {
                    ends.not_recorded.push(NotRecorded { programme: pair.0, subject });
                }
                continue;
            }
            ends.reconstructed.extend(self.reconstructed(&pair.0, subject, at.known_at));
            // A cohort is judged on its own days, and they can be later than the day asked about.
            let until = asked_until(&cohorts, &pair.0, at.as_of);
            let later = (until > at.as_of).then(|| self.reach(At { as_of: until, ..at }));
            let (end, programme) = (later.as_ref().unwrap_or(&reach).end(&pair.0, subject), pair.0);
            match end.filter(|end| end.day < until) {
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
        let every = || recorded.iter().map(|(programme, _)| programme.clone()).chain(self.established(at)).collect();
        let programmes: BTreeSet<Name> = question.ask().about(reply, self, at).unwrap_or_else(every);
        let subjects = question.ask().subjects();
        programmes.into_iter().flat_map(|name| subjects.iter().map(move |subject| (name.clone(), *subject))).collect()
    }

    /// The programmes whose records of a subject are stated to have been put together from published totals.
    pub fn reconstructed_of(&self, subject: RecordSubject, known_at: Seq) -> Vec<Reconstructed> {
        let programmes = self.programmes.streams().filter_map(|(stream, _)| stream.programme());
        let programmes: BTreeSet<Name> = programmes.collect();
        programmes.iter().filter_map(|programme| self.reconstructed(programme, subject, known_at)).collect()
    }

    /// What is stated last of how the records of a subject were put together.
    fn reconstructed(&self, programme: &Name, subject: RecordSubject, known_at: Seq) -> Option<Reconstructed> {
        let history = self.programmes.stream(&StreamId::Programme(programme.clone()))?;
        let stated = history.in_force(known_at).filter_map(|row| match &row.fact {
            ProgrammeFact::Programme(ProgrammeEntry::RecordsReconstructed(body)) => Some((row.seq, body)),
            ProgrammeFact::Programme(_) | ProgrammeFact::Risk(_) | ProgrammeFact::Figure(_) => None,
        });
        let about = stated.filter(|(_, body)| body.subjects.0.is_empty() || body.subjects.0.contains(&subject));
        let (_, body) = about.max_by_key(|(seq, _)| *seq)?;
        let (published, assumed) = (body.published.as_str().to_owned(), body.assumed.as_str().to_owned());
        Some(Reconstructed { programme: programme.clone(), subject, published, assumed })
    }

    /// The programmes that are established by a day.
    fn established(&self, at: At) -> impl Iterator<Item = Name> {
        let established =
            |row: &&Row<ProgrammeFact>| matches!(&row.fact, ProgrammeFact::Programme(ProgrammeEntry::Established(_)));
        let streams = self.programmes.at(at).filter(move |(_, rows)| rows.iter().any(established));
        streams.filter_map(|(stream, _)| stream.programme())
    }
}

/// What is counted or summed in answers: of these nothing recorded would look like none.
pub(crate) const NEVER_ZERO: [RecordSubject; 3] =
    [RecordSubject::Participants, RecordSubject::Plan, RecordSubject::Money];
