//! Findings: broken rules and missing records, each with the entries that it rests on.
//!
//! Most come from the rules of core, which are applied here to every stream in force at (as-of, known-at), with what
//! they need to know from other streams. Findings on figures, late targets, names, unknown types and the ends of
//! records come from `hovedbok_programmes` and this crate.

mod deciding;
pub(crate) mod gathered;
mod learnt;
mod names;
mod sources;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use hovedbok_core::entries::FundEntry;
use hovedbok_core::rules::general::{LATE_DAYS, LateBatches};
use hovedbok_core::rules::payment::Attendance;
use hovedbok_core::rules::person::{Member, joined};
use hovedbok_core::rules::practice::Habits;
use hovedbok_core::rules::records_end::AfterEnd;
use hovedbok_core::rules::{self, Context, Rule, Violation};
use hovedbok_core::{Day, FundId, Instant, Name, PersonEntry, Row, Seq, StreamFact, StreamId};
use hovedbok_programmes::entries;
use hovedbok_projection::{At, History, Projection, Timeline};

use crate::about::person_of;
use crate::finding::{Finding, Together};
use crate::projections::Projections;
use crate::{caseload, ended, late};
use learnt::Learnt;
use sources::{LOOKING_AT_PERSONS, Source, sources};

/// Every finding at a point of both times: by weight, programme, kind and entry. What is recorded is judged whole; what is
/// missing, as far as the records reach.
pub(crate) fn findings(projections: &Projections, at: At) -> Vec<Finding> {
    let all = found(projections, at, &|_| true);
    in_order(projections, at, all)
}

/// The findings of one kind, in the same order, without what they came in with.
pub(crate) fn findings_of(projections: &Projections, at: At, rule: Rule) -> Vec<Finding> {
    let sources = sources(rule);
    let mut found = found(projections, at, &|source| sources.contains(&source));
    found.violations.retain(|violation| violation.rule == rule);
    in_order(projections, at, found)
}

/// Whether findings of a kind rest on the records of plans, money and programmes alone, and on how far records reach.
pub(crate) fn rests_on_no_person(rule: Rule) -> bool {
    sources(rule).iter().all(|source| matches!(source, Source::Plans | Source::Funds | Source::Programmes))
}

/// What is found, in no order.
struct Found<'p> {
    /// The persons who were looked at.
    persons: Vec<Person<'p>>,
    violations: Vec<Violation>,
    ended: Vec<Finding>,
}

/// What is found by the sources that are wanted.
fn found<'p>(projections: &'p Projections, at: At, wanted: &dyn Fn(Source) -> bool) -> Found<'p> {
    let given = given(projections, at);
    let persons = if LOOKING_AT_PERSONS.into_iter().any(wanted) { persons(projections, at) } else { Vec::new() };
    let working = projections.crew.working();
    let learnt = working.on_stretches(&persons, &|some| Learnt::of(some, &given));
    let learnt = learnt.into_iter().reduce(Learnt::join).unwrap_or_else(|| Learnt::nothing(&given));
    let Learnt { after, mut late, mut habits, named, deciding } = learnt;
    of_programmes(projections, at, &mut habits);
    let mut violations = Vec::new();
    if wanted(Source::AfterEnd) {
        violations.extend(after_end(projections, at, after));
    }
    let ctx = Context { practice: habits.practice(), ..given.clone() };
    if wanted(Source::Persons) {
        let judged = |some: &[Person<'_>]| -> Vec<Violation> {
            some.iter().flat_map(|person| person.judged(projections, &ctx, at.known_at)).collect()
        };
        violations.extend(working.on_stretches(&persons, &judged).into_iter().flatten());
    }
    if wanted(Source::Corrected) {
        corrected_persons(projections, at, &mut late, &mut violations);
    }
    if wanted(Source::Plans) {
        plans(projections, at, &ctx, &mut late, &mut violations);
    }
    if wanted(Source::Funds) || wanted(Source::Payments) {
        funds(projections, at, &persons, &ctx, &mut late, &mut violations);
    }
    if wanted(Source::Programmes) {
        programmes(projections, at, &ctx, &mut late, &mut violations);
    }
    if wanted(Source::Corrected) {
        let about = |stream: &StreamId| projections.programme_of(stream, at);
        corrected(&projections.milestones, at, &about, &mut late, &mut violations);
        corrected(&projections.budgets, at, &about, &mut late, &mut violations);
        corrected(&projections.programmes, at, &about, &mut late, &mut violations);
    }
    if wanted(Source::Batches) {
        violations.extend(late.findings());
    }
    if wanted(Source::LateTargets) {
        violations.extend(late::late_targets(projections, at));
    }
    if wanted(Source::Habits) {
        violations.extend(habits.not_recorded());
    }
    if wanted(Source::Deciding) {
        violations.extend(deciding.unknown(projections, at));
    }
    if wanted(Source::Caseloads) {
        violations.extend(caseload::above_norm(projections, at));
    }
    if wanted(Source::Figures) {
        let figures = projections.figures(at, None);
        violations.extend(hovedbok_programmes::differing(&figures));
        violations.extend(hovedbok_programmes::contradicting(&figures));
    }
    if wanted(Source::Names) {
        violations.extend(names::spelled_twice(projections, at));
    }
    if wanted(Source::Established) {
        violations.extend(names::never_established(projections, at, named));
    }
    if wanted(Source::Unknown) {
        violations.extend(unknown(&projections.state, at));
        violations.extend(unknown(&projections.milestones, at));
        violations.extend(unknown(&projections.budgets, at));
        violations.extend(unknown(&projections.programmes, at));
        violations.extend(unknown_kinds(&projections.others, at));
    }
    let ended = if wanted(Source::Ended) { ended::ended(projections, at) } else { Vec::new() };
    Found { persons, violations, ended }
}

