//! Laws over random courses: nothing is lost between formats.

use std::collections::{BTreeMap, BTreeSet};

use ::parquet::file::reader::{FileReader, SerializedFileReader};
use ::parquet::record::Field;
use proptest::prelude::*;

use super::*;
use crate::exports::states::{Codes, Unit, runs};
use crate::exports::tables::Cell;
use crate::exports::{bupar, counting, parquet, spell, sps, sts, tables};

/// A course out of days that grow: statuses one after the other, placements anywhere, the last day after them all.
fn any_course(name: usize) -> impl Strategy<Value = Course> {
    let statuses = proptest::collection::vec((1..70i64, 0..6usize), 1..7);
    let placements = proptest::collection::vec((0..300i64, 1..90i64, 0..3usize, any::<bool>()), 0..4);
    (0..400i64, statuses, placements, 1..60i64).prop_map(move |(begin, statuses, placements, rest)| {
        let words = ["applied", "granted", "in_programme", "suspended", "in_programme", "exited"];
        let base = day("2008-01-15").plus_days(begin);
        let mut course = Course { participant: "p".to_owned(), enrolment: format!("e{name}"), ..Course::default() };
        let mut at = base;
        for (days, word) in &statuses {
            let to = at.plus_days(*days);
            match course.spells.last_mut().filter(|last| last.code == words[*word]) {
                Some(last) => last.to = Some(to),
                None => course.spells.push(Spell {
                    from: at,
                    to: Some(to),
                    ..spell(SpellKind::Status, words[*word], "2008-01-01", None)
                }),
            }
            at = to;
        }
        course.spells.last_mut().unwrap().to = None;
        let end = at.plus_days(rest);
        let inside = |code: &str| code == "in_programme" || code == "suspended";
        let mut open: Option<Day> = None;
        for status in course.spells.clone() {
            match (inside(&status.code), open) {
                (true, None) => open = Some(status.from),
                (false, Some(from)) => {
                    let to = (status.from.to_string(), "work");
                    course.stays.push(stay(&from.to_string(), Some((&to.0, to.1))));
                    open = None;
                }
                (_, _) => {}
            }
        }
        course.stays.extend(open.map(|from| stay(&from.to_string(), None)));
        for (number, (after, days, measure, ended)) in placements.iter().enumerate() {
            let from = base.plus_days(*after);
            if from < end {
                let to = from.plus_days(*days);
                let to = Some(to).filter(|to| *ended && *to <= end);
                let id = format!("e{name}m{number}");
                let own =
                    placement(&id, ["course", "work practice", "a-b, (c)"][*measure], "School", "2008-01-01", None);
                course.spells.push(Spell { from, to, ..own });
            }
        }
        course.end = Some(end);
        course
    })
}

fn any_courses() -> impl Strategy<Value = Vec<Course>> {
    (any_course(0), any_course(1), any_course(2)).prop_map(|(a, b, c)| vec![a, b, c])
}

