//! The five programmes as of their own end, a year later and today: no accusation, no stock and no lateness of a time that
//! their records do not speak of (H14).

use std::collections::BTreeSet;

use hovedbok_answers::questions::{
    BudgetOf, FiguresOf, FindingsOf, GoalsOf, MilestonesOf, PlacementsOf, PlansOf, ProgrammesOf, StateOf, StatementOf,
};
use hovedbok_answers::{Needs, Question};
use hovedbok_ledger::Ledger;
use hovedbok_projection::At;
use hovedbok_state::{By, PlacementFilter, PlacementsBy, Selection};
use serde_json::{Value, json};

use crate::support::Folder;

/// A programme, the last day that its records speak for, a year later, and today.
const ENDS: [(&str, [&str; 3]); 5] = [
    ("TIO", ["2007-08-27", "2008-08-27", "2026-11-28"]),
    ("HUSK", ["2009-01-09", "2010-01-09", "2026-11-28"]),
    ("KVP", ["2010-10-31", "2011-10-31", "2026-11-28"]),
    ("P1824", ["2010-12-15", "2011-12-15", "2026-11-28"]),
    ("TRAPPA", ["2017-11-15", "2018-11-15", "2026-11-28"]),
];

/// The last day that any of a programme's records speak for. KVP's statistics end before its report, and everything else
/// that is known of it with the report.
fn all_end<'a>(programme: &str, end: &'a str) -> &'a str {
    if programme == "KVP" { "2010-11-15" } else { end }
}

/// An answer without the texts of its findings, which may name a plan's lateness only.
fn asked(demo: &Folder, words: &str, as_of: &str) -> Value {
    demo.ask(&format!("{words} --as-of {as_of}"))
}

#[test]
fn stocks_plans_and_placements_are_those_of_the_last_day() {
    let demo = Folder::demo();
    for (programme, [end, year_later, today]) in ENDS {
        let plan = if ["TIO", "HUSK", "TRAPPA"].contains(&programme) {
            format!("milestones {programme}")
        } else {
            String::new()
        };
        let questions = [
            format!("state --programme {programme} --by status"),
            format!("state --programme {programme} --by target-group"),
            format!("state --programme {programme} --by benefit --receiving"),
            format!("placements --programme {programme} --by outcome"),
            plan,
        ];
        for question in questions.iter().filter(|question| !question.is_empty()) {
            let then = asked(&demo, question, end);
            for later in [year_later, today] {
                assert_eq!(asked(&demo, question, later), then, "{question} --as-of {later}");
            }
        }
    }
    assert_eq!(asked(&demo, "state --programme KVP", "2017-12-31")["participants"], 378);
}

#[test]
fn nobody_is_accused_of_what_nobody_wrote_about() {
    let demo = Folder::demo();
    for (programme, [end, year_later, today]) in ENDS {
        let found = |as_of: &str| -> BTreeSet<(String, String)> {
            let answer = asked(&demo, &format!("findings --programme {programme}"), as_of);
            let text = |row: &Value, field: &str| row[field].as_str().unwrap().to_owned();
            let findings = answer["findings"].as_array().unwrap().iter();
            findings.map(|row| (text(row, "kind"), text(row, "what"))).collect()
        };
        let then = found(all_end(programme, end));
        for later in [year_later, today] {
            let new: Vec<_> = found(later).difference(&then).cloned().collect();
            // What was printed about a year is compared once the year is over, with what is derived by the last day.
            let said = |kind: &str| ["records_end", "figure_differs"].contains(&kind);
            assert!(new.iter().all(|(kind, _)| said(kind)), "{programme} {later}: {new:#?}");
            assert!(new.iter().any(|(kind, _)| kind == "records_end"), "{programme} {later}");
        }
    }
}

