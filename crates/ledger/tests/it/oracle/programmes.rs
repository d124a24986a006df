//! Bodies, projects, goals and figures, each asked by itself.

use std::collections::BTreeMap;

use hovedbok_core::Day;
use serde_json::{Value, json};

use super::people::{counts, enrolled, people};
use super::reach::Reach;
use crate::raw::{Known, ends, in_force};

pub(super) fn of<'a>(known: &'a [Known], programme: &str, type_name: &str) -> Vec<&'a Known> {
    let stream = format!("programme/{programme}");
    known.iter().filter(|row| row.stream == stream && row.type_name == type_name).collect()
}

/// The programmes of which anything but figures and risks is known, each with its bodies and projects.
pub fn programmes(known: &[Known]) -> BTreeMap<String, Value> {
    let names = known.iter().filter_map(|row| row.stream.strip_prefix("programme/").map(str::to_owned));
    let names: std::collections::BTreeSet<String> = names.collect();
    names
        .into_iter()
        .map(|name| {
            (
                name.clone(),
                json!({
                    "bodies": bodies(known, &name), "projects": projects(known, &name), "owners": owners(known, &name),
                    "staff": staff(known, &name),
                }),
            )
        })
        .collect()
}

/// A body to how often it must meet and the years in which it met.
fn bodies(known: &[Known], programme: &str) -> BTreeMap<String, Value> {
    let (established, met) =
        (of(known, programme, "programme.body_established"), of(known, programme, "programme.body_met"));
    let dissolved = of(known, programme, "programme.body_dissolved");
    let members = members(known, programme);
    let mut bodies = BTreeMap::new();
    let named = established.iter().chain(&met).chain(&dissolved).map(|row| row.text("body"));
    for name in named.chain(members.keys().map(String::as_str)) {
        let must = established
            .iter()
            .rev()
            .find(|row| row.text("body") == name)
            .map(|row| row.body["meetings_per_year"].clone());
        let meetings: Vec<&&Known> = met.iter().filter(|row| row.text("body") == name).collect();
        let mut years: BTreeMap<String, u64> = BTreeMap::new();
        let dated = meetings.iter().filter(|row| row.start.year() == row.end.year());
        dated.for_each(|row| *years.entry(row.end.year().to_string()).or_default() += 1);
        let members = members.get(name).cloned().unwrap_or_default();
        bodies.insert(
            name.to_owned(),
            json!({"meetings_per_year": must, "met": meetings.len(), "met_by_year": years, "members": members}),
        );
    }
    bodies
}

/// A body to its members, with their seats and last days.
fn members(known: &[Known], programme: &str) -> BTreeMap<String, Vec<Value>> {
    let stream = format!("programme/{programme}");
    let mut bodies: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    let mut over: BTreeMap<String, Option<Day>> = BTreeMap::new();
    for row in known.iter().filter(|row| row.stream == stream) {
        match row.type_name.as_str() {
            "programme.body_member_joined" | "programme.body_member_left" => {
                let own = bodies.entry(row.text("body").to_owned()).or_default();
                let of = |member: &&mut Value| {
                    member["organisation"] == row.body["organisation"] && member["last_day"].is_null()
                };
                let open = own.iter_mut().find(of);
                match (row.type_name.as_str(), open) {
                    ("programme.body_member_left", Some(member)) => member["last_day"] = json!(row.end),
                    ("programme.body_member_left", None) => {}
                    (_, Some(member)) => {
                        if !row.body["seats"].is_null() {
                            member["seats"] = row.body["seats"].clone();
                        }
                    }
                    (_, None) => {
                        let from = json!({"start": row.start, "end": row.end, "as_written": null});
                        own.push(json!({
                            "organisation": row.body["organisation"], "seats": row.body["seats"], "from": from,
                            "last_day": null,
                        }));
                    }
                }
            }
            "programme.body_established" => {
                over.insert(row.text("body").to_owned(), None);
            }
            "programme.body_dissolved" => {
                let last = over.entry(row.text("body").to_owned()).or_default();
                *last = last.or(Some(row.end));
            }
            _ => {}
        }
    }
    for (body, own) in &mut bodies {
        let Some(Some(over)) = over.get(body) else { continue };
        for member in own.iter_mut().filter(|member| member["last_day"].is_null()) {
            if member["from"]["start"].as_str().unwrap() <= over.to_string().as_str() {
                member["last_day"] = json!(over);
            }
        }
    }
    bodies
}

