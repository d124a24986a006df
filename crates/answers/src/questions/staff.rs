//! `staff`: which roles were filled, how much of a post they are together, and how many participants there are for each post.

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::{Name, StreamKind};
use hovedbok_programmes::{FilledRow, StaffRow};
use hovedbok_projection::At;
use serde::{Deserialize, Serialize};

use super::{Ask, Counting, Reply, Respell, belonging, name};
use crate::caseload::{CaseloadRow, caseloads};
use crate::error::AskError;
use crate::projections::Projections;

/// Which posts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StaffOf {
    /// Only of this programme.
    pub programme: Option<Name>,
}

/// What it is answered with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Staff {
    /// The posts, also those that are over.
    pub staff: Vec<ProgrammePost>,
    /// The posts filled on the day: of each programme all together, then by role.
    pub filled: Vec<ProgrammeFilled>,
    /// Participants for each post of the roles for which there is a norm: of the whole programme, then office by office.
    pub caseloads: Vec<CaseloadRow>,
}

/// A post of a programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct ProgrammePost {
    /// The programme.
    pub programme: Name,
    /// The row.
    #[serde(flatten)]
    pub post: StaffRow,
}

/// How many posts of a programme are filled on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct ProgrammeFilled {
    /// The programme.
    pub programme: Name,
    /// The row.
    #[serde(flatten)]
    pub filled: FilledRow,
}

impl StaffOf {
    /// The schema and version of the answer.
    pub const SCHEMA: &'static str = "hovedbok/staff/1";
}

impl Ask for StaffOf {
    fn streams(&self) -> &'static [StreamKind] {
        &[StreamKind::Programme, StreamKind::Participant]
    }

    fn subjects(&self) -> &'static [RecordSubject] {
        &[RecordSubject::Staff, RecordSubject::Participants]
    }

    fn programme(&self) -> Option<&Name> {
        self.programme.as_ref()
    }

    fn counting(&self) -> Option<Counting> {
        Some(Counting::Courses)
    }

    fn respell(&mut self, with: &mut Respell<'_>) {
        name(NameKind::Programme, &mut self.programme, with);
    }

    fn answer(&self, projections: &Projections, at: At) -> Result<Reply, AskError> {
        let rows = belonging(projections, at, self.programme());
        let (mut staff, mut filled) = (Vec::new(), Vec::new());
        for row in rows {
            let programme = &row.programme;
            staff.extend(row.staff.into_iter().map(|post| ProgrammePost { programme: programme.clone(), post }));
            let of_one = row.filled.into_iter();
            filled.extend(of_one.map(|filled| ProgrammeFilled { programme: programme.clone(), filled }));
        }
        let caseloads = caseloads(projections, at, self.programme());
        Ok(Reply::Staff(Staff { staff, filled, caseloads }))
    }

    /// A programme may have posts and no persons.
    fn counts(&self, _: Option<&Reply>, _: &Name) -> bool {
        false
    }
}
