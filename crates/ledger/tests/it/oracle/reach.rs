//! Where the records end, read from the raw lines: what states it, what closes, which documents were moved in, and when
//! anything was recorded at all.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_core::{Day, Instant};
use serde_json::Value;

use crate::raw::{Known, in_force};

/// By programme and subject: the last day, and why; and of what anything is recorded at all.
#[derive(Debug, Default)]
pub struct Reach(
    pub BTreeMap<(String, String), (Day, &'static str)>,
    pub BTreeSet<(String, String)>,
    /// The day of the last ordinary entry.
    Option<Day>,
);

impl Reach {
    /// What is known at a position, asked about a day.
    pub fn of(lines: &[Value], as_of: Day, known_at: u64) -> Reach {
        let mut reach = BTreeMap::new();
        let (mut enrolments, mut placements) = (BTreeMap::new(), BTreeMap::new());
        let mut ordinary = BTreeMap::new();
        let mut newest = None;
        for line in lines.iter().take_while(|line| line["head"]["seq"].as_u64().unwrap() <= known_at) {
            let (head, body) = (&line["head"], &line["body"]);
            let type_name = head["type"].as_str().unwrap();
            if type_name == "entry.replaced" {
                // A correction moves no end, but can begin the records of a programme that nothing else names.
                let named = |field: &str| body["body"][field].as_str().map(str::to_owned);
                if let (Some(enrolment), Some(programme)) = (named("enrolment"), named("programme")) {
                    let key = (programme.clone(), "participants".to_owned());
                    if !ordinary.contains_key(&key) {
                        reach.entry(key).or_insert((recorded(head), "batch"));
                    }
                    enrolments.insert(enrolment, programme);
                }
            }
            if type_name.starts_with("entry.") || type_name == "ledger.opened" {
                continue;
            }
            let text = |field: &str| body[field].as_str().map(str::to_owned);
            if let (Some(enrolment), Some(programme)) = (text("enrolment"), text("programme")) {
                enrolments.entry(enrolment).or_insert(programme);
            }
            if let ("measure.started", Some(placement), Some(enrolment)) =
                (type_name, text("placement"), text("enrolment"))
            {
                placements.insert(placement, enrolment);
            }
            let day = recorded(head);
            let migrated = !head["migrated"].is_null();
            if !migrated {
                newest = newest.max(Some(day));
            }
            let of_person = || {
                let enrolment = text("enrolment").or_else(|| placements.get(&text("placement")?).cloned())?;
                enrolments.get(&enrolment).cloned()
            };
            let (kind, rest) = head["stream"].as_str().unwrap().split_once('/').unwrap();
            let subject = match (kind, type_name) {
                ("participant", _) => of_person().map(|programme| (programme, "participants")),
                ("plan", _) => Some((rest.to_owned(), "plan")),
                ("fund", _) => Some((rest.split('/').next().unwrap().to_owned(), "money")),
                ("risk", _) => Some((rest.to_owned(), "risks")),
                (
                    _,
                    "programme.body_established"
                    | "programme.body_met"
                    | "programme.body_member_joined"
                    | "programme.body_member_left"
                    | "programme.body_dissolved",
                ) => Some((rest.to_owned(), "bodies")),
                (
                    _,
                    "programme.report_due"
                    | "programme.report_received"
                    | "programme.deliverable_due"
                    | "programme.deliverable_received",
                ) => Some((rest.to_owned(), "reports")),
                (_, "programme.staff_assigned" | "programme.staff_ended" | "programme.caseload_norm_set") => {
                    Some((rest.to_owned(), "staff"))
                }
                _ => None,
            };
            let Some((programme, subject)) = subject else { continue };
            let key = (programme, subject.to_owned());
            match migrated {
                true => reach.insert(key, (day, "batch")).map(|_| ()),
                false => ordinary.insert(key, ()),
            };
        }
        for key in ordinary.into_keys() {
            reach.insert(key, (newest.unwrap().plus_days(31), "recorded"));
        }
        let all = in_force(lines, Day::MAX, known_at);
        let named: BTreeSet<(String, String)> = reach.keys().cloned().collect();
        let programme = |row: &Known| row.stream.strip_prefix("programme/").map(str::to_owned);
        let mut closed: BTreeMap<String, Option<Day>> = BTreeMap::new();
        for row in in_force(lines, as_of, known_at) {
            let Some(name) = programme(&row) else { continue };
            match row.type_name.as_str() {
                "programme.established" => closed.insert(name, None),
                "programme.closed" => {
                    let stands = closed.get(&name).copied().flatten();
                    closed.insert(name, stands.or(Some(row.end)))
                }
                _ => continue,
            };
        }
        for (name, day) in closed.into_iter().filter_map(|(name, day)| Some((name, day?))) {
            for subject in ["participants", "bodies", "staff"] {
                reach.insert((name.clone(), subject.to_owned()), (day, "closed"));
            }
        }
        let mut stated: Vec<&Known> = all.iter().filter(|row| row.type_name == "programme.records_end").collect();
        stated.sort_by_key(|row| row.seq);
        for row in stated {
            for subject in row.body["subjects"].as_array().unwrap() {
                let key = (programme(row).unwrap(), subject.as_str().unwrap().to_owned());
                reach.insert(key, (row.end, "records_end"));
            }
        }
        Reach(reach, named, newest)
    }

    /// The day of the last entry, where a ledger in use speaks for a later day.
    pub fn until(&self, programme: &str, subject: &str, as_of: Day) -> Value {
        let end = self.0.get(&(programme.to_owned(), subject.to_owned()));
        let speaks = end.filter(|(day, why)| *why == "recorded" && as_of <= *day);
        let until = speaks.and(self.2).filter(|until| *until < as_of);
        until.map_or(Value::Null, |until| Value::from(until.to_string()))
    }

    /// The day that a question about a day is answered for.
    pub fn day(&self, programme: Option<&str>, subject: &str, as_of: Day) -> Day {
        let end = programme.and_then(|name| self.0.get(&(name.to_owned(), subject.to_owned())));
        end.map_or(as_of, |(day, _)| as_of.min(*day))
    }

    /// The statements that count of persons and plans: those as far as the records reach.
    pub fn cut(&self, known: Vec<Known>, as_of: Day) -> Vec<Known> {
        let all = known.clone();
        let mut known = known;
        known.retain(|row| {
            let subject = if row.stream.starts_with("participant/") { "participants" } else { "plan" };
            let about = match row.stream.split_once('/') {
                Some(("participant", _)) => about(&all, row),
                Some(("plan", plan)) => Some(plan.to_owned()),
                _ => return true,
            };
            row.holds <= self.day(about.as_deref(), subject, as_of)
        });
        known
    }
}

/// The programme of a person's statement: the first that its enrolment names.
fn about(all: &[Known], row: &Known) -> Option<String> {
    let started =
        |other: &&Known| other.type_name == "measure.started" && other.text("placement") == row.text("placement");
    let enrolment = match row.text("enrolment") {
        "" => all.iter().filter(|_| !row.text("placement").is_empty()).find(started)?.text("enrolment"),
        enrolment => enrolment,
    };
    let named = |other: &&Known| other.text("enrolment") == enrolment && !other.text("programme").is_empty();
    all.iter().filter(|_| !enrolment.is_empty()).find(named).map(|other| other.text("programme").to_owned())
}

fn recorded(head: &Value) -> Day {
    let at: Instant = head["recorded"].as_str().unwrap().parse().unwrap();
    at.oslo_day().unwrap()
}
