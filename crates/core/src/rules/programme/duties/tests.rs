//! Duties held against what was done, as the sources of the five programmes state them.

use serde_json::{Value, json};

use super::*;
use crate::reach::{End, EndsBy};
use crate::rules::given::{Step, as_of, lines, told};
use crate::rules::programme::programme;
use crate::rules::{Context, Rule};

fn name() -> Name {
    "TIO".parse().unwrap()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn duty(from: &'static str, fields: Value) -> Step {
    let mut body = json!({"duty": "d", "subject": "s"});
    body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    (from, "programme.duty_set", body)
}

fn met(when: &'static str) -> Step {
    (when, "programme.body_met", json!({"body": "s"}))
}

fn report(when: &'static str, from: Option<&str>) -> Step {
    (when, "programme.report_received", json!({"report": "s", "from": from}))
}

fn visit(when: &'static str, to: &str, by: Option<&str>) -> Step {
    (when, "programme.visit_made", json!({"to": to, "by": by}))
}

fn project(from: &'static str, name: &str) -> Step {
    (from, "programme.project_admitted", json!({"project": name, "municipality": name}))
}

/// The programme from 2006 to 2008.
fn established() -> Step {
    let body = json!({"owner": "directorate", "period": {"start": "2006-01-01", "end": "2008-12-31"}});
    ("2006-01-01", "programme.established", body)
}

fn reaching(subject: RecordSubject, last: &str) -> Reach {
    let mut reach = Reach::default();
    reach.set(&name(), subject, End { day: day(last), by: EndsBy::Batch, entry: Seq(1) });
    reach
}

/// Each span: who, its days, how many times it was done, its status, days late.
fn held(steps: &[Step], as_of: &str, reach: &Reach) -> Vec<String> {
    let told = told::<ProgrammeEntry>(steps, true);
    let shown = |span: DutySpan| {
        let by = span.by.as_ref().map(|by| format!("{} ", by.as_str())).unwrap_or_default();
        let days = span.span.map_or("never".to_owned(), |(first, last)| {
            format!("{first}..{}", last.map(|last| last.to_string()).unwrap_or_default())
        });
        let average = if span.average_hundredths.is_some() { " on average" } else { "" };
        let late = span.days_late.map(|days| format!(" by {days}")).unwrap_or_default();
        let between = span.days_late_between.map(|(least, most)| format!(" by {least} to {most}")).unwrap_or_default();
        format!("{by}{days}: {} {}{average}{late}{between}", span.done, span.status)
    };
    spans(Some(&name()), &told.rows(), day(as_of), reach).into_iter().map(shown).collect()
}

fn standing(steps: &[Step], as_of: &str) -> Vec<String> {
    held(steps, as_of, &Reach::default())
}

fn found(steps: &[Step], ctx: &Context) -> Vec<String> {
    let mut found = programme(Some(&name()), &told::<ProgrammeEntry>(steps, true).rows(), ctx);
    found.retain(|violation| violation.rule != Rule::RecordedLate);
    lines(&found)
}

#[test]
fn two_to_three_reports_every_half_year() {
    let steps = [
        duty(
            "2008-06-01",
            json!({"what": "report", "every": "half_year", "least": 2, "most": 3, "until": "2010-12-31"}),
        ),
        report("2008-09-26", None),
        report("2008-12-01", None),
        report("2009-03-04", None),
        report("2009-06-01..2009-06-30", None),
        report("2009-12-01..2009-12-31", None),
        report("2010-05-01..2010-05-31", None),
        report("2010-09-01..2010-09-30", None),
    ];
    let judged = [
        "2008-06-01..2008-06-30: 0 not_judged",
        "2008-07-01..2008-12-31: 2 met",
        "2009-01-01..2009-06-30: 2 met",
        "2009-07-01..2009-12-31: 1 missing",
        "2010-01-01..2010-06-30: 1 missing",
    ];
    let with = |last: &'static str| [judged.as_slice(), &[last]].concat();
    assert_eq!(standing(&steps, "2010-12-31"), with("2010-07-01..2010-12-31: 1 running"));
    assert_eq!(standing(&steps, "2011-01-01"), with("2010-07-01..2010-12-31: 1 missing"));
    let reach = reaching(RecordSubject::Reports, "2010-12-15");
    assert_eq!(held(&steps, "2017-12-31", &reach), with("2010-07-01..2010-12-31: 1 beyond_records"));
    assert_eq!(
        found(&steps, &as_of("2011-01-01")),
        [
            "duty_missed [#1 #6] 1: duty d ('s') requires at least 2 from 2009-07-01 to 2009-12-31, and 1 is recorded",
            "duty_missed [#1 #7 #8] 2: duty d ('s') requires at least 2 every half-year, and fewer are recorded in 2 of them from \
             2010-01-01 to 2010-12-31",
        ]
    );
}

#[test]
fn four_a_year_on_average_are_judged_over_the_whole_time() {
    let meetings = ["2006-02-01", "2006-05-01", "2006-09-01", "2007-03-01", "2007-09-01", "2007-12-01", "2008-01-01"];
    let body = json!({"what": "meeting", "every": "year", "average_hundredths": 400, "until": "2008-12-31"});
    let steps: Vec<Step> = std::iter::once(duty("2006-01-01", body)).chain(meetings.map(met)).collect();
    let years = |last: &str| -> Vec<String> {
        ["2006-01-01..2006-12-31: 3 not_judged", "2007-01-01..2007-12-31: 3 not_judged"]
            .into_iter()
            .chain(["2008-01-01..2008-12-31: 1 not_judged", last])
            .map(str::to_owned)
            .collect()
    };
    assert_eq!(standing(&steps, "2008-12-31"), years("2006-01-01..2008-12-31: 7 running on average"));
    assert_eq!(standing(&steps, "2009-01-01"), years("2006-01-01..2008-12-31: 7 missing on average"));
    let reach = reaching(RecordSubject::Bodies, "2008-12-30");
    assert_eq!(held(&steps, "2009-01-01", &reach), years("2006-01-01..2008-12-31: 7 beyond_records on average"));
    let enough: Vec<Step> =
        steps.iter().cloned().chain([met("2008-02-01"), met("2008-02-02"), met("2008-02-03")]).collect();
    assert_eq!(standing(&enough, "2009-01-01").pop().unwrap(), "2006-01-01..2008-12-31: 10 missing on average");
    let enough: Vec<Step> = enough.into_iter().chain([met("2008-02-04"), met("2008-02-05")]).collect();
    assert_eq!(standing(&enough, "2009-01-01").pop().unwrap(), "2006-01-01..2008-12-31: 12 met on average");
    assert_eq!(
        found(&steps, &as_of("2009-01-01")),
        [
            "duty_missed [#1 #2 #3 #4 #5 #6 #7 #8] 1: duty d ('s') requires 4.00 every year on average from 2006-01-01 to \
          2008-12-31, and 7 are recorded"
        ]
    );
}

#[test]
fn a_span_is_judged_when_the_duty_holds_in_all_of_it() {
    let steps =
        [duty("2007-02-15", json!({"what": "meeting", "every": "quarter", "until": "2008-02-15"})), met("2007-08-01")];
    assert_eq!(
        standing(&steps, "2009-01-01"),
        [
            "2007-02-15..2007-03-31: 0 not_judged",
            "2007-04-01..2007-06-30: 0 missing",
            "2007-07-01..2007-09-30: 1 met",
            "2007-10-01..2007-12-31: 0 missing",
            "2008-01-01..2008-02-15: 0 not_judged",
        ]
    );
    let weeks = [duty("2008-12-30", json!({"what": "meeting", "every": "week"})), met("2009-01-04"), met("2009-01-12")];
    assert_eq!(
        standing(&weeks, "2009-01-18"),
        ["2008-12-30..2009-01-04: 1 met", "2009-01-05..2009-01-11: 0 missing", "2009-01-12..2009-01-18: 1 running"]
    );
}

#[test]
fn regularly_gets_no_verdict() {
    let steps = [
        duty("2006-07-05", json!({"what": "visit", "every": "period"})),
        visit("2007-05-07", "Oslo", None),
        established(),
    ];
    assert_eq!(standing(&steps, "2010-01-01"), ["2006-07-05..2008-12-31: 1 not_judged"]);
    assert_eq!(found(&steps, &as_of("2010-01-01")), Vec::<String>::new());
    let other = [duty("2006-07-05", json!({"what": "other", "every": "period"})), established()];
    assert_eq!(standing(&other, "2010-01-01"), ["2006-07-05..2008-12-31: 0 not_recorded"]);
    assert_eq!(found(&other, &as_of("2010-01-01")), Vec::<String>::new());
}

#[test]
fn visits_to_each_project_in_the_whole_period() {
    let steps = [
        established(),
        project("2006-01-01", "Drammen"),
        project("2006-01-01", "Oslo"),
        project("2006-01-01", "Bergen"),
        duty(
            "2006-07-05",
            json!({"what": "visit", "by": "directorate", "each": "project", "every": "period", "least": 2}),
        ),
        visit("2006-09-01", "Drammen", None),
        visit("2007-09-01", "Drammen", Some("directorate")),
        visit("2007-09-02", "Oslo", Some("directorate")),
        visit("2007-09-03", "Oslo", Some("County Governor")),
        // Before the duty, and after the project's time.
        visit("2006-07-04", "Oslo", None),
    ];
    let with = |status: &str| {
        let row = |name: &str, done| format!("{name} 2006-07-05..2008-12-31: {done} {status}");
        vec![row("Drammen", 2), row("Oslo", 1), row("Bergen", 0)]
    };
    assert_eq!(standing(&steps, "2008-12-31"), with("running"));
    let rows = standing(&steps, "2009-01-01");
    assert_eq!(rows[0], "Drammen 2006-07-05..2008-12-31: 2 met");
    assert_eq!(rows[1..], with("missing")[1..]);
    let all = [steps.to_vec(), vec![visit("2008-01-01", "all projects", None)]].concat();
    let rows = standing(&all, "2009-01-01");
    assert_eq!(rows[1..], ["Oslo 2006-07-05..2008-12-31: 1 not_judged", "Bergen 2006-07-05..2008-12-31: 0 missing"]);
    let excluded = ("2007-10-01", "programme.project_excluded", json!({"project": "Oslo"}));
    let rows = standing(&[steps.to_vec(), vec![excluded]].concat(), "2007-12-31");
    assert_eq!(rows[1], "Oslo 2006-07-05..2007-10-01: 1 missing");
}

#[test]
fn what_is_never_recorded_is_not_what_was_never_done() {
    let weekly = duty("2006-07-05", json!({"what": "meeting", "every": "week", "least": 1}));
    let steps = [established(), weekly, ("2006-10-20", "programme.body_met", json!({"body": "Other group"}))];
    let rows = standing(&steps, "2006-07-25");
    assert_eq!(
        rows,
        [
            "2006-07-05..2006-07-09: 0 not_recorded",
            "2006-07-10..2006-07-16: 0 not_recorded",
            "2006-07-17..2006-07-23: 0 not_recorded",
            "2006-07-24..2006-07-30: 0 running",
        ]
    );
    let none = "not_recorded_at_all [#2] 1: duty d ('s') requires meetings, but none are recorded, which does not mean that none \
                were held";
    assert_eq!(found(&steps, &as_of("2006-07-25")), [none]);
    assert_eq!(found(&steps, &as_of("2006-07-16")), Vec::<String>::new());
    // Of one occasion, any meeting shows that meetings are recorded.
    let once = duty("2006-07-05", json!({"what": "meeting", "every": "once", "due": "2006-09-30"}));
    let other = ("2006-08-20", "programme.body_met", json!({"body": "Other group"}));
    assert_eq!(standing(std::slice::from_ref(&once), "2006-10-01"), ["2006-07-05..2006-09-30: 0 not_recorded"]);
    assert_eq!(standing(&[once.clone(), other.clone()], "2006-10-01"), ["2006-07-05..2006-09-30: 0 missing"]);
    assert_eq!(
        found(&[once, other], &as_of("2006-10-01")),
        ["duty_missed [#1] 1: duty d ('s') was due by 2006-09-30 and was not done by 2006-10-01"]
    );
}

#[test]
fn a_day_that_nobody_gave_is_late_only_by_what_is_known() {
    let once = duty("2010-01-01", json!({"what": "meeting", "every": "once", "due": "2010-04-30"}));
    let undated = met("2010-01-01..2010-11-15~done");
    assert_eq!(
        standing(&[once.clone(), undated], "2010-12-01"),
        ["2010-01-01..2010-04-30: 1 not_judged by -119 to 199"]
    );
    assert_eq!(found(&[once.clone(), met("2010-01-01..2010-11-15~2010")], &as_of("2010-12-01")), Vec::<String>::new());
    let early = met("2010-01-01..2010-04-30~done");
    assert_eq!(standing(&[once.clone(), early], "2010-12-01"), ["2010-01-01..2010-04-30: 1 met"]);
    let surely = met("2010-06-01..2010-11-15~done");
    assert_eq!(
        standing(&[once.clone(), surely.clone()], "2010-12-01"),
        ["2010-01-01..2010-04-30: 1 late by 32 to 199"]
    );
    assert_eq!(
        found(&[once.clone(), surely], &as_of("2010-12-01")),
        ["duty_missed [#1 #2] 32: duty d ('s') was due by 2010-04-30 and was done 32 days late"]
    );
    assert_eq!(standing(&[once, met("2010-05-02")], "2010-12-01"), ["2010-01-01..2010-04-30: 1 late by 2"]);
    // In which month it was held is not known.
    let monthly = [
        duty("2010-01-01", json!({"what": "meeting", "every": "month", "until": "2010-03-31"})),
        met("2010-01-20..2010-03-15"),
    ];
    assert_eq!(
        standing(&monthly, "2010-06-01"),
        [
            "2010-01-01..2010-01-31: 0 not_judged",
            "2010-02-01..2010-02-28: 0 not_judged",
            "2010-03-01..2010-03-31: 1 met"
        ]
    );
}

#[test]
fn a_report_with_a_deadline_belongs_to_the_span_that_it_is_about() {
    let about = |when: &'static str, month: &str, last: &str| -> Step {
        (
            when,
            "programme.report_received",
            json!({"report": "s", "about": {"start": format!("{month}-01"), "end": format!("{month}-{last}")}}),
        )
    };
    let set = duty("2010-01-01", json!({"what": "report", "every": "month", "days_after": 10, "until": "2010-04-30"}));
    let steps = [
        set,
        about("2010-02-10", "2010-01", "31"),
        about("2010-04-01", "2010-02", "28"),
        about("2010-04-02", "2010-03", "31"),
    ];
    assert_eq!(
        standing(&steps, "2010-05-10"),
        [
            "2010-01-01..2010-01-31: 1 met",
            "2010-02-01..2010-02-28: 1 late by 22",
            "2010-03-01..2010-03-31: 1 met",
            "2010-04-01..2010-04-30: 0 running",
        ]
    );
    assert_eq!(standing(&steps, "2010-05-11")[3], "2010-04-01..2010-04-30: 0 missing");
    // One that does not say what it is about counts for the span that it is due for on its day.
    let set = duty("2010-01-01", json!({"what": "report", "every": "month", "days_after": 10, "until": "2010-02-28"}));
    assert_eq!(
        standing(&[set, report("2010-03-10", None)], "2010-05-10"),
        ["2010-01-01..2010-01-31: 0 missing", "2010-02-01..2010-02-28: 1 met"]
    );
}

