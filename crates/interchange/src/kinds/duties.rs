//! Duties: what is to be done again and again or once. What was done of it is recorded by itself.

use hovedbok_core::StreamId;

use super::Kind;
use super::columns::{DOCUMENT, ID, NOTE, PROGRAMME, column, required};
use super::line::Line;
use crate::headers::{Field, Holds};

pub(super) const KIND: Kind =
    Kind::new("duties", "what is to be done again and again, or once", "plikter", FIELDS, &["programme.duty_set"], row);

const FIELDS: &[Field] = &[
    PROGRAMME,
    required("duty", "plikt", &["navn", "name"], "What the duty is called: a name without spaces.", "monthly-report"),
    required("what", "hva", &["slag", "type"], "report, meeting, visit or other.", "report"),
    required(
        "subject",
        "emne",
        &["rapport", "report", "møteorgan", "body"],
        "The report or the body, or what is to be done.",
        "Monthly report",
    )
    .holding(Holds::Words),
    required(
        "every",
        "hver",
        &["hvor ofte", "how often"],
        "once, week, month, quarter, tertial, half_year, year, or period for the whole time.",
        "month",
    ),
    required("from", "fra", &["effective", "gjelder fra", "dato", "date"], "From which day.", "01.03.2008"),
    column("until", "til og med", &["last_day", "siste dag"], "The last day on which it is a duty.", "31.12.2010"),
    column("by", "hvem", &["ansvarlig", "responsible"], "Who is to do it.", "county project").holding(Holds::Words),
    column("each", "for hver", &[], "project or office: each of them has the duty.", "office"),
    column("least", "minst", &["at least"], "At least how many times in each.", "1"),
    column("most", "høyst", &["at most"], "At most how many times in each.", "2"),
    column("average", "i gjennomsnitt", &["on average"], "How many times in each on average.", ""),
    column("phase", "fase", &[], "The phase in which it is a duty.", ""),
    column("due", "frist", &["deadline"], "The deadline of a duty of one occasion.", ""),
    column("days_after", "dager etter", &[], "How many days after the end of each span it is due.", "10"),
    DOCUMENT,
    NOTE,
    ID,
];

fn row(line: &mut Line<'_, '_>) {
    let stream = line.programme().map(StreamId::Programme);
    let when = line.begins("from");
    let mut entry = line.in_stream("programme.duty_set", stream, when);
    line.take(
        &mut entry,
        &["duty", "what", "subject", "every", "until", "by", "each", "least", "most", "phase", "due", "days_after"],
    );
    match line.cell("average") {
        Some(text) => {
            if let Some(hundredths) = line.reading("average", crate::number::scaled(text, 2)) {
                entry.set("average_hundredths", hundredths);
            }
        }
        None => line.left_out(&entry, "average", "average_hundredths"),
    }
    line.take(&mut entry, &["note"]);
    line.make(entry);
}
