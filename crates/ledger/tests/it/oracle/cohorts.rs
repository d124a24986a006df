//! Who belongs to a defined cohort, played from the statements in force on its own days.

use std::collections::BTreeSet;

use hovedbok_core::Day;
use serde_json::Value;

use super::courses::stays;
use super::people::{People, people, spells, status};
use super::reach::Reach;
use crate::raw::{Known, ends, in_force};

/// Enrolment and first day of the stays that belong to a cohort, as known at a position.
pub fn members(lines: &[Value], programme: &str, cohort: &str, known_at: u64) -> BTreeSet<(String, Day)> {
    let mut members = BTreeSet::new();
    for definition in in_force(lines, Day::MAX, known_at) {
        if definition.type_name != "programme.cohort_defined"
            || definition.stream != format!("programme/{programme}")
            || definition.text("cohort") != cohort
        {
            continue;
        }
        let (first, last) = ends(&definition.body["days"]);
        let last = Reach::of(lines, last, known_at).day(Some(programme), "participants", last);
        for (person, rows) in people(&in_force(lines, last, known_at)) {
            for stay in stays(&person, &rows).into_iter().filter(|stay| stay.programme == Some(programme)) {
                let taken_in = definition.text("takes") == "taken_in";
                let last_inside = stay.to.map_or(last, |to| to.plus_days(-1));
                let belongs = if taken_in {
                    (first..=last).contains(&stay.from)
                } else {
                    stay.from <= last && first <= last_inside && first <= last
                };
                let asked = Asked { rows: &rows, enrolment: stay.enrolment, body: &definition.body };
                let of_placement = || {
                    let begins = (stay.from, stay.to.unwrap_or(Day::MAX));
                    asked.placed(begins, taken_in, first, last)
                };
                let on = last_inside.min(last);
                if belongs
                    && asked.intake(if taken_in { stay.from } else { on })
                    && asked.course(if taken_in { last } else { on })
                    && of_placement()
                {
                    members.insert((stay.enrolment.to_owned(), stay.from));
                }
            }
        }
    }
    members
}

/// What is asked of an enrolment.
struct Asked<'a> {
    rows: &'a [Known],
    enrolment: &'a str,
    body: &'a Value,
}

impl Asked<'_> {
    fn holds(&self, what: &str, own: &str) -> bool {
        let values = self.body[what].as_array().filter(|values| !values.is_empty());
        values.is_none_or(|values| values.iter().any(|value| value == own))
    }

    /// The last row of a type by a day.
    fn last(&self, type_name: &str, day: Day) -> Option<&Known> {
        let own = |row: &&Known| row.type_name == type_name && row.text("enrolment") == self.enrolment;
        self.rows.iter().filter(|row| row.holds <= day).rfind(own)
    }

    fn intake(&self, day: Day) -> bool {
        let text = |field| self.last("participant.intake", day).map_or("", |row| row.text(field));
        // No month of birth is recorded in these histories.
        self.holds("office", text("office"))
            && self.holds("target_group", text("target_group"))
            && self.holds("age_band", "unknown")
    }

    fn course(&self, day: Day) -> bool {
        let text = |type_name, field| self.last(type_name, day).map_or("", |row| row.text(field));
        self.holds("status", status(self.rows, self.enrolment, day))
            && self.holds("step", text("participant.transitioned", "to"))
            && self.holds("counsellor", text("participant.counsellor_assigned", "counsellor"))
    }

    fn placed(&self, (from, to): (Day, Day), taken_in: bool, first: Day, last: Day) -> bool {
        if self.body["provider"].as_array().is_none_or(Vec::is_empty) {
            return true;
        }
        spells(self.rows).iter().any(|spell| {
            let open = if taken_in {
                (first..=last).contains(&spell.from)
            } else {
                spell.from <= last && spell.ended.as_ref().is_none_or(|(end, _)| first <= *end)
            };
            let of_stay = spell.enrolment == self.enrolment && from <= spell.from && spell.from < to;
            open && of_stay && self.holds("provider", &spell.provider)
        })
    }
}

/// How many of the members are in the programme, and how many were.
pub fn counts(people: &People, programme: &str, members: &BTreeSet<(String, Day)>) -> (u64, u64) {
    let (mut inside, mut ever) = (0, 0);
    for (person, rows) in people {
        let own = stays(person, rows).into_iter().filter(|stay| {
            stay.programme == Some(programme) && members.contains(&(stay.enrolment.to_owned(), stay.from))
        });
        let own: Vec<bool> = own.map(|stay| stay.to.is_none()).collect();
        inside += u64::from(own.contains(&true));
        ever += u64::from(!own.is_empty());
    }
    (inside, ever)
}
