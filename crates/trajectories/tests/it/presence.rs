//! What was attended and paid, and what was missed.

use hovedbok_trajectories::{
    Absence, AbsenceBy, AbsenceFilter, Attendance, AttendanceBy, AttendanceFilter, AttendanceTotals, MissingSide,
    Payment, absence, attendance,
};
use serde_json::json;

use crate::given::{Given, day, id, name, placement};

fn paid(number: u128, share_bp: u32, days: Option<(&str, &str)>, amount_ore: i64) -> Payment {
    let days = days.map(|(first, last)| (day(first), day(last)));
    Payment { placement: placement(number), share_bp, days, amount_ore: Some(amount_ore) }
}

/// Two placements at ASVO and one at Landmo from 1 February 2009.
fn given() -> Given {
    let mut given = Given::default();
    given.taken_in(1, "2009-01-10");
    given.placed(1, 11, "ASVO", "2009-02-01", None);
    given.placed(1, 12, "ASVO", "2009-02-01", None);
    given.placed(1, 13, "Landmo", "2009-02-01", None);
    given
}

fn attended(given: &mut Given, number: u128, first: &str, last: &str, planned: u32, present: u32) {
    let body = json!({"placement": id(number), "period": {"start": first, "end": last}, "planned_minutes": planned,
        "present_minutes": present});
    given.put(1, first, "attendance.recorded", body);
}

fn ask(given: &Given, as_of: &str, by: AttendanceBy, payments: &[Payment]) -> Attendance {
    attendance(&given.timeline, given.at(as_of), &AttendanceFilter::default(), by, payments)
}

/// Attended, paid, compared, what the attended share would have cost, the difference.
fn money(row: &AttendanceTotals) -> [Option<i64>; 5] {
    [row.attended_bp, row.paid_ore, row.compared_ore, row.attended_ore, row.difference_ore]
}

#[test]
fn the_attended_share_is_priced_payment_by_payment() {
    let mut given = given();
    attended(&mut given, 11, "2009-02-01", "2009-02-28", 1000, 400);
    attended(&mut given, 12, "2009-02-01", "2009-02-28", 3000, 3000);
    let february = Some(("2009-02-01", "2009-02-28"));
    // A whole place, of which 40 % was attended; half a place, which was attended whole: a whole one would have cost twice as much.
    let payments =
        [paid(11, 10_000, february, 100_000), paid(12, 5_000, february, 50_000), paid(13, 8_000, february, 30_000)];
    let found = ask(&given, "2009-12-31", AttendanceBy::Provider, &payments);
    let [asvo, landmo] = [&found.rows[0].sums, &found.rows[1].sums];
    assert_eq!(money(asvo), [Some(8500), Some(150_000), Some(150_000), Some(140_000), Some(10_000)]);
    assert_eq!((asvo.placements, asvo.paid_days, asvo.paid_bp), (2, Some(56), Some(7500)));
    assert_eq!(asvo.not_recorded, []);
    assert_eq!(money(landmo), [None, Some(30_000), None, None, None]);
    assert_eq!((landmo.without_attendance, &landmo.not_recorded), (1, &vec![MissingSide::Attendance]));
    assert_eq!(money(&found.totals), [Some(8500), Some(180_000), Some(150_000), Some(140_000), Some(10_000)]);
}

#[test]
fn a_period_is_spread_over_its_months_and_adds_up() {
    let mut given = given();
    attended(&mut given, 11, "2009-02-20", "2009-04-05", 1001, 500);
    let payments = [paid(11, 10_000, Some(("2009-02-20", "2009-04-05")), 100_000)];
    let found = ask(&given, "2009-12-31", AttendanceBy::ProviderMonth, &payments);
    let rows: Vec<(String, i64, i64, i64)> = found
        .rows
        .iter()
        .map(|row| {
            let (month, sums) = (row.month.unwrap().to_string(), &row.sums);
            (month, sums.planned_minutes.unwrap(), sums.paid_days.unwrap(), sums.paid_ore.unwrap())
        })
        .collect();
    assert_eq!(
        rows,
        [
            ("2009-02".to_owned(), 200, 9, 20_000),
            ("2009-03".to_owned(), 689, 31, 68_889),
            ("2009-04".to_owned(), 112, 5, 11_111),
        ]
    );
    assert_eq!(
        (found.totals.planned_minutes, found.totals.present_minutes, found.totals.paid_ore),
        (Some(1001), Some(500), Some(100_000))
    );
}

