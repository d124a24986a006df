//! Outcomes, definition by definition.

use hovedbok_trajectories::{
    AttendanceBy, AttendanceFilter, Outcomes, OutcomesFilter, Payment, ProviderShares, StaySelection, attendance,
    outcomes,
};
use serde_json::json;

use crate::given::{Given, day, id, name, placement};

fn asked(given: &Given, as_of: &str, filter: &OutcomesFilter) -> Outcomes {
    outcomes(&given.timeline, given.at(as_of), filter, &[])
}

fn all(given: &Given, as_of: &str) -> Outcomes {
    asked(given, as_of, &OutcomesFilter::default())
}

fn between(from: &str, to: &str) -> OutcomesFilter {
    OutcomesFilter { from: Some(day(from)), to: Some(day(to)), ..OutcomesFilter::default() }
}

/// The months as `month in+suspended persons +intakes -exits`.
fn stocks(found: &Outcomes) -> Vec<String> {
    let row = |row: &hovedbok_trajectories::StockRow| {
        let month = row.month_end.month();
        let (inside, idle) = (row.in_programme, row.suspended);
        format!("{month} {inside}+{idle} {} +{} -{}", row.participants, row.intakes, row.exits)
    };
    found.stocks.iter().map(row).collect()
}

/// The destinations as `destination exits share known`.
fn rows(found: &Outcomes) -> Vec<String> {
    let shown = |share: Option<i64>| share.map_or("-".to_owned(), |bp| bp.to_string());
    let row = |row: &hovedbok_trajectories::DestinationRow| {
        format!("{} {} {} {}", row.destination, row.exits, shown(row.share_bp), shown(row.share_known_bp))
    };
    found.rows.iter().map(row).collect()
}

#[test]
fn an_exit_is_counted_on_the_first_day_outside() {
    let mut given = Given::default();
    given.taken_in(1, "2009-01-10");
    given.left(1, "2009-12-31", "work");
    let year = |first: &str, last: &str| asked(&given, "2010-12-31", &between(first, last));
    let (then, next) = (year("2009-01-01", "2009-12-31"), year("2010-01-01", "2010-12-31"));
    assert_eq!((then.exits, then.still_in, then.stays), (0, 1, 1));
    assert_eq!((next.exits, next.still_in, next.stays), (1, 0, 1));
    assert_eq!(stocks(&next)[0], "2010-01 0+0 0 +0 -1");
    // On the last day inside it is not known that the person left.
    assert_eq!(all(&given, "2009-12-31").still_in, 1);
    let after = year("2010-01-02", "2010-12-31");
    assert_eq!((after.stays, after.participants), (0, 0));
}

#[test]
fn shares_are_of_all_exits_and_of_those_whose_destination_is_known() {
    let mut given = Given::default();
    for (n, destination) in
        [(1, "work_part"), (2, "education"), (3, "unknown"), (4, "ended_without_contact"), (5, "aap"), (6, "work")]
    {
        given.taken_in(n, "2009-01-10");
        given.left(n, "2009-06-30", destination);
    }
    let found = all(&given, "2009-12-31");
    let expected = [
        "aap 1 1667 2000",
        "education 1 1667 2000",
        "ended_without_contact 1 1667 2000",
        "unknown 1 1667 -",
        "work 1 1667 2000",
        "work_part 1 1667 2000",
    ];
    assert_eq!(rows(&found), expected);
    let groups = (found.work, found.work_or_education, found.drop_out, found.health_related);
    assert_eq!(groups, (2, 3, 1, 1));
}

#[test]
fn only_unknown_destinations_have_no_share_of_the_known() {
    let mut given = Given::default();
    given.taken_in(1, "2009-01-10");
    given.left(1, "2009-06-30", "unknown");
    assert_eq!(rows(&all(&given, "2009-12-31")), ["unknown 1 10000 -"]);
}

