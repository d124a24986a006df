//! Persons that lie ready to be counted: those of a generation, with what the tail adds to them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hovedbok_answers::{Counting, Spellings};
use hovedbok_core::pack::{Packer, Unpacker, Words};
use hovedbok_core::packed::{Before, Timed, Times};
use hovedbok_core::{Body, Day, Entry, Fact, ParticipantId, PersonEntry, Seq, StreamId};
use hovedbok_projection::{History, Timeline};
use hovedbok_state::ready::{Packed, ReadyFact, unpack};
use hovedbok_state::settled::{Listed, Settled};
use hovedbok_state::settling::Settling;
use hovedbok_state::{Recorded, Source};
use hovedbok_tree::Hash;
use memchr::memmem::Finder;

use crate::error::ViewsError;
use crate::generation::{ATTENDANCE, BENEFITS, CONDITIONS, COUNTED, Generation, LISTED, PARTS, SETTLED};
use crate::runs::on_each;
use crate::sections::Part;
use crate::whole::Whole;

/// Persons ready to be counted. Whoever is counted from streams instead is left out.
#[derive(Debug)]
pub(crate) struct Ready {
    generation: Arc<Generation>,
    /// Where each part of the persons begins, and where the last one ends.
    places: Vec<Place>,
    listed: Listed,
    /// What the question looks at beside the courses.
    counting: Counting,
    words: Arc<Words>,
    names: Arc<Spellings>,
    /// Whether any name is spelled in more than one way.
    varied: bool,
    known_at: Seq,
    /// What the tail states of persons, in the order of time.md.
    later: BTreeMap<ParticipantId, Vec<ReadyFact>>,
    left_out: BTreeSet<ParticipantId>,
    malformed: AtomicBool,
}

/// How many persons a part has.
const PART: u64 = 1024;

/// The sections in which persons lie one after the other.
const SECTIONS: [&str; 5] = [COUNTED, SETTLED, BENEFITS, ATTENDANCE, CONDITIONS];

/// Where a part of the persons begins in each of these.
type Place = [u64; SECTIONS.len()];

/// The section of what a question looks at beside the courses.
fn beside(counting: Counting) -> Option<&'static str> {
    match counting {
        Counting::Courses | Counting::Everything => None,
        Counting::WithBenefits => Some(BENEFITS),
        Counting::WithAttendance => Some(ATTENDANCE),
        Counting::WithConditions => Some(CONDITIONS),
    }
}

/// What a part is asked.
struct Asked<'a> {
    until: Day,
    names: &'a [&'a str],
    /// Only those of whom something was migrated.
    migrated: bool,
}

/// Takes a person as the newest facts leave them, with the facts that lie beside, and says whether that was enough.
type TakeSettled<'t> = dyn FnMut(ParticipantId, Settled<'_>, &[ReadyFact]) -> bool + 't;
/// Takes the facts of a person.
type TakeFacts<'t> = dyn FnMut(ParticipantId, &[ReadyFact]) -> ControlFlow<()> + 't;
/// Takes what is recorded of a person.
type TakeRecorded<'t> = dyn FnMut(Recorded<'_>) + 't;

impl Ready {
    /// What a generation and the entries of its tail up to a position have ready, and whom it leaves out: those who must be read
    /// as streams, and those of them of whom all entries are needed.
    pub(crate) fn of(
        generation: &Arc<Generation>,
        tail: &[(Entry, Hash)],
        whole: &Whole,
        words: &Arc<Words>,
        counting: Counting,
        known_at: Seq,
    ) -> Result<(Ready, LeftOut), ViewsError> {
        let odd = generation.odd()?;
        let mut left_out = odd.clone();
        left_out.extend(whole.mergings.pairs().flat_map(|(one, other)| [one, other]));
        let names = Arc::clone(&whole.names);
        let mut later: BTreeMap<ParticipantId, Vec<ReadyFact>> = BTreeMap::new();
        let mut corrected = BTreeSet::new();
        for (entry, _) in tail.iter().filter(|(entry, _)| entry.seq <= known_at) {
            let StreamId::Participant(id) = entry.draft.stream else { continue };
            match stated(entry, &names).filter(|fact| !fact.merges()) {
                Some(fact) => later.entry(id).or_default().push(fact),
                // A correction, or what is unknown here: only the stream says what it does.
                None => {
                    corrected.insert(id);
                }
            }
        }
        left_out.extend(&corrected);
        if counting == Counting::Everything {
            // Their parts have what the generation has of them, and the tail has more.
            left_out.extend(later.keys());
        }
        later.values_mut().for_each(|facts| facts.sort_by_key(ReadyFact::place));
        let others = other_spellings(&names);
        let listed =
            Listed::read(&generation.ready(LISTED)?, &|text| others.iter().any(|other| text.contains(&**other)));
        let ready = Ready {
            places: places(generation)?,
            listed: listed.ok_or_else(|| generation.damaged("the names of persons are malformed"))?,
            counting,
            generation: Arc::clone(generation),
            words: Arc::clone(words),
            names,
            varied: !others.is_empty(),
            known_at,
            later,
            left_out: left_out.clone(),
            malformed: AtomicBool::new(false),
        };
        // What else is recorded of them says nothing about their courses and the conditions.
        let brief = matches!(counting, Counting::Courses | Counting::WithConditions);
        let briefly: BTreeSet<_> = odd.into_iter().filter(|id| brief && !corrected.contains(id)).collect();
        let whole = left_out.difference(&briefly).copied().collect();
        Ok((ready, LeftOut { whole, briefly }))
    }

