//! What questions are answered from: the log of an open ledger, or the views beside it. Both give the same answers.

use std::collections::BTreeSet;
use std::num::NonZero;
use std::sync::Arc;

use hovedbok_answers::named::has;
use hovedbok_answers::{Counting, Needs, Projections, Question, Spellings};
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::{Entry, Fact, Instant, ParticipantId, Seq, StreamId, StreamKind, identity};
use hovedbok_projection::{History, Timeline};
use hovedbok_state::State;
use hovedbok_tree::Hash;
use hovedbok_views::{Persons, Views, Wanted};

use crate::error::LedgerError;
use crate::open::Ledger;
use crate::open::read::decode_ref;

/// How many persons are read at once: they lie all over the views, and what lies near them is read too.
const AT_ONCE: usize = 512;

/// What questions are answered from.
pub trait Records: Sync {
    /// Position of the last entry.
    fn last(&self) -> Seq;

    /// How names are spelled, in all of it.
    ///
    /// # Errors
    /// When it cannot be read.
    fn names(&self) -> Result<Arc<Spellings>, LedgerError>;

    /// The last position that was recorded by an instant.
    ///
    /// # Errors
    /// When it cannot be read.
    fn position_at(&self, at: Instant) -> Result<Seq, LedgerError>;

    /// The root of the hash tree over the first entries.
    ///
    /// # Errors
    /// When it cannot be read.
    fn root(&self, size: Seq) -> Result<Hash, LedgerError>;

    /// The entry at a position, as it was recorded: at least what projections learn of it.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    fn recorded(&self, seq: Seq) -> Result<Entry, LedgerError>;

    /// One stream's history up to a position, as it was recorded.
    ///
    /// # Errors
    /// When it cannot be read.
    fn stream_history(&self, stream: &StreamId, known_at: Seq) -> Result<History<Fact>, LedgerError>;

    /// Whether an entry in force at a position has a name. None has it before `first`.
    ///
    /// # Errors
    /// When it cannot be read.
    fn any_has(&self, first: Seq, known_at: Seq, kind: NameKind, name: &str) -> Result<bool, LedgerError>;

    /// The streams that are named after a programme, in any spelling of it.
    ///
    /// # Errors
    /// When they cannot be read.
    fn named_after(&self, programme: &str) -> Result<Vec<StreamId>, LedgerError>;

    /// The projections that a question needs, as they were at a position.
    ///
    /// # Errors
    /// When they cannot be read.
    fn projections_for(
        &self,
        question: &Question,
        known_at: Seq,
        progress: &mut dyn FnMut(Seq),
    ) -> Result<Projections, LedgerError>;

    /// The same for a question that is answered once, at this position: persons that it counts may lie ready.
    ///
    /// # Errors
    /// When they cannot be read.
    fn projections_to_answer(
        &self,
        question: &Question,
        known_at: Seq,
        progress: &mut dyn FnMut(Seq),
    ) -> Result<Projections, LedgerError> {
        self.projections_for(question, known_at, progress)
    }

    /// The projections that a question needs with all that is known of some persons, and of whoever was merged with them.
    ///
    /// # Errors
    /// When they cannot be read.
    fn all_of(
        &self,
        question: &Question,
        _persons: &BTreeSet<ParticipantId>,
        known_at: Seq,
    ) -> Result<Projections, LedgerError> {
        self.projections_for(question, known_at, &mut |_| {})
    }

    /// The projections of everybody and everything, as they were at a position.
    ///
    /// # Errors
    /// When they cannot be read.
    fn whole(&self, needs: Needs, known_at: Seq) -> Result<Projections, LedgerError>;

    /// The same with what everybody's courses are counted by, where that lies ready: for exports.
    ///
    /// # Errors
    /// When they cannot be read.
    fn counted(&self, needs: Needs, known_at: Seq) -> Result<Projections, LedgerError> {
        self.whole(needs, known_at)
    }

    /// How many persons are read at once, where not all of them have to be.
    fn at_once(&self) -> Option<NonZero<usize>> {
        None
    }