#[test]
fn months_keep_their_stock_whatever_happens_in_them() {
    let mut given = Given::default();
    // One day, and again the day after.
    given.taken_in(1, "2009-01-31");
    given.left(1, "2009-01-31", "work");
    given.intake(1, 1, "2009-02-01", "North", "adults", &[]);
    // Suspended over a month-end.
    given.taken_in(2, "2009-01-10");
    given.put(2, "2009-02-28", "participant.suspended", json!({"enrolment": id(2), "kind": "other"}));
    given.put(2, "2009-03-01", "participant.resumed", json!({"enrolment": id(2)}));
    // Moved while inside: neither an intake nor an exit.
    given.intake(2, 2, "2009-03-15", "South", "young", &[]);
    // In and out within a month.
    given.taken_in(3, "2009-03-02");
    given.left(3, "2009-03-20", "moved");
    let found = all(&given, "2009-04-29");
    let expected = ["2009-01 2+0 2 +2 -0", "2009-02 1+1 2 +1 -1", "2009-03 2+0 2 +1 -1"];
    assert_eq!(stocks(&found), expected);
    assert_eq!(found.mean_month_ends_hundredths, Some(200));
    // 110 days, 1 and 88 of the first person, 110 of the second, 19 of the third.
    assert_eq!(found.mean_days_hundredths, Some((1 + 88 + 110 + 19) * 100 / 110));
    assert_eq!((found.stays, found.participants, found.exits, found.still_in), (4, 3, 2, 2));
}

#[test]
fn who_was_merged_is_one_person_with_two_stays() {
    let mut given = Given::default();
    given.taken_in(1, "2009-01-10");
    given.taken_in(2, "2009-01-12");
    given.put(2, "2009-01-20", "participant.merged", json!({"into": id(1)}));
    let found = all(&given, "2009-01-31");
    assert_eq!((found.stays, found.participants), (2, 1));
    assert_eq!(stocks(&found), ["2009-01 2+0 1 +2 -0"]);
}

#[test]
fn what_the_records_do_not_reach_is_not_counted() {
    let mut given = Given::default();
    given.taken_in(1, "2009-01-10");
    given.left(1, "2009-06-30", "work");
    given.ends("KVP", "2009-06-30");
    let selection = StaySelection { programme: Some(name("KVP")), ..StaySelection::default() };
    let filter = OutcomesFilter { selection, ..OutcomesFilter::default() };
    let found = asked(&given, "2010-12-31", &filter);
    assert_eq!((found.to, found.exits, found.still_in), (day("2009-06-30"), 0, 1));
    assert_eq!(found.stocks.last().unwrap().month_end, day("2009-06-30"));
    // Of all programmes the last day is that asked about, but months end with the records.
    let found = all(&given, "2010-12-31");
    assert_eq!((found.to, found.stocks.last().unwrap().month_end), (day("2010-12-31"), day("2009-06-30")));
}

#[test]
fn stays_are_narrowed_by_their_intake() {
    let mut given = Given::default();
    given.intake(1, 1, "2009-01-10", "North", "young", &["2009"]);
    given.intake(1, 1, "2009-02-10", "South", "adults", &[]);
    given.left(1, "2009-06-30", "work");
    let of = |selection: StaySelection| {
        asked(&given, "2009-12-31", &OutcomesFilter { selection, ..OutcomesFilter::default() }).exits
    };
    let any = StaySelection::default;
    assert_eq!(of(StaySelection { office: Some("North".into()), ..any() }), 1);
    assert_eq!(of(StaySelection { office: Some("South".into()), ..any() }), 0);
    assert_eq!(of(StaySelection { cohort: Some(name("2009")), ..any() }), 1);
    assert_eq!(of(StaySelection { target_group: Some(name("adults")), ..any() }), 0);
}

#[test]
fn who_was_rejected_or_withdrew_was_never_taken_in() {
    let mut given = Given::default();
    for (n, last) in [(1, "participant.withdrawn"), (2, "participant.withdrawn"), (3, "participant.applied")] {
        given.put(n, "2009-01-01", "participant.registered", json!({"office": "North"}));
        given.put(n, "2009-01-05", last, json!({"enrolment": id(n), "programme": "KVP"}));
    }
    given.taken_in(2, "2009-02-01");
    let rejection = json!({"enrolment": id(3), "decision": "reject", "legal_basis": "§ 29"});
    given.put(3, "2009-03-05", "participant.decided", rejection);
    let never = |filter: &OutcomesFilter| {
        let found = asked(&given, "2009-12-31", filter).never_taken_in;
        found.iter().map(|row| (row.status.word(), row.enrolments)).collect::<Vec<_>>()
    };
    assert_eq!(never(&OutcomesFilter::default()), [("rejected", 1), ("withdrawn", 1)]);
    assert_eq!(never(&between("2009-03-05", "2009-12-31")), [("rejected", 1), ("withdrawn", 0)]);
    let south = StaySelection { office: Some("South".into()), ..StaySelection::default() };
    assert_eq!(
        never(&OutcomesFilter { selection: south, ..OutcomesFilter::default() }),
        [("rejected", 0), ("withdrawn", 0)]
    );
}

