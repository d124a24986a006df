//! Views as they are read: a generation and its tail.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;
use std::{fs, thread};

use hovedbok_answers::parallel::Crew;
use hovedbok_answers::recording::Recording;
use hovedbok_answers::{Counted, Counting, Needs, Projections, Spellings};
use hovedbok_budgets::Budgets;
use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::pack::{Unpacker, Words};
use hovedbok_core::packed::Before;
use hovedbok_core::{Entry, Instant, ParticipantId, PersonEntry, Seq, StreamFact, StreamId, StreamKind};
use hovedbok_milestones::Milestones;
use hovedbok_programmes::Programmes;
use hovedbok_projection::{History, Projection, Timeline};
use hovedbok_tree::{Frontier, Hash};

use crate::error::ViewsError;
use crate::folder::{self, Live};
use crate::generation::Generation;
use crate::next;
use crate::odd::Odd;
use crate::place::{NAME, Place, is_gone};
use crate::ready::{LeftOut, Ready, other_spellings};
use crate::runs::{on_all_cores, runs};
use crate::tail::{self, Joined, Tail};
use crate::whole::Whole;

/// How often the generation is looked up again, when it went away between its name and its file.
const TRIES: u32 = 20;

const NAMES_MALFORMED: &str = "its names are malformed";

/// How many bytes of entries are read at once, of persons and of other streams.
const RUN: u64 = 4 << 20;
const RUN_OF_OTHERS: u64 = 128 << 10;

/// How many bytes most entries take at least: where a stream is read, this says for how many entries to make room.
const ENTRY_BYTES: usize = 40;

/// What a question needs of the views.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The projections.
    pub needs: Needs,
    /// The persons.
    pub persons: Persons,
}

/// Which persons a question needs, and how much of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Persons {
    /// All that is known of everybody.
    Everybody,
    /// All that is known of these.
    Only(BTreeSet<ParticipantId>),
    /// What everybody is counted by.
    Counted(Counting),
    /// All that is known of everybody, and what they are counted by.
    Both(Counting),
}

/// A generation that is kept beside the one to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Other {
    /// The one that was read before the last swap.
    Before,
    /// The last save point of the one that is being built.
    Next,
}

/// The entries of a ledger up to a position, ready to be asked, without its log.
#[derive(Debug)]
pub struct Views {
    pub(crate) generation: Arc<Generation>,
    pub(crate) tail: Tail,
    words: Arc<Words>,
    whole: Whole,
    /// Whether any name is spelled in more than one way.
    varied: bool,
    place: Place,
}

impl Views {
    /// Reads the views of the ledger in a folder; none where there are none yet.
    ///
    /// # Errors
    /// When they cannot be read, are damaged, or were written by another version of the program.
    pub fn open(ledger: &Path) -> Result<Option<Views>, ViewsError> {
        let dir = ledger.join(NAME);
        let mut tries = 0;
        loop {
            let Some(place) = folder::live(&dir)? else { return Ok(None) };
            match Views::read(place) {
                // Another one took its place meanwhile.
                Err(error) if is_gone(&error) && tries < TRIES => tries += 1,
                read => return read.map(Some),
            }
        }
    }

    /// Reads one of the other generations of the ledger in a folder, with its tail; none where there is none.
    ///
    /// # Errors
    /// As [`Views::open`].
    pub fn open_other(ledger: &Path, other: Other) -> Result<Option<Views>, ViewsError> {
        let dir = ledger.join(NAME);
        let name = match other {
            Other::Before => Live::read(&dir)?.and_then(|live| live.before),
            Other::Next => next::read(&dir)?.and_then(|next| next.generation),
        };
        name.map(|name| Views::read(Place::named(&dir, &name))).transpose()
    }

