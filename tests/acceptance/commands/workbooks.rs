//! Workbooks: answers written as XLSX and read by another program, and the workbook with a sheet for each kind of table.

use std::fs;
use std::io::Cursor;
use std::path::Path;

use calamine::{Data, Reader, Xlsx};
use rust_xlsxwriter::Workbook;

use super::small;
use crate::support::Folder;

/// The sheets of a workbook with their cells.
fn sheets(folder: &Folder, name: &str) -> Vec<(String, Vec<Vec<Data>>)> {
    let bytes = fs::read(folder.path().join(name)).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    book.worksheets().into_iter().map(|(name, range)| (name, range.rows().map(<[Data]>::to_vec).collect())).collect()
}

fn text(cell: &Data) -> String {
    cell.to_string()
}

#[test]
fn a_workbook_has_numbers_days_and_texts_as_a_spreadsheet_has_them() {
    let folder = small();
    folder.ok("budget --format xlsx --out money.xlsx");
    let all = sheets(&folder, "money.xlsx");
    assert_eq!(all.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["Budget", "About the answer"]);
    let rows = &all[0].1;
    let at = |label: &str| rows[0].iter().position(|cell| text(cell) == label).unwrap();
    assert_eq!(rows[1][at("appropriated")], Data::Float(100_000.0));
    assert_eq!(rows[1][at("source")], Data::String("621.63".to_owned()));
    assert_eq!(rows[1][at("year")], Data::Float(2026.0));
    let about: Vec<String> = all[1].1.iter().map(|row| row.iter().map(text).collect::<Vec<_>>().join(" ")).collect();
    assert!(about.iter().any(|line| line == "known at #9"), "{about:?}");

    folder.ok("list --format xlsx --out people.xlsx --lang nb --columns participant,since,office");
    let rows = &sheets(&folder, "people.xlsx")[0].1;
    assert_eq!(rows[0].iter().map(text).collect::<Vec<_>>(), ["deltaker", "siden", "kontor"]);
    assert!(matches!(rows[1][1], Data::DateTime(day) if day.as_f64() == 46_034.0), "{rows:?}");

    // A share and an amount that were corrected are shown as such.
    folder.ok("replace 5 --share 80 --reason typing");
    folder.ok("log --corrections --format xlsx --out corrections.xlsx");
    let rows = &sheets(&folder, "corrections.xlsx")[0].1;
    let at = |label: &str| rows[0].iter().position(|cell| text(cell) == label).unwrap();
    assert_eq!((&rows[1][at("before")], &rows[1][at("after")]), (&Data::Float(0.5), &Data::Float(0.8)));
}

#[test]
fn a_spreadsheet_runs_nothing_that_somebody_wrote() {
    let folder = small();
    folder.ok("record risk.identified --programme STEP --number 1 --text '=1+1' --effective 2026-02-02");
    folder.ok("log --type risk --format xlsx --out log.xlsx");
    let bytes = fs::read(folder.path().join("log.xlsx")).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let formulas = book.worksheet_formula("Log").unwrap();
    assert!(formulas.cells().all(|(_, _, formula)| formula.is_empty()));
}

#[test]
fn lists_of_every_kind_are_written_as_workbooks() {
    let folder = Folder::demo();
    for (number, call) in [
        "list --programme TRAPPA --as-of 2017-10-31",
        "due --as-of 2009-06-30",
        "draw --n 5 --seed audit --programme KVP --as-of 2010-10-31",
        "draw --n 5 --seed audit --of findings",
        "log --limit 3",
        "log --corrections",
        "milestones HUSK",
        "findings",
        "goals",
        "state --by status",
        "statement --programme TRAPPA --as-of 2017-10-31",
        "status",
        "types",
        "explain --known-at 2009-12-31 --as-of 2009-12-31 -- state --programme KVP",
        "compare --a '--as-of 2008-12-31' --b '--as-of 2009-12-31' -- state --programme KVP",
    ]
    .into_iter()
    .enumerate()
    {
        let name = format!("{number}.xlsx");
        let done = match call.split_once(" -- ") {
            Some((before, question)) => folder.ok(&format!("{before} --format xlsx --out {name} -- {question}")),
            None => folder.ok(&format!("{call} --format xlsx --out {name}")),
        };
        assert_eq!(done.stdout, "", "{call}");
        let all = sheets(&folder, &name);
        assert!(all.iter().all(|(_, rows)| !rows.is_empty()), "{call}");
        // As many rows as in CSV.
        if call.starts_with("list") || call.starts_with("findings") {
            let csv = folder.ok(&format!("{call} --format csv")).stdout;
            let rows = csv::Reader::from_reader(csv.as_bytes()).records().count();
            assert_eq!(all[0].1.len(), rows + 1, "{call}");
        }
    }
}