#[test]
fn re_entry_is_within_the_twelve_months_from_the_first_day_outside() {
    let mut given = Given::default();
    for (n, again) in [(1, Some("2010-06-30")), (2, Some("2010-07-01")), (3, None)] {
        given.taken_in(n, "2009-01-10");
        given.left(n, "2009-06-30", "work");
        if let Some(again) = again {
            // Another enrolment in the same programme.
            given.intake(n, n + 10, again, "North", "adults", &[]);
        }
    }
    let found = |as_of: &str| {
        let re_entry = all(&given, as_of).re_entry;
        (re_entry.re_entries, re_entry.exits_followed, re_entry.within, re_entry.share_bp)
    };
    assert_eq!(found("2010-06-29"), (0, 0, 0, None));
    // The months are over when the last of their days is.
    assert_eq!(found("2010-06-30"), (1, 3, 1, Some(3333)));
    assert_eq!(found("2010-12-31"), (2, 3, 1, Some(3333)));
}

#[test]
fn a_follow_up_is_due_months_after_the_last_day_inside() {
    let mut given = Given::default();
    given.taken_in(1, "2009-01-10");
    given.left(1, "2009-11-30", "work");
    let said =
        |months: u16, situation: &str| json!({"enrolment": id(1), "months_after": months, "situation": situation});
    given.put(1, "2010-03-02", "participant.followed_up", said(3, "work"));
    given.put(1, "2010-03-05", "participant.followed_up", said(3, "education"));
    let followed = |given: &Given, as_of: &str| {
        let rows = all(given, as_of).followed_up;
        let situations = |row: &hovedbok_trajectories::FollowedUp| {
            let own = row.situations.iter().filter(|situation| situation.exits > 0);
            own.map(|own| format!("{} {}", own.situation, own.exits)).collect::<Vec<_>>().join(", ")
        };
        let shown = rows.iter().map(|row| {
            format!("{} {}/{} {} {}", row.months_after, row.recorded, row.due, row.not_due_yet, situations(row))
        });
        shown.collect::<Vec<_>>()
    };
    // Three months after 30 November is 28 February.
    assert_eq!(followed(&given, "2010-02-27"), ["3 0/0 1 ", "6 0/0 1 ", "12 0/0 1 "]);
    assert_eq!(followed(&given, "2010-02-28"), ["3 0/1 0 not_recorded 1", "6 0/0 1 ", "12 0/0 1 "]);
    assert_eq!(followed(&given, "2010-06-01"), ["3 1/1 0 education 1", "6 0/1 0 not_recorded 1", "12 0/0 1 "]);
    // What is said after the next exit is about that one.
    given.intake(1, 1, "2010-06-01", "North", "adults", &[]);
    given.left(1, "2010-06-30", "work");
    given.put(1, "2010-11-30", "participant.followed_up", said(6, "aap"));
    assert_eq!(followed(&given, "2010-12-31")[1], "6 1/2 0 aap 1, not_recorded 1");
}

#[test]
fn the_caseload_is_of_the_last_counsellor_and_of_none() {
    let mut given = Given::default();
    let mut assigned = |n: u128, on: &str, counsellor: &str| {
        given.put(n, on, "participant.counsellor_assigned", json!({"enrolment": id(n), "counsellor": counsellor}));
    };
    assigned(1, "2009-01-11", "c1");
    assigned(1, "2009-01-12", "c2");
    assigned(2, "2009-01-11", "c1");
    for n in 1..=3 {
        given.taken_in(n, "2009-01-10");
    }
    given.left(2, "2009-06-30", "work");
    let rows = all(&given, "2009-12-31").caseload;
    let shown: Vec<(Option<&str>, usize)> =
        rows.iter().map(|row| (row.counsellor.as_ref().map(|name| name.as_str()), row.enrolments)).collect();
    assert_eq!(shown, [(None, 1), (Some("c2"), 1)]);
}

