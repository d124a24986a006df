//! Reading a segment in batches of lines, so that its reader can use several cores and memory stays small.

use std::io::{self, BufRead, BufReader, Read};

use hovedbok_tree::{Frontier, Hash, Segment};
use sha2::{Digest, Sha256};

use crate::error::{ArchiveError, LineFault, SegmentFault};
use crate::files::Files;
use crate::names::{LINE_BYTES_MAX, SEGMENT_ENTRIES, segment_name};

/// A batch is read until it has this many bytes.
const BATCH_BYTES: usize = 2 * 1024 * 1024;

/// A segment that is being read.
pub struct Reader<'a> {
    segment: &'a Segment,
    from: BufReader<Box<dyn Read + 'a>>,
    /// The position of the next line.
    next: u64,
    bytes: u64,
    sha256: Sha256,
}

/// Consecutive lines of a segment.
pub struct Batch {
    file: String,
    /// The position of the segment's first line, and of the batch's.
    segment: u64,
    first: u64,
    /// The lines with their line feeds.
    bytes: Vec<u8>,
    /// Where each line ends, its line feed included.
    ends: Vec<usize>,
    fault: Option<ArchiveError>,
}

impl<'a> Reader<'a> {
    /// Opens a segment of a manifest.
    ///
    /// # Errors
    /// [`ArchiveError`] when the file is missing or cannot be read, or when the manifest's line on it breaks a rule.
    pub fn open(files: &'a impl Files, segment: &'a Segment) -> Result<Reader<'a>, ArchiveError> {
        let Segment { first, last, .. } = *segment;
        let wrong = |fault| ArchiveError::Segment { file: segment.file.clone(), fault };
        let expected = segment_name(first, last);
        if segment.file != expected {
            return Err(wrong(SegmentFault::Name { first, last, expected }));
        }
        if last - first >= SEGMENT_ENTRIES {
            let entries = (last - first).saturating_add(1);
            return Err(wrong(SegmentFault::TooMany { entries, max: SEGMENT_ENTRIES }));
        }
        let from = files.open(&segment.file).map_err(|source| {
            if source.kind() == io::ErrorKind::NotFound {
                return wrong(SegmentFault::Missing { first, last });
            }
            ArchiveError::Read { file: segment.file.clone(), source }
        })?;
        let from = BufReader::with_capacity(256 * 1024, from);
        Ok(Reader { segment, from, next: first, bytes: 0, sha256: Sha256::new() })
    }

    /// The next lines; none at the end of the file. Each must be given to [`Reader::hash`].
    ///
    /// # Errors
    /// [`ArchiveError::Read`].
    pub fn batch(&mut self) -> Result<Option<Batch>, ArchiveError> {
        let mut batch = Batch {
            file: self.segment.file.clone(),
            segment: self.segment.first,
            first: self.next,
            bytes: Vec::new(),
            ends: Vec::new(),
            fault: None,
        };
        while batch.bytes.len() < BATCH_BYTES {
            let start = batch.bytes.len();
            let limited = (&mut self.from).take(LINE_BYTES_MAX as u64 + 1).read_until(b'\n', &mut batch.bytes);
            let read = limited.map_err(|source| ArchiveError::Read { file: batch.file.clone(), source })?;
            if read == 0 {
                break;
            }
            let fault = if self.next > self.segment.last {
                let fault = SegmentFault::GoesOn { last: self.segment.last };
                ArchiveError::Segment { file: batch.file.clone(), fault }
            } else if read > LINE_BYTES_MAX {
                batch.wrong(batch.ends.len(), LineFault::TooLong)
            } else if batch.bytes.last() != Some(&b'\n') {
                batch.wrong(batch.ends.len(), LineFault::Cut)
            } else {
                batch.ends.push(batch.bytes.len());
                self.next += 1;
                continue;
            };
            batch.bytes.truncate(start);
            batch.fault = Some(fault);
            break;
        }
        Ok((!batch.ends.is_empty() || batch.fault.is_some()).then_some(batch))
    }

    /// Takes a batch into the length and the hash of the file. It is a call of its own so that it can run while other
    /// threads check the lines; without it, [`Reader::end`] refuses the segment.
    pub fn hash(&mut self, batch: &Batch) {
        self.sha256.update(&batch.bytes);
        self.bytes += batch.bytes.len() as u64;
    }

    /// Checks what the manifest says of the segment's end, with the tree over all entries up to it.
    ///
    /// # Errors
    /// [`ArchiveError::Segment`].
    pub fn end(self, tree: &Frontier) -> Result<(), ArchiveError> {
        let (segment, size) = (self.segment, tree.size());
        let (sha256, root) = (Hash::from_bytes(self.sha256.finalize().into()), tree.root());
        let fault = if size != segment.last {
            SegmentFault::Cut { found: size, last: segment.last }
        } else if self.bytes != segment.bytes {
            SegmentFault::Bytes { expected: segment.bytes, found: self.bytes }
        } else if sha256 != segment.sha256 {
            SegmentFault::Sha256 { expected: segment.sha256, found: sha256 }
        } else if root != segment.root {
            SegmentFault::Root { size, expected: segment.root, found: root }
        } else {
            return Ok(());
        };
        Err(ArchiveError::Segment { file: segment.file.clone(), fault })
    }
}

