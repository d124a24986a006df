//! Tables as offices write them, and whatever else lands in an importer.

use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};

use super::*;

fn csv(text: &str) -> Result<Table, TableError> {
    read("people.csv", text.as_bytes(), None)
}

fn refusal(text: &str) -> String {
    csv(text).unwrap_err().to_string()
}

fn cells(table: &Table) -> Vec<(usize, Vec<&str>)> {
    let texts = |row: &'_ Row| row.cells.len();
    assert!(table.rows.iter().all(|row| texts(row) == table.headers.len()));
    let rows = table.rows.iter();
    rows.map(|row| (row.line, row.cells.iter().map(String::as_str).collect())).collect()
}

#[test]
fn separators_quotes_and_line_breaks() {
    for text in [
        "case;note\n1;a\n2;b\n",
        "case,note\r\n1,a\r\n2,b",
        "case\tnote\r1\ta\r2\tb\r",
        "\u{feff}case;note\n1;a\n2;b\n",
        " \"case\" ; note\n 1 ;\"a\"\n2;b ",
        "case;note\n\"1\";\"a\"\n2;\" b \"\n",
    ] {
        let table = csv(text).unwrap();
        assert_eq!(table.headers, ["case", "note"], "{text:?}");
        assert_eq!(cells(&table), [(2, vec!["1", "a"]), (3, vec!["2", "b"])], "{text:?}");
        assert_eq!(table.remarks, []);
    }
}

#[test]
fn cells_hold_separators_quotes_and_line_breaks_and_rows_keep_their_lines() {
    let table = csv("\n;;\ncase;\"the\n note\";who\n1;\"a;\r\nb\";\n;;\n\n2;\"say \"\"no\"\"\";5\" pipe\n").unwrap();
    assert_eq!((table.header_line, table.headers.as_slice()), (3, &["case", "the note", "who"].map(str::to_owned)[..]));
    assert_eq!(cells(&table), [(5, vec!["1", "a;\r\nb", ""]), (9, vec!["2", "say \"no\"", "5\" pipe"])]);
}

#[test]
fn the_separator_is_found_in_the_headers_or_told() {
    let table = csv("case;amount, kr;note\n1;2;3\n").unwrap();
    assert_eq!(table.headers, ["case", "amount, kr", "note"]);
    assert_eq!(
        table.remarks[0].to_string(),
        "line 1: \"case;amount, kr;note\" was read as headers with the separator \
         semicolon (it occurs most often in the headers)"
    );
    assert_eq!(csv("\"a;b;c\",d\n1,2\n").unwrap().headers, ["a;b;c", "d"]);
    let told = csv("sep=,\na;x,b\n1,2\n").unwrap();
    assert_eq!((told.header_line, told.rows[0].line), (2, 3));
    assert_eq!(told.headers, ["a;x", "b"]);
    assert_eq!(csv("case\n1\n").unwrap().headers, ["case"]);
    assert_eq!(
        refusal("a;b,c\n1;2\n"),
        "people.csv, line 1: the headers contain \";\" as often as \",\", so the separator is unclear; \
         use one of them, or put headers that contain the other in quotes"
    );
}

#[test]
fn windows_1252_is_read_with_a_remark() {
    let table = read("a.csv", b"\xE5r;bel\xF8p\n2009;5\n", None).unwrap();
    assert_eq!(table.headers, ["år", "beløp"]);
    assert_eq!(table.remarks.len(), 1);
}

