//! Persons that lie ready to be counted: those of a generation, with what the tail adds to them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread;

use hovedbok_answers::{Counting, Spellings};
use hovedbok_core::pack::{Packer, Unpacker, Words};
use hovedbok_core::{Body, Day, Entry, Fact, ParticipantId, Seq, StreamId};
use hovedbok_state::ready::{Packed, ReadyFact, Source, unpack};
use hovedbok_tree::Hash;
use memchr::memmem::Finder;

use crate::error::ViewsError;
use crate::generation::{ATTENDANCE, BENEFITS, CONDITIONS, COUNTED, Generation};
use crate::sections::Part;
use crate::whole::Whole;

/// Persons ready to be counted. Whoever is counted from streams instead is left out.
#[derive(Debug)]
pub(crate) struct Ready {
    persons: Vec<ParticipantId>,
    courses: Part,
    /// The benefits, the attendance or the conditions, where the question looks at them.
    beside: Option<Part>,
    words: Arc<Words>,
    names: Arc<Spellings>,
    /// What the tail states of persons, in the order of time.md.
    later: BTreeMap<ParticipantId, Vec<ReadyFact>>,
    left_out: BTreeSet<ParticipantId>,
    /// Where each part of the persons begins, once somebody asks.
    places: OnceLock<Option<Vec<Place>>>,
    malformed: AtomicBool,
}

/// How many persons a part has.
const PART: usize = 4096;

/// Where a part of the persons begins: in how many bytes from the end.
#[derive(Debug, Clone, Copy)]
struct Place {
    courses: usize,
    beside: usize,
}

impl Ready {
    /// What a generation and the entries of its tail up to a position have ready, and whom it leaves out.
    pub(crate) fn of(
        generation: &Generation,
        tail: &[(Entry, Hash)],
        whole: &Whole,
        words: &Arc<Words>,
        counting: Counting,
        known_at: Seq,
    ) -> Result<(Ready, BTreeSet<ParticipantId>), ViewsError> {
        let mut left_out = generation.odd()?;
        left_out.extend(whole.mergings.pairs().flat_map(|(one, other)| [one, other]));
        let names = Arc::clone(&whole.names);
        let mut later: BTreeMap<ParticipantId, Vec<ReadyFact>> = BTreeMap::new();
        for (entry, _) in tail.iter().filter(|(entry, _)| entry.seq <= known_at) {
            let StreamId::Participant(id) = entry.draft.stream else { continue };
            match stated(entry, &names).filter(|fact| !fact.merges()) {
                Some(fact) => later.entry(id).or_default().push(fact),
                // A correction, or what is unknown here: only the stream says what it does.
                None => {
                    left_out.insert(id);
                }
            }
        }
        later.values_mut().for_each(|facts| facts.sort_by_key(ReadyFact::place));
        let ready = Ready {
            persons: generation.participants()?,
            courses: generation.ready(COUNTED)?,
            beside: match counting {
                Counting::Courses => None,
                Counting::WithBenefits => Some(generation.ready(BENEFITS)?),
                Counting::WithAttendance => Some(generation.ready(ATTENDANCE)?),
                Counting::WithConditions => Some(generation.ready(CONDITIONS)?),
            },
            words: Arc::clone(words),
            names,
            later,
            left_out: left_out.clone(),
            places: OnceLock::new(),
            malformed: AtomicBool::new(false),
        };
        Ok((ready, left_out))
    }

    /// Where each part of the persons begins. Nothing where the bytes are malformed.
    fn places(&self) -> Option<&[Place]> {
        let find = || {
            let nothing = Words::default();
            let mut courses = Unpacker::new(&self.courses, &nothing);
            let mut beside = self.beside.as_ref().map(|part| Unpacker::new(part, &nothing));
            let mut places = Vec::new();
            for person in 0..self.persons.len() {
                if person.is_multiple_of(PART) {
                    let beside = beside.as_ref().map_or(0, Unpacker::left);
                    places.push(Place { courses: courses.left(), beside });
                }
                own(&mut courses)?;
                if let Some(beside) = &mut beside {
                    own(beside)?;
                }
            }
            Some(places)
        };
        self.places.get_or_init(find).as_deref()
    }

    /// What the bytes and the tail say of each person of a part, until told to stop. Nothing where the bytes are malformed.
    /// The part after the last one has the persons whom the tail alone knows.
    fn walk(
        &self,
        part: usize,
        until: Day,
        names: &[&str],
        take: &mut dyn FnMut(ParticipantId, &[ReadyFact]) -> ControlFlow<()>,
    ) -> Option<ControlFlow<()>> {
        let Some(place) = self.places()?.get(part) else { return Some(self.walk_later(take)) };
        let nothing = Words::default();
        let from_end = |bytes: &[u8], left: usize| bytes.len().checked_sub(left);
        let rest = self.courses.get(from_end(&self.courses, place.courses)?..)?;
        let mut courses = Unpacker::new(rest, &nothing);
        let mut beside = match &self.beside {
            Some(bytes) => Some(Unpacker::new(bytes.get(from_end(bytes, place.beside)?..)?, &nothing)),
            None => None,
        };
        let mut respelled = |fact: &mut Fact| fact.respell(&mut |kind, text| self.names.respell(kind, text));
        let mut facts = Vec::new();
        let wanted: Vec<Vec<Finder<'static>>> = names.iter().map(|name| self.forms(name)).collect();
        let names_all = |bytes: &[u8]| wanted.iter().all(|forms| forms.iter().any(|form| form.find(bytes).is_some()));
        for id in self.persons.chunks(PART).nth(part).unwrap_or_default() {
            let of_courses = own(&mut courses)?;
            let more = match &mut beside {
                Some(beside) => own(beside)?,
                None => &[],
            };
            let later = self.later.get(id);
            if self.left_out.contains(id) || (later.is_none() && !names_all(of_courses)) {
                continue;
            }
            facts.clear();
            unpack(of_courses, &self.words, until, &mut respelled, &mut facts)?;
            unpack(more, &self.words, until, &mut respelled, &mut facts)?;
            facts.extend(later.into_iter().flatten().cloned());
            if !more.is_empty() || later.is_some() {
                facts.sort_by_key(ReadyFact::place);
            }
            if take(*id, &facts).is_break() {
                return Some(ControlFlow::Break(()));
            }
        }
        Some(ControlFlow::Continue(()))
    }

