//! Caseloads: participants against posts and the norm for them.

use std::collections::BTreeSet;

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::money::rounded;
use hovedbok_core::rules::{Rule, Violation};
use hovedbok_core::{Day, Name, Seq, Text};
use hovedbok_programmes::{NormedPosts, normed_posts};
use hovedbok_projection::At;
use serde::Serialize;

use crate::inside::Persons;
use crate::projections::Projections;

/// The participants for each post of a role for which the programme has a norm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct CaseloadRow {
    /// The programme.
    pub programme: Name,
    /// The role.
    pub role: Text,
    /// The office; null for the programme as a whole.
    pub office: Option<Text>,
    /// The day: that of the question, or the last one that the records of posts and of persons reach.
    pub on: Day,
    /// How many are in the programme on that day, at the office if there is one; null where no person is recorded.
    pub participants: Option<usize>,
    /// Posts of the role filled on that day.
    pub posts: u32,
    /// The sum of their shares, in basis points: 10000 is one full post. Null where the share of one is not known.
    pub share_bp: Option<i64>,
    /// Participants for each full post, in hundredths, rounded half up; null where either is not known or no post is filled.
    pub per_post_hundredths: Option<i64>,
    /// The most participants that a full post is to have.
    pub norm: u16,
    /// Whether they are no more than that; null where it is not known.
    pub within_norm: Option<bool>,
    /// The entry that sets the norm.
    pub entry: Seq,
}

/// The caseloads of a programme, or of all.
pub(crate) fn caseloads(projections: &Projections, at: At, programme: Option<&Name>) -> Vec<CaseloadRow> {
    let mut rows = Vec::new();
    let streams = projections.programmes.at(at).filter_map(|(stream, _)| stream.programme());
    let names: BTreeSet<Name> = streams.filter(|name| programme.is_none_or(|asked| asked == name)).collect();
    for name in names {
        let day = |subject| projections.programmes.day(Some(&name), subject, at.as_of);
        let on = day(RecordSubject::Staff).min(day(RecordSubject::Participants));
        let posts = normed_posts(&projections.programmes, at, &name, on);
        if posts.is_empty() {
            continue;
        }
        let persons = Persons::of(projections, At { as_of: on, ..at }, &name);
        rows.extend(posts.into_iter().map(|posts| row(&name, posts, persons.as_ref(), on)));
    }
    rows
}

fn row(programme: &Name, posts: NormedPosts, persons: Option<&Persons>, on: Day) -> CaseloadRow {
    let participants = persons.and_then(|persons| match &posts.office {
        Some(office) => persons.at_office(office.as_str()),
        None => Some(persons.all),
    });
    let known = participants.and_then(|count| i64::try_from(count).ok()).zip(posts.share_bp);
    // A person is 10,000 basis points of a person, so that hundredths for each post are 10^6 a person and basis point.
    let per_post_hundredths =
        known.and_then(|(count, share)| rounded(i128::from(count) * 1_000_000, i128::from(share)));
    let within_norm =
        known.map(|(count, share)| i128::from(count) * 10_000 <= i128::from(share) * i128::from(posts.most));
    CaseloadRow {
        programme: programme.clone(),
        role: posts.role,
        office: posts.office,
        on,
        participants,
        posts: posts.posts,
        share_bp: posts.share_bp,
        per_post_hundredths,
        norm: posts.most,
        within_norm,
        entry: posts.norm,
    }
}

/// A finding for each caseload above its norm.
pub(crate) fn above_norm(projections: &Projections, at: At) -> Vec<Violation> {
    let above = caseloads(projections, at, None).into_iter().filter(|row| row.within_norm == Some(false));
    let violation = |row: CaseloadRow| {
        let (count, full) = (row.participants?, row.share_bp?);
        let (role, on, norm) = (row.role.as_str(), row.on, row.norm);
        let posts = hundredths(full / 100);
        let what = match (row.per_post_hundredths.map(hundredths), row.office.as_ref().map(Text::as_str)) {
            (Some(each), None) => format!(
                "{count} participants for {posts} full posts as {role} on {on}, so {each} for each; the norm is at most {norm}"
            ),
            (Some(each), Some(office)) => format!(
                "{count} participants for {posts} full posts as {role} at {office} on {on}, so {each} for each; the norm is at most {norm}"
            ),
            (None, None) => {
                format!("{count} participants and no post as {role} on {on}; the norm is at most {norm} for each")
            }
            (None, Some(office)) => {
                format!(
                    "{count} participants and no post as {role} at {office} on {on}; the norm is at most {norm} for each"
                )
            }
        };
        let (rule, programme, entries) = (Rule::CaseloadAboveNorm, Some(row.programme), vec![row.entry]);
        let weight = i64::try_from(count).unwrap_or(i64::MAX);
        Some(Violation { rule, programme, entries, weight, what })
    };
    above.filter_map(violation).collect()
}

fn hundredths(number: i64) -> String {
    format!("{}.{:02}", number / 100, number % 100)
}
