//! Comparing a table with the ledger: what becomes of each row, decided for all rows of a stream together.
//!
//! 1. Rows that say what an entry in force says are recorded already: as many of them as there are entries.
//! 2. Rows that say what was corrected or voided by anything but an import change nothing.
//! 3. Further equal rows are recorded only if the user says that it happened again.
//! 4. A row with different content corrects the one entry under its key that no row matched and that overlaps in time.
//!    If there is none, the row is new; if several are possible, it is refused.
//! 5. A row that begins later than the entry that it would correct is a correction only in a later version of that
//!    entry's table. A row about the same thing as an entry of another type is refused.

use std::collections::{BTreeMap, HashMap, HashSet};

use hovedbok_core::proposal::Origin;
use hovedbok_core::{EntryId, Seq, Text};

use super::content::Content;
use super::keys::{Courses, Key, overlap};
use super::mark::Mark;
use crate::error::Why;

/// A row, as far as meeting needs it.
#[derive(Debug)]
pub(super) struct Incoming<'a> {
    pub(super) key: &'static Key,
    pub(super) content: Content,
    /// Which of the contents of an entry it is compared with.
    pub(super) form: usize,
    /// The document that it rests on.
    pub(super) document: Option<&'a Text>,
    pub(super) origin: &'a Origin,
    /// Whether it is a row of a grid, which says everything of its days.
    pub(super) of_grid: bool,
    /// The slot of the entry whose id the row gives.
    pub(super) slot: Option<Seq>,
}

/// Something that the stream states, or stated until it was corrected by anything but an import.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) seq: Seq,
    pub(super) slot: Seq,
    pub(super) id: EntryId,
    pub(super) key: &'static Key,
    pub(super) contents: Contents,
    pub(super) document: Option<Text>,
    /// The correction, where it is no longer in force.
    pub(super) corrected: Option<Seq>,
    /// The table that it comes from.
    pub(super) mark: Option<Mark>,
    /// Whether a hand corrected it last, and no import.
    pub(super) by_hand: bool,
    /// Whether a row said it.
    pub(super) taken: bool,
    /// Whether a grid corrects it: rows of grids say everything of its days, and a grid recorded it, and no other table ever
    /// corrected it.
    pub(super) grids: bool,
}

/// What an entry says, as each of the files can say it: without what a file has no column for.
#[derive(Debug)]
pub(super) struct Contents(pub(super) Content, pub(super) Vec<Content>);

impl Contents {
    /// As the files of a form can say it.
    pub(super) fn of(&self, form: usize) -> &Content {
        form.checked_sub(1).and_then(|at| self.1.get(at)).unwrap_or(&self.0)
    }

    fn all(&self) -> impl Iterator<Item = (usize, &Content)> {
        std::iter::once(&self.0).chain(&self.1).enumerate()
    }
}

impl Known {
    fn in_force(&self) -> bool {
        self.corrected.is_none()
    }
}

/// What becomes of a row.
#[derive(Debug)]
pub(super) enum RowOutcome {
    /// It is recorded; the entry at this index says the same in another document.
    New(Option<usize>),
    /// The entry at this index says it, or a row before.
    Already(Option<usize>),
    /// The entry at this index says the same, but rests on another document.
    OtherDocument(usize),
    /// The entry at this index said it, until it was corrected or voided.
    Since(usize),
    /// It corrects the entry at this index.
    Corrects(usize),
    /// It begins later than the entry at this index: a correction in a version of its table, else what came after.
    Later(usize),
    /// It needs a decision.
    Refused(Why),
}

/// Decides what becomes of the rows of one stream; what they say or correct is taken.
pub(super) fn meet(rows: &[Incoming<'_>], known: &mut [Known], courses: &Courses, again: bool) -> Vec<RowOutcome> {
    let mut meeting = Meeting { rows, known, fates: Vec::new(), again };
    meeting.fates.resize_with(rows.len(), || None);
    if !meeting.known.is_empty() {
        meeting.equal();
        meeting.other_documents();
        meeting.superseded();
    }
    meeting.once_more();
    if !meeting.known.is_empty() || rows.iter().any(|row| row.key.once()) {
        meeting.changed(courses);
    }
    meeting.fates.into_iter().map(|fate| fate.unwrap_or(RowOutcome::New(None))).collect()
}

struct Meeting<'a> {
    rows: &'a [Incoming<'a>],
    known: &'a mut [Known],
    fates: Vec<Option<RowOutcome>>,
    again: bool,
}

