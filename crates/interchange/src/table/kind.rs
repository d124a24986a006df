//! What a file is, by its first bytes. What is recognised and not read is
//! refused by name, so that nobody has to guess from a wall of odd characters.

use super::Fault;

/// What can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text: CSV, if anything.
    Text,
    /// A zip package: XLSX, if anything.
    Package,
}

const SAVE_AS: &str = "open it in a spreadsheet program and save it as XLSX or CSV";
const EXPORT: &str = "export the table behind it as XLSX or CSV";

/// Beginnings of formats that are not read.
const OTHERS: [(&[u8], &str, &str); 11] = [
    (
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
        "an old Excel file (.xls), or an XLSX file with a password",
        "open it in a spreadsheet program, remove the password, and save it as XLSX or CSV",
    ),
    (b"%PDF", "a PDF document", EXPORT),
    (b"{\\rtf", "an RTF document", EXPORT),
    (b"\x1F\x8B", "a gzip archive", "unpack it first"),
    (b"Rar!", "a RAR archive", "unpack it first"),
    (b"7z\xBC\xAF\x27\x1C", "a 7-Zip archive", "unpack it first"),
    (b"\x89PNG", "a picture", EXPORT),
    (b"\xFF\xD8\xFF", "a picture", EXPORT),
    (b"GIF8", "a picture", EXPORT),
    (b"SQLite format 3\0", "a database", EXPORT),
    (b"age-encryption.org/", "an encrypted file", "decrypt it first"),
];

/// The kind of a file, or the refusal that names it.
pub(super) fn of(bytes: &[u8]) -> Result<Kind, Fault> {
    let other = OTHERS.iter().find(|(magic, ..)| bytes.starts_with(magic));
    if let Some((_, format, advice)) = other {
        return Err(Fault::OtherFormat { format, advice });
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Ok(Kind::Package);
    }
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match text.trim_ascii_start() {
        [] => Err(Fault::Empty),
        [b'<', ..] => {
            Err(Fault::OtherFormat { format: "HTML or XML (some systems give it the name .xls)", advice: SAVE_AS })
        }
        [b'{', b'"' | b' ' | b'\n' | b'\r' | b'}', ..] => {
            Err(Fault::OtherFormat { format: "JSON", advice: "entries come in as JSONL; a table as XLSX or CSV" })
        }
        _ => Ok(Kind::Text),
    }
}

/// The refusal of a zip package that is not an XLSX file, by the names of its parts.
pub(super) fn of_package(names: &[String]) -> Result<(), Fault> {
    let has = |part: &str| names.iter().any(|name| name.eq_ignore_ascii_case(part));
    let within = |folder: &str| names.iter().any(|name| name.starts_with(folder));
    let refused = |format, advice| Err(Fault::OtherFormat { format, advice });
    if has("xl/workbook.bin") {
        refused("a binary Excel file (.xlsb)", SAVE_AS)
    } else if has("mimetype") && has("content.xml") {
        refused("an OpenDocument file (.ods or .odt)", SAVE_AS)
    } else if within("word/") {
        refused("a Word document", EXPORT)
    } else if within("ppt/") {
        refused("a presentation", EXPORT)
    } else if has("[Content_Types].xml") {
        Ok(())
    } else {
        refused("a zip archive", "unpack it first")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_read_is_refused_by_name() {
        for (bytes, name) in [
            (&b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1rest"[..], "old Excel"),
            (b"%PDF-1.7", "PDF"),
            (b"\xEF\xBB\xBF <html><table>", "HTML"),
            (b"{\"type\":1}", "JSON"),
            (b"\x1F\x8B\x08", "gzip"),
        ] {
            let fault = of(bytes).unwrap_err();
            assert!(fault.to_string().contains(name), "{fault}");
            assert!(fault.to_string().contains("cannot be read; "), "{fault}");
        }
        assert_eq!(of(b"\xEF\xBB\xBF \r\n"), Err(Fault::Empty));
        assert_eq!(of(b"case;start"), Ok(Kind::Text));
        assert_eq!(of(b"PK\x03\x04"), Ok(Kind::Package));
    }

    #[test]
    fn packages_are_told_apart_by_their_parts() {
        let names = |parts: &[&str]| parts.iter().map(|p| (*p).to_owned()).collect::<Vec<_>>();
        for (parts, name) in [
            (&["mimetype", "content.xml"][..], "OpenDocument"),
            (&["[Content_Types].xml", "xl/workbook.bin"], ".xlsb"),
            (&["[Content_Types].xml", "word/document.xml"], "Word"),
            (&["notes.txt"], "zip archive"),
        ] {
            let fault = of_package(&names(parts)).unwrap_err();
            assert!(fault.to_string().contains(name), "{fault}");
        }
        let sheet = names(&["[Content_Types].xml", "xl/workbook.xml"]);
        assert_eq!(of_package(&sheet), Ok(()));
    }
}
