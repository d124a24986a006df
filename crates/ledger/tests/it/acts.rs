//! Random histories: what people record, in any order, with corrections of corrections and voidings of voidings.
//!
//! Days lie around the ends of the months from November 2009 to February 2010, so that much happens on the same day, on the
//! day after, across a month-end and across a New Year; an act is recorded in the order of the list, whatever day it speaks
//! of: late, on the same day, ahead.

mod bodies;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use hovedbok_core::entries::catalogue::FAMILIES;
use hovedbok_core::entries::codes::ReasonCode;
use hovedbok_core::entries::correction::{REPLACED, VOIDED, Voided};
use hovedbok_core::entry::Migrated;
use hovedbok_core::{Body, Day, Draft, EntryId, Instant, Period};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::strategy::ValueTree;
use serde_json::json;

use crate::given::{World, entry_id, instant, proposal, uuid};
use bodies::{enrolment, programme};

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
/// What stays begin and end with, for histories that have many of them among all other types.
pub const STAYS: [&str; 2] = ["participant.intake", "participant.exited"];
/// What defines cohorts.
pub const COHORTS: &[&str] = &["programme.cohort_defined"];
/// What courses have beside what persons are counted by.
pub const COURSES: &[&str] = &[
    "participant.counsellor_assigned",
    "participant.transitioned",
    "participant.transitioned",
    "participant.followed_up",
    "attendance.recorded",
    "fund.spent",
];
/// What presence at placements and payments for them rest on.
pub const PRESENCE: &[&str] = &[
    "participant.intake",
    "participant.merged",
    "measure.started",
    "measure.started",
    "measure.started",
    "measure.ended",
    "absence.recorded",
    "absence.recorded",
    "absence.recorded",
    "attendance.recorded",
    "attendance.recorded",
    "attendance.recorded",
    "fund.spent",
    "fund.spent",
    "fund.spent",
    "programme.records_end",
];
/// What conditions for benefits rest on.
pub const CONDITIONS: &[&str] = &[
    "participant.registered",
    "participant.intake",
    "participant.merged",
    "benefit.condition_set",
    "benefit.condition_set",
    "benefit.condition_answered",
    "programme.records_end",
];
/// What offices, posts and their norms, tenders and decisions of bodies rest on.
pub const OFFICES: &[&str] = &[
    "participant.intake",
    "participant.intake",
    "participant.intake",
    "participant.exited",
    "participant.merged",
    "participant.decided",
    "participant.decided",
    "participant.decided",
    "programme.established",
    "programme.closed",
    "programme.body_established",
    "programme.office_joined",
    "programme.office_joined",
    "programme.office_left",
    "programme.staff_assigned",
    "programme.staff_assigned",
    "programme.staff_ended",
    "programme.caseload_norm_set",
    "programme.caseload_norm_set",
    "programme.tender_step",
    "programme.tender_step",
    "programme.contract_signed",
    "programme.contract_signed",
    "programme.records_end",
    "programme.records_reconstructed",
];
/// What can be recorded late: facts, plans, and what is about the records.
pub const LATE: &[&str] = &[
    "participant.intake",
    "measure.started",
    "benefit.paid",
    "plan.version_approved",
    "plan.milestone_planned",
    "plan.milestone_rescheduled",
    "plan.milestone_completed",
    "fund.spent",
    "programme.body_met",
    "programme.target_set",
    "programme.goal_set",
    "programme.caseload_norm_set",
    "programme.duty_set",
    "programme.report_due",
    "programme.report_received",
    "programme.deliverable_due",
    "programme.records_end",
    "figure.published",
    "risk.assessed",
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
    "programme.terms_changed",
    "programme.body_member_joined",
    "programme.body_member_joined",
    "programme.body_member_left",
    "programme.body_dissolved",
    "programme.staff_assigned",
    "programme.staff_ended",
];
pub const DUTIES: &[&str] = &[
    "programme.established",
    "programme.closed",
    "programme.duty_set",
    "programme.duty_set",
    "programme.body_met",
    "programme.body_met",
    "programme.report_received",
    "programme.report_received",
];
pub const AIMS: &[&str] = &["programme.goal_set", "programme.target_set", "programme.target_set", "figure.published"];
pub const REST: &[&str] = &["risk.identified", "risk.assessed", "programme.report_due", "programme.limit_set"];

/// What says where records end.
pub const ENDS: &[&str] = &[
    "programme.established",
    "programme.closed",
    "programme.records_end",
    "programme.records_end",
    "programme.records_reconstructed",
];