fn csv_rows(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

type Bare = (String, String, String, String, String, String);

/// What spells are in every format.
fn bare(courses: &[Course]) -> BTreeSet<Bare> {
    let of = |course: &Course, spell: &Spell| {
        let to = spell.to.map(|to| to.to_string()).unwrap_or_default();
        let placement = spell.placement.clone().unwrap_or_default();
        let kind = spell.kind.word().to_owned();
        (course.enrolment.clone(), kind, spell.code.clone(), spell.from.to_string(), to, placement)
    };
    courses.iter().flat_map(|course| course.spells.iter().map(move |spell| of(course, spell))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn sequences_by_days_are_the_states_in_all_three_forms(courses in any_courses()) {
        let codes = Codes::of(&courses).unwrap();
        let expected: BTreeMap<(String, i64), String> = courses.iter().flat_map(|course| {
            runs(course).into_iter().flat_map(|run| {
                let days = Unit::Day.index(run.from)..Unit::Day.index(course.ends(run.to));
                let code = codes.code(&run.state);
                days.map(move |day| ((course.enrolment.clone(), day), code.clone())).collect::<Vec<_>>()
            }).collect::<Vec<_>>()
        }).collect();
        let rows = csv_rows(&text(|out| spell::write(&courses, Unit::Day, &codes, out)));
        let mut of_spell = BTreeMap::new();
        for row in rows {
            for day in row[1].parse::<i64>().unwrap()..=row[2].parse().unwrap() {
                prop_assert!(of_spell.insert((row[0].clone(), day), row[3].clone()).is_none(), "two states on one day");
            }
        }
        prop_assert_eq!(&of_spell, &expected);
        let sts = text(|out| sts::write(&courses, Unit::Day, &codes, out));
        let days: Vec<i64> = sts.lines().next().unwrap().split(',').skip(3).map(|name| Unit::Day.index(day(name))).collect();
        let of_sts: BTreeMap<(String, i64), String> = csv_rows(&sts).iter().flat_map(|row| {
            let cells = days.iter().copied().zip(row.iter().skip(3)).filter(|(_, code)| !code.is_empty());
            cells.map(|(day, code)| ((row[0].clone(), day), code.clone())).collect::<Vec<_>>()
        }).collect();
        prop_assert_eq!(&of_sts, &expected);
        let mut of_sps = BTreeMap::new();
        for row in csv_rows(&text(|out| sps::write(&courses, Unit::Day, &codes, out))) {
            let mut at: i64 = row[1].parse().unwrap();
            for part in row[2].split('-') {
                let (code, count) = part.trim_matches(['(', ')']).split_once(',').unwrap();
                for _ in 0..count.parse::<i64>().unwrap() {
                    if code != "*" {
                        of_sps.insert((row[0].clone(), at), code.to_owned());
                    }
                    at += 1;
                }
            }
        }
        prop_assert_eq!(&of_sps, &expected);
    }

    #[test]
    fn a_coarser_unit_has_the_state_of_its_last_day(courses in any_courses(), unit in prop_oneof![Just(Unit::Month), Just(Unit::Week)]) {
        let codes = Codes::of(&courses).unwrap();
        let states = |unit: Unit| {
            let rows = csv_rows(&text(|out| spell::write(&courses, unit, &codes, out)));
            let all = rows.into_iter().flat_map(|row| {
                let units = row[1].parse::<i64>().unwrap()..=row[2].parse().unwrap();
                units.map(|at| ((row[0].clone(), at), row[3].clone())).collect::<Vec<_>>()
            });
            all.collect::<BTreeMap<_, _>>()
        };
        let mut last = BTreeMap::new();
        for course in &courses {
            let (mut at, end) = (day("2007-12-01"), course.end.unwrap());
            while at < end {
                if unit.index(at) != unit.index(at.next())
                    && let Some(code) = states(Unit::Day).get(&(course.enrolment.clone(), Unit::Day.index(at)))
                {
                    last.insert((course.enrolment.clone(), unit.index(at)), code.clone());
                }
                at = at.next();
                if at.days_since(end) > -31 && unit.index(at) == unit.index(end) { break; }
            }
        }
        prop_assert_eq!(states(unit), last);
    }

    #[test]
    fn the_same_spells_are_read_back_from_every_format(courses in any_courses()) {
        let expected = bare(&courses);
        let mut starts: BTreeMap<String, Bare> = BTreeMap::new();
        for row in csv_rows(&text(|out| tables::csv(&bupar::TABLE, |give| courses.iter().try_for_each(|course| bupar::rows(course, give)), out))) {
            if row[3] == "start" {
                let open = (row[0].clone(), row[7].clone(), row[8].clone(), row[4].clone(), String::new(), row[9].clone());
                starts.insert(row[2].clone(), open);
            } else {
                starts.get_mut(&row[2]).unwrap().4 = row[4].clone();
            }
        }
        prop_assert_eq!(starts.into_values().collect::<BTreeSet<_>>(), expected.clone());
        let (table, rows) = tables::ALL[4];
        prop_assert_eq!(table.name, "spells");
        let mut file = Vec::new();
        parquet::write(table, |give| courses.iter().try_for_each(|course| rows(course, give)), &mut file).unwrap();
        let reader = SerializedFileReader::new(bytes(file)).unwrap();
        let shown = |field: &Field| match field {
            Field::Null => String::new(),
            Field::Str(text) => text.clone(),
            Field::Date(days) => Unit::Day.name(i64::from(*days)),
            other => other.to_string(),
        };
        let read: BTreeSet<Bare> = reader.get_row_iter(None).unwrap().map(|row| {
            let row: Vec<String> = row.unwrap().get_column_iter().map(|(_, field)| shown(field)).collect();
            (row[0].clone(), row[2].clone(), row[3].clone(), row[4].clone(), row[5].clone(), row[6].clone())
        }).collect();
        prop_assert_eq!(read, expected);
    }

    #[test]
    fn the_counting_process_covers_each_stay_once(courses in any_courses()) {
        let mut rows: BTreeMap<String, Vec<(i64, i64, String)>> = BTreeMap::new();
        let mut give = |cells: &[Cell<'_>]| {
            let cells: Vec<String> = cells.iter().map(|cell| cell.shown().into_owned()).collect();
            let row = (cells[1].parse().unwrap(), cells[2].parse().unwrap(), cells[4].clone());
            rows.entry(cells[0].clone()).or_default().push(row);
            Ok(())
        };
        courses.iter().try_for_each(|course| counting::rows(course, &mut give)).unwrap();
        for course in &courses {
            for (number, stay) in (1..).zip(&course.stays) {
                let own = rows.remove(&format!("{}#{number}", course.enrolment)).unwrap_or_default();
                prop_assert_eq!(own.first().map(|row| row.0), Some(0));
                prop_assert_eq!(own.last().map(|row| row.1), Some(course.ends(stay.to).days_since(stay.from)));
                prop_assert!(own.windows(2).all(|pair| pair[0].1 == pair[1].0 && pair[0].2 == "censor"));
                let event = stay.destination.as_deref().unwrap_or("censor");
                prop_assert_eq!(own.last().map(|row| row.2.as_str()), Some(event));
            }
        }
        prop_assert!(rows.is_empty());
    }
}

/// Bytes as the reader of Parquet takes them.
fn bytes(file: Vec<u8>) -> std::fs::File {
    use std::io::{Seek, Write};
    let mut temporary = tempfile::tempfile().unwrap();
    temporary.write_all(&file).unwrap();
    temporary.rewind().unwrap();
    temporary
}
