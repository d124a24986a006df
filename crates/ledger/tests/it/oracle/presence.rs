//! What was attended, paid and missed, day by day from the statements in force.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_core::Day;
use serde_json::{Value, json};

use super::courses::{placements, programme};
use super::people::People;
use crate::raw::{Known, ends};

/// What is asked.
pub struct Asked<'a> {
    pub programme: Option<&'a str>,
    pub provider: Option<&'a str>,
    pub first: Option<Day>,
    pub last: Option<Day>,
    /// The last day that the records of a programme reach.
    pub reached: &'a dyn Fn(Option<&str>) -> Day,
}

fn days(first: Day, last: Day) -> Vec<Day> {
    let mut days = Vec::new();
    let mut day = first;
    while day <= last {
        days.push(day);
        day = day.plus_days(1);
    }
    days
}

fn month(day: Day) -> String {
    day.to_string()[..7].to_owned()
}

/// An amount over the months of a period: one more for those whose share was cut most, until nothing is left.
pub(super) fn spread(amount: i64, first: Day, last: Day) -> BTreeMap<String, i64> {
    let mut count: BTreeMap<String, i64> = BTreeMap::new();
    for day in days(first, last) {
        *count.entry(month(day)).or_default() += 1;
    }
    let whole: i64 = count.values().sum();
    let mut parts: BTreeMap<String, i64> =
        count.iter().map(|(month, own)| (month.clone(), (amount * own).div_euclid(whole))).collect();
    let mut served = BTreeSet::new();
    while parts.values().sum::<i64>() < amount {
        let mut best: Option<(&String, i64)> = None;
        for (month, own) in count.iter().filter(|(month, _)| !served.contains(*month)) {
            let rest = (amount * own).rem_euclid(whole);
            if best.is_none_or(|(_, most)| rest > most) {
                best = Some((month, rest));
            }
        }
        let (month, _) = best.unwrap();
        *parts.get_mut(month).unwrap() += 1;
        served.insert(month.clone());
    }
    parts
}

fn half_up(part: i128, whole: i128) -> Option<i64> {
    (whole > 0).then(|| i64::try_from((2 * part + whole).div_euclid(2 * whole)).unwrap())
}

#[derive(Default)]
pub(super) struct Month {
    planned: i64,
    present: i64,
    attended: bool,
    /// Share, days, øre if they are stated.
    paid: Vec<(i64, i64, Option<i64>)>,
}

#[derive(Default)]
pub(super) struct Row {
    placements: BTreeSet<String>,
    planned: Option<i64>,
    present: Option<i64>,
    days: Option<i64>,
    share_days: i64,
    paid: Option<i64>,
    compared: Option<i64>,
    attended: Option<i64>,
    without_attendance: i64,
    without_payment: i64,
    without_share: bool,
    without_amount: bool,
}

impl Row {
    pub(super) fn add(&mut self, placement: &str, month: &Month) {
        self.placements.insert(placement.to_owned());
        if month.attended {
            *self.planned.get_or_insert(0) += month.planned;
            *self.present.get_or_insert(0) += month.present;
        }
        for (share, days, ore) in &month.paid {
            *self.days.get_or_insert(0) += days;
            self.share_days += share * days;
            if let Some(ore) = ore {
                *self.paid.get_or_insert(0) += ore;
            }
            self.without_amount |= ore.is_none();
            let Some(ore) = ore else { continue };
            if month.planned > 0 && *share > 0 {
                let whole_place = i128::from(*share) * i128::from(month.planned);
                let cost = half_up(i128::from(*ore) * 10_000 * i128::from(month.present), whole_place).unwrap();
                *self.compared.get_or_insert(0) += ore;
                *self.attended.get_or_insert(0) += cost;
            }
            self.without_share |= month.planned > 0 && *share == 0;
        }
        self.without_attendance += i64::from(!month.paid.is_empty() && month.planned == 0);
        self.without_payment += i64::from(month.paid.is_empty() && month.attended);
    }

    pub(super) fn value(&self) -> Value {
        let mut lacks = Vec::new();
        for (word, lacking) in [
            ("attendance", self.without_attendance > 0),
            ("payment", self.without_payment > 0),
            ("paid_share", self.without_share),
            ("amount", self.without_amount),
        ] {
            lacks.extend(lacking.then_some(word));
        }
        json!({
            "placements": self.placements.len(), "planned_minutes": self.planned, "present_minutes": self.present,
            "attended_bp": half_up(i128::from(self.present.unwrap_or(0)) * 10_000, self.planned.unwrap_or(0).into()),
            "paid_days": self.days,
            "paid_bp": half_up(self.share_days.into(), self.days.unwrap_or(0).into()), "paid_ore": self.paid,
            "compared_ore": self.compared, "attended_ore": self.attended,
            "difference_ore": self.attended.map(|attended| self.compared.unwrap() - attended),
            "without_attendance": self.without_attendance, "without_payment": self.without_payment,
            "not_recorded": lacks,
        })
    }
}

