//! Figures period by period, each counted from the statements in force by itself.

use std::collections::BTreeSet;

use hovedbok_answers::Question;
use hovedbok_answers::questions::{AbsenceOf, SeriesOf, StateOf};
use hovedbok_core::Day;
use hovedbok_state::{By, Selection};
use hovedbok_trajectories::{AbsenceBy, AbsenceFilter, SeriesBy, SeriesFilter, SeriesGroup, SeriesIndicator};
use serde_json::{Value, json};

use super::courses::{Stay, enrolments, placements, programme, stays};
use super::people::{People, people};
use super::plan::milestones;
use super::presence::{days_away, spread};
use super::reach::Reach;
use super::{Seen, ask, histories, in_force, ledger_in_use, ledger_of, lines, name, only, positions};
use crate::acts::{COURSES, PEOPLE, PLAN, PRESENCE, PROGRAMME, STAYS, nth, stated, types};
use crate::raw::{Known, ends};

/// Something that is counted on a day.
struct Counted<'a> {
    day: Day,
    sum: i64,
    /// Of how much, of a share.
    of: i64,
    kind: &'a str,
    office: &'a str,
    provider: &'a str,
    /// Who it is, where persons count once in a period.
    person: &'a str,
    /// The entry, where its parts count once in a period.
    entry: u64,
}

impl<'a> Counted<'a> {
    fn on(day: Day) -> Counted<'a> {
        Counted { day, sum: 1, of: 0, kind: "", office: "", provider: "", person: "", entry: 0 }
    }
}

struct Asked<'a> {
    programme: Option<&'a str>,
    /// The last day that is counted.
    until: Day,
    /// The last day that the records of a programme reach.
    reached: &'a dyn Fn(Option<&str>) -> Day,
}

fn every_day(first: Day, last: Day) -> impl Iterator<Item = Day> {
    std::iter::successors(Some(first), |day| Some(day.plus_days(1))).take_while(move |day| *day <= last)
}

/// The last day of the period that a day is in.
fn period_end(by: SeriesBy, day: Day) -> Day {
    let mut last = day;
    loop {
        let next = last.plus_days(1);
        let (_, month, of_month) = next.parts();
        let begins = match by {
            SeriesBy::Month => true,
            SeriesBy::Quarter => [1, 4, 7, 10].contains(&month),
            SeriesBy::Year => month == 1,
        };
        if begins && of_month == 1 {
            return last;
        }
        last = next;
    }
}

fn label(by: SeriesBy, end: Day) -> String {
    let text = end.to_string();
    match by {
        SeriesBy::Month => text[..7].to_owned(),
        SeriesBy::Quarter => format!("{}-Q{}", &text[..4], text[5..7].parse::<u32>().unwrap() / 3),
        SeriesBy::Year => text[..4].to_owned(),
    }
}

/// The office of an enrolment: that of the last intake by a day.
fn office<'a>(rows: &'a [Known], enrolment: &str, day: Day) -> &'a str {
    let taken_in = |row: &&Known| row.type_name == "participant.intake" && row.text("enrolment") == enrolment;
    rows.iter().filter(|row| row.holds <= day).rfind(taken_in).map_or("", |row| row.text("office"))
}

/// Every decision to grant or to reject, whatever became of the status.
fn decisions<'a>(rows: &'a [Known], enrolment: &str) -> Vec<&'a Known> {
    let decides = |row: &&Known| row.type_name == "participant.decided" && row.text("enrolment") == enrolment;
    let counts = |row: &&Known| ["grant", "reject"].contains(&row.text("decision"));
    rows.iter().filter(decides).filter(counts).collect()
}

