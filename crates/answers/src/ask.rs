//! Questions and their answers at (as-of, known-at).

use hovedbok_budgets::Budget;
use hovedbok_core::entries::codes::{RecordSubject, Unit};
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::{Day, Name, ParticipantId, Period, Seq, StreamId};
use hovedbok_milestones::{PlanAnswer, Summary};
use hovedbok_programmes::{Aim, FigureQuestion, FigureRow, GoalRow, Measurement, ProgrammeRow, Records};
use hovedbok_projection::{At, Projection, Timeline};
use hovedbok_state::{Course, Indicator, PlacementFilter, PlacementsBy, PlacementsRow, Scope, Selection, StateAnswer};
use serde::Serialize;

use crate::ends::{Ends, NotRecorded, ReachRow, is_of_persons};
use crate::error::AskError;
use crate::find::{self, Finding};
use crate::nearest;
use crate::projections::{Needs, Projections};
use crate::spellings::Spellings;
use crate::statement::Statement;

/// The rule set that answers are given under: bands, shares and rules of Norwegian programmes.
pub const RULES: &str = "norway/1";

/// A question.
#[derive(Debug, Clone, PartialEq)]
pub enum Question {
    /// How many are in programme, and by group.
    State {
        /// Whom it counts.
        selection: Selection,
        /// Grouped by.
        by: Option<hovedbok_state::By>,
    },
    /// One person's course.
    Participant(ParticipantId),
    /// Who was where.
    Placements {
        /// Which placements.
        filter: PlacementFilter,
        /// A row for each.
        by: PlacementsBy,
    },
    /// A plan, or all of them.
    Milestones {
        /// The plan.
        plan: Option<Name>,
    },
    /// The money.
    Budget {
        /// Which funds.
        filter: hovedbok_budgets::Filter,
        /// A line for each.
        by: hovedbok_budgets::By,
    },
    /// What ran where and when.
    Programmes {
        /// Only with a project in this municipality.
        municipality: Option<String>,
    },
    /// Targets against what the ledger derives.
    Goals {
        /// Only this programme.
        programme: Option<Name>,
    },
    /// What was published against what the ledger derives.
    Figures {
        /// Only this programme.
        programme: Option<Name>,
    },
    /// What deserves a look.
    Findings {
        /// Only this programme.
        programme: Option<Name>,
        /// Only this kind.
        kind: Option<String>,
    },
    /// The whole.
    Statement {
        /// Only this programme.
        programme: Option<Name>,
    },
}

/// Placements, as they stand in an answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Placements {
    /// The rows.
    pub rows: Vec<PlacementsRow>,
}

/// Programmes, as they stand in an answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProgrammesAnswer {
    /// The rows.
    pub programmes: Vec<ProgrammeRow>,
}

/// Goals, as they stand in an answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Goals {
    /// The rows.
    pub goals: Vec<GoalRow>,
}

/// Figures, as they stand in an answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figures {
    /// The rows.
    pub figures: Vec<FigureRow>,
}

/// Findings, as they stand in an answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Findings {
    /// The rows.
    pub findings: Vec<Finding>,
}

/// Plans, as they stand in an answer about all of them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Plans {
    /// One a plan.
    pub plans: Vec<Summary>,
}

/// What a question is answered with: plain rows.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Reply {
    /// `state`.
    State(StateAnswer),
    /// `state participant`.
    Participant(Box<Course>),
    /// `placements`.
    Placements(Placements),
    /// `milestones PLAN`.
    Milestones(PlanAnswer),
    /// `milestones`.
    Plans(Plans),
    /// `budget`.
    Budget(Budget),
    /// `programmes`.
    Programmes(ProgrammesAnswer),
    /// `goals`.
    Goals(Goals),
    /// `figures`.
    Figures(Figures),
    /// `findings`.
    Findings(Findings),
    /// `statement`.
    Statement(Box<Statement>),
}

/// The head of the hash tree at a position.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TreeHead {
    /// Number of entries.
    pub size: u64,
    /// The root as hexadecimal digits.
    pub root: String,
}