/// What is recorded of a placement month by month, and the øre that were paid without days.
pub(super) fn months(statements: &[Known], known: &[Known], placement: &str) -> (BTreeMap<String, Month>, Option<i64>) {
    let own = |row: &&Known| row.text("placement") == placement;
    let mut months: BTreeMap<String, Month> = BTreeMap::new();
    let mut without_days = None;
    for row in statements.iter().filter(own).filter(|row| row.type_name == "attendance.recorded") {
        let (first, last) = ends(&row.body["period"]);
        let present = row.body["present_minutes"].as_i64().unwrap();
        let absent = row.body["planned_minutes"].as_i64().unwrap() - present;
        for (name, minutes) in spread(present, first, last) {
            let month = months.entry(name).or_default();
            (month.planned, month.present) = (month.planned + minutes, month.present + minutes);
            month.attended = true;
        }
        for (name, minutes) in spread(absent, first, last) {
            months.get_mut(&name).unwrap().planned += minutes;
        }
    }
    for row in known.iter().filter(own).filter(|row| row.type_name == "fund.spent") {
        let (share, ore) = (row.body["paid_share_bp"].as_i64(), row.body["amount_ore"].as_i64());
        let Some(share) = share else { continue };
        let Some(period) = row.body.get("for_period") else {
            if let Some(ore) = ore {
                *without_days.get_or_insert(0) += ore;
            }
            continue;
        };
        let (first, last) = ends(period);
        for (name, spread_ore) in spread(ore.unwrap_or(0), first, last) {
            let inside = days(first, last).into_iter().filter(|day| month(*day) == name).count();
            let days = i64::try_from(inside).unwrap();
            months.entry(name).or_default().paid.push((share, days, ore.map(|_| spread_ore)));
        }
    }
    (months, without_days)
}

/// Provider, placement and month, as far as the rows are about them.
type Key = (Option<String>, Option<String>, Option<String>);

/// Everything that `attendance` answers.
pub fn attendance(people: &People, known: &[Known], asked: &Asked<'_>, by: &str) -> Value {
    let mut rows: BTreeMap<Key, Row> = BTreeMap::new();
    let mut totals = Row::default();
    let mut left: [Option<i64>; 5] = [None; 5];
    let plus =
        |sum: &mut Option<i64>, more: Option<i64>| more.into_iter().for_each(|more| *sum.get_or_insert(0) += more);
    for statements in people.values() {
        for placement in placements(statements) {
            let programme = programme(statements, placement.enrolment);
            let provider = placement.start.text("provider");
            if asked.programme.is_some_and(|name| programme != Some(name))
                || asked.provider.is_some_and(|name| provider != name)
            {
                continue;
            }
            let (months, without_days) = months(statements, known, placement.id);
            plus(&mut left[4], without_days);
            let reached = (asked.reached)(programme);
            for (name, found) in &months {
                let first: Day = format!("{name}-01").parse().unwrap();
                let last = first.plus_months(1).plus_days(-1);
                if reached < last {
                    plus(&mut left[0], found.attended.then_some(found.planned));
                    plus(&mut left[1], found.attended.then_some(found.present));
                    found.paid.iter().for_each(|(_, days, _)| plus(&mut left[2], Some(*days)));
                    found.paid.iter().for_each(|(_, _, ore)| plus(&mut left[3], *ore));
                    continue;
                }
                if asked.first.is_some_and(|day| last < day) || asked.last.is_some_and(|day| day < last) {
                    continue;
                }
                let text = |when: &[&str], text: &str| when.contains(&by).then(|| text.to_owned());
                let key = (
                    text(&["provider_month", "provider", "placement"], provider),
                    text(&["placement"], placement.id),
                    text(&["provider_month", "month"], name),
                );
                rows.entry(key).or_default().add(placement.id, found);
                totals.add(placement.id, found);
            }
        }
    }
    let row = |((provider, placement, month), row): (Key, Row)| {
        let mut value = json!({"provider": provider, "placement": placement, "month": month});
        value.as_object_mut().unwrap().extend(row.value().as_object().unwrap().clone());
        value
    };
    let rows: Vec<Value> = rows.into_iter().map(row).collect();
    let [planned, present, days, ore, without_days] = left;
    json!({"rows": rows, "totals": totals.value(), "left_out": {"planned_minutes": planned, "present_minutes": present,
        "paid_days": days, "paid_ore": ore, "without_days_ore": without_days}})
}

