//! The rules about money, given histories of a fund.

use serde_json::json;

use super::*;
use crate::rules::given::{Case, Step, as_of, findings, lines, told, walk};

fn id() -> FundId {
    FundId { programme: "TRAPPA".parse().unwrap(), year: 2016, source: "621.63".parse().unwrap() }
}

fn fund_step(day: &'static str, what: &'static str, ore: i64) -> Step {
    let mut body = json!({"amount_ore": ore});
    if what == "fund.spent" {
        body["purpose"] = "places".into();
    }
    if what == "grant.received" {
        body["from"] = "County Governor".into();
    }
    (day, what, body)
}

fn grant(day: &'static str, what: &'static str, ore: i64) -> Step {
    let mut body = json!({"grant": "g1", "amount_ore": ore});
    match what {
        "grant.allocated" => {
            body["recipient"] = "Nordre Land".into();
            body["purpose"] = "the trial".into();
        }
        "grant.spent" => body["purpose"] = "places".into(),
        "grant.carried_over" | "grant.carry_over_applied" => body["to_year"] = 2017.into(),
        _ => {}
    }
    (day, what, body)
}

fn carried(day: &'static str, to_year: u16) -> Step {
    (day, "grant.carried_over", json!({"grant": "g1", "amount_ore": 100, "to_year": to_year}))
}

fn judge(steps: &[Step], ctx: &Context) -> Vec<Violation> {
    fund(&id(), &told::<FundEntry>(steps, true).rows(), &[], ctx)
}

#[test]
fn each_refusing_rule_refuses() {
    let given = vec![
        fund_step("2016-01-01", "fund.appropriated", 1000),
        grant("2016-02-01", "grant.allocated", 600),
        grant("2016-03-01", "grant.disbursed", 500),
        grant("2016-04-01", "grant.spent", 300),
    ];
    let case = |when: Step, then: &[&'static str]| Case { given: given.clone(), when: vec![when], then: then.to_vec() };
    let short = "kroner short: more is allocated, spent directly or withdrawn than it has";
    let short = |entries: &str, weight: i64, day: &str, ore: &str| -> &'static str {
        Box::leak(
            format!(
                "allocation_exceeds_available [{entries}] {weight}: on {day}, fund/TRAPPA/2016/621.63 is {ore} {short}"
            )
            .into_boxed_str(),
        )
    };
    let cases = [
        case(grant("2016-02-01", "grant.allocated", 401), &[short("#2 #5", 1, "2016-02-01", "0.01")]),
        case(grant("2016-01-15", "grant.allocated", 500), &[short("#2", 100, "2016-02-01", "1.00")]),
        case(fund_step("2016-05-01", "fund.spent", 401), &[short("#5", 1, "2016-05-01", "0.01")]),
        case(fund_step("2016-05-01", "fund.reduced", 500), &[short("#5", 100, "2016-05-01", "1.00")]),
        case(
            grant("2016-03-01", "grant.disbursed", 200),
            &[
                "disbursement_exceeds_allocation [#3 #5] 100: on 2016-03-01, grant g1 of fund/TRAPPA/2016/621.63 has 1.00 kroner more disbursed than \
             allocated",
            ],
        ),
        case(
            grant("2016-03-31", "grant.spent", 300),
            &["spending_exceeds_disbursement [#4] 100: on 2016-04-01, grant g1 of fund/TRAPPA/2016/621.63 has 1.00 \
                 kroner more spent and returned than its recipient had received"],
        ),
        case(
            grant("2016-05-01", "grant.returned", 201),
            &["spending_exceeds_disbursement [#5] 1: on 2016-05-01, grant g1 of fund/TRAPPA/2016/621.63 has 0.01 \
                 kroner more spent and returned than its recipient had received"],
        ),
        case(
            grant("2016-12-31", "grant.carried_over", 201),
            &[
                "carry_over_exceeds_unspent [#5] 1: on 2016-12-31, grant g1 of fund/TRAPPA/2016/621.63 has 0.01 kroner more carried over than is unspent",
            ],
        ),
        case(
            carried("2016-12-31", 2016),
            &["carry_over_backwards [#5] 0: 1.00 kroner of grant g1 are carried over to 2016 on 2016-12-31, but \
                 this money is for 2016, and can only be carried over to a later year"],
        ),
        case(
            carried("2016-12-31", 2015),
            &["carry_over_backwards [#5] 0: 1.00 kroner of grant g1 are carried over to 2015 on 2016-12-31, but \
                 this money is for 2016, and can only be carried over to a later year"],
        ),
        case(
            carried("2016-12-31", 2200),
            &["carry_over_backwards [#5] 0: 1.00 kroner of grant g1 are carried over to 2200 on 2016-12-31, but \
                 2199 is the last possible budget year"],
        ),
        case(carried("2016-12-31", 2199), &[]),
        case(
            ("2016-01-01@2017-01-02", "fund.increased", json!({"amount_ore": 1})),
            &["too_far_ahead [#5] 1: fund.increased takes effect on 2017-01-02, more than a year after 2016-01-01, \
                 when it is recorded"],
        ),
        case(
            ("2016-05-01", "fund.spent", json!({"amount_ore": 1, "purpose": "places", "paid_share_bp": 20000})),
            &["share_above_whole [#5] 10000: fund.spent on 2016-05-01 gives a share of 200.00 %, more than 100 %"],
        ),
    ];
    walk::<FundEntry>(&cases, |rows| fund(&id(), rows, &[], &Context::default()));
}

