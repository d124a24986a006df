//! The person that a question is about or narrowed to: by case number or id, in every question alike.

use clap::Args;
use hovedbok_core::ParticipantId;

use super::register;
use crate::exit::Failure;
use crate::global::Global;

/// The person that a question is about.
#[derive(Debug, Clone, Args)]
pub struct OnePerson {
    /// The participant's UUID, or the office's own case number; or the id of an enrolment or a placement. The beginning of an id
    /// is enough.
    #[arg(value_name = "PARTICIPANT|CASE", required_unless_present = "case")]
    id: Option<String>,
    /// The same as an option.
    #[arg(long, value_name = "NUMBER", conflicts_with = "id")]
    case: Option<String>,
}

impl OnePerson {
    /// The person.
    ///
    /// # Errors
    /// When nobody is named so, or the register or the ledger cannot be read.
    pub fn participant(&self, global: &Global) -> Result<ParticipantId, Failure> {
        match (&self.id, &self.case) {
            (Some(id), _) => register::person(global, id),
            (None, case) => register::case_or_id(global, case.as_deref().unwrap_or_default()),
        }
    }
}

/// The person that a question about many is narrowed to.
#[derive(Debug, Clone, Args)]
pub struct OfPerson {
    /// Only the person with this case number, one of the office's own; ids name persons too, as in `state participant`.
    #[arg(long, value_name = "NUMBER")]
    case: Option<String>,
}

impl OfPerson {
    /// The person, if one is named.
    ///
    /// # Errors
    /// As [`OnePerson::participant`].
    pub fn participant(&self, global: &Global) -> Result<Option<ParticipantId>, Failure> {
        self.case.as_deref().map(|case| register::case_or_id(global, case)).transpose()
    }
}
