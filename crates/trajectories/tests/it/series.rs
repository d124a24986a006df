//! Series, period by period.

use hovedbok_core::Day;
use hovedbok_trajectories::{
    AbsenceBy, AbsenceFilter, AttendanceBy, AttendanceFilter, Series, SeriesBy, SeriesFilter, SeriesGroup,
    SeriesIndicator, Tally, absence, attendance, series_of_persons,
};
use serde_json::json;

use crate::given::{Given, day, id, name};

fn filter(indicator: SeriesIndicator) -> SeriesFilter {
    SeriesFilter {
        programme: Some(name("KVP")),
        cohort: None,
        indicator,
        by: SeriesBy::Month,
        group: None,
        from: None,
        to: None,
        cumulative: false,
    }
}

fn asked(given: &Given, until: &str, filter: &SeriesFilter) -> Series {
    let mut tally = Tally::new(filter, day(until), Vec::new());
    series_of_persons(&mut tally, &given.timeline, given.at(until));
    tally.series()
}

/// The values as `period value`, with the group between where there is one, and `-` for none.
fn values(series: &Series) -> Vec<String> {
    let value = |value: Option<i64>| value.map_or("-".to_owned(), |value| value.to_string());
    let row = |row: &hovedbok_trajectories::SeriesRow| match &row.group {
        Some(group) => format!("{} {group} {}", row.period, value(row.value)),
        None => format!("{} {}", row.period, value(row.value)),
    };
    series.rows.iter().map(row).collect()
}

/// Two persons come in January, one leaves in March and comes back in May.
fn courses() -> Given {
    let mut given = Given::default();
    given.intake(1, 1, "2010-01-04", "North", "adults", &[]);
    given.intake(2, 2, "2010-01-31", "South", "youth", &[]);
    given.left(1, "2010-02-28", "work");
    given.intake(1, 1, "2010-05-03", "South", "adults", &[]);
    given
}

#[test]
fn intakes_exits_and_stock_of_months() {
    let given = courses();
    let of = |indicator| values(&asked(&given, "2010-05-31", &filter(indicator)));
    assert_eq!(of(SeriesIndicator::Intakes), ["2010-01 2", "2010-02 0", "2010-03 0", "2010-04 0", "2010-05 1"]);
    // The day of an exit is its first day outside.
    assert_eq!(of(SeriesIndicator::Exits), ["2010-03 1", "2010-04 0", "2010-05 0"]);
    assert_eq!(of(SeriesIndicator::Stock), ["2010-01 2", "2010-02 2", "2010-03 1", "2010-04 1", "2010-05 2"]);
    // A month that is not over has no row.
    assert_eq!(values(&asked(&given, "2010-05-30", &filter(SeriesIndicator::Stock))).len(), 4);
}

#[test]
fn of_a_cohort_is_what_happened_in_its_part_of_a_stay() {
    let mut given = Given::default();
    given.intake(1, 1, "2010-01-04", "North", "adults", &["spring"]);
    given.intake(2, 2, "2010-01-31", "South", "youth", &[]);
    // The next intake of a person inside names no cohort: from that day on nothing is of the first one.
    given.intake(1, 1, "2010-03-15", "North", "adults", &[]);
    given.left(1, "2010-04-30", "work");
    given.left(2, "2010-02-28", "work");
    let of = |indicator| {
        let filter = SeriesFilter { cohort: Some(name("spring")), ..filter(indicator) };
        values(&asked(&given, "2010-05-31", &filter))
    };
    assert_eq!(of(SeriesIndicator::Intakes), ["2010-01 1", "2010-02 0", "2010-03 0", "2010-04 0", "2010-05 0"]);
    assert_eq!(of(SeriesIndicator::Stock), ["2010-01 1", "2010-02 1", "2010-03 0", "2010-04 0", "2010-05 0"]);
    assert_eq!(of(SeriesIndicator::Exits), Vec::<String>::new());
}

