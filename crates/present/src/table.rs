//! Sections as tables that fit the terminal.

use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};
use std::io::{self, Write};
use std::panic::resume_unwind;
use std::thread;

use comfy_table::{Cell, CellAlignment, ColumnConstraint, LineStyle, Table, TableStyle, Width};
use hovedbok_core::text::visible;
use terminal_size::terminal_size_of;
use unicode_width::UnicodeWidthStr;

use crate::fit::{self, Column, Fit, GivenUp, fit};
use crate::lang::Lang;
use crate::section::{Section, at};
use crate::shown::{GLUE, RANGED, cell_of, rests_on_its_row};
use crate::value::Value;
use crate::{sentences, words};

/// Only a line under the header and one at the end.
const RULE: TableStyle = TableStyle::new()
    .header_separator(LineStyle::none().fill('─').junction('─'))
    .bottom_border(LineStyle::none().fill('─').junction('─'));

/// How wide a table may be: COLUMNS, or else the width of the terminal. A pipe has no width, and a terminal of width 0
/// counts as a pipe.
pub fn width() -> Option<usize> {
    let terminal = || terminal_size_of(io::stdout()).map(|(columns, _)| usize::from(columns.0));
    columns().or_else(terminal).filter(|width| *width > 0)
}

/// The width that COLUMNS says.
pub fn columns() -> Option<usize> {
    let named = std::env::var("COLUMNS").ok().and_then(|text| text.trim().parse::<usize>().ok());
    named.filter(|width| *width > 0)
}

/// Writes the sections as tables that are at most `width` wide.
///
/// # Errors
/// When writing fails.
pub fn tables(out: &mut dyn Write, sections: &[Section], lang: Lang, width: Option<usize>) -> io::Result<()> {
    for (index, section) in sections.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        for line in section.title.iter().flat_map(|title| title.lines()) {
            writeln!(out, "{}", visible(line))?;
        }
        if section.rows.is_empty() {
            writeln!(out, "{}", words::say(lang, section.empty))?;
        } else {
            write_table(out, section, lang, width)?;
        }
        if let Some(note) = &section.note {
            prose(out, &sentences::say(lang, note), width)?;
        }
    }
    Ok(())
}

/// The indentation of lines below a row.
const INDENT: usize = 3;

/// A column laid out: its header and its cells.
#[derive(Default)]
struct Laid {
    header: String,
    /// The texts of the cells, one after the other, and where each of them ends.
    cells: String,
    ends: Vec<usize>,
    right: Vec<bool>,
    /// Whether any cell has a value.
    used: bool,
    /// Whether people wrote its cells.
    text: bool,
    /// Whether it needs no label.
    sentence: bool,
}

impl Laid {
    fn push(&mut self, cell: &str) {
        self.cells.push_str(cell);
        self.ends.push(self.cells.len());
        self.used |= cell != NOTHING;
    }

    fn cell(&self, row: usize) -> &str {
        let start = row.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied());
        let range = start.zip(self.ends.get(row)).and_then(|(start, end)| self.cells.get(start..*end));
        range.unwrap_or_default()
    }

    fn all(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|row| self.cell(row))
    }
}

/// A table laid out: its columns, and where each of them goes.
struct Layout<'a> {
    section: &'a Section,
    laid: Vec<Laid>,
    fitted: Fit,
    lang: Lang,
    /// Columns that were left out, but distinguish rows that would look alike.
    apart: Vec<usize>,
}

