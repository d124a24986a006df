//! The zip package of an XLSX file, looked through before the XLSX reader sees
//! it.
//!
//! The reader trusts two things that a small file can lie about: how far its
//! parts unpack, and how many shared strings are announced, for which it
//! reserves memory at once. Running out of memory ends the process and cannot
//! be caught, so both are measured first.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::{CELL_BYTES_MAX, CELLS_MAX, Fault, UNPACKED_BYTES_MAX, kind};

/// Parts of a package; a workbook has a few dozen.
const PARTS_MAX: usize = 10_000;
const ANNOUNCED: &[u8] = b"uniqueCount";

/// Refuses a package that is not an XLSX file, is damaged, or unpacks too far.
pub(super) fn check(bytes: &[u8]) -> Result<(), Fault> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    if archive.len() > PARTS_MAX {
        return Err(damaged(&"too many parts"));
    }
    let names: Vec<String> = archive.file_names_raw().map(|name| String::from_utf8_lossy(name).into_owned()).collect();
    kind::of_package(&names)?;
    let mut left = UNPACKED_BYTES_MAX;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|error| damaged(&error))?;
        let name = part.name().map_err(|error| damaged(&error))?.to_lowercase();
        let is_strings = name.ends_with("sharedstrings.xml");
        let has_cells = is_strings || name.contains("worksheets/");
        let mut text = Vec::new();
        let mut run = 0;
        left = unpacked(part, left, |bytes| {
            if is_strings {
                text.extend_from_slice(bytes);
            }
            if has_cells { between_tags(bytes, &mut run) } else { Ok(()) }
        })?;
        if is_strings {
            check_announced(&text)?;
        }
    }
    Ok(())
}

/// Unpacks a part and returns how many bytes are left of the allowance.
fn unpacked(
    mut part: impl Read,
    mut left: usize,
    mut seen: impl FnMut(&[u8]) -> Result<(), Fault>,
) -> Result<usize, Fault> {
    let mut buffer = vec![0_u8; 64 << 10];
    loop {
        let count = part.read(&mut buffer).map_err(|error| damaged(&error))?;
        if count == 0 {
            return Ok(left);
        }
        left = left.checked_sub(count).ok_or(Fault::UnpacksTooLarge { bytes_max: UNPACKED_BYTES_MAX })?;
        seen(buffer.get(..count).unwrap_or_default())?;
    }
}

/// Counts the bytes since the last tag: a cell's text lies between two, and one too long is not unpacked to its end. A
/// character can take eight bytes as an entity.
fn between_tags(bytes: &[u8], run: &mut usize) -> Result<(), Fault> {
    for part in bytes.split_inclusive(|byte| *byte == b'<') {
        *run += part.len();
        if *run > 8 * CELL_BYTES_MAX {
            return Err(Fault::SomeCellTooLong { bytes_max: CELL_BYTES_MAX });
        }
        if part.ends_with(b"<") {
            *run = 0;
        }
    }
    Ok(())
}

/// Shared strings are UTF-8 (nothing else is written, and another encoding could
/// hide the announcement) and announce no more than a table may hold.
fn check_announced(text: &[u8]) -> Result<(), Fault> {
    if std::str::from_utf8(text).is_err() || text.contains(&0x1B) || text.contains(&0) {
        return Err(damaged(&"shared strings are not UTF-8"));
    }
    let mut rest = text;
    while let Some(at) = rest.windows(ANNOUNCED.len()).position(|w| w == ANNOUNCED) {
        rest = rest.get(at + ANNOUNCED.len()..).unwrap_or_default();
        let sign = |b: &u8| matches!(b, b'=' | b'"' | b'\'' | b'+') || b.is_ascii_whitespace();
        let digits = rest.iter().skip_while(|b| sign(b));
        let digits = digits.take_while(|b| b.is_ascii_digit());
        let count = digits.fold(0_usize, |sum, digit| sum.saturating_mul(10).saturating_add(usize::from(digit - b'0')));
        if count > CELLS_MAX {
            return Err(damaged(&"it announces more shared strings than a table may have"));
        }
    }
    Ok(())
}

fn damaged(error: &impl ToString) -> Fault {
    Fault::Damaged { detail: error.to_string() }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(content).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    const TYPES: (&str, &[u8]) = ("[Content_Types].xml", b"<Types/>");

    #[test]
    fn a_package_that_unpacks_too_far_is_refused_before_it_is_read() {
        let zeros = vec![0_u8; 32 << 20];
        let parts: Vec<(String, &[u8])> = (0..17).map(|at| (format!("xl/media/{at}.bin"), zeros.as_slice())).collect();
        let mut parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, zeros)| (name.as_str(), *zeros)).collect();
        parts.push(TYPES);
        let bytes = package(&parts);
        assert!(bytes.len() < 1 << 20);
        assert_eq!(check(&bytes), Err(Fault::UnpacksTooLarge { bytes_max: UNPACKED_BYTES_MAX }));
    }

    #[test]
    fn announced_strings_are_believed_only_within_the_limits() {
        let announcing = |text: &[u8]| check(&package(&[TYPES, ("xl/sharedStrings.xml", text)]));
        assert_eq!(announcing(b"<sst count=\"2\" uniqueCount=\"2\"/>"), Ok(()));
        let wide: Vec<u8> = "<sst uniqueCount=\"100000000000\"/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for text in [
            &b"<sst uniqueCount=\"99999999999999999999999\"/>"[..],
            b"<sst uniqueCount = '100000000000'/>",
            b"<!-- uniqueCount=\"1\" --><sst\nuniqueCount\t=\n\"100000000000\"/>",
            b"<sst u\x1b(BniqueCount=\"100000000000\"/>",
            &wide,
        ] {
            assert!(matches!(announcing(text), Err(Fault::Damaged { .. })));
        }
    }

    #[test]
    fn a_text_that_no_cell_may_hold_is_refused_before_it_is_unpacked() {
        let long = "x".repeat(8 * CELL_BYTES_MAX);
        for part in ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"] {
            let text = format!("<sst><si><t>{long}</t></si></sst>");
            let found = check(&package(&[TYPES, (part, text.as_bytes())]));
            assert_eq!(found, Err(Fault::SomeCellTooLong { bytes_max: CELL_BYTES_MAX }), "{part}");
        }
        let text = format!("<x>{}</x>", "<t>x</t>".repeat(CELL_BYTES_MAX));
        assert_eq!(check(&package(&[TYPES, ("xl/worksheets/sheet1.xml", text.as_bytes())])), Ok(()));
    }

    #[test]
    fn what_is_no_package_is_damaged() {
        assert!(matches!(check(b"PK\x03\x04rest"), Err(Fault::Damaged { .. })));
    }
}