#[test]
fn was_the_target_reached() {
    let demo = Folder::demo();
    let answers = |programme: &str, as_of: &str| -> Vec<(Value, Value, Value)> {
        let goals = asked(&demo, &format!("goals {programme}"), as_of)["goals"].take();
        let goals = goals.as_array().unwrap().iter();
        goals.map(|goal| (goal["target"].clone(), goal["answer"].clone(), goal["derived"].clone())).collect()
    };
    for (programme, days) in ENDS {
        for day in days {
            for goal in asked(&demo, &format!("goals {programme}"), day)["goals"].as_array().unwrap() {
                if let Some(measured) = goal["measured_on"].as_str() {
                    assert!(measured <= days[0], "{goal}");
                }
            }
        }
    }
    // The targets of 2008 and 2009 stay answered; that of 2010 is for a day after the statistics.
    let kvp = answers("KVP", "2010-10-31");
    assert_eq!(kvp[0], (json!(200), json!("not_reached"), json!(197)));
    assert_eq!(kvp[1], (json!(337), json!("reached"), json!(383)));
    assert_eq!(kvp[2], (json!(349), json!("reached"), json!(378)), "so far");
    for later in ["2010-11-01", "2017-12-31", "2026-11-28"] {
        let later = answers("KVP", later);
        assert_eq!(later[..2], kvp[..2]);
        assert_eq!(later[2], (json!(349), json!("not_answerable"), json!(378)));
    }
    // An average that needs November cannot be given; of October it can.
    assert_eq!(answers("KVP", "2010-11-29")[3].1, "reached");
    assert_eq!(answers("KVP", "2010-11-30")[3].1, "not_answerable");
    let p1824 = asked(&demo, "goals P1824", "2026-11-28")["goals"].take();
    let fewer = p1824.as_array().unwrap().iter().find(|goal| goal["goal"] == "fewer-recipients").unwrap();
    assert_eq!((&fewer["answer"], &fewer["measured_on"]), (&json!("not_answerable"), &json!("2010-08-31")));
    assert!(
        fewer["because"].as_str().unwrap().starts_with("records_end: the records end on 2010-08-31; by then: "),
        "{fewer}"
    );
}

#[test]
fn every_answer_says_where_its_records_end() {
    let demo = Folder::demo();
    let reach = |words: &str| demo.json(words)["reach"].take();
    let row = |programme: &str, subject: &str, day: &str, why: &str| json!({"programme": programme, "subject": subject, "day": day, "why": why});
    assert_eq!(reach("state --programme KVP --as-of 2010-10-31"), json!([]));
    let kvp = row("KVP", "participants", "2010-10-31", "records_end");
    for question in ["state --programme KVP", "placements --programme KVP", "goals KVP", "figures KVP"] {
        assert_eq!(reach(&format!("{question} --as-of 2010-11-01")), json!([kvp]), "{question}");
    }
    assert_eq!(reach("milestones TIO --as-of 2017-12-31"), json!([row("TIO", "plan", "2007-08-27", "records_end")]));
    assert_eq!(reach("budget HUSK --as-of 2017-12-31"), json!([row("HUSK", "money", "2009-01-09", "records_end")]));
    let explained = "explain --known-at 2009-12-31 --as-of 2011-01-01 -- state --programme KVP";
    assert_eq!(reach(explained), json!([kvp]));
    // As known before the report, the records reached the last day that anything was recorded.
    let known = reach("state --programme KVP --as-of 2010-10-31 --known-at 2009-12-31");
    assert_eq!(known, json!([row("KVP", "participants", "2009-12-31", "batch")]));
    let all = reach("statement --as-of 2026-11-28");
    let programmes: BTreeSet<&str> =
        all.as_array().unwrap().iter().map(|row| row["programme"].as_str().unwrap()).collect();
    assert_eq!(programmes, BTreeSet::from(["HUSK", "KVP", "P1824", "TIO", "TRAPPA"]));
    for (lang, line, put_together) in [
        (
            "en",
            "The records of KVP about participants end on 2010-10-31, as stated.\nNothing is known about later days.\n",
            "The records of KVP about participants were put together from published totals: ",
        ),
        (
            "nb",
            "Opplysningene i KVP om deltakere slutter 31.10.2010, som oppgitt.\nIngenting er kjent om senere dager.\n",
            "Opplysningene i KVP om deltakere er satt sammen av publiserte tall: ",
        ),
    ] {
        let table = demo.ok(&format!("--lang {lang} state --programme KVP --as-of 2017-12-31")).stdout;
        assert!(table.contains(&format!("{line}{put_together}")), "{table}");
        // CSV has no room for it, and a script wants no words among its rows.
        for csv in ["--format csv", "--format csv --excel"] {
            let done = demo.ok(&format!("--lang {lang} {csv} goals KVP --as-of 2017-12-31"));
            let note = if lang == "nb" { "merknad: " } else { "note: " };
            let notes: String =
                done.stderr.lines().map(|line| format!("{}\n", line.strip_prefix(note).unwrap())).collect();
            assert!(notes.starts_with(&format!("{line}{put_together}")), "{notes}");
            assert!(!done.stdout.contains(line.lines().next().unwrap()));
        }
    }
    assert_eq!(demo.ok("goals KVP --as-of 2017-12-31 --format csv --quiet").stderr, "");
}

/// What an answer may say differently once the records have ended: whether a target was reached.
const MAY_DIFFER: [&str; 4] = ["answer", "so_far", "because", "attainment_bp"];