#[test]
fn a_most_can_be_passed_before_the_span_is_over() {
    let set = duty("2009-01-01", json!({"what": "meeting", "every": "year", "most": 2}));
    let steps = [set, met("2009-03-01"), met("2009-04-01"), met("2009-05-01")];
    assert_eq!(standing(&steps[..3], "2009-06-01"), ["2009-01-01..2009-12-31: 2 running"]);
    assert_eq!(standing(&steps[..3], "2010-01-01")[0], "2009-01-01..2009-12-31: 2 met");
    assert_eq!(standing(&steps, "2009-06-01"), ["2009-01-01..2009-12-31: 3 too_many"]);
    let reach = reaching(RecordSubject::Bodies, "2009-06-01");
    assert_eq!(held(&steps[..3], "2010-06-01", &reach), ["2009-01-01..2009-12-31: 2 beyond_records"]);
    assert_eq!(
        found(&steps, &as_of("2009-06-01")),
        [
            "duty_missed [#1 #2 #3 #4] 1: duty d ('s') allows at most 2 from 2009-01-01 to 2009-12-31, and 3 are recorded"
        ]
    );
}

#[test]
fn reports_of_each_office_are_told_apart_by_their_sender() {
    let office = |name: &str| -> Step {
        ("2009-01-01", "programme.office_joined", json!({"office": name, "municipality": name}))
    };
    let set = duty("2009-01-01", json!({"what": "report", "each": "office", "every": "year", "until": "2009-12-31"}));
    let steps = [office("Gausdal"), office("Vågå"), set.clone(), report("2009-05-01", Some("Gausdal"))];
    let rows = |vaga: &str| {
        vec!["Gausdal 2009-01-01..2009-12-31: 1 met".to_owned(), format!("Vågå 2009-01-01..2009-12-31: 0 {vaga}")]
    };
    assert_eq!(standing(&steps, "2010-01-01"), rows("missing"));
    let unsigned = [steps.to_vec(), vec![report("2009-06-01", None)]].concat();
    assert_eq!(standing(&unsigned, "2010-01-01"), rows("not_judged"));
    assert_eq!(standing(&[set], "2010-01-01"), ["never: 0 not_judged"]);
    let renamed = ("2009-07-01", "programme.unit_renamed", json!({"from": "Vågå", "to": "Nord"}));
    let later = [steps.to_vec(), vec![renamed, report("2009-08-01", Some("Nord"))]].concat();
    assert_eq!(standing(&later, "2010-01-01")[1], "Nord 2009-01-01..2009-12-31: 1 met");
}

