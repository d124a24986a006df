//! Which columns fit a width, and how wide each is. Text is wrapped first; then columns are given up in the given
//! order: put below their row, or left out. Words are never broken, and so neither are amounts, days, ids and
//! positions; a table that still does not fit is wider.

use unicode_width::UnicodeWidthStr;

/// Text is not wrapped to fewer characters than this as long as another column can be left out.
const READABLE: usize = 18;

/// The same for text that can go below its row, where it has the whole width.
const READABLE_BESIDE: usize = 36;

/// A word longer than this is not an id and may be broken.
const LONGEST_WORD: usize = 64;

/// The widths of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The widest of its lines.
    widest: usize,
    /// The longest of its words.
    least: usize,
    /// The smallest width that is easy to read.
    readable: usize,
}

impl Column {
    /// A column of a header and cells; `text` if people wrote the cells.
    pub fn of<'a>(header: &'a str, cells: impl Iterator<Item = &'a str>, text: bool) -> Column {
        let (mut widest, mut least) = (1, 1);
        for cell in cells.chain([header]) {
            widest = widest.max(width(cell));
            let longest = cell.split(' ').map(width).max().unwrap_or_default();
            least = least.max(longest.min(LONGEST_WORD));
        }
        let readable = if text && widest > READABLE { least.max(READABLE) } else { least };
        Column { widest, least, readable }
    }
}

/// How wide a text is on a terminal. Nothing in it controls the terminal.
pub fn width(text: &str) -> usize {
    // Nearly all texts are of letters that are one wide, and counted in a moment.
    if text.is_ascii() { text.len() } else { text.width() }
}

/// What happens to a column that a narrow table has no room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GivenUp<C> {
    /// It is left out.
    Out(C),
    /// It goes below its row, on separate lines.
    Below(C),
}

/// How a table is laid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fit {
    /// The columns shown with their widths, in order.
    pub shown: Vec<(usize, usize)>,
    /// The columns below their rows, in order.
    pub below: Vec<usize>,
    /// The columns left out, the first one first.
    pub left_out: Vec<usize>,
    /// Whether columns are closer together than usual.
    pub tight: bool,
}

