//! Random histories: what people record, in any order, with corrections of corrections and voidings of voidings.
//!
//! Days lie around the ends of the months from November 2009 to February 2010, so that much happens on the same day, on the
//! day after, across a month-end and across a New Year; an act is recorded in the order of the list, whatever day it speaks
//! of: late, on the same day, ahead.

use hovedbok_core::entries::codes::ReasonCode;
use hovedbok_core::entries::correction::{Replaced, Voided};
use hovedbok_core::entry::Migrated;
use hovedbok_core::{Body, Day, Draft, EntryId, Fact, Instant, Period};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

use crate::given::{World, entry_id, instant, proposal, uuid};

pub const DAYS: u8 = 16;

/// The types that acts state, by what a question is about.
pub const PEOPLE: &[&str] = &[
    "participant.registered",
    "participant.applied",
    "participant.waitlisted",
    "participant.withdrawn",
    "participant.decided",
    "participant.intake",
    "participant.intake",
    "participant.suspended",
    "participant.resumed",
    "participant.exited",
    "participant.exited",
    "participant.merged",
    "measure.started",
    "measure.started",
    "measure.changed",
    "measure.ended",
    "absence.recorded",
    "benefit.paid",
];
pub const PLAN: &[&str] = &[
    "plan.version_approved",
    "plan.milestone_planned",
    "plan.milestone_planned",
    "plan.milestone_planned",
    "plan.milestone_rescheduled",
    "plan.milestone_postponed",
    "plan.milestone_completed",
    "plan.milestone_completed",
    "plan.milestone_cancelled",
    "plan.milestone_dropped",
    "plan.milestone_continued_by",
    "plan.milestone_reopened",
];
pub const MONEY: &[&str] = &[
    "fund.appropriated",
    "fund.increased",
    "fund.reduced",
    "fund.spent",
    "grant.applied",
    "grant.rejected",
    "grant.allocated",
    "grant.committed",
    "grant.disbursed",
    "grant.spent",
    "grant.unused_reported",
    "grant.carry_over_applied",
    "grant.carried_over",
    "grant.returned",
    "grant.received",
];
pub const PROGRAMME: &[&str] = &[
    "programme.established",
    "programme.closed",
    "programme.body_established",
    "programme.body_met",
    "programme.body_met",
    "programme.project_admitted",
    "programme.project_admitted",
    "programme.project_excluded",
];
pub const AIMS: &[&str] = &["programme.goal_set", "programme.target_set", "programme.target_set", "figure.published"];
pub const REST: &[&str] = &["risk.identified", "risk.assessed", "programme.report_due", "programme.limit_set"];

/// What says where records end.
pub const ENDS: &[&str] =
    &["programme.established", "programme.closed", "programme.records_end", "programme.records_end"];

/// A statement: its type, the day it speaks of, and three small numbers that choose whom and what.
#[derive(Debug, Clone)]
pub struct Told {
    pub type_name: &'static str,
    pub day: u8,
    pub span: u8,
    pub who: u8,
    pub a: u8,
    pub b: u8,
}

#[derive(Debug, Clone)]
pub enum Act {
    State(Told),
    /// An earlier statement, in force or not, is put right: another day, another content.
    Replace {
        earlier: Index,
        day: u8,
        span: u8,
        a: u8,
        b: u8,
    },
    /// An earlier entry of any kind does not count.
    Void {
        earlier: Index,
    },
}

pub fn told(types: Vec<&'static str>) -> impl Strategy<Value = Told> {
    (prop::sample::select(types), 0..DAYS, 0..4u8, 0..3u8, 0..12u8, 0..12u8)
        .prop_map(|(type_name, day, span, who, a, b)| Told { type_name, day, span, who, a, b })
}

pub fn acts(types: Vec<&'static str>, size: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Act>> {
    let told = told(types).prop_map(Act::State);
    let replace = (any::<Index>(), 0..DAYS, 0..4u8, 0..12u8, 0..12u8)
        .prop_map(|(earlier, day, span, a, b)| Act::Replace { earlier, day, span, a, b });
    let void = any::<Index>().prop_map(|earlier| Act::Void { earlier });
    prop::collection::vec(prop_oneof![7 => told, 2 => replace, 1 => void], size)
}

