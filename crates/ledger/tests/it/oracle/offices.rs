//! Offices, posts and their norms, tenders, and bodies that decide, each read from the statements in force.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_core::Day;
use serde_json::{Value, json};

use super::courses::programme as of_enrolment;
use super::people::{self, People};
use super::programmes::{end, of};
use super::reach::Reach;
use crate::raw::{Known, in_force};

/// What is known at a position, asked about a day.
pub struct Asked<'a> {
    pub lines: &'a [Value],
    pub reach: &'a Reach,
    pub as_of: Day,
    pub known_at: u64,
}

impl Asked<'_> {
    fn known(&self) -> Vec<Known> {
        in_force(self.lines, self.as_of, self.known_at)
    }

    /// Persons as far as their records reach, on a day.
    fn people(&self, on: Day) -> People {
        people::people(&self.reach.cut(in_force(self.lines, on, self.known_at), on))
    }

    fn day(&self, programme: &str, subject: &str) -> Day {
        self.reach.day(Some(programme), subject, self.as_of)
    }

    /// How many are in the programme on a day, in all and by office; nothing where no person of it is recorded.
    fn persons(&self, programme: &str, on: Day) -> Option<(usize, BTreeMap<String, usize>)> {
        if !self.reach.1.contains(&(programme.to_owned(), "participants".to_owned())) {
            return None;
        }
        let people = self.people(on);
        let offices = people::offices(&people, Some(programme), on);
        let there = offices.into_iter().map(|(office, (now, _))| (office, now)).collect();
        Some((people::counts(&people, Some(programme), on).participants, there))
    }

    /// The caseloads of a programme, as `staff` shows them.
    pub fn caseloads(&self, programme: &str) -> Vec<Value> {
        let on = self.day(programme, "staff").min(self.day(programme, "participants"));
        let known = self.known();
        let mut norms: BTreeMap<(String, Option<String>), &Known> = BTreeMap::new();
        let set = of(&known, programme, "programme.caseload_norm_set");
        for row in set.into_iter().filter(|row| row.start <= on) {
            norms.insert((row.text("role").to_owned(), row.body["office"].as_str().map(str::to_owned)), row);
        }
        norms.retain(|_, row| row.day("until").is_none_or(|until| on <= until));
        let posts = posts(&known, programme, on);
        let mut keys: BTreeMap<(String, Option<String>), &Known> = norms.clone();
        for (role, office, _) in &posts {
            if let (Some(office), Some(norm)) = (office, norms.get(&(role.clone(), None))) {
                keys.entry((role.clone(), Some(office.clone()))).or_insert(norm);
            }
        }
        let persons = self.persons(programme, on);
        let row = |((role, office), norm): (&(String, Option<String>), &&Known)| {
            let own: Vec<_> =
                posts.iter().filter(|post| post.0 == *role && (office.is_none() || post.1 == *office)).collect();
            let share: Option<i64> = own.iter().map(|(_, _, share)| *share).sum();
            let participants = persons.as_ref().and_then(|(all, offices)| match office {
                Some(office) => offices.get(office).copied(),
                None => Some(*all),
            });
            let most = norm.body["most"].as_i64().unwrap();
            let both = participants.map(|count| i64::try_from(count).unwrap()).zip(share);
            let each = both.filter(|(_, share)| *share > 0);
            json!({"programme": programme, "role": role, "office": office, "on": on, "participants": participants,
                "posts": own.len(), "share_bp": share, "norm": most, "entry": norm.seq,
                "per_post_hundredths": each.map(|(count, share)| (count * 2_000_000 + share) / (share * 2)),
                "within_norm": both.map(|(count, share)| count * 10_000 <= share * most)})
        };
        keys.iter().map(row).collect()
    }

    /// The offices of a programme with how many are there.
    pub fn offices(&self, programme: &str) -> Vec<Value> {
        struct Row {
            office: String,
            from: (Day, Day),
            until: Option<Day>,
            left: bool,
        }
        let known = self.known();
        let stream = format!("programme/{programme}");
        let mut rows: Vec<Row> = Vec::new();
        for row in known.iter().filter(|row| row.stream == stream) {
            let office = row.text("office");
            match row.type_name.as_str() {
                "programme.office_joined" => {
                    let is_in = |other: &&mut Row| {
                        other.office == office
                            && !other.left
                            && other.until.is_none_or(|until| row.start <= until.plus_days(1))
                    };
                    match rows.iter_mut().rfind(is_in) {
                        Some(other) => other.until = row.day("until").or(other.until),
                        None => {
                            let (from, until) = ((row.start, row.end), row.day("until"));
                            rows.push(Row { office: office.to_owned(), from, until, left: false });
                        }
                    }
                }
                "programme.office_left" => {
                    let is_in = |other: &&mut Row| {
                        other.office == office
                            && !other.left
                            && other.from.0 <= row.end
                            && other.until.is_none_or(|until| row.end <= until)
                    };
                    if let Some(other) = rows.iter_mut().rfind(is_in) {
                        (other.until, other.left) = (Some(row.end), true);
                    }
                }
                _ => {}
            }
        }
        let (last, closed) = end(&known, programme);
        let on = self.day(programme, "participants");
        let persons = self.persons(programme, on);
        let shown = |row: Row| {
            let last_day = match row.until {
                Some(until) if closed && !row.left => last.map(|last| last.min(until)),
                Some(until) => Some(until),
                None => last,
            };
            let there = row.from.0 <= on && last_day.is_none_or(|last| on <= last);
            let participants = persons.as_ref().filter(|_| there).and_then(|(_, by)| by.get(&row.office));
            let from = json!({"start": row.from.0, "end": row.from.1, "as_written": null});
            json!({"programme": programme, "office": row.office, "from": from, "last_day": last_day, "left": row.left,
                "participants": participants})
        };
        rows.into_iter().map(shown).collect()
    }

    /// The steps of the tenders of a programme.
    pub fn tenders(&self, programme: &str) -> Vec<Value> {
        let known = self.known();
        let row = |row: &Known| {
            let on = json!({"start": row.start, "end": row.end, "as_written": null});
            json!({"programme": programme, "contract": row.text("contract"), "step": row.text("step"), "on": on,
                "bids": row.body["bids"]})
        };
        of(&known, programme, "programme.tender_step").into_iter().map(row).collect()
    }

    /// How many decisions name each body of a programme.
    pub fn decisions(&self, programme: &str) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for rows in self.people(self.as_of).values() {
            for row in decisions(rows) {
                if of_enrolment(rows, row.text("enrolment")) == Some(programme) {
                    *counts.entry(row.text("decided_by").to_owned()).or_default() += 1;
                }
            }
        }
        counts
    }

    /// The findings about all this, sorted: kind, programme, entries.
    pub fn findings(&self) -> Vec<(String, String, Vec<u64>)> {
        let mut found = Vec::new();
        let mut add = |kind: &str, programme: &str, entries: Vec<u64>| {
            found.push((kind.to_owned(), programme.to_owned(), entries));
        };
        let known = self.known();
        for programme in ["KVP", "TIO"] {
            for row in self.caseloads(programme).iter().filter(|row| row["within_norm"] == false) {
                add("caseload_above_norm", programme, vec![row["entry"].as_u64().unwrap()]);
            }
            let steps = of(&known, programme, "programme.tender_step");
            for signed in of(&known, programme, "programme.contract_signed") {
                let awards = steps.iter().filter(|row| row.text("step") == "awarded");
                let own = awards.filter(|row| row.text("contract") == signed.text("contract"));
                let first = own.min_by_key(|row| row.start);
                if let Some(award) = first.filter(|award| signed.end < award.start) {
                    add("contract_before_award", programme, vec![signed.seq, award.seq]);
                }
            }
            let ever = in_force(self.lines, Day::MAX, self.known_at);
            let set_up: BTreeSet<&str> =
                of(&ever, programme, "programme.body_established").into_iter().map(|row| row.text("body")).collect();
            let mut unknown: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
            let people = people::people(&known);
            for rows in people.values() {
                for row in decisions(rows) {
                    let body = row.text("decided_by");
                    if of_enrolment(rows, row.text("enrolment")) == Some(programme) && !set_up.contains(body) {
                        unknown.entry(body).or_default().push(row.seq);
                    }
                }
            }
            for seqs in unknown.into_values().filter(|_| !set_up.is_empty()) {
                let ends: BTreeSet<u64> = seqs.iter().min().into_iter().chain(seqs.iter().max()).copied().collect();
                add("unknown_body", programme, ends.into_iter().collect());
            }
        }
        found.sort();
        found
    }

    /// What is stated last of how the records of a subject of a programme were put together; nothing where there are none.
    pub fn reconstructed(&self, programme: &str, subject: &str) -> Option<Value> {
        if !self.reach.1.contains(&(programme.to_owned(), subject.to_owned())) {
            return None;
        }
        let ever = in_force(self.lines, Day::MAX, self.known_at);
        let stated = of(&ever, programme, "programme.records_reconstructed");
        let about = |row: &&&Known| {
            // Without subjects it is about all of them.
            row.body["subjects"].as_array().is_none_or(|subjects| subjects.iter().any(|one| one == subject))
        };
        let row = stated.iter().filter(about).max_by_key(|row| row.seq)?;
        Some(json!({"programme": programme, "subject": subject, "published": row.text("published"),
            "assumed": row.text("assumed")}))
    }
}