/// Every question about one programme, each with the fields that may differ.
fn questions(programme: &str) -> Vec<(Question, &'static [&'static str])> {
    let name = || Some(programme.parse().unwrap());
    let selection = || Selection { programme: name(), ..Selection::default() };
    let receiving = Selection { receiving: true, ..selection() };
    let mut all: Vec<Question> =
        By::ALL.iter().map(|by| Question::State(StateOf { selection: selection(), by: Some(*by) })).collect();
    all.push(Question::State(StateOf { selection: receiving, by: None }));
    all.extend(PlacementsBy::ALL.iter().map(|by| {
        let filter = PlacementFilter { programme: name(), ..PlacementFilter::default() };
        Question::Placements(PlacementsOf { filter, by: *by })
    }));
    use hovedbok_budgets::By::{Grant, Line, Recipient, Year};
    all.extend([Line, Year, Recipient, Grant].map(|by| {
        let filter = hovedbok_budgets::Filter { programme: name(), ..hovedbok_budgets::Filter::default() };
        Question::Budget(BudgetOf { filter, by })
    }));
    all.push(Question::Findings(FindingsOf { programme: name(), kind: None }));
    if ["TIO", "HUSK", "TRAPPA"].contains(&programme) {
        all.push(Question::Milestones(MilestonesOf { plan: programme.parse().unwrap() }));
    }
    let goals = Question::Goals(GoalsOf { programme: name() });
    let whole = Question::Statement(StatementOf { programme: name() });
    let mut questions: Vec<(Question, &[&str])> = all.into_iter().map(|question| (question, [].as_slice())).collect();
    questions.extend([(goals, MAY_DIFFER.as_slice()), (whole, MAY_DIFFER.as_slice())]);
    questions
}

