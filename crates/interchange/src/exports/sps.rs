//! TraMineR's SPS: a row a course, its states with how many units each lasts: `(applied,2)-(in_programme,11)`.

use std::io::{self, Write};

use super::rows::Courses;
use super::states::{Codes, Unit, stretches};
use super::written;

/// The columns.
pub const COLUMNS: [&str; 5] = ["id", "begin", "sequence", "participant", "programme"];

/// Writes a row for every course that has a unit of time.
///
/// Between two states there can be a void; it is `*`, TraMineR's sign for a missing state.
///
/// # Errors
/// When it cannot be written.
pub fn write(courses: &dyn Courses, unit: Unit, codes: &Codes, out: &mut dyn Write) -> io::Result<u64> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(COLUMNS).map_err(written)?;
    let mut rows = 0;
    courses.each(&mut |course| {
        let stretches = stretches(course, unit);
        let Some(begin) = stretches.first().map(|first| first.begin) else { return Ok(()) };
        let (mut parts, mut next) = (Vec::with_capacity(stretches.len()), begin);
        for stretch in &stretches {
            if stretch.begin > next {
                parts.push(format!("(*,{})", stretch.begin - next));
            }
            parts.push(format!("({},{})", codes.code(&stretch.state), stretch.end - stretch.begin + 1));
            next = stretch.end + 1;
        }
        let programme = course.programme.as_deref().unwrap_or_default();
        csv.write_record([&course.enrolment, &begin.to_string(), &parts.join("-"), &course.participant, programme])
            .map_err(written)?;
        rows += 1;
        Ok(())
    })?;
    csv.flush()?;
    Ok(rows)
}
