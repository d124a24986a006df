//! What is said where there is nothing to show: that nothing matches what was asked for is not the same as nothing being
//! recorded, and an amount that nobody stated is not nought.

use serde_json::{Value, json};

use super::small;
use crate::support::Folder;

/// What the first line of an answer says.
fn first(folder: &Folder, words: &str) -> String {
    folder.ok(words).stdout.lines().next().unwrap_or_default().to_owned()
}

#[test]
fn a_filter_that_finds_nothing_says_how_much_there_is() {
    let demo = Folder::demo();
    let said = |words: &str| first(&demo, &format!("{words} --as-of 2017-12-31"));
    for (words, en, nb) in [
        (
            "duties --status late",
            "no duties with status late; 303",
            "ingen plikter med status «for sent»; 303 er registrert",
        ),
        (
            "duties --status too_many --status running --programme KVP",
            "no duties with status 'too many' and running; 86 are recorded for KVP",
            "ingen plikter med status «for mange» og «pågår»; 86 er registrert for KVP",
        ),
        (
            "recommendations --status overdue",
            "no recommendations with status overdue; 82 are recorded",
            "ingen anbefalinger med status «forfalt»; 82 er registrert",
        ),
        ("budget --year 2030", "no budget lines in 2030; 11 are", "ingen budsjettlinjer i 2030; 11 er registrert"),
        (
            "state --programme KVP --office 'NAV Gjøvik'",
            "no participants at office NAV Gjøvik; 578 are recorded for KVP",
            "ingen deltakere ved kontoret «NAV Gjøvik»; 578 er registrert for KVP",
        ),
        (
            "findings --kind benefit_twice",
            "no findings with kind benefit_twice; ",
            "ingen funn med type «benefit_twice»; ",
        ),
    ] {
        assert!(said(words).starts_with(en), "{words}: {}", said(words));
        let in_bokmal = said(&format!("{words} --lang nb"));
        assert!(in_bokmal.starts_with(nb), "{words}: {in_bokmal}");
    }
}

#[test]
fn what_nothing_matches_is_beside_the_result() {
    let folder = small();
    let answer = folder.json("budget STEP --year 2030 --as-of 2026-03-01");
    assert_eq!(
        answer["none_of"],
        json!({ "asked": [{ "parameter": "year", "values": [2030] }], "programme": "STEP", "recorded": 1 })
    );
    assert_eq!(answer["result"]["lines"], json!([]));
    let csv = folder.ok("budget STEP --year 2030 --as-of 2026-03-01 --format csv");
    assert_eq!(csv.stderr.lines().next(), Some("note: no budget lines in 2030; 1 is recorded for STEP"));
    // What has rows has no such field, and neither has what nothing is recorded of.
    assert_eq!(folder.json("budget STEP --as-of 2026-03-01").get("none_of"), None);
    assert_eq!(folder.json("duties --status late --as-of 2026-03-01").get("none_of"), None);
}

#[test]
fn reports_are_narrowed_to_their_status() {
    let demo = Folder::demo();
    let of = |words: &str| demo.ask(&format!("reports TRAPPA --as-of 2017-11-15 {words}"))["reports"].take();
    let all = of("");
    let late = of("--status late --status missing");
    let is_late = |row: &&Value| ["late", "missing"].iter().any(|status| row["status"] == *status);
    let expected: Vec<&Value> = all.as_array().unwrap().iter().filter(is_late).collect();
    assert_eq!(late.as_array().unwrap().iter().collect::<Vec<_>>(), expected);
    assert!(!expected.is_empty() && expected.len() < all.as_array().unwrap().len());
    let none = demo.ok("reports TRAPPA --status due --as-of 2017-11-15").stdout;
    assert!(none.contains("no reports with status 'is still to come'; "), "{none}");
}

#[test]
fn a_name_that_nobody_has_is_refused_with_the_nearest_names() {
    let demo = Folder::demo();
    let error = demo.refused(1, "duties --by NAV");
    assert_eq!(error["code"], "nothing");
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("names the office, project, body or role 'NAV'; the nearest names are "), "{message}");
}

