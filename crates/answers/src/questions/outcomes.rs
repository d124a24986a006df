//! `outcomes`: where those who left went, and how many were in.

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::{Name, Ore, StreamId, StreamKind};
use hovedbok_projection::At;
use hovedbok_trajectories::{OutcomesFilter, Payment};
use serde::{Deserialize, Serialize};

use super::{Ask, Counting, Reply, Respell, trajectories};
use crate::about::About;
use crate::error::AskError;
use crate::projections::Projections;

/// Of which stays, and in which days.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OutcomesOf {
    /// Which stays, and in which days.
    pub filter: OutcomesFilter,
}

impl OutcomesOf {
    /// The schema and version of the answer.
    pub const SCHEMA: &'static str = "hovedbok/outcomes/1";
}

impl Ask for OutcomesOf {
    /// Money as well: what was paid for placements.
    fn streams(&self) -> &'static [StreamKind] {
        &[StreamKind::Participant, StreamKind::Programme, StreamKind::Fund]
    }

    fn subjects(&self) -> &'static [RecordSubject] {
        &[RecordSubject::Participants]
    }

    fn programme(&self) -> Option<&Name> {
        self.filter.selection.programme.as_ref()
    }

    fn counting(&self) -> Option<Counting> {
        Some(Counting::WithAttendance)
    }

    fn respell(&mut self, with: &mut Respell<'_>) {
        trajectories::respell(&mut self.filter.selection, with);
    }

    fn answer(&self, projections: &Projections, at: At) -> Result<Reply, AskError> {
        let payments = projections.payments(at);
        let persons = trajectories::selected(projections, &self.filter.selection, at);
        let outcomes = hovedbok_trajectories::outcomes(persons.everybody(), at, &self.filter, &payments);
        Ok(Reply::Outcomes(Box::new(outcomes)))
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

impl Projections {
    /// What was paid for placements.
    pub(crate) fn payments(&self, at: At) -> Vec<Payment> {
        let mut payments = Vec::new();
        hovedbok_budgets::paid_for_placements(&self.budgets, at, &mut |paid| {
            payments.push(Payment {
                placement: paid.placement,
                share_bp: paid.share.0,
                days: paid.period.map(|period| (period.start(), period.end())),
                amount_ore: paid.amount.map(Ore::get),
            });
        });
        payments
    }
}