impl<'a> Layout<'a> {
    fn of(section: &'a Section, lang: Lang, width: Option<usize>) -> Layout<'a> {
        let (laid, measured): (Vec<Laid>, Vec<Column>) = each_column(section, |key| {
            let laid = lay(section, key, lang);
            let measured = Column::of(&laid.header, laid.all(), laid.text);
            (laid, measured)
        })
        .into_iter()
        .unzip();
        let place = |key: &str| section.columns.iter().position(|column| column == key);
        let stated = section.spare.iter().filter_map(|given_up| match given_up {
            GivenUp::Out(key) => place(key).map(GivenUp::Out),
            GivenUp::Below(key) => place(key).map(GivenUp::Below),
        });
        // An empty column is left out before all others, if any may be left out.
        let empty = |index: &usize| laid.get(*index).is_some_and(|column| !column.used);
        let unused = (0..laid.len()).filter(|index| !section.spare.is_empty() && empty(index)).map(GivenUp::Out);
        let spare: Vec<GivenUp<usize>> = unused.chain(stated).collect();
        let fitted = fit(&measured, &spare, width);
        let mut layout = Layout { section, laid, fitted, lang, apart: Vec::new() };
        layout.tell_apart();
        layout
    }

    /// Makes rows that differ look different: of the columns left out, the last one that makes a difference goes below
    /// the row, until all rows differ.
    fn tell_apart(&mut self) {
        while let Some(index) = self.difference() {
            self.fitted.left_out.retain(|other| *other != index);
            self.apart.push(index);
        }
        self.apart.sort_unstable();
    }

    /// A column left out in which two rows that look alike differ.
    fn difference(&self) -> Option<usize> {
        if self.fitted.left_out.is_empty() {
            return None;
        }
        let shown = self.fitted.shown.iter().map(|(index, _)| index).chain(&self.fitted.below).chain(&self.apart);
        let shown: Vec<&Laid> = shown.filter_map(|index| self.laid.get(*index)).collect();
        let mut looks: HashMap<Vec<&str>, usize> = HashMap::new();
        let mut differing: BTreeSet<usize> = BTreeSet::new();
        for row in 0..self.section.rows.len() {
            let first = *looks.entry(shown.iter().map(|column| column.cell(row)).collect()).or_insert(row);
            let differs =
                |index: &&usize| self.laid.get(**index).is_some_and(|column| column.cell(first) != column.cell(row));
            differing.extend(self.fitted.left_out.iter().filter(differs).copied());
        }
        self.fitted.left_out.iter().rev().find(|index| differing.contains(index)).copied()
    }

    fn columns(&self) -> impl Iterator<Item = (&Laid, usize)> {
        self.fitted.shown.iter().filter_map(|(index, width)| Some((self.laid.get(*index)?, *width)))
    }

    /// The lines below a row: values with their labels, then each sentence separately.
    fn below(&self, row: usize) -> Vec<String> {
        let mut below: Vec<usize> = self.apart.iter().chain(&self.fitted.below).copied().collect();
        if below.is_empty() {
            return Vec::new();
        }
        below.sort_unstable();
        let told = below.iter().filter_map(|index| self.laid.get(*index));
        let told = told.filter(|column| column.cell(row) != NOTHING && !column.cell(row).is_empty());
        let (texts, values): (Vec<&Laid>, Vec<&Laid>) = told.partition(|column| column.sentence);
        let values: Vec<String> =
            values.into_iter().map(|column| format!("{} {}", column.header, column.cell(row))).collect();
        let values = (!values.is_empty()).then(|| values.join(" · "));
        values.into_iter().chain(texts.into_iter().map(|column| column.cell(row).to_owned())).collect()
    }

    /// The lines of a row whose cells need more than one, or of the first row with the header and the line below it; then
    /// the line at the end.
    fn lines(&self, row: usize, header: bool) -> Vec<String> {
        let mut table = Table::new();
        table.load_style(RULE);
        if header {
            table.set_header(self.columns().map(|(column, _)| column.header.clone()));
        }
        table.add_row(self.columns().map(|(column, _)| {
            let cell = Cell::new(column.cell(row));
            let right = column.right.get(row).copied().unwrap_or_default();
            if right { cell.set_alignment(CellAlignment::Right) } else { cell }
        }));
        let around = u16::from(!self.fitted.tight);
        for (column, (_, width)) in table.column_iter_mut().zip(self.columns()) {
            let padded = u16::try_from(width).unwrap_or(u16::MAX).saturating_add(1 + around);
            column.set_padding((1, around)).set_constraint(ColumnConstraint::Absolute(Width::Fixed(padded)));
        }
        table.to_string().lines().map(|line| self.unglued(line.trim_end()).into_owned()).collect()
    }

    /// The line of a row, as it is laid out where each cell fits its column; nothing where one does not.
    fn line<'l>(&self, row: usize, line: &'l mut String) -> Option<&'l str> {
        line.clear();
        for (place, (column, width)) in self.columns().enumerate() {
            let cell = column.cell(row);
            let room = width.checked_sub(fit::width(cell)).filter(|_| width < usize::from(u16::MAX) - 2)?;
            let right = column.right.get(row).copied().unwrap_or_default();
            let (before, after) = if right { (room, 0) } else { (0, room) };
            let between = if place > 0 { 2 } else { 1 };
            push_spaces(line, between + before);
            line.push_str(cell);
            push_spaces(line, after + usize::from(!self.fitted.tight));
        }
        Some(line.trim_end())
    }

    /// A line as it is written: bokmål keeps the spaces that break no line.
    fn unglued<'l>(&self, line: &'l str) -> Cow<'l, str> {
        if self.lang == Lang::En && line.contains(GLUE) { line.replace(GLUE, " ").into() } else { line.into() }
    }

    fn write(&self, out: &mut dyn Write, width: Option<usize>) -> io::Result<()> {
        let mut rule = String::new();
        let mut line = String::new();
        for row in 0..self.section.rows.len() {
            let header = row == 0;
            match self.line(row, &mut line).filter(|_| !header) {
                Some(line) => writeln!(out, "{}", self.unglued(line))?,
                None => {
                    let mut lines = self.lines(row, header && !self.section.is_fields());
                    rule = lines.pop().unwrap_or_default();
                    lines.iter().try_for_each(|line| writeln!(out, "{line}"))?;
                }
            }
            self.below(row).iter().try_for_each(|text| indented(out, &self.unglued(text), width, INDENT))?;
        }
        writeln!(out, "{rule}")
    }
}

