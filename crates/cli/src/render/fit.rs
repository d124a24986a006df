//! Which columns fit a width, and how wide each is: text is wrapped first, then columns are left out in their stated order.
//! A word is never broken, and with it no amount, day, id or position: a table that still does not fit is wider.

use unicode_width::UnicodeWidthStr;

/// Text is not wrapped to fewer characters than this while there is a column to leave out.
const READABLE: usize = 18;

/// A longer word than this is no id: it may be broken.
const LONGEST_WORD: usize = 64;

/// A column as far as its width goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The widest of its lines.
    widest: usize,
    /// The longest of its words.
    least: usize,
    /// The least that is easy to read.
    readable: usize,
}

impl Column {
    /// A column of a header and cells; `text` when people wrote what stands in them.
    pub fn of<'a>(header: &'a str, cells: impl Iterator<Item = &'a str>, text: bool) -> Column {
        let (mut widest, mut least) = (1, 1);
        for cell in cells.chain([header]) {
            widest = widest.max(cell.width());
            let longest = cell.split(' ').map(UnicodeWidthStr::width).max().unwrap_or_default();
            least = least.max(longest.min(LONGEST_WORD));
        }
        let readable = if text && widest > READABLE { least.max(READABLE) } else { least };
        Column { widest, least, readable }
    }
}

/// How a table is laid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fit {
    /// The columns shown with their widths, in order.
    pub shown: Vec<(usize, usize)>,
    /// The columns left out, in order.
    pub left_out: Vec<usize>,
    /// Whether columns stand closer together than usual.
    pub tight: bool,
}

/// Fits columns into a width; `spare` are those that may be left out, the first one first. Without a width all are shown.
pub fn fit(columns: &[Column], spare: &[usize], width: Option<usize>) -> Fit {
    let all: Vec<usize> = (0..columns.len()).collect();
    let of = |shown: &[usize], width: fn(&Column) -> usize| -> Vec<(usize, usize)> {
        shown.iter().filter_map(|index| Some((*index, width(columns.get(*index)?)))).collect()
    };
    let natural = of(&all, |column| column.widest);
    let Some(width) = width.filter(|width| total(&natural, false) > *width) else {
        return Fit { shown: natural, left_out: Vec::new(), tight: false };
    };
    let mut shown = all;
    for index in spare {
        if total(&of(&shown, |column| column.readable), true) <= width {
            break;
        }
        shown.retain(|other| other != index);
    }
    let mut widths = of(&shown, |column| column.widest);
    let readable = of(&shown, |column| column.readable);
    let floors = if total(&readable, true) <= width { readable } else { of(&shown, |column| column.least) };
    while total(&widths, true) > width {
        // The widest column that can still be narrowed, by one.
        let above = widths.iter_mut().zip(&floors).filter(|((_, width), (_, floor))| width > floor);
        let Some(((_, widest), _)) = above.max_by_key(|((_, width), _)| *width) else { break };
        *widest -= 1;
    }
    let left_out = (0..columns.len()).filter(|index| !shown.contains(index)).collect();
    Fit { shown: widths, left_out, tight: true }
}

/// The width of a table of these columns: a space before each, one between them, and one after each unless it is tight.
fn total(columns: &[(usize, usize)], tight: bool) -> usize {
    let around = if tight { 2 } else { 3 };
    columns.iter().map(|(_, width)| width + around).sum::<usize>().saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn column(cells: &[&'static str], text: bool) -> Column {
        Column::of("head", cells.iter().copied(), text)
    }

    #[test]
    fn what_fits_is_left_alone() {
        let columns = [column(&["2009-12-31"], false), column(&["a text of some length"], true)];
        let natural = Fit { shown: vec![(0, 10), (1, 21)], left_out: vec![], tight: false };
        assert_eq!(fit(&columns, &[1], None), natural);
        assert_eq!(fit(&columns, &[1], Some(36)), natural);
    }

    #[test]
    fn text_is_wrapped_before_a_column_is_left_out() {
        let text = "a text that goes on and on and on and on and on and on and on";
        let columns = [column(&["2009-12-31"], false), column(&[text], true), column(&["#12, #13"], false)];
        let fitted = fit(&columns, &[2, 0], Some(50));
        assert_eq!((fitted.left_out.as_slice(), fitted.tight), ([].as_slice(), true));
        let fitted = fit(&columns, &[2, 0], Some(36));
        assert_eq!(
            (fitted.left_out.as_slice(), fitted.shown.as_slice()),
            ([2].as_slice(), [(0, 10), (1, 23)].as_slice())
        );
        // Nothing that may be left out is left: text goes below what is easy to read.
        let fitted = fit(&columns, &[2], Some(20));
        assert_eq!(fitted.shown, [(0, 10), (1, 7)]);
    }

    #[test]
    fn words_are_never_broken() {
        let columns = [column(&["20\u{a0}000\u{a0}000.00"], false), column(&["2006-10-19\u{a0}– 2006-10-20"], false)];
        let fitted = fit(&columns, &[], Some(10));
        assert_eq!(fitted.shown, [(0, 13), (1, 12)]);
    }

    proptest! {
        #[test]
        fn a_table_fits_or_has_nothing_left_to_give(
            cells in prop::collection::vec("[a-z0-9 ]{0,60}", 1..8),
            spare in prop::collection::vec(0..8_usize, 0..8),
            width in 1..120_usize,
        ) {
            let columns: Vec<Column> = cells.iter().map(|cell| Column::of("h", [cell.as_str()].into_iter(), true)).collect();
            let fitted = fit(&columns, &spare, Some(width));
            let mut all: Vec<usize> = fitted.shown.iter().map(|(index, _)| *index).chain(fitted.left_out.clone()).collect();
            all.sort_unstable();
            prop_assert_eq!(all, (0..columns.len()).collect::<Vec<_>>());
            for (index, width) in &fitted.shown {
                prop_assert!(columns[*index].least <= *width && *width <= columns[*index].widest);
            }
            prop_assert!(fitted.left_out.iter().all(|index| spare.contains(index)));
            if total(&fitted.shown, fitted.tight) > width {
                prop_assert!(fitted.shown.iter().all(|(index, width)| columns[*index].least == *width));
                prop_assert!(fitted.shown.iter().all(|(index, _)| !spare.contains(index)));
            }
        }
    }
}
