//! Tokens to points: the days, months, weeks that a text names, with what each leaves unsaid.

use super::Reason;
use super::lexer::Token;
use super::reader::{Reader, Year, full_year};
use super::words::{self, Part, Season, Share};

/// Days that follow each other are a period.
const WHY_FIRST_TO_LAST: &str = "several days or weeks are a period from the first to the last";
const WHY_DIGITS: &str = "digits without separators are day, month and year";
const WHY_DAY_FIRST: &str = "the day comes before the month";
const WHY_BY: &str = "'innen' (by) a period means its last day";

/// What a point names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// A number whose unit is beside another one; whether it begins with 0.
    Bare(u32, bool),
    /// A day of a month.
    Day(u32, u32),
    /// A month.
    Month(u32),
    /// A named part of a month.
    Part(Part, u32),
    /// An ISO week.
    Week(u32),
    /// A numbered part of the year, from 1.
    Share(Share, u32),
    /// A named part of the year.
    Season(Season),
    /// The year.
    Year,
}

/// One point of a written period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Point {
    pub what: What,
    pub year: Option<Year>,
    /// A day in the one form that needs no text beside it.
    pub plain: bool,
    /// Digits without separators.
    pub compact: bool,
}

/// The points of a text in their order, at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Parsed {
    pub points: Vec<Point>,
    /// Only the last day is meant.
    pub deadline: bool,
    /// What was assumed.
    pub rules: Vec<&'static str>,
    /// Minutes from the beginning of the day in UTC, where a time with its zone is written.
    pub utc: Option<i64>,
}

/// Points in one text.
const POINTS_MAX: usize = 8;

/// Reads all tokens as one point or several.
pub(super) fn parse(tokens: &[Token<'_>]) -> Result<Parsed, Reason> {
    let mut reader = Reader::new(tokens);
    let deadline = reader.deadline();
    let mut points = vec![reader.point()?.ok_or(Reason::Unknown)?];
    while !reader.tokens.is_empty() {
        let before = points.last().copied().ok_or(Reason::Unknown)?;
        let beside = reader.separator(&before)?;
        let next = reader.point()?.ok_or(Reason::Unknown)?;
        let full = |p: &Point| matches!(p.what, What::Day(..)) && p.year.is_some();
        if points.len() == POINTS_MAX || (beside == Beside::Nothing && !(full(&before) && full(&next))) {
            return Err(Reason::Unknown);
        }
        if beside != Beside::To {
            reader.note(WHY_FIRST_TO_LAST);
        }
        points.push(next);
    }
    Ok(Parsed { points, deadline, rules: reader.rules, utc: reader.utc })
}

/// What is between two points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Beside {
    /// A dash, or a slash between names: from the one to the other.
    To,
    /// `&`, `og` or a comma: the one and the other.
    And,
    /// Only space.
    Nothing,
}