fn of_courses<'a>(
    rows: &'a [Known],
    person: &'a str,
    indicator: SeriesIndicator,
    asked: &Asked<'_>,
) -> Vec<Counted<'a>> {
    let own: Vec<Stay<'a>> = stays(person, rows)
        .into_iter()
        .filter(|stay| asked.programme.is_none_or(|name| stay.programme == Some(name)))
        .collect();
    let mut all = Vec::new();
    match indicator {
        SeriesIndicator::Intakes => {
            all.extend(own.iter().map(|stay| Counted { office: stay.office, ..Counted::on(stay.from) }));
        }
        SeriesIndicator::Exits => {
            for (stay, to) in own.iter().filter_map(|stay| Some((stay, stay.to?))) {
                let office = office(rows, stay.enrolment, to.plus_days(-1));
                all.push(Counted { kind: stay.destination, office, ..Counted::on(to) });
            }
        }
        SeriesIndicator::Stock => {
            for stay in &own {
                // The last that is known of whoever is in holds from then on.
                for day in every_day(stay.from, asked.until).filter(|day| stay.holds(*day)) {
                    all.push(Counted { office: office(rows, stay.enrolment, day), person, ..Counted::on(day) });
                }
            }
        }
        _ => {
            for enrolment in enrolments(rows) {
                if asked.programme.is_some_and(|name| programme(rows, enrolment) != Some(name)) {
                    continue;
                }
                let own = || rows.iter().filter(|row| row.text("enrolment") == enrolment);
                let applies =
                    |row: &&Known| ["participant.applied", "participant.referred"].contains(&row.type_name.as_str());
                let applied = own().find(applies).map(|row| row.holds);
                let decision = |row: &'a Known| Counted { kind: row.text("decision"), ..Counted::on(row.holds) };
                match indicator {
                    SeriesIndicator::Applications => all.extend(applied.map(Counted::on)),
                    SeriesIndicator::Decisions => all.extend(decisions(rows, enrolment).into_iter().map(decision)),
                    _ => {
                        let Some(applied) = applied else { continue };
                        let first = decisions(rows, enrolment).into_iter().filter(|row| row.holds >= applied);
                        let first = first.min_by_key(|row| (row.holds, row.text("decision")));
                        let days = |row: &Known| row.holds.days_since(applied);
                        all.extend(first.map(|row| Counted { sum: days(row), ..decision(row) }));
                    }
                }
            }
        }
    }
    all
}

/// Benefits of whoever has an enrolment in the programme: none of them names one here.
fn of_benefits<'a>(
    rows: &'a [Known],
    person: &'a str,
    indicator: SeriesIndicator,
    asked: &Asked<'_>,
) -> Vec<Counted<'a>> {
    let mut own = enrolments(rows).into_iter();
    if !own.any(|enrolment| asked.programme.is_none_or(|name| programme(rows, enrolment) == Some(name))) {
        return Vec::new();
    }
    let paid: Vec<&Known> = rows.iter().filter(|row| row.type_name == "benefit.paid").collect();
    let mut all = Vec::new();
    if indicator == SeriesIndicator::NewRecipients {
        let first = paid.iter().min_by_key(|row| ends(&row.body["for_period"]).0);
        return first
            .map(|row| Counted { kind: row.text("kind"), ..Counted::on(ends(&row.body["for_period"]).0) })
            .into_iter()
            .collect();
    }
    for row in &paid {
        let ((first, last), kind) = (ends(&row.body["for_period"]), row.text("kind"));
        match indicator {
            SeriesIndicator::BenefitsPaid => {
                all.push(Counted { sum: row.body["amount_ore"].as_i64().unwrap(), kind, ..Counted::on(row.end) });
            }
            _ => {
                let days = every_day(first, last.min(asked.until));
                all.extend(days.map(|day| Counted { kind, person, ..Counted::on(day) }));
            }
        }
    }
    all
}

/// Days away, each on its day.
fn of_absence<'a>(rows: &'a [Known], person: &'a str, asked: &Asked<'_>) -> Vec<Counted<'a>> {
    let places = placements(rows);
    let mut all = Vec::new();
    for row in rows.iter().filter(|row| row.type_name == "absence.recorded") {
        let place = places.iter().find(|place| place.id == row.text("placement"));
        let of = place.and_then(|place| programme(rows, place.enrolment));
        if asked.programme.is_some_and(|name| of != Some(name)) {
            continue;
        }
        let ended = place.and_then(|place| place.end).map_or(Day::MAX, |end| end.end);
        let until = (asked.reached)(of).min(ended).min(asked.until);
        let provider = place.map_or("unknown", |place| place.start.text("provider"));
        for (day, working, _) in days_away(row, until) {
            let (sum, kind) = (i64::from(working), row.text("kind"));
            all.push(Counted { sum, kind, provider, person, entry: row.seq, ..Counted::on(day) });
        }
    }
    all
}