#[test]
fn a_duty_stands_until_the_next_statement_of_it_and_within_its_phase() {
    let year =
        |from, least: u16| duty(from, json!({"what": "meeting", "every": "year", "least": least, "phase": "two"}));
    let phase = |when, name: &str| -> Step { (when, "programme.phase_started", json!({"phase": name})) };
    let steps = [
        phase("2006-01-01", "one"),
        phase("2007-01-01", "two"),
        year("2006-01-01", 1),
        year("2008-01-01", 2),
        met("2007-05-01"),
    ];
    assert_eq!(
        standing(&steps, "2009-01-01"),
        ["2007-01-01..2007-12-31: 1 met", "2008-01-01..2008-12-31: 0 missing", "2009-01-01..2009-12-31: 0 running"]
    );
    assert_eq!(standing(&steps[2..3], "2009-01-01"), ["never: 0 not_judged"]);
    let over = [steps.to_vec(), vec![phase("2008-07-01", "three")]].concat();
    assert_eq!(standing(&over, "2009-01-01")[1], "2008-01-01..2008-06-30: 0 not_judged");
}

#[test]
fn a_body_with_a_number_and_a_duty_is_shown_and_found_once() {
    let body = ("2006-01-01", "programme.body_established", json!({"body": "s", "meetings_per_year": 2}));
    let steps = [established(), body, met("2006-03-01"), met("2006-09-01"), met("2007-03-01")];
    let rows =
        ["2006-01-01..2006-12-31: 2 met", "2007-01-01..2007-12-31: 1 missing", "2008-01-01..2008-12-31: 0 running"];
    assert_eq!(standing(&steps, "2008-01-01"), rows);
    let seldom = "body_met_too_seldom [#2 #5] 1: s must meet 2 times a year, but met once in 2007";
    assert_eq!(found(&steps, &as_of("2008-01-01")), [seldom]);
    let half = duty("2006-01-01", json!({"what": "meeting", "every": "half_year"}));
    let both = [steps.to_vec(), vec![half]].concat();
    assert_eq!(standing(&both, "2008-01-01").len(), 5, "half-years alone");
    assert_eq!(found(&both, &as_of("2008-01-01")), [seldom]);
    let dissolved = ("2007-10-31", "programme.body_dissolved", json!({"body": "s"}));
    let ended = [both, vec![dissolved]].concat();
    assert_eq!(found(&ended, &as_of("2008-01-01")), Vec::<String>::new(), "2007 is no whole year of it");
    assert_eq!(standing(&ended, "2008-01-01").pop().unwrap(), "2007-07-01..2007-10-31: 0 not_judged");
}