fn write_table(out: &mut dyn Write, section: &Section, lang: Lang, width: Option<usize>) -> io::Result<()> {
    let layout = Layout::of(section, lang, width);
    layout.write(out, width)?;
    let left_out: BTreeSet<usize> = layout.fitted.left_out.iter().copied().collect();
    if !left_out.is_empty() {
        let names: Vec<&str> =
            left_out.iter().filter_map(|index| section.columns.get(*index)).map(String::as_str).collect();
        let names = words::columns(lang, &names);
        let note = format!("{}: {names} ({})", words::say(lang, "left_out_to_fit"), words::say(lang, "choose"));
        prose(out, &note, width)?;
    }
    Ok(())
}

/// Writes lines of words, broken between words if they are wider than `width`.
///
/// # Errors
/// When writing fails.
pub fn prose(out: &mut dyn Write, text: &str, width: Option<usize>) -> io::Result<()> {
    indented(out, text, width, 0)
}

fn indented(out: &mut dyn Write, text: &str, width: Option<usize>, indent: usize) -> io::Result<()> {
    let before = " ".repeat(indent);
    for line in text.lines().map(visible) {
        let mut written = 0;
        for (space, word) in words_of(&line, width.map(|width| width.saturating_sub(indent))) {
            let wide = space.width() + word.width();
            if written > 0 && width.is_some_and(|width| indent + written + wide > width) {
                writeln!(out)?;
                written = 0;
            }
            write!(out, "{}{word}", if written > 0 { space } else { &before })?;
            written += if written > 0 { wide } else { word.width() };
        }
        writeln!(out)?;
    }
    Ok(())
}

fn push_spaces(line: &mut String, count: usize) {
    const SPACES: &str = "                                                                ";
    let mut left = count;
    while left > 0 {
        let some = left.min(SPACES.len());
        line.push_str(SPACES.get(..some).unwrap_or(SPACES));
        left -= some;
    }
}

