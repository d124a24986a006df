//! `ledger` and `hledger`, where they are installed: the balances of a journal before a day, in a process of its own.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

use hovedbok_core::Day;

use crate::error::Error;

/// Balances in øre, by account.
pub type Balances = BTreeMap<String, i64>;

/// A program that reads journals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Program {
    /// `ledger`, in C++.
    Ledger,
    /// `hledger`, in Haskell.
    Hledger,
}

impl Program {
    /// Its name, which is that of the program.
    pub fn name(self) -> &'static str {
        match self {
            Program::Ledger => "ledger",
            Program::Hledger => "hledger",
        }
    }

    /// Its version, if it is installed.
    pub fn version(self) -> Option<String> {
        let said = Command::new(self.name()).arg("--version").stdin(Stdio::null()).output().ok()?;
        version(&String::from_utf8(said.stdout).ok()?)
    }

    /// What it prints of the balances at the end of a day.
    ///
    /// # Errors
    /// When it cannot be run, or says that something is wrong.
    pub fn balances(self, journal: &Path, as_of: Day) -> Result<String, Error> {
        let mut command = Command::new(self.name());
        // Neither reads a file of settings; both leave out the day that --end names.
        let own = match self {
            Program::Ledger => {
                ["--no-total", "--flat", "--balance-format", "%(account)\t%(quantity(scrub(display_total)))\n"]
            }
            Program::Hledger => ["--no-total", "--flat", "--output-format", "csv"],
        };
        command.arg("-f").arg(journal).arg("balance").args(own).args(["--end", &as_of.next().to_string()]);
        output(self.name(), &mut command)
    }

    /// The balances that it printed.
    ///
    /// # Errors
    /// When a line has no account and amount.
    pub fn read(self, printed: &str) -> Result<Balances, Error> {
        let (heading, between) = match self {
            Program::Ledger => (0, "\t"),
            // Names in the chart of accounts that need no quotation marks of their own.
            Program::Hledger => (1, "\",\""),
        };
        let read = |line: &str| balance(line.trim_matches('"').split_once(between)?);
        let lines = printed.lines().skip(heading);
        lines.map(|line| read(line).ok_or_else(|| failed(self.name(), line))).collect()
    }
}

/// What a program prints.
///
/// # Errors
/// When it cannot be run, or ends with an error.
pub fn output(name: &str, command: &mut Command) -> Result<String, Error> {
    let said = command.stdin(Stdio::null()).output().map_err(|error| failed(name, &error.to_string()))?;
    if !said.status.success() {
        return Err(failed(name, String::from_utf8_lossy(&said.stderr).trim()));
    }
    String::from_utf8(said.stdout).map_err(|error| failed(name, &error.to_string()))
}

fn failed(name: &str, what: &str) -> Error {
    Error::Program { program: name.to_owned(), what: what.to_owned() }
}

/// An account and its balance: kroner with or without a commodity and decimals.
fn balance((account, amount): (&str, &str)) -> Option<(String, i64)> {
    let amount = amount.strip_prefix("NOK ").unwrap_or(amount);
    let (sign, digits) = amount.strip_prefix('-').map_or((1, amount), |digits| (-1, digits));
    let (kroner, ore) = digits.split_once('.').unwrap_or((digits, "0"));
    let ore: i64 = format!("{ore:0<2}").parse().ok()?;
    Some((account.to_owned(), sign * (kroner.parse::<i64>().ok()?.checked_mul(100)? + ore)))
}

/// The first word that begins with a digit.
fn version(said: &str) -> Option<String> {
    let words = said.lines().next()?.split([' ', ',']);
    words.into_iter().find(|word| word.starts_with(|c: char| c.is_ascii_digit())).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn balances_are_read_as_both_print_them() {
        let of_ledger =
            Program::Ledger.read("fund:A:2006:x:available\t12.5\nfund:A:2006:x:appropriation\t-7\n").unwrap();
        let of_hledger = "\"account\",\"balance\"\n\"fund:A:2006:x:available\",\"NOK 12.50\"\n\
                          \"fund:A:2006:x:appropriation\",\"NOK -7.00\"\n";
        assert_eq!(Program::Hledger.read(of_hledger).unwrap(), of_ledger);
        assert_eq!(of_ledger.values().sum::<i64>(), 550);
        assert!(Program::Ledger.read("no amount").is_err());
    }

    #[test]
    fn versions_are_read() {
        let of = |said| version(said).unwrap();
        assert_eq!(of("Ledger 3.3.0-20230208, the command-line accounting tool\n"), "3.3.0-20230208");
        assert_eq!(of("hledger 1.25, linux-x86_64"), "1.25");
    }
}
