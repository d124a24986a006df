//! The questions. Each has a file with its parameters, the rows of its answer where no projection has them, the schema and
//! version of the answer, what it needs, and how it is answered.
//!
//! They are listed once, below: the enumerations, the serialised form, the names and the schemas follow from the list.

mod absence;
mod agreements;
mod attendance;
mod bodies;
mod budget;
mod cohorts;
mod conditions;
mod draw;
mod due;
mod duties;
mod figures;
mod findings;
mod flows;
mod goals;
mod lag;
mod list;
mod milestones;
mod offices;
mod outcomes;
mod participant;
mod placements;
mod plans;
mod programmes;
mod recommendations;
mod reports;
mod risks;
mod series;
mod staff;
mod state;
mod statement;
mod surveys;
mod survival;
mod trajectories;
mod trajectory;

use std::collections::BTreeSet;

use hovedbok_budgets::Budget;
use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::{Name, ParticipantId, StreamId, StreamKind};
use hovedbok_milestones::PlanAnswer;
use hovedbok_programmes::ProgrammeRow;
use hovedbok_projection::At;
use hovedbok_state::{Conditions, Course, StateAnswer};
use hovedbok_trajectories::{Absence, Attendance, Flows, Outcomes, Series, Survival};
use serde::{Deserialize, Serialize};

use crate::about::About;
use crate::catalogue::{Catalogue, Describer};
use crate::error::AskError;
use crate::projections::{Needs, Projections};
use crate::spellings::Spellings;

pub use absence::AbsenceOf;
pub use agreements::{Agreements, AgreementsOf, ProgrammeAgreement, ProgrammeContract, ProgrammeDeliverable};
pub use attendance::AttendanceOf;
pub use bodies::{Bodies, BodiesOf, ProgrammeBody};
pub use budget::BudgetOf;
pub use cohorts::{CohortRow, Cohorts, CohortsOf, Named, Together};
pub use conditions::ConditionsOf;
pub use draw::{Draw, DrawOf, Drawn, Frame, FrameDigest};
pub use due::{Due, DueKind, DueOf, DueRow, NeverRecorded};
pub use duties::{Duties, DutiesOf};
pub use figures::{Figures, FiguresOf};
pub use findings::{Findings, FindingsOf};
pub use flows::FlowsOf;
pub use goals::{Goals, GoalsOf};
pub use lag::{Lag, LagCell, LagOf, LagRow};
pub use list::{List, ListOf, ListRow, Missing};
pub use milestones::MilestonesOf;
pub use offices::{Offices, OfficesOf};
pub use outcomes::OutcomesOf;
pub use participant::ParticipantOf;
pub use placements::{Placements, PlacementsOf};
pub use plans::{Plans, PlansOf};
pub use programmes::{Programmes, ProgrammesOf};
pub use recommendations::{Recommendations, RecommendationsOf};
pub use reports::{ProgrammeReport, Reports, ReportsOf};
pub use risks::{ProgrammeRisk, Risks, RisksOf};
pub use series::SeriesOf;
pub use staff::{ProgrammeFilled, ProgrammePost, Staff, StaffOf};
pub use state::StateOf;
pub(crate) use statement::FindingsStatement;
pub use statement::{KindCount, ProgrammeStatement, Statement, StatementOf};
pub use surveys::{ProgrammeAnswer, Surveys, SurveysOf};
pub use survival::SurvivalOf;
pub use trajectories::{Trajectories, TrajectoriesOf};
pub use trajectory::{TrajectoriesOfOne, TrajectoryOf};

