//! The texts that come again and again, by number.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use foldhash::fast::RandomState;

/// No more texts than these are numbered; others are written out.
const WORDS_MAX: usize = 1 << 14;

/// Longer texts than these are written out, as are those of more words: they say something, and nobody says it again.
const WORD_BYTES_MAX: usize = 40;
const WORD_SPACES_MAX: usize = 3;

/// The texts that are written as their number, by number.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// Those that were read.
    read: Arc<Read>,
    /// Those that were added since.
    added: Vec<Arc<str>>,
    /// The numbers of the first of them: of all, once one was looked up.
    numbers: HashMap<Arc<str>, u64, RandomState>,
    /// The numbers of those that are marked.
    marked: HashSet<usize>,
    /// Whether no text is added any more.
    closed: bool,
}

/// Texts one after the other, as a file has them: most questions look at few of them.
#[derive(Debug, Default)]
struct Read {
    bytes: Box<[u8]>,
    /// Where each text is.
    places: Vec<Range<u32>>,
    /// The same texts to be kept, as far as somebody keeps them: group by group, each from the first that is kept of it.
    shared: Vec<OnceLock<Group>>,
}

/// Some texts that follow one another.
type Group = Box<[OnceLock<Arc<str>>]>;

const GROUP: usize = 128;

impl Read {
    fn text(&self, number: usize) -> Option<&str> {
        let place = self.places.get(number)?;
        std::str::from_utf8(self.bytes.get(place.start as usize..place.end as usize)?).ok()
    }

    fn shared(&self, number: usize) -> Option<&Arc<str>> {
        let group = self.shared.get(number / GROUP)?;
        let group = group.get_or_init(|| std::iter::repeat_with(OnceLock::new).take(GROUP).collect());
        let shared = group.get(number % GROUP)?;
        match shared.get() {
            Some(text) => Some(text),
            None => self.text(number).map(|text| shared.get_or_init(|| text.into())),
        }
    }
}

impl Words {
    /// The texts at some places in bytes. They are looked at when somebody needs one of them.
    pub(super) fn at(bytes: Box<[u8]>, places: Vec<Range<u32>>) -> Words {
        let shared = std::iter::repeat_with(OnceLock::new).take(places.len().div_ceil(GROUP)).collect();
        Words { read: Arc::new(Read { bytes, places, shared }), ..Words::default() }
    }

    /// The same texts, to which none is added any more: a text that is not among them is written out.
    #[must_use]
    pub fn closed(&self) -> Words {
        Words { closed: true, ..self.clone() }
    }

    /// The texts from a number on.
    pub(super) fn since(&self, number: usize) -> impl Iterator<Item = &str> {
        (number..self.len()).filter_map(|number| self.text(number))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.read.places.len() + self.added.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds a text at the end.
    pub fn push(&mut self, text: &str) {
        self.added.push(text.into());
    }

    /// Marks the texts of which this is so: [`Unpacker::met`](super::Unpacker::met) says whether one of them was read.
    pub fn mark(&mut self, is_so: impl Fn(&str) -> bool) {
        let marked = self.since(0).zip(0..).filter(|(text, _)| is_so(text));
        self.marked = marked.map(|(_, number)| number).collect();
    }

    pub(super) fn is_marked(&self, number: usize) -> bool {
        self.any_marked() && self.marked.contains(&number)
    }

    pub(super) fn any_marked(&self) -> bool {
        !self.marked.is_empty()
    }

    /// The bytes that a text is packed as where it has a number; nothing where it has none.
    pub fn packed(&self, text: &str) -> Option<Vec<u8>> {
        let number = self.since(0).position(|known| *known == *text)? as u64;
        let mut bytes = Vec::new();
        write(number << 1, &mut bytes);
        Some(bytes)
    }

    /// The number of a text, which it gets now where it is one that comes again; nothing where it has none.
    pub(super) fn number(&mut self, text: &str) -> Option<u64> {
        for number in self.numbers.len()..self.len() {
            if let Some(shared) = self.shared(number).cloned() {
                self.numbers.insert(shared, number as u64);
            }
        }
        if let Some(number) = self.numbers.get(text) {
            return Some(*number);
        }
        let is_a_name = text.len() <= WORD_BYTES_MAX && text.matches(' ').count() <= WORD_SPACES_MAX;
        if self.closed || !is_a_name || self.len() >= WORDS_MAX {
            return None;
        }
        self.push(text);
        Some(self.len() as u64 - 1)
    }

    /// The text of a number.
    pub(super) fn text(&self, number: usize) -> Option<&str> {
        match number.checked_sub(self.read.places.len()) {
            Some(added) => self.added.get(added).map(|text| &**text),
            None => self.read.text(number),
        }
    }

    /// The same, to be kept.
    pub(super) fn shared(&self, number: usize) -> Option<&Arc<str>> {
        match number.checked_sub(self.read.places.len()) {
            Some(added) => self.added.get(added),
            None => self.read.shared(number),
        }
    }
}

/// Writes a whole number, seven bits a byte.
pub(super) fn write(mut number: u64, bytes: &mut Vec<u8>) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}
