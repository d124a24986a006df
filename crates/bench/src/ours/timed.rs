//! What is timed question by question, in a process that does nothing else (`alone`).

use std::cell::RefCell;
use std::path::Path;
use std::time::{Duration, Instant};

use chrono::Utc;
use hovedbok_answers::questions::MilestonesOf;
use hovedbok_answers::{AskError, Question};
use hovedbok_core::{Day, Seq};
use hovedbok_ledger::{Ledger, LedgerError, Operator, Outside, Work};
use hovedbok_projection::At;

use super::{Views, somebody};
use crate::error::Error;
use crate::figures::Figures;
use crate::{questions, sample};

/// How long a question is asked at least: of short answers there are many, so that no pause of the machine is the median.
const AT_LEAST: Duration = Duration::from_millis(50);

/// Every question at the end of the records, each at least this often after once without counting: the median in
/// milliseconds, in the order of [`questions::all`].
///
/// # Errors
/// When a question has no answer.
pub fn each_question(ledger: &Path, as_of: Day, runs: u32) -> Result<Vec<f64>, Error> {
    let questions = questions::all(somebody(ledger)?, sample::PLAN)?;
    let mut views = Views::open(ledger)?;
    let at = At { as_of, known_at: views.last()? };
    let mut median = |question: &Question| {
        timed(&mut views, question, at)?;
        let (begin, mut times) = (Instant::now(), Vec::new());
        while times.len() < runs.max(1) as usize || begin.elapsed() < AT_LEAST {
            times.push(timed(&mut views, question, at)?);
        }
        Ok(Figures::new(times).map_or(0.0, |figures| figures.median()))
    };
    questions.iter().map(&mut median).collect()
}

/// Random questions at random points of both times, each once: the time in milliseconds that 99 of a hundred stay below.
///
/// # Errors
/// When a question has no answer for another reason than that nothing was known yet.
pub fn random_questions(ledger: &Path, days: (Day, Day), count: usize) -> Result<f64, Error> {
    let questions = questions::all(somebody(ledger)?, sample::PLAN)?;
    let mut views = Views::open(ledger)?;
    let asked = questions::random(&questions, days, views.last()?, count);
    let mut times = Vec::new();
    for (question, at) in &asked {
        times.push(timed(&mut views, question, *at)?);
    }
    Ok(percentile(times, 99))
}

/// The milliseconds of one answer. That nothing is known of a person or a plan yet is one too.
fn timed(views: &mut Views, question: &Question, at: At) -> Result<f64, Error> {
    let begin = Instant::now();
    let answer = views.ask(question, at);
    let milliseconds = begin.elapsed().as_secs_f64() * 1e3;
    match answer {
        Ok(_) | Err(Error::Ledger(LedgerError::Ask(AskError::Nothing { .. } | AskError::NotYet { .. }))) => {
            Ok(milliseconds)
        }
        Err(error) => Err(error),
    }
}

/// The least time that at least this many of a hundred do not exceed.
fn percentile(mut times: Vec<f64>, of_hundred: usize) -> f64 {
    times.sort_by(f64::total_cmp);
    let rank = (times.len() * of_hundred).div_ceil(100);
    times.get(rank.saturating_sub(1)).copied().unwrap_or_default()
}

/// `explain` of a plan between the first half of the log and all of it, and the question itself: milliseconds of both.
///
/// # Errors
/// When there is no answer, or not a row of difference for each milestone.
pub fn explain(ledger: &Path, as_of: Day, milestones: u64) -> Result<(f64, f64), Error> {
    let plan = sample::PLAN.parse().map_err(|_| Error::Writer(format!("{} is no plan", sample::PLAN)))?;
    let question = Question::Milestones(MilestonesOf { plan });
    let mut views = Views::open(ledger)?;
    let (known, and) = (Seq(milestones), views.last()?);
    let at = At { as_of, known_at: and };
    // Both once without counting.
    timed(&mut views, &question, at)?;
    views.explain(&question, as_of, known, and)?;
    let asked = timed(&mut views, &question, at)?;
    let begin = Instant::now();
    let rows = views.explain(&question, as_of, known, and)?;
    let explained = begin.elapsed().as_secs_f64() * 1e3;
    if (rows as u64) < milestones {
        return Err(Error::Count { what: "explained rows", expected: milestones, found: rows as u64 });
    }
    Ok((explained, asked))
}