#[test]
fn a_file_for_the_answer_is_new_outside_the_ledger_and_named_by_its_format() {
    let folder = small();
    folder.write("there.xlsx", "");
    folder.write("there.csv", "");
    for call in [
        "list --format xlsx",
        "list --format csv --out people.xlsx",
        "list --format xlsx --out people.csv",
        "list --out people.xls",
        "list --out people.ics",
        "list --out there.csv",
        "list --out nowhere/people.csv",
        "statement --out page.pdf",
        "compare --a '--as-of 2026-01-01' --b '--as-of 2026-02-01' --out there.csv -- state",
        "list --format xlsx --out there.xlsx",
        "list --format xlsx --out ledger/people.xlsx",
        "export --to jsonl --format xlsx --out all.xlsx",
        "record programme.closed --programme STEP --effective 2026-12-31 --format xlsx --out there.xlsx",
    ] {
        folder.refused_as_lines(2, call);
    }
    assert!(!folder.path().join("people.xlsx").exists() && !folder.path().join("all.xlsx").exists());
    assert_eq!(super::size(&folder), 9);
    folder.refused_as_lines(1, "state --programme NOPE --format xlsx --out none.xlsx");
    assert!(!folder.path().join("none.xlsx").exists());
    folder.refused_as_lines(1, "state --programme NOPE --out none.csv");
    // Nothing that is not whole stays behind.
    let names = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
    let names: Vec<String> = names.map(|name| name.to_string_lossy().into_owned()).collect();
    assert!(!names.iter().any(|name| name.contains("none") || name.contains("unfinished")), "{names:?}");
}

/// The ending names the format, and the file has what would have been printed.
#[test]
fn an_answer_is_written_to_the_file_that_is_named() {
    let folder = small();
    for (call, file, printed) in [
        ("state --by status", "state.csv", "state --by status --format csv"),
        ("state --by status", "state.json", "state --by status --format json"),
        ("list", "list.jsonl", "list --format jsonl"),
        ("state --by status --format csv", "state.txt", "state --by status --format csv"),
        ("due --as-of 2026-02-28", "due.ics", "due --as-of 2026-02-28 --format ics"),
        ("log --format csv --excel", "log.csv", "log --format csv --excel"),
        ("explain --known-at 4 -- state", "explain.csv", "explain --known-at 4 --format csv -- state"),
    ] {
        let (before, question) = call.split_once(" -- ").map_or((call, ""), |(before, question)| (before, question));
        let question = if question.is_empty() { String::new() } else { format!(" -- {question}") };
        let done = folder.ok(&format!("{before} --out {file}{question}"));
        assert_eq!(done.stdout, "", "{call}");
        assert!(done.stderr.contains(&format!("written: {file}")), "{call}: {}", done.stderr);
        let written = std::fs::read_to_string(folder.path().join(file)).unwrap();
        assert_eq!(written, folder.ok(printed).stdout, "{call}");
    }
    let table = folder.ok("state --by status --out page.txt --lang nb");
    assert_eq!(table.stdout, "");
    assert!(std::fs::read_to_string(folder.path().join("page.txt")).unwrap().contains("deltakere"), "{}", table.stderr);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        folder.ok("record participant.registered --case 2026-105 --office North --effective 2026-02-02");
        folder.ok("list --with-case --out team.csv");
        folder.ok("register list --out register.csv");
        let mode = |name: &str| folder.path().join(name).metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!((mode("team.csv"), mode("register.csv")), (0o600, 0o600));
        assert_ne!(mode("state.csv"), 0o600);
    }
}

