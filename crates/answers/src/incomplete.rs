//! Streams that an answer rests on and that have an entry which this program does not know (H9): a correction, or a
//! fact of a type or version that a newer program wrote. With that program the answer may be different.

use std::collections::BTreeSet;

use hovedbok_core::{Seq, StreamId};
use hovedbok_projection::{At, Projection, Timeline};

use crate::about::About;
use crate::projections::Projections;
use crate::questions::Question;

impl Projections {
    /// The streams that an answer rests on and that hold an entry unknown here, by name. Where it cannot be known whether
    /// such a stream bears on the answer, it is named.
    pub(crate) fn incomplete_of(&self, question: &Question, at: At) -> Vec<StreamId> {
        let mut streams = BTreeSet::new();
        holding_unknown(&self.state, at.known_at, &mut streams);
        holding_unknown(&self.milestones, at.known_at, &mut streams);
        holding_unknown(&self.budgets, at.known_at, &mut streams);
        holding_unknown(&self.programmes, at.known_at, &mut streams);
        if streams.is_empty() {
            return Vec::new();
        }
        let (question, about) = (question.ask(), About::of(self, at));
        streams.retain(|stream| question.streams().contains(&stream.kind()) && question.rests_on(stream, &about));
        streams.into_iter().collect()
    }
}

fn holding_unknown<P: Projection>(timeline: &Timeline<P>, known_at: Seq, streams: &mut BTreeSet<StreamId>) {
    let holds = timeline.streams().filter(|(_, history)| history.unknown().iter().any(|seq| *seq <= known_at));
    streams.extend(holds.map(|(stream, _)| stream.clone()));
}