#[test]
fn quarters_years_and_sums_since_the_beginning_of_the_year() {
    let given = courses();
    let of = |by, cumulative| {
        values(&asked(&given, "2010-12-31", &SeriesFilter { by, cumulative, ..filter(SeriesIndicator::Intakes) }))
    };
    assert_eq!(of(SeriesBy::Quarter, false), ["2010-Q1 2", "2010-Q2 1", "2010-Q3 0", "2010-Q4 0"]);
    assert_eq!(of(SeriesBy::Quarter, true), ["2010-Q1 2", "2010-Q2 3", "2010-Q3 3", "2010-Q4 3"]);
    assert_eq!(of(SeriesBy::Year, false), ["2010 3"]);
    let cumulative = SeriesFilter {
        cumulative: true,
        from: Some(day("2010-04-20")),
        to: Some(day("2010-06-15")),
        ..filter(SeriesIndicator::Intakes)
    };
    let series = asked(&given, "2010-12-31", &cumulative);
    assert_eq!(values(&series), ["2010-04 2", "2010-05 3"]);
    assert_eq!((series.rows[1].from, series.rows[1].to), (day("2010-01-01"), day("2010-06-01")));
}

#[test]
fn groups_are_those_of_the_day() {
    let given = courses();
    let by = |indicator, group| {
        let filter = SeriesFilter { group: Some(group), by: SeriesBy::Quarter, ..filter(indicator) };
        values(&asked(&given, "2010-06-30", &filter))
    };
    assert_eq!(
        by(SeriesIndicator::Intakes, SeriesGroup::Office),
        ["2010-Q1 North 1", "2010-Q1 South 1", "2010-Q2 North 0", "2010-Q2 South 1"]
    );
    assert_eq!(by(SeriesIndicator::Exits, SeriesGroup::Office), ["2010-Q1 North 1", "2010-Q2 North 0"]);
    assert_eq!(by(SeriesIndicator::Exits, SeriesGroup::Kind), ["2010-Q1 work 1", "2010-Q2 work 0"]);
    assert_eq!(
        by(SeriesIndicator::Stock, SeriesGroup::TargetGroup),
        ["2010-Q1 adults 0", "2010-Q1 youth 1", "2010-Q2 adults 1", "2010-Q2 youth 1"]
    );
    assert_eq!(by(SeriesIndicator::Stock, SeriesGroup::Sex), ["2010-Q1 unknown 1", "2010-Q2 unknown 2"]);
}

#[test]
fn applications_decisions_and_the_days_between_them() {
    let mut given = Given::default();
    for (n, applied, decided, decision) in
        [(1, "2010-01-05", "2010-02-04", "grant"), (2, "2010-01-20", "2010-02-05", "reject"), (3, "2010-02-01", "", "")]
    {
        given.put(n, applied, "participant.applied", json!({"enrolment": id(n), "programme": "KVP"}));
        if !decided.is_empty() {
            let body = json!({"enrolment": id(n), "decision": decision, "legal_basis": "§ 29"});
            given.put(n, decided, "participant.decided", body);
        }
    }
    let of = |indicator| values(&asked(&given, "2010-03-31", &filter(indicator)));
    assert_eq!(of(SeriesIndicator::Applications), ["2010-01 2", "2010-02 1", "2010-03 0"]);
    assert_eq!(of(SeriesIndicator::Decisions), ["2010-02 2", "2010-03 0"]);
    // 30 and 16 days; nothing to take a mean of in March.
    assert_eq!(of(SeriesIndicator::DaysToDecision), ["2010-02 2300", "2010-03 -"]);
}

#[test]
fn a_decision_counts_whether_or_not_it_changes_the_status() {
    let mut given = courses();
    let mut decided = |n: u128, on: &str, decision: &str| {
        given.put(
            n,
            on,
            "participant.decided",
            json!({"enrolment": id(n), "decision": decision, "legal_basis": "§ 29"}),
        );
    };
    // Turned down twice, and only the second time after a new application.
    decided(3, "2010-01-20", "reject");
    decided(3, "2010-03-10", "reject");
    // Turned down while inside, and after an exit; an extension is neither a grant nor a rejection.
    decided(1, "2010-02-15", "reject");
    decided(1, "2010-04-15", "reject");
    decided(1, "2010-02-16", "extend");
    given.put(3, "2010-02-01", "participant.applied", json!({"enrolment": id(3), "programme": "KVP"}));
    given.put(1, "2010-02-05", "participant.applied", json!({"enrolment": id(1), "programme": "KVP"}));
    let of = |indicator| values(&asked(&given, "2010-04-30", &filter(indicator)));
    assert_eq!(of(SeriesIndicator::Decisions), ["2010-01 1", "2010-02 1", "2010-03 1", "2010-04 1"]);
    assert_eq!(of(SeriesIndicator::DaysToDecision), ["2010-02 1000", "2010-03 3700", "2010-04 -"]);
    let kinds =
        SeriesFilter { group: Some(SeriesGroup::Kind), by: SeriesBy::Quarter, ..filter(SeriesIndicator::Decisions) };
    assert_eq!(values(&asked(&given, "2010-06-30", &kinds)), ["2010-Q1 reject 3", "2010-Q2 reject 1"]);
}