#[test]
fn what_a_fund_may_go_through_breaks_nothing() {
    let steps = [
        grant("2016-02-01", "grant.disbursed", 500),
        grant("2016-02-01", "grant.allocated", 500),
        fund_step("2016-02-01", "grant.received", 500),
        grant("2016-02-01", "grant.spent", 300),
        grant("2016-06-01", "grant.returned", 200),
        fund_step("2016-06-01", "fund.spent", 200),
    ];
    assert_eq!(lines(&judge(&steps, &as_of("2017-01-01"))), Vec::<String>::new());
}

#[test]
fn more_money_never_makes_a_shortfall_new() {
    let steps = [
        grant("2016-02-01", "grant.allocated", 600),
        fund_step("2016-02-01", "fund.appropriated", 100),
        fund_step("2016-01-15", "fund.appropriated", 100),
    ];
    let before = judge(&steps[..1], &Context::default());
    assert_eq!(before.len(), 1);
    assert!(crate::rules::added(&before, &judge(&steps, &Context::default())).is_empty());
}

#[test]
fn carried_over_money_can_be_spent_in_the_year_that_it_goes_to() {
    let others = told::<FundEntry>(&[grant("2016-12-31", "grant.carried_over", 100)], false);
    let own = told::<FundEntry>(&[grant("2017-02-01", "grant.spent", 100)], false);
    let judge = |year| {
        let id = id().in_year(year);
        lines(&fund(&id, &own.rows(), &others.rows(), &Context::default())).len()
    };
    assert_eq!((judge(2017), judge(2018)), (0, 1));
}

#[test]
fn a_grant_unspent_at_the_end_of_its_year_is_found() {
    let steps = [
        fund_step("2016-01-01", "fund.appropriated", 1000),
        grant("2016-02-01", "grant.allocated", 600),
        grant("2016-03-01", "grant.disbursed", 500),
        grant("2016-04-01", "grant.spent", 450),
        grant("2017-02-01", "grant.returned", 20),
    ];
    let found = |day| lines(&findings(&judge(&steps, &as_of(day))));
    assert_eq!(found("2016-12-30"), Vec::<String>::new());
    assert_eq!(found("2016-12-31"), ["grant_unspent [#3 #4] 50: grant g1 has 0.50 kroner unspent at the end of 2016"]);
    assert_eq!(
        found("2017-02-01"),
        ["grant_unspent [#3 #4] 50: grant g1 has 0.50 kroner unspent at the end of 2016, 0.30 on 2017-02-01",]
    );
}

