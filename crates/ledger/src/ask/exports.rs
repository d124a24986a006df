//! The rows of exports for evaluators, and what they rest on.

mod ahead;
mod courses;
mod grants;
mod in_parts;
mod patches;
mod vintages;

use std::collections::BTreeSet;

use hovedbok_answers::{Needs, Projections, RULES};
use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::{Day, Name, Seq};
use hovedbok_interchange::exports::bitemporal::Patches;
use hovedbok_interchange::exports::giving::Grant;
use hovedbok_interchange::exports::manifest::{Reach, Reconstructed, TreeHead};
use hovedbok_interchange::exports::rows::Courses;
use hovedbok_interchange::exports::vintages::Vintage;
use hovedbok_projection::{At, History, Projection, Timeline};
use hovedbok_register::Release;

use super::named::check_name;
use super::reader::Reader;
use super::records::Records;
use crate::error::LedgerError;

/// What is exported, and how.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asked {
    /// Only this programme.
    pub programme: Option<Name>,
    /// Only stays that begin at this office.
    pub office: Option<String>,
    /// Only stays of this cohort.
    pub cohort: Option<Name>,
    /// The day from which stays are observed.
    pub observed_from: Option<Day>,
    /// With what is recorded of each enrolment.
    pub with_events: bool,
    /// With notes and other free text in it.
    pub with_notes: bool,
}

/// What the rows of an export rest on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ground {
    /// The times.
    pub at: At,
    /// The head of the hash tree at the position.
    pub tree_head: TreeHead,
    /// The rule set and its version.
    pub rules: &'static str,
    /// Where the records end before the day asked about.
    pub reach: Vec<Reach>,
    /// Whether anything was migrated.
    pub rests_on_migrated: bool,
    /// The records that were put together from published totals.
    pub reconstructed: Vec<Reconstructed>,
    /// How many streams hold what this program does not know.
    pub incomplete: usize,
}

/// What makes rows, with names in the spelling that is used.
type Make<'m, T> = dyn FnMut(&Projections, &Asked, &dyn Records) -> Result<T, LedgerError> + 'm;
/// Rows with what they rest on.
type Grounded<T> = Result<(Ground, T), LedgerError>;

impl Reader {
    /// Writes the courses of persons, under the pseudonyms of a release, in their order. Where a part of the views is damaged,
    /// `write` is called a second time, and begins from the start.
    ///
    /// # Errors
    /// When the ledger cannot be read, or no entry in force names the programme.
    pub fn courses<T>(
        &mut self,
        asked: &Asked,
        at: At,
        release: &Release,
        write: &mut dyn FnMut(&dyn Courses) -> T,
    ) -> Grounded<T> {
        self.exported(asked, at, RecordSubject::Participants, &mut |projections, asked, records| {
            let courses = courses::Read::of(records, projections, asked, at, release)?;
            let written = write(&courses);
            courses.failed().map_or(Ok(written), Err)
        })
    }

    /// Writes the patches of persons in both times, under the pseudonyms of a release, in their order. `write` may be called a
    /// second time, as in [`Reader::courses`].
    ///
    /// # Errors
    /// As [`Reader::courses`].
    pub fn patches<T>(
        &mut self,
        asked: &Asked,
        at: At,
        release: &Release,
        write: &mut dyn FnMut(&dyn Patches) -> T,
    ) -> Grounded<T> {
        self.exported(asked, at, RecordSubject::Participants, &mut |projections, asked, records| {
            let patches = patches::Read::of(records, projections, asked, at, release)?;
            let written = write(&patches);
            patches.failed().map_or(Ok(written), Err)
        })
    }

    /// The grants that money was allocated for.
    ///
    /// # Errors
    /// As [`Reader::courses`], and when a sum is too large.
    pub fn grants(&mut self, asked: &Asked, at: At) -> Grounded<Vec<Grant>> {
        self.exported(asked, at, RecordSubject::Money, &mut |projections, asked, _| grants::of(projections, asked, at))
    }