#[test]
fn recipients_count_once_a_period_and_money_on_the_day_of_payment() {
    let mut given = courses();
    given.paid(1, "social_assistance_full", "2010-01-01", "2010-01-31", None);
    given.paid(1, "social_assistance_supplementary", "2010-01-15", "2010-03-14", None);
    given.paid(2, "qualification_benefit", "2010-02-01", "2010-02-28", Some(2));
    let of = |indicator| values(&asked(&given, "2010-03-31", &filter(indicator)));
    assert_eq!(of(SeriesIndicator::Recipients), ["2010-01 1", "2010-02 2", "2010-03 1"]);
    assert_eq!(of(SeriesIndicator::NewRecipients), ["2010-01 1", "2010-02 1", "2010-03 0"]);
    assert_eq!(of(SeriesIndicator::BenefitsPaid), ["2010-01 200", "2010-02 100", "2010-03 0"]);
    let quarter = SeriesFilter { by: SeriesBy::Quarter, ..filter(SeriesIndicator::Recipients) };
    assert_eq!(values(&asked(&given, "2010-03-31", &quarter)), ["2010-Q1 2"]);
    let kinds = SeriesFilter { group: Some(SeriesGroup::Kind), ..quarter };
    assert_eq!(
        values(&asked(&given, "2010-03-31", &kinds)),
        [
            "2010-Q1 qualification_benefit 1",
            "2010-Q1 social_assistance_full 1",
            "2010-Q1 social_assistance_supplementary 1",
        ]
    );
}

#[test]
fn absence_and_attendance_by_provider() {
    let mut given = courses();
    given.placed(1, 11, "Workshop", "2010-01-04", None);
    given.placed(2, 12, "Kitchen", "2010-02-01", None);
    let away =
        |from: &str, to: &str| json!({"placement": id(11), "period": {"start": from, "end": to}, "kind": "medical"});
    given.put(1, "2010-01-18..2010-01-24", "absence.recorded", away("2010-01-18", "2010-01-24"));
    let there = |placement: u128, planned: u32, present: u32| {
        json!({"placement": id(placement), "period": {"start": "2010-02-01", "end": "2010-02-28"},
            "planned_minutes": planned, "present_minutes": present})
    };
    given.put(1, "2010-02-01..2010-02-28", "attendance.recorded", there(11, 6_000, 2_400));
    given.put(2, "2010-02-01..2010-02-28", "attendance.recorded", there(12, 6_000, 6_000));
    let of = |indicator, group| values(&asked(&given, "2010-02-28", &SeriesFilter { group, ..filter(indicator) }));
    assert_eq!(of(SeriesIndicator::AbsenceDays, None), ["2010-01 5", "2010-02 0"]);
    assert_eq!(of(SeriesIndicator::Attendance, None), ["2010-02 7000"]);
    let provider = Some(SeriesGroup::Provider);
    assert_eq!(of(SeriesIndicator::Attendance, provider), ["2010-02 Kitchen 10000", "2010-02 Workshop 4000"]);
    assert_eq!(of(SeriesIndicator::AbsenceDays, Some(SeriesGroup::Kind)), ["2010-01 medical 5", "2010-02 medical 0"]);
}

