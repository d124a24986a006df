//! Many writers, one log: their commits are gathered and made durable together. A commit that arrives while a group is
//! being written joins the next group. A single writer never waits for others.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::oneshot;

use crate::entry::{Commit, Written};
use crate::error::AppendError;
use crate::log::Log;
use crate::time::Micros;

/// Most commits of a group.
const GROUP_MAX: usize = 1024;
/// How often a thread that serves several writers looks again whether more of them have come before it writes: those it
/// has just answered need a moment to send again. A single writer is never waited for.
const LOOKS: usize = 32;
/// After this long without a commit the anchor is written.
const IDLE: Duration = Duration::from_secs(1);

/// A commit on its way, and where its outcome goes.
struct Waiting {
    commit: Commit,
    now: Micros,
    answer: oneshot::Sender<Result<Vec<Written>, AppendError>>,
}

/// Takes commits from any number of tasks to a log. Clones share one thread, which ends when the last of them is dropped.
#[derive(Debug, Clone)]
pub struct Appender {
    commits: mpsc::Sender<Waiting>,
    thread: Arc<Ending>,
}

/// Waits for the thread when the last appender is gone: the log is nobody else's then.
#[derive(Debug)]
struct Ending {
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Appender {
    /// Starts the thread that writes.
    #[must_use]
    pub fn start(log: Arc<Log>) -> Appender {
        let (commits, waiting) = mpsc::channel();
        let thread = std::thread::spawn(move || write(&log, &waiting));
        Appender { commits, thread: Arc::new(Ending { thread: Mutex::new(Some(thread)) }) }
    }

    /// Records a commit whole or not at all, as [`Log::append`] does. When this returns its entries are on the disk (H2),
    /// with position and leaf.
    ///
    /// # Errors
    /// As [`Log::append`]; when the disk failed, one of the waiting writers gets the cause, and the others are told to
    /// open the log again.
    pub async fn append(&self, commit: Commit, now: Micros) -> Result<Vec<Written>, AppendError> {
        let (answer, outcome) = oneshot::channel();
        self.commits.send(Waiting { commit, now, answer }).map_err(|_| AppendError::Closed)?;
        outcome.await.map_err(|_| AppendError::Closed)?
    }

    /// Ends the thread when this is the last appender, and waits until all that was sent is answered.
    pub fn close(self) {
        let Appender { commits, thread } = self;
        drop(commits);
        if let Some(ending) = Arc::into_inner(thread)
            && let Some(thread) = ending.thread.lock().unwrap_or_else(PoisonError::into_inner).take()
        {
            // A panic there has answered nobody; each writer was told that the ledger is being closed.
            let _ = thread.join();
        }
    }
}

fn write(log: &Log, waiting: &mpsc::Receiver<Waiting>) {
    let (mut anchored, mut before) = (true, 1);
    loop {
        let first = match waiting.recv_timeout(IDLE) {
            Ok(first) => first,
            Err(RecvTimeoutError::Timeout) => {
                if !anchored {
                    // It is written again at close.
                    let _ = log.anchor();
                    anchored = true;
                }
                continue;
            }
            Err(RecvTimeoutError::Disconnected) => return,
        };
        let mut group = vec![first];
        for _ in 0..LOOKS {
            group.extend(waiting.try_iter().take(GROUP_MAX - group.len()));
            if group.len() >= before {
                break;
            }
            std::thread::yield_now();
        }
        before = group.len();
        anchored = false;
        let commits: Vec<(&Commit, Micros)> = group.iter().map(|waiting| (&waiting.commit, waiting.now)).collect();
        let outcomes = log.append_group(&commits);
        for (waiting, outcome) in group.into_iter().zip(outcomes) {
            // A writer that no longer waits does not need to know.
            let _ = waiting.answer.send(outcome);
        }
    }
}
