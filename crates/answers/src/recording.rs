//! When something was recorded of each programme: originals only, so that a correction never moves how far its records
//! reach.

mod steps;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use foldhash::fast::RandomState;
use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::entries::correction::Replaced;
use hovedbok_core::entries::{AbsenceEntry, BenefitEntry, MeasureEntry, ParticipantEntry, PersonEntry};
use hovedbok_core::reach::{End, EndsBy, subject_of};
use hovedbok_core::{Body, Day, EnrolmentId, Entry, Fact, Name, PlacementId, Seq, StreamId};
use serde::{Deserialize, Serialize};

use steps::Steps;

/// For how many days after the last entry a ledger that is in use speaks: a quiet month is a quiet month.
const IN_USE_DAYS: i64 = 31;

/// When something was recorded of each programme and subject.
#[derive(Debug, Clone, Default)]
pub struct Recording {
    pub(crate) subjects: BTreeMap<(Name, RecordSubject), Marks>,
    /// Of plans by their own name: which programme one belongs to is a fact that can change.
    pub(crate) plans: BTreeMap<Name, Marks>,
    /// The days on which anything ordinary was recorded, each with its first entry.
    days: Steps,
    /// The entry `ledger.opened`, and its day.
    opened: Option<(Seq, Day)>,
    courses: Courses,
}

/// Which programme each enrolment is in, and which enrolment each placement belongs to: what is needed to learn more.
#[derive(Debug, Clone, Default)]
pub struct Courses {
    /// The programmes of enrolments.
    pub enrolments: HashMap<EnrolmentId, Name, RandomState>,
    /// The enrolments of placements.
    pub placements: HashMap<PlacementId, EnrolmentId, RandomState>,
}

/// What a recording takes from an entry.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mention<'a> {
    pub seq: Seq,
    /// The day on which it was recorded.
    pub day: Day,
    pub migrated: bool,
    /// Whether it replaces another entry.
    pub corrects: bool,
    pub stream: &'a StreamId,
    pub fact: &'a Fact,
}

/// A recording as it is kept in a file, without its courses.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Kept {
    subjects: Vec<(Name, RecordSubject, Marks)>,
    plans: Vec<(Name, Marks)>,
    days: Steps,
    opened: Steps,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Marks {
    /// The days of the migrated documents, growing, each with its first entry.
    batches: Steps,
    /// The first ordinary entry.
    ordinary: Option<Seq>,
}

impl Marks {
    /// The first entry of the subject.
    pub(crate) fn first(&self) -> Option<Seq> {
        self.batches.first().map(|(seq, _)| seq).into_iter().chain(self.ordinary).min()
    }

    /// The same as far as a position.
    fn up_to(&self, last: Seq) -> Option<Marks> {
        let marks = Marks { batches: self.batches.up_to(last), ordinary: self.ordinary.filter(|seq| *seq <= last) };
        marks.first().map(|_| marks)
    }

    fn learn(&mut self, seq: Seq, migrated: bool, day: Day) {
        if migrated {
            self.batches.step(seq, day);
        } else {
            self.ordinary.get_or_insert(seq);
        }
    }
}

impl Recording {
    /// The recording as it is kept, to be read with the courses that are kept beside it.
    pub fn kept(&self) -> Kept {
        let subjects = self.subjects.iter().map(|((name, subject), marks)| (name.clone(), *subject, marks.clone()));
        let plans = self.plans.iter().map(|(name, marks)| (name.clone(), marks.clone()));
        let opened = self.opened.into_iter().collect();
        Kept { subjects: subjects.collect(), plans: plans.collect(), days: self.days.clone(), opened }
    }

    /// The recording that was kept. Without its courses it can be asked, and not learn of persons.
    pub fn of(kept: Kept, courses: Courses) -> Recording {
        Recording {
            subjects: kept.subjects.into_iter().map(|(name, subject, marks)| ((name, subject), marks)).collect(),
            plans: kept.plans.into_iter().collect(),
            days: kept.days,
            opened: kept.opened.first(),
            courses,
        }
    }

    /// What is needed to learn more.
    pub fn courses(&self) -> &Courses {
        &self.courses
    }