    pub(crate) fn read(place: Place) -> Result<Views, ViewsError> {
        let generation = Arc::new(Generation::open(&place.generation)?);
        let mut words = generation.words.clone();
        let tail = tail::read(&place.tail, &mut words, &generation.frontier)?;
        let of_persons = tail.entries.iter().any(|(entry, _)| entry.draft.stream.kind() == StreamKind::Participant);
        let mut whole = generation.whole(of_persons)?;
        tail.entries.iter().for_each(|(entry, _)| whole.learn(entry));
        if whole.names.is_malformed() {
            return Err(generation.damaged(NAMES_MALFORMED));
        }
        let others: BTreeSet<String> = other_spellings(&whole.names);
        let varied = !others.is_empty();
        if varied {
            words.mark(|text| others.iter().any(|other| text.contains(other.as_str())));
        }
        Ok(Views { generation, tail, words: Arc::new(words), whole, varied, place })
    }

    /// How many entries are parked: kept, and not known to this program.
    pub fn parked(&self) -> u64 {
        self.whole.parked
    }

    /// The name under which the checkpoints of the ledger are signed.
    pub fn origin(&self) -> &str {
        &self.generation.head().origin
    }

    /// Position of the last entry.
    pub fn position(&self) -> Seq {
        Seq(self.tail.frontier.size())
    }

    /// Position of the last entry of the generation, and the bytes that it takes.
    pub fn generation(&self) -> (Seq, u64) {
        (self.generation.position(), self.generation.size())
    }

    /// The name of the generation.
    pub fn name(&self) -> &str {
        &self.place.name
    }

    /// When something was last learnt: when the newer one of the two files was written.
    pub fn learnt_at(&self) -> Option<Instant> {
        let written = |path: &PathBuf| {
            let since = fs::metadata(path).ok()?.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
            Instant::from_micros(i64::try_from(since.as_micros()).ok()?)
        };
        [&self.place.generation, &self.place.tail].into_iter().filter_map(written).max()
    }

    /// Who joined the tail last.
    pub fn joined(&self) -> Option<&Joined> {
        self.tail.joined.as_ref()
    }

    /// How names are spelled.
    ///
    /// # Errors
    /// When they are damaged.
    pub fn spellings(&self) -> Result<Arc<Spellings>, ViewsError> {
        self.whole.names.names().next();
        if self.whole.names.is_malformed() {
            return Err(self.generation.damaged(NAMES_MALFORMED));
        }
        Ok(Arc::clone(&self.whole.names))
    }

    /// The streams that are not a person's.
    pub fn streams_of_no_person(&self) -> BTreeSet<&StreamId> {
        let later = self.tail.entries.iter().map(|(entry, _)| &entry.draft.stream);
        let later = later.filter(|stream| stream.kind() != StreamKind::Participant);
        self.generation.others().map(|(stream, _)| stream).chain(later).collect()
    }

    /// Everybody who has a stream.
    ///
    /// # Errors
    /// When a part is damaged.
    pub fn participants(&self) -> Result<BTreeSet<ParticipantId>, ViewsError> {
        let mut participants: BTreeSet<_> = self.generation.participants()?.into_iter().collect();
        participants.extend(
            self.tail.entries.iter().filter_map(|(entry, _)| {
                if let StreamId::Participant(id) = entry.draft.stream { Some(id) } else { None }
            }),
        );
        Ok(participants)
    }

    /// The root of the hash tree over the first entries.
    ///
    /// # Errors
    /// When a part is damaged.
    pub fn root(&self, size: u64) -> Result<Hash, ViewsError> {
        if size == self.tail.frontier.size() {
            return Ok(self.tail.frontier.root());
        }
        hovedbok_tree::root(self, size)
    }

    pub(crate) fn place(&self) -> &Place {
        &self.place
    }

    pub(crate) fn tail_bytes(&self) -> u64 {
        self.tail.bytes
    }

    /// What a writer goes on with.
    pub(crate) fn into_parts(self) -> (Arc<Generation>, Vec<(Entry, Hash)>, Words, Frontier) {
        (self.generation, self.tail.entries, Arc::unwrap_or_clone(self.words), self.tail.frontier)
    }

