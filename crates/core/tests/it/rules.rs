//! Rules over random histories of one person: what stands is never new, migration and the order of recording play no part.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_core::entries::PersonEntry;
use hovedbok_core::entry::Migrated;
use hovedbok_core::rules::person::person;
use hovedbok_core::rules::{Context, Rule, Violation, added, left};
use hovedbok_core::{Day, Draft, EntryId, Instant, Period, Row, Seq};
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::sample;

/// A step: which kind of entry, which enrolment or placement, from which day, how many days.
type Step = (usize, bool, i64, i64);

const KINDS: usize = 14;

fn steps() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec((0..KINDS, any::<bool>(), 0i64..20, 0i64..5), 1..25)
}

fn day(offset: i64) -> Day {
    Day::new(2008, 1, 1).unwrap().plus_days(offset)
}

/// The type and fields of a step.
fn told((kind, other, start, days): Step) -> (&'static str, Value) {
    let enrolment = if other { "e2000000-0000-4000-8000-000000000000" } else { "e1000000-0000-4000-8000-000000000000" };
    let placement = if other { "a2000000-0000-4000-8000-000000000000" } else { "a1000000-0000-4000-8000-000000000000" };
    let period = json!({"start": day(start), "end": day(start + days)});
    let begins = json!({"enrolment": enrolment, "programme": "KVP"});
    let decided = |decision: &str| json!({"enrolment": enrolment, "decision": decision, "grounds": ["other"]});
    match kind {
        0 => ("participant.registered", json!({"office": "Gjøvik"})),
        1 => ("participant.applied", begins),
        2 => ("participant.withdrawn", begins),
        3 => ("participant.decided", decided("grant")),
        4 => ("participant.decided", decided("reject")),
        5 | 6 => {
            let body = json!({"enrolment": enrolment, "programme": "KVP", "office": "Gjøvik", "target_group": "a"});
            ("participant.intake", body)
        }
        7 => ("participant.exited", json!({"enrolment": enrolment, "destination": "work"})),
        8 | 9 => {
            let body = json!({"placement": placement, "enrolment": enrolment, "measure": "m", "provider": "ASVO",
                "owner": "municipal", "share_bp": 10000});
            ("measure.started", body)
        }
        10 => ("measure.changed", json!({"placement": placement, "share_bp": 5000})),
        11 => ("measure.ended", json!({"placement": placement, "outcome": "work"})),
        12 => ("absence.recorded", json!({"placement": placement, "period": period, "kind": "medical"})),
        _ => {
            let body = json!({"enrolment": enrolment, "kind": "qualification_benefit", "amount_ore": 1,
                "for_period": period});
            ("benefit.paid", body)
        }
    }
}

/// The rows of the steps, in the order in which histories give them.
fn rows(steps: &[Step], migrated: bool) -> Vec<Row<PersonEntry>> {
    let mut rows: Vec<Row<PersonEntry>> = Vec::new();
    for (place, step) in steps.iter().enumerate() {
        let seq = u64::try_from(place).unwrap() + 1;
        let (type_name, fields) = told(*step);
        let at: Instant = "2008-02-01T12:00:00Z".parse().unwrap();
        let draft = Draft {
            id: EntryId(Uuid::from_u128(seq.into())),
            stream: format!("participant/{}", sample::UUID).parse().unwrap(),
            effective: Period::new(day(step.2), day(step.2 + step.3)).unwrap(),
            actor: "tester".parse().unwrap(),
            on_behalf_of: None,
            source: None,
            target: None,
            migrated: migrated.then(|| Migrated { batch: "b1".into(), written: at }),
            body: sample::body(type_name, &fields),
        };
        let entry = draft.placed(Seq(seq), at, seq);
        rows.push(Row::stated(entry.clone(), entry.draft.body.fact().unwrap().clone(), None).unwrap());
    }
    rows.sort_by_key(|row| (row.holds, row.slot, row.seq));
    rows
}

fn judged(steps: &[Step], migrated: bool) -> Vec<Violation> {
    let rows = rows(steps, migrated);
    let rows: Vec<_> = rows.iter().collect();
    let closed = BTreeMap::from([("KVP".parse().unwrap(), day(22))]);
    let ctx = Context { closed, as_of: Some(day(40)), ..Context::default() };
    let mut found = person(&rows, &ctx);
    found.retain(|violation| violation.rule != Rule::RecordedLate);
    found
}

/// Which entry breaks which rule.
type Breaker = (Rule, Seq);

fn breaker(violation: &Violation) -> Breaker {
    (violation.rule, violation.entries[0])
}

/// What the steps break that were accepted, each for adding nothing to what was broken before it; and what they were said to
/// leave broken when they were accepted.
fn accepted(steps: Vec<Step>) -> (Vec<Violation>, BTreeSet<Breaker>) {
    let mut accepted: Vec<Step> = Vec::new();
    let mut said = BTreeSet::new();
    for step in steps {
        let before = judged(&accepted, false);
        accepted.push(step);
        let after = judged(&accepted, false);
        if added(&before, &after).is_empty() {
            said.extend(left(&before, &after).into_iter().map(breaker));
        } else {
            accepted.pop();
        }
    }
    (judged(&accepted, false), said)
}

/// An absence of days to come, then the end of its placement before them: accepted, and said to leave the absence behind.
#[test]
fn an_end_before_an_absence_that_was_recorded_ahead_is_accepted_and_said_to_leave_it() {
    let steps = vec![(0, false, 0, 0), (5, true, 0, 0), (8, true, 0, 0), (12, true, 18, 2), (11, true, 0, 0)];
    let (broken, said) = accepted(steps);
    let refusing: Vec<Breaker> = broken.iter().filter(|v| v.rule.refuses()).map(breaker).collect();
    assert_eq!(refusing, [(Rule::PeriodPastEnd, Seq(4))]);
    assert_eq!(said, BTreeSet::from([(Rule::PeriodPastEnd, Seq(4))]));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(600) })]

    #[test]
    fn what_stands_already_is_not_added(steps in steps()) {
        let found = judged(&steps, false);
        prop_assert!(added(&found, &found).is_empty());
    }

    #[test]
    fn migrated_history_breaks_the_same_rules(steps in steps()) {
        prop_assert_eq!(judged(&steps, true), judged(&steps, false));
    }

    /// Who accepts only what adds nothing breaks no rule but those that an accepted entry was said to leave broken.
    #[test]
    fn a_history_of_accepted_entries_breaks_nothing_unsaid(steps in steps()) {
        let (broken, said) = accepted(steps);
        prop_assert_eq!(&added(&[], &broken), &Vec::<&Violation>::new());
        let unsaid: Vec<_> = broken.iter().filter(|v| v.rule.refuses() && !said.contains(&breaker(v))).collect();
        prop_assert_eq!(unsaid, Vec::<&Violation>::new());
    }

    /// Days decide: the same facts recorded in the opposite order break the same rules as often.
    #[test]
    fn the_order_of_recording_plays_no_part(steps in steps()) {
        let kinds = |steps: &[Step]| {
            let mut rules: Vec<Rule> = judged(steps, false).iter().map(|violation| violation.rule).collect();
            rules.sort();
            rules
        };
        let reversed: Vec<Step> = steps.iter().rev().copied().collect();
        prop_assert_eq!(kinds(&steps), kinds(&reversed));
    }
}