impl Folder {
    /// A call that is refused with its own format.
    fn refused_as_lines(&self, code: i32, call: &str) {
        let done = self.run(call);
        assert_eq!(done.code, code, "{call}: {}{}", done.stdout, done.stderr);
    }
}

/// The rows of a sheet, each with the values below some headers.
type Filled<'a> = (&'a str, &'a [&'a [(&'a str, &'a str)]]);

/// Writes a workbook with these sheets: the headers of the template of all kinds, and rows by header.
fn fill(template: &[(String, Vec<Vec<Data>>)], path: &Path, filled: &[Filled<'_>]) {
    let mut book = Workbook::new();
    for (name, rows) in template {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (row, cells) in (0..).zip(rows) {
            for (column, cell) in (0..).zip(cells) {
                sheet.write_string(row, column, text(cell)).unwrap();
            }
        }
        let Some((_, own)) = filled.iter().find(|(filled, _)| filled == name) else { continue };
        for (row, cells) in (1..).zip(*own) {
            for (header, value) in *cells {
                let column = rows[0].iter().position(|cell| text(cell) == *header).unwrap();
                sheet.write_string(row, u16::try_from(column).unwrap(), *value).unwrap();
            }
        }
    }
    book.save(path).unwrap();
}

#[test]
fn a_workbook_of_all_kinds_is_filled_in_and_imported_at_once() {
    let folder = small();
    folder.ok("import --template all --out empty.xlsx --lang nb");
    let template = sheets(&folder, "empty.xlsx");
    let names: Vec<&str> = template.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names[..6], ["registrering", "inntak", "veiledere", "plantilbud", "tiltak", "tiltak avsluttet"]);
    // What the ledger knows is offered.
    let values: Vec<String> = template.last().unwrap().1.iter().flatten().map(text).collect();
    for value in ["Centre", "Workshop", "STEP", "kommunal", "fullført", "aktivitetsplan", "takket nei"] {
        assert!(values.iter().any(|offered| offered == value), "{value}: {values:?}");
    }
    let error = folder.refused(2, "import empty.xlsx --kind all");
    assert!(error["message"].as_str().unwrap().contains("no sheet has rows"), "{error}");

    let filled: &[Filled<'_>] = &[
        // In another order than they are needed in.
        (
            "tiltak",
            &[&[
                ("saksnummer", "B-1"),
                ("fra dato", "02.03.2026"),
                ("tiltak", "work practice"),
                ("arrangør", "Workshop"),
                ("eier", "kommunal"),
                ("andel", "50 %"),
            ]],
        ),
        (
            "inntak",
            &[&[
                ("saksnummer", "B-1"),
                ("fra dato", "01.03.2026"),
                ("program", "STEP"),
                ("kontor", "Centre"),
                ("målgruppe", "under_30"),
            ]],
        ),
        ("veiledere", &[&[("saksnummer", "B-1"), ("fra dato", "01.03.2026"), ("veileder", "v7")]]),
        (
            "plantilbud",
            &[&[("saksnummer", "B-1"), ("tilbudt", "04.03.2026"), ("plan", "individuell plan"), ("svar", "takket ja")]],
        ),
        (
            "registrering",
            &[
                &[("saksnummer", "B-1"), ("fra dato", "01.02.2026"), ("kontor", "Centre")],
                &[("saksnummer", "B-2"), ("fra dato", "01.02.2026"), ("kontor", "Centre")],
            ],
        ),
        (
            "fravær",
            &[&[
                ("saksnummer", "B-1"),
                ("fra dato", "05.03.2026"),
                ("til dato", "06.03.2026"),
                ("fraværstype", "sykmelding"),
            ]],
        ),
    ];
    fill(&template, &folder.path().join("week.xlsx"), filled);
    let trial = folder.json("import week.xlsx --kind all --dry-run");
    assert_eq!((&trial["kind"], trial["recorded"].as_array().unwrap().len()), (&"all".into(), 7), "{trial}");
    let done = folder.json("import week.xlsx --kind all");
    assert_eq!((done["rows"].as_u64(), done["recorded"].as_array().unwrap().len()), (Some(7), 7), "{done}");
    let course = folder.ask("state participant B-1 --as-of 2026-03-31");
    assert_eq!(course["enrolments"][0]["placements"][0]["absence_days"], 2);
    // The same workbook again changes nothing.
    let again = folder.json("import week.xlsx --kind alle");
    assert_eq!((again["recorded"].as_array().unwrap().len(), again["already"].as_u64()), (0, Some(7)), "{again}");
    assert_eq!(super::size(&folder), 16);
}

