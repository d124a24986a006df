//! What holds for every history.

use std::collections::BTreeMap;

use hovedbok_budgets::{Amounts, By, Filter, Role, bookings, budget, effects, grants, trial_balance};
use hovedbok_core::{FundId, Seq};
use hovedbok_projection::At;
use proptest::prelude::*;

use crate::oracle;
use crate::random::{history, point, resolve};
use crate::world::World;

/// What is a number in every line.
const COUNTS: [&str; 3] = ["spent_not_stated", "unspent_not_known", "available_not_known"];

/// What is null where nothing of it is recorded or derived.
const AMOUNTS: [&str; 11] = [
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
                for name in AMOUNTS.into_iter().chain(COUNTS) {
                    let of_nothing = COUNTS.contains(&name).then_some(0);
                    let ore = amounts.get(name).copied();
                    prop_assert_eq!(line[name].as_i64().map(i128::from), ore.or(of_nothing), "{}", name);
                    if let Some(ore) = ore {
                        *totals.entry(name).or_default() += ore;
                    }
                }
            }
            for name in AMOUNTS.into_iter().chain(COUNTS) {
                let of_nothing = COUNTS.contains(&name).then_some(0);
                let total = totals.get(name).copied().or(of_nothing);
                prop_assert_eq!(answer["totals"][name].as_i64().map(i128::from), total, "{}", name);
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
            for name in AMOUNTS.into_iter().chain(COUNTS) {
                let of_lines: Vec<i64> = lines.iter().filter_map(|line| line[name].as_i64()).collect();
                let total = answer["totals"][name].as_i64();
                let any = COUNTS.contains(&name) || !of_lines.is_empty();
                prop_assert_eq!(any.then(|| of_lines.iter().sum::<i64>()), total, "{:?} {}", by, name);
            }
            // Nothing is allocated from a recipient or a grant.
            for line in lines {
                if ["recipient", "grant"].iter().any(|key| line.get(key).is_some_and(|name| !name.is_null())) {
                    prop_assert!(line["available_ore"].is_null(), "{:?} {}", by, line);
                }
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
            let of = |ore: Option<i64>| i128::from(ore.unwrap_or_default());
            if available_ore.is_some() {
                prop_assert_eq!(held(|r| matches!(r, Role::Available)), of(available_ore));
            }
            if line.amounts.unspent_not_known == 0 {
                prop_assert_eq!(held(|r| matches!(r, Role::Held(_))), of(unspent_ore));
            }
            prop_assert_eq!(held(|r| matches!(r, Role::Spent(_))), of(spent_ore));
            prop_assert_eq!(held(|r| matches!(r, Role::SpentDirect)), of(spent_direct_ore));
            prop_assert_eq!(held(|r| matches!(r, Role::Committed(_))), of(committed_ore));
            prop_assert_eq!(held(|r| matches!(r, Role::Letters)), -of(committed_ore));
            prop_assert_eq!(held(|r| matches!(r, Role::Appropriation | Role::Received(_))), -of(appropriated_ore));
            prop_assert_eq!(held(|r| matches!(r, Role::Allocated(_))), of(allocated_ore) - of(disbursed_ore));
        }
    }

    #[test]
    fn what_grants_hold_is_what_is_unspent(ops in history(), point in point()) {
        let mut world = World::default();
        world.run(&ops);
        let at = resolve(&world, point);
        let totals = budget(&world.timeline, at, &Filter::default(), By::Line).unwrap().totals;
        let rows = grants(&world.timeline, at, &Filter::default()).unwrap();
        let known: Vec<i64> = rows.iter().filter_map(|row| row.unspent_ore).collect();
        prop_assert_eq!((!known.is_empty()).then(|| known.iter().sum()), totals.unspent_ore);
        prop_assert_eq!(rows.len() - known.len(), usize::try_from(totals.unspent_not_known).unwrap());
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
