//! `attendance`: what was paid for placements, and what the attended share of it would have cost.

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::{Name, StreamId, StreamKind};
use hovedbok_projection::At;
use hovedbok_trajectories::{AttendanceBy, AttendanceFilter};
use serde::{Deserialize, Serialize};

use super::{Ask, Counting, Reply, Respell, name, text};
use crate::about::About;
use crate::error::AskError;
use crate::projections::Projections;

/// Of which placements, in which months, and what a row is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AttendanceOf {
    /// Which placements, and in which months.
    pub filter: AttendanceFilter,
    /// What each row is about.
    pub by: AttendanceBy,
}

impl AttendanceOf {
    /// The schema and version of the answer.
    pub const SCHEMA: &'static str = "hovedbok/attendance/1";
}

impl Ask for AttendanceOf {
    /// Money as well: what was paid for placements.
    fn streams(&self) -> &'static [StreamKind] {
        &[StreamKind::Participant, StreamKind::Programme, StreamKind::Fund]
    }

    fn subjects(&self) -> &'static [RecordSubject] {
        &[RecordSubject::Participants, RecordSubject::Money]
    }

    fn programme(&self) -> Option<&Name> {
        self.filter.programme.as_ref()
    }

    fn counting(&self) -> Option<Counting> {
        Some(Counting::WithAttendance)
    }

    fn respell(&mut self, with: &mut Respell<'_>) {
        name(NameKind::Programme, &mut self.filter.programme, with);
        text(NameKind::Provider, &mut self.filter.provider, with);
        text(NameKind::Office, &mut self.filter.office, with);
    }

    fn answer(&self, projections: &Projections, at: At) -> Result<Reply, AskError> {
        let payments = projections.payments(at);
        let everybody = projections.everybody();
        let rows = hovedbok_trajectories::attendance(everybody, at, &self.filter, self.by, &payments);
        Ok(Reply::Attendance(Box::new(rows)))
    }

    /// A placement can be paid for with the money of any programme.
    fn rests_on(&self, stream: &StreamId, about: &About<'_>) -> bool {
        let of_money = matches!(stream, StreamId::Fund(_));
        self.programme().filter(|_| !of_money).is_none_or(|asked| {
            let programmes = about.programmes_of(stream);
            programmes.is_empty() || programmes.contains(asked)
        })
    }
}
