//! Statuses, deadlines and lineage, by example and against a naive oracle.

use hovedbok_core::rules::Context;
use hovedbok_core::{Day, Period, Seq};
use hovedbok_milestones::{PlanRow, Standing, Status, milestones};
use hovedbok_projection::At;
use proptest::prelude::*;

use crate::given::{
    Plan, cancelled, completed, continued, day, dropped, id, on, one, planned, postponed, reopened, rescheduled, span,
};

fn row(plan: &Plan, as_of: &str) -> PlanRow {
    plan.rows(as_of).into_iter().next().unwrap()
}

#[test]
fn a_deadline_is_passed_the_day_after_its_last() {
    let plan = one();
    for (as_of, status, late) in [
        ("2007-03-09", Status::Planned, None),
        ("2007-03-10", Status::Overdue, Some(1)),
        ("2007-04-09", Status::Overdue, Some(31)),
    ] {
        assert_eq!((row(&plan, as_of).status(day(as_of)), row(&plan, as_of).days_late(day(as_of))), (status, late));
    }
    assert_eq!(plan.rows("2006-12-31"), []);
}

#[test]
fn a_milestone_without_deadline_is_planned_for_ever_and_never_late() {
    let mut plan = Plan::new("P");
    plan.add(on("2007-01-01"), planned(id(1), "2007", None, "Website"));
    let open = row(&plan, "2199-12-31");
    assert_eq!((open.status(Day::MAX), open.days_late(Day::MAX)), (Status::Planned, None));
    plan.add(on("2008-01-01"), completed(id(1)));
    let done = row(&plan, "2008-01-01");
    assert_eq!((done.status(Day::MAX), done.days_late(Day::MAX)), (Status::Completed, None));
}

#[test]
fn days_late_count_from_last_day_to_last_day() {
    let mut plan = one();
    plan.add(span("2007-03-05", "2007-03-07"), completed(id(1)));
    assert_eq!(row(&plan, "2007-03-06").status(day("2007-03-06")), Status::Planned);
    assert_eq!(row(&plan, "2007-03-07").days_late(day("2007-03-07")), Some(-2));
    plan.add(on("2007-02-01"), rescheduled(id(1), on("2007-03-01")));
    let moved = row(&plan, "2007-12-31");
    assert_eq!(moved.days_late(day("2007-12-31")), Some(6));
    assert_eq!(moved.due_original, Some(span("2007-03-08", "2007-03-09").written("08.03.07 09.03.07")));
}

#[test]
fn the_slip_counts_from_the_first_deadline_to_the_one_that_counts() {
    let mut plan = one();
    assert_eq!(row(&plan, "2007-01-01").slip_days(), Some(0));
    plan.add(on("2007-02-01"), rescheduled(id(1), on("2007-03-01")));
    assert_eq!(row(&plan, "2007-02-01").slip_days(), Some(-8));
    plan.add(on("2007-02-15"), postponed(id(1), Some(span("2007-06-01", "2007-06-30"))));
    assert_eq!(row(&plan, "2007-02-15").slip_days(), Some(113));
    // A postponement to no named day leaves the deadline where it is.
    plan.add(on("2007-02-20"), postponed(id(1), None));
    assert_eq!(row(&plan, "2007-02-20").slip_days(), Some(113));
    assert_eq!(plan.answer("2007-02-20").milestones[0].slip_days, Some(113));
    let mut open = Plan::new("P");
    open.add(on("2007-01-01"), planned(id(1), "2007", None, "Website"));
    assert_eq!(row(&open, "2007-12-31").slip_days(), None);
}

#[test]
fn the_last_word_by_the_day_it_holds_decides() {
    let mut plan = one();
    plan.add(on("2007-06-01"), cancelled(id(1)));
    plan.add(on("2007-05-01"), completed(id(1)));
    assert_eq!(row(&plan, "2007-05-31").standing, Standing::Completed(on("2007-05-01")));
    let last = row(&plan, "2007-06-01");
    assert_eq!((&last.standing, last.status_as_written.as_deref()), (&Standing::Cancelled, Some("avlyst")));
    assert_eq!(last.completed(), None);
    plan.add(on("2007-07-01"), reopened(id(1)));
    let open = row(&plan, "2007-07-01");
    assert_eq!(
        (open.status(day("2007-07-01")), open.status_as_written.as_deref()),
        (Status::Overdue, Some("in progress"))
    );
    let seq = plan.add(on("2007-08-01"), dropped(id(1)));
    assert_eq!(row(&plan, "2007-08-01").status(day("2007-08-01")), Status::Dropped);
    assert_eq!(row(&plan, "2007-08-01").decided_by, Some(seq));
    let before = plan.timeline.position();
    plan.void(seq);
    assert_eq!(row(&plan, "2007-08-01").status(day("2007-08-01")), Status::Overdue);
    let known = At { as_of: day("2007-08-01"), known_at: before };
    let then = hovedbok_milestones::rows(&plan.timeline, known, &plan.name);
    assert_eq!(then[0].status(day("2007-08-01")), Status::Dropped);
}