impl Meeting<'_> {
    /// Rows that nothing became of so far.
    fn open(&self) -> Vec<(usize, &Incoming<'_>)> {
        let open = self.rows.iter().zip(&self.fates).enumerate().filter(|(_, (_, fate))| fate.is_none());
        open.map(|(at, (row, _))| (at, row)).collect()
    }

    fn settle(&mut self, at: usize, fate: RowOutcome) {
        if let Some(place) = self.fates.get_mut(at) {
            *place = Some(fate);
        }
    }

    /// Takes for each open row the first entry that says the same and fits.
    fn take(
        &mut self,
        wanted: impl Fn(&Known) -> bool,
        fits: impl Fn(&Incoming<'_>, &Known) -> bool,
    ) -> Vec<(usize, usize)> {
        let mut alike: HashMap<(usize, &str), Vec<usize>> = HashMap::new();
        for (at, known) in self.known.iter().enumerate().filter(|(_, known)| wanted(known)) {
            for (form, content) in known.contents.all() {
                alike.entry((form, content.text.as_str())).or_default().push(at);
            }
        }
        let mut found: HashSet<usize> = HashSet::new();
        let mut pairs = Vec::new();
        for (at, row) in self.open() {
            let Some(list) = alike.get_mut(&(row.form, row.content.text.as_str())) else { continue };
            list.retain(|index| !found.contains(index));
            let fitting = |known: &Known| {
                row.content.fits(known.contents.of(row.form))
                    && row.slot.is_none_or(|slot| slot == known.slot)
                    && fits(row, known)
            };
            let place = list.iter().position(|index| self.known.get(*index).is_some_and(fitting));
            let Some(index) = place.map(|place| list.remove(place)) else { continue };
            found.insert(index);
            pairs.push((at, index));
        }
        for (_, index) in &pairs {
            if let Some(known) = self.known.get_mut(*index) {
                known.taken = true;
            }
        }
        pairs
    }

    fn seq(&self, index: usize) -> Option<Seq> {
        self.known.get(index).map(|known| known.seq)
    }

    fn equal(&mut self) {
        let pairs = self.take(|known| known.in_force() && !known.taken, |row, known| !disagree(row, known));
        for (at, index) in pairs {
            self.settle(at, RowOutcome::Already(Some(index)));
        }
    }

    /// The same from another document: listed; the user's word makes it something that happened again.
    fn other_documents(&mut self) {
        if self.again {
            return;
        }
        let pairs = self.take(|known| known.in_force() && !known.taken, |_, _| true);
        for (at, index) in pairs {
            self.settle(at, RowOutcome::OtherDocument(index));
        }
    }

    fn superseded(&mut self) {
        // First what something else took the place of: that is what became of the row.
        let in_force = self.known.iter().filter(|known| known.in_force() && !known.taken);
        let replaced: HashSet<Seq> = in_force.map(|known| known.slot).collect();
        let mut slots = HashSet::new();
        for anywhere in [false, true] {
            let gone = |known: &Known| !known.in_force() && !known.taken;
            let pairs = self.take(|known| gone(known) && (anywhere || replaced.contains(&known.slot)), |_, _| true);
            for (at, index) in pairs {
                slots.extend(self.known.get(index).map(|known| known.slot));
                self.settle(at, RowOutcome::Since(index));
            }
        }
        // What stands there now is what became of the row, and no row can correct it any more.
        for known in self.known.iter_mut().filter(|known| slots.contains(&known.slot)) {
            known.taken = true;
        }
    }

    /// Rows that say once more what an entry or a row before says.
    fn once_more(&mut self) {
        let mut entries: HashMap<(usize, &str), Vec<usize>> = HashMap::new();
        let said = |known: &Known| known.taken || (self.again && known.in_force());
        for (index, known) in self.known.iter().enumerate().filter(|(_, known)| said(known)) {
            for (form, content) in known.contents.all() {
                entries.entry((form, content.text.as_str())).or_default().push(index);
            }
        }
        let mut before: HashMap<&str, Vec<&Incoming<'_>>> = HashMap::new();
        let mut fates = Vec::new();
        for (at, row) in self.open() {
            let text = row.content.text.as_str();
            let fits = |index: &&usize| {
                self.known.get(**index).is_some_and(|known| row.content.fits(known.contents.of(row.form)))
            };
            let entry = entries.get(&(row.form, text)).and_then(|list| list.iter().find(fits)).copied();
            let rows = before.entry(text).or_default();
            // What happened again rests on a document of its own, where documents are named.
            let alike = |other: &&&Incoming<'_>| {
                other.content.ids == row.content.ids && !(self.again && other.document != row.document)
            };
            let first = rows.iter().find(alike).copied();
            let fate = match (first, entry) {
                (None, None) => None,
                (_, Some(index)) if row.key.once() => Some(RowOutcome::Already(Some(index))),
                (Some(_), None) if row.key.once() => Some(RowOutcome::Already(None)),
                (Some(_), _) | (None, Some(_)) if self.again => Some(RowOutcome::New(None)),
                (Some(first), _) => Some(RowOutcome::Refused(Why::Twice(first.origin.clone()))),
                (None, Some(index)) => self.seq(index).map(|seq| RowOutcome::Refused(Why::Again(seq))),
            };
            match fate {
                Some(fate) => fates.push((at, fate)),
                None => rows.push(row),
            }
        }
        for (at, fate) in fates {
            self.settle(at, fate);
        }
    }

    /// Rows that say something else than what is recorded.
    fn changed(&mut self, courses: &Courses) {
        let mut by_key: HashMap<(usize, &str), Vec<usize>> = HashMap::new();
        for (at, known) in self.known.iter().enumerate().filter(|(_, known)| known.in_force()) {
            for (form, content) in known.contents.all() {
                let keys = [Some(&content.key), content.alone.as_ref()].into_iter().flatten();
                keys.for_each(|key| by_key.entry((form, key.as_str())).or_default().push(at));
            }
        }
        let mut could: Vec<(usize, Vec<usize>)> = Vec::new();
        let mut wanted: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, row) in self.open() {
            let keys = [Some(&row.content.key), row.content.alone.as_ref()];
            let listed = keys.into_iter().flatten().filter_map(|key| by_key.get(&(row.form, key.as_str()))).flatten();
            let mut found: Vec<usize> = listed.copied().filter(|index| self.could(row, *index, courses)).collect();
            found.sort_unstable();
            found.dedup();
            found.iter().for_each(|index| wanted.entry(*index).or_default().push(at));
            could.push((at, found));
        }
        let mut firsts: HashMap<&str, usize> = HashMap::new();
        for (at, found) in could {
            let Some(row) = self.rows.get(at) else { continue };
            let fate = if row.key.once() {
                let first = *firsts.entry(row.content.key.as_str()).or_insert(at);
                self.registered(at, first, &found)
            } else {
                self.correction(at, row, &found, &wanted, courses)
            };
            self.settle(at, fate);
        }
        if !self.again {
            self.of_other_types();
        }
    }

    /// Rows that nothing is recorded under the key of, while an entry that no row says is about the same under another type:
    /// both would count.
    fn of_other_types(&mut self) {
        let mut left: HashMap<(usize, &str), Vec<usize>> = HashMap::new();
        for (index, known) in self.known.iter().enumerate().filter(|(_, known)| known.in_force() && !known.taken) {
            for (form, content) in known.contents.all() {
                content.matters.iter().for_each(|matter| left.entry((form, matter)).or_default().push(index));
            }
        }
        let mut fates = Vec::new();
        for (at, row) in self.rows.iter().enumerate() {
            if !matches!(self.fates.get(at), Some(Some(RowOutcome::New(_)))) {
                continue;
            }
            let alike =
                row.content.matters.iter().filter_map(|matter| left.get(&(row.form, matter.as_str()))).flatten();
            let mut entries = alike.filter_map(|index| self.known.get(*index));
            if let Some(known) = entries.find(|known| known.key != row.key) {
                let (was, becomes) = (known.key.type_name, row.key.type_name);
                fates.push((at, RowOutcome::Refused(Why::OtherType { entry: known.seq, was, becomes })));
            }
        }
        for (at, fate) in fates {
            self.settle(at, fate);
        }
    }

    /// Whether a row could correct an entry.
    fn could(&self, row: &Incoming<'_>, index: usize, courses: &Courses) -> bool {
        let Some(known) = self.known.get(index).filter(|known| row.key.once() || !known.taken) else { return false };
        if let Some(slot) = row.slot {
            return slot == known.slot;
        }
        let content = known.contents.of(row.form);
        let reach = known.key.span(content, courses);
        let alone = row.content.alone.is_some() && row.content.alone == content.alone;
        row.content.is_about(content)
            && row.content.fits(content)
            && (alone || overlap(row.key.span(&row.content, courses), reach))
            // An absence that goes on after its placement ended belongs to another placement.
            && (row.key.type_name != "absence.recorded" || courses.holds(content, row.key.span(&row.content, courses)))
            // A row of a grid says nothing of what reaches beyond its days, and leaves alone what others recorded.
            && (!row.of_grid || known.grids)
    }

    /// Another version of what a person has once.
    fn registered(&self, at: usize, first: usize, found: &[usize]) -> RowOutcome {
        match (found.first().and_then(|index| self.seq(*index)), self.rows.get(first)) {
            (Some(seq), _) => RowOutcome::Refused(Why::Registered(seq)),
            (None, Some(row)) if first != at => RowOutcome::Refused(Why::RegisteredTwice(row.origin.clone())),
            (None, _) => RowOutcome::New(None),
        }
    }

    fn correction(
        &mut self,
        at: usize,
        row: &Incoming<'_>,
        found: &[usize],
        wanted: &BTreeMap<usize, Vec<usize>>,
        courses: &Courses,
    ) -> RowOutcome {
        let others = |index: &usize| wanted.get(index).into_iter().flatten().filter(move |other| **other != at);
        match found {
            [] => RowOutcome::New(self.other_document(row)),
            // It may as well end what goes on that day.
            [one] if row.key.ends() && row.slot.is_none() && courses.may_end(row.key.type_name, &row.content) => {
                RowOutcome::Refused(Why::Unclear { entries: self.seq(*one).into_iter().collect(), rows: Vec::new() })
            }
            [one] if others(one).next().is_none() => {
                let Some(known) = self.known.get_mut(*one) else { return RowOutcome::New(None) };
                known.taken = true;
                let content = known.contents.of(row.form);
                let named = row.slot.is_some() || row.content.ids.contains_key("placement");
                let later = row.key.begins() && !named && content.days.0 < row.content.days.0;
                if later { RowOutcome::Later(*one) } else { RowOutcome::Corrects(*one) }
            }
            // The row says everything of its days: what it no longer has is voided there.
            _ if row.of_grid => RowOutcome::New(None),
            several => {
                let rows = several.iter().flat_map(others).filter_map(|other| self.rows.get(*other));
                let mut rows: Vec<Origin> = rows.map(|row| row.origin.clone()).collect();
                rows.dedup();
                let entries = several.iter().filter_map(|index| self.seq(*index)).collect();
                RowOutcome::Refused(Why::Unclear { entries, rows })
            }
        }
    }

    /// An entry that says the same but for the document, where that is part of what it says.
    fn other_document(&self, row: &Incoming<'_>) -> Option<usize> {
        let said = row.content.undocumented.as_ref()?;
        let same = |known: &Known| {
            known.in_force() && known.key == row.key && known.contents.of(row.form).undocumented.as_ref() == Some(said)
        };
        self.known.iter().position(same)
    }
}

/// Whether a row and an entry name documents, and not the same.
fn disagree(row: &Incoming<'_>, known: &Known) -> bool {
    matches!((row.document, &known.document), (Some(one), Some(other)) if !hovedbok_core::identity::same(one.as_str(), other.as_str()))
}
