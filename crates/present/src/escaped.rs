//! Bytes for a terminal: nothing in them controls it.

use std::io::{self, Write};

use hovedbok_core::text::visible_lines;

/// A writer whose lines are escaped; flush it to get the last line without an end.
#[derive(Debug)]
pub struct Shown<W: Write> {
    out: W,
    line: Vec<u8>,
}

impl<W: Write> Shown<W> {
    /// A writer in front of another.
    pub fn on(out: W) -> Shown<W> {
        Shown { out, line: Vec::new() }
    }

    fn put(&mut self) -> io::Result<()> {
        let line = std::mem::take(&mut self.line);
        self.out.write_all(visible_lines(&String::from_utf8_lossy(&line)).as_bytes())
    }
}

impl<W: Write> Write for Shown<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for part in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend_from_slice(part);
            if part.ends_with(b"\n") {
                self.put()?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.put()?;
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_on_a_terminal_is_escaped_however_it_is_cut() {
        let text = "{\"a\":\"\u{202e}b\u{9b}\"}\næ\u{200b}";
        for cut in 1..8 {
            let mut out = Vec::new();
            let mut shown = Shown::on(&mut out);
            text.as_bytes().chunks(cut).for_each(|part| shown.write_all(part).unwrap());
            shown.flush().unwrap();
            drop(shown);
            assert_eq!(String::from_utf8(out).unwrap(), "{\"a\":\"\\u202eb\\u009b\"}\næ\\u200b");
        }
    }
}
