//! A title above the headers: offices write one, and it is not a header.

use crate::remark::Remark;

/// How many rows are looked through for the headers.
pub(super) const ROWS_MAX: usize = 10;

const WHY: &str = "text above the headers is a title and is ignored";

/// Whether the first row is one of headers: several cells, of which one is known at least.
pub(super) fn begins_with_headers<'a, R: AsRef<[&'a str]>>(rows: &[R], known: &dyn Fn(&str) -> bool) -> bool {
    let cells = || rows.iter().take(1).flat_map(|row| row.as_ref()).filter(|cell| !cell.is_empty());
    cells().count() > 1 && cells().any(|cell| known(cell))
}

/// The place of the headers among the first rows.
///
/// They are the first row, unless that knows no header, or is one cell alone, and a later one knows two at least.
pub(super) fn headers_at<'a, R: AsRef<[&'a str]>>(rows: &[R], known: &dyn Fn(&str) -> bool) -> usize {
    let score = |row: &R| row.as_ref().iter().filter(|cell| !cell.is_empty() && known(cell)).count();
    if begins_with_headers(rows, known) {
        return 0;
    }
    let later = rows.iter().take(ROWS_MAX).position(|row| score(row) >= 2);
    later.unwrap_or(0)
}

/// What is reported about a title.
pub(super) fn remark(line: usize, header_line: usize) -> Remark {
    Remark { line: Some(line), ..Remark::new("", format!("the headers are in line {header_line}"), WHY) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_found_below_a_title() {
        let known = |cell: &str| ["case", "start", "office"].contains(&cell);
        for (rows, expected) in [
            (vec![vec!["case", "start"]], 0),
            (vec![vec!["Absence in May", ""], vec!["case", "start"]], 1),
            (vec![vec!["office"], vec!["2016", "x"], vec!["case", "start", "office"]], 2),
            (vec![vec!["cases", "start"], vec!["case", "start"]], 0),
            (vec![vec!["cases", "begin"], vec!["1", "2"]], 0),
            (vec![vec!["case"], vec!["1"]], 0),
        ] {
            assert_eq!(headers_at(&rows, &known), expected, "{rows:?}");
        }
        assert_eq!(headers_at::<Vec<&str>>(&[], &known), 0);
    }
}