    /// What a section has of a part; nothing where it is damaged.
    fn read(&self, section: &str, part: usize) -> Option<Part> {
        let at = SECTIONS.iter().position(|own| *own == section)?;
        let (from, to) = (self.places.get(part)?.get(at)?, self.places.get(part + 1)?.get(at)?);
        self.generation.part(section, *from..*to).ok()
    }

    /// What the bytes and the tail say of each person of a part, until told to stop. Nothing where the bytes are malformed.
    /// The part after the last one has the persons whom the tail alone knows.
    fn walk(
        &self,
        part: usize,
        asked: &Asked<'_>,
        mut take_settled: Option<&mut TakeSettled<'_>>,
        take: &mut TakeFacts<'_>,
    ) -> Option<ControlFlow<()>> {
        if part + 1 >= self.parts() {
            return self.walk_later(take);
        }
        let nothing = Words::default();
        let settled = self.read(SETTLED, part)?;
        let mut settled = Unpacker::new(&settled, &nothing);
        let beside = match beside(self.counting) {
            Some(section) => Some(self.read(section, part)?),
            None => None,
        };
        let mut beside = beside.as_ref().map(|bytes| Unpacker::new(bytes, &nothing));
        let first = part as u64 * PART;
        let persons = self.generation.participants_in(first..(first + PART).min(self.generation.persons())).ok()?;
        let mut respelled = |fact: &mut Fact| fact.respell(&mut |kind, text| self.names.respell(kind, text));
        let mut facts = Vec::new();
        let wanted: Vec<Vec<Finder<'static>>> = asked.names.iter().map(|name| self.forms(name)).collect();
        let names_all = |bytes: &[u8]| wanted.iter().all(|forms| forms.iter().any(|form| form.find(bytes).is_some()));
        // The facts of the part are read once somebody's are needed.
        let (mut courses, mut at) = (None, 0_usize);
        for id in &persons {
            let kept = Kept::read(&mut settled)?;
            let own_at = at;
            at = at.checked_add(kept.courses)?;
            let more = match &mut beside {
                Some(beside) => own(beside)?,
                None => &[],
            };
            let later = self.later.get(id);
            if self.left_out.contains(id) || (asked.migrated && !kept.migrated && later.is_none()) {
                continue;
            }
            facts.clear();
            if let (None, true, Some(bytes), Some(take)) = (later, wanted.is_empty(), kept.settled, &mut take_settled)
                && let Some(settled) = Settled::of(bytes, &self.listed, &nothing)
            {
                unpack(more, &self.words, asked.until, &mut respelled, &mut facts)?;
                if take(*id, settled, &facts) {
                    continue;
                }
            }
            let courses = match &mut courses {
                Some(courses) => courses,
                None => courses.insert(self.read(COUNTED, part)?),
            };
            let of_courses = own(&mut Unpacker::new(courses.get(own_at..at)?, &nothing))?;
            if later.is_none() && !names_all(of_courses) {
                continue;
            }
            facts.clear();
            unpack(of_courses, &self.words, asked.until, &mut respelled, &mut facts)?;
            unpack(more, &self.words, asked.until, &mut respelled, &mut facts)?;
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
    fn walk_later(&self, take: &mut TakeFacts<'_>) -> Option<ControlFlow<()>> {
        for (id, facts) in &self.later {
            let new = !self.left_out.contains(id) && self.generation.find(&StreamId::Participant(*id)).ok()?.is_none();
            if new && take(*id, facts).is_break() {
                return Some(ControlFlow::Break(()));
            }
        }
        Some(ControlFlow::Continue(()))
    }

    /// As [`Ready::walk`], and noted where it could not be read.
    fn walked(
        &self,
        part: usize,
        asked: &Asked<'_>,
        settled: Option<&mut TakeSettled<'_>>,
        take: &mut TakeFacts<'_>,
    ) -> bool {
        let flow = self.walk(part, asked, settled, take);
        if flow.is_none() {
            self.malformed.store(true, Ordering::Relaxed);
        }
        flow == Some(ControlFlow::Break(()))
    }

    /// Walks over all parts, until told to stop.
    fn walk_all(&self, asked: &Asked<'_>, take: &mut TakeFacts<'_>) {
        let _ = (0..self.parts()).any(|part| self.walked(part, asked, None, take));
    }
}

/// Who must be read as streams.
#[derive(Debug)]
pub(crate) struct LeftOut {
    /// All entries of these.
    pub(crate) whole: BTreeSet<ParticipantId>,
    /// Of these the entries that their courses rest on, which lie together.
    pub(crate) briefly: BTreeSet<ParticipantId>,
}

/// Where each part begins, and where the last one ends.
fn places(generation: &Generation) -> Result<Vec<Place>, ViewsError> {
    let bytes = generation.ready(PARTS)?;
    let mut places: Vec<Place> = Vec::new();
    for row in bytes.as_chunks::<8>().0.chunks(SECTIONS.len()) {
        let mut place = Place::default();
        place.iter_mut().zip(row).for_each(|(at, bytes)| *at = u64::from_le_bytes(*bytes));
        places.push(place);
    }
    let mut end = Place::default();
    for (at, section) in end.iter_mut().zip(SECTIONS) {
        *at = generation.bytes_of(section)?;
    }
    places.push(end);
    if places.len() as u64 != generation.persons().div_ceil(PART) + 1 {
        return Err(generation.damaged("a part of its persons is missing"));
    }
    Ok(places)
}

/// Writes where a part begins, where one does with the next person.
pub(crate) fn put_place(person: u64, lengths: [usize; SECTIONS.len()], out: &mut Vec<u8>) {
    if person.is_multiple_of(PART) {
        lengths.into_iter().for_each(|at| out.extend_from_slice(&(at as u64).to_le_bytes()));
    }
}

/// What is kept of a person beside the facts.
struct Kept<'b> {
    /// How many bytes the facts take.
    courses: usize,
    migrated: bool,
    settled: Option<&'b [u8]>,
}

const IS_MIGRATED: u8 = 1;
const IS_SETTLED: u8 = 2;

impl<'b> Kept<'b> {
    fn read(from: &mut Unpacker<'b>) -> Option<Kept<'b>> {
        let courses = usize::try_from(from.number()?).ok()?;
        let flags = from.byte()?;
        let settled = if flags & IS_SETTLED == 0 { None } else { Some(own(from)?) };
        Some(Kept { courses, migrated: flags & IS_MIGRATED != 0, settled })
    }

    fn write(&self, out: &mut Vec<u8>) {
        let mut nothing = Words::default();
        let mut packer = Packer::onto(std::mem::take(out), &mut nothing);
        packer.number(self.courses as u64);
        let bit = |set: bool, bit: u8| if set { bit } else { 0 };
        packer.raw(&[bit(self.migrated, IS_MIGRATED) | bit(self.settled.is_some(), IS_SETTLED)]);
        *out = packer.bytes;
        if let Some(settled) = self.settled {
            write(settled, out);
        }
    }
}

/// The spellings of names beside the first ones.
pub(crate) fn other_spellings(names: &Spellings) -> BTreeSet<String> {
    let others = names.several().flat_map(|(_, spellings)| spellings.iter().skip(1));
    others.map(|spelling| spelling.text.to_string()).collect()
}

/// Writes persons as the newest facts leave them, one after the other.
#[derive(Debug, Default)]
pub(crate) struct Settlings {
    settling: Settling,
    pub(crate) bytes: Vec<u8>,
}

impl Settlings {
    /// Adds a person, of whom these facts were written to this many bytes. Facts that cannot be read settle nothing.
    pub(crate) fn add(&mut self, id: ParticipantId, ready: Option<&Packed>, courses: usize, words: &Words) {
        let (mut facts, mut migrated) = (Vec::new(), false);
        let mut settled = None;
        if let Some(ready) = ready {
            let mut read = |bytes: &[u8]| {
                facts.clear();
                let read = unpack(bytes, words, Day::MAX, &mut |_| (), &mut facts);
                migrated |= read.is_none() || facts.iter().any(ReadyFact::is_migrated);
                read
            };
            let beside = [&ready.benefits, &ready.attendance, &ready.conditions];
            for bytes in beside {
                let _ = read(bytes);
            }
            if read(&ready.courses).is_some() {
                settled = self.settling.person(id, &facts);
            }
        }
        Kept { courses, migrated, settled: settled.as_deref() }.write(&mut self.bytes);
    }

