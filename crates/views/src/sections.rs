//! A file of named sections, with a CRC for every 64 KiB of them, or fewer: what is read is checked, and nothing else is read.
//!
//! The sections come first, then a footer in JSON that says what they are, then its length and CRC, and the word that all
//! such files end with.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::num::NonZero;
use std::ops::{Deref, Range};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::{ViewsError, at};
use crate::plain::plain;

/// How many bytes of a section have one CRC.
pub(crate) const CHUNK: u64 = 64 << 10;
const MAGIC: &[u8; 8] = b"hbviews\n";
/// The length of the footer, its CRC and the last word.
const END: u64 = 8 + 4 + 8;
/// The footer of ten million entries takes a few hundred kilobytes.
const FOOTER_MAX: u64 = 64 << 20;

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Section {
    name: String,
    at: u64,
    bytes: u64,
    /// How many bytes have one CRC.
    chunk: NonZero<u64>,
    crcs: Vec<u32>,
}

#[derive(Serialize)]
struct Written<'h, H> {
    head: &'h H,
    sections: &'h [Section],
}

#[derive(Deserialize)]
struct Footer<H> {
    head: H,
    sections: Vec<Section>,
}

/// Writes the sections, one after the other.
pub(crate) struct Put<W: Write> {
    out: BufWriter<W>,
    at: u64,
    sections: Vec<Section>,
    crc: crc32fast::Hasher,
}

impl<W: Write> Put<W> {
    pub(crate) fn into(out: W) -> Put<W> {
        let out = BufWriter::with_capacity(1 << 20, out);
        Put { out, at: 0, sections: Vec::new(), crc: crc32fast::Hasher::new() }
    }

    /// Begins the next section.
    pub(crate) fn section(&mut self, name: &str) {
        self.section_in(name, CHUNK);
    }

    /// The same of a section with another number of bytes for each CRC.
    pub(crate) fn section_in(&mut self, name: &str, chunk: u64) {
        self.end();
        let chunk = NonZero::new(chunk).unwrap_or(NonZero::<u64>::MIN);
        self.sections.push(Section { name: name.to_owned(), at: self.at, bytes: 0, chunk, crcs: Vec::new() });
    }

    /// The CRC of the chunk that the last section ends with.
    fn end(&mut self) {
        if let Some(section) = self.sections.last_mut()
            && !section.bytes.is_multiple_of(section.chunk.get())
        {
            section.crcs.push(std::mem::take(&mut self.crc).finalize());
        }
    }

    /// Adds to the section.
    pub(crate) fn put(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)?;
        self.at += bytes.len() as u64;
        while let (Some(section), false) = (self.sections.last_mut(), bytes.is_empty()) {
            let room = section.chunk.get() - section.bytes % section.chunk;
            let (now, later) = bytes.split_at(usize::try_from(room).unwrap_or(usize::MAX).min(bytes.len()));
            self.crc.update(now);
            section.bytes += now.len() as u64;
            if section.bytes.is_multiple_of(section.chunk.get()) {
                section.crcs.push(std::mem::take(&mut self.crc).finalize());
            }
            bytes = later;
        }
        Ok(())
    }

    /// Writes what the file is about, and its end.
    pub(crate) fn finish(mut self, head: &impl Serialize) -> io::Result<()> {
        self.end();
        let footer = serde_json::to_vec(&Written { head, sections: &self.sections })?;
        self.out.write_all(&footer)?;
        self.out.write_all(&(footer.len() as u64).to_le_bytes())?;
        self.out.write_all(&crc32fast::hash(&footer).to_le_bytes())?;
        self.out.write_all(MAGIC)?;
        self.out.flush()
    }
}

/// A file of sections.
#[derive(Debug)]
pub(crate) struct Sections<H> {
    /// What the file is about.
    pub(crate) head: H,
    pub(crate) path: PathBuf,
    file: Mutex<File>,
    sections: Vec<Section>,
}

/// A part of a section.
#[derive(Debug)]
pub(crate) struct Part {
    bytes: Vec<u8>,
    range: Range<usize>,
}

impl Part {
    /// The bytes, without a copy where they are all that was read.
    pub(crate) fn into_bytes(mut self) -> Vec<u8> {
        self.bytes.truncate(self.range.end);
        self.bytes.drain(..self.range.start);
        self.bytes
    }
}

impl Deref for Part {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        self.bytes.get(self.range.clone()).unwrap_or_default()
    }
}

impl<H: DeserializeOwned> Sections<H> {
    pub(crate) fn open(path: &Path) -> Result<Sections<H>, ViewsError> {
        let damaged = |what| ViewsError::Damaged { path: path.to_owned(), what };
        let file = plain(path).map_err(at(path))?;
        let length = file.metadata().map_err(at(path))?.len();
        let end = length.checked_sub(END).ok_or_else(|| damaged("it is too short"))?;
        let last = read_at(&file, end, END).map_err(at(path))?;
        let (sizes, magic) = last.split_at(12);
        let (bytes, crc) = sizes.split_at(8);
        let (Ok(bytes), Ok(crc)) = (bytes.try_into(), crc.try_into()) else { return Err(damaged("it is too short")) };
        let (bytes, crc) = (u64::from_le_bytes(bytes), u32::from_le_bytes(crc));
        if magic != MAGIC {
            return Err(damaged("it does not end as it should"));
        }
        let start =
            end.checked_sub(bytes).filter(|_| bytes <= FOOTER_MAX).ok_or_else(|| damaged("its footer is gone"))?;
        let footer = read_at(&file, start, bytes).map_err(at(path))?;
        if crc32fast::hash(&footer) != crc {
            return Err(damaged("its footer has another CRC"));
        }
        // The CRC is right, so this program wrote it, or another one.
        let other = |_| ViewsError::OtherVersion { path: path.to_owned() };
        let Footer { head, sections } = serde_json::from_slice(&footer).map_err(other)?;
        Ok(Sections { head, path: path.to_owned(), file: Mutex::new(file), sections })
    }
}

