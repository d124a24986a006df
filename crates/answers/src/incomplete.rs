//! Streams that an answer rests on and that have an entry which this program does not know (H9): a correction, or a
//! fact of a type or version that a newer program wrote. With that program the answer may be different.

use std::collections::BTreeSet;

use hovedbok_core::{Seq, StreamId};
use hovedbok_projection::{At, History, Projection, Timeline};

use crate::about::About;
use crate::projections::{Each, Projections};
use crate::questions::Question;

impl Projections {
    /// The streams that an answer rests on and that hold an entry unknown here, by name. Where it cannot be known whether
    /// such a stream bears on the answer, it is named.
    pub(crate) fn incomplete_of(&self, question: &Question, at: At) -> Vec<StreamId> {
        let mut unknown = HoldingUnknown { known_at: at.known_at, streams: BTreeSet::new() };
        self.each(&mut unknown);
        let mut streams = unknown.streams;
        if streams.is_empty() {
            return Vec::new();
        }
        let (question, about) = (question.ask(), About::of(self, at));
        streams.retain(|stream| question.streams().contains(&stream.kind()) && question.rests_on(stream, &about));
        streams.into_iter().collect()
    }
}

/// The streams that hold an entry unknown here, up to a position.
struct HoldingUnknown {
    known_at: Seq,
    streams: BTreeSet<StreamId>,
}

impl Each for HoldingUnknown {
    fn one<P: Projection>(&mut self, timeline: &Timeline<P>) {
        let unknown = |history: &History<P::Fact>| history.unknown().iter().any(|seq| *seq <= self.known_at);
        let holds = timeline.streams().filter(|(_, history)| unknown(history));
        self.streams.extend(holds.map(|(stream, _)| stream.clone()));
    }
}
