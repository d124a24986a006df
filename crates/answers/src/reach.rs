//! How far the records of each programme reach at a point of both times (time.md, *Where the records end*), and of
//! what nothing is recorded at all.
//!
//! Statements and closings are facts of the programmes' streams. The rest follows from when something was recorded, which
//! [`Recording`] notes while the log is read: originals only, so that a correction never moves a reach.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::entries::correction::Replaced;
use hovedbok_core::entries::{AbsenceEntry, BenefitEntry, MeasureEntry, ParticipantEntry, PersonEntry, ProgrammeEntry};
use hovedbok_core::reach::{End, EndsBy, stated, subject_of};
use hovedbok_core::rules::programme::closing;
use hovedbok_core::{Body, Day, EnrolmentId, Entry, Fact, Name, PlacementId, Reach, Row, Seq, StreamId};
use hovedbok_programmes::ProgrammeFact;
use hovedbok_projection::At;

use crate::projections::Projections;

/// For how many days after the last entry a ledger that is in use speaks: a quiet month is a quiet month.
const IN_USE_DAYS: i64 = 31;

/// When something was recorded of each programme and subject.
#[derive(Debug, Clone, Default)]
pub struct Recording {
    subjects: BTreeMap<(Name, RecordSubject), Marks>,
    /// Of plans by their own name: which programme one belongs to is a fact that can change.
    plans: BTreeMap<Name, Marks>,
    /// The days on which anything ordinary was recorded, each with its first entry.
    days: Vec<(Seq, Day)>,
    enrolments: HashMap<EnrolmentId, Name>,
    placements: HashMap<PlacementId, EnrolmentId>,
}

#[derive(Debug, Clone, Default)]
struct Marks {
    /// The days of the documents that were moved in, growing, each with its first entry.
    batches: Vec<(Seq, Day)>,
    /// The first ordinary entry.
    ordinary: Option<Seq>,
}

impl Marks {
    /// The first entry of the subject.
    fn first(&self) -> Option<Seq> {
        self.batches.first().map(|(seq, _)| *seq).into_iter().chain(self.ordinary).min()
    }

    fn learn(&mut self, entry: &Entry, day: Day) {
        if entry.draft.migrated.is_none() {
            self.ordinary.get_or_insert(entry.seq);
        } else {
            step(&mut self.batches, entry.seq, day);
        }
    }
}

/// Notes the first entry of a later day.
fn step(days: &mut Vec<(Seq, Day)>, seq: Seq, day: Day) {
    if days.last().is_none_or(|(_, last)| *last < day) {
        days.push((seq, day));
    }
}

/// The last step by a position.
fn last(days: &[(Seq, Day)], known_at: Seq) -> Option<(Seq, Day)> {
    days.get(days.partition_point(|(seq, _)| *seq <= known_at).checked_sub(1)?).copied()
}

impl Recording {
    /// Notes when an entry was recorded. Corrections move nothing that is there.
    pub fn learn(&mut self, entry: &Entry) {
        let Some(day) = entry.recorded.oslo_day() else { return };
        let fact = match &entry.draft.body {
            Body::Fact(fact) => fact,
            Body::Replaced(Replaced { fact: Fact::Person(person), .. }) => {
                return self.corrected(person, entry.seq, day);
            }
            Body::Replaced(_) | Body::Voided(_) | Body::Unknown(_) => return,
        };
        if entry.draft.migrated.is_none() && !opens(fact) {
            step(&mut self.days, entry.seq, day);
        }
        let marks = match (&entry.draft.stream, subject_of(fact)) {
            (StreamId::Plan(plan), Some(_)) => self.plans.entry(plan.clone()).or_default(),
            (stream, Some(subject)) => {
                let about = if let Fact::Person(person) = fact { self.about(person) } else { stream.programme() };
                let Some(programme) = about else { return };
                self.subjects.entry((programme, subject)).or_default()
            }
            (_, None) => return,
        };
        marks.learn(entry, day);
    }

    /// Notes that a correction says which programme somebody was in: what is recorded of that enrolment later is about it,
    /// and where nothing else is recorded about that programme, its records begin here.
    fn corrected(&mut self, entry: &PersonEntry, seq: Seq, day: Day) {
        let PersonEntry::Participant(entry) = entry else { return };
        if let Some((enrolment, programme)) = entry.enrolment_and_programme() {
            self.enrolments.insert(enrolment, programme.clone());
            let marks = self.subjects.entry((programme.clone(), RecordSubject::Participants)).or_default();
            if marks.first().is_none() {
                step(&mut marks.batches, seq, day);
            }
        }
    }

