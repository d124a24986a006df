//! What an answer without rows was narrowed to, and how much there is besides: that nothing matches must not be read as
//! nothing being recorded.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_core::{Day, Instant, Name, StreamId};
use hovedbok_programmes::DutyRow;
use hovedbok_projection::At;
use serde::Serialize;
use serde_json::Value;

use crate::projections::Projections;
use crate::questions::{Question, Reply};

/// Why an answer has no rows although there are some: nothing matches what the question was narrowed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NoneOf {
    /// What nothing matches.
    pub asked: Vec<Asked>,
    /// The programme of which the number is; null for that of all programmes.
    pub programme: Option<Name>,
    /// How many there are without it: placements, stays or whatever the question is about, each once.
    pub recorded: usize,
    /// The first day after the one asked about on which a figure that matches is published; none where nobody published one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub later: Option<PublishedLater>,
}

/// A figure that is published after the day asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PublishedLater {
    /// The day on which it is published.
    pub published_on: Day,
    /// When the ledger came to know it.
    pub recorded: Instant,
}

impl Projections {
    /// The first figure of a programme that is published after the day asked about, as known at the position; of any programme,
    /// where none is named.
    pub fn published_later(&self, programme: Option<&Name>, at: At) -> Option<PublishedLater> {
        let own = |stream: &StreamId| match stream {
            StreamId::Figure(name) => programme.is_none_or(|programme| programme == name),
            StreamId::Participant(_)
            | StreamId::Plan(_)
            | StreamId::Fund(_)
            | StreamId::Programme(_)
            | StreamId::Risk(_)
            | StreamId::Ledger
            | StreamId::Other(_) => false,
        };
        let histories = self.programmes.streams().filter(|(stream, _)| own(stream)).map(|(_, history)| history);
        let later = histories.flat_map(|history| history.in_force(at.known_at)).filter(|row| row.holds > at.as_of);
        let first = later.min_by_key(|row| (row.holds, row.seq))?;
        Some(PublishedLater { published_on: first.holds, recorded: first.recorded })
    }
}

/// A parameter by which a question was narrowed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Asked {
    /// Its name: `status`.
    pub parameter: String,
    /// Its value, or each of several.
    pub values: Vec<Value>,
}

/// The parameter that stays where another one narrows the question too.
const PROGRAMME: &str = "programme";

/// The parameters of a selection of stays that are counted. Nobody in a programme is a count like any other.
const SELECTION: [&str; 3] = ["filter.selection.cohort", "filter.selection.office", "filter.selection.target_group"];

/// The parameters of what is narrowed to a provider, an office and a stretch of days.
const PROVIDER: [&str; 5] = ["filter.programme", "filter.provider", "filter.office", "filter.from", "filter.to"];