/// The days of an absence up to a day: each with whether it is a working day, and with its minutes where minutes alone are
/// recorded.
pub(super) fn days_away(row: &Known, until: Day) -> Vec<(Day, bool, Option<i64>)> {
    let (first, last) = ends(&row.body["period"]);
    let period = days(first, last);
    let weekday = |day: &&Day| day.days_since(Day::MIN) % 7 < 5;
    let (recorded, minutes) = (row.body["days"].as_u64(), row.body["minutes"].as_i64());
    let mut in_order: Vec<Day> = period.iter().filter(weekday).copied().collect();
    let weekdays = in_order.len();
    in_order.extend(period.iter().filter(|day| !weekday(day)));
    in_order.truncate(recorded.map_or(weekdays, |days| usize::try_from(days).unwrap()));
    let length = period.len() as i64;
    let of = |(number, day): (i64, Day)| match (recorded, minutes) {
        // The first days have one more, as far as it goes.
        (None, Some(minutes)) => (day, false, Some(minutes / length + i64::from(number < minutes % length))),
        _ => (day, in_order.contains(&day), None),
    };
    (0..).zip(period).map(of).take_while(|(day, ..)| *day <= until).collect()
}

/// The absence of a person that is counted together: entries, days, working days, minutes.
#[derive(Default)]
struct Away(BTreeSet<u64>, BTreeSet<Day>, BTreeSet<Day>, i64);

type AwayKey = [Option<String>; 4];

/// Everything that `absence` answers, the kinds in the order of their definition.
pub fn absence(people: &People, asked: &Asked<'_>, by: &str, kinds: &[&str]) -> Value {
    let mut rows: BTreeMap<(AwayKey, usize), [usize; 5]> = BTreeMap::new();
    let mut totals = [0_usize; 5];
    let add = |row: &mut [usize; 5], away: &Away| {
        let minutes = usize::try_from(away.3).unwrap();
        let counts = [away.0.len(), usize::from(!away.0.is_empty()), away.1.len(), away.2.len(), minutes];
        row.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
    };
    for (person, statements) in people {
        let (mut own, mut all): (BTreeMap<(AwayKey, usize), Away>, Away) = (BTreeMap::new(), Away::default());
        let places = placements(statements);
        for row in statements.iter().filter(|row| row.type_name == "absence.recorded") {
            let place = places.iter().find(|place| place.id == row.text("placement"));
            let of = place.and_then(|place| programme(statements, place.enrolment));
            let provider = place.map(|place| place.start.text("provider"));
            if asked.programme.is_some_and(|name| of != Some(name))
                || asked.provider.is_some_and(|name| provider != Some(name))
            {
                continue;
            }
            let until = (asked.reached)(of).min(place.and_then(|place| place.end).map_or(Day::MAX, |row| row.end));
            for (day, working, minutes) in days_away(row, until) {
                if asked.first.is_some_and(|first| day < first) || asked.last.is_some_and(|last| day > last) {
                    continue;
                }
                let text = |when: &str, text: Option<&str>| text.filter(|_| by == when).map(str::to_owned);
                let key = [
                    text("programme", of),
                    text("provider", provider),
                    text("month", Some(&month(day))),
                    text("person", Some(person)),
                ];
                let kind = kinds.iter().position(|kind| *kind == row.text("kind")).unwrap();
                for away in [own.entry((key, kind)).or_default(), &mut all] {
                    away.0.insert(row.seq);
                    match minutes {
                        Some(minutes) => away.3 += minutes,
                        None => {
                            away.1.insert(day);
                            if working {
                                away.2.insert(day);
                            }
                        }
                    }
                }
            }
        }
        own.into_iter().for_each(|(key, away)| add(rows.entry(key).or_default(), &away));
        add(&mut totals, &all);
    }
    let sums = |[absences, participants, calendar, working, minutes]: [usize; 5]| {
        json!({"absences": absences, "participants": participants, "calendar_days": calendar, "working_days": working,
            "minutes": minutes})
    };
    let row = |(([programme, provider, month, person], kind), counts): ((AwayKey, usize), [usize; 5])| {
        let mut value = json!({"programme": programme, "provider": provider, "month": month, "participant": person,
            "kind": kinds[kind]});
        value.as_object_mut().unwrap().extend(sums(counts).as_object().unwrap().clone());
        value
    };
    json!({"rows": rows.into_iter().map(row).collect::<Vec<_>>(), "totals": sums(totals)})
}
