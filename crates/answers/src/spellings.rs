//! The spellings of names. Two texts of one kind with the same canonical form are one name; the spelling that was recorded
//! first is the one that is used and shown.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use hovedbok_core::entries::names::NameKind;
use hovedbok_core::identity::canonical;
use hovedbok_core::{Seq, StreamId};

/// One way in which a name is written.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Spelling {
    /// The text.
    pub text: Box<str>,
    /// Of the first spelling the position of its first use, of every other one the positions of all its uses.
    pub uses: Vec<Seq>,
}

/// One name.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Name {
    /// What it was recorded as: a name of an office may be a provider's too.
    pub kinds: Vec<NameKind>,
    /// Its spellings, the one recorded first at the front.
    pub spellings: Vec<Spelling>,
}

impl Name {
    fn first(&self) -> Option<&str> {
        self.spellings.first().map(|first| &*first.text)
    }

    fn is(&self, kind: NameKind) -> bool {
        self.kinds.iter().any(|known| *known == kind || *known == kind.shared())
    }
}

/// By kind, the names by their canonical form.
type Kinds = BTreeMap<NameKind, BTreeMap<Box<str>, Name>>;

/// What takes the place of names that cannot be read.
static NONE: Kinds = BTreeMap::new();

/// The spellings of every kind of name.
#[derive(Debug, Clone, Default)]
pub struct Spellings {
    /// The names, once somebody looks at them; nothing where they cannot be read.
    kinds: OnceLock<Option<Kinds>>,
    /// What they are read from, where they were kept in a file.
    kept: Option<(Arc<[u8]>, ReadNames)>,
    /// How many names are spelled in more than one way.
    several: usize,
}

impl PartialEq for Spellings {
    fn eq(&self, other: &Spellings) -> bool {
        self.kinds() == other.kinds()
    }
}

impl Eq for Spellings {}

/// Reads the names that were kept in a file; nothing where the bytes are malformed.
pub type ReadNames = fn(&[u8]) -> Option<Vec<Name>>;

impl Spellings {
    /// The spellings that were kept in a file, of which some names are spelled in more than one way. They are read when somebody
    /// looks at one of them: most questions do not.
    pub fn kept(bytes: Arc<[u8]>, read: ReadNames, several: usize) -> Spellings {
        Spellings { kinds: OnceLock::new(), kept: Some((bytes, read)), several }
    }

    /// Whether somebody looked at them, and they could not be read.
    pub fn is_malformed(&self) -> bool {
        matches!(self.kinds.get(), Some(None))
    }

    fn kinds(&self) -> &Kinds {
        let kinds = self.kinds.get_or_init(|| match &self.kept {
            Some((bytes, read)) => read(bytes).map(|names| {
                let mut all = Spellings::default();
                names.iter().for_each(|name| all.take(name));
                all.kinds.take().flatten().unwrap_or_default()
            }),
            None => Some(Kinds::new()),
        });
        kinds.as_ref().unwrap_or(&NONE)
    }

    /// Whether a name of this kind is known, however it is spelled.
    pub fn knows(&self, kind: NameKind, text: &str) -> bool {
        self.name(kind, text).is_some_and(|name| name.is(kind))
    }

    /// The names of a kind, each in its first spelling.
    pub fn of(&self, kind: NameKind) -> impl Iterator<Item = &str> {
        let names = self.kinds().get(&kind.shared()).into_iter().flatten();
        names.filter(move |(_, name)| name.is(kind)).filter_map(|(_, name)| name.first())
    }

    /// The same as far as an entry up to a position has them.
    pub fn of_by(&self, kind: NameKind, known_at: Seq) -> impl Iterator<Item = &str> {
        self.of(kind).filter(move |name| self.first_use(kind, name).is_some_and(|seq| seq <= known_at))
    }

    /// The first entry that has a name, or one of the same text that is shared with its kind.
    pub fn first_use(&self, kind: NameKind, text: &str) -> Option<Seq> {
        self.name(kind, text).filter(|name| name.is(kind))?.spellings.first()?.uses.first().copied()
    }

    /// The spelling that is used of the name that a text is, when it is another one than the text.
    pub fn respell(&self, kind: NameKind, text: &str) -> Option<String> {
        if kind == NameKind::Part {
            return self.respell_part(text);
        }
        if kind == NameKind::Plan {
            return self.respell_plan(text);
        }
        let first = self.name(kind, text)?.first()?;
        (*first != *text).then(|| first.to_owned())
    }

    /// A stream with its names in the spelling that is used.
    pub fn shown(&self, stream: &StreamId) -> StreamId {
        let mut shown = stream.clone();
        shown.respell(&mut |kind, text| self.respell(kind, text));
        shown
    }

