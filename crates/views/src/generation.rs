//! A generation: the entries of the log up to a position, stream by stream in their short form, with what is known of the
//! whole, where each position lies, and the hash tree.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;
use std::sync::OnceLock;

use hovedbok_core::pack::Words;
use hovedbok_core::{ParticipantId, Seq, StreamId, packed};
use hovedbok_tree::{Frontier, Hash, subtree_root};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::ViewsError;
use crate::sections::{Part, Sections};
use crate::whole::Whole;

/// Its number is raised whenever the sections change, or the same log would give another whole.
pub(crate) const FORMAT: &str = "hovedbok-views/10";

pub(crate) const TREE_MISFIT: &str = "its tree does not fit its root";

/// The sections.
pub(crate) const WORDS: &str = "words";
pub(crate) const PERSONS: &str = "persons";
pub(crate) const OTHERS: &str = "others";
pub(crate) const ENTRIES: &str = "entries";
/// How many bytes of the entries have one CRC. A person's are a few kilobytes, and are read without those beside them where
/// persons are looked for in another order than they lie.
pub(crate) const ENTRIES_CHUNK: u64 = 8 << 10;
pub(crate) const PLACES: &str = "places";
pub(crate) const LEAVES: &str = "leaves";
/// The roots of the subtrees of 256 leaves, and of 65,536.
pub(crate) const NODES: [(u32, &str); 2] = [(8, "nodes8"), (16, "nodes16")];
pub(crate) const WHOLE: &str = "whole";
pub(crate) const NAMES: &str = "names";
pub(crate) const COURSES: &str = "courses";
/// What persons are counted by, person by person in the order of their list: the enrolments and placements, the benefits,
/// the attendance, and the conditions for benefits ([`hovedbok_state::ready`]); and the persons who must be read as streams.
pub(crate) const COUNTED: &str = "counted";
pub(crate) const BENEFITS: &str = "benefits";
pub(crate) const ATTENDANCE: &str = "attendance";
pub(crate) const CONDITIONS: &str = "conditions";
pub(crate) const ODD: &str = "odd";
/// Person by person how many bytes of `counted` are theirs, whether anything about them was migrated, and the person as the
/// newest facts leave them ([`hovedbok_state::settled`]); and the names and days in these.
pub(crate) const SETTLED: &str = "settled";
pub(crate) const LISTED: &str = "listed";
/// Where each of some thousand persons begin in the sections in which persons lie one after the other.
pub(crate) const PARTS: &str = "parts";
/// Of those who must be read as streams the entries that what they are counted by rests on, in the order of their ids.
pub(crate) const ODD_ENTRIES: &str = "odd_entries";

/// A row of the persons: the id, where the entries are, and how many bytes they take.
pub(crate) const PERSON: u64 = 16 + 8 + 8;

/// What a generation is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Head {
    pub(crate) format: String,
    /// [`packed::shape`], in hexadecimal digits.
    pub(crate) shape: String,
    pub(crate) origin: String,
    pub(crate) position: u64,
    pub(crate) root: Hash,
    /// The roots of the complete subtrees that the tree consists of.
    pub(crate) peaks: Vec<Hash>,
}

/// [`packed::shape`] in hexadecimal digits.
pub(crate) fn shape() -> String {
    base16ct::lower::encode_string(&packed::shape())
}

/// A generation on disk.
#[derive(Debug)]
pub(crate) struct Generation {
    sections: Sections<Head>,
    /// The streams of no person, with where their entries are.
    others: BTreeMap<StreamId, Range<u64>>,
    /// The same as they are numbered.
    numbered: Vec<StreamId>,
    persons: u64,
    /// The list of persons, once many were looked for.
    list: OnceLock<Part>,
    pub(crate) words: Words,
    pub(crate) frontier: Frontier,
}

impl Generation {
    pub(crate) fn open(path: &Path) -> Result<Generation, ViewsError> {
        let sections: Sections<Head> = Sections::open(path)?;
        let head = &sections.head;
        if head.format != FORMAT || head.shape != shape() {
            return Err(ViewsError::OtherVersion { path: path.to_owned() });
        }
        let frontier = Frontier::from_parts(head.position, head.peaks.clone()).filter(|tree| tree.root() == head.root);
        let frontier = frontier.ok_or_else(|| sections.damaged(TREE_MISFIT))?;
        let words = Words::read(sections.whole(WORDS)?.into_bytes());
        let words = words.ok_or_else(|| sections.damaged("its words are malformed"))?;
        let rows: Vec<(String, u64, u64)> = json(&sections, OTHERS)?;
        let mut others = BTreeMap::new();
        let mut numbered = Vec::with_capacity(rows.len());
        for (name, at, bytes) in rows {
            let stream = StreamId::stored(&name).ok_or_else(|| sections.damaged("it names a stream that cannot be"))?;
            numbered.push(stream.clone());
            others.insert(stream, at..at.saturating_add(bytes));
        }
        let persons = sections.bytes(PERSONS)? / PERSON;
        Ok(Generation { others, numbered, persons, list: OnceLock::new(), words, frontier, sections })
    }

