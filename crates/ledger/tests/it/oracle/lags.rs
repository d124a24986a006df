//! How long after things happened they were recorded, read from the lines.

use std::collections::BTreeMap;

use hovedbok_answers::Question;
use hovedbok_answers::questions::LagOf;
use hovedbok_core::{Day, Instant};
use serde_json::{Value, json};

use super::{Seen, ask, histories, in_force, ledger_in_use, ledger_of, lines, positions, types};
use crate::acts::{COURSES, PEOPLE, PLAN, PROGRAMME};

/// How many months are followed.
const LAGS: u64 = 12;

/// Each month by its number.
type Cells = BTreeMap<(u64, u64), u64>;

fn month(day: Day) -> u64 {
    let text = day.to_string();
    text[..4].parse::<u64>().unwrap() * 12 + text[5..7].parse::<u64>().unwrap() - 1
}

fn spelled(month: u64) -> String {
    format!("{:04}-{:02}", month / 12, month % 12 + 1)
}

/// The day in Norway on which an entry was recorded.
fn recorded(line: &Value) -> Day {
    let at: Instant = line["head"]["recorded"].as_str().unwrap().parse().unwrap();
    at.oslo_day().unwrap()
}

fn lag(lines: &[Value], as_of: Day, known_at: u64) -> Value {
    let line = |seq: u64| &lines[usize::try_from(seq - 1).unwrap()];
    let (mut cells, mut early, mut migrated) = (Cells::new(), 0, 0);
    for fact in in_force(lines, as_of, known_at).iter().filter(|fact| fact.stream != "ledger") {
        let day = recorded(line(fact.slot));
        *cells.entry((month(fact.holds), month(day).saturating_sub(month(fact.holds)))).or_default() += 1;
        early += u64::from(day < fact.holds);
        migrated += u64::from(!line(fact.slot)["head"]["migrated"].is_null());
    }
    let states = |line: &&Value| {
        let head = &line["head"];
        head["seq"].as_u64().unwrap() <= known_at && head["stream"] != "ledger" && head["type"] != "entry.voided"
    };
    let last_whole = lines.iter().filter(states).map(recorded).max().map(|day| month(day) - 1);
    let up_to = |of: u64, lag: u64| -> u64 {
        cells.iter().filter(|((month, own), _)| *month == of && *own <= lag).map(|(_, facts)| facts).sum()
    };
    let mut months: Vec<u64> = cells.keys().map(|(month, _)| *month).collect();
    months.dedup();
    let seen_to = |month: u64| last_whole.and_then(|last| last.checked_sub(month)).map(|seen| seen.min(LAGS));
    let factor = |lag: u64| {
        let seen = || months.iter().filter(|month| seen_to(**month).is_some_and(|seen| seen > lag));
        let at: u64 = seen().map(|month| up_to(*month, lag)).sum();
        let next: u64 = seen().map(|month| up_to(*month, lag + 1)).sum();
        if at == 0 { 1_000_000 } else { (2_000_000 * next + at) / (2 * at) }
    };
    let row = |month: &u64| json!({"month": spelled(*month), "facts": up_to(*month, u64::MAX), "seen_to_lag": seen_to(*month)});
    let cell =
        |((month, lag), facts): (&(u64, u64), &u64)| json!({"month": spelled(*month), "lag": lag, "facts": facts});
    let late: u64 = cells.iter().filter(|((_, lag), _)| *lag > 0).map(|(_, facts)| facts).sum();
    json!({
        "facts": cells.values().sum::<u64>(), "early": early, "late": late, "migrated": migrated,
        "last_whole_month": last_whole.map(spelled), "factors_ppm": (0..LAGS).map(factor).collect::<Vec<_>>(),
        "cells": cells.iter().map(cell).collect::<Vec<_>>(), "rows": months.iter().map(row).collect::<Vec<_>>(),
    })
}

#[test]
fn lags_are_those_from_the_day_to_the_first_recording() {
    let mut seen = Seen::new();
    for (acts, as_of, cut) in histories(types(&[PEOPLE, COURSES, PLAN, PROGRAMME]), 10..50, 96) {
        for world in [ledger_in_use(&acts, 9), ledger_of(&acts)] {
            let lines = lines(&world);
            for known_at in positions(&world, cut) {
                let answer = ask(&world, &Question::Lag(LagOf { programme: None }), as_of, known_at);
                let expected = lag(&lines, as_of, known_at);
                for (field, like) in expected.as_object().unwrap() {
                    if field != "rows" {
                        assert_eq!(&answer[field], like, "{field} on {as_of} at #{known_at}");
                    }
                }
                let (rows, like) = (answer["rows"].as_array().unwrap(), expected["rows"].as_array().unwrap());
                assert_eq!(rows.len(), like.len());
                for (row, like) in rows.iter().zip(like) {
                    assert_eq!(&super::only(row, like), like, "on {as_of} at #{known_at}");
                }
                for field in ["facts", "early", "late", "migrated"] {
                    *seen.entry(field.to_owned()).or_default() += answer[field].as_u64().unwrap() as usize;
                }
                let grows = |factor: &&Value| **factor != json!(1_000_000);
                let factors = answer["factors_ppm"].as_array().unwrap().iter().filter(grows).count();
                *seen.entry("factors".to_owned()).or_default() += factors;
            }
        }
    }
    assert!(seen.len() == 5 && seen.values().all(|count| *count >= 100), "{seen:?}");
}