/// What was found as findings: by weight, programme, kind and entry, each with what it came in with.
fn in_order(projections: &Projections, at: At, found: Found<'_>) -> Vec<Finding> {
    let Found { persons, violations, mut ended } = found;
    let first = violations.iter().filter_map(|violation| violation.entries.first());
    let first = first.chain(ended.iter().filter_map(|finding| finding.entries.first())).copied();
    let origins = origins(projections, at, &persons, &first.collect());
    let mut findings: Vec<Finding> = late_by_import(violations, &origins).into_iter().map(Finding::from).collect();
    findings.append(&mut ended);
    for finding in &mut findings {
        finding.together = finding.entries.first().and_then(|seq| origins.get(seq)).cloned();
    }
    sort(&mut findings);
    findings
}

/// Sorts findings by weight, programme, kind and entry.
fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| {
        let key = |f: &Finding| (std::cmp::Reverse(f.severity), f.programme.clone(), f.kind.word(), f.entries.clone());
        key(a).cmp(&key(b))
    });
}

/// What each of some entries came in with, if it is in force.
fn origins(
    projections: &Projections,
    at: At,
    persons: &[Person<'_>],
    wanted: &HashSet<Seq>,
) -> BTreeMap<Seq, Together> {
    fn among<'r, F: 'r>(
        rows: impl Iterator<Item = &'r Row<F>>,
        wanted: &HashSet<Seq>,
    ) -> impl Iterator<Item = (Seq, Together)> {
        rows.filter(|row| wanted.contains(&row.seq)).map(|row| {
            let import = || Together::Import(row.recorded);
            (row.seq, row.batch.clone().map_or_else(import, Together::Batch))
        })
    }
    fn rows<P: Projection>(timeline: &Timeline<P>, at: At) -> impl Iterator<Item = &Row<P::Fact>> {
        timeline.facts(at).flat_map(|(_, rows)| rows)
    }
    let of_persons = projections.crew.working().on_stretches(persons, &|some| {
        among(some.iter().flat_map(|person| person.rows.iter().copied()), wanted).collect::<Vec<_>>()
    });
    let mut origins: BTreeMap<Seq, Together> = of_persons.into_iter().flatten().collect();
    origins.extend(among(rows(&projections.milestones, at), wanted));
    origins.extend(among(rows(&projections.budgets, at), wanted));
    origins.extend(among(rows(&projections.programmes, at), wanted));
    origins
}

/// The violations with one for all entries about one programme, or about none, that one import recorded late, as for a batch:
/// it names the first and the last of them.
fn late_by_import(violations: Vec<Violation>, origins: &BTreeMap<Seq, Together>) -> Vec<Violation> {
    let mut late: BTreeMap<(Instant, Option<Name>), Vec<Violation>> = BTreeMap::new();
    let mut kept = Vec::new();
    for violation in violations {
        let first = violation.entries.first().filter(|_| violation.rule == Rule::RecordedLate);
        match first.and_then(|seq| origins.get(seq)) {
            Some(Together::Import(recorded)) => {
                late.entry((*recorded, violation.programme.clone())).or_default().push(violation);
            }
            Some(Together::Batch(_)) | None => kept.push(violation),
        }
    }
    for ((recorded, programme), late) in late {
        match <[Violation; 1]>::try_from(late) {
            Ok(one) => kept.extend(one),
            Err(several) => kept.push(late_together(recorded, programme, &several)),
        }
    }
    kept
}

fn late_together(recorded: Instant, programme: Option<Name>, late: &[Violation]) -> Violation {
    let seqs = || late.iter().flat_map(|violation| &violation.entries).copied();
    let (first, last) = (seqs().min().unwrap_or(Seq(0)), seqs().max().unwrap_or(Seq(0)));
    let days = late.iter().map(|violation| violation.weight).max().unwrap_or_default();
    let day = recorded.oslo_day().unwrap_or(Day::MAX);
    let what = format!(
        "{} entries were recorded together on {day}, more than {LATE_DAYS} days after they took effect, the latest by \
         {days} days: from {first} to {last}",
        late.len()
    );
    let weight = i64::try_from(late.len()).unwrap_or(i64::MAX);
    Violation { rule: Rule::RecordedLate, programme, entries: vec![first, last], weight, what }
}

/// What rules need to know from other streams, at a point of both times.
pub(crate) fn context(projections: &Projections, at: At) -> Context {
    let given = given(projections, at);
    let persons = persons(projections, at);
    let learnt = projections.crew.working().on_stretches(&persons, &|some: &[Person<'_>]| {
        let mut habits = Habits::default();
        some.iter().for_each(|person| habits.learn_person(&person.rows, &given));
        habits
    });
    let mut habits = Habits::default();
    learnt.into_iter().for_each(|more| habits.join(more));
    of_programmes(projections, at, &mut habits);
    Context { practice: habits.practice(), ..given }
}

/// The same without what is recorded at all.
fn given(projections: &Projections, at: At) -> Context {
    Context {
        as_of: Some(at.as_of),
        reach: projections.programmes.reach().clone(),
        closed: hovedbok_programmes::closings(&projections.programmes, at),
        limits: hovedbok_programmes::limits_in_force(&projections.programmes, at),
        cohorts: cohorts(projections, at),
        practice: BTreeMap::new(),
    }
}

/// The cohorts that programmes define, whatever day is asked about.
fn cohorts(projections: &Projections, at: At) -> BTreeMap<Name, BTreeMap<Name, Seq>> {
    let mut cohorts: BTreeMap<Name, BTreeMap<Name, Seq>> = BTreeMap::new();
    for (seq, cohort) in projections.defined_cohorts(at.known_at) {
        let own = cohorts.entry(cohort.programme).or_default().entry(cohort.definition.cohort).or_insert(seq);
        *own = seq.min(*own);
    }
    cohorts
}

/// One person to the rules.
#[derive(Debug)]
struct Person<'p> {
    members: Vec<Member<'p>>,
    /// The rows of all of them.
    rows: Vec<&'p Row<PersonEntry>>,
}