/// Fits columns into a width; `spare` are those that may be given up, the first one first. Without a width all are
/// shown.
pub fn fit(columns: &[Column], spare: &[GivenUp<usize>], width: Option<usize>) -> Fit {
    let all: Vec<usize> = (0..columns.len()).collect();
    let of = |shown: &[usize], width: fn(&Column) -> usize| -> Vec<(usize, usize)> {
        shown.iter().filter_map(|index| Some((*index, width(columns.get(*index)?)))).collect()
    };
    let natural = of(&all, |column| column.widest);
    let Some(width) = width.filter(|width| total(&natural, false) > *width) else {
        return Fit { shown: natural, below: Vec::new(), left_out: Vec::new(), tight: false };
    };
    let readable = |shown: &[usize]| -> Vec<(usize, usize)> {
        let beside = |index: usize, column: &Column| {
            let more = if spare.contains(&GivenUp::Below(index)) { READABLE_BESIDE } else { 0 };
            column.readable.max(more.min(column.widest))
        };
        shown.iter().filter_map(|index| Some((*index, beside(*index, columns.get(*index)?)))).collect()
    };
    let (mut shown, mut below, mut left_out) = (all, Vec::new(), Vec::new());
    for given_up in spare {
        if total(&readable(&shown), true) <= width {
            break;
        }
        let (index, to) = match given_up {
            GivenUp::Out(index) => (index, &mut left_out),
            GivenUp::Below(index) => (index, &mut below),
        };
        if shown.len() > 1 && shown.contains(index) {
            shown.retain(|other| other != index);
            to.push(*index);
        }
    }
    below.sort_unstable();
    let mut widths = of(&shown, |column| column.widest);
    let readable = readable(&shown);
    let floors = if total(&readable, true) <= width { readable } else { of(&shown, |column| column.least) };
    while total(&widths, true) > width {
        // The widest column that can still be narrowed, by one.
        let above = widths.iter_mut().zip(&floors).filter(|((_, width), (_, floor))| width > floor);
        let Some(((_, widest), _)) = above.max_by_key(|((_, width), _)| *width) else { break };
        *widest -= 1;
    }
    Fit { shown: widths, below, left_out, tight: true }
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
        let natural = Fit { shown: vec![(0, 10), (1, 21)], below: vec![], left_out: vec![], tight: false };
        assert_eq!(fit(&columns, &[GivenUp::Out(1)], None), natural);
        assert_eq!(fit(&columns, &[GivenUp::Below(1)], Some(36)), natural);
    }

    #[test]
    fn text_is_wrapped_before_a_column_is_left_out() {
        let text = "a text that goes on and on and on and on and on and on and on";
        let columns = [column(&["2009-12-31"], false), column(&[text], true), column(&["#12, #13"], false)];
        let spare = [GivenUp::Out(2), GivenUp::Out(0)];
        let fitted = fit(&columns, &spare, Some(50));
        assert_eq!((fitted.left_out.as_slice(), fitted.tight), ([].as_slice(), true));
        let fitted = fit(&columns, &spare, Some(36));
        assert_eq!(
            (fitted.left_out.as_slice(), fitted.shown.as_slice()),
            ([2].as_slice(), [(0, 10), (1, 23)].as_slice())
        );
        // No column is left to leave out: text gets narrower than is easy to read.
        let fitted = fit(&columns, &spare[..1], Some(20));
        assert_eq!(fitted.shown, [(0, 10), (1, 7)]);
    }

    #[test]
    fn text_goes_below_its_row_before_it_is_hard_to_read() {
        let text = "a text that goes on and on and on and on and on and on and on";
        let columns = [column(&["2009-12-31"], false), column(&[text], true), column(&["#12, #13"], false)];
        let spare = [GivenUp::Below(1), GivenUp::Out(2)];
        assert_eq!(fit(&columns, &spare, Some(70)).below, Vec::<usize>::new());
        let fitted = fit(&columns, &spare, Some(50));
        assert_eq!((fitted.below, fitted.left_out, fitted.shown), (vec![1], vec![], vec![(0, 10), (2, 8)]));
        let fitted = fit(&columns, &spare, Some(15));
        assert_eq!((fitted.below, fitted.left_out, fitted.shown), (vec![1], vec![2], vec![(0, 10)]));
        // One column always stays in the row.
        let all = [GivenUp::Out(0), GivenUp::Out(2), GivenUp::Below(1)];
        assert_eq!(fit(&columns, &all, Some(5)).shown.len(), 1);
    }

    #[test]
    fn words_are_never_broken() {
        let columns = [column(&["20\u{a0}000\u{a0}000.00"], false), column(&["2006-10-19\u{a0}– 2006-10-20"], false)];
        let fitted = fit(&columns, &[], Some(10));
        assert_eq!(fitted.shown, [(0, 13), (1, 12)]);
    }

    proptest! {
        #[test]
        fn a_table_fits_or_has_nothing_left_to_give_up(
            cells in prop::collection::vec("[a-z0-9 ]{0,60}", 1..8),
            spare in prop::collection::vec((0..8_usize, any::<bool>()), 0..8),
            width in 1..120_usize,
        ) {
            let columns: Vec<Column> = cells.iter().map(|cell| Column::of("h", [cell.as_str()].into_iter(), true)).collect();
            let spare: Vec<GivenUp<usize>> = spare.into_iter()
                .map(|(index, below)| if below { GivenUp::Below(index) } else { GivenUp::Out(index) }).collect();
            let fitted = fit(&columns, &spare, Some(width));
            let mut all: Vec<usize> = fitted.shown.iter().map(|(index, _)| *index).collect();
            all.extend(fitted.left_out.iter().chain(&fitted.below));
            all.sort_unstable();
            prop_assert_eq!(all, (0..columns.len()).collect::<Vec<_>>());
            for (index, width) in &fitted.shown {
                prop_assert!(columns[*index].least <= *width && *width <= columns[*index].widest);
            }
            prop_assert!(fitted.left_out.iter().all(|index| spare.contains(&GivenUp::Out(*index))));
            prop_assert!(fitted.below.iter().all(|index| spare.contains(&GivenUp::Below(*index))));
            if total(&fitted.shown, fitted.tight) > width {
                prop_assert!(fitted.shown.iter().all(|(index, width)| columns[*index].least == *width));
                let given = |index: &usize| spare.contains(&GivenUp::Out(*index)) || spare.contains(&GivenUp::Below(*index));
                prop_assert!(fitted.shown.len() == 1 || fitted.shown.iter().all(|(index, _)| !given(index)));
            }
        }
    }
}
