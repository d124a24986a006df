//! Persons who must be read as streams, because they were merged or have an entry that is unknown here: of most of their entries
//! no count of enrolments, placements and conditions for benefits needs anything. The others lie together.

use std::collections::BTreeSet;
use std::ops::Range;

use hovedbok_core::pack::{Packer, Unpacker, Words};
use hovedbok_core::packed::Before;
use hovedbok_core::{ParticipantId, StreamId};
use hovedbok_projection::History;
use hovedbok_state::ready::needless;

use crate::error::ViewsError;
use crate::generation::{Generation, ODD_ENTRIES};
use crate::ready::{own, write};
use crate::sections::Part;

/// Adds the entries of a person, of all the entries in their short form, that enrolments, placements and conditions for benefits
/// rest on. `closed` has the same words, and none is added.
pub(crate) fn put(stream: &StreamId, entries: &[u8], words: &Words, closed: &mut Words, out: &mut Vec<u8>) {
    let (mut from, mut before) = (Unpacker::new(entries, words), Before::default());
    let (mut history, mut all) = (History::default(), Vec::new());
    while let (false, Some(entry)) = (from.is_done(), from.entry(stream, &mut before)) {
        history.learn(&entry);
        all.push(entry);
    }
    let needless = needless(&history);
    let mut before = Before::default();
    let mut packer = Packer::onto(Vec::new(), closed);
    all.iter().filter(|entry| !needless.contains(&entry.seq)).for_each(|entry| packer.entry(entry, &mut before));
    write(&packer.bytes, out);
}

/// The entries that lie there.
pub(crate) struct Odd {
    bytes: Part,
    rows: Vec<(StreamId, Range<usize>)>,
}

impl Odd {
    /// Those of some persons.
    pub(crate) fn of(generation: &Generation, persons: &BTreeSet<ParticipantId>) -> Result<Odd, ViewsError> {
        let (bytes, nothing) = (generation.ready(ODD_ENTRIES)?, Words::default());
        let mut from = Unpacker::new(&bytes, &nothing);
        let mut rows = Vec::new();
        for id in generation.odd()? {
            let own = own(&mut from).ok_or_else(|| generation.damaged("the entries of a person are missing"))?;
            let end = bytes.len() - from.left();
            if persons.contains(&id) {
                rows.push((StreamId::Participant(id), end - own.len()..end));
            }
        }
        Ok(Odd { bytes, rows })
    }

    /// In how many runs they are read.
    pub(crate) fn runs(&self) -> usize {
        self.rows.len().div_ceil(RUN)
    }

    /// A run of streams, each with its entries.
    pub(crate) fn run(&self, run: usize) -> impl Iterator<Item = (&StreamId, &[u8])> {
        let rows = self.rows.chunks(RUN).nth(run).unwrap_or_default();
        rows.iter().map(|(stream, range)| (stream, self.bytes.get(range.clone()).unwrap_or_default()))
    }
}

/// How many streams a run has.
const RUN: usize = 64;
