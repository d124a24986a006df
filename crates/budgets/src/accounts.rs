//! The chart of accounts: pinned names as paths, one set of accounts for each fund.
//!
//! `docs/accounts.md` publishes it. A name never changes, since journals that were exported carry it.

use std::fmt::{self, Write};

use hovedbok_core::{FundId, Name, Text};

/// An account of a fund. Its name is `fund:<programme>:<year>:<source>:` and the name of its role.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Account {
    /// The fund that it belongs to.
    pub fund: FundId,
    /// What it holds.
    pub role: Role,
}

/// What an account holds. A balance above zero is money that is there or was used, below zero money that came from there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// `available`: appropriated or received, and neither allocated nor spent.
    Available,
    /// `appropriation`: where appropriations come from; the counter account, below zero.
    Appropriation,
    /// `received:<from>`: where money from another's fund comes from; below zero.
    Received(Text),
    /// `allocated:<grant>`: allocated and not yet paid out.
    Allocated(Name),
    /// `held:<grant>`: the recipient's cash, paid out or carried in and not yet used.
    Held(Name),
    /// `spent:<grant>`: used by the recipient.
    Spent(Name),
    /// `spent-direct`: used by the fund itself.
    SpentDirect,
    /// `memorandum:committed:<grant>`: promised by commitment letters. No money has moved.
    Committed(Name),
    /// `memorandum:letters`: the counter account of `memorandum:committed`, below zero.
    Letters,
}

impl Role {
    /// The account of this role in a fund.
    pub fn of(self, fund: &FundId) -> Account {
        Account { fund: fund.clone(), role: self }
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let FundId { programme, year, source } = &self.fund;
        write!(f, "fund:{}:{year:04}:{}:{}", Segment(programme.as_str()), Segment(source.as_str()), self.role)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Role::Available => f.write_str("available"),
            Role::Appropriation => f.write_str("appropriation"),
            Role::Received(from) => write!(f, "received:{}", Segment(from.as_str())),
            Role::Allocated(grant) => write!(f, "allocated:{}", Segment(grant.as_str())),
            Role::Held(grant) => write!(f, "held:{}", Segment(grant.as_str())),
            Role::Spent(grant) => write!(f, "spent:{}", Segment(grant.as_str())),
            Role::SpentDirect => f.write_str("spent-direct"),
            Role::Committed(grant) => write!(f, "memorandum:committed:{}", Segment(grant.as_str())),
            Role::Letters => f.write_str("memorandum:letters"),
        }
    }
}

/// One part of a path. What would end a part, an account or a line in a journal is written `%` and its UTF-8 bytes in
/// hexadecimal, so that two names are never one: `:`, `;`, `%`, control characters, space at an edge or beside another
/// space, other white space. An empty part is `%`.
struct Segment<'a>(&'a str);

impl fmt::Display for Segment<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_char('%');
        }
        let mut before = ' ';
        let mut rest = self.0.chars().peekable();
        while let Some(c) = rest.next() {
            let edge = before == ' ' || rest.peek().is_none();
            let unsafe_space = if c == ' ' { edge } else { c.is_whitespace() };
            if unsafe_space || c.is_control() || matches!(c, ':' | ';' | '%') {
                for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                    write!(f, "%{byte:02X}")?;
                }
                before = '%';
            } else {
                f.write_char(c)?;
                before = c;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use hovedbok_core::StreamId;

    use super::*;

    fn fund() -> FundId {
        match "fund/TIO/2005/621.63".parse().unwrap() {
            StreamId::Fund(fund) => fund,
            other => unreachable!("{other}"),
        }
    }

    fn received(from: &str) -> String {
        Role::Received(from.into()).of(&fund()).to_string()
    }

    #[test]
    fn names_are_pinned() {
        let grant = || "g-1".parse::<Name>().unwrap();
        let names = [
            (Role::Available, "fund:TIO:2005:621.63:available"),
            (Role::Appropriation, "fund:TIO:2005:621.63:appropriation"),
            (Role::Received("County Governor".into()), "fund:TIO:2005:621.63:received:County Governor"),
            (Role::Allocated(grant()), "fund:TIO:2005:621.63:allocated:g-1"),
            (Role::Held(grant()), "fund:TIO:2005:621.63:held:g-1"),
            (Role::Spent(grant()), "fund:TIO:2005:621.63:spent:g-1"),
            (Role::SpentDirect, "fund:TIO:2005:621.63:spent-direct"),
            (Role::Committed(grant()), "fund:TIO:2005:621.63:memorandum:committed:g-1"),
            (Role::Letters, "fund:TIO:2005:621.63:memorandum:letters"),
        ];
        for (role, name) in names {
            assert_eq!(role.of(&fund()).to_string(), name);
        }
    }

    #[test]
    fn free_text_cannot_break_a_path_and_two_names_are_never_one() {
        let texts = [
            "a  b", "a b", "a:b", "a%3Ab", " a b", "a b ", "a;b", "a\tb", "a\nb", "a\u{7f}b", "a\0b", "a\u{a0}b", "",
            "%", "   ",
        ];
        let names: std::collections::BTreeSet<_> = texts.iter().map(|text| received(text)).collect();
        assert_eq!(names.len(), texts.len());
        for name in &names {
            assert!(!name.contains("  ") && !name.contains(['\t', '\n', '\u{7f}', '\0', ';', '\u{a0}']), "{name}");
            assert_eq!(name.split(':').count(), 6, "{name}");
        }
        assert_eq!(received("a:b"), "fund:TIO:2005:621.63:received:a%3Ab");
        assert_eq!(received("å  b"), "fund:TIO:2005:621.63:received:å %20b");
        assert_eq!(received(" a b "), "fund:TIO:2005:621.63:received:%20a b%20");
    }
}
