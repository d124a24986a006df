//! Staff: which roles were filled, with how much of a post, and how much of it on a day.

use std::collections::BTreeMap;

use hovedbok_core::{Day, ShareBp, Text};
use serde::Serialize;

use crate::period::PeriodRow;
use crate::sorted::{Post, Sorted};

/// A role filled from a day. Two rows of one role may be two people or a change: entries name no one (H11).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct StaffRow {
    /// The role.
    pub role: Text,
    /// Share of a post, in basis points, where it is known.
    pub share_bp: Option<ShareBp>,
    /// From when, as exactly as recorded.
    pub from: PeriodRow,
    /// The office that the post is at.
    pub office: Option<Text>,
    /// The last day on which the role is filled; none while nothing says that it ends.
    pub last_day: Option<Day>,
}

/// How many posts are filled on a day, and how much of a post they are together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct FilledRow {
    /// The role; none for all roles of the programme together.
    pub role: Option<Text>,
    /// The day: that of the question, or the last one that the records reach.
    pub on: Day,
    /// Posts filled on that day.
    pub posts: u32,
    /// The sum of their known shares, in basis points: 10000 is one full post.
    pub share_bp: i64,
    /// Of the posts, how many have no known share: they add nothing to the sum.
    pub share_unknown: u32,
}

impl StaffRow {
    /// Whether the role is filled on a day.
    pub fn is_filled(&self, on: Day) -> bool {
        self.from.start <= on && self.last_day.is_none_or(|last| on <= last)
    }
}

/// Every role filled, in order. An end ends each open row of its role; where the end or the row names no office, the role
/// alone decides.
pub(crate) fn staff(told: &Sorted<'_>) -> Vec<StaffRow> {
    let mut rows: Vec<StaffRow> = Vec::new();
    for said in &told.staff {
        match said.fact {
            Post::Filled(e) => rows.push(StaffRow {
                role: e.role.clone(),
                share_bp: e.share_bp,
                from: said.effective.into(),
                office: e.office.clone(),
                last_day: e.until,
            }),
            Post::Ended(e) => {
                let last = said.effective.end();
                let there = |office: &Option<Text>| office.is_none() || e.office.is_none() || *office == e.office;
                let is_open = |row: &StaffRow| row.from.start <= last && row.last_day.is_none_or(|to| last < to);
                for row in rows.iter_mut().filter(|row| row.role == e.role && there(&row.office) && is_open(row)) {
                    row.last_day = Some(last);
                }
            }
        }
    }
    rows
}

/// The posts filled on a day: all together first, then by role; nothing where none is.
pub(crate) fn filled(rows: &[StaffRow], on: Day) -> Vec<FilledRow> {
    let mut by_role: BTreeMap<Option<&str>, FilledRow> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.is_filled(on)) {
        for role in [None, Some(&row.role)] {
            let new = FilledRow { role: role.cloned(), on, posts: 0, share_bp: 0, share_unknown: 0 };
            let sum = by_role.entry(role.map(Text::as_str)).or_insert(new);
            sum.posts += 1;
            match row.share_bp {
                Some(share) => sum.share_bp += i64::from(share.0),
                None => sum.share_unknown += 1,
            }
        }
    }
    by_role.into_values().collect()
}
