//! What the programmes' documents say besides their tables: a line an entry, with the place where it is printed and what is
//! assumed about it. `tests/data/programmes/sources` has a file a programme.

use hovedbok_core::entries::Fact;
use hovedbok_core::{Day, Period, StreamId};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::archive::Archive;
use crate::given::constant;

/// An entry as the file has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line<'t> {
    stream: StreamId,
    #[serde(rename = "type")]
    type_name: String,
    /// The day or period from which it counts.
    effective: Period,
    /// Chapter, page and line of the document.
    place: String,
    /// What the document does not say and the entry needs.
    assumed: Option<String>,
    #[serde(borrow)]
    body: &'t RawValue,
}

/// Puts in every entry of a programme's file, known from its document on a day.
pub(crate) fn put(archive: &mut Archive, document: Day, file: &str) {
    for (number, text) in file.lines().enumerate() {
        let line: Line<'_> = constant(serde_json::from_str(text), &format!("line {}: {text}", number + 1));
        let read = Fact::from_json(&line.type_name, 1, line.body.get().as_bytes()).ok_or("an unknown type");
        let fact = constant(constant(read, text), text);
        let place = match line.assumed {
            Some(assumed) => format!("{}; assumed: {assumed}", line.place),
            None => line.place,
        };
        archive.printed(document, line.stream, line.effective, &place, fact);
    }
}