fn of_attendance<'a>(rows: &'a [Known], asked: &Asked<'_>) -> Vec<Counted<'a>> {
    let mut all = Vec::new();
    for placement in placements(rows) {
        if asked.programme.is_some_and(|name| programme(rows, placement.enrolment) != Some(name)) {
            continue;
        }
        let attended = |row: &&Known| row.type_name == "attendance.recorded" && row.text("placement") == placement.id;
        for row in rows.iter().filter(attended) {
            let (first, last) = ends(&row.body["period"]);
            let number = |field: &str| row.body[field].as_i64().unwrap();
            let (present, planned) = (number("present_minutes"), number("planned_minutes"));
            let away = spread(planned - present, first, last);
            for (month, sum) in spread(present, first, last) {
                let day = period_end(SeriesBy::Month, format!("{month}-01").parse().unwrap()).min(last);
                let provider = placement.start.text("provider");
                all.push(Counted { sum, of: sum + away[&month], provider, entry: row.seq, ..Counted::on(day) });
            }
        }
    }
    all
}

fn of_persons<'a>(people: &'a People, indicator: SeriesIndicator, asked: &Asked<'_>) -> Vec<Counted<'a>> {
    let of = |(person, rows): (&'a String, &'a Vec<Known>)| match indicator {
        SeriesIndicator::Recipients | SeriesIndicator::NewRecipients | SeriesIndicator::BenefitsPaid => {
            of_benefits(rows, person, indicator, asked)
        }
        SeriesIndicator::AbsenceDays => of_absence(rows, person, asked),
        SeriesIndicator::Attendance => of_attendance(rows, asked),
        _ => of_courses(rows, person, indicator, asked),
    };
    people.iter().flat_map(of).collect()
}

/// The rows of a series, of programmes whose records end.
fn rows(counted: &[Counted<'_>], filter: &SeriesFilter, until: Day, ends: &[(&str, Day)]) -> Vec<Value> {
    let by = filter.by;
    let group = |one: &Counted<'_>| {
        let group = match filter.group? {
            SeriesGroup::Kind => one.kind,
            SeriesGroup::Office => one.office,
            SeriesGroup::Provider => one.provider,
            _ => unreachable!("not asked for here"),
        };
        Some(group.to_owned())
    };
    // A stock is that of the last day of the period.
    let is_stock = filter.indicator == SeriesIndicator::Stock;
    let counts = |one: &&Counted<'_>| !is_stock || one.day == period_end(by, one.day);
    let counted: Vec<&Counted<'_>> = counted.iter().filter(counts).collect();
    let mut groups: BTreeSet<Option<String>> = counted.iter().map(|one| group(one)).collect();
    if filter.group.is_none() {
        groups.insert(None);
    }
    let Some(first) = filter.from.or(counted.iter().map(|one| one.day).min()) else { return Vec::new() };
    let mut rows = Vec::new();
    let mut end = period_end(by, first);
    while end <= until {
        let months = match by {
            SeriesBy::Month => 0,
            SeriesBy::Quarter => 2,
            SeriesBy::Year => 11,
        };
        let (year, month, _) = end.parts();
        let begin = Day::new(year, if filter.cumulative { 1 } else { month - months }, 1).unwrap();
        for name in &groups {
            let own: Vec<&&Counted<'_>> =
                counted.iter().filter(|one| begin <= one.day && one.day <= end && group(one) == *name).collect();
            let once = ["stock", "recipients"].contains(&filter.indicator.word());
            let persons = own.iter().map(|one| one.person).collect::<BTreeSet<_>>().len();
            let entries = own.iter().map(|one| one.entry).collect::<BTreeSet<_>>().len();
            let count = match filter.indicator {
                _ if once => persons,
                SeriesIndicator::Attendance | SeriesIndicator::AbsenceDays => entries,
                _ => own.len(),
            };
            let sum: i64 = match filter.indicator {
                _ if once => count as i64,
                // A day of a person counts once.
                SeriesIndicator::AbsenceDays => {
                    own.iter().filter(|one| one.sum > 0).map(|one| (one.person, one.day)).collect::<BTreeSet<_>>().len()
                        as i64
                }
                _ => own.iter().map(|one| one.sum).sum(),
            };
            let of: i64 = own.iter().map(|one| one.of).sum();
            let half_up = |part: i64, whole: i64| (whole > 0).then(|| (2 * part + whole).div_euclid(2 * whole));
            let value = match filter.indicator {
                SeriesIndicator::DaysToDecision => half_up(100 * sum, count as i64),
                SeriesIndicator::Attendance => half_up(10_000 * sum, of),
                _ => Some(sum),
            };
            let ended: Vec<&str> = ends.iter().filter(|(_, day)| *day < end).map(|(programme, _)| *programme).collect();
            let value = value.filter(|_| is_stock || count > 0 || ended.is_empty());
            let ended = if ended.is_empty() { Value::Null } else { json!(ended) };
            rows.push(json!({"period": label(by, end), "from": begin, "to": end.plus_days(1), "group": name,
                "value": value, "count": count, "records_ended": ended}));
        }
        end = period_end(by, end.plus_days(1));
    }
    rows
}

