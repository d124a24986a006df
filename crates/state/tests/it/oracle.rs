//! Counts by status against an oracle that plays every day from the first, with rules of its own.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_core::entries::codes::{Decision, Destination};
use hovedbok_core::{Body, Fact, Period, PersonEntry, Seq};
use hovedbok_projection::At;
use hovedbok_state::{By, Selection, state};
use proptest::prelude::*;

use crate::given::*;

const DAYS: u32 = 24;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Apply,
    Wait,
    Grant,
    Reject,
    Intake,
    IntakeSouth,
    Suspend,
    Resume,
    Exit,
}

/// What happens: who, which of their two enrolments, what, on which day; or an earlier fact is voided or moved to a day.
#[derive(Debug, Clone)]
enum Step {
    Fact { person: u128, enrolment: u128, kind: Kind, day: u32 },
    Void { earlier: prop::sample::Index },
    Move { earlier: prop::sample::Index, day: u32 },
}

#[derive(Debug, Clone, Copy)]
struct Told {
    person: u128,
    enrolment: u128,
    kind: Kind,
    day: u32,
    slot: u64,
    from: u64,
    until: u64,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let kinds = [
        Kind::Apply,
        Kind::Wait,
        Kind::Grant,
        Kind::Reject,
        Kind::Intake,
        Kind::IntakeSouth,
        Kind::Suspend,
        Kind::Resume,
        Kind::Exit,
    ];
    let fact = (1..4u128, 0..2u128, prop::sample::select(kinds.to_vec()), 1..DAYS)
        .prop_map(|(person, e, kind, day)| Step::Fact { person, enrolment: person * 10 + e, kind, day });
    let void = any::<prop::sample::Index>().prop_map(|earlier| Step::Void { earlier });
    let moved = (any::<prop::sample::Index>(), 1..DAYS).prop_map(|(earlier, day)| Step::Move { earlier, day });
    prop::collection::vec(prop_oneof![6 => fact, 1 => void, 1 => moved], 1..40)
}

fn entry(kind: Kind, e: u128) -> PersonEntry {
    match kind {
        Kind::Apply => applied(e, "KVP"),
        Kind::Wait => waitlisted(e, "KVP"),
        Kind::Grant => decided(e, Decision::Grant),
        Kind::Reject => decided(e, Decision::Reject),
        Kind::Intake => intake(e, "KVP", "North", "adults"),
        Kind::IntakeSouth => intake(e, "KVP", "South", "adults"),
        Kind::Suspend => suspended(e),
        Kind::Resume => resumed(e),
        Kind::Exit => exited(e, Destination::Other),
    }
}

fn on(day: u32) -> Period {
    period(&format!("2010-01-{day:02}"))
}

/// Records the steps; what was told, with the positions at which it is in force. A fact is put right at most once.
fn record(given: &mut Given, steps: &[Step]) -> Vec<Told> {
    let mut told: Vec<Told> = Vec::new();
    for step in steps {
        let standing: Vec<usize> = (0..told.len()).filter(|i| told[*i].until == u64::MAX).collect();
        match step {
            Step::Fact { person, enrolment, kind, day } => {
                let body = Body::Fact(Fact::Person(entry(*kind, *enrolment)));
                let seq = given.learn(*person, on(*day), None, body);
                let (person, enrolment, kind, day) = (*person, *enrolment, *kind, *day);
                told.push(Told { person, enrolment, kind, day, slot: seq, from: seq, until: u64::MAX });
            }
            // Voiding a replacement would bring back the original: core's histories are tested for that.
            Step::Void { earlier } if standing.iter().any(|i| told[*i].slot == told[*i].from) => {
                let originals: Vec<usize> = standing.into_iter().filter(|i| told[*i].slot == told[*i].from).collect();
                let at = *earlier.get(&originals);
                told[at].until = given.void(told[at].person, told[at].from);
            }
            Step::Move { earlier, day } if !standing.is_empty() => {
                let at = *earlier.get(&standing);
                let old = told[at];
                let date = format!("2010-01-{day:02}");
                let seq = given.replace(old.person, old.from, &date, entry(old.kind, old.enrolment));
                told[at].until = seq;
                told.push(Told { day: *day, from: seq, until: u64::MAX, ..old });
            }
            Step::Void { .. } | Step::Move { .. } => {}
        }
    }
    told
}

type Counts = (BTreeMap<&'static str, (usize, usize)>, usize, usize);

fn holds(told: &Told) -> u32 {
    if told.kind == Kind::Exit { told.day + 1 } else { told.day }
}

fn is_inside(status: &str) -> bool {
    matches!(status, "in_programme" | "suspended")
}

/// The status when a day is over, played anew from the first row.
fn status_on(rows: &[Told], enrolment: u128, day: u32) -> &'static str {
    let played = rows.iter().filter(|row| row.enrolment == enrolment && holds(row) <= day);
    played.fold("", |status, row| next(status, row.kind))
}

/// Every status passed through; those inside only when a day inside came of it.
fn passed(rows: &[Told], enrolment: u128, as_of: u32) -> BTreeSet<&'static str> {
    let (mut status, mut passed, mut spell, mut began) = ("", BTreeSet::new(), Vec::new(), 0);
    for row in rows.iter().filter(|row| row.enrolment == enrolment && holds(row) <= as_of) {
        let before = status;
        status = next(status, row.kind);
        if is_inside(status) {
            began = if is_inside(before) { began } else { holds(row) };
            spell.push(status);
        } else {
            if is_inside(before) && began < holds(row) {
                passed.extend(&spell);
            }
            spell.clear();
            passed.insert(status);
        }
    }
    passed.extend(spell);
    passed.remove("");
    passed
}