/// Makes everything that has an arm or an element for each question from the one list of them.
macro_rules! questions {
    ($($(#[doc = $doc:literal])* $name:literal $question:ident($parameters:ident) -> $rows:ty;)*) => {
        /// A question. Signed files contain its serialised form, so that form never changes.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        pub enum Question {
            $($(#[doc = $doc])* #[serde(rename = $name)] $question($parameters),)*
        }

        /// What a question is answered with: plain rows.
        #[derive(Debug, Clone, PartialEq, Serialize)]
        #[serde(untagged)]
        pub enum Reply {
            $(#[doc = concat!("What `", $name, "` is answered with.")] $question($rows),)*
        }

        impl Question {
            /// The name of every question.
            pub const NAMES: &'static [&'static str] = &[$($name),*];

            /// The schema and version of every question's answer, in the order of the names.
            pub const SCHEMAS: &'static [&'static str] = &[$($parameters::SCHEMA),*];

            /// Every question described: its name, what it answers, the schema and version of its answer, its parameters
            /// and its rows.
            pub fn catalogue() -> Catalogue {
                let mut describer = Describer::new();
                let questions = vec![$(describer.question::<$parameters, $rows>(
                    $name,
                    concat!($($doc),*).trim_ascii(),
                    $parameters::SCHEMA,
                )),*];
                describer.catalogue(questions)
            }

            /// Its name.
            pub fn name(&self) -> &'static str {
                match self {
                    $(Question::$question(_) => $name,)*
                }
            }

            /// The schema and version of the answer.
            pub fn schema(&self) -> &'static str {
                match self {
                    $(Question::$question(_) => $parameters::SCHEMA,)*
                }
            }

            /// What it says of itself.
            pub(crate) fn ask(&self) -> &dyn Ask {
                match self {
                    $(Question::$question(parameters) => parameters,)*
                }
            }

            fn ask_mut(&mut self) -> &mut dyn Ask {
                match self {
                    $(Question::$question(parameters) => parameters,)*
                }
            }
        }
    };
}

questions! {
    /// How many people are in a programme, in total and by group.
    "state" State(StateOf) -> StateAnswer;
    /// What is recorded of one person: enrolments, placements, benefits and events.
    "participant" Participant(ParticipantOf) -> Box<Course>;
    /// How many people were placed with which provider, in which year and with which outcome.
    "placements" Placements(PlacementsOf) -> Placements;
    /// The courses of many, written out: stays, spells, gaps and events.
    "trajectories" Trajectories(TrajectoriesOf) -> Trajectories;
    /// The courses of one person, written out: stays, spells, gaps and events.
    "trajectory" Trajectory(TrajectoryOf) -> TrajectoriesOfOne;
    /// Where those who left went, who came back, and how many were in on each month-end.
    "outcomes" Outcomes(OutcomesOf) -> Box<Outcomes>;
    /// What was paid for placements, and what the attended share of it would have cost.
    "attendance" Attendance(AttendanceOf) -> Box<Attendance>;
    /// Days away from placements, by kind.
    "absence" Absence(AbsenceOf) -> Box<Absence>;
    /// Conditions for benefits, and what became of them.
    "conditions" Conditions(ConditionsOf) -> Box<Conditions>;
    /// The ways that stays go: from the intake through providers, steps or measures to where they end.
    "flows" Flows(FlowsOf) -> Flows;
    /// The cohorts of programmes: those defined by conditions and those that intakes name, with how many belong to them.
    "cohorts" Cohorts(CohortsOf) -> Cohorts;
    /// The milestones of one plan, with their deadlines and status.
    "milestones" Milestones(MilestonesOf) -> PlanAnswer;
    /// The plans, with how many milestones have each status.
    "plans" Plans(PlansOf) -> Plans;
    /// What was appropriated, allocated, disbursed and spent, and what is left.
    "budget" Budget(BudgetOf) -> Budget;
    /// Which programmes ran, where and when, and what belongs to them.
    "programmes" Programmes(ProgrammesOf) -> Programmes;
    /// The bodies of programmes: their members, how often they must meet, and when they did.
    "bodies" Bodies(BodiesOf) -> Bodies;
    /// The posts of programmes, and how many of them are filled.
    "staff" Staff(StaffOf) -> Staff;
    /// The reports of programmes: due, received, late and missing.
    "reports" Reports(ReportsOf) -> Reports;
    /// Agreements signed or failed, contracts, and what is delivered under them.
    "agreements" Agreements(AgreementsOf) -> Agreements;
    /// The risks of programmes, and what is done about them.
    "risks" Risks(RisksOf) -> Risks;
    /// The answers to surveys, an answer a row.
    "surveys" Surveys(SurveysOf) -> Surveys;
    /// What is to be done again and again or once, held against what was done.
    "duties" Duties(DutiesOf) -> Duties;
    /// Which offices take part in a programme, and how offices and projects were reviewed.
    "offices" Offices(OfficesOf) -> Offices;
    /// What somebody advised a programme to do, and what became of it.
    "recommendations" Recommendations(RecommendationsOf) -> Recommendations;
    /// Targets compared with what the ledger derives.
    "goals" Goals(GoalsOf) -> Goals;
    /// Published figures compared with what the ledger derives.
    "figures" Figures(FiguresOf) -> Figures;
    /// Broken rules and missing records.
    "findings" Findings(FindingsOf) -> Findings;
    /// How long after things happened they were recorded, and what is probably still missing.
    "lag" Lag(LagOf) -> Lag;
    /// A figure of a programme month by month, quarter by quarter or year by year.
    "series" Series(SeriesOf) -> Series;
    /// How long it takes until people leave a programme, and where to.
    "survival" Survival(SurvivalOf) -> Box<Survival>;
    /// The people that somebody works with, with their status, office, counsellor and placement.
    "list" List(ListOf) -> List;
    /// What falls due, and what is overdue.
    "due" Due(DueOf) -> Due;
    /// A sample that anybody can draw again and nobody can steer.
    "draw" Draw(DrawOf) -> Draw;
    /// The whole: participants, milestones, budget, goals, findings.
    "statement" Statement(StatementOf) -> Box<Statement>;
}