/// Rebuilds the views beside those that are read, looks now and then at what `rebuild status` says of the end, and gives the
/// views up again: the greatest error of what it said from the first twentieth on, in hundredths of the whole time. Nothing
/// where it said nothing before the end.
///
/// # Errors
/// When the views cannot be built.
pub fn estimate_error(dir: &Path) -> Result<Option<f64>, Error> {
    let ledger = Ledger::open(dir, Utc::now().into())?;
    let twentieth = ledger.last().0.div_ceil(20);
    let said = RefCell::new(Vec::new());
    let mut look_at = twentieth;
    let clock = || Utc::now().into();
    let begin = Utc::now().timestamp_micros();
    let mut work = Work {
        clock: &clock,
        by: "hovedbok-bench",
        save_entries: twentieth,
        memory_bytes: None,
        progress: &mut |Seq(position), _| {
            if position >= look_at {
                look_at = position + twentieth;
                said.borrow_mut().extend(said_end(dir));
            }
        },
    };
    ledger.start_rebuild(&mut work)?;
    let end = Utc::now().timestamp_micros();
    ledger.cancel_rebuild(Operator { by: "hovedbok-bench", now: clock() })?;
    ledger.close()?;
    let off = |estimate: &f64| (estimate - end as f64).abs() / (end - begin).max(1) as f64 * 100.0;
    Ok(said.borrow().iter().map(off).max_by(f64::total_cmp))
}

/// When a rebuild that is under way ends, by what it says of its last save point, in microseconds since 1970.
fn said_end(dir: &Path) -> Option<f64> {
    let rebuild = Outside::of(dir, Utc::now().into()).ok()??.views.rebuild?;
    // Not in whole seconds as it is shown: those would say more of the size of the ledger than of the estimate.
    Some(rebuild.last_progress.micros() as f64 + rebuild.micros_left? as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{folder, ours};

    #[test]
    fn a_percentile_is_the_time_that_so_many_do_not_exceed() {
        let times = |count: u32| (1..=count).rev().map(f64::from).collect::<Vec<f64>>();
        assert_eq!(percentile(times(1000), 99), 990.0);
        assert_eq!(percentile(times(100), 99), 99.0);
        assert_eq!(percentile(times(10), 99), 10.0);
        assert_eq!(percentile(Vec::new(), 99), 0.0);
    }

    #[test]
    fn every_question_is_answered_at_the_end_and_at_random_points() {
        let dir = folder::new(&std::env::temp_dir()).unwrap();
        let ledger = dir.path().join("ledger");
        let days = ours::made(&ledger, sample::entries(2_000).unwrap().into_iter().map(Ok)).unwrap();
        let times = each_question(&ledger, days.1, 1).unwrap();
        assert_eq!(times.len(), questions::all(somebody(&ledger).unwrap(), sample::PLAN).unwrap().len());
        assert!(times.iter().all(|time| *time > 0.0));
        assert!(random_questions(&ledger, days, 60).unwrap() > 0.0);
    }

    #[test]
    fn a_plan_is_explained_row_by_row() {
        let dir = folder::new(&std::env::temp_dir()).unwrap();
        let ledger = dir.path().join("ledger");
        let days = ours::made(&ledger, sample::plan(40).unwrap().into_iter().map(Ok)).unwrap();
        let (explained, asked) = explain(&ledger, days.1, 40).unwrap();
        assert!(explained > 0.0 && asked > 0.0);
        assert!(explain(&ledger, days.1, 4_000).is_err(), "fewer rows than milestones are no explanation of all");
    }
}
