//! `participant`: one person's course.

use std::collections::BTreeSet;

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::{Day, Name, ParticipantId, Row, StreamId, StreamKind};
use hovedbok_projection::At;
use hovedbok_state::Course;
use serde::{Deserialize, Serialize};

use super::{Ask, Reply, Respell};
use crate::about::About;
use crate::error::AskError;
use crate::projections::Projections;

/// The person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ParticipantOf {
    /// One of the person's participants.
    pub id: ParticipantId,
}

impl ParticipantOf {
    /// The schema and version of the answer.
    pub const SCHEMA: &'static str = "hovedbok/participant/2";
}

impl Ask for ParticipantOf {
    fn streams(&self) -> &'static [StreamKind] {
        &[StreamKind::Participant, StreamKind::Programme]
    }

    fn subjects(&self) -> &'static [RecordSubject] {
        &[RecordSubject::Participants]
    }

    fn person(&self) -> Option<ParticipantId> {
        Some(self.id)
    }

    fn respell(&mut self, _: &mut Respell<'_>) {}

    /// The person's course. Of somebody of whom nothing holds by the day it is empty.
    fn answer(&self, projections: &Projections, at: At) -> Result<Reply, AskError> {
        let course = hovedbok_state::participant(&projections.state, at, self.id);
        let known = At { as_of: Day::MAX, ..at };
        let later = || hovedbok_state::participant(&projections.state.whole(), known, self.id);
        let course = course.or_else(|| later().map(|_| Course::empty(self.id))).ok_or_else(|| unknown(self.id, at))?;
        Ok(Reply::Participant(Box::new(course)))
    }

    fn about(&self, reply: Option<&Reply>, _: &Projections, _: At) -> Option<BTreeSet<Name>> {
        let Some(Reply::Participant(course)) = reply else { return Some(BTreeSet::new()) };
        Some(course.enrolments.iter().filter_map(|enrolment| enrolment.programme.clone()).collect())
    }

    fn counts(&self, _: Option<&Reply>, _: &Name) -> bool {
        false
    }

    fn rests_on(&self, stream: &StreamId, about: &About<'_>) -> bool {
        rests_on(self.id, stream, about)
    }

    fn rests_on_migrated(&self, projections: &Projections, at: At) -> bool {
        rests_on_migrated(self.id, projections, at)
    }
}

/// The ledger knows no such participant at that position.
pub(super) fn unknown(id: ParticipantId, at: At) -> AskError {
    AskError::Nothing { what: "participant", name: id.to_string(), known_at: at.known_at, known: Vec::new() }
}

/// Whether an answer about a person rests on a stream.
pub(super) fn rests_on(id: ParticipantId, stream: &StreamId, about: &About<'_>) -> bool {
    let own = StreamId::Participant(id);
    match stream {
        StreamId::Participant(_) => about.person_of(&own).contains(stream),
        StreamId::Programme(_)
        | StreamId::Plan(_)
        | StreamId::Fund(_)
        | StreamId::Risk(_)
        | StreamId::Figure(_)
        | StreamId::Ledger
        | StreamId::Other(_) => {
            stream.programme().is_none_or(|programme| about.programmes_of(&own).contains(&programme))
        }
    }
}

/// Whether anything that is recorded of a person was migrated, also what was recorded of those who were merged with them.
pub(super) fn rests_on_migrated(id: ParticipantId, projections: &Projections, at: At) -> bool {
    let course = hovedbok_state::participant(&projections.state, at, id);
    let entries = course.map(|course| course.entries).unwrap_or_default();
    let own = |row: &Row<_>| row.slot_migrated && entries.binary_search(&row.seq).is_ok();
    projections.state.facts(at).any(|(_, rows)| rows.into_iter().any(own))
}