/// Types that this program does not know (H9): of each kind of stream, and a newer version of the fields of a known one.
const UNKNOWN: &[&str] = &[
    "participant.teleported",
    "participant.exited@9",
    "plan.sung_about",
    "fund.minted",
    "programme.sold",
    "figure.guessed",
    "risk.insured",
];

/// Types that no random history holds: the one ends the moving in, by which acts are recorded, and comes with the first
/// ordinary entry; the other needs a key that signs it.
const APART: [&str; 2] = ["ledger.opened", "key.rotated"];

/// The types of the catalogue that can be stated in a random history.
pub fn stated() -> impl Iterator<Item = &'static str> {
    let families = FAMILIES.iter().filter(|family| family.stream.is_some());
    families.flat_map(|family| family.types).map(|info| info.name).filter(|name| !APART.contains(name))
}

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
    /// An earlier entry of any kind is corrected in a way that only a newer program knows.
    Unknown {
        earlier: Index,
    },
}

pub fn told(types: Vec<&'static str>) -> impl Strategy<Value = Told> {
    (prop::sample::select(types), 0..DAYS, 0..4u8, 0..3u8, 0..12u8, 0..12u8)
        .prop_map(|(type_name, day, span, who, a, b)| Told { type_name, day, span, who, a, b })
}

fn act(types: Vec<&'static str>) -> impl Strategy<Value = Act> {
    let told = told(types).prop_map(Act::State);
    let replace = (any::<Index>(), 0..DAYS, 0..4u8, 0..12u8, 0..12u8)
        .prop_map(|(earlier, day, span, a, b)| Act::Replace { earlier, day, span, a, b });
    let void = any::<Index>().prop_map(|earlier| Act::Void { earlier });
    prop_oneof![7 => told, 2 => replace, 1 => void]
}

pub fn acts(types: Vec<&'static str>, size: Range<usize>) -> impl Strategy<Value = Vec<Act>> {
    prop::collection::vec(act(types), size)
}

/// All that a log can hold: most often what the lists name, and every other type, also such as are unknown here.
pub fn everything(size: Range<usize>) -> impl Strategy<Value = Vec<Act>> {
    everything_and(&[], size)
}

