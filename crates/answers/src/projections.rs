//! The projections that questions are answered from, and which of them one needs.

use std::collections::BTreeMap;
use std::sync::Arc;

use hovedbok_budgets::Budgets;
use hovedbok_core::{Entry, Seq, StreamId, StreamKind};
use hovedbok_milestones::Milestones;
use hovedbok_programmes::Programmes;
use hovedbok_projection::{Projection, Timeline};
use hovedbok_state::State;

use crate::recording::Recording;
use crate::spellings::Spellings;

/// The four projections as a question needs them: those that it does not need stay empty.
#[derive(Debug, Default, Clone)]
pub struct Projections {
    /// Participants.
    pub state: Timeline<State>,
    /// Plans.
    pub milestones: Timeline<Milestones>,
    /// Money.
    pub budgets: Timeline<Budgets>,
    /// Programmes, risks, figures.
    pub programmes: Timeline<Programmes>,
    /// Streams of kinds unknown here with the positions of their entries: kept, counted and reported (H9).
    pub others: BTreeMap<StreamId, Vec<Seq>>,
    /// How names are spelled, in the whole log, also in what came after.
    pub names: Arc<Spellings>,
    /// When something was recorded of each programme.
    pub recording: Arc<Recording>,
}

impl Projections {
    /// Learns an entry in every projection that listens to its stream; of a stream of an unknown kind, that it is there.
    pub fn learn(&mut self, entry: &Entry) {
        self.state.learn(entry);
        self.milestones.learn(entry);
        self.budgets.learn(entry);
        self.programmes.learn(entry);
        Arc::make_mut(&mut self.recording).learn(entry);
        if entry.draft.stream.kind() == StreamKind::Other {
            self.others.entry(entry.draft.stream.clone()).or_default().push(entry.seq);
        }
    }
}

/// Which kinds of stream a question needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Needs {
    /// Participants.
    pub state: bool,
    /// Plans.
    pub milestones: bool,
    /// Money.
    pub budgets: bool,
    /// Programmes.
    pub programmes: bool,
}

impl Needs {
    /// Everything.
    pub const ALL: Needs = Needs { state: true, milestones: true, budgets: true, programmes: true };

    /// What holds the kinds of stream that an answer is folded from. The programmes are always needed: they say where the
    /// records end.
    pub fn of(streams: &[StreamKind]) -> Needs {
        let holds = |kinds: &[StreamKind]| kinds.iter().any(|kind| streams.contains(kind));
        Needs {
            state: holds(State::LISTENS),
            milestones: holds(Milestones::LISTENS),
            budgets: holds(Budgets::LISTENS),
            programmes: true,
        }
    }

    /// The kinds that are learnt: those listened to, and those unknown here, which every reading takes note of.
    pub fn kinds(self) -> Vec<StreamKind> {
        let wanted = [
            (self.state, State::LISTENS),
            (self.milestones, Milestones::LISTENS),
            (self.budgets, Budgets::LISTENS),
            (self.programmes, Programmes::LISTENS),
        ];
        let listened = wanted.iter().filter(|(needed, _)| *needed).flat_map(|(_, kinds)| kinds.iter().copied());
        listened.chain([StreamKind::Other]).collect()
    }
}
