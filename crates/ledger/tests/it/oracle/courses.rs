//! Stays, what became of them and the ways that they went, played from the statements in force.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_core::Day;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use serde_json::{Value, json};

use super::people::People;
use super::presence::{Row as Paid, months};
use crate::raw::Known;

/// What is asked.
pub struct Asked<'a> {
    pub programme: Option<&'a str>,
    pub office: Option<&'a str>,
    pub first: Option<Day>,
    pub last: Option<Day>,
    /// The last day that the records of a programme reach.
    pub reached: &'a dyn Fn(Option<&str>) -> Day,
}

/// A stay.
pub(super) struct Stay<'a> {
    pub person: &'a str,
    pub enrolment: &'a str,
    pub programme: Option<&'a str>,
    /// The statement that the person was taken in by.
    pub intake: &'a Known,
    pub office: &'a str,
    pub from: Day,
    pub to: Option<Day>,
    pub destination: &'a str,
}

impl Asked<'_> {
    pub(super) fn takes(&self, stay: &Stay<'_>) -> bool {
        self.programme.is_none_or(|name| stay.programme == Some(name))
            && self.office.is_none_or(|name| stay.office == name)
    }

    fn last(&self) -> Day {
        self.last.unwrap_or(Day::MAX).min((self.reached)(self.programme))
    }

    /// The last day that is known of any of some stays.
    fn known(&self, stays: &[&Stay<'_>]) -> Day {
        let reached = stays.iter().map(|stay| (self.reached)(stay.programme)).max();
        self.last().min(reached.unwrap_or(Day::MAX))
    }
}

impl Stay<'_> {
    /// Whether the stay holds a day.
    pub(super) fn holds(&self, day: Day) -> bool {
        self.from <= day && self.to.is_none_or(|to| day < to)
    }
}

pub(super) fn enrolments(rows: &[Known]) -> BTreeSet<&str> {
    let id = |row: &Known| row.body["enrolment"].is_string() && !row.type_name.starts_with("benefit.");
    rows.iter().filter(|row| id(row)).map(|row| row.text("enrolment")).collect()
}

pub(super) fn programme<'a>(rows: &'a [Known], enrolment: &str) -> Option<&'a str> {
    let mut own = rows.iter().filter(|row| row.text("enrolment") == enrolment);
    own.find(|row| !row.text("programme").is_empty()).map(|row| row.text("programme"))
}

/// The stays of a person: statement by statement, and none that is over on the day it began.
pub(super) fn stays<'a>(person: &'a str, rows: &'a [Known]) -> Vec<Stay<'a>> {
    let mut all = Vec::new();
    for enrolment in enrolments(rows) {
        let mut open: Option<Stay<'a>> = None;
        for row in rows.iter().filter(|row| row.text("enrolment") == enrolment) {
            match (row.type_name.as_str(), open.take()) {
                ("participant.intake", None) => {
                    let (programme, office) = (programme(rows, enrolment), row.text("office"));
                    let (from, to, destination) = (row.holds, None, "");
                    open = Some(Stay { person, enrolment, programme, intake: row, office, from, to, destination });
                }
                // Moved on the first day.
                ("participant.intake", Some(stay)) if stay.from == row.holds => {
                    open = Some(Stay { intake: row, office: row.text("office"), ..stay });
                }
                ("participant.exited", Some(stay)) => {
                    let left = Stay { to: Some(row.holds), destination: row.text("destination"), ..stay };
                    all.extend(Some(left).filter(|stay| stay.from < row.holds));
                }
                (_, stay) => open = stay,
            }
        }
        all.extend(open);
    }
    all
}

/// Whether somebody who is inside is suspended when a day is over.
fn suspended(rows: &[Known], enrolment: &str, day: Day) -> bool {
    let mut status = "";
    for row in rows.iter().filter(|row| row.text("enrolment") == enrolment && row.holds <= day) {
        status = match (row.type_name.as_str(), status) {
            ("participant.intake", "suspended") | ("participant.suspended", "in") => "suspended",
            ("participant.intake" | "participant.resumed", "suspended" | "in") | ("participant.intake", _) => "in",
            ("participant.exited", _) => "",
            (_, status) => status,
        };
    }
    status == "suspended"
}

