//! Spells drawn as lines over months, in characters that every terminal has.

use hovedbok_core::text::visible;
use hovedbok_core::{Day, Month};
use unicode_width::UnicodeWidthStr;

use crate::lang::Lang;
use crate::words;

/// Spells that are drawn on one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lane {
    /// What they are spells of, by its word.
    pub kind: &'static str,
    /// What the line is called.
    pub label: String,
    /// First days, and first days after them; absent while they go on.
    pub spells: Vec<(Day, Option<Day>)>,
}

/// How wide a drawing is where nothing limits it.
const WIDTH: usize = 100;
/// The fewest columns that months are drawn in.
const FEWEST: usize = 12;
/// The longest label.
const LABEL: usize = 32;

const INSIDE: char = '█';
const OUTSIDE: char = '·';
const GOES_ON: char = '▶';

/// Draws spells up to a day. Each column is a month, or several where not all of them fit; it is filled where a spell has a
/// day in it.
pub fn lanes(lanes: &[Lane], until: Day, lang: Lang, width: Option<usize>) -> String {
    let all = || lanes.iter().flat_map(|lane| &lane.spells);
    let Some(first) = all().map(|(from, _)| from.month()).min() else {
        return words::say(lang, "none").to_owned();
    };
    let ends = all().map(|(from, to)| to.map_or(*from, |to| to.plus_days(-1)));
    let goes_on = all().any(|(_, to)| to.is_none());
    let last = ends.chain(goes_on.then_some(until)).max().unwrap_or(until).month();
    let labels: Vec<(String, String)> = lanes.iter().map(|lane| label(lane, lang)).collect();
    let kinds = labels.iter().map(|(kind, _)| kind.width()).max().unwrap_or_default();
    let names = labels.iter().map(|(_, name)| name.width()).max().unwrap_or_default();
    let room = width.unwrap_or(WIDTH).saturating_sub(kinds + names + 5).max(FEWEST);
    let months = months_between(first, last) + 1;
    let each = months.div_ceil(room);
    let columns: Vec<(Day, Day)> = (0..months.div_ceil(each)).map(|column| of_column(first, column, each)).collect();
    let indent = " ".repeat(kinds + names + 4);
    let mut lines = vec![format!("{indent}{}", years(&columns, each))];
    for (lane, (kind, name)) in lanes.iter().zip(&labels) {
        let drawn: String = columns.iter().map(|column| mark(lane, *column)).collect();
        let open = if lane.spells.iter().any(|(_, to)| to.is_none()) { GOES_ON } else { ' ' };
        let pads = (" ".repeat(kinds - kind.width()), " ".repeat(names - name.width()));
        lines.push(format!("{kind}{}  {name}{}  {drawn}{open}", pads.0, pads.1).trim_end().to_owned());
    }
    if each > 1 {
        lines.push(format!("{indent}{}", words::say(lang, "months_a_column").replace("{count}", &each.to_string())));
    }
    lines.join("\n")
}

fn label(lane: &Lane, lang: Lang) -> (String, String) {
    let name = visible(&lane.label);
    let short = if name.width() > LABEL {
        let mut cut = String::new();
        for letter in name.chars() {
            if cut.width() + 1 >= LABEL {
                break;
            }
            cut.push(letter);
        }
        format!("{cut}…")
    } else {
        name.to_string()
    };
    (words::label(lang, lane.kind).to_string(), short)
}

fn months_between(first: Month, last: Month) -> usize {
    let number = |month: Month| {
        let (year, month, _) = month.first().parts();
        i64::from(year) * 12 + i64::from(month)
    };
    usize::try_from(number(last) - number(first)).unwrap_or_default()
}

/// The first day of a column, and the first day after it.
fn of_column(first: Month, column: usize, each: usize) -> (Day, Day) {
    let later = |months: usize| first.first().plus_months(u32::try_from(months).unwrap_or(u32::MAX));
    (later(column * each), later((column + 1) * each))
}

/// Whether a spell has a day in a column.
fn mark(lane: &Lane, (begin, end): (Day, Day)) -> char {
    let inside = lane.spells.iter().any(|(from, to)| *from < end && to.is_none_or(|to| to > begin));
    if inside { INSIDE } else { OUTSIDE }
}

/// The years, each above its first column, where there is room.
fn years(columns: &[(Day, Day)], each: usize) -> String {
    let mut line = String::new();
    let mut before = None;
    for (number, (begin, end)) in columns.iter().enumerate() {
        let year = if each == 1 { begin.year() } else { end.plus_days(-1).year() };
        let room = line.is_empty() || line.chars().count() < number;
        if before != Some(year) && room {
            line.push_str(&" ".repeat(number - line.chars().count()));
            line.push_str(&year.to_string());
        }
        before = Some(year);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn lane(kind: &'static str, label: &str, spells: &[(&str, Option<&str>)]) -> Lane {
        let spells = spells.iter().map(|(from, to)| (day(from), to.map(day))).collect();
        Lane { kind, label: label.to_owned(), spells }
    }

    #[test]
    fn a_column_is_filled_where_a_spell_has_a_day_in_it() {
        let drawn = [
            lane("status", "in programme", &[("2008-11-30", Some("2009-02-01")), ("2009-04-01", None)]),
            lane("measure", "course", &[("2009-01-31", Some("2009-03-02"))]),
        ];
        let expected = "                       2008 2009\n\
                        status   in programme  ██·\n";
        let text = lanes(&drawn, day("2009-05-10"), Lang::En, Some(80));
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[1], "status   in programme  ███··██▶");
        assert_eq!(lines[2], "measure  course        ··███··");
        assert_eq!(lines[0], "                       2008", "{expected}");
    }

    #[test]
    fn what_does_not_fit_is_drawn_in_wider_columns() {
        let drawn = [lane("status", "in programme", &[("2008-01-01", Some("2018-01-01"))])];
        let text = lanes(&drawn, day("2018-01-01"), Lang::En, Some(60));
        assert!(text.lines().all(|line| line.width() <= 60), "{text}");
        assert!(text.contains("████"), "{text}");
        assert_eq!(text.lines().count(), 3);
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        assert_eq!(lanes(&[], day("2009-05-10"), Lang::En, None), "none");
    }
}