impl Question {
    /// The parameters that leave rows of the answer out, by their places in the serialised form.
    fn narrowing(&self) -> &'static [&'static str] {
        match self {
            Question::State(_) => &["selection.cohort", "selection.receiving", "selection.office"],
            Question::Placements(_) => &["filter.programme", "filter.provider", "filter.year"],
            Question::Trajectories(_) => &[
                "filter.selection.programme",
                "filter.selection.cohort",
                "filter.selection.office",
                "filter.selection.target_group",
                "filter.provider",
            ],
            Question::Outcomes(_) | Question::Survival(_) => &SELECTION,
            Question::Flows(_) => &["selection.cohort", "selection.office", "selection.target_group"],
            Question::Attendance(_) | Question::Absence(_) => &PROVIDER,
            Question::Conditions(_) => {
                &["filter.programme", "filter.office", "filter.from", "filter.to", "filter.status"]
            }
            Question::Budget(_) => {
                &["filter.programme", "filter.year", "filter.source", "filter.chapter", "filter.item"]
            }
            Question::Programmes(_) => &["municipality"],
            Question::Duties(_) => &[PROGRAMME, "status", "by"],
            Question::Recommendations(_) | Question::Reports(_) => &[PROGRAMME, "status"],
            Question::Findings(_) => &[PROGRAMME, "kind"],
            Question::List(_) => {
                &[PROGRAMME, "cohort", "office", "counsellor", "status", "target_group", "provider", "missing"]
            }
            Question::Due(_) => &[PROGRAMME, "office", "counsellor", "participant", "kinds"],
            Question::Draw(_) => &[PROGRAMME, "cohort", "office", "year"],
            Question::Cohorts(_)
            | Question::Bodies(_)
            | Question::Staff(_)
            | Question::Agreements(_)
            | Question::Risks(_)
            | Question::Surveys(_)
            | Question::Offices(_)
            | Question::Goals(_)
            | Question::Figures(_) => &[PROGRAMME],
            Question::Participant(_)
            | Question::Trajectory(_)
            | Question::Milestones(_)
            | Question::Plans(_)
            | Question::Lag(_)
            | Question::Series(_)
            | Question::Statement(_) => &[],
        }
    }

    /// The questions without what narrows this one, each with what that is: first the same of the same programme, then that of
    /// all programmes.
    pub fn wider(&self) -> Vec<(Question, Vec<Asked>)> {
        let narrowing = self.narrowing();
        let of_programme = |path: &str| path.rsplit('.').next() == Some(PROGRAMME);
        let others: Vec<&str> = narrowing.iter().copied().filter(|path| !of_programme(path)).collect();
        let mut wider: Vec<(Question, Vec<Asked>)> = Vec::new();
        for dropped in [others.as_slice(), narrowing] {
            let found = self.without(dropped).filter(|(_, asked)| !asked.is_empty());
            if let Some(found) = found.filter(|(question, _)| wider.iter().all(|(known, _)| known != question)) {
                wider.push(found);
            }
        }
        wider
    }

    /// The parameters in which two questions differ: what they are here, and there.
    pub fn apart(&self, other: &Question) -> [Vec<Asked>; 2] {
        let [here, there] = [self, other].map(|question| {
            let mut leaves = BTreeMap::new();
            add_leaves("", &serde_json::to_value(question).unwrap_or_default(), &mut leaves);
            leaves
        });
        [(&here, &there), (&there, &here)].map(|(own, others)| {
            let differing = own.iter().filter(|(path, values)| others.get(*path) != Some(*values));
            let asked = |(path, values): (&String, &Vec<Value>)| Asked {
                parameter: path.rsplit('.').next().unwrap_or(path).to_owned(),
                values: values.clone(),
            };
            differing.map(asked).collect()
        })
    }

    /// The same question without some of its parameters, and what they were.
    fn without(&self, dropped: &[&str]) -> Option<(Question, Vec<Asked>)> {
        let mut written = serde_json::to_value(self).ok()?;
        let mut asked = Vec::new();
        for path in dropped {
            let place = format!("/{}/{}", self.name(), path.replace('.', "/"));
            // What was added to a question later is written only where it is asked for.
            let Some(value) = written.pointer_mut(&place) else { continue };
            let none = match value {
                Value::Bool(_) => Value::Bool(false),
                Value::Array(_) => Value::Array(Vec::new()),
                Value::Null | Value::Number(_) | Value::String(_) | Value::Object(_) => Value::Null,
            };
            let values = match std::mem::replace(value, none) {
                Value::Null | Value::Bool(false) => Vec::new(),
                Value::Array(values) => values,
                one @ (Value::Bool(true) | Value::Number(_) | Value::String(_) | Value::Object(_)) => vec![one],
            };
            if !values.is_empty() {
                let parameter = path.rsplit('.').next().unwrap_or(path).to_owned();
                asked.push(Asked { parameter, values });
            }
        }
        Some((serde_json::from_value(written).ok()?, asked))
    }
}

/// The values in a serialised question, by their paths. What is not asked for has none.
fn add_leaves(path: &str, value: &Value, leaves: &mut BTreeMap<String, Vec<Value>>) {
    match value {
        Value::Null | Value::Bool(false) => {}
        Value::Object(fields) => fields.iter().for_each(|(name, value)| {
            add_leaves(&if path.is_empty() { name.clone() } else { format!("{path}.{name}") }, value, leaves);
        }),
        Value::Array(values) if values.is_empty() => {}
        Value::Array(values) => {
            leaves.insert(path.to_owned(), values.clone());
        }
        Value::Bool(true) | Value::Number(_) | Value::String(_) => {
            leaves.insert(path.to_owned(), vec![value.clone()]);
        }
    }
}

