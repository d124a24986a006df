//! How ambiguous values were read: the lines of the import report.
//!
//! A reader never settles an ambiguity in silence: it either refuses or
//! returns the value with a [`Remark`].

use std::fmt;

use hovedbok_core::withheld::Withheld;
use hovedbok_core::{Day, Month};

/// One line of the import report: where, what was written there, how it was
/// read, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Line in the file or row in the sheet, from 1; absent when the remark is
    /// about the whole file or the reader of a value does not know.
    pub line: Option<usize>,
    /// The header of the column, absent as `line`.
    pub column: Option<String>,
    /// How many further lines it is true of: what is the same for many rows is reported once.
    pub more: usize,
    /// The text as it was written; empty where it is not repeated (a case number, a date of birth).
    pub as_written: String,
    /// What it was read as.
    pub taken_as: String,
    /// The rule that decided.
    pub why: &'static str,
    /// Further rules that took part.
    pub also: Vec<&'static str>,
    /// Whether the text contradicts itself, so that somebody should check it.
    pub warning: bool,
}

impl Remark {
    /// A remark without a place; [`Remark::at`] gives it one.
    pub fn new(as_written: impl Into<String>, taken_as: impl Into<String>, why: &'static str) -> Remark {
        Remark {
            line: None,
            column: None,
            more: 0,
            as_written: as_written.into(),
            taken_as: taken_as.into(),
            why,
            also: Vec::new(),
            warning: false,
        }
    }

    /// The remark that rests on several rules, the one that weighs most first; none without a rule.
    pub fn of_rules(as_written: &str, taken_as: impl fmt::Display, rules: &[&'static str]) -> Option<Remark> {
        let (why, also) = rules.split_first()?;
        Some(Remark { also: also.to_vec(), ..Remark::new(as_written, taken_as.to_string(), why) })
    }

    /// The same remark, without a text that is not to be repeated and without what it was read as.
    #[must_use]
    pub fn withholding(self, withheld: &Withheld) -> Remark {
        let is_day = |word: &str| word.parse::<Day>().is_ok() || word.parse::<Month>().is_ok();
        let days = self.taken_as.split(' ').any(is_day);
        let texts = [self.as_written.as_str()];
        let told = withheld.message(format!("\"{}\"", self.as_written), texts, days);
        if self.as_written.is_empty() || told.starts_with('"') {
            return self;
        }
        // How a cell was read reveals as much as the cell; how a file, sheet or header was read is what the note says.
        let taken_as = match &self.column {
            None if !self.taken_as.contains(&self.as_written) => format!("{told} was read as {}", self.taken_as),
            None | Some(_) => format!("{told} was read by this rule"),
        };
        Remark { as_written: String::new(), taken_as, ..self }
    }

    /// The same remark at a line (from 1) and a column's header.
    #[must_use]
    pub fn at(mut self, line: usize, column: impl Into<String>) -> Remark {
        self.line = Some(line);
        self.column = Some(column.into());
        self
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}")?;
            match self.more {
                0 => {}
                1 => f.write_str(" and 1 more line")?,
                more => write!(f, " and {more} more lines")?,
            }
        }
        match (self.line, &self.column) {
            (Some(_), Some(column)) => write!(f, ", column \"{}\": ", one_line(column))?,
            (None, Some(column)) => write!(f, "column \"{}\": ", one_line(column))?,
            (Some(_), None) => f.write_str(": ")?,
            (None, None) => {}
        }
        if self.as_written.is_empty() {
            write!(f, "{} ({}", one_line(&self.taken_as), self.why)?;
        } else {
            let (written, taken) = (one_line(&self.as_written), one_line(&self.taken_as));
            write!(f, "\"{written}\" was read as {taken} ({}", self.why)?;
        }
        self.also.iter().try_for_each(|rule| write!(f, "; {rule}"))?;
        f.write_str(")")
    }
}

/// A text on one line: a cell may hold line breaks, a line of the report may not.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// A value as read, with a remark where the text could mean something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading<T> {
    /// What the text was read as.
    pub value: T,
    /// Why, when the text could have meant something else.
    pub remark: Option<Remark>,
}

impl<T> Reading<T> {
    /// A value that could mean nothing else.
    pub const fn plain(value: T) -> Reading<T> {
        Reading { value, remark: None }
    }
}

#[cfg(test)]
mod tests {
    use super::Remark;

    #[test]
    fn a_remark_names_place_text_meaning_and_reason() {
        let remark = Remark::new("1.234", "1234", "three digits follow");
        assert_eq!(remark.to_string(), "\"1.234\" was read as 1234 (three digits follow)");
        assert_eq!(
            remark.at(7, "amount").to_string(),
            "line 7, column \"amount\": \"1.234\" was read as 1234 (three digits follow)"
        );
    }

    #[test]
    fn a_remark_about_many_lines_is_one_line_and_may_keep_the_text_to_itself() {
        let remark = Remark { more: 2, ..Remark::new("", "the zeros in front are kept", "the format shows them") };
        assert_eq!(
            remark.at(2, "case").to_string(),
            "line 2 and 2 more lines, column \"case\": the zeros in front are kept (the format shows them)"
        );
        let remark = Remark::new("a\nb", "c\u{1b}d", "why");
        assert_eq!(remark.to_string(), "\"a b\" was read as c d (why)");
    }
}