    /// Whether streams of one name can have been recorded into under two.
    pub fn streams_vary(&self) -> bool {
        let names_streams = |kind| matches!(kind, NameKind::Programme | NameKind::Plan | NameKind::Source);
        self.several().any(|(kind, _)| names_streams(kind))
    }

    /// The names that are spelled in more than one way.
    pub fn several(&self) -> impl Iterator<Item = (NameKind, &[Spelling])> {
        let kinds = if self.several > 0 { Some(self.kinds()) } else { None };
        let names = kinds.into_iter().flatten().flat_map(|(kind, names)| names.values().map(move |name| (*kind, name)));
        names.filter(|(_, name)| name.spellings.len() > 1).map(|(kind, name)| (kind, name.spellings.as_slice()))
    }

    /// How many names are spelled in more than one way.
    pub fn how_many_several(&self) -> usize {
        self.several
    }

    /// Every name by kind, as it is kept in the file.
    pub fn names(&self) -> impl Iterator<Item = &Name> {
        self.kinds().values().flat_map(BTreeMap::values)
    }

    fn name(&self, kind: NameKind, text: &str) -> Option<&Name> {
        self.kinds().get(&kind.shared())?.get(&*canonical(text))
    }

    /// Learns the text of a name in an entry.
    pub fn learn(&mut self, kind: NameKind, text: &str, seq: Seq) {
        if kind == NameKind::Part {
            for (_, kind, value) in dimensions(text) {
                if let Some(kind) = kind {
                    self.learn(kind, value, seq);
                }
            }
            return;
        }
        self.add(kind, text, &[seq]);
    }

    /// Adds what is known of a name.
    pub fn take(&mut self, name: &Name) {
        for kind in &name.kinds {
            // Only its uses under the first of its kinds, so that none counts twice.
            let first = name.kinds.first() == Some(kind);
            for spelling in &name.spellings {
                self.add(*kind, &spelling.text, if first { &spelling.uses } else { &[] });
            }
        }
    }

    fn add(&mut self, kind: NameKind, text: &str, uses: &[Seq]) {
        let key = canonical(text);
        if key.is_empty() {
            return;
        }
        self.kinds();
        let Some(Some(kinds)) = self.kinds.get_mut() else { return };
        let names = kinds.entry(kind.shared()).or_default();
        let Some(name) = names.get_mut(&*key) else {
            let first = Spelling { text: text.into(), uses: uses.iter().take(1).copied().collect() };
            names.insert(key.into(), Name { kinds: vec![kind], spellings: vec![first] });
            return;
        };
        if !name.kinds.contains(&kind) {
            name.kinds.push(kind);
        }
        match name.spellings.iter_mut().enumerate().find(|(_, spelling)| *spelling.text == *text) {
            Some((0, _)) => {}
            Some((_, spelling)) => spelling.uses.extend_from_slice(uses),
            None => {
                self.several += usize::from(name.spellings.len() == 1);
                name.spellings.push(Spelling { text: text.into(), uses: uses.to_vec() });
            }
        }
    }

    /// Takes over what was learnt of the entries that follow.
    pub fn absorb(&mut self, newer: &Spellings) {
        newer.names().for_each(|name| self.take(name));
    }

    /// A plan is named as its programme, or begins with that and a point.
    fn respell_plan(&self, plan: &str) -> Option<String> {
        let first = self.name(NameKind::Plan, plan).and_then(Name::first);
        let used = first.unwrap_or(plan);
        let (programme, rest) = used.split_at(used.find('.').unwrap_or(used.len()));
        match self.respell(NameKind::Programme, programme) {
            Some(programme) => Some(programme + rest).filter(|spelled| spelled != plan),
            None => first.filter(|first| *first != plan).map(str::to_owned),
        }
    }

    fn respell_part(&self, part: &str) -> Option<String> {
        let mut other = false;
        let spelled = dimensions(part).map(|(dimension, kind, value)| {
            let respelled = kind.and_then(|kind| self.respell(kind, value));
            other |= respelled.is_some();
            let value = respelled.as_deref().unwrap_or(value);
            dimension.map_or_else(|| value.to_owned(), |dimension| format!("{dimension}={value}"))
        });
        let spelled: Vec<String> = spelled.collect();
        other.then(|| spelled.join(";"))
    }
}

/// The dimensions of a part, each with what its value names, and its value.
pub(crate) fn dimensions(part: &str) -> impl Iterator<Item = (Option<&str>, Option<NameKind>, &str)> {
    part.split(';').map(|narrowing| match narrowing.split_once('=') {
        Some((dimension, value)) => (Some(dimension), NameKind::of_dimension(dimension.trim()), value),
        None => (None, None, narrowing),
    })
}
