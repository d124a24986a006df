//! Streams that an answer rests on and that hold what this program does not know (H9): a correction, or a fact of a type or
//! version that a newer program wrote. What the answer says of them may be otherwise.

use std::collections::BTreeSet;

use hovedbok_core::{Name, Seq, StreamId, StreamKind};
use hovedbok_projection::{At, Projection, Timeline};

use crate::ask::Question;
use crate::find;
use crate::projections::Projections;

impl Question {
    /// The kinds of stream that the answer is folded from. Every one needs the programmes: they say where the records end.
    fn folded_from(&self) -> &'static [StreamKind] {
        use StreamKind::{Figure, Fund, Participant, Plan, Programme, Risk};
        match self {
            Question::State { .. }
            | Question::Participant(_)
            | Question::Placements { .. }
            | Question::Goals { .. } => &[Participant, Programme],
            Question::Figures { .. } => &[Participant, Programme, Figure],
            Question::Milestones { .. } => &[Plan, Programme],
            Question::Budget { .. } => &[Fund, Programme],
            Question::Programmes { .. } => &[Programme, Risk],
            Question::Findings { .. } | Question::Statement { .. } => {
                &[Participant, Programme, Plan, Fund, Risk, Figure]
            }
        }
    }
}

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
        let question = &question.spelled(&self.names);
        let kinds = question.folded_from();
        let merged = hovedbok_state::merged(&self.state);
        let (about, together) = (self.about(question, &merged, at), one_with(question, &merged));
        let rests = |stream: &StreamId| {
            let asked = |programme: &Name| about.as_ref().is_none_or(|about| about.contains(programme));
            match stream {
                StreamId::Participant(_) => {
                    let named = self.named_by(&person_of(stream, &merged), at.known_at);
                    together.as_ref().is_none_or(|together| together.contains(stream))
                        && (named.is_empty() || together.is_some() || named.iter().any(asked))
                }
                StreamId::Plan(plan) => match question {
                    Question::Milestones { plan: Some(own) } => own == plan,
                    Question::Milestones { plan: None }
                    | Question::State { .. }
                    | Question::Participant(_)
                    | Question::Placements { .. }
                    | Question::Budget { .. }
                    | Question::Programmes { .. }
                    | Question::Goals { .. }
                    | Question::Figures { .. }
                    | Question::Findings { .. }
                    | Question::Statement { .. } => self.programme_of(stream, at).as_ref().is_none_or(asked),
                },
                StreamId::Programme(_)
                | StreamId::Fund(_)
                | StreamId::Risk(_)
                | StreamId::Figure(_)
                | StreamId::Ledger
                | StreamId::Other(_) => stream.programme().as_ref().is_none_or(asked),
            }
        };
        streams.into_iter().filter(|stream| kinds.contains(&stream.kind()) && rests(stream)).collect()
    }

    /// The programmes that a question is about; none when it is about all of them.
    fn about(&self, question: &Question, merged: &[BTreeSet<StreamId>], at: At) -> Option<BTreeSet<Name>> {
        if let Some(programme) = question.programme() {
            return Some(BTreeSet::from([programme.clone()]));
        }
        match question {
            Question::Participant(_) => {
                let streams = one_with(question, merged).unwrap_or_default();
                Some(self.named_by(&streams, at.known_at).into_iter().collect())
            }
            Question::Milestones { plan: Some(plan) } => {
                Some(self.programme_of(&StreamId::Plan(plan.clone()), at).into_iter().collect())
            }
            Question::Milestones { plan: None }
            | Question::State { .. }
            | Question::Placements { .. }
            | Question::Budget { .. }
            | Question::Programmes { .. }
            | Question::Goals { .. }
            | Question::Figures { .. }
            | Question::Findings { .. }
            | Question::Statement { .. } => None,
        }
    }

    /// The programmes that a person's entries in force name, whatever their day.
    fn named_by(&self, streams: &BTreeSet<StreamId>, known_at: Seq) -> Vec<Name> {
        let histories = streams.iter().filter_map(|stream| self.state.stream(stream));
        let rows: Vec<_> = histories.flat_map(|history| history.in_force(known_at)).collect();
        find::programmes_named(&rows)
    }
}

/// The streams of the person that a stream is about; `merged` are those of persons who were ever said to be one.
pub(crate) fn person_of(stream: &StreamId, merged: &[BTreeSet<StreamId>]) -> BTreeSet<StreamId> {
    let together = merged.iter().find(|together| together.contains(stream)).cloned();
    together.unwrap_or_else(|| BTreeSet::from([stream.clone()]))
}

/// The streams of one person's participants, where a question is about one person.
fn one_with(question: &Question, merged: &[BTreeSet<StreamId>]) -> Option<BTreeSet<StreamId>> {
    let Question::Participant(id) = question else { return None };
    Some(person_of(&StreamId::Participant(*id), merged))
}

fn holding_unknown<P: Projection>(timeline: &Timeline<P>, known_at: Seq, streams: &mut BTreeSet<StreamId>) {
    let holds = timeline.streams().filter(|(_, history)| history.unknown().iter().any(|seq| *seq <= known_at));
    streams.extend(holds.map(|(stream, _)| stream.clone()));
}
