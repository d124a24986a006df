//! Empty tables to fill in: the headers of an import as CSV, or as XLSX with a
//! page that describes each column.
//!
//! Every column of the XLSX template is formatted as text, so that what people
//! write stays as they wrote it: no dates made of `1/3-16`, no leading zeros
//! lost. The bytes are the same every time; no clock is read.

mod book;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, XlsxError};

use crate::headers::Field;

pub(crate) use book::{Blank, book};

/// Names of the page that describes the columns; reading passes over it.
pub const DESCRIPTION_SHEETS: [&str; 2] = ["About the columns", "Om kolonnene"];

/// Names of the page with the values that lists in a workbook offer; reading passes over it too.
pub const VALUE_SHEETS: [&str; 2] = ["Values", "Verdier"];

/// Which names the headers have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Headers {
    /// The fields' names.
    English,
    /// Their names in bokmål.
    Bokmal,
}

impl Headers {
    pub(crate) const fn of(self, field: &Field) -> &'static str {
        match self {
            Headers::English => field.name,
            Headers::Bokmal => field.bokmal,
        }
    }

    const fn other(self, field: &Field) -> &'static str {
        match self {
            Headers::English => field.bokmal,
            Headers::Bokmal => field.name,
        }
    }

    /// Sheet names (table, description) and the headers of the description.
    const fn words(self) -> (&'static str, &'static str, [&'static str; 5]) {
        let [english, bokmal] = DESCRIPTION_SHEETS;
        match self {
            Headers::English => ("Table", english, ["column", "also called", "required", "what it holds", "example"]),
            Headers::Bokmal => {
                ("Tabell", bokmal, ["kolonne", "også kalt", "må fylles ut", "hva som står i den", "eksempel"])
            }
        }
    }

    /// What the names of sheets stand under.
    const fn sheet(self) -> &'static str {
        match self {
            Headers::English => "sheet",
            Headers::Bokmal => "ark",
        }
    }

    pub(crate) const fn yes_no(self, value: bool) -> &'static str {
        match (self, value) {
            (Headers::English, true) => "yes",
            (Headers::English, false) => "no",
            (Headers::Bokmal, true) => "ja",
            (Headers::Bokmal, false) => "nei",
        }
    }
}

/// A template could not be written.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// The CSV writer refused.
    #[error("the CSV template could not be written: {0}")]
    Csv(#[from] csv::Error),
    /// The XLSX writer refused: too many columns, or a text too long for a cell.
    #[error("the XLSX template could not be written: {0}")]
    Xlsx(#[from] XlsxError),
}

/// One line of headers with semicolons, UTF-8 without a mark.
///
/// # Errors
/// None that these headers can cause; the writer's own are passed on.
pub fn csv(fields: &[Field], headers: Headers) -> Result<Vec<u8>, TemplateError> {
    let mut bytes = Vec::new();
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(&mut bytes);
    writer.write_record(fields.iter().map(|field| headers.of(field)))?;
    writer.flush().map_err(csv::Error::from)?;
    drop(writer);
    Ok(bytes)
}

/// A workbook with a sheet of headers, and a second one that describes them.
///
/// # Errors
/// A description longer than a cell holds (32,767 characters).
pub fn xlsx(fields: &[Field], headers: Headers) -> Result<Vec<u8>, TemplateError> {
    let (table_name, description_name, description_headers) = headers.words();
    let bold = Format::new().set_bold();
    let text = Format::new().set_num_format("@");
    let bold_text = Format::new().set_num_format("@").set_bold();
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top).set_num_format("@");

    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));

    let table = workbook.add_worksheet().set_name(table_name)?;
    for (column, field) in (0_u16..).zip(fields) {
        let header = headers.of(field);
        let width = u32::try_from(header.chars().count()).unwrap_or(12).max(12) + 2;
        table.set_column_format(column, &text)?;
        table.set_column_width(column, width)?;
        table.write_with_format(0, column, header, &bold_text)?;
    }
    table.set_freeze_panes(1, 0)?;

    let description = workbook.add_worksheet().set_name(description_name)?;
    for ((column, header), width) in (0_u16..).zip(description_headers).zip([20, 20, 14, 70, 30]) {
        description.set_column_width(column, width)?;
        description.write_with_format(0, column, header, &bold)?;
    }
    for (row, field) in (1_u32..).zip(fields) {
        let cells =
            [headers.of(field), headers.other(field), headers.yes_no(field.required), field.description, field.example];
        for (column, cell) in (0_u16..).zip(cells) {
            description.write_with_format(row, column, cell, &wrapped)?;
        }
    }
    Ok(workbook.save_to_buffer()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::headers::{Holds, match_headers};
    use crate::table;

    const FIELDS: &[Field] = &[
        Field {
            name: "case",
            bokmal: "saksnummer",
            also: &[],
            required: true,
            description: "the office's own case number",
            example: "2009/17",
            holds: Holds::Number,
        },
        Field {
            name: "birth_month",
            bokmal: "fødselsmåned",
            also: &[],
            required: false,
            description: "year and month of birth",
            example: "1988-04",
            holds: Holds::Other,
        },
    ];

    #[test]
    fn the_csv_template_is_one_line_of_headers() {
        assert_eq!(csv(FIELDS, Headers::English).unwrap(), b"case;birth_month\n");
        assert_eq!(csv(FIELDS, Headers::Bokmal).unwrap(), "saksnummer;fødselsmåned\n".as_bytes());
    }

    #[test]
    fn both_templates_are_read_back_and_match_their_fields() {
        for headers in [Headers::English, Headers::Bokmal] {
            for bytes in [csv(FIELDS, headers).unwrap(), xlsx(FIELDS, headers).unwrap()] {
                let table = table::read("t", &bytes, None).unwrap();
                assert_eq!((table.header_line, table.rows.len()), (1, 0));
                let matched = match_headers("t", 1, &table.headers, FIELDS, |_| false).unwrap();
                assert_eq!(matched.column("case"), Some(0));
                assert_eq!(matched.column("birth_month"), Some(1));
            }
        }
    }

    #[test]
    fn the_xlsx_template_describes_its_columns_and_is_the_same_every_time() {
        let bytes = xlsx(FIELDS, Headers::Bokmal).unwrap();
        assert_eq!(bytes, xlsx(FIELDS, Headers::Bokmal).unwrap());
        let page = table::read("t.xlsx", &bytes, Some("Om kolonnene")).unwrap();
        assert_eq!(page.headers.len(), 5);
        assert_eq!(page.rows[0].cells, ["saksnummer", "case", "ja", "the office's own case number", "2009/17"]);
    }
}