#[test]
fn a_postponement_holds_until_its_named_deadline() {
    let mut plan = one();
    plan.add(on("2007-03-09"), postponed(id(1), None));
    let open_end = row(&plan, "2010-01-01");
    assert_eq!((open_end.status(day("2010-01-01")), open_end.days_late(day("2010-01-01"))), (Status::Postponed, None));
    plan.add(on("2007-04-01"), rescheduled(id(1), on("2007-09-01")));
    assert_eq!(row(&plan, "2007-09-01").status(day("2007-09-01")), Status::Postponed);
    assert_eq!(row(&plan, "2007-09-02").days_late(day("2007-09-02")), Some(1));
    plan.add(on("2007-10-01"), postponed(id(1), Some(on("2008-01-01"))));
    let named = row(&plan, "2008-01-01");
    assert_eq!((named.status(day("2008-01-01")), named.due.clone()), (Status::Postponed, Some(on("2008-01-01"))));
    assert_eq!(named.due_in_plan, Some(on("2007-09-01")));
    assert_eq!(row(&plan, "2008-01-02").status(day("2008-01-02")), Status::Overdue);
}

#[test]
fn what_has_ended_is_not_postponed_until_it_is_opened_again() {
    for end in [0, 1, 2] {
        let mut plan = one();
        let (seq, status) = match end {
            0 => (plan.add(on("2007-03-01"), completed(id(1))), Status::Completed),
            1 => (plan.add(on("2007-03-01"), cancelled(id(1))), Status::Cancelled),
            _ => (plan.add(on("2007-03-01"), dropped(id(1))), Status::Dropped),
        };
        let due = row(&plan, "2007-03-01").due;
        plan.add(on("2007-03-02"), postponed(id(1), Some(on("2008-01-01"))));
        let ended = row(&plan, "2007-12-31");
        assert_eq!((ended.status(day("2007-12-31")), ended.decided_by, ended.due), (status, Some(seq), due));
        plan.add(on("2007-04-01"), reopened(id(1)));
        plan.add(on("2007-04-02"), postponed(id(1), Some(on("2008-01-01"))));
        let open = row(&plan, "2007-12-31");
        assert_eq!((open.status(day("2007-12-31")), open.due), (Status::Postponed, Some(on("2008-01-01"))));
    }
}

#[test]
fn rows_stand_in_the_order_of_their_first_planning() {
    let mut plan = Plan::new("P");
    plan.add(on("2007-05-01"), planned(id(9), "2007", Some("1"), "First"));
    plan.add(on("2007-01-01"), planned(id(1), "2007", Some("2"), "Second"));
    plan.add(on("2007-06-01"), completed(id(5)));
    plan.add(on("2007-07-01"), planned(id(9), "2008", Some("7"), "First, said otherwise"));
    let titles: Vec<String> = plan.rows("2007-12-31").into_iter().map(|row| row.title).collect();
    assert_eq!(titles, ["First, said otherwise", "Second"]);
}

#[test]
fn lineage_ends_where_it_would_begin_again() {
    let mut plan = Plan::new("P");
    for number in 1..=4 {
        plan.add(on("2007-01-01"), planned(id(number), "2007", None, "Row"));
    }
    for (from, to) in [(1, 2), (1, 4), (2, 3), (3, 1), (3, 3), (4, 77), (1, 2)] {
        plan.add(on("2007-02-01"), continued(id(from), id(to)));
    }
    assert_eq!(row(&plan, "2007-12-31").continued_by, [id(2), id(4)]);
    let answer = plan.answer("2007-12-31");
    let links: Vec<_> = answer.milestones[0].continued_by.iter().map(|link| link.milestone).collect();
    assert_eq!(links, [id(2), id(3), id(4), id(77)]);
    assert_eq!(answer.milestones[0].continued_by[3].section, None);
    assert_eq!(answer.milestones[2].continued_by.len(), 4);
}

