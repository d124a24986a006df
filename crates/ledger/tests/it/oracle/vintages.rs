//! Each month's figures as they were known at the end of every month, read from the lines.

use std::collections::BTreeMap;
use std::time::Duration;

use hovedbok_core::{Day, Instant, Seq};
use hovedbok_ledger::Reader;
use hovedbok_ledger::exports::Asked;
use hovedbok_projection::At;
use serde_json::Value;

use super::courses::{Stay, stays};
use super::people::people;
use super::reach::Reach;
use super::{Seen, histories, in_force, ledger_in_use, ledger_of, lines, positions};
use crate::acts::{COURSES, PEOPLE, STAYS, stated, types};

/// By version, month and key.
type Figures = BTreeMap<(Day, Day, String), u64>;

fn recorded(line: &Value) -> Day {
    let at: Instant = line["head"]["recorded"].as_str().unwrap().parse().unwrap();
    at.oslo_day().unwrap()
}

fn figures(lines: &[Value], as_of: Day, known_at: u64) -> Figures {
    let known = lines.iter().zip(1..).take_while(|(_, seq)| *seq <= known_at);
    let versions: BTreeMap<Day, u64> = known.map(|(line, seq)| (recorded(line).month().last(), seq)).collect();
    let mut figures = Figures::new();
    for (version, seq) in versions {
        let as_of = as_of.min(version);
        let reach = Reach::of(lines, as_of, seq);
        let people = people(&reach.cut(in_force(lines, as_of, seq), as_of));
        let mut all: BTreeMap<Option<&str>, Vec<Stay<'_>>> = BTreeMap::new();
        for stay in people.iter().flat_map(|(person, rows)| stays(person, rows)) {
            all.entry(stay.programme).or_default().push(stay);
        }
        for (programme, stays) in all {
            let mut month = stays.iter().map(|stay| stay.from.month()).min().unwrap();
            while month.last() <= reach.day(programme, "participants", as_of) {
                let name = programme.unwrap_or("no programme");
                let mut put = |kind: &str, count: &dyn Fn(&&Stay<'_>) -> bool| {
                    let count = stays.iter().filter(count).count();
                    figures.insert((version, month.last(), format!("{name}:{kind}")), count as u64);
                };
                put("stock", &|stay| stay.holds(month.last()));
                put("intakes", &|stay| stay.from.month() == month);
                put("exits", &|stay| stay.to.is_some_and(|to| to.month() == month));
                month = month.next();
            }
        }
    }
    figures
}

#[test]
fn vintages_are_the_figures_that_were_known_at_the_end_of_each_month() {
    let mut seen = Seen::new();
    let every: Vec<&str> = stated().collect();
    for (acts, as_of, cut) in histories(types(&[PEOPLE, PEOPLE, &STAYS.repeat(20), COURSES, &every]), 10..60, 64) {
        for world in [ledger_in_use(&acts, 12), ledger_of(&acts)] {
            let lines = lines(&world);
            for known_at in positions(&world, cut) {
                let at = At { as_of, known_at: Seq(known_at) };
                let mut reader = Reader::open(world.path(), world.now, Duration::ZERO).unwrap();
                let (_, rows) = reader.vintages(&Asked::default(), at, None).unwrap();
                let count = rows.len();
                let found = rows.into_iter().map(|row| ((row.version, row.time_value, row.key), row.value.unwrap()));
                let found: Figures = found.collect();
                assert_eq!(found.len(), count, "a row is there once");
                assert_eq!(found, figures(&lines, as_of, known_at), "on {as_of} at #{known_at}");
                let mut before: BTreeMap<(Day, &str), u64> = BTreeMap::new();
                for ((_, month, key), value) in &found {
                    let kind = key.split(':').next_back().unwrap();
                    *seen.entry(kind.to_owned()).or_default() += usize::from(*value > 0);
                    let other = before.insert((*month, key), *value).is_some_and(|before| before != *value);
                    *seen.entry("revised".to_owned()).or_default() += usize::from(other);
                }
            }
        }
    }
    assert!(seen.len() == 4 && seen.values().all(|count| *count >= 50), "{seen:?}");
}
