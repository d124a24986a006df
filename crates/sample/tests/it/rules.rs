//! The rules over the demo: nothing that recording would refuse, and the findings that the questions ask for.

use std::collections::BTreeMap;

use hovedbok_core::entries::{Fact, FundEntry, PersonEntry, PlanEntry, ProgrammeEntry};
use hovedbok_core::rules::payment::{Attendance, payment};
use hovedbok_core::rules::{Context, Rule, Violation, fund, general, person, plan, programme};
use hovedbok_core::{Row, Seq, StreamFact, StreamId};
use hovedbok_projection::History;

use crate::folds::{DEMO, Ledger, day};

/// Histories of one family, rebuilt from the entries of their streams.
pub fn family<F: StreamFact>(ledger: &Ledger, mine: impl Fn(&StreamId) -> bool) -> BTreeMap<StreamId, History<F>> {
    let mut streams: BTreeMap<StreamId, History<F>> = BTreeMap::new();
    for entry in ledger.entries.iter().filter(|entry| mine(&entry.draft.stream)) {
        streams.entry(entry.draft.stream.clone()).or_default().learn(entry);
    }
    streams
}

fn rows<F: StreamFact>(history: &History<F>, known_at: Seq) -> Vec<&Row<F>> {
    history.in_force(known_at).collect()
}

/// Everything that the rules say of a ledger as known at a position.
pub fn violations(ledger: &Ledger, ctx: &Context, known_at: Seq) -> Vec<Violation> {
    let mut found = Vec::new();
    let funds = family::<FundEntry>(ledger, |id| matches!(id, StreamId::Fund(_)));
    let mut attendance = Attendance::paid_for(funds.values().flat_map(|history| history.in_force(known_at)));
    for history in family::<PersonEntry>(ledger, |id| matches!(id, StreamId::Participant(_))).values() {
        let rows = rows(history, known_at);
        attendance.learn(&rows);
        found.extend(person::person(&rows, ctx));
    }
    for (stream, history) in &funds {
        let StreamId::Fund(id) = stream else { continue };
        let other = |(other, _): &(&StreamId, &History<FundEntry>)| matches!(other, StreamId::Fund(f) if f != id && f.programme == id.programme && f.source == id.source);
        let others: Vec<&Row<FundEntry>> =
            funds.iter().filter(other).flat_map(|(_, history)| history.in_force(known_at)).collect();
        let rows = rows(history, known_at);
        found.extend(fund::fund(id, &rows, &others, ctx));
        found.extend(payment(&id.programme, &rows, &attendance));
    }
    for (stream, history) in family::<PlanEntry>(ledger, |id| matches!(id, StreamId::Plan(_))) {
        found.extend(plan::plan(stream.programme().as_ref(), &rows(&history, known_at), ctx));
    }
    for (stream, history) in family::<ProgrammeEntry>(ledger, |id| matches!(id, StreamId::Programme(_))) {
        found.extend(programme::programme(stream.programme().as_ref(), &rows(&history, known_at), ctx));
    }
    let rest = |id: &StreamId| matches!(id, StreamId::Risk(_) | StreamId::Figure(_) | StreamId::Ledger);
    for (stream, history) in family::<Fact>(ledger, rest) {
        found.extend(general::general(stream.programme().as_ref(), &rows(&history, known_at), ctx));
    }
    found
}

fn of_demo(as_of: &str) -> Vec<Violation> {
    violations(&DEMO, &Context { as_of: Some(day(as_of)), ..Context::default() }, DEMO.end())
}

fn whats(found: &[Violation], rule: Rule, programme: &str) -> Vec<String> {
    let of = |v: &&Violation| v.rule == rule && v.programme.as_ref().is_some_and(|name| name.as_str() == programme);
    found.iter().filter(of).map(|v| v.what.clone()).collect()
}

#[test]
fn nothing_in_the_demo_would_be_refused() {
    let refused: Vec<Violation> = of_demo("2017-12-31").into_iter().filter(|v| v.rule.refuses()).collect();
    assert!(refused.is_empty(), "{refused:?}");
}

#[test]
fn the_findings_that_the_questions_ask_for() {
    let found = of_demo("2009-12-31");
    assert_eq!(whats(&found, Rule::MilestoneOrder, "HUSK").len(), 2);
    assert!(whats(&found, Rule::MilestoneOrder, "TIO").is_empty());
    assert!(!whats(&found, Rule::LabelUsedTwice, "HUSK").is_empty());
    assert_eq!(whats(&found, Rule::GoalWithoutBaseline, "P1824").len(), 1);
    assert!(whats(&found, Rule::GoalWithoutBaseline, "KVP").is_empty());
    let of_2007 = of_demo("2007-12-31");
    let gatherings: Vec<String> = whats(&of_2007, Rule::BodyMetTooSeldom, "TIO")
        .into_iter()
        .filter(|what| what.starts_with("Network gathering"))
        .collect();
    assert_eq!(gatherings, ["Network gathering must meet 2 times a year, but met once in 2007"]);
    let silent = whats(&of_2007, Rule::NotRecordedAtAll, "TIO");
    assert!(silent.iter().any(|what| what.contains("Internal working group")), "{silent:?}");
}

#[test]
fn the_findings_about_trappa_money() {
    let found = of_demo("2017-12-31");
    assert_eq!(whats(&found, Rule::PaidAboveAttended, "TRAPPA").len(), 1);
    assert_eq!(whats(&found, Rule::GrantUnspent, "TRAPPA").len(), 1);
    assert_eq!(whats(&found, Rule::CarryOverTooLate, "TRAPPA").len(), 1);
}
