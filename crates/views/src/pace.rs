//! How fast a rebuild is, and how long the rest of it takes: entries to learn, save points to write, and notes about them,
//! each at the rate that was measured since it was begun or resumed.

use serde::{Deserialize, Serialize};

/// What a rebuild has done since it was begun or resumed, and how long that took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pace {
    /// How many entries were read and learnt.
    pub learnt: u64,
    /// The microseconds that took.
    pub learning_micros: u64,
    /// How many entries the save points have that were written, all together.
    pub written: u64,
    /// The microseconds that took.
    pub writing_micros: u64,
    /// How often it was noted how far the rebuild has come.
    pub notes: u64,
    /// The microseconds that took.
    pub noting_micros: u64,
}

/// How far a rebuild has come, and how far it has to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Course {
    /// How many entries are learnt.
    pub position: u64,
    /// How many of them the last save point has.
    pub saved: u64,
    /// How many there are.
    pub target: u64,
    /// A save point is written when at least this many entries were learnt since the one before.
    pub save_entries: u64,
}

impl Course {
    /// Whether a save point is to be written here. The end is one too.
    pub fn is_due(&self) -> bool {
        self.position < self.target && self.position - self.saved >= self.step()
    }

    /// After how many entries the next save point is due. Half as many again as the last one has: all save points together take
    /// about three times the bytes of the last.
    fn step(&self) -> u64 {
        self.save_entries.max(self.saved / 2).max(1)
    }

    /// How many save points are still to be written, and how many entries they have together.
    fn save_points(mut self) -> (u64, u64) {
        let (mut count, mut entries) = (1, self.target);
        loop {
            self.position = self.saved.saturating_add(self.step()).max(self.position);
            if self.position >= self.target {
                return (count, entries);
            }
            self.saved = self.position;
            (count, entries) = (count + 1, entries.saturating_add(self.saved));
        }
    }
}

impl Pace {
    /// How many microseconds the rest of a rebuild takes; nothing before a save point was written, since nothing is known
    /// of writing then.
    pub fn left(&self, course: Course) -> Option<u64> {
        if self.learning_micros == 0 || self.learnt == 0 || self.written == 0 {
            return None;
        }
        let entries = course.target.saturating_sub(course.position);
        let (count, written) = course.save_points();
        let takes = |done: u64, micros: u64, left: u64| u128::from(micros) * u128::from(left) / u128::from(done.max(1));
        let learning = takes(self.learnt, self.learning_micros, entries);
        let writing = takes(self.written, self.writing_micros, written);
        let noting = takes(self.notes, self.noting_micros, count);
        Some(u64::try_from(learning + writing + noting).unwrap_or(u64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Microseconds for an entry that is learnt, for one that is written, and for a note.
    const LEARN: u64 = 3;
    const WRITE: u64 = 2;
    const NOTE: u64 = 5_000;

    /// Rebuilds at a constant pace, some entries at a time, and calls back after each time and after each save point with
    /// the time, how far it is and the pace; the time of the end.
    fn rebuilt(from: u64, target: u64, save_entries: u64, look: &mut dyn FnMut(u64, Course, Pace)) -> u64 {
        let mut course = Course { position: from, saved: from, target, save_entries };
        let mut pace = Pace { notes: 1, noting_micros: NOTE, ..Pace::default() };
        let mut time = NOTE;
        while course.position < target {
            let more = (target - course.position).min(100);
            (course.position, pace.learnt, time) = (course.position + more, pace.learnt + more, time + more * LEARN);
            pace.learning_micros += more * LEARN;
            look(time, course, pace);
            if course.is_due() || course.position == target {
                course.saved = course.position;
                pace.written += course.saved;
                pace.writing_micros += course.saved * WRITE;
                pace.notes += 1;
                pace.noting_micros += NOTE;
                time += course.saved * WRITE + NOTE;
                if course.position < target {
                    look(time, course, pace);
                }
            }
        }
        time
    }

    #[test]
    fn at_a_constant_pace_the_end_is_known_once_something_was_written() {
        for (from, target, save_entries) in [(0, 10_000, 500), (0, 100_000, 6_500), (3_000, 10_000, 400), (0, 900, 200)]
        {
            let mut said = Vec::new();
            let end = rebuilt(from, target, save_entries, &mut |time, course, pace| {
                said.push((course, pace.left(course).map(|left| time + left)));
            });
            for (course, said) in said {
                assert_eq!(said.is_some(), course.saved > from, "{course:?}");
                // Save points are written after whole batches of entries, which the estimate does not know.
                let off = said.unwrap_or(end).abs_diff(end);
                assert!(off * 50 <= end, "{course:?}: {off} of {end}");
            }
        }
    }

    #[test]
    fn what_is_ahead_counts_every_save_point_to_come() {
        let ahead =
            |position, saved, save_entries| Course { position, saved, target: 1_000, save_entries }.save_points();
        assert_eq!(ahead(0, 0, 2_000), (1, 1_000), "the end");
        // 100, 200, 300, 450, 675, and the end.
        assert_eq!(ahead(0, 0, 100), (6, 2_725));
        assert_eq!(ahead(250, 200, 100), (4, 2_425));
        assert_eq!(ahead(675, 675, 100), (1, 1_000));
        assert_eq!(ahead(1_000, 675, 100), (1, 1_000), "the last one is not written yet");
        // One that is overdue is written with what was learnt.
        assert_eq!(ahead(160, 0, 100), (6, 160 + 260 + 390 + 585 + 877 + 1_000));
    }

    #[test]
    fn nothing_is_said_where_nothing_was_measured() {
        let course = Course { position: 10, saved: 10, target: 100, save_entries: 10 };
        let pace =
            Pace { learnt: 10, learning_micros: 50, written: 10, writing_micros: 20, notes: 1, noting_micros: 3 };
        assert!(pace.left(course).is_some());
        assert_eq!(Pace { written: 0, ..pace }.left(course), None);
        assert_eq!(Pace { learnt: 0, ..pace }.left(course), None);
        assert_eq!(Pace { learning_micros: 0, ..pace }.left(course), None, "the clock did not move on");
        let huge = Course { position: 0, saved: 0, target: u64::MAX, save_entries: u64::MAX };
        assert_eq!(Pace { learning_micros: u64::MAX, ..pace }.left(huge), Some(u64::MAX));
    }
}
