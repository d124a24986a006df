//! The projections that questions are answered from, and which of them one needs.
//!
//! They are listed once, below: what is done with each of them follows from the list.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hovedbok_budgets::Budgets;
use hovedbok_core::{Entry, Seq, StreamId, StreamKind};
use hovedbok_milestones::Milestones;
use hovedbok_programmes::Programmes;
use hovedbok_projection::{Projection, Timeline};
use hovedbok_state::{Everybody, Source, State};

use crate::parallel::Crew;
use crate::recording::Recording;
use crate::spellings::Spellings;

/// Something that is done with each projection, whatever its facts are.
pub trait Each {
    /// Does it with one.
    fn one<P: Projection>(&mut self, timeline: &Timeline<P>);
}

/// A change that is made to each projection, whatever its facts are.
pub(crate) trait Change {
    /// One of them after the change.
    fn one<P: Projection>(&self, timeline: &Timeline<P>) -> Timeline<P>;
}

/// Makes everything that has a field for each projection from the one list of them.
macro_rules! projections {
    ($($(#[doc = $doc:literal])* $name:ident: $projection:ident,)*) => {
        /// The projections as a question needs them: those that it does not need stay empty.
        #[derive(Debug, Default, Clone)]
        pub struct Projections {
            $($(#[doc = $doc])* pub $name: Timeline<$projection>,)*
            /// Streams of kinds unknown here with the positions of their entries: kept, counted and reported (H9).
            pub others: BTreeMap<StreamId, Vec<Seq>>,
            /// How names are spelled, in the whole log, also in what came after.
            pub names: Arc<Spellings>,
            /// When something was recorded of each programme.
            pub recording: Arc<Recording>,
            /// Everybody, ready to be counted, for questions that count
            /// ([`Question::counting`](crate::Question::counting)). For those that look at persons in no other way, `state`
            /// has only the persons who are not ready.
            pub counted: Option<Counted>,
            /// Who does the parts of an answer that take long.
            pub crew: Crew,
        }

        impl Projections {
            /// Does something with each projection.
            pub fn each(&self, each: &mut impl Each) {
                $(each.one(&self.$name);)*
            }

            /// The projections after a change to each of them.
            pub(crate) fn changed(&self, change: &impl Change) -> Projections {
                Projections { $($name: change.one(&self.$name),)* ..self.clone() }
            }

            /// The projections with these streams as others have them, as if only some of the entries had been recorded there.
            pub(crate) fn taking(
                &self,
                other: &Projections,
                streams: &BTreeSet<StreamId>,
                keep: &dyn Fn(Seq) -> bool,
            ) -> Projections {
                Projections { $($name: self.$name.taking(&other.$name, streams, keep),)* ..self.clone() }
            }

            /// The projections that are needed; the others are empty.
            pub(crate) fn needed(&self, needs: Needs) -> Projections {
                let mut needed = self.clone();
                $(if !needs.$name {
                    needed.$name = Timeline::default();
                })*
                needed
            }

            /// Learns an entry in every projection that listens to its stream; of a stream of an unknown kind, that it is
            /// there.
            pub fn learn(&mut self, entry: &Entry) {
                $(self.$name.learn(entry);)*
                Arc::make_mut(&mut self.recording).learn(entry);
                if entry.draft.stream.kind() == StreamKind::Other {
                    self.others.entry(entry.draft.stream.clone()).or_default().push(entry.seq);
                }
            }
        }

        /// Which projections a question needs.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct Needs {
            $($(#[doc = $doc])* pub $name: bool,)*
        }

        impl Needs {
            /// All of them.
            pub const ALL: Needs = Needs { $($name: true,)* };

            /// None of them.
            pub const NONE: Needs = Needs { $($name: false,)* };

            /// What holds the kinds of stream that an answer is folded from. The programmes are always needed: they say
            /// where the records end.
            pub fn of(streams: &[StreamKind]) -> Needs {
                let holds = |kinds: &[StreamKind]| kinds.iter().any(|kind| streams.contains(kind));
                let listening = Needs { $($name: holds($projection::LISTENS),)* };
                Needs { programmes: true, ..listening }
            }

            /// The kinds that are learnt: those listened to, and those unknown here, which every reading takes note of.
            pub fn kinds(self) -> Vec<StreamKind> {
                let wanted = [$((self.$name, $projection::LISTENS)),*];
                let listened = wanted.iter().filter(|(needed, _)| *needed).flat_map(|(_, kinds)| kinds.iter().copied());
                listened.chain([StreamKind::Other]).collect()
            }
        }
    };
}

projections! {
    /// Participants.
    state: State,
    /// Plans.
    milestones: Milestones,
    /// Money.
    budgets: Budgets,
    /// Programmes, risks, figures.
    programmes: Programmes,
}

/// Everybody, ready to be counted.
#[derive(Debug, Clone)]
pub struct Counted {
    /// Those who lie ready.
    pub ready: Arc<dyn Source>,
    /// The others.
    pub streams: Timeline<State>,
}

impl Projections {
    /// Everybody, to be counted.
    pub fn everybody(&self) -> Everybody<'_> {
        match &self.counted {
            Some(counted) => Everybody::of(&counted.streams, Some(&*counted.ready)),
            None => Everybody::from(&self.state),
        }
    }
}