#[test]
fn a_plan_that_nobody_knows_is_no_empty_plan() {
    let plan = one();
    let ask = |known_at, name: &str| {
        milestones(&plan.timeline, At { as_of: Day::MAX, known_at }, &name.parse().unwrap(), &Context::default())
    };
    assert_eq!(ask(plan.timeline.position(), "Q"), None);
    assert_eq!(ask(Seq(0), "P"), None);
    assert!(ask(Seq(1), "P").is_some());
}

#[derive(Debug, Clone)]
enum Step {
    Plan(u8, u16, Option<u16>),
    Reschedule(u8, u16, u16),
    Postpone(u8, u16, Option<u16>),
    Complete(u8, u16),
    Cancel(u8, u16),
    Drop(u8, u16),
    Reopen(u8, u16),
    Void(prop::sample::Index),
}

fn step() -> impl Strategy<Value = Step> {
    let (m, d) = (0..3u8, 0..40u16);
    prop_oneof![
        3 => (m.clone(), d.clone(), prop::option::of(d.clone())).prop_map(|(m, on, due)| Step::Plan(m, on, due)),
        2 => (m.clone(), d.clone(), d.clone()).prop_map(|(m, on, due)| Step::Reschedule(m, on, due)),
        2 => (m.clone(), d.clone(), prop::option::of(d.clone())).prop_map(|(m, on, due)| Step::Postpone(m, on, due)),
        2 => (m.clone(), d.clone()).prop_map(|(m, on)| Step::Complete(m, on)),
        1 => (m.clone(), d.clone()).prop_map(|(m, on)| Step::Cancel(m, on)),
        1 => (m.clone(), d.clone()).prop_map(|(m, on)| Step::Drop(m, on)),
        1 => (m, d).prop_map(|(m, on)| Step::Reopen(m, on)),
        1 => any::<prop::sample::Index>().prop_map(Step::Void),
    ]
}

fn nth(days: u16) -> Day {
    day("2007-01-01").plus_days(i64::from(days))
}

fn single(days: u16) -> Period {
    Period::day(nth(days))
}

