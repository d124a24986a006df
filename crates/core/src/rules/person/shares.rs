//! Shares of placements: a day has only one whole, however many placements a person is in.

use std::collections::{BTreeMap, BTreeSet};

use super::course::Course;
use crate::day::Day;
use crate::entries::{MeasureEntry, PersonEntry};
use crate::ids::{PlacementId, Seq};
use crate::money::ShareBp;
use crate::rules::{Context, Rule, Violation, short};

/// From a day on a placement has this share.
#[derive(Debug, Clone, Copy)]
struct Share {
    from: Day,
    share: ShareBp,
    seq: Seq,
}

/// Placements that together take more than all of a day: one violation for each run of such days.
pub(super) fn above_whole(course: &Course<'_>, _: &Context) -> Vec<Violation> {
    if course.placements.len() < 2 {
        return Vec::new();
    }
    let shares = shares(course);
    let mut turns: BTreeSet<Day> = shares.values().flatten().map(|share| share.from).collect();
    turns.extend(course.placements.values().filter_map(|placement| placement.end.map(|end| end.day.next())));
    let (mut broken, mut run): (Vec<Violation>, Option<Run>) = (Vec::new(), None);
    for day in turns {
        let open: Vec<(PlacementId, Share)> = course
            .placements
            .iter()
            .filter(|(_, placement)| placement.open_on(day))
            .filter_map(|(id, _)| Some((*id, *shares.get(id)?.iter().rfind(|share| share.from <= day)?)))
            .collect();
        let sum = open.iter().fold(0u32, |sum, (_, share)| sum.saturating_add(share.share.0));
        if open.len() > 1 && sum > ShareBp::WHOLE.0 {
            run.get_or_insert_with(|| Run::from(day)).take(sum, &open);
        } else if let Some(over) = run.take() {
            broken.push(over.violation(course, Some(day)));
        }
    }
    broken.extend(run.map(|run| run.violation(course, None)));
    broken
}

/// The shares of each placement in the order of their days; of several on one day the last one counts.
fn shares(course: &Course<'_>) -> BTreeMap<PlacementId, Vec<Share>> {
    let mut shares: BTreeMap<PlacementId, Vec<Share>> = BTreeMap::new();
    for row in course.rows {
        let PersonEntry::Measure(entry) = &row.fact else { continue };
        let (placement, share) = match entry {
            MeasureEntry::Started(body) => (body.placement, Some(body.share_bp)),
            MeasureEntry::Changed(body) => (body.placement, body.share_bp),
            MeasureEntry::Ended(body) => (body.placement, None),
        };
        let first = |start: Seq| !matches!(entry, MeasureEntry::Started(_)) || row.seq == start;
        let counts = course.placements.get(&placement).is_some_and(|p| first(p.start.seq) && p.open_on(row.day()));
        if let Some(share) = share.filter(|_| counts) {
            let share = Share { from: row.day(), share, seq: row.seq };
            let known = shares.entry(placement).or_default();
            // A change on the first day counts, whichever of the two was recorded first.
            if matches!(entry, MeasureEntry::Started(_)) { known.insert(0, share) } else { known.push(share) }
        }
    }
    shares
}

/// Days in a row on which the shares are more than all of a day.
struct Run {
    from: Day,
    most: u32,
    placements: BTreeSet<PlacementId>,
    entries: BTreeSet<Seq>,
}

impl Run {
    fn from(day: Day) -> Run {
        Run { from: day, most: 0, placements: BTreeSet::new(), entries: BTreeSet::new() }
    }

    fn take(&mut self, sum: u32, open: &[(PlacementId, Share)]) {
        self.most = self.most.max(sum);
        self.placements.extend(open.iter().map(|(id, _)| *id));
        self.entries.extend(open.iter().map(|(_, share)| share.seq));
    }

    fn violation(self, course: &Course<'_>, after: Option<Day>) -> Violation {
        let names: Vec<String> = self.placements.iter().map(short).collect();
        let until = after.map_or("on".to_owned(), |day| format!("to {}", day.plus_days(-1)));
        let what = format!(
            "placements {} together take up to {} of full time, from {} {until}",
            names.join(", "),
            ShareBp(self.most),
            self.from
        );
        let programme = self.placements.first().and_then(|id| course.placements.get(id));
        let programme = programme.and_then(|placement| course.programme(placement.enrolment));
        let entries = self.entries.into_iter().rev().collect();
        let above = i64::from(self.most.saturating_sub(ShareBp::WHOLE.0));
        Violation::new(Rule::SharesAboveWhole, entries, what).weighing(above).about(programme)
    }
}
