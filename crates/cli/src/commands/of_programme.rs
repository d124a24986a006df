//! The programme that a question is narrowed to: as an argument or as an option, in every question alike.

use clap::Args;
use hovedbok_core::Name;

/// The programme that a question is narrowed to.
#[derive(Debug, Clone, Args)]
pub struct OfProgramme {
    /// Only this programme.
    #[arg(value_name = "PROGRAMME")]
    named: Option<Name>,
    /// The same as an option.
    #[arg(long, conflicts_with = "named", value_name = "PROGRAMME")]
    programme: Option<Name>,
}

impl OfProgramme {
    /// The programme, if one is named.
    pub fn as_ref(&self) -> Option<&Name> {
        self.named.as_ref().or(self.programme.as_ref())
    }

    /// The same, for a question to keep.
    pub fn name(&self) -> Option<Name> {
        self.as_ref().cloned()
    }
}