/// The owners one after the other, each once.
fn owners(known: &[Known], programme: &str) -> Vec<Value> {
    let stream = format!("programme/{programme}");
    let mut owners: Vec<Value> = Vec::new();
    let changed = ["programme.established", "programme.terms_changed"];
    for row in known.iter().filter(|row| row.stream == stream && changed.contains(&row.type_name.as_str())) {
        let owner = &row.body["owner"];
        if !owner.is_null() && owners.last().is_none_or(|last| last["owner"] != *owner) {
            owners.push(json!({"owner": owner, "from": {"start": row.start, "end": row.end, "as_written": null}}));
        }
    }
    owners
}

/// The posts with their last days: an end ends those of its role that were open.
fn staff(known: &[Known], programme: &str) -> Vec<Value> {
    let stream = format!("programme/{programme}");
    let mut posts: Vec<(Value, Day, Option<Day>)> = Vec::new();
    for row in known.iter().filter(|row| row.stream == stream) {
        match row.type_name.as_str() {
            "programme.staff_assigned" => posts.push((row.body.clone(), row.start, None)),
            "programme.staff_ended" => {
                for (post, from, last) in &mut posts {
                    if post["role"] == row.body["role"] && last.is_none() && *from <= row.end {
                        *last = Some(row.end);
                    }
                }
            }
            _ => {}
        }
    }
    let shown = |(post, _, last): (Value, Day, Option<Day>)| json!({"role": post["role"], "share_bp": post["share_bp"], "last_day": last});
    posts.into_iter().map(shown).collect()
}

/// The last day of a programme: closed since it was last established, else as planned then; and whether it is closed.
pub(super) fn end(known: &[Known], programme: &str) -> (Option<Day>, bool) {
    let stream = format!("programme/{programme}");
    let life: Vec<&Known> = known
        .iter()
        .filter(|row| {
            row.stream == stream && matches!(row.type_name.as_str(), "programme.established" | "programme.closed")
        })
        .collect();
    let changed = ["programme.established", "programme.terms_changed"];
    let planned = known
        .iter()
        .filter(|row| row.stream == stream && changed.contains(&row.type_name.as_str()))
        .filter_map(|row| row.last("period"))
        .next_back();
    let begun = life.iter().rposition(|row| row.type_name == "programme.established");
    let since = &life[begun.map_or(0, |at| at + 1)..];
    match since.first() {
        Some(closed) => (Some(closed.end), true),
        None => (planned, false),
    }
}

/// The projects in the order of admission: one row for each time one comes in, until it is put out or its time is over.
fn projects(known: &[Known], programme: &str) -> Vec<Value> {
    struct Row {
        project: String,
        from: (Day, Day),
        until: Option<Day>,
        excluded: bool,
    }
    let mut rows: Vec<Row> = Vec::new();
    let stream = format!("programme/{programme}");
    for row in known.iter().filter(|row| row.stream == stream) {
        let project = row.text("project");
        match row.type_name.as_str() {
            "programme.project_admitted" => {
                let goes_on = |other: &&mut Row| {
                    other.project == project
                        && !other.excluded
                        && other.until.is_none_or(|until| row.start <= until.plus_days(1))
                };
                match rows.iter_mut().find(goes_on) {
                    Some(other) => other.until = row.day("until").or(other.until),
                    None => {
                        let (from, until) = ((row.start, row.end), row.day("until"));
                        rows.push(Row { project: project.to_owned(), from, until, excluded: false });
                    }
                }
            }
            "programme.project_excluded" => {
                for other in rows.iter_mut().filter(|other| other.project == project && !other.excluded) {
                    if other.from.0 <= row.end && other.until.is_none_or(|until| row.end <= until) {
                        (other.until, other.excluded) = (Some(row.end), true);
                    }
                }
            }
            _ => {}
        }
    }
    let (last, closed) = end(known, programme);
    let shown = |row: Row| {
        let to = match row.until {
            Some(until) if closed && !row.excluded => last.map(|last| last.min(until)),
            Some(until) => Some(until),
            None => last,
        };
        let from = json!({"start": row.from.0, "end": row.from.1, "as_written": null});
        json!({"project": row.project, "from": from, "last_day": to, "excluded": row.excluded})
    };
    rows.into_iter().map(shown).collect()
}

/// Persons in a programme on a day, as known at a position; nothing when none was ever enrolled in it.
fn derived(lines: &[Value], programme: &str, on: Day, known_at: u64) -> Option<i64> {
    let count = counts(&people(&in_force(lines, on, known_at)), Some(programme), on).participants;
    let any = count > 0 || enrolled(&people(&in_force(lines, Day::MAX, known_at)), programme);
    any.then(|| i64::try_from(count).unwrap())
}

