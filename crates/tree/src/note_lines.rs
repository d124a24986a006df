//! Reading a text line by line, strictly, with the number of the line for messages.

/// What of a text is not read yet.
pub(crate) struct Lines<'a> {
    rest: &'a str,
    read: usize,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(text: &'a str) -> Lines<'a> {
        Lines { rest: text, read: 0 }
    }

    /// The next line without its newline; none at the end, and none when no newline ends it.
    pub(crate) fn line(&mut self) -> Option<&'a str> {
        let (line, rest) = self.rest.split_once('\n')?;
        self.rest = rest;
        self.read += 1;
        Some(line)
    }

    /// The next line, when it is `name`, a space and something.
    pub(crate) fn field(&mut self, name: &str) -> Option<&'a str> {
        self.line()?.strip_prefix(name)?.strip_prefix(' ').filter(|value| !value.is_empty())
    }

    /// The next line, when it is `name`, a space and a decimal.
    pub(crate) fn decimal_field(&mut self, name: &str) -> Option<u64> {
        self.field(name).and_then(decimal)
    }

    /// The next bytes as they are, when there are so many and they end where a character ends.
    pub(crate) fn bytes(&mut self, count: u64) -> Option<&'a str> {
        let (taken, rest) = self.rest.split_at_checked(usize::try_from(count).ok()?)?;
        self.rest = rest;
        self.read += taken.matches('\n').count();
        Some(taken)
    }

    /// How many lines are read: after [`Lines::line`], the number of that line.
    pub(crate) fn number(&self) -> usize {
        self.read
    }

    /// What is not read yet.
    pub(crate) fn rest(&self) -> &'a str {
        self.rest
    }
}

/// A decimal as the C2SP formats write it: ASCII digits, no sign, no leading zero.
pub(crate) fn decimal(text: &str) -> Option<u64> {
    let plain = text == "0" || !text.starts_with('0');
    (plain && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}
