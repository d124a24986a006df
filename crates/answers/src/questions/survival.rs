//! `survival`: how long it takes until people leave a programme, and where to.

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::{Day, Name, StreamKind};
use hovedbok_projection::At;
use hovedbok_trajectories::{Observation, SurvivalFilter};
use serde::{Deserialize, Serialize};

use super::{Ask, Counting, Reply, Respell, name, text, trajectories};
use crate::error::AskError;
use crate::projections::Projections;

/// Which stays, and from when on they are observed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SurvivalOf {
    /// Which stays, and how they are looked at.
    pub filter: SurvivalFilter,
    /// The day from which stays are observed, where it is not that of their intake or of the opening of the ledger.
    pub observed_from: Option<Day>,
}

impl SurvivalOf {
    /// The schema and version of the answer.
    pub const SCHEMA: &'static str = "hovedbok/survival/1";
}

impl Ask for SurvivalOf {
    fn streams(&self) -> &'static [StreamKind] {
        &[StreamKind::Participant, StreamKind::Programme]
    }

    fn subjects(&self) -> &'static [RecordSubject] {
        &[RecordSubject::Participants]
    }

    fn programme(&self) -> Option<&Name> {
        self.filter.selection.programme.as_ref()
    }

    fn counting(&self) -> Option<Counting> {
        Some(Counting::Courses)
    }

    fn respell(&mut self, with: &mut Respell<'_>) {
        let selection = &mut self.filter.selection;
        name(NameKind::Programme, &mut selection.programme, with);
        name(NameKind::Cohort, &mut selection.cohort, with);
        name(NameKind::TargetGroup, &mut selection.target_group, with);
        text(NameKind::Office, &mut selection.office, with);
    }

    fn answer(&self, projections: &Projections, at: At) -> Result<Reply, AskError> {
        let observation = Observation { from: self.observed_from, opened: projections.recording.opened(at.known_at) };
        let persons = trajectories::selected(projections, &self.filter.selection, at);
        let everybody = persons.everybody();
        Ok(Reply::Survival(Box::new(hovedbok_trajectories::survival(everybody, at, &self.filter, observation))))
    }
}