#[test]
fn an_amount_or_share_that_nobody_stated_is_not_nought() {
    let demo = Folder::demo();
    let table = |words: &str| demo.ok(&format!("{words} --as-of 2017-12-31")).stdout;
    let row = |text: &str, begins: &str| {
        let line = text.lines().find(|line| line.trim_start().starts_with(begins)).unwrap_or_else(|| panic!("{text}"));
        line.split_whitespace().map(str::to_owned).collect::<Vec<_>>()
    };
    let paid = table("attendance --programme TRAPPA --columns provider,paid_ore,compared_ore,not_recorded");
    assert_eq!(row(&paid, "ASVO"), ["ASVO", "–", "–", "amount"], "{paid}");
    let stated = demo.ask("attendance --programme TRAPPA")["rows"][0].clone();
    assert_eq!((&stated["paid_ore"], &stated["compared_ore"]), (&Value::Null, &Value::Null), "{stated}");
    let csv = demo
        .ok("attendance --programme TRAPPA --by provider --columns provider,paid_ore --format csv --as-of 2017-12-31");
    assert!(csv.stdout.contains("ASVO,\n"), "{}", csv.stdout);
    let staff = table("staff --programme HUSK");
    let filled = staff.split("Posts filled").nth(1).unwrap();
    assert!(filled.contains("full posts") && !filled.contains(" 0.00"), "{staff}");
    // Of the two kinds of spending, only one is known.
    let spent = table("budget TRAPPA --columns year,source,spent_ore,spent_direct_ore,spent_not_stated");
    assert_eq!(row(&spent, "2016   municipal"), ["2016", "municipal", "–", "450", "000.00", "1"], "{spent}");
    // What is derived from what is not known is not derived.
    let frame = demo.ok("budget TRAPPA --source municipal --as-of 2016 --columns year,appropriated_ore,available_ore");
    assert_eq!(row(&frame.stdout, "2016"), ["2016", "600", "000.00", "–"], "{}", frame.stdout);
    assert!(frame.stdout.contains("what is available is not derived for 1 fund"), "{}", frame.stdout);
    let said = table("budget TIO --lang nb --columns year,disbursed_ore,spent_ore,unspent_ore");
    assert_eq!(row(&said, "2005"), ["2005", "–", "–", "–"], "{said}");
    assert!(said.contains("ubrukt er ikke beregnet for 1 tilskudd"), "{said}");
    let parts = "totals add up the lines that have an amount: allocated 1/4";
    assert!(table("budget TIO").replace("\n", " ").contains(parts), "{}", table("budget TIO"));
    let money = table("budget --year 2030");
    assert!(!money.contains("0.00"), "{money}");
}

#[test]
fn posts_without_a_norm_say_so() {
    let demo = Folder::demo();
    let said = demo.ok("staff --programme KVP --as-of 2010-06-30").stdout;
    assert!(said.contains("Participants for each post\nno norm for participants for each post is recorded"), "{said}");
}

#[test]
fn a_ledger_without_money_has_no_total_of_nought() {
    let said = Folder::empty().ok("budget --as-of 2026-01-01").stdout;
    assert!(said.starts_with("nothing recorded\n"), "{said}");
}

#[test]
fn what_duties_and_reports_do_not_know_is_said_in_words() {
    let demo = Folder::demo();
    let reports = demo.ok("reports TRAPPA --as-of 2017-11-15").stdout;
    assert!(reports.contains("received, perhaps late") && reports.contains("75 early to 549"), "{reports}");
    // Each status can be asked for, by its code and by its words.
    let perhaps = demo.ask("reports TRAPPA --status perhaps_late --as-of 2017-11-15");
    let rows = perhaps["reports"].as_array().unwrap();
    assert!(!rows.is_empty() && rows.iter().all(|row| row["status"] == "perhaps_late"), "{perhaps}");
    let nb = demo.ok("reports TRAPPA --status 'mottatt, kanskje for sent' --as-of 2017-11-15 --lang nb --format json");
    assert_eq!(serde_json::from_str::<Value>(&nb.stdout).unwrap()["result"], perhaps);
    // A report that has not come is missing to duties too, although no report of the programme was ever recorded.
    let missing = demo.ask("duties HUSK --status missing");
    let missing = missing["duties"].as_array().unwrap();
    assert!(missing.iter().any(|row| row["subject"] == "Annual report" && row["every"] == "once"), "{missing:?}");
    let duties = demo.ok("duties TRAPPA --as-of 2017-11-15 --lang nb").stdout;
    assert!(duties.contains("tidsrom: 46 ikke registrert, 1 pågår"), "{duties}");
    let duties = demo.ok("duties --as-of 2017-11-15 --status not_judged").stdout;
    assert!(duties.contains("not judged: no number is required, nobody has the duty yet"), "{duties}");
}

#[test]
fn who_follows_up_is_said_with_its_day_where_exits_are_asked_about_to_another() {
    let demo = Folder::demo();
    let asked = "outcomes KVP --from 2009-01-01 --to 2009-12-31";
    let text = demo.ok(&format!("{asked} --as-of 2010-12-31")).stdout;
    assert!(text.lines().any(|line| line.ends_with(" · as of 2010-10-31")), "{text}");
    let text = demo.ok(&format!("{asked} --as-of 2009-12-31")).stdout;
    assert!(!text.lines().any(|line| line.ends_with(" · as of 2009-12-31")), "{text}");
}