#[test]
fn shares_are_sums_and_no_means_of_shares() {
    let mut given = Given::default();
    given.taken_in(1, "2009-01-10");
    given.placed(1, 11, "ASVO", "2009-02-01", None);
    given.placed(1, 12, "ASVO", "2009-02-01", None);
    given.placed(1, 13, "Landmo", "2009-02-01", None);
    let mut attended = |placement: u128, planned: u32, present: u32| {
        let period = json!({"start": "2009-02-01", "end": "2009-02-28"});
        let body = json!({"placement": id(placement), "period": period, "planned_minutes": planned, "present_minutes": present});
        given.put(1, "2009-02-01", "attendance.recorded", body);
    };
    attended(11, 1000, 400);
    attended(12, 3000, 3000);
    let paid = |number: u128, share_bp: u32, days: i64, amount_ore: i64| Payment {
        placement: placement(number),
        share_bp,
        days: Some((day("2009-02-01"), day("2009-02-01").plus_days(days - 1))),
        amount_ore: Some(amount_ore),
    };
    let payments = [paid(11, 10_000, 28, 100_000), paid(11, 5_000, 14, 20_000), paid(13, 8_000, 10, 30_000)];
    let found = outcomes(&given.timeline, given.at("2009-12-31"), &OutcomesFilter::default(), &payments).shares;
    let of = |row: &ProviderShares| (row.provider.clone(), row.placements, row.shares);
    let [asvo, landmo] = [of(&found.providers[0]), of(&found.providers[1])];
    assert_eq!((asvo.0.as_str(), asvo.1, landmo.0.as_str(), landmo.1), ("ASVO", 2, "Landmo", 1));
    // 3,400 of 4,000 minutes; 28 days at all and 14 at half of a place: 83 1/3 %.
    assert_eq!((asvo.2.attended_bp, asvo.2.paid_bp, asvo.2.paid_ore), (Some(8500), Some(8333), Some(120_000)));
    // The whole place would have cost 40,000 øre instead of 100,000; the half place 16,000 instead of 20,000.
    assert_eq!((asvo.2.compared_ore, asvo.2.above_attended_ore), (Some(120_000), Some(64_000)));
    assert_eq!((landmo.2.attended_bp, landmo.2.paid_bp, landmo.2.above_attended_ore), (None, Some(8000), None));
    let first = found.placements[0].shares;
    assert_eq!((first.attended_bp, first.above_attended_ore), (Some(4000), Some(64_000)));
    let by = AttendanceBy::Placement;
    let compared = attendance(&given.timeline, given.at("2009-12-31"), &AttendanceFilter::default(), by, &payments);
    let differences: Vec<Option<i64>> = compared.rows.iter().map(|row| row.sums.difference_ore).collect();
    let above: Vec<Option<i64>> = found.placements.iter().map(|row| row.shares.above_attended_ore).collect();
    assert_eq!(above, differences);
    assert_eq!(found.placements.len(), 3);
    let payments = [payments[0], Payment { amount_ore: None, ..payments[1] }];
    let found = outcomes(&given.timeline, given.at("2009-12-31"), &OutcomesFilter::default(), &payments).shares;
    let asvo = found.providers[0].shares;
    assert_eq!((asvo.paid_days, asvo.paid_bp, asvo.paid_not_stated), (Some(42), Some(8333), 1));
    assert_eq!(asvo.paid_ore, Some(100_000), "what is stated");
    assert_eq!((asvo.compared_ore, asvo.above_attended_ore), (Some(100_000), Some(60_000)), "what can be compared");
    let payments = [Payment { amount_ore: None, ..payments[1] }];
    let found = outcomes(&given.timeline, given.at("2009-12-31"), &OutcomesFilter::default(), &payments).shares;
    assert_eq!((found.providers[0].shares.paid_ore, found.providers[0].shares.paid_not_stated), (None, 1));
    let found = outcomes(&given.timeline, given.at("2009-12-31"), &OutcomesFilter::default(), &[]).shares;
    let asvo = found.providers[0].shares;
    assert_eq!((asvo.paid_days, asvo.paid_ore, asvo.compared_ore), (None, None, None), "no payment is recorded");
}