    pub(crate) fn head(&self) -> &Head {
        &self.sections.head
    }

    pub(crate) fn path(&self) -> &Path {
        &self.sections.path
    }

    pub(crate) fn position(&self) -> Seq {
        Seq(self.head().position)
    }

    pub(crate) fn damaged(&self, what: &'static str) -> ViewsError {
        self.sections.damaged(what)
    }

    /// The bytes on disk.
    pub(crate) fn size(&self) -> u64 {
        std::fs::metadata(self.path()).map_or(0, |file| file.len())
    }

    /// What is known of the whole, ready to learn more of persons or not.
    pub(crate) fn whole(&self, learns: bool) -> Result<Whole, ViewsError> {
        let courses = if learns { Some(self.sections.whole(COURSES)?) } else { None };
        let (content, names) = (self.sections.whole(WHOLE)?, self.sections.whole(NAMES)?);
        let whole = Whole::read(&content, &names, courses.as_deref());
        whole.ok_or_else(|| self.damaged("what it knows of the whole is malformed"))
    }

    /// The streams of no person, with where their entries are.
    pub(crate) fn others(&self) -> impl Iterator<Item = (&StreamId, &Range<u64>)> {
        self.others.iter()
    }

    /// How many persons' streams there are.
    pub(crate) fn persons(&self) -> u64 {
        self.persons
    }

    /// Some of the persons' streams, by id, with where their entries are.
    pub(crate) fn persons_in(&self, rows: Range<u64>) -> Result<Vec<(StreamId, Range<u64>)>, ViewsError> {
        let bytes = self.sections.part(PERSONS, rows.start * PERSON..rows.end * PERSON)?;
        bytes
            .chunks(PERSON as usize)
            .map(|row| person(row).ok_or_else(|| self.damaged("a person is cut short")))
            .collect()
    }

    /// Everybody who has a stream, by id.
    pub(crate) fn participants(&self) -> Result<Vec<ParticipantId>, ViewsError> {
        self.participants_in(0..self.persons)
    }

    /// Some of them.
    pub(crate) fn participants_in(&self, rows: Range<u64>) -> Result<Vec<ParticipantId>, ViewsError> {
        let rows = self.sections.part(PERSONS, rows.start * PERSON..rows.end * PERSON)?;
        Ok(rows.chunks(PERSON as usize).filter_map(participant).collect())
    }

    /// Those of them who must be read as streams.
    pub(crate) fn odd(&self) -> Result<BTreeSet<ParticipantId>, ViewsError> {
        Ok(self.sections.whole(ODD)?.chunks(16).filter_map(participant).collect())
    }

    /// What everybody is counted by, of one of the sections for that.
    pub(crate) fn ready(&self, section: &str) -> Result<Part, ViewsError> {
        self.sections.whole(section)
    }

    /// How many bytes a section has.
    pub(crate) fn bytes_of(&self, section: &str) -> Result<u64, ViewsError> {
        self.sections.bytes(section)
    }

    /// A part of a section.
    pub(crate) fn part(&self, section: &str, range: Range<u64>) -> Result<Part, ViewsError> {
        self.sections.part(section, range)
    }