fn bp(part: usize, whole: usize) -> Value {
    if whole == 0 { Value::Null } else { json!((part * 20_000 + whole) / (2 * whole)) }
}

fn hundredths(sum: i64, count: i64) -> Value {
    if count <= 0 { Value::Null } else { json!((sum * 200 + count) / (2 * count)) }
}

/// Everything that `outcomes` answers.
pub fn outcomes(people: &People, known: &[Known], asked: &Asked<'_>) -> Value {
    let all: Vec<Stay<'_>> = people.iter().flat_map(|(person, rows)| stays(person, rows)).collect();
    let own: Vec<&Stay<'_>> = all.iter().filter(|stay| asked.takes(stay)).collect();
    let last = asked.last();
    let within = |day: Day| asked.first.is_none_or(|first| first <= day) && day <= last;
    let exits: Vec<&&Stay<'_>> = own.iter().filter(|stay| stay.to.is_some_and(within)).collect();
    let still: Vec<&&Stay<'_>> =
        own.iter().filter(|stay| stay.from <= last && stay.to.is_none_or(|to| to > last)).collect();
    let persons = |stays: &[&&Stay<'_>]| stays.iter().map(|stay| stay.person).collect::<BTreeSet<_>>().len();
    let both: Vec<&&Stay<'_>> = exits.iter().chain(&still).copied().collect();
    let to = |words: &[&str]| exits.iter().filter(|stay| words.contains(&stay.destination)).count();
    let unknown = to(&["unknown"]);
    let mut rows = Vec::new();
    for destination in exits.iter().map(|stay| stay.destination).collect::<BTreeSet<_>>() {
        let there: Vec<&&Stay<'_>> = exits.iter().filter(|stay| stay.destination == destination).copied().collect();
        let known_bp = if destination == "unknown" { Value::Null } else { bp(there.len(), exits.len() - unknown) };
        rows.push(json!({"destination": destination, "exits": there.len(), "participants": persons(&there),
            "share_bp": bp(there.len(), exits.len()), "share_known_bp": known_bp}));
    }
    let (stocks, month_ends) = stocks(people, &own, asked);
    let end = asked.known(&own).plus_days(1);
    let begin = own.iter().map(|stay| stay.from).min().map(|day| day.max(asked.first.unwrap_or(day)));
    let mean_days = begin.map_or(Value::Null, |begin| {
        let mut day = begin;
        let (mut sum, mut count) = (0, 0);
        while day < end {
            sum += i64::try_from(own.iter().filter(|stay| stay.holds(day)).count()).unwrap();
            count += 1;
            day = day.plus_days(1);
        }
        hundredths(sum, count)
    });
    json!({
        "from": asked.first, "to": last, "stays": both.len(), "participants": persons(&both),
        "exits": exits.len(), "still_in": still.len(),
        "work": to(&["work", "work_full", "work_part"]),
        "work_or_education": to(&["work", "work_full", "work_part", "education"]),
        "drop_out": to(&["ended_without_contact"]), "health_related": to(&["aap", "rehabilitation_benefit"]),
        "rows": rows, "never_taken_in": never(people, asked), "stocks": stocks,
        "mean_month_ends_hundredths": month_ends, "mean_days_hundredths": mean_days,
        "re_entry": re_entry(&all, &exits, asked), "followed_up": followed_up(people, &exits, asked),
        "caseload": caseload(people, &own), "shares": shares(people, known, &own, asked),
    })
}

fn never(people: &People, asked: &Asked<'_>) -> Value {
    let mut counts = BTreeMap::from([("rejected", 0), ("withdrawn", 0)]);
    for (person, rows) in people {
        let inside: BTreeSet<&str> = stays(person, rows).iter().map(|stay| stay.enrolment).collect();
        let of_office = ["participant.registered", "participant.details_changed"];
        let mut office = rows.iter().filter(|row| of_office.contains(&row.type_name.as_str()));
        let office = office.rfind(|row| row.body["office"].is_string()).map(|row| row.text("office"));
        for enrolment in enrolments(rows) {
            let named = asked.programme.is_none_or(|name| programme(rows, enrolment) == Some(name));
            let placed = asked.office.is_none_or(|name| office == Some(name));
            if inside.contains(enrolment) || !named || !placed {
                continue;
            }
            let mut status = ("", Day::MIN);
            for row in rows.iter().filter(|row| row.text("enrolment") == enrolment) {
                let next = match (row.type_name.as_str(), row.text("decision"), status.0) {
                    ("participant.exited", ..) => "exited",
                    (_, _, "exited") => "exited",
                    ("participant.withdrawn", ..) => "withdrawn",
                    ("participant.decided", "reject", _) => "rejected",
                    ("participant.decided", "grant", _) => "granted",
                    ("participant.waitlisted", ..) => "waiting",
                    ("participant.applied", _, "waiting" | "granted") => status.0,
                    ("participant.applied", ..) => "applied",
                    // Taken in and out on one day: nobody was inside, and the day is that of the exit.
                    ("participant.intake", ..) => "exited",
                    _ => status.0,
                };
                if next != status.0 {
                    status = (next, row.holds);
                }
            }
            let within = asked.first.is_none_or(|first| first <= status.1) && status.1 <= asked.last();
            if let Some(count) = counts.get_mut(status.0).filter(|_| within) {
                *count += 1;
            }
        }
    }
    counts.into_iter().map(|(status, enrolments)| json!({"status": status, "enrolments": enrolments})).collect()
}

/// The stock on every month-end, looked at by itself, and the mean.
fn stocks(people: &People, own: &[&Stay<'_>], asked: &Asked<'_>) -> (Value, Value) {
    let mut rows = Vec::new();
    let (mut sum, mut count) = (0, 0);
    let Some(first) = own.iter().map(|stay| stay.from).min() else { return (json!([]), Value::Null) };
    let mut month = first.month();
    while month.last() <= asked.known(own) {
        let day = month.last();
        let inside: Vec<&&Stay<'_>> = own.iter().filter(|stay| stay.holds(day)).collect();
        let idle = inside.iter().filter(|stay| suspended(&people[stay.person], stay.enrolment, day)).count();
        let in_month = |other: Day| other.month() == month;
        if asked.first.is_none_or(|first| first <= day) {
            rows.push(json!({"month_end": day, "in_programme": inside.len() - idle, "suspended": idle,
                "participants": inside.iter().map(|stay| stay.person).collect::<BTreeSet<_>>().len(),
                "intakes": own.iter().filter(|stay| in_month(stay.from)).count(),
                "exits": own.iter().filter(|stay| stay.to.is_some_and(in_month)).count()}));
            sum += i64::try_from(inside.len()).unwrap();
            count += 1;
        }
        month = month.next();
    }
    (rows.into(), hundredths(sum, count))
}

fn re_entry(all: &[Stay<'_>], exits: &[&&Stay<'_>], asked: &Asked<'_>) -> Value {
    let (mut ever, mut followed, mut within) = (0, 0, 0);
    for exit in exits {
        let to = exit.to.unwrap();
        let same =
            |other: &&Stay<'_>| other.person == exit.person && other.programme == exit.programme && other.from >= to;
        let next = all.iter().filter(same).map(|other| other.from).min();
        ever += usize::from(next.is_some());
        if to.plus_months(12) <= (asked.reached)(exit.programme).plus_days(1) {
            followed += 1;
            within += usize::from(next.is_some_and(|next| next < to.plus_months(12)));
        }
    }
    json!({"re_entries": ever, "exits_followed": followed, "within": within, "months": 12, "share_bp": bp(within, followed)})
}

fn followed_up(people: &People, exits: &[&&Stay<'_>], asked: &Asked<'_>) -> Value {
    let mut rows = Vec::new();
    for months in [3_u32, 6, 12] {
        let (mut not_due, mut situations) = (0, BTreeMap::from([("not_recorded", 0)]));
        for exit in exits {
            let to = exit.to.unwrap();
            if to.plus_days(-1).plus_months(months) > (asked.reached)(exit.programme) {
                not_due += 1;
                continue;
            }
            let rows = &people[exit.person];
            let later = stays(exit.person, rows).into_iter().filter(|stay| stay.enrolment == exit.enrolment);
            let later = later.filter_map(|stay| stay.to).filter(|other| *other > to).min().unwrap_or(Day::MAX);
            let about = |row: &&Known| {
                row.type_name == "participant.followed_up"
                    && row.text("enrolment") == exit.enrolment
                    && row.body["months_after"] == months
                    && (to..later).contains(&row.holds)
            };
            let situation = rows.iter().rfind(about).map_or("not_recorded", |row| row.text("situation"));
            *situations.entry(situation).or_default() += 1;
        }
        let due: usize = situations.values().sum();
        let not_recorded = situations.remove("not_recorded").unwrap();
        let listed = situations.into_iter().chain([("not_recorded", not_recorded)]);
        let listed: Vec<Value> = listed.map(|(key, exits)| json!({"situation": key, "exits": exits})).collect();
        rows.push(json!({"months_after": months, "due": due, "recorded": due - not_recorded, "not_due_yet": not_due,
            "situations": listed}));
    }
    rows.into()
}

fn caseload(people: &People, own: &[&Stay<'_>]) -> Value {
    let mut counts: BTreeMap<Option<&str>, usize> = BTreeMap::new();
    for stay in own.iter().filter(|stay| stay.to.is_none()) {
        let assigned = |row: &&Known| {
            row.type_name == "participant.counsellor_assigned" && row.text("enrolment") == stay.enrolment
        };
        let last = people[stay.person].iter().rfind(assigned).map(|row| row.text("counsellor"));
        *counts.entry(last).or_default() += 1;
    }
    let row = |(counsellor, enrolments)| json!({"counsellor": counsellor, "enrolments": enrolments});
    counts.into_iter().map(row).collect()
}

/// A placement: from its first start to the first end after that.
pub(super) struct Placement<'a> {
    pub id: &'a str,
    pub enrolment: &'a str,
    pub start: &'a Known,
    pub end: Option<&'a Known>,
}

pub(super) fn placements(rows: &[Known]) -> Vec<Placement<'_>> {
    let mut found: Vec<Placement<'_>> = Vec::new();
    for row in rows {
        let id = row.text("placement");
        let known = found.iter_mut().find(|placement| placement.id == id);
        match (row.type_name.as_str(), known) {
            ("measure.started", None) => {
                found.push(Placement { id, enrolment: row.text("enrolment"), start: row, end: None });
            }
            ("measure.ended", Some(placement)) => placement.end = placement.end.or(Some(row)),
            _ => {}
        }
    }
    found
}

/// Presence and payment, priced as in `attendance`, over all months; and how many payments for days have no amount.
fn share_row(paid: &Paid, not_stated: usize) -> Value {
    let value = paid.value();
    json!({"planned_minutes": value["planned_minutes"], "present_minutes": value["present_minutes"],
        "attended_bp": value["attended_bp"], "paid_days": value["paid_days"], "paid_bp": value["paid_bp"],
        "paid_ore": value["paid_ore"], "paid_not_stated": not_stated,
        "compared_ore": value["compared_ore"], "above_attended_ore": value["difference_ore"]})
}

fn shares(people: &People, known: &[Known], own: &[&Stay<'_>], asked: &Asked<'_>) -> Value {
    let mut rows: BTreeMap<String, Value> = BTreeMap::new();
    let mut providers: BTreeMap<String, (usize, Paid, usize)> = BTreeMap::new();
    for (person, statements) in people {
        let inside: BTreeSet<&str> = stays(person, statements).iter().map(|stay| stay.enrolment).collect();
        let office = |row: &&Known| {
            row.type_name.starts_with("participant.")
                && row.stream.starts_with("participant/")
                && row.body["office"].is_string()
        };
        let office = statements.iter().filter(office).rfind(|row| row.type_name != "participant.intake");
        for placement in placements(statements) {
            let taken = own.iter().any(|stay| stay.person == person.as_str() && stay.enrolment == placement.enrolment);
            let outside = !inside.contains(placement.enrolment)
                && asked.programme.is_none_or(|name| programme(statements, placement.enrolment) == Some(name))
                && asked.office.is_none_or(|name| office.is_some_and(|row| row.text("office") == name));
            let (from, last) = (placement.start.holds, placement.end.map_or(Day::MAX, |row| row.end).min(asked.last()));
            if !(taken || outside) || from > last || asked.first.is_some_and(|first| last < first) {
                continue;
            }
            let (months, _) = months(statements, known, placement.id);
            let mut paid = Paid::default();
            months.values().for_each(|month| paid.add(placement.id, month));
            let without_amount = |row: &&Known| {
                row.type_name == "fund.spent"
                    && row.text("placement") == placement.id
                    && row.body.get("for_period").is_some()
                    && row.body.get("amount_ore").is_none()
            };
            let not_stated = known.iter().filter(without_amount).count();
            let value = paid.value();
            if ["planned_minutes", "present_minutes", "paid_days"]
                .iter()
                .all(|field| value[*field].as_i64().unwrap_or(0) == 0)
            {
                continue;
            }
            let provider = placement.start.text("provider");
            let of_provider = providers.entry(provider.to_owned()).or_default();
            of_provider.0 += 1;
            months.values().for_each(|month| of_provider.1.add(placement.id, month));
            of_provider.2 += not_stated;
            let mut row = json!({"placement": placement.id, "enrolment": placement.enrolment, "provider": provider,
                "outcome": placement.end.map(|row| row.text("outcome"))});
            row.as_object_mut().unwrap().extend(share_row(&paid, not_stated).as_object().unwrap().clone());
            rows.insert(placement.id.to_owned(), row);
        }
    }
    let providers: Vec<Value> = providers
        .into_iter()
        .map(|(provider, (placements, paid, not_stated))| {
            let mut row = json!({"provider": provider, "placements": placements});
            row.as_object_mut().unwrap().extend(share_row(&paid, not_stated).as_object().unwrap().clone());
            row
        })
        .collect();
    json!({"placements": rows.into_values().collect::<Vec<_>>(), "providers": providers})
}

/// Everything that `flows` answers.
pub fn flows(people: &People, asked: &Asked<'_>, by: &str) -> Value {
    let mut edges: BTreeMap<(usize, String, String), usize> = BTreeMap::new();
    let mut count = 0;
    for (person, rows) in people {
        for stay in stays(person, rows).iter().filter(|stay| asked.takes(stay)) {
            count += 1;
            let mut way = vec!["intake".to_owned()];
            let end = stay.to.unwrap_or((asked.reached)(stay.programme).plus_days(1));
            let within: Vec<Placement<'_>> = placements(rows)
                .into_iter()
                .filter(|p| p.enrolment == stay.enrolment && (stay.from..end).contains(&p.start.holds))
                .filter(|p| p.end.is_none_or(|row| row.end >= p.start.holds))
                .collect();
            let of_placements = |field: &str| within.iter().map(|p| p.start.text(field).to_owned()).collect::<Vec<_>>();
            let steps = if by == "step" { steps(stay, rows, end) } else { Vec::new() };
            way.extend(if steps.is_empty() { of_placements(by) } else { steps });
            way.retain(|value| !value.is_empty());
            way.dedup();
            way.push(if stay.to.is_some() { format!("exit:{}", stay.destination) } else { "in_programme".to_owned() });
            for (position, pair) in way.windows(2).enumerate() {
                *edges.entry((position + 1, pair[0].clone(), pair[1].clone())).or_default() += 1;
            }
        }
    }
    let row = |((position, from, to), stays)| json!({"position": position, "from": from, "to": to, "stays": stays});
    json!({"by": by, "stays": count, "rows": edges.into_iter().map(row).collect::<Vec<_>>()})
}

/// The step on each day of a stay, where the day before it was another or none.
fn steps(stay: &Stay<'_>, rows: &[Known], end: Day) -> Vec<String> {
    let moved = |row: &&Known| row.type_name == "participant.transitioned" && row.text("enrolment") == stay.enrolment;
    let before = stays(stay.person, rows).into_iter().filter(|other| other.enrolment == stay.enrolment);
    let since = before.filter_map(|other| other.to).filter(|to| *to <= stay.from).max().unwrap_or(Day::MIN);
    let own: Vec<&Known> = rows.iter().filter(moved).filter(|row| (since..end).contains(&row.holds)).collect();
    let mut steps: Vec<String> = Vec::new();
    let mut day = stay.from;
    while day < end {
        let step = own.iter().rfind(|row| row.holds <= day).map(|row| row.text("to"));
        let step = step.or_else(|| own.first().map(|row| row.text("from"))).unwrap_or_default();
        if !step.is_empty() && steps.last().is_none_or(|last| last != step) {
            steps.push(step.to_owned());
        }
        day = day.plus_days(1);
    }
    steps
}

/// What holds of all courses: spells of one kind follow each other, and with the gaps they are the stay.
pub fn hold(answer: &Value, reached: &dyn Fn(Option<&str>) -> Day) -> Result<(), TestCaseError> {
    let day = |value: &Value| value.as_str().map(|text| text.parse::<Day>().unwrap());
    for course in answer["rows"].as_array().unwrap() {
        let spells = course["spells"].as_array().unwrap();
        let end = reached(course["programme"].as_str()).plus_days(1);
        let mut last: BTreeMap<String, Option<Day>> = BTreeMap::new();
        for spell in spells {
            let (from, to) = (day(&spell["from"]).unwrap(), day(&spell["to"]));
            prop_assert!(to.is_none_or(|to| from < to), "{}", spell);
            let kind = match spell["kind"].as_str().unwrap() {
                "measure" => continue,
                "benefit" => format!("benefit {}", spell["code"]),
                kind => kind.to_owned(),
            };
            if let Some(before) = last.insert(kind, to) {
                prop_assert!(before.is_some_and(|before| before <= from), "{}", course);
            }
        }
        for stay in course["stays"].as_array().unwrap() {
            let (from, to) = (day(&stay["from"]).unwrap(), day(&stay["to"]).unwrap_or(end));
            for kind in ["step", "measure", "benefit"] {
                let mut at = from;
                while at < to {
                    let holds = |row: &&Value| {
                        row["kind"] == kind
                            && day(&row["from"]).unwrap() <= at
                            && day(&row["to"]).is_none_or(|to| at < to)
                    };
                    let covered = spells.iter().any(|spell| holds(&spell));
                    let gap = stay["gaps"].as_array().unwrap().iter().any(|gap| holds(&gap));
                    prop_assert!(covered != gap, "{} on {} of {}", kind, at, course);
                    at = at.plus_days(1);
                }
            }
            let segments = stay["segments"].as_array().unwrap();
            let firsts: Vec<Option<Day>> = segments.iter().map(|part| day(&part["from"])).collect();
            let nexts: Vec<Option<Day>> = segments.iter().map(|part| day(&part["to"])).collect();
            prop_assert_eq!(firsts.first(), Some(&Some(from)));
            prop_assert_eq!(&firsts[1..], &nexts[..nexts.len() - 1]);
            prop_assert_eq!(nexts.last(), Some(&day(&stay["to"])));
        }
    }
    Ok(())
}
