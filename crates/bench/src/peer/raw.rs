//! Plain files with `fdatasync`: the least that a durable write costs. No index, no check, nothing to read back by.

use std::fs::File;
use std::io::Write;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::thread;
use std::time::Instant;

use tokio::sync::{mpsc, oneshot};

use crate::error::Error;
use crate::rounds;

/// Writes that may wait for the committer; more than there are writers.
const WAITING_MOST: usize = 1024;
/// Bytes of a block of zeros.
const BLOCK: usize = 1 << 20;

/// One writer that appends to a file and syncs after each write: writes in a second.
///
/// # Errors
/// When the file cannot be written.
pub fn growing(dir: &Path, payloads: &[Vec<u8>]) -> Result<f64, Error> {
    let path = dir.join("growing");
    let mut file = File::create_new(&path).map_err(Error::file(&path))?;
    let begin = Instant::now();
    for payload in payloads {
        file.write_all(payload).and_then(|()| file.sync_data()).map_err(Error::file(&path))?;
    }
    Ok(rounds::rate(payloads.len(), begin))
}

/// One writer that writes over zeros which stand on the disk already and syncs after each write: writes in a second.
/// The file's size and blocks stay, so that a sync has no metadata to write.
///
/// # Errors
/// When the file cannot be written.
pub fn preallocated(dir: &Path, payloads: &[Vec<u8>]) -> Result<f64, Error> {
    let path = dir.join("preallocated");
    let mut file = File::create_new(&path).map_err(Error::file(&path))?;
    let bytes: usize = payloads.iter().map(Vec::len).sum();
    let zeros = vec![0; BLOCK];
    for _ in 0..bytes.div_ceil(BLOCK) {
        file.write_all(&zeros).map_err(Error::file(&path))?;
    }
    file.sync_all().map_err(Error::file(&path))?;
    let begin = Instant::now();
    let mut at = 0;
    for payload in payloads {
        file.write_all_at(payload, at).and_then(|()| file.sync_data()).map_err(Error::file(&path))?;
        at += payload.len() as u64;
    }
    Ok(rounds::rate(payloads.len(), begin))
}

/// A write that waits for its acknowledgement.
type Waiting = (Vec<u8>, oneshot::Sender<()>);

/// Many writers, each with one write under way at a time, and a committer that writes and syncs what has arrived together:
/// writes in a second. The file grows.
///
/// # Errors
/// When the file cannot be written.
pub fn group_commit(dir: &Path, writers: Vec<Vec<Vec<u8>>>) -> Result<f64, Error> {
    let path = dir.join("group");
    let file = File::create_new(&path).map_err(Error::file(&path))?;
    let runtime = tokio::runtime::Runtime::new().map_err(Error::file(dir))?;
    let count = writers.iter().map(Vec::len).sum();
    let begin = Instant::now();
    let (sender, receiver) = mpsc::channel(WAITING_MOST);
    let committer = thread::spawn(move || commit_arrived(file, receiver));
    let tasks: Vec<_> =
        writers.into_iter().map(|payloads| runtime.spawn(write_all(sender.clone(), payloads))).collect();
    drop(sender);
    let acknowledged = runtime.block_on(async {
        let mut acknowledged = 0;
        for task in tasks {
            acknowledged += task.await.map_err(|error| Error::Writer(error.to_string()))?;
        }
        Ok::<usize, Error>(acknowledged)
    })?;
    let rate = rounds::rate(count, begin);
    let done = committer.join().map_err(|_| Error::Writer("the committer stopped".to_owned()))?;
    done.map_err(Error::file(&path))?;
    if acknowledged != count {
        let (expected, found) = (count as u64, acknowledged as u64);
        return Err(Error::Count { what: "the raw file with group commit", expected, found });
    }
    Ok(rate)
}

/// Writes one after the other, each when the one before is acknowledged; how many were.
async fn write_all(committer: mpsc::Sender<Waiting>, payloads: Vec<Vec<u8>>) -> usize {
    let mut acknowledged = 0;
    for payload in payloads {
        let (done, wait) = oneshot::channel();
        if committer.send((payload, done)).await.is_err() || wait.await.is_err() {
            break;
        }
        acknowledged += 1;
    }
    acknowledged
}

fn commit_arrived(mut file: File, mut arriving: mpsc::Receiver<Waiting>) -> std::io::Result<()> {
    let mut bytes = Vec::new();
    let mut waiting = Vec::new();
    while let Some(first) = arriving.blocking_recv() {
        let mut next = Some(first);
        while let Some((payload, done)) = next {
            bytes.extend_from_slice(&payload);
            waiting.push(done);
            next = arriving.try_recv().ok();
        }
        file.write_all(&bytes)?;
        file.sync_data()?;
        bytes.clear();
        for done in waiting.drain(..) {
            // A writer that is gone needs no answer.
            let _ = done.send(());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::folder;

    fn payloads(count: u8) -> Vec<Vec<u8>> {
        (0..count).map(|n| vec![n; 3]).collect()
    }

    #[test]
    fn growing_and_preallocated_files_hold_what_was_written() {
        let dir = folder::new(&std::env::temp_dir()).unwrap();
        assert!(growing(dir.path(), &payloads(4)).unwrap() > 0.0);
        assert!(preallocated(dir.path(), &payloads(4)).unwrap() > 0.0);
        assert_eq!(fs::read(dir.path().join("growing")).unwrap(), payloads(4).concat());
        let written = fs::read(dir.path().join("preallocated")).unwrap();
        assert_eq!(written[..12], payloads(4).concat());
        assert_eq!(written.len(), BLOCK, "the zeros stay");
    }

    #[test]
    fn group_commit_writes_each_payload_once_and_every_writer_in_order() {
        let dir = folder::new(&std::env::temp_dir()).unwrap();
        let writers = (0..8).map(|writer| (0..20).map(|n| vec![writer, n]).collect()).collect();
        group_commit(dir.path(), writers).unwrap();
        let written = fs::read(dir.path().join("group")).unwrap();
        for writer in 0..8 {
            let of_writer: Vec<u8> = written.chunks(2).filter(|pair| pair[0] == writer).map(|pair| pair[1]).collect();
            assert_eq!(of_writer, (0..20).collect::<Vec<u8>>());
        }
    }
}
