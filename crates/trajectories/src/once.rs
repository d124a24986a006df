//! Persons who are counted once, however much is noted of them.

use hovedbok_core::ParticipantId;

/// A number of persons. They come one after the other, each with everything that is noted of them.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Once {
    pub(crate) persons: usize,
    last: Option<ParticipantId>,
}

impl Once {
    /// Counts a person, unless it was the last one.
    pub(crate) fn note(&mut self, person: ParticipantId) {
        if self.last != Some(person) {
            self.last = Some(person);
            self.persons += 1;
        }
    }
}