    /// Where the entries of a stream are.
    pub(crate) fn find(&self, stream: &StreamId) -> Result<Option<Range<u64>>, ViewsError> {
        if !matches!(stream, StreamId::Participant(_)) {
            return Ok(self.others.get(stream).cloned());
        }
        let (mut low, mut high) = (0, self.persons);
        while low < high {
            let middle = low.midpoint(high);
            let found = self.persons_in(middle..middle + 1)?.pop();
            let (other, range) = found.ok_or_else(|| self.damaged("a person is missing"))?;
            match other.cmp(stream) {
                std::cmp::Ordering::Equal => return Ok(Some(range)),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        Ok(None)
    }

    /// Where the entries of some persons are, by id. Where they are many, the list is read once and kept, so that all persons
    /// can be looked for some at a time.
    pub(crate) fn find_all(
        &self,
        persons: &BTreeSet<ParticipantId>,
    ) -> Result<Vec<(StreamId, Range<u64>)>, ViewsError> {
        const FEW: usize = 16;
        let mut found = Vec::with_capacity(persons.len());
        if persons.len() > FEW {
            let mut rows = self.list()?.as_chunks::<{ PERSON as usize }>().0;
            for id in persons {
                rows = rows.get(rows.partition_point(|row| participant(row) < Some(*id))..).unwrap_or_default();
                let Some(row) = rows.first().filter(|row| participant(*row) == Some(*id)) else { continue };
                found.push(person(row).ok_or_else(|| self.damaged("a person is cut short"))?);
            }
            return Ok(found);
        }
        for stream in persons.iter().map(|id| StreamId::Participant(*id)) {
            found.extend(self.find(&stream)?.map(|range| (stream, range)));
        }
        Ok(found)
    }

    /// The list of persons.
    fn list(&self) -> Result<&Part, ViewsError> {
        if let Some(list) = self.list.get() {
            return Ok(list);
        }
        let list = self.sections.whole(PERSONS)?;
        Ok(self.list.get_or_init(|| list))
    }

    /// The entries of streams, in their short form.
    pub(crate) fn entries(&self, range: Range<u64>) -> Result<Part, ViewsError> {
        self.sections.part(ENTRIES, range)
    }

    /// The number of the stream of each position.
    pub(crate) fn places(&self) -> Result<Vec<u32>, ViewsError> {
        let bytes = self.sections.whole(PLACES)?;
        Ok(bytes.as_chunks::<4>().0.iter().map(|number| u32::from_le_bytes(*number)).collect())
    }

    /// The stream of a position, from 1.
    pub(crate) fn stream_of(&self, position: Seq) -> Result<StreamId, ViewsError> {
        let at = position.0.saturating_sub(1).saturating_mul(4);
        let bytes = self.sections.part(PLACES, at..at.saturating_add(4))?;
        let number = bytes.first_chunk::<4>().map_or(u32::MAX, |number| u32::from_le_bytes(*number));
        let lacking = || self.damaged("a position has no stream");
        match u64::from(number).checked_sub(self.persons) {
            Some(other) => {
                let other = usize::try_from(other).ok().and_then(|other| self.numbered.get(other));
                other.cloned().ok_or_else(lacking)
            }
            None => {
                let found = self.persons_in(u64::from(number)..u64::from(number) + 1)?.pop();
                found.map(|(stream, _)| stream).ok_or_else(lacking)
            }
        }
    }

    /// The leaves of positions, counted from 0.
    pub(crate) fn leaves(&self, range: Range<u64>) -> Result<Vec<Hash>, ViewsError> {
        self.hashes(LEAVES, range)
    }

    /// The roots of all complete subtrees of 256 leaves.
    pub(crate) fn nodes(&self) -> Result<Vec<Hash>, ViewsError> {
        let (level, section) = NODES[0];
        self.hashes(section, 0..self.head().position >> level)
    }

    fn hashes(&self, section: &str, range: Range<u64>) -> Result<Vec<Hash>, ViewsError> {
        let bytes = self.sections.part(section, range.start.saturating_mul(32)..range.end.saturating_mul(32))?;
        Ok(bytes.as_chunks::<32>().0.iter().map(|hash| Hash::from_bytes(*hash)).collect())
    }

    /// The root of a complete subtree over these leaves, which begin at a multiple of their number.
    pub(crate) fn node(&self, leaves: Range<u64>) -> Result<Hash, ViewsError> {
        let count = leaves.end - leaves.start;
        let stored = NODES.iter().rev().find(|(level, _)| count >> level > 0);
        let hashes = match stored {
            Some((level, section)) => self.hashes(section, leaves.start >> level..leaves.end >> level)?,
            None => self.leaves(leaves)?,
        };
        Ok(subtree_root(&hashes))
    }
}

fn json<T: serde::de::DeserializeOwned>(sections: &Sections<Head>, name: &str) -> Result<T, ViewsError> {
    serde_json::from_slice(&sections.whole(name)?).map_err(|_| sections.damaged("a section is malformed"))
}

fn participant(row: &[u8]) -> Option<ParticipantId> {
    row.first_chunk::<16>().map(|id| ParticipantId(Uuid::from_bytes(*id)))
}

fn person(row: &[u8]) -> Option<(StreamId, Range<u64>)> {
    let (id, rest) = row.split_first_chunk::<16>()?;
    let (at, bytes) = rest.split_first_chunk::<8>()?;
    let (at, bytes) = (u64::from_le_bytes(*at), u64::from_le_bytes(*bytes.first_chunk::<8>()?));
    Some((StreamId::Participant(ParticipantId(Uuid::from_bytes(*id))), at..at.checked_add(bytes)?))
}
