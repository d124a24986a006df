//! The money at a day, out of books of many postings: `hovedbok budget` beside `ledger` and `hledger` over the journal that the
//! ledger exports, from the start of the process to its end. The balances are the same, or nothing is measured.

use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use hovedbok_answers::Question;
use hovedbok_answers::questions::BudgetOf;
use hovedbok_budgets::By;
use hovedbok_core::Day;
use hovedbok_projection::At;
use serde_json::Value;

use super::{Bench, of, peer};
use crate::alone::{self, Task};
use crate::error::Error;
use crate::figures::{Beside, Bound, Row, Unit};
use crate::ours::{self, Views};
use crate::peer::journal::{Balances, Program, output};
use crate::rounds::{Contestant, take_turns};
use crate::sample;

/// The programs, and how many times as fast the ledger must and should be.
const PROGRAMS: [(Program, f64, f64); 2] = [(Program::Ledger, 20.0, 100.0), (Program::Hledger, 100.0, 500.0)];
/// Every movement is two postings.
const POSTINGS: u64 = 2;

pub(super) fn rows(bench: &Bench) -> Result<Vec<Row>, Error> {
    let entries = sample::money(bench.sizes.movements)?;
    let postings = entries.len() as u64 * POSTINGS;
    let as_of = sample::days(&entries).1.plus_days(-100);
    let folder = bench.folder()?;
    let (ledger, journal) = (folder.path().join("ledger"), folder.path().join("books.journal"));
    ours::import(&ledger, sample::lines(&entries).as_slice(), entries.len())?;
    ours::journal(&ledger, &journal)?;
    let question = Question::Budget(BudgetOf { filter: Default::default(), by: By::Line });
    let expected = expected(&ledger, &question, as_of)?;

    let own = hovedbok();
    let task = Task::Ask(Box::new(question));
    let mut contestants = vec![Contestant::new("hovedbok", || match &own {
        Some(program) => {
            let begin = Instant::now();
            let said = output("hovedbok", &mut budget(program, &ledger, as_of))?;
            let took = begin.elapsed();
            let answer: Value = serde_json::from_str(&said).unwrap_or_default();
            same("hovedbok", &expected, &of_answer(answer.get("result").unwrap_or(&Value::Null))?)?;
            Ok(took.as_secs_f64() * 1e3)
        }
        None => alone::apart(&ledger, &task).map(|(_, whole)| whole),
    })];
    let installed: Vec<_> = PROGRAMS.iter().map(|(program, ..)| program.version()).collect();
    for ((program, ..), version) in PROGRAMS.into_iter().zip(&installed) {
        if version.is_none() {
            eprintln!("  {} is not installed: its row stays empty", program.name());
            continue;
        }
        let (journal, expected) = (&journal, &expected);
        contestants.push(Contestant::new(program.name(), move || {
            let begin = Instant::now();
            let printed = program.balances(journal, as_of)?;
            let took = begin.elapsed();
            same(program.name(), expected, &of_accounts(&program.read(&printed)?))?;
            Ok(took.as_secs_f64() * 1e3)
        }));
    }
    let mut figures = take_turns(bench.runs, Unit::Milliseconds, contestants)?.into_iter();
    let ours = of("hovedbok", figures.next())?;
    let how = if own.is_some() { "`hovedbok budget`" } else { "the runner's own process" };
    let mut rows = Vec::new();
    for ((program, floor, aim), version) in PROGRAMS.into_iter().zip(installed) {
        let beside = match version {
            Some(version) => peer(&format!("{} {version}", program.name()), figures.next())?,
            None => Beside::Missing(program.name().to_owned(), "not installed".to_owned()),
        };
        rows.push(Row {
            what: format!("balances at a day over {postings} postings, whole process ({how})"),
            unit: Unit::Milliseconds,
            ours: ours.clone(),
            beside,
            floor: Some(Bound::Times(floor)),
            aim: Some(Bound::Times(aim)),
        });
    }
    Ok(rows)
}

/// The program itself, where it was built beside the runner.
fn hovedbok() -> Option<PathBuf> {
    let beside = env::current_exe().ok()?.with_file_name("hovedbok");
    beside.is_file().then_some(beside)
}

fn budget(program: &Path, ledger: &Path, as_of: Day) -> Command {
    let mut command = Command::new(program);
    command.arg("--ledger").arg(ledger).args(["--as-of", &as_of.to_string(), "--format", "json", "budget"]);
    command
}

/// What the views answer, asked here.
fn expected(ledger: &Path, question: &Question, as_of: Day) -> Result<Sums, Error> {
    let mut views = Views::open(ledger)?;
    let known_at = views.last()?;
    let reply = views.ask(question, At { as_of, known_at })?;
    of_answer(&serde_json::json!(reply))
}

