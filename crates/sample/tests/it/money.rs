//! Budgets, grants, projects and municipalities against the questions.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_core::entries::{Fact, FundEntry, ProgrammeEntry};
use hovedbok_core::{Ore, Period, StreamId};

use crate::folds::{DEMO, day};

/// Sums in øre by fund and type as of a day.
fn sums(programme: &str, as_of: &str) -> BTreeMap<(String, &'static str), i64> {
    let mut sums = BTreeMap::new();
    for (stream, history) in &DEMO.streams {
        let StreamId::Fund(fund) = stream else { continue };
        if fund.programme.as_str() != programme {
            continue;
        }
        for row in history.at(day(as_of), DEMO.end()) {
            let Fact::Fund(entry) = &row.fact else { panic!("not about money") };
            let amount = match entry {
                FundEntry::Appropriated(e) => Some(e.amount_ore),
                FundEntry::FundSpent(e) => e.amount_ore,
                FundEntry::GrantAllocated(e) => Some(e.amount_ore),
                FundEntry::GrantDisbursed(e) => Some(e.amount_ore),
                FundEntry::GrantSpent(e) => e.amount_ore,
                FundEntry::GrantUnusedReported(e) => Some(e.amount_ore),
                FundEntry::GrantCarryOverApplied(e) => Some(e.amount_ore),
                FundEntry::GrantReceived(e) => Some(e.amount_ore),
                // Half a post of a youth worker, of which no amount is printed (line 574).
                FundEntry::GrantRejected(_) => continue,
                other => panic!("{}", other.type_name()),
            };
            *sums.entry((format!("{}/{}", fund.year, fund.source), entry.type_name())).or_default() +=
                amount.map_or(0, Ore::get);
        }
    }
    sums
}

fn sum(programme: &str, as_of: &str, fund: &str, kind: &'static str) -> i64 {
    let ore = sums(programme, as_of).get(&(fund.to_owned(), kind)).copied().unwrap_or(0);
    assert_eq!(ore % 100, 0, "whole kroner");
    ore / 100
}

#[test]
fn tio_and_husk_budgets() {
    let tio = |fund: &str| sum("TIO", "2007-12-31", fund, "fund.appropriated");
    assert_eq!(tio("2005/621.63"), 20_000_000);
    assert_eq!((tio("2006/621.63"), tio("2006/621.21")), (27_000_000, 3_000_000));
    assert_eq!(tio("2007/unspecified"), 30_000_000);
    assert_eq!(sum("TIO", "2005-08-31", "2005/621.63", "fund.appropriated"), 0);
    assert_eq!(sum("TIO", "2005-09-01", "2005/621.63", "fund.appropriated"), 20_000_000);
    assert_eq!(sum("TIO", "2005-12-31", "2005/621.63", "grant.allocated"), 20_000_000);
    let husk = |fund: &str| sum("HUSK", "2009-12-31", fund, "fund.appropriated");
    let of_2008 = husk("2008/621.21") + husk("2008/621.63") + husk("2008/761.77");
    assert_eq!((of_2008, husk("2008/761.77"), husk("2009/unspecified")), (13_055_000, 3_655_000, 13_055_000));
}

#[test]
fn trappa_grants_and_frame() {
    let at = |fund: &str, kind| sum("TRAPPA", "2017-12-31", fund, kind);
    for year in ["2016/county_governor", "2017/county_governor"] {
        for kind in ["grant.received", "grant.allocated", "grant.disbursed"] {
            assert_eq!(at(year, kind), 450_000, "{year} {kind}");
        }
    }
    let spent = |year| at(year, "grant.spent");
    assert_eq!((spent("2016/county_governor"), spent("2017/county_governor")), (450_000, 400_000));
    assert_eq!(at("2017/county_governor", "grant.unused_reported"), 50_000);
    assert_eq!((at("2016/municipal", "fund.appropriated"), at("2016/municipal", "fund.spent")), (600_000, 450_000));
}

#[test]
fn one_placement_is_paid_above_what_was_attended() {
    let paid: Vec<_> = DEMO
        .stream("fund/TRAPPA/2016/municipal", day("2017-12-31"))
        .into_iter()
        .filter_map(|row| match &row.fact {
            Fact::Fund(FundEntry::FundSpent(spent)) => {
                spent.paid_share_bp.map(|share| (share.0, spent.placement, spent.amount_ore))
            }
            _ => None,
        })
        .collect();
    assert_eq!(paid.len(), 1);
    assert_eq!(paid[0].0, 10_000);
    assert!(paid[0].1.is_some());
    assert_eq!(paid[0].2, None, "how much was paid for it is not stated");
}

#[test]
fn projects_and_municipalities() {
    let admitted = |programme: &str| -> Vec<(String, String, Period)> {
        DEMO.programme(programme, "2017-12-31")
            .into_iter()
            .filter_map(|(row, entry)| match entry {
                ProgrammeEntry::ProjectAdmitted(p) => {
                    Some((p.project.as_str().to_owned(), p.municipality.as_str().to_owned(), row.effective.clone()))
                }
                _ => None,
            })
            .collect()
    };
    let distinct = |rows: &[(String, String, Period)]| {
        let projects: BTreeSet<&str> = rows.iter().map(|row| row.0.as_str()).collect();
        let municipalities: BTreeSet<&str> = rows.iter().map(|row| row.1.as_str()).collect();
        (projects.len(), municipalities.len())
    };
    let tio = admitted("TIO");
    assert_eq!(distinct(&tio), (24, 20));
    let drammen = tio.iter().find(|row| row.1 == "Drammen").unwrap();
    // The first round was in autumn 2005, the second in spring 2006 (lines 56 and 60).
    assert_eq!(drammen.2.as_written(), Some("2005 or 2006 (autumn 2005 or spring 2006); which is not stated"));
    assert_eq!((drammen.2.start(), drammen.2.end()), (day("2005-09-01"), day("2006-05-31")));
    // Three districts of Oslo.
    assert_eq!(distinct(&admitted("HUSK")), (4, 18));
    let p1824 = admitted("P1824");
    assert_eq!((p1824[0].1.as_str(), p1824[0].2.start()), ("Drammen", day("2008-06-01")));
}

#[test]
fn contracts_and_forecasts_open_no_fund() {
    let figures = DEMO.figures("HUSK");
    let amounts: Vec<Option<i64>> =
        figures.iter().filter(|f| f.indicator.as_str().starts_with("evaluation")).map(|f| f.value).collect();
    assert_eq!(amounts, [Some(400_000_000), Some(87_050_000)]);
    let funds = DEMO.streams.keys().filter(|stream| matches!(stream, StreamId::Fund(_))).count();
    assert_eq!(funds, 4 + 4 + 3);
}
