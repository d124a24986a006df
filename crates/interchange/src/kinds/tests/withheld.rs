//! What stands in a wrong column is not repeated where it can name somebody.

use super::*;

/// The refusal or the notes of a table, with these case numbers in the register.
fn told(kind: &str, text: &str) -> String {
    let cases = ["A-9", "4711"].into_iter().collect();
    let options = Options { programme: "KVP".parse().ok(), month: "2016-05".parse().ok(), cases, ..Options::default() };
    match csv_with(kind, text, &options) {
        Ok(imported) => imported.remarks.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn a_number_in_a_wrong_column_is_described() {
    for (kind, text, expected) in [
        // A date of birth under sex, a case number of another row under a day, one of the register under a share.
        (
            "registration",
            "sak;fra dato;kontor;kjønn\nB-1;01.09.2026;Nord;120562\n",
            "column \"kjønn\": a number of 6 digits is not one of ",
        ),
        (
            "registration",
            "sak;fra dato;kontor;kjønn\nB-1;01.09.2026;Nord;12.05.1962\n",
            "column \"kjønn\": a text with 8 digits is not one of ",
        ),
        (
            "exits",
            "sak;til dato;overgang til\nB-1;B-2;arbeid\nB-2;30.06.2017;arbeid\n",
            "column \"til dato\": a case number cannot be read as a date",
        ),
        (
            "exits",
            "sak;til dato;overgang til\nB-1;30.06.2017;A-9\n",
            "column \"overgang til\": a case number is not one of ",
        ),
        (
            "measures",
            "sak;fra dato;tiltak;arrangør;eier;andel\nB-1;01.08.2016;a;b;kommunal;4711\nB-1;01.08.2016;a;b;4711;50 %\n",
            "column \"eier\": a case number is not one of ",
        ),
        (
            "benefits",
            "sak;ytelse;beløp;periode\nB-1;kvalifiseringsstønad;12056212345x;2016-05\n",
            "column \"beløp\": a text with 11 digits is not a number",
        ),
        ("absence-grid", "sak;1;2\nB-1;;B-1\n", "column \"2\": a case number is not a code"),
        ("absence-grid", "sak;1;2\nB-1;;99056212345\n", "column \"2\": a number of 11 digits is not a code"),
        ("absence-grid", "sak;1;2\nB-1;;12056212345\n", "column \"2\": the text contains a national identity number"),
        ("absence", "sak;periode;fraværstype\nB-1;990562 12345;egenmelding\n", "a number of 11 digits "),
        ("absence", "sak;periode;fraværstype\nB-1;120562 12345;egenmelding\n", "a national identity number"),
        (
            "absence",
            "sak;periode;fraværstype;dokumentert\nB-1;02.05.2016;egenmelding;120562\n",
            "a number of 6 digits is neither yes nor no",
        ),
        // A file without headers begins with a row.
        ("registration", "B-1;120562;4711\nB-2;130562;4712\n", "unknown column "),
    ] {
        let told = told(kind, text);
        assert!(told.contains(expected), "{kind}: {told}");
        for secret in ["120562", "990562", "1962", "B-2\"", "A-9", "4711\"", "\"B-1", "12345"] {
            assert!(!told.contains(secret), "{kind}: {secret}: {told}");
        }
    }
}

#[test]
fn what_names_nobody_is_repeated() {
    for (kind, text, expected) in [
        ("exits", "sak;til dato;overgang til\nB-1;31.02.2017;arbeid\n", "\"31.02.2017\" names a day"),
        ("exits", "sak;til dato;overgang til\nB-1;30.06.2017;Mars\n", "\"Mars\" is not one of "),
        ("measures", "sak;fra dato;tiltak;arrangør;eier;andel\nB-1;01.08.2016;a;b;kommunal;0,4\n", "\"0,4\" can mean"),
        ("absence-grid", "sak;1;2\nB-1;;Q\n", "\"Q\" is not a code"),
        // Tables of money name no person: their amounts are repeated.
        ("budget-lines", "år;kapittel;post;beløp;formål\n2016;621;63;1.234.5;drift\n", "\"1.234.5\""),
    ] {
        let told = told(kind, text);
        assert!(told.contains(expected), "{kind}: {told}");
    }
}

#[test]
fn a_note_repeats_no_number_of_a_person() {
    let text = "sak;programme;fra dato;kontor;målgruppe\nB-1;KVP;01.09.2026;Nord;1205 62\nB-2;KVP;14.-16.09.26;Nord;under 30\n";
    let told = told("intake", text);
    assert!(
        told.contains("line 2, column \"målgruppe\": a number of 6 digits was read by this rule (a name has no spaces"),
        "{told}"
    );
    assert!(told.contains("\"under 30\" was read as under_30"), "{told}");
    assert!(told.contains("\"14.-16.09.26\" was read as 2026-09-14"), "{told}");
}

#[test]
fn a_first_row_in_which_no_header_is_known_is_described() {
    for (kind, text, expected) in [
        (
            "registration",
            "B-1;01.09.2026;Nord\nB-2;01.09.2026;Nord\n",
            "unknown column \"(column 1: a text with 1 digit)\"",
        ),
        ("exits", "B-1;30.06.2017;arbeid\n", "\"(column 3: a text of 6 characters)\""),
        ("absence-grid", "B-1;1;x;S\nB-2;;1;\n", "\"(column 1: a text with 1 digit)\""),
    ] {
        let told = told(kind, text);
        assert!(told.contains(expected), "{kind}: {told}");
        assert!(!told.contains("B-1") && !told.contains("B-2"), "{kind}: {told}");
    }
    // Beside a header that is known it is a header; but not the number of a case of the table.
    let told_of = |text: &str| told("registration", text);
    assert!(told_of("sak;fra dato;kontr\nB-1;01.09.2026;Nord\n").contains("unknown column \"kontr\""));
    assert!(
        told_of("sak;fra dato;B-1\nB-1;01.09.2026;Nord\n").contains("unknown column \"(column 3: a case number)\"")
    );
    // Tables of money name no person.
    assert!(told("budget-lines", "Drift;2016\nKurs;2016\n").contains("unknown column \"Drift\""));
    // A map that is none.
    let map = Map::read(find("exits").unwrap(), "m.csv", b"B-1;30.06.2017\nB-2;30.06.2017\n").unwrap_err().to_string();
    assert!(map.contains("(column 1: a text with 1 digit)") && !map.contains("B-1"), "{map}");
}

#[test]
fn a_header_that_stands_twice_is_named_by_its_columns() {
    for (text, place) in [
        ("B-1;Nord;B-1\nB-2;Nord;B-2\n", "t.csv, line 1, column 3: column 1 has the same header; "),
        ("sak;4711;4711\n7;1;2\n", "t.csv, line 1, column 3: column 2 has the same header; "),
    ] {
        let told = told("registration", text);
        assert!(told.starts_with(place) && !told.contains("B-1") && !told.contains("4711"), "{told}");
    }
}

#[test]
fn the_name_of_a_sheet_is_repeated_only_where_it_names_nobody() {
    let cases: hovedbok_core::cases::Cases = ["A-9"].into_iter().collect();
    let book = |names: &[&str], cell: &str| {
        let mut workbook = Workbook::new();
        for name in names {
            let page = workbook.add_worksheet().set_name(*name).unwrap();
            for (column, text) in (0_u16..).zip(["sak", "fra dato", "kontor"]) {
                page.write(0, column, text).unwrap();
            }
            for (column, text) in (0_u16..).zip(["B-1", cell, "Nord"]) {
                page.write(1, column, text).unwrap();
            }
        }
        workbook.save_to_buffer().unwrap()
    };
    let told = |bytes: &[u8], sheet: Option<&str>| {
        let options = Options { cases: cases.clone(), ..Options::default() };
        read(find("registration").unwrap(), "t.xlsx", bytes, sheet, &options).unwrap_err().to_string()
    };
    let several = book(&["A-9", "120562 12345", "mai"], "01.09.2026");
    let expected = "several sheets have contents: \"(a case number)\", \"(a number of 11 digits)\", \"mai\"";
    assert!(told(&several, None).contains(expected), "{}", told(&several, None));
    let missing = told(&several, Some("130562 12345"));
    assert!(!missing.contains("1305") && !missing.contains("1205") && !missing.contains("A-9"), "{missing}");
    // The name in front of what is wrong with a cell; also that of a case of the table.
    for name in ["A-9", "B-1", "120562"] {
        let told = told(&book(&[name], "aldri"), None);
        assert!(told.contains("line 2, column \"fra dato\"") && !told.contains(name), "{told}");
    }
    let formula = {
        let mut workbook = Workbook::new();
        let page = workbook.add_worksheet().set_name("120562").unwrap();
        page.write(0, 0, "sak").unwrap();
        page.write(0, 1, "sak").unwrap();
        workbook.save_to_buffer().unwrap()
    };
    let told = told(&formula, None);
    assert!(told.contains("sheet \"(a number of 6 digits)\", cell B1") && !told.contains("120562"), "{told}");
}

#[test]
fn case_numbers_below_the_month_of_a_grid_are_not_repeated() {
    let told_of = |text: &str| told("absence-grid", text);
    let wrong = told_of("2016-05;1;2\nC-77;;C-78\nC-78;;\n");
    assert!(wrong.contains("column \"2\": a case number is not a code") && !wrong.contains("C-78"), "{wrong}");
    let imported = csv("absence-grid", "2016-05;1;2\nC-77;;S\n").unwrap();
    assert_eq!(imported.case_column.as_deref(), Some("2016-05"));
}

#[test]
fn a_note_about_the_file_or_the_sheet_says_what_was_taken() {
    let grid = find("absence-grid").unwrap();
    let note = |file: &str, bytes: &[u8]| {
        let imported = read(grid, file, bytes, None, &Options::default()).unwrap();
        imported.remarks.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    let rows = "sak;1;2\nB-1;;S\n";
    for (file, expected) in [
        ("fravær-2016-05.csv", "\"fravær-2016-05.csv\" was read as 2016-05 (the month is in the file's name)"),
        ("120562 12345 2016-05.csv", "a text with 17 digits was read as 2016-05 (the month is in the file's name)"),
    ] {
        assert_eq!(note(file, rows.as_bytes()), expected);
    }
    let sheet = xlsx("mai 2016", &[&["sak", "1", "2"], &["B-1", "", "S"]]);
    assert_eq!(note("t.xlsx", &sheet), "\"mai 2016\" was read as 2016-05 (the month is in the sheet's name)");
    let mut workbook = Workbook::new();
    let fill = |page: &mut rust_xlsxwriter::Worksheet| {
        for (at, row) in (0_u32..).zip([["sak", "1", "2"], ["B-1", "", "S"]]) {
            for (column, cell) in (0_u16..).zip(row) {
                page.write(at, column, cell).unwrap();
            }
        }
    };
    fill(workbook.add_worksheet().set_name("2016-05").unwrap());
    fill(workbook.add_worksheet().set_name("120562 12345").unwrap().set_hidden(true));
    let told = note("t.xlsx", &workbook.save_to_buffer().unwrap());
    assert!(told.contains("a number of 11 digits was read as not part of the table"), "{told}");
    assert!(told.contains("\"2016-05\" was read as 2016-05"), "{told}");
}