impl Reply {
    /// How many there are of what an answer without rows says that nothing matches, such as placements: each once, though it can
    /// have several rows. Nothing where that cannot be said.
    pub fn recorded(&self) -> Option<usize> {
        Some(match self {
            Reply::Placements(placements) => placements.rows.iter().map(|row| row.begun).sum(),
            Reply::Absence(absence) => absence.totals.absences,
            Reply::Offices(offices) => offices.offices.len(),
            Reply::Duties(duties) => {
                let one = |row: &DutyRow| {
                    (row.programme.clone(), row.duty.clone(), row.what, row.subject.clone(), row.by.clone())
                };
                duties.duties.iter().map(one).collect::<BTreeSet<_>>().len()
            }
            Reply::List(list) => list.rows.iter().map(|row| row.participant).collect::<BTreeSet<_>>().len(),
            Reply::State(_)
            | Reply::Trajectories(_)
            | Reply::Outcomes(_)
            | Reply::Attendance(_)
            | Reply::Conditions(_)
            | Reply::Flows(_)
            | Reply::Cohorts(_)
            | Reply::Budget(_)
            | Reply::Programmes(_)
            | Reply::Bodies(_)
            | Reply::Staff(_)
            | Reply::Reports(_)
            | Reply::Agreements(_)
            | Reply::Risks(_)
            | Reply::Surveys(_)
            | Reply::Recommendations(_)
            | Reply::Goals(_)
            | Reply::Figures(_)
            | Reply::Findings(_)
            | Reply::Survival(_)
            | Reply::Due(_)
            | Reply::Draw(_)
            | Reply::Participant(_)
            | Reply::Trajectory(_)
            | Reply::Milestones(_)
            | Reply::Plans(_)
            | Reply::Lag(_)
            | Reply::Series(_)
            | Reply::Statement(_) => return self.found(),
        })
    }

    /// How many rows it has, or how many it counts: none if nothing matches what the question is narrowed to. Nothing where that
    /// cannot be said.
    pub fn found(&self) -> Option<usize> {
        Some(match self {
            Reply::State(state) => {
                let groups = state.groups.iter().map(|group| group.ever.max(group.participants));
                groups.chain([state.ever, state.participants]).max().unwrap_or_default()
            }
            Reply::Placements(placements) => placements.rows.len(),
            Reply::Trajectories(trajectories) => trajectories.rows.len(),
            Reply::Outcomes(outcomes) => outcomes.stays,
            Reply::Attendance(attendance) => attendance.totals.placements,
            Reply::Absence(absence) => absence.rows.len(),
            Reply::Conditions(conditions) => conditions.rows.len(),
            Reply::Flows(flows) => flows.stays,
            Reply::Cohorts(cohorts) => cohorts.cohorts.len(),
            Reply::Budget(budget) => budget.lines.len(),
            Reply::Programmes(programmes) => programmes.programmes.len(),
            Reply::Bodies(bodies) => bodies.bodies.len(),
            Reply::Staff(staff) => staff.staff.len(),
            Reply::Reports(reports) => reports.reports.len(),
            Reply::Agreements(all) => {
                all.agreements.len() + all.contracts.len() + all.deliverables.len() + all.tenders.len()
            }
            Reply::Risks(risks) => risks.risks.len(),
            Reply::Surveys(surveys) => surveys.answers.len(),
            Reply::Duties(duties) => duties.duties.len(),
            Reply::Offices(offices) => offices.offices.len() + offices.reviews.len(),
            Reply::Recommendations(recommendations) => recommendations.recommendations.len(),
            Reply::Goals(goals) => goals.goals.len(),
            Reply::Figures(figures) => figures.figures.len(),
            Reply::Findings(findings) => findings.findings.len(),
            Reply::Survival(survival) => usize::try_from(survival.whole.stays + survival.whole.not_observed).ok()?,
            Reply::List(list) => list.rows.len(),
            Reply::Due(due) => due.rows.len(),
            Reply::Draw(draw) => usize::try_from(draw.frame.size).ok()?,
            Reply::Participant(_)
            | Reply::Trajectory(_)
            | Reply::Milestones(_)
            | Reply::Plans(_)
            | Reply::Lag(_)
            | Reply::Series(_)
            | Reply::Statement(_) => return None,
        })
    }
}
