//! A journal in plain text, as `ledger` and `hledger` read it: entries with their legs in whole øre, written as kroner.
//!
//! ```text
//! 2005-09-01 #12 fund.appropriated
//!     ; id: 6f9619ff-8b86-4d01-b42d-00cf4fc964ff
//!     fund:TIO:2005:621.63:available  NOK 20000000.00
//!     fund:TIO:2005:621.63:appropriation  NOK -20000000.00
//! ```

use std::fmt::Write;

use hovedbok_core::{Day, EntryId, Seq};

/// An entry of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalEntry {
    /// The day that it counts from.
    pub day: Day,
    /// Its position, which comes before the description.
    pub seq: Seq,
    /// Its identity, which becomes the tag `id`.
    pub id: EntryId,
    /// What happened: the entry's type.
    pub description: String,
    /// Accounts and what each gains, in øre. Programs that read journals refuse legs that do not sum to zero.
    pub postings: Vec<(String, i64)>,
}

/// The commodity with its two decimals, so that neither program guesses.
const HEADER: &str = "commodity NOK\n    format NOK 1000.00\n";

/// The journal of the entries, by day and then position; the header alone when there are none.
///
/// A character that would end an account or a line is written `%` and its UTF-8 bytes in hexadecimal: control
/// characters, white space but a single space inside, `;`, and at the beginning whatever is no letter or digit. `%` stays
/// as it is, so a name that is safe already, as those of the chart of accounts are, comes out unchanged.
pub fn write(rows: impl Iterator<Item = JournalEntry>) -> String {
    let mut rows: Vec<JournalEntry> = rows.collect();
    rows.sort_by_key(|row| (row.day, row.seq));
    let mut journal = HEADER.to_owned();
    for row in &rows {
        let JournalEntry { day, seq, id, description, postings } = row;
        // Writing to memory cannot fail.
        let _ = write!(journal, "\n{day} {seq} {}\n    ; id: {id}\n", safe(description));
        for (account, ore) in postings {
            let _ = writeln!(journal, "    {}  NOK {}", safe(account), kroner(*ore));
        }
    }
    journal
}

/// Øre as kroner with two decimals and nothing between thousands.
fn kroner(ore: i64) -> String {
    let (sign, ore) = (if ore < 0 { "-" } else { "" }, ore.unsigned_abs());
    format!("{sign}{}.{:02}", ore / 100, ore % 100)
}

/// A name that neither program cuts short or reads as something else.
fn safe(name: &str) -> String {
    if name.is_empty() {
        return "%".to_owned();
    }
    let mut text = String::with_capacity(name.len());
    let mut rest = name.chars().peekable();
    while let Some(c) = rest.next() {
        let first = text.is_empty();
        let edge = first || text.ends_with(' ') || rest.peek().is_none();
        let space = if c == ' ' { edge } else { c.is_whitespace() };
        if space || c.is_control() || c == ';' || (first && !c.is_alphanumeric() && c != '%') {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                let _ = write!(text, "%{byte:02X}");
            }
        } else {
            text.push(c);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(day: &str, seq: u64, postings: &[(&str, i64)]) -> JournalEntry {
        JournalEntry {
            day: day.parse().unwrap(),
            seq: Seq(seq),
            id: "6f9619ff-8b86-4d01-b42d-00cf4fc964ff".parse().unwrap(),
            description: "grant.spent".to_owned(),
            postings: postings.iter().map(|(account, ore)| ((*account).to_owned(), *ore)).collect(),
        }
    }

    #[test]
    fn entries_stand_by_day_and_position_with_kroner_and_øre() {
        let late = entry("2006-01-01", 2, &[("a:b", 5), ("a:c", -5)]);
        let second = entry("2005-09-01", 7, &[("a:b c", 123_456), ("a:d", -123_456)]);
        let first = entry("2005-09-01", 3, &[("a:b", i64::MAX), ("a:c", -i64::MAX)]);
        let journal = write([late, second, first].into_iter());
        assert_eq!(
            journal,
            "commodity NOK\n    format NOK 1000.00\n\
             \n2005-09-01 #3 grant.spent\n    ; id: 6f9619ff-8b86-4d01-b42d-00cf4fc964ff\
             \n    a:b  NOK 92233720368547758.07\n    a:c  NOK -92233720368547758.07\n\
             \n2005-09-01 #7 grant.spent\n    ; id: 6f9619ff-8b86-4d01-b42d-00cf4fc964ff\
             \n    a:b c  NOK 1234.56\n    a:d  NOK -1234.56\n\
             \n2006-01-01 #2 grant.spent\n    ; id: 6f9619ff-8b86-4d01-b42d-00cf4fc964ff\
             \n    a:b  NOK 0.05\n    a:c  NOK -0.05\n"
        );
    }

    #[test]
    fn an_empty_journal_is_its_header() {
        assert_eq!(write(std::iter::empty()), HEADER);
    }

    #[test]
    fn every_amount_has_two_decimals() {
        assert_eq!(kroner(0), "0.00");
        assert_eq!(kroner(-1), "-0.01");
        assert_eq!(kroner(100), "1.00");
        assert_eq!(kroner(i64::MIN), "-92233720368547758.08");
    }

    #[test]
    fn names_cannot_end_a_line_or_an_account() {
        for (name, written) in [
            ("a:b c", "a:b c"),
            ("a%3Ab", "a%3Ab"),
            ("a  b", "a %20b"),
            (" a ", "%20a%20"),
            ("a\tb\nc", "a%09b%0Ac"),
            ("(a)", "%28a)"),
            ("a;b", "a%3Bb"),
            ("", "%"),
            ("å\u{a0}b", "å%C2%A0b"),
        ] {
            assert_eq!(safe(name), written);
            assert_eq!(safe(&safe(name)), written, "writing a safe name changes nothing");
        }
    }
}
