//! Norms for caseloads, and the posts that they are about.

use std::collections::BTreeMap;

use hovedbok_core::entries::programme::CaseloadNormSet;
use hovedbok_core::{Day, Name, Seq, Text};
use hovedbok_projection::{At, Timeline};

use crate::fact::Programmes;
use crate::sorted::{Said, told};
use crate::staff::{StaffRow, filled, staff};

/// The posts of a role, and the norm for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NormedPosts {
    /// The role.
    pub role: Text,
    /// The office; none for the programme as a whole.
    pub office: Option<Text>,
    /// The most participants for each full post.
    pub most: u16,
    /// Posts filled on the day.
    pub posts: u32,
    /// The sum of their shares, in basis points; none where the share of a post is not known.
    pub share_bp: Option<i64>,
    /// The entry that sets the norm.
    pub norm: Seq,
}

/// The posts of a programme for which a norm holds on a day: those of the whole programme, then office by office. A norm of the
/// whole programme holds at each office that has such a post, unless the office has its own.
pub fn normed_posts(timeline: &Timeline<Programmes>, at: At, programme: &Name, on: Day) -> Vec<NormedPosts> {
    let told = told(timeline, at, Some(programme));
    let Some(told) = told.get(programme) else { return Vec::new() };
    let mut norms: BTreeMap<(&str, Option<&str>), &Said<'_, &CaseloadNormSet>> = BTreeMap::new();
    for said in told.norms.iter().filter(|said| said.holds <= on) {
        norms.insert((said.fact.role.as_str(), said.fact.office.as_ref().map(Text::as_str)), said);
    }
    norms.retain(|_, said| said.fact.until.is_none_or(|until| on <= until));
    let rows = staff(told);
    let mut all: BTreeMap<(&str, Option<&str>), NormedPosts> = BTreeMap::new();
    for (key, said) in &norms {
        all.insert(*key, posts(&rows, said, said.fact.office.as_ref(), on));
    }
    for row in rows.iter().filter(|row| row.is_filled(on)) {
        let (role, Some(office)) = (row.role.as_str(), &row.office) else { continue };
        if let Some(said) = norms.get(&(role, None)) {
            all.entry((role, Some(office.as_str()))).or_insert_with(|| posts(&rows, said, Some(office), on));
        }
    }
    all.into_values().collect()
}

fn posts(rows: &[StaffRow], said: &Said<'_, &CaseloadNormSet>, office: Option<&Text>, on: Day) -> NormedPosts {
    let there = |row: &&StaffRow| row.role == said.fact.role && (office.is_none() || row.office.as_ref() == office);
    let own: Vec<StaffRow> = rows.iter().filter(there).cloned().collect();
    let sum = filled(&own, on).into_iter().find(|row| row.role.is_none());
    let share_bp = sum.as_ref().map_or(Some(0), |sum| (sum.share_unknown == 0).then_some(sum.share_bp));
    NormedPosts {
        role: said.fact.role.clone(),
        office: office.cloned(),
        most: said.fact.most,
        posts: sum.map_or(0, |sum| sum.posts),
        share_bp,
        norm: said.seq,
    }
}
