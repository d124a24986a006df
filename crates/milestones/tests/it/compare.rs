//! A newer document against the plan in force.

use hovedbok_core::{Day, Period};
use hovedbok_milestones::{Change, Changed, IncomingRow, RowField, Said, compare};
use proptest::prelude::*;

use crate::given::{Plan, cancelled, completed, day, dropped, id, on, planned, postponed, reopened, rescheduled};

/// Records the changes as an import does: what has no day of its own takes hold on the last day of the deadline, or on
/// the day of the document that first shows it if that is earlier.
pub fn apply(plan: &mut Plan, document: &[IncomingRow], changes: &[Change], first: Day, shown: Day) {
    for (at, change) in changes.iter().enumerate() {
        let Some(row) = change.row.map(|row| &document[row]) else { continue };
        let fresh = changes[..=at].iter().rev().find(|c| c.row == change.row && c.what == Changed::Planned);
        let number = 0x1_0000 + u128::try_from(row.line).unwrap();
        let milestone = change.milestone.unwrap_or_else(|| id(number));
        let holds = Period::day(row.due.as_ref().map_or(shown, |due| due.end().min(shown)));
        let holds = if fresh.is_some() { holds } else { Period::day(shown) };
        match &change.what {
            Changed::Planned => {
                let mut body = planned(milestone, &row.section, row.number.as_deref(), &row.title);
                body.due.clone_from(&row.due);
                body.responsible = row.responsible.as_deref().map(Into::into);
                if row.said == Said::Open {
                    body.status_as_written = row.status_as_written.as_deref().map(Into::into);
                }
                plan.add(Period::day(first), body);
            }
            Changed::Rescheduled(due) => drop(plan.add(Period::day(shown), rescheduled(milestone, due.clone()))),
            Changed::Completed(period) => drop(plan.add(period.clone(), completed(milestone))),
            Changed::Postponed(to) => drop(plan.add(holds, postponed(milestone, to.clone()))),
            Changed::Cancelled => drop(plan.add(holds, cancelled(milestone))),
            Changed::Dropped => drop(plan.add(holds, dropped(milestone))),
            Changed::Reopened(_) => drop(plan.add(Period::day(shown), reopened(milestone))),
            Changed::EndsOtherwise(by, said) => {
                plan.void(*by);
                match said {
                    Said::Open => panic!("an open row ends nothing"),
                    Said::On(period) => plan.add(period.clone(), completed(milestone)),
                    Said::Postponed(to) => plan.add(holds, postponed(milestone, to.clone())),
                    Said::Cancelled => plan.add(holds, cancelled(milestone)),
                    Said::Dropped => plan.add(holds, dropped(milestone)),
                };
            }
            Changed::Reworded(..) | Changed::DeadlineMissing | Changed::Unmatched => {}
        }
    }
}

fn incoming(line: usize, number: Option<&str>, title: &str, due: Option<&str>, said: Said) -> IncomingRow {
    IncomingRow {
        line,
        section: "2007".into(),
        number: number.map(str::to_owned),
        title: title.into(),
        responsible: None,
        due: due.map(on),
        said,
        status_as_written: None,
    }
}

/// The rows of a plan from a document, and what another one changes in it.
fn changed(before: &[IncomingRow], after: &[IncomingRow]) -> Result<Vec<(Option<usize>, Changed)>, String> {
    let mut plan = Plan::new("P");
    let changes = compare(&[], before).map_err(|e| e.to_string())?;
    apply(&mut plan, before, &changes, day("2007-01-01"), day("2007-06-30"));
    let changes = compare(&plan.rows("2199-12-31"), after).map_err(|e| e.to_string())?;
    Ok(changes.into_iter().map(|change| (change.row, change.what)).collect())
}

#[test]
fn each_kind_of_change_is_found() {
    let open = |due| [incoming(2, Some("1"), "Meeting", due, Said::Open)];
    let before = open(Some("2007-05-01"));
    for (said, expected) in [
        (Said::Open, vec![]),
        (Said::On(on("2007-05-03")), vec![(Some(0), Changed::Completed(on("2007-05-03")))]),
        (Said::Postponed(None), vec![(Some(0), Changed::Postponed(None))]),
        (Said::Cancelled, vec![(Some(0), Changed::Cancelled)]),
        (Said::Dropped, vec![(Some(0), Changed::Dropped)]),
    ] {
        let after = [incoming(2, Some("1"), "Meeting", Some("2007-05-01"), said)];
        assert_eq!(changed(&before, &after), Ok(expected));
    }
    assert_eq!(
        changed(&before, &open(Some("2007-06-01"))),
        Ok(vec![(Some(0), Changed::Rescheduled(on("2007-06-01")))])
    );
    assert_eq!(changed(&before, &open(None)), Ok(vec![(Some(0), Changed::DeadlineMissing)]));
    assert_eq!(changed(&before, &[]), Ok(vec![(None, Changed::Unmatched)]));
    let both = [before[0].clone(), incoming(3, Some("2"), "Report", None, Said::Cancelled)];
    assert_eq!(changed(&before, &both), Ok(vec![(Some(1), Changed::Planned), (Some(1), Changed::Cancelled)]));
}