#[test]
fn a_day_of_absence_counts_once_on_its_day_and_not_after_the_end_of_the_placement() {
    let mut given = courses();
    given.placed(1, 11, "Workshop", "2010-01-04", Some(("2010-03-05", "work")));
    given.placed(1, 12, "Kitchen", "2010-01-04", None);
    let mut away = |placement: u128, from: &str, to: &str, kind: &str, more: serde_json::Value| {
        let mut body = json!({"placement": id(placement), "period": {"start": from, "end": to}, "kind": kind});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        given.put(1, from, "absence.recorded", body);
    };
    // Wednesday to Tuesday, three days in January and two in February; the same days from the other place; two hours.
    away(11, "2010-01-27", "2010-02-02", "medical", json!({}));
    away(12, "2010-01-29", "2010-02-03", "medical", json!({"days": 4}));
    away(11, "2010-01-28", "2010-01-28", "job_interview", json!({"minutes": 120}));
    // Monday to Friday of the week after the end begins.
    away(11, "2010-03-01", "2010-03-12", "medical", json!({}));
    let of = |by, group, cumulative| {
        let series = asked(
            &given,
            "2010-12-31",
            &SeriesFilter { by, group, cumulative, ..filter(SeriesIndicator::AbsenceDays) },
        );
        series.rows.iter().take(3).map(|row| (row.value, row.count)).collect::<Vec<_>>()
    };
    assert_eq!(of(SeriesBy::Month, None, false), [(Some(3), 3), (Some(3), 2), (Some(5), 1)]);
    assert_eq!(of(SeriesBy::Month, None, true), [(Some(3), 3), (Some(6), 3), (Some(11), 4)]);
    assert_eq!(of(SeriesBy::Quarter, None, false)[0], (Some(11), 4));
    let provider = Some(SeriesGroup::Provider);
    assert_eq!(of(SeriesBy::Quarter, provider, false)[..2], [(Some(4), 1), (Some(10), 3)]);
    let all = AbsenceFilter { programme: Some(name("KVP")), ..AbsenceFilter::default() };
    let whole = absence(&given.timeline, given.at("2010-12-31"), &all, AbsenceBy::Kind);
    assert_eq!((whole.totals.working_days, whole.totals.absences), (11, 4));
}

#[test]
fn attendance_over_two_months_is_spread_by_days_as_the_question_about_it_spreads_it() {
    let mut given = courses();
    given.placed(1, 11, "Workshop", "2010-01-04", None);
    let there = json!({"placement": id(11), "period": {"start": "2010-01-22", "end": "2010-02-10"},
        "planned_minutes": 2_000, "present_minutes": 900});
    given.put(1, "2010-01-22..2010-02-10", "attendance.recorded", there);
    let of = |indicator, by| asked(&given, "2010-03-31", &SeriesFilter { by, ..filter(indicator) });
    let months = of(SeriesIndicator::Attendance, SeriesBy::Month);
    let month = |at: &str| at.parse::<hovedbok_core::Month>().unwrap();
    let rows =
        attendance(&given.timeline, given.at("2010-03-31"), &AttendanceFilter::default(), AttendanceBy::Month, &[])
            .rows;
    let own: Vec<_> = rows.iter().map(|row| (row.month.unwrap(), row.sums.attended_bp)).collect();
    assert_eq!(own, [(month("2010-01"), Some(4500)), (month("2010-02"), Some(4500))]);
    let series: Vec<_> =
        months.rows.iter().filter(|row| row.count > 0).map(|row| (month(&row.period), row.value)).collect();
    assert_eq!(series, own);
    // In a quarter it is one entry.
    let quarter = of(SeriesIndicator::Attendance, SeriesBy::Quarter);
    assert_eq!(quarter.rows.iter().map(|row| (row.value, row.count)).collect::<Vec<_>>(), [(Some(4500), 1)]);
}

#[test]
fn a_series_without_a_value_is_empty_and_one_to_the_end_of_the_calendar_ends() {
    let given = Given::default();
    assert_eq!(values(&asked(&given, "2010-12-31", &filter(SeriesIndicator::Intakes))), Vec::<String>::new());
    let all = SeriesFilter { by: SeriesBy::Year, ..filter(SeriesIndicator::Stock) };
    let last = asked(&courses(), &Day::MAX.to_string(), &all);
    assert_eq!(last.rows.last().unwrap().period, "2199");
}