    /// The projections that are wanted, as they were when the entry at a position had been learnt.
    ///
    /// # Errors
    /// When a part is damaged.
    pub fn projections(&self, wanted: &Wanted, known_at: Seq) -> Result<Projections, ViewsError> {
        let mut reading = Reading { views: self, known_at, later: BTreeMap::new() };
        for (entry, _) in &self.tail.entries {
            if entry.seq <= known_at {
                reading.later.entry(&entry.draft.stream).or_default().push(entry);
            }
        }
        let needs = wanted.needs;
        let counted = |counting: Counting| -> Result<Counted, ViewsError> {
            let (ready, left_out) = self.ready(counting, known_at)?;
            let mut streams = reading.persons(Some(&left_out.whole))?;
            let odd = Odd::of(&self.generation, &left_out.briefly)?;
            streams.extend(on_all_cores(odd.runs(), |run| {
                let history = |(stream, bytes): (&StreamId, &[u8])| {
                    let history = reading.history(stream, bytes)?;
                    Ok(history.map(|history| (stream.clone(), history)))
                };
                odd.run(run).filter_map(|row| history(row).transpose()).collect()
            })?);
            Ok(Counted { ready: Arc::new(ready), streams: Timeline::of(streams, known_at) })
        };
        let persons = || -> Result<_, ViewsError> {
            Ok(match &wanted.persons {
                _ if !needs.state => (Timeline::default(), None),
                Persons::Everybody => (Timeline::of(reading.persons(None)?, known_at), None),
                Persons::Only(persons) => (Timeline::of(reading.persons(Some(persons))?, known_at), None),
                Persons::Counted(counting) => {
                    let counted = counted(*counting)?;
                    (counted.streams.clone(), Some(counted))
                }
                Persons::Both(counting) => (Timeline::of(reading.persons(None)?, known_at), Some(counted(*counting)?)),
            })
        };
        let others = || -> Result<_, ViewsError> {
            let milestones = reading.timeline::<Milestones>(needs.milestones)?;
            let budgets = reading.timeline::<Budgets>(needs.budgets)?;
            let programmes = reading.timeline::<Programmes>(needs.programmes)?;
            Ok((milestones, budgets, programmes, reading.unknown()?, Arc::new(self.recording(needs, known_at))))
        };
        // What is not about persons is read meanwhile.
        let (of_persons, of_others) = thread::scope(|scope| {
            let of_others = scope.spawn(others);
            (persons(), of_others.join().unwrap_or_else(|panic| resume_unwind(panic)))
        });
        let (state, counted) = of_persons?;
        let (milestones, budgets, programmes, others, recording) = of_others?;
        let names = Arc::clone(&self.whole.names);
        let crew = Crew::default();
        Ok(Projections { state, counted, milestones, budgets, programmes, others, names, recording, crew })
    }

    fn ready(&self, counting: Counting, known_at: Seq) -> Result<(Ready, LeftOut), ViewsError> {
        Ready::of(&self.generation, &self.tail.entries, &self.whole, &self.words, counting, known_at)
    }

    /// Checks, after an answer, that what it counted was readable.
    ///
    /// # Errors
    /// When it was not.
    pub fn confirm(&self, projections: &Projections) -> Result<(), ViewsError> {
        if projections.names.is_malformed() {
            return Err(self.generation.damaged(NAMES_MALFORMED));
        }
        let malformed = projections.counted.as_ref().is_some_and(|counted| counted.ready.is_malformed());
        if malformed { Err(self.generation.damaged("what persons are counted by is malformed")) } else { Ok(()) }
    }

    fn recording(&self, needs: Needs, known_at: Seq) -> Recording {
        let needed = |subject: RecordSubject| match subject {
            RecordSubject::Participants => needs.state,
            RecordSubject::Plan => needs.milestones,
            RecordSubject::Money => needs.budgets,
            RecordSubject::Bodies | RecordSubject::Reports | RecordSubject::Risks | RecordSubject::Staff => {
                needs.programmes
            }
        };
        self.whole.recording.up_to(known_at, needed)
    }