#[test]
fn an_end_that_is_said_otherwise_names_the_entry_to_put_right() {
    let with = |said| [incoming(2, Some("1"), "Meeting", Some("2007-05-01"), said)];
    // Seq 1 plans, seq 2 ends.
    let second = hovedbok_core::Seq(2);
    for (before, after) in [
        (Said::On(on("2007-05-03")), Said::On(on("2007-05-04"))),
        (Said::On(on("2007-05-03")), Said::Cancelled),
        (Said::Cancelled, Said::On(on("2007-05-04"))),
        (Said::Dropped, Said::Cancelled),
        (Said::Cancelled, Said::Postponed(None)),
        (Said::Postponed(None), Said::On(on("2007-04-01"))),
    ] {
        let expected = vec![(Some(0), Changed::EndsOtherwise(second, after.clone()))];
        assert_eq!(changed(&with(before), &with(after)), Ok(expected));
    }
    for before in [Said::On(on("2007-05-03")), Said::Cancelled, Said::Dropped, Said::Postponed(None)] {
        assert_eq!(changed(&with(before), &with(Said::Open)), Ok(vec![(Some(0), Changed::Reopened(second))]));
    }
    let late = on("2007-05-02");
    assert_eq!(
        changed(&with(Said::Postponed(None)), &with(Said::On(late.clone()))),
        Ok(vec![(Some(0), Changed::Completed(late))])
    );
}

#[test]
fn rows_meet_by_what_names_them() {
    let row = |line, number, title| incoming(line, number, title, None, Said::Open);
    let rewords = |fields: &[RowField]| Changed::Reworded(hovedbok_core::Seq(1), fields.to_vec());
    let before = [row(2, Some("1"), "Meeting"), row(3, Some("2"), "Report")];
    // A row put in first moves the numbers: the titles name the rows.
    let after = [row(2, Some("1"), "Kick-off"), row(3, Some("2"), "Meeting"), row(4, Some("3"), "Report")];
    let told = changed(&before, &after).unwrap();
    assert_eq!(told[0], (Some(0), Changed::Planned));
    assert_eq!(told[1], (Some(1), rewords(&[RowField::Number])));
    // A title that is said otherwise: the number names the row.
    let after = [row(2, Some("1"), "Meeting in Oslo"), before[1].clone()];
    assert_eq!(changed(&before, &after), Ok(vec![(Some(0), rewords(&[RowField::Title]))]));
    // Case and spaces name no other row.
    let after = [row(2, Some(" 1"), "MEETING "), before[1].clone()];
    assert_eq!(changed(&before, &after), Ok(vec![(Some(0), rewords(&[RowField::Title]))]));
    // A row without a number meets by its title.
    let bare = [row(2, None, "Interim report")];
    assert_eq!(changed(&bare, &bare), Ok(vec![]));
    assert_eq!(
        changed(&bare, &[row(2, Some("9"), "Interim report")]),
        Ok(vec![(Some(0), rewords(&[RowField::Number]))])
    );
}

#[test]
fn a_number_used_twice_names_nothing() {
    let row = |line, number, title, due| incoming(line, number, title, due, Said::Open);
    let before = [row(2, Some("35"), "Sub-project", None), row(3, Some("35"), "Applications", None)];
    assert_eq!(changed(&before, &before), Ok(vec![]));
    let after = [before[0].clone(), row(3, Some("35"), "Applications and form", None)];
    let told = changed(&before, &after).unwrap_err();
    let expected =
        "line 3: each could be 2007/35 \"Applications\"; give each row a title or number of its own in its section";
    assert_eq!(told, expected);
    // Titles and numbers alike: the deadline tells them apart, while it stands.
    let twice = [row(2, None, "Meeting", Some("2007-02-01")), row(3, None, "Meeting", Some("2007-03-01"))];
    assert_eq!(changed(&twice, &twice), Ok(vec![]));
    let one_moved = [twice[0].clone(), row(3, None, "Meeting", Some("2007-04-01"))];
    assert_eq!(changed(&twice, &one_moved), Ok(vec![(Some(1), Changed::Rescheduled(on("2007-04-01")))]));
    let both_moved = [row(2, None, "Meeting", Some("2007-05-01")), row(3, None, "Meeting", Some("2007-04-01"))];
    assert!(changed(&twice, &both_moved).unwrap_err().starts_with("lines 2, 3: could be 2007/- \"Meeting\" or "));
    let alike = [twice[0].clone(), IncomingRow { line: 7, ..twice[0].clone() }];
    assert!(changed(&[], &alike).unwrap_err().starts_with("lines 2, 7: the rows have the same section"));
}