/// An answer with everything that it rests on (cli.md).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer<R = Reply> {
    /// The shape of `result` and its version.
    pub schema: &'static str,
    /// The day asked about.
    pub as_of: Day,
    /// The state of knowledge.
    pub known_at_seq: Seq,
    /// Whether any entry that it rests on was moved in from elsewhere.
    pub rests_on_migrated: bool,
    /// Where the records that it rests on end before the day asked about.
    pub reach: Vec<ReachRow>,
    /// What it counts or sums of which nothing is recorded: a nought there says nothing. Absent when empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_recorded: Vec<NotRecorded>,
    /// The day of the last entry, where a later day is asked about of a ledger in use: what is recorded of the days between
    /// can still change the answer. Absent otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded_until: Option<Day>,
    /// The streams that it rests on and that hold what this program does not know (H9): the answer may be otherwise.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub incomplete: Vec<StreamId>,
    /// The head of the hash tree at that position; null where projections answer without their log.
    pub tree_head: Option<TreeHead>,
    /// The rule set and its version.
    pub rules: &'static str,
    /// The answer.
    pub result: R,
}

impl<R> Answer<R> {
    /// An answer of a shape, at its times.
    pub fn new(schema: &'static str, at: At, rests_on_migrated: bool, ends: Ends, result: R) -> Answer<R> {
        let (as_of, known_at_seq) = (at.as_of, at.known_at);
        let Ends { reach, not_recorded, recorded_until, incomplete } = ends;
        Answer {
            schema,
            as_of,
            known_at_seq,
            rests_on_migrated,
            reach,
            not_recorded,
            recorded_until,
            incomplete,
            tree_head: None,
            rules: RULES,
            result,
        }
    }

    /// Whether nothing is recorded of a programme's subject that the answer counts or sums.
    pub fn lacks(&self, programme: &Name, subject: RecordSubject) -> bool {
        self.not_recorded.iter().any(|row| row.programme == *programme && row.subject == subject)
    }
}

impl Question {
    /// The shape of the answer and its version.
    pub fn schema(&self) -> &'static str {
        match self {
            Question::State { .. } => "hovedbok/state/2",
            Question::Participant(_) => "hovedbok/participant/2",
            Question::Placements { .. } => "hovedbok/placements/2",
            Question::Milestones { plan: Some(_) } => "hovedbok/milestones/2",
            Question::Milestones { plan: None } => "hovedbok/plans/2",
            Question::Budget { .. } => "hovedbok/budget/2",
            Question::Programmes { .. } => "hovedbok/programmes/2",
            Question::Goals { .. } => "hovedbok/goals/2",
            Question::Figures { .. } => "hovedbok/figures/2",
            Question::Findings { .. } => "hovedbok/findings/2",
            Question::Statement { .. } => "hovedbok/statement/2",
        }
    }

    /// The projections that it needs.
    pub fn needs(&self) -> Needs {
        // Every question needs the programmes: they say where the records end.
        let least = Needs { state: false, milestones: false, budgets: false, programmes: true };
        match self {
            Question::State { .. }
            | Question::Participant(_)
            | Question::Placements { .. }
            | Question::Goals { .. }
            | Question::Figures { .. } => Needs { state: true, ..least },
            Question::Milestones { .. } => Needs { milestones: true, ..least },
            Question::Budget { .. } => Needs { budgets: true, ..least },
            Question::Programmes { .. } => least,
            Question::Findings { .. } | Question::Statement { .. } => Needs::ALL,
        }
    }

    /// What the records are about that it rests on.
    pub(crate) fn subjects(&self) -> &'static [RecordSubject] {
        use RecordSubject::{Bodies, Money, Participants, Plan, Reports, Risks, Staff};
        match self {
            Question::State { .. }
            | Question::Participant(_)
            | Question::Placements { .. }
            | Question::Goals { .. }
            | Question::Figures { .. } => &[Participants],
            Question::Milestones { .. } => &[Plan],
            Question::Budget { .. } => &[Money],
            Question::Programmes { .. } => &[Bodies, Reports, Risks, Staff],
            Question::Findings { .. } | Question::Statement { .. } => RecordSubject::ALL,
        }
    }

    /// Whether it counts or sums, so that what is not recorded would look like none.
    pub(crate) fn shows_amounts(&self) -> bool {
        match self {
            Question::State { .. }
            | Question::Placements { .. }
            | Question::Milestones { .. }
            | Question::Budget { .. }
            | Question::Goals { .. }
            | Question::Figures { .. }
            | Question::Statement { .. } => true,
            Question::Participant(_) | Question::Programmes { .. } | Question::Findings { .. } => false,
        }
    }

    /// Whether it asks about a part of the money only.
    pub(crate) fn is_narrowed(&self) -> bool {
        match self {
            Question::Budget { filter, .. } => *filter != hovedbok_budgets::Filter::default(),
            Question::State { .. }
            | Question::Participant(_)
            | Question::Placements { .. }
            | Question::Milestones { .. }
            | Question::Programmes { .. }
            | Question::Goals { .. }
            | Question::Figures { .. }
            | Question::Findings { .. }
            | Question::Statement { .. } => false,
        }
    }

    /// The programme that it is narrowed to.
    pub fn programme(&self) -> Option<&Name> {
        match self {
            Question::State { selection, .. } => selection.programme.as_ref(),
            Question::Placements { filter, .. } => filter.programme.as_ref(),
            Question::Budget { filter, .. } => filter.programme.as_ref(),
            Question::Goals { programme }
            | Question::Figures { programme }
            | Question::Findings { programme, .. }
            | Question::Statement { programme } => programme.as_ref(),
            Question::Participant(_) | Question::Milestones { .. } | Question::Programmes { .. } => None,
        }
    }
}

