//! `statement`: the whole, that is participants, milestones, budget, goals, what belongs to a programme, findings.

use hovedbok_budgets::{Budget, By, Filter};
use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::{Day, Name, StreamId, StreamKind};
use hovedbok_milestones::{Summary, summary};
use hovedbok_programmes::{
    AgreementRow, AnswerRow, BodyRow, ContractRow, DeliverableRow, FilledRow, GoalRow, PeriodRow, ReportRow, RiskRow,
    StaffRow, TenderRow, answers,
};
use hovedbok_projection::{At, Timeline};
use hovedbok_state::{Selection, StateAnswer};
use serde::{Deserialize, Serialize};

use super::{Ask, Counting, Reply, Respell, name};
use crate::error::AskError;
use crate::find::findings;
use crate::finding::Finding;
use crate::projections::Projections;

/// Which programmes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StatementOf {
    /// Only this programme.
    pub programme: Option<Name>,
}

/// What it is answered with.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Statement {
    /// One a programme, by name.
    pub programmes: Vec<ProgrammeStatement>,
    /// Plans that belong to none of them.
    pub plans: Vec<Summary>,
    /// Findings that belong to none of them.
    pub findings: Vec<Finding>,
}

/// One programme's statement.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct ProgrammeStatement {
    /// The programme.
    pub programme: Name,
    /// What it is.
    pub title: Option<String>,
    /// When it runs, as established.
    pub start: Option<PeriodRow>,
    /// The planned last day.
    pub planned_end: Option<Day>,
    /// Projects that took part by D.
    pub projects: usize,
    /// Municipalities that they lie in.
    pub municipalities: usize,
    /// Participants by status.
    pub state: StateAnswer,
    /// Its plans.
    pub plans: Vec<Summary>,
    /// Its money.
    pub budget: Budget,
    /// Its goals.
    pub goals: Vec<GoalRow>,
    /// Its bodies.
    pub bodies: Vec<BodyRow>,
    /// Its posts.
    pub staff: Vec<StaffRow>,
    /// How many of them are filled.
    pub filled: Vec<FilledRow>,
    /// Its reports.
    pub reports: Vec<ReportRow>,
    /// Its agreements.
    pub agreements: Vec<AgreementRow>,
    /// Its contracts.
    pub contracts: Vec<ContractRow>,
    /// What was to be delivered under them, and what was.
    pub deliverables: Vec<DeliverableRow>,
    /// The steps of tenders.
    pub tenders: Vec<TenderRow>,
    /// Its risks.
    pub risks: Vec<RiskRow>,
    /// The answers to its surveys.
    pub surveys: Vec<AnswerRow>,
    /// How many findings there are of each kind.
    pub findings_by_kind: Vec<KindCount>,
    /// Its findings.
    pub findings: Vec<Finding>,
}

/// A statement of which only the findings are looked at.
#[derive(Debug, Serialize)]
pub(crate) struct FindingsStatement {
    programmes: Vec<ProgrammeFindings>,
    findings: Vec<Finding>,
}

/// The findings of one programme in a statement.
#[derive(Debug, Serialize)]
struct ProgrammeFindings {
    programme: Name,
    findings_by_kind: Vec<KindCount>,
    findings: Vec<Finding>,
}

/// A kind of finding and how many there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct KindCount {
    /// The kind.
    pub kind: String,
    /// How many.
    pub count: usize,
}

impl StatementOf {
    /// The schema and version of the answer.
    pub const SCHEMA: &'static str = "hovedbok/statement/4";
}

impl Ask for StatementOf {
    fn streams(&self) -> &'static [StreamKind] {
        use StreamKind::{Figure, Fund, Participant, Plan, Programme, Risk};
        &[Participant, Programme, Plan, Fund, Risk, Figure]
    }

    fn subjects(&self) -> &'static [RecordSubject] {
        RecordSubject::ALL
    }

    fn programme(&self) -> Option<&Name> {
        self.programme.as_ref()
    }

    fn counting(&self) -> Option<Counting> {
        Some(Counting::WithBenefits)
    }

    fn only_counts(&self) -> bool {
        false
    }

    fn respell(&mut self, with: &mut Respell<'_>) {
        name(NameKind::Programme, &mut self.programme, with);
    }

    fn answer(&self, projections: &Projections, at: At) -> Result<Reply, AskError> {
        Ok(Reply::Statement(Box::new(Statement::of(projections, at, self.programme())?)))
    }
}

impl Statement {
    fn of(projections: &Projections, at: At, only: Option<&Name>) -> Result<Statement, AskError> {
        // Everybody is folded once for the goals of all programmes.
        let goals = projections.goals(at, only);
        Statement::with(projections, at, only, findings(projections, at), &goals)
    }