#[test]
fn a_number_used_twice_does_no_harm_where_titles_name_the_rows() {
    let row = |line, title| incoming(line, Some("35"), title, None, Said::Open);
    let (one, other) = (row(2, "Sub-project"), row(3, "Applications"));
    let both = [one.clone(), other.clone()];
    assert_eq!(changed(&both, std::slice::from_ref(&one)), Ok(vec![(None, Changed::Unmatched)]));
    assert_eq!(changed(&both, std::slice::from_ref(&other)), Ok(vec![(None, Changed::Unmatched)]));
    assert_eq!(changed(std::slice::from_ref(&one), &both), Ok(vec![(Some(1), Changed::Planned)]));
    assert_eq!(changed(&[other], &both), Ok(vec![(Some(0), Changed::Planned)]));
}

/// A plan with one milestone due on the first of May, and what a document with that row changes in it.
fn one_row(plan: &mut Plan) {
    let mut row = planned(id(1), "2007", Some("1"), "Meeting in Oslo");
    row.due = Some(on("2007-05-01"));
    row.responsible = Some("project lead".into());
    row.status_as_written = Some("in progress".into());
    plan.add(on("2007-01-01"), row);
}

fn document_row(due: &str, said: Said) -> IncomingRow {
    IncomingRow {
        responsible: Some("project lead".into()),
        status_as_written: Some("in progress".into()),
        ..incoming(2, Some("1"), "Meeting in Oslo", Some(due), said)
    }
}

fn changes(plan: &Plan, row: IncomingRow) -> Vec<Changed> {
    let changes = compare(&plan.rows("2199-12-31"), &[row]).unwrap();
    changes.into_iter().map(|change| change.what).collect()
}

#[test]
fn a_completion_before_what_was_said_last_corrects_that_and_one_on_its_day_follows_it() {
    let mut reopened_plan = Plan::new("P");
    one_row(&mut reopened_plan);
    reopened_plan.add(on("2007-05-20"), cancelled(id(1)));
    let last_word = reopened_plan.add(on("2007-06-01"), reopened(id(1)));
    let mut postponed_plan = Plan::new("P");
    one_row(&mut postponed_plan);
    postponed_plan.add(on("2007-06-01"), postponed(id(1), None));
    let second = hovedbok_core::Seq(2);
    for (plan, by) in [(&reopened_plan, last_word), (&postponed_plan, second)] {
        let completed = |day: &str| changes(plan, document_row("2007-05-01", Said::On(on(day))));
        assert_eq!(completed("2007-05-31"), [Changed::EndsOtherwise(by, Said::On(on("2007-05-31")))]);
        for day in ["2007-06-01", "2007-06-02"] {
            assert_eq!(completed(day), [Changed::Completed(on(day))]);
        }
    }
}

#[test]
fn a_postponement_is_the_same_when_it_leads_to_the_same_deadline() {
    let (autumn, winter) = (|| Some(on("2007-09-01")), || Some(on("2007-12-01")));
    let moved = |to: &str| Changed::Rescheduled(on(to));
    for (first, then, due, said, expected) in [
        (None, None, "2007-05-01", None, vec![]),
        (None, None, "2007-05-01", autumn(), vec![Changed::Postponed(autumn())]),
        (autumn(), None, "2007-05-01", autumn(), vec![]),
        (autumn(), None, "2007-05-01", winter(), vec![Changed::Postponed(winter())]),
        (autumn(), None, "2007-05-01", None, vec![Changed::Postponed(None)]),
        // The plan's own deadline moved after it: the document still reads as before.
        (None, Some("2007-08-01"), "2007-08-01", None, vec![]),
        (autumn(), Some("2007-08-01"), "2007-08-01", None, vec![]),
        (autumn(), Some("2007-08-01"), "2007-08-01", autumn(), vec![Changed::Postponed(autumn())]),
        // The document moves the plan's own deadline: that of the postponement has to be said again.
        (autumn(), None, "2007-08-01", autumn(), vec![moved("2007-08-01"), Changed::Postponed(autumn())]),
        (autumn(), None, "2007-08-01", winter(), vec![moved("2007-08-01"), Changed::Postponed(winter())]),
        (None, None, "2007-08-01", None, vec![moved("2007-08-01")]),
    ] {
        let mut plan = Plan::new("P");
        one_row(&mut plan);
        plan.add(on("2007-05-02"), postponed(id(1), first.clone()));
        if let Some(then) = then {
            plan.add(on("2007-05-03"), rescheduled(id(1), on(then)));
        }
        let found = changes(&plan, document_row(due, Said::Postponed(said.clone())));
        assert_eq!(found, expected, "{first:?}, then {then:?}: {due} and {said:?}");
    }
}