    /// What the tail says of the persons whom it alone knows.
    fn walk_later(&self, take: &mut dyn FnMut(ParticipantId, &[ReadyFact]) -> ControlFlow<()>) -> ControlFlow<()> {
        for (id, facts) in &self.later {
            let new = self.persons.binary_search(id).is_err() && !self.left_out.contains(id);
            if new && take(*id, facts).is_break() {
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    }
}

impl Ready {
    /// What a name can be packed as, in each of its spellings: by its number, or written out.
    fn forms(&self, name: &str) -> Vec<Finder<'static>> {
        let several = self.names.several().map(|(_, spellings)| spellings);
        let same = several.filter(|spellings| spellings.first().is_some_and(|first| *first.text == *name));
        let others = same.flatten().map(|spelling| &*spelling.text);
        let written = others.chain([name]).flat_map(|text| {
            let out = text.as_bytes().to_vec();
            self.words.packed(text).into_iter().chain([out])
        });
        written.map(|form| Finder::new(&form).into_owned()).collect()
    }
}

impl Source for Ready {
    fn each(&self, until: Day, take: &mut dyn FnMut(ParticipantId, &[ReadyFact]) -> ControlFlow<()>) {
        self.each_naming(until, &[], take);
    }

    fn each_naming(
        &self,
        until: Day,
        names: &[&str],
        take: &mut dyn FnMut(ParticipantId, &[ReadyFact]) -> ControlFlow<()>,
    ) {
        let mut stopped = false;
        for part in 0..self.parts() {
            self.each_in_part(part, until, names, &mut |id, facts| {
                let flow = take(id, facts);
                stopped = flow.is_break();
                flow
            });
            if stopped {
                return;
            }
        }
    }

    fn parts(&self) -> usize {
        self.persons.len().div_ceil(PART) + 1
    }

    fn each_in_part(
        &self,
        part: usize,
        until: Day,
        names: &[&str],
        take: &mut dyn FnMut(ParticipantId, &[ReadyFact]) -> ControlFlow<()>,
    ) {
        if self.walk(part, until, names, take).is_none() {
            self.malformed.store(true, Ordering::Relaxed);
        }
    }

    fn work_on_parts(&self, work: &(dyn Fn(usize) + Sync)) {
        // Found before, so that nobody waits for it.
        self.places();
        let next = AtomicUsize::new(0);
        let work_on = || {
            loop {
                let part = next.fetch_add(1, Ordering::Relaxed);
                if part >= self.parts() {
                    return;
                }
                work(part);
            }
        };
        let cores = thread::available_parallelism().map_or(1, usize::from).min(self.parts());
        thread::scope(|scope| {
            (1..cores).for_each(|_| drop(scope.spawn(work_on)));
            work_on();
        });
    }

    fn is_malformed(&self) -> bool {
        self.malformed.load(Ordering::Relaxed)
    }
}

/// What a generation has ready of each person, in the order of their list.
pub(crate) fn packed(generation: &Generation) -> Result<Vec<Packed>, ViewsError> {
    let odd = generation.odd()?;
    let (courses, benefits) = (generation.ready(COUNTED)?, generation.ready(BENEFITS)?);
    let (attendance, conditions) = (generation.ready(ATTENDANCE)?, generation.ready(CONDITIONS)?);
    let nothing = Words::default();
    let (mut courses, mut benefits) = (Unpacker::new(&courses, &nothing), Unpacker::new(&benefits, &nothing));
    let (mut attendance, mut conditions) = (Unpacker::new(&attendance, &nothing), Unpacker::new(&conditions, &nothing));
    let one = |id: ParticipantId| {
        Some(Packed {
            courses: own(&mut courses)?.to_vec(),
            benefits: own(&mut benefits)?.to_vec(),
            attendance: own(&mut attendance)?.to_vec(),
            conditions: own(&mut conditions)?.to_vec(),
            odd: odd.contains(&id),
        })
    };
    let persons = generation.participants()?;
    let all: Option<Vec<Packed>> = persons.into_iter().map(one).collect();
    all.ok_or_else(|| generation.damaged("a person to be counted is missing"))
}

/// Writes the bytes of the next person.
pub(crate) fn write(bytes: &[u8], out: &mut Vec<u8>) {
    let mut nothing = Words::default();
    let mut packer = Packer::onto(std::mem::take(out), &mut nothing);
    packer.number(bytes.len() as u64);
    packer.raw(bytes);
    *out = packer.bytes;
}

/// The bytes of the next person.
fn own<'b>(from: &mut Unpacker<'b>) -> Option<&'b [u8]> {
    let bytes = usize::try_from(from.number()?).ok()?;
    from.take(bytes)
}

/// The fact that an entry of a person states, with its names spelled as they were first; nothing of any other entry.
fn stated(entry: &Entry, names: &Spellings) -> Option<ReadyFact> {
    let Body::Fact(fact) = &entry.draft.body else { return None };
    let mut fact = fact.clone();
    fact.respell(&mut |kind, text| names.respell(kind, text));
    ReadyFact::stated(entry, fact)
}