/// The same, with some types more often.
pub fn everything_and(more: &[&'static str], size: Range<usize>) -> impl Strategy<Value = Vec<Act>> {
    let mut types = types(&[PEOPLE, PEOPLE, PLAN, MONEY, PROGRAMME, AIMS, REST, UNKNOWN, more]);
    let others: Vec<_> = stated().filter(|name| !types.contains(name)).collect();
    types.extend(others);
    let unknown = any::<Index>().prop_map(|earlier| Act::Unknown { earlier });
    prop::collection::vec(prop_oneof![40 => act(types), 1 => unknown], size)
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

/// Histories in the making: acts become drafts in their order.
#[derive(Debug, Default)]
pub struct Telling {
    made: Vec<(EntryId, Option<Told>, String)>,
}

impl Telling {
    /// The drafts of some acts, an hour apart; acts that have nothing to put right make none.
    pub fn drafts(&mut self, acts: &[Act]) -> Vec<(Instant, Draft)> {
        let with = |act: &Act| match act {
            Act::State(told) => told.other_half().map(Act::State),
            Act::Replace { .. } | Act::Void { .. } | Act::Unknown { .. } => None,
        };
        let all: Vec<Act> = acts.iter().flat_map(|act| [Some(act.clone()), with(act)]).flatten().collect();
        all.iter().filter_map(|act| self.draft(act)).collect()
    }

    fn draft(&mut self, act: &Act) -> Option<(Instant, Draft)> {
        let (told, stream, target, effective, body) = match act {
            Act::State(told) => (Some(told.clone()), told.stream(), None, told.effective(), told.stated()),
            Act::Replace { earlier, day, span, a, b } => {
                let stated: Vec<_> = self.made.iter().filter(|(_, told, _)| told.is_some()).collect();
                let (id, told, stream) = (!stated.is_empty()).then(|| *earlier.get(&stated))?;
                let told = Told { day: *day, span: *span, a: *a, b: *b, ..told.clone()? };
                (Some(told.clone()), stream.clone(), Some(*id), told.effective(), told.replacing())
            }
            Act::Void { earlier } => {
                let (id, _, stream) = (!self.made.is_empty()).then(|| earlier.get(&self.made))?;
                let voided = Body::Voided(Voided { reason: ReasonCode::NotTrue, note: None });
                (None, stream.clone(), Some(*id), Period::day(nth(0)), voided)
            }
            Act::Unknown { earlier } => {
                let (id, _, stream) = (!self.made.is_empty()).then(|| earlier.get(&self.made))?;
                let unknown = Body::from_json("entry.split", 1, b"{\"into\":[1,2]}").unwrap();
                (None, stream.clone(), Some(*id), Period::day(nth(0)), unknown)
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

/// A ledger in which this history was recorded act by act from 1 January 2010, some days apart, and not moved in. Nothing was
/// refused.
pub fn ledger_in_use(acts: &[Act], days_apart: i64) -> World {
    let first = instant("2010-01-01T09:00:00Z").micros();
    let drafts = Telling::default().drafts(acts).into_iter().zip(0_i64..);
    let ordinary = drafts.map(|((_, draft), number)| {
        let recorded = Instant::from_micros(first + number * days_apart * 86_400_000_000).unwrap();
        (recorded, Draft { migrated: None, ..draft })
    });
    let mut world = World::new();
    world.migrate(ordinary.collect()).unwrap();
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

/// Histories with some types more often, the same in every run.
fn some_histories(more: &[&'static str]) -> Vec<Vec<Act>> {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let histories = everything_and(more, 20..40);
    (0..1200).map(|_| histories.new_tree(&mut runner).unwrap().current()).collect()
}

#[test]
fn every_type_of_the_catalogue_occurs_in_random_histories_and_is_replaced_and_voided() {
    // Each type, itself and with that of an entry that corrects it.
    let mut seen: BTreeSet<(String, String)> = BTreeSet::new();
    for acts in some_histories(&[]) {
        let drafts = Telling::default().drafts(&acts);
        let by_id: BTreeMap<EntryId, &Draft> = drafts.iter().map(|(_, draft)| (draft.id, draft)).collect();
        for (_, draft) in &drafts {
            let name = draft.body.type_name();
            seen.insert((name.to_owned(), String::new()));
            if let Some(target) = draft.target.map(|id| by_id[&id]) {
                assert_eq!(target.stream, draft.stream);
                seen.insert((target.body.type_name().to_owned(), name.to_owned()));
            }
            if let Some((family, _)) = hovedbok_core::entries::catalogue::find(name) {
                assert!(family.stream.is_none_or(|kind| kind == draft.stream.kind()), "{name} in {}", draft.stream);
            }
        }
    }
    let all = stated().chain(UNKNOWN.iter().map(|name| name.split('@').next().unwrap())).chain([VOIDED, "entry.split"]);
    for name in all {
        for corrected in ["", REPLACED, VOIDED] {
            // Only what states something can be replaced.
            let can = corrected != REPLACED || !name.starts_with("entry.");
            assert_eq!(seen.contains(&(name.to_owned(), corrected.to_owned())), can, "{name} {corrected}");
        }
    }
    assert!(seen.contains(&(REPLACED.to_owned(), REPLACED.to_owned())));
}

#[test]
fn in_random_histories_persons_are_merged_both_ways_and_come_back() {
    let (mut both_ways, mut halves, mut again) = (0, 0, 0);
    for acts in some_histories(&[PEOPLE; 4].concat()) {
        let drafts = Telling::default().drafts(&acts);
        let of = |type_name: &str| -> Vec<(usize, String, serde_json::Value)> {
            let own = drafts.iter().enumerate().filter(|(_, (_, draft))| draft.body.type_name() == type_name);
            let body = |draft: &Draft| serde_json::from_slice(&draft.body.to_json()).unwrap();
            own.map(|(n, (_, draft))| (n, draft.stream.to_string(), body(draft))).collect()
        };
        let person = |id: &serde_json::Value| format!("participant/{}", id.as_str().unwrap());
        let merged: BTreeSet<_> =
            of("participant.merged").into_iter().map(|(_, own, body)| (own, person(&body["into"]))).collect();
        both_ways += usize::from(merged.iter().any(|(own, into)| merged.contains(&(into.clone(), own.clone()))));
        let other = of("participant.merged_from").into_iter().map(|(_, own, body)| (person(&body["from"]), own));
        halves += other.filter(|pair| merged.contains(pair)).count();
        let (intakes, exits) = (of("participant.intake"), of("participant.exited"));
        for (left, own, exit) in exits {
            let of_person = || intakes.iter().filter(|(_, other, _)| *other == own);
            again += of_person()
                .filter(|(n, _, first)| *n < left && first["enrolment"] == exit["enrolment"])
                .flat_map(|(_, _, first)| of_person().map(move |second| (first, second)))
                .filter(|(first, (n, _, second))| {
                    *n > left && second["programme"] == first["programme"] && second["enrolment"] != first["enrolment"]
                })
                .count();
        }
    }
    assert!(both_ways > 0 && halves > 0 && again > 0, "{both_ways} {halves} {again}");
}
