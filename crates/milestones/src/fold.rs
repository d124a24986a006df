//! The fold: a plan's entries in force, to one row a milestone.

use std::collections::BTreeMap;

use hovedbok_core::entries::PlanEntry;
use hovedbok_core::entries::plan::MilestonePlanned;
use hovedbok_core::{Day, Label, MilestoneId, Name, Period, Row, Seq, StreamId};
use hovedbok_projection::{At, Timeline};
use serde::Serialize;

use crate::projection::Milestones;

/// The status of a milestone on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Open, its deadline not passed or none.
    Planned,
    /// Open or postponed to a named deadline, and that deadline's last day is passed.
    Overdue,
    /// Reached.
    Completed,
    /// Postponed, to no named deadline or to one that is not passed.
    Postponed,
    /// Cancelled (bokmål *avlyst*).
    Cancelled,
    /// Dropped (bokmål *utgår*).
    Dropped,
}

/// What was last said of a milestone: the last completion, postponement, cancellation, drop or reopening decides, but a
/// postponement of what has ended counts as nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Nothing, or that it is open again.
    Open,
    /// Reached, in this period.
    Completed(Period),
    /// Postponed, to this deadline where one was named with it or after it.
    Postponed(Option<Period>),
    /// Cancelled.
    Cancelled,
    /// Dropped.
    Dropped,
}

/// A milestone as its plan has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanRow {
    /// The milestone.
    pub milestone: MilestoneId,
    /// The section of the plan, often a year.
    pub section: String,
    /// The number: a label, not unique, and not every row has one.
    pub number: Option<String>,
    /// What is to be reached.
    pub title: String,
    /// The role that is responsible.
    pub responsible: Option<String>,
    /// The deadline that counts.
    pub due: Option<Period>,
    /// The deadline of the plan itself: as planned or rescheduled, whatever a postponement says.
    pub due_in_plan: Option<Period>,
    /// The deadline as first planned.
    pub due_original: Option<Period>,
    /// What was last said of it.
    pub standing: Standing,
    /// The words of the source: those of the entry that decides, else those of the planning.
    pub status_as_written: Option<String>,
    /// Milestones that go on with it, in order.
    pub continued_by: Vec<MilestoneId>,
    /// Position of the planning in force.
    pub planned_by: Seq,
    /// Position of the entry that decides the standing; none where nothing was said.
    pub decided_by: Option<Seq>,
    /// From which day that entry counts.
    pub decided_on: Option<Day>,
    /// Positions of every entry in force about it, in order.
    pub entries: Vec<Seq>,
}

impl PlanRow {
    /// The status on a day.
    pub fn status(&self, as_of: Day) -> Status {
        let passed = |due: &Option<Period>| due.as_ref().is_some_and(|due| due.end() < as_of);
        match &self.standing {
            Standing::Open if passed(&self.due) => Status::Overdue,
            Standing::Open => Status::Planned,
            Standing::Completed(_) => Status::Completed,
            Standing::Postponed(to) if passed(to) => Status::Overdue,
            Standing::Postponed(_) => Status::Postponed,
            Standing::Cancelled => Status::Cancelled,
            Standing::Dropped => Status::Dropped,
        }
    }

    /// Whether it is neither completed nor cancelled nor dropped.
    pub fn is_open(&self) -> bool {
        match self.standing {
            Standing::Open | Standing::Postponed(_) => true,
            Standing::Completed(_) | Standing::Cancelled | Standing::Dropped => false,
        }
    }

    /// The completion, when completed.
    pub fn completed(&self) -> Option<&Period> {
        match &self.standing {
            Standing::Completed(period) => Some(period),
            Standing::Open | Standing::Postponed(_) | Standing::Cancelled | Standing::Dropped => None,
        }
    }

    /// Days from the deadline's last day to the completion's (negative: early), or to the day asked about when overdue;
    /// nothing where nobody gave the day of the completion, see [`PlanRow::days_late_range`].
    pub fn days_late(&self, as_of: Day) -> Option<i64> {
        let due = self.due.as_ref()?.end();
        match self.status(as_of) {
            Status::Completed => {
                self.completed().filter(|completed| !completed.bounds_a_day()).map(|on| on.end().days_since(due))
            }
            Status::Overdue => Some(as_of.days_since(due)),
            Status::Planned | Status::Postponed | Status::Cancelled | Status::Dropped => None,
        }
    }

    /// Days from the last day of the deadline as first planned to that of the one that counts; nothing without either.
    pub fn slip_days(&self) -> Option<i64> {
        Some(self.due.as_ref()?.end().days_since(self.due_original.as_ref()?.end()))
    }

    /// The least and the most days late of a completion whose day nobody gave.
    pub fn days_late_range(&self) -> Option<(i64, i64)> {
        let due = self.due.as_ref()?.end();
        let completed = self.completed().filter(|completed| completed.bounds_a_day())?;
        Some((completed.start().days_since(due), completed.end().days_since(due)))
    }

    /// The row as messages name it: section, number and title.
    pub fn label(&self) -> String {
        let number = self.number.as_deref().unwrap_or("-");
        format!("{}/{number} \"{}\"", self.section, self.title)
    }
}

/// The milestones of a plan in force at a point of both times, in plan order: that of their first planning entry.
pub fn rows(timeline: &Timeline<Milestones>, at: At, plan: &Name) -> Vec<PlanRow> {
    fold(&in_force(timeline, at, plan))
}

/// The entries of a plan in force at a point of both times, in order.
pub(crate) fn in_force<'a>(timeline: &'a Timeline<Milestones>, at: At, plan: &Name) -> Vec<&'a Row<PlanEntry>> {
    timeline.stream_at(&StreamId::Plan(plan.clone()), at)
}