#[test]
fn series_count_what_happened_in_each_period() {
    let mut seen = Seen::new();
    let every: Vec<&str> = stated().collect();
    let decided = ["participant.applied", "participant.decided"].repeat(8);
    let paid = ["benefit.paid"].repeat(12);
    let met = ["programme.body_met", "plan.milestone_planned", "plan.milestone_completed"].repeat(8);
    let histories = [
        types(&[PEOPLE, &STAYS.repeat(20), COURSES, &decided, &every]),
        types(&[PEOPLE, &PRESENCE.repeat(8), &paid, &every]),
        types(&[PROGRAMME, PLAN, &met, &every]),
    ]
    .map(|types| histories(types, 30..80, 80));
    for (number, (acts, as_of, cut)) in histories.into_iter().flatten().enumerate() {
        let world = if number.is_multiple_of(2) { ledger_in_use(&acts, 3) } else { ledger_of(&acts) };
        let lines = lines(&world);
        // More periods are over.
        let as_of = as_of.plus_months(2);
        for (turn, known_at) in positions(&world, cut).into_iter().enumerate() {
            let reach = Reach::of(&lines, as_of, known_at);
            let known = reach.cut(in_force(&lines, as_of, known_at), as_of);
            let people = people(&known);
            for (place, indicator) in SeriesIndicator::ALL.iter().copied().enumerate() {
                let variety = number + turn + place;
                let programme = (variety % 4 == 1).then_some("KVP");
                let subject = match indicator {
                    SeriesIndicator::Meetings => "bodies",
                    SeriesIndicator::MilestonesCompleted => "plan",
                    _ => "participants",
                };
                let to = (variety % 5 == 2).then(|| nth(9));
                // Of several programmes as far as any of them reaches.
                let recorded =
                    reach.1.iter().filter(|(name, of)| of == subject && programme.is_none_or(|own| own == name));
                let ends: Vec<(&str, Day)> =
                    recorded.map(|(name, _)| (name.as_str(), reach.day(Some(name), subject, as_of))).collect();
                let until = ends.iter().map(|(_, day)| *day).max().unwrap_or(as_of);
                let until = to.map_or(until, |to| to.min(until));
                let reached = |name: Option<&str>| reach.day(name, "participants", as_of);
                let asked = Asked { programme, until, reached: &reached };
                let counted: Vec<Counted<'_>> = match indicator {
                    SeriesIndicator::Meetings => {
                        let met = known.iter().filter(|row| row.type_name == "programme.body_met");
                        let own = |row: &&Known| {
                            let name = row.stream.strip_prefix("programme/");
                            programme.is_none_or(|asked| name == Some(asked))
                        };
                        met.filter(own).map(|row| Counted { kind: row.text("body"), ..Counted::on(row.end) }).collect()
                    }
                    SeriesIndicator::MilestonesCompleted => {
                        // Whose the plan is can be said.
                        if known.iter().any(|row| row.type_name == "plan.assigned") {
                            continue;
                        }
                        let rows = if programme.is_none() { milestones(&known, as_of) } else { Vec::new() };
                        let completed = rows.iter().filter_map(|row| row["completed"]["end"].as_str());
                        completed.map(|day| Counted { kind: "TIO", ..Counted::on(day.parse().unwrap()) }).collect()
                    }
                    _ => of_persons(&people, indicator, &asked),
                };
                let splits = [SeriesGroup::Kind, SeriesGroup::Provider, SeriesGroup::Office];
                let with_office = [SeriesIndicator::Intakes, SeriesIndicator::Exits, SeriesIndicator::Stock];
                let can = |group: &SeriesGroup| {
                    let known = *group != SeriesGroup::Office || with_office.contains(&indicator);
                    known && indicator.groups().contains(group)
                };
                let groups: Vec<Option<SeriesGroup>> =
                    std::iter::once(None).chain(splits.into_iter().filter(can).map(Some)).collect();
                let filter = SeriesFilter {
                    programme: programme.map(name),
                    cohort: None,
                    indicator,
                    by: SeriesBy::ALL[(variety / 2 % 4).saturating_sub(1)],
                    group: groups[variety % groups.len()],
                    from: (variety % 3 == 1).then(|| nth(6)),
                    to,
                    cumulative: indicator.adds_up() && variety % 7 > 4,
                };
                let answer = ask(&world, &Question::Series(SeriesOf { filter: filter.clone() }), as_of, known_at);
                let expected = rows(&counted, &filter, until, &ends);
                let found = answer["rows"].as_array().unwrap();
                let found: Vec<Value> = match expected.first() {
                    Some(like) => found.iter().map(|row| only(row, like)).collect(),
                    None => found.clone(),
                };
                assert_eq!(found, expected, "{filter:?} on {as_of} at #{known_at}");
                let counts = expected.iter().filter(|row| row["count"] != 0).count();
                *seen.entry(indicator.word().to_owned()).or_default() += counts;
                *seen.entry("records_ended".to_owned()).or_default() +=
                    expected.iter().filter(|row| row["records_ended"].is_array()).count();
            }
        }
    }
    assert!(seen.len() == SeriesIndicator::ALL.len() + 1 && seen.values().all(|count| *count >= 10), "{seen:?}");
}