    /// The stock of each programme month by month, as known at the end of each month.
    ///
    /// # Errors
    /// As [`Reader::courses`].
    pub fn vintages(&mut self, asked: &Asked, at: At, suppress: Option<u64>) -> Grounded<Vec<Vintage>> {
        self.exported(asked, at, RecordSubject::Participants, &mut |projections, asked, records| {
            vintages::of(projections, asked, at, suppress, records)
        })
    }

    fn exported<T>(&mut self, asked: &Asked, at: At, subject: RecordSubject, make: &mut Make<'_, T>) -> Grounded<T> {
        self.with(&mut |records| {
            let mut asked = asked.clone();
            let of = asked.programme.clone();
            let spelled = |kind: NameKind, name: &str| {
                check_name(records, kind, name, of.as_ref().map(Name::as_str), at.known_at)?;
                Ok::<_, LedgerError>(records.names()?.respell(kind, name))
            };
            for (kind, name) in [(NameKind::Programme, &mut asked.programme), (NameKind::Cohort, &mut asked.cohort)] {
                let Some(name) = name else { continue };
                if let Some(first) = spelled(kind, name.as_str())? {
                    *name = first.parse().unwrap_or_else(|_| name.clone());
                }
            }
            if let Some(office) = &mut asked.office
                && let Some(first) = spelled(NameKind::Office, office)?
            {
                *office = first;
            }
            let money = subject == RecordSubject::Money;
            let needs = Needs { state: !money, budgets: money, programmes: true, ..Needs::NONE };
            let projections = records.counted(needs, at.known_at)?;
            let ground = ground(&projections, &asked, at, subject, records)?;
            let made = make(&projections, &asked, records)?;
            records.confirm(&projections)?;
            Ok((ground, made))
        })
    }
}

fn ground(
    projections: &Projections,
    asked: &Asked,
    at: At,
    subject: RecordSubject,
    records: &dyn Records,
) -> Result<Ground, LedgerError> {
    let reach = projections.reach_for(asked.cohort.as_ref(), asked.programme.as_ref(), at);
    let named = |programme: &Name| asked.programme.as_ref().is_none_or(|asked| asked == programme);
    let ends = reach.iter().filter(|(programme, of, _)| *of == subject && named(programme));
    let reach =
        ends.map(|(programme, _, end)| Reach { programme: programme.to_string(), day: end.day, why: end.by.word() });
    let reach = reach.collect();
    let reconstructed = projections.reconstructed_of(subject, at.known_at).into_iter();
    let reconstructed = reconstructed.filter(|row| named(&row.programme)).map(|row| Reconstructed {
        programme: row.programme.to_string(),
        published: row.published,
        assumed: row.assumed,
    });
    let (migrated, incomplete) = if subject == RecordSubject::Money {
        (migrated(&projections.budgets, at), unknown(&projections.budgets, at.known_at))
    } else {
        let everybody = projections.everybody();
        (everybody.rests_on_migrated(asked.programme.as_ref(), at), unknown(&projections.state, at.known_at))
    };
    Ok(Ground {
        at,
        tree_head: TreeHead { size: at.known_at.0, root: records.root(at.known_at)?.to_string() },
        rules: RULES,
        reach,
        rests_on_migrated: migrated,
        reconstructed: reconstructed.collect(),
        incomplete,
    })
}

fn migrated<P: Projection>(timeline: &Timeline<P>, at: At) -> bool {
    timeline.at(at).any(|(_, rows)| rows.iter().any(|row| row.slot_migrated))
}

/// How many streams hold an entry unknown here, up to a position.
fn unknown<P: Projection>(timeline: &Timeline<P>, known_at: Seq) -> usize {
    let holds = |history: &History<P::Fact>| history.unknown().iter().any(|seq| *seq <= known_at);
    timeline.streams().filter(|(_, history)| holds(history)).map(|(stream, _)| stream).collect::<BTreeSet<_>>().len()
}