    /// Everybody who was ever merged with a participant, and the participant.
    pub fn group(&self, participant: ParticipantId) -> BTreeSet<ParticipantId> {
        hovedbok_answers::mergings::group(&[&self.whole.mergings], participant)
    }

    /// The entry at a position as projections learn it.
    ///
    /// # Errors
    /// When a part is damaged.
    pub fn entry(&self, seq: Seq) -> Result<Option<Entry>, ViewsError> {
        let last = self.generation.position();
        if seq > last {
            let place = usize::try_from(seq.0 - last.0 - 1).unwrap_or(usize::MAX);
            return Ok(self.tail.entries.get(place).map(|(entry, _)| entry.clone()));
        }
        if seq.0 == 0 {
            return Ok(None);
        }
        let stream = self.generation.stream_of(seq)?;
        Ok(self.entries(&stream, seq)?.pop().filter(|entry| entry.seq == seq))
    }

    /// The last position that was recorded by an instant.
    ///
    /// # Errors
    /// When a part is damaged.
    pub fn position_at(&self, micros: i64) -> Result<Seq, ViewsError> {
        let (mut low, mut high) = (0, self.position().0);
        while low < high {
            let middle = low + (high - low).div_ceil(2);
            let entry = self.entry(Seq(middle))?.ok_or_else(|| self.generation.damaged("a position is missing"))?;
            if entry.recorded.micros() <= micros { low = middle } else { high = middle - 1 }
        }
        Ok(Seq(low))
    }