    /// All that is known of some persons at a position; of everybody where persons are not read by themselves.
    ///
    /// # Errors
    /// When they cannot be read.
    fn persons(&self, _persons: &BTreeSet<ParticipantId>, known_at: Seq) -> Result<Timeline<State>, LedgerError> {
        Ok(self.whole(Needs { state: true, ..Needs::NONE }, known_at)?.state)
    }

    /// Everybody who has a stream.
    ///
    /// # Errors
    /// When they cannot be read.
    fn participants(&self) -> Result<BTreeSet<ParticipantId>, LedgerError>;

    /// Everybody who was ever merged with a participant, and the participant.
    ///
    /// # Errors
    /// When that cannot be read.
    fn merged_with(&self, participant: ParticipantId) -> Result<BTreeSet<ParticipantId>, LedgerError>;

    /// Checks, once a question was answered, that everything it looked at was readable.
    ///
    /// # Errors
    /// When something was not.
    fn confirm(&self, _projections: &Projections) -> Result<(), LedgerError> {
        Ok(())
    }

    /// Whether a stream holds an entry in force at a position that has a name.
    ///
    /// # Errors
    /// When it cannot be read.
    fn stands_in(&self, stream: &StreamId, kind: NameKind, name: &str, known_at: Seq) -> Result<bool, LedgerError> {
        let history = self.stream_history(stream, known_at)?;
        Ok(history.in_force(known_at).any(|row| has(stream, &row.fact, kind, name)))
    }
}

impl Records for Ledger {
    fn last(&self) -> Seq {
        Ledger::last(self)
    }

    fn names(&self) -> Result<Arc<Spellings>, LedgerError> {
        Ledger::names(self)
    }

    fn position_at(&self, at: Instant) -> Result<Seq, LedgerError> {
        Ok(Seq(self.log.position_at(at.micros())?))
    }

    fn root(&self, size: Seq) -> Result<Hash, LedgerError> {
        Ok(self.log.root(size.0)?)
    }

    fn recorded(&self, seq: Seq) -> Result<Entry, LedgerError> {
        self.entry(seq)
    }

    fn stream_history(&self, stream: &StreamId, known_at: Seq) -> Result<History<Fact>, LedgerError> {
        self.history(stream, known_at)
    }

    fn whole(&self, needs: Needs, known_at: Seq) -> Result<Projections, LedgerError> {
        self.projections(needs, known_at)
    }

