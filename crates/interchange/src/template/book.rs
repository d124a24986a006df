//! A workbook with a sheet to fill in for each kind of table, a page that describes all columns, and a page of values that the
//! cells offer.

use std::collections::BTreeMap;

use rust_xlsxwriter::utility::column_number_to_name;
use rust_xlsxwriter::{
    DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, Formula, Workbook, XlsxError,
};

use super::{Headers, TemplateError, VALUE_SHEETS};
use crate::headers::Field;

/// A sheet to fill in.
pub(crate) struct Blank {
    /// Its name.
    pub(crate) name: &'static str,
    /// Its columns.
    pub(crate) fields: Vec<Field>,
    /// What each column offers.
    pub(crate) values: Vec<Vec<String>>,
}

/// The last row of a sheet that offers values.
const LAST_ROW: u32 = 9_999;

/// The workbook.
///
/// # Errors
/// A description longer than a cell holds.
pub(crate) fn book(blanks: &[Blank], headers: Headers) -> Result<Vec<u8>, TemplateError> {
    let text = Format::new().set_num_format("@");
    let bold = Format::new().set_num_format("@").set_bold();
    let mut workbook = Workbook::new();
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?));
    let mut lists = Lists::new(headers);
    for blank in blanks {
        let sheet = workbook.add_worksheet().set_name(blank.name)?;
        for (column, (field, values)) in (0_u16..).zip(blank.fields.iter().zip(&blank.values)) {
            let header = headers.of(field);
            let widest = values.iter().map(String::as_str).chain([header]).map(|text| text.chars().count()).max();
            let width = u32::try_from(widest.unwrap_or_default().clamp(12, 40)).unwrap_or(12) + 2;
            sheet.set_column_format(column, &text)?;
            sheet.set_column_width(column, width)?;
            sheet.write_with_format(0, column, header, &bold)?;
            if !values.is_empty() {
                // What is not on the list can be written all the same: a new office, another spelling of a code.
                let offered = DataValidation::new().allow_list_formula(lists.range(values)).show_error_message(false);
                sheet.add_data_validation(1, column, LAST_ROW, column, &offered)?;
            }
        }
        sheet.set_freeze_panes(1, 0)?;
    }
    describe(&mut workbook, blanks, headers)?;
    lists.write(&mut workbook)?;
    Ok(workbook.save_to_buffer()?)
}

fn describe(workbook: &mut Workbook, blanks: &[Blank], headers: Headers) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top).set_num_format("@");
    let (_, name, of_columns) = headers.words();
    let page = workbook.add_worksheet().set_name(name)?;
    let titles = std::iter::once(headers.sheet()).chain(of_columns);
    for ((column, title), width) in (0_u16..).zip(titles).zip([20, 20, 20, 14, 70, 30]) {
        page.set_column_width(column, width)?;
        page.write_with_format(0, column, title, &bold)?;
    }
    let all = blanks.iter().flat_map(|blank| blank.fields.iter().map(move |field| (blank.name, field)));
    for (row, (sheet, field)) in (1_u32..).zip(all) {
        let required = headers.yes_no(field.required);
        let cells = [sheet, headers.of(field), headers.other(field), required, field.description, field.example];
        for (column, cell) in (0_u16..).zip(cells) {
            page.write_with_format(row, column, cell, &wrapped)?;
        }
    }
    page.set_freeze_panes(1, 0)?;
    Ok(())
}

/// The lists of values, each once.
struct Lists {
    sheet: &'static str,
    columns: BTreeMap<Vec<String>, u16>,
}

impl Lists {
    fn new(headers: Headers) -> Lists {
        let [english, bokmal] = VALUE_SHEETS;
        let sheet = match headers {
            Headers::English => english,
            Headers::Bokmal => bokmal,
        };
        Lists { sheet, columns: BTreeMap::new() }
    }

    /// Where the values of a list are.
    fn range(&mut self, values: &[String]) -> Formula {
        let next = u16::try_from(self.columns.len()).unwrap_or(u16::MAX);
        let column = *self.columns.entry(values.to_vec()).or_insert(next);
        let name = column_number_to_name(column);
        Formula::new(format!("={}!${name}$1:${name}${}", self.sheet, values.len()))
    }

    fn write(&self, workbook: &mut Workbook) -> Result<(), XlsxError> {
        let page = workbook.add_worksheet().set_name(self.sheet)?;
        for (values, column) in &self.columns {
            for (row, value) in (0_u32..).zip(values) {
                page.write_string(row, *column, value)?;
            }
            page.set_column_width(*column, 24)?;
        }
        Ok(())
    }
}