/// What a series says of the last day of a month is what `state` says of that day, of one programme and of all of them, whole
/// and by group: there is one answer for one day. Nobody is merged here, because who is counts as one in every period of a
/// series, and for `state` from the day of the merge; and no closed programme is established again, because a programme that
/// is closed on a day does not know of what is recorded of it later.
#[test]
fn the_stock_of_a_month_is_the_state_of_its_last_day() {
    let unmerged: Vec<&str> = PEOPLE.iter().copied().filter(|name| *name != "participant.merged").collect();
    let splits = [
        (None, None),
        (Some(SeriesGroup::Office), Some(By::Office)),
        (Some(SeriesGroup::TargetGroup), Some(By::TargetGroup)),
        (Some(SeriesGroup::AgeBand), Some(By::AgeBand)),
    ];
    let (mut rows, mut later, mut inside) = (0, 0, 0);
    let types = types(&[&unmerged, &STAYS.repeat(8), &["programme.records_end", "programme.closed"].repeat(2)]);
    for (number, (acts, as_of, cut)) in histories(types, 30..80, 24).into_iter().enumerate() {
        let world = if number.is_multiple_of(2) { ledger_in_use(&acts, 3) } else { ledger_of(&acts) };
        let as_of = as_of.plus_months(3);
        for known_at in positions(&world, cut) {
            for (programme, (group, by)) in
                [None, Some("KVP"), Some("TIO")].into_iter().flat_map(|name| splits.map(|split| (name, split)))
            {
                let filter = SeriesFilter {
                    programme: programme.map(name),
                    cohort: None,
                    indicator: SeriesIndicator::Stock,
                    by: SeriesBy::Month,
                    group,
                    from: None,
                    to: None,
                    cumulative: false,
                };
                let series = ask(&world, &Question::Series(SeriesOf { filter }), as_of, known_at);
                for row in series["rows"].as_array().unwrap() {
                    let end: Day = row["to"].as_str().unwrap().parse::<Day>().unwrap().plus_days(-1);
                    let selection = Selection { programme: programme.map(name), ..Selection::default() };
                    let state = ask(&world, &Question::State(StateOf { selection, by }), end, known_at);
                    let own = match row["group"].as_str() {
                        None => state["participants"].clone(),
                        Some(key) => {
                            let groups = state["groups"].as_array().unwrap();
                            let own = groups.iter().find(|group| group["key"] == key);
                            own.map_or(Value::from(0), |group| group["participants"].clone())
                        }
                    };
                    assert_eq!(row["value"], own, "{programme:?} {group:?} on {end} at #{known_at}: {row}");
                    rows += 1;
                    later += usize::from(row["records_ended"].is_array());
                    inside += usize::from(own != 0);
                }
            }
        }
    }
    assert!(rows > 500 && later > 100 && inside > 200, "{rows} {later} {inside}");
}