impl Person<'_> {
    /// What the rules find. Where the entries that name the programme were voided, they still say what the others are about.
    fn judged(&self, projections: &Projections, ctx: &Context, known_at: Seq) -> Vec<Violation> {
        let mut found = rules::person::group(&self.members, ctx);
        if found.iter().any(|violation| violation.programme.is_none()) {
            let streams = self.members.iter().map(|member| StreamId::Participant(member.id));
            let histories: Vec<_> = streams.filter_map(|own| projections.state.stream(&own)).collect();
            let about = programmes_stated(histories.iter().flat_map(|history| history.rows()), known_at);
            for violation in found.iter_mut().filter(|violation| violation.programme.is_none()) {
                violation.programme = violation.entries.first().and_then(|seq| about.get(seq)).cloned();
            }
        }
        found
    }
}

/// The programme that each row of a person is about, from all that was ever stated up to a position.
fn programmes_stated<'r>(rows: impl Iterator<Item = &'r Row<PersonEntry>>, known_at: Seq) -> BTreeMap<Seq, Name> {
    let mut stated: Vec<_> = rows.filter(|row| row.seq <= known_at).collect();
    stated.sort_by_key(|row| (row.holds, row.slot, row.seq));
    rules::person::programmes(&stated)
}

fn persons(projections: &Projections, at: At) -> Vec<Person<'_>> {
    let persons = hovedbok_state::members_by_person(&projections.state, at).into_iter();
    persons.map(|members| Person { rows: joined(&members), members }).collect()
}

/// The entries that are about days after the stated end of the records, with those of persons that are learnt already.
fn after_end(projections: &Projections, at: At, mut after: AfterEnd) -> Vec<Violation> {
    for (stream, rows) in projections.milestones.facts(at) {
        let programme = projections.programme_of(stream, at);
        after.learn(&rows, |_| programme.clone());
    }
    for (stream, rows) in projections.budgets.facts(at) {
        after.learn(&rows, |_| stream.programme());
    }
    for (stream, rows) in projections.programmes.facts(at) {
        after.learn(&rows, |_| stream.programme());
    }
    after.findings()
}