impl Batch {
    /// The lines, without their line feeds.
    pub fn lines(&self) -> impl Iterator<Item = &[u8]> {
        let starts = [0].into_iter().chain(self.ends.iter().copied());
        starts.zip(&self.ends).filter_map(|(start, end)| self.bytes.get(start..end - 1))
    }

    /// Where the line of this number is, counted from 0: its line in the file, from 1, and the position that belongs there.
    pub fn place(&self, number: usize) -> (u64, u64) {
        let seq = self.first + number as u64;
        (seq - self.segment + 1, seq)
    }

    /// What is wrong with the line of this number, counted from 0.
    pub fn wrong(&self, number: usize, fault: LineFault) -> ArchiveError {
        let (line, seq) = self.place(number);
        ArchiveError::Line { file: self.file.clone(), line, seq, fault }
    }

    /// What is wrong after the last line; nothing is read after it.
    ///
    /// # Errors
    /// [`ArchiveError`]: the file ends within a line, or goes on after the segment's last entry.
    pub fn end(self) -> Result<(), ArchiveError> {
        self.fault.map_or(Ok(()), Err)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use hovedbok_tree::leaf_hash;

    use super::*;
    use crate::Writer;

    /// Lines as a segment of entries from 1, with the tree over them.
    fn segment(lines: &[&str]) -> (Segment, Vec<u8>) {
        let (mut writer, mut tree) = (Writer::new(Vec::new()), Frontier::default());
        for line in lines {
            writer.line(format!("{line}\n").as_bytes()).unwrap();
            tree.push(leaf_hash(line.as_bytes()));
        }
        let (file, segment) = writer.end(1, lines.len() as u64, tree.root());
        (segment, file)
    }

    fn read(segment: &Segment, file: Vec<u8>) -> Result<u64, ArchiveError> {
        let files = BTreeMap::from([(segment.file.clone(), file)]);
        let (mut reader, mut tree) = (Reader::open(&files, segment)?, Frontier::default());
        while let Some(batch) = reader.batch()? {
            reader.hash(&batch);
            batch.lines().for_each(|line| tree.push(leaf_hash(line)));
            batch.end()?;
        }
        reader.end(&tree)?;
        Ok(tree.size())
    }

    #[test]
    fn what_was_written_is_read_and_nothing_else() {
        let (whole, file) = segment(&["one", "two", "three"]);
        assert_eq!(read(&whole, file.clone()).unwrap(), 3);
        let text = String::from_utf8(file).unwrap();
        let name = &whole.file;
        for (changed, words) in [
            ("one\ntwo\n".to_owned(), "the file ends with entry 2, the manifest says 3: its tail was cut off"),
            (format!("{text}four"), "the file goes on after entry 3, the last by the manifest: something was added"),
            ("one\ntwo\nthreE\n".to_owned(), "the file has SHA-256 "),
            ("one\ntwo\nthree!\n".to_owned(), "the file has 15 bytes, the manifest says 14: "),
        ] {
            let error = read(&whole, changed.into()).unwrap_err().to_string();
            assert!(error.starts_with(&format!("{name}: {words}")), "{error}");
        }
        for (changed, words) in [
            ("one\ntwo\nthr".to_owned(), "line 3, entry 3: the file ends within this line"),
            (format!("one\n{}\n", "x".repeat(LINE_BYTES_MAX)), "line 2, entry 2: the line is longer than"),
        ] {
            let error = read(&whole, changed.into()).unwrap_err().to_string();
            assert!(error.starts_with(&format!("{name}, {words}")), "{error}");
        }
        let renamed = Segment { file: "entries.jsonl".to_owned(), ..whole.clone() };
        assert!(read(&renamed, text.clone().into()).unwrap_err().to_string().contains("is named entries-0000000001-"));
        let other_root = Segment { root: whole.sha256, ..whole };
        assert!(read(&other_root, text.into()).unwrap_err().to_string().contains("the first 3 entries has root "));
    }
}
