//! XES (IEEE 1849): a trace an enrolment, an event an entry.

use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, Event as Xml};

use super::instant;
use super::rows::{Courses, Said, Ticks};

/// The extensions that name the attributes which every tool knows.
const EXTENSIONS: [(&str, &str, &str); 3] = [
    ("Concept", "concept", "http://www.xes-standard.org/concept.xesext"),
    ("Lifecycle", "lifecycle", "http://www.xes-standard.org/lifecycle.xesext"),
    ("Time", "time", "http://www.xes-standard.org/time.xesext"),
];

/// Writes a trace for every course that has an event, and counts the events.
///
/// # Errors
/// When it cannot be written.
pub fn write(courses: &dyn Courses, out: &mut dyn Write) -> io::Result<u64> {
    let mut xml = Writer::new_with_indent(out, b' ', 1);
    xml.write_event(Xml::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    open(
        &mut xml,
        "log",
        &[("xes.version", "1849-2016"), ("xes.features", ""), ("xmlns", "http://www.xes-standard.org/")],
    )?;
    for (name, prefix, uri) in EXTENSIONS {
        empty(&mut xml, "extension", &[("name", name), ("prefix", prefix), ("uri", uri)])?;
    }
    open(&mut xml, "global", &[("scope", "trace")])?;
    value(&mut xml, "string", "concept:name", "")?;
    close(&mut xml, "global")?;
    open(&mut xml, "global", &[("scope", "event")])?;
    value(&mut xml, "string", "concept:name", "")?;
    value(&mut xml, "string", "lifecycle:transition", "complete")?;
    value(&mut xml, "date", "time:timestamp", "1970-01-01T00:00:00.000Z")?;
    close(&mut xml, "global")?;
    empty(&mut xml, "classifier", &[("name", "Activity"), ("keys", "concept:name")])?;
    let (mut ticks, mut events) = (Ticks::default(), 0);
    courses.each(&mut |course| {
        if course.events.is_empty() {
            return Ok(());
        }
        open(&mut xml, "trace", &[])?;
        value(&mut xml, "string", "concept:name", &course.enrolment)?;
        value(&mut xml, "string", "participant", &course.participant)?;
        for (key, known) in
            [("programme", &course.programme), ("birth_month", &course.birth_month), ("sex", &course.sex)]
        {
            known.iter().try_for_each(|known| value(&mut xml, "string", key, known))?;
        }
        value(&mut xml, "string", "status", &course.status)?;
        for event in &course.events {
            events += 1;
            open(&mut xml, "event", &[])?;
            value(&mut xml, "string", "concept:name", &event.type_name)?;
            value(&mut xml, "string", "lifecycle:transition", "complete")?;
            value(&mut xml, "date", "time:timestamp", &instant(event.day, ticks.next(course, event.day)))?;
            value(&mut xml, "string", "entry", &event.id)?;
            event.placement.iter().try_for_each(|id| value(&mut xml, "string", "placement", id))?;
            event.values.iter().try_for_each(|(field, said)| match said {
                Said::Text(text) => value(&mut xml, "string", field, text),
                Said::Integer(_) => value(&mut xml, "int", field, &said.text()),
                Said::Truth(_) => value(&mut xml, "boolean", field, &said.text()),
                Said::Day(day) => value(&mut xml, "date", field, &instant(*day, 0)),
            })?;
            close(&mut xml, "event")?;
        }
        close(&mut xml, "trace")
    })?;
    close(&mut xml, "log")?;
    xml.get_mut().write_all(b"\n")?;
    Ok(events)
}

type Xes<'o> = Writer<&'o mut dyn Write>;

fn start<'t>(tag: &'t str, attributes: &[(&str, &str)]) -> BytesStart<'t> {
    let mut start = BytesStart::new(tag);
    attributes.iter().for_each(|(name, value)| start.push_attribute((*name, *value)));
    start
}

fn open(xml: &mut Xes<'_>, tag: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
    xml.write_event(Xml::Start(start(tag, attributes)))
}

fn close(xml: &mut Xes<'_>, tag: &str) -> io::Result<()> {
    xml.write_event(Xml::End(BytesEnd::new(tag)))
}

fn empty(xml: &mut Xes<'_>, tag: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
    xml.write_event(Xml::Empty(start(tag, attributes)))
}

fn value(xml: &mut Xes<'_>, tag: &str, key: &str, value: &str) -> io::Result<()> {
    empty(xml, tag, &[("key", key), ("value", &allowed(value))])
}

/// The text without characters that XML 1.0 does not have; a break of line is a space, as in every attribute of XML.
fn allowed(text: &str) -> String {
    let allowed = |c: char| match c {
        '\t' | '\n' | '\r' => ' ',
        '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => char::REPLACEMENT_CHARACTER,
        _ => c,
    };
    text.chars().map(allowed).collect()
}
