//! The tokens that are left, with what may follow any date: a year, a time of day.

use super::lexer::Token;

const WHY_TIME: &str = "the time of day is ignored";

/// A year as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Year {
    /// Four digits.
    Full(i32),
    /// Two digits.
    Short(i32),
}

/// Reads tokens from the left.
pub(super) struct Reader<'a> {
    pub(super) tokens: &'a [Token<'a>],
    /// The token before them.
    pub(super) last: Option<Token<'a>>,
    pub(super) rules: Vec<&'static str>,
    /// Minutes from the beginning of the day in UTC, where a time of day with its zone was written.
    pub(super) utc: Option<i64>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(tokens: &'a [Token<'a>]) -> Reader<'a> {
        Reader { tokens, last: None, rules: Vec::new(), utc: None }
    }

    pub(super) fn note(&mut self, rule: &'static str) {
        if !self.rules.contains(&rule) {
            self.rules.push(rule);
        }
    }

    pub(super) fn peek(&self, at: usize) -> Option<Token<'a>> {
        self.tokens.get(at).copied()
    }

    pub(super) fn skip(&mut self, count: usize) {
        self.last = count.checked_sub(1).map_or(self.last, |last| self.peek(last));
        self.tokens = self.tokens.get(count..).unwrap_or_default();
    }

    pub(super) fn eat(&mut self, token: Token<'_>) -> bool {
        let there = self.peek(0) == Some(token);
        self.skip(usize::from(there));
        there
    }

    pub(super) fn eat_word(&mut self, words: &[&str]) -> bool {
        let there = matches!(self.peek(0), Some(Token::Word(word)) if words.contains(&word));
        self.skip(usize::from(there));
        there
    }

    /// A year of four digits, alone or after one of the signs; of two after a sign, or alone where `short_alone` says so.
    pub(super) fn year(&mut self, signs: &[Token<'_>], short_alone: bool) -> Option<Year> {
        let sign = usize::from(self.peek(0).is_some_and(|token| signs.contains(&token)));
        let Token::Number(value, width) = self.peek(sign)? else { return None };
        let goes_on = match (self.peek(sign + 1), self.peek(sign + 2)) {
            (Some(Token::Colon), _) => true,
            (Some(Token::Dot | Token::Slash), Some(Token::Number(..))) => width == 2,
            (Some(Token::Dot), Some(Token::Word(_))) | (Some(Token::Word(_)), _) => width == 2,
            (Some(Token::Dash), Some(Token::Number(_, 2))) => width == 4 && self.peek(sign + 3) == Some(Token::Dash),
            _ => false,
        };
        let year = match width {
            4 => full_year(value)?,
            2 if sign == 1 || short_alone => Year::Short(i32::try_from(value).ok()?),
            _ => return None,
        };
        if goes_on {
            return None;
        }
        self.skip(sign + 1);
        Some(year)
    }

    /// A time of day after a whole date: `T00:00:00Z`, `12:30`, `kl. 12`. One with a zone moves the day to that in Norway; one
    /// without is local and left out, and midnight says nothing.
    pub(super) fn time(&mut self) {
        let before = match self.tokens {
            [Token::Word("t" | "kl"), Token::Number(..), ..] => 1,
            [Token::Word("kl"), Token::Dot, Token::Number(..), ..] => 2,
            [Token::Number(..), Token::Colon, ..] => 0,
            _ => return,
        };
        let iso = self.peek(0) == Some(Token::Word("t"));
        let Some(Token::Number(hour, 1 | 2)) = self.peek(before) else { return };
        let (tokens, last) = (self.tokens, self.last);
        self.skip(before + 1);
        let mut parts = vec![hour];
        while let (Some(Token::Colon | Token::Dot), Some(Token::Number(value, _))) = (self.peek(0), self.peek(1)) {
            self.skip(2);
            parts.push(value);
        }
        if !in_a_day(&parts) {
            // No day has such a time: the text is not read.
            (self.tokens, self.last) = (tokens, last);
            return;
        }
        // `10:00-12:00` is a meeting and no zone; with seconds or a T it is a zone.
        let exact = iso || parts.len() > 2;
        if !exact
            && let [Token::Dash, Token::Number(hour, 2), Token::Colon, Token::Number(minute, 2), ..] = self.tokens
            && in_a_day(&[*hour, *minute])
        {
            self.skip(4);
            return self.note(WHY_TIME);
        }
        match self.zone(exact) {
            Some(east) => {
                let minute = parts.get(1).copied().unwrap_or(0);
                self.utc = Some(i64::from(hour) * 60 + i64::from(minute) - east);
            }
            None if parts.iter().any(|part| *part > 0) => self.note(WHY_TIME),
            None => {}
        }
    }

    /// A zone, in minutes east of UTC: `Z`, `UTC`, `GMT`, `+02:00`, `+0200`, `+02`, and after an exact time `-05:00`.
    fn zone(&mut self, exact: bool) -> Option<i64> {
        if self.eat_word(&["z", "utc", "gmt"]) {
            return Some(0);
        }
        let sign = match self.peek(0) {
            Some(Token::Plus) => 1,
            Some(Token::Dash) if exact => -1,
            _ => return None,
        };
        let (tokens, hours, minutes) = match (self.peek(1), self.peek(2), self.peek(3)) {
            (Some(Token::Number(hours, 2)), Some(Token::Colon), Some(Token::Number(minutes, 2))) => (4, hours, minutes),
            (Some(Token::Number(together, 4)), ..) => (2, together / 100, together % 100),
            (Some(Token::Number(hours, 2)), ..) => (2, hours, 0),
            _ => return None,
        };
        if hours > 14 || minutes > 59 {
            return None;
        }
        self.skip(tokens);
        Some(sign * (i64::from(hours) * 60 + i64::from(minutes)))
    }
}

/// Whether hour, minute and second are those of a day; 24 is its end.
fn in_a_day(parts: &[u32]) -> bool {
    let later = || parts.iter().skip(1).take(2);
    match parts.first() {
        Some(24) => later().all(|part| *part == 0),
        Some(hour) => *hour < 24 && later().all(|part| *part <= 59),
        None => false,
    }
}

/// A year of four digits, if the calendar has it.
pub(super) fn full_year(value: u32) -> Option<Year> {
    i32::try_from(value).ok().filter(|year| (1900..=2199).contains(year)).map(Year::Full)
}