#[test]
fn broken_tables_are_refused_with_place_rule_and_what_to_do() {
    for (text, message) in [
        ("", "people.csv: the file has no table; write headers in the first row"),
        (";;\n \n", "people.csv: the file has no table; write headers in the first row"),
        (
            "a;b\n1;2;;3\n",
            "people.csv, line 2: this row has 4 cells, the headers have 2; put a cell that contains the separator in quotes",
        ),
        (
            "a;b\n1;\"2\n3;4\n",
            "people.csv, line 2: a quoted cell begins here and never ends; close the quote, or write a quote inside quotes twice",
        ),
        (
            "a;b\n\"1\n\";\"2\"3\n",
            "people.csv, line 3: text follows a closing quote; write a quote inside quotes twice",
        ),
        (
            "a;;b\n1;2;3\n",
            "people.csv, line 2, column 2: the cell has a value, but its column has no header; give the column a header, or clear the cell",
        ),
        (
            "a;b;A\n1;2;3\n",
            "people.csv, line 1, column 3: column 1 has the same header; give each column its own header",
        ),
    ] {
        assert_eq!(refusal(text), message);
    }
}

#[test]
fn rows_may_end_early_or_with_empty_cells() {
    let table = csv("a;b;\n1;2;;;\n\n3\n").unwrap();
    assert_eq!(cells(&table), [(2, vec!["1", "2"]), (4, vec!["3", ""])]);
    assert_eq!(table.short, [(4, 1)]);
    assert!(csv("a;b;\n1;2\n").unwrap().short.is_empty(), "no header stands over the missing cell");
}

#[test]
fn columns_without_header_and_content_are_left_out() {
    let table = csv("a;;b;;\n1;;2;;\n").unwrap();
    assert_eq!(table.headers, ["a", "b"]);
    assert_eq!(cells(&table), [(2, vec!["1", "2"])]);
}

#[test]
fn the_projects_own_tables_are_read_without_a_remark() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/data/programmes");
    let mut read_tables = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "csv") {
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        let name = path.file_name().unwrap().to_str().unwrap();
        let table = read(name, &bytes, None).unwrap();
        assert!(!table.rows.is_empty() && table.remarks.is_empty(), "{name}");
        read_tables += 1;
    }
    assert_eq!(read_tables, 19);
}

#[test]
fn the_limits_hold() {
    let wide = "a;".repeat(COLUMNS_MAX);
    assert!(matches!(csv(&wide).unwrap_err().fault, Fault::TooManyColumns { .. }));
    let long = format!("a\n{}", "1\n".repeat(ROWS_MAX));
    assert_eq!(csv(&long).unwrap().rows.len(), ROWS_MAX);
    let error = csv(&format!("{long}1\n")).unwrap_err();
    assert_eq!(error.fault, Fault::TooManyRows { rows_max: ROWS_MAX });
    let large = "a\n".repeat(FILE_BYTES_MAX / 2) + "a";
    let large = large.as_bytes();
    let error = read("a.csv", large, None).unwrap_err();
    assert_eq!(error.to_string(), "a.csv: the file is larger than 64 MiB; split it");
}

#[test]
fn a_sheet_cannot_be_chosen_in_text() {
    let error = read("a.csv", b"a\n1\n", Some("Ark1")).unwrap_err();
    assert_eq!(error.fault, Fault::NoSheets);
}

type Fill = fn(&mut Worksheet);

/// A workbook of sheets, each filled by a function.
fn workbook(sheets: &[(&str, Fill)]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    for (name, fill) in sheets {
        fill(workbook.add_worksheet().set_name(*name).unwrap());
    }
    workbook.save_to_buffer().unwrap()
}

fn people(sheet: &mut Worksheet) {
    let day = Format::new().set_num_format("dd.mm.yyyy");
    let month = Format::new().set_num_format("mmm yy");
    let percent = Format::new().set_num_format("0%");
    sheet.write(2, 1, "Case").unwrap();
    sheet.write(2, 2, "Start").unwrap();
    sheet.write(2, 3, "Share").unwrap();
    sheet.write(2, 4, "Amount").unwrap();
    sheet.write(2, 5, "Due").unwrap();
    sheet.write(3, 1, 12_345_678_901_i64).unwrap();
    let start = ExcelDateTime::from_ymd(2009, 6, 1).unwrap();
    sheet.write_with_format(3, 2, &start, &day).unwrap();
    sheet.write_with_format(3, 3, 0.4, &percent).unwrap();
    sheet.write(3, 4, 1234.567).unwrap();
    let due = ExcelDateTime::from_ymd(2007, 1, 1).unwrap();
    sheet.write_with_format(3, 5, &due, &month).unwrap();
    sheet.write(5, 1, true).unwrap();
    sheet.write(5, 4, Formula::new("=1+1").set_result("2")).unwrap();
}