impl<H> Sections<H> {
    pub(crate) fn damaged(&self, what: &'static str) -> ViewsError {
        ViewsError::Damaged { path: self.path.clone(), what }
    }

    fn section(&self, name: &str) -> Result<&Section, ViewsError> {
        self.sections.iter().find(|section| section.name == name).ok_or_else(|| self.damaged("a section is missing"))
    }

    /// How many bytes a section has.
    pub(crate) fn bytes(&self, name: &str) -> Result<u64, ViewsError> {
        self.section(name).map(|section| section.bytes)
    }

    /// A whole section.
    pub(crate) fn whole(&self, name: &str) -> Result<Part, ViewsError> {
        self.part(name, 0..self.bytes(name)?)
    }

    /// Some bytes of a section.
    pub(crate) fn part(&self, name: &str, range: Range<u64>) -> Result<Part, ViewsError> {
        let section = self.section(name)?;
        if range.start > range.end || range.end > section.bytes {
            return Err(self.damaged("a section is too short"));
        }
        let chunk = section.chunk.get();
        let first = range.start / chunk;
        let from = first * chunk;
        let to = range.end.div_ceil(chunk).saturating_mul(chunk).min(section.bytes).max(from);
        let bytes = {
            let file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
            read_at(&file, section.at.saturating_add(from), to - from).map_err(at(&self.path))?
        };
        let crcs = section.crcs.iter().skip(usize::try_from(first).unwrap_or(usize::MAX));
        let chunks = bytes.chunks(usize::try_from(chunk).unwrap_or(usize::MAX));
        let checked = chunks.zip(crcs).filter(|(chunk, crc)| crc32fast::hash(chunk) == **crc).count();
        if checked as u64 != (to - from).div_ceil(chunk) {
            return Err(self.damaged("a part of it has another CRC"));
        }
        let place = |at: u64| usize::try_from(at - from).unwrap_or(usize::MAX);
        Ok(Part { range: place(range.start)..place(range.end), bytes })
    }
}

fn read_at(mut file: &File, at: u64, bytes: u64) -> io::Result<Vec<u8>> {
    // What a footer says may be more than memory holds, where somebody wrote it so: no more than the file has is made room for.
    let length = file.seek(SeekFrom::End(0))?;
    if at.checked_add(bytes).is_none_or(|end| end > length) {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    file.seek(SeekFrom::Start(at))?;
    let mut read = vec![0; usize::try_from(bytes).map_err(|_| io::ErrorKind::FileTooLarge)?];
    file.read_exact(&mut read)?;
    Ok(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(sections: &[(&str, Vec<u8>)]) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        let mut put = Put::into(file.as_file());
        for (name, bytes) in sections {
            put.section_in(name, if *name == "long" { 8 << 10 } else { CHUNK });
            for piece in bytes.chunks(50_001) {
                put.put(piece).unwrap();
            }
        }
        put.finish(&"head").unwrap();
        file
    }

    fn pattern(length: usize) -> Vec<u8> {
        (0..length).map(|at| (at * 7 + at / 251) as u8).collect()
    }

    #[test]
    fn every_part_is_what_was_written() {
        let long = pattern(200_000);
        let sizes = [0, 1, 65_535, 65_536, 65_537, 131_072];
        let mut sections: Vec<(String, Vec<u8>)> = sizes.map(|size| (format!("s{size}"), pattern(size))).to_vec();
        sections.push(("long".to_owned(), long.clone()));
        let named: Vec<(&str, Vec<u8>)> = sections.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
        let file = written(&named);
        let read = Sections::<String>::open(file.path()).unwrap();
        assert_eq!(read.head, "head");
        for (name, bytes) in &sections {
            assert_eq!(&*read.whole(name).unwrap(), bytes, "{name}");
        }
        for range in [
            0..0,
            5..5,
            0..200_000,
            8_191..8_193,
            16_384..24_576,
            65_530..65_540,
            65_536..131_072,
            131_071..131_073,
            199_999..200_000,
        ] {
            let bytes = &long[range.start as usize..range.end as usize];
            assert_eq!(&*read.part("long", range.clone()).unwrap(), bytes, "{range:?}");
        }
        assert!(read.part("long", 0..200_001).is_err());
        assert!(read.whole("none").is_err());
    }

    #[test]
    fn a_changed_byte_is_noticed_where_it_is_read() {
        let (one, two) = (pattern(70_000), pattern(1_000));
        let whole = std::fs::read(written(&[("one", one.clone()), ("two", two.clone())]).path()).unwrap();
        for at in (0..whole.len()).step_by(997).chain(whole.len() - 300..whole.len()) {
            let mut changed = whole.clone();
            changed[at] ^= 4;
            let file = tempfile::NamedTempFile::new().unwrap();
            std::fs::write(file.path(), changed).unwrap();
            let Ok(read) = Sections::<String>::open(file.path()) else { continue };
            let same = |name, bytes: &Vec<u8>| read.whole(name).is_ok_and(|part| &*part == bytes);
            assert!(!(same("one", &one) && same("two", &two)), "byte {at}");
            for (name, bytes) in [("one", &one), ("two", &two)] {
                assert!(read.whole(name).is_err() || same(name, bytes), "byte {at}");
            }
        }
    }
}