#[test]
fn a_grant_comes_from_the_budget_of_the_same_workbook() {
    let folder = small();
    folder.ok("import --template all --out empty.xlsx");
    let template = sheets(&folder, "empty.xlsx");
    let money = |name, source| {
        let common = [("programme", "STEP"), ("year", "2027"), ("source", source)];
        let budget = [common.as_slice(), &[("amount", "500000")]].concat();
        let grant = [("given_by", "County project"), ("given_to", "Centre"), ("amount", "100000")];
        let (named, unnamed) = ([("grant", "C-1")], [("grant", "C-2")]);
        let (named, unnamed) =
            ([&common, grant.as_slice(), &named].concat(), [&common[..2], grant.as_slice(), &unnamed].concat());
        fill(
            &template,
            &folder.path().join(name),
            &[("grants", &[named.as_slice(), unnamed.as_slice()]), ("budget-lines", &[budget.as_slice()])],
        );
    };
    money("money.xlsx", "municipal");
    let done = folder.json("import money.xlsx --kind all");
    let recorded: Vec<String> = done["recorded"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| format!("{} {}", entry["type"].as_str().unwrap(), entry["stream"].as_str().unwrap()))
        .collect();
    let fund = "fund/STEP/2027/municipal";
    let expected =
        [format!("fund.appropriated {fund}"), format!("grant.allocated {fund}"), format!("grant.allocated {fund}")];
    assert_eq!(recorded, expected, "{done}");
    let again = folder.json("import money.xlsx --kind all");
    assert_eq!((again["recorded"].as_array().unwrap().len(), again["already"].as_u64()), (0, Some(3)), "{again}");
}

#[test]
fn of_a_workbook_everything_is_recorded_or_nothing_and_the_sheet_is_named() {
    let folder = small();
    folder.ok("import --template all --out empty.xlsx");
    let template = sheets(&folder, "empty.xlsx");
    let registered: Filled<'_> = ("registration", &[&[("case", "B-1"), ("start", "2026-02-01"), ("office", "Centre")]]);
    // A rule refuses the second sheet.
    let placed: Filled<'_> = (
        "measures",
        &[&[
            ("case", "B-1"),
            ("start", "2026-03-02"),
            ("measure", "x"),
            ("provider", "y"),
            ("owner", "municipal"),
            ("share", "50"),
        ]],
    );
    fill(&template, &folder.path().join("week.xlsx"), &[registered, placed]);
    let error = folder.refused(1, "import week.xlsx --kind all");
    assert_eq!(error["code"], "no_enrolment");
    assert!(error["message"].as_str().unwrap().contains("sheet \"measures\", line 2"), "{error}");
    assert!(!folder.path().join("ledger.register.age").exists());
    // A cell that cannot be read.
    let wrong: Filled<'_> = ("intake", &[&[("case", "B-1"), ("start", "soon")]]);
    fill(&template, &folder.path().join("wrong.xlsx"), &[registered, wrong]);
    let error = folder.refused(2, "import wrong.xlsx --kind all");
    assert!(error["message"].as_str().unwrap().contains("intake"), "{error}");
    // A sheet that is named after no kind.
    let mut renamed = template.clone();
    renamed[0].0 = "people".to_owned();
    fill(&renamed, &folder.path().join("renamed.xlsx"), &[("people", registered.1)]);
    let error = folder.refused(2, "import renamed.xlsx --kind all");
    assert!(error["message"].as_str().unwrap().contains("\"people\" is named after no kind"), "{error}");
    folder.refused(2, "import week.xlsx --kind all --sheet measures");
    folder.refused(2, "import --template all");
    assert_eq!(super::size(&folder), 9);
}