/// The words of a line, each with the space before it; one wider than the room is cut after its semicolons.
fn words_of(line: &str, room: Option<usize>) -> impl Iterator<Item = (&'static str, &str)> {
    line.split(' ').flat_map(move |word| {
        let cut = room.is_some_and(|room| word.width() > room);
        let pieces: Vec<&str> = if cut { word.split_inclusive(';').collect() } else { vec![word] };
        pieces.into_iter().enumerate().map(|(at, piece)| (if at == 0 { " " } else { "" }, piece))
    })
}

/// With this many rows, columns are laid out beside each other.
const ROWS_MANY: usize = 1_000;

/// What `lay` makes of each column.
fn each_column<T: Send>(section: &Section, lay: impl Fn(&str) -> T + Sync) -> Vec<T> {
    if section.rows.len() < ROWS_MANY {
        return section.columns.iter().map(|key| lay(key)).collect();
    }
    let lay = &lay;
    thread::scope(|scope| {
        let columns: Vec<_> = section.columns.iter().map(|key| scope.spawn(move || lay(key))).collect();
        columns.into_iter().map(|column| column.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    })
}

/// The columns that need no label below their row.
const SENTENCES: [&str; 3] = ["because", "what", "body"];

/// The text of a cell without a value.
const NOTHING: &str = "–";

/// How many different texts of a column are kept with how they are shown: most columns repeat a few.
const KNOWN_MOST: usize = 64;

fn lay(section: &Section, key: &str, lang: Lang) -> Laid {
    let fields = section.is_fields();
    let mut laid = Laid { sentence: SENTENCES.contains(&key), ..Laid::default() };
    if !fields {
        let first = section.rows.first().map_or(Cow::Owned(Value::Null), |row| at(row, key));
        laid.header = visible(&words::label(lang, word(key, &first)));
    }
    let mut known: HashMap<&str, String> = HashMap::new();
    let mut repeats = !fields && !rests_on_its_row(key);
    for row in &section.rows {
        let value = at(row, key);
        let text = match &value {
            Cow::Borrowed(value) if repeats => value.as_str(),
            Cow::Borrowed(_) | Cow::Owned(_) => None,
        };
        if let Some(text) = text {
            let is_full = known.len() >= KNOWN_MOST;
            match known.entry(text) {
                Entry::Vacant(_) if is_full => repeats = false,
                entry @ (Entry::Occupied(_) | Entry::Vacant(_)) => {
                    let shown = || cell_of(section, row, key, &value, lang).into_owned();
                    laid.push(entry.or_insert_with(shown));
                    laid.right.push(false);
                    laid.text |= text.contains(' ');
                    continue;
                }
            }
        }
        let named = if fields { row.get("field").and_then(Value::as_str).unwrap_or_default() } else { key };
        match key {
            "field" if fields => laid.push(&visible(&words::label(lang, word(named, &at(row, "value"))))),
            _ if fields => laid.push(&cell_of(section, &Value::Null, named, &value, lang)),
            _ => laid.push(&cell_of(section, row, key, &value, lang)),
        }
        laid.right.push((value.is_number() || key == RANGED) && !fields);
        laid.text |= value.as_str().is_some_and(|text| text.contains(' ')) || (value.is_object() && !is_period(&value));
    }
    laid
}

/// The word for a column or field: an entry's body is not a body of people, and a correction's target is an entry.
pub(crate) fn word<'a>(key: &'a str, value: &Value) -> &'a str {
    if key == "body" && value.is_object() {
        return "entry_body";
    }
    heading(key, value.is_number(), value.is_string(), value.is_array())
}

/// The word for a column or field by how its values are written: as numbers, texts or lists.
pub(crate) fn heading(key: &str, numbers: bool, texts: bool, lists: bool) -> &str {
    match key {
        "target" if texts => "entry_target",
        "due" if numbers => "exits_due",
        "missing" if lists => "lacks",
        _ => key,
    }
}

