//! Findings about names: spelled in more than one way, and programmes that nobody has established.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_core::entries::ProgrammeEntry;
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::rules::{Rule, Violation};
use hovedbok_core::{Name, Row, Seq};
use hovedbok_programmes::ProgrammeFact;
use hovedbok_projection::{At, Projection, Timeline};

use crate::projections::Projections;
use crate::spellings::Spelling;

/// Names of which an entry in force has another spelling than the first.
pub(super) fn spelled_twice(projections: &Projections, at: At) -> Vec<Violation> {
    let mut several = projections.names.several().peekable();
    if several.peek().is_none() {
        return Vec::new();
    }
    let mut standing = BTreeSet::new();
    collect(&projections.state, at, &mut standing);
    collect(&projections.milestones, at, &mut standing);
    collect(&projections.budgets, at, &mut standing);
    collect(&projections.programmes, at, &mut standing);
    several.filter_map(|(kind, spellings)| other_spellings(kind, spellings, &standing)).collect()
}

fn collect<P: Projection>(timeline: &Timeline<P>, at: At, standing: &mut BTreeSet<Seq>) {
    standing.extend(timeline.facts(at).flat_map(|(_, rows)| rows.into_iter().map(|row| row.seq)));
}

fn other_spellings(kind: NameKind, spellings: &[Spelling], standing: &BTreeSet<Seq>) -> Option<Violation> {
    let (first, others) = spellings.split_first()?;
    let used: Vec<(&Spelling, Vec<Seq>)> = others
        .iter()
        .map(|other| (other, other.uses.iter().copied().filter(|seq| standing.contains(seq)).collect::<Vec<_>>()))
        .filter(|(_, uses)| !uses.is_empty())
        .collect();
    let named = |(other, uses): &(&Spelling, Vec<Seq>)| {
        let since = uses.first().map(ToString::to_string).unwrap_or_default();
        format!("'{}' ({}) in {since}", other.text, letters(&other.text))
    };
    let listed: Vec<String> = used.iter().map(named).collect();
    let begun = first.uses.first().copied().unwrap_or_default();
    let what = format!(
        "the {kind} '{}' ({}) in {begun} is also spelled {}: they are counted as one",
        first.text,
        letters(&first.text),
        listed.join(", ")
    );
    let mut entries: Vec<Seq> = used.iter().filter_map(|(_, uses)| uses.first().copied()).collect();
    let weight = used.iter().map(|(_, uses)| uses.len()).sum::<usize>();
    let programme = Name::stored(&first.text).filter(|_| kind == NameKind::Programme);
    entries.push(begun);
    let weight = i64::try_from(weight).unwrap_or(i64::MAX);
    (!used.is_empty()).then_some(Violation { rule: Rule::SpelledTwice, programme, entries, weight, what })
}

/// How many letters and marks a text takes: what tells spellings apart that look alike.
fn letters(text: &str) -> String {
    format!("{} characters", text.chars().count())
}

/// What is recorded about one programme.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
struct About {
    count: i64,
    first: Seq,
    last: Seq,
}

/// What is recorded about each programme.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Named(BTreeMap<Name, About>);

impl Named {
    /// Notes that an entry is about a programme.
    pub(super) fn learn(&mut self, programme: &Name, seq: Seq) {
        let about = match self.0.get_mut(programme) {
            Some(about) => about,
            None => self.0.entry(programme.clone()).or_insert(About { count: 0, first: seq, last: seq }),
        };
        about.count += 1;
        about.first = about.first.min(seq);
        about.last = about.last.max(seq);
    }

    /// What was noted of one programme.
    pub(super) fn about(&self, programme: &Name) -> Named {
        Named(self.0.get_key_value(programme).map(|(name, about)| (name.clone(), *about)).into_iter().collect())
    }

    /// Adds what was noted of others.
    pub(super) fn join(&mut self, other: Named) {
        for (programme, more) in other.0 {
            let about = self.0.entry(programme).or_insert(About { count: 0, ..more });
            about.count += more.count;
            about.first = about.first.min(more.first);
            about.last = about.last.max(more.last);
        }
    }
}

/// Programmes that persons, money, risks, figures or a stream of their own are about, and that no entry establishes; what is
/// recorded of persons is learnt already. A plan can stand alone.
pub(super) fn never_established(projections: &Projections, at: At, mut named: Named) -> Vec<Violation> {
    let budgets = projections.budgets.at(at).map(|(stream, rows)| (stream, seqs(&rows)));
    let programmes = projections.programmes.at(at).map(|(stream, rows)| (stream, seqs(&rows)));
    for (stream, seqs) in budgets.chain(programmes) {
        let programme = stream.programme();
        programme.iter().for_each(|programme| seqs.iter().for_each(|seq| named.learn(programme, *seq)));
    }
    let established = established(projections, at.known_at);
    let unknown = named.0.into_iter().filter(|(programme, _)| !established.contains(programme));
    let violation = |(programme, about): (Name, About)| {
        let what = match about.count {
            1 => format!("an entry is about {programme}, a programme that was never established"),
            count => format!("{count} entries are about {programme}, a programme that was never established"),
        };
        let entries = BTreeSet::from([about.first, about.last]).into_iter().collect();
        let rule = Rule::ProgrammeNotEstablished;
        Violation { rule, programme: Some(programme), entries, weight: about.count, what }
    };
    unknown.map(violation).collect()
}

fn seqs<F>(rows: &[&Row<F>]) -> Vec<Seq> {
    rows.iter().map(|row| row.seq).collect()
}

/// The programmes that are established at a position, from whichever day.
fn established(projections: &Projections, known_at: Seq) -> BTreeSet<Name> {
    let establishes =
        |row: &Row<ProgrammeFact>| matches!(&row.fact, ProgrammeFact::Programme(ProgrammeEntry::Established(_)));
    let streams = projections.programmes.streams();
    let known = streams.filter(|(_, history)| history.in_force(known_at).any(establishes));
    known.filter_map(|(stream, _)| stream.programme()).collect()
}