    fn any_has(&self, first: Seq, known_at: Seq, kind: NameKind, name: &str) -> Result<bool, LedgerError> {
        let mut streams = BTreeSet::new();
        self.log.read::<LedgerError>(first.0..=known_at.0, |entry| {
            if StreamKind::of(entry.stream) != StreamKind::Other {
                let draft = decode_ref(entry).draft;
                if draft.body.fact().is_some_and(|fact| has(&draft.stream, fact, kind, name)) {
                    streams.insert(draft.stream);
                }
            }
            Ok(())
        })?;
        for stream in streams {
            if self.stands_in(&stream, kind, name, known_at)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn named_after(&self, programme: &str) -> Result<Vec<StreamId>, LedgerError> {
        self.streams_named_after(programme)
    }

    fn projections_for(
        &self,
        question: &Question,
        known_at: Seq,
        progress: &mut dyn FnMut(Seq),
    ) -> Result<Projections, LedgerError> {
        self.projections_with(question.needs(), known_at, progress)
    }

    fn participants(&self) -> Result<BTreeSet<ParticipantId>, LedgerError> {
        let streams = self.log.streams(StreamKind::Participant.prefix())?;
        let participants = streams.iter().filter_map(|stream| {
            if let Some(StreamId::Participant(id)) = StreamId::stored(stream) { Some(id) } else { None }
        });
        Ok(participants.collect())
    }

    fn merged_with(&self, participant: ParticipantId) -> Result<BTreeSet<ParticipantId>, LedgerError> {
        Ok(self.index()?.group(participant))
    }
}

impl Records for Views {
    fn last(&self) -> Seq {
        self.position()
    }

    fn names(&self) -> Result<Arc<Spellings>, LedgerError> {
        Ok(self.spellings()?)
    }

    fn position_at(&self, at: Instant) -> Result<Seq, LedgerError> {
        Ok(Views::position_at(self, at.micros())?)
    }

    fn root(&self, size: Seq) -> Result<Hash, LedgerError> {
        Ok(Views::root(self, size.0)?)
    }

    fn recorded(&self, seq: Seq) -> Result<Entry, LedgerError> {
        self.entry(seq)?.ok_or_else(|| LedgerError::NoSuchEntry(seq.to_string(), self.position()))
    }

    fn stream_history(&self, stream: &StreamId, known_at: Seq) -> Result<History<Fact>, LedgerError> {
        let mut history = History::default();
        if stream.kind() != StreamKind::Other {
            self.entries(stream, known_at)?.iter().for_each(|entry| history.learn(entry));
        }
        Ok(history)
    }

    fn whole(&self, needs: Needs, known_at: Seq) -> Result<Projections, LedgerError> {
        Ok(self.projections(&Wanted { needs, persons: Persons::Everybody }, known_at)?)
    }

    fn counted(&self, needs: Needs, known_at: Seq) -> Result<Projections, LedgerError> {
        Ok(self.projections(&Wanted { needs, persons: Persons::Counted(Counting::Courses) }, known_at)?)
    }

    fn at_once(&self) -> Option<NonZero<usize>> {
        NonZero::new(AT_ONCE)
    }

    fn persons(&self, persons: &BTreeSet<ParticipantId>, known_at: Seq) -> Result<Timeline<State>, LedgerError> {
        let needs = Needs { state: true, ..Needs::NONE };
        let wanted = Wanted { needs, persons: Persons::Only(persons.clone()) };
        Ok(self.projections(&wanted, known_at)?.state)
    }

    fn any_has(&self, _: Seq, known_at: Seq, kind: NameKind, name: &str) -> Result<bool, LedgerError> {
        self.any_stream(&mut |stream| self.stands_in(stream, kind, name, known_at))
    }

    fn named_after(&self, programme: &str) -> Result<Vec<StreamId>, LedgerError> {
        let named = |id: &&StreamId| id.programme().is_some_and(|own| identity::same(own.as_str(), programme));
        Ok(self.streams_of_no_person().into_iter().filter(named).cloned().collect())
    }

    fn projections_for(
        &self,
        question: &Question,
        known_at: Seq,
        _: &mut dyn FnMut(Seq),
    ) -> Result<Projections, LedgerError> {
        let persons = question.person().map_or(Persons::Everybody, |person| Persons::Only(self.group(person)));
        Ok(self.projections(&Wanted { needs: question.needs(), persons }, known_at)?)
    }

    fn projections_to_answer(
        &self,
        question: &Question,
        known_at: Seq,
        progress: &mut dyn FnMut(Seq),
    ) -> Result<Projections, LedgerError> {
        let Some(counting) = question.counting() else { return self.projections_for(question, known_at, progress) };
        let persons = if question.only_counts() { Persons::Counted(counting) } else { Persons::Both(counting) };
        let wanted = Wanted { needs: question.needs(), persons };
        Ok(self.projections(&wanted, known_at)?)
    }

    fn all_of(
        &self,
        question: &Question,
        persons: &BTreeSet<ParticipantId>,
        known_at: Seq,
    ) -> Result<Projections, LedgerError> {
        let all = persons.iter().flat_map(|person| self.group(*person)).collect();
        let wanted = Wanted { needs: question.needs(), persons: Persons::Only(all) };
        Ok(self.projections(&wanted, known_at)?)
    }

    fn participants(&self) -> Result<BTreeSet<ParticipantId>, LedgerError> {
        Ok(Views::participants(self)?)
    }

    fn merged_with(&self, participant: ParticipantId) -> Result<BTreeSet<ParticipantId>, LedgerError> {
        Ok(self.group(participant))
    }

    fn confirm(&self, projections: &Projections) -> Result<(), LedgerError> {
        Ok(Views::confirm(self, projections)?)
    }
}