fn of_programmes(projections: &Projections, at: At, habits: &mut Habits) {
    for (stream, rows) in projections.programmes.at(at) {
        if let StreamId::Programme(name) = stream {
            let own = entries(&rows);
            habits.learn_programme(name, &own.iter().collect::<Vec<_>>());
        }
    }
}

/// What was recorded late of persons and was replaced or voided since.
fn corrected_persons(projections: &Projections, at: At, late: &mut LateBatches, found: &mut Vec<Violation>) {
    let merged = hovedbok_state::merged(&projections.state);
    for (stream, history) in projections.state.streams() {
        let corrected: Vec<_> = history.corrected(at.as_of, at.known_at).collect();
        if corrected.is_empty() {
            continue;
        }
        let person = person_of(stream, &merged);
        let rows = person.iter().filter_map(|own| projections.state.stream(own)).flat_map(|own| own.rows());
        let about = programmes_stated(rows, at.known_at);
        found.extend(rules::general::late_and_corrected(&corrected, |row| about.get(&row.seq).cloned()));
        found.extend(corrected_late(history, at, &|row| about.get(&row.seq).cloned()));
        late.learn(&corrected, |row| about.get(&row.seq).cloned());
    }
}

/// What was recorded late in the streams of a programme and was replaced or voided since.
fn corrected<P: Projection>(
    timeline: &Timeline<P>,
    at: At,
    about: &dyn Fn(&StreamId) -> Option<Name>,
    late: &mut LateBatches,
    found: &mut Vec<Violation>,
) {
    for (stream, history) in timeline.streams() {
        let corrected: Vec<_> = history.corrected(at.as_of, at.known_at).collect();
        let programme = about(stream);
        found.extend(rules::general::late_and_corrected(&corrected, |_| programme.clone()));
        found.extend(corrected_late(history, at, &|_| programme.clone()));
        late.learn(&corrected, |_| programme.clone());
    }
}

/// What was replaced or voided in a stream after it had counted for a long time; `programme` is the one that a row is about.
fn corrected_late<F: StreamFact>(
    history: &History<F>,
    at: At,
    programme: &dyn Fn(&Row<F>) -> Option<Name>,
) -> Vec<Violation> {
    let corrections = history.corrections(at.as_of, at.known_at);
    let late = corrections.filter_map(|(row, by, recorded, stated)| {
        let violation = rules::general::corrected_late(row, by, recorded, stated)?;
        Some(Violation { programme: programme(row), ..violation })
    });
    late.collect()
}

fn plans(projections: &Projections, at: At, ctx: &Context, late: &mut LateBatches, found: &mut Vec<Violation>) {
    for (stream, rows) in projections.milestones.facts(at) {
        let programme = projections.programme_of(stream, at);
        late.learn(&rows, |_| programme.clone());
        found.extend(rules::plan::plan(programme.as_ref(), &rows, ctx));
    }
}

fn funds(
    projections: &Projections,
    at: At,
    persons: &[Person<'_>],
    ctx: &Context,
    late: &mut LateBatches,
    found: &mut Vec<Violation>,
) {
    let mut attendance = Attendance::paid_for(projections.budgets.at(at).flat_map(|(_, rows)| rows));
    persons.iter().flat_map(|person| &person.members).for_each(|member| attendance.learn(&member.rows));
    for (stream, rows) in projections.budgets.at(at) {
        let StreamId::Fund(fund) = stream else { continue };
        late.learn(&rows, |_| Some(fund.programme.clone()));
        found.extend(rules::fund::fund(fund, &rows, &other_years(projections, at, fund), ctx));
        found.extend(rules::payment::payment(&fund.programme, &rows, &attendance));
    }
    for fund in carried_into(projections, at) {
        found.extend(rules::fund::fund(&fund, &[], &other_years(projections, at, &fund), ctx));
    }
}

/// The funds that have nothing but money carried over from other years.
fn carried_into(projections: &Projections, at: At) -> BTreeSet<FundId> {
    let (mut own, mut into) = (BTreeSet::new(), BTreeSet::new());
    for (stream, rows) in projections.budgets.at(at) {
        let StreamId::Fund(fund) = stream else { continue };
        own.insert(fund);
        into.extend(rows.iter().filter_map(|row| match &row.fact {
            FundEntry::GrantCarriedOver(body) => {
                rules::fund::has_funds(body.to_year).then(|| fund.in_year(body.to_year))
            }
            FundEntry::Appropriated(_)
            | FundEntry::Increased(_)
            | FundEntry::Reduced(_)
            | FundEntry::FundSpent(_)
            | FundEntry::GrantApplied(_)
            | FundEntry::GrantRejected(_)
            | FundEntry::GrantAllocated(_)
            | FundEntry::GrantCommitted(_)
            | FundEntry::GrantDisbursed(_)
            | FundEntry::GrantSpent(_)
            | FundEntry::GrantUnusedReported(_)
            | FundEntry::GrantCarryOverApplied(_)
            | FundEntry::GrantReturned(_)
            | FundEntry::GrantReceived(_) => None,
        }));
    }
    into.retain(|fund| !own.contains(fund));
    into
}

/// The rows of the same money in other years.
fn other_years<'p>(projections: &'p Projections, at: At, fund: &FundId) -> Vec<&'p Row<FundEntry>> {
    let same = |stream: &StreamId| match stream {
        StreamId::Fund(other) => {
            other.programme == fund.programme && other.source == fund.source && other.year != fund.year
        }
        StreamId::Participant(_)
        | StreamId::Programme(_)
        | StreamId::Plan(_)
        | StreamId::Risk(_)
        | StreamId::Figure(_)
        | StreamId::Ledger
        | StreamId::Other(_) => false,
    };
    projections.budgets.at(at).filter(|(stream, _)| same(stream)).flat_map(|(_, rows)| rows).collect()
}

