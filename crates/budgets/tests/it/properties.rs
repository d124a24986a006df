//! What holds for every history.

use std::collections::BTreeMap;

use hovedbok_budgets::{Amounts, By, Filter, Role, bookings, budget, effects, grants, trial_balance};
use hovedbok_core::{FundId, Seq};
use hovedbok_projection::At;
use proptest::prelude::*;

use crate::oracle;
use crate::random::{history, point, resolve};
use crate::world::World;

const AMOUNTS: [&str; 12] = [
    "appropriated_ore",
    "allocated_ore",
    "committed_ore",
    "disbursed_ore",
    "spent_ore",
    "spent_direct_ore",
    "returned_ore",
    "carried_in_ore",
    "carried_out_ore",
    "unspent_ore",
    "available_ore",
    "spent_not_stated",
];

fn answers(world: &World, at: At) -> String {
    let all = Filter::default();
    let by = |by| serde_json::to_string(&budget(&world.timeline, at, &all, by).unwrap()).unwrap();
    let grants = serde_json::to_string(&grants(&world.timeline, at, &all).unwrap()).unwrap();
    format!(
        "{}\n{}\n{}\n{}\n{grants}\n{:?}\n{:?}",
        by(By::Line),
        by(By::Recipient),
        by(By::Grant),
        by(By::Year),
        trial_balance(&world.timeline, at),
        bookings(&world.timeline, at, &all)
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_trial_balance_is_zero(ops in history(), points in prop::collection::vec(point(), 8)) {
        let mut world = World::default();
        world.run(&ops);
        for point in points {
            let at = resolve(&world, point);
            let sum: i128 = trial_balance(&world.timeline, at).iter().map(|(_, ore)| ore).sum();
            prop_assert_eq!(sum, 0);
            let books = bookings(&world.timeline, at, &Filter::default());
            prop_assert!(books.is_sorted_by_key(|booking| (booking.day, booking.seq)));
            for booking in books {
                prop_assert_eq!(booking.postings.len(), 2);
                prop_assert_eq!(booking.postings.iter().map(|p| p.amount_ore).sum::<i64>(), 0);
            }
        }
    }

    #[test]
    fn lines_are_what_the_raw_entries_sum_to(ops in history(), points in prop::collection::vec(point(), 8)) {
        let mut world = World::default();
        world.run(&ops);
        for point in points {
            let at = resolve(&world, point);
            let expected = oracle::lines(&world, at);
            let answer = serde_json::to_value(budget(&world.timeline, at, &Filter::default(), By::Line).unwrap()).unwrap();
            let mut totals: BTreeMap<&str, i128> = BTreeMap::new();
            let lines = answer["lines"].as_array().unwrap();
            prop_assert_eq!(lines.len(), expected.len());
            for (line, ((programme, year, source), amounts)) in lines.iter().zip(&expected) {
                prop_assert_eq!(line["programme"].as_str(), Some(programme.as_str()));
                prop_assert_eq!(line["year"].as_u64(), Some(*year));
                prop_assert_eq!(line["source"].as_str(), Some(source.as_str()));
                for name in AMOUNTS {
                    let ore = amounts.get(name).copied().unwrap_or(0);
                    prop_assert_eq!(line[name].as_i64().map(i128::from), Some(ore), "{}", name);
                    *totals.entry(name).or_default() += ore;
                }
            }
            for name in AMOUNTS {
                prop_assert_eq!(
                    answer["totals"][name].as_i64().map(i128::from), Some(totals.get(name).copied().unwrap_or(0)),
                );
            }
        }
    }

    #[test]
    fn every_way_to_group_adds_up_to_the_same_totals(ops in history(), point in point()) {
        let mut world = World::default();
        world.run(&ops);
        let at = resolve(&world, point);
        let totals = serde_json::to_value(budget(&world.timeline, at, &Filter::default(), By::Line).unwrap()).unwrap();
        for by in [By::Line, By::Recipient, By::Grant, By::Year] {
            let answer = serde_json::to_value(budget(&world.timeline, at, &Filter::default(), by).unwrap()).unwrap();
            prop_assert_eq!(&answer["totals"], &totals["totals"]);
            let lines = answer["lines"].as_array().unwrap();
            for name in AMOUNTS {
                let sum: i128 = lines.iter().filter_map(|line| line[name].as_i64()).map(i128::from).sum();
                prop_assert_eq!(Some(sum), answer["totals"][name].as_i64().map(i128::from), "{:?} {}", by, name);
            }
            // Nothing is allocated from a recipient or a grant.
            for line in lines {
                let received = ["recipient", "grant"].iter().any(|key| line.get(key).is_some_and(|name| !name.is_null()));
                prop_assert_eq!(line["available_ore"].is_null(), received, "{:?} {}", by, line);
            }
        }
    }

    #[test]
    fn lines_are_what_the_accounts_hold(ops in history(), point in point()) {
        let mut world = World::default();
        world.run(&ops);
        let at = resolve(&world, point);
        let balances = trial_balance(&world.timeline, at);
        for line in budget(&world.timeline, at, &Filter::default(), By::Line).unwrap().lines {
            let fund = FundId { programme: line.programme, year: line.year.unwrap(), source: line.source.unwrap() };
            let held = |takes: fn(&Role) -> bool| -> i128 {
                balances.iter().filter(|(a, _)| a.fund == fund && takes(&a.role)).map(|(_, ore)| ore).sum()
            };
            let Amounts { available_ore, unspent_ore, spent_ore, spent_direct_ore, committed_ore, .. } = line.amounts;
            let Amounts { appropriated_ore, allocated_ore, disbursed_ore, .. } = line.amounts;
            prop_assert_eq!(held(|r| matches!(r, Role::Available)), i128::from(available_ore.unwrap()));
            prop_assert_eq!(held(|r| matches!(r, Role::Held(_))), i128::from(unspent_ore));
            prop_assert_eq!(held(|r| matches!(r, Role::Spent(_))), i128::from(spent_ore));
            prop_assert_eq!(held(|r| matches!(r, Role::SpentDirect)), i128::from(spent_direct_ore));
            prop_assert_eq!(held(|r| matches!(r, Role::Committed(_))), i128::from(committed_ore));
            prop_assert_eq!(held(|r| matches!(r, Role::Letters)), -i128::from(committed_ore));
            prop_assert_eq!(
                held(|r| matches!(r, Role::Appropriation | Role::Received(_))), -i128::from(appropriated_ore)
            );
            prop_assert_eq!(
                held(|r| matches!(r, Role::Allocated(_))), i128::from(allocated_ore) - i128::from(disbursed_ore)
            );
        }
    }

    #[test]
    fn what_grants_hold_is_what_is_unspent(ops in history(), point in point()) {
        let mut world = World::default();
        world.run(&ops);
        let at = resolve(&world, point);
        let totals = budget(&world.timeline, at, &Filter::default(), By::Line).unwrap().totals;
        let rows = grants(&world.timeline, at, &Filter::default()).unwrap();
        prop_assert_eq!(rows.iter().map(|row| row.unspent_ore).sum::<i64>(), totals.unspent_ore);
    }

    #[test]
    fn an_old_answer_stays_the_same_bytes(before in history(), after in history(), points in prop::collection::vec(point(), 4)) {
        let mut world = World::default();
        world.run(&before);
        let asked: Vec<At> = points.iter().map(|point| resolve(&world, *point)).collect();
        let old: Vec<String> = asked.iter().map(|at| answers(&world, *at)).collect();
        world.run(&after);
        for (at, old) in asked.iter().zip(old) {
            prop_assert_eq!(answers(&world, *at), old);
        }
    }

    #[test]
    fn effects_of_a_filter_are_those_of_its_funds(ops in history(), point in point(), year in 2006..2010_u16) {
        let mut world = World::default();
        world.run(&ops);
        let at = resolve(&world, point);
        let narrow = Filter { year: Some(year), ..Filter::default() };
        let all = Filter::default();
        let picked: Vec<(FundId, Seq)> = effects(&world.timeline, at, &narrow).map(|e| (e.fund, e.row.seq)).collect();
        let expected: Vec<(FundId, Seq)> = effects(&world.timeline, at, &all)
            .filter(|effect| effect.fund.year == year).map(|e| (e.fund, e.row.seq)).collect();
        prop_assert_eq!(picked, expected);
        let whole = budget(&world.timeline, at, &all, By::Line).unwrap().lines;
        let lines = budget(&world.timeline, at, &narrow, By::Line).unwrap().lines;
        prop_assert_eq!(lines, whole.into_iter().filter(|l| l.year == Some(year)).collect::<Vec<_>>());
    }
}
