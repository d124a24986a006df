//! How a sheet is laid out: cells that are merged, rows and columns that are hidden.
//!
//! The XLSX reader gives the merged cells and nothing of what is hidden, which is looked up in the sheet's own XML. Hidden rows
//! are reported, never left out, so a workbook whose parts are not in the usual place loses a remark and no row.

use std::io::{BufReader, Cursor, Read};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::ZipArchive;

use super::fault::letters;
use crate::remark::Remark;

const WHY_HIDDEN: &str = "the sheet hides them";
/// How many ranges are named in a remark.
const NAMED_MAX: usize = 10;

/// Cells that the sheet shows as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// As a spreadsheet names it: `F2:J2`.
    pub range: String,
    /// First and last line, from 1.
    pub lines: (usize, usize),
    /// First and last column, from 0.
    pub columns: (usize, usize),
}

impl Merged {
    /// The range from a first to a last cell: lines from 1, columns from 0.
    pub(super) fn new(lines: (usize, usize), columns: (usize, usize)) -> Merged {
        let cell = |line: usize, column: usize| format!("{}{line}", letters(column + 1));
        Merged { range: format!("{}:{}", cell(lines.0, columns.0), cell(lines.1, columns.1)), lines, columns }
    }
}

/// First and last, both inside, in rising order.
type Ranges = Vec<(usize, usize)>;

/// What a sheet hides, and which cells it merges.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Layout {
    /// Lines from 1.
    pub(super) hidden_rows: Ranges,
    /// Columns from 0.
    pub(super) hidden_columns: Ranges,
    pub(super) merged: Vec<Merged>,
}

impl Layout {
    /// What is hidden in a sheet of this name.
    pub(super) fn hidden(bytes: &[u8], sheet: &str) -> Layout {
        let found = || {
            let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
            let path = path(&mut archive, sheet)?;
            let mut layout = Layout::default();
            each(&mut archive, &path, |element| layout.take(element))?;
            Some(layout)
        };
        found().unwrap_or_default()
    }

    fn take(&mut self, element: &BytesStart<'_>) {
        let hidden = || attribute(element, "hidden").is_some_and(|flag| flag == "1" || flag == "true");
        let number = |name: &str| attribute(element, name).and_then(|text| text.parse::<usize>().ok());
        match element.local_name().as_ref() {
            "row" if hidden() => {
                if let Some(line) = number("r") {
                    push(&mut self.hidden_rows, line, line);
                }
            }
            "col" if hidden() => {
                if let (Some(first), Some(last)) = (number("min"), number("max"))
                    && let (Some(first), Some(last)) = (first.checked_sub(1), last.checked_sub(1))
                {
                    push(&mut self.hidden_columns, first, last);
                }
            }
            _ => {}
        }
    }

    /// What is told of the rows and columns of a table that are hidden: `lines` of its rows, `headers` with their columns.
    pub(super) fn remarks(&self, lines: &[usize], headers: &[(usize, &str)]) -> Vec<Remark> {
        let within = |ranges: &Ranges, at: usize| {
            let after = ranges.partition_point(|(_, last)| *last < at);
            ranges.get(after).is_some_and(|(first, _)| *first <= at)
        };
        let mut rows = Ranges::new();
        lines.iter().filter(|line| within(&self.hidden_rows, **line)).for_each(|line| push(&mut rows, *line, *line));
        let columns: Vec<String> = headers
            .iter()
            .filter(|(column, _)| within(&self.hidden_columns, *column))
            .map(|(_, header)| format!("\"{header}\""))
            .collect();
        let rows: Vec<String> = rows
            .iter()
            .map(|(first, last)| if first == last { first.to_string() } else { format!("{first}-{last}") })
            .collect();
        let told = |what: &str, names: Vec<String>| {
            let text = format!("{what} {} read like the others", listed(&names));
            (!names.is_empty()).then(|| Remark::new("", text, WHY_HIDDEN))
        };
        [told("rows", rows), told("columns", columns)].into_iter().flatten().collect()
    }
}

/// The first names, and how many more there are.
pub(super) fn listed(names: &[String]) -> String {
    let shown = names.iter().take(NAMED_MAX).cloned().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(NAMED_MAX) {
        0 => format!("{shown} are"),
        more => format!("{shown} and {more} more are"),
    }
}

/// Adds a range to those before it, as one with the last where it follows on it.
fn push(ranges: &mut Ranges, first: usize, last: usize) {
    match ranges.last_mut() {
        Some((_, end)) if first <= end.saturating_add(1) => *end = last.max(*end),
        Some(_) | None => ranges.push((first, last)),
    }
}

/// Where the part of a sheet lies in the package.
fn path(archive: &mut ZipArchive<Cursor<&[u8]>>, sheet: &str) -> Option<String> {
    let mut id = None;
    each(archive, "xl/workbook.xml", |element| {
        if element.local_name().as_ref() == "sheet" && attribute(element, "name").as_deref() == Some(sheet) {
            id = attribute(element, "id");
        }
    })?;
    let id = id?;
    let mut target = None;
    each(archive, "xl/_rels/workbook.xml.rels", |element| {
        if element.local_name().as_ref() == "Relationship" && attribute(element, "Id").as_deref() == Some(&id) {
            target = attribute(element, "Target");
        }
    })?;
    let target = target?;
    Some(target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned))
}

/// Calls back with each element of a part.
fn each(archive: &mut ZipArchive<Cursor<&[u8]>>, part: &str, mut take: impl FnMut(&BytesStart<'_>)) -> Option<()> {
    let part: &mut dyn Read = &mut archive.by_name(part).ok()?;
    let mut reader = Reader::from_reader(BufReader::new(part));
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer).ok()? {
            Event::Start(element) | Event::Empty(element) => take(&element),
            Event::Eof => return Some(()),
            Event::End(_)
            | Event::Text(_)
            | Event::CData(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::DocType(_)
            | Event::GeneralRef(_) => {}
        }
        buffer.clear();
    }
}

/// The value of an attribute, whatever the prefix of its name.
fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes().flatten();
    let found = attributes.find(|attribute| attribute.key.local_name().as_ref() == name)?;
    found.normalized_value(XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_named_as_a_spreadsheet_names_them() {
        assert_eq!(Merged::new((2, 2), (5, 9)).range, "F2:J2");
        assert_eq!(Merged::new((1, 3), (0, 26)).range, "A1:AA3");
    }

    #[test]
    fn hidden_rows_are_told_in_ranges() {
        let layout =
            Layout { hidden_rows: vec![(1, 3), (5, 7), (100, 200)], hidden_columns: vec![(1, 2)], merged: Vec::new() };
        let told: Vec<String> =
            layout.remarks(&[2, 3, 4, 6, 8], &[(0, "case"), (2, "start")]).iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "rows 2-3, 6 are read like the others (the sheet hides them)",
                "columns \"start\" are read like the others (the sheet hides them)"
            ]
        );
        assert!(Layout::default().remarks(&[2], &[(0, "case")]).is_empty());
        assert_eq!(Layout::hidden(b"no zip", "Sheet1"), Layout::default());
    }
}