/// An answer without fields of these names, and without findings that only say that records end or that a printed number
/// differs.
fn without(value: &Value, fields: &[&str]) -> Value {
    match value {
        Value::Array(values) => {
            let said = |value: &&Value| {
                ["records_end", "figure_differs"].contains(&value["kind"].as_str().unwrap_or_default())
            };
            values.iter().filter(|value| !said(value)).map(|value| without(value, fields)).collect()
        }
        Value::Object(object) => {
            let kept = object.iter().filter(|(key, _)| !fields.contains(&key.as_str()));
            kept.map(|(key, value)| (key.clone(), without(value, fields))).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

#[test]
fn every_answer_about_a_later_day_is_that_of_the_last_day() {
    let demo = Folder::demo();
    let ledger = Ledger::open(&demo.path().join("ledger"), "2026-11-28T12:00:00Z".parse().unwrap()).unwrap();
    let known_at = ledger.last();
    let projections = ledger.projections(Needs::ALL, known_at).unwrap();
    let asked = |question: &Question, as_of: &str, fields: &[&str]| {
        let as_of = as_of.parse().unwrap();
        let reply = projections.reply(question, At { as_of, known_at }).unwrap();
        without(&serde_json::to_value(reply).unwrap(), fields)
    };
    for (programme, [end, year_later, today]) in ENDS {
        for (question, fields) in questions(programme) {
            let of_everything = matches!(question, Question::Findings(_) | Question::Statement(_));
            let last = if of_everything { all_end(programme, end) } else { end };
            let then = asked(&question, last, fields);
            for later in [year_later, today] {
                assert_eq!(asked(&question, later, fields), then, "{question:?} of {later}");
            }
        }
        // More may have been printed since, and be compared with what was known by the end.
        let figures = Question::Figures(FiguresOf { programme: Some(programme.parse().unwrap()) });
        let rows = asked(&figures, today, &[])["figures"].take();
        for row in rows.as_array().unwrap() {
            assert!(row["derived_on"].as_str().is_none_or(|on| on <= end), "{row}");
        }
    }
    // The lists of all programmes, after all of their ends.
    for question in [Question::Plans(PlansOf {}), Question::Programmes(ProgrammesOf { municipality: None })] {
        assert_eq!(asked(&question, "2017-12-31", &[]), asked(&question, "2026-11-28", &[]), "{question:?}");
    }
}

#[test]
fn what_was_never_recorded_is_not_nought() {
    let demo = Folder::demo();
    for (words, subject) in [
        ("state --programme TIO", "participants"),
        ("state --programme HUSK --by status", "participants"),
        ("placements --programme TIO", "participants"),
        ("budget KVP", "money"),
        ("budget P1824 --by grant", "money"),
    ] {
        let words = format!("{words} --as-of 2017-12-31");
        let lacking = demo.json(&words)["not_recorded"].take();
        assert_eq!(lacking.as_array().map(Vec::len), Some(1), "{words}");
        assert_eq!(lacking[0]["subject"], subject);
        let table = demo.ok(&words).stdout;
        let named = if subject == "money" { "money" } else { "participants" };
        assert!(
            table.starts_with("nothing recorded\n") && table.contains(&format!("nothing is recorded about {named}.")),
            "{table}"
        );
        assert!(demo.ok(&format!("{words} --lang nb")).stdout.starts_with("ingenting registrert\n"));
        let csv = demo.ok(&format!("{words} --format csv"));
        assert_eq!(csv.stdout.lines().count(), 1, "{}", csv.stdout);
        assert!(csv.stderr.contains("nothing is recorded about"), "{}", csv.stderr);
    }
    // What is recorded and comes to nothing is a nought.
    assert!(demo.ok("state --programme KVP --as-of 2007-12-31").stdout.contains(" 0"));
    assert_eq!(demo.json("state --programme KVP --as-of 2007-12-31")["not_recorded"], Value::Null);
    let statement = demo.ok("statement --programme TIO --as-of 2017-12-31").stdout;
    assert!(statement.contains("TIO · Participants\nnothing recorded\n"), "{statement}");
    // No project of KVP is recorded: nobody knows in how many municipalities it ran.
    let programmes = demo.ok("programmes --as-of 2017-12-31 --format csv").stdout;
    let kvp = programmes.lines().find(|line| line.starts_with("KVP,")).unwrap();
    assert!(!kvp.contains(",0,"), "{kvp}");
}

#[test]
fn a_statement_names_every_subject_whose_records_end() {
    let demo = Folder::demo();
    for (programme, day, subjects) in [
        (
            "TIO",
            "2007-08-27",
            ["the plan (open then: 33 milestones)", "money", "bodies", "risks (open then: 9 risks)"].as_slice(),
        ),
        ("HUSK", "2009-01-09", &["the plan", "money", "bodies", "risks"]),
        ("TRAPPA", "2017-11-15", &["participants (open then: 10 persons in the programme)", "the plan", "money"]),
        ("KVP", "2010-10-31", &["participants (open then: 378 persons in the programme)"]),
    ] {
        let statement = demo.ok("statement --as-of 2026-11-28 --columns what").stdout;
        let line = statement.lines().find(|line| line.contains(&format!("the records of {programme} "))).unwrap();
        assert!(line.contains(day), "{line}");
        subjects.iter().for_each(|subject| assert!(line.contains(subject), "{subject}: {line}"));
        let findings = demo.ok("findings --as-of 2026-11-28").stdout;
        let lines: Vec<&str> =
            findings.lines().filter(|line| line.contains(&format!("the records of {programme} "))).collect();
        subjects.iter().for_each(|subject| {
            let word = subject.split(" (").next().unwrap();
            assert!(lines.iter().any(|line| line.contains(word)), "{word}: {lines:?}");
        });
        let each = demo.ask(&format!("findings --programme {programme} --kind records_end --as-of 2026-11-28"));
        let least = subjects.len();
        assert!(each["findings"].as_array().unwrap().len() >= least, "{each}");
    }
}

#[test]
fn a_goal_in_the_middle_of_its_period_holds_so_far() {
    let demo = Folder::demo();
    for (lang, so_far) in [("en", "reached so far"), ("nb", "nådd så langt")] {
        let table = demo.ok(&format!("goals KVP --as-of 2010-06-30 --lang {lang}")).stdout;
        assert_eq!(table.matches(so_far).count(), 2, "{table}");
    }
    let csv = demo.ok("goals KVP --as-of 2010-06-30 --format csv --columns goal,answer,so_far").stdout;
    let of_goal = "participants,";
    let own: Vec<&str> = csv.lines().filter_map(|line| line.strip_prefix(of_goal)).collect();
    assert_eq!(own, ["not_reached,false", "reached,false", "reached,true", "reached,true"]);
    // The other goals of the report have no number, or one that the ledger does not derive (lines 9 and 11).
    let others: Vec<&str> = csv.lines().skip(1).filter(|line| !line.starts_with(of_goal)).collect();
    assert!(others.len() > 10 && others.iter().all(|line| line.ends_with(",not_answerable,false")), "{csv}");
    let over = demo.ok("goals KVP --as-of 2009-12-31 --columns period,answer").stdout;
    assert!(over.lines().any(|line| line.contains("2009-12-31") && line.ends_with("reached")), "{over}");
}

#[test]
fn a_figure_names_the_day_that_it_is_derived_for() {
    let demo = Folder::demo();
    let row = |words: &str| {
        let figures = demo.ask(words)["figures"].take();
        figures.as_array().unwrap().iter().find(|row| row["difference"] == 1).unwrap().clone()
    };
    let figure = row("figures TRAPPA --as-of 2017-12-31");
    assert_eq!((&figure["as_of"], &figure["derived_on"]), (&json!("2017-12-31"), &json!("2017-11-15")));
    let table = demo.ok("figures TRAPPA --as-of 2017-12-31").stdout;
    assert!(table.contains("derived for"), "{table}");
    let found = demo.ask("findings --programme TRAPPA --kind figure_differs --as-of 2017-12-31")["findings"].take();
    let what = found[0]["what"].as_str().unwrap();
    assert!(what.ends_with("the ledger derives 16 (persons) as of 2017-11-15, where the records end"), "{what}");
}
