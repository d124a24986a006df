//! TraMineR's STS: a row a course, a column a unit of time, in each the state's code; empty before the first entry and
//! after the last day that is answered for.

use std::io::{self, Write};

use super::rows::Courses;
use super::states::{Codes, Unit, stretches};
use super::written;

/// The columns before those of the units.
pub const COLUMNS: [&str; 3] = ["id", "participant", "programme"];

/// Writes a row for every course.
///
/// # Errors
/// When it cannot be written.
pub fn write(courses: &dyn Courses, unit: Unit, codes: &Codes, out: &mut dyn Write) -> io::Result<u64> {
    let units: Vec<i64> = codes.units(unit).map_or_else(Vec::new, Iterator::collect);
    let mut rows = 0;
    let mut csv = csv::Writer::from_writer(out);
    let names = units.iter().map(|index| unit.name(*index));
    csv.write_record(COLUMNS.map(str::to_owned).into_iter().chain(names)).map_err(written)?;
    courses.each(&mut |course| {
        csv.write_field(&course.enrolment).map_err(written)?;
        csv.write_field(&course.participant).map_err(written)?;
        csv.write_field(course.programme.as_deref().unwrap_or_default()).map_err(written)?;
        let mut stretches = stretches(course, unit).into_iter().map(|s| (s.begin, s.end, codes.code(&s.state)));
        let mut now = stretches.next();
        for index in &units {
            if now.as_ref().is_some_and(|(_, end, _)| end < index) {
                now = stretches.next();
            }
            let cell = now.as_ref().filter(|(begin, _, _)| begin <= index).map(|(_, _, code)| code.as_str());
            csv.write_field(cell.unwrap_or_default()).map_err(written)?;
        }
        csv.write_record(None::<&[u8]>).map_err(written)?;
        rows += 1;
        Ok(())
    })?;
    csv.flush()?;
    Ok(rows)
}
