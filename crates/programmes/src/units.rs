//! Names of units: offices and providers that changed their name.

use hovedbok_core::{Name, Text};
use hovedbok_projection::{At, Timeline};
use serde::Serialize;

use crate::fact::Programmes;
use crate::period::PeriodRow;
use crate::sorted::{Sorted, told};

/// A unit that has another name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct UnitRow {
    /// The name before.
    pub from: Text,
    /// The name now.
    pub to: Text,
    /// Since when, as exactly as recorded.
    pub since: PeriodRow,
}

/// Every change of name, in order.
pub(crate) fn units(told: &Sorted<'_>) -> Vec<UnitRow> {
    told.units
        .iter()
        .map(|said| UnitRow { from: said.fact.from.clone(), to: said.fact.to.clone(), since: said.effective.into() })
        .collect()
}

/// The name that a unit of a programme has on the day, given a name it had before any of its changes; the same name when
/// it never changed.
pub fn renamed(timeline: &Timeline<Programmes>, at: At, programme: &Name, name: &str) -> Text {
    let mut now = Text::from(name);
    for told in told(timeline, at, Some(programme)).values() {
        for said in told.units.iter() {
            if said.fact.from == now {
                now = said.fact.to.clone();
            }
        }
    }
    now
}