    /// The streams of no person, and then those of persons, until one is found of which something is so.
    ///
    /// # Errors
    /// When a part is damaged, and those of the callback.
    pub fn any_stream<E: From<ViewsError>>(
        &self,
        is_so: &mut dyn FnMut(&StreamId) -> Result<bool, E>,
    ) -> Result<bool, E> {
        let others = self.generation.others().map(|(stream, _)| stream);
        let streams: BTreeSet<&StreamId> =
            others.chain(self.tail.entries.iter().map(|(entry, _)| &entry.draft.stream)).collect();
        // Those of persons come first in their order.
        for stream in streams.into_iter().rev() {
            if is_so(stream)? {
                return Ok(true);
            }
        }
        let persons = self.generation.persons();
        for first in (0..persons).step_by(1024) {
            for (stream, _) in self.generation.persons_in(first..(first + 1024).min(persons))? {
                if is_so(&stream)? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// The entries of a stream up to a position, as they were recorded.
    ///
    /// # Errors
    /// When a part is damaged.
    pub fn entries(&self, stream: &StreamId, known_at: Seq) -> Result<Vec<Entry>, ViewsError> {
        let mut entries = Vec::new();
        if let Some(range) = self.generation.find(stream)? {
            let bytes = self.generation.entries(range)?;
            self.unpack(stream, &bytes, known_at, &mut |entry, _| entries.push(entry))?;
        }
        let later = self.tail.entries.iter().map(|(entry, _)| entry);
        entries.extend(later.filter(|entry| entry.draft.stream == *stream && entry.seq <= known_at).cloned());
        Ok(entries)
    }

    /// Calls back with each entry of a stream up to a position, and whether a name in it can be spelled otherwise.
    fn unpack(
        &self,
        stream: &StreamId,
        bytes: &[u8],
        known_at: Seq,
        take: &mut dyn FnMut(Entry, bool),
    ) -> Result<(), ViewsError> {
        let (mut from, mut before) = (Unpacker::new(bytes, &self.words), Before::default());
        while !from.is_done() {
            let entry = from.entry(stream, &mut before);
            let entry = entry.ok_or_else(|| self.generation.damaged("an entry is malformed"))?;
            if entry.seq > known_at {
                break;
            }
            let met = from.met();
            take(entry, met);
        }
        Ok(())
    }

    /// A stream that is no person's in the spelling that is used. Where every name is spelled in one way, only a plan can be
    /// named after a programme in another.
    fn shown(&self, stream: &StreamId) -> StreamId {
        let can_vary = self.varied || stream.kind() == StreamKind::Plan;
        if can_vary { self.whole.names.shown(stream) } else { stream.clone() }
    }

    fn respell(&self, entry: &mut Entry) {
        if !self.varied {
            return;
        }
        entry.draft.body.respell(&mut |kind: NameKind, text: &str| self.whole.names.respell(kind, text));
    }
}

/// What persons' streams have up to a position.
type PersonStreams = BTreeMap<StreamId, History<PersonEntry>>;

/// Reading projections at a position.
struct Reading<'v> {
    views: &'v Views,
    known_at: Seq,
    /// The entries of the tail by stream.
    later: BTreeMap<&'v StreamId, Vec<&'v Entry>>,
}

impl Reading<'_> {
    /// The persons, all or some of them.
    fn persons(&self, only: Option<&BTreeSet<ParticipantId>>) -> Result<PersonStreams, ViewsError> {
        let mut streams = match only {
            // Most of them: all are read in the order in which they lie.
            Some(only) if only.len() as u64 > self.views.generation.persons() / 2 => {
                let mut all = self.all_persons()?;
                all.retain(|stream, _| matches!(stream, StreamId::Participant(id) if only.contains(id)));
                all
            }
            Some(only) => {
                let runs = runs(self.views.generation.find_all(only)?, RUN);
                self.read(runs.len(), |run| Ok(runs.get(run).cloned().unwrap_or_default()))?
            }
            None => self.all_persons()?,
        };
        for (stream, entries) in &self.later {
            let StreamId::Participant(id) = stream else { continue };
            let wanted = only.is_none_or(|only| only.contains(id));
            if wanted && !streams.contains_key(*stream) {
                let mut history = History::default();
                entries.iter().for_each(|entry| self.learn(&mut history, entry));
                streams.insert((*stream).clone(), history);
            }
        }
        Ok(streams)
    }

    /// Every person's stream of the generation.
    fn all_persons(&self) -> Result<PersonStreams, ViewsError> {
        const ROWS: u64 = 4096;
        let persons = self.views.generation.persons();
        let runs = usize::try_from(persons.div_ceil(ROWS)).unwrap_or(usize::MAX);
        self.read(runs, |run| {
            let first = run as u64 * ROWS;
            self.views.generation.persons_in(first..(first + ROWS).min(persons))
        })
    }

    /// The streams of a number of runs, which lie near each other, each run read at once.
    fn read<F: StreamFact + Send>(
        &self,
        runs: usize,
        run: impl Fn(usize) -> Result<Vec<(StreamId, Range<u64>)>, ViewsError> + Sync,
    ) -> Result<BTreeMap<StreamId, History<F>>, ViewsError> {
        let streams = on_all_cores(runs, |number| {
            let rows = run(number)?;
            let all = rows.first().zip(rows.last()).map_or(0..0, |(first, last)| first.1.start..last.1.end);
            let bytes = self.views.generation.entries(all.clone())?;
            let mut streams = Vec::with_capacity(rows.len());
            for (stream, range) in rows {
                let own = bytes.get(within(&all, &range)).unwrap_or_default();
                if let Some(history) = self.history(&stream, own)? {
                    streams.push((stream, history));
                }
            }
            Ok(streams)
        });
        Ok(streams?.into_iter().collect())
    }

    /// What a stream has up to the position, from its bytes and the tail; nothing when that is nothing.
    fn history<F: StreamFact>(&self, stream: &StreamId, bytes: &[u8]) -> Result<Option<History<F>>, ViewsError> {
        let mut history = History::with_room(bytes.len() / ENTRY_BYTES);
        self.views.unpack(stream, bytes, self.known_at, &mut |mut entry, met| {
            if met {
                self.views.respell(&mut entry);
            }
            history.take(entry);
        })?;
        if let Some(later) = self.later.get(stream) {
            for entry in later {
                self.learn(&mut history, entry);
            }
        }
        Ok((history.last() > Seq(0)).then_some(history))
    }

    fn learn<F: StreamFact>(&self, history: &mut History<F>, entry: &Entry) {
        let mut entry = entry.clone();
        self.views.respell(&mut entry);
        history.take(entry);
    }

    /// What a projection of other streams listens to. Streams that are namesakes are one.
    fn timeline<P: Projection<Fact: Send>>(&self, needed: bool) -> Result<Timeline<P>, ViewsError> {
        if !needed {
            return Ok(Timeline::default());
        }
        let listened = |stream: &StreamId| P::LISTENS.contains(&stream.kind());
        let mut namesakes: BTreeMap<StreamId, BTreeSet<&StreamId>> = BTreeMap::new();
        let stored = self.views.generation.others().map(|(stream, _)| stream);
        for stream in stored.chain(self.later.keys().copied()).filter(|stream| listened(stream)) {
            namesakes.entry(self.views.shown(stream)).or_default().insert(stream);
        }
        let is_alone = |stream: &StreamId| namesakes.get(stream).is_some_and(|own| own.iter().eq([&stream]));
        let rows = self.views.generation.others().filter(|(stream, _)| is_alone(stream));
        let runs = runs(rows.map(|(stream, range)| (stream.clone(), range.clone())).collect(), RUN_OF_OTHERS);
        let mut streams = self.read(runs.len(), |run| Ok(runs.get(run).cloned().unwrap_or_default()))?;
        for (shown, stored) in namesakes {
            if !streams.contains_key(&shown)
                && let Some(history) = self.together(stored)?
            {
                streams.insert(shown, history);
            }
        }
        Ok(Timeline::of(streams, self.known_at))
    }

    /// What streams of one name have up to the position, as one stream; nothing when that is nothing.
    fn together<F: StreamFact>(&self, streams: BTreeSet<&StreamId>) -> Result<Option<History<F>>, ViewsError> {
        let mut entries = Vec::new();
        for stream in streams {
            if let Some(range) = self.views.generation.find(stream)? {
                let bytes = self.views.generation.entries(range)?;
                self.views.unpack(stream, &bytes, self.known_at, &mut |entry, _| entries.push(entry))?;
            }
            entries.extend(self.later.get(stream).into_iter().flatten().copied().cloned());
        }
        entries.sort_by_key(|entry| entry.seq);
        let mut history = History::default();
        for mut entry in entries {
            self.views.respell(&mut entry);
            history.take(entry);
        }
        Ok((history.last() > Seq(0)).then_some(history))
    }

    /// Streams of kinds unknown here, with the positions of their entries.
    fn unknown(&self) -> Result<BTreeMap<StreamId, Vec<Seq>>, ViewsError> {
        let is_unknown = |stream: &StreamId| stream.kind() == StreamKind::Other;
        let mut unknown: BTreeMap<StreamId, Vec<Seq>> = BTreeMap::new();
        for (stream, range) in self.views.generation.others().filter(|(stream, _)| is_unknown(stream)) {
            let bytes = self.views.generation.entries(range.clone())?;
            let positions = unknown.entry(stream.clone()).or_default();
            self.views.unpack(stream, &bytes, self.known_at, &mut |entry, _| positions.push(entry.seq))?;
        }
        for (stream, later) in self.later.iter().filter(|(stream, _)| is_unknown(stream)) {
            unknown.entry((*stream).clone()).or_default().extend(later.iter().map(|entry| entry.seq));
        }
        unknown.retain(|_, positions| !positions.is_empty());
        Ok(unknown)
    }
}

/// A range of a part, counted from where the part begins.
fn within(all: &Range<u64>, range: &Range<u64>) -> Range<usize> {
    let place = |at: u64| usize::try_from(at.saturating_sub(all.start)).unwrap_or(usize::MAX);
    place(range.start)..place(range.end)
}
