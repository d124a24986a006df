//! Projection *programmes*: what ran where and when, what it aimed at, what was published about it.
//!
//! Listens to `programme/<name>`, `risk/<programme>` and `figure/<programme>`. What other projections derive comes in as an
//! argument, so that no projection knows another. No I/O, no clock (H10).
//!
//! What stays true here: what was derived is compared only as far as the records reach (H14); the fold is total (H6),
//! and the digest over the rows is the same after a rebuild (H1).

mod agreements;
mod bodies;
mod caseload;
mod contradictions;
mod delivery;
mod duties;
mod fact;
mod figures;
mod goals;
mod late;
mod life;
mod limits;
mod measured;
mod offices;
mod overview;
mod period;
mod projects;
mod recommendations;
mod reports;
mod risks;
mod sorted;
mod staff;
mod surveys;
mod targets;
mod units;

pub use agreements::{AgreementRow, AgreementStatus, ContractRow, DeliverableRow, TenderRow};
pub use bodies::{BodyRow, MemberRow, meetings, recording_meetings};
pub use caseload::{NormedPosts, normed_posts};
pub use contradictions::contradicting;
pub use delivery::ReportStatus;
pub use duties::{DutyRow, SpanRow, duties};
pub use fact::{ProgrammeFact, Programmes, entries};
pub use figures::{Derived, FigureQuestion, FigureRow, NotDerived, Publication, differing, figures, publications};
pub use goals::{Answer, BaselineRow, GoalRow, Records, goal, goals, measurements};
pub use late::late_target;
pub use life::{LegalBasisRow, OwnerRow, PhaseRow, PlannedRow, closings};
pub use limits::{LimitRow, limits_in_force};
pub use measured::Measurement;
pub use offices::{OfficeRow, OfficeTargetRow, ReviewRow, offices, reviews};
pub use overview::{Counts, ProgrammeRow, programmes};
pub use period::PeriodRow;
pub use projects::{ProjectRow, is_municipality};
pub use recommendations::{RecommendationRow, RecommendationStatus, recommendations};
pub use reports::{ReportRow, reports};
pub use risks::{RiskRow, RiskStatus};
pub use staff::{FilledRow, StaffRow};
pub use surveys::{AnswerRow, SurveyRow, answers};
pub use targets::{Aim, aims};
pub use units::{UnitRow, renamed};