fn is_period(value: &Value) -> bool {
    value.get("start").is_some() && value.get("end").is_some()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_part_wider_than_the_line_is_cut_after_its_semicolons() {
        let mut out = Vec::new();
        prose(&mut out, "part provider=Sysselsetting;outcome=work;year=2016 · 5", Some(24)).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text, "part\nprovider=Sysselsetting;\noutcome=work;year=2016 ·\n5\n");
    }

    #[test]
    fn a_row_that_fits_is_laid_out_as_one_that_does_not() {
        let texts = ["a", "2 500\u{a0}000.00", "æøå – 日本語", "e\u{301}", "", "x  y", "trailing "];
        for (one, other) in texts.into_iter().flat_map(|one| texts.map(|other| (one, other))) {
            let rows =
                [json!({ "a": one, "days_late": 1, "b": other }), json!({ "a": other, "days_late": null, "b": one })];
            let section = Section::new(&["a", "days_late", "b"], &rows);
            for (lang, width) in [(Lang::En, None), (Lang::Nb, Some(80)), (Lang::En, Some(12))] {
                let layout = Layout::of(&section, lang, width);
                let mut line = String::new();
                let Some(line) = layout.line(1, &mut line) else { continue };
                assert_eq!(layout.unglued(line), layout.lines(1, false)[0], "{one:?} {other:?} {width:?}");
            }
        }
    }

    #[test]
    fn many_rows_are_laid_out_as_few() {
        let lines = |times: usize| {
            let rows =
                [json!({ "a": "one", "b": 1, "note": null }), json!({ "a": "a second", "b": 20, "note": "x y" })];
            let section = Section::new(&["a", "b", "note"], &vec![rows; times].concat());
            let mut out = Vec::new();
            tables(&mut out, std::slice::from_ref(&section), Lang::En, Some(30)).unwrap();
            String::from_utf8(out).unwrap().lines().map(str::to_owned).collect::<Vec<_>>()
        };
        let (few, many) = (lines(1), lines(ROWS_MANY));
        let [header, line, first, second, end] = few.as_slice() else { panic!("two rows: {few:?}") };
        let expected = [header, line].into_iter().chain([first, second].repeat(ROWS_MANY)).chain([end]);
        assert!(many.iter().eq(expected));
    }

    const KEYS: [&str; 4] = ["year", "source", "grant", "purpose"];

    proptest! {
        #[test]
        fn rows_that_differ_look_different_however_narrow(
            rows in prop::collection::vec(prop::collection::vec(prop::option::of("[a-c]{1,2}( [a-c]{12,20})?"), 4), 1..12),
            spare in prop::sample::subsequence(vec![0_usize, 1, 2, 3], 0..5), below in any::<[bool; 4]>(), width in 1..60_usize,
        ) {
            let rows: Vec<serde_json::Value> = rows.into_iter()
                .map(|row| KEYS.iter().zip(row).map(|(key, cell)| ((*key).to_owned(), json!(cell))).collect()).collect();
            let spare: Vec<GivenUp<&str>> = spare.into_iter()
                .map(|index| if below[index] { GivenUp::Below(KEYS[index]) } else { GivenUp::Out(KEYS[index]) }).collect();
            let section = Section::new(&KEYS, &rows).giving_up(&spare);
            let layout = Layout::of(&section, Lang::En, Some(width));
            let look = |row: usize| {
                let cells: Vec<&str> = layout.columns().map(|(column, _)| column.cell(row)).collect();
                (cells.join("|"), layout.below(row))
            };
            for (first, one) in rows.iter().enumerate() {
                for (second, other) in rows.iter().enumerate().skip(first) {
                    prop_assert_eq!(one == other, look(first) == look(second), "{} and {}", one, other);
                }
            }
            let mut out = Vec::new();
            tables(&mut out, std::slice::from_ref(&section), Lang::En, Some(width)).unwrap();
            let text = String::from_utf8(out).unwrap();
            for cell in rows.iter().flat_map(|row| row.as_object().unwrap().values()).filter_map(serde_json::Value::as_str) {
                let told = layout.fitted.left_out.is_empty();
                prop_assert!(!told || cell.split(' ').all(|word| text.contains(word)), "{}\n{}", cell, text);
            }
        }
    }
}