fn one_cell(sheet: &mut Worksheet) {
    sheet.write(0, 0, "a").unwrap();
}

#[test]
fn a_sheet_is_read_as_people_see_it() {
    let bytes = workbook(&[("Ark1", people), ("Ark2", |_| {})]);
    let table = read("people.csv", &bytes, None).unwrap();
    assert_eq!(table.sheet.as_deref(), Some("Ark1"));
    assert_eq!(table.header_line, 3);
    assert_eq!(table.headers, ["Case", "Start", "Share", "Amount", "Due"]);
    assert_eq!(
        cells(&table),
        [
            (4, vec!["12345678901", "2009-06-01", "40 %", "1234.5670", "januar 2007"]),
            (6, vec!["true", "", "", "2", ""]),
        ]
    );
    assert_eq!(
        table.remarks[0].to_string(),
        "line 4, column \"Due\": \"2007-01-01\" was read as januar 2007 (the cell shows no day)"
    );
}

#[test]
fn one_of_several_sheets_must_be_chosen() {
    let bytes = workbook(&[("Jan", one_cell), ("Feb", one_cell), ("Om kolonnene", one_cell)]);
    assert_eq!(
        read("a.xlsx", &bytes, None).unwrap_err().to_string(),
        "a.xlsx: several sheets have contents: \"Jan\", \"Feb\""
    );
    let table = read("a.xlsx", &bytes, Some("feb ")).unwrap();
    assert_eq!(table.sheet.as_deref(), Some("Feb"));
    let two_rows: fn(&mut Worksheet) = |sheet| {
        sheet.write(0, 0, "Case").unwrap();
        sheet.write(1, 0, "7").unwrap();
    };
    let one_filled = workbook(&[("Jan", one_cell), ("Feb", two_rows), ("Mar", one_cell)]);
    assert_eq!(read("a.xlsx", &one_filled, None).unwrap().sheet.as_deref(), Some("Feb"));
    let two_filled = workbook(&[("Jan", one_cell), ("Feb", two_rows), ("Mar", two_rows)]);
    assert_eq!(
        read("a.xlsx", &two_filled, None).unwrap_err().to_string(),
        "a.xlsx: several sheets have contents: \"Feb\", \"Mar\""
    );
    assert_eq!(
        read("a.xlsx", &bytes, Some("Mars")).unwrap_err().to_string(),
        "a.xlsx: there is no sheet \"Mars\"; the sheets are \"Jan\", \"Feb\", \"Om kolonnene\""
    );
}

#[test]
fn hidden_sheets_are_left_out_with_a_remark() {
    let bytes = workbook(&[
        ("Ark1", one_cell),
        ("Old", |sheet| {
            one_cell(sheet);
            sheet.set_hidden(true);
        }),
    ]);
    let table = read("a.xlsx", &bytes, None).unwrap();
    assert_eq!(table.remarks[0].to_string(), "\"Old\" was read as not part of the table (hidden sheets are ignored)");
}