fn programmes(projections: &Projections, at: At, ctx: &Context, late: &mut LateBatches, found: &mut Vec<Violation>) {
    for (stream, rows) in projections.programmes.at(at) {
        let programme = stream.programme();
        late.learn(&rows, |_| programme.clone());
        match stream {
            StreamId::Programme(_) => {
                let own = entries(&rows);
                let own: Vec<_> = own.iter().collect();
                found.extend(rules::programme::programme(programme.as_ref(), &own, ctx));
            }
            StreamId::Risk(_)
            | StreamId::Figure(_)
            | StreamId::Participant(_)
            | StreamId::Plan(_)
            | StreamId::Fund(_)
            | StreamId::Ledger
            | StreamId::Other(_) => found.extend(rules::general::general(programme.as_ref(), &rows, ctx)),
        }
    }
}

/// One finding a stream with entries of types unknown here; an unknown correction leaves it incomplete (H9).
fn unknown<P: Projection>(timeline: &Timeline<P>, at: At) -> Vec<Violation> {
    timeline
        .streams()
        .filter_map(|(stream, history)| {
            let entries: Vec<Seq> = history.unknown().iter().copied().filter(|seq| *seq <= at.known_at).collect();
            if entries.is_empty() {
                return None;
            }
            let incomplete = history.incomplete_from().filter(|seq| *seq <= at.known_at);
            let what = match incomplete {
                Some(seq) => format!("{stream} is incomplete from {seq} on: a correction there cannot be read"),
                None if entries.len() == 1 => {
                    format!("{stream} has an entry that cannot be read: it is kept and does not count")
                }
                None => {
                    format!(
                        "{stream} has {} entries that cannot be read: they are kept and do not count",
                        entries.len()
                    )
                }
            };
            let weight = i64::try_from(entries.len()).unwrap_or(i64::MAX);
            Some(Violation { rule: Rule::UnknownType, programme: stream.programme(), entries, weight, what })
        })
        .collect()
}

/// One finding a kind of stream unknown here: a newer program may have begun many streams of it (H9).
fn unknown_kinds(others: &BTreeMap<StreamId, Vec<Seq>>, at: At) -> Vec<Violation> {
    let mut by_word: BTreeMap<String, Vec<Seq>> = BTreeMap::new();
    for (stream, seqs) in others {
        let name = stream.to_string();
        let word = name.split('/').next().unwrap_or_default();
        let known = seqs.iter().copied().filter(|seq| *seq <= at.known_at);
        by_word.entry(word.to_owned()).or_default().extend(known);
    }
    by_word
        .into_iter()
        .filter(|(_, entries)| !entries.is_empty())
        .map(|(word, mut entries)| {
            entries.sort();
            let kept = match entries.len() {
                1 => "its one entry is kept but does not count".to_owned(),
                count => format!("its {count} entries are kept but do not count"),
            };
            let what = format!("{word}/… is an unknown kind of stream: {kept}");
            let weight = i64::try_from(entries.len()).unwrap_or(i64::MAX);
            Violation { rule: Rule::UnknownType, programme: None, entries, weight, what }
        })
        .collect()
}