/// Status, deadline and days late of a milestone, read off the sorted steps without folding.
fn oracle(steps: &[(u64, Step)], milestone: u8, as_of: u16) -> Option<(Status, Option<u16>, Option<i64>)> {
    let of = |step: &Step| match *step {
        Step::Plan(m, on, _) | Step::Reschedule(m, on, _) | Step::Postpone(m, on, _) => (m, on),
        Step::Complete(m, on) | Step::Cancel(m, on) | Step::Drop(m, on) | Step::Reopen(m, on) => (m, on),
        Step::Void(_) => (u8::MAX, 0),
    };
    let mut mine: Vec<_> = steps.iter().filter(|(_, s)| of(s).0 == milestone && of(s).1 <= as_of).collect();
    mine.sort_by_key(|(seq, step)| (of(step).1, *seq));
    let mine: Vec<&Step> = mine.into_iter().map(|(_, step)| step).collect();
    // A postponement of what had ended by then counts as nothing.
    let ended = |before: &[&Step]| {
        let last = before
            .iter()
            .rev()
            .find(|step| matches!(step, Step::Complete(..) | Step::Cancel(..) | Step::Drop(..) | Step::Reopen(..)));
        last.is_some_and(|step| !matches!(step, Step::Reopen(..)))
    };
    let counts = |(at, step): &(usize, &&Step)| !matches!(step, Step::Postpone(..)) || !ended(&mine[..*at]);
    let mine: Vec<&Step> = mine.iter().enumerate().filter(counts).map(|(_, step)| *step).collect();
    if !mine.iter().any(|step| matches!(step, Step::Plan(..))) {
        return None;
    }
    let due = mine.iter().rev().find_map(|step| match **step {
        Step::Plan(_, _, due) => Some(due),
        Step::Reschedule(_, _, due) | Step::Postpone(_, _, Some(due)) => Some(Some(due)),
        _ => None,
    });
    let due = due.unwrap();
    let decided = mine.iter().rposition(|step| !matches!(step, Step::Plan(..) | Step::Reschedule(..)));
    let after = |at: usize| {
        mine[at..].iter().rev().find_map(|step| match **step {
            Step::Reschedule(_, _, due) => Some(due),
            Step::Postpone(_, _, due) => due,
            _ => None,
        })
    };
    let passed = |due: Option<u16>| due.is_some_and(|due| due < as_of);
    let (status, completion) = match decided.map(|at| mine[at]) {
        Some(Step::Complete(_, on)) => (Status::Completed, Some(*on)),
        Some(Step::Cancel(..)) => (Status::Cancelled, None),
        Some(Step::Drop(..)) => (Status::Dropped, None),
        Some(Step::Postpone(..)) if passed(after(decided.unwrap())) => (Status::Overdue, None),
        Some(Step::Postpone(..)) => (Status::Postponed, None),
        _ if passed(due) => (Status::Overdue, None),
        _ => (Status::Planned, None),
    };
    let late = due.and_then(|due| match status {
        Status::Completed => Some(i64::from(completion.unwrap()) - i64::from(due)),
        Status::Overdue => Some(i64::from(as_of) - i64::from(due)),
        _ => None,
    });
    Some((status, due, late))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_fold_agrees_with_a_naive_reading(steps in prop::collection::vec(step(), 1..25), as_of in 0..45u16, cut in any::<prop::sample::Index>()) {
        let mut plan = Plan::new("P");
        let mut kept: Vec<(u64, Step)> = Vec::new();
        let known_at = Seq(cut.index(steps.len()) as u64 + 1);
        let mut standing: Vec<u64> = Vec::new();
        for step in &steps {
            let m = |number: &u8| id(u128::from(*number) + 1);
            let seq = match step {
                Step::Plan(n, on, due) => {
                    let mut row = planned(m(n), "2007", None, "Row");
                    row.due = due.map(single);
                    plan.add(single(*on), row)
                }
                Step::Reschedule(n, on, due) => plan.add(single(*on), rescheduled(m(n), single(*due))),
                Step::Postpone(n, on, due) => plan.add(single(*on), postponed(m(n), due.map(single))),
                Step::Complete(n, on) => plan.add(single(*on), completed(m(n))),
                Step::Cancel(n, on) => plan.add(single(*on), cancelled(m(n))),
                Step::Drop(n, on) => plan.add(single(*on), dropped(m(n))),
                Step::Reopen(n, on) => plan.add(single(*on), reopened(m(n))),
                Step::Void(which) => {
                    if standing.is_empty() {
                        plan.add(single(0), reopened(id(1000)))
                    } else {
                        let target = standing.remove(which.index(standing.len()));
                        let seq = plan.void(Seq(target));
                        if seq <= known_at {
                            kept.retain(|(of, _)| *of != target);
                        }
                        continue;
                    }
                }
            };
            standing.push(seq.0);
            if seq <= known_at {
                kept.push((seq.0, step.clone()));
            }
        }
        let at = At { as_of: nth(as_of), known_at };
        let rows = hovedbok_milestones::rows(&plan.timeline, at, &plan.name);
        for row in &rows {
            let status = row.status(at.as_of);
            let open = matches!(status, Status::Planned | Status::Overdue | Status::Postponed);
            prop_assert_eq!((row.is_open(), row.completed().is_some()), (open, status == Status::Completed));
        }
        for number in 0..3u8 {
            let folded = rows.iter().find(|row| row.milestone == id(u128::from(number) + 1));
            let told = oracle(&kept, number, as_of).map(|(status, due, late)| (status, due.map(single), late));
            prop_assert_eq!(folded.map(|r| (r.status(at.as_of), r.due.clone(), r.days_late(at.as_of))), told);
        }
        let answer = milestones(&plan.timeline, at, &plan.name, &Context::default());
        if let Some(answer) = answer {
            let c = answer.counts;
            let total = c.planned + c.overdue + c.completed + c.postponed + c.cancelled + c.dropped;
            prop_assert_eq!(total, answer.milestones.len() as u64);
        }
    }
}

#[test]
fn a_completion_whose_day_nobody_gave_has_a_range_of_lateness() {
    let mut plan = Plan::new("TRAPPA");
    let mut report = planned(id(1), "2006", Some("10"), "Report");
    report.due = Some(on("2006-05-15"));
    plan.add(on("2006-01-01"), report);
    plan.add(span("2006-01-01", "2007-08-01").written("done"), completed(id(1)));
    let found = row(&plan, "2007-08-01");
    assert_eq!((found.status(day("2007-08-01")), found.days_late(day("2007-08-01"))), (Status::Completed, None));
    assert_eq!(found.days_late_range(), Some((-134, 443)));
    let answer = serde_json::to_value(plan.answer("2007-08-01")).unwrap();
    let shown = &answer["milestones"][0];
    assert_eq!(shown["days_late"], serde_json::Value::Null);
    assert_eq!((&shown["days_late_least"], &shown["days_late_most"]), (&(-134).into(), &443.into()));
    assert_eq!(
        shown["findings"],
        serde_json::json!(["recorded_late"]),
        "a year after the deadline, but nobody is late"
    );
}