impl Question {
    /// The same question with its names as the ledger spells them.
    #[must_use]
    pub fn spelled(&self, names: &Spellings) -> Question {
        let mut question = self.clone();
        let text = |kind, text: &mut Option<String>| {
            if let Some(other) = text.as_deref().and_then(|text| names.respell(kind, text)) {
                *text = Some(other);
            }
        };
        let name = |kind, name: &mut Option<Name>| {
            let other = name.as_ref().and_then(|name| names.respell(kind, name.as_str()));
            if let Some(other) = other.and_then(|other| Name::stored(&other)) {
                *name = Some(other);
            }
        };
        match &mut question {
            Question::State { selection, by: _ } => {
                name(NameKind::Programme, &mut selection.programme);
                name(NameKind::Cohort, &mut selection.cohort);
                text(NameKind::Office, &mut selection.office);
            }
            Question::Placements { filter, by: _ } => {
                name(NameKind::Programme, &mut filter.programme);
                text(NameKind::Provider, &mut filter.provider);
            }
            Question::Milestones { plan } => name(NameKind::Plan, plan),
            Question::Budget { filter, by: _ } => {
                name(NameKind::Programme, &mut filter.programme);
                name(NameKind::Source, &mut filter.source);
            }
            Question::Programmes { municipality } => text(NameKind::Municipality, municipality),
            Question::Goals { programme }
            | Question::Figures { programme }
            | Question::Findings { programme, kind: _ }
            | Question::Statement { programme } => name(NameKind::Programme, programme),
            Question::Participant(_) => {}
        }
        question
    }
}

impl Projections {
    /// Answers a question from projections that have learnt what it needs.
    ///
    /// # Errors
    /// When the question names what the ledger does not have at that time.
    pub fn answer(&self, question: &Question, at: At) -> Result<Answer, AskError> {
        let reaching = self.reaching(at);
        let result = reaching.result(question, at)?;
        let ends = self.ends(question, Some(&result), at);
        Ok(Answer::new(question.schema(), at, reaching.rests_on_migrated(question, at), ends, result))
    }

    /// The rows of the answer.
    ///
    /// # Errors
    /// As [`Projections::answer`].
    pub fn reply(&self, question: &Question, at: At) -> Result<Reply, AskError> {
        self.reaching(at).result(question, at)
    }

    /// The rows of the answer, from projections as far as the records reach.
    fn result(&self, question: &Question, at: At) -> Result<Reply, AskError> {
        Ok(match &question.spelled(&self.names) {
            Question::State { selection, by } => Reply::State(hovedbok_state::state(&self.state, at, selection, *by)),
            Question::Participant(id) => Reply::Participant(Box::new(self.course(*id, at)?)),
            Question::Placements { filter, by } => {
                Reply::Placements(Placements { rows: hovedbok_state::placements(&self.state, at, filter, *by) })
            }
            Question::Milestones { plan: Some(plan) } => Reply::Milestones(self.plan(plan, at)?),
            Question::Milestones { plan: None } => {
                Reply::Plans(Plans { plans: hovedbok_milestones::summary(&self.milestones, at) })
            }
            Question::Budget { filter, by } => Reply::Budget(hovedbok_budgets::budget(&self.budgets, at, filter, *by)?),
            Question::Programmes { municipality } => Reply::Programmes(ProgrammesAnswer {
                programmes: hovedbok_programmes::programmes(&self.programmes, at, municipality.as_deref()),
            }),
            Question::Goals { programme } => Reply::Goals(Goals { goals: self.goals(at, programme.as_ref()) }),
            Question::Figures { programme } => {
                Reply::Figures(Figures { figures: self.figures(at, programme.as_ref()) })
            }
            Question::Findings { programme, kind } => {
                let mut findings = find::findings(self, at);
                findings.retain(|finding| {
                    programme.as_ref().is_none_or(|name| finding.programme.as_ref() == Some(name))
                        && kind.as_ref().is_none_or(|kind| finding.kind.word() == kind)
                });
                Reply::Findings(Findings { findings })
            }
            Question::Statement { programme } => {
                Reply::Statement(Box::new(Statement::of(self, at, programme.as_ref())?))
            }
        })
    }

