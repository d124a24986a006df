//! Power cuts by replay: a recorded writer, cut at 500 places, with what was not synced lost, kept in part, or torn. What
//! was acknowledged before the cut is there, and a commit is there whole or not at all. Without the sync it is not so.

use std::collections::BTreeSet;
use std::error::Error;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::{fs, thread};

use crate::power::disk::{Disk, Fate};
use crate::power::trace::{Event, Trace};
use crate::power::{record, shim};
use crate::work::{self, Dice};
use crate::writer::{asked, writer};

const CUTS: usize = 500;
/// Enough of them to see that much is lost without the sync.
const CONTROL_CUTS: usize = 90;
const WORKERS: usize = 2;
/// After one in so many cuts the ledger is written to again.
const GO_ON: usize = 4;
const FATES: [Fate; 3] = [Fate::Lost, Fate::Parted, Fate::Torn];

/// Processes one after the other on one ledger: small and large commits, imports, one of them in more than one durable batch,
/// compacting, sealing where there is enough of it, and opening what is there.
const WRITERS: [&str; 6] = [
    "--mode mixed --rounds 110 --seed 3 --import 600 --step 1000",
    "--mode import --rounds 6 --seed 4 --import 500",
    "--mode mixed --rounds 100 --seed 7 --import 600",
    "--mode compact --rounds 3 --seed 6",
    "--mode import --rounds 1 --seed 1 --import 14000",
    "--mode mixed --rounds 20 --seed 5 --import 600",
];

struct Recorded {
    trace: Trace,
    /// The inode of the traced folder.
    root: u64,
}

/// Records the writers, and makes sure that the trace holds all they did.
fn recorded(home: &Path, test: &str, more: &str) -> Recorded {
    let home = home.canonicalize().unwrap();
    let (root, file, shim) = (home.join("root"), home.join("trace"), shim(&home));
    fs::create_dir(&root).unwrap();
    for options in WRITERS {
        let mut command = writer(test, &root.join("ledger"), &format!("{options} {more}"));
        let output = record(&mut command, &shim, &root, &file).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    }
    let recorded = Recorded { trace: Trace::read(&file), root: fs::metadata(&root).unwrap().ino() };
    let mut disk = Disk::new(&recorded.trace, recorded.root);
    recorded.trace.events.iter().for_each(|event| disk.apply(event));
    let replayed = home.join("replayed");
    fs::create_dir(&replayed).unwrap();
    disk.write(&replayed, Fate::Kept, &mut |least, _| least);
    same(&root, &replayed);
    recorded
}

fn same(one: &Path, other: &Path) {
    let names =
        |dir: &Path| -> BTreeSet<_> { fs::read_dir(dir).unwrap().map(|item| item.unwrap().file_name()).collect() };
    assert_eq!(names(one), names(other), "{}", one.display());
    for name in names(one) {
        let (one, other) = (one.join(&name), other.join(&name));
        if one.is_dir() {
            same(&one, &other);
        } else {
            assert!(fs::read(&one).unwrap() == fs::read(&other).unwrap(), "{} was not recorded whole", one.display());
        }
    }
}

/// Where to cut: behind so many events, the first acknowledgement among them. One in four places lies at a change of
/// names or of a length, or two events behind it at most: they are few. The others are spread over all.
fn cuts(events: &[Event], count: usize, dice: &mut Dice) -> Vec<usize> {
    let first = events.iter().position(|event| matches!(event, Event::Acked(_))).unwrap() + 1;
    let rare: Vec<usize> = (first..events.len())
        .filter(|at| !matches!(events[*at], Event::Written { .. } | Event::Synced { .. } | Event::Acked(_)))
        .collect();
    let mut below = |most: usize| usize::try_from(dice.between(0, u64::try_from(most).unwrap() - 1)).unwrap();
    let spread = events.len() + 1 - first;
    let mut cuts: Vec<usize> = (0..count)
        .map(|cut| match cut % 4 {
            0 => (rare[below(rare.len())] + below(3)).min(events.len()),
            _ => first + (cut * spread + below(spread)) / count,
        })
        .collect();
    cuts.sort_unstable();
    cuts
}

/// Makes every cut and looks at what is left; gives what was wrong, with the fate that led to it.
fn failures(home: &Path, recorded: &Recorded, count: usize) -> Vec<(Fate, String)> {
    let events = &recorded.trace.events;
    let cuts = cuts(events, count, &mut Dice(2));
    let sizes: BTreeSet<u64> =
        events.iter().filter_map(|event| if let Event::Acked(size) = event { Some(*size) } else { None }).collect();
    let work = |worker: usize| {
        let mut disk = Disk::new(&recorded.trace, recorded.root);
        let mut failures = Vec::new();
        let mut applied = 0;
        for (number, cut) in cuts.iter().enumerate().skip(worker).step_by(WORKERS) {
            events[applied..*cut].iter().for_each(|event| disk.apply(event));
            applied = *cut;
            let fate = FATES[number % FATES.len()];
            let mut dice = Dice(u64::try_from(number).unwrap());
            let after = home.join(format!("after-{number}"));
            fs::create_dir(&after).unwrap();
            disk.write(&after, fate, &mut |least, most| dice.between(least, most));
            let ledger = after.join("ledger");
            let mut found = look(&ledger, disk.acked().unwrap(), &sizes);
            if number % GO_ON == 0 {
                found = found.and_then(|size| go_on(&ledger, size).map(|()| size));
            }
            if let Err(error) = found {
                failures
                    .push((fate, format!("cut {number}, after {cut} of {} events, {fate:?}: {error}", events.len())));
            }
            fs::remove_dir_all(&after).unwrap();
        }
        failures
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..WORKERS).map(|worker| scope.spawn(move || work(worker))).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    })
}

/// Opens and verifies: what was acknowledged is there, and the log ends where a commit does.
fn look(ledger: &Path, acked: u64, sizes: &BTreeSet<u64>) -> Result<u64, Box<dyn Error>> {
    let size = work::verify(ledger, acked)?;
    if sizes.contains(&size) { Ok(size) } else { Err(format!("{size} entries are there: a commit in part").into()) }
}

/// Goes on with a log that was found good.
fn go_on(ledger: &Path, size: u64) -> Result<(), Box<dyn Error>> {
    let plan =
        work::Plan::parse(&["--mode", "single", "--rounds", "3", "--no-sync"].map(str::to_owned)).ok_or("no plan")?;
    work::write(ledger, &plan, &mut std::io::sink())?;
    work::verify(ledger, size + 3)?;
    Ok(())
}

#[test]
fn what_was_acknowledged_before_a_power_cut_is_there() {
    if asked() {
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let recorded = recorded(home.path(), "replay::what_was_acknowledged_before_a_power_cut_is_there", "");
    let failures = failures(home.path(), &recorded, CUTS);
    let said: Vec<&str> = failures.iter().map(|(_, said)| said.as_str()).collect();
    assert!(said.is_empty(), "{} of {CUTS}:\n{}", said.len(), said.join("\n"));
}

#[test]
fn without_the_sync_it_is_not() {
    if asked() {
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let recorded = recorded(home.path(), "replay::without_the_sync_it_is_not", "--no-sync");
    let failures = failures(home.path(), &recorded, CONTROL_CUTS);
    for fate in FATES {
        assert!(failures.iter().any(|(failed, _)| *failed == fate), "{fate:?}: nothing was lost");
    }
}