#[test]
fn a_month_that_is_not_over_is_in_no_row() {
    let mut given = given();
    attended(&mut given, 11, "2009-02-01", "2009-03-31", 590, 590);
    let payments = [
        paid(11, 10_000, Some(("2009-02-01", "2009-03-31")), 59_000),
        paid(11, 10_000, None, 7),
        paid(11, 0, Some(("2009-02-01", "2009-02-01")), 5),
    ];
    given.ends("KVP", "2009-03-30");
    let found = ask(&given, "2009-12-31", AttendanceBy::Month, &payments);
    assert_eq!(found.rows.len(), 1);
    assert_eq!(money(&found.totals), [Some(10_000), Some(28_005), Some(28_000), Some(28_000), Some(0)]);
    assert_eq!(found.totals.not_recorded, [MissingSide::PaidShare]);
    let left = found.left_out;
    let sums = [left.planned_minutes, left.paid_days, left.paid_ore, left.without_days_ore];
    assert_eq!(sums, [Some(310), Some(31), Some(31_000), Some(7)]);
}

#[test]
fn months_are_those_asked_about() {
    let mut given = given();
    for month in ["2009-02", "2009-03", "2009-04"] {
        attended(&mut given, 11, &format!("{month}-01"), &format!("{month}-10"), 100, 50);
    }
    let filter = AttendanceFilter { from: Some(day("2009-03-15")), to: Some(day("2009-04-29")), ..Default::default() };
    let found = attendance(&given.timeline, given.at("2009-12-31"), &filter, AttendanceBy::Month, &[]);
    let months: Vec<String> = found.rows.iter().map(|row| row.month.unwrap().to_string()).collect();
    assert_eq!(months, ["2009-03"]);
    assert_eq!((found.totals.without_payment, found.totals.not_recorded), (1, vec![MissingSide::Payment]));
    let filter = AttendanceFilter { programme: Some(name("TIO")), ..AttendanceFilter::default() };
    let found = attendance(&given.timeline, given.at("2009-12-31"), &filter, AttendanceBy::Month, &[]);
    assert_eq!(found.rows, []);
}

#[test]
fn an_office_has_the_days_and_months_in_which_it_followed_up() {
    let mut given = given();
    // From the middle of March another office follows up.
    given.intake(1, 1, "2009-03-16", "South", "adults", &[]);
    for month in ["2009-02", "2009-03", "2009-04"] {
        attended(&mut given, 11, &format!("{month}-01"), &format!("{month}-10"), 100, 50);
    }
    away(&mut given, 11, "2009-03-12", "2009-03-18", "medical", json!({}));
    let months = |office: &str| -> Vec<String> {
        let filter = AttendanceFilter { office: Some(office.to_owned()), ..AttendanceFilter::default() };
        let found = attendance(&given.timeline, given.at("2009-12-31"), &filter, AttendanceBy::Month, &[]);
        found.rows.iter().map(|row| row.month.unwrap().to_string()).collect()
    };
    assert_eq!(months("North"), ["2009-02", "2009-03"]);
    assert_eq!(months("South"), ["2009-04"]);
    assert_eq!(months("East"), Vec::<String>::new());
    let days = |office: &str| {
        let filter = AbsenceFilter { office: Some(office.to_owned()), ..AbsenceFilter::default() };
        absence(&given.timeline, given.at("2009-12-31"), &filter, AbsenceBy::Kind).totals.calendar_days
    };
    assert_eq!((days("North"), days("South"), days("East")), (4, 3, 0));
}

#[test]
fn a_sum_of_what_nothing_is_recorded_of_is_not_nought() {
    let mut given = given();
    attended(&mut given, 11, "2009-02-01", "2009-02-28", 1000, 400);
    let february = Some((day("2009-02-01"), day("2009-02-28")));
    let without_amount = Payment { placement: placement(13), share_bp: 10_000, days: february, amount_ore: None };
    let found = ask(&given, "2009-12-31", AttendanceBy::Provider, &[without_amount]);
    let sums = |row: &AttendanceTotals| {
        [row.planned_minutes, row.present_minutes, row.paid_days, row.paid_ore, row.compared_ore]
    };
    assert_eq!(sums(&found.rows[0].sums), [Some(1000), Some(400), None, None, None]);
    assert_eq!(sums(&found.rows[1].sums), [None, None, Some(28), None, None]);
    assert_eq!(sums(&found.totals), [Some(1000), Some(400), Some(28), None, None]);
    let left = found.left_out;
    let left = [left.planned_minutes, left.present_minutes, left.paid_days, left.paid_ore, left.without_days_ore];
    assert_eq!(left, [None; 5]);
    // What is recorded as nought is nought.
    attended(&mut given, 12, "2009-02-01", "2009-02-28", 0, 0);
    let found =
        ask(&given, "2009-12-31", AttendanceBy::Placement, &[paid(12, 10_000, Some(("2009-02-01", "2009-02-28")), 0)]);
    assert_eq!(sums(&found.rows[1].sums), [Some(0), Some(0), Some(28), Some(0), None]);
}

