//! Persons, enrolments and placements played day by day from the statements in force.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_answers::Question;
use hovedbok_answers::questions::ListOf;
use hovedbok_core::{Day, Name};
use hovedbok_state::Status;
use serde_json::Value;

use crate::raw::Known;

/// One person's statements; merged participants are one person.
pub type People = BTreeMap<String, Vec<Known>>;

/// Statements by person. Whoever is merged counts as the one who stays.
pub fn people(known: &[Known]) -> People {
    let own = |row: &Known| row.stream.strip_prefix("participant/").map(str::to_owned);
    let mut into: BTreeMap<String, String> = BTreeMap::new();
    for row in known.iter().filter(|row| row.type_name == "participant.merged") {
        into.insert(own(row).unwrap(), row.text("into").to_owned());
    }
    let mut people = People::new();
    for row in known {
        let Some(id) = own(row) else { continue };
        people.entry(survivor(&id, &into)).or_default().push(row.clone());
    }
    people
}

fn survivor(id: &str, into: &BTreeMap<String, String>) -> String {
    let mut path = vec![id.to_owned()];
    while let Some(next) = into.get(path.last().unwrap()) {
        if let Some(ring) = path.iter().position(|seen| seen == next) {
            // Who was merged in a circle counts as the lowest of it.
            return path[ring..].iter().min().unwrap().clone();
        }
        path.push(next.clone());
    }
    path.pop().unwrap()
}

fn next(status: &'static str, row: &Known) -> &'static str {
    let outside = !matches!(status, "in_programme" | "suspended" | "exited");
    match (row.type_name.as_str(), row.text("decision")) {
        ("participant.applied", _) if matches!(status, "" | "rejected" | "withdrawn") => "applied",
        ("participant.waitlisted", _) if outside => "waiting",
        ("participant.withdrawn", _) if outside => "withdrawn",
        ("participant.decided", "grant") if outside => "granted",
        ("participant.decided", "reject") if outside => "rejected",
        ("participant.intake", _) if status != "suspended" => "in_programme",
        ("participant.suspended", _) if status == "in_programme" => "suspended",
        ("participant.resumed", _) if status == "suspended" => "in_programme",
        ("participant.exited", _) => "exited",
        _ => status,
    }
}

fn enrolments(rows: &[Known]) -> BTreeSet<&str> {
    rows.iter().map(|row| row.text("enrolment")).filter(|id| !id.is_empty()).collect()
}

/// The status of an enrolment when a day is over; empty while nothing has begun.
pub(super) fn status(rows: &[Known], enrolment: &str, day: Day) -> &'static str {
    let own = rows.iter().filter(|row| row.text("enrolment") == enrolment && row.holds <= day);
    own.fold("", next)
}

/// The programme: the first one named.
fn programme<'a>(rows: &'a [Known], enrolment: &str) -> Option<&'a str> {
    let named = |row: &&Known| row.text("enrolment") == enrolment && !row.text("programme").is_empty();
    rows.iter().find(named).map(|row| row.text("programme"))
}

fn inside(status: &str) -> bool {
    matches!(status, "in_programme" | "suspended")
}

/// Persons in programme, persons ever, and persons by status.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub participants: usize,
    pub ever: usize,
    pub groups: BTreeMap<&'static str, usize>,
}

pub fn counts(people: &People, only: Option<&str>, as_of: Day) -> Counts {
    let mut counts = Counts::default();
    for rows in people.values() {
        let all = enrolments(rows);
        let asked = all.iter().filter(|e| only.is_none_or(|name| programme(rows, e) == Some(name)));
        let asked: Vec<&str> = asked.copied().collect();
        let inside_on = |day: Day| asked.iter().any(|e| inside(status(rows, e, day)));
        counts.participants += usize::from(inside_on(as_of));
        counts.ever += usize::from(rows.iter().any(|row| inside_on(row.holds)));
        let mut statuses: BTreeSet<_> = asked.iter().map(|e| status(rows, e, as_of)).collect();
        statuses.remove("");
        // Who is only registered belongs to no programme.
        if only.is_none() && all.iter().all(|e| status(rows, e, as_of).is_empty()) {
            statuses.insert("registered");
        }
        statuses.into_iter().for_each(|status| *counts.groups.entry(status).or_default() += 1);
    }
    counts
}

impl Counts {
    /// How many have each status that anybody has.
    pub fn listed(&self) -> BTreeMap<String, usize> {
        self.groups.iter().map(|(status, count)| ((*status).to_owned(), *count)).collect()
    }
}

