//! At which positions a fact is in force.

use hovedbok_core::Seq;

/// The positions at which a fact is in force: half-open spans in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Knowledge {
    spans: Vec<(Seq, Seq)>,
}

const FOREVER: Seq = Seq(u64::MAX);

/// A position after every entry: the newest state of knowledge, whatever that is.
pub const NEWEST: Seq = Seq(u64::MAX - 1);

impl Knowledge {
    /// Whether it is in force at the position.
    pub fn at(&self, position: Seq) -> bool {
        self.spans.iter().any(|(from, to)| *from <= position && position < *to)
    }

    /// The spans `[from, to)`, in order; the last one may be open (`u64::MAX`).
    pub fn spans(&self) -> &[(Seq, Seq)] {
        &self.spans
    }

    pub(crate) fn set(&mut self, position: Seq, in_force: bool) {
        let open = self.spans.last().is_some_and(|(_, to)| *to == FOREVER);
        match (in_force, open) {
            (true, false) => self.spans.push((position, FOREVER)),
            (false, true) => {
                if let Some(last) = self.spans.last_mut() {
                    last.1 = position;
                }
            }
            (true, true) | (false, false) => {}
        }
    }
}
