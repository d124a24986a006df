//! Family *programme*: what a programme is, where it runs, what it aims at. Stream `programme/<name>`.

use super::codes::{
    AgeBand, CohortStatus, CohortTakes, Direction, DutyEach, DutyKind, Every, LimitKind, RecommendationOutcome,
    RecordSubject, TargetKind, TenderStep, Unit, codes,
};
use super::define::family;
use crate::day::{Day, Period};
use crate::field::{List, Map};
use crate::ids::Name;
use crate::money::{Ore, ShareBp};
use crate::text::Text;

pub use super::baseline::Baseline;

codes! {
    /// How the answers to a survey were given.
    Scale {
        /// How many gave each answer.
        Counts = "counts",
        /// Means in hundredths of the scale's step.
        MeanHundredths = "mean_hundredths",
    }
}

family! {
    /// An entry about a programme.
    ProgrammeEntry {
        /// The programme exists from this day.
        Established = "programme.established", FirstDay {
            /// Who owns it.
            owner: Text,
            /// Its basis in law or budget.
            legal_basis: Option<Text>,
            /// The planned first and last day.
            period: Period,
            /// What it is about.
            title: Option<Text>,
            /// A short note.
            note: Option<Text>,
        }
        /// The programme has another owner, legal basis or planned period from this day; only what changed is given.
        TermsChanged = "programme.terms_changed", FirstDay {
            /// Who owns it now.
            owner: Option<Text>,
            /// Its basis in law or budget now.
            legal_basis: Option<Text>,
            /// The planned first and last day now.
            period: Option<Period>,
            /// A short note.
            note: Option<Text>,
        }
        /// A phase begins.
        PhaseStarted = "programme.phase_started", FirstDay {
            /// The phase.
            phase: Text,
            /// A short note.
            note: Option<Text>,
        }
        /// A project takes part; if the source gives no exact day, the effective period is the one that it gives.
        ProjectAdmitted = "programme.project_admitted", FirstDay {
            /// The project.
            project: Text,
            /// The municipality that it is in.
            municipality: Text,
            /// The district of the municipality.
            district: Option<Text>,
            /// The year of admission as stated.
            year: Option<u16>,
            /// The planned last day.
            until: Option<Day>,
            /// Other municipalities that take part in the project.
            partners: List<Text>,
            /// A short note.
            note: Option<Text>,
        }
        /// A project no longer takes part; the day is the last one on which it did.
        ProjectExcluded = "programme.project_excluded", DayAfter {
            /// The project.
            project: Text,
            /// A short note.
            note: Option<Text>,
        }
        /// A unit has another name.
        UnitRenamed = "programme.unit_renamed", FirstDay {
            /// The name before.
            from: Text,
            /// The name now.
            to: Text,
            /// A short note.
            note: Option<Text>,
        }
        /// An office takes part in the programme from this day.
        OfficeJoined = "programme.office_joined", FirstDay {
            /// The office.
            office: Text,
            /// The municipality that it serves, if it serves one.
            municipality: Option<Text>,
            /// The planned last day.
            until: Option<Day>,
            /// A short note.
            note: Option<Text>,
        }
        /// An office no longer takes part; the day is the last one on which it did.
        OfficeLeft = "programme.office_left", DayAfter {
            /// The office.
            office: Text,
            /// A short note.
            note: Option<Text>,
        }
        /// The work of an office or a project was reviewed.
        UnitReviewed = "programme.unit_reviewed", LastDay {
            /// The office or project.
            unit: Text,
            /// Which review.
            review: Text,
            /// What it was judged by.
            criteria: List<Text>,
            /// What was found.
            findings: List<Text>,
            /// The day by which the findings are to be followed up.
            follow_up_by: Option<Day>,
            /// A short note.
            note: Option<Text>,
        }
        /// An office or a project was visited.
        VisitMade = "programme.visit_made", LastDay {
            /// The office or project.
            to: Text,
            /// Who visited it.
            by: Option<Text>,
            /// A short note.
            note: Option<Text>,
        }
        /// A body that holds meetings was set up.
        BodyEstablished = "programme.body_established", FirstDay {
            /// The body.
            body: Text,
            /// How many times a calendar year it must meet, at least.
            meetings_per_year: Option<u16>,
            /// The day from which it must meet that often.
            meetings_from: Option<Day>,
            /// The last day on which it must meet that often.
            until: Option<Day>,
            /// A short note.
            note: Option<Text>,
        }
        /// A body met.
        BodyMet = "programme.body_met", LastDay {
            /// The body.
            body: Text,
            /// A short note.
            note: Option<Text>,
        }
        /// An organisation is a member of a body from this day.
        BodyMemberJoined = "programme.body_member_joined", FirstDay {
            /// The body.
            body: Text,
            /// The organisation or role that is a member: never a person.
            organisation: Text,
            /// How many seats it has.
            seats: Option<u16>,
            /// A short note.
            note: Option<Text>,
        }
        /// An organisation is no longer a member of a body; the day is the last one on which it was.
        BodyMemberLeft = "programme.body_member_left", DayAfter {
            /// The body.
            body: Text,
            /// The organisation or role.
            organisation: Text,
            /// A short note.
            note: Option<Text>,
        }
        /// A body no longer exists; the day is the last one on which it did.
        BodyDissolved = "programme.body_dissolved", DayAfter {
            /// The body.
            body: Text,
            /// A short note.
            note: Option<Text>,
        }
        /// An agreement was signed.
        AgreementSigned = "programme.agreement_signed", LastDay {
            /// The other party.
            party: Text,
            /// A short note.
            note: Option<Text>,
        }
        /// An agreement did not come about.
        AgreementFailed = "programme.agreement_failed", LastDay {
            /// The other party.
            party: Text,
            /// A short note.
            note: Option<Text>,
        }
        /// A contract was signed.
        ContractSigned = "programme.contract_signed", LastDay {
            /// The contract.
            contract: Name,
            /// The other party.
            party: Text,
            /// What it is worth, in øre.
            amount_ore: Option<Ore>,
            /// The last day on which it is valid.
            until: Option<Day>,
            /// A short note.
            note: Option<Text>,
        }
        /// A step of a tender was taken, or is due on that day.
        TenderStepped = "programme.tender_step", LastDay {
            /// The contract that it is to lead to, by the name that the contract will have.
            contract: Name,
            /// Which step.
            step: TenderStep,
            /// How many bids were received.
            bids: Option<u16>,
            /// The supplier that the step is about: an organisation, never a person.
            supplier: Option<Text>,
            /// A short note.
            note: Option<Text>,
        }
        /// Something is to be delivered under a contract.
        DeliverableDue = "programme.deliverable_due", FirstDay {
            /// The contract.
            contract: Name,
            /// What is to be delivered.
            deliverable: Text,
            /// The deadline.
            due: Period,
            /// A short note.
            note: Option<Text>,
        }
        /// Something was delivered under a contract.
        DeliverableReceived = "programme.deliverable_received", LastDay {
            /// The contract.
            contract: Name,
            /// What was delivered.
            deliverable: Text,
            /// A short note.
            note: Option<Text>,
        }
        /// A goal was set.
        GoalSet = "programme.goal_set", FirstDay {
            /// The goal.
            goal: Name,
            /// What is measured: the name of a figure that the ledger can derive (see the glossary), or a free text.
            indicator: Text,
            /// What it is measured from.
            baseline: Baseline,
            /// The cohort that it is about.
            cohort: Option<Name>,
            /// A short note.
            note: Option<Text>,
        }
        /// A target was set for a goal.
        TargetSet = "programme.target_set", FirstDay {
            /// The goal.
            goal: Name,
            /// How it is measured.
            kind: TargetKind,
            /// How much.
            value: i64,
            /// What the value counts.
            unit: Unit,
            /// Which way is better; when left out, `reduce_by` for a cohort and `at_least` for the others.
            direction: Option<Direction>,
            /// The office that it applies to.
            office: Option<Text>,
            /// The days that it is for.
            period: Period,
            /// A short note.
            note: Option<Text>,
        }
        /// A limit was set.
        LimitSet = "programme.limit_set", FirstDay {
            /// What the limit is for.
            what: LimitKind,
            /// The highest value allowed: 0 or more.
            value: i64,
            /// The act, regulation or circular.
            legal_source: Text,
            /// A short note.
            note: Option<Text>,
        }
        /// Something is to be done again and again, or once: reports, meetings, visits. What was done is held against it.
        DutySet = "programme.duty_set", FirstDay {
            /// The duty.
            duty: Name,
            /// What kind of thing is to be done.
            what: DutyKind,
            /// The report or the body, or what is to be done.
            subject: Text,
            /// Who is to do it: an office, a project, a body or a role.
            by: Option<Text>,
            /// Who each is to do it separately.
            each: Option<DutyEach>,
            /// How often.
            every: Every,
            /// At least how many times in each of these spans of time. When nothing is said of how many: 1, but nothing where
            /// the span is the whole period.
            least: Option<u16>,
            /// At most how many times in each.
            most: Option<u16>,
            /// How many times in each on average, in hundredths.
            average_hundredths: Option<u32>,
            /// The phase of the programme in which it is a duty; any when left out.
            phase: Option<Text>,
            /// The last day on which it is a duty.
            until: Option<Day>,
            /// The deadline of a duty of one occasion.
            due: Option<Period>,
            /// How many days after the end of each span it is due; 0 when left out.
            days_after: Option<u16>,
            /// A short note.
            note: Option<Text>,
        }
        /// A report is to be delivered.
        ReportDue = "programme.report_due", FirstDay {
            /// The report.
            report: Text,
            /// The deadline.
            due: Period,
            /// Who delivers it.
            from: Option<Text>,
            /// A short note.
            note: Option<Text>,
        }
        /// A report was received.
        ReportReceived = "programme.report_received", LastDay {
            /// The report.
            report: Text,
            /// Who delivered it.
            from: Option<Text>,
            /// The days that it is about.
            about: Option<Period>,
            /// A short note.
            note: Option<Text>,
        }
        /// Someone recommended a change.
        RecommendationMade = "programme.recommendation_made", LastDay {
            /// The recommendation.
            recommendation: Name,
            /// What is recommended.
            text: Text,
            /// Who recommends it: an organisation, a body or a document.
            made_by: Text,
            /// Who is responsible for it: a role or an organisation.
            responsible: Option<Text>,
            /// The day by which it is to be done.
            due: Option<Day>,
            /// A short note.
            note: Option<Text>,
        }
        /// What became of a recommendation.
        RecommendationAnswered = "programme.recommendation_answered", LastDay {
            /// The recommendation.
            recommendation: Name,
            /// What became of it.
            outcome: RecommendationOutcome,
            /// A short note.
            note: Option<Text>,
        }
        /// A role is filled from this day.
        StaffAssigned = "programme.staff_assigned", FirstDay {
            /// The role.
            role: Text,
            /// Share of a post, in basis points.
            share_bp: Option<ShareBp>,
            /// The office that the post is at.
            office: Option<Text>,
            /// The last day on which the role is filled.
            until: Option<Day>,
            /// A short note.
            note: Option<Text>,
        }
        /// A role is no longer filled; the day is the last one on which it was.
        StaffEnded = "programme.staff_ended", DayAfter {
            /// The role.
            role: Text,
            /// The office that the post was at.
            office: Option<Text>,
            /// A short note.
            note: Option<Text>,
        }
        /// How many participants a full post is to have at most, from this day. A later norm for the same role and office takes
        /// its place.
        CaseloadNormSet = "programme.caseload_norm_set", FirstDay {
            /// The role whose posts it is about, such as counsellor.
            role: Text,
            /// The most participants for each full post.
            most: u16,
            /// The office that it is about; all of them when left out.
            office: Option<Text>,
            /// The last day on which it holds.
            until: Option<Day>,
            /// A short note.
            note: Option<Text>,
        }
        /// What a survey gave: anonymous totals.
        SurveyResult = "programme.survey_result", LastDay {
            /// The survey.
            survey: Text,
            /// How many answered.
            respondents: u32,
            /// Counts or means.
            scale: Scale,
            /// Question to answer to number; a count is at most the number of respondents.
            answers: Map<Map<i64>>,
            /// A short note.
            note: Option<Text>,
        }
        /// The records of some subjects end: nothing is known about them after that, which does not mean that nothing
        /// happened.
        RecordsEnd = "programme.records_end", LastDay {
            /// The last day that the records cover; the effective day if left out.
            day: Option<Day>,
            /// The subjects; all of them when left out.
            subjects: List<RecordSubject>,
            /// Why: where the statistics or the document end.
            reason: Text,
            /// A short note.
            note: Option<Text>,
        }
        /// The records of some subjects were put together later from published totals: what the totals do not say of single
        /// persons, days and amounts is assumed. It holds for every day of the records.
        RecordsReconstructed = "programme.records_reconstructed", LastDay {
            /// The subjects; all of them when left out.
            subjects: List<RecordSubject>,
            /// What they were put together from: the published totals.
            published: Text,
            /// What is assumed, that no document says.
            assumed: Text,
            /// A short note.
            note: Option<Text>,
        }
        /// A cohort is defined by days and conditions, under a name that questions can ask about. Everybody who meets all conditions
        /// belongs to it. The definition holds for every day asked about.
        CohortDefined = "programme.cohort_defined", FirstDay {
            /// The name of the cohort. No intake of the programme may name it as its cohort.
            cohort: Name,
            /// Whether it takes who was inside or who was taken in.
            takes: CohortTakes,
            /// The day or days on which they were inside or were taken in.
            days: Period,
            /// Only those at one of these offices.
            office: List<Text>,
            /// Only those admitted under one of these target groups.
            target_group: List<Name>,
            /// Only those with a placement at one of these providers: open on one of the days, or begun on one of them if the
            /// cohort takes who was taken in.
            provider: List<Text>,
            /// Only those with such a placement in one of these measures. If providers are given too, the same placement must
            /// meet both.
            measure: List<Text>,
            /// Only those with one of these statuses.
            status: List<CohortStatus>,
            /// Only those in one of these age bands.
            age_band: List<AgeBand>,
            /// Only those on one of these steps or arenas.
            step: List<Text>,
            /// Only those whom one of these counsellors follows up.
            counsellor: List<Name>,
            /// A short note.
            note: Option<Text>,
        }
        /// The programme is over; the day is its last one.
        Closed = "programme.closed", DayAfter {
            /// A short note.
            note: Option<Text>,
        }
    }
}
