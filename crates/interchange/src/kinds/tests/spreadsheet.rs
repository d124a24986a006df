//! What a spreadsheet did to identifiers: undone with a note where that is certain, refused with the cell where it is not.

use hovedbok_core::proposal::Subject;
use rust_xlsxwriter::{ExcelDateTime, Format};

use super::*;

/// A cell of a sheet.
enum Cell {
    Number(f64, &'static str),
    Day(u16, u8, u8, &'static str),
    Text(&'static str),
}

/// A workbook of one column beside the columns that the kind must have.
fn sheet(headers: &[&str], fixed: &[&str], cells: &[Cell]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let page = workbook.add_worksheet().set_name("Ark1").unwrap();
    for (column, header) in (0_u16..).zip(headers) {
        page.write(0, column, *header).unwrap();
    }
    for (row, cell) in (1_u32..).zip(cells) {
        match cell {
            Cell::Number(value, code) => {
                let format = Format::new().set_num_format(*code);
                page.write_number_with_format(row, 0, *value, &format).unwrap();
            }
            Cell::Day(year, month, day, code) => {
                let day = ExcelDateTime::from_ymd(*year, *month, *day).unwrap();
                page.write_datetime_with_format(row, 0, &day, &Format::new().set_num_format(*code)).unwrap();
            }
            Cell::Text(text) => {
                page.write(row, 0, *text).unwrap();
            }
        }
        for (column, text) in (1_u16..).zip(fixed) {
            page.write(row, column, *text).unwrap();
        }
    }
    workbook.save_to_buffer().unwrap()
}

fn registration(cells: &[Cell]) -> Result<Imported, ImportError> {
    let bytes = sheet(&["case", "start", "office"], &["05.01.2026", "Sentrum"], cells);
    read(find("registration").unwrap(), "t.xlsx", &bytes, None, &Options::default())
}

fn cases(imported: &Imported) -> Vec<&str> {
    imported
        .proposals
        .iter()
        .map(|proposal| match &proposal.subject {
            Subject::Case(case) => case.as_str(),
            other => panic!("{other:?}"),
        })
        .collect()
}

#[test]
fn what_a_sheet_shows_of_a_number_is_the_identifier() {
    for (value, code, expected) in [
        (123.0, "00000", "00123"),
        (201_617.0, "0000\"/\"00", "2016/17"),
        (12.0, "\"SAK-\"0000", "SAK-0012"),
        (201_605_000_123.0, "General", "201605000123"),
        (201_605_000_123.0, "0.00E+00", "201605000123"),
        (20_160_117.0, "#,##0", "20160117"),
        (123.0, "General", "123"),
    ] {
        let imported = registration(&[Cell::Number(value, code)]).unwrap();
        assert_eq!(cases(&imported), [expected], "{code}");
        let told = remarks(&imported);
        assert_eq!(told.is_empty(), value == 123.0 && code == "General", "{told:?}");
        assert!(told.iter().all(|remark| !remark.contains(expected)), "a case number is not repeated: {told:?}");
    }
    let three = [Cell::Number(1.0, "000"), Cell::Number(2.0, "000"), Cell::Text("003")];
    let imported = registration(&three).unwrap();
    assert_eq!(cases(&imported), ["001", "002", "003"]);
    assert_eq!(
        remarks(&imported),
        ["line 2 and 1 more line, column \"case\": zeros and characters from the cell's format are kept (the sheet \
             shows the number like that)"]
    );
}

#[test]
fn what_a_sheet_lost_of_an_identifier_is_refused_with_the_cell() {
    for (cell, says) in [
        (Cell::Number(2_016_050_000_123_456.0, "0"), "more than 15 digits"),
        (Cell::Number(2016.1, "General"), "a number with decimals"),
        (Cell::Number(0.4, "0%"), "a percentage"),
        (Cell::Day(2026, 12, 16, "d-mmm"), "a date where a name or number is expected"),
        (Cell::Day(2016, 12, 1, "mmm-yy"), "a date where a name or number is expected"),
        (Cell::Day(2016, 12, 1, "dd.mm.yyyy"), "a date where a name or number is expected"),
    ] {
        let told = registration(&[cell]).unwrap_err().to_string();
        assert!(told.starts_with("t.xlsx, sheet \"Ark1\", line 2, column \"case\": "), "{told}");
        assert!(told.contains(says) && told.contains("format the column as text"), "{told}");
        assert!(!told.contains("2016") && !told.contains("0.4"), "the number is not repeated: {told}");
    }
}

#[test]
fn other_columns_that_name_something_are_looked_through_too() {
    let bytes = sheet(
        &["bilag", "programme", "period", "kind", "what", "amount"],
        &["STEP", "2026", "spent", "plass", "5"],
        &[Cell::Number(42.0, "000000")],
    );
    let imported = read(find("spending").unwrap(), "t.xlsx", &bytes, None, &Options::default()).unwrap();
    assert_eq!(imported.proposals[0].fields["voucher"], "000042");
    let day = [Cell::Day(2026, 6, 1, "d-mmm")];
    for (kind, headers, fixed) in [
        ("registration", &["kontor", "sak", "fra dato"][..], &["7", "05.01.2026"][..]),
        ("milestones", &["nr", "plan", "avsnitt", "tittel"], &["STEP", "2026", "Samling"]),
        ("grants", &["tilskudd", "program", "år", "gitt av", "gitt til", "beløp"], &["STEP", "2026", "A", "B", "5"]),
        (
            "spending",
            &["leverandør", "program", "periode", "art", "hva", "beløp"],
            &["STEP", "2026", "brukt", "a", "5"],
        ),
    ] {
        let bytes = sheet(headers, fixed, &day);
        let told = read(find(kind).unwrap(), "t.xlsx", &bytes, None, &Options::default()).unwrap_err().to_string();
        assert!(told.contains(&format!("line 2, column \"{}\": the cell is a date", headers[0])), "{told}");
    }
    // A year alone is a section, and a day is what a column of days is for.
    let bytes = sheet(&["avsnitt", "plan", "tittel"], &["STEP", "Samling"], &[Cell::Day(2026, 1, 1, "yyyy")]);
    let imported = read(find("milestones").unwrap(), "t.xlsx", &bytes, None, &Options::default()).unwrap();
    assert_eq!(imported.plan.unwrap().rows[0].section, "2026");
    // 1.10 in a plan's own numbers cannot be told from 1.1: it is taken, and told.
    let bytes = sheet(&["nr", "plan", "avsnitt", "tittel"], &["STEP", "2026", "Samling"], &[Cell::Number(1.1, "0.00")]);
    let imported = read(find("milestones").unwrap(), "t.xlsx", &bytes, None, &Options::default()).unwrap();
    assert_eq!(imported.plan.as_ref().unwrap().rows[0].number.as_deref(), Some("1.1"));
    assert!(remarks(&imported)[0].contains("a zero at the end is lost"));
}

fn in_csv(case: &str) -> Result<Imported, ImportError> {
    csv("registration", &format!("case;start;office\n{case};05.01.2026;Sentrum\n"))
}

#[test]
fn identifiers_in_text_are_freed_of_what_kept_them() {
    for (written, expected) in [
        ("=\"00123\"", "00123"),
        ("\"=\"\"00123\"\"\"", "00123"),
        ("'00123", "00123"),
        ("'A-1", "A-1"),
        ("2\u{a0}016\u{a0}123", "2016123"),
        ("12\u{202f}345", "12345"),
        ("123.0", "123"),
        ("123,00", "123"),
    ] {
        let imported = in_csv(written).unwrap();
        assert_eq!(cases(&imported), [expected], "{written}");
        let told = remarks(&imported);
        assert!(told.len() == 1 && !told[0].contains(expected), "{told:?}");
    }
    for plain in ["00123", "2016/17", "16.123", "16-1234", "2016 17", "SAK 1E5", "1.0.2", "123.1", "12E3", "mai-gruppa"]
    {
        let imported = in_csv(plain).unwrap();
        assert_eq!(cases(&imported), [plain]);
        assert!(remarks(&imported).is_empty(), "{plain}");
    }
    // One number with decimals among others is no column of decimal numbers.
    let text = "case;start;office\n123.0;05.01.2026;S\n124;05.01.2026;S\n";
    assert_eq!(cases(&csv("registration", text).unwrap()), ["123.0", "124"]);
    let plan = "plan;avsnitt;nr;tittel\nA;2026;1.0;a\n";
    assert_eq!(csv("milestones", plan).unwrap().plan.unwrap().rows[0].number.as_deref(), Some("1.0"));
    // A formula that is only a text is that text in every column.
    let text = "case;start;office\n7;=\"05.01.2026\";=\"Nord\"\n";
    let imported = csv("registration", text).unwrap();
    assert_eq!(shown(&imported.proposals[0]), "participant.registered case 7 2026-01-05 {\"office\":\"Nord\"}");
}

#[test]
fn identifiers_in_text_that_lost_digits_are_refused() {
    for (written, says) in [
        ("2,01E+11", "shortened the number"),
        ("2,01605E+11", "shortened the number"),
        ("2.01605e+11", "shortened the number"),
        ("2E+11", "shortened the number"),
        ("'2,01E+11", "shortened the number"),
        ("2016050001234560", "more than 15 digits"),
        ("20160500012345000", "more than 15 digits"),
        ("16.des", "a date"),
        ("des.16", "a date"),
        ("16-Dec", "a date"),
        ("01.12.2016", "a date"),
        ("2016-12-01", "a date"),
        ("40 %", "a percentage"),
        ("12 345", "groups of three"),
        ("2,016,123", "groups of three"),
        ("1.234.567", "groups of three"),
    ] {
        let told = in_csv(written).unwrap_err().to_string();
        assert!(told.starts_with("t.csv, line 2, column \"case\": "), "{told}");
        assert!(told.contains(says), "{written}: {told}");
        assert!(!told.contains(written), "{told}");
    }
    assert_eq!(cases(&in_csv("2016050001234567").unwrap()), ["2016050001234567"]);
    for (kind, text) in [
        ("registration", "case;start;office\n7;05.01.2026;2,01E+11\n"),
        ("spending", "program;periode;art;hva;beløp;bilag\nA;2026;brukt;b;5;2,01E+11\n"),
        ("grants", "program;år;gitt av;gitt til;beløp;tilskudd\nA;2026;b;c;5;2,01E+11\n"),
        ("exits", "sak;til dato;overgang til;saksref\n7;30.06.2026;arbeid;16.des\n"),
        ("absence-grid", "2026-03;1;2\n2,01E+11;E;\n"),
    ] {
        assert!(csv(kind, text).unwrap_err().to_string().contains("spreadsheet"), "{kind}");
    }
}