pub fn types(lists: &[&[&'static str]]) -> Vec<&'static str> {
    lists.concat()
}

/// The day of a number: the last two of a month and the first two of the next, then those of the month after.
pub fn nth(number: u8) -> Day {
    let first = Day::new(2009, 12, 1).unwrap().plus_months(u32::from(number / 4));
    first.plus_days(i64::from(number % 4) - 2)
}

pub fn participant(who: u8) -> String {
    uuid(0xa0_0000 + u128::from(who)).to_string()
}

fn enrolment(who: u8, a: u8) -> String {
    uuid(0xb0_0000 + u128::from(who) * 16 + u128::from(a % 2)).to_string()
}

fn placement(who: u8, b: u8) -> String {
    uuid(0xc0_0000 + u128::from(who) * 16 + u128::from(b % 3)).to_string()
}

fn milestone(number: u8) -> String {
    uuid(0xd0_0000 + u128::from(number % 4)).to_string()
}

/// The programme of an enrolment: a person can be in two.
fn programme(a: u8) -> &'static str {
    if a.is_multiple_of(2) { "KVP" } else { "TIO" }
}

fn days(from: u8, to: u8) -> Value {
    json!({"start": nth(from), "end": nth(to)})
}

impl Told {
    pub fn stream(&self) -> String {
        match self.type_name.split('.').next().unwrap() {
            "participant" | "measure" | "absence" | "benefit" => format!("participant/{}", participant(self.who)),
            "plan" => "plan/TIO".to_owned(),
            "fund" | "grant" => ["fund/KVP/2009/621.63", "fund/KVP/2010/621.63", "fund/TIO/2010/municipal"]
                [usize::from(self.who)]
            .to_owned(),
            "programme" => format!("programme/{}", programme(self.who)),
            "figure" => format!("figure/{}", programme(self.who)),
            "risk" => "risk/KVP".to_owned(),
            other => panic!("{other}"),
        }
    }

    pub fn effective(&self) -> Period {
        if self.type_name == "absence.recorded" {
            return Period::day(nth(self.day));
        }
        // Most things happen on one day.
        Period::new(nth(self.day), nth(self.day).plus_days(self.span.saturating_sub(2).into())).unwrap()
    }

    pub fn body(&self) -> Value {
        let (who, a, b) = (self.who, self.a, self.b);
        let amount_ore = 100 * (i64::from(a) + 1);
        let grant = format!("g{}", b % 3);
        match self.type_name {
            "participant.registered" => json!({"office": "North"}),
            "participant.merged" => json!({"into": participant((who + 1 + a % 2) % 3)}),
            "participant.applied" | "participant.waitlisted" | "participant.withdrawn" => {
                json!({"enrolment": enrolment(who, a), "programme": programme(a)})
            }
            "participant.decided" => {
                let decision = ["grant", "reject", "extend"][usize::from(b % 3)];
                json!({"enrolment": enrolment(who, a), "decision": decision, "legal_basis": "§ 29"})
            }
            "participant.intake" => {
                let office = if b.is_multiple_of(2) { "North" } else { "South" };
                json!({"enrolment": enrolment(who, a), "programme": programme(a), "office": office, "target_group": "adults"})
            }
            "participant.suspended" => json!({"enrolment": enrolment(who, a), "kind": "other"}),
            "participant.resumed" => json!({"enrolment": enrolment(who, a)}),
            "participant.exited" => {
                let destination = ["work", "education", "unknown"][usize::from(b % 3)];
                json!({"enrolment": enrolment(who, a), "destination": destination})
            }
            "measure.started" => {
                let provider = ["ASVO", "Sysselsetting"][usize::from(a / 2 % 2)];
                json!({"placement": placement(who, b), "enrolment": enrolment(who, a), "measure": "training",
                    "provider": provider, "owner": "municipal", "share_bp": 5000 + 100 * u32::from(a)})
            }
            "measure.changed" => json!({"placement": placement(who, b), "share_bp": 100 * u32::from(a)}),
            "measure.ended" => {
                let outcome = ["work", "education", "continued"][usize::from(a % 3)];
                json!({"placement": placement(who, b), "outcome": outcome})
            }
            "absence.recorded" => {
                let period = json!({"start": nth(self.day), "end": nth(self.day).plus_days(self.span.into())});
                json!({"placement": placement(who, b), "period": period, "kind": "medical"})
            }
            "benefit.paid" => json!({"kind": "qualification_benefit", "amount_ore": amount_ore,
                "for_period": days(self.day, self.day + a % 4)}),
            "plan.version_approved" => json!({"version": format!("0.{a}")}),
            "plan.milestone_planned" => {
                let mut body = json!({"milestone": milestone(b), "section": "2010", "number": "35", "title": format!("Row {}", b % 4)});
                if a > 2 {
                    body["due"] = days(a, a + 2);
                }
                body
            }
            "plan.milestone_rescheduled" => json!({"milestone": milestone(b), "due": days(a, a + 1)}),
            "plan.milestone_postponed" => {
                let mut body = json!({"milestone": milestone(b)});
                if a > 5 {
                    body["due"] = json!(nth(a + 6));
                }
                body
            }
            "plan.milestone_continued_by" => json!({"milestone": milestone(b), "continued_by": milestone(a)}),
            "plan.milestone_completed" | "plan.milestone_cancelled" | "plan.milestone_dropped" => {
                json!({"milestone": milestone(b), "status_as_written": format!("word {a}")})
            }
            "plan.milestone_reopened" => json!({"milestone": milestone(b)}),
            "fund.appropriated" | "fund.increased" | "fund.reduced" => json!({"amount_ore": amount_ore}),
            "fund.spent" => json!({"amount_ore": amount_ore, "purpose": "wages"}),
            "grant.applied" => json!({"grant": grant, "recipient": "Oslo", "amount_ore": amount_ore}),
            "grant.rejected" => json!({"grant": grant}),
            "grant.allocated" => {
                json!({"grant": grant, "recipient": "Oslo", "amount_ore": amount_ore, "purpose": "trial"})
            }
            "grant.committed" | "grant.disbursed" | "grant.unused_reported" | "grant.returned" => {
                json!({"grant": grant, "amount_ore": amount_ore})
            }
            "grant.spent" => json!({"grant": grant, "amount_ore": amount_ore, "purpose": "wages"}),
            "grant.carry_over_applied" | "grant.carried_over" => {
                json!({"grant": grant, "amount_ore": amount_ore, "to_year": 2010 + u16::from(a % 2)})
            }
            "grant.received" => json!({"amount_ore": amount_ore, "from": "Directorate"}),
            "programme.established" => json!({"owner": "Directorate", "period": days(a, 20 + b)}),
            "programme.closed" => json!({}),
            "programme.records_end" => {
                let subjects = [json!(["participants"]), json!(["plan"]), json!(["participants", "plan", "bodies"])];
                json!({"subjects": subjects[usize::from(a % 3)], "reason": "the statistics end"})
            }
            "programme.body_established" => {
                json!({"body": format!("Body {}", a % 2), "meetings_per_year": u16::from(b)})
            }
            "programme.body_met" => json!({"body": format!("Body {}", a % 3)}),
            "programme.project_admitted" => {
                let municipality = if a.is_multiple_of(2) { "Oslo" } else { "Gran" };
                let mut body = json!({"project": format!("Project {}", a % 2), "municipality": municipality});
                if b > 8 {
                    body["until"] = json!(nth(b + 12));
                }
                body
            }
            "programme.project_excluded" => json!({"project": format!("Project {}", a % 2)}),
            "programme.goal_set" => {
                let baseline = [json!({"value": a}), json!({"why": "not_recorded"}), json!({"why": "not_applicable"})];
                let baseline = baseline[usize::from(a % 3)].clone();
                json!({"goal": format!("goal{}", b % 2), "indicator": "participants_in_programme", "baseline": baseline})
            }
            "programme.target_set" => {
                let kind = if a.is_multiple_of(2) { "point" } else { "average" };
                json!({"goal": format!("goal{}", b % 2), "kind": kind, "value": 1 + i64::from(a) / 4, "unit": "persons",
                    "period": days(0, 10 + b)})
            }
            "figure.published" => {
                let about = if b.is_multiple_of(2) { json!(nth(a * 2)) } else { days(a, a * 2) };
                json!({"indicator": "participants_in_programme", "value": i64::from(b) / 3, "unit": "persons",
                    "about": about, "certainty": "stated", "document": "Annual report"})
            }
            "risk.identified" => json!({"number": format!("{}", b % 2), "text": "Too few places"}),
            "risk.assessed" => {
                json!({"number": format!("{}", b % 2), "probability": 1 + a % 5, "consequence": 1 + b % 5})
            }
            "programme.report_due" => json!({"report": format!("Report {}", b % 2), "due": nth(a)}),
            "programme.limit_set" => json!({"what": "absence_days", "value": a, "legal_source": "§ 9"}),
            other => panic!("{other}"),
        }
    }

    fn fact(&self) -> Fact {
        Fact::from_json(self.type_name, 1, self.body().to_string().as_bytes()).unwrap().unwrap()
    }
}

/// Histories in the making: acts become drafts in their order.
#[derive(Debug, Default)]
pub struct Telling {
    made: Vec<(EntryId, Option<Told>, String)>,
}

impl Telling {
    /// The drafts of some acts, an hour apart; acts that have nothing to put right make none.
    pub fn drafts(&mut self, acts: &[Act]) -> Vec<(Instant, Draft)> {
        acts.iter().filter_map(|act| self.draft(act)).collect()
    }

    fn draft(&mut self, act: &Act) -> Option<(Instant, Draft)> {
        let (told, stream, target, effective, body) = match act {
            Act::State(told) => (Some(told.clone()), told.stream(), None, told.effective(), Body::Fact(told.fact())),
            Act::Replace { earlier, day, span, a, b } => {
                let stated: Vec<_> = self.made.iter().filter(|(_, told, _)| told.is_some()).collect();
                let (id, told, stream) = (!stated.is_empty()).then(|| *earlier.get(&stated))?;
                let told = Told { day: *day, span: *span, a: *a, b: *b, ..told.clone()? };
                let replaced = Replaced { fact: told.fact(), reason: ReasonCode::NewInformation, note: None };
                (Some(told.clone()), stream.clone(), Some(*id), told.effective(), Body::Replaced(replaced))
            }
            Act::Void { earlier } => {
                let (id, _, stream) = (!self.made.is_empty()).then(|| earlier.get(&self.made))?;
                let voided = Body::Voided(Voided { reason: ReasonCode::NotTrue, note: None });
                (None, stream.clone(), Some(*id), Period::day(nth(0)), voided)
            }
        };
        let number = self.made.len();
        let id = entry_id(u128::try_from(number).unwrap());
        self.made.push((id, told, stream.clone()));
        let hours = i64::try_from(number).unwrap() * 3_600_000_000;
        let recorded = Instant::from_micros(instant("2010-04-01T09:00:00Z").micros() + hours).unwrap();
        let draft = Draft {
            id,
            stream: stream.parse().unwrap(),
            effective,
            actor: "tester".parse().unwrap(),
            on_behalf_of: None,
            source: None,
            target,
            migrated: Some(Migrated { batch: "random".into(), written: instant("2010-06-01T10:00:00Z") }),
            body,
        };
        Some((recorded, draft))
    }
}

/// A ledger with this history.
pub fn ledger_of(acts: &[Act]) -> World {
    let mut world = World::new();
    world.migrate(Telling::default().drafts(acts)).unwrap();
    world
}

/// A ledger in which three persons were taken in to a programme on 1 October 2009.
pub fn enrolled() -> World {
    let mut world = World::new();
    for who in 0..3 {
        let stream = format!("participant/{}", participant(who));
        let intake = json!({"enrolment": enrolment(who, 0), "programme": programme(0), "office": "North", "target_group": "adults"});
        let registered = proposal(&stream, "participant.registered", "2009-10-01", json!({"office": "North"}));
        world.record(vec![registered, proposal(&stream, "participant.intake", "2009-10-01", intake)]).unwrap();
    }
    world
}