#[test]
fn spending_without_an_amount_is_found_and_takes_nothing() {
    let steps = [
        fund_step("2016-01-01", "fund.appropriated", 1000),
        grant("2016-02-01", "grant.allocated", 1000),
        grant("2016-03-01", "grant.disbursed", 500),
        ("2016-04-01", "grant.spent", json!({"grant": "g1", "purpose": "places"})),
        ("2016-04-02", "fund.spent", json!({"purpose": "places"})),
    ];
    assert_eq!(
        lines(&findings(&judge(&steps, &as_of("2016-12-31")))),
        [
            "grant_unspent [#3] 500: grant g1 has at most 5.00 kroner unspent at the end of 2016",
            "amount_not_stated [#4] 0: grant.spent on 2016-04-01 has no amount: no sum has it",
            "amount_not_stated [#5] 0: fund.spent on 2016-04-02 has no amount: no sum has it",
        ]
    );
}

#[test]
fn what_is_carried_to_no_other_year_stays_unspent() {
    let steps = [
        fund_step("2016-01-01", "fund.appropriated", 1000),
        grant("2016-02-01", "grant.allocated", 600),
        grant("2016-03-01", "grant.disbursed", 300),
        carried("2016-06-01", 2016),
        carried("2016-06-02", 2200),
        carried("2016-06-03", 2017),
    ];
    assert_eq!(
        lines(&findings(&judge(&steps, &as_of("2016-12-31")))),
        ["grant_unspent [#3 #6] 200: grant g1 has 2.00 kroner unspent at the end of 2016"]
    );
}

#[test]
fn a_carry_over_applied_for_too_late_is_found() {
    let applied = |day, to_year: u16| -> Step {
        (day, "grant.carry_over_applied", json!({"grant": "g1", "amount_ore": 5_000_000, "to_year": to_year}))
    };
    let steps = [
        applied("2017-12-31", 2017),
        applied("2018-01-01", 2017),
        applied("2016-12-01", 2016),
        applied("2016-12-01", 65535),
    ];
    assert_eq!(
        lines(&findings(&judge(&steps, &Context::default()))),
        [
            "carry_over_too_late [#3] 0: carry-over of 50 000.00 kroner of grant g1 to 2016 was applied for on 2016-12-01, \
         but this money is already for 2016, and can only be carried over to a later year",
            "carry_over_too_late [#4] 0: carry-over of 50 000.00 kroner of grant g1 to 65535 was applied for on 2016-12-01, \
         but 2199 is the last possible budget year",
            "carry_over_too_late [#2] 1: carry-over of 50 000.00 kroner of grant g1 to 2017 was applied for on 2018-01-01, \
         when that year had ended",
        ]
    );
}

#[test]
fn sums_hold_the_largest_amounts() {
    let most = crate::money::Ore::MAX;
    let steps: Vec<Step> = (0..50_000).map(|_| fund_step("2016-02-01", "fund.spent", most)).collect();
    assert_eq!(judge(&steps, &Context::default()).first().map(|v| v.weight), Some(i64::MAX));
}

#[test]
fn a_payment_without_a_commitment_behind_it_goes_when_the_commitment_comes() {
    let given = [
        fund_step("2016-01-01", "fund.appropriated", 1000),
        grant("2016-02-01", "grant.allocated", 600),
        grant("2016-03-01", "grant.disbursed", 500),
    ];
    let committed = |ore| vec![grant("2016-03-02", "grant.committed", ore)];
    let found = |more: Vec<Step>| {
        let found = judge(&[given.to_vec(), more].concat(), &Context::default());
        lines(&found).into_iter().filter(|line| line.starts_with("paid_without")).collect::<Vec<_>>()
    };
    assert_eq!(found(vec![]), Vec::<String>::new(), "this fund records no commitments");
    assert_eq!(
        found(committed(499)),
        [
            "paid_without_commitment [#3] 1: grant g1 of fund/TRAPPA/2016/621.63 has 5.00 kroner disbursed, but only 4.99 kroner committed"
        ]
    );
    assert_eq!(found(committed(500)), Vec::<String>::new());
}