    /// One person's course. Of somebody of whom nothing holds by the day it is empty.
    fn course(&self, id: ParticipantId, at: At) -> Result<Course, AskError> {
        let known = At { as_of: Day::MAX, ..at };
        let later = || hovedbok_state::participant(&self.state.whole(), known, id).map(|_| Course::empty(id));
        hovedbok_state::participant(&self.state, at, id).or_else(later).ok_or_else(|| AskError::Nothing {
            what: "participant",
            name: id.to_string(),
            known_at: at.known_at,
            known: Vec::new(),
        })
    }

    pub(crate) fn plan(&self, plan: &Name, at: At) -> Result<PlanAnswer, AskError> {
        let ctx = find::context(self, at);
        hovedbok_milestones::milestones(&self.milestones, at, plan, &ctx).ok_or_else(|| AskError::Nothing {
            what: "plan",
            name: plan.to_string(),
            known_at: at.known_at,
            known: nearest::names(plan.as_str(), self.plans_known(at.known_at).iter().map(Name::as_str)),
        })
    }

    /// The plans that anything in force is about, on whatever day.
    fn plans_known(&self, known_at: Seq) -> Vec<Name> {
        hovedbok_milestones::plans(&self.milestones.whole(), At { as_of: Day::MAX, known_at })
    }

    pub(crate) fn goals(&self, at: At, programme: Option<&Name>) -> Vec<GoalRow> {
        let derive = |m: &Measurement| self.measured(m, at);
        let records = |aim: &Aim| self.records(aim, at);
        hovedbok_programmes::goals(&self.programmes, at, programme, &records, &derive)
    }

    /// What is known of the records that a goal is derived from.
    pub(crate) fn records(&self, aim: &Aim, at: At) -> Records {
        let of_persons = aim.set.as_ref().is_some_and(|set| is_of_persons(set.indicator.as_str()));
        if !of_persons {
            return Records::default();
        }
        let reach = self.reach(at);
        let end = reach.end(&aim.programme, RecordSubject::Participants);
        Records {
            end: end.map(|end| end.day).filter(|day| *day < at.as_of),
            until: self.recorded_until(end, at.known_at),
            none: !self.has_participants(&aim.programme, at.known_at),
        }
    }

    /// What the ledger derives for a goal on a day.
    pub(crate) fn measured(&self, m: &Measurement, at: At) -> Option<i64> {
        let known = At { as_of: m.on.min(at.as_of), known_at: at.known_at };
        let scope = Scope {
            programme: &m.programme,
            office: m.office.as_ref().map(hovedbok_core::Text::as_str),
            cohort: m.cohort.as_ref().map(Name::as_str),
            part: None,
        };
        self.derive(m.indicator.as_str(), scope, &Period::day(m.on), m.unit, known)
    }

    pub(crate) fn figures(&self, at: At, programme: Option<&Name>) -> Vec<FigureRow> {
        let derive = |q: &FigureQuestion| {
            let scope = Scope {
                programme: &q.programme,
                office: None,
                cohort: None,
                part: q.part.as_ref().map(hovedbok_core::Label::as_str),
            };
            let whole = q.place.is_none();
            whole.then(|| self.derive(q.indicator.as_str(), scope, &q.about, Some(q.unit), at)).flatten()
        };
        hovedbok_programmes::figures(&self.programmes, at, programme, &derive)
    }