/// What a question looks at of everybody, when it counts them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counting {
    /// Enrolments and placements.
    Courses,
    /// Benefits as well.
    WithBenefits,
    /// Attendance as well.
    WithAttendance,
    /// Conditions for benefits as well.
    WithConditions,
    /// All that is recorded.
    Everything,
}

/// What is done with a name: the spelling that takes its place, if one does.
pub(crate) type Respell<'a> = dyn FnMut(NameKind, &str) -> Option<String> + 'a;

/// What every question says of itself, with its names spelled as the ledger spells them.
pub(crate) trait Ask {
    /// The kinds of stream that the answer is folded from. Every question needs the programmes: they say where the records
    /// end.
    fn streams(&self) -> &'static [StreamKind];

    /// What the records are about that the answer rests on.
    fn subjects(&self) -> &'static [RecordSubject];

    /// Whether its parameters fit each other.
    ///
    /// # Errors
    /// [`AskError`] says which do not.
    fn fits(&self) -> Result<(), AskError> {
        Ok(())
    }

    /// The programme that it is narrowed to.
    fn programme(&self) -> Option<&Name> {
        None
    }

    /// The person that it is about, when it needs nothing of anybody else.
    fn person(&self) -> Option<ParticipantId> {
        None
    }

    /// What it looks at of everybody, when it counts them ([`Projections::everybody`]).
    fn counting(&self) -> Option<Counting> {
        None
    }

    /// Whether it looks at persons in no other way, when it counts them.
    fn only_counts(&self) -> bool {
        true
    }

    /// The persons of whom it needs more than what they are counted by, once its answer says who they are.
    fn needs_more_of(&self, _reply: &Reply) -> BTreeSet<ParticipantId> {
        BTreeSet::new()
    }

    /// Completes the answer with all that is known of those persons, from projections as far as the records reach.
    fn complete(&self, _reply: &mut Reply, _persons: &Projections, _at: At) {}