/// Amounts of a fund that are not nought, in øre, by the fund and what they are.
type Sums = BTreeMap<(String, &'static str), i64>;

/// The amounts in an answer.
fn of_answer(result: &Value) -> Result<Sums, Error> {
    let mut sums = Sums::new();
    let lines = result.get("lines").and_then(Value::as_array);
    for line in lines.ok_or_else(|| Error::Writer("an answer to 'budget' has no lines".to_owned()))? {
        let text = |key: &str| line.get(key).map(|value| value.to_string().replace('"', "")).unwrap_or_default();
        let ore = |key: &str| line.get(key).and_then(Value::as_i64).unwrap_or_default();
        let fund = format!("{}:{}:{}", text("programme"), text("year"), text("source"));
        for (what, amount) in [
            ("appropriated", ore("appropriated_ore")),
            ("available", ore("available_ore")),
            ("allocated", ore("allocated_ore") - ore("disbursed_ore")),
            ("held", ore("unspent_ore")),
            ("spent", ore("spent_ore")),
            ("spent-direct", ore("spent_direct_ore")),
        ] {
            sums.insert((fund.clone(), what), amount);
        }
    }
    sums.retain(|_, amount| *amount != 0);
    Ok(sums)
}

/// The same out of the balances of accounts (docs/accounts.md, *From accounts to the budget*).
fn of_accounts(balances: &Balances) -> Sums {
    let mut sums = Sums::new();
    for (account, balance) in balances {
        let mut parts = account.split(':').skip(1);
        let fund = parts.by_ref().take(3).collect::<Vec<_>>().join(":");
        let (what, amount) = match parts.next().unwrap_or_default() {
            "appropriation" | "received" => ("appropriated", -balance),
            "available" => ("available", *balance),
            "allocated" => ("allocated", *balance),
            "held" => ("held", *balance),
            "spent" => ("spent", *balance),
            "spent-direct" => ("spent-direct", *balance),
            _ => continue,
        };
        *sums.entry((fund, what)).or_default() += amount;
    }
    sums.retain(|_, amount| *amount != 0);
    sums
}

fn same(name: &str, expected: &Sums, found: &Sums) -> Result<(), Error> {
    let keys = expected.keys().chain(found.keys());
    let Some(key @ (fund, what)) = keys.into_iter().find(|key| expected.get(key) != found.get(key)) else {
        return Ok(());
    };
    let ore = |sums: &Sums| sums.get(key).copied().unwrap_or_default();
    let what = format!("{what} of {fund} is {} where the ledger has {} øre", ore(found), ore(expected));
    Err(Error::Answers { peer: name.to_owned(), what })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::folder;

    #[test]
    fn budget_and_journal_say_the_same_of_every_fund_and_a_difference_is_found() {
        let dir = folder::new(&env::temp_dir()).unwrap();
        let (ledger, journal) = (dir.path().join("ledger"), dir.path().join("books.journal"));
        let entries = sample::money(1_000).unwrap();
        ours::import(&ledger, sample::lines(&entries).as_slice(), entries.len()).unwrap();
        ours::journal(&ledger, &journal).unwrap();
        let as_of = sample::days(&entries).1.plus_days(-100);
        let question = Question::Budget(BudgetOf { filter: Default::default(), by: By::Line });
        let expected = expected(&ledger, &question, as_of).unwrap();
        assert_eq!(expected.len(), 2 * 5 * 6, "two years, five programmes, six amounts");
        // What the programs make of it: every posting up to the day, summed by account.
        let mut balances = Balances::new();
        let text = fs::read_to_string(&journal).unwrap();
        for entry in text.split("\n\n").skip(1).filter(|entry| entry[..10] <= as_of.to_string()[..]) {
            for posting in entry.lines().skip(2) {
                let (account, amount) = posting.trim().split_once("  NOK ").unwrap();
                *balances.entry(account.to_owned()).or_default() += amount.replace('.', "").parse::<i64>().unwrap();
            }
        }
        let mut found = of_accounts(&balances);
        same("a peer", &expected, &found).unwrap();
        *found.values_mut().next().unwrap() += 1;
        let said = same("a peer", &expected, &found).unwrap_err().to_string();
        assert!(said.contains("of SYN1:2006:621.63 is"), "{said}");
        let printed = balances.iter().map(|(account, ore)| format!("{account}\t{ore}\n")).collect::<String>();
        assert_eq!(Program::Ledger.read(&printed).unwrap().len(), balances.len());
    }
}
