//! What is known of the whole log beside its streams: how names are spelled, who was merged with whom, and when something
//! was recorded of each programme.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hovedbok_answers::recording::{Courses, Kept, Recording};
use hovedbok_answers::spellings::Name as Spelled;
use hovedbok_answers::{Mergings, Spellings};
use hovedbok_core::{EnrolmentId, Entry, Name, ParticipantId, PlacementId, StreamKind};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What is known of the whole log.
#[derive(Debug, Clone, Default)]
pub(crate) struct Whole {
    pub(crate) names: Arc<Spellings>,
    pub(crate) mergings: Mergings,
    pub(crate) recording: Recording,
    /// How many entries are parked.
    pub(crate) parked: u64,
}

#[derive(Serialize)]
struct Content<'w> {
    /// How many names are spelled in more than one way.
    several: usize,
    mergings: Vec<(ParticipantId, ParticipantId)>,
    recording: Kept,
    programmes: Vec<&'w Name>,
    parked: u64,
}

#[derive(Deserialize)]
struct Stored {
    several: usize,
    mergings: Vec<(ParticipantId, ParticipantId)>,
    recording: Kept,
    /// The programmes that the courses name, by number.
    programmes: Vec<Name>,
    parked: u64,
}

/// An enrolment and the number of its programme; a placement and its enrolment.
const ENROLMENT: usize = 16 + 4;
const PLACEMENT: usize = 16 + 16;

impl Whole {
    pub(crate) fn learn(&mut self, entry: &Entry) {
        self.recording.learn(entry);
        self.parked += u64::from(entry.parked().is_some());
        let draft = &entry.draft;
        let Some(fact) = draft.body.fact().filter(|_| draft.stream.kind() != StreamKind::Other) else { return };
        let names = Arc::make_mut(&mut self.names);
        draft.stream.names(&mut |kind, text| names.learn(kind, text, entry.seq));
        fact.names(&mut |kind, text| names.learn(kind, text, entry.seq));
        self.mergings.learn(&draft.stream, fact);
    }

    /// In a short form, without the names and the courses; the names; and the courses.
    pub(crate) fn bytes(&self) -> [Vec<u8>; 3] {
        let courses = self.recording.courses();
        let programmes: BTreeSet<&Name> = courses.enrolments.values().collect();
        let numbers: BTreeMap<&Name, u32> = programmes.iter().copied().zip(0..).collect();
        let mut enrolments: Vec<(&EnrolmentId, &Name)> = courses.enrolments.iter().collect();
        enrolments.sort_unstable();
        let mut placements: Vec<(&PlacementId, &EnrolmentId)> = courses.placements.iter().collect();
        placements.sort_unstable();
        let mut bytes = (enrolments.len() as u64).to_le_bytes().to_vec();
        for (enrolment, programme) in enrolments {
            bytes.extend_from_slice(enrolment.0.as_bytes());
            bytes.extend_from_slice(&numbers.get(programme).copied().unwrap_or_default().to_le_bytes());
        }
        for (placement, enrolment) in placements {
            bytes.extend_from_slice(placement.0.as_bytes());
            bytes.extend_from_slice(enrolment.0.as_bytes());
        }
        let content = Content {
            several: self.names.how_many_several(),
            mergings: self.mergings.pairs().collect(),
            recording: self.recording.kept(),
            programmes: programmes.into_iter().collect(),
            parked: self.parked,
        };
        // Only lists of known length: writing to memory cannot fail.
        let names: Vec<&Spelled> = self.names.names().collect();
        [postcard::to_allocvec(&content), postcard::to_allocvec(&names), Ok(bytes)].map(Result::unwrap_or_default)
    }

    /// What the bytes say; without courses nothing can be learnt of persons.
    pub(crate) fn read(content: &[u8], names: &[u8], courses: Option<&[u8]>) -> Option<Whole> {
        let Stored { several, mergings, recording, programmes, parked } = postcard::from_bytes(content).ok()?;
        let courses = match courses {
            Some(bytes) => read_courses(bytes, &programmes)?,
            None => Courses::default(),
        };
        let names = Arc::new(Spellings::kept(names.into(), |bytes| postcard::from_bytes(bytes).ok(), several));
        let mut whole = Whole { names, recording: Recording::of(recording, courses), parked, ..Whole::default() };
        mergings.into_iter().for_each(|(one, other)| whole.mergings.add(one, other));
        Some(whole)
    }
}

fn read_courses(bytes: &[u8], programmes: &[Name]) -> Option<Courses> {
    let (count, rest) = bytes.split_first_chunk::<8>()?;
    let enrolments = usize::try_from(u64::from_le_bytes(*count)).ok()?.checked_mul(ENROLMENT)?;
    let (enrolments, placements) = rest.split_at_checked(enrolments)?;
    let uuid = |bytes: &[u8]| Uuid::from_slice(bytes).ok();
    let enrolment = |row: &[u8]| {
        let (id, number) = row.split_at_checked(16)?;
        let number = u32::from_le_bytes(number.try_into().ok()?);
        Some((EnrolmentId(uuid(id)?), programmes.get(usize::try_from(number).ok()?)?.clone()))
    };
    let placement = |row: &[u8]| {
        let (id, enrolment) = row.split_at_checked(16)?;
        Some((PlacementId(uuid(id)?), EnrolmentId(uuid(enrolment)?)))
    };
    Some(Courses {
        enrolments: enrolments.chunks(ENROLMENT).map(enrolment).collect::<Option<_>>()?,
        placements: placements.chunks(PLACEMENT).map(placement).collect::<Option<_>>()?,
    })
}
