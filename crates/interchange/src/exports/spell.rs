//! TraMineR's SPELL: a row a stretch of time in one state, its first and last unit included.

use std::io::{self, Write};

use super::rows::Courses;
use super::states::{Codes, Unit, stretches};
use super::written;

/// The columns.
pub const COLUMNS: [&str; 6] = ["id", "begin", "end", "state", "participant", "programme"];

/// Writes the stretches of every course.
///
/// # Errors
/// When it cannot be written.
pub fn write(courses: &dyn Courses, unit: Unit, codes: &Codes, out: &mut dyn Write) -> io::Result<u64> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(COLUMNS).map_err(written)?;
    let mut rows = 0;
    courses.each(&mut |course| {
        for stretch in stretches(course, unit) {
            let (begin, end) = (stretch.begin.to_string(), stretch.end.to_string());
            let programme = course.programme.as_deref().unwrap_or_default();
            let state = codes.code(&stretch.state);
            csv.write_record([&course.enrolment, &begin, &end, &state, &course.participant, programme])
                .map_err(written)?;
            rows += 1;
        }
        Ok(())
    })?;
    csv.flush()?;
    Ok(rows)
}
