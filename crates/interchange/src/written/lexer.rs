//! A folded text to tokens. Spaces only part tokens; every other character is known or the text is not a date.

/// Stray signs at the edges were left out.
const WHY_STRAY: &str = "characters before or after a date are ignored";
/// Commas are written for points.
const WHY_COMMAS: &str = "commas between day, month and year are read as full stops";

/// A token of a written date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// Digits: their value and how many.
    Number(u32, usize),
    /// Letters.
    Word(&'a str),
    /// `.`
    Dot,
    /// `,`
    Comma,
    /// `/`
    Slash,
    /// `-` in any length, `til`, `to`.
    Dash,
    /// `&`, `og`, `and`.
    And,
    /// `:`
    Colon,
    /// `+`
    Plus,
}

/// The tokens, and what was assumed in making them.
pub(super) struct Lexed<'a> {
    pub tokens: Vec<Token<'a>>,
    pub rules: Vec<&'static str>,
}

/// The most digits in a number: the fraction of a second.
const WIDTH_MAX: usize = 9;
const TOKENS_MAX: usize = 64;

pub(super) fn lex(folded: &str) -> Option<Lexed<'_>> {
    let mut rules = Vec::new();
    let stray = |c: char| c.is_whitespace() || matches!(c, '|' | ';' | ',');
    let body = folded.trim_matches(stray);
    if body.len() != folded.trim().len() {
        rules.push(WHY_STRAY);
    }
    let mut tokens = Vec::new();
    let mut rest = body;
    while let Some(c) = rest.chars().next() {
        let run = |fits: fn(char) -> bool| rest.split_at_checked(rest.find(|c| !fits(c)).unwrap_or(rest.len()));
        let (token, after) = match c {
            c if c.is_whitespace() => (None, rest.trim_start()),
            '0'..='9' => {
                let (digits, after) = run(|c| c.is_ascii_digit())?;
                let value = (digits.len() <= WIDTH_MAX).then(|| digits.parse().ok()).flatten()?;
                (Some(Token::Number(value, digits.len())), after)
            }
            c if c.is_alphabetic() => {
                let (word, after) = run(char::is_alphabetic)?;
                let token = match word {
                    "og" | "and" => Token::And,
                    "til" | "to" => Token::Dash,
                    word => Token::Word(word),
                };
                (Some(token), after)
            }
            c => (Some(sign(c)?), rest.strip_prefix(c)?),
        };
        tokens.extend(token);
        rest = after;
        if tokens.len() > TOKENS_MAX {
            return None;
        }
    }
    if tokens.last() == Some(&Token::Dot) {
        tokens.pop();
    }
    if commas_for_points(&mut tokens) {
        rules.push(WHY_COMMAS);
    }
    Some(Lexed { tokens, rules })
}

fn sign(c: char) -> Option<Token<'static>> {
    Some(match c {
        '.' => Token::Dot,
        ',' => Token::Comma,
        '/' => Token::Slash,
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' => Token::Dash,
        '&' => Token::And,
        ':' => Token::Colon,
        '+' => Token::Plus,
        _ => return None,
    })
}

/// `18,12,08` and `18.12,08`: commas where only points can be meant.
fn commas_for_points(tokens: &mut [Token<'_>]) -> bool {
    let [Token::Number(..), first, Token::Number(..), second @ Token::Comma, Token::Number(..)] = tokens else {
        return false;
    };
    if !matches!(first, Token::Comma | Token::Dot) {
        return false;
    }
    (*first, *second) = (Token::Dot, Token::Dot);
    true
}