    /// The names and days that they have.
    pub(crate) fn listed(&self) -> Vec<u8> {
        self.settling.listed()
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

impl Ready {
    /// All that is recorded of the persons of a part who are not read as streams.
    fn recorded(&self, part: usize, times_are_enough: bool, take: &mut TakeRecorded<'_>) -> Option<()> {
        let first = part as u64 * PART;
        let last = (first + PART).min(self.generation.persons());
        if first >= last {
            return Some(());
        }
        let rows = self.generation.persons_in(first..last).ok()?;
        let all = rows.first().zip(rows.last()).map_or(0..0, |(first, last)| first.1.start..last.1.end);
        let bytes = self.generation.entries(all.clone()).ok()?;
        let mut facts = Vec::new();
        for (stream, range) in rows {
            if matches!(stream, StreamId::Participant(id) if self.left_out.contains(&id)) {
                continue;
            }
            let own = usize::try_from(range.start.checked_sub(all.start)?).ok()?;
            let end = usize::try_from(range.end.checked_sub(all.start)?).ok()?;
            let bytes = bytes.get(own..end)?;
            if times_are_enough && self.times(bytes, &mut facts)? {
                facts.iter().for_each(|fact| take(Recorded::Times(fact)));
                continue;
            }
            let history = self.history(&stream, bytes)?;
            if history.last() > Seq(0) {
                take(Recorded::Streams(&Timeline::of(BTreeMap::from([(stream, history)]), self.known_at)));
            }
        }
        Some(())
    }

    /// The times of the facts of a stream, and whether it has nothing else.
    fn times(&self, bytes: &[u8], facts: &mut Vec<Times>) -> Option<bool> {
        facts.clear();
        let (mut from, mut before) = (Unpacker::new(bytes, &self.words), Before::default());
        while !from.is_done() {
            match from.times(&mut before)? {
                Timed::Fact(fact) if fact.seq > self.known_at => break,
                Timed::Fact(fact) => facts.push(fact),
                Timed::Other => return Some(false),
            }
        }
        Some(true)
    }

    fn history(&self, stream: &StreamId, bytes: &[u8]) -> Option<History<PersonEntry>> {
        let (mut from, mut before) = (Unpacker::new(bytes, &self.words), Before::default());
        let mut history = History::default();
        while !from.is_done() {
            let mut entry = from.entry(stream, &mut before)?;
            if entry.seq > self.known_at {
                break;
            }
            if self.varied && from.met() {
                entry.draft.body.respell(&mut |kind, text| self.names.respell(kind, text));
            }
            history.take(entry);
        }
        Some(history)
    }
}

impl Source for Ready {
    fn each_recorded_in_part(&self, part: usize, times_are_enough: bool, take: &mut TakeRecorded<'_>) {
        if self.recorded(part, times_are_enough, take).is_none() {
            self.malformed.store(true, Ordering::Relaxed);
        }
    }

    fn each(&self, until: Day, take: &mut TakeFacts<'_>) {
        self.walk_all(&Asked { until, names: &[], migrated: false }, take);
    }

    fn each_naming(&self, until: Day, names: &[&str], take: &mut TakeFacts<'_>) {
        self.walk_all(&Asked { until, names, migrated: false }, take);
    }

    fn each_migrated(&self, until: Day, take: &mut TakeFacts<'_>) {
        self.walk_all(&Asked { until, names: &[], migrated: true }, take);
    }

    fn parts(&self) -> usize {
        self.places.len()
    }

    fn each_in_part(&self, part: usize, until: Day, names: &[&str], take: &mut TakeFacts<'_>) {
        self.walked(part, &Asked { until, names, migrated: false }, None, take);
    }

    fn each_settled_in_part(
        &self,
        part: usize,
        until: Day,
        names: &[&str],
        settled: &mut TakeSettled<'_>,
        take: &mut TakeFacts<'_>,
    ) {
        self.walked(part, &Asked { until, names, migrated: false }, Some(settled), take);
    }

    fn work_on_parts(&self, work: &(dyn Fn(usize) + Sync)) {
        on_each(self.parts(), work);
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
pub(crate) fn own<'b>(from: &mut Unpacker<'b>) -> Option<&'b [u8]> {
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