    /// The recording of some subjects as it was at a position, to be asked.
    #[must_use]
    pub fn up_to(&self, last: Seq, takes: impl Fn(RecordSubject) -> bool) -> Recording {
        let subjects = self.subjects.iter().filter(|((_, subject), _)| takes(*subject));
        let subjects = subjects.filter_map(|(key, marks)| Some((key.clone(), marks.up_to(last)?)));
        let plans = self.plans.iter().filter(|_| takes(RecordSubject::Plan));
        let plans = plans.filter_map(|(name, marks)| Some((name.clone(), marks.up_to(last)?)));
        let days = self.days.up_to(last);
        let opened = self.opened.filter(|(seq, _)| *seq <= last);
        Recording { subjects: subjects.collect(), plans: plans.collect(), days, opened, courses: Courses::default() }
    }

    /// The day on which anything ordinary was last recorded by a position.
    pub(crate) fn last_day(&self, known_at: Seq) -> Option<Day> {
        self.days.by(known_at).map(|(_, day)| day)
    }

    /// The day from which the ledger is in use, that of `ledger.opened`; none where it was not opened by a position.
    pub fn opened(&self, known_at: Seq) -> Option<Day> {
        self.opened.filter(|(seq, _)| *seq <= known_at).map(|(_, day)| day)
    }

    /// The entry `ledger.opened` and its day, where it is after a position.
    pub(crate) fn opened_after(&self, position: Seq) -> Option<(Seq, Day)> {
        self.opened.filter(|(seq, _)| *seq > position)
    }

    /// Notes that the ledger was opened.
    pub(crate) fn open(&mut self, seq: Seq, day: Day) {
        self.opened.get_or_insert((seq, day));
    }

    /// Notes when an entry was recorded. Corrections move nothing that is there.
    pub fn learn(&mut self, entry: &Entry) {
        let (fact, corrects) = match &entry.draft.body {
            Body::Fact(fact) => (fact, false),
            Body::Replaced(Replaced { fact, .. }) => (fact, true),
            Body::Voided(_) | Body::Unknown(_) => return,
        };
        let Some(day) = entry.recorded.oslo_day() else { return };
        let migrated = entry.draft.migrated.is_some();
        self.take(&Mention { seq: entry.seq, day, migrated, corrects, stream: &entry.draft.stream, fact });
    }

    /// The same of what is left of an entry in a history.
    pub(crate) fn take(&mut self, mention: &Mention<'_>) {
        let Mention { seq, day, migrated, corrects, stream, fact } = *mention;
        if corrects {
            if let Fact::Person(person) = fact {
                self.corrected(person, seq, day);
            }
            return;
        }
        if opens(fact) {
            self.open(seq, day);
        } else if !migrated {
            self.days.step(seq, day);
        }
        let marks = match (stream, subject_of(fact)) {
            (StreamId::Plan(plan), Some(_)) => self.plans.entry(plan.clone()).or_default(),
            (stream, Some(subject)) => {
                let about = if let Fact::Person(person) = fact { self.about(person) } else { stream.programme() };
                let Some(programme) = about else { return };
                self.subjects.entry((programme, subject)).or_default()
            }
            (_, None) => return,
        };
        marks.learn(seq, migrated, day);
    }

    /// Notes which programme and enrolment a person's entry is about, and nothing else.
    pub(crate) fn follow(&mut self, person: &PersonEntry, corrects: bool) {
        if !corrects {
            self.about(person);
        } else if let PersonEntry::Participant(entry) = person
            && let Some((enrolment, programme)) = entry.enrolment_and_programme()
        {
            self.courses.enrolments.insert(enrolment, programme.clone());
        }
    }

    /// Notes that something ordinary was recorded on a day, whatever it is about.
    pub(crate) fn step(&mut self, seq: Seq, day: Day) {
        self.days.step(seq, day);
    }

    /// The first ordinary entry of each later day after a position.
    pub(crate) fn steps_after(&self, position: Seq) -> impl Iterator<Item = (Seq, Day)> {
        self.days.iter().filter(move |(seq, _)| *seq > position)
    }

    /// Every entry at which the end of any records can have moved.
    pub(crate) fn turns(&self) -> impl Iterator<Item = Seq> {
        let marks = self.subjects.values().chain(self.plans.values());
        let of_marks = marks.flat_map(|marks| marks.batches.iter().map(|(seq, _)| seq).chain(marks.ordinary));
        of_marks.chain(self.days.iter().map(|(seq, _)| seq))
    }