    /// Gives every name that it is narrowed to, and takes the spelling that comes back.
    fn respell(&mut self, with: &mut Respell<'_>);

    /// The rows of the answer, from projections as far as the records reach.
    fn answer(&self, projections: &Projections, at: At) -> Result<Reply, AskError>;

    /// The programmes that the answer is about; none when it is about all of them.
    fn about(&self, _reply: Option<&Reply>, _projections: &Projections, _at: At) -> Option<BTreeSet<Name>> {
        self.programme().map(|programme| BTreeSet::from([programme.clone()]))
    }

    /// Whether the answer counts or sums something of a programme, so that what is not recorded would look like none.
    fn counts(&self, _reply: Option<&Reply>, _programme: &Name) -> bool {
        true
    }

    /// Whether the answer rests on a stream of a kind that it is folded from. Where that cannot be known, it does.
    fn rests_on(&self, stream: &StreamId, about: &About<'_>) -> bool {
        self.programme().is_none_or(|asked| {
            let programmes = about.programmes_of(stream);
            programmes.is_empty() || programmes.contains(asked)
        })
    }

    /// Whether anything that the answer rests on was migrated, in projections as far as the records reach.
    fn rests_on_migrated(&self, projections: &Projections, at: At) -> bool {
        projections.migrated(Needs::of(self.streams()), self.programme(), at)
    }
}

impl Question {
    /// Checks that its parameters fit each other.
    ///
    /// # Errors
    /// [`AskError`] says which do not.
    pub fn fits(&self) -> Result<(), AskError> {
        self.ask().fits()
    }

    /// The projections that it needs.
    pub fn needs(&self) -> Needs {
        Needs::of(self.ask().streams())
    }

    /// The programme that it is narrowed to.
    pub fn programme(&self) -> Option<&Name> {
        self.ask().programme()
    }

    /// The person that it is about, when it is about one: it needs nothing of anybody who was never merged with that person.
    pub fn person(&self) -> Option<ParticipantId> {
        self.ask().person()
    }

    /// What it looks at of everybody, when it counts them: they may lie ready ([`Projections::counted`]).
    pub fn counting(&self) -> Option<Counting> {
        self.ask().counting()
    }

    /// Whether it looks at persons in no other way, when it counts them.
    pub fn only_counts(&self) -> bool {
        self.ask().only_counts()
    }

    /// The persons of whom it needs more than what they are counted by, once its answer, from persons who lie ready, says who
    /// they are ([`Projections::complete`]).
    pub fn needs_more_of(&self, reply: &Reply) -> BTreeSet<ParticipantId> {
        self.ask().needs_more_of(reply)
    }

    /// The same question with its names as the ledger spells them.
    #[must_use]
    pub fn spelled(&self, names: &Spellings) -> Question {
        let mut question = self.clone();
        question.ask_mut().respell(&mut |kind, text| names.respell(kind, text));
        question
    }

    /// The names that it is narrowed to. Plans and participants are looked up where they are answered.
    pub fn names(&self) -> Vec<(NameKind, String)> {
        let mut names = Vec::new();
        self.clone().ask_mut().respell(&mut |kind, text| {
            names.push((kind, text.to_owned()));
            None
        });
        names.retain(|(kind, _)| *kind != NameKind::Plan);
        names
    }
}

/// The programmes with what belongs to them, or only one.
fn belonging(projections: &Projections, at: At, programme: Option<&Name>) -> Vec<ProgrammeRow> {
    let mut rows = hovedbok_programmes::programmes(&projections.programmes, at, None);
    rows.retain(|row| programme.is_none_or(|asked| row.programme == *asked));
    rows
}

fn name<'n>(kind: NameKind, names: impl IntoIterator<Item = &'n mut Name>, with: &mut Respell<'_>) {
    for name in names {
        if let Some(other) = with(kind, name.as_str()).and_then(|other| Name::stored(&other)) {
            *name = other;
        }
    }
}

fn text(kind: NameKind, text: &mut Option<String>, with: &mut Respell<'_>) {
    if let Some(other) = text.as_deref().and_then(|text| with(kind, text)) {
        *text = Some(other);
    }
}