/// A goal, its kind and the last day of its period, to what must be derived and answered.
pub type Aims = BTreeMap<(String, String, String, String), Value>;

pub fn goals(lines: &[Value], known: &[Known], as_of: Day, known_at: u64) -> Aims {
    let mut aims = Aims::new();
    let reach = Reach::of(lines, as_of, known_at);
    for programme in ["KVP", "TIO"] {
        let end = reach.day(Some(programme), "participants", as_of);
        let set = of(known, programme, "programme.goal_set");
        let targets = of(known, programme, "programme.target_set");
        let key = |goal: &str, kind: &str, end: String| (programme.to_owned(), goal.to_owned(), kind.to_owned(), end);
        for target in &targets {
            let goal = target.text("goal");
            let stands = set.iter().rev().find(|row| row.text("goal") == goal);
            let answer = match stands {
                Some(set) if set.body["baseline"]["why"] != "not_recorded" => {
                    measured(lines, programme, target, as_of, end, known_at)
                }
                Some(_) | None => not_answerable(),
            };
            aims.insert(key(goal, target.text("kind"), ends(&target.body["period"]).1.to_string()), answer);
        }
        for set in set.iter().filter(|set| !targets.iter().any(|target| target.text("goal") == set.text("goal"))) {
            let derived =
                (set.body["baseline"]["why"] != "not_recorded").then(|| derived(lines, programme, end, known_at));
            let newest = json!({"derived": derived.flatten(), "attainment_bp": null, "answer": "not_answerable"});
            aims.insert(key(set.text("goal"), "", String::new()), newest);
        }
    }
    aims
}

fn not_answerable() -> Value {
    json!({"derived": null, "attainment_bp": null, "answer": "not_answerable"})
}

/// The answer about a day, from records that end on `end`.
fn measured(lines: &[Value], programme: &str, target: &Known, as_of: Day, end_of_records: Day, known_at: u64) -> Value {
    let (start, end) = ends(&target.body["period"]);
    let last = end.min(as_of);
    let days: Vec<Day> = if target.text("kind") == "point" {
        vec![last]
    } else {
        let all = (0..=last.days_since(start)).map(|n| start.plus_days(n));
        all.filter(|day| day.plus_days(1).month() != day.month()).collect()
    };
    if days.iter().any(|day| *day > end_of_records) {
        // What was known by then stands beside it.
        let by_then = measured(lines, programme, target, end_of_records, end_of_records, known_at);
        return json!({"derived": by_then["derived"], "attainment_bp": null, "answer": "not_answerable"});
    }
    let values: Option<Vec<i64>> = days.iter().map(|day| derived(lines, programme, *day, known_at)).collect();
    let Some(values) = values.filter(|values| !values.is_empty()) else { return not_answerable() };
    let (sum, count) = (values.iter().sum::<i64>(), i64::try_from(values.len()).unwrap());
    let derived = half_up(sum, count);
    let wanted = target.body["value"].as_i64().unwrap();
    let direction = target.body["direction"].as_str().unwrap_or("at_least");
    // A mean is what it is, and only shown rounded.
    let reached = match direction {
        "at_most" => sum <= wanted * count,
        "keep" => derived == wanted,
        _ => sum >= wanted * count,
    };
    let share = (direction == "at_least").then(|| half_up(sum * 10_000, wanted * count));
    json!({"derived": derived, "attainment_bp": share, "answer": if reached { "reached" } else { "not_reached" }})
}

/// A quotient of numbers that are not negative, a half upwards.
fn half_up(part: i64, whole: i64) -> i64 {
    part / whole + i64::from(part % whole * 2 >= whole)
}

/// What was published, by position, beside what is derived.
pub fn figures(lines: &[Value], known: &[Known], as_of: Day, known_at: u64) -> BTreeMap<u64, Value> {
    let published = known.iter().filter(|row| row.type_name == "figure.published");
    let shown = |row: &Known| {
        let programme = row.stream.trim_start_matches("figure/");
        let about = ends(&row.body["about"]).1;
        let value = row.body["value"].as_i64().unwrap();
        let derived = (about <= as_of).then(|| derived(lines, programme, about, known_at)).flatten();
        let difference = derived.map(|derived| derived - value);
        (row.seq, json!({"published": value, "as_of": about, "derived": derived, "difference": difference}))
    };
    published.map(shown).collect()
}