impl Reader<'_> {
    /// `innen`, `innen utgangen av`, `by the end of`; also takes `fra` and `i løpet av`, which say nothing more.
    fn deadline(&mut self) -> bool {
        if self.eat_word(&["fra", "from", "during"]) {
            return false;
        }
        if matches!(self.tokens, [Token::Word("i"), Token::Word("løpet"), Token::Word("av"), ..]) {
            self.skip(3);
            return false;
        }
        let by = self.eat_word(&["innen", "by"]);
        self.eat_word(&["the"]);
        let end = self.eat_word(&["utgangen", "slutten", "end"]);
        self.eat_word(&["av", "of"]);
        if by && !end {
            self.note(WHY_BY);
        }
        by || end
    }

    fn separator(&mut self, before: &Point) -> Result<Beside, Reason> {
        // `5,6.11` may be the fifth and sixth or a slip for 5.6.11; `5., 6.` is not.
        let listed = before.plain || (matches!(before.what, What::Bare(..)) && self.last == Some(Token::Dot));
        let named = !matches!(before.what, What::Bare(..)) && (before.plain || !matches!(before.what, What::Day(..)));
        let beside = match self.peek(0) {
            Some(Token::Dash) => Beside::To,
            Some(Token::Slash) if named => Beside::To,
            Some(Token::And) => Beside::And,
            Some(Token::Comma) if listed => Beside::And,
            Some(Token::Number(..)) => return Ok(Beside::Nothing),
            _ => return Err(Reason::Unknown),
        };
        self.skip(1);
        Ok(beside)
    }

    fn point(&mut self) -> Result<Option<Point>, Reason> {
        match self.peek(0) {
            Some(Token::Word(word)) => Ok(self.named(word)),
            Some(Token::Number(value, width)) => self.numbered(value, width),
            _ => Ok(None),
        }
    }

    /// A point that begins with a word.
    fn named(&mut self, word: &str) -> Option<Point> {
        if let Some(month) = words::month(word) {
            self.skip(1);
            self.eat(Token::Dot);
            return Some(self.english_day(month).unwrap_or_else(|| self.with_year(What::Month(month))));
        }
        if let Some(season) = words::season(word) {
            self.skip(1);
            return Some(self.with_year(What::Season(season)));
        }
        if let (Some(part), Some(Token::Word(next))) = (words::part(word), self.peek(1)) {
            let month = words::month(next)?;
            self.skip(2);
            self.eat(Token::Dot);
            return Some(self.with_year(What::Part(part, month)));
        }
        self.eat_word(&["whole", "hele"]);
        if self.eat_word(&["year", "året"]) {
            return Some(self.with_year(What::Year));
        }
        self.skip(1);
        let dot = self.eat(Token::Dot);
        let Some(Token::Number(number, 1 | 2)) = self.peek(0) else { return None };
        self.skip(1);
        if words::week(word) {
            let year = self.year(&[Token::Slash, Token::Comma], false);
            return Some(Point { what: What::Week(number), year, plain: false, compact: false });
        }
        (word == "q" && !dot).then(|| self.with_year(What::Share(Share::Quarter, number)))
    }

    /// `January 5, 2007`, after its month.
    fn english_day(&mut self, month: u32) -> Option<Point> {
        let Token::Number(day, 1 | 2) = self.peek(0)? else { return None };
        let comma = usize::from(self.peek(1) == Some(Token::Comma));
        let Token::Number(year, 4) = self.peek(1 + comma)? else { return None };
        let year = full_year(year)?;
        self.skip(2 + comma);
        Some(Point { what: What::Day(day, month), year: Some(year), plain: false, compact: false })
    }

    /// A point that begins with digits.
    fn numbered(&mut self, value: u32, width: usize) -> Result<Option<Point>, Reason> {
        match width {
            1 | 2 => Ok(self.counted(value, width)),
            4 => self.four_digits(value),
            6 => {
                self.skip(1);
                Ok(Some(self.compact(
                    value / 10_000,
                    value / 100 % 100,
                    i32::try_from(value % 100).ok().map(Year::Short),
                )))
            }
            8 => {
                self.skip(1);
                // No text fits both orders: a year at one end would be a month above 12 at the other.
                let (day, month, year) = match full_year(value % 10_000) {
                    Some(year) => (value / 1_000_000, value / 10_000 % 100, Some(year)),
                    None => (value % 100, value / 100 % 100, full_year(value / 10_000)),
                };
                Ok(year.map(|_| self.compact(day, month, year)))
            }
            _ => Ok(None),
        }
    }

    fn compact(&mut self, day: u32, month: u32, year: Option<Year>) -> Point {
        self.note(WHY_DIGITS);
        Point { what: What::Day(day, month), year, plain: false, compact: true }
    }

    /// `2006-01-23`, `2008`, `0101-` before more digits of the kind.
    fn four_digits(&mut self, value: u32) -> Result<Option<Point>, Reason> {
        let (second, third) = (self.peek(2), self.peek(4));
        let dash = self.peek(1) == Some(Token::Dash);
        match (dash, second, self.peek(3), third) {
            (true, Some(Token::Number(month, 2)), Some(Token::Dash), Some(Token::Number(day, 2))) => {
                self.skip(5);
                let year = full_year(value);
                self.time();
                Ok(year.map(|year| Point {
                    what: What::Day(day, month),
                    year: Some(year),
                    plain: true,
                    compact: false,
                }))
            }
            (true, Some(Token::Number(_, 6 | 8)), ..) => {
                self.skip(1);
                Ok(Some(self.compact(value / 100, value % 100, None)))
            }
            (true, Some(Token::Number(next, 2)), ..) => {
                let (month, year) = ((1..=12).contains(&next), next > value % 100);
                if month && year {
                    let (one, other) = ("a month", "a first and a last year");
                    return Err(Reason::Ambiguous { one, other, write: "august 2006 or 2006-2008" });
                }
                if month {
                    self.skip(3);
                    let year = full_year(value);
                    return Ok(year.map(|year| Point {
                        what: What::Month(next),
                        year: Some(year),
                        plain: false,
                        compact: false,
                    }));
                }
                self.skip(1);
                Ok(full_year(value).map(year_alone))
            }
            _ => {
                self.skip(1);
                Ok(full_year(value).map(year_alone))
            }
        }
    }

    /// A point that begins with a number of one or two digits.
    fn counted(&mut self, value: u32, width: usize) -> Option<Point> {
        let bare =
            Point { what: What::Bare(value, width == 2 && value < 10), year: None, plain: false, compact: false };
        let mark = self.peek(1);
        let named_at = usize::from(matches!(mark, Some(Token::Dot | Token::Dash))) + 1;
        if let Some(Token::Word(word)) = self.peek(named_at) {
            if let Some(month) = words::month(word) {
                self.skip(named_at + 1);
                self.eat(Token::Dot);
                return Some(self.with_year(What::Day(value, month)));
            }
            if let Some(share) = words::share(word) {
                self.skip(named_at + 1);
                self.eat(Token::Dot);
                return Some(self.with_year(What::Share(share, value)));
            }
        }
        match (mark, self.peek(2)) {
            (Some(Token::Dot | Token::Slash), Some(Token::Number(year, 4))) => {
                self.skip(3);
                let year = full_year(year)?;
                Some(Point { what: What::Month(value), year: Some(year), plain: false, compact: false })
            }
            (Some(Token::Dot), Some(Token::Number(month, 1 | 2))) => {
                self.skip(3);
                let year = self.year(&[Token::Dot], false);
                self.eat(Token::Dot);
                if year.is_some() {
                    self.time();
                }
                Some(Point { what: What::Day(value, month), year, plain: year.is_some(), compact: false })
            }
            (Some(Token::Slash), Some(Token::Number(month, 1 | 2))) => {
                self.skip(3);
                if value <= 12 && month <= 12 {
                    self.note(WHY_DAY_FIRST);
                }
                let year = self.year(&[Token::Slash, Token::Dash, Token::Dot], false);
                self.eat(Token::Dot);
                Some(Point { what: What::Day(value, month), year, plain: false, compact: false })
            }
            (Some(Token::Dash), Some(Token::Number(month, 1 | 2)))
                if matches!((self.peek(3), self.peek(4)), (Some(Token::Dash), Some(Token::Number(_, 4)))) =>
            {
                self.skip(3);
                self.note(WHY_DAY_FIRST);
                let year = self.year(&[Token::Dash], false);
                Some(Point { what: What::Day(value, month), year, plain: false, compact: false })
            }
            (Some(Token::Dot), _) => {
                self.skip(2);
                Some(bare)
            }
            _ => {
                self.skip(1);
                // A year may follow the last of several weeks.
                Some(Point { year: self.year(&[], false), ..bare })
            }
        }
    }

    fn with_year(&mut self, what: What) -> Point {
        let year = self.year(&[Token::Dash, Token::Slash, Token::Comma], true);
        self.eat(Token::Dot);
        Point { what, year, plain: false, compact: false }
    }
}

fn year_alone(year: Year) -> Point {
    Point { what: What::Year, year: Some(year), plain: false, compact: false }
}