#[test]
fn broken_sheets_are_refused_with_the_cell() {
    let cases: [(Fill, &str); 5] = [
        (|_| {}, "a.xlsx: the file has no table; write headers in the first row"),
        (
            |sheet| {
                one_cell(sheet);
                sheet.write(6, 0, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
            },
            "a.xlsx, sheet \"S\", cell A7: the cell shows #DIV/0!; correct its formula, or write the value",
        ),
        (
            |sheet| {
                one_cell(sheet);
                sheet.write(1, 2, "x").unwrap();
            },
            "a.xlsx, sheet \"S\", cell C2: the cell has a value, but its column has no header; give the column a header, or clear the cell",
        ),
        (
            |sheet| {
                one_cell(sheet);
                sheet.write(0, 1, "A ").unwrap();
            },
            "a.xlsx, sheet \"S\", cell B1: column 1 has the same header; give each column its own header",
        ),
        (
            |sheet| {
                one_cell(sheet);
                sheet.write(0, 16_383, "far").unwrap();
            },
            "a.xlsx, sheet \"S\", cell XFD1: the table has more than 1000 columns; remove what is not part of it",
        ),
    ];
    for (fill, message) in cases {
        let error = read("a.xlsx", &workbook(&[("S", fill)]), None).unwrap_err();
        assert_eq!(error.to_string(), message);
    }
}

/// A workbook of one cell, its sheet's XML replaced.
fn with_sheet_data(data: &str) -> Vec<u8> {
    with_data_beside(one_cell, data)
}

/// The same, with the shared strings of what `fill` wrote.
fn with_data_beside(fill: Fill, data: &str) -> Vec<u8> {
    use std::io::{Cursor, Read, Write};
    let bytes = workbook(&[("S", fill)]);
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        if name.ends_with("sheet1.xml") {
            let (before, _) = text.split_once("<sheetData").unwrap();
            text = format!("{before}<sheetData>{data}</sheetData></worksheet>");
        }
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file(name, options).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn odd_sheet_data_is_refused() {
    let a1 = "<row r=\"1\"><c r=\"A1\"><v>7</v></c></row>";
    let message = |data: &str| {
        let bytes = with_sheet_data(data);
        read("a.xlsx", &bytes, None).map(|t| t.headers).unwrap_err().to_string()
    };
    assert_eq!(read("a.xlsx", &with_sheet_data(a1), None).unwrap().headers, ["7"]);
    assert_eq!(
        message(&format!("{a1}<row r=\"2\"><c r=\"A2\"><f>A1+1</f></c></row>")),
        "a.xlsx, sheet \"S\", cell A2: the cell has a formula without its value; \
         open and save the file in a spreadsheet program"
    );
    for (data, detail) in [
        (format!("<row r=\"2\"><c r=\"A2\"><v>7</v></c></row>{a1}"), "its cells are out of order"),
        (
            "<row r=\"1\"><c r=\"A1\"><v>7</v></c><c r=\"A1\"><v>8</v></c></row>".to_owned(),
            "its cells are out of order",
        ),
        ("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>99</v></c></row>".to_owned(), "not found in shared strings"),
        ("<row r=\"1\"><c r=\"A1\"><v>7</v></row>".to_owned(), "expecting '</c>'"),
        ("<row r=\"99999999999\"><c><v>7</v></c></row>".to_owned(), ""),
    ] {
        let message = message(&data);
        assert!(message.contains("the XLSX file is damaged (") && message.contains(detail), "{message}");
    }
}

#[test]
fn text_that_is_shared_too_often_is_refused() {
    // A small file: one long shared string, and many cells that refer to it.
    use std::fmt::Write;
    const LONGEST: usize = 32_767;
    let mut data = String::new();
    for row in 1..=TEXT_BYTES_MAX / LONGEST + 1 {
        write!(data, "<row r=\"{row}\"><c r=\"A{row}\" t=\"s\"><v>0</v></c></row>").unwrap();
    }
    let long: Fill = |sheet| {
        sheet.write(0, 0, "x".repeat(LONGEST)).unwrap();
    };
    let bytes = with_data_beside(long, &data);
    assert!(bytes.len() < 1 << 20);
    assert_eq!(read("a.xlsx", &bytes, None).unwrap_err().fault, Fault::TooMuchText { bytes_max: TEXT_BYTES_MAX });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn any_bytes_are_a_table_or_a_refusal(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = read("x", &bytes, None);
    }

    #[test]
    fn any_text_is_a_table_or_a_refusal(text in "([a-c0-9æ]{0,3}[;,\t\"\n\r ]{0,2}){0,40}") {
        if let Ok(table) = csv(&text) {
            let lines = text.matches(['\n', '\r']).count() + 1;
            prop_assert!(table.rows.iter().all(|row| row.line <= lines));
            prop_assert!(table.headers.iter().all(|header| !header.is_empty()));
        }
    }

    #[test]
    fn quoted_cells_come_back(rows in proptest::collection::vec(proptest::array::uniform3("[a-zæ;,\t\" \n]{0,6}"), 1..6)) {
        let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
        let mut text = "a;b;c\n".to_owned();
        for row in &rows {
            text.push_str(&row.each_ref().map(quoted).join(";"));
            text.push('\n');
        }
        let table = csv(&text).unwrap();
        let expected: Vec<Vec<String>> = rows.iter()
            .map(|row| row.iter().map(|cell| cell.trim().to_owned()).collect::<Vec<_>>())
            .filter(|row| row.iter().any(|cell| !cell.is_empty()))
            .collect();
        let found: Vec<Vec<String>> = table.rows.into_iter().map(|row| row.cells).collect();
        prop_assert_eq!(found, expected);
    }

    /// Bytes of a real workbook, some of them changed: the zip survives often
    /// enough that the XLSX reader sees damaged parts.
    #[test]
    fn a_damaged_workbook_is_a_table_or_a_refusal(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        cut in proptest::option::of(any::<prop::sample::Index>()),
    ) {
        thread_local! {
            static BYTES: Vec<u8> = workbook(&[("Ark1", people)]);
        }
        let mut bytes = BYTES.with(Clone::clone);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let _ = read("x.xlsx", &bytes, None);
    }

    /// Random text where the cells stand: the zip is whole, the XML is not.
    #[test]
    fn damaged_sheet_data_is_a_table_or_a_refusal(
        data in "(<row r=\"[0-9]{1,7}\">|<c r=\"[A-Z]{0,4}[0-9]{0,11}\"( t=\"(s|b|d|e|n|str|inlineStr)\")?( s=\"[0-9]{1,6}\")?>|<v>[-0-9.eE#N/Ainf]{0,9}</v>|<f>|</f>|</c>|</row>|&amp;|[a-z<>/]{0,3}){0,12}",
    ) {
        let _ = read("x.xlsx", &with_sheet_data(&data), None);
    }
}

#[test]
fn columns_that_are_added_count_as_cells() {
    assert!(check_cells("t.csv", ROWS_MAX, CELLS_MAX / ROWS_MAX).is_ok());
    for (rows, columns) in [(ROWS_MAX, CELLS_MAX / ROWS_MAX + 1), (usize::MAX, 2), (CELLS_MAX + 1, 1)] {
        assert_eq!(
            check_cells("t.csv", rows, columns).unwrap_err().fault,
            Fault::TooManyCells { cells_max: CELLS_MAX }
        );
    }
}

#[test]
fn empty_rows_without_end_are_not_read_to_the_end() {
    for (row, above) in [("\n", "a;b\n1;2\n"), (";\n", ""), ("\"\";\n", "a;b\n"), (" \t\n", "a\n1\n")] {
        let text = above.to_owned() + &row.repeat(2 * ROWS_MAX + 10);
        assert_eq!(read("t.csv", text.as_bytes(), None).unwrap_err().fault, Fault::TooManyRows { rows_max: ROWS_MAX });
    }
    // As many as a spreadsheet has are left out.
    let text = "a;b\n1;2\n".to_owned() + &";\n".repeat(1_048_576);
    assert_eq!(read("t.csv", text.as_bytes(), None).unwrap().rows.len(), 1);
}