#[test]
fn absence_of_the_months_is_absence_of_the_whole() {
    let every: Vec<&str> = stated().collect();
    let (mut days, mut split) = (0, 0);
    for (acts, as_of, cut) in histories(types(&[PEOPLE, &PRESENCE.repeat(8), COURSES, &every]), 30..80, 40) {
        let world = ledger_of(&acts);
        let as_of = as_of.plus_months(2);
        for (turn, known_at) in positions(&world, cut).into_iter().enumerate() {
            let programme = (turn % 2 == 1).then(|| name("KVP"));
            let filter = |by, group, cumulative| SeriesFilter {
                programme: programme.clone(),
                cohort: None,
                indicator: SeriesIndicator::AbsenceDays,
                by,
                group,
                from: None,
                to: None,
                cumulative,
            };
            let series = |by, group, cumulative| {
                let asked = SeriesOf { filter: filter(by, group, cumulative) };
                ask(&world, &Question::Series(asked), as_of, known_at)["rows"].as_array().unwrap().clone()
            };
            // Where nothing is counted and the records of a programme have ended, nobody knows that there was none.
            let value = |row: &Value| row["value"].as_i64().unwrap_or_default();
            let sum = |rows: &[Value]| rows.iter().map(value).sum::<i64>();
            let months = series(SeriesBy::Month, None, false);
            let Some(end) = months.last().map(|row| row["to"].as_str().unwrap().parse::<Day>().unwrap()) else {
                continue;
            };
            let absence = |from, to, by| {
                let filter = AbsenceFilter { programme: programme.clone(), from, to, ..AbsenceFilter::default() };
                ask(&world, &Question::Absence(AbsenceOf { filter, by }), as_of, known_at)
            };
            let whole = absence(None, Some(end.plus_days(-1)), AbsenceBy::Kind);
            assert_eq!(sum(&months), whole["totals"]["working_days"].as_i64().unwrap(), "on {as_of} at #{known_at}");
            let kinds = series(SeriesBy::Month, Some(SeriesGroup::Kind), false);
            for row in whole["rows"].as_array().unwrap() {
                let of_kind: Vec<Value> = kinds.iter().filter(|month| month["group"] == row["kind"]).cloned().collect();
                assert_eq!(sum(&of_kind), row["working_days"].as_i64().unwrap(), "{row}");
            }
            let of_year = series(SeriesBy::Month, None, true);
            for (month, since) in months.iter().zip(&of_year) {
                let day = |field: &str| Some(month[field].as_str().unwrap().parse::<Day>().unwrap());
                let own = absence(day("from"), day("to").map(|to| to.plus_days(-1)), AbsenceBy::Month);
                assert_eq!(value(month), own["totals"]["working_days"]);
                assert_eq!(month["count"], own["totals"]["absences"]);
                let first = Day::new(day("from").unwrap().year(), 1, 1);
                let own = absence(first, day("to").map(|to| to.plus_days(-1)), AbsenceBy::Month);
                assert_eq!(
                    (value(since), &since["count"]),
                    (own["totals"]["working_days"].as_i64().unwrap(), &own["totals"]["absences"])
                );
            }
            days += sum(&months);
            split += months.iter().filter(|row| value(row) != 0).count().saturating_sub(1);
        }
    }
    assert!(days > 100 && split > 20, "{days} days, {split} times in several months");
}
