//! Sheets as people lay them out: merged cells, hidden rows, titles, rows that end early.

use rust_xlsxwriter::Format;

use super::*;

type Fill = fn(&mut rust_xlsxwriter::Worksheet) -> Result<(), rust_xlsxwriter::XlsxError>;

fn taken(kind: &str, fill: Fill) -> Result<Imported, ImportError> {
    let mut workbook = Workbook::new();
    let page = workbook.add_worksheet().set_name("Ark1").unwrap();
    fill(page).unwrap();
    let bytes = workbook.save_to_buffer().unwrap();
    let options = Options { month: "2026-03".parse().ok(), ..Options::default() };
    read(find(kind).unwrap(), "t.xlsx", &bytes, None, &options)
}

fn row(page: &mut rust_xlsxwriter::Worksheet, at: u32, cells: &[&str]) -> Result<(), rust_xlsxwriter::XlsxError> {
    for (column, text) in (0_u16..).zip(cells).filter(|(_, text)| !text.is_empty()) {
        page.write(at, column, *text)?;
    }
    Ok(())
}

#[test]
fn merged_days_of_a_grid_are_all_marked() {
    let imported = taken("absence-grid", |page| {
        row(page, 0, &["case", "1", "2", "3", "4", "5", "6"])?;
        row(page, 1, &["A-1"])?;
        row(page, 2, &["A-2", "", "E"])?;
        page.merge_range(1, 2, 1, 5, "S", &Format::new())?;
        Ok(())
    })
    .unwrap();
    let periods: Vec<String> = imported.proposals.iter().map(|made| made.fields["period"].to_string()).collect();
    assert_eq!(periods, ["{\"end\":\"2026-03-05\",\"start\":\"2026-03-02\"}", "\"2026-03-02\""]);
    assert_eq!(imported.proposals[0].fields["days"], 4);
    let told = remarks(&imported);
    assert!(told.iter().any(|told| told.contains("C2:F2: its value counts for each of its cells")), "{told:?}");
}

#[test]
fn cells_merged_over_rows_hold_in_each_row() {
    let imported = taken("registration", |page| {
        row(page, 0, &["case", "start", "office", "sex"])?;
        row(page, 1, &["A-1", "", "Nord", "k"])?;
        row(page, 2, &["A-2", "", "Sentrum", "m"])?;
        row(page, 3, &["A-3", "07.01.2026", "Sentrum", "m"])?;
        page.merge_range(1, 1, 2, 1, "05.01.2026", &Format::new())?;
        Ok(())
    })
    .unwrap();
    let days: Vec<String> = all(&imported).iter().map(|made| made.split(' ').nth(3).unwrap().to_owned()).collect();
    assert_eq!(days, ["2026-01-05", "2026-01-05", "2026-01-07"]);
    // A row of two heights is one row.
    let tall = taken("spending", |page| {
        row(page, 0, &["programme", "period", "kind", "what", "amount"])?;
        for (column, text) in (0_u16..).zip(["STEP", "2026", "spent", "plass", "5"]) {
            page.merge_range(1, column, 2, column, text, &Format::new())?;
        }
        row(page, 3, &["STEP", "2026", "spent", "plass", "7"])
    })
    .unwrap();
    assert_eq!(tall.proposals.len(), 2);
}

#[test]
fn cells_that_cannot_be_merged_are_refused_with_their_range() {
    let money: Fill = |page| {
        row(page, 0, &["programme", "period", "kind", "what", "amount"])?;
        row(page, 1, &["STEP", "2026", "spent", "plass"])?;
        row(page, 2, &["STEP", "2026", "spent", "kurs"])?;
        page.merge_range(1, 4, 2, 4, "5000", &Format::new())?;
        Ok(())
    };
    let told = taken("spending", money).unwrap_err().to_string();
    assert!(told.contains("line 2, column \"amount\": the cells E2:E3 are merged over several rows"), "{told}");
    let across: Fill = |page| {
        row(page, 0, &["case", "start", "office"])?;
        row(page, 1, &["A-1"])?;
        page.merge_range(1, 1, 1, 2, "05.01.2026", &Format::new())?;
        Ok(())
    };
    let told = taken("registration", across).unwrap_err().to_string();
    assert!(told.contains("the cells B2:C2 are merged over columns that mean different things"), "{told}");
    let headers: Fill = |page| {
        row(page, 0, &["case", "", "", "office"])?;
        row(page, 1, &["A-1", "05.01.2026", "x", "Nord"])?;
        page.merge_range(0, 1, 0, 2, "start", &Format::new())?;
        Ok(())
    };
    assert!(taken("registration", headers).is_err());
    let into_rows: Fill = |page| {
        row(page, 0, &["", "start", "office"])?;
        row(page, 1, &["", "05.01.2026", "Nord"])?;
        page.merge_range(0, 0, 1, 0, "case", &Format::new())?;
        Ok(())
    };
    let told = taken("registration", into_rows).unwrap_err().to_string();
    assert!(told.contains("the cells A1:A2 are merged and include headers"), "{told}");
}