fn away(given: &mut Given, number: u128, first: &str, last: &str, kind: &str, more: serde_json::Value) {
    let mut body = json!({"placement": id(number), "period": {"start": first, "end": last}, "kind": kind});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    given.put(1, first, "absence.recorded", body);
}

fn missed(given: &Given, as_of: &str, by: AbsenceBy) -> Absence {
    absence(&given.timeline, given.at(as_of), &AbsenceFilter::default(), by)
}

/// What a row is about, its entries, calendar days, working days and minutes.
fn rows(found: &Absence) -> Vec<(String, usize, i64, i64, i64)> {
    let row = |row: &hovedbok_trajectories::AbsenceRow| {
        let month = row.month.map(|month| format!("{month} ")).unwrap_or_default();
        let provider = row.provider.as_ref().map(|provider| format!("{provider} ")).unwrap_or_default();
        let sums = &row.sums;
        let about = format!("{month}{provider}{}", row.kind);
        (about, sums.absences, sums.calendar_days, sums.working_days, sums.minutes)
    };
    found.rows.iter().map(row).collect()
}

#[test]
fn days_that_overlap_count_once() {
    let mut given = given();
    // 2 February 2009 is a Monday.
    away(&mut given, 11, "2009-02-02", "2009-02-08", "medical", json!({}));
    away(&mut given, 12, "2009-02-05", "2009-02-10", "medical", json!({"days": 2}));
    away(&mut given, 11, "2009-02-06", "2009-02-06", "holiday", json!({}));
    away(&mut given, 11, "2009-02-20", "2009-02-20", "other", json!({"minutes": 90}));
    let found = missed(&given, "2009-12-31", AbsenceBy::Kind);
    assert_eq!(
        rows(&found),
        [("medical".to_owned(), 2, 9, 5, 0), ("holiday".to_owned(), 1, 1, 1, 0), ("other".to_owned(), 1, 0, 0, 90)]
    );
    let totals = found.totals;
    assert_eq!((totals.absences, totals.participants, totals.calendar_days, totals.working_days), (4, 1, 9, 5));
}

#[test]
fn days_are_counted_month_by_month_and_no_further_than_records_and_placements() {
    let mut given = given();
    given.put(1, "2009-04-02", "measure.ended", json!({"placement": id(13), "outcome": "work"}));
    // A Friday to a Monday, with one working day more than the two weekdays.
    away(&mut given, 11, "2009-02-27", "2009-03-02", "medical", json!({"days": 3}));
    away(&mut given, 13, "2009-03-30", "2009-04-10", "medical", json!({}));
    away(&mut given, 12, "2009-05-28", "2009-06-03", "medical", json!({}));
    let shown = |found: &Absence| rows(found).into_iter().map(|row| (row.0, row.2, row.3)).collect::<Vec<_>>();
    let of = |text: &str, calendar: i64, working: i64| (text.to_owned(), calendar, working);
    let found = missed(&given, "2009-05-31", AbsenceBy::Month);
    assert_eq!(
        shown(&found),
        [
            of("2009-02 medical", 2, 2),
            of("2009-03 medical", 4, 3),
            of("2009-04 medical", 2, 2),
            of("2009-05 medical", 4, 2)
        ]
    );
    given.ends("KVP", "2009-03-31");
    let found = missed(&given, "2009-05-31", AbsenceBy::Provider);
    assert_eq!(shown(&found), [of("ASVO medical", 4, 3), of("Landmo medical", 2, 2)]);
}

#[test]
fn a_payment_without_an_amount_has_its_days_and_share_and_is_compared_with_nothing() {
    let mut given = given();
    attended(&mut given, 11, "2009-02-01", "2009-02-28", 1000, 400);
    let unknown = Payment { amount_ore: None, ..paid(11, 10_000, Some(("2009-02-01", "2009-02-28")), 0) };
    let found = ask(&given, "2009-12-31", AttendanceBy::Month, &[unknown]);
    let totals = &found.totals;
    assert_eq!((totals.paid_days, totals.paid_bp, totals.paid_ore), (Some(28), Some(10_000), None));
    assert_eq!((totals.without_payment, totals.difference_ore), (0, None));
    assert_eq!(totals.not_recorded, [MissingSide::Amount]);
}