/// What is in force at both times, in order.
fn known(told: &[Told], as_of: u32, known_at: u64) -> Vec<Told> {
    let mut known: Vec<Told> = told.iter().filter(|t| t.from <= known_at && known_at < t.until).copied().collect();
    known.retain(|row| holds(row) <= as_of);
    known.sort_by_key(|row| (holds(row), row.slot, row.from));
    known
}

/// Everybody, day by day, from everything in force by the day asked about.
fn oracle(told: &[Told], as_of: u32, known_at: u64) -> Counts {
    let known = known(told, as_of, known_at);
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let (mut inside, mut ever) = (0, 0);
    for person in known.iter().map(|row| row.person).collect::<BTreeSet<_>>() {
        let rows: Vec<Told> = known.iter().filter(|row| row.person == person).copied().collect();
        let enrolments: BTreeSet<u128> = rows.iter().map(|row| row.enrolment).collect();
        let mut now: BTreeSet<_> = enrolments.iter().map(|e| status_on(&rows, *e, as_of)).collect();
        now.remove("");
        inside += usize::from(now.iter().any(|status| is_inside(status)));
        let on = |day| enrolments.iter().any(|e| is_inside(status_on(&rows, *e, day)));
        ever += usize::from((1..=as_of).any(on));
        let mut had: BTreeSet<_> = enrolments.iter().flat_map(|e| passed(&rows, *e, as_of)).collect();
        if now.is_empty() {
            now.insert("registered");
        }
        // Nobody is registered here, so the first row tells whether there was a moment without an enrolment.
        if next("", rows[0].kind).is_empty() {
            had.insert("registered");
        }
        now.iter().for_each(|status| counts.entry(status).or_default().0 += 1);
        had.iter().for_each(|status| counts.entry(status).or_default().1 += 1);
    }
    (counts, inside, ever)
}

fn next(status: &'static str, kind: Kind) -> &'static str {
    let outside = !matches!(status, "in_programme" | "suspended" | "exited");
    match kind {
        Kind::Apply if matches!(status, "" | "rejected" | "withdrawn") => "applied",
        Kind::Wait if outside => "waiting",
        Kind::Grant if outside => "granted",
        Kind::Reject if outside => "rejected",
        Kind::Intake | Kind::IntakeSouth if status != "suspended" => "in_programme",
        Kind::Suspend if status == "in_programme" => "suspended",
        Kind::Resume if status == "suspended" => "in_programme",
        Kind::Exit => "exited",
        Kind::Apply
        | Kind::Wait
        | Kind::Grant
        | Kind::Reject
        | Kind::Intake
        | Kind::IntakeSouth
        | Kind::Suspend
        | Kind::Resume => status,
    }
}

/// The office of somebody who is inside when a day is over: that of the last intake by then.
fn office_on(rows: &[Told], enrolment: u128, day: u32) -> Option<&'static str> {
    let taken_in = |row: &&Told| matches!(row.kind, Kind::Intake | Kind::IntakeSouth);
    let last = rows.iter().filter(|row| row.enrolment == enrolment && holds(row) <= day).rfind(taken_in)?;
    let office = if last.kind == Kind::Intake { "North" } else { "South" };
    is_inside(status_on(rows, enrolment, day)).then_some(office)
}

/// Office to how many are there on the day, and how many were there at the end of any day until then.
fn offices(told: &[Told], as_of: u32, known_at: u64) -> BTreeMap<&'static str, (usize, usize)> {
    let known = known(told, as_of, known_at);
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for person in known.iter().map(|row| row.person).collect::<BTreeSet<_>>() {
        let rows: Vec<Told> = known.iter().filter(|row| row.person == person).copied().collect();
        let enrolments: BTreeSet<u128> = rows.iter().map(|row| row.enrolment).collect();
        let on = |day: u32| enrolments.iter().filter_map(|e| office_on(&rows, *e, day)).collect::<BTreeSet<_>>();
        on(as_of).into_iter().for_each(|office| counts.entry(office).or_default().0 += 1);
        let ever: BTreeSet<_> = (1..=as_of).flat_map(on).collect();
        ever.into_iter().for_each(|office| counts.entry(office).or_default().1 += 1);
    }
    counts
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn counts_by_status_are_those_of_every_day_played(steps in steps(), as_of in 1..DAYS + 2, cut in 0..41u64) {
        let mut given = Given::default();
        let told = record(&mut given, &steps);
        let at = At { as_of: day(&format!("2010-01-{as_of:02}")), known_at: Seq(cut) };
        let answer = state(&given.timeline, at, &Selection::default(), Some(By::Status));
        let (counts, inside, ever) = oracle(&told, as_of, cut);
        prop_assert_eq!((answer.participants, answer.ever), (inside, ever));
        for group in &answer.groups {
            let expected = counts.get(group.key.as_str()).copied().unwrap_or_default();
            prop_assert_eq!((group.participants, group.ever), expected, "{}", group.key);
        }
        let answer = state(&given.timeline, at, &Selection::default(), Some(By::Office));
        let groups: BTreeMap<&str, (usize, usize)> =
            answer.groups.iter().map(|group| (group.key.as_str(), (group.participants, group.ever))).collect();
        prop_assert_eq!(groups, offices(&told, as_of, cut));
    }
}