    /// What the ledger derives for an indicator; nothing when it derives no such thing, or not in that unit.
    fn derive(&self, indicator: &str, scope: Scope<'_>, about: &Period, unit: Option<Unit>, at: At) -> Option<i64> {
        match indicator {
            "projects" | "municipalities" => self.places(indicator, scope.programme, about, at),
            _ => {
                let share = Indicator::from_word(indicator) == Some(Indicator::FullSupportShare);
                let wanted = if share { Unit::BasisPoints } else { Unit::Persons };
                let fits = unit.is_none_or(|unit| unit == wanted || (unit == Unit::Meetings && !share));
                fits.then(|| hovedbok_state::derive(indicator, &self.state, &scope, about, at)).flatten()
            }
        }
    }

    /// How many projects or municipalities took part by the last day of a period; nothing while it is not stated whether one
    /// of them had begun by then.
    fn places(&self, indicator: &str, programme: &Name, about: &Period, at: At) -> Option<i64> {
        let on = At { as_of: about.end().min(at.as_of), known_at: at.known_at };
        let rows = hovedbok_programmes::programmes(&self.programmes, on, None);
        let row = rows.iter().find(|row| row.programme == *programme)?;
        let projects: std::collections::BTreeSet<&str> = row.projects.iter().map(|p| p.project.as_str()).collect();
        let count = if indicator == "projects" { projects.len() } else { row.municipalities };
        let unsure = row.projects.iter().any(|p| p.from.start <= on.as_of && on.as_of < p.from.end);
        if row.projects.is_empty() || unsure { None } else { i64::try_from(count).ok() }
    }

    /// The programme that a stream is about; of a plan the one that it belongs to.
    pub fn programme_of(&self, stream: &StreamId, at: At) -> Option<Name> {
        match stream {
            StreamId::Plan(plan) => hovedbok_milestones::programme_of(&self.milestones, plan, at.known_at),
            StreamId::Participant(_)
            | StreamId::Programme(_)
            | StreamId::Fund(_)
            | StreamId::Risk(_)
            | StreamId::Figure(_)
            | StreamId::Ledger
            | StreamId::Other(_) => stream.programme(),
        }
    }

    /// Whether anything that the answer rests on was moved in from elsewhere.
    pub fn rests_on_migrated(&self, question: &Question, at: At) -> bool {
        let question = &question.spelled(&self.names);
        let needs = question.needs();
        let programme = question.programme();
        if let Question::Participant(id) = question {
            // Also on what was recorded of those who were merged with the person.
            let course = hovedbok_state::participant(&self.state, at, *id);
            let entries = course.map(|course| course.entries).unwrap_or_default();
            let own = |row: &hovedbok_core::Row<_>| row.migrated && entries.binary_search(&row.seq).is_ok();
            return self.state.facts(at).any(|(_, rows)| rows.into_iter().any(own));
        }
        let plan = |stream: &StreamId| match question {
            Question::Milestones { plan: Some(plan) } => *stream == StreamId::Plan(plan.clone()),
            Question::Milestones { plan: None }
            | Question::Participant(_)
            | Question::State { .. }
            | Question::Placements { .. }
            | Question::Budget { .. }
            | Question::Programmes { .. }
            | Question::Goals { .. }
            | Question::Figures { .. }
            | Question::Findings { .. }
            | Question::Statement { .. } => true,
        };
        let named = |stream: &StreamId| {
            let own = self.programme_of(stream, at);
            programme.is_none() || own.is_none() || own.as_ref() == programme
        };
        (needs.state && self.rests_on_migrated_persons(programme, at))
            || (needs.milestones && migrated(&self.milestones, at, &|s| plan(s) && named(s)))
            || (needs.budgets && migrated(&self.budgets, at, &named))
            || (needs.programmes && migrated(&self.programmes, at, &named))
    }

    /// Whether anything was moved in of a person who is in the programme, or of any where none is asked about.
    fn rests_on_migrated_persons(&self, programme: Option<&Name>, at: At) -> bool {
        // Mostly nothing was moved in at all.
        if !self.state.facts(at).any(|(_, rows)| rows.iter().any(|row| row.migrated)) {
            return false;
        }
        let of = |rows: &[_]| programme.is_none_or(|programme| find::programmes_named(rows).contains(programme));
        let mut persons = hovedbok_state::rows_by_person(&self.state, at).into_iter();
        persons.any(|rows| rows.iter().any(|row| row.migrated) && of(&rows))
    }
}

fn migrated<P: Projection>(timeline: &Timeline<P>, at: At, takes: &dyn Fn(&StreamId) -> bool) -> bool {
    timeline.at(at).any(|(stream, rows)| rows.iter().any(|row| row.migrated) && takes(stream))
}
