//! What is to be done with the rows of an import, as it is decided subject by subject.

use std::collections::{BTreeMap, HashSet};

use hovedbok_core::proposal::Origin;
use hovedbok_core::{EntryId, Seq};

use super::mark::Mark;
use super::meeting::{Known, RowOutcome};
use crate::error::Why as Reason;

/// What is to be done with a row.
pub(super) enum Step {
    New {
        beside: Option<Seq>,
    },
    Already(Option<Seq>),
    OtherDocument(Seq),
    Since {
        seq: Seq,
        by: Option<Seq>,
    },
    /// `by_hand` says whether a hand corrected the entry last.
    Corrects {
        id: EntryId,
        seq: Seq,
        by_hand: bool,
    },
    Refused(Reason),
}

/// What is to be done with all of them.
#[derive(Default)]
pub(super) struct Steps {
    pub(super) rows: Vec<Option<Step>>,
    /// Absences that a grid no longer has.
    pub(super) voids: Vec<(EntryId, Seq, Origin)>,
    pub(super) by_hand: Vec<(Seq, Origin)>,
    /// Rows whose id is in the ledger already.
    pub(super) known_ids: HashSet<usize>,
    /// The entries that a row says or corrects.
    pub(super) taken: HashSet<Seq>,
    /// By file: the marks of these entries, with how many have it.
    pub(super) marks: Vec<BTreeMap<Mark, usize>>,
    /// Rows that begin later than the entry that they would correct, with their files.
    later: Vec<(usize, usize, Later)>,
}

/// An entry that a row would correct although it begins later.
struct Later {
    id: EntryId,
    seq: Seq,
    mark: Option<Mark>,
    by_hand: bool,
}

impl Steps {
    pub(super) fn set(&mut self, at: usize, step: Step) {
        if let Some(place) = self.rows.get_mut(at) {
            *place = Some(step);
        }
    }

    /// Rows that begin later than their entries correct them where another row shows that their file is a version of
    /// the entries' table. A later table says where people are now.
    pub(super) fn settle_later(&mut self) {
        let met: Vec<HashSet<Mark>> = self.marks.iter().map(|marks| marks.keys().copied().collect()).collect();
        for (at, file, Later { id, seq, mark, by_hand }) in std::mem::take(&mut self.later) {
            match mark.filter(|mark| met.get(file).is_some_and(|met| met.contains(mark))) {
                Some(mark) => {
                    self.count(file, Some(mark));
                    self.set(at, Step::Corrects { id, seq, by_hand });
                }
                None => self.set(at, Step::Refused(Reason::Later(seq))),
            }
        }
    }

    fn count(&mut self, file: usize, mark: Option<Mark>) {
        if let (Some(mark), Some(marks)) = (mark, self.marks.get_mut(file)) {
            *marks.entry(mark).or_default() += 1;
        }
    }

    pub(super) fn decided(&mut self, at: usize, file: usize, fate: RowOutcome, known: &[Known]) {
        if let RowOutcome::Later(index) = fate {
            let later = known.get(index).map(|known| {
                let Known { id, seq, mark, by_hand, .. } = *known;
                Later { id, seq, mark, by_hand }
            });
            self.later.extend(later.map(|later| (at, file, later)));
            return;
        }
        let met = match &fate {
            RowOutcome::New(_) | RowOutcome::Already(None) | RowOutcome::Refused(_) | RowOutcome::Later(_) => None,
            RowOutcome::Already(Some(index))
            | RowOutcome::OtherDocument(index)
            | RowOutcome::Since(index)
            | RowOutcome::Corrects(index) => known.get(*index),
        };
        self.count(file, met.and_then(|known| known.mark));
        let seq = |index: usize| known.get(index).map(|known| known.seq);
        let step = match fate {
            RowOutcome::New(beside) => Step::New { beside: beside.and_then(seq) },
            RowOutcome::Already(index) => Step::Already(index.and_then(seq)),
            RowOutcome::Refused(why) => Step::Refused(why),
            RowOutcome::OtherDocument(_) | RowOutcome::Since(_) | RowOutcome::Corrects(_) | RowOutcome::Later(_) => {
                match met {
                    None => return,
                    Some(met) if matches!(fate, RowOutcome::Corrects(_)) => {
                        Step::Corrects { id: met.id, seq: met.seq, by_hand: met.by_hand }
                    }
                    Some(met) if matches!(fate, RowOutcome::Since(_)) => {
                        Step::Since { seq: met.seq, by: met.corrected }
                    }
                    Some(met) => Step::OtherDocument(met.seq),
                }
            }
        };
        self.set(at, step);
    }
}