    /// A statement of which only what belongs to programmes, and plans, is what it is: nobody is counted, no money summed.
    pub(crate) fn of_records(projections: &Projections, at: At, only: Option<&Name>) -> Result<Statement, AskError> {
        let (state, budgets) = (Timeline::default(), Timeline::default());
        let records = Projections { state, budgets, counted: None, ..projections.clone() };
        Statement::with(&records, at, only, Vec::new(), &[])
    }

    /// A statement with these findings and goals.
    fn with(
        projections: &Projections,
        at: At,
        only: Option<&Name>,
        all: Vec<Finding>,
        goals: &[GoalRow],
    ) -> Result<Statement, AskError> {
        let rows = hovedbok_programmes::programmes(&projections.programmes, at, None);
        let plans: Vec<(Option<Name>, Summary)> = summary(&projections.milestones, at)
            .into_iter()
            .map(|plan| {
                (plan.plan.parse().ok().and_then(|name| projections.programme_of(&StreamId::Plan(name), at)), plan)
            })
            .collect();
        let mut programmes = Vec::new();
        for row in rows.iter().filter(|row| only.is_none_or(|only| row.programme == *only)) {
            let programme = &row.programme;
            let own: Vec<Finding> = all.iter().filter(|f| f.programme.as_ref() == Some(programme)).cloned().collect();
            let selection = Selection { programme: Some(programme.clone()), ..Selection::default() };
            let filter = Filter { programme: Some(programme.clone()), ..Filter::default() };
            let by = Some(hovedbok_state::By::Status);
            programmes.push(ProgrammeStatement {
                programme: programme.clone(),
                title: row.title.as_ref().map(|title| title.as_str().to_owned()),
                start: row.start.clone(),
                planned_end: row.planned_end,
                projects: row.projects.len(),
                municipalities: row.municipalities,
                state: hovedbok_state::state(projections.everybody(), at, &selection, by),
                plans: plans
                    .iter()
                    .filter(|(of, _)| of.as_ref() == Some(programme))
                    .map(|(_, plan)| plan.clone())
                    .collect(),
                budget: hovedbok_budgets::budget(&projections.budgets, at, &filter, By::Line)?,
                goals: goals.iter().filter(|goal| goal.programme == *programme).cloned().collect(),
                bodies: row.bodies.clone(),
                staff: row.staff.clone(),
                filled: row.filled.clone(),
                reports: row.reports.clone(),
                agreements: row.agreements.clone(),
                contracts: row.contracts.clone(),
                deliverables: row.deliverables.clone(),
                tenders: row.tenders.clone(),
                risks: row.risks.clone(),
                surveys: row.surveys.iter().flat_map(answers).collect(),
                findings_by_kind: by_kind(&own),
                findings: own,
            });
        }
        let elsewhere = |programme: Option<&Name>| {
            only.is_none() && programme.is_none_or(|name| !rows.iter().any(|row| row.programme == *name))
        };
        let findings = all.into_iter().filter(|finding| elsewhere(finding.programme.as_ref())).collect();
        let plans = plans.into_iter().filter(|(of, _)| elsewhere(of.as_ref())).map(|(_, plan)| plan).collect();
        Ok(Statement { programmes, plans, findings })
    }
}

impl FindingsStatement {
    /// What a statement says of some findings, where there are these programmes.
    pub(crate) fn of(existing: &[Name], only: Option<&Name>, all: Vec<Finding>) -> FindingsStatement {
        let (of_programmes, elsewhere): (Vec<Finding>, Vec<Finding>) =
            all.into_iter().partition(|finding| finding.programme.as_ref().is_some_and(|name| existing.contains(name)));
        let own = |programme: Name| {
            let own = of_programmes.iter().filter(|finding| finding.programme.as_ref() == Some(&programme));
            let findings: Vec<Finding> = own.cloned().collect();
            ProgrammeFindings { findings_by_kind: by_kind(&findings), findings, programme }
        };
        let asked = existing.iter().filter(|name| only.is_none_or(|only| *name == only));
        let programmes = asked.cloned().map(own).collect();
        FindingsStatement { programmes, findings: if only.is_none() { elsewhere } else { Vec::new() } }
    }
}

fn by_kind(findings: &[Finding]) -> Vec<KindCount> {
    let mut counts: Vec<KindCount> = Vec::new();
    for finding in findings {
        match counts.iter_mut().find(|count| count.kind == finding.kind.word()) {
            Some(count) => count.count += 1,
            None => counts.push(KindCount { kind: finding.kind.word().to_owned(), count: 1 }),
        }
    }
    counts
}
