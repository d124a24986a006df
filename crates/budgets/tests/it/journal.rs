//! The journal, read by the real `ledger`.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use hovedbok_budgets::{Booking, Filter, Posting, bookings, trial_balance};
use hovedbok_interchange::journal::{JournalEntry, write};
use hovedbok_projection::At;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use crate::random::{history, resolve};
use crate::world::World;

fn journal(world: &World, at: At) -> String {
    let leg = |Posting { account, amount_ore }: Posting| (account.to_string(), amount_ore);
    let entry = |Booking { day, seq, id, type_name, postings }: Booking| JournalEntry {
        day,
        seq,
        id,
        description: type_name.to_owned(),
        postings: postings.into_iter().map(leg).collect(),
    };
    write(bookings(&world.timeline, at, &Filter::default()).into_iter().map(entry))
}

/// Balances as `ledger` reports them, in øre, those of zero too.
fn balances(file: &Path) -> BTreeMap<String, i128> {
    let output = Command::new("ledger")
        .args(["--args-only", "-f"])
        .arg(file)
        .args(["balance", "--flat", "--no-total", "--empty", "--format", "%(display_total)|%(account)\\n"])
        .output()
        .unwrap_or_else(|error| {
            panic!("`ledger` does not run ({error}): this test needs it, `apt-get install ledger`")
        });
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "ledger refused the journal: {}", String::from_utf8_lossy(&output.stderr));
    let balance = |line: &str| {
        let (amount, account) = line.split_once('|').unwrap();
        (account.to_owned(), ore(amount))
    };
    text.lines().map(balance).collect()
}

/// `NOK -1234.50` in øre; `ledger` writes a balance of nothing as `0`.
fn ore(amount: &str) -> i128 {
    match amount.trim().strip_prefix("NOK ") {
        Some(kroner) => {
            let (whole, rest) = kroner.split_once('.').unwrap();
            assert_eq!(rest.len(), 2, "{amount}");
            format!("{whole}{rest}").parse().unwrap()
        }
        None => {
            assert_eq!(amount.trim(), "0");
            0
        }
    }
}

#[test]
fn ledger_reads_every_balance_to_the_øre() {
    let mut runner = TestRunner::deterministic();
    let mut world = World::default();
    for _ in 0..6 {
        let ops = history().new_tree(&mut runner).unwrap().current();
        world.run(&ops);
    }
    let folder = tempfile::tempdir().unwrap();
    let mut accounts = 0;
    for (number, point) in (0..10).zip([
        (900, 100),
        (450, 100),
        (900, 50),
        (450, 50),
        (200, 30),
        (800, 75),
        (100, 90),
        (600, 60),
        (0, 100),
        (-1, 100),
    ]) {
        let at = resolve(&world, point);
        let file = folder.path().join(format!("{number}.journal"));
        std::fs::write(&file, journal(&world, at)).unwrap();
        let expected = trial_balance(&world.timeline, at).into_iter().map(|(account, ore)| (account.to_string(), ore));
        let expected: BTreeMap<String, i128> = expected.collect();
        accounts += expected.len();
        assert_eq!(balances(&file), expected, "at {point:?}");
    }
    assert!(accounts > 300, "the history is too small to say anything: {accounts} balances");
}