#[test]
fn merged_cells_make_no_table_larger_than_is_read() {
    let told = taken("registration", |page| {
        row(page, 0, &["case", "start", "office", "note"])?;
        for at in 1..=5_000 {
            row(page, at, &[&at.to_string(), "05.01.2026", "Nord"])?;
        }
        page.merge_range(1, 3, 5_000, 3, &"ø".repeat(32_000), &Format::new())?;
        Ok(())
    });
    let told = told.unwrap_err().to_string();
    assert!(
        told.contains("line 2, column \"note\": the cells D2:D5001 are merged, and their text copied to each"),
        "{told}"
    );
    assert!(told.contains("more than 256 MiB"), "{told}");
}

#[test]
fn hidden_rows_and_columns_are_taken_and_told() {
    let imported = taken("registration", |page| {
        row(page, 0, &["case", "start", "office", "sex"])?;
        for at in 1..=6 {
            row(page, at, &[&format!("A-{at}"), "05.01.2026", "Nord", "k"])?;
        }
        page.set_row_hidden(2)?;
        page.set_row_hidden(3)?;
        page.set_row_hidden(5)?;
        page.set_column_hidden(3)?;
        Ok(())
    })
    .unwrap();
    assert_eq!(imported.proposals.len(), 6);
    assert_eq!(
        remarks(&imported),
        [
            "rows 3-4, 6 are read like the others (the sheet hides them)",
            "columns \"sex\" are read like the others (the sheet hides them)"
        ]
    );
}

#[test]
fn a_title_above_the_headers_is_said_to_be_one() {
    let sheet = taken("absence-grid", |page| {
        page.merge_range(0, 0, 0, 3, "Fravær i mars, Nord", &Format::new())?;
        row(page, 2, &["case", "1", "2", "3"])?;
        row(page, 3, &["A-1", "", "E", ""])
    })
    .unwrap();
    assert_eq!(sheet.proposals.len(), 1);
    assert_eq!(
        remarks(&sheet)[0],
        "line 1: the headers are in line 3 (text above the headers is a title and is ignored)"
    );
    for title in ["Registrerte, 2026", "Registrerte 2026;;", "\"Registrerte; alle\";;", "Nord\n\nhele 2026;;", "Kontor"]
    {
        let imported = csv("registration", &format!("{title}\nsak;fra dato;kontor\nA-1;05.01.2026;Nord\n")).unwrap();
        assert_eq!(imported.proposals.len(), 1, "{title}");
        assert!(remarks(&imported)[0].contains("is a title and is ignored"), "{title}");
    }
    // Headers with a slip of the pen are no title.
    let told = csv("registration", "saknr;fra dato;kontr\nA-1;05.01.2026;Nord\n").unwrap_err().to_string();
    assert!(told.contains("unknown column"), "{told}");
}

#[test]
fn a_row_that_ends_early_is_taken_where_the_rest_may_be_empty() {
    let mut text = String::from("sak;fra dato;kontor;kjønn;merknad\n");
    (1..=16).for_each(|n| text.push_str(&format!("A-{n};05.01.2026;Nord;;\n")));
    (17..=20).for_each(|n| text.push_str(&format!("A-{n};05.01.2026;Nord\n")));
    let imported = csv("registration", &text).unwrap();
    assert_eq!(imported.proposals.len(), 20);
    assert_eq!(
        remarks(&imported),
        [
            "line 18 and 3 more lines: the row has fewer cells than the headers; the missing cells at its end are read as \
          empty (a spreadsheet leaves out separators where the last cells of a row are empty)"
        ]
    );
    assert_eq!(
        csv("registration", "sak;fra dato;kontor;kjønn\nA-1;05.01.2026\n").unwrap_err().to_string(),
        "t.csv, line 2: the row has 2 cells, the headers have 4, and \"kontor\" must be filled in; put a cell that \
         contains the separator in quotes"
    );
    for text in [
        "sak;fra dato;kontor\nA-1;05.01.2026;Nord;;;\n",
        "sak;fra dato;kontor;;\nA-1;05.01.2026;Nord\n",
        "sak;fra dato;kontor;\nA-1;05.01.2026;Nord;;\n",
    ] {
        let imported = csv("registration", text).unwrap();
        assert_eq!((imported.proposals.len(), remarks(&imported).len()), (1, 0), "{text}");
    }
    assert!(
        csv("registration", "sak;fra dato;kontor\nA-1;05.01.2026;Nord;x\n")
            .unwrap_err()
            .to_string()
            .contains("4 cells")
    );
}
