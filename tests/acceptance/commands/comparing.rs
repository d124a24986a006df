//! Two answers side by side, as people read them.

use super::small;
use crate::support::Folder;

/// The row of a table that begins like this, without its spaces.
fn row(table: &str, begins: &str) -> String {
    let found = table.lines().find(|line| line.trim_start().starts_with(begins));
    found.unwrap_or_else(|| panic!("no row {begins}:\n{table}")).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn rows_are_named_in_the_words_of_the_answer() {
    let demo = Folder::demo();
    let goals = "--a '--as-of 2008' --b '--as-of 2009' -- goals KVP";
    let table = demo.ok(&format!("compare --lang nb {goals}")).stdout;
    let target = "KVP · participants · deltakere i programmet · på en dato · 31.12.2009: ";
    assert_eq!(row(&table, &format!("{target}måltall")), format!("{target}måltall – 337 –"));
    assert!(
        !table.contains(".target") && table.contains("rader er like på begge sider; --all viser også dem"),
        "{table}"
    );
    assert!(
        !table.contains("utleder ikke"),
        "only the day asked about differs in why a goal cannot be answered: {table}"
    );
    let all = demo.ok(&format!("compare --all --lang nb {goals}")).stdout;
    assert!(all.contains("100,00\u{a0}%") && all.lines().count() > table.lines().count(), "{all}");
    let table = demo.ok("explain --known-at 2921 --as-of 2009-12-31 --lang nb -- goals KVP").stdout;
    assert!(table.contains("måltall") && !table.contains("].target"), "{table}");
    // For programs rows keep their names.
    let csv = demo.ok(&format!("compare --format csv {goals}")).stdout;
    assert!(csv.contains("2010-12-31].attainment_bp,,"), "{csv}");
}

#[test]
fn two_years_of_one_line_are_one_row() {
    let demo = Folder::demo();
    let words = "compare --changed --a '--year 2016' --b '--year 2017' -- budget TRAPPA";
    let table = demo.ok(words).stdout;
    let spent = row(&table, "TRAPPA · 2016 / 2017 · county_governor: spent");
    assert_eq!(spent, "TRAPPA · 2016 / 2017 · county_governor: spent 450 000.00 400 000.00 -50 000.00");
    // What only one of the years has is a row, but not what it has none of.
    assert!(table.contains("TRAPPA · 2016 · municipal: spent directly"), "{table}");
    assert!(!table.contains("TRAPPA · 2016 · municipal: carried in"), "{table}");
    let json = demo.json(words);
    let names: Vec<&str> = json["rows"].as_array().unwrap().iter().filter_map(|row| row["row"].as_str()).collect();
    assert!(names.contains(&"lines[TRAPPA 2016 county_governor].spent_ore"), "{names:?}");
}

#[test]
fn months_and_quarters_of_two_years_are_one_row() {
    let demo = Folder::demo();
    let years = "--a '--from 2009-01-01 --to 2009-12-31' --b '--from 2010-01-01 --to 2010-12-31'";
    for (by, name) in [("quarter", "2009-Q1 / 2010-Q1"), ("month", "2009-01 / 2010-01")] {
        let table = demo.ok(&format!("compare {years} -- series intakes KVP --cumulative --by {by}")).stdout;
        let value = row(&table, &format!("{name}: value"));
        let words: Vec<&str> = value.split_whitespace().rev().take(3).collect();
        let numbers: Vec<i64> = words.iter().filter_map(|word| word.parse().ok()).collect();
        assert!(matches!(numbers.as_slice(), [difference, b, a] if b - a == *difference), "{table}");
        assert!(!table.contains(&format!("{name}: to")), "{table}");
    }
}

#[test]
fn shares_differ_by_percentage_points_and_days_asked_about_are_no_difference() {
    let demo = Folder::demo();
    let call = "compare --changed --a '--as-of 2009-06' --b '--as-of 2010-06' -- staff --programme KVP";
    let table = demo.ok(call).stdout;
    assert!(!table.contains(": on "), "{table}");
    let table = demo.ok("compare --a '--as-of 2008' --b '--as-of 2009' -- outcomes --programme KVP --lang nb").stdout;
    assert!(table.contains("prosentpoeng"), "{table}");
}

/// A page about a programme, two years side by side, is a page and not a book.
#[test]
fn a_statement_of_two_years_says_once_what_only_one_of_them_has() {
    let demo = Folder::demo();
    let sides = "--a '--as-of 2016-12-31' --b '--as-of 2017-12-31' -- statement TRAPPA";
    let table = demo.ok(&format!("compare {sides}")).stdout;
    assert!(table.lines().count() < 250, "{} lines", table.lines().count());
    assert!(table.lines().all(|line| !line.contains(" / body ")), "a name has the content of another list in it");
    let agreement = "TRAPPA · agreements · Karrieresenteret: recorded";
    assert_eq!(row(&table, agreement), format!("{agreement} – yes –"));
    // Sentences and money stay.
    assert!(table.contains("label_used_twice · notice · #20881: what"), "{table}");
    let spent = "TRAPPA · Budget · lines · TRAPPA · 2017 · county_governor: spent";
    assert_eq!(row(&table, spent), format!("{spent} – 400 000.00 –"));
    assert!(table.contains("things that only one side has, details are left out; --all shows them"), "{table}");
    // A post that both have, and of which one says nothing more than before, is not recorded on the other alone.
    let post = table.lines().find(|line| line.contains("staff · Project worker") && line.contains("2016-03-01:"));
    assert!(post.is_some_and(|line| line.contains("2016-12-31") && !line.contains("recorded")), "{post:?}\n{table}");
    let all = demo.ok(&format!("compare --all {sides}")).stdout;
    assert!(all.contains("Karrieresenteret: status") && !all.contains("Karrieresenteret: recorded"), "{all}");
}

#[test]
fn the_ends_of_february_are_one_row_and_sums_of_shares_are_full_posts() {
    let demo = Folder::demo();
    let years = "--a '--from 2008-01-01 --to 2008-12-31' --b '--from 2009-01-01 --to 2009-12-31'";
    let table = demo.ok(&format!("compare {years} -- outcomes KVP")).stdout;
    assert!(table.contains("2008-02-29 / 2009-02-28: exits"), "{table}");
    let table = demo.ok("compare --a '--as-of 2009' --b '--as-of 2010-10-31' -- staff KVP").stdout;
    assert_eq!(row(&table, "posts filled · KVP: full posts"), "posts filled · KVP: full posts 1.00 3.20 2.20");
}

#[test]
fn what_nothing_is_recorded_of_is_not_nought_on_either_side() {
    let demo = Folder::demo();
    let sides = "--a '--as-of 2008' --b '--as-of 2009'";
    let money = demo.ok(&format!("compare {sides} -- budget KVP"));
    assert!(money.stdout.contains("nothing recorded") && !money.stdout.contains("0.00"), "{}", money.stdout);
    assert_eq!(money.stdout.matches("nothing is recorded about money").count(), 1, "{}", money.stdout);
    let csv = demo.ok(&format!("compare --format csv {sides} -- state --programme HUSK"));
    assert!(csv.stdout.contains("\r\nparticipants,,,") || csv.stdout.contains("\nparticipants,,,"), "{}", csv.stdout);
    assert!(csv.stderr.contains("nothing is recorded about participants"), "{}", csv.stderr);
}

#[test]
fn a_side_that_nothing_matches_has_no_noughts() {
    let demo = Folder::demo();
    let sides = "compare --a '--office \"NAV Gjøvik\"' --b '--office Oppland'";
    let done = demo.ok(&format!("{sides} --as-of 2010-08-31 -- state --programme KVP"));
    assert!(row(&done.stdout, "ever").starts_with("ever – "), "{}", done.stdout);
    assert!(done.stdout.contains("no participants at office NAV Gjøvik; 556 are recorded for KVP"), "{}", done.stdout);
}

#[test]
fn an_error_names_the_side_and_what_the_question_takes() {
    let folder = small();
    let error = folder.refused(2, "compare --a 2008 --b 2009 -- state");
    assert_eq!(error["message"], "--a: '2008' is not an option");
    let takes = "the question takes --as-of, --known-at, --programme, --cohort, --receiving, --office, --by";
    assert_eq!(error["hint"], takes);
    let error = folder.refused(2, "compare --a '--as-of 2008' --b '--year 2009' -- outcomes");
    let message = error["message"].as_str().unwrap();
    assert!(message.starts_with("--b: the question cannot be understood: ") && message.contains("--year"), "{message}");
    assert!(error["hint"].as_str().unwrap().contains("--from, --to"), "{error}");
}

#[test]
fn a_map_is_a_grid_of_days_and_states_of_knowledge() {
    let demo = Folder::demo();
    let question = "-- state --programme KVP";
    let call = format!("map --row participants --as-of 2009..2010 --step year --known-at 2921,21427 {question}");
    let table = demo.ok(&call).stdout;
    assert_eq!(row(&table, "as of"), "as of #2921 #21427");
    assert_eq!(row(&table, "2009-12-31"), "2009-12-31 380 383");
    // For programs each point is a row.
    let cells = demo.ask(&call)["cells"].take();
    assert_eq!(cells.as_array().map(Vec::len), Some(4));
    let quarters = format!("map --row participants --as-of 2009-01..2009-11 --step quarter {question}");
    let days: Vec<String> = demo.ask(&quarters)["cells"]
        .as_array()
        .unwrap()
        .iter()
        .map(|cell| cell["as_of"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(days, ["2009-03-31", "2009-06-30", "2009-09-30", "2009-11-30"]);
    let two = demo.ask(&format!("map --row participants --as-of 2009-12-31 --known-at 2921..21427 {question}"));
    assert_eq!(two["cells"].as_array().map(Vec::len), Some(2));
}

#[test]
fn a_position_that_could_be_a_year_is_said_to_be_one_wherever_it_is_written() {
    let demo = Folder::demo();
    let says = "2009 is read as the position @2009; for what was known at the end of 2009-12-31, write 2009-12-31";
    for call in [
        "state --programme KVP --known-at 2009",
        "explain --known-at 2009 --and @2100 -- state --programme KVP",
        "explain --known-at @1900 --and 2009 -- state --programme KVP",
        "compare --a '--known-at 2009' --b '' -- state --programme KVP",
        "map --row participants --as-of 2008 --known-at 2009,@2100 -- state --programme KVP",
        "map --row participants --as-of 2008 --known-at 2009..@2100 -- state --programme KVP",
        "log --limit 1 --known-at 2009",
    ] {
        assert_eq!(demo.ok(call).stderr.matches(says).count(), 1, "{call}");
        let said = demo.ok(&format!("{call} --format json")).said();
        assert!(said["notes"].as_array().unwrap().iter().any(|note| note == says), "{call}: {said}");
        assert!(!demo.ok(&format!("{call} --quiet")).stderr.contains("position"), "{call}");
    }
    let nb = demo.ok("state --programme KVP --known-at 2009 --lang nb").stderr;
    assert!(nb.contains("2009 leses som posisjonen @2009; for det som var kjent ved utgangen av 31.12.2009"), "{nb}");
    for plain in ["@2009", "'#2009'", "2009-12-31", "2921"] {
        let done = demo.ok(&format!("state --programme KVP --known-at {plain}"));
        assert!(!done.stderr.contains("is read as"), "{plain}: {}", done.stderr);
    }
}

#[test]
fn the_table_says_in_what_the_sides_differ() {
    let demo = Folder::demo();
    let sides = "compare --a '--office \"NAV Gjøvik\"' --b '--office Oppland' --as-of 2010-08-31 -- list";
    let table = demo.ok(sides).stdout;
    assert!(table.contains("a: at office NAV Gjøvik · as of 2010-08-31"), "{table}");
    assert!(table.contains("b: at office Oppland · as of 2010-08-31"), "{table}");
    // What is the same on both sides is not said of one.
    let table = demo.ok("compare --a '--as-of 2008' --b '--as-of 2009' -- state --programme KVP").stdout;
    assert!(table.contains("\na: as of 2008-12-31") && table.contains("\nb: as of 2009-12-31"), "{table}");
}

#[test]
fn a_value_in_several_words_needs_quotation_marks() {
    let demo = Folder::demo();
    let sides = "compare --a '--office NAV Gjøvik' --b '--office Oppland'";
    let error = demo.refused(2, &format!("{sides} -- state --programme KVP"));
    assert!(error["hint"].as_str().unwrap().contains("quotation marks"), "{error}");
    let error = demo.refused(2, "explain --known-at 5 -- state KVP Gjøvik");
    assert_eq!(error["message"], "the question cannot be understood: 'Gjøvik' belongs to no option");
    assert!(error["hint"].as_str().unwrap().contains("quotation marks"), "{error}");
}
