//! Many writers on one log through its appender.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use hovedbok_log::{AppendError, Appender, Commit};

use super::{commit, counted, new_log, now};
use crate::error::Error;
use crate::rounds;
use crate::sample::Entry;

/// So many writers, each with one commit of one entry under way at a time: entries in a second.
///
/// # Errors
/// When the log refuses or fails.
pub fn many_writers(dir: &Path, writers: &[Vec<Entry>]) -> Result<f64, Error> {
    // The writers share streams, and who comes first is left open.
    let of_writer = |entries: &Vec<Entry>| entries.iter().map(|entry| commit(entry, false)).collect::<Vec<_>>();
    let commits: Vec<Vec<Commit>> = writers.iter().map(of_writer).collect();
    let count = commits.iter().map(Vec::len).sum();
    let runtime = tokio::runtime::Runtime::new().map_err(Error::file(dir))?;
    let log = Arc::new(new_log(dir)?);
    let rate = runtime.block_on(async {
        let begin = Instant::now();
        let appender = Appender::start(Arc::clone(&log));
        let tasks: Vec<_> =
            commits.into_iter().map(|commits| tokio::spawn(append_all(appender.clone(), commits))).collect();
        for task in tasks {
            task.await.map_err(|error| Error::Writer(error.to_string()))??;
        }
        let rate = rounds::rate(count, begin);
        appender.close();
        Ok::<f64, Error>(rate)
    })?;
    counted("many writers", count, log.size())?;
    let alone = || Error::Writer("the appender still holds the log after its last writer is gone".to_owned());
    Arc::into_inner(log).ok_or_else(alone)?.close()?;
    Ok(rate)
}

async fn append_all(appender: Appender, commits: Vec<Commit>) -> Result<(), AppendError> {
    for commit in commits {
        appender.append(commit, now()).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{folder, sample};

    #[test]
    fn every_writer_gets_all_its_entries_in() {
        let dir = folder::new(&std::env::temp_dir()).unwrap();
        let entries = sample::entries(160).unwrap();
        let writers: Vec<Vec<Entry>> = entries.chunks(20).map(<[Entry]>::to_vec).collect();
        assert!(many_writers(dir.path(), &writers).unwrap() > 0.0);
    }
}