    /// The entries after a position that the ends of the records rest on.
    pub(crate) fn resting_after(&self, position: Seq) -> BTreeSet<Seq> {
        let marks = self.subjects.values().chain(self.plans.values());
        let of_marks =
            marks.flat_map(|marks| marks.batches.last().map(|(seq, _)| seq).into_iter().chain(marks.ordinary));
        let last = self.days.last().map(|(seq, _)| seq);
        of_marks.chain(last).filter(|seq| *seq > position).collect()
    }

    /// The entries after a position that the end of a programme's records about a subject rests on.
    pub(crate) fn resting_of(&self, programme: &Name, subject: RecordSubject, position: Seq) -> BTreeSet<Seq> {
        let marks = self.subjects.get(&(programme.clone(), subject));
        let of_marks = marks
            .into_iter()
            .flat_map(|marks| marks.batches.last().map(|(seq, _)| seq).into_iter().chain(marks.ordinary));
        let last = self.days.last().map(|(seq, _)| seq);
        of_marks.chain(last).filter(|seq| *seq > position).collect()
    }

    /// Whether the end of any records rests on an entry.
    pub(crate) fn rests_on(&self, seq: Seq) -> bool {
        let of = |marks: &Marks| marks.ordinary == Some(seq) || marks.batches.last().is_some_and(|(own, _)| own == seq);
        self.days.last().is_some_and(|(own, _)| own == seq)
            || self.subjects.values().any(of)
            || self.plans.values().any(of)
    }

    /// Notes that a correction says which programme somebody was in: what is recorded of that enrolment later is about it,
    /// and where nothing else is recorded about that programme, its records begin here.
    fn corrected(&mut self, entry: &PersonEntry, seq: Seq, day: Day) {
        let PersonEntry::Participant(entry) = entry else { return };
        if let Some((enrolment, programme)) = entry.enrolment_and_programme() {
            self.courses.enrolments.insert(enrolment, programme.clone());
            let marks = self.subjects.entry((programme.clone(), RecordSubject::Participants)).or_default();
            if marks.first().is_none() {
                marks.batches.step(seq, day);
            }
        }
    }

    /// Whether an entry that was recorded on this day and is not decoded can make a difference.
    pub fn later(&self, day: Day) -> bool {
        self.days.last().is_none_or(|(_, last)| last < day)
    }

    /// Notes that something ordinary was recorded, whatever it is about.
    pub fn note(&mut self, entry: &Entry) {
        let Body::Fact(fact) = &entry.draft.body else { return };
        let Some(day) = entry.recorded.oslo_day() else { return };
        if opens(fact) {
            self.open(entry.seq, day);
        } else if entry.draft.migrated.is_none() {
            self.days.step(entry.seq, day);
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
                    return Some(self.courses.enrolments.entry(enrolment).or_insert_with(|| programme.clone()).clone());
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
                self.courses.placements.insert(body.placement, body.enrolment);
                body.enrolment
            }
            PersonEntry::Measure(MeasureEntry::Changed(body)) => *self.courses.placements.get(&body.placement)?,
            PersonEntry::Measure(MeasureEntry::Ended(body)) => *self.courses.placements.get(&body.placement)?,
            PersonEntry::Absence(AbsenceEntry::Absence(body)) => *self.courses.placements.get(&body.placement)?,
            PersonEntry::Absence(AbsenceEntry::Attendance(body)) => *self.courses.placements.get(&body.placement)?,
            PersonEntry::Benefit(BenefitEntry::Paid(body)) => body.enrolment?,
            PersonEntry::Benefit(BenefitEntry::ConditionSet(body)) => body.enrolment?,
            PersonEntry::Benefit(BenefitEntry::ConditionAnswered(_)) => return None,
        };
        self.courses.enrolments.get(&enrolment).cloned()
    }

    /// Where the records end by what was recorded: with the last migrated document, or, where anything ordinary is
    /// recorded of the subject, a month after the last time that anything was recorded at all.
    pub(crate) fn end(&self, marks: &Marks, known_at: Seq) -> Option<End> {
        if marks.ordinary.is_some_and(|first| first <= known_at) {
            let (entry, day) = self.days.by(known_at)?;
            return Some(End { day: day.plus_days(IN_USE_DAYS), by: EndsBy::Recorded, entry });
        }
        let (entry, day) = marks.batches.by(known_at)?;
        Some(End { day, by: EndsBy::Batch, entry })
    }
}

fn opens(fact: &Fact) -> bool {
    matches!(fact, Fact::Ledger(hovedbok_core::entries::LedgerEntry::Opened(_)))
}
