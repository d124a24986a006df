//! The tables of the five programmes, compiled in: one struct a table, fields as the headers.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::given::constant;

macro_rules! tables {
    ($($(#[$doc:meta])* $name:ident, $row:ident = $file:literal { $($field:ident : $type:ty),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(crate) struct $row { $(pub(crate) $field: $type),* }

        #[doc = concat!("The rows of `", $file, "`, in order.")]
        pub(crate) fn $name() -> Vec<$row> {
            rows($file, include_str!(concat!("../../../tests/data/programmes/", $file)))
        }
    )*};
}

fn rows<T: DeserializeOwned>(file: &str, text: &str) -> Vec<T> {
    csv::Reader::from_reader(text.as_bytes()).deserialize().map(|row| constant(row, file)).collect()
}

tables! {
    /// Money appropriated to a programme in a year.
    budget_lines, BudgetLine = "budget_lines.csv" {
        programme: String, year: u16, chapter: Option<String>, item: Option<String>, purpose: String, amount_nok: i64,
        note: Option<String>,
    }
    /// A grant given.
    grants, Grant = "grants.csv" {
        programme: String, given_by: String, given_to: String, year: u16, amount_nok: i64, note: Option<String>,
    }
    /// A row of the HUSK plan.
    husk_milestones, HuskMilestone = "husk_milestones.csv" {
        plan: String, section: String, number: Option<String>, title: String, due_as_written: String,
        responsible: Option<String>, completed_as_written: String,
    }
    /// A share of those who left KVP.
    kvp_exits, KvpExit = "kvp_exits.csv" { exit: String, share_percent: i64, note: Option<String> }
    /// Targets and counts of KVP.
    kvp_targets, KvpTarget = "kvp_targets.csv" {
        year: u16, date_of_figure: String, target_participants: i64, participants: i64, applications: Option<i64>,
        grants: Option<i64>, where_in_report: String,
    }
    /// A body that must meet.
    meetings, Meeting = "meetings.csv" {
        programme: String, body: String, required_per_year: Option<u16>, from: Option<String>, until: Option<String>,
        note: Option<String>,
    }
    /// What a milestone has to do with another.
    milestone_links, MilestoneLink = "milestone_links.csv" {
        plan: String, section: String, number: String, relation: String, to_section: String, to_number: String,
        note: Option<String>,
    }
    /// A municipality in a programme.
    municipalities, Municipality = "municipalities.csv" {
        programme: String, municipality: String, project_or_district: Option<String>, from: Option<String>,
        note: Option<String>,
    }
    /// A number in the P1824 report.
    p1824_figures, P1824Figure = "p1824_figures.csv" {
        figure: String, value: Option<String>, unit: String, when: String, note: Option<String>,
    }
    /// A version of a plan.
    plan_versions, PlanVersion = "plan_versions.csv" { plan: String, version: String, date: String, note: Option<String> }
    /// A risk.
    risks, Risk = "risks.csv" {
        programme: String, number: String, risk: String, consequences: Option<String>, treatment: Option<String>,
        note: Option<String>,
    }
    /// Money beside the appropriations.
    spending, Spending = "spending.csv" {
        programme: String, period: String, kind: String, what: String, amount_nok: i64, certainty: String,
        note: Option<String>,
    }
    /// A row of the TIO plan.
    tio_milestones, TioMilestone = "tio_milestones.csv" {
        plan: String, section: String, number: Option<String>, title: String, due_as_written: String,
        responsible: Option<String>, completed_as_written: String,
    }
    /// How many were at a provider in a year, and how it went.
    trappa_participants_by_provider, ProviderCount = "trappa_participants_by_provider.csv" {
        year: u16, provider: String, outcome: String, participants: usize, note: Option<String>,
    }
    /// A row of the TRAPPA plan.
    trappa_plan, TrappaActivity = "trappa_plan.csv" {
        section: String, number: Option<String>, activity: String, due_as_written: String, result: String,
    }
    /// Recipients of social assistance by age.
    trappa_social_assistance, Recipients = "trappa_social_assistance.csv" {
        year: u16, period: String, age_band: String, all_recipients: i64, of_which_refugees: i64, note: Option<String>,
    }
    /// Social assistance paid to a group.
    trappa_social_assistance_paid, AssistancePaid = "trappa_social_assistance_paid.csv" {
        group: String, paid_2016_nok: i64, paid_2017_until_1_nov_nok: i64, note: Option<String>,
    }
    /// Means of one unit's answers.
    trappa_staff_survey, StaffAnswers = "trappa_staff_survey.csv" {
        unit: String, informed: Option<String>, knew_purpose: Option<String>, experience: Option<String>,
        effect_on_daily_work: Option<String>, use_for_unit: Option<String>, use_for_participant: Option<String>,
        respondents: u32,
    }
    /// Counts of the answers to one question.
    trappa_user_survey, UserAnswers = "trappa_user_survey.csv" {
        question: String, poor: Option<i64>, less_poor: Option<i64>, neither: Option<i64>, fairly_good: Option<i64>,
        very_good: Option<i64>, answers: u32,
    }
}

/// A number with up to two decimals in hundredths: `49.5` is 4950.
pub(crate) fn hundredths(written: &str) -> i64 {
    let (whole, decimals) = written.split_once('.').unwrap_or((written, ""));
    let hundredths = format!("{whole}{decimals:0<2}");
    constant(hundredths.parse(), written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_read_as_hundredths() {
        let read: Vec<i64> = ["49.5", "89", "-20", "4.75"].into_iter().map(hundredths).collect();
        assert_eq!(read, [4950, 8900, -2000, 475]);
    }
}