/// The list of everybody, whatever their status is.
pub fn everybody(programme: Option<Name>) -> Question {
    Question::List(ListOf { status: Status::ALL.iter().copied().collect(), programme, ..ListOf::default() })
}

/// How many persons a list has of each status that anybody has.
pub fn listed(list: &Value) -> BTreeMap<String, usize> {
    let mut listed: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for row in list["rows"].as_array().unwrap() {
        let status = row["status"].as_str().unwrap().to_owned();
        listed.entry(status).or_default().insert(row["participant"].as_str().unwrap());
    }
    listed.into_iter().map(|(status, persons)| (status, persons.len())).collect()
}

/// The office of an enrolment that somebody is inside on a day: that of the last intake by then.
fn office<'a>(rows: &'a [Known], enrolment: &str, day: Day) -> Option<&'a str> {
    let taken_in = |row: &&Known| row.type_name == "participant.intake" && row.text("enrolment") == enrolment;
    let last = rows.iter().filter(|row| row.holds <= day).rfind(taken_in)?;
    inside(status(rows, enrolment, day)).then(|| last.text("office"))
}

/// Office to how many are there on the day, and how many were there on any day until then; of a programme, or of all.
pub fn offices(people: &People, only: Option<&str>, as_of: Day) -> BTreeMap<String, (usize, usize)> {
    let mut offices: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for rows in people.values() {
        let mut all = enrolments(rows);
        all.retain(|e| only.is_none_or(|name| programme(rows, e) == Some(name)));
        let on = |day: Day| -> BTreeSet<&str> { all.iter().filter_map(|e| office(rows, e, day)).collect() };
        on(as_of).into_iter().for_each(|office| offices.entry(office.to_owned()).or_default().0 += 1);
        let ever: BTreeSet<&str> = rows.iter().flat_map(|row| on(row.holds)).collect();
        ever.into_iter().for_each(|office| offices.entry(office.to_owned()).or_default().1 += 1);
    }
    offices
}

/// Whether anybody has an enrolment in the programme that has begun.
pub fn enrolled(people: &People, name: &str) -> bool {
    let begun = |rows: &Vec<Known>, e: &str| programme(rows, e) == Some(name) && !status(rows, e, Day::MAX).is_empty();
    people.values().any(|rows| enrolments(rows).iter().any(|e| begun(rows, e)))
}

/// Programme, year, provider, outcome.
pub type Place = (Option<String>, i64, String, String);

/// Participants and placements by place; `day` is the day that is asked about of a programme.
pub fn placements(people: &People, day: &dyn Fn(Option<&str>) -> Day) -> BTreeMap<Place, (usize, usize)> {
    let mut places: BTreeMap<Place, (BTreeSet<&str>, usize)> = BTreeMap::new();
    for (person, rows) in people {
        for spell in spells(rows) {
            let as_of = day(programme(rows, &spell.enrolment));
            let last = spell.ended.as_ref().map_or(as_of, |(last, _)| *last).min(as_of);
            let mut days = BTreeSet::new();
            let mut day = spell.from;
            while day <= last {
                days.insert(day.year());
                day = day.plus_days(1);
            }
            for year in days {
                let outcome = match &spell.ended {
                    Some((last, outcome)) if last.year() == year => outcome.clone(),
                    Some(_) | None => "still_in_measure".to_owned(),
                };
                let programme = programme(rows, &spell.enrolment).map(str::to_owned);
                let place = places.entry((programme, i64::from(year), spell.provider.clone(), outcome)).or_default();
                place.0.insert(person);
                place.1 += 1;
            }
        }
    }
    places.into_iter().map(|(place, (people, count))| (place, (people.len(), count))).collect()
}

pub(super) struct Spell {
    pub enrolment: String,
    pub provider: String,
    pub from: Day,
    pub ended: Option<(Day, String)>,
}

/// The spell of every placement: from its first start to the first end after that.
pub(super) fn spells(rows: &[Known]) -> Vec<Spell> {
    let mut spells = Vec::new();
    for placement in rows.iter().map(|row| row.text("placement")).filter(|id| !id.is_empty()).collect::<BTreeSet<_>>() {
        let own: Vec<&Known> = rows.iter().filter(|row| row.text("placement") == placement).collect();
        let Some(start) = own.iter().position(|row| row.type_name == "measure.started") else { continue };
        let end = own[start..].iter().find(|row| row.type_name == "measure.ended");
        spells.push(Spell {
            enrolment: own[start].text("enrolment").to_owned(),
            provider: own[start].text("provider").to_owned(),
            from: own[start].holds,
            ended: end.map(|row| (row.end, row.text("outcome").to_owned())),
        });
    }
    spells
}