#[test]
fn deadlines_of_reports_are_shown_and_found_once() {
    let due = ("2007-01-01", "programme.report_due", json!({"report": "s", "due": "2007-03-31", "from": "p"}));
    let late = report("2007-04-06", Some("p"));
    assert_eq!(standing(std::slice::from_ref(&due), "2007-03-31"), ["p 2007-01-01..2007-03-31: 0 running"]);
    assert_eq!(standing(std::slice::from_ref(&due), "2007-04-01"), ["p 2007-01-01..2007-03-31: 0 missing"]);
    assert_eq!(standing(&[due.clone(), late.clone()], "2008-01-01"), ["p 2007-01-01..2007-03-31: 1 late by 6"]);
    let once = duty("2007-01-01", json!({"what": "report", "by": "p", "every": "once"}));
    let yearly = duty("2007-01-01", json!({"duty": "y", "what": "report", "every": "year"}));
    let all = [due.clone(), late, once];
    assert_eq!(standing(&all, "2008-01-01").len(), 1);
    let undated = report("2007-01-01..2007-11-15~done", Some("p"));
    assert_eq!(
        standing(&[due.clone(), undated.clone()], "2008-01-01"),
        ["p 2007-01-01..2007-03-31: 1 not_judged by -89 to 229"]
    );
    assert_eq!(found(&[due.clone(), undated], &as_of("2008-01-01")), Vec::<String>::new());
    let other = report("2008-02-01", Some("q"));
    assert_eq!(
        found(
            &[due, yearly, ("2006-01-01", "programme.report_received", json!({"report": "s", "from": "q"})), other],
            &as_of("2008-01-01")
        ),
        ["report_missing [#1] 276: report 's' from p was due by 2007-03-31 and had not come by 2008-01-01"],
        "the deadline lies in the year that the duty lacks a report in"
    );
}
