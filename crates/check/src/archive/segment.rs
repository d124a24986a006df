//! Reading a segment's lines in batches, so that two cores can check them and memory stays small.

use std::io::{self, BufRead, BufReader, Read};
use std::thread;

use crate::archive::entry::{LINE_MAX, Sound, sound};
use crate::archive::error::EntryFault;

/// A batch is read until it has this many bytes.
const BATCH_BYTES: usize = 2 * 1024 * 1024;

/// Fewer lines than this are not worth a thread.
const LINES_FOR_THREADS: usize = 256;

/// The lines of a file.
pub(crate) struct Lines<'a> {
    reader: BufReader<Box<dyn Read + 'a>>,
}

/// Consecutive lines.
pub(crate) struct Batch {
    /// The lines with their line feeds.
    pub(crate) bytes: Vec<u8>,
    /// Where each line ends, its line feed included.
    ends: Vec<usize>,
    /// What is wrong with the line after the last one; nothing is read after it.
    pub(crate) fault: Option<EntryFault>,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(file: Box<dyn Read + 'a>) -> Lines<'a> {
        Lines { reader: BufReader::with_capacity(256 * 1024, file) }
    }

    /// The next lines; none at the end of the file.
    pub(crate) fn batch(&mut self) -> io::Result<Option<Batch>> {
        let mut batch = Batch { bytes: Vec::new(), ends: Vec::new(), fault: None };
        while batch.bytes.len() < BATCH_BYTES {
            let start = batch.bytes.len();
            let read = (&mut self.reader).take(LINE_MAX as u64 + 1).read_until(b'\n', &mut batch.bytes)?;
            if read == 0 {
                break;
            }
            if read > LINE_MAX || batch.bytes.last() != Some(&b'\n') {
                batch.bytes.truncate(start);
                batch.fault = Some(if read > LINE_MAX { EntryFault::TooLong } else { EntryFault::Cut });
                break;
            }
            batch.ends.push(batch.bytes.len());
        }
        Ok((!batch.ends.is_empty() || batch.fault.is_some()).then_some(batch))
    }
}

impl Batch {
    /// Checks each line by itself, on all cores, while `meanwhile` runs. The results are in the order of the lines and
    /// end with the first fault, including a fault after the last line.
    pub(crate) fn check(mut self, meanwhile: impl FnOnce(&[u8])) -> Vec<Result<Sound, EntryFault>> {
        let fault = self.fault.take();
        let starts = [0].into_iter().chain(self.ends.iter().copied());
        let lines: Vec<&[u8]> =
            starts.zip(&self.ends).filter_map(|(start, end)| self.bytes.get(start..end - 1)).collect();
        let cores = if lines.len() < LINES_FOR_THREADS { 1 } else { cores() };
        let mut checked = Vec::with_capacity(lines.len() + 1);
        if cores == 1 {
            meanwhile(&self.bytes);
            part(&lines, &mut checked);
        } else {
            thread::scope(|scope| {
                let spawn = |lines| {
                    scope.spawn(move || {
                        let mut checked = Vec::new();
                        part(lines, &mut checked);
                        checked
                    })
                };
                let parts: Vec<_> = lines.chunks(lines.len().div_ceil(cores)).map(spawn).collect();
                meanwhile(&self.bytes);
                for part in parts {
                    let part = part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
                    if checked.last().is_none_or(Result::is_ok) {
                        checked.extend(part);
                    }
                }
            });
        }
        if let Some(fault) = fault.filter(|_| checked.last().is_none_or(Result::is_ok)) {
            checked.push(Err(fault));
        }
        checked
    }
}

/// Checks lines up to the first fault.
fn part(lines: &[&[u8]], checked: &mut Vec<Result<Sound, EntryFault>>) {
    for line in lines {
        let line = sound(line);
        let ends = line.is_err();
        checked.push(line);
        if ends {
            return;
        }
    }
}

fn cores() -> usize {
    thread::available_parallelism().map_or(1, |cores| cores.get().min(8))
}