    /// Whether an entry that was recorded on this day and is not decoded can make a difference.
    pub fn later(&self, day: Day) -> bool {
        self.days.last().is_none_or(|(_, last)| *last < day)
    }

    /// Notes that something ordinary was recorded, whatever it is about.
    pub fn note(&mut self, entry: &Entry) {
        let Body::Fact(fact) = &entry.draft.body else { return };
        let Some(day) = entry.recorded.oslo_day() else { return };
        if entry.draft.migrated.is_none() && !opens(fact) {
            step(&mut self.days, entry.seq, day);
        }
    }

    /// The programme that a person's entry is about, as far as entries before it say.
    fn about(&mut self, entry: &PersonEntry) -> Option<Name> {
        let enrolment = match entry {
            PersonEntry::Participant(entry) => match entry {
                ParticipantEntry::Applied(_)
                | ParticipantEntry::Referred(_)
                | ParticipantEntry::Waitlisted(_)
                | ParticipantEntry::Withdrawn(_)
                | ParticipantEntry::Intake(_) => {
                    let (enrolment, programme) = entry.enrolment_and_programme()?;
                    return Some(self.enrolments.entry(enrolment).or_insert_with(|| programme.clone()).clone());
                }
                ParticipantEntry::Registered(_)
                | ParticipantEntry::DetailsChanged(_)
                | ParticipantEntry::Merged(_)
                | ParticipantEntry::MergedFrom(_) => return None,
                ParticipantEntry::Assessed(body) => body.enrolment,
                ParticipantEntry::Decided(body) => body.enrolment,
                ParticipantEntry::PlanOffered(body) => body.enrolment,
                ParticipantEntry::CounsellorAssigned(body) => body.enrolment,
                ParticipantEntry::Suspended(body) => body.enrolment,
                ParticipantEntry::Resumed(body) => body.enrolment,
                ParticipantEntry::Transitioned(body) => body.enrolment,
                ParticipantEntry::Exited(body) => body.enrolment,
                ParticipantEntry::FollowedUp(body) => body.enrolment,
                ParticipantEntry::CertificateConsidered(body) => body.enrolment,
                ParticipantEntry::Reviewed(body) => body.enrolment,
            },
            PersonEntry::Measure(MeasureEntry::Started(body)) => {
                self.placements.insert(body.placement, body.enrolment);
                body.enrolment
            }
            PersonEntry::Measure(MeasureEntry::Changed(body)) => *self.placements.get(&body.placement)?,
            PersonEntry::Measure(MeasureEntry::Ended(body)) => *self.placements.get(&body.placement)?,
            PersonEntry::Absence(AbsenceEntry::Absence(body)) => *self.placements.get(&body.placement)?,
            PersonEntry::Absence(AbsenceEntry::Attendance(body)) => *self.placements.get(&body.placement)?,
            PersonEntry::Benefit(BenefitEntry::Paid(body)) => body.enrolment?,
        };
        self.enrolments.get(&enrolment).cloned()
    }

    /// Where the records end by what was recorded: with the last document that was moved in, or, where anything ordinary is
    /// recorded of the subject, a month after the last time that anything was recorded at all.
    fn end(&self, marks: &Marks, known_at: Seq) -> Option<End> {
        if marks.ordinary.is_some_and(|first| first <= known_at) {
            let (entry, day) = last(&self.days, known_at)?;
            return Some(End { day: day.plus_days(IN_USE_DAYS), by: EndsBy::Recorded, entry });
        }
        let (entry, day) = last(&marks.batches, known_at)?;
        Some(End { day, by: EndsBy::Batch, entry })
    }
}

fn opens(fact: &Fact) -> bool {
    matches!(fact, Fact::Ledger(hovedbok_core::entries::LedgerEntry::Opened(_)))
}

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
        last(&self.recording.days, known_at).map(|(_, day)| day)
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

    /// The projections as a question about a day sees them: as far as the records reach. Every question is answered from
    /// these, so that none can forget it.
    pub fn reaching(&self, at: At) -> Projections {
        let reach = Arc::new(self.reach(at).before(at.as_of));
        Projections {
            state: self.state.reaching(&reach),
            milestones: self.milestones.reaching(&reach),
            budgets: self.budgets.reaching(&reach),
            programmes: self.programmes.reaching(&reach),
            others: self.others.clone(),
            names: Arc::clone(&self.names),
            recording: Arc::clone(&self.recording),
        }
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
