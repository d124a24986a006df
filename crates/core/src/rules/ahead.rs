//! What is said to have happened on a day that has not come.

use super::general;
use crate::day::{Day, Period};
use crate::entries::{AbsenceEntry, Fact, FundEntry, PersonEntry, ProgrammeEntry};

/// The day by which an entry says that something has happened; none for a plan, for an appropriation, which holds from a
/// day of its budget year, and for what is said of the records themselves.
pub fn happened_by(fact: &Fact, effective: &Period) -> Option<Day> {
    let of_its_own_time = match fact {
        Fact::Fund(entry) => {
            matches!(entry, FundEntry::Appropriated(_) | FundEntry::Increased(_) | FundEntry::Reduced(_))
        }
        Fact::Programme(entry) => {
            matches!(
                entry,
                ProgrammeEntry::RecordsEnd(_)
                    | ProgrammeEntry::RecordsReconstructed(_)
                    | ProgrammeEntry::CohortDefined(_)
            )
        }
        Fact::Ledger(_) => true,
        Fact::Person(_) | Fact::Plan(_) | Fact::Risk(_) | Fact::Figure(_) => false,
    };
    if of_its_own_time || general::is_plan(fact) {
        return None;
    }
    match fact {
        // Who was there is known on the last day; who is away may be known before.
        Fact::Person(PersonEntry::Absence(AbsenceEntry::Attendance(body))) => Some(body.period.end()),
        Fact::Person(_)
        | Fact::Programme(_)
        | Fact::Plan(_)
        | Fact::Fund(_)
        | Fact::Risk(_)
        | Fact::Figure(_)
        | Fact::Ledger(_) => Some(fact.takes_hold().day(effective).min(effective.end())),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::rules::given::period;

    const ID: &str = "a1000000-0000-4000-8000-000000000000";

    fn happened(type_name: &str, effective: &str, fields: serde_json::Value) -> Option<String> {
        let fact = Fact::proposed(type_name, fields.to_string().as_bytes()).unwrap().unwrap();
        happened_by(&fact, &period(effective)).map(|day| day.to_string())
    }

    #[test]
    fn what_happened_has_a_day_and_what_is_planned_has_none() {
        let week = json!({"start": "2026-03-02", "end": "2026-03-06"});
        let attended = json!({"placement": ID, "period": week, "planned_minutes": 600, "present_minutes": 600});
        let exited = json!({"enrolment": ID, "destination": "work"});
        for (type_name, effective, fields, expected) in [
            ("plan.milestone_completed", "2026-03-02..2026-03-06", json!({"milestone": ID}), "2026-03-06"),
            ("programme.body_met", "2026-03-02", json!({"body": "board"}), "2026-03-02"),
            ("grant.disbursed", "2026-03-02", json!({"grant": "g1", "amount_ore": 1}), "2026-03-02"),
            ("attendance.recorded", "2026-03-02", attended, "2026-03-06"),
            ("participant.exited", "2026-03-02", exited, "2026-03-02"),
            ("risk.closed", "2026-03-02", json!({"number": "1"}), "2026-03-02"),
        ] {
            assert_eq!(happened(type_name, effective, fields).as_deref(), Some(expected), "{type_name}");
        }
        for (type_name, fields) in [
            ("plan.milestone_rescheduled", json!({"milestone": ID, "due": "2026-03-02"})),
            ("fund.appropriated", json!({"amount_ore": 1})),
            ("programme.report_due", json!({"report": "r", "due": "2026-03-02"})),
            ("programme.records_end", json!({"subjects": [], "reason": "it says so"})),
        ] {
            assert_eq!(happened(type_name, "2026-03-02", fields), None, "{type_name}");
        }
    }
}