#[test]
fn words_that_read_differently_are_named_and_blanks_are_no_words() {
    let mut plan = Plan::new("P");
    one_row(&mut plan);
    let same = || document_row("2007-05-01", Said::Open);
    let blank = |text: &str| Some(text.to_owned());
    let rewords = |fields: &[RowField]| vec![Changed::Reworded(hovedbok_core::Seq(1), fields.to_vec())];
    for (row, expected) in [
        (same(), vec![]),
        (IncomingRow { title: " Meeting  in Oslo".into(), ..same() }, vec![]),
        (IncomingRow { responsible: blank("the lead"), ..same() }, rewords(&[RowField::Responsible])),
        (IncomingRow { responsible: None, ..same() }, rewords(&[RowField::Responsible])),
        (IncomingRow { responsible: blank(" "), ..same() }, rewords(&[RowField::Responsible])),
        (IncomingRow { status_as_written: blank("begun"), ..same() }, rewords(&[RowField::StatusAsWritten])),
        (
            IncomingRow { number: None, responsible: None, status_as_written: None, ..same() },
            rewords(&[RowField::Number, RowField::Responsible, RowField::StatusAsWritten]),
        ),
        // The words about an open row say nothing about one that has ended.
        (IncomingRow { status_as_written: None, said: Said::Cancelled, ..same() }, vec![Changed::Cancelled]),
    ] {
        assert_eq!(changes(&plan, row.clone()), expected, "{row:?}");
    }
    plan.add(on("2007-05-02"), dropped(id(1)));
    assert_eq!(changes(&plan, document_row("2007-05-01", Said::Dropped)), []);
    let open = IncomingRow { status_as_written: None, ..same() };
    assert_eq!(changes(&plan, open), [Changed::Reopened(hovedbok_core::Seq(2))]);
    let mut bare = Plan::new("P");
    bare.add(on("2007-01-01"), planned(id(1), "2007", None, "Meeting"));
    assert_eq!(changes(&bare, incoming(2, Some(" "), "Meeting", None, Said::Open)), []);
}

fn said() -> impl Strategy<Value = Said> {
    let at = || (0..150i64).prop_map(|days| Period::day(day("2007-01-01").plus_days(days)));
    prop_oneof![
        3 => Just(Said::Open),
        3 => at().prop_map(Said::On),
        1 => Just(Said::Postponed(None)),
        1 => at().prop_map(|to| Said::Postponed(Some(to))),
        1 => Just(Said::Cancelled),
        1 => Just(Said::Dropped),
    ]
}

/// Rows with a number or title of their own, some of them with words that others have too.
fn document() -> impl Strategy<Value = Vec<IncomingRow>> {
    let due = prop::option::of((0..150i64).prop_map(|days| Period::day(day("2007-01-01").plus_days(days))));
    prop::collection::vec((prop::option::weighted(0.9, 1..9u8), 0..6u8, due, said()), 0..8).prop_map(|rows| {
        let row = |(line, (number, title, due, said)): (usize, (Option<u8>, u8, Option<Period>, Said))| IncomingRow {
            due,
            ..incoming(line + 2, number.map(|n| n.to_string()).as_deref(), &format!("Title {title}"), None, said)
        };
        rows.into_iter().enumerate().map(row).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn a_document_recorded_changes_nothing_more(before in document(), after in document()) {
        let mut plan = Plan::new("P");
        let (first, shown) = (day("2007-01-01"), day("2007-07-01"));
        let Ok(changes) = compare(&[], &before) else { return Ok(()) };
        apply(&mut plan, &before, &changes, first, shown);
        prop_assert_eq!(plan.rows("2199-12-31").len(), before.len());
        let Ok(changes) = compare(&plan.rows("2199-12-31"), &after) else { return Ok(()) };
        let mut second = after.clone();
        second.iter_mut().for_each(|row| row.line += 100);
        apply(&mut plan, &second, &changes, first, day("2007-07-02"));
        let records = |changes: Vec<Change>| -> Vec<Change> {
            let reported = |what: &Changed| {
                matches!(what, Changed::Reworded(..) | Changed::DeadlineMissing | Changed::Unmatched)
            };
            changes.into_iter().filter(|change| !reported(&change.what)).collect()
        };
        if let Ok(again) = compare(&plan.rows("2199-12-31"), &after) {
            prop_assert_eq!(records(again), vec![]);
        }
    }
}