/// What is known of a milestone while folding; it is a row once it is planned.
#[derive(Debug, Default)]
struct Course {
    /// Position of the slot of the first planning: the place in the plan.
    place: Option<Seq>,
    planned: Option<(Seq, MilestonePlanned)>,
    due: Option<Period>,
    due_in_plan: Option<Period>,
    due_original: Option<Period>,
    standing: Option<Decision>,
    continued_by: Vec<MilestoneId>,
    entries: Vec<Seq>,
}

/// The entry that decides the standing.
#[derive(Debug)]
struct Decision {
    by: Seq,
    on: Day,
    standing: Standing,
    words: Option<Label>,
}

/// Folds entries in their order. Those about a milestone that is not planned make no row.
pub(crate) fn fold(entries: &[&Row<PlanEntry>]) -> Vec<PlanRow> {
    let mut courses: BTreeMap<MilestoneId, Course> = BTreeMap::new();
    for row in entries {
        if let Some(milestone) = about(&row.fact) {
            let course = courses.entry(milestone).or_default();
            course.entries.push(row.seq);
            course.learn(row);
        }
    }
    let mut placed: Vec<(Seq, PlanRow)> = courses.into_iter().filter_map(|(id, course)| course.row(id)).collect();
    placed.sort_by_key(|(place, row)| (*place, row.planned_by));
    placed.into_iter().map(|(_, row)| row).collect()
}

/// The milestone that an entry is about.
pub fn about(entry: &PlanEntry) -> Option<MilestoneId> {
    match entry {
        PlanEntry::PlanAssigned(_) | PlanEntry::VersionApproved(_) => None,
        PlanEntry::MilestonePlanned(e) => Some(e.milestone),
        PlanEntry::MilestoneRescheduled(e) => Some(e.milestone),
        PlanEntry::MilestonePostponed(e) => Some(e.milestone),
        PlanEntry::MilestoneCompleted(e) => Some(e.milestone),
        PlanEntry::MilestoneCancelled(e) => Some(e.milestone),
        PlanEntry::MilestoneDropped(e) => Some(e.milestone),
        PlanEntry::MilestoneContinuedBy(e) => Some(e.milestone),
        PlanEntry::MilestoneReopened(e) => Some(e.milestone),
    }
}

impl Course {
    fn learn(&mut self, row: &Row<PlanEntry>) {
        let ended = matches!(
            self.standing,
            Some(Decision { standing: Standing::Completed(_) | Standing::Cancelled | Standing::Dropped, .. })
        );
        let mut stands = |standing, words: &Option<Label>| {
            self.standing = Some(Decision { by: row.seq, on: row.holds, standing, words: words.clone() });
        };
        match &row.fact {
            PlanEntry::PlanAssigned(_) | PlanEntry::VersionApproved(_) => {}
            PlanEntry::MilestonePlanned(e) => {
                if self.planned.is_none() {
                    self.due_original.clone_from(&e.due);
                }
                self.place = Some(self.place.map_or(row.slot, |place| place.min(row.slot)));
                self.due.clone_from(&e.due);
                self.due_in_plan.clone_from(&e.due);
                self.planned = Some((row.seq, e.as_ref().clone()));
            }
            PlanEntry::MilestoneRescheduled(e) => {
                self.due = Some(e.due.clone());
                self.due_in_plan = Some(e.due.clone());
                if let Some(Decision { standing: Standing::Postponed(to), .. }) = &mut self.standing {
                    *to = Some(e.due.clone());
                }
            }
            // What has ended is not postponed until it is opened again.
            PlanEntry::MilestonePostponed(_) if ended => {}
            PlanEntry::MilestonePostponed(e) => {
                stands(Standing::Postponed(e.due.clone()), &e.status_as_written);
                if e.due.is_some() {
                    self.due.clone_from(&e.due);
                }
            }
            PlanEntry::MilestoneCompleted(e) => {
                stands(Standing::Completed(row.effective.clone()), &e.status_as_written);
            }
            PlanEntry::MilestoneCancelled(e) => stands(Standing::Cancelled, &e.status_as_written),
            PlanEntry::MilestoneDropped(e) => stands(Standing::Dropped, &e.status_as_written),
            PlanEntry::MilestoneReopened(_) => stands(Standing::Open, &None),
            PlanEntry::MilestoneContinuedBy(e) => {
                if !self.continued_by.contains(&e.continued_by) {
                    self.continued_by.push(e.continued_by);
                }
            }
        }
    }

    fn row(self, milestone: MilestoneId) -> Option<(Seq, PlanRow)> {
        let (planned_by, planned) = self.planned?;
        let text = |label: &Label| label.as_str().to_owned();
        let (decided, standing, own_words) = match self.standing {
            Some(Decision { by, on, standing, words }) => (Some((by, on)), standing, words),
            None => (None, Standing::Open, None),
        };
        let words = if standing == Standing::Open { planned.status_as_written } else { own_words };
        let row = PlanRow {
            milestone,
            section: text(&planned.section),
            number: planned.number.as_ref().map(text),
            title: planned.title.as_str().to_owned(),
            responsible: planned.responsible.map(|role| role.as_str().to_owned()),
            due: self.due,
            due_in_plan: self.due_in_plan,
            due_original: self.due_original,
            standing,
            status_as_written: words.as_ref().map(text),
            continued_by: self.continued_by,
            planned_by,
            decided_by: decided.map(|(by, _)| by),
            decided_on: decided.map(|(_, on)| on),
            entries: self.entries,
        };
        Some((self.place.unwrap_or(planned_by), row))
    }
}