fn decisions(rows: &[Known]) -> impl Iterator<Item = &Known> {
    rows.iter().filter(|row| row.type_name == "participant.decided" && row.body["decided_by"].is_string())
}

/// The posts that are filled on a day: role, office, share.
fn posts(known: &[Known], programme: &str, on: Day) -> Vec<(String, Option<String>, Option<i64>)> {
    let stream = format!("programme/{programme}");
    let mut posts: Vec<(&Known, Option<Day>)> = Vec::new();
    for row in known.iter().filter(|row| row.stream == stream) {
        match row.type_name.as_str() {
            "programme.staff_assigned" => posts.push((row, row.day("until"))),
            "programme.staff_ended" => {
                for (post, last) in &mut posts {
                    let there = post.body["office"].is_null()
                        || row.body["office"].is_null()
                        || post.body["office"] == row.body["office"];
                    let open = post.start <= row.end && last.is_none_or(|last| row.end < last);
                    if post.text("role") == row.text("role") && there && open {
                        *last = Some(row.end);
                    }
                }
            }
            _ => {}
        }
    }
    let filled = posts.into_iter().filter(|(post, last)| post.start <= on && last.is_none_or(|last| on <= last));
    let shown = |(post, _): (&Known, Option<Day>)| {
        let office = post.body["office"].as_str().map(str::to_owned);
        (post.text("role").to_owned(), office, post.body["share_bp"].as_i64())
    };
    filled.map(shown).collect()
}