#[test]
fn the_template_of_all_kinds_needs_no_ledger() {
    let folder = Folder::bare();
    folder.ok("import --template all --out empty.xlsx");
    assert_eq!(sheets(&folder, "empty.xlsx")[0].0, "registration");
}

#[test]
fn a_statement_is_written_to_a_file_as_text_too() {
    let folder = small();
    let call = "statement --programme STEP --as-of 2026-03-01";
    let printed = folder.ok(call).stdout;
    let done = folder.ok(&format!("{call} --out page.txt"));
    assert_eq!((done.stdout.as_str(), done.stderr.as_str()), ("", "written: page.txt\n"));
    let page = folder.read("page.txt");
    assert!(page.lines().all(|line| line.chars().count() <= 100), "{page}");
    assert_eq!(page.lines().next(), printed.lines().next());
    assert!(page.contains("known at #9"), "{page}");
    folder.ok(&format!("{call} --format json --out page.json"));
    assert_eq!(folder.read("page.json"), folder.ok(&format!("{call} --format json")).stdout);
    assert_eq!(folder.refused(2, &format!("{call} --out page.txt"))["code"], "call");
    folder.ok("key new --out office.key");
    let done = folder.run(&format!("{call} --sign office.key --format xlsx --out signed.xlsx"));
    assert_eq!(done.code, 2);
    assert!(done.stderr.starts_with("error: --format xlsx does not apply to a signed answer"), "{}", done.stderr);
}

#[test]
fn every_sheet_has_a_name_and_the_last_says_what_the_answer_rests_on() {
    let folder = Folder::demo();
    let names = |call: &str, file: &str| {
        folder.ok(&call.replace(" -- ", &format!(" --format xlsx --out {file} -- ")));
        sheets(&folder, file).into_iter().map(|(name, _)| name).collect::<Vec<_>>()
    };
    let compared = "compare --a '--as-of 2008' --b '--as-of 2009' -- state KVP";
    assert_eq!(names(compared, "a.xlsx"), ["Participants", "About the answer"]);
    let about = sheets(&folder, "a.xlsx").remove(1).1;
    let text = format!("{about:?}");
    assert!(text.contains("2008-12-31") && text.contains("2009-12-31"), "{text}");
    let mapped = "map --row participants --as-of 2008..2009 --step year -- state KVP";
    assert_eq!(names(mapped, "b.xlsx").last().map(String::as_str), Some("About the answer"));
    folder.ok("attendance TRAPPA --as-of 2017-11-15 --lang nb --format xlsx --out c.xlsx");
    let all: Vec<String> = sheets(&folder, "c.xlsx").into_iter().map(|(name, _)| name).collect();
    assert_eq!(all, ["Oppmøte", "Oppmøte 2", "I ingen rad", "Om svaret"]);
    for (call, file) in [("log --limit 3", "d.xlsx"), ("log --corrections", "e.xlsx")] {
        folder.ok(&format!("{call} --format xlsx --out {file}"));
        let (last, cells) = sheets(&folder, file).pop().unwrap();
        let text = format!("{cells:?}");
        let answer = folder.json(call);
        let root = answer["tree_head"]["root"].as_str().unwrap();
        assert_eq!(last, "About the answer");
        assert!(text.contains(root) && text.contains("known at"), "{text}");
    }
}
