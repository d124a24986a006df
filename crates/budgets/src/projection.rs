//! What the projection of money listens to.

use hovedbok_core::StreamKind;
use hovedbok_core::entries::FundEntry;
use hovedbok_projection::Projection;

/// The projection of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Budgets {}

impl Projection for Budgets {
    const NAME: &'static str = "budgets";
    const LISTENS: &'static [StreamKind] = &[StreamKind::Fund];
    type Fact = FundEntry;
    type Beside = ();
}
