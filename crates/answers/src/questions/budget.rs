//! `budget`: the money.

use std::collections::BTreeSet;

use hovedbok_budgets::{By, Filter};
use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::{Name, StreamKind};
use hovedbok_projection::At;
use serde::{Deserialize, Serialize};

use super::{Ask, Reply, Respell, name};
use crate::error::AskError;
use crate::projections::Projections;

/// Which money, and in which lines.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BudgetOf {
    /// Which funds.
    pub filter: Filter,
    /// A line for each.
    pub by: By,
}

impl BudgetOf {
    /// The schema and version of the answer.
    pub const SCHEMA: &'static str = "hovedbok/budget/2";
}

impl Ask for BudgetOf {
    fn streams(&self) -> &'static [StreamKind] {
        &[StreamKind::Fund, StreamKind::Programme]
    }

    fn subjects(&self) -> &'static [RecordSubject] {
        &[RecordSubject::Money]
    }

    fn programme(&self) -> Option<&Name> {
        self.filter.programme.as_ref()
    }

    fn respell(&mut self, with: &mut Respell<'_>) {
        name(NameKind::Programme, &mut self.filter.programme, with);
        name(NameKind::Source, &mut self.filter.source, with);
    }

    fn answer(&self, projections: &Projections, at: At) -> Result<Reply, AskError> {
        Ok(Reply::Budget(hovedbok_budgets::budget(&projections.budgets, at, &self.filter, self.by)?))
    }

    /// Of a part of the money the programmes that have any of it.
    fn about(&self, reply: Option<&Reply>, _: &Projections, _: At) -> Option<BTreeSet<Name>> {
        match (&self.filter.programme, reply) {
            (Some(programme), _) => Some(BTreeSet::from([programme.clone()])),
            (None, Some(Reply::Budget(budget))) if self.filter != Filter::default() => {
                Some(budget.lines.iter().map(|line| line.programme.clone()).collect())
            }
            (None, _) => None,
        }
    }
}
