//! The spellings of names. Two texts of one kind with the same canonical form are one name; the spelling that was recorded
//! first is the one that is used and shown.

use std::collections::BTreeMap;

use hovedbok_core::Seq;
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::identity::canonical;

/// One way in which a name is written.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Spelling {
    /// The text.
    pub text: Box<str>,
    /// Of the first spelling the position of its first use, of every other one the positions of all its uses.
    pub uses: Vec<Seq>,
}

/// The spellings of one name, the one recorded first at the front.
pub(super) type Name = Vec<Spelling>;

/// The spellings of every kind of name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spellings {
    /// By kind, the names by their canonical form.
    kinds: BTreeMap<NameKind, BTreeMap<Box<str>, Name>>,
    /// How many names are spelled in more than one way.
    several: usize,
}

impl Spellings {
    /// Whether a name of this kind is known, however it is spelled.
    pub fn knows(&self, kind: NameKind, text: &str) -> bool {
        self.name(kind, text).is_some()
    }

    /// The names of a kind, each in its first spelling.
    pub fn of(&self, kind: NameKind) -> impl Iterator<Item = &str> {
        let names = self.kinds.get(&kind.shared()).into_iter().flatten();
        names.filter_map(|(_, name)| name.first().map(|first| &*first.text))
    }

    /// The spelling that is used of the name that a text is, when it is another one than the text.
    pub fn respell(&self, kind: NameKind, text: &str) -> Option<String> {
        if kind == NameKind::Part {
            return self.respell_part(text);
        }
        let first = self.name(kind, text)?.first()?;
        (*first.text != *text).then(|| first.text.to_string())
    }

    /// The names that are spelled in more than one way.
    pub fn several(&self) -> impl Iterator<Item = (NameKind, &[Spelling])> {
        let kinds = if self.several > 0 { Some(&self.kinds) } else { None };
        let names = kinds.into_iter().flatten().flat_map(|(kind, names)| names.values().map(move |name| (*kind, name)));
        names.filter(|(_, name)| name.len() > 1).map(|(kind, name)| (kind, name.as_slice()))
    }

    /// Every name by kind, as it is kept in the file.
    pub(super) fn names(&self) -> impl Iterator<Item = (NameKind, Vec<&Name>)> {
        self.kinds.iter().map(|(kind, names)| (*kind, names.values().collect()))
    }

    fn name(&self, kind: NameKind, text: &str) -> Option<&Name> {
        self.kinds.get(&kind.shared())?.get(&*canonical(text))
    }

    pub(super) fn learn(&mut self, kind: NameKind, text: &str, seq: Seq) {
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

    /// Adds what is known of a spelling.
    pub(super) fn add(&mut self, kind: NameKind, text: &str, uses: &[Seq]) {
        let key = canonical(text);
        if key.is_empty() {
            return;
        }
        let names = self.kinds.entry(kind.shared()).or_default();
        let Some(name) = names.get_mut(&*key) else {
            let first = uses.iter().take(1).copied().collect();
            names.insert(key.into(), vec![Spelling { text: text.into(), uses: first }]);
            return;
        };
        match name.iter().position(|spelling| *spelling.text == *text) {
            Some(0) => {}
            Some(at) => name.iter_mut().skip(at).take(1).for_each(|spelling| spelling.uses.extend_from_slice(uses)),
            None => {
                self.several += usize::from(name.len() == 1);
                name.push(Spelling { text: text.into(), uses: uses.to_vec() });
            }
        }
    }

    pub(super) fn absorb(&mut self, newer: Spellings) {
        for (kind, names) in newer.kinds {
            for spelling in names.into_values().flatten() {
                self.add(kind, &spelling.text, &spelling.uses);
            }
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
fn dimensions(part: &str) -> impl Iterator<Item = (Option<&str>, Option<NameKind>, &str)> {
    part.split(';').map(|narrowing| match narrowing.split_once('=') {
        Some((dimension, value)) => (Some(dimension), NameKind::of_dimension(dimension.trim()), value),
        None => (None, None, narrowing),
    })
}
